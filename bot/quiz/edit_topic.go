package quiz

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus/viet"
)

// topicLength is how long the name of a topic may be, in UTF-16 units: it stands on a button and in a list.
const topicLength = 100

// The errors of AddTopic, RenameTopic and RemoveTopic.
var (
	// ErrTopicName: the name is empty, longer than a list takes, or of several lines.
	ErrTopicName = errors.New("the name of the topic does not do")
	// ErrTopicThere: a topic of everybody or of the same unit has that name, marks and case aside.
	ErrTopicThere = errors.New("the topic is there already")
	// ErrTopicUsed: questions are under the topic.
	ErrTopicUsed = errors.New("questions are under the topic")
	// ErrTopicFixed: it is one of the four of the classes, or there is none with the id.
	ErrTopicFixed = errors.New("the topic cannot be changed")
)

// AddTopic is a new topic of a unit. Its id is made of unit and name, so that of two who add the same at once one is decided
// again. The errors are ErrTopicName and ErrTopicThere.
func (b *Bank) AddTopic(name string, unit officer.UnitID) (Topic, error) {
	name, err := b.topicName(name, unit, "")
	if err != nil {
		return Topic{}, err
	}
	for n := 0; ; n++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d", unit, viet.Key(name), n))
		id := topicPrefix + hex.EncodeToString(sum[:5])
		// One that was renamed since keeps the id of its first name.
		if _, taken := b.topics[id]; !taken {
			return Topic{ID: id, Name: name, Unit: unit}, nil
		}
	}
}

// RenameTopic is the topic under another name. The errors are ErrTopicName, ErrTopicThere and ErrTopicFixed.
func (b *Bank) RenameTopic(id, name string) (Topic, error) {
	t, ok := b.topics[id]
	if !ok {
		return Topic{}, ErrTopicFixed
	}
	name, err := b.topicName(name, t.Unit, id)
	if err != nil {
		return Topic{}, err
	}
	t.Name = name
	return t, nil
}

// RemoveTopic is the change that removes a topic which no question is under, whoever may see it; else ErrTopicUsed, or
// ErrTopicFixed.
func (b *Bank) RemoveTopic(id string) (queue.Change, error) {
	t, ok := b.topics[id]
	if !ok {
		return queue.Change{}, ErrTopicFixed
	}
	for _, q := range b.sorted {
		if q.Topic == id {
			return queue.Change{}, ErrTopicUsed
		}
	}
	return queue.Change{Table: queue.TableQuestion, ID: id, Was: t.Record}, nil
}

// Change is the write of the topic as it is now, over the record it was read from.
func (t Topic) Change() queue.Change {
	return queue.Change{Table: queue.TableQuestion, ID: t.ID, Was: t.Record, Value: encoded(t)}
}

// topicName is a name as it is kept; own is the topic that may have it already.
func (b *Bank) topicName(name string, unit officer.UnitID, own string) (string, error) {
	name = viet.NFC(strings.TrimSpace(name))
	if viet.Key(name) == "" || Units(name) > topicLength || strings.Contains(name, "\n") {
		return "", ErrTopicName
	}
	name = strings.Join(strings.Fields(name), " ")
	if _, there := b.namesake(name, unit, own); there {
		return "", ErrTopicThere
	}
	return name, nil
}
