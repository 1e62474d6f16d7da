package bot

import (
	"strings"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// clausePage is how much of a clause stands on one page, in UTF-16 units: what is said around it fits
// beside it under messageLimit.
const clausePage = 2000

// clauseView is what a clause is shown with.
type clauseView struct {
	today calendar.AsOf
	// page counts from 1; one that is not there shows the nearest.
	page int
	// earlier is true when an earlier version can be asked for.
	earlier bool
	// insteadOf is the clause as whose earlier version this one is shown; nil otherwise.
	insteadOf *corpus.Clause
}

// renderClause is a clause in full, a page at a time.
func renderClause(lib *corpus.Library, c *corpus.Clause, v clauseView) ([]Span, [][]Button) {
	parts := pages(c.Text, clausePage)
	page, last, _, _ := paged(len(parts), 1, v.page)
	var s sheet
	if v.insteadOf != nil {
		s.para(bold(say("earlier_heading")))
		s.line(plain(say("earlier_lead", title(v.insteadOf), shortCitation(v.insteadOf))))
	}
	s.para(plain(lapseOf(lib, c, v.today)))
	s.para(bold(title(c)))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	s.para(plain(quotation(c, parts[page-1])))
	basis(&s, c, v.today)
	return s.done(), clauseButtons(lib, c, v, page, last)
}

func clauseButtons(lib *corpus.Library, c *corpus.Clause, v clauseView, page, last int) [][]Button {
	rows := turning(page, last, func(n int) payload { return payload{verb: showClause, clause: c.ID, page: n} })
	d := c.Edition.Document
	place := 0
	for i, other := range clausesOf(lib, d) {
		if other == c {
			place = i
		}
	}
	more := []Button{
		copyButton(c),
		{Label: say("open_document"), Payload: payload{verb: showDocument, document: documentKey(d), page: place/cardPage + 1}.String()},
	}
	if now := currentFor(c, v.today); now != nil {
		more = append(more, Button{Label: say("current"), Payload: payload{verb: openClause, answer: noAnswer, clause: now.ID}.String()})
	}
	if v.earlier {
		more = append(more, Button{Label: say("earlier"), Payload: payload{verb: openEarlier, answer: noAnswer, clause: c.ID}.String()})
	}
	return append(rows, inRows(more, 2)...)
}

// currentFor returns the clause in force that treats the matter of one that is not; nil when none is known.
func currentFor(c *corpus.Clause, today calendar.AsOf) *corpus.Clause {
	if c.On(today) != corpus.Lapsed {
		return nil
	}
	for _, next := range c.Following() {
		if next.On(today) == corpus.InForce && !next.Gap {
			return next
		}
	}
	return nil
}

// basis writes what a clause rests on: its citation, when it is in force, whose words it is in, and what
// is not certain about it.
func basis(s *sheet, c *corpus.Clause, today calendar.AsOf) {
	s.para(bold(say("basis")), plain(" "+longCitation(c)))
	s.line(plain(forceOf(c.Span, today)))
	if scope := c.Edition.Document.Scope; scope != "" {
		s.line(plain(say("scope", scope)))
	}
	if c.Edition.Source == corpus.Digest {
		s.line(ital(say("digest")))
	}
	if c.Note != "" {
		note, _ := shorten(c.Note, noteLength)
		s.line(plain(say("note", note)))
	}
}

// noteLength is how much of a clause's note is shown, in UTF-16 units.
const noteLength = 400

// headingLength is how much of a clause's heading is shown, in UTF-16 units.
const headingLength = 160

// title is what a clause is about: its heading, or where it has none its first words.
func title(c *corpus.Clause) string {
	text := c.Heading
	if text == "" {
		text, _, _ = strings.Cut(c.Text, "\n")
	}
	text, _ = shorten(text, headingLength)
	return text
}

// quotation is a part of a clause as it is shown: an official text between quotation marks and marked as
// compared, a digest as it stands, because it is nobody's words.
func quotation(c *corpus.Clause, part string) string {
	if c.Edition.Source != corpus.Official {
		return part
	}
	return "“" + part + "” " + say("verbatim")
}

// longCitation is the full citation, with what is not certain about it in brackets.
func longCitation(c *corpus.Clause) string {
	text := fullName(c.Edition.Document)
	if len(c.Path) > 0 {
		text = c.Path.Cited() + " " + text
	}
	var doubts []string
	if len(c.Path) == 0 {
		doubts = append(doubts, say("address_unknown"))
	}
	if c.Confidence() == corpus.Medium {
		doubts = append(doubts, say("to_be_checked"))
	}
	if len(doubts) > 0 {
		text += " (" + strings.Join(doubts, "; ") + ")"
	}
	return text + "."
}

// shortCitation is address and document, without date and issuer.
func shortCitation(c *corpus.Clause) string {
	if len(c.Path) == 0 {
		return shortName(c.Edition.Document)
	}
	return c.Path.Cited() + " " + shortName(c.Edition.Document)
}

// forceOf says from when to when a clause is in force.
func forceOf(span calendar.Span, today calendar.AsOf) string {
	from, to := span.From.Vietnamese(), span.To.Vietnamese()
	switch {
	case span.From.IsZero() && span.To.IsZero():
		return say("force_unknown")
	case span.From.IsZero():
		return say("force_until", to)
	case today.Before(span.From):
		return say("force_not_yet", from)
	case span.To.IsZero():
		return say("force_since", from)
	}
	return say("force_between", from, to)
}

// lapseOf is the warning that stands over a clause that is no longer in force, "" over any other.
func lapseOf(lib *corpus.Library, c *corpus.Clause, today calendar.AsOf) string {
	if c.On(today) != corpus.Lapsed {
		return ""
	}
	if e := c.Edition; e.On(today) == corpus.Lapsed && e.Span.To == c.Span.To {
		return lapse(lib, e, today)
	}
	return say("clause_lapsed", shortName(c.Edition.Document), c.Span.To.Vietnamese())
}

// lapse is the warning that stands over a text that is no longer in force: its last day, and what came
// after it. "" for a text that is, or whose end is not known.
func lapse(lib *corpus.Library, e *corpus.Edition, today calendar.AsOf) string {
	d := e.Document
	if e.On(today) != corpus.Lapsed {
		return ""
	}
	last := e.Span.To.Vietnamese()
	if len(d.ReplacedBy) == 0 {
		return say("lapsed", shortName(d), last)
	}
	by := refName(lib, d.ReplacedBy[0])
	text := say("replaced", shortName(d), by, e.Span.To.Add(1).Vietnamese(), last)
	for _, next := range lib.Successors(d) {
		if lib.EditionOn(next, today) != nil {
			if name := shortName(next); name != by {
				text += " " + say("now_in_force", name)
			}
			break
		}
	}
	return text
}

// refName is what a reference is called: the document's name when it is held, else its number.
func refName(lib *corpus.Library, ref corpus.Ref) string {
	if held := heldAs(lib, ref); len(held) > 0 {
		return shortName(held[0])
	}
	return ref.Number
}

// copyButton copies the longest citation that fits a button.
func copyButton(c *corpus.Clause) Button {
	text := strings.TrimSuffix(longCitation(c), ".")
	if units(text) > copyLimit {
		text = c.Cite().String()
	}
	text, _ = shorten(viet.Space(text), copyLimit)
	return Button{Label: say("copy"), Copy: text}
}
