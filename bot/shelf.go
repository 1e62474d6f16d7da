package bot

import (
	"slices"
	"sort"
	"strings"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// shelf is the documents of a library as an officer leafs through them: those that replaced or amended
// each other stand together under one subject, the newest first; the subjects with most clauses come
// first, those of a single place last. It does not change.
type shelf struct {
	library *corpus.Library
	rows    []shelfRow
	byKey   map[string]*corpus.Document
}

type shelfRow struct {
	document *corpus.Document
	subject  string
}

func newShelf(lib *corpus.Library) *shelf {
	s := &shelf{library: lib, byKey: map[string]*corpus.Document{}}
	shown := lib.Held()
	for _, d := range shown {
		s.byKey[documentKey(d)] = d
	}
	groups := related(lib, shown)
	sort.SliceStable(groups, func(i, j int) bool { return groupBefore(lib, groups[i], groups[j]) })
	for _, group := range groups {
		sort.SliceStable(group, func(i, j int) bool { return group[i].Date.After(group[j].Date) })
		for _, d := range group {
			s.rows = append(s.rows, shelfRow{document: d, subject: group[0].Title})
		}
	}
	return s
}

// related parts documents into groups of those that replaced or amended each other.
func related(lib *corpus.Library, documents []*corpus.Document) [][]*corpus.Document {
	group := map[*corpus.Document]int{}
	for i, d := range documents {
		group[d] = i
	}
	join := func(a, b *corpus.Document) {
		from, heldA := group[a]
		to, heldB := group[b]
		if !heldA || !heldB {
			return
		}
		for d, g := range group {
			if g == from {
				group[d] = to
			}
		}
	}
	for _, d := range documents {
		for _, older := range lib.Predecessors(d) {
			join(d, older)
		}
		for _, ref := range d.Amends {
			for _, amended := range heldAs(lib, ref) {
				join(d, amended)
			}
		}
	}
	at := map[int]int{}
	var out [][]*corpus.Document
	for _, d := range documents {
		g := group[d]
		if _, begun := at[g]; !begun {
			at[g] = len(out)
			out = append(out, nil)
		}
		out[at[g]] = append(out[at[g]], d)
	}
	return out
}

func groupBefore(lib *corpus.Library, a, b []*corpus.Document) bool {
	if local := a[0].Scope != ""; local != (b[0].Scope != "") {
		return !local
	}
	if n, m := clauseCount(lib, a), clauseCount(lib, b); n != m {
		return n > m
	}
	return a[0].Title < b[0].Title
}

func clauseCount(lib *corpus.Library, group []*corpus.Document) int {
	n := 0
	for _, d := range group {
		n += len(clausesOf(lib, d))
	}
	return n
}

// heldAs returns the documents held that a reference points at.
func heldAs(lib *corpus.Library, ref corpus.Ref) []*corpus.Document {
	var out []*corpus.Document
	for _, d := range lib.Find(ref.Number) {
		if ref.Date.IsZero() || ref.Date == d.Date {
			out = append(out, d)
		}
	}
	return out
}

// clausesOf returns the clauses of a document that can be shown, those of the newest edition first. Known
// gaps are none.
func clausesOf(lib *corpus.Library, d *corpus.Document) []*corpus.Clause {
	var out []*corpus.Clause
	editions := lib.EditionsOf(d)
	slices.Reverse(editions)
	for _, e := range editions {
		for _, c := range e.Clauses {
			if !c.Gap {
				out = append(out, c)
			}
		}
	}
	return out
}

// editionFor returns the edition that stands for the document on a day: the one in force, else one whose
// start is not known, else the last that lapsed, else the first to come.
func editionFor(lib *corpus.Library, d *corpus.Document, today calendar.AsOf) *corpus.Edition {
	var best *corpus.Edition
	order := map[corpus.Force]int{corpus.InForce: 4, corpus.NotKnown: 3, corpus.Lapsed: 2, corpus.NotYet: 1}
	for _, e := range lib.EditionsOf(d) {
		switch {
		case best == nil, order[e.On(today)] > order[best.On(today)]:
			best = e
		case e.On(today) == corpus.Lapsed && best.On(today) == corpus.Lapsed:
			best = e
		}
	}
	return best
}

// state says in a word how a document stands on a day.
func state(lib *corpus.Library, d *corpus.Document, today calendar.AsOf) string {
	switch editionFor(lib, d, today).On(today) {
	case corpus.InForce:
		return say("state_in_force")
	case corpus.Lapsed:
		if len(d.ReplacedBy) > 0 {
			return say("state_replaced")
		}
		return say("state_lapsed")
	case corpus.NotYet:
		return say("state_not_yet")
	}
	return say("state_unknown")
}

// pageOf returns the page of the list on which a document stands.
func (s *shelf) pageOf(d *corpus.Document) int {
	for i, row := range s.rows {
		if row.document == d {
			return i/listPage + 1
		}
	}
	return 1
}

// shortName is what a document is called on a button or in a list: its kind and number, or the title of
// one that has no number of its own.
func shortName(d *corpus.Document) string {
	if d.Number == "" && strings.HasPrefix(d.Name, "(") {
		return d.Title
	}
	return d.Formal()
}

// fullName is shortName with date and issuer.
func fullName(d *corpus.Document) string {
	if d.Number != "" || !strings.HasPrefix(d.Name, "(") {
		return d.Full()
	}
	name := d.Title
	if !d.Date.IsZero() {
		name += " ngày " + d.Date.Vietnamese()
	}
	if d.Issuer != "" && !strings.Contains(viet.Fold(name), viet.Fold(d.Issuer)) {
		name += " của " + d.Issuer
	}
	return name
}
