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
	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/retrieval/answer"
)

// loopModule is the weekly list of what a class asked most.
func loopModule() module {
	return module{
		screens: []screen{{name: "loopgive", action: officer.PushClass, about: aboutClass, handle: (*Conversation).loopGive}},
		dues:    []due{{what: "loop", handle: (*Conversation).loopDue}},
		sweep:   (*Conversation).loopSweep,
	}
}

const (
	// loopLeast is how many different members must have asked about a matter before their trainers read of it, so that
	// nobody is known by it; loopMost how many matters stand in a list.
	loopLeast, loopMost = 5, 10
	// loopRead is how many entries of the journal are read at a time.
	loopRead = 2000
)

// loopList is the record of a class's list, in queue.TableState: counts alone, of no matter fewer than loopLeast members.
type loopList struct {
	// From is the first day that it is of, Day the Monday behind the last.
	From    calendar.Day `json:"from"`
	Day     calendar.Day `json:"day"`
	Matters []loopMatter `json:"matters"`
	// Unfounded is how many members asked what no basis was found for; 0 when they are fewer than loopLeast.
	Unfounded int `json:"unfounded,omitempty"`
	// Gaps are what the library is known not to hold of that, in the same terms.
	Gaps []loopMatter `json:"gaps,omitempty"`
}

type loopMatter struct {
	// ID is that of articleOf.
	ID     string          `json:"id"`
	Clause corpus.ClauseID `json:"clause"`
	Askers int             `json:"askers"`
	Wrong  int             `json:"wrong"`
}

func loopRecord(class officer.ClassID) string { return "loop-" + string(class) }

// loopMoment is when the lists of the week before a Monday are sent: when push hours begin, that day or on the next working day.
func (c *Conversation) loopMoment(monday calendar.Day, days *calendar.Workdays) time.Time {
	return c.withinHours(time.Date(monday.Year(), time.Month(monday.Month()), monday.DayOfMonth(), 0, 0, 0, 0, c.cfg.Location), days)
}

// loopSweep sets the timer of the next lists. Weeks whose lists would be sent at the same moment, after Tết, are one.
func (c *Conversation) loopSweep(ctx context.Context, _ input) (t Turn, again bool, err error) {
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, false, fmt.Errorf("read the days off: %w", err)
	}
	monday := calendar.On(c.now())
	for monday.Weekday() != time.Monday {
		monday = monday.Add(-1)
	}
	for !c.loopMoment(monday, days).After(c.cfg.Now()) || c.loopMoment(monday, days).Equal(c.loopMoment(monday.Add(7), days)) {
		monday = monday.Add(7)
	}
	return Turn{Timers: []queue.Timer{c.loopTimer(monday, c.loopMoment(monday, days))}}, false, nil
}

func (c *Conversation) loopTimer(monday calendar.Day, at time.Time) queue.Timer {
	return trainingTimer("loop."+monday.String(), 0, at, dueBody{What: "loop", ID: monday.String()})
}

// loopDue tells the trainers of each class what its members asked about most before the timer's Monday, and keeps the list for
// the button under it. Where nothing was asked by enough members, nothing is said. Handled outside push hours it is put off.
func (c *Conversation) loopDue(ctx context.Context, in input, _ int64, d dueBody) (Turn, error) {
	day, err := calendar.ParseDay(d.ID)
	if err != nil {
		day = calendar.On(d.At.In(c.cfg.Location))
	}
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("read the days off: %w", err)
	}
	if at := c.withinHours(c.now(), days); at.After(c.cfg.Now()) {
		return Turn{Timers: []queue.Timer{c.loopTimer(day, at)}}, nil
	}
	from := day.Add(-7)
	for c.loopMoment(from, days).Equal(c.loopMoment(day, days)) {
		from = from.Add(-7)
	}
	asked, judged, err := c.askedBetween(ctx, from, day)
	if err != nil {
		return Turn{}, err
	}
	var gaps []quiz.Asking
	for _, a := range asked {
		if a.Matter == "" && a.Clause != "" {
			a.Matter = string(a.Clause)
			gaps = append(gaps, a)
		}
	}
	var t Turn
	for _, class := range in.Roster.Classes() {
		trainers := slices.DeleteFunc(in.Roster.Trainers(class.ID), func(o *officer.Officer) bool {
			return !in.Roster.May(officer.Actor{Account: o.Telegram, Officer: o}, officer.PushClass, officer.About{Class: class.ID})
		})
		list := loopList{From: from, Day: day, Unfounded: quiz.Unfounded(asked, class.Members, loopLeast)}
		list.Matters = loopMatters(quiz.MostAsked(asked, judged, class.Members, loopLeast, loopMost))
		list.Gaps = loopMatters(quiz.MostAsked(gaps, nil, class.Members, loopLeast, loopMost))
		if len(trainers) == 0 || len(list.Matters) == 0 && list.Unfounded == 0 {
			continue
		}
		value, err := json.Marshal(list)
		if err != nil {
			return Turn{}, fmt.Errorf("write the week's list of a class: %w", err)
		}
		t = t.changing(queue.Change{Table: queue.TableState, ID: loopRecord(class.ID), Was: queue.Any, Value: value})
		for _, o := range trainers {
			reader := in
			reader.Actor = officer.Actor{Account: o.Telegram, Officer: o, First: c.cfg.First[o.Telegram]}
			text, buttons := c.loopText(reader, class, list)
			t = t.and(in.tells(o.ID, text, buttons))
		}
	}
	return t, nil
}

func loopMatters(asked []quiz.Matter) (out []loopMatter) {
	for _, m := range asked {
		out = append(out, loopMatter{m.ID, m.Clause, m.Askers, m.Wrong})
	}
	return out
}

// askedBetween reads of the journal what officers asked from the first day on, before the other, and how they judged it,
// oldest first. What was erased is not there.
func (c *Conversation) askedBetween(ctx context.Context, from, to calendar.Day) (asked []quiz.Asking, judged []quiz.Judging, err error) {
	start := func(d calendar.Day) time.Time {
		return time.Date(d.Year(), time.Month(d.Month()), d.DayOfMonth(), 0, 0, 0, 0, c.cfg.Location)
	}
	first, end := start(from), start(to)
	for before := int64(0); ; {
		entries, err := c.cfg.Journal.Latest(ctx, before, loopRead)
		if err != nil {
			return nil, nil, fmt.Errorf("read what was asked in a week: %w", err)
		}
		for _, e := range entries {
			before = e.Number
			switch {
			case e.At.Before(first), !e.At.Before(end), e.Erased:
			case e.Kind == journal.Asked:
				if a, ok := c.askingOf(e); ok {
					asked = append(asked, a)
				}
			case e.Kind == journal.Rated:
				var b ratedBody
				if read(e, &b) {
					judged = append(judged, quiz.Judging{By: e.Owner, Answer: b.Answer, Right: b.Right})
				}
			}
		}
		if len(entries) < loopRead || entries[len(entries)-1].At.Before(first) {
			slices.Reverse(asked)
			slices.Reverse(judged)
			return asked, judged, nil
		}
	}
}

// askingOf is what an inquiry was about: the matter of the clause that came first in its answer; where no basis was found none,
// and the known gap that was the answer, if any, as the clause. ok is false for any other inquiry.
func (c *Conversation) askingOf(e journal.Entry) (a quiz.Asking, ok bool) {
	var b askedBody
	if !read(e, &b) {
		return quiz.Asking{}, false
	}
	a = quiz.Asking{By: e.Owner, Answer: answerID(e.About)}
	if b.Kind == string(answer.NotFound) {
		if len(b.Clauses) > 0 {
			a.Clause = b.Clauses[0].Clause
		}
		return a, true
	}
	if len(b.Clauses) == 0 {
		return a, false
	}
	clause, ok := c.held(b.Clauses[0].Clause)
	if !ok {
		return quiz.Asking{}, false
	}
	a.Matter, a.Clause = articleOf(clause), clause.ID
	return a, true
}

// articleLevel is the level of an address at which inquiries are counted together.
const articleLevel = "Điều"

// articleOf names the article that a clause is part of; a clause whose article is not known stands for itself.
func articleOf(clause *corpus.Clause) string {
	for _, l := range clause.Path {
		if l.Name == articleLevel {
			return string(clause.Edition.Document.ID()) + " " + l.String()
		}
	}
	return string(clause.ID)
}

// articleCited is the article of a clause as a list names it.
func articleCited(clause *corpus.Clause) string {
	for _, l := range clause.Path {
		if l.Name == articleLevel {
			return l.String() + " " + shortName(clause.Edition.Document)
		}
	}
	return shortCitation(clause)
}

// restingOn are the questions that may be asked and rest on a matter.
func (c *Conversation) restingOn(questions []*quiz.Question, matter string) []quiz.ID {
	var out []quiz.ID
	for _, q := range questions {
		if slices.ContainsFunc(q.Cites, func(cite quiz.Cite) bool {
			clause, ok := c.held(cite.Clause)
			return ok && articleOf(clause) == matter
		}) {
			out = append(out, q.ID)
		}
	}
	return out
}

// loopText is a class's list as the actor reads it, with the button that makes an exercise of it when there are questions that
// the actor may give.
func (c *Conversation) loopText(in input, class *officer.Class, list loopList) ([]Span, [][]Button) {
	today := c.today(c.cfg.Now())
	circulating := c.giveCirculating(in)
	var s sheet
	s.para(bold(say("loop_heading")))
	s.line(plain(class.Name))
	s.line(plain(say("loop_days", list.From.Vietnamese(), list.Day.Add(-1).Vietnamese(), loopLeast)))
	n, any := 0, false
	for _, m := range list.Matters {
		clause, ok := c.held(m.Clause)
		if !ok {
			continue
		}
		n++
		cited := articleCited(clause)
		if clause.On(today) == corpus.Lapsed {
			cited += " (" + say("has_lapsed") + ")"
		}
		questions := len(c.restingOn(circulating, m.ID))
		any = any || questions > 0
		s.para(plain(say("loop_line", n, title(clause), cited)))
		s.line(plain(say("loop_counts", m.Askers, m.Wrong, questions)))
	}
	if n > 0 && !any {
		s.para(plain(say("loop_no_questions")))
	}
	if list.Unfounded > 0 {
		s.para(plain(say("loop_unfounded", list.Unfounded)))
		for _, gap := range list.Gaps {
			if clause, ok := c.cfg.Library.Clause(gap.Clause); ok && clause.Gap {
				s.line(plain(say("loop_gap", title(clause), gap.Askers)))
			}
		}
	}
	if !any {
		return s.done(), nil
	}
	return s.done(), [][]Button{{opens(say("loop_give"), "loopgive", 1, string(class.ID), dayArgument(list.Day))}}
}

// loopGive begins an exercise for a class with the questions that rest on the matters of its list; its card asks for the
// confirmation. The list of a week before is not used: there is a newer one.
func (c *Conversation) loopGive(ctx context.Context, in input, p payload) (Turn, error) {
	class := officer.ClassID(p.args[0])
	r, err := c.cfg.Records.Record(ctx, queue.TableState, loopRecord(class))
	if err != nil {
		return Turn{}, fmt.Errorf("read the week's list of a class: %w", err)
	}
	var list loopList
	if r.Version != 0 {
		if err := json.Unmarshal(r.Value, &list); err != nil {
			return Turn{}, fmt.Errorf("read the week's list of a class: %w", err)
		}
	}
	if day, ok := readDayArgument(p.args[1]); !ok || day != list.Day {
		return refusal(in.Event, say("loop_old")), nil
	}
	circulating := c.giveCirculating(in)
	var picked []quiz.ID
	for _, m := range list.Matters {
		for _, id := range c.restingOn(circulating, m.ID) {
			if !slices.Contains(picked, id) {
				picked = append(picked, id)
			}
		}
	}
	if len(picked) == 0 {
		return refusal(in.Event, say("loop_no_questions")), nil
	}
	return c.giveStart(ctx, in, quiz.Practice, picked, []officer.ClassID{class})
}
