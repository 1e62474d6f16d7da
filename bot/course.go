package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/bot/reminder"
)

// coursePage is how many sessions, files or members stand in a list.
const coursePage = 8

func courseModule() module {
	return module{
		commands: noticeCommands(),
		screens:  slices.Concat(courseScreens(), sessionScreens(), fileScreens(), noticeScreens(), rollScreens(), courseGroupScreens()),
		waits:    slices.Concat(sessionWaits(), fileWaits(), noticeWaits(), rollWaits()),
		dues:     []due{{what: "course-reminder", handle: (*Conversation).courseReminds}},
		renderings: []rendering{
			{what: madeReminder, make: (*Conversation).reminderOfSessions},
			{what: madeMoved, make: (*Conversation).movedSession},
			{what: madeDropped, make: (*Conversation).droppedSession},
			{what: madeFile, make: (*Conversation).newFile},
			{what: madeNotice, make: (*Conversation).noticeForMember},
		},
		sweep: (*Conversation).courseSweep,
	}
}

// teaching are the rows for who teaches a class: the first argument is the class, the second a session, file, announcement or
// officer. A session that has to leave room for an officer is named by its number, as the page.
func teaching(name string, handle screenHandler) screen {
	return screen{name: name, action: officer.TeachClass, about: aboutClass, handle: handle}
}

func teachingWait(name string, handle func(*Conversation, context.Context, input, []string, string) (Turn, error)) wait {
	return wait{name: name, action: officer.TeachClass, about: aboutClass, handle: handle}
}

// attending are the rows for the members of a class.
func attending(name string, handle screenHandler) screen {
	return screen{name: name, action: officer.AttendClass, about: aboutClass, handle: handle}
}

// asksFor puts the question with the key, which names the class, about what the arguments of the button name.
func asksFor(key, wait string) screenHandler {
	return func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
		return c.asking(ctx, in, wait, say(key, classLabel(in.Roster, officer.ClassID(p.args[0]))), p.args[0], p.args[1])
	}
}

// course is what the class does that the first argument names.
func (in input) course(args []string) (*quiz.Course, officer.ClassID) {
	id := officer.ClassID(argument(args, 0))
	return in.Courses.Of(id), id
}

// withCourse is the input as it is once the course was changed.
func (in input) withCourse(course *quiz.Course) input {
	in.Courses = in.Courses.Changed(course)
	return in
}

// courseHours are what the moments of a course's reminders are decided on.
func (c *Conversation) courseHours(ctx context.Context) (quiz.Hours, error) {
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return quiz.Hours{}, fmt.Errorf("read the days off: %w", err)
	}
	from, to := reminder.Habit{}.Hours()
	return quiz.Hours{Zone: c.cfg.Location, Workdays: days, From: from, To: to}, nil
}

// coursed is what a change of a course leads to: the record, the journal's note, the timer of the next reminder. When next is the
// course as it was there is nothing to note.
func (c *Conversation) coursed(ctx context.Context, in input, next *quiz.Course, body trainingBody, show Turn) (Turn, error) {
	if next == in.Courses.Of(next.Class) {
		return show, nil
	}
	h, err := c.courseHours(ctx)
	if err != nil {
		return Turn{}, err
	}
	body.Class = next.Class
	show = show.changing(next.Change()).noting(in.note(journal.Coursed, false, body))
	return show.and(Turn{Timers: c.reminderTimer(next, h)}), nil
}

// courseFull is the answer to what cannot be entered or changed; any other error is the program's own.
func courseFull(in input, err error) (Turn, error) {
	switch {
	case errors.Is(err, quiz.ErrCourseFull):
		return refusal(in.Event, say("course_full")), nil
	case errors.Is(err, quiz.ErrItemGone):
		return refusal(in.Event, say("course_item_gone")), nil
	}
	return Turn{}, err
}

// courseTimer is the id of the one timer of a class: that of the next reminder of its sessions.
func courseTimer(id officer.ClassID) string { return "course." + string(id) }

func (c *Conversation) reminderTimer(course *quiz.Course, h quiz.Hours) []queue.Timer {
	at := course.NextReminder(c.cfg.Now(), h)
	if at.IsZero() {
		return nil
	}
	return []queue.Timer{trainingTimer(courseTimer(course.Class), 0, at, dueBody{What: "course-reminder", Class: course.Class})}
}

// courseSweep sets the timer of each class anew: days off may have changed.
func (c *Conversation) courseSweep(ctx context.Context, in input) (t Turn, again bool, err error) {
	h, err := c.courseHours(ctx)
	if err != nil {
		return Turn{}, false, err
	}
	for _, class := range in.Roster.Classes() {
		t.Timers = append(t.Timers, c.reminderTimer(in.Courses.Of(class.ID), h)...)
	}
	return t, false, nil
}

// courseReminds reminds the members of the sessions that are due to be, notes that, and sets the timer of the next ones. That
// a timer is fired late or twice changes nothing: what is due is decided on the course as it stands.
func (c *Conversation) courseReminds(ctx context.Context, in input, _ int64, d dueBody) (Turn, error) {
	if _, ok := in.Roster.Class(d.Class); !ok {
		return Turn{}, nil
	}
	h, err := c.courseHours(ctx)
	if err != nil {
		return Turn{}, err
	}
	next, due := in.Courses.Of(d.Class).Remind(c.cfg.Now(), h)
	t := Turn{Timers: c.reminderTimer(next, h)}
	if len(due) == 0 {
		return t, nil
	}
	body := courseBody{Made: madeReminder, Class: d.Class}
	for _, s := range due {
		body.Sessions = append(body.Sessions, standingSession{s.ID, s.Day})
	}
	return t.changing(next.Change()).and(Turn{Replies: in.toMembers(d.Class, body)}), nil
}

// What messages to the members are made of when they are sent.
const (
	madeReminder = "course-reminder"
	madeMoved    = "course-moved"
	madeDropped  = "course-dropped"
	madeFile     = "course-file"
	madeNotice   = "course-notice"
)

// courseBody is the body of such a message: ids, and of a session that is gone what it was.
type courseBody struct {
	Made     string            `json:"made"`
	Class    officer.ClassID   `json:"class"`
	Officer  officer.ID        `json:"officer"`
	Sessions []standingSession `json:"sessions,omitempty"`
	// Was is the session before the change.
	Was *quiz.Session `json:"was,omitempty"`
	// ID is the file or the announcement; Again is true for one who is reminded of it.
	ID    string `json:"id,omitempty"`
	Again bool   `json:"again,omitempty"`
}

// to is the message to an officer.
func (b courseBody) to(o *officer.Officer) Reply {
	b.Officer = o.ID
	raw, err := json.Marshal(b)
	if err != nil {
		panic(fmt.Sprintf("bot: a message to a class: %v", err))
	}
	return Reply{Kind: Rendered, Chat: o.Telegram, Body: raw}
}

// toMembers is a message to each member who has joined.
func (in input) toMembers(id officer.ClassID, b courseBody) []Reply {
	var out []Reply
	for _, o := range in.Roster.Members(id) {
		if o.Joined() {
			out = append(out, b.to(o))
		}
	}
	return out
}

// courseMessage reads what a message is made of; ok is false when the chat is not that of a member of the class any more.
func (in input) courseMessage(chat int64, raw json.RawMessage) (b courseBody, o *officer.Officer, ok bool) {
	if err := json.Unmarshal(raw, &b); err != nil {
		return courseBody{}, nil, false
	}
	if o, ok = in.Roster.Officer(b.Officer); !ok || o.Telegram != chat {
		return courseBody{}, nil, false
	}
	return b, o, in.Roster.May(officer.Actor{Account: chat, Officer: o}, officer.AttendClass, officer.About{Class: b.Class})
}

// classesFor are the classes to which the actor may do something.
func (c *Conversation) classesFor(in input, do officer.Action) []*officer.Class {
	return slices.DeleteFunc(in.Roster.Classes(), func(class *officer.Class) bool {
		return !c.may(in, do, officer.About{Class: class.ID})
	})
}
