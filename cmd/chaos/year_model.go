package main

import (
	"slices"
	"strconv"
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

// reminding is one reminder: for which day, on which day's push hours or at which moment.
type reminding struct {
	name   string
	day    calendar.Day
	on     calendar.Day
	moment time.Time
	after  bool
}

// remindings are all reminders of a step to a person, in the order in which a later one overtakes an earlier.
func (m *policy) remindings(p *person, s *duty) []reminding {
	var out []reminding
	back := func(d calendar.Day) calendar.Day {
		for m.dayOff(d) {
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
			for _, n := range p.before {
				out = append(out, reminding{name: "-" + strconv.Itoa(n), day: s.day.Add(-n), on: back(s.day.Add(-n))})
			}
		} else {
			monday := s.day
			for monday.Weekday() != time.Monday {
				monday = monday.Add(-1)
			}
			for d := monday; d.Before(monday.Add(7)) && d.Before(last); d = d.Add(1) {
				if !m.dayOff(d) {
					out = append(out, reminding{name: "week", day: d, on: d})
					break
				}
			}
		}
		out = append(out, reminding{name: "0", day: s.day, on: last})
		if s.own && s.minute > 0 {
			out = append(out, reminding{name: "@" + strconv.Itoa(s.minute), day: s.day, moment: s.askedAt()})
		}
	}
	worked, d := 0, s.day
	for worked < 3 {
		d = d.Add(1)
		if m.dayOff(d) {
			continue
		}
		if worked++; worked == 1 || worked == 3 {
			out = append(out, reminding{name: "+" + strconv.Itoa(worked), day: d, on: d, after: true})
		}
	}
	return out
}

// askedAt is when the lead of a step of their own wants to be reminded: at its minute, or an hour before when it is due by it.
func (s *duty) askedAt() time.Time {
	if s.at {
		return clockAt(s.day, s.minute)
	}
	return clockAt(s.day, s.minute-60)
}

// falls says when a reminder falls due and whether it then stands alone; never says that it does not.
func (m *policy) falls(p *person, s *duty, r reminding) (at time.Time, alone, never bool) {
	if !r.moment.IsZero() {
		return r.moment, true, s.born.After(r.moment)
	}
	at = clockAt(r.on, p.from)
	if !s.born.After(at) {
		return at, false, false
	}
	today := dayAt(s.born)
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

// told is one message that the policy asks for.
type told struct {
	who   officer.ID
	names []string
}

// overdueFor is for how many days after its day a step is reminded of. soon is how many days before its day a step can be
// reminded of at the earliest: ten, moved back over days off, of which Tết has not twice as many.
const (
	overdueFor = 28
	soon       = 30
)

// asks is what these officers are to be told at a moment. It is noted as told.
func (m *policy) asks(now time.Time, who map[officer.ID]bool) []told {
	var out []told
	today := dayAt(now)
	for id := range who {
		p := m.people[id]
		if p == nil || p.left {
			continue
		}
		var steps []*duty
		add := func(lead officer.ID, above bool) {
			for _, s := range m.led[lead] {
				if !(above && s.own) && !s.day.Add(-soon).After(today) {
					steps = append(steps, s)
				}
			}
		}
		add(id, false)
		for _, lead := range m.below[id] {
			add(lead, true)
		}
		out = append(out, m.tells(p, steps, now)...)
	}
	return out
}

func (m *policy) tells(p *person, steps []*duty, now time.Time) []told {
	var alone, daily, asked []string
	for _, s := range steps {
		got, over := m.dueOf(p, s, now)
		if !slices.ContainsFunc(got, func(d dueNow) bool { return d.ready }) {
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
			alone = append(alone, last.name)
		case last.daily:
			daily = append(daily, last.name)
		default:
			asked = append(asked, last.name)
		}
	}
	if len(daily) > 0 {
		daily, asked, p.daily = append(daily, asked...), nil, dayAt(now)
	}
	alone = append(alone, asked...)
	var out []told
	for _, names := range [][]string{alone, daily} {
		if len(names) > 0 {
			slices.Sort(names)
			out = append(out, told{p.id, names})
		}
	}
	return out
}

// dueNow is one reminder that is due.
type dueNow struct {
	name                string
	legal, daily, ready bool
}

// dueOf are the reminders of a step that are due and not given, and the names of those that are over with them.
func (m *policy) dueOf(p *person, s *duty, now time.Time) (due []dueNow, over []string) {
	today := dayAt(now)
	if s.day.Add(overdueFor).Before(today) && len(p.again) == 0 {
		return nil, nil
	}
	within, next := m.hours(p, now)
	inTime := now.Before(s.late()) && !next.Before(s.late())
	for _, r := range m.remindings(p, s) {
		name := s.prefix + r.name
		until, put := p.again[name]
		if !put && (p.told[name] || s.day.Add(overdueFor).Before(today)) {
			continue
		}
		at, alone, never := m.falls(p, s, r)
		if put {
			at, never = until, false
			d := dayAt(until)
			alone = m.dayOff(d) || !clockAt(d, p.from).Equal(until)
		}
		if at.After(now) {
			continue
		}
		over = append(over, name)
		if never {
			continue
		}
		d := dueNow{name: name, legal: s.weight == plan.Limit || r.after && !s.own}
		d.daily = !d.legal && !alone
		switch {
		case within && d.daily && p.daily == today:
			d.ready, d.daily = inTime, !inTime
		case d.daily:
			d.ready = within
		default:
			// What is told within five minutes of its moment is told at that moment.
			d.ready = within || inTime || alone && now.Sub(at) <= 5*time.Minute
		}
		due = append(due, d)
	}
	return due, over
}
