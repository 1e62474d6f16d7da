package bot

import (
	"slices"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/corpus"
)

// bankCard is a question in full, with what the actor may do with it.
func (c *Conversation) bankCard(in input, id quiz.ID) Turn {
	q, ok := c.shown(in, id)
	if !ok {
		return refusal(in.Event, say("question_gone"))
	}
	return c.bankCardOf(in, q)
}

func (c *Conversation) bankCardOf(in input, q *quiz.Question) Turn {
	rows := c.questionButtons(in, q)
	if n := c.othersWaiting(in, q); n > 0 {
		rows = append(rows, []Button{opens(say("bank_waiting_button", n), "bankwaiting", 1)})
	}
	return inPlace(in.Event, c.questionText(in, q), append(rows, []Button{opens(say("bank_back"), "bank", 1)}))
}

// othersWaiting is how many questions besides this one wait for the actor, who may review them.
func (c *Conversation) othersWaiting(in input, q *quiz.Question) int {
	if !c.may(in, officer.ReviewQuestion, officer.About{}) {
		return 0
	}
	n := 0
	for _, other := range c.waitingQuestions(in) {
		if other.ID != q.ID && other.Author != in.Actor.Officer.ID && other.Editor != in.Actor.Officer.ID {
			n++
		}
	}
	return n
}

// fellNames say what became of a clause that a question rests on.
var fellNames = map[corpus.Standing]string{
	corpus.Ended: "clause_ended", corpus.Reworded: "clause_reworded", corpus.Ahead: "clause_ahead", corpus.Gone: "clause_no_more",
}

func (c *Conversation) questionText(in input, q *quiz.Question) []Span {
	var s sheet
	fell := map[corpus.ClauseID]string{}
	for _, f := range doubtsAmong(c.cfg.Library, c.today(c.cfg.Now()), []*quiz.Question{q}) {
		fell[f.Rests.Clause] = say(fellNames[f.Standing])
	}
	s.para(bold(q.Stem))
	for n, o := range q.Options {
		mark := ""
		if o.Right {
			mark = " ✔"
		}
		s.line(plain(quiz.Letter(n) + ". " + o.Text + mark))
	}
	if q.Explanation != "" {
		s.para(plain(say("question_explanation", q.Explanation)))
	}
	s.para()
	for _, cite := range q.Cites {
		s.line(plain(say("question_basis", c.citedNow(cite))))
		s.line(bold(fell[cite.Clause]))
	}
	if len(q.Cites) == 0 {
		s.line(plain(say("question_uncited")))
	}
	switch {
	case len(fell) == 0:
	case c.confirmable(q):
		s.line(bold(say("question_doubted")))
	default:
		s.line(bold(say("question_fell")))
	}
	if q.Historical {
		s.line(bold(say("question_historical")))
	}
	s.para(plain(say("question_topic", c.topicOf(in, q))))
	if key := levelNames[q.Difficulty]; key != "" {
		s.line(plain(say("question_level", say(key))))
	}
	excesses := q.Excesses()
	for _, e := range excesses {
		s.line(plain(excessText(e)))
	}
	if len(excesses) > 0 {
		s.line(plain(say("excess_card")))
	}
	if u, ok := in.Roster.Unit(q.Unit); ok {
		s.line(plain(say("question_unit", u.Name)))
	}
	s.line(plain(say("question_state", say(questionStates[q.State]))))
	if q.Author != "" {
		s.line(plain(say("question_author", in.name(q.Author))))
	}
	if q.Editor != "" {
		s.line(plain(say("question_editor", in.name(q.Editor))))
	}
	switch {
	case q.Reviewer == "":
	case q.State == quiz.Reviewed:
		s.line(plain(say("question_seen_by", in.name(q.Reviewer))))
	default:
		s.line(plain(say("question_reviewer", in.name(q.Reviewer))))
	}
	return s.done()
}

// excessText says why a poll does not carry a question.
func excessText(e quiz.Excess) string {
	if e.Part == "option" {
		return say("excess_option", quiz.Letter(e.Option), e.Has, e.Most)
	}
	return say(excessNames[e.Part], e.Has, e.Most)
}

// excessNames are the texts for the other parts of a question that a poll cannot carry.
var excessNames = map[string]string{
	"stem": "excess_stem", "options": "excess_options", "explanation": "excess_explanation", "lines": "excess_lines",
}

// citedNow is a citation with what is not certain about its clause; as it was written down when the clause is held no more.
func (c *Conversation) citedNow(cite quiz.Cite) string {
	if clause, ok := c.cfg.Library.Clause(cite.Clause); ok {
		return strings.TrimSuffix(longCitation(clause), ".")
	}
	return cite.Cited
}

// confirmable reports whether an approved question may be confirmed as it is by somebody else: none of its clauses has ended
// or is gone.
func (c *Conversation) confirmable(q *quiz.Question) bool {
	return !slices.ContainsFunc(q.Cites, func(cite quiz.Cite) bool {
		_, current, ok := c.standsNow(cite.Clause)
		return !ok || !current && !q.Historical
	})
}

func (c *Conversation) questionButtons(in input, q *quiz.Question) [][]Button {
	var rows [][]Button
	doubted := doubtedAmong(c.cfg.Library, c.today(c.cfg.Now()), []*quiz.Question{q})[q.ID]
	for _, cite := range q.Cites[:min(2, len(q.Cites))] {
		if clause, ok := c.held(cite.Clause); ok {
			rows = append(rows, []Button{c.opensClause(clause)})
		}
	}
	id := string(q.ID)
	if c.may(in, officer.ReviewQuestion, officer.About{}) && q.Author != in.Actor.Officer.ID && q.Editor != in.Actor.Officer.ID {
		switch {
		case q.State == quiz.Draft:
			rows = append(rows, []Button{opens(say("question_review"), "bankreview", 1, id)})
		case q.State == quiz.Reviewed:
			rows = append(rows, []Button{opens(say("question_approve"), "bankapprove", 1, id)})
		case q.State == quiz.Approved && doubted != corpus.Stands && c.confirmable(q):
			rows = append(rows, []Button{opens(say("question_confirm"), "bankconfirm", 1, id)})
		}
	}
	if c.may(in, officer.ChangeQuestion, officer.About{Made: &officer.Made{Owner: q.Author}}) {
		rows = append(rows, []Button{opens(say("question_edit"), "bankedit", 1, id)})
		var own []Button
		if q.State != quiz.Draft {
			own = append(own, opens(say("question_redraft"), "bankredraft", 1, id))
		}
		if q.State != quiz.Retired {
			own = append(own, opens(say("question_retire"), "bankretire", 1, id))
		}
		rows = append(rows, own)
	}
	return rows
}
