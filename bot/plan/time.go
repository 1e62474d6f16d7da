package plan

import (
	"reflect"
	"slices"

	"camnang/corpus/calendar"
)

// Postpone moves a step to a later day, or to a later minute of its day, a day without a minute ending with the day; why is
// needed. A step that has no day gets one. A limit is not postponed: more time for it is asked for (AskTime). A request for
// more time ends with it.
func (e *Edit) Postpone(step string, day calendar.Day, minute int, why string) error {
	s, err := e.open(step)
	switch {
	case err != nil:
		return err
	case s.Weight == Limit:
		return problem("limit_not_postponed")
	case day.IsZero() || !s.Day.IsZero() && (day.Before(s.Day) || day == s.Day && endMinute(minute) <= endMinute(s.Minute)):
		return problem("not_later")
	}
	if err := reasoned(why); err != nil {
		return err
	}
	e.change(Postponed, step, why, func(s *Step) { s.move(Moved{By: e.by, At: e.at, Why: why}, day, minute) })
	return nil
}

// endMinute is the minute by which something is due for which that minute of the day was said, 0 for none.
func endMinute(minute int) int {
	if minute == 0 {
		return 24 * 60
	}
	return minute
}

// move gives a step another day; m says who moves it, when and why. The day before is kept when there was one.
func (s *Step) move(m Moved, day calendar.Day, minute int) {
	if m.Day, m.Minute = s.Day, s.Minute; !m.Day.IsZero() {
		s.Moved = append(slices.Clip(s.Moved), m)
	}
	if minute != s.Minute {
		// Another minute is one by which it is due, until somebody says that it is one to be reminded at.
		s.At = false
	}
	s.Day, s.Minute, s.Asked = day, minute, nil
	if s.Reason.Doubt == DayOffChanged {
		// That another day would be counted says nothing of a day that was set.
		s.Reason.Doubt = ""
	}
}

// SetDay gives a step another day, earlier or later, with its reason: typed, or computed from another start day. A zero day
// leaves it without one. The day of a limit is only computed: by the same limit. A request for more time ends with another
// day.
func (e *Edit) SetDay(step string, day calendar.Day, minute int, r Reason) error {
	s, err := e.open(step)
	switch {
	case err != nil:
		return err
	case day == s.Day && minute == s.Minute && reflect.DeepEqual(r, s.Reason):
		return problem("nothing_changed")
	case s.Weight == Limit && s.Reason.Limit != "" && !s.Day.IsZero() && r.Limit != s.Reason.Limit:
		return problem("limit_not_set")
	}
	if err := writable(r.Document); err != nil {
		return err
	}
	e.change(DayChanged, step, "", func(s *Step) {
		if s.Day != day || s.Minute != minute {
			s.move(Moved{By: e.by, At: e.at}, day, minute)
		}
		s.Reason = r
	})
	return nil
}

// AskTime asks for more time until a day; why is needed. latest is the last day that the clause of a limit allows, zero
// when nothing bounds it. A later request replaces one that nobody has decided.
func (e *Edit) AskTime(step string, day, latest calendar.Day, why string) error {
	s, err := e.open(step)
	switch {
	case err != nil:
		return err
	case s.Day.IsZero():
		return problem("no_day")
	case !day.After(s.Day):
		return problem("not_later")
	case !latest.IsZero() && day.After(latest):
		return problem("beyond_extension", latest.Vietnamese())
	}
	if err := reasoned(why); err != nil {
		return err
	}
	e.change(TimeAsked, step, why, func(s *Step) { s.Asked = &Asked{By: e.by, At: e.at, Day: day, Why: why, From: s.Day} })
	return nil
}

// GrantTime grants the time asked for: the step is due on the day that was asked for, at its minute. A request for a day
// that moved meanwhile is none.
func (e *Edit) GrantTime(step string) error {
	s, err := e.asked(step)
	if err != nil {
		return err
	}
	e.change(TimeGranted, step, s.Asked.Why, func(s *Step) {
		s.move(Moved{By: e.by, At: e.at, Why: s.Asked.Why, Extended: true}, s.Asked.Day, s.Minute)
	})
	return nil
}

// RefuseTime refuses the time asked for, and the day stands; why may be empty.
func (e *Edit) RefuseTime(step, why string) error {
	if _, err := e.asked(step); err != nil {
		return err
	}
	if err := writable(why); err != nil {
		return err
	}
	e.change(TimeRefused, step, why, func(s *Step) { s.Asked = nil })
	return nil
}

// asked returns a step for which more time was asked for its present day.
func (e *Edit) asked(step string) (*Step, error) {
	s, err := e.open(step)
	switch {
	case err != nil:
		return nil, err
	case s.Asked == nil || s.Asked.From != s.Day:
		return nil, problem("nothing_asked")
	}
	return s, nil
}

// Doubt marks a step's day as one to be confirmed. The same doubt again changes nothing, and neither does a change of days
// off where the clause is in doubt already. It cannot be undone: Confirm or another day (SetDay) takes it off.
func (e *Edit) Doubt(step string, d Doubt) error {
	s, err := e.open(step)
	if err != nil || s.Reason.Doubt == d || s.Reason.Doubt != "" && d == DayOffChanged {
		return err
	}
	s.Reason.Doubt = d
	e.enter(Entry{What: Doubted, Step: step, Note: string(d)})
	return nil
}

// Confirm takes the doubt off a day that stands although what it rests on changed. rests is the clause that it now rests
// on, nil when none in force is behind it. Then a day whose clause was in doubt is from now on typed by who confirms it, and
// document says on what ("" is no document). A day that only a change of days off put in doubt stands from now on as who
// confirms it says, with the clause that it had.
func (e *Edit) Confirm(step string, rests *Rest, document string) error {
	s, err := e.open(step)
	switch {
	case err != nil:
		return err
	case s.Reason.Doubt == "":
		return problem("nothing_to_confirm")
	}
	if err := writable(document); err != nil {
		return err
	}
	e.change(Confirmed, step, document, func(s *Step) {
		r := &s.Reason
		switch {
		case r.Doubt == DayOffChanged:
			r.Source = Typed
		case rests != nil:
			r.Rests = rests
		default:
			*r = Reason{Source: Typed, Event: r.Event, Start: r.Start, Document: document}
		}
		r.Doubt = ""
	})
	return nil
}
