package bot

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/quiz"
)

// rollScreens are the roll: for who teaches the class, and for its members.
func rollScreens() []screen {
	return []screen{
		teaching("roll", (*Conversation).rolls),
		teaching("rollday", func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.showRoll(in, p.args[0], p.args[1], ""), nil
		}),
		teaching("rollopen", (*Conversation).rollOpened),
		teaching("rollclose", (*Conversation).rollClosed),
		teaching("rollfix", (*Conversation).rollMembers),
		teaching("rollhere", rollCorrected(true)),
		teaching("rollaway", rollCorrected(false)),
		teaching("rollfind", func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.asking(ctx, in, "rollfind", say("roll_ask_name"), p.args[0], p.args[1])
		}),
		teaching("rollpaper", (*Conversation).rollPaper),
		teaching("rollbook", (*Conversation).rollBook),
		attending("courseroll", func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.asking(ctx, in, "courseroll", say("roll_ask_code"), p.args[0], p.args[1])
		}),
	}
}

// rollWaits take the name of a member to correct, and a member's code. Their arguments are the class and the session.
func rollWaits() []wait {
	return []wait{
		teachingWait("rollfind", (*Conversation).rollFound),
		{name: "courseroll", action: officer.AttendClass, about: aboutClass, handle: func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
			return c.rollEntered(ctx, in, officer.ClassID(args[0]), args[1], text)
		}},
	}
}

// onRoll are the members of a class, and who is on the roll of the session and is none any more, by name.
func onRoll(in input, class officer.ClassID, s *quiz.Session) []*officer.Officer {
	out := in.Roster.Members(class)
	for _, o := range in.Roster.All() {
		if s.Here(o.ID) && !slices.ContainsFunc(out, func(m *officer.Officer) bool { return m.ID == o.ID }) {
			out = append(out, o)
		}
	}
	return out
}

// rollCount is how many of how many were there.
func rollCount(in input, class officer.ClassID, s *quiz.Session) (here, all int) {
	members := onRoll(in, class, s)
	for _, o := range members {
		if s.Here(o.ID) {
			here++
		}
	}
	return here, len(members)
}

// rolls lists the sessions with who was there: today's first, then those before it, then what is to come.
func (c *Conversation) rolls(_ context.Context, in input, p payload) (Turn, error) {
	course, id := in.course(p.args[:])
	today := c.today(c.cfg.Now()).Day
	var now, before, ahead []*quiz.Session
	for i := range course.Sessions {
		switch s := &course.Sessions[i]; {
		case s.Day == today:
			now = append(now, s)
		case s.Day.Before(today):
			before = append([]*quiz.Session{s}, before...)
		default:
			ahead = append(ahead, s)
		}
	}
	all := slices.Concat(now, before, ahead)
	page, last, from, to := paged(len(all), coursePage, p.page)
	var s sheet
	s.para(bold(say("rolls_of", classLabel(in.Roster, id))))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	if len(all) == 0 {
		s.para(plain(say("course_no_session")))
	} else {
		s.para(plain(say("rolls_how")))
	}
	var rows [][]Button
	called := false
	for i, one := range all {
		called = called || one.Called()
		if i < from || i >= to {
			continue
		}
		label := sessionLabel(one)
		if one.Called() {
			here, members := rollCount(in, id, one)
			label = say("roll_line", here, members, label)
		}
		rows = append(rows, []Button{opens(label, "rollday", 1, string(id), one.ID)})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("roll", n, string(id)) })...)
	if called {
		rows = append(rows, []Button{opens(say("roll_book"), "rollbook", 1, string(id))})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "class", 1, string(id))})), nil
}

// showRoll shows the roll of a session: while it is open the code of this minute, and how many are on it; under a line that
// says what was done ("": none).
func (c *Conversation) showRoll(in input, class, id, done string) Turn {
	course, at := in.course([]string{class})
	one, ok := course.Session(id)
	if !ok {
		return refusal(in.Event, say("course_item_gone"))
	}
	now := c.cfg.Now()
	var s sheet
	s.para(plain(done))
	s.para(bold(say("roll_heading", one.Title)))
	s.line(plain(sessionTime(one)))
	var rows [][]Button
	switch {
	case one.RollOpen(now, c.cfg.Location):
		s.para(plain(say("roll_code")+" "), bold(quiz.RollCode(one.Secret, now)))
		s.line(plain(say("roll_code_until", c.clock(quiz.RollCodeUntil(now)))))
		rows = append(rows, []Button{opens(say("roll_new_code"), "rollday", 1, class, id)}, []Button{opens(say("roll_close"), "rollclose", 1, class, id)})
	case one.Day == c.today(now).Day:
		s.para(plain(say("roll_not_open")))
		rows = append(rows, []Button{opens(say("roll_open"), "rollopen", 1, class, id)})
	case one.Day.After(c.today(now).Day):
		s.para(plain(say("roll_not_yet")))
	default:
		s.para(plain(say("roll_over")))
	}
	here, all := rollCount(in, at, one)
	s.para(bold(say("roll_count", here, all)))
	if !one.Day.After(c.today(now).Day) {
		rows = append(rows, []Button{opens(say("roll_correct"), "rollfix", 1, class, id)})
	}
	if one.Called() {
		rows = append(rows, []Button{opens(say("roll_paper"), "rollpaper", 1, class, id)})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("rolls_all"), "roll", 1, class)}))
}

// rolled is what a change of a session's roll leads to, shown by the roll under a line that says what was done.
func (c *Conversation) rolled(ctx context.Context, in input, course *quiz.Course, s quiz.Session, body trainingBody, show func(input) (Turn, error)) (Turn, error) {
	next, _, err := course.WithSession(s)
	if err != nil {
		return courseFull(in, err)
	}
	t, err := show(in.withCourse(next))
	if err != nil {
		return Turn{}, err
	}
	body.ID = s.ID
	return c.coursed(ctx, in, next, body, t)
}

// rollOpened opens the roll of a session on its day. The secret is made once; a roll that is open stays as it is.
func (c *Conversation) rollOpened(ctx context.Context, in input, p payload) (Turn, error) {
	course, _ := in.course(p.args[:])
	one, ok := course.Session(p.args[1])
	now := c.cfg.Now()
	switch {
	case !ok:
		return courseFull(in, quiz.ErrItemGone)
	case one.RollOpen(now, c.cfg.Location):
		return c.showRoll(in, p.args[0], p.args[1], ""), nil
	case one.Day != c.today(now).Day:
		return refusal(in.Event, say("roll_only_today")), nil
	}
	random := make([]byte, 16)
	if _, err := io.ReadFull(c.cfg.Random, random); err != nil {
		return Turn{}, fmt.Errorf("make the secret of a roll: %w", err)
	}
	return c.rolled(ctx, in, course, one.OpenRoll(hex.EncodeToString(random)), trainingBody{What: "roll-opened"}, func(in input) (Turn, error) {
		return c.showRoll(in, p.args[0], p.args[1], say("roll_opened")), nil
	})
}

// rollClosed closes the roll.
func (c *Conversation) rollClosed(ctx context.Context, in input, p payload) (Turn, error) {
	course, _ := in.course(p.args[:])
	one, ok := course.Session(p.args[1])
	switch {
	case !ok:
		return courseFull(in, quiz.ErrItemGone)
	case !one.RollOpen(c.cfg.Now(), c.cfg.Location):
		return c.showRoll(in, p.args[0], p.args[1], ""), nil
	}
	return c.rolled(ctx, in, course, one.CloseRoll(c.cfg.Now().UTC()), trainingBody{What: "roll-closed"}, func(in input) (Turn, error) {
		return c.showRoll(in, p.args[0], p.args[1], say("roll_closed")), nil
	})
}

// rollMembers lists the members with a button each, which changes whether the member was there.
func (c *Conversation) rollMembers(_ context.Context, in input, p payload) (Turn, error) {
	return c.rollPage(in, p.args[0], p.args[1], p.page), nil
}

func (c *Conversation) rollPage(in input, class, id string, asked int) Turn {
	course, at := in.course([]string{class})
	one, ok := course.Session(id)
	if !ok {
		return refusal(in.Event, say("course_item_gone"))
	}
	members := onRoll(in, at, one)
	page, last, from, to := paged(len(members), coursePage, asked)
	here, all := rollCount(in, at, one)
	var s sheet
	s.para(bold(say("roll_heading", one.Title)))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	s.para(bold(say("roll_count", here, all)))
	s.line(plain(say("roll_correct_how")))
	rows := rollButtons(in, class, one, members[from:to])
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("rollfix", n, class, id) })...)
	if last > 1 {
		rows = append(rows, []Button{opens(say("roll_find"), "rollfind", 1, class, id)})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "rollday", 1, class, id)}))
}

// rollButtons are officers with what they are on the roll; a tap makes them the other. The page of the button is the session.
func rollButtons(in input, class string, s *quiz.Session, officers []*officer.Officer) [][]Button {
	var rows [][]Button
	for _, o := range officers {
		label, screen := say("roll_away_line", personLine(in.Roster, o)), "rollhere"
		if s.Here(o.ID) {
			label, screen = "✔ "+personLine(in.Roster, o), "rollaway"
		}
		rows = append(rows, []Button{opens(label, screen, s.Number(), class, string(o.ID))})
	}
	return rows
}

// rollCorrected enters the officer of the second argument on the roll, or takes the officer off it.
func rollCorrected(here bool) screenHandler {
	return func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
		course, class := in.course(p.args[:])
		one, ok := course.Session(quiz.SessionID(p.page))
		if !ok {
			return courseFull(in, quiz.ErrItemGone)
		}
		o := officer.ID(p.args[1])
		place := slices.IndexFunc(onRoll(in, class, one), func(m *officer.Officer) bool { return m.ID == o })
		if place < 0 {
			return refusal(in.Event, say("roll_no_member")), nil
		}
		page := place/coursePage + 1
		next, changed := one.Correct(o, in.Actor.Officer.ID, here, c.cfg.Now().UTC())
		if !changed {
			return c.rollPage(in, p.args[0], one.ID, page), nil
		}
		what := "absent"
		if here {
			what = "present"
		}
		return c.rolled(ctx, in, course, next, trainingBody{What: what, Officer: o}, func(in input) (Turn, error) {
			return c.rollPage(in, p.args[0], one.ID, page), nil
		})
	}
}

// rollFound lists the members whose name was typed.
func (c *Conversation) rollFound(_ context.Context, in input, args []string, text string) (Turn, error) {
	course, class := in.course(args)
	one, ok := course.Session(args[1])
	if !ok {
		return courseFull(in, quiz.ErrItemGone)
	}
	members := onRoll(in, class, one)
	found := slices.DeleteFunc(in.Roster.Search(text, 0), func(o *officer.Officer) bool {
		return !slices.ContainsFunc(members, func(m *officer.Officer) bool { return m.ID == o.ID })
	})
	if len(found) == 0 {
		return sentence(say("roll_no_member")), nil
	}
	rows := rollButtons(in, args[0], one, found[:min(len(found), coursePage)])
	return message([]Span{plain(say("roll_correct_how"))}, append(rows, []Button{opens(say("back"), "rollday", 1, args[0], args[1])})), nil
}

// openRolls are the sessions of the actor's classes whose roll is open, with their class.
func (c *Conversation) openRolls(in input) (classes []officer.ClassID, sessions []string) {
	for _, class := range c.classesFor(in, officer.AttendClass) {
		course := in.Courses.Of(class.ID)
		for i := range course.Sessions {
			if s := &course.Sessions[i]; s.RollOpen(c.cfg.Now(), c.cfg.Location) {
				classes, sessions = append(classes, class.ID), append(sessions, s.ID)
			}
		}
	}
	return classes, sessions
}

// isRollCode reports whether a text that nothing waited for is the code of a roll: four digits, in the private chat, while a
// roll of one of the actor's classes is open.
func (c *Conversation) isRollCode(in input, text string) bool {
	if !in.Private || len(text) != 4 || strings.Trim(text, "0123456789") != "" {
		return false
	}
	classes, _ := c.openRolls(in)
	return len(classes) > 0
}

// rollCode takes such a text: for the roll whose code it is, else for the first one.
func (c *Conversation) rollCode(ctx context.Context, in input, text string) (Turn, error) {
	classes, sessions := c.openRolls(in)
	at := 0
	for i := range classes {
		// What is asked for is open, so it is there.
		s, _ := in.Courses.Of(classes[i]).Session(sessions[i])
		if _, e := s.Enter(in.Actor.Officer.ID, text, c.cfg.Now(), c.cfg.Location); e == quiz.Entered {
			at = i
			break
		}
	}
	return c.rollEntered(ctx, in, classes[at], sessions[at], text)
}

// enteringNames say what became of a code.
var enteringNames = map[quiz.Entering]string{
	quiz.Already: "roll_already", quiz.TakenOff: "roll_taken_off", quiz.WrongCode: "roll_wrong", quiz.TooManyCodes: "roll_too_many", quiz.RollClosed: "roll_is_closed",
}

// rollEntered takes a member's code. A wrong one is counted, and asked for again.
func (c *Conversation) rollEntered(ctx context.Context, in input, class officer.ClassID, id, text string) (Turn, error) {
	course := in.Courses.Of(class)
	one, ok := course.Session(id)
	if !ok {
		return courseFull(in, quiz.ErrItemGone)
	}
	me := in.Actor.Officer.ID
	code := strings.Map(func(r rune) rune {
		if r == ' ' || r == '.' || r == '-' {
			return -1
		}
		return r
	}, text)
	next, e := one.Enter(me, code, c.cfg.Now(), c.cfg.Location)
	body := trainingBody{Class: class, ID: id}
	switch e {
	case quiz.WrongCode:
		changed, _, err := course.WithSession(next)
		if err != nil {
			return courseFull(in, err)
		}
		body.What = "code"
		t, err := c.await(ctx, in, "courseroll", say(enteringNames[e]), string(class), id)
		return t.changing(changed.Change()).noting(in.note(journal.NotCounted, false, body)), err
	case quiz.TooManyCodes:
		if _, err := c.ended(ctx, in); err != nil {
			return Turn{}, err
		}
		body.What = "code"
		return sentence(say(enteringNames[e])).noting(in.note(journal.NotCounted, false, body)), nil
	case quiz.Entered:
	default:
		if _, err := c.ended(ctx, in); err != nil {
			return Turn{}, err
		}
		return message([]Span{plain(say(enteringNames[e]))}, opensCourse(class)), nil
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	body.What = "present"
	return c.rolled(ctx, in, course, next, body, func(input) (Turn, error) {
		var s sheet
		s.para(bold(say("roll_entered")))
		s.para(sessionSpans(one)...)
		return message(s.done(), opensCourse(class)), nil
	})
}
