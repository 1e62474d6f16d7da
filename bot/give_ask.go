package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/corpus/viet"
)

// giveAskScreens choose what a draft asks. Their first argument is the draft, the second a topic or a question.
func giveAskScreens() []screen {
	of := func(name string, handle givenHandler) screen {
		return screen{name: name, action: officer.ManagePush, about: aboutGiven, handle: ofDraft(handle)}
	}
	// shown is a list to choose from, ticks the button that chooses one of it: the page is that of the list.
	shown := func(show giveShown) givenHandler {
		return func(c *Conversation, ctx context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
			return show(c, ctx, in, d, p.args[1], p.page)
		}
	}
	ticks := func(show giveShown) givenHandler {
		return func(c *Conversation, ctx context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
			return c.giveToggled(ctx, in, d, p, show)
		}
	}
	return slices.Concat([]screen{
		of("giveask", func(c *Conversation, _ context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
			return c.giveAsk(in, d, ""), nil
		}),
		of("givebrowse", shown((*Conversation).giveBrowse)),
		of("givetick", ticks(func(c *Conversation, ctx context.Context, in input, d *quiz.Push, id string, page int) (Turn, error) {
			q, _ := in.Bank.Question(quiz.ID(id))
			return c.giveBrowse(ctx, in, d, q.Topic, page)
		})),
		of("givechosen", shown((*Conversation).giveChosen)),
		of("giveout", func(c *Conversation, ctx context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
			next := *d
			next.Picked = slices.DeleteFunc(slices.Clone(d.Picked), func(id quiz.ID) bool { return id == quiz.ID(p.args[1]) })
			t, err := c.giveChosen(ctx, in, &next, "", p.page)
			return t.changing(next.Change()), err
		}),
		of("givewrong", shown((*Conversation).giveWrong)),
		of("givewrongtick", ticks((*Conversation).giveWrong)),
		of("giveown", shown((*Conversation).giveOwn)),
		of("giveowntick", ticks((*Conversation).giveOwn)),
		of("givesearch", func(c *Conversation, ctx context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
			return c.asking(ctx, in, "givewords", say("give_ask_words"), string(d.ID))
		}),
		of("givefound", shown((*Conversation).giveFoundAgain)),
		of("givefoundtick", ticks((*Conversation).giveFoundAgain)),
	}, giveDrawScreens(of))
}

// giveShown shows a page of a list of questions to choose from; of says which list.
type giveShown func(c *Conversation, ctx context.Context, in input, d *quiz.Push, of string, page int) (Turn, error)

// giveAskWaits are words to search for (with the ones searched for last), and numbers typed: of questions of a topic and a
// difficulty to choose, or to draw when the fourth argument says so.
func giveAskWaits() []wait {
	return []wait{
		{name: "givewords", action: officer.ManagePush, about: aboutGiven, handle: awaitsDraft(func(c *Conversation, ctx context.Context, in input, d *quiz.Push, _ []string, text string) (Turn, error) {
			if len(viet.Syllables(text)) == 0 {
				return sentence(say("give_ask_words")), nil
			}
			return c.giveFound(ctx, in, d, text, 1)
		})},
		{name: "givenumber", action: officer.ManagePush, about: aboutGiven, handle: awaitsDraft((*Conversation).giveNumberTyped)},
	}
}

// giveAsk is what a draft asks so far, and the ways to choose more. done says what was chosen just now, "" for nothing.
func (c *Conversation) giveAsk(in input, d *quiz.Push, done string) Turn {
	pool, left := c.givePool(in, d)
	id := string(d.ID)
	var s sheet
	s.para(bold(say("give_ask_heading")))
	s.line(plain(done))
	s.para(plain(say("give_card_questions", c.giveQuestions(in, d, pool))))
	if left > 0 {
		s.line(plain(say("give_left_out", left)))
	}
	rows := [][]Button{
		{opens(say("give_by_topic"), "givetopics", 1, id)},
		{opens(say("give_by_hand"), "givebrowsing", 1, id)},
		{opens(say("give_by_words"), "givesearch", 1, id)},
	}
	if classes, units := c.giveSeen(in, d); len(classes)+len(units) > 0 {
		rows = append(rows, []Button{opens(say("give_by_wrong"), "givewrong", 1, id)})
	}
	if c.giveOwnClasses(in, d) && len(in.Bank.Only(func(q *quiz.Question) bool { return c.giveUnreviewed(in, q) })) > 0 {
		rows = append(rows, []Button{opens(say("give_by_own"), "giveown", 1, id)})
	}
	if len(d.Picked) > 0 {
		rows = append(rows, []Button{opens(say("give_see_chosen", len(d.Picked)), "givechosen", 1, id)})
	}
	if d.Kind != quiz.Practice || d.Weekly || len(d.Draw) > 0 {
		rows = append(rows, []Button{opens(say("give_by_draw"), "givecells", 1, id)})
	}
	return inPlace(in.Event, s.done(), append(rows, giveDone(d)))
}

// giveToggled chooses a question, or chooses it no longer, and shows the list anew.
func (c *Conversation) giveToggled(ctx context.Context, in input, d *quiz.Push, p payload, show giveShown) (Turn, error) {
	q, ok := in.Bank.Question(quiz.ID(p.args[1]))
	switch {
	case !ok:
		return refusal(in.Event, say("question_gone")), nil
	case !d.Has(q.ID) && !c.giveAskable(in, d)(q):
		return refusal(in.Event, say("give_not_askable")), nil
	}
	next, ok := d.Toggled(q.ID)
	if !ok {
		return refusal(in.Event, say("give_full", quiz.PickedMost)), nil
	}
	t, err := show(c, ctx, in, next, p.args[1], p.page)
	return t.changing(next.Change()), err
}

// giveQuestionList is a page of questions, each to tick: the button of each opens tick with the draft, the question and the
// page; to is another page. remarks are said behind the questions, by place; it may be nil.
func (c *Conversation) giveQuestionList(in input, d *quiz.Push, heading string, all []*quiz.Question, remarks []string, asked int, tick string, to func(int) payload) Turn {
	page, last, from, until := paged(len(all), givePage, asked)
	var s sheet
	s.para(bold(heading))
	s.line(plain(say("give_chosen_number", len(d.Picked))))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	if len(all) == 0 {
		s.para(plain(say("give_list_none")))
	}
	var buttons []Button
	for i, q := range all[from:until] {
		stem, _ := shorten(askedStem(q), 320)
		s.para(plain(say("give_question", from+i+1, stem)))
		if remarks != nil {
			s.line(plain(remarks[from+i]))
		}
		key := say("give_tick", from+i+1)
		if tick == "giveout" {
			key = say("give_untick", from+i+1)
		} else {
			key = giveTicked(key, d.Has(q.ID))
		}
		buttons = append(buttons, opens(key, tick, page, string(d.ID), string(q.ID)))
	}
	rows := append(inRows(buttons, 2), turning(page, last, to)...)
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("give_ask_back"), "giveask", 1, string(d.ID))}, giveDone(d)))
}

// giveBrowse lists the questions of a topic that may be chosen by hand, those about lapsed texts too.
func (c *Conversation) giveBrowse(_ context.Context, in input, d *quiz.Push, topic string, page int) (Turn, error) {
	name, of := say("bank_no_topic"), func(q *quiz.Question) bool { return c.topicless(in, q) }
	if t, ok := in.Bank.Topic(topic); ok {
		name, of = t.Name, func(q *quiz.Question) bool { return q.Topic == topic }
	}
	may := c.giveAskable(in, d)
	all := in.Bank.Only(func(q *quiz.Question) bool { return of(q) && q.State == quiz.Approved && may(q) })
	return c.giveQuestionList(in, d, name, all, nil, page, "givetick", func(n int) payload {
		return toScreen("givebrowse", n, string(d.ID), topic)
	}), nil
}

// giveChosen lists what is chosen, to take out.
func (c *Conversation) giveChosen(_ context.Context, in input, d *quiz.Push, _ string, page int) (Turn, error) {
	may := c.giveAskable(in, d)
	var all []*quiz.Question
	var remarks []string
	for _, id := range d.Picked {
		q, ok := in.Bank.Question(id)
		if !ok {
			q = &quiz.Question{ID: id, Stem: say("question_gone"), State: quiz.Approved}
		}
		remark := ""
		if ok && !may(q) {
			remark = say("give_not_askable")
		}
		all, remarks = append(all, q), append(remarks, remark)
	}
	return c.giveQuestionList(in, d, say("give_chosen_heading"), all, remarks, page, "giveout", func(n int) payload {
		return toScreen("givechosen", n, string(d.ID))
	}), nil
}

// giveOwn lists the actor's own questions that wait for review.
func (c *Conversation) giveOwn(_ context.Context, in input, d *quiz.Push, _ string, page int) (Turn, error) {
	may := c.giveAskable(in, d)
	all := in.Bank.Only(func(q *quiz.Question) bool { return c.giveUnreviewed(in, q) && may(q) })
	return c.giveQuestionList(in, d, say("give_own_heading"), all, nil, page, "giveowntick", func(n int) payload {
		return toScreen("giveown", n, string(d.ID))
	}), nil
}

// giveFound lists the questions that have the words, and keeps the words: another text searches anew.
func (c *Conversation) giveFound(ctx context.Context, in input, d *quiz.Push, words string, page int) (Turn, error) {
	if _, err := c.setWait(ctx, in, standing{name: "givewords", args: []string{string(d.ID), words}}); err != nil {
		return Turn{}, err
	}
	wanted := strings.Fields(viet.Unmark(words))
	may := c.giveAskable(in, d)
	all := in.Bank.Only(func(q *quiz.Question) bool {
		stem := viet.Unmark(q.Stem)
		return q.State == quiz.Approved && may(q) && !slices.ContainsFunc(wanted, func(w string) bool { return !strings.Contains(stem, w) })
	})
	return c.giveQuestionList(in, d, say("give_found", words), all, nil, page, "givefoundtick", func(n int) payload {
		return toScreen("givefound", n, string(d.ID))
	}), nil
}

// giveFoundAgain shows what was searched for last; when that is forgotten, what is chosen.
func (c *Conversation) giveFoundAgain(ctx context.Context, in input, d *quiz.Push, _ string, page int) (Turn, error) {
	s, err := c.waiting(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	if s.name != "givewords" || argument(s.args, 0) != string(d.ID) || argument(s.args, 1) == "" {
		return c.giveChosen(ctx, in, d, "", 1)
	}
	return c.giveFound(ctx, in, d, s.args[1], page)
}

// Of what a class gets wrong, giveWrongLeast is how many must have answered a question before its share of right answers is
// shown (issue 6: groups under five are a total only), giveTriesMost how many tries are looked at, the latest pushes first.
const (
	giveWrongLeast = 5
	giveTriesMost  = 5000
)

// giveSeen are the classes and units of a draft whose results the actor may read.
func (c *Conversation) giveSeen(in input, d *quiz.Push) (classes []officer.ClassID, units []officer.UnitID) {
	for _, id := range d.Classes {
		if c.may(in, officer.SeeClassResults, officer.About{Class: id}) {
			classes = append(classes, id)
		}
	}
	for _, id := range d.Units {
		if c.may(in, officer.SeeUnitResults, officer.About{Unit: id}) {
			units = append(units, id)
		}
	}
	return classes, units
}

// giveWrong lists what those whom a draft is for got wrong most in earlier pushes to them.
func (c *Conversation) giveWrong(ctx context.Context, in input, d *quiz.Push, _ string, page int) (Turn, error) {
	seen := *d
	seen.Classes, seen.Units = c.giveSeen(in, d)
	audience := seen.Audience(in.Roster)
	var pushes []*quiz.Push
	var tries []*quiz.Attempt
	for read, all := 0, in.Pushes.All(); len(all) > 0; all = all[1:] {
		p := all[0]
		if !counted(p) || !c.reported(in, p) || !seen.Shares(p) {
			continue
		}
		of := slices.DeleteFunc(slices.Clone(p.Enrolled), func(id officer.ID) bool { return !slices.Contains(audience, id) })
		if read += len(of) * max(1, p.Tries); read > giveTriesMost && len(pushes) > 0 {
			break
		}
		found, err := c.attempts(ctx, p, of)
		if err != nil {
			return Turn{}, err
		}
		pushes, tries = append(pushes, p), append(tries, found...)
	}
	may := c.giveAskable(in, d)
	var questions []*quiz.Question
	var remarks []string
	for _, m := range quiz.MostMissed(pushes, tries, giveWrongLeast) {
		if q, ok := in.Bank.Question(m.Question); ok && may(q) {
			questions = append(questions, q)
			remarks = append(remarks, say("give_wrong_share", m.Answered-m.Right, m.Answered))
		}
	}
	t := c.giveQuestionList(in, d, say("give_wrong_heading"), questions, remarks, page, "givewrongtick", func(n int) payload {
		return toScreen("givewrong", n, string(d.ID))
	})
	if len(questions) == 0 {
		return inPlace(in.Event, []Span{plain(say("give_wrong_none", giveWrongLeast))}, [][]Button{
			{opens(say("give_ask_back"), "giveask", 1, string(d.ID))},
		}), nil
	}
	return t, nil
}

// giveNumberTyped takes how many questions of a topic are wanted.
func (c *Conversation) giveNumberTyped(ctx context.Context, in input, d *quiz.Push, args []string, text string) (Turn, error) {
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(viet.Unmark(text)), "cau")))
	if err != nil || n < 1 || n > quiz.PickedMost {
		return sentence(say("give_number_wrong", quiz.PickedMost)), nil
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	level, _ := strconv.Atoi(argument(args, 2))
	cell := quiz.Cell{Topic: argument(args, 1), Difficulty: level, Number: n}
	if argument(args, 3) == "draw" {
		next := d.WithCell(cell)
		return c.giveCells(in, next).changing(next.Change()), nil
	}
	return c.giveTaken(in, d, cell), nil
}
