package quiz

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
)

// EntryID names a question to a trainer for good: "e" and up to 15 of a-z 0-9, so that it fits a button.
type EntryID string

// Entry is a question that an officer put to a trainer, because the assistant had no basis or the officer held its answer
// not to be right.
type Entry struct {
	ID EntryID `json:"-"`
	// Record is the version of the record it was read from; 0 for one not stored yet.
	Record int64      `json:"-"`
	Asker  officer.ID `json:"asker"`
	// Text is the question as the officer confirmed it, past the guard; "" once the asker's own data was erased.
	Text string    `json:"text"`
	At   time.Time `json:"at"`
	// Answer is the assistant's own that it is about, by id; "" for none.
	Answer string `json:"answer,omitempty"`
	// By is the trainer who answered, Reply what, Cites on what it rests; Replied is zero while it is open.
	By      officer.ID `json:"by,omitempty"`
	Reply   string     `json:"reply,omitempty"`
	Cites   []Cite     `json:"cites,omitempty"`
	Replied time.Time  `json:"replied,omitzero"`
	// Shared are the classes that the answer was sent to, without the name.
	Shared []officer.ClassID `json:"shared,omitempty"`
	// ClassText and ClassReply are the question and the reply as a trainer worded them for classes; "" for as they are. Worded
	// counts how often they were, so that a confirmation is of the wording that was shown.
	ClassText  string `json:"class_text,omitempty"`
	ClassReply string `json:"class_reply,omitempty"`
	Worded     int    `json:"worded,omitempty"`
	// Reminded is when the trainers were last told that it is open, Reminders how often.
	Reminded  time.Time `json:"reminded,omitzero"`
	Reminders int       `json:"reminders,omitempty"`
}

// Open reports whether nobody has answered it.
func (e *Entry) Open() bool { return e.Replied.IsZero() }

// Change is the write of the entry as it is now, over the record it was read from.
func (e *Entry) Change() queue.Change {
	return queue.Change{Table: queue.TableEntry, ID: string(e.ID), Was: e.Record, Value: encoded(e)}
}

// Entries are all of them at one moment, oldest first. They do not change, and nobody changes what they give out.
type Entries struct {
	of     map[EntryID]*Entry
	sorted []*Entry
}

// LoadEntries makes them of the records of queue.TableEntry, in any order. An error names the record that cannot be read.
func LoadEntries(records []queue.Record) (*Entries, error) { return new(Entries).With(records, nil) }

// With is Entries after some records were changed and others removed; of one that is among both the change counts.
func (all *Entries) With(changed []queue.Record, removed []string) (*Entries, error) {
	next := &Entries{of: map[EntryID]*Entry{}}
	maps.Copy(next.of, all.of)
	for _, id := range removed {
		delete(next.of, EntryID(id))
	}
	for _, r := range changed {
		e := &Entry{}
		if err := json.Unmarshal(r.Value, e); err != nil {
			return nil, fmt.Errorf("read the entry %s: %w", r.ID, err)
		}
		e.ID, e.Record = EntryID(r.ID), r.Version
		next.of[e.ID] = e
	}
	next.sorted = slices.SortedFunc(maps.Values(next.of), func(a, b *Entry) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	return next, nil
}

// Entry returns the entry with the id.
func (all *Entries) Entry(id EntryID) (*Entry, bool) {
	e, ok := all.of[id]
	return e, ok
}

// All are all of them, oldest first.
func (all *Entries) All() []*Entry { return slices.Clone(all.sorted) }
