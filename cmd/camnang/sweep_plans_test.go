package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/library"
	"camnang/retrieval"
	"camnang/retrieval/embed"
)

// limits is the index of the small library of limits; of a day on, from which a clause of it is no longer in force, unless
// that is zero.
func limits(t *testing.T, last calendar.Day) *retrieval.Index {
	t.Helper()
	dir := t.TempDir()
	must(t, os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "bot", "testdata", "limits"))))
	if !last.IsZero() {
		file := filepath.Join(dir, "dieu-le-dang.txt")
		text, err := os.ReadFile(file)
		must(t, err)
		const begins = "in_force_from: 2011-01-19\n"
		changed := strings.Replace(string(text), begins, begins+"in_force_to: "+last.String()+"\n", 1)
		if changed == string(text) {
			t.Fatal("the library begins another day")
		}
		must(t, os.WriteFile(file, []byte(changed), 0o600))
	}
	lib, err := library.Load(os.DirFS(dir), ".")
	must(t, err)
	local, err := embed.New(retrieval.TrainingTexts(lib))
	must(t, err)
	index, err := retrieval.Build(t.Context(), lib, local, nil, retrieval.DefaultWeights())
	must(t, err)
	return index
}

// rests is a limit of people[i] that rests on the clause whose end limits can set.
func (w *party) rests(i int, day calendar.Day, lib *corpus.Library) plan.Step {
	w.t.Helper()
	s := w.step(i, day)
	for _, c := range lib.Clauses() {
		if slices.ContainsFunc(c.Facts, func(f corpus.Fact) bool { return f.ID == "E01" }) {
			s.Weight = plan.Limit
			s.Reason = plan.Reason{Source: plan.Computed, Event: "ngày nhận quyết định", Start: day.AddMonths(-1), Amount: 1, Unit: calendar.Months}
			s.Reason.Rests = &plan.Rest{Clause: c.ID, Cited: "khoản 7 Điều 39 Điều lệ Đảng", Mark: c.Mark(), Since: w.day(-7)}
			return s
		}
	}
	w.t.Fatal("the library has no such clause")
	return s
}

// The next release brings a library in which the clause of a step has ended, and two replicas of it start at once.
func TestAClauseThatEndedBetweenTwoStartsIsAskedAboutOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, 4, func(t *testing.T, w *party) {
		before := w.replica()
		w.indexed(before, limits(t, calendar.Day{}))
		stop := w.running(before)
		w.greeted()
		made := w.plans(w.work(w.rests(2, w.day(4), before.index.Library()), w.step(3, w.day(20))))
		w.quiet()
		stop()
		if p, _ := w.book().Plan(made[0].ID); p.Steps[0].Reason.Doubt != "" {
			t.Fatalf("before its clause ended the step is doubted: %s", p.Steps[0].Reason.Doubt)
		}

		after := limits(t, w.day(-1))
		one, two := w.replica(), w.replica()
		w.indexed(one, after)
		w.indexed(two, after)
		w.running(one)
		w.running(two)
		asked := func(i int) (n int) {
			for _, m := range w.fromBot(w.people[i]) {
				if strings.Contains(m.Text, "cần đồng chí xác nhận lại") {
					n++
				}
			}
			return n
		}
		eventually(t, "the lead to be asked", func() bool {
			w.due()
			return asked(2) > 0
		})
		w.quiet()
		p, _ := w.book().Plan(made[0].ID)
		if p.Steps[0].Reason.Doubt != plan.ClauseEnded || p.Steps[1].Reason.Doubt != "" {
			t.Errorf("the steps are doubted: %q, %q", p.Steps[0].Reason.Doubt, p.Steps[1].Reason.Doubt)
		}
		one.sweepSoon(t.Context())
		w.quiet()
		if again, _ := w.book().Plan(made[0].ID); again.Version != p.Version {
			t.Error("looked over again, the plan is changed again")
		}
		if asked(2) != 1 || asked(0)+asked(3) != 0 {
			t.Errorf("the lead is asked %d times, others %d", asked(2), asked(0)+asked(3))
		}
		wants(t, w.says(2, "/kehoach").Text, "KH-0001", "Cần xác nhận lại thời hạn")
		n := len(w.reminded(2))
		w.turns(24 * time.Hour)
		told := w.reminded(2)
		if len(told) != n+1 {
			t.Fatalf("of what is to be confirmed is reminded %d times", len(told)-n)
		}
		wants(t, told[n].Text, "KH-0001", "còn 3 ngày", "đã hết hiệu lực")
	})
}

// The clock may be set back to a moment at which plans were looked over before.
func TestTwoSweepsDueAtOneMomentBothAsk(t *testing.T) {
	t.Parallel()
	onBoth(t, 3, func(t *testing.T, w *party) {
		a := w.replica()
		w.indexed(a, limits(t, w.day(-1)))
		lib, at := limits(t, calendar.Day{}).Library(), w.clock.now()
		for sweeps := 1; sweeps <= 2; sweeps++ {
			made := w.plans(w.work(w.rests(2, w.day(25), lib)))
			must(t, w.store.Timers().Set(t.Context(), bot.SweepTimer(at)))
			w.settles(a)
			if p, _ := w.book().Plan(made[0].ID); p.Steps[0].Reason.Doubt == "" {
				t.Errorf("sweep %d leaves the step without a doubt", sweeps)
			}
			d, err := w.store.Depths(t.Context())
			must(t, err)
			if d.Outbox != sweeps {
				t.Errorf("after sweep %d there are %d messages", sweeps, d.Outbox)
			}
		}
	})
}

func TestPlansOfAUnitThatIsRemovedGoToTheOneAbove(t *testing.T) {
	t.Parallel()
	onBoth(t, 4, func(t *testing.T, w *party) {
		a := w.replica()
		w.running(a)
		w.greeted()
		own := w.work(w.step(2, w.day(0)), w.step(3, w.day(30)))
		ofCell := own
		ofCell.Owner = w.id(2)
		made := w.plans(own, ofCell, w.errand(2, w.day(30)))
		w.edits(made[1].ID, func(e *plan.Edit) error { return e.CancelPlan("không còn cần") })
		edit := w.roster().Edit()
		for i := 2; i < 4; i++ {
			o, _ := w.roster().Officer(w.id(i))
			moved := *o
			moved.Unit = w.committee
			must(t, edit.SetOfficer(moved))
		}
		must(t, edit.RemoveUnit(w.cell))
		w.changes(edit.Changes())
		a.sweepSoon(t.Context())
		eventually(t, "the plans to be looked over", func() bool {
			w.due()
			return len(w.book().OfUnit(w.cell)) == 0
		})
		w.quiet()
		if now := w.book().OfUnit(w.committee); len(now) != 2 || now[0].State != plan.Open || now[1].State != plan.Cancelled {
			t.Errorf("the unit above has %+v", now)
		}
		if p, _ := w.book().Plan(made[2].ID); p.Unit != "" || p.Version != made[2].Version && len(p.Log) > 1 {
			t.Errorf("an errand of no unit is changed: %+v", p)
		}
		wants(t, w.says(0, "/tiendo").Text, "Đảng ủy xã")
		w.turns(24 * time.Hour)
		if told := w.reminded(0); len(told) != 1 || !strings.Contains(told[0].Text, "KH-0001") {
			t.Errorf("the head is told %+v", told)
		}
	})
}

func TestOfStepsOfSomebodyWhoLeftThoseAboveAreTold(t *testing.T) {
	t.Parallel()
	onBoth(t, 4, func(t *testing.T, w *party) {
		a := w.replica()
		w.indexed(a, limits(t, w.day(-1)))
		w.running(a)
		w.greeted()
		ending := w.rests(2, w.day(0), limits(t, calendar.Day{}).Library())
		w.plans(w.work(w.step(2, w.day(0)), w.step(3, w.day(0))), plan.Plan{
			Kind: plan.Case, Title: "Khiếu nại", Unit: w.cell, Owner: w.id(2), Steps: []plan.Step{ending},
		})
		edit := w.roster().Edit()
		must(t, edit.Leave(w.id(2), w.day(0)))
		w.changes(edit.Changes())
		a.sweepSoon(t.Context())
		w.quiet()
		var asked []string
		for _, m := range w.fromBot(w.people[0]) {
			if strings.Contains(m.Text, "cần đồng chí xác nhận lại") {
				asked = append(asked, m.Text)
			}
		}
		if len(asked) != 1 || !strings.Contains(asked[0], "KH-0002") {
			t.Errorf("in place of who left the head is asked %q", asked)
		}
		w.turns(24 * time.Hour)
		told := w.reminded(0)
		if len(told) != 1 {
			t.Fatalf("the head is told %d times", len(told))
		}
		wants(t, told[0].Text, "KH-0001", "KH-0002", "Cán bộ 3", "Cán bộ 4")
		if got := w.reminded(2); len(got) != 0 {
			t.Errorf("who left is reminded: %+v", got)
		}
		w.turns(24 * time.Hour)
		if again := w.reminded(0); len(again) != 1 {
			t.Errorf("the head is told again: %+v", again[1:])
		}
	})
}

// settles has a program that does not run do what is due, and returns the occurrences that are reminded of.
func (w *party) settles(a *app) (ids []string) {
	w.t.Helper()
	for {
		w.due()
		firings, _, err := a.store.Timers().Claim(w.t.Context(), "party", time.Minute, 100)
		must(w.t, err)
		if len(firings) == 0 {
			return ids
		}
		for _, f := range firings {
			what, err := a.decide(w.t.Context(), f)
			must(w.t, err)
			err = a.store.Timers().Settle(w.t.Context(), f, what)
			if errors.Is(err, queue.ErrConflict) {
				// The sweep woke whoever was claimed with it.
				continue
			}
			must(w.t, err)
			for _, m := range what.Messages {
				var reply struct {
					Body struct {
						Items []struct{ ID string }
					}
				}
				must(w.t, json.Unmarshal(m.Body, &reply))
				for _, i := range reply.Body.Items {
					ids = append(ids, i.ID)
				}
			}
		}
	}
}

// Three months of a monthly duty pass, of which the officer does one occurrence and leaves the others.
func TestAMonthlyDutyGivesEachOccurrenceOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, 3, func(t *testing.T, w *party) {
		a := w.replica()
		stop := w.running(a)
		w.greeted()
		wants(t, w.says(2, "nhắc tôi nộp báo cáo ngày 25 hằng tháng").Text, "KH-0001")
		w.quiet()
		stop()
		given := map[string]int{}
		for day := range 92 {
			w.clock.turn(24 * time.Hour)
			if day == 30 {
				p, _ := w.book().ByNumber(1)
				w.edits(p.ID, func(e *plan.Edit) error { return e.Done("1", "") })
			}
			must(t, a.store.Timers().Set(t.Context(), bot.SweepTimer(w.clock.now())))
			for _, id := range w.settles(a) {
				given[id]++
			}
		}
		p, _ := w.book().ByNumber(1)
		var days []string
		for i := range p.Steps {
			days = append(days, fmt.Sprintf("%d/%d", p.Steps[i].Day.DayOfMonth(), p.Steps[i].Day.Month()))
		}
		if want := []string{"25/6", "25/7", "25/8", "25/9"}; !slices.Equal(days, want) {
			t.Fatalf("the duty is due on %v, want %v", days, want)
		}
		for id, n := range given {
			if n != 1 {
				t.Errorf("%s is given %d times", id, n)
			}
		}
		for i := range 3 {
			// Those before the day may fall together over a weekend.
			for _, rung := range []string{"0", "+1", "+3"} {
				if id := fmt.Sprintf("k1.%d:%s:%s", i+1, p.Steps[i].Day, rung); given[id] != 1 {
					t.Errorf("%s is given %d times", id, given[id])
				}
			}
		}
	})
}
