package bot

func learnModule() module { return module{} }
