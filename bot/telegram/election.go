package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"camnang/bot/queue"
)

// leasePoll names the lease to poll.
const leasePoll = "poll"

// renewals is how often the lease is lengthened within its length, so that one call that fails loses nothing.
const renewals = 3

// election lets one process at a time poll: the one that has the lease. Telegram ends a poll when another begins,
// so two that poll would take turns in throwing each other out. That both may believe for a moment to have the lease
// does no harm, because what is stored is fenced with its token.
type election struct {
	leases Leases
	owner  string
	poll   func(ctx context.Context, fence int64) error
	pace   pace
	log    *slog.Logger
	count  *Counters
}

// run asks for the lease, polls while it has it, and asks again, until ctx ends; then it gives the lease back and
// returns nil. The one error it gives up at is poll's, unless that is queue.ErrNotOwner.
func (e *election) run(ctx context.Context) error {
	failures, said := 0, false
	for ctx.Err() == nil {
		asked := time.Now()
		lease, ok, err := e.acquire(ctx)
		switch {
		case err != nil:
			failures++
			wait := jitter(grown(failures, e.pace.firstRetry, e.every()))
			e.log.Error("the lease to poll cannot be asked for; trying again", "wait", wait, "error", err)
			sleep(ctx, wait)
		case !ok:
			failures = 0
			if !said {
				said = true
				e.log.Info("another process polls; this one stands by", "poller", lease.Owner)
			}
			sleep(ctx, e.standBy(lease.Until))
		default:
			failures, said = 0, false
			if err := e.term(ctx, lease, asked.Add(e.pace.lease)); err != nil {
				return err
			}
		}
	}
	return nil
}

// every is the time between two renewals, and the longest between two questions of who stands by.
func (e *election) every() time.Duration { return e.pace.lease / renewals }

// standBy is how long to wait before asking again for a lease that ends at until at the latest. That is the store's
// clock, which need not agree with this machine's, so the wait has bounds of its own.
func (e *election) standBy(until time.Time) time.Duration {
	return min(max(time.Until(until), e.every()/20), e.every())
}

// term polls under a lease that lasts until the moment until, and as much longer as it is renewed. It ends when ctx
// ends, when the lease is lost, or when polling gives up. until is counted on this machine from before the lease was
// asked for, so it comes no later than the lease's end in the store.
func (e *election) term(ctx context.Context, lease queue.Lease, until time.Time) error {
	polling, end := context.WithCancel(ctx)
	defer end()
	// A call to the store may hang; the end of the lease does not wait for it.
	lapse := time.AfterFunc(time.Until(until), end)
	defer lapse.Stop()
	e.log.Info("this process polls", "lease", lease.Token)
	polled := make(chan error, 1)
	go func() { polled <- e.poll(polling, lease.Token) }()
	renew := time.NewTicker(e.every())
	defer renew.Stop()
	for {
		select {
		case err := <-polled:
			return e.over(ctx, lease, err)
		case <-renew.C:
		}
		asked := time.Now()
		switch renewed, ok, err := e.acquire(polling); {
		case err != nil:
			e.log.Warn("the lease to poll was not lengthened; trying again", "ends_in", time.Until(until), "error", err)
			renew.Reset(e.every() / 5)
		case !ok:
			end()
		case renewed.Token != lease.Token:
			// It had run out and is this process's again; what is polled now is fenced with the old token.
			lease = renewed
			end()
		default:
			until = asked.Add(e.pace.lease)
			lapse.Reset(time.Until(until))
			renew.Reset(e.every())
		}
	}
}

// over ends a term whose polling ended with err, and gives the error that ends polling for good.
func (e *election) over(ctx context.Context, lease queue.Lease, err error) error {
	if err := stored(ctx, func(ctx context.Context) error { return e.leases.Release(ctx, lease) }); err != nil {
		e.log.Warn("the lease to poll was not given back; it ends by itself", "error", err)
	}
	if err != nil && !errors.Is(err, queue.ErrNotOwner) {
		return err
	}
	if ctx.Err() == nil {
		e.count.PollsLost.Add(1)
		e.log.Warn("the lease to poll was lost; this process stops polling", "lease", lease.Token)
	}
	return nil
}

// acquire asks for the lease. The call outlives the end of ctx, so that nothing is acquired unknown to this process.
func (e *election) acquire(ctx context.Context) (lease queue.Lease, ok bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), min(storeWithin, e.every()))
	defer cancel()
	if lease, ok, err = e.leases.Acquire(ctx, leasePoll, e.owner, e.pace.lease); err != nil {
		return queue.Lease{}, false, fmt.Errorf("acquire the lease to poll: %w", err)
	}
	return lease, ok, nil
}
