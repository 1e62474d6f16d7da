package bot

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// remindScreens are those of the errands that somebody sets themselves.
func remindScreens() []screen {
	return []screen{
		{name: "remindask", action: officer.MakeWork, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, _ payload) (Turn, error) {
			return c.asking(ctx, in, "remind", say("remind_ask"))
		}},
		{name: "remindat", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).remindChosen},
	}
}

// remindWaits are what to be reminded of, and when. What was said before is kept apart from what is typed now: it is not
// read again.
func remindWaits() []wait {
	return []wait{
		{name: "remind", action: officer.MakeWork, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, _ []string, text string) (Turn, error) {
			return c.remindMe(ctx, in, text)
		}},
		{name: "remindday", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).remindDay},
		{name: "remindpick", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).remindDay},
		{name: "remindwhat", action: officer.MakeWork, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
			w, ok := readWhenArgument(argument(args, 1))
			if !ok {
				return sentence(say("choice_gone")), nil
			}
			return c.errand(ctx, in, titleOf(text), w, argument(args, 0))
		}},
	}
}

// remindMe reads "nộp báo cáo quý trước 15h thứ sáu tuần sau" and makes it an errand, or a duty when it comes back. What is
// ambiguous is asked.
func (c *Conversation) remindMe(ctx context.Context, in input, text string) (Turn, error) {
	r, err := c.reading(ctx, text)
	if err != nil {
		return Turn{}, err
	}
	title := titleOf(r.Rest)
	if len(r.Whens) == 0 && len(r.Impossible) == 0 {
		if title == "" {
			return c.await(ctx, in, "remind", say("remind_ask"))
		}
		return c.await(ctx, in, "remindday", say("remind_ask_day", title), title)
	}
	return c.remindOn(ctx, in, title, r)
}

// remindDay takes when to be reminded of what was said before.
func (c *Conversation) remindDay(ctx context.Context, in input, args []string, text string) (Turn, error) {
	r, err := c.reading(ctx, text)
	if err != nil {
		return Turn{}, err
	}
	if len(r.Whens) == 0 && len(r.Impossible) == 0 {
		return sentence(say("day_not_read")), nil
	}
	return c.remindOn(ctx, in, argument(args, 0), r)
}

// reading is what a text says of time. A stretch of days is no day to be reminded of: its first and its last day are two
// that may be meant. What has passed is left out.
func (c *Conversation) reading(ctx context.Context, text string) (calendar.Reading, error) {
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return calendar.Reading{}, fmt.Errorf("read the days off: %w", err)
	}
	r := calendar.ReadWhen(text, c.now(), days)
	today := c.today(c.cfg.Now()).Day
	var ahead []calendar.When
	for _, w := range r.Whens {
		ends := []calendar.When{w}
		if !w.To.IsZero() {
			first, last := w, w
			first.To, first.Echo = calendar.Day{}, dayText(w.Day)
			last.Day, last.To, last.By, last.Echo = w.To, calendar.Day{}, true, say("by_day", dayText(w.To))
			ends = []calendar.When{first, last}
		}
		for _, e := range ends {
			if !e.Day.Before(today) {
				ahead = append(ahead, e)
			}
		}
	}
	if len(r.Whens) > 0 && len(ahead) == 0 && len(r.Impossible) == 0 {
		r.Impossible = []string{say("day_gone", strings.TrimSuffix(r.Whens[0].Echo, " (đã qua)"))}
	}
	r.Whens = ahead
	return r, nil
}

// remindOn makes the errand on the moment that was read, or asks for what is missing.
func (c *Conversation) remindOn(ctx context.Context, in input, title string, r calendar.Reading) (Turn, error) {
	switch {
	case len(r.Impossible) > 0:
		return sentence(say("day_impossible", strings.Join(r.Impossible, "; "))), nil
	case len(r.Whens) > 1:
		return c.remindPick(ctx, in, title, r)
	}
	return c.errand(ctx, in, title, r.Whens[0], r.Repeat)
}

// remindPick asks which of several moments is meant.
func (c *Conversation) remindPick(ctx context.Context, in input, title string, r calendar.Reading) (Turn, error) {
	args := []string{title, r.Repeat}
	var rows [][]Button
	for n, w := range r.Whens {
		args = append(args, whenArgument(w))
		rows = append(rows, []Button{opens(w.Echo, "remindat", n+1)})
	}
	t, err := c.await(ctx, in, "remindpick", say("day_which", r.Phrase), args...)
	if err != nil || !in.Private {
		return t, err
	}
	last := &t.Replies[len(t.Replies)-1]
	last.Buttons = append(rows, last.Buttons...)
	return t, nil
}

// whenArgument keeps a moment for as long as somebody chooses.
func whenArgument(w calendar.When) string {
	return fmt.Sprintf("%s/%d/%t/%s", w.Day, w.Minute, w.By, w.Echo)
}

func readWhenArgument(s string) (w calendar.When, ok bool) {
	parts := strings.SplitN(s, "/", 4)
	if len(parts) != 4 {
		return calendar.When{}, false
	}
	day, err := calendar.ParseDay(parts[0])
	minute, wrong := strconv.Atoi(parts[1])
	return calendar.When{Day: day, Minute: minute, By: parts[2] == "true", Echo: parts[3]}, err == nil && wrong == nil
}

// remindChosen takes the moment that was chosen.
func (c *Conversation) remindChosen(ctx context.Context, in input, p payload) (Turn, error) {
	s, err := c.waiting(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	if s.name != "remindpick" || p.page+1 >= len(s.args) {
		return refusal(in.Event, say("choice_gone")), nil
	}
	w, ok := readWhenArgument(s.args[p.page+1])
	if !ok {
		return refusal(in.Event, say("choice_gone")), nil
	}
	t, err := c.errand(ctx, in, s.args[0], w, s.args[1])
	if err != nil {
		return Turn{}, err
	}
	return below(in.Event, t), nil
}

// errand makes the errand or duty and echoes how its moment was read.
func (c *Conversation) errand(ctx context.Context, in input, title string, w calendar.When, repeat string) (Turn, error) {
	if title == "" {
		return c.await(ctx, in, "remindwhat", say("remind_ask_what", w.Echo), repeat, whenArgument(w))
	}
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("read the days off: %w", err)
	}
	day, me := w.Day, in.Actor.Officer.ID
	p := plan.Plan{
		Kind: plan.Errand, Title: say("errand_title"), Owner: me, Created: c.cfg.Now().UTC(),
		Steps: []plan.Step{{
			Title: title, Lead: me, Day: day, Minute: w.Minute, At: w.Minute > 0 && !w.By, Weight: plan.Milestone,
			Reason: plan.Reason{Source: plan.Typed},
		}},
	}
	if repeat != "" {
		rule, err := calendar.ParseRecurrence(repeat)
		if err != nil {
			return Turn{}, fmt.Errorf("a recurrence that was read: %w", err)
		}
		p.Kind, p.Title, p.Rule = plan.Duty, say("duty_title"), rule.String()
	}
	if err := plan.Check(&p); err != nil {
		return cannot(in, err)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	made, changes := in.Book.Create(p)
	step := &made[0].Steps[0]
	var s sheet
	s.para(plain(say("errand_made", made[0].Code(), title)))
	s.line(bold(dueText(step)))
	if left := leftText(step, c.today(c.cfg.Now()).Day); left != "" {
		s.line(plain("(" + left + ")"))
	}
	if strings.ContainsAny(w.Echo, "(") {
		s.line(plain(say("read_as", w.Echo)))
	}
	if status := days.On(day); status.Off {
		s.line(plain(say("day_is_off", status.Why)))
	}
	if rule, err := calendar.ParseRecurrence(repeat); err == nil {
		s.line(plain(say("duty_rule", rule.Vietnamese())))
	}
	how := "errand_how"
	if soon := day == c.today(c.cfg.Now()).Day && w.Minute > 0 && w.By && w.Minute-minuteOf(c.now()) <= 60; soon {
		how = "errand_soon"
	}
	s.para(plain(say(how)))
	arg := itemArgument(plan.Item{Plan: made[0], Step: step})
	rows := [][]Button{
		{opens(say("step_open"), "step", 1, arg), opens(say("step_day"), "stepday", 1, arg)},
		{opens(say("errand_drop"), "erranddrop", 1, string(made[0].ID)), opens(say("agenda_back"), "agenda", 1)},
	}
	return c.created(in, message(s.done(), rows), made, changes), nil
}

// minuteOf is the minute of the day.
func minuteOf(t time.Time) int { return t.Hour()*60 + t.Minute() }
