package telegram

import (
	"context"
	"maps"
	"time"

	"camnang/bot/queue"
)

// carryOut does what a settlement says, or nothing of it.
func (m *memory) carryOut(what queue.Settlement) error {
	for _, c := range what.Changes {
		if was := m.records[c.Table+"/"+c.ID].Version; c.Was != queue.Any && c.Was != was {
			return queue.ErrConflict
		}
	}
	for _, c := range what.Changes {
		m.versions++
		if c.Value == nil {
			delete(m.records, c.Table+"/"+c.ID)
			continue
		}
		m.records[c.Table+"/"+c.ID] = queue.Record{ID: c.ID, Version: m.versions, Value: c.Value}
	}
	for _, id := range what.Cancels {
		delete(m.timers, id)
	}
	for _, t := range what.Timers {
		m.timers[t.ID] = t
	}
	m.notes = append(m.notes, what.Notes...)
	m.put(what.Messages)
	return nil
}

// answer is errAway as often as the test has the answer of what was done lost.
func (m *memory) answer() error {
	if m.lose > 0 {
		m.lose--
		return errAway
	}
	return nil
}

func (m *memory) loseAnswers(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lose = n
}

func (m *memory) record(table, id string) queue.Record {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.records[table+"/"+id]
}

func (m *memory) noted() []queue.Note {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]queue.Note(nil), m.notes...)
}

func (m *memory) timersCopy() map[string]queue.Timer {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.timers)
}

// fenced is queue.ErrNotOwner when the lease to poll has another token by now.
func (m *memory) fenced(fence int64) error {
	if fence != 0 && m.leases[leasePoll].Token != fence {
		return queue.ErrNotOwner
	}
	return nil
}

type memoryLeases struct{ *memory }

func (m memoryLeases) Acquire(ctx context.Context, name, owner string, length time.Duration) (queue.Lease, bool, error) {
	if err := m.lock(ctx); err != nil {
		return queue.Lease{}, false, err
	}
	defer m.mu.Unlock()
	now := time.Now()
	l := m.leases[name]
	running := now.Before(l.Until)
	if running && l.Owner != owner {
		return l, false, nil
	}
	if !running || l.Owner != owner {
		m.token++
		l = queue.Lease{Name: name, Owner: owner, Token: m.token}
	}
	l.Until = now.Add(length)
	m.leases[name] = l
	return l, true, nil
}

func (m memoryLeases) Release(ctx context.Context, l queue.Lease) error {
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.mu.Unlock()
	if kept := m.leases[l.Name]; kept.Token == l.Token {
		kept.Until = time.Time{}
		m.leases[l.Name] = kept
	}
	return nil
}

func (m *memory) poller() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if l := m.leases[leasePoll]; time.Now().Before(l.Until) {
		return l.Owner
	}
	return ""
}
