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
		recalled, err := p.Recall()
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
			t.Replies = append(t.Replies, Reply{Kind: Send, Chat: class.Chat, Text: c.pushInvites(in, open)})
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
	recalled, err := p.Recall()
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

// pushCloses ends a push whose hour has come, and tells who made it and the groups of its classes the totals. One that was
// closed by hand is closed already.
func (c *Conversation) pushCloses(ctx context.Context, in input, _ int64, d dueBody) (Turn, error) {
	p, ok := in.Pushes.Push(d.Push)
	now := c.cfg.Now().UTC()
	var t Turn
	switch {
	case !ok || p.State != quiz.Open && p.State != quiz.Closed:
		return Turn{}, nil
	case p.State == quiz.Open && p.Closes.After(now):
		return Turn{Timers: []queue.Timer{pushTimer("close", p.ID, nil, p.Closes)}}, nil
	case p.State == quiz.Open:
		next, err := p.Ended(now)
		if err != nil {
			return Turn{}, nil
		}
		p = next
		t = t.changing(p.Change()).noting(in.pushNote("closed", p))
	}
	all, err := c.pushTotals(ctx, p, p.Enrolled)
	if err != nil {
		return Turn{}, err
	}
	t = t.and(in.tells(p.By, []Span{plain(all.forTrainer(p))}, [][]Button{{opens(say("push_results"), "results", 1, string(p.ID))}}))
	for _, id := range p.Classes {
		class, ok := in.Roster.Class(id)
		if !ok || class.Chat == 0 {
			continue
		}
		own, err := c.pushTotals(ctx, p, pushAmong(p.Enrolled, class.Members))
		if err != nil {
			return Turn{}, err
		}
		t.Replies = append(t.Replies, Reply{Kind: Send, Chat: class.Chat, Text: []Span{plain(own.forGroup(p))}})
	}
	if p.Kind != quiz.Practice {
		// Answers that came before the end may be decided on after it.
		for _, o := range in.enrolled(p) {
			t.Timers = append(t.Timers, pushTimer("end", p.ID, o, c.cfg.Now().Add(examGrace)))
		}
	}
	return t, nil
}

// pushAmong are those of the ids that are among others too, in their order.
func pushAmong(ids, others []officer.ID) []officer.ID {
	wanted := map[officer.ID]bool{}
	for _, id := range others {
		wanted[id] = true
	}
	var out []officer.ID
	for _, id := range ids {
		if wanted[id] {
			out = append(out, id)
		}
	}
	return out
}

// pushSums is how a push went among some officers: how many there are, how many took part, and the sum of their best marks, in
// hundredths.
type pushSums struct{ enrolled, tookPart, marks int }

// pushGroupLeast is how many must have taken part for their mean to be told where others read it: fewer could be told apart.
const pushGroupLeast = 5

// pushTotals counts how a push went among these officers. In practice whoever answered took part, else whoever began.
func (c *Conversation) pushTotals(ctx context.Context, p *quiz.Push, of []officer.ID) (pushSums, error) {
	tries, err := c.attempts(ctx, p, of)
	if err != nil {
		return pushSums{}, err
	}
	best := map[officer.ID]int{}
	for _, a := range tries {
		if p.Kind == quiz.Practice && a.Mark().Answered == 0 || p.Kind != quiz.Practice && a.Began.IsZero() {
			continue
		}
		best[a.Officer] = max(best[a.Officer], a.Mark().Ten())
	}
	out := pushSums{enrolled: len(of), tookPart: len(best)}
	for _, mark := range best {
		out.marks += mark
	}
	return out, nil
}

// mean is the mean mark as officers read it: "6,67".
func (t pushSums) mean() string {
	n := (2*t.marks + t.tookPart) / (2 * t.tookPart)
	return fmt.Sprintf("%d,%02d", n/100, n%100)
}

func (t pushSums) forTrainer(p *quiz.Push) string {
	if t.tookPart == 0 {
		return say("push_ended_none", say(pushKinds[p.Kind]), p.Title, t.enrolled)
	}
	return say("push_ended_totals", say(pushKinds[p.Kind]), p.Title, t.tookPart, t.enrolled, t.mean())
}

// forGroup is what a group reads: of a contest nothing before its organiser publishes the results.
func (t pushSums) forGroup(p *quiz.Push) string {
	if t.tookPart < pushGroupLeast || p.Kind == quiz.Contest && !p.Published {
		return say("push_ended", say(pushKinds[p.Kind]), p.Title)
	}
	return say("push_ended_totals", say(pushKinds[p.Kind]), p.Title, t.tookPart, t.enrolled, t.mean())
}

// pushEnds ends the officer's open try at a test that closed.
func (c *Conversation) pushEnds(ctx context.Context, in input, p *quiz.Push, o *officer.Officer) (Turn, error) {
	if !p.Over(c.cfg.Now()) || p.State == quiz.Recalled {
		return Turn{}, nil
	}
	return c.examEnded(ctx, in, o.Telegram, p, o)
}

// pushDeletable is how long Telegram lets a bot delete its messages.
const pushDeletable = 48 * time.Hour

// pushTakenBack takes away from an officer what a recalled push has sent, and says so. An officer whom nothing has reached is told
// nothing.
func (c *Conversation) pushTakenBack(ctx context.Context, in input, p *quiz.Push, o *officer.Officer) (Turn, error) {
	if p.State != quiz.Recalled {
		return Turn{}, nil
	}
	a, err := c.attempt(ctx, p.ID, o.ID, 1)
	if err != nil || a == nil {
		return Turn{}, err
	}
	ids := []string{carriedIntro(p.ID, o.ID)}
	for item := range a.Items {
		ids = append(ids, carriedItem(p.ID, o.ID, 1, item), carriedAgain(p.ID, o.ID, 1, item))
	}
	records, err := c.cfg.Records.Many(ctx, queue.TableCarried, ids)
	if err != nil {
		return Turn{}, fmt.Errorf("read what a push has sent: %w", err)
	}
	var t Turn
	for _, r := range records {
		sent, err := ReadCarried(r.Value)
		switch {
		case err != nil || sent.Chat != o.Telegram || sent.Message == 0:
		case c.cfg.Now().Before(a.Given.Add(pushDeletable)):
			t.Replies = append(t.Replies, Reply{Kind: Delete, Message: sent.Message})
		case sent.Poll != "":
			t.Replies = append(t.Replies, Reply{Kind: StopQuiz, Message: sent.Message})
		default:
			t.Replies = append(t.Replies, Reply{Kind: Edit, Message: sent.Message, Text: []Span{plain(say("push_taken_back"))}})
		}
	}
	if len(records) > 0 {
		t.Replies = append(t.Replies, Reply{Kind: Send, Text: []Span{plain(say("push_recalled", say(pushKinds[p.Kind]), p.Title))}})
	}
	return t, nil
}

// pushGoesOn tells an officer who has not finished that there is more time. A try at a test that ended because the test had
// closed stays ended: since then its officer may read the right answers.
func (c *Conversation) pushGoesOn(ctx context.Context, in input, p *quiz.Push, o *officer.Officer) (Turn, error) {
	if p.State != quiz.Open {
		return Turn{}, nil
	}
	tries, err := c.attempts(ctx, p, []officer.ID{o.ID})
	if err != nil {
		return Turn{}, err
	}
	if len(tries) == 0 {
		// It had closed before its questions could go out.
		return c.pushTaken(ctx, in, p, o)
	}
	if !tries[len(tries)-1].Ended.IsZero() {
		return Turn{}, nil
	}
	text := []Span{plain(say("push_extended", say(pushKinds[p.Kind]), p.Title, c.hour(p.Closes)))}
	buttons := [][]Button{{opens(say("push_again"), "pushagain", 1, string(p.ID))}}
	if p.Kind != quiz.Practice {
		buttons = c.examInvitation(p).Buttons
	}
	return message(text, buttons), nil
}

// pushSlack is how far the clocks of two replicas may be apart for nobody to be passed over.
const pushSlack = time.Hour

// pushSweep gives open pushes to officers enrolled who have joined since, and drops polls that nobody recognised.
func (c *Conversation) pushSweep(ctx context.Context, in input) (t Turn, again bool, err error) {
	now := c.cfg.Now()
	for _, p := range in.Pushes.All() {
		if p.State != quiz.Open || p.Over(now) {
			continue
		}
		// Who had joined when it opened was given it then.
		var late []officer.ID
		for _, o := range in.enrolled(p) {
			if !o.Consented.Before(p.Opens.Add(-pushSlack)) {
				late = append(late, o.ID)
			}
		}
		tries, err := c.attempts(ctx, p, late)
		if err != nil {
			return Turn{}, false, err
		}
		given := map[officer.ID]bool{}
		for _, a := range tries {
			given[a.Officer] = true
		}
		for _, id := range late {
			if o, ok := in.Roster.Officer(id); ok && !given[id] {
				t.Timers = append(t.Timers, pushTimer("take", p.ID, o, now))
			}
		}
	}
	held, err := c.cfg.Records.All(ctx, queue.TableHeld)
	if err != nil {
		return Turn{}, false, fmt.Errorf("read the polls that are held: %w", err)
	}
	for _, r := range held {
		if h, err := quiz.ReadHeld(r.ID, r); err != nil || h.Old(now) {
			t = t.changing(queue.Change{Table: queue.TableHeld, ID: r.ID, Was: r.Version})
		}
	}
	return t, false, nil
}
