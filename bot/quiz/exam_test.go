package quiz

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"camnang/bot/officer"
)

// sat is a try of an exam: begun at noon, with so many of ten right, that took so many minutes; 0 is still open.
func sat(try, right, minutes int) *Attempt {
	a := &Attempt{Try: try, Began: noon, Items: make([]Item, 10)}
	for n := range right {
		a.Items[n] = Item{Question: n, Chosen: []int{0}, Right: true, At: noon}
	}
	if minutes > 0 {
		a.Ended = noon.Add(time.Duration(minutes) * time.Minute)
	}
	return a
}

func TestTheBestTryCounts(t *testing.T) {
	later := sat(2, 6, 9)
	later.Began, later.Ended = later.Began.Add(time.Hour), later.Ended.Add(time.Hour)
	given := &Attempt{Try: 2, Items: make([]Item, 10)}
	practised := &Attempt{Try: 1, Items: []Item{{Chosen: []int{1}, At: noon}}}
	for _, row := range []struct {
		rule  string
		tries []*Attempt
		want  int
	}{
		{"more right answers", []*Attempt{sat(1, 6, 5), sat(2, 7, 20)}, 2},
		{"of as many, the one that took less time", []*Attempt{sat(1, 6, 9), sat(2, 6, 8)}, 2},
		{"of the same, the one that ended earlier", []*Attempt{later, sat(1, 6, 9)}, 1},
		{"of two that are alike in all, the first", []*Attempt{sat(2, 6, 9), sat(1, 6, 9)}, 1},
		{"one that ended before one that is open", []*Attempt{sat(1, 1, 9), sat(2, 9, 0)}, 1},
		{"an open one where there is no other", []*Attempt{sat(1, 3, 0)}, 1},
		{"one given out and not begun is none", []*Attempt{sat(1, 0, 9), given}, 1},
		{"one with nothing right is one all the same", []*Attempt{given, sat(1, 0, 9)}, 1},
		{"an exercise is never begun", []*Attempt{practised}, 1},
		{"none", nil, 0},
		{"none but one not begun", []*Attempt{given}, 0},
	} {
		got := 0
		if a := Best(row.tries); a != nil {
			got = a.Try
		}
		if got != row.want {
			t.Errorf("%s: try %d, want %d", row.rule, got, row.want)
		}
	}
}

func TestWhenTheTimeOfATryIsUp(t *testing.T) {
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	for _, row := range []struct {
		rule   string
		change func(*Push, *Attempt)
		look   int
		how    Ending
		ended  int
	}{
		{"before the time in all is up it is open", nil, 29, "", 0},
		{"at the moment it is up", nil, 30, TimeUp, 30},
		{"found later, it ended when it was up", nil, 45, TimeUp, 30},
		{"the push closes first", func(p *Push, _ *Attempt) { p.Closes = at(20) }, 25, PushOver, 20},
		{"both at once: the push is over", func(p *Push, _ *Attempt) { p.Closes = at(30) }, 31, PushOver, 30},
		{"closed by the organiser before its hour", func(p *Push, _ *Attempt) { p.State, p.Closes = Closed, at(10) }, 10, PushOver, 10},
		{"closed by the organiser when the time was up already", func(p *Push, _ *Attempt) { p.State, p.Closes = Closed, at(40) }, 40, TimeUp, 30},
		{"extended, it is open again until the time in all", func(p *Push, _ *Attempt) { p.Closes = at(90) }, 29, "", 0},
		{"without any limit it stays open", func(p *Push, _ *Attempt) { p.Whole, p.Closes = 0, time.Time{} }, 9999, "", 0},
		{"of a recalled push nothing ends", func(p *Push, _ *Attempt) { p.State = Recalled }, 99, "", 0},
		{"one that is not begun has no time", func(_ *Push, a *Attempt) { a.Began = time.Time{} }, 99, "", 0},
		{"one that was handed in stays so", func(_ *Push, a *Attempt) { *a = *a.HandIn(at(3)) }, 99, HandedIn, 3},
	} {
		p := pushOf(Test, asking("v1", 4, 1))
		p.Whole = 30 * time.Minute
		a := p.Give("o1", 1, noon)
		a.Began = noon
		if row.change != nil {
			row.change(p, a)
		}
		was := *a
		after, ok := p.Lapsed(a, at(row.look))
		want := time.Time{}
		if row.how != "" {
			want = at(row.ended)
		}
		if after.How != row.how || !after.Ended.Equal(want) || ok != (after != a) || !a.Ended.Equal(was.Ended) {
			t.Errorf("%s: ended %v as %q (%v), want %v as %q", row.rule, after.Ended, after.How, ok, want, row.how)
		}
	}
}

func TestWhenAnswersCanBeLookedAt(t *testing.T) {
	given := &Attempt{Try: 2}
	for _, row := range []struct {
		rule   string
		kind   Kind
		change func(*Push)
		tries  []*Attempt
		want   bool
	}{
		{"not while others may be at it", Test, nil, []*Attempt{sat(1, 5, 3)}, false},
		{"not when all tries are used", Test, func(p *Push) { p.Tries = 2 }, []*Attempt{sat(1, 5, 3), sat(2, 5, 5)}, false},
		{"not while it is being taken", Test, nil, []*Attempt{sat(1, 5, 0)}, false},
		{"not while there are more tries", Test, func(p *Push) { p.Tries = 2 }, []*Attempt{sat(1, 5, 3)}, false},
		{"one that is given out and not begun is a try still", Test, func(p *Push) { p.Tries = 2 }, []*Attempt{sat(1, 5, 3), given}, false},
		{"when the test is over", Test, func(p *Push) { p.Tries, p.State, p.Closes = 2, Closed, noon }, []*Attempt{sat(1, 5, 3)}, true},
		{"not by who did not take it", Test, func(p *Push) { p.State = Closed }, nil, false},
		{"a contest when it is published", Contest, func(p *Push) { p.Published = true }, []*Attempt{sat(1, 5, 3)}, true},
		{"not before, though it is over", Contest, func(p *Push) { p.State = Closed }, []*Attempt{sat(1, 5, 3)}, false},
	} {
		p := pushOf(row.kind, asking("v1", 4, 1))
		if row.change != nil {
			row.change(p)
		}
		if got := p.Reviewable(row.tries, noon); got != row.want {
			t.Errorf("%s: %v", row.rule, got)
		}
	}
}

func TestWhenEverybodyHasHandedIn(t *testing.T) {
	of := func(id officer.ID, a *Attempt) *Attempt {
		a.Officer = id
		return a
	}
	both := []officer.ID{"o1", "o2"}
	for _, row := range []struct {
		rule   string
		change func(*Push)
		of     []officer.ID
		tries  []*Attempt
		want   bool
	}{
		{"both have", nil, both, []*Attempt{of("o1", sat(1, 5, 3)), of("o2", sat(1, 5, 1))}, true},
		{"one is at it", nil, both, []*Attempt{of("o1", sat(1, 5, 3)), of("o2", sat(1, 5, 0))}, false},
		{"one was given it and has not begun", nil, both, []*Attempt{of("o1", sat(1, 5, 3)), {Officer: "o2", Try: 1}}, false},
		{"one was not given it", nil, both, []*Attempt{of("o1", sat(1, 5, 3))}, false},
		{"one who does not count is at it", nil, both[:1], []*Attempt{of("o1", sat(1, 5, 3)), of("o2", sat(1, 5, 0))}, true},
		{"one may try again", func(p *Push) { p.Tries = 2 }, both[:1], []*Attempt{of("o1", sat(1, 5, 3))}, false},
		{"all tries are used", func(p *Push) { p.Tries = 2 }, both[:1], []*Attempt{of("o1", sat(1, 5, 3)), of("o1", sat(2, 5, 3))}, true},
		{"nobody may try again, because it was open before", func(p *Push) { p.Tries, p.Reopened = 2, true }, both[:1], []*Attempt{of("o1", sat(1, 5, 3))}, true},
		{"of nobody", nil, nil, nil, false},
		{"of a contest nothing follows", func(p *Push) { p.Kind = Contest }, both[:1], []*Attempt{of("o1", sat(1, 5, 3))}, false},
	} {
		p := pushOf(Test, asking("v1", 4, 1))
		if row.change != nil {
			row.change(p)
		}
		if got := p.AllIn(row.of, row.tries); got != row.want {
			t.Errorf("%s: %v", row.rule, got)
		}
	}
}

func TestATapChooses(t *testing.T) {
	one, several := asking("v1", 4, 1), asking("v2", 4, 0, 2)
	p := pushOf(Test, one, several, one)
	a := p.Give("o1", 1, noon)
	a.Items[1].Order = []int{3, 2, 1, 0}
	a.Began, a.Items[0].Shown, a.Items[1].Shown = noon, noon, noon
	for _, row := range []struct {
		rule   string
		item   int
		taps   []int
		chosen []int
		right  bool
		why    Refusal
	}{
		{"one option", 0, []int{0}, []int{0}, false, Counts},
		{"another tap changes it", 0, []int{0, 1}, []int{1}, true, Counts},
		{"the same again leaves it", 0, []int{1, 1}, []int{1}, true, Counts},
		{"of several right ones each tap adds one", 1, []int{3, 1}, []int{0, 2}, true, Counts},
		{"and takes it out again", 1, []int{3, 0, 0, 1}, []int{0, 2}, true, Counts},
		{"the last one taken out leaves no answer", 1, []int{1, 1}, nil, false, Counts},
		{"an option that is not there", 0, []int{4}, nil, false, NoSuch},
		{"a question that was not seen", 2, []int{1}, nil, false, NoSuch},
		{"a question that is not there", 3, []int{1}, nil, false, NoSuch},
	} {
		now, why := a, Counts
		for _, place := range row.taps {
			now, why = p.Choose(now, row.item, place, noon.Add(time.Minute))
		}
		var got Item
		if row.item < len(now.Items) {
			got = now.Items[row.item]
		}
		if !slices.Equal(got.Chosen, row.chosen) || (got.Chosen == nil) != (row.chosen == nil) || got.Right != row.right || why != row.why {
			t.Errorf("%s: %v, %v, %q", row.rule, got.Chosen, got.Right, why)
		}
	}
}

func TestWhereAnOfficerIsWithoutATimeForEachQuestion(t *testing.T) {
	p := pushOf(Test, asking("v1", 4, 1), asking("v2", 4, 1), asking("v3", 4, 1))
	a := p.Give("o1", 1, noon)
	a.Began = noon
	at := func(want int) {
		t.Helper()
		if _, item, through := p.Place(a, noon); item != want || through {
			t.Errorf("item %d (%v), want %d", item, through, want)
		}
	}
	at(0)
	a, _, _ = p.Place(a, noon)
	a, _, _ = p.See(a, 2, noon.Add(time.Minute))
	at(2)
	a, _, _ = p.See(a, 0, noon.Add(2*time.Minute))
	at(2)
	a, _ = p.Choose(a, 0, 3, noon.Add(3*time.Minute))
	at(0)
	if _, item, _ := p.See(a, 7, noon); item != 0 {
		t.Errorf("a question that is not there shows %d", item)
	}
	if !slices.Equal(a.Unanswered(), []int{2, 3}) {
		t.Errorf("unanswered: %v", a.Unanswered())
	}
}

// With a time for each question, whatever is tapped when: questions are seen one behind the other, an answer came in the time
// of its question, and what was left behind stays as it was.
func TestWithATimeForEachQuestionThereIsNoGoingBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := pushOf(Test, asking("v1", 4, 1), asking("v2", 4, 0, 2), asking("v3", 3, 1), asking("v4", 4, 1, 3))
		p.Each, p.Closes = time.Minute, time.Time{}
		a := p.Give("o1", 1, noon)
		a.Began = noon
		a, _, _ = p.Place(a, noon)
		now := noon
		for range rapid.IntRange(1, 40).Draw(t, "taps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "seconds")) * time.Second)
			before, why, item := a, Counts, rapid.IntRange(0, 4).Draw(t, "item")
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				a, _, _ = p.See(a, item, now)
			case 1:
				a, _, _ = p.Leave(a, item, now)
			default:
				a, why = p.Choose(a, item, rapid.IntRange(0, 4).Draw(t, "place"), now)
			}
			if why != Counts && a != before {
				t.Fatalf("%s, and the attempt is another", why)
			}
			current := before.latest(true)
			for n := range a.Items {
				was, is := before.Items[n], a.Items[n]
				if n > 0 && !is.Shown.IsZero() && a.Items[n-1].Shown.IsZero() {
					t.Fatalf("item %d was seen before the one in front of it", n)
				}
				if changed := !slices.Equal(was.Chosen, is.Chosen); changed && (n != current || is.Shown.IsZero() || !now.Before(was.Shown.Add(p.Each))) {
					t.Fatalf("the answer to item %d is another after %v, at item %d", n, now.Sub(was.Shown), current)
				}
				if was.Chosen != nil && !p.Pool[is.Question].Several() && !slices.Equal(was.Chosen, is.Chosen) {
					t.Fatalf("the answer to item %d was changed", n)
				}
				if !was.Shown.IsZero() && !was.Shown.Equal(is.Shown) {
					t.Fatalf("the time of item %d began anew", n)
				}
				if is.Right != p.Pool[is.Question].RightIs(is.Chosen) {
					t.Fatalf("item %d: %v is marked %v", n, is.Chosen, is.Right)
				}
			}
		}
	})
}
