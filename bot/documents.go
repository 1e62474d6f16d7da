package bot

import (
	"context"

	"camnang/bot/journal"
	"camnang/corpus/viet"
)

// vanban shows the list of documents, or the document or clause that the text names.
func (c *Conversation) vanban(ctx context.Context, in input, text string) (Turn, error) {
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	today := c.today(c.cfg.Now())
	if text == "" {
		return message(renderList(c.shelf, today, 1)), nil
	}
	if why := mistyped(text, today.Day); why != "" {
		return sentence(why), nil
	}
	w := c.shelf.lookUp(text)
	switch {
	case len(w.documents) == 0 && w.addressOnly:
		return message(renderAddressOnly()), nil
	case len(w.documents) == 0:
		return message(renderUnknown(c.shelf, viet.Space(text))), nil
	case len(w.clauses) == 1:
		return message(c.clause(w.clauses[0], 1)).noting(in.note(journal.Looked, true, in.lookedAt(w.clauses[0]))), nil
	case len(w.clauses) > 1:
		return message(renderClauseChoice(w, today)), nil
	case len(w.documents) > 1:
		return message(renderDocumentChoice(c.shelf, w, today)), nil
	}
	d := w.documents[0]
	t := message(renderDocument(c.shelf, d, documentView{today: today, page: 1, missing: w.path}))
	return t.noting(in.note(journal.Looked, true, lookedBody{Document: string(d.ID()), Chat: in.groupChat()})), nil
}

func (c *Conversation) showDocument(in input, p payload) Turn {
	d := c.shelf.byKey[p.document]
	if d == nil {
		return acknowledge(in.Event, say("not_held"))
	}
	text, buttons := renderDocument(c.shelf, d, documentView{today: c.today(c.cfg.Now()), page: p.page})
	t := inPlace(in.Event, text, buttons)
	if p.page > 1 {
		return t
	}
	return t.noting(in.note(journal.Looked, true, lookedBody{Document: string(d.ID()), Chat: in.groupChat()}))
}
