package main

import (
	"slices"
	"strconv"
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// modelRung is one reminder: for which day, on which day's push hours or at which moment.
type modelRung struct {
	name   string
	day    calendar.Day
	on     calendar.Day
	moment time.Time
	after  bool
}

// rungsOf are all reminders of a step to a person, in the order in which a later one overtakes an earlier.
func (m *policy) rungsOf(p *person, s *duty) []modelRung {
	var out []modelRung
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
				out = append(out, modelRung{name: "-" + strconv.Itoa(n), day: s.day.Add(-n), on: back(s.day.Add(-n))})
			}
		} else {
			monday := s.day
			for monday.Weekday() != time.Monday {
				monday = monday.Add(-1)
			}
			for d := monday; d.Before(monday.Add(7)) && d.Before(last); d = d.Add(1) {
				if !m.dayOff(d) {
					out = append(out, modelRung{name: "week", day: d, on: d})
					break
				}
			}
		}
		out = append(out, modelRung{name: "0", day: s.day, on: last})
		if s.own && s.minute > 0 {
			out = append(out, modelRung{name: "@" + strconv.Itoa(s.minute), day: s.day, moment: s.askedAt()})
		}
	}
	worked, d := 0, s.day
	for worked < 3 {
		d = d.Add(1)
		if m.dayOff(d) {
			continue
		}
		if worked++; worked == 1 || worked == 3 {
			out = append(out, modelRung{name: "+" + strconv.Itoa(worked), day: d, on: d, after: true})
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
func (m *policy) falls(p *person, s *duty, r modelRung) (at time.Time, alone, never bool) {
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
	for _, r := range m.rungsOf(p, s) {
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
			// What is told within five minutes of its moment is told at that moment, and what was asked for at the very minute
			// whenever it can be.
			d.ready = within || inTime || alone && (now.Sub(at) <= 5*time.Minute || s.at && r.name[0] == '@')
		}
		due = append(due, d)
	}
	return due, over
}
