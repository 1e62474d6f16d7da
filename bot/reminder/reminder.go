// Package reminder gets timers fired: it claims what is due, has it decided, and settles it. It knows nothing
// of what a timer means; that is for the Fire it is given, whose settlement the store carries out in one step
// together with the end of the claim. So a timer that fired is done once in effect, however often a process
// died over it.
package reminder

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"camnang/bot/queue"
)

// Timers is the queue of timers. Implementations are safe for use by several goroutines and several processes;
// times are the store's own.
type Timers interface {
	// Claim takes the due timers of up to so many lanes, each lane whole and oldest first, for the length of
	// lease. next says when to ask again at the latest; 0 when no timer is set.
	Claim(ctx context.Context, owner string, lease time.Duration, lanes int) (firings []queue.Firing, next time.Duration, err error)
	// Settle ends the claim: the claimed timers are gone, and the settlement is carried out, in one step. It
	// returns queue.ErrNotOwner when the claim has passed on; queue.ErrConflict when a claimed timer was
	// replaced or a record was changed meanwhile: then nothing is done, the claim is over, and the lane may be
	// claimed again at once, with the attempt not counted.
	Settle(ctx context.Context, f queue.Firing, what queue.Settlement) error
	// Return hands the claim back to be claimed again after wait; why is kept for the operator. After attempts
	// claims in all the timers go to the dead letters instead, and dead is true.
	Return(ctx context.Context, f queue.Firing, wait time.Duration, attempts int, why string) (dead bool, err error)
}

// Config is what Run needs. Timers and Fire have no default.
type Config struct {
	Timers Timers
	// Fire decides what the due timers of a lane lead to. It keeps to the deadline of ctx, writes nothing that
	// matters, and is called again with the same firing when it failed, when its process died, or when what it
	// had read was changed meanwhile.
	Fire func(ctx context.Context, f queue.Firing) (queue.Settlement, error)
	// Owner names this process in claims; "" makes a random name. No two running processes share one.
	Owner string
	// Slots is how many lanes are fired at once (0: 8).
	Slots int
	// Attempts is how often a lane's timers are tried before they go to the dead letters (0: 10, which with the
	// waits between them takes a quarter of an hour).
	Attempts int
	// Within is the deadline of one Fire (0: 20 s). A claim lasts 10 s longer: so long does a lane wait when
	// the process that had it died.
	Within time.Duration
	// StopWithin is what may be used, after ctx has ended, for finishing what is in hand (0: 10 s).
	StopWithin time.Duration
	// Settled, when not nil, is told of every settlement that was carried out (its messages are in the outbox
	// now).
	Settled func(queue.Settlement)
	// Bell, when not nil, wakes Run when this process has set a timer.
	Bell *Bell
	// Log takes what an operator needs to know: never what a timer carries. nil is slog.Default().
	Log *slog.Logger
	// Count, when not nil, is counted in, for metrics.
	Count *Counters

	pace pace
}

// Counters say what happened since the process started. Each only grows. The zero value is ready, and one may
// be read while Run works.
type Counters struct {
	// Fired counts timers settled, Failed tries that ended in an error, Panicked those of them that ended in a
	// panic, Conflicts settlements that had to be decided anew, GivenUp firings that went to the dead letters,
	// LeasesLost claims that passed to another owner first.
	Fired, Failed, Panicked, Conflicts, GivenUp, LeasesLost atomic.Int64
}

// Run fires timers until ctx ends; then it finishes what is in hand and returns nil. While the store is away it
// waits and tries again. It returns an error when the configuration is incomplete, and when what was in hand
// did not end within StopWithin: that is then fired again by the next process.
func Run(ctx context.Context, cfg Config) error {
	if err := cfg.complete(); err != nil {
		return fmt.Errorf("reminder: %w", err)
	}
	r := &runner{Config: cfg}
	work, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	var loop sync.WaitGroup
	loop.Go(func() { r.run(ctx, work) })
	<-ctx.Done()
	return finish(&loop, cfg.StopWithin, abandon)
}

// abandoned is what is waited, after the deadline, for work whose context was ended.
const abandoned = 2 * time.Second

func finish(loop *sync.WaitGroup, within time.Duration, abandon func()) error {
	ended := make(chan struct{})
	go func() {
		loop.Wait()
		close(ended)
	}()
	for _, wait := range []time.Duration{within, abandoned} {
		timer := time.NewTimer(wait)
		select {
		case <-ended:
			timer.Stop()
			return nil
		case <-timer.C:
			abandon()
		}
	}
	return fmt.Errorf("reminder: what was in hand did not end within %v", within)
}

func (cfg *Config) complete() error {
	switch {
	case cfg.Timers == nil:
		return errors.New("no timers are set")
	case cfg.Fire == nil:
		return errors.New("nothing to fire them is set")
	}
	if cfg.Owner == "" {
		cfg.Owner = rand.Text()
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Count == nil {
		cfg.Count = &Counters{}
	}
	if cfg.Bell == nil {
		cfg.Bell = &Bell{}
	}
	if cfg.pace == (pace{}) {
		cfg.pace = usualPace
	}
	orElse(&cfg.Slots, 8)
	orElse(&cfg.Attempts, 10)
	orElse(&cfg.Within, 20*time.Second)
	orElse(&cfg.StopWithin, 10*time.Second)
	return nil
}

func orElse[N int | time.Duration](value *N, usual N) {
	if *value <= 0 {
		*value = usual
	}
}
