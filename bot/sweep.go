package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"camnang/bot/alarm"
	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/bot/reminder"
	"camnang/corpus"
	"camnang/corpus/calendar"
)

// sweepMost is how many plans one sweep changes; more are left to the next one, so that a settlement stays small.
const sweepMost = 200

// doubts are what becomes of a day when its clause changed.
var doubts = map[corpus.Standing]plan.Doubt{
	corpus.Ended: plan.ClauseEnded, corpus.Reworded: plan.ClauseReworded, corpus.Gone: plan.ClauseGone, corpus.Ahead: plan.ClauseEnded,
}

// SweepTimer is the timer by which all plans are looked over at a moment; setting it again replaces it.
func SweepTimer(at time.Time) queue.Timer {
	return queue.Timer{ID: "job:sweep", Due: at, Body: []byte(`{"event":"sweep"}`)}
}

// swept is the Turn with a look at all plans when it changes what they rest on besides: who is above whom, days off.
func (c *Conversation) swept(t Turn) Turn {
	if !slices.ContainsFunc(t.Changes, func(ch queue.Change) bool { return ch.Table == queue.TableRoster || ch.Table == queue.TableDay }) {
		return t
	}
	return t.and(Turn{Timers: []queue.Timer{SweepTimer(c.cfg.Now())}})
}

// Sweep is the look at all plans that the program takes each night, when it starts, and when units, roles or days off
// changed: plans of a unit that is no more go to another one, days whose clause ended or changed are marked to be confirmed
// and who answers for them is asked, duties get their next occurrence, and everybody with work is woken, those above
// somebody who left among them. again is true when there is more to do at once. Done a second time it changes nothing more.
func (c *Conversation) Sweep(ctx context.Context) (t Turn, again bool, err error) {
	roster, err := c.cfg.People.Roster(ctx)
	if err != nil {
		return Turn{}, false, fmt.Errorf("read the roster: %w", err)
	}
	book, err := c.cfg.Plans.Book(ctx)
	if err != nil {
		return Turn{}, false, fmt.Errorf("read the plans: %w", err)
	}
	in := input{Event: Event{ID: "sweep"}, Roster: roster, Book: book, Actor: officer.Actor{Officer: &officer.Officer{}}}
	edits := sweepEdits{at: c.cfg.Now(), of: map[plan.ID]*plan.Edit{}}
	today := c.today(edits.at)
	edits.rehome(roster, book)
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, false, fmt.Errorf("read the days off: %w", err)
	}
	found := c.doubt(edits, book, today)
	edits.recount(book, days)
	c.extend(edits, book, today.Day)
	ids := edits.made()
	if again = len(ids) > sweepMost; again {
		ids = ids[:sweepMost]
	}
	asked := map[officer.ID][]plan.Item{}
	for _, id := range ids {
		e := edits.of[id]
		t = t.changing(e.Changes()...)
		for _, entry := range e.Entries() {
			t = t.noting(noteBy("sweep", "", journal.Planned, false, bodyOf(id, entry)))
			if step, ok := e.Plan().Step(entry.Step); ok && entry.What == plan.Doubted {
				for _, who := range answering(roster, e.Plan(), step) {
					asked[who] = append(asked[who], plan.Item{Plan: e.Plan(), Step: step})
				}
			}
		}
	}
	for _, who := range sortedOfficers(asked) {
		t = t.and(c.asksAbout(in, who, asked[who], found, days))
	}
	if !again {
		t = t.and(Turn{Timers: everybody(roster, book, c)})
	}
	trained, more, err := c.trainingSweep(ctx)
	if err != nil {
		return Turn{}, false, err
	}
	return t.and(trained), again || more, nil
}

// answering are those who are asked about a step: its lead; when there is none, or none whom a message reaches, who made
// the plan; else those above them.
func answering(r *officer.Roster, p *plan.Plan, s *plan.Step) []officer.ID {
	for _, id := range []officer.ID{s.Lead, p.Owner} {
		if o, ok := r.Officer(id); ok && o.Joined() {
			return []officer.ID{id}
		}
	}
	return reminder.Above(r, firstOf(s.Lead, p.Owner))
}

func firstOf(a, b officer.ID) officer.ID {
	if a != "" {
		return a
	}
	return b
}

// sweepEdits are what a sweep does to plans, one edit for each.
type sweepEdits struct {
	at time.Time
	of map[plan.ID]*plan.Edit
}

// edit is that of a plan. What changes nothing is left out of made.
func (s sweepEdits) edit(p *plan.Plan) *plan.Edit {
	if s.of[p.ID] == nil {
		s.of[p.ID] = p.Edit("", s.at)
	}
	return s.of[p.ID]
}

// made are the plans that are changed, in order of their ids.
func (s sweepEdits) made() []plan.ID {
	var ids []plan.ID
	for id, e := range s.of {
		if len(e.Changes()) > 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// rehome gives the plans of a unit that is no more to another one, whatever their state, so that they stay in somebody's
// reports: to the unit of who made the plan, else to that of the first lead who is in one, else to the first at the top. A
// unit is removed when nobody is in it any more, so these are where the people of the plan went. With no unit at all in the
// roster the plans stay as they are.
func (s sweepEdits) rehome(r *officer.Roster, book *plan.Book) {
	for _, p := range book.All() {
		if _, known := r.Unit(p.Unit); known || p.Unit == "" {
			continue
		}
		people := []officer.ID{p.Owner}
		for i := range p.Steps {
			people = append(people, p.Steps[i].Lead)
		}
		to := unitOf(r, people)
		if top := r.Top(); to == "" && len(top) > 0 {
			to = top[0].ID
		}
		if to != "" {
			// The only error is that the plan is there already.
			_ = s.edit(p).MoveUnit(to)
		}
	}
}

// unitOf is the unit of the first of these officers who is in one; "" when none is.
func unitOf(r *officer.Roster, people []officer.ID) officer.UnitID {
	for _, id := range people {
		if o, ok := r.Officer(id); ok {
			if _, known := r.Unit(o.Unit); known {
				return o.Unit
			}
		}
	}
	return ""
}

// doubt marks the days whose clause no longer stands as it did, and says what became of each clause, by the argument of the
// step.
func (c *Conversation) doubt(edits sweepEdits, book *plan.Book, today calendar.AsOf) map[string]alarm.Finding {
	found := map[string]alarm.Finding{}
	var rests []alarm.Rests
	for _, clause := range book.Resting() {
		for _, i := range book.RestingOn(clause) {
			r := i.Step.Reason.Rests
			rests = append(rests, alarm.Rests{Kind: alarm.Deadline, ID: itemArgument(i), Clause: clause, Mark: r.Mark, Cited: r.Cited, Since: r.Since})
		}
	}
	in := input{Book: book}
	for _, f := range alarm.Check(c.cfg.Library, today, rests) {
		if i, ok := in.item(f.ID); ok && (i.Step.Reason.Doubt == "" || i.Step.Reason.Doubt == plan.DayOffChanged) {
			// The steps of the book are open, so there is no error.
			_ = edits.edit(i.Plan).Doubt(i.Step.ID, doubts[f.Standing])
			found[f.ID] = f
		}
	}
	return found
}

// recount marks the days that would be counted otherwise by the days off as they are now: a release may bring others than
// those by which they were counted. A day that somebody moved or confirmed since stays as it is.
func (s sweepEdits) recount(book *plan.Book, days *calendar.Workdays) {
	for _, p := range book.All() {
		for n := range p.Steps {
			step := &p.Steps[n]
			r := step.Reason
			if p.State != plan.Open || !step.Open() || r.Source != plan.Computed || r.Unit != calendar.WorkingDays || r.Doubt != "" || len(step.Moved) > 0 {
				continue
			}
			if due := days.Count(r.Start, r.Amount, r.Unit).Due; !due.IsZero() && due != step.Day {
				// The step is open, so there is no error.
				_ = s.edit(p).Doubt(step.ID, plan.DayOffChanged)
			}
		}
	}
}

// asksAbout asks somebody about days in doubt: at once within push hours, else when they begin next.
func (c *Conversation) asksAbout(in input, who officer.ID, items []plan.Item, found map[string]alarm.Finding, days *calendar.Workdays) Turn {
	asks := doubtText(items, found)
	now := c.now()
	from, to := reminder.Habit{}.Hours()
	if minute := minuteOf(now); !days.Off(calendar.On(now)) && minute >= from && minute < to {
		return in.tells(who, asks, doubtButtons(items))
	}
	o, ok := in.Roster.Officer(who)
	if !ok || !o.Joined() {
		return Turn{}
	}
	var text strings.Builder
	for _, span := range asks {
		text.WriteString(span.Text)
	}
	body, err := json.Marshal(map[string]string{"event": "text", "text": text.String() + "\n\n" + say("doubt_open")})
	if err != nil {
		panic(fmt.Sprintf("bot: a question about days: %v", err))
	}
	v := reminder.View{Book: in.Book, Roster: in.Roster, Workdays: days, Zone: c.cfg.Location}
	id := fmt.Sprintf("doubt:%s:%s:%d", who, items[0].Ref(), items[0].Plan.NextEntry)
	return Turn{Timers: []queue.Timer{{ID: id, Lane: o.Telegram, Due: reminder.NextPush(now, v, reminder.Habit{}), Body: body}}}
}

// extend gives duties the occurrences up to a day.
func (c *Conversation) extend(edits sweepEdits, book *plan.Book, today calendar.Day) {
	for _, p := range book.All() {
		if p.Kind != plan.Duty || p.State == plan.Cancelled {
			continue
		}
		if err := edits.edit(p).Extend(today.Add(1)); err != nil {
			c.cfg.Log.Error("a duty has no next occurrence", "plan", p.ID, "error", err)
		}
	}
}

func sortedOfficers(m map[officer.ID][]plan.Item) []officer.ID {
	var ids []officer.ID
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// everybody is the wake of each officer who may have to be told something: who leads a step, and who leads a unit or is
// responsible otherwise.
func everybody(r *officer.Roster, book *plan.Book, c *Conversation) []queue.Timer {
	return reminder.Wakes(r, c.cfg.Now(), book.Leads()...)
}

// doubtText asks for the confirmation of days: what became of each clause, and the steps that rest on it.
func doubtText(items []plan.Item, found map[string]alarm.Finding) []Span {
	var s sheet
	s.para(bold(say("doubt_heading", len(items))))
	var findings []alarm.Finding
	for _, i := range items {
		if f, ok := found[itemArgument(i)]; ok {
			findings = append(findings, f)
		}
	}
	for _, piece := range alarm.Summary(findings) {
		s.para(plain(piece.Text))
	}
	for n, i := range items {
		if n == problemsShown {
			s.para(plain(say("doubt_more", len(items)-n)))
			break
		}
		s.para(plain(i.Plan.Code() + ": " + i.Step.Title + " – " + dueText(i.Step)))
		s.line(plain(reasonText(i.Step.Reason)))
	}
	return s.done()
}

func doubtButtons(items []plan.Item) [][]Button {
	var rows [][]Button
	for _, i := range items[:min(len(items), agendaPage)] {
		rows = append(rows, []Button{opens(i.Plan.Code()+": "+i.Step.Title, "step", 1, itemArgument(i))})
	}
	return rows
}
