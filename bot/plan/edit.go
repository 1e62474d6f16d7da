package plan

import (
	"slices"
	"strconv"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
)

const (
	// logLimit is how many entries a plan carries, beside those of its last edit; the journal has all of them.
	logLimit = 60
	// stepLimit is how many steps a plan has: the year's plan of a committee has some sixty.
	stepLimit = 200
)

// Edit is what one officer does to one plan at one moment. Its methods leave the plan it was made of as it is; one that
// gives an error (a *Problem) changes nothing. Whether the officer may do it is the caller's to check. It is not safe for
// concurrent use; several may be made of one plan.
type Edit struct {
	before *Plan
	now    Plan
	by     officer.ID
	at     time.Time
	// made are the entries of this edit.
	made []Entry
}

// Edit begins a change of the plan by an officer ("" for the program itself) at a moment, of which the whole second is
// kept.
func (p *Plan) Edit(by officer.ID, at time.Time) *Edit {
	e := &Edit{before: p, now: *p, by: by, at: at.UTC().Truncate(time.Second)}
	e.now.Team = slices.Clone(p.Team)
	e.now.Chats = slices.Clone(p.Chats)
	e.now.Steps = slices.Clone(p.Steps)
	e.now.Log = slices.Clone(p.Log)
	return e
}

// Plan is the plan as the edit leaves it. What the edit does after this call may show in its steps.
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

// Entries are the log entries that the edit made, in their order, for the journal.
func (e *Edit) Entries() []Entry { return slices.Clone(e.made) }

// First is the number of the first entry that the edit made, by which it is undone; 0 when it made none.
func (e *Edit) First() int {
	if len(e.made) == 0 {
		return 0
	}
	return e.made[0].Number
}

// Concerned are those who have to do with the plan before or after the edit, each once, in order of their ids.
func (e *Edit) Concerned() []officer.ID {
	return each(append(e.before.Concerned(), e.now.Concerned()...))
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

// enter writes the entry, and drops what the log no longer needs, so that a plan stays small: old entries, and what older
// ones keep for undoing.
func (e *Edit) enter(entry Entry) {
	entry.Number, entry.By, entry.At = e.now.NextEntry, e.by, e.at
	e.now.NextEntry++
	e.now.Log = append(e.now.Log, entry)
	e.made = append(e.made, entry)
	extra := min(len(e.now.Log)-logLimit, len(e.now.Log)-len(e.made))
	e.now.Log = slices.Delete(e.now.Log, 0, max(extra, 0))
	for i := range e.now.Log {
		if old := &e.now.Log[i]; e.at.Sub(old.At) > undoWithin {
			old.Was, old.Now = nil, nil
		}
	}
}

// Done ends a step as done, with a note that may be empty; a request for more time ends with it. When it was the last
// occurrence of a Duty, the next one is put beside it. A rule that cannot be read does not keep a step from being done;
// Extend says so.
func (e *Edit) Done(step, note string) error {
	s, err := e.open(step)
	if err != nil {
		return err
	}
	if err := writable(note); err != nil {
		return err
	}
	day := s.first().Day
	e.change(StepDone, step, note, func(s *Step) {
		s.Ended, s.Asked = &Ended{By: e.by, At: e.at, Note: note}, nil
	})
	_ = e.Extend(day.Add(1))
	return nil
}

// Cancel ends a step as not to be done any more; why is needed. The next occurrence of a Duty comes with Extend.
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

// Check says what is wrong with a plan that is to be made: no title, no step, too many; a title that is empty or too long,
// a document that is too long. The error is a *Problem.
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
		if err := p.Steps[i].check(); err != nil {
			return err
		}
	}
	return nil
}

func (s *Step) check() error {
	if err := titled(s.Title); err != nil {
		return err
	}
	return writable(s.Reason.Document)
}

// AddStep puts another step, open, at the end of the plan; its ID is given by the plan. A closed plan is open again. It
// cannot be undone: the step is cancelled.
func (e *Edit) AddStep(s Step) (id string, err error) {
	switch {
	case e.now.State == Cancelled:
		return "", problem("plan_cancelled")
	case len(e.now.Steps) >= stepLimit:
		return "", problem("too_many_steps", stepLimit)
	}
	if err := s.check(); err != nil {
		return "", err
	}
	return e.append(s), nil
}

// append puts a step into the plan, open and with an ID of its own. What nobody leads is led by who made the plan: somebody
// is reminded of it.
func (e *Edit) append(s Step) (id string) {
	s.ID, s.Ended, s.Asked, s.Moved = strconv.Itoa(e.now.NextStep), nil, nil, nil
	if s.Lead == "" {
		s.Lead = e.now.Owner
	}
	e.now.NextStep++
	e.now.Steps = append(e.now.Steps, s)
	e.settleState()
	e.enter(Entry{What: StepAdded, Step: s.ID})
	return s.ID
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

// Announce notes that the plan was announced in a group. It cannot be undone: what was said was read.
func (e *Edit) Announce(chat int64) error {
	if slices.Contains(e.now.Chats, chat) {
		return problem("announced_already")
	}
	e.now.Chats = append(e.now.Chats, chat)
	e.enter(Entry{What: Announced})
	return nil
}
