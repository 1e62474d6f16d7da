package calendar

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// holiday is a day that public holidays make different from what its weekday makes it.
type holiday struct {
	Status
	// instead is, for a day that would be off by the other choice, the day that is off by the usual one and would not
	// be then; zero for a day off.
	instead Day
}

// The law on which public holidays rest. The Labour Code of 2019 is in force since 1 January 2021 and gave 2 September
// its second day; the one of 2012 held since 1 May 2013.
const (
	code2019    = "Bộ luật Lao động 2019, khoản 1 Điều 112"
	givenBy2019 = "Bộ luật Lao động 2019, khoản 3 Điều 111"
	code2012    = "Bộ luật Lao động 2012, Điều 115"
)

// holidaysOf computes the public holidays of a solar year by the law and, for the days that the Prime Minister sets
// each year (which five days of Tết, which day beside 2 September), by how those of 2016 and of 2018 to 2026 were set:
//
//   - Tết: the last two days of the old year and the first three of the new; when the first is a Tuesday, the last day
//     and the first four, which fill the week from Monday to Friday.
//   - 2 September and 3 September when the 2nd is a Sunday, Monday or Thursday, else 1 and 2 September.
//
// These are not certain. Nor are the days that would be off by the other choice, one day of the old year and four of
// the new or the reverse, 1 September and not 3 or the reverse: they are in the result, not off. A holiday on a Saturday
// or Sunday gives the next working day. In years before 2013 nothing is certain: an older law was in force.
func holidaysOf(year int) map[Day]holiday {
	oldYear, beside := 2, 0
	if first, ok := (Lunar{Year: year, Month: 1, Day: 1}).Solar(); ok && first.Weekday() == time.Tuesday {
		oldYear = 1
	}
	others := []map[Day]Status{daysOff(year, 3-oldYear, beside)}
	if second, ok := Date(year, 9, 2); ok && year >= 2021 {
		beside = -1
		switch second.Weekday() {
		case time.Sunday, time.Monday, time.Thursday:
			beside = 1
		}
		others = []map[Day]Status{daysOff(year, 3-oldYear, beside), daysOff(year, oldYear, -beside)}
	}
	usual := daysOff(year, oldYear, beside)
	days := make(map[Day]holiday, len(usual)+len(others))
	for d, s := range usual {
		days[d] = holiday{Status: s}
	}
	for _, other := range others {
		// Both choices have as many days from Monday to Friday, so that those in one only come in pairs.
		given, taken := onlyIn(usual, other), onlyIn(other, usual)
		for i, d := range taken {
			s := other[d]
			why := fmt.Sprintf("có thể là ngày nghỉ: %s; chưa có thông báo của năm", s.Why)
			days[d] = holiday{Status: Status{Day: d, Why: why, Source: s.Source}, instead: given[min(i, len(given)-1)]}
		}
	}
	return days
}

// onlyIn returns the days from Monday to Friday that are in a and not in b, in order.
func onlyIn(a, b map[Day]Status) []Day {
	var out []Day
	for d := range a {
		if _, both := b[d]; !both && !plain(d).Off {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b Day) int { return int(a.n - b.n) })
	return out
}

// daysOff computes the holidays of a year when oldYear of the five days of Tết are before its first day, and the day
// beside 2 September is that many days from it (0: there is none).
func daysOff(year, oldYear, beside int) map[Day]Status {
	days := map[Day]Status{}
	law, givenBy := code2019, givenBy2019
	if year < 2021 {
		law, givenBy = code2012, code2012
	}
	known := year >= 2013
	off := func(d Day, why string, certain bool) {
		if s, taken := days[d]; taken {
			// Two holidays on one day are one day off: the law names no day for the second.
			why, certain = s.Why+"; "+why, s.Certain
		}
		days[d] = Status{Day: d, Off: true, Why: why, Source: law, Certain: certain && known}
	}
	solar := func(month, day int, why string) {
		if d, ok := Date(year, month, day); ok {
			off(d, why, true)
		}
	}
	solar(1, 1, "Tết Dương lịch")
	solar(4, 30, "Ngày Chiến thắng 30/4")
	solar(5, 1, "Ngày Quốc tế lao động 1/5")
	solar(9, 2, "Quốc khánh 2/9")
	if d, ok := (Lunar{Year: year, Month: 3, Day: 10}).Solar(); ok {
		off(d, "Giỗ Tổ Hùng Vương (10/3 âm lịch)", true)
	}
	if second, ok := Date(year, 9, 2); ok && beside != 0 {
		off(second.Add(beside), "Quốc khánh (ngày liền kề 2/9)", false)
	}
	if first, ok := (Lunar{Year: year, Month: 1, Day: 1}).Solar(); ok {
		for i := range 5 {
			d := first.Add(i - oldYear)
			off(d, tetName(d), false)
		}
	}
	giveInstead(days, givenBy, known)
	return days
}

// tetName names a day around Tết by its lunar date.
func tetName(d Day) string {
	l := LunarOf(d)
	if l.Month == 1 {
		return fmt.Sprintf("Tết Nguyên đán (mùng %d)", l.Day)
	}
	return fmt.Sprintf("Tết Nguyên đán (%d tháng Chạp)", l.Day)
}

// giveInstead adds, for each holiday on a Saturday or Sunday, the next day that is worked. It is as certain as the
// holiday and the days it had to pass over.
func giveInstead(days map[Day]Status, law string, known bool) {
	var weekends []Status
	for _, s := range days {
		if plain(s.Day).Off {
			weekends = append(weekends, s)
		}
	}
	slices.SortFunc(weekends, func(a, b Status) int { return int(a.Day.n - b.Day.n) })
	for _, s := range weekends {
		certain := s.Certain && known
		d := s.Day.Add(1)
		for ; plain(d).Off || days[d].Off; d = d.Add(1) {
			certain = certain && (plain(d).Off || days[d].Certain)
		}
		why := fmt.Sprintf("nghỉ bù %s, %s", s.Why, s.Day.Vietnamese())
		days[d] = Status{Day: d, Off: true, Why: why, Source: law, Certain: certain}
	}
}

// firstKept and lastKept bound the years whose holidays are computed once and kept: those in which a case or a plan
// can lie. Others are computed each time they are asked for.
var firstKept, lastKept = MustDay("2000-01-01"), MustDay("2100-12-31")

// kept is the holidays of the years that are kept, with a bit for each day from firstKept that is set when it is off.
type kept struct {
	off  []uint64
	days map[Day]holiday
}

var keptYears = sync.OnceValue(func() *kept {
	k := &kept{off: make([]uint64, (lastKept.n-firstKept.n)/64+1), days: map[Day]holiday{}}
	for y := firstKept.Year(); y <= lastKept.Year(); y++ {
		for d, h := range holidaysOf(y) {
			k.days[d] = h
		}
	}
	for d := firstKept; !d.After(lastKept); d = d.Add(1) {
		if k.days[d].Off || plain(d).Off {
			at := d.n - firstKept.n
			k.off[at/64] |= 1 << (at % 64)
		}
	}
	return k
})

func holidayOn(d Day) (holiday, bool) {
	if d.Before(firstKept) || d.After(lastKept) {
		h, ok := holidaysOf(d.Year())[d]
		return h, ok
	}
	h, ok := keptYears().days[d]
	return h, ok
}
