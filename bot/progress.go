package bot

import (
	"context"
	"fmt"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// latePage is how many overdue steps stand on a page.
const latePage = 6

// progressCommands are those of a head of unit.
func progressCommands() []command {
	return []command{
		{
			name: "tiendo", description: say("menu_tiendo"), action: officer.SeeProgress,
			aliases: []string{"tien do", "tien do don vi", "xem tien do"}, handle: (*Conversation).progressAll,
		},
		{
			name: "quahan", description: say("menu_quahan"), action: officer.SeeProgress,
			aliases: []string{"qua han", "viec qua han", "danh sach qua han"}, handle: (*Conversation).lateAll,
		},
	}
}

// progressScreens are those behind them. Their first argument is the unit.
func progressScreens() []screen {
	return []screen{
		{name: "progress", action: officer.SeeProgress, about: aboutUnit, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.progress(in, officer.UnitID(p.args[0]), p.page), nil
		}},
		{name: "late", action: officer.SeeProgress, about: aboutUnit, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.late(in, officer.UnitID(p.args[0]), p.page), nil
		}},
		{name: "unitplans", action: officer.SeeProgress, about: aboutUnit, handle: (*Conversation).unitPlans},
	}
}

// headed are the units that the actor leads.
func (c *Conversation) headed(in input) []*officer.Unit {
	var out []*officer.Unit
	for _, id := range in.Actor.Officer.Heads {
		if u, ok := in.Roster.Unit(id); ok && c.may(in, officer.SeeProgress, officer.About{Unit: id}) {
			out = append(out, u)
		}
	}
	return out
}

// perUnit shows a screen of the unit that the actor leads; of several, the choice.
func (c *Conversation) perUnit(in input, heading, screen string, show func(officer.UnitID) Turn) Turn {
	units := c.headed(in)
	if len(units) == 1 {
		return show(units[0].ID)
	}
	var rows [][]Button
	for _, u := range units[:min(unitsPage, len(units))] {
		rows = append(rows, []Button{opens(u.Name, screen, 1, string(u.ID))})
	}
	return inPlace(in.Event, []Span{plain(say(heading))}, rows)
}

// progressAll is /tiendo.
func (c *Conversation) progressAll(_ context.Context, in input, _ string) (Turn, error) {
	return c.perUnit(in, "progress_choose", "progress", func(u officer.UnitID) Turn { return c.progress(in, u, 1) }), nil
}

// lateAll is /quahan.
func (c *Conversation) lateAll(_ context.Context, in input, _ string) (Turn, error) {
	return c.perUnit(in, "progress_choose", "late", func(u officer.UnitID) Turn { return c.late(in, u, 1) }), nil
}

// unitsUnder are a unit and all below it.
func unitsUnder(r *officer.Roster, u officer.UnitID) []officer.UnitID {
	all := []officer.UnitID{u}
	for i := 0; i < len(all); i++ {
		for _, b := range r.Below(all[i]) {
			if !slices.Contains(all, b.ID) {
				all = append(all, b.ID)
			}
		}
	}
	return all
}

// plansUnder are the plans of a unit and of those below, whatever their state, cancelled ones aside, by number.
func plansUnder(in input, u officer.UnitID) []*plan.Plan {
	var out []*plan.Plan
	for _, unit := range unitsUnder(in.Roster, u) {
		for _, p := range in.Book.OfUnit(unit) {
			if p.State != plan.Cancelled {
				out = append(out, p)
			}
		}
	}
	slices.SortFunc(out, func(a, b *plan.Plan) int { return a.Number - b.Number })
	return out
}

// standing of the plans of some units on a day.
type progressCounts struct{ plans, open, week, late, undated, doubt int }

func countProgress(plans []*plan.Plan, today calendar.Day) (n progressCounts, late []plan.Item) {
	sunday := today.Add((7 - int(today.Weekday())) % 7)
	for _, p := range plans {
		if p.State != plan.Open {
			continue
		}
		n.plans++
		for i := range p.Steps {
			s := &p.Steps[i]
			if !s.Open() {
				continue
			}
			n.open++
			switch {
			case s.Day.IsZero():
				n.undated++
			case s.Day.Before(today):
				n.late++
				late = append(late, plan.Item{Plan: p, Step: s})
			case !s.Day.After(sunday):
				n.week++
			}
			if s.Reason.Doubt != "" {
				n.doubt++
			}
		}
	}
	slices.SortStableFunc(late, func(a, b plan.Item) int { return daysFrom(b.Step.Day, a.Step.Day) })
	return n, late
}

// progress shows how the plans of a unit and of those below stand.
func (c *Conversation) progress(in input, id officer.UnitID, asked int) Turn {
	today := c.today(c.cfg.Now()).Day
	n, _ := countProgress(plansUnder(in, id), today)
	below := in.Roster.Below(id)
	page, last, from, to := paged(len(below), unitsPage, asked)
	key := string(id)
	var s sheet
	s.para(bold(say("progress_heading", unitLabel(in.Roster, id))))
	s.line(plain(say("progress_counts", n.plans, n.open, n.week, n.late)))
	if n.undated > 0 {
		s.line(plain(say("progress_undated", n.undated)))
	}
	if n.doubt > 0 {
		s.line(plain(say("progress_doubt", n.doubt)))
	}
	var rows [][]Button
	for _, u := range below[from:to] {
		m, _ := countProgress(plansUnder(in, u.ID), today)
		rows = append(rows, []Button{opens(say("progress_line", u.Name, m.open, m.late), "progress", 1, string(u.ID))})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("progress", n, key) })...)
	rows = append(
		rows, []Button{opens(say("progress_late"), "late", 1, key), opens(say("progress_plans"), "unitplans", 1, key)},
		[]Button{opens(say("progress_report"), "report", 1, key), opens(say("progress_file"), "unitprogress", 1, key)},
	)
	if u, ok := in.Roster.Unit(id); ok && u.Parent != "" && c.may(in, officer.SeeProgress, officer.About{Unit: u.Parent}) {
		rows = append(rows, []Button{opens(say("unit_up"), "progress", 1, string(u.Parent))})
	}
	return inPlace(in.Event, s.done(), rows)
}

// late lists the overdue steps of a unit and of those below, the longest overdue first.
func (c *Conversation) late(in input, id officer.UnitID, asked int) Turn {
	today := c.today(c.cfg.Now()).Day
	_, items := countProgress(plansUnder(in, id), today)
	page, last, from, to := paged(len(items), latePage, asked)
	var s sheet
	s.para(bold(say("late_heading", unitLabel(in.Roster, id), len(items))))
	if len(items) == 0 {
		s.para(plain(say("late_none")))
	}
	var rows [][]Button
	for n, i := range items[from:to] {
		c.agendaLine(&s, from+n+1, i, today)
		if i.Step.Lead != "" {
			s.line(plain(say("step_lead", in.name(i.Step.Lead))))
		}
		rows = append(rows, []Button{opens(fmt.Sprintf("%d. %s", from+n+1, i.Step.Title), "step", 1, itemArgument(i))})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("late", n, string(id)) })...)
	rows = append(rows, []Button{opens(say("progress_back"), "progress", 1, string(id))})
	return inPlace(in.Event, s.done(), rows)
}

// unitPlans lists the plans of a unit and of those below, the newest first.
func (c *Conversation) unitPlans(_ context.Context, in input, p payload) (Turn, error) {
	id := officer.UnitID(p.args[0])
	plans := plansUnder(in, id)
	slices.Reverse(plans)
	page, last, from, to := paged(len(plans), unitsPage, p.page)
	var s sheet
	s.para(bold(say("progress_plans_heading", unitLabel(in.Roster, id), len(plans))))
	var rows [][]Button
	for _, found := range plans[from:to] {
		name := found.Code() + " – " + found.Title
		if found.State == plan.Closed {
			name = "✔ " + name
		}
		rows = append(rows, []Button{opens(name, "plan", 1, string(found.ID))})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("unitplans", n, p.args[0]) })...)
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("progress_back"), "progress", 1, p.args[0])})), nil
}
