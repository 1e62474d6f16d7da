package store

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"camnang/bot/queue"
)

func TestAVersionIsNeverGivenTwice(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		r, ctx := s.Records(), t.Context()
		seen := map[int64]bool{}
		for i := range 5 {
			must(t, r.Change(ctx, []queue.Change{setState("a", 0, fmt.Sprint(i)), setState("b", queue.Any, fmt.Sprint(i))}))
			a, b := state(t, s, "a"), state(t, s, "b")
			if seen[a.Version] || seen[b.Version] || a.Version == b.Version || string(a.Value) != fmt.Sprint(i) || a.ID != "a" {
				t.Fatalf("round %d: %+v, %+v after %v", i, a, b, seen)
			}
			seen[a.Version], seen[b.Version] = true, true
			must(t, r.Change(ctx, []queue.Change{setState("a", a.Version, "")}))
			if err := r.Change(ctx, []queue.Change{setState("a", a.Version, "1")}); !errors.Is(err, queue.ErrConflict) {
				t.Fatalf("changed after it was removed: %v", err)
			}
		}
	})
}

func TestRecordsOfATable(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		r, ctx := s.Records(), t.Context()
		none, err := r.All(ctx, queue.TableGuess)
		if err != nil || len(none) != 0 {
			t.Fatalf("%v, %v", none, err)
		}
		must(t, r.Change(ctx, []queue.Change{
			{Table: queue.TableGuess, ID: "z", Value: []byte("{\"text\":\"a\\nb\",\n \"n\": 1}")},
			{Table: queue.TableGuess, ID: "a", Value: []byte(`null`)},
			{Table: queue.TableState, ID: "z", Value: []byte(`2`)},
		}, queue.Note{Kind: "role-changed", About: "o1"}))
		all, err := r.All(ctx, queue.TableGuess)
		must(t, err)
		if len(all) != 2 || all[0].ID != "a" || all[1].ID != "z" || string(all[1].Value) != "{\"text\":\"a\\nb\",\n \"n\": 1}" {
			t.Errorf("%+v", all)
		}
		if got := lines(t, s); len(got) != 1 || got[0] != "role-changed - o1" {
			t.Errorf("journal %q", got)
		}
		must(t, r.Change(ctx, nil))
		if _, err := r.All(ctx, "journal"); err == nil {
			t.Error("a table that there is not was read")
		}
		if _, err := r.Record(ctx, "journal", "a"); err == nil {
			t.Error("a record of a table that there is not was read")
		}
	})
}

func TestOfDecisionsOnTheSameRecordOneIsCarriedOut(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		const workers, each = 4, 15
		var wg sync.WaitGroup
		for range workers {
			wg.Go(func() {
				for done := 0; done < each; {
					was, err := s.Records().Record(t.Context(), queue.TableState, "n")
					n := 0
					if err == nil && was.Version > 0 {
						_, err = fmt.Sscan(string(was.Value), &n)
					}
					if err == nil {
						err = s.Records().Change(t.Context(), []queue.Change{setState("n", was.Version, fmt.Sprint(n+1))})
					}
					switch {
					case err == nil:
						done++
					case !errors.Is(err, queue.ErrConflict):
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		if got := state(t, s, "n"); string(got.Value) != fmt.Sprint(workers*each) {
			t.Errorf("counted %s, want %d", got.Value, workers*each)
		}
	})
}
