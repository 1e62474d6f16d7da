// Package plan knows plans of inspection and supervision work: their steps, who leads each, when it is due and why
// then, and all that is done to them. Every decision is a function of a Book and of what is asked; nothing here reads
// a clock, a store or chance. What a decision changes comes out as changes to records, for the store to make in one
// step.
package plan

import (
	"fmt"
	"time"

	"camnang/bot/officer"
	"camnang/corpus"
	"camnang/corpus/calendar"
)

// ID names a plan for good: "k" and its number, so that it fits a button.
type ID string

// Code is the neutral name under which people speak of a plan, "KH-0127". It says nothing of whom the work is about.
func Code(number int) string { return fmt.Sprintf("KH-%04d", number) }

// Kind says what a plan is.
type Kind string

// The kinds.
const (
	// Year is the inspection and supervision plan of a unit for a year.
	Year Kind = "year"
	// Case is one inspection, supervision or settlement, by a procedure or by three dates.
	Case Kind = "case"
	// Errand is a single thing somebody is to be reminded of.
	Errand Kind = "errand"
	// Duty comes back by a rule: a report each quarter.
	Duty Kind = "duty"
)

// State says whether a plan is worked on.
type State string

// The states. A plan whose steps are all done or cancelled is closed by the step that ended last, and open again when
// that is undone.
const (
	Open      State = "open"
	Closed    State = "closed"
	Cancelled State = "cancelled"
)

// Plan is a plan with its steps. It is a value: who changes one makes an Edit.
type Plan struct {
	ID     ID  `json:"-"`
	Number int `json:"number"`
	// Version is that of the record it was read from; 0 for one not stored yet.
	Version int64 `json:"-"`
	Kind    Kind  `json:"kind"`
	// Title is neutral: what kind of work it is, never whom it is about.
	Title string `json:"title"`
	// Unit is whose plan it is; "" for an Errand of somebody in no unit.
	Unit officer.UnitID `json:"unit,omitempty"`
	// Owner made it.
	Owner   officer.ID `json:"owner"`
	Created time.Time  `json:"created"`
	// Procedure is the id of the procedure it was made from, "" for none; Begins the day of its start event.
	Procedure string       `json:"procedure,omitempty"`
	Begins    calendar.Day `json:"begins,omitzero"`
	// Team are officers who take part beside the leads, of whatever unit, in order of their ids. They see this plan only.
	Team []officer.ID `json:"team,omitempty"`
	// Chats are the groups in which the plan was announced.
	Chats []int64 `json:"chats,omitempty"`
	// Key is by what an import knows the plan again; "" for a plan made in the chat.
	Key string `json:"key,omitempty"`
	// File is what the last import said of it, so that a later one changes what its file says anew and leaves the rest as
	// it was changed in the chat; nil for a plan made in the chat.
	File *Filed `json:"file,omitempty"`
	// Rule is the recurrence of a Duty (calendar.Recurrence), "" for the others.
	Rule  string `json:"rule,omitempty"`
	State State  `json:"state"`
	Steps []Step `json:"steps"`
	// Log is what was done to the plan, oldest first: the last logLimit entries, and all of the last Edit. Older ones are
	// in the journal only.
	Log []Entry `json:"log,omitempty"`
	// NextEntry is the number that the next entry of the Log gets, NextStep the ID that the next step gets; both from 1.
	NextEntry int `json:"next_entry"`
	NextStep  int `json:"next_step"`

	// unknown is what this release does not know of the record; nil for nothing.
	unknown *unknown
}

// Code is Code of the plan's number.
func (p *Plan) Code() string { return Code(p.Number) }

// Step returns the step with the id.
func (p *Plan) Step(id string) (*Step, bool) {
	for i := range p.Steps {
		if p.Steps[i].ID == id {
			return &p.Steps[i], true
		}
	}
	return nil, false
}

// Concerned are those who have to do with a plan: who owns it, who leads an open step, who is in the team; each once, in
// order of their ids.
func (p *Plan) Concerned() []officer.ID {
	all := append([]officer.ID{p.Owner}, p.Team...)
	for i := range p.Steps {
		if s := &p.Steps[i]; s.Open() {
			all = append(all, s.Lead)
		}
	}
	return each(all)
}

// Stage is one of the three parts of a procedure; "" where a plan has none.
type Stage string

// The stages.
const (
	Prepare  Stage = "prepare"
	Conduct  Stage = "conduct"
	Conclude Stage = "conclude"
)

// Weight says how a step is reminded of.
type Weight string

// The weights. A Limit is a time limit that a regulation or the unit's own confirmed procedure sets, or a document
// that the officer names: it is reminded of alone and never too late. A Milestone is a day that matters (the
// conclusion of an inspection, an errand): in the daily message, 7, 3 and 1 days before and on the day. An Ordinary
// step is in Monday's digest and in the message of its day.
const (
	Limit     Weight = "limit"
	Milestone Weight = "milestone"
	Ordinary  Weight = "ordinary"
)

// Step is one thing to be done by one day.
type Step struct {
	// ID is a number within the plan, given once: "1".
	ID    string `json:"id"`
	Title string `json:"title"`
	Stage Stage  `json:"stage,omitempty"`
	// Lead is the one officer who answers for it; "" when nobody does yet.
	Lead officer.ID `json:"lead,omitempty"`
	// Day is the last day on which it is in time; zero when no day is set. Minute is the minute of that day, counted
	// from midnight in the officers' time zone, by which it is due; 0 when no time of day was said. At is true when
	// that moment is itself when to be reminded ("lúc 15 giờ"), false when it is due by then ("trước 15 giờ").
	Day    calendar.Day `json:"day,omitzero"`
	Minute int          `json:"minute,omitempty"`
	At     bool         `json:"at,omitempty"`
	Weight Weight       `json:"weight"`
	Reason Reason       `json:"reason"`
	// Product is the document that comes out of it; Sample is true when the step rests on a sample form and not on a
	// clause, and is shown so.
	Product string `json:"product,omitempty"`
	Sample  bool   `json:"sample,omitempty"`
	// Ended is when and by whom it was done or cancelled; nil while it is open.
	Ended *Ended `json:"ended,omitempty"`
	// Asked is a request for more time that nobody has decided; nil when there is none.
	Asked *Asked `json:"asked,omitempty"`
	// Moved are the days it was due before, with why it was moved, oldest first.
	Moved []Moved `json:"moved,omitempty"`
}

// Open reports whether the step is still to be done.
func (s *Step) Open() bool { return s.Ended == nil }

// Ended says how a step ended.
type Ended struct {
	By   officer.ID `json:"by"`
	At   time.Time  `json:"at"`
	Note string     `json:"note,omitempty"`
	// Cancelled is true when it is not to be done any more, false when it is done.
	Cancelled bool `json:"cancelled,omitempty"`
}

// Asked is a request for more time.
type Asked struct {
	By   officer.ID   `json:"by"`
	At   time.Time    `json:"at"`
	Day  calendar.Day `json:"day"`
	Why  string       `json:"why"`
	From calendar.Day `json:"from"`
}

// Moved is a day that a step was due before.
type Moved struct {
	Day    calendar.Day `json:"day"`
	Minute int          `json:"minute,omitempty"`
	By     officer.ID   `json:"by"`
	At     time.Time    `json:"at"`
	Why    string       `json:"why"`
	// Extended is true when the head granted more time for it, false for any other change of the day.
	Extended bool `json:"extended,omitempty"`
}

// Source says where a day comes from.
type Source string

// The sources.
const (
	Typed    Source = "typed"
	Computed Source = "computed"
	Imported Source = "imported"
)

// Reason says why a step is due on its day.
type Reason struct {
	Source Source `json:"source"`
	// Limit is the id of the time limit (a fact's, or "own:…" for the unit's own procedure) that it was computed by.
	Limit string `json:"limit,omitempty"`
	// Event is what the time runs from, Start the day of it; the day itself is not counted.
	Event  string        `json:"event,omitempty"`
	Start  calendar.Day  `json:"start,omitzero"`
	Amount int           `json:"amount,omitempty"`
	Unit   calendar.Unit `json:"unit,omitempty"`
	// Rests is the clause behind it; nil when there is none.
	Rests *Rest `json:"rests,omitempty"`
	// Document is what the day rests on in the words of whoever entered it; "" for none.
	Document string `json:"document,omitempty"`
	// Doubt is why the day must be confirmed before it is shown as current; "" when it need not.
	Doubt Doubt `json:"doubt,omitempty"`
}

// Doubt says why a day must be confirmed.
type Doubt string

// The doubts.
const (
	// ClauseEnded: the clause is no longer in force. ClauseReworded: its words changed. ClauseGone: the library does
	// not hold it any more.
	ClauseEnded    Doubt = "clause-ended"
	ClauseReworded Doubt = "clause-reworded"
	ClauseGone     Doubt = "clause-gone"
	// DayOffChanged: a day off was entered or removed, so that another day would be computed.
	DayOffChanged Doubt = "day-off-changed"
)

// Rest is the clause that a day rests on, as it was when the day was computed.
type Rest struct {
	Clause corpus.ClauseID `json:"clause"`
	// Cited is the citation as officers read it.
	Cited string `json:"cited"`
	// Mark is how the clause stood (corpus.Mark), so that a change of it is seen.
	Mark corpus.Mark `json:"mark"`
	// Since is the day on which it came to rest on the clause, or was confirmed last.
	Since calendar.Day `json:"since,omitzero"`
	// Confidence is that of the fact.
	Confidence corpus.Confidence `json:"confidence,omitempty"`
}

// Entry is one thing done to a plan.
type Entry struct {
	Number int        `json:"n"`
	What   What       `json:"what"`
	By     officer.ID `json:"by"`
	At     time.Time  `json:"at"`
	// Step is the step it was done to, "" when to the plan as a whole.
	Step string `json:"step,omitempty"`
	Note string `json:"note,omitempty"`
	// Was is what the entry changed as it was before, kept for undoing; nil when it cannot be undone (any more). Now is how
	// it was after the entry, so that undoing what was changed since is refused.
	Was    *Part `json:"was,omitempty"`
	Now    *Part `json:"now,omitempty"`
	Undone bool  `json:"undone,omitempty"`
	// With is the number of the first entry of those that are undone together; 0 for one that is undone by itself.
	With int `json:"with,omitempty"`
}

// Part is what an entry may have changed: the step, or when that is nil what belongs to the plan as a whole.
type Part struct {
	Step  *Step        `json:"step,omitempty"`
	Title string       `json:"title,omitempty"`
	State State        `json:"state,omitempty"`
	Owner officer.ID   `json:"owner,omitempty"`
	Team  []officer.ID `json:"team,omitempty"`
}

// What names what was done.
type What string

// What is done to plans.
const (
	Made        What = "made"
	StepAdded   What = "step-added"
	StepDone    What = "done"
	Cancelling  What = "cancelled"
	Given       What = "given"
	Postponed   What = "postponed"
	TimeAsked   What = "time-asked"
	TimeGranted What = "time-granted"
	TimeRefused What = "time-refused"
	DayChanged  What = "day-changed"
	Confirmed   What = "confirmed"
	Doubted     What = "doubted"
	TeamChanged What = "team-changed"
	HandedOver  What = "handed-over"
	Announced   What = "announced"
	Undone      What = "undone"
	Reimported  What = "reimported"
	UnitMoved   What = "unit-moved"
	Renamed     What = "renamed"
)
