package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"camnang/bot/journal"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// voted takes a vote in a quiz of the bot. Whose question it is, the record says that the quiz left behind; a vote in a quiz
// without one waits until the channel tells what the quiz asks. Until then, and to somebody who has not joined, nothing is said.
func (c *Conversation) voted(ctx context.Context, e Event) (Turn, error) {
	if !isPollID(e.Poll) {
		return Turn{}, nil
	}
	in, known, err := c.identified(ctx, e)
	if err != nil {
		return Turn{}, err
	}
	asked, noted, err := c.polled(ctx, e.Poll)
	if err != nil {
		return Turn{}, err
	}
	vote := quiz.HeldVote{Event: e.ID, Person: e.Person.ID, Chosen: e.Chosen, At: e.At}
	switch {
	case !known:
		body := trainingBody{What: ofAnother, Push: asked.Push}
		return Turn{}.noting(noteBy(e.ID, "", journal.NotCounted, false, body)), nil
	case noted:
		_, t, err := c.votedOn(ctx, in, asked, vote, nil)
		return t, err
	}
	return c.unnoted(ctx, in, e.Poll, func(h *quiz.HeldPoll) *quiz.HeldPoll { return h.With(vote) })
}

// pollChanged takes what the channel tells of a quiz of the bot: it is of use for one that left no record behind, and where a
// vote came before the record.
func (c *Conversation) pollChanged(ctx context.Context, e Event) (Turn, error) {
	if !isPollID(e.Poll) || e.Asked == nil || e.Asked.Question == "" {
		return Turn{}, nil
	}
	asked, noted, err := c.polled(ctx, e.Poll)
	if err != nil {
		return Turn{}, err
	}
	if noted {
		return c.overtaken(ctx, e, asked)
	}
	in, err := c.unasked(ctx, e)
	if err != nil {
		return Turn{}, err
	}
	return c.unnoted(ctx, in, e.Poll, func(h *quiz.HeldPoll) *quiz.HeldPoll {
		return h.Told(e.Asked.Question, e.Asked.Options, e.At)
	})
}

// isPollID reports whether a text is an id of a poll, which the channel numbers; the store takes no other as an id of a record.
func isPollID(id string) bool {
	return id != "" && len(id) <= 20 && strings.Trim(id, "0123456789") == ""
}

// polled reads which question a quiz asked; ok is false when it left no record behind.
func (c *Conversation) polled(ctx context.Context, poll string) (b pushBody, ok bool, err error) {
	r, err := c.cfg.Records.Record(ctx, queue.TableCarried, CarriedPoll(poll))
	if err != nil {
		return pushBody{}, false, fmt.Errorf("read which question a quiz asked: %w", err)
	}
	if r.Version == 0 {
		return pushBody{}, false, nil
	}
	sent, err := ReadCarried(r.Value)
	if err != nil || json.Unmarshal(sent.Body, &b) != nil {
		return pushBody{}, true, nil
	}
	return b, true, nil
}

// votedOn decides on a vote of the actor's in a quiz that asked this; a is the attempt as it is after votes before it in the same
// turn, nil when it is to be read. It returns the attempt after the vote.
func (c *Conversation) votedOn(ctx context.Context, in input, asked pushBody, v quiz.HeldVote, a *quiz.Attempt) (*quiz.Attempt, Turn, error) {
	p, known := in.Pushes.Push(asked.Push)
	switch {
	case !known:
		return a, unrecognised(in), nil
	case asked.Officer != in.Actor.Officer.ID:
		return a, sentence(say(pushRefusals[ofAnother])).noting(in.notCounted(ofAnother, p, asked.Try, asked.Item)), nil
	}
	if a == nil {
		var err error
		if a, err = c.attempt(ctx, p.ID, asked.Officer, asked.Try); err != nil {
			return nil, Turn{}, err
		}
	}
	after, why, t, err := c.answers(ctx, in, p, a, asked.Item, v.Chosen, v.At)
	if err != nil {
		return nil, Turn{}, err
	}
	if why != quiz.Counts {
		return after, sentence(say(pushRefusals[why])).and(t), nil
	}
	return after, message(c.pushVerdict(p, after, asked.Item)).and(t), nil
}

// unrecognised answers a vote in a quiz of which nobody knows what it asked.
func unrecognised(in input) Turn {
	return sentence(say("uncounted_tell_unknown")).noting(in.notCounted(quiz.Unrecognised, nil, 0, -1))
}

// unnoted takes what came of a quiz without a record: it is kept until both the vote and what the quiz asks are known, and then
// decided on. The turn rests on there being no record still, so that no vote waits for what was told before.
func (c *Conversation) unnoted(ctx context.Context, in input, poll string, with func(*quiz.HeldPoll) *quiz.HeldPoll) (Turn, error) {
	r, err := c.cfg.Records.Record(ctx, queue.TableHeld, poll)
	if err != nil {
		return Turn{}, fmt.Errorf("read what is held of a poll: %w", err)
	}
	before, err := quiz.ReadHeld(poll, r)
	if err != nil {
		return Turn{}, err
	}
	h := with(before)
	none := queue.Change{Table: queue.TableCarried, ID: CarriedPoll(poll)}
	if h.Question == "" || len(h.Votes) == 0 {
		return Turn{}.changing(h.Change(), none), nil
	}
	var t Turn
	var asked pushBody
	var a *quiz.Attempt
	owner := int64(0)
	for _, v := range h.Votes {
		voter, known := c.voter(in, v)
		if !known {
			continue
		}
		if owner == 0 {
			found, of, err := c.recognised(ctx, voter, h)
			if err != nil {
				return Turn{}, err
			}
			if of == nil {
				t = t.and(in.toChat(unrecognised(voter), v.Person))
				continue
			}
			asked, a, owner = found, of, v.Person
		}
		after, one, err := c.votedOn(ctx, voter, asked, v, votersOwn(a, voter))
		if err != nil {
			return Turn{}, err
		}
		if asked.Officer == voter.Actor.Officer.ID {
			a = after
		}
		t = t.and(in.toChat(one, v.Person))
	}
	if owner == 0 {
		h.Votes = nil
		return t.changing(h.Change(), none), nil
	}
	if p, ok := in.Pushes.Push(asked.Push); ok && p.Forgotten > 0 {
		// What is cut is not written anew; another vote is told the same once more.
		return t.changing(none, h.Gone()), nil
	}
	value, err := json.Marshal(Carried{Chat: owner, Poll: poll, Body: asked.json()})
	if err != nil {
		return Turn{}, fmt.Errorf("write which question a quiz asked: %w", err)
	}
	none.Value = value
	return t.changing(none, h.Gone()), nil
}

// overtaken decides on votes that came before the record of their quiz.
func (c *Conversation) overtaken(ctx context.Context, e Event, asked pushBody) (Turn, error) {
	r, err := c.cfg.Records.Record(ctx, queue.TableHeld, e.Poll)
	if err != nil {
		return Turn{}, fmt.Errorf("read what is held of a poll: %w", err)
	}
	h, err := quiz.ReadHeld(e.Poll, r)
	if err != nil || h.Record == 0 {
		return Turn{}, err
	}
	in, err := c.unasked(ctx, e)
	if err != nil {
		return Turn{}, err
	}
	t := Turn{}.changing(h.Gone())
	var a *quiz.Attempt
	for _, v := range h.Votes {
		voter, known := c.voter(in, v)
		if !known {
			continue
		}
		after, one, err := c.votedOn(ctx, voter, asked, v, votersOwn(a, voter))
		if err != nil {
			return Turn{}, err
		}
		if asked.Officer == voter.Actor.Officer.ID {
			a = after
		}
		t = t.and(in.toChat(one, v.Person))
	}
	return t, nil
}

// votersOwn is the attempt when it is the actor's, else nil.
func votersOwn(a *quiz.Attempt, in input) *quiz.Attempt {
	if a != nil && a.Officer == in.Actor.Officer.ID {
		return a
	}
	return nil
}

// voter is the input of a vote that was held; known is false for somebody who is no officer any more.
func (c *Conversation) voter(in input, v quiz.HeldVote) (voter input, known bool) {
	in.Event = Event{ID: v.Event, Kind: EventVote, Chat: v.Person, Person: Person{ID: v.Person}, Private: true, Chosen: v.Chosen, At: v.At}
	in.Actor, known = in.Roster.Actor(v.Person, c.cfg.First)
	return in, known && in.Actor.Officer != nil
}

// toChat sends the replies of a Turn to a chat, which is named where it is not that of the event.
func (in input) toChat(t Turn, chat int64) Turn {
	for i := range t.Replies {
		if chat != in.Chat {
			t.Replies[i].Chat = chat
		}
	}
	return t
}

// recognised finds among the actor's exercises the question that a poll asks, word for word and with the options in the order in
// which the officer has them; of several the likeliest (quiz.Likely). a is nil when there is none.
func (c *Conversation) recognised(ctx context.Context, in input, h *quiz.HeldPoll) (b pushBody, a *quiz.Attempt, err error) {
	who := in.Actor.Officer.ID
	var ids []string
	pushes := map[string]*quiz.Push{}
	for _, p := range in.Pushes.For(who) {
		if p.Kind == quiz.Practice {
			id := quiz.AttemptID(p.ID, who, 1)
			ids = append(ids, id)
			pushes[id] = p
		}
	}
	records, err := c.cfg.Records.Many(ctx, queue.TableAttempt, ids)
	if err != nil {
		return pushBody{}, nil, fmt.Errorf("read an officer's attempts: %w", err)
	}
	var found []pushBody
	var tries []*quiz.Attempt
	var likely []quiz.Candidate
	for _, r := range records {
		p := pushes[r.ID]
		try, err := quiz.ReadAttempt(r)
		if err != nil {
			return pushBody{}, nil, err
		}
		for n := range try.Items {
			if poll, ok := asPoll(p, &try.Items[n]); ok && h.Says(poll.Question, poll.Options) {
				found = append(found, pushBody{Made: madeQuestion, Push: p.ID, Officer: who, Try: try.Try, Item: n})
				tries = append(tries, try)
				likely = append(likely, quiz.Candidate{Given: try.Given, Waits: p.State == quiz.Open && try.Items[n].Chosen == nil})
			}
		}
	}
	if len(found) == 0 {
		return pushBody{}, nil, nil
	}
	ids = ids[:0]
	for _, b := range found {
		ids = append(ids, carriedItem(b.Push, who, b.Try, b.Item))
	}
	noted, err := c.cfg.Records.Many(ctx, queue.TableCarried, ids)
	if err != nil {
		return pushBody{}, nil, fmt.Errorf("read which polls are noted: %w", err)
	}
	for n, id := range ids {
		likely[n].Other = slices.ContainsFunc(noted, func(r queue.Record) bool { return r.ID == id })
	}
	best := quiz.Likely(likely)
	return found[best], tries[best], nil
}
