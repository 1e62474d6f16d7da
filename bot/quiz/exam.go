package quiz

import (
	"cmp"
	"slices"
	"time"

	"camnang/bot/officer"
)

// Best is the try that counts among those of one officer at one push: one that has ended before one that is open; then the
// one with more right answers, then the one that took less time, then the one that ended earlier. A try that was neither
// begun nor answered is none; nil when there is no other.
func Best(tries []*Attempt) *Attempt {
	var best *Attempt
	for _, a := range tries {
		if a.Began.IsZero() && a.Mark().Answered == 0 {
			continue
		}
		if best == nil || better(a, best) {
			best = a
		}
	}
	return best
}

func better(a, b *Attempt) bool {
	if a.Ended.IsZero() != b.Ended.IsZero() {
		return b.Ended.IsZero()
	}
	am, bm := a.Mark(), b.Mark()
	return cmp.Or(cmp.Compare(am.Right, bm.Right), cmp.Compare(bm.Took, am.Took), b.Ended.Compare(a.Ended), cmp.Compare(b.Try, a.Try)) > 0
}

// MostTries is how often an officer may take the push: once at least.
func (p *Push) MostTries() int { return max(1, p.Tries) }

// Ends is when the time of a begun try is up: by the time in all, or because the push closes, whichever is first. It is zero
// when there is neither limit, and for a try that is not begun.
func (p *Push) Ends(a *Attempt) time.Time {
	end := p.Closes
	if a.Began.IsZero() {
		return time.Time{}
	}
	if p.Whole > 0 && (end.IsZero() || a.Began.Add(p.Whole).Before(end)) {
		end = a.Began.Add(p.Whole)
	}
	return end
}

// Lapsed is an open try as time ended it by the moment: TimeUp or PushOver, at the moment when its time was up and not when
// that was found; of a push that was closed before its hour at the moment given. ok is false, and the try is returned as it
// is, while answers to it may count, for one that has ended or is not begun, and for a recalled push.
func (p *Push) Lapsed(a *Attempt, at time.Time) (after *Attempt, ok bool) {
	if a.Began.IsZero() || !a.Ended.IsZero() || p.State == Recalled {
		return a, false
	}
	next := *a
	end := p.Ends(a)
	switch {
	case !end.IsZero() && !at.Before(end):
		next.Ended, next.How = end, PushOver
		if !end.Equal(p.Closes) {
			next.How = TimeUp
		}
	case p.Over(at):
		next.Ended, next.How = at, PushOver
	default:
		return a, false
	}
	return &next, true
}

// HandIn is an open try as handed in at the moment.
func (a *Attempt) HandIn(at time.Time) *Attempt {
	next := *a
	next.Ended, next.How = at, HandedIn
	return &next
}

// Reviewable reports whether an officer with these tries may see which answers are right: of a contest once its results are
// published; of a test when it is over, because others are at it until then. Never while a try is open.
func (p *Push) Reviewable(tries []*Attempt, at time.Time) bool {
	ended := 0
	for _, a := range tries {
		switch {
		case a.Began.IsZero():
		case a.Ended.IsZero():
			return false
		default:
			ended++
		}
	}
	if p.Kind == Contest {
		return ended > 0 && p.Published
	}
	return ended > 0 && p.Over(at)
}

// AllIn reports whether nobody of these officers can answer the test any more: each has begun and ended as many tries as
// there may be. The tries may be of others too. Of a push that is no test, and for nobody, it is false.
func (p *Push) AllIn(of []officer.ID, tries []*Attempt) bool {
	ended, at := map[officer.ID]int{}, map[officer.ID]bool{}
	for _, a := range tries {
		switch {
		case a.Began.IsZero():
		case a.Ended.IsZero():
			at[a.Officer] = true
		default:
			ended[a.Officer]++
		}
	}
	return p.Kind == Test && len(of) > 0 && !slices.ContainsFunc(of, func(id officer.ID) bool { return at[id] || p.Again(ended[id]) })
}

// Again reports whether an officer who has made so many tries may make another one.
func (p *Push) Again(made int) bool { return made < p.MostTries() && (made == 0 || !p.Reopened) }

// Place is where the officer is in a begun try, with that question noted as seen. Without a time for each question it is the
// one that was seen or answered last. With one it is the latest that was seen, or, when that was answered or its time is up,
// the one behind it; through is true when there is none behind it. The attempt is not changed.
func (p *Push) Place(a *Attempt, at time.Time) (after *Attempt, item int, through bool) {
	item = a.latest(p.Each > 0)
	if p.Each > 0 && p.finished(a, item, at) {
		if item == len(a.Items)-1 {
			return a, item, true
		}
		item++
	}
	return a.seen(item, at), item, false
}

// See is the begun try with an item seen: the one asked for, or, with a time for each question or where there is no such
// item, the one of Place.
func (p *Push) See(a *Attempt, item int, at time.Time) (after *Attempt, shown int, through bool) {
	if p.Each > 0 || item < 0 || item >= len(a.Items) {
		return p.Place(a, at)
	}
	return a.seen(item, at), item, false
}

// Leave is the begun try when the officer goes on from an item without having to answer it. With a time for each question the
// item that is left is not asked again; leaving one that was left before changes nothing.
func (p *Push) Leave(a *Attempt, item int, at time.Time) (after *Attempt, shown int, through bool) {
	if p.Each == 0 {
		return p.See(a, item+1, at)
	}
	if item != a.latest(true) {
		return p.Place(a, at)
	}
	if item == len(a.Items)-1 {
		return a, item, true
	}
	return a.seen(item+1, at), item + 1, false
}

// Choose is the try after a tap on the option at a place of an item, as the officer sees it: it becomes the answer, or, when
// several are right, it is added to the answer or taken out of it again, the last one leaving no answer. When the tap
// does not count, the attempt returned is this one, and why says so: with a time for each question the
// only item that takes an answer is the one of Place, and an item that was not seen takes none.
func (p *Push) Choose(a *Attempt, item, place int, at time.Time) (after *Attempt, why Refusal) {
	next, why := p.Answer(a, item, []int{place}, at)
	if why != Counts {
		return a, why
	}
	was := a.Items[item]
	switch {
	case was.Shown.IsZero():
		return a, NoSuch
	case p.Each > 0 && (item != a.latest(true) || p.finished(a, item, at)):
		if was.Chosen == nil {
			return a, OutOfTime
		}
		return a, Repeated
	case !p.Pool[was.Question].Several():
		if slices.Equal(was.Chosen, next.Items[item].Chosen) {
			return a, Counts
		}
		return next, Counts
	}
	option := next.Items[item].Chosen[0]
	var places []int
	for other := range p.Pool[was.Question].Options {
		if n := was.author(other); slices.Contains(was.Chosen, n) != (n == option) {
			places = append(places, other)
		}
	}
	if len(places) == 0 {
		next.Items[item].Chosen, next.Items[item].Right = nil, false
		return next, Counts
	}
	return p.Answer(a, item, places, at)
}

// Unanswered are the numbers, from 1, of the items without an answer.
func (a *Attempt) Unanswered() []int {
	var out []int
	for n := range a.Items {
		if a.Items[n].Chosen == nil {
			out = append(out, n+1)
		}
	}
	return out
}

// finished reports whether the item, of a push with a time for each question, takes no answer any more.
func (p *Push) finished(a *Attempt, item int, at time.Time) bool {
	i := &a.Items[item]
	if i.Shown.IsZero() {
		return false
	}
	return !at.Before(i.Shown.Add(p.Each)) || i.Chosen != nil && !p.Pool[i.Question].Several()
}

// latest is the item that stands furthest among those seen, or the one that was seen or answered last; the first when none was.
func (a *Attempt) latest(furthest bool) int {
	found, when := 0, time.Time{}
	for n := range a.Items {
		i := &a.Items[n]
		at := i.Shown
		if !furthest && i.At.After(at) {
			at = i.At
		}
		if !i.Shown.IsZero() && (furthest || !at.Before(when)) {
			found, when = n, at
		}
	}
	return found
}

// seen is the attempt with an item noted as seen, the attempt itself when it was.
func (a *Attempt) seen(item int, at time.Time) *Attempt {
	if !a.Items[item].Shown.IsZero() {
		return a
	}
	next := *a
	next.Items = slices.Clone(a.Items)
	next.Items[item].Shown = at
	return &next
}
