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

// PushID names a push for good: "p" and up to 15 of a-z 0-9, so that it fits a button.
type PushID string

// Kind says how the questions of a push are asked and which answer counts.
type Kind string

// The kinds. Practice: each question is a message of its own, the first valid answer counts and its explanation follows.
// Test: one after the other on a card, the last answer before handing in counts, explanations come afterwards. Contest: a
// test whose questions are drawn for each officer, with a ranking.
const (
	Practice Kind = "practice"
	Test     Kind = "test"
	Contest  Kind = "contest"
)

// Push is a set of questions that a trainer gives to classes or units: an exercise, a test or a contest.
type Push struct {
	ID PushID `json:"-"`
	// Record is the version of the record it was read from; 0 for one not stored yet.
	Record int64  `json:"-"`
	Kind   Kind   `json:"kind"`
	Title  string `json:"title"`
	// By is who confirmed it, and reads its results.
	By      officer.ID        `json:"by"`
	Classes []officer.ClassID `json:"classes,omitempty"`
	Units   []officer.UnitID  `json:"units,omitempty"`
	// Picked are, of one being drafted, the questions chosen so far; Pool is made of them when it is confirmed.
	Picked []ID `json:"picked,omitempty"`
	// Pool are the questions as they were when the push was confirmed: what is changed in the bank later changes no push.
	Pool []Question `json:"pool"`
	// Draw says how many of the pool each officer is asked, by topic and difficulty; empty: all of them.
	Draw []Cell `json:"draw,omitempty"`
	// Shuffle puts questions, and the options of those that are Movable, in an order of each officer's own.
	Shuffle bool `json:"shuffle,omitempty"`
	// Opens and Closes are when it is given out and until when answers count (before Closes); a zero Closes leaves it open.
	Opens  time.Time `json:"opens"`
	Closes time.Time `json:"closes,omitzero"`
	// Whole and Each are how long an officer has for a try in all and for a question; 0 is without limit. Tests and contests.
	Whole time.Duration `json:"whole,omitempty"`
	Each  time.Duration `json:"each,omitempty"`
	// Tries is how often an officer may take it; 0 is once. Contests and tests; the best try counts.
	Tries int `json:"tries,omitempty"`
	// After is the pre-test of which this is the post-test, "" for none.
	After PushID `json:"after,omitempty"`
	// Weekly is true for one of a series: when it opens, the next is planned for a week later.
	Weekly bool      `json:"weekly,omitempty"`
	State  PushState `json:"state"`
	// Enrolled are who was in its classes and units when it opened; nobody else's answers count.
	Enrolled []officer.ID `json:"enrolled,omitempty"`
	// Reopened is true when it was extended after it had closed: who has tried it by then may have read the answers, and tries
	// no more.
	Reopened bool `json:"reopened,omitempty"`
	// Published is true once the organiser let the results be read by those who took part.
	Published bool `json:"published,omitempty"`
	// Names is true when the organiser published names too: those of the first ten.
	Names bool `json:"names,omitempty"`
	// Forgotten is of how many of Enrolled, from the first on, what their messages left behind is cut (Forgets). Missed are,
	// from then on, those whom it had not reached.
	Forgotten int          `json:"forgotten,omitempty"`
	Missed    []officer.ID `json:"missed,omitempty"`
	Made      time.Time    `json:"made"`
}

// PushState says how far a push is.
type PushState string

// The states. Drafted: being put together; nobody but By sees it. Planned: confirmed, and waits for Opens. Open: given out, or
// being so. Closed: answers count no more, by the hour, because somebody ended it, or, of a test, because everybody has handed
// in. Recalled: taken back; what was not sent yet is not sent, and no answer counts.
const (
	Drafted  PushState = "draft"
	Planned  PushState = "planned"
	Open     PushState = "open"
	Closed   PushState = "closed"
	Recalled PushState = "recalled"
)

// Cell is a part of a blueprint: so many questions of a topic and a difficulty.
type Cell struct {
	// Topic is "" for any, Difficulty 0 for any.
	Topic      string `json:"topic,omitempty"`
	Difficulty int    `json:"difficulty,omitempty"`
	Number     int    `json:"number"`
}

// Holds reports whether a question is of the cell.
func (c Cell) Holds(q *Question) bool {
	return (c.Topic == "" || c.Topic == q.Topic) && (c.Difficulty == 0 || c.Difficulty == q.Difficulty)
}

// Asked is how many questions an officer is asked.
func (p *Push) Asked() int {
	if len(p.Draw) == 0 {
		return len(p.Pool)
	}
	n := p.cells()
	for _, missing := range Short(p.Draw, p.Pool) {
		n -= missing.Number
	}
	return n
}

// cells is how many questions the blueprint asks for.
func (p *Push) cells() (n int) {
	for _, c := range p.Draw {
		n += c.Number
	}
	return n
}

// Over reports whether answers that come at the moment count no more. One that came before the push closed and is decided on
// later, because a process died with it, counts.
func (p *Push) Over(at time.Time) bool {
	switch {
	case p.State == Recalled, p.State == Closed && p.Closes.IsZero():
		return true
	}
	return !p.Closes.IsZero() && !at.Before(p.Closes)
}

// Audience are the officers whom the push is for on a roster, by name: the members of its classes and the officers of its
// units and of those below, each once; who left is none of them.
func (p *Push) Audience(r *officer.Roster) []officer.ID {
	var all []officer.ID
	for _, c := range p.Classes {
		for _, o := range r.Members(c) {
			all = append(all, o.ID)
		}
	}
	for _, u := range p.Units {
		for _, o := range r.Officers(u, true) {
			all = append(all, o.ID)
		}
	}
	seen := map[officer.ID]bool{}
	return slices.DeleteFunc(all, func(id officer.ID) bool {
		o, ok := r.Officer(id)
		if !ok || !o.Left.IsZero() || seen[id] {
			return true
		}
		seen[id] = true
		return false
	})
}

// Change is the write of the push as it is now, over the record it was read from.
func (p *Push) Change() queue.Change {
	return queue.Change{Table: queue.TablePush, ID: string(p.ID), Was: p.Record, Value: encoded(p)}
}

// Pushes are all pushes at one moment, newest first. It does not change, and nobody changes what it gives out.
type Pushes struct {
	pushes map[PushID]*Push
	sorted []*Push
}

// LoadPushes makes them of the records of queue.TablePush, in any order. An error names the record that cannot be read.
func LoadPushes(records []queue.Record) (*Pushes, error) { return new(Pushes).With(records, nil) }

// With is Pushes after some records were changed and others removed; of one that is among both the change counts.
func (all *Pushes) With(changed []queue.Record, removed []string) (*Pushes, error) {
	next := &Pushes{pushes: map[PushID]*Push{}}
	maps.Copy(next.pushes, all.pushes)
	for _, id := range removed {
		delete(next.pushes, PushID(id))
	}
	for _, r := range changed {
		p := &Push{}
		if err := json.Unmarshal(r.Value, p); err != nil {
			return nil, fmt.Errorf("read the push %s: %w", r.ID, err)
		}
		p.ID, p.Record = PushID(r.ID), r.Version
		next.pushes[p.ID] = p
	}
	next.sorted = slices.SortedFunc(maps.Values(next.pushes), func(a, b *Push) int {
		return cmp.Or(b.Made.Compare(a.Made), cmp.Compare(a.ID, b.ID))
	})
	return next, nil
}

// Push returns the push with the id.
func (all *Pushes) Push(id PushID) (*Push, bool) {
	p, ok := all.pushes[id]
	return p, ok
}

// All are all of them, newest first.
func (all *Pushes) All() []*Push { return slices.Clone(all.sorted) }

// For are those that an officer is enrolled in, newest first.
func (all *Pushes) For(id officer.ID) []*Push {
	var out []*Push
	for _, p := range all.sorted {
		if slices.Contains(p.Enrolled, id) {
			out = append(out, p)
		}
	}
	return out
}
