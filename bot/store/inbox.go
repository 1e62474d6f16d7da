package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"camnang/bot/queue"
)

// Inbox is the queue of updates; it is a telegram.Inbox.
type Inbox struct{ s *Store }

// Offset returns the number of the next update to ask Telegram for; 0 when none was ever stored.
func (b *Inbox) Offset(ctx context.Context) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	offset, err := b.s.client.Get(ctx, inOffset.at(b.s.bot)).Int64()
	if err != nil && !errors.Is(err, redis.Nil) {
		return 0, fmt.Errorf("read the offset: %w", err)
	}
	return offset, nil
}

// Put stores the updates and raises the offset to next, in one step. An update that is waiting, or was
// settled among the last 10,000 or more, is left as it is. next never lowers the offset; a webhook, which
// has none, gives 0. Updates of one chat are ordered by ID also when they are put out of order, but one
// that was claimed already stays first.
func (b *Inbox) Put(ctx context.Context, updates []queue.Update, next int64) error {
	args := make([]any, 0, 1+3*len(updates))
	args = append(args, next)
	for _, u := range updates {
		kept, err := updateRecord(u)
		if err != nil {
			return fmt.Errorf("put update %d: %w", u.ID, err)
		}
		args = append(args, u.ID, u.Chat, kept)
	}
	if _, err := b.s.run(ctx, inboxPut, args...); err != nil {
		return fmt.Errorf("put %d updates: %w", len(updates), err)
	}
	return nil
}

// SetAside stores what could not be decoded among the dead letters and raises the offset to next, in one
// step. The same bytes set aside again lately (the answer of the first call was lost) are not kept twice.
func (b *Inbox) SetAside(ctx context.Context, raw []byte, why string, next int64) error {
	var update struct {
		ID json.Number `json:"update_id"`
	}
	// What cannot be read has no number: the script then names it by its digest.
	_ = json.Unmarshal(raw, &update)
	if _, err := b.s.run(ctx, inboxSetAside, next, raw, oneLine(why), update.ID.String()); err != nil {
		return fmt.Errorf("set an update aside: %w", err)
	}
	return nil
}

// claimLimit bounds one Claim: its script holds up the server's other clients.
const claimLimit = 100

// Claim takes up to n updates, at most one of a chat and each the oldest of its chat, for the length of
// lease. First come those whose lease ran out or whose wait is over, then the chats that waited longest.
// None waiting is no error. One call claims at most 100.
func (b *Inbox) Claim(ctx context.Context, owner string, lease time.Duration, n int) ([]queue.Claim, error) {
	if n <= 0 {
		return nil, nil
	}
	owner = oneLine(owner)
	answer, err := b.s.run(ctx, inboxClaim, owner, millis(lease), min(n, claimLimit))
	if err != nil {
		return nil, fmt.Errorf("claim updates: %w", err)
	}
	all := newRow(answer)
	until := all.time()
	claims := make([]queue.Claim, 0, len(all.values))
	for all.err == nil && len(all.values) > 0 {
		r := newRow(all.next())
		id, chat := r.number(), r.number()
		c := queue.Claim{Owner: owner, Attempt: int(r.number()), Token: r.number(), Until: until}
		c.Update, err = readUpdate(id, chat, r.text())
		if err := errors.Join(r.err, err); err != nil {
			return nil, fmt.Errorf("claim update %d: %w", id, err)
		}
		claims = append(claims, c)
	}
	if all.err != nil {
		return nil, fmt.Errorf("claim updates: %w", all.err)
	}
	return claims, nil
}

// Settle ends the claim and puts the replies in the outbox, in one step. It returns queue.ErrNotOwner,
// and changes nothing, when the claim has passed on. A lease that ran out alone does not end a claim: until
// somebody else claims the update its owner may settle it.
func (b *Inbox) Settle(ctx context.Context, c queue.Claim, replies []queue.Message) error {
	args := append(make([]any, 0, 3+6*len(replies)), c.Update.Chat, c.Update.ID, c.Token)
	args, err := messageArgs(args, replies)
	if err != nil {
		return fmt.Errorf("settle update %d: %w", c.Update.ID, err)
	}
	return b.s.settle(ctx, fmt.Sprintf("settle update %d", c.Update.ID), inboxSettle, args...)
}

// Return hands the claim back to be claimed again after wait; Failing shows why. After attempts claims in
// all the update goes to the dead letters instead, and dead is true. It returns queue.ErrNotOwner, and
// changes nothing, when the claim has passed on.
func (b *Inbox) Return(ctx context.Context, c queue.Claim, wait time.Duration, attempts int, why string) (dead bool, err error) {
	answer, err := b.s.run(ctx, inboxReturn, c.Update.Chat, c.Update.ID, c.Token, millis(wait), attempts, oneLine(why))
	if err != nil {
		return false, fmt.Errorf("return update %d: %w", c.Update.ID, err)
	}
	switch answer {
	case int64(-1):
		return false, fmt.Errorf("return update %d: %w", c.Update.ID, queue.ErrNotOwner)
	case int64(1):
		return true, nil
	}
	return false, nil
}

// settle runs a script that answers 0 when the claim it is about has passed on.
func (s *Store) settle(ctx context.Context, doing string, sc script, args ...any) error {
	answer, err := s.run(ctx, sc, args...)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", doing, err)
	case answer == int64(0):
		return fmt.Errorf("%s: %w", doing, queue.ErrNotOwner)
	}
	return nil
}

// messageArgs appends what the scripts take for each message.
func messageArgs(args []any, messages []queue.Message) ([]any, error) {
	for _, m := range messages {
		if err := checkMessage(m); err != nil {
			return nil, err
		}
		kept, err := messageRecord(m)
		if err != nil {
			return nil, fmt.Errorf("message %s: %w", m.ID, err)
		}
		args = append(args, m.ID, m.Chat, int(m.Priority), digit(m.Group), digit(m.Free), kept)
	}
	return args, nil
}

// idLength bounds the ids of messages, which are kept for a week and more.
const idLength = 200

func checkMessage(m queue.Message) error {
	switch {
	case m.ID == "" || len(m.ID) > idLength:
		return fmt.Errorf("a message's id has %d bytes, not 1 to %d", len(m.ID), idLength)
	case strconv.Quote(m.ID) != `"`+m.ID+`"`:
		return fmt.Errorf("the message id %q has characters that need quoting", m.ID)
	case m.Priority < queue.Conversation || m.Priority > queue.Broadcast:
		return fmt.Errorf("message %s: there is no priority %d", m.ID, m.Priority)
	}
	return nil
}

func digit(b bool) int {
	if b {
		return 1
	}
	return 0
}
