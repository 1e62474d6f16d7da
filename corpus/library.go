package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sort"
	"strings"

	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// Library is a set of editions that belong together. It does not change after New; a new generation of
// texts is a new Library.
type Library struct {
	editions    []*Edition
	documents   []*Document
	clauses     []*Clause
	byID        map[ClauseID]*Clause
	fingerprint string
}

// New checks the editions and makes a library of them. It fills in the ids of the clauses, the spans that
// clauses leave to their edition, and ReplacedBy where only the other side of the pair says so. An error
// names the document and what is wrong: two editions of one document in force on one day, a clause
// without words, a span that ends before it begins, a digest clause that nothing supports.
func New(editions []*Edition) (*Library, error) {
	l := &Library{byID: map[ClauseID]*Clause{}}
	l.editions = append(l.editions, editions...)
	sort.SliceStable(l.editions, func(i, j int) bool {
		a, b := l.editions[i], l.editions[j]
		if a.Document.ID() != b.Document.ID() {
			return a.Document.ID() < b.Document.ID()
		}
		return a.Span.From.Before(b.Span.From)
	})
	sum := sha256.New()
	for i, e := range l.editions {
		d := e.Document
		if d.Label() == "" {
			return nil, fmt.Errorf("edition %d has a document with neither number nor name", i)
		}
		if !e.Span.To.IsZero() && e.Span.To.Before(e.Span.From) {
			return nil, fmt.Errorf("%s: in force to %s, before %s", d.Label(), e.Span.To, e.Span.From)
		}
		if i > 0 && l.editions[i-1].Document.ID() == d.ID() {
			if prev := l.editions[i-1].Span; prev.To.IsZero() || !prev.To.Before(e.Span.From) {
				return nil, fmt.Errorf("%s: two editions in force on %s", d.Label(), e.Span.From)
			}
			e.Document = l.editions[i-1].Document
		} else {
			l.documents = append(l.documents, d)
		}
		fmt.Fprintf(sum, "%s|%v|%s|%s|%s|%s|%v|%v|%v\n", d.ID(), e.Span, e.Source, d.Title, d.Scope, d.Note, d.Replaces, d.ReplacedBy, d.Amends)
		if err := l.take(e, sum); err != nil {
			return nil, err
		}
	}
	l.linkSuccessors()
	if err := l.linkClauses(); err != nil {
		return nil, err
	}
	l.fingerprint = hex.EncodeToString(sum.Sum(nil)[:8])
	return l, nil
}

func (l *Library) take(e *Edition, sum interface{ Write([]byte) (int, error) }) error {
	nth := map[string]int{}
	for _, c := range e.Clauses {
		if strings.TrimSpace(c.Text) == "" {
			return fmt.Errorf("%s, %s: a clause without words", e.Document.Label(), c.Path)
		}
		if !c.Span.To.IsZero() && c.Span.To.Before(c.Span.From) {
			return fmt.Errorf("%s, %s: in force to %s, before %s", e.Document.Label(), c.Path, c.Span.To, c.Span.From)
		}
		if err := supported(e, c); err != nil {
			return err
		}
		address := c.Path.String()
		if len(c.Facts) > 0 {
			// Several digest clauses may stand under one address; their facts tell them apart for good.
			address += "|" + c.Facts[0].ID
		}
		nth[address]++
		c.Edition = e
		c.ID = clauseID(e.Document.ID(), e.Span.From, address, nth[address])
		if other, twice := l.byID[c.ID]; twice {
			return fmt.Errorf("%s, %s: same id as %s, %s", e.Document.Label(), c.Path, other.Edition.Document.Label(), other.Path)
		}
		l.byID[c.ID] = c
		l.clauses = append(l.clauses, c)
		fmt.Fprintf(sum, "%s|%v|%s|%s|%v|%v|%s|%s|%q", c.ID, c.Gap, c.Heading, c.Text, c.Span, c.Facts, c.Note, c.Also, c.Asked)
		for _, later := range c.Later {
			fmt.Fprintf(sum, "|%s %v", later.Fact, later.Part)
		}
		fmt.Fprintln(sum)
	}
	return nil
}

// supported refuses a digest clause that states no fact, a fact without a source that is no gap, and a fact
// of low confidence that would be an answer.
func supported(e *Edition, c *Clause) error {
	if e.Source != Digest {
		return nil
	}
	if len(c.Facts) == 0 {
		return fmt.Errorf("%s, %s: a digest clause that states no fact", e.Document.Label(), c.Path)
	}
	for _, f := range c.Facts {
		if c.Gap {
			continue
		}
		if f.Confidence == Low {
			return fmt.Errorf("%s, %s: fact %s is of low confidence, and the clause is no gap", e.Document.Label(), c.Path, f.ID)
		}
		if len(f.Sources) == 0 {
			return fmt.Errorf("%s, %s: fact %s has no source", e.Document.Label(), c.Path, f.ID)
		}
	}
	return nil
}

func (l *Library) linkSuccessors() {
	for _, d := range l.documents {
		for _, ref := range d.Replaces {
			for _, old := range l.documents {
				if old.is(ref) && !containsRef(old.ReplacedBy, d) {
					old.ReplacedBy = append(old.ReplacedBy, Ref{d.Number, d.Date})
				}
			}
		}
	}
}

// linkClauses resolves what the clauses say of later ones, and refuses a later clause that is not held or
// does not come later.
func (l *Library) linkClauses() error {
	stating := map[string]*Clause{}
	for _, c := range l.clauses {
		for _, f := range c.Facts {
			stating[f.ID] = c
		}
	}
	for _, c := range l.clauses {
		for i := range c.Later {
			later := &c.Later[i]
			next := stating[later.Fact]
			if next == nil {
				return fmt.Errorf("%s, %s: the later clause that states %s is not held", c.Edition.Document.Label(), c.Path, later.Fact)
			}
			if c.Span.To.IsZero() || !next.Span.To.IsZero() && !next.Span.To.After(c.Span.To) {
				return fmt.Errorf("%s, %s: the clause that states %s is not later", c.Edition.Document.Label(), c.Path, later.Fact)
			}
			later.Clause = next
		}
	}
	return nil
}

func containsRef(refs []Ref, d *Document) bool {
	for _, r := range refs {
		if d.is(r) {
			return true
		}
	}
	return false
}

// Fingerprint is 16 hex digits that change with any word, day or address of the library.
func (l *Library) Fingerprint() string { return l.fingerprint }

// Documents returns every document, in a fixed order. The caller does not change them.
func (l *Library) Documents() []*Document { return l.documents }

// Held returns the documents of which at least one clause is held that is no gap, in the library's order.
// Of the others only the card is known: number, dates, what replaced what.
func (l *Library) Held() []*Document {
	var out []*Document
	for _, d := range l.documents {
		if slices.ContainsFunc(l.clauses, func(c *Clause) bool { return c.Edition.Document == d && !c.Gap }) {
			out = append(out, d)
		}
	}
	return out
}

// Clauses returns every clause of every edition, in a fixed order.
func (l *Library) Clauses() []*Clause { return l.clauses }

// Clause returns the clause with the id, and false when there is none.
func (l *Library) Clause(id ClauseID) (*Clause, bool) {
	c, ok := l.byID[id]
	return c, ok
}

// EditionOn returns the edition of a document that is in force on the day; nil when none is.
func (l *Library) EditionOn(d *Document, on calendar.AsOf) *Edition {
	for _, e := range l.editions {
		if e.Document == d && e.Span.Contains(on.Day) {
			return e
		}
	}
	return nil
}

// EditionsOf returns the editions of a document, older first.
func (l *Library) EditionsOf(d *Document) []*Edition {
	var out []*Edition
	for _, e := range l.editions {
		if e.Document == d {
			out = append(out, e)
		}
	}
	return out
}

// Force says how a clause stands on a day of law.
type Force int

// NotKnown: the first day in force is not known. NotYet: it comes into force later. InForce: it is in
// force. Lapsed: its last day is past.
const (
	NotKnown Force = iota
	NotYet
	InForce
	Lapsed
)

// On returns how the clause stands on the day.
func (c *Clause) On(day calendar.AsOf) Force {
	switch {
	case !c.Span.To.IsZero() && day.After(c.Span.To):
		return Lapsed
	case c.Span.From.IsZero():
		return NotKnown
	case day.Before(c.Span.From):
		return NotYet
	}
	return InForce
}

// On returns how the edition stands on the day.
func (e *Edition) On(day calendar.AsOf) Force { return (&Clause{Span: e.Span}).On(day) }

// InForce returns the clauses that are in force on the day, in the library's order. A clause whose start
// is not known is not among them.
func (l *Library) InForce(day calendar.AsOf) []*Clause {
	var out []*Clause
	for _, c := range l.clauses {
		if c.On(day) == InForce {
			out = append(out, c)
		}
	}
	return out
}

// Successors returns the documents held that replaced d, following the chain to its end: for 22-QĐ/TW
// first 296-QĐ/TW, then 21-QĐ/TW.
func (l *Library) Successors(d *Document) []*Document { return l.chain(d, (*Document).replacedBy) }

// Predecessors returns the documents held that d replaced, nearest first, following the chain back.
func (l *Library) Predecessors(d *Document) []*Document { return l.chain(d, (*Document).replaces) }

func (d *Document) replacedBy() []Ref { return d.ReplacedBy }
func (d *Document) replaces() []Ref   { return d.Replaces }

func (l *Library) chain(d *Document, next func(*Document) []Ref) []*Document {
	var out []*Document
	seen := map[*Document]bool{d: true}
	for queue := []*Document{d}; len(queue) > 0; queue = queue[1:] {
		for _, ref := range next(queue[0]) {
			for _, other := range l.documents {
				if other.is(ref) && !seen[other] {
					seen[other] = true
					out, queue = append(out, other), append(queue, other)
				}
			}
		}
	}
	return out
}

// Following returns the clauses of later texts that treat the whole matter of c, following Later to its
// end, nearest first. A clause that treats a part only is not among them.
func (c *Clause) Following() []*Clause {
	var out []*Clause
	seen := map[*Clause]bool{c: true}
	for queue := []*Clause{c}; len(queue) > 0; queue = queue[1:] {
		for _, later := range queue[0].Later {
			if !later.Part && !seen[later.Clause] {
				seen[later.Clause] = true
				out, queue = append(out, later.Clause), append(queue, later.Clause)
			}
		}
	}
	return out
}

// Earlier returns the clause on the same matter that stood before c, the one that lapsed last when several
// did, and false when none is known.
func (l *Library) Earlier(c *Clause) (*Clause, bool) {
	var best *Clause
	for _, old := range l.clauses {
		for _, later := range old.Later {
			if later.Clause == c && (best == nil || old.Span.To.After(best.Span.To)) {
				best = old
			}
		}
	}
	return best, best != nil
}

// Find returns the documents with the number, whatever marks, capitals and blanks it is typed with,
// those of the whole country first and the newest first among equals.
func (l *Library) Find(number string) []*Document {
	want := plainNumber(number)
	var out []*Document
	for _, d := range l.documents {
		if want != "" && plainNumber(d.Label()) == want {
			out = append(out, d)
		}
	}
	sortDocuments(out)
	return out
}

func plainNumber(s string) string { return strings.ReplaceAll(viet.Unmark(s), " ", "") }

func sortDocuments(docs []*Document) {
	sort.SliceStable(docs, func(i, j int) bool {
		if (docs[i].Scope == "") != (docs[j].Scope == "") {
			return docs[i].Scope == ""
		}
		return docs[i].Date.After(docs[j].Date)
	})
}
