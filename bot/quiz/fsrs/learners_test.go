package fsrs

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"camnang/corpus/calendar"
)

// memory is what a simulated learner holds of one question. None of the kinds below has anything of FSRS's: not its curve,
// not its variables, not its weights.
type memory interface {
	// chance is that of knowing the answer on a day.
	chance(day int) float64
	// meet is the first time, with the explanation read; nobody knows the answer then.
	meet(day int)
	// see is every later time, known or not, with the explanation read after it.
	see(day int, knew bool, r *rand.Rand)
}

// halving forgets exponentially: the chance halves with every half-life. An answer that was known lengthens the
// half-life, more so when it was nearly forgotten; one that was not known shortens it.
type halving struct {
	half, gain float64
	last       int
}

func (m *halving) chance(day int) float64 { return math.Exp2(-float64(day-m.last) / m.half) }

func (m *halving) meet(day int) { m.last = day }

func (m *halving) see(day int, knew bool, r *rand.Rand) {
	noise := math.Exp(0.2 * r.NormFloat64())
	if knew {
		m.half *= 1 + m.gain*noise*(1-m.chance(day))
	} else {
		m.half = max(0.5, m.half*0.4*noise)
	}
	m.last = day
}

// rates is the memory of Tabibian et al. (2019), "Enhancing human learning via spaced repetition optimization", PNAS 116:
// exponential forgetting at a rate that falls by a share with every answer that was known, whenever it was given, and
// rises with every other.
type rates struct {
	rate, falls float64
	last        int
}

func (m *rates) chance(day int) float64 { return math.Exp(-m.rate * float64(day-m.last)) }

func (m *rates) meet(day int) { m.last = day }

func (m *rates) see(day int, knew bool, _ *rand.Rand) {
	if knew {
		m.rate *= 1 - m.falls
	} else {
		m.rate = min(2, m.rate*1.1)
	}
	m.last = day
}

// traces is the memory of Pavlik and Anderson (2005), "Practice and forgetting effects on vocabulary memory", Cognitive
// Science 29: every encounter leaves a trace that decays by a power of its age, faster when the memory was strong then.
// The constants are theirs; shift is the learner's and the question's. What was answered leaves no mark in it, only that
// something was: to whoever remembers so, a schedule that goes by the answers is of little use.
type traces struct {
	at, decay []float64
	shift     float64
}

// strength is e to the activation of the memory.
func (m *traces) strength(day int) float64 {
	const perDay = 24 * 60 * 60 * 0.025 // seconds, slowed down outside a session
	sum := 0.0
	for i, at := range m.at {
		sum += math.Pow((float64(day)-at)*perDay+1, -m.decay[i])
	}
	return math.Exp(m.shift) * sum
}

func (m *traces) chance(day int) float64 {
	return 1 / (1 + math.Exp((-0.704-math.Log(m.strength(day)))/0.255))
}

func (m *traces) meet(day int) { m.at, m.decay = []float64{float64(day)}, []float64{0.177} }

func (m *traces) see(day int, _ bool, r *rand.Rand) {
	decay := 0.217*m.strength(day) + 0.177 + 0.02*math.Abs(r.NormFloat64())
	m.at, m.decay = append(m.at, float64(day)), append(m.decay, decay)
}

// learner answers: a question not known is guessed (one of four), one known is missed now and then.
type learner struct {
	memories []memory
	met      []bool
	chance   *rand.Rand
}

const guess, slip = 0.25, 0.03

func (l *learner) answer(question, day int) Grade {
	m, knew := l.memories[question], false
	if l.met[question] {
		knew = l.chance.Float64() < m.chance(day)
		m.see(day, knew, l.chance)
	} else {
		m.meet(day)
		l.met[question] = true
	}
	if knew && l.chance.Float64() >= slip || !knew && l.chance.Float64() < guess {
		return Good
	}
	return Again
}

// knows is the share of all questions that the learner knows on a day.
func (l *learner) knows(day int) float64 {
	sum := 0.0
	for _, m := range l.memories {
		sum += m.chance(day)
	}
	return sum / float64(len(l.memories))
}

// kinds make learners that differ from each other, and whose questions do; equal seeds make equal ones. What was met once
// is known by half after about four days, for the median of them all.
var kinds = map[string]func(seed uint64) *learner{
	"halving": func(seed uint64) *learner {
		r := rand.New(rand.NewPCG(seed, 7))
		own, gain := 4*math.Exp(0.4*r.NormFloat64()), 4*math.Exp(0.3*r.NormFloat64())
		return learnerOf(r, func() memory { return &halving{half: own * math.Exp(0.7*r.NormFloat64()), gain: gain} })
	},
	"rates": func(seed uint64) *learner {
		r := rand.New(rand.NewPCG(seed, 9))
		own, falls := math.Ln2/4*math.Exp(0.3*r.NormFloat64()), 0.35+0.3*r.Float64()
		return learnerOf(r, func() memory { return &rates{rate: own * math.Exp(0.6*r.NormFloat64()), falls: falls} })
	},
	"traces": func(seed uint64) *learner {
		r := rand.New(rand.NewPCG(seed, 8))
		own := 0.9 + 0.25*r.NormFloat64()
		return learnerOf(r, func() memory { return &traces{shift: own + 0.35*r.NormFloat64()} })
	},
}

func learnerOf(r *rand.Rand, one func() memory) *learner {
	l := &learner{chance: r, met: make([]bool, learned)}
	for range learned {
		l.memories = append(l.memories, one())
	}
	return l
}

// The course: six new questions a day for ten days, at most ten a day that come back, a test on day 60, and what is left
// a month later.
const (
	learned, perDay, room = 60, 6, 10
	testDay, after        = 60, 90
	learners              = 100
)

// course leads a learner through the days before the test. come says which of the questions met on earlier days come
// back on a day; how many that were on each is returned.
func course(l *learner, come func(day int) []int, took func(question, day int, g Grade)) []int {
	var counts []int
	for day := range testDay {
		chosen := come(day)
		for q := day * perDay; q < min((day+1)*perDay, learned); q++ {
			took(q, day, l.answer(q, day))
		}
		for _, q := range chosen {
			took(q, day, l.answer(q, day))
		}
		counts = append(counts, len(chosen))
	}
	return counts
}

// scheduled is this package's schedule, with the day of the test as its goal; the day's new questions are beside it.
func scheduled(l *learner) []int {
	var items []Item
	first, p := calendar.MustDay("2026-09-01"), Default()
	goal := Goal{Most: room, Test: first.Add(testDay)}
	return course(l, func(day int) (out []int) {
		for _, id := range Today(items, first.Add(day), goal, p).Ask {
			out = append(out, slices.IndexFunc(items, func(it Item) bool { return it.ID == id }))
		}
		return out
	}, func(q, day int, g Grade) {
		if q == len(items) {
			items = append(items, Item{ID: fmt.Sprint(q), Tested: true})
		}
		items[q].Card = Next(items[q].Card, g, first.Add(day), p)
	})
}

// fixed is a schedule that does not look at the answers: so many questions a day, those furthest behind their place on a
// ladder of intervals, the last of which repeats. On a ladder of one rung all come in turn.
func fixed(l *learner, ladder, counts []int) []int {
	last, times := make([]int, learned), make([]int, learned)
	return course(l, func(day int) []int {
		var met []int
		for q := range min(day*perDay, learned) {
			met = append(met, q)
		}
		behind := func(q int) int { return day - last[q] - ladder[min(times[q], len(ladder))-1] }
		slices.SortFunc(met, func(a, b int) int { return cmp.Or(cmp.Compare(behind(b), behind(a)), cmp.Compare(a, b)) })
		return met[:min(counts[day], len(met))]
	}, func(q, day int, _ Grade) { last[q], times[q] = day, times[q]+1 })
}

var ladders = map[string][]int{"turns": {1}, "ladder": {1, 3, 7, 14, 30}}

// share is what the learners of a kind know, in points: one figure for each.
type share []float64

func (s share) mean() float64 {
	sum := 0.0
	for _, v := range s {
		sum += v
	}
	return sum / float64(len(s))
}

// spread is the standard deviation between learners.
func (s share) spread() float64 {
	m, sum := s.mean(), 0.0
	for _, v := range s {
		sum += (v - m) * (v - m)
	}
	return math.Sqrt(sum / float64(len(s)-1))
}

// over is how much more than another each learner knows.
func (s share) over(other share) share {
	out := make(share, len(s))
	for i := range s {
		out[i] = s[i] - other[i]
	}
	return out
}

// Learners remember more with the schedule than with the better of two fixed ones that ask as many questions on every
// single day. The figures are points of what is known on the day of the test and a month after it; the floors lie below
// them by what other seeds differ. Learners whose memory does not heed what they answered (traces) are the exception: the
// floor there says how little they may lose. With -v the table of docs/performance.md is logged: each figure with its
// standard deviation between learners, and the mean of what each learner knows more than with the better fixed schedule,
// with its standard error.
func TestLearnersRememberMore(t *testing.T) {
	for _, v := range []struct {
		kind              string
		floor, floorAfter float64
	}{
		{"halving", 13, -2},
		{"rates", 9, 6},
		{"traces", -3, -4},
	} {
		known := map[string]*[2]share{"ours": {}, "turns": {}, "ladder": {}, "none": {}}
		add := func(name string, l *learner) {
			known[name][0] = append(known[name][0], 100*l.knows(testDay))
			known[name][1] = append(known[name][1], 100*l.knows(after))
		}
		reviews := 0
		for seed := range uint64(learners) {
			l := kinds[v.kind](seed)
			counts := scheduled(l)
			add("ours", l)
			for _, n := range counts {
				reviews += n
			}
			for name, ladder := range ladders {
				l := kinds[v.kind](seed)
				if got := fixed(l, ladder, counts); !slices.Equal(got, counts) {
					t.Fatalf("%s asked %v, the schedule %v", name, got, counts)
				}
				add(name, l)
			}
			l = kinds[v.kind](seed)
			fixed(l, ladders["turns"], make([]int, testDay))
			add("none", l)
		}
		for i, f := range []struct {
			name  string
			floor float64
		}{{"test_day", v.floor}, {"month_after", v.floorAfter}} {
			column := func(name string) string {
				return fmt.Sprintf("%.1f ± %.1f", known[name][i].mean(), known[name][i].spread())
			}
			better := "turns"
			if known["ladder"][i].mean() > known["turns"][i].mean() {
				better = "ladder"
			}
			more := known["ours"][i].over(known[better][i])
			t.Logf("row | %s | %s | %d | %s | %s | %s | %s | %+.1f ± %.1f |", v.kind, f.name, reviews/learners, column("ours"), column("ladder"),
				column("turns"), column("none"), more.mean(), more.spread()/math.Sqrt(learners))
			t.Logf("figure repetition_%s_%s %.1f points floor %g", v.kind, f.name, more.mean(), f.floor)
			if more.mean() < f.floor {
				t.Errorf("%s, %s: %.1f points more, the floor is %g", v.kind, f.name, more.mean(), f.floor)
			}
		}
	}
}
