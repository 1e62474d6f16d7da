package bot

func contestModule() module { return module{} }
