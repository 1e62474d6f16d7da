package bot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/corpus/viet"
)

// pushCloses ends a push whose hour has come, and tells who made it and the groups of its classes the totals. One that was
// closed by hand is closed already.
func (c *Conversation) pushCloses(ctx context.Context, in input, _ int64, d dueBody) (Turn, error) {
	p, ok := in.Pushes.Push(d.Push)
	switch {
	case !ok || p.State != quiz.Open && p.State != quiz.Closed:
		return Turn{}, nil
	case p.State == quiz.Open && p.Closes.After(c.cfg.Now()):
		return Turn{Timers: []queue.Timer{pushTimer("close", p.ID, nil, p.Closes)}}, nil
	}
	return c.pushOver(ctx, in, p)
}

// pushAllIn ends a test that everybody enrolled who has not left has handed in: nobody can answer any more, and everybody may
// read which answers are right. A test without a close waits for nobody who has not joined: it would wait for good.
func (c *Conversation) pushAllIn(ctx context.Context, in input, _ int64, d dueBody) (Turn, error) {
	p, ok := in.Pushes.Push(d.Push)
	if !ok || p.State != quiz.Open || p.Over(c.cfg.Now()) {
		return Turn{}, nil
	}
	of := slices.DeleteFunc(slices.Clone(p.Enrolled), func(id officer.ID) bool {
		o, ok := in.Roster.Officer(id)
		return !ok || !o.Left.IsZero() || p.Closes.IsZero() && !o.Joined()
	})
	tries, err := c.attempts(ctx, p, of)
	if err != nil || !p.AllIn(of, tries) {
		return Turn{}, err
	}
	t, err := c.pushOver(ctx, in, p)
	t.Cancels = append(t.Cancels, pushTimer("close", p.ID, nil, p.Closes).ID)
	return t, err
}

// pushOver ends a push, unless it is ended, and tells the totals.
func (c *Conversation) pushOver(ctx context.Context, in input, p *quiz.Push) (t Turn, err error) {
	if p.State == quiz.Open {
		next, err := p.Ended(c.cfg.Now().UTC())
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
	return viet.TwoDecimals((2*t.marks + t.tookPart) / (2 * t.tookPart))
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

// pushRetracted tells the groups of the classes of a recalled push, in the invitation that stands there; where it is not known,
// by a message.
func (c *Conversation) pushRetracted(ctx context.Context, in input, _ int64, d dueBody) (Turn, error) {
	p, ok := in.Pushes.Push(d.Push)
	if !ok || p.State != quiz.Recalled {
		return Turn{}, nil
	}
	var t Turn
	for _, id := range p.Classes {
		r, err := c.cfg.Records.Record(ctx, queue.TableCarried, carriedInvitation(p.ID, id))
		if err != nil {
			return Turn{}, fmt.Errorf("read the invitation of a group: %w", err)
		}
		text := []Span{plain(say("push_group_recalled", say(pushKinds[p.Kind]), p.Title))}
		sent, err := ReadCarried(r.Value)
		class, there := in.Roster.Class(id)
		switch {
		case err == nil && sent.Message != 0:
			t.Replies = append(t.Replies, Reply{Kind: Edit, Chat: sent.Chat, Message: sent.Message, Text: text})
		case there && class.Chat != 0:
			t.Replies = append(t.Replies, Reply{Kind: Send, Chat: class.Chat, Text: text})
		}
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
