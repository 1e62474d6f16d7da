package reminder

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"camnang/bot/queue"
)

// memory is a queue of timers in this process, with the contract of the store's. Its clock is the test's.
type memory struct {
	mu     sync.Mutex
	timers map[string]queue.Timer
	claims map[int64]claim
	free   map[int64]time.Time
	tries  map[int64]int
	token  int64
	// records are versions by id, of what a settlement changes.
	records map[string]int64
	sent    []string
	dead    []string
	// away makes every call fail. loseAnswer makes the next Settle carry out its work and fail all the same.
	away, loseAnswer bool
	claimed          int
}

type claim struct {
	owner  string
	token  int64
	until  time.Time
	timers map[string]queue.Timer
}

var errAway = errors.New("the store is away")

func newMemory(timers ...queue.Timer) *memory {
	m := &memory{
		timers: map[string]queue.Timer{}, claims: map[int64]claim{}, free: map[int64]time.Time{}, tries: map[int64]int{},
		records: map[string]int64{},
	}
	m.set(timers...)
	return m
}

func (m *memory) set(timers ...queue.Timer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range timers {
		m.timers[t.ID] = t
	}
}

func (m *memory) switchAway(away bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.away = away
}

func (m *memory) Claim(_ context.Context, owner string, lease time.Duration, lanes int) ([]queue.Firing, time.Duration, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.claimed++
	if m.away {
		return nil, 0, errAway
	}
	now := time.Now()
	due := map[int64][]queue.Timer{}
	var next time.Duration
	for _, t := range m.timers {
		at := t.Due
		if c, held := m.claims[t.Lane]; held && c.until.After(now) && c.until.After(at) {
			at = c.until
		}
		if m.free[t.Lane].After(at) {
			at = m.free[t.Lane]
		}
		if at.After(now) {
			if wait := at.Sub(now); next == 0 || wait < next {
				next = wait
			}
			continue
		}
		due[t.Lane] = append(due[t.Lane], t)
	}
	var firings []queue.Firing
	for lane, timers := range due {
		if len(firings) == lanes {
			break
		}
		slices.SortFunc(timers, func(a, b queue.Timer) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID)) })
		m.token++
		m.tries[lane]++
		c := claim{owner: owner, token: m.token, until: now.Add(lease), timers: map[string]queue.Timer{}}
		for _, t := range timers {
			c.timers[t.ID] = t
		}
		m.claims[lane] = c
		firings = append(firings, queue.Firing{Lane: lane, Timers: timers, Owner: owner, Token: m.token, Attempt: m.tries[lane], Until: c.until})
	}
	return firings, next, nil
}

func (m *memory) Settle(_ context.Context, f queue.Firing, what queue.Settlement) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away {
		return errAway
	}
	c, held := m.claims[f.Lane]
	if !held || c.token != f.Token {
		return queue.ErrNotOwner
	}
	for id, t := range c.timers {
		if now, there := m.timers[id]; !there || !now.Due.Equal(t.Due) || string(now.Body) != string(t.Body) {
			return m.conflict(f.Lane)
		}
	}
	for _, change := range what.Changes {
		if m.records[change.ID] != change.Was {
			return m.conflict(f.Lane)
		}
	}
	for id := range c.timers {
		delete(m.timers, id)
	}
	for _, change := range what.Changes {
		m.records[change.ID]++
	}
	for _, message := range what.Messages {
		m.sent = append(m.sent, message.ID)
	}
	for _, t := range what.Timers {
		m.timers[t.ID] = t
	}
	delete(m.claims, f.Lane)
	delete(m.tries, f.Lane)
	if m.loseAnswer {
		m.loseAnswer = false
		return errAway
	}
	return nil
}

// conflict ends the claim; the attempt does not count.
func (m *memory) conflict(lane int64) error {
	delete(m.claims, lane)
	m.tries[lane]--
	return queue.ErrConflict
}

func (m *memory) Return(_ context.Context, f queue.Firing, wait time.Duration, attempts int, why string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away {
		return false, errAway
	}
	c, held := m.claims[f.Lane]
	if !held || c.token != f.Token {
		return false, queue.ErrNotOwner
	}
	delete(m.claims, f.Lane)
	if f.Attempt >= attempts {
		for id := range c.timers {
			delete(m.timers, id)
			m.dead = append(m.dead, id+": "+why)
		}
		delete(m.tries, f.Lane)
		return true, nil
	}
	m.free[f.Lane] = time.Now().Add(wait)
	return false, nil
}
