// Package procedure knows how inspection work goes: the procedures with their steps, and the time limits that a
// regulation or a unit's own confirmed procedure sets. It computes the day of a limit and says why; what a plan makes
// of it is for bot/plan. A limit that no source gives is never guessed.
package procedure

import (
	"camnang/corpus"
	"camnang/corpus/calendar"
)

// Kind says what work a procedure is for.
type Kind string

// The kinds.
const (
	Compliance   Kind = "compliance"
	Signs        Kind = "signs"
	Supervision  Kind = "supervision"
	Denunciation Kind = "denunciation"
	Discipline   Kind = "discipline"
	Complaint    Kind = "complaint"
	Suspension   Kind = "suspension"
)

// Kinds are all kinds, in the order in which officers choose.
var Kinds = []Kind{Compliance, Signs, Supervision, Denunciation, Discipline, Complaint, Suspension}

// Vietnamese is what officers call the work; "" for a kind that is none.
func (k Kind) Vietnamese() string {
	switch k {
	case Compliance:
		return "Kiểm tra việc chấp hành"
	case Signs:
		return "Kiểm tra khi có dấu hiệu vi phạm"
	case Supervision:
		return "Giám sát chuyên đề"
	case Denunciation:
		return "Giải quyết tố cáo"
	case Discipline:
		return "Thi hành kỷ luật đảng"
	case Complaint:
		return "Giải quyết khiếu nại kỷ luật đảng"
	case Suspension:
		return "Đình chỉ sinh hoạt đảng"
	}
	return ""
}

// Level says who does the work.
type Level string

// The levels: a cell, or a Party committee with its inspection committee.
const (
	Cell      Level = "cell"
	Committee Level = "committee"
)

// Vietnamese is what officers call the level; "" for one that is none.
func (l Level) Vietnamese() string {
	switch l {
	case Cell:
		return "Chi bộ"
	case Committee:
		return "Cấp ủy, ủy ban kiểm tra"
	}
	return ""
}

// Stage is one of the three parts of a procedure; the words are those of plan.Stage.
type Stage string

// The stages.
const (
	Prepare  Stage = "prepare"
	Conduct  Stage = "conduct"
	Conclude Stage = "conclude"
)

// Vietnamese is what officers call the stage; "" for one that is none.
func (s Stage) Vietnamese() string {
	switch s {
	case Prepare:
		return "Chuẩn bị"
	case Conduct:
		return "Tiến hành"
	case Conclude:
		return "Kết thúc"
	}
	return ""
}

// Extension is by how much a limit may be extended at most.
type Extension struct {
	Amount int
	Unit   calendar.Unit
	// Times is how often; 0 when the source does not say. Amount is the sum of all extensions.
	Times int
}

// Limit is a time limit: an amount of time from a start event. The day of the event is not counted.
type Limit struct {
	// ID is the fact's ("E01"), with a level behind it where a fact sets several ("K02-tinh"); "own:ID:S" for the
	// step with the id S of a unit's own procedure.
	ID string
	// Fact is the id of the fact that states it; "" for an own one.
	Fact string
	// Event is what the time runs from, Action what is due then, Who by whom; in Vietnamese.
	Event, Action, Who string
	// Amount is 0 when the source sets a start event only, and in a limit that is Withheld.
	Amount int
	Unit   calendar.Unit
	// Extension is nil when the source knows none.
	Extension *Extension
	// Clause is what it rests on, Cited its citation as officers read it, Span when it is in force. Clause is empty for
	// an own limit, and for one whose fact the library does not hold; that one is never computed.
	Clause     corpus.ClauseID
	Cited      string
	Mark       corpus.Mark
	Span       calendar.Span
	Confidence corpus.Confidence
	// Document is what an own limit rests on in the unit's words.
	Document string
	// Ask is true when the source leaves the start event open: the officer confirms its day before it is computed.
	Ask bool
	// Withheld is why it is never computed, a Vietnamese sentence; "" for a limit that may be.
	Withheld string
	// NotSaid is what the source does not say, Vietnamese sentences shown with the reason.
	NotSaid []string
}

// Own reports whether a unit entered the limit itself.
func (l Limit) Own() bool { return l.Fact == "" }

// Step is one thing to do in a procedure.
type Step struct {
	// ID is unique within the procedure and stays when the words change.
	ID    string
	Stage Stage
	// Title is what is done, Who does it, Product the document that comes out of it, "" for none; in Vietnamese.
	Title, Who, Product string
	// Limit is the id of the limit that the step is due by; "" when no source gives one. Later is true when that limit
	// runs from another event than the one with which the procedure begins: its day must be asked for, and until it is
	// known the step has none.
	Limit string
	Later bool
	// Sample is true when the step rests on a sample form and on no clause; it is shown so.
	Sample bool
	// Clause is what the step rests on, Cited its citation, Span when it is in force; all zero for a sample and for a
	// step of a unit's own procedure, which rests on Document.
	Clause corpus.ClauseID
	Cited  string
	Mark   corpus.Mark
	Span   calendar.Span
	// Document is what a step of a unit's own procedure rests on in the unit's words.
	Document string
}

// Stands reports whether the step rests on a clause that is in force on the day, or on a document of the unit's own.
// A step that does not is shown as a sample.
func (s Step) Stands(on calendar.AsOf) bool {
	return s.Document != "" || s.Clause != "" && (&corpus.Clause{Span: s.Span}).On(on) == corpus.InForce
}

// Procedure is a way to do a kind of work.
type Procedure struct {
	// ID names it for good and fits a button.
	ID    string
	Kind  Kind
	Level Level
	Title string
	// Begins is the event with which it begins, in Vietnamese; its day is the start day of a plan made from it. "" for
	// a unit's own procedure, whose limits each name their event.
	Begins string
	Steps  []Step
	// Limits are those of a unit's own procedure, in the order of its steps; empty for a general one, whose limits are
	// in the Set.
	Limits []Limit
	// Note says what the sources do not give, in Vietnamese; may be empty.
	Note string
	// Sample is true when no clause sets the course of the procedure as a whole; else Clause does, and Cited is its
	// citation.
	Sample     bool
	Clause     corpus.ClauseID
	Cited      string
	Confidence corpus.Confidence
	// Unit is whose own procedure it is; "" for a general one.
	Unit string
}

// Stage returns the steps of one stage, in order.
func (p *Procedure) Stage(stage Stage) []Step {
	var out []Step
	for _, s := range p.Steps {
		if s.Stage == stage {
			out = append(out, s)
		}
	}
	return out
}
