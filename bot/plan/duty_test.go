package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"camnang/corpus/calendar"
)

func duty(t testing.TB, rule, day string) *Plan {
	t.Helper()
	made, _ := new(Book).Create(Plan{
		Kind: Duty, Title: "Báo cáo", Unit: "d1", Owner: "o1", Created: moment(t, "2026-01-02 08:00"), Rule: rule,
		Steps: []Step{{Title: "Nộp báo cáo", Lead: "o2", Day: calendar.MustDay(day), Minute: 900, Weight: Milestone, Reason: Reason{Source: Typed}}},
	})
	return made[0]
}

// occurrences are the steps of a plan: id, day, and an x behind one that ended.
func occurrences(p *Plan) string {
	var out []string
	for i := range p.Steps {
		s := &p.Steps[i]
		text := s.ID + " " + s.Day.String()
		if !s.Open() {
			text += " x"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// TestADutyComesBack: month ends are right, and what is done has the next one put beside it.
func TestADutyComesBack(t *testing.T) {
	for rule, wanted := range map[string][]string{
		"monthly:31":      {"2027-11-30", "2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"},
		"monthly:last":    {"2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"},
		"quarterly:3:31":  {"2026-12-31", "2027-03-31", "2027-06-30", "2027-09-30", "2027-12-31"},
		"quarterly:last":  {"2026-09-30", "2026-12-31", "2027-03-31", "2027-06-30", "2027-09-30"},
		"half-yearly:5:5": {"2026-11-05", "2027-05-05", "2027-11-05", "2028-05-05", "2028-11-05"},
		"yearly:02-29":    {"2026-02-28", "2027-02-28", "2028-02-29", "2029-02-28", "2030-02-28"},
		"weekly:fri":      {"2026-12-25", "2027-01-01", "2027-01-08", "2027-01-15", "2027-01-22"},
	} {
		p := duty(t, rule, wanted[0])
		var days []string
		for n := range wanted {
			e := p.Edit("o2", moment(t, wanted[n]+" 10:00"))
			id := fmt.Sprint(n + 1)
			if err := e.Done(id, "xong"); err != nil {
				t.Fatal(err)
			}
			p = e.Plan()
			s, _ := p.Step(id)
			next, _ := p.Step(fmt.Sprint(n + 2))
			days = append(days, s.Day.String())
			if next.Title != "Nộp báo cáo" || next.Lead != "o2" || next.Minute != 900 || next.Weight != Milestone || !next.Open() || p.State != Open {
				t.Errorf("%s: the next one is %+v in a plan that is %s", rule, next, p.State)
			}
			if n := len(e.Entries()); n != 2 || e.Entries()[1].What != StepAdded {
				t.Errorf("%s: entries %v", rule, e.Entries())
			}
		}
		want(t, rule, strings.Join(days, " "), strings.Join(wanted, " "))
	}
}

// TestAnOccurrenceLeftUndone has the next ones beside it, each once, from the day on which the last is due.
func TestAnOccurrenceLeftUndone(t *testing.T) {
	p := duty(t, "monthly:25", "2026-10-25")
	extended := func(until string) {
		t.Helper()
		e := p.Edit("", moment(t, "2026-11-24 01:00"))
		if err := e.Extend(calendar.MustDay(until)); err != nil {
			t.Fatal(err)
		}
		p = e.Plan()
	}
	extended("2026-10-25")
	want(t, "before its day is over", occurrences(p), "1 2026-10-25")
	extended("2026-10-26")
	want(t, "after it", occurrences(p), "1 2026-10-25, 2 2026-11-25")
	extended("2026-10-26")
	want(t, "again", occurrences(p), "1 2026-10-25, 2 2026-11-25")
	extended("2027-01-26")
	want(t, "after months", occurrences(p), "1 2026-10-25, 2 2026-11-25, 3 2026-12-25, 4 2027-01-25, 5 2027-02-25")
	e := p.Edit("o2", moment(t, "2027-01-26 08:00"))
	for _, id := range []string{"1", "3"} {
		if err := e.Done(id, ""); err != nil {
			t.Fatal(err)
		}
	}
	want(t, "one done that is not the last", occurrences(e.Plan()), "1 2026-10-25 x, 2 2026-11-25, 3 2026-12-25 x, 4 2027-01-25, 5 2027-02-25")
	if err := e.Done("5", ""); err != nil {
		t.Fatal(err)
	}
	want(t, "the last done before its day", occurrences(e.Plan()), "1 2026-10-25 x, 2 2026-11-25, 3 2026-12-25 x, 4 2027-01-25, 5 2027-02-25 x, 6 2027-03-25")
	for _, do := range []does{
		func(e *Edit) error { return e.Undo(e.First() + 2) }, func(e *Edit) error { return e.Done("5", "") },
	} {
		if err := do(e); err != nil {
			t.Fatal(err)
		}
	}
	want(t, "taken back and done again", occurrences(e.Plan()), "1 2026-10-25 x, 2 2026-11-25, 3 2026-12-25 x, 4 2027-01-25, 5 2027-02-25 x, 6 2027-03-25")
}

// TestAnOccurrenceThatWasMoved does not move those after it: none is left out, none comes twice.
func TestAnOccurrenceThatWasMoved(t *testing.T) {
	day := calendar.MustDay
	for what, move := range map[string]does{
		"beyond the next one": func(e *Edit) error { return e.Postpone("1", day("2027-01-05"), 600, "chờ") },
		"before its day":      func(e *Edit) error { return e.SetDay("1", day("2026-11-20"), 0, Reason{Source: Typed}) },
		"to no day":           func(e *Edit) error { return e.SetDay("1", calendar.Day{}, 0, Reason{Source: Typed}) },
		"twice": func(e *Edit) error {
			if err := e.Postpone("1", day("2026-11-27"), 0, "chờ"); err != nil {
				return err
			}
			return e.Postpone("1", day("2026-11-30"), 0, "chờ")
		},
	} {
		p := duty(t, "monthly:25", "2026-11-25")
		e := p.Edit("o2", moment(t, benchDay))
		if err := move(e); err != nil {
			t.Fatal(err)
		}
		if err := e.Done("1", ""); err != nil {
			t.Fatal(err)
		}
		next, ok := e.Plan().Step("2")
		if !ok || next.Day != day("2026-12-25") || next.Minute != 900 || len(next.Moved) > 0 {
			t.Errorf("%s: the next one is %+v", what, next)
		}
	}
}

func TestWhatIsNotExtended(t *testing.T) {
	until := calendar.MustDay("2040-01-01")
	for what, change := range map[string]func(*Plan){
		"an errand":      func(p *Plan) { p.Kind = Errand },
		"cancelled":      func(p *Plan) { p.State = Cancelled },
		"without a step": func(p *Plan) { p.Steps = nil },
		"without a day":  func(p *Plan) { p.Steps[0].Day = calendar.Day{} },
	} {
		p := duty(t, "monthly:25", "2026-11-25")
		change(p)
		e := p.Edit("", moment(t, benchDay))
		if err := e.Extend(until); err != nil || e.Changes() != nil {
			t.Errorf("%s: %v %v", what, e.Entries(), err)
		}
	}
	p := duty(t, "fortnightly:1", "2026-11-25")
	e := p.Edit("", moment(t, benchDay))
	if k := key(t, e.Extend(until)); k != "rule_not_read" || e.Changes() != nil {
		t.Errorf("a rule of a later release: %q, %v", k, e.Entries())
	}
	if err := e.Done("1", ""); err != nil || e.Plan().State != Closed || len(e.Plan().Steps) != 1 {
		t.Errorf("a step of it cannot be done: %v, %+v", err, e.Plan())
	}
	closed := e.Plan()
	closed.Rule = "monthly:25"
	e = closed.Edit("", moment(t, "2026-11-26 01:00"))
	if err := e.Extend(calendar.MustDay("2026-11-27")); err != nil {
		t.Fatal(err)
	}
	want(t, "once the rule can be read", string(e.Plan().State)+" "+occurrences(e.Plan()), "open 1 2026-11-25 x, 2 2026-12-25")
}

// TestADutyKeepsItsLastOccurrences, and every one that is open or can still be taken back.
func TestADutyKeepsItsLastOccurrences(t *testing.T) {
	p := duty(t, "weekly:fri", "2026-01-02")
	for n := range 3 * dutyKept {
		e := p.Edit("o2", moment(t, "2026-01-02 08:00").AddDate(0, 0, 7*n))
		if err := e.Done(fmt.Sprint(n+1), ""); err != nil {
			t.Fatal(err)
		}
		p = e.Plan()
	}
	if n := len(p.Steps); n != dutyKept || p.Steps[n-1].ID != fmt.Sprint(3*dutyKept+1) || p.Steps[0].ID != fmt.Sprint(2*dutyKept+2) {
		t.Errorf("kept: %s", occurrences(p))
	}

	left := duty(t, "weekly:fri", "2016-01-01")
	e := left.Edit("", moment(t, benchDay))
	if err := e.Extend(calendar.MustDay("2026-11-25")); err != nil || len(e.Plan().Steps) != stepLimit {
		t.Errorf("ten years left undone are %d steps: %v", len(e.Plan().Steps), err)
	}
	last := fmt.Sprint(stepLimit)
	for n := range stepLimit {
		if err := e.Done(fmt.Sprint(n+1), ""); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(e.Plan().Steps); n != stepLimit || e.Plan().State != Closed {
		t.Errorf("all done at once: %d steps, %s", n, e.Plan().State)
	}
	if err := e.Undo(e.Entries()[len(e.Entries())-1].Number); err != nil {
		t.Errorf("what was just done cannot be taken back: %v", err)
	}
	next := e.Plan().Edit("o2", moment(t, "2026-11-26 08:00"))
	if err := next.Done(last, ""); err != nil {
		t.Fatal(err)
	}
	if steps := next.Plan().Steps; len(steps) != dutyKept || !steps[dutyKept-1].Open() || steps[dutyKept-2].ID != last {
		t.Errorf("the last one done days later: %s", occurrences(next.Plan()))
	}
	few := duty(t, "weekly:fri", "2026-01-02")
	lately := few.Edit("o2", moment(t, benchDay))
	for n := range 2 * dutyKept {
		if err := lately.Done(fmt.Sprint(n+1), ""); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(lately.Plan().Steps); n != 2*dutyKept+1 {
		t.Errorf("of those done within a day, which can be taken back, %d are kept", n)
	}
}

// TestADutyHasOneOccurrenceForADay, whatever is done with it in whatever order, until the program has looked at it.
func TestADutyHasOneOccurrenceForADay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rule := rapid.SampledFrom([]string{"monthly:31", "quarterly:last", "half-yearly:3:15", "yearly:02-29"}).Draw(rt, "rule")
		p := duty(t, rule, "2026-02-28")
		now := moment(t, "2026-02-20 08:00")
		for range rapid.IntRange(1, 40).Draw(rt, "acts") {
			now = now.Add(time.Duration(rapid.IntRange(0, 45*24).Draw(rt, "hours")) * time.Hour)
			name, do := anEdit(rt, p)
			e := p.Edit("o2", now)
			if err := do(e); name == "add" || name == "cancel plan" || err != nil {
				continue
			}
			p = stored(rt, e.Plan(), 1)
			looked := p.Edit("", now)
			today := calendar.On(now.In(ict))
			if err := looked.Extend(today.Add(1)); err != nil {
				rt.Fatal(err)
			}
			p = stored(rt, looked.Plan(), 1)
			var days []string
			for i := range p.Steps {
				days = append(days, p.Steps[i].first().Day.String())
			}
			if !slices.IsSorted(days) || len(slices.Compact(slices.Clone(days))) != len(days) {
				rt.Fatalf("%s after %s: %v", rule, name, days)
			}
			if last := calendar.MustDay(days[len(days)-1]); !last.After(today) {
				rt.Fatalf("%s after %s: nothing is ahead on %s: %v", rule, name, today, days)
			}
			every, _ := calendar.ParseRecurrence(rule)
			for i := range days[1:] {
				if next := every.After(calendar.MustDay(days[i]), 1)[0].String(); len(p.Steps) < dutyKept && next != days[i+1] {
					rt.Fatalf("%s after %s: %s follows %s", rule, name, days[i+1], days[i])
				}
			}
		}
	})
}
