package officer

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// enter makes of a row without a problem what it leads to in the edit and in the summary.
func (p *planner) enter(i int) {
	row, o := p.rows[i], p.match[i]
	if row.Left.After(p.today) {
		p.refuse(i, problem("left-later", row.Left.Vietnamese()))
		return
	}
	switch {
	case o == nil && row.HasLeft:
		// Who left and is not in the roster need not be entered.
		p.sum.Unchanged++
	case o == nil:
		p.add(i)
	case row.HasLeft:
		p.leave(i)
	case !o.Left.IsZero():
		p.sum.Gone = append(p.sum.Gone, p.line(i, o.ID, say("line-gone", o.Left.Vietnamese())))
	default:
		p.change(i)
	}
}

func (p *planner) line(i int, id ID, text string) Line {
	return Line{Row: p.rows[i].Row, ID: id, Name: p.rows[i].Name, Text: text}
}

func (p *planner) add(i int) {
	id, err := p.e.AddOfficer(p.seed, p.described(i, Officer{}))
	if p.failed(i, err) {
		return
	}
	text := p.units.write(p.at[i])
	if more := p.attend(i, id); len(more) > 0 {
		text = strings.Join(append([]string{text}, more...), "; ")
	}
	p.sum.New = append(p.sum.New, p.line(i, id, text))
}

func (p *planner) leave(i int) {
	row, o := p.rows[i], p.match[i]
	if !o.Left.IsZero() && (row.Left.IsZero() || row.Left == o.Left) {
		p.sum.Unchanged++
		return
	}
	day := row.Left
	if day.IsZero() {
		day = p.today
	}
	if p.failed(i, p.e.Leave(o.ID, day)) {
		return
	}
	p.sum.Left = append(p.sum.Left, p.line(i, o.ID, say("line-left", day.Vietnamese())))
}

func (p *planner) change(i int) {
	o := p.match[i]
	set := p.described(i, *o)
	if p.failed(i, p.e.SetOfficer(set)) {
		return
	}
	says := p.differences(o, p.e.officers[o.ID])
	says = append(says, p.attend(i, o.ID)...)
	line := p.line(i, o.ID, strings.Join(says, "; "))
	switch {
	case len(says) == 0:
		p.sum.Unchanged++
	case set.Unit != o.Unit:
		p.sum.Moved = append(p.sum.Moved, line)
	default:
		p.sum.Changed = append(p.sum.Changed, line)
	}
}

// described is the officer o as the row says it.
func (p *planner) described(i int, o Officer) Officer {
	row := p.rows[i]
	if viet.Fold(row.Name) != viet.Fold(o.Name) {
		// Capitals alone are no other name: lists are often written in them.
		o.Name = row.Name
	}
	o.Unit, o.Number = p.at[i], cmp.Or(o.Number, row.Number)
	if row.Title != nil {
		o.Title = *row.Title
	}
	if row.HasRoles {
		o.Administrator = row.Administrate
		o.Heads = without(o.Heads, o.Unit)
		if row.Lead {
			o.Heads = append(o.Heads, o.Unit)
		}
	}
	return o
}

// differences says in what two entries of an officer differ.
func (p *planner) differences(before, after *Officer) []string {
	var says []string
	differ := func(key, was, is string) {
		if was != is {
			says = append(says, say(key, cmp.Or(was, say("nothing")), cmp.Or(is, say("nothing"))))
		}
	}
	differ("line-unit", p.units.write(before.Unit), p.units.write(after.Unit))
	differ("line-name", before.Name, after.Name)
	differ("line-number", before.Number, after.Number)
	differ("line-title", before.Title, after.Title)
	for _, u := range before.Heads {
		if !slices.Contains(after.Heads, u) {
			says = append(says, say("line-no-head", p.units.write(u)))
		}
	}
	for _, u := range after.Heads {
		if !slices.Contains(before.Heads, u) {
			says = append(says, say("line-head", p.units.write(u)))
		}
	}
	switch {
	case before.Administrator && !after.Administrator:
		says = append(says, say("line-no-administrator"))
	case !before.Administrator && after.Administrator:
		says = append(says, say("line-administrator"))
	}
	return says
}

// attend notes the classes of a row for an officer, makes those that are new, and says which are new to the officer.
func (p *planner) attend(i int, id ID) []string {
	var says []string
	for _, kind := range []struct {
		names []string
		in    map[ClassID][]ID
		has   func(*Class) []ID
		key   string
	}{
		{p.rows[i].Attends, p.enrolled, func(c *Class) []ID { return c.Members }, "line-attends"},
		{p.rows[i].Teaches, p.teaching, func(c *Class) []ID { return c.Trainers }, "line-teaches"},
	} {
		for _, name := range kind.names {
			class, there := p.classes[viet.Fold(name)]
			if !there {
				var err error
				if class, err = p.e.AddClass(p.seed, name, calendar.Day{}, calendar.Day{}); p.failed(i, err) {
					continue
				}
				p.classes[viet.Fold(name)] = class
				p.sum.Classes = append(p.sum.Classes, p.e.classes[class].Name)
			}
			if slices.Contains(kind.has(p.e.classes[class]), id) || slices.Contains(kind.in[class], id) {
				continue
			}
			kind.in[class] = append(kind.in[class], id)
			says = append(says, say(kind.key, p.e.classes[class].Name))
		}
	}
	return says
}

// enrol carries out what attend noted, each class once.
func (p *planner) enrol() {
	for _, id := range slices.Sorted(maps.Keys(p.enrolled)) {
		if err := p.e.Enrol(id, p.enrolled[id]...); err != nil {
			p.problems = append(p.problems, *asProblem(err))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.teaching)) {
		for _, o := range p.teaching[id] {
			if err := p.e.SetTrainer(id, o, true); err != nil {
				p.problems = append(p.problems, *asProblem(err))
			}
		}
	}
}

// rest notes who is not in the file.
func (p *planner) rest() {
	named := map[ID]bool{}
	for _, o := range p.match {
		if o != nil {
			named[o.ID] = true
		}
	}
	for _, o := range p.r.sorted {
		if o.Left.IsZero() && !named[o.ID] {
			p.sum.Absent = append(p.sum.Absent, Line{ID: o.ID, Name: o.Name, Text: p.units.write(o.Unit)})
		}
	}
}

// keepAdministrator refuses an import after which nobody who has joined is an administrator, where somebody was.
func (p *planner) keepAdministrator() {
	if len(p.r.Administrators()) == 0 {
		return
	}
	for _, o := range p.e.officers {
		if o.Administrator && joined(o) {
			return
		}
	}
	p.problems = append(p.problems, *problem("no-administrator"))
}
