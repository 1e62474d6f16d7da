package bot

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/quiz"
)

// rollScreens are the roll: for who teaches the class, and for its members.
func rollScreens() []screen {
	return []screen{
		teaching("roll", (*Conversation).rolls),
		teaching("rollday", (*Conversation).roll),
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
		{name: "courseroll", action: officer.AttendClass, about: aboutClass, handle: (*Conversation).rollAnswered},
	}
}

// rolls lists the sessions with who was there: today's first, then those before it, then what is to come.
func (c *Conversation) rolls(ctx context.Context, in input, p payload) (Turn, error) {
	reg, err := c.register(ctx, in, p.args[:])
	if err != nil {
		return Turn{}, err
	}
	course, id := reg.course, reg.class
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
			here, members := reg.count(in, one)
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

// roll shows the roll of the session that the second argument names.
func (c *Conversation) roll(ctx context.Context, in input, p payload) (Turn, error) {
	reg, err := c.register(ctx, in, p.args[:])
	if err != nil {
		return Turn{}, err
	}
	return c.showRoll(in, reg, p.args[1], ""), nil
}

// showRoll shows the roll of a session: while it is open the code of this minute, and how many are on it; under a line that
// says what was done ("": none).
func (c *Conversation) showRoll(in input, reg register, id, done string) Turn {
	class := string(reg.class)
	one, ok := reg.course.Session(id)
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
	here, all := reg.count(in, one)
	s.para(bold(say("roll_count", here, all)))
	if !one.Day.After(c.today(now).Day) {
		rows = append(rows, []Button{opens(say("roll_correct"), "rollfix", 1, class, id)})
	}
	if one.Called() {
		rows = append(rows, []Button{opens(say("roll_paper"), "rollpaper", 1, class, id)})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("rolls_all"), "roll", 1, class)}))
}

// rollOpened opens the roll of a session on its day. The secret is made once; a roll that is open stays as it is.
func (c *Conversation) rollOpened(ctx context.Context, in input, p payload) (Turn, error) {
	reg, err := c.register(ctx, in, p.args[:])
	if err != nil {
		return Turn{}, err
	}
	one, ok := reg.course.Session(p.args[1])
	now := c.cfg.Now()
	switch {
	case !ok:
		return courseFull(in, quiz.ErrItemGone)
	case one.RollOpen(now, c.cfg.Location):
		return c.showRoll(in, reg, one.ID, ""), nil
	case one.Day != c.today(now).Day:
		return refusal(in.Event, say("roll_only_today")), nil
	}
	random := make([]byte, 16)
	if _, err := io.ReadFull(c.cfg.Random, random); err != nil {
		return Turn{}, fmt.Errorf("make the secret of a roll: %w", err)
	}
	if reg.course, err = reg.course.Call(one.OpenRoll(hex.EncodeToString(random)), reg.members(in)); err != nil {
		return courseFull(in, err)
	}
	return c.coursed(ctx, in, reg.course, trainingBody{What: "roll-opened", ID: one.ID}, c.showRoll(in, reg, one.ID, say("roll_opened")))
}

// rollClosed closes the roll. A code that was sent before that counts, whenever it is handled.
func (c *Conversation) rollClosed(ctx context.Context, in input, p payload) (Turn, error) {
	reg, err := c.register(ctx, in, p.args[:])
	if err != nil {
		return Turn{}, err
	}
	one, ok := reg.course.Session(p.args[1])
	switch {
	case !ok:
		return courseFull(in, quiz.ErrItemGone)
	case !one.RollOpen(c.cfg.Now(), c.cfg.Location):
		return c.showRoll(in, reg, one.ID, ""), nil
	}
	if reg.course, _, err = reg.course.WithSession(one.CloseRoll(c.cfg.Now().UTC())); err != nil {
		return courseFull(in, err)
	}
	return c.coursed(ctx, in, reg.course, trainingBody{What: "roll-closed", ID: one.ID}, c.showRoll(in, reg, one.ID, say("roll_closed")))
}

// rollMembers lists the members with a button each, which changes whether the member was there.
func (c *Conversation) rollMembers(ctx context.Context, in input, p payload) (Turn, error) {
	reg, err := c.register(ctx, in, p.args[:])
	if err != nil {
		return Turn{}, err
	}
	return c.rollPage(in, reg, p.args[1], p.page), nil
}

func (c *Conversation) rollPage(in input, reg register, id string, asked int) Turn {
	class := string(reg.class)
	one, ok := reg.course.Session(id)
	if !ok {
		return refusal(in.Event, say("course_item_gone"))
	}
	members := reg.on(in, one)
	page, last, from, to := paged(len(members), coursePage, asked)
	here, all := reg.count(in, one)
	var s sheet
	s.para(bold(say("roll_heading", one.Title)))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	s.para(bold(say("roll_count", here, all)))
	s.line(plain(say("roll_correct_how")))
	rows := rollButtons(in, reg, one, members[from:to])
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("rollfix", n, class, id) })...)
	if last > 1 {
		rows = append(rows, []Button{opens(say("roll_find"), "rollfind", 1, class, id)})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "rollday", 1, class, id)}))
}

// rollButtons are officers with what they are on the roll; a tap makes them the other. The page of the button is the session.
func rollButtons(in input, reg register, s *quiz.Session, officers []*officer.Officer) [][]Button {
	var rows [][]Button
	for _, o := range officers {
		label, screen := say("roll_away_line", personLine(in.Roster, o)), "rollhere"
		switch {
		case reg.all.Of(o.ID).Here(s):
			label, screen = "✔ "+personLine(in.Roster, o), "rollaway"
		case reg.newcomer(s, o.ID):
			label = say("roll_newcomer_line", personLine(in.Roster, o))
		}
		rows = append(rows, []Button{opens(label, screen, s.Number(), string(reg.class), string(o.ID))})
	}
	return rows
}

// rollCorrected enters the officer of the second argument on the roll, or takes the officer off it. That is written into the
// officer's attendance, and into the course only when nobody was asked for at the session before.
func rollCorrected(here bool) screenHandler {
	return func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
		reg, err := c.register(ctx, in, p.args[:])
		if err != nil {
			return Turn{}, err
		}
		one, ok := reg.course.Session(quiz.SessionID(p.page))
		if !ok {
			return courseFull(in, quiz.ErrItemGone)
		}
		o := officer.ID(p.args[1])
		place := slices.IndexFunc(reg.on(in, one), func(m *officer.Officer) bool { return m.ID == o })
		if place < 0 {
			return refusal(in.Event, say("roll_no_member")), nil
		}
		page := place/coursePage + 1
		next, changed := reg.all.Of(o).Correct(one, in.Actor.Officer.ID, here, c.cfg.Now().UTC())
		if !changed {
			return c.rollPage(in, reg, one.ID, page), nil
		}
		reg.all = reg.all.With(next)
		body := trainingBody{What: "absent", Class: reg.class, Officer: o, ID: one.ID}
		if here {
			body.What = "present"
		}
		if one.Called() {
			return c.rollPage(in, reg, one.ID, page).changing(next.Change()).noting(in.note(journal.Coursed, false, body)), nil
		}
		hand := *one
		hand.Hand = true
		if reg.course, err = reg.course.Call(hand, reg.members(in)); err != nil {
			return courseFull(in, err)
		}
		return c.coursed(ctx, in, reg.course, body, c.rollPage(in, reg, one.ID, page).changing(next.Change()))
	}
}

// rollFound lists the members whose name was typed.
func (c *Conversation) rollFound(ctx context.Context, in input, args []string, text string) (Turn, error) {
	reg, err := c.register(ctx, in, args)
	if err != nil {
		return Turn{}, err
	}
	one, ok := reg.course.Session(args[1])
	if !ok {
		return courseFull(in, quiz.ErrItemGone)
	}
	members := reg.on(in, one)
	found := slices.DeleteFunc(in.Roster.Search(text, 0), func(o *officer.Officer) bool {
		return !slices.ContainsFunc(members, func(m *officer.Officer) bool { return m.ID == o.ID })
	})
	if len(found) == 0 {
		return sentence(say("roll_no_member")), nil
	}
	rows := rollButtons(in, reg, one, found[:min(len(found), coursePage)])
	return message([]Span{plain(say("roll_correct_how"))}, append(rows, []Button{opens(say("back"), "rollday", 1, args[0], args[1])})), nil
}
