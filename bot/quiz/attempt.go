package quiz

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
)

// Attempt is one officer's try at a push: what was asked in which order, and what was answered.
type Attempt struct {
	Push    PushID     `json:"push"`
	Officer officer.ID `json:"officer"`
	// Try counts from 1.
	Try int `json:"try"`
	// Record is the version of the record it was read from; 0 for one not stored yet.
	Record int64  `json:"-"`
	Items  []Item `json:"items"`
	// Given is when it was given out; Began when the officer opened it (tests and contests; zero before).
	Given time.Time `json:"given"`
	Began time.Time `json:"began,omitzero"`
	// Ended is when it was handed in, or closed for the officer by the hour; zero while answers count. How says which.
	Ended time.Time `json:"ended,omitzero"`
	How   Ending    `json:"how,omitempty"`
}

// Ending says how an attempt ended.
type Ending string

// The endings: by the officer, because its own time was up, because the push closed.
const (
	HandedIn Ending = "handed-in"
	TimeUp   Ending = "time-up"
	PushOver Ending = "push-over"
)

// Item is one question within an attempt.
type Item struct {
	// Question is its place in the push's Pool.
	Question int `json:"q"`
	// Order says which option stands at each place that the officer sees; nil is the author's order.
	Order []int `json:"order,omitempty"`
	// Chosen are the options of the answer that counts, by the author's order, ascending; nil while there is none.
	Chosen []int     `json:"chosen,omitempty"`
	At     time.Time `json:"at,omitzero"`
	// Event is the event by which the answer came, where the handler notes it: handled again, it is the same answer.
	Event string `json:"event,omitempty"`
	// Ticked are, on a card of a question with several right options, those ticked and not sent yet, by the author's order,
	// ascending.
	Ticked []int `json:"ticked,omitempty"`
	// Shown is when the officer saw it first (tests and contests).
	Shown time.Time `json:"shown,omitzero"`
	Right bool      `json:"right,omitempty"`
}

// Options are the options of the item's question as the officer sees them, and by place the author's number of each.
func (i *Item) Options(q *Question) (shown []Option, author []int) {
	for place := range q.Options {
		n := i.author(place)
		shown, author = append(shown, q.Options[n]), append(author, n)
	}
	return shown, author
}

func (i *Item) author(place int) int {
	if place < len(i.Order) {
		return i.Order[place]
	}
	return place
}

// AttemptID is the id of the record of an attempt in queue.TableAttempt.
func AttemptID(p PushID, o officer.ID, try int) string {
	return string(p) + "." + string(o) + "." + strconv.Itoa(try)
}

// ReadAttempt reads the record of an attempt; the zero Record gives nil.
func ReadAttempt(r queue.Record) (*Attempt, error) {
	if r.Version == 0 {
		return nil, nil
	}
	a := &Attempt{}
	if err := json.Unmarshal(r.Value, a); err != nil {
		return nil, fmt.Errorf("read the attempt %s: %w", r.ID, err)
	}
	a.Record = r.Version
	return a, nil
}

// Change is the write of the attempt as it is now, over the record it was read from.
func (a *Attempt) Change() queue.Change {
	return queue.Change{Table: queue.TableAttempt, ID: AttemptID(a.Push, a.Officer, a.Try), Was: a.Record, Value: encoded(a)}
}

// Refusal says why an answer changes nothing. The empty one: it counts.
type Refusal string

// The refusals.
const (
	Counts Refusal = ""
	// NotEnrolled: the push is not this officer's.
	NotEnrolled Refusal = "not-enrolled"
	// NoSuch: there is no such question or option.
	NoSuch Refusal = "no-such"
	// Nothing: no option is chosen (a vote taken back).
	Nothing Refusal = "nothing"
	// Repeated: in practice the first answer counts, and there is one.
	Repeated Refusal = "repeated"
	// Late: the push is closed.
	Late Refusal = "late"
	// TakenBack: the push was recalled.
	TakenBack Refusal = "recalled"
	// Done: the attempt was handed in.
	Done Refusal = "handed-in"
	// OutOfTime: the time for the question or for the attempt is up.
	OutOfTime Refusal = "out-of-time"
	// NotBegun: the officer has not opened the test.
	NotBegun Refusal = "not-begun"
)

// Answer is the attempt with the answer of who has it to its item with the number item, given at a moment: chosen are
// places as the officer sees them, in any order, each once or oftener. When it does not count, the attempt returned is
// this one, and why says so. The attempt is not changed. The same answer given again is Repeated in practice, and changes
// nothing but the moment in a test. In practice the answer to the last open item ends the attempt.
func (p *Push) Answer(a *Attempt, item int, chosen []int, at time.Time) (after *Attempt, why Refusal) {
	if why := p.takes(a, item, at); why != Counts {
		return a, why
	}
	q := &p.Pool[a.Items[item].Question]
	if len(chosen) == 0 {
		return a, Nothing
	}
	var options []int
	for _, place := range chosen {
		if place < 0 || place >= len(q.Options) {
			return a, NoSuch
		}
		options = append(options, a.Items[item].author(place))
	}
	slices.Sort(options)
	options = slices.Compact(options)
	next := *a
	next.Items = slices.Clone(a.Items)
	next.Items[item].Chosen, next.Items[item].At, next.Items[item].Right = options, at, q.RightIs(options)
	next.Items[item].Ticked = nil
	if p.Kind == Practice && !slices.ContainsFunc(next.Items, func(i Item) bool { return i.Chosen == nil }) {
		next.Ended, next.How = at, HandedIn
	}
	return &next, Counts
}

// Ticks is the attempt with the option at a place, as the officer sees it, ticked on the card of an item, or no longer when it
// was. When no answer to the item would count, the attempt returned is this one, and why says so.
func (p *Push) Ticks(a *Attempt, item, place int, at time.Time) (after *Attempt, why Refusal) {
	if why := p.takes(a, item, at); why != Counts {
		return a, why
	}
	if place < 0 || place >= len(p.Pool[a.Items[item].Question].Options) {
		return a, NoSuch
	}
	next := *a
	next.Items = slices.Clone(a.Items)
	i, option := &next.Items[item], a.Items[item].author(place)
	i.Ticked = slices.Clone(i.Ticked)
	if at, ticked := slices.BinarySearch(i.Ticked, option); ticked {
		i.Ticked = slices.Delete(i.Ticked, at, at+1)
	} else {
		i.Ticked = slices.Insert(i.Ticked, at, option)
	}
	return &next, Counts
}

// Places are where options, by the author's order, stand for the officer, ascending.
func (i *Item) Places(q *Question, options []int) []int {
	var out []int
	for place := range q.Options {
		if slices.Contains(options, i.author(place)) {
			out = append(out, place)
		}
	}
	return out
}

// takes says why no answer to the item counts at the moment.
func (p *Push) takes(a *Attempt, item int, at time.Time) Refusal {
	switch {
	case a == nil || a.Push != p.ID:
		return NotEnrolled
	case item < 0 || item >= len(a.Items) || a.Items[item].Question >= len(p.Pool):
		return NoSuch
	case p.State == Recalled:
		return TakenBack
	case p.Kind == Practice && a.Items[item].Chosen != nil:
		return Repeated
	case !a.Ended.IsZero() && a.How == HandedIn:
		return Done
	case p.Over(at) || !a.Ended.IsZero() && a.How == PushOver:
		return Late
	case p.Kind == Practice:
		return Counts
	case a.Began.IsZero():
		return NotBegun
	case !a.Ended.IsZero(), p.Whole > 0 && !at.Before(a.Began.Add(p.Whole)):
		return OutOfTime
	case p.Each > 0 && !a.Items[item].Shown.IsZero() && !at.Before(a.Items[item].Shown.Add(p.Each)):
		return OutOfTime
	}
	return Counts
}

// RightIs reports whether the options, by the author's order and ascending, are the right ones: all of them and no other.
func (q *Question) RightIs(options []int) bool {
	var right []int
	for n, o := range q.Options {
		if o.Right {
			right = append(right, n)
		}
	}
	return slices.Equal(right, options)
}

// Letters names options by the author's order ("A, C").
func Letters(options []int) string {
	names := make([]string, len(options))
	for i, n := range options {
		names[i] = Letter(n)
	}
	return strings.Join(names, ", ")
}

// Letter names the option at a place: A to L.
func Letter(place int) string { return string(rune('A' + place)) }

// Mark is what an attempt is worth.
type Mark struct {
	Right, Answered, Of int
	// Took is how long the officer had it open: from Began to Ended, or to the last answer while it is open.
	Took time.Duration
}

// Ten is the mark out of 10, in hundredths: 667 for two of three. Of no questions it is 0.
func (m Mark) Ten() int {
	if m.Of == 0 {
		return 0
	}
	return (m.Right*2000 + m.Of) / (2 * m.Of)
}

// Mark returns what the attempt is worth now.
func (a *Attempt) Mark() Mark {
	m := Mark{Of: len(a.Items)}
	until := a.Ended
	for _, i := range a.Items {
		if i.Chosen != nil {
			m.Answered++
		}
		if i.Right {
			m.Right++
		}
		if a.Ended.IsZero() && i.At.After(until) {
			until = i.At
		}
	}
	if !a.Began.IsZero() && until.After(a.Began) {
		m.Took = until.Sub(a.Began)
	}
	return m
}
