package officer

import (
	"cmp"
	"slices"
	"strings"

	"camnang/corpus/viet"
)

// How well an officer fits what was searched; the lesser is shown first.
const (
	fitNumber = iota // the number
	fitWords         // the words of the name as typed, marks included
	fitPlain         // the words of the name, marks aside
	fitBegin         // the beginnings of words
	fitNumberPart
	fitNone
)

// Search returns up to n officers whose name holds all words of the text (their beginnings suffice; marks and
// case do not matter) or whose number begins with it: exact ones first, then by name, those who left at the
// end. n ≤ 0 is no limit: so for a caller who then leaves out whom the person asking may not see.
func (r *Roster) Search(text string, n int) []*Officer {
	words := viet.Syllables(text)
	if len(words) == 0 {
		return nil
	}
	number := numberKey(text)
	type hit struct {
		o    *Officer
		left int
		fit  int
	}
	var hits []hit
	for _, o := range r.sorted {
		if fit := fits(o, words, number); fit < fitNone {
			h := hit{o: o, fit: fit}
			if !o.Left.IsZero() {
				h.left = 1
			}
			hits = append(hits, h)
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Or(a.left-b.left, a.fit-b.fit) })
	if n > 0 && len(hits) > n {
		hits = hits[:n]
	}
	out := make([]*Officer, len(hits))
	for i, h := range hits {
		out[i] = h.o
	}
	return out
}

func fits(o *Officer, words []viet.Syllable, number string) int {
	key := numberKey(o.Number)
	switch {
	case key != "" && key == number:
		return fitNumber
	case key != "" && strings.HasPrefix(key, number):
		return fitNumberPart
	}
	name := viet.Syllables(o.Name)
	fit := fitWords
	for _, w := range words {
		best := fitNone
		for _, s := range name {
			switch {
			case s.Text == w.Text:
				best = min(best, fitWords)
			case s.Plain == w.Plain:
				best = min(best, fitPlain)
			case strings.HasPrefix(s.Plain, w.Plain):
				best = min(best, fitBegin)
			}
		}
		fit = max(fit, best)
	}
	return fit
}

// Responsible returns who is told when an officer cannot be reached, never the officer: the joined heads of
// the nearest unit, from the officer's own upwards, that has one; else the joined trainers of the officer's
// classes; else the administrators. nil for an unknown id and when there is nobody.
func (r *Roster) Responsible(id ID) []*Officer {
	o := r.officers[id]
	if o == nil {
		return nil
	}
	other := func(p *Officer) bool { return p.ID != id && joined(p) }
	path := r.Path(o.Unit)
	for i := len(path) - 1; i >= 0; i-- {
		heads := slices.Clone(r.heads[path[i].ID])
		if heads = slices.DeleteFunc(heads, func(p *Officer) bool { return !other(p) }); len(heads) > 0 {
			return heads
		}
	}
	teaches := map[ID]bool{}
	for _, c := range r.attended[id] {
		for _, t := range c.Trainers {
			teaches[t] = true
		}
	}
	if trainers := r.only(func(p *Officer) bool { return teaches[p.ID] && other(p) }); len(trainers) > 0 {
		return trainers
	}
	return r.only(func(p *Officer) bool { return p.Administrator && other(p) })
}
