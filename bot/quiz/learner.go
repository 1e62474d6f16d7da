package quiz

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz/fsrs"
	"camnang/corpus/calendar"
)

// Learner is what an officer learns: which questions come back and when, how the officer does by topic, and how many
// questions a day the officer chose. It is the officer's own.
type Learner struct {
	Officer officer.ID `json:"-"`
	// Record is the version of the record it was read from; 0 for one not stored yet.
	Record int64 `json:"-"`
	// Cards are the questions that come back.
	Cards map[ID]fsrs.Card `json:"cards,omitempty"`
	// Topics counts first answers: one to each question of a push, and to each that came back once a day.
	Topics map[string]Tally `json:"topics,omitempty"`
	// Wrong counts the wrong answers to each question; Seen are the questions answered that have no card, ascending: the
	// officer knew them at once.
	Wrong map[ID]int `json:"wrong,omitempty"`
	Seen  []ID       `json:"seen,omitempty"`
	// Daily is how many questions a day the officer chose; nil: DailyUsual, 0: none.
	Daily *int `json:"daily,omitempty"`
	// Day is the day of the latest set, Set what it asks, those answered first, Done how many of it were answered.
	Day  calendar.Day `json:"day,omitzero"`
	Set  []ID         `json:"set,omitempty"`
	Done int          `json:"done,omitempty"`
	// Now is the question on the officer's card; nil when none waits for an answer.
	Now *Showing `json:"now,omitempty"`
	// Invited is the last day on which the officer was told that questions wait.
	Invited calendar.Day `json:"invited,omitzero"`
}

// DailyUsual is how many questions a day somebody gets who chose nothing: few, because it is beside the work.
const DailyUsual = 5

// Tally counts answers.
type Tally struct {
	Answered int `json:"answered"`
	Right    int `json:"right"`
}

// ReadLearner reads the record of an officer in queue.TableLearner; the zero Record gives one who has learned nothing.
func ReadLearner(o officer.ID, r queue.Record) (*Learner, error) {
	l := &Learner{}
	if r.Version != 0 {
		if err := json.Unmarshal(r.Value, l); err != nil {
			return nil, fmt.Errorf("read what %s learns: %w", o, err)
		}
	}
	l.Officer, l.Record = o, r.Version
	return l, nil
}

// Change is the write of the learner as it is now, over the record it was read from.
func (l *Learner) Change() queue.Change {
	return queue.Change{Table: queue.TableLearner, ID: string(l.Officer), Was: l.Record, Value: encoded(l)}
}

// Most is how many questions a day the officer gets at most.
func (l *Learner) Most() int {
	if l.Daily == nil {
		return DailyUsual
	}
	return *l.Daily
}

// After is the learner after an answer to a question on a day; took is how long it took (0: not known). A question that
// was answered wrong or slowly, or that comes back already, has its card moved on; one that was right at once gets none.
// A question on the officer's card waits no longer once it was answered, wherever that was. This learner is not changed.
func (l *Learner) After(q *Question, right bool, took time.Duration, on calendar.Day) *Learner {
	next := *l
	next.Topics = maps.Clone(l.Topics)
	if next.Topics == nil {
		next.Topics = map[string]Tally{}
	}
	tally := next.Topics[q.Topic]
	tally.Answered++
	if right {
		tally.Right++
	}
	next.Topics[q.Topic] = tally
	if !right {
		next.Wrong = maps.Clone(l.Wrong)
		if next.Wrong == nil {
			next.Wrong = map[ID]int{}
		}
		next.Wrong[q.ID]++
	}
	if l.Now != nil && l.Now.Question == q.ID {
		next.Now = nil
	}
	grade := fsrs.Graded(right, took, q.Usual())
	card, learned := l.Cards[q.ID]
	place, seen := slices.BinarySearch(l.Seen, q.ID)
	if grade >= fsrs.Good && !learned {
		if !seen {
			next.Seen = slices.Insert(slices.Clone(l.Seen), place, q.ID)
		}
		return &next
	}
	if seen {
		next.Seen = slices.Delete(slices.Clone(l.Seen), place, place+1)
	}
	next.Cards = maps.Clone(l.Cards)
	if next.Cards == nil {
		next.Cards = map[ID]fsrs.Card{}
	}
	next.Cards[q.ID] = fsrs.Next(card, grade, on, fsrs.Default())
	if next.Day == on {
		next.Done = len(next.answered(on))
	}
	return &next
}

// Usual is how long reading and answering the question usually takes: 20 seconds, and one for every 15 characters that are
// read. The rate is that of slow silent reading on a telephone, some 200 syllables a minute; a slower answer is a slow one.
func (q *Question) Usual() time.Duration {
	n := len([]rune(q.Stem))
	for _, o := range q.Options {
		n += len([]rune(o.Text))
	}
	return 20*time.Second + time.Duration(n)*time.Second/15
}
