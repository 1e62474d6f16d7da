package bot

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/corpus"
	"camnang/corpus/viet"
)

// bankPage is how many questions stand in a list.
const bankPage = 6

func bankModule() module {
	return module{
		commands: bankCommands(), screens: slices.Concat(bankScreens(), bankEditScreens(), bankTopicScreens()),
		waits: slices.Concat(bankWaits(), bankEditWaits(), bankTopicWaits()),
		dues:  []due{{what: "doubted", handle: (*Conversation).bankTold}}, sweep: (*Conversation).bankSweep,
	}
}

func bankCommands() []command {
	return []command{
		{
			name: "nganhang", description: say("menu_nganhang"), takesText: true, action: officer.KeepBank, about: aboutNothing,
			aliases: []string{"ngan hang", "ngan hang cau hoi", "xem ngan hang cau hoi"}, handle: (*Conversation).bank,
		},
		{
			name: "duyet", description: say("menu_duyet"), action: officer.ReviewQuestion, about: aboutNothing,
			aliases: []string{"duyet", "duyet cau hoi", "cau hoi cho duyet"}, handle: func(c *Conversation, _ context.Context, in input, _ string) (Turn, error) {
				return c.bankWaiting(in, 1), nil
			},
		},
	}
}

// bankScreens are those behind /nganhang and /duyet. The first argument is a topic, or a question.
func bankScreens() []screen {
	of := func(page func(*Conversation, input, int) Turn) screenHandler {
		return func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return page(c, in, p.page), nil
		}
	}
	moves := func(m quiz.Move) screenHandler {
		return func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.bankMove(in, quiz.ID(p.args[0]), m), nil
		}
	}
	return []screen{
		{name: "bank", action: officer.KeepBank, about: aboutNothing, handle: of((*Conversation).bankHome)},
		{name: "banktopic", action: officer.KeepBank, about: aboutNothing, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.bankTopic(in, p.args[0], p.page), nil
		}},
		{name: "bankq", action: officer.KeepBank, about: aboutNothing, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.bankCard(in, quiz.ID(p.args[0])), nil
		}},
		{name: "bankwaiting", action: officer.ReviewQuestion, about: aboutNothing, handle: of((*Conversation).bankWaiting)},
		{name: "bankreview", action: officer.ReviewQuestion, about: aboutNothing, handle: moves(quiz.MarkReviewed)},
		{name: "bankapprove", action: officer.ReviewQuestion, about: aboutNothing, handle: moves(quiz.Approve)},
		{name: "bankconfirm", action: officer.ReviewQuestion, about: aboutNothing, handle: moves(quiz.Confirm)},
		{name: "bankretire", action: officer.ChangeQuestion, about: aboutQuestion, handle: moves(quiz.Retire)},
		{name: "bankredraft", action: officer.ChangeQuestion, about: aboutQuestion, handle: moves(quiz.Redraft)},
		{name: "bankadd", action: officer.KeepBank, about: aboutNothing, handle: (*Conversation).bankAsked},
		{name: "bankform", action: officer.KeepBank, about: aboutNothing, handle: (*Conversation).bankForm},
		{name: "banknow", action: officer.KeepBank, about: aboutNothing, handle: (*Conversation).bankTaken},
		{name: "bankfiles", action: officer.KeepBank, about: aboutNothing, handle: func(_ *Conversation, _ context.Context, in input, _ payload) (Turn, error) {
			return inPlace(in.Event, []Span{plain(say("bank_files_ask"))}, [][]Button{
				{opens(say("bank_file_xlsx"), "bankfile", 1, "xlsx")},
				{opens(say("bank_file_docx"), "bankfile", 1, "docx")},
				{opens(say("bank_file_gift"), "bankfile", 1, "gift")},
				{opens(say("bank_file_moodle"), "bankfile", 1, "moodle")},
				{opens(say("bank_back"), "bank", 1)},
			}), nil
		}},
		{name: "bankfile", action: officer.KeepBank, about: aboutNothing, handle: (*Conversation).bankFile},
	}
}

// bank is /nganhang: bankHome; with a text, the questions that have its words.
func (c *Conversation) bank(_ context.Context, in input, text string) (Turn, error) {
	if words := strings.Fields(viet.Unmark(text)); len(words) > 0 {
		found := c.bankOf(in, func(q *quiz.Question) bool {
			plain := " " + viet.Unmark(q.Stem) + " "
			return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(plain, w) })
		})
		var s sheet
		s.para(bold(say("bank_found", len(found))))
		if len(found) > bankPage {
			s.line(plain(say("bank_found_more", bankPage)))
		}
		rows := c.bankLines(&s, found[:min(bankPage, len(found))])
		return message(s.done(), append(rows, []Button{opens(say("bank_back"), "bank", 1)})), nil
	}
	return c.bankHome(in, 1), nil
}

// bankHome is a page of the topics, and what waits. The topics of the classes come first, then those of units, by how many
// questions they have; last is what is under none.
func (c *Conversation) bankHome(in input, asked int) Turn {
	var s sheet
	s.para(bold(say("bank_heading")))
	all := c.bankOf(in, func(*quiz.Question) bool { return true })
	s.line(plain(say("bank_numbers", len(all), countIn(all, quiz.Approved), countIn(all, quiz.Draft)+countIn(all, quiz.Reviewed))))
	reviews := c.may(in, officer.ReviewQuestion, officer.About{})
	if n := len(doubtedAmong(c.cfg.Library, c.today(c.cfg.Now()), all)); n > 0 && reviews {
		s.para(bold(say("bank_doubted", n)))
	}
	s.para(plain(say("bank_search_hint")))
	topics := c.topicButtons(in, all)
	page, last, from, to := paged(len(topics), topicsPage, asked)
	if last > 1 {
		s.para(plain(say("page_of", page, last)))
	}
	rows := inRows(topics[from:to], 1)
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("bank", n) })...)
	if reviews {
		rows = append(rows, []Button{opens(say("bank_waiting_button", len(c.waitingQuestions(in))), "bankwaiting", 1)})
	}
	rows = append(rows, []Button{opens(say("bank_add"), "bankadd", 1)})
	rows = append(rows, []Button{opens(say("topics_open"), "topics", 1)})
	if len(all) > 0 {
		rows = append(rows, []Button{opens(say("bank_files"), "bankfiles", 1)})
	}
	return inPlace(in.Event, s.done(), rows)
}

// topicButtons are buttons for the topics of questions, in the order of bankHome.
func (c *Conversation) topicButtons(in input, questions []*quiz.Question) []Button {
	number := map[string]int{}
	for _, q := range questions {
		topic := q.Topic
		if c.topicless(in, q) {
			topic = ""
		}
		number[topic]++
	}
	topics := c.topics(in)
	slices.SortStableFunc(topics[len(quiz.Topics):], func(a, b quiz.Topic) int { return cmp.Compare(number[b.ID], number[a.ID]) })
	var out []Button
	for _, t := range append(topics, quiz.Topic{Name: say("bank_no_topic")}) {
		if n := number[t.ID]; n > 0 {
			out = append(out, opens(say("bank_topic", n, t.Name), "banktopic", 1, t.ID))
		}
	}
	return out
}

func countIn(all []*quiz.Question, state quiz.State) (n int) {
	for _, q := range all {
		if q.State == state {
			n++
		}
	}
	return n
}

func (c *Conversation) topicless(in input, q *quiz.Question) bool {
	_, known := c.topic(in, q.Topic)
	return !known
}

// bankOf are the questions that keep is true for, of those that the actor is shown.
func (c *Conversation) bankOf(in input, keep func(*quiz.Question) bool) []*quiz.Question {
	return in.Bank.Only(func(q *quiz.Question) bool { return keep(q) && c.shows(in, q) })
}

// bankTopic is a page of the questions of a topic; "" is those of none.
func (c *Conversation) bankTopic(in input, topic string, asked int) Turn {
	name := say("bank_no_topic")
	keep := func(q *quiz.Question) bool { return c.topicless(in, q) }
	if t, ok := c.topic(in, topic); ok {
		name, keep = t.Name, func(q *quiz.Question) bool { return q.Topic == topic }
	}
	return c.bankList(in, name, c.bankOf(in, keep), asked, func(n int) payload { return toScreen("banktopic", n, topic) })
}

// waitingQuestions are those that somebody must look at: drafts and reviewed ones, and those whose clause changed.
func (c *Conversation) waitingQuestions(in input) []*quiz.Question {
	doubted := c.bankDoubted(in)
	return c.bankOf(in, func(q *quiz.Question) bool {
		return q.State == quiz.Draft || q.State == quiz.Reviewed || doubted[q.ID] != corpus.Stands
	})
}

func (c *Conversation) bankWaiting(in input, asked int) Turn {
	return c.bankList(in, say("bank_waiting"), c.waitingQuestions(in), asked, func(n int) payload { return toScreen("bankwaiting", n) })
}

func (c *Conversation) bankList(in input, heading string, questions []*quiz.Question, asked int, to func(int) payload) Turn {
	page, last, from, until := paged(len(questions), bankPage, asked)
	var s sheet
	s.para(bold(heading))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	if len(questions) == 0 {
		s.para(plain(say("bank_none")))
	}
	rows := c.bankLines(&s, questions[from:until])
	rows = append(rows, turning(page, last, to)...)
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("bank_back"), "bank", 1)}))
}

// bankLines writes questions, each with its state, and gives a button for each.
func (c *Conversation) bankLines(s *sheet, questions []*quiz.Question) [][]Button {
	var buttons []Button
	doubted := doubtedAmong(c.cfg.Library, c.today(c.cfg.Now()), questions)
	for i, q := range questions {
		stem, _ := shorten(q.Stem, 200)
		state := say(questionStates[q.State])
		if doubted[q.ID] != corpus.Stands {
			state = say("question_suspended")
		}
		s.para(plain(say("bank_line", i+1, stem, state)))
		buttons = append(buttons, opens(say("bank_open", i+1), "bankq", 1, string(q.ID)))
	}
	return inRows(buttons, 3)
}

// questionStates are the texts for the states of questions, levelNames those for their difficulty.
var (
	questionStates = map[quiz.State]string{
		quiz.Draft: "question_draft", quiz.Reviewed: "question_reviewed", quiz.Approved: "question_approved", quiz.Retired: "question_retired",
	}
	levelNames = map[int]string{1: "question_easy", 2: "question_middling", 3: "question_hard"}
)

// moveProblems are the sentences for what cannot be done with a question.
var moveProblems = []struct {
	err error
	key string
}{
	{quiz.ErrOwn, "question_own"}, {quiz.ErrState, "question_other_state"}, {quiz.ErrUncited, "question_needs_cite"}, {quiz.ErrClause, "question_clause_fell"},
}

// questionBody is the journal's record of what was done with a question.
type questionBody struct {
	Question quiz.ID   `json:"question"`
	What     quiz.Move `json:"what"`
}

// bankMove takes a question a step further and shows it.
func (c *Conversation) bankMove(in input, id quiz.ID, m quiz.Move) Turn {
	q, ok := c.shown(in, id)
	if !ok {
		return refusal(in.Event, say("question_gone"))
	}
	next, err := q.Step(m, in.Actor.Officer.ID, c.cfg.Now().UTC(), c.standsNow)
	for _, p := range moveProblems {
		if errors.Is(err, p.err) {
			return refusal(in.Event, say(p.key))
		}
	}
	if err != nil {
		return refusal(in.Event, say("tap_not_valid"))
	}
	return c.bankCardOf(in, next).changing(next.Change()).
		noting(in.note(journal.Question, false, questionBody{id, m}))
}

// standsNow is quiz.Held by the library today.
func (c *Conversation) standsNow(id corpus.ClauseID) (mark corpus.Mark, current, ok bool) {
	clause, ok := c.cfg.Library.Clause(id)
	if !ok {
		return corpus.Mark{}, false, false
	}
	return clause.Mark(), clause.On(c.today(c.cfg.Now())) == corpus.InForce, true
}
