package bot

func deskModule() module { return module{} }
