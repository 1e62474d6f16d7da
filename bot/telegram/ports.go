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
	// the death of the process.
	Put(ctx context.Context, updates []queue.Update, next int64) error
	// SetAside stores what could not be decoded among the dead letters and raises the offset to next,
	// in one step.
	SetAside(ctx context.Context, raw []byte, why string, next int64) error
	// Claim takes up to n updates, at most one of a chat and each the oldest of its chat, for the length
	// of lease. None waiting is no error.
	Claim(ctx context.Context, owner string, lease time.Duration, n int) ([]queue.Claim, error)
	// Settle ends the claim and puts the replies in the outbox, in one step. It returns
	// queue.ErrNotOwner, and changes nothing, when the claim has passed on.
	Settle(ctx context.Context, c queue.Claim, replies []queue.Message) error
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
	// acknowledgement).
	Sent(ctx context.Context, s queue.Sending, sentAs int64) error
	// Later hands the message back to be taken again after wait.
	Later(ctx context.Context, s queue.Sending, wait time.Duration, why string) error
	// Pause stops every Take until wait has passed (Telegram's retry_after), and hands the message back.
	Pause(ctx context.Context, s queue.Sending, wait time.Duration) error
	// Drop settles a message that Telegram refused for good: it goes to the dead letters.
	Drop(ctx context.Context, s queue.Sending, why string) error
	// Unreachable settles the message and marks its chat: what waits for that chat goes to the dead
	// letters until Reachable is called for it.
	Unreachable(ctx context.Context, s queue.Sending, why string) error
	// Reachable takes the mark off a chat (its person wrote again). Nothing happens to one not marked.
	Reachable(ctx context.Context, chat int64) error
	// Migrated moves all that waits for a chat, this message included, to the chat's new id.
	Migrated(ctx context.Context, s queue.Sending, to int64) error
}
