package quiz

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

// Course is what a class does besides being a list of people: sessions, files, announcements, the day of its test. Its record
// is written by who teaches, never by what a member does: who was where and who has read what is in the members' own records
// (Attendance). It is read whole, so it is bounded by SessionsMost, FilesMost and NoticesMost, and by how long the texts are
// that handlers let in: a full one of a class of 830 has some 960 kB, of which 470 kB say to whom announcements were sent
// (TestHowLargeTheRecordsGrow).
type Course struct {
	Class officer.ClassID `json:"-"`
	// Record is the version of the record it was read from; 0 for one not stored yet.
	Record   int64     `json:"-"`
	Sessions []Session `json:"sessions,omitempty"`
	Files    []File    `json:"files,omitempty"`
	Notices  []Notice  `json:"notices,omitempty"`
	// Test is the day of the class's test; zero when none is set. What its members learn comes again before it.
	Test calendar.Day `json:"test,omitzero"`
	// Enrolled are those who were members when it was asked who was at a session, in the order in which they were first seen to
	// be: see Call.
	Enrolled []officer.ID `json:"enrolled,omitempty"`
	// Last is the last number given to a session, file or notice.
	Last int `json:"last,omitempty"`
}

// Session is one meeting of a class.
type Session struct {
	// ID is unique within the course: "b" and a number.
	ID string `json:"id"`
	// Made names the event that entered it: the same event handled again enters nothing more.
	Made  string       `json:"made,omitempty"`
	Title string       `json:"title"`
	Day   calendar.Day `json:"day"`
	// From and To are minutes of the day; each is 0 when it is not said.
	From  int    `json:"from"`
	To    int    `json:"to,omitempty"`
	Place string `json:"place,omitempty"`
	// Told is the day that the members were last told of: the reminder of the session is not sent for it again.
	Told calendar.Day `json:"told,omitzero"`
	// Secret is what the changing code of the session is made from; "" until the roll was opened.
	Secret string `json:"secret,omitempty"`
	// Closed is when a trainer closed the roll; zero while it was not, or was opened again.
	Closed time.Time `json:"closed,omitzero"`
	// Hand is true once a trainer entered somebody although the roll was never opened.
	Hand bool `json:"hand,omitempty"`
	// Enrolled is how many of the course's Enrolled were members when it was asked who was there; 0 when that is not known.
	Enrolled int `json:"enrolled,omitempty"`
	// Present is who was there, by officer, as it was kept before officers had records of their own. It is read and never
	// added to: what an officer's Attendance says comes before it.
	Present map[officer.ID]Presence `json:"present,omitempty"`
}

// Presence says how somebody came to be on the roll: by the code, or by a trainer's correction.
type Presence struct {
	// At is when the code was sent, or when the trainer corrected.
	At time.Time `json:"at"`
	// By is the trainer who entered or took back it; "" for the code.
	By officer.ID `json:"by,omitempty"`
	// Absent is true when a trainer took it back.
	Absent bool `json:"absent,omitempty"`
}

// File is a file of a course, kept where the channel keeps it.
type File struct {
	// ID is unique within the course: "f" and a number. Made is as for a session.
	ID   string `json:"id"`
	Made string `json:"made,omitempty"`
	Name string `json:"name"`
	// Handle is the channel's own, by which the file is sent again.
	Handle  string    `json:"handle"`
	Picture bool      `json:"picture,omitempty"`
	At      time.Time `json:"at"`
	// Told is true once the members were told of it.
	Told bool `json:"told,omitempty"`
}

// Notice is an announcement to a class.
type Notice struct {
	// ID is unique within the course: "n" and a number. Made is as for a session.
	ID   string     `json:"id"`
	Made string     `json:"made,omitempty"`
	Text string     `json:"text"`
	By   officer.ID `json:"by"`
	At   time.Time  `json:"at"`
	// To are who it was sent to.
	To []officer.ID `json:"to"`
	// Seen is when each of them said to have read it, as it was kept before officers had records of their own: as Present of a
	// session.
	Seen map[officer.ID]time.Time `json:"seen,omitempty"`
	// Reminded is the last day on which those who had not seen it were reminded; zero for none.
	Reminded calendar.Day `json:"reminded,omitzero"`
}

// Change is the write of the course as it is now, over the record it was read from.
func (c *Course) Change() queue.Change {
	return queue.Change{Table: queue.TableCourse, ID: string(c.Class), Was: c.Record, Value: encoded(c)}
}

// Copy is the course for changing; what is inside the sessions and notices is shared until it is replaced.
func (c *Course) Copy() *Course {
	next := *c
	next.Sessions, next.Files, next.Notices = slices.Clone(c.Sessions), slices.Clone(c.Files), slices.Clone(c.Notices)
	return &next
}

// Courses are those of all classes at one moment. They do not change, and nobody changes what they give out.
type Courses struct{ of map[officer.ClassID]*Course }

// LoadCourses makes them of the records of queue.TableCourse, in any order. An error names the record that cannot be read.
func LoadCourses(records []queue.Record) (*Courses, error) { return new(Courses).With(records, nil) }

// With is Courses after some records were changed and others removed; of one that is among both the change counts.
func (all *Courses) With(changed []queue.Record, removed []string) (*Courses, error) {
	next := &Courses{map[officer.ClassID]*Course{}}
	maps.Copy(next.of, all.of)
	for _, id := range removed {
		delete(next.of, officer.ClassID(id))
	}
	for _, r := range changed {
		c := &Course{}
		if err := json.Unmarshal(r.Value, c); err != nil {
			return nil, fmt.Errorf("read the course of %s: %w", r.ID, err)
		}
		c.Class, c.Record = officer.ClassID(r.ID), r.Version
		next.of[c.Class] = c
	}
	return next, nil
}

// Of is the course of a class; one with nothing in it when nothing was entered.
func (all *Courses) Of(id officer.ClassID) *Course {
	if c, ok := all.of[id]; ok {
		return c
	}
	return &Course{Class: id}
}
