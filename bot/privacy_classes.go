package bot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/corpus/calendar"
)

// ownClass is what a class knows of an officer. Wrong are the moments of the wrong codes tried lately.
type ownClass struct {
	Class    string       `json:"class"`
	Sessions []ownSession `json:"sessions,omitempty"`
	Notices  []ownNotice  `json:"notices,omitempty"`
	Wrong    []time.Time  `json:"wrong,omitempty"`
}

// ownSession is a session whose roll knows the officer; At is when, By the trainer who entered or took back the presence, ""
// for the code.
type ownSession struct {
	Title   string       `json:"title"`
	Day     calendar.Day `json:"day"`
	Present bool         `json:"present"`
	At      time.Time    `json:"at"`
	By      string       `json:"by,omitempty"`
}

// ownNotice is an announcement that was sent to the officer; Seen is zero while the officer has not said to have read it.
type ownNotice struct {
	Text string    `json:"text"`
	At   time.Time `json:"at"`
	Seen time.Time `json:"seen,omitzero"`
}

// ownClasses are the classes that know of an officer, those that the officer has left too.
func (c *Conversation) ownClasses(ctx context.Context, in input, me officer.ID) ([]ownClass, error) {
	classes := in.Roster.Classes()
	var ids []string
	for _, class := range classes {
		ids = append(ids, quiz.AttendanceID(class.ID, me))
	}
	if len(ids) == 0 {
		return nil, nil
	}
	records, err := c.cfg.Records.Many(ctx, queue.TableAttendance, ids)
	if err != nil {
		return nil, fmt.Errorf("read an officer's attendance: %w", err)
	}
	of := map[string]queue.Record{}
	for _, r := range records {
		of[r.ID] = r
	}
	var out []ownClass
	for n, class := range classes {
		course := in.Courses.Of(class.ID)
		a, err := course.Attendance(me, of[ids[n]])
		if err != nil {
			return nil, err
		}
		if one := in.ownClass(class.Name, course, a); len(one.Sessions)+len(one.Notices)+len(one.Wrong) > 0 {
			out = append(out, one)
		}
	}
	return out, nil
}

func (in input) ownClass(name string, course *quiz.Course, a *quiz.Attendance) ownClass {
	one := ownClass{Class: name}
	for i := range course.Sessions {
		s := &course.Sessions[i]
		p, ok := a.Present[s.ID]
		if !ok {
			continue
		}
		session := ownSession{Title: s.Title, Day: s.Day, Present: a.Here(s), At: p.At.UTC()}
		if p.By != "" {
			session.By = in.name(p.By)
		}
		one.Sessions = append(one.Sessions, session)
	}
	for i := range course.Notices {
		if n := &course.Notices[i]; slices.Contains(n.To, a.Officer) {
			one.Notices = append(one.Notices, ownNotice{Text: n.Text, At: n.At.UTC(), Seen: a.Seen[n.ID].UTC()})
		}
	}
	for _, at := range a.Wrong {
		one.Wrong = append(one.Wrong, at.UTC())
	}
	return one
}

// classLines are the numbers of what classes know, for the screen.
func classLines(classes []ownClass) []string {
	sessions, here, notices, seen := 0, 0, 0, 0
	for _, class := range classes {
		for _, s := range class.Sessions {
			if sessions++; s.Present {
				here++
			}
		}
		for _, n := range class.Notices {
			if notices++; !n.Seen.IsZero() {
				seen++
			}
		}
	}
	var out []string
	if sessions > 0 {
		out = append(out, say("privacy_sessions", sessions, here))
	}
	if notices > 0 {
		out = append(out, say("privacy_notices", notices, seen))
	}
	return out
}
