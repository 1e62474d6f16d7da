package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"camnang/bot/queue"
)

func acquire(t *testing.T, s *Store, owner string, length time.Duration) (queue.Lease, bool) {
	t.Helper()
	l, ok, err := s.Leases().Acquire(t.Context(), "poll", owner, length)
	must(t, err)
	return l, ok
}

func TestALeaseHasOneOwnerAndARisingToken(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		first, ok := acquire(t, s, "a", time.Minute)
		if !ok || first.Token <= 0 || first.Owner != "a" || first.Name != "poll" || first.Until.Location() != time.UTC {
			t.Fatalf("free, and not taken: %+v", first)
		}
		longer, ok := acquire(t, s, "a", time.Hour)
		if !ok || longer.Token != first.Token || !longer.Until.After(first.Until) {
			t.Fatalf("not lengthened: %+v after %+v", longer, first)
		}
		if other, ok := acquire(t, s, "b", time.Minute); ok || other.Until != longer.Until || other.Owner != "" {
			t.Fatalf("taken from its owner: %+v", other)
		}
		if other, ok, err := s.Leases().Acquire(t.Context(), "backup", "b", time.Minute); !ok || err != nil || other.Name != "backup" {
			t.Fatalf("another duty is not free: %+v, %v", other, err)
		}
		must(t, s.Leases().Release(t.Context(), queue.Lease{Name: "poll", Owner: "b", Token: first.Token}))
		must(t, s.Leases().Release(t.Context(), queue.Lease{Name: "poll", Owner: "a", Token: first.Token + 1}))
		if _, ok := acquire(t, s, "b", time.Minute); ok {
			t.Fatal("released by another")
		}
		must(t, s.Leases().Release(t.Context(), first))
		second, ok := acquire(t, s, "b", 40*time.Millisecond)
		if !ok || second.Token <= first.Token {
			t.Fatalf("after the release: %+v", second)
		}
		wait(50 * time.Millisecond)
		third, ok := acquire(t, s, "b", 40*time.Millisecond)
		if !ok || third.Token <= second.Token {
			t.Fatalf("its own that had run out: %+v", third)
		}
		wait(50 * time.Millisecond)
		must(t, s.Leases().Release(t.Context(), third))
		fourth, ok := acquire(t, s, "a", time.Minute)
		if !ok || fourth.Token <= third.Token {
			t.Fatalf("another's that had run out: %+v", fourth)
		}
		must(t, s.Leases().Release(t.Context(), third))
		if _, ok := acquire(t, s, "b", time.Minute); ok {
			t.Fatal("a former owner released the lease of the next")
		}
	})
}

func TestALeaseNeedsANameAnOwnerAndALength(t *testing.T) {
	s := open(t, Options{Dir: t.TempDir()})
	for _, l := range []struct {
		name, owner string
		length      time.Duration
	}{{"", "a", 1}, {"a\nb", "a", 1}, {"poll", " ", 1}, {"poll", "a", 0}, {"poll", "a", -1}} {
		if _, ok, err := s.Leases().Acquire(t.Context(), l.name, l.owner, l.length); ok || err == nil {
			t.Errorf("%+v: %v, %v", l, ok, err)
		}
	}
}

func TestOfManyWhoAskForALeaseOneGetsIt(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		var mu sync.Mutex
		var wg sync.WaitGroup
		won := 0
		for i := range 8 {
			wg.Go(func() {
				_, ok, err := s.Leases().Acquire(t.Context(), "poll", fmt.Sprint(i), time.Minute)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				if ok {
					won++
				}
			})
		}
		wg.Wait()
		if won != 1 {
			t.Errorf("%d of 8 have the lease", won)
		}
	})
}

func TestAFormerPollerIsFencedOff(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		b, ctx := s.Inbox(), t.Context()
		want := func(what string, offset int64, updates, letters int) {
			t.Helper()
			got, err := b.Offset(ctx)
			must(t, err)
			if d := depths(t, s); got != offset || d.Inbox != updates || d.Dead != letters {
				t.Fatalf("%s: offset %d, %+v; want offset %d, %d updates, %d letters", what, got, d, offset, updates, letters)
			}
		}
		refused := func(what string, fence int64) {
			t.Helper()
			if err := b.Put(ctx, []queue.Update{update(9, 1)}, 99, fence); !errors.Is(err, queue.ErrNotOwner) {
				t.Fatalf("%s: put: %v", what, err)
			}
			if err := b.SetAside(ctx, []byte(`{"update_id":9}`), "odd", 99, fence); !errors.Is(err, queue.ErrNotOwner) {
				t.Fatalf("%s: set aside: %v", what, err)
			}
		}
		refused("nobody ever had the lease", 1)
		old, _ := acquire(t, s, "a", 40*time.Millisecond)
		must(t, b.Put(ctx, []queue.Update{update(1, 1)}, 2, old.Token))
		want("its owner puts", 2, 1, 0)
		wait(50 * time.Millisecond)
		must(t, b.Put(ctx, []queue.Update{update(2, 1)}, 3, old.Token))
		must(t, b.SetAside(ctx, []byte(`{"update_id":3,"odd":1}`), "odd", 4, old.Token))
		want("it ran out, and nobody took it", 4, 2, 1)
		now, ok := acquire(t, s, "b", time.Minute)
		if !ok {
			t.Fatal("it ran out, and is not free")
		}
		refused("another owner took it", old.Token)
		refused("a token not given yet", now.Token+1)
		want("refused", 4, 2, 1)
		must(t, b.Put(ctx, []queue.Update{update(4, 1)}, 5, now.Token))
		must(t, b.Put(ctx, []queue.Update{update(5, 1)}, 0, 0))
		want("the new owner, and a webhook", 5, 4, 1)
	})
}

func TestAnEmbeddedStoreEndsTheLeasesOfAnEarlierProcess(t *testing.T) {
	dir := t.TempDir()
	s := open(t, Options{Dir: dir})
	before, _ := acquire(t, s, "first", time.Hour)
	shut(t, s)
	s = open(t, Options{Dir: dir})
	after, ok, err := s.Leases().Acquire(context.Background(), "poll", "second", time.Hour)
	if err != nil || !ok || after.Token <= before.Token {
		t.Fatalf("%+v, %v, %v", after, ok, err)
	}
}
