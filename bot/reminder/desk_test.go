package reminder

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

var hanoi = time.FixedZone("+07", 7*3600)

// moment reads "2026-12-04 07:30" as the officers' time.
func moment(s string) time.Time {
	layout := "2006-01-02 15:04:05"
	t, err := time.ParseInLocation(layout[:len(s)], s, hanoi)
	if err != nil {
		panic(err)
	}
	return t
}

// desk is the plans and people of a test, and what each was told.
type desk struct {
	t       testing.TB
	roster  *officer.Roster
	plans   map[plan.ID]queue.Record
	days    *calendar.Workdays
	version int64
	told    map[officer.ID]Told
	habits  map[officer.ID]Habit
	book    *plan.Book
}

func newDesk(t testing.TB, people []officer.Officer, units ...officer.Unit) *desk {
	t.Helper()
	d := &desk{
		t: t, plans: map[plan.ID]queue.Record{}, days: calendar.NewWorkdays(calendar.ShippedShifts()...),
		told: map[officer.ID]Told{}, habits: map[officer.ID]Habit{},
	}
	d.people(people, units...)
	return d
}

func (d *desk) people(people []officer.Officer, units ...officer.Unit) {
	d.t.Helper()
	var records []queue.Record
	add := func(id string, v any) {
		value, err := json.Marshal(v)
		if err != nil {
			d.t.Fatal(err)
		}
		records = append(records, queue.Record{ID: id, Version: 1, Value: value})
	}
	for _, u := range units {
		add(string(u.ID), u)
	}
	for _, o := range people {
		add(string(o.ID), o)
	}
	roster, err := officer.Load(records)
	if err != nil {
		d.t.Fatal(err)
	}
	d.roster = roster
}

// town is a committee d1 with a cell d2: anna and binh are in the cell, hoa leads it, lan leads the committee, and yen is
// administrator.
func town(t testing.TB) *desk {
	t.Helper()
	return newDesk(t, townspeople(), townUnits...)
}

var townUnits = []officer.Unit{{ID: "d1", Name: "Đảng bộ"}, {ID: "d2", Parent: "d1", Name: "Chi bộ"}}

func townspeople() []officer.Officer {
	long := moment("2025-01-01 08:00")
	return []officer.Officer{
		{ID: "oanna", Name: "An", Unit: "d2", Telegram: 1, Consented: long},
		{ID: "obinh", Name: "Bình", Unit: "d2", Telegram: 2, Consented: long},
		{ID: "ohoa", Name: "Hoa", Unit: "d2", Heads: []officer.UnitID{"d2"}, Telegram: 3, Consented: long},
		{ID: "olan", Name: "Lan", Unit: "d1", Heads: []officer.UnitID{"d1"}, Telegram: 4, Consented: long},
		{ID: "oyen", Name: "Yến", Administrator: true, Telegram: 5, Consented: long},
	}
}

// change writes records of plans.
func (d *desk) change(changes []queue.Change) {
	d.t.Helper()
	for _, c := range changes {
		d.version++
		d.plans[plan.ID(c.ID)] = queue.Record{ID: c.ID, Version: d.version, Value: c.Value}
	}
	d.book = nil
}

func (d *desk) plansNow() *plan.Book {
	d.t.Helper()
	if d.book == nil {
		var records []queue.Record
		for _, r := range d.plans {
			records = append(records, r)
		}
		b, err := plan.Load(records)
		if err != nil {
			d.t.Fatal(err)
		}
		d.book = b
	}
	return d.book
}

// make makes a plan of anna's cell, or an errand of her own, with these steps.
func (d *desk) make(created string, kind plan.Kind, steps ...plan.Step) *plan.Plan {
	d.t.Helper()
	p := plan.Plan{Kind: kind, Title: "Việc", Unit: "d2", Owner: "ohoa", Created: moment(created), Steps: steps}
	if kind == plan.Errand {
		p.Unit, p.Owner = "", "oanna"
	}
	made, changes := d.plansNow().Create(p)
	d.change(changes)
	return made[0]
}

// edit changes the plan with the number.
func (d *desk) edit(number int, at time.Time, by officer.ID, do func(*plan.Edit) error) {
	d.t.Helper()
	p, ok := d.plansNow().ByNumber(number)
	if !ok {
		d.t.Fatalf("no plan %d", number)
	}
	e := p.Edit(by, at)
	if err := do(e); err != nil {
		d.t.Fatal(err)
	}
	d.change(e.Changes())
}

func (d *desk) view() View {
	return View{Book: d.plansNow(), Roster: d.roster, Workdays: d.days, Zone: hanoi}
}

// decide decides for an officer and keeps what was told.
func (d *desk) decide(who officer.ID, now time.Time) Decision {
	d.t.Helper()
	got := Decide(who, now, d.view(), d.habits[who], d.told[who])
	written, err := json.Marshal(got.Told)
	if err != nil {
		d.t.Fatal(err)
	}
	if got.Told, err = ReadTold(written); err != nil {
		d.t.Fatal(err)
	}
	d.told[who] = got.Told
	return got
}

// follow decides at a moment and then at each wake until another, and returns what was given when: the messages by a
// semicolon, in each its kind and its occurrences.
func (d *desk) follow(who officer.ID, from, until string) string {
	d.t.Helper()
	var out []string
	now := moment(from)
	for range 1000 {
		got := d.decide(who, now)
		for _, n := range got.Messages {
			out = append(out, fmt.Sprintf("%s %s", now.In(hanoi).Format("Mon 2/1 15:04"), shown(n)))
		}
		again := d.decide(who, now)
		if len(again.Messages) > 0 || !again.Next.Equal(got.Next) {
			d.t.Fatalf("decided again at %s: %+v, before %+v", now, again, got)
		}
		if got.Next.IsZero() || got.Next.After(moment(until)) {
			return strings.Join(out, "; ")
		}
		if !got.Next.After(now) {
			d.t.Fatalf("at %s the next wake is %s", now, got.Next)
		}
		early := d.decide(who, got.Next.Add(-time.Second))
		if len(early.Messages) > 0 || !early.Next.Equal(got.Next) {
			d.t.Fatalf("a second before %s: %+v", got.Next, early)
		}
		now = got.Next
	}
	d.t.Fatal("it never ends")
	return ""
}

func shown(n Notice) string {
	var words []string
	for word, is := range map[string]bool{"legal": n.Legal, "daily": n.Daily, "digest": n.Digest, "late": n.Late} {
		if is {
			words = append(words, word)
		}
	}
	slices.Sort(words)
	for _, o := range n.Items {
		name := string(o.Rung)
		if o.Plan != "k1" || o.Step != "1" {
			name = string(o.Plan) + "." + o.Step + ":" + name
		}
		if o.Above {
			name += "^"
		}
		if o.Doubt != "" {
			name += "?"
		}
		words = append(words, name)
	}
	return strings.Join(words, " ")
}

// step is one of anna's, due on a day, "2026-12-04" or, by the minute, "2026-12-04 15:00".
func step(weight plan.Weight, due string) plan.Step {
	s := plan.Step{Title: "Việc", Lead: "oanna", Weight: weight, Day: calendar.MustDay(due[:10]), Reason: plan.Reason{Source: plan.Typed}}
	if len(due) > 10 {
		at := moment(due)
		s.Minute = at.Hour()*60 + at.Minute()
	}
	return s
}

func at(s plan.Step) plan.Step {
	s.At = true
	return s
}

// same compares what was followed, naming the parts that differ.
func same(t *testing.T, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	t.Errorf("given:\n  %s\nwant:\n  %s", strings.ReplaceAll(got, "; ", "\n  "), strings.ReplaceAll(want, "; ", "\n  "))
}

func ids(n int) officer.ID { return officer.ID("o" + strconv.Itoa(n)) }
