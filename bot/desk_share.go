package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/quiz"
)

// shareButtons are the classes of the asker that the actor teaches and that do not have the answer.
func (c *Conversation) shareButtons(in input, e *quiz.Entry) [][]Button {
	var rows [][]Button
	if e.Open() || e.Text == "" {
		return nil
	}
	for _, class := range in.Roster.ClassesOf(e.Asker) {
		if !slices.Contains(e.Shared, class.ID) && c.may(in, officer.TeachClass, officer.About{Class: class.ID}) {
			rows = append(rows, []Button{opens(say("desk_share", class.Name), "deskshare", 1, string(e.ID), string(class.ID))})
		}
	}
	return rows
}

// sharing is an answer on its way to a class.
type sharing struct {
	class officer.ClassID
	// next is the entry once it was sent; nil as long as what the class would read tells who asked.
	next *quiz.Entry
	// to are the members who have joined, without the asker, the actor, and those of classes that have it.
	to []*officer.Officer
}

// shared is what sending an answer to the class of the second argument means. ok is false when it cannot be sent, however it is
// worded, and t says why.
func (c *Conversation) shared(in input, what string, args []string, e *quiz.Entry) (of sharing, t Turn, ok bool) {
	of.class = officer.ClassID(argument(args, 1))
	about := officer.About{Class: of.class}
	isOf := slices.ContainsFunc(in.Roster.ClassesOf(e.Asker), func(class *officer.Class) bool { return class.ID == of.class })
	asker, known := in.Roster.Officer(e.Asker)
	if !isOf || !known || !c.may(in, officer.TeachClass, about) {
		return of, c.denied(in, what, officer.TeachClass, about), false
	}
	has := map[officer.ID]bool{e.Asker: true, in.Actor.Officer.ID: true}
	for _, id := range e.Shared {
		for _, o := range in.Roster.Members(id) {
			has[o.ID] = true
		}
	}
	joined := 0
	for _, o := range in.Roster.Members(of.class) {
		if !o.Joined() {
			continue
		}
		joined++
		if !has[o.ID] {
			of.to = append(of.to, o)
		}
	}
	var err error
	of.next, err = e.SharedWith(of.class, asker, joined)
	switch {
	case errors.Is(err, quiz.ErrShared):
		return of, refusal(in.Event, say("desk_share_done", classLabel(in.Roster, of.class))), false
	case errors.Is(err, quiz.ErrErased):
		return of, refusal(in.Event, say("desk_erased")), false
	case errors.Is(err, quiz.ErrFew):
		return of, refusal(in.Event, say("desk_share_few", quiz.ShareLeast)), false
	case err != nil && !errors.Is(err, quiz.ErrNamed):
		return of, refusal(in.Event, say("desk_share_open")), false
	case len(of.to) == 0:
		return of, refusal(in.Event, say("desk_share_nobody")), false
	}
	return of, Turn{}, true
}

// deskShare asks once whether the answer is to go to a class.
func (c *Conversation) deskShare(_ context.Context, in input, p payload, e *quiz.Entry) (Turn, error) {
	of, t, ok := c.shared(in, "screen "+p.screen, p.args[:], e)
	if !ok {
		return t, nil
	}
	text, rows := c.shareCard(in, e, of)
	return inPlace(in.Event, text, rows), nil
}

// shareCard is what a class would read, with the ways to word it otherwise, and to send it when it does not tell who asked. The
// button that sends it names how often it was worded, so that nothing is sent which was not shown.
func (c *Conversation) shareCard(in input, e *quiz.Entry, of sharing) ([]Span, [][]Button) {
	id, class := string(e.ID), string(of.class)
	question, reply := []Button{opens(say("desk_word_question"), "deskword", 1, id, class)}, []Button{opens(say("desk_word_reply"), "deskword", 2, id, class)}
	back := []Button{opens(say("back"), "deskq", 1, id)}
	if of.next == nil {
		if asker, ok := in.Roster.Officer(e.Asker); ok && quiz.Identifies(e.ForClass().Text, asker) {
			return c.sharedText(in, e, say("desk_named_question")), [][]Button{question, back}
		}
		return c.sharedText(in, e, say("desk_named_reply")), [][]Button{reply, back}
	}
	send := []Button{opens(say("desk_share_yes", len(of.to)), "deskshared", e.Worded+1, id, class)}
	return c.sharedText(in, e, say("desk_share_sure", len(of.to), classLabel(in.Roster, of.class))), [][]Button{send, question, reply, back}
}

// sharedText is an entry and its answer as a class reads it: nobody is told who asked. first stands above it, "" for nothing.
func (c *Conversation) sharedText(in input, e *quiz.Entry, first string) []Span {
	e = e.ForClass()
	var s sheet
	s.para(bold(first))
	s.para(bold(say("desk_share_heading")))
	s.para(plain(say("desk_share_question", e.Text)))
	c.replyLines(&s, in, e)
	return s.done()
}

// classWords are what a class reads and a trainer may word for it, by the page of the screen: "deskword" asks for it.
var classWords = []string{"question", "reply"}

// deskWord asks for the question, or the reply, as a class is to read it.
func (c *Conversation) deskWord(ctx context.Context, in input, p payload, e *quiz.Entry) (Turn, error) {
	if _, t, ok := c.shared(in, "screen "+p.screen, p.args[:], e); !ok {
		return t, nil
	}
	part := classWords[min(p.page, len(classWords))-1]
	return c.asking(ctx, in, "deskword", wordAsked(part), p.args[0], p.args[1], part)
}

func wordAsked(part string) string {
	if part == "reply" {
		return say("desk_word_reply_ask")
	}
	return say("desk_word_question_ask")
}

// deskWorded keeps a wording for classes with the entry and shows it. One that tells who asked is asked for again; an
// allegation in it and a name in the rest are case data together.
func (c *Conversation) deskWorded(ctx context.Context, in input, args []string, text string, e *quiz.Entry) (Turn, error) {
	_, t, ok := c.shared(in, "wait deskword", args, e)
	asker, known := in.Roster.Officer(e.Asker)
	if !ok || !known {
		_, err := c.ended(ctx, in)
		return t, err
	}
	part := argument(args, 2)
	next := e.WordedForClass(text, "")
	if part == "reply" {
		next = e.WordedForClass("", text)
	}
	again := func(why string) (Turn, error) {
		return c.await(ctx, in, "deskword", why+"\n\n"+wordAsked(part), args...)
	}
	read := next.ForClass()
	switch reason := c.cfg.Guard(read.Text + ". " + read.Reply); {
	case reason != "":
		return c.refuse(in, reason), nil
	case units(text) > deskLength:
		return c.await(ctx, in, "deskword", say("desk_long", deskLength), args...)
	case quiz.Identifies(text, asker):
		return again(say("desk_word_named"))
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	of, t, ok := c.shared(in, "wait deskword", args, next)
	if !ok {
		return t, nil
	}
	return message(c.shareCard(in, next, of)).changing(next.Change()), nil
}

// deskShared has the answer sent to each member of a class, once; in another wording than the one confirmed it is shown again.
func (c *Conversation) deskShared(ctx context.Context, in input, p payload, e *quiz.Entry) (Turn, error) {
	of, t, ok := c.shared(in, "screen "+p.screen, p.args[:], e)
	if !ok {
		return t, nil
	}
	if of.next == nil || p.page != min(e.Worded+1, pageLimit) {
		text, rows := c.shareCard(in, e, of)
		return inPlace(in.Event, text, rows), nil
	}
	t, err := c.deskCard(ctx, in, of.next, say("desk_share_sent", len(of.to)))
	if err != nil {
		return Turn{}, err
	}
	for _, o := range of.to {
		t.Timers = append(t.Timers, trainingTimer(fmt.Sprintf("share.%s.%s.%s", e.ID, of.class, o.ID), o.Telegram, c.cfg.Now(),
			dueBody{What: "share", ID: string(e.ID), Class: of.class, Officer: o.ID}))
	}
	return t.changing(of.next.Change()).noting(in.consulted("shared", e, trainingBody{Class: of.class, Number: len(of.to)})), nil
}

// shareDue sends a member what was shared with the class; nothing that tells by then who asked.
func (c *Conversation) shareDue(_ context.Context, in input, lane int64, d dueBody) (Turn, error) {
	e, there := in.Entries.Entry(quiz.EntryID(d.ID))
	o, known := in.Roster.Officer(d.Officer)
	if !there || !known || !o.Joined() || o.Telegram != lane || e.Text == "" || !slices.Contains(e.Shared, d.Class) {
		return Turn{}, nil
	}
	if asker, known := in.Roster.Officer(e.Asker); !known || e.TellsAsker(asker) {
		return Turn{}, nil
	}
	return message(c.sharedText(in, e, ""), c.citeButtons(e)), nil
}
