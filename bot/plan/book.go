package plan

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

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
	plans   map[ID]*Plan
	last    int
	counter int64
	led     map[officer.ID][]Item
	team    map[officer.ID][]*Plan
	units   map[officer.UnitID][]*Plan
	rests   map[corpus.ClauseID][]Item
	keys    map[string]ID
}

// Load makes the book of the records of queue.TablePlan, in any order. Records under ids that this release does not
// know are left out. An error names the record that cannot be read.
func Load(records []queue.Record) (*Book, error) {
	b := &Book{
		plans: make(map[ID]*Plan, len(records)), led: map[officer.ID][]Item{}, team: map[officer.ID][]*Plan{},
		units: map[officer.UnitID][]*Plan{}, rests: map[corpus.ClauseID][]Item{}, keys: map[string]ID{},
	}
	for _, r := range records {
		if err := b.put(r); err != nil {
			return nil, err
		}
	}
	for _, items := range b.led {
		slices.SortFunc(items, byDay)
	}
	for _, items := range b.rests {
		slices.SortFunc(items, byDay)
	}
	for _, plans := range b.team {
		slices.SortFunc(plans, byNumber)
	}
	for _, plans := range b.units {
		slices.SortFunc(plans, byNumber)
	}
	return b, nil
}

// With is the book after some records were changed and others removed. It costs a copy of the index, not of the plans;
// the records of plans that did not change are not read again.
func (b *Book) With(changed []queue.Record, removed []string) (*Book, error) {
	next := &Book{
		plans: maps.Clone(b.plans), last: b.last, counter: b.counter, led: maps.Clone(b.led), team: maps.Clone(b.team),
		units: maps.Clone(b.units), rests: maps.Clone(b.rests), keys: maps.Clone(b.keys),
	}
	touched := map[ID]bool{}
	for _, r := range changed {
		touched[ID(r.ID)] = true
	}
	for _, id := range removed {
		touched[ID(id)] = true
	}
	for id := range touched {
		next.drop(id, touched)
	}
	for _, r := range changed {
		if err := next.put(r); err != nil {
			return nil, err
		}
		if p := next.plans[ID(r.ID)]; p != nil {
			next.sortOf(p)
		}
	}
	return next, nil
}

// put enters a record. The slices of the index are not sorted by it.
func (b *Book) put(r queue.Record) error {
	if r.ID == counterID {
		var c struct {
			Last int `json:"last"`
		}
		if err := json.Unmarshal(r.Value, &c); err != nil {
			return fmt.Errorf("read the counter of the plans: %w", err)
		}
		b.last, b.counter = c.Last, r.Version
		return nil
	}
	if !strings.HasPrefix(r.ID, "k") {
		return nil
	}
	p := &Plan{}
	if err := json.Unmarshal(r.Value, p); err != nil {
		return fmt.Errorf("read the plan %s: %w", r.ID, err)
	}
	p.ID, p.Version = ID(r.ID), r.Version
	b.plans[p.ID] = p
	if p.Key != "" {
		b.keys[keyOf(p.Unit, p.Key)] = p.ID
	}
	b.units[p.Unit] = append(slices.Clip(b.units[p.Unit]), p)
	for _, o := range p.Team {
		b.team[o] = append(slices.Clip(b.team[o]), p)
	}
	if p.State != Open {
		return nil
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		if !s.Open() {
			continue
		}
		item := Item{p, s}
		if s.Lead != "" {
			b.led[s.Lead] = append(slices.Clip(b.led[s.Lead]), item)
		}
		if s.Reason.Rests != nil {
			c := s.Reason.Rests.Clause
			b.rests[c] = append(slices.Clip(b.rests[c]), item)
		}
	}
	return nil
}

// drop takes a plan out of the index; touched are the plans that go together with it.
func (b *Book) drop(id ID, touched map[ID]bool) {
	p := b.plans[id]
	if p == nil {
		return
	}
	delete(b.plans, id)
	if p.Key != "" && b.keys[keyOf(p.Unit, p.Key)] == id {
		delete(b.keys, keyOf(p.Unit, p.Key))
	}
	without := func(plans []*Plan) []*Plan {
		return slices.DeleteFunc(slices.Clone(plans), func(q *Plan) bool { return touched[q.ID] })
	}
	items := func(items []Item) []Item {
		return slices.DeleteFunc(slices.Clone(items), func(i Item) bool { return touched[i.Plan.ID] })
	}
	b.units[p.Unit] = without(b.units[p.Unit])
	for _, o := range p.Team {
		b.team[o] = without(b.team[o])
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.Lead != "" {
			b.led[s.Lead] = items(b.led[s.Lead])
		}
		if s.Reason.Rests != nil {
			b.rests[s.Reason.Rests.Clause] = items(b.rests[s.Reason.Rests.Clause])
		}
	}
}

// sortOf brings the parts of the index that a plan stands in back into order. They are this book's own: put appended
// to copies.
func (b *Book) sortOf(p *Plan) {
	slices.SortFunc(b.units[p.Unit], byNumber)
	for _, o := range p.Team {
		slices.SortFunc(b.team[o], byNumber)
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		if p.State != Open || !s.Open() {
			continue
		}
		slices.SortFunc(b.led[s.Lead], byDay)
		if s.Reason.Rests != nil {
			slices.SortFunc(b.rests[s.Reason.Rests.Clause], byDay)
		}
	}
}

func byNumber(p, q *Plan) int { return cmp.Compare(p.Number, q.Number) }

// byDay orders by the day due, those without a day last, then by moment, plan and step.
func byDay(a, b Item) int {
	x, y := a.Step.Day, b.Step.Day
	switch {
	case x == y:
	case x.IsZero():
		return 1
	case y.IsZero() || x.Before(y):
		return -1
	default:
		return 1
	}
	n, _ := strconv.Atoi(a.Step.ID)
	m, _ := strconv.Atoi(b.Step.ID)
	return cmp.Or(cmp.Compare(a.Step.Minute, b.Step.Minute), byNumber(a.Plan, b.Plan), cmp.Compare(n, m))
}

func keyOf(unit officer.UnitID, key string) string { return string(unit) + "\x00" + key }

// Plan returns the plan with the id.
func (b *Book) Plan(id ID) (*Plan, bool) {
	p, ok := b.plans[id]
	return p, ok
}

// ByNumber returns the plan with the number of its code.
func (b *Book) ByNumber(n int) (*Plan, bool) { return b.Plan(idOf(n)) }

// ByKey returns the plan of a unit that an import made under the key.
func (b *Book) ByKey(unit officer.UnitID, key string) (*Plan, bool) {
	return b.Plan(b.keys[keyOf(unit, key)])
}

// Step returns a step of a plan.
func (b *Book) Step(id ID, step string) (Item, bool) {
	p, ok := b.plans[id]
	if !ok {
		return Item{}, false
	}
	s, ok := p.Step(step)
	return Item{p, s}, ok
}

// Step returns the step with the id.
func (p *Plan) Step(id string) (*Step, bool) {
	for i := range p.Steps {
		if p.Steps[i].ID == id {
			return &p.Steps[i], true
		}
	}
	return nil, false
}

// All returns every plan by number.
func (b *Book) All() []*Plan {
	all := slices.Collect(maps.Values(b.plans))
	slices.SortFunc(all, byNumber)
	return all
}

// LedBy returns the open steps of open plans that the officer leads, by day and moment due, those without a day last.
func (b *Book) LedBy(o officer.ID) []Item { return slices.Clone(b.led[o]) }

// TeamOf returns the plans in whose team the officer is, by number, whatever their state.
func (b *Book) TeamOf(o officer.ID) []*Plan { return slices.Clone(b.team[o]) }

// OfUnit returns the plans of a unit itself, by number, whatever their state.
func (b *Book) OfUnit(u officer.UnitID) []*Plan { return slices.Clone(b.units[u]) }

// RestingOn returns the open steps of open plans that rest on the clause, by day due.
func (b *Book) RestingOn(c corpus.ClauseID) []Item { return slices.Clone(b.rests[c]) }

// Resting returns every clause that an open step rests on, in order.
func (b *Book) Resting() []corpus.ClauseID {
	var out []corpus.ClauseID
	for c, items := range b.rests {
		if len(items) > 0 {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}

// Leads returns the officers who lead an open step, in order of their ids.
func (b *Book) Leads() []officer.ID {
	var out []officer.ID
	for o, items := range b.led {
		if len(items) > 0 {
			out = append(out, o)
		}
	}
	slices.Sort(out)
	return out
}

func idOf(number int) ID { return ID("k" + strconv.Itoa(number)) }

// ReadCode reads a code as people type it: "KH-0127", "kh 127", "kh127".
func ReadCode(text string) (number int, ok bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	digits, ok := strings.CutPrefix(text, "kh")
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimLeft(digits, " -–"))
	return n, err == nil && n > 0
}

// Create numbers new plans in their order and gives the records to write. Each is made with its steps numbered and a
// first entry in its log. Two that create at once do not get one number: the later one meets queue.ErrConflict.
func (b *Book) Create(plans ...Plan) (made []*Plan, changes []queue.Change) {
	last := b.last
	for _, p := range plans {
		last++
		p.Number, p.ID, p.Version = last, idOf(last), 0
		p.State = Open
		p.Steps = slices.Clone(p.Steps)
		for i := range p.Steps {
			p.Steps[i].ID = strconv.Itoa(i + 1)
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

// written is the record of a plan.
func written(p *Plan) json.RawMessage {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(p); err != nil {
		panic(fmt.Sprintf("plan: %s cannot be written: %v", p.ID, err))
	}
	return bytes.TrimSuffix(out.Bytes(), []byte{'\n'})
}

// Concerned are those who have to do with a plan: who owns it, who leads an open step, who is in the team; each once, in
// order of their ids.
func (p *Plan) Concerned() []officer.ID {
	all := append([]officer.ID{p.Owner}, p.Team...)
	for i := range p.Steps {
		if s := &p.Steps[i]; s.Open() && s.Lead != "" {
			all = append(all, s.Lead)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
