package quiz

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

var pushZone = time.FixedZone("+07", 7*60*60)

// pushClass is a roster with a class of these officers, by name.
func pushClass(t *testing.T, names ...string) (*officer.Roster, officer.ClassID) {
	t.Helper()
	r, err := officer.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	e := r.Edit()
	unit, err := e.AddUnit("u", "Đảng bộ A", "")
	if err != nil {
		t.Fatal(err)
	}
	class, err := e.AddClass("c", "Lớp 1", calendar.MustDay("2026-11-23"), calendar.MustDay("2026-12-18"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		id, err := e.AddOfficer("o-"+name, officer.Officer{Name: name, Unit: unit})
		if err == nil {
			err = e.Enrol(class, id)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var records []queue.Record
	for n, c := range e.Changes() {
		records = append(records, queue.Record{ID: c.ID, Version: int64(n + 1), Value: c.Value})
	}
	r, err = officer.Load(records)
	if err != nil {
		t.Fatal(err)
	}
	return r, class
}

func keepAll(*Question) bool { return true }

func TestWhatBecomesOfAPushInEachState(t *testing.T) {
	r, _ := pushClass(t)
	at, later := noon.Add(10*time.Minute), noon.Add(2*time.Hour)
	steps := map[string]func(*Push) (*Push, error){
		"confirm": func(p *Push) (*Push, error) { return p.Confirmed(at) },
		"open": func(p *Push) (*Push, error) {
			next, _, err := p.Opened(r, at, pushZone, keepAll)
			return next, err
		},
		"recall":  func(p *Push) (*Push, error) { return p.Recall(at) },
		"extend":  func(p *Push) (*Push, error) { return p.Extended(later, at) },
		"end":     func(p *Push) (*Push, error) { return p.Ended(at) },
		"publish": func(p *Push) (*Push, error) { return p.Publish() },
	}
	allowed := map[string]map[PushState]PushState{
		"confirm": {Drafted: Planned, "": Planned},
		"open":    {Planned: Open},
		"recall":  {Planned: Recalled, Open: Recalled},
		"extend":  {Planned: Planned, Open: Open, Closed: Open},
		"end":     {Open: Closed},
		"publish": {Closed: Closed},
	}
	for name, step := range steps {
		for _, state := range []PushState{"", Drafted, Planned, Open, Closed, Recalled} {
			p := pushOf(Practice, asking("v1", 4, 1))
			p.State = state
			before := fmt.Sprint(*p)
			next, err := step(p)
			if fmt.Sprint(*p) != before {
				t.Errorf("%s of %q changes the push itself", name, state)
			}
			want, may := allowed[name][state]
			switch {
			case !may && (!errors.Is(err, ErrPushState) || next != nil):
				t.Errorf("%s of %q gives %v, %v", name, state, next, err)
			case may && (err != nil || next.State != want):
				t.Errorf("%s of %q gives %v, %v", name, state, next, err)
			}
		}
	}
	published := pushOf(Test, asking("v1", 4, 1))
	published.State, published.Published = Closed, true
	for _, name := range []string{"publish", "extend"} {
		if _, err := steps[name](published); !errors.Is(err, ErrPushState) {
			t.Errorf("%s of a published one: %v", name, err)
		}
	}
}

func TestAnExtensionIsLater(t *testing.T) {
	rows := []struct {
		rule   string
		closes time.Time
		until  time.Time
		ok     bool
	}{
		{"later than now and than the end", noon.Add(time.Hour), noon.Add(2 * time.Hour), true},
		{"the end there is", noon.Add(time.Hour), noon.Add(time.Hour), false},
		{"before the end there is", noon.Add(time.Hour), noon.Add(59 * time.Minute), false},
		{"after the end there was, and past", noon.Add(-2 * time.Hour), noon.Add(-time.Hour), false},
		{"now", noon.Add(-2 * time.Hour), noon, false},
		{"an end for one without", time.Time{}, noon.Add(time.Minute), true},
		{"an end for one without, past", time.Time{}, noon.Add(-time.Minute), false},
	}
	for _, row := range rows {
		p := pushOf(Practice, asking("v1", 4, 1))
		p.Opens, p.Closes = noon.Add(-3*time.Hour), row.closes
		next, err := p.Extended(row.until, noon)
		if row.ok != (err == nil) || err != nil && !errors.Is(err, ErrNotLater) || err == nil && !next.Closes.Equal(row.until) {
			t.Errorf("%s: %v, %v", row.rule, next, err)
		}
	}
}

func TestEndingAPushMovesItsEndToNow(t *testing.T) {
	for _, row := range []struct {
		rule         string
		closes, want time.Time
	}{
		{"before its hour", noon.Add(time.Hour), noon},
		{"without one", time.Time{}, noon},
		{"found late", noon.Add(-time.Hour), noon.Add(-time.Hour)},
	} {
		p := pushOf(Practice, asking("v1", 4, 1))
		p.Closes = row.closes
		if next, err := p.Ended(noon); err != nil || !next.Closes.Equal(row.want) {
			t.Errorf("%s: %v, %v", row.rule, next, err)
		}
	}
}

// An answer that came before the end counts in practice, although the push is closed when it is decided on.
func TestAnAnswerThatCameInTimeCounts(t *testing.T) {
	p := pushOf(Practice, asking("v1", 4, 1), asking("v2", 4, 1))
	a := p.Give("o1", 1, noon)
	closed, err := p.Ended(p.Closes)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		at   time.Time
		want Refusal
	}{{p.Closes.Add(-time.Millisecond), Counts}, {p.Closes, Late}} {
		if _, why := closed.Answer(a, 0, []int{1}, row.at); why != row.want {
			t.Errorf("at %s: %q, want %q", row.at, why, row.want)
		}
	}
	after, _ := p.Answer(a, 0, []int{1}, noon)
	if !after.Ended.IsZero() {
		t.Error("the attempt ended with its first answer")
	}
	after, _ = p.Answer(after, 1, []int{0}, noon.Add(time.Minute))
	if !after.Ended.Equal(noon.Add(time.Minute)) || after.How != HandedIn {
		t.Errorf("the last answer ends it at %s as %q", after.Ended, after.How)
	}
}

func TestOpeningEnrolsAndLeavesOutWhatWasWithdrawn(t *testing.T) {
	r, class := pushClass(t, "Lê Văn Bình", "Trần Thị Anna")
	p := pushOf(Practice, asking("v1", 4, 1), asking("v2", 4, 1))
	p.State, p.Classes = Planned, []officer.ClassID{class}
	open, after, err := p.Opened(r, noon, pushZone, func(q *Question) bool { return q.ID != "v1" })
	if err != nil || after != nil || len(open.Pool) != 1 || open.Pool[0].ID != "v2" || len(open.Enrolled) != 2 || len(p.Pool) != 2 {
		t.Fatalf("%+v, %v, %v", open, after, err)
	}
	p.Weekly = true
	open, after, err = p.Opened(r, noon, pushZone, func(*Question) bool { return false })
	if !errors.Is(err, ErrNoQuestions) || open != nil || after == nil {
		t.Errorf("with no question left: %v, %v, %v", open, after, err)
	}
}

func TestTheNextOfASeries(t *testing.T) {
	r, _ := pushClass(t)
	p := pushOf(Practice, asking("v1", 4, 1))
	p.State, p.Weekly, p.Record = Planned, true, 7
	p.Opens = time.Date(2026, 11, 23, 23, 30, 0, 0, pushZone)
	p.Closes = p.Opens.Add(48 * time.Hour)
	_, after, err := p.Opened(r, p.Opens, pushZone, keepAll)
	if err != nil || after.State != Planned || after.ID == p.ID || len(after.ID) > 16 || after.ID[0] != 'p' || after.Record != 0 || !after.Weekly ||
		!after.Opens.Equal(time.Date(2026, 11, 30, 23, 30, 0, 0, pushZone)) || after.Closes.Sub(after.Opens) != 48*time.Hour || len(after.Pool) != 1 {
		t.Fatalf("%+v, %v", after, err)
	}
	_, again, _ := p.Opened(r, p.Opens, pushZone, keepAll)
	if again.ID != after.ID {
		t.Error("decided again it is another push")
	}
	// Found open 15 days late, those of the weeks between are not made up for.
	_, after, _ = p.Opened(r, p.Opens.AddDate(0, 0, 15), pushZone, keepAll)
	if !after.Opens.Equal(p.Opens.AddDate(0, 0, 21)) {
		t.Errorf("15 days late the next is at %s", after.Opens)
	}
	_, third, _ := after.Opened(r, after.Opens, pushZone, keepAll)
	if third.ID == after.ID || third.ID == p.ID {
		t.Error("two of a series have one id")
	}
}

func TestTheRecordOfAPushKeepsTheIDsOfItsQuestions(t *testing.T) {
	p := pushOf(Practice, asking("v1", 4, 1), asking("v2", 2, 0))
	p.Enrolled = []officer.ID{"o1"}
	back, err := LoadPushes([]queue.Record{{ID: "p1", Version: 3, Value: p.Change().Value}})
	if err != nil {
		t.Fatal(err)
	}
	p.Record = 3
	if got, _ := back.Push("p1"); fmt.Sprint(*got) != fmt.Sprint(*p) {
		t.Errorf("%+v, want %+v", got, p)
	}
	// A record without ids, and one with fewer, is read.
	for _, raw := range []string{`{"kind":"practice","pool":[{"stem":"a"}],"state":"open"}`, `{"pool":[{"stem":"a"},{"stem":"b"}],"ids":["v9"]}`} {
		var got Push
		if err := json.Unmarshal([]byte(raw), &got); err != nil || len(got.Pool) == 0 {
			t.Errorf("%s: %+v, %v", raw, got, err)
		}
	}
}

func TestTicks(t *testing.T) {
	p := pushOf(Practice, asking("v1", 4, 1, 3))
	p.Shuffle = true
	a := p.Give("o1", 1, noon)
	_, author := a.Items[0].Options(&p.Pool[0])
	ticked := a
	for _, place := range []int{2, 0, 1, 0} {
		next, why := p.Ticks(ticked, 0, place, noon)
		if why != Counts {
			t.Fatal(why)
		}
		ticked = next
	}
	want := []int{author[1], author[2]}
	slices.Sort(want)
	if !slices.Equal(ticked.Items[0].Ticked, want) || len(a.Items[0].Ticked) != 0 {
		t.Errorf("ticked are %v, want %v", ticked.Items[0].Ticked, want)
	}
	if places := ticked.Items[0].Places(&p.Pool[0], ticked.Items[0].Ticked); !slices.Equal(places, []int{1, 2}) {
		t.Errorf("at places %v", places)
	}
	for _, place := range []int{-1, 4} {
		if _, why := p.Ticks(a, 0, place, noon); why != NoSuch {
			t.Errorf("place %d: %q", place, why)
		}
	}
	after, _ := p.Answer(ticked, 0, []int{1, 2}, noon)
	if after.Items[0].Ticked != nil {
		t.Error("ticks stay behind the answer")
	}
	if _, why := p.Ticks(after, 0, 0, noon); why != Repeated {
		t.Errorf("after the answer: %q", why)
	}
}

func TestHeldPolls(t *testing.T) {
	h, err := ReadHeld("7", queue.Record{})
	if err != nil {
		t.Fatal(err)
	}
	h = h.With(HeldVote{Event: "u1", Person: 5, Chosen: []int{1}, At: noon})
	h = h.With(HeldVote{Event: "u1", Person: 5, Chosen: []int{1}, At: noon})
	h = h.Told("Điều  nào?", []string{"Điều 3", "Điều 6"}, noon.Add(time.Hour))
	back, err := ReadHeld("7", queue.Record{ID: "7", Version: 4, Value: h.Change().Value})
	h.Record = 4
	if err != nil || fmt.Sprint(*back) != fmt.Sprint(*h) || len(back.Votes) != 1 || !back.Since.Equal(noon) {
		t.Fatalf("%+v, want %+v: %v", back, h, err)
	}
	for _, row := range []struct {
		rule     string
		question string
		options  []string
		want     bool
	}{
		{"white space and the form of Unicode are the channel's", " Điều nào?", []string{"Điều 3", "Điều 6 "}, true},
		{"another question", "Điều nào đúng?", []string{"Điều 3", "Điều 6"}, false},
		{"another order", "Điều nào?", []string{"Điều 6", "Điều 3"}, false},
		{"fewer options", "Điều nào?", []string{"Điều 3"}, false},
	} {
		if got := back.Says(row.question, row.options); got != row.want {
			t.Errorf("%s: %v", row.rule, got)
		}
	}
	if (&HeldPoll{}).Says("", nil) {
		t.Error("a poll of which nothing is known says something")
	}
	if h.Old(noon.Add(7*24*time.Hour-time.Second)) || !h.Old(noon.Add(7*24*time.Hour)) {
		t.Error("it is kept for another time than a week")
	}
	if gone := h.Gone(); gone.Value != nil || gone.Was != 4 {
		t.Errorf("%+v", gone)
	}
	if _, err := ReadHeld("7", queue.Record{ID: "7", Version: 1, Value: []byte("[")}); err == nil {
		t.Error("a broken record is read")
	}
}
