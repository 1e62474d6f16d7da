package quiz

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus"
)

// Move is a step on a question's way through the bank.
type Move string

// The moves. MarkReviewed: draft → reviewed. Approve: reviewed → approved. Confirm: the clauses behind it were read again; it
// rests on them as they stand now. Retire: not asked any more. Redraft: back to being written.
const (
	MarkReviewed Move = "reviewed"
	Approve      Move = "approved"
	Confirm      Move = "confirmed"
	Retire       Move = "retired"
	Redraft      Move = "redrafted"
)

// The errors of After.
var (
	// ErrOwn: nobody reviews, approves or confirms a question of their own.
	ErrOwn = errors.New("the question is the reviewer's own")
	// ErrState: the question is not where the move begins.
	ErrState = errors.New("the question is in another state")
	// ErrUncited: what is approved rests on a clause.
	ErrUncited = errors.New("the question rests on no clause")
	// ErrClause: a clause that it rests on is not held, or not in force although the question is not a historical one.
	ErrClause = errors.New("a clause of the question does not stand")
)

// Held tells how a clause stands today; ok is false for one that is not held. Current is true when it is in force.
type Held func(corpus.ClauseID) (mark corpus.Mark, current, ok bool)

// After is the question after a move that somebody makes at a moment. The question is not changed. The errors are those
// above; then nothing is to be done.
func (q *Question) After(m Move, by officer.ID, at time.Time, held Held) (*Question, error) {
	next := *q
	next.Changed, next.Shipped = at, ""
	judged := m == MarkReviewed || m == Approve || m == Confirm
	if judged && q.Author == by {
		return nil, ErrOwn
	}
	var err error
	switch m {
	case MarkReviewed:
		err = next.pass(Reviewed, q.State == Draft)
	case Approve:
		if err = next.pass(Approved, q.State == Reviewed); err == nil {
			err = next.mark(held)
		}
	case Confirm:
		if err = next.pass(q.State, q.State == Approved || q.State == Reviewed); err == nil {
			err = next.mark(held)
		}
	case Retire:
		err = next.pass(Retired, q.State != Retired)
	case Redraft:
		err = next.pass(Draft, q.State != Draft)
		next.Reviewer = ""
	default:
		err = fmt.Errorf("%q is no move", m)
	}
	if err != nil {
		return nil, err
	}
	if judged {
		next.Reviewer = by
	}
	return &next, nil
}

func (q *Question) pass(to State, may bool) error {
	if !may {
		return ErrState
	}
	q.State = to
	return nil
}

// mark notes how the clauses stand now.
func (q *Question) mark(held Held) error {
	if len(q.Cites) == 0 {
		return ErrUncited
	}
	q.Cites = slices.Clone(q.Cites)
	for i := range q.Cites {
		mark, current, ok := held(q.Cites[i].Clause)
		if !ok || !current && !q.Historical {
			return ErrClause
		}
		q.Cites[i].Mark = mark
	}
	return nil
}

// Enter puts new questions into the bank as drafts of an author; what asks the same as an earlier
// one of these, or as one that is there and is everybody's or of the same unit, is left out and comes back among the known. seed is the same when the same is entered again, so that the
// questions then have the same ids.
func (b *Bank) Enter(seed string, author officer.ID, at time.Time, entered []Question) (made, known []*Question, changes []queue.Change) {
	seen := map[string]bool{}
	for n, q := range entered {
		q.ID, q.Record, q.Version, q.State = b.free(fmt.Sprintf("%s\x00%d", seed, n)), 0, 1, Draft
		q.Author, q.Reviewer, q.Changed, q.Shipped = author, "", at, ""
		like := q.Likeness()
		if seen[like] || slices.ContainsFunc(b.likes[like], func(there *Question) bool { return there.Unit == "" || there.Unit == q.Unit }) {
			known = append(known, &q)
			continue
		}
		seen[like] = true
		made = append(made, &q)
		changes = append(changes, q.Change())
	}
	return made, known, changes
}

// free is the first of the ids that a seed gives which no question has.
func (b *Bank) free(seed string) ID {
	for next, n := seed, 1; ; n++ {
		sum := sha256.Sum256([]byte(next))
		id := ID("v" + hex.EncodeToString(sum[:5]))
		if b.questions[id] == nil {
			return id
		}
		next = fmt.Sprintf("%s\x00%d", seed, n)
	}
}
