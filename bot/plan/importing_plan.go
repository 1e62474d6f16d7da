package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus/calendar"
	"camnang/corpus/procedure"
)

// Filed is what a row of a file says of a plan.
type Filed struct {
	Title string `json:"title"`
	// Work is what kind of work it is, by which reports count; "" when the file does not say.
	Work     procedure.Kind `json:"work,omitempty"`
	Lead     officer.ID     `json:"lead,omitempty"`
	Team     []officer.ID   `json:"team,omitempty"`
	Begins   calendar.Day   `json:"begins,omitzero"`
	Day      calendar.Day   `json:"day,omitzero"`
	Minute   int            `json:"minute,omitempty"`
	Document string         `json:"document,omitempty"`
	// Note is the file's own remark. It is no basis of the day.
	Note string `json:"note,omitempty"`
}

// filedStep is the step of an imported plan that the file speaks of.
const filedStep = "1"

// Into says where a file goes, who reads it in, and when.
type Into struct {
	Unit officer.UnitID
	By   officer.ID
	At   time.Time
	// Partly takes the right rows of a file that has wrong ones; otherwise such a file changes nothing.
	Partly bool
}

// Import is what a file leads to.
type Import struct {
	Made  []*Plan
	Edits []*Edit

	changes []queue.Change
}

// Changes are the records to write; nil when the file changes nothing.
func (i Import) Changes() []queue.Change {
	out := slices.Clone(i.changes)
	for _, e := range i.Edits {
		out = append(out, e.Changes()...)
	}
	return out
}

// Concerned are those who have to do with a plan that it makes or changes, each once.
func (i Import) Concerned() []officer.ID {
	var all []officer.ID
	for _, p := range i.Made {
		all = append(all, p.Concerned()...)
	}
	for _, e := range i.Edits {
		all = append(all, e.Concerned()...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Summary is what an import would do, for whoever decides on it.
type Summary struct {
	// Rows is how many pieces of work the file names, Wrong how many of them have a problem, Unchanged how many stand as
	// the file says, or said the last time.
	Rows, Wrong, Unchanged int
	// New and Changed are in the order of the file. Ended are in the file and closed or cancelled in the book: they are
	// left as they are. Absent were read in before, are open, and are not in the file: they are left as they are.
	New, Changed, Ended, Absent []SummaryLine
	// Dropped are the headings of the columns that were not read because they say whom the work is about.
	Dropped []string
}

// SummaryLine is one piece of work of a Summary.
type SummaryLine struct {
	// Row is the row of the file, 0 for what is not in it; Code that of the plan, "" for a new one.
	Row   int
	Code  string
	Title string
	Day   calendar.Day
	// Text says what changes, or how it ended; "" for the others.
	Text string
}

// importer is an import being planned.
type importer struct {
	b    *Book
	into Into
	r    *officer.Roster
	rows []FileRow

	// keys and match are the key of each row and the plan that it is, nil for a new one.
	keys    []string
	match   []*Plan
	claimed map[ID]bool
	// able are the officers who may lead, by id and by name.
	able   map[officer.ID]bool
	byName map[string][]*officer.Officer

	sum      Summary
	problems []Problem
}

// PlanImport decides what a file leads to; nothing is done. The problems are those of the file and those met here, by row.
// With any of them the Import is empty, unless Partly is set: then it holds the right rows. A file that cannot be read as a
// whole changes nothing in any case. Reading a file in a second time changes nothing.
//
// A piece of work is known again by the unit's own code where the file has one, else by its title and first day, those alike
// in the order of the file; within the unit's plans. What the file says as it did the last time leaves the plan as it is by
// now, whatever was done to it in the chat; what it says anew is set. A column that the file has holds for its rows; what
// has no column stays. Leads are officers of the unit and of those below, or who reads the file in.
func (b *Book) PlanImport(f File, into Into, r *officer.Roster) (Import, Summary, []Problem) {
	p := &importer{
		b: b, into: into, r: r, rows: slices.Clone(f.Rows), keys: make([]string, len(f.Rows)), match: make([]*Plan, len(f.Rows)),
		claimed: map[ID]bool{}, able: map[officer.ID]bool{}, byName: map[string][]*officer.Officer{},
	}
	p.sum.Rows, p.sum.Dropped = len(f.Rows), f.Dropped
	p.people()
	p.identify()
	out := p.enter()
	for _, row := range p.rows {
		if row.refused {
			p.sum.Wrong++
		}
	}
	for _, old := range b.OfUnit(into.Unit) {
		if old.File != nil && old.State == Open && !p.claimed[old.ID] {
			p.sum.Absent = append(p.sum.Absent, SummaryLine{Code: old.Code(), Title: old.Title})
		}
	}
	problems := append(slices.Clone(f.Problems), p.problems...)
	slices.SortStableFunc(problems, func(x, y Problem) int { return cmp.Compare(x.Row, y.Row) })
	if len(problems) > 0 && (!into.Partly || len(f.Rows) == 0) {
		return Import{}, p.sum, problems
	}
	return out, p.sum, problems
}

func (p *importer) refuse(i int, key string, args ...any) {
	p.rows[i].refused = true
	p.problems = append(p.problems, wrong(p.rows[i].Row, key, args...))
}

// enter decides what each row does.
func (p *importer) enter() Import {
	var out Import
	var made []Plan
	for i := range p.rows {
		filed, ok := p.filed(i)
		if !ok || p.rows[i].refused {
			continue
		}
		row, old := p.rows[i], p.match[i]
		line := SummaryLine{Row: row.Row, Title: filed.Title, Day: filed.Day}
		if old == nil {
			p.sum.New = append(p.sum.New, line)
			made = append(made, p.plan(i, filed))
			continue
		}
		line.Code = old.Code()
		step, there := old.Step(filedStep)
		switch {
		case old.State == Cancelled || there && !step.Open() && step.Ended.Cancelled:
			line.Text = tell("ended-cancelled")
			p.sum.Ended = append(p.sum.Ended, line)
			continue
		case old.State == Closed || !there || !step.Open():
			line.Text = tell("ended-closed")
			p.sum.Ended = append(p.sum.Ended, line)
			continue
		}
		e := old.Edit(p.into.By, p.into.At)
		line.Text = p.refile(e, filed, p.keys[i])
		if len(e.Entries()) == 0 {
			p.sum.Unchanged++
			continue
		}
		if line.Text == "" {
			p.sum.Unchanged++
		} else {
			p.sum.Changed = append(p.sum.Changed, line)
		}
		out.Edits = append(out.Edits, e)
	}
	out.Made, out.changes = p.b.Create(made...)
	return out
}

// filed is what a row says, with what the last file said where this one has no column; false when it has a problem.
func (p *importer) filed(i int) (Filed, bool) {
	row := p.rows[i]
	var was Filed
	if old := p.match[i]; old != nil && old.File != nil {
		was = *old.File
	}
	f := Filed{
		Title: row.Title, Work: row.Work, Begins: row.Begins, Day: row.Day, Minute: row.Minute, Document: row.Document, Note: row.Note,
		Lead: was.Lead, Team: was.Team,
	}
	if !row.fields[WorkField] {
		f.Work = was.Work
	}
	if !row.fields[BeginsField] {
		f.Begins = was.Begins
	}
	if !row.fields[DocumentField] {
		f.Document = was.Document
	}
	if !row.fields[NoteField] {
		f.Note = was.Note
	}
	if !row.fields[LeadField] {
		return f, true
	}
	f.Lead, f.Team = "", nil
	for n, name := range row.Leads {
		id, ok := p.lead(i, name)
		switch {
		case !ok:
			return f, false
		case n == 0:
			f.Lead = id
		case id != f.Lead && !slices.Contains(f.Team, id):
			f.Team = append(f.Team, id)
		}
	}
	slices.Sort(f.Team)
	return f, true
}

// plan is a new plan of a row.
func (p *importer) plan(i int, f Filed) Plan {
	kind := Errand
	if f.Work != "" {
		kind = Case
	}
	return Plan{
		Kind: kind, Title: f.Title, Unit: p.into.Unit, Owner: p.into.By, Created: p.into.At.UTC().Truncate(time.Second), Begins: f.Begins,
		Team: f.Team, Key: p.keys[i], File: &f,
		Steps: []Step{{
			Title: f.Title, Lead: f.Lead, Day: f.Day, Minute: f.Minute, Weight: Milestone,
			Reason: Reason{Source: Imported, Document: f.Document},
		}},
	}
}

// refile sets what a file says anew, and says what that is, in Vietnamese.
func (p *importer) refile(e *Edit, f Filed, key string) string {
	was := f
	if e.before.File != nil {
		was = *e.before.File
	}
	s, _ := e.now.Step(filedStep)
	before := *s
	var changed []string
	if f.Title != was.Title {
		s.Title, e.now.Title = f.Title, f.Title
		changed = append(changed, tell("changed-title"))
	}
	if f.Lead != was.Lead {
		changed = append(changed, tell("changed-lead", p.name(s.Lead), p.name(f.Lead)))
		s.Lead, s.Asked = f.Lead, nil
	}
	if f.Day != was.Day || f.Minute != was.Minute {
		changed = append(changed, tell("changed-day", dayName(s.Day), dayName(f.Day)))
		if s.Day != f.Day || s.Minute != f.Minute {
			s.move(Moved{By: e.by, At: e.at}, f.Day, f.Minute)
		}
		s.Reason = Reason{Source: Imported, Document: f.Document}
	}
	if f.Document != was.Document {
		s.Reason.Document = f.Document
		changed = append(changed, tell("changed-document"))
	}
	if f.Begins != was.Begins {
		e.now.Begins = f.Begins
		changed = append(changed, tell("changed-begins"))
	}
	if f.Work != was.Work {
		changed = append(changed, tell("changed-work"))
	}
	if f.Note != was.Note {
		changed = append(changed, tell("changed-note"))
	}
	if !slices.Equal(f.Team, was.Team) {
		kept := slices.DeleteFunc(slices.Clone(e.now.Team), func(o officer.ID) bool { return slices.Contains(was.Team, o) })
		e.now.Team = append(kept, f.Team...)
		slices.Sort(e.now.Team)
		e.now.Team = slices.Compact(e.now.Team)
		changed = append(changed, tell("changed-team"))
	}
	if len(changed) == 0 && e.now.Key == key {
		return ""
	}
	e.now.File, e.now.Key = &f, key
	entry := Entry{What: Reimported, Step: filedStep}
	// What belongs to the plan as a whole cannot be taken back with the step.
	after := *s
	if e.now.Title == e.before.Title && slices.Equal(e.now.Team, e.before.Team) && !same(before, after) {
		entry.Was, entry.Now = &Part{Step: &before}, &Part{Step: &after}
	}
	e.enter(entry)
	return strings.Join(changed, "; ")
}

func (p *importer) name(id officer.ID) string {
	if o, ok := p.r.Officer(id); ok {
		return o.Name
	}
	return tell("nobody")
}

func dayName(d calendar.Day) string {
	if d.IsZero() {
		return tell("no-day")
	}
	return fmt.Sprintf("%02d/%02d/%d", d.DayOfMonth(), d.Month(), d.Year())
}
