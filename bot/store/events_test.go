package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"camnang/bot/queue"
)

// events returns the timers of the program itself with their bodies, in the order they are due.
func events(t *testing.T, s *Store) []string {
	t.Helper()
	list, err := s.Timers().List(t.Context(), 0, 100)
	must(t, err)
	var all []string
	for _, one := range list {
		all = append(all, one.ID+" "+string(one.Body))
	}
	return all
}

func wantEvents(t *testing.T, what string, s *Store, want ...string) {
	t.Helper()
	if got := events(t, s); !slices.Equal(got, want) {
		t.Fatalf("%s:\n%q, want\n%q", what, got, want)
	}
}

const deadEvent = `dead {"event":"dead"}`

func TestAChatThatBecomesUnreachableIsToldOnce(t *testing.T) {
	eachBeside(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		b, ctx := s.Outbox(), t.Context()
		send(t, s, message("1", -9, 0), queue.Message{ID: "tap", Chat: -9, Free: true})
		first, tap := take(t, s, "1"), take(t, s, "tap")
		if why, ok, err := b.Away(ctx, -9); ok || err != nil {
			t.Fatalf("away before: %q, %v", why, err)
		}
		must(t, b.Unreachable(ctx, first, "403 \"Forbidden\":\nbot was blocked \\ by đồng chí"))
		away := `away:-9 {"event":"away","chat":-9,"why":"403 \"Forbidden\": bot was blocked \\ by đồng chí"}`
		wantEvents(t, "marked", s, away, deadEvent)
		if why, ok, err := b.Away(ctx, -9); !ok || err != nil || why != `403 "Forbidden": bot was blocked \ by đồng chí` {
			t.Fatalf("away: %q, %v, %v", why, ok, err)
		}
		must(t, s.Timers().Cancel(ctx, "away:-9", "dead"))
		must(t, b.Unreachable(ctx, tap, "403"))
		send(t, s, message("2", -9, 0))
		wantEvents(t, "marked before", s, deadEvent)
		must(t, b.Reachable(ctx, -9))
		if _, ok, err := b.Away(ctx, -9); ok || err != nil {
			t.Fatal("still away", err)
		}
		send(t, s, message("3", -9, 0))
		wait(1001 * time.Millisecond)
		must(t, b.Unreachable(ctx, take(t, s, "3"), "403 again"))
		wantEvents(t, "marked anew", s, `away:-9 {"event":"away","chat":-9,"why":"403 again"}`, deadEvent)
	})
}

func TestAMigrationIsTold(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		send(t, s, message("1", -9, 0), message("2", 8, 0))
		must(t, s.Outbox().Migrated(t.Context(), take(t, s, "1"), -1009))
		moved := `moved:-9 {"event":"moved","from":-9,"to":-1009}`
		wantEvents(t, "moved", s, moved)
		must(t, s.Outbox().Migrated(t.Context(), take(t, s, "2"), 8))
		wantEvents(t, "to the same id", s, moved)
		list, err := s.Timers().List(t.Context(), 0, 1)
		must(t, err)
		firings, _, err := s.Timers().Claim(t.Context(), "w", time.Minute, 1)
		must(t, err)
		if len(firings) != 1 || len(firings[0].Timers) != 1 || firings[0].Timers[0].ID != list[0].ID {
			t.Fatalf("not due at once: %+v", firings)
		}
	})
}

func TestDeadLettersAreToldTogether(t *testing.T) {
	c := newClock()
	s := open(t, Options{Dir: t.TempDir(), Now: c.Now})
	ctx := t.Context()
	began := c.Now()
	send(t, s, message("1", 1, 0))
	must(t, s.Outbox().Drop(ctx, take(t, s, "1"), "400"))
	c.Add(20 * time.Second)
	must(t, s.Inbox().SetAside(ctx, []byte(`{"odd":1}`), "odd", 1, 0))
	put(t, s, update(1, 10))
	if dead, err := s.Inbox().Return(ctx, claim(t, s, time.Minute, 1)[0], 0, 1, "panic"); !dead || err != nil {
		t.Fatal(dead, err)
	}
	wantEvents(t, "three letters", s, deadEvent)
	list, err := s.Timers().List(ctx, 0, 1)
	must(t, err)
	if due := list[0].Due.Sub(began); due != 30*time.Second {
		t.Fatalf("due %v after the first letter", due)
	}
	c.Add(10 * time.Second)
	firings, _, err := s.Timers().Claim(ctx, "w", time.Minute, 1)
	must(t, err)
	if len(firings) != 1 {
		t.Fatalf("%d claims", len(firings))
	}
	must(t, s.Timers().Settle(ctx, firings[0], queue.Settlement{}))
	wantEvents(t, "told", s)
	must(t, s.Inbox().SetAside(ctx, []byte(`{"odd":2}`), "odd", 1, 0))
	wantEvents(t, "the next letter", s, deadEvent)
}

func TestTheJournalHasWhatWasSent(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		for i := range int64(4) {
			send(t, s, message(fmt.Sprint("u1.", i), i, 0))
		}
		b, ctx := s.Outbox(), t.Context()
		first := take(t, s, "u1.0")
		must(t, b.Sent(ctx, first, 5))
		if b.Sent(ctx, first, 5) == nil {
			t.Fatal("settled twice")
		}
		must(t, b.Later(ctx, take(t, s, "u1.1"), time.Hour, "502"))
		must(t, b.Drop(ctx, take(t, s, "u1.2"), "400"))
		must(t, b.Sent(ctx, take(t, s, "u1.3"), 6))
		if got, want := lines(t, s), []string{"sent - u1.0", "sent - u1.3"}; !slices.Equal(got, want) {
			t.Fatalf("journal %q, want %q", got, want)
		}
	})
}

func TestDepthsOfTimers(t *testing.T) {
	c := newClock()
	s := open(t, Options{Dir: t.TempDir(), Now: c.Now})
	ctx := t.Context()
	if d := depths(t, s); d.Timers != 0 || d.TimerLag != 0 {
		t.Fatalf("none is set: %+v", d)
	}
	must(t, s.Timers().Set(ctx,
		queue.Timer{ID: "later", Lane: 1, Due: c.Now().Add(time.Hour), Body: []byte(`{}`)},
		queue.Timer{ID: "sooner", Lane: 2, Due: c.Now().Add(time.Minute), Body: []byte(`{}`)}))
	if d := depths(t, s); d.Timers != 2 || d.TimerLag != 0 {
		t.Fatalf("none is due: %+v", d)
	}
	c.Add(90 * time.Second)
	firings, _, err := s.Timers().Claim(ctx, "w", time.Minute, 5)
	must(t, err)
	if d := depths(t, s); d.Timers != 2 || d.TimerLag != 30*time.Second {
		t.Fatalf("one is overdue, claimed or not: %+v", d)
	}
	must(t, s.Timers().Settle(ctx, firings[0], queue.Settlement{}))
	if d := depths(t, s); d.Timers != 1 || d.TimerLag != 0 {
		t.Fatalf("settled: %+v", d)
	}
}
