package bot

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/corpus/calendar"
)

func learnModule() module {
	return module{
		commands: []command{
			{
				name: "ontap", menu: true, description: say("menu_ontap"), action: officer.Learn, about: aboutNothing,
				aliases: []string{"on tap", "on bai", "hoc", "cau hoi on tap"}, handle: (*Conversation).ontap,
			},
			{
				name: "ketqua", menu: true, description: say("menu_ketqua"), action: officer.Learn, about: aboutNothing,
				aliases: []string{"ket qua", "ket qua cua toi", "diem cua toi"}, handle: (*Conversation).ownResults,
			},
		},
		screens: []screen{
			{name: "learn", action: officer.Learn, about: aboutNothing, handle: same((*Conversation).ontap)},
			{name: "learnpick", action: officer.Learn, about: aboutNothing, handle: (*Conversation).learnPicked},
			{name: "learnsend", action: officer.Learn, about: aboutNothing, handle: (*Conversation).learnSent},
			{name: "learnmore", action: officer.Learn, about: aboutNothing, handle: (*Conversation).learnMore},
			{name: "learndaily", action: officer.Learn, about: aboutNothing, handle: (*Conversation).learnDaily},
			{name: "learnset", action: officer.Learn, about: aboutNothing, handle: (*Conversation).learnDailySet},
			{name: "own", action: officer.Learn, about: aboutNothing, handle: same((*Conversation).ownResults)},
			{name: "ownpushes", action: officer.Learn, about: aboutNothing, handle: (*Conversation).ownPushes},
			{name: "owncoming", action: officer.Learn, about: aboutNothing, handle: (*Conversation).ownComing},
			{name: "ownreading", action: officer.Learn, about: aboutNothing, handle: (*Conversation).ownReading},
		},
		dues:  []due{{what: "learn", handle: (*Conversation).learnInvites}},
		sweep: (*Conversation).learnSweep,
	}
}

// learning is what somebody's set of a day is decided on.
type learning struct {
	on, test calendar.Day
	// questions may be asked, by id; fresh are those of them that are the officer's unit's or everybody's.
	questions map[quiz.ID]*quiz.Question
	fresh     []*quiz.Question
}

// learning reads what the set of an officer rests on. A question of a test that the officer has begun is not asked before the
// test is over: what is said of the answer would help in a further try, and others who are still at it.
func (c *Conversation) learning(ctx context.Context, in input, o *officer.Officer) (learning, error) {
	l := c.learningOf(in, o, c.circulating(in))
	for _, p := range in.Pushes.For(o.ID) {
		if p.Kind == quiz.Practice || p.State != quiz.Open {
			continue
		}
		tries, err := c.attempts(ctx, p, []officer.ID{o.ID})
		if err != nil {
			return learning{}, err
		}
		for _, a := range tries {
			if a.Began.IsZero() {
				continue
			}
			for _, item := range a.Items {
				delete(l.questions, p.Pool[item.Question].ID)
			}
		}
	}
	l.fresh = slices.DeleteFunc(l.fresh, func(q *quiz.Question) bool { return l.questions[q.ID] == nil })
	return l, nil
}

// learningOf is the same of questions that circulate, whatever tests are being taken.
func (c *Conversation) learningOf(in input, o *officer.Officer, circulating []*quiz.Question) learning {
	l := learning{on: c.today(c.cfg.Now()).Day, questions: map[quiz.ID]*quiz.Question{}}
	path := in.Roster.Path(o.Unit)
	for _, q := range circulating {
		l.questions[q.ID] = q
		if q.Unit == "" || slices.ContainsFunc(path, func(u *officer.Unit) bool { return u.ID == q.Unit }) {
			l.fresh = append(l.fresh, q)
		}
	}
	for _, class := range in.Roster.ClassesOf(o.ID) {
		day := in.Courses.Of(class.ID).Test
		if !day.IsZero() && day.After(l.on) && (l.test.IsZero() || day.Before(l.test)) {
			l.test = day
		}
	}
	return l
}

// learns reads what the actor learns, and what the set rests on.
func (c *Conversation) learns(ctx context.Context, in input) (*quiz.Learner, learning, error) {
	l, err := c.learner(ctx, in.Actor.Officer.ID)
	if err != nil {
		return nil, learning{}, err
	}
	day, err := c.learning(ctx, in, in.Actor.Officer)
	return l, day, err
}

// ontap is /ontap: the question that is next in the day's set, or what else there is to learn.
func (c *Conversation) ontap(ctx context.Context, in input, _ string) (Turn, error) {
	l, day, err := c.learns(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	return c.learnShow(in, l, day), nil
}

// learnShow goes on with the day's set.
func (c *Conversation) learnShow(in input, l *quiz.Learner, day learning) Turn {
	next, d := l.Opened(c.cfg.Now(), day.on, day.test, day.questions)
	if next.Now == nil {
		var s sheet
		s.para(bold(say("learn_heading")))
		c.learnRest(&s, l, day, d)
		return inPlace(in.Event, s.done(), c.learnRestButtons(l, day, d))
	}
	return c.learnAsked(in, l, next, day)
}

// learnAsked shows the question on the card of next, which l has become.
func (c *Conversation) learnAsked(in input, l, next *quiz.Learner, day learning) Turn {
	text, rows := c.learnCard(next, day.questions[next.Now.Question])
	t := inPlace(in.Event, text, rows)
	if change := next.Change(); !bytes.Equal(change.Value, l.Change().Value) {
		t = t.changing(change)
	}
	return t
}

// What a card shows of a question whose text is longer than a message, and what is shown of any once it was answered, in
// UTF-16 units: twelve options and the stem, or the stem and the verdict, are one message.
const (
	learnStem, learnOption = 1200, 150
	learnAnsweredStem      = 300
)

// learnHeading says which question of the day it is.
func learnHeading(l *quiz.Learner) string {
	if l.Now.Extra {
		return say("learn_extra")
	}
	return say("learn_number", l.Done+1, max(l.Done+1, len(l.Set)))
}

// learnCard is the question on the officer's card.
func (c *Conversation) learnCard(l *quiz.Learner, q *quiz.Question) ([]Span, [][]Button) {
	var s sheet
	s.para(bold(learnHeading(l)))
	item := l.Now.Item(l.Officer, q)
	shown, author := item.Options(q)
	stem, options := q.Stem, make([]string, len(shown))
	size := units(stem)
	for place, o := range shown {
		options[place] = quiz.Letter(place) + ". " + o.Text
		size += units(options[place])
	}
	if size > learnStem+quiz.PollOptions*learnOption {
		stem, _ = shorten(stem, learnStem)
		for place := range options {
			options[place], _ = shorten(options[place], learnOption)
		}
	}
	s.para(plain(stem))
	s.para(plain(strings.Join(options, "\n")))
	var buttons []Button
	for place, n := range author {
		name := quiz.Letter(place)
		if slices.Contains(l.Now.Ticked, n) {
			name = "✔ " + name
		}
		buttons = append(buttons, opens(name, "learnpick", n+1, string(q.ID), l.Now.Stamp()))
	}
	rows := inRows(buttons, 4)
	if q.Several() {
		s.para(ital(say("learn_several")))
		rows = append(rows, []Button{opens(say("learn_send"), "learnsend", 1, string(q.ID), l.Now.Stamp())})
	}
	return s.done(), rows
}

// learnChosen writes the question and, when that is not right, what the officer chose, by the letters that stood on the card.
func learnChosen(s *sheet, l *quiz.Learner, q *quiz.Question, item *quiz.Item) {
	s.para(bold(learnHeading(l)))
	stem, _ := shorten(q.Stem, learnAnsweredStem)
	s.para(plain(stem))
	if item.Right {
		return
	}
	_, author := item.Options(q)
	var places []int
	for place, n := range author {
		if slices.Contains(item.Chosen, n) {
			places = append(places, place)
		}
	}
	chosen := quiz.Letters(places)
	if len(places) == 1 {
		text, _ := shorten(q.Options[item.Chosen[0]].Text, learnOption)
		chosen += ". " + text
	}
	s.para(plain(say("learn_chosen", chosen)))
}

// learnOn finds the question on the card that a button is of; nil when the button is of another showing, or when the question
// is not asked any more, or not in these words.
func learnOn(l *quiz.Learner, day learning, p payload) *quiz.Question {
	if l.Now == nil || string(l.Now.Question) != p.args[0] || l.Now.Stamp() != p.args[1] {
		return nil
	}
	q := day.questions[l.Now.Question]
	if !l.Now.Of(q) {
		return nil
	}
	return q
}

// learnOld answers a tap on a card that shows what is over.
func (c *Conversation) learnOld(in input, l *quiz.Learner, day learning) Turn {
	t := c.learnShow(in, l, day)
	t.Replies[0].Note = say("learn_old")
	return t
}

// learnPicked takes a tapped option: as the answer, or as one of several.
func (c *Conversation) learnPicked(ctx context.Context, in input, p payload) (Turn, error) {
	l, day, err := c.learns(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	q := learnOn(l, day, p)
	switch option := p.page - 1; {
	case q == nil:
		return c.learnOld(in, l, day), nil
	case option >= len(q.Options):
		return c.forged(in, "button", say("tap_not_valid")), nil
	case q.Several():
		return c.learnAsked(in, l, l.Ticking(option), day), nil
	default:
		return c.learnAnswered(in, l, day, q, []int{option}), nil
	}
}

// learnSent takes the options that are ticked as the answer.
func (c *Conversation) learnSent(ctx context.Context, in input, p payload) (Turn, error) {
	l, day, err := c.learns(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	q := learnOn(l, day, p)
	switch {
	case q == nil:
		return c.learnOld(in, l, day), nil
	case len(l.Now.Ticked) == 0:
		return refusal(in.Event, say("learn_nothing_ticked")), nil
	}
	return c.learnAnswered(in, l, day, q, l.Now.Ticked), nil
}

// learnAnswered takes the answer to the question on the card and says what is right.
func (c *Conversation) learnAnswered(in input, l *quiz.Learner, day learning, q *quiz.Question, options []int) Turn {
	next, item := l.Answered(q, options, c.cfg.Now(), day.on)
	var s sheet
	learnChosen(&s, l, q, &item)
	text, rows := c.verdict(q, &item)
	s.para(text...)
	d := next.Today(day.on, day.test, day.questions)
	left := len(d.Left())
	if card, learned := next.Cards[q.ID]; learned && card.Due.After(day.on) && (l.Now.Extra || left > 0) {
		s.para(plain(say("learn_back", c.dayFromToday(card.Due, day.on))))
	}
	switch {
	case left > 0:
		rows = append([][]Button{{opens(say("learn_next", left), "learn", 1)}}, rows...)
	case l.Now.Extra:
		rows = append(rows, c.learnRestButtons(next, day, d)...)
	default:
		c.learnRest(&s, next, day, d)
		rows = append(rows, c.learnRestButtons(next, day, d)...)
	}
	return inPlace(in.Event, s.done(), rows).changing(next.Change()).
		noting(in.note(journal.Answered, true, trainingBody{Question: q.ID, Chosen: item.Chosen}))
}

// learnRest says why nothing is asked now, and when the next question comes back.
func (c *Conversation) learnRest(s *sheet, l *quiz.Learner, day learning, d quiz.Daily) {
	switch {
	case d.Done > 0:
		s.para(plain(say("learn_done", d.Done)))
	case l.Most() == 0:
		s.para(plain(say("learn_off")))
	case len(l.Cards) == 0:
		s.para(plain(say("learn_empty")))
	default:
		s.para(plain(say("learn_none_due")))
	}
	if d.Late > 0 {
		s.line(plain(say("learn_late", d.Late)))
	}
	if next, ok := l.NextDay(day.on, day.test, day.questions); ok {
		s.line(plain(say("learn_next_day", dayText(next.Day), next.Number)))
	}
	if !day.test.IsZero() && len(l.Cards) > 0 {
		s.line(plain(say("learn_test", dayText(day.test))))
	}
}

// learnRestButtons are what there is to learn besides the set.
func (c *Conversation) learnRestButtons(l *quiz.Learner, day learning, d quiz.Daily) [][]Button {
	var rows [][]Button
	if d.Late > 0 {
		rows = append(rows, []Button{opens(say("learn_more_due", d.Late), "learnmore", 1, "due")})
	}
	if l.Fresh(day.fresh) != nil {
		rows = append(rows, []Button{opens(say("learn_more_new"), "learnmore", 1, "new")})
	}
	return append(rows, []Button{opens(say("own_open"), "own", 1)}, []Button{opens(say("learn_daily_open"), "learndaily", 1)})
}

// learnMore shows a question beyond the set: one that is due, or a new one. What is on the card already is shown first.
func (c *Conversation) learnMore(ctx context.Context, in input, p payload) (Turn, error) {
	l, day, err := c.learns(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	if next, _ := l.Opened(c.cfg.Now(), day.on, day.test, day.questions); next.Now != nil {
		return c.learnAsked(in, l, next, day), nil
	}
	q := l.Fresh(day.fresh)
	if p.args[0] == "due" {
		q = l.DueFirst(day.on, day.questions)
	}
	if q == nil {
		return refusal(in.Event, say("learn_no_more")), nil
	}
	return c.learnAsked(in, l, l.Asking(q, c.cfg.Now(), day.on), day), nil
}
