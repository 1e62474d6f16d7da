package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/bot/reminder"
	"camnang/corpus/calendar"
)

// deskDues are the timers of the desk: one in the lane of each member to whom an answer goes, and one in lane 0 for all entries
// that wait.
func deskDues() []due {
	return []due{
		{what: "share", handle: (*Conversation).shareDue},
		{what: "desk", handle: (*Conversation).deskDue},
	}
}

// deskSweep has the trainers reminded of the questions that wait.
func (c *Conversation) deskSweep(ctx context.Context, in input) (t Turn, again bool, err error) {
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, false, fmt.Errorf("read the days off: %w", err)
	}
	return Turn{Timers: c.deskTimers(in.Entries, days, c.now())}, false, nil
}

// deskTimers is the timer of the next reminder; none when nothing waits of which anybody is still reminded.
func (c *Conversation) deskTimers(entries *quiz.Entries, days *calendar.Workdays, now time.Time) []queue.Timer {
	var next time.Time
	for _, e := range entries.All() {
		if at := c.deskMoment(e, days, now); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if next.IsZero() {
		return nil
	}
	return []queue.Timer{trainingTimer("desk", 0, next, dueBody{What: "desk"})}
}

// deskMoment is when the trainers are reminded of an entry: not before it is due, nor in the past, and within push hours. Zero
// for one that does not wait, or of which nobody is reminded any more.
func (c *Conversation) deskMoment(e *quiz.Entry, days *calendar.Workdays, now time.Time) time.Time {
	at := e.RemindAt(days, c.cfg.Location)
	if !e.Waits() || at.IsZero() {
		return time.Time{}
	}
	if at.Before(now) {
		at = now
	}
	return c.withinHours(at, days)
}

// withinHours is a moment itself when it is within the usual push hours, else when they begin next.
func (c *Conversation) withinHours(at time.Time, days *calendar.Workdays) time.Time {
	at = at.In(c.cfg.Location)
	from, to := reminder.Habit{}.Hours()
	if minute := minuteOf(at); !days.Off(calendar.On(at)) && minute >= from && minute < to {
		return at
	}
	return reminder.NextPush(at, reminder.View{Workdays: days, Zone: c.cfg.Location}, reminder.Habit{})
}

// deskDue reminds of all entries of which somebody is to be reminded today, so that nobody hears of them twice a day: each
// trainer in one message. With the last reminder of an entry those above its trainers are told. Before any of them is due it
// sets the timer anew.
func (c *Conversation) deskDue(ctx context.Context, in input, _ int64, _ dueBody) (Turn, error) {
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("read the days off: %w", err)
	}
	now := c.now()
	begun := false
	var today []*quiz.Entry
	for _, e := range in.Entries.All() {
		if at := c.deskMoment(e, days, now); !at.IsZero() && calendar.On(at) == calendar.On(now) {
			today = append(today, e)
			begun = begun || !at.After(now)
		}
	}
	if !begun {
		return Turn{Timers: c.deskTimers(in.Entries, days, now)}, nil
	}
	var t Turn
	var last []*quiz.Entry
	var changed []queue.Record
	for _, e := range today {
		next, isLast := e.AfterReminder(now.UTC())
		if isLast {
			last = append(last, e)
		}
		change := next.Change()
		t = t.changing(change)
		changed = append(changed, queue.Record{ID: change.ID, Version: e.Record, Value: change.Value})
	}
	t = t.and(c.deskReminds(in, today)).and(c.deskRaises(in, last))
	after, err := in.Entries.With(changed, nil)
	if err != nil {
		return Turn{}, err
	}
	t.Timers = append(t.Timers, c.deskTimers(after, days, now)...)
	return t, nil
}

// deskReminds tells each trainer of one of these entries how many wait for that trainer in all, and since when.
func (c *Conversation) deskReminds(in input, of []*quiz.Entry) Turn {
	var told []officer.ID
	waiting := map[officer.ID][]*quiz.Entry{}
	for _, e := range in.Entries.All() {
		if !e.Waits() {
			continue
		}
		for _, o := range in.answerers(e.Asker) {
			waiting[o.ID] = append(waiting[o.ID], e)
			if slices.Contains(of, e) && !slices.Contains(told, o.ID) {
				told = append(told, o.ID)
			}
		}
	}
	var t Turn
	for _, id := range told {
		all := waiting[id]
		text, button := say("desk_remind_many", len(all), c.moment(all[0].At)), opens(say("desk_row", len(all)), "desk", 1)
		if len(all) == 1 {
			text, button = say("desk_remind", c.moment(all[0].At)), opens(say("desk_open"), "deskq", 1, string(all[0].ID))
		}
		t = t.and(in.tells(id, []Span{plain(text)}, [][]Button{{button}}))
	}
	return t
}

// raised is what somebody above the trainers of entries is told: how many there are, of whose trainers, and how many that no
// trainer can answer.
type raised struct {
	open, nobodys int
	trainers      []officer.ID
}

// deskRaises tells those above the trainers of these entries, where there is no trainer the administrators, that they were not
// answered: numbers, and the names of the trainers, never who asked or what. An entry's own trainers and its asker are not told of it.
func (c *Conversation) deskRaises(in input, of []*quiz.Entry) Turn {
	var order []officer.ID
	to := map[officer.ID]*raised{}
	tell := func(id officer.ID, e *quiz.Entry, readers []*officer.Officer) {
		if id == e.Asker || slices.ContainsFunc(readers, func(o *officer.Officer) bool { return o.ID == id }) {
			return
		}
		if to[id] == nil {
			to[id] = &raised{}
			order = append(order, id)
		}
		if len(readers) == 0 {
			to[id].nobodys++
			return
		}
		to[id].open++
		for _, o := range readers {
			if !slices.Contains(to[id].trainers, o.ID) {
				to[id].trainers = append(to[id].trainers, o.ID)
			}
		}
	}
	for _, e := range of {
		readers := in.answerers(e.Asker)
		var above []officer.ID
		for _, o := range readers {
			above = append(above, reminder.Above(in.Roster, o.ID)...)
		}
		if len(readers) == 0 {
			for _, o := range in.Roster.Administrators() {
				above = append(above, o.ID)
			}
		}
		slices.Sort(above)
		for _, id := range slices.Compact(above) {
			tell(id, e, readers)
		}
	}
	var t Turn
	for _, id := range order {
		var s sheet
		if r := to[id]; r.open > 0 {
			var names []string
			for _, trainer := range r.trainers {
				names = append(names, in.name(trainer))
			}
			s.para(plain(say("desk_raised", r.open, quiz.EntryReminders, strings.Join(names, "; "))))
		}
		if to[id].nobodys > 0 {
			s.para(plain(say("desk_raised_nobodys", to[id].nobodys)))
		}
		t = t.and(in.tells(id, s.done(), nil))
	}
	return t
}
