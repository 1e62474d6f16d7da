package plan

import (
	"reflect"
	"slices"
	"strconv"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

const (
	// undoWithin is how long what was done can be taken back.
	undoWithin = 24 * time.Hour
	// logLimit is how many entries a plan carries; the journal has all of them.
	logLimit = 60
	// stepLimit is how many steps a plan has: the year's plan of a committee has some sixty.
	stepLimit = 200
)

// Edit is what one officer does to one plan at one moment. Its methods leave the plan it was made of as it is; one that
// gives an error (a *Problem) changes nothing.
type Edit struct {
	before *Plan
	now    Plan
	by     officer.ID
	at     time.Time
	// made are the numbers of the entries of this edit.
	made []int
}

// Edit begins a change of the plan by an officer ("" for the program itself).
func (p *Plan) Edit(by officer.ID, at time.Time) *Edit {
	e := &Edit{before: p, now: *p, by: by, at: at.UTC().Truncate(time.Second)}
	e.now.Team = slices.Clone(p.Team)
	e.now.Chats = slices.Clone(p.Chats)
	e.now.Steps = slices.Clone(p.Steps)
	e.now.Log = slices.Clone(p.Log)
	for i := range e.now.Steps {
		e.now.Steps[i].Moved = slices.Clip(p.Steps[i].Moved)
	}
	return e
}

// Plan is the plan as the edit leaves it.
func (e *Edit) Plan() *Plan {
	p := e.now
	return &p
}

// Changes are the records to write; nil when nothing was changed.
func (e *Edit) Changes() []queue.Change {
	if len(e.made) == 0 {
		return nil
	}
	return []queue.Change{{Table: queue.TablePlan, ID: string(e.now.ID), Was: e.before.Version, Value: written(&e.now)}}
}

// Entries are the log entries that the edit made, for the journal.
func (e *Edit) Entries() []Entry {
	var out []Entry
	for _, entry := range e.now.Log {
		if slices.Contains(e.made, entry.Number) {
			out = append(out, entry)
		}
	}
	return out
}

// First is the number of the first entry that the edit made, by which it is undone; 0 when it made none.
func (e *Edit) First() int {
	if len(e.made) == 0 {
		return 0
	}
	return e.made[0]
}

// Concerned are those who have to do with the plan before or after the edit, each once.
func (e *Edit) Concerned() []officer.ID {
	all := append(e.before.Concerned(), e.now.Concerned()...)
	slices.Sort(all)
	return slices.Compact(all)
}

// open returns the step to change, when plan and step are open.
func (e *Edit) open(step string) (*Step, error) {
	s, ok := e.now.Step(step)
	switch {
	case !ok:
		return nil, problem("step_gone")
	case e.now.State == Cancelled:
		return nil, problem("plan_cancelled")
	case !s.Open() && s.Ended.Cancelled:
		return nil, problem("step_cancelled")
	case !s.Open():
		return nil, problem("step_done")
	}
	return s, nil
}

// change makes one entry about a step, which do changes.
func (e *Edit) change(what What, step, note string, do func(*Step)) {
	s, _ := e.now.Step(step)
	was := *s
	do(s)
	now := *s
	e.settleState()
	e.enter(Entry{What: what, Step: step, Note: note, Was: &Part{Step: &was}, Now: &Part{Step: &now}})
}

// whole makes one entry about what belongs to the plan as a whole.
func (e *Edit) whole(what What, note string, do func(*Plan)) {
	was := partOf(&e.now)
	do(&e.now)
	e.enter(Entry{What: what, Note: note, Was: was, Now: partOf(&e.now)})
}

func partOf(p *Plan) *Part {
	return &Part{Title: p.Title, State: p.State, Owner: p.Owner, Team: slices.Clone(p.Team)}
}

// settleState closes a plan whose steps have all ended, and opens one again that has an open step.
func (e *Edit) settleState() {
	if e.now.State == Cancelled {
		return
	}
	e.now.State = Closed
	if slices.ContainsFunc(e.now.Steps, func(s Step) bool { return s.Open() }) {
		e.now.State = Open
	}
}

// enter writes the entry and drops what can no longer be undone, so that a plan stays small.
func (e *Edit) enter(entry Entry) {
	entry.Number, entry.By, entry.At = e.now.NextEntry, e.by, e.at
	e.now.NextEntry++
	e.now.Log = append(e.now.Log, entry)
	e.made = append(e.made, entry.Number)
	if extra := len(e.now.Log) - logLimit; extra > 0 {
		e.now.Log = slices.Delete(e.now.Log, 0, extra)
	}
	for i := range e.now.Log {
		if old := &e.now.Log[i]; e.at.Sub(old.At) > undoWithin {
			old.Was, old.Now = nil, nil
		}
	}
}

// Done ends a step as done, with a note that may be empty. When it was the last occurrence of a Duty, the next one is
// put beside it.
func (e *Edit) Done(step, note string) error {
	s, err := e.open(step)
	if err != nil {
		return err
	}
	if err := writable(note); err != nil {
		return err
	}
	again := e.now.Kind == Duty && e.lastOccurrence() == s
	ended := *s
	e.change(StepDone, step, note, func(s *Step) {
		s.Ended, s.Asked = &Ended{By: e.by, At: e.at, Note: note}, nil
	})
	if again {
		return e.occurAgain(ended)
	}
	return nil
}

// Cancel ends a step as not to be done any more; why is needed.
func (e *Edit) Cancel(step, why string) error {
	if _, err := e.open(step); err != nil {
		return err
	}
	if err := reasoned(why); err != nil {
		return err
	}
	e.change(Cancelling, step, why, func(s *Step) {
		s.Ended, s.Asked = &Ended{By: e.by, At: e.at, Note: why, Cancelled: true}, nil
	})
	return nil
}

// CancelPlan ends the plan with its open steps; why is needed. The steps stay as they are, so that it can be undone.
func (e *Edit) CancelPlan(why string) error {
	if e.now.State == Cancelled {
		return problem("plan_cancelled")
	}
	if err := reasoned(why); err != nil {
		return err
	}
	e.whole(Cancelling, why, func(p *Plan) { p.State = Cancelled })
	return nil
}

// Give makes another officer the lead of a step. That the officer may be given it is the caller's to check.
func (e *Edit) Give(step string, to officer.ID) error {
	s, err := e.open(step)
	switch {
	case err != nil:
		return err
	case s.Lead == to:
		return problem("same_lead")
	}
	e.change(Given, step, string(to), func(s *Step) { s.Lead, s.Asked = to, nil })
	return nil
}

// Postpone moves a step to a later day, or a later minute of its day; why is needed. A limit is not postponed: more
// time for it is asked for (AskTime).
func (e *Edit) Postpone(step string, day calendar.Day, minute int, why string) error {
	s, err := e.open(step)
	switch {
	case err != nil:
		return err
	case s.Weight == Limit:
		return problem("limit_not_postponed")
	case day.IsZero() || !s.Day.IsZero() && (day.Before(s.Day) || day == s.Day && minute <= s.Minute):
		return problem("not_later")
	}
	if err := reasoned(why); err != nil {
		return err
	}
	e.change(Postponed, step, why, func(s *Step) { s.move(Moved{By: e.by, At: e.at, Why: why}, day, minute) })
	return nil
}

func (s *Step) move(m Moved, day calendar.Day, minute int) {
	if m.Day, m.Minute = s.Day, s.Minute; !m.Day.IsZero() {
		s.Moved = append(slices.Clip(s.Moved), m)
	}
	s.Day, s.Minute, s.Asked = day, minute, nil
}

// SetDay gives a step another day with its reason: typed, or computed from another start day.
func (e *Edit) SetDay(step string, day calendar.Day, minute int, r Reason) error {
	s, err := e.open(step)
	switch {
	case err != nil:
		return err
	case day == s.Day && minute == s.Minute && reflect.DeepEqual(r, s.Reason):
		return problem("nothing_changed")
	}
	e.change(DayChanged, step, "", func(s *Step) {
		if s.Day != day || s.Minute != minute {
			s.move(Moved{By: e.by, At: e.at}, day, minute)
		}
		s.Reason = r
	})
	return nil
}

// AskTime asks for more time until a day; why is needed. latest is the last day that the clause of a limit allows, zero
// when nothing bounds it. A later request replaces one that nobody has decided.
func (e *Edit) AskTime(step string, day, latest calendar.Day, why string) error {
	s, err := e.open(step)
	switch {
	case err != nil:
		return err
	case s.Day.IsZero() || day.IsZero() || !day.After(s.Day):
		return problem("not_later")
	case !latest.IsZero() && day.After(latest):
		return problem("beyond_extension", latest.Vietnamese())
	}
	if err := reasoned(why); err != nil {
		return err
	}
	e.change(TimeAsked, step, why, func(s *Step) { s.Asked = &Asked{By: e.by, At: e.at, Day: day, Why: why, From: s.Day} })
	return nil
}

// GrantTime grants the time asked for.
func (e *Edit) GrantTime(step string) error {
	s, err := e.asked(step)
	if err != nil {
		return err
	}
	e.change(TimeGranted, step, s.Asked.Why, func(s *Step) {
		s.move(Moved{By: e.by, At: e.at, Why: s.Asked.Why, Extended: true}, s.Asked.Day, s.Minute)
	})
	return nil
}

// RefuseTime refuses the time asked for; why may be empty.
func (e *Edit) RefuseTime(step, why string) error {
	if _, err := e.asked(step); err != nil {
		return err
	}
	if err := writable(why); err != nil {
		return err
	}
	e.change(TimeRefused, step, why, func(s *Step) { s.Asked = nil })
	return nil
}

// asked returns a step for which more time was asked for its present day.
func (e *Edit) asked(step string) (*Step, error) {
	s, err := e.open(step)
	switch {
	case err != nil:
		return nil, err
	case s.Asked == nil || s.Asked.From != s.Day:
		return nil, problem("nothing_asked")
	}
	return s, nil
}

// Doubt marks a step's day as one to be confirmed. The same doubt again changes nothing.
func (e *Edit) Doubt(step string, d Doubt) error {
	s, err := e.open(step)
	if err != nil || s.Reason.Doubt == d {
		return err
	}
	e.change(Doubted, step, string(d), func(s *Step) { s.Reason.Doubt = d })
	return nil
}

// Confirm takes the doubt off a day that stands although what it rests on changed. rests is the clause that it now
// rests on, nil when none in force is behind it any more: then the day is typed by who confirms it, and document says
// on what ("" is no document).
func (e *Edit) Confirm(step string, rests *Rest, document string) error {
	s, err := e.open(step)
	switch {
	case err != nil:
		return err
	case s.Reason.Doubt == "":
		return problem("nothing_to_confirm")
	}
	if err := writable(document); err != nil {
		return err
	}
	e.change(Confirmed, step, document, func(s *Step) {
		gone := s.Reason.Doubt != DayOffChanged && rests == nil
		s.Reason.Doubt = ""
		if rests != nil {
			s.Reason.Rests = rests
		}
		if gone {
			s.Reason = Reason{Source: Typed, Event: s.Reason.Event, Start: s.Reason.Start, Document: document}
		}
	})
	return nil
}

// Check says what is wrong with a plan that is to be made: no title, no step, too many, a title that is empty or too long.
func Check(p *Plan) error {
	if err := titled(p.Title); err != nil {
		return err
	}
	switch {
	case len(p.Steps) == 0:
		return problem("no_step")
	case len(p.Steps) > stepLimit:
		return problem("too_many_steps", stepLimit)
	}
	for i := range p.Steps {
		if err := titled(p.Steps[i].Title); err != nil {
			return err
		}
	}
	return nil
}

// AddStep puts another step into the plan; its ID is given by the plan.
func (e *Edit) AddStep(s Step) (id string, err error) {
	switch {
	case e.now.State == Cancelled:
		return "", problem("plan_cancelled")
	case len(e.now.Steps) >= stepLimit:
		return "", problem("too_many_steps", stepLimit)
	}
	if err := titled(s.Title); err != nil {
		return "", err
	}
	s.ID, s.Ended, s.Asked, s.Moved = strconv.Itoa(e.now.NextStep), nil, nil, nil
	e.now.NextStep++
	e.now.Steps = append(e.now.Steps, s)
	e.settleState()
	e.enter(Entry{What: StepAdded, Step: s.ID})
	return s.ID, nil
}

// SetTeam makes these officers the team, each once.
func (e *Edit) SetTeam(team ...officer.ID) error {
	team = slices.Clone(team)
	slices.Sort(team)
	team = slices.Compact(team)
	if slices.Equal(team, e.now.Team) {
		return problem("nothing_changed")
	}
	e.whole(TeamChanged, "", func(p *Plan) { p.Team = team })
	return nil
}

// HandOver gives all open steps that an officer leads, and the plan when the officer owns it, to another one, who
// takes the place in the team too. It is for whoever leaves.
func (e *Edit) HandOver(from, to officer.ID) error {
	if from == to {
		return problem("same_lead")
	}
	before := len(e.made)
	for i := range e.now.Steps {
		if s := &e.now.Steps[i]; s.Open() && s.Lead == from {
			e.change(HandedOver, s.ID, string(to), func(s *Step) { s.Lead, s.Asked = to, nil })
		}
	}
	if e.now.Owner == from || slices.Contains(e.now.Team, from) {
		e.whole(HandedOver, string(to), func(p *Plan) {
			if p.Owner == from {
				p.Owner = to
			}
			if i := slices.Index(p.Team, from); i >= 0 {
				p.Team = slices.Delete(slices.Clone(p.Team), i, i+1)
			}
		})
	}
	if len(e.made) == before {
		return problem("nothing_to_hand_over")
	}
	return nil
}

// Rename gives the plan another neutral title.
func (e *Edit) Rename(title string) error {
	if err := titled(title); err != nil {
		return err
	}
	if title == e.now.Title {
		return problem("nothing_changed")
	}
	e.whole(Renamed, title, func(p *Plan) { p.Title = title })
	return nil
}

// MoveUnit makes the plan that of another unit: the one above, when its own is removed.
func (e *Edit) MoveUnit(unit officer.UnitID) error {
	if e.now.Unit == unit {
		return problem("nothing_changed")
	}
	e.now.Unit = unit
	e.enter(Entry{What: UnitMoved, Note: string(unit)})
	return nil
}

// Announce notes that the plan was announced in a group.
func (e *Edit) Announce(chat int64) error {
	if slices.Contains(e.now.Chats, chat) {
		return problem("announced_already")
	}
	e.now.Chats = append(e.now.Chats, chat)
	e.enter(Entry{What: Announced})
	return nil
}

// Undo takes back what an entry did, within 24 hours and as long as nothing changed it since.
func (e *Edit) Undo(number int) error {
	i := slices.IndexFunc(e.now.Log, func(l Entry) bool { return l.Number == number })
	if i < 0 {
		return problem("cannot_undo")
	}
	l := e.now.Log[i]
	switch {
	case l.Undone:
		return problem("undone_already")
	case l.Was == nil:
		return problem("cannot_undo")
	case e.at.Sub(l.At) > undoWithin:
		return problem("undo_too_late")
	}
	if l.Was.Step != nil {
		s, ok := e.now.Step(l.Step)
		if !ok || !same(*s, *l.Now.Step) {
			return problem("changed_since")
		}
		*s = *l.Was.Step
		e.settleState()
	} else {
		if !same(*partOf(&e.now), *l.Now) {
			return problem("changed_since")
		}
		e.now.Title, e.now.State, e.now.Owner, e.now.Team = l.Was.Title, l.Was.State, l.Was.Owner, slices.Clone(l.Was.Team)
	}
	e.now.Log[i].Undone = true
	e.enter(Entry{What: Undone, Step: l.Step, Note: string(l.What)})
	return nil
}
