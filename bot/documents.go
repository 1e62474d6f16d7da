package bot

import (
	"context"

	"camnang/corpus/viet"
)

// vanban shows the list of documents, or the document or clause that the text names.
func (c *Conversation) vanban(ctx context.Context, e Event, text string) ([]Reply, error) {
	if _, err := c.ended(ctx, e); err != nil {
		return nil, err
	}
	today := c.today(c.cfg.Now())
	if text == "" {
		return message(renderList(c.shelf, today, 1)), nil
	}
	if why := mistyped(text, today.Day); why != "" {
		return sentences(why), nil
	}
	w := c.shelf.lookUp(text)
	switch {
	case len(w.documents) == 0 && w.addressOnly:
		return message(renderAddressOnly()), nil
	case len(w.documents) == 0:
		return message(renderUnknown(c.shelf, viet.Space(text))), nil
	case len(w.clauses) == 1:
		return message(c.clause(w.clauses[0], 1)), nil
	case len(w.clauses) > 1:
		return message(renderClauseChoice(w, today)), nil
	case len(w.documents) == 1 && len(w.path) > 0:
		return message(renderDocument(c.shelf, w.documents[0], documentView{today: today, page: 1, missing: w.path})), nil
	case len(w.documents) == 1:
		return message(renderDocument(c.shelf, w.documents[0], documentView{today: today, page: 1})), nil
	}
	return message(renderDocumentChoice(c.shelf, w, today)), nil
}

func (c *Conversation) showDocument(e Event, p payload) []Reply {
	d := c.shelf.byKey[p.document]
	if d == nil {
		return acknowledge(e, say("not_held"))
	}
	text, buttons := renderDocument(c.shelf, d, documentView{today: c.today(c.cfg.Now()), page: p.page})
	return c.inPlace(e, text, buttons)
}

func message(text []Span, buttons [][]Button) []Reply {
	return []Reply{{Kind: Send, Text: text, Buttons: buttons}}
}
