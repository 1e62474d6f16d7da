package quiz

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"camnang/bot/queue"
)

// Seeded is what putting the questions that ship into the bank leads to.
type Seeded struct {
	Changes []queue.Change
	// New were put in, Renewed replaced by what ships by now.
	New, Renewed int
}

// Digest is the same for two questions with the same content: stem, options in their order with which are right and why,
// explanation, addresses cited, topic and difficulty. How a clause reads is not part of it: a question whose clause
// changed has to be confirmed although the question ships as before.
func (q *Question) Digest() string {
	cites := make([]string, len(q.Cites))
	for i, c := range q.Cites {
		cites[i] = string(c.Clause)
	}
	raw, err := json.Marshal([]any{q.Stem, q.Options, q.Explanation, cites, q.Topic, q.Difficulty, q.Historical})
	if err != nil {
		panic(fmt.Sprintf("quiz: a question cannot be written: %v", err))
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}

// Seed puts the questions that ship into the bank at a moment, at most so many of them. One that is there and that nobody
// changed is replaced when it ships in another form, as the next version; one that people changed stays, and so does one that
// ships no more. A new one that asks the same as a question for everybody that a person entered or changed is left out. In the bank that results
// Seed changes nothing more, unless there was more.
func (b *Bank) Seed(shipped []Question, at time.Time, most int) Seeded {
	var s Seeded
	for _, q := range shipped {
		q.Shipped, q.Changed, q.Version = q.Digest(), at, 1
		stored, there := b.questions[q.ID]
		switch {
		case there && (stored.Shipped == "" || stored.Shipped != stored.Digest() || stored.Shipped == q.Shipped):
			continue
		case there:
			q.Version, q.Record = stored.Version+1, stored.Record
		case slices.ContainsFunc(b.Like(&q), func(other *Question) bool { return other.Shipped == "" && other.Unit == "" }):
			continue
		}
		if len(s.Changes) == most {
			break
		}
		if s.Changes = append(s.Changes, q.Change()); there {
			s.Renewed++
		} else {
			s.New++
		}
	}
	return s
}
