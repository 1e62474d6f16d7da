package bot

import (
	"fmt"
	"slices"
	"strings"

	"camnang/bot/alarm"
	"camnang/bot/quiz"
)

// verdictCites is how many clauses a verdict names, each with a button.
const verdictCites = 2

// verdict is what is said of an answered question of an attempt, the item, and the buttons that open the clauses: whether the
// answer is right, the right one with the letters that the officer saw, why, and on what it rests. An item without an answer
// is said to have none. It fits one message together with a few lines.
func (c *Conversation) verdict(q *quiz.Question, item *quiz.Item) ([]Span, [][]Button) {
	var s sheet
	switch {
	case item.Chosen == nil:
		s.para(bold(say("verdict_none")))
	case item.Right:
		s.para(bold(say("verdict_right")))
	default:
		s.para(bold(say("verdict_wrong")))
	}
	shown, author := item.Options(q)
	var right []int
	for place, n := range author {
		if q.Options[n].Right {
			right = append(right, place)
		}
	}
	text := func(place int) string {
		short, _ := shorten(shown[place].Text, verdictOption)
		return quiz.Letter(place) + ". " + short
	}
	if len(right) == 1 {
		s.line(plain(say("verdict_answer", text(right[0]))))
	} else {
		s.line(plain(say("verdict_answers", quiz.Letters(right))))
		for _, place := range right {
			s.line(plain(text(place)))
		}
	}
	for _, why := range c.verdictReasons(q, item) {
		why, _ = shorten(why, verdictReason)
		s.para(plain(why))
	}
	s.para()
	return c.verdictBasis(&s, q)
}

// verdictOption and verdictReason are how much of an option and of an explanation a verdict shows, in UTF-16 units: twelve
// options, an explanation and what each option says fit.
const (
	verdictOption = 100
	verdictReason = 700
)

// verdictReasons say why: what is said to who chose these options, and the question's explanation.
func (c *Conversation) verdictReasons(q *quiz.Question, item *quiz.Item) []string {
	var out []string
	if !item.Right {
		for _, n := range item.Chosen {
			if n < len(q.Options) && q.Options[n].Why != "" && len(out) == 0 {
				out = append(out, q.Options[n].Why)
			}
		}
	}
	if q.Explanation != "" && !slices.Contains(out, q.Explanation) {
		out = append(out, q.Explanation)
	}
	return out
}

// verdictBasis writes the clauses, and says when they do not stand any more as they did.
func (c *Conversation) verdictBasis(s *sheet, q *quiz.Question) ([]Span, [][]Button) {
	var cited []string
	var rows [][]Button
	for _, cite := range q.Cites[:min(verdictCites, len(q.Cites))] {
		cited = append(cited, say("question_basis", c.citedNow(cite)))
		if clause, ok := c.held(cite.Clause); ok {
			rows = append(rows, []Button{c.opensClause(clause)})
		}
	}
	if len(cited) == 0 {
		cited = append(cited, say("verdict_uncited"))
	}
	s.para(plain(strings.Join(cited, "\n")))
	switch {
	case q.Historical:
		s.line(plain(say("verdict_historical")))
	case c.clauseFell(q):
		s.line(bold(say("verdict_fell")))
	}
	if !reviewedQuestion(q) {
		s.line(plain(say("verdict_unreviewed")))
	}
	return s.done(), rows
}

// clauseFell reports whether a clause that the question rests on does not stand any more as it did when the question was
// written or confirmed.
func (c *Conversation) clauseFell(q *quiz.Question) bool {
	var rests []alarm.Rests
	for n, cite := range q.Cites {
		rests = append(rests, alarm.Rests{Kind: "question", ID: fmt.Sprint(n), Clause: cite.Clause, Mark: cite.Mark})
	}
	return len(alarm.Check(c.cfg.Library, c.today(c.cfg.Now()), rests)) > 0
}

// reviewedQuestion reports whether somebody else than its author has approved the question.
func reviewedQuestion(q *quiz.Question) bool { return q.State == quiz.Approved }

// askedStem is the stem as officers are asked: marked when nobody approved the question, and when it is about a text that is no
// longer in force and does not say so itself.
func askedStem(q *quiz.Question) string {
	stem := q.Stem
	if q.Historical && !strings.Contains(stem, say("push_lapsed_words")) {
		stem = say("push_historical_mark") + " " + stem
	}
	if !reviewedQuestion(q) {
		stem = say("push_unreviewed_mark") + " " + stem
	}
	return stem
}

// pollExcesses are the parts of a question that keep it off a native poll, its marks included; none when a poll carries it.
func pollExcesses(q *quiz.Question) []quiz.Excess {
	marked := *q
	marked.Stem = askedStem(q)
	return marked.Excesses()
}
