package bot

import (
	"context"
	"errors"
	"slices"
	"strings"

	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/corpus"
)

const (
	// citesMost is how many clauses a reply may rest on.
	citesMost = 3
	// pickPage is how many clauses, or documents, are offered at a time.
	pickPage = 6
)

// deskTaken says that an entry is answered already, and by whom.
func (c *Conversation) deskTaken(in input, e *quiz.Entry) Turn {
	return refusal(in.Event, say("desk_taken", in.name(e.By), c.moment(e.Replied)))
}

// unanswerable says why the actor cannot answer an entry; ok is true when the actor can.
func (c *Conversation) unanswerable(in input, e *quiz.Entry) (t Turn, ok bool) {
	_, err := e.Answered(in.Actor.Officer.ID, "", nil, c.cfg.Now())
	switch {
	case errors.Is(err, quiz.ErrAnswered):
		return c.deskTaken(in, e), false
	case errors.Is(err, quiz.ErrOwnEntry):
		return refusal(in.Event, say("desk_own")), false
	case err != nil:
		return refusal(in.Event, say("desk_erased")), false
	}
	return Turn{}, true
}

// deskReply asks on what the reply rests, before anything else: the clauses that the assistant showed are offered.
func (c *Conversation) deskReply(ctx context.Context, in input, _ payload, e *quiz.Entry) (Turn, error) {
	if t, ok := c.unanswerable(in, e); !ok {
		return t, nil
	}
	return c.citing(ctx, in, e, say("desk_cite_ask"))
}

// citing puts a question about the citation, with what may be chosen instead of typing.
func (c *Conversation) citing(ctx context.Context, in input, e *quiz.Entry, question string) (Turn, error) {
	_, offered, err := c.assistantSaid(ctx, e)
	if err != nil {
		return Turn{}, err
	}
	t, err := c.await(ctx, in, "deskcite", question, string(e.ID))
	if err != nil {
		return Turn{}, err
	}
	rows := [][]Button{}
	for _, clause := range offered {
		rows = append(rows, []Button{c.cites(e, clause)})
	}
	rows = append(rows, []Button{opens(say("desk_cite_none"), "deskcited", 1, string(e.ID))})
	t.Replies[0].Buttons = append(rows, t.Replies[0].Buttons...)
	return below(in.Event, t), nil
}

// cites is the button that has a reply rest on a clause.
func (c *Conversation) cites(e *quiz.Entry, clause *corpus.Clause) Button {
	name := shortCitation(clause)
	if len(clause.Path) == 0 {
		name = title(clause) + " – " + name
	}
	return opens(name, "deskcited", 1, string(e.ID), string(clause.ID))
}

// deskCiteTyped finds the clauses at the addresses typed, with semicolons between. Where a document alone was named, or more
// than one clause in force stands at the address, the clauses are offered to choose from.
func (c *Conversation) deskCiteTyped(ctx context.Context, in input, _ []string, text string, e *quiz.Entry) (Turn, error) {
	if t, ok := c.unanswerable(in, e); !ok {
		_, err := c.ended(ctx, in)
		return t, err
	}
	parts := slices.DeleteFunc(strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' }), func(part string) bool {
		return strings.TrimSpace(part) == ""
	})
	if len(parts) == 0 || len(parts) > citesMost {
		return c.citing(ctx, in, e, say("desk_cite_many", citesMost))
	}
	var chosen []*corpus.Clause
	for _, part := range parts {
		w := c.shelf.lookUp(part)
		standing := c.currentFirst(slices.DeleteFunc(w.clauses, func(clause *corpus.Clause) bool { return clause.Gap }))
		switch {
		case len(parts) == 1 && len(standing) == 0 && len(w.path) == 0 && len(w.documents) > 0:
			return c.offered(ctx, in, e, w.documents)
		case len(standing) == 0:
			typed, _ := shorten(strings.TrimSpace(part), deskStem)
			return c.citing(ctx, in, e, say("desk_cite_unknown", typed))
		case len(parts) == 1 && len(standing) > 1:
			return c.offeredClauses(ctx, in, e, standing)
		}
		if !slices.Contains(chosen, standing[0]) {
			chosen = append(chosen, standing[0])
		}
	}
	return c.deskWrite(ctx, in, e, chosen)
}

// currentFirst are the clauses in force today when there are any, else all of them.
func (c *Conversation) currentFirst(clauses []*corpus.Clause) []*corpus.Clause {
	today := c.today(c.cfg.Now())
	var current []*corpus.Clause
	for _, clause := range clauses {
		if clause.On(today) == corpus.InForce {
			current = append(current, clause)
		}
	}
	if len(current) > 0 {
		return current
	}
	return clauses
}

// offered offers documents to choose from, the clauses of one alone.
func (c *Conversation) offered(ctx context.Context, in input, e *quiz.Entry, documents []*corpus.Document) (Turn, error) {
	if len(documents) == 1 {
		return c.picking(ctx, in, e, documents[0], 1)
	}
	var rows [][]Button
	for _, d := range documents[:min(len(documents), pickPage)] {
		rows = append(rows, []Button{opens(shortName(d), "deskpick", 1, string(e.ID), documentKey(d))})
	}
	return c.choosing(ctx, in, e, say("desk_pick_document"), rows)
}

func (c *Conversation) offeredClauses(ctx context.Context, in input, e *quiz.Entry, clauses []*corpus.Clause) (Turn, error) {
	var rows [][]Button
	for _, clause := range clauses[:min(len(clauses), pickPage)] {
		rows = append(rows, []Button{opens(title(clause)+" – "+shortCitation(clause), "deskcited", 1, string(e.ID), string(clause.ID))})
	}
	return c.choosing(ctx, in, e, say("desk_pick_clause"), rows)
}

// choosing puts a choice; an address may be typed all the same.
func (c *Conversation) choosing(ctx context.Context, in input, e *quiz.Entry, question string, rows [][]Button) (Turn, error) {
	t, err := c.await(ctx, in, "deskcite", question, string(e.ID))
	if err != nil {
		return Turn{}, err
	}
	t.Replies[0].Buttons = append(rows, t.Replies[0].Buttons...)
	return t, nil
}

func (c *Conversation) deskPick(ctx context.Context, in input, p payload, e *quiz.Entry) (Turn, error) {
	d := c.shelf.byKey[p.args[1]]
	if d == nil {
		return refusal(in.Event, say("not_held")), nil
	}
	if t, ok := c.unanswerable(in, e); !ok {
		return t, nil
	}
	t, err := c.picking(ctx, in, e, d, p.page)
	if err != nil {
		return Turn{}, err
	}
	return inPlace(in.Event, t.Replies[0].Text, t.Replies[0].Buttons), nil
}

// picking offers the clauses of a document, a page at a time.
func (c *Conversation) picking(ctx context.Context, in input, e *quiz.Entry, d *corpus.Document, asked int) (Turn, error) {
	clauses := clausesOf(c.cfg.Library, d)
	page, last, from, until := paged(len(clauses), pickPage, asked)
	var rows [][]Button
	for _, clause := range clauses[from:until] {
		name := title(clause)
		if len(clause.Path) > 0 {
			name = clause.Path.Cited() + ": " + name
		}
		rows = append(rows, []Button{opens(name, "deskcited", 1, string(e.ID), string(clause.ID))})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("deskpick", n, string(e.ID), documentKey(d)) })...)
	return c.choosing(ctx, in, e, say("desk_pick_of", shortName(d)), rows)
}

// deskCited asks for the reply that rests on the clause chosen, "" for none.
func (c *Conversation) deskCited(ctx context.Context, in input, p payload, e *quiz.Entry) (Turn, error) {
	if t, ok := c.unanswerable(in, e); !ok {
		return t, nil
	}
	var chosen []*corpus.Clause
	if p.args[1] != "" {
		clause, ok := c.held(corpus.ClauseID(p.args[1]))
		if !ok {
			return refusal(in.Event, say("not_held")), nil
		}
		chosen = append(chosen, clause)
	}
	return c.deskWrite(ctx, in, e, chosen)
}

// deskWrite asks for the reply that rests on the clauses.
func (c *Conversation) deskWrite(ctx context.Context, in input, e *quiz.Entry, clauses []*corpus.Clause) (Turn, error) {
	var ids []string
	var cites []quiz.Cite
	for _, clause := range clauses {
		ids, cites = append(ids, string(clause.ID)), append(cites, citeOf(clause))
	}
	t, err := c.await(ctx, in, "desktext", say("desk_text_ask"), string(e.ID), strings.Join(ids, ","))
	if err != nil {
		return Turn{}, err
	}
	var s sheet
	c.citeLines(&s, cites)
	s.para(plain(say("desk_text_ask")))
	t.Replies[0].Text = s.done()
	return below(in.Event, t), nil
}

// citeOf is a citation of a clause as it stands in the library.
func citeOf(clause *corpus.Clause) quiz.Cite {
	return quiz.Cite{Clause: clause.ID, Cited: shortCitation(clause), Mark: clause.Mark(), Confidence: clause.Confidence()}
}

// citesNamed are the citations of clauses by their ids, with commas between; ok is false when one is not held any more.
func (c *Conversation) citesNamed(ids string) (cites []quiz.Cite, ok bool) {
	for _, id := range strings.FieldsFunc(ids, func(r rune) bool { return r == ',' }) {
		clause, ok := c.held(corpus.ClauseID(id))
		if !ok {
			return nil, false
		}
		cites = append(cites, citeOf(clause))
	}
	return cites, true
}

// deskTyped shows a reply as the asker will read it, and remembers it until it is sent. A name in the question and an
// allegation in the reply are case data together.
func (c *Conversation) deskTyped(ctx context.Context, in input, args []string, text string, e *quiz.Entry) (Turn, error) {
	if t, ok := c.unanswerable(in, e); !ok {
		_, err := c.ended(ctx, in)
		return t, err
	}
	if reason := c.cfg.Guard(e.Text + ". " + text); reason != "" {
		return c.refuse(in, reason), nil
	}
	if units(text) > deskLength {
		return c.await(ctx, in, "desktext", say("desk_long", deskLength), string(e.ID), argument(args, 1))
	}
	cites, ok := c.citesNamed(argument(args, 1))
	if !ok {
		return c.citing(ctx, in, e, say("desk_cite_ask"))
	}
	reply, err := e.Answered(in.Actor.Officer.ID, text, cites, c.cfg.Now().UTC())
	if err != nil {
		return Turn{}, err
	}
	kept := standing{name: "desksend", args: []string{string(e.ID), argument(args, 1), text}}
	if _, err := c.setWait(ctx, in, kept); err != nil {
		return Turn{}, err
	}
	return message(c.replyText(in, reply, say("desk_reply_sure")), [][]Button{
		{opens(say("desk_reply_send"), "desksend", 1, string(e.ID), sumOf(kept))},
		{opens(say("desk_edit"), "deskagain", 1, string(e.ID)), opens(say("desk_cite_other"), "deskreply", 1, string(e.ID))},
		{runs(say("cancel"), "huy")},
	}), nil
}

// sumOf tells what is remembered of a reply.
func sumOf(s standing) string { return fingerprint(s.String())[:16] }

// replyText is a reply as its asker reads it. first stands above it, "" for nothing.
func (c *Conversation) replyText(in input, e *quiz.Entry, first string) []Span {
	var s sheet
	s.para(bold(first))
	stem, _ := shorten(e.Text, deskStem)
	c.replyLines(&s, in, e)
	s.para(plain(say("desk_reply_to", stem)))
	return s.done()
}

// deskAgain asks for the reply once more, resting on the same.
func (c *Conversation) deskAgain(ctx context.Context, in input, _ payload, e *quiz.Entry) (Turn, error) {
	waiting, err := c.waiting(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	if t, ok := c.unanswerable(in, e); !ok {
		return t, nil
	}
	if waiting.name != "desksend" || argument(waiting.args, 0) != string(e.ID) {
		return refusal(in.Event, say("desk_reply_old")), nil
	}
	return c.asking(ctx, in, "desktext", say("desk_text_ask"), string(e.ID), argument(waiting.args, 1))
}

// deskSend sends the reply that was confirmed. Of two trainers the first answers; the other is told.
func (c *Conversation) deskSend(ctx context.Context, in input, p payload, e *quiz.Entry) (Turn, error) {
	waiting, err := c.waiting(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	if t, ok := c.unanswerable(in, e); !ok {
		return t, nil
	}
	cites, held := c.citesNamed(argument(waiting.args, 1))
	if waiting.name != "desksend" || argument(waiting.args, 0) != string(e.ID) || sumOf(waiting) != p.args[1] || !held {
		return refusal(in.Event, say("desk_reply_old")), nil
	}
	next, err := e.Answered(in.Actor.Officer.ID, argument(waiting.args, 2), cites, c.cfg.Now().UTC())
	if err != nil {
		return Turn{}, err
	}
	after := in
	// What waits is counted without it.
	if after.Entries, err = in.Entries.With([]queue.Record{{ID: string(next.ID), Version: next.Record, Value: next.Change().Value}}, nil); err != nil {
		return Turn{}, err
	}
	t, err := c.deskCard(ctx, after, next, say("desk_reply_sent"))
	if err != nil {
		return Turn{}, err
	}
	return t.and(in.tells(e.Asker, c.replyText(in, next, ""), c.citeButtons(next))).
		changing(next.Change()).noting(in.consulted("answered", next, trainingBody{})), nil
}
