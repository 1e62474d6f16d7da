package calendar

import (
	"slices"
	"strings"
)

// settle brings together the phrases that belong to one time although they stand apart, and leaves out the periods that
// only say what is reported on.
func (r *reader) settle() {
	var kept []*group
	for _, g := range r.groups {
		if !r.labelled(g, true) {
			kept = append(kept, g)
		}
	}
	plain := slices.ContainsFunc(kept, func(g *group) bool { return g.dated() && !r.labelled(g, false) })
	if plain {
		kept = slices.DeleteFunc(kept, func(g *group) bool { return r.labelled(g, false) })
	}
	r.groups = kept
	r.leaveDocuments()
	var hours []*group
	for _, g := range r.groups {
		if !g.dated() {
			hours = append(hours, g)
		}
	}
	if len(hours) != 1 || len(r.groups) == 1 {
		return
	}
	h := hours[0]
	if len(r.groups) == 2 {
		// "10h hoặc 15h ngày mai": both hours are of the one day.
		g := r.groups[0]
		if g == h {
			g = r.groups[1]
		}
		if g.find(kindClock) != nil && h.find(kindClock) != nil && r.near(h, g) {
			for _, p := range g.pieces {
				if p.kind != kindClock && p.kind != kindPart {
					h.pieces = append(h.pieces, p)
				}
			}
			return
		}
	}
	for _, g := range r.groups {
		if g.dated() && (g.find(kindClock) != nil || g.find(kindPart) != nil && h.find(kindPart) != nil || g.pieces[0].momentary()) {
			return
		}
	}
	r.groups = slices.DeleteFunc(r.groups, func(g *group) bool { return g == h })
	for _, g := range r.groups {
		g.pieces = append(g.pieces, h.pieces...)
		g.by, g.strict, g.after = g.by || h.by, g.strict || h.strict, g.after || h.after
	}
	r.apart = append(r.apart, h)
}

// near reports whether nothing but "hoặc" or "và" stands between two phrases.
func (r *reader) near(a, b *group) bool {
	return a.to < b.from && r.seq(a.to, "hoặc", "hay", "và") == b.from
}

// labelled reports whether a group is the period of a report: a bare month, quarter or year behind a noun for one
// (whole), or the edge of one ("báo cáo cuối năm").
func (r *reader) labelled(g *group, whole bool) bool {
	if len(g.pieces) != 1 || g.tied || g.last != nil {
		return false
	}
	p := g.pieces[0]
	if whole && (p.kind != kindStretch || p.unit == unitWeek) || !whole && (p.kind != kindFixed || p.edge == edgeNone) {
		return false
	}
	for i := g.from; i > 0 && i > g.from-7; i-- {
		if r.ends(i, labels...) < i {
			return true
		}
		if r.sign(i-1, ".,;:!?(") || r.tokens[i].line {
			return false
		}
	}
	return false
}

// leaveDocuments leaves out the date of a document that stands right behind its number, when it is not to come.
func (r *reader) leaveDocuments() {
	r.groups = slices.DeleteFunc(r.groups, func(g *group) bool {
		if len(g.pieces) != 1 || g.pieces[0].kind != kindDate || g.pieces[0].year == 0 || g.by || g.last != nil || !r.codes[g.from] {
			return false
		}
		days, ok := r.days(g)
		return ok && len(days) == 1 && !days[0].from.After(r.today)
	})
}

// answer works out what the phrases mean.
func (r *reader) answer(reading *Reading) {
	if r.repeat != nil {
		reading.Repeat = r.rule(reading)
	}
	places := r.repeats
	for _, g := range r.groups {
		whens, ok := r.whens(g)
		if reading.Repeat != "" {
			whens, ok = r.first(g, reading.Repeat)
		}
		if !ok {
			reading.Impossible = append(reading.Impossible, r.typed(g.from, g.to))
			continue
		}
		reading.Whens = append(reading.Whens, whens...)
		places = append(places, [2]int{g.from, g.to})
	}
	for _, g := range r.apart {
		places = append(places, [2]int{g.from, g.to})
	}
	reading.Phrase = r.take(places)
	slices.SortStableFunc(reading.Whens, func(a, b When) int {
		if a.Day != b.Day {
			return int(a.Day.n) - int(b.Day.n)
		}
		return a.Minute - b.Minute
	})
	reading.Whens = slices.CompactFunc(reading.Whens, func(a, b When) bool {
		return a.Day == b.Day && a.Minute == b.Minute && a.To == b.To && a.By == b.By
	})
}

// rule returns the recurrence of the text. Without a day of its own, or with several, it is impossible.
func (r *reader) rule(reading *Reading) string {
	at := r.repeats
	if len(r.groups) == 1 {
		if s := r.recurrence(r.groups[0]); s != "" {
			if rule, err := ParseRecurrence(s); err == nil {
				return rule.String()
			}
		}
		if len(at) == 0 {
			at = [][2]int{{r.groups[0].from, r.groups[0].to}}
		}
	}
	for _, p := range at {
		reading.Impossible = append(reading.Impossible, r.typed(p[0], p[1]))
	}
	r.repeats = nil
	return ""
}

// take marks the tokens that were read and returns them as they were typed.
func (r *reader) take(places [][2]int) string {
	slices.SortFunc(places, func(a, b [2]int) int {
		if a[0] != b[0] {
			return a[0] - b[0]
		}
		return b[1] - a[1]
	})
	var phrases []string
	end := 0
	for _, p := range places {
		from := max(p[0], end)
		if from >= p[1] {
			continue
		}
		for i := from; i < p[1]; i++ {
			r.taken[i] = true
		}
		end = p[1]
		phrases = append(phrases, r.typed(from, end))
	}
	return strings.Join(phrases, "; ")
}
