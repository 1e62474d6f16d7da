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

// remindWaits are what to be reminded of, and when.
func remindWaits() []wait {
	return []wait{
		{name: "remind", action: officer.MakeWork, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, _ []string, text string) (Turn, error) {
			return c.remindMe(ctx, in, text)
		}},
		{name: "remindday", action: officer.MakeWork, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
			// What to do was said before; this is when.
			return c.remindMe(ctx, in, argument(args, 0)+" "+text)
		}},
		{name: "remindwhat", action: officer.MakeWork, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
			return c.remindMe(ctx, in, text+" "+argument(args, 0))
		}},
		{name: "remindpick", action: officer.MakeWork, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
			return c.remindMe(ctx, in, argument(args, 0)+" "+text)
		}},
	}
}

// remindMe reads "nộp báo cáo quý trước 15h thứ sáu tuần sau" and makes it an errand, or a duty when it comes back. What is
// ambiguous is asked.
func (c *Conversation) remindMe(ctx context.Context, in input, text string) (Turn, error) {
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("read the days off: %w", err)
	}
	r := calendar.ReadWhen(text, c.now(), days)
	title := titleOf(r.Rest)
	switch {
	case len(r.Impossible) > 0:
		return sentence(say("day_impossible", strings.Join(r.Impossible, "; "))), nil
	case len(r.Whens) == 0 && title == "":
		return c.await(ctx, in, "remind", say("remind_ask"))
	case len(r.Whens) == 0:
		return c.await(ctx, in, "remindday", say("remind_ask_day", title), title)
	case title == "":
		return c.await(ctx, in, "remindwhat", say("remind_ask_what", r.Whens[0].Echo), r.Phrase)
	case len(r.Whens) > 1:
		return c.remindPick(ctx, in, title, r)
	}
	w := r.Whens[0]
	if w.Day.Before(c.today(c.cfg.Now()).Day) && w.To.IsZero() {
		return sentence(say("day_past", dayText(w.Day))), nil
	}
	return c.errand(ctx, in, title, w, r.Repeat)
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
	day := w.Day
	if !w.To.IsZero() {
		day = w.To
	}
	return fmt.Sprintf("%s/%d/%t", day, w.Minute, w.By)
}

func readWhenArgument(s string) (w calendar.When, ok bool) {
	parts := strings.Split(s, "/")
	if len(parts) != 3 {
		return calendar.When{}, false
	}
	day, err := calendar.ParseDay(parts[0])
	minute, wrong := strconv.Atoi(parts[1])
	return calendar.When{Day: day, Minute: minute, By: parts[2] == "true"}, err == nil && wrong == nil
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
	day := w.Day
	if !w.To.IsZero() {
		day = w.To
	}
	me := in.Actor.Officer.ID
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
