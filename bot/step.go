package bot

import (
	"context"
	"strconv"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/plan"
)

// stepScreens are those about one step of a plan. Their first argument is the step.
func stepScreens() []screen {
	asks := func(key, wait string) screenHandler {
		return func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			i, _ := in.item(p.args[0])
			return c.asking(ctx, in, wait, say(key, i.Step.Title), p.args[0])
		}
	}
	return []screen{
		{name: "step", action: officer.SeeWork, about: aboutWork, handle: (*Conversation).step},
		{name: "stepdone", action: officer.EndWork, about: aboutWork, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.stepDone(in, p.args[0], "")
		}},
		{name: "stepnote", action: officer.EndWork, about: aboutWork, handle: asks("step_ask_note", "stepnote")},
		{name: "stepundo", action: officer.SeeWork, about: aboutPlan, handle: (*Conversation).undo},
		{name: "stepgive", action: officer.ChangeWork, about: aboutPlan, handle: asks("step_ask_lead", "stepgive")},
		{name: "stepgiven", action: officer.ChangeWork, about: aboutPlan, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.stepGiven(in, p.args[0], officer.ID(p.args[1]))
		}},
		{name: "stepdrop", action: officer.ChangeWork, about: aboutPlan, handle: asks("step_ask_drop", "stepdrop")},
		{name: "stepdropyes", action: officer.ChangeWork, about: aboutPlan, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			why, ok, err := c.sureOf(ctx, in, "stepdropsure", p.args[0])
			if err != nil || !ok {
				return refusal(in.Event, say("choice_gone")), err
			}
			return c.stepDropped(ctx, in, []string{p.args[0]}, why)
		}},
		{name: "stepwhy", action: officer.SeeWork, about: aboutWork, handle: (*Conversation).stepWhy},
		{name: "stepsure", action: officer.EndWork, about: aboutWork, handle: (*Conversation).stepSure},
	}
}

// stepWaits are the texts asked for about a step.
func stepWaits() []wait {
	return []wait{
		{name: "stepnote", action: officer.EndWork, about: aboutWork, handle: func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
			if _, err := c.ended(ctx, in); err != nil {
				return Turn{}, err
			}
			return c.stepDone(in, args[0], text)
		}},
		{name: "stepgive", action: officer.ChangeWork, about: aboutPlan, handle: (*Conversation).stepGiveTo},
		{name: "stepdrop", action: officer.ChangeWork, about: aboutPlan, handle: func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
			i, ok := in.item(args[0])
			if !ok {
				return sentence(say("step_gone")), nil
			}
			return c.sure(ctx, in, "stepdropsure", args[0], say("step_drop_sure", i.Step.Title, text), text, opens(say("step_drop"), "stepdropyes", 1, args[0]))
		}},
		{name: "stepdropsure", action: officer.ChangeWork, about: aboutPlan, handle: again},
	}
}

// stageNames are what officers call the parts of a procedure.
var stageNames = map[plan.Stage]string{plan.Prepare: "stage_prepare", plan.Conduct: "stage_conduct", plan.Conclude: "stage_conclude"}

// step shows one step and what the actor may do with it.
func (c *Conversation) step(_ context.Context, in input, p payload) (Turn, error) {
	i, _ := in.item(p.args[0])
	text, rows := c.stepCard(in, i)
	return inPlace(in.Event, text, rows), nil
}

// stepCard is a step with its buttons.
func (c *Conversation) stepCard(in input, i plan.Item) ([]Span, [][]Button) {
	today := c.today(c.cfg.Now()).Day
	s, key := i.Step, itemArgument(i)
	var out sheet
	out.para(bold(s.Title))
	out.line(plain(i.Plan.Code() + " – " + i.Plan.Title))
	if name, ok := stageNames[s.Stage]; ok {
		out.line(plain(say("step_stage", say(name))))
	}
	due := say("step_due", dueText(s))
	if left := leftText(s, today); left != "" && s.Open() {
		due += " (" + left + ")"
	}
	out.para(plain(due))
	if s.Lead == "" {
		out.line(plain(say("step_no_lead")))
	} else {
		out.line(plain(say("step_lead", in.name(s.Lead))))
	}
	if s.Product != "" {
		out.line(plain(say("step_product", s.Product)))
	}
	if s.Sample {
		out.line(ital(say("step_sample")))
	}
	out.para(plain(dayReason(s)))
	if ended := endedText(in, c, s); ended != "" {
		out.para(plain(ended))
	}
	if s.Asked != nil && s.Asked.From == s.Day {
		out.para(plain(say("step_asked", in.name(s.Asked.By), dayText(s.Asked.Day), s.Asked.Why)))
	}
	var rows [][]Button
	open := s.Open() && i.Plan.State == plan.Open
	mayEnd := open && c.may(in, officer.EndWork, work(i.Plan, s))
	mayChange := open && c.may(in, officer.ChangeWork, work(i.Plan, nil))
	if mayEnd {
		rows = append(rows, []Button{opens(say("step_done"), "stepdone", 1, key), opens(say("step_done_note"), "stepnote", 1, key)})
	}
	if mayEnd && s.Reason.Doubt != "" {
		rows = append(rows, []Button{opens(say("step_sure"), "stepsure", 1, key)})
	}
	if mayEnd && s.Reason.Limit != "" {
		rows = append(rows, []Button{opens(say("step_event"), "stepevent", 1, key)})
	}
	why := []Button{opens(say("step_why"), "stepwhy", 1, key)}
	if open && s.Asked != nil && c.may(in, officer.GrantTime, work(i.Plan, s)) {
		rows = append(rows, []Button{opens(say("time_grant"), "timegrant", 1, key), opens(say("time_refuse"), "timerefuse", 1, key)})
	}
	if (mayEnd || mayChange) && !s.Day.IsZero() {
		why = append(why, opens(moveLabel(mayChange, s), "steplater", 1, key))
	}
	rows = append(rows, why)
	if mayChange {
		rows = append(
			rows, append([]Button{opens(say("step_give"), "stepgive", 1, key)}, setsDay(s, key)...),
			[]Button{opens(say("step_drop"), "stepdrop", 1, key), opens(say("step_log"), "planlog", 1, key)},
		)
	}
	rows = append(rows, []Button{opens(say("step_plan"), "plan", 1, string(i.Plan.ID)), opens(say("agenda_back"), "agenda", 1)})
	return out.done(), rows
}

// setsDay is the button that sets a step's day; none for the day of a limit.
func setsDay(s *plan.Step, key string) []Button {
	if limited(s) {
		return nil
	}
	return []Button{opens(say("step_day"), "stepday", 1, key)}
}

// moveLabel is what the button for more time says: whoever may change the plan moves a step that is no limit at once.
func moveLabel(mayChange bool, s *plan.Step) string {
	if mayChange && s.Weight != plan.Limit {
		return say("step_later")
	}
	return say("step_ask_time")
}

// endedText says how a step ended, "" for one that is open.
func endedText(in input, c *Conversation, s *plan.Step) string {
	if s.Open() {
		return ""
	}
	key := "step_ended"
	if s.Ended.Cancelled {
		key = "step_cancelled"
	}
	text := say(key, c.moment(s.Ended.At), in.name(s.Ended.By))
	if s.Ended.Note != "" {
		text += "\n" + say("step_note", s.Ended.Note)
	}
	return text
}

// stepDone marks a step done; the lead hears of it when somebody else did.
func (c *Conversation) stepDone(in input, arg, note string) (Turn, error) {
	i, _ := in.item(arg)
	if refused, ok := c.besides(in, i.Plan, i.Step, note); note != "" && !ok {
		return refused, nil
	}
	e := i.Plan.Edit(in.Actor.Officer.ID, c.cfg.Now())
	if err := e.Done(i.Step.ID, note); err != nil {
		return cannot(in, err)
	}
	var s sheet
	s.para(plain(say("step_done_now", i.Plan.Code(), i.Step.Title)))
	if note != "" {
		s.line(plain(say("step_note", note)))
	}
	if next, ok := nextOccurrence(e.Plan(), i); ok {
		s.line(plain(say("duty_next", dueText(next))))
	}
	show := inPlace(in.Event, s.done(), c.afterwards(e, arg))
	show = show.and(in.tells(i.Step.Lead, []Span{plain(say("step_done_by", in.Actor.Officer.Name, i.Plan.Code(), i.Step.Title))}, nil))
	return c.planned(in, show, e), nil
}

// nextOccurrence is the open step of a duty that follows one that was done.
func nextOccurrence(p *plan.Plan, done plan.Item) (*plan.Step, bool) {
	if p.Kind != plan.Duty {
		return nil, false
	}
	last := &p.Steps[len(p.Steps)-1]
	return last, last.Open() && last.ID != done.Step.ID
}

// afterwards are the buttons under what was done: taking it back, and the step and the list.
func (c *Conversation) afterwards(e *plan.Edit, arg string) [][]Button {
	return [][]Button{
		{opens(say("undo"), "stepundo", 1, arg, strconv.Itoa(e.First()))},
		{opens(say("step_open"), "step", 1, arg), opens(say("agenda_back"), "agenda", 1)},
	}
}

// undo takes back what the entry did. Who did it may, and who may change the plan.
func (c *Conversation) undo(_ context.Context, in input, p payload) (Turn, error) {
	id, _, _ := strings.Cut(p.args[0], "s")
	book, _ := in.Book.Plan(plan.ID(id))
	number, err := strconv.Atoi(p.args[1])
	if err != nil {
		return c.forged(in, "button", say("tap_not_valid")), nil
	}
	own := false
	for _, entry := range book.Log {
		own = own || entry.Number == number && entry.By == in.Actor.Officer.ID
	}
	if !own && !c.may(in, officer.ChangeWork, work(book, nil)) {
		return c.denied(in, "screen stepundo", officer.ChangeWork, work(book, nil)), nil
	}
	e := book.Edit(in.Actor.Officer.ID, c.cfg.Now())
	if err := e.Undo(number); err != nil {
		return cannot(in, err)
	}
	if i, ok := in.item(p.args[0]); ok {
		step, _ := e.Plan().Step(i.Step.ID)
		told := []Span{plain(say("undone_by", in.Actor.Officer.Name, i.Plan.Code(), step.Title, dueText(step)))}
		show := in.tells(i.Step.Lead, told, nil)
		if step.Lead != i.Step.Lead {
			show = show.and(in.tells(step.Lead, told, nil))
		}
		text, rows := c.stepCard(in, plan.Item{Plan: e.Plan(), Step: step})
		return c.planned(in, inPlace(in.Event, append([]Span{plain(say("undone") + "\n\n")}, text...), rows).and(show), e), nil
	}
	return c.planned(in, inPlace(in.Event, []Span{plain(say("undone"))}, [][]Button{{opens(say("step_plan"), "plan", 1, id)}}), e), nil
}

// stepGiveTo looks for the officer to whom a step is given.
func (c *Conversation) stepGiveTo(ctx context.Context, in input, args []string, text string) (Turn, error) {
	i, _ := in.item(args[0])
	found := c.assignable(in, i.Plan, text)
	switch len(found) {
	case 0:
		return sentence(say("lead_none")), nil
	case 1:
		if _, err := c.ended(ctx, in); err != nil {
			return Turn{}, err
		}
		return c.stepGiven(in, args[0], found[0].ID)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	var rows [][]Button
	for _, o := range found[:min(staffPage, len(found))] {
		rows = append(rows, []Button{opens(personLine(in.Roster, o), "stepgiven", 1, args[0], string(o.ID))})
	}
	text = say("lead_choose")
	if len(found) > staffPage {
		text += "\n" + say("people_narrow", staffPage)
	}
	return message([]Span{plain(text)}, rows), nil
}

// assignable are the officers found by a name or number whom the actor may give work in the plan.
func (c *Conversation) assignable(in input, p *plan.Plan, text string) []*officer.Officer {
	var out []*officer.Officer
	for _, o := range in.Roster.Search(text, 0) {
		if c.mayAssign(in, p, o.ID) {
			out = append(out, o)
		}
	}
	return out
}

// mayAssign says whether the actor may give an officer work in a plan: a colleague, somebody of the units led, or who takes
// part in it already.
func (c *Conversation) mayAssign(in input, p *plan.Plan, o officer.ID) bool {
	found, ok := in.Roster.Officer(o)
	if !ok || !found.Left.IsZero() {
		return false
	}
	for _, id := range p.Team {
		if id == o {
			return true
		}
	}
	return c.may(in, officer.AssignWork, officer.About{Officer: o})
}

// stepGiven gives a step to an officer, who is told.
func (c *Conversation) stepGiven(in input, arg string, to officer.ID) (Turn, error) {
	i, ok := in.item(arg)
	if !ok {
		return refusal(in.Event, say("step_gone")), nil
	}
	if !c.mayAssign(in, i.Plan, to) {
		return c.denied(in, "screen stepgiven", officer.AssignWork, officer.About{Officer: to}), nil
	}
	e := i.Plan.Edit(in.Actor.Officer.ID, c.cfg.Now())
	if err := e.Give(i.Step.ID, to); err != nil {
		return cannot(in, err)
	}
	step, _ := e.Plan().Step(i.Step.ID)
	show := inPlace(in.Event, []Span{plain(say("step_given", i.Step.Title, in.name(to)))}, c.afterwards(e, arg))
	show = show.and(c.tellsWork(in, to, plan.Item{Plan: e.Plan(), Step: step}))
	show = show.and(in.tells(i.Step.Lead, []Span{plain(say("step_taken", i.Plan.Code(), i.Step.Title, in.name(to)))}, nil))
	return c.planned(in, show, e), nil
}

// tellsWork tells an officer that a step is theirs now, and when it is due.
func (c *Conversation) tellsWork(in input, to officer.ID, i plan.Item) Turn {
	today := c.today(c.cfg.Now()).Day
	text := say("step_yours", in.Actor.Officer.Name, i.Plan.Code(), i.Step.Title, dueText(i.Step))
	if left := leftText(i.Step, today); left != "" {
		text += " (" + left + ")"
	}
	return in.tells(to, []Span{plain(text + ".")}, [][]Button{{opens(say("step_open"), "step", 1, itemArgument(i))}})
}

// sure shows a reason that was typed and asks once more, by a button, before something ends by it.
func (c *Conversation) sure(ctx context.Context, in input, wait, arg, question, why string, yes Button) (Turn, error) {
	t, err := c.await(ctx, in, wait, question, arg, why)
	if err != nil || !in.Private {
		return t, err
	}
	last := &t.Replies[len(t.Replies)-1]
	last.Buttons = append([][]Button{{yes}}, last.Buttons...)
	return t, nil
}

// sureOf is the reason that was shown, when that is what waits for the button.
func (c *Conversation) sureOf(ctx context.Context, in input, wait, arg string) (why string, ok bool, err error) {
	s, err := c.waiting(ctx, in)
	if err != nil || s.name != wait || argument(s.args, 0) != arg {
		return "", false, err
	}
	return argument(s.args, 1), true, nil
}

// again answers a text where a button is waited for.
func again(_ *Conversation, _ context.Context, in input, _ []string, _ string) (Turn, error) {
	return sentence(say("tap_or_cancel")), nil
}

// stepDropped cancels a step with its reason.
func (c *Conversation) stepDropped(ctx context.Context, in input, args []string, text string) (Turn, error) {
	i, ok := in.item(args[0])
	if !ok {
		return sentence(say("step_gone")), nil
	}
	if refused, ok := c.besides(in, i.Plan, i.Step, text); !ok {
		return refused, nil
	}
	e := i.Plan.Edit(in.Actor.Officer.ID, c.cfg.Now())
	if err := e.Cancel(i.Step.ID, text); err != nil {
		return cannot(in, err)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	show := inPlace(in.Event, []Span{plain(say("step_dropped", i.Step.Title))}, c.afterwards(e, args[0]))
	show = show.and(in.tells(i.Step.Lead, []Span{plain(say("step_dropped_by", in.Actor.Officer.Name, i.Plan.Code(), i.Step.Title, text))}, nil))
	return c.planned(in, show, e), nil
}
