package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"camnang/bot"
	"camnang/bot/queue"
)

const (
	// sendLease is how long a message is one sender's: the rendering (renderWithin), the call (callWithin, or
	// transferWithin for a file) and 25 s of a store that is away before it is noted.
	sendLease = time.Minute
	// sendFirst and sendLast bound the wait before a message that failed for now is sent again.
	sendFirst = time.Second
	sendLast  = time.Minute
)

// A message whose outcome nobody knows (doubt) is sent again after these waits, the last of them without end. It may
// have been delivered each time, and its chat waits behind it, so it is given up in the end.
var doubtWaits = []time.Duration{
	time.Second, 5 * time.Second, 20 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute,
}

const (
	// doubtsAtMost ends 33 minutes of error pages: an outage of half an hour loses nothing.
	doubtsAtMost = 12
	// blindAtMost is for sends after which nobody said anything, 13 minutes of them: those are more often delivered
	// than those that a gateway says it could not pass on.
	blindAtMost = 8
)

// doubt counts the sends of a message whose outcome nobody knows; blind are those of them without even an error
// page: the time ran out, the connection ended, the answer was torn.
type doubt struct{ sends, blind int }

// senders send what the outbox gives out, at most slots at once. A message that certainly was not taken is
// sent until it is. One of which nobody knows is sent again too, because the answer did not arrive (see doubt; each
// process counts for itself) or the process died before noting it.
type senders struct {
	client *Client
	outbox Outbox
	render renderer
	owner  string
	slots  int

	replied *bell
	pace    pace
	log     *slog.Logger
	count   *Counters

	// doubts are kept by message until it comes to an end; so is how often it could not be rendered, until it can.
	doubts     map[string]doubt
	unrendered map[string]int
	doubted    sync.Mutex

	// owing counts messages whose outcome the store has not taken yet. While there are any, no further
	// message is taken: one of them might be it, its lease run out.
	owing atomic.Int64
}

// run takes messages until ctx ends and then waits for those in hand, which go on under work.
func (s *senders) run(ctx, work context.Context) {
	var hands sync.WaitGroup
	defer hands.Wait()
	slots := make(chan struct{}, s.slots)
	failures := 0
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return
		case slots <- struct{}{}:
		}
		heard := s.replied.heard()
		if s.owing.Load() > 0 {
			<-slots
			sleepOr(ctx, s.pace.idle, heard)
			continue
		}
		taken, ok, wait, err := s.take(ctx)
		if err == nil && ok {
			failures = 0
			hands.Go(func() {
				s.one(work, taken)
				<-slots
				s.replied.ring()
			})
			continue
		}
		<-slots
		if err != nil {
			failures++
			wait = jitter(grown(failures, s.pace.firstRetry, s.pace.lastRetry))
			s.log.Error("the outbox gives nothing; trying again", "wait", wait, "error", err)
			sleep(ctx, wait)
			continue
		}
		failures = 0
		if wait <= 0 || wait > s.pace.idle {
			wait = s.pace.idle
		}
		sleepOr(ctx, wait, heard)
	}
}

func (s *senders) take(ctx context.Context) (taken queue.Sending, ok bool, wait time.Duration, err error) {
	err = stored(ctx, func(ctx context.Context) error {
		taken, ok, wait, err = s.outbox.Take(ctx, s.owner, sendLease)
		return err
	})
	if err != nil {
		return queue.Sending{}, false, 0, fmt.Errorf("take a message: %w", err)
	}
	return taken, ok, wait, nil
}

// one sends one message and notes what became of it.
func (s *senders) one(ctx context.Context, sending queue.Sending) {
	var reply bot.Reply
	if err := json.Unmarshal(sending.Message.Body, &reply); err != nil {
		s.note(ctx, sending, outcome{kind: dropped, why: "the body is no reply: " + err.Error()})
		return
	}
	var rest []queue.Message
	if reply.Kind == bot.Rendered {
		var o outcome
		var ok bool
		if reply, rest, o, ok = s.rendered(ctx, sending, reply.Body); !ok {
			s.note(ctx, sending, o)
			return
		}
	}
	method, params, err := render(sending.Message.Chat, reply)
	if err != nil {
		s.note(ctx, sending, outcome{kind: dropped, why: err.Error()})
		return
	}
	if ctx.Err() != nil {
		s.note(ctx, sending, outcome{kind: later, why: "the process was stopped before it was sent"})
		return
	}
	var result json.RawMessage
	err = s.client.call(ctx, method, params, &result)
	o := s.judge(sending, err)
	if ctx.Err() != nil && o.kind == later && !inDoubt(err) {
		o.wait = 0
	}
	if o.kind == sent {
		t := takenIn(result)
		o.rest, o.sentAs, o.carried = rest, t.ID, t.carried(sending.Message.Chat, reply.Keep)
		if o.sentAs == 0 && reply.Kind == bot.Edit {
			o.sentAs = reply.Message
		}
	}
	s.note(ctx, sending, o)
}

// judge is decide with the doubts of the message, which it keeps until the message comes to an end.
func (s *senders) judge(taken queue.Sending, err error) outcome {
	id := taken.Message.ID
	s.doubted.Lock()
	defer s.doubted.Unlock()
	d := s.doubts[id]
	if inDoubt(err) {
		if d.sends++; !isErrorPage(err) {
			d.blind++
		}
		if s.doubts == nil {
			s.doubts = map[string]doubt{}
		}
		s.doubts[id] = d
	}
	o := decide(err, taken.Attempt, d)
	if o.kind == sent || o.kind == unreachable || o.kind == dropped {
		delete(s.doubts, id)
	}
	return o
}

// outcome is what became of a message.
type outcome struct {
	kind   outcomeKind
	wait   time.Duration
	to     int64
	sentAs int64
	why    string
	// rest are the further parts of a rendered text of which the first was sent.
	rest []queue.Message
	// carried are the records that the message leaves behind.
	carried []queue.Change
}

type outcomeKind int

const (
	sent outcomeKind = iota
	later
	paused
	unreachable
	migrated
	dropped
	withheld
)

// decide says what the error of a send (nil: none) means for the message at its attempt, from 1. d is what is known
// of its sends with an unknown outcome, this one included. A wrong token is no fault of the message, which is kept.
func decide(err error, attempt int, d doubt) outcome {
	if err == nil {
		return outcome{kind: sent}
	}
	o := outcome{kind: later, wait: grown(attempt, sendFirst, sendLast), why: err.Error()}
	var failure *Error
	if !errors.As(err, &failure) {
		return o
	}
	switch failure.Kind {
	case Temporary:
		switch {
		case failure.Undone:
		case d.blind >= blindAtMost || d.sends >= doubtsAtMost:
			o.kind, o.why = dropped, fmt.Sprintf("sent %d times, and it is not known whether it arrived: %s", d.sends, o.why)
		default:
			o.wait = doubtWaits[min(max(d.sends, 1), len(doubtWaits))-1]
		}
	case Throttled:
		o.kind, o.wait = paused, failure.RetryAfter
	case Unreachable:
		o.kind = unreachable
	case Migrated:
		o.kind, o.to = migrated, failure.MigrateTo
	case Refused:
		o.kind = dropped
	}
	return o
}

// note tells the store, again and again while it is away, until ctx ends or somebody else has the
// message. After the first failure the process owes the store and takes nothing further.
func (s *senders) note(ctx context.Context, taken queue.Sending, o outcome) {
	s.tally(taken, o)
	settle := func(ctx context.Context) error { return s.settle(ctx, taken, o) }
	err := stored(ctx, settle)
	unsure := err != nil && !errors.Is(err, queue.ErrNotOwner)
	if unsure {
		s.owing.Add(1)
		s.log.Error("the outbox does not take what became of a message; trying again", "message", taken.Message.ID, "error", err)
		_, err = insist(ctx, time.Now().Add(oweNoLonger), settle)
		s.owing.Add(-1)
	}
	switch {
	case err == nil:
		return
	case errors.Is(err, queue.ErrNotOwner) && unsure:
		s.count.Unsure.Add(1)
		s.log.Info("a message is no longer held, most likely settled by a call whose answer was lost", "message", taken.Message.ID)
		return
	case errors.Is(err, queue.ErrNotOwner):
		s.count.LeasesLost.Add(1)
	}
	s.log.Warn("a message is not settled and may be sent again", "message", taken.Message.ID, "error", err)
}

// oweNoLonger is when a message that the store does not take the outcome of is given up, so that one
// message the store chokes on does not end all sending.
const oweNoLonger = 10 * time.Minute

func (s *senders) settle(ctx context.Context, taken queue.Sending, o outcome) error {
	switch o.kind {
	case sent:
		if err := s.outbox.Put(ctx, o.rest...); err != nil {
			return err
		}
		return s.outbox.Sent(ctx, taken, o.sentAs, o.carried...)
	case withheld:
		return s.outbox.Withheld(ctx, taken)
	case paused:
		return s.outbox.Pause(ctx, taken, o.wait)
	case unreachable:
		return s.outbox.Unreachable(ctx, taken, o.why)
	case migrated:
		return s.outbox.Migrated(ctx, taken, o.to)
	case dropped:
		return s.outbox.Drop(ctx, taken, o.why)
	default:
		return s.outbox.Later(ctx, taken, o.wait, o.why)
	}
}

func (s *senders) tally(taken queue.Sending, o outcome) {
	id := taken.Message.ID
	switch o.kind {
	case sent:
		s.count.Sent.Add(1)
	case paused:
		s.count.Throttled.Add(1)
		s.log.Warn("Telegram asks for a pause; nothing is sent until it is over", "wait", o.wait)
	case unreachable:
		s.count.Unreached.Add(1)
		s.log.Warn("a chat is closed to the bot", "message", id, "error", o.why)
	case migrated:
		s.count.Migrated.Add(1)
		s.log.Info("a group has a new id", "message", id)
	case withheld:
		s.count.Withheld.Add(1)
	case dropped:
		s.count.Dropped.Add(1)
		s.log.Error("a message went to the dead letters", "message", id, "error", o.why)
	default:
		s.count.Postponed.Add(1)
		s.log.Warn("a message is sent later", "message", id, "wait", o.wait, "error", o.why)
	}
}
