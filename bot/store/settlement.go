package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"camnang/bot/queue"
)

// settle runs a script that ends a claim. It answers 0 when the claim has passed on, and -1 when a change of
// the settlement does not apply.
func (s *Store) settle(ctx context.Context, doing string, sc script, args ...any) error {
	answer, err := s.run(ctx, sc, args...)
	switch {
	case err != nil:
	case answer == int64(0):
		err = queue.ErrNotOwner
	case answer == int64(-1):
		err = queue.ErrConflict
	}
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// settlementArgs appends what the scripts' apply takes for a settlement. What no store could keep is an error:
// an id that is empty, longer than 200 bytes or not printable, a body that is no JSON, a table or a priority
// that there is not, two changes to one record.
func settlementArgs(args []any, what queue.Settlement) ([]any, error) {
	args = append(args, len(what.Messages))
	args, err := messageArgs(args, what.Messages)
	if err != nil {
		return nil, err
	}
	args = append(args, len(what.Notes))
	if args, err = noteArgs(args, what.Notes); err != nil {
		return nil, err
	}
	stamp := ""
	if len(what.Changes) > 0 {
		stamp = rand.Text()
	}
	args = append(args, stamp, len(what.Changes))
	if args, err = changeArgs(args, what.Changes); err != nil {
		return nil, err
	}
	args = append(args, len(what.Timers))
	if args, err = timerArgs(args, what.Timers); err != nil {
		return nil, err
	}
	args = append(args, len(what.Cancels))
	for _, id := range what.Cancels {
		if err := checkID("a timer to cancel", id); err != nil {
			return nil, err
		}
		args = append(args, id)
	}
	return args, nil
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

// changeArgs appends what the scripts take for each change. An empty record stands for a removal.
func changeArgs(args []any, changes []queue.Change) ([]any, error) {
	type place struct{ table, id string }
	seen := make(map[place]bool, len(changes))
	for _, c := range changes {
		if _, ok := tables[c.Table]; !ok {
			return nil, fmt.Errorf("there is no table %q", c.Table)
		}
		if err := checkID("a record of "+c.Table, c.ID); err != nil {
			return nil, err
		}
		switch at := (place{c.Table, c.ID}); {
		case c.Was < queue.Any:
			return nil, fmt.Errorf("record %s of %s: there is no version %d", c.ID, c.Table, c.Was)
		case c.Value != nil && !json.Valid(c.Value):
			return nil, fmt.Errorf("record %s of %s is not JSON", c.ID, c.Table)
		case seen[at]:
			return nil, fmt.Errorf("record %s of %s is changed twice in one step", c.ID, c.Table)
		default:
			seen[at] = true
		}
		args = append(args, c.Table, c.ID, c.Was, []byte(c.Value))
	}
	return args, nil
}

// idLength bounds every id; those of messages are kept for a week and more.
const idLength = 200

// checkID says what is wrong with the id of what.
func checkID(what, id string) error {
	switch {
	case id == "" || len(id) > idLength:
		return fmt.Errorf("%s has an id of %d bytes, not 1 to %d", what, len(id), idLength)
	case strconv.Quote(id) != `"`+id+`"`:
		return fmt.Errorf("%s has the id %q, with characters that need quoting", what, id)
	}
	return nil
}

func checkMessage(m queue.Message) error {
	if err := checkID("a message", m.ID); err != nil {
		return err
	}
	if m.Priority < queue.Conversation || m.Priority > queue.Broadcast {
		return fmt.Errorf("message %s: there is no priority %d", m.ID, m.Priority)
	}
	return nil
}

// timerFrom and timerTo bound the moments that a timer can be due at: scores of a sorted set are whole
// milliseconds only up to 2^53.
var (
	timerFrom = time.Unix(0, 0)
	timerTo   = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
)

func checkTimer(t queue.Timer) error {
	if err := checkID("a timer", t.ID); err != nil {
		return err
	}
	var err error
	switch {
	case t.Due.Before(timerFrom) || t.Due.After(timerTo):
		err = errors.New("it is due at no moment that can be kept")
	case !json.Valid(t.Body):
		err = errors.New("its body is not JSON")
	default:
		return nil
	}
	return fmt.Errorf("timer %s: %w", t.ID, err)
}

func digit(b bool) int {
	if b {
		return 1
	}
	return 0
}
