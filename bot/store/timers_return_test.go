package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"camnang/bot/queue"
)

func TestATimerThatFailsIsPutOffAndThenADeadLetter(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		ctx := t.Context()
		setTimers(t, s, timer("bad", 7, past(1)))
		for attempt := 1; attempt <= 3; attempt++ {
			f := want(t, s, "7:bad")[0]
			if f.Attempt != attempt {
				t.Fatalf("attempt %d, want %d", f.Attempt, attempt)
			}
			dead, err := s.Timers().Return(ctx, f, 30*time.Millisecond, 3, "no\nbasis")
			if dead != (attempt == 3) || err != nil {
				t.Fatalf("attempt %d: %v, %v", attempt, dead, err)
			}
			setTimers(t, s, timer("behind", 7, past(2)))
			if !dead {
				want(t, s, "")
			}
			wait(35 * time.Millisecond)
		}
		letters, err := s.Dead(ctx, 5)
		must(t, err)
		if len(letters) != 1 || letters[0].Queue != "timers" || letters[0].Chat != 7 || letters[0].ID != "bad" || letters[0].Why != "no basis" {
			t.Errorf("%+v", letters)
		}
		f := want(t, s, "7:behind")[0]
		if f.Attempt != 1 {
			t.Errorf("the timer behind it begins with attempt %d", f.Attempt)
		}
		if got := listed(t, s, 0); got != "0:dead" {
			t.Errorf("the notice of dead letters is %q", got)
		}
	})
}

// Timers that failed together are tried one by one after that, whether they were handed back or their owner died.
func TestATimerThatFailsTakesNoOtherWithIt(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		ctx := t.Context()
		for _, died := range []bool{false, true} {
			setTimers(t, s, timer("a", 7, past(1)), timer("bad", 7, past(2)), timer("c", 7, past(3)))
			firings, _, err := s.Timers().Claim(ctx, "w", time.Millisecond, 10)
			must(t, err)
			if got := named(firings); got != "7:a,bad,c" {
				t.Fatalf("claimed %q", got)
			}
			if !died {
				if _, err := s.Timers().Return(ctx, firings[0], 0, 3, "one of them"); err != nil {
					t.Fatal(err)
				}
			}
			wait(3 * time.Millisecond)
			setTimers(t, s, timer("d", 7, past(4)), timer("e", 7, past(5)))
			f := want(t, s, "7:a")[0]
			if f.Attempt != 2 {
				t.Errorf("attempt %d", f.Attempt)
			}
			must(t, s.Timers().Settle(ctx, f, queue.Settlement{}))
			for attempt := 1; attempt <= 3; attempt++ {
				f := want(t, s, "7:bad")[0]
				dead, err := s.Timers().Return(ctx, f, 0, 3, "it fails")
				if f.Attempt != attempt || dead != (attempt == 3) || err != nil {
					t.Fatalf("attempt %d: %d, %v, %v", attempt, f.Attempt, dead, err)
				}
				wait(2 * time.Millisecond)
			}
			must(t, s.Timers().Settle(ctx, want(t, s, "7:c")[0], queue.Settlement{}))
			must(t, s.Timers().Settle(ctx, want(t, s, "7:d,e")[0], queue.Settlement{}))
			must(t, s.Timers().Cancel(ctx, "dead"))
			emptyTimers(t, s)
		}
	})
}

// Also when some of those that stand in line are cancelled: at its front, in its middle, at its end.
func TestALaneGivesAHundredTimersAtATime(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx := t.Context()
		var all []queue.Timer
		for i := range 250 {
			all = append(all, timer(fmt.Sprintf("t%03d", i), 7, past(i)))
		}
		setTimers(t, s, all...)
		for step, want := range []struct {
			n           int
			first, last string
		}{{100, "t000", "t099"}, {100, "t102", "t207"}, {39, "t208", "t246"}} {
			firings, _ := fire(t, s, 1)
			if len(firings) != 1 || len(firings[0].Timers) != want.n {
				t.Fatalf("step %d: %s", step, named(firings))
			}
			timers := firings[0].Timers
			if timers[0].ID != want.first || timers[want.n-1].ID != want.last {
				t.Errorf("step %d: %s to %s", step, timers[0].ID, timers[want.n-1].ID)
			}
			if step == 0 {
				must(t, s.Timers().Cancel(ctx, "t100", "t101", "t150", "t151", "t152", "t199", "t200", "t247", "t248", "t249"))
				setTimers(t, s, timer("t201", 7, past(9999)), timer("t201", 8, past(9999)))
			}
			must(t, s.Timers().Settle(ctx, firings[0], queue.Settlement{}))
		}
		must(t, s.Timers().Settle(ctx, want(t, s, "8:t201")[0], queue.Settlement{}))
		emptyTimers(t, s)
	})
}

func TestAttemptsAreThoseOfTheTimerInFront(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx := t.Context()
		setTimers(t, s, timer("a", 7, past(1)), timer("b", 7, past(2)))
		if _, err := s.Timers().Return(ctx, want(t, s, "7:a,b")[0], 0, 5, "it fails"); err != nil {
			t.Fatal(err)
		}
		must(t, s.Timers().Cancel(ctx, "a"))
		if f := want(t, s, "7:b")[0]; f.Attempt != 1 {
			t.Errorf("attempt %d", f.Attempt)
		}
	})
}

func TestAnEmbeddedStoreEndsTheClaimsOfTimers(t *testing.T) {
	c, dir := newClock(), t.TempDir()
	s := open(t, Options{Dir: dir, Now: c.Now})
	setTimers(t, s, timer("a", 1, past(1)), timer("b", 2, past(2)))
	firings := want(t, s, "1:a 2:b")
	if _, err := s.Timers().Return(context.Background(), firings[1], time.Hour, 5, "later"); err != nil {
		t.Fatal(err)
	}
	shut(t, s)
	s = open(t, Options{Dir: dir, Now: c.Now})
	if f := want(t, s, "1:a")[0]; f.Attempt != 2 {
		t.Errorf("%+v", f)
	}
	if err := s.Timers().Settle(t.Context(), firings[0], queue.Settlement{}); !errors.Is(err, queue.ErrNotOwner) {
		t.Errorf("the owner of before settles: %v", err)
	}
	c.Add(time.Hour)
	if _, got := fire(t, s, 5); got != "1:a 2:b" && got != "2:b 1:a" {
		t.Errorf("claimed %q", got)
	}
}

func TestListIsOfItsLaneOnly(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		setTimers(t, s, timer("a", 1, past(3)), timer("b", -1, past(1)), timer("c", 11, past(1)), timer("e", 1, past(2)), timer("d", 1, past(2)))
		list, err := s.Timers().List(t.Context(), 1, 2)
		must(t, err)
		if got := named([]queue.Firing{{Lane: 1, Timers: list}}); got != "1:d,e" {
			t.Errorf("listed %q", got)
		}
	})
}
