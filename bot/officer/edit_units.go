package officer

import (
	"slices"

	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// AddUnit enters a unit below parent, at the top when parent is "". Units side by side have different names.
func (e *Edit) AddUnit(seed, name string, parent UnitID) (UnitID, error) {
	if parent != "" && e.units[parent] == nil {
		return "", problem("unit-unknown")
	}
	name, err := e.unitName("", name, parent)
	if err != nil {
		return "", err
	}
	u := &Unit{ID: UnitID(e.newID("d", seed)), Parent: parent, Name: name}
	e.putUnit(u)
	return u.ID, nil
}

// RenameUnit gives a unit another name.
func (e *Edit) RenameUnit(id UnitID, name string) error {
	u := e.units[id]
	if u == nil {
		return problem("unit-unknown")
	}
	name, err := e.unitName(id, name, u.Parent)
	if err != nil {
		return err
	}
	e.putUnit(&Unit{ID: id, Parent: u.Parent, Name: name})
	return nil
}

// MoveUnit puts a unit, with all below it, below another one, or at the top when parent is "". Its officers
// are from then on within reach of those who lead the new units above, and no longer of the former ones.
func (e *Edit) MoveUnit(id, parent UnitID) error {
	u := e.units[id]
	if u == nil || parent != "" && e.units[parent] == nil {
		return problem("unit-unknown")
	}
	above := parent
	for range len(e.units) {
		if above == id {
			return problem("unit-circle", u.Name, e.units[parent].Name)
		}
		if e.units[above] == nil {
			break
		}
		above = e.units[above].Parent
	}
	if _, err := e.unitName(id, u.Name, parent); err != nil {
		return err
	}
	e.putUnit(&Unit{ID: id, Parent: parent, Name: u.Name})
	return nil
}

// RemoveUnit removes a unit that has no unit below and no officers. Whoever led it no longer does; somebody
// who left and was in it is from then on in the unit above.
func (e *Edit) RemoveUnit(id UnitID) error {
	u := e.units[id]
	if u == nil {
		return problem("unit-unknown")
	}
	for _, below := range e.units {
		if below.Parent == id {
			return problem("unit-not-empty", u.Name)
		}
	}
	for _, o := range e.officers {
		if o.Unit == id && o.Left.IsZero() {
			return problem("unit-not-empty", u.Name)
		}
	}
	for _, o := range e.officers {
		if o.Unit != id && !slices.Contains(o.Heads, id) {
			continue
		}
		changed := *o
		changed.Heads = asSet(without(o.Heads, id))
		if o.Unit == id {
			changed.Unit = u.Parent
		}
		e.putOfficer(&changed)
	}
	delete(e.units, id)
	e.touched[string(id)] = true
	return nil
}

// unitName returns the name for the unit id ("" for a new one) below parent, once it is found right.
func (e *Edit) unitName(id UnitID, name string, parent UnitID) (string, error) {
	cleaned, ok := cleanName(name)
	if !ok {
		return "", problem("unit-name", shorten(name), nameLimit)
	}
	if len(splitPath(cleaned)) != 1 {
		return "", problem("unit-slash", cleaned)
	}
	key := viet.Fold(cleaned)
	for _, u := range e.units {
		if u.ID != id && u.Parent == parent && viet.Fold(u.Name) == key {
			return "", problem("unit-twice", u.Name)
		}
	}
	return cleaned, nil
}

// AddClass makes a class without trainers and members. begins and ends may be zero. No two classes have one name.
func (e *Edit) AddClass(seed, name string, begins, ends calendar.Day) (ClassID, error) {
	c := &Class{}
	if err := e.describeClass(c, Class{Name: name, Begins: begins, Ends: ends}); err != nil {
		return "", err
	}
	c.ID = ClassID(e.newID("c", seed))
	e.putClass(c)
	return c.ID, nil
}

// SetClass changes name, days and group of the class with the id of c to those of c; trainers and members are
// not looked at. A group is that of one class.
func (e *Edit) SetClass(c Class) error {
	set, err := e.class(c.ID)
	if err != nil {
		return err
	}
	if err := e.describeClass(set, c); err != nil {
		return err
	}
	e.putClass(set)
	return nil
}

func (e *Edit) describeClass(entry *Class, c Class) error {
	name, ok := cleanName(c.Name)
	if !ok {
		return problem("class-name", shorten(c.Name), nameLimit)
	}
	if len(splitClasses(name)) != 1 {
		return problem("class-semicolon", name)
	}
	if !c.Begins.IsZero() && !c.Ends.IsZero() && c.Ends.Before(c.Begins) {
		return problem("class-days")
	}
	key := viet.Fold(name)
	for _, other := range e.classes {
		switch {
		case other.ID == entry.ID:
		case viet.Fold(other.Name) == key:
			return problem("class-twice", other.Name)
		case c.Chat != 0 && other.Chat == c.Chat:
			return problem("class-chat", other.Name)
		}
	}
	entry.Name, entry.Begins, entry.Ends, entry.Chat = name, c.Begins, c.Ends, c.Chat
	return nil
}

// RemoveClass removes a class; its members and trainers stay officers.
func (e *Edit) RemoveClass(id ClassID) error {
	if _, err := e.class(id); err != nil {
		return err
	}
	delete(e.classes, id)
	e.touched[string(id)] = true
	return nil
}

// Enrol adds members to a class; those who are members stay so. When one of them is unknown or has left, nobody
// is added.
func (e *Edit) Enrol(id ClassID, officers ...ID) error {
	c, err := e.class(id)
	if err != nil {
		return err
	}
	for _, o := range officers {
		if _, err := e.present(o); err != nil {
			return err
		}
	}
	c.Members = asSet(slices.Concat(c.Members, officers))
	e.putClass(c)
	return nil
}

// Withdraw takes a member out of a class; somebody who is none stays none.
func (e *Edit) Withdraw(id ClassID, o ID) error {
	c, err := e.class(id)
	if err != nil {
		return err
	}
	c.Members = asSet(without(c.Members, o))
	e.putClass(c)
	return nil
}

// SetTrainer makes an officer a trainer of a class, or no longer one.
func (e *Edit) SetTrainer(id ClassID, o ID, teaches bool) error {
	c, err := e.class(id)
	if err != nil {
		return err
	}
	if !teaches {
		c.Trainers = asSet(without(c.Trainers, o))
	} else if _, err := e.present(o); err != nil {
		return err
	} else {
		c.Trainers = with(asSet(c.Trainers), o)
	}
	e.putClass(c)
	return nil
}

// MoveChat follows a group to its new id.
func (e *Edit) MoveChat(from, to int64) {
	for _, c := range e.classes {
		if from != 0 && c.Chat == from {
			changed := *c
			changed.Chat = to
			e.putClass(&changed)
		}
	}
}
