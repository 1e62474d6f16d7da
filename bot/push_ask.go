package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/quiz"
)

// pushBody says which message of a push one is: its first one to an officer, or a question of a try. The record that the
// message leaves behind has it too.
type pushBody struct {
	Made    string      `json:"made"`
	Push    quiz.PushID `json:"push"`
	Officer officer.ID  `json:"officer"`
	Try     int         `json:"try"`
	Item    int         `json:"item,omitempty"`
}

// What is made when it is sent: the first message, a question as a poll where one carries it, a question as a card.
const (
	madeIntro    = "pushed"
	madeQuestion = "question"
	madeCard     = "card"
	// madeInvitation is what the record of the message to a group says; it is not made when it is sent.
	madeInvitation = "invited"
)

func pushRenderings() []rendering {
	return []rendering{
		{madeIntro, (*Conversation).rendersPush}, {madeQuestion, (*Conversation).rendersPush}, {madeCard, (*Conversation).rendersPush},
	}
}

// rendersLater is a message of a push that is made when it is sent.
func rendersLater(b pushBody) Reply { return Reply{Kind: Rendered, Body: b.json()} }

func (b pushBody) json() json.RawMessage {
	raw, err := json.Marshal(b)
	if err != nil {
		panic(fmt.Sprintf("bot: a message of a push cannot be written: %v", err))
	}
	return raw
}

// rendersPush makes a message of a push as things stand now: nothing when it was recalled or is over, when the question is
// answered, and when the officer speaks from another chat.
func (c *Conversation) rendersPush(ctx context.Context, in input, chat int64, body json.RawMessage) (Reply, bool, error) {
	var b pushBody
	if err := json.Unmarshal(body, &b); err != nil {
		return Reply{}, false, nil
	}
	p, known := in.Pushes.Push(b.Push)
	o, there := in.Roster.Officer(b.Officer)
	if !known || !there || !o.Joined() || o.Telegram != chat || p.State != quiz.Open || p.Over(c.cfg.Now()) {
		return Reply{}, false, nil
	}
	if b.Made == madeIntro {
		r := Reply{Kind: Send, Text: c.practiceIntro(in, p)}
		if p.Kind != quiz.Practice {
			r = c.examInvitation(p)
		}
		r.Keep = &Keep{ID: carriedIntro(p.ID, o.ID), Body: b.json()}
		return r, true, nil
	}
	a, err := c.attempt(ctx, p.ID, o.ID, b.Try)
	if err != nil || a == nil || b.Item < 0 || b.Item >= len(a.Items) || a.Items[b.Item].Chosen != nil {
		return Reply{}, false, err
	}
	fell := c.fellSince(&p.Pool[a.Items[b.Item].Question])
	if b.Made == madeQuestion && !fell {
		if poll, ok := asPoll(p, &a.Items[b.Item]); ok {
			return Reply{Kind: SendQuiz, Quiz: poll, Keep: &Keep{ID: carriedItem(p.ID, o.ID, b.Try, b.Item), Body: b.json()}}, true, nil
		}
	}
	text, buttons := pushCard(p, a, b.Item)
	if fell {
		text = append(text, plain("\n\n"), bold(say("push_clause_fell")))
	}
	keep := &Keep{ID: carriedItem(p.ID, o.ID, b.Try, b.Item), Body: b.json()}
	if b.Made == madeCard {
		keep.ID = carriedAgain(p.ID, o.ID, b.Try, b.Item)
	}
	return Reply{Kind: Send, Text: text, Buttons: buttons, Keep: keep}, true, nil
}

// fellSince reports whether a clause behind a question that is asked as current has changed since the push was confirmed.
func (c *Conversation) fellSince(q *quiz.Question) bool { return !q.Historical && c.clauseFell(q) }

// practiceIntro is the first message of an exercise.
func (c *Conversation) practiceIntro(in input, p *quiz.Push) []Span {
	var s sheet
	s.para(bold(say("push_heading", say(pushKinds[p.Kind]), p.Title)))
	s.line(plain(say("push_from", in.name(p.By))))
	s.line(plain(say("push_number", p.Asked())))
	s.line(plain(c.untilText(p)))
	s.para(plain(say("push_first_counts")))
	if slices.ContainsFunc(p.Pool, func(q quiz.Question) bool { return !reviewedQuestion(&q) }) {
		s.para(plain(say("push_has_unreviewed", say("push_unreviewed_mark"))))
	}
	return s.done()
}

// asPoll is the question of an item as a native quiz, its options in the officer's order; ok is false when a poll does not
// carry it.
func asPoll(p *quiz.Push, item *quiz.Item) (poll *Quiz, ok bool) {
	q := &p.Pool[item.Question]
	if len(pollExcesses(q)) > 0 {
		return nil, false
	}
	shown, _ := item.Options(q)
	poll = &Quiz{Question: askedStem(q), Several: q.Several(), Explanation: q.Explanation}
	for place, o := range shown {
		poll.Options = append(poll.Options, o.Text)
		if o.Right {
			poll.Right = append(poll.Right, place)
		}
	}
	return poll, true
}

// pushCardRow is how many letters stand in a row of a card: large enough for a thumb.
const pushCardRow = 4

// pushCard is a question of an attempt as a card: its text, and a button for each option; what is ticked is marked. A question
// that is longer than a message is sent as several.
func pushCard(p *quiz.Push, a *quiz.Attempt, item int) ([]Span, [][]Button) {
	q, i := &p.Pool[a.Items[item].Question], &a.Items[item]
	s := pushCardText(p, a, item, false)
	if q.Several() {
		s.para(ital(say("push_choose_several")))
	} else {
		s.para(ital(say("push_choose_one")))
	}
	ticked := i.Places(q, i.Ticked)
	var letters []Button
	for place := range q.Options {
		name := giveTicked(quiz.Letter(place), slices.Contains(ticked, place))
		letters = append(letters, opens(name, "pushtap", item+1, string(p.ID), pushPlaceArgument(place)))
	}
	rows := inRows(letters, pushCardRow)
	if q.Several() {
		rows = append(rows, []Button{opens(say("push_send"), "pushsend", item+1, string(p.ID))})
	}
	return s.spans, rows
}

// pushCardText is the question of an item with its options; short leaves room for a verdict in the same message whatever its length.
func pushCardText(p *quiz.Push, a *quiz.Attempt, item int, short bool) *sheet {
	q := &p.Pool[a.Items[item].Question]
	cut := func(text string, most int) string {
		if short {
			text, _ = shorten(text, most)
		}
		return text
	}
	s := &sheet{}
	s.para(bold(say("push_card", item+1, len(a.Items))))
	s.para(plain(cut(askedStem(q), pushStemShort)))
	shown, _ := a.Items[item].Options(q)
	for place, o := range shown {
		gap := s.line
		if place == 0 {
			gap = s.para
		}
		gap(plain(quiz.Letter(place) + ". " + cut(o.Text, pushOptionShort)))
	}
	return s
}

// pushStemShort and pushOptionShort are how much of a question is shown where it is shown short, in UTF-16 units.
const (
	pushStemShort   = 500
	pushOptionShort = 120
)

// pushPlaceArgument names an option of a card by its place: "a" to "l".
func pushPlaceArgument(place int) string { return string(rune('a' + place)) }

// pushPlaceOf is the place that an argument names, -1 for none.
func pushPlaceOf(arg string) int {
	if len(arg) != 1 {
		return -1
	}
	return int(arg[0]) - 'a'
}
