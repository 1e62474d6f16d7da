package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"camnang/bot/queue"
)

func update(id, chat int64) queue.Update {
	return queue.Update{ID: id, Chat: chat, Person: chat, Raw: fmt.Appendf(nil, `{"update_id":%d}`, id)}
}

func put(t *testing.T, s *Store, updates ...queue.Update) {
	t.Helper()
	must(t, s.Inbox().Put(t.Context(), updates, 0, 0))
}

func claim(t *testing.T, s *Store, lease time.Duration, n int) []queue.Claim {
	t.Helper()
	claims, err := s.Inbox().Claim(t.Context(), "w", lease, n)
	must(t, err)
	return claims
}

func ids(claims []queue.Claim) []int64 {
	var list []int64
	for _, c := range claims {
		list = append(list, c.Update.ID)
	}
	return list
}

func wantIDs(t *testing.T, what string, claims []queue.Claim, want ...int64) {
	t.Helper()
	if got := ids(claims); !slices.Equal(got, want) {
		t.Fatalf("%s: claimed %v, want %v", what, got, want)
	}
}

func depths(t *testing.T, s *Store) queue.Depths {
	t.Helper()
	d, err := s.Depths(t.Context())
	must(t, err)
	return d
}

func TestInboxKeepsAnUpdateAsItCame(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		in := []queue.Update{
			{ID: 1, Chat: 10, Person: 11, Raw: []byte("{ \"text\": \"a<b>\\u0000 Đồng chí\",\n \"n\": 1.0 }")},
			{ID: 2, Chat: -1001234567890, Refused: "names a person and an allegation", Message: 77},
		}
		put(t, s, in...)
		claims := claim(t, s, time.Minute, 10)
		wantIDs(t, "two chats", claims, 1, 2)
		for i, c := range claims {
			got := c.Update
			if got.Received.IsZero() || got.Received.Location() != time.UTC {
				t.Errorf("received at %v", got.Received)
			}
			got.Received = time.Time{}
			if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", in[i]) {
				t.Errorf("kept %+v\nput  %+v", got, in[i])
			}
			if c.Attempt != 1 || c.Token == 0 || c.Owner != "w" || !c.Until.After(c.Update.Received) {
				t.Errorf("claim %+v", c)
			}
		}
	})
}

func TestInboxOffset(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		b := s.Inbox()
		want := func(what string, want int64) {
			t.Helper()
			got, err := b.Offset(t.Context())
			must(t, err)
			if got != want {
				t.Fatalf("%s: offset %d, want %d", what, got, want)
			}
		}
		want("nothing was stored", 0)
		must(t, b.Put(t.Context(), []queue.Update{update(5, 1)}, 6, 0))
		want("raised with the updates", 6)
		must(t, b.Put(t.Context(), nil, 9, 0))
		want("raised without updates", 9)
		must(t, b.Put(t.Context(), []queue.Update{update(7, 1)}, 8, 0))
		want("never lowered", 9)
		must(t, b.Put(t.Context(), []queue.Update{update(8, 1)}, 0, 0))
		want("a webhook leaves it", 9)
		must(t, b.SetAside(t.Context(), []byte(`{"update_id":9,"x":1}`), "unknown type", 10, 0))
		want("raised with what is set aside", 10)
	})
}

func TestInboxIgnoresAnUpdateItKnows(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		put(t, s, update(1, 10), update(1, 10), update(2, 10))
		put(t, s, update(1, 10), update(2, 99))
		if d := depths(t, s); d.Inbox != 2 {
			t.Fatalf("%d updates are waiting, 2 were put", d.Inbox)
		}
		for _, id := range []int64{1, 2} {
			c := claim(t, s, time.Minute, 10)
			wantIDs(t, "in order", c, id)
			put(t, s, update(id, 10))
			must(t, s.Inbox().Settle(t.Context(), c[0], queue.Settlement{}))
		}
		put(t, s, update(1, 10), update(2, 10))
		wantIDs(t, "both were settled", claim(t, s, time.Minute, 10))
	})
}

func TestInboxRemembersSettledUpdatesButNotForEver(t *testing.T) {
	s := open(t, Options{URL: serverURL(t), Bot: fmt.Sprint("t", bots.Add(1))})
	const total = 25_000
	for from := int64(1); from <= total; from += 100 {
		var batch []queue.Update
		for id := from; id < from+100; id++ {
			batch = append(batch, update(id, id))
		}
		put(t, s, batch...)
		for _, c := range claim(t, s, time.Minute, 100) {
			must(t, s.Inbox().Settle(t.Context(), c, queue.Settlement{}))
		}
	}
	var again []queue.Update
	for id := int64(total - 9_999); id <= total; id++ {
		again = append(again, update(id, id))
	}
	put(t, s, again...)
	if d := depths(t, s); d.Inbox != 0 {
		t.Errorf("%d of the last 10,000 settled updates were taken in again", d.Inbox)
	}
	for _, name := range []string{"in_done", "in_done_old"} {
		n, err := s.client.SCard(t.Context(), inboxKeys.named(name).at(s.bot)).Result()
		if err != nil || n > 11_000 {
			t.Errorf("%s has %d ids (%v)", name, n, err)
		}
	}
}

func TestInboxGivesOutOneUpdateOfAChatTheOldest(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		put(t, s, update(1, 10), update(2, 10), update(3, 20), update(4, 10), update(5, 30))
		first := claim(t, s, time.Minute, 2)
		wantIDs(t, "the chats that waited longest", first, 1, 3)
		wantIDs(t, "what is left", claim(t, s, time.Minute, 10), 5)
		wantIDs(t, "every chat is busy", claim(t, s, time.Minute, 10))
		must(t, s.Inbox().Settle(t.Context(), first[0], queue.Settlement{}))
		second := claim(t, s, time.Minute, 10)
		wantIDs(t, "the next of the chat", second, 2)
		must(t, s.Inbox().Settle(t.Context(), second[0], queue.Settlement{}))
		wantIDs(t, "and the next", claim(t, s, time.Minute, 10), 4)
	})
}

func TestInboxOrdersByIDWhateverTheOrderOfPut(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		put(t, s, update(40, 1), update(20, 1), update(60, 1))
		put(t, s, update(50, 1), update(10, 1))
		held := claim(t, s, time.Minute, 1)
		wantIDs(t, "the lowest id", held, 10)
		put(t, s, update(5, 1), update(70, 1), update(55, 1))
		must(t, s.Inbox().Settle(t.Context(), held[0], queue.Settlement{}))
		var order []int64
		for {
			c := claim(t, s, time.Minute, 1)
			if len(c) == 0 {
				break
			}
			order = append(order, c[0].Update.ID)
			must(t, s.Inbox().Settle(t.Context(), c[0], queue.Settlement{}))
		}
		if want := []int64{5, 20, 40, 50, 55, 60, 70}; !slices.Equal(order, want) {
			t.Fatalf("order %v, want %v", order, want)
		}
	})
}

func TestInboxLeaseAndFence(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		b, ctx := s.Inbox(), t.Context()
		put(t, s, update(1, 10), update(2, 10))
		old := claim(t, s, 50*time.Millisecond, 1)[0]
		wantIDs(t, "within the lease", claim(t, s, time.Minute, 1))
		wait(60 * time.Millisecond)
		now := claim(t, s, time.Minute, 1)[0]
		if now.Update.ID != 1 || now.Attempt != 2 || now.Token == old.Token {
			t.Fatalf("after the lease: %+v", now)
		}
		reply := queue.Message{ID: "late", Chat: 10, Body: []byte(`{}`)}
		if err := b.Settle(ctx, old, queue.Settlement{Messages: []queue.Message{reply}}); !errors.Is(err, queue.ErrNotOwner) {
			t.Fatalf("the old owner settles: %v", err)
		}
		if _, err := b.Return(ctx, old, 0, 1, "late"); !errors.Is(err, queue.ErrNotOwner) {
			t.Fatalf("the old owner returns: %v", err)
		}
		if d := depths(t, s); d.Inbox != 2 || d.Outbox != 0 || d.Dead != 0 {
			t.Fatalf("the old owner changed something: %+v", d)
		}
		must(t, b.Settle(ctx, now, queue.Settlement{}))
		if err := b.Settle(ctx, now, queue.Settlement{}); !errors.Is(err, queue.ErrNotOwner) {
			t.Fatalf("settled twice: %v", err)
		}
		if err := b.Settle(ctx, queue.Claim{Update: update(2, 10)}, queue.Settlement{}); !errors.Is(err, queue.ErrNotOwner) {
			t.Fatalf("settled without a claim: %v", err)
		}
		lapsed := claim(t, s, 50*time.Millisecond, 1)[0]
		wait(60 * time.Millisecond)
		if err := b.Settle(ctx, lapsed, queue.Settlement{}); err != nil {
			t.Fatalf("the lease ran out but nobody else came: %v", err)
		}
	})
}

func TestInboxReturn(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		b, ctx := s.Inbox(), t.Context()
		put(t, s, update(1, 10), update(2, 10), update(3, 20))
		for attempt := 1; attempt <= 3; attempt++ {
			all := claim(t, s, time.Minute, 10)
			c := all[slices.IndexFunc(all, func(c queue.Claim) bool { return c.Update.Chat == 10 })]
			if c.Update.ID != 1 || c.Attempt != attempt {
				t.Fatalf("attempt %d: %+v", attempt, c)
			}
			dead, err := b.Return(ctx, c, 40*time.Millisecond, 3, "panic:\nindex out of range")
			must(t, err)
			if dead != (attempt == 3) {
				t.Fatalf("attempt %d: dead %v", attempt, dead)
			}
			if attempt == 3 {
				break
			}
			if _, err := b.Return(ctx, c, 0, 9, ""); !errors.Is(err, queue.ErrNotOwner) {
				t.Fatalf("returned twice: %v", err)
			}
			failing, err := s.Failing(ctx, 10)
			must(t, err)
			if len(failing) != 1 || failing[0] != (Failing{"inbox", 10, "1", attempt, "panic: index out of range"}) {
				t.Fatalf("failing: %+v", failing)
			}
			wantIDs(t, "before the wait is over", claim(t, s, time.Minute, 10))
			wait(50 * time.Millisecond)
		}
		wantIDs(t, "the next of the chat", claim(t, s, time.Minute, 10), 2)
		put(t, s, update(1, 10))
		letters, err := s.Dead(ctx, 10)
		must(t, err)
		if d := depths(t, s); d.Dead != 1 || d.Inbox != 2 || len(letters) != 1 {
			t.Fatalf("%+v, letters %+v", d, letters)
		}
		got := letters[0]
		var kept queue.Update
		must(t, json.Unmarshal(got.Item, &kept))
		if got.Queue != "inbox" || got.ID != "1" || got.Chat != 10 || got.Why != "panic: index out of range" ||
			got.At.IsZero() || kept.ID != 1 || kept.Person != 10 || string(kept.Raw) != `{"update_id":1}` || kept.Received.IsZero() {
			t.Fatalf("letter %+v %s", got, got.Item)
		}
	})
}

func TestInboxSetAside(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		b, ctx := s.Inbox(), t.Context()
		must(t, b.SetAside(ctx, []byte(`{"update_id": 7, "new": {}}`), "unknown\ntype", 8, 0))
		must(t, b.SetAside(ctx, []byte(`{"update_id": 7, "new": {}}`), "unknown type", 8, 0))
		must(t, b.SetAside(ctx, []byte("\xff not json\n"), strings.Repeat("đ", 400), 5, 0))
		letters, err := s.Dead(ctx, 10)
		must(t, err)
		if len(letters) != 2 {
			t.Fatalf("%d letters, want 2: %+v", len(letters), letters)
		}
		odd, first := letters[0], letters[1]
		if first.ID != "7" || first.Why != "unknown type" || string(first.Item) != `{"update_id":7,"new":{}}` || first.Queue != "inbox" {
			t.Errorf("%+v %s", first, first.Item)
		}
		if len(odd.ID) != 40 || odd.Why != strings.Repeat("đ", 250) || string(odd.Item) != `"\ufffd not json\n"` {
			t.Errorf("%+v %s", odd, odd.Item)
		}
		one, err := s.Dead(ctx, 1)
		must(t, err)
		if len(one) != 1 || one[0].ID != odd.ID {
			t.Errorf("the newest letter is %+v", one)
		}
	})
}

func TestSettleAndTheRepliesAreOneStep(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		ctx := t.Context()
		put(t, s, update(1, 10), update(2, 10))
		c := claim(t, s, time.Minute, 1)[0]
		bad := []queue.Message{{ID: "1:0", Chat: 10}, {ID: "1:1", Chat: 10, Priority: 3}}
		if err := s.Inbox().Settle(ctx, c, queue.Settlement{Messages: bad}); err == nil {
			t.Fatal("a message of no priority was taken")
		}
		if d := depths(t, s); d.Inbox != 2 || d.Outbox != 0 {
			t.Fatalf("a refused Settle changed something: %+v", d)
		}
		good := []queue.Message{{ID: "1:0", Chat: 10, Body: []byte(`1`)}, {ID: "1:1", Chat: 10, Body: []byte(`2`)}, {ID: "1:2", Chat: 10, Free: true}}
		must(t, s.Inbox().Settle(ctx, c, queue.Settlement{Messages: good}))
		if d := depths(t, s); d.Inbox != 1 || d.Outbox != 3 {
			t.Fatalf("after Settle: %+v", d)
		}
		c = claim(t, s, time.Minute, 1)[0]
		must(t, s.Inbox().Settle(ctx, c, queue.Settlement{Messages: good[:1]}))
		if d := depths(t, s); d.Inbox != 0 || d.Outbox != 3 {
			t.Fatalf("a reply known already was queued again: %+v", d)
		}
	})
}

func TestNoTwoWorkersGetTheSameUpdate(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		const chats, each = 12, 20
		for chat := int64(1); chat <= chats; chat++ {
			for i := range int64(each) {
				put(t, s, update(i*chats+chat, chat))
			}
		}
		var mu sync.Mutex
		seen := map[int64][]int64{}
		busy := map[int64]bool{}
		var wg sync.WaitGroup
		for w := range 6 {
			wg.Go(func() {
				for {
					claims, err := s.Inbox().Claim(t.Context(), fmt.Sprint(w), time.Minute, 2)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					total := 0
					for _, c := range claims {
						if busy[c.Update.Chat] {
							t.Errorf("chat %d is worked on twice at once", c.Update.Chat)
						}
						busy[c.Update.Chat] = true
						seen[c.Update.Chat] = append(seen[c.Update.Chat], c.Update.ID)
					}
					for _, list := range seen {
						total += len(list)
					}
					mu.Unlock()
					for _, c := range claims {
						mu.Lock()
						busy[c.Update.Chat] = false
						mu.Unlock()
						if err := s.Inbox().Settle(t.Context(), c, queue.Settlement{}); err != nil {
							t.Error(err)
							return
						}
					}
					if total == chats*each {
						return
					}
				}
			})
		}
		wg.Wait()
		for chat, list := range seen {
			if len(list) != each || !slices.IsSorted(list) {
				t.Errorf("chat %d: %v", chat, list)
			}
		}
	})
}
