package bot

import (
	"context"
	"encoding/json"

	"camnang/bot/officer"
	"camnang/corpus/calendar"
)

// standingSession names a session on the day on which it was when a message about it was put.
type standingSession struct {
	ID  string       `json:"id"`
	Day calendar.Day `json:"day"`
}

// opensCourse is the button under what the members of a class are told, which stays: its second page is the class below it.
func opensCourse(id officer.ClassID) [][]Button {
	return [][]Button{{opens(say("course_open"), "course", 2, string(id))}}
}

// reminderOfSessions is the reminder of those sessions that still are on the day and not over; none for no such session.
func (c *Conversation) reminderOfSessions(_ context.Context, in input, chat int64, raw json.RawMessage) (Reply, bool, error) {
	b, _, ok := in.courseMessage(chat, raw)
	if !ok {
		return Reply{}, false, nil
	}
	now, course := c.cfg.Now(), in.Courses.Of(b.Class)
	var s sheet
	s.para(bold("⏰ " + say("reminder_of_session", classLabel(in.Roster, b.Class))))
	n := 0
	for _, due := range b.Sessions {
		one, there := course.Session(due.ID)
		if !there || one.Day != due.Day || one.Over(now, c.cfg.Location) {
			continue
		}
		n++
		s.para(plain(nearDay(c.today(now).Day, one.Day)))
		s.line(sessionSpans(one)...)
	}
	return Reply{Kind: Send, Text: s.done(), Buttons: opensCourse(b.Class)}, n > 0, nil
}

// nearDay says how far a day is from today: "Ngày mai" for the day after it.
func nearDay(today, day calendar.Day) string {
	switch n := daysFrom(today, day); n {
	case 0:
		return say("session_today")
	case 1:
		return say("session_tomorrow")
	default:
		return say("session_in_days", n)
	}
}

// movedSession tells of a change of a session as it stands when the message is sent; nothing when it is gone or as it was
// before, and when it is over.
func (c *Conversation) movedSession(_ context.Context, in input, chat int64, raw json.RawMessage) (Reply, bool, error) {
	b, _, ok := in.courseMessage(chat, raw)
	if !ok || b.Was == nil {
		return Reply{}, false, nil
	}
	one, there := in.Courses.Of(b.Class).Session(b.ID)
	if !there || !b.Was.Moved(*one, c.cfg.Now(), c.cfg.Location) {
		return Reply{}, false, nil
	}
	var s sheet
	s.para(bold(say("session_moved", classLabel(in.Roster, b.Class))))
	s.para(plain(one.Title))
	s.line(plain(say("session_now")+" "), bold(sessionTime(one)))
	if one.Place != "" {
		s.line(plain(say("session_place", one.Place)))
	}
	was := sessionTime(b.Was)
	if b.Was.Place != "" {
		was += ", " + b.Was.Place
	}
	s.para(plain(say("session_before", was)))
	return Reply{Kind: Send, Text: s.done(), Buttons: opensCourse(b.Class)}, true, nil
}

// droppedSession tells that a session will not be; nothing when it would be over by now.
func (c *Conversation) droppedSession(_ context.Context, in input, chat int64, raw json.RawMessage) (Reply, bool, error) {
	b, _, ok := in.courseMessage(chat, raw)
	if !ok || b.Was == nil || b.Was.Over(c.cfg.Now(), c.cfg.Location) {
		return Reply{}, false, nil
	}
	var s sheet
	s.para(bold(say("session_gone", classLabel(in.Roster, b.Class))))
	s.para(sessionSpans(b.Was)...)
	return Reply{Kind: Send, Text: s.done(), Buttons: opensCourse(b.Class)}, true, nil
}

// testDayAsked asks for the day of the class's test.
func (c *Conversation) testDayAsked(ctx context.Context, in input, p payload) (Turn, error) {
	course, id := in.course(p.args[:])
	text := say("test_ask", classLabel(in.Roster, id))
	if course.Test.IsZero() {
		return c.asking(ctx, in, "teachtest", text, p.args[0])
	}
	text = say("test_is", dayText(course.Test)) + "\n\n" + text
	t, err := c.courseAsks(ctx, in, "teachtest", text, [][]Button{{opens(say("test_drop"), "teachtestoff", 1, p.args[0])}}, p.args[0])
	return below(in.Event, t), err
}

// testDayWritten takes the day of the test.
func (c *Conversation) testDayWritten(ctx context.Context, in input, args []string, text string) (Turn, error) {
	r, err := c.reading(ctx, text)
	switch {
	case err != nil:
		return Turn{}, err
	case len(r.Whens) != 1 || len(r.Impossible) > 0:
		return sentence(say("test_unread")), nil
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	return c.testDaySet(ctx, in, args, r.Whens[0].Day)
}

// testDaySet sets the day of the test, or takes it back, and shows the class.
func (c *Conversation) testDaySet(ctx context.Context, in input, args []string, day calendar.Day) (Turn, error) {
	course, id := in.course(args)
	next := course.Copy()
	next.Test = day
	show, err := c.showClass(in.withCourse(next), id)
	if err != nil || course.Test == day {
		return show, err
	}
	return c.coursed(ctx, in, next, trainingBody{What: "test-day"}, show)
}
