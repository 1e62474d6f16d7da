package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"camnang/bot/alarm"
	"camnang/bot/plan"
	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/procedure"
)

// skippedMost is how many days off an explanation names one by one.
const skippedMost = 12

// stepWhy answers "Vì sao ngày này?": start event, clause, days counted, days skipped, and what the source does not say.
func (c *Conversation) stepWhy(ctx context.Context, in input, p payload) (Turn, error) {
	i, _ := in.item(p.args[0])
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("read the days off: %w", err)
	}
	r := i.Step.Reason
	var s sheet
	s.para(bold(say("why_heading", i.Plan.Code())))
	s.line(plain(i.Step.Title + ": " + dueText(i.Step)))
	s.para(plain(dayReason(i.Step)))
	if r.Amount > 0 && !r.Start.IsZero() {
		c.countExplained(&s, days.Count(r.Start, r.Amount, r.Unit))
	} else if !i.Step.Day.IsZero() {
		c.dayExplained(&s, days.On(i.Step.Day))
	}
	if set, err := c.procedures(ctx, in, i.Plan.Unit); err == nil && !r.Start.IsZero() {
		limit, _ := agreed(set, i.Step)
		if got, refused := procedure.Counted(limit, r.Start, c.today(c.cfg.Now()), days); refused == "" {
			for _, line := range got.Notes {
				s.line(plain("– " + line))
			}
		}
	}
	for _, m := range i.Step.Moved {
		key := "why_moved"
		if m.Extended {
			key = "why_extended"
		}
		s.para(plain(say(key, dayText(m.Day), c.moment(m.At), in.name(m.By))))
		s.line(plain(m.Why))
	}
	if i.Step.Sample {
		s.para(ital(say("step_sample")))
	}
	var rows [][]Button
	if r.Rests != nil {
		if clause, ok := c.held(r.Rests.Clause); ok {
			rows = append(rows, []Button{c.opensClause(clause)})
		}
	}
	rows = append(rows, []Button{opens(say("step_open"), "step", 1, p.args[0])})
	return below(in.Event, message(s.done(), rows)), nil
}

// opensClause is a button that opens a clause in full.
func (c *Conversation) opensClause(clause *corpus.Clause) Button {
	return Button{Label: label(say("open_basis", shortCitation(clause))), Payload: payload{verb: openClause, answer: noAnswer, clause: clause.ID}.String()}
}

// countExplained writes how a day was counted: what is counted, the days skipped with why, and what kind of day it falls on.
func (c *Conversation) countExplained(s *sheet, n calendar.Count) {
	s.para(plain(say("count_from", dayText(n.Start), procedure.Length(n.Amount, n.Unit), dayText(n.Due))))
	var lines []string
	weekend, others := 0, 0
	for _, d := range n.Skipped {
		if isWeekend(d) {
			weekend++
			continue
		}
		if others++; others <= skippedMost {
			lines = append(lines, "– "+dayText(d.Day)+": "+d.Why+notCertain(d))
		}
	}
	switch {
	case others > skippedMost:
		lines = append(lines, say("count_skipped_more", others-skippedMost))
		fallthrough
	case others > 0:
		s.para(plain(say("count_skipped", weekend, others)))
		s.line(plain(strings.Join(lines, "\n")))
	case weekend > 0:
		s.para(plain(say("count_skipped_weekend", weekend)))
	}
	c.dayExplained(s, n.Last)
}

// isWeekend reports whether a day is off for no reason but its day of the week.
func isWeekend(d calendar.Status) bool {
	day := d.Day.Weekday()
	return (day == time.Saturday || day == time.Sunday) && strings.EqualFold(d.Why, weekdays[day])
}

// notCertain marks a day off that was computed and not announced.
func notCertain(d calendar.Status) string {
	if d.Off && !d.Certain {
		return " " + say("day_not_certain")
	}
	return ""
}

// dayExplained says when a day falls on a day off, and that the source says nothing of that.
func (c *Conversation) dayExplained(s *sheet, d calendar.Status) {
	if d.Off {
		s.para(plain(say("count_ends_off", dayText(d.Day), d.Why+notCertain(d))))
	}
}

// stepSure confirms a day whose basis changed: whoever answers for the step has looked at it, and it stands.
func (c *Conversation) stepSure(_ context.Context, in input, p payload) (Turn, error) {
	i, _ := in.item(p.args[0])
	e := i.Plan.Edit(in.Actor.Officer.ID, c.cfg.Now())
	if changed := c.clauseDoubt(i); changed != "" && i.Step.Reason.Doubt == plan.DayOffChanged {
		// What was asked about is the days off; that the clause changed too was not seen.
		if err := e.Doubt(i.Step.ID, changed); err != nil {
			return cannot(in, err)
		}
		step, _ := e.Plan().Step(i.Step.ID)
		text, rows := c.stepCard(in, plan.Item{Plan: e.Plan(), Step: step})
		return c.planned(in, inPlace(in.Event, text, rows), e), nil
	}
	rests := c.restNow(i.Step.Reason)
	document := i.Step.Reason.Document
	if rests == nil && i.Step.Reason.Rests != nil {
		document = say("confirmed_without", i.Step.Reason.Rests.Cited)
	}
	if err := e.Confirm(i.Step.ID, rests, document); err != nil {
		return cannot(in, err)
	}
	step, _ := e.Plan().Step(i.Step.ID)
	text, rows := c.stepCard(in, plan.Item{Plan: e.Plan(), Step: step})
	return c.planned(in, inPlace(in.Event, append([]Span{plain(say("confirmed") + "\n\n")}, text...), rows), e), nil
}

// clauseDoubt is the doubt about a step whose clause does not stand as it did; "" when it does, and for a step without one.
func (c *Conversation) clauseDoubt(i plan.Item) plan.Doubt {
	r := i.Step.Reason.Rests
	if r == nil {
		return ""
	}
	rests := []alarm.Rests{{Kind: alarm.Deadline, ID: itemArgument(i), Clause: r.Clause, Mark: r.Mark, Cited: r.Cited, Since: r.Since}}
	for _, f := range alarm.Check(c.cfg.Library, c.today(c.cfg.Now()), rests) {
		return doubts[f.Standing]
	}
	return ""
}

// restNow is the clause that a day rests on as it stands today; nil when it is not in force (any more).
func (c *Conversation) restNow(r plan.Reason) *plan.Rest {
	if r.Rests == nil {
		return nil
	}
	clause, ok := c.cfg.Library.Clause(r.Rests.Clause)
	if !ok || clause.On(c.today(c.cfg.Now())) != corpus.InForce {
		return nil
	}
	return c.restOn(clause)
}

// restOn is a clause as something comes to rest on it today.
func (c *Conversation) restOn(clause *corpus.Clause) *plan.Rest {
	return &plan.Rest{
		Clause: clause.ID, Cited: clause.Cite().String(), Mark: clause.Mark(), Since: c.today(c.cfg.Now()).Day, Confidence: clause.Confidence(),
	}
}
