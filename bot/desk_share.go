package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/bot/reminder"
	"camnang/corpus/calendar"
)

// The timers of the desk: one in the lane of each member to whom an answer goes; in lane 0 one for each entry that waits, and
// that of the week's lists.
func deskDues() []due {
	return []due{
		{what: "share", handle: (*Conversation).shareDue},
		{what: "desk", handle: (*Conversation).deskDue},
		{what: "loop", handle: (*Conversation).loopDue},
	}
}

// shareButtons are the classes of the asker that the actor teaches and that do not have the answer.
func (c *Conversation) shareButtons(in input, e *quiz.Entry) [][]Button {
	var rows [][]Button
	for _, class := range in.Roster.ClassesOf(e.Asker) {
		if _, err := e.SharedWith(class.ID); err == nil && c.may(in, officer.TeachClass, officer.About{Class: class.ID}) {
			rows = append(rows, []Button{opens(say("desk_share", class.Name), "deskshare", 1, string(e.ID), string(class.ID))})
		}
	}
	return rows
}

// shareable is the entry shared with the class of the second argument, and who is sent it: the members who have joined, but
// not the asker, the actor, and those of classes that have it. ok is false when it cannot be, and t says why.
func (c *Conversation) shareable(in input, p payload, e *quiz.Entry) (next *quiz.Entry, to []*officer.Officer, t Turn, ok bool) {
	id := officer.ClassID(p.args[1])
	about := officer.About{Class: id}
	isOf := slices.ContainsFunc(in.Roster.ClassesOf(e.Asker), func(class *officer.Class) bool { return class.ID == id })
	if !isOf || !c.may(in, officer.TeachClass, about) {
		return nil, nil, c.denied(in, "screen "+p.screen, officer.TeachClass, about), false
	}
	next, err := e.SharedWith(id)
	switch {
	case errors.Is(err, quiz.ErrShared):
		return nil, nil, refusal(in.Event, say("desk_share_done", classLabel(in.Roster, id))), false
	case errors.Is(err, quiz.ErrErased):
		return nil, nil, refusal(in.Event, say("desk_erased")), false
	case err != nil:
		return nil, nil, refusal(in.Event, say("desk_share_open")), false
	}
	has := map[officer.ID]bool{e.Asker: true, in.Actor.Officer.ID: true}
	for _, shared := range e.Shared {
		for _, o := range in.Roster.Members(shared) {
			has[o.ID] = true
		}
	}
	for _, o := range in.Roster.Members(id) {
		if o.Joined() && !has[o.ID] {
			to = append(to, o)
		}
	}
	return next, to, Turn{}, true
}

// deskShare asks once whether the answer is to go to a class.
func (c *Conversation) deskShare(_ context.Context, in input, p payload, e *quiz.Entry) (Turn, error) {
	next, to, t, ok := c.shareable(in, p, e)
	if !ok {
		return t, nil
	}
	if len(to) == 0 {
		return refusal(in.Event, say("desk_share_nobody")), nil
	}
	sure := say("desk_share_sure", len(to), classLabel(in.Roster, officer.ClassID(p.args[1])))
	return inPlace(in.Event, c.sharedText(in, next, sure), [][]Button{
		{opens(say("desk_share_yes", len(to)), "deskshared", 1, p.args[0], p.args[1])}, {opens(say("back"), "deskq", 1, p.args[0])},
	}), nil
}

// sharedText is an entry and its answer as a class reads it: nobody is told who asked. first stands above it, "" for nothing.
func (c *Conversation) sharedText(in input, e *quiz.Entry, first string) []Span {
	var s sheet
	s.para(bold(first))
	s.para(bold(say("desk_share_heading")))
	s.para(plain(say("desk_share_question", e.Text)))
	c.replyLines(&s, in, e)
	return s.done()
}

// deskShared has the answer sent to each member of a class, once.
func (c *Conversation) deskShared(ctx context.Context, in input, p payload, e *quiz.Entry) (Turn, error) {
	next, to, t, ok := c.shareable(in, p, e)
	if !ok {
		return t, nil
	}
	class := officer.ClassID(p.args[1])
	t, err := c.deskCard(ctx, in, next, say("desk_share_sent", len(to)))
	if err != nil {
		return Turn{}, err
	}
	for _, o := range to {
		t.Timers = append(t.Timers, trainingTimer(fmt.Sprintf("share.%s.%s.%s", e.ID, class, o.ID), o.Telegram, c.cfg.Now(),
			dueBody{What: "share", ID: string(e.ID), Class: class, Officer: o.ID}))
	}
	return t.changing(next.Change()).noting(in.consulted("shared", e, trainingBody{Class: class, Number: len(to)})), nil
}

// shareDue sends a member what was shared with the class.
func (c *Conversation) shareDue(_ context.Context, in input, lane int64, d dueBody) (Turn, error) {
	e, there := in.Entries.Entry(quiz.EntryID(d.ID))
	o, known := in.Roster.Officer(d.Officer)
	if !there || !known || !o.Joined() || o.Telegram != lane || e.Text == "" || !slices.Contains(e.Shared, d.Class) {
		return Turn{}, nil
	}
	return message(c.sharedText(in, e, ""), c.citeButtons(e)), nil
}

// deskSweep has the trainers reminded of the questions that wait, and told on Monday what was asked most.
func (c *Conversation) deskSweep(ctx context.Context, in input) (t Turn, again bool, err error) {
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, false, fmt.Errorf("read the days off: %w", err)
	}
	t.Timers = append(t.Timers, c.loopTimer())
	for _, e := range in.Entries.All() {
		if e.Waits() {
			t.Timers = append(t.Timers, c.deskTimer(e, days))
		}
	}
	return t, false, nil
}

func (c *Conversation) deskTimer(e *quiz.Entry, days *calendar.Workdays) queue.Timer {
	return trainingTimer("desk."+string(e.ID), 0, c.deskMoment(e, days), dueBody{What: "desk", ID: string(e.ID)})
}

// deskMoment is when the trainers are reminded of an entry that waits: not before it is due, nor in the past, and within push
// hours.
func (c *Conversation) deskMoment(e *quiz.Entry, days *calendar.Workdays) time.Time {
	at := e.RemindAt(days, c.cfg.Location)
	if now := c.now(); at.Before(now) {
		at = now
	}
	from, to := reminder.Habit{}.Hours()
	if minute := minuteOf(at); !days.Off(calendar.On(at)) && minute >= from && minute < to {
		return at
	}
	return reminder.NextPush(at, reminder.View{Workdays: days, Zone: c.cfg.Location}, reminder.Habit{})
}

// deskDue reminds the trainers of an entry that still waits, or sets the timer anew when it is not the moment.
func (c *Conversation) deskDue(ctx context.Context, in input, _ int64, d dueBody) (Turn, error) {
	e, ok := in.Entries.Entry(quiz.EntryID(d.ID))
	if !ok || !e.Waits() {
		return Turn{}, nil
	}
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("read the days off: %w", err)
	}
	if c.deskMoment(e, days).After(c.cfg.Now()) {
		return Turn{Timers: []queue.Timer{c.deskTimer(e, days)}}, nil
	}
	next := *e
	next.Reminded = c.cfg.Now().UTC()
	var t Turn
	for _, o := range in.answerers(e.Asker) {
		t = t.and(in.tells(o.ID, []Span{plain(say("desk_remind", c.moment(e.At)))}, [][]Button{{opens(say("desk_open"), "deskq", 1, string(e.ID))}}))
	}
	if len(t.Replies) == 0 {
		return Turn{}, nil
	}
	return t.changing(next.Change()).and(Turn{Timers: []queue.Timer{c.deskTimer(&next, days)}}), nil
}
