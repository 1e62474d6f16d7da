package officer

import (
	"maps"
	"slices"
)

// Actor is who does something, as the channel and the roster know them.
type Actor struct {
	// Account is the account that the event came from.
	Account int64
	// Officer is the entry that the account speaks for; nil for whoever has not joined. Without one nobody has
	// any right.
	Officer *Officer
	// First is true for an account named by the setting ADMINS: with an entry it has every right of an
	// administrator, without one it may join by JoinFirst.
	First bool
}

// Actor returns who an account is; false for whoever has not joined, has left, or has not agreed to what is
// kept. Then the Actor's First still says whether the account may join as a first administrator.
func (r *Roster) Actor(account int64, first map[int64]bool) (Actor, bool) {
	a := Actor{Account: account, First: first[account]}
	o, ok := r.ByTelegram(account)
	if ok {
		a.Officer = o
	}
	return a, ok
}

// Actions are all actions of the table, in a fixed order.
func Actions() []Action { return slices.Sorted(maps.Keys(rights)) }

// kind says what an action is about.
type kind int

const (
	aboutNothing kind = iota
	aboutOfficer
	aboutUnit
	aboutClass
	aboutWork
	aboutMade
)

// objects are the actions that are about something; the others are about nothing.
var objects = map[Action]kind{
	SeeOfficer: aboutOfficer, EraseOfficer: aboutOfficer, Rebind: aboutOfficer,
	SeeUnit: aboutUnit, InviteUnit: aboutUnit,
	SeeClass: aboutClass, InviteClass: aboutClass, EnrolClass: aboutClass,
	MakeUnitWork: aboutUnit, ImportWork: aboutUnit, SeeProgress: aboutUnit, KeepProcedure: aboutUnit, AssignWork: aboutOfficer,
	SeeWork: aboutWork, EndWork: aboutWork, ChangeWork: aboutWork, GrantTime: aboutWork,
	ChangeQuestion: aboutMade, ManagePush: aboutMade, EndPush: aboutMade,
	PushClass: aboutClass, SeeClassResults: aboutClass, TeachClass: aboutClass, AttendClass: aboutClass,
	PushUnit: aboutUnit, SeeUnitResults: aboutUnit, SeeResults: aboutOfficer, AnswerOfficer: aboutOfficer,
}

// IsAboutWork reports whether an action is done to a plan or to a step of one.
func (a Action) IsAboutWork() bool { return objects[a] == aboutWork }

// May reports whether the actor may do it now: it is the only place that decides. It rests on this roster
// alone, so an Actor taken from an earlier one has the rights that are left to it.
//
// Nobody may do anything about an id that is not in the roster, about two things at once, or without naming
// what an action is about. An action about nothing may name a known thing; it changes nothing. Somebody who
// left is within the reach of All only.
func (r *Roster) May(a Actor, do Action, about About) bool {
	o := r.speaking(a)
	if o == nil || !r.names(do, about) {
		return false
	}
	return slices.ContainsFunc(rights[do], func(g Grant) bool {
		return r.is(a, o, g.Role) && r.reaches(o, g.Reach, about)
	})
}

// MayAny reports whether the actor has a role that may do it about something, for menus and lists; what it is
// done to is still for May to decide.
func (r *Roster) MayAny(a Actor, do Action) bool {
	o := r.speaking(a)
	return o != nil && slices.ContainsFunc(rights[do], func(g Grant) bool { return r.is(a, o, g.Role) })
}

// RolesOf are the roles that decide what the actor may do, RoleOfficer first; nil for whoever has none.
func (r *Roster) RolesOf(a Actor) []Role {
	o := r.speaking(a)
	if o == nil {
		return nil
	}
	return r.roles(a, o)
}

// Roles are the roles that the roster gives an officer, joined or not, RoleOfficer first; nil for somebody
// who left and for an unknown id. What the setting ADMINS gives is in RolesOf.
func (r *Roster) Roles(id ID) []Role {
	o, ok := r.officers[id]
	if !ok || !o.Left.IsZero() {
		return nil
	}
	return r.roles(Actor{}, o)
}

func (r *Roster) roles(a Actor, o *Officer) []Role {
	var out []Role
	for _, role := range []Role{RoleOfficer, RoleTrainer, RoleHead, RoleAdministrator} {
		if r.is(a, o, role) {
			out = append(out, role)
		}
	}
	return out
}

// speaking returns the actor's entry as it is in this roster; nil when the account does not speak for it.
func (r *Roster) speaking(a Actor) *Officer {
	if a.Officer == nil {
		return nil
	}
	o, ok := r.ByTelegram(a.Account)
	if !ok || o.ID != a.Officer.ID {
		return nil
	}
	return o
}

// is reports whether somebody who has not left has a role.
func (r *Roster) is(a Actor, o *Officer, role Role) bool {
	switch role {
	case RoleOfficer:
		return true
	case RoleTrainer:
		return len(r.taughtBy[o.ID]) > 0
	case RoleHead:
		return slices.ContainsFunc(o.Heads, func(u UnitID) bool { return r.units[u] != nil })
	case RoleAdministrator:
		return o.Administrator || a.First
	}
	return false
}

// names reports whether about names what the action is about, and that by an id of the roster.
func (r *Roster) names(do Action, about About) bool {
	set, named, known := 0, aboutNothing, true
	if about.Officer != "" {
		set, named, known = set+1, aboutOfficer, r.officers[about.Officer] != nil
	}
	if about.Unit != "" {
		set, named, known = set+1, aboutUnit, r.units[about.Unit] != nil
	}
	if about.Class != "" {
		set, named, known = set+1, aboutClass, r.classes[about.Class] != nil
	}
	if about.Work != nil {
		set, named = set+1, aboutWork
	}
	if about.Made != nil {
		set, named = set+1, aboutMade
	}
	want := objects[do]
	return set <= 1 && known && (want == aboutNothing || want == named)
}

// reaches reports whether what about names, which is in the roster, is within reach of an officer.
func (r *Roster) reaches(o *Officer, reach Reach, about About) bool {
	if reach == All {
		return true
	}
	if about.Work != nil {
		return r.reachesWork(o, reach, *about.Work)
	}
	object := r.officers[about.Officer]
	if object != nil && !object.Left.IsZero() {
		return false
	}
	switch reach {
	case Own:
		return object != nil && object.ID == o.ID
	case OwnClass:
		return slices.ContainsFunc(r.taughtBy[o.ID], func(c *Class) bool {
			return c.ID == about.Class || object != nil && slices.Contains(c.Members, object.ID)
		})
	case OwnMade:
		return about.Made != nil && about.Made.Owner == o.ID
	case ClassMade:
		return about.Made != nil && len(about.Made.Classes) > 0 && !slices.ContainsFunc(about.Made.Classes, func(id ClassID) bool {
			return !slices.ContainsFunc(r.taughtBy[o.ID], func(c *Class) bool { return c.ID == id })
		})
	case MyClass:
		class := r.classes[about.Class]
		return class != nil && slices.Contains(class.Members, o.ID)
	case OwnUnits, HomeUnits:
		unit := about.Unit
		if object != nil {
			unit = object.Unit
		}
		if reach == OwnUnits {
			return r.leadsOver(o, unit)
		}
		return slices.ContainsFunc(r.Path(unit), func(u *Unit) bool { return u.ID == o.Unit })
	case OwnUnit:
		return about.Unit != "" && about.Unit == o.Unit
	case Colleagues:
		return object != nil && object.Unit != "" && object.Unit == o.Unit
	}
	return false
}

// leadsOver reports whether an officer leads the unit or one above it.
func (r *Roster) leadsOver(o *Officer, unit UnitID) bool {
	return slices.ContainsFunc(r.Path(unit), func(u *Unit) bool { return slices.Contains(o.Heads, u.ID) })
}

// reachesWork reports whether work is within reach of an officer.
func (r *Roster) reachesWork(o *Officer, reach Reach, w Work) bool {
	var leadUnit UnitID
	if lead := r.officers[w.Lead]; lead != nil && w.Unit != "" {
		leadUnit = lead.Unit
	}
	switch reach {
	case OwnWork:
		return w.Owner == o.ID || w.Lead == o.ID || slices.Contains(w.Team, o.ID)
	case LedWork:
		return w.Lead == o.ID || w.Lead == "" && w.Owner == o.ID
	case OwnedWork:
		return w.Owner == o.ID
	case OwnUnits:
		return r.leadsOver(o, w.Unit)
	case LeadUnits:
		return r.leadsOver(o, leadUnit)
	case OthersWork:
		if !r.leadsOver(o, w.Unit) && !r.leadsOver(o, leadUnit) {
			return false
		}
		return w.Lead != o.ID || !slices.ContainsFunc(r.Path(o.Unit), func(u *Unit) bool {
			return slices.ContainsFunc(r.heads[u.ID], func(h *Officer) bool { return h.ID != o.ID })
		})
	}
	return false
}
