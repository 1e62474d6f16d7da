package fsrs

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"camnang/corpus/calendar"
)

var today = calendar.MustDay("2026-11-23")

// known is a card of that stability answered so many days ago.
func known(stability float64, ago int) Card {
	p := Default()
	last := today.Add(-ago)
	return Card{State: Review, Stability: stability, Difficulty: 5, Last: last, Due: last.Add(p.Interval(stability)), Answers: 1}
}

func TestToday(t *testing.T) {
	due := func(id string, ago int) Item { return Item{ID: id, Card: known(2, ago)} }
	tested := func(id string, stability float64, ago int) Item {
		return Item{ID: id, Card: known(stability, ago), Tested: true}
	}
	eve, three := today.Add(1), today.Add(3)
	for _, v := range []struct {
		rule         string
		items        []Item
		goal         Goal
		ask          string
		late         int
		unseen, lost int
	}{
		{"nothing to learn, nothing asked", nil, Goal{Most: 5}, "", 0, 0, 0},
		{
			"the most likely forgotten first, new ones last, not due not at all",
			[]Item{{ID: "new"}, due("b", 3), due("a", 9), {ID: "later", Card: known(50, 1)}},
			Goal{Most: 5},
			"a b new", 0, 0, 0,
		},
		{"equal ones by their names", []Item{due("c", 4), due("a", 4), due("b", 4)}, Goal{Most: 5}, "a b c", 0, 0, 0},
		{"no more than chosen", []Item{due("a", 9), due("b", 8), due("c", 7)}, Goal{Most: 2}, "a b", 1, 0, 0},
		{
			"what was answered today counts",
			[]Item{due("a", 9), due("b", 8), {ID: "done", Card: known(2, 0)}},
			Goal{Most: 2},
			"a", 1, 0, 0,
		},
		{"none chosen, none asked", []Item{due("a", 9)}, Goal{Most: 0}, "", 1, 0, 0},
		{"less than none is none", []Item{due("a", 9)}, Goal{Most: -1, Test: three}, "", 1, 0, 0},
		{
			"before the run nothing comes early",
			[]Item{tested("a", 50, 1), tested("b", 60, 1)},
			Goal{Most: 4, Test: today.Add(4)},
			"", 0, 0, 0,
		},
		{
			"in the run all that is tested comes, evenly, what keeps longest first",
			[]Item{tested("a", 50, 10), tested("b", 60, 10), tested("c", 70, 10)},
			Goal{Most: 4, Test: three},
			"c", 0, 3, 0,
		},
		{
			"the rest of it on the eve",
			[]Item{tested("a", 50, 10), tested("b", 60, 10), tested("c", 70, 1)},
			Goal{Most: 4, Test: eve},
			"b a", 0, 2, 0,
		},
		{
			"what is not tested does not come early",
			[]Item{{ID: "a", Card: known(50, 10)}},
			Goal{Most: 4, Test: eve},
			"", 0, 0, 0,
		},
		{
			"what is due and tested is part of the day's share",
			[]Item{tested("a", 50, 10), tested("b", 60, 10), tested("due", 2, 10)},
			Goal{Most: 4, Test: three},
			"due", 0, 3, 0,
		},
		{
			"what is due but seen in the run leaves room for what is not",
			[]Item{tested("a", 50, 10), tested("b", 60, 10), due("x", 2), due("y", 3), due("z", 4)},
			Goal{Most: 4, Test: eve},
			"z y b a", 1, 2, 0,
		},
		{
			"more than the days hold: what would be known least first, the others are counted",
			[]Item{tested("a", 50, 20), tested("b", 60, 20), tested("c", 40, 20), tested("d", 70, 20)},
			Goal{Most: 3, Test: eve},
			"c a b", 0, 4, 1,
		},
		{
			"what was answered today is not asked again on the eve",
			[]Item{tested("a", 50, 0), tested("b", 60, 10)},
			Goal{Most: 4, Test: eve},
			"b", 0, 1, 0,
		},
		{
			"on the day of the test it is no goal any more",
			[]Item{tested("a", 50, 10)},
			Goal{Most: 4, Test: today},
			"", 0, 0, 0,
		},
		{
			"a tested question never answered is seen before the test",
			[]Item{{ID: "new", Tested: true}, due("x", 4), due("y", 5), due("z", 6)},
			Goal{Most: 2, Test: eve},
			"z new", 2, 1, 0,
		},
	} {
		items := slices.Clone(v.items)
		got := Today(items, today, v.goal, Default())
		if strings.Join(got.Ask, " ") != v.ask || got.Late != v.late || got.Unseen != v.unseen || got.Lost != v.lost {
			t.Errorf("%s: %+v", v.rule, got)
		}
		slices.Reverse(items)
		if back := Today(items, today, v.goal, Default()); !slices.Equal(back.Ask, got.Ask) {
			t.Errorf("%s: the order of the items matters: %v", v.rule, back.Ask)
		}
		if !slices.EqualFunc(items, reversed(v.items), func(a, b Item) bool { return a == b }) {
			t.Errorf("%s: the items were changed", v.rule)
		}
	}
}

func reversed(items []Item) []Item {
	out := slices.Clone(items)
	slices.Reverse(out)
	return out
}

func TestTheRunHoldsEverythingAtThreeQuartersOfADay(t *testing.T) {
	for _, v := range []struct{ tested, most, days int }{
		{0, 10, 3},
		{5, 10, 3},
		{21, 10, 3},
		{22, 10, 4},
		{60, 10, 9},
		{60, 1, 60},
		{60, 20, 4},
	} {
		items := make([]Item, v.tested)
		for i := range items {
			items[i] = Item{ID: fmt.Sprint(i), Tested: true, Card: known(50, 1)}
		}
		test := today.Add(90)
		got := Today(items, today, Goal{v.most, test}, Default())
		if want := test.Add(-v.days); got.From != want {
			t.Errorf("%d tested at %d a day: from %s, not %s", v.tested, v.most, got.From, want)
		}
	}
}

// An officer who answers each set, right or wrong, sees everything tested in the days before the test, never more than
// chosen on one day, however the set is cut into parts.
func TestEverythingTestedIsSeenAgainBeforeTheTest(t *testing.T) {
	p := Default()
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 2))
		items := make([]Item, 1+r.IntN(80))
		for i := range items {
			items[i] = Item{ID: fmt.Sprintf("%02d", i), Tested: r.IntN(4) > 0}
		}
		goal := Goal{Most: 1 + r.IntN(12), Test: today.Add(120)}
		var from calendar.Day
		for on := today; on.Before(goal.Test); on = on.Add(1) {
			asked := 0
			for {
				set := Today(items, on, goal, p)
				from = set.From
				if set.Lost > 0 {
					t.Fatalf("seed %d, %s: %d lost though no day was missed", seed, on, set.Lost)
				}
				if len(set.Ask) == 0 {
					break
				}
				for _, id := range set.Ask[:1+r.IntN(len(set.Ask))] {
					i := slices.IndexFunc(items, func(it Item) bool { return it.ID == id })
					items[i].Card = Next(items[i].Card, Again+Grade(r.IntN(3)), on, p)
					asked++
				}
			}
			if asked > goal.Most {
				t.Fatalf("seed %d, %s: asked %d, chosen %d", seed, on, asked, goal.Most)
			}
		}
		for _, it := range items {
			if it.Tested && it.Card.Last.Before(from) {
				t.Errorf("seed %d: of %d items at %d a day, %s was seen last on %q, before %s", seed, len(items), goal.Most, it.ID, it.Card.Last, from)
			}
		}
	}
}

func TestDaysMissedAreMadeUpFor(t *testing.T) {
	p := Default()
	items := make([]Item, 30)
	for i := range items {
		items[i] = Item{ID: fmt.Sprintf("%02d", i), Card: known(100, 5), Tested: true}
	}
	goal := Goal{Most: 10, Test: today.Add(5)} // a run of five days: 30 in shares of 7
	missed := today.Add(2)
	asked := 0
	for on := missed; on.Before(goal.Test); on = on.Add(1) {
		set := Today(items, on, goal, p)
		if set.Lost != 0 || len(set.Ask) != 10 {
			t.Errorf("%s: %d asked, %d lost", on, len(set.Ask), set.Lost)
		}
		for _, id := range set.Ask {
			i := slices.IndexFunc(items, func(it Item) bool { return it.ID == id })
			items[i].Card = Next(items[i].Card, Good, on, p)
			asked++
		}
	}
	if asked != 30 {
		t.Errorf("%d of 30 seen again", asked)
	}
}
