package quiz

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"camnang/bot/officer"
)

// Give makes the attempt of an officer at a push: the questions drawn from the pool by the blueprint, in an order of the
// officer's own when the push shuffles, and so are the options of those whose options may be (Movable). The same push, officer and try always give the same. A blueprint that the pool
// cannot fill gives as many as there are (Short tells beforehand).
func (p *Push) Give(o officer.ID, try int, at time.Time) *Attempt {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s\x00%s\x00%d", p.ID, o, try)
	chance := rand.New(rand.NewPCG(h.Sum64(), 0))
	drawn := p.drawn(chance)
	if p.Shuffle {
		chance.Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
	}
	a := &Attempt{Push: p.ID, Officer: o, Try: try, Given: at}
	for _, n := range drawn {
		item := Item{Question: n}
		if options := len(p.Pool[n].Options); p.Shuffle && options > 1 {
			if order := chance.Perm(options); p.Pool[n].Movable() {
				item.Order = order
			}
		}
		a.Items = append(a.Items, item)
	}
	return a
}

// drawn are places in the pool: for each cell of the blueprint so many of it as it says, by chance, none twice, cell by cell.
func (p *Push) drawn(chance *rand.Rand) []int {
	if len(p.Draw) == 0 {
		out := make([]int, len(p.Pool))
		for n := range out {
			out[n] = n
		}
		return out
	}
	var out []int
	for _, of := range filled(p.Draw, p.Pool, chance.Perm(len(p.Pool))) {
		out = append(out, of...)
	}
	return out
}

// Short are the cells of a blueprint that a pool cannot fill, each with how many are missing; nil when it can fill them all.
// Cells may overlap: what one of them can do without goes to another.
func Short(draw []Cell, pool []Question) []Cell {
	order := make([]int, len(pool))
	for n := range order {
		order[n] = n
	}
	var out []Cell
	for n, of := range filled(draw, pool, order) {
		if missing := draw[n].Number - len(of); missing > 0 {
			cell := draw[n]
			cell.Number = missing
			out = append(out, cell)
		}
	}
	return out
}

// filled gives to each cell questions of a pool by their places, none twice and as many in all as can be given: the augmenting
// paths of bipartite matching. Of questions that do equally well those that come first in the order are given.
func filled(draw []Cell, pool []Question, order []int) [][]int {
	given := make([][]int, len(draw))
	holder := make([]int, len(pool))
	for n := range holder {
		holder[n] = -1
	}
	var fill func(cell int, seen []bool) bool
	fill = func(cell int, seen []bool) bool {
		for _, n := range order {
			if seen[n] || !draw[cell].Holds(&pool[n]) {
				continue
			}
			seen[n] = true
			other := holder[n]
			if other == cell || other >= 0 && !fill(other, seen) {
				continue
			}
			if other >= 0 {
				given[other] = slices.DeleteFunc(given[other], func(m int) bool { return m == n })
			}
			holder[n] = cell
			given[cell] = append(given[cell], n)
			return true
		}
		return false
	}
	for cell := range draw {
		for range draw[cell].Number {
			if !fill(cell, make([]bool, len(pool))) {
				break
			}
		}
	}
	return given
}
