package quiz

import (
	"slices"
	"time"

	"camnang/bot/officer"
)

// Reword is the question as somebody words it anew at a moment: stem, options, explanation, clauses, topic and difficulty are
// those of to, and so is whether it is historical. It is a draft of the next version, and nobody has reviewed it. The author
// stays; whoever else words it is the editor. The question is not changed.
func (q *Question) Reword(to Question, by officer.ID, at time.Time) *Question {
	next := *q
	next.Version++
	next.Stem, next.Options, next.Explanation = to.Stem, slices.Clone(to.Options), to.Explanation
	next.Cites, next.Historical = slices.Clone(to.Cites), to.Historical
	next.Topic, next.Difficulty = to.Topic, to.Difficulty
	next.State, next.Reviewer, next.Editor = Draft, "", ""
	if by != q.Author {
		next.Editor = by
	}
	next.Changed, next.Shipped, next.Doubted = at, "", nil
	return &next
}

// Sorted is the question under another topic, difficulty and unit. Its wording is the same, so version, state and what was
// told of its clauses stay. The question is not changed.
func (q *Question) Sorted(topic string, difficulty int, unit officer.UnitID, at time.Time) *Question {
	next := *q
	next.Topic, next.Difficulty, next.Unit = topic, difficulty, unit
	next.Changed, next.Shipped = at, ""
	return &next
}

// Step is After, for a question that somebody else than its author may have worded: neither of them reviews, approves or
// confirms it (ErrOwn). What was told of its clauses is over, so that their next change is told again.
func (q *Question) Step(m Move, by officer.ID, at time.Time, held Held) (*Question, error) {
	if judged := m == MarkReviewed || m == Approve || m == Confirm; judged && q.Editor != "" && q.Editor == by {
		return nil, ErrOwn
	}
	next, err := q.After(m, by, at, held)
	if err != nil {
		return nil, err
	}
	next.Doubted = nil
	return next, nil
}

// Doubt is the question once those of found that were not told yet are told at a moment; false when all were. At of those in
// found is not read. The question is not changed.
func (q *Question) Doubt(found []Doubt, at time.Time) (*Question, bool) {
	next := *q
	next.Doubted = slices.Clone(q.Doubted)
	for _, d := range found {
		told := func(t Doubt) bool { return t.Clause == d.Clause && t.Standing == d.Standing }
		if !slices.ContainsFunc(next.Doubted, told) {
			d.At = at
			next.Doubted = append(next.Doubted, d)
		}
	}
	return &next, len(next.Doubted) > len(q.Doubted)
}
