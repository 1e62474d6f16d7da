package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"camnang/bot/chart"
	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/bot/quiz/statistics"
)

// compared is a post-test beside its pre-test, of the members of the classes that the actor may read.
type compared struct {
	before, after *quiz.Push
	classes       []officer.ClassID
	changes       []statistics.Change
}

// all is what changed in all topics together.
func (of *compared) all() statistics.Change { return of.changes[len(of.changes)-1] }

// comparedScreens show a post-test beside its pre-test to the trainers of its classes: each sees the members of the classes
// taught. Their first argument is the post-test.
func comparedScreens() []screen {
	of := func(name string, show func(*Conversation, input, *compared) (Turn, error)) screen {
		return screen{name: name, action: officer.SeeClassResults, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			of, instead, err := c.compared(ctx, in, p)
			if err != nil || of == nil {
				return instead, err
			}
			return show(c, in, of)
		}}
	}
	return []screen{of("compared", (*Conversation).comparedCard), of("comparedpicture", (*Conversation).comparedPicture)}
}

// compared reads a post-test and its pre-test; nil with what is said instead when there is nothing that the actor may read.
func (c *Conversation) compared(ctx context.Context, in input, p payload) (of *compared, instead Turn, err error) {
	after, ok := in.Pushes.Push(quiz.PushID(p.args[0]))
	if !ok {
		return nil, refusal(in.Event, say("contest_gone")), nil
	}
	of = &compared{after: after}
	among := map[officer.ID]bool{}
	for _, id := range after.Classes {
		if class, ok := in.Roster.Class(id); ok && c.may(in, officer.SeeClassResults, officer.About{Class: id}) {
			of.classes = append(of.classes, id)
			for _, member := range class.Members {
				among[member] = true
			}
		}
	}
	if len(of.classes) == 0 {
		about := officer.About{}
		if len(after.Classes) > 0 {
			about.Class = after.Classes[0]
		}
		return nil, c.denied(in, "screen "+p.screen, officer.SeeClassResults, about), nil
	}
	of.before, ok = in.Pushes.Push(after.After)
	switch {
	case !ok:
		return nil, refusal(in.Event, say("compared_none")), nil
	case !counted(after):
		return nil, refusal(in.Event, say(uncountedNames[after.State])), nil
	case !counted(of.before):
		return nil, refusal(in.Event, say("compared_before_none")), nil
	case !c.reported(in, of.before) || !c.reported(in, after):
		return nil, refusal(in.Event, say("compared_under_way")), nil
	}
	var answers [2][]statistics.Answer
	for i, push := range []*quiz.Push{of.before, after} {
		who := slices.DeleteFunc(slices.Clone(push.Enrolled), func(id officer.ID) bool { return !among[id] })
		t, err := c.taken(ctx, in, push, who)
		if err != nil {
			return nil, Turn{}, err
		}
		answers[i] = t.answers
	}
	of.changes = statistics.Compare(answers[0], answers[1], statistics.Few)
	return of, Turn{}, nil
}

// classNames are the classes that are compared.
func (of *compared) classNames(in input) string {
	var names []string
	for _, id := range of.classes {
		names = append(names, classLabel(in.Roster, id))
	}
	return strings.Join(names, "; ")
}

// comparedCard shows, by topic, the share of right answers before and after.
func (c *Conversation) comparedCard(in input, of *compared) (Turn, error) {
	var s sheet
	s.para(bold(say("compared_heading")))
	name, _ := shorten(of.classNames(in), titleShown)
	s.line(plain(name))
	if now := c.cfg.Now(); !of.after.Over(now) || !of.before.Over(now) {
		s.line(ital(say("results_so_far", c.moment(now))))
	}
	for _, row := range []struct {
		key  string
		push *quiz.Push
	}{{"compared_before", of.before}, {"compared_after", of.after}} {
		title, _ := shorten(row.push.Title, titleShown)
		s.line(plain(say(row.key, title, c.givenOn(row.push))))
	}
	id := string(of.after.ID)
	// Who teaches one of the classes may read this, though somebody else gave the test.
	back := []Button{opens(say("scope_back"), "classresults", 1, string(of.classes[0]))}
	if c.may(in, officer.ManagePush, officer.About{Made: &officer.Made{Owner: of.after.By}}) {
		back = []Button{opens(say("results_back"), "results", 1, id), opens(say("results_push"), "push", 1, id)}
	}
	all := of.all()
	if !all.Before.Known {
		s.para(plain(say("compared_few", all.Officers, statistics.Few)))
		return inPlace(in.Event, s.done(), [][]Button{back}), nil
	}
	s.para(bold(say("compared_all", shareText(all.Before), shareText(all.After))))
	s.line(plain(say("compared_officers", all.Officers, all.Better, all.Same, all.Worse)))
	for _, one := range of.changes[:len(of.changes)-1] {
		topic, _ := shorten(in.topicName(one.Topic), titleShown)
		text := say("compared_topic_few", topic, statistics.Few)
		if one.Before.Known {
			text = say("compared_topic", topic, shareText(one.Before), shareText(one.After), one.Officers)
		}
		s.para(plain(text))
	}
	s.para(ital(say("compared_rule")))
	return inPlace(in.Event, s.done(), [][]Button{{opens(say("results_chart"), "comparedpicture", 1, id)}, back}), nil
}

// comparedPicture sends the same as a picture.
func (c *Conversation) comparedPicture(in input, of *compared) (Turn, error) {
	if !of.all().Before.Known {
		return refusal(in.Event, say("compared_few", of.all().Officers, statistics.Few)), nil
	}
	content, err := chart.Bars(c.comparedBars(in, of))
	if err != nil {
		return Turn{}, fmt.Errorf("draw a post-test beside its pre-test: %w", err)
	}
	title, _ := shorten(of.after.Title, titleShown)
	return below(in.Event, Turn{Replies: []Reply{{
		Kind: SendFile, Text: []Span{plain(say("compared_caption", title, c.moment(c.cfg.Now())))},
		File: &Attachment{Name: "dau-vao-dau-ra.png", Content: content, Picture: true},
	}}}), nil
}

func (c *Conversation) comparedBars(in input, of *compared) chart.BarsPicture {
	out := chart.BarsPicture{
		Title: say("compared_picture"), Under: say("chart_under", c.today(c.cfg.Now()).Vietnamese(), of.classNames(in)),
		First: say("compared_first"), Second: say("compared_second"),
	}
	for _, one := range of.changes {
		bar := chart.Bar{Label: say("compared_together"), Note: say("chart_few", statistics.Few)}
		if one.Topic != "" {
			bar.Label = in.topicName(one.Topic)
		}
		if one.Before.Known {
			bar.Value, bar.Second = chart.Share{Value: one.Before.Value, Known: true}, chart.Share{Value: one.After.Value, Known: one.After.Known}
			bar.Note = say("chart_note", one.Officers)
		}
		out.Rows = append(out.Rows, bar)
	}
	return out
}
