package statistics

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"camnang/bot/officer"
	"camnang/bot/quiz"
)

func near(a, b float64) bool { return math.Abs(a-b) < 5e-7 }

// test is what officers scored, a row for each officer and a column for each question.
func test(topic string, rows ...[]float64) []Answer {
	var out []Answer
	for i, row := range rows {
		for j, score := range row {
			chosen := []int{0}
			if score == 0 {
				chosen = []int{1}
			}
			out = append(out, Answer{
				Who: officer.ID(fmt.Sprintf("o%02d", i+1)), Question: quiz.ID(fmt.Sprint("v", j+1)), Version: 1, Topic: topic, Score: score, Chosen: chosen,
			})
		}
	}
	return out
}

// Six officers, three questions; all figures computed by hand:
//
//	    v1 v2 v3  whole   rest of v1  of v2  of v3
//	o1   1  1  1    1         1         1      1
//	o2   1  1  0   2/3       1/2       1/2     1
//	o3   1  0  1   2/3       1/2        1     1/2
//	o4   0  1  0   1/3       1/2        0     1/2
//	o5   1  0  0   1/3        0        1/2    1/2
//	o6   0  0  0    0         0         0      0
//
// The correlation of v1 with its rest is (1/3) / √(4/3 × 17/24) = 0.342997, that of v3 the same, that of v2 0. 27 % of six
// are two seats: above o1 and half of o2 and o3, below o6 and half of o4 and o5.
var table = test(
	"kyluat", []float64{1, 1, 1}, []float64{1, 1, 0}, []float64{1, 0, 1}, []float64{0, 1, 0}, []float64{1, 0, 0}, []float64{0, 0, 0},
)

func TestQuestionsByHand(t *testing.T) {
	asked := map[Item]quiz.Question{}
	for j := range 3 {
		asked[Item{quiz.ID(fmt.Sprint("v", j+1)), 1}] = quiz.Question{Options: []quiz.Option{{Text: "a", Right: true}, {Text: "b"}}}
	}
	got := Questions(table, asked)
	want := []struct {
		facility, biserial, extremes float64
		choices                      []int
		best                         []float64
	}{
		{4.0 / 6, 0.342997, 0.75, []int{4, 2}, []float64{2, 0}},
		{3.0 / 6, 0, 0.5, []int{3, 3}, []float64{1.5, 0.5}},
		{2.0 / 6, 0.342997, 0.75, []int{2, 4}, []float64{1.5, 0.5}},
	}
	if len(got) != len(want) {
		t.Fatalf("%d questions", len(got))
	}
	for i, w := range want {
		q := got[i]
		if q.Officers != 6 || q.Answered != 6 || !near(q.Facility, w.facility) || !q.Biserial.Known || !near(q.Biserial.Value, w.biserial) ||
			!q.Extremes.Known || !near(q.Extremes.Value, w.extremes) || !slices.Equal(q.Choices, w.choices) || !slices.Equal(q.Best, w.best) {
			t.Errorf("v%d: %+v, want %+v", i+1, q, w)
		}
		if q.Dubious() {
			t.Errorf("v%d: six answers raise the doubts %v", i+1, q.Doubts)
		}
	}
}

func TestWhatCannotBeToldApartIsNotKnown(t *testing.T) {
	for name, answers := range map[string][]Answer{
		"everybody right":   test("", []float64{1, 1}, []float64{1, 1}, []float64{1, 1}, []float64{1, 1}),
		"one question only": test("", []float64{1}, []float64{0}),
		"one officer":       test("", []float64{1, 0}),
	} {
		for _, q := range Questions(answers, nil) {
			if q.Biserial.Known || q.Extremes.Known || q.Choices != nil {
				t.Errorf("%s: %+v", name, q)
			}
		}
	}
	if got := Questions(nil, nil); len(got) != 0 {
		t.Errorf("of nothing: %+v", got)
	}
}

// Of several answers to one wording the first counts.
func TestTheFirstAnswerCounts(t *testing.T) {
	again := slices.Concat(table, test("kyluat", []float64{0, 0, 0}))
	if got, want := Questions(again, nil), Questions(table, nil); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// Twenty officers: ten know everything else and ten nothing. key is what each half chooses of four options, of which A is
// right.
func halves(knowing, others func(n int) int) []Answer {
	var out []Answer
	for n := range 20 {
		who := officer.ID(fmt.Sprintf("o%02d", n))
		choose, rest := knowing, 1.0
		if n >= 10 {
			choose, rest = others, 0
		}
		chosen := choose(n % 10)
		score := 0.0
		if chosen == 0 {
			score = 1
		}
		out = append(out, Answer{Who: who, Question: "v0", Version: 1, Score: score, Chosen: []int{chosen}})
		for j := range 4 {
			out = append(out, Answer{Who: who, Question: quiz.ID(fmt.Sprint("v", j+1)), Version: 1, Score: rest, Chosen: []int{0}})
		}
	}
	return out
}

func TestDoubts(t *testing.T) {
	always := func(option int) func(int) int { return func(int) int { return option } }
	first := func(n, option, other int) func(int) int {
		return func(i int) int {
			if i < n {
				return option
			}
			return other
		}
	}
	asked := map[Item]quiz.Question{{"v0", 1}: {Options: []quiz.Option{{Text: "a", Right: true}, {Text: "b"}, {Text: "c"}, {Text: "d"}}}}
	for _, row := range []struct {
		rule            string
		knowing, others func(int) int
		want            []Doubt
	}{
		{"those who know are right, the others wrong", always(0), always(1), nil},
		{"those who know take another option, the others the key", always(1), always(0), []Doubt{Reversed, Misled, Flat}},
		{"two of each half are right: below one in four", first(2, 0, 2), first(2, 0, 2), []Doubt{Misled, Guessed}},
		{"six of each half are right: the ties at both borders go by this very question", first(6, 0, 1), first(6, 0, 1), nil},
	} {
		if got := Questions(halves(row.knowing, row.others), asked)[0].Doubts; !slices.Equal(got, row.want) {
			t.Errorf("%s: %v, want %v", row.rule, got, row.want)
		}
	}
	for _, d := range []Doubt{Reversed, Misled, Guessed, Flat} {
		if d.Text() == "" {
			t.Errorf("%s has no words", d)
		}
	}
}

// Units of 6, 3, 1 and 5 officers: the two small ones are four together, so the smallest of the others joins them, and the
// share of nobody can be computed from the total.
func TestGroupsOfFewAreShownTogether(t *testing.T) {
	var answers []Answer
	add := func(unit officer.UnitID, n int, score float64) {
		for i := range n {
			answers = append(answers, Answer{
				Who: officer.ID(fmt.Sprintf("o%s%d", unit, i)), Unit: unit, Question: "v1", Version: 1, Topic: "tocao", Score: score,
			})
		}
	}
	add("a", 6, 0.5)
	add("b", 3, 0)
	add("c", 1, 1)
	add("d", 5, 1)
	unit := func(a Answer) string { return string(a.Unit) }
	groups, total := Shown(answers, unit)
	if len(groups) != 2 || groups[0].Key != "a" || groups[0].Officers != 6 || groups[0].Mean != number(0.5) {
		t.Fatalf("%+v", groups)
	}
	if g := groups[1]; g.Key != "" || g.Officers != 9 || !near(g.Mean.Value, 6.0/9) || !slices.Equal(g.Joined, []string{"b", "c", "d"}) {
		t.Errorf("the small ones: %+v", g)
	}
	if total.Officers != 15 || !near(total.Mean.Value, 9.0/15) {
		t.Errorf("in all: %+v", total)
	}
	few, all := Shown(answers[6:10], unit)
	if len(few) != 0 || all.Officers != 4 || all.Mean.Known {
		t.Errorf("four in all: %+v, %+v", few, all)
	}
	if got := Groups(answers[6:10], unit); len(got) != 2 || got[0].Mean != number(0) || got[1].Mean != number(1) {
		t.Errorf("for who may read names: %+v", got)
	}
}

// Five officers before and after, shares of two questions:
//
//	before  1/2 1/2  0   1   0    mean 0.4
//	after    1  1/2 1/2  1  1/2   mean 0.7, so 0.3 of the missing 0.6
func TestBeforeAndAfterByHand(t *testing.T) {
	before := test("kyluat", []float64{1, 0}, []float64{0, 1}, []float64{0, 0}, []float64{1, 1}, []float64{0, 0})
	after := test("kyluat", []float64{1, 1}, []float64{1, 0}, []float64{0, 1}, []float64{1, 1}, []float64{1, 0}, []float64{1, 1})
	got := Compare(before, after, Few)
	if len(got) != 2 || got[0].Topic != "kyluat" || got[1].Topic != "" {
		t.Fatalf("%+v", got)
	}
	for _, c := range got {
		if c.Officers != 5 || !near(c.Before.Value, 0.4) || !near(c.After.Value, 0.7) || !near(c.Gain.Value, 0.5) || c.Better != 3 || c.Same != 2 || c.Worse != 0 {
			t.Errorf("%+v", c)
		}
	}
	if kept := Compare(before, after, 6)[0]; kept.Officers != 5 || kept.Before.Known || kept.After.Known || kept.Better != 0 {
		t.Errorf("of few: %+v", kept)
	}
	whole := Compare(test("", []float64{1}), test("", []float64{1}), 1)
	if whole[0].Gain.Known {
		t.Errorf("nothing was missing: %+v", whole)
	}
}

func TestTopicsAreInTheOrderOfTheClasses(t *testing.T) {
	var answers []Answer
	for _, topic := range []string{"tz", "dauhieu", "cosso"} {
		answers = append(answers, Answer{Who: "o1", Question: quiz.ID("v" + topic), Version: 1, Topic: topic, Score: 1})
	}
	var keys []string
	for _, g := range ByTopic(answers) {
		keys = append(keys, g.Key)
	}
	if !slices.Equal(keys, []string{"cosso", "dauhieu", "tz"}) {
		t.Errorf("%v", keys)
	}
}
