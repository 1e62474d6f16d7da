package quiz

import (
	"testing"
	"time"

	"camnang/bot/officer"
)

// Cells may overlap; what can be filled is filled for everybody.
func TestABlueprintOfOverlappingCellsIsFilledForEverybody(t *testing.T) {
	p := &Push{ID: "p1", Kind: Contest, Draw: []Cell{{Topic: "a", Number: 2}, {Difficulty: 1, Number: 2}}}
	for _, q := range []Question{{ID: "v1", Topic: "a", Difficulty: 2}, {ID: "v2", Topic: "a", Difficulty: 2}, {ID: "v3", Topic: "a", Difficulty: 1}, {ID: "v4", Topic: "b", Difficulty: 1}} {
		q.Options = []Option{{Text: "x", Right: true}}
		p.Pool = append(p.Pool, q)
	}
	seen := map[int]int{}
	for n := range 1000 {
		a := p.Give(officer.ID(rune('a'+n%26))+officer.ID(time.Duration(n).String()), 1, time.Time{})
		asked := map[int]bool{}
		for _, i := range a.Items {
			asked[i.Question] = true
			seen[i.Question]++
		}
		if len(asked) != 4 {
			t.Fatalf("%d different questions, want 4", len(asked))
		}
	}
	for turn := range p.Pool {
		turned := append(append([]Question{}, p.Pool[turn:]...), p.Pool[:turn]...)
		if short := Short(p.Draw, turned); short != nil {
			t.Errorf("from place %d on: short of %v", turn, short)
		}
	}
	p.Pool = p.Pool[:3]
	if short := Short(p.Draw, p.Pool); len(short) != 1 || short[0].Number != 1 || p.Asked() != 3 {
		t.Errorf("of three: short of %v, %d are asked", short, p.Asked())
	}
}

func TestDrawingLeavesNoQuestionOut(t *testing.T) {
	p := &Push{ID: "p2", Kind: Contest, Draw: []Cell{{Topic: "a", Number: 2}}}
	for range 6 {
		p.Pool = append(p.Pool, Question{Topic: "a", Options: []Option{{Text: "x", Right: true}}})
	}
	seen := map[int]bool{}
	for n := range 100 {
		for _, i := range p.Give(officer.ID(time.Duration(n).String()), 1, time.Time{}).Items {
			seen[i.Question] = true
		}
	}
	if len(seen) != 6 {
		t.Errorf("only %d of 6 questions are ever drawn", len(seen))
	}
}

// Whoever has seen the right answers does not try again because the end was put off.
func TestAnExtensionAfterTheEndGivesNoFurtherTry(t *testing.T) {
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	p := &Push{ID: "p1", Kind: Test, Tries: 2, State: Open, Opens: noon.Add(-time.Hour), Closes: noon}
	before, err := p.Extended(noon.Add(time.Hour), noon.Add(-time.Minute))
	if err != nil || !before.Again(1) {
		t.Errorf("extended before its end: %v, %v", before.Again(1), err)
	}
	after, err := p.Extended(noon.Add(time.Hour), noon.Add(time.Minute))
	if err != nil || after.Again(1) || !after.Again(0) || after.State != Open {
		t.Errorf("extended after its end: %+v, %v", after, err)
	}
	done := []*Attempt{{Try: 1, Began: noon.Add(-time.Minute), Ended: noon, How: PushOver}}
	if after.Reviewable(done, noon.Add(2*time.Minute)) || !after.Reviewable(done, noon.Add(time.Hour)) {
		t.Error("the answers may be read when the others are through too")
	}
}

// An answer that came before the end counts when it is decided on after it.
func TestAnAnswerCountsByWhenItCame(t *testing.T) {
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	p := &Push{
		ID: "p1", Kind: Test, State: Closed, Closes: noon, Pool: []Question{{ID: "v1", Options: []Option{{Text: "a", Right: true}, {Text: "b"}}}},
	}
	a := &Attempt{Push: "p1", Try: 1, Began: noon.Add(-time.Minute), Items: []Item{{Shown: noon.Add(-time.Minute)}}}
	if _, why := p.Answer(a, 0, []int{0}, noon.Add(-time.Second)); why != Counts {
		t.Errorf("before the end: %q", why)
	}
	if _, why := p.Answer(a, 0, []int{0}, noon); why != Late {
		t.Errorf("at the end: %q", why)
	}
}

func TestAPushOfWhichNothingIsLeftDoesNotOpen(t *testing.T) {
	p := &Push{State: Planned, Draw: []Cell{{Topic: "a", Number: 2}}, Pool: []Question{{ID: "v1", Topic: "a"}, {ID: "v2", Topic: "b"}}}
	r, err := officer.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.Opened(r, time.Time{}, time.UTC, func(q *Question) bool { return q.Topic == "b" }); err != ErrNoQuestions {
		t.Errorf("%v, want ErrNoQuestions", err)
	}
}
