package bot

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	table "camnang/bot/sheet"
	"camnang/corpus/calendar"
)

// course is what the class with the number does.
func (s *stage) course(number string) *quiz.Course {
	s.t.Helper()
	return s.courses().Of(officer.ClassID(s.class(number)))
}

// rollStage is a stage at 08:00 on the day of the first of two sessions of class 1, whose roll is open; Bình is in the class too.
func rollStage(t *testing.T) *stage {
	s := newStage(t, testLibrary(t))
	class := officer.ClassID(s.class("1"))
	s.edit(func(e *officer.Edit) error { return e.Enrol(class, s.whose("binh").ID) })
	c := s.course("1")
	for _, one := range []quiz.Session{
		{Title: "Thi hành kỷ luật", Day: calendar.MustDay("2026-11-26"), From: 8 * 60, To: 11 * 60, Place: "Hội trường A"},
		{Title: "=Giải quyết tố cáo", Day: calendar.MustDay("2026-11-27")},
	} {
		next, _, err := c.WithSession(one)
		s.must(err)
		c = next
	}
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{c.Change()}}))
	s.now = time.Date(2026, 11, 26, 1, 0, 0, 0, time.UTC)
	s.tapped(trainer, "rollopen", 1, string(class), "b1")
	return s
}

// tapped taps a button of a screen and returns what came of it.
func (s *stage) tapped(person int64, screen string, page int, args ...string) []Reply {
	s.t.Helper()
	replies, err := s.taps(person, 0, toScreen(screen, page, args...).String())
	s.must(err)
	return replies
}

// here reports whether an officer is on the roll of a session of class 1.
func (s *stage) here(who, session string) bool {
	s.t.Helper()
	a := s.attendance(who)
	one, _ := s.course("1").Session(session)
	return a.Here(one)
}

// attendance is what an officer did in class 1.
func (s *stage) attendance(who string) *quiz.Attendance {
	s.t.Helper()
	a, err := s.talk.attendance(s.t.Context(), input{Courses: s.courses()}, officer.ClassID(s.class("1")), s.whose(who).ID)
	s.must(err)
	return a
}

// code is the code of the roll of a session of class 1 at the stage's moment.
func (s *stage) code(session string) string {
	s.t.Helper()
	one, ok := s.course("1").Session(session)
	if !ok {
		s.t.Fatalf("no session %s", session)
	}
	return quiz.RollCode(one.Secret, s.now)
}

// What a trainer corrects and what the officer does at the same moment meet in one record: both are decided, one after the
// other.
func TestACodeAndACorrectionOfTheSameOfficer(t *testing.T) {
	s := rollStage(t)
	class, cuong := s.class("1"), string(s.whose("cuong").ID)
	s.between = func() {
		s.between = func() { s.tapped(trainer, "rollhere", 1, class, cuong) }
		s.tapped(trainer, "rollhere", 1, class, string(s.whose("anna").ID))
	}
	if got := s.types(anna, s.code("b1")); !strings.Contains(got, say("roll_already")) {
		t.Errorf("behind the correction: %s", got)
	}
	if !s.here("anna", "b1") || !s.here("cuong", "b1") || s.attendance("anna").Present["b1"].By != s.whose("trainer").ID {
		t.Errorf("anna: %+v", s.attendance("anna"))
	}
	s.between = func() { s.tapped(trainer, "rollaway", 1, class, string(s.whose("anna").ID)) }
	s.tapped(trainer, "rollaway", 1, class, string(s.whose("anna").ID))
	if s.here("anna", "b1") {
		t.Error("anna was taken off twice and is on the roll")
	}
}

func TestACodeCountsByWhenItWasSent(t *testing.T) {
	for _, row := range []struct {
		rule string
		wait time.Duration
		then func(s *stage)
		want string
	}{
		{"handled at once", 0, nil, "roll_entered"},
		{"handled three minutes later", 3 * time.Minute, nil, "roll_entered"},
		{"handled when the roll is closed", time.Minute, func(s *stage) { s.tapped(trainer, "rollclose", 1, s.class("1"), "b1") }, "roll_entered"},
		{"handled on the next day", 24 * time.Hour, nil, "roll_entered"},
	} {
		s := rollStage(t)
		e := s.event(EventText, anna)
		e.Text = s.code("b1")
		s.now = s.now.Add(row.wait)
		if row.then != nil {
			row.then(s)
		}
		if got := s.only(s.does(e)); !strings.Contains(got, say(row.want)) {
			t.Errorf("%s: %s", row.rule, got)
		}
		if p := s.attendance("anna").Present["b1"]; !p.At.Equal(e.At) {
			t.Errorf("%s: was there at %s, sent at %s", row.rule, p.At, e.At)
		}
	}
	s := rollStage(t)
	s.tapped(trainer, "rollclose", 1, s.class("1"), "b1")
	late := s.event(EventText, anna)
	late.Text = s.code("b1")
	s.tapped(anna, "courseroll", 1, s.class("1"), "b1")
	if got := s.only(s.does(late)); !strings.Contains(got, say("roll_is_closed")) {
		t.Errorf("sent after the roll was closed: %s", got)
	}
}

func TestOnlyFourDigitsAreACode(t *testing.T) {
	s := rollStage(t)
	class := s.class("1")
	s.tapped(anna, "courseroll", 1, class, "b1")
	for _, text := range []string{"alo", "ok", "em gõ nhầm", "tôi không có mã nào cả", "123", "12345", "mười hai"} {
		if got := s.types(anna, text); got != say("roll_awaited") {
			t.Errorf("%q: %s", text, got)
		}
	}
	if n := len(s.attendance("anna").Wrong); n != 0 {
		t.Errorf("%d of them count as wrong codes", n)
	}
	if got := s.types(anna, "Thời hạn khiếu nại kỷ luật là bao lâu?"); strings.Contains(got, say("roll_awaited")) || strings.Contains(got, say("roll_wrong")) {
		t.Errorf("an inquiry: %s", got)
	}
	code := s.code("b1")
	if got := s.types(anna, code); !strings.Contains(got, say("roll_entered")) {
		t.Errorf("the code behind an inquiry: %s", got)
	}
	s.tapped(binh, "courseroll", 1, class, "b1")
	if got := s.types(binh, code[:2]+" "+code[2:3]+"-"+code[3:]); !strings.Contains(got, say("roll_entered")) {
		t.Errorf("a code written apart: %s", got)
	}
}

// A class whose record is of the time when it held everybody's presence goes on with it.
func TestARollOfAnEarlierReleaseGoesOn(t *testing.T) {
	s := rollStage(t)
	class := s.class("1")
	c := s.course("1")
	for i := range c.Sessions {
		c.Sessions[i].Enrolled = 0
	}
	c.Enrolled = nil
	one, _ := c.Session("b1")
	one.Present = map[officer.ID]quiz.Presence{s.whose("anna").ID: {At: s.now}, s.whose("cuong").ID: {At: s.now, By: s.whose("trainer").ID, Absent: true}}
	next, notice, err := c.WithNotice(quiz.Notice{
		Text: "Mang theo tài liệu", By: s.whose("trainer").ID, At: s.now, To: []officer.ID{s.whose("anna").ID, s.whose("binh").ID},
		Seen: map[officer.ID]time.Time{s.whose("anna").ID: s.now},
	})
	s.must(err)
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{next.Change()}}))

	if got := s.types(anna, s.code("b1")); !strings.Contains(got, say("roll_already")) {
		t.Errorf("who was there by the record of the class: %s", got)
	}
	if got := s.types(binh, s.code("b1")); !strings.Contains(got, say("roll_entered")) {
		t.Errorf("who was not: %s", got)
	}
	text, _ := s.contestOpens(trainer, "rollday", 1, class, "b1")
	if !strings.Contains(text, say("roll_count", 2, 3)) {
		t.Errorf("the trainer reads %s", text)
	}
	s.tapped(trainer, "rollaway", 1, class, string(s.whose("anna").ID))
	s.tapped(trainer, "rollhere", 1, class, string(s.whose("cuong").ID))
	text, _ = s.contestOpens(trainer, "rollday", 1, class, "b1")
	if !strings.Contains(text, say("roll_count", 2, 3)) || s.here("anna", "b1") || !s.here("cuong", "b1") {
		t.Errorf("after the corrections the trainer reads %s", text)
	}
	text, _ = s.contestOpens(trainer, "teachnew", 1, class, notice)
	if !strings.Contains(text, say("notice_count", 1, 2)) {
		t.Errorf("of the announcement the trainer reads %s", text)
	}
	s.tapped(binh, "courseseen", 1, class, notice)
	text, _ = s.contestOpens(trainer, "teachnew", 1, class, notice)
	if !strings.Contains(text, say("notice_count", 2, 2)) {
		t.Errorf("after the tap the trainer reads %s", text)
	}
}

func TestWhatAClassDidGoesWithIt(t *testing.T) {
	s := rollStage(t)
	s.types(anna, s.code("b1"))
	if len(s.store.tables[queue.TableAttendance]) != 1 {
		t.Fatal("nothing is noted")
	}
	s.tapped(admin, "classdropped", 1, s.class("1"))
	if n := len(s.store.tables[queue.TableAttendance]) + len(s.store.tables[queue.TableCourse]); n != 0 {
		t.Errorf("%d records are left of a class that is gone", n)
	}
}

func TestARollEndsWithItsDay(t *testing.T) {
	s := rollStage(t)
	s.now = time.Date(2026, 11, 26, 16, 59, 0, 0, time.UTC)
	if got := s.types(anna, s.code("b1")); !strings.Contains(got, say("roll_entered")) {
		t.Errorf("at 23:59: %s", got)
	}
	s.now = s.now.Add(time.Minute)
	tomorrow := input{Event: Event{Private: true, At: s.now}, Actor: officer.Actor{Account: binh, Officer: s.whose("binh")}, Roster: s.roster(), Courses: s.courses()}
	if s.talk.isRollCode(tomorrow, "1234") {
		t.Error("a code is taken on the next day")
	}
}

func (s *stage) roster() *officer.Roster {
	r, err := s.store.Roster(context.Background())
	s.must(err)
	return r
}

func (s *stage) courses() *quiz.Courses {
	all, err := loaded(s.store, queue.TableCourse, quiz.LoadCourses)
	s.must(err)
	return all
}

func TestTheAttendanceAsAWorkbook(t *testing.T) {
	s := rollStage(t)
	class := s.class("1")
	s.tapped(trainer, "rollhere", 1, class, string(s.whose("anna").ID))
	s.tapped(trainer, "rollhere", 1, class, string(s.whose("binh").ID))
	// Who was there stays on the list when he leaves the class; who comes later was not absent before.
	s.edit(func(e *officer.Edit) error {
		s.must(e.Withdraw(officer.ClassID(class), s.whose("binh").ID))
		return e.Enrol(officer.ClassID(class), s.whose("head").ID)
	})
	content := s.fileOf(s.tapped(trainer, "rollbook", 1, class), ".xlsx")
	read, err := table.Read("diem-danh.xlsx", content)
	s.must(err)
	var got []string
	for _, row := range append([]table.Row{{Cells: read.Head}}, read.Rows...) {
		got = append(got, strings.Join(row.Cells, "|"))
	}
	want := []string{
		"STT|Mã cán bộ|Họ và tên|Đơn vị|26/11, 08:00: Thi hành kỷ luật|27/11: =Giải quyết tố cáo|Số buổi có mặt|Số buổi đã điểm danh",
		"1|CB001|Trần Thị Anna|Chi bộ 1|1||1|1",
		"2|CB006|Vũ Đức Cường|Chi bộ 1|0||0|1",
		"3|CB004|Phạm Thị Hoa|Đảng bộ xã B|chưa vào lớp||0|0",
		"4|CB002|Lê Văn Bình|Chi bộ 2|1||1|1",
		"||Cộng||2||2|3",
	}
	for i := range want {
		if i >= len(got) || strings.TrimRight(got[i], "|") != want[i] {
			t.Errorf("row %d:\n%s\nwant\n%s", i+1, strings.Join(got, "\n"), want[i])
			break
		}
	}
}

// fileOf is the content of the file among replies whose name ends so.
func (s *stage) fileOf(replies []Reply, ext string) []byte {
	s.t.Helper()
	i := slices.IndexFunc(replies, func(r Reply) bool { return r.Kind == SendFile && strings.HasSuffix(r.File.Name, ext) })
	if i < 0 {
		s.t.Fatalf("no file %s", ext)
	}
	return replies[i].File.Content
}

func TestTheAttendanceAsAPaper(t *testing.T) {
	s := rollStage(t)
	class := s.class("1")
	s.tapped(trainer, "rollhere", 1, class, string(s.whose("anna").ID))
	s.edit(func(e *officer.Edit) error { return e.Enrol(officer.ClassID(class), s.whose("head").ID) })
	content := s.fileOf(s.tapped(trainer, "rollpaper", 1, class, "b1"), ".docx")
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	s.must(err)
	f, err := z.Open("word/document.xml")
	s.must(err)
	raw, err := io.ReadAll(f)
	s.must(err)
	text := regexp.MustCompile(`<[^>]+>`).ReplaceAllString(strings.ReplaceAll(string(raw), "</w:p>", "\n"), "")
	at := 0
	for _, part := range []string{
		"DANH SÁCH ĐIỂM DANH", "Lớp bồi dưỡng khóa 1", "Nội dung: Thi hành kỷ luật",
		"Thời gian: thứ Năm, 26/11/2026, từ 08 giờ 00 đến 11 giờ 00", "Địa điểm: Hội trường A",
		"Trần Thị Anna", "Có mặt", "Đỗ Minh Tâm ghi", "Lê Văn Bình", "Vắng", "Vũ Đức Cường", "Vắng",
		"Danh sách có 3 đồng chí, trong đó 1 đồng chí có mặt, 2 đồng chí vắng.", "NGƯỜI LẬP DANH SÁCH", "BÁO CÁO VIÊN",
	} {
		i := strings.Index(text[at:], part)
		if i < 0 {
			t.Fatalf("%q is not where it belongs:\n%s", part, text)
		}
		at += i
	}
}

func TestATimetableOfManySessionsIsReadInPages(t *testing.T) {
	s := newStage(t, testLibrary(t))
	c := s.course("1")
	for n := range quiz.SessionsMost {
		next, _, err := c.WithSession(quiz.Session{
			Title: strings.TrimSpace(strings.Repeat("Nội dung ", sessionTitleMost/9)),
			Place: strings.TrimSpace(strings.Repeat("Phòng ", sessionPlaceMost/6)),
			Day:   calendar.MustDay("2026-11-24").Add(n), From: 480, To: 660,
		})
		s.must(err)
		c = next
	}
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{c.Change()}}))
	for page := 1; page <= 15; page++ {
		replies := s.tapped(anna, "coursedays", page, s.class("1"))
		text := textOf(replies[len(replies)-1])
		if !strings.Contains(text, fmt.Sprintf("Trang %d/15", page)) || strings.HasSuffix(text, "…") {
			t.Errorf("page %d: %d characters, %q", page, units(text), text[:60])
		}
	}
}

func TestHowASessionIsRead(t *testing.T) {
	for text, want := range map[string]string{
		"thứ Năm 26/11 8h–11h, Hội trường A: Thi hành kỷ luật":        "thứ Năm, 26/11/2026, từ 08 giờ 00 đến 11 giờ 00 / Hội trường A / Thi hành kỷ luật",
		"26/11 08:00 - 11:30 tại phòng 3: ôn tập":                     "thứ Năm, 26/11/2026, từ 08 giờ 00 đến 11 giờ 30 / Phòng 3 / Ôn tập",
		"mai 14h: Quy định 296 ngày 30/5/2025":                        "thứ Ba, 24/11/2026, 14 giờ 00 /  / Quy định 296 ngày 30/5/2025",
		"chiều thứ Sáu, Hội trường A: Phần 1: nguyên tắc":             "thứ Sáu, 27/11/2026, 14 giờ 00 / Hội trường A / Phần 1: nguyên tắc",
		"thứ Sáu, Ôn tập":                                             "thứ Sáu, 27/11/2026 /  / Ôn tập",
		"26/11 từ 13h30 đến 16h45\nHội trường tỉnh: Kiểm tra cuối kỳ": "thứ Năm, 26/11/2026, từ 13 giờ 30 đến 16 giờ 45 / Hội trường tỉnh / Kiểm tra cuối kỳ",
	} {
		s := newStage(t, testLibrary(t))
		s.tapped(trainer, "teachdayadd", 1, s.class("1"))
		s.types(trainer, text)
		s.tapped(trainer, "teachdaykeep", 1, s.class("1"))
		all := s.course("1").Sessions
		if len(all) != 1 {
			t.Errorf("%q: %d sessions", text, len(all))
			continue
		}
		if got := sessionTime(&all[0]) + " / " + all[0].Place + " / " + all[0].Title; got != want {
			t.Errorf("%q is read as\n%q, want\n%q", text, got, want)
		}
	}
}
