package reminder

import (
	"fmt"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// act does one thing that officers do, to the plans and to the model alike.
func (y *year) act() {
	y.t.Helper()
	switch n := y.rand.IntN(100); {
	case n < 30:
		y.makePlan()
	case n < 50:
		y.end()
	case n < 55:
		y.undo()
	case n < 67:
		y.postpone()
	case n < 77:
		y.giveStep()
	case n < 80:
		y.cancelPlan()
	case n < 85:
		y.addStep()
	case n < 97:
		y.putOff()
	case n < 98:
		y.newHead()
	case n < 99:
		y.leave()
	default:
		y.dayOff()
	}
}

func (y *year) someone() officer.ID {
	for {
		id := y.staff[y.rand.IntN(len(y.staff))].ID
		if !y.model.people[id].left {
			return id
		}
	}
}

// someStep returns an open step, nil when there is none.
func (y *year) someStep() *modelStep {
	open := slices.DeleteFunc(slices.Clone(y.model.steps), func(s *modelStep) bool { return !s.open })
	if len(open) == 0 {
		return nil
	}
	return open[y.rand.IntN(len(open))]
}

// newStep makes a step that nobody had on that day yet, due within two months, some before now, some within the hour.
func (y *year) newStep(lead officer.ID) plan.Step {
	today := calendar.On(y.now.In(hanoi))
	s := plan.Step{
		Title: "Việc", Lead: lead, Weight: []plan.Weight{plan.Limit, plan.Milestone, plan.Ordinary}[y.rand.IntN(3)],
		Day: today.Add(y.rand.IntN(60)), Reason: plan.Reason{Source: plan.Typed},
	}
	switch y.rand.IntN(6) {
	case 0:
		s.Day = today.Add(y.rand.IntN(5))
	case 1:
		s.Day = today.Add(-y.rand.IntN(8))
	}
	if y.rand.IntN(3) == 0 {
		s.Minute, s.At = 60+y.rand.IntN(22*60), y.rand.IntN(2) == 0
		if y.rand.IntN(4) == 0 {
			s.Minute = 450
		}
	}
	return s
}

func (y *year) entered(p *plan.Plan, steps []plan.Step, born time.Time) {
	for _, s := range steps {
		m := &modelStep{
			plan: string(p.ID), step: s.ID, own: p.Unit == "", lead: s.Lead, weight: s.Weight, day: s.Day, minute: s.Minute, at: s.At,
			born: born, open: true,
		}
		y.model.steps = append(y.model.steps, m)
		y.keep(m)
	}
}

// keep notes a step's day and lead, so that they do not come back.
func (y *year) keep(s *modelStep) {
	y.had[s.name("")] = true
	y.had[s.plan+"."+s.step+" "+string(s.lead)] = true
}

func (y *year) makePlan() {
	lead := y.someone()
	p := plan.Plan{Kind: plan.Case, Title: "Việc", Unit: y.model.people[lead].unit, Owner: y.someone(), Created: y.now}
	steps := 1 + y.rand.IntN(4)
	if y.rand.IntN(3) == 0 {
		p.Kind, p.Unit, p.Owner, steps = plan.Errand, "", lead, 1
	}
	for range steps {
		if p.Unit != "" {
			lead = y.someone()
		}
		p.Steps = append(p.Steps, y.newStep(lead))
	}
	made, changes := y.book.Create(p)
	y.write(changes)
	y.entered(made[0], made[0].Steps, y.now)
	y.wake(made[0].Concerned()...)
	y.made["make"]++
}

// change edits the plan of a step.
func (y *year) change(s *modelStep, do func(*plan.Edit) error) *plan.Edit {
	y.t.Helper()
	p, ok := y.book.Plan(plan.ID(s.plan))
	if !ok {
		y.t.Fatalf("no plan %s", s.plan)
	}
	e := p.Edit(p.Owner, y.now)
	if err := do(e); err != nil {
		y.t.Fatalf("%s.%s: %v", s.plan, s.step, err)
	}
	y.write(e.Changes())
	y.wake(e.Concerned()...)
	return e
}

// stamp is the moment as plans write it down.
func (y *year) stamp() time.Time { return y.now.UTC().Truncate(time.Second) }

func (y *year) end() {
	if s := y.someStep(); s != nil {
		y.change(s, func(e *plan.Edit) error { return e.Done(s.step, "") })
		s.open = false
		y.made["done"]++
	}
}

// undo takes back that a step was done.
func (y *year) undo() {
	for _, p := range y.book.All() {
		for i, l := range p.Log {
			if l.What != plan.StepDone || l.Undone || y.now.Sub(l.At) > 20*time.Hour || p.State == plan.Cancelled {
				continue
			}
			later := slices.ContainsFunc(p.Log[i+1:], func(o plan.Entry) bool { return o.Step == l.Step })
			n := slices.IndexFunc(y.model.steps, func(s *modelStep) bool { return s.plan == string(p.ID) && s.step == l.Step })
			if s := y.model.steps[n]; !later && !s.open {
				y.change(s, func(e *plan.Edit) error { return e.Undo(l.Number) })
				s.open, s.born = true, y.stamp()
				y.made["undone"]++
				return
			}
		}
	}
}

func (y *year) postpone() {
	s := y.someStep()
	if s == nil {
		return
	}
	day := s.day.Add(1 + y.rand.IntN(20))
	moved := *s
	moved.day = day
	if s.weight == plan.Limit {
		// A limit is entered anew, to an earlier day too.
		moved.day = s.day.Add(y.rand.IntN(30) - 10)
	}
	if y.had[moved.name("")] {
		return
	}
	y.change(s, func(e *plan.Edit) error {
		if s.weight == plan.Limit {
			return e.SetDay(s.step, moved.day, s.minute, plan.Reason{Source: plan.Typed})
		}
		return e.Postpone(s.step, moved.day, s.minute, "chờ kết luận")
	})
	s.day, s.born = moved.day, y.stamp()
	y.keep(s)
	y.made["postponed"]++
}

func (y *year) giveStep() {
	s, to := y.someStep(), y.someone()
	if s == nil || s.own || y.had[s.plan+"."+s.step+" "+string(to)] || slices.Contains(y.model.above(to), s.lead) ||
		slices.Contains(y.model.above(s.lead), to) {
		return
	}
	y.change(s, func(e *plan.Edit) error { return e.Give(s.step, to) })
	s.lead, s.born = to, y.stamp()
	y.keep(s)
	y.made["given"]++
}

func (y *year) cancelPlan() {
	if s := y.someStep(); s != nil {
		y.change(s, func(e *plan.Edit) error { return e.CancelPlan("không còn cần") })
		for _, other := range y.model.steps {
			other.open = other.open && other.plan != s.plan
		}
		y.made["cancelled"]++
	}
}

func (y *year) addStep() {
	s := y.someStep()
	if s == nil || s.own {
		return
	}
	added := y.newStep(y.someone())
	e := y.change(s, func(e *plan.Edit) (err error) {
		added.ID, err = e.AddStep(added)
		return err
	})
	y.entered(e.Plan(), []plan.Step{added}, y.stamp())
	y.made["added"]++
}

// putOff puts off what somebody was given last: to the next push hours, or by some hours.
func (y *year) putOff() {
	who := y.someone()
	id, ok := y.lately[who]
	if !ok {
		return
	}
	if _, standing := Standing(y.book, id); !standing {
		return
	}
	p := y.model.people[who]
	_, until := y.model.hours(p, y.now)
	if y.rand.IntN(2) == 0 {
		until = y.stamp().Add(time.Duration(1+y.rand.IntN(400)) * time.Minute)
	}
	y.told[who] = y.told[who].PutOff(id, until)
	p.again[id] = until
	y.wakes[who] = y.now
	y.made["put off"]++
}

// rewrite writes the roster anew and wakes everybody.
func (y *year) rewrite() {
	y.people(y.staff, y.units...)
	clear(y.model.known)
	for _, o := range y.staff {
		y.wakes[o.ID] = y.now
	}
}

// newHead makes somebody who never led anything head of their unit beside those who are, or the first.
func (y *year) newHead() {
	n := y.rand.IntN(len(y.staff))
	o := &y.staff[n]
	p := y.model.people[o.ID]
	if len(p.heads) > 0 || p.left || y.made["head"] > yearUnits {
		return
	}
	o.Heads = []officer.UnitID{o.Unit}
	p.heads = o.Heads
	y.rewrite()
	y.made["head"]++
}

// leave lets somebody leave, who hands over what they lead to somebody new to it.
func (y *year) leave() {
	if y.made["left"] > yearPeople/6 {
		return
	}
	n := y.rand.IntN(len(y.staff) - 1)
	o := &y.staff[n]
	to := y.someone()
	if p := y.model.people[o.ID]; p.left || to == o.ID {
		return
	}
	for _, s := range y.model.steps {
		if s.open && s.lead == o.ID && y.had[s.plan+"."+s.step+" "+string(to)] {
			return
		}
	}
	o.Left = calendar.On(y.now.In(hanoi))
	y.model.people[o.ID].left = true
	y.rewrite()
	for _, s := range y.model.steps {
		if !s.open || s.lead != o.ID || s.own {
			continue
		}
		y.change(s, func(e *plan.Edit) error { return e.Give(s.step, to) })
		s.lead, s.born = to, y.stamp()
		y.keep(s)
	}
	y.made["left"]++
}

// dayOff declares a day in the next two weeks to be off, or one to be worked.
func (y *year) dayOff() {
	d := calendar.On(y.now.In(hanoi)).Add(y.rand.IntN(14))
	y.shifts = append(y.shifts, calendar.Shift{Day: d, Off: !y.days.Off(d), Why: "thử", Source: fmt.Sprint("thông báo ", len(y.shifts))})
	y.days = calendar.NewWorkdays(append(calendar.ShippedShifts(), y.shifts...)...)
	y.model.off = y.days.Off
	y.rewrite()
	y.made["day"]++
}
