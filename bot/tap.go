package bot

import (
	"context"

	"camnang/bot/feedback"
	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/corpus"
)

// tap answers a tapped button of somebody who has joined. What a button names is looked up anew and what it does is
// asked about anew, so that a forged, a forwarded or an old one opens nothing that its person could not open
// by typing.
func (c *Conversation) tap(ctx context.Context, in input) (Turn, error) {
	p, ok := parsePayload(in.Payload)
	if !ok {
		return c.forged(in, "button", say("tap_not_valid")), nil
	}
	switch p.verb {
	case openScreen:
		return c.screen(ctx, in, p)
	case runCommand:
		return c.commandTapped(ctx, in, p)
	case agree, agreeFirst, disagree:
		return acknowledge(in.Event, say("already_joined_tap")), nil
	}
	return c.permitted(in, "button "+string(p.verb), officer.UseAssistant, aboutNothing, nil, func() (Turn, error) {
		record, own, err := c.record(ctx, in, p.answer)
		if err != nil {
			return Turn{}, err
		}
		if !own {
			return c.forged(in, "answer of another", say("not_yours")), nil
		}
		return c.assist(ctx, in, p, record)
	})
}

// assist answers the buttons under an answer, a clause or a document. record is that of the answer which the button
// names, nil when it names none or one that has run out.
func (c *Conversation) assist(ctx context.Context, in input, p payload, record *feedback.Answered) (Turn, error) {
	switch p.verb {
	case openClause:
		return c.openClause(in, p), nil
	case openEarlier:
		return c.earlier(in, p), nil
	case showClause:
		return c.showClause(in, p), nil
	case showDocument:
		return c.showDocument(in, p), nil
	case showList:
		text, buttons := renderList(c.shelf, c.today(c.cfg.Now()), p.page)
		return inPlace(in.Event, text, buttons), nil
	case rate:
		return c.rated(ctx, in, p, record)
	default:
		return acknowledge(in.Event, say("rated_already")), nil
	}
}

func (c *Conversation) commandTapped(ctx context.Context, in input, p payload) (Turn, error) {
	cmd := c.command(p.command)
	if cmd == nil {
		return c.forged(in, "button", say("tap_not_valid")), nil
	}
	// A command answers with a message of its own, wherever its button is.
	in.Message = 0
	t, err := c.run(ctx, in, cmd, "")
	if err != nil || acknowledges(t) {
		return t, err
	}
	return acknowledge(in.Event, "").and(t), nil
}

func acknowledges(t Turn) bool {
	for _, r := range t.Replies {
		if r.Kind == Acknowledge {
			return true
		}
	}
	return false
}

// lookedBody is the journal's record of something opened to read.
type lookedBody struct {
	Clause      corpus.ClauseID `json:"clause,omitempty"`
	Fingerprint string          `json:"fingerprint,omitempty"`
	Document    string          `json:"document,omitempty"`
	Chat        int64           `json:"chat,omitempty"`
}

// lookedAt notes that a clause was shown to be read in full.
func (in input) lookedAt(c *corpus.Clause) lookedBody {
	return lookedBody{Clause: c.ID, Fingerprint: fingerprint(c.Text), Chat: in.groupChat()}
}

// openClause sends a clause in full as a message of its own, so that the answer stays.
func (c *Conversation) openClause(in input, p payload) Turn {
	clause, ok := c.held(p.clause)
	if !ok {
		return acknowledge(in.Event, say("not_held"))
	}
	return below(in.Event, message(c.clause(clause, 1))).noting(in.note(journal.Looked, true, in.lookedAt(clause)))
}

func (c *Conversation) showClause(in input, p payload) Turn {
	clause, ok := c.held(p.clause)
	if !ok {
		return acknowledge(in.Event, say("not_held"))
	}
	text, buttons := c.clause(clause, p.page)
	t := inPlace(in.Event, text, buttons)
	if p.page > 1 {
		// The page before was noted when it was opened.
		return t
	}
	return t.noting(in.note(journal.Looked, true, in.lookedAt(clause)))
}

func (c *Conversation) clause(clause *corpus.Clause, page int) ([]Span, [][]Button) {
	v := clauseView{today: c.today(c.cfg.Now()), page: page}
	_, v.earlier = c.cfg.Library.Earlier(clause)
	return renderClause(c.cfg.Library, clause, v)
}
