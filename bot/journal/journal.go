// Package journal is the record for people: who asked what when, which clauses answered by which index, what
// was sent, who changed what. Entries are only ever appended, and each is linked to the one before by SHA-256,
// so that an entry changed, left out or put in later shows.
//
// An entry has two parts. Its line (number, time, kind, what it is about, digest of the body) is in the chain
// for good and says nothing of a person. Its body is kept beside it and is in the chain only by a salted
// digest: so an officer's own data can be erased and the chain still verifies.
//
// The store gives an entry its place and time in the same step as what it records. Links are computed soon
// after, over all entries up to a number: the store's Seal.
package journal

import (
	"encoding/json"
	"time"

	"camnang/bot/officer"
)

// Entry is one entry as it is read.
type Entry struct {
	Number int64
	At     time.Time
	Kind   Kind
	About  string
	// Digest is that of salt and body, "" for an entry without a body.
	Digest string
	// Owner, Personal and Body are zero when the body was erased: then Erased is true.
	Owner    officer.ID
	Personal bool
	Body     json.RawMessage
	Erased   bool
}

// Head is the newest sealed entry. The zero Head is that of an empty journal.
type Head struct {
	Number int64  `json:"number"`
	Link   string `json:"link"`
}

// Erased counts what was removed of an officer.
type Erased struct {
	Entries, Ratings, Suggestions, Answers, Letters int
}

// Kind says what happened.
type Kind string

// The kinds. In brackets: what the body holds beside the officer ("by") and, where it is about a chat, its id.
const (
	Asked       Kind = "asked"        // personal: inquiry, kind of answer, as-of day, clauses with the fingerprints of their texts, index fingerprint
	Looked      Kind = "looked"       // personal: command, document or clause opened
	Rated       Kind = "rated"        // personal: answer, judgement
	Suggested   Kind = "suggested"    // personal
	Refused     Kind = "text-refused" // the guard's reason; never the text
	Denied      Kind = "denied"       // an action, or a button, that the person had no right to
	Guessed     Kind = "code-refused" // a code that admits nobody
	Consented   Kind = "consented"    // the wording agreed to, by its fingerprint
	Joined      Kind = "joined"       // the officer; whether an account was shut off
	Invited     Kind = "invited"      // officers for whom codes were made, by whom, until when; never a code
	Changed     Kind = "roster-changed"
	Imported    Kind = "roster-imported"
	Planned     Kind = "plan-changed"   // plan, step, what was done and its note
	PlansRead   Kind = "plans-imported" // unit, counts
	DaysChanged Kind = "days-changed"   // day, off or worked, source
	OwnProcess  Kind = "procedure-changed"
	HabitSet    Kind = "habit-changed"
	Question    Kind = "question-changed"   // question, what was done with it
	Questions   Kind = "questions-imported" // how many, how many were known; the digest of the file
	Pushed      Kind = "push-changed"       // push, what was done with it
	Answered    Kind = "answered"           // push, try, question by its place in the attempt, the options chosen by the author's order
	NotCounted  Kind = "answer-refused"     // push, why
	Coursed     Kind = "course-changed"     // class, what was done
	Consulted   Kind = "entry-changed"      // question to a trainer, what was done
	SawJournal  Kind = "journal-read"
	ErasedData  Kind = "data-erased"
	Revived     Kind = "letter-revived"
	Sent        Kind = "sent"        // about the message; written by the store as it settles the send
	Withheld    Kind = "withheld"    // about the message, which was not sent because there was nothing to say any more; by the store likewise
	Unreachable Kind = "unreachable" // about the chat's officer
	Backup      Kind = "backup"
	Cut         Kind = "cut" // entries up to a number were removed by retention
)
