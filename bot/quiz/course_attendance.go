package quiz

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
)

// Attendance is what one officer did in one class: where the officer was, which announcements the officer has read. Each has a
// record of its own, so that the codes and taps of a whole class at once meet in none. A trainer's correction is written
// here too and meets nobody but that officer.
//
// It speaks of sessions and announcements that the course has, and of WrongCodes wrong codes at most; with SessionsMost and
// NoticesMost of them the record has some 8 kB (TestHowLargeTheRecordsGrow).
type Attendance struct {
	Class   officer.ClassID `json:"-"`
	Officer officer.ID      `json:"-"`
	// Record is the version of the record it was read from; 0 for one not stored yet.
	Record int64 `json:"-"`
	// Present is how the officer came to be on a roll or off it, by the id of the session.
	Present map[string]Presence `json:"present,omitempty"`
	// Seen is when the officer said to have read an announcement, by its id.
	Seen map[string]time.Time `json:"seen,omitempty"`
	// Wrong are the moments of the wrong codes tried lately, of whatever session of the class.
	Wrong []time.Time `json:"wrong,omitempty"`
}

// AttendanceID is the id of the record of an officer in a class in queue.TableAttendance. That of an officer ends with a dot
// and the officer.
func AttendanceID(class officer.ClassID, o officer.ID) string { return string(class) + "." + string(o) }

// Change is the write of the attendance as it is now, over the record it was read from.
func (a *Attendance) Change() queue.Change {
	return queue.Change{Table: queue.TableAttendance, ID: AttendanceID(a.Class, a.Officer), Was: a.Record, Value: encoded(a)}
}

// Attendance reads the record of an officer in the class, over what the course's own record still says of the officer; the zero
// Record is none. What it says of sessions and announcements that the course has no more is left out. An error names the
// record that cannot be read.
func (c *Course) Attendance(o officer.ID, r queue.Record) (*Attendance, error) {
	a := &Attendance{}
	if r.Version != 0 {
		if err := json.Unmarshal(r.Value, a); err != nil {
			return nil, fmt.Errorf("read the attendance %s: %w", r.ID, err)
		}
	}
	a.Class, a.Officer, a.Record = c.Class, o, r.Version
	present, seen := map[string]Presence{}, map[string]time.Time{}
	for i := range c.Sessions {
		s := &c.Sessions[i]
		if p, ok := a.Present[s.ID]; ok {
			present[s.ID] = p
		} else if p, ok := s.Present[o]; ok {
			present[s.ID] = p
		}
	}
	for i := range c.Notices {
		n := &c.Notices[i]
		if at, ok := a.Seen[n.ID]; ok {
			seen[n.ID] = at
		} else if at, ok := n.Seen[o]; ok {
			seen[n.ID] = at
		}
	}
	a.Present, a.Seen = present, seen
	return a, nil
}

// Here reports whether the officer is on the roll of a session.
func (a *Attendance) Here(s *Session) bool {
	p, ok := a.Present[s.ID]
	return ok && !p.Absent
}

// Entering is what becomes of a code that an officer gave.
type Entering string

// What becomes of it. Entered: the officer is on the roll since; Already: was on it before. TakenOff: a trainer took the
// officer off, and a code does not undo that. WrongCode counts against the officer, TooManyCodes is the answer to any code
// after WrongCodes of them within ten minutes. RollClosed: no code is taken.
const (
	Entered      Entering = "entered"
	Already      Entering = "already"
	TakenOff     Entering = "taken-off"
	WrongCode    Entering = "wrong"
	TooManyCodes Entering = "too-many"
	RollClosed   Entering = "closed"
)

// Enter is the attendance after the officer sent a code at a moment. It is judged as of that moment, whenever it is handled:
// the code of that minute, of the one before and of the next one count. Only Entered and WrongCode change the attendance.
func (a *Attendance) Enter(s *Session, code string, sent time.Time, zone *time.Location) (next *Attendance, e Entering) {
	if !s.RollOpen(sent, zone) {
		return a, RollClosed
	}
	if p, ok := a.Present[s.ID]; ok {
		if p.Absent {
			return a, TakenOff
		}
		return a, Already
	}
	lately := slices.DeleteFunc(slices.Clone(a.Wrong), func(at time.Time) bool { return sent.Sub(at).Abs() >= wrongCodesWithin })
	if len(lately) >= WrongCodes {
		return a, TooManyCodes
	}
	changed := *a
	if !slices.Contains(rollCodes(s.Secret, sent), code) {
		changed.Wrong = append(lately, sent)
		return &changed, WrongCode
	}
	changed.Wrong, changed.Present = nil, with(a.Present, s.ID, Presence{At: sent})
	return &changed, Entered
}

// Correct is the attendance after a trainer entered the officer on the roll of a session, or took the officer off it. changed
// is false when it was so before.
func (a *Attendance) Correct(s *Session, by officer.ID, here bool, at time.Time) (next *Attendance, changed bool) {
	p, known := a.Present[s.ID]
	if known && p.Absent != here || !known && !here {
		return a, false
	}
	corrected := *a
	corrected.Present = with(a.Present, s.ID, Presence{At: at, By: by, Absent: !here})
	return &corrected, true
}

// Awaits reports whether an announcement was sent to the officer, who has not said to have read it.
func (a *Attendance) Awaits(n *Notice) bool {
	_, seen := a.Seen[n.ID]
	return !seen && slices.Contains(n.To, a.Officer)
}

// See is the attendance with an announcement seen. changed is false when there is nothing to note: it was not sent to the
// officer, or was seen before.
func (a *Attendance) See(n *Notice, at time.Time) (next *Attendance, changed bool) {
	if !a.Awaits(n) {
		return a, false
	}
	seen := *a
	seen.Seen = with(a.Seen, n.ID, at)
	return &seen, true
}

// Unseen are the announcements of the course that wait for the officer to have read them, the oldest first.
func (a *Attendance) Unseen(c *Course) []*Notice {
	var out []*Notice
	for i := range c.Notices {
		if a.Awaits(&c.Notices[i]) {
			out = append(out, &c.Notices[i])
		}
	}
	return out
}

// Attended counts the sessions of which it was asked who was there, and those of them at which the officer was. A session
// before the officer became a member counts only if the officer was there.
func (a *Attendance) Attended(c *Course) (here, called int) {
	notYet := c.NotYet(a.Officer)
	for i := range c.Sessions {
		s := &c.Sessions[i]
		switch {
		case !s.Called():
		case a.Here(s):
			here, called = here+1, called+1
		case !notYet(s):
			called++
		}
	}
	return here, called
}

// with is a map with one entry more or another one; the map given is not changed.
func with[T any](m map[string]T, key string, value T) map[string]T {
	next := maps.Clone(m)
	if next == nil {
		next = map[string]T{}
	}
	next[key] = value
	return next
}

// Attendances are those of a class by officer. They do not change, and nobody changes what they give out.
type Attendances struct {
	class officer.ClassID
	of    map[officer.ID]*Attendance
}

// Attendances makes them of records of queue.TableAttendance of this class, in any order, and of what the course's own record
// still says. An error names the record that cannot be read.
func (c *Course) Attendances(records []queue.Record) (Attendances, error) {
	all := Attendances{c.Class, make(map[officer.ID]*Attendance, len(records))}
	for _, r := range records {
		o := officer.ID(strings.TrimPrefix(r.ID, AttendanceID(c.Class, "")))
		a, err := c.Attendance(o, r)
		if err != nil {
			return Attendances{}, err
		}
		all.of[o] = a
	}
	for o := range c.earlier() {
		if all.of[o] == nil {
			// Without a record there is nothing that cannot be read.
			all.of[o], _ = c.Attendance(o, queue.Record{})
		}
	}
	return all, nil
}

// earlier are the officers of whom the course's own record speaks.
func (c *Course) earlier() map[officer.ID]bool {
	out := map[officer.ID]bool{}
	for i := range c.Sessions {
		for o := range c.Sessions[i].Present {
			out[o] = true
		}
	}
	for i := range c.Notices {
		for o := range c.Notices[i].Seen {
			out[o] = true
		}
	}
	return out
}

// Of is that of an officer; one with nothing in it when nothing is known.
func (all Attendances) Of(o officer.ID) *Attendance {
	if a, ok := all.of[o]; ok {
		return a
	}
	return &Attendance{Class: all.class, Officer: o}
}

// With are they with one of them as it will be once its change was carried out.
func (all Attendances) With(a *Attendance) Attendances {
	of := maps.Clone(all.of)
	if of == nil {
		of = map[officer.ID]*Attendance{}
	}
	of[a.Officer] = a
	return Attendances{all.class, of}
}

// Unseen are those whom an announcement was sent to and who have not said to have read it, in the order of To.
func (all Attendances) Unseen(n *Notice) []officer.ID {
	return slices.DeleteFunc(slices.Clone(n.To), func(o officer.ID) bool {
		a, known := all.of[o]
		if !known {
			return false
		}
		_, seen := a.Seen[n.ID]
		return seen
	})
}

// Forget is the attendance without what the officer has read and tried. Who was where stays: it is the class's roll, which is
// signed, and who erases their own data was not absent. changed is false when there is nothing to forget.
func (a *Attendance) Forget() (next *Attendance, changed bool) {
	kept := *a
	kept.Seen, kept.Wrong = nil, nil
	return &kept, len(a.Seen) > 0 || len(a.Wrong) > 0
}

// Forget is the course without what its own record says of what an officer has read. changed is false when it says nothing.
func (c *Course) Forget(o officer.ID) (next *Course, changed bool) {
	next = c.Copy()
	for i := range next.Notices {
		if _, seen := next.Notices[i].Seen[o]; seen {
			next.Notices[i].Seen, changed = without(next.Notices[i].Seen, o), true
		}
	}
	if !changed {
		return c, false
	}
	return next, true
}

// Forget are the writes of the courses whose records say what an officer has read, without that; none when no record does.
func (all *Courses) Forget(o officer.ID) []queue.Change {
	var out []queue.Change
	for _, id := range slices.Sorted(maps.Keys(all.of)) {
		if next, changed := all.of[id].Forget(o); changed {
			out = append(out, next.Change())
		}
	}
	return out
}

// without is a map without an entry; the map given is not changed.
func without[T any](m map[officer.ID]T, o officer.ID) map[officer.ID]T {
	next := maps.Clone(m)
	delete(next, o)
	return next
}
