package queue

import (
	"encoding/json"
	"errors"
	"time"
)

// ErrConflict says that a record was changed by somebody else since it was read. Nothing of the settlement
// was done; the caller reads again and decides again.
var ErrConflict = errors.New("a record was changed meanwhile")

// Settlement is all that the handling of one item leads to. The store does it in one step together with the
// end of the claim: all of it or nothing. So whoever handles an item only reads and decides, and may be run
// again at any time.
type Settlement struct {
	// Messages go into the outbox; one whose ID was put before is left out.
	Messages []Message
	// Notes are appended to the journal.
	Notes []Note
	// Changes are made to the records; when one does not apply, nothing is done and the error is ErrConflict.
	Changes []Change
	// Timers are set, replacing those with the same IDs; Cancels are the IDs of timers to remove. Cancels come
	// first.
	Timers  []Timer
	Cancels []string
}

// Change is a write to one record of a table.
type Change struct {
	Table string `json:"table"`
	ID    string `json:"id"`
	// Was is the version of the record that the decision rests on: 0 when there was none, Any when it does
	// not matter.
	Was int64 `json:"was"`
	// Value is the new record as JSON; nil removes it.
	Value json.RawMessage `json:"value,omitempty"`
}

// Any as Change.Was: the write applies whatever the record was.
const Any int64 = -1

// Record is one record of a table. Version is never 0 and never given twice within a table.
type Record struct {
	ID      string
	Version int64
	Value   json.RawMessage
}

// The tables of records.
const (
	// TableRoster holds units, officers and classes (package officer).
	TableRoster = "roster"
	// TableGuess holds the wrong codes tried lately, by person (package officer).
	TableGuess = "guess"
	// TableState holds what the bot notes about itself, by name: the last backup, alarms raised (package watch).
	TableState = "state"
	// TablePlan holds plans (package plan); its record "_" the last number given.
	TablePlan = "plan"
	// TableProcedure holds the procedures that units enter for themselves (package procedure).
	TableProcedure = "procedure"
	// TableDay holds the days off and working days that administrators enter, by day (package calendar).
	TableDay = "day"
	// TableTold holds, by officer, which reminders were given and put off (package reminder).
	TableTold = "told"
	// TableHabit holds, by officer, what the officer chose: hours and days of reminders, the columns of their own
	// sheets, the calendar feed (packages reminder and plan).
	TableHabit = "habit"
	// TableQuestion holds the bank of questions and the topics that units added, TablePush the exercises, tests and contests
	// given out, TableCourse what each class does, TableEntry the questions put to trainers (package quiz).
	TableQuestion = "question"
	TablePush     = "push"
	TableCourse   = "course"
	TableEntry    = "entry"
	// TableAttempt holds an officer's tries at pushes, TableLearner, by officer, what comes back to them and when,
	// TableAttendance, by class and officer, where the officer was and which announcements the officer has read (package
	// quiz).
	TableAttempt    = "attempt"
	TableLearner    = "learner"
	TableAttendance = "attendance"
	// TableCarried holds what messages left behind when the channel took them, to be found by the message or by its poll
	// (bot.Keep).
	TableCarried = "carried"
	// TableHeld holds votes on polls of which TableCarried does not know yet (package bot).
	TableHeld = "held"
)

// Note is one entry for the journal. Its place, its time and the digest of its body are given by the store.
type Note struct {
	// Kind says what happened, in lower-case words with hyphens ("asked", "role-changed").
	Kind string `json:"kind"`
	// About names what it happened to by an id that says nothing of a person: an update ("u12"), a message
	// ("u12.0"), an officer ("o3k…"). It stays in the chain for good, so it holds no name and no text.
	About string `json:"about,omitempty"`
	// Owner is the officer whose data the body is; the officer may see it, and when Personal have it erased.
	Owner    string `json:"owner,omitempty"`
	Personal bool   `json:"personal,omitempty"`
	// Body is the rest as a JSON object. Only its salted digest is in the chain, so that it can be erased and the
	// chain still verifies.
	Body json.RawMessage `json:"body,omitempty"`
}

// Timer is something to be done at a moment: a reminder, or a duty of the program itself.
type Timer struct {
	// ID is made from what the timer is about; setting it again replaces the timer and makes void any claim
	// of the old one.
	ID string `json:"id"`
	// Lane keeps together what is fired together: the chat of a person, 0 for the program's own duties. The
	// timers of one lane are fired one claim at a time.
	Lane int64     `json:"lane"`
	Due  time.Time `json:"due"`
	// Body says what, in the words of whoever set it.
	Body json.RawMessage `json:"body"`
}

// Firing is the due timers of one lane in the hands of one owner until Until, oldest first.
type Firing struct {
	Lane    int64
	Timers  []Timer
	Owner   string
	Token   int64
	Attempt int
	Until   time.Time
}

// Lease is a duty that one owner at a time has (polling). Token rises with every new owner, so that what a
// former owner still writes can be told apart (fencing).
type Lease struct {
	Name  string
	Owner string
	Token int64
	Until time.Time
}
