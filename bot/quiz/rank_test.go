package quiz

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"camnang/bot/officer"
)

var rankStart = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)

// ranked is a try of ten questions at p1: right answers, when it was begun and when it ended, after the start; no end while
// it goes on.
func ranked(who officer.ID, try, right int, began, ended time.Duration) *Attempt {
	a := &Attempt{Push: "p1", Officer: who, Try: try, Began: rankStart.Add(began), Items: make([]Item, 10)}
	for i := range a.Items {
		a.Items[i].Chosen, a.Items[i].Right = []int{0}, i < right
	}
	if ended > 0 {
		a.Ended, a.How = rankStart.Add(ended), HandedIn
	}
	return a
}

func placesText(places []Place) (out []string) {
	for _, p := range places {
		out = append(out, fmt.Sprintf("%d %s.%d", p.Place, p.Who, p.Try.Try))
	}
	return out
}

func TestRanked(t *testing.T) {
	const m, s = time.Minute, time.Second
	p := &Push{ID: "p1", Kind: Contest, Enrolled: []officer.ID{"a", "b", "c", "d"}, Opens: rankStart, Closes: rankStart.Add(time.Hour), State: Open, Tries: 3}
	other := ranked("a", 1, 10, 0, m)
	other.Push = "p2"
	for _, row := range []struct {
		rule  string
		at    time.Duration
		tries []*Attempt
		want  []string
	}{
		{"nobody took part", 30 * m, nil, nil},
		{"the higher score is first, whatever it took", 30 * m, []*Attempt{ranked("a", 1, 5, 0, m), ranked("b", 1, 6, 0, 20*m)}, []string{"1 b.1", "2 a.1"}},
		{"then who took less time, though it ended later", 30 * m, []*Attempt{ranked("a", 1, 5, 0, 5*m), ranked("b", 1, 5, 10*m, 14*m)}, []string{"1 b.1", "2 a.1"}},
		{"then who handed in earlier", 30 * m, []*Attempt{ranked("a", 1, 5, 2*m, 6*m), ranked("b", 1, 5, m, 5*m)}, []string{"1 b.1", "2 a.1"}},
		{
			"who is equal in all three shares the place, and the next stays empty", 30 * m,
			[]*Attempt{ranked("d", 1, 4, 0, m), ranked("c", 1, 5, 0, 5*m), ranked("b", 1, 5, 0, 5*m), ranked("a", 1, 6, 0, m)},
			[]string{"1 a.1", "2 b.1", "2 c.1", "4 d.1"},
		},
		{"parts of a second are nothing", 30 * m, []*Attempt{ranked("a", 1, 5, 0, 5*m+400*time.Millisecond), ranked("b", 1, 5, 0, 5*m)}, []string{"1 a.1", "1 b.1"}},
		{"a second counts", 30 * m, []*Attempt{ranked("a", 1, 5, 0, 5*m+s), ranked("b", 1, 5, 0, 5*m)}, []string{"1 b.1", "2 a.1"}},
		{"of several tries the best", 30 * m, []*Attempt{ranked("a", 1, 3, 0, m), ranked("a", 2, 7, 2*m, 9*m), ranked("a", 3, 5, 10*m, 11*m), ranked("b", 1, 6, 0, m)}, []string{"1 a.2", "2 b.1"}},
		{"a try that goes on counts not yet", 30 * m, []*Attempt{ranked("a", 1, 9, 0, 0), ranked("b", 1, 1, 0, m)}, []string{"1 b.1"}},
		{"one that the end of the contest has ended counts", 60 * m, []*Attempt{ranked("a", 1, 9, 0, 0), ranked("b", 1, 1, 0, m)}, []string{"1 a.1", "2 b.1"}},
		{"who is not enrolled is left out, and a try at another", 30 * m, []*Attempt{ranked("x", 1, 9, 0, m), other}, nil},
		{"one that was not begun is left out", 30 * m, []*Attempt{{Push: "p1", Officer: "a", Try: 1, Items: make([]Item, 10)}}, nil},
	} {
		if got := placesText(p.Ranked(row.tries, rankStart.Add(row.at))); !slices.Equal(got, row.want) {
			t.Errorf("%s: %v, want %v", row.rule, got, row.want)
		}
	}
}

// By brute force: a place is one more than how many officers have a best try that is ahead, where the best is found among all
// tries by comparing each with each.
func TestRankedByBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 7))
	for round := range 300 {
		p := &Push{ID: "p1", Kind: Contest, State: Closed, Closes: rankStart.Add(time.Hour), Tries: 3}
		var tries []*Attempt
		for n := range 1 + r.IntN(12) {
			who := officer.ID(fmt.Sprint("o", n))
			p.Enrolled = append(p.Enrolled, who)
			for try := range r.IntN(4) {
				began := time.Duration(10*try+r.IntN(2)) * time.Minute
				tries = append(tries, ranked(who, try+1, r.IntN(3), began, began+time.Duration(1+r.IntN(2))*time.Minute))
			}
		}
		r.Shuffle(len(tries), func(i, j int) { tries[i], tries[j] = tries[j], tries[i] })
		key := func(a *Attempt) [3]int64 {
			right := int64(0)
			for _, i := range a.Items {
				if i.Right {
					right++
				}
			}
			return [3]int64{-right, int64(a.Ended.Sub(a.Began) / time.Second), a.Ended.Unix()}
		}
		best := map[officer.ID][3]int64{}
		for _, a := range tries {
			if k, ok := best[a.Officer]; !ok || slices.Compare(k[:], func() []int64 { n := key(a); return n[:] }()) > 0 {
				best[a.Officer] = key(a)
			}
		}
		got := p.Ranked(tries, rankStart.Add(2*time.Hour))
		if len(got) != len(best) {
			t.Fatalf("round %d: %d places of %d", round, len(got), len(best))
		}
		for i, place := range got {
			own, want := best[place.Who], 1
			for _, k := range best {
				if slices.Compare(k[:], own[:]) < 0 {
					want++
				}
			}
			if place.Place != want || key(place.Try) != own || i > 0 && got[i-1].Place > place.Place {
				t.Fatalf("round %d: %s has place %d, want %d", round, place.Who, place.Place, want)
			}
		}
	}
}

// unitCase is a unit with as many enrolled and the right answers of ten of those who took part.
type unitCase struct {
	unit     officer.UnitID
	enrolled int
	right    []int
}

func unitsOf(cases []unitCase) (enrolled []officer.ID, places []Place, unit func(officer.ID) officer.UnitID) {
	home := map[officer.ID]officer.UnitID{}
	for _, c := range cases {
		for n := range c.enrolled {
			id := officer.ID(fmt.Sprint(c.unit, n))
			enrolled, home[id] = append(enrolled, id), c.unit
			if n < len(c.right) {
				places = append(places, Place{Who: id, Try: ranked(id, 1, c.right[n], 0, time.Minute)})
			}
		}
	}
	return enrolled, places, func(id officer.ID) officer.UnitID { return home[id] }
}

func TestRankedUnits(t *testing.T) {
	for _, row := range []struct {
		rule           string
		units          []unitCase
		ranked, others []string
		mean           int
		shown          bool
	}{
		{
			// u: 40/5 = 8; v: 45/6 = 7,5 since one took no part.
			"who took no part counts as 0",
			[]unitCase{{"v", 6, []int{9, 9, 9, 9, 9}}, {"u", 5, []int{8, 8, 8, 8, 8}}},
			[]string{"1 u 800", "2 v 750"},
			nil, 773, true,
		},
		{
			"of equal means the greater part that took part",
			[]unitCase{{"u", 10, []int{8, 8, 8, 8, 8}}, {"v", 5, []int{4, 4, 4, 4, 4}}},
			[]string{"1 v 400", "2 u 400"},
			nil, 400, true,
		},
		{
			"equal in both share the place, and the next stays empty",
			[]unitCase{{"w", 5, []int{1, 1, 1, 1, 1}}, {"v", 5, []int{4, 4, 4, 4, 4}}, {"u", 5, []int{3, 5, 4, 4, 4}}, {"x", 5, []int{9, 9, 9, 9, 9}}},
			[]string{"1 x 900", "2 u 400", "2 v 400", "4 w 100"},
			nil, 450, true,
		},
		{
			"a unit of which few took part is not ranked, and the total that would give it away is kept back",
			[]unitCase{{"u", 5, []int{8, 8, 8, 8, 8}}, {"v", 9, []int{10, 10, 10, 10}}},
			[]string{"1 u 800"},
			[]string{"0 v 4/9"},
			571, false,
		},
		{
			"two such units together are enough",
			[]unitCase{{"u", 5, []int{8, 8, 8, 8, 8}}, {"w", 3, []int{10, 10, 10}}, {"v", 2, []int{5, 5}}},
			[]string{"1 u 800"},
			[]string{"0 v 2/2", "0 w 3/3"},
			800, true,
		},
		{
			"a unit of which nobody took part gives nobody away",
			[]unitCase{{"u", 5, []int{8, 8, 8, 8, 8}}, {"v", 3, nil}},
			[]string{"1 u 800"},
			[]string{"0 v 0/3"},
			500, true,
		},
		{"nobody", nil, nil, nil, 0, false},
	} {
		enrolled, places, unit := unitsOf(row.units)
		top, others, total, shown := RankedUnits(enrolled, places, unit)
		var a, b []string
		for _, u := range top {
			a = append(a, fmt.Sprintf("%d %s %d", u.Place, u.Unit, u.Mean()))
		}
		for _, u := range others {
			b = append(b, fmt.Sprintf("%d %s %d/%d", u.Place, u.Unit, u.Took, u.Enrolled))
		}
		if !slices.Equal(a, row.ranked) || !slices.Equal(b, row.others) || total.Mean() != row.mean || shown != row.shown || total.Enrolled != len(enrolled) {
			t.Errorf("%s: %v and %v, total %d shown %v", row.rule, a, b, total.Mean(), shown)
		}
	}
}
