package telegram

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// bell wakes whoever waits for something to do. Ringing it when nobody waits is not remembered, so a
// waiter calls heard before it looks for work.
type bell struct {
	mu sync.Mutex
	ch chan struct{}
}

// heard is closed at the next ring.
func (b *bell) heard() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch == nil {
		b.ch = make(chan struct{})
	}
	return b.ch
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch != nil {
		close(b.ch)
		b.ch = nil
	}
}

// Bell wakes the senders of Run when this process has put messages into the outbox that Run does not know of: what a timer
// led to. The zero value is ready; ringing it when nobody waits does nothing. It may be rung by several goroutines.
type Bell struct{ outbox bell }

// Ring has the outbox looked into at once.
func (b *Bell) Ring() { b.outbox.ring() }

// pace is how long the loops wait. Tests shorten it.
type pace struct {
	// pollWait is the long poll: 25 s is half of what the server caps it at (50 s).
	pollWait time.Duration
	// idle is how often a queue is looked into when nobody rang: another process may have filled it.
	idle time.Duration
	// firstRetry doubles with every failure in a row up to lastRetry.
	firstRetry, lastRetry time.Duration
	// conflict is the wait after another poller was noticed; long, so that two do not throw each other out. A
	// process that has the lease to poll begins with firstRetry.
	conflict time.Duration
	// early is the least time between two polls that brought nothing, should the server not wait.
	early time.Duration
	// lease is how long the lease to poll lasts: so long does intake rest when the process that polled died. It is
	// lengthened three times within that.
	lease time.Duration
	// handleFirst is the wait after the first failure of a handler; it doubles: 1, 2, 4, 8 s in five tries.
	handleFirst time.Duration
	// slack is how much longer a claim lasts than its handler may take: time to settle it.
	slack time.Duration
	// grace is what a handler may take to return once its time is up.
	grace time.Duration
}

var usualPace = pace{
	pollWait:    25 * time.Second,
	idle:        time.Second,
	firstRetry:  500 * time.Millisecond,
	lastRetry:   30 * time.Second,
	conflict:    15 * time.Second,
	early:       250 * time.Millisecond,
	lease:       6 * time.Second,
	handleFirst: time.Second,
	slack:       10 * time.Second,
	grace:       time.Second,
}

// grown is the wait before try number attempt+1 (attempt from 1): first, doubled each time, at most last.
func grown(attempt int, first, last time.Duration) time.Duration {
	wait := first
	for ; attempt > 1 && wait < last; attempt-- {
		wait *= 2
	}
	return min(wait, last)
}

// jitter takes off up to half, so that many who failed together do not come back together.
func jitter(wait time.Duration) time.Duration {
	if wait <= 1 {
		return wait
	}
	return wait/2 + rand.N(wait/2)
}

// sleep waits, and reports false when ctx ended first.
func sleep(ctx context.Context, wait time.Duration) bool {
	return sleepOr(ctx, wait, nil)
}

// sleepOr waits for the time or for woken, whichever is first, and reports false when ctx ended.
func sleepOr(ctx context.Context, wait time.Duration, woken <-chan struct{}) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
	case <-woken:
	}
	return ctx.Err() == nil
}

// storeWithin bounds every call to the inbox or the outbox.
const storeWithin = 5 * time.Second

// stored makes one call to the store with its deadline. The call outlives the end of ctx: what was
// begun with the store is finished, since a claim torn off halfway waits for its lease to run out.
func stored(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeWithin)
	defer cancel()
	return do(ctx)
}
