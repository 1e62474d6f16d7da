package store

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"camnang/bot/queue"
)

func deadIDs(t *testing.T, s *Store) []string {
	t.Helper()
	letters, err := s.Dead(t.Context(), 100)
	must(t, err)
	var list []string
	for _, d := range letters {
		list = append(list, d.ID)
	}
	slices.Reverse(list)
	return list
}

func TestOutboxDrop(t *testing.T) {
	eachBeside(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		send(t, s, message("1", 9, 1), message("2", 9, 1))
		must(t, s.Outbox().Drop(t.Context(), take(t, s, "1"), "400 Bad Request: message is too long"))
		letters, err := s.Dead(t.Context(), 5)
		must(t, err)
		var kept queue.Message
		if len(letters) != 1 || json.Unmarshal(letters[0].Item, &kept) != nil {
			t.Fatalf("letters %+v", letters)
		}
		d := letters[0]
		if d.Queue != "outbox" || d.ID != "1" || d.Chat != 9 || d.Why != "400 Bad Request: message is too long" ||
			kept.Priority != 1 || string(kept.Body) != `{"id":"1"}` {
			t.Fatalf("letter %+v, item %+v", d, kept)
		}
		send(t, s, message("1", 9, 1))
		wait(1001 * time.Millisecond)
		if got := drainOutbox(t, s, wait); !slices.Equal(got, []string{"2"}) {
			t.Fatalf("left over %q", got)
		}
	})
}

func TestAnUnreachableChatGetsNothingUntilItIsReachable(t *testing.T) {
	eachBeside(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		b, ctx := s.Outbox(), t.Context()
		send(t, s, message("c1", 9, 0), message("b1", 9, 2), message("b2", 9, 2), message("other", 8, 2))
		must(t, b.Unreachable(ctx, take(t, s, "c1"), "403 bot was blocked by the user"))
		send(t, s, message("r1", 9, 1))
		if got := deadIDs(t, s); !slices.Equal(got, []string{"c1", "b1", "b2", "r1"}) {
			t.Fatalf("dead letters %q", got)
		}
		if d := depths(t, s); d.Outbox != 1 || d.Dead != 4 {
			t.Fatalf("%+v", d)
		}
		must(t, b.Reachable(ctx, 7))
		must(t, b.Reachable(ctx, 9))
		send(t, s, message("c2", 9, 0), message("r1", 9, 1))
		if got := drainOutbox(t, s, wait); !slices.Equal(got, []string{"other", "c2"}) {
			t.Fatalf("went out %q", got)
		}
	})
}

func TestWhatAnotherSenderHasInHandStaysWithItWhenAChatIsMarked(t *testing.T) {
	eachBeside(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		b, ctx := s.Outbox(), t.Context()
		send(t, s, message("1", 9, 0), message("2", 9, 0), queue.Message{ID: "tap", Chat: 9, Free: true})
		first, tap := take(t, s, "1"), take(t, s, "tap")
		must(t, b.Unreachable(ctx, tap, "403"))
		if got := deadIDs(t, s); !slices.Equal(got, []string{"tap", "2"}) {
			t.Fatalf("dead letters %q", got)
		}
		sent(t, s, first)
		if d := depths(t, s); d.Outbox != 0 {
			t.Fatalf("%+v", d)
		}
		must(t, b.Reachable(ctx, 9))
		send(t, s, message("3", 9, 0))
		if got := drainOutbox(t, s, wait); !slices.Equal(got, []string{"3"}) {
			t.Fatalf("went out %q", got)
		}
	})
}

func TestAMigratedChatKeepsWhatWaitsAndItsLimits(t *testing.T) {
	eachBeside(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		b, ctx := s.Outbox(), t.Context()
		group := func(id string, chat int64, p queue.Priority) queue.Message {
			m := message(id, chat, p)
			m.Group = true
			return m
		}
		const old, now = -5, -1005
		send(t, s, group("1", old, 0), group("2", old, 0), group("3", now, 0), group("4", old, 0), group("5", old, 2))
		if m := take(t, s, "1"); m.Message.Chat != old {
			t.Fatal(m)
		} else {
			must(t, b.Migrated(ctx, m, now))
		}
		take(t, s, "")
		var got []string
		for {
			m, ok, pause, err := b.Take(ctx, "w", time.Minute)
			must(t, err)
			if !ok && pause == 0 {
				break
			}
			if !ok {
				wait(pause)
				continue
			}
			if m.Message.Chat != now {
				t.Fatalf("%s goes to %d", m.Message.ID, m.Message.Chat)
			}
			got = append(got, m.Message.ID)
			sent(t, s, m)
		}
		if !slices.Equal(got, []string{"1", "2", "3", "4", "5"}) {
			t.Fatalf("went out %q", got)
		}
		for _, k := range []string{"out_head", "out_tail", "out_next", "out_kind", "out_message", "out_tries", "out_claim", "out_holder"} {
			if n, err := s.client.HLen(ctx, outboxKeys.named(k).at(s.bot)).Result(); n != 0 || err != nil {
				t.Errorf("%s still has %d fields (%v)", k, n, err)
			}
		}
	})
}

func TestAMigrationWhileAnotherSenderIsAtWork(t *testing.T) {
	eachBeside(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		b, ctx := s.Outbox(), t.Context()
		send(t, s, message("1", 9, 0), message("2", 9, 0), queue.Message{ID: "tap", Chat: 9, Free: true})
		busy, tap := take(t, s, "1"), take(t, s, "tap")
		must(t, b.Migrated(ctx, tap, 900))
		if m := take(t, s, "tap"); m.Message.Chat != 900 {
			t.Fatalf("%+v", m)
		} else {
			sent(t, s, m)
		}
		take(t, s, "")
		sent(t, s, busy)
		if got := drainOutbox(t, s, wait); !slices.Equal(got, []string{"2"}) {
			t.Fatalf("went out %q", got)
		}
	})
}
