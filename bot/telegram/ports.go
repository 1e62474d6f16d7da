package telegram

import (
	"context"
	"time"

	"camnang/bot/queue"
)

// Inbox keeps what Telegram delivered until it was handled. Implementations are safe for use by several
// goroutines and several processes; times are the store's own.
type Inbox interface {
	// Offset is the number of the next update to ask Telegram for; 0 when none was ever stored.
	Offset(ctx context.Context) (int64, error)
	// Put stores the updates and raises the offset to next, all or nothing. An update whose ID is known
	// already is left as it is; next never lowers the offset. When Put returns nil the updates survive
	// the death of the process. fence is the token of the lease under which the caller polls, 0 for a webhook;
	// when the lease has another token by now it returns queue.ErrNotOwner and changes nothing.
	Put(ctx context.Context, updates []queue.Update, next, fence int64) error
	// SetAside stores what could not be decoded among the dead letters and raises the offset to next,
	// in one step; fence as in Put.
	SetAside(ctx context.Context, raw []byte, why string, next, fence int64) error
	// Claim takes up to n updates, at most one of a chat and each the oldest of its chat, for the length
	// of lease. None waiting is no error.
	Claim(ctx context.Context, owner string, lease time.Duration, n int) ([]queue.Claim, error)
	// Settle ends the claim and carries the settlement out, in one step. It returns queue.ErrNotOwner when the
	// claim has passed on, queue.ErrConflict when a record was changed meanwhile, and then changes nothing.
	Settle(ctx context.Context, c queue.Claim, what queue.Settlement) error
	// Return hands the claim back to be claimed again after wait; why is kept for the operator. After
	// attempts claims in all the update goes to the dead letters instead, and dead is true.
	Return(ctx context.Context, c queue.Claim, wait time.Duration, attempts int, why string) (dead bool, err error)
}

// Outbox keeps what is to be sent and hands it out no faster than Telegram takes it. The limits (30 a
// second overall, 1 a second per chat, 20 a minute per group) are counted where the claims are, in one
// step with the claim, so they hold over all processes together.
type Outbox interface {
	// Put stores messages; one whose ID was put before is left out.
	Put(ctx context.Context, messages ...queue.Message) error
	// Take claims the next message that may be sent now: the lowest Priority first, within it the oldest;
	// messages of one chat and Priority in the order they were put, of one chat one at a time. When none may
	// be sent now, ok is false and wait says when to ask again at the latest (0 when the outbox is empty).
	Take(ctx context.Context, owner string, lease time.Duration) (s queue.Sending, ok bool, wait time.Duration, err error)
	// Sent settles a message that Telegram took; sentAs is Telegram's number of the message (0 for an
	// acknowledgement). The changes, whose Was is queue.Any, are made in the same step.
	Sent(ctx context.Context, s queue.Sending, sentAs int64, changes ...queue.Change) error
	// Withheld settles a message that was not sent because there is nothing to say any more; it counts against no
	// limit of Telegram.
	Withheld(ctx context.Context, s queue.Sending) error
	// Later hands the message back to be taken again after wait.
	Later(ctx context.Context, s queue.Sending, wait time.Duration, why string) error
	// Pause stops every Take until wait has passed (Telegram's retry_after), and hands the message back.
	Pause(ctx context.Context, s queue.Sending, wait time.Duration) error
	// Drop settles a message that Telegram refused for good: it goes to the dead letters.
	Drop(ctx context.Context, s queue.Sending, why string) error
	// Unreachable settles the message and marks its chat: what waits for that chat goes to the dead
	// letters until Reachable is called for it. When the mark is new, a timer is set by which whoever is
	// responsible is told.
	Unreachable(ctx context.Context, s queue.Sending, why string) error
	// Reachable takes the mark off a chat (its person wrote again). Nothing happens to one not marked.
	Reachable(ctx context.Context, chat int64) error
	// Migrated moves all that waits for a chat, this message included, to the chat's new id, and sets a timer
	// by which whatever else knows the chat learns of it.
	Migrated(ctx context.Context, s queue.Sending, to int64) error
}

// Leases elect the one process that polls.
type Leases interface {
	// Acquire takes the named lease for the owner, or lengthens the one it has, until length from now. ok is
	// false while another owner has it; then until says when that ends at the latest. The token is a new one
	// whenever the owner changes, and also after the lease had run out.
	Acquire(ctx context.Context, name, owner string, length time.Duration) (l queue.Lease, ok bool, err error)
	// Release ends the lease if it is still the caller's; otherwise nothing happens.
	Release(ctx context.Context, l queue.Lease) error
}
