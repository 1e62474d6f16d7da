package telegram

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"camnang/bot/queue"
)

// memory keeps both queues by their contract, without the limits of pace, which are the store's to test.
type memory struct {
	mu     sync.Mutex
	offset int64
	token  int64

	updates map[int64]*heldUpdate
	taken   map[int64]queue.Update // every update ever put, by id
	order   []int64                // ids in the order they were put

	messages []*heldMessage
	known    map[string]bool
	sentAs   map[string]int64
	closed   map[int64]bool
	pausedTo time.Time

	records  map[string]queue.Record // by table/id
	versions int64
	notes    []queue.Note
	timers   map[string]queue.Timer
	leases   map[string]queue.Lease

	dead []queue.Dead
	away bool // the store answers nothing
	lose int  // so many settles are done and their answer is lost
}

type heldUpdate struct {
	update  queue.Update
	token   int64
	attempt int
	until   time.Time
	held    bool
	notYet  time.Time
}

type heldMessage struct {
	message queue.Message
	token   int64
	attempt int
	until   time.Time
	held    bool
	notYet  time.Time
}

func newMemory() *memory {
	return &memory{
		updates: map[int64]*heldUpdate{}, taken: map[int64]queue.Update{}, known: map[string]bool{},
		sentAs: map[string]int64{}, closed: map[int64]bool{}, records: map[string]queue.Record{},
		timers: map[string]queue.Timer{}, leases: map[string]queue.Lease{},
	}
}

var errAway = errors.New("the store is away")

func (m *memory) lock(ctx context.Context) error {
	m.mu.Lock()
	if m.away || ctx.Err() != nil {
		m.mu.Unlock()
		return errAway
	}
	return nil
}

func (m *memory) setAway(away bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.away = away
}

type memoryInbox struct{ *memory }

func (m memoryInbox) Offset(ctx context.Context) (int64, error) {
	if err := m.lock(ctx); err != nil {
		return 0, err
	}
	defer m.mu.Unlock()
	return m.offset, nil
}

func (m memoryInbox) Put(ctx context.Context, updates []queue.Update, next, fence int64) error {
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.mu.Unlock()
	if err := m.fenced(fence); err != nil {
		return err
	}
	for _, u := range updates {
		if _, ok := m.taken[u.ID]; ok {
			continue
		}
		u.Received = time.Now()
		m.taken[u.ID] = u
		m.order = append(m.order, u.ID)
		m.updates[u.ID] = &heldUpdate{update: u}
	}
	m.offset = max(m.offset, next)
	return nil
}

func (m memoryInbox) SetAside(ctx context.Context, raw []byte, why string, next, fence int64) error {
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.mu.Unlock()
	if err := m.fenced(fence); err != nil {
		return err
	}
	m.dead = append(m.dead, queue.Dead{Queue: "inbox", Why: why, Item: raw, At: time.Now()})
	m.offset = max(m.offset, next)
	return nil
}

func (m memoryInbox) Claim(ctx context.Context, owner string, lease time.Duration, n int) ([]queue.Claim, error) {
	if err := m.lock(ctx); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	now := time.Now()
	var claims []queue.Claim
	seen := map[int64]bool{}
	for _, id := range slices.Sorted(maps.Keys(m.updates)) {
		h := m.updates[id]
		if len(claims) == n || seen[h.update.Chat] {
			continue
		}
		seen[h.update.Chat] = true
		if h.held && now.Before(h.until) || now.Before(h.notYet) {
			continue
		}
		m.token++
		h.held, h.token, h.until = true, m.token, now.Add(lease)
		h.attempt++
		claims = append(claims, queue.Claim{Update: h.update, Owner: owner, Token: h.token, Attempt: h.attempt, Until: h.until})
	}
	return claims, nil
}

func (m memoryInbox) owned(c queue.Claim) (*heldUpdate, error) {
	h, ok := m.updates[c.Update.ID]
	if !ok || !h.held || h.token != c.Token {
		return nil, queue.ErrNotOwner
	}
	return h, nil
}

func (m memoryInbox) Settle(ctx context.Context, c queue.Claim, what queue.Settlement) error {
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.mu.Unlock()
	if _, err := m.owned(c); err != nil {
		return err
	}
	if err := m.carryOut(what); err != nil {
		return err
	}
	delete(m.updates, c.Update.ID)
	return m.answer()
}

func (m memoryInbox) Return(ctx context.Context, c queue.Claim, wait time.Duration, attempts int, why string) (bool, error) {
	if err := m.lock(ctx); err != nil {
		return false, err
	}
	defer m.mu.Unlock()
	h, err := m.owned(c)
	if err != nil {
		return false, err
	}
	if h.attempt >= attempts {
		delete(m.updates, c.Update.ID)
		m.dead = append(m.dead, queue.Dead{Queue: "inbox", ID: fmt.Sprint(c.Update.ID), Chat: c.Update.Chat, Why: why, Item: c.Update.Raw})
		return true, nil
	}
	h.held, h.notYet = false, time.Now().Add(wait)
	return false, nil
}

type memoryOutbox struct{ *memory }

func (m *memory) put(messages []queue.Message) {
	for _, message := range messages {
		if m.known[message.ID] {
			continue
		}
		m.known[message.ID] = true
		message.Created = time.Now()
		if m.closed[message.Chat] {
			m.dead = append(m.dead, queue.Dead{Queue: "outbox", ID: message.ID, Chat: message.Chat})
			continue
		}
		m.messages = append(m.messages, &heldMessage{message: message})
	}
}

func (m memoryOutbox) Put(ctx context.Context, messages ...queue.Message) error {
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.mu.Unlock()
	m.put(messages)
	return nil
}

func (m memoryOutbox) Take(ctx context.Context, owner string, lease time.Duration) (queue.Sending, bool, time.Duration, error) {
	if err := m.lock(ctx); err != nil {
		return queue.Sending{}, false, 0, err
	}
	defer m.mu.Unlock()
	now := time.Now()
	if now.Before(m.pausedTo) {
		return queue.Sending{}, false, m.pausedTo.Sub(now), nil
	}
	if len(m.messages) == 0 {
		return queue.Sending{}, false, 0, nil
	}
	heads := map[int64]bool{}
	var free []*heldMessage
	wait := time.Hour
	for _, h := range m.messages {
		if heads[h.message.Chat] {
			continue
		}
		heads[h.message.Chat] = true
		ready := h.notYet
		if h.held {
			ready = h.until
		}
		if now.Before(ready) {
			wait = min(wait, ready.Sub(now))
			continue
		}
		free = append(free, h)
	}
	if len(free) == 0 {
		return queue.Sending{}, false, wait, nil
	}
	h := slices.MinFunc(free, func(a, b *heldMessage) int { return cmp.Compare(a.message.Priority, b.message.Priority) })
	m.token++
	h.held, h.token, h.until = true, m.token, now.Add(lease)
	h.attempt++
	return queue.Sending{Message: h.message, Owner: owner, Token: h.token, Attempt: h.attempt, Until: h.until}, true, 0, nil
}

func (m memoryOutbox) with(ctx context.Context, s queue.Sending, do func(*heldMessage) (keep bool)) error {
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.mu.Unlock()
	for i, h := range m.messages {
		if h.message.ID == s.Message.ID && h.held && h.token == s.Token {
			if h.held = false; !do(h) {
				m.messages = slices.Delete(m.messages, i, i+1)
			}
			return nil
		}
	}
	return queue.ErrNotOwner
}

func (m memoryOutbox) bury(h *heldMessage, why string) {
	m.dead = append(m.dead, queue.Dead{Queue: "outbox", ID: h.message.ID, Chat: h.message.Chat, Why: why, Item: h.message.Body})
}

func (m memoryOutbox) Sent(ctx context.Context, s queue.Sending, sentAs int64, changes ...queue.Change) error {
	var wrong error
	err := m.with(ctx, s, func(h *heldMessage) bool {
		if wrong = m.carryOut(queue.Settlement{Changes: changes}); wrong == nil {
			m.sentAs[h.message.ID] = sentAs
		}
		return false
	})
	if err := cmp.Or(err, wrong); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.answer()
}

func (m memoryOutbox) Withheld(ctx context.Context, s queue.Sending) error {
	return m.with(ctx, s, func(*heldMessage) bool { return false })
}

func (m memoryOutbox) Later(ctx context.Context, s queue.Sending, wait time.Duration, _ string) error {
	return m.with(ctx, s, func(h *heldMessage) bool {
		h.notYet = time.Now().Add(wait)
		return true
	})
}

func (m memoryOutbox) Pause(ctx context.Context, s queue.Sending, wait time.Duration) error {
	return m.with(ctx, s, func(*heldMessage) bool {
		m.pausedTo = time.Now().Add(wait)
		return true
	})
}

func (m memoryOutbox) Drop(ctx context.Context, s queue.Sending, why string) error {
	return m.with(ctx, s, func(h *heldMessage) bool {
		m.bury(h, why)
		return false
	})
}

func (m memoryOutbox) Unreachable(ctx context.Context, s queue.Sending, why string) error {
	err := m.with(ctx, s, func(h *heldMessage) bool {
		m.closed[h.message.Chat] = true
		m.bury(h, why)
		return false
	})
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.messages = slices.DeleteFunc(m.messages, func(h *heldMessage) bool {
		gone := h.message.Chat == s.Message.Chat
		if gone {
			m.bury(h, why)
		}
		return gone
	})
	return nil
}

func (m memoryOutbox) Reachable(ctx context.Context, chat int64) error {
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.mu.Unlock()
	delete(m.closed, chat)
	return nil
}

func (m memoryOutbox) Migrated(ctx context.Context, s queue.Sending, to int64) error {
	return m.with(ctx, s, func(*heldMessage) bool {
		for _, h := range m.messages {
			if h.message.Chat == s.Message.Chat {
				h.message.Chat = to
			}
		}
		return true
	})
}

// what the tests look at

func (m *memory) stored() []int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.order)
}

func (m *memory) deadLetters() []queue.Dead {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.dead)
}

func (m *memory) waiting() (updates, messages int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.updates), len(m.messages)
}

func (m *memory) sentCopy() map[string]int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.sentAs)
}
