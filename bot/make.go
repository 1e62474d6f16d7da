package bot

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
	"camnang/corpus/procedure"
)

// makeScreens are those by which a plan is made from a procedure: unit, kind of work, level, then the start day and, where
// no limit gives the others, the days of report and conclusion. A button names a procedure by the place of its kind and
// the first letters of its level ("3ce"), a unit's own by its id.
func makeScreens() []screen {
	return []screen{
		{name: "planmake", action: officer.MakeWork, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.planMake(ctx, in, officer.UnitID(p.args[0]))
		}},
		{name: "plankind", action: officer.MakeUnitWork, about: aboutUnit, handle: (*Conversation).planKind},
		{name: "planfrom", action: officer.MakeUnitWork, about: aboutUnit, handle: (*Conversation).planFrom},
		{name: "planmade", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).planMade},
		{name: "planskip", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).planSkip},
	}
}

// makeWaits are the days asked for. Their argument is the draft.
func makeWaits() []wait {
	return []wait{
		{name: "planday", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).planDay},
		{name: "plandraft", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).planRedrafted},
	}
}

// threeDates stands for a plan of start, report and conclusion, by no procedure.
const threeDates = "3"

// planMake asks for whom and for what work a plan is made.
func (c *Conversation) planMake(_ context.Context, in input, unit officer.UnitID) (Turn, error) {
	units := c.makesFor(in)
	switch {
	case len(units) == 0:
		return refusal(in.Event, say("make_no_unit")), nil
	case unit == "" && len(units) > 1:
		var rows [][]Button
		for _, u := range units[:min(unitsPage, len(units))] {
			rows = append(rows, []Button{opens(u.Name, "planmake", 1, string(u.ID))})
		}
		return inPlace(in.Event, []Span{plain(say("make_unit"))}, rows), nil
	case unit == "":
		unit = units[0].ID
	}
	if !c.may(in, officer.MakeUnitWork, officer.About{Unit: unit}) {
		return c.denied(in, "screen planmake", officer.MakeUnitWork, officer.About{Unit: unit}), nil
	}
	var rows [][]Button
	for n, kind := range procedure.Kinds {
		rows = append(rows, []Button{opens(kind.Vietnamese(), "plankind", n+1, string(unit))})
	}
	rows = append(rows, []Button{opens(say("make_three"), "planfrom", 1, string(unit), threeDates)})
	if c.may(in, officer.ImportWork, officer.About{Unit: unit}) {
		rows = append(rows, []Button{opens(say("make_import"), "planimport", 1, string(unit))})
	}
	rows = append(rows, []Button{opens(say("make_own"), "procs", 1, string(unit)), opens(say("agenda_back"), "agenda", 1)})
	return inPlace(in.Event, []Span{plain(say("make_kind", unitLabel(in.Roster, unit)))}, rows), nil
}

// makesFor are the units for which the actor may make plans: the own one, and those led.
func (c *Conversation) makesFor(in input) []*officer.Unit {
	var out []*officer.Unit
	for _, id := range append([]officer.UnitID{in.Actor.Officer.Unit}, in.Actor.Officer.Heads...) {
		u, ok := in.Roster.Unit(id)
		if ok && !slices.Contains(out, u) && c.may(in, officer.MakeUnitWork, officer.About{Unit: id}) {
			out = append(out, u)
		}
	}
	return out
}

// planKind asks by which procedure the work is done; its page is the place of the kind.
func (c *Conversation) planKind(ctx context.Context, in input, p payload) (Turn, error) {
	unit := officer.UnitID(p.args[0])
	if p.page > len(procedure.Kinds) {
		return c.forged(in, "button", say("tap_not_valid")), nil
	}
	kind := procedure.Kinds[p.page-1]
	set, err := c.procedures(ctx, in, unit)
	if err != nil {
		return Turn{}, err
	}
	var rows [][]Button
	for _, found := range set.Procedures() {
		if found.Kind == kind {
			name := found.Level.Vietnamese()
			if found.Unit != "" {
				name = say("make_own_name", found.Title)
			}
			rows = append(rows, []Button{opens(name, "planfrom", 1, string(unit), procedureArgument(found))})
		}
	}
	rows = append(rows, []Button{opens(say("back"), "planmake", 1, string(unit))})
	return inPlace(in.Event, []Span{plain(say("make_level", kind.Vietnamese()))}, rows), nil
}

// procedureArgument names a procedure in a button.
func procedureArgument(p *procedure.Procedure) string {
	if p.Unit != "" {
		return p.ID
	}
	return strconv.Itoa(slices.Index(procedure.Kinds, p.Kind)+1) + string(p.Level[:2])
}

// procedureOf finds the procedure that a button names.
func procedureOf(set *procedure.Set, arg string) (*procedure.Procedure, bool) {
	for _, p := range set.Procedures() {
		if procedureArgument(p) == arg {
			return p, true
		}
	}
	return nil, false
}

// planFrom shows a procedure and asks for its first day.
func (c *Conversation) planFrom(ctx context.Context, in input, p payload) (Turn, error) {
	d := draft{Unit: officer.UnitID(p.args[0]), Procedure: p.args[1]}
	set, err := c.procedures(ctx, in, d.Unit)
	if err != nil {
		return Turn{}, err
	}
	var s sheet
	if found, ok := procedureOf(set, d.Procedure); ok {
		s.para(bold(found.Title))
		s.line(plain(say("make_steps", len(found.Steps))))
		s.para(plain(found.Note))
		if found.Sample {
			s.line(ital(say("step_sample")))
		}
	} else if d.Procedure != threeDates {
		return refusal(in.Event, say("procedure_gone")), nil
	}
	s.para(plain(c.draftQuestion(set, d)))
	return c.asksDraft(ctx, in, s.done(), "planday", d, false)
}

// draftQuestion is the question for the day that a draft lacks next.
func (c *Conversation) draftQuestion(set *procedure.Set, d draft) string {
	switch {
	case d.Start.IsZero():
		if p, ok := procedureOf(set, d.Procedure); ok && p.Begins != "" {
			return say("make_ask_begins", p.Begins)
		}
		return say("make_ask_start")
	case d.Report.IsZero() && d.Asked < 1:
		return say("make_ask_report")
	default:
		return say("make_ask_conclusion")
	}
}

// asksDraft puts a question about a draft below the message of a button, with a button to leave a day out.
func (c *Conversation) asksDraft(ctx context.Context, in input, text []Span, wait string, d draft, skips bool, rows ...[]Button) (Turn, error) {
	t, err := c.await(ctx, in, wait, "-", d.String())
	if err != nil || !in.Private {
		return t, err
	}
	last := &t.Replies[len(t.Replies)-1]
	last.Text = text
	if skips {
		rows = append(rows, []Button{opens(say("make_skip"), "planskip", 1)})
	}
	last.Buttons = append(rows, last.Buttons...)
	return below(in.Event, t), nil
}

// planDay takes one of the days asked for.
func (c *Conversation) planDay(ctx context.Context, in input, args []string, text string) (Turn, error) {
	d, ok := readDraft(argument(args, 0))
	if !ok {
		return sentence(say("choice_gone")), nil
	}
	w, what, err := c.anyDay(ctx, in, text)
	switch {
	case err != nil:
		return Turn{}, err
	case what != "":
		return sentence(what), nil
	}
	switch {
	case d.Start.IsZero():
		d.Start = w.Day
	case w.Day.Before(d.Start):
		return sentence(say("make_before_start", dayText(d.Start))), nil
	case d.Asked < 1:
		d.Report, d.Asked = w.Day, 1
	case !d.Report.IsZero() && w.Day.Before(d.Report):
		return sentence(say("make_before_report", dayText(d.Report))), nil
	default:
		d.Conclusion, d.Asked = w.Day, 2
	}
	return c.draftOn(ctx, in, d)
}

// planSkip leaves the day asked for out.
func (c *Conversation) planSkip(ctx context.Context, in input, _ payload) (Turn, error) {
	d, ok, err := c.drafted(ctx, in, "planday")
	switch {
	case err != nil:
		return Turn{}, err
	case !ok || d.Start.IsZero():
		return refusal(in.Event, say("choice_gone")), nil
	}
	d.Asked++
	return c.draftOn(ctx, in, d)
}

// drafted is the draft that waits under the name.
func (c *Conversation) drafted(ctx context.Context, in input, wait string) (d draft, ok bool, err error) {
	s, err := c.waiting(ctx, in)
	if err != nil || s.name != wait {
		return draft{}, false, err
	}
	d, ok = readDraft(argument(s.args, 0))
	return d, ok, nil
}

// draftOn asks for the next day of a draft, or shows it whole.
func (c *Conversation) draftOn(ctx context.Context, in input, d draft) (Turn, error) {
	set, err := c.procedures(ctx, in, d.Unit)
	if err != nil {
		return Turn{}, err
	}
	computed, err := c.limited(ctx, in, d)
	if err != nil {
		return Turn{}, err
	}
	if d.Asked < 2 && !computed {
		return c.asksDraft(ctx, in, []Span{plain(c.draftQuestion(set, d))}, "planday", d, true)
	}
	return c.showDraft(ctx, in, d)
}

// limited reports whether a limit of the procedure gives a day, so that no others are asked for.
func (c *Conversation) limited(ctx context.Context, in input, d draft) (bool, error) {
	p, _, err := c.planOf(ctx, in, d)
	return slices.ContainsFunc(p.Steps, func(s plan.Step) bool { return s.Reason.Source == plan.Computed }), err
}

// showDraft shows the whole plan as it would be made.
func (c *Conversation) showDraft(ctx context.Context, in input, d draft) (Turn, error) {
	p, refused, err := c.planOf(ctx, in, d)
	if err != nil {
		return Turn{}, err
	}
	var s sheet
	s.para(bold(say("draft_heading", p.Title)))
	s.line(plain(say("plan_unit", unitLabel(in.Roster, d.Unit))))
	stage, all := plan.Stage(""), true
	for n := range p.Steps {
		all = all && p.Steps[n].Sample
	}
	for n := range p.Steps {
		step := &p.Steps[n]
		if step.Stage != stage {
			stage = step.Stage
			if key, ok := stageNames[stage]; ok {
				s.para(bold(say(key)))
			}
		}
		title, _ := shorten(step.Title, 100)
		line := fmt.Sprintf("%d. %s: %s", n+1, title, dayText(step.Day))
		if step.Sample && !all {
			line += " " + say("draft_sample")
		}
		s.line(plain(line))
		if step.Reason.Source == plan.Computed {
			s.line(ital("   " + say("draft_computed", procedure.Length(step.Reason.Amount, step.Reason.Unit), step.Reason.Event, basisOf(step.Reason))))
		} else if refused[n] != "" {
			s.line(ital("   " + refused[n]))
		} else if step.Reason.Limit != "" {
			s.line(ital("   " + say("draft_event", step.Reason.Event)))
		}
	}
	if all {
		s.para(ital(say("draft_all_sample")))
	}
	s.para(plain(say("draft_change")))
	s.line(plain(say("names_out")))
	return c.asksDraft(ctx, in, s.done(), "plandraft", d, false, []Button{opens(say("draft_make"), "planmade", 1)})
}

func basisOf(r plan.Reason) string {
	if r.Rests != nil {
		return r.Rests.Cited
	}
	return r.Document
}

// planRedrafted changes the day of one step of the draft: "3: 20/12/2026"; "bỏ 3" leaves the step out.
func (c *Conversation) planRedrafted(ctx context.Context, in input, args []string, text string) (Turn, error) {
	d, ok := readDraft(argument(args, 0))
	if !ok {
		return sentence(say("choice_gone")), nil
	}
	p, _, err := c.planOf(ctx, in, d)
	if err != nil {
		return Turn{}, err
	}
	n, rest, drops, ok := readStepNumber(text)
	if !ok || n > len(p.Steps) {
		return sentence(say("draft_not_read", len(p.Steps))), nil
	}
	place := d.place(n)
	if drops {
		if len(p.Steps) == 1 {
			return sentence(say("draft_last")), nil
		}
		d.Dropped = append(d.Dropped, place)
		return c.showDraft(ctx, in, d)
	}
	if p.Steps[n-1].Reason.Source == plan.Computed {
		return sentence(say("draft_limit")), nil
	}
	w, what, err := c.anyDay(ctx, in, rest)
	switch {
	case err != nil:
		return Turn{}, err
	case what != "":
		return sentence(what), nil
	}
	if d.Days == nil {
		d.Days = map[int]calendar.Day{}
	}
	d.Days[place] = w.Day
	return c.showDraft(ctx, in, d)
}

// planMade makes the plan of the draft.
func (c *Conversation) planMade(ctx context.Context, in input, _ payload) (Turn, error) {
	d, ok, err := c.drafted(ctx, in, "plandraft")
	switch {
	case err != nil:
		return Turn{}, err
	case !ok:
		return refusal(in.Event, say("choice_gone")), nil
	case !c.may(in, officer.MakeUnitWork, officer.About{Unit: d.Unit}):
		return c.denied(in, "screen planmade", officer.MakeUnitWork, officer.About{Unit: d.Unit}), nil
	}
	p, _, err := c.planOf(ctx, in, d)
	if err != nil {
		return Turn{}, err
	}
	if err := plan.Check(&p); err != nil {
		return cannot(in, err)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	made, changes := in.Book.Create(p)
	show := c.planCard(in, made[0], 1)
	return c.created(in, show, made, changes), nil
}
