package bot

import (
	"context"
	"fmt"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/quiz"
)

// input is an event together with what rights are decided on. One roster is read for an event, so all that its
// handling decides rests on one state of the roster; when that has changed by the time the Turn is carried out,
// the event is handled anew.
type input struct {
	Event
	Actor  officer.Actor
	Roster *officer.Roster
	// Book is the plans; Bank, Pushes, Courses and Entries are what the training rests on. They are read after the roster and
	// under the same terms.
	Book    *plan.Book
	Bank    *quiz.Bank
	Pushes  *quiz.Pushes
	Courses *quiz.Courses
	Entries *quiz.Entries
}

// objectOf says what somebody's action is about, from the arguments of a screen or a wait. It returns the zero
// About when the arguments name nothing. A nil objectOf stands for any object: the row is for whoever may do the action
// to something, and its handler asks c.may about each thing that it shows.
type objectOf func(in input, args []string) officer.About

// aboutNothing is for actions that are not about anybody.
func aboutNothing(input, []string) officer.About { return officer.About{} }

// aboutSelf is for what an officer does with their own entry.
func aboutSelf(in input, _ []string) officer.About {
	if in.Actor.Officer == nil {
		return officer.About{}
	}
	return officer.About{Officer: in.Actor.Officer.ID}
}

// aboutOfficer is for screens and waits whose first argument is an officer.
func aboutOfficer(_ input, args []string) officer.About {
	return officer.About{Officer: officer.ID(argument(args, 0))}
}

// argument is the argument at a place, "" where there is none.
func argument(args []string, i int) string {
	if i >= len(args) {
		return ""
	}
	return args[i]
}

// identified reads the roster and says who did what the event tells. known is false for a stranger: whoever
// has not joined, or has left, or has not agreed to what is kept.
func (c *Conversation) identified(ctx context.Context, e Event) (in input, known bool, err error) {
	roster, err := c.cfg.People.Roster(ctx)
	if err != nil {
		return input{}, false, fmt.Errorf("read the roster: %w", err)
	}
	book, err := c.cfg.Plans.Book(ctx)
	if err != nil {
		return input{}, false, fmt.Errorf("read the plans: %w", err)
	}
	actor, known := roster.Actor(e.Person.ID, c.cfg.First)
	in = input{Event: e, Actor: actor, Roster: roster, Book: book}
	if err := c.trained(ctx, &in); err != nil {
		return input{}, false, err
	}
	return in, known && actor.Officer != nil, nil
}

// may is the one check of rights: nothing is read for, shown to or changed for somebody before it said yes. The
// tables (commands, screens, waits) name the action, and the object by a function; permitted asks for them all.
func (c *Conversation) may(in input, do officer.Action, about officer.About) bool {
	return in.Actor.Officer != nil && in.Roster.May(in.Actor, do, about)
}

// mayOpen says whether the actor may open what a row of a table describes: a command, a screen or a wait with these
// arguments.
func (c *Conversation) mayOpen(in input, do officer.Action, about objectOf, args []string) bool {
	if about == nil {
		return in.Actor.Officer != nil && in.Roster.MayAny(in.Actor, do)
	}
	return c.may(in, do, about(in, args))
}

// permitted runs handle when the actor may do it, and denies it otherwise, unless the arguments name what is there no more:
// then it says so. what names the command, screen or wait for the journal.
func (c *Conversation) permitted(in input, what string, do officer.Action, about objectOf, args []string, handle func() (Turn, error)) (Turn, error) {
	if c.mayOpen(in, do, about, args) {
		return handle()
	}
	if text := c.gone(in, do, about, args); text != "" {
		return refusal(in.Event, text), nil
	}
	object := officer.About{}
	if about != nil {
		object = about(in, args)
	}
	return c.denied(in, what, do, object), nil
}

// gone is the sentence for arguments of an old button, or a wait, that name nothing which is there: removed since, or never
// there. "" when they name something, or nothing is to be named. Ids of officers, units and classes cannot be guessed, so
// the sentence tells nobody what there is; plans are numbered, so theirs is the same for a plan that the actor may not see
// (denied).
func (c *Conversation) gone(in input, do officer.Action, about objectOf, args []string) string {
	if about == nil || argument(args, 0) == "" {
		return ""
	}
	there, text := true, ""
	switch a := about(in, args); {
	case a.Officer != "":
		_, there = in.Roster.Officer(a.Officer)
		text = say("person_gone")
	case a.Unit != "":
		_, there = in.Roster.Unit(a.Unit)
		text = say("unit_gone")
	case a.Class != "":
		_, there = in.Roster.Class(a.Class)
		text = say("class_gone")
	case a.Work == nil && do.IsAboutWork():
		there, text = false, say("work_gone")
	}
	if there {
		return ""
	}
	return text
}

// deniedBody is the journal's record of something that was not allowed.
type deniedBody struct {
	What   string         `json:"what"`
	Action officer.Action `json:"action,omitempty"`
	Object string         `json:"object,omitempty"`
	Chat   int64          `json:"chat,omitempty"`
}

// denied is one sentence and a journal note. The sentence says nothing of the object, not even whether there is one: of work
// that the actor may not see it is that for work which is not there.
func (c *Conversation) denied(in input, what string, do officer.Action, about officer.About) Turn {
	c.cfg.Log.Warn("an action was denied", "event", in.ID, "person", in.Person.ID, "what", what, "action", do)
	object := string(about.Officer) + string(about.Unit) + string(about.Class)
	body := deniedBody{What: what, Action: do, Object: object, Chat: in.groupChat()}
	text := say("denied")
	if do.IsAboutWork() && !c.may(in, officer.SeeWork, about) {
		text = say("work_gone")
	}
	return refusal(in.Event, text).noting(in.note(journal.Denied, false, body))
}

// forged answers a tap that no button of ours, or no button given to this person, leads to.
func (c *Conversation) forged(in input, what, note string) Turn {
	c.cfg.Log.Warn("a tap is not this person's to make", "event", in.ID, "person", in.Person.ID, "what", what)
	body := deniedBody{What: what, Action: officer.UseAssistant, Chat: in.groupChat()}
	return acknowledge(in.Event, note).noting(in.note(journal.Denied, false, body))
}

// groupChat is the chat of an event in a group, 0 in a private chat, whose number would name the person.
func (in input) groupChat() int64 {
	if in.Private {
		return 0
	}
	return in.Chat
}

// personally handles an event whose answer is for nobody but the person: in a group handle is run as though it
// had come in the person's private chat, its replies go there, and the group reads one line that says so.
func (c *Conversation) personally(in input, handle func(input) (Turn, error)) (Turn, error) {
	if in.Private {
		return handle(in)
	}
	alone := in
	alone.Chat, alone.Private, alone.Message = in.Person.ID, true, 0
	t, err := handle(alone)
	if err != nil {
		return Turn{}, err
	}
	sent, quiet := false, -1
	for i := range t.Replies {
		r := &t.Replies[i]
		switch {
		case r.Kind == Acknowledge && r.Note == "":
			quiet = i
		case r.Kind != Acknowledge && r.Chat == 0:
			r.Chat, sent = in.Person.ID, true
		}
	}
	switch {
	case !sent:
	case quiet >= 0:
		t.Replies[quiet].Note = say("answered_in_private_tap")
	case in.Kind != EventTap:
		t = sentence(say("answered_in_private")).and(t)
	}
	return t, nil
}
