package bot

import (
	"context"
	"errors"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/bot/quiz/statistics"
)

// givePushScreens are what may be done with a push that was given, by whoever may end it. Their first argument is the push.
func givePushScreens() []screen {
	of := func(name string, handle givenHandler) screen {
		return screen{name: name, action: officer.EndPush, about: aboutEnded, handle: ofPush(handle)}
	}
	// sure asks before something is done that cannot be taken back; question and done are texts for one that is planned only, or
	// for one that is out.
	sure := func(question func(*quiz.Push) string, yes, then string, can func(*quiz.Push) bool) givenHandler {
		return func(c *Conversation, _ context.Context, in input, p *quiz.Push, _ payload) (Turn, error) {
			if !can(p) {
				return refusal(in.Event, say("give_not_now", say(giveStates[p.State]))), nil
			}
			return inPlace(in.Event, []Span{plain(question(p))}, [][]Button{
				{opens(say(yes), then, 1, string(p.ID))}, {opens(say("give_not"), "push", 1, string(p.ID))},
			}), nil
		}
	}
	// does does it; told is the text for the maker when it is somebody else who does.
	does := func(done func(*quiz.Push) string, told string, can func(*quiz.Push) bool, do func(*Conversation, input, *quiz.Push) Turn) givenHandler {
		return func(c *Conversation, _ context.Context, in input, p *quiz.Push, _ payload) (Turn, error) {
			if !can(p) {
				return refusal(in.Event, say("give_not_now", say(giveStates[p.State]))), nil
			}
			return inPlace(in.Event, []Span{plain(done(p))}, [][]Button{
				{opens(say("give_follow"), "push", 1, string(p.ID))}, {opens(say("give_back"), "give", 1)},
			}).and(do(c, in, p)).and(in.tellsMaker(p, say(told, in.name(in.Actor.Officer.ID), p.Title))), nil
		}
	}
	says := func(planned, out string) func(*quiz.Push) string {
		return func(p *quiz.Push) string {
			if p.State == quiz.Planned {
				return say(planned, p.Title)
			}
			return say(out, p.Title)
		}
	}
	return []screen{
		of("giverecall", sure(says("give_recall_sure_planned", "give_recall_sure"), "give_recall_yes", "giverecalled", giveRecallable)),
		of("giverecalled", does(says("give_recall_done_planned", "give_recall_done"), "give_told_recalled", giveRecallable, (*Conversation).pushRecalled)),
		of("giveend", sure(says("give_end_sure", "give_end_sure"), "give_end_yes", "giveended", giveEndable)),
		of("giveended", does(says("give_end_done", "give_end_done"), "give_told_ended", giveEndable, (*Conversation).pushClosed)),
		of("giveextend", func(c *Conversation, _ context.Context, in input, p *quiz.Push, _ payload) (Turn, error) {
			if !giveExtensible(p) {
				return refusal(in.Event, say("give_not_now", say(giveStates[p.State]))), nil
			}
			id, one, three := string(p.ID), say("give_more_days", 1), say("give_more_days", 3)
			if p.Closes.IsZero() {
				one, three = say("give_days", 1), say("give_days", 3)
			}
			return inPlace(in.Event, []Span{bold(p.Title), plain("\n" + say("give_card_closes", c.giveCloses(p.Closes)))}, [][]Button{
				{opens(one, "giveextendby", 1, id), opens(three, "giveextendby", 3, id)},
				{opens(say("give_type"), "giveextendto", 1, id)},
				{opens(say("back"), "push", 1, id)},
			}), nil
		}),
		of("giveextendby", func(c *Conversation, ctx context.Context, in input, p *quiz.Push, at payload) (Turn, error) {
			from := c.cfg.Now().Truncate(time.Minute)
			for _, later := range []time.Time{p.Opens, p.Closes} {
				if later.After(from) {
					from = later
				}
			}
			return c.giveExtended(ctx, in, p, from.Add(time.Duration(min(at.page, 90))*24*time.Hour).UTC())
		}),
		of("giveextendto", func(c *Conversation, ctx context.Context, in input, p *quiz.Push, _ payload) (Turn, error) {
			return c.asking(ctx, in, "givetime", say("give_ask_closes"), string(p.ID), giveExtending)
		}),
		of("givemissed", (*Conversation).giveUnreached),
		{name: "giveagain", action: officer.ManagePush, about: aboutGiven, handle: ofPush(func(c *Conversation, _ context.Context, in input, p *quiz.Push, _ payload) (Turn, error) {
			return c.giveAgain(in, p), nil
		})},
	}
}

// tellsMaker tells who made a push what somebody else did with it.
func (in input) tellsMaker(p *quiz.Push, text string) Turn {
	return in.tells(p.By, []Span{plain(text)}, [][]Button{{opens(say("give_follow"), "push", 1, string(p.ID))}})
}

// giveRecallable, giveEndable and giveExtensible say what can be done with a push as it is.
func giveRecallable(p *quiz.Push) bool { return p.State == quiz.Planned || p.State == quiz.Open }

func giveEndable(p *quiz.Push) bool { return p.State == quiz.Open }

func giveExtensible(p *quiz.Push) bool {
	return (p.State == quiz.Planned || p.State == quiz.Open || p.State == quiz.Closed) && !p.Published && p.Forgotten == 0
}

// givenCard is the card of a push that was given: how it stands, whom it has not reached, how many have finished.
func (c *Conversation) givenCard(ctx context.Context, in input, p *quiz.Push) (Turn, error) {
	var s sheet
	s.para(bold(c.giveTitle(in, p)))
	s.line(plain(say(giveKinds[p.Kind]) + " – " + say(giveStates[p.State])))
	if p.By != in.Actor.Officer.ID {
		s.line(plain(say("push_from", in.name(p.By))))
	}
	s.para(plain(say("give_card_to", c.giveAudience(in, p))))
	s.line(plain(say("give_preview_asked", p.Asked())))
	s.line(plain(say("give_card_opens", c.giveOpens(p))))
	s.line(plain(say("give_card_closes", c.giveCloses(p.Closes))))
	missed := 0
	if p.State == quiz.Open || p.State == quiz.Closed {
		out, err := c.unreached(ctx, in, p)
		if err != nil {
			return Turn{}, err
		}
		missed = len(out)
		tries, err := c.attempts(ctx, p, p.Enrolled)
		if err != nil {
			return Turn{}, err
		}
		s.para(plain(say("give_reached", len(p.Enrolled), len(p.Enrolled)-missed)))
		if missed > 0 {
			s.line(plain(say("give_missed", missed)))
		}
		finished := 0
		for _, r := range statistics.Results(p, p.Enrolled, tries, c.cfg.Now()) {
			if r.Stage == statistics.Finished {
				finished++
			}
		}
		s.line(plain(say("give_finished", finished)))
	}
	if p.Weekly && len(p.Enrolled) > 0 {
		s.para(plain(say("give_weekly_stop")))
	}
	return inPlace(in.Event, s.done(), givenButtons(p, missed, c.may(in, officer.ManagePush, aboutPush(in, []string{string(p.ID)})))), nil
}

// givenButtons are the buttons of a push that was given; own says that the actor may do all with it and not only end it.
func givenButtons(p *quiz.Push, missed int, own bool) [][]Button {
	id := string(p.ID)
	var rows [][]Button
	if own && (p.State == quiz.Open || p.State == quiz.Closed) {
		rows = append(rows, []Button{opens(say("give_results"), "results", 1, id)})
		if p.Kind == quiz.Contest {
			rows = append(rows, []Button{opens(say("give_ranking"), "ranking", 1, id)})
		}
	}
	if missed > 0 {
		rows = append(rows, []Button{opens(say("give_see_missed", missed), "givemissed", 1, id)})
	}
	if giveExtensible(p) {
		name := say("give_extend")
		if p.Closes.IsZero() {
			name = say("give_set_close")
		}
		rows = append(rows, []Button{opens(name, "giveextend", 1, id)})
	}
	var ends []Button
	if giveEndable(p) {
		ends = append(ends, opens(say("give_end"), "giveend", 1, id))
	}
	if giveRecallable(p) {
		ends = append(ends, opens(say("give_recall"), "giverecall", 1, id))
	}
	rows = append(rows, inRows(ends, 2)...)
	if own {
		rows = append(rows, []Button{opens(say("give_again"), "giveagain", 1, id)})
	}
	return append(rows, []Button{opens(say("give_refresh"), "push", 1, id), opens(say("give_back"), "give", 1)})
}

// giveExtended lets answers count until a moment to come.
func (c *Conversation) giveExtended(ctx context.Context, in input, p *quiz.Push, until time.Time) (Turn, error) {
	switch _, err := p.Extended(until, c.cfg.Now()); {
	case errors.Is(err, quiz.ErrNotLater):
		return refusal(in.Event, say("give_extend_earlier", c.giveCloses(p.Closes))), nil
	case err != nil:
		return refusal(in.Event, say("give_not_now", say(giveStates[p.State]))), nil
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	done, told := "give_extend_done", "give_told_extended"
	if p.Closes.IsZero() {
		done, told = "give_close_set", "give_told_close_set"
	}
	return inPlace(in.Event, []Span{plain(say(done, p.Title, c.hour(until)))}, [][]Button{
		{opens(say("give_follow"), "push", 1, string(p.ID))}, {opens(say("give_back"), "give", 1)},
	}).and(c.pushExtended(in, p, until)).and(in.tellsMaker(p, say(told, in.name(in.Actor.Officer.ID), p.Title, c.hour(until)))), nil
}

// giveUnreached lists by name whom a push has not reached, and why: not joined, or the channel takes nothing for them.
func (c *Conversation) giveUnreached(ctx context.Context, in input, p *quiz.Push, at payload) (Turn, error) {
	out, err := c.unreached(ctx, in, p)
	if err != nil {
		return Turn{}, err
	}
	page, last, from, to := paged(len(out), 4*givePage, at.page)
	var s sheet
	s.para(bold(say("give_missed_heading", len(out))))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	for n, id := range out[from:to] {
		o, ok := in.Roster.Officer(id)
		if !ok {
			continue
		}
		why := say("give_missed_sending")
		if !o.Joined() {
			why = say("give_missed_absent")
		}
		name, _ := shorten(o.Name, 80)
		s.line(plain(say("give_missed_line", from+n+1, name, why)))
	}
	rows := turning(page, last, func(n int) payload { return toScreen("givemissed", n, string(p.ID)) })
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "push", 1, string(p.ID))})), nil
}

// giveAgain begins a draft with the questions of a push, for the same classes and units. Handled again, it shows the draft
// that is there.
func (c *Conversation) giveAgain(in input, p *quiz.Push) Turn {
	id := quiz.PushID("p" + answerID(in.ID)[:15])
	if d, ok := in.Pushes.Push(id); ok {
		return c.giveCard(in, d, "")
	}
	d := &quiz.Push{
		ID: id, Kind: p.Kind, By: in.Actor.Officer.ID, Classes: slices.Clone(p.Classes), Units: slices.Clone(p.Units), Draw: slices.Clone(p.Draw),
		Shuffle: p.Shuffle, Whole: p.Whole, Each: p.Each, Tries: p.Tries, After: p.After, State: quiz.Drafted, Made: c.cfg.Now().UTC(),
	}
	if len(p.Draw) == 0 {
		for _, q := range p.Pool {
			d.Picked = append(d.Picked, q.ID)
		}
	}
	return c.giveChanged(in, d, "")
}
