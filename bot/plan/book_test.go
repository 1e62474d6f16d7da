package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus"
	"camnang/corpus/calendar"
)

var (
	somebody = []officer.ID{"", "o1", "o2", "o3"}
	units    = []officer.UnitID{"", "d1", "d2"}
	clauses  = []corpus.ClauseID{"a#1", "a#2"}
)

// drawStep draws a step that may be anything that a record can hold.
func drawStep(t *rapid.T, id int) Step {
	s := Step{
		ID: fmt.Sprint(id), Title: "Việc", Weight: rapid.SampledFrom([]Weight{Limit, Milestone, Ordinary}).Draw(t, "weight"),
		Lead: rapid.SampledFrom(somebody).Draw(t, "lead"), Minute: rapid.SampledFrom([]int{0, 600, 900}).Draw(t, "minute"),
	}
	if n := rapid.IntRange(0, 3).Draw(t, "day"); n > 0 {
		s.Day = calendar.MustDay("2026-11-30").Add(n)
	}
	if rapid.Bool().Draw(t, "rests") {
		s.Reason.Rests = &Rest{Clause: rapid.SampledFrom(clauses).Draw(t, "clause"), Cited: "Điều 1"}
	}
	if rapid.IntRange(0, 3).Draw(t, "ended") == 0 {
		s.Ended = &Ended{By: "o1", Cancelled: rapid.Bool().Draw(t, "cancelled")}
	}
	return s
}

// drawPlans draws changes of a few plans: records to write and ids to remove.
func drawPlans(t *rapid.T, version *int64) (changed []queue.Record, removed []string) {
	numbers := rapid.SliceOfNDistinct(rapid.IntRange(1, 12), 1, 6, rapid.ID[int]).Draw(t, "numbers")
	for _, n := range numbers {
		if rapid.IntRange(0, 3).Draw(t, "removed") == 0 {
			removed = append(removed, string(idOf(n)))
			continue
		}
		p := &Plan{
			Number: n, Kind: Case, Title: "Kế hoạch", Unit: rapid.SampledFrom(units).Draw(t, "unit"), Owner: "o1",
			Key:   rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "key"),
			Team:  rapid.SliceOfNDistinct(rapid.SampledFrom(somebody[1:]), 0, 2, rapid.ID[officer.ID]).Draw(t, "team"),
			State: rapid.SampledFrom([]State{Open, Open, Closed, Cancelled}).Draw(t, "state"),
		}
		for i := range rapid.IntRange(0, 4).Draw(t, "steps") {
			p.Steps = append(p.Steps, drawStep(t, i+1))
		}
		*version++
		changed = append(changed, queue.Record{ID: string(idOf(n)), Version: *version, Value: written(p)})
	}
	if rapid.Bool().Draw(t, "counted") {
		*version++
		changed = append(changed, queue.Record{ID: counterID, Version: *version, Value: []byte(fmt.Sprintf(`{"last":%d}`, *version))})
	}
	return changed, removed
}

// dump is all that a book shows.
func dump(b *Book) string {
	var out strings.Builder
	items := func(name string, items []Item) {
		fmt.Fprintf(&out, "%s:", name)
		for _, i := range items {
			fmt.Fprintf(&out, " %s/%d", i.Ref(), i.Plan.Version)
		}
		out.WriteString("\n")
	}
	plans := func(name string, plans []*Plan) {
		fmt.Fprintf(&out, "%s:", name)
		for _, p := range plans {
			fmt.Fprintf(&out, " %s/%d", p.ID, p.Version)
		}
		out.WriteString("\n")
	}
	plans("all", b.All())
	for _, p := range b.All() {
		fmt.Fprintf(&out, "%s %s\n", p.ID, written(p))
		for _, s := range p.Steps {
			i, ok := b.Step(p.ID, s.ID)
			fmt.Fprintln(&out, ok, i.Plan == p, i.Step.ID == s.ID)
		}
	}
	for _, o := range somebody {
		items("led by "+string(o), b.LedBy(o))
		plans("team of "+string(o), b.TeamOf(o))
	}
	for _, u := range units {
		plans("of "+string(u), b.OfUnit(u))
		for _, key := range []string{"", "x", "y"} {
			if p, ok := b.ByKey(u, key); ok {
				plans("by key "+key, []*Plan{p})
			}
		}
	}
	for _, c := range clauses {
		items("resting on "+string(c), b.RestingOn(c))
	}
	_, changes := b.Create(Plan{})
	fmt.Fprintln(&out, b.Leads(), b.Resting(), changes[0].Was, string(changes[0].Value))
	return out.String()
}

func loaded(t interface{ Fatal(...any) }, records map[string]queue.Record) *Book {
	b, err := Load(slices.Collect(maps.Values(records)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestABookBroughtUpToDateIsTheBookOfAllRecords: whatever changed, in whatever batches. The book before stays as it was,
// also for who reads it meanwhile.
func TestABookBroughtUpToDateIsTheBookOfAllRecords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var version int64
		records := map[string]queue.Record{}
		b := loaded(t, records)
		for range rapid.IntRange(1, 5).Draw(t, "batches") {
			changed, removed := drawPlans(t, &version)
			for _, id := range removed {
				delete(records, id)
			}
			for _, r := range changed {
				records[r.ID] = r
			}
			was := dump(b)
			var reading sync.WaitGroup
			meanwhile := ""
			reading.Go(func() { meanwhile = dump(b) })
			next, err := b.With(changed, removed)
			reading.Wait()
			if err != nil {
				t.Fatal(err)
			}
			if got, wanted := dump(next), dump(loaded(t, records)); got != wanted {
				t.Fatalf("brought up to date:\n%s\nof all records:\n%s", got, wanted)
			}
			if now := dump(b); now != was || meanwhile != was {
				t.Fatalf("the book before was:\n%s\nit is now:\n%s\nmeanwhile it was:\n%s", was, now, meanwhile)
			}
			b = next
		}
	})
}

// TestTheOrderOfABook: what is in a view, and in what order, by hand.
func TestTheOrderOfABook(t *testing.T) {
	step := func(id, day string, minute int, lead officer.ID) Step {
		s := Step{ID: id, Lead: lead, Minute: minute, Reason: Reason{Rests: &Rest{Clause: "a#1"}}}
		if day != "" {
			s.Day = calendar.MustDay(day)
		}
		return s
	}
	ended := step("3", "2026-01-01", 0, "o1")
	ended.Ended = &Ended{}
	records := map[string]queue.Record{}
	for _, p := range []*Plan{
		{Number: 2, State: Open, Unit: "d1", Key: "x", Team: []officer.ID{"o2"}, Steps: []Step{
			step("10", "2026-12-01", 0, "o1"), step("9", "2026-12-01", 0, "o1"), ended, step("4", "", 0, "o1"), step("5", "2026-12-01", 600, "o1"),
		}},
		{Number: 10, State: Closed, Unit: "d1", Key: "x", Team: []officer.ID{"o2"}, Steps: []Step{ended}},
		{Number: 3, State: Open, Unit: "d1", Steps: []Step{step("1", "2026-11-30", 0, "o1"), step("2", "2026-12-01", 0, ""), step("3", "2026-12-02", 0, "o3")}},
		{Number: 1, State: Cancelled, Unit: "d2", Team: []officer.ID{"o2"}, Steps: []Step{step("1", "2026-12-01", 0, "o2")}},
	} {
		records[string(idOf(p.Number))] = queue.Record{ID: string(idOf(p.Number)), Version: 1, Value: written(p)}
	}
	records["later"] = queue.Record{ID: "later", Version: 1, Value: []byte(`{"of":"a later release"}`)}
	b := loaded(t, records)
	refs := func(items []Item) string {
		var out []string
		for _, i := range items {
			out = append(out, i.Ref())
		}
		return strings.Join(out, " ")
	}
	codes := func(plans []*Plan) string {
		var out []string
		for _, p := range plans {
			out = append(out, p.Code())
		}
		return strings.Join(out, " ")
	}
	want(t, "led", refs(b.LedBy("o1")), "k3.1 k2.9 k2.10 k2.5 k2.4")
	want(t, "led in a cancelled plan", refs(b.LedBy("o2")), "")
	want(t, "led by nobody", refs(b.LedBy("")), "")
	want(t, "resting", refs(b.RestingOn("a#1")), "k3.1 k2.9 k2.10 k3.2 k2.5 k3.3 k2.4")
	want(t, "the team's", codes(b.TeamOf("o2")), "KH-0001 KH-0002 KH-0010")
	want(t, "the unit's", codes(b.OfUnit("d1")), "KH-0002 KH-0003 KH-0010")
	want(t, "all", codes(b.All()), "KH-0001 KH-0002 KH-0003 KH-0010")
	want(t, "leads", fmt.Sprint(b.Leads(), b.Resting()), "[o1 o3] [a#1]")
	if p, ok := b.ByKey("d1", "x"); !ok || p.Number != 2 {
		t.Errorf("by key: %v %v", p, ok)
	}
	for _, k := range [][2]string{{"d2", "x"}, {"d1", ""}, {"d1", "y"}} {
		if p, ok := b.ByKey(officer.UnitID(k[0]), k[1]); ok {
			t.Errorf("by the key %v: %s", k, p.ID)
		}
	}
	if p, ok := b.ByNumber(3); !ok || p.ID != "k3" || p.Version != 1 {
		t.Errorf("by number: %v %v", p, ok)
	}
	for _, ref := range [][2]string{{"k3", "9"}, {"k9", "1"}, {"", ""}} {
		if i, ok := b.Step(ID(ref[0]), ref[1]); ok || i != (Item{}) {
			t.Errorf("step %v: %v %v", ref, i, ok)
		}
	}
	items := b.LedBy("o1")
	items[0] = Item{}
	want(t, "led after a caller wrote into the answer", refs(b.LedBy("o1")), "k3.1 k2.9 k2.10 k2.5 k2.4")
}

// TestWhatIsNamedTwiceInABatch: the last record counts, and a change before a removal.
func TestWhatIsNamedTwiceInABatch(t *testing.T) {
	of := func(version int64, title string) queue.Record {
		return queue.Record{ID: "k1", Version: version, Value: written(&Plan{Number: 1, Title: title, Unit: "d1", State: Open})}
	}
	b, err := loaded(t, nil).With([]queue.Record{of(1, "một"), of(2, "hai")}, []string{"k1"})
	if err != nil {
		t.Fatal(err)
	}
	if plans := b.OfUnit("d1"); len(plans) != 1 || plans[0].Title != "hai" {
		t.Errorf("plans: %v", plans)
	}
	if b, err = b.With(nil, []string{"k1", "k2", "later"}); err != nil || len(b.All())+len(b.OfUnit("d1")) > 0 {
		t.Errorf("removed: %v %v", b.All(), err)
	}
}

func TestARecordThatCannotBeReadIsNamed(t *testing.T) {
	for id, value := range map[string]string{"k7": `{"number":"seven"}`, "k8": `{`, "_": `{"last":"x"}`} {
		_, err := Load([]queue.Record{{ID: id, Version: 1, Value: []byte(value)}})
		if err == nil || id != counterID && !strings.Contains(err.Error(), id) {
			t.Errorf("%s: %v", id, err)
		}
	}
}

func TestNumbersAreGivenOnce(t *testing.T) {
	records := map[string]queue.Record{}
	var version int64
	write := func(changes []queue.Change) error {
		for _, c := range changes {
			if c.Was != records[c.ID].Version {
				return queue.ErrConflict
			}
		}
		for _, c := range changes {
			version++
			records[c.ID] = queue.Record{ID: c.ID, Version: version, Value: c.Value}
		}
		return nil
	}
	b := loaded(t, records)
	if made, changes := b.Create(); made != nil || changes != nil {
		t.Errorf("no plan makes %v %v", made, changes)
	}
	given := Plan{
		Number: 77, ID: "k77", Version: 5, Kind: Errand, Title: "Nộp báo cáo", Owner: "o1", State: Closed,
		Created: moment(t, "2026-11-24 08:00").In(ict).Add(7), Team: []officer.ID{"o3", "o2", "o3"}, Steps: []Step{{Title: "a"}, {Title: "b", ID: "9"}},
	}
	before := encoded(given)
	made, changes := b.Create(given, given)
	if !same(given, *planOf(t, before)) {
		t.Error("what was given was changed")
	}
	for i, p := range made {
		want(t, "a new plan", fmt.Sprintln(p.ID, p.Code(), p.Version, p.State, p.Team, p.Steps[0].ID, p.Steps[1].ID, p.NextStep, p.NextEntry),
			fmt.Sprintf("k%d KH-000%d 0 open [o2 o3] 1 2 3 2\n", i+1, i+1))
		want(t, "its log", string(encoded(p.Log)), `[{"n":1,"what":"made","by":"o1","at":"2026-11-24T01:00:00Z"}]`)
	}
	if err := write(changes); err != nil {
		t.Fatal(err)
	}
	_, late := b.Create(given)
	if err := write(late); !errors.Is(err, queue.ErrConflict) {
		t.Errorf("a second one on the same book: %v", err)
	}
	b = loaded(t, records)
	for _, p := range made {
		read, _ := b.Plan(p.ID)
		read.Version = 0
		if !reflect.DeepEqual(read, p) {
			t.Errorf("read back:\n%+v\nmade:\n%+v", read, p)
		}
	}
	first, one := b.Create(given)
	_, other := b.Create(given)
	if err := write(one); err != nil || first[0].Number != 3 {
		t.Errorf("%s: %v", first[0].ID, err)
	}
	if err := write(other); !errors.Is(err, queue.ErrConflict) {
		t.Errorf("two at once: %v", err)
	}
	// A plan that is removed does not give its number back.
	delete(records, "k3")
	if made, _ = loaded(t, records).Create(given); made[0].Number != 4 {
		t.Errorf("the number of a removed plan is given again: %s", made[0].ID)
	}
}

func planOf(t testing.TB, raw json.RawMessage) *Plan {
	t.Helper()
	p := &Plan{}
	if err := json.Unmarshal(raw, p); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestWhatALaterReleaseWroteIsKept: fields of a plan, a step, its reason and an entry of the log, through edits and undoing;
// what goes, takes its fields with it.
func TestWhatALaterReleaseWroteIsKept(t *testing.T) {
	record := queue.Record{ID: "k1", Version: 3, Value: []byte(`{
		"number":1,"kind":"case","title":"Kiểm tra <A>","unit":"d1","owner":"o1","created":"2026-11-24T01:00:00Z","state":"open",
		"chats":[-1001234567890123456],"colour":"đỏ <b>","room":{"floor":9007199254740993},"team":[],
		"steps":[
			{"id":"1","title":"a","weight":"ordinary","day":"2026-12-01","reason":{"source":"typed","sure":true},"place":"x"},
			{"id":"2","title":"b","weight":"ordinary","day":"2026-12-02","reason":{"source":"typed"},"place":"y",
				"ended":{"by":"o1","at":"2026-11-24T01:30:00Z","how":"z"}}],
		"log":[{"n":1,"what":"made","by":"o1","at":"2026-11-24T01:00:00Z","device":"p"},
			{"n":2,"what":"done","by":"o1","at":"2026-11-24T01:30:00Z","step":"2","device":"q",
				"was":{"step":{"id":"2","title":"b","weight":"ordinary","day":"2026-12-02","reason":{"source":"typed"}}},
				"now":{"step":{"id":"2","title":"b","weight":"ordinary","day":"2026-12-02","reason":{"source":"typed"},
					"ended":{"by":"o1","at":"2026-11-24T01:30:00Z"}}}}],
		"next_entry":3,"next_step":3}`)}
	b := loaded(t, map[string]queue.Record{"k1": record})
	p, _ := b.Plan("k1")
	e := p.Edit("o1", moment(t, "2026-11-24 10:00"))
	for _, err := range []error{e.Undo(2), e.Done("1", "<xong>"), e.Rename("Tên khác"), e.SetTeam("o2")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	change := e.Changes()[0]
	var got struct {
		Title  string
		Colour string
		Team   []string
		Room   struct{ Floor json.Number }
		Chats  []json.Number
		Steps  []struct {
			Place  string
			Reason struct{ Sure bool }
			Ended  *struct{ How string }
		}
		Log []struct {
			Device string
			Undone bool
		}
	}
	if err := json.Unmarshal(change.Value, &got); err != nil {
		t.Fatal(err)
	}
	plan := fmt.Sprintln(got.Title, got.Colour, got.Team, got.Room.Floor, got.Chats, change.Was)
	want(t, "of the plan", plan, "Tên khác đỏ <b> [o2] 9007199254740993 [-1001234567890123456] 3\n")
	want(t, "of the steps", fmt.Sprintln(got.Steps[0].Place, got.Steps[0].Reason.Sure, got.Steps[1].Place, got.Steps[1].Ended), "x true y <nil>\n")
	want(t, "of the log", fmt.Sprint(got.Log), "[{p false} {q true} { false} { false} { false} { false}]")
	if !strings.Contains(string(change.Value), "<xong>") {
		t.Errorf("not as it was typed: %s", change.Value)
	}
	again, err := b.With([]queue.Record{{ID: "k1", Version: 4, Value: change.Value}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, _ = again.Plan("k1")
	want(t, "written once more", string(written(p)), string(change.Value))
}

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	for text, number := range map[string]int{
		"KH-0127": 127, "kh 127": 127, " kh127 ": 127, "Kh–0127": 127, "kh - 12": 12, "kh-10000": 10000,
		"": 0, "127": 0, "kh": 0, "kh-0": 0, "kh-": 0, "kh+12": 0, "kh1a": 0, "khoa 12": 0, "kh 99999999999": 0, "kh 1 2": 0,
	} {
		if n, ok := ReadCode(text); ok != (number > 0) || ok && n != number {
			t.Errorf("%q is read as %d, %v", text, n, ok)
		}
	}
}
