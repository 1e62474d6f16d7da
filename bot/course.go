package bot

func courseModule() module { return module{} }
