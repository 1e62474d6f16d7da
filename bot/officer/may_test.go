package officer

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"camnang/bot/queue"
)

// The expectation below is worked out anew, from the matrix in testdata and from plain facts; it uses nothing of the
// code that decides.

// person is what is true of somebody.
type person struct {
	unit          string
	leads         []string
	administrator bool
	// first: the account is named by ADMINS. unbound: no account. silent: an account without consent.
	first, unbound, silent, left bool
}

// world is a roster as plain facts: the unit above each unit, the people, who teaches and who attends each class.
type world struct {
	above    map[string]string
	people   map[string]person
	teaches  map[string][]string
	attends  map[string][]string
	accounts map[string]int64
}

func (w *world) roster(t rapid.TB) *Roster {
	t.Helper()
	var records []queue.Record
	add := func(id string, value any) {
		raw, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, queue.Record{ID: id, Version: int64(len(records) + 1), Value: raw})
	}
	for id, above := range w.above {
		add(id, Unit{ID: UnitID(id), Parent: UnitID(above), Name: "Đơn vị " + id})
	}
	w.accounts = map[string]int64{}
	for i, id := range slices.Sorted(maps.Keys(w.people)) {
		p := w.people[id]
		w.accounts[id] = int64(1000 + i)
		o := Officer{ID: ID(id), Name: "Người " + id, Unit: UnitID(p.unit), Administrator: p.administrator, Consented: noon}
		for _, u := range p.leads {
			o.Heads = append(o.Heads, UnitID(u))
		}
		if !p.unbound {
			o.Telegram = w.accounts[id]
		}
		if p.silent {
			o.Consented = Officer{}.Consented
		}
		if p.left {
			o.Left = today
		}
		add(id, o)
	}
	for _, id := range slices.Sorted(maps.Keys(w.teaches)) {
		c := Class{ID: ClassID(id), Name: "Lớp " + id}
		for _, p := range w.teaches[id] {
			c.Trainers = append(c.Trainers, ID(p))
		}
		for _, p := range w.attends[id] {
			c.Members = append(c.Members, ID(p))
		}
		add(id, c)
	}
	r, err := Load(records)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// matrix is testdata/rights.txt: of each action what it is about, and its role@reach.
type matrix map[string]struct {
	about  string
	grants []string
}

func readMatrix(t *testing.T) matrix {
	t.Helper()
	raw, err := os.ReadFile("testdata/rights.txt")
	if err != nil {
		t.Fatal(err)
	}
	m := matrix{}
	for line := range strings.Lines(string(raw)) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		row := m[fields[0]]
		row.about, row.grants = fields[1], fields[2:]
		m[fields[0]] = row
	}
	return m
}

// object is what an action is done to: its kind ("officer", "unit", "class", "work", "made", "nothing", "two") and its id; of
// work and what is made, the unit, the owner, the lead and one of the team; to are the classes that it was given to alone.
type object struct {
	kind, id              string
	owner, lead, team, to string
}

func (o object) about() About {
	switch o.kind {
	case "officer":
		return About{Officer: ID(o.id)}
	case "unit":
		return About{Unit: UnitID(o.id)}
	case "class":
		return About{Class: ClassID(o.id)}
	case "work":
		w := &Work{Unit: UnitID(o.id), Owner: ID(o.owner), Lead: ID(o.lead)}
		if o.team != "" {
			w.Team = []ID{ID(o.team)}
		}
		return About{Work: w}
	case "made":
		made := &Made{Owner: ID(o.owner)}
		for _, id := range strings.Fields(o.to) {
			made.Classes = append(made.Classes, ClassID(id))
		}
		return About{Made: made}
	case "two":
		return About{Officer: ID(o.id), Unit: "d0"}
	}
	return About{}
}

// allowed works out whether somebody may do it: "" is a stranger.
func (w *world) allowed(m matrix, actor, action string, o object) bool {
	p, known := w.people[actor]
	if !known || p.unbound || p.silent || p.left {
		return false
	}
	there := map[string]bool{"nothing": true, "work": true, "made": true}
	_, there["officer"] = w.people[o.id]
	_, there["unit"] = w.above[o.id]
	_, there["class"] = w.teaches[o.id]
	if !there[o.kind] || m[action].about != "nothing" && m[action].about != o.kind {
		return false
	}
	for _, grant := range m[action].grants {
		role, reach, _ := strings.Cut(grant, "@")
		if w.has(actor, role) && w.within(actor, reach, o) {
			return true
		}
	}
	return false
}

func (w *world) has(actor, role string) bool {
	p := w.people[actor]
	switch role {
	case "officer":
		return true
	case "trainer":
		for _, trainers := range w.teaches {
			if slices.Contains(trainers, actor) {
				return true
			}
		}
	case "head":
		return len(p.leads) > 0
	case "administrator":
		return p.administrator || p.first
	}
	return false
}

func (w *world) within(actor, reach string, o object) bool {
	if reach == "all" {
		return true
	}
	if o.kind == "officer" && w.people[o.id].left {
		return false
	}
	switch reach + " " + o.kind {
	case "own officer":
		return o.id == actor
	case "own-class class":
		return slices.Contains(w.teaches[o.id], actor)
	case "own-class officer":
		for class, trainers := range w.teaches {
			if slices.Contains(trainers, actor) && slices.Contains(w.attends[class], o.id) {
				return true
			}
		}
	case "my-class class":
		return slices.Contains(w.attends[o.id], actor)
	case "home-units unit":
		return w.isOver(w.people[actor].unit, o.id)
	case "home-units officer":
		return w.isOver(w.people[actor].unit, w.people[o.id].unit)
	case "own-made made":
		return actor == o.owner
	case "class-made made":
		taught := 0
		for _, id := range strings.Fields(o.to) {
			if slices.Contains(w.teaches[id], actor) {
				taught++
			}
		}
		return taught > 0 && taught == len(strings.Fields(o.to))
	case "own-units unit":
		return w.leadsOver(actor, o.id)
	case "own-units officer":
		return w.leadsOver(actor, w.people[o.id].unit)
	case "own-unit unit":
		return o.id != "" && w.people[actor].unit == o.id
	case "colleagues officer":
		return w.people[actor].unit != "" && w.people[actor].unit == w.people[o.id].unit
	case "own-work work":
		return actor == o.owner || actor == o.lead || actor == o.team
	case "led-work work":
		return actor == o.lead || o.lead == "" && actor == o.owner
	case "owned-work work":
		return actor == o.owner
	case "own-units work":
		return w.leadsOver(actor, o.id)
	case "lead-units work":
		return o.id != "" && o.lead != "" && w.leadsOver(actor, w.people[o.lead].unit)
	case "others-work work":
		within := w.within(actor, "own-units", o) || w.within(actor, "lead-units", o)
		return within && (actor != o.lead || !w.ledBesides(actor))
	}
	return false
}

// ledBesides: somebody else who has not left leads the unit that one is in, or one above it.
func (w *world) ledBesides(actor string) bool {
	for unit := w.people[actor].unit; unit != ""; unit = w.above[unit] {
		for id, p := range w.people {
			if id != actor && !p.left && slices.Contains(p.leads, unit) {
				return true
			}
		}
	}
	return false
}

// isOver: home is the unit, or one above it.
func (w *world) isOver(home, unit string) bool {
	for ; home != "" && unit != ""; unit = w.above[unit] {
		if unit == home {
			return true
		}
	}
	return false
}

func (w *world) leadsOver(actor, unit string) bool {
	for ; unit != ""; unit = w.above[unit] {
		if slices.Contains(w.people[actor].leads, unit) {
			return true
		}
	}
	return false
}

// objects are all things of the world, one unknown of each kind, nothing, and two things at once.
func (w *world) objects() []object {
	all := []object{{kind: "nothing"}, {kind: "officer", id: "onone"}, {kind: "unit", id: "dnone"}, {kind: "class", id: "cnone"}, {kind: "work"}}
	people := append(slices.Sorted(maps.Keys(w.people)), "")
	for i, id := range people {
		next := people[(i+1)%len(people)]
		if id != "" {
			all = append(all, object{kind: "officer", id: id}, object{kind: "two", id: id})
		}
		// An errand of one's own, and a plan of one's unit that somebody else leads or takes part in.
		unit := w.people[id].unit
		all = append(
			all, object{kind: "made", owner: id}, object{kind: "work", owner: id, lead: id}, object{kind: "work", owner: next, team: id},
			object{kind: "work", id: unit, owner: next, lead: id}, object{kind: "work", id: w.people[next].unit, owner: id, lead: next, team: id},
		)
	}
	for id := range w.above {
		all = append(all, object{kind: "unit", id: id}, object{kind: "work", id: id})
	}
	for id := range w.teaches {
		all = append(all, object{kind: "class", id: id}, object{kind: "made", to: id}, object{kind: "made", to: "c1 " + id}, object{kind: "made", to: id + " cnone"})
	}
	return all
}

// walk asks for every pair of somebody and an action, about everything; it returns how many were asked and allowed.
func (w *world) walk(t rapid.TB, m matrix) (asked, yes int) {
	t.Helper()
	r := w.roster(t)
	first := map[int64]bool{}
	for id, p := range w.people {
		first[w.accounts[id]] = p.first
	}
	objects := w.objects()
	for _, id := range append(slices.Collect(maps.Keys(w.people)), "") {
		account := w.accounts[id]
		if id == "" {
			account = 7
		}
		actor, joined := r.Actor(account, first)
		if p := w.people[id]; joined != (id != "" && !p.unbound && !p.silent && !p.left) {
			t.Fatalf("%q %+v: joined %v", id, p, joined)
		}
		if o, there := r.Officer(ID(id)); there && actor.Officer == nil {
			// Somebody may still hold an entry from before; it gives no right.
			actor.Officer = o
		}
		for _, do := range Actions() {
			some := false
			for _, o := range objects {
				got, want := r.May(actor, do, o.about()), w.allowed(m, id, string(do), o)
				if got != want {
					t.Fatalf("%q %+v, %s, %v: %v, the matrix says %v", id, w.people[id], do, o, got, want)
				}
				asked++
				if got {
					some = true
					yes++
				}
			}
			if some && !r.MayAny(actor, do) {
				t.Fatalf("%q may %s something, and the menus do not say so", id, do)
			}
		}
	}
	return asked, yes
}

func TestTheWholeTableOfRights(t *testing.T) {
	m := readMatrix(t)
	if got, want := len(m), len(Actions()); got != want {
		t.Fatalf("the matrix has %d actions, the program %d", got, want)
	}
	for do, about := range objects {
		if m[string(do)].about != map[kind]string{aboutOfficer: "officer", aboutUnit: "unit", aboutClass: "class", aboutWork: "work", aboutMade: "made"}[about] {
			t.Errorf("%s is about something else than the matrix says", do)
		}
	}
	asked, yes := 0, 0
	for roles := range 8 {
		for _, state := range []string{"joined", "first", "unbound", "silent", "left"} {
			w := &world{
				// d0 is above d1, d1 above d2 (led) and d6, d2 above d3, d3 above d4; d5 is another branch.
				above: map[string]string{"d0": "", "d1": "d0", "d2": "d1", "d3": "d2", "d4": "d3", "d5": "d0", "d6": "d1"},
				people: map[string]person{
					"ounit": {unit: "d2"}, "obelow": {unit: "d3"}, "odeep": {unit: "d4"}, "oabove": {unit: "d1"}, "obeside": {unit: "d6"},
					"obranch": {unit: "d5"}, "omember": {unit: "d5"}, "oother": {unit: "d5"}, "ofellow": {unit: "d5"}, "onowhere": {},
					"oleft": {unit: "d2", left: true}, "oleftmember": {unit: "d5", left: true}, "onotjoined": {unit: "d2", unbound: true},
					"osilent": {unit: "d5", silent: true}, "oheadabove": {unit: "d1", leads: []string{"d1"}},
				},
				teaches: map[string][]string{"c1": {"ofellow"}, "c2": {"ofellow"}},
				attends: map[string][]string{"c1": {"omember", "oleftmember", "osilent"}, "c2": {"oother"}},
			}
			me := person{unit: "d2", first: state == "first", unbound: state == "unbound", silent: state == "silent", left: state == "left"}
			if roles&1 != 0 {
				w.teaches["c1"] = append(w.teaches["c1"], "ome")
			}
			if roles&2 != 0 {
				me.leads = []string{"d2"}
			}
			me.administrator = roles&4 != 0
			w.people["ome"] = me
			a, y := w.walk(t, m)
			asked, yes = asked+a, yes+y
		}
	}
	if yes == 0 || yes == asked {
		t.Errorf("%d of %d were allowed", yes, asked)
	}
	t.Logf("%d pairs, %d of them allowed", asked, yes)
}

func TestNoPairAnswersOtherwiseThanTheTable(t *testing.T) {
	m := readMatrix(t)
	rapid.Check(t, func(t *rapid.T) {
		w := &world{above: map[string]string{}, people: map[string]person{}, teaches: map[string][]string{}, attends: map[string][]string{}}
		units := []string{""}
		for i := range rapid.IntRange(1, 7).Draw(t, "units") {
			id := fmt.Sprintf("d%d", i)
			w.above[id] = rapid.SampledFrom(units).Draw(t, "above")
			units = append(units, id)
		}
		var people []string
		for i := range rapid.IntRange(1, 8).Draw(t, "people") {
			id := fmt.Sprintf("o%d", i)
			p := person{unit: rapid.SampledFrom(units).Draw(t, "unit")}
			p.leads = rapid.SliceOfNDistinct(rapid.SampledFrom(units[1:]), 0, min(2, len(units)-1), rapid.ID[string]).Draw(t, "leads")
			for _, flag := range []*bool{&p.administrator, &p.first, &p.unbound, &p.silent, &p.left} {
				*flag = rapid.IntRange(0, 5).Draw(t, "flag") == 0
			}
			w.people[id] = p
			people = append(people, id)
		}
		for i := range rapid.IntRange(0, 3).Draw(t, "classes") {
			id := fmt.Sprintf("c%d", i)
			some := rapid.SliceOfNDistinct(rapid.SampledFrom(people), 0, len(people), rapid.ID[string])
			w.teaches[id], w.attends[id] = some.Draw(t, "trainers"), some.Draw(t, "members")
		}
		w.walk(t, m)
	})
}
