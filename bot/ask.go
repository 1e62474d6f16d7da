package bot

import (
	"context"
	"fmt"
	"slices"

	"camnang/bot/feedback"
	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/retrieval/answer"
)

// hoi answers an inquiry, or asks for one.
func (c *Conversation) hoi(ctx context.Context, e Event, text string) ([]Reply, error) {
	if text == "" {
		return c.await(ctx, e, "hoi", say("ask_for_question"))
	}
	return c.ask(ctx, e, text)
}

// ask answers an inquiry and keeps a record of it for the buttons under the answer. Of a text that was
// refused, and of one that could not be searched for, there is none; one that has to be typed again before
// anything can be searched for leaves a wait as it is.
func (c *Conversation) ask(ctx context.Context, e Event, text string) ([]Reply, error) {
	now := c.cfg.Now()
	today := c.today(now)
	if why := mistyped(text, today.Day); why != "" {
		return sentences(why), nil
	}
	a := c.cfg.Ask.Ask(ctx, answer.Inquiry{Text: text, Today: today.Day})
	v := answerView{id: answerID(e.ID), today: today}
	if a.Kind == answer.Refused || a.Kind == answer.Unavailable {
		v.id = ""
	} else if err := c.keep(ctx, e, a, feedback.Answered{ID: v.id, Inquiry: text, At: now}); err != nil {
		return nil, err
	}
	if _, err := c.ended(ctx, e); err != nil {
		return nil, err
	}
	return []Reply{c.answered(a, v)}, nil
}

// mistyped returns the sentence for a text without words, or with a day that does not exist; "" for any
// other.
func mistyped(text string, today calendar.Day) string {
	if why := answer.Unreadable(text); why != "" {
		return why
	}
	if _, impossible := calendar.Mentions(text, today); len(impossible) > 0 {
		return answer.ImpossibleDay(impossible[0])
	}
	return ""
}

func (c *Conversation) keep(ctx context.Context, e Event, a answer.Answer, record feedback.Answered) error {
	record.Chat, record.Person = e.Chat, e.Person.ID
	record.Kind, record.AsOf, record.Fingerprint = string(a.Kind), a.AsOf.String(), a.Fingerprint
	record.Passages = passages(a)
	if err := c.cfg.Memory.KeepAnswer(ctx, record, c.cfg.KeepAnswer); err != nil {
		return fmt.Errorf("keep an answer: %w", err)
	}
	return nil
}

func passages(a answer.Answer) []string {
	ids := make([]string, 0, len(a.Citations))
	for _, cited := range a.Citations {
		ids = append(ids, string(cited.Clause.ID))
	}
	return ids
}

// answered is the message that an answer makes.
func (c *Conversation) answered(a answer.Answer, v answerView) Reply {
	if shown := shownClauses(a); len(shown) > 0 {
		_, v.earlier = c.cfg.Library.Earlier(shown[0].Clause)
	}
	text, buttons := renderAnswer(c.cfg.Library, a, v)
	return Reply{Kind: Send, Text: text, Buttons: buttons}
}

// rated keeps an officer's judgement of an answer and shows it under the answer.
func (c *Conversation) rated(ctx context.Context, e Event, p payload) ([]Reply, error) {
	record, ok, err := c.record(ctx, e, p.answer)
	if err != nil {
		return nil, err
	}
	if !ok {
		return acknowledge(e, say("answer_gone")), nil
	}
	err = c.cfg.Memory.Rate(ctx, feedback.Rating{Answer: record.ID, Person: e.Person.ID, Right: p.right, At: e.At})
	if err != nil {
		return nil, fmt.Errorf("keep a rating: %w", err)
	}
	note := say("rated_wrong")
	if p.right {
		note = say("rated_right")
	}
	replies := acknowledge(e, note)
	if edit, ok := c.again(ctx, e, record, p.right); ok {
		replies = append(replies, edit)
	}
	if !p.right {
		replies = append(replies, sentences(say("how_to_ask_better"))...)
	}
	return replies, nil
}

// record returns the record of an answer given in the chat of the event; another chat's is none.
func (c *Conversation) record(ctx context.Context, e Event, id string) (feedback.Answered, bool, error) {
	if id == noAnswer {
		return feedback.Answered{}, false, nil
	}
	record, ok, err := c.cfg.Memory.Answer(ctx, id)
	if err != nil {
		return feedback.Answered{}, false, fmt.Errorf("read an answer: %w", err)
	}
	if ok && record.Chat != e.Chat {
		c.cfg.Log.Warn("a tap names the answer of another chat", "event", e.ID, "person", e.Person.ID)
		return feedback.Answered{}, false, nil
	}
	return record, ok, nil
}

// again makes the answer of a record once more, with the judgement under it. It is false in a group,
// where one message has many judges, and when the answer would be another by now.
func (c *Conversation) again(ctx context.Context, e Event, record feedback.Answered, right bool) (Reply, bool) {
	if !e.Private || e.Message == 0 {
		return Reply{}, false
	}
	today := c.today(record.At)
	a := c.cfg.Ask.Ask(ctx, answer.Inquiry{Text: record.Inquiry, Today: today.Day})
	if string(a.Kind) != record.Kind || a.Fingerprint != record.Fingerprint || !slices.Equal(passages(a), record.Passages) {
		return Reply{}, false
	}
	v := answerView{id: record.ID, today: today, judgement: judgedWrong}
	if right {
		v.judgement = judgedRight
	}
	r := c.answered(a, v)
	r.Kind, r.Message = Edit, e.Message
	return r, true
}

// earlier sends the clause that provided for the matter before.
func (c *Conversation) earlier(e Event, p payload) []Reply {
	clause, ok := c.held(p.clause)
	if !ok {
		return acknowledge(e, say("not_held"))
	}
	old, ok := c.cfg.Library.Earlier(clause)
	if !ok {
		return acknowledge(e, say("no_earlier"))
	}
	v := clauseView{today: c.today(c.cfg.Now()), page: 1, insteadOf: clause}
	_, v.earlier = c.cfg.Library.Earlier(old)
	text, buttons := renderClause(c.cfg.Library, old, v)
	return append(acknowledge(e, ""), Reply{Kind: Send, Text: text, Buttons: buttons})
}

// held returns the clause with the id. A known gap is no clause to show.
func (c *Conversation) held(id corpus.ClauseID) (*corpus.Clause, bool) {
	clause, ok := c.cfg.Library.Clause(id)
	return clause, ok && !clause.Gap
}
