package calendar

import (
	"fmt"
	"slices"
)

// lunarText is a day of the lunar calendar in Vietnamese.
func lunarText(l Lunar) string {
	leap := ""
	if l.Leap {
		leap = " nhuận"
	}
	return fmt.Sprintf("ngày %d tháng %d%s âm lịch", l.Day, l.Month, leap)
}

// lunarDays returns the days of a lunar date, of its year, or without one those that come next. A leap month of the
// same number is offered beside the other.
func (r *reader) lunarDays(l Lunar) []span {
	of := func(year int, leap bool) (span, bool) {
		l := Lunar{Year: year, Month: l.Month, Day: l.Day, Leap: leap}
		d, ok := l.Solar()
		return span{from: d, note: lunarText(l)}, ok
	}
	years := []int{l.Year}
	if l.Year == 0 {
		y := LunarOf(r.today).Year
		years = []int{y - 1, y, y + 1, y + 2}
	}
	var all []span
	for _, y := range years {
		if s, ok := of(y, false); ok && !l.Leap {
			all = append(all, s)
		} else if !l.Leap && l.Year == 0 && l.Day == 30 {
			// The month has 29 days: if it is the next of its number there is no such day.
			if d, ok := (Lunar{Year: y, Month: l.Month, Day: 29}).Solar(); ok && !d.Before(r.today) {
				break
			}
		}
		if s, ok := of(y, true); ok {
			all = append(all, s)
		}
	}
	if l.Year > 0 {
		return all
	}
	found := r.coming(all...)
	if n := len(found); n > 0 && !l.Leap {
		if i := slices.Index(all, found[n-1]); i+1 < len(all) && all[i+1].from.Before(found[n-1].from.Add(60)) {
			found = append(found, all[i+1])
		}
	}
	return found
}

// lunarDate returns the days of a date that the text gives in the lunar calendar.
func (r *reader) lunarDate(p *piece) []span {
	switch {
	case p.day < 1 || p.day > 30 || p.year > r.today.Year()+farthest:
		return nil
	case p.tet && p.month == 12:
		return r.beforeNewYear(p)
	case p.month > 0:
		return r.lunarDays(Lunar{Year: p.year, Month: p.month, Day: p.day, Leap: p.leap})
	}
	// A day alone: the next month that has it, which the 30th may have to wait for.
	for d := r.today; d.Before(r.today.Add(100)); d = d.Add(1) {
		if l := LunarOf(d); l.Day == p.day {
			return []span{{from: d, note: lunarText(l)}}
		}
	}
	return nil
}

// beforeNewYear returns the days that are counted before the lunar new year: "30 Tết" is its eve, also when the last
// month has 29 days.
func (r *reader) beforeNewYear(p *piece) []span {
	y := LunarOf(r.today).Year
	years := []int{y, y + 1, y + 2}
	if p.year > 0 {
		years = []int{p.year}
	}
	var all []span
	for _, y := range years {
		l := Lunar{Year: y - 1, Month: 12, Day: p.day}
		d, ok := l.Solar()
		if !ok && p.day == 30 {
			first, known := Lunar{Year: y, Month: 1, Day: 1}.Solar()
			d, ok = first.Add(-1), known
			l.Day = 29
		}
		if ok {
			all = append(all, span{from: d, note: lunarText(l)})
		}
	}
	if p.year > 0 {
		return all
	}
	return r.coming(all...)
}

// newYear reads the names of the new year: "Tết", "Tết dương lịch", "giao thừa".
func (r *reader) newYear(i int) *piece {
	switch {
	case r.any(i, "giao thừa"):
		return r.yearAfter(&piece{kind: kindDate, day: 30, month: 12, lunar: true, tet: true, next: i + 2})
	case !r.is(i, "tết"):
		return nil
	case r.any(i, "tết dương lịch", "tết tây"):
		return r.yearAfter(&piece{kind: kindDate, day: 1, month: 1, season: true, next: r.seq(i, "tết dương lịch", "tết tây")})
	case r.any(i+1, "trung thu", "đoan ngọ", "thiếu nhi", "độc lập", "hàn thực", "thanh minh", "trồng cây"):
		return &piece{kind: kindBad, next: i + 3}
	}
	next := r.seq(i, "tết nguyên đán", "tết âm lịch", "tết cổ truyền", "tết")
	return r.yearAfter(&piece{kind: kindDate, day: 1, month: 1, lunar: true, tet: true, season: true, next: next})
}
