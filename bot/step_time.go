package bot

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// timeScreens are those about the day of a step. Their first argument is the step.
func timeScreens() []screen {
	return []screen{
		{name: "steplater", action: officer.EndWork, about: aboutMoving, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			i, _ := in.item(p.args[0])
			key := "step_ask_later"
			if !c.moves(in, i) {
				key = "time_ask"
			}
			return c.asking(ctx, in, "steplater", say(key, i.Step.Title, dueText(i.Step)), p.args[0])
		}},
		{name: "stepday", action: officer.ChangeWork, about: aboutPlan, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			i, _ := in.item(p.args[0])
			if limited(i.Step) {
				return refusal(in.Event, say("limit_not_set")), nil
			}
			return c.asking(ctx, in, "stepday", say("step_ask_day", i.Step.Title, dueText(i.Step)), p.args[0])
		}},
		{name: "timegrant", action: officer.GrantTime, about: aboutWork, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.timeDecided(in, p.args[0], true)
		}},
		{name: "timerefuse", action: officer.GrantTime, about: aboutWork, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.timeDecided(in, p.args[0], false)
		}},
	}
}

// timeWaits are the days and reasons asked for.
func timeWaits() []wait {
	return []wait{
		{name: "steplater", action: officer.EndWork, about: aboutMoving, handle: (*Conversation).stepLater},
		{name: "stepreason", action: officer.EndWork, about: aboutMoving, handle: func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
			day, err := calendar.ParseDay(argument(args, 1))
			if err != nil {
				return Turn{}, fmt.Errorf("read the day that was asked for: %w", err)
			}
			minute, _ := strconv.Atoi(argument(args, 2))
			return c.moved(ctx, in, args[0], calendar.When{Day: day, Minute: minute}, text)
		}},
		{name: "stepday", action: officer.ChangeWork, about: aboutPlan, handle: (*Conversation).stepNewDay},
	}
}

// aboutMoving is the step that the first argument names, for the officer who may end it, or who may change its plan.
func aboutMoving(in input, args []string) officer.About {
	i, ok := in.item(argument(args, 0))
	if !ok {
		return officer.About{}
	}
	about := work(i.Plan, i.Step)
	if in.Roster.May(in.Actor, officer.ChangeWork, work(i.Plan, nil)) && !in.Roster.May(in.Actor, officer.EndWork, about) {
		// Who owns a plan may move a step of it that another leads.
		about.Work.Lead = in.Actor.Officer.ID
	}
	return about
}

// oneDay reads a text that must name one day, none in the past. what is the question to put again when it does not, for an
// ambiguous text with what it may mean.
func (c *Conversation) oneDay(ctx context.Context, in input, text string) (w calendar.When, rest, what string, err error) {
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return calendar.When{}, "", "", fmt.Errorf("read the days off: %w", err)
	}
	r := calendar.ReadWhen(text, c.now(), days)
	today := c.today(c.cfg.Now()).Day
	switch {
	case len(r.Impossible) > 0:
		return calendar.When{}, "", say("day_impossible", strings.Join(r.Impossible, "; ")), nil
	case len(r.Whens) == 0:
		return calendar.When{}, "", say("day_not_read"), nil
	case len(r.Whens) > 1:
		var lines []string
		for _, w := range r.Whens {
			lines = append(lines, "– "+w.Echo)
		}
		return calendar.When{}, "", say("day_ambiguous", r.Phrase, strings.Join(lines, "\n")), nil
	}
	switch w = r.Whens[0]; {
	case !w.To.IsZero() || r.Repeat != "":
		return calendar.When{}, "", say("day_one", r.Phrase), nil
	case w.Day.Before(today):
		return calendar.When{}, "", say("day_past", dayText(w.Day)), nil
	}
	return w, r.Rest, "", nil
}

// stepLater takes the day to which a step is moved, and the reason when it stands behind it.
func (c *Conversation) stepLater(ctx context.Context, in input, args []string, text string) (Turn, error) {
	w, rest, what, err := c.oneDay(ctx, in, text)
	switch {
	case err != nil:
		return Turn{}, err
	case what != "":
		return sentence(what), nil
	}
	if why := reasonBehind(rest); why != "" {
		return c.moved(ctx, in, args[0], w, why)
	}
	return c.await(ctx, in, "stepreason", say("step_ask_reason", w.Echo), args[0], w.Day.String(), strconv.Itoa(w.Minute))
}

// reasonBehind is the reason that stands behind a day: "20/12/2026 vì chờ xác minh".
func reasonBehind(rest string) string {
	for _, lead := range []string{"vì", "do", "lý do", "vi", "ly do"} {
		if after, ok := strings.CutPrefix(strings.ToLower(rest), lead+" "); ok {
			return strings.TrimSpace(rest[len(rest)-len(after):])
		}
	}
	return ""
}

// moved postpones a step when the actor may change its plan and it is no limit; otherwise more time is asked for.
func (c *Conversation) moved(ctx context.Context, in input, arg string, w calendar.When, why string) (Turn, error) {
	i, ok := in.item(arg)
	if !ok {
		return sentence(say("step_gone")), nil
	}
	if refused, ok := c.besides(in, i.Plan, i.Step, why); !ok {
		return refused, nil
	}
	e := i.Plan.Edit(in.Actor.Officer.ID, c.cfg.Now())
	if c.moves(in, i) {
		if err := e.Postpone(i.Step.ID, w.Day, w.Minute, why); err != nil {
			return cannot(in, err)
		}
		if _, err := c.ended(ctx, in); err != nil {
			return Turn{}, err
		}
		text := say("step_moved", i.Step.Title, w.Echo)
		show := message([]Span{plain(text)}, c.afterwards(e, arg))
		told := say("step_moved_by", in.Actor.Officer.Name, i.Plan.Code(), i.Step.Title, w.Echo, why)
		return c.planned(in, show.and(in.tells(i.Step.Lead, []Span{plain(told)}, nil)), e), nil
	}
	latest, refused := c.latest(ctx, in, i)
	if refused != "" {
		return sentence(refused), nil
	}
	if err := e.AskTime(i.Step.ID, w.Day, latest, why); err != nil {
		return cannot(in, err)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	return c.asksTime(in, i, e, w.Day, why), nil
}

// moves says whether the actor moves a step at once; otherwise more time is asked for.
func (c *Conversation) moves(in input, i plan.Item) bool {
	return c.may(in, officer.ChangeWork, work(i.Plan, nil)) && i.Step.Weight != plan.Limit
}

// latest is the last day to which a limit may be extended by its clause, zero for a step that no clause bounds. A limit
// whose source knows no extension, or is in doubt, is not extended.
func (c *Conversation) latest(ctx context.Context, in input, i plan.Item) (day calendar.Day, refused string) {
	r := i.Step.Reason
	if i.Step.Weight != plan.Limit || r.Limit == "" {
		return calendar.Day{}, ""
	}
	if r.Doubt != "" {
		return calendar.Day{}, say("extension_in_doubt")
	}
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return calendar.Day{}, say("extension_not_known")
	}
	set, err := c.procedures(ctx, in, i.Plan.Unit)
	if err != nil {
		return calendar.Day{}, say("extension_not_known")
	}
	limit, ok := agreed(set, i.Step)
	switch {
	case !ok:
		return calendar.Day{}, say("extension_not_known")
	case limit.Extension == nil && limit.Own():
		// What the unit's procedure does not record, the head decides.
		return calendar.Day{}, ""
	case limit.Extension == nil:
		return calendar.Day{}, say("extension_none")
	}
	first := days.Count(r.Start, r.Amount, r.Unit).Due
	return days.Count(first, limit.Extension.Amount, limit.Extension.Unit).Due, ""
}

// asksTime asks those above for more time.
func (c *Conversation) asksTime(in input, i plan.Item, e *plan.Edit, day calendar.Day, why string) Turn {
	arg := itemArgument(i)
	var asked []string
	show := Turn{}
	for _, o := range in.granting(i) {
		text := say("time_asked_of", in.Actor.Officer.Name, i.Plan.Code(), i.Step.Title, dueText(i.Step), dayText(day), why)
		show = show.and(in.tells(o.ID, []Span{plain(text)}, [][]Button{
			{opens(say("time_grant"), "timegrant", 1, arg), opens(say("time_refuse"), "timerefuse", 1, arg)},
			{opens(say("step_open"), "step", 1, arg)},
		}))
		asked = append(asked, o.Name)
	}
	if owner, ok := in.Roster.Officer(i.Plan.Owner); ok && i.Plan.Unit == "" && owner.Joined() {
		// Of an errand that was given away nobody else may move the day.
		text := say("time_asked_of", in.Actor.Officer.Name, i.Plan.Code(), i.Step.Title, dueText(i.Step), dayText(day), why)
		show = show.and(in.tells(owner.ID, []Span{plain(text)}, [][]Button{{opens(say("step_day"), "stepday", 1, arg), opens(say("step_open"), "step", 1, arg)}}))
		asked = append(asked, owner.Name)
	}
	text := say("time_asked", dayText(day), strings.Join(asked, ", "))
	if len(asked) == 0 {
		text = say("time_asked_nobody", dayText(day))
	}
	return c.planned(in, message([]Span{plain(text)}, c.afterwards(e, arg)).and(show), e)
}

// timeDecided grants or refuses the time asked for, and tells who asked.
func (c *Conversation) timeDecided(in input, arg string, yes bool) (Turn, error) {
	i, _ := in.item(arg)
	e := i.Plan.Edit(in.Actor.Officer.ID, c.cfg.Now())
	decide, done, told := e.GrantTime, "time_granted", "time_granted_to"
	if !yes {
		decide, done, told = func(step string) error { return e.RefuseTime(step, "") }, "time_refused", "time_refused_to"
	}
	asked := i.Step.Asked
	if err := decide(i.Step.ID); err != nil {
		return cannot(in, err)
	}
	step, _ := e.Plan().Step(i.Step.ID)
	show := inPlace(in.Event, []Span{plain(say(done, i.Plan.Code(), i.Step.Title, dueText(step)))}, c.afterwards(e, arg))
	text := say(told, in.Actor.Officer.Name, i.Plan.Code(), i.Step.Title, dueText(step))
	buttons := [][]Button{{opens(say("step_open"), "step", 1, arg)}}
	show = show.and(in.tells(asked.By, []Span{plain(text)}, buttons))
	if i.Step.Lead != asked.By {
		show = show.and(in.tells(i.Step.Lead, []Span{plain(text)}, buttons))
	}
	return c.planned(in, show, e), nil
}

// limited reports whether a step's day is that of a time limit: it changes with its start event and by an extension that
// the head grants, and in no other way.
func limited(s *plan.Step) bool {
	return s.Weight == plan.Limit && s.Reason.Limit != "" && !s.Day.IsZero()
}

// stepNewDay gives a step the day typed, with no reason but that.
func (c *Conversation) stepNewDay(ctx context.Context, in input, args []string, text string) (Turn, error) {
	i, ok := in.item(args[0])
	switch {
	case !ok:
		return sentence(say("step_gone")), nil
	case limited(i.Step):
		return sentence(say("limit_not_set")), nil
	}
	w, _, what, err := c.oneDay(ctx, in, text)
	switch {
	case err != nil:
		return Turn{}, err
	case what != "":
		return sentence(what), nil
	}
	e := i.Plan.Edit(in.Actor.Officer.ID, c.cfg.Now())
	if err := e.SetDay(i.Step.ID, w.Day, w.Minute, plan.Reason{Source: plan.Typed}); err != nil {
		return cannot(in, err)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	show := message([]Span{plain(say("step_day_set", i.Step.Title, w.Echo))}, c.afterwards(e, args[0]))
	told := say("step_day_set_by", in.Actor.Officer.Name, i.Plan.Code(), i.Step.Title, w.Echo)
	return c.planned(in, show.and(in.tells(i.Step.Lead, []Span{plain(told)}, nil)), e), nil
}
