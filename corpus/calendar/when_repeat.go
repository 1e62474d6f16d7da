package calendar

import "fmt"

// each are the words that make a unit of time a recurrence.
var each = []string{"định kỳ hằng", "định kỳ hàng", "định kỳ mỗi", "hằng", "hàng", "mỗi", "từng", "cứ mỗi", "cứ"}

// repeatAt reads a recurrence: "hằng tháng", "mỗi quý", "6 tháng một lần", "mỗi thứ hai".
func (r *reader) repeatAt(i int) *piece {
	p := &piece{kind: kindRepeat, every: 1}
	if at := r.seq(i, each...); at > i {
		if w := r.weekdayAt(at); w != nil && w.kind == kindWeekday && !r.any(i, "từng") {
			p.unit, p.next = unitWeek, at
			return p
		}
		if q := r.partName(at); q != nil && r.weekdayAt(at+1) != nil {
			p.unit, p.next = unitWeek, at
			return p
		}
		n, next := r.count(at)
		if r.is(at, "nửa") {
			p.unit, p.next = unitHalf, at+2
			if r.is(at+1, "năm") {
				return r.oncePer(p)
			}
			return nil
		}
		if n < 0 || r.unitOf(at) != unitNone && (r.unitOf(next) == unitNone || r.dayAhead(next)) {
			n, next = 1, at
		}
		if p.unit = r.unitOf(next); p.unit == unitNone {
			return nil
		}
		p.every, p.next = n, next+1
		if r.any(i, "cứ") && !r.once(p.next) {
			return nil
		}
		// "Mỗi tuần 2 lần" is no rule of days.
		if n, end := r.count(p.next); n > 1 && r.is(end, "lần", "buổi", "kỳ") {
			return &piece{kind: kindBad, next: end + 1}
		}
		return r.oncePer(p)
	}
	n, next := r.count(i)
	if n < 0 && r.is(i, "nửa") && r.is(i+1, "năm") && r.once(i+2) {
		p.unit, p.next = unitHalf, i+2
		return r.oncePer(p)
	}
	if n < 0 || r.unitOf(i) != unitNone && r.once(i+1) {
		n, next = 1, i
	}
	if p.unit = r.unitOf(next); p.unit == unitNone {
		return nil
	}
	p.every, p.next = n, next+1
	switch {
	case r.once(p.next):
		return r.oncePer(p)
	case next == i && r.any(i+1, "nào cũng"):
		p.next = i + 3
		return p
	}
	return nil
}

// once reports whether "một lần" or "/lần" stands at token i.
func (r *reader) once(i int) bool {
	return r.any(i, "một lần", "1 lần", "một kỳ", "1 kỳ", "/ lần", "/ 1 lần", "/ một lần")
}

// oncePer takes the "một lần" behind a recurrence and brings its unit to the largest one.
func (r *reader) oncePer(p *piece) *piece {
	p.next = r.seq(p.next, "một lần", "1 lần", "một kỳ", "1 kỳ", "/ lần", "/ 1 lần", "/ một lần")
	months := map[unit]int{unitMonth: 1, unitQuarter: 3, unitHalf: 6, unitYear: 12}[p.unit] * p.every
	switch {
	case p.unit == unitWeek && p.every == 1:
		return p
	case months == 1:
		p.unit = unitMonth
	case months == 3:
		p.unit = unitQuarter
	case months == 6:
		p.unit = unitHalf
	case months == 12:
		p.unit = unitYear
	default:
		// Each day, every two weeks, every two months: no recurrence has that form.
		p.kind = kindBad
	}
	p.every = 1
	return p
}

// unitOf returns the unit of time of a recurrence.
func (r *reader) unitOf(i int) unit {
	switch {
	case r.is(i, "ngày"):
		return unitDay
	case r.is(i, "tuần"):
		return unitWeek
	case r.is(i, "tháng"):
		return unitMonth
	case r.is(i, "quý"):
		return unitQuarter
	case r.is(i, "năm"):
		return unitYear
	}
	return unitNone
}

// recurrence returns the rule that a recurrence and the day beside it make, and "" when they do not say enough.
func (r *reader) recurrence(g *group) string {
	d, f, w := g.find(kindDate), g.find(kindFixed), g.find(kindWeekday)
	if g.last != nil || g.after || g.event != tieNone || g.vague || d != nil && (d.lunar || d.maybeLunar || d.toDay > 0) {
		return ""
	}
	if r.repeat.unit == unitWeek {
		switch {
		case w != nil && d == nil && f == nil:
			return "weekly:" + weekdays[w.weekday]
		case f != nil && f.unit == unitWeek && f.edge == edgeStart:
			return "weekly:mon"
		}
		return ""
	}
	if w != nil {
		return ""
	}
	month, day := 0, ""
	switch {
	case d != nil && d.ofQuarter > 0:
		month, day = d.ofQuarter, fmt.Sprint(d.day)
		if r.repeat.unit != unitQuarter {
			return ""
		}
	case d != nil:
		month, day = d.month, fmt.Sprint(d.day)
	case f != nil && f.edge != edgeNone && f.unit != unitWeek:
		return r.edgeRule(f)
	default:
		return ""
	}
	switch r.repeat.unit {
	case unitMonth:
		return "monthly:" + day
	case unitQuarter:
		if month > 0 {
			return fmt.Sprintf("quarterly:%d:%s", (month-1)%3+1, day)
		}
	case unitHalf:
		if month > 0 {
			return fmt.Sprintf("half-yearly:%d:%s", (month-1)%6+1, day)
		}
	case unitYear:
		if month > 0 {
			return fmt.Sprintf("yearly:%02d-%02d", month, d.day)
		}
	}
	return ""
}

// edgeRule returns the rule of the edge of a month, a quarter or a year that comes back.
func (r *reader) edgeRule(p *piece) string {
	if p.amount.working {
		return ""
	}
	month, day := 0, "last"
	last := map[unit]int{unitMonth: 1, unitQuarter: 3, unitYear: 12}[p.unit]
	switch p.edge {
	case edgeStart:
		month, day = 1, "1"
	case edgeMiddle:
		month, day = (1+last)/2, "15"
		if p.unit == unitYear {
			month, day = 6, "30"
		}
	default:
		month = last
		if p.unit == unitYear {
			day = "31"
		}
	}
	named := p.unit == unitMonth && p.month > 0
	switch u := r.repeat.unit; {
	case u == unitMonth && p.unit == unitMonth && !named:
		return "monthly:" + day
	case u == unitQuarter && p.unit == unitQuarter:
		return fmt.Sprintf("quarterly:%d:%s", month, day)
	case u == unitHalf && p.unit == unitQuarter && p.edge == edgeEnd:
		return ""
	case u == unitYear && p.unit == unitYear:
		return fmt.Sprintf("yearly:%02d-%s", month, day)
	case u == unitYear && named:
		return fmt.Sprintf("yearly:%02d-%s", p.month, day)
	}
	return ""
}
