package plan

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus"
)

// counterID is the record that holds the last number given; every Create writes it, so that no number is given twice.
const counterID = "_"

// Item is a step in its plan.
type Item struct {
	Plan *Plan
	Step *Step
}

// Ref names the step for good: "k12.3".
func (i Item) Ref() string { return string(i.Plan.ID) + "." + i.Step.ID }

// Book is all plans as they were at one moment. It does not change: a later moment is another Book. It is safe for
// concurrent use, and nobody changes what it gives out.
type Book struct {
	plans map[ID]*Plan
	// last is the last number given, counter the version of the record that says so.
	last    int
	counter int64

	// What follows is made from the plans.

	led   index[officer.ID, Item]
	team  index[officer.ID, *Plan]
	units index[officer.UnitID, *Plan]
	rests index[corpus.ClauseID, Item]
	keys  index[string, *Plan]
}

// Load makes the book of the records of queue.TablePlan, in any order. Records under ids that this release does not
// know are left out and left alone, and so are fields that it does not know, also when it writes the record: those of a
// plan, of its steps and of its log. An error names the record that cannot be read.
func Load(records []queue.Record) (*Book, error) { return new(Book).With(records, nil) }

// With is the book after some records were changed and others removed; of one that is named twice the last counts, of
// one that is among both the change. This book stays as it is. The cost is a copy of the index; the records of plans that
// did not change are not read again. An error names the record that cannot be read.
func (b *Book) With(changed []queue.Record, removed []string) (*Book, error) {
	next := &Book{plans: make(map[ID]*Plan, len(b.plans)+len(changed)), last: b.last, counter: b.counter}
	touched := make(map[ID]*Plan, len(changed)+len(removed))
	for _, id := range removed {
		touched[ID(id)] = nil
		if id == counterID {
			next.last, next.counter = 0, 0
		}
	}
	for _, r := range changed {
		switch {
		case r.ID == counterID:
			var c struct {
				Last int `json:"last"`
			}
			if err := json.Unmarshal(r.Value, &c); err != nil {
				return nil, fmt.Errorf("read the counter of the plans: %w", err)
			}
			next.last, next.counter = c.Last, r.Version
		case strings.HasPrefix(r.ID, "k"):
			p, err := readPlan(r)
			if err != nil {
				return nil, err
			}
			touched[p.ID] = p
		}
	}
	maps.Copy(next.plans, b.plans)
	for id, p := range touched {
		if delete(next.plans, id); p != nil {
			next.plans[id] = p
		}
	}
	next.indexAfter(b, touched)
	return next, nil
}

// indexAfter makes the index of that of the book before and of what was touched since: plans by id, nil for one that is
// removed.
func (b *Book) indexAfter(before *Book, touched map[ID]*Plan) {
	led, rests := indexed(before.led, byDay), indexed(before.rests, byDay)
	team, units, keys := indexed(before.team, byNumber), indexed(before.units, byNumber), indexed(before.keys, byNumber)
	for id, p := range touched {
		if was := before.plans[id]; was != nil {
			was.index(led.leave, rests.leave, team.leave, units.leave, keys.leave)
		}
		if p != nil {
			p.index(led.put, rests.put, team.put, units.put, keys.put)
		}
	}
	b.led, b.rests, b.team, b.units, b.keys = led.done(), rests.done(), team.done(), units.done(), keys.done()
}

// index names all keys under which a plan and its steps stand in a Book.
func (p *Plan) index(
	led func(officer.ID, Item), rests func(corpus.ClauseID, Item),
	team func(officer.ID, *Plan), units func(officer.UnitID, *Plan), keys func(string, *Plan),
) {
	units(p.Unit, p)
	if p.Key != "" {
		keys(keyOf(p.Unit, p.Key), p)
	}
	for _, o := range p.Team {
		team(o, p)
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		if p.State != Open || !s.Open() {
			continue
		}
		if s.Lead != "" {
			led(s.Lead, Item{p, s})
		}
		if r := s.Reason.Rests; r != nil {
			rests(r.Clause, Item{p, s})
		}
	}
}

func keyOf(unit officer.UnitID, key string) string { return string(unit) + "\x00" + key }

// Plan returns the plan with the id.
func (b *Book) Plan(id ID) (*Plan, bool) {
	p, ok := b.plans[id]
	return p, ok
}

// ByNumber returns the plan with the number of its code.
func (b *Book) ByNumber(n int) (*Plan, bool) { return b.Plan(idOf(n)) }

// ByKey returns the plan of a unit that an import made under the key; of several (a unit took over the plans of
// another) the one with the least number.
func (b *Book) ByKey(unit officer.UnitID, key string) (*Plan, bool) {
	if plans := b.keys[keyOf(unit, key)]; len(plans) > 0 {
		return plans[0], true
	}
	return nil, false
}

// Step returns a step of a plan.
func (b *Book) Step(id ID, step string) (Item, bool) {
	if p, ok := b.plans[id]; ok {
		if s, ok := p.Step(step); ok {
			return Item{p, s}, true
		}
	}
	return Item{}, false
}

// All returns every plan by number.
func (b *Book) All() []*Plan {
	all := slices.Collect(maps.Values(b.plans))
	slices.SortFunc(all, byNumber)
	return all
}

// LedBy returns the open steps of open plans that the officer leads, by day due, those without a day last; those of one
// day by minute, those without one first.
func (b *Book) LedBy(o officer.ID) []Item { return slices.Clone(b.led[o]) }

// TeamOf returns the plans in whose team the officer is, by number, whatever their state.
func (b *Book) TeamOf(o officer.ID) []*Plan { return slices.Clone(b.team[o]) }

// OfUnit returns the plans of a unit itself, by number, whatever their state.
func (b *Book) OfUnit(u officer.UnitID) []*Plan { return slices.Clone(b.units[u]) }

// RestingOn returns the open steps of open plans that rest on the clause, in the order of LedBy.
func (b *Book) RestingOn(c corpus.ClauseID) []Item { return slices.Clone(b.rests[c]) }

// Resting returns every clause that an open step of an open plan rests on, in order.
func (b *Book) Resting() []corpus.ClauseID { return slices.Sorted(maps.Keys(b.rests)) }

// Leads returns the officers who lead an open step of an open plan, in order of their ids.
func (b *Book) Leads() []officer.ID { return slices.Sorted(maps.Keys(b.led)) }

func idOf(number int) ID { return ID("k" + strconv.Itoa(number)) }

// ReadCode reads a code as people type it: "KH-0127", "kh 127", "kh127"; false for anything else.
func ReadCode(text string) (number int, ok bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	digits, ok := strings.CutPrefix(text, "kh")
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseUint(strings.TrimLeft(digits, " -–"), 10, 31)
	return int(n), err == nil && n > 0
}

// Create numbers new plans in their order and gives the records to write. Each is made open, with its steps numbered from 1
// and a first entry in its log; what Check refuses is not refused here. Two that create at once do not get one number: the
// later one meets queue.ErrConflict, and creates again on the book as it is by then. No plan makes no change.
func (b *Book) Create(plans ...Plan) (made []*Plan, changes []queue.Change) {
	last := b.last
	for _, p := range plans {
		last++
		p.Number, p.ID, p.Version = last, idOf(last), 0
		p.State, p.Created = Open, p.Created.UTC().Truncate(time.Second)
		p.Team, p.Steps = each(p.Team), slices.Clone(p.Steps)
		for i := range p.Steps {
			p.Steps[i].ID = strconv.Itoa(i + 1)
			if p.Steps[i].Lead == "" {
				p.Steps[i].Lead = p.Owner
			}
		}
		p.NextStep, p.NextEntry = len(p.Steps)+1, 2
		p.Log = []Entry{{Number: 1, What: Made, By: p.Owner, At: p.Created}}
		made = append(made, &p)
	}
	if len(made) == 0 {
		return nil, nil
	}
	counter := queue.Change{Table: queue.TablePlan, ID: counterID, Was: b.counter, Value: fmt.Appendf(nil, `{"last":%d}`, last)}
	changes = append(changes, counter)
	for _, p := range made {
		changes = append(changes, queue.Change{Table: queue.TablePlan, ID: string(p.ID), Value: written(p)})
	}
	return made, changes
}

// each are the officers, each once, in order of their ids; nil for nobody.
func each(officers []officer.ID) []officer.ID {
	all := slices.DeleteFunc(slices.Clone(officers), func(o officer.ID) bool { return o == "" })
	if len(all) == 0 {
		return nil
	}
	slices.Sort(all)
	return slices.Compact(all)
}
