package bot

import (
	"fmt"
	"slices"
	"testing"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
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
	play(s, script+"! until 2026-11-30 07:00\n")
	class := officer.ClassID(s.class("1"))
	list := s.store.tables[queue.TableState][loopRecord(class)]
	const want = `{"day":"2026-11-30","matters":[{"id":"7f3b98edb1","clause":"7f3b98edb1","askers":5,"wrong":0}]}`
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
			play(s, "! sweep\n! until 2026-12-07 07:00\n")
			if list, ok := s.store.tables[queue.TableState]["loop-"+s.class("1")]; ok != row.list {
				t.Errorf("there is a list: %t, want %t: %s", ok, row.list, list.Value)
			}
		})
	}
}
