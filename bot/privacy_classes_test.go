package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/corpus/calendar"
)

func TestTheFileHoldsWhereTheOfficerWasAndWhatWasRead(t *testing.T) {
	s := rollStage(t)
	me, class := s.whose("anna").ID, s.class("1")
	moment := s.now.UTC()
	one, _ := s.course("1").Session("b1")
	s.types(anna, "0000")
	s.types(anna, quiz.RollCode(one.Secret, s.now))
	s.types(binh, quiz.RollCode(one.Secret, s.now))
	s.tapped(trainer, "rollhere", 2, class, string(me))
	next := s.course("1")
	for _, text := range []string{"Mang theo tài liệu.", "Lớp nghỉ chiều nay."} {
		var err error
		next, _, err = next.WithNotice(quiz.Notice{Text: text, By: s.whose("trainer").ID, At: s.now, To: []officer.ID{me, s.whose("binh").ID}})
		s.must(err)
	}
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{next.Change()}}))
	s.now = s.now.Add(time.Minute)
	s.tapped(anna, "courseseen", 1, class, next.Notices[0].ID)
	// What a class keeps stays when the officer leaves it.
	s.edit(func(e *officer.Edit) error { return e.Withdraw(officer.ClassID(class), me) })
	got, file := s.ownFile()
	trainer := officerLabel(s.roster(), string(s.whose("trainer").ID))
	if diff := cmp.Diff([]ownClass{{
		Class: "Lớp bồi dưỡng khóa 1",
		Sessions: []ownSession{
			{Title: "Thi hành kỷ luật", Day: calendar.MustDay("2026-11-26"), Present: true, At: moment},
			{Title: "=Giải quyết tố cáo", Day: calendar.MustDay("2026-11-27"), Present: true, At: moment, By: trainer},
		},
		Notices: []ownNotice{
			{Text: "Mang theo tài liệu.", At: moment, Seen: moment.Add(time.Minute)}, {Text: "Lớp nghỉ chiều nay.", At: moment},
		},
	}}, got.Classes, cmp.Comparer(func(a, b calendar.Day) bool { return a == b })); diff != "" {
		t.Errorf("classes (-want +got):\n%s", diff)
	}
	if strings.Contains(file, string(s.whose("binh").ID)) {
		t.Error("the file tells of binh")
	}
	view := s.types(anna, "/quyenriengtu")
	for _, line := range []string{say("privacy_sessions", 2, 2), say("privacy_notices", 2, 1)} {
		if !strings.Contains(view, line+"\n") {
			t.Errorf("the screen does not say %q:\n%s", line, view)
		}
	}
}
