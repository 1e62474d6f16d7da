package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"camnang/bot"
	"camnang/bot/queue"
)

const (
	// claimSlack is how much longer a claim lasts than its handler may take: time to settle it.
	claimSlack = 10 * time.Second
	// handleLast is the longest wait before a failed update is handled again.
	handleLast = time.Minute
	// whyLength bounds what is kept of an error beside a dead letter.
	whyLength = 500
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
		until := time.Now().Add(w.within + claimSlack)
		claims, err := w.claim(ctx, n)
		for range n - len(claims) {
			free <- struct{}{}
		}
		for _, c := range claims {
			hands.Go(func() {
				w.one(work, c, until)
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
		claims, err = w.inbox.Claim(ctx, w.owner, w.within+claimSlack, n)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claim updates: %w", err)
	}
	return claims, nil
}

// one handles one claim to its end. The claim is this process's until the moment until.
func (w *workers) one(ctx context.Context, c queue.Claim, until time.Time) {
	if c.Attempt > w.attempts {
		// Whoever had it died with it each time, so it is not tried on this process too.
		e, _, _, _ := read(c.Update)
		w.fail(ctx, c, e, errors.New("the process died, or the lease ran out, at every try"), until)
		return
	}
	handling, cancel := context.WithTimeout(ctx, w.within)
	e, replies, reachable, err := w.dispatch.handle(handling, c.Update)
	cancel()
	if err != nil {
		w.fail(ctx, c, e, err, until)
		return
	}
	messages, err := compose(c.Update, replies)
	if err != nil {
		w.fail(ctx, c, e, err, until)
		return
	}
	if reachable {
		err := insist(ctx, until, func(ctx context.Context) error { return w.outbox.Reachable(ctx, c.Update.Chat) })
		if err != nil {
			w.fail(ctx, c, e, fmt.Errorf("open the chat: %w", err), until)
			return
		}
	}
	err = insist(ctx, until, func(ctx context.Context) error { return w.inbox.Settle(ctx, c, messages) })
	if w.lost(c, "settle", err) {
		return
	}
	w.count.Handled.Add(1)
	if len(messages) > 0 {
		w.replied.ring()
	}
}

// fail hands the claim back. At the last try the officer is told first: the sentence has one id, so it
// is sent once even when this is done again.
func (w *workers) fail(ctx context.Context, c queue.Claim, e bot.Event, cause error, until time.Time) {
	wait := grown(c.Attempt, w.pace.handleFirst, handleLast)
	w.log.Error("an update was not handled", "update", c.Update.ID, "attempt", c.Attempt, "error", cause)
	if c.Attempt >= w.attempts && w.sorry != "" && e.Kind != bot.EventOther && c.Update.Chat != 0 {
		err := w.apologise(ctx, c.Update, until)
		if err != nil {
			w.log.Error("the officer was not told that the message failed", "update", c.Update.ID, "error", err)
		}
	}
	why := cause.Error()
	if len(why) > whyLength {
		why = strings.ToValidUTF8(why[:whyLength], "")
	}
	var dead bool
	err := insist(ctx, until, func(ctx context.Context) (err error) {
		dead, err = w.inbox.Return(ctx, c, wait, w.attempts, why)
		return err
	})
	if w.lost(c, "return", err) {
		return
	}
	if dead {
		w.count.GivenUp.Add(1)
		w.log.Error("an update went to the dead letters", "update", c.Update.ID)
		return
	}
	time.AfterFunc(wait, w.filled.ring)
}

func (w *workers) apologise(ctx context.Context, u queue.Update, until time.Time) error {
	messages, err := Compose(eventID(u.ID)+".failed", u.Chat, queue.Conversation,
		bot.Reply{Kind: bot.Send, Text: []bot.Span{{Text: w.sorry}}})
	if err != nil {
		return err
	}
	if err := insist(ctx, until, func(ctx context.Context) error { return w.outbox.Put(ctx, messages...) }); err != nil {
		return err
	}
	w.replied.ring()
	return nil
}

// lost reports and counts a claim that could not be settled: it comes back when its lease runs out.
func (w *workers) lost(c queue.Claim, what string, err error) bool {
	if err == nil {
		return false
	}
	if errors.Is(err, queue.ErrNotOwner) {
		w.count.LeasesLost.Add(1)
	}
	w.log.Warn("a claim was lost", "update", c.Update.ID, "at", what, "error", err)
	return true
}

// compose makes the replies to an update into messages, u<update>.<n> by their place among the replies.
func compose(u queue.Update, replies []bot.Reply) ([]queue.Message, error) {
	var messages []queue.Message
	for n, reply := range replies {
		made, err := Compose(fmt.Sprintf("%s.%d", eventID(u.ID), n), u.Chat, queue.Conversation, reply)
		if err != nil {
			return nil, fmt.Errorf("reply %d: %w", n, err)
		}
		messages = append(messages, made...)
	}
	return messages, nil
}

// insist calls the store until it takes the call, the claim has passed on, or the moment until is
// there. It tries at least once, also when ctx has ended.
func insist(ctx context.Context, until time.Time, do func(context.Context) error) error {
	for try := 1; ; try++ {
		err := stored(ctx, do)
		if err == nil || errors.Is(err, queue.ErrNotOwner) {
			return err
		}
		wait := jitter(grown(try, 50*time.Millisecond, 2*time.Second))
		if time.Now().Add(wait).After(until) || !sleep(ctx, wait) {
			return err
		}
	}
}
