package officer

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"camnang/corpus/viet"
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

// say returns the text of the key with the arguments in their places. A key that the file does not have panics:
// a test holds that there is none.
func say(key string, args ...any) string {
	text, ok := texts[key]
	if !ok {
		panic(fmt.Sprintf("officer: no text %q", key))
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// Problem is why an edit cannot be made, or what is wrong with a row of a roster file.
type Problem struct {
	// Row is the row of the file, as a spreadsheet shows it; 0 for an edit, and for what is about the whole file.
	Row int
	// Key names what is wrong, Args what it is wrong with.
	Key  string
	Args []any
	// Text says it to whoever made the edit or the file: a Vietnamese sentence, without the row.
	Text string
}

// Error is for logs; it holds no name.
func (p *Problem) Error() string { return "the roster cannot be changed so: " + p.Key }

func problem(key string, args ...any) *Problem {
	return &Problem{Key: key, Args: args, Text: say(key, args...)}
}

// How long names may be, in characters. The longest official name of a unit that we found has 96; an account's own
// name, which a first administrator's entry takes, has at most 129.
const (
	nameLimit   = 150
	titleLimit  = 150
	numberLimit = 30
)

func tooLong(s string, limit int) bool { return utf8.RuneCountInString(s) > limit }

// clean returns a text composed, on one line, and without what cannot be seen.
func clean(s string) string {
	return viet.Space(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, viet.NFC(s)))
}

// cleanName is clean for a name; false for one without a letter and for one that is too long.
func cleanName(s string) (string, bool) {
	s = clean(s)
	return s, strings.ContainsFunc(s, unicode.IsLetter) && !tooLong(s, nameLimit)
}

// shorten keeps what is quoted in a sentence to a length that can be read.
func shorten(s string) string {
	s = clean(s)
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}
