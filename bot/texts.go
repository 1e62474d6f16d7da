package bot

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed texts/*.txt
var textFiles embed.FS

var texts = readTexts(textFiles)

// readTexts reads every file of texts: "== key" on a line of its own, then the text up to the next key,
// without the blank lines around it.
func readTexts(files fs.FS) map[string]string {
	out := map[string]string{}
	names, err := fs.Glob(files, "texts/*.txt")
	if err != nil || len(names) == 0 {
		panic("bot: the texts are missing from the program")
	}
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			panic(fmt.Sprintf("bot: read %s: %v", name, err))
		}
		for _, section := range strings.Split("\n"+string(raw), "\n== ")[1:] {
			key, text, _ := strings.Cut(section, "\n")
			if _, twice := out[key]; twice {
				panic(fmt.Sprintf("bot: the text %q is there twice", key))
			}
			out[key] = strings.Trim(text, "\n")
		}
	}
	return out
}

// say returns the text of the key with the arguments in their places. A key that no file has panics: a
// test holds that there is none.
func say(key string, args ...any) string {
	text, ok := texts[key]
	if !ok {
		panic(fmt.Sprintf("bot: no text %q", key))
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}
