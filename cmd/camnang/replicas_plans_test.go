package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/bot/store"
	"camnang/corpus/calendar"
)

// Each of two replicas fires what is due; a third dies between claim and settling, and comes back to settle after all.
func TestTwoReplicasRemindOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, 22, func(t *testing.T, w *party) {
		one, two := w.replica(), w.replica()
		stop := w.running(one)
		w.greeted()
		stop()
		for i := 2; i < len(w.people); i++ {
			w.plans(w.errand(i, w.day(0)), w.work(w.step(i, w.day(7))))
		}
		w.running(one)
		w.running(two)
		w.quiet()
		w.wantReminded("on the day", 2, 1)
		for i := 2; i < len(w.people); i++ {
			if m := w.reminded(i)[0].Text; strings.Count(m, "Nộp báo cáo") != 2 {
				t.Errorf("what is due at once does not come as one message: %s", m)
			}
		}
		for day := 1; day <= 2; day++ {
			w.turns(24 * time.Hour)
		}
		// One working day after the errand; those of the cell's plan are ahead.
		w.wantReminded("two days later", 2, 2)
		t.Logf("the replicas fired %d and %d timers", one.fired.Fired.Load(), two.fired.Fired.Load())
	})
}

func TestAReplicaThatDiesBetweenClaimAndSettlingLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	onBoth(t, 10, func(t *testing.T, w *party) {
		dead, alive := w.replica(), w.replica()
		stop := w.running(alive)
		w.greeted()
		stop()
		for i := 2; i < len(w.people); i++ {
			w.plans(w.errand(i, w.day(0)))
		}
		w.due()
		const lease = 2 * time.Second
		held, _, err := dead.store.Timers().Claim(t.Context(), "dead", lease, 4)
		must(t, err)
		if len(held) != 4 {
			t.Fatalf("%d lanes are claimed", len(held))
		}
		var decided []queue.Settlement
		for _, f := range held {
			what, err := dead.decide(t.Context(), f)
			must(t, err)
			decided = append(decided, what)
		}
		w.running(alive)
		w.quiet()
		for i, f := range held {
			if err := dead.store.Timers().Settle(t.Context(), f, decided[i]); !errors.Is(err, queue.ErrNotOwner) {
				t.Errorf("what passed on is settled by who had it before: %v", err)
			}
		}
		w.quiet()
		w.wantReminded("in all", 2, 1)
	})
}

// The store is emptied and restored while a process goes on holding what it read of it before.
func TestARestoredStoreIsReadAnewAndTellsNothingTwice(t *testing.T) {
	t.Parallel()
	onBoth(t, 4, func(t *testing.T, w *party) {
		a := w.replica()
		stop := w.running(a)
		w.greeted()
		made := w.plans(w.errand(2, w.day(0)), w.work(w.step(3, w.day(1))), w.work(w.step(3, w.day(20))))
		w.quiet()
		w.wantReminded("before the backup", 2, 1)
		stop()
		due, waking := w.owed(w.store), w.waking(w.store)
		var file bytes.Buffer
		_, err := w.store.Backup(t.Context(), &file, w.clock.now(), "test")
		must(t, err)

		// What comes after the backup is lost with the store.
		w.edits(made[0].ID, func(e *plan.Edit) error { return e.Done("1", "") })
		w.plans(w.errand(2, w.day(0)), w.errand(3, w.day(1)))
		if slices.Equal(w.owed(a.store), due) {
			t.Fatal("nothing came after the backup, so nothing is shown")
		}
		restored := w
		if w.redis != nil {
			if said := w.redis.does("FLUSHALL"); said != "+OK" {
				t.Fatalf("the server says %q", said)
			}
			if left := w.owed(a.store); len(left) != 0 {
				t.Errorf("of an emptied store is read: %v", left)
			}
			w.redis.does("FLUSHALL")
			_, err = w.open(true).Restore(t.Context(), &file)
			must(t, err)
		} else {
			// Nobody else can empty the store of a process: it is restored into another folder, for the next process.
			another := *w
			restored = &another
			restored.dir = t.TempDir()
			restored.store = restored.open(true)
			_, err = restored.store.Restore(t.Context(), &file)
			must(t, err)
			a = restored.replica()
		}
		if got := restored.owed(a.store); !slices.Equal(got, due) {
			t.Errorf("after the restore is owed\n%v, before it was\n%v", got, due)
		}
		if got := restored.waking(a.store); !slices.Equal(got, waking) {
			t.Errorf("after the restore wake\n%v, before it\n%v", got, waking)
		}
		next := restored.plans(restored.errand(2, restored.day(1)))
		if next[0].Number != 4 {
			t.Errorf("the next plan is %s", next[0].Code())
		}
		// Everybody is looked at anew, as at a start. The restored record says that the day's message was given, so that what
		// is new waits for the next.
		restored.running(a)
		restored.wakes(restored.id(0), restored.id(2), restored.id(3))
		restored.quiet()
		w.wantReminded("after the restore", 2, 1)
		restored.turns(24 * time.Hour)
		w.wantReminded("the day after", 2, 2)
		wants(t, w.reminded(3)[1].Text, "KH-0002", "hôm nay")
	})
}

// owed are all open steps that a store's plans hold, as a process reads them.
func (w *party) owed(s *store.Store) (all []string) {
	w.t.Helper()
	book, err := s.Plans().Book(w.t.Context())
	must(w.t, err)
	for _, who := range book.Leads() {
		for _, i := range book.LedBy(who) {
			all = append(all, fmt.Sprintf("%s %s %s v%d", who, i.Ref(), i.Step.Day, i.Plan.Version))
		}
	}
	return all
}

// waking are the wakes that are set.
func (w *party) waking(s *store.Store) (all []string) {
	w.t.Helper()
	for _, lane := range w.people {
		set, err := s.Timers().List(w.t.Context(), lane, 100)
		must(w.t, err)
		for _, timer := range set {
			all = append(all, fmt.Sprintf("%s at %s", timer.ID, timer.Due))
		}
	}
	return all
}

// Two processes on one server; one is killed while both send what is due this very minute. Whatever the hour and the day of
// the test: what somebody is to be reminded of at a minute comes then.
//
// How long it takes is the lease of what the killed process had in hand.
func TestOneOfTwoProcessesIsKilledWhileBothRemind(t *testing.T) {
	t.Parallel()
	people := 60
	if testing.Short() {
		people = 20
	}
	w := &party{t: t, platform: newPlatform(t, people), clock: &turned{}, redis: newRedis(t)}
	w.enters(w.clock.now())
	address := "REDIS_URL=redis://" + w.redis.address
	first := start(t, w.settings(folder(t), address), "serve")
	for _, person := range w.people {
		_, err := w.Start(person, "")
		must(t, err)
	}
	for _, person := range w.people {
		w.reply(t, person, 0)
	}
	second := start(t, w.settings(folder(t), address), "serve")
	at := w.clock.now().In(hanoi).Add(-time.Minute)
	if at.Hour() == 0 && at.Minute() == 0 {
		// No time of day is what midnight says.
		at = at.Add(-time.Minute)
	}
	var plans []plan.Plan
	for i := range w.people {
		p := w.errand(i, calendar.On(at))
		p.Steps[0].Minute, p.Steps[0].At = at.Hour()*60+at.Minute(), true
		plans = append(plans, p)
	}
	begun := len(w.Sends())
	w.plans(plans...)
	eventually(t, "the first reminders", func() bool { return len(w.Sends()) >= begun+people/4 })
	first.kill()
	left := func() (n int) {
		for i := range w.people {
			if len(w.reminded(i)) == 0 {
				n++
			}
		}
		return n
	}
	t.Logf("killed with %d of %d still to be reminded", left(), people)
	for deadline := time.Now().Add(3 * time.Minute); left() > 0; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) || second.isOver() {
			t.Fatalf("%d are not reminded", left())
		}
	}
	twice := 0
	for i := range w.people {
		got := w.reminded(i)
		wants(t, got[0].Text, "Nộp báo cáo")
		twice += len(got) - 1
	}
	if twice > senders {
		t.Errorf("%d were reminded again; %d messages at most were in flight at the kill", twice, senders)
	}
	second.stop(t)
}
