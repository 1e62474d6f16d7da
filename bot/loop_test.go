package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/corpus/calendar"
)

// class1 are the names of four more members of the first class; with anna and cuong it has six.
var class1 = []string{"dung", "giang", "hanh", "khoa"}

// enrols adds officers who have joined to the first class, under these names until the test ends.
func (s *stage) enrols(names ...string) {
	s.t.Helper()
	class := officer.ClassID(s.class("1"))
	unit := s.whose("anna").Unit
	for i, name := range names {
		account := int64(40 + i)
		accounts[name] = account
		s.t.Cleanup(func() { delete(accounts, name) })
		s.edit(func(e *officer.Edit) error {
			id, err := e.AddOfficer("o-"+name, officer.Officer{Name: "Học viên " + name, Number: fmt.Sprintf("CB%03d", account), Unit: unit})
			s.must(err)
			code := fmt.Sprintf("W9%08d", i)
			s.must(e.Invite(id, code, s.now.Add(1)))
			_, _, err = e.Join(code, account, s.now.Add(-1))
			s.must(err)
			return e.Enrol(class, id)
		})
	}
}

// What is kept of a week are counts: no officer can be found in it. Its button begins an exercise for the class with the
// questions that rest on what was asked.
func TestTheListOfAWeekBecomesAnExercise(t *testing.T) {
	s := trainingStage(t)
	s.enrols(class1...)
	script := "! sweep\n"
	for _, name := range append([]string{"anna"}, class1...) {
		script += "> " + name + ": Chi bộ có được khiển trách đảng viên không?\n"
	}
	play(s, script+"! until 2026-11-30 07:30\n")
	class := officer.ClassID(s.class("1"))
	list := s.store.tables[queue.TableState][loopRecord(class)]
	const want = `{"from":"2026-11-23","day":"2026-11-30","matters":[{"id":"7f3b98edb1","clause":"7f3b98edb1","askers":5,"wrong":0}]}`
	if string(list.Value) != want {
		t.Errorf("the list is %s, want %s", list.Value, want)
	}
	play(s, "> trainer taps: "+say("loop_give")+"\n")
	now, err := s.store.Now(t.Context())
	s.must(err)
	if len(now.Pushes.All()) != 1 {
		t.Fatalf("%d exercises were begun, want one", len(now.Pushes.All()))
	}
	p := now.Pushes.All()[0]
	if p.Kind != quiz.Practice || p.State != quiz.Drafted || !slices.Equal(p.Classes, []officer.ClassID{class}) || len(p.Picked) == 0 {
		t.Errorf("the exercise is %+v", p)
	}
	for _, id := range p.Picked {
		q, _ := now.Bank.Question(id)
		if !slices.ContainsFunc(q.Cites, func(cite quiz.Cite) bool { return cite.Clause == "7f3b98edb1" }) {
			t.Errorf("the question %s does not rest on what was asked", id)
		}
	}
}

// The journal is read page by page up to the week's first moment; what was asked before it, or erased, counts not.
func TestOnlyTheWeekIsRead(t *testing.T) {
	const asks = ": Chi bộ có được khiển trách đảng viên không?\n"
	week := ""
	for _, name := range class1 {
		week += "> " + name + asks
	}
	for _, row := range []struct {
		name   string
		before string
		behind int
		erased bool
		list   bool
	}{
		{name: "five asked", before: "! 7 days later\n> anna" + asks, list: true},
		{name: "one of the five asked in the week before", before: "> anna" + asks + "! 7 days later\n"},
		{name: "five asked, and much was done since", before: "! 7 days later\n> anna" + asks, behind: 2*loopRead + 1, list: true},
		{name: "one of the five had it erased", before: "! 7 days later\n> anna" + asks, erased: true},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := trainingStage(t)
			s.enrols(class1...)
			play(s, row.before+week)
			if row.erased {
				_, err := s.store.Erase(t.Context(), s.whose("anna").ID, anna)
				s.must(err)
			}
			for range row.behind {
				s.store.entries = append(s.store.entries, journal.Entry{Number: int64(len(s.store.entries) + 1), At: s.now, Kind: journal.Looked})
			}
			play(s, "! sweep\n! until 2026-12-07 07:30\n")
			if list, ok := s.store.tables[queue.TableState]["loop-"+s.class("1")]; ok != row.list {
				t.Errorf("there is a list: %t, want %t: %s", ok, row.list, list.Value)
			}
		})
	}
}

const asksOften = ": Chi bộ có được khiển trách đảng viên không?\n"

// The lists come within push hours of a working day; of weeks without one in between there is one list.
func TestTheListOfAWeekKeepsPushHours(t *testing.T) {
	for _, row := range []struct {
		name     string
		off      []string
		at, week string
	}{
		{"on Monday when push hours begin", nil, "(at 2026-11-30 07:30, to trainer)", "Từ 23/11/2026 đến 29/11/2026."},
		{"Monday is off", []string{"2026-11-30"}, "(at 2026-12-01 07:30, to trainer)", "Từ 23/11/2026 đến 29/11/2026."},
		{
			"the whole week is off",
			[]string{"2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"},
			"(at 2026-12-07 07:30, to trainer)", "Từ 23/11/2026 đến 6/12/2026.",
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := trainingStage(t)
			s.enrols(class1...)
			var days []queue.Change
			for _, day := range row.off {
				value, err := json.Marshal(calendar.Shift{Day: calendar.MustDay(day), Off: true, Why: "nghỉ", Source: "thử"})
				s.must(err)
				days = append(days, queue.Change{Table: queue.TableDay, ID: day, Value: value})
			}
			s.must(s.store.carryOut(Turn{Changes: days}))
			script := ""
			for _, name := range append([]string{"anna"}, class1...) {
				script += "> " + name + asksOften
			}
			play(s, script)
			got := ""
			for d := calendar.MustDay("2026-11-24"); d.Before(calendar.MustDay("2026-12-13")); d = d.Add(1) {
				got += play(s, "! until "+d.String()+" 00:30\n! sweep\n")
			}
			if strings.Count(got, "(at ") != 1 || !strings.Contains(got, row.at) || !strings.Contains(got, row.week) {
				t.Errorf("the lists: %s", got)
			}
		})
	}
}

// A timer that is handled late, at night or on a day off, waits for push hours.
func TestALateListWaitsForPushHours(t *testing.T) {
	s := trainingStage(t)
	s.enrols(class1...)
	for _, name := range append([]string{"anna"}, class1...) {
		play(s, "> "+name+asksOften)
	}
	play(s, "! sweep\n")
	s.now = time.Date(2026, 11, 30, 22, 0, 0, 0, s.talk.cfg.Location)
	if got := play(s, "! until 2026-12-01 12:00\n"); !strings.Contains(got, "(at 2026-12-01 07:30, to trainer)") || !strings.Contains(got, "Từ 23/11/2026 đến 29/11/2026.") {
		t.Errorf("the list: %s", got)
	}
}

// What a trainer is told of are questions that the trainer may give, and the exercise holds as many.
func TestTheListCountsWhatItsReaderMayGive(t *testing.T) {
	s := trainingStage(t)
	s.enrols(class1...)
	resting := s.as(trainer).Bank.Only(func(q *quiz.Question) bool {
		return q.State == quiz.Approved && slices.ContainsFunc(q.Cites, func(cite quiz.Cite) bool { return cite.Clause == "7f3b98edb1" })
	})
	if len(resting) != 2 {
		t.Fatalf("%d questions rest on what is asked, want 2", len(resting))
	}
	others := *resting[0]
	others.Unit, others.Author = s.whose("binh").Unit, s.whose("binh").ID
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{others.Change()}}))
	// The trainer may give questions to every unit, the head of another not to that of the question.
	s.teaches("head", "1")
	script := "! sweep\n"
	for _, name := range append([]string{"anna"}, class1...) {
		script += "> " + name + asksOften
	}
	play(s, script+"! until 2026-11-30 07:30\n")
	lists := map[string]string{"trainer": textOf(s.chat(trainer).messages[0]), "head": textOf(s.chat(head).messages[0])}
	play(s, "> trainer taps: "+say("loop_give")+"\n> head taps: "+say("loop_give")+"\n")
	now, err := s.store.Now(t.Context())
	s.must(err)
	for name, want := range map[string][]quiz.ID{"trainer": {resting[0].ID, resting[1].ID}, "head": {resting[1].ID}} {
		if !strings.Contains(lists[name], say("loop_counts", 5, 0, len(want))) {
			t.Errorf("%s reads %s, want %d questions", name, lists[name], len(want))
		}
		for _, p := range now.Pushes.All() {
			if p.By == s.whose(name).ID && !slices.Equal(p.Picked, want) {
				t.Errorf("the exercise of %s holds %v, want %v", name, p.Picked, want)
			}
		}
	}
	if len(now.Pushes.All()) != 2 {
		t.Errorf("%d exercises were begun, want two", len(now.Pushes.All()))
	}
}

// What five members asked and no clause answers is told as a number, also when it is all there is to tell.
func TestWhatNothingAnswersIsTold(t *testing.T) {
	s := trainingStage(t)
	s.enrols(class1...)
	script := "! sweep\n"
	for _, name := range append([]string{"anna"}, class1...) {
		script += "> " + name + ": Thời hạn gửi khiếu nại kỷ luật là bao lâu?\n"
	}
	got := play(s, script+"! until 2026-11-30 07:30\n")
	got = got[max(0, strings.Index(got, "(at ")):]
	if !strings.Contains(got, say("loop_unfounded", 5)) || !strings.Contains(got, say("loop_gap", "Số ngày giải quyết khiếu nại: chưa đủ căn cứ", 5)) || strings.Contains(got, say("loop_no_questions")) {
		t.Errorf("the list: %s", got)
	}
}

// The desk and the loop are modules of their own: what is taken out of one leaves the other whole.
func TestTheLoopIsNoPartOfTheDesk(t *testing.T) {
	names := func(m module) (out []string) {
		for _, s := range m.screens {
			out = append(out, s.name)
		}
		for _, d := range m.dues {
			out = append(out, d.what)
		}
		return out
	}
	if i := slices.IndexFunc(names(deskModule()), func(name string) bool { return strings.HasPrefix(name, "loop") }); i >= 0 {
		t.Errorf("the desk has %s", names(deskModule())[i])
	}
	if got := names(loopModule()); !slices.Equal(got, []string{"loopgive", "loop"}) || loopModule().sweep == nil {
		t.Errorf("the loop has %v", got)
	}
}
