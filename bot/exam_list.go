package bot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/corpus/viet"
)

// examsPage is how many pushes stand on a page of /tracnghiem, examsShown how long one stays there when it is over: a month is as
// long as a class lasts.
const (
	examsPage  = 6
	examsShown = 31 * 24 * time.Hour
)

func examCommands() []command {
	return []command{{
		name: "tracnghiem", menu: true, description: say("menu_tracnghiem"), action: officer.Learn, about: aboutNothing,
		aliases: []string{"trac nghiem", "lam bai", "bai cua toi", "bai tap"},
		handle: func(c *Conversation, ctx context.Context, in input, _ string) (Turn, error) {
			return c.examList(ctx, in, 1)
		},
	}}
}

// examList is /tracnghiem: what the actor was given and may still answer, then what is done or over, with the own result.
func (c *Conversation) examList(ctx context.Context, in input, asked int) (Turn, error) {
	all, err := c.examsOf(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	if len(all) == 0 {
		return inPlace(in.Event, []Span{plain(say("exams_none"))}, [][]Button{{runs(say("exams_to_practice"), "ontap")}}), nil
	}
	page, last, from, to := paged(len(all), examsPage, asked)
	var s sheet
	s.para(bold(say("exams_heading")))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	var rows [][]Button
	for n := from; n < to; n++ {
		heading := ""
		switch {
		case n == from && all[n].todo:
			heading = say("exams_todo")
		case !all[n].todo && (n == from || all[n-1].todo):
			heading = say("exams_done")
		}
		s.para(bold(heading))
		s.para(plain(say("exams_line", n+1, all[n].push.Title, c.examState(in, all[n]))))
		if to := all[n].opens(n + 1); to != nil {
			rows = append(rows, to)
		}
	}
	return inPlace(in.Event, s.done(), append(rows, turning(page, last, func(n int) payload { return toScreen("exams", n) })...)), nil
}

// examsOf are the pushes of the actor that can still be answered, then those that are done or were over lately; of each the
// newest first.
func (c *Conversation) examsOf(ctx context.Context, in input) ([]listed, error) {
	me := in.Actor.Officer.ID
	pushes := slices.DeleteFunc(in.Pushes.For(me), func(p *quiz.Push) bool {
		end := p.Closes
		if end.IsZero() {
			end = p.Opens
		}
		return p.State != quiz.Open && p.State != quiz.Closed || p.Over(in.At) && in.At.Sub(end) > examsShown
	})
	var ids []string
	for _, p := range pushes {
		for try := 1; try <= p.MostTries(); try++ {
			ids = append(ids, quiz.AttemptID(p.ID, me, try))
		}
	}
	records, err := c.cfg.Records.Many(ctx, queue.TableAttempt, ids)
	if err != nil {
		return nil, fmt.Errorf("read an officer's attempts: %w", err)
	}
	tries := map[quiz.PushID][]*quiz.Attempt{}
	for _, r := range records {
		a, err := quiz.ReadAttempt(r)
		if err != nil {
			return nil, err
		}
		if p, ok := in.Pushes.Push(a.Push); ok && (p.Kind == quiz.Practice || !a.Began.IsZero()) {
			tries[a.Push] = append(tries[a.Push], a)
		}
	}
	var todo, done []listed
	for _, p := range pushes {
		if l := (listed{sitting: sitting{push: p, who: me, tries: tries[p.ID]}}); l.answerable(in.At) {
			l.todo = true
			todo = append(todo, l)
		} else {
			done = append(done, l)
		}
	}
	return append(todo, done...), nil
}

// listed is a push of whatever kind in the list, with the tries at it.
type listed struct {
	sitting
	todo bool
}

// answerable reports whether the officer can still do something about the push.
func (l *listed) answerable(at time.Time) bool {
	a := l.last()
	switch {
	case l.push.Over(at):
		return false
	case l.push.Kind == quiz.Practice:
		return a == nil || len(a.Unanswered()) > 0
	}
	return l.open() != nil || l.more(at)
}

// opens is the button of the push with a number in the list; nil when there is nothing to open.
func (l *listed) opens(number int) []Button {
	push := string(l.push.ID)
	switch {
	case l.push.Kind == quiz.Practice && l.todo:
		return []Button{opens(say("exams_answer", number), "pushagain", 1, push)}
	case l.push.Kind == quiz.Practice:
		return nil
	case !l.todo && len(l.tries) == 0:
		return nil
	case !l.todo:
		return []Button{opens(say("exams_result", number), "exam", 1, push)}
	case l.open() != nil:
		return []Button{opens(say("exams_go_on", number), "exam", 1, push)}
	case len(l.tries) > 0:
		return []Button{opens(say("exams_again", number), "exam", 1, push)}
	}
	return []Button{opens(say("exams_begin", number), "exam", 1, push)}
}

// examState says in a line or two what a push is and how far the officer is with it.
func (c *Conversation) examState(in input, l listed) string {
	state := c.examProgress(in, l)
	switch p := l.push; {
	case l.todo && !p.Closes.IsZero():
		return say("exams_until", state, c.hour(p.Closes))
	case p.Over(in.At):
		return say("exams_over", state)
	}
	return state
}

func (c *Conversation) examProgress(in input, l listed) string {
	p, a := l.push, l.last()
	if p.Kind == quiz.Practice {
		switch {
		case a == nil:
			return say("exams_practice_new", p.Asked())
		case l.todo:
			return say("exams_practice", len(a.Unanswered()), len(a.Items))
		}
		m := a.Mark()
		return say("exams_practice_done", m.Right, m.Of, m.Answered)
	}
	kind := say(examKinds[p.Kind], p.Asked())
	switch {
	case a == nil:
		return say("exams_not_begun", kind)
	case l.open() != nil:
		return say("exams_begun", kind, len(a.Items)-len(a.Unanswered()), len(a.Items))
	case p.Kind == quiz.Contest && !p.Published:
		return say("exams_kept", kind)
	}
	m := quiz.Best(l.tries).Mark()
	return say("exams_mark", kind, m.Right, m.Of, viet.Decimal(m.Ten()))
}
