package quiz

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"camnang/bot/officer"
	"camnang/corpus/calendar"
)

// The limits of a course. CourseItems is what a page number of a button holds, by which a session is named; a course of three
// months with a session, a file and an announcement each day has 270. NoticesMost bounds what a course is made of most, the
// lists of who announcements were sent to (16 kB each in a class of 830): an older announcement is in its readers' chats.
const (
	CourseItems  = 999
	SessionsMost = 120
	FilesMost    = 120
	NoticesMost  = 30
)

// ErrCourseFull says that a course can take no further item, ErrItemGone that what was to be changed is not there any more.
var (
	ErrCourseFull = errors.New("the course is full")
	ErrItemGone   = errors.New("the item of the course is gone")
)

// Session returns the session with the id.
func (c *Course) Session(id string) (*Session, bool) {
	i := slices.IndexFunc(c.Sessions, func(s Session) bool { return s.ID == id })
	if i < 0 {
		return nil, false
	}
	return &c.Sessions[i], true
}

// Number is the number in the session's id, SessionID the id with a number.
func (s *Session) Number() int {
	// An id is made by WithSession alone.
	n, _ := strconv.Atoi(strings.TrimPrefix(s.ID, "b"))
	return n
}

// SessionID is the id of the session with a number.
func SessionID(number int) string { return "b" + strconv.Itoa(number) }

// File returns the file with the id.
func (c *Course) File(id string) (*File, bool) {
	i := slices.IndexFunc(c.Files, func(f File) bool { return f.ID == id })
	if i < 0 {
		return nil, false
	}
	return &c.Files[i], true
}

// Notice returns the announcement with the id.
func (c *Course) Notice(id string) (*Notice, bool) {
	i := slices.IndexFunc(c.Notices, func(n Notice) bool { return n.ID == id })
	if i < 0 {
		return nil, false
	}
	return &c.Notices[i], true
}

// next gives the course, a copy, a further id; ErrCourseFull when there is none left.
func (c *Course) next(prefix string) (string, error) {
	if c.Last >= CourseItems {
		return "", ErrCourseFull
	}
	c.Last++
	return prefix + strconv.Itoa(c.Last), nil
}

// WithSession is the course with a session entered (its ID is "") or changed; with one of the same event entered before it is
// c itself. Sessions stand in the order of their days and hours. The errors are ErrCourseFull and ErrItemGone.
func (c *Course) WithSession(s Session) (next *Course, id string, err error) {
	next = c.Copy()
	if s.ID == "" {
		if i := slices.IndexFunc(c.Sessions, func(there Session) bool { return s.Made != "" && there.Made == s.Made }); i >= 0 {
			return c, c.Sessions[i].ID, nil
		}
		if len(c.Sessions) >= SessionsMost {
			return nil, "", ErrCourseFull
		}
		if s.ID, err = next.next("b"); err != nil {
			return nil, "", err
		}
		next.Sessions = append(next.Sessions, s)
	} else {
		there, ok := next.Session(s.ID)
		if !ok {
			return nil, "", ErrItemGone
		}
		*there = s
	}
	slices.SortStableFunc(next.Sessions, func(a, b Session) int {
		switch {
		case a.Day.Before(b.Day):
			return -1
		case b.Day.Before(a.Day):
			return 1
		}
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Number(), b.Number()))
	})
	return next, s.ID, nil
}

// WithoutSession is the course without a session; one that is not there changes nothing.
func (c *Course) WithoutSession(id string) *Course {
	next := c.Copy()
	next.Sessions = slices.DeleteFunc(next.Sessions, func(s Session) bool { return s.ID == id })
	return next
}

// WithFile is the course with a file entered (its ID is "") or changed; with one of the same event entered before it is c itself.
// The errors are ErrCourseFull and ErrItemGone.
func (c *Course) WithFile(f File) (next *Course, id string, err error) {
	next = c.Copy()
	if f.ID != "" {
		there, ok := next.File(f.ID)
		if !ok {
			return nil, "", ErrItemGone
		}
		*there = f
		return next, f.ID, nil
	}
	if i := slices.IndexFunc(c.Files, func(there File) bool { return f.Made != "" && there.Made == f.Made }); i >= 0 {
		return c, c.Files[i].ID, nil
	}
	if len(c.Files) >= FilesMost {
		return nil, "", ErrCourseFull
	}
	if f.ID, err = next.next("f"); err != nil {
		return nil, "", err
	}
	next.Files = append(next.Files, f)
	return next, f.ID, nil
}

// WithoutFile is the course without a file; one that is not there changes nothing.
func (c *Course) WithoutFile(id string) *Course {
	next := c.Copy()
	next.Files = slices.DeleteFunc(next.Files, func(f File) bool { return f.ID == id })
	return next
}

// WithNotice is the course with a new announcement, and c itself with one of the same event entered before; beyond NoticesMost
// the oldest goes. The error is ErrCourseFull.
func (c *Course) WithNotice(n Notice) (next *Course, id string, err error) {
	if i := slices.IndexFunc(c.Notices, func(there Notice) bool { return n.Made != "" && there.Made == n.Made }); i >= 0 {
		return c, c.Notices[i].ID, nil
	}
	next = c.Copy()
	if n.ID, err = next.next("n"); err != nil {
		return nil, "", err
	}
	next.Notices = append(next.Notices, n)
	if over := len(next.Notices) - NoticesMost; over > 0 {
		next.Notices = slices.Delete(next.Notices, 0, over)
	}
	return next, n.ID, nil
}

// RemindUnseen is the course with a day noted on which those who had not seen an announcement were reminded. changed is false
// when the announcement is gone, when they were reminded that day already, or when everybody has seen it.
func (c *Course) RemindUnseen(id string, day calendar.Day, all Attendances) (next *Course, changed bool) {
	next = c.Copy()
	n, ok := next.Notice(id)
	if !ok || n.Reminded == day || len(all.Unseen(n)) == 0 {
		return c, false
	}
	n.Reminded = day
	return next, true
}

// Changed are the courses with one of them as it will be once its change was carried out.
func (all *Courses) Changed(c *Course) *Courses {
	next := &Courses{maps.Clone(all.of)}
	if next.of == nil {
		next.of = map[officer.ClassID]*Course{}
	}
	next.of[c.Class] = c
	return next
}
