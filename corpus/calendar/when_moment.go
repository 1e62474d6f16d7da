package calendar

import (
	"fmt"
	"strings"
)

// hours are the minutes of the day that a group may mean, with the end of a range of hours; one of zeros when it says none.
type hours struct {
	minute, until int
	note          string
}

// hoursOf returns the hours that a group says, and false when they contradict each other.
func (r *reader) hoursOf(g *group) ([]hours, bool) {
	c, p := g.find(kindClock), g.find(kindPart)
	switch {
	case c == nil && p == nil:
		return []hours{{}}, true
	case c == nil:
		return []hours{p.moment()}, true
	}
	q := c.part
	if p != nil {
		if q != nil && q != p.part {
			return nil, false
		}
		q = p.part
	}
	starts := minutesOf(c.hour, c.minute, q, c.pm)
	if c.or != nil {
		if q == nil {
			q = c.or.part
		}
		starts = append(minutesOf(c.hour, c.minute, q, c.pm), minutesOf(c.or.hour, c.or.minute, q, c.or.pm)...)
	}
	if c.until == nil {
		var out []hours
		for _, m := range starts {
			out = append(out, hours{minute: m})
		}
		return out, len(out) > 0
	}
	ends := minutesOf(c.until.hour, c.until.minute, c.until.part, c.until.pm)
	if c.until.part == nil && q != nil {
		ends = append(ends, minutesOf(c.until.hour, c.until.minute, q, false)...)
	}
	if c.until.part == nil && !c.until.pm && c.until.hour < 12 {
		ends = append(ends, (c.until.hour+12)*60+c.until.minute)
	}
	if c.until.part != nil && c.hour < 13 {
		starts = append(starts, c.hour*60+c.minute)
	}
	var out []hours
	for _, m := range starts {
		best := 0
		for _, e := range ends {
			if e > m && (best == 0 || e < best) {
				best = e
			}
		}
		// Of two readings of the end the one that makes the shorter range is meant.
		if best > 0 && (len(out) == 0 || c.until.part == nil) {
			out = append(out, hours{minute: max(m, 1), until: best})
		}
	}
	return out, len(out) > 0
}

// moment is what a part of the day without an hour is taken for.
func (p *piece) moment() hours {
	q := p.part
	h := hours{minute: q.moment, note: q.name}
	switch {
	case p.beginning:
		h = hours{minute: q.begin, note: "đầu " + q.name}
	case p.end:
		h = hours{minute: q.end, note: "cuối " + q.name}
	}
	h.note += ", lấy " + clockText(h.minute)
	return h
}

// whens returns what a group may mean, and false when it names nothing that there is, or nothing to come where that is
// meant.
func (r *reader) whens(g *group) ([]When, bool) {
	days, ok := r.days(g)
	times, known := r.hoursOf(g)
	if !ok || !known {
		return nil, false
	}
	if len(days) == 0 {
		return r.hoursAlone(g, times)
	}
	if g.vague {
		return nil, false
	}
	if season := r.season(g); season && (g.strict || g.after) || g.eve && g.strict {
		g.event = tieAfter
		if g.strict {
			g.event = tieBefore
		}
	}
	var out []When
	if g.event != tieNone {
		out = r.aroundEvent(g, days, times)
		return out, len(out) > 0
	}
	if p := g.find(kindPart); p != nil && p.doubt {
		for _, d := range days {
			out = append(out, r.when(g, d, hours{})...)
		}
	}
	for _, d := range days {
		for _, h := range times {
			h := h
			// A part of today that has begun is not over: its end is meant.
			p, begun := g.find(kindPart), d.from == r.today && h.minute <= r.minute
			if p != nil && g.find(kindClock) == nil && begun && p.part.end > r.minute {
				q := *p
				q.end = true
				h = q.moment()
			}
			out = append(out, r.when(g, d, h)...)
		}
	}
	return out, len(out) > 0
}

// hoursAlone returns the moments of hours without a day: those to come within the next day.
func (r *reader) hoursAlone(g *group, times []hours) ([]When, bool) {
	var out []When
	switch g.event {
	case tieBefore:
		due := *g
		due.event, due.by = tieNone, true
		out, _ = r.hoursAlone(&due, times)
	case tieAfter:
		// When what begins at that hour is over, the text does not say.
		return nil, false
	}
	for _, h := range times {
		d := r.today
		if h.minute <= r.minute {
			d = d.Add(1)
		}
		out = append(out, r.when(g, span{from: d}, h)...)
		if g.find(kindClock) == nil && d == r.today {
			// A part of the day alone may be any day's.
			out = append(out, r.when(g, span{from: d.Add(1)}, h)...)
		}
	}
	return out, len(out) > 0
}

// when returns the readings of one day and one hour, none when that has passed and something to come is meant.
func (r *reader) when(g *group, d span, h hours) []When {
	w := When{Day: d.from, To: d.to, Minute: h.minute}
	w.By = g.by || g.find(kindFixed) != nil && g.find(kindFixed).by || g.in && d.to.IsZero()
	var notes []string
	if d.minute > 0 {
		w.Minute = d.minute
	}
	switch {
	case w.By && !w.To.IsZero() && g.strict:
		w.Day, w.To = w.Day.Add(-1), Day{}
	case w.By && !w.To.IsZero():
		w.Day, w.To = w.To, Day{}
	case w.By && w.Minute == 1:
		w.Day, w.Minute = w.Day.Add(-1), 24*60-1
	case g.after && !w.To.IsZero():
		return nil
	}
	if w.Day.IsZero() || w.Day.Year() < 1 {
		return nil
	}
	passed := w.Day.Before(r.today) && w.To.IsZero() || w.Day == r.today && w.Minute > 0 && w.Minute <= r.minute
	if !w.To.IsZero() {
		passed = w.To.Before(r.today)
	}
	if passed && (w.By || w.Minute > 0) && !d.passed {
		return nil
	}
	for _, note := range []string{d.note, h.note} {
		if note != "" {
			notes = append(notes, note)
		}
	}
	if passed {
		notes = append(notes, "đã qua")
	}
	w.Echo = echo(w, h.until, g.after, notes)
	if g.after && w.Minute == 0 && !w.By {
		// Whether the day itself is meant too, the words do not say.
		next := w
		next.Day = w.Day.Add(1)
		next.Echo = echo(next, 0, false, []string{"sau " + w.Day.Vietnamese()})
		w.Echo = echo(w, 0, false, notes)
		return []When{w, next}
	}
	return []When{w}
}

// beginning returns the day before which a recurrence does not come: that of a date with its year or behind "từ", else today.
func (r *reader) beginning(g *group) Day {
	d := g.find(kindDate)
	if d == nil || d.year == 0 && !g.since {
		return r.today
	}
	days, _ := r.days(g)
	for _, s := range days {
		if !s.from.Before(r.today) {
			return s.from
		}
	}
	return r.today
}

// first returns the first occurrence of a rule, with the hours that the group says.
func (r *reader) first(g *group, rule string) ([]When, bool) {
	recurrence, err := ParseRecurrence(rule)
	times, ok := r.hoursOf(g)
	if err != nil || !ok {
		return nil, false
	}
	var out []When
	for _, h := range times {
		from := r.today.Add(-1)
		if h.minute > 0 && h.minute <= r.minute {
			from = r.today
		}
		if begins := r.beginning(g).Add(-1); begins.After(from) {
			from = begins
		}
		for _, d := range recurrence.After(from, 1) {
			out = append(out, r.when(&group{pieces: nil, by: g.by, in: g.in}, span{from: d, note: recurrence.Vietnamese()}, h)...)
		}
	}
	return out, len(out) > 0
}

// dayText is a day as officers read it: "thứ Hai, 23/11/2026".
func dayText(d Day) string { return weekdayNames[d.Weekday()] + ", " + d.Vietnamese() }

// echo is a reading in Vietnamese.
func echo(w When, until int, after bool, notes []string) string {
	s := dayText(w.Day)
	switch {
	case !w.To.IsZero():
		s = "từ " + s + " đến " + dayText(w.To)
	case w.By && w.Minute == 0:
		s = "chậm nhất " + s
	}
	switch {
	case until > 0:
		s += fmt.Sprintf(", từ %s đến %s", clockText(w.Minute), clockText(until))
	case w.Minute > 0 && w.By:
		s += ", trước " + clockText(w.Minute)
	case w.Minute > 0 && after:
		s += ", sau " + clockText(w.Minute)
	case w.Minute > 0:
		s += ", " + clockText(w.Minute)
	}
	if len(notes) > 0 {
		s += " (" + strings.Join(notes, "; ") + ")"
	}
	return s
}
