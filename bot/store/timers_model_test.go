package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"camnang/bot/queue"
)

// timerModel says what the queue of timers must do: which timers are set, and which lanes are in whose hands.
type timerModel struct {
	set    map[string]queue.Timer
	claims map[int64]queue.Firing
	// rests is until when a lane that was handed back is left alone.
	rests map[int64]time.Time
	turns int
}

// play does something at random and compares what the store answers with the model.
func (m *timerModel) play(t *testing.T, r *rand.Rand, c *clock, s *Store) {
	t.Helper()
	ctx, timers := t.Context(), s.Timers()
	m.turns++
	id, lane := fmt.Sprint("t", r.IntN(25)), int64(r.IntN(5)-1)
	switch r.IntN(10) {
	case 0, 1, 2:
		due := c.Now().Add(time.Duration(r.IntN(4000)-2000) * time.Millisecond)
		set := queue.Timer{ID: id, Lane: lane, Due: due, Body: fmt.Appendf(nil, "%d", m.turns)}
		if r.IntN(4) == 0 {
			must(t, timers.SetNew(ctx, set))
			if _, ok := m.set[id]; ok {
				return
			}
		} else {
			must(t, timers.Set(ctx, set))
		}
		m.set[id] = set
	case 3:
		must(t, timers.Cancel(ctx, id))
		delete(m.set, id)
	case 4:
		c.Add(time.Duration(r.IntN(1500)) * time.Millisecond)
	case 5, 6, 7:
		m.claim(t, r.IntN(3)+1, c, s)
	default:
		f, held := m.claims[lane]
		if !held {
			return
		}
		if r.IntN(3) == 0 {
			wait := time.Duration(r.IntN(3)) * time.Second
			if dead, err := timers.Return(ctx, f, wait, 1000, "again"); dead || err != nil {
				t.Fatalf("return %+v: %v, %v", f, dead, err)
			}
			m.rests[lane] = c.Now().Add(wait)
			delete(m.claims, lane)
			return
		}
		m.settle(t, r, f, c, s)
	}
}

const modelLease = 5 * time.Second

// claim wants every timer claimed to be set and due, no lane that somebody has, and no due lane left
// out for long.
func (m *timerModel) claim(t *testing.T, lanes int, c *clock, s *Store) {
	t.Helper()
	firings, next, err := s.Timers().Claim(t.Context(), "w", modelLease, lanes)
	must(t, err)
	for _, f := range firings {
		if held, ok := m.claims[f.Lane]; ok && held.Until.After(c.Now()) {
			t.Fatalf("lane %d is given out twice", f.Lane)
		}
		if m.rests[f.Lane].After(c.Now()) {
			t.Fatalf("lane %d is given out before its wait is over", f.Lane)
		}
		for _, timer := range f.Timers {
			if set, ok := m.set[timer.ID]; !ok || set.Lane != f.Lane || string(set.Body) != string(timer.Body) || set.Due.After(c.Now()) {
				t.Fatalf("%+v is fired, set is %+v", timer, set)
			}
		}
		m.claims[f.Lane] = f
		delete(m.rests, f.Lane)
	}
	if len(firings) == lanes {
		return
	}
	for id, set := range m.set {
		held, ok := m.claims[set.Lane]
		free := (!ok || !held.Until.After(c.Now())) && !m.rests[set.Lane].After(c.Now())
		// Lanes whose timers were all cancelled may have taken the place of others: those come at once.
		if free && !set.Due.After(c.Now()) && next != time.Millisecond {
			t.Fatalf("%s is due, nobody gets it, and next is %v", id, next)
		}
		if next == 0 || !ok && set.Due.After(c.Now()) && c.Now().Add(next).After(set.Due) && !m.rests[set.Lane].After(set.Due) {
			t.Fatalf("%s is due at %v, at %v next is %v", id, set.Due, c.Now(), next)
		}
	}
}

// settle wants a conflict exactly when a claimed timer is no longer what it was.
func (m *timerModel) settle(t *testing.T, r *rand.Rand, f queue.Firing, c *clock, s *Store) {
	t.Helper()
	var what queue.Settlement
	if r.IntN(3) == 0 {
		again := f.Timers[0]
		again.Due, again.Body = c.Now().Add(time.Second), fmt.Appendf(nil, "%d", m.turns)
		what.Timers = append(what.Timers, again)
	}
	changed := false
	for _, timer := range f.Timers {
		set, ok := m.set[timer.ID]
		changed = changed || !ok || string(set.Body) != string(timer.Body)
	}
	err := s.Timers().Settle(t.Context(), f, what)
	// A lane whose lease ran out and whose timers were all cancelled is forgotten by the next Claim.
	gone := changed && !f.Until.After(c.Now()) && errors.Is(err, queue.ErrNotOwner)
	if !gone && changed != errors.Is(err, queue.ErrConflict) || !changed && err != nil {
		t.Fatalf("settle %+v: %v, changed: %v", f, err, changed)
	}
	delete(m.claims, f.Lane)
	if err != nil {
		return
	}
	for _, timer := range f.Timers {
		delete(m.set, timer.ID)
	}
	for _, again := range what.Timers {
		m.set[again.ID] = again
	}
}

// Whatever is set, replaced, cancelled, claimed, handed back and settled in whatever order: a lane is in one
// hand, what fires is what is set and due, nothing is lost, and nothing is left when all is done.
func TestTimersDoAsTheModelSays(t *testing.T) {
	c := newClock()
	s := open(t, Options{Dir: t.TempDir(), Now: c.Now})
	for round := range uint64(6) {
		r := rand.New(rand.NewPCG(round, 7))
		m := &timerModel{set: map[string]queue.Timer{}, claims: map[int64]queue.Firing{}, rests: map[int64]time.Time{}}
		for range 250 {
			m.play(t, r, c, s)
			if d := depths(t, s); d.Timers != len(m.set) {
				t.Fatalf("round %d: %d timers are set, want %d", round, d.Timers, len(m.set))
			}
		}
		for turn := 0; len(m.set) > 0 || len(m.claims) > 0; turn++ {
			c.Add(modelLease)
			m.claim(t, 10, c, s)
			for _, f := range m.claims {
				m.settle(t, rand.New(&never{}), f, c, s)
			}
			if turn > 200 {
				t.Fatalf("round %d: %d timers never fire", round, len(m.set))
			}
		}
		c.Add(modelLease)
		want(t, s, "")
		emptyTimers(t, s)
	}
}

// never is chance that says no to what happens one time in three.
type never struct{}

func (*never) Uint64() uint64 { return 1 << 63 }
