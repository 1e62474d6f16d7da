package bot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"camnang/bot/alarm"
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

// Sweep is the look at all plans that the program takes each night and when it starts: days whose clause ended or changed
// are marked to be confirmed and their leads asked, duties get their next occurrence, who must take over from somebody who
// left is told, and everybody with work is woken. again is true when there is more to do at once. Done a second time it
// changes nothing more.
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
	today := c.today(c.cfg.Now())
	edits := c.doubted(book, today)
	for id, e := range c.extended(book, today.Day) {
		if edits[id] == nil {
			edits[id] = e
		}
	}
	ids := sortedPlans(edits)
	if again = len(ids) > sweepMost; again {
		ids = ids[:sweepMost]
	}
	asked := map[officer.ID][]plan.Item{}
	for _, id := range ids {
		e := edits[id]
		t = t.changing(e.Changes()...)
		for _, entry := range e.Entries() {
			body := plannedBody{Plan: id, Step: entry.Step, What: entry.What, Note: entry.Note}
			t = t.noting(noteBy("sweep", "", "plan-changed", false, body))
			if step, ok := e.Plan().Step(entry.Step); ok && entry.What == plan.Doubted {
				asked[firstOf(step.Lead, e.Plan().Owner)] = append(asked[firstOf(step.Lead, e.Plan().Owner)], plan.Item{Plan: e.Plan(), Step: step})
			}
		}
	}
	for _, who := range sortedOfficers(asked) {
		t = t.and(in.tells(who, c.doubtText(asked[who]), doubtButtons(asked[who])))
	}
	if !again {
		t = t.and(Turn{Timers: everybody(roster, book, c)})
	}
	return t, again, nil
}

func firstOf(a, b officer.ID) officer.ID {
	if a != "" {
		return a
	}
	return b
}

// doubted marks the days whose clause no longer stands as it did.
func (c *Conversation) doubted(book *plan.Book, today calendar.AsOf) map[plan.ID]*plan.Edit {
	var rests []alarm.Rests
	for _, clause := range book.Resting() {
		for _, i := range book.RestingOn(clause) {
			r := i.Step.Reason.Rests
			rests = append(rests, alarm.Rests{Kind: alarm.Deadline, ID: itemArgument(i), Clause: clause, Mark: r.Mark, Cited: r.Cited, Since: r.Since})
		}
	}
	edits := map[plan.ID]*plan.Edit{}
	in := input{Book: book}
	for _, f := range alarm.Check(c.cfg.Library, today, rests) {
		i, ok := in.item(f.ID)
		if !ok || i.Step.Reason.Doubt != "" {
			continue
		}
		e := edits[i.Plan.ID]
		if e == nil {
			e = i.Plan.Edit("", c.cfg.Now())
		}
		if e.Doubt(i.Step.ID, doubts[f.Standing]) == nil && len(e.Changes()) > 0 {
			edits[i.Plan.ID] = e
		}
	}
	return edits
}

// extended gives duties the occurrences up to a day.
func (c *Conversation) extended(book *plan.Book, today calendar.Day) map[plan.ID]*plan.Edit {
	edits := map[plan.ID]*plan.Edit{}
	for _, p := range book.All() {
		if p.Kind != plan.Duty || p.State == plan.Cancelled {
			continue
		}
		e := p.Edit("", c.cfg.Now())
		if err := e.Extend(today.Add(1)); err != nil {
			c.cfg.Log.Error("a duty has no next occurrence", "plan", p.ID, "error", err)
			continue
		}
		if len(e.Changes()) > 0 {
			edits[p.ID] = e
		}
	}
	return edits
}

func sortedPlans(edits map[plan.ID]*plan.Edit) []plan.ID {
	var ids []plan.ID
	for id := range edits {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
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

// doubtText asks for the confirmation of days whose clause changed.
func (c *Conversation) doubtText(items []plan.Item) []Span {
	var s sheet
	s.para(bold(say("doubt_heading", len(items))))
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
