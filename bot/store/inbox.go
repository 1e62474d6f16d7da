package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
//
// fence is the token of the lease "poll" that the caller polls under, 0 for a webhook. When that lease has
// another token by now, Put returns queue.ErrNotOwner and changes nothing; one that only ran out, and that
// nobody took, still admits its last owner.
func (b *Inbox) Put(ctx context.Context, updates []queue.Update, next, fence int64) error {
	args := make([]any, 0, 2+3*len(updates))
	args = append(args, next, fence)
	for _, u := range updates {
		kept, err := updateRecord(u)
		if err != nil {
			return fmt.Errorf("put update %d: %w", u.ID, err)
		}
		args = append(args, u.ID, u.Chat, kept)
	}
	return b.fenced(ctx, fmt.Sprintf("put %d updates", len(updates)), inboxPut, args...)
}

// fenced runs a script that answers -1 when the lease to poll has passed on.
func (b *Inbox) fenced(ctx context.Context, doing string, sc script, args ...any) error {
	answer, err := b.s.run(ctx, sc, args...)
	if err == nil && answer == int64(-1) {
		err = queue.ErrNotOwner
	}
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// SetAside stores what could not be decoded among the dead letters and raises the offset to next, in one
// step; fence as in Put. The same bytes set aside again lately (the answer of the first call was lost) are not
// kept twice.
func (b *Inbox) SetAside(ctx context.Context, raw []byte, why string, next, fence int64) error {
	var update struct {
		ID json.Number `json:"update_id"`
	}
	// What cannot be read has no number: the script then names it by its digest.
	_ = json.Unmarshal(raw, &update)
	return b.fenced(ctx, "set an update aside", inboxSetAside, next, fence, raw, oneLine(why), update.ID.String())
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

// Settle ends the claim and carries the settlement out, in one step. It returns queue.ErrNotOwner when the
// claim has passed on, or was settled before (by a call whose answer was lost, too), and queue.ErrConflict when
// a record was changed meanwhile: the claim then goes on. In both cases, and when the settlement is not one
// that can be kept, nothing changes. A lease that ran out alone does not end a claim: until somebody else
// claims the update its owner may settle it.
func (b *Inbox) Settle(ctx context.Context, c queue.Claim, what queue.Settlement) error {
	doing := fmt.Sprintf("settle update %d", c.Update.ID)
	args, err := settlementArgs([]any{c.Update.Chat, c.Update.ID, c.Token}, what)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return b.s.settle(ctx, doing, inboxSettle, args...)
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
