package calendar

import (
	"slices"
	"strings"
)

// answer works out what the phrases mean.
func (r *reader) answer(reading *Reading) {
	if !slices.ContainsFunc(r.groups, (*group).dated) {
		for _, d := range r.doubts {
			reading.Impossible = append(reading.Impossible, r.typed(d[0], d[1]))
		}
	}
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
