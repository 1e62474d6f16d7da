package bot

import (
	"context"
	"fmt"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// planGroupScreens say how a plan is announced in a group. Their first argument is the plan.
func planGroupScreens() []screen {
	return []screen{{name: "plangroup", action: officer.ChangeWork, about: aboutPlan, handle: (*Conversation).planGroup}}
}

// planGroup says how the plan is announced. The bot knows a group only once somebody speaks to it there, so that is where
// it is asked for.
func (c *Conversation) planGroup(_ context.Context, in input, p payload) (Turn, error) {
	found, _ := in.Book.Plan(plan.ID(p.args[0]))
	written := "/kehoach " + found.Code()
	if c.name() != "" {
		written = "/kehoach@" + c.name() + " " + found.Code()
	}
	var s sheet
	s.para(plain(say("group_how", written)))
	s.para(plain(say("group_read")))
	if n := len(found.Chats); n > 0 {
		s.line(plain(say("group_before", found.Code(), n)))
	}
	return below(in.Event, message(s.done(), [][]Button{
		{{Label: say("group_copy"), Copy: written}}, {opens(say("step_plan"), "plan", 1, p.args[0])},
	})), nil
}

// announcing is how /kehoach is answered in a group where its text is the code of a plan; nil for any other text, whose answer
// is the officer's alone.
func announcing(text string) commandHandler {
	if _, ok := plan.ReadCode(text); ok {
		return (*Conversation).planAnnounced
	}
	return nil
}

// planAnnounced shows a plan in the group in which it was asked for, without names, and notes that it was. Asked for again
// there, it is shown as it stands. Whoever may not change the plan reads that, and the same of a plan that is not there.
func (c *Conversation) planAnnounced(_ context.Context, in input, text string) (Turn, error) {
	n, _ := plan.ReadCode(text)
	p, ok := in.Book.ByNumber(n)
	if !ok {
		return c.denied(in, "/kehoach in a group", officer.ChangeWork, officer.About{}), nil
	}
	if !c.may(in, officer.ChangeWork, work(p, nil)) {
		return c.denied(in, "/kehoach in a group", officer.ChangeWork, work(p, nil)), nil
	}
	if p.State == plan.Cancelled {
		return sentence(say("group_cancelled", p.Code())), nil
	}
	if slices.Contains(p.Chats, in.Chat) {
		return message(c.planInGroup(p, say("group_again", p.Code())), nil), nil
	}
	e := p.Edit(in.Actor.Officer.ID, c.cfg.Now())
	if err := e.Announce(in.Chat); err != nil {
		return cannot(in, err)
	}
	return c.planned(in, message(c.planInGroup(p, say("group_announced")), nil), e), nil
}

// planInGroup is a plan for everybody in a group to read: code, title, stages and steps with their days, and no name. What
// does not fit into one message is counted.
func (c *Conversation) planInGroup(p *plan.Plan, opening string) []Span {
	today := c.today(c.cfg.Now()).Day
	var s sheet
	s.para(plain(opening))
	s.para(bold(p.Code() + " – " + p.Title))
	ended := 0
	for i := range p.Steps {
		if !p.Steps[i].Open() {
			ended++
		}
	}
	s.line(plain(say("plan_state", say(stateNames[p.State]), ended, len(p.Steps))))
	var stage plan.Stage
	used := units(opening) + units(p.Title)
	for i := range p.Steps {
		step := &p.Steps[i]
		line := c.groupLine(i+1, step, p.State == plan.Open, today)
		// Two hundred are left for the line that counts the rest, and for stages.
		if used += units(line) + 2; used > messageLimit-200 {
			s.para(plain(say("group_more", len(p.Steps)-i)))
			break
		}
		if key, ok := stageNames[step.Stage]; ok && step.Stage != stage {
			s.para(bold(say(key)))
			used += units(say(key)) + 2
		}
		stage = step.Stage
		s.line(plain(line))
	}
	return s.done()
}

// groupLine is a step without its lead.
func (c *Conversation) groupLine(n int, step *plan.Step, open bool, today calendar.Day) string {
	line := fmt.Sprintf("%s%d. %s – %s", tick(step), n, step.Title, dueText(step))
	if !open || !step.Open() {
		return line
	}
	if left := leftText(step, today); left != "" {
		line += " (" + left + ")"
	}
	if step.Reason.Doubt != "" {
		line += ". " + say("agenda_doubt")
	}
	return line
}
