package bot

import (
	"context"

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
		{name: "loopgive", action: officer.PushClass, about: aboutClass, handle: (*Conversation).loopGive},
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
	}
}

// deskWaits: "deskedit" and "desksure" take the wording of a question, for the id of the assistant's answer; "desksure" keeps
// the wording that is shown. The others have the entry as their first argument: "deskcite" takes a citation, "desktext" a
// reply that rests on the clauses of the second argument, "desksend" another one instead of the one that is shown, its third.
func deskWaits() []wait {
	return []wait{
		{name: "deskedit", action: officer.Learn, about: aboutNothing, handle: (*Conversation).deskEdited},
		{name: "desksure", action: officer.Learn, about: aboutNothing, handle: (*Conversation).deskEdited},
		entryWait("deskcite", (*Conversation).deskCiteTyped),
		entryWait("desktext", (*Conversation).deskTyped),
		entryWait("desksend", (*Conversation).deskTyped),
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
	if about := aboutAsker(in, []string{id}); !c.may(in, do, about) {
		return c.denied(in, what, do, about), nil
	}
	return handle(e)
}

// answerers are the trainers who may answer an officer and have joined, the officer left out, in the order of the classes.
func (in input) answerers(asker officer.ID) []*officer.Officer {
	var out []*officer.Officer
	seen := map[officer.ID]bool{asker: true}
	for _, class := range in.Roster.Classes() {
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
	return below(in.Event, c.deskSure(record.ID, record.Inquiry)), nil
}

// deskSure asks whether a question is to be sent as it stands.
func (c *Conversation) deskSure(answer, text string) Turn {
	edit, not := opens(say("desk_edit"), "deskedit", 1, answer), opens(say("cancel"), "desknot", 1)
	if units(text) > deskLength {
		return message([]Span{plain(say("desk_long", deskLength))}, [][]Button{{edit}, {not}})
	}
	var s sheet
	s.para(bold(say("desk_sure")))
	s.para(plain("“" + text + "”"))
	s.para(plain(say("desk_sure_named")))
	return message(s.done(), [][]Button{{opens(say("desk_send"), "deskgo", 1, answer, fingerprint(text)[:16])}, {edit}, {not}})
}

func (c *Conversation) deskEdit(ctx context.Context, in input, p payload) (Turn, error) {
	return c.asking(ctx, in, "deskedit", say("desk_edit_ask"), p.args[0])
}

// deskEdited shows the question in its new wording, and remembers it until it is sent.
func (c *Conversation) deskEdited(ctx context.Context, in input, args []string, text string) (Turn, error) {
	answer := argument(args, 0)
	record, own, err := c.record(ctx, in, answer)
	if err != nil {
		return Turn{}, err
	}
	if record == nil || !own {
		_, err := c.ended(ctx, in)
		return sentence(say("answer_gone")), err
	}
	if _, err := c.setWait(ctx, in, standing{name: "desksure", args: []string{answer, text}}); err != nil {
		return Turn{}, err
	}
	return c.deskSure(answer, text), nil
}

// deskGo sends the question. Sent a second time it is shown as it stands; in another wording than the one confirmed it is
// shown to be confirmed.
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
	waiting, err := c.waiting(ctx, in)
	switch {
	case err != nil:
		return Turn{}, err
	case !own:
		return c.forged(in, "answer of another", say("not_yours")), nil
	case record == nil:
		return refusal(in.Event, say("answer_gone")), nil
	case !c.consultable(in):
		return refusal(in.Event, say("desk_nobody")), nil
	}
	text := record.Inquiry
	if waiting.name == "desksure" && argument(waiting.args, 0) == record.ID {
		text = argument(waiting.args, 1)
	}
	if fingerprint(text)[:16] != p.args[1] || units(text) > deskLength {
		return below(in.Event, c.deskSure(record.ID, record.Inquiry)), nil
	}
	e := &quiz.Entry{ID: quiz.EntryFor(record.ID), Asker: in.Actor.Officer.ID, Text: text, At: c.cfg.Now().UTC(), Answer: record.ID}
	told := in.answerers(e.Asker)
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
