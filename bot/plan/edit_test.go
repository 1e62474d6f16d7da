package plan

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

// bench is a plan on which edits are tried: step 1 ordinary by o1, 2 a limit by o1 that rests on a clause, 3 a milestone
// with a minute by o2, 4 by nobody with no day, 5 done, 6 cancelled.
func bench(t testing.TB) *Plan {
	t.Helper()
	typed := Reason{Source: Typed, Document: "Kế hoạch số 5"}
	at := moment(t, "2026-11-02 08:00")
	p := &Plan{
		Number: 1, Kind: Case, Title: "Kiểm tra việc chấp hành", Unit: "d1", Owner: "o1", Created: at, Team: []officer.ID{"o3"}, State: Open,
		Steps: []Step{
			{ID: "1", Title: "Xây dựng kế hoạch", Lead: "o1", Day: calendar.MustDay("2026-12-01"), Weight: Ordinary, Reason: typed},
			{ID: "2", Title: "Kết luận", Lead: "o1", Day: calendar.MustDay("2026-12-10"), Weight: Limit, Reason: Reason{
				Source: Computed, Limit: "E01", Event: "ngày công bố", Start: calendar.MustDay("2026-11-10"), Amount: 30, Unit: calendar.Days,
				Rests: &Rest{Clause: "a#1", Cited: "khoản 1 Điều 6"},
			}},
			{ID: "3", Title: "Báo cáo", Lead: "o2", Day: calendar.MustDay("2026-12-05"), Minute: 900, Weight: Milestone, Reason: typed},
			{ID: "4", Title: "Lưu hồ sơ", Weight: Ordinary, Reason: Reason{Source: Typed}},
			{ID: "5", Title: "Thành lập đoàn", Lead: "o2", Weight: Ordinary, Ended: &Ended{By: "o2", At: at}},
			{ID: "6", Title: "Làm việc", Lead: "o2", Weight: Ordinary, Ended: &Ended{By: "o2", At: at, Note: "thừa", Cancelled: true}},
		},
		Log: []Entry{{Number: 1, What: Made, By: "o1", At: at}}, NextEntry: 2, NextStep: 7,
	}
	return stored(t, p, 9)
}

// stored is a plan as the store gives it back.
func stored(t interface{ Fatal(...any) }, p *Plan, version int64) *Plan {
	read, err := readPlan(queue.Record{ID: string(idOf(p.Number)), Version: version, Value: written(p)})
	if err != nil {
		t.Fatal(err)
	}
	return read
}

const benchDay = "2026-11-24 09:30"

// does is what an edit does, by name.
type does = func(*Edit) error

func adds(s Step) does {
	return func(e *Edit) error { _, err := e.AddStep(s); return err }
}

// key is that of the problem, "" for none.
func key(t testing.TB, err error) string {
	t.Helper()
	var p *Problem
	if err == nil {
		return ""
	}
	if !errors.As(err, &p) || p.Text == "" || strings.Contains(p.Text, "%!") {
		t.Fatalf("no problem that an officer can read: %v", err)
	}
	return p.Key
}

// differs says where two plans differ but for the log, the version and the counters.
func differs(before, after *Plan) string {
	var out []string
	say := func(name string, a, b any) {
		if !same(a, b) {
			out = append(out, fmt.Sprintf("%s %s", name, encoded(b)))
		}
	}
	say("title", before.Title, after.Title)
	say("unit", before.Unit, after.Unit)
	say("owner", before.Owner, after.Owner)
	say("team", each(before.Team), each(after.Team))
	say("chats", before.Chats, after.Chats)
	say("state", before.State, after.State)
	for i := range after.Steps {
		var was Step
		if i < len(before.Steps) {
			was = before.Steps[i]
		}
		a, b := reflect.ValueOf(was), reflect.ValueOf(after.Steps[i])
		for f := range b.NumField() {
			say(after.Steps[i].ID+"."+b.Type().Field(f).Name, a.Field(f).Interface(), b.Field(f).Interface())
		}
	}
	return strings.Join(out, "\n")
}

// TestWhatAnEditChanges: all that it changes, and the entries it makes.
func TestWhatAnEditChanges(t *testing.T) {
	day := calendar.MustDay
	at := `"at":"2026-11-24T02:30:00Z"`
	// limit is the reason of step 2, resting on a clause.
	limit := func(clause, cited string) string {
		return `2.Reason {"source":"computed","limit":"E01","event":"ngày công bố","start":"2026-11-10","amount":30,"unit":"day",` +
			`"rests":{"clause":"` + clause + `","cited":"` + cited + `","mark":{"words":""}}}`
	}
	further := Step{
		ID: "1", Title: "Thêm", Lead: "o2", Weight: Ordinary, Ended: &Ended{}, Asked: &Asked{}, Moved: []Moved{{}}, Reason: Reason{Source: Typed},
	}
	doubted := func(what Doubt) func(p *Plan) { return func(p *Plan) { p.Steps[1].Reason.Doubt = what } }
	asked := func(p *Plan) {
		p.Steps[1].Asked = &Asked{By: "o2", Day: day("2026-12-20"), Why: "chờ", From: day("2026-12-10")}
	}
	for _, c := range []struct {
		what    string
		first   func(*Plan)
		do      does
		changes []string
		entries string
	}{
		{
			"done, with a note", asked, func(e *Edit) error { return e.Done("2", "đã gửi") },
			[]string{`2.Ended {"by":"o9",` + at + `,"note":"đã gửi"}`, `2.Asked null`},
			"done 2 đã gửi",
		},
		{"done, of a step without a day", nil, func(e *Edit) error { return e.Done("4", "") }, []string{`4.Ended {"by":"o9",` + at + `}`}, "done 4 "},
		{
			"cancelled", nil, func(e *Edit) error { return e.Cancel("1", "trùng") },
			[]string{`1.Ended {"by":"o9",` + at + `,"note":"trùng","cancelled":true}`},
			"cancelled 1 trùng",
		},
		{"a plan cancelled: its steps stay", nil, func(e *Edit) error { return e.CancelPlan("dừng") }, []string{`state "cancelled"`}, "cancelled  dừng"},
		{"given", asked, func(e *Edit) error { return e.Give("2", "o2") }, []string{`2.Lead "o2"`, `2.Asked null`}, "given 2 o2"},
		{"given to nobody", nil, func(e *Edit) error { return e.Give("3", "") }, []string{`3.Lead ""`}, "given 3 "},
		{
			"postponed", nil, func(e *Edit) error { return e.Postpone("1", day("2026-12-03"), 0, "chờ") },
			[]string{`1.Day "2026-12-03"`, `1.Moved [{"day":"2026-12-01","by":"o9",` + at + `,"why":"chờ"}]`},
			"postponed 1 chờ",
		},
		{
			"postponed within its day", nil, func(e *Edit) error { return e.Postpone("3", day("2026-12-05"), 901, "chờ") },
			[]string{`3.Minute 901`, `3.Moved [{"day":"2026-12-05","minute":900,"by":"o9",` + at + `,"why":"chờ"}]`},
			"postponed 3 chờ",
		},
		{
			"postponed to the end of its day", nil, func(e *Edit) error { return e.Postpone("3", day("2026-12-05"), 0, "chờ") },
			[]string{`3.Minute 0`, `3.Moved [{"day":"2026-12-05","minute":900,"by":"o9",` + at + `,"why":"chờ"}]`},
			"postponed 3 chờ",
		},
		{
			"postponed without a day before", nil, func(e *Edit) error { return e.Postpone("4", day("2026-12-05"), 0, "chờ") },
			[]string{`4.Day "2026-12-05"`},
			"postponed 4 chờ",
		},
		{
			"an earlier day with its reason", asked, func(e *Edit) error { return e.SetDay("2", day("2026-12-01"), 600, Reason{Source: Typed, Limit: "E01"}) },
			[]string{
				`2.Day "2026-12-01"`, `2.Minute 600`, `2.Reason {"source":"typed","limit":"E01"}`, `2.Asked null`,
				`2.Moved [{"day":"2026-12-10","by":"o9",` + at + `,"why":""}]`,
			},
			"day-changed 2 ",
		},
		{
			"another reason for the same day", asked, func(e *Edit) error { return e.SetDay("2", day("2026-12-10"), 0, Reason{Source: Typed, Limit: "E01"}) },
			[]string{`2.Reason {"source":"typed","limit":"E01"}`},
			"day-changed 2 ",
		},
		{
			"no day any more", nil, func(e *Edit) error { return e.SetDay("1", calendar.Day{}, 0, Reason{Source: Typed}) },
			[]string{`1.Day null`, `1.Reason {"source":"typed"}`, `1.Moved [{"day":"2026-12-01","by":"o9",` + at + `,"why":""}]`},
			"day-changed 1 ",
		},
		{
			"time asked for, to the last day that may be", nil, func(e *Edit) error { return e.AskTime("2", day("2026-12-20"), day("2026-12-20"), "chờ") },
			[]string{`2.Asked {"by":"o9",` + at + `,"day":"2026-12-20","why":"chờ","from":"2026-12-10"}`},
			"time-asked 2 chờ",
		},
		{
			"time asked for again", asked, func(e *Edit) error { return e.AskTime("2", day("2030-01-01"), calendar.Day{}, "x") },
			[]string{`2.Asked {"by":"o9",` + at + `,"day":"2030-01-01","why":"x","from":"2026-12-10"}`},
			"time-asked 2 x",
		},
		{
			"time granted", asked, func(e *Edit) error { return e.GrantTime("2") },
			[]string{`2.Day "2026-12-20"`, `2.Asked null`, `2.Moved [{"day":"2026-12-10","by":"o9",` + at + `,"why":"chờ","extended":true}]`},
			"time-granted 2 chờ",
		},
		{"time refused", asked, func(e *Edit) error { return e.RefuseTime("2", "") }, []string{`2.Asked null`}, "time-refused 2 "},
		{
			"doubted", nil, func(e *Edit) error { return e.Doubt("1", ClauseGone) },
			[]string{`1.Reason {"source":"typed","document":"Kế hoạch số 5","doubt":"clause-gone"}`},
			"doubted 1 clause-gone",
		},
		{"doubted as before", doubted(ClauseGone), func(e *Edit) error { return e.Doubt("2", ClauseGone) }, nil, ""},
		{
			"confirmed on another clause", doubted(ClauseEnded), func(e *Edit) error { return e.Confirm("2", &Rest{Clause: "b#2"}, "") },
			[]string{limit("b#2", "")},
			"confirmed 2 ",
		},
		{
			"confirmed with no clause", doubted(ClauseEnded), func(e *Edit) error { return e.Confirm("2", nil, "công văn") },
			[]string{`2.Reason {"source":"typed","event":"ngày công bố","start":"2026-11-10","document":"công văn"}`},
			"confirmed 2 công văn",
		},
		{
			"confirmed after days off changed", doubted(DayOffChanged), func(e *Edit) error { return e.Confirm("2", nil, "") },
			[]string{strings.Replace(limit("a#1", "khoản 1 Điều 6"), "computed", "typed", 1)},
			"confirmed 2 ",
		},
		{
			"a further step", nil, adds(further),
			[]string{`7.ID "7"`, `7.Title "Thêm"`, `7.Lead "o2"`, `7.Weight "ordinary"`, `7.Reason {"source":"typed"}`},
			"step-added 7 ",
		},
		{"another team", nil, func(e *Edit) error { return e.SetTeam("o5", "o4", "o5") }, []string{`team ["o4","o5"]`}, "team-changed  "},
		{"no team", nil, func(e *Edit) error { return e.SetTeam() }, []string{`team null`}, "team-changed  "},
		{
			"handed over", asked, func(e *Edit) error { return e.HandOver("o1", "o4") },
			[]string{`owner "o4"`, `1.Lead "o4"`, `2.Lead "o4"`, `2.Asked null`},
			"handed-over 1 o4|handed-over 2 o4|handed-over  o4",
		},
		{"handed over: what ended stays", nil, func(e *Edit) error { return e.HandOver("o2", "o1") }, []string{`3.Lead "o1"`}, "handed-over 3 o1"},
		{"handed over: a place in the team", nil, func(e *Edit) error { return e.HandOver("o3", "o2") }, []string{`team ["o2"]`}, "handed-over  o2"},
		{
			"handed over to who is in the team", func(p *Plan) { p.Team = []officer.ID{"o3", "o4"} }, func(e *Edit) error { return e.HandOver("o3", "o4") },
			[]string{`team ["o4"]`},
			"handed-over  o4",
		},
		{"another title", nil, func(e *Edit) error { return e.Rename("Giám sát") }, []string{`title "Giám sát"`}, "renamed  Giám sát"},
		{"another unit", nil, func(e *Edit) error { return e.MoveUnit("d2") }, []string{`unit "d2"`}, "unit-moved  d2"},
		{"announced", func(p *Plan) { p.Chats = []int64{-5} }, func(e *Edit) error { return e.Announce(-6) }, []string{`chats [-5,-6]`}, "announced  "},
	} {
		p := bench(t)
		if c.first != nil {
			c.first(p)
		}
		p = stored(t, p, 9)
		before := encoded(p)
		e := p.Edit("o9", moment(t, benchDay).Add(999*time.Millisecond).In(ict))
		if k := key(t, c.do(e)); k != "" {
			t.Errorf("%s: %s", c.what, k)
			continue
		}
		after := e.Plan()
		want(t, c.what, differs(p, after), strings.Join(c.changes, "\n"))
		var made []string
		number := 2
		for _, l := range e.Entries() {
			made = append(made, fmt.Sprintf("%s %s %s", l.What, l.Step, l.Note))
			if l.Number != number || l.By != "o9" || !l.At.Equal(moment(t, benchDay)) {
				t.Errorf("%s: entry %+v", c.what, l)
			}
			number++
		}
		want(t, c.what+": entries", strings.Join(made, "|"), c.entries)
		if string(encoded(p)) != string(before) {
			t.Errorf("%s: the plan it was made of is changed: %s", c.what, encoded(p))
		}
		want(t, c.what+": log", string(encoded(after.Log[1:])), string(encoded(append([]Entry{}, e.Entries()...))))
		changes := e.Changes()
		switch {
		case c.entries == "":
			if changes != nil || e.First() != 0 {
				t.Errorf("%s: writes %v", c.what, changes)
			}
		case len(changes) != 1 || changes[0].Table != queue.TablePlan || changes[0].ID != "k1" || changes[0].Was != 9 ||
			string(changes[0].Value) != string(written(after)) || e.First() != 2:
			t.Errorf("%s: writes %+v", c.what, changes)
		}
	}
}

// TestWhatAnEditRefuses changes nothing at all.
func TestWhatAnEditRefuses(t *testing.T) {
	day := calendar.MustDay
	long := strings.Repeat("ă", noteLimit+1)
	cancelled := func(p *Plan) { p.State = Cancelled }
	many := func(p *Plan) {
		for len(p.Steps) < stepLimit {
			p.Steps = append(p.Steps, Step{ID: "x", Title: "x"})
		}
	}
	moved := func(p *Plan) {
		p.Steps[1].Asked = &Asked{By: "o2", Day: day("2026-12-20"), From: day("2026-12-09")}
	}
	asked := func(p *Plan) {
		moved(p)
		p.Steps[1].Asked.From = p.Steps[1].Day
	}
	kept := func(d Doubt) func(*Plan) { return func(p *Plan) { p.Steps[1].Reason.Doubt = d } }
	for _, c := range []struct {
		key   string
		first func(*Plan)
		do    does
	}{
		{"step_gone", nil, func(e *Edit) error { return e.Done("9", "") }},
		{"step_gone", nil, func(e *Edit) error { return e.Give("", "o1") }},
		{"plan_cancelled", cancelled, func(e *Edit) error { return e.Done("1", "") }},
		{"plan_cancelled", cancelled, adds(Step{Title: "x"})},
		{"plan_cancelled", cancelled, func(e *Edit) error { return e.CancelPlan("x") }},
		{"step_done", nil, func(e *Edit) error { return e.Done("5", "") }},
		{"step_done", nil, func(e *Edit) error { return e.Cancel("5", "x") }},
		{"step_cancelled", nil, func(e *Edit) error { return e.Give("6", "o1") }},
		{"step_done", nil, func(e *Edit) error { return e.Postpone("5", day("2026-12-03"), 0, "x") }},
		{"step_done", nil, func(e *Edit) error { return e.SetDay("5", day("2026-12-03"), 0, Reason{}) }},
		{"step_done", nil, func(e *Edit) error { return e.AskTime("5", day("2026-12-03"), calendar.Day{}, "x") }},
		{"step_done", nil, func(e *Edit) error { return e.GrantTime("5") }},
		{"step_done", nil, func(e *Edit) error { return e.RefuseTime("5", "") }},
		{"step_done", nil, func(e *Edit) error { return e.Doubt("5", ClauseEnded) }},
		{"step_done", nil, func(e *Edit) error { return e.Confirm("5", nil, "") }},
		{"note_too_long", nil, func(e *Edit) error { return e.Done("1", long) }},
		{"not_printable", nil, func(e *Edit) error { return e.Done("1", "\x00") }},
		{"no_reason", nil, func(e *Edit) error { return e.Cancel("1", " \n") }},
		{"no_reason", nil, func(e *Edit) error { return e.CancelPlan("") }},
		{"note_too_long", nil, func(e *Edit) error { return e.CancelPlan(long) }},
		{"same_lead", nil, func(e *Edit) error { return e.Give("1", "o1") }},
		{"same_lead", nil, func(e *Edit) error { return e.Give("4", "") }},
		{"limit_not_postponed", nil, func(e *Edit) error { return e.Postpone("2", day("2026-12-30"), 0, "x") }},
		{"not_later", nil, func(e *Edit) error { return e.Postpone("1", day("2026-12-01"), 0, "x") }},
		{"not_later", nil, func(e *Edit) error { return e.Postpone("1", day("2026-12-01"), 600, "x") }},
		{"not_later", nil, func(e *Edit) error { return e.Postpone("3", day("2026-12-05"), 900, "x") }},
		{"not_later", nil, func(e *Edit) error { return e.Postpone("3", day("2026-12-04"), 1000, "x") }},
		{"not_later", nil, func(e *Edit) error { return e.Postpone("4", calendar.Day{}, 0, "x") }},
		{"no_reason", nil, func(e *Edit) error { return e.Postpone("1", day("2026-12-02"), 0, "") }},
		{"nothing_changed", nil, func(e *Edit) error {
			return e.SetDay("1", day("2026-12-01"), 0, Reason{Source: Typed, Document: "Kế hoạch số 5"})
		}},
		{"nothing_changed", nil, func(e *Edit) error {
			r := e.Plan().Steps[1].Reason
			rests := *r.Rests
			r.Rests = &rests
			return e.SetDay("2", day("2026-12-10"), 0, r)
		}},
		{"note_too_long", nil, func(e *Edit) error { return e.SetDay("1", day("2026-12-09"), 0, Reason{Document: long}) }},
		{"no_day", nil, func(e *Edit) error { return e.AskTime("4", day("2026-12-20"), calendar.Day{}, "x") }},
		{"not_later", nil, func(e *Edit) error { return e.AskTime("2", day("2026-12-10"), calendar.Day{}, "x") }},
		{"not_later", nil, func(e *Edit) error { return e.AskTime("2", calendar.Day{}, calendar.Day{}, "x") }},
		{"beyond_extension", nil, func(e *Edit) error { return e.AskTime("2", day("2026-12-21"), day("2026-12-20"), "x") }},
		{"no_reason", nil, func(e *Edit) error { return e.AskTime("2", day("2026-12-20"), calendar.Day{}, "") }},
		{"nothing_asked", nil, func(e *Edit) error { return e.GrantTime("2") }},
		{"nothing_asked", nil, func(e *Edit) error { return e.RefuseTime("2", "") }},
		{"nothing_asked", moved, func(e *Edit) error { return e.GrantTime("2") }},
		{"nothing_asked", moved, func(e *Edit) error { return e.RefuseTime("2", "") }},
		{"note_too_long", asked, func(e *Edit) error { return e.RefuseTime("2", long) }},
		{"nothing_to_confirm", nil, func(e *Edit) error { return e.Confirm("2", nil, "") }},
		{"note_too_long", kept(ClauseEnded), func(e *Edit) error { return e.Confirm("2", nil, long) }},
		{"too_many_steps", many, adds(Step{Title: "x"})},
		{"no_title", nil, adds(Step{Title: " "})},
		{"note_too_long", nil, adds(Step{Title: "x", Reason: Reason{Document: long}})},
		{"nothing_changed", nil, func(e *Edit) error { return e.SetTeam("o3", "o3") }},
		{"same_officer", nil, func(e *Edit) error { return e.HandOver("o1", "o1") }},
		{"nothing_to_hand_over", nil, func(e *Edit) error { return e.HandOver("o8", "o1") }},
		{"no_title", nil, func(e *Edit) error { return e.Rename("") }},
		{"title_too_long", nil, func(e *Edit) error { return e.Rename(strings.Repeat("ă", titleLimit+1)) }},
		{"not_printable", nil, func(e *Edit) error { return e.Rename("a\u200b") }},
		{"nothing_changed", nil, func(e *Edit) error { return e.Rename("Kiểm tra việc chấp hành") }},
		{"nothing_changed", nil, func(e *Edit) error { return e.MoveUnit("d1") }},
		{"announced_already", func(p *Plan) { p.Chats = []int64{-5} }, func(e *Edit) error { return e.Announce(-5) }},
		{"cannot_undo", nil, func(e *Edit) error { return e.Undo(0) }},
		{"cannot_undo", func(p *Plan) { p.Log[0].At = moment(t, benchDay) }, func(e *Edit) error { return e.Undo(1) }},
		{"undo_too_late", nil, func(e *Edit) error { return e.Undo(1) }},
	} {
		p := bench(t)
		if c.first != nil {
			c.first(p)
		}
		p = stored(t, p, 9)
		before := encoded(p)
		e := p.Edit("o9", moment(t, benchDay))
		untouched := encoded(e.Plan())
		if k := key(t, c.do(e)); k != c.key {
			t.Errorf("%q is the problem, not %q", k, c.key)
		}
		if e.Changes() != nil || len(e.Entries()) > 0 || string(encoded(e.Plan())) != string(untouched) || string(encoded(p)) != string(before) {
			t.Errorf("%s: something is changed: %s", c.key, differs(p, e.Plan()))
		}
	}
}

// TestAPlanIsAsOpenAsItsSteps: closed by the step that ended last, open again by a step that is added or taken back.
func TestAPlanIsAsOpenAsItsSteps(t *testing.T) {
	p := bench(t)
	e := p.Edit("o1", moment(t, benchDay))
	var states []State
	for _, do := range []does{
		func(e *Edit) error { return e.Done("1", "") }, func(e *Edit) error { return e.Done("2", "") },
		func(e *Edit) error { return e.Cancel("3", "x") }, func(e *Edit) error { return e.Cancel("4", "x") },
		func(e *Edit) error { return e.Undo(5) }, func(e *Edit) error { return e.Done("4", "") },
		adds(Step{Title: "x"}), func(e *Edit) error { return e.Done("7", "") }, func(e *Edit) error { return e.CancelPlan("x") },
		func(e *Edit) error { return e.Undo(10) }, func(e *Edit) error { return e.Rename("y") },
	} {
		if err := do(e); err != nil {
			t.Fatal(err)
		}
		states = append(states, e.Plan().State)
	}
	want(t, "states", fmt.Sprint(states), "[open open open closed open closed open closed cancelled closed closed]")
}
