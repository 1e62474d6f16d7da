package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"camnang/bot/officer"
	"camnang/corpus/calendar"
)

// TestEditsOfOnePlanDoNotMeet, though it was read with room behind its lists.
func TestEditsOfOnePlanDoNotMeet(t *testing.T) {
	p := bench(t)
	p.Chats, p.Steps[0].Moved = append(make([]int64, 0, 8), -5), make([]Moved, 0, 8)
	var after []string
	var edits []*Edit
	for n := range 2 {
		e := p.Edit("o9", moment(t, benchDay))
		why := fmt.Sprint("chờ ", n)
		for _, err := range []error{
			e.Announce(int64(-6 - n)), e.Postpone("1", calendar.MustDay("2026-12-03"), 0, why), e.HandOver("o3", officer.ID("o4"+why)),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		edits, after = append(edits, e), append(after, string(encoded(e.Plan())))
	}
	for n, e := range edits {
		want(t, "an edit, after another one was made", string(encoded(e.Plan())), after[n])
	}
}

func TestConcernedAreThoseBeforeAndAfter(t *testing.T) {
	p := bench(t)
	want(t, "of the plan", fmt.Sprint(p.Concerned()), "[o1 o2 o3]")
	e := p.Edit("o9", moment(t, benchDay))
	for _, err := range []error{e.Give("3", "o4"), e.SetTeam("o5")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	want(t, "of the edit", fmt.Sprint(e.Concerned()), "[o1 o2 o3 o4 o5]")
	want(t, "of the plan afterwards", fmt.Sprint(e.Plan().Concerned()), "[o1 o4 o5]")
	want(t, "of nobody's plan", fmt.Sprint(new(Plan).Concerned()), "[]")
}

func TestCheckSaysWhatIsWrongWithANewPlan(t *testing.T) {
	step := Step{Title: "Việc"}
	long := step
	long.Reason.Document = strings.Repeat("ă", noteLimit+1)
	for _, c := range []struct {
		key   string
		title string
		steps []Step
	}{
		{"", strings.Repeat("ă", titleLimit), []Step{step}},
		{"", "Kế hoạch", slices.Repeat([]Step{step}, stepLimit)},
		{"no_title", "\t", []Step{step}},
		{"title_too_long", strings.Repeat("ă", titleLimit+1), []Step{step}},
		{"not_printable", "a\x00", []Step{step}},
		{"no_step", "Kế hoạch", nil},
		{"too_many_steps", "Kế hoạch", slices.Repeat([]Step{step}, stepLimit+1)},
		{"no_title", "Kế hoạch", []Step{step, {}}},
		{"note_too_long", "Kế hoạch", []Step{step, long}},
	} {
		if k := key(t, Check(&Plan{Title: c.title, Steps: c.steps})); k != c.key {
			t.Errorf("%.20s with %d steps: %q, not %q", c.title, len(c.steps), k, c.key)
		}
	}
}
