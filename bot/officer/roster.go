package officer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"camnang/bot/queue"
	"camnang/corpus/viet"
)

// revisionID is the record that every change to the roster writes.
const revisionID = "_"

// Load makes the roster of the records of queue.TableRoster, in any order. Records under ids that this release
// does not know are kept out of sight and left alone, and so are fields that it does not know, also when it
// writes the record. No records are an empty roster. An error names the record that cannot be read.
func Load(records []queue.Record) (*Roster, error) {
	r := &Roster{
		units: map[UnitID]*Unit{}, officers: map[ID]*Officer{}, classes: map[ClassID]*Class{},
		kept: make(map[string]queue.Record, len(records)),
	}
	for _, record := range records {
		r.kept[record.ID] = record
		if record.ID == revisionID {
			r.Revision = record.Version
			continue
		}
		if err := r.read(record); err != nil {
			return nil, fmt.Errorf("read the roster's record %s: %w", record.ID, err)
		}
	}
	r.index()
	return r, nil
}

func (r *Roster) read(record queue.Record) error {
	switch {
	case strings.HasPrefix(record.ID, "d"):
		u := &Unit{}
		if err := json.Unmarshal(record.Value, u); err != nil {
			return err
		}
		u.ID = UnitID(record.ID)
		r.units[u.ID] = u
	case strings.HasPrefix(record.ID, "o"):
		o := &Officer{}
		if err := json.Unmarshal(record.Value, o); err != nil {
			return err
		}
		o.ID = ID(record.ID)
		r.officers[o.ID] = o
	case strings.HasPrefix(record.ID, "c"):
		c := &Class{}
		if err := json.Unmarshal(record.Value, c); err != nil {
			return err
		}
		c.ID = ClassID(record.ID)
		r.classes[c.ID] = c
	}
	return nil
}

// index makes what is derived. Where two records claim the same account, number or code, the lesser id has
// it: edits do not let that happen.
func (r *Roster) index() {
	r.byTelegram, r.byDigest = map[int64]*Officer{}, map[string]*Officer{}
	r.byNumber, r.byChat = map[string]*Officer{}, map[int64]*Class{}
	r.below, r.heads = map[UnitID][]*Unit{}, map[UnitID][]*Officer{}
	r.taughtBy, r.attended = map[ID][]*Class{}, map[ID][]*Class{}
	r.tops = nil

	for _, id := range slices.Sorted(maps.Keys(r.officers)) {
		o := r.officers[id]
		if joined(o) {
			setNew(r.byTelegram, o.Telegram, o)
		}
		if o.Number != "" {
			setNew(r.byNumber, numberKey(o.Number), o)
		}
		for _, digest := range digests(o) {
			setNew(r.byDigest, digest, o)
		}
	}
	r.sorted = inOrder(r.officers, func(o *Officer) string { return viet.NameKey(o.Name) })
	for _, o := range r.sorted {
		if o.Left.IsZero() {
			for _, u := range o.Heads {
				r.heads[u] = append(r.heads[u], o)
			}
		}
	}
	for _, u := range inOrder(r.units, func(u *Unit) string { return viet.Key(u.Name) }) {
		if r.units[u.Parent] == nil {
			r.tops = append(r.tops, u)
			continue
		}
		r.below[u.Parent] = append(r.below[u.Parent], u)
	}
	r.courses = inOrder(r.classes, func(c *Class) string { return c.Begins.String() + "\x00" + viet.Key(c.Name) })
	for _, c := range r.courses {
		if c.Chat != 0 {
			setNew(r.byChat, c.Chat, c)
		}
		for _, id := range c.Trainers {
			if o := r.officers[id]; o != nil && o.Left.IsZero() {
				r.taughtBy[id] = append(r.taughtBy[id], c)
			}
		}
		for _, id := range c.Members {
			r.attended[id] = append(r.attended[id], c)
		}
	}
}

func setNew[K comparable, V any](m map[K]V, k K, v V) {
	if _, there := m[k]; !there {
		m[k] = v
	}
}

// inOrder returns the values by their keys, those with equal keys by id.
func inOrder[I cmp.Ordered, T any](m map[I]*T, key func(*T) string) []*T {
	type keyed struct {
		key   string
		id    I
		value *T
	}
	all := make([]keyed, 0, len(m))
	for id, v := range m {
		all = append(all, keyed{key(v), id, v})
	}
	slices.SortFunc(all, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.id, b.id)) })
	out := make([]*T, len(all))
	for i, k := range all {
		out[i] = k.value
	}
	return out
}

// joined reports whether an account speaks for the officer.
func joined(o *Officer) bool {
	return o.Telegram != 0 && !o.Consented.IsZero() && o.Left.IsZero()
}

// numberKey is the form in which two spellings of an officer's number are equal: without marks, case and blanks.
func numberKey(number string) string { return strings.ReplaceAll(viet.Unmark(number), " ", "") }

// Joined reports whether an account speaks for the officer: it is bound, what is kept was agreed to, and the
// officer has not left.
func (o *Officer) Joined() bool { return joined(o) }

// Officer returns the officer with the id, somebody who left too.
func (r *Roster) Officer(id ID) (*Officer, bool) {
	o, ok := r.officers[id]
	return o, ok
}

// Unit returns the unit with the id.
func (r *Roster) Unit(id UnitID) (*Unit, bool) {
	u, ok := r.units[id]
	return u, ok
}

// Class returns the class with the id.
func (r *Roster) Class(id ClassID) (*Class, bool) {
	c, ok := r.classes[id]
	return c, ok
}

// ByTelegram returns the officer for whom the account speaks: joined, agreed, not left.
func (r *Roster) ByTelegram(account int64) (*Officer, bool) {
	o, ok := r.byTelegram[account]
	return o, ok
}

// ByNumber returns the officer with the number, however it is spelt, somebody who left too.
func (r *Roster) ByNumber(number string) (*Officer, bool) {
	o, ok := r.byNumber[numberKey(number)]
	return o, ok
}

// ByChat returns the class whose group the chat is.
func (r *Roster) ByChat(chat int64) (*Class, bool) {
	c, ok := r.byChat[chat]
	return c, ok
}

// Top returns the units with no unit above, by name.
func (r *Roster) Top() []*Unit { return slices.Clone(r.tops) }

// Below returns the units directly below u, by name.
func (r *Roster) Below(u UnitID) []*Unit { return slices.Clone(r.below[u]) }

// Path returns the units from the topmost down to u; nil for an unknown one.
func (r *Roster) Path(u UnitID) []*Unit {
	var path []*Unit
	for len(path) < len(r.units) && r.units[u] != nil {
		path = append(path, r.units[u])
		u = r.units[u].Parent
	}
	slices.Reverse(path)
	return path
}

// within is u and, with whole, all units below it.
func (r *Roster) within(u UnitID, whole bool) map[UnitID]bool {
	in := map[UnitID]bool{u: true}
	for rest := []UnitID{u}; whole && len(rest) > 0; {
		next := r.below[rest[0]]
		rest = rest[1:]
		for _, b := range next {
			if !in[b.ID] {
				in[b.ID] = true
				rest = append(rest, b.ID)
			}
		}
	}
	return in
}

func (r *Roster) only(keep func(*Officer) bool) []*Officer {
	var out []*Officer
	for _, o := range r.sorted {
		if keep(o) {
			out = append(out, o)
		}
	}
	return out
}

// Officers returns the officers of u, with whole those of the units below too, by name as Vietnamese lists order
// them (given name first); nobody who left.
func (r *Roster) Officers(u UnitID, whole bool) []*Officer {
	in := r.within(u, whole)
	return r.only(func(o *Officer) bool { return o.Left.IsZero() && in[o.Unit] })
}

// Members returns the members of a class, by name; nobody who left.
func (r *Roster) Members(c ClassID) []*Officer {
	if class := r.classes[c]; class != nil {
		return r.among(class.Members)
	}
	return nil
}

// Trainers returns the trainers of a class, by name; nobody who left.
func (r *Roster) Trainers(c ClassID) []*Officer {
	if class := r.classes[c]; class != nil {
		return r.among(class.Trainers)
	}
	return nil
}

// among are those of the ids who have not left, by name.
func (r *Roster) among(ids []ID) []*Officer {
	in := make(map[ID]bool, len(ids))
	for _, id := range ids {
		in[id] = true
	}
	return r.only(func(o *Officer) bool { return o.Left.IsZero() && in[o.ID] })
}

// Classes returns all classes, by first day (those without one first), then by name.
func (r *Roster) Classes() []*Class { return slices.Clone(r.courses) }

// TaughtBy returns the classes that the officer teaches, in the order of Classes.
func (r *Roster) TaughtBy(id ID) []*Class { return slices.Clone(r.taughtBy[id]) }

// ClassesOf returns the classes that the officer is a member of, in the order of Classes.
func (r *Roster) ClassesOf(id ID) []*Class { return slices.Clone(r.attended[id]) }

// HeadsOf returns those who lead the unit itself, joined or not, by name.
func (r *Roster) HeadsOf(u UnitID) []*Officer { return slices.Clone(r.heads[u]) }

// All returns every officer by name, those who left too.
func (r *Roster) All() []*Officer { return slices.Clone(r.sorted) }

// Administrators returns the administrators who have joined, by name. Somebody who is one only by the setting
// ADMINS, having joined by a code, is not among them.
func (r *Roster) Administrators() []*Officer {
	return r.only(func(o *Officer) bool { return o.Administrator && joined(o) })
}
