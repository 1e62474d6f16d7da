package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"sync"
	"time"

	"camnang/bot"
	"camnang/bot/queue"
)

const (
	// handleLast is the longest wait before a failed update is handled again.
	handleLast = time.Minute
	// whyLength bounds what is kept of an error beside a dead letter.
	whyLength = 500
	// decideAtMost is how often one claim is decided when a record changes meanwhile each time. Two in ten
	// conflicts in a row would already be many: whoever caused one has written, so somebody always gets on.
	decideAtMost = 10
)

// workers hand what the inbox holds to the conversation, one update of a chat at a time (the inbox sees
// to that) and at most slots at once.
type workers struct {
	inbox    Inbox
	outbox   Outbox
	dispatch *dispatch
	owner    string
	slots    int
	attempts int
	within   time.Duration
	sorry    string
	// observe and waited are never nil.
	observe, waited func(kind string, took time.Duration)

	filled, replied *bell
	pace            pace
	log             *slog.Logger
	count           *Counters
}

// run claims until ctx ends and then waits for what is in hand, which goes on under work.
func (w *workers) run(ctx, work context.Context) {
	var hands sync.WaitGroup
	defer hands.Wait()
	free := make(chan struct{}, w.slots)
	for range w.slots {
		free <- struct{}{}
	}
	failures := 0
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return
		case <-free:
		}
		n := 1
		for more := true; more && n < w.slots; {
			select {
			case <-free:
				n++
			default:
				more = false
			}
		}
		heard := w.filled.heard()
		until := time.Now().Add(w.within + w.pace.slack)
		claims, err := w.claim(ctx, n)
		for range n - len(claims) {
			free <- struct{}{}
		}
		for _, c := range claims {
			hands.Go(func() {
				w.one(work, &held{Claim: c, until: until})
				free <- struct{}{}
				w.filled.ring()
			})
		}
		switch {
		case err != nil:
			failures++
			wait := jitter(grown(failures, w.pace.firstRetry, w.pace.lastRetry))
			w.log.Error("the inbox gives nothing; trying again", "wait", wait, "error", err)
			sleep(ctx, wait)
		case len(claims) == 0:
			failures = 0
			sleepOr(ctx, w.pace.idle, heard)
		default:
			failures = 0
		}
	}
}

func (w *workers) claim(ctx context.Context, n int) (claims []queue.Claim, err error) {
	err = stored(ctx, func(ctx context.Context) error {
		claims, err = w.inbox.Claim(ctx, w.owner, w.within+w.pace.slack, n)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claim updates: %w", err)
	}
	return claims, nil
}

// held is a claim in the hands of this process.
type held struct {
	queue.Claim
	// until is when the claim may pass to somebody else, by this machine's clock.
	until time.Time
	// unsure says that a call to end the claim failed in a way that leaves open whether it had its effect.
	unsure bool
}

// one handles one claim to its end.
func (w *workers) one(ctx context.Context, c *held) {
	if c.Attempt > w.attempts {
		// Whoever had it died with it each time, so it is not tried on this process too.
		e, _, _, _ := read(c.Update)
		w.fail(ctx, c, e, errors.New("the process died, or the lease ran out, at every try"))
		return
	}
	begun := time.Now()
	handling, cancel := context.WithTimeout(ctx, w.within)
	defer cancel()
	for round := 1; ; round++ {
		d, err := w.decide(ctx, handling, c.Update)
		var what queue.Settlement
		if err == nil {
			what, err = settlement(eventID(c.Update.ID), d.event.Chat, d.event.Person.ID, queue.Conversation, d.turn)
		}
		if err == nil && round == 1 && d.reachable {
			_, err = insist(ctx, c.until, func(ctx context.Context) error { return w.outbox.Reachable(ctx, c.Update.Chat) })
		}
		if err == nil {
			err = w.end(ctx, c, func(ctx context.Context) error { return w.inbox.Settle(ctx, c.Claim, what) })
		}
		if len(what.Messages) > 0 && (err == nil || c.unsure) {
			w.replied.ring()
		}
		switch {
		case err == nil:
			w.count.handled(d.event.Kind)
			w.waited(string(d.event.Kind), since(c.Update.Received, begun))
			w.observe(string(d.event.Kind), since(c.Update.Received, time.Now()))
		case errors.Is(err, queue.ErrNotOwner):
			w.lost(c, "settle", err)
		case ctx.Err() != nil:
			w.handBack(ctx, c)
		case errors.Is(err, queue.ErrConflict) && round < decideAtMost:
			w.count.Conflicts.Add(1)
			continue
		default:
			w.fail(ctx, c, d.event, err)
		}
		return
	}
}

// end makes the call that ends a claim, until the store takes it.
func (w *workers) end(ctx context.Context, c *held, do func(context.Context) error) error {
	unsure, err := insist(ctx, c.until, do)
	switch {
	case err == nil || errors.Is(err, queue.ErrConflict):
		c.unsure = false // The claim was still held.
	case errors.Is(err, queue.ErrNotOwner):
		c.unsure = c.unsure || unsure
	default:
		c.unsure = true
	}
	return err
}

// since is the time from a moment of the store's clock to one of this machine's, 0 when the clocks disagree.
func since(stored, now time.Time) time.Duration { return max(0, now.Sub(stored)) }

// decide has the update handled. It does not wait for a handler that keeps on when its time is up: the worker is
// free again, and what comes of it later is thrown away.
func (w *workers) decide(ctx, handling context.Context, u queue.Update) (decision, error) {
	type result struct {
		decision
		err error
	}
	done := make(chan result, 1)
	go func() {
		d, err := w.dispatch.handle(handling, u)
		done <- result{d, err}
	}()
	select {
	case r := <-done:
		return r.decision, r.err
	case <-handling.Done():
	}
	grace := time.NewTimer(w.pace.grace)
	defer grace.Stop()
	select {
	case r := <-done:
		return r.decision, r.err
	case <-ctx.Done():
	case <-grace.C:
	}
	e, _, _, _ := read(u)
	return decision{event: e}, fmt.Errorf("the handler does not end: %w", handling.Err())
}

// handBack gives an update that a stop interrupted to whoever claims next, at once, and never to the dead letters:
// this try failed through no fault of the update.
func (w *workers) handBack(ctx context.Context, c *held) {
	err := stored(ctx, func(ctx context.Context) error {
		_, err := w.inbox.Return(ctx, c.Claim, 0, math.MaxInt32, "the process was stopped")
		return err
	})
	if err != nil {
		w.lost(c, "hand back", err)
		return
	}
	w.count.HandedBack.Add(1)
	w.log.Info("an update is left to another process", "update", c.Update.ID)
}

// fail hands the claim back. At the last try the officer is told first: the sentence has one id, so it
// is sent once even when this is done again.
func (w *workers) fail(ctx context.Context, c *held, e bot.Event, cause error) {
	wait := grown(c.Attempt, w.pace.handleFirst, handleLast)
	w.log.Error("an update was not handled", "update", c.Update.ID, "attempt", c.Attempt, "error", cause)
	// A vote cannot be sent again, as the sentence asks for; the operator can revive it.
	unsaid := e.Kind == bot.EventOther || e.Kind == bot.EventVote || e.Kind == bot.EventPoll
	if c.Attempt >= w.attempts && w.sorry != "" && !unsaid && c.Update.Chat != 0 {
		err := w.apologise(ctx, c)
		if err != nil {
			w.log.Error("the officer was not told that the message failed", "update", c.Update.ID, "error", err)
		}
	}
	why := cause.Error()
	if len(why) > whyLength {
		why = strings.ToValidUTF8(why[:whyLength], "")
	}
	var dead bool
	err := w.end(ctx, c, func(ctx context.Context) (err error) {
		dead, err = w.inbox.Return(ctx, c.Claim, wait, w.attempts, why)
		return err
	})
	if err != nil {
		w.lost(c, "return", err)
		return
	}
	if dead {
		w.count.GivenUp.Add(1)
		w.log.Error("an update went to the dead letters", "update", c.Update.ID)
		return
	}
	time.AfterFunc(wait, w.filled.ring)
}

func (w *workers) apologise(ctx context.Context, c *held) error {
	messages, err := Compose(eventID(c.Update.ID)+".failed", c.Update.Chat, queue.Conversation,
		bot.Reply{Kind: bot.Send, Text: []bot.Span{{Text: w.sorry}}})
	if err != nil {
		return err
	}
	if _, err := insist(ctx, c.until, func(ctx context.Context) error { return w.outbox.Put(ctx, messages...) }); err != nil {
		return err
	}
	w.replied.ring()
	return nil
}

// lost counts and logs a claim that this process did not end. When it is unsure an earlier call may have; otherwise
// the claim comes back when its lease runs out, or has passed on.
func (w *workers) lost(c *held, what string, err error) {
	switch {
	case errors.Is(err, queue.ErrNotOwner) && c.unsure:
		w.count.Unsure.Add(1)
		w.log.Info("a claim is no longer held, most likely ended by a call whose answer was lost", "update", c.Update.ID, "at", what)
		return
	case errors.Is(err, queue.ErrNotOwner):
		w.count.LeasesLost.Add(1)
	}
	w.log.Warn("a claim was lost", "update", c.Update.ID, "at", what, "error", err)
}

// insist calls the store until it takes the call, the claim has passed on, a record has changed, or the moment
// until is there. It tries at least once, also when ctx has ended. unsure says that an earlier try failed in a way
// that leaves open whether it had its effect.
func insist(ctx context.Context, until time.Time, do func(context.Context) error) (unsure bool, err error) {
	for try := 1; ; try++ {
		err := stored(ctx, do)
		if err == nil || errors.Is(err, queue.ErrNotOwner) || errors.Is(err, queue.ErrConflict) {
			return unsure, err
		}
		wait := jitter(grown(try, 50*time.Millisecond, 2*time.Second))
		if time.Now().Add(wait).After(until) || !sleep(ctx, wait) {
			return unsure, err
		}
		unsure = true
	}
}
