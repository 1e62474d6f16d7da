package quiz

import (
	"time"

	"camnang/corpus/calendar"
)

// EntryReminders is how often the trainers are reminded of an open entry. With the last one those above them are told, and
// then nobody is any more.
const EntryReminders = 3

// entryPatience are the working days before each reminder: since it was asked, then since the reminder before. Together two
// weeks of work.
var entryPatience = [EntryReminders]int{2, 3, 5}

// RemindAt is when the trainers are to be reminded of an open entry next: at the time of day, in the zone, at which it was
// asked or they were last reminded, once the working days of this reminder are over. Zero when there is none to come.
func (e *Entry) RemindAt(days *calendar.Workdays, zone *time.Location) time.Time {
	if e.Reminders >= EntryReminders {
		return time.Time{}
	}
	from := e.At
	if e.Reminded.After(from) {
		from = e.Reminded
	}
	from = from.In(zone)
	d := days.Add(calendar.On(from), entryPatience[e.Reminders])
	return time.Date(d.Year(), time.Month(d.Month()), d.DayOfMonth(), from.Hour(), from.Minute(), from.Second(), 0, zone)
}

// AfterReminder is the entry once its trainers were reminded of it; last is true when those above them are to be told. The
// entry itself is not changed.
func (e *Entry) AfterReminder(at time.Time) (next *Entry, last bool) {
	changed := *e
	changed.Reminded, changed.Reminders = at, e.Reminders+1
	return &changed, changed.Reminders == EntryReminders
}
