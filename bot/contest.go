package bot

import (
	"cmp"
	"context"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/quiz"
)

// contestPage is how many contests stand on a page.
const contestPage = 6

// contestModule is contests for who organises them and who takes part, and a post-test beside its pre-test. How a contest is
// put together, taken, opened and closed is for other modules.
func contestModule() module {
	return module{
		commands: contestCommands(), screens: slices.Concat(contestScreens(), rankingScreens(), publishScreens(), comparedScreens()),
		dues: []due{{what: dueRank, handle: (*Conversation).contestTold}},
	}
}

func contestCommands() []command {
	return []command{{
		name: "dotthi", description: say("menu_dotthi"), action: officer.PushUnit,
		aliases: []string{"dot thi", "to chuc thi", "to chuc dot thi", "cac dot thi"},
		handle: func(c *Conversation, _ context.Context, in input, _ string) (Turn, error) {
			return c.contests(in, 1), nil
		},
	}}
}

func contestScreens() []screen {
	return []screen{
		{name: "contests", action: officer.ManagePush, about: aboutOwnPushes, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.contests(in, p.page), nil
		}},
		{name: "contestrules", action: officer.Learn, about: aboutNothing, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			back := []Button{opens(say("contest_list"), "contests", 1)}
			if p.args[0] != "" {
				back = []Button{opens(say("contest_back"), "ranking", 1, p.args[0])}
			}
			return inPlace(in.Event, c.contestRules(), [][]Button{back}), nil
		}},
	}
}

// contestRules is how the ranking goes.
func (c *Conversation) contestRules() []Span {
	var s sheet
	s.para(bold(say("contest_rules")))
	s.para(plain(say("contest_rules_person")))
	s.para(plain(say("contest_rules_tie")))
	s.para(plain(say("contest_rules_unit", quiz.RankedLeast)))
	s.para(plain(say("contest_rules_when")))
	return s.done()
}

// contestStages are the sections of the list, in their order.
var contestStages = []struct {
	name string
	of   func(*quiz.Push) bool
}{
	{"contest_open", func(p *quiz.Push) bool { return p.State == quiz.Open }},
	{"contest_planned", func(p *quiz.Push) bool { return p.State == quiz.Planned }},
	{"contest_drafted", func(p *quiz.Push) bool { return p.State == quiz.Drafted }},
	{"contest_closed", func(p *quiz.Push) bool { return p.State == quiz.Closed && !p.Published }},
	{"contest_published", func(p *quiz.Push) bool { return p.State == quiz.Closed && p.Published }},
	{"contest_recalled", func(p *quiz.Push) bool { return p.State == quiz.Recalled }},
}

func contestStage(p *quiz.Push) int {
	for i, s := range contestStages {
		if s.of(p) {
			return i
		}
	}
	return len(contestStages) - 1
}

// contests is /dotthi: a page of the actor's contests by how far they are, in each section the newest first.
func (c *Conversation) contests(in input, asked int) Turn {
	own := slices.DeleteFunc(in.Pushes.All(), func(p *quiz.Push) bool {
		return p.Kind != quiz.Contest || !c.may(in, officer.ManagePush, officer.About{Made: &officer.Made{Owner: p.By}})
	})
	slices.SortStableFunc(own, func(a, b *quiz.Push) int { return cmp.Compare(contestStage(a), contestStage(b)) })
	page, last, from, to := paged(len(own), contestPage, asked)
	var s sheet
	s.para(bold(say("contest_heading")))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	if len(own) == 0 {
		s.para(plain(say("contest_none")))
	}
	rows := [][]Button{{opens(say("contest_new"), "givenew", 1, string(quiz.Contest))}}
	for i := from; i < to; i++ {
		p := own[i]
		if i == from || contestStage(own[i-1]) != contestStage(p) {
			s.para(bold(say(contestStages[contestStage(p)].name)))
		}
		title := c.giveTitle(in, p)
		s.line(plain(say("contest_line", i+1, title, c.contestHours(p))))
		rows = append(rows, []Button{opens(say("contest_open_line", i+1, title), "push", 1, string(p.ID))})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("contests", n) })...)
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("contest_rules_button"), "contestrules", 1)}))
}

// contestHours says from when and until when a contest is held, as far as that is settled.
func (c *Conversation) contestHours(p *quiz.Push) string {
	switch {
	case p.Opens.IsZero() && p.Closes.IsZero():
		return say("contest_hours_none")
	case p.Closes.IsZero():
		return say("contest_hours_from", c.hour(p.Opens))
	case p.Opens.IsZero():
		return say("contest_hours_until", c.hour(p.Closes))
	}
	return say("contest_hours", c.hour(p.Opens), c.hour(p.Closes))
}
