package calendar

import (
	"fmt"
	"testing"
	"time"
)

// schoolCalendar is the calendar from 2014 to 2033 as a list, told by the tables of a school-book: nothing of it comes from the
// package but the name of a Day.
type schoolCalendar struct {
	days []schoolDay
	at   map[Day]int
}

type schoolDay struct {
	day               Day
	y, m, d           int
	weekday           int // 1 for Monday to 7
	lastOfMonth, work bool
}

func newSchoolCalendar(t *testing.T) *schoolCalendar {
	t.Helper()
	w := &schoolCalendar{at: map[Day]int{}}
	weekday := 3 // 1 January 2014 was a Wednesday
	for y := 2014; y <= 2033; y++ {
		for m, days := range []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31} {
			if m == 1 && y%4 == 0 {
				days = 29
			}
			for d := 1; d <= days; d++ {
				day := MustDay(fmt.Sprintf("%04d-%02d-%02d", y, m+1, d))
				w.at[day] = len(w.days)
				w.days = append(w.days, schoolDay{day, y, m + 1, d, weekday, d == days, weekday < 6})
				weekday = weekday%7 + 1
			}
		}
	}
	return w
}

// ahead returns the first day from day i on that fits.
func (w *schoolCalendar) ahead(i int, fits func(schoolDay) bool) int {
	for !fits(w.days[i]) {
		i++
	}
	return i
}

// back is ahead towards the past.
func (w *schoolCalendar) back(i int, fits func(schoolDay) bool) int {
	for !fits(w.days[i]) {
		i--
	}
	return i
}

func (w *schoolCalendar) day(i int) string { return w.days[i].day.String() }

func (w *schoolCalendar) span(i, j int) string { return w.day(i) + ".." + w.day(j) }

// either is the reading of a phrase that may mean today or a day to come.
func (w *schoolCalendar) either(now, next int) string {
	if now == next {
		return w.day(now)
	}
	return w.day(now) + "; " + w.day(next)
}

// months returns the day of the same number n months after day i, or the last of that month.
func (w *schoolCalendar) months(i, n int) int {
	want := w.days[i].d
	for ; n > 0; n-- {
		i = w.ahead(i, func(d schoolDay) bool { return d.lastOfMonth }) + 1
	}
	end := w.ahead(i, func(d schoolDay) bool { return d.lastOfMonth })
	return min(i+want-1, end)
}

func isLast(d schoolDay) bool         { return d.lastOfMonth }
func isMonday(d schoolDay) bool       { return d.weekday == 1 }
func isSunday(d schoolDay) bool       { return d.weekday == 7 }
func isQuarterStart(d schoolDay) bool { return d.d == 1 && d.m%3 == 1 }
func isQuarterEnd(d schoolDay) bool   { return d.lastOfMonth && d.m%3 == 0 }
func isYearEnd(d schoolDay) bool      { return d.m == 12 && d.d == 31 }

// TestPhrasesAgreeWithAWalkThroughTheCalendar reads each phrase on every day from 2016 to 2030 and compares it with a
// walk, day by day.
func TestPhrasesAgreeWithAWalkThroughTheCalendar(t *testing.T) {
	w := newSchoolCalendar(t)
	on := func(weekday int) func(schoolDay) bool { return func(d schoolDay) bool { return d.weekday == weekday } }
	date := func(m, d int) func(schoolDay) bool { return func(x schoolDay) bool { return x.m == m && x.d == d } }
	nextMonth := func(i int) int { return w.ahead(i, isLast) + 1 }
	templates := []struct {
		phrase string
		want   func(i int) string
	}{
		{"hôm nay", func(i int) string { return w.day(i) }},
		{"ngày mai", func(i int) string { return w.day(i + 1) }},
		{"9h sáng ngày kia", func(i int) string { return w.day(i+2) + " 09:00" }},
		{"3 ngày nữa", func(i int) string { return w.day(i + 3) }},
		{"hai tuần nữa", func(i int) string { return w.day(i + 14) }},
		{"trong vòng 30 ngày", func(i int) string { return w.day(i+30) + " by" }},
		{"một tháng nữa", func(i int) string { return w.day(w.months(i, 1)) }},
		{"3 tháng nữa", func(i int) string { return w.day(w.months(i, 3)) }},
		{"một năm nữa", func(i int) string { return w.day(w.months(i, 12)) }},
		{"thứ sáu tuần sau", func(i int) string { return w.day(w.ahead(w.ahead(i, isSunday)+1, on(5))) }},
		{"chủ nhật tuần này", func(i int) string { return w.day(w.ahead(i, isSunday)) }},
		{"tuần sau", func(i int) string { return w.span(w.ahead(i+1, isMonday), w.ahead(w.ahead(i+1, isMonday), isSunday)) }},
		{"tuần này", func(i int) string { return w.span(w.back(i, isMonday), w.ahead(i, isSunday)) }},
		{"thứ hai", func(i int) string {
			if isMonday(w.days[i]) {
				return w.either(i, i+7)
			}
			return w.day(w.ahead(i, isMonday))
		}},
		{"thứ tư tới", func(i int) string { return w.day(w.ahead(i+1, on(3))) }},
		{"trước 15h thứ bảy tuần sau", func(i int) string { return w.day(w.ahead(w.ahead(i+1, isMonday), on(6))) + " 15:00 by" }},
		{"cuối tháng này", func(i int) string { return w.day(w.ahead(i, isLast)) }},
		{"cuối tháng", func(i int) string {
			if isLast(w.days[i]) {
				return w.either(i, w.ahead(i+1, isLast))
			}
			return w.day(w.ahead(i, isLast))
		}},
		{"cuối tháng sau", func(i int) string { return w.day(w.ahead(nextMonth(i), isLast)) }},
		{"đầu tháng sau", func(i int) string { return w.day(nextMonth(i)) }},
		{"tháng sau", func(i int) string { return w.span(nextMonth(i), w.ahead(nextMonth(i), isLast)) }},
		{"ngày 15 tháng sau", func(i int) string { return w.day(nextMonth(i) + 14) }},
		{"ngày 15", func(i int) string {
			next := w.ahead(i+1, func(d schoolDay) bool { return d.d == 15 })
			if w.days[i].d == 15 {
				return w.either(i, next)
			}
			return w.day(next)
		}},
		{"quý sau", func(i int) string {
			from := w.ahead(i+1, isQuarterStart)
			return w.span(from, w.ahead(from, isQuarterEnd))
		}},
		{"cuối quý này", func(i int) string { return w.day(w.ahead(i, isQuarterEnd)) }},
		{"cuối năm nay", func(i int) string { return w.day(w.ahead(i, isYearEnd)) }},
		{"năm sau", func(i int) string {
			return w.span(w.ahead(i, isYearEnd)+1, w.ahead(w.ahead(i, isYearEnd)+1, isYearEnd))
		}},
		{"5/6", func(i int) string {
			next, passed := w.ahead(i, date(6, 5)), w.back(i, date(6, 5))
			if passed < i && i-passed <= 31 {
				return w.either(passed, next)
			}
			return w.day(next)
		}},
		{"chậm nhất ngày 31 tháng 12", func(i int) string {
			next, passed := w.ahead(i, isYearEnd), w.back(i, isYearEnd)
			if passed < i && i-passed <= 31 {
				return w.day(passed) + " by; " + w.day(next) + " by"
			}
			return w.day(next) + " by"
		}},
		{"thứ sáu cuối cùng của tháng sau", func(i int) string { return w.day(w.back(w.ahead(nextMonth(i), isLast), on(5))) }},
		{"ngày 28 hằng tháng", func(i int) string {
			return w.day(w.ahead(i, func(d schoolDay) bool { return d.d == 28 })) + "; monthly:28"
		}},
		{"cuối mỗi quý", func(i int) string { return w.day(w.ahead(i, isQuarterEnd)) + "; quarterly:last" }},
		{"sau 10 ngày làm việc", func(i int) string {
			for n := 0; n < 10; {
				if i++; w.days[i].work {
					n++
				}
			}
			return w.day(i)
		}},
	}
	weekends := NewWorkdays()
	for i := w.at[MustDay("2016-01-01")]; w.days[i].y <= 2030; i++ {
		now := time.Date(w.days[i].y, time.Month(w.days[i].m), w.days[i].d, 8, 10, 0, 0, officers)
		for _, row := range templates {
			got, want := written(ReadWhen(row.phrase, now, weekends)), row.want(i)
			if row.phrase == "sau 10 ngày làm việc" && holidayBetween(weekends, w.days[i].day, want) {
				continue
			}
			if got != want {
				t.Fatalf("%q on %s (%s): got %s, want %s", row.phrase, w.day(i), w.days[i].day.Weekday(), got, want)
			}
		}
	}
}

// holidayBetween reports whether a day from Monday to Friday is off between two days: which they are is tested with the
// working days, not here.
func holidayBetween(w *Workdays, from Day, to string) bool {
	for d := from; !d.After(MustDay(to)); d = d.Add(1) {
		if wd := d.Weekday(); w.Off(d) && wd != time.Saturday && wd != time.Sunday {
			return true
		}
	}
	return false
}
