package quiz

import (
	"time"

	"camnang/corpus/calendar"
)

// Hours are what the moment of a reminder is decided on: the officers' zone, the days off, and the minutes of the day between
// which officers are told of what they did not ask for.
type Hours struct {
	Zone     *time.Location
	Workdays *calendar.Workdays
	From, To int
}

// at is a minute of a day.
func (h Hours) at(d calendar.Day, minute int) time.Time {
	return time.Date(d.Year(), time.Month(d.Month()), d.DayOfMonth(), minute/60, minute%60, 0, 0, h.Zone)
}

// Over reports whether a session has ended by a moment: at the end of its hours, or of its day where they are not said.
func (s *Session) Over(now time.Time, zone *time.Location) bool {
	today := calendar.On(now.In(zone))
	if s.Day != today || s.To == 0 {
		return s.Day.Before(today)
	}
	return minuteOf(now, zone) >= s.To
}

func minuteOf(now time.Time, zone *time.Location) int {
	now = now.In(zone)
	return now.Hour()*60 + now.Minute()
}

// Coming are the sessions that are not over, the next one first; Past are the others, the latest first.
func (c *Course) Coming(now time.Time, zone *time.Location) (coming, past []*Session) {
	for i := range c.Sessions {
		s := &c.Sessions[i]
		if s.Over(now, zone) {
			past = append([]*Session{s}, past...)
			continue
		}
		coming = append(coming, s)
	}
	return coming, past
}

// next is the first moment from now on at which officers are told of what they did not ask for: within hours, on a working day
// when that matters.
func (h Hours) next(now time.Time, working bool) time.Time {
	day := calendar.On(now.In(h.Zone))
	if !working || !h.Workdays.Off(day) {
		switch minute := minuteOf(now, h.Zone); {
		case minute < h.From:
			return h.at(day, h.From)
		case minute < h.To:
			return now
		}
	}
	day = day.Add(1)
	if working {
		day = h.Workdays.OnOrAfter(day)
	}
	return h.at(day, h.From)
}

// Reminds is when the members are reminded of a session, seen from now: when hours begin on the working day before it. For one
// that was entered or moved later than that it is now within the hours of a working day, else when those begin next; where the
// session begins before that, within the hours of any day; where it begins before those too, now. It is zero when the members
// know (Told), and when the session has begun.
func (s *Session) Reminds(now time.Time, h Hours) time.Time {
	minute := s.From
	if minute == 0 {
		minute = h.To
	}
	begins := h.at(s.Day, minute)
	if s.Told == s.Day || !now.Before(begins) {
		return time.Time{}
	}
	if at := h.at(h.Workdays.OnOrBefore(s.Day.Add(-1)), h.From); at.After(now) {
		return at
	}
	for _, working := range []bool{true, false} {
		if at := h.next(now, working); at.Before(begins) {
			return at
		}
	}
	return now
}

// NextReminder is the first moment at which members are reminded of a session; zero when there is none to come.
func (c *Course) NextReminder(now time.Time, h Hours) time.Time {
	var next time.Time
	for i := range c.Sessions {
		if at := c.Sessions[i].Reminds(now, h); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

// Remind gives the sessions that members are to be reminded of now, and the course with that noted. Done a second time there
// are none.
func (c *Course) Remind(now time.Time, h Hours) (next *Course, due []Session) {
	next = c.Copy()
	for i := range next.Sessions {
		s := &next.Sessions[i]
		at := s.Reminds(now, h)
		if at.IsZero() || at.After(now) {
			continue
		}
		s.Told = s.Day
		due = append(due, *s)
	}
	return next, due
}

// Moved reports whether a change of a session is one that members must hear of: another day, other hours or another place of
// one that was not over.
func (s *Session) Moved(to Session, now time.Time, zone *time.Location) bool {
	same := s.Day == to.Day && s.From == to.From && s.To == to.To && s.Place == to.Place
	return !same && !(s.Over(now, zone) && to.Over(now, zone))
}

// Heard is a session of whose change the members are told now: when its reminder would be due by now, that is its reminder.
func (s Session) Heard(now time.Time, h Hours) Session {
	if !h.at(h.Workdays.OnOrBefore(s.Day.Add(-1)), h.From).After(now) {
		s.Told = s.Day
	}
	return s
}
