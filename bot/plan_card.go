package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// planPage is how many steps of a plan stand on a page, logPage how many entries of its log.
const (
	planPage = 6
	logPage  = 8
)

// planScreens are those about a plan as a whole. Their first argument is the plan.
func planScreens() []screen {
	asks := func(key, wait string) screenHandler {
		return func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			found, _ := in.Book.Plan(plan.ID(p.args[0]))
			return c.asking(ctx, in, wait, say(key, found.Code()), p.args[0])
		}
	}
	return []screen{
		{name: "plan", action: officer.SeeWork, about: aboutPlan, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			found, _ := in.Book.Plan(plan.ID(p.args[0]))
			return c.planCard(in, found, p.page), nil
		}},
		{name: "planlog", action: officer.SeeWork, about: aboutPlan, handle: (*Conversation).planLog},
		{name: "plandrop", action: officer.ChangeWork, about: aboutPlan, handle: asks("plan_ask_drop", "plandrop")},
		{name: "planname", action: officer.ChangeWork, about: aboutPlan, handle: asks("plan_ask_name", "planname")},
		{name: "plandropyes", action: officer.ChangeWork, about: aboutPlan, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			why, ok, err := c.sureOf(ctx, in, "plandropsure", p.args[0])
			if err != nil || !ok {
				return refusal(in.Event, say("choice_gone")), err
			}
			return c.planDropped(ctx, in, []string{p.args[0]}, why)
		}},
		{name: "stepadd", action: officer.ChangeWork, about: aboutPlan, handle: asks("step_ask_new", "stepadd")},
		{name: "planteam", action: officer.ChangeWork, about: aboutPlan, handle: (*Conversation).planTeam},
		{name: "teamadd", action: officer.ChangeWork, about: aboutPlan, handle: asks("team_ask", "teamadd")},
		{name: "teamjoin", action: officer.ChangeWork, about: aboutPlan, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.teamChanged(in, p.args[0], officer.ID(p.args[1]), true)
		}},
		{name: "teamdrop", action: officer.ChangeWork, about: aboutPlan, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.teamChanged(in, p.args[0], officer.ID(p.args[1]), false)
		}},
		{name: "planhand", action: officer.ChangeWork, about: aboutPlan, handle: (*Conversation).planHand},
		{name: "handask", action: officer.ChangeWork, about: aboutPlan, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.asking(ctx, in, "handto", say("hand_ask", in.name(officer.ID(p.args[1]))), p.args[0], p.args[1])
		}},
	}
}

// planWaits are the texts asked for about a plan.
func planWaits() []wait {
	return []wait{
		{name: "plandrop", action: officer.ChangeWork, about: aboutPlan, handle: func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
			p, _ := in.Book.Plan(plan.ID(args[0]))
			return c.sure(ctx, in, "plandropsure", args[0], say("plan_drop_sure", p.Code(), p.Title, text), text, opens(say("plan_drop"), "plandropyes", 1, args[0]))
		}},
		{name: "plandropsure", action: officer.ChangeWork, about: aboutPlan, handle: again},
		{name: "planname", action: officer.ChangeWork, about: aboutPlan, handle: (*Conversation).planNamed},
		{name: "stepadd", action: officer.ChangeWork, about: aboutPlan, handle: (*Conversation).stepAdded},
		{name: "teamadd", action: officer.ChangeWork, about: aboutPlan, handle: (*Conversation).teamFound},
		{name: "handto", action: officer.ChangeWork, about: aboutPlan, handle: (*Conversation).handedTo},
	}
}

// planByNumber is the card of a plan that was named by its code.
func (c *Conversation) planByNumber(in input, n int) Turn {
	p, ok := in.Book.ByNumber(n)
	if !ok || !c.may(in, officer.SeeWork, work(p, nil)) {
		return refusal(in.Event, say("plan_not_found", plan.Code(n)))
	}
	return c.planCard(in, p, 1)
}

// stateNames are what officers call the states of a plan.
var stateNames = map[plan.State]string{plan.Open: "plan_open", plan.Closed: "plan_closed", plan.Cancelled: "plan_is_cancelled"}

// planCard shows a plan with a page of its steps.
func (c *Conversation) planCard(in input, p *plan.Plan, asked int) Turn {
	today := c.today(c.cfg.Now()).Day
	page, last, from, to := paged(len(p.Steps), planPage, asked)
	id := string(p.ID)
	var s sheet
	s.para(bold(p.Code() + " – " + p.Title))
	if name := unitName(in.Roster, p.Unit); name != "" {
		s.line(plain(say("plan_unit", name)))
	}
	s.line(plain(say("plan_owner", in.name(p.Owner))))
	ended := 0
	for i := range p.Steps {
		if !p.Steps[i].Open() {
			ended++
		}
	}
	s.line(plain(say("plan_state", say(stateNames[p.State]), ended, len(p.Steps))))
	if len(p.Team) > 0 {
		var names []string
		for _, o := range p.Team {
			names = append(names, in.name(o))
		}
		s.line(plain(say("plan_team", strings.Join(names, ", "))))
	}
	var buttons []Button
	for n := range p.Steps[from:to] {
		step := &p.Steps[from+n]
		c.planLine(&s, in, from+n+1, step, today)
		buttons = append(buttons, opens(fmt.Sprintf("%s%d. %s", tick(step), from+n+1, step.Title), "step", 1, itemArgument(plan.Item{Plan: p, Step: step})))
	}
	if last > 1 {
		s.para(plain(say("page_of", page, last)))
	}
	rows := append(inRows(buttons, 1), turning(page, last, func(n int) payload { return toScreen("plan", n, id) })...)
	rows = append(rows, []Button{opens(say("plan_file"), "planfile", 1, id), opens(say("plan_picture"), "planpicture", 1, id)})
	if c.may(in, officer.ChangeWork, work(p, nil)) && p.State != plan.Cancelled {
		rows = append(
			rows, []Button{opens(say("step_add"), "stepadd", 1, id), opens(say("plan_team_edit"), "planteam", 1, id)},
			[]Button{opens(say("plan_hand"), "planhand", 1, id), opens(say("plan_announce"), "plangroup", 1, id)},
			[]Button{opens(say("plan_name"), "planname", 1, id), opens(say("step_log"), "planlog", 1, id), opens(say("plan_drop"), "plandrop", 1, id)},
		)
	}
	rows = append(rows, []Button{opens(say("agenda_back"), "agenda", 1)})
	return inPlace(in.Event, s.done(), rows)
}

// tick marks a step that has ended.
func tick(s *plan.Step) string {
	if s.Open() {
		return ""
	}
	return "✔ "
}

// planLine is a step in its plan: stage, what, who, when.
func (c *Conversation) planLine(s *sheet, in input, n int, step *plan.Step, today calendar.Day) {
	title, _ := shorten(step.Title, 120)
	s.para(plain(fmt.Sprintf("%s%d. %s", tick(step), n, title)))
	line := dueText(step)
	if left := leftText(step, today); left != "" && step.Open() {
		line += " (" + left + ")"
	}
	if step.Lead != "" {
		line += " – " + in.name(step.Lead)
	}
	s.line(plain(line))
	if step.Reason.Doubt != "" && step.Open() {
		s.line(plain(say("agenda_doubt")))
	}
}

// whatNames are what officers call the things done to plans.
var whatNames = map[plan.What]string{
	plan.Made: "log_made", plan.StepAdded: "log_added", plan.StepDone: "log_done", plan.Cancelling: "log_cancelled", plan.Given: "log_given",
	plan.Postponed: "log_postponed", plan.TimeAsked: "log_time_asked", plan.TimeGranted: "log_time_granted",
	plan.TimeRefused: "log_time_refused", plan.DayChanged: "log_day", plan.Confirmed: "log_confirmed", plan.Doubted: "log_doubted",
	plan.TeamChanged: "log_team", plan.HandedOver: "log_handed", plan.Announced: "log_announced", plan.Undone: "log_undone",
	plan.Reimported: "log_reimported", plan.UnitMoved: "log_unit",
	plan.Renamed: "log_renamed",
}

// planLog shows what was done to a plan, newest first.
func (c *Conversation) planLog(_ context.Context, in input, p payload) (Turn, error) {
	id, _, _ := strings.Cut(p.args[0], "s")
	found, _ := in.Book.Plan(plan.ID(id))
	entries := slices.Clone(found.Log)
	slices.Reverse(entries)
	page, last, from, to := paged(len(entries), logPage, p.page)
	var s sheet
	s.para(bold(say("log_heading", found.Code())))
	for _, e := range entries[from:to] {
		what := string(e.What)
		if key, ok := whatNames[e.What]; ok {
			what = say(key)
		}
		by := in.name(e.By)
		if by == "" {
			by = say("log_program")
		}
		line := c.moment(e.At) + " – " + what + " – " + by
		if step, ok := found.Step(e.Step); ok {
			line += ": " + step.Title
		}
		s.para(plain(line))
		s.line(plain(logNote(in, e)))
	}
	if last > 1 {
		s.para(plain(say("page_of", page, last)))
	}
	rows := turning(page, last, func(n int) payload { return toScreen("planlog", n, id) })
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("step_plan"), "plan", 1, id)})), nil
}

// logNote is the note of an entry as it is read: whom something was given to, why something was done.
func logNote(in input, e plan.Entry) string {
	switch e.What {
	case plan.Given, plan.HandedOver:
		return say("log_to", in.name(officer.ID(e.Note)))
	case plan.Undone:
		return say(whatNames[plan.What(e.Note)])
	case plan.Doubted:
		return say(doubtNames[plan.Doubt(e.Note)])
	case plan.UnitMoved:
		return unitName(in.Roster, officer.UnitID(e.Note))
	}
	return e.Note
}

// planDropped cancels a plan with its reason; who leads an open step is told.
func (c *Conversation) planDropped(ctx context.Context, in input, args []string, text string) (Turn, error) {
	p, _ := in.Book.Plan(plan.ID(args[0]))
	if refused, ok := c.besides(in, p, nil, text); !ok {
		return refused, nil
	}
	e := p.Edit(in.Actor.Officer.ID, c.cfg.Now())
	if err := e.CancelPlan(text); err != nil {
		return cannot(in, err)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	show := inPlace(in.Event, []Span{plain(say("plan_dropped", p.Code(), p.Title))}, c.planAfterwards(e))
	for _, id := range p.Concerned() {
		show = show.and(in.tells(id, []Span{plain(say("plan_dropped_by", in.Actor.Officer.Name, p.Code(), p.Title, text))}, nil))
	}
	return c.planned(in, show, e), nil
}

// planNamed gives a plan another title.
func (c *Conversation) planNamed(ctx context.Context, in input, args []string, text string) (Turn, error) {
	p, _ := in.Book.Plan(plan.ID(args[0]))
	e := p.Edit(in.Actor.Officer.ID, c.cfg.Now())
	if err := e.Rename(titleOf(text)); err != nil {
		return cannot(in, err)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	return c.planned(in, message([]Span{plain(say("plan_named", p.Code(), e.Plan().Title))}, c.planAfterwards(e)), e), nil
}

// planAfterwards are the buttons under what was done to a plan as a whole.
func (c *Conversation) planAfterwards(e *plan.Edit) [][]Button {
	id := string(e.Plan().ID)
	return [][]Button{{opens(say("undo"), "stepundo", 1, id, fmt.Sprint(e.First())), opens(say("step_plan"), "plan", 1, id)}}
}

// stepAdded puts a further step into a plan: what, and by when.
func (c *Conversation) stepAdded(ctx context.Context, in input, args []string, text string) (Turn, error) {
	p, _ := in.Book.Plan(plan.ID(args[0]))
	w, rest, what, err := c.oneDay(ctx, in, text)
	switch {
	case err != nil:
		return Turn{}, err
	case what != "":
		return sentence(what), nil
	}
	if refused, ok := c.besides(in, p, nil, rest); !ok {
		return refused, nil
	}
	e := p.Edit(in.Actor.Officer.ID, c.cfg.Now())
	id, err := e.AddStep(plan.Step{
		Title: titleOf(rest), Lead: in.Actor.Officer.ID, Day: w.Day, Minute: w.Minute, At: !w.By && w.Minute > 0, Weight: plan.Ordinary,
		Reason: plan.Reason{Source: plan.Typed},
	})
	if err != nil {
		return cannot(in, err)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	step, _ := e.Plan().Step(id)
	buttons := [][]Button{{opens(say("step_open"), "step", 1, itemArgument(plan.Item{Plan: p, Step: step})), opens(say("step_plan"), "plan", 1, args[0])}}
	return c.planned(in, message([]Span{plain(say("step_added", p.Code(), step.Title, w.Echo))}, buttons), e), nil
}

// titleOf is what is to be done, from the words around a day: without the punctuation that tied them together, and with a
// capital.
func titleOf(rest string) string {
	title := strings.Trim(strings.Join(strings.Fields(rest), " "), " ,;:.–-")
	for _, lead := range []string{"là ", "về việc ", "phải "} {
		title = strings.TrimPrefix(title, lead)
	}
	if title == "" {
		return ""
	}
	runes := []rune(title)
	return strings.ToUpper(string(runes[:1])) + string(runes[1:])
}

// planTeam shows the team with a button for each to take out.
func (c *Conversation) planTeam(_ context.Context, in input, p payload) (Turn, error) {
	found, _ := in.Book.Plan(plan.ID(p.args[0]))
	var s sheet
	s.para(bold(say("team_heading", found.Code())))
	var rows [][]Button
	for _, o := range found.Team {
		rows = append(rows, []Button{opens(say("team_drop", in.name(o)), "teamdrop", 1, p.args[0], string(o))})
	}
	s.para(plain(say("team_explained")))
	rows = append(rows, []Button{opens(say("team_add"), "teamadd", 1, p.args[0]), opens(say("step_plan"), "plan", 1, p.args[0])})
	return inPlace(in.Event, s.done(), rows), nil
}

// teamFound looks for an officer to take into a team. Whoever leads the plan's unit finds officers of any unit by their
// full name or number, because teams cross units.
func (c *Conversation) teamFound(ctx context.Context, in input, args []string, text string) (Turn, error) {
	p, _ := in.Book.Plan(plan.ID(args[0]))
	var found []*officer.Officer
	for _, o := range in.Roster.Search(text, 0) {
		if c.mayTeam(in, p, o) {
			found = append(found, o)
		}
	}
	if len(found) == 0 {
		return sentence(say("lead_none")), nil
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	if len(found) == 1 {
		return c.teamChanged(in, args[0], found[0].ID, true)
	}
	var rows [][]Button
	for _, o := range found[:min(staffPage, len(found))] {
		rows = append(rows, []Button{opens(personLine(in.Roster, o), "teamjoin", 1, args[0], string(o.ID))})
	}
	return message([]Span{plain(say("lead_choose"))}, rows), nil
}

// mayTeam says whether the actor may take somebody into a team: whom work may be given, and anybody for who leads the plan's
// unit.
func (c *Conversation) mayTeam(in input, p *plan.Plan, o *officer.Officer) bool {
	if !o.Left.IsZero() {
		return false
	}
	return c.mayAssign(in, p, o.ID) || p.Unit != "" && c.may(in, officer.ImportWork, officer.About{Unit: p.Unit})
}

// teamChanged takes an officer into a team, or out of it, and tells them.
func (c *Conversation) teamChanged(in input, id string, who officer.ID, joins bool) (Turn, error) {
	p, _ := in.Book.Plan(plan.ID(id))
	o, ok := in.Roster.Officer(who)
	if !ok || joins && !c.mayTeam(in, p, o) {
		return c.denied(in, "screen teamjoin", officer.AssignWork, officer.About{Officer: who}), nil
	}
	team := slices.DeleteFunc(slices.Clone(p.Team), func(m officer.ID) bool { return m == who })
	if joins {
		team = append(team, who)
	}
	e := p.Edit(in.Actor.Officer.ID, c.cfg.Now())
	if err := e.SetTeam(team...); err != nil {
		return cannot(in, err)
	}
	done, told := "team_joined", "team_you_joined"
	if !joins {
		done, told = "team_left", "team_you_left"
	}
	show := inPlace(in.Event, []Span{plain(say(done, o.Name, p.Code()))}, c.planAfterwards(e))
	show = show.and(in.tells(who, []Span{plain(say(told, in.Actor.Officer.Name, p.Code(), p.Title))}, nil))
	return c.planned(in, show, e), nil
}

// planHand chooses whose work in a plan is handed over.
func (c *Conversation) planHand(_ context.Context, in input, p payload) (Turn, error) {
	found, _ := in.Book.Plan(plan.ID(p.args[0]))
	var rows [][]Button
	for _, id := range found.Concerned() {
		rows = append(rows, []Button{opens(in.name(id), "handask", 1, p.args[0], string(id))})
	}
	rows = append(rows, []Button{opens(say("step_plan"), "plan", 1, p.args[0])})
	return inPlace(in.Event, []Span{plain(say("hand_choose", found.Code()))}, rows), nil
}

// handedTo hands an officer's part in a plan over to another one.
func (c *Conversation) handedTo(ctx context.Context, in input, args []string, text string) (Turn, error) {
	p, _ := in.Book.Plan(plan.ID(args[0]))
	from := officer.ID(argument(args, 1))
	found := c.assignable(in, p, text)
	switch {
	case len(found) == 0:
		return sentence(say("lead_none")), nil
	case len(found) > 1:
		var names []string
		for _, o := range found[:min(staffPage, len(found))] {
			names = append(names, "– "+personLine(in.Roster, o))
		}
		return sentence(say("hand_several", strings.Join(names, "\n"))), nil
	}
	e := p.Edit(in.Actor.Officer.ID, c.cfg.Now())
	if err := e.HandOver(from, found[0].ID); err != nil {
		return cannot(in, err)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	id := string(p.ID)
	show := message([]Span{plain(say("handed", p.Code(), in.name(from), found[0].Name))}, c.planAfterwards(e))
	show = show.and(in.tells(found[0].ID, []Span{plain(say("handed_to_you", in.Actor.Officer.Name, p.Code(), p.Title, in.name(from)))}, [][]Button{{opens(say("step_plan"), "plan", 1, id)}}))
	show = show.and(in.tells(from, []Span{plain(say("handed_from_you", in.Actor.Officer.Name, p.Code(), p.Title, found[0].Name))}, nil))
	return c.planned(in, show, e), nil
}
