// Package calendar knows days: the calendar date without a zone, the day of law, and the Vietnamese
// phrases that name a time. What a clause provides for a day is for package corpus.
package calendar

import (
	"encoding/json"
	"fmt"
	"time"
)

// Day is a calendar date with no time and no zone. The zero Day is "no day": not known, or without end,
// as the field that holds it says. Days are comparable with == and usable as map keys.
type Day struct{ n int32 }

// epoch makes day 1 the first of January of the year 1, so that the zero Day is no date.
var epoch = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)

// Date returns the day of a year, a month (1–12) and a day of the month, and false when there is no
// such day (31/2, month 13).
func Date(year, month, day int) (Day, bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 {
		return Day{}, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day {
		return Day{}, false
	}
	return Day{int32(t.Unix()/86400 - epoch.Unix()/86400 + 1)}, true
}

// On returns the day on which the moment t falls in its own zone.
func On(t time.Time) Day {
	d, _ := Date(t.Year(), int(t.Month()), t.Day())
	return d
}

// ParseDay reads 2006-01-02. It returns an error that names s when it is no such day.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Day{}, fmt.Errorf("%q is not a day of the form 2006-01-02", s)
	}
	return On(t), nil
}

// MustDay is ParseDay for constants; it panics on a bad one.
func MustDay(s string) Day {
	d, err := ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func (d Day) time() time.Time { return epoch.AddDate(0, 0, int(d.n)-1) }

// IsZero reports whether d is no day.
func (d Day) IsZero() bool { return d.n == 0 }

// Before and After compare two days; neither may be zero.
func (d Day) Before(e Day) bool { return d.n < e.n }

// After is the converse of Before.
func (d Day) After(e Day) bool { return d.n > e.n }

// Add returns the day n days later (earlier when n is negative). The zero Day stays zero.
func (d Day) Add(n int) Day {
	if d.IsZero() {
		return d
	}
	return Day{d.n + int32(n)}
}

// AddMonths returns the same day of the month n months later (earlier when n is negative), and the last day of that
// month when it has no such day: a month after 31 January is the last of February. The zero Day stays zero, and so
// does what lies outside the years 1 to 9999.
func (d Day) AddMonths(n int) Day {
	if d.IsZero() {
		return d
	}
	t := d.time()
	months := t.Year()*12 + int(t.Month()) - 1 + n
	first, ok := Date(months/12, months%12+1, 1)
	if !ok {
		return Day{}
	}
	return first.Add(min(t.Day(), monthEnd(first).DayOfMonth()) - 1)
}

// Year, Month and DayOfMonth are the parts of the date; all 0 for the zero Day.
func (d Day) Year() int {
	if d.IsZero() {
		return 0
	}
	return d.time().Year()
}

// Month is 1 to 12.
func (d Day) Month() int {
	if d.IsZero() {
		return 0
	}
	return int(d.time().Month())
}

// DayOfMonth is 1 to 31.
func (d Day) DayOfMonth() int {
	if d.IsZero() {
		return 0
	}
	return d.time().Day()
}

// Weekday is the day of the week of a day that is not zero.
func (d Day) Weekday() time.Weekday { return d.time().Weekday() }

// String is 2006-01-02, and "" for the zero Day.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.time().Format(time.DateOnly)
}

// Vietnamese is the date as documents write it, 11/4/2026; "" for the zero Day.
func (d Day) Vietnamese() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d/%d/%d", d.DayOfMonth(), d.Month(), d.Year())
}

// MarshalJSON writes the ISO form, and null for the zero Day.
func (d Day) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(d.String())
}

// UnmarshalJSON reads what MarshalJSON writes; "" is the zero Day too.
func (d *Day) UnmarshalJSON(b []byte) error {
	var s *string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("read a day: %w", err)
	}
	if s == nil || *s == "" {
		*d = Day{}
		return nil
	}
	parsed, err := ParseDay(*s)
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// AsOf is the day of law: the day on which something is asked to be in force. Every look-up of the law
// carries one.
type AsOf struct{ Day }

// Span is the days From to To, both included. A zero From is an unknown start, a zero To no end.
type Span struct{ From, To Day }

// Contains reports whether d falls into a span whose start is known.
func (s Span) Contains(d Day) bool {
	return !s.From.IsZero() && !d.Before(s.From) && (s.To.IsZero() || !d.After(s.To))
}
