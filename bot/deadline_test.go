package bot

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
	"camnang/corpus/library"
	"camnang/corpus/procedure"
)

// limitsStage is a stage whose library holds the clauses of some limits, in force and lapsed, and whose plans are two steps
// of Anna's that were counted in working days.
func limitsStage(t testing.TB) *stage {
	t.Helper()
	lib, err := library.Load(os.DirFS("testdata"), "limits")
	if err != nil {
		t.Fatal(err)
	}
	s := newStage(t, lib)
	set, err := procedure.Shipped(lib)
	s.must(err)
	s.talk.cfg.Procedures = set
	days := calendar.NewWorkdays(calendar.ShippedShifts()...)
	counted := func(title, from string, amount int) plan.Step {
		start := calendar.MustDay(from)
		return plan.Step{
			Title: title, Lead: s.whose("anna").ID, Day: days.Count(start, amount, calendar.WorkingDays).Due, Weight: plan.Limit,
			Reason: plan.Reason{Source: plan.Computed, Event: "ngày nhận báo cáo", Start: start, Amount: amount, Unit: calendar.WorkingDays},
		}
	}
	anna := s.whose("anna")
	_, changes := (&plan.Book{}).Create(plan.Plan{
		Kind: plan.Case, Title: "Giám sát chuyên đề", Unit: anna.Unit, Owner: anna.ID, Created: s.now,
		Steps: []plan.Step{counted("Báo cáo kết quả", "2026-12-21", 10), counted("Thông báo kết luận", "2026-12-28", 5)},
	})
	s.must(s.store.carryOut(Turn{Changes: changes}))
	return s
}

func TestTranscriptsOfLimitsAndDaysOff(t *testing.T) {
	playsAll(t, "testdata/deadlines/*.txt", func(t *testing.T, _, script string) string { return play(limitsStage(t), script) })
}

func TestSentencesBehindTinhhan(t *testing.T) {
	for _, row := range []struct{ text, argument, word, rest string }{
		{"30 ngày làm việc từ 15/12/2026", "30w", "", "15/12/2026"},
		{"30 ngay lam viec tu 15/12/2026", "30w", "", "15/12/2026"},
		{"30 NGÀY LÀM VIỆC kể từ ngày 15/12/2026", "30w", "", "ngày 15/12/2026"},
		{"10 nlv từ hôm nay", "10w", "", "hôm nay"},
		{"90 ngày tính từ ngày 3 tháng 11 năm 2026", "90d", "", "ngày 3 tháng 11 năm 2026"},
		{"từ ngày 15 tháng 12 năm 2026, 3 tháng", "3m", "", "ngày 15 tháng 12 năm 2026"},
		{"15/12/2026 cộng 45 ngày", "45d", "", "15/12/2026"},
		{"một tháng sau ngày 3/11/2026", "1m", "", "ngày 3/11/2026"},
		{"hai tuần từ 3/11/2026", "14d", "", "3/11/2026"},
		{"1 năm từ 3/11/2026", "12m", "", "3/11/2026"},
		{"10 ngày trước ngày 30/12/2026", "n10d", "", "ngày 30/12/2026"},
		{"10 ngay truoc 30/12/2026", "n10d", "", "30/12/2026"},
		{"15 ngày", "15d", "", ""},
		{"mười lăm ngày từ 5/12/2026", "15d", "", "5/12/2026"},
		{"muoi lam ngay tu 5/12/2026", "15d", "", "5/12/2026"},
		{"hai mươi ngày làm việc từ 5/12/2026", "20w", "", "5/12/2026"},
		{"hai mươi tư ngày từ 5/12/2026", "24d", "", "5/12/2026"},
		{"hai muoi lam ngay tu 5/12/2026", "25d", "", "5/12/2026"},
		{"chín mươi ngày từ 5/12/2026", "90d", "", "5/12/2026"},
		{"một trăm hai mươi mốt ngày từ 5/12/2026", "121d", "", "5/12/2026"},
		{"một trăm linh năm ngày từ 5/12/2026", "105d", "", "5/12/2026"},
		{"năm ngày từ 5/12/2026", "5d", "", "5/12/2026"},
		{"năm năm từ 5/12/2026", "60m", "", "5/12/2026"},
		{"3 tháng 10 ngày từ 5/12/2026", "3m10d", "", "5/12/2026"},
		{"ba tháng và mười ngày làm việc từ 5/12/2026", "3m10w", "", "5/12/2026"},
		{"3 tháng 10 ngày trước ngày 5/12/2026", "n3m10d", "", "ngày 5/12/2026"},
		{"1 năm 6 tháng từ 5/12/2026", "18m", "", "5/12/2026"},
		{"1 năm 6 tháng 10 ngày từ 5/12/2026", "18m10d", "", "5/12/2026"},
		{"2 tuần 3 ngày từ 5/12/2026", "17d", "", "5/12/2026"},
		{"1,5 năm từ 5/12/2026", "18m", "", "5/12/2026"},
		{"một năm rưỡi từ 5/12/2026", "18m", "", "5/12/2026"},
		{"nửa năm từ 5/12/2026", "6m", "", "5/12/2026"},
		{"2 quý từ 5/12/2026", "6m", "", "5/12/2026"},
		{"10 ngày nữa", "10d", "", "hôm nay"},
		{"30 ngày từ 8 giờ ngày 5/12/2026", "30d", "", "8 giờ ngày 5/12/2026"},
		{"khiếu nại nhận quyết định lúc 8 giờ ngày 3/11/2026", "0", "khieunai", "khiếu nại nhận quyết định lúc 8 giờ ngày 3/11/2026"},
		{"10 ngay nua la ngay nao", "10d", "", "hôm nay"},
		{"3 tháng từ ngày 5 tháng 12 năm 2026", "3m", "", "ngày 5 tháng 12 năm 2026"},
		{"khiếu nại nhận quyết định ngày 3/11/2026", "0", "khieunai", "khiếu nại nhận quyết định ngày 3/11/2026"},
		{"khieu nai sau ngay 3/11/2026", "0", "khieunai", "khieu nai sau ngay 3/11/2026"},
		{"đình chỉ thứ hai ngày 30/11", "0", "dinhchi", "đình chỉ thứ hai ngày 30/11"},
		{"kỷ luật hết hiệu lực, ngày 3 tháng 11 năm 2026", "0", "hethieuluc", "kỷ luật hết hiệu lực, ngày 3 tháng 11 năm 2026"},
		{"quyết định tháng 12 năm 2026", "0", "", "quyết định tháng 12 năm 2026"},
	} {
		m := readDeadline(row.text)
		got := m.argument()
		same := got == row.argument || len(m.legs) == 0 && row.argument == "0"
		if !same || m.word != row.word || m.rest != row.rest || m.tooMuch || m.unread != "" {
			t.Errorf("%q is %+v (%s)", row.text, m, got)
		}
		if len(m.legs) == 0 {
			continue
		}
		if legs, back, ok := readAmountArgument(got); !ok || !slices.Equal(legs, m.legs) || back != m.back || !isID(got) {
			t.Errorf("%q: %s reads back as %v", row.text, got, legs)
		}
	}
	for _, text := range []string{"0 ngày từ hôm nay", "99999 ngày từ hôm nay", "400 năm từ hôm nay"} {
		if m := readDeadline(text); !m.tooMuch || len(m.legs) > 0 {
			t.Errorf("%q is %+v", text, m)
		}
	}
	for _, arg := range []string{"", "n", "0", "0d", "9999d", "10d3m", "3m3m", "10d10w"} {
		if legs, _, ok := readAmountArgument(arg); ok {
			t.Errorf("%q is %v", arg, legs)
		}
	}
}

func TestAnAmountIsReadWholeOrNotAtAll(t *testing.T) {
	for _, row := range []struct{ text, unread string }{
		{"1,5 tháng từ 1/12/2026", "1,5 tháng"},
		{"2.5 tuần từ 1/12/2026", "2.5 tuần"},
		{"1.000 ngày từ 1/12/2026", "1.000 ngày"},
		{"1/2 tháng từ 1/12/2026", "1/2 tháng"},
		{"nửa tháng từ 1/12/2026", "nửa tháng"},
		{"nua thang tu 1/12/2026", "nua thang"},
		{"một tháng rưỡi từ 1/12/2026", "một tháng rưỡi"},
		{"3-5 ngày từ 1/12/2026", "3-5 ngày"},
		{"3 đến 5 ngày từ 1/12/2026", "3 đến 5 ngày"},
		{"ba hoặc năm ngày từ 1/12/2026", "ba hoặc năm ngày"},
		{"30 ngày hoặc 60 ngày từ 1/12/2026", "30 ngày hoặc 60 ngày"},
		{"hai ba ngày từ 1/12/2026", "hai ba ngày"},
		{"vài ngày từ 1/12/2026", "vài ngày"},
		{"một nghìn ngày từ 1/12/2026", "một nghìn ngày"},
		{"mươi mươi ngày từ 1/12/2026", "mươi mươi ngày"},
		{"48 giờ từ 1/12/2026", "48 giờ"},
		{"2 tuần làm việc từ 1/12/2026", "2 tuần làm việc"},
		{"2 tuần 3 ngày làm việc từ 1/12/2026", "2 tuần 3 ngày làm việc"},
		{"trước 10 ngày so với 1/12/2026", "trước 10 ngày"},
	} {
		if m := readDeadline(row.text); m.unread != row.unread || len(m.legs) > 0 || m.word != "" {
			t.Errorf("%q is %+v", row.text, m)
		}
	}
}

// Whatever is not read whole is said so: no day is computed, and no limit is offered that nobody asked for.
func TestNothingIsComputedFromAPartOfASentence(t *testing.T) {
	for _, text := range []string{
		"1,5 tháng từ 1/12/2026", "nửa tháng từ 1/12/2026", "30 ngày từ 5 hoặc 6/12/2026", "30 ngày từ 6/12/2026 hoặc 7/12/2026",
		"30 ngày từ 5, 6/12/2026", "khiếu nại, nhận quyết định 5 hoặc 6/11/2026", "10 ngày 3 tháng từ 5/12/2026", "30 ngày 15/12/2026",
		"sau thang tu 5/12/2026", "hai muoi tu ngay 5/12/2026", "30 ngày từ thứ hai hằng tuần",
	} {
		said := limitsStage(t).types(anna, "/tinhhan "+text)
		computed := strings.Contains(said, "Ngày cuối") || strings.Contains(said, "đủ ") || strings.Contains(said, "Mốc tính")
		if computed || !strings.Contains(said, "Đề nghị đồng chí") {
			t.Errorf("%q: %s", text, said)
		}
	}
}

func TestLimitsHaveNamesThatFitAButton(t *testing.T) {
	s := limitsStage(t)
	seen := map[string]string{}
	for _, l := range s.talk.cfg.Procedures.Limits() {
		arg := limitArgument(l.ID)
		if !isID(arg) || seen[arg] != "" {
			t.Errorf("%s is %q on a button, as is %s", l.ID, arg, seen[arg])
		}
		seen[arg] = l.ID
		if found, ok := limitNamed(s.talk.cfg.Procedures, arg); !ok || found.ID != l.ID {
			t.Errorf("%q names %s", arg, found.ID)
		}
	}
	if arg := limitArgument("own:p123456789abcdef:12"); !isID(arg) {
		t.Errorf("an own limit is %q", arg)
	}
	if a, b := limitArgument("own:p1:12"), limitArgument("own:p11:2"); a == b {
		t.Errorf("two own limits are both %q", a)
	}
	if d, ok := readDayArgument(dayArgument(calendar.MustDay("2026-12-05"))); !ok || d != calendar.MustDay("2026-12-05") {
		t.Errorf("a day reads back as %s", d)
	}
	for _, arg := range []string{"", "2026-12-05", "20261305", "2026120", "20260230"} {
		if d, ok := readDayArgument(arg); ok {
			t.Errorf("%q is the day %s", arg, d)
		}
	}
}

func TestDaysAreReadFromASentence(t *testing.T) {
	s := limitsStage(t)
	for _, row := range []struct{ text, want string }{
		{
			"2/1/2027 nghỉ, làm bù 9/1/2027, theo Thông báo số 12/TB-BNV ngày 1/12/2026",
			"2027-01-02 off hoán đổi, làm bù ngày 9/1/2027; 2027-01-09 work làm bù cho ngày 2/1/2027; by Thông báo số 12/TB-BNV ngày 1/12/2026",
		},
		{
			"nghi 2/1/2027, di lam 9/1/2027, theo thong bao 12",
			"2027-01-02 off hoán đổi, làm bù ngày 9/1/2027; 2027-01-09 work làm bù cho ngày 2/1/2027; by thong bao 12",
		},
		{"24/11/2026 nghỉ Ngày truyền thống, theo Quyết định số 5", "2026-11-24 off Ngày truyền thống; by Quyết định số 5"},
		{"4/1/2027 nghỉ làm việc", "2027-01-04 off; by; lacks why"},
		{"nghỉ bù ngày 4/1/2027 cho Tết Dương lịch", "2027-01-04 off Tết Dương lịch; by; lacks source"},
		{"4/1/2027 lam viec binh thuong", "2027-01-04 work binh thuong; by; lacks source"},
		{"24/11/2026", "2026-11-24; by; lacks kind"},
		{"nghỉ 24/11/2026", "2026-11-24 off; by; lacks why"},
		{"5/2/2027 nghỉ Tết Nguyên đán", "2027-02-05 off Tết Nguyên đán; by; lacks source"},
		{"từ 5/2/2027 đến 7/2/2027 nghỉ Tết, theo Thông báo 9", "2027-02-05 off Tết; 2027-02-06 off Tết; 2027-02-07 off Tết; by Thông báo 9"},
		{"31/2/2027 nghỉ, theo Thông báo 9", "day_impossible"},
		{"nghỉ theo Thông báo 9", "day_not_read"},
		{"2/1/2027 nghỉ 9/1/2027 làm bù", "days_parted"},
		{"2/1/2027 nghỉ, 2/1/2027 làm bù", "days_twice"},
		{"từ 1/2/2027 đến 28/2/2027 nghỉ", "days_too_many"},
		{"2/1/2027 nghỉ " + strings.Repeat("a", 201), "days_text_long"},
		{"2/1/2027 nghỉ lễ, theo " + strings.Repeat("a", 201), "days_text_long"},
	} {
		d, key, _ := readDays(row.text, s.talk.now(), calendar.NewWorkdays())
		var parts []string
		for _, day := range d.Days {
			parts = append(parts, strings.TrimSpace(day.Day.String()+" "+day.Kind+" "+day.Why))
		}
		got := key
		if key == "" {
			got = strings.Join(append(parts, strings.TrimSpace("by "+d.Source)), "; ")
			if lacks := d.lacks(); lacks != "" {
				got += "; lacks " + lacks
			}
		}
		if got != row.want {
			t.Errorf("%q is\n%s, want\n%s", row.text, got, row.want)
		}
		if again, ok := readDaysDraft(d.String()); !ok || again.String() != d.String() {
			t.Errorf("%q does not read back", row.text)
		}
	}
}

func TestADeadlineThatWasMovedByHandIsNotMovedByADayOff(t *testing.T) {
	s := limitsStage(t)
	before := calendar.NewWorkdays(calendar.ShippedShifts()...)
	after := calendar.NewWorkdays(append(calendar.ShippedShifts(), calendar.Shift{Day: calendar.MustDay("2026-12-31"), Off: true, Why: "nghỉ", Source: "s"})...)
	book := func() *plan.Book {
		b, err := s.store.Book(context.Background())
		s.must(err)
		return b
	}
	do := func(change func(*plan.Edit) error) {
		p, _ := book().ByNumber(1)
		e := p.Edit(s.whose("anna").ID, s.now)
		s.must(change(e))
		s.must(s.store.carryOut(Turn{Changes: e.Changes()}))
	}
	if moved := movedBy(book(), before, after); len(moved) != 2 || moved[1].To != calendar.MustDay("2027-01-06") {
		t.Fatalf("moved are %v", moved)
	}
	do(func(e *plan.Edit) error {
		return e.AskTime("1", calendar.MustDay("2027-01-20"), calendar.Day{}, "chờ")
	})
	do(func(e *plan.Edit) error { return e.GrantTime("1") })
	do(func(e *plan.Edit) error { return e.Done("2", "") })
	if moved := movedBy(book(), before, after); len(moved) != 0 {
		t.Errorf("one with more time and one that is done move: %v", moved)
	}
	if moved := movedBy(book(), before, before); len(moved) != 0 {
		t.Errorf("nothing changed, and these move: %v", moved)
	}
}

func TestManyDeadlinesThatMoveAreAllShownAndAskedAbout(t *testing.T) {
	s := limitsStage(t)
	b, err := s.store.Book(context.Background())
	s.must(err)
	p, _ := b.ByNumber(1)
	e := p.Edit("", s.now)
	for range 18 {
		step := p.Steps[1]
		_, err := e.AddStep(step)
		s.must(err)
	}
	s.must(s.store.carryOut(Turn{Changes: e.Changes()}))
	send := func(text string) []Reply {
		event := s.event(EventText, admin)
		event.Text = text
		replies, err := s.does(event)
		s.must(err)
		return replies
	}
	replies := send("/ngaynghi 31/12/2026 nghỉ bù, theo Thông báo số 1")
	if len(replies) == 1 {
		replies = send("hoán đổi")
	}
	if len(replies) != 2 || replies[1].Kind != SendFile || strings.Count(string(replies[1].File.Content), "\n") != 20 {
		t.Fatalf("shown are %+v", replies)
	}
	payload, message := s.button(admin, say("days_yes"))
	if _, err := s.taps(admin, message, payload); err != nil {
		t.Fatal(err)
	}
	toAnna := 0
	for _, r := range s.turn.Replies {
		if r.Chat == anna {
			toAnna++
		}
	}
	after, err := s.store.Book(context.Background())
	s.must(err)
	doubts := 0
	p, _ = after.ByNumber(1)
	for i := range p.Steps {
		if p.Steps[i].Reason.Doubt == plan.DayOffChanged {
			doubts++
		}
	}
	if toAnna != askedOneByOne+1 || doubts != 20 || len(s.turn.Changes) != 2 {
		t.Errorf("%d messages, %d doubts, %d changes", toAnna, doubts, len(s.turn.Changes))
	}
}

func TestOnlyAdministratorsChangeDays(t *testing.T) {
	for _, do := range []struct {
		name   string
		action officer.Action
	}{{"daysoff", officer.ChangeDays}, {"daysnow", officer.ChangeDays}, {"daydrop", officer.ChangeDays}} {
		found := false
		for _, s := range daysOffScreens() {
			found = found || s.name == do.name && s.action == do.action
		}
		if !found {
			t.Errorf("%s is not %s", do.name, do.action)
		}
	}
}

func FuzzReadDeadline(f *testing.F) {
	f.Add("30 ngày làm việc từ 15/12/2026")
	f.Add("khiếu nại nhận quyết định ngày 3/11/2026")
	f.Fuzz(func(t *testing.T, text string) {
		m := readDeadline(text)
		if len(m.legs) == 0 {
			return
		}
		legs, back, ok := readAmountArgument(m.argument())
		if !ok || !slices.Equal(legs, m.legs) || back != m.back || m.tooMuch || m.unread != "" {
			t.Errorf("%q is %+v, and %s reads back as %v", text, m, m.argument(), legs)
		}
	})
}

func FuzzReadDays(f *testing.F) {
	f.Add("2/1/2027 nghỉ, làm bù 9/1/2027, theo Thông báo số 12")
	f.Add("từ 5/2/2027 đến 7/2/2027 nghỉ Tết và 13/2/2027 đi làm")
	now, days := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), calendar.NewWorkdays()
	f.Fuzz(func(t *testing.T, text string) {
		d, key, _ := readDays(text, now, days)
		if key == "" && (len(d.Days) == 0 || len(d.Days) > shiftsMost) {
			t.Errorf("%q makes %d days", text, len(d.Days))
		}
		for _, day := range d.Days {
			if day.Day.IsZero() || tooLongText(day.Why) {
				t.Errorf("%q makes %+v", text, day)
			}
		}
	})
}
