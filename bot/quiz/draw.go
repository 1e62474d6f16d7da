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
// officer's own when the push shuffles. The same push, officer and try always give the same. A blueprint that the pool
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
			item.Order = chance.Perm(options)
		}
		a.Items = append(a.Items, item)
	}
	return a
}

// drawn are places in the pool: for each cell of the blueprint so many of it as it says, by chance, none twice.
func (p *Push) drawn(chance *rand.Rand) []int {
	var out []int
	if len(p.Draw) == 0 {
		for n := range p.Pool {
			out = append(out, n)
		}
		return out
	}
	taken := make([]bool, len(p.Pool))
	for _, cell := range narrowFirst(p.Draw) {
		var fit []int
		for n := range p.Pool {
			if !taken[n] && cell.Holds(&p.Pool[n]) {
				fit = append(fit, n)
			}
		}
		chance.Shuffle(len(fit), func(i, j int) { fit[i], fit[j] = fit[j], fit[i] })
		for _, n := range fit[:min(cell.Number, len(fit))] {
			taken[n] = true
			out = append(out, n)
		}
	}
	return out
}

// narrowFirst puts the cells that name topic and difficulty before those that name one, and these before those that name
// neither, so that a wide cell takes nothing that a narrow one needs.
func narrowFirst(draw []Cell) []Cell {
	width := func(c Cell) (n int) {
		if c.Topic == "" {
			n += 2
		}
		if c.Difficulty == 0 {
			n++
		}
		return n
	}
	out := slices.Clone(draw)
	slices.SortStableFunc(out, func(a, b Cell) int { return width(a) - width(b) })
	return out
}

// Short are the cells of a blueprint that a pool cannot fill each with how many are
// missing; nil when it can fill them all.
func Short(draw []Cell, pool []Question) []Cell {
	taken := make([]bool, len(pool))
	var out []Cell
	for _, cell := range narrowFirst(draw) {
		missing := cell.Number
		for n := range pool {
			if missing > 0 && !taken[n] && cell.Holds(&pool[n]) {
				taken[n] = true
				missing--
			}
		}
		if missing > 0 {
			cell.Number = missing
			out = append(out, cell)
		}
	}
	return out
}
