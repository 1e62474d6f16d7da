// Package statistics knows what answers say: of questions (how hard, how well they tell officers apart, which are
// dubious), of officers, units, classes and topics, and of a class before and after its course. Every figure is a
// function of the answers; whose answers they are, and who may read what comes out, it leaves to its callers, except that
// a group of few is never shown by itself.
package statistics

import (
	"cmp"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/quiz"
)

// Answer is what one officer made of one question that was put to the officer. What counts as wrong because it was not
// answered (in a test) is an Answer with no Chosen and a Score of 0; what does not count (in practice) is left out. Of
// several with the same officer, question and version the first counts.
type Answer struct {
	Who  officer.ID
	Unit officer.UnitID
	// Question and Version are the wording that was asked: another wording is another question.
	Question quiz.ID
	Version  int
	Topic    string
	// Score is 0 to 1, 1 for entirely right.
	Score float64
	// Chosen are the options chosen, by their places in the author's order.
	Chosen []int
}

// Item is one wording of a question.
type Item struct {
	Question quiz.ID
	Version  int
}

func (a Answer) item() Item { return Item{a.Question, a.Version} }

// Few is the number of officers from which a group is shown by itself.
const Few = 5

// Number is a figure, or that there is none: too few answers, or nothing to tell apart.
type Number struct {
	Value float64
	Known bool
}

func number(v float64) Number { return Number{v, true} }

// Group is what a group of officers answered.
type Group struct {
	// Key names the group, as the caller of Groups or Shown said.
	Key string
	// Officers is how many answered, Answers how much they did together.
	Officers, Answers int
	// Mean is the mean of the officers' shares of what they could score: each officer counts the same however much was
	// put to them. It is not known without an answer, and kept back (as if it were not known) in a group of few.
	Mean Number
	// Joined are the keys that were put together to make the group, in order; empty for a group of one key.
	Joined []string
}

// counted drops answers that repeat an earlier one.
func counted(answers []Answer) []Answer {
	type key struct {
		who  officer.ID
		item Item
	}
	seen := map[key]bool{}
	out := make([]Answer, 0, len(answers))
	for _, a := range answers {
		k := key{a.Who, a.item()}
		if !seen[k] {
			seen[k] = true
			out = append(out, a)
		}
	}
	return out
}

// Groups puts the answers into groups by what key says of each, in the order of the keys, whatever their size: for
// officers' own results and for those who may read names. An officer may be in several groups (topics); answers with an
// empty key are in none.
func Groups(answers []Answer, key func(Answer) string) []Group {
	var out []Group
	for _, b := range split(counted(answers), key) {
		out = append(out, b.group(1))
	}
	return out
}

// ByTopic is Groups by topic: first those of the classes in their order, then the others.
func ByTopic(answers []Answer) []Group {
	out := Groups(answers, func(a Answer) string { return a.Topic })
	slices.SortStableFunc(out, func(a, b Group) int { return cmp.Compare(topicPlace(a.Key), topicPlace(b.Key)) })
	return out
}

func topicPlace(id string) int {
	if i := slices.IndexFunc(quiz.Topics, func(t quiz.Topic) bool { return t.ID == id }); i >= 0 {
		return i
	}
	return len(quiz.Topics)
}

// Shown is the groups that anybody entitled to totals may read, in the order of their keys, and the total of all. Every
// group of fewer than Few officers is put together with the others of that size into one, last, whose Key is "". When
// that one is of few still, the smallest of the others joins it, since what is left of a total can be computed. When all
// together are few, there is no group and the total keeps its mean back. key must put an officer into one group.
func Shown(answers []Answer, key func(Answer) string) (groups []Group, total Group) {
	answers = counted(answers)
	all := bucket{answers: answers}
	total = all.group(Few)
	buckets := split(answers, key)
	slices.SortStableFunc(buckets, func(a, b bucket) int { return cmp.Compare(a.officers(), b.officers()) })
	var joined bucket
	var keys []string
	for len(buckets) > 0 && (buckets[0].officers() < Few || len(keys) > 0 && joined.officers() < Few) {
		joined.answers = append(joined.answers, buckets[0].answers...)
		keys = append(keys, buckets[0].key)
		buckets = buckets[1:]
	}
	slices.SortFunc(buckets, func(a, b bucket) int { return cmp.Compare(a.key, b.key) })
	for _, b := range buckets {
		groups = append(groups, b.group(Few))
	}
	if joined.officers() >= Few {
		g := joined.group(Few)
		slices.Sort(keys)
		g.Joined = keys
		groups = append(groups, g)
	}
	return groups, total
}

// bucket is the answers of one group.
type bucket struct {
	key     string
	answers []Answer
}

func split(answers []Answer, key func(Answer) string) []bucket {
	at := map[string]int{}
	var out []bucket
	for _, a := range answers {
		k := key(a)
		if k == "" {
			continue
		}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, bucket{key: k})
		}
		out[i].answers = append(out[i].answers, a)
	}
	slices.SortFunc(out, func(a, b bucket) int { return cmp.Compare(a.key, b.key) })
	return out
}

func (b bucket) officers() int { return len(shares(b.answers)) }

// group is the figures of a bucket, without its mean when fewer than least answered.
func (b bucket) group(least int) Group {
	by := shares(b.answers)
	g := Group{Key: b.key, Officers: len(by), Answers: len(b.answers)}
	if len(by) >= max(1, least) {
		g.Mean = number(mean(values(by)))
	}
	return g
}

// share is what an officer scored of what could be scored.
type share struct {
	who    officer.ID
	scored float64
	of     int
}

func (s share) value() float64 { return s.scored / float64(s.of) }

// shares are those of the officers, in the order of their IDs.
func shares(answers []Answer) []share {
	at := map[officer.ID]int{}
	var out []share
	for _, a := range answers {
		i, ok := at[a.Who]
		if !ok {
			i = len(out)
			at[a.Who] = i
			out = append(out, share{who: a.Who})
		}
		out[i].scored += a.Score
		out[i].of++
	}
	slices.SortFunc(out, func(a, b share) int { return cmp.Compare(a.who, b.who) })
	return out
}

func values(by []share) []float64 {
	out := make([]float64, len(by))
	for i, s := range by {
		out[i] = s.value()
	}
	return out
}

// mean is that of at least one value.
func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}
