package officer

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"camnang/bot/sheet"
	"camnang/corpus/calendar"
)

// file makes a table of lines with cells between "|"; the first is the heading as package sheet finds it.
func file(lines ...string) sheet.Table {
	var t sheet.Table
	for i, line := range lines {
		cells := strings.Split(line, "|")
		for j := range cells {
			cells[j] = strings.TrimSpace(strings.ReplaceAll(cells[j], `\n`, "\n"))
		}
		if i == 0 {
			t.Head, t.HeadRow = cells, 1
			continue
		}
		t.Rows = append(t.Rows, sheet.Row{Number: i + 1, Cells: cells})
	}
	return t
}

// says writes what a plan would do.
func says(s Summary, problems []Problem) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&b, "%d: %s\n", p.Row, p.Text)
	}
	for _, unit := range s.Units {
		fmt.Fprintf(&b, "unit %s\n", unit)
	}
	for _, class := range s.Classes {
		fmt.Fprintf(&b, "class %s\n", class)
	}
	for _, list := range []struct {
		what  string
		lines []Line
	}{{"new", s.New}, {"moved", s.Moved}, {"changed", s.Changed}, {"left", s.Left}, {"gone", s.Gone}, {"absent", s.Absent}} {
		for _, line := range list.lines {
			fmt.Fprintf(&b, "%s %d %s: %s\n", list.what, line.Row, line.Name, line.Text)
		}
	}
	fmt.Fprintf(&b, "unchanged %d of %d\n", s.Unchanged, s.Rows)
	return b.String()
}

// plan reads and plans a file.
func plan(t testing.TB, r *Roster, seed string, f sheet.Table) (*Edit, Summary, []Problem) {
	t.Helper()
	rows, problems := ReadRoster(f)
	e, s, more := r.PlanImport(seed, rows, today)
	problems = append(problems, more...)
	if len(problems) > 0 && e.Changes() != nil {
		t.Error("an import with problems would change something")
	}
	for _, p := range problems {
		if p.Text == "" || strings.Contains(p.Text, "%!") {
			t.Errorf("a bad sentence: %q", p.Text)
		}
	}
	return e, s, problems
}

func TestImportOfAFirstFile(t *testing.T) {
	var w table
	f := file(
		"ĐẢNG BỘ TỈNH | | | | | | | ĐẢNG CỘNG SẢN VIỆT NAM",
		"DANH SÁCH CÁN BỘ LÀM CÔNG TÁC KIỂM TRA",
		"STT | MÃ CB | HỌ TÊN | Dang bo | Chi bộ sinh hoạt | Chức vụ | Vai trò trong hệ thống | Lớp học | Báo cáo viên | Ngày rời",
		"(1) | (2) | (3) | (4) | (5) | (6)",
		"I | | ĐẢNG BỘ SỞ NỘI VỤ",
		`1 | CB01 | Nguyễn Văn  An | Đảng bộ Sở Nội vụ | Chi bộ 1 | Trưởng\nphòng | Lãnh đạo đơn vị, cán bộ | Lớp kiểm tra, giám sát 2026`,
		"2 | CB02 | Trần Thị Bé | Đảng bộ Sở Nội vụ | Chi bộ 1 | | | | x | ",
		"3 | | Lê Cường | Đảng bộ Sở Nội vụ | | Ủy viên | Quản trị và lãnh đạo",
		"STT | MÃ CB | HỌ TÊN | Dang bo | Chi bộ sinh hoạt",
		"4 | CB04 | Phạm Đã Đi | Đảng bộ Sở Nội vụ | Chi bộ 1 | | | | | 01/02/2026",
		"5 | CB05 | Vũ Em | Đảng bộ Sở Y tế | | | báo cáo viên | Lớp kiểm tra, giám sát 2026",
		"| | Tổng cộng",
		"| | NGƯỜI LẬP BIỂU | | | | THỦ TRƯỞNG",
	)
	_, _, problems := plan(t, w.load(t), "u1", f)
	if len(problems) != 2 || problems[0].Row != 7 || problems[0].Key != "trainer-no-class" ||
		problems[1].Row != 13 || problems[1].Key != "unit-missing" {
		t.Fatalf("%+v", problems)
	}
	f.Rows[5].Cells[8] = "Lớp Hai"
	f.Rows = f.Rows[:len(f.Rows)-1]
	e, s, problems := plan(t, w.load(t), "u1", f)
	const want = `unit Đảng bộ Sở Nội vụ
unit Đảng bộ Sở Nội vụ / Chi bộ 1
unit Đảng bộ Sở Y tế
class Lớp kiểm tra, giám sát 2026
class Lớp Hai
new 6 Nguyễn Văn An: Đảng bộ Sở Nội vụ / Chi bộ 1; thêm vào lớp “Lớp kiểm tra, giám sát 2026”
new 7 Trần Thị Bé: Đảng bộ Sở Nội vụ / Chi bộ 1; làm báo cáo viên lớp “Lớp Hai”
new 8 Lê Cường: Đảng bộ Sở Nội vụ
new 11 Vũ Em: Đảng bộ Sở Y tế; làm báo cáo viên lớp “Lớp kiểm tra, giám sát 2026”
unchanged 1 of 5
`
	if got := says(s, problems); got != want {
		t.Errorf("the plan is\n%s", got)
	}
	r := w.does(t, e)
	an, _ := r.ByNumber("CB01")
	cuong := r.Search("Lê Cường", 1)[0]
	if an.Title != "Trưởng phòng" || len(an.Heads) != 1 || an.Heads[0] != an.Unit || !cuong.Administrator || len(cuong.Heads) != 1 {
		t.Errorf("%+v, %+v", an, cuong)
	}
	e, s, problems = plan(t, r, "u2", f)
	if got := says(s, problems); e.Changes() != nil || got != "unchanged 5 of 5\n" {
		t.Errorf("again it is\n%s", got)
	}
}

var update = flag.Bool("update", false, "write what testdata expects anew")

// TestImportIntoARoster plays testdata/import.txt: "# rule", the rows of a file, "=>", and what the plan says.
func TestImportIntoARoster(t *testing.T) {
	const name, head = "testdata/import.txt", "Mã cán bộ | Họ và tên | Đơn vị | Chức vụ | Vai trò | Lớp | Báo cáo viên lớp | Ngày rời"
	raw, err := os.ReadFile(name)
	ok(t, err)
	top, rest, _ := strings.Cut(string(raw), "\n\n")
	out := top + "\n"
	cases := strings.Split(rest, "\n\n")
	for _, c := range cases {
		given, want, _ := strings.Cut(strings.TrimSpace(c), "\n=>\n")
		lines := strings.Split(given, "\n")
		rule := lines[0]
		w, r := newTown(t)
		e, s, problems := plan(t, r, "u1", file(append([]string{head}, lines[1:]...)...))
		s.Absent = nil
		if len(problems) > 0 {
			s = Summary{Rows: s.Rows}
		}
		got := strings.TrimSpace(says(s, problems))
		if got != want && !*update {
			t.Errorf("%s:\n%s\nwant\n%s", rule, got, want)
		}
		out += "\n" + given + "\n=>\n" + got + "\n"
		if e.Changes() == nil {
			continue
		}
		w.does(t, e)
	}
	if len(cases) < 25 {
		t.Errorf("only %d cases", len(cases))
	}
	if *update {
		ok(t, os.WriteFile(name, []byte(out), 0o644))
	}
}

func TestWhoIsNotInTheFileStays(t *testing.T) {
	_, r := newTown(t)
	e, s, problems := plan(t, r, "u1", file("Họ và tên | Đơn vị", "Trần Văn Bình | Đảng bộ B"))
	var names []string
	for _, line := range s.Absent {
		names = append(names, line.Name+": "+line.Text)
	}
	want := []string{
		"Nguyễn Thị An: Đảng bộ A / Chi bộ 1", "Phạm Thị Hoa: Đảng bộ A", "Vũ Thị Mai: Đảng bộ A / Chi bộ 2", "Hoàng Thị Yến: Đảng bộ tỉnh",
	}
	if e.Changes() != nil || len(problems) != 0 || !slices.Equal(names, want) {
		t.Errorf("%v", names)
	}
}

func TestARowThatCannotBeReadHoldsUpTheOthers(t *testing.T) {
	_, r := newTown(t)
	rows, problems := ReadRoster(file("Họ và tên | Đơn vị | Vai trò", "Đỗ Mới | Đảng bộ B", "Đỗ Sai | Đảng bộ B | trùm"))
	if len(problems) != 1 || problems[0].Row != 3 {
		t.Fatalf("%+v", problems)
	}
	if e, s, more := r.PlanImport("u1", rows, today); len(more) != 0 || e.Changes() != nil || len(s.New) != 1 {
		t.Errorf("%s%v", says(s, more), e.Changes())
	}
}

func TestNamesakesOfWhomOneHasLeft(t *testing.T) {
	w, r := newTown(t)
	e := r.Edit()
	must(e.AddOfficer("s", Officer{Name: "Lê Văn Cũ", Unit: w.A1, Number: "CB010"}))
	r = w.does(t, e)
	head := "Họ và tên | Đơn vị | Ngày rời"
	// The file of some months ago names who left then: it does not end the part of the other.
	e, s, problems := plan(t, r, "u1", file(head, "Lê Văn Cũ | Chi bộ 1 | 23/11/2026"))
	if e.Changes() != nil || len(problems) != 0 || s.Unchanged != 1 {
		t.Errorf("%s", says(s, problems))
	}
	_, s, problems = plan(t, r, "u1", file(head, "Lê Văn Cũ | Chi bộ 1 | 20/11/2026"))
	if len(problems) != 0 || len(s.Left) != 1 || s.Left[0].ID == w.Gone {
		t.Errorf("%s", says(s, problems))
	}
}

func TestAFirstAdministratorIsFoundByName(t *testing.T) {
	var w table
	e := w.load(t).Edit()
	o := must(e.JoinFirst("u1", 90, "Đỗ Văn Khởi", noon))
	r := w.does(t, e)
	e, s, problems := plan(t, r, "u2", file("Mã CB | Họ tên | Đơn vị", "CB1 | Đỗ Văn Khởi | Đảng bộ A"))
	if len(problems) > 0 || len(s.Moved) != 1 || s.Moved[0].ID != o.ID {
		t.Fatalf("%s", says(s, problems))
	}
	r = w.does(t, e)
	if o, _ := r.ByTelegram(90); o.Number != "CB1" || o.Unit == "" || !o.Administrator {
		t.Errorf("%+v", o)
	}
}

func TestHeadingsOfRosterFiles(t *testing.T) {
	for _, c := range []struct {
		rule string
		file sheet.Table
		want Row
	}{
		{"without marks", file("ho va ten | don vi", "An Văn | Tổ 1"), Row{Row: 2, Name: "An Văn", Unit: []string{"Tổ 1"}}},
		{
			"family and given name apart", file("Họ và tên đệm | Tên | Số hiệu cán bộ | Đơn vị công tác", "Trần Văn | Bình | 7 | Tổ 1"),
			Row{Row: 2, Name: "Trần Văn Bình", Number: "7", Unit: []string{"Tổ 1"}},
		},
		{
			"one heading over both names", file("TT | Họ và tên | | Đơn vị", "1 | Trần Văn | Bình | Tổ 1"),
			Row{Row: 2, Name: "Trần Văn Bình", Unit: []string{"Tổ 1"}},
		},
		{
			"two lines of heading", file("TT | Họ và tên | Tổ chức đảng | | Ghi chú", " | | Đảng bộ | Chi bộ", "1 | Trần Bình | A | B"),
			Row{Row: 3, Name: "Trần Bình", Unit: []string{"A", "B"}},
		},
		{
			"the unit above in a column behind, and paths that overlap",
			file("Họ tên | Đơn vị | Đơn vị cấp trên", "Trần Bình | A / B | T / A"),
			Row{Row: 2, Name: "Trần Bình", Unit: []string{"T", "A", "B"}},
		},
		{
			"slashes in names", file("Họ tên | Đơn vị", "Trần Bình | Chi bộ 1/5 của UBKT/TU"),
			Row{Row: 2, Name: "Trần Bình", Unit: []string{"Chi bộ 1/5 của UBKT/TU"}},
		},
		{
			"columns that only look like it",
			file("Họ tên | Mã đơn vị | Ngày vào đảng bộ | Đảng bộ, chi bộ", "Trần Bình | 7 | 1/2/2000 | A/b"),
			Row{Row: 2, Name: "Trần Bình", Unit: []string{"A", "b"}},
		},
	} {
		rows, problems := ReadRoster(c.file)
		if len(rows) != 1 || len(problems) != 0 || fmt.Sprint(rows[0]) != fmt.Sprint(c.want) {
			t.Errorf("%s: %+v, %v", c.rule, rows, problems)
		}
	}
	for want, f := range map[string]sheet.Table{
		"file-no-heading": file("Một | Hai", "3 | 4"),
		"file-no-unit":    file("Họ tên | Tuổi", "An | 4"),
		"file-empty":      file("Họ tên | Đơn vị", "1 | 2", " | "),
	} {
		if rows, problems := ReadRoster(f); len(rows) != 0 || len(problems) != 1 || problems[0].Key != want {
			t.Errorf("%s: %v, %v", want, rows, problems)
		}
	}
}

func TestTheTemplateCanBeImported(t *testing.T) {
	var w table
	content, err := sheet.Write(Template())
	ok(t, err)
	read, err := sheet.Read("mau.xlsx", content)
	ok(t, err)
	e, s, problems := plan(t, w.load(t), "u1", read)
	if len(problems) != 0 || len(s.New) != 2 || len(s.Units) != 3 || len(s.Classes) != 1 {
		t.Fatalf("%s", says(s, problems))
	}
	r := w.does(t, e)
	if roles := r.Roles(s.New[0].ID); len(roles) != 3 {
		t.Errorf("roles %v", roles)
	}
}

func TestAnExportedRosterChangesNothing(t *testing.T) {
	w, r := newTown(t)
	e := r.Edit()
	// A unit under the topmost that has its name, and a second trainer who is a member of another class.
	same := must(e.AddUnit("s", "Đảng bộ tỉnh", w.T))
	must(e.AddOfficer("s", Officer{Name: "Đỗ Trùng", Unit: same, Number: "00-1"}))
	must(e.AddClass("s", "Lớp 2", calendar.Day{}, calendar.Day{}))
	ok(t, e.SetTrainer(w.Class, w.Anna, true))
	r = w.does(t, e)
	content, err := sheet.Write(r.Sheet(r.All()))
	ok(t, err)
	read, err := sheet.Read("", content)
	ok(t, err)
	e, s, problems := plan(t, r, "u1", read)
	if e.Changes() != nil || len(problems) > 0 || s.Unchanged != len(r.All()) {
		t.Errorf("%s%v", says(s, problems), e.Changes())
	}
}
