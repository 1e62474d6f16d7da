package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"camnang/bot/journal"
	"camnang/bot/quiz"
)

// examRoom is how much of a card a question may take, in UTF-16 units; a longer one is shortened, its stem to half of that.
const examRoom = 2800

// examAt shows an item of the try that is open now as after says, and writes it unless it is what it was; through shows the
// page for handing in instead. note is shown for a moment.
func (c *Conversation) examAt(in input, s *sitting, after *quiz.Attempt, item int, through bool, note string) Turn {
	var t Turn
	if through {
		t = c.examAsked(in, s, after, true)
	} else {
		text, buttons := c.examCard(in, s, after, item)
		t = inPlace(in.Event, text, buttons)
	}
	if after != s.open() {
		t = t.changing(after.Change())
	}
	return noted(t, note)
}

// noted is the Turn with the note under its acknowledged tap.
func noted(t Turn, note string) Turn {
	for i := range t.Replies {
		if t.Replies[i].Kind == Acknowledge {
			t.Replies[i].Note = note
		}
	}
	return t
}

func (c *Conversation) examCard(in input, s *sitting, a *quiz.Attempt, item int) ([]Span, [][]Button) {
	i := &a.Items[item]
	q := &s.push.Pool[i.Question]
	var text sheet
	text.para(bold(say("exam_number", item+1, len(a.Items))))
	text.line(plain(c.examLeft(s.push, a, item, in.At)))
	chosen := c.examQuestion(&text, q, i)
	if c.fellSince(q) {
		text.para(bold(say("push_clause_fell")))
	}
	if q.Several() {
		text.para(ital(say("exam_several")))
	}
	if len(chosen) > 0 {
		text.para(plain(say("exam_chosen", strings.Join(chosen, ", "))))
	}
	push, try := string(a.Push), strconv.Itoa(a.Try)
	var letters []Button
	for place := range q.Options {
		name := quiz.Letter(place)
		name = giveTicked(name, slices.Contains(chosen, name))
		letters = append(letters, Button{Label: name, Payload: toScreen(examAnswer, item+1, push, try+"o"+strconv.Itoa(place)).String()})
	}
	rows := inRows(letters, 4)
	switch {
	case s.push.Each > 0 && i.Chosen == nil:
		rows = append(rows, []Button{opens(say("exam_skip"), "examleave", item+1, push, try)})
	case s.push.Each > 0:
		rows = append(rows, []Button{opens(say("exam_next"), "examleave", item+1, push, try)})
	default:
		var row []Button
		if item > 0 {
			row = append(row, opens(say("exam_previous"), "examgo", item, push, try))
		}
		if item < len(a.Items)-1 {
			row = append(row, opens(say("exam_next"), "examgo", item+2, push, try))
		}
		rows = append(rows, inRows(row, 2)...)
	}
	return text.done(), append(rows, []Button{opens(say("exam_hand"), "examask", item+1, push, try)})
}

// examQuestion writes a question as the officer sees it, with what is chosen in bold, and returns the letters of that.
func (c *Conversation) examQuestion(s *sheet, q *quiz.Question, i *quiz.Item) (chosen []string) {
	options, author := i.Options(q)
	stem, most := askedStem(q), examRoom
	size := units(stem)
	for _, o := range options {
		size += units(o.Text)
	}
	if size > examRoom {
		stem, _ = shorten(stem, examRoom/2)
		most = examRoom / 2 / len(options)
	}
	s.para(bold(stem))
	for place, o := range options {
		option, _ := shorten(o.Text, most)
		line := plain(quiz.Letter(place) + ". " + option)
		if slices.Contains(i.Chosen, author[place]) {
			line, chosen = bold(line.Text), append(chosen, quiz.Letter(place))
		}
		if place == 0 {
			s.para(line)
		} else {
			s.line(line)
		}
	}
	return chosen
}

// examLeft says how much time there is. A card shows the moment it was made: so the hour at which time is up stands beside.
func (c *Conversation) examLeft(p *quiz.Push, a *quiz.Attempt, item int, at time.Time) string {
	var lines []string
	end := p.Ends(a)
	switch left := end.Sub(at); {
	case end.IsZero(), p.Whole == 0 && p.Each > 0 && left > 12*time.Hour:
	case p.Whole == 0 && left > 12*time.Hour:
		lines = append(lines, say("exam_until", c.hour(end)))
	case left < time.Minute:
		lines = append(lines, say("exam_left_little", c.clock(end)))
	default:
		lines = append(lines, say("exam_left", examSpan(left.Truncate(time.Minute)), c.clock(end)))
	}
	if p.Each > 0 {
		left := a.Items[item].Shown.Add(p.Each).Sub(at)
		lines = append(lines, say("exam_left_each", examSpan(max(left, time.Second))))
	}
	return strings.Join(lines, "\n")
}

// clock is the hour of a moment.
func (c *Conversation) clock(at time.Time) string { return clockText(minuteOf(at.In(c.cfg.Location))) }

// current is the open try when it is the one that the button names; otherwise the Turn shows what is so instead.
func (c *Conversation) current(ctx context.Context, in input, s *sitting, p payload) (a *quiz.Attempt, instead Turn, err error) {
	try, _ := examTry(p)
	if a := s.open(); a != nil && a.Try == try {
		return a, Turn{}, nil
	}
	instead, err = c.examOpen(ctx, in, s, p)
	return nil, instead, err
}

// examGo shows the item that the button names.
func (c *Conversation) examGo(ctx context.Context, in input, s *sitting, p payload) (Turn, error) {
	a, instead, err := c.current(ctx, in, s, p)
	if a == nil {
		return instead, err
	}
	after, item, through := s.push.See(a, p.page-1, in.At.UTC())
	return c.examAt(in, s, after, item, through, ""), nil
}

// examLeave goes on from an item that is not asked again.
func (c *Conversation) examLeave(ctx context.Context, in input, s *sitting, p payload) (Turn, error) {
	a, instead, err := c.current(ctx, in, s, p)
	if a == nil {
		return instead, err
	}
	after, item, through := s.push.Leave(a, p.page-1, in.At.UTC())
	return c.examAt(in, s, after, item, through, ""), nil
}

// examChoose takes an answer; the same event again changes nothing more. One that does not count is told, and noted, and the
// card shows what is so.
func (c *Conversation) examChoose(ctx context.Context, in input, s *sitting, p payload) (Turn, error) {
	try, place := examTry(p)
	var a *quiz.Attempt
	for _, other := range s.tries {
		if other.Try == try {
			a = other
		}
	}
	at, item := in.At.UTC(), p.page-1
	if a == nil {
		return c.examRefused(ctx, in, s, p, quiz.NotBegun)
	}
	after, why := a, quiz.Counts
	if item >= len(a.Items) || a.Items[item].Event != in.ID {
		after, why = s.push.Choose(a, item, place, at)
	}
	if why != quiz.Counts {
		return c.examRefused(ctx, in, s, p, why)
	}
	answered := after
	if answered != a {
		answered.Items[item].Event = in.ID
	}
	shown, through := item, false
	if s.push.Each > 0 {
		after, shown, through = s.push.Place(after, at)
	}
	t := c.examAt(in, s, after, shown, through, "")
	if answered != a {
		t = t.noting(in.note(journal.Answered, false, trainingBody{Push: a.Push, Try: a.Try, Item: item + 1, Chosen: answered.Items[item].Chosen}))
	}
	return t, nil
}

func (c *Conversation) examRefused(ctx context.Context, in input, s *sitting, p payload, why quiz.Refusal) (Turn, error) {
	t, err := c.examOpen(ctx, in, s, p)
	if err != nil {
		return Turn{}, err
	}
	note := say(refusedAnswers[why])
	if why == quiz.OutOfTime && s.open() != nil {
		note = say("exam_out_of_time_each")
	}
	return noted(t, note).noting(in.examUncounted(s.push, p, why)), nil
}
