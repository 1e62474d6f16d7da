package bot

import (
	"slices"
	"strings"
	"testing"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// TestTranscriptsOfTheDesk plays testdata/desk: the first class has four members more, and the administrator is a trainer of both
// classes.
func TestTranscriptsOfTheDesk(t *testing.T) {
	playsAll(t, "testdata/desk/*.txt", func(t *testing.T, _, script string) string {
		s := trainingStage(t)
		s.enrols(class1...)
		s.teaches("admin", "1", "2")
		return play(s, script)
	})
}

// teaches makes somebody a trainer of the classes with these numbers.
func (s *stage) teaches(name string, classes ...string) {
	s.t.Helper()
	s.edit(func(e *officer.Edit) error {
		for _, number := range classes {
			s.must(e.SetTrainer(officer.ClassID(s.class(number)), s.whose(name).ID, true))
		}
		return nil
	})
}

// entry stores a question of anna's and returns it.
func (s *stage) entry(change func(*quiz.Entry)) *quiz.Entry {
	s.t.Helper()
	e := &quiz.Entry{ID: "e1", Asker: s.whose("anna").ID, Text: "Hỏi gì?", At: s.now}
	change(e)
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{e.Change()}}))
	return e
}

// Once the asker's data was erased the card says so, nobody answers it or sends it on, and nobody is reminded of it.
func TestAnErasedQuestionIsAnsweredByNobody(t *testing.T) {
	for _, row := range []struct {
		name    string
		change  func(*quiz.Entry)
		payload string
		want    string
	}{
		{"its card says so", func(*quiz.Entry) {}, "x:deskq:e1:0:1", say("desk_erased")},
		{"it is not answered", func(*quiz.Entry) {}, "x:deskreply:e1:0:1", say("desk_erased")},
		{"it does not wait", func(*quiz.Entry) {}, "x:desk:0:0:1", say("desk_numbers", 0, 0)},
		{"it goes to no class", func(e *quiz.Entry) { e.Replied, e.Reply = e.At, "Trả lời." }, "x:deskshare:e1:{lop1}:1", say("desk_erased")},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := trainingStage(t)
			s.entry(func(e *quiz.Entry) {
				e.Text = ""
				row.change(e)
			})
			if got := play(s, "> trainer: /huy\n> trainer forges: "+row.payload+"\n"); !strings.Contains(got, row.want) {
				t.Errorf("the answer is %s, want %q in it", got, row.want)
			}
			if got := play(s, "! sweep\n! until 2026-11-27 12:00\n"); strings.Contains(got, "<") {
				t.Errorf("somebody is reminded: %s", got)
			}
		})
	}
}

// A reminder comes within push hours: 07:30 to 17:30 of a working day.
func TestAReminderOfAQuestionKeepsPushHours(t *testing.T) {
	for _, row := range []struct{ name, asked, sweep, at string }{
		{"asked by day", "2026-12-07 09:15", "2026-12-08 00:00", "2026-12-09 09:15"},
		{"asked in the evening", "2026-12-07 20:00", "2026-12-08 00:00", "2026-12-10 07:30"},
		{"asked before working hours", "2026-12-07 05:00", "2026-12-08 00:00", "2026-12-09 07:30"},
		{"two days later is a Friday evening", "2026-12-09 18:00", "2026-12-10 00:00", "2026-12-14 07:30"},
		{"the program was away for a week", "2026-12-07 09:15", "2026-12-19 00:00", "2026-12-21 07:30"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := trainingStage(t)
			play(s, "! until "+row.asked+"\n")
			s.entry(func(*quiz.Entry) {})
			got := play(s, "! until "+row.sweep+"\n! sweep\n! until 2026-12-21 23:00\n")
			if first, _, _ := strings.Cut(got[max(0, strings.Index(got, "(at ")):], ","); first != "(at "+row.at {
				t.Errorf("the first reminder: %s, want %s", first, row.at)
			}
		})
	}
}

// What fits its own limit fits a message together with what stands around it: the longest question, reply and citations.
func TestTheLongestQuestionAndReplyFitAMessage(t *testing.T) {
	s := trainingStage(t)
	lib := s.talk.cfg.Library
	var longest []quiz.Cite
	for _, clause := range lib.Clauses() {
		if c := citeOf(clause); !clause.Gap && units(longCitation(clause)+lapseOf(lib, clause, s.talk.today(s.now))) > 250 && len(longest) < citesMost {
			longest = append(longest, c)
		}
	}
	e := s.entry(func(e *quiz.Entry) {
		e.Text, e.Reply = strings.Repeat("ơ", deskLength), strings.Repeat("ờ", deskLength)
		e.Cites, e.By, e.Replied = longest, s.whose("trainer").ID, s.now
		e.Shared = []officer.ClassID{officer.ClassID(s.class("1"))}
	})
	if len(longest) == 0 {
		t.Fatal("no clause has a long citation")
	}
	const lastLine = "Báo cáo viên: Đỗ Minh Tâm"
	if got := play(s, "> trainer: /huy\n> trainer forges: x:deskq:"+string(e.ID)+":0:1\n"); !strings.Contains(got, lastLine) {
		t.Errorf("the card is cut: …%s", got[max(0, len(got)-400):])
	}
}

// The rows of the desk name any object, because an entry may have been taken back: each screen and wait about an entry is
// denied to a trainer who may not answer its asker, and to an officer who is no trainer, and says of one taken back that it is.
func TestAnEntryIsOpenToItsAskerAndTrainersAlone(t *testing.T) {
	s := trainingStage(t)
	s.teaches("head", "1")
	s.entry(func(e *quiz.Entry) { e.Asker = s.whose("binh").ID })
	denied := func(person int64, deed func() error) bool {
		before := len(s.store.entries)
		s.must(deed())
		return slices.ContainsFunc(s.store.entries[before:], func(n journal.Entry) bool { return n.Kind == journal.Denied })
	}
	rows := 0
	for _, row := range s.talk.screens {
		if row.about != nil || !strings.HasPrefix(row.name, "desk") || row.name == "desk" {
			continue
		}
		rows++
		taps := func(person int64, entry string) func() error {
			return func() error {
				_, err := s.taps(person, 0, toScreen(row.name, 1, entry, "0").String())
				return err
			}
		}
		for _, person := range []int64{anna, head} {
			if !denied(person, taps(person, "e1")) {
				t.Errorf("screen %s is open to account %d", row.name, person)
			}
		}
		if denied(trainer, taps(trainer, "e2")) {
			t.Errorf("screen %s denies what is not there to a trainer", row.name)
		}
	}
	for _, row := range deskWaits() {
		if row.about != nil {
			continue
		}
		rows++
		if !denied(head, func() error {
			s.must(s.memory.SetDialogue(t.Context(), head, row.name+":e1", s.talk.cfg.KeepDialogue))
			e := s.event(EventText, head)
			e.Text = "Điều 6 khoản 1 Quy định 21"
			_, err := s.does(e)
			return err
		}) {
			t.Errorf("wait %s takes the text of a trainer who may not answer", row.name)
		}
	}
	if rows != 16 {
		t.Errorf("%d rows are about an entry, want 16", rows)
	}
}
