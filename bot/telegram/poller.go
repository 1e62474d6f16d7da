package telegram

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"camnang/bot/queue"
)

const (
	methodUpdates = "getUpdates"
	// pollLimit is the most that getUpdates gives in one answer.
	pollLimit = 100
	// pollSlack is what an answer may take on top of the long poll.
	pollSlack = 10 * time.Second
)

// wanted are the kinds of update asked for. Edited messages are not: an edit changes nothing that was
// answered, and what is not asked for need not be guarded.
var wanted = []string{"message", "callback_query", "my_chat_member", "poll", "poll_answer"}

// poller asks for updates and stores them. An update is confirmed to Telegram by asking with a higher
// offset, and the offset is the store's: so nothing is confirmed that is not stored, and another
// process may go on where this one ended.
type poller struct {
	client *Client
	inbox  Inbox
	intake intake
	filled *bell
	pace   pace
	log    *slog.Logger
	count  *Counters

	// fence is the token of the lease to poll, 0 without one.
	fence int64
	// unnumbered is the sum of the last update set aside whose number could not be read: until the offset
	// has passed it, it is delivered again, and is not set aside again.
	unnumbered [sha256.Size]byte
	// anew is what to ask for next while Telegram's numbers are below the stored offset, and above is that
	// offset. After a week without updates Telegram goes on from a random number; asked with an offset
	// far above it, it gives what waits from the beginning and confirms nothing.
	anew, above int64
}

// run polls until ctx ends, and then gives nil. The errors it gives up at are a wrong token, and queue.ErrNotOwner
// when the lease to poll, whose token is fence (0: there is none), has passed on.
func (p *poller) run(ctx context.Context, fence int64) error {
	p.fence = fence
	p.count.Polling.Store(1)
	defer p.count.Polling.Store(0)
	failures, conflicts := 0, 0
	for {
		began := time.Now()
		n, err := p.once(ctx)
		var wait time.Duration
		switch failure := (*Error)(nil); {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			failures, conflicts = 0, 0
			if n > 0 || time.Since(began) >= p.pace.early {
				continue
			}
			wait = p.pace.early
		case errors.Is(err, queue.ErrNotOwner):
			return err
		case errors.As(err, &failure) && failure.Kind == WrongToken:
			return fmt.Errorf("the token is not accepted: %w", err)
		case errors.As(err, &failure) && failure.Kind == Conflict:
			conflicts++
			wait = jitter(p.pace.conflict)
			if fence != 0 {
				// Of the others that hold to the lease none polls any more; the last call of one may just have come through.
				wait = jitter(grown(conflicts, p.pace.firstRetry, p.pace.conflict))
			}
			p.log.Error("another process polls with the same token, or a webhook is set; this one waits",
				"wait", wait, "error", err)
		case errors.As(err, &failure) && failure.Kind == Throttled:
			wait = failure.RetryAfter
			p.log.Warn("Telegram asks the poller to wait", "wait", wait)
		default:
			failures++
			wait = jitter(grown(failures, p.pace.firstRetry, p.pace.lastRetry))
			p.log.Warn("polling failed; trying again", "wait", wait, "error", err)
		}
		if err != nil {
			p.count.PollFailures.Add(1)
		}
		if !sleep(ctx, wait) {
			return nil
		}
	}
}

// once asks for one batch and stores it; n is how many updates it brought.
func (p *poller) once(ctx context.Context) (n int, err error) {
	var offset int64
	err = stored(ctx, func(ctx context.Context) error {
		offset, err = p.inbox.Offset(ctx)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("read the offset: %w", err)
	}
	ask := offset
	if p.anew > 0 && offset == p.above {
		ask = p.anew
	}
	var batch []json.RawMessage
	err = p.client.callWithin(ctx, p.pace.pollWait+pollSlack, methodUpdates, struct {
		Offset  int64    `json:"offset,omitempty"`
		Limit   int      `json:"limit"`
		Timeout int      `json:"timeout"`
		Allowed []string `json:"allowed_updates"`
	}{ask, pollLimit, int(p.pace.pollWait / time.Second), wanted}, &batch)
	if err != nil {
		return 0, err
	}
	next, err := p.keep(ctx, batch, ask)
	if err != nil {
		return 0, err
	}
	if p.anew, p.above = 0, offset; next < offset {
		p.anew = next
	}
	return len(batch), nil
}

// keep stores the batch in its order, each run of decodable updates in one step. The offset rises with
// what is stored and never past what is not. next is what to ask for after this batch.
func (p *poller) keep(ctx context.Context, batch []json.RawMessage, asked int64) (next int64, err error) {
	var run []queue.Update
	next = asked
	if first := firstNumber(batch); first > 0 && first < asked {
		p.log.Info("Telegram numbers its updates anew", "asked", asked, "got", first)
		next = first
	}
	put := func() error {
		if len(run) == 0 {
			return nil
		}
		err := stored(ctx, func(ctx context.Context) error { return p.inbox.Put(ctx, run, next, p.fence) })
		if err != nil {
			return fmt.Errorf("store %d updates: %w", len(run), err)
		}
		p.count.Received.Add(int64(len(run)))
		run = nil
		p.filled.ring()
		return nil
	}
	for _, raw := range batch {
		a := p.intake.judge(raw)
		if a.update.ID != 0 {
			run = append(run, a.update)
		}
		if a.update.Refused != "" {
			p.count.Refused.Add(1)
		}
		if a.why == "" {
			next = max(next, a.id+1)
			continue
		}
		// The offset passes what is set aside only when both it and its ids are stored.
		if err := put(); err != nil {
			return 0, err
		}
		if next = max(next, a.id+1); a.id == 0 {
			// Its number is at least next and what follows it is above, so one step skips nothing.
			next++
		}
		if err := p.putAside(ctx, a, raw, next); err != nil {
			return 0, err
		}
	}
	return next, put()
}

// firstNumber is the lowest number in a batch, which comes first; 0 when none can be read.
func firstNumber(batch []json.RawMessage) int64 {
	for _, raw := range batch {
		if id := numberOf(raw); id > 0 {
			return id
		}
	}
	return 0
}

func (p *poller) putAside(ctx context.Context, a arrival, raw []byte, next int64) error {
	sum := sha256.Sum256(raw)
	if a.id == 0 && sum == p.unnumbered {
		return stored(ctx, func(ctx context.Context) error { return p.inbox.Put(ctx, nil, next, p.fence) })
	}
	err := stored(ctx, func(ctx context.Context) error { return p.inbox.SetAside(ctx, a.aside, a.why, next, p.fence) })
	if err != nil {
		return fmt.Errorf("set update %d aside: %w", a.id, err)
	}
	if a.id == 0 {
		p.unnumbered = sum
	}
	p.count.SetAside.Add(1)
	p.log.Error("an update was set aside", "update", a.id, "why", a.why)
	return nil
}
