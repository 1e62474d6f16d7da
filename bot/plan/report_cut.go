package plan

import (
	"time"

	"camnang/corpus/calendar"
)

// cut is the moment as of which a report is made.
type cut struct {
	period Period
	zone   *time.Location
	// begins is the first moment of the period, at the last one looked at: now, or the end of the period (not in it).
	begins, at time.Time
	until      calendar.Day
	// ended is true when the whole period lies behind.
	ended bool
}

func newCut(p Period, now time.Time) cut {
	midnight := func(d calendar.Day) time.Time {
		return time.Date(d.Year(), time.Month(d.Month()), d.DayOfMonth(), 0, 0, 0, 0, now.Location())
	}
	c := cut{period: p, zone: now.Location(), begins: midnight(p.From()), at: now, until: calendar.On(now)}
	if end := midnight(p.To().Add(1)); !now.Before(end) {
		c.at, c.until, c.ended = end, p.To(), true
	}
	return c
}

// happened reports whether a moment had come by the cut. One at the end of the period itself belongs to the next.
func (c cut) happened(t time.Time) bool {
	if c.ended {
		return t.Before(c.at)
	}
	return !t.After(c.at)
}

// plan counts the steps of a plan, and enters its arrears and undated steps into the report.
func (c cut) plan(p *Plan, r *Report) Tally {
	var t Tally
	cancelled := cancelledAt(p)
	done, open := 0, 0
	for i := range p.Steps {
		s := &p.Steps[i]
		end := endOf(s, cancelled)
		switch {
		case end == nil || !c.happened(end.At):
			open++
		case !end.Cancelled:
			done++
		}
		c.step(Item{p, s}, end, &t, r)
	}
	if t.All() > 0 {
		t.Plans = 1
		if open == 0 && done > 0 {
			t.PlansDone = 1
		}
	}
	return t
}

// cancelledAt is when the plan as a whole was cancelled; nil when it is not. The last time counts: what was before it was undone.
// When the log does not say any more, it was so from the beginning.
func cancelledAt(p *Plan) *time.Time {
	if p.State != Cancelled {
		return nil
	}
	at := p.Created
	for _, l := range p.Log {
		if l.What == Cancelling && l.Step == "" {
			at = l.At
		}
	}
	return &at
}

// endOf is how a step ended; nil while it is open. The end of its plan is its own.
func endOf(s *Step, cancelled *time.Time) *Ended {
	if s.Ended == nil && cancelled != nil {
		return &Ended{At: *cancelled, Cancelled: true}
	}
	return s.Ended
}

// step counts one step.
func (c cut) step(item Item, end *Ended, t *Tally, r *Report) {
	s := item.Step
	now, minute := s.dueAt(c.happened)
	if end != nil && !c.happened(end.At) {
		end = nil
	}
	switch c.sort(s, now, end) {
	case planned:
		t.Planned++
	case carried:
		t.Carried++
	default:
		if now.IsZero() && end == nil {
			r.Undated++
		}
		return
	}
	switch {
	case end != nil && end.Cancelled:
		t.Cancelled++
	case end != nil && lateOn(now, minute, s.At, end.At.In(c.zone)):
		t.DoneLate++
	case end != nil:
		t.Done++
	case now.IsZero() || now.After(c.period.To()):
		t.MovedOn++
	case lateOn(now, minute, s.At, c.at):
		t.Overdue++
		r.Overdue = append(r.Overdue, Arrear{item, now, daysBetween(now, c.until)})
	default:
		t.Ahead++
	}
	extended, postponed := s.movedLater(c.happened)
	if extended {
		t.Extended++
	}
	if postponed {
		t.Postponed++
	}
}

// The sorts of steps of a period.
const (
	elsewhere = iota
	planned
	carried
)

// sort says whether a step is of the period: now is its day as of the cut, end how it had ended by then.
func (c cut) sort(s *Step, now calendar.Day, end *Ended) int {
	begun := !c.at.Before(c.begins)
	before := func(t time.Time) bool { return t.Before(c.begins) && c.happened(t) }
	first, _ := s.dueAt(before)
	if begun && !first.IsZero() && first.Before(c.period.From()) {
		if end != nil && end.At.Before(c.begins) {
			return elsewhere
		}
		return carried
	}
	days := []calendar.Day{first, now}
	for _, m := range s.Moved {
		if c.happened(m.At) && !m.At.Before(c.begins) {
			days = append(days, m.Day)
		}
	}
	for _, d := range days {
		if c.period.Contains(d) || begun && !d.IsZero() && d.Before(c.period.From()) {
			return planned
		}
	}
	return elsewhere
}

// dueAt is the day and minute that the step was due as of a moment; happened says whether another one had come by then.
func (s *Step) dueAt(happened func(time.Time) bool) (calendar.Day, int) {
	for _, m := range s.Moved {
		if !happened(m.At) {
			return m.Day, m.Minute
		}
	}
	return s.Day, s.Minute
}

// movedLater reports whether the head granted more time for the step, and whether it was moved to a later day otherwise.
func (s *Step) movedLater(happened func(time.Time) bool) (extended, postponed bool) {
	for i, m := range s.Moved {
		if !happened(m.At) {
			break
		}
		next := s.Day
		if i+1 < len(s.Moved) {
			next = s.Moved[i+1].Day
		}
		switch {
		case m.Extended:
			extended = true
		case !m.Day.IsZero() && !next.IsZero() && next.After(m.Day):
			postponed = true
		}
	}
	return extended, postponed
}

// lateOn reports whether a moment in the officers' time zone lies after what was due by a day, and by a minute of it
// unless that is only when to be reminded. Nothing is late without a day.
func lateOn(day calendar.Day, minute int, at bool, t time.Time) bool {
	on := calendar.On(t)
	if day.IsZero() || on.Before(day) {
		return false
	}
	return on.After(day) || minute > 0 && !at && t.Hour()*60+t.Minute() > minute
}

// daysBetween is how many days of the calendar lie from one day to another.
func daysBetween(from, to calendar.Day) int {
	at := func(d calendar.Day) time.Time {
		return time.Date(d.Year(), time.Month(d.Month()), d.DayOfMonth(), 0, 0, 0, 0, time.UTC)
	}
	return int(at(to).Sub(at(from)) / (24 * time.Hour))
}
