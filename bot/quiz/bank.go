package quiz

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"camnang/bot/queue"
	"camnang/corpus/viet"
)

// Bank is all questions, and the topics that units added, as they were at one moment. It does not change: a later moment is
// another Bank. It is safe for concurrent use, and nobody changes what it gives out.
type Bank struct {
	questions map[ID]*Question
	topics    map[string]Topic
	// sorted are the questions by topic, then by id; likes are those that say the same.
	sorted []*Question
	likes  map[string][]*Question
}

// topicPrefix begins the ids of the records that hold topics; those of questions begin with "v" or "s".
const topicPrefix = "t"

// LoadBank makes the bank of the records of queue.TableQuestion, in any order. Records under ids that this release does
// not know are left out and left alone. An error names the record that cannot be read.
func LoadBank(records []queue.Record) (*Bank, error) { return new(Bank).With(records, nil) }

// With is the bank after some records were changed and others removed; of one that is among both the change counts. This
// bank stays as it is.
func (b *Bank) With(changed []queue.Record, removed []string) (*Bank, error) {
	next := &Bank{questions: map[ID]*Question{}, topics: map[string]Topic{}}
	maps.Copy(next.questions, b.questions)
	maps.Copy(next.topics, b.topics)
	for _, id := range removed {
		delete(next.questions, ID(id))
		delete(next.topics, id)
	}
	for _, r := range changed {
		switch {
		case strings.HasPrefix(r.ID, "v"), strings.HasPrefix(r.ID, "s"):
			q := &Question{}
			if err := json.Unmarshal(r.Value, q); err != nil {
				return nil, fmt.Errorf("read the question %s: %w", r.ID, err)
			}
			q.ID, q.Record = ID(r.ID), r.Version
			next.questions[q.ID] = q
		case strings.HasPrefix(r.ID, topicPrefix):
			topic := Topic{}
			if err := json.Unmarshal(r.Value, &topic); err != nil {
				return nil, fmt.Errorf("read the topic %s: %w", r.ID, err)
			}
			topic.ID, topic.Record = r.ID, r.Version
			next.topics[r.ID] = topic
		}
	}
	next.sorted = slices.SortedFunc(maps.Values(next.questions), func(a, b *Question) int {
		return cmp.Or(cmp.Compare(next.rank(a.Topic), next.rank(b.Topic)), cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.ID, b.ID))
	})
	next.likes = map[string][]*Question{}
	for _, q := range next.sorted {
		next.likes[q.Likeness()] = append(next.likes[q.Likeness()], q)
	}
	return next, nil
}

func (b *Bank) rank(topic string) int {
	if i := slices.IndexFunc(Topics, func(t Topic) bool { return t.ID == topic }); i >= 0 {
		return i
	}
	return len(Topics)
}

// Question returns the question with the id.
func (b *Bank) Question(id ID) (*Question, bool) {
	q, ok := b.questions[id]
	return q, ok
}

// All are the questions by topic (those of the classes first), then by id.
func (b *Bank) All() []*Question { return slices.Clone(b.sorted) }

// Only are those that keep is true for, in the order of All.
func (b *Bank) Only(keep func(*Question) bool) []*Question {
	var out []*Question
	for _, q := range b.sorted {
		if keep(q) {
			out = append(out, q)
		}
	}
	return out
}

// Topics are those of the training classes, then those added, by name.
func (b *Bank) Topics() []Topic {
	added := slices.SortedFunc(maps.Values(b.topics), func(a, b Topic) int {
		return cmp.Or(cmp.Compare(viet.Key(a.Name), viet.Key(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return append(slices.Clone(Topics), added...)
}

// Topic returns the topic with the id.
func (b *Bank) Topic(id string) (Topic, bool) {
	for _, t := range Topics {
		if t.ID == id {
			return t, true
		}
	}
	t, ok := b.topics[id]
	return t, ok
}

// TopicNamed returns the topic that a name means, with or without marks: its name, the beginning of it when that is of no
// other, or its id.
func (b *Bank) TopicNamed(name string) (Topic, bool) {
	wanted := viet.Unmark(name)
	var starts []Topic
	for _, t := range b.Topics() {
		plain := viet.Unmark(t.Name)
		if plain == wanted || t.ID == wanted {
			return t, true
		}
		if wanted != "" && strings.HasPrefix(plain, wanted) {
			starts = append(starts, t)
		}
	}
	if len(starts) == 1 {
		return starts[0], true
	}
	return Topic{}, false
}

// Like are the questions that ask the same as q, q itself left out: the same words of stem and options, whatever the
// marks, the punctuation and the order of the options.
func (b *Bank) Like(q *Question) []*Question {
	return slices.DeleteFunc(slices.Clone(b.likes[q.Likeness()]), func(other *Question) bool { return other.ID == q.ID })
}

// Likeness is the same for two questions that ask the same (Like).
func (q *Question) Likeness() string {
	options := make([]string, len(q.Options))
	for i, o := range q.Options {
		options[i] = viet.Key(o.Text)
	}
	slices.Sort(options)
	return strings.Join(append([]string{viet.Key(q.Stem)}, options...), "\n")
}

// Change is the write of the question as it is now, over the record it was read from.
func (q *Question) Change() queue.Change {
	return queue.Change{Table: queue.TableQuestion, ID: string(q.ID), Was: q.Record, Value: encoded(q)}
}

// encoded is a value as JSON; ours are text, numbers and moments, so there is no error.
func encoded(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("quiz: %T cannot be written: %v", v, err))
	}
	return raw
}
