package bot

import (
	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/reminder"
)

// plansReadBody is the journal's record of a file of plans read in.
type plansReadBody struct {
	Unit    officer.UnitID `json:"unit"`
	New     int            `json:"new"`
	Changed int            `json:"changed"`
	// Wrong is how many rows were left out.
	Wrong int `json:"wrong,omitempty"`
	// File is the digest of the file.
	File string `json:"file"`
}

// planRead is what a file leads to beside the messages: the changes, the journal's notes, and the wakes of all whom they
// concern.
func (c *Conversation) planRead(in input, show Turn, f plansFile) Turn {
	body := plansReadBody{Unit: f.unit, New: len(f.summary.New), Changed: len(f.summary.Changed), Wrong: f.summary.Wrong, File: f.digest}
	show = show.noting(in.note(journal.PlansRead, false, body))
	for _, p := range f.does.Made {
		show = show.noting(in.note(journal.Planned, false, plannedBody{Plan: p.ID, What: plan.Made}))
	}
	for _, e := range f.does.Edits {
		for _, entry := range e.Entries() {
			show = show.noting(in.note(journal.Planned, false, plannedBody{Plan: e.Plan().ID, Step: entry.Step, What: entry.What, Note: entry.Note}))
		}
	}
	wakes := reminder.Wakes(in.Roster, c.cfg.Now(), f.does.Concerned()...)
	return show.changing(f.does.Changes()...).and(Turn{Timers: wakes})
}

// planTold tells each lead, in one message, how many things they were given, lost, or have another day for now.
func (c *Conversation) planTold(in input, f plansFile) Turn {
	type share struct{ given, moved, taken int }
	shares := map[officer.ID]*share{}
	of := func(o officer.ID) *share {
		if shares[o] == nil {
			shares[o] = &share{}
		}
		return shares[o]
	}
	for _, p := range f.does.Made {
		for i := range p.Steps {
			of(p.Steps[i].Lead).given++
		}
	}
	for _, e := range f.does.Edits {
		before, _ := in.Book.Plan(e.Plan().ID)
		for _, s := range e.Plan().Steps {
			was, ok := before.Step(s.ID)
			switch {
			case !ok || !s.Open():
			case was.Lead != s.Lead:
				of(was.Lead).taken++
				of(s.Lead).given++
			case was.Day != s.Day || was.Minute != s.Minute:
				of(s.Lead).moved++
			}
		}
	}
	var show Turn
	for _, o := range in.Roster.All() {
		had := shares[o.ID]
		if had == nil {
			continue
		}
		var s sheet
		s.para(plain(say("planimport_told", in.Actor.Officer.Name, unitLabel(in.Roster, f.unit))))
		for _, part := range []struct {
			key   string
			count int
		}{{"planimport_told_given", had.given}, {"planimport_told_moved", had.moved}, {"planimport_told_taken", had.taken}} {
			if part.count > 0 {
				s.line(plain(say(part.key, part.count)))
			}
		}
		show = show.and(in.tells(o.ID, s.done(), [][]Button{{runs(say("planimport_mine"), "kehoach")}}))
	}
	return show
}
