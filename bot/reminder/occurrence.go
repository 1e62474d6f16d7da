package reminder

import (
	"strconv"
	"strings"
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// Rung names a reminder within those of a step: "-7" is seven days before the day, "0" the day, "+1" one working day
// overdue, "week" the week's digest, "@900" the moment asked for (of a step due at that minute of its day).
type Rung string

const (
	weekRung = Rung("week")
	dayRung  = Rung("0")
	lateOne  = Rung("+1")
	lateTwo  = Rung("+3")
)

// Occurrence is one reminder of one step to one officer.
type Occurrence struct {
	// ID names plan, step, day and rung: "k12.3:2026-12-04:-7". A step whose day changes has new occurrences; put off, an
	// occurrence keeps its ID. The lead and those above have the same IDs, each in a record of their own.
	ID   string     `json:"id"`
	Plan plan.ID    `json:"plan"`
	Step string     `json:"step"`
	Rung Rung       `json:"rung"`
	For  officer.ID `json:"for"`
	// At is when it was due, for Late and Words.
	At time.Time `json:"at"`
	// Doubt is why the day must be confirmed; "" when it need not.
	Doubt plan.Doubt `json:"doubt,omitempty"`
	// Above is true when For is told as one level above the lead.
	Above bool `json:"above,omitempty"`
}

// Overdue reports whether the rung comes after the day.
func (r Rung) Overdue() bool { return strings.HasPrefix(string(r), "+") }

// Before is how many days before the day the rung lies; 0 for any other rung.
func (r Rung) Before() int {
	if n, err := strconv.Atoi(string(r)); err == nil && n < 0 {
		return -n
	}
	return 0
}

// place orders the rungs of one step: of several due at once only the last is given.
func (r Rung) place() int {
	switch {
	case r == weekRung:
		return -1
	case strings.HasPrefix(string(r), "@"):
		return 1
	case r == dayRung:
		return 0
	case r.Overdue():
		n, _ := strconv.Atoi(string(r))
		return 1 + n
	default:
		return -1 - r.Before()
	}
}

// key names a step with the day it is due, "k12.3:2026-12-04": what is told is kept under it.
func key(i plan.Item) string { return i.Ref() + ":" + i.Step.Day.String() }

// ReadOccurrence takes an ID apart; false for what is none.
func ReadOccurrence(id string) (p plan.ID, step string, day calendar.Day, r Rung, ok bool) {
	ref, rest, _ := strings.Cut(id, ":")
	date, name, ok := strings.Cut(rest, ":")
	if !ok || name == "" {
		return "", "", calendar.Day{}, "", false
	}
	p, step, day, ok = readKey(ref + ":" + date)
	return p, step, day, Rung(name), ok
}

func readKey(key string) (p plan.ID, step string, day calendar.Day, ok bool) {
	ref, date, _ := strings.Cut(key, ":")
	id, step, ok := strings.Cut(ref, ".")
	day, err := calendar.ParseDay(date)
	return plan.ID(id), step, day, ok && err == nil
}

// Standing returns the step that an occurrence is of as it is now; false when it is done or cancelled, or due on another
// day: then there is nothing to be reminded of any more. It is asked when a message is rendered.
func Standing(b *plan.Book, id string) (plan.Item, bool) {
	p, step, day, _, ok := ReadOccurrence(id)
	if !ok {
		return plan.Item{}, false
	}
	return standing(b, p, step, day)
}

func standing(b *plan.Book, p plan.ID, step string, day calendar.Day) (plan.Item, bool) {
	i, ok := b.Step(p, step)
	ok = ok && i.Plan.State == plan.Open && i.Step.Open() && i.Step.Day == day
	return i, ok
}

// own reports whether the step is one that its lead set for themself: no unit's plan, made by the lead.
func own(i plan.Item) bool { return i.Plan.Unit == "" && i.Plan.Owner == i.Step.Lead }
