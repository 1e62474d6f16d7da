package plan

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed texts.txt
var textFile string

// texts are the sentences by key.
var texts = readTexts(textFile)

// readTexts reads "== key" on a line of its own, then the text up to the next key, without the blank lines around it.
func readTexts(file string) map[string]string {
	out := map[string]string{}
	for _, section := range strings.Split("\n"+file, "\n== ")[1:] {
		key, text, _ := strings.Cut(section, "\n")
		out[key] = strings.TrimSpace(text)
	}
	return out
}

// say returns the text of the key with the arguments in their places. A key that the file does not have panics: a test
// holds that there is none.
func say(key string, args ...any) string {
	text, ok := texts[key]
	if !ok {
		panic(fmt.Sprintf("plan: no text %q", key))
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// Problem is why something cannot be done to a plan, or what is wrong with a row of a file.
type Problem struct {
	// Row is the row of the file, as a spreadsheet shows it; 0 for an edit, and for what is about the whole file.
	Row int
	// Key names what is wrong, Args what it is wrong with.
	Key  string
	Args []any
	// Text says it to whoever did it: a Vietnamese sentence, without the row.
	Text string
}

// Error is for logs; it holds no name.
func (p *Problem) Error() string { return "the plan cannot be changed so: " + p.Key }

func problem(key string, args ...any) *Problem {
	return &Problem{Key: key, Args: args, Text: say(key, args...)}
}

// How long texts may be, in characters: a title fits two lines of a telephone, a note a paragraph.
const (
	titleLimit = 200
	noteLimit  = 500
)

// titled says what is wrong with a title.
func titled(text string) error {
	if strings.TrimSpace(text) == "" {
		return problem("no_title")
	}
	if utf8.RuneCountInString(text) > titleLimit {
		return problem("title_too_long", titleLimit)
	}
	return printable(text)
}

// reasoned says what is wrong with a reason that must be given.
func reasoned(text string) error {
	if strings.TrimSpace(text) == "" {
		return problem("no_reason")
	}
	return writable(text)
}

// writable says what is wrong with a note that may be empty.
func writable(text string) error {
	if utf8.RuneCountInString(text) > noteLimit {
		return problem("note_too_long", noteLimit)
	}
	return printable(text)
}

func printable(text string) error {
	for _, r := range text {
		if r != '\n' && !unicode.IsPrint(r) && !unicode.IsSpace(r) {
			return problem("not_printable")
		}
	}
	return nil
}
