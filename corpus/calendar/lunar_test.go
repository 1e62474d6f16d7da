package calendar

import "testing"

func TestTetFallsWhenItIsKnownToFall(t *testing.T) {
	// 1968, 1985, 2007 and 2030 are years in which the calendar of China, for another meridian, has another day.
	for _, known := range []string{
		"1968-01-29", "1985-01-21", "2000-02-05", "2007-02-17", "2012-01-23", "2016-02-08", "2017-01-28", "2018-02-16",
		"2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17",
		"2027-02-06", "2028-01-26", "2029-02-13", "2030-02-02",
	} {
		d := MustDay(known)
		if got := LunarOf(d); got != (Lunar{Year: d.Year(), Month: 1, Day: 1}) {
			t.Errorf("%v is %+v", d, got)
		}
	}
}

func TestLeapMonthsAreThoseOfTheVietnameseCalendar(t *testing.T) {
	known := map[int]int{
		2001: 4, 2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5,
	}
	for year := 2001; year <= 2028; year++ {
		for month := 1; month <= 12; month++ {
			_, ok := Lunar{Year: year, Month: month, Day: 1, Leap: true}.Solar()
			if ok != (known[year] == month) {
				t.Errorf("leap month %d of %d: %v", month, year, ok)
			}
		}
	}
}

func TestEveryDayHasOneLunarDateThatFollowsTheOneBefore(t *testing.T) {
	before := LunarOf(MustDay("1899-12-31"))
	for d := MustDay("1900-01-01"); d.Year() <= 2100; d = d.Add(1) {
		l := LunarOf(d)
		if back, ok := l.Solar(); !ok || back != d {
			t.Fatalf("%v is %+v, which is %v, %v", d, l, back, ok)
		}
		same := l.Year == before.Year && l.Month == before.Month && l.Leap == before.Leap
		next := l.Day == 1 && before.Day >= 29 && !same &&
			(l.Year == before.Year && l.Month == before.Month+1 && !l.Leap ||
				l.Year == before.Year && l.Month == before.Month && l.Leap ||
				l.Year == before.Year+1 && l.Month == 1 && before.Month == 12)
		if !next && (!same || l.Day != before.Day+1 || l.Day > 30) {
			t.Fatalf("%v is %+v, the day before %+v", d, l, before)
		}
		before = l
	}
}

func TestADateThatTheLunarCalendarDoesNotHaveIsNoDay(t *testing.T) {
	for _, l := range []Lunar{
		{},
		{Year: 2026, Month: 13, Day: 1},
		{Year: 2026, Month: 1, Day: 31},
		{Year: 2026, Month: 0, Day: 1},
		// The twelfth month of Ất Tỵ has 29 days, and 2026 has no leap month.
		{Year: 2025, Month: 12, Day: 30},
		{Year: 2026, Month: 6, Day: 1, Leap: true},
	} {
		if d, ok := l.Solar(); ok {
			t.Errorf("%+v is %v", l, d)
		}
	}
	if LunarOf(Day{}) != (Lunar{}) {
		t.Error("no day has a lunar date")
	}
	for _, d := range []Day{MustDay("0001-01-01"), MustDay("9999-12-31")} {
		if l := LunarOf(d); l.Day < 1 || l.Day > 30 || l.Month < 1 || l.Month > 12 {
			t.Errorf("%v is %+v", d, l)
		}
	}
}
