package calendar

import "slices"

// farthest is how many years ahead a year may lie before it is taken for a slip of the hand.
const farthest = 50

// days returns what the pieces of a group that name days may mean together, and false when they name none there is.
func (r *reader) days(g *group) ([]span, bool) {
	if g.last != nil {
		return r.rangeDays(g)
	}
	d, f, s, w := g.find(kindDate), g.find(kindFixed), g.find(kindStretch), g.find(kindWeekday)
	var found []span
	switch {
	case d != nil:
		found = r.dateDays(d, s)
		if d.coming {
			found = slices.DeleteFunc(found, func(s span) bool { return s.passed })
		}
		for i := range found {
			if d.first && found[i].note == "" {
				found[i].note = "dương lịch"
			}
		}
	case f != nil && w != nil && f.edge != edgeNone && f.unit != unitWeek:
		// "Thứ sáu cuối tháng": the last of its Fridays.
		for _, of := range f.spans {
			back := (int(of.from.Weekday()-w.weekday) + 7) % 7
			if f.edge == edgeStart {
				back = back - 7*min(back, 1)
			}
			of.from = of.from.Add(-back)
			of.note = map[edge]string{edgeStart: "đầu tiên", edgeEnd: "cuối cùng"}[f.edge]
			if of.note == "" {
				return nil, false
			}
			of.note = weekdayNames[w.weekday] + " " + of.note
			found = append(found, of)
		}
		return found, true
	case f != nil:
		found = f.spans
	case w != nil:
		return r.weekdayDays(w, s)
	case s != nil:
		found = s.spans
	default:
		return nil, true
	}
	if w != nil && len(found) > 0 {
		return r.agreeing(found, w), true
	}
	return found, len(found) > 0
}

// agreeing keeps those days that fall on the weekday said beside them. When none does one of the two is wrong, and both
// readings are given.
func (r *reader) agreeing(found []span, w *piece) []span {
	var fit []span
	for _, s := range found {
		if s.from.Weekday() == w.weekday {
			fit = append(fit, s)
		} else if !s.to.IsZero() {
			d := s.from.Add((int(w.weekday-s.from.Weekday()) + 7) % 7)
			if !d.After(s.to) {
				fit = append(fit, span{from: d, passed: s.passed})
			}
		}
	}
	if len(fit) > 0 {
		return fit
	}
	for _, s := range found {
		s.note = "không phải " + weekdayNames[w.weekday]
		fit = append(fit, s)
	}
	others, _ := r.weekdayDays(w, nil)
	return append(fit, others...)
}

// weekdayDays returns the days of a weekday, within a week or a month that is said beside it.
func (r *reader) weekdayDays(w, s *piece) ([]span, bool) {
	ahead := (int(w.weekday-r.today.Weekday()) + 7) % 7
	next := r.today.Add(ahead)
	if s != nil {
		var out []span
		for _, of := range s.spans {
			if s.unit == unitWeek {
				out = append(out, span{from: of.from.Add((int(w.weekday) + 6) % 7), passed: of.passed})
				continue
			}
			for d := of.from; !d.After(of.to); d = d.Add(1) {
				if d.Weekday() == w.weekday && !d.Before(r.today) {
					out = append(out, span{from: d})
				}
			}
		}
		return out, len(out) > 0
	}
	one := func(d Day) ([]span, bool) { return []span{{from: d}}, true }
	switch w.week {
	case unsaid:
		if ahead == 0 {
			return []span{{from: next}, {from: next.Add(7)}}, true
		}
		return one(next)
	case thisOne:
		return one(next)
	case nextOne:
		if ahead == 0 {
			next = next.Add(7)
		}
		return one(next)
	case oneAfter:
		if ahead == 0 {
			next = next.Add(7)
		}
		if after := weekOf(r.today).from.Add(7 + (int(w.weekday)+6)%7); after != next {
			return []span{{from: next}, {from: after}}, true
		}
		return one(next)
	}
	return one(r.today.Add(-((int(r.today.Weekday()-w.weekday)+6)%7 + 1)))
}

// dateDays returns the days that a date may be, within a month or a year that is said beside it.
func (r *reader) dateDays(p, s *piece) []span {
	q := *p
	if s != nil && s.unit == unitYear {
		q.year = s.spans[0].from.Year()
	} else if s != nil {
		q.within = s.spans
	}
	p = &q
	switch {
	case p.within != nil && p.month == 0 || p.ofQuarter > 0:
		return r.daysWithin(p)
	case p.lunar:
		return r.lunarDate(p)
	case p.maybeLunar && !p.solar:
		lunar := r.lunarDate(p)
		solar := *p
		solar.maybeLunar = false
		return append(lunar, r.dateDays(&solar, nil)...)
	case p.month == 0:
		return r.dayOfMonth(p)
	}
	found := r.solarDate(p)
	if p.within != nil {
		// "Tuần sau, ngày 5/12": the week says which, or both are offered.
		inside := slices.DeleteFunc(slices.Clone(found), func(d span) bool { return !within(p.within, d.from) })
		if len(inside) > 0 {
			return inside
		}
		return append(found, p.within...)
	}
	return found
}

func within(spans []span, d Day) bool {
	return slices.ContainsFunc(spans, func(s span) bool { return (Span{s.from, s.to}).Contains(d) })
}

// solarDate returns the days of a day and a month, with or without a year.
func (r *reader) solarDate(p *piece) []span {
	in := func(y int) (span, bool) {
		from, ok := Date(y, p.month, p.day)
		s := span{from: from}
		if p.toDay > 0 {
			to, known := Date(y, p.month, p.toDay)
			s.to, ok = to, ok && known
		}
		return s, ok
	}
	y := r.today.Year()
	if p.year > 0 {
		s, ok := in(p.year)
		if !ok || s.from.Before(earliest) || p.year > y+farthest {
			return nil
		}
		return []span{s}
	}
	// The day that comes next must be one: 29/2 is no day when the next February has 28.
	month, ok := Date(y, p.month, 1)
	if !ok {
		return nil
	}
	next := y
	if monthEnd(month).Before(r.today) {
		next++
	}
	if _, ok := in(next); !ok {
		return nil
	}
	var all []span
	for _, year := range []int{y - 1, y, y + 1} {
		if s, ok := in(year); ok {
			all = append(all, s)
		}
	}
	return r.coming(all...)
}

// dayOfMonth returns the days of a number alone: the next that comes. Today is asked about, and so is a number that the
// month it would fall into does not have.
func (r *reader) dayOfMonth(p *piece) []span {
	n := p.day
	first := r.fromNow(unitMonth, 0)
	var out []span
	if n == r.today.DayOfMonth() {
		out = append(out, span{from: r.today})
	}
	if n <= r.today.DayOfMonth() {
		first = r.fromNow(unitMonth, 1)
	}
	d, ok := Date(first.from.Year(), first.from.Month(), n)
	if !ok {
		out = append(out, span{from: first.to, note: "ngày cuối tháng"})
		next := first.to.Add(1)
		d, ok = Date(next.Year(), next.Month(), n)
	}
	if ok {
		out = append(out, span{from: d})
	}
	return out
}

// daysWithin returns the days of a number within months that the text names, or within a month of quarters.
func (r *reader) daysWithin(p *piece) []span {
	months := p.within
	if p.ofQuarter > 0 {
		quarters := p.within
		if quarters == nil {
			for n := range 3 {
				quarters = append(quarters, r.fromNow(unitQuarter, n))
			}
		}
		months = nil
		for _, q := range quarters {
			months = append(months, monthOf(q.from.Year(), q.from.Month()+p.ofQuarter-1))
		}
	}
	var out []span
	for _, m := range months {
		if p.lunar || p.maybeLunar {
			continue
		}
		d, ok := Date(m.from.Year(), m.from.Month(), p.day)
		if !ok || d.After(m.to) {
			continue
		}
		if p.ofQuarter > 0 && p.within == nil && d.Before(r.today) {
			continue
		}
		out = append(out, span{from: d, passed: m.passed})
		if p.ofQuarter > 0 && p.within == nil {
			break
		}
	}
	return out
}

// rangeDays returns the stretches of a range of days, whose first end takes from the last what it does not say.
func (r *reader) rangeDays(g *group) ([]span, bool) {
	a, b := &group{pieces: slices.Clone(g.pieces)}, g.last
	d, e := a.find(kindDate), b.find(kindDate)
	if d != nil && e != nil && d.month == 0 && e.month > 0 {
		q := *d
		q.month, q.year, q.lunar = e.month, e.year, e.lunar
		a.pieces[slices.Index(a.pieces, d)] = &q
	} else if d != nil && e != nil && d.year == 0 && e.year > 0 && d.month > 0 {
		q := *d
		q.year = e.year
		if q.month > e.month {
			q.year--
		}
		a.pieces[slices.Index(a.pieces, d)] = &q
	}
	if s := b.find(kindStretch); s != nil && a.find(kindStretch) == nil && len(b.pieces) > 1 {
		a.pieces = append(a.pieces, s)
	}
	firsts, ok := r.days(a)
	lasts, known := r.days(b)
	if !ok || !known || len(firsts) == 0 || len(lasts) == 0 {
		return nil, false
	}
	if w := b.find(kindWeekday); w != nil && len(b.pieces) == 1 && w.week == unsaid {
		// The last day is counted from the first, not from today.
		lasts = nil
		for _, f := range firsts {
			lasts = append(lasts, span{from: f.from.Add((int(w.weekday-f.from.Weekday())+6)%7 + 1)})
		}
	}
	if d := b.find(kindDate); d != nil && len(b.pieces) == 1 && d.year == 0 && d.month > 0 && !d.lunar {
		lasts = nil
		for _, f := range firsts {
			for _, y := range []int{f.from.Year(), f.from.Year() + 1} {
				if day, ok := Date(y, d.month, d.day); ok && day.After(f.from) {
					lasts = append(lasts, span{from: day})
					break
				}
			}
		}
	}
	var out []span
	for _, f := range firsts {
		for _, l := range lasts {
			if f.from.Before(l.last()) && (len(lasts) == 1 || l.last().Before(f.from.Add(300))) {
				out = append(out, span{from: f.from, to: l.last(), passed: f.passed})
				break
			}
		}
	}
	// Of two years, a range that today is in is the one that is meant.
	for _, s := range out {
		if (Span{s.from, s.to}).Contains(r.today) {
			s.passed = false
			return []span{s}, true
		}
	}
	return out, len(out) > 0
}
