package bot

import (
	"fmt"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
)

// sentence is a Turn of one message without buttons.
func sentence(text string) Turn { return message([]Span{plain(text)}, nil) }

// message is a Turn of one message.
func message(text []Span, buttons [][]Button) Turn {
	return Turn{Replies: []Reply{{Kind: Send, Text: text, Buttons: buttons}}}
}

// acknowledge is a Turn that ends a tap, with a note shown for a moment ("": none).
func acknowledge(e Event, note string) Turn {
	return Turn{Replies: []Reply{{Kind: Acknowledge, Tap: e.Tap, Note: note}}}
}

// inPlace acknowledges a tap and changes the message under which the button was, or sends a new one where
// the channel does not say which that was. For an event that is no tap it is message.
func inPlace(e Event, text []Span, buttons [][]Button) Turn {
	if e.Kind != EventTap {
		return message(text, buttons)
	}
	r := Reply{Kind: Edit, Message: e.Message, Text: text, Buttons: buttons}
	if e.Message == 0 {
		r.Kind = Send
	}
	t := acknowledge(e, "")
	t.Replies = append(t.Replies, r)
	return t
}

// below acknowledges a tap and leaves its message as it is, with what more does standing below it. For an
// event that is no tap it is more alone.
func below(e Event, more Turn) Turn {
	if e.Kind != EventTap {
		return more
	}
	return acknowledge(e, "").and(more)
}

// noteLimit is how long the note of a tap may be, in UTF-16 units: Telegram's limit.
const noteLimit = 200

// refusal answers with a sentence: as the note under a tap, else as a message. One that is too long for a note is a message
// below the tap, for a tap in a group in the private chat of who tapped: a note is nobody else's to read.
func refusal(e Event, text string) Turn {
	switch {
	case e.Kind != EventTap:
		return sentence(text)
	case units(text) <= noteLimit:
		return acknowledge(e, text)
	case e.Private:
		return below(e, sentence(text))
	}
	t := acknowledge(e, say("answered_in_private_tap")).and(sentence(text))
	t.Replies[1].Chat = e.Person.ID
	return t
}

// and is both Turns, this one's replies first.
func (t Turn) and(more Turn) Turn {
	return Turn{
		Replies: append(t.Replies, more.Replies...),
		Notes:   append(t.Notes, more.Notes...),
		Changes: append(t.Changes, more.Changes...),
		Timers:  append(t.Timers, more.Timers...),
		Cancels: append(t.Cancels, more.Cancels...),
	}
}

// noting is the Turn with journal notes.
func (t Turn) noting(notes ...queue.Note) Turn { return t.and(Turn{Notes: notes}) }

// changing is the Turn with changes of records.
func (t Turn) changing(changes ...queue.Change) Turn { return t.and(Turn{Changes: changes}) }

// note is a journal note about the event, by who did it (nobody when that is a stranger). A body is one of our
// own structs; one that cannot be noted is a mistake in the program and panics.
func (in input) note(kind journal.Kind, personal bool, body any) queue.Note {
	var by officer.ID
	if in.Actor.Officer != nil {
		by = in.Actor.Officer.ID
	}
	return noteBy(in.ID, by, kind, personal, body)
}

func noteBy(event string, by officer.ID, kind journal.Kind, personal bool, body any) queue.Note {
	n, err := journal.NewNote(kind, event, by, personal, body)
	if err != nil {
		panic(fmt.Sprintf("bot: a note of kind %s: %v", kind, err))
	}
	return n
}
