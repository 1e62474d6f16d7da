package bot

import (
	"context"
	"fmt"
	"slices"

	"camnang/bot/feedback"
	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// deskLength is the most that a question to a trainer, and a reply to one, may have, in UTF-16 units: both fit one message
// with what stands around them.
const deskLength = 1000

func deskModule() module {
	return module{screens: deskScreens(), waits: deskWaits(), dues: deskDues(), sweep: (*Conversation).deskSweep}
}

func deskScreens() []screen {
	return []screen{
		{name: "deskask", action: officer.Learn, about: aboutNothing, handle: (*Conversation).deskAsk},
		{name: "deskedit", action: officer.Learn, about: aboutNothing, handle: (*Conversation).deskEdit},
		{name: "deskgo", action: officer.Learn, about: aboutNothing, handle: (*Conversation).deskGo},
		{name: "desknot", action: officer.Learn, about: aboutNothing, handle: func(_ *Conversation, _ context.Context, in input, _ payload) (Turn, error) {
			return inPlace(in.Event, []Span{plain(say("desk_not_sent"))}, nil), nil
		}},
		entryScreen("deskmine", officer.EraseOfficer, (*Conversation).deskMine),
		entryScreen("deskdrop", officer.EraseOfficer, (*Conversation).deskDrop),
		entryScreen("deskdropped", officer.EraseOfficer, (*Conversation).deskDropped),
		{name: "desk", action: officer.AnswerOfficer, handle: (*Conversation).desk},
		entryScreen("deskq", officer.AnswerOfficer, (*Conversation).deskOpened),
		entryScreen("deskreply", officer.AnswerOfficer, (*Conversation).deskReply),
		entryScreen("deskpick", officer.AnswerOfficer, (*Conversation).deskPick),
		entryScreen("deskcited", officer.AnswerOfficer, (*Conversation).deskCited),
		entryScreen("deskagain", officer.AnswerOfficer, (*Conversation).deskAgain),
		entryScreen("desksend", officer.AnswerOfficer, (*Conversation).deskSend),
		entryScreen("deskshare", officer.AnswerOfficer, (*Conversation).deskShare),
		entryScreen("deskshared", officer.AnswerOfficer, (*Conversation).deskShared),
		entryScreen("deskword", officer.AnswerOfficer, (*Conversation).deskWord),
	}
}

// deskWaits: "deskedit" takes the wording of a question, for the id of the assistant's answer. The others have the entry as
// their first argument: "deskcite" takes a citation, "desktext" a reply that rests on the clauses of the second argument,
// "desksend" another one instead of the one that is shown, its third; "deskword" a wording for the class of the second, of
// what the third names.
func deskWaits() []wait {
	return []wait{
		{name: "deskedit", action: officer.Learn, about: aboutNothing, handle: (*Conversation).deskEdited},
		entryWait("deskcite", (*Conversation).deskCiteTyped),
		entryWait("desktext", (*Conversation).deskTyped),
		entryWait("desksend", (*Conversation).deskTyped),
		entryWait("deskword", (*Conversation).deskWorded),
	}
}

// entryScreen is a screen whose first argument is an entry: it is opened by whoever may do the action to the asker. An entry
// that was withdrawn is said to be gone.
func entryScreen(name string, do officer.Action, handle func(*Conversation, context.Context, input, payload, *quiz.Entry) (Turn, error)) screen {
	return screen{name: name, action: do, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
		return c.ofEntry(in, "screen "+name, do, p.args[0], func(e *quiz.Entry) (Turn, error) { return handle(c, ctx, in, p, e) })
	}}
}

// entryWait is the same of a wait of a trainer.
func entryWait(name string, handle func(*Conversation, context.Context, input, []string, string, *quiz.Entry) (Turn, error)) wait {
	return wait{name: name, action: officer.AnswerOfficer, handle: func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
		return c.ofEntry(in, "wait "+name, officer.AnswerOfficer, argument(args, 0), func(e *quiz.Entry) (Turn, error) {
			return handle(c, ctx, in, args, text, e)
		})
	}}
}

func (c *Conversation) ofEntry(in input, what string, do officer.Action, id string, handle func(*quiz.Entry) (Turn, error)) (Turn, error) {
	e, ok := in.Entries.Entry(quiz.EntryID(id))
	if !ok {
		return refusal(in.Event, say("desk_gone")), nil
	}
	about := aboutAsker(in, []string{id})
	if !c.may(in, do, about) || do == officer.AnswerOfficer && !in.answers(e) {
		return c.denied(in, what, do, about), nil
	}
	return handle(e)
}

// answerers are the trainers who may answer an officer and have joined, the officer left out, in the order of the classes:
// those of the officer's own classes, and only where there is none of them those of other classes.
func (in input) answerers(asker officer.ID) []*officer.Officer {
	seen := map[officer.ID]bool{asker: true}
	of := func(classes []*officer.Class) (out []*officer.Officer) {
		for _, class := range classes {
			for _, id := range class.Trainers {
				o, ok := in.Roster.Officer(id)
				if !ok || seen[id] {
					continue
				}
				seen[id] = true
				if in.Roster.May(officer.Actor{Account: o.Telegram, Officer: o}, officer.AnswerOfficer, officer.About{Officer: asker}) {
					out = append(out, o)
				}
			}
		}
		return out
	}
	if own := of(in.Roster.ClassesOf(asker)); len(own) > 0 {
		return own
	}
	return of(in.Roster.Classes())
}

// answers reports whether the actor, who may answer the asker, is one to whom the entry was put: so that nobody reads it of
// whom the asker was not told. Who answered it, or asked it, goes on seeing it.
func (in input) answers(e *quiz.Entry) bool {
	me := in.Actor.Officer.ID
	return e.By == me || e.Asker == me || slices.ContainsFunc(in.answerers(e.Asker), func(o *officer.Officer) bool { return o.ID == me })
}

// consultable reports whether the actor can put a question to a trainer here: in the private chat, and when there is one who
// may answer.
func (c *Conversation) consultable(in input) bool {
	return in.Private && c.may(in, officer.Learn, officer.About{}) && len(in.answerers(in.Actor.Officer.ID)) > 0
}

// consults is the button that puts what an answer was about to a trainer.
func consults(answer string) []Button { return []Button{opens(say("desk_ask"), "deskask", 1, answer)} }

// deskAsk shows the question as it will be sent.
func (c *Conversation) deskAsk(ctx context.Context, in input, p payload) (Turn, error) {
	record, own, err := c.record(ctx, in, p.args[0])
	switch {
	case err != nil:
		return Turn{}, err
	case !own:
		return c.forged(in, "answer of another", say("not_yours")), nil
	}
	if e, ok := in.Entries.Entry(quiz.EntryFor(p.args[0])); ok && c.may(in, officer.EraseOfficer, officer.About{Officer: e.Asker}) {
		return below(in.Event, message(c.mineText(in, e), c.mineButtons(e))), nil
	}
	switch {
	case record == nil:
		return refusal(in.Event, say("answer_gone")), nil
	case !c.consultable(in):
		return refusal(in.Event, say("desk_nobody")), nil
	}
	return below(in.Event, c.deskSure(in, record, say("desk_sure"))), nil
}

// deskSure asks whether the question of a record is to be sent as it stands. first stands above it.
func (c *Conversation) deskSure(in input, record *feedback.Answered, first string) Turn {
	text, readers := record.ForTrainers(), in.answerers(in.Actor.Officer.ID)
	edit, not := opens(say("desk_edit"), "deskedit", 1, record.ID), opens(say("cancel"), "desknot", 1)
	if units(text) > deskLength {
		return message([]Span{plain(say("desk_long", deskLength))}, [][]Button{{edit}, {not}})
	}
	var s sheet
	s.para(bold(first))
	s.para(plain("“" + text + "”"))
	s.para(plain(say("desk_sure_named", len(readers))))
	return message(s.done(), [][]Button{{opens(say("desk_send"), "deskgo", 1, record.ID, deskSum(text, readers))}, {edit}, {not}})
}

// deskSum tells what is sent to whom.
func deskSum(text string, readers []*officer.Officer) string {
	for _, o := range readers {
		text += "\n" + string(o.ID)
	}
	return fingerprint(text)[:16]
}

func (c *Conversation) deskEdit(ctx context.Context, in input, p payload) (Turn, error) {
	return c.asking(ctx, in, "deskedit", say("desk_edit_ask"), p.args[0])
}

// deskEdited keeps the question in its new wording beside the answer, as long as that is kept, and shows it.
func (c *Conversation) deskEdited(ctx context.Context, in input, args []string, text string) (Turn, error) {
	record, own, err := c.record(ctx, in, argument(args, 0))
	if err != nil {
		return Turn{}, err
	}
	if record != nil && own && units(text) > deskLength {
		return c.await(ctx, in, "deskedit", say("desk_long", deskLength), record.ID)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	switch {
	case record == nil, !own:
		return sentence(say("answer_gone")), nil
	case !c.consultable(in):
		return sentence(say("desk_nobody")), nil
	}
	record.Worded = text
	if err := c.cfg.Memory.KeepAnswer(ctx, *record, c.cfg.KeepAnswer-c.cfg.Now().Sub(record.At)); err != nil {
		return Turn{}, fmt.Errorf("keep the wording of a question: %w", err)
	}
	return c.deskSure(in, record, say("desk_sure")), nil
}

// deskGo sends the question. Sent a second time it is shown as it stands; in another wording than the one confirmed, or to
// others, it is shown to be confirmed.
func (c *Conversation) deskGo(ctx context.Context, in input, p payload) (Turn, error) {
	if e, ok := in.Entries.Entry(quiz.EntryFor(p.args[0])); ok {
		return c.ofEntry(in, "screen deskgo", officer.EraseOfficer, string(e.ID), func(e *quiz.Entry) (Turn, error) {
			return inPlace(in.Event, c.mineText(in, e), c.mineButtons(e)), nil
		})
	}
	record, own, err := c.record(ctx, in, p.args[0])
	if err != nil {
		return Turn{}, err
	}
	switch {
	case !own:
		return c.forged(in, "answer of another", say("not_yours")), nil
	case record == nil:
		return refusal(in.Event, say("answer_gone")), nil
	case !c.consultable(in):
		return refusal(in.Event, say("desk_nobody")), nil
	}
	text, told := record.ForTrainers(), in.answerers(in.Actor.Officer.ID)
	if deskSum(text, told) != p.args[1] || units(text) > deskLength {
		return below(in.Event, c.deskSure(in, record, say("desk_sure_now"))), nil
	}
	e := &quiz.Entry{ID: quiz.EntryFor(record.ID), Asker: in.Actor.Officer.ID, Text: text, At: c.cfg.Now().UTC(), Answer: record.ID}
	t := inPlace(in.Event, []Span{plain(say("desk_sent", len(told)))}, [][]Button{{opens(say("desk_mine"), "deskmine", 1, string(e.ID))}})
	for _, o := range told {
		t = t.and(in.tells(o.ID, []Span{plain(say("desk_told"))}, [][]Button{{opens(say("desk_open"), "deskq", 1, string(e.ID))}}))
	}
	return t.changing(e.Change()).noting(in.consulted("asked", e, trainingBody{})), nil
}

// consulted is the journal's note of what was done with an entry.
func (in input) consulted(what string, e *quiz.Entry, body trainingBody) queue.Note {
	body.What, body.Entry = what, e.ID
	return in.note(journal.Consulted, false, body)
}

// mineText is an entry as its asker reads it.
func (c *Conversation) mineText(in input, e *quiz.Entry) []Span {
	var s sheet
	s.para(bold(say("desk_mine_heading")))
	c.entryLines(&s, e)
	if e.Open() {
		s.para(plain(say("desk_mine_open")))
	} else {
		c.replyLines(&s, in, e)
	}
	return s.done()
}

func (c *Conversation) mineButtons(e *quiz.Entry) [][]Button {
	if e.Open() {
		return [][]Button{{opens(say("desk_drop"), "deskdrop", 1, string(e.ID))}}
	}
	return c.citeButtons(e)
}

func (c *Conversation) deskMine(_ context.Context, in input, _ payload, e *quiz.Entry) (Turn, error) {
	return inPlace(in.Event, c.mineText(in, e), c.mineButtons(e)), nil
}

func (c *Conversation) deskDrop(_ context.Context, in input, _ payload, e *quiz.Entry) (Turn, error) {
	if !e.Open() {
		return c.deskTaken(in, e), nil
	}
	return inPlace(in.Event, []Span{plain(say("desk_drop_sure"))}, [][]Button{
		{opens(say("desk_drop"), "deskdropped", 1, string(e.ID))}, {opens(say("back"), "deskmine", 1, string(e.ID))},
	}), nil
}

// deskDropped takes an open question back: nothing of it is kept but that it was asked and withdrawn.
func (c *Conversation) deskDropped(_ context.Context, in input, _ payload, e *quiz.Entry) (Turn, error) {
	if !e.Open() {
		return c.deskTaken(in, e), nil
	}
	gone := e.Change()
	gone.Value = nil
	return inPlace(in.Event, []Span{plain(say("desk_dropped"))}, nil).changing(gone).noting(in.consulted("withdrawn", e, trainingBody{})), nil
}
