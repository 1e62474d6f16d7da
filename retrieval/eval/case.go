// Package eval measures how good ranking and answers are, on cases that say what a right answer is. It
// decides what counts as right; it changes nothing and answers nothing itself.
package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"camnang/corpus/calendar"
)

// Case is one question with what a right answer to it is.
type Case struct {
	ID       string `json:"id"`
	Question string `json:"question"`
	// Kind is "answerable", "historical", "out_of_scope" or "injection".
	Kind string `json:"kind"`
	// Style is how it is typed: "full", "no_diacritics", "abbrev" or "typo".
	Style string `json:"style"`
	// Document is the label of the right document; empty when there is none.
	Document string `json:"document"`
	// Facts are the ids of which one must be among the clauses shown; empty when none can be.
	Facts []string `json:"facts"`
	// ExpectKind are the kinds of answer that are right.
	ExpectKind []string `json:"expect_kind"`
	// AsOf is the day of law that a historical question names; it is not told to the bot.
	AsOf *calendar.Day `json:"as_of"`
}

// ReadCases reads cases, one JSON object a line. The error names the line.
func ReadCases(r io.Reader) ([]Case, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	var out []Case
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var c Case
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("case in line %d: %w", n, err)
		}
		if c.ID == "" || c.Question == "" || len(c.ExpectKind) == 0 {
			return nil, fmt.Errorf("case in line %d: id, question or expect_kind is missing", n)
		}
		out = append(out, c)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the cases: %w", err)
	}
	return out, nil
}

// answerable reports whether the case is one that clauses answer.
func (c Case) answerable() bool { return c.Kind == "answerable" || c.Kind == "historical" }
