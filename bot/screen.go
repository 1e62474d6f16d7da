package bot

import (
	"context"
	"slices"

	"camnang/bot/officer"
)

// A screen is what a button with the verb "x" opens: "x:NAME:ARG:ARG:PAGE". To add one:
//
//  1. Give it a row in screenTable (or in a list of rows that screenTable appends): a name of a-z and 0-9, at most
//     16; the action that opening it is; about, which finds the object of that action in the arguments (aboutOfficer
//     reads the first as an officer; nil is any object); shared only when everybody in a group may read what it shows;
//     and handle.
//  2. Make its buttons with opens(label, name, page, args…). An argument is an id of a-z and 0-9, at most 16; "" is none.
//  3. handle is run only when `may` allowed the action on the object, in the private chat unless shared. It reads the
//     arguments from p.args and p.page, looks everything up anew in in.Roster, and returns inPlace(in.Event, …), or
//     below(in.Event, message(…)) when the message with the button is to stay. A change of the roster is
//     c.changed(in, edit, body, show), which notes it.
//  4. What needs a second right (another object, named by the second argument or by a typed name) goes through
//     c.may and c.denied, never through a comparison of its own.
//
// A handler is run again when its Turn met a conflict, and when the process died: it writes nothing but the dialogue.
type screen struct {
	name   string
	action officer.Action
	about  objectOf
	// shared is true when it is answered where the button is; otherwise the answer goes to the private chat.
	shared bool
	handle func(*Conversation, context.Context, input, payload) (Turn, error)
}

// same is the screen that shows what a command without a text does.
func same(cmd commandHandler) func(*Conversation, context.Context, input, payload) (Turn, error) {
	return func(c *Conversation, ctx context.Context, in input, _ payload) (Turn, error) {
		return cmd(c, ctx, in, "")
	}
}

func screenTable() []screen {
	return slices.Concat(
		privacyScreens(), peopleScreens(), unitScreens(), inviteScreens(), classScreens(), importScreens(), logbookScreens(), stateScreens(),
		agendaScreens(), remindScreens(), stepScreens(), timeScreens(), eventScreens(), planScreens(), makeScreens(), procedureScreens(),
		progressScreens(), reportScreens(), outsideScreens(), deadlineScreens(), daysOffScreens(), reminderScreens(),
		planImportScreens(), planGroupScreens(),
		ofModules(func(m module) []screen { return m.screens }),
	)
}

// opens is a button that opens a screen. page counts from 1.
func opens(name, screen string, page int, args ...string) Button {
	return Button{Label: label(name), Payload: toScreen(screen, page, args...).String()}
}

// toScreen is the payload of such a button, for turning.
func toScreen(screen string, page int, args ...string) payload {
	return payload{verb: openScreen, screen: screen, page: min(max(1, page), pageLimit), args: [2]string{argument(args, 0), argument(args, 1)}}
}

// runs is a button that gives a command.
func runs(name, command string) Button {
	return Button{Label: label(name), Payload: payload{verb: runCommand, command: command}.String()}
}

// screen opens the screen that a tapped button names, when the actor may.
func (c *Conversation) screen(ctx context.Context, in input, p payload) (Turn, error) {
	for i := range c.screens {
		s := &c.screens[i]
		if s.name != p.screen {
			continue
		}
		return c.permitted(in, "screen "+s.name, s.action, s.about, p.args[:], func() (Turn, error) {
			if s.shared {
				return s.handle(c, ctx, in, p)
			}
			return c.personally(in, func(in input) (Turn, error) {
				// Who goes elsewhere no longer answers what was asked before.
				if _, err := c.ended(ctx, in); err != nil {
					return Turn{}, err
				}
				return s.handle(c, ctx, in, p)
			})
		})
	}
	return c.forged(in, "button", say("tap_not_valid")), nil
}
