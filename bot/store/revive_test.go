package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"camnang/bot/queue"
)

// letters returns the dead letters, oldest first.
func letters(t *testing.T, s *Store) []queue.Dead {
	t.Helper()
	list, err := s.Dead(t.Context(), 1000)
	must(t, err)
	slices.Reverse(list)
	return list
}

func revive(t *testing.T, s *Store, d queue.Dead) bool {
	t.Helper()
	done, err := s.Revive(t.Context(), d)
	must(t, err)
	return done
}

func TestAnUpdateIsPutBackInItsPlaceOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		put(t, s, update(1, 10), update(2, 10), update(3, 10))
		first := claim(t, s, time.Minute, 1)[0]
		if dead, err := s.Inbox().Return(t.Context(), first, 0, 1, "panic"); !dead || err != nil {
			t.Fatal(dead, err)
		}
		busy := claim(t, s, time.Minute, 1)[0]
		dead := letters(t, s)[0]
		if !revive(t, s, dead) {
			t.Fatal("it is there, and was not put back")
		}
		if revive(t, s, dead) {
			t.Fatal("put back twice")
		}
		if d := depths(t, s); d.Dead != 0 || d.Inbox != 3 {
			t.Fatalf("%+v", d)
		}
		must(t, s.Inbox().Settle(t.Context(), busy, queue.Settlement{}))
		again := claim(t, s, time.Minute, 1)[0]
		if fmt.Sprintf("%+v", again.Update) != fmt.Sprintf("%+v", first.Update) || again.Attempt != 1 {
			t.Fatalf("came back as %+v, was %+v", again, first)
		}
		must(t, s.Inbox().Settle(t.Context(), again, queue.Settlement{}))
		put(t, s, update(1, 10))
		wantIDs(t, "the next", claim(t, s, time.Minute, 5), 3)
	})
}

func TestAMessageIsPutBackUnderItsID(t *testing.T) {
	eachBeside(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		b, ctx := s.Outbox(), t.Context()
		m := queue.Message{ID: "1", Chat: -9, Priority: queue.Reminder, Group: true, Body: json.RawMessage("{\n}")}
		send(t, s, m, message("2", -9, 1), message("3", 8, 1))
		must(t, b.Unreachable(ctx, take(t, s, "1"), "403"))
		all := letters(t, s)
		if len(all) != 2 || all[0].ID != "1" || all[0].Key == "" || all[0].Key == all[1].Key {
			t.Fatalf("%+v", all)
		}
		if !revive(t, s, all[0]) || revive(t, s, all[0]) {
			t.Fatal("not put back once")
		}
		if _, ok, err := b.Away(ctx, -9); ok || err != nil {
			t.Fatal("the chat is still marked", err)
		}
		send(t, s, m)
		sent(t, s, take(t, s, "3"))
		wait(1001 * time.Millisecond)
		again := take(t, s, "1")
		again.Message.Created = time.Time{}
		if fmt.Sprintf("%+v", again.Message) != fmt.Sprintf("%+v", m) || again.Attempt != 1 {
			t.Fatalf("came back as %+v", again)
		}
		must(t, b.Sent(ctx, again, 77))
		if got := deadIDs(t, s); !slices.Equal(got, []string{"2"}) {
			t.Fatalf("dead letters %q", got)
		}
		if d := depths(t, s); d.Outbox != 0 {
			t.Fatalf("%+v", d)
		}
	})
}

func TestATimerIsPutBackDueAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx := t.Context()
		must(t, s.Timers().Set(ctx, queue.Timer{ID: "r1", Lane: 7, Due: time.Unix(1, 0), Body: []byte(`{"r":1}`)}))
		bury := func() queue.Dead {
			t.Helper()
			firings, _, err := s.Timers().Claim(ctx, "w", time.Minute, 5)
			if err != nil || len(firings) != 1 || len(firings[0].Timers) != 1 || string(firings[0].Timers[0].Body) != `{"r":1}` {
				t.Fatalf("claimed %+v, %v", firings, err)
			}
			if dead, err := s.Timers().Return(ctx, firings[0], 0, 1, "no basis"); !dead || err != nil {
				t.Fatal(dead, err)
			}
			all := letters(t, s)
			return all[len(all)-1]
		}
		d := bury()
		var kept queue.Timer
		must(t, json.Unmarshal(d.Item, &kept))
		if d.Queue != "timers" || d.ID != "r1" || d.Chat != 7 || d.Why != "no basis" ||
			kept.ID != "r1" || kept.Lane != 7 || string(kept.Body) != `{"r":1}` {
			t.Fatalf("letter %+v %s", d, d.Item)
		}
		if !revive(t, s, d) || revive(t, s, d) {
			t.Fatal("not put back once")
		}
		bury()
	})
}

func TestWhatCouldNotBeDecodedIsNotPutBack(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		must(t, s.Inbox().SetAside(t.Context(), []byte("\xff\n"), "odd", 1, 0))
		d := letters(t, s)[0]
		if done, err := s.Revive(t.Context(), d); done || err == nil || d.Key != "" {
			t.Fatalf("put back %+v: %v, %v", d, done, err)
		}
		if done, err := s.Revive(t.Context(), queue.Dead{Queue: "inbox", ID: "1", Key: "0123456789abcdef"}); done || err != nil {
			t.Fatalf("put back what was never there: %v, %v", done, err)
		}
		if len(letters(t, s)) != 1 {
			t.Fatal("the letter is gone")
		}
	})
}

func TestOfManyLettersTheOneMeantIsPutBackByOne(t *testing.T) {
	eachBeside(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		ctx := t.Context()
		send(t, s, message("mark", 9, 0))
		must(t, s.Outbox().Unreachable(ctx, take(t, s, "mark"), "403"))
		var many []queue.Message
		for i := range 1200 {
			many = append(many, message(fmt.Sprint("m", i), 9, 0))
		}
		send(t, s, many...)
		oldest, err := s.Dead(ctx, 1201)
		must(t, err)
		d := oldest[len(oldest)-2]
		var won atomic.Int64
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				done, err := s.Revive(t.Context(), d)
				if err != nil {
					t.Error(err)
				}
				if done {
					won.Add(1)
				}
			})
		}
		wg.Wait()
		if got := depths(t, s); won.Load() != 1 || got.Dead != 1200 || got.Outbox != 1 {
			t.Fatalf("put back %d times, %+v", won.Load(), got)
		}
		wait(1001 * time.Millisecond)
		take(t, s, "m0")
	})
}
