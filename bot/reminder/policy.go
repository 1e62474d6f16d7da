package reminder

import (
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// View is what reminders are decided on besides what is the officer's own. All of it is set.
type View struct {
	Book     *plan.Book
	Roster   *officer.Roster
	Workdays *calendar.Workdays
	// Zone is the officers' time zone.
	Zone *time.Location
}

// Decision is what Decide finds.
type Decision struct {
	// Messages are at most two: what stands alone (limits, escalations, what was asked for by the minute), then the
	// officer's collected message of the day. None has no items.
	Messages []Notice
	// Told is the officer's record after it, to be written together with the messages.
	Told Told
	// Next is the earliest moment at which something may come to be due as things stand: the officer's wake. Zero when
	// nothing is ahead. Whatever changes plans, roster, days off or habit calls for another Decide at once.
	Next time.Time
}

// Notice is one message to one officer.
type Notice struct {
	// ID is made of the officer and the occurrences, whatever their order, so that the same notice decided twice is put
	// into the outbox once.
	ID string `json:"id"`
	// Items are by day and moment due, then by plan and step; one for each step.
	Items []Occurrence `json:"items"`
	// Legal is true when a Limit or an escalation is among them: it is sent before other messages.
	Legal bool `json:"legal,omitempty"`
	// Daily is true for the collected message of the day.
	Daily bool `json:"daily,omitempty"`
	// Digest is true for a collected message that lists the week's steps, or what was missed.
	Digest bool `json:"digest,omitempty"`
	// Late is true when one of them is given so late that it has to say so (Late).
	Late bool `json:"late,omitempty"`
}

// Above are those who are told together with an officer that the officer's step is overdue, one level up: the joined heads
// of the officer's unit other than the officer, else those of the nearest unit above that has one; when there is nobody,
// the joined administrators. nil for an id that is not in the roster. Somebody who left has a unit still.
func Above(r *officer.Roster, lead officer.ID) []officer.ID { return newLine(r).above(lead) }

// line knows who is above whom in one roster. It is not for concurrent use.
type line struct {
	roster *officer.Roster
	// heads are the joined heads of a unit and of those above it, the nearest first, without units that have none.
	heads map[officer.UnitID][][]officer.ID
	// administrators are the joined ones; they are looked up once.
	administrators []officer.ID
	asked          bool
}

func newLine(r *officer.Roster) *line {
	return &line{roster: r, heads: map[officer.UnitID][][]officer.ID{}}
}

func (l *line) above(id officer.ID) []officer.ID {
	o, ok := l.roster.Officer(id)
	if !ok {
		return nil
	}
	for _, heads := range l.upwards(o.Unit) {
		if others := without(heads, id); len(others) > 0 {
			return others
		}
	}
	if !l.asked {
		l.administrators, l.asked = joined(l.roster.Administrators()), true
	}
	return without(l.administrators, id)
}

func (l *line) upwards(u officer.UnitID) [][]officer.ID {
	if known, ok := l.heads[u]; ok {
		return known
	}
	var out [][]officer.ID
	path := l.roster.Path(u)
	for i := len(path) - 1; i >= 0; i-- {
		if heads := joined(l.roster.HeadsOf(path[i].ID)); len(heads) > 0 {
			out = append(out, heads)
		}
	}
	l.heads[u] = out
	return out
}

// joined are the ids of those whom a message reaches.
func joined(officers []*officer.Officer) []officer.ID {
	var out []officer.ID
	for _, o := range officers {
		if o.Joined() {
			out = append(out, o.ID)
		}
	}
	return out
}

// without is ids less one of them; ids itself when it is not among them.
func without(ids []officer.ID, id officer.ID) []officer.ID {
	for i, other := range ids {
		if other == id {
			return append(append([]officer.ID(nil), ids[:i]...), ids[i+1:]...)
		}
	}
	return ids
}
