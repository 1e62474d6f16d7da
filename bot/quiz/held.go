package quiz

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"camnang/bot/queue"
	"camnang/corpus/viet"
)

// HeldPoll is what is known of a poll of which nobody noted what it asks: the program ended between the sending and the note,
// or the vote overtook the note. It waits until it is known what the poll says and who voted.
type HeldPoll struct {
	Poll string `json:"-"`
	// Record is the version of the record it was read from; 0 for one not stored yet.
	Record int64 `json:"-"`
	// Question and Options are what the channel tells of the poll; Question is "" before it told.
	Question string   `json:"question,omitempty"`
	Options  []string `json:"options,omitempty"`
	// Votes are those that are not decided on, in the order in which they came.
	Votes []HeldVote `json:"votes,omitempty"`
	// Since is when the first of it came.
	Since time.Time `json:"since"`
}

// HeldVote is a vote that waits: the event, the account that voted, the places chosen, and when it came.
type HeldVote struct {
	Event  string    `json:"event"`
	Person int64     `json:"person"`
	Chosen []int     `json:"chosen,omitempty"`
	At     time.Time `json:"at"`
}

// Unrecognised is why a vote changes nothing that is in a poll of which nobody knows what it asked.
const Unrecognised Refusal = "unrecognised"

// heldFor is how long a poll that nobody recognises is kept. Telegram keeps what it did not deliver for a day.
const heldFor = 7 * 24 * time.Hour

// ReadHeld reads the record of a poll in queue.TableHeld; the zero Record gives one of which nothing is known.
func ReadHeld(poll string, r queue.Record) (*HeldPoll, error) {
	h := &HeldPoll{}
	if r.Version != 0 {
		if err := json.Unmarshal(r.Value, h); err != nil {
			return nil, fmt.Errorf("read what is held of the poll %s: %w", poll, err)
		}
	}
	h.Poll, h.Record = poll, r.Version
	return h, nil
}

// Change is the write of what is held as it is now, over the record it was read from.
func (h *HeldPoll) Change() queue.Change {
	return queue.Change{Table: queue.TableHeld, ID: h.Poll, Was: h.Record, Value: encoded(h)}
}

// Gone is the change by which nothing is held of the poll any more.
func (h *HeldPoll) Gone() queue.Change {
	return queue.Change{Table: queue.TableHeld, ID: h.Poll, Was: h.Record}
}

// With is what is held with a vote; the same event again changes nothing.
func (h *HeldPoll) With(v HeldVote) *HeldPoll {
	next := *h
	if next.Since.IsZero() {
		next.Since = v.At
	}
	if !slices.ContainsFunc(h.Votes, func(other HeldVote) bool { return other.Event == v.Event }) {
		next.Votes = append(slices.Clone(h.Votes), v)
	}
	return &next
}

// Told is what is held with what the channel tells of the poll.
func (h *HeldPoll) Told(question string, options []string, at time.Time) *HeldPoll {
	next := *h
	next.Question, next.Options = question, slices.Clone(options)
	if next.Since.IsZero() {
		next.Since = at
	}
	return &next
}

// Old reports whether nobody asks for it any more.
func (h *HeldPoll) Old(at time.Time) bool { return !at.Before(h.Since.Add(heldFor)) }

// Candidate is a question of an officer that asks, word for word and in the same order of options, what a held poll asks.
type Candidate struct {
	// Given is when it was given to the officer.
	Given time.Time
	// Other is true when another message is noted as having carried it.
	Other bool
	// Waits is true while an answer to it would count.
	Waits bool
}

// Likely is the place of the question that a held poll is most likely to be, of which no note says so; -1 for none. A question
// that left no note comes before one that was carried by another message; then one that waits for an answer before one that
// does not; then the one given earlier. So two polls of the same question are told apart by the order of their options, which
// each officer and each push has of its own where they are shuffled, and by what is noted of the one that is not held. What
// remains: of two open exercises with the same question in the same order, when the channel took the later one's poll twice and
// only the second is noted, a vote in the first is taken for the earlier exercise; so it is when the earlier one is over and its notes were cut.
func Likely(of []Candidate) int {
	best := -1
	for n, c := range of {
		if best < 0 || c.before(of[best]) {
			best = n
		}
	}
	return best
}

func (c Candidate) before(other Candidate) bool {
	switch {
	case c.Other != other.Other:
		return other.Other
	case c.Waits != other.Waits:
		return c.Waits
	}
	return c.Given.Before(other.Given)
}

// Says reports whether the poll asks exactly this: the question and the options in this order, whatever their form of
// Unicode and their white space, with which the channel is free.
func (h *HeldPoll) Says(question string, options []string) bool {
	same := func(a, b string) bool { return viet.Space(viet.NFC(a)) == viet.Space(viet.NFC(b)) }
	return h.Question != "" && same(h.Question, question) && slices.EqualFunc(h.Options, options, same)
}
