package quiz

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"camnang/bot/officer"
)

// PickedMost is how many questions may be chosen for one push: each is a message of its own in practice, and an hour's work
// for whoever answers.
const PickedMost = 50

// SendingRate is how many messages a second go out to everybody together (Bot API: 30).
const SendingRate = 30

// Has reports whether the question is among those chosen for a draft.
func (p *Push) Has(id ID) bool { return slices.Contains(p.Picked, id) }

// Toggled is the draft with the question chosen, or no longer chosen when it was; the draft itself is not changed. ok is
// false when as many as PickedMost are chosen already; then it is the draft as it was.
func (p *Push) Toggled(id ID) (next *Push, ok bool) {
	after := *p
	if p.Has(id) {
		after.Picked = slices.DeleteFunc(slices.Clone(p.Picked), func(other ID) bool { return other == id })
		return &after, true
	}
	return p.WithPicked(id)
}

// WithPicked is the draft with the questions chosen besides, each once; the draft itself is not changed. ok is false when
// not all of them have room (PickedMost): then as many are chosen as have.
func (p *Push) WithPicked(ids ...ID) (next *Push, ok bool) {
	after := *p
	after.Picked = slices.Clone(p.Picked)
	for _, id := range ids {
		switch {
		case after.Has(id):
		case len(after.Picked) >= PickedMost:
			return &after, false
		default:
			after.Picked = append(after.Picked, id)
		}
	}
	return &after, true
}

// WithClass and WithUnit are the draft for that class or unit besides, or no longer for it when it was; the draft itself is
// not changed.
func (p *Push) WithClass(id officer.ClassID) *Push {
	next := *p
	next.Classes = toggled(p.Classes, id)
	return &next
}

// WithUnit is what WithClass says.
func (p *Push) WithUnit(id officer.UnitID) *Push {
	next := *p
	next.Units = toggled(p.Units, id)
	return &next
}

func toggled[T comparable](all []T, one T) []T {
	if slices.Contains(all, one) {
		return slices.DeleteFunc(slices.Clone(all), func(other T) bool { return other == one })
	}
	return append(slices.Clone(all), one)
}

// WithCell is the draft with one more part of its blueprint; one of the same topic and difficulty is replaced, and one of
// number 0 removed.
func (p *Push) WithCell(c Cell) *Push {
	next := *p
	next.Draw = slices.DeleteFunc(slices.Clone(p.Draw), func(d Cell) bool { return d.Topic == c.Topic && d.Difficulty == c.Difficulty })
	if c.Number > 0 {
		next.Draw = append(next.Draw, c)
	}
	return &next
}

// OpensAt is the draft that opens at the moment instead, the zero moment being that of its confirmation. When that is on a
// later day of the zone, it closes as many days later, so that nobody has less time than was chosen; moved says so. The draft
// itself is not changed.
func (p *Push) OpensAt(at, now time.Time, zone *time.Location) (next *Push, moved bool) {
	after := *p
	after.Opens = at
	if !p.Closes.IsZero() {
		day := func(t time.Time) time.Time {
			y, m, d := p.opening(t, now).In(zone).Date()
			return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
		}
		if days := int(day(at).Sub(day(p.Opens)).Hours() / 24); days > 0 {
			after.Closes, moved = p.Closes.In(zone).AddDate(0, 0, days).UTC(), true
		}
	}
	return &after, moved
}

// ClosesAfter is the draft that is open for so long, counted from its opening, to the full minute before; 0 leaves it open.
// The draft itself is not changed.
func (p *Push) ClosesAfter(length time.Duration, now time.Time) *Push {
	next := *p
	next.Closes = time.Time{}
	if length > 0 {
		next.Closes = p.opening(p.Opens, now).Add(length).Truncate(time.Minute)
	}
	return &next
}

func (p *Push) opening(opens, now time.Time) time.Time {
	if opens.IsZero() {
		return now
	}
	return opens
}

// Lack says what keeps a draft from being given.
type Lack string

// The lacks.
const (
	// NoAudience: no class and no unit is chosen. NoOfficers: nobody is in those that are.
	NoAudience Lack = "no-audience"
	NoOfficers Lack = "no-officers"
	// NoQuestions: none is chosen, or none of those chosen may be asked. TooFew: the blueprint asks for more than there are
	// (Short says which).
	NoQuestions Lack = "no-questions"
	TooFew      Lack = "too-few"
	// OpensPast: the moment of opening has passed. ClosesPast: the moment of closing has. ClosesFirst: it closes before it
	// opens, or as it does.
	OpensPast   Lack = "opens-past"
	ClosesPast  Lack = "closes-past"
	ClosesFirst Lack = "closes-first"
	// NoClose: a contest must close, or it has no result. SeriesOpen: so must one of a series, or a further one is open each week.
	NoClose    Lack = "no-close"
	SeriesOpen Lack = "series-open"
	// TooMany: the blueprint asks for more than PickedMost.
	TooMany Lack = "too-many"
)

// Lacks are what a draft still lacks at a moment, in the order in which they are put right, given the questions that it would
// ask or draw from and how many officers are in its audience; nil when it can be given.
func (p *Push) Lacks(pool []Question, officers int, now time.Time) []Lack {
	var out []Lack
	switch {
	case len(p.Classes)+len(p.Units) == 0:
		out = append(out, NoAudience)
	case officers == 0:
		out = append(out, NoOfficers)
	}
	switch {
	case len(pool) == 0:
		out = append(out, NoQuestions)
	case len(Short(p.Draw, pool)) > 0:
		out = append(out, TooFew)
	case p.cells() > PickedMost:
		out = append(out, TooMany)
	}
	if !p.Opens.IsZero() && !p.Opens.After(now) {
		out = append(out, OpensPast)
	}
	switch {
	case p.Closes.IsZero() && p.Kind == Contest:
		out = append(out, NoClose)
	case p.Closes.IsZero() && p.Weekly:
		out = append(out, SeriesOpen)
	case p.Closes.IsZero():
	case !p.Closes.After(now):
		out = append(out, ClosesPast)
	case !p.Closes.After(p.Opens):
		out = append(out, ClosesFirst)
	}
	return out
}

// LastAsked says when each question was last given to somebody of the draft's audience: in a push that is planned, open or
// closed and is for one of its classes or units. The pushes may be in any order.
func (p *Push) LastAsked(all []*Push) map[ID]time.Time {
	last := map[ID]time.Time{}
	for _, other := range all {
		if other.State == Drafted || other.State == Recalled || !p.Shares(other) {
			continue
		}
		for _, q := range other.Pool {
			if other.Opens.After(last[q.ID]) {
				last[q.ID] = other.Opens
			}
		}
	}
	return last
}

// Shares reports whether there is a class, or a unit, that both pushes are for.
func (p *Push) Shares(other *Push) bool {
	return slices.ContainsFunc(p.Classes, func(id officer.ClassID) bool { return slices.Contains(other.Classes, id) }) ||
		slices.ContainsFunc(p.Units, func(id officer.UnitID) bool { return slices.Contains(other.Units, id) })
}

// Pick chooses up to n of the questions, leaving out those taken: those never asked first, then those asked least lately
// (last), and among equals by a hash of seed and question, so that the same call always gives the same and another seed
// others.
func Pick(from []*Question, taken []ID, last map[ID]time.Time, seed string, n int) []ID {
	var ids []ID
	for _, q := range from {
		if !slices.Contains(taken, q.ID) && !slices.Contains(ids, q.ID) {
			ids = append(ids, q.ID)
		}
	}
	chance := func(id ID) uint64 {
		h := fnv.New64a()
		fmt.Fprintf(h, "%s\x00%s", seed, id)
		return h.Sum64()
	}
	slices.SortFunc(ids, func(a, b ID) int {
		return cmp.Or(last[a].Compare(last[b]), cmp.Compare(chance(a), chance(b)), cmp.Compare(a, b))
	})
	return ids[:min(max(0, n), len(ids))]
}

// Missed is how a question was answered.
type Missed struct {
	Question        ID
	Answered, Right int
}

// MostMissed are the questions of pushes that were answered wrong by somebody and at least least times in all, by the share
// of right answers, the lowest first; of equal shares the one answered oftener comes first. tries may be of other pushes too:
// those are left out. What was not answered counts as neither.
func MostMissed(pushes []*Push, tries []*Attempt, least int) []Missed {
	of := map[PushID]*Push{}
	for _, p := range pushes {
		of[p.ID] = p
	}
	counts := map[ID]*Missed{}
	for _, a := range tries {
		p := of[a.Push]
		if p == nil {
			continue
		}
		for _, item := range a.Items {
			if item.Chosen == nil || item.Question >= len(p.Pool) {
				continue
			}
			id := p.Pool[item.Question].ID
			if counts[id] == nil {
				counts[id] = &Missed{Question: id}
			}
			counts[id].Answered++
			if item.Right {
				counts[id].Right++
			}
		}
	}
	var out []Missed
	for _, m := range counts {
		if m.Answered >= least && m.Right < m.Answered {
			out = append(out, *m)
		}
	}
	slices.SortFunc(out, func(a, b Missed) int {
		return cmp.Or(a.Right*b.Answered-b.Right*a.Answered, b.Answered-a.Answered, cmp.Compare(a.Question, b.Question))
	})
	return out
}

// Blueprint is what a push asked, as a blueprint: its own, or the number of its questions by topic and difficulty, in the
// order in which they come first.
func (p *Push) Blueprint() []Cell {
	if len(p.Draw) > 0 {
		return slices.Clone(p.Draw)
	}
	var out []Cell
	for _, q := range p.Pool {
		i := slices.IndexFunc(out, func(c Cell) bool { return c.Topic == q.Topic && c.Difficulty == q.Difficulty })
		if i < 0 {
			out, i = append(out, Cell{Topic: q.Topic, Difficulty: q.Difficulty}), len(out)
		}
		out[i].Number++
	}
	return out
}

// Sending is about how long a push takes to go out to so many officers, each of whom gets so many messages; rounded up to a
// minute.
func Sending(officers, messages int) time.Duration {
	seconds := (officers*messages + SendingRate - 1) / SendingRate
	return time.Duration((seconds+59)/60) * time.Minute
}
