package bot

import (
	"context"
	"fmt"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/procedure"
)

// eventScreens and eventWaits are those by which the day of a start event is entered and a limit computed from it. Their
// argument is the step.
func eventScreens() []screen {
	return []screen{
		{name: "stepevent", action: officer.EndWork, about: aboutWork, handle: (*Conversation).stepEvent},
		{name: "erranddrop", action: officer.ChangeWork, about: aboutPlan, handle: (*Conversation).errandDrop},
	}
}

func eventWaits() []wait {
	return []wait{{name: "stepevent", action: officer.EndWork, about: aboutWork, handle: (*Conversation).stepEventDay}}
}

// stepEvent asks on what day the event happened from which a limit runs. Where the source leaves the event open, the
// officer is told that entering the day confirms it.
func (c *Conversation) stepEvent(ctx context.Context, in input, p payload) (Turn, error) {
	i, _ := in.item(p.args[0])
	set, err := c.procedures(ctx, in, i.Plan.Unit)
	if err != nil {
		return Turn{}, err
	}
	limit, ok := agreed(set, i.Step)
	if !ok {
		return refusal(in.Event, say("limit_gone")), nil
	}
	if c.eventFixed(in, i) {
		return refusal(in.Event, say("event_fixed")), nil
	}
	key := "event_ask"
	if limit.Ask {
		key = "event_ask_confirm"
	}
	return c.asking(ctx, in, "stepevent", say(key, limit.Event, limit.Action), p.args[0])
}

// stepEventDay computes the limit from the day typed.
func (c *Conversation) stepEventDay(ctx context.Context, in input, args []string, text string) (Turn, error) {
	i, _ := in.item(args[0])
	w, what, err := c.anyDay(ctx, in, text)
	switch {
	case err != nil:
		return Turn{}, err
	case what != "":
		return sentence(what), nil
	}
	switch today := c.today(c.cfg.Now()).Day; {
	case c.eventFixed(in, i):
		return sentence(say("event_fixed")), nil
	case w.Day.After(today):
		return sentence(say("event_ahead", dayText(w.Day))), nil
	}
	set, err := c.procedures(ctx, in, i.Plan.Unit)
	if err != nil {
		return Turn{}, err
	}
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("read the days off: %w", err)
	}
	limit, known := agreed(set, i.Step)
	if !known {
		return sentence(say("limit_gone")), nil
	}
	day, reason, refused := c.computed(limit, w.Day, c.today(c.cfg.Now()), days)
	if refused != "" {
		return sentence(refusedText(refused, limit)), nil
	}
	e := i.Plan.Edit(in.Actor.Officer.ID, c.cfg.Now())
	if err := e.SetDay(i.Step.ID, day, 0, reason); err != nil {
		return cannot(in, err)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	step, _ := e.Plan().Step(i.Step.ID)
	var s sheet
	s.para(plain(say("event_set", step.Title, dueText(step))))
	s.para(plain(dayReason(step)))
	show := message(s.done(), c.afterwards(e, args[0]))
	told := say("event_set_by", in.Actor.Officer.Name, i.Plan.Code(), step.Title, dueText(step))
	show = show.and(in.tells(i.Step.Lead, []Span{plain(told)}, nil))
	if i.Plan.Unit != "" {
		for _, o := range in.granting(i) {
			show = show.and(in.tells(o.ID, []Span{plain(told)}, [][]Button{{opens(say("step_open"), "step", 1, args[0])}}))
		}
	}
	return c.planned(in, show, e), nil
}

// eventFixed reports whether the day of the start event was entered already and the actor is not one who may grant time:
// another start event is more time by another name.
func (c *Conversation) eventFixed(in input, i plan.Item) bool {
	return !i.Step.Day.IsZero() && !i.Step.Reason.Start.IsZero() && !c.may(in, officer.GrantTime, work(i.Plan, i.Step))
}

// agreed is the limit that a step is due by: of a unit's own procedure as it was when the plan was made.
func agreed(set *procedure.Set, s *plan.Step) (procedure.Limit, bool) {
	r := s.Reason
	return set.Agreed(procedure.Limit{ID: r.Limit, Event: r.Event, Action: s.Title, Amount: r.Amount, Unit: r.Unit, Document: r.Document})
}

// refusedText says why a limit is not computed.
func refusedText(r procedure.Refusal, l procedure.Limit) string {
	switch r {
	case procedure.Withheld:
		return l.Withheld
	case procedure.NoAmount:
		return say("refused_amount", l.Cited)
	case procedure.StartToConfirm:
		return say("refused_start", l.Event)
	case procedure.NotInForce:
		return say("refused_force", l.Cited)
	case procedure.NotYet:
		return say("refused_yet", l.Cited)
	}
	return say("limit_gone")
}

// errandDrop takes an errand back that was just made: with one tap, because nobody else is concerned.
func (c *Conversation) errandDrop(_ context.Context, in input, p payload) (Turn, error) {
	found, _ := in.Book.Plan(plan.ID(p.args[0]))
	alone := !slices.ContainsFunc(found.Concerned(), func(o officer.ID) bool { return o != in.Actor.Officer.ID })
	if found.Kind != plan.Errand && found.Kind != plan.Duty || !alone {
		return c.forged(in, "button", say("tap_not_valid")), nil
	}
	e := found.Edit(in.Actor.Officer.ID, c.cfg.Now())
	if err := e.CancelPlan(say("errand_dropped_why")); err != nil {
		return cannot(in, err)
	}
	return c.planned(in, inPlace(in.Event, []Span{plain(say("errand_dropped", found.Code()))}, c.planAfterwards(e)), e), nil
}
