package reminder

import (
	"fmt"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/corpus/calendar"

	"pgregory.net/rapid"
)

// TestWheneverItIsWokenNothingIsGivenTwiceOrLost: wakes come at any moments, early, late, with the clock set back and
// forward. Each occurrence is given at most once, and once time has passed in order the last of each step was given.
func TestWheneverItIsWokenNothingIsGivenTwiceOrLost(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := town(t)
		begin := calendar.MustDay("2026-01-20")
		weights := []plan.Weight{plan.Limit, plan.Milestone, plan.Ordinary}
		for range rapid.IntRange(1, 6).Draw(r, "steps") {
			s := step(rapid.SampledFrom(weights).Draw(r, "weight"), begin.Add(rapid.IntRange(8, 60).Draw(r, "day")).String())
			s.Minute = rapid.SampledFrom([]int{0, 0, 420, 450, 900, 1300}).Draw(r, "minute")
			s.At = rapid.Bool().Draw(r, "at")
			kind := rapid.SampledFrom([]plan.Kind{plan.Case, plan.Errand}).Draw(r, "kind")
			d.make("2026-01-20 09:00", kind, s)
		}
		given := map[string]int{}
		ids := map[string]bool{}
		take := func(who officer.ID, now time.Time) time.Time {
			got := d.decide(who, now)
			for _, n := range got.Messages {
				if ids[n.ID] {
					r.Fatalf("two messages are %s", n.ID)
				}
				ids[n.ID] = true
				for _, o := range n.Items {
					if given[string(who)+o.ID]++; given[string(who)+o.ID] > 1 {
						r.Fatalf("%s is given %s twice", who, o.ID)
					}
					if o.At.After(now) {
						r.Fatalf("%s is given %s at %s", who, o.ID, now)
					}
				}
			}
			return got.Next
		}
		people := []officer.ID{"oanna", "ohoa"}
		now := moment("2026-01-20 09:00")
		for range rapid.IntRange(0, 40).Draw(r, "wakes") {
			// Up to three days forward, up to one back; never beyond where steps are dropped.
			now = now.Add(time.Duration(rapid.IntRange(-24*60, 3*24*60).Draw(r, "minutes")) * time.Minute)
			take(rapid.SampledFrom(people).Draw(r, "who"), now)
			if now.After(moment("2026-02-14 00:00")) {
				break
			}
		}
		for _, who := range people {
			for next := take(who, now); !next.IsZero(); next = take(who, next) {
			}
		}
		for _, p := range d.plansNow().All() {
			for _, who := range people {
				last := given[fmt.Sprintf("%s%s.1:%s:+3", who, p.ID, p.Steps[0].Day)]
				if want := who == "oanna" || p.Kind != plan.Errand; (last == 1) != want {
					r.Fatalf("%s is given the last reminder of %s %d times", who, p.ID, last)
				}
			}
		}
	})
}

// benchDesk is a committee of 1,000 officers in 34 cells whose heads lead 200 steps each; the others lead 10, some overdue.
func benchDesk(b *testing.B) View {
	b.Helper()
	d := &desk{t: b, plans: map[plan.ID]queue.Record{}, days: calendar.NewWorkdays(calendar.ShippedShifts()...)}
	long := moment("2025-01-01 08:00")
	units := []officer.Unit{{ID: "d0", Name: "Đảng bộ"}}
	var people []officer.Officer
	for n := range 1000 {
		o := officer.Officer{
			ID: ids(n), Name: fmt.Sprint("Cán bộ ", n), Unit: officer.UnitID(fmt.Sprint("d", n%35)),
			Telegram: int64(n + 1), Consented: long,
		}
		if n == 0 {
			o.Heads = []officer.UnitID{"d0"}
		}
		if n > 0 && n < 35 {
			units = append(units, officer.Unit{ID: o.Unit, Parent: "d0", Name: fmt.Sprint("Chi bộ ", n)})
		}
		people = append(people, o)
	}
	d.people(people, units...)
	var plans []plan.Plan
	for n := range 1000 {
		steps := 10
		if n == 1 {
			steps = 200
		}
		p := plan.Plan{Kind: plan.Case, Title: "Việc", Unit: "d0", Owner: ids(0), Created: long}
		for k := range steps {
			s := step([]plan.Weight{plan.Limit, plan.Milestone, plan.Ordinary}[k%3], "2026-11-20")
			s.Lead, s.Day = ids(n), s.Day.Add(k)
			p.Steps = append(p.Steps, s)
		}
		plans = append(plans, p)
	}
	_, changes := d.plansNow().Create(plans...)
	d.change(changes)
	return d.view()
}

// BenchmarkDecide is the first decision and the one after it, for who leads 200 open steps and for the one head of 1,000
// officers with 4,000 overdue steps.
func BenchmarkDecide(b *testing.B) {
	v := benchDesk(b)
	now := moment("2026-11-24 07:30")
	for name, who := range map[string]officer.ID{"lead of 200": ids(1), "head of 1000": ids(0)} {
		first := Decide(who, now, v, Habit{}, Told{})
		b.Run(name+"/first", func(b *testing.B) {
			for b.Loop() {
				Decide(who, now, v, Habit{}, Told{})
			}
		})
		b.Run(name+"/again", func(b *testing.B) {
			for b.Loop() {
				if got := Decide(who, now, v, Habit{}, first.Told); len(got.Messages) > 0 {
					b.Fatal("given twice")
				}
			}
		})
	}
}
