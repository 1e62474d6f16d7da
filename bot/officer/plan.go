package officer

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// Summary is what an import would do, for those who decide on it.
type Summary struct {
	// Rows is how many officers the file names, Unchanged how many of them are in the roster as the file says.
	Rows, Unchanged int
	// New, Moved (to another unit, whatever else changes), Changed and Left are in the order of the file.
	New, Moved, Changed, Left []Line
	// Gone are in the file as present and left the roster before; they are left as they are.
	Gone []Line
	// Absent are in the roster and not in the file; they are left as they are.
	Absent []Line
	// Units and Classes are the new ones: where a unit stands, the name of a class.
	Units, Classes []string
}

// Line is one officer of a Summary.
type Line struct {
	// Row is the row of the file, 0 for somebody who is not in it.
	Row  int
	ID   ID
	Name string
	// Text says what changes, or where the officer is, in Vietnamese.
	Text string
}

// planner is an import being planned.
type planner struct {
	r     *Roster
	e     *Edit
	seed  string
	rows  []Row
	today calendar.Day

	// before is the roster's tree; units is too, and grows with the units that are made. at is the unit of each row;
	// wrong marks the rows that have a problem.
	before, units *tree
	at            []UnitID
	wrong         []bool
	// match is whose each row is; nil for somebody new.
	match []*Officer
	// byName are the officers by name and unit.
	byName map[string][]*Officer

	enrolled, teaching map[ClassID][]ID
	classes            map[string]ClassID

	sum      Summary
	problems []Problem
}

// PlanImport decides what a roster file leads to; nothing is done. The Edit holds it, Summary says it. With any
// problem, of a row or of the whole file, the Edit holds no change: an import is made whole or not at all. Rows in
// which ReadRoster found a problem are left out of the plan, and are not reported again. Importing a file a second
// time changes nothing.
//
// An officer is known again by the number; without one, or when the roster has no number yet, by name and unit. An
// officer in no unit is known by the name alone. Who is not in the file stays as is. Who left is marked by the
// file's column only, and is not taken back by it.
//
// The path of a unit is written from below the topmost unit when the roster has exactly one (naming that
// first does no harm), else from the top. A path that is found nowhere from there is the unit whose own path ends
// with it, when there is one; else the units that it names are new.
//
// A column that the file has holds for its rows: an empty cell takes away a title or a role. Of roles the file
// gives and takes that of head of the officer's own unit and that of administrator, but not from the last
// administrator who has joined. Classes are only added to; that somebody no longer attends or teaches one is
// entered in the chat.
func (r *Roster) PlanImport(seed string, rows []Row, today calendar.Day) (*Edit, Summary, []Problem) {
	p := &planner{
		r: r, e: r.Edit(), seed: seed, rows: rows, today: today,
		before: newTree(r.units), units: newTree(maps.Clone(r.units)), at: make([]UnitID, len(rows)), wrong: make([]bool, len(rows)),
		match: make([]*Officer, len(rows)), byName: map[string][]*Officer{},
		enrolled: map[ClassID][]ID{}, teaching: map[ClassID][]ID{}, classes: map[string]ClassID{},
	}
	for _, o := range r.sorted {
		key := personKey(o.Name, o.Unit)
		p.byName[key] = append(p.byName[key], o)
	}
	for _, c := range r.courses {
		p.classes[viet.Fold(c.Name)] = c.ID
	}
	p.sum.Rows = len(rows)
	refused := false
	for i, row := range rows {
		p.wrong[i] = row.refused
		refused = refused || row.refused
	}
	p.place()
	p.identify()
	for i := range rows {
		if !p.wrong[i] {
			p.enter(i)
		}
	}
	p.enrol()
	p.rest()
	p.keepAdministrator()
	if len(p.problems) > 0 || refused {
		slices.SortStableFunc(p.problems, func(a, b Problem) int { return cmp.Compare(a.Row, b.Row) })
		return r.Edit(), p.sum, p.problems
	}
	return p.e, p.sum, nil
}

func personKey(name string, unit UnitID) string { return viet.Fold(name) + "\x00" + string(unit) }

// refuse notes a problem of a row.
func (p *planner) refuse(i int, why *Problem) {
	p.wrong[i] = true
	p.problems = append(p.problems, *why.at(p.rows[i].Row))
}

// failed notes the problem that an edit ended with, if any.
func (p *planner) failed(i int, err error) bool {
	if err == nil {
		return false
	}
	p.refuse(i, asProblem(err))
	return true
}

// asProblem returns the problem that an edit ended with.
func asProblem(err error) *Problem {
	var why *Problem
	if errors.As(err, &why) {
		return why
	}
	panic(fmt.Sprintf("officer: an edit ended with what is no problem: %v", err))
}

// place finds the unit of each row, and makes those that are new.
func (p *planner) place() {
	type known struct {
		id  UnitID
		why *Problem
	}
	seen := map[string]known{}
	for i, row := range p.rows {
		if p.wrong[i] {
			continue
		}
		if len(row.Unit) == 0 {
			if o := p.e.byNumber[numberKey(row.Number)]; row.Number != "" && o != nil && o.Unit != "" {
				p.at[i] = o.Unit
				continue
			}
			p.refuse(i, problem("unit-missing"))
			continue
		}
		key := viet.Fold(strings.Join(row.Unit, "\n"))
		k, there := seen[key]
		if !there {
			k.id, k.why = p.unit(row.Unit)
			seen[key] = k
		}
		if k.why != nil {
			p.refuse(i, k.why)
			continue
		}
		p.at[i] = k.id
	}
	// A path must still mean the same unit when all the new ones are there.
	after := newTree(p.e.units)
	for i, row := range p.rows {
		if p.wrong[i] || len(row.Unit) == 0 {
			continue
		}
		if found := after.find(row.Unit); len(found) != 1 || found[0] != p.at[i] {
			p.refuse(i, problem("unit-unclear", strings.Join(row.Unit, " / "), after.list(append(found, p.at[i]))))
		}
	}
}

// unit returns the unit that a path means in the roster, or makes it.
func (p *planner) unit(path []string) (UnitID, *Problem) {
	switch found := p.before.find(path); {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return "", problem("unit-unclear", strings.Join(path, " / "), p.before.list(found))
	}
	at, rest := p.units.walk(path)
	for _, name := range rest {
		id, err := p.e.AddUnit(p.seed, name, at)
		if err != nil {
			return "", asProblem(err)
		}
		p.units.units[id] = p.e.units[id]
		p.units.enter(p.e.units[id])
		p.sum.Units = append(p.sum.Units, p.units.write(id))
		at = id
	}
	return at, nil
}

// identify finds whose each row is.
func (p *planner) identify() {
	rowOf := map[string]int{}
	group := map[string][]int{}
	for i, row := range p.rows {
		if key := numberKey(row.Number); key != "" && !row.refused {
			if first, twice := rowOf[key]; twice {
				p.refuse(i, problem("number-twice", row.Number, p.rows[first].Row))
				continue
			}
			rowOf[key] = i
		}
		if !p.wrong[i] {
			key := personKey(row.Name, p.at[i])
			group[key] = append(group[key], i)
		}
	}
	claimed := map[ID]int{}
	// Those with a number that the roster knows come first: they cannot be anybody else.
	for i, row := range p.rows {
		if o := p.e.byNumber[numberKey(row.Number)]; row.Number != "" && o != nil && !p.wrong[i] {
			p.match[i] = o
			claimed[o.ID] = i
		}
	}
	for i, row := range p.rows {
		if p.wrong[i] || p.match[i] != nil {
			continue
		}
		same := group[personKey(row.Name, p.at[i])]
		if other, twice := p.another(i, same); twice {
			p.refuse(i, problem("person-twice", row.Name, p.rows[other].Row))
			continue
		}
		o, why := p.whose(i, same)
		if why != nil {
			p.refuse(i, why)
			continue
		}
		if o == nil {
			continue
		}
		if other, twice := claimed[o.ID]; twice {
			p.refuse(i, problem("person-twice", row.Name, p.rows[other].Row))
			continue
		}
		claimed[o.ID], p.match[i] = i, o
	}
}

// another returns a row of the same name and unit, when one of the two has no number to tell them apart.
func (p *planner) another(i int, same []int) (int, bool) {
	for _, j := range same {
		if j != i && (p.rows[i].Number == "" || p.rows[j].Number == "") {
			return j, true
		}
	}
	return 0, false
}

// whose finds, for a row whose number the roster does not know, the officer by name and unit; nil for somebody new.
func (p *planner) whose(i int, same []int) (*Officer, *Problem) {
	row := p.rows[i]
	var present, gone []*Officer
	for _, unit := range []UnitID{p.at[i], ""} {
		for _, o := range p.byName[personKey(row.Name, unit)] {
			switch {
			case row.Number != "" && o.Number != "":
			case o.Left.IsZero():
				present = append(present, o)
			case row.Number == "":
				gone = append(gone, o)
			}
		}
		if len(present)+len(gone) > 0 {
			break
		}
	}
	for _, o := range gone {
		if len(present) == 0 || row.HasLeft && (row.Left.IsZero() || row.Left == o.Left) {
			return o, nil
		}
	}
	switch {
	case len(present) == 0:
		return nil, nil
	case len(present) == 1 && p.unknownNumbers(same) <= 1:
		return present[0], nil
	}
	var numbers []string
	for _, o := range present {
		numbers = append(numbers, cmp.Or(o.Number, say("no-number")))
	}
	return nil, problem("person-unclear", len(present), row.Name, strings.Join(numbers, ", "))
}

// unknownNumbers counts the rows whose number the roster does not know: any of them may be the officer without one.
func (p *planner) unknownNumbers(same []int) int {
	n := 0
	for _, i := range same {
		if key := numberKey(p.rows[i].Number); key == "" || p.e.byNumber[key] == nil {
			n++
		}
	}
	return n
}

// list names units in a sentence.
func (t *tree) list(ids []UnitID) string {
	var paths []string
	for _, id := range ids {
		paths = append(paths, fmt.Sprintf("“%s”", t.write(id)))
	}
	slices.Sort(paths)
	return strings.Join(slices.Compact(paths), ", ")
}
