// Package fsrs knows when a question comes back to an officer: the memory model FSRS, version 6, in own code. It decides
// from what was answered and when; which questions an officer learns, and how they are sent, it leaves to its callers.
//
// FSRS-6 is the model with 21 weights of the open-spaced-repetition project. The formulas, the weights and their bounds
// follow py-fsrs 6 and fsrs-rs 5, the published references; the tests hold the test vectors of both. Three things differ
// on purpose. Time is counted in calendar days, not in spans of 24 hours: a set answered at 7:10 one day and at 7:05 the
// next is a day apart. Intervals are not spread by chance, so that equal answers make equal schedules; Today spreads the
// load instead. Steps within a day have no minutes: a question in them is due the same day.
package fsrs

import (
	"fmt"
	"math"
	"time"

	"camnang/corpus/calendar"
)

// Grade is how well a question was answered. The numbers are those of the model.
type Grade int

// The grades. Again: not right. Hard: right, but slowly. Good: right. Easy: right without thinking; Graded never gives it.
const (
	Again Grade = 1 + iota
	Hard
	Good
	Easy
)

// slow is how many times the usual a right answer may take before it counts as slow: an officer who looks the clause up
// takes longer than that, one who reads carefully does not.
const slow = 3

// Graded is the grade of an answer that took so long, where answering takes as long as usual. Zero or less stands for
// not known, and then nothing is slow.
func Graded(right bool, took, usual time.Duration) Grade {
	switch {
	case !right:
		return Again
	case usual > 0 && took > slow*usual:
		return Hard
	}
	return Good
}

// State says where a question stands with an officer.
type State string

// The states. New: not answered yet. Learning: answered, but not yet put off to another day for the first time. Review:
// put off to another day. Relearning: was put off, was then answered wrong, and is asked again the same day.
const (
	New        State = ""
	Learning   State = "learning"
	Review     State = "review"
	Relearning State = "relearning"
)

// Card is what is known of an officer's memory of one question. The zero Card is a question not answered yet.
type Card struct {
	// Stability is after how many days the chance to know the answer has fallen to 90 %.
	Stability float64 `json:"stability,omitempty"`
	// Difficulty is 1 to 10: how much harder than others it is to keep.
	Difficulty float64 `json:"difficulty,omitempty"`
	// Last is the day of the last answer, Due the day on which the question comes back.
	Last  calendar.Day `json:"last"`
	Due   calendar.Day `json:"due"`
	State State        `json:"state,omitempty"`
	// Step counts the steps within a day that are done.
	Step int `json:"step,omitempty"`
	// Answers counts all answers, Lapses those that were wrong after the question had been put off to another day.
	Answers int `json:"answers,omitempty"`
	Lapses  int `json:"lapses,omitempty"`
}

// The bounds of what the model computes; the upper one of stability is that of fsrs-rs, about a hundred years.
const (
	leastStability, mostStability   = 0.001, 36500.0
	leastDifficulty, mostDifficulty = 1.0, 10.0
)

// Next is the card after an answer of that grade on that day. A day before that of the last answer (a clock set back)
// counts as the same day. It panics on a grade that is none and on the zero Day; p must be one that Check accepts.
func Next(c Card, g Grade, on calendar.Day, p Params) Card {
	if g < Again || g > Easy || on.IsZero() {
		panic(fmt.Sprintf("fsrs: grade %d on day %q", g, on))
	}
	if on.Before(c.Last) {
		on = c.Last
	}
	if c.State == New {
		c = Card{State: Learning, Stability: p.firstStability(g), Difficulty: within(p.firstDifficulty(g))}
	} else {
		stability := p.sameDay(c.Stability, g)
		if passed := elapsed(c, on); passed > 0 {
			stability = p.later(c.Stability, c.Difficulty, p.curve(float64(passed), c.Stability), g)
		}
		c.Stability, c.Difficulty = stability, p.difficulty(c.Difficulty, g)
	}
	if g == Again && c.State == Review {
		c.Lapses++
	}
	c.Answers++
	c.Last = on
	c.step(g, p)
	c.Due = on
	if c.State == Review {
		c.Due = on.Add(p.Interval(c.Stability))
	}
	return c
}

// step moves the card through the steps within a day.
func (c *Card) step(g Grade, p Params) {
	steps := p.Learning
	if c.State != Learning {
		steps = p.Relearning
	}
	switch {
	case c.State == Review && g == Again && steps > 0:
		c.State, c.Step = Relearning, 0
	case c.State == Review:
	case steps == 0, c.Step >= steps && g != Again, g == Easy, g == Good && c.Step+1 == steps:
		c.State, c.Step = Review, 0
	case g == Again:
		c.Step = 0
	case g == Good:
		c.Step++
	}
}

// Retrievability is the chance that the officer knows the answer on a day: 0 for a card not answered yet, 1 on the day
// of the last answer and before it.
func Retrievability(c Card, on calendar.Day, p Params) float64 {
	if c.State == New {
		return 0
	}
	return p.curve(float64(elapsed(c, on)), c.Stability)
}

// elapsed is the number of days since the last answer, at least 0.
func elapsed(c Card, on calendar.Day) int { return max(0, between(c.Last, on)) }

// between is the number of days from one day to another.
func between(from, to calendar.Day) int {
	seconds := func(d calendar.Day) int64 {
		return time.Date(d.Year(), time.Month(d.Month()), d.DayOfMonth(), 0, 0, 0, 0, time.UTC).Unix()
	}
	return int((seconds(to) - seconds(from)) / (24 * 60 * 60))
}

// Interval is after how many days a question of that stability comes back: when the chance to know it has fallen to
// p.Retention, at least the next day, at most p.Longest days later.
func (p Params) Interval(stability float64) int {
	days := stability / p.factor() * (math.Pow(p.Retention, 1/p.decay()) - 1)
	return int(min(max(math.RoundToEven(days), 1), float64(p.Longest)))
}

func (p Params) decay() float64  { return -p.Weights[20] }
func (p Params) factor() float64 { return math.Pow(0.9, 1/p.decay()) - 1 }

// curve is the curve of forgetting.
func (p Params) curve(days, stability float64) float64 {
	return math.Pow(1+p.factor()*days/stability, p.decay())
}

func (p Params) firstStability(g Grade) float64 { return stable(p.Weights[g-1]) }

// firstDifficulty is not held within the bounds: the model draws difficulties towards that of Easy, which lies outside.
func (p Params) firstDifficulty(g Grade) float64 {
	return p.Weights[4] - math.Exp(p.Weights[5]*float64(g-1)) + 1
}

// difficulty is that after an answer: a step that is smaller the harder the question already is, and a little towards
// that of an easy one.
func (p Params) difficulty(d float64, g Grade) float64 {
	stepped := d - p.Weights[6]*float64(g-Good)*(10-d)/9
	return within(p.Weights[7]*p.firstDifficulty(Easy) + (1-p.Weights[7])*stepped)
}

// sameDay is the stability after another answer on the same day.
func (p Params) sameDay(s float64, g Grade) float64 {
	w := p.Weights
	growth := math.Exp(w[17]*(float64(g-Good)+w[18])) * math.Pow(s, -w[19])
	if g >= Good {
		growth = max(growth, 1)
	}
	return stable(s * growth)
}

// later is the stability after an answer on a later day, when the chance to know it was r.
func (p Params) later(s, d, r float64, g Grade) float64 {
	if g == Again {
		return stable(p.forgotten(s, d, r))
	}
	return stable(p.recalled(s, d, r, g))
}

func (p Params) forgotten(s, d, r float64) float64 {
	w := p.Weights
	long := w[11] * math.Pow(d, -w[12]) * (math.Pow(s+1, w[13]) - 1) * math.Exp((1-r)*w[14])
	return min(long, s/math.Exp(w[17]*w[18]))
}

func (p Params) recalled(s, d, r float64, g Grade) float64 {
	w := p.Weights
	growth := math.Exp(w[8]) * (11 - d) * math.Pow(s, -w[9]) * (math.Exp((1-r)*w[10]) - 1)
	switch g {
	case Hard:
		growth *= w[15]
	case Easy:
		growth *= w[16]
	}
	return s * (1 + growth)
}

func stable(s float64) float64 { return min(max(s, leastStability), mostStability) }
func within(d float64) float64 { return min(max(d, leastDifficulty), mostDifficulty) }
