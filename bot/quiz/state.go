package quiz

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"time"

	"camnang/bot/officer"
)

// The errors of what becomes of a push.
var (
	// ErrPushState: the push is not where the step begins.
	ErrPushState = errors.New("the push is in another state")
	// ErrNotLater: what is to be later is not.
	ErrNotLater = errors.New("the new end is not later")
	// ErrNoQuestions: none of the questions may be asked any more.
	ErrNoQuestions = errors.New("the push has no question that may be asked")
)

// seriesDays is how far the pushes of a series lie apart, in days.
const seriesDays = 7

// Confirmed is the push, planned. One that names no opening opens at once, at the moment. ErrPushState: it is no draft. The
// push itself is changed by none of these functions.
func (p *Push) Confirmed(at time.Time) (*Push, error) {
	if p.State != Drafted && p.State != "" {
		return nil, ErrPushState
	}
	next := *p
	next.State, next.Picked = Planned, nil
	if next.Opens.IsZero() {
		next.Opens = at
	}
	if next.Made.IsZero() {
		next.Made = at
	}
	return &next, nil
}

// Opened is the push, given out at a moment to whom it is for on the roster, and of a series the push after it, which is
// planned; nil of others. Questions for which keep is false are left out: they were withdrawn since the push was confirmed.
// The next one of a series has the same questions at the same hour, so many weeks later by the calendar of the zone that it
// has not passed, and an id made from this one's. ErrPushState: it is not planned. ErrNoQuestions: none may be asked; the
// next of the series is given all the same.
func (p *Push) Opened(r *officer.Roster, at time.Time, zone *time.Location, keep func(*Question) bool) (open, after *Push, err error) {
	if p.State != Planned {
		return nil, nil, ErrPushState
	}
	if p.Weekly {
		after = p.following(at, zone)
	}
	next := *p
	next.State, next.Enrolled = Open, p.Audience(r)
	next.Pool = slices.DeleteFunc(slices.Clone(p.Pool), func(q Question) bool { return !keep(&q) })
	if next.Asked() == 0 {
		return nil, after, ErrNoQuestions
	}
	return &next, after, nil
}

func (p *Push) following(at time.Time, zone *time.Location) *Push {
	sum := sha256.Sum256([]byte("after " + p.ID))
	next := *p
	next.ID, next.Record, next.Made = PushID("p"+hex.EncodeToString(sum[:5])), 0, at
	next.Enrolled, next.Published, next.Names, next.Reopened = nil, false, false, false
	next.Forgotten, next.Missed = 0, nil
	days := seriesDays
	for !p.Opens.In(zone).AddDate(0, 0, days).After(at) {
		days += seriesDays
	}
	next.Opens = p.Opens.In(zone).AddDate(0, 0, days).UTC()
	if !p.Closes.IsZero() {
		next.Closes = p.Closes.In(zone).AddDate(0, 0, days).UTC()
	}
	return &next
}

// Recall is the push, taken back at a moment; one that was open ends with it. ErrPushState: it is neither planned nor open.
func (p *Push) Recall(at time.Time) (*Push, error) {
	if p.State != Planned && p.State != Open {
		return nil, ErrPushState
	}
	next := *p
	next.State = Recalled
	if p.State == Open {
		next.Closes = at
	}
	return &next, nil
}

// Extended is the push with answers counting until another moment; a closed one is open again. ErrNotLater: until is not
// after the moment at, or not after the end there was. ErrPushState: it is not planned, open or closed, its results are
// published, or it closed so long ago that its messages are not known any more (Forgets).
func (p *Push) Extended(until, at time.Time) (*Push, error) {
	switch {
	case p.State != Planned && p.State != Open && p.State != Closed, p.Published, p.Forgotten > 0:
		return nil, ErrPushState
	case !until.After(at), !until.After(p.Opens), !p.Closes.IsZero() && !until.After(p.Closes):
		return nil, ErrNotLater
	}
	next := *p
	next.Closes = until
	if p.State != Planned && (p.State == Closed || p.Over(at)) {
		next.State, next.Reopened = Open, true
	}
	return &next, nil
}

// Ended is the push, closed at a moment: by its hour, or before it. Answers that came before that moment count still.
// ErrPushState: it is not open.
func (p *Push) Ended(at time.Time) (*Push, error) {
	if p.State != Open {
		return nil, ErrPushState
	}
	next := *p
	next.State = Closed
	if p.Closes.IsZero() || p.Closes.After(at) {
		next.Closes = at
	}
	return &next, nil
}

// Publish is the push with its results published. ErrPushState: it is not closed, or they are published already.
func (p *Push) Publish() (*Push, error) {
	if p.State != Closed || p.Published {
		return nil, ErrPushState
	}
	next := *p
	next.Published = true
	return &next, nil
}
