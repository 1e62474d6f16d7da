package bot

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/bot/quiz/statistics"
	"camnang/corpus/viet"
)

// Of a report over several pushes, scopeTries is how many attempts it reads at most: some 2 KB each, so that a report of 830
// officers rests on their last dozen of pushes and is made within seconds. trendShown is how many pushes stand in it.
const (
	scopeTries = 10_000
	trendShown = 5
)

// scope is whose answers a report is about: officers, and the pushes that were theirs, newest first, each with those of
// them who were enrolled.
type scope struct {
	name, screen, id string
	officers         []officer.ID
	pushes           []scopePush
	// of is how many pushes there are; fewer are read when they are too many. kept are those besides of which nothing may be
	// told yet.
	of, kept int
	// least is of how many officers a figure must be to be shown: 1 to whoever reads all of them by name in the report.
	least int
	// taken is what was read of each push, in their order; answers are those of all, the newest first: where a question was
	// asked again, the last answer counts.
	taken   []taken
	answers []statistics.Answer
}

type scopePush struct {
	push *quiz.Push
	of   []officer.ID
}

// over adds a push with those of its officers who are among these, unless there is none.
func (s *scope) over(p *quiz.Push, among map[officer.ID]bool) {
	var of []officer.ID
	for _, id := range p.Enrolled {
		if among[id] {
			of = append(of, id)
		}
	}
	if len(of) > 0 {
		s.pushes = append(s.pushes, scopePush{p, of})
	}
}

// reported reports whether a push stands in the reports of a class and of a unit. A test does once it is over: whoever reads the
// report may sit it, too, and others are still at it. A contest does once its results are published, before that to its organiser
// alone.
func (c *Conversation) reported(in input, p *quiz.Push) bool {
	switch {
	case p.Kind == quiz.Practice:
		return true
	case !p.Over(c.cfg.Now()):
		return false
	}
	return p.Kind != quiz.Contest || p.Published || c.may(in, officer.ManagePush, officer.About{Made: &officer.Made{Owner: p.By}})
}

// limited puts the pushes in order and leaves out the oldest of too many; one is always kept.
func (s *scope) limited() {
	slices.SortStableFunc(s.pushes, func(a, b scopePush) int { return b.push.Opens.Compare(a.push.Opens) })
	s.of = len(s.pushes)
	tries := 0
	for i, p := range s.pushes {
		tries += len(p.of) * max(1, p.push.Tries)
		if i > 0 && tries > scopeTries {
			s.pushes = s.pushes[:i]
			return
		}
	}
}

// read reads what the officers of a scope did, as far as it may be told.
func (c *Conversation) read(ctx context.Context, in input, s *scope) error {
	all := len(s.pushes)
	s.pushes = slices.DeleteFunc(s.pushes, func(p scopePush) bool { return !c.reported(in, p.push) })
	s.kept = all - len(s.pushes)
	s.limited()
	for _, p := range s.pushes {
		t, err := c.taken(ctx, in, p.push, p.of)
		if err != nil {
			return err
		}
		s.taken, s.answers = append(s.taken, t), append(s.answers, t.answers...)
	}
	return nil
}

func amongOf(officers []*officer.Officer) (ids []officer.ID, among map[officer.ID]bool) {
	among = map[officer.ID]bool{}
	for _, o := range officers {
		ids, among[o.ID] = append(ids, o.ID), true
	}
	return ids, among
}

// classScope is the present members of a class and the pushes to it, whoever made them.
func classScope(in input, id officer.ClassID) *scope {
	s := &scope{name: classLabel(in.Roster, id), screen: "class", id: string(id), least: 1}
	officers, among := amongOf(in.Roster.Members(id))
	s.officers = officers
	for _, p := range in.Pushes.All() {
		if counted(p) && slices.Contains(p.Classes, id) {
			s.over(p, among)
		}
	}
	return s
}

// unitScope is the officers of a unit and of those below, and all pushes in which they are enrolled.
func unitScope(in input, id officer.UnitID) *scope {
	s := &scope{name: unitLabel(in.Roster, id), screen: "unit", id: string(id), least: statistics.Few}
	officers, among := amongOf(in.Roster.Officers(id, true))
	s.officers = officers
	for _, p := range in.Pushes.All() {
		if counted(p) {
			s.over(p, among)
		}
	}
	return s
}

// scopeScreens are the reports of a class, to its trainers, and of a unit, to its heads; their first argument is the class,
// the unit.
func scopeScreens() []screen {
	var out []screen
	for name, show := range map[string]func(*Conversation, input, *scope, payload) (Turn, error){
		"results": (*Conversation).scopeCard, "names": (*Conversation).scopeNames, "hard": (*Conversation).scopeHard,
		"parts": (*Conversation).scopeParts, "book": (*Conversation).scopeBook, "chart": (*Conversation).scopeChart,
	} {
		out = append(out, screen{name: "class" + name, action: officer.SeeClassResults, about: aboutClass, handle: scopeHandler(func(in input, id string) *scope {
			return classScope(in, officer.ClassID(id))
		}, show)}, screen{name: "unit" + name, action: officer.SeeUnitResults, about: aboutUnit, handle: scopeHandler(func(in input, id string) *scope {
			return unitScope(in, officer.UnitID(id))
		}, show)})
	}
	slices.SortFunc(out, func(a, b screen) int { return strings.Compare(a.name, b.name) })
	return append(
		out, screen{name: "classagain", action: officer.PushClass, about: aboutClass, handle: (*Conversation).classAgain},
		screen{name: "reporttopics", action: officer.ManagePush, about: aboutOwnPushes, handle: (*Conversation).reportTopics},
		screen{name: "reporttopic", action: officer.ManagePush, about: aboutOwnPushes, handle: (*Conversation).reportTopic},
	)
}

func scopeHandler(of func(in input, id string) *scope, show func(*Conversation, input, *scope, payload) (Turn, error)) screenHandler {
	return func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
		s := of(in, p.args[0])
		if err := c.read(ctx, in, s); err != nil {
			return Turn{}, err
		}
		return show(c, in, s, p)
	}
}

// scopeHead writes whose report it is, and on what it rests.
func (c *Conversation) scopeHead(s *sheet, of *scope, what string) {
	s.para(bold(what))
	s.line(plain(of.name))
	if len(of.pushes) < of.of {
		s.line(ital(say("scope_last", len(of.pushes), of.of)))
	}
	if of.kept > 0 {
		s.line(ital(say("scope_kept", of.kept)))
	}
	now := c.cfg.Now()
	if slices.ContainsFunc(of.pushes, func(p scopePush) bool { return !p.push.Over(now) }) {
		s.line(ital(say("results_so_far", c.moment(now))))
	}
}

// button is one to a screen of the same class or unit.
func (s *scope) button(name, screen string, page int) Button {
	return opens(name, s.screen+screen, page, s.id)
}

// scopeCard is the first card of a report: who takes part, how they answer, by topic, and from push to push.
func (c *Conversation) scopeCard(in input, of *scope, p payload) (Turn, error) {
	var s sheet
	c.scopeHead(&s, of, say("scope_heading"))
	s.para(plain(say("scope_numbers", len(of.officers), len(of.pushes))))
	var rows [][]Button
	if len(of.answers) == 0 {
		s.para(plain(say("scope_none")))
	} else {
		c.scopeFigures(in, &s, of)
		rows = [][]Button{{of.button(say("results_names"), "names", 1), of.button(say("scope_hard"), "hard", 1)}}
		rows = append(
			rows, []Button{of.button(say("results_parts"), "parts", 1), of.button(say("results_chart"), "chart", 1)},
			[]Button{of.button(say("results_book"), "book", 1)},
		)
	}
	back := opens(say("reports_back"), "reports", 1)
	if of.screen == "unit" {
		rows = append(rows, c.scopeBelow(in, officer.UnitID(of.id), p.page)...)
		if u, ok := in.Roster.Unit(officer.UnitID(of.id)); ok && c.may(in, officer.SeeUnitResults, officer.About{Unit: u.Parent}) {
			back = opens(say("unit_up"), "unitresults", 1, string(u.Parent))
		}
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{back})), nil
}

func (c *Conversation) scopeFigures(in input, s *sheet, of *scope) {
	asked, took, marks := 0, 0, []int(nil)
	for _, t := range of.taken {
		n, _ := t.numbers()
		asked, took, marks = asked+len(t.results), took+n, append(marks, t.marks()...)
	}
	s.para(plain(say("scope_took", took, asked, shareOf(took, asked))))
	total := statistics.Groups(of.answers, func(statistics.Answer) string { return "all" })[0]
	if total.Officers < of.least {
		s.line(plain(say("results_few", statistics.Few)))
		return
	}
	s.line(bold(say("scope_right", shareText(total.Mean), total.Officers)))
	if len(marks) > 0 {
		s.line(plain(say("scope_mean", viet.TwoDecimals(meanMark(marks)), len(marks))))
	}
	topics := statistics.ByTopic(of.answers)
	if len(topics) > 0 {
		s.para(bold(say("results_topics")))
	}
	for _, g := range topics {
		name, _ := shorten(in.topicName(g.Key), titleShown)
		text := say("scope_topic", name, shareText(g.Mean))
		if g.Officers < of.least {
			text = say("results_topic_few", name, statistics.Few)
		}
		s.line(plain(text))
	}
	s.para(bold(say("scope_trend")))
	for i := min(trendShown, len(of.taken)) - 1; i >= 0; i-- {
		s.line(plain(c.trendLine(of, of.taken[i])))
	}
	if len(of.taken) > 1 {
		s.para(ital(say("scope_again")))
	}
}

// trendLine is how one push went, for a report from push to push.
func (c *Conversation) trendLine(of *scope, t taken) string {
	title, _ := shorten(t.push.Title, titleShown)
	took, _ := t.numbers()
	marks := t.marks()
	if len(marks) == 0 || len(marks) < of.least {
		return say("scope_push_few", c.givenOn(t.push), title, took, len(t.results))
	}
	return say("scope_push", c.givenOn(t.push), title, took, len(t.results), viet.TwoDecimals(meanMark(marks)))
}

// scopeBelow are the units directly below one, each a button to its report.
func (c *Conversation) scopeBelow(in input, id officer.UnitID, asked int) [][]Button {
	below := in.Roster.Below(id)
	page, last, from, to := paged(len(below), resultsPage, asked)
	var rows [][]Button
	for _, u := range below[from:to] {
		rows = append(rows, []Button{opens("▸ "+u.Name, "unitresults", 1, string(u.ID))})
	}
	return append(rows, turning(page, last, func(n int) payload { return toScreen("unitresults", n, string(id)) })...)
}

// standings are how officers stand over all pushes of a scope: of whom the actor may read by name.
type standings struct {
	who officer.ID
	// asked and took are pushes; right and answered are questions; marks are those of the pushes of which something counts.
	asked, took, right, answered int
	marks                        []int
	// each is the result in each push of the scope, in their order; nil where the officer was not enrolled.
	each []*statistics.Result
}

// standings gives those of the officers of a scope, by name, and how many others there are whose results the actor may
// not read by name.
func (c *Conversation) standings(in input, of *scope) (out []standings, others int) {
	at := map[officer.ID]int{}
	for _, id := range of.officers {
		if !c.may(in, officer.SeeResults, officer.About{Officer: id}) {
			others++
			continue
		}
		at[id] = len(out)
		out = append(out, standings{who: id, each: make([]*statistics.Result, len(of.taken))})
	}
	for n, t := range of.taken {
		for i := range t.results {
			r := &t.results[i]
			place, ok := at[r.Who]
			if !ok {
				continue
			}
			one := &out[place]
			one.asked++
			one.each[n] = r
			if r.Stage != statistics.NotBegun {
				one.took++
			}
			if r.Try != nil {
				one.marks = append(one.marks, r.Mark().Ten())
			}
		}
	}
	for _, g := range statistics.Groups(of.answers, func(a statistics.Answer) string { return string(a.Who) }) {
		if place, ok := at[officer.ID(g.Key)]; ok {
			out[place].answered = g.Answers
			out[place].right = int(math.Round(g.Mean.Value * float64(g.Answers)))
		}
	}
	return out, others
}

// scopeNames is a page of the officers of a scope by name.
func (c *Conversation) scopeNames(in input, of *scope, p payload) (Turn, error) {
	all, others := c.standings(in, of)
	page, last, from, to := paged(len(all), namesPage, p.page)
	var s sheet
	c.scopeHead(&s, of, say("results_names"))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	var lines []string
	for i, one := range all[from:to] {
		text := say("scope_stands", one.took, one.asked)
		switch {
		case one.asked == 0:
			text = say("scope_stands_none")
		case one.answered > 0:
			text += say("scope_stands_right", one.right, one.answered, shareOf(one.right, one.answered))
		}
		lines = append(lines, fmt.Sprintf("%d. %s – %s", from+i+1, in.nameAndUnit(one.who), text))
	}
	s.para(plain(strings.Join(lines, "\n")))
	if others > 0 {
		s.para(plain(say("scope_others", others)))
	}
	rows := turning(page, last, func(n int) payload { return toScreen(p.screen, n, p.args[0]) })
	return inPlace(in.Event, s.done(), append(rows, []Button{of.button(say("scope_back"), "results", 1)})), nil
}

// scopeParts shows the units of the officers beside each other, of a unit those directly below it; one of which too few took
// part is in a sum with others.
func (c *Conversation) scopeParts(in input, of *scope, p payload) (Turn, error) {
	var units []officer.UnitID
	for _, id := range of.officers {
		units = append(units, homeOf(in.Roster, id))
	}
	held := units
	if of.screen == "unit" {
		held = []officer.UnitID{officer.UnitID(of.id)}
	}
	part := unitParts(in.Roster, held)
	var s sheet
	c.scopeHead(&s, of, say("results_parts"))
	s.para(plain(say("results_parts_rule", statistics.Few)))
	rows := c.partLines(in, &s, of.answers, units, part, p)
	return inPlace(in.Event, s.done(), append(rows, []Button{of.button(say("scope_back"), "results", 1)})), nil
}
