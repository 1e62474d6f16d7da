package quiz

import (
	"slices"

	"camnang/bot/officer"
)

// ShareLeast is how many members of a class must have joined, the asker among them, before it is sent what one of them asked:
// the number under which results are shown as a total.
const ShareLeast = 5

// ForClass is the entry as a class reads it: in the wording for classes where there is one. The entry itself is not changed.
func (e *Entry) ForClass() *Entry {
	next := *e
	if e.ClassText != "" {
		next.Text = e.ClassText
	}
	if e.ClassReply != "" {
		next.Reply = e.ClassReply
	}
	return &next
}

// WordedForClass is the entry with another question and reply for classes; "" leaves the one that is there. The entry itself is
// not changed.
func (e *Entry) WordedForClass(question, reply string) *Entry {
	next := *e
	if question != "" {
		next.ClassText = question
	}
	if reply != "" {
		next.ClassReply = reply
	}
	next.Worded++
	return &next
}

// TellsAsker reports whether what a class would read identifies the asker.
func (e *Entry) TellsAsker(asker *officer.Officer) bool {
	read := e.ForClass()
	return Identifies(read.Text, asker) || Identifies(read.Reply, asker)
}

// SharedWith is the entry once its answer went to a class in which so many members have joined. The entry itself is not
// changed. The errors, of several the first, are ErrOpen, ErrErased, for a class that has it ErrShared, for one under
// ShareLeast ErrFew, and ErrNamed.
func (e *Entry) SharedWith(c officer.ClassID, asker *officer.Officer, joined int) (*Entry, error) {
	switch {
	case e.Open():
		return nil, ErrOpen
	case e.Text == "":
		return nil, ErrErased
	case slices.Contains(e.Shared, c):
		return nil, ErrShared
	case joined < ShareLeast:
		return nil, ErrFew
	case e.TellsAsker(asker):
		return nil, ErrNamed
	}
	next := *e
	next.Shared = append(slices.Clone(e.Shared), c)
	return &next, nil
}

// Erased is the entry without the words of the question, once the asker's own data was erased: the reply stays. The entry
// itself is not changed.
func (e *Entry) Erased() *Entry {
	next := *e
	next.Text, next.ClassText = "", ""
	return &next
}
