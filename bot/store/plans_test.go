package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
)

func book(tb testing.TB, s *Store) *plan.Book {
	tb.Helper()
	b, err := s.Plans().Book(context.Background())
	must(tb, err)
	return b
}

// titles are what the book has, as "id title".
func titles(b *plan.Book) string {
	var all []string
	for _, p := range b.All() {
		all = append(all, string(p.ID)+" "+p.Title)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// wantBook wants the plans that the records say.
func wantBook(t *testing.T, what string, s *Store, want string) *plan.Book {
	t.Helper()
	b := book(t, s)
	if got := titles(b); got != want {
		t.Fatalf("%s: the book has %q, want %q", what, got, want)
	}
	return b
}

// titled is a change that gives plan n the title, whatever it was; "" removes the plan.
func titled(tb testing.TB, n int, title string) queue.Change {
	tb.Helper()
	c := queue.Change{Table: queue.TablePlan, ID: fmt.Sprint("k", n), Was: queue.Any}
	if title == "" {
		return c
	}
	value, err := json.Marshal(plan.Plan{Number: n, Kind: plan.Errand, Title: title, State: plan.Open, Owner: "o1"})
	must(tb, err)
	c.Value = value
	return c
}

func change(tb testing.TB, s *Store, changes ...queue.Change) {
	tb.Helper()
	must(tb, s.Records().Change(context.Background(), changes))
}

func TestThePlansAreReadAnewWhenTheyWereChanged(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		none := wantBook(t, "an empty store", s, "")
		if book(t, s) != none {
			t.Error("nothing changed and another book")
		}
		change(t, s, titled(t, 1, "a"), titled(t, 2, "b"))
		one := wantBook(t, "after two were made", s, "k1 a, k2 b")
		change(t, s, setState("x", 0, `{}`))
		if book(t, s) != one {
			t.Error("no plan changed and another book")
		}
		change(t, s, titled(t, 2, "c"), titled(t, 3, "d"))
		change(t, s, titled(t, 2, "e"), titled(t, 1, ""))
		wantBook(t, "changed, made and removed", s, "k2 e, k3 d")
		if p, _ := book(t, s).Plan("k2"); p.Version != recordOf(t, s, "k2").Version {
			t.Errorf("version %d of %+v", p.Version, recordOf(t, s, "k2"))
		}
		if got := titles(one); got != "k1 a, k2 b" {
			t.Errorf("a book given out has become %q", got)
		}
	})
}

func recordOf(t *testing.T, s *Store, id string) queue.Record {
	t.Helper()
	r, err := s.Records().Record(t.Context(), queue.TablePlan, id)
	must(t, err)
	return r
}

func TestOnlyThePlansThatChangedAreRead(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		change(t, s, titled(t, 1, "a"), titled(t, 2, "b"))
		book(t, s)
		// Whoever reads it meets an error.
		must(t, s.client.HSet(t.Context(), tables[queue.TablePlan].at(s.bot), "k2", "no record").Err())
		for i := range 3 {
			change(t, s, titled(t, 1, fmt.Sprint("a", i)), titled(t, 3, "c"))
			wantBook(t, "after a change of others", s, fmt.Sprintf("k1 a%d, k2 b, k3 c", i))
		}
		change(t, s, titled(t, 2, "d"))
		wantBook(t, "after its own", s, "k1 a2, k2 d, k3 c")
	})
}

// TestMoreChangesThanTheLogHolds: whoever did not look for long reads everything.
func TestMoreChangesThanTheLogHolds(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		change(t, s, titled(t, 1, "a"), titled(t, 2, "b"))
		book(t, s)
		for _, changes := range []int{999, 1000, 1001, 2100} {
			for left := changes; left > 0; left -= 500 {
				var many []queue.Change
				for i := range min(left, 500) {
					many = append(many, titled(t, 10+i, fmt.Sprint(changes, left)))
				}
				change(t, s, many...)
			}
			for id, want := range map[string]int{"k10": changes, "k508": changes} {
				p, ok := book(t, s).Plan(plan.ID(id))
				if !ok || !strings.HasPrefix(p.Title, fmt.Sprint(want)) {
					t.Fatalf("after %d changes %s is %+v", changes, id, p)
				}
			}
			if len(book(t, s).All()) != 502 {
				t.Fatalf("after %d changes there are %d plans", changes, len(book(t, s).All()))
			}
		}
		length, err := s.client.LLen(t.Context(), planLog.at(s.bot)).Result()
		if err != nil || length > 2000 {
			t.Errorf("the log has %d entries (%v)", length, err)
		}
	})
}

// replicas opens two stores on one server.
func replicaStores(t *testing.T) (here, there *Store) {
	t.Helper()
	url, bot := serverURL(t), fmt.Sprint("t", bots.Add(1))
	return open(t, Options{URL: url, Bot: bot}), open(t, Options{URL: url, Bot: bot})
}

func TestThePlansOfAnotherProcessAreSeen(t *testing.T) {
	here, there := replicaStores(t)
	change(t, there, titled(t, 2, "0"))
	for i := 1; i < 5; i++ {
		book(t, there)
		change(t, here, titled(t, 1, fmt.Sprint(i)))
		wantBook(t, "there", there, fmt.Sprintf("k1 %d, k2 %d", i, i-1))
		change(t, there, titled(t, 2, fmt.Sprint(i)))
		wantBook(t, "here", here, fmt.Sprintf("k1 %d, k2 %d", i, i))
	}
}

// TestNobodyGetsAnOlderBook: several processes change and read plans at once, and whatever a change that was
// acknowledged said is in every book asked for later.
func TestNobodyGetsAnOlderBook(t *testing.T) {
	run := func(t *testing.T, stores ...*Store) {
		const plans, rounds = 4, 25
		var done [plans]atomic.Int64
		var writing, reading sync.WaitGroup
		for n := range plans {
			s := stores[n%len(stores)]
			writing.Go(func() {
				for i := 1; i <= rounds; i++ {
					if err := s.Records().Change(t.Context(), []queue.Change{titled(t, n, fmt.Sprint(i))}); err != nil {
						t.Error(err)
						return
					}
					done[n].Store(int64(i))
				}
			})
		}
		stop := make(chan struct{})
		for _, s := range append(slices.Clone(stores), stores...) {
			reading.Go(func() {
				for {
					var least [plans]int64
					for n := range plans {
						least[n] = done[n].Load()
					}
					b, err := s.Plans().Book(t.Context())
					if err != nil {
						t.Error(err)
						return
					}
					for n, want := range least {
						var got int64
						if p, ok := b.Plan(plan.ID(fmt.Sprint("k", n))); ok {
							fmt.Sscan(p.Title, &got)
						}
						if got < want {
							t.Errorf("plan %d was at %d when asked for, the book has %d", n, want, got)
							return
						}
					}
					select {
					case <-stop:
						return
					default:
					}
				}
			})
		}
		writing.Wait()
		close(stop)
		reading.Wait()
		for _, s := range stores {
			wantBook(t, "in the end", s, fmt.Sprintf("k0 %[1]d, k1 %[1]d, k2 %[1]d, k3 %[1]d", rounds))
		}
	}
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) { run(t, s) })
	t.Run("two processes", func(t *testing.T) {
		here, there := replicaStores(t)
		run(t, here, there)
	})
}

func TestPlansThatCannotBeReadAreAnError(t *testing.T) {
	s := open(t, Options{Dir: t.TempDir()})
	k := tables[queue.TablePlan].at(s.bot)
	must(t, s.client.HSet(t.Context(), k, "k1", "no version").Err())
	if _, err := s.Plans().Book(t.Context()); err == nil {
		t.Error("a record without a version was read")
	}
	must(t, s.client.HDel(t.Context(), k, "k1").Err())
	wantBook(t, "mended", s, "")
	must(t, s.Records().Change(t.Context(), []queue.Change{{Table: queue.TablePlan, ID: "k1", Value: []byte(`[]`)}}))
	if _, err := s.Plans().Book(t.Context()); err == nil {
		t.Error("a plan that is a list was read")
	}
	change(t, s, titled(t, 1, "a"))
	wantBook(t, "mended again", s, "k1 a")
}

func TestACallThatIsGivenUpHarmsNobody(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		change(t, s, titled(t, 1, "a"))
		ended, end := context.WithCancel(t.Context())
		end()
		if _, err := s.Plans().Book(ended); !errors.Is(err, context.Canceled) {
			t.Errorf("a call that had ended: %v", err)
		}
		wantBook(t, "afterwards", s, "k1 a")
	})
}

// TestEraseTakesWhatAnOfficerChose and leaves the plans, which are the unit's.
func TestEraseTakesWhatAnOfficerChose(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		value := []byte(`{"of":"somebody"}`)
		change(t, s, titled(t, 1, "a"),
			queue.Change{Table: queue.TableHabit, ID: "o1", Value: value}, queue.Change{Table: queue.TableHabit, ID: "o2", Value: value},
			queue.Change{Table: queue.TableTold, ID: "o1", Value: value}, queue.Change{Table: queue.TableTold, ID: "o2", Value: value})
		for range 2 {
			if _, err := s.Erase(t.Context(), officer.ID("o1"), 0); err != nil {
				t.Fatal(err)
			}
		}
		for _, table := range []string{queue.TableHabit, queue.TableTold} {
			left, err := s.Records().All(t.Context(), table)
			if err != nil || len(left) != 1 || left[0].ID != "o2" {
				t.Errorf("the table %s has %+v, %v", table, left, err)
			}
		}
		wantBook(t, "the plans", s, "k1 a")
	})
}
