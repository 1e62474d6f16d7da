package bot

import (
	"slices"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/quiz/statistics"
	"camnang/corpus/viet"
)

// resultTopics shows how each topic of the push was answered.
func (c *Conversation) resultTopics(in input, t taken, p payload) (Turn, error) {
	var s sheet
	c.resultsHead(&s, t, say("results_topics"))
	topics := statistics.ByTopic(t.answers)
	if len(topics) == 0 {
		s.para(plain(say("results_no_topics")))
	}
	c.topicLines(in, &s, topics, 1)
	return inPlace(in.Event, s.done(), [][]Button{{opens(say("results_chart"), "resultchart", 1, p.args[0])}, resultBack(t)}), nil
}

// topicLines write topics with the share of right answers; of one that fewer than least officers answered the share is kept
// back.
func (c *Conversation) topicLines(in input, s *sheet, topics []statistics.Group, least int) {
	for _, g := range topics {
		name, _ := shorten(in.topicName(g.Key), titleShown)
		if g.Officers < least {
			s.para(plain(say("results_topic_few", name, statistics.Few)))
			continue
		}
		s.para(plain(say("results_topic", name, shareText(g.Mean), g.Officers, g.Answers)))
	}
}

// resultParts shows units beside each other; one of which too few took part is in a sum with others.
func (c *Conversation) resultParts(in input, t taken, p payload) (Turn, error) {
	var units []officer.UnitID
	for _, id := range t.push.Enrolled {
		units = append(units, homeOf(in.Roster, id))
	}
	part := unitParts(in.Roster, units)
	var s sheet
	c.resultsHead(&s, t, say("results_parts"))
	s.para(plain(say("results_parts_rule", statistics.Few)))
	rows := c.partLines(in, &s, t.answers, units, part, p)
	return inPlace(in.Event, s.done(), append(rows, resultBack(t))), nil
}

// partLines write a page of the parts that units fall into, with the share of right answers in each, and gives the buttons
// that turn it. units are those of everybody who was asked, each as often as it has officers.
func (c *Conversation) partLines(in input, s *sheet, answers []statistics.Answer, units []officer.UnitID, part func(officer.UnitID) string, p payload) [][]Button {
	groups, total := statistics.Shown(answers, func(a statistics.Answer) string { return part(a.Unit) })
	asked, took := map[string]int{}, map[string]bool{}
	for _, u := range units {
		asked[part(u)]++
	}
	slices.SortStableFunc(groups, func(a, b statistics.Group) int {
		if one, two := a.Key == "", b.Key == ""; one != two {
			return strings.Compare(b.Key, a.Key)
		}
		return strings.Compare(viet.Key(in.partName(a.Key)), viet.Key(in.partName(b.Key)))
	})
	page, last, from, to := paged(len(groups), partsPage, p.page)
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	for _, a := range answers {
		took[part(a.Unit)] = true
	}
	// A sum of all the parts is the total, which stands below.
	alone := len(groups) == 1 && groups[0].Key == ""
	for _, g := range groups[from:to] {
		if alone {
			break
		}
		name, n := in.partName(g.Key), asked[g.Key]
		if g.Key == "" {
			name = say("results_joined", len(g.Joined))
			for _, k := range g.Joined {
				n += asked[k]
			}
		}
		s.para(plain(say("results_part", name, shareText(g.Mean), g.Officers, n)))
	}
	if alone {
		s.para(plain(say("results_parts_alone")))
	}
	if page == last {
		var none []string
		for key := range asked {
			if !took[key] {
				none = append(none, in.partName(key))
			}
		}
		slices.SortFunc(none, func(a, b string) int { return strings.Compare(viet.Key(a), viet.Key(b)) })
		if len(none) > 0 {
			names, _ := shorten(strings.Join(none, "; "), 700)
			s.para(plain(say("results_parts_none", names)))
		}
		text := say("results_total", shareText(total.Mean), total.Officers, len(units))
		if !total.Mean.Known {
			text = say("results_total_few", total.Officers, len(units), statistics.Few)
		}
		s.para(bold(text))
	}
	return turning(page, last, func(n int) payload { return toScreen(p.screen, n, p.args[0], p.args[1]) })
}
