package officer

import (
	"strings"

	"camnang/corpus/viet"
)

// tree finds units by their names, as a roster file writes them.
type tree struct {
	units map[UnitID]*Unit
	// below are the units by the unit above and their folded name.
	below map[UnitID]map[string]UnitID
	// named are the units by their folded name.
	named map[string][]UnitID
	// top is the topmost unit when there is exactly one when the import begins.
	top UnitID
}

func newTree(units map[UnitID]*Unit) *tree {
	t := &tree{units: units, below: map[UnitID]map[string]UnitID{}, named: map[string][]UnitID{}}
	for _, u := range units {
		t.enter(u)
	}
	if tops := t.below[""]; len(tops) == 1 {
		for _, id := range tops {
			t.top = id
		}
	}
	return t
}

func (t *tree) enter(u *Unit) {
	parent := u.Parent
	if t.units[parent] == nil {
		parent = ""
	}
	if t.below[parent] == nil {
		t.below[parent] = map[string]UnitID{}
	}
	key := viet.Fold(u.Name)
	t.below[parent][key] = u.ID
	t.named[key] = append(t.named[key], u.ID)
}

// begin returns the unit that a path is written below, and the rest of the path: the topmost unit when there is
// exactly one, whether the path names it or not; else none.
func (t *tree) begin(path []string) (UnitID, []string) {
	if t.top != "" && viet.Fold(path[0]) == viet.Fold(t.units[t.top].Name) {
		return t.top, path[1:]
	}
	return t.top, path
}

// walk follows a path as far as there are units; rest is what there is no unit for.
func (t *tree) walk(path []string) (at UnitID, rest []string) {
	at, rest = t.begin(path)
	for len(rest) > 0 {
		next, there := t.below[at][viet.Fold(rest[0])]
		if !there {
			break
		}
		at, rest = next, rest[1:]
	}
	return at, rest
}

// find returns the units that a path may mean: the one at exactly this path; else all whose own paths end with it.
func (t *tree) find(path []string) []UnitID {
	if at, rest := t.walk(path); len(rest) == 0 {
		return []UnitID{at}
	}
	var found []UnitID
	for _, id := range t.named[viet.Fold(path[len(path)-1])] {
		if t.endsWith(id, path) {
			found = append(found, id)
		}
	}
	return found
}

func (t *tree) endsWith(id UnitID, path []string) bool {
	for i := len(path) - 1; i >= 0; i-- {
		u := t.units[id]
		if u == nil || viet.Fold(u.Name) != viet.Fold(path[i]) {
			return false
		}
		id = u.Parent
	}
	return true
}

// write is where a unit stands as a file writes it: without the topmost unit, when there is exactly one and the path
// is clear without it.
func (t *tree) write(id UnitID) string {
	var names []string
	for range len(t.units) {
		u := t.units[id]
		if u == nil || id == t.top && len(names) > 0 {
			break
		}
		names = append([]string{u.Name}, names...)
		id = u.Parent
	}
	if t.top != "" && len(names) > 0 && id == t.top && viet.Fold(names[0]) == viet.Fold(t.units[t.top].Name) {
		names = append([]string{t.units[t.top].Name}, names...)
	}
	return strings.Join(names, " / ")
}
