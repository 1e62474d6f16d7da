package alarm

import (
	_ "embed"
	"fmt"
	"strings"

	"camnang/corpus"
)

//go:embed texts.txt
var textFile string

var texts = readTexts(textFile)

// readTexts reads "== key" on a line of its own, then the text up to the next key, without the blank lines around it.
func readTexts(file string) map[string]string {
	out := map[string]string{}
	for _, part := range strings.Split("\n"+file, "\n== ")[1:] {
		key, text, _ := strings.Cut(part, "\n")
		out[key] = strings.TrimSpace(text)
	}
	return out
}

// say returns the text of the key with the arguments in their places. A key that the file does not have panics: a test
// holds that there is none.
func say(key string, args ...any) string {
	text, ok := texts[key]
	if !ok {
		panic(fmt.Sprintf("alarm: no text %q", key))
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// Piece is what the person responsible reads of one clause and all of one kind that rests on it.
type Piece struct {
	Kind     string
	Standing corpus.Standing
	Clause   corpus.ClauseID
	// IDs are the things to confirm, in the order of the findings, each once.
	IDs []string
	// Text says in Vietnamese what became of the clause, how much rests on it and what treats the matter since. It names
	// none of the things: who may see them is for whoever sends it.
	Text string
}

// Summary puts the findings of Check together by kind, clause and standing, in their order; none for no findings.
func Summary(findings []Finding) []Piece {
	var out []Piece
	var first []Finding
	for _, f := range findings {
		at := len(out) - 1
		if at < 0 || out[at].Kind != f.Kind || out[at].Clause != f.Rests.Clause || out[at].Standing != f.Standing {
			if at = place(out, f); at < 0 {
				out = append(out, Piece{Kind: f.Kind, Standing: f.Standing, Clause: f.Rests.Clause})
				first = append(first, f)
				at = len(out) - 1
			}
		}
		if n := len(out[at].IDs); n == 0 || out[at].IDs[n-1] != f.ID {
			out[at].IDs = append(out[at].IDs, f.ID)
		}
	}
	for i := range out {
		out[i].Text = text(first[i], len(out[i].IDs))
	}
	return out
}

// place returns which piece the finding belongs to, -1 for none yet.
func place(pieces []Piece, f Finding) int {
	for i, p := range pieces {
		if p.Kind == f.Kind && p.Clause == f.Rests.Clause && p.Standing == f.Standing {
			return i
		}
	}
	return -1
}

func text(f Finding, count int) string {
	cited := f.Cited
	if f.Clause != nil {
		cited = f.Clause.Cite().String()
	}
	if cited == "" {
		cited = say("a-clause")
	}
	var s string
	switch f.Standing {
	case corpus.Ended:
		s = say("ended", cited, f.Clause.Span.To.Vietnamese())
	case corpus.Reworded:
		s = say("reworded", cited)
	case corpus.Ahead:
		s = say("ahead", cited, f.Clause.Span.From.Vietnamese())
	case corpus.Gone:
		s = say("gone", cited)
	}
	key := "rests"
	if f.Kind == Deadline {
		key = "deadlines"
	}
	parts := []string{s, say(key, count)}
	if len(f.Later) > 0 {
		later := make([]string, len(f.Later))
		for i, c := range f.Later {
			later[i] = c.Cite().String()
		}
		parts = append(parts, say("later", strings.Join(later, "; ")))
	}
	return strings.Join(parts, " ")
}
