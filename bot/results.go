package bot

import (
	"context"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/quiz"
)

// resultsPage is how many pushes, classes or units stand on a page of a list to choose from.
const resultsPage = 6

func resultsModule() module {
	return module{commands: resultsCommands(), screens: slices.Concat(reportsScreens(), resultsScreens(), scopeScreens())}
}

func resultsCommands() []command {
	return []command{{
		name: "baocao", description: say("menu_baocao"), action: officer.PushUnit,
		aliases: []string{"bao cao", "bao cao ket qua", "thong ke"}, handle: (*Conversation).reports,
	}}
}

// aboutOwnPushes is for screens about all that the actor pushed, whether there is any or not.
func aboutOwnPushes(in input, _ []string) officer.About {
	if in.Actor.Officer == nil {
		return officer.About{}
	}
	return officer.About{Made: &officer.Made{Owner: in.Actor.Officer.ID}}
}

// reportsScreens are the lists behind /baocao: each holds what the actor may read.
func reportsScreens() []screen {
	of := func(page func(*Conversation, input, int) Turn) screenHandler {
		return func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return page(c, in, p.page), nil
		}
	}
	return []screen{
		{name: "reports", action: officer.ManagePush, about: aboutOwnPushes, handle: same((*Conversation).reports)},
		{name: "reportpushes", action: officer.ManagePush, about: aboutOwnPushes, handle: of((*Conversation).reportPushes)},
		{name: "reportclasses", action: officer.ManagePush, about: aboutOwnPushes, handle: of((*Conversation).reportClasses)},
		{name: "reportunits", action: officer.ManagePush, about: aboutOwnPushes, handle: of((*Conversation).reportUnits)},
	}
}

// reports is /baocao: by push, by class, by unit, by topic, as far as the actor may read.
func (c *Conversation) reports(_ context.Context, in input, _ string) (Turn, error) {
	var s sheet
	s.para(bold(say("reports_heading")))
	s.para(plain(say("reports_choose")))
	rows := [][]Button{{opens(say("reports_pushes", len(c.pushesRead(in))), "reportpushes", 1)}}
	if len(c.classesRead(in)) > 0 {
		rows = append(rows, []Button{opens(say("reports_classes"), "reportclasses", 1)})
	}
	if len(c.unitsRead(in)) > 0 {
		rows = append(rows, []Button{opens(say("reports_units"), "reportunits", 1)})
	}
	rows = append(rows, []Button{opens(say("reports_topics"), "reporttopics", 1)})
	return inPlace(in.Event, s.done(), rows), nil
}

// counted reports whether a push has results: it was given out, and was not taken back.
func counted(p *quiz.Push) bool { return p.State == quiz.Open || p.State == quiz.Closed }

// pushesRead are the pushes with results that the actor may read by name, newest first.
func (c *Conversation) pushesRead(in input) []*quiz.Push {
	return slices.DeleteFunc(in.Pushes.All(), func(p *quiz.Push) bool {
		return !counted(p) || !c.may(in, officer.ManagePush, officer.About{Made: &officer.Made{Owner: p.By}})
	})
}

// classesRead are the classes whose results the actor may read.
func (c *Conversation) classesRead(in input) []*officer.Class {
	return slices.DeleteFunc(in.Roster.Classes(), func(class *officer.Class) bool {
		return !c.may(in, officer.SeeClassResults, officer.About{Class: class.ID})
	})
}

// unitsRead are the units whose results the actor may read, without those below another of them.
func (c *Conversation) unitsRead(in input) []*officer.Unit {
	var out []*officer.Unit
	for _, id := range in.Actor.Officer.Heads {
		u, ok := in.Roster.Unit(id)
		if ok && c.may(in, officer.SeeUnitResults, officer.About{Unit: id}) && !c.may(in, officer.SeeUnitResults, officer.About{Unit: u.Parent}) {
			out = append(out, u)
		}
	}
	return out
}

func (c *Conversation) reportPushes(in input, asked int) Turn {
	own := c.pushesRead(in)
	page, last, from, to := paged(len(own), resultsPage, asked)
	var s sheet
	s.para(bold(say("reports_pushes", len(own))))
	if len(own) == 0 {
		s.para(plain(say("reports_no_pushes")))
	}
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	var rows [][]Button
	for i, p := range own[from:to] {
		s.para(plain(say("reports_push", from+i+1, p.Title, c.givenOn(p), len(p.Enrolled), c.openOrNot(p))))
		rows = append(rows, []Button{opens(say("reports_push_open", from+i+1, p.Title), "results", 1, string(p.ID))})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("reportpushes", n) })...)
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("reports_back"), "reports", 1)}))
}

// givenOn is the day on which a push was given out.
func (c *Conversation) givenOn(p *quiz.Push) string { return c.today(p.Opens).Vietnamese() }

func (c *Conversation) openOrNot(p *quiz.Push) string {
	if p.Over(c.cfg.Now()) {
		return say("results_closed")
	}
	return say("results_open")
}

func (c *Conversation) reportClasses(in input, asked int) Turn {
	var buttons []Button
	for _, class := range c.classesRead(in) {
		buttons = append(buttons, opens(class.Name, "classresults", 1, string(class.ID)))
	}
	return c.reportChoice(in, say("reports_classes"), buttons, asked, "reportclasses")
}

func (c *Conversation) reportUnits(in input, asked int) Turn {
	var buttons []Button
	for _, u := range c.unitsRead(in) {
		buttons = append(buttons, opens(u.Name, "unitresults", 1, string(u.ID)))
	}
	return c.reportChoice(in, say("reports_units"), buttons, asked, "reportunits")
}

// reportChoice is a page of things to choose from, each a button of its own.
func (c *Conversation) reportChoice(in input, heading string, buttons []Button, asked int, screen string) Turn {
	page, last, from, to := paged(len(buttons), resultsPage, asked)
	var s sheet
	s.para(bold(heading))
	if len(buttons) == 0 {
		s.para(plain(say("reports_none")))
	}
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	rows := inRows(buttons[from:to], 1)
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen(screen, n) })...)
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("reports_back"), "reports", 1)}))
}
