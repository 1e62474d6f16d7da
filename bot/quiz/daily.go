package quiz

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"camnang/bot/officer"
	"camnang/bot/quiz/fsrs"
	"camnang/corpus"
	"camnang/corpus/calendar"
)

// Showing is a question on an officer's card that waits for the answer.
type Showing struct {
	Question ID `json:"q"`
	// Version is the wording that is shown.
	Version int `json:"version"`
	// At is when the card was shown first, Day the officer's calendar day then.
	At  time.Time    `json:"at"`
	Day calendar.Day `json:"day"`
	// Ticked are the options chosen so far where several are right, by the author's order, ascending.
	Ticked []int `json:"ticked,omitempty"`
	// Extra is true for a question that the officer asked for beyond the day's set.
	Extra bool `json:"extra,omitempty"`
}

// Stamp names the showing among all of an officer, so that a button of an earlier one is known as old: a-z and 0-9.
func (s *Showing) Stamp() string { return strconv.FormatInt(s.At.UnixMilli(), 36) }

// Item is the question as its officer sees it, not answered yet: with the options in an order that officer, question and
// day give, or in the author's when it does not do otherwise (Movable).
func (s *Showing) Item(o officer.ID, q *Question) Item {
	item := Item{Shown: s.At}
	if n := len(q.Options); n > 1 && q.Movable() {
		h := fnv.New64a()
		fmt.Fprintf(h, "%s\x00%s\x00%s", o, q.ID, s.Day)
		item.Order = rand.New(rand.NewPCG(h.Sum64(), 0)).Perm(n)
	}
	return item
}

// Of reports whether the showing is of the question as it is worded now; nil is no question.
func (s *Showing) Of(q *Question) bool {
	return q != nil && s.Question == q.ID && s.Version == q.Version
}

// Daily is what an officer is asked on a day.
type Daily struct {
	// Set is at most Learner.Most questions, those answered first, then the one on the card, then the most urgent; Done is
	// how many are answered. Lowering Most during the day takes away only what is not answered.
	Set  []ID
	Done int
	// Late is how many more are due and have no room today.
	Late int
}

// Left are the questions of the set that are not answered.
func (d Daily) Left() []ID { return d.Set[d.Done:] }

// Today is the set of a day. among are the questions that may be asked; the others wait with their cards as they are. test is
// the day of the class's test, the zero Day for none: before it the cards come again. What was answered today elsewhere, in a push
// or because the officer asked for more, takes no room. It gives the same however often it is called while nothing is
// answered.
func (l *Learner) Today(on, test calendar.Day, among map[ID]*Question) Daily {
	answered := l.answered(on)
	d := Daily{Set: answered, Done: len(answered)}
	var items []fsrs.Item
	for id, card := range l.Cards {
		switch mine := slices.Contains(answered, id); {
		case card.Last == on && !mine:
		case mine || among[id] != nil:
			items = append(items, fsrs.Item{ID: string(id), Card: card, Tested: !test.IsZero()})
		}
	}
	set := fsrs.Today(items, on, fsrs.Goal{Most: l.Most(), Test: test}, fsrs.Default())
	d.Late = set.Late
	for _, id := range set.Ask {
		if l.Now != nil && l.Now.Question == ID(id) {
			d.Set = slices.Insert(d.Set, d.Done, ID(id))
		} else {
			d.Set = append(d.Set, ID(id))
		}
	}
	return d
}

// answered are the questions of the set of a day that were answered on it; none when the latest set is of another day.
func (l *Learner) answered(on calendar.Day) []ID {
	if l.Day != on {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(l.Set), func(id ID) bool { return l.Cards[id].Last != on })
}

// Opened is the learner with the day's set begun, or gone on with, at a moment: Now is the question to show, nil when nothing
// is left of the set. A question that is on the card stays there, with the moment it was shown first, as long as it is of
// this day, still asked, and worded as it was. This learner is not changed.
func (l *Learner) Opened(at time.Time, on, test calendar.Day, among map[ID]*Question) (*Learner, Daily) {
	next := *l
	if next.Now != nil && (next.Now.Day != on || !next.Now.Of(among[next.Now.Question])) {
		next.Now = nil
	}
	d := next.Today(on, test, among)
	next.Day, next.Set, next.Done = on, d.Set, d.Done
	left := d.Left()
	if next.Now != nil && !next.Now.Extra && !slices.Contains(left, next.Now.Question) {
		next.Now = nil
	}
	if next.Now == nil && len(left) > 0 {
		next.Now = &Showing{Question: left[0], Version: among[left[0]].Version, At: at.UTC(), Day: on}
	}
	return &next, d
}

// Asking is the learner with a question on the card that the officer asked for beyond the set. This learner is not changed.
func (l *Learner) Asking(q *Question, at time.Time, on calendar.Day) *Learner {
	next := *l
	next.Now = &Showing{Question: q.ID, Version: q.Version, At: at.UTC(), Day: on, Extra: true}
	return &next
}

// Ticking is the learner with an option of the question on the card, by the author's order, chosen, or no longer chosen when
// it was. This learner is not changed.
func (l *Learner) Ticking(option int) *Learner {
	next, now := *l, *l.Now
	place, ticked := slices.BinarySearch(now.Ticked, option)
	if now.Ticked = slices.Clone(now.Ticked); ticked {
		now.Ticked = slices.Delete(now.Ticked, place, place+1)
	} else {
		now.Ticked = slices.Insert(now.Ticked, place, option)
	}
	next.Now = &now
	return &next
}

// away is how long a card may stand before its answer says nothing of how quickly the officer knew it: who looks a clause up
// is back sooner, who was called away is not.
const away = 15 * time.Minute

// Answered is the learner after the question on the card was answered with these options, by the author's order and
// ascending, and the item as it was answered. An answer to yesterday's card counts towards today's set. This learner is not
// changed.
func (l *Learner) Answered(q *Question, options []int, at time.Time, on calendar.Day) (*Learner, Item) {
	item := l.Now.Item(l.Officer, q)
	item.Chosen, item.At, item.Right = options, at.UTC(), q.RightIs(options)
	took := at.Sub(l.Now.At)
	if took > away {
		took = 0
	}
	begun := *l
	if l.Day != on && !l.Now.Extra {
		begun.Day, begun.Set, begun.Done = on, []ID{q.ID}, 0
	}
	return begun.After(q, item.Right, took, on), item
}

// Fresh is a question that the officer was never asked, of the topic in which the officer is weakest, the easier ones first;
// nil when there is none among these. An untried topic counts as one with half of the answers right.
func (l *Learner) Fresh(among []*Question) *Question {
	unasked := slices.DeleteFunc(slices.Clone(among), func(q *Question) bool {
		_, seen := slices.BinarySearch(l.Seen, q.ID)
		_, learned := l.Cards[q.ID]
		return seen || learned
	})
	if len(unasked) == 0 {
		return nil
	}
	known := func(q *Question) float64 {
		t := l.Topics[q.Topic]
		return float64(t.Right+1) / float64(t.Answered+2)
	}
	chance := func(q *Question) uint64 {
		h := fnv.New64a()
		fmt.Fprintf(h, "%s\x00%s", l.Officer, q.ID)
		return h.Sum64()
	}
	return slices.MinFunc(unasked, func(a, b *Question) int {
		return cmp.Or(cmp.Compare(known(a), known(b)), cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Difficulty, b.Difficulty),
			cmp.Compare(chance(a), chance(b)), cmp.Compare(a.ID, b.ID))
	})
}

// DueFirst is the most urgent question that is due on a day, whatever the officer chose to get; nil when none is.
func (l *Learner) DueFirst(on calendar.Day, among map[ID]*Question) *Question {
	all := *l
	most := len(l.Cards)
	all.Daily, all.Day, all.Now = &most, calendar.Day{}, nil
	if d := all.Today(on, calendar.Day{}, among); len(d.Set) > 0 {
		return among[d.Set[0]]
	}
	return nil
}

// Coming is how many questions come back on a day.
type Coming struct {
	Day    calendar.Day
	Number int
}

// Comes counts the questions that come back, by day from today on, ascending; what is late counts for today. Days without
// any are left out, and so are questions that may not be asked.
func (l *Learner) Comes(today calendar.Day, among map[ID]*Question) []Coming {
	by := map[calendar.Day]int{}
	for id, card := range l.Cards {
		if among[id] == nil {
			continue
		}
		day := card.Due
		if day.Before(today) {
			day = today
		}
		by[day]++
	}
	var out []Coming
	for day, n := range by {
		out = append(out, Coming{day, n})
	}
	slices.SortFunc(out, func(a, b Coming) int { return cmp.Compare(a.Day.String(), b.Day.String()) })
	return out
}

// NextDay is the next day after today for which there is a set, and how many questions it has, were nothing answered before;
// ok is false when there is none. Before a test it is the day from which the cards come again, when that is earlier.
func (l *Learner) NextDay(today, test calendar.Day, among map[ID]*Question) (c Coming, ok bool) {
	comes := l.Comes(today, among)
	if l.Most() == 0 || len(comes) == 0 {
		return Coming{}, false
	}
	last := comes[0].Day
	if last == today {
		last = today.Add(1)
	}
	for day := today.Add(1); !day.After(last); day = day.Add(1) {
		if !test.IsZero() || day == last {
			if n := len(l.Today(day, test, among).Set); n > 0 {
				return Coming{day, n}, true
			}
		}
	}
	return Coming{}, false
}

// Reading is a clause to read again: it is behind questions that the officer answered wrong so many times.
type Reading struct {
	Clause corpus.ClauseID
	Times  int
}

// kept is the stability, in days, from which on a question counts as kept, so that its mistakes of before say nothing any
// more: it comes back after three weeks then.
const kept = 21

// Reading are the clauses behind the questions answered wrong most, the most first. Questions that are kept by now are left
// out.
func (l *Learner) Reading(among []*Question) []Reading {
	times := map[corpus.ClauseID]int{}
	for _, q := range among {
		if n := l.Wrong[q.ID]; n > 0 && l.Cards[q.ID].Stability < kept {
			for i, cite := range q.Cites {
				if slices.IndexFunc(q.Cites, func(c Cite) bool { return c.Clause == cite.Clause }) == i {
					times[cite.Clause] += n
				}
			}
		}
	}
	var out []Reading
	for clause, n := range times {
		out = append(out, Reading{clause, n})
	}
	slices.SortFunc(out, func(a, b Reading) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(a.Clause, b.Clause))
	})
	return out
}
