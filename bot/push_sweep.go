package bot

import (
	"context"
	"fmt"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// pushSlack is how far the clocks of two replicas may be apart for nobody to be passed over.
const pushSlack = time.Hour

// pushSweep gives open pushes to officers enrolled who have joined since, looks whether a test waits for nobody any more, has cut what the messages of those left behind that
// ended long ago, and drops polls that nobody recognised.
func (c *Conversation) pushSweep(ctx context.Context, in input) (t Turn, again bool, err error) {
	now := c.cfg.Now()
	for _, p := range in.Pushes.All() {
		if p.Forgets(now) {
			t.Timers = append(t.Timers, pushTimer("forget", p.ID, nil, now))
		}
		if p.State != quiz.Open || p.Over(now) {
			continue
		}
		if p.Kind == quiz.Test {
			// The last of whom it waited for may have left.
			t.Timers = append(t.Timers, pushTimer("all-in", p.ID, nil, now))
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
		h, err := quiz.ReadHeld(r.ID, r)
		if err == nil && !h.Old(now) {
			continue
		}
		if err != nil {
			c.cfg.Log.Error("what is held of a poll cannot be read, and is dropped", "poll", r.ID, "err", err)
			h = &quiz.HeldPoll{}
		}
		for _, v := range h.Votes {
			var by officer.ID
			if voter, known := c.voter(in, v); known {
				by = voter.Actor.Officer.ID
			}
			t = t.noting(noteBy(v.Event, by, journal.NotCounted, false, trainingBody{What: string(quiz.Unrecognised), ID: r.ID}))
		}
		t = t.changing(queue.Change{Table: queue.TableHeld, ID: r.ID, Was: r.Version})
	}
	return t, false, nil
}

// forgetMost is about how many records one step cuts: what the store removes in one step without holding up others.
const forgetMost = 500

// pushForgets cuts what the messages of a push left behind that ended long ago, of some officers; while there are more it is
// due again. Whom the push had not reached is written down before. A tap under such a message is decided on as before, and a
// vote in it once the channel tells what it asked.
func (c *Conversation) pushForgets(ctx context.Context, in input, _ int64, d dueBody) (Turn, error) {
	p, ok := in.Pushes.Push(d.Push)
	if !ok || !p.Forgets(c.cfg.Now()) {
		return Turn{}, nil
	}
	var missed []officer.ID
	if p.Forgotten == 0 {
		var err error
		if missed, err = c.unreached(ctx, in, p); err != nil {
			return Turn{}, err
		}
	}
	var ids []string
	for _, class := range p.Classes {
		ids = append(ids, carriedInvitation(p.ID, class))
	}
	done := 0
	for _, id := range p.Enrolled[p.Forgotten:] {
		if len(ids) >= forgetMost {
			break
		}
		done++
		ids = append(ids, carriedIntro(p.ID, id))
		if p.Kind != quiz.Practice {
			continue
		}
		for item := range p.Asked() {
			ids = append(ids, carriedItem(p.ID, id, 1, item), carriedAgain(p.ID, id, 1, item))
		}
	}
	records, err := c.cfg.Records.Many(ctx, queue.TableCarried, ids)
	if err != nil {
		return Turn{}, fmt.Errorf("read what the messages of a push left behind: %w", err)
	}
	next := p.Forgot(done, missed)
	t := Turn{}.changing(next.Change())
	for _, r := range records {
		t = t.changing(queue.Change{Table: queue.TableCarried, ID: r.ID, Was: queue.Any})
		if sent, err := ReadCarried(r.Value); err == nil && sent.Poll != "" {
			t = t.changing(queue.Change{Table: queue.TableCarried, ID: CarriedPoll(sent.Poll), Was: queue.Any})
		}
	}
	if next.Forgets(c.cfg.Now()) {
		t.Timers = append(t.Timers, pushTimer("forget", p.ID, nil, c.cfg.Now()))
	}
	return t, nil
}
