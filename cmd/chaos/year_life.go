package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"camnang/bot"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/reminder"
	"camnang/bot/store"
	"camnang/bot/telegram"
	"camnang/corpus"
)

// errKilled is what the calls of a life give once it was killed.
var errKilled = errors.New("the process was killed")

// life is the program between a start and its end: the embedded store, the conversation over it, and what it does with
// updates, timers and messages. It ends after a number of calls of the store that change something: the call that is under
// way then is carried out and its answer lost, as when a process is killed.
type life struct {
	store *store.Store
	talks *bot.Conversation
	clock *turned
	judge *judge
	// calls is how many calls are left.
	calls atomic.Int64
	// next is when the next timer falls due, zero when none is set.
	next time.Time
	// fired counts timers settled, conflicts the decisions made again.
	fired, conflicts atomic.Int64
}

// immortal is more calls than a year has.
const immortal = 1 << 40

// hands is how many updates and timers are in hand at once, as in the program; of messages it is senders.
const hands = 8

// owner names the only process there is.
const owner = "year"

func begin(ctx context.Context, dir string, clock *turned, library *corpus.Library, j *judge) (*life, error) {
	quiet := slog.New(slog.DiscardHandler)
	opened, err := store.Open(ctx, store.Options{Dir: dir, Now: clock.now, Log: quiet})
	if err != nil {
		return nil, err
	}
	l := &life{store: opened, clock: clock, judge: j}
	l.calls.Store(immortal)
	l.talks = bot.New(bot.Config{
		Library: library, Memory: opened.Memory(), People: opened.People(), Records: opened.Records(), Plans: opened.Plans(), Training: opened.Training(),
		Workdays: opened.Workdays(), Journal: opened.Journal(), Eraser: opened, Now: clock.now, Location: hanoi, Log: quiet,
	})
	return l, nil
}

// call makes a call of the store that changes something.
func (l *life) call(do func() error) error {
	if l.calls.Add(-1) < 0 {
		return errKilled
	}
	err := do()
	if l.calls.Load() < 0 {
		return errKilled
	}
	return err
}

// each does something to all of a list, some at once. Its error is the first that is not errKilled, if there is one.
func each[T any](all []T, do func(T) error) error {
	work := make(chan T)
	errs := make([]error, min(hands, len(all)))
	var working sync.WaitGroup
	for n := range errs {
		working.Go(func() {
			for one := range work {
				if errs[n] == nil {
					errs[n] = do(one)
				}
			}
		})
	}
	for _, one := range all {
		work <- one
	}
	close(work)
	working.Wait()
	killed := false
	for _, err := range errs {
		if killed = killed || errors.Is(err, errKilled); err != nil && !errors.Is(err, errKilled) {
			return err
		}
	}
	if killed {
		return errKilled
	}
	return nil
}

// lease is longer than anything takes by a clock that stands still meanwhile.
const lease = 30 * time.Second

// take receives updates and settles what they lead to, until none is left.
func (l *life) take(ctx context.Context, updates []queue.Update) error {
	if err := l.call(func() error { return l.store.Inbox().Put(ctx, updates, 0, 0) }); err != nil {
		return err
	}
	for {
		var claims []queue.Claim
		err := l.call(func() (err error) {
			claims, err = l.store.Inbox().Claim(ctx, owner, lease, 100)
			return err
		})
		if err != nil || len(claims) == 0 {
			return err
		}
		err = each(claims, func(c queue.Claim) error {
			for {
				what, err := l.handle(ctx, c.Update)
				if err != nil {
					return fmt.Errorf("%s: %w", c.Update.Raw, err)
				}
				err = l.call(func() error { return l.store.Inbox().Settle(ctx, c, what) })
				if !errors.Is(err, queue.ErrConflict) {
					return err
				}
				l.conflicts.Add(1)
			}
		})
		if err != nil {
			return err
		}
	}
}

// emptyClaims is after how many claims in a row that gave nothing a timer said to be due in a moment is left to that moment.
const emptyClaims = 20

// fire settles all timers that are due.
func (l *life) fire(ctx context.Context) error {
	for empty := 0; ; {
		var firings []queue.Firing
		var next time.Duration
		err := l.call(func() (err error) {
			firings, next, err = l.store.Timers().Claim(ctx, owner, lease, 64)
			return err
		})
		if err != nil {
			return err
		}
		if empty++; len(firings) > 0 {
			empty = 0
		} else if next == time.Millisecond && empty < emptyClaims {
			// It found lanes only whose timers had been set anew, and others wait behind them.
			continue
		}
		if len(firings) == 0 {
			l.next = time.Time{}
			if next > 0 {
				l.next = l.clock.now().Add(next)
			}
			return nil
		}
		err = each(firings, func(f queue.Firing) error {
			what, err := l.decide(ctx, f)
			if err != nil {
				return err
			}
			err = l.call(func() error { return l.store.Timers().Settle(ctx, f, what) })
			if errors.Is(err, queue.ErrConflict) {
				l.conflicts.Add(1)
				return nil
			}
			l.fired.Add(int64(len(f.Timers)))
			return err
		})
		if err != nil {
			return err
		}
	}
}

// decide is what due timers lead to, as the program wires it: an officer's wake to the reminders, the look over all plans
// to everybody's wakes.
func (l *life) decide(ctx context.Context, f queue.Firing) (queue.Settlement, error) {
	var all queue.Settlement
	for _, t := range f.Timers {
		who, ok := reminder.Woken(t)
		if !ok {
			turn, again, err := l.talks.Sweep(ctx)
			if err != nil {
				return all, err
			}
			if again {
				turn.Timers = append(turn.Timers, bot.SweepTimer(l.clock.now()))
			}
			one, err := telegram.Settlement(fmt.Sprintf("sweep.%d", t.Due.UnixMilli()), 0, queue.Reminder, turn)
			if err != nil {
				return all, err
			}
			all = joined(all, one)
			continue
		}
		woken, err := l.talks.Wake(ctx, who)
		if err != nil {
			return all, err
		}
		all = joined(all, queue.Settlement{Changes: woken.Changes, Timers: woken.Timers})
		for _, n := range woken.Notices {
			one, err := telegram.Settlement(n.ID, f.Lane, queue.Reminder, bot.Turn{Replies: []bot.Reply{n.Reply}})
			if err != nil {
				return all, err
			}
			all = joined(all, one)
		}
	}
	return all, nil
}

func joined(a, b queue.Settlement) queue.Settlement {
	a.Messages, a.Notes = append(a.Messages, b.Messages...), append(a.Notes, b.Notes...)
	a.Changes, a.Timers = append(a.Changes, b.Changes...), append(a.Timers, b.Timers...)
	a.Cancels = append(a.Cancels, b.Cancels...)
	return a
}

// send brings out what is in the outbox, at the pace that the store allows: the clock goes on while it makes wait.
func (l *life) send(ctx context.Context) error {
	for {
		var mu sync.Mutex
		var soonest time.Duration
		err := each(make([]struct{}, senders), func(struct{}) error {
			for {
				wait, err := l.sendOne(ctx)
				if err != nil {
					return err
				}
				if wait < 0 {
					continue
				}
				mu.Lock()
				defer mu.Unlock()
				if soonest == 0 || wait > 0 && wait < soonest {
					soonest = wait
				}
				return nil
			}
		})
		if err != nil || soonest == 0 {
			return err
		}
		l.clock.to(l.clock.now().Add(soonest))
	}
}

// sendOne sends a message. wait is -1 after one, else how long there is none, 0 when the outbox is empty.
func (l *life) sendOne(ctx context.Context) (wait time.Duration, err error) {
	var s queue.Sending
	var ok bool
	err = l.call(func() (err error) {
		s, ok, wait, err = l.store.Outbox().Take(ctx, owner, lease)
		return err
	})
	if err != nil || !ok {
		return wait, err
	}
	var reply bot.Reply
	if err := json.Unmarshal(s.Message.Body, &reply); err != nil {
		return 0, err
	}
	if reply.Kind != bot.Rendered {
		return 0, fmt.Errorf("message %s is no reminder", s.Message.ID)
	}
	var body reminded
	if err := json.Unmarshal(reply.Body, &body); err != nil {
		return 0, err
	}
	shown, wanted, err := l.talks.Render(ctx, s.Message.Chat, s.Message.ID, reply.Body)
	if err != nil {
		return 0, err
	}
	if !wanted {
		l.judge.withheld(s.Message.ID, body)
		return -1, l.call(func() error { return l.store.Outbox().Withheld(ctx, s) })
	}
	l.judge.arrived(s.Message.ID, s.Message.Chat, body, shown.Text)
	err = l.call(func() error { return l.store.Outbox().Sent(ctx, s, 1) })
	if errors.Is(err, errKilled) {
		l.judge.inFlight()
	}
	return -1, err
}

// reminded is what a reminder in the outbox carries.
type reminded struct {
	Officer officer.ID `json:"officer"`
	Items   []struct {
		ID    string `json:"id"`
		Above bool   `json:"above"`
	} `json:"items"`
}

// copyStore copies what a killed process left on the disk, without its lock. Files may come and go meanwhile: it begins anew
// then, and what it has in the end is what was there at one moment, because nobody writes but a compaction.
func copyStore(from, to string) error {
	for try := 0; ; try++ {
		err := copyFiles(filepath.Join(from, "store"), filepath.Join(to, "store"))
		if err == nil || !errors.Is(err, fs.ErrNotExist) || try == 100 {
			return err
		}
		if err := os.RemoveAll(to); err != nil {
			return err
		}
	}
}

func copyFiles(from, to string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	files, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.Name() == "lock" {
			continue
		}
		content, err := os.ReadFile(filepath.Join(from, f.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(to, f.Name()), content, 0o600)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
