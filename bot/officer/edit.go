package officer

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"camnang/bot/queue"
)

// Edit is a roster being changed: a decision, not an act. Nothing is shared with the roster it came from, which
// stays as it is; what the edit leads to is in Changes. An Edit is for one goroutine.
//
// A method that returns an error (a *Problem, or a CodeError) has changed nothing. The ids of what is added are
// made from the seed (the id of the event that leads to it) and the place in the edit, so that a decision made
// again on the same roster makes the same ids.
type Edit struct {
	base *Roster

	units    map[UnitID]*Unit
	officers map[ID]*Officer
	classes  map[ClassID]*Class

	byTelegram map[int64]*Officer
	byDigest   map[string]*Officer
	byNumber   map[string]*Officer

	// touched are the ids of the records that may differ from those of base.
	touched map[string]bool
	made    int
}

// Edit begins a change of the roster.
func (r *Roster) Edit() *Edit {
	return &Edit{
		base:  r,
		units: maps.Clone(r.units), officers: maps.Clone(r.officers), classes: maps.Clone(r.classes),
		byTelegram: maps.Clone(r.byTelegram), byDigest: maps.Clone(r.byDigest), byNumber: maps.Clone(r.byNumber),
		touched: map[string]bool{},
	}
}

// Roster returns the roster as it would be. It is for looking at; a further change goes into this Edit, or
// into one of the roster that the store returns afterwards.
func (e *Edit) Roster() *Roster {
	r := &Roster{
		Revision: e.base.Revision, kept: e.base.kept,
		units: maps.Clone(e.units), officers: maps.Clone(e.officers), classes: maps.Clone(e.classes),
	}
	r.index()
	return r
}

// Changes returns the records to write: first "_" with the revision that the edit rests on, then each that
// differs, by id, with the version it was read at. nil when nothing differs.
func (e *Edit) Changes() []queue.Change {
	changes := []queue.Change{{
		Table: queue.TableRoster, ID: revisionID, Was: e.base.Revision, Value: json.RawMessage("{}"),
	}}
	for _, id := range slices.Sorted(maps.Keys(e.touched)) {
		before, after := e.base.entry(id), entryOf(e.units, e.officers, e.classes, id)
		if bytes.Equal(before, after) {
			continue
		}
		c := queue.Change{Table: queue.TableRoster, ID: id}
		if record, there := e.base.kept[id]; there {
			c.Was = record.Version
			after = withUnknown(after, record.Value, id)
		}
		c.Value = after
		changes = append(changes, c)
	}
	if len(changes) == 1 {
		return nil
	}
	return changes
}

func (r *Roster) entry(id string) json.RawMessage { return entryOf(r.units, r.officers, r.classes, id) }

// entryOf is an entry as JSON, nil when there is none.
func entryOf(units map[UnitID]*Unit, officers map[ID]*Officer, classes map[ClassID]*Class, id string) json.RawMessage {
	var value any
	if u := units[UnitID(id)]; u != nil {
		value = u
	} else if o := officers[ID(id)]; o != nil {
		value = o
	} else if c := classes[ClassID(id)]; c != nil {
		value = c
	} else {
		return nil
	}
	raw, err := json.Marshal(value)
	if err != nil {
		// Every moment is a parsed or a present one, within the years that JSON can say.
		panic(fmt.Sprintf("officer: an entry that is no JSON: %v", err))
	}
	return raw
}

// fields are the names of the fields that this release knows, by the first letter of the id.
var fields = map[byte]map[string]bool{
	'd': fieldsOf(Unit{}), 'o': fieldsOf(Officer{}), 'c': fieldsOf(Class{}),
}

func fieldsOf(value any) map[string]bool {
	names := map[string]bool{}
	t := reflect.TypeOf(value)
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		names[name] = true
	}
	return names
}

// withUnknown returns value with the fields of the record before that this release does not know.
func withUnknown(value, before json.RawMessage, id string) json.RawMessage {
	var old, merged map[string]json.RawMessage
	if value == nil || json.Unmarshal(before, &old) != nil {
		return value
	}
	maps.DeleteFunc(old, func(name string, _ json.RawMessage) bool { return fields[id[0]][name] })
	if len(old) == 0 || json.Unmarshal(value, &merged) != nil {
		return value
	}
	maps.Copy(merged, old)
	raw, err := json.Marshal(merged)
	if err != nil {
		return value
	}
	return raw
}

// idLetters write an id; 13 of them are 65 bits, so that two seeds never make the same one.
var idLetters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// newID makes an id that nothing in the roster has.
func (e *Edit) newID(prefix, seed string) string {
	for {
		e.made++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%d", prefix, seed, e.made))
		id := prefix + idLetters.EncodeToString(sum[:])[:13]
		_, kept := e.base.kept[id]
		if !kept && e.units[UnitID(id)] == nil && e.officers[ID(id)] == nil && e.classes[ClassID(id)] == nil {
			return id
		}
	}
}

// putOfficer makes o the officer's entry. o is not changed afterwards.
func (e *Edit) putOfficer(o *Officer) {
	if before := e.officers[o.ID]; before != nil {
		if e.byTelegram[before.Telegram] == before {
			delete(e.byTelegram, before.Telegram)
		}
		if key := numberKey(before.Number); e.byNumber[key] == before {
			delete(e.byNumber, key)
		}
		for _, digest := range digests(before) {
			if e.byDigest[digest] == before {
				delete(e.byDigest, digest)
			}
		}
	}
	e.officers[o.ID] = o
	if joined(o) {
		e.byTelegram[o.Telegram] = o
	}
	if o.Number != "" {
		e.byNumber[numberKey(o.Number)] = o
	}
	for _, digest := range digests(o) {
		e.byDigest[digest] = o
	}
	e.touched[string(o.ID)] = true
}

func (e *Edit) putUnit(u *Unit) {
	e.units[u.ID] = u
	e.touched[string(u.ID)] = true
}

func (e *Edit) putClass(c *Class) {
	e.classes[c.ID] = c
	e.touched[string(c.ID)] = true
}

// officer returns a copy of an officer's entry to change.
func (e *Edit) officer(id ID) (*Officer, error) {
	o := e.officers[id]
	if o == nil {
		return nil, problem("officer-unknown")
	}
	changed := *o
	return &changed, nil
}

// present is officer for somebody who has not left.
func (e *Edit) present(id ID) (*Officer, error) {
	o, err := e.officer(id)
	if err == nil && !o.Left.IsZero() {
		err = problem("officer-left", o.Name)
	}
	return o, err
}

func (e *Edit) class(id ClassID) (*Class, error) {
	c := e.classes[id]
	if c == nil {
		return nil, problem("class-unknown")
	}
	changed := *c
	return &changed, nil
}

// with returns the sorted ids with id; without returns them without it. The slice given is not changed.
func with[T cmp.Ordered](ids []T, id T) []T {
	at, there := slices.BinarySearch(ids, id)
	if there {
		return ids
	}
	return slices.Insert(slices.Clone(ids), at, id)
}

func without[T cmp.Ordered](ids []T, id T) []T {
	return slices.DeleteFunc(slices.Clone(ids), func(other T) bool { return other == id })
}

// asSet returns the ids sorted, each once, and nil for none.
func asSet[T cmp.Ordered](ids []T) []T {
	if len(ids) == 0 {
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}
