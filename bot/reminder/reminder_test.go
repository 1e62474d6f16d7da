package reminder

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"camnang/bot/queue"
)

// rig is a runner over a memory, in a bubble whose clock the test moves.
type rig struct {
	t     *testing.T
	m     *memory
	cfg   Config
	begun time.Time
	stop  context.CancelFunc
	ended chan error

	mu    sync.Mutex
	fired []string
}

// play runs the test in a bubble. Each timer that is fired sends the message "m-" and its id, unless the test
// gives another Fire.
func play(t *testing.T, test func(*rig)) {
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t, m: newMemory(), begun: time.Now(), ended: make(chan error, 1)}
		r.cfg = Config{Timers: r.m, Fire: r.fire, Count: &Counters{}, Bell: &Bell{}, Log: slog.New(slog.DiscardHandler)}
		test(r)
	})
}

func (r *rig) start() {
	ctx, cancel := context.WithCancel(r.t.Context())
	r.stop = cancel
	go func() { r.ended <- Run(ctx, r.cfg) }()
	synctest.Wait()
}

// end stops the runner as a signal would.
func (r *rig) end() error {
	r.stop()
	return <-r.ended
}

// pass lets time go by.
func (r *rig) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (r *rig) in(id string, lane int64, d time.Duration) queue.Timer {
	return queue.Timer{ID: id, Lane: lane, Due: r.begun.Add(d), Body: []byte(`{"event":"test"}`)}
}

func (r *rig) fire(_ context.Context, f queue.Firing) (queue.Settlement, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var what queue.Settlement
	for _, t := range f.Timers {
		r.fired = append(r.fired, fmt.Sprintf("%s@%v", t.ID, time.Since(r.begun)))
		what.Messages = append(what.Messages, queue.Message{ID: "m-" + t.ID, Chat: t.Lane})
	}
	return what, nil
}

// check ends the runner and compares what was fired when, and what was sent.
func (r *rig) check(fired, sent string) {
	r.t.Helper()
	if err := r.end(); err != nil {
		r.t.Error(err)
	}
	slices.Sort(r.fired)
	if got := strings.Join(r.fired, " "); got != fired {
		r.t.Errorf("fired %q, want %q", got, fired)
	}
	slices.Sort(r.m.sent)
	if got := strings.Join(r.m.sent, " "); got != sent {
		r.t.Errorf("sent %q, want %q", got, sent)
	}
}

func TestEachTimerFiresAtItsMoment(t *testing.T) {
	play(t, func(r *rig) {
		r.m.set(r.in("late", 3, -time.Hour), r.in("a", 1, 1500*time.Millisecond), r.in("b", 2, 90*time.Second+time.Millisecond))
		r.start()
		r.pass(2 * time.Minute)
		r.check("a@1.5s b@1m30.001s late@0s", "m-a m-b m-late")
	})
}

func TestATimerSetByAnotherProcessIsSeenWithinASecond(t *testing.T) {
	play(t, func(r *rig) {
		r.m.set(r.in("far", 1, time.Hour))
		r.start()
		r.pass(1400 * time.Millisecond)
		r.m.set(r.in("now", 2, 0))
		r.pass(time.Second)
		r.check("now@2s", "m-now")
	})
}

func TestTheBellWakesAtOnce(t *testing.T) {
	play(t, func(r *rig) {
		r.start()
		r.pass(100 * time.Millisecond)
		r.m.set(r.in("now", 2, 0))
		r.cfg.Bell.Ring()
		r.pass(0)
		r.check("now@100ms", "m-now")
	})
}

func TestTimersOfOneLaneAreFiredOneClaimAtATime(t *testing.T) {
	play(t, func(r *rig) {
		inHand := 0
		r.cfg.Fire = func(ctx context.Context, f queue.Firing) (queue.Settlement, error) {
			r.mu.Lock()
			inHand++
			if inHand > 1 {
				t.Error("a lane was fired twice at once")
			}
			r.mu.Unlock()
			time.Sleep(3 * time.Second)
			what, err := r.fire(ctx, f)
			r.mu.Lock()
			inHand--
			r.mu.Unlock()
			return what, err
		}
		r.m.set(r.in("a", 1, 0), r.in("b", 1, time.Second))
		r.start()
		r.pass(10 * time.Second)
		r.check("a@3s b@6s", "m-a m-b")
	})
}

func TestNoMoreLanesThanSlotsAreInHand(t *testing.T) {
	play(t, func(r *rig) {
		r.cfg.Slots = 3
		inHand, most := 0, 0
		r.cfg.Fire = func(ctx context.Context, f queue.Firing) (queue.Settlement, error) {
			r.mu.Lock()
			inHand++
			most = max(most, inHand)
			r.mu.Unlock()
			time.Sleep(time.Second)
			r.mu.Lock()
			inHand--
			r.mu.Unlock()
			return r.fire(ctx, f)
		}
		for lane := range int64(10) {
			r.m.set(r.in(fmt.Sprint("t", lane), lane, 0))
		}
		r.start()
		r.pass(4 * time.Second)
		if err := r.end(); err != nil {
			t.Error(err)
		}
		if most != 3 || len(r.m.sent) != 10 {
			t.Errorf("%d at once, %d sent", most, len(r.m.sent))
		}
	})
}

func TestAFailureIsTriedAgainWithGrowingWaits(t *testing.T) {
	play(t, func(r *rig) {
		tries := 0
		r.cfg.Fire = func(ctx context.Context, f queue.Firing) (queue.Settlement, error) {
			tries++
			switch tries {
			case 1:
				return queue.Settlement{}, errors.New("the store is away")
			case 2:
				panic("a nil map")
			case 3:
				<-ctx.Done()
				return queue.Settlement{}, ctx.Err()
			}
			return r.fire(ctx, f)
		}
		r.m.set(r.in("a", 1, 0))
		r.start()
		r.pass(time.Minute)
		if err := r.end(); err != nil {
			t.Error(err)
		}
		c := r.cfg.Count
		if failed, panicked, fired := c.Failed.Load(), c.Panicked.Load(), c.Fired.Load(); tries != 4 || len(r.m.sent) != 1 ||
			failed != 3 || panicked != 1 || fired != 1 {
			t.Errorf("%d tries, sent %v, failed %d, panicked %d, fired %d", tries, r.m.sent, failed, panicked, fired)
		}
	})
}

func TestWhatFailsEveryTimeGoesToTheDeadLetters(t *testing.T) {
	play(t, func(r *rig) {
		r.cfg.Attempts = 3
		r.cfg.Fire = func(_ context.Context, f queue.Firing) (queue.Settlement, error) {
			if f.Lane == 1 {
				return queue.Settlement{}, errors.New("no such plan")
			}
			return r.fire(t.Context(), f)
		}
		r.m.set(r.in("bad", 1, 0), r.in("good", 2, 20*time.Second))
		r.start()
		r.pass(time.Minute)
		r.check("good@20s", "m-good")
		if got := strings.Join(r.m.dead, "; "); got != "bad: no such plan" || r.cfg.Count.GivenUp.Load() != 1 {
			t.Errorf("dead letters: %s", got)
		}
	})
}

func TestATimerThatEndsItsProcessIsNotTriedForEver(t *testing.T) {
	play(t, func(r *rig) {
		r.cfg.Attempts = 3
		r.m.tries[1] = 3
		r.m.set(r.in("bad", 1, 0))
		r.start()
		r.pass(time.Second)
		r.check("", "")
		if len(r.m.dead) != 1 {
			t.Errorf("dead letters: %v", r.m.dead)
		}
	})
}

func TestWhatWasDecidedOnAnOldRecordIsDecidedAnew(t *testing.T) {
	play(t, func(r *rig) {
		decided := 0
		r.cfg.Fire = func(ctx context.Context, f queue.Firing) (queue.Settlement, error) {
			decided++
			what, err := r.fire(ctx, f)
			r.m.mu.Lock()
			what.Changes = []queue.Change{{ID: "plan", Was: r.m.records["plan"]}}
			if decided < 3 {
				r.m.records["plan"]++ // Somebody else is faster.
			}
			r.m.mu.Unlock()
			return what, err
		}
		r.m.set(r.in("a", 1, 0))
		r.start()
		r.check("a@0s a@0s a@0s", "m-a")
		if r.cfg.Count.Conflicts.Load() != 2 || r.cfg.Count.LeasesLost.Load() != 0 {
			t.Errorf("%d conflicts, %d lost", r.cfg.Count.Conflicts.Load(), r.cfg.Count.LeasesLost.Load())
		}
	})
}

func TestATimerThatIsPutOffWhileItIsInHandFiresAtItsNewMomentOnly(t *testing.T) {
	play(t, func(r *rig) {
		r.cfg.Fire = func(ctx context.Context, f queue.Firing) (queue.Settlement, error) {
			time.Sleep(time.Second)
			return r.fire(ctx, f)
		}
		r.m.set(r.in("a", 1, 0))
		r.start()
		r.m.set(r.in("a", 1, time.Minute))
		r.pass(2 * time.Minute)
		r.check("a@1m1s a@1s", "m-a")
	})
}

func TestWhileTheStoreIsAwayNothingIsLost(t *testing.T) {
	play(t, func(r *rig) {
		r.m.set(r.in("a", 1, 0), r.in("b", 2, 10*time.Second))
		r.m.switchAway(true)
		r.start()
		r.pass(30 * time.Second)
		if r.m.claimed > 12 {
			t.Errorf("asked %d times in 30 s", r.m.claimed)
		}
		r.m.switchAway(false)
		r.pass(time.Minute)
		if err := r.end(); err != nil {
			t.Error(err)
		}
		if len(r.m.sent) != 2 {
			t.Errorf("sent %v", r.m.sent)
		}
	})
}

func TestASettlementWhoseAnswerWasLostIsNoLostClaim(t *testing.T) {
	play(t, func(r *rig) {
		settled := 0
		r.cfg.Settled = func(what queue.Settlement) { settled += len(what.Messages) }
		r.m.loseAnswer = true
		r.m.set(r.in("a", 1, 0))
		r.start()
		r.pass(time.Minute)
		r.check("a@0s", "m-a")
		if r.cfg.Count.LeasesLost.Load() != 0 || settled != 1 {
			t.Errorf("%d leases lost, %d messages settled", r.cfg.Count.LeasesLost.Load(), settled)
		}
	})
}

func TestAClaimThatHasPassedOnIsCounted(t *testing.T) {
	play(t, func(r *rig) {
		r.cfg.Fire = func(ctx context.Context, f queue.Firing) (queue.Settlement, error) {
			r.m.mu.Lock()
			r.m.token++
			r.m.claims[f.Lane] = claim{owner: "another", token: r.m.token, until: time.Now().Add(time.Hour)}
			r.m.mu.Unlock()
			return r.fire(ctx, f)
		}
		r.m.set(r.in("a", 1, 0))
		r.start()
		r.check("a@0s", "")
		if r.cfg.Count.LeasesLost.Load() != 1 {
			t.Errorf("%d leases lost", r.cfg.Count.LeasesLost.Load())
		}
	})
}

func TestAStopFinishesWhatIsInHandAndTakesNothingNew(t *testing.T) {
	play(t, func(r *rig) {
		r.cfg.Fire = func(ctx context.Context, f queue.Firing) (queue.Settlement, error) {
			time.Sleep(4 * time.Second)
			return r.fire(ctx, f)
		}
		r.m.set(r.in("a", 1, 0), r.in("b", 2, 2*time.Second))
		r.start()
		r.pass(time.Second)
		r.check("a@4s", "m-a")
	})
}

func TestAStopHandsBackWhatDoesNotEndInTime(t *testing.T) {
	play(t, func(r *rig) {
		r.cfg.Within = time.Hour
		r.cfg.Fire = func(ctx context.Context, _ queue.Firing) (queue.Settlement, error) {
			<-ctx.Done()
			return queue.Settlement{}, ctx.Err()
		}
		r.m.set(r.in("a", 1, 0))
		r.start()
		r.check("", "")
		if took := time.Since(r.begun); took != 10*time.Second {
			t.Errorf("the stop took %v", took)
		}
		if len(r.m.claims) != 0 || len(r.m.dead) != 0 || len(r.m.timers) != 1 {
			t.Errorf("claims %v, dead %v, timers %v", r.m.claims, r.m.dead, r.m.timers)
		}
		firings, _, err := r.m.Claim(t.Context(), "another", time.Minute, 1)
		if err != nil || len(firings) != 1 {
			t.Errorf("another process gets %v, %v", firings, err)
		}
	})
}

func TestAStopDoesNotWaitForWhatNeverEnds(t *testing.T) {
	play(t, func(r *rig) {
		released := make(chan struct{})
		r.cfg.Fire = func(context.Context, queue.Firing) (queue.Settlement, error) {
			<-released
			return queue.Settlement{}, nil
		}
		r.m.set(r.in("a", 1, 0))
		r.start()
		if err := r.end(); err == nil {
			t.Error("nothing is said of what did not end")
		}
		close(released)
		synctest.Wait()
	})
}

func TestAnIncompleteConfigurationIsRefused(t *testing.T) {
	for _, cfg := range []Config{{}, {Timers: newMemory()}} {
		if err := Run(t.Context(), cfg); err == nil {
			t.Errorf("%+v was taken", cfg)
		}
	}
}
