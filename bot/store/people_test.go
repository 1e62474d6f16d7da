package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
)

func roster(t *testing.T, s *Store) *officer.Roster {
	t.Helper()
	r, err := s.People().Roster(t.Context())
	must(t, err)
	return r
}

// addUnit adds a topmost unit, deciding as often as somebody else is quicker.
func addUnit(ctx context.Context, s *Store, name string) error {
	for {
		r, err := s.People().Roster(ctx)
		if err != nil {
			return err
		}
		e := r.Edit()
		if _, err := e.AddUnit(name, name, ""); err != nil {
			return err
		}
		if err := s.Records().Change(ctx, e.Changes()); !errors.Is(err, queue.ErrConflict) {
			return err
		}
	}
}

func TestTheRosterIsReadAnewWhenItWasChanged(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		none := roster(t, s)
		if none.Revision != 0 || len(none.Top()) != 0 || roster(t, s) != none {
			t.Fatalf("an empty roster: %+v", none)
		}
		must(t, addUnit(t.Context(), s, "Đảng ủy A"))
		one := roster(t, s)
		if one.Revision <= 0 || len(one.Top()) != 1 || one.Top()[0].Name != "Đảng ủy A" {
			t.Fatalf("%+v", one)
		}
		must(t, s.Records().Change(t.Context(), []queue.Change{setState("a", 0, `{}`)}))
		if roster(t, s) != one {
			t.Error("read anew, and nothing of it was changed")
		}
		must(t, addUnit(t.Context(), s, "Đảng ủy B"))
		if two := roster(t, s); two.Revision <= one.Revision || len(two.Top()) != 2 || len(one.Top()) != 1 {
			t.Fatalf("%+v", two)
		}
	})
}

func TestTheRosterOfAnotherProcessIsSeen(t *testing.T) {
	url, bot := serverURL(t), fmt.Sprint("t", bots.Add(1))
	here, there := open(t, Options{URL: url, Bot: bot}), open(t, Options{URL: url, Bot: bot})
	for i := range 3 {
		roster(t, there)
		must(t, addUnit(t.Context(), here, fmt.Sprint("Đảng ủy ", i)))
		if got := roster(t, there); len(got.Top()) != i+1 {
			t.Fatalf("%d units after %d were added", len(got.Top()), i+1)
		}
	}
}

func TestNobodyGetsAnOlderRoster(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		const writers, each = 3, 6
		var added atomic.Int64
		var writing, reading sync.WaitGroup
		for w := range writers {
			writing.Go(func() {
				for i := range each {
					if err := addUnit(t.Context(), s, fmt.Sprint("Đảng ủy ", w, ".", i)); err != nil {
						t.Error(err)
						return
					}
					added.Add(1)
				}
			})
		}
		done := make(chan struct{})
		for range 3 {
			reading.Go(func() {
				for {
					least := added.Load()
					r, err := s.People().Roster(t.Context())
					if err != nil || int64(len(r.Top())) < least {
						t.Errorf("%d units were added, the roster has %d (%v)", least, len(r.Top()), err)
						return
					}
					select {
					case <-done:
						return
					default:
					}
				}
			})
		}
		writing.Wait()
		close(done)
		reading.Wait()
		if got := roster(t, s); len(got.Top()) != writers*each {
			t.Errorf("%d units of %d", len(got.Top()), writers*each)
		}
	})
}

func TestARosterThatCannotBeReadIsAnError(t *testing.T) {
	s := open(t, Options{Dir: t.TempDir()})
	k := tables[queue.TableRoster].at(s.bot)
	must(t, s.client.HSet(t.Context(), k, rosterRevision, "no version").Err())
	if _, err := s.People().Roster(t.Context()); err == nil {
		t.Error("a record without a version was read")
	}
	must(t, s.client.HSet(t.Context(), k, rosterRevision, "5 {}", "d1", "4 {").Err())
	if _, err := s.People().Roster(t.Context()); err == nil {
		t.Error("a unit that is no JSON was read")
	}
}
