package bot

import (
	"strings"
	"testing"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// answeredEntry is a question of anna's that trainer has answered, in a class of so many members who have joined.
func answeredEntry(t *testing.T, joined int, change func(*quiz.Entry)) *stage {
	s := trainingStage(t)
	s.enrols(class1[:joined-1]...)
	s.entry(func(e *quiz.Entry) {
		e.By, e.Reply, e.Replied = s.whose("trainer").ID, "Trả lời.", s.now
		change(e)
	})
	s.types(trainer, "/huy")
	return s
}

// Nothing that names the asker goes to a class, by whatever button, and nothing to a class so small that the asker is known.
func TestAnAskersNameNeverReachesAClass(t *testing.T) {
	for _, row := range []struct {
		name   string
		joined int
		change func(*quiz.Entry)
		sent   bool
	}{
		{"a question without a name", 5, func(*quiz.Entry) {}, true},
		{"the question names the asker", 5, func(e *quiz.Entry) { e.Text = "Tôi là Trần Thị Anna, chi bộ 1, xin hỏi?" }, false},
		{"without marks", 5, func(e *quiz.Entry) { e.Text = "toi la tran thi anna xin hoi" }, false},
		{"by the number", 5, func(e *quiz.Entry) { e.Text = "Mã cb001 xin hỏi?" }, false},
		{"the reply does", 5, func(e *quiz.Entry) { e.Reply = "Chào đồng chí Anna." }, false},
		{"a wording for classes without it", 5, func(e *quiz.Entry) { e.Text, e.ClassText = "Tôi là Anna.", "Hỏi gì?" }, true},
		{"four members", 4, func(*quiz.Entry) {}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := answeredEntry(t, row.joined, row.change)
			got := play(s, "> trainer forges: x:deskshare:e1:{lop1}:1\n> trainer forges: x:deskshared:e1:{lop1}:1\n! until 2026-11-23 12:00\n")
			if sent := strings.Contains(got, "(at "); sent != row.sent {
				t.Errorf("sent to the class: %t, want %t:\n%s", sent, row.sent, got)
			}
			class := got[max(0, strings.Index(got, "(at ")):]
			if row.sent && strings.Contains(class, "Anna") {
				t.Errorf("the class reads %s", class)
			}
		})
	}
}

// An asker whose name is corrected after the confirmation is not named either by what is still to be sent.
func TestNothingIsSentThatNamesTheAskerByThen(t *testing.T) {
	s := answeredEntry(t, 5, func(e *quiz.Entry) { e.Text = "Theo Bùi Thị Na thì sao?" })
	play(s, "> trainer forges: x:deskshare:e1:{lop1}:1\n> trainer forges: x:deskshared:e1:{lop1}:1\n")
	s.edit(func(e *officer.Edit) error {
		o := *s.whose("anna")
		o.Name = "Bùi Thị Na"
		return e.SetOfficer(o)
	})
	if got := play(s, "! until 2026-11-23 12:00\n"); strings.Contains(got, "(at ") {
		t.Errorf("the class reads %s", got)
	}
}

// What is confirmed is the wording that was shown.
func TestAWordingThatWasNotShownIsNotSent(t *testing.T) {
	s := answeredEntry(t, 5, func(*quiz.Entry) {})
	play(s, "> trainer forges: x:deskshare:e1:{lop1}:1\n")
	send, message := s.button(trainer, say("desk_share_yes", 4))
	s.teaches("admin", "1")
	play(s, "> admin: /huy\n> admin forges: x:deskword:e1:{lop1}:1\n> admin: Hỏi khác đi thì sao?\n")
	replies, err := s.taps(trainer, message, send)
	s.must(err)
	if got := textOf(replies[len(replies)-1]); !strings.Contains(got, "Hỏi khác đi thì sao?") {
		t.Errorf("the old button shows %q", got)
	}
	if got := play(s, "! until 2026-11-23 12:00\n"); strings.Contains(got, "(at ") {
		t.Errorf("the class reads %s", got)
	}
	if got := play(s, "> trainer taps: "+say("desk_share_yes", 4)+"\n! until 2026-11-23 12:30\n"); !strings.Contains(got, "(at ") {
		t.Errorf("confirmed it is not sent: %s", got)
	}
}

// A wording is taken in like a reply: an allegation in it and a name in what it goes with are case data together.
func TestAWordingForAClassIsGuardedWithTheRest(t *testing.T) {
	s := answeredEntry(t, 5, func(e *quiz.Entry) { e.Text = "Đồng chí Nguyễn" })
	play(s, "> trainer forges: x:deskword:e1:{lop1}:2\n")
	s.talk.cfg.Guard = func(text string) string {
		if strings.Contains(text, "Đồng chí Nguyễn") && strings.Contains(text, "tham ô") {
			return "case_data"
		}
		return ""
	}
	before := s.store.tables[queue.TableEntry]["e1"].Version
	play(s, "> trainer: Việc tham ô này xử lý nghiêm.\n")
	last := s.store.entries[len(s.store.entries)-1]
	if last.Kind != journal.Refused || s.store.tables[queue.TableEntry]["e1"].Version != before {
		t.Errorf("the last note is %s, the entry at %d, before at %d", last.Kind, s.store.tables[queue.TableEntry]["e1"].Version, before)
	}
}

// A class that the asker is not in, or that the trainer does not teach, is nobody's to send it to.
func TestAnAnswerGoesToTheAskersClassesAlone(t *testing.T) {
	for _, row := range []struct{ name, teaches, class string }{
		{"a class of the trainer's that the asker is not in", "2", "2"},
		{"a class that the trainer does not teach", "", "2"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := answeredEntry(t, 5, func(*quiz.Entry) {})
			if row.teaches != "" {
				s.teaches("trainer", row.teaches)
			}
			for _, screen := range []string{"deskshare", "deskshared", "deskword"} {
				before := len(s.store.entries)
				play(s, "> trainer forges: x:"+screen+":e1:{lop"+row.class+"}:1\n")
				if got := s.store.entries[before:]; len(got) != 1 || got[0].Kind != journal.Denied {
					t.Errorf("%s is not denied: %+v", screen, got)
				}
			}
		})
	}
}
