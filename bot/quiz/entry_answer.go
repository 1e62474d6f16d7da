package quiz

import (
	"errors"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/corpus/calendar"
)

// What cannot be done with an entry.
var (
	// ErrAnswered: somebody has answered it; the first answer counts.
	ErrAnswered = errors.New("the question was answered")
	// ErrOwnEntry: nobody answers their own question.
	ErrOwnEntry = errors.New("the question is the answerer's own")
	// ErrErased: the words of the question are gone, so there is nothing to answer or to show to others.
	ErrErased = errors.New("the words of the question were erased")
	// ErrOpen: nobody has answered it yet.
	ErrOpen = errors.New("the question is not answered")
	// ErrShared: the class has the answer.
	ErrShared = errors.New("the class has the answer")
)

// EntryFor names the entry about an answer of the assistant, by the id of that answer: one answer, one entry.
func EntryFor(answer string) EntryID { return EntryID("e" + answer[:min(len(answer), 15)]) }

// Waits reports whether somebody is still to answer it: it is open, and its words are there.
func (e *Entry) Waits() bool { return e.Open() && e.Text != "" }

// Answered is the entry with a trainer's reply, and the clauses on which it rests (none: the library holds no basis). The
// entry itself is not changed. The errors are ErrAnswered, ErrOwnEntry and ErrErased.
func (e *Entry) Answered(by officer.ID, reply string, cites []Cite, at time.Time) (*Entry, error) {
	switch {
	case !e.Open():
		return nil, ErrAnswered
	case e.Asker == by:
		return nil, ErrOwnEntry
	case e.Text == "":
		return nil, ErrErased
	}
	next := *e
	next.By, next.Reply, next.Cites, next.Replied = by, reply, cites, at
	return &next, nil
}

// SharedWith is the entry once its answer went to a class. The entry itself is not changed. The errors are ErrOpen, ErrErased
// and, for a class that has it, ErrShared.
func (e *Entry) SharedWith(c officer.ClassID) (*Entry, error) {
	switch {
	case e.Open():
		return nil, ErrOpen
	case e.Text == "":
		return nil, ErrErased
	case slices.Contains(e.Shared, c):
		return nil, ErrShared
	}
	next := *e
	next.Shared = append(slices.Clone(e.Shared), c)
	return &next, nil
}

// entryPatience is how many working days an entry stays open before its trainers are reminded of it, and between two
// reminders.
const entryPatience = 2

// RemindAt is when the trainers are to be reminded of an open entry: at the time of day, in the zone, at which it was asked,
// two working days later; once they were reminded, two working days after that.
func (e *Entry) RemindAt(days *calendar.Workdays, zone *time.Location) time.Time {
	from := e.At
	if e.Reminded.After(from) {
		from = e.Reminded
	}
	from = from.In(zone)
	d := days.Add(calendar.On(from), entryPatience)
	return time.Date(d.Year(), time.Month(d.Month()), d.DayOfMonth(), from.Hour(), from.Minute(), from.Second(), 0, zone)
}
