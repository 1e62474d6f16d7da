// Package officer knows the people: units, officers, classes, who has joined, and who may do what. Every
// decision is a function of a Roster and of what is asked; nothing here reads a clock, a store or chance. What
// a decision changes comes out as changes to records, for the store to make in one step.
package officer

import (
	"time"

	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

// ID names an officer for good: "o" and up to 15 of a-z 0-9, so that it fits a button.
type ID string

// UnitID names a unit for good: "d" and up to 15 of a-z 0-9.
type UnitID string

// ClassID names a class for good: "c" and up to 15 of a-z 0-9.
type ClassID string

// Unit is a committee, a committee below it, or a cell.
type Unit struct {
	ID UnitID `json:"id"`
	// Parent is the unit above, "" for the topmost.
	Parent UnitID `json:"parent,omitempty"`
	Name   string `json:"name"`
}

// Officer is one person of the roster.
type Officer struct {
	ID   ID     `json:"id"`
	Name string `json:"name"`
	// Number is the officer's own number in the roster file (mã cán bộ), by which an import knows the officer
	// again; unique when not "".
	Number string `json:"number,omitempty"`
	Unit   UnitID `json:"unit"`
	// Title is the position held, as the unit writes it.
	Title string `json:"title,omitempty"`
	// Heads are the units that the officer leads; the rights reach the units below too.
	Heads []UnitID `json:"heads,omitempty"`
	// Administrator is true for those who look after the whole installation.
	Administrator bool `json:"administrator,omitempty"`
	// Telegram is the account that speaks for the officer; 0 while nobody has joined.
	Telegram int64 `json:"telegram,omitempty"`
	// Consented is when the officer agreed to what is kept and joined; zero while not joined.
	Consented time.Time `json:"consented,omitzero"`
	// Invitation is the one code that now admits an account for this officer; nil when there is none.
	Invitation *Invitation `json:"invitation,omitempty"`
	// Ended are the digests of the codes that last ended by use or by a later code, newest last, so that
	// whoever brings one of them is told so and is not taken for a guesser.
	Ended []string `json:"ended,omitempty"`
	// Left is the day the officer left; nobody who left has any right. Zero for the others.
	Left calendar.Day `json:"left,omitzero"`
}

// Invitation is a one-time code of which only the digest is kept.
type Invitation struct {
	// Digest is Digest of the code.
	Digest string    `json:"digest"`
	Until  time.Time `json:"until"`
}

// Class is a training course.
type Class struct {
	ID   ClassID `json:"id"`
	Name string  `json:"name"`
	// Begins and Ends are its first and last day; zero when not set.
	Begins   calendar.Day `json:"begins,omitzero"`
	Ends     calendar.Day `json:"ends,omitzero"`
	Trainers []ID         `json:"trainers,omitempty"`
	Members  []ID         `json:"members,omitempty"`
	// Chat is the group of the class; 0 when it has none.
	Chat int64 `json:"chat,omitempty"`
}

// Roster is everybody at one moment. It is not changed after it was made, and is safe for concurrent use. What
// its methods return is shared with it: the caller changes nothing in it.
type Roster struct {
	// Revision is the version of the record "_" of the roster's table. Every change to the roster writes that
	// record, so two decisions made on the same revision cannot both be carried out.
	Revision int64

	units    map[UnitID]*Unit
	officers map[ID]*Officer
	classes  map[ClassID]*Class
	// kept are the records as they were read, by id, those of a later release too.
	kept map[string]queue.Record

	// What follows is made from the above.

	// sorted are all officers by name, those who left too.
	sorted []*Officer
	// byTelegram holds only those who may speak: joined and not left. byDigest holds the invitations and the
	// ended codes.
	byTelegram map[int64]*Officer
	byDigest   map[string]*Officer
	byNumber   map[string]*Officer
	byChat     map[int64]*Class
	// below and tops are by name, the classes by first day.
	tops     []*Unit
	below    map[UnitID][]*Unit
	heads    map[UnitID][]*Officer
	courses  []*Class
	taughtBy map[ID][]*Class
	attended map[ID][]*Class
}
