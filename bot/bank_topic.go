package bot

import (
	"context"
	"errors"
	"slices"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/corpus/viet"
)

// topicsPage is how many topics stand on a page.
const topicsPage = 8

// bankTopicScreens are the topics that units add. The first argument is the topic, of "topicadd" the unit.
func bankTopicScreens() []screen {
	return []screen{
		{name: "topics", action: officer.KeepBank, about: aboutNothing, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.topicList(in, p.page), nil
		}},
		{name: "topic", action: officer.KeepBank, about: aboutNothing, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.topicCard(in, p.args[0]), nil
		}},
		{name: "topicadd", action: officer.PushUnit, about: aboutUnit, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.asking(ctx, in, "topicadd", say("topic_ask_name", unitLabel(in.Roster, officer.UnitID(p.args[0]))), p.args[0])
		}},
		{name: "topicname", action: officer.PushUnit, about: aboutTopic, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			t, _ := in.Bank.Topic(p.args[0])
			return c.asking(ctx, in, "topicname", say("topic_ask_new_name", t.Name), p.args[0])
		}},
		{name: "topicdrop", action: officer.PushUnit, about: aboutTopic, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.topicDropped(in, p.args[0])
		}},
	}
}

// bankTopicWaits are the names asked for.
func bankTopicWaits() []wait {
	named := func(of func(in input, arg, name string) (quiz.Topic, error)) func(*Conversation, context.Context, input, []string, string) (Turn, error) {
		return func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
			t, err := of(in, args[0], text)
			if key := topicProblem(err); key != "" {
				return message([]Span{plain(say(key))}, [][]Button{{runs(say("cancel"), "huy")}}), nil
			}
			if err != nil {
				return Turn{}, err
			}
			if _, err := c.ended(ctx, in); err != nil {
				return Turn{}, err
			}
			return message([]Span{plain(say("topic_kept", t.Name))}, [][]Button{{opens(say("topics_open"), "topics", 1)}}).
				changing(t.Change()).noting(in.note(journal.Coursed, false, trainingBody{What: "topic", ID: t.ID})), nil
		}
	}
	return []wait{
		{name: "topicadd", action: officer.PushUnit, about: aboutUnit, handle: named(func(in input, unit, name string) (quiz.Topic, error) {
			return in.Bank.AddTopic(name, officer.UnitID(unit))
		})},
		{name: "topicname", action: officer.PushUnit, about: aboutTopic, handle: named(func(in input, id, name string) (quiz.Topic, error) {
			return in.Bank.RenameTopic(id, name)
		})},
	}
}

// topicProblem is the text for what cannot be done with a topic, "" for another error and for none.
func topicProblem(err error) string {
	for _, p := range []struct {
		err error
		key string
	}{
		{quiz.ErrTopicName, "topic_bad_name"}, {quiz.ErrTopicThere, "topic_there"}, {quiz.ErrTopicUsed, "topic_used"}, {quiz.ErrTopicFixed, "topic_gone"},
	} {
		if errors.Is(err, p.err) {
			return p.key
		}
	}
	return ""
}

// aboutTopic is for screens and waits whose first argument is a topic that a unit added: by that unit.
func aboutTopic(in input, args []string) officer.About {
	t, _ := in.Bank.Topic(argument(args, 0))
	return officer.About{Unit: t.Unit}
}

// of reports whether what is a unit's is an officer's too: in that unit or below it. "" is everybody's.
func (in input) of(unit officer.UnitID, o *officer.Officer) bool {
	return unit == "" || slices.ContainsFunc(in.Roster.Path(o.Unit), func(u *officer.Unit) bool { return u.ID == unit })
}

// shares reports whether what is a unit's is shown to the actor: to whoever is in it or below, to those who may give
// questions to it, and to who keeps the whole bank.
func (c *Conversation) shares(in input, unit officer.UnitID) bool {
	return in.of(unit, in.Actor.Officer) || c.may(in, officer.PushUnit, officer.About{Unit: unit}) ||
		c.may(in, officer.ChangeQuestion, officer.About{Made: &officer.Made{}})
}

// shows reports whether the actor is shown a question: one that is shared, and one's own. Of everybody's, what is not approved
// is for those who may enter such.
func (c *Conversation) shows(in input, q *quiz.Question) bool {
	if c.may(in, officer.ChangeQuestion, officer.About{Made: &officer.Made{Owner: q.Author}}) {
		return true
	}
	return c.shares(in, q.Unit) && (q.Unit != "" || q.State == quiz.Approved || c.may(in, officer.ShareQuestion, officer.About{}))
}

// shown is the question with the id, when the actor is shown it.
func (c *Conversation) shown(in input, id quiz.ID) (*quiz.Question, bool) {
	q, ok := in.Bank.Question(id)
	return q, ok && c.shows(in, q)
}

// topics are those that the actor is shown.
func (c *Conversation) topics(in input) []quiz.Topic {
	return slices.DeleteFunc(in.Bank.Topics(), func(t quiz.Topic) bool { return !c.shares(in, t.Unit) })
}

func (c *Conversation) topic(in input, id string) (quiz.Topic, bool) {
	t, ok := in.Bank.Topic(id)
	return t, ok && c.shares(in, t.Unit)
}

// topicOf is what the topic of a question is called.
func (c *Conversation) topicOf(in input, q *quiz.Question) string {
	if t, ok := c.topic(in, q.Topic); ok {
		return t.Name
	}
	return say("bank_no_topic")
}

// topicNamed is the topic that a name means, of those that the actor is shown.
func (c *Conversation) topicNamed(in input, name string) (quiz.Topic, bool) {
	for _, t := range c.topics(in) {
		if viet.Unmark(t.Name) == viet.Unmark(name) {
			return t, true
		}
	}
	t, ok := in.Bank.TopicNamed(name)
	return t, ok && c.shares(in, t.Unit)
}

// unitsOfBank are the units of which the actor may keep topics and questions: the own one and those led.
func (c *Conversation) unitsOfBank(in input) []*officer.Unit {
	var out []*officer.Unit
	for _, id := range append([]officer.UnitID{in.Actor.Officer.Unit}, in.Actor.Officer.Heads...) {
		u, ok := in.Roster.Unit(id)
		if ok && c.may(in, officer.PushUnit, officer.About{Unit: id}) && !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	return out
}

// unitOfEntered is whose the questions are that the actor enters: everybody's of who may share them, else of the first unit of
// unitsOfBank.
func (c *Conversation) unitOfEntered(in input) officer.UnitID {
	if c.may(in, officer.ShareQuestion, officer.About{}) {
		return ""
	}
	if own := c.unitsOfBank(in); len(own) > 0 {
		return own[0].ID
	}
	return in.Actor.Officer.Unit
}

// topicList shows the topics of the classes, and a page of those of units, each with a button.
func (c *Conversation) topicList(in input, asked int) Turn {
	all := c.topics(in)
	added := all[len(quiz.Topics):]
	page, last, from, to := paged(len(added), topicsPage, asked)
	var s sheet
	s.para(bold(say("topics_heading")))
	s.para(plain(say("topics_fixed")))
	for _, t := range all[:len(quiz.Topics)] {
		s.line(plain("– " + t.Name))
	}
	if len(added) > 0 {
		s.para(plain(say("topics_added")))
	}
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	var rows [][]Button
	for _, t := range added[from:to] {
		s.line(plain("– " + t.Name + " (" + unitLabel(in.Roster, t.Unit) + ")"))
		rows = append(rows, []Button{opens(t.Name, "topic", 1, t.ID)})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("topics", n) })...)
	for _, u := range c.unitsOfBank(in) {
		rows = append(rows, []Button{opens(say("topic_add", u.Name), "topicadd", 1, string(u.ID))})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("bank_back"), "bank", 1)}))
}

// topicCard shows a topic of a unit, with what the actor may do with it.
func (c *Conversation) topicCard(in input, id string) Turn {
	t, ok := c.topic(in, id)
	if !ok || t.Unit == "" {
		return refusal(in.Event, say("topic_gone"))
	}
	n := len(c.bankOf(in, func(q *quiz.Question) bool { return q.Topic == id }))
	var s sheet
	s.para(bold(t.Name))
	s.line(plain(say("topic_unit", unitLabel(in.Roster, t.Unit))))
	s.line(plain(say("topic_questions", n)))
	var rows [][]Button
	if n > 0 {
		rows = append(rows, []Button{opens(say("topic_see"), "banktopic", 1, id)})
	}
	if c.may(in, officer.PushUnit, officer.About{Unit: t.Unit}) {
		rows = append(rows, []Button{opens(say("topic_rename"), "topicname", 1, id)})
		if n == 0 {
			rows = append(rows, []Button{opens(say("topic_remove"), "topicdrop", 1, id)})
		}
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("topics_open"), "topics", 1)}))
}

// topicDropped removes a topic that no question is under.
func (c *Conversation) topicDropped(in input, id string) (Turn, error) {
	t, _ := in.Bank.Topic(id)
	change, err := in.Bank.RemoveTopic(id)
	if key := topicProblem(err); key != "" {
		return refusal(in.Event, say(key)), nil
	}
	if err != nil {
		return Turn{}, err
	}
	return inPlace(in.Event, []Span{plain(say("topic_removed", t.Name))}, [][]Button{{opens(say("topics_open"), "topics", 1)}}).
		changing(change).noting(in.note(journal.Coursed, false, trainingBody{What: "topic-removed", ID: id})), nil
}

// bankLeft says what becomes of what a unit has in the bank when it is removed; "" when it has nothing there.
func (c *Conversation) bankLeft(in input, id officer.UnitID) string {
	u, ok := in.Roster.Unit(id)
	if !ok {
		return ""
	}
	h := in.Bank.HandOver(id, u.Parent, c.cfg.Now().UTC())
	switch {
	case h.Empty():
		return ""
	case u.Parent == "":
		return say("unit_has_bank")
	}
	return say("unit_drop_bank", len(h.Questions), len(h.Topics)+len(h.Ended))
}

// handedOver adds to a turn what a unit that is removed leaves to the unit above.
func (c *Conversation) handedOver(in input, t Turn, h quiz.Handed) Turn {
	for _, q := range h.Questions {
		t = t.noting(in.note(journal.Question, false, questionBody{q.ID, "edited"}))
	}
	return t.changing(h.Changes()...)
}
