package bot

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/quiz"
)

// openRolls are the sessions of the actor's classes whose roll was open when the event came, with their class.
func (c *Conversation) openRolls(in input) (classes []officer.ClassID, sessions []*quiz.Session) {
	for _, class := range c.classesFor(in, officer.AttendClass) {
		course := in.Courses.Of(class.ID)
		for i := range course.Sessions {
			if s := &course.Sessions[i]; s.RollOpen(in.At, c.cfg.Location) {
				classes, sessions = append(classes, class.ID), append(sessions, s)
			}
		}
	}
	return classes, sessions
}

// fourDigits reports whether a text is what a code is.
func fourDigits(text string) bool { return len(text) == 4 && strings.Trim(text, "0123456789") == "" }

// isRollCode reports whether a text that nothing waited for is the code of a roll: four digits, in the private chat, while a
// roll of one of the actor's classes is open.
func (c *Conversation) isRollCode(in input, text string) bool {
	if !in.Private || !fourDigits(text) {
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
		a, err := c.attendance(ctx, in, classes[i], in.Actor.Officer.ID)
		if err != nil {
			return Turn{}, err
		}
		if _, e := a.Enter(sessions[i], text, in.At, c.cfg.Location); e == quiz.Entered {
			at = i
			break
		}
	}
	return c.rollEntered(ctx, in, classes[at], sessions[at].ID, text)
}

// rollAnswered takes what was sent while a code was waited for. What cannot be a code is none that is wrong: an inquiry is
// answered and nothing waits any more, which loses nothing, because a code is also known without the wait; of anything else
// it is said what is waited for.
func (c *Conversation) rollAnswered(ctx context.Context, in input, args []string, text string) (Turn, error) {
	code := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '.' || r == '-' {
			return -1
		}
		return r
	}, text)
	switch {
	case fourDigits(code):
		return c.rollEntered(ctx, in, officer.ClassID(args[0]), args[1], code)
	case asksSomething(text):
		return c.run(ctx, in, c.command("hoi"), text)
	}
	return c.await(ctx, in, "courseroll", say("roll_awaited"), args...)
}

// inquiryLeast is how many words an inquiry has at least: "thời hạn khiếu nại" has four, "em gõ nhầm" three.
const inquiryLeast = 4

// asksSomething reports whether a text that is no code is an inquiry, and not about the code ("tôi không có mã").
func asksSomething(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return len(words) >= inquiryLeast && !slices.Contains(words, "mã") && !slices.Contains(words, "ma")
}

// enteringNames say what became of a code.
var enteringNames = map[quiz.Entering]string{
	quiz.Already: "roll_already", quiz.TakenOff: "roll_taken_off", quiz.WrongCode: "roll_wrong", quiz.TooManyCodes: "roll_too_many", quiz.RollClosed: "roll_is_closed",
}

// rollEntered takes a member's code, as of the moment at which it was sent. It changes the member's own attendance and nothing
// else, so a whole class may send theirs at once. A wrong one is counted, and asked for again.
func (c *Conversation) rollEntered(ctx context.Context, in input, class officer.ClassID, id, code string) (Turn, error) {
	one, ok := in.Courses.Of(class).Session(id)
	if !ok {
		return courseFull(in, quiz.ErrItemGone)
	}
	a, err := c.attendance(ctx, in, class, in.Actor.Officer.ID)
	if err != nil {
		return Turn{}, err
	}
	next, e := a.Enter(one, code, in.At.UTC(), c.cfg.Location)
	body := trainingBody{Class: class, ID: id}
	if e == quiz.WrongCode {
		body.What = "code"
		t, err := c.await(ctx, in, "courseroll", say(enteringNames[e]), string(class), id)
		return t.changing(next.Change()).noting(in.note(journal.NotCounted, false, body)), err
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	switch e {
	case quiz.TooManyCodes:
		body.What = "code"
		return sentence(say(enteringNames[e])).noting(in.note(journal.NotCounted, false, body)), nil
	case quiz.Entered:
	default:
		return message([]Span{plain(say(enteringNames[e]))}, opensCourse(class)), nil
	}
	body.What = "present"
	var s sheet
	s.para(bold(say("roll_entered")))
	s.para(sessionSpans(one)...)
	return message(s.done(), opensCourse(class)).changing(next.Change()).noting(in.note(journal.Coursed, false, body)), nil
}
