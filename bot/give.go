package bot

func giveModule() module { return module{} }
