package bot

import (
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// A test and a contest under way, and a contest that is not published, tell whoever reads the reports of the class and of the
// unit nothing: neither a question nor a mark.
func TestReportsTellNothingOfWhatMayStillBeSat(t *testing.T) {
	const title, stem = "Bài còn kín", "Câu hỏi mẫu thứ nhất về giải quyết tố cáo"
	for _, v := range []struct {
		rule              string
		kind              quiz.Kind
		over, published   bool
		toHead, toTrainer bool
	}{
		{"a test under way", quiz.Test, false, false, false, false},
		{"a test that is over", quiz.Test, true, false, true, true},
		{"a contest under way", quiz.Contest, false, false, false, false},
		{"a contest that is over, to its organiser alone", quiz.Contest, true, false, false, true},
		{"a contest that is published", quiz.Contest, true, true, true, true},
	} {
		t.Run(v.rule, func(t *testing.T) {
			s := resultsStage(t)
			p := *s.examStored("pkiemtra")
			p.Kind, p.Title, p.Published = v.kind, title, v.published
			if !v.over {
				p.State, p.Closes = quiz.Open, s.now.Add(24*time.Hour)
			}
			s.must(s.store.carryOut(Turn{Changes: []queue.Change{p.Change()}}))
			s.types(head, "/baocao")
			s.types(trainer, "/baocao")
			for _, r := range []struct {
				who        int64
				scope, id  string
				told       bool
				everything string
			}{
				{who: head, scope: "unit", id: string(s.whose("head").Heads[0]), told: v.toHead},
				{who: trainer, scope: "class", id: s.class("1"), told: v.toTrainer},
			} {
				for _, screen := range []string{"results", "hard", "names"} {
					text, _ := s.contestOpens(r.who, r.scope+screen, 1, r.id)
					r.everything += text
				}
				for _, file := range s.filesOf(r.who, r.scope+"book", r.id) {
					r.everything += rowsOf(t, file) + part(t, file, "xl/worksheets/sheet1.xml") + part(t, file, "xl/worksheets/sheet2.xml")
				}
				if got := strings.Contains(r.everything, title) && strings.Contains(r.everything, stem); got != r.told {
					t.Errorf("the %s report tells of it: %v, want %v:\n%s", r.scope, got, r.told, r.everything)
				}
				if got := strings.Contains(r.everything, "Chưa tính 1 bài kiểm tra, đợt thi"); got == r.told {
					t.Errorf("the %s report says that it keeps one back: %v", r.scope, got)
				}
			}
		})
	}
}

// Who gave a push reads names while the officers are those to whom questions may be given; of others the number alone.
func TestWhoLostTheClassReadsNoNames(t *testing.T) {
	s := resultsStage(t)
	names := func() string {
		text, _ := s.contestOpens(trainer, "resultnames", 1, "pkiemtra")
		for _, file := range s.filesOf(trainer, "resultbook", "pkiemtra") {
			text += rowsOf(t, file)
		}
		return text
	}
	s.types(trainer, "/baocao")
	if text := names(); !strings.Contains(text, "Bùi Thị Lan") {
		t.Fatalf("of the own class: %s", text)
	}
	s.edit(func(e *officer.Edit) error {
		moved := *s.whose("trainer")
		moved.Unit = s.whose("binh").Unit
		s.must(e.SetOfficer(moved))
		s.must(e.SetTrainer(officer.ClassID(s.class("2")), moved.ID, true))
		return e.SetTrainer(officer.ClassID(s.class("1")), moved.ID, false)
	})
	text := names()
	// CB010 is of the cell that the trainer is in now.
	for _, name := range []string{"Bùi Thị Lan", "Ngô Quang Huy", "CB009"} {
		if strings.Contains(text, name) {
			t.Errorf("of a class that was lost, %s: %s", name, text)
		}
	}
	if !strings.Contains(text, "đồng chí chỉ được tính trong số chung") {
		t.Errorf("nothing is said of those whose names are kept: %s", text)
	}
}

// A test that was never begun is not under way.
func TestATestThatWasNeverBegunIsNotTaken(t *testing.T) {
	s, p := examStage(t, func(p *quiz.Push) { p.State, p.Closes = quiz.Closed, p.Opens.Add(time.Minute) })
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{p.Give(s.whose("anna").ID, 1, p.Opens).Change()}}))
	s.now = s.now.Add(time.Hour)
	s.types(anna, "/ketqua")
	if text, _ := s.contestOpens(anna, "ownpushes", 1); !strings.Contains(text, "Chưa làm.") || strings.Contains(text, "Đang làm") {
		t.Errorf("the own list says: %s", text)
	}
}
