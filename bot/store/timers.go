package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"camnang/bot/queue"
)

// Timers is the queue of things to be done at a moment; it is a reminder.Timers. A timer is due by the
// server's clock, to the millisecond. The timers of one lane are in the hands of one owner at a time.
type Timers struct{ s *Store }

// Timers returns the queue of timers.
func (s *Store) Timers() *Timers { return &Timers{s} }

// Set sets the timers, all or none, each in place of the one with the same ID; a claim of that one is void.
// Of two with one ID the later counts.
func (t *Timers) Set(ctx context.Context, timers ...queue.Timer) error {
	return t.set(ctx, timers, false)
}

// SetNew sets those of the timers whose ID is not set; of those that are, nothing changes.
func (t *Timers) SetNew(ctx context.Context, timers ...queue.Timer) error {
	return t.set(ctx, timers, true)
}

func (t *Timers) set(ctx context.Context, timers []queue.Timer, onlyNew bool) error {
	if len(timers) == 0 {
		return nil
	}
	args, err := timerArgs(append(make([]any, 0, 1+4*len(timers)), digit(onlyNew)), timers)
	if err == nil {
		_, err = t.s.run(ctx, timerSet, args...)
	}
	if err != nil {
		return fmt.Errorf("set %d timers: %w", len(timers), err)
	}
	return nil
}

// timerArgs appends what the scripts take for each timer.
func timerArgs(args []any, timers []queue.Timer) ([]any, error) {
	for _, t := range timers {
		if err := checkTimer(t); err != nil {
			return nil, err
		}
		args = append(args, t.ID, t.Lane, t.Due.UnixMilli(), []byte(t.Body))
	}
	return args, nil
}

// Cancel removes the timers with these IDs, also those that are claimed: that claim is void. An ID that is not
// set is no error.
func (t *Timers) Cancel(ctx context.Context, ids ...string) error {
	if len(ids) == 0 {
		return nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	if _, err := t.s.run(ctx, timerCancel, args...); err != nil {
		return fmt.Errorf("cancel %d timers: %w", len(ids), err)
	}
	return nil
}

// Claim takes the due timers of up to lanes lanes, at most 100 of each and these in the order they fell due,
// for the length of lease. First come lanes whose lease or wait is over, then those due longest. One call
// takes at most 100 lanes.
//
// What was claimed and not settled is claimed one by one after that, the oldest first, so that a timer that
// fails every time takes no other with it; Attempt counts the claims of that one.
//
// next says when to ask again at the latest: when the next timer falls due, or a lane that is claimed or
// handed back is free again; 0 when no timer is set. A timer set meanwhile may fall due before.
func (t *Timers) Claim(
	ctx context.Context, owner string, lease time.Duration, lanes int,
) (firings []queue.Firing, next time.Duration, err error) {
	owner = oneLine(owner)
	answer, err := t.s.run(ctx, timerClaim, owner, millis(lease), min(max(0, lanes), claimLimit))
	if err != nil {
		return nil, 0, fmt.Errorf("claim timers: %w", err)
	}
	all := newRow(answer)
	until := all.time()
	next = time.Duration(all.number()) * time.Millisecond
	for all.err == nil && len(all.values) > 0 {
		r := newRow(all.next())
		f := queue.Firing{Lane: r.number(), Attempt: int(r.number()), Token: r.number(), Owner: owner, Until: until}
		for r.err == nil && len(r.values) > 0 {
			due, err := readTimer(f.Lane, r.text())
			if err != nil {
				return nil, 0, fmt.Errorf("claim the timers of lane %d: %w", f.Lane, err)
			}
			f.Timers = append(f.Timers, due)
		}
		if all.err = r.err; all.err == nil {
			sortTimers(f.Timers)
			firings = append(firings, f)
		}
	}
	if all.err != nil {
		return nil, 0, fmt.Errorf("claim timers: %w", all.err)
	}
	return firings, next, nil
}

// Settle ends the claim: its timers are gone and the settlement is carried out, in one step. It returns
// queue.ErrNotOwner, and changes nothing, when the claim has passed on; a repeat of a Settle whose answer was
// lost gets that too. It returns queue.ErrConflict when one of the timers was replaced or cancelled, or a
// record changed, meanwhile: then nothing of the settlement is done, the claim is over, and the lane may be
// claimed again at once with the attempt not counted. The settlement may set a timer of the claim anew.
func (t *Timers) Settle(ctx context.Context, f queue.Firing, what queue.Settlement) error {
	args, err := settlementArgs([]any{f.Lane, f.Token}, what)
	if err != nil {
		return fmt.Errorf("settle the timers of lane %d: %w", f.Lane, err)
	}
	return t.s.settle(ctx, fmt.Sprintf("settle the timers of lane %d", f.Lane), timerSettle, args...)
}

// Return hands the claim back; the lane, new timers of it included, is claimed again after wait. When f was
// the attempts-th claim its timers go to the dead letters instead, one letter each, and dead is true. It
// returns queue.ErrNotOwner, and changes nothing, when the claim has passed on.
func (t *Timers) Return(ctx context.Context, f queue.Firing, wait time.Duration, attempts int, why string) (dead bool, err error) {
	answer, err := t.s.run(ctx, timerReturn, f.Lane, f.Token, millis(wait), attempts, oneLine(why))
	switch {
	case err != nil:
	case answer == int64(-1):
		err = queue.ErrNotOwner
	case answer == int64(1):
		return true, nil
	default:
		return false, nil
	}
	return false, fmt.Errorf("return the timers of lane %d: %w", f.Lane, err)
}

// List returns up to n timers of a lane, claimed ones too, the one due first in front. It looks at all timers.
func (t *Timers) List(ctx context.Context, lane int64, n int) ([]queue.Timer, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	found := map[string]queue.Timer{}
	marks := t.s.client.HScan(ctx, timerRecord.at(t.s.bot), 0, strconv.FormatInt(lane, 10)+":*", scanStep).Iterator()
	for marks.Next(ctx) {
		mark := marks.Val()
		if !marks.Next(ctx) {
			break
		}
		timer, err := readTimer(lane, marks.Val())
		if err != nil {
			return nil, fmt.Errorf("list the timers of lane %d: %w", lane, err)
		}
		found[mark] = timer
	}
	if err := marks.Err(); err != nil {
		return nil, fmt.Errorf("list the timers of lane %d: %w", lane, err)
	}
	list := make([]queue.Timer, 0, len(found))
	for _, timer := range found {
		list = append(list, timer)
	}
	sortTimers(list)
	return list[:min(len(list), max(0, n))], nil
}

// scanStep is about how many entries the server looks at in one go of a scan.
const scanStep = 1000

// sortTimers puts the one due first in front, those of one moment by ID.
func sortTimers(timers []queue.Timer) {
	slices.SortFunc(timers, func(a, b queue.Timer) int {
		return cmp.Or(a.Due.Compare(b.Due), strings.Compare(a.ID, b.ID))
	})
}

func readTimer(lane int64, kept string) (queue.Timer, error) {
	head, body, ok := strings.Cut(kept, "\n")
	due, id, _ := strings.Cut(head, " ")
	ms, err := strconv.ParseInt(due, 10, 64)
	if !ok || err != nil {
		return queue.Timer{}, errors.New("the record of a timer begins with " + strconv.Quote(head))
	}
	return queue.Timer{ID: id, Lane: lane, Due: time.UnixMilli(ms).UTC(), Body: []byte(body)}, nil
}
