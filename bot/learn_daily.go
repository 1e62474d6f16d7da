package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/bot/reminder"
	"camnang/corpus/calendar"
)

// dailyChoices are how many questions a day an officer may choose.
var dailyChoices = []int{0, 3, 5, 10, 15}

// learnDaily asks how many questions a day the officer wants.
func (c *Conversation) learnDaily(ctx context.Context, in input, _ payload) (Turn, error) {
	l, err := c.learner(ctx, in.Actor.Officer.ID)
	if err != nil {
		return Turn{}, err
	}
	return inPlace(in.Event, []Span{plain(say("learn_daily_ask"))}, dailyButtons(l.Most())), nil
}

func dailyButtons(chosen int) [][]Button {
	var rows [][]Button
	for i, n := range dailyChoices {
		name := say("learn_daily_number", n)
		if n == 0 {
			name = say("learn_daily_none")
		}
		if n == chosen {
			name += " ✔"
		}
		rows = append(rows, []Button{opens(name, "learnset", i+1)})
	}
	return rows
}

// learnDailySet keeps what was chosen.
func (c *Conversation) learnDailySet(ctx context.Context, in input, p payload) (Turn, error) {
	if p.page > len(dailyChoices) {
		return c.forged(in, "button", say("tap_not_valid")), nil
	}
	l, err := c.learner(ctx, in.Actor.Officer.ID)
	if err != nil {
		return Turn{}, err
	}
	n := dailyChoices[p.page-1]
	next := *l
	next.Daily = &n
	text := say("learn_daily_set", n)
	if n == 0 {
		text = say("learn_daily_stopped")
	}
	return inPlace(in.Event, []Span{plain(text)}, [][]Button{
		{opens(say("learn_go"), "learn", 1)}, {opens(say("learn_daily_open"), "learndaily", 1)},
	}).changing(next.Change()), nil
}

// learnTimer is when an officer is to be told what waits.
func learnTimer(o *officer.Officer, at time.Time) queue.Timer {
	return trainingTimer("learn."+string(o.ID), o.Telegram, at, dueBody{What: "learn", Officer: o.ID})
}

// learnHour reports whether a moment, in the officers' zone, is within somebody's push hours.
func learnHour(h reminder.Habit, days *calendar.Workdays, now time.Time) bool {
	from, to := h.Hours()
	return !days.Off(calendar.On(now)) && minuteOf(now) >= from && minuteOf(now) < to
}

// learnSweep sets the timer of everybody for whom something will be due when their push hours begin next, and at once of
// whoever was told nothing today though push hours have begun. The timer of somebody who has one is replaced.
func (c *Conversation) learnSweep(ctx context.Context, in input) (Turn, bool, error) {
	records, err := c.cfg.Records.All(ctx, queue.TableLearner)
	if err != nil {
		return Turn{}, false, fmt.Errorf("read what officers learn: %w", err)
	}
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, false, fmt.Errorf("read the days off: %w", err)
	}
	var ids []string
	for _, r := range records {
		ids = append(ids, r.ID)
	}
	habits, err := c.learnHabits(ctx, ids)
	if err != nil {
		return Turn{}, false, err
	}
	now := c.now()
	v := reminder.View{Book: in.Book, Roster: in.Roster, Workdays: days, Zone: c.cfg.Location}
	circulating := c.circulating(in)
	var t Turn
	for _, r := range records {
		o, ok := in.Roster.Officer(officer.ID(r.ID))
		if !ok || !o.Joined() {
			continue
		}
		l, err := quiz.ReadLearner(o.ID, r)
		if err != nil {
			return Turn{}, false, err
		}
		at := now
		if l.Invited == calendar.On(now) || !learnHour(habits[r.ID], days, now) {
			at = reminder.NextPush(now, v, habits[r.ID])
		}
		day := c.learningOf(in, o, circulating)
		if len(l.Today(c.today(at).Day, day.test, day.questions).Set) > 0 {
			t.Timers = append(t.Timers, learnTimer(o, at))
		}
	}
	return t, false, nil
}

// learnHabits are what officers chose about reminders, by officer; nothing of those who chose nothing.
func (c *Conversation) learnHabits(ctx context.Context, ids []string) (map[string]reminder.Habit, error) {
	records, err := c.cfg.Records.Many(ctx, queue.TableHabit, ids)
	if err != nil {
		return nil, fmt.Errorf("read what officers chose: %w", err)
	}
	out := map[string]reminder.Habit{}
	for _, r := range records {
		var all struct {
			Reminders reminder.Habit `json:"reminders"`
		}
		if err := json.Unmarshal(r.Value, &all); err != nil {
			return nil, fmt.Errorf("read how %s is reminded: %w", r.ID, err)
		}
		out[r.ID] = all.Reminders
	}
	return out, nil
}

// learnInvites tells an officer how many questions wait, once a day and within push hours. An officer who chose none, who has
// begun the day's set, or for whom nothing is due any more is told nothing.
func (c *Conversation) learnInvites(ctx context.Context, in input, lane int64, d dueBody) (Turn, error) {
	o, ok := in.Roster.Officer(d.Officer)
	if !ok || !o.Joined() || o.Telegram != lane {
		return Turn{}, nil
	}
	l, err := c.learner(ctx, o.ID)
	if err != nil {
		return Turn{}, err
	}
	day, err := c.learning(ctx, in, o)
	if err != nil {
		return Turn{}, err
	}
	set := l.Today(day.on, day.test, day.questions)
	if l.Invited == day.on || set.Done > 0 || len(set.Set) == 0 {
		return Turn{}, nil
	}
	habit, err := c.reminderHabit(ctx, o.ID)
	if err != nil {
		return Turn{}, err
	}
	v, err := c.view(ctx)
	if err != nil {
		return Turn{}, err
	}
	if now := c.now(); !learnHour(habit, v.Workdays, now) {
		return Turn{Timers: []queue.Timer{learnTimer(o, reminder.NextPush(now, v, habit))}}, nil
	}
	next := *l
	next.Invited = day.on
	text := []Span{plain(say("learn_invitation", len(set.Set)))}
	rows := [][]Button{{opens(say("learn_go"), "learn", 1)}, {opens(say("learn_daily_open"), "learndaily", 1)}}
	return message(text, rows).changing(next.Change()), nil
}
