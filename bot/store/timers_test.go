package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"camnang/bot/queue"
)

// timer is a timer whose body tells it apart.
func timer(id string, lane int64, due time.Time) queue.Timer {
	return queue.Timer{ID: id, Lane: lane, Due: due, Body: []byte(`{"t": "` + id + `"}`)}
}

// past is a moment long ago, and so many ms after that.
func past(ms int) time.Time { return time.UnixMilli(1e12 + int64(ms)).UTC() }

// serverTime is the moment by the store's clock.
func serverTime(t *testing.T, s *Store) time.Time {
	t.Helper()
	now, err := s.client.Time(t.Context()).Result()
	must(t, err)
	return now
}

func setTimers(t *testing.T, s *Store, timers ...queue.Timer) {
	t.Helper()
	must(t, s.Timers().Set(t.Context(), timers...))
}

// fire claims the due timers and names them: "lane:id,id" for each lane, in order.
func fire(t *testing.T, s *Store, lanes int) ([]queue.Firing, string) {
	t.Helper()
	firings, _, err := s.Timers().Claim(t.Context(), "w", time.Minute, lanes)
	must(t, err)
	return firings, named(firings)
}

func named(firings []queue.Firing) string {
	var lanes []string
	for _, f := range firings {
		var ids []string
		for _, timer := range f.Timers {
			ids = append(ids, timer.ID)
		}
		lanes = append(lanes, fmt.Sprintf("%d:%s", f.Lane, strings.Join(ids, ",")))
	}
	return strings.Join(lanes, " ")
}

// want claims and wants these lanes and timers.
func want(t *testing.T, s *Store, want string) []queue.Firing {
	t.Helper()
	firings, got := fire(t, s, 10)
	if got != want {
		t.Fatalf("claimed %q, want %q", got, want)
	}
	return firings
}

func listed(t *testing.T, s *Store, lane int64) string {
	t.Helper()
	list, err := s.Timers().List(t.Context(), lane, 1000)
	must(t, err)
	return named([]queue.Firing{{Lane: lane, Timers: list}})
}

// emptyTimers wants nothing to be left of any timer but the number given last.
func emptyTimers(t *testing.T, s *Store) {
	t.Helper()
	for _, k := range timerKeys {
		if n := s.client.Exists(t.Context(), k.at(s.bot)).Val(); n != 0 && k.name != "timer_seq" {
			t.Errorf("%s is left", k.name)
		}
	}
}

func TestTimersAreFiredByLane(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		later := serverTime(t, s).Add(time.Hour)
		setTimers(t, s, timer("c", 7, past(3)), timer("a", 7, past(1)), timer("x", -5, past(2)), timer("b", 7, past(1)), timer("d", 7, later))
		if got := listed(t, s, 7); got != "7:a,b,c,d" {
			t.Errorf("listed %q", got)
		}
		firings := want(t, s, "7:a,b,c -5:x")
		f := firings[0]
		if f.Owner != "w" || f.Attempt != 1 || f.Timers[0].Lane != 7 || !f.Timers[0].Due.Equal(past(1)) ||
			string(f.Timers[0].Body) != `{"t": "a"}` || f.Until.Before(serverTime(t, s)) {
			t.Errorf("%+v", f)
		}
		want(t, s, "")
		if got := listed(t, s, 7); got != "7:a,b,c,d" {
			t.Errorf("listed while claimed %q", got)
		}
		must(t, s.Timers().Settle(t.Context(), f, queue.Settlement{}))
		if got := listed(t, s, 7); got != "7:d" {
			t.Errorf("listed when settled %q", got)
		}
		must(t, s.Timers().Settle(t.Context(), firings[1], queue.Settlement{}))
		want(t, s, "")
		must(t, s.Timers().Cancel(t.Context(), "d", "unknown"))
		emptyTimers(t, s)
	})
}

func TestATimerIsDueToTheMillisecond(t *testing.T) {
	c := newClock()
	s := open(t, Options{Dir: t.TempDir(), Now: c.Now})
	setTimers(t, s, timer("a", 1, c.Now().Add(1500*time.Millisecond)), timer("b", 2, c.Now().Add(time.Hour)))
	next := func(what string, want time.Duration) {
		t.Helper()
		_, next, err := s.Timers().Claim(t.Context(), "w", time.Minute, 1)
		must(t, err)
		if next != want {
			t.Errorf("%s: next in %v, want %v", what, next, want)
		}
	}
	next("set", 1500*time.Millisecond)
	c.Add(1499 * time.Millisecond)
	next("not yet due", time.Millisecond)
	c.Add(time.Millisecond)
	next("claimed", time.Minute)
	must(t, s.Timers().Cancel(t.Context(), "a"))
	c.Add(time.Minute)
	next("its lane is free and has nothing", time.Hour-time.Minute-1500*time.Millisecond)
	must(t, s.Timers().Cancel(t.Context(), "b"))
	next("none is set", 0)
	setTimers(t, s, timer("c", 1, past(0)), timer("d", 2, past(0)))
	next("one more lane is due", time.Millisecond)
}

func TestSetReplacesAndSetNewDoesNot(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx, later := t.Context(), serverTime(t, s).Add(time.Hour)
		setTimers(t, s, timer("a", 1, past(0)), timer("b", 1, past(0)))
		setTimers(t, s, timer("a", 2, later), timer("b", 2, past(0)))
		must(t, s.Timers().SetNew(ctx, timer("a", 3, past(0)), timer("c", 3, past(0)), timer("c", 4, past(0))))
		if d := depths(t, s); d.Timers != 3 || d.TimerLag < time.Hour {
			t.Errorf("%+v", d)
		}
		firings := want(t, s, "2:b 3:c")
		for _, f := range firings {
			must(t, s.Timers().Settle(ctx, f, queue.Settlement{}))
		}
		if d := depths(t, s); d.Timers != 1 || d.TimerLag != 0 {
			t.Errorf("%+v", d)
		}
	})
}

func TestTimersThatCannotBeKeptAreRefused(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		good := timer("good", 1, past(0))
		for name, change := range map[string]func(*queue.Timer){
			"no id":               func(t *queue.Timer) { t.ID = "" },
			"an id too long":      func(t *queue.Timer) { t.ID = strings.Repeat("i", 201) },
			"an id of two lines":  func(t *queue.Timer) { t.ID = "a\nb" },
			"a body that is none": func(t *queue.Timer) { t.Body = nil },
			"no moment":           func(t *queue.Timer) { t.Due = time.Time{} },
		} {
			bad := good
			change(&bad)
			if err := s.Timers().Set(t.Context(), good, bad); err == nil {
				t.Errorf("%s is set", name)
			}
		}
		must(t, s.Timers().Set(t.Context()))
		must(t, s.Timers().Cancel(t.Context()))
		emptyTimers(t, s)
	})
}

func TestWhatATimerLedToIsDoneWithItsSettling(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx := t.Context()
		setTimers(t, s, timer("daily", 0, past(0)), timer("other", 0, past(1)), timer("gone", 3, past(2)))
		f := want(t, s, "0:daily,other 3:gone")[0]
		what := queue.Settlement{
			Messages: []queue.Message{message("m", 9, queue.Reminder)},
			Notes:    []queue.Note{{Kind: "backup", About: "daily"}},
			Changes:  []queue.Change{{Table: queue.TableState, ID: "backup", Value: []byte(`{}`)}},
			Timers:   []queue.Timer{timer("daily", 0, past(5)), timer("new", 4, past(5))},
			Cancels:  []string{"gone", "daily"},
		}
		must(t, s.Timers().Settle(ctx, f, what))
		if err := s.Timers().Settle(ctx, f, what); !errors.Is(err, queue.ErrNotOwner) {
			t.Errorf("settled twice: %v", err)
		}
		want(t, s, "0:daily 4:new")
		take(t, s, "m")
		if n, err := s.Journal().Count(ctx); n != 1 || err != nil {
			t.Errorf("%d entries, %v", n, err)
		}
		if r, err := s.Records().Record(ctx, queue.TableState, "backup"); r.Version == 0 || err != nil {
			t.Errorf("%+v, %v", r, err)
		}
	})
}

// Nothing of a settlement is done that rests on what is no longer so; the lane is claimed again at once.
func TestAConflictEndsTheClaim(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx := t.Context()
		what := queue.Settlement{Messages: []queue.Message{message("m", 9, queue.Reminder)}, Cancels: []string{"b"}}
		for i, c := range []struct {
			name   string
			change func(*queue.Settlement)
			left   string
		}{
			{"a timer is cancelled", func(*queue.Settlement) { must(t, s.Timers().Cancel(ctx, "a")) }, "7:b"},
			{"a timer is replaced", func(*queue.Settlement) { setTimers(t, s, timer("b", 7, past(9))) }, "7:a,b"},
			{"all timers are cancelled", func(*queue.Settlement) { must(t, s.Timers().Cancel(ctx, "a", "b")) }, ""},
			{"a timer moves to another lane", func(*queue.Settlement) { setTimers(t, s, timer("a", 8, past(9))) }, "7:b 8:a"},
			{"a record was changed", func(what *queue.Settlement) {
				what.Changes = []queue.Change{{Table: queue.TableState, ID: "x", Was: 99, Value: []byte(`{}`)}}
			}, "7:a,b"},
		} {
			setTimers(t, s, timer("a", 7, past(1)), timer("b", 7, past(2)))
			f := want(t, s, "7:a,b")[0]
			this := what
			c.change(&this)
			if err := s.Timers().Settle(ctx, f, this); !errors.Is(err, queue.ErrConflict) {
				t.Fatalf("%s: %v", c.name, err)
			}
			if err := s.Timers().Settle(ctx, f, queue.Settlement{}); !errors.Is(err, queue.ErrNotOwner) {
				t.Errorf("%s: the claim is not over: %v", c.name, err)
			}
			if d := depths(t, s); d.Outbox != 0 {
				t.Errorf("%s: %d messages were put", c.name, d.Outbox)
			}
			for _, f := range want(t, s, c.left) {
				if f.Attempt != 1 {
					t.Errorf("%s: attempt %d", c.name, f.Attempt)
				}
				must(t, s.Timers().Settle(ctx, f, queue.Settlement{}))
			}
			if t.Failed() {
				t.Fatalf("case %d", i)
			}
		}
		emptyTimers(t, s)
	})
}

func TestALaneIsInOneHand(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		ctx := t.Context()
		setTimers(t, s, timer("a", 7, past(1)))
		firings, _, err := s.Timers().Claim(ctx, "first", 50*time.Millisecond, 10)
		must(t, err)
		setTimers(t, s, timer("b", 7, past(0)))
		want(t, s, "")
		wait(60 * time.Millisecond)
		again := want(t, s, "7:a")[0]
		if again.Attempt != 2 || again.Token == firings[0].Token {
			t.Errorf("%+v", again)
		}
		if err := s.Timers().Settle(ctx, firings[0], queue.Settlement{}); !errors.Is(err, queue.ErrNotOwner) {
			t.Errorf("the first owner settles: %v", err)
		}
		if _, err := s.Timers().Return(ctx, firings[0], 0, 9, "late"); !errors.Is(err, queue.ErrNotOwner) {
			t.Errorf("the first owner returns: %v", err)
		}
		must(t, s.Timers().Settle(ctx, again, queue.Settlement{}))
		must(t, s.Timers().Settle(ctx, want(t, s, "7:b")[0], queue.Settlement{}))
		emptyTimers(t, s)
	})
}

func TestALeaseThatRanOutStillSettles(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		setTimers(t, s, timer("a", 7, past(1)))
		firings, _, err := s.Timers().Claim(t.Context(), "w", 20*time.Millisecond, 1)
		must(t, err)
		wait(30 * time.Millisecond)
		must(t, s.Timers().Settle(t.Context(), firings[0], queue.Settlement{}))
		emptyTimers(t, s)
	})
}
