package plan

import (
	"fmt"
	"testing"
	"time"

	"camnang/corpus/calendar"
)

// TestWhatHasOtherThingsDoneToItIsUndone: only what the entry itself changed must stand as it left it.
func TestWhatHasOtherThingsDoneToItIsUndone(t *testing.T) {
	day := calendar.MustDay
	for _, c := range []struct {
		what string
		do   []does
		key  string
	}{
		{"a team, after the plan was closed and named anew", []does{
			func(e *Edit) error { return e.SetTeam("o7") }, func(e *Edit) error { return e.Rename("x") }, func(e *Edit) error { return e.Done("1", "") },
			func(e *Edit) error { return e.Done("2", "") }, func(e *Edit) error { return e.Done("3", "") }, func(e *Edit) error { return e.Done("4", "") },
		}, ""},
		{"a title, after another one", []does{func(e *Edit) error { return e.Rename("x") }, func(e *Edit) error { return e.Rename("y") }}, "changed_since"},
		{"a team, after another one", []does{func(e *Edit) error { return e.SetTeam() }, func(e *Edit) error { return e.SetTeam("o7") }}, "changed_since"},
		{"a step, after another one", []does{func(e *Edit) error { return e.Done("1", "") }, func(e *Edit) error { return e.Done("2", "") }}, ""},
		{"a day, after the lead", []does{
			func(e *Edit) error { return e.Postpone("1", day("2026-12-09"), 0, "x") }, func(e *Edit) error { return e.Give("1", "o7") },
		}, "changed_since"},
		{"a day, after it was put in doubt", []does{
			func(e *Edit) error { return e.Postpone("1", day("2026-12-09"), 0, "x") }, func(e *Edit) error { return e.Doubt("1", ClauseEnded) },
		}, "changed_since"},
		{"a doubt is confirmed, not undone", []does{func(e *Edit) error { return e.Doubt("1", ClauseEnded) }}, "cannot_undo"},
		{"a further step is cancelled, not undone", []does{adds(Step{Title: "x"})}, "cannot_undo"},
		{"an announcement was read", []does{func(e *Edit) error { return e.Announce(-5) }}, "cannot_undo"},
		{"a hand-over, when one of its steps was given on", []does{
			func(e *Edit) error { return e.HandOver("o1", "o4") }, func(e *Edit) error { return e.Give("2", "o7") },
		}, "changed_since"},
		{"a hand-over, when the team was changed meanwhile", []does{
			func(e *Edit) error { return e.HandOver("o1", "o4") }, func(e *Edit) error { return e.SetTeam("o7") },
		}, ""},
	} {
		p := bench(t)
		for i, do := range c.do {
			e := p.Edit("o9", moment(t, benchDay).Add(time.Duration(i)*time.Minute))
			if err := do(e); err != nil {
				t.Fatalf("%s: %v", c.what, err)
			}
			p = stored(t, e.Plan(), 9)
		}
		e := p.Edit("o9", moment(t, benchDay).Add(time.Hour))
		untouched := encoded(e.Plan())
		if k := key(t, e.Undo(2)); k != c.key {
			t.Errorf("%s: %q, not %q", c.what, k, c.key)
		}
		if c.key != "" && string(encoded(e.Plan())) != string(untouched) {
			t.Errorf("%s: something is changed: %s", c.what, differs(p, e.Plan()))
		}
	}
}

// TestAHandOverIsUndoneAsAWhole: of a plan with more steps than its log has entries too.
func TestAHandOverIsUndoneAsAWhole(t *testing.T) {
	p := bench(t)
	for len(p.Steps) < 2*logLimit {
		p.Steps = append(p.Steps, Step{ID: fmt.Sprint(len(p.Steps) + 1), Title: "x", Lead: "o1"})
	}
	e := p.Edit("o9", moment(t, benchDay))
	if err := e.HandOver("o1", "o4"); err != nil {
		t.Fatal(err)
	}
	entries := 2*logLimit - 4 + 1
	if len(e.Entries()) != entries || e.Entries()[0].Step != "1" {
		t.Errorf("%d entries for the journal, not %d", len(e.Entries()), entries)
	}
	handed := stored(t, e.Plan(), 9)
	u := handed.Edit("o1", moment(t, benchDay).Add(time.Hour))
	if err := u.Undo(e.First()); err != nil {
		t.Fatal(err)
	}
	want(t, "taken back", differs(p, u.Plan()), "")
	if err := u.Undo(e.First() + 1); key(t, err) != "cannot_undo" {
		t.Errorf("taken back twice: %v", err)
	}
	later := handed.Edit("o1", moment(t, benchDay).Add(time.Hour))
	if err := later.Rename("x"); err != nil || len(later.Plan().Log) != logLimit {
		t.Errorf("the log has %d entries: %v", len(later.Plan().Log), err)
	}
}

// TestALogStaysSmall: of what can no longer be undone the entry stays, without what it kept.
func TestALogStaysSmall(t *testing.T) {
	p := bench(t)
	now := moment(t, benchDay)
	for n := range 2 * logLimit {
		e := p.Edit("o9", now.Add(time.Duration(n)*time.Hour))
		if err := e.Rename(fmt.Sprint("Tên ", n)); err != nil {
			t.Fatal(err)
		}
		p = stored(t, e.Plan(), 9)
	}
	keeping := 0
	for _, l := range p.Log {
		if l.Was != nil {
			keeping++
		}
	}
	if len(p.Log) != logLimit || p.Log[logLimit-1].Number != 1+2*logLimit || keeping != 25 {
		t.Errorf("%d entries up to %d, of which %d can be undone", len(p.Log), p.Log[len(p.Log)-1].Number, keeping)
	}
}
