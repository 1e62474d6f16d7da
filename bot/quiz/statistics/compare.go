package statistics

import (
	"cmp"
	"slices"

	"camnang/bot/officer"
)

// Change is how a group of officers did before and after, in one topic or in all.
type Change struct {
	// Topic is "" for all together.
	Topic string
	// Officers is how many answered the topic both times; only they count.
	Officers int
	// Before and After are the means of the officers' shares of what they could score.
	Before, After Number
	// Gain is how much of what was missing before came to be known: (After - Before) / (1 - Before), Hake's normalised
	// gain of the means. It is not known when nothing was missing.
	Gain Number
	// Better, Same and Worse count the officers.
	Better, Same, Worse int
}

// Compare sets a pre-test beside a post-test: each topic, first those of the classes in their order, then the others,
// and all together last. A topic that only one of them asked has no officers. What fewer than least officers answered
// both times keeps back all but their number: Few for whoever reads totals, 1 for an officer's own.
func Compare(before, after []Answer, least int) []Change {
	before, after = counted(before), counted(after)
	var topics []string
	for _, a := range slices.Concat(before, after) {
		if a.Topic != "" && !slices.Contains(topics, a.Topic) {
			topics = append(topics, a.Topic)
		}
	}
	slices.SortFunc(topics, func(a, b string) int {
		return cmp.Or(cmp.Compare(topicPlace(a), topicPlace(b)), cmp.Compare(a, b))
	})
	var out []Change
	for _, topic := range topics {
		out = append(out, change(topic, of(topic, before), of(topic, after), least))
	}
	return append(out, change("", before, after, least))
}

func of(topic string, answers []Answer) []Answer {
	return slices.DeleteFunc(slices.Clone(answers), func(a Answer) bool { return a.Topic != topic })
}

func change(topic string, before, after []Answer, least int) Change {
	then := map[officer.ID]share{}
	for _, s := range shares(before) {
		then[s.who] = s
	}
	c := Change{Topic: topic}
	var was, is []float64
	for _, s := range shares(after) {
		earlier, ok := then[s.who]
		if !ok {
			continue
		}
		was, is = append(was, earlier.value()), append(is, s.value())
		switch {
		case same(earlier.value(), s.value()):
			c.Same++
		case s.value() > earlier.value():
			c.Better++
		default:
			c.Worse++
		}
	}
	if len(was) < max(1, least) {
		return Change{Topic: topic, Officers: len(was)}
	}
	c.Officers, c.Before, c.After = len(was), number(mean(was)), number(mean(is))
	if missing := 1 - c.Before.Value; missing > negligible {
		c.Gain = number((c.After.Value - c.Before.Value) / missing)
	}
	return c
}
