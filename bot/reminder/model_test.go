package reminder

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

// model is the policy written a second time, slowly: at each moment it goes through all steps and all their reminders,
// day by day. It shares nothing with the program but which days are off and what five minutes late is.
type model struct {
	people map[officer.ID]*modelPerson
	// parents are the units above, by unit.
	parents map[officer.UnitID]officer.UnitID
	steps   []*modelStep
	off     func(calendar.Day) bool
	// known is who is above whom, until the roster changes.
	known map[officer.ID][]officer.ID
}

type modelPerson struct {
	id    officer.ID
	unit  officer.UnitID
	heads []officer.UnitID
	admin bool
	left  bool
	// from and to are the push hours in minutes, before the days before the day.
	from, to int
	before   []int
	// told are the reminders that are over, again those put off.
	told  map[string]bool
	again map[string]time.Time
	daily calendar.Day
}

type modelStep struct {
	plan, step string
	own        bool
	lead       officer.ID
	weight     plan.Weight
	day        calendar.Day
	minute     int
	at         bool
	born       time.Time
	open       bool
}

func (s *modelStep) name(rung string) string {
	return s.plan + "." + s.step + ":" + s.day.String() + ":" + rung
}

func clock(d calendar.Day, minute int) time.Time {
	return time.Date(d.Year(), time.Month(d.Month()), d.DayOfMonth(), 0, minute, 0, 0, hanoi)
}

// late is from when the step is overdue.
func (s *modelStep) late() time.Time {
	if s.minute == 0 {
		return clock(s.day, 24*60)
	}
	return clock(s.day, s.minute)
}

// hours reports whether now is within the push hours of a person, and when they begin the next time.
func (m *model) hours(p *modelPerson, now time.Time) (within bool, next time.Time) {
	d := calendar.On(now.In(hanoi))
	within = !m.off(d) && !now.Before(clock(d, p.from)) && now.Before(clock(d, p.to))
	for m.off(d) || !clock(d, p.from).After(now) {
		d = d.Add(1)
	}
	return within, clock(d, p.from)
}

// above are those one level above an officer.
func (m *model) above(id officer.ID) []officer.ID {
	above, ok := m.known[id]
	if !ok {
		above = m.lookUp(id)
		m.known[id] = above
	}
	return above
}

func (m *model) lookUp(id officer.ID) []officer.ID {
	lead := m.people[id]
	for u := lead.unit; u != ""; u = m.parents[u] {
		var heads []officer.ID
		for _, p := range m.people {
			if p.id != id && !p.left && slices.Contains(p.heads, u) {
				heads = append(heads, p.id)
			}
		}
		if len(heads) > 0 {
			return heads
		}
	}
	var admins []officer.ID
	for _, p := range m.people {
		if p.id != id && !p.left && p.admin {
			admins = append(admins, p.id)
		}
	}
	return admins
}

// modelRung is one reminder: for which day, on which day's push hours or at which moment.
type modelRung struct {
	name   string
	day    calendar.Day
	on     calendar.Day
	moment time.Time
	after  bool
}

// rungs are all reminders of a step to a person, in the order in which a later one overtakes an earlier.
func (m *model) rungs(p *modelPerson, s *modelStep) []modelRung {
	var out []modelRung
	back := func(d calendar.Day) calendar.Day {
		for m.off(d) {
			d = d.Add(-1)
		}
		return d
	}
	if p.id == s.lead {
		last := back(s.day)
		if last == s.day && s.minute > 0 && s.minute <= p.from {
			last = back(s.day.Add(-1))
		}
		if s.weight != plan.Ordinary {
			for n := 10; n > 0; n-- {
				if slices.Contains(p.before, n) {
					out = append(out, modelRung{name: "-" + strconv.Itoa(n), day: s.day.Add(-n), on: back(s.day.Add(-n))})
				}
			}
		} else {
			monday := s.day
			for monday.Weekday() != time.Monday {
				monday = monday.Add(-1)
			}
			for d := monday; d.Before(monday.Add(7)) && d.Before(last); d = d.Add(1) {
				if !m.off(d) {
					out = append(out, modelRung{name: "week", day: d, on: d})
					break
				}
			}
		}
		out = append(out, modelRung{name: "0", day: s.day, on: last})
		if s.own && s.minute > 0 {
			asked := clock(s.day, s.minute)
			if !s.at {
				asked = asked.Add(-time.Hour)
			}
			out = append(out, modelRung{name: "@" + strconv.Itoa(s.minute), day: s.day, moment: asked})
		}
	}
	worked, d := 0, s.day
	for worked < 3 {
		d = d.Add(1)
		if m.off(d) {
			continue
		}
		if worked++; worked == 1 || worked == 3 {
			out = append(out, modelRung{name: "+" + strconv.Itoa(worked), day: d, on: d, after: true})
		}
	}
	return out
}

// falls says when a reminder falls due and whether it then stands alone; never says that it does not.
func (m *model) falls(p *modelPerson, s *modelStep, r modelRung) (at time.Time, alone, never bool) {
	if !r.moment.IsZero() {
		return r.moment, true, s.born.After(r.moment)
	}
	at = clock(r.on, p.from)
	if !s.born.After(at) {
		return at, false, false
	}
	today := calendar.On(s.born.In(hanoi))
	if r.after || r.day.Before(today) {
		return at, false, true
	}
	if s.weight == plan.Limit {
		return s.born, true, false
	}
	if _, next := m.hours(p, s.born); next.Before(s.late()) {
		return next, false, false
	}
	return s.born, true, s.day == today
}

// says is what is given at a moment, a line for each message.
func (m *model) says(now time.Time) []string {
	concerned := map[officer.ID][]*modelStep{}
	for _, s := range m.steps {
		if !s.open || s.day.After(calendar.On(now.In(hanoi)).Add(100)) {
			continue
		}
		concerned[s.lead] = append(concerned[s.lead], s)
		if s.own {
			continue
		}
		for _, above := range m.above(s.lead) {
			concerned[above] = append(concerned[above], s)
		}
	}
	var out []string
	for id, steps := range concerned {
		if p := m.people[id]; !p.left {
			out = append(out, m.tells(p, steps, now)...)
		}
	}
	slices.Sort(out)
	return out
}

// modelDue is one reminder of the model that is due.
type modelDue struct {
	name         string
	legal, daily bool
	ready        bool
}

func (m *model) tells(p *modelPerson, steps []*modelStep, now time.Time) []string {
	var alone, daily, asked []string
	legal := false
	today := calendar.On(now.In(hanoi))
	for _, s := range steps {
		got, over := m.dueOf(p, s, now)
		if !slices.ContainsFunc(got, func(d modelDue) bool { return d.ready }) {
			continue
		}
		for _, name := range over {
			p.told[name] = true
			if until, put := p.again[name]; put && !until.After(now) {
				delete(p.again, name)
			}
		}
		switch last := got[len(got)-1]; {
		case last.legal:
			alone, legal = append(alone, last.name), true
		case last.daily:
			daily = append(daily, last.name)
		default:
			asked = append(asked, last.name)
		}
	}
	if len(daily) > 0 {
		daily, asked, p.daily = append(daily, asked...), nil, today
	}
	alone = append(alone, asked...)
	var out []string
	line := func(kind string, names []string) {
		slices.Sort(names)
		out = append(out, fmt.Sprintf("%s %s %s: %s", now.In(hanoi).Format(time.DateTime), p.id, kind, strings.Join(names, " ")))
	}
	if len(alone) > 0 {
		kind := "alone"
		if legal {
			kind = "legal"
		}
		line(kind, alone)
	}
	if len(daily) > 0 {
		line("daily", daily)
	}
	return out
}

// dueOf are the reminders of a step that are due and not given, and the names of those that are over with them.
func (m *model) dueOf(p *modelPerson, s *modelStep, now time.Time) (due []modelDue, over []string) {
	if s.day.Add(28).Before(calendar.On(now.In(hanoi))) && len(p.again) == 0 {
		return nil, nil
	}
	within, next := m.hours(p, now)
	inTime := now.Before(s.late()) && !next.Before(s.late())
	today := calendar.On(now.In(hanoi))
	for _, r := range m.rungs(p, s) {
		name := s.name(r.name)
		at, alone, never := m.falls(p, s, r)
		until, put := p.again[name]
		switch {
		case put:
			at, never = until, false
			d := calendar.On(until.In(hanoi))
			alone = m.off(d) || !clock(d, p.from).Equal(until)
		case p.told[name] || s.day.Add(28).Before(today):
			continue
		}
		if at.After(now) {
			continue
		}
		over = append(over, name)
		if never {
			continue
		}
		d := modelDue{name: name, legal: s.weight == plan.Limit || r.after && !s.own}
		d.daily = !d.legal && !alone
		switch {
		case within && d.daily && p.daily == today:
			d.ready, d.daily = inTime, !inTime
		case d.daily:
			d.ready = within
		default:
			d.ready = within || inTime || alone && (now.Sub(at) <= 5*time.Minute || s.at && r.name[0] == '@')
		}
		due = append(due, d)
	}
	return due, over
}
