package plan

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"camnang/bot/officer"
	"camnang/corpus/calendar"
)

// anEdit draws something that may be done to a plan; most of it can be done.
func anEdit(t *rapid.T, p *Plan) (name string, do does) {
	steps := []string{"99"}
	for _, s := range p.Steps {
		steps = append(steps, s.ID, s.ID)
	}
	step := rapid.SampledFrom(steps).Draw(t, "step")
	who := rapid.SampledFrom([]officer.ID{"o1", "o2", "o3", "o4"}).Draw(t, "who")
	other := rapid.SampledFrom([]officer.ID{"o1", "o2", "o3", "o4"}).Draw(t, "other")
	day := calendar.MustDay("2026-12-01").Add(rapid.IntRange(0, 40).Draw(t, "day"))
	minute := rapid.SampledFrom([]int{0, 600, 900}).Draw(t, "minute")
	acts := map[string]does{
		"done": func(e *Edit) error { return e.Done(step, "xong") }, "cancel": func(e *Edit) error { return e.Cancel(step, "thừa") },
		"cancel plan": func(e *Edit) error { return e.CancelPlan("dừng") }, "give": func(e *Edit) error { return e.Give(step, who) },
		"postpone": func(e *Edit) error { return e.Postpone(step, day, minute, "chờ") },
		"set day":  func(e *Edit) error { return e.SetDay(step, day, minute, Reason{Source: Typed}) },
		"ask":      func(e *Edit) error { return e.AskTime(step, day, calendar.Day{}, "chờ") },
		"grant":    func(e *Edit) error { return e.GrantTime(step) }, "refuse": func(e *Edit) error { return e.RefuseTime(step, "") },
		"doubt":   func(e *Edit) error { return e.Doubt(step, ClauseEnded) },
		"confirm": func(e *Edit) error { return e.Confirm(step, nil, "") }, "add": adds(Step{Title: "x", Lead: who, Day: day}),
		"team":   func(e *Edit) error { return e.SetTeam(who, other) },
		"hand":   func(e *Edit) error { return e.HandOver(who, other) },
		"rename": func(e *Edit) error { return e.Rename("Tên " + string(who)) }, "unit": func(e *Edit) error { return e.MoveUnit(officer.UnitID("d" + who)) },
		"announce": func(e *Edit) error { return e.Announce(int64(-minute)) }, "extend": func(e *Edit) error { return e.Extend(day) },
		"undo": func(e *Edit) error { return e.Undo(rapid.IntRange(1, p.NextEntry).Draw(t, "entry")) },
	}
	var names []string
	for n := range acts {
		names = append(names, n)
	}
	slices.Sort(names)
	name = rapid.SampledFrom(names).Draw(t, "act")
	return name, acts[name]
}

// TestWhateverIsDoneToAPlan it stays sound, an edit that is refused changes nothing, and what an edit did can be taken back
// by its first entry, but for what says that it cannot.
func TestWhateverIsDoneToAPlan(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := bench(t)
		if rapid.Bool().Draw(rt, "duty") {
			p.Kind, p.Rule = Duty, "monthly:25"
		}
		now := moment(t, benchDay)
		for range rapid.IntRange(1, 50).Draw(rt, "edits") {
			now = now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 60, 600}).Draw(rt, "minutes")) * time.Minute)
			name, do := anEdit(rt, p)
			before := encoded(p)
			e := p.Edit("o9", now)
			err := do(e)
			after := e.Plan()
			if string(encoded(p)) != string(before) {
				rt.Fatalf("%s changes the plan it was made of", name)
			}
			if err != nil && (e.Changes() != nil || differs(p, after) != "" || len(after.Log) != len(p.Log)) {
				rt.Fatalf("%s is refused (%s) and changes %s", name, key(t, err), differs(p, after))
			}
			sound(rt, name, p, after)
			read := stored(rt, after, 10)
			if string(encoded(read)) != string(encoded(after)) {
				rt.Fatalf("%s: read back:\n%s\nwritten:\n%s", name, encoded(read), encoded(after))
			}
			if err == nil && e.First() != 0 {
				takenBack(rt, name, p, read, e, now)
			}
			read.Version = p.Version + 1
			p = read
		}
	})
}

// sound says what is wrong with a plan after an edit.
func sound(t *rapid.T, name string, before, p *Plan) {
	ids := map[string]bool{}
	open := false
	for _, s := range p.Steps {
		if ids[s.ID] {
			t.Fatalf("%s: two steps are %s", name, s.ID)
		}
		ids[s.ID], open = true, open || s.Open()
		if s.Asked != nil && (!s.Open() || !s.Asked.Day.After(s.Asked.From)) {
			t.Fatalf("%s: more time is asked for of %+v", name, s)
		}
	}
	if p.State != Cancelled && (p.State == Open) != open {
		t.Fatalf("%s: the plan is %s, with open steps: %v", name, p.State, open)
	}
	if !slices.Equal(p.Team, each(p.Team)) {
		t.Fatalf("%s: the team is %v", name, p.Team)
	}
	last := 0
	for _, l := range p.Log {
		if l.Number <= last || l.Number >= p.NextEntry {
			t.Fatalf("%s: the log has %d after %d, next is %d", name, l.Number, last, p.NextEntry)
		}
		last = l.Number
	}
	if len(p.Log) > logLimit+len(p.Steps)+1 || p.NextEntry < before.NextEntry || p.NextStep < before.NextStep {
		t.Fatalf("%s: the log has %d entries, next are %d and %d", name, len(p.Log), p.NextEntry, p.NextStep)
	}
}

// takenBack undoes what an edit did a day later, and too late, and twice.
func takenBack(t *rapid.T, name string, before, after *Plan, did *Edit, at time.Time) {
	late := after.Edit("o9", at.Add(undoWithin+time.Second))
	if err := late.Undo(did.First()); err == nil || late.Changes() != nil {
		t.Fatalf("%s is undone after more than a day", name)
	}
	e := after.Edit("o9", at.Add(undoWithin))
	err := e.Undo(did.First())
	if kept := did.Entries()[0].Was != nil; kept != (err == nil) {
		t.Fatalf("%s has something to undo: %v; undoing it: %v", name, kept, err)
	}
	if err != nil {
		return
	}
	undone := e.Plan()
	if before.Kind == Duty && name == "done" {
		// The next occurrence stays, and the plan is open for it.
		undone.Steps = undone.Steps[:len(before.Steps)]
	}
	if d := differs(before, undone); d != "" {
		t.Fatalf("%s is undone, and leaves %s", name, d)
	}
	if err := e.Undo(did.First()); err == nil {
		t.Fatalf("%s is undone twice", name)
	}
	if err := e.Undo(e.First()); err == nil {
		t.Fatalf("undoing %s is undone", name)
	}
}
