package bot

import (
	"fmt"
	"slices"
	"strings"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/viet"
	"camnang/retrieval/answer"
)

// firstClause is how long the first clause of an answer may be together with its citation, in UTF-16
// units: about one screen of a telephone.
const firstClause = 900

// furtherClauses is how many clauses behind the first have a line and a button; those behind them are
// named in one sentence.
const furtherClauses = 2

// judgement is which of the two rating buttons was tapped.
type judgement int

const (
	notJudged judgement = iota
	judgedRight
	judgedWrong
)

// answerView is what an answer is shown with.
type answerView struct {
	// id names the record of the answer; "" when there is none, then nothing can be rated.
	id        string
	today     calendar.AsOf
	earlier   bool
	judgement judgement
	// trainer is true when the question can be put to a trainer.
	trainer bool
}

// shownClauses returns what of an answer is shown as clauses: nothing unless clauses are the answer.
func shownClauses(a answer.Answer) []answer.Citation {
	if a.Kind != answer.Quoted && a.Kind != answer.Lapsed {
		return nil
	}
	return a.Citations
}

// renderAnswer is an answer as an officer reads it.
func renderAnswer(lib *corpus.Library, a answer.Answer, v answerView) ([]Span, [][]Button) {
	var s sheet
	s.para(bold(a.Heading))
	if len(a.Lead) > 0 {
		s.line(plain(strings.Join(a.Lead, "\n")))
	}
	var rows [][]Button
	shown := shownClauses(a)
	if len(shown) > 0 {
		s.para(plain(unsaidLapse(lib, a, shown[0].Clause, v.today)))
		writeFirst(&s, shown[0], v.today)
		further := shown[1:min(len(shown), 1+furtherClauses)]
		writeFurther(&s, further, shown[1+len(further):], v.today)
		rows = append(rows, firstButtons(shown[0].Clause, v)...)
		for i, cited := range further {
			rows = append(rows, []Button{{
				Label:   label(fmt.Sprintf("%d. %s", i+1, title(cited.Clause))),
				Payload: payload{verb: openClause, answer: answerOr(v.id), clause: cited.Clause.ID}.String(),
			}})
		}
	}
	s.para(plain(strings.Join(a.Closing, "\n")))
	rows = append(rows, ratingButtons(v, len(shown) > 0)...)
	if v.trainer && v.id != "" {
		rows = append(rows, consults(v.id))
	}
	return s.done(), rows
}

// unsaidLapse is the warning over a first clause that is no longer in force, unless the answer itself says
// its last day.
func unsaidLapse(lib *corpus.Library, a answer.Answer, c *corpus.Clause, today calendar.AsOf) string {
	warning := lapseOf(lib, c, today)
	if warning == "" || strings.Contains(a.Heading+" "+strings.Join(a.Lead, " "), c.Span.To.Vietnamese()) {
		return ""
	}
	return warning
}

// writeFirst writes the first clause: what it provides, cut to one screen, and what it rests on.
func writeFirst(s *sheet, cited answer.Citation, today calendar.AsOf) {
	c := cited.Clause
	room := firstClause - units(say("basis")+" "+longCitation(c)) - units(quotation(c, ""))
	text, _ := shorten(saidBy(cited), max(room, firstClause/3))
	s.para(bold(title(c)))
	s.line(plain(quotation(c, text)))
	basis(s, c, today)
}

// saidBy is the quotation when it is word for word in the clause, else the clause itself.
func saidBy(cited answer.Citation) string {
	quote, text := viet.Space(viet.NFC(cited.Quote)), viet.Space(viet.NFC(cited.Clause.Text))
	if quote == "" || !strings.Contains(text, quote) {
		return cited.Clause.Text
	}
	return cited.Quote
}

func writeFurther(s *sheet, further, rest []answer.Citation, today calendar.AsOf) {
	if len(further) == 0 {
		return
	}
	s.para(bold(say("related")))
	for i, cited := range further {
		s.line(plain(fmt.Sprintf("%d. %s – %s", i+1, title(cited.Clause), withLapse(cited, today))))
	}
	var names []string
	for _, cited := range rest {
		name := withLapse(cited, today)
		if len(cited.Clause.Path) == 0 {
			name = title(cited.Clause) + ", " + name
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		s.line(plain(say("see_also", strings.Join(names, "; "))))
	}
}

func withLapse(cited answer.Citation, today calendar.AsOf) string {
	text := shortCitation(cited.Clause)
	if cited.Force == corpus.Lapsed || cited.Clause.On(today) == corpus.Lapsed {
		text += " (" + say("has_lapsed") + ")"
	}
	return text
}

func firstButtons(c *corpus.Clause, v answerView) [][]Button {
	full := say("full_text")
	if c.Edition.Source == corpus.Digest {
		full = say("full_digest")
	}
	buttons := []Button{{Label: full, Payload: payload{verb: openClause, answer: answerOr(v.id), clause: c.ID}.String()}}
	if v.earlier {
		buttons = append(buttons, Button{Label: say("earlier"), Payload: payload{verb: openEarlier, answer: answerOr(v.id), clause: c.ID}.String()})
	}
	return inRows(append(buttons, copyButton(c)), 2)
}

// ratingButtons let an officer say whether the answer is right; an answer without clauses can only be
// wrong.
func ratingButtons(v answerView, clauses bool) [][]Button {
	if v.id == "" {
		return nil
	}
	right := ratingButton(v, say("right"), true, v.judgement == judgedRight)
	wrong := ratingButton(v, say("wrong"), false, v.judgement == judgedWrong)
	if !clauses {
		return [][]Button{{wrong}}
	}
	return [][]Button{{right, wrong}}
}

func ratingButton(v answerView, name string, right, chosen bool) Button {
	p := payload{verb: rate, answer: v.id, right: right}
	if chosen {
		p.verb, name = rateAgain, say("chosen", name)
	}
	return Button{Label: name, Payload: p.String()}
}

func answerOr(id string) string {
	if id == "" {
		return noAnswer
	}
	return id
}
