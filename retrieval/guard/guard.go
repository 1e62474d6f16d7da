// Package guard decides which texts must not be taken in: those with the stamp of a state or Party secret,
// those that name a person together with an allegation (case data), and those that try to misuse the bot.
// It decides by rules over syllables, in lexicon.txt, names.txt and rules.txt, so that a refusal can be explained by the
// name of one rule. It leaves the wording of a refusal, what is kept of it, and whether a question is one
// that the law answers to its callers.
package guard

import "sync"

// Reason says why a text must not be taken in; "" when it may.
type Reason string

// The reasons, in the order in which they win when a text gives several.
const (
	// Secrecy: a stamp of secrecy, or a request for papers that bear one.
	Secrecy Reason = "secrecy"
	// CaseData: a real-looking person with an allegation, a sanction or a case.
	CaseData Reason = "case_data"
	// Misuse: orders to the bot against its rules, or a request for what nobody may be told.
	Misuse Reason = "misuse"
)

// Verdict is what Check finds.
type Verdict struct {
	Reason Reason
	// Found is the name of the rule in rules.txt that decided, never a part of the text; "" with no reason.
	Found string
}

// Check judges one text. It is pure, takes any bytes, does the same each time, and may be called by several
// at once. Marks, capitals, spaces between letters, invisible characters and the abbreviations of the field
// make no difference to what a rule means. A text that names nobody, orders nothing and bears no stamp may
// be taken in whatever it asks about.
func Check(message string) Verdict {
	t := sheets.Get().(*text)
	t.read(message)
	v := t.judge()
	if cap(t.tokens) <= keptTokens {
		sheets.Put(t)
	}
	return v
}

// keptTokens is more than a message of 4,096 characters, Telegram's limit, can hold; the memory of longer texts
// is not kept.
const keptTokens = 4096

// sheets keeps the memory of texts that were judged; nothing of a text is read from it again.
var sheets = sync.Pool{New: func() any { return new(text) }}
