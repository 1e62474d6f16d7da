package reminder

import (
	"strconv"
	"time"

	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// rung is a reminder of a step before it is known whether it was given.
type rung struct {
	name Rung
	// day is the day that the rung is for, push the day on whose push hours it comes: day itself or, when that is a day
	// off, the working day before.
	day, push calendar.Day
	// at is the moment itself, whatever the push hours, of a rung that was asked for by the minute; zero for the others.
	at time.Time
}

// ladder are the rungs of an open step with a day, for its lead or for somebody above.
//
// The lead of a Milestone or Limit has the days before the day that the habit says, and the day; that of an Ordinary step
// the first working day of its week (Monday to Sunday) when that is before the day's own reminder, and the day. The
// reminder of the day comes on the working day before when the step is due by a minute at which push hours have not begun.
// Of a step that its lead set for themself there is a further one: at the minute itself when it is due at it, an hour
// before when it is due by it. One and three working days after the day follow, for the lead and those above alike, of a
// step of one's own for its lead alone.
func (d *decider) ladder(into []rung, i plan.Item, lead bool) []rung {
	s, days := i.Step, d.push.days
	if lead {
		last := d.push.dayOf(s)
		if s.Weight == plan.Ordinary {
			monday := s.Day.Add(-(int(s.Day.Weekday()) + 6) % 7)
			if first := days.OnOrAfter(monday); first.Before(last) {
				into = append(into, rung{name: weekRung, day: first, push: first})
			}
		}
		before := d.milestone
		if s.Weight == plan.Limit {
			before = d.limit
		}
		for _, n := range before {
			if s.Weight != plan.Ordinary {
				day := s.Day.Add(-n)
				into = append(into, rung{name: Rung("-" + strconv.Itoa(n)), day: day, push: days.OnOrBefore(day)})
			}
		}
		into = append(into, rung{name: dayRung, day: s.Day, push: last})
		if own(i) && s.Minute > 0 {
			minute := s.Minute
			if !s.At {
				minute -= 60
			}
			into = append(into, rung{name: Rung("@" + strconv.Itoa(s.Minute)), day: s.Day, at: d.push.at(s.Day, minute)})
		}
	} else if own(i) {
		return into
	}
	for _, late := range [...]struct {
		name  Rung
		after int
	}{{lateOne, 1}, {lateTwo, 3}} {
		day := days.Add(s.Day, late.after)
		into = append(into, rung{name: late.name, day: day, push: day})
	}
	return into
}

// dayOf is on which day's push hours a step's own day is reminded of.
func (p push) dayOf(s *plan.Step) calendar.Day {
	d := p.days.OnOrBefore(s.Day)
	if d == s.Day && s.Minute > 0 && s.Minute <= p.from {
		return p.days.OnOrBefore(d.Add(-1))
	}
	return d
}

// deadline is from when a step is no longer in time.
func (p push) deadline(s *plan.Step) time.Time {
	if s.Minute > 0 {
		return p.at(s.Day, s.Minute)
	}
	return p.at(s.Day.Add(1), 0)
}

// due says when a rung of a step is due. exact is true when it then stands alone and does not wait for the collected
// message. ok is false for a rung that is past: what it would have said was over when the step came to be.
//
// A rung is due when push hours of its day begin. When the step came to be later than that, a rung that is for an earlier
// day is past, and so is one after the day. Of the others a Limit's is due at once; one of another weight with the next
// push hours when that is still in time, else at once, and not at all on the day itself: whoever is given a step that is
// due today reads so in the chat.
func (d *decider) due(r rung, i plan.Item) (at time.Time, exact, ok bool) {
	if at, exact = r.at, true; at.IsZero() {
		at, exact = d.push.start(r.push), false
	}
	if at.After(d.now) {
		return at, exact, true
	}
	born := since(i)
	if !born.After(at) {
		return at, exact, true
	}
	on := calendar.On(born.In(d.push.zone))
	if exact || r.name.Overdue() || r.day.Before(on) {
		return time.Time{}, false, false
	}
	if i.Step.Weight == plan.Limit {
		return born, true, true
	}
	if next := d.push.next(born); next.Before(d.push.deadline(i.Step)) {
		return next, false, true
	}
	return born, true, i.Step.Day != on
}

// since is when the step came to be what it is for its lead: made, given to the lead, moved to its day, or taken back
// from what had ended it.
func since(i plan.Item) time.Time {
	at := i.Plan.Created
	if n := len(i.Step.Moved); n > 0 && i.Step.Moved[n-1].At.After(at) {
		at = i.Step.Moved[n-1].At
	}
	for _, e := range i.Plan.Log {
		if e.At.After(at) && begins(e, i.Step.ID) {
			at = e.At
		}
	}
	return at
}

func begins(e plan.Entry, step string) bool {
	if e.Step != step {
		return e.Step == "" && e.What == plan.Undone && e.Note == string(plan.Cancelling)
	}
	switch e.What {
	case plan.StepAdded, plan.Given, plan.HandedOver, plan.Reimported:
		return true
	case plan.Undone:
		switch plan.What(e.Note) {
		case plan.StepDone, plan.Cancelling, plan.Given, plan.HandedOver, plan.Postponed, plan.DayChanged, plan.TimeGranted, plan.Reimported:
			return true
		}
	}
	return false
}
