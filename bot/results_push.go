package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/bot/quiz/statistics"
	"camnang/corpus/viet"
)

// Of the results of a push, hardestShown is how many of the hardest questions stand on the first card; questionsPage,
// namesPage and partsPage are how many questions, officers and units a page has; stemShown and titleShown are how much of a
// question and of a title stands in a list, in UTF-16 units.
const (
	hardestShown  = 3
	questionsPage = 5
	namesPage     = 10
	partsPage     = 8
	stemShown     = 120
	titleShown    = 80
)

// resultsScreens show the results of a push to who made it. Their first argument is the push.
func resultsScreens() []screen {
	of := func(name string, show func(*Conversation, input, taken, payload) (Turn, error)) screen {
		return screen{name: name, action: officer.ManagePush, about: aboutPush, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			found, ok := in.Pushes.Push(quiz.PushID(p.args[0]))
			if !ok {
				return refusal(in.Event, say("results_gone")), nil
			}
			if !counted(found) {
				return refusal(in.Event, say(uncountedNames[found.State])), nil
			}
			t, err := c.taken(ctx, in, found, found.Enrolled)
			if err != nil {
				return Turn{}, err
			}
			return show(c, in, t, p)
		}}
	}
	return []screen{
		of("results", (*Conversation).results),
		of("resultasked", (*Conversation).resultQuestions),
		of("resultquestion", (*Conversation).resultQuestion),
		of("resultnames", (*Conversation).resultNames),
		of("resulttopics", (*Conversation).resultTopics),
		of("resultparts", (*Conversation).resultParts),
		of("resultchart", (*Conversation).resultChart),
		of("resultbook", (*Conversation).resultBook),
		of("resultpaper", (*Conversation).resultPaper),
	}
}

// uncountedNames say why a push has no results, kindNames what kind of push it is.
var (
	uncountedNames = map[quiz.PushState]string{quiz.Drafted: "results_not_given", quiz.Planned: "results_not_given", quiz.Recalled: "results_recalled"}
	pushKindNames  = map[quiz.Kind]string{quiz.Practice: "results_practice", quiz.Test: "results_test", quiz.Contest: "results_contest"}
)

// resultsHead writes whose results these are, and that they are not final while answers count.
func (c *Conversation) resultsHead(s *sheet, t taken, what string) {
	s.para(bold(what))
	title, _ := shorten(t.push.Title, titleShown)
	s.line(plain(title))
	if now := c.cfg.Now(); !t.push.Over(now) {
		s.line(ital(say("results_so_far", c.moment(now))))
	}
}

// results is the first card: who took part, the marks, the hardest questions.
func (c *Conversation) results(in input, t taken, _ payload) (Turn, error) {
	p, id := t.push, string(t.push.ID)
	took, finished := t.numbers()
	marks := t.marks()
	var s sheet
	c.resultsHead(&s, t, say("results_heading"))
	s.line(plain(say("results_kind", say(pushKindNames[p.Kind]), p.Asked(), c.givenOn(p))))
	s.para(plain(say("results_took", len(t.results), took, shareOf(took, len(t.results)))))
	s.line(plain(say("results_finished", finished)))
	if len(marks) == 0 {
		s.para(plain(say("results_no_marks")))
	} else {
		s.para(bold(say("results_mean", viet.TwoDecimals(meanMark(marks)))))
		for i, n := range bandsOf(marks) {
			s.line(plain(say("results_band", say(bandNames[i]), n)))
		}
		c.hardest(&s, t)
	}
	names, book := opens(say("results_names"), "resultnames", 1, id), opens(say("results_book"), "resultbook", 1, id)
	rows := [][]Button{{names}, {book}}
	if len(marks) > 0 {
		rows = [][]Button{
			{opens(say("results_asked"), "resultasked", 1, id), names},
			{opens(say("results_topics"), "resulttopics", 1, id), opens(say("results_parts"), "resultparts", 1, id)},
			{opens(say("results_chart"), "resultchart", 1, id), book},
		}
	}
	rows = append(rows, []Button{opens(say("results_paper"), "resultpaper", 1, id)})
	if p.Kind == quiz.Contest {
		rows = append(rows, []Button{opens(say("results_ranking"), "ranking", 1, id)})
	}
	if p.After != "" && slices.ContainsFunc(p.Classes, func(id officer.ClassID) bool { return c.may(in, officer.SeeClassResults, officer.About{Class: id}) }) {
		rows = append(rows, []Button{opens(say("results_compared"), "compared", 1, id)})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("results_push"), "push", 1, id), opens(say("results_list"), "reportpushes", 1)})), nil
}

// shareOf is a number as a share of another, "0%" of none.
func shareOf(n, of int) string {
	if of == 0 {
		return "0%"
	}
	return percentText(float64(n) / float64(of))
}

// bandNames are the bands in which marks are counted, the best first, and bandFrom the least mark of each in hundredths.
var (
	bandNames = [...]string{"band_nine", "band_seven", "band_five", "band_below"}
	bandFrom  = [...]int{900, 700, 500, 0}
)

func bandsOf(marks []int) (out [len(bandFrom)]int) {
	for _, m := range marks {
		out[slices.IndexFunc(bandFrom[:], func(from int) bool { return m >= from })]++
	}
	return out
}

// hardest writes the questions of which the least part is right, and how many are dubious. Where each officer draws questions,
// those put to fewer than statistics.Few say little, and are left out when there are others.
func (c *Conversation) hardest(s *sheet, t taken) {
	questions, places := t.questions()
	order := make([]int, 0, len(questions))
	dubious, least := 0, 0
	if slices.ContainsFunc(questions, func(q statistics.Question) bool { return q.Officers >= statistics.Few }) {
		least = statistics.Few
	}
	for i := range questions {
		if questions[i].Facility < 1 && questions[i].Officers >= least {
			order = append(order, i)
		}
		if questions[i].Dubious() {
			dubious++
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch fa, fb := questions[a].Facility, questions[b].Facility; {
		case fa < fb:
			return -1
		case fa > fb:
			return 1
		}
		return questions[b].Officers - questions[a].Officers
	})
	if len(order) > 0 {
		s.para(plain(say("results_hardest")))
	}
	for _, i := range order[:min(hardestShown, len(order))] {
		s.line(plain(say("results_hard", listedQuestion("–", t.push, places[i]), percentText(questions[i].Facility), questions[i].Officers)))
	}
	if dubious > 0 {
		s.para(bold(say("results_dubious", dubious)))
	}
}

// sameForAll reports whether everybody is asked the same questions in the same order, so that the number of a question is that
// which each of them read.
func sameForAll(p *quiz.Push) bool { return len(p.Draw) == 0 && !p.Shuffle }

// listedQuestion is the beginning of a question of a push, for a list: under its number when that is the same for everybody, else
// behind instead.
func listedQuestion(instead string, p *quiz.Push, place int) string {
	stem, _ := shorten(p.Pool[place].Stem, stemShown)
	if sameForAll(p) {
		return say("results_question", place+1, stem)
	}
	return instead + " " + stem
}

// resultBack is the row that leads back to the first card.
func resultBack(t taken) []Button {
	return []Button{opens(say("results_back"), "results", 1, string(t.push.ID))}
}

// resultQuestions is a page of the questions, in the order of the push. Where that is nobody's order they are numbered as they
// stand in the list.
func (c *Conversation) resultQuestions(in input, t taken, p payload) (Turn, error) {
	questions, places := t.questions()
	page, last, from, to := paged(len(questions), questionsPage, p.page)
	var s sheet
	c.resultsHead(&s, t, say("results_asked"))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	var buttons []Button
	for i := from; i < to; i++ {
		q, place := questions[i], places[i]
		name := say("results_item_open", i+1)
		if sameForAll(t.push) {
			name = say("results_question_open", place+1)
		}
		s.para(plain(listedQuestion(fmt.Sprintf("%d.", i+1), t.push, place)))
		s.line(plain(say("results_question_figures", percentText(q.Facility), q.Officers)))
		if q.Dubious() {
			s.line(bold(say("results_question_dubious")))
		}
		buttons = append(buttons, opens(name, "resultquestion", place+1, p.args[0]))
	}
	rows := inRows(buttons, 3)
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("resultasked", n, p.args[0]) })...)
	return inPlace(in.Event, s.done(), append(rows, resultBack(t))), nil
}

// resultQuestion is one question: what was chosen, its figures, and why it is dubious. Its page is its place in the pool, from
// 1, because that stays the same when more are asked; of one that nobody was asked the next is shown.
func (c *Conversation) resultQuestion(in input, t taken, p payload) (Turn, error) {
	questions, places := t.questions()
	if len(places) == 0 {
		return refusal(in.Event, say("results_no_marks")), nil
	}
	at, _ := slices.BinarySearch(places, p.page-1)
	at = min(at, len(places)-1)
	q, asked := questions[at], &t.push.Pool[places[at]]
	heading := say("results_question_one")
	if sameForAll(t.push) {
		heading = say("results_question_heading", places[at]+1)
	}
	var s sheet
	c.resultsHead(&s, t, heading)
	stem, _ := shorten(asked.Stem, 700)
	s.para(bold(stem))
	for n, o := range asked.Options {
		mark := ""
		if o.Right {
			mark = " ✔"
		}
		text, _ := shorten(o.Text, 110)
		s.line(plain(say("results_option", quiz.Letter(n), text, mark, q.Choices[n])))
	}
	if none := q.Officers - q.Answered; none > 0 {
		s.line(plain(say("results_option_none", none)))
	}
	s.para(plain(say("results_facility", percentText(q.Facility), q.Officers)))
	s.line(plain(say("results_extremes", figureText(q.Extremes))))
	s.line(plain(say("results_biserial", figureText(q.Biserial))))
	s.para(ital(say("results_question_legend")))
	if q.Dubious() {
		s.para(bold(say("results_question_dubious")))
		for _, d := range q.Doubts {
			s.line(plain(d.Text()))
		}
	}
	s.para(plain(say("question_topic", in.topicName(asked.Topic))))
	var turn []Button
	if at > 0 {
		turn = append(turn, opens(say("results_question_before"), "resultquestion", places[at-1]+1, p.args[0]))
	}
	if at < len(places)-1 {
		turn = append(turn, opens(say("results_question_after"), "resultquestion", places[at+1]+1, p.args[0]))
	}
	rows := inRows(turn, 2)
	if _, there := c.shown(in, asked.ID); there && c.may(in, officer.KeepBank, officer.About{}) {
		rows = append(rows, []Button{opens(say("results_in_bank"), "bankq", 1, string(asked.ID))})
	}
	back := opens(say("results_asked"), "resultasked", at/questionsPage+1, p.args[0])
	return inPlace(in.Event, s.done(), append(rows, []Button{back})), nil
}

// waitingOnly is the second argument of resultnames for those only who have begun nothing.
const waitingOnly = "waiting"

// resultNames is a page of the officers by name, with what each has.
func (c *Conversation) resultNames(in input, t taken, p payload) (Turn, error) {
	named, others := c.named(in, t)
	heading, results := say("results_names"), named
	out := slices.DeleteFunc(slices.Clone(named), func(r statistics.Result) bool { return r.Stage != statistics.NotBegun })
	var choice []Button
	switch {
	case p.args[1] == waitingOnly:
		heading, results = say("results_waiting", len(out)), out
		choice = []Button{opens(say("results_everybody"), "resultnames", 1, p.args[0])}
	case len(out) > 0:
		choice = []Button{opens(say("results_waiting", len(out)), "resultnames", 1, p.args[0], waitingOnly)}
	}
	page, last, from, to := paged(len(results), namesPage, p.page)
	var s sheet
	c.resultsHead(&s, t, heading)
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	s.para(plain(c.nameLines(in, t.push, results[from:to], from)))
	if len(results) == 0 {
		s.para(plain(say("results_nobody")))
	}
	if others > 0 {
		s.para(plain(say("scope_others", others)))
	}
	rows := turning(page, last, func(n int) payload { return toScreen("resultnames", n, p.args[0], p.args[1]) })
	if choice != nil {
		rows = append(rows, choice)
	}
	return inPlace(in.Event, s.done(), append(rows, resultBack(t))), nil
}

// named are the results that the actor may read by name, and how many others there are: of those whose results are the actor's
// to read, or whom the actor may give questions to still. Who gave a push and has lost the class or the unit since reads its
// totals.
func (c *Conversation) named(in input, t taken) (results []statistics.Result, others int) {
	for _, r := range t.results {
		if c.may(in, officer.SeeResults, officer.About{Officer: r.Who}) || c.may(in, officer.PushUnit, officer.About{Unit: homeOf(in.Roster, r.Who)}) {
			results = append(results, r)
		}
	}
	return results, len(t.results) - len(results)
}

// nameLines are results with their names, numbered on from a place.
func (c *Conversation) nameLines(in input, p *quiz.Push, results []statistics.Result, from int) string {
	var lines []string
	for i, r := range results {
		lines = append(lines, fmt.Sprintf("%d. %s – %s", from+i+1, in.nameAndUnit(r.Who), resultText(p, r)))
	}
	return strings.Join(lines, "\n")
}

// nameAndUnit is what an officer is called, with the unit, since several may have one name.
func (in input) nameAndUnit(id officer.ID) string {
	name, _ := shorten(in.name(id), 60)
	if unit, _ := shorten(in.unitOnly(homeOf(in.Roster, id)), 60); unit != "" {
		name += " (" + unit + ")"
	}
	return name
}

// resultText is what one officer has: the mark, or how far the officer is.
func resultText(p *quiz.Push, r statistics.Result) string {
	if r.Try == nil {
		return say(takenNames[r.Stage])
	}
	m := r.Mark()
	text := say("results_mark", viet.Decimal(m.Ten()), m.Right, m.Of)
	if m.Took > 0 {
		text += ", " + tookText(m.Took)
	}
	if r.Stage == statistics.UnderWay || r.Stage == statistics.Partly {
		text += say("results_answered", m.Answered)
	}
	if r.Tries > 1 {
		text += say("results_best_try", r.Try.Try, r.Tries)
	}
	return text
}

// takenNames say how far somebody is of whom nothing counts yet.
var takenNames = map[statistics.Stage]string{
	statistics.NotBegun: "results_stage_none", statistics.UnderWay: "results_stage_under_way",
	statistics.Finished: "results_stage_finished", statistics.Partly: "results_stage_partly",
}
