package officer

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

func TestAnEditThatIsRefusedChangesNothing(t *testing.T) {
	w, r := newTown(t)
	day := calendar.MustDay("2026-01-02")
	_, err := NewCode(strings.NewReader("short"))
	if err == nil {
		t.Error("a code was drawn from too little")
	}
	for _, c := range []struct {
		why string
		do  func(e *Edit) error
	}{
		{"unit-twice", func(e *Edit) error { _, err := e.AddUnit("s", "đảng bộ a", w.T); return err }},
		{"unit-twice", func(e *Edit) error { return e.RenameUnit(w.A2, "CHI BỘ 1") }},
		{"unit-name", func(e *Edit) error { _, err := e.AddUnit("s", "12", w.T); return err }},
		{"unit-slash", func(e *Edit) error { _, err := e.AddUnit("s", "Chi bộ a / b", w.T); return err }},
		{"unit-unknown", func(e *Edit) error { _, err := e.AddUnit("s", "Chi bộ", "dnone"); return err }},
		{"unit-unknown", func(e *Edit) error { return e.RenameUnit("dnone", "Chi bộ") }},
		{"unit-circle", func(e *Edit) error { return e.MoveUnit(w.T, w.A1) }},
		{"unit-circle", func(e *Edit) error { return e.MoveUnit(w.A, w.A) }},
		{"unit-unknown", func(e *Edit) error { return e.MoveUnit(w.A, "dnone") }},
		{"unit-not-empty", func(e *Edit) error { return e.RemoveUnit(w.A) }},
		{"unit-not-empty", func(e *Edit) error { return e.RemoveUnit(w.A2) }},
		{"unit-unknown", func(e *Edit) error { return e.RemoveUnit("dnone") }},
		{"unit-missing", func(e *Edit) error { _, err := e.AddOfficer("s", Officer{Name: "Ai"}); return err }},
		{"unit-unknown", func(e *Edit) error { _, err := e.AddOfficer("s", Officer{Name: "Ai", Unit: "dnone"}); return err }},
		{"officer-name", func(e *Edit) error { _, err := e.AddOfficer("s", Officer{Name: " 7 ", Unit: w.A}); return err }},
		{"number-taken", func(e *Edit) error {
			_, err := e.AddOfficer("s", Officer{Name: "Ai", Unit: w.A, Number: "cb 001"})
			return err
		}},
		{"number-shape", func(e *Edit) error {
			_, err := e.AddOfficer("s", Officer{Name: "Ai", Unit: w.A, Number: "--"})
			return err
		}},
		{"title-length", func(e *Edit) error {
			_, err := e.AddOfficer("s", Officer{Name: "Ai", Unit: w.A, Title: strings.Repeat("x", 151)})
			return err
		}},
		{"officer-unknown", func(e *Edit) error { return e.SetOfficer(Officer{ID: "onone", Name: "Ai", Unit: w.A}) }},
		{"unit-missing", func(e *Edit) error { return e.SetOfficer(Officer{ID: w.Anna, Name: "Ai"}) }},
		{"officer-left", func(e *Edit) error {
			return e.SetOfficer(Officer{ID: w.Gone, Name: "Ai", Unit: w.A, Administrator: true})
		}},
		{"officer-unknown", func(e *Edit) error { return e.Leave("onone", day) }},
		{"day-missing", func(e *Edit) error { return e.Leave(w.Anna, calendar.Day{}) }},
		{"officer-unknown", func(e *Edit) error { return e.Return("onone") }},
		{"officer-left", func(e *Edit) error { return e.Invite(w.Gone, "K7M49QTX2D", noon) }},
		{"code-shape", func(e *Edit) error { return e.Invite(w.Anna, "K7M4-9QTX-2D", noon) }},
		{"code-shape", func(e *Edit) error { return e.Invite(w.Anna, "K7M49QTX2D", time.Time{}) }},
		{"code-taken", func(e *Edit) error { return e.Invite(w.New, must(NewCode(countingReader(3))), noon) }},
		{"officer-unknown", func(e *Edit) error { return e.Unbind("onone") }},
		{"class-twice", func(e *Edit) error { _, err := e.AddClass("s", "LỚP 1", day, day); return err }},
		{"class-name", func(e *Edit) error { _, err := e.AddClass("s", "", day, day); return err }},
		{"class-semicolon", func(e *Edit) error { _, err := e.AddClass("s", "Lớp a; b", day, day); return err }},
		{"class-days", func(e *Edit) error { _, err := e.AddClass("s", "Lớp 2", day, day.Add(-1)); return err }},
		{"class-unknown", func(e *Edit) error { return e.SetClass(Class{ID: "cnone", Name: "Lớp"}) }},
		{"class-unknown", func(e *Edit) error { return e.RemoveClass("cnone") }},
		{"officer-left", func(e *Edit) error { return e.Enrol(w.Class, w.Binh, w.Gone) }},
		{"officer-unknown", func(e *Edit) error { return e.Enrol(w.Class, "onone") }},
		{"class-unknown", func(e *Edit) error { return e.Enrol("cnone", w.Anna) }},
		{"class-unknown", func(e *Edit) error { return e.Withdraw("cnone", w.Anna) }},
		{"officer-left", func(e *Edit) error { return e.SetTrainer(w.Class, w.Gone, true) }},
		{"class-unknown", func(e *Edit) error { return e.SetTrainer("cnone", w.Anna, true) }},
	} {
		e := r.Edit()
		var p *Problem
		if err := c.do(e); !errors.As(err, &p) || p.Key != c.why {
			t.Errorf("want %s, got %v", c.why, err)
		} else if strings.Contains(p.Text, "%!") || p.Text == "" || strings.Contains(p.Error(), "Ai") {
			t.Errorf("a bad sentence %q or error %q", p.Text, p.Error())
		}
		if changes := e.Changes(); changes != nil {
			t.Errorf("%s: %d changes", c.why, len(changes))
		}
	}
}

func TestEditsSayWhatTheyRestOn(t *testing.T) {
	w, r := newTown(t)
	one, other := r.Edit(), r.Edit()
	ok(t, one.SetTrainer(w.Class, w.Anna, true))
	ok(t, other.RenameUnit(w.B, "Đảng bộ Bê"))
	w.does(t, one)
	if err := w.change(other.Changes()); !errors.Is(err, queue.ErrConflict) {
		t.Errorf("a decision on an earlier roster was carried out: %v", err)
	}
	changes := other.Changes()
	if len(changes) != 2 || changes[0].ID != "_" || changes[0].Was != r.Revision || changes[1].Was != w.records[string(w.B)].Version {
		t.Errorf("one renaming writes %+v", changes)
	}
	// What comes to the same again is no change.
	again := w.load(t).Edit()
	ok(t, again.RenameUnit(w.B, "Đảng bộ Bê"))
	ok(t, again.RenameUnit(w.B, "Đảng bộ B"))
	ok(t, again.Withdraw(w.Class, w.Binh))
	ok(t, again.Enrol(w.Class, w.Anna))
	if again.Changes() != nil {
		t.Error("nothing changed, and yet there are changes")
	}
}

func TestTheSameDecisionMakesTheSameIDs(t *testing.T) {
	w, r := newTown(t)
	shape := regexp.MustCompile(`^[doc][a-z0-9]{1,15}$`)
	decide := func(seed string) string {
		e := r.Edit()
		ids := []string{
			string(must(e.AddUnit(seed, "Mới", w.T))), string(must(e.AddOfficer(seed, Officer{Name: "Ai", Unit: w.A}))),
			string(must(e.AddOfficer(seed, Officer{Name: "Ai", Unit: w.A}))),
			string(must(e.AddClass(seed, "Mới", calendar.Day{}, calendar.Day{}))),
		}
		for _, id := range ids {
			if !shape.MatchString(id) {
				t.Errorf("an id %q", id)
			}
		}
		return strings.Join(ids, " ")
	}
	one, again, other := decide("u1"), decide("u1"), decide("u2")
	if one != again || one == other {
		t.Errorf("%s, %s, %s", one, again, other)
	}
	// A seed that was used before makes other ids: nobody's entry is written over.
	e := r.Edit()
	if id := must(e.AddUnit("seed", "Mới", "")); id == w.T {
		t.Error("an id was given twice")
	}
}

func TestWhoMovesOrLosesARoleLosesTheReachAtOnce(t *testing.T) {
	w, r := newTown(t)
	// The actor is that of the earlier roster, as a process may still hold it.
	head, trainer := r.actor(w.Head), r.actor(w.Binh)
	may := func(want bool, a Actor, do Action, about About) {
		t.Helper()
		if r.May(a, do, about) != want {
			t.Errorf("%s about %v: want %v", do, about, want)
		}
	}
	may(true, head, SeeOfficer, About{Officer: w.Anna})
	may(true, trainer, SeeOfficer, About{Officer: w.Anna})

	e := r.Edit()
	moved := *r.officers[w.Head]
	moved.Unit = w.B
	ok(t, e.SetOfficer(moved))
	ok(t, e.SetTrainer(w.Class, w.Binh, false))
	r = w.does(t, e)
	may(false, head, SeeOfficer, About{Officer: w.Anna})
	may(false, head, SeeUnit, About{Unit: w.A})
	may(false, trainer, SeeClass, About{Class: w.Class})
	may(true, head, UseAssistant, About{})

	e = r.Edit()
	ok(t, e.Leave(w.Head, today))
	r = w.does(t, e)
	may(false, head, UseAssistant, About{})
	may(false, head, EraseOfficer, About{Officer: w.Head})

	e = r.Edit()
	ok(t, e.Leave(w.Boss, today))
	ok(t, e.SetTrainer(w.Class, w.Anna, true))
	lead := *r.officers[w.Anna]
	lead.Heads = []UnitID{w.A1}
	ok(t, e.SetOfficer(lead))
	ok(t, e.Leave(w.Anna, today))
	ok(t, e.Return(w.Boss))
	ok(t, e.Return(w.Anna))
	r = w.does(t, e)
	for _, id := range []ID{w.Boss, w.Anna} {
		if roles := r.Roles(id); len(roles) != 1 {
			t.Errorf("back again with the roles %v", roles)
		}
	}

	e = r.Edit()
	ok(t, e.Return(w.Head))
	r = w.does(t, e)
	if o := r.officers[w.Head]; o.Joined() || o.Telegram != 0 || len(r.Roles(w.Head)) != 1 {
		t.Errorf("back again with %+v", o)
	}
	may(false, head, UseAssistant, About{})
}

func TestAMovedUnitTakesItsOfficersAlong(t *testing.T) {
	w, r := newTown(t)
	head := r.actor(w.Head)
	e := r.Edit()
	ok(t, e.MoveUnit(w.A1, w.B))
	ok(t, e.MoveUnit(w.B, ""))
	r = w.does(t, e)
	if r.May(head, SeeOfficer, About{Officer: w.Anna}) {
		t.Error("the head of the former unit above still reaches the officer")
	}
	if len(r.Top()) != 2 || len(r.Path(w.A1)) != 2 {
		t.Error("the units are not where they were put")
	}
}

func TestARemovedUnitLeavesNothingBehind(t *testing.T) {
	w, r := newTown(t)
	e := r.Edit()
	set := *r.officers[w.Head]
	set.Heads = []UnitID{w.A, w.A1, w.A1}
	ok(t, e.SetOfficer(set))
	anna := *r.officers[w.Anna]
	anna.Unit = w.A
	ok(t, e.SetOfficer(anna))
	ok(t, e.RemoveUnit(w.A1))
	r = w.does(t, e)
	if heads := r.officers[w.Head].Heads; !slices.Equal(heads, []UnitID{w.A}) {
		t.Errorf("heads %v", heads)
	}
	if r.officers[w.Gone].Unit != w.A {
		t.Error("who left the removed unit is nowhere")
	}
	e = r.Edit()
	ok(t, e.RemoveClass(w.Class))
	r = w.does(t, e)
	if len(r.Roles(w.Binh)) != 1 || len(r.Classes()) != 0 {
		t.Error("a class that is gone still has a trainer")
	}
}

func TestAGroupOfAClass(t *testing.T) {
	w, r := newTown(t)
	e := r.Edit()
	ok(t, e.SetClass(Class{ID: w.Class, Name: "Lớp 1", Chat: -100, Begins: today, Ends: today.Add(4)}))
	second := must(e.AddClass("s", "Lớp 2", calendar.Day{}, calendar.Day{}))
	var p *Problem
	if err := e.SetClass(Class{ID: second, Name: "Lớp 2", Chat: -100}); !errors.As(err, &p) || p.Key != "class-chat" {
		t.Errorf("two classes have one group: %v", err)
	}
	e.MoveChat(-100, -200)
	e.MoveChat(0, -300)
	r = w.does(t, e)
	if c, there := r.ByChat(-200); !there || c.ID != w.Class || len(c.Members) != 2 {
		t.Error("the class did not follow its group")
	}
	if _, there := r.ByChat(-100); there {
		t.Error("the former chat still is the class's")
	}
	if all := r.Classes(); all[0].ID != second {
		t.Error("a class without a first day does not come first")
	}
	if len(r.ClassesOf(w.Anna)) != 1 || len(r.TaughtBy(w.Binh)) != 1 {
		t.Error("an officer's classes are wrong")
	}
}
