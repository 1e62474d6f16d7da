package bot

import (
	"context"
	"slices"
	"strconv"

	"camnang/bot/officer"
	"camnang/bot/quiz"
)

// giveNumbersOffered are the numbers of questions offered at once; another is typed.
var giveNumbersOffered = []int{3, 5, 10, 15, 20}

// giveDrawScreens choose by topic and number: "givetopics", "givetopic" and "givetake" questions, "givecells" and the like the
// parts of a blueprint; "givebrowsing" chooses the topic whose questions are looked through. The page of "givetopic" and
// "givecell" is the difficulty and one, that of "givetake" and "givecelltake" a hundred times the difficulty and the number.
func giveDrawScreens(of func(string, givenHandler) screen) []screen {
	topics := func(heading, opened string) givenHandler {
		return func(c *Conversation, _ context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
			return c.giveTopics(in, d, p, say(heading), opened), nil
		}
	}
	numbers := func(screen, take, draws string) givenHandler {
		return func(c *Conversation, ctx context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
			return c.giveNumber(in, d, p, screen, take, draws), nil
		}
	}
	asks := func(draws string) givenHandler {
		return func(c *Conversation, ctx context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
			return c.asking(ctx, in, "givenumber", say("give_ask_number", quiz.PickedMost), string(d.ID), p.args[1], strconv.Itoa(p.page-1), draws)
		}
	}
	return []screen{
		of("givebrowsing", topics("give_browse_heading", "givebrowse")),
		of("givetopics", topics("give_topics_heading", "givetopic")),
		of("givetopic", numbers("givetopic", "givetake", "")),
		of("givetypes", asks("")),
		of("givetake", func(c *Conversation, _ context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
			return c.giveTaken(in, d, quiz.Cell{Topic: p.args[1], Difficulty: p.page / 100, Number: p.page % 100}), nil
		}),
		of("givecells", func(c *Conversation, _ context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
			return c.giveCells(in, d), nil
		}),
		of("givecelltopics", topics("give_cell_heading", "givecell")),
		of("givecell", numbers("givecell", "givecelltake", "draw")),
		of("givecelltypes", asks("draw")),
		of("givecelltake", func(c *Conversation, _ context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
			next := d.WithCell(quiz.Cell{Topic: p.args[1], Difficulty: p.page / 100, Number: p.page % 100})
			return c.giveCells(in, next).changing(next.Change()), nil
		}),
		of("givecelldrop", func(c *Conversation, _ context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
			next := d.WithCell(quiz.Cell{Topic: p.args[1], Difficulty: p.page - 1})
			return c.giveCells(in, next).changing(next.Change()), nil
		}),
		of("giveafter", func(c *Conversation, _ context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
			return c.giveAfter(in, d, p.page), nil
		}),
		of("giveaftertest", (*Conversation).giveAfterChosen),
	}
}

// giveTopics lists the topics with the number of their questions in circulation that are not chosen yet.
func (c *Conversation) giveTopics(in input, d *quiz.Push, p payload, heading, opened string) Turn {
	counts, all := map[string]int{}, 0
	for _, q := range c.giveCirculating(in) {
		if !d.Has(q.ID) || opened != "givetopic" {
			counts[q.Topic]++
			all++
		}
	}
	if opened == "givebrowse" {
		counts, all = map[string]int{}, 0
		may := c.giveAskable(in, d)
		for _, q := range in.Bank.Only(func(q *quiz.Question) bool { return q.State == quiz.Approved && may(q) }) {
			counts[q.Topic]++
		}
	}
	type topic struct {
		name, id string
		number   int
	}
	var topics []topic
	for _, t := range c.topics(in) {
		if counts[t.ID] > 0 {
			topics = append(topics, topic{t.Name, t.ID, counts[t.ID]})
			delete(counts, t.ID)
		}
	}
	without := 0
	for _, n := range counts {
		without += n
	}
	switch {
	case opened == "givebrowse" && without > 0:
		topics = append(topics, topic{say("bank_no_topic"), "", without})
	case all > 0:
		topics = append(topics, topic{say("give_any_topic"), "", all})
	}
	page, last, from, to := paged(len(topics), givePage, p.page)
	var s sheet
	s.para(bold(heading))
	if len(topics) == 0 {
		s.para(plain(say("give_list_none")))
	}
	var rows [][]Button
	s.para()
	for _, t := range topics[from:to] {
		s.line(plain(say("give_topic_line", t.name, t.number)))
		rows = append(rows, []Button{opens(t.name, opened, 1, string(d.ID), t.id)})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen(p.screen, n, string(d.ID)) })...)
	back := opens(say("give_ask_back"), "giveask", 1, string(d.ID))
	if opened == "givecell" {
		back = opens(say("back"), "givecells", 1, string(d.ID))
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{back}))
}

// giveNumber asks how many questions of a topic, and of which difficulty.
func (c *Conversation) giveNumber(in input, d *quiz.Push, p payload, screen, take, draws string) Turn {
	level := min(p.page-1, len(levelNames))
	cell := quiz.Cell{Topic: p.args[1], Difficulty: level}
	there := 0
	for _, q := range c.giveCirculating(in) {
		if cell.Holds(q) && (draws != "" || !d.Has(q.ID)) {
			there++
		}
	}
	var s sheet
	s.para(bold(c.giveCell(in, cell)))
	s.line(plain(say("give_there", there)))
	s.para(plain(say("give_how_many")))
	var numbers, levels []Button
	for _, n := range giveNumbersOffered {
		if n <= there {
			numbers = append(numbers, opens(say("give_number", n), take, level*100+n, string(d.ID), cell.Topic))
		}
	}
	if there > 0 && there < giveNumbersOffered[0] {
		numbers = append(numbers, opens(say("give_number", there), take, level*100+there, string(d.ID), cell.Topic))
	}
	types := "givetypes"
	if draws != "" {
		types = "givecelltypes"
	}
	if there > 0 {
		numbers = append(numbers, opens(say("give_number_other"), types, level+1, string(d.ID), cell.Topic))
	}
	for l := range len(levelNames) + 1 {
		name := say("give_any_level")
		if key := levelNames[l]; key != "" {
			name = say("give_level", say(key))
		}
		levels = append(levels, opens(giveTicked(name, l == level), screen, l+1, string(d.ID), cell.Topic))
	}
	rows := append(inRows(numbers, 3), inRows(levels, 2)...)
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("give_ask_back"), "giveask", 1, string(d.ID))}))
}

// giveTaken chooses so many questions of a topic and a difficulty besides: those that the draft's audience was asked least
// lately.
func (c *Conversation) giveTaken(in input, d *quiz.Push, cell quiz.Cell) Turn {
	from := slices.DeleteFunc(c.giveCirculating(in), func(q *quiz.Question) bool { return !cell.Holds(q) })
	ids := quiz.Pick(from, d.Picked, d.LastAsked(in.Pushes.All()), string(d.ID), cell.Number)
	next, ok := d.WithPicked(ids...)
	done := say("give_taken", len(next.Picked)-len(d.Picked))
	switch {
	case !ok:
		done = say("give_full", quiz.PickedMost)
	case len(ids) < cell.Number:
		done = say("give_taken_all", len(ids), cell.Number)
	}
	return c.giveAsk(in, next, done).changing(next.Change())
}

// giveCells shows the blueprint of a draft, each part to take out.
func (c *Conversation) giveCells(in input, d *quiz.Push) Turn {
	pool, _ := c.givePool(in, d)
	var s sheet
	s.para(bold(say("give_cells_heading")))
	s.line(plain(say("give_cells_how")))
	if len(d.Picked) > 0 {
		s.para(plain(say("give_cells_picked", len(d.Picked))))
	}
	var rows [][]Button
	for n, cell := range d.Draw {
		s.line(plain(say("give_cell_line", n+1, c.giveCell(in, cell), cell.Number)))
		rows = append(rows, []Button{opens(say("give_cell_drop", n+1), "givecelldrop", cell.Difficulty+1, string(d.ID), cell.Topic)})
	}
	for _, cell := range quiz.Short(d.Draw, pool) {
		s.para(bold(say("give_too_few", cell.Number, c.giveCell(in, cell))))
	}
	rows = append([][]Button{{opens(say("give_cell_add"), "givecelltopics", 1, string(d.ID))}}, rows...)
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("give_ask_back"), "giveask", 1, string(d.ID))}, giveDone(d)))
}

// giveAfterLine says whether a test is a post-test, and of which.
func (c *Conversation) giveAfterLine(in input, d *quiz.Push) string {
	if before, ok := in.Pushes.Push(d.After); ok {
		return say("give_after_of", c.giveTitle(in, before))
	}
	return say("give_after_none")
}

// giveBefore are the tests that a test may be the post-test of: given to classes that the actor teaches, and no post-tests.
func (c *Conversation) giveBefore(in input, d *quiz.Push) []*quiz.Push {
	return slices.DeleteFunc(in.Pushes.All(), func(p *quiz.Push) bool {
		return p.ID == d.ID || p.Kind != quiz.Test || p.After != "" || p.State == quiz.Drafted || p.State == quiz.Recalled || !c.giveOwnClasses(in, p)
	})
}

// giveAfter lists the tests of which a test may be the post-test.
func (c *Conversation) giveAfter(in input, d *quiz.Push, asked int) Turn {
	all := c.giveBefore(in, d)
	page, last, from, to := paged(len(all), givePage, asked)
	var s sheet
	s.para(bold(say("give_after_heading")))
	s.line(plain(c.giveAfterLine(in, d)))
	s.para(plain(say("give_after_how")))
	rows := [][]Button{{opens(giveTicked(say("give_after_not"), d.After == ""), "giveaftertest", 1, string(d.ID))}}
	if len(all) == 0 {
		s.para(plain(say("give_after_nothing")))
	}
	for _, p := range all[from:to] {
		rows = append(rows, []Button{opens(giveTicked(c.giveTitle(in, p), p.ID == d.After), "giveaftertest", 1, string(d.ID), string(p.ID))})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("giveafter", n, string(d.ID)) })...)
	return inPlace(in.Event, s.done(), append(rows, giveDone(d)))
}

// giveAfterChosen makes a test the post-test of another: from the same blueprint, with as much time, for the same classes.
func (c *Conversation) giveAfterChosen(_ context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
	next := *d
	next.After = ""
	if p.args[1] != "" {
		before, ok := in.Pushes.Push(quiz.PushID(p.args[1]))
		if !ok || !slices.Contains(c.giveBefore(in, d), before) {
			return refusal(in.Event, say("give_after_gone")), nil
		}
		next.After, next.Picked, next.Draw = before.ID, nil, before.Blueprint()
		next.Classes, next.Units = slices.Clone(before.Classes), []officer.UnitID(nil)
		next.Whole, next.Each = before.Whole, before.Each
	}
	return c.giveCard(in, &next, "").changing(next.Change()), nil
}
