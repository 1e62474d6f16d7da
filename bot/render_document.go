package bot

import (
	"fmt"
	"strings"

	"camnang/corpus"
	"camnang/corpus/calendar"
)

// How many documents stand on a page of the list, how many clauses on a page of a document's card, and
// how many there are to choose from: about one screen of buttons each.
const (
	listPage   = 8
	cardPage   = 6
	choiceMost = 8
)

// renderList is a page of the list of documents.
func renderList(shelf *shelf, today calendar.AsOf, asked int) ([]Span, [][]Button) {
	page, last, from, to := paged(len(shelf.rows), listPage, asked)
	var s sheet
	s.para(bold(say("list_heading")))
	s.line(plain(say("list_page", page, last)))
	subject := ""
	var numbered []Button
	var named [][]Button
	for _, row := range shelf.rows[from:to] {
		d := row.document
		if row.subject != subject {
			s.para(bold(row.subject))
			subject = row.subject
		}
		s.line(plain(fmt.Sprintf("– %s: %s", dated(d), state(shelf.library, d, today))))
		if d.Number != "" {
			numbered = append(numbered, documentButton(d, d.Number))
		} else {
			named = append(named, []Button{documentButton(d, shortName(d))})
		}
	}
	rows := append(inRows(numbered, 2), named...)
	return s.done(), append(rows, turning(page, last, func(n int) payload { return payload{verb: showList, page: n} })...)
}

// dated is a document's name with its date.
func dated(d *corpus.Document) string {
	if d.Date.IsZero() {
		return shortName(d)
	}
	return shortName(d) + " (" + d.Date.Vietnamese() + ")"
}

func documentButton(d *corpus.Document, name string) Button {
	return Button{Label: label(name), Payload: payload{verb: showDocument, document: documentKey(d), page: 1}.String()}
}

// documentView is what a document's card is shown with.
type documentView struct {
	today calendar.AsOf
	// page counts from 1; one that is not there shows the nearest.
	page int
	// missing is the address that was asked for and is not held; empty otherwise.
	missing corpus.Path
}

// renderDocument is a document's card: what it is, when it is in force, what it replaced and what
// replaced it, and a page of buttons for its clauses.
func renderDocument(shelf *shelf, d *corpus.Document, v documentView) ([]Span, [][]Button) {
	lib := shelf.library
	e := editionFor(lib, d, v.today)
	clauses := clausesOf(lib, d)
	page, last, from, to := paged(len(clauses), cardPage, v.page)
	var s sheet
	if len(v.missing) > 0 {
		s.para(plain(say("address_not_held", v.missing.Cited(), shortName(d))))
	}
	s.para(plain(lapse(lib, e, v.today)))
	s.para(bold(fullName(d)))
	if d.Title != "" && shortName(d) != d.Title {
		s.line(plain(d.Title))
	}
	writeFacts(&s, lib, d, e, v.today)
	s.para(plain(holds(e, len(clauses))))
	if d.Note != "" {
		note, _ := shorten(d.Note, noteLength)
		s.line(plain(say("note", note)))
	}
	if last > 1 {
		s.para(plain(say("choose_content_page", page, last)))
	} else {
		s.para(plain(say("choose_content")))
	}
	var rows [][]Button
	for _, c := range clauses[from:to] {
		rows = append(rows, []Button{clauseButton(c, addressedTitle(c), v.today)})
	}
	rows = append(rows, turning(page, last, func(n int) payload {
		return payload{verb: showDocument, document: documentKey(d), page: n}
	})...)
	return s.done(), append(rows, leaveButtons(shelf, d, v.today)...)
}

func writeFacts(s *sheet, lib *corpus.Library, d *corpus.Document, e *corpus.Edition, today calendar.AsOf) {
	issued := say("issued_on_unknown")
	if !d.Date.IsZero() {
		issued = say("issued_on", d.Date.Vietnamese())
	}
	s.para(plain(issued))
	if d.Issuer != "" {
		s.line(plain(say("issuer", d.Issuer)))
	}
	if d.Scope != "" {
		s.line(plain(say("applies_in", d.Scope)))
	}
	s.line(plain(forceOf(e.Span, today)))
	writeRefs(s, "replaces", refLabels(d.Replaces))
	writeRefs(s, "before_that", documentLabels(beyond(lib, lib.Predecessors(d), d.Replaces)))
	writeRefs(s, "replaced_by", refLabels(d.ReplacedBy))
	writeRefs(s, "then_by", documentLabels(beyond(lib, lib.Successors(d), d.ReplacedBy)))
	writeRefs(s, "amends", refLabels(d.Amends))
}

// refsMost is how many documents are named in one line of a card.
const refsMost = 8

func writeRefs(s *sheet, key string, names []string) {
	if len(names) == 0 {
		return
	}
	text := strings.Join(names[:min(len(names), refsMost)], ", ")
	if len(names) > refsMost {
		text += "…"
	}
	s.line(plain(say(key, text)))
}

func refLabels(refs []corpus.Ref) []string {
	var out []string
	for _, r := range refs {
		out = append(out, r.String())
	}
	return out
}

func documentLabels(documents []*corpus.Document) []string {
	var out []string
	for _, d := range documents {
		out = append(out, corpus.Ref{Number: d.Label(), Date: d.Date}.String())
	}
	return out
}

// beyond returns the documents of a chain that its first step does not name.
func beyond(lib *corpus.Library, chain []*corpus.Document, first []corpus.Ref) []*corpus.Document {
	named := map[*corpus.Document]bool{}
	for _, ref := range first {
		for _, d := range heldAs(lib, ref) {
			named[d] = true
		}
	}
	var out []*corpus.Document
	for _, d := range chain {
		if !named[d] {
			out = append(out, d)
		}
	}
	return out
}

func holds(e *corpus.Edition, n int) string {
	if e.Source == corpus.Official {
		return say("holds_official", n)
	}
	return say("holds_digest", n)
}

// addressedTitle is what a clause is called within its document.
func addressedTitle(c *corpus.Clause) string {
	if len(c.Path) == 0 {
		return title(c)
	}
	return c.Path.String() + " – " + title(c)
}

func clauseButton(c *corpus.Clause, name string, today calendar.AsOf) Button {
	if c.On(today) == corpus.Lapsed && c.Edition.On(today) != corpus.Lapsed {
		name = "(" + say("has_lapsed") + ") " + name
	}
	return Button{Label: label(name), Payload: payload{verb: showClause, clause: c.ID, page: 1}.String()}
}

// leaveButtons lead from a card to the document that is in force instead, and back to the list.
func leaveButtons(shelf *shelf, d *corpus.Document, today calendar.AsOf) [][]Button {
	list := Button{Label: say("list"), Payload: payload{verb: showList, page: shelf.pageOf(d)}.String()}
	for _, next := range shelf.library.Successors(d) {
		if shelf.library.EditionOn(next, today) != nil && shelf.byKey[documentKey(next)] != nil {
			return [][]Button{{documentButton(next, say("open_newer", next.Label())), list}}
		}
	}
	return [][]Button{{list}}
}

// wordsEchoed is how much of what an officer typed is repeated, in UTF-16 units.
const wordsEchoed = 60

// renderUnknown says that nothing held fits what was typed.
func renderUnknown(shelf *shelf, typed string) ([]Span, [][]Button) {
	typed, _ = shorten(typed, wordsEchoed)
	text := say("unknown_document", typed, len(shelf.rows))
	return []Span{plain(text)}, [][]Button{{{Label: say("list"), Payload: payload{verb: showList, page: 1}.String()}}}
}

// renderAddressOnly asks for the document of an address.
func renderAddressOnly() ([]Span, [][]Button) {
	return []Span{plain(say("address_only"))}, [][]Button{{{Label: say("list"), Payload: payload{verb: showList, page: 1}.String()}}}
}

// renderDocumentChoice lets an officer choose among the documents that fit.
func renderDocumentChoice(shelf *shelf, w wanted, today calendar.AsOf) ([]Span, [][]Button) {
	var s sheet
	if len(w.path) > 0 {
		s.para(plain(say("address_held_nowhere", w.path.Cited())))
	} else {
		s.para(plain(say("choose_document", len(w.documents))))
	}
	shown := w.documents[:min(len(w.documents), choiceMost)]
	var rows [][]Button
	for _, d := range shown {
		s.para(bold(fullName(d)))
		s.line(plain(d.Title + " – " + state(shelf.library, d, today)))
		rows = append(rows, []Button{documentButton(d, dated(d))})
	}
	if len(shown) < len(w.documents) {
		s.para(plain(say("choose_more", len(shown))))
	}
	return s.done(), rows
}

// renderClauseChoice lets an officer choose among the clauses at an address.
func renderClauseChoice(w wanted, today calendar.AsOf) ([]Span, [][]Button) {
	var names []string
	for _, d := range w.documents {
		names = append(names, shortName(d))
	}
	var s sheet
	s.para(plain(say("choose_clause", len(w.clauses), w.path.Cited()+" "+strings.Join(names, ", "))))
	shown := w.clauses[:min(len(w.clauses), choiceMost)]
	var rows [][]Button
	for i, c := range shown {
		line := fmt.Sprintf("%d. %s – %s", i+1, title(c), shortCitation(c))
		if c.On(today) == corpus.Lapsed {
			line += " (" + say("has_lapsed") + ")"
		}
		s.line(plain(line))
		rows = append(rows, []Button{clauseButton(c, fmt.Sprintf("%d. %s", i+1, title(c)), today)})
	}
	if len(shown) < len(w.clauses) {
		s.line(plain(say("choose_clause_more", len(shown))))
	}
	return s.done(), rows
}
