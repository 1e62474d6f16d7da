package quiz

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
)

// A push is read back as it was written, the ids of its questions too: what is learned and counted is by them.
func TestAPushIsReadBackAsItWas(t *testing.T) {
	p := &Push{
		ID: "p1", Kind: Test, Title: "Kiểm tra", By: "o1", Classes: nil, State: Open, Opens: time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC),
		Pool: []Question{
			{ID: "v1", Version: 2, Stem: "Hỏi gì?", Options: []Option{{Text: "A"}, {Text: "B", Right: true}}, Topic: "tocao", State: Approved},
			{ID: "s2", Version: 1, Stem: "Hỏi nữa?", Options: []Option{{Text: "Đúng", Right: true}}, State: Draft},
		},
		Draw: []Cell{{Topic: "tocao", Number: 1}}, Whole: 15 * time.Minute, Tries: 2, Made: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC),
	}
	change := p.Change()
	all, err := LoadPushes([]queue.Record{{ID: change.ID, Version: 7, Value: change.Value}})
	if err != nil {
		t.Fatal(err)
	}
	got, ok := all.Push("p1")
	want := *p
	want.Record = 7
	if !ok || !reflect.DeepEqual(got, &want) {
		t.Errorf("read back as %+v", got)
	}
}

func asked(ids ...ID) []*Question {
	var out []*Question
	for _, id := range ids {
		out = append(out, &Question{ID: id})
	}
	return out
}

func TestQuestionsAreDrawnThatWereAskedLeastLately(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 11, n, 1, 0, 0, 0, time.UTC) }
	last := map[ID]time.Time{"v1": day(3), "v2": day(1), "v3": day(2)}
	for _, row := range []struct {
		rule  string
		from  []*Question
		taken []ID
		n     int
		want  []ID
	}{
		{"the one asked longest ago comes first", asked("v1", "v2", "v3"), nil, 3, []ID{"v2", "v3", "v1"}},
		{"one never asked comes before those asked", asked("v1", "v2", "v4"), nil, 2, []ID{"v4", "v2"}},
		{"one that is chosen already is left out", asked("v1", "v2", "v3"), []ID{"v2"}, 1, []ID{"v3"}},
		{"there are no more than there are", asked("v1"), nil, 5, []ID{"v1"}},
		{"one that is given twice is chosen once", asked("v1", "v1"), nil, 5, []ID{"v1"}},
		{"none is none", asked("v1"), nil, 0, nil},
	} {
		if got := Pick(row.from, row.taken, last, "p1", row.n); !slices.Equal(got, row.want) {
			t.Errorf("%s: %v, want %v", row.rule, got, row.want)
		}
	}
}

func TestOfEqualQuestionsAnotherDraftDrawsOthers(t *testing.T) {
	var from []*Question
	for n := range 40 {
		from = append(from, &Question{ID: ID(fmt.Sprintf("v%d", n))})
	}
	reversed := slices.Clone(from)
	slices.Reverse(reversed)
	first := Pick(from, nil, nil, "p1", 10)
	if again := Pick(reversed, nil, nil, "p1", 10); !slices.Equal(first, again) {
		t.Errorf("the same draft draws %v and %v", first, again)
	}
	if other := Pick(from, nil, nil, "p2", 10); slices.Equal(first, other) {
		t.Errorf("another draft draws the same ten of forty")
	}
}

func TestOnlyPushesToTheSameAudienceCountAsAsked(t *testing.T) {
	at := time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)
	pool := []Question{{ID: "v1"}}
	d := &Push{Classes: []officer.ClassID{"c1"}, Units: []officer.UnitID{"d1"}}
	for _, row := range []struct {
		rule string
		p    Push
		want bool
	}{
		{"to the class", Push{Classes: []officer.ClassID{"c1"}, State: Closed}, true},
		{"to the unit", Push{Units: []officer.UnitID{"d1"}, State: Open}, true},
		{"planned", Push{Classes: []officer.ClassID{"c1"}, State: Planned}, true},
		{"to another class", Push{Classes: []officer.ClassID{"c2"}, State: Closed}, false},
		{"recalled", Push{Classes: []officer.ClassID{"c1"}, State: Recalled}, false},
		{"a draft", Push{Classes: []officer.ClassID{"c1"}, State: Drafted}, false},
	} {
		row.p.Pool, row.p.Opens = pool, at
		if got := d.LastAsked([]*Push{&row.p})["v1"].Equal(at); got != row.want {
			t.Errorf("%s: asked %v, want %v", row.rule, got, row.want)
		}
	}
	early := &Push{Classes: d.Classes, State: Closed, Pool: pool, Opens: at.AddDate(0, 0, -7)}
	late := &Push{Classes: d.Classes, State: Closed, Pool: pool, Opens: at}
	for _, all := range [][]*Push{{early, late}, {late, early}} {
		if got := d.LastAsked(all)["v1"]; !got.Equal(at) {
			t.Errorf("of two pushes the later one counts: %v", got)
		}
	}
}

// tries makes attempts at p1, one for each mark: 'r' right, 'w' wrong, '-' not answered, by question.
func tries(marks ...string) []*Attempt {
	var out []*Attempt
	for n, m := range marks {
		a := &Attempt{Push: "p1", Officer: officer.ID(fmt.Sprintf("o%d", n)), Try: 1}
		for q, mark := range m {
			item := Item{Question: q}
			if mark != '-' {
				item.Chosen, item.Right = []int{0}, mark == 'r'
			}
			a.Items = append(a.Items, item)
		}
		out = append(out, a)
	}
	return out
}

func TestWhatAClassGetsWrong(t *testing.T) {
	p := &Push{ID: "p1", Pool: []Question{{ID: "v1"}, {ID: "v2"}, {ID: "v3"}}}
	for _, row := range []struct {
		rule  string
		tries []*Attempt
		want  []Missed
	}{
		{"the lowest share first", tries("rwr", "rwr", "rww", "rrw", "wrw"), []Missed{{"v2", 5, 2}, {"v3", 5, 2}, {"v1", 5, 4}}},
		{"of equal shares the one answered oftener first", tries("w--", "w-w", "w-w", "w-w", "w-w", "w-w"), []Missed{{"v1", 6, 0}, {"v3", 5, 0}}},
		{"four answers are too few", tries("w", "w", "w", "w", "-"), nil},
		{"what all know is not missed", tries("r", "r", "r", "r", "r"), nil},
		{"of another push nothing counts", func() []*Attempt {
			out := tries("w", "w", "w", "w", "w")
			out[0].Push = "p2"
			return out
		}(), nil},
	} {
		if got := MostMissed([]*Push{p}, row.tries, 5); !slices.Equal(got, row.want) {
			t.Errorf("%s: %+v, want %+v", row.rule, got, row.want)
		}
	}
}

func TestWhatADraftLacks(t *testing.T) {
	now := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	pool := []Question{{ID: "v1", Topic: "tocao"}}
	for _, row := range []struct {
		rule     string
		p        Push
		pool     []Question
		officers int
		want     []Lack
	}{
		{"nothing is chosen", Push{}, nil, 0, []Lack{NoAudience, NoQuestions}},
		{"nobody is in the class", Push{Classes: []officer.ClassID{"c1"}}, pool, 0, []Lack{NoOfficers}},
		{"all is there", Push{Units: []officer.UnitID{"d1"}}, pool, 1, nil},
		{"the blueprint asks for more", Push{Units: []officer.UnitID{"d1"}, Draw: []Cell{{Topic: "tocao", Number: 2}}}, pool, 1, []Lack{TooFew}},
		{"it opens now", Push{Units: []officer.UnitID{"d1"}, Opens: now}, pool, 1, []Lack{OpensPast}},
		{"it closes now", Push{Units: []officer.UnitID{"d1"}, Closes: now}, pool, 1, []Lack{ClosesPast}},
		{
			"it closes as it opens",
			Push{Units: []officer.UnitID{"d1"}, Opens: now.Add(time.Hour), Closes: now.Add(time.Hour)},
			pool, 1,
			[]Lack{ClosesFirst},
		},
		{"a contest without an end", Push{Kind: Contest, Units: []officer.UnitID{"d1"}}, pool, 1, []Lack{NoClose}},
		{"a test without one", Push{Kind: Test, Units: []officer.UnitID{"d1"}}, pool, 1, nil},
	} {
		if got := row.p.Lacks(row.pool, row.officers, now); !slices.Equal(got, row.want) {
			t.Errorf("%s: %v, want %v", row.rule, got, row.want)
		}
	}
}

func TestADraftIsChangedByNoneOfItsSteps(t *testing.T) {
	d := &Push{Picked: make([]ID, 1, 9), Classes: make([]officer.ClassID, 1, 9), Units: make([]officer.UnitID, 1, 9), Draw: make([]Cell, 1, 9)}
	d.Picked[0], d.Classes[0], d.Units[0], d.Draw[0] = "v1", "c1", "d1", Cell{Topic: "tocao", Number: 2}
	a, _ := d.Toggled("v2")
	b, _ := d.Toggled("v3")
	if !slices.Equal(a.Picked, []ID{"v1", "v2"}) || !slices.Equal(b.Picked, []ID{"v1", "v3"}) || len(d.Picked) != 1 {
		t.Errorf("chosen: %v, %v, of %v", a.Picked, b.Picked, d.Picked)
	}
	if off, ok := d.Toggled("v1"); !ok || len(off.Picked) != 0 || len(d.Picked) != 1 || d.Picked[0] != "v1" {
		t.Errorf("taken out: %v, of %v", off.Picked, d.Picked)
	}
	if on := d.WithClass("c2").WithClass("c1"); !slices.Equal(on.Classes, []officer.ClassID{"c2"}) || d.Classes[0] != "c1" {
		t.Errorf("classes: %v, of %v", on.Classes, d.Classes)
	}
	if on := d.WithUnit("d2"); !slices.Equal(on.Units, []officer.UnitID{"d1", "d2"}) || len(d.Units) != 1 {
		t.Errorf("units: %v, of %v", on.Units, d.Units)
	}
	more := d.WithCell(Cell{Topic: "tocao", Number: 4}).WithCell(Cell{Topic: "tocao", Difficulty: 1, Number: 1})
	if want := []Cell{{"tocao", 0, 4}, {"tocao", 1, 1}}; !slices.Equal(more.Draw, want) || d.Draw[0].Number != 2 {
		t.Errorf("cells: %v, of %v", more.Draw, d.Draw)
	}
	if none := more.WithCell(Cell{Topic: "tocao"}); !slices.Equal(none.Draw, []Cell{{"tocao", 1, 1}}) {
		t.Errorf("a cell of none is still there: %v", none.Draw)
	}
}

func TestNoMoreThanFiftyQuestionsAreChosen(t *testing.T) {
	d := &Push{}
	for n := range PickedMost {
		d.Picked = append(d.Picked, ID(fmt.Sprintf("v%d", n)))
	}
	if next, ok := d.Toggled("v99"); ok || len(next.Picked) != 50 {
		t.Errorf("%d are chosen, %v", len(next.Picked), ok)
	}
	if next, ok := d.Toggled("v7"); !ok || len(next.Picked) != 49 {
		t.Errorf("one cannot be taken out: %d, %v", len(next.Picked), ok)
	}
	if next, ok := (&Push{Picked: d.Picked[:49]}).WithPicked("v1", "v98", "v99"); ok || len(next.Picked) != 50 || next.Picked[49] != "v98" {
		t.Errorf("as many as have room: %v, %v", next.Picked, ok)
	}
}

func TestTheEndMovesWithTheOpeningAndLeavesNobodyLessTime(t *testing.T) {
	zone := time.FixedZone("+07", 7*60*60)
	at := func(s string) time.Time {
		if s == "" {
			return time.Time{}
		}
		m, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	now := at("2026-11-23 09:00")
	for _, row := range []struct{ rule, opens, closes, to, want string }{
		{"a later day takes the end along", "", "2026-11-24 09:00", "2026-11-24 08:00", "2026-11-25 09:00"},
		{"the days are those of the zone", "2026-11-24 23:00", "2026-11-26 17:00", "2026-11-25 01:00", "2026-11-27 17:00"},
		{"a later hour of the day does not", "2026-11-24 08:00", "2026-11-26 17:00", "2026-11-24 14:00", "2026-11-26 17:00"},
		{"an earlier day does not", "2026-11-26 08:00", "2026-11-27 17:00", "2026-11-24 08:00", "2026-11-27 17:00"},
		{"now does not", "2026-11-26 08:00", "2026-11-27 17:00", "", "2026-11-27 17:00"},
		{"without an end there is none", "", "", "2026-11-26 08:00", ""},
	} {
		d := &Push{Opens: at(row.opens), Closes: at(row.closes)}
		next, moved := d.OpensAt(at(row.to), now, zone)
		if !next.Closes.Equal(at(row.want)) || !next.Opens.Equal(at(row.to)) || moved != (row.want != row.closes) {
			t.Errorf("%s: %s to %s, moved %v", row.rule, next.Opens, next.Closes, moved)
		}
	}
	if got := (&Push{Opens: at("2026-11-24 08:00")}).ClosesAfter(72*time.Hour, now); !got.Closes.Equal(at("2026-11-27 08:00")) {
		t.Errorf("three days from the opening are %s", got.Closes)
	}
	if got := (&Push{}).ClosesAfter(24*time.Hour, now.Add(30*time.Second)); !got.Closes.Equal(at("2026-11-24 09:00")) {
		t.Errorf("a day from now is %s", got.Closes)
	}
	if got := (&Push{Closes: now}).ClosesAfter(0, now); !got.Closes.IsZero() {
		t.Errorf("no end is %s", got.Closes)
	}
}

func TestABlueprintIsWhatWasAsked(t *testing.T) {
	drawn := []Cell{{Topic: "tocao", Number: 3}}
	if got := (&Push{Draw: drawn, Pool: []Question{{Topic: "kyluat"}}}).Blueprint(); !slices.Equal(got, drawn) {
		t.Errorf("its own is %v", got)
	}
	pool := []Question{{Topic: "tocao"}, {Topic: "kyluat", Difficulty: 2}, {Topic: "tocao"}, {Topic: "tocao", Difficulty: 1}}
	want := []Cell{{"tocao", 0, 2}, {"kyluat", 2, 1}, {"tocao", 1, 1}}
	got := (&Push{Pool: pool}).Blueprint()
	if !slices.Equal(got, want) || len(Short(got, pool)) != 0 {
		t.Errorf("that of its questions is %v, short of %v", got, Short(got, pool))
	}
}

func TestHowLongSendingTakes(t *testing.T) {
	for _, row := range []struct {
		officers, messages, minutes int
	}{{0, 21, 0}, {1, 1, 1}, {60, 30, 1}, {61, 30, 2}, {830, 21, 10}} {
		if got := Sending(row.officers, row.messages); got != time.Duration(row.minutes)*time.Minute {
			t.Errorf("%d messages to %d officers: %s, want %d minutes", row.messages, row.officers, got, row.minutes)
		}
	}
}
