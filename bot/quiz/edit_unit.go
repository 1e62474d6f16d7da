package quiz

import (
	"maps"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus/viet"
)

// Handed is what a unit leaves to another one when it goes: its questions and its topics as they are then, and the topics that
// end.
type Handed struct {
	Questions []*Question
	Topics    []Topic
	Ended     []Topic
}

// HandOver gives the questions and the topics of a unit to the unit above, at a moment. A topic that has the name of one of
// everybody's or of that unit ends, and all questions under it are under that one. What a question says and how far it is
// stays. This bank is not changed.
func (b *Bank) HandOver(from, to officer.UnitID, at time.Time) Handed {
	var out Handed
	instead := map[string]string{}
	for _, id := range slices.Sorted(maps.Keys(b.topics)) {
		t := b.topics[id]
		if t.Unit != from {
			continue
		}
		if same, there := b.namesake(t.Name, to, id); there {
			instead[id] = same.ID
			out.Ended = append(out.Ended, t)
			continue
		}
		t.Unit = to
		out.Topics = append(out.Topics, t)
	}
	for _, q := range b.sorted {
		topic, moved := instead[q.Topic]
		if !moved {
			topic = q.Topic
		}
		switch {
		case q.Unit == from:
			out.Questions = append(out.Questions, q.Sorted(topic, q.Difficulty, to, at))
		case moved:
			out.Questions = append(out.Questions, q.Sorted(topic, q.Difficulty, q.Unit, at))
		}
	}
	return out
}

// namesake is the topic of everybody or of a unit that has a name, marks and case aside, and is not that with the id own.
func (b *Bank) namesake(name string, unit officer.UnitID, own string) (Topic, bool) {
	for _, t := range b.Topics() {
		if t.ID != own && (t.Unit == "" || t.Unit == unit) && viet.Key(t.Name) == viet.Key(name) {
			return t, true
		}
	}
	return Topic{}, false
}

// Empty reports whether the unit had nothing in the bank.
func (h Handed) Empty() bool { return len(h.Questions)+len(h.Topics)+len(h.Ended) == 0 }

// Changes are the writes of it, over the records that were read.
func (h Handed) Changes() []queue.Change {
	var out []queue.Change
	for _, q := range h.Questions {
		out = append(out, q.Change())
	}
	for _, t := range h.Topics {
		out = append(out, t.Change())
	}
	for _, t := range h.Ended {
		out = append(out, queue.Change{Table: queue.TableQuestion, ID: t.ID, Was: t.Record})
	}
	return out
}
