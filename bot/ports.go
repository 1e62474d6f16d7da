package bot

import (
	"context"
	"errors"
	"time"

	"camnang/bot/feedback"
	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

// Memory is what the conversation remembers between two messages. Every write is done when it returns
// nil, survives the death of the process, and done again with the same ids changes nothing.
type Memory interface {
	// Dialogue returns what SetDialogue kept for the chat, "" when there is nothing or it has run out.
	Dialogue(ctx context.Context, chat int64) (string, error)
	// SetDialogue keeps state for the chat for the length of keep; state "" forgets it.
	SetDialogue(ctx context.Context, chat int64, state string, keep time.Duration) error

	// KeepAnswer keeps the record of an answer for the length of keep.
	KeepAnswer(ctx context.Context, a feedback.Answered, keep time.Duration) error
	// Answer returns the record, and false when there is none or it has run out.
	Answer(ctx context.Context, id string) (feedback.Answered, bool, error)
	// Rate keeps an officer's rating of an answer; a later one by the same officer replaces it.
	Rate(ctx context.Context, r feedback.Rating) error
	// Rating returns the rating of an answer by an account, and false when there is none (any more).
	Rating(ctx context.Context, answer string, person int64) (feedback.Rating, bool, error)
	// Suggest keeps a suggestion; the same ID again changes nothing.
	Suggest(ctx context.Context, s feedback.Suggestion) error
}

// People gives the roster: everybody and everything that rights are decided on.
type People interface {
	// Roster returns the roster as it is at the moment of the call, never an older one. It is shared: the
	// caller changes nothing in it.
	Roster(ctx context.Context) (*officer.Roster, error)
}

// Plans gives all plans.
type Plans interface {
	// Book returns the plans as they are at the moment of the call, never older ones. It is shared: the caller changes
	// nothing in it.
	Book(ctx context.Context) (*plan.Book, error)
}

// Workdays gives the days off.
type Workdays interface {
	// Workdays returns the days off as they are at the moment of the call: the shipped ones and those entered.
	Workdays(ctx context.Context) (*calendar.Workdays, error)
}

// Records reads records; they are written by the Changes of a Turn.
type Records interface {
	// Record returns the record, and the zero Record when there is none.
	Record(ctx context.Context, table, id string) (queue.Record, error)
	// All returns the records of a table as they are at one moment, by ID. It is for small tables.
	All(ctx context.Context, table string) ([]queue.Record, error)
	// Many returns those with these ids, in their order; what there is none of is left out. They need not be of one moment.
	Many(ctx context.Context, table string, ids []string) ([]queue.Record, error)
}

// Journal reads what was recorded. New entries are the Notes of a Turn.
type Journal interface {
	// Latest returns up to n entries before the entry with the number before (0: from the newest on), newest
	// first.
	Latest(ctx context.Context, before int64, n int) ([]journal.Entry, error)
	// Of returns up to n entries that the officer owns, newest first, and how many there are.
	Of(ctx context.Context, o officer.ID, n int) (entries []journal.Entry, total int, err error)
	// Head is the last sealed entry's number and link.
	Head(ctx context.Context) (journal.Head, error)
}

// Eraser removes what is an officer's own. Done again it finds nothing more to remove.
type Eraser interface {
	// Erase removes the personal bodies of the officer's journal entries, and the ratings, suggestions, records of
	// answers, dialogues and dead letters of the account, and says how many of each.
	Erase(ctx context.Context, o officer.ID, telegram int64) (journal.Erased, error)
}

// Files fetches what somebody sent.
type Files interface {
	// Fetch returns the content of a file of at most limit bytes; ErrTooLarge when it has more.
	Fetch(ctx context.Context, id string, limit int64) ([]byte, error)
}

// ErrTooLarge says that a file has more bytes than asked for.
var ErrTooLarge = errors.New("the file is too large")

// Operations is what an administrator asks about the program itself.
type Operations interface {
	Depths(ctx context.Context) (queue.Depths, error)
	// Dead returns the n newest dead letters, newest first.
	Dead(ctx context.Context, n int) ([]queue.Dead, error)
	// Suggestions returns the n newest suggestions, newest first.
	Suggestions(ctx context.Context, n int) ([]feedback.Suggestion, error)
	// Facts are lines about the parts of the program, for an administrator to read: name and state, in
	// Vietnamese (version, store, index and its fingerprint, last backup, lease of the poller).
	Facts(ctx context.Context) []Fact
	// Revive puts a dead letter of the inbox or outbox back into its queue; false when it is not there (any
	// more). The same letter revived twice is put once.
	Revive(ctx context.Context, d queue.Dead) (bool, error)
}

// Fact is one line about the program. Bad marks what needs attention.
type Fact struct {
	Name, Value string
	Bad         bool
}
