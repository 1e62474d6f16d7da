package plan

import (
	"testing"

	"camnang/corpus/calendar"
)

// TestTheDayOfALimitIsComputed by the same limit only; where it has no day yet, or no limit behind it, it may be typed.
func TestTheDayOfALimitIsComputed(t *testing.T) {
	day := calendar.MustDay("2026-12-12")
	for _, c := range []struct {
		what  string
		first func(*Step)
		r     Reason
		key   string
	}{
		{"typed", func(*Step) {}, Reason{Source: Typed}, "limit_not_set"},
		{"by another limit", func(*Step) {}, Reason{Source: Computed, Limit: "H01"}, "limit_not_set"},
		{"by the same limit", func(*Step) {}, Reason{Source: Computed, Limit: "E01"}, ""},
		{"typed where there was no day", func(s *Step) { s.Day = calendar.Day{} }, Reason{Source: Typed}, ""},
		{"typed where the limit is gone", func(s *Step) { s.Reason.Limit = "" }, Reason{Source: Typed}, ""},
		{"typed for a milestone", func(s *Step) { s.Weight = Milestone }, Reason{Source: Typed}, ""},
	} {
		p := bench(t)
		c.first(&p.Steps[1])
		e := p.Edit("o9", moment(t, benchDay))
		if k := key(t, e.SetDay("2", day, 0, c.r)); k != c.key || (e.Changes() == nil) != (k != "") {
			t.Errorf("%s: %q, not %q; entries %v", c.what, k, c.key, e.Entries())
		}
	}
}

// TestADayThatIsSetIsNotDoubtedForDaysOff, but still for its clause.
func TestADayThatIsSetIsNotDoubtedForDaysOff(t *testing.T) {
	later := calendar.MustDay("2026-12-20")
	for doubt, wanted := range map[Doubt]Doubt{"": "", DayOffChanged: "", ClauseEnded: ClauseEnded, ClauseReworded: ClauseReworded} {
		p := bench(t)
		for i := range p.Steps[:3] {
			p.Steps[i].Reason.Doubt = doubt
		}
		e := p.Edit("o9", moment(t, benchDay))
		for _, err := range []error{
			e.Postpone("1", later, 0, "chờ"), e.AskTime("2", later, calendar.Day{}, "chờ"), e.GrantTime("2"), e.Postpone("3", later, 0, "chờ"),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, s := range e.Plan().Steps[:3] {
			if s.Reason.Doubt != wanted || s.Day != later {
				t.Errorf("step %s in doubt %q is moved, and in doubt %q on %s", s.ID, doubt, s.Reason.Doubt, s.Day)
			}
		}
	}
}

// TestADoubtOfTheClauseGoesBeforeThatOfDaysOff, whichever comes first.
func TestADoubtOfTheClauseGoesBeforeThatOfDaysOff(t *testing.T) {
	for _, c := range []struct {
		doubts []Doubt
		last   Doubt
		made   int
	}{
		{[]Doubt{ClauseEnded, DayOffChanged}, ClauseEnded, 1},
		{[]Doubt{DayOffChanged, ClauseEnded}, ClauseEnded, 2},
		{[]Doubt{ClauseReworded, ClauseGone}, ClauseGone, 2},
		{[]Doubt{DayOffChanged, DayOffChanged}, DayOffChanged, 1},
	} {
		e := bench(t).Edit("", moment(t, benchDay))
		for _, d := range c.doubts {
			if err := e.Doubt("2", d); err != nil {
				t.Fatal(err)
			}
		}
		if s, _ := e.Plan().Step("2"); s.Reason.Doubt != c.last || len(e.Entries()) != c.made {
			t.Errorf("%v: in doubt %q, %d entries", c.doubts, s.Reason.Doubt, len(e.Entries()))
		}
	}
}

// TestAnotherMinuteIsOneByWhichItIsDue, the same minute of another day stays one to be reminded at.
func TestAnotherMinuteIsOneByWhichItIsDue(t *testing.T) {
	later := calendar.MustDay("2026-12-20")
	for minute, at := range map[int]bool{900: true, 600: false, 0: false} {
		p := bench(t)
		p.Steps[2].At = true
		e := p.Edit("o9", moment(t, benchDay))
		if err := e.Postpone("3", later, minute, "chờ"); err != nil {
			t.Fatal(err)
		}
		if s, _ := e.Plan().Step("3"); s.At != at || s.Minute != minute {
			t.Errorf("moved to the minute %d: %d, to be reminded at it: %v", minute, s.Minute, s.At)
		}
	}
}

func TestWhatNobodyLeadsIsLedByWhoMadeThePlan(t *testing.T) {
	e := bench(t).Edit("o9", moment(t, benchDay))
	id, err := e.AddStep(Step{Title: "Thêm"})
	if err != nil {
		t.Fatal(err)
	}
	if s, _ := e.Plan().Step(id); s.Lead != "o1" {
		t.Errorf("a further step is led by %q", s.Lead)
	}
	made, _ := new(Book).Create(Plan{Owner: "o1", Steps: []Step{{}, {Lead: "o2"}}})
	if s := made[0].Steps; s[0].Lead != "o1" || s[1].Lead != "o2" {
		t.Errorf("the steps of a new plan are led by %q and %q", s[0].Lead, s[1].Lead)
	}
}
