package bot

import (
	"context"
	"slices"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// learnPage is how many pushes, or days, stand on a page of own results; readingMost is how many clauses there are to read again.
const (
	learnPage   = 6
	readingMost = 5
)

// ownResults is /ketqua: what the officer knows by topic, and where the rest is.
func (c *Conversation) ownResults(ctx context.Context, in input, _ string) (Turn, error) {
	l, day, err := c.learns(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	var s sheet
	s.para(bold(say("own_results")))
	for _, topic := range in.Bank.Topics() {
		if t := l.Topics[topic.ID]; t.Answered > 0 {
			s.para(plain(topic.Name))
			s.line(plain(say("own_topic", t.Right, t.Answered, percent(t.Right, t.Answered))))
		}
	}
	if len(l.Topics) == 0 {
		s.para(plain(say("own_nothing")))
	}
	if comes := l.Comes(day.on, day.questions); len(comes) > 0 {
		n := 0
		for _, on := range comes {
			n += on.Number
		}
		s.para(plain(say("own_learning", n)))
	}
	var rows [][]Button
	if len(c.ownTaken(in)) > 0 {
		rows = append(rows, []Button{opens(say("own_pushes"), "ownpushes", 1)})
	}
	if len(l.Cards) > 0 {
		rows = append(rows, []Button{opens(say("own_coming"), "owncoming", 1)})
	}
	if len(c.readingOf(l, day)) > 0 {
		rows = append(rows, []Button{opens(say("own_reading"), "ownreading", 1)})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("learn_go"), "learn", 1)})), nil
}

// percent is a share in whole percent, rounded to the nearest.
func percent(n, of int) int { return (200*n + of) / (2 * of) }

// ownTaken are the pushes of the officer that have opened and were not taken back, newest first.
func (c *Conversation) ownTaken(in input) []*quiz.Push {
	return slices.DeleteFunc(in.Pushes.For(in.Actor.Officer.ID), func(p *quiz.Push) bool {
		return p.State != quiz.Open && p.State != quiz.Closed
	})
}

// ownPushes is a page of what was given to the officer, each with the own result.
func (c *Conversation) ownPushes(ctx context.Context, in input, p payload) (Turn, error) {
	all := c.ownTaken(in)
	page, last, from, until := paged(len(all), learnPage, p.page)
	var s sheet
	s.para(bold(say("own_pushes")))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	if len(all) == 0 {
		s.para(plain(say("own_no_pushes")))
	}
	for _, push := range all[from:until] {
		tries, err := c.attempts(ctx, push, []officer.ID{in.Actor.Officer.ID})
		if err != nil {
			return Turn{}, err
		}
		title, _ := shorten(push.Title, 200)
		s.para(plain(title))
		s.line(plain(c.ownMark(push, tries)))
	}
	rows := turning(page, last, func(n int) payload { return toScreen("ownpushes", n) })
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("own_open"), "own", 1)})), nil
}

// ownMark is the own result of a push in a line: of an exercise so far, of a test once a try has ended, of a contest once it
// was published.
func (c *Conversation) ownMark(p *quiz.Push, tries []*quiz.Attempt) string {
	begun := func(a *quiz.Attempt) bool { return !a.Began.IsZero() }
	if len(tries) == 0 || p.Kind != quiz.Practice && !slices.ContainsFunc(tries, begun) {
		return say("own_not_taken")
	}
	if p.Kind == quiz.Practice {
		m := tries[0].Mark()
		return say("own_practice", m.Right, m.Of, m.Answered)
	}
	best := quiz.Best(slices.DeleteFunc(slices.Clone(tries), func(a *quiz.Attempt) bool { return a.Ended.IsZero() }))
	switch {
	case best == nil:
		return say("own_under_way")
	case p.Kind == quiz.Contest && !p.Published:
		return say("own_unpublished")
	}
	m := best.Mark()
	return say("own_test", viet.Decimal(m.Ten()), m.Right, m.Of)
}

// ownComing is what comes back on which day.
func (c *Conversation) ownComing(ctx context.Context, in input, p payload) (Turn, error) {
	l, day, err := c.learns(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	comes := l.Comes(day.on, day.questions)
	page, last, from, until := paged(len(comes), 2*learnPage, p.page)
	var s sheet
	s.para(bold(say("own_coming")))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	var lines []string
	for _, on := range comes[from:until] {
		lines = append(lines, say("own_coming_day", c.dayFromToday(on.Day, day.on), on.Number))
	}
	s.para(plain(strings.Join(lines, "\n")))
	if waiting := waitingCards(l, day); waiting > 0 {
		s.para(plain(say("own_waiting", waiting)))
	}
	rows := turning(page, last, func(n int) payload { return toScreen("owncoming", n) })
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("own_open"), "own", 1)})), nil
}

// dayFromToday is a day as officers read it, today and tomorrow by these words.
func (c *Conversation) dayFromToday(d, today calendar.Day) string {
	switch d {
	case today:
		return say("own_today")
	case today.Add(1):
		return say("own_tomorrow")
	}
	return dayText(d)
}

// waitingCards counts the questions that are learned and are not asked at present.
func waitingCards(l *quiz.Learner, day learning) (n int) {
	for id := range l.Cards {
		if day.questions[id] == nil {
			n++
		}
	}
	return n
}

// reread is a clause to read again: what it is about, its citation, and behind how many wrong answers it is.
type reread struct {
	clause       *corpus.Clause
	about, cited string
	times        int
}

// readingOf are the clauses to read again that the library holds, the most often needed first. Several may have one address, or
// none that is known; those that are about the same besides are one to who reads.
func (c *Conversation) readingOf(l *quiz.Learner, day learning) []reread {
	var among []*quiz.Question
	for _, q := range day.questions {
		among = append(among, q)
	}
	var out []reread
	for _, r := range l.Reading(among) {
		clause, ok := c.held(r.Clause)
		if !ok {
			continue
		}
		about, cited := title(clause), strings.TrimSuffix(longCitation(clause), ".")
		if i := slices.IndexFunc(out, func(o reread) bool { return o.about == about && o.cited == cited }); i >= 0 {
			out[i].times += r.Times
			continue
		}
		out = append(out, reread{clause, about, cited, r.Times})
	}
	slices.SortStableFunc(out, func(a, b reread) int { return b.times - a.times })
	return out[:min(readingMost, len(out))]
}

// ownReading are the clauses behind the questions that the officer got wrong most.
func (c *Conversation) ownReading(ctx context.Context, in input, _ payload) (Turn, error) {
	l, day, err := c.learns(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	var s sheet
	s.para(bold(say("own_reading")))
	all := c.readingOf(l, day)
	if len(all) == 0 {
		s.para(plain(say("own_no_reading")))
	} else {
		s.para(plain(say("own_reading_why")))
	}
	var rows [][]Button
	for _, r := range all {
		s.para(bold(r.about))
		s.line(plain(r.cited))
		s.line(plain(say("own_reading_times", r.times)))
		button := c.opensClause(r.clause)
		button.Label = label(say("own_reading_open", r.about))
		rows = append(rows, []Button{button})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("own_open"), "own", 1)})), nil
}
