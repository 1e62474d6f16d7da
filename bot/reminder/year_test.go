package reminder

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

// year is a year in which officers make plans and change them, while the program decides at its wakes and the model at
// every moment that may matter.
type year struct {
	*desk
	rand  *rand.Rand
	model *model
	staff []officer.Officer
	units []officer.Unit
	now   time.Time
	wakes map[officer.ID]time.Time
	given []string
	// lately are the occurrences given last, by officer, to be put off.
	lately map[officer.ID]string
	// had are the days that a step was due, and who led it: neither comes back, so that nothing depends on how long
	// what is gone is kept.
	had map[string]bool
	// made is how many changes of each kind there were.
	made   map[string]int
	shifts []calendar.Shift
	book   *plan.Book
}

const (
	yearPeople = 40
	yearUnits  = 5
)

// newYear makes a town of five cells under a committee; each cell but the last has a head.
func newYear(t testing.TB, seed uint64) *year {
	y := &year{
		rand: rand.New(rand.NewPCG(seed, 5)), wakes: map[officer.ID]time.Time{}, lately: map[officer.ID]string{},
		had: map[string]bool{}, made: map[string]int{}, now: moment("2026-01-01 00:00"),
	}
	y.units = []officer.Unit{{ID: "d0", Name: "Đảng bộ"}}
	y.model = &model{people: map[officer.ID]*modelPerson{}, known: map[officer.ID][]officer.ID{}, parents: map[officer.UnitID]officer.UnitID{}}
	for n := 1; n <= yearUnits; n++ {
		u := officer.Unit{ID: officer.UnitID(fmt.Sprint("d", n)), Parent: "d0", Name: fmt.Sprint("Chi bộ ", n)}
		y.units = append(y.units, u)
		y.model.parents[u.ID] = u.Parent
	}
	for n := range yearPeople {
		o := officer.Officer{
			ID: ids(n), Name: fmt.Sprint("Cán bộ ", n), Unit: officer.UnitID(fmt.Sprint("d", n%(yearUnits+1))),
			Telegram: int64(n + 1), Consented: y.now,
		}
		if n < yearUnits || n == yearUnits+1 {
			o.Heads = []officer.UnitID{o.Unit}
		}
		o.Administrator = n == yearPeople-1
		y.staff = append(y.staff, o)
	}
	y.desk = newDesk(t, y.staff, y.units...)
	y.model.off = y.days.Off
	y.book = y.plansNow()
	for n, o := range y.staff {
		h := Habit{}
		if n%7 == 3 {
			h = Habit{From: 8 * 60, To: 16 * 60, Before: []int{10, 2}}
		}
		y.habits[o.ID] = h
		from, to := h.Hours()
		y.model.people[o.ID] = &modelPerson{
			id: o.ID, unit: o.Unit, heads: o.Heads, admin: o.Administrator, from: from, to: to,
			before: h.DaysBefore(plan.Limit), told: map[string]bool{}, again: map[string]time.Time{},
		}
	}
	return y
}

func (y *year) view() View {
	return View{Book: y.book, Roster: y.roster, Workdays: y.days, Zone: hanoi}
}

// write carries changes out.
func (y *year) write(changes []queue.Change) {
	y.t.Helper()
	var records []queue.Record
	for _, c := range changes {
		y.version++
		records = append(records, queue.Record{ID: c.ID, Version: y.version, Value: c.Value})
	}
	next, err := y.book.With(records, nil)
	if err != nil {
		y.t.Fatal(err)
	}
	y.book = next
}

func (y *year) wake(concerned ...officer.ID) {
	for _, timer := range Wakes(y.roster, y.now, concerned...) {
		who, _ := Woken(timer)
		y.wakes[who] = y.now
	}
}

// decideDue decides for all whose wake has come, and returns what is given, a line for each message.
func (y *year) decideDue() []string {
	var given []string
	for _, who := range slices.Sorted(maps.Keys(y.wakes)) {
		if y.wakes[who].After(y.now) {
			continue
		}
		got := Decide(who, y.now, y.view(), y.habits[who], y.told[who])
		y.told[who] = got.Told
		delete(y.wakes, who)
		if !got.Next.IsZero() {
			y.wakes[who] = got.Next
		}
		for _, n := range got.Messages {
			var names []string
			for _, o := range n.Items {
				names = append(names, o.ID)
				y.lately[who] = o.ID
			}
			slices.Sort(names)
			kind := "alone"
			switch {
			case n.Daily:
				kind = "daily"
			case n.Legal:
				kind = "legal"
			}
			at := y.now.In(hanoi).Format(time.DateTime)
			given = append(given, fmt.Sprintf("%s %s %s: %s", at, who, kind, strings.Join(names, " ")))
		}
	}
	slices.Sort(given)
	return given
}

// next is the next moment at which the model has to look: each half hour of the morning, some of the rest of the day, each minute asked for, and what the program
// wakes for; until at the latest.
func (y *year) next(until time.Time) time.Time {
	next := y.now.Truncate(30 * time.Minute).Add(30 * time.Minute)
	if hour := next.In(hanoi).Hour(); hour < 7 || hour > 8 {
		next = next.Add(5 * time.Hour).Truncate(time.Hour)
		if late := next.In(hanoi).Hour(); late > 7 && hour < 7 {
			next = next.Add(-time.Duration(late-7) * time.Hour)
		}
	}
	earlier := func(at time.Time) {
		if at.After(y.now) && at.Before(next) {
			next = at
		}
	}
	earlier(until)
	for _, s := range y.model.steps {
		if s.open && s.own && s.minute > 0 && s.day.Add(1).After(calendar.On(y.now.In(hanoi))) {
			earlier(clock(s.day, s.minute))
			earlier(clock(s.day, s.minute-60))
		}
	}
	for _, p := range y.model.people {
		for _, until := range p.again {
			earlier(until)
		}
	}
	for _, at := range y.wakes {
		earlier(at)
	}
	return next
}

// pass lets time go by until a moment, the program awake.
func (y *year) pass(until time.Time) {
	for y.now.Before(until) {
		y.now = y.next(until)
		y.look()
	}
}

// look decides, both ways, and compares.
func (y *year) look() {
	y.t.Helper()
	if y.rand.IntN(50) == 0 {
		// A wake that nobody needed: a restart, a second replica.
		y.wakes[y.staff[y.rand.IntN(len(y.staff))].ID] = y.now
	}
	given, wanted := y.decideDue(), y.model.says(y.now)
	y.given = append(y.given, given...)
	if !slices.Equal(given, wanted) {
		y.t.Fatalf("given\n  %s\nwanted\n  %s", strings.Join(given, "\n  "), strings.Join(wanted, "\n  "))
	}
}

// TestAYear compares what is given in a year with the model: every reminder that the policy asks for, once and when it
// asks, and no other.
func TestAYear(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			y := newYear(t, seed)
			y.run(t, moment("2026-12-31 23:00"))
		})
	}
}

func (y *year) run(t *testing.T, until time.Time) {
	for y.now.Before(until) {
		y.pass(y.now.Add(y.pause()))
		if y.rand.IntN(120) == 0 {
			// The program is away for up to five days; nothing is done in the chat meanwhile.
			y.now = y.now.Add(time.Duration(1+y.rand.IntN(5*24*60)) * time.Minute)
			y.made["outage"]++
			y.look()
		}
		y.act()
		y.look()
	}
	t.Logf("%d messages; %v", len(y.given), y.made)
	kinds := []string{"make", "done", "undone", "postponed", "given", "cancelled", "added", "put off", "head", "left", "outage", "day"}
	for _, kind := range kinds {
		if y.made[kind] == 0 {
			t.Errorf("nothing of the kind %q was done", kind)
		}
	}
	perDay := map[string]int{}
	for _, line := range y.given {
		if strings.Contains(line, " daily:") {
			key := line[:10] + strings.Fields(line)[2]
			if perDay[key]++; perDay[key] > 1 {
				t.Errorf("two collected messages: %s", line)
			}
		}
	}
}

// pause is how long it is until somebody does something: from within a minute to half a day, now and then exactly at a
// moment at which reminders are due.
func (y *year) pause() time.Duration {
	switch y.rand.IntN(10) {
	case 0:
		return time.Duration(y.rand.IntN(60)) * time.Second
	case 1:
		_, start := y.model.hours(y.model.people[y.staff[0].ID], y.now)
		return start.Sub(y.now)
	}
	return time.Duration(1+y.rand.IntN(12*60*60)) * time.Second
}
