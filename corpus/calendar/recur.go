package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// Recurrence is a rule by which a day comes back. Its zero value never comes. Recurrences are comparable with ==.
type Recurrence struct {
	every   period
	month   int          // within the period, from 1; 0 for weekly and monthly
	day     int          // of the month; lastDay for the last
	weekday time.Weekday // of a weekly one
}

type period string

const (
	weekly     period = "weekly"
	monthly    period = "monthly"
	quarterly  period = "quarterly"
	halfYearly period = "half-yearly"
	yearly     period = "yearly"
)

const lastDay = -1

// monthsOf is how many months a period has.
var monthsOf = map[period]int{monthly: 1, quarterly: 3, halfYearly: 6, yearly: 12}

var weekdays = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// ParseRecurrence reads a recurrence:
//
//	weekly:fri         each Friday
//	monthly:25         the 25th of each month
//	monthly:last       the last day of each month
//	quarterly:last     the last day of each quarter
//	quarterly:3:25     the 25th of the third month of each quarter
//	half-yearly:6:last the last day of June and of December; half-yearly:last is the same
//	yearly:12-15       15 December
//
// A day that a month does not have is the last one of that month (monthly:31 is 28 February), so that a duty is never
// skipped. A day that no such month ever has (yearly:04-31) is an error, as is anything else; the error names s.
func ParseRecurrence(s string) (Recurrence, error) {
	bad := func(why string) (Recurrence, error) { return Recurrence{}, fmt.Errorf("recurrence %q: %s", s, why) }
	name, rest, _ := strings.Cut(s, ":")
	r := Recurrence{every: period(name)}
	if r.every == weekly {
		for i, w := range weekdays {
			if w == rest {
				r.weekday = time.Weekday(i)
				return r, nil
			}
		}
		return bad("the weekday is not one of mon to sun")
	}
	n, known := monthsOf[r.every]
	if !known {
		return bad("it begins with none of weekly, monthly, quarterly, half-yearly, yearly")
	}
	month, day := "", rest
	switch {
	case r.every == monthly:
	case r.every == yearly:
		var parted bool
		if month, day, parted = strings.Cut(rest, "-"); !parted {
			return bad("a yearly one is month-day: 12-15")
		}
	case rest == "last":
		month = strconv.Itoa(n)
	default:
		var parted bool
		if month, day, parted = strings.Cut(rest, ":"); !parted {
			return bad("the month within the period is missing")
		}
	}
	var ok bool
	if r.every != monthly {
		if r.month, ok = upTo(month, n); !ok {
			return bad("the month is not within the period")
		}
	}
	if r.day = lastDay; day != "last" {
		if r.day, ok = upTo(day, r.longest()); !ok {
			return bad("no such month has that day")
		}
	}
	return r, nil
}

// upTo reads a number from 1 to limit of one or two figures.
func upTo(s string, limit int) (int, bool) {
	if len(s) < 1 || len(s) > 2 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 1 && n <= limit
}

// months are the months of the year in which r falls; none for a weekly one, which falls in all.
func (r Recurrence) months() []int {
	var out []int
	for step, m := monthsOf[r.every], max(r.month, 1); step > 0 && m <= 12; m += step {
		out = append(out, m)
	}
	return out
}

// longest and shortest are the most and the fewest days that a month of r may have.
func (r Recurrence) longest() int {
	n := 0
	for _, m := range r.months() {
		first, _ := Date(2024, m, 1)
		n = max(n, monthEnd(first).DayOfMonth())
	}
	return n
}

func (r Recurrence) shortest() int {
	n := 31
	for _, m := range r.months() {
		first, _ := Date(2023, m, 1)
		n = min(n, monthEnd(first).DayOfMonth())
	}
	return n
}

// IsZero reports whether r is no recurrence.
func (r Recurrence) IsZero() bool { return r.every == "" }

// String is what ParseRecurrence reads, in its shortest form; "" for the zero one.
func (r Recurrence) String() string {
	day := "last"
	if r.day != lastDay {
		day = strconv.Itoa(r.day)
	}
	switch r.every {
	case "":
		return ""
	case weekly:
		return "weekly:" + weekdays[r.weekday]
	case monthly:
		return "monthly:" + day
	case yearly:
		if r.day != lastDay {
			day = fmt.Sprintf("%02d", r.day)
		}
		return fmt.Sprintf("yearly:%02d-%s", r.month, day)
	}
	if r.day == lastDay && r.month == monthsOf[r.every] {
		return string(r.every) + ":last"
	}
	return fmt.Sprintf("%s:%d:%s", r.every, r.month, day)
}

var weekdayNames = [...]string{"Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"}

// Vietnamese is the rule as officers read it: "hằng tháng, ngày 25". "" for the zero one.
func (r Recurrence) Vietnamese() string {
	short := ""
	if r.every != weekly && r.day > r.shortest() {
		short = " (tháng không có ngày này: ngày cuối tháng)"
	}
	in := func(m int) string {
		if r.day == lastDay {
			return fmt.Sprintf("ngày cuối tháng %d", m)
		}
		return fmt.Sprintf("ngày %d/%d", r.day, m)
	}
	switch r.every {
	case "":
		return ""
	case weekly:
		return "hằng tuần, " + weekdayNames[r.weekday]
	case monthly:
		if r.day == lastDay {
			return "hằng tháng, ngày cuối tháng"
		}
		return fmt.Sprintf("hằng tháng, ngày %d%s", r.day, short)
	case quarterly:
		if r.day == lastDay && r.month == 3 {
			return "hằng quý, ngày cuối quý"
		}
		if r.day == lastDay {
			return fmt.Sprintf("hằng quý, ngày cuối tháng thứ %s của quý", ordinals[r.month])
		}
		return fmt.Sprintf("hằng quý, ngày %d tháng thứ %s của quý%s", r.day, ordinals[r.month], short)
	case halfYearly:
		return fmt.Sprintf("sáu tháng một lần, %s và %s%s", in(r.month), in(r.month+6), short)
	}
	return "hằng năm, " + in(r.month) + short
}

var ordinals = [...]string{"", "nhất", "hai", "ba"}

// After returns the n first days of r after d, by day: fewer when the year 9999 ends them, none when n is below 1 or d
// or r is zero.
func (r Recurrence) After(d Day, n int) []Day {
	if r.IsZero() || d.IsZero() || n < 1 {
		return nil
	}
	option := rrule.ROption{Dtstart: d.Add(1).time(), Freq: rrule.MONTHLY, Bymonth: r.months(), Bymonthday: []int{r.day}}
	switch {
	case r.every == weekly:
		// rrule counts from Monday.
		days := [...]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}
		option = rrule.ROption{Dtstart: option.Dtstart, Freq: rrule.WEEKLY, Byweekday: days[r.weekday : r.weekday+1]}
	case r.day > 28:
		// Of the days from the 28th to the one asked for, the last that the month has.
		option.Bymonthday = nil
		for day := 28; day <= r.day; day++ {
			option.Bymonthday = append(option.Bymonthday, day)
		}
		option.Bysetpos = []int{-1}
	}
	rule, err := rrule.NewRRule(option)
	if err != nil {
		// The options are those of a parsed recurrence, none of which it refuses.
		return nil
	}
	var out []Day
	for next := rule.Iterator(); len(out) < n; {
		t, ok := next()
		if !ok || t.Year() > 9999 {
			break
		}
		out = append(out, On(t))
	}
	return out
}
