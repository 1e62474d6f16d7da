package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"camnang/bot"
	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/reminder"
	"camnang/bot/telegram"
	"camnang/bot/watch"
	"camnang/corpus/calendar"
)

// event is the body of a timer. Those of lane 0 are the program's own, each set by the very step that noted it: away,
// moved and dead by the store, watch by the one before; training is package bot's, in any lane. Those of a chat's lane are
// text.
type event struct {
	Event string `json:"event"`
	// text: what the chat is reminded of.
	Text string `json:"text,omitempty"`
	// away: the chat that cannot be reached, and Telegram's words.
	Chat int64  `json:"chat,omitempty"`
	Why  string `json:"why,omitempty"`
	// moved: the old and the new id of a group.
	From int64 `json:"from,omitempty"`
	To   int64 `json:"to,omitempty"`
}

const (
	// watchTimer looks every watchEvery whether an operator must hear of something.
	watchTimer = "job:watch"
	// sweepHour is when all plans are looked over each day, in the officers' time zone.
	sweepHour  = 0
	watchEvery = time.Minute
	// skewMost is how far two clocks that are kept right are apart at most: kept by NTP it is well under a second, by hand
	// a minute.
	skewMost = time.Minute
	// skewLook is how often is looked whether they have been put right again.
	skewLook = 10 * time.Minute
	// deadLetters is how many of the newest dead letters are counted for one message.
	deadLetters = 1000
)

// errReminder is a timer of a chat that this release does not know: it goes to the dead letters, where a later one
// finds it.
var errReminder = errors.New("this release knows no reminder of that kind")

// decide gives what due timers lead to. It writes nothing. What is due is told by the program's clock; the timers that are
// set are due by the store's, when it is seen to be ahead.
func (a *app) decide(ctx context.Context, f queue.Firing) (what queue.Settlement, err error) {
	now := a.now()
	if f.Lane != 0 {
		what, err = a.remind(ctx, f, now)
	} else {
		what, err = a.happened(ctx, f, now)
	}
	for i := range what.Timers {
		what.Timers[i].Due = byStore(what.Timers[i].Due, f, now)
	}
	return what, err
}

// byStore is when a timer that a firing leads to is to be due by the store's clock, when that is ahead of this process's, as
// the firing shows: its timers fell due by it. Were this left out of account, a timer for a moment that the store has passed
// would fire again and again until this clock has come there too: for a day, when it was set back by one.
//
// Of clocks further apart than skewMost one is wrong, and may be put right at any time. So the timer is due skewLook later at
// the latest, unless it is for a later moment by both.
func byStore(due time.Time, f queue.Firing, now time.Time) time.Time {
	var by time.Duration
	for _, t := range f.Timers {
		by = max(by, t.Due.Sub(now))
	}
	shifted := due.Add(by)
	if by <= skewMost {
		return shifted
	}
	// The claim was made by the store's clock, and not much more than half a minute before its end.
	if look := f.Until.Add(skewLook); look.Before(shifted) {
		return later(look, due)
	}
	return later(f.Until, shifted)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// remind gives what the timers of a chat lead to: the reminders of whoever is woken, and texts, each a message of its own.
func (a *app) remind(ctx context.Context, f queue.Firing, now time.Time) (queue.Settlement, error) {
	var all queue.Settlement
	for _, t := range f.Timers {
		if who, ok := reminder.Woken(t); ok {
			one, err := a.wake(ctx, who)
			if err != nil {
				return queue.Settlement{}, err
			}
			all = merged(all, one)
			continue
		}
		trained, ok, err := a.train(ctx, t, f.Lane)
		if err != nil {
			return queue.Settlement{}, err
		}
		if ok {
			all = besides(all, trained, t)
			continue
		}
		var e event
		if err := json.Unmarshal(t.Body, &e); err != nil || e.Event != "text" {
			return queue.Settlement{}, errReminder
		}
		turn := bot.Turn{Replies: []bot.Reply{{Kind: bot.Send, Text: []bot.Span{{Text: reminder.Words(e.Text, t.Due, now, a.location)}}}}}
		one, err := telegram.Settlement(fmt.Sprintf("timer.%s.%d", t.ID, t.Due.UnixMilli()), f.Lane, queue.Reminder, turn)
		if err != nil {
			return queue.Settlement{}, err
		}
		all = merged(all, one)
	}
	return all, nil
}

// wake gives an officer's reminders that have come to be due, and the next wake. They go to the account that is bound now,
// whichever it was when the wake was set.
func (a *app) wake(ctx context.Context, who officer.ID) (queue.Settlement, error) {
	woken, err := a.talks.Wake(ctx, who)
	if err != nil {
		return queue.Settlement{}, err
	}
	all := queue.Settlement{Changes: woken.Changes, Timers: woken.Timers}
	for _, n := range woken.Notices {
		priority := queue.Broadcast
		if n.Legal {
			priority = queue.Reminder
		}
		one, err := telegram.Settlement(n.ID, woken.Chat, priority, bot.Turn{Replies: []bot.Reply{n.Reply}})
		if err != nil {
			return queue.Settlement{}, err
		}
		all = merged(all, one)
	}
	return all, nil
}

// train gives what a timer of the training leads to; ok is false for another one.
func (a *app) train(ctx context.Context, t queue.Timer, lane int64) (s queue.Settlement, ok bool, err error) {
	turn, ok, err := a.talks.Due(ctx, t)
	if err != nil || !ok {
		return queue.Settlement{}, false, err
	}
	s, err = telegram.Settlement(fmt.Sprintf("timer.%s.%d", t.ID, t.Due.UnixMilli()), lane, queue.Broadcast, turn)
	return s, true, err
}

// sweep looks over all plans (bot.Conversation.Sweep) and sets the timer by which they are looked over again: at once when
// there is more to do, else in the night.
func (a *app) sweep(ctx context.Context, due, now time.Time) (queue.Settlement, error) {
	turn, again, err := a.talks.Sweep(ctx)
	if err != nil {
		return queue.Settlement{}, err
	}
	next := occurrence(sweepHour, now, a.location).AddDate(0, 0, 1)
	if again {
		next = now
	}
	turn.Timers = append(turn.Timers, bot.SweepTimer(next))
	// Two sweeps may fall due in one millisecond, and after the clock was set back they do; no two replace one version.
	id := fmt.Sprintf("sweep.%d", due.UnixMilli())
	if len(turn.Changes) > 0 {
		id = fmt.Sprintf("sweep.%s.%d", turn.Changes[0].ID, turn.Changes[0].Was)
	}
	return telegram.Settlement(id, 0, queue.Reminder, turn)
}

// happened gives what the program's own events lead to.
func (a *app) happened(ctx context.Context, f queue.Firing, now time.Time) (queue.Settlement, error) {
	roster, err := a.store.People().Roster(ctx)
	if err != nil {
		return queue.Settlement{}, err
	}
	var all queue.Settlement
	look := false
	var moved []event
	for _, t := range f.Timers {
		var e event
		if err := json.Unmarshal(t.Body, &e); err != nil {
			e.Event = "unreadable"
		}
		switch e.Event {
		case "watch":
			look = true
			next := queue.Timer{ID: watchTimer, Due: now.Add(watchEvery), Body: t.Body}
			all.Timers = append(all.Timers, next)
		case "dead":
			look = true
		case "sweep":
			one, err := a.sweep(ctx, t.Due, now)
			if err != nil {
				return queue.Settlement{}, err
			}
			all = besides(all, one, t)
		case "moved":
			moved = append(moved, e)
		case "away":
			one, err := a.away(ctx, roster, e, t.Due, now)
			if err != nil {
				return queue.Settlement{}, err
			}
			all = besides(all, one, t)
		case "training":
			one, known, err := a.train(ctx, t, 0)
			if err != nil {
				return queue.Settlement{}, err
			}
			if !known {
				a.log.Error("a timer is not known and is dropped", "timer", t.ID)
			}
			all = besides(all, one, t)
		default:
			// Left to lie it would hold up the others of the lane.
			a.log.Error("a timer is not known and is dropped", "timer", t.ID)
		}
	}
	changes, err := a.moved(roster, moved)
	if err != nil {
		return queue.Settlement{}, err
	}
	all.Changes = append(all.Changes, changes...)
	if look {
		one, err := a.look(ctx, roster, f.Timers[0].Due, now)
		if err != nil {
			return queue.Settlement{}, err
		}
		all = merged(all, one)
	}
	return all, nil
}

func merged(a, b queue.Settlement) queue.Settlement {
	a.Messages = append(a.Messages, b.Messages...)
	a.Notes = append(a.Notes, b.Notes...)
	a.Changes = append(a.Changes, b.Changes...)
	a.Timers = append(a.Timers, b.Timers...)
	a.Cancels = append(a.Cancels, b.Cancels...)
	return a
}

// besides is merged, unless both change one record, which no step does twice: then the timer that the second came of is set
// again, and is decided on what the first leaves.
func besides(all, one queue.Settlement, t queue.Timer) queue.Settlement {
	for _, c := range one.Changes {
		if slices.ContainsFunc(all.Changes, func(other queue.Change) bool { return other.Table == c.Table && other.ID == c.ID }) {
			all.Timers = append(all.Timers, t)
			return all
		}
	}
	return merged(all, one)
}

// moved gives the groups of classes their new ids.
func (a *app) moved(roster *officer.Roster, moves []event) ([]queue.Change, error) {
	if len(moves) == 0 {
		return nil, nil
	}
	edit := roster.Edit()
	for _, m := range moves {
		edit.MoveChat(m.From, m.To)
	}
	return edit.Changes(), nil
}

// away tells whoever is responsible that a chat cannot be reached, once a day for each. A chat that is nobody's of
// the roster concerns nobody.
func (a *app) away(ctx context.Context, roster *officer.Roster, e event, due, now time.Time) (queue.Settlement, error) {
	var text, about string
	var told []*officer.Officer
	if o, known := roster.ByTelegram(e.Chat); known {
		unit := ""
		if u, ok := roster.Unit(o.Unit); ok {
			unit = u.Name
		}
		text, about, told = watch.Unreached(o.Name, unit, e.Why), string(o.ID), roster.Responsible(o.ID)
	} else if c, known := roster.ByChat(e.Chat); known {
		text, about, told = watch.UnreachedGroup(c.Name, e.Why), string(c.ID), roster.Trainers(c.ID)
	} else {
		return queue.Settlement{}, nil
	}
	name := "away-" + about
	before, err := a.state(ctx, name)
	if err != nil {
		return queue.Settlement{}, err
	}
	var last struct {
		Day calendar.Day `json:"day"`
	}
	if before.Version != 0 {
		if err := json.Unmarshal(before.Value, &last); err != nil {
			return queue.Settlement{}, fmt.Errorf("read the record %s: %w", name, err)
		}
	}
	today := calendar.On(now.In(a.location))
	if last.Day == today {
		return queue.Settlement{}, nil
	}
	last.Day = today
	value, err := json.Marshal(last)
	if err != nil {
		return queue.Settlement{}, err
	}
	note, err := journal.NewNote(journal.Unreachable, about, "", false, map[string]string{"why": e.Why})
	if err != nil {
		return queue.Settlement{}, err
	}
	turn := bot.Turn{
		Notes:   []queue.Note{note},
		Changes: []queue.Change{{Table: queue.TableState, ID: name, Was: before.Version, Value: value}},
	}
	if turn.Replies, err = a.tell(ctx, told, text); err != nil {
		return queue.Settlement{}, err
	}
	return telegram.Settlement(fmt.Sprintf("away.%s.%d", about, due.UnixMilli()), 0, queue.Reminder, turn)
}

// tell makes the text a message to each of those who have joined and can be reached; telling the others would only
// make more dead letters.
func (a *app) tell(ctx context.Context, to []*officer.Officer, text string) ([]bot.Reply, error) {
	var replies []bot.Reply
	for _, o := range to {
		if o.Telegram == 0 {
			continue
		}
		_, away, err := a.store.Outbox().Away(ctx, o.Telegram)
		if err != nil {
			return nil, err
		}
		if !away {
			replies = append(replies, bot.Reply{Kind: bot.Send, Chat: o.Telegram, Text: []bot.Span{{Text: text}}})
		}
	}
	return replies, nil
}

// look is one look at how the program stands, and what administrators are told of it.
func (a *app) look(ctx context.Context, roster *officer.Roster, due, now time.Time) (queue.Settlement, error) {
	before, err := a.state(ctx, "watch")
	if err != nil {
		return queue.Settlement{}, err
	}
	var seen watch.Seen
	if before.Version != 0 {
		if err := json.Unmarshal(before.Value, &seen); err != nil {
			return queue.Settlement{}, fmt.Errorf("read what was said before: %w", err)
		}
	}
	standing, err := a.standing(ctx)
	if err != nil {
		return queue.Settlement{}, err
	}
	alarms, next := watch.Decide(standing, seen, now)
	value, err := json.Marshal(next)
	if err != nil {
		return queue.Settlement{}, err
	}
	var turn bot.Turn
	if string(value) != string(before.Value) {
		turn.Changes = []queue.Change{{Table: queue.TableState, ID: "watch", Was: before.Version, Value: value}}
	}
	if len(alarms) == 0 {
		return queue.Settlement{Changes: turn.Changes}, nil
	}
	if turn.Replies, err = a.tell(ctx, roster.Administrators(), watch.Message(alarms)); err != nil {
		return queue.Settlement{}, err
	}
	if a.logged(alarms, len(turn.Replies)); len(turn.Replies) == 0 {
		// Nothing was said, so it is said when somebody is there.
		return queue.Settlement{}, nil
	}
	return telegram.Settlement(fmt.Sprintf("%s%d", watch.Own, due.UnixMilli()), 0, queue.Reminder, turn)
}

// logged puts alarms into the log; those that nobody was told of once, not at every look.
func (a *app) logged(alarms []watch.Alarm, told int) {
	var keys []string
	for _, alarm := range alarms {
		key := alarm.Key
		if alarm.Over {
			key += " over"
		}
		keys = append(keys, key)
	}
	said := strings.Join(keys, ", ")
	if told > 0 {
		a.unheard.Store(nil)
		a.log.Warn("the administrators are told", "alarms", said, "administrators", told)
		return
	}
	if last := a.unheard.Swap(&said); last == nil || *last != said {
		a.log.Warn("there is no administrator to be told", "alarms", said)
	}
}

// standing reads how the program stands.
func (a *app) standing(ctx context.Context) (watch.State, error) {
	var s watch.State
	var err error
	if s.Depths, err = a.store.Depths(ctx); err != nil {
		return watch.State{}, err
	}
	if s.Dead, err = a.store.Dead(ctx, deadLetters); err != nil {
		return watch.State{}, err
	}
	promises, err := a.store.Promises(ctx)
	if err != nil {
		return watch.State{}, err
	}
	for _, p := range promises {
		if !p.Good {
			s.Store = append(s.Store, p.Name+" = "+p.Value)
		}
	}
	if a.people.BackupDir == "" {
		return s, nil
	}
	noted, _, err := a.noted(ctx, backupDuty)
	if err != nil {
		return watch.State{}, err
	}
	s.Backup = &watch.Backup{Expected: noted.Since, Last: noted.Done, Failure: noted.Failure}
	if s.Backup.Expected.IsZero() {
		s.Backup.Expected = a.begun
	}
	return s, nil
}
