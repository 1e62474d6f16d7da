package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// ofAnother is why a vote or a tap does not count that is about somebody else's question.
const ofAnother = "of-another"

// pushRefusals say why an answer changes nothing.
var pushRefusals = map[quiz.Refusal]string{
	quiz.NotEnrolled: "uncounted_tell_not_enrolled", quiz.NoSuch: "uncounted_tell_no_such", quiz.Nothing: "uncounted_tell_nothing",
	quiz.Repeated: "uncounted_tell_repeated", quiz.Late: "uncounted_tell_late", quiz.TakenBack: "uncounted_tell_recalled",
	quiz.Done: "uncounted_tell_done", quiz.OutOfTime: "uncounted_tell_late", quiz.NotBegun: "uncounted_tell_no_such",
	ofAnother: "uncounted_tell_of_another",
}

// notCounted notes why an answer of the actor's did not count; p may be nil, item counts from 0 and is -1 for none.
func (in input) notCounted(why quiz.Refusal, p *quiz.Push, try, item int) queue.Note {
	body := trainingBody{What: string(why), Try: try, Item: item + 1}
	if p != nil {
		body.Push = p.ID
	}
	return in.note(journal.NotCounted, false, body)
}

// answers decides on an answer of the actor's to an item of their practice: places as they see them, at a moment. It gives the
// attempt after it and what follows besides replies: the attempt, what is learned, the journal's note. An answer that was
// carried out already, because the event is handled again, counts and changes nothing more. When it does not count, the
// attempt is the one before, and the note says why.
func (c *Conversation) answers(ctx context.Context, in input, p *quiz.Push, a *quiz.Attempt, item int, chosen []int, at time.Time) (after *quiz.Attempt, why quiz.Refusal, t Turn, err error) {
	if p.Kind != quiz.Practice {
		return a, quiz.NoSuch, t.noting(in.notCounted(quiz.NoSuch, p, 1, item)), nil
	}
	if a != nil && item >= 0 && item < len(a.Items) && a.Items[item].Event == in.ID {
		return a, quiz.Counts, Turn{}, nil
	}
	after, why = p.Answer(a, item, chosen, at)
	if why != quiz.Counts {
		return a, why, t.noting(in.notCounted(why, p, 1, item)), nil
	}
	got := &after.Items[item]
	got.Event = in.ID
	changes, err := c.learned(ctx, in.Actor.Officer.ID, []learnedAnswer{{question: &p.Pool[got.Question], right: got.Right}})
	if err != nil {
		return nil, "", Turn{}, err
	}
	t = t.changing(after.Change()).changing(changes...).noting(in.note(journal.Answered, false, trainingBody{
		Push: p.ID, Try: after.Try, Item: item + 1, Chosen: slices.Clone(got.Chosen),
	}))
	return after, quiz.Counts, t, nil
}

// pushDone is what is said with the answer that ended an attempt, "" with another.
func pushDone(a *quiz.Attempt, item int) string {
	if a.Ended.IsZero() || !a.Ended.Equal(a.Items[item].At) {
		return ""
	}
	m := a.Mark()
	return say("push_done", m.Of, m.Right)
}

// pushVerdict is the verdict on an item of an attempt and what is said when it was the last one.
func (c *Conversation) pushVerdict(p *quiz.Push, a *quiz.Attempt, item int) ([]Span, [][]Button) {
	i := &a.Items[item]
	text, buttons := c.verdict(&p.Pool[i.Question], i)
	if done := pushDone(a, item); done != "" {
		text = append(text[:len(text):len(text)], plain("\n\n"), bold(done))
	}
	return text, buttons
}

// pushScreens are those of exercises. The first argument is the push, the page the item of the actor's own attempt, counted
// from 1; so nobody's button reaches another's attempt.
func pushScreens() []screen {
	return []screen{
		{name: "pushtap", action: officer.Learn, about: aboutNothing, handle: (*Conversation).pushTapped},
		{name: "pushsend", action: officer.Learn, about: aboutNothing, handle: (*Conversation).pushSent},
		{name: "pushagain", action: officer.Learn, about: aboutNothing, handle: (*Conversation).pushAgain},
	}
}

// pushOwn finds the push that a button names and the actor's attempt at it. ok is false when there is none; t then says so, and
// the journal has it.
func (c *Conversation) pushOwn(ctx context.Context, in input, b payload) (p *quiz.Push, a *quiz.Attempt, t Turn, ok bool, err error) {
	p, known := in.Pushes.Push(quiz.PushID(b.args[0]))
	if !known || p.Kind != quiz.Practice || p.State == quiz.Drafted || p.State == quiz.Planned {
		return nil, nil, refusal(in.Event, say("push_gone")).noting(in.notCounted(quiz.NoSuch, nil, 0, -1)), false, nil
	}
	if a, err = c.attempt(ctx, p.ID, in.Actor.Officer.ID, 1); err != nil {
		return nil, nil, Turn{}, false, err
	}
	if a == nil {
		key := pushRefusals[quiz.NotEnrolled]
		if slices.Contains(p.Enrolled, in.Actor.Officer.ID) {
			key = "push_under_way"
		}
		return nil, nil, refusal(in.Event, say(key)).noting(in.notCounted(quiz.NotEnrolled, p, 0, b.page-1)), false, nil
	}
	return p, a, Turn{}, true, nil
}

// pushTapped takes a tap on a letter of a card: the answer where one option is right, a tick where several are.
func (c *Conversation) pushTapped(ctx context.Context, in input, b payload) (Turn, error) {
	p, a, t, ok, err := c.pushOwn(ctx, in, b)
	if err != nil || !ok {
		return t, err
	}
	item, place := b.page-1, pushPlaceOf(b.args[1])
	if item >= len(a.Items) || !p.Pool[a.Items[item].Question].Several() {
		return c.pushAnswered(ctx, in, p, a, item, []int{place})
	}
	after, why := p.Ticks(a, item, place, in.At)
	if why != quiz.Counts {
		return refusal(in.Event, say(pushRefusals[why])).noting(in.notCounted(why, p, a.Try, item)), nil
	}
	text, buttons := pushCard(p, after, item)
	if pushUnits(text) > messageLimit {
		s := pushCardText(p, after, item, true)
		s.para(ital(say("push_choose_several")))
		text = s.spans
	}
	return inPlace(in.Event, text, buttons).changing(after.Change()), nil
}

// pushSent takes the answer that is ticked on a card.
func (c *Conversation) pushSent(ctx context.Context, in input, b payload) (Turn, error) {
	p, a, t, ok, err := c.pushOwn(ctx, in, b)
	if err != nil || !ok {
		return t, err
	}
	item := b.page - 1
	var chosen []int
	if item < len(a.Items) {
		i := &a.Items[item]
		chosen = i.Places(&p.Pool[i.Question], i.Ticked)
	}
	return c.pushAnswered(ctx, in, p, a, item, chosen)
}

// pushAnswered takes an answer given on a card, and shows the card with its verdict and without its buttons.
func (c *Conversation) pushAnswered(ctx context.Context, in input, p *quiz.Push, a *quiz.Attempt, item int, chosen []int) (Turn, error) {
	after, why, t, err := c.answers(ctx, in, p, a, item, chosen, in.At)
	if err != nil {
		return Turn{}, err
	}
	if why != quiz.Counts {
		return refusal(in.Event, say(pushRefusals[why])).and(t), nil
	}
	q, i := &p.Pool[after.Items[item].Question], &after.Items[item]
	verdict, buttons := c.pushVerdict(p, after, item)
	given := plain("\n\n" + say("push_chosen", quiz.Letters(i.Places(q, i.Chosen))) + "\n")
	for _, short := range []bool{false, true} {
		text := append(slices.Clone(pushCardText(p, after, item, short).spans), given)
		if whole := append(slices.Clone(text), verdict...); pushUnits(whole) <= messageLimit {
			return inPlace(in.Event, whole, buttons).and(t), nil
		}
	}
	text := append(slices.Clone(pushCardText(p, after, item, true).spans), plain("\n\n"+say("push_chosen", quiz.Letters(i.Places(q, i.Chosen)))))
	return inPlace(in.Event, text, nil).and(message(verdict, buttons)).and(t), nil
}

// pushUnits is the length of a text in UTF-16 units.
func pushUnits(text []Span) int {
	n := 0
	for _, s := range text {
		n += units(s.Text)
	}
	return n
}

// againMost is how many cards pushAgain sends at once.
const againMost = 5

// pushAgain sends the questions of an exercise that the actor has not answered once more, as cards, from the item on that the
// page says: for whoever lost the messages.
func (c *Conversation) pushAgain(ctx context.Context, in input, b payload) (Turn, error) {
	p, a, t, ok, err := c.pushOwn(ctx, in, b)
	if err != nil || !ok {
		return t, err
	}
	switch {
	case p.State == quiz.Recalled:
		return refusal(in.Event, say("push_again_recalled")), nil
	case p.Over(in.At):
		return refusal(in.Event, say("push_again_over")), nil
	}
	var open []int
	for item := range a.Items {
		if a.Items[item].Chosen == nil && item >= b.page-1 {
			open = append(open, item)
		}
	}
	if len(open) == 0 {
		m := a.Mark()
		return refusal(in.Event, say("push_none_open", m.Answered, m.Of)), nil
	}
	more := Turn{}
	for _, item := range open[:min(againMost, len(open))] {
		more.Replies = append(more.Replies, rendersLater(pushBody{Made: madeCard, Push: p.ID, Officer: a.Officer, Try: a.Try, Item: item}))
	}
	if left := len(open) - againMost; left > 0 {
		more = more.and(message([]Span{plain(say("push_more_open", left))}, [][]Button{{opens(say("push_more"), "pushagain", open[againMost]+1, string(p.ID))}}))
	}
	// Whoever asks for the questions was reached, although the first message was not.
	intro := carriedIntro(p.ID, a.Officer)
	first, err := c.cfg.Records.Record(ctx, queue.TableCarried, intro)
	if err != nil {
		return Turn{}, fmt.Errorf("read whether an officer was reached: %w", err)
	}
	if first.Version == 0 {
		raw, err := json.Marshal(Carried{Chat: in.Person.ID, Body: pushBody{Made: madeIntro, Push: p.ID, Officer: a.Officer, Try: 1}.json()})
		if err != nil {
			return Turn{}, fmt.Errorf("write that an officer was reached: %w", err)
		}
		more = more.changing(queue.Change{Table: queue.TableCarried, ID: intro, Was: queue.Any, Value: raw})
	}
	return below(in.Event, more), nil
}
