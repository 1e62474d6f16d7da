package reminder

import (
	"slices"
	"time"

	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

const (
	// usualFrom and usualTo are the push hours of whoever chose none, in minutes of the day: 07:30 to 17:30, the working
	// hours of Party bodies with the way to work left out.
	usualFrom, usualTo = 7*60 + 30, 17*60 + 30
	// beforeLimit is the most days before the day that a reminder may be chosen for.
	beforeLimit = 60
)

// usualBefore are the days before the day on which whoever chose none is reminded.
var usualBefore = []int{7, 3, 1}

// Habit is what one officer chose of when to be reminded. The zero Habit is the usual one. It is part of the officer's
// record of queue.TableHabit, which holds more than this.
type Habit struct {
	// From and To are the push hours, in minutes of the day in the officers' time zone: from From on, before To. When
	// they are no hours (both 0, To not after From, beyond a day), the usual ones hold.
	From int `json:"from,omitempty"`
	To   int `json:"to,omitempty"`
	// Before are how many days before the day a Milestone is reminded of, and a Limit too unless Limits says otherwise:
	// 1 to 60, in any order. The day itself is always reminded of and need not be named; {0} is that day alone. nil is
	// 7, 3 and 1.
	Before []int `json:"before,omitempty"`
	// Limits takes the place of Before for Limits when not nil.
	Limits []int `json:"limits,omitempty"`
}

// Hours are the push hours that hold, in minutes of the day.
func (h Habit) Hours() (from, to int) {
	if h.From < 0 || h.To <= h.From || h.To > 24*60 {
		return usualFrom, usualTo
	}
	return h.From, h.To
}

// DaysBefore are how many days before the day a step of the weight is reminded of, the most first, each once. An Ordinary
// step is not: it is in the week's digest.
func (h Habit) DaysBefore(w plan.Weight) []int {
	chosen := h.Before
	if w == plan.Limit && h.Limits != nil {
		chosen = h.Limits
	}
	switch {
	case w == plan.Ordinary:
		return nil
	case chosen == nil:
		return slices.Clone(usualBefore)
	}
	days := slices.DeleteFunc(slices.Clone(chosen), func(n int) bool { return n < 1 || n > beforeLimit })
	slices.SortFunc(days, func(a, b int) int { return b - a })
	return slices.Compact(days)
}

// push knows when one officer is reminded: within the push hours of working days.
type push struct {
	from, to int
	days     *calendar.Workdays
	zone     *time.Location
}

func newPush(v View, h Habit) push {
	p := push{days: v.Workdays, zone: v.Zone}
	p.from, p.to = h.Hours()
	return p
}

// at is a minute of a day.
func (p push) at(d calendar.Day, minute int) time.Time {
	return time.Date(d.Year(), time.Month(d.Month()), d.DayOfMonth(), 0, minute, 0, 0, p.zone)
}

// start is when the push hours of a day begin, were it worked.
func (p push) start(d calendar.Day) time.Time { return p.at(d, p.from) }

// open reports whether now is within push hours.
func (p push) open(now time.Time) bool {
	d := calendar.On(now.In(p.zone))
	return !p.days.Off(d) && !now.Before(p.start(d)) && now.Before(p.at(d, p.to))
}

// next is when push hours begin next, after now.
func (p push) next(now time.Time) time.Time {
	d := calendar.On(now.In(p.zone))
	if !p.start(d).After(now) {
		d = d.Add(1)
	}
	return p.start(p.days.OnOrAfter(d))
}

// NextPush is when the officer's push hours begin next, after now: "sáng mai" of whoever puts a reminder off on an evening
// before a working day, and Monday's morning on a Friday.
func NextPush(now time.Time, v View, h Habit) time.Time { return newPush(v, h).next(now) }
