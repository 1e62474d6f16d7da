package quiz

import (
	"errors"
	"time"

	"camnang/bot/officer"
)

// What cannot be done with an entry.
var (
	// ErrAnswered: somebody has answered it; the first answer counts.
	ErrAnswered = errors.New("the question was answered")
	// ErrOwnEntry: nobody answers their own question.
	ErrOwnEntry = errors.New("the question is the answerer's own")
	// ErrErased: the words of the question are gone, so there is nothing to answer or to show to others.
	ErrErased = errors.New("the words of the question were erased")
	// ErrOpen: nobody has answered it yet.
	ErrOpen = errors.New("the question is not answered")
	// ErrShared: the class has the answer.
	ErrShared = errors.New("the class has the answer")
	// ErrFew: the class is so small that the asker would be known.
	ErrFew = errors.New("the class is too small")
	// ErrNamed: what would go to the class tells who asked.
	ErrNamed = errors.New("the text names the asker")
)

// EntryFor names the entry about an answer of the assistant, by the id of that answer: one answer, one entry.
func EntryFor(answer string) EntryID { return EntryID("e" + answer[:min(len(answer), 15)]) }

// Waits reports whether somebody is still to answer it: it is open, and its words are there.
func (e *Entry) Waits() bool { return e.Open() && e.Text != "" }

// Answered is the entry with a trainer's reply, and the clauses on which it rests (none: the library holds no basis). The
// entry itself is not changed. The errors are ErrAnswered, ErrOwnEntry and ErrErased.
func (e *Entry) Answered(by officer.ID, reply string, cites []Cite, at time.Time) (*Entry, error) {
	switch {
	case !e.Open():
		return nil, ErrAnswered
	case e.Asker == by:
		return nil, ErrOwnEntry
	case e.Text == "":
		return nil, ErrErased
	}
	next := *e
	next.By, next.Reply, next.Cites, next.Replied = by, reply, cites, at
	return &next, nil
}
