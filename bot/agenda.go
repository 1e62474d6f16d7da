package bot

import (
	"context"
	"fmt"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// agendaPage is how many steps stand on a page of /kehoach.
const agendaPage = 6

// The parts of an officer's work that /kehoach shows, as the argument of its buttons.
const (
	agendaAll   = ""
	agendaToday = "today"
	agendaWeek  = "week"
	agendaLate  = "late"
)

// agendaCommands are the commands about one's own work.
func agendaCommands() []command {
	return []command{{
		name: "kehoach", menu: true, description: say("menu_kehoach"), takesText: true,
		action: officer.MakeWork, about: aboutNothing, interrupts: true,
		aliases: []string{"ke hoach", "viec cua toi", "ke hoach cua toi", "viec va thoi han cua toi", "lich viec", "thoi han cua toi"},
		leads: []string{
			"nhac toi", "nhac viec", "hay nhac toi", "nho nhac toi", "nho nhac", "nhac em", "nhac minh", "nhac anh", "nhac chi", "tro ly nhac toi", "ghi viec", "dat nhac",
		}, inGroup: announcing, handle: (*Conversation).agendaOr,
	}}
}

// agendaScreens are those behind /kehoach.
func agendaScreens() []screen {
	return []screen{
		{name: "agenda", action: officer.MakeWork, about: aboutNothing, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.agenda(in, p.args[0], p.page), nil
		}},
		{name: "teams", action: officer.MakeWork, about: aboutNothing, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.teams(in, p.page), nil
		}},
	}
}

// agendaOr is /kehoach: the officer's own work, or, with a text behind it, something to be reminded of.
func (c *Conversation) agendaOr(ctx context.Context, in input, text string) (Turn, error) {
	if text != "" {
		if n, ok := plan.ReadCode(text); ok {
			return c.planByNumber(in, n), nil
		}
		return c.remindMe(ctx, in, text)
	}
	return c.agenda(in, agendaAll, 1), nil
}

// agendaCounts says how many steps fall into each part.
type agendaCounts struct{ today, week, late int }

// partOf returns the steps of a part, in their order. A week ends on Sunday.
func partOf(items []plan.Item, part string, today calendar.Day) ([]plan.Item, agendaCounts) {
	sunday := today.Add((7 - int(today.Weekday())) % 7)
	var out []plan.Item
	var n agendaCounts
	for _, i := range items {
		day := i.Step.Day
		late := !day.IsZero() && day.Before(today)
		now := day == today
		week := !day.IsZero() && !late && !day.After(sunday)
		if late {
			n.late++
		}
		if now {
			n.today++
		}
		if week {
			n.week++
		}
		if part == agendaAll || part == agendaLate && late || part == agendaToday && now || part == agendaWeek && week {
			out = append(out, i)
		}
	}
	return out, n
}

// agenda shows a page of the officer's own open steps.
func (c *Conversation) agenda(in input, part string, asked int) Turn {
	today := c.today(c.cfg.Now()).Day
	items, counts := partOf(in.Book.LedBy(in.Actor.Officer.ID), part, today)
	page, last, from, to := paged(len(items), agendaPage, asked)
	var s sheet
	s.para(bold(say(nameOfPart(part).heading)))
	s.line(plain(say("agenda_counts", counts.today, counts.week, counts.late)))
	if len(items) == 0 {
		s.para(plain(say("agenda_none")))
	}
	var numbers []Button
	for n, i := range items[from:to] {
		c.agendaLine(&s, from+n+1, i, today)
		numbers = append(numbers, opens(fmt.Sprintf("%d. %s", from+n+1, i.Step.Title), "step", 1, itemArgument(i)))
	}
	if last > 1 {
		s.para(plain(say("page_of", page, last)))
	}
	rows := inRows(numbers, 1)
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("agenda", n, part) })...)
	var parts []Button
	for _, other := range []string{agendaAll, agendaToday, agendaWeek, agendaLate} {
		if other != part {
			parts = append(parts, opens(say(nameOfPart(other).button), "agenda", 1, other))
		}
	}
	rows = append(rows, parts)
	rows = append(rows, []Button{opens(say("agenda_remind"), "remindask", 1), opens(say("agenda_make"), "planmake", 1)})
	rows = append(rows, []Button{opens(say("agenda_teams"), "teams", 1), opens(say("agenda_more"), "agendamore", 1)})
	return inPlace(in.Event, s.done(), rows)
}

// partNames are the keys of what a part of the work is called, in a heading and on a button.
var partNames = map[string]struct{ heading, button string }{
	agendaAll: {"agenda_heading_all", "agenda_all"}, agendaToday: {"agenda_heading_today", "agenda_today"},
	agendaWeek: {"agenda_heading_week", "agenda_week"}, agendaLate: {"agenda_heading_late", "agenda_late"},
}

// nameOfPart is that of a part, that of all for one that is none.
func nameOfPart(part string) struct{ heading, button string } {
	if n, ok := partNames[part]; ok {
		return n
	}
	return partNames[agendaAll]
}

// agendaLine is a step in a list: what, when, how far off.
func (c *Conversation) agendaLine(s *sheet, n int, i plan.Item, today calendar.Day) {
	title, _ := shorten(i.Step.Title, 120)
	s.para(plain(fmt.Sprintf("%d. %s", n, title)))
	line := i.Plan.Code() + " – " + dueText(i.Step)
	if left := leftText(i.Step, today); left != "" {
		line += " (" + left + ")"
	}
	s.line(plain(line))
	if i.Step.Reason.Doubt != "" {
		s.line(plain(say("agenda_doubt")))
	}
}

// teams shows the plans that the officer owns or takes part in.
func (c *Conversation) teams(in input, asked int) Turn {
	me := in.Actor.Officer.ID
	var plans []*plan.Plan
	seen := map[plan.ID]bool{}
	add := func(p *plan.Plan) {
		if !seen[p.ID] && p.State != plan.Cancelled && p.Kind != plan.Errand {
			seen[p.ID] = true
			plans = append(plans, p)
		}
	}
	for _, p := range in.Book.TeamOf(me) {
		add(p)
	}
	for _, i := range in.Book.LedBy(me) {
		add(i.Plan)
	}
	for _, p := range in.Book.OfUnit(in.Actor.Officer.Unit) {
		if p.Owner == me {
			add(p)
		}
	}
	slices.SortFunc(plans, func(a, b *plan.Plan) int { return b.Number - a.Number })
	page, last, from, to := paged(len(plans), unitsPage, asked)
	var s sheet
	s.para(bold(say("teams_heading")))
	if len(plans) == 0 {
		s.para(plain(say("teams_none")))
	}
	var rows [][]Button
	for _, p := range plans[from:to] {
		rows = append(rows, []Button{opens(p.Code()+" – "+p.Title, "plan", 1, string(p.ID))})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("teams", n) })...)
	rows = append(rows, []Button{opens(say("agenda_back"), "agenda", 1)})
	return inPlace(in.Event, s.done(), rows)
}
