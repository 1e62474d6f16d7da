package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/bot/reminder"
	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/procedure"
)

// A button names a plan by its id ("k127") and a step by both ("k127s3").

func itemArgument(i plan.Item) string { return string(i.Plan.ID) + "s" + i.Step.ID }

// item finds the step that an argument names.
func (in input) item(arg string) (plan.Item, bool) {
	id, step, ok := strings.Cut(arg, "s")
	if !ok {
		return plan.Item{}, false
	}
	return in.Book.Step(plan.ID(id), step)
}

// work is what rights on a plan, or on one of its steps (nil: on the whole), are decided on. That of the whole names as
// lead nobody; whoever leads a step of it is then among the team.
func work(p *plan.Plan, s *plan.Step) officer.About {
	w := &officer.Work{Unit: p.Unit, Owner: p.Owner, Team: p.Team}
	if s != nil {
		w.Lead = s.Lead
		return officer.About{Work: w}
	}
	w.Team = slices.Clone(p.Team)
	for i := range p.Steps {
		if lead := p.Steps[i].Lead; lead != "" {
			w.Team = append(w.Team, lead)
		}
	}
	return officer.About{Work: w}
}

// aboutWork is for screens and waits whose first argument is a plan or a step.
func aboutWork(in input, args []string) officer.About {
	arg := argument(args, 0)
	if i, ok := in.item(arg); ok {
		return work(i.Plan, i.Step)
	}
	if p, ok := in.Book.Plan(plan.ID(arg)); ok {
		return work(p, nil)
	}
	return officer.About{}
}

// aboutPlan is for those about the plan of which the first argument names a step.
func aboutPlan(in input, args []string) officer.About {
	id, _, _ := strings.Cut(argument(args, 0), "s")
	if p, ok := in.Book.Plan(plan.ID(id)); ok {
		return work(p, nil)
	}
	return officer.About{}
}

// plannedBody is the journal's record of what was done to a plan.
type plannedBody struct {
	Plan plan.ID   `json:"plan"`
	Step string    `json:"step,omitempty"`
	What plan.What `json:"what"`
	Note string    `json:"note,omitempty"`
	// From and To are the days before and after, where the day changed; Start is the day of the start event then.
	From  calendar.Day `json:"from,omitzero"`
	To    calendar.Day `json:"to,omitzero"`
	Start calendar.Day `json:"start,omitzero"`
}

// bodyOf is the journal's record of an entry.
func bodyOf(p plan.ID, e plan.Entry) plannedBody {
	body := plannedBody{Plan: p, Step: e.Step, What: e.What, Note: e.Note}
	if e.Was != nil && e.Now != nil && e.Was.Step != nil && e.Now.Step != nil && e.Was.Step.Day != e.Now.Step.Day {
		body.From, body.To, body.Start = e.Was.Step.Day, e.Now.Step.Day, e.Now.Step.Reason.Start
	}
	return body
}

// planned is what edits of plans lead to: the changes, the journal's notes, and the wakes of all whom they concern.
func (c *Conversation) planned(in input, show Turn, edits ...*plan.Edit) Turn {
	var concerned []officer.ID
	for _, e := range edits {
		show = show.changing(e.Changes()...)
		for _, entry := range e.Entries() {
			// What was typed is the officer's own, and goes when they have their data erased.
			show = show.noting(in.note(journal.Planned, entry.Note != "", bodyOf(e.Plan().ID, entry)))
		}
		concerned = append(concerned, e.Concerned()...)
	}
	return show.and(Turn{Timers: reminder.Wakes(in.Roster, c.cfg.Now(), concerned...)})
}

// created is what new plans lead to.
func (c *Conversation) created(in input, show Turn, made []*plan.Plan, changes []queue.Change) Turn {
	var concerned []officer.ID
	for _, p := range made {
		show = show.noting(in.note(journal.Planned, false, plannedBody{Plan: p.ID, What: plan.Made}))
		concerned = append(concerned, p.Concerned()...)
	}
	return show.changing(changes...).and(Turn{Timers: reminder.Wakes(in.Roster, c.cfg.Now(), concerned...)})
}

// cannot is the sentence for an edit that cannot be made. Any other error is the caller's.
func cannot(in input, err error) (Turn, error) {
	var p *plan.Problem
	if errors.As(err, &p) {
		return refusal(in.Event, p.Text), nil
	}
	return Turn{}, err
}

// tells is a message to another officer about their work; none for whoever has not joined, and for the actor.
func (in input) tells(to officer.ID, text []Span, buttons [][]Button) Turn {
	o, ok := in.Roster.Officer(to)
	if !ok || !o.Joined() || o.ID == in.Actor.Officer.ID {
		return Turn{}
	}
	return Turn{Replies: []Reply{{Kind: Send, Chat: o.Telegram, Text: text, Buttons: buttons}}}
}

// granting are those who are asked for more time for a step: of those one level above its lead, whoever may grant it.
func (in input) granting(i plan.Item) []*officer.Officer {
	var out []*officer.Officer
	for _, id := range reminder.Above(in.Roster, i.Step.Lead) {
		if o, ok := in.Roster.Officer(id); ok && in.Roster.May(officer.Actor{Account: o.Telegram, Officer: o}, officer.GrantTime, work(i.Plan, i.Step)) {
			out = append(out, o)
		}
	}
	return out
}

var weekdays = [...]string{"Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"}

// dayText is a day as officers read it: "thứ Sáu, 4/12/2026".
func dayText(d calendar.Day) string {
	if d.IsZero() {
		return say("no_day")
	}
	return weekdays[d.Weekday()] + ", " + d.Vietnamese()
}

// clockText is a minute of the day: "15 giờ 00".
func clockText(minute int) string { return fmt.Sprintf("%02d giờ %02d", minute/60, minute%60) }

// dueText is when a step is due.
func dueText(s *plan.Step) string {
	switch {
	case s.Minute == 0 || s.Day.IsZero():
		return dayText(s.Day)
	case s.At:
		return say("due_at", clockText(s.Minute), dayText(s.Day))
	}
	return say("due_by", clockText(s.Minute), dayText(s.Day))
}

// leftText says how far a step's day is from today.
func leftText(s *plan.Step, today calendar.Day) string {
	switch days := daysFrom(today, s.Day); {
	case s.Day.IsZero():
		return ""
	case days < 0:
		return say("late_days", -days)
	case days == 0:
		return say("due_today")
	default:
		return say("left_days", days)
	}
}

// daysFrom counts the days from a to b, negative when b is before a; 0 when one is no day.
func daysFrom(a, b calendar.Day) int {
	if a.IsZero() || b.IsZero() {
		return 0
	}
	at := func(d calendar.Day) time.Time {
		return time.Date(d.Year(), time.Month(d.Month()), d.DayOfMonth(), 0, 0, 0, 0, time.UTC)
	}
	return int(at(b).Sub(at(a)).Hours() / 24)
}

// doubtNames say why a day must be confirmed.
var doubtNames = map[plan.Doubt]string{
	plan.ClauseEnded: "doubt_ended", plan.ClauseReworded: "doubt_reworded", plan.ClauseGone: "doubt_gone", plan.DayOffChanged: "doubt_days",
}

// reasonText says in a line or two what a day rests on. A clause that is in doubt is not shown as current.
func reasonText(r plan.Reason) string {
	var lines []string
	switch {
	case r.Amount > 0 && !r.Start.IsZero():
		lines = append(lines, say("reason_computed", r.Event, r.Start.Vietnamese(), procedure.Length(r.Amount, r.Unit)))
	case r.Source == plan.Imported:
		lines = append(lines, say("reason_imported"))
	case r.Source == plan.Typed:
		lines = append(lines, say("reason_typed"))
	}
	if r.Rests != nil {
		key := "reason_clause"
		if r.Doubt != "" && r.Doubt != plan.DayOffChanged {
			key = "reason_clause_before"
		}
		lines = append(lines, say(key, r.Rests.Cited))
		if r.Rests.Confidence == corpus.Medium {
			lines = append(lines, say("reason_medium"))
		}
	}
	if r.Document != "" {
		lines = append(lines, say("reason_document", r.Document))
	}
	if key, ok := doubtNames[r.Doubt]; ok {
		lines = append(lines, say(key))
	}
	return strings.Join(lines, "\n")
}

// dayReason says what the day of a step rests on. That of a day that was moved since is that of the first one.
func dayReason(s *plan.Step) string {
	if s.Day.IsZero() {
		r := s.Reason
		r.Source, r.Amount = "", 0
		if text := reasonText(r); r.Limit == "" || r.Event == "" {
			return text
		} else if text != "" {
			return say("reason_waits", r.Event) + "\n" + text
		}
		return say("reason_waits", r.Event)
	}
	n := len(s.Moved)
	if n == 0 || s.Moved[n-1].Why == "" {
		return reasonText(s.Reason)
	}
	key := "reason_moved"
	if s.Moved[n-1].Extended {
		key = "reason_extended"
	}
	lines := []string{say(key, dayText(s.Moved[n-1].Day), s.Moved[n-1].Why)}
	if s.Reason.Amount > 0 || s.Reason.Rests != nil || s.Reason.Doubt != "" {
		lines = append(lines, say("reason_before"), reasonText(s.Reason))
	}
	return strings.Join(lines, "\n")
}

// besides says whether a text may be taken in beside what a plan and its step say already: a name here and an allegation
// there are case data together. step may be nil.
func (c *Conversation) besides(in input, p *plan.Plan, step *plan.Step, text string) (refused Turn, ok bool) {
	all := []string{p.Title}
	if step != nil {
		all = append(all, step.Title)
	}
	all = append(all, text)
	if step != nil && step.Ended != nil {
		all = append(all, step.Ended.Note)
	}
	if reason := c.cfg.Guard(strings.Join(all, ". ")); reason != "" {
		return c.refuse(in, reason), false
	}
	return Turn{}, true
}

// name is what an officer is called, "" for nobody.
func (in input) name(id officer.ID) string { return officerLabel(in.Roster, string(id)) }

// now is the moment of the conversation's clock in the officers' zone.
func (c *Conversation) now() time.Time { return c.cfg.Now().In(c.cfg.Location) }
