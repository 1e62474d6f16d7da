package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"camnang/bot/queue"
)

// Outbox is the queue of messages; it is a telegram.Outbox. Every method that settles a sending returns
// queue.ErrNotOwner, and changes nothing, when the sending has passed on or was settled before.
//
// Messages of one chat and one priority go out in the order they were put; one of a lower Priority number
// goes before those of a higher also within a chat, so that a broadcast never delays a reply. A Free
// message keeps no order and no distance, and the marks of a chat do not touch it.
type Outbox struct{ s *Store }

// Put stores messages, all or none; one whose ID was put in the last seven days, or is waiting, is left
// out. What is put for a chat that is marked unreachable goes to the dead letters. A message without an
// ID (1 to 200 bytes, printable), or of no known priority, is an error. One Put holds up all other calls
// while it runs, so a broadcast is put some hundred messages at a time.
func (b *Outbox) Put(ctx context.Context, messages ...queue.Message) error {
	if len(messages) == 0 {
		return nil
	}
	args, err := messageArgs(make([]any, 0, 6*len(messages)), messages)
	if err == nil {
		_, err = b.s.run(ctx, outboxPut, args...)
	}
	if err != nil {
		return fmt.Errorf("put %d messages: %w", len(messages), err)
	}
	return nil
}

// Take claims the next message that may be sent now: the lowest Priority first, within it the oldest. It
// gives out one for a chat at a time, and no more than Telegram receives within its limits wherever between
// Take and settling that is: 30 in any second, 20 for a group in any minute. The next for a chat comes a second
// after the last was settled. Of Broadcasts no more than some seven come at once and then one in 30 ms, so that the places
// of a second become free all through the next one and a reply does not wait for its end. When none may be sent now, ok is false and wait says when to ask again at the
// latest, 0 when the outbox is empty.
func (b *Outbox) Take(ctx context.Context, owner string, lease time.Duration) (s queue.Sending, ok bool, wait time.Duration, err error) {
	owner = oneLine(owner)
	answer, err := b.s.run(ctx, outboxTake, owner, millis(lease))
	if err != nil {
		return queue.Sending{}, false, 0, fmt.Errorf("take a message: %w", err)
	}
	r := newRow(answer)
	if r.number() == 0 {
		wait := time.Duration(r.number()) * time.Millisecond
		if r.err != nil {
			return queue.Sending{}, false, 0, fmt.Errorf("take a message: %w", r.err)
		}
		return queue.Sending{}, false, wait, nil
	}
	seq := r.number()
	s = queue.Sending{Owner: owner, Token: r.number(), Attempt: int(r.number()), Until: r.time()}
	created, chat := r.time(), r.number()
	s.Message, err = readMessage(chat, created, r.text())
	if err := errors.Join(r.err, err); err != nil {
		return queue.Sending{}, false, 0, fmt.Errorf("take message %d: %w", seq, err)
	}
	return s, true, 0, nil
}

// Sent settles a message that Telegram took, and the journal gets a note of it; SentAs returns sentAs as long as
// the ID is remembered. The changes are made in the same step. They apply whatever the records were, so the Was of each
// is queue.Any; another one, and a change that no table could take, is an error and nothing is done.
func (b *Outbox) Sent(ctx context.Context, s queue.Sending, sentAs int64, changes ...queue.Change) error {
	args := []any{s.Message.ID, s.Token, sentAs, rand.Text(), len(changes)}
	args, err := changeArgs(args, changes)
	if err == nil && slices.ContainsFunc(changes, func(c queue.Change) bool { return c.Was != queue.Any }) {
		err = errors.New("a change of what was sent rests on a version")
	}
	if err != nil {
		return fmt.Errorf("settle message %s: %w", s.Message.ID, err)
	}
	return b.s.settle(ctx, "settle message "+s.Message.ID, outboxSent, args...)
}

// Withheld settles a message that was not sent because there was nothing to say any more; the journal gets a note of
// it. Of the limits only the distance within its chat is kept, as after a message that was sent. The ID stays known.
func (b *Outbox) Withheld(ctx context.Context, s queue.Sending) error {
	return b.s.settle(ctx, "withhold message "+s.Message.ID, outboxWithheld, s.Message.ID, s.Token)
}

// Later hands the message back to be taken again after wait; Failing shows why. Meanwhile those behind it
// in its chat and priority wait too, others of the chat do not.
func (b *Outbox) Later(ctx context.Context, s queue.Sending, wait time.Duration, why string) error {
	return b.s.settle(ctx, "put off message "+s.Message.ID, outboxLater,
		s.Message.ID, s.Token, millis(wait), oneLine(why), 0)
}

// Pause stops every Take until wait has passed, and hands the message back. The stop holds also when the
// sending has passed on: Telegram asked for it, whoever was the sender. A shorter stop does not end a
// longer one.
func (b *Outbox) Pause(ctx context.Context, s queue.Sending, wait time.Duration) error {
	return b.s.settle(ctx, "pause the outbox", outboxLater,
		s.Message.ID, s.Token, 0, "Telegram asked to wait", max(1, millis(wait)))
}

// Drop settles a message that Telegram refused for good: it goes to the dead letters.
func (b *Outbox) Drop(ctx context.Context, s queue.Sending, why string) error {
	return b.s.settle(ctx, "drop message "+s.Message.ID, outboxDrop, s.Message.ID, s.Token, oneLine(why))
}

// Unreachable settles the message, as a dead letter, and marks its chat: what waits for that chat goes to
// the dead letters, and so does what is put for it, until Reachable is called. When the mark is new the timer
// "away:" and chat is set, due at once, with the body {"event":"away","chat":…,"why":…}.
func (b *Outbox) Unreachable(ctx context.Context, s queue.Sending, why string) error {
	why = oneLine(why)
	quoted, err := json.Marshal(why)
	if err != nil {
		return fmt.Errorf("give up on a chat: %w", err)
	}
	return b.s.settle(ctx, "give up on a chat", outboxUnreachable, s.Message.ID, s.Token, why, quoted)
}

// Reachable takes the mark off a chat. Nothing happens to one not marked.
func (b *Outbox) Reachable(ctx context.Context, chat int64) error {
	// It is called for whoever writes, so it is asked first: a script that runs is waited for.
	if _, away, err := b.Away(ctx, chat); err != nil || !away {
		return err
	}
	if _, err := b.s.run(ctx, outboxReachable, chat); err != nil {
		return fmt.Errorf("mark a chat as reachable: %w", err)
	}
	return nil
}

// Away returns why a chat cannot be reached; ok is false for one not marked.
func (b *Outbox) Away(ctx context.Context, chat int64) (why string, ok bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	why, err = b.s.client.HGet(ctx, outAway.at(b.s.bot), fmt.Sprint(chat)).Result()
	if errors.Is(err, redis.Nil) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("look up whether a chat can be reached: %w", err)
	}
	return why, true, nil
}

// Migrated moves all that waits for a chat, this message included, to the chat's new id. What waits for
// the new id already keeps its place by when it was put. The timer "moved:" and the old id is set, due at once,
// with the body {"event":"moved","from":…,"to":…}.
func (b *Outbox) Migrated(ctx context.Context, s queue.Sending, to int64) error {
	return b.s.settle(ctx, "move a chat", outboxMigrated, s.Message.ID, s.Token, to)
}

// SentAs returns Telegram's number of the message with this ID, so that it can be edited: 0 for an
// acknowledgement. ok is false when it was not sent, or so long ago (seven days or more) that it is
// forgotten.
func (b *Outbox) SentAs(ctx context.Context, id string) (sentAs int64, ok bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	for _, k := range []key{outIDs, outIDsOld} {
		n, err := b.s.client.HGet(ctx, k.at(b.s.bot), id).Result()
		if errors.Is(err, redis.Nil) || err == nil && n == "" {
			continue
		}
		if err != nil {
			return 0, false, fmt.Errorf("look up message %s: %w", id, err)
		}
		r := row{values: []any{n}}
		return r.number(), r.err == nil, r.err
	}
	return 0, false, nil
}
