package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/bot/reminder"
	"camnang/corpus/viet"
)

// reminderScreens put one reminder off, and set when somebody is reminded.
func reminderScreens() []screen {
	return []screen{
		{name: "again", action: officer.SeeWork, about: aboutWork, handle: (*Conversation).againAsked},
		{name: "againat", action: officer.SeeWork, about: aboutWork, handle: (*Conversation).againAt},
		{name: "hours", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).hours},
		{name: "hoursset", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).hoursSet},
		{name: "hoursask", action: officer.MakeWork, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, _ payload) (Turn, error) {
			return c.asking(ctx, in, "hoursask", say("hours_ask"))
		}},
	}
}

func reminderWaits() []wait {
	return []wait{{name: "hoursask", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).hoursTyped}}
}

// A rung in a button has letters for its signs: "-7" is "m7", "+1" is "p1", "@900" is "a900".
var rungLetters = strings.NewReplacer("-", "m", "+", "p", "@", "a")

func rungArgument(o reminder.Occurrence) string { return rungLetters.Replace(string(o.Rung)) }

// occurrenceOf is the occurrence that a step and the argument of a rung name, as the step stands now.
func occurrenceOf(i plan.Item, rung string) (string, bool) {
	switch {
	case strings.HasPrefix(rung, "m"):
		rung = "-" + rung[1:]
	case strings.HasPrefix(rung, "p"):
		rung = "+" + rung[1:]
	case strings.HasPrefix(rung, "a"):
		rung = "@" + rung[1:]
	}
	id := i.Ref() + ":" + i.Step.Day.String() + ":" + rung
	_, _, _, _, ok := reminder.ReadOccurrence(id)
	// The longest rung is that of a minute: "@1439".
	return id, ok && len(rung) <= 5
}

// The choices of when to be reminded again, as the pages of a button.
const (
	againHour = 1 + iota
	againMorning
	againThreeDays
)

// againAsked asks when one reminder is to come again. The others of the step come as they would.
func (c *Conversation) againAsked(_ context.Context, in input, p payload) (Turn, error) {
	// The first argument stays the step; the second is the rung, to which the page of the next button adds the choice.
	var rows [][]Button
	for _, choice := range []struct {
		key  string
		page int
	}{{"again_hour", againHour}, {"again_morning", againMorning}, {"again_three", againThreeDays}} {
		rows = append(rows, []Button{opens(say(choice.key), "againat", choice.page, p.args[0], p.args[1])})
	}
	return below(in.Event, message([]Span{plain(say("again_ask"))}, rows)), nil
}

// againAt puts the reminder off.
func (c *Conversation) againAt(ctx context.Context, in input, p payload) (Turn, error) {
	i, _ := in.item(p.args[0])
	id, ok := occurrenceOf(i, p.args[1])
	if !ok || p.page > againThreeDays {
		return c.forged(in, "button", say("tap_not_valid")), nil
	}
	if !i.Step.Open() {
		return refusal(in.Event, say("again_done")), nil
	}
	me := in.Actor.Officer.ID
	v, err := c.view(ctx)
	if err != nil {
		return Turn{}, err
	}
	habit, err := c.reminderHabit(ctx, me)
	if err != nil {
		return Turn{}, err
	}
	told, version, err := c.told(ctx, me)
	if err != nil {
		return Turn{}, err
	}
	now := c.cfg.Now()
	until := now.Add(time.Hour)
	switch p.page {
	case againMorning:
		until = reminder.NextPush(now, v, habit)
	case againThreeDays:
		until = reminder.NextPush(now.AddDate(0, 0, 2), v, habit)
	}
	value, err := json.Marshal(told.PutOff(id, until))
	if err != nil {
		return Turn{}, fmt.Errorf("write what was put off: %w", err)
	}
	t := inPlace(in.Event, []Span{plain(say("again_set", i.Step.Title, c.moment(until)))}, [][]Button{{opens(say("step_open"), "step", 1, p.args[0])}})
	t = t.changing(queue.Change{Table: queue.TableTold, ID: string(me), Was: version, Value: value})
	return t.and(Turn{Timers: reminder.Wakes(in.Roster, now, me)}), nil
}

// hours shows when the officer is reminded.
func (c *Conversation) hours(ctx context.Context, in input, _ payload) (Turn, error) {
	h, err := c.reminderHabit(ctx, in.Actor.Officer.ID)
	if err != nil {
		return Turn{}, err
	}
	return inPlace(in.Event, []Span{plain(hoursText(h))}, hoursButtons()), nil
}

func hoursText(h reminder.Habit) string {
	from, to := h.Hours()
	return say("hours_now", clockText(from), clockText(to), daysText(h.DaysBefore(plan.Milestone)), daysText(h.DaysBefore(plan.Limit)))
}

// daysText lists days before a day: "7, 3, 1".
func daysText(days []int) string {
	var out []string
	for _, d := range days {
		if d > 0 {
			out = append(out, strconv.Itoa(d))
		}
	}
	if len(out) == 0 {
		return say("hours_day_only")
	}
	return say("hours_days", strings.Join(out, ", "))
}

// usualHabits are the choices that one button sets, by its page.
var usualHabits = []struct {
	key   string
	habit reminder.Habit
}{
	{"hours_usual", reminder.Habit{}},
	{"hours_few", reminder.Habit{Before: []int{1}, Limits: []int{7, 3, 1}}},
	{"hours_early", reminder.Habit{From: 6 * 60, To: 21 * 60}},
}

func hoursButtons() [][]Button {
	var rows [][]Button
	for n, u := range usualHabits {
		rows = append(rows, []Button{opens(say(u.key), "hoursset", n+1)})
	}
	return append(rows, []Button{opens(say("hours_other"), "hoursask", 1)}, []Button{opens(say("agenda_back"), "agenda", 1)})
}

func (c *Conversation) hoursSet(ctx context.Context, in input, p payload) (Turn, error) {
	if p.page > len(usualHabits) {
		return c.forged(in, "button", say("tap_not_valid")), nil
	}
	return c.keepHours(ctx, in, usualHabits[p.page-1].habit)
}

// keepHours keeps what the officer chose and decides anew what is ahead.
func (c *Conversation) keepHours(ctx context.Context, in input, h reminder.Habit) (Turn, error) {
	me := in.Actor.Officer.ID
	all, version, err := c.habit(ctx, me)
	if err != nil {
		return Turn{}, err
	}
	was, err := c.reminderHabit(ctx, me)
	if err != nil {
		return Turn{}, err
	}
	told, toldAt, err := c.told(ctx, me)
	if err != nil {
		return Turn{}, err
	}
	v, err := c.view(ctx)
	if err != nil {
		return Turn{}, err
	}
	adopted, err := json.Marshal(told.Adopt(me, c.cfg.Now(), v, was, h))
	if err != nil {
		return Turn{}, fmt.Errorf("write what is over with it: %w", err)
	}
	if all["reminders"], err = json.Marshal(h); err != nil {
		return Turn{}, fmt.Errorf("write how somebody is reminded: %w", err)
	}
	change, err := habitChange(me, version, all)
	if err != nil {
		return Turn{}, err
	}
	t := inPlace(in.Event, []Span{plain(say("hours_kept") + "\n" + hoursText(h))}, [][]Button{{opens(say("agenda_back"), "agenda", 1)}})
	t = t.changing(change, queue.Change{Table: queue.TableTold, ID: string(me), Was: toldAt, Value: adopted}).
		noting(in.note(journal.HabitSet, false, habitBody{What: "hours"}))
	return t.and(Turn{Timers: reminder.Wakes(in.Roster, c.cfg.Now(), me)}), nil
}

var (
	hoursTyped = regexp.MustCompile(`^(\d{1,2})[:hg](\d{2})?\s*(?:-|den|toi)\s*(\d{1,2})[:hg](\d{2})?\s*(?:[;,.]|$)`)
	daysTyped  = regexp.MustCompile(`\d{1,2}`)
)

// hoursTyped takes hours and days: "7h30 - 17h30; 7, 3, 1".
func (c *Conversation) hoursTyped(ctx context.Context, in input, _ []string, text string) (Turn, error) {
	plainText := viet.Unmark(text)
	m := hoursTyped.FindStringSubmatch(plainText)
	if m == nil {
		return sentence(say("hours_ask")), nil
	}
	at := func(hour, minute string) int {
		h, _ := strconv.Atoi(hour)
		n, _ := strconv.Atoi(minute)
		return h*60 + n
	}
	h := reminder.Habit{From: at(m[1], m[2]), To: at(m[3], m[4])}
	if from, to := h.Hours(); from != h.From || to != h.To || h.To-h.From < 60 {
		return sentence(say("hours_wrong")), nil
	}
	for _, digits := range daysTyped.FindAllString(plainText[len(m[0]):], -1) {
		n, _ := strconv.Atoi(digits)
		if n < 1 || n > 60 {
			return sentence(say("hours_wrong")), nil
		}
		if !slices.Contains(h.Before, n) {
			h.Before = append(h.Before, n)
		}
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	return c.keepHours(ctx, in, h)
}
