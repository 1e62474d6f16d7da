package bot

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"camnang/bot/journal"
	"camnang/bot/officer"
)

// unitsPage is how many units, staffPage how many officers stand on a page: as many buttons as a telephone shows
// without scrolling far.
const (
	unitsPage = 6
	staffPage = 8
)

// aboutUnit is for screens and waits whose first argument is a unit, aboutClass for those whose first is a class.
func aboutUnit(_ input, args []string) officer.About {
	return officer.About{Unit: officer.UnitID(argument(args, 0))}
}

func aboutClass(_ input, args []string) officer.About {
	return officer.About{Class: officer.ClassID(argument(args, 0))}
}

// unitScreens are those behind /donvi. Their first argument is the unit.
func unitScreens() []screen {
	return []screen{
		{name: "units", action: officer.UseAssistant, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.unitList(in, p.page)
		}},
		{name: "unit", action: officer.SeeUnit, about: aboutUnit, handle: (*Conversation).unit},
		{name: "unitstaff", action: officer.SeeUnit, about: aboutUnit, handle: (*Conversation).unitStaff},
		{name: "unitout", action: officer.SeeUnit, about: aboutUnit, handle: (*Conversation).unitNotJoined},
		{name: "unitfile", action: officer.SeeUnit, about: aboutUnit, handle: (*Conversation).unitFile},
		{name: "unitedit", action: officer.ChangeUnit, about: aboutUnit, handle: (*Conversation).unitEdit},
		{name: "unitadd", action: officer.ChangeUnit, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.asking(ctx, in, "unitadd", say("unit_ask_name"), p.args[0])
		}},
		{name: "unitname", action: officer.ChangeUnit, about: aboutUnit, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.asking(ctx, in, "unitname", say("unit_ask_new_name", unitLabel(in.Roster, officer.UnitID(p.args[0]))), p.args[0])
		}},
		{name: "unitmove", action: officer.ChangeUnit, about: aboutUnit, handle: (*Conversation).unitMove},
		{name: "unitmoved", action: officer.ChangeUnit, about: aboutUnit, handle: (*Conversation).unitMoved},
		{name: "unitdrop", action: officer.ChangeUnit, about: aboutUnit, handle: (*Conversation).unitDrop},
		{name: "unitdropped", action: officer.ChangeUnit, about: aboutUnit, handle: (*Conversation).unitDropped},
	}
}

// unitWaits are the names asked for.
func unitWaits() []wait {
	return []wait{
		{name: "unitadd", action: officer.ChangeUnit, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
			return c.unitAdded(ctx, in, officer.UnitID(argument(args, 0)), text)
		}},
		{name: "unitname", action: officer.ChangeUnit, about: aboutUnit, handle: func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
			return c.unitRenamed(ctx, in, officer.UnitID(argument(args, 0)), text)
		}},
	}
}

// asking puts a question below the message of a button.
func (c *Conversation) asking(ctx context.Context, in input, name, question string, args ...string) (Turn, error) {
	t, err := c.await(ctx, in, name, question, args...)
	if err != nil {
		return Turn{}, err
	}
	return below(in.Event, t), nil
}

// units is /donvi: the units that the officer leads, all of them for an administrator. One alone is shown at once.
func (c *Conversation) units(_ context.Context, in input, _ string) (Turn, error) {
	if own := c.ownUnits(in); len(own) == 1 {
		return c.showUnit(in, own[0].ID, 1)
	}
	return c.unitList(in, 1)
}

// ownUnits are where an officer enters the tree: at the top for an administrator, else at the units led.
func (c *Conversation) ownUnits(in input) []*officer.Unit {
	if c.may(in, officer.ChangeUnit, officer.About{}) {
		return in.Roster.Top()
	}
	var own []*officer.Unit
	for _, id := range in.Actor.Officer.Heads {
		if u, ok := in.Roster.Unit(id); ok && c.may(in, officer.SeeUnit, officer.About{Unit: id}) {
			own = append(own, u)
		}
	}
	return own
}

// unitList lists the units at which an officer enters the tree; it names none that the officer may not see.
func (c *Conversation) unitList(in input, asked int) (Turn, error) {
	own := c.ownUnits(in)
	page, last, from, to := paged(len(own), unitsPage, asked)
	var s sheet
	s.para(bold(say("units_heading")))
	if len(own) == 0 {
		s.para(plain(say("units_none")))
	}
	var rows [][]Button
	for _, u := range own[from:to] {
		rows = append(rows, []Button{opens(u.Name, "unit", 1, string(u.ID))})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("units", n) })...)
	if c.may(in, officer.ChangeUnit, officer.About{}) {
		rows = append(rows, []Button{opens(say("unit_add_top"), "unitadd", 1)})
	}
	if c.may(in, officer.ImportRoster, officer.About{}) {
		rows = append(rows, []Button{opens(say("roster_import"), "import", 1)})
	}
	return inPlace(in.Event, s.done(), rows), nil
}

// unit shows a unit, and a page of those below it.
func (c *Conversation) unit(_ context.Context, in input, p payload) (Turn, error) {
	return c.showUnit(in, officer.UnitID(p.args[0]), p.page)
}

func (c *Conversation) showUnit(in input, id officer.UnitID, asked int) (Turn, error) {
	u, ok := in.Roster.Unit(id)
	if !ok {
		return refusal(in.Event, say("unit_gone")), nil
	}
	staff := in.Roster.Officers(id, true)
	below := in.Roster.Below(id)
	page, last, from, to := paged(len(below), unitsPage, asked)
	var s sheet
	s.para(bold(u.Name))
	if above := unitName(in.Roster, u.Parent); above != "" {
		s.line(plain(say("unit_above", above)))
	}
	s.para(plain(say("unit_numbers", len(staff), joinedOf(staff), len(staff)-joinedOf(staff))))
	if heads := officerNames(in.Roster.HeadsOf(id)); heads != "" {
		s.line(plain(say("unit_heads", heads)))
	}
	if len(below) > 0 {
		s.line(plain(say("unit_below", len(below))))
	}
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	key := string(id)
	var rows [][]Button
	for _, b := range below[from:to] {
		all := in.Roster.Officers(b.ID, true)
		rows = append(rows, []Button{opens(say("unit_line", b.Name, joinedOf(all), len(all)), "unit", 1, string(b.ID))})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("unit", n, key) })...)
	rows = append(rows, []Button{opens(say("unit_staff"), "unitstaff", 1, key), opens(say("unit_out"), "unitout", 1, key)})
	actions := []Button{opens(say("unit_file"), "unitfile", 1, key)}
	if c.may(in, officer.InviteUnit, officer.About{Unit: id}) {
		actions = append([]Button{opens(say("slips"), "unitslips", 1, key)}, actions...)
	}
	rows = append(rows, actions)
	if c.may(in, officer.ChangeOfficer, officer.About{}) {
		rows = append(rows, []Button{opens(say("person_add"), "personadd", 1, key)})
	}
	if c.may(in, officer.ChangeUnit, officer.About{}) {
		rows = append(rows, []Button{opens(say("unit_add"), "unitadd", 1, key), opens(say("unit_edit"), "unitedit", 1, key)})
	}
	switch {
	case u.Parent != "" && c.may(in, officer.SeeUnit, officer.About{Unit: u.Parent}):
		rows = append(rows, []Button{opens(say("unit_up"), "unit", 1, string(u.Parent))})
	default:
		rows = append(rows, []Button{opens(say("unit_all"), "units", 1)})
	}
	return inPlace(in.Event, s.done(), rows), nil
}

func joinedOf(officers []*officer.Officer) (n int) {
	for _, o := range officers {
		if o.Joined() {
			n++
		}
	}
	return n
}

// unitStaff is a page of the officers of a unit and of those below, each a button to the entry.
func (c *Conversation) unitStaff(_ context.Context, in input, p payload) (Turn, error) {
	id := officer.UnitID(p.args[0])
	return c.staffPage(in, unitLabel(in.Roster, id), in.Roster.Officers(id, true), p, "unitstaff", opens(say("back"), "unit", 1, p.args[0])), nil
}

// unitNotJoined is a page of those of them who have not joined.
func (c *Conversation) unitNotJoined(_ context.Context, in input, p payload) (Turn, error) {
	id := officer.UnitID(p.args[0])
	return c.staffPage(in, say("out_heading", unitLabel(in.Roster, id)), notJoined(in.Roster.Officers(id, true)), p, "unitout", opens(say("back"), "unit", 1, p.args[0])), nil
}

func notJoined(officers []*officer.Officer) []*officer.Officer {
	var out []*officer.Officer
	for _, o := range officers {
		if !o.Joined() {
			out = append(out, o)
		}
	}
	return out
}

// staffPage is a page of officers under a heading: a numbered list to read or pass on, and a button for each whose
// entry the actor may see.
func (c *Conversation) staffPage(in input, heading string, officers []*officer.Officer, p payload, screen string, back Button) Turn {
	page, last, from, to := paged(len(officers), staffPage, p.page)
	var s sheet
	s.para(bold(heading))
	s.line(plain(say("staff_count", len(officers))))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	var list sheet
	var row []Button
	for i, o := range officers[from:to] {
		line := fmt.Sprintf("%d. %s", from+i+1, o.Name)
		if unit, ok := in.Roster.Unit(o.Unit); ok {
			line += " – " + unit.Name
		}
		list.line(plain(line))
		if c.may(in, officer.SeeOfficer, officer.About{Officer: o.ID}) {
			row = append(row, opens(strconv.Itoa(from+i+1), "person", 1, string(o.ID)))
		}
	}
	s.para(list.done()...)
	var rows [][]Button
	if len(row) > 4 {
		rows = append(rows, row[:4], row[4:])
	} else if len(row) > 0 {
		rows = append(rows, row)
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen(screen, n, p.args[0], p.args[1]) })...)
	return inPlace(in.Event, s.done(), append(rows, []Button{back}))
}

// officerNames are names in a row.
func officerNames(officers []*officer.Officer) string {
	text := ""
	for i, o := range officers {
		if i > 0 {
			text += ", "
		}
		text += o.Name
	}
	return text
}

// unitLabel is the name of a unit alone.
func unitLabel(r *officer.Roster, id officer.UnitID) string {
	if u, ok := r.Unit(id); ok {
		return u.Name
	}
	return say("unit_top")
}

// unitEdit is what can be changed of a unit.
func (c *Conversation) unitEdit(_ context.Context, in input, p payload) (Turn, error) {
	key := p.args[0]
	return inPlace(in.Event, []Span{bold(unitLabel(in.Roster, officer.UnitID(key))), plain("\n" + say("unit_edit_what"))}, [][]Button{
		{opens(say("unit_rename"), "unitname", 1, key)},
		{opens(say("unit_move"), "unitmove", 1, key)},
		{opens(say("unit_drop"), "unitdrop", 1, key)},
		{opens(say("back"), "unit", 1, key)},
	}), nil
}

// changedBody is the journal's record of a change of the roster: what was done, and to which entries.
type changedBody struct {
	What   string `json:"what"`
	Object string `json:"object,omitempty"`
	// Also is the second entry that the change is about: the unit somebody moved to.
	Also string `json:"also,omitempty"`
}

// changed carries an edit out and shows what there is then. An edit that changes nothing is not noted.
func (c *Conversation) changed(in input, edit *officer.Edit, body changedBody, show func(input) (Turn, error)) (Turn, error) {
	now := in
	now.Roster = edit.Roster()
	t, err := show(now)
	changes := edit.Changes()
	if err != nil || len(changes) == 0 {
		return t, err
	}
	return t.changing(changes...).noting(in.note(journal.Changed, false, body)), nil
}

// notPossible answers an edit that was refused with its reason; any other error is the program's own.
func notPossible(in input, err error) (Turn, error) {
	var p *officer.Problem
	if errors.As(err, &p) {
		return refusal(in.Event, p.Text), nil
	}
	return Turn{}, err
}

func (c *Conversation) unitAdded(ctx context.Context, in input, parent officer.UnitID, name string) (Turn, error) {
	edit := in.Roster.Edit()
	id, err := edit.AddUnit(in.ID, name, parent)
	if err != nil {
		return notPossible(in, err)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	return c.changed(in, edit, changedBody{What: "unit added", Object: string(id)}, func(in input) (Turn, error) { return c.showUnit(in, id, 1) })
}

func (c *Conversation) unitRenamed(ctx context.Context, in input, id officer.UnitID, name string) (Turn, error) {
	edit := in.Roster.Edit()
	if err := edit.RenameUnit(id, name); err != nil {
		return notPossible(in, err)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	return c.changed(in, edit, changedBody{What: "unit renamed", Object: string(id)}, func(in input) (Turn, error) { return c.showUnit(in, id, 1) })
}

// unitMove lists the units under which a unit may go. The second argument is the unit whose units below are listed, ""
// for the top.
func (c *Conversation) unitMove(_ context.Context, in input, p payload) (Turn, error) {
	at := officer.UnitID(p.args[1])
	choices := in.Roster.Below(at)
	if at == "" {
		choices = in.Roster.Top()
	}
	page, last, from, to := paged(len(choices), unitsPage, p.page)
	var s sheet
	s.para(plain(say("unit_move_where", unitLabel(in.Roster, officer.UnitID(p.args[0])))))
	s.para(plain(say("unit_move_at", unitLabel(in.Roster, at))))
	rows := [][]Button{{opens(say("unit_move_here", unitLabel(in.Roster, at)), "unitmoved", 1, p.args[0], p.args[1])}}
	for _, u := range choices[from:to] {
		if string(u.ID) != p.args[0] {
			rows = append(rows, []Button{opens("▸ "+u.Name, "unitmove", 1, p.args[0], string(u.ID))})
		}
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("unitmove", n, p.args[0], p.args[1]) })...)
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "unitedit", 1, p.args[0])})), nil
}

func (c *Conversation) unitMoved(_ context.Context, in input, p payload) (Turn, error) {
	id := officer.UnitID(p.args[0])
	edit := in.Roster.Edit()
	if err := edit.MoveUnit(id, officer.UnitID(p.args[1])); err != nil {
		return notPossible(in, err)
	}
	return c.changed(in, edit, changedBody{What: "unit moved", Object: p.args[0], Also: p.args[1]}, func(in input) (Turn, error) { return c.showUnit(in, id, 1) })
}

func (c *Conversation) unitDrop(_ context.Context, in input, p payload) (Turn, error) {
	id := officer.UnitID(p.args[0])
	var s sheet
	s.para(plain(say("unit_drop_sure", unitLabel(in.Roster, id))))
	if n := len(in.Book.OfUnit(id)); n > 0 {
		s.para(plain(say("unit_drop_plans", n)))
	}
	if text := c.bankLeft(in, id); text != "" {
		s.para(plain(text))
	}
	return inPlace(in.Event, s.done(), [][]Button{
		{opens(say("unit_drop_yes"), "unitdropped", 1, p.args[0])}, {opens(say("back"), "unitedit", 1, p.args[0])},
	}), nil
}

// unitDropped removes a unit. Its plans, questions and topics become those of the unit above, all in the same step; without one
// above, where nobody's lead would reach them any more, a unit that has any stays.
func (c *Conversation) unitDropped(_ context.Context, in input, p payload) (Turn, error) {
	id := officer.UnitID(p.args[0])
	u, _ := in.Roster.Unit(id)
	edit := in.Roster.Edit()
	if err := edit.RemoveUnit(id); err != nil {
		return notPossible(in, err)
	}
	plans, err := c.plansUp(in, id, u.Parent)
	if err != nil {
		return cannot(in, err)
	}
	if u.Parent == "" && len(plans) > 0 {
		return refusal(in.Event, say("unit_has_plans", len(plans))), nil
	}
	bank := in.Bank.HandOver(id, u.Parent, c.cfg.Now().UTC())
	if u.Parent == "" && !bank.Empty() {
		return refusal(in.Event, say("unit_has_bank")), nil
	}
	t, err := c.changed(in, edit, changedBody{What: "unit removed", Object: p.args[0]}, func(in input) (Turn, error) {
		if u.Parent != "" {
			return c.showUnit(in, u.Parent, 1)
		}
		return c.unitList(in, 1)
	})
	if err != nil {
		return Turn{}, err
	}
	return c.planned(in, c.handedOver(in, t, bank), plans...), nil
}
