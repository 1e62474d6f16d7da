package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/corpus"
)

// deskPage is how many questions stand in a list, deskStem how much of each, in UTF-16 units.
const (
	deskPage = 5
	deskStem = 200
)

// deskEntries are the entries that the actor may answer: those that wait, the oldest first, and those answered, the newest
// first. One's own, and open ones of which the words were erased, are left out.
func (c *Conversation) deskEntries(in input) (waiting, answered []*quiz.Entry) {
	for _, e := range in.Entries.All() {
		switch {
		case e.Asker == in.Actor.Officer.ID, !c.may(in, officer.AnswerOfficer, officer.About{Officer: e.Asker}), !in.answers(e):
		case e.Waits():
			waiting = append(waiting, e)
		case !e.Open():
			answered = append(answered, e)
		}
	}
	slices.Reverse(answered)
	return waiting, answered
}

// deskRow is the row of a trainer's card that leads to the questions of officers, with how many wait; none for whoever
// answers nobody.
func (c *Conversation) deskRow(in input) [][]Button {
	if !c.mayOpen(in, officer.AnswerOfficer, nil, nil) {
		return nil
	}
	waiting, _ := c.deskEntries(in)
	return [][]Button{{opens(say("desk_row", len(waiting)), "desk", 1)}}
}

// desk is the list of the questions of officers.
func (c *Conversation) desk(_ context.Context, in input, p payload) (Turn, error) {
	waiting, answered := c.deskEntries(in)
	all := slices.Concat(waiting, answered)
	page, last, from, until := paged(len(all), deskPage, p.page)
	var s sheet
	s.para(bold(say("desk_heading")))
	s.line(plain(say("desk_numbers", len(waiting), len(answered))))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	var buttons []Button
	for n, e := range all[from:until] {
		stem, _ := shorten(e.Text, deskStem)
		if stem == "" {
			stem = say("desk_erased")
		}
		state := say("desk_state_open")
		if !e.Open() {
			state = say("desk_state_answered", in.name(e.By))
		}
		s.para(plain(say("desk_line", from+n+1, stem, c.moment(e.At), state)))
		buttons = append(buttons, opens(say("desk_open_number", from+n+1), "deskq", 1, string(e.ID)))
	}
	rows := inRows(buttons, 2)
	return inPlace(in.Event, s.done(), append(rows, turning(page, last, func(n int) payload { return toScreen("desk", n) })...)), nil
}

// deskOpened is an entry as a trainer reads it.
func (c *Conversation) deskOpened(ctx context.Context, in input, _ payload, e *quiz.Entry) (Turn, error) {
	return c.deskCard(ctx, in, e, "")
}

// deskCard is the card of an entry, with what the actor may do about it. first stands above it, "" for nothing.
func (c *Conversation) deskCard(ctx context.Context, in input, e *quiz.Entry, first string) (Turn, error) {
	said, clauses, err := c.assistantSaid(ctx, e)
	if err != nil {
		return Turn{}, err
	}
	var s sheet
	s.para(bold(first))
	s.para(bold(say("desk_card_heading")))
	c.entryLines(&s, e)
	s.line(plain(say("desk_asker", in.name(e.Asker))))
	if e.Open() {
		s.para(plain(said))
		s.para(plain(say("desk_card_open")))
	} else {
		c.replyLines(&s, in, e)
	}
	var rows [][]Button
	if e.Waits() {
		rows = append(rows, []Button{opens(say("desk_reply"), "deskreply", 1, string(e.ID))})
	}
	if !e.Open() {
		rows = append(rows, c.shareButtons(in, e)...)
		clauses = c.clausesCited(e.Cites)
	}
	for _, clause := range clauses {
		rows = append(rows, []Button{c.readsClause(clause)})
	}
	var shared []string
	for _, id := range e.Shared {
		shared = append(shared, classLabel(in.Roster, id))
	}
	if len(shared) > 0 {
		s.para(plain(say("desk_shared_with", strings.Join(shared, "; "))))
	}
	return inPlace(in.Event, s.done(), append(rows, c.deskRow(in)...)), nil
}

// entryLines writes what was asked and when.
func (c *Conversation) entryLines(s *sheet, e *quiz.Entry) {
	text := "“" + e.Text + "”"
	if e.Text == "" {
		text = say("desk_erased")
	}
	s.para(plain(text))
	s.para(plain(say("desk_at", c.moment(e.At))))
}

// replyLines writes what a trainer answered, on what it rests, and who it was.
func (c *Conversation) replyLines(s *sheet, in input, e *quiz.Entry) {
	s.para(bold(say("desk_reply_heading")))
	s.line(plain(e.Reply))
	c.citeLines(s, e.Cites)
	s.para(plain(say("desk_by", in.name(e.By), c.moment(e.Replied))))
}

// citeLines writes on what a reply rests: each clause with how it stands today. Without one it says so.
func (c *Conversation) citeLines(s *sheet, cites []quiz.Cite) {
	today := c.today(c.cfg.Now())
	if len(cites) == 0 {
		s.para(ital(say("desk_without_basis")))
	}
	for _, cite := range cites {
		clause, ok := c.held(cite.Clause)
		if !ok {
			s.para(bold(say("basis")), plain(" "+say("desk_cite_gone", cite.Cited)))
			continue
		}
		s.para(bold(say("basis")), plain(" "+longCitation(clause)))
		if lapse := lapseOf(c.cfg.Library, clause, today); lapse != "" {
			s.line(bold(lapse))
		} else {
			s.line(plain(forceOf(clause.Span, today)))
		}
	}
}

// citeButtons open the clauses that an answered entry rests on.
func (c *Conversation) citeButtons(e *quiz.Entry) [][]Button {
	var rows [][]Button
	for _, clause := range c.clausesCited(e.Cites) {
		rows = append(rows, []Button{c.readsClause(clause)})
	}
	return rows
}

// readsClause is the button that opens a clause, by its address; by what it is about when the address is not known, because
// several may be of one document.
func (c *Conversation) readsClause(clause *corpus.Clause) Button {
	b := c.opensClause(clause)
	if len(clause.Path) == 0 {
		b.Label = label(say("open_basis", title(clause)))
	}
	return b
}

func (c *Conversation) clausesCited(cites []quiz.Cite) []*corpus.Clause {
	var out []*corpus.Clause
	for _, cite := range cites {
		if clause, ok := c.held(cite.Clause); ok {
			out = append(out, clause)
		}
	}
	return out
}

// saidNames are the texts for what the assistant answered, by the kind of the answer.
var saidNames = map[string]string{
	"quoted": "desk_said_quoted", "answered": "desk_said_quoted", "lapsed": "desk_said_lapsed", "not_found": "desk_said_nothing", "out_of_scope": "desk_said_outside",
}

// assistantSaid says what the assistant answered and, of one that showed clauses, how the asker judges it now; and gives the
// clauses that it showed and the library holds. Records of answers run out; then it says so.
func (c *Conversation) assistantSaid(ctx context.Context, e *quiz.Entry) (string, []*corpus.Clause, error) {
	record, ok, err := c.cfg.Memory.Answer(ctx, e.Answer)
	if err != nil {
		return "", nil, fmt.Errorf("read an answer: %w", err)
	}
	key := saidNames[record.Kind]
	if !ok || key == "" {
		return say("desk_said_gone"), nil, nil
	}
	var clauses []*corpus.Clause
	for _, id := range record.Passages[:min(len(record.Passages), citesMost)] {
		if clause, ok := c.held(corpus.ClauseID(id)); ok {
			clauses = append(clauses, clause)
		}
	}
	said := say(key)
	if len(record.Passages) == 0 {
		return said, clauses, nil
	}
	rating, judged, err := c.cfg.Memory.Rating(ctx, record.ID, record.Person)
	switch {
	case err != nil:
		return "", nil, fmt.Errorf("read a rating: %w", err)
	case judged && rating.Right:
		said += " " + say("desk_judged_right")
	case judged:
		said += " " + say("desk_judged_wrong")
	}
	return said, clauses, nil
}
