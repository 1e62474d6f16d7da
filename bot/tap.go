package bot

import (
	"context"

	"camnang/corpus"
)

// tap answers a tapped button. Whoever may write may tap; what a button names is looked up anew, so that
// a forged or an old one opens nothing that its chat could not open by typing.
func (c *Conversation) tap(ctx context.Context, e Event) ([]Reply, error) {
	if !c.cfg.Allowed(e.Person.ID) {
		c.cfg.Log.Info("a stranger was turned away", "event", e.ID, "person", e.Person.ID)
		return acknowledge(e, say("stranger_tap")), nil
	}
	p, ok := parsePayload(e.Payload)
	if !ok {
		c.cfg.Log.Warn("a tap carries what no button of ours does", "event", e.ID, "person", e.Person.ID, "bytes", len(e.Payload))
		return acknowledge(e, say("tap_not_valid")), nil
	}
	switch p.verb {
	case openClause:
		return c.openClause(e, p), nil
	case openEarlier:
		return c.earlier(e, p), nil
	case showClause:
		return c.showClause(e, p), nil
	case showDocument:
		return c.showDocument(e, p), nil
	case showList:
		text, buttons := renderList(c.shelf, c.today(c.cfg.Now()), p.page)
		return c.inPlace(e, text, buttons), nil
	case rate:
		return c.rated(ctx, e, p)
	case rateAgain:
		return acknowledge(e, say("rated_already")), nil
	default:
		return c.commandTapped(ctx, e, p)
	}
}

func (c *Conversation) commandTapped(ctx context.Context, e Event, p payload) ([]Reply, error) {
	for i := range c.table {
		if c.table[i].name == p.command {
			replies, err := c.table[i].handle(c, ctx, e, "")
			return append(acknowledge(e, ""), replies...), err
		}
	}
	c.cfg.Log.Warn("a tap names no command", "event", e.ID, "person", e.Person.ID)
	return acknowledge(e, say("tap_not_valid")), nil
}

// openClause sends a clause in full as a message of its own, so that the answer stays.
func (c *Conversation) openClause(e Event, p payload) []Reply {
	clause, ok := c.held(p.clause)
	if !ok {
		return acknowledge(e, say("not_held"))
	}
	text, buttons := c.clause(clause, 1)
	return append(acknowledge(e, ""), Reply{Kind: Send, Text: text, Buttons: buttons})
}

func (c *Conversation) showClause(e Event, p payload) []Reply {
	clause, ok := c.held(p.clause)
	if !ok {
		return acknowledge(e, say("not_held"))
	}
	text, buttons := c.clause(clause, p.page)
	return c.inPlace(e, text, buttons)
}

func (c *Conversation) clause(clause *corpus.Clause, page int) ([]Span, [][]Button) {
	v := clauseView{today: c.today(c.cfg.Now()), page: page}
	_, v.earlier = c.cfg.Library.Earlier(clause)
	return renderClause(c.cfg.Library, clause, v)
}

// inPlace changes the message under which a button was tapped, or sends a new one where the channel does
// not say which that was.
func (c *Conversation) inPlace(e Event, text []Span, buttons [][]Button) []Reply {
	r := Reply{Kind: Edit, Message: e.Message, Text: text, Buttons: buttons}
	if e.Message == 0 {
		r.Kind = Send
	}
	return append(acknowledge(e, ""), r)
}

func acknowledge(e Event, note string) []Reply {
	return []Reply{{Kind: Acknowledge, Tap: e.Tap, Note: note}}
}
