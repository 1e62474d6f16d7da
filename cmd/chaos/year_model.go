package main

import (
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// hanoi is the zone in which officers' days are counted.
var hanoi = time.FixedZone("+07", 7*60*60)

func clockAt(d calendar.Day, minute int) time.Time {
	return time.Date(d.Year(), time.Month(d.Month()), d.DayOfMonth(), 0, minute, 0, 0, hanoi)
}

func dayAt(t time.Time) calendar.Day { return calendar.On(t.In(hanoi)) }

// policy is when officers are reminded, written a second time as plainly as can be: asked at a moment, it goes through an
// officer's steps and their reminders one by one. It shares nothing with the program but which days are off.
type policy struct {
	people  map[officer.ID]*person
	parents map[officer.UnitID]officer.UnitID
	// led are the open steps by lead, steps all of them by "k12.3".
	led   map[officer.ID][]*duty
	steps map[string]*duty
	open  []*duty
	off   func(calendar.Day) bool
	// days is what off said; above is who is told with an officer, and below the reverse: both until they change.
	days         map[calendar.Day]bool
	above, below map[officer.ID][]officer.ID
}

type person struct {
	id          officer.ID
	number      int
	unit        officer.UnitID
	heads       []officer.UnitID
	admin, left bool
	// from and to are the push hours in minutes, before the days before the day.
	from, to int
	before   []int
	// told are the reminders that are over, again those put off.
	promoted bool
	told     map[string]bool
	again    map[string]time.Time
	daily    calendar.Day
}

// duty is a step as its officers know it.
type duty struct {
	plan, step, title string
	own               bool
	lead              officer.ID
	weight            plan.Weight
	day               calendar.Day
	minute            int
	at                bool
	// born is when it came to be what it is: made, moved, given, or taken back.
	born  time.Time
	open  bool
	ended time.Time
	// place is where it is among the open ones; prefix begins the names of its reminders.
	place  int
	prefix string
	// had are all who ever had to do with it.
	had map[officer.ID]bool
}

func (s *duty) ref() string { return s.plan + "." + s.step }

// moveTo gives the step a day.
func (s *duty) moveTo(d calendar.Day) {
	s.day, s.prefix = d, s.ref()+":"+d.String()+":"
}

// late is from when the step is overdue.
func (s *duty) late() time.Time {
	if s.minute == 0 {
		return clockAt(s.day, 24*60)
	}
	return clockAt(s.day, s.minute)
}

func newPolicy() *policy {
	return &policy{
		people: map[officer.ID]*person{}, parents: map[officer.UnitID]officer.UnitID{}, led: map[officer.ID][]*duty{},
		steps: map[string]*duty{}, days: map[calendar.Day]bool{},
	}
}

// begin enters an open step, anew when it was closed.
func (m *policy) begin(s *duty) {
	s.open, s.place = true, len(m.open)
	m.open = append(m.open, s)
	m.led[s.lead] = append(m.led[s.lead], s)
	m.steps[s.ref()] = s
	m.remember(s)
}

// end closes a step.
func (m *policy) end(s *duty, now time.Time) {
	last := m.open[len(m.open)-1]
	m.open[s.place], last.place = last, s.place
	m.open = m.open[:len(m.open)-1]
	m.led[s.lead] = slices.DeleteFunc(m.led[s.lead], func(o *duty) bool { return o == s })
	s.open, s.ended = false, now
}

// hand gives a step to another lead.
func (m *policy) hand(s *duty, to officer.ID, now time.Time) {
	m.led[s.lead] = slices.DeleteFunc(m.led[s.lead], func(o *duty) bool { return o == s })
	s.lead, s.born = to, now
	m.led[to] = append(m.led[to], s)
	m.remember(s)
}

func (m *policy) remember(s *duty) {
	s.had[s.lead] = true
	for _, id := range m.above[s.lead] {
		s.had[id] = true
	}
}

// concerned are those who have to do with a step now.
func (m *policy) concerned(s *duty) []officer.ID {
	return append([]officer.ID{s.lead}, m.above[s.lead]...)
}

// dayOff says whether a day is off.
func (m *policy) dayOff(d calendar.Day) bool {
	off, known := m.days[d]
	if !known {
		off = m.off(d)
		m.days[d] = off
	}
	return off
}

// reordered works out anew who is above whom: the heads of the nearest unit, from the officer's own upwards, that has others
// than the officer; else the administrators.
func (m *policy) reordered() {
	heads := map[officer.UnitID][]officer.ID{}
	var admins []officer.ID
	for _, p := range m.people {
		if p.left {
			continue
		}
		for _, u := range p.heads {
			heads[u] = append(heads[u], p.id)
		}
		if p.admin {
			admins = append(admins, p.id)
		}
	}
	m.above, m.below = map[officer.ID][]officer.ID{}, map[officer.ID][]officer.ID{}
	for _, p := range m.people {
		others := func(ids []officer.ID) []officer.ID {
			return slices.DeleteFunc(slices.Clone(ids), func(id officer.ID) bool { return id == p.id })
		}
		above := others(admins)
		for u := p.unit; u != ""; u = m.parents[u] {
			if found := others(heads[u]); len(found) > 0 {
				above = found
				break
			}
		}
		m.above[p.id] = above
		for _, id := range above {
			m.below[id] = append(m.below[id], p.id)
		}
	}
	for _, s := range m.open {
		m.remember(s)
	}
}

// hours reports whether now is within a person's push hours, and when they begin the next time.
func (m *policy) hours(p *person, now time.Time) (within bool, next time.Time) {
	d := dayAt(now)
	within = !m.dayOff(d) && !now.Before(clockAt(d, p.from)) && now.Before(clockAt(d, p.to))
	for m.dayOff(d) || !clockAt(d, p.from).After(now) {
		d = d.Add(1)
	}
	return within, clockAt(d, p.from)
}
