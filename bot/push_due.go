package bot

import (
	"context"
	"errors"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/corpus"
)

// pushDues are what timers of pushes do. Those of a push as a whole are in the program's own lane; those of one officer, so
// that a broadcast to many is many small steps, in the lane of the officer's chat.
func pushDues() []due {
	each := func(handle func(*Conversation, context.Context, input, *quiz.Push, *officer.Officer) (Turn, error)) func(*Conversation, context.Context, input, int64, dueBody) (Turn, error) {
		return func(c *Conversation, ctx context.Context, in input, lane int64, d dueBody) (Turn, error) {
			p, known := in.Pushes.Push(d.Push)
			o, there := in.Roster.Officer(d.Officer)
			switch {
			case !known, !there, !o.Joined():
				return Turn{}, nil
			case o.Telegram != lane:
				// The officer speaks from another account by now.
				return Turn{Timers: []queue.Timer{trainingTimer(d.What+"."+string(d.Push)+"."+string(d.Officer), o.Telegram, c.cfg.Now(), d)}}, nil
			}
			return handle(c, ctx, in, p, o)
		}
	}
	return []due{
		{what: "open", handle: (*Conversation).pushOpens},
		{what: "close", handle: (*Conversation).pushCloses},
		{what: "all-in", handle: (*Conversation).pushAllIn},
		{what: "retract", handle: (*Conversation).pushRetracted},
		{what: "forget", handle: (*Conversation).pushForgets},
		{what: "take", handle: each((*Conversation).pushTaken)},
		{what: "end", handle: each((*Conversation).pushEnds)},
		{what: "recall", handle: each((*Conversation).pushTakenBack)},
		{what: "extended", handle: each((*Conversation).pushGoesOn)},
	}
}

// pushOpens gives a planned push out: to each officer enrolled by a timer of their own, to the groups of its classes as an
// invitation without questions.
func (c *Conversation) pushOpens(_ context.Context, in input, _ int64, d dueBody) (Turn, error) {
	p, ok := in.Pushes.Push(d.Push)
	now := c.cfg.Now().UTC()
	switch {
	case !ok || p.State != quiz.Planned:
		return Turn{}, nil
	case p.Opens.After(now):
		return Turn{Timers: []queue.Timer{pushTimer("open", p.ID, nil, p.Opens)}}, nil
	}
	if !in.mayGive(p) {
		return c.pushLapses(in, p)
	}
	open, after, err := p.Opened(in.Roster, now, c.cfg.Location, c.stillAsked(in, p))
	var t Turn
	if after != nil {
		after.Pool = in.renewed(after.Pool)
		t = t.changing(after.Change()).and(Turn{Timers: []queue.Timer{pushTimer("open", after.ID, nil, after.Opens)}})
	}
	if errors.Is(err, quiz.ErrNoQuestions) {
		recalled, err := p.Recall(now)
		if err != nil {
			return Turn{}, nil
		}
		t = t.changing(recalled.Change()).noting(in.pushNote("recalled", recalled))
		return t.and(in.tells(p.By, []Span{plain(say("push_no_questions", p.Title))}, nil)), nil
	}
	if err != nil {
		return Turn{}, nil
	}
	t = t.changing(open.Change()).noting(in.pushNote("opened", open))
	t.Timers = append(t.Timers, c.forEach(in, "take", open)...)
	if !open.Closes.IsZero() {
		t.Timers = append(t.Timers, pushTimer("close", open.ID, nil, open.Closes))
	}
	for _, id := range open.Classes {
		if class, ok := in.Roster.Class(id); ok && class.Chat != 0 {
			keep := &Keep{ID: carriedInvitation(open.ID, id), Body: pushBody{Made: madeInvitation, Push: open.ID}.json()}
			t.Replies = append(t.Replies, Reply{Kind: Send, Chat: class.Chat, Text: c.pushInvites(in, open), Keep: keep})
		}
	}
	if left := len(p.Pool) - len(open.Pool); left > 0 {
		t = t.and(in.tells(p.By, []Span{plain(say("push_questions_left_out", p.Title, left))}, nil))
	}
	return t, nil
}

// mayGive reports whether who made a push may still give questions to all of whom it is for.
func (in input) mayGive(p *quiz.Push) bool {
	o, ok := in.Roster.Officer(p.By)
	if !ok || !o.Joined() {
		return false
	}
	by := officer.Actor{Account: o.Telegram, Officer: o}
	for _, class := range p.Classes {
		if !in.Roster.May(by, officer.PushClass, officer.About{Class: class}) {
			return false
		}
	}
	for _, unit := range p.Units {
		if !in.Roster.May(by, officer.PushUnit, officer.About{Unit: unit}) {
			return false
		}
	}
	return true
}

// pushLapses takes back a push, and with it the series, whose maker may not give it any more; the maker, when a message still
// reaches them, and the trainers of its classes are told.
func (c *Conversation) pushLapses(in input, p *quiz.Push) (Turn, error) {
	recalled, err := p.Recall(c.cfg.Now().UTC())
	if err != nil {
		return Turn{}, nil
	}
	t := Turn{}.changing(recalled.Change()).noting(in.pushNote("recalled", recalled))
	told := map[officer.ID]bool{}
	tell := func(id officer.ID) {
		if !told[id] {
			told[id] = true
			t = t.and(in.tells(id, []Span{plain(say("push_lapses", p.Title))}, nil))
		}
	}
	tell(p.By)
	for _, class := range p.Classes {
		for _, o := range in.Roster.Trainers(class) {
			tell(o.ID)
		}
	}
	return t, nil
}

// renewed are questions as the bank words them now; those that nobody has approved in their present wording, and those that are
// there no more, stay as they were, and are looked at when they are asked.
func (in input) renewed(pool []quiz.Question) []quiz.Question {
	out := slices.Clone(pool)
	for i := range out {
		if now, ok := in.Bank.Question(out[i].ID); ok && now.State == quiz.Approved {
			out[i] = *now
		}
	}
	return out
}

// stillAsked says which questions of a push may be asked now: those that nobody retired and whose clauses stand as they did
// when the question was confirmed last.
func (c *Conversation) stillAsked(in input, p *quiz.Push) func(*quiz.Question) bool {
	var pool []*quiz.Question
	for i := range p.Pool {
		pool = append(pool, &p.Pool[i])
	}
	today := c.today(c.cfg.Now())
	for i, q := range pool {
		approved := *q
		approved.State = quiz.Approved
		pool[i] = &approved
	}
	fell, doubted := doubtedAmong(c.cfg.Library, today, pool), c.giveDoubted(in)
	return func(q *quiz.Question) bool {
		now, ok := in.Bank.Question(q.ID)
		if !ok || now.State == quiz.Retired || p.Weekly && now.Version != q.Version {
			// Of a series, what somebody is rewording waits until it is approved again.
			return false
		}
		return fell[q.ID] == corpus.Stands || now.Version == q.Version && doubted[q.ID] == corpus.Stands
	}
}

// pushInvites is what a group of a class reads when a push opens: no question.
func (c *Conversation) pushInvites(in input, p *quiz.Push) []Span {
	var s sheet
	s.para(bold(say("push_heading", say(pushKinds[p.Kind]), p.Title)))
	s.line(plain(say("push_from", in.name(p.By))))
	s.line(plain(say("push_number", p.Asked())))
	s.line(plain(c.untilText(p)))
	s.para(plain(say("push_group")))
	return s.done()
}

// untilText says until when answers count.
func (c *Conversation) untilText(p *quiz.Push) string {
	if p.Closes.IsZero() {
		return say("push_no_end")
	}
	return say("push_until", c.hour(p.Closes))
}

// pushTaken gives a push to an officer: the attempt, and in practice all its questions, else the invitation. It is one step, so
// that whoever has the attempt was given the messages and is not given them again.
func (c *Conversation) pushTaken(ctx context.Context, in input, p *quiz.Push, o *officer.Officer) (Turn, error) {
	now := c.cfg.Now().UTC()
	if p.State != quiz.Open || p.Over(now) {
		return Turn{}, nil
	}
	given, err := c.attempt(ctx, p.ID, o.ID, 1)
	if err != nil || given != nil {
		return Turn{}, err
	}
	a := p.Give(o.ID, 1, now)
	t := Turn{Replies: []Reply{rendersLater(pushBody{Made: madeIntro, Push: p.ID, Officer: o.ID, Try: 1})}}
	if p.Kind == quiz.Practice {
		for item := range a.Items {
			t.Replies = append(t.Replies, rendersLater(pushBody{Made: madeQuestion, Push: p.ID, Officer: o.ID, Try: 1, Item: item}))
		}
	}
	return t.changing(a.Change()), nil
}
