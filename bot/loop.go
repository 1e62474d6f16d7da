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
)

const (
	// loopLeast is how many different members must have asked about a matter before their trainers read of it, so that
	// nobody is known by it; loopMost how many matters stand in a list.
	loopLeast, loopMost = 5, 10
	// loopHour is when the week's lists are sent on Mondays, in the officers' time zone.
	loopHour = 7
	// loopRead is how many entries of the journal are read at a time.
	loopRead = 2000
)

// loopList is the record of a class's list, in queue.TableState: counts alone, of no matter fewer than loopLeast members.
type loopList struct {
	// Day is the Monday on which it was made, of the seven days before.
	Day     calendar.Day `json:"day"`
	Matters []loopMatter `json:"matters"`
}

type loopMatter struct {
	// ID is that of articleOf.
	ID     string          `json:"id"`
	Clause corpus.ClauseID `json:"clause"`
	Askers int             `json:"askers"`
	Wrong  int             `json:"wrong"`
}

func loopRecord(class officer.ClassID) string { return "loop-" + string(class) }

// loopTimer is the timer of the next Monday's lists.
func (c *Conversation) loopTimer() queue.Timer {
	now := c.now()
	at := time.Date(now.Year(), now.Month(), now.Day(), loopHour, 0, 0, 0, c.cfg.Location)
	for at.Weekday() != time.Monday || !at.After(now) {
		at = at.AddDate(0, 0, 1)
	}
	return trainingTimer("loop."+calendar.On(at).String(), 0, at, dueBody{What: "loop"})
}

// loopDue tells the trainers of each class what its members asked about most in the week before the timer's day, and keeps
// the list for the button under it. Where nothing was asked by enough members, nothing is said.
func (c *Conversation) loopDue(ctx context.Context, in input, _ int64, d dueBody) (Turn, error) {
	day := calendar.On(d.At.In(c.cfg.Location))
	asked, judged, err := c.askedBetween(ctx, day.Add(-7), day)
	if err != nil {
		return Turn{}, err
	}
	var t Turn
	for _, class := range in.Roster.Classes() {
		trainers := slices.DeleteFunc(in.Roster.Trainers(class.ID), func(o *officer.Officer) bool {
			return !in.Roster.May(officer.Actor{Account: o.Telegram, Officer: o}, officer.PushClass, officer.About{Class: class.ID})
		})
		list := loopList{Day: day}
		for _, m := range quiz.MostAsked(asked, judged, class.Members, loopLeast, loopMost) {
			list.Matters = append(list.Matters, loopMatter{m.ID, m.Clause, m.Askers, m.Wrong})
		}
		if len(trainers) == 0 || len(list.Matters) == 0 {
			continue
		}
		value, err := json.Marshal(list)
		if err != nil {
			return Turn{}, fmt.Errorf("write the week's list of a class: %w", err)
		}
		t = t.changing(queue.Change{Table: queue.TableState, ID: loopRecord(class.ID), Was: queue.Any, Value: value})
		text, buttons := c.loopText(in, class, list)
		for _, o := range trainers {
			t = t.and(in.tells(o.ID, text, buttons))
		}
	}
	return t, nil
}

// askedBetween reads of the journal what officers asked from the first day on, before the other, and how they judged it,
// oldest first. What was erased is not there, and neither is an inquiry that no clause answered.
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

// askingOf is what an inquiry was about: the matter of the clause that came first in its answer.
func (c *Conversation) askingOf(e journal.Entry) (quiz.Asking, bool) {
	var b askedBody
	if !read(e, &b) || len(b.Clauses) == 0 {
		return quiz.Asking{}, false
	}
	clause, ok := c.held(b.Clauses[0].Clause)
	if !ok {
		return quiz.Asking{}, false
	}
	return quiz.Asking{By: e.Owner, Answer: answerID(e.About), Matter: articleOf(clause), Clause: clause.ID}, true
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

// loopText is a class's list as its trainers read it, with the button that makes an exercise of it when there are questions.
func (c *Conversation) loopText(in input, class *officer.Class, list loopList) ([]Span, [][]Button) {
	today := c.today(c.cfg.Now())
	circulating := c.circulating(in)
	var s sheet
	s.para(bold(say("loop_heading")))
	s.line(plain(class.Name))
	s.line(plain(say("loop_days", list.Day.Add(-7).Vietnamese(), list.Day.Add(-1).Vietnamese(), loopLeast)))
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
	if !any {
		s.para(plain(say("loop_no_questions")))
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
	circulating := c.circulating(in)
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
