package bot

import (
	"context"
	"slices"
	"strconv"

	"camnang/bot/officer"
	"camnang/corpus/calendar"
)

// searchMost is how many officers a search brings at most; who looks for more is asked for more of the name. A line of so many
// has at most lineInList UTF-16 units: then they fit one message. numbersInRow is how many buttons that bear a number are
// easily tapped side by side.
const (
	searchMost   = 40
	lineInList   = 76
	numbersInRow = 5
)

// What a button does that gives a role or a place and another that ends it carry as their page: tapped twice, each does
// the same once.
const (
	give = 1
	end  = 2
)

// peopleScreens are those behind /canbo. Their first argument is the officer.
func peopleScreens() []screen {
	asks := func(key, wait string) screenHandler {
		return func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.asking(ctx, in, wait, say(key, officerLabel(in.Roster, p.args[0])), p.args[0])
		}
	}
	return []screen{
		{name: "people", action: officer.UseAssistant, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, _ payload) (Turn, error) {
			return c.people(ctx, in, "")
		}},
		{name: "person", action: officer.SeeOfficer, about: aboutOfficer, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.person(in, officer.ID(p.args[0]))
		}},
		{name: "personcode", action: officer.Rebind, about: aboutOfficer, handle: (*Conversation).personCode},
		{name: "membercode", action: officer.InviteClass, about: aboutClass, handle: (*Conversation).memberCode},
		{name: "personedit", action: officer.ChangeOfficer, about: aboutOfficer, handle: (*Conversation).personEdit},
		{name: "personname", action: officer.ChangeOfficer, about: aboutOfficer, handle: asks("person_ask_name", "personname")},
		{name: "persontitle", action: officer.ChangeOfficer, about: aboutOfficer, handle: asks("person_ask_title", "persontitle")},
		{name: "personnumber", action: officer.ChangeOfficer, about: aboutOfficer, handle: asks("person_ask_number", "personnumber")},
		{name: "personmove", action: officer.ChangeOfficer, about: aboutOfficer, handle: (*Conversation).personMove},
		{name: "personmoved", action: officer.ChangeOfficer, about: aboutOfficer, handle: (*Conversation).personMoved},
		{name: "personroles", action: officer.ChangeOfficer, about: aboutOfficer, handle: (*Conversation).personRoles},
		{name: "personhead", action: officer.ChangeOfficer, about: aboutOfficer, handle: (*Conversation).personHead},
		{name: "personadminask", action: officer.ChangeOfficer, about: aboutOfficer, handle: (*Conversation).personAdministratorAsked},
		{name: "personadmin", action: officer.ChangeOfficer, about: aboutOfficer, handle: (*Conversation).personAdministrator},
		{name: "personleave", action: officer.ChangeOfficer, about: aboutOfficer, handle: (*Conversation).personLeave},
		{name: "personleft", action: officer.ChangeOfficer, about: aboutOfficer, handle: (*Conversation).personLeft},
		{name: "personback", action: officer.ChangeOfficer, about: aboutOfficer, handle: (*Conversation).personReturns},
		{name: "personadd", action: officer.ChangeOfficer, about: aboutUnit, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.asking(ctx, in, "personadd", say("person_ask_new", unitLabel(in.Roster, officer.UnitID(p.args[0]))), p.args[0])
		}},
	}
}

// peopleWaits are the texts asked for: a name to search, a new entry, and the fields of an entry.
func peopleWaits() []wait {
	return []wait{
		{name: "canbo", action: officer.UseAssistant, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, _ []string, text string) (Turn, error) {
			return c.people(ctx, in, text)
		}},
		{name: "personadd", action: officer.ChangeOfficer, about: aboutUnit, handle: (*Conversation).personAdded},
		{name: "personname", action: officer.ChangeOfficer, about: aboutOfficer, handle: setsField("name", func(o *officer.Officer, text string) { o.Name = text })},
		{name: "persontitle", action: officer.ChangeOfficer, about: aboutOfficer, handle: setsField("title", func(o *officer.Officer, text string) { o.Title = text })},
		{name: "personnumber", action: officer.ChangeOfficer, about: aboutOfficer, handle: setsField("number", func(o *officer.Officer, text string) { o.Number = text })},
	}
}

func officerLabel(r *officer.Roster, id string) string {
	if o, ok := r.Officer(officer.ID(id)); ok {
		return o.Name
	}
	return ""
}

// people is /canbo: officers found by a name or a number, as far as the actor may see them.
func (c *Conversation) people(ctx context.Context, in input, text string) (Turn, error) {
	if text == "" {
		return c.asking(ctx, in, "canbo", say("people_ask"))
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	found := slices.DeleteFunc(in.Roster.Search(text, 0), func(o *officer.Officer) bool {
		return !c.may(in, officer.SeeOfficer, officer.About{Officer: o.ID})
	})
	switch {
	case len(found) == 0:
		return message([]Span{plain(say("people_none"))}, [][]Button{{opens(say("people_again"), "people", 1)}}), nil
	case len(found) == 1:
		return c.person(in, found[0].ID)
	}
	var s sheet
	s.para(bold(say("people_found", len(found))))
	if len(found) > searchMost {
		found = found[:searchMost]
		s.line(plain(say("people_narrow", searchMost)))
	}
	var rows [][]Button
	if len(found) <= staffPage {
		for _, o := range found {
			rows = append(rows, []Button{opens(personLine(in.Roster, o), "person", 1, string(o.ID))})
		}
	} else {
		// So many names stand in the text, and only their numbers on buttons.
		var list sheet
		var numbers []Button
		for i, o := range found {
			line, _ := shorten(personLine(in.Roster, o), lineInList)
			list.line(plain(strconv.Itoa(i+1) + ". " + line))
			numbers = append(numbers, opens(strconv.Itoa(i+1), "person", 1, string(o.ID)))
		}
		s.para(list.done()...)
		rows = inRows(numbers, numbersInRow)
	}
	return message(s.done(), append(rows, []Button{opens(say("people_again"), "people", 1)})), nil
}

// personLine tells namesakes apart.
func personLine(r *officer.Roster, o *officer.Officer) string {
	line := o.Name
	if u, ok := r.Unit(o.Unit); ok {
		line += " – " + u.Name
	}
	return line
}

// person shows an entry and what the actor may do with it.
func (c *Conversation) person(in input, id officer.ID) (Turn, error) {
	o, ok := in.Roster.Officer(id)
	if !ok {
		return refusal(in.Event, say("person_gone")), nil
	}
	var s sheet
	s.para(bold(o.Name))
	c.writeEntry(&s, in.Roster, o)
	switch {
	case !o.Left.IsZero():
		s.line(plain(say("person_left", o.Left.Vietnamese())))
	case !o.Joined() && o.Invitation != nil && c.cfg.Now().Before(o.Invitation.Until):
		s.line(plain(say("person_invited", c.moment(o.Invitation.Until))))
	case !o.Joined():
		s.line(plain(say("person_not_joined")))
	}
	key := string(id)
	var rows [][]Button
	if code, ok := c.codeButton(in, o); ok {
		rows = append(rows, []Button{code})
	}
	if c.may(in, officer.ChangeOfficer, officer.About{Officer: id}) {
		if o.Left.IsZero() {
			rows = append(rows,
				[]Button{opens(say("person_edit"), "personedit", 1, key), opens(say("person_roles"), "personroles", 1, key)},
				[]Button{opens(say("person_move"), "personmove", 1, key), opens(say("person_leave"), "personleave", 1, key)})
		} else {
			rows = append(rows, []Button{opens(say("person_return"), "personback", 1, key)})
		}
	}
	if c.may(in, officer.SeeUnit, officer.About{Unit: o.Unit}) {
		rows = append(rows, []Button{opens(say("person_unit"), "unit", 1, string(o.Unit))})
	}
	return inPlace(in.Event, s.done(), rows), nil
}

func (c *Conversation) personEdit(_ context.Context, in input, p payload) (Turn, error) {
	key := p.args[0]
	return inPlace(in.Event, []Span{bold(officerLabel(in.Roster, key)), plain("\n" + say("unit_edit_what"))}, [][]Button{
		{opens(say("person_name"), "personname", 1, key)},
		{opens(say("person_title"), "persontitle", 1, key)},
		{opens(say("person_number"), "personnumber", 1, key)},
		{opens(say("back"), "person", 1, key)},
	}), nil
}

// setsField is the handler of a wait for one field of an entry.
func setsField(name string, set func(o *officer.Officer, text string)) func(*Conversation, context.Context, input, []string, string) (Turn, error) {
	return func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
		return c.editPerson(ctx, in, officer.ID(argument(args, 0)), name, "", func(o *officer.Officer) { set(o, text) })
	}
}

// editPerson changes an entry, ends what waited for it, and shows it.
func (c *Conversation) editPerson(ctx context.Context, in input, id officer.ID, what, also string, change func(*officer.Officer)) (Turn, error) {
	old, ok := in.Roster.Officer(id)
	if !ok {
		return refusal(in.Event, say("person_gone")), nil
	}
	o := *old
	o.Heads = slices.Clone(old.Heads)
	change(&o)
	edit := in.Roster.Edit()
	if err := edit.SetOfficer(o); err != nil {
		return notPossible(in, err)
	}
	if in.Kind != EventTap {
		if _, err := c.ended(ctx, in); err != nil {
			return Turn{}, err
		}
	}
	return c.changed(in, edit, changedBody{What: "officer " + what, Object: string(id), Also: also}, func(in input) (Turn, error) { return c.person(in, id) })
}

func (c *Conversation) personAdded(ctx context.Context, in input, args []string, text string) (Turn, error) {
	edit := in.Roster.Edit()
	id, err := edit.AddOfficer(in.ID, officer.Officer{Name: text, Unit: officer.UnitID(argument(args, 0))})
	if err != nil {
		return notPossible(in, err)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	return c.changed(in, edit, changedBody{What: "officer added", Object: string(id)}, func(in input) (Turn, error) { return c.person(in, id) })
}

// personMove lists the units to which an officer may go; the second argument is the unit whose units below are listed.
func (c *Conversation) personMove(_ context.Context, in input, p payload) (Turn, error) {
	at := officer.UnitID(p.args[1])
	choices := in.Roster.Below(at)
	if at == "" {
		choices = in.Roster.Top()
	}
	page, last, from, to := paged(len(choices), unitsPage, p.page)
	var s sheet
	s.para(plain(say("person_move_where", officerLabel(in.Roster, p.args[0]))))
	s.para(plain(say("unit_move_at", unitLabel(in.Roster, at))))
	var rows [][]Button
	if at != "" {
		rows = append(rows, []Button{opens(say("unit_move_here", unitLabel(in.Roster, at)), "personmoved", 1, p.args[0], p.args[1])})
	}
	for _, u := range choices[from:to] {
		rows = append(rows, []Button{opens("▸ "+u.Name, "personmove", 1, p.args[0], string(u.ID))})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("personmove", n, p.args[0], p.args[1]) })...)
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "person", 1, p.args[0])})), nil
}

func (c *Conversation) personMoved(ctx context.Context, in input, p payload) (Turn, error) {
	return c.editPerson(ctx, in, officer.ID(p.args[0]), "moved", p.args[1], func(o *officer.Officer) { o.Unit = officer.UnitID(p.args[1]) })
}

// personRoles shows what an officer leads and whether the officer is an administrator, with buttons to change it.
func (c *Conversation) personRoles(_ context.Context, in input, p payload) (Turn, error) {
	o, ok := in.Roster.Officer(officer.ID(p.args[0]))
	if !ok {
		return refusal(in.Event, say("person_gone")), nil
	}
	var s sheet
	s.para(bold(o.Name))
	s.line(plain(say("entry_roles") + " " + c.roleNames(in.Roster, o)))
	s.para(plain(say("roles_how")))
	var rows [][]Button
	units := in.Roster.Path(o.Unit)
	for i := len(units) - 1; i >= 0; i-- {
		key, do := "role_make_head", give
		if slices.Contains(o.Heads, units[i].ID) {
			key, do = "role_end_head", end
		}
		rows = append(rows, []Button{opens(say(key, units[i].Name), "personhead", do, p.args[0], string(units[i].ID))})
	}
	for _, id := range o.Heads {
		if u, ok := in.Roster.Unit(id); ok && !slices.Contains(units, u) {
			rows = append(rows, []Button{opens(say("role_end_head", u.Name), "personhead", end, p.args[0], string(id))})
		}
	}
	if o.Administrator {
		rows = append(rows, []Button{opens(say("role_end_administrator"), "personadmin", end, p.args[0])})
	} else {
		rows = append(rows, []Button{opens(say("role_make_administrator"), "personadminask", 1, p.args[0])})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "person", 1, p.args[0])})), nil
}

// personHead makes an officer head of the unit that the second argument names, or ends that.
func (c *Conversation) personHead(ctx context.Context, in input, p payload) (Turn, error) {
	unit := officer.UnitID(p.args[1])
	return c.editPerson(ctx, in, officer.ID(p.args[0]), "head", p.args[1], func(o *officer.Officer) {
		o.Heads = slices.DeleteFunc(o.Heads, func(u officer.UnitID) bool { return u == unit })
		if p.page == give {
			o.Heads = append(o.Heads, unit)
		}
	})
}

// personAdministratorAsked asks once before somebody is given every right.
func (c *Conversation) personAdministratorAsked(_ context.Context, in input, p payload) (Turn, error) {
	return inPlace(in.Event, []Span{plain(say("role_administrator_sure", officerLabel(in.Roster, p.args[0])))}, [][]Button{
		{opens(say("role_administrator_yes"), "personadmin", give, p.args[0])}, {opens(say("back"), "personroles", 1, p.args[0])},
	}), nil
}

// personAdministrator makes an officer an administrator, or ends that. The last administrator who has joined stays one,
// unless the settings name another.
func (c *Conversation) personAdministrator(ctx context.Context, in input, p payload) (Turn, error) {
	id := officer.ID(p.args[0])
	o, ok := in.Roster.Officer(id)
	if !ok {
		return refusal(in.Event, say("person_gone")), nil
	}
	if p.page != give && o.Administrator && !c.otherAdministrator(in.Roster, id) {
		return refusal(in.Event, say("last_administrator")), nil
	}
	return c.editPerson(ctx, in, id, "administrator", "", func(o *officer.Officer) { o.Administrator = p.page == give })
}

func (c *Conversation) otherAdministrator(r *officer.Roster, id officer.ID) bool {
	for account := range c.cfg.First {
		if o, ok := r.ByTelegram(account); ok && o.ID != id {
			return true
		}
	}
	return slices.ContainsFunc(r.Administrators(), func(o *officer.Officer) bool { return o.ID != id })
}

func (c *Conversation) personLeave(_ context.Context, in input, p payload) (Turn, error) {
	return inPlace(in.Event, []Span{plain(say("person_leave_sure", officerLabel(in.Roster, p.args[0])))}, [][]Button{
		{opens(say("person_leave_yes"), "personleft", 1, p.args[0])}, {opens(say("back"), "person", 1, p.args[0])},
	}), nil
}

// personLeft ends an officer as of today. The account is shut off with it, and who must hand the work on is told.
func (c *Conversation) personLeft(_ context.Context, in input, p payload) (Turn, error) {
	id := officer.ID(p.args[0])
	if o, ok := in.Roster.Officer(id); ok && o.Administrator && !c.otherAdministrator(in.Roster, id) {
		return refusal(in.Event, say("last_administrator")), nil
	}
	edit := in.Roster.Edit()
	if err := edit.Leave(id, calendar.On(c.cfg.Now().In(c.cfg.Location))); err != nil {
		return notPossible(in, err)
	}
	t, err := c.changed(in, edit, changedBody{What: "officer left", Object: p.args[0]}, func(in input) (Turn, error) {
		if in.Actor.Officer.ID == id {
			return inPlace(in.Event, []Span{plain(say("person_left_self"))}, nil), nil
		}
		return c.person(in, id)
	})
	if err != nil || len(edit.Changes()) == 0 {
		return t, err
	}
	return t.and(c.orphaned(in, edit.Roster(), id)), nil
}

func (c *Conversation) personReturns(_ context.Context, in input, p payload) (Turn, error) {
	id := officer.ID(p.args[0])
	edit := in.Roster.Edit()
	if err := edit.Return(id); err != nil {
		return notPossible(in, err)
	}
	return c.changed(in, edit, changedBody{What: "officer returned", Object: p.args[0]}, func(in input) (Turn, error) { return c.person(in, id) })
}
