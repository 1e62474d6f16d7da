package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// chances are how often, of a thousand acts, officers do each thing. About as many steps are done as are
// made, half of them before their day.
var chances = []struct {
	of   int
	what string
}{
	{195, "make"}, {445, "done"}, {20, "undone"}, {110, "postponed"}, {80, "given"}, {10, "cancelled"}, {50, "added"}, {90, "put off"},
}

// acts is what officers do at a moment: each plan is changed by one of them at most, and by nothing else when the roster or the
// days off change, so that the order in which the program takes them does not matter.
func (y *year) acts(n int) []act {
	y.busy = map[string]bool{}
	switch n := y.rand.IntN(700); {
	case n < 12:
		return y.newHead()
	case n < 20:
		return y.leave()
	case n < 23:
		return y.dayOff()
	}
	var all []act
	var made []plan.Plan
	for range n {
		k := y.rand.IntN(1000)
		for _, c := range chances {
			if k -= c.of; k >= 0 {
				continue
			}
			if c.what == "make" {
				made = append(made, y.newPlan())
			} else if a, ok := y.act(c.what); ok {
				a.At = y.stamp()
				y.made[a.What]++
				all = append(all, a)
			}
			break
		}
	}
	if len(made) > 0 {
		all = append(all, act{What: "make", At: y.stamp(), Plans: made})
		y.made["make"] += len(made)
		y.entered(made)
	}
	return all
}

// act is one thing that somebody does, done to the model; ok is false when there is nothing to do it to.
func (y *year) act(what string) (a act, ok bool) {
	if what == "undone" {
		return y.undo()
	}
	if what == "put off" {
		return y.putOff()
	}
	s := y.someStep()
	if s == nil || y.busy[s.plan] {
		return act{}, false
	}
	a = act{What: what, Plan: plan.ID(s.plan), Step: s.step}
	switch what {
	case "done":
		// Of two steps the one due first is done.
		if other := y.someStep(); other.day.Before(s.day) && !y.busy[other.plan] {
			s = other
		}
		a.Plan, a.Step, ok = plan.ID(s.plan), s.step, true
		y.touch(s)
		y.model.end(s, y.stamp())
		y.ended = append(y.ended, s)
	case "postponed":
		ok = y.postpone(s, &a)
	case "given":
		ok = y.give(s, &a)
	case "cancelled":
		ok = true
		for _, other := range slices.Clone(y.model.open) {
			if other.plan == s.plan {
				y.touch(other)
				y.model.end(other, time.Time{})
			}
		}
	case "added":
		if ok = !s.own; ok {
			p := y.model.people[s.lead]
			step := y.newStep(y.colleague(p))
			step.ID = strconv.Itoa(y.stepsOf[s.plan] + 1)
			a.New = &step
			y.stepsOf[s.plan]++
			y.enter(s.plan, false, step)
		}
	}
	if ok {
		y.busy[s.plan] = true
	}
	return a, ok
}

// touch has the officers of a step looked at.
func (y *year) touch(s *duty) {
	for _, id := range y.model.concerned(s) {
		y.touched[id] = true
	}
}

func (y *year) someone() *person {
	for {
		if p := y.staff[y.rand.IntN(len(y.staff))]; !p.left {
			return p
		}
	}
}

// colleague is somebody of the same unit, now and then of another one.
func (y *year) colleague(p *person) *person {
	if y.rand.IntN(8) == 0 {
		return y.someone()
	}
	if others := y.units[p.unit]; len(others) > 0 {
		if other := others[y.rand.IntN(len(others))]; !other.left {
			return other
		}
	}
	return y.someone()
}

func (y *year) someStep() *duty {
	if len(y.model.open) == 0 {
		return nil
	}
	return y.model.open[y.rand.IntN(len(y.model.open))]
}

// newStep makes a step due within two months, some within the week, some before now.
func (y *year) newStep(lead *person) plan.Step {
	today := dayAt(y.clock.now())
	y.count++
	s := plan.Step{
		Title: fmt.Sprint("Công việc số ", y.count), Lead: lead.id, Day: today.Add(y.rand.IntN(60)), Reason: plan.Reason{Source: plan.Typed},
		Weight: []plan.Weight{plan.Limit, plan.Milestone, plan.Ordinary}[y.rand.IntN(3)],
	}
	switch y.rand.IntN(12) {
	case 0, 1:
		s.Day = today.Add(y.rand.IntN(5))
	case 2:
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

// newPlan makes an errand of somebody's own or a plan of a unit, with up to five steps.
func (y *year) newPlan() plan.Plan {
	lead := y.someone()
	p := plan.Plan{Kind: plan.Case, Title: "Kế hoạch", Unit: lead.unit, Owner: lead.id, Created: y.stamp()}
	if y.rand.IntN(3) == 0 {
		p.Kind, p.Unit = plan.Errand, ""
		p.Steps = []plan.Step{y.newStep(lead)}
		return p
	}
	for range 1 + y.rand.IntN(5) {
		p.Steps = append(p.Steps, y.newStep(y.colleague(lead)))
	}
	return p
}

// entered takes the plans into the model, under the numbers that they get.
func (y *year) entered(made []plan.Plan) {
	for _, p := range made {
		y.plans++
		id := fmt.Sprint("k", y.plans)
		y.stepsOf[id] = len(p.Steps)
		for n, s := range p.Steps {
			s.ID = strconv.Itoa(n + 1)
			y.enter(id, p.Unit == "", s)
		}
	}
}

func (y *year) enter(id string, own bool, s plan.Step) {
	d := &duty{
		plan: id, step: s.ID, title: s.Title, own: own, lead: s.Lead, weight: s.Weight, minute: s.Minute, at: s.At, born: y.stamp(),
		had: map[officer.ID]bool{},
	}
	d.moveTo(s.Day)
	y.steps++
	y.had[d.prefix] = true
	y.model.begin(d)
	y.touch(d)
	y.ring(d)
}

// ring has the lead looked at when a step of their own asks for it.
func (y *year) ring(s *duty) {
	if s.own && s.minute > 0 {
		y.alarms.add(s.askedAt(), s.lead)
	}
}

func (y *year) postpone(s *duty, a *act) bool {
	day := s.day.Add(1 + y.rand.IntN(20))
	if s.weight == plan.Limit {
		// A limit is entered anew, to an earlier day too.
		day = s.day.Add(y.rand.IntN(30) - 10)
		a.What = "day set"
	}
	was := *s
	s.moveTo(day)
	// A day that the step had before does not come back: nothing depends on how long what is gone is kept.
	if y.had[s.prefix] {
		s.moveTo(was.day)
		return false
	}
	s.born, y.had[s.prefix] = y.stamp(), true
	a.Day, a.Minute = day, s.minute
	y.touch(s)
	y.ring(s)
	return true
}

func (y *year) give(s *duty, a *act) bool {
	to := y.colleague(y.model.people[s.lead])
	if s.own || !y.mayHave(s, to) {
		return false
	}
	y.touch(s)
	y.model.hand(s, to.id, y.stamp())
	y.touch(s)
	a.To = to.id
	return true
}

// mayHave says whether all who would have to do with a step have to do with it now, otherwise than as its lead would change,
// or never had: what somebody was told of a step that they had before is forgotten after a day.
func (y *year) mayHave(s *duty, to *person) bool {
	if s.had[to.id] {
		return false
	}
	now := y.model.above[s.lead]
	for _, id := range y.model.above[to.id] {
		if s.had[id] && !slices.Contains(now, id) || id == s.lead {
			return false
		}
	}
	return true
}

// undo takes back that a step was done in the last hours.
func (y *year) undo() (act, bool) {
	for n, s := range slices.Backward(y.ended) {
		if y.clock.now().Sub(s.ended) > 20*time.Hour {
			y.ended = y.ended[n+1:]
			break
		}
		if s.open || s.ended.IsZero() || y.busy[s.plan] || y.gone[s.plan] || y.rand.IntN(3) > 0 {
			continue
		}
		y.busy[s.plan] = true
		s.born = y.stamp()
		y.model.begin(s)
		y.touch(s)
		y.ring(s)
		return act{What: "undone", Plan: plan.ID(s.plan), Step: s.step}, true
	}
	return act{}, false
}

// putOff puts off what somebody was given last: to their next push hours, or by some hours.
func (y *year) putOff() (act, bool) {
	p := y.someone()
	name := y.judge.lately[p.id]
	s := y.judge.stands(name)
	if s == nil || y.busy[s.plan] || y.busy[string(p.id)] || !slices.Contains(y.model.concerned(s), p.id) {
		return act{}, false
	}
	_, until := y.model.hours(p, y.clock.now())
	if y.rand.IntN(2) == 0 {
		until = y.stamp().Add(time.Duration(1+y.rand.IntN(400)) * time.Minute)
	}
	p.again[name] = until
	y.busy[s.plan], y.busy[string(p.id)] = true, true
	y.alarms.add(until, p.id)
	y.touched[p.id] = true
	return act{What: "put off", Who: p.id, Name: name, Until: until}, true
}

// newHead makes somebody head of their unit, beside those who are or the first.
func (y *year) newHead() []act {
	p := y.someone()
	if len(p.heads) > 0 || y.made["head"] >= len(y.units)/3 {
		return nil
	}
	p.heads, p.promoted = []officer.UnitID{p.unit}, true
	y.model.reordered()
	y.everybody = true
	y.made["head"]++
	return []act{{What: "head", At: y.stamp(), Who: p.id}}
}

// leave lets somebody leave and hands over what they lead to a colleague.
func (y *year) leave() []act {
	p := y.someone()
	to := y.colleague(p)
	if p.admin || p.promoted || to == p || y.made["left"] >= len(y.staff)/12 {
		return nil
	}
	mine := slices.DeleteFunc(slices.Clone(y.model.led[p.id]), func(s *duty) bool { return s.own })
	for _, s := range mine {
		if !y.mayHave(s, to) {
			return nil
		}
	}
	p.left, p.heads = true, nil
	y.model.reordered()
	a := act{What: "left", At: y.stamp(), Who: p.id, To: to.id}
	for _, s := range mine {
		if id := plan.ID(s.plan); !slices.Contains(a.Handed, id) {
			a.Handed = append(a.Handed, id)
		}
		y.model.hand(s, to.id, y.stamp())
	}
	y.everybody = true
	y.made["left"]++
	return []act{a}
}

// dayOff declares a day in the next two weeks to be off, or one to be worked.
func (y *year) dayOff() []act {
	d := dayAt(y.clock.now()).Add(y.rand.IntN(14))
	s := calendar.Shift{Day: d, Off: !y.model.dayOff(d), Why: "thử", Source: fmt.Sprint("thông báo số ", len(y.shifts)+1)}
	y.shifts = append(y.shifts, s)
	y.model.off = calendar.NewWorkdays(append(calendar.ShippedShifts(), y.shifts...)...).Off
	clear(y.model.days)
	y.everybody = true
	y.made["day"]++
	return []act{{What: "day", At: y.stamp(), Shift: s}}
}

// done tells what was done how often.
func (y *year) done() string {
	var words []string
	for what, n := range y.made {
		words = append(words, fmt.Sprintf("%s %d", what, n))
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}
