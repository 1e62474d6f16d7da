package chart

import (
	"fmt"
	"time"

	"camnang/corpus/calendar"
)

// axis maps days to places: the day from is at the left margin, so many days later at the right one.
type axis struct {
	from calendar.Day
	days int
}

// The axis of a timeline.
const (
	leastDays = 7 // so that a plan of one day has an axis
	mostTicks = 7 // labels that have room side by side
	nowWidth  = 4
	axisGap   = 14
)

// axisOf is the axis on which every day of the rows has its place. Today has one too as long as something is open: an
// old plan is not squeezed into a corner for its sake. With no day at all the axis is the zero axis.
func axisOf(t TimelinePicture) axis {
	var from, to calendar.Day
	include := func(d calendar.Day) {
		if d.IsZero() {
			return
		}
		if from.IsZero() || d.Before(from) {
			from = d
		}
		if to.IsZero() || d.After(to) {
			to = d
		}
	}
	open := false
	for _, r := range t.Rows {
		include(r.Start)
		include(r.Due)
		include(r.Done)
		open = open || r.Done.IsZero()
	}
	if from.IsZero() {
		return axis{}
	}
	if open {
		include(t.Today)
	}
	return axis{from, max(between(from, to), leastDays)}
}

// face is that of the labels of an axis; height what they take, nothing where there is no axis.
func (axis) face() face { return face{small, false, faint} }

func (a axis) height() int {
	if a.from.IsZero() {
		return 0
	}
	return 2*a.face().height() + axisGap
}

// at is where a day is. A mark on the first or the last day stays within the picture.
func (a axis) at(d calendar.Day) int {
	return margin + markHalf + (inner-2*markHalf)*between(a.from, d)/a.days
}

func (a axis) has(d calendar.Day) bool {
	n := between(a.from, d)
	return !d.IsZero() && n >= 0 && n <= a.days
}

// between is how many days lie between two days.
func between(from, to calendar.Day) int {
	seconds := func(d calendar.Day) int64 {
		return time.Date(d.Year(), time.Month(d.Month()), d.DayOfMonth(), 0, 0, 0, 0, time.UTC).Unix()
	}
	return int((seconds(to) - seconds(from)) / (24 * 60 * 60))
}

// scales are what an axis can be divided by, the finest first: which days have a tick, and what it says.
var scales = []struct {
	tick  func(calendar.Day) bool
	label func(calendar.Day) string
}{
	{func(calendar.Day) bool { return true }, dayLabel},
	{func(d calendar.Day) bool { return d.Weekday() == time.Monday }, dayLabel},
	{func(d calendar.Day) bool { return d.DayOfMonth() == 1 || d.DayOfMonth() == 15 }, dayLabel},
	{func(d calendar.Day) bool { return d.DayOfMonth() == 1 }, monthLabel},
	{func(d calendar.Day) bool { return d.DayOfMonth() == 1 && d.Month()%3 == 1 }, monthLabel},
	{func(d calendar.Day) bool { return d.DayOfMonth() == 1 && d.Month() == 1 }, yearLabel},
	{func(d calendar.Day) bool { return d.DayOfMonth() == 1 && d.Month() == 1 && d.Year()%10 == 0 }, yearLabel},
}

func dayLabel(d calendar.Day) string   { return fmt.Sprintf("%d/%d", d.DayOfMonth(), d.Month()) }
func monthLabel(d calendar.Day) string { return fmt.Sprintf("%d/%d", d.Month(), d.Year()) }
func yearLabel(d calendar.Day) string  { return fmt.Sprint(d.Year()) }

// ticks are the days that have one, and what they say.
func (a axis) ticks() (days []calendar.Day, labels []string) {
	for _, scale := range scales {
		days, labels = nil, nil
		for n := range a.days + 1 {
			if d := a.from.Add(n); scale.tick(d) {
				days, labels = append(days, d), append(labels, scale.label(d))
			}
		}
		if len(days) <= mostTicks {
			break
		}
	}
	return days, labels
}

// axis draws the axis at the top and its lines down to the bottom, today's among them.
func (b *board) axis(a axis, top, bottom int, today calendar.Day) {
	if a.from.IsZero() {
		return
	}
	f := a.face()
	line := top + 2*f.height()
	days, labels := a.ticks()
	for i, d := range days {
		x := a.at(d)
		b.fill(x, line, thin/2, bottom-line, rule)
		half := b.length(labels[i], f) / 2
		b.centre(min(max(x, margin+half), width-margin-half), top+f.height(), labels[i], f)
	}
	b.fill(margin, line, inner, thin, rule)
	if !a.has(today) {
		return
	}
	f = face{small, true, ink}
	x, label := a.at(today), "Hôm nay "+dayLabel(today)
	half := b.length(label, f) / 2
	b.centre(min(max(x, margin+half), width-margin-half), top, label, f)
	b.fill(x-nowWidth/2, line, nowWidth, bottom-line, now)
}
