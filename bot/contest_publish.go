package bot

import (
	"context"
	"fmt"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// publishedNames say what was published: names too, or only units.
var publishedNames = map[bool]string{true: "contest_published_names", false: "contest_published_units"}

// publishWays are what an organiser may publish, as the second argument of a screen says it, with whether names are.
var publishWays = map[string]bool{"names": true, "units": false}

// publishScreens publish the results of a contest: what is published is chosen, and confirmed once. Their first argument is
// the contest.
func publishScreens() []screen {
	of := func(name string, handle givenHandler) screen {
		return screen{name: name, action: officer.ManagePush, about: aboutPush, handle: ofPush(func(c *Conversation, ctx context.Context, in input, p *quiz.Push, at payload) (Turn, error) {
			switch {
			case p.Kind != quiz.Contest:
				return refusal(in.Event, say("contest_no_contest")), nil
			case p.Published:
				return refusal(in.Event, say("contest_published_already")), nil
			case p.State != quiz.Closed:
				return refusal(in.Event, say("contest_not_closed")), nil
			}
			return handle(c, ctx, in, p, at)
		})}
	}
	// chosen is for screens whose second argument is what is published.
	chosen := func(handle func(c *Conversation, ctx context.Context, in input, p *quiz.Push) (Turn, error)) givenHandler {
		return func(c *Conversation, ctx context.Context, in input, p *quiz.Push, at payload) (Turn, error) {
			names, ok := publishWays[at.args[1]]
			if !ok {
				return c.forged(in, "button", say("tap_not_valid")), nil
			}
			next := *p
			next.Names = names
			return handle(c, ctx, in, &next)
		}
	}
	return []screen{
		of("contestpublish", func(_ *Conversation, _ context.Context, in input, p *quiz.Push, _ payload) (Turn, error) {
			id := string(p.ID)
			return inPlace(in.Event, []Span{bold(say("contest_choose", p.Title)), plain("\n\n" + say("contest_choose_what"))}, [][]Button{
				{opens(say("contest_with_names"), "contestsure", 1, id, "names")},
				{opens(say("contest_without_names"), "contestsure", 1, id, "units")},
				{opens(say("contest_not_yet"), "ranking", 1, id)},
			}), nil
		}),
		of("contestsure", chosen((*Conversation).contestSure)),
		of("contestdo", chosen((*Conversation).contestPublished)),
	}
}

// publishWay is the second argument for what a contest with that choice publishes.
func publishWay(p *quiz.Push) string {
	if p.Names {
		return "names"
	}
	return "units"
}

// contestSure asks once more, and says what is told to whom.
func (c *Conversation) contestSure(ctx context.Context, in input, p *quiz.Push) (Turn, error) {
	places, err := c.places(ctx, p)
	if err != nil {
		return Turn{}, err
	}
	id := string(p.ID)
	var s sheet
	s.para(bold(say("contest_sure", p.Title)))
	s.para(plain(say(publishedNames[p.Names])))
	s.para(plain(say("contest_sure_told", len(places))))
	s.line(plain(say("contest_sure_final")))
	return inPlace(in.Event, s.done(), [][]Button{
		{opens(say("contest_do"), "contestdo", 1, id, publishWay(p))}, {opens(say("contest_not_yet"), "ranking", 1, id)},
	}), nil
}

// dueRank is the timer by which an officer who took part is told the own place, in the lane of the officer's chat. Its ID is
// the place, and Try among how many: what is published changes no more, and is not ranked anew for each.
const dueRank = "rank"

func rankTimer(p quiz.PushID, o *officer.Officer, at time.Time, place, among int) (string, int64, time.Time, dueBody) {
	return dueRank + "." + string(p) + "." + string(o.ID), o.Telegram, at, dueBody{What: dueRank, Push: p, Officer: o.ID, Try: among, ID: fmt.Sprint(place)}
}

// contestPublished publishes a contest as chosen in p. Those who took part are told by a timer each, the groups of its
// classes the totals alone. Tapped twice, it is published once.
func (c *Conversation) contestPublished(ctx context.Context, in input, p *quiz.Push) (Turn, error) {
	places, err := c.places(ctx, p)
	if err != nil {
		return Turn{}, err
	}
	t := c.pushPublished(in, p)
	for _, place := range places {
		if o, ok := in.Roster.Officer(place.Who); ok && o.Joined() {
			t.Timers = append(t.Timers, trainingTimer(rankTimer(p.ID, o, c.cfg.Now(), place.Place, len(places))))
		}
	}
	for _, id := range p.Classes {
		class, ok := in.Roster.Class(id)
		if !ok || class.Chat == 0 {
			continue
		}
		own, err := c.pushTotals(ctx, p, pushAmong(p.Enrolled, class.Members))
		if err != nil {
			return Turn{}, err
		}
		text := say("contest_group_few", p.Title)
		if own.tookPart >= pushGroupLeast {
			text = say("contest_group", p.Title, own.tookPart, own.enrolled, own.mean())
		}
		t.Replies = append(t.Replies, Reply{Kind: Send, Chat: class.Chat, Text: []Span{plain(text)}})
	}
	return inPlace(in.Event, []Span{bold(say("contest_done", p.Title)), plain("\n" + say("contest_done_told", len(places)))}, [][]Button{
		{opens(say("contest_see"), "ranking", 1, string(p.ID))}, {opens(say("contest_list"), "contests", 1)},
	}).and(t), nil
}

// contestTold tells an officer the own place, and gives what was answered to what the officer learns.
func (c *Conversation) contestTold(ctx context.Context, in input, lane int64, d dueBody) (Turn, error) {
	p, known := in.Pushes.Push(d.Push)
	o, there := in.Roster.Officer(d.Officer)
	switch {
	case !known, !p.Published, !there, !o.Joined():
		return Turn{}, nil
	case o.Telegram != lane:
		// The officer speaks from another account by now.
		return Turn{Timers: []queue.Timer{trainingTimer(dueRank+"."+string(p.ID)+"."+string(o.ID), o.Telegram, c.cfg.Now(), d)}}, nil
	}
	learned, err := c.examPublished(ctx, in, p, o.ID)
	if err != nil {
		return Turn{}, err
	}
	var s sheet
	s.para(bold(say("contest_told", p.Title)))
	s.para(plain(say("contest_told_place", d.ID, d.Try)))
	id := string(p.ID)
	return message(s.done(), [][]Button{
		{opens(say("contest_see"), "ranking", 1, id)}, {opens(say("contest_own_result"), "exam", 1, id)},
	}).changing(learned...), nil
}
