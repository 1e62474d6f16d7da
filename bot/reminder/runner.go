package reminder

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"camnang/bot/queue"
)

// whyLength bounds what is kept of an error beside a dead letter.
const whyLength = 500

type runner struct{ Config }

// run claims until ctx ends and then waits for what is in hand, which goes on under work.
func (r *runner) run(ctx, work context.Context) {
	var hands sync.WaitGroup
	defer hands.Wait()
	free := make(chan struct{}, r.Slots)
	for range r.Slots {
		free <- struct{}{}
	}
	failures := 0
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return
		case <-free:
		}
		n := 1 + drain(free)
		heard := r.Bell.heard()
		until := time.Now().Add(r.Within + r.pace.slack)
		firings, next, err := r.claim(ctx, n)
		for range n - len(firings) {
			free <- struct{}{}
		}
		for _, f := range firings {
			hands.Go(func() {
				r.one(work, f, until)
				free <- struct{}{}
				r.Bell.Ring()
			})
		}
		switch {
		case err != nil:
			failures++
			wait := jitter(grown(failures, r.pace.firstRetry, r.pace.lastRetry))
			r.Log.Error("the timers give nothing; trying again", "wait", wait, "error", err)
			sleepOr(ctx, wait, nil)
		case len(firings) == 0:
			failures = 0
			sleepOr(ctx, r.until(next), heard)
		default:
			failures = 0
		}
	}
}

// drain takes what is in the channel now and says how much that was.
func drain(c <-chan struct{}) int {
	for n := 0; ; n++ {
		select {
		case <-c:
		default:
			return n
		}
	}
}

// until is how long to sleep when the next timer is due in next: exactly that long, and no longer than others
// may set timers unheard.
func (r *runner) until(next time.Duration) time.Duration {
	if next <= 0 || next > r.pace.idle {
		return r.pace.idle
	}
	return max(next, time.Millisecond)
}

func (r *runner) claim(ctx context.Context, n int) (firings []queue.Firing, next time.Duration, err error) {
	err = stored(ctx, func(ctx context.Context) error {
		firings, next, err = r.Timers.Claim(ctx, r.Owner, r.Within+r.pace.slack, n)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("claim timers: %w", err)
	}
	return firings, next, nil
}

// one fires one lane to its end. The claim is this process's until the moment until.
func (r *runner) one(ctx context.Context, f queue.Firing, until time.Time) {
	if f.Attempt > r.Attempts {
		// Whoever had it died with it each time, so it is not tried on this process too.
		r.fail(ctx, f, errors.New("the process died, or the lease ran out, at every try"), until)
		return
	}
	what, err := r.fire(ctx, f)
	if err != nil {
		r.Count.Failed.Add(1)
		r.fail(ctx, f, err, until)
		return
	}
	repeated := false
	err = r.insist(ctx, until, func(ctx context.Context) error {
		err := r.Timers.Settle(ctx, f, what)
		if errors.Is(err, queue.ErrNotOwner) && repeated {
			// The answer to an earlier call was lost: most likely that one was carried out.
			return nil
		}
		repeated = true
		return err
	})
	switch {
	case errors.Is(err, queue.ErrConflict):
		// The claim is over with it: the lane is claimed again at once and decided on what is there now.
		r.Count.Conflicts.Add(1)
		return
	case r.lost(f, "settle", err):
		return
	}
	r.Count.Fired.Add(int64(len(f.Timers)))
	if r.Settled != nil {
		r.Settled(what)
	}
}

// fire decides within the deadline. A panic is an error.
func (r *runner) fire(ctx context.Context, f queue.Firing) (what queue.Settlement, err error) {
	ctx, cancel := context.WithTimeout(ctx, r.Within)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			r.Count.Panicked.Add(1)
			// The value may hold what an officer wrote, so its type has to do.
			kind := fmt.Sprintf("%T", p)
			err = fmt.Errorf("firing panicked: %s", kind)
			r.Log.Error("firing a timer panicked", "timer", first(f), "panic", kind, "stack", string(debug.Stack()))
		}
	}()
	return r.Fire(ctx, f)
}

// fail hands the claim back: when the program is stopping to whoever is next at once, otherwise after a wait
// that grows.
func (r *runner) fail(ctx context.Context, f queue.Firing, cause error, until time.Time) {
	wait, attempts := jitter(grown(f.Attempt, r.pace.fireFirst, r.pace.fireLast)), r.Attempts
	if ctx.Err() != nil {
		// It failed because it was cut short, which is nobody's failure.
		wait, attempts = 0, f.Attempt+1
	}
	r.Log.Error("a timer was not fired", "timer", first(f), "timers", len(f.Timers), "attempt", f.Attempt, "error", cause)
	why := cause.Error()
	if len(why) > whyLength {
		why = strings.ToValidUTF8(why[:whyLength], "")
	}
	var dead bool
	err := r.insist(ctx, until, func(ctx context.Context) (err error) {
		dead, err = r.Timers.Return(ctx, f, wait, attempts, why)
		return err
	})
	switch {
	case r.lost(f, "return", err):
	case dead:
		r.Count.GivenUp.Add(1)
		r.Log.Error("timers went to the dead letters", "timer", first(f), "timers", len(f.Timers))
	}
}

// lost reports and counts a claim that could not be ended: it comes back when its lease runs out.
func (r *runner) lost(f queue.Firing, what string, err error) bool {
	if err == nil {
		return false
	}
	if errors.Is(err, queue.ErrNotOwner) {
		r.Count.LeasesLost.Add(1)
	}
	r.Log.Warn("a claim of timers was lost", "timer", first(f), "at", what, "error", err)
	return true
}

func first(f queue.Firing) string {
	if len(f.Timers) == 0 {
		return ""
	}
	return f.Timers[0].ID
}

// insist calls the store until it takes the call, the claim has passed on, or the moment until is there. It
// tries at least once, also when ctx has ended.
func (r *runner) insist(ctx context.Context, until time.Time, do func(context.Context) error) error {
	for try := 1; ; try++ {
		err := stored(ctx, do)
		if err == nil || errors.Is(err, queue.ErrNotOwner) || errors.Is(err, queue.ErrConflict) {
			return err
		}
		wait := jitter(grown(try, 50*time.Millisecond, 2*time.Second))
		if time.Now().Add(wait).After(until) || !sleepOr(ctx, wait, nil) {
			return err
		}
	}
}
