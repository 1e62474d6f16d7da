package bot

func resultsModule() module { return module{} }
