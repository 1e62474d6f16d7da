package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"camnang/bot/queue"
)

func TestAMessageThatIsNotSentAnyMore(t *testing.T) {
	eachBeside(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		send(t, s, message("r1", 9, 1), message("r2", 9, 1))
		must(t, s.Outbox().Withheld(t.Context(), take(t, s, "r1")))
		send(t, s, message("r1", 9, 1))
		wait(1001 * time.Millisecond)
		sent(t, s, take(t, s, "r2"))
		wait(1001 * time.Millisecond)
		take(t, s, "")
		if _, ok, err := s.Outbox().SentAs(t.Context(), "r1"); ok || err != nil {
			t.Errorf("it has a number of Telegram's (%v)", err)
		}
		if got := lines(t, s); !slices.Equal(got, []string{"withheld - r1", "sent - r2"}) {
			t.Errorf("the journal: %q", got)
		}
		if d, err := s.Depths(t.Context()); err != nil || d.Outbox != 0 || d.Dead != 0 {
			t.Errorf("%+v, %v", d, err)
		}
	})
}

// TestWhatIsNotSentTakesNothingOfTheLimit: Telegram counts what it receives.
func TestWhatIsNotSentTakesNothingOfTheLimit(t *testing.T) {
	c := newClock()
	s := open(t, Options{Dir: t.TempDir(), Now: c.Now})
	const withheld = 100
	for i := range withheld {
		send(t, s, message(fmt.Sprint("r", i), int64(100+i), 1))
	}
	for i := range withheld {
		must(t, s.Outbox().Withheld(t.Context(), take(t, s, fmt.Sprint("r", i))))
	}
	for i := range 30 {
		send(t, s, message(fmt.Sprint("s", i), int64(300+i), 1))
		sent(t, s, take(t, s, fmt.Sprint("s", i)))
	}
	send(t, s, message("more", 400, 1))
	take(t, s, "")
}

// TestAVeryLargeSettlement: a mass import, a roster that changes under thousands of plans.
func TestAVeryLargeSettlement(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		const messages, notes, changes, timers = 1000, 1000, 3000, 3000
		ctx, due := t.Context(), time.Date(2031, 1, 2, 3, 4, 5, 0, time.UTC)
		for round := range 2 {
			var what queue.Settlement
			for i := range messages {
				what.Messages = append(what.Messages, message(fmt.Sprint("m", round, ".", i), int64(1+i%830), 1))
			}
			for i := range notes {
				what.Notes = append(what.Notes, queue.Note{Kind: "plan-changed", About: fmt.Sprint("k", i), Owner: "o1", Body: []byte(`{"n":1}`)})
			}
			for i := range changes {
				what.Changes = append(what.Changes, titled(t, i, fmt.Sprint("lần ", round)))
			}
			for i := range timers {
				what.Timers = append(what.Timers, queue.Timer{ID: fmt.Sprint("wake:o", i), Lane: int64(1 + i), Due: due, Body: []byte(`{}`)})
				what.Cancels = append(what.Cancels, fmt.Sprint("wake:o", i))
			}
			put(t, s, update(int64(round+1), 7))
			claims := claim(t, s, time.Minute, 1)
			if len(claims) != 1 {
				t.Fatalf("%d claims", len(claims))
			}
			began := time.Now()
			must(t, s.Inbox().Settle(ctx, claims[0], what))
			t.Logf("settled in %v", time.Since(began).Round(time.Millisecond))
			d, err := s.Depths(ctx)
			if err != nil || d.Outbox != messages*(round+1) || d.Timers != timers {
				t.Fatalf("%+v, %v", d, err)
			}
			b := book(t, s)
			if p, ok := b.Plan("k2999"); len(b.All()) != changes || !ok || p.Title != fmt.Sprint("lần ", round) {
				t.Fatalf("%d plans, the last is %+v", len(b.All()), p)
			}
		}
	})
}
