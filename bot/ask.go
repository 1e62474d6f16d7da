package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"camnang/bot/feedback"
	"camnang/bot/journal"
	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/retrieval/answer"
)

// hoi answers an inquiry, or asks for one.
func (c *Conversation) hoi(ctx context.Context, in input, text string) (Turn, error) {
	if text == "" {
		return c.await(ctx, in, "hoi", say("ask_for_question"))
	}
	return c.ask(ctx, in, text)
}

// ask answers an inquiry, keeps a record of it for the buttons under the answer, and journals it. Of a text that was
// refused nothing is kept but that it was; of one that could not be searched for there is no record. One that has to
// be typed again before anything can be searched for leaves a wait as it is.
func (c *Conversation) ask(ctx context.Context, in input, text string) (Turn, error) {
	now := c.cfg.Now()
	today := c.today(now)
	if why := mistyped(text, today.Day); why != "" {
		return sentence(why), nil
	}
	a := c.cfg.Ask.Ask(ctx, answer.Inquiry{Text: text, Today: today.Day})
	v := answerView{id: answerID(in.ID), today: today, trainer: a.Kind == answer.NotFound && c.consultable(in)}
	if a.Kind == answer.Refused || a.Kind == answer.Unavailable {
		v.id = ""
	} else if err := c.keep(ctx, in, a, feedback.Answered{ID: v.id, Inquiry: text, At: now}); err != nil {
		return Turn{}, err
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	t := Turn{Replies: []Reply{c.answered(a, v)}}
	if a.Kind == answer.Refused {
		return t.noting(in.note(journal.Refused, false, refusedBody{Reason: string(a.Kind), Chat: in.groupChat()})), nil
	}
	return t.noting(in.note(journal.Asked, true, askedOf(a, text, in.groupChat()))), nil
}

// askedBody is the journal's record of an inquiry and of what answered it, by which texts.
type askedBody struct {
	Inquiry string        `json:"inquiry"`
	Kind    string        `json:"kind"`
	AsOf    string        `json:"as_of"`
	Clauses []citedClause `json:"clauses,omitempty"`
	// Index is the fingerprint of the index that was searched.
	Index string `json:"index"`
	Chat  int64  `json:"chat,omitempty"`
}

type citedClause struct {
	Clause      corpus.ClauseID `json:"clause"`
	Fingerprint string          `json:"fingerprint"`
}

func askedOf(a answer.Answer, text string, chat int64) askedBody {
	b := askedBody{Inquiry: text, Kind: string(a.Kind), AsOf: a.AsOf.String(), Index: a.Fingerprint, Chat: chat}
	for _, cited := range a.Citations {
		b.Clauses = append(b.Clauses, citedClause{Clause: cited.Clause.ID, Fingerprint: fingerprint(cited.Clause.Text)})
	}
	return b
}

// fingerprint names a text: another text, another fingerprint. 16 bytes of a SHA-256, so nobody makes two alike.
func fingerprint(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
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

func (c *Conversation) keep(ctx context.Context, in input, a answer.Answer, record feedback.Answered) error {
	record.Chat, record.Person = in.Chat, in.Person.ID
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

// ratedBody is the journal's record of a rating.
type ratedBody struct {
	Answer string `json:"answer"`
	Right  bool   `json:"right"`
	Chat   int64  `json:"chat,omitempty"`
}

// rated keeps an officer's judgement of an answer and shows it under the answer. record is nil when the answer has run
// out.
func (c *Conversation) rated(ctx context.Context, in input, p payload, record *feedback.Answered) (Turn, error) {
	if record == nil {
		return acknowledge(in.Event, say("answer_gone")), nil
	}
	err := c.cfg.Memory.Rate(ctx, feedback.Rating{Answer: record.ID, Person: in.Person.ID, Right: p.right, At: in.At})
	if err != nil {
		return Turn{}, fmt.Errorf("keep a rating: %w", err)
	}
	note := say("rated_wrong")
	if p.right {
		note = say("rated_right")
	}
	t := acknowledge(in.Event, note).noting(in.note(journal.Rated, true, ratedBody{Answer: record.ID, Right: p.right, Chat: in.groupChat()}))
	if edit, ok := c.again(ctx, in, *record, p.right); ok {
		t.Replies = append(t.Replies, edit)
	}
	if !p.right {
		var rows [][]Button
		if c.consultable(in) {
			rows = [][]Button{consults(record.ID)}
		}
		t = t.and(message([]Span{plain(say("how_to_ask_better"))}, rows))
	}
	return t, nil
}

// record returns the record of an answer, nil when there is none (any more). own is false for an answer that was not
// given here: in a private chat to another person, in a group to another chat. Anybody in a group may use the
// buttons under what was answered to all.
func (c *Conversation) record(ctx context.Context, in input, id string) (record *feedback.Answered, own bool, err error) {
	if id == "" || id == noAnswer {
		return nil, true, nil
	}
	a, ok, err := c.cfg.Memory.Answer(ctx, id)
	switch {
	case err != nil:
		return nil, false, fmt.Errorf("read an answer: %w", err)
	case !ok:
		return nil, true, nil
	case a.Chat != in.Chat, in.Private && a.Person != in.Person.ID:
		return nil, false, nil
	}
	return &a, true, nil
}

// again makes the answer of a record once more, with the judgement under it. It is false in a group,
// where one message has many judges, and when the answer would be another by now.
func (c *Conversation) again(ctx context.Context, in input, record feedback.Answered, right bool) (Reply, bool) {
	if !in.Private || in.Message == 0 {
		return Reply{}, false
	}
	today := c.today(record.At)
	a := c.cfg.Ask.Ask(ctx, answer.Inquiry{Text: record.Inquiry, Today: today.Day})
	if string(a.Kind) != record.Kind || a.Fingerprint != record.Fingerprint || !slices.Equal(passages(a), record.Passages) {
		return Reply{}, false
	}
	v := answerView{id: record.ID, today: today, judgement: judgedWrong, trainer: a.Kind == answer.NotFound && c.consultable(in)}
	if right {
		v.judgement = judgedRight
	}
	r := c.answered(a, v)
	r.Kind, r.Message = Edit, in.Message
	return r, true
}

// earlier sends the clause that provided for the matter before.
func (c *Conversation) earlier(in input, p payload) Turn {
	clause, ok := c.held(p.clause)
	if !ok {
		return acknowledge(in.Event, say("not_held"))
	}
	old, ok := c.cfg.Library.Earlier(clause)
	if !ok {
		return acknowledge(in.Event, say("no_earlier"))
	}
	v := clauseView{today: c.today(c.cfg.Now()), page: 1, insteadOf: clause}
	_, v.earlier = c.cfg.Library.Earlier(old)
	return below(in.Event, message(renderClause(c.cfg.Library, old, v))).noting(in.note(journal.Looked, true, in.lookedAt(old)))
}

// held returns the clause with the id. A known gap is no clause to show.
func (c *Conversation) held(id corpus.ClauseID) (*corpus.Clause, bool) {
	clause, ok := c.cfg.Library.Clause(id)
	return clause, ok && !clause.Gap
}
