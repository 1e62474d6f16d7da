package bot

import (
	"cmp"
	"context"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/bot/quiz/statistics"
)

// Of the questions that are answered worst, hardShown is how many are listed, hardBelow the share of right answers under
// which one is answered badly.
const (
	hardShown = 6
	hardBelow = 0.7
)

// readScope is everything of which the actor may read results: the own pushes, those to the classes taught, and what the
// officers of the units led answered.
func (c *Conversation) readScope(in input) *scope {
	s := &scope{name: say("reports_all"), screen: "topics", least: statistics.Few}
	led, taught := map[officer.ID]bool{}, map[officer.ClassID]map[officer.ID]bool{}
	for _, u := range c.unitsRead(in) {
		for _, o := range in.Roster.Officers(u.ID, true) {
			led[o.ID] = true
		}
	}
	for _, class := range c.classesRead(in) {
		_, taught[class.ID] = amongOf(in.Roster.Members(class.ID))
	}
	for _, p := range in.Pushes.All() {
		if !counted(p) {
			continue
		}
		own := c.may(in, officer.ManagePush, officer.About{Made: &officer.Made{Owner: p.By}})
		among := map[officer.ID]bool{}
		for _, id := range p.Enrolled {
			among[id] = own || led[id] || slices.ContainsFunc(p.Classes, func(class officer.ClassID) bool { return taught[class][id] })
		}
		s.over(p, among)
	}
	return s
}

// reportTopics is a page of how each topic is answered by all of whom the actor may read results: first those of the classes,
// then those of units, by how many officers answered.
func (c *Conversation) reportTopics(ctx context.Context, in input, p payload) (Turn, error) {
	of := c.readScope(in)
	if err := c.read(ctx, in, of); err != nil {
		return Turn{}, err
	}
	var s sheet
	c.scopeHead(&s, of, say("reports_topics"))
	topics := statistics.ByTopic(of.answers)
	added := slices.IndexFunc(topics, func(g statistics.Group) bool {
		return !slices.ContainsFunc(quiz.Topics, func(t quiz.Topic) bool { return t.ID == g.Key })
	})
	if added >= 0 {
		slices.SortStableFunc(topics[added:], func(a, b statistics.Group) int { return cmp.Compare(b.Officers, a.Officers) })
	}
	page, last, from, to := paged(len(topics), topicsPage, p.page)
	topics = topics[from:to]
	if len(topics) == 0 {
		s.para(plain(say("scope_none")))
	}
	if last > 1 {
		s.para(plain(say("page_of", page, last)))
	}
	c.topicLines(in, &s, topics, of.least)
	var rows [][]Button
	for _, g := range topics {
		if g.Officers >= of.least {
			rows = append(rows, []Button{opens(say("reports_topic_open", in.topicName(g.Key)), "reporttopic", 1, g.Key)})
		}
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("reporttopics", n) })...)
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("reports_back"), "reports", 1)})), nil
}

// reportTopic shows the questions of a topic that are answered worst.
func (c *Conversation) reportTopic(ctx context.Context, in input, p payload) (Turn, error) {
	of := c.readScope(in)
	if err := c.read(ctx, in, of); err != nil {
		return Turn{}, err
	}
	of.answers = slices.DeleteFunc(of.answers, func(a statistics.Answer) bool { return a.Topic != p.args[0] })
	var s sheet
	c.scopeHead(&s, of, in.topicName(p.args[0]))
	rows := c.hardLines(in, &s, of)
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("reports_topics"), "reporttopics", 1)})), nil
}

// hardQuestion is a question that is answered badly.
type hardQuestion struct {
	statistics.Question
	asked quiz.Question
}

// badlyAnswered are the questions of a scope that at least statistics.Few officers answered and of which less than
// hardBelow is right, the worst first.
func (s *scope) badlyAnswered() []hardQuestion {
	var pushes []*quiz.Push
	for _, p := range s.pushes {
		pushes = append(pushes, p.push)
	}
	asked := statistics.Asked(pushes...)
	var out []hardQuestion
	for _, q := range statistics.Questions(s.answers, asked) {
		if q.Answered >= statistics.Few && q.Facility < hardBelow {
			out = append(out, hardQuestion{q, asked[q.Item]})
		}
	}
	slices.SortStableFunc(out, func(a, b hardQuestion) int { return cmp.Compare(a.Facility, b.Facility) })
	return out
}

// hardLines writes the questions of a scope that are answered badly, and gives a button for each that is in the bank to
// whoever may read it.
func (c *Conversation) hardLines(in input, s *sheet, of *scope) [][]Button {
	hard := of.badlyAnswered()
	if len(hard) == 0 {
		s.para(plain(say("scope_hard_none", statistics.Few, percentText(hardBelow))))
		return nil
	}
	s.para(plain(say("scope_hard_rule", statistics.Few, percentText(hardBelow))))
	var buttons []Button
	for i, q := range hard[:min(hardShown, len(hard))] {
		stem, _ := shorten(q.asked.Stem, stemShown)
		s.para(plain(say("scope_hard_line", i+1, stem, percentText(q.Facility), q.Officers)))
		if _, there := c.shown(in, q.asked.ID); there && c.may(in, officer.KeepBank, officer.About{}) {
			buttons = append(buttons, opens(say("bank_open", i+1), "bankq", 1, string(q.asked.ID)))
		}
	}
	return inRows(buttons, 3)
}

// scopeHard shows what a class or a unit answers badly, and to a trainer of the class the way to ask it again.
func (c *Conversation) scopeHard(in input, of *scope, p payload) (Turn, error) {
	var s sheet
	c.scopeHead(&s, of, say("scope_hard"))
	rows := c.hardLines(in, &s, of)
	if of.screen == "class" && len(c.askedAgain(in, of)) > 0 && c.may(in, officer.PushClass, officer.About{Class: officer.ClassID(of.id)}) {
		rows = append(rows, []Button{of.button(say("scope_ask_again"), "again", 1)})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{of.button(say("scope_back"), "results", 1)})), nil
}

// askedAgain are the questions that a scope answers badly and that the actor may ask now, as many as are listed.
func (c *Conversation) askedAgain(in input, of *scope) []quiz.ID {
	may := map[quiz.ID]bool{}
	for _, q := range c.giveCirculating(in) {
		may[q.ID] = true
	}
	var out []quiz.ID
	hard := of.badlyAnswered()
	for _, q := range hard[:min(hardShown, len(hard))] {
		if may[q.asked.ID] && !slices.Contains(out, q.asked.ID) {
			out = append(out, q.asked.ID)
		}
	}
	return out
}

// classAgain begins an exercise of what a class answers badly.
func (c *Conversation) classAgain(ctx context.Context, in input, p payload) (Turn, error) {
	of := classScope(in, officer.ClassID(p.args[0]))
	if err := c.read(ctx, in, of); err != nil {
		return Turn{}, err
	}
	picked := c.askedAgain(in, of)
	if len(picked) == 0 {
		return refusal(in.Event, say("scope_ask_none")), nil
	}
	return c.giveStart(ctx, in, quiz.Practice, picked, []officer.ClassID{officer.ClassID(p.args[0])})
}
