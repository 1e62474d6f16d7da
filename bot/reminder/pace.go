package reminder

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// Bell wakes Run when this process has set a timer that may be due before Run looks again. The zero value is
// ready; ringing it when nobody waits does nothing.
type Bell struct {
	mu sync.Mutex
	ch chan struct{}
}

// heard is closed at the next ring. A waiter calls it before it looks for work, so that no ring is missed.
func (b *Bell) heard() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch == nil {
		b.ch = make(chan struct{})
	}
	return b.ch
}

// Ring wakes Run.
func (b *Bell) Ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch != nil {
		close(b.ch)
		b.ch = nil
	}
}

// pace is how long the loops wait. Tests shorten it.
type pace struct {
	// idle is how often the timers are looked into when nobody rang: another process, or a script of the
	// store, may have set one.
	idle time.Duration
	// firstRetry doubles with every failure of the store in a row up to lastRetry.
	firstRetry, lastRetry time.Duration
	// fireFirst is the wait after the first failure of a Fire; it doubles up to fireLast.
	fireFirst, fireLast time.Duration
	// slack is how much longer a claim lasts than its Fire may take: time to settle it.
	slack time.Duration
}

var usualPace = pace{
	idle:       time.Second,
	firstRetry: 500 * time.Millisecond,
	lastRetry:  10 * time.Second,
	fireFirst:  time.Second,
	fireLast:   5 * time.Minute,
	slack:      10 * time.Second,
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

// storeWithin bounds every call to the timers.
const storeWithin = 5 * time.Second

// stored makes one call to the store with its deadline. The call outlives the end of ctx: what was begun with
// the store is finished, since a claim torn off halfway waits for its lease to run out.
func stored(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeWithin)
	defer cancel()
	return do(ctx)
}
