package guard

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed lexicon.txt
var lexiconText string

//go:embed rules.txt
var rulesText string

// book is both files, read once; the head of rules.txt says how they are written.
var book = mustRead(lexiconText + "\n" + rulesText)

type rule struct {
	reason Reason
	name   string
	unless []int // sets of exceptions
}

// clause is a set of patterns: an exception, or a compound, which is noted as a class where it is found.
type clause struct {
	name  string
	mark  int32 // the node a compound is noted as; 0 for exceptions
	index int
}

type handbook struct {
	*lexicon
	rules   []rule
	clauses []clause
	// The classes that the program finds or asks for by name.
	known
}

// known are the classes and nodes that the code knows by name.
type known struct {
	ordinary, title, personal, doubtful, office, officeWord, introduction, asker, placeNoun, money, allegation, measure, where, suffers int32

	name, someone, self, identity, telephone int32 // nodes
}

func mustRead(text string) *handbook {
	b, err := readBook(text)
	if err != nil {
		panic("retrieval/guard: rules: " + err.Error())
	}
	return b
}

// A pattern waits for its head: the classes of a node are complete only at the end of the file.
type waiting struct {
	head  int32
	set   int // of clauses; -1 for a rule
	body  pattern
	order int
}

func readBook(text string) (*handbook, error) {
	b := &handbook{lexicon: newLexicon()}
	for name, at := range map[string]*int32{
		"name": &b.name, "someone": &b.someone, "self": &b.self, "id_number": &b.identity, "telephone": &b.telephone,
	} {
		*at = b.mark(b.class(name))
	}
	var patterns []waiting
	set := -1
	for n, line := range statements(text) {
		head, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		rest = strings.TrimSpace(rest)
		var err error
		switch head {
		case "let":
			name, list, _ := strings.Cut(rest, "=")
			err = b.fill(strings.TrimSpace(name), list)
		case "except", "compound":
			set = len(b.clauses)
			c := clause{name: rest, index: set}
			if head == "compound" {
				c.mark = b.mark(b.class(rest))
			}
			b.clauses = append(b.clauses, c)
		case "rule":
			set = -1
			reason, name, ok := strings.Cut(rest, " ")
			if r := Reason(reason); !ok || r != Secrecy && r != CaseData && r != Misuse {
				err = fmt.Errorf("no reason and name in %q", line)
			}
			b.rules = append(b.rules, rule{reason: Reason(reason), name: name})
		case "unless":
			err = b.unless(strings.Fields(rest))
		default:
			var w waiting
			w.set, w.order = set, len(patterns)
			w.body.rule = len(b.rules) - 1
			if set < 0 && w.body.rule < 0 {
				err = fmt.Errorf("nothing to do with %q", line)
				break
			}
			w.body.items, w.head, err = b.steps(line)
			patterns = append(patterns, w)
		}
		if err != nil {
			return nil, fmt.Errorf("statement %d: %w", n+1, err)
		}
	}
	b.place(patterns)
	b.close()
	return b, b.look()
}

// unless notes the exceptions of the last rule.
func (b *handbook) unless(names []string) error {
	if len(b.rules) == 0 {
		return fmt.Errorf("exceptions before the first rule")
	}
	for _, name := range names {
		found := -1
		for _, c := range b.clauses {
			if c.name == name {
				found = c.index
			}
		}
		if found < 0 {
			return fmt.Errorf("no exceptions %q", name)
		}
		b.rules[len(b.rules)-1].unless = append(b.rules[len(b.rules)-1].unless, found)
	}
	return nil
}

// place puts every pattern on the nodes that can start it.
func (b *handbook) place(patterns []waiting) {
	for i := range b.nodes {
		n := &b.nodes[i]
		for _, p := range patterns {
			switch {
			case !n.classes.has(p.head):
			case p.set < 0:
				n.heads = append(n.heads, p.body)
			default:
				if n.clauses == nil {
					n.clauses = make([][]pattern, len(b.clauses))
				}
				n.clauses[p.set] = append(n.clauses[p.set], p.body)
			}
		}
	}
}

// look finds the classes that the code asks for.
func (b *handbook) look() error {
	for name, at := range map[string]*int32{
		"ordinary": &b.ordinary, "title": &b.title, "personal_title": &b.personal, "doubtful_title": &b.doubtful,
		"office": &b.office, "office_word": &b.officeWord, "introduction": &b.introduction, "asker": &b.asker,
		"place_noun": &b.placeNoun, "money_unit": &b.money, "allegation": &b.allegation, "measure": &b.measure, "where": &b.where, "suffers": &b.suffers,
	} {
		id, ok := b.classes[name]
		if !ok {
			return fmt.Errorf("no class %q", name)
		}
		*at = id
	}
	return nil
}

// statements gives the lines without comments, those that start with | joined to the one before.
func statements(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		if i := strings.Index(line, "#"); i >= 0 {
			line = line[:i]
		}
		switch trimmed := strings.TrimSpace(line); {
		case trimmed == "":
		case strings.HasPrefix(trimmed, "|") && len(out) > 0:
			out[len(out)-1] += " " + trimmed
		default:
			out = append(out, line)
		}
	}
	return out
}
