package bot

import (
	"context"
	"slices"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/quiz"
)

// givePage is how many pushes, classes, units or questions stand on a page.
const givePage = 6

func giveModule() module {
	return module{
		commands: giveCommands(),
		screens:  slices.Concat(giveScreens(), giveToScreens(), giveAskScreens(), giveTimeScreens(), givePushScreens()),
		waits:    slices.Concat(giveWaits(), giveAskWaits(), giveTimeWaits()),
	}
}

func giveCommands() []command {
	return []command{{
		name: "giaobai", description: say("menu_giaobai"), action: officer.EndPush,
		aliases: []string{"giao bai", "giao bai cho lop", "giao bai luyen tap", "bai da giao"}, leads: []string{"giao bai"},
		handle: func(c *Conversation, _ context.Context, in input, _ string) (Turn, error) {
			return c.giveList(in, 1), nil
		},
	}}
}

// giveScreens are the list and the card of a draft. The first argument of all but the list is the push.
func giveScreens() []screen {
	return []screen{
		{name: "give", action: officer.EndPush, about: aboutGiver, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.giveList(in, p.page), nil
		}},
		{name: "givenew", action: officer.ManagePush, about: aboutGiver, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			kind := quiz.Kind(p.args[0])
			if giveKinds[kind] == "" {
				return refusal(in.Event, say("tap_not_valid")), nil
			}
			return c.giveStart(ctx, in, kind, nil, nil)
		}},
		{name: "push", action: officer.EndPush, about: aboutEnded, handle: ofPush((*Conversation).pushCard)},
		{name: "givetitle", action: officer.ManagePush, about: aboutGiven, handle: ofDraft(func(c *Conversation, ctx context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
			return c.asking(ctx, in, "givetitle", say("give_ask_title"), string(d.ID))
		})},
		{name: "givemix", action: officer.ManagePush, about: aboutGiven, handle: ofDraft(func(c *Conversation, _ context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
			next := *d
			next.Shuffle = !d.Shuffle
			return c.giveChanged(in, &next, ""), nil
		})},
		{name: "givedrop", action: officer.ManagePush, about: aboutGiven, handle: ofDraft(func(c *Conversation, _ context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
			return inPlace(in.Event, []Span{plain(say("give_drop_sure", c.giveTitle(in, d)))}, [][]Button{
				{opens(say("give_drop_yes"), "givedropped", 1, string(d.ID))}, {opens(say("give_drop_no"), "push", 1, string(d.ID))},
			}), nil
		})},
		{name: "givedropped", action: officer.ManagePush, about: aboutGiven, handle: ofDraft(func(c *Conversation, _ context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
			gone := d.Change()
			gone.Value = nil
			return inPlace(in.Event, []Span{plain(say("give_dropped"))}, [][]Button{{opens(say("give_back"), "give", 1)}}).changing(gone), nil
		})},
		{name: "giveview", action: officer.ManagePush, about: aboutGiven, handle: ofDraft(func(c *Conversation, _ context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
			return c.givePreview(in, d, false), nil
		})},
		{name: "givego", action: officer.ManagePush, about: aboutGiven, handle: ofDraft(func(c *Conversation, _ context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
			return c.giveConfirmed(in, d, p.args[1]), nil
		})},
	}
}

func giveWaits() []wait {
	return []wait{{name: "givetitle", action: officer.ManagePush, about: aboutGiven, handle: awaitsDraft(func(c *Conversation, ctx context.Context, in input, d *quiz.Push, _ []string, text string) (Turn, error) {
		title := strings.Join(strings.Fields(text), " ")
		if units(title) > giveTitleMost {
			return sentence(say("give_title_long", giveTitleMost)), nil
		}
		if _, err := c.ended(ctx, in); err != nil {
			return Turn{}, err
		}
		next := *d
		next.Title = title
		return c.giveChanged(in, &next, ""), nil
	})}}
}

// giveTitleMost is how long a title may be, in UTF-16 units: two lines of a telephone.
const giveTitleMost = 100

// aboutGiver is for what somebody does with what they give themselves.
func aboutGiver(in input, _ []string) officer.About {
	if in.Actor.Officer == nil {
		return officer.About{}
	}
	return officer.About{Made: &officer.Made{Owner: in.Actor.Officer.ID}}
}

// aboutGiven is aboutPush, but that what is there no more is the actor's own: a draft that was dropped is said to be gone.
func aboutGiven(in input, args []string) officer.About {
	if about := aboutPush(in, args); about.Made != nil {
		return about
	}
	return aboutGiver(in, args)
}

// aboutEnded is for what others may do too with a push that was given, the trainers of the classes that it was given to alone
// among them. What is there no more is the actor's own.
func aboutEnded(in input, args []string) officer.About {
	if p, ok := in.Pushes.Push(quiz.PushID(argument(args, 0))); ok {
		return madeFor(p)
	}
	return aboutGiver(in, args)
}

// madeFor is what the right to end a push is decided on.
func madeFor(p *quiz.Push) officer.About {
	made := &officer.Made{Owner: p.By}
	if len(p.Units) == 0 {
		made.Classes = p.Classes
	}
	return officer.About{Made: made}
}

// givenHandler is a handler of a screen about a push.
type givenHandler func(c *Conversation, ctx context.Context, in input, d *quiz.Push, p payload) (Turn, error)

// ofPush finds the push that the first argument names. Only drafts are ever removed, so one that is not there was one. A draft
// is nobody's but its maker's.
func ofPush(handle givenHandler) screenHandler {
	return func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
		d, ok := in.Pushes.Push(quiz.PushID(p.args[0]))
		if !ok {
			return refusal(in.Event, say("give_gone")), nil
		}
		if about := aboutPush(in, p.args[:]); d.State == quiz.Drafted && !c.may(in, officer.ManagePush, about) {
			return c.denied(in, "screen "+p.screen, officer.ManagePush, about), nil
		}
		return handle(c, ctx, in, d, p)
	}
}

// ofDraft is ofPush for what is still being put together: of one that was given it is said that it was.
func ofDraft(handle givenHandler) screenHandler {
	return ofPush(func(c *Conversation, ctx context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
		if d.State != quiz.Drafted {
			return refusal(in.Event, noDraft(d)), nil
		}
		return handle(c, ctx, in, d, p)
	})
}

// noDraft says that what was a draft is one no more.
func noDraft(d *quiz.Push) string { return say("give_given", say(giveStates[d.State])) }

// awaitsDraft is the same for what is typed about a draft.
func awaitsDraft(handle func(c *Conversation, ctx context.Context, in input, d *quiz.Push, args []string, text string) (Turn, error)) func(*Conversation, context.Context, input, []string, string) (Turn, error) {
	return awaitsPush(func(c *Conversation, ctx context.Context, in input, d *quiz.Push, args []string, text string) (Turn, error) {
		if d.State == quiz.Drafted {
			return handle(c, ctx, in, d, args, text)
		}
		if _, err := c.ended(ctx, in); err != nil {
			return Turn{}, err
		}
		return sentence(noDraft(d)), nil
	})
}

// awaitsPush is the same for what is typed about any push.
func awaitsPush(handle func(c *Conversation, ctx context.Context, in input, d *quiz.Push, args []string, text string) (Turn, error)) func(*Conversation, context.Context, input, []string, string) (Turn, error) {
	return func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
		if d, ok := in.Pushes.Push(quiz.PushID(argument(args, 0))); ok {
			return handle(c, ctx, in, d, args, text)
		}
		if _, err := c.ended(ctx, in); err != nil {
			return Turn{}, err
		}
		return sentence(say("give_gone")), nil
	}
}

// giveStart begins a draft of a kind with these questions for these classes, and shows its card; when questions are there and
// nothing is missing, what giving it would do, with the button that does it. Who teaches one class only begins with that.
// Handled again, it shows the draft that is there.
func (c *Conversation) giveStart(_ context.Context, in input, kind quiz.Kind, picked []quiz.ID, classes []officer.ClassID) (Turn, error) {
	id := quiz.PushID("p" + answerID(in.ID)[:15])
	show := func(d *quiz.Push) Turn {
		if len(picked) > 0 && d.State == quiz.Drafted {
			return c.givePreview(in, d, false)
		}
		return c.giveCard(in, d, "")
	}
	if d, ok := in.Pushes.Push(id); ok {
		return show(d), nil
	}
	for _, class := range classes {
		if about := (officer.About{Class: class}); !c.may(in, officer.PushClass, about) {
			return c.denied(in, "give", officer.PushClass, about), nil
		}
	}
	if own := c.giveClasses(in); len(classes) == 0 && len(own) == 1 {
		classes = []officer.ClassID{own[0].ID}
	}
	d := &quiz.Push{
		ID: id, Kind: kind, By: in.Actor.Officer.ID, Classes: classes, Shuffle: true, State: quiz.Drafted, Made: c.cfg.Now().UTC(),
	}
	d, _ = d.WithPicked(picked...)
	return show(d).changing(d.Change()), nil
}

// giveChanged writes a draft and shows its card, with read in front, which says how something typed was
// understood ("" for nothing).
func (c *Conversation) giveChanged(in input, d *quiz.Push, read string) Turn {
	return c.giveCard(in, d, read).changing(d.Change())
}

// giveClasses are the classes that the actor may give questions to.
func (c *Conversation) giveClasses(in input) []*officer.Class {
	return slices.DeleteFunc(in.Roster.Classes(), func(class *officer.Class) bool {
		return !c.may(in, officer.PushClass, officer.About{Class: class.ID})
	})
}

// giveKinds and giveStates are the texts for the kinds and the states of pushes.
var (
	giveKinds  = map[quiz.Kind]string{quiz.Practice: "give_practice", quiz.Test: "give_test", quiz.Contest: "give_contest"}
	giveStates = map[quiz.PushState]string{
		quiz.Drafted: "give_drafted", quiz.Planned: "give_planned", quiz.Open: "give_open", quiz.Closed: "give_closed", quiz.Recalled: "give_recalled",
	}
)

// giveList is /giaobai: a page of what the actor has given and is putting together, and of what others gave and the actor may
// end, newest first.
func (c *Conversation) giveList(in input, asked int) Turn {
	me := in.Actor.Officer.ID
	var own []*quiz.Push
	for _, p := range in.Pushes.All() {
		if p.By == me || p.State != quiz.Drafted && c.may(in, officer.EndPush, madeFor(p)) {
			own = append(own, p)
		}
	}
	page, last, from, to := paged(len(own), givePage, asked)
	var s sheet
	s.para(bold(say("give_heading")))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	if len(own) == 0 {
		s.para(plain(say("give_none")))
	}
	var rows [][]Button
	if c.may(in, officer.ManagePush, aboutGiver(in, nil)) {
		rows = [][]Button{{opens(say("give_new"), "givenew", 1, string(quiz.Practice))}, {opens(say("give_new_test"), "givenew", 1, string(quiz.Test))}}
	}
	for n, p := range own[from:to] {
		s.para(plain(say("give_line", from+n+1, c.giveTitle(in, p), c.giveState(p))))
		if p.By != me {
			s.line(plain(say("push_from", in.name(p.By))))
		}
		rows = append(rows, []Button{opens(say("give_open_line", from+n+1, c.giveTitle(in, p)), "push", 1, string(p.ID))})
	}
	return inPlace(in.Event, s.done(), append(rows, turning(page, last, func(n int) payload { return toScreen("give", n) })...))
}

// giveState says how far a push is, and the moment that counts then.
func (c *Conversation) giveState(p *quiz.Push) string {
	state := say(giveStates[p.State])
	switch {
	case p.State == quiz.Planned && p.Weekly:
		return say("give_state_weekly", state, c.hour(p.Opens))
	case p.State == quiz.Planned:
		return say("give_state_opens", state, c.hour(p.Opens))
	case p.State == quiz.Open && !p.Closes.IsZero():
		return say("give_state_closes", state, c.hour(p.Closes))
	}
	return state
}
