// Package quiz knows the training: the bank of questions, who is asked what when, what an answer is worth, and when a
// question comes back. Every decision is a function of what is asked and of what is known; nothing here reads a clock, a
// store or chance. What a decision changes comes out as changes to records, for the store to make in one step.
package quiz

import (
	"time"

	"camnang/bot/officer"
	"camnang/corpus"
)

// ID names a question for good: "v", or "s" for one that came with the program, and up to 11 of a-z 0-9, so that it fits a
// button.
type ID string

// Question is one question of the bank, in its present version.
type Question struct {
	ID ID `json:"-"`
	// Record is the version of the record it was read from; 0 for one not stored yet.
	Record int64 `json:"-"`
	// Version counts the wordings, from 1; an answer is kept with the version that was asked.
	Version int    `json:"version"`
	Stem    string `json:"stem"`
	// Options are 1 to 12, in the author's order; at least one of several is right, and of one option it is.
	Options []Option `json:"options"`
	// Explanation is shown after the answer, right or wrong; may be empty.
	Explanation string `json:"explanation,omitempty"`
	// Cites are the clauses that the right answer rests on. A draft may have none; what is approved has one at least.
	Cites []Cite `json:"cites,omitempty"`
	// Topic is one of Topics or of those that a unit adds; Difficulty is 1 (easy) to 3 (hard), 0 when nobody said.
	Topic      string `json:"topic,omitempty"`
	Difficulty int    `json:"difficulty,omitempty"`
	// Unit is whose question it is: of that unit and those below; "" for everybody's.
	Unit   officer.UnitID `json:"unit,omitempty"`
	Author officer.ID     `json:"author,omitempty"`
	// Editor is who gave it its present wording when that was not the author.
	Editor   officer.ID `json:"editor,omitempty"`
	Reviewer officer.ID `json:"reviewer,omitempty"`
	State    State      `json:"state"`
	// Historical is true when it asks about a text that is no longer in force, and says so; such a question is left out of
	// pushes unless somebody chooses it by hand.
	Historical bool      `json:"historical,omitempty"`
	Changed    time.Time `json:"changed"`
	// Shipped is the Digest of a question that came with the program, as it came; "" once a person changed it, and for all
	// others.
	Shipped string `json:"shipped,omitempty"`
	// Doubted are the changes of its clauses that were told to who answers for it; none once it was moved or edited since.
	Doubted []Doubt `json:"doubted,omitempty"`
}

// Doubt is what became of a clause that an approved question rests on.
type Doubt struct {
	Clause   corpus.ClauseID `json:"clause"`
	Standing corpus.Standing `json:"standing"`
	// At is when it was told; those told together have the same moment.
	At time.Time `json:"at"`
}

// Option is one of the answers to choose from.
type Option struct {
	Text  string `json:"text"`
	Right bool   `json:"right,omitempty"`
	// Why is said to whoever chose it (the feedback of an option, in formats that have one); may be empty.
	Why string `json:"why,omitempty"`
}

// Cite is a clause that a question rests on, as it was when the question was written or confirmed last.
type Cite struct {
	Clause corpus.ClauseID `json:"clause"`
	// Cited is the citation as officers read it.
	Cited      string            `json:"cited"`
	Mark       corpus.Mark       `json:"mark"`
	Confidence corpus.Confidence `json:"confidence,omitempty"`
}

// State says how far a question is.
type State string

// The states. Draft: being written, or imported. Reviewed: somebody else has read it. Approved: may be pushed to anybody.
// Retired: not asked any more. That a clause behind it changed is no state of its own: it is seen in the library on the day
// (package alarm), and until somebody confirms the question, which marks its clauses anew, it is asked nobody.
const (
	Draft    State = "draft"
	Reviewed State = "reviewed"
	Approved State = "approved"
	Retired  State = "retired"
)

// Topic is what a question is about.
type Topic struct {
	ID string `json:"-"`
	// Record is the version of the record it was read from; 0 for the four of the classes, which have none.
	Record int64 `json:"-"`
	// Name is in Vietnamese, as the training classes call it.
	Name string `json:"name"`
	// Unit is whose topic it is; "" for everybody's.
	Unit officer.UnitID `json:"unit,omitempty"`
}

// Topics are the four of the training classes for inspection work.
var Topics = []Topic{
	{ID: "cosso", Name: "Nhiệm vụ kiểm tra, giám sát của tổ chức đảng ở cơ sở"},
	{ID: "kyluat", Name: "Thi hành kỷ luật trong Đảng"},
	{ID: "tocao", Name: "Giải quyết tố cáo"},
	{ID: "dauhieu", Name: "Kiểm tra khi có dấu hiệu vi phạm"},
}

// Several reports whether more than one option is right.
func (q *Question) Several() bool {
	n := 0
	for _, o := range q.Options {
		if o.Right {
			n++
		}
	}
	return n > 1
}
