package plan

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/sheet"
	"camnang/corpus/calendar"
)

// desk is a unit into which files are read: a book of records, and a roster of a committee with two cells.
type desk struct {
	t       testing.TB
	roster  *officer.Roster
	unit    officer.UnitID
	by      officer.ID
	records map[string]queue.Record
	version int64
	at      time.Time
}

func newDesk(t testing.TB) *desk {
	d := &desk{t: t, records: map[string]queue.Record{}, at: time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)}
	empty, err := officer.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	e := empty.Edit()
	unit := func(name string, above officer.UnitID) officer.UnitID {
		id, err := e.AddUnit("u-"+name, name, above)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	top := unit("Đảng bộ tỉnh", "")
	d.unit = unit("Đảng bộ xã B", top)
	cell, other := unit("Chi bộ 1", d.unit), unit("Đảng bộ xã C", top)
	for _, o := range []officer.Officer{
		{Name: "Phạm Thị Hoa", Number: "CB001", Unit: d.unit},
		{Name: "Trần Văn Bình", Number: "CB002", Unit: cell},
		{Name: "Trần Văn Bình", Number: "CB003", Unit: d.unit},
		{Name: "Lê Thị Mai", Number: "CB004", Unit: cell},
		{Name: "Đỗ Văn Xa", Number: "CB005", Unit: other},
		{Name: "Ngô Văn Cũ", Number: "CB006", Unit: cell},
	} {
		id, err := e.AddOfficer("o-"+o.Number, o)
		if err != nil {
			t.Fatal(err)
		}
		switch o.Number {
		case "CB001":
			d.by = id
		case "CB006":
			if err := e.Leave(id, calendar.MustDay("2026-01-01")); err != nil {
				t.Fatal(err)
			}
		}
	}
	var records []queue.Record
	for _, c := range e.Changes() {
		records = append(records, queue.Record{ID: c.ID, Version: 1, Value: c.Value})
	}
	if d.roster, err = officer.Load(records); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) officer(number string) officer.ID {
	d.t.Helper()
	o, ok := d.roster.ByNumber(number)
	if !ok {
		d.t.Fatalf("no officer %s", number)
	}
	return o.ID
}

func (d *desk) book() *Book {
	d.t.Helper()
	var all []queue.Record
	for _, r := range d.records {
		all = append(all, r)
	}
	b, err := Load(all)
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

// write makes changes as the store does.
func (d *desk) write(changes []queue.Change) {
	d.t.Helper()
	for _, c := range changes {
		if c.Was != d.records[c.ID].Version {
			d.t.Fatalf("%s was %d, not %d", c.ID, d.records[c.ID].Version, c.Was)
		}
		d.version++
		d.records[c.ID] = queue.Record{ID: c.ID, Version: d.version, Value: c.Value}
	}
}

func (d *desk) read(t sheet.Table, own Columns) File {
	return ReadPlans(t, own, d.at.In(time.FixedZone("+07", 7*60*60)), calendar.NewWorkdays())
}

// takes reads a file in, and says what came of it.
func (d *desk) takes(t sheet.Table, partly bool) string {
	d.t.Helper()
	in, sum, problems := d.book().PlanImport(d.read(t, nil), Into{Unit: d.unit, By: d.by, At: d.at, Partly: partly}, d.roster)
	if len(problems) > 0 && !partly && in.Changes() != nil {
		d.t.Error("an import with problems would change something")
	}
	d.write(in.Changes())
	return told(sum, problems)
}

// told writes a summary and problems, a line each.
func told(s Summary, problems []Problem) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&b, "%d: %s\n", p.Row, p.Text)
	}
	for _, list := range []struct {
		what  string
		lines []SummaryLine
	}{{"new", s.New}, {"changed", s.Changed}, {"ended", s.Ended}, {"absent", s.Absent}} {
		for _, l := range list.lines {
			fmt.Fprintln(&b, strings.Join(strings.Fields(fmt.Sprintf("%s %d %s %s %s %s", list.what, l.Row, l.Code, l.Title, l.Day, l.Text)), " "))
		}
	}
	fmt.Fprintf(&b, "unchanged %d of %d, wrong %d\n", s.Unchanged, s.Rows, s.Wrong)
	return b.String()
}

// ledger makes a table of lines with cells between "|"; the first is the heading as package sheet finds it.
func ledger(lines ...string) sheet.Table {
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

func want(t testing.TB, what, got, wanted string) {
	t.Helper()
	if got != wanted {
		t.Errorf("%s:\n%s\nwant:\n%s", what, got, wanted)
	}
}

// yearly is a plan of a year as committees write it, with what is above and below the work.
func yearly() sheet.Table {
	return ledger(
		"ĐẢNG BỘ XÃ B | | | | | | ĐẢNG CỘNG SẢN VIỆT NAM",
		"KẾ HOẠCH KIỂM TRA, GIÁM SÁT NĂM 2027",
		`TT | NỘI DUNG | HÌNH THỨC | Đảng viên,\ntổ chức đảng được kiểm tra | Người phụ trách | Thời gian | | Ghi chú`,
		" | | | | | Bat dau | Hoàn thành | ",
		"(1) | (2) | (3) | (4) | (5) | (6) | (7) | (8)",
		"I | KIỂM TRA",
		"1 | Thực hiện quy chế làm việc | Kiểm tra chấp hành | Nguyễn Văn An, Bí thư chi bộ 3 | Đ/c Lê Thị Mai | 01/03/2027 | 31/3/2027 | ",
		"2 | Thực hiện quy chế làm việc | Kiểm tra chấp hành | Hoàng Thị Bé | CB003 | 2027-03-01 00:00:00 | Quý II/2027 | đột xuất khi cần",
		"3 | Thu, nộp đảng phí | Kiểm tra | Chi bộ 2 | Trần Văn Bình (CB002); Phạm Thị Hoa | | Tháng 10/2027 |",
		"TT | NỘI DUNG | HÌNH THỨC | Đảng viên, tổ chức đảng được kiểm tra | Người phụ trách",
		"II | GIÁM SÁT",
		"4 | Giám sát việc học tập nghị quyết | Giám sát chuyên đề | Chi bộ 1 | | | 15/12/2027",
		" | Tổng cộng: 4 cuộc",
		" | NGƯỜI LẬP BIỂU | | | THỦ TRƯỞNG",
	)
}

func TestAYearsPlanIsReadIn(t *testing.T) {
	d := newDesk(t)
	want(t, "the first time", d.takes(yearly(), false), `new 7 Thực hiện quy chế làm việc 2027-03-31
new 8 Thực hiện quy chế làm việc 2027-06-30
new 9 Thu, nộp đảng phí 2027-10-31
new 12 Giám sát việc học tập nghị quyết 2027-12-15
unchanged 0 of 4, wrong 0
`)
	for id, r := range d.records {
		for _, name := range []string{"Nguyễn Văn An", "Hoàng Thị Bé", "Chi bộ 2", "chi bộ 3"} {
			if strings.Contains(string(r.Value), name) {
				t.Errorf("the record %s names whom the work is about", id)
			}
		}
	}
	b := d.book()
	p, _ := b.ByNumber(1)
	if s := p.Steps[0]; p.Code() != "KH-0001" || p.Kind != Case || p.Unit != d.unit || p.Owner != d.by || s.Lead != d.officer("CB004") ||
		s.Reason.Source != Imported || s.Weight != Milestone || p.Begins != calendar.MustDay("2027-03-01") {
		t.Errorf("the first plan is %+v", p)
	}
	if p, _ := b.ByNumber(2); p.Steps[0].Lead != d.officer("CB003") || p.File.Note != "đột xuất khi cần" || p.Begins != calendar.MustDay("2027-03-01") {
		t.Errorf("the second plan is %+v", p)
	}
	if p, _ := b.ByNumber(3); p.Kind != Errand || p.Steps[0].Lead != d.officer("CB002") || !slices.Equal(p.Team, []officer.ID{d.officer("CB001")}) {
		t.Errorf("the third plan is %+v", p)
	}
	if p, _ := b.ByNumber(4); p.Steps[0].Lead != p.Owner {
		t.Errorf("the fourth plan is %+v", p)
	}
	want(t, "the second time", d.takes(yearly(), false), "unchanged 4 of 4, wrong 0\n")
	if b := d.book(); len(b.All()) != 4 || b.All()[0].Version != p.Version {
		t.Error("reading a file in again wrote something")
	}
	_, sum, _ := d.book().PlanImport(d.read(yearly(), nil), Into{Unit: d.unit, By: d.by, At: d.at}, d.roster)
	if len(sum.Dropped) != 1 || !strings.Contains(sum.Dropped[0], "được kiểm tra") {
		t.Errorf("the columns that were not read are %q", sum.Dropped)
	}
}

func TestSixtyRowsWithThreeWrong(t *testing.T) {
	lines := []string{"Mã | Nội dung | Người phụ trách | Hạn"}
	for i := range 60 {
		lines = append(lines, fmt.Sprintf("BC-%02d | Báo cáo số %d | CB001 | %d/12/2026", i+1, i+1, i%30+1))
	}
	lines[5] = "BC-05 | Báo cáo số 5 | CB001 | 31/2/2027"
	lines[20] = "BC-20 | Báo cáo số 20 | Không Có Ai | 20/12/2026"
	lines[60] = "BC-60 | Kiểm tra dấu hiệu vi phạm của đồng chí Nguyễn Văn An | CB001 | 30/12/2026"
	d := newDesk(t)
	const wrongs = `6: Không có ngày “31/2/2027” trong lịch.
21: Người phụ trách không có trong danh sách cán bộ của đơn vị và các đơn vị trực thuộc. Đề nghị ghi đúng họ tên hoặc mã cán bộ.
61: Có dấu hiệu nêu tên người cùng với nội dung vụ việc. Đề nghị bỏ họ tên, chỉ ghi loại công việc.
`
	got := d.takes(ledger(lines...), false)
	if !strings.HasPrefix(got, wrongs) || !strings.HasSuffix(got, "unchanged 0 of 60, wrong 3\n") || len(d.records) != 0 {
		t.Errorf("whole or not at all: %d records and\n%s", len(d.records), got)
	}
	got = d.takes(ledger(lines...), true)
	if !strings.HasPrefix(got, wrongs) || len(d.book().All()) != 57 {
		t.Errorf("the right rows alone: %d plans and\n%s", len(d.book().All()), got)
	}
	lines[5], lines[60] = "BC-05 | Báo cáo số 5 | CB001 | 28/2/2027", "BC-60 | Kiểm tra | CB001 | 30/12/2026"
	lines[20] = "BC-20 | Báo cáo số 20 | CB002 | 20/12/2026"
	want(t, "mended", d.takes(ledger(lines...), false), `new 6 Báo cáo số 5 2027-02-28
new 21 Báo cáo số 20 2026-12-20
new 61 Kiểm tra 2026-12-30
unchanged 57 of 60, wrong 0
`)
	if len(d.book().All()) != 60 {
		t.Errorf("there are %d plans", len(d.book().All()))
	}
}

func TestAnotherFileChangesWhatItSaysAnew(t *testing.T) {
	d := newDesk(t)
	head := "Mã | Nội dung | Người phụ trách | Hạn | Ghi chú"
	d.takes(ledger(
		head, "A | Việc một | CB001 | 1/12/2026 |", "B | Việc hai | CB001 | 2/12/2026 |", "C | Việc ba | CB001 | 3/12/2026 |",
		"D | Việc bốn | | 4/12/2026 |",
	), false)
	edit := func(n int, do func(*Edit) error) {
		t.Helper()
		p, _ := d.book().ByNumber(n)
		e := p.Edit(d.by, d.at)
		if err := do(e); err != nil {
			t.Fatal(err)
		}
		d.write(e.Changes())
	}
	edit(1, func(e *Edit) error { return e.Postpone("1", calendar.MustDay("2026-12-20"), 0, "chờ số liệu") })
	edit(1, func(e *Edit) error { return e.Give("1", d.officer("CB002")) })
	edit(3, func(e *Edit) error { return e.Done("1", "") })
	second := ledger(
		head, "A | Việc một | CB001 | 1/12/2026 | gấp", "B | Việc hai (mới) | CB003 | 9/12/2026 |", "C | Việc ba | CB001 | 5/12/2026 |",
	)
	want(t, "what the chat changed stays", d.takes(second, false),
		`changed 2 KH-0001 Việc một 2026-12-01 ghi chú
changed 3 KH-0002 Việc hai (mới) 2026-12-09 nội dung; người phụ trách: Phạm Thị Hoa thành Trần Văn Bình; hạn: 02/12/2026 thành 09/12/2026
ended 4 KH-0003 Việc ba 2026-12-05 đã hoàn thành
absent 0 KH-0004 Việc bốn
unchanged 0 of 3, wrong 0
`)
	b := d.book()
	one, _ := b.ByNumber(1)
	if s := one.Steps[0]; s.Day != calendar.MustDay("2026-12-20") || s.Lead != d.officer("CB002") || one.File.Note != "gấp" {
		t.Errorf("the first plan is %+v", one)
	}
	two, _ := b.ByNumber(2)
	if s := two.Steps[0]; two.Title != "Việc hai (mới)" || s.Title != two.Title || s.Day != calendar.MustDay("2026-12-09") || len(s.Moved) != 1 ||
		s.Lead != d.officer("CB003") || two.Log[len(two.Log)-1].What != Reimported {
		t.Errorf("the second plan is %+v", two)
	}
	if four, _ := b.ByNumber(4); four.State != Open {
		t.Error("what is not in a file was ended")
	}
	want(t, "a column that is not there", d.takes(ledger("Mã | Nội dung | Hạn", "B | Việc hai (mới) | 9/12/2026"), false), `absent 0 KH-0001 Việc một
absent 0 KH-0004 Việc bốn
unchanged 1 of 1, wrong 0
`)
	d.takes(ledger("Mã | Nội dung | Người phụ trách | Hạn", "B | Việc hai (mới) | CB003 | 19/12/2026"), false)
	two, _ = d.book().ByNumber(2)
	last := two.Log[len(two.Log)-1].Number
	edit(2, func(e *Edit) error { return e.Undo(last) })
	if two, _ = d.book().ByNumber(2); two.Steps[0].Day != calendar.MustDay("2026-12-09") {
		t.Errorf("the day after undoing is %s", two.Steps[0].Day)
	}
}

func TestWorkIsKnownAgain(t *testing.T) {
	head := "Nội dung | Ngày bắt đầu | Hạn"
	alike := []string{head, "Báo cáo | 1/12/2026 | 5/12/2026", "Báo  cáo | 01/12/2026 | 6/12/2026", "Báo cáo | 2/12/2026 | 7/12/2026"}
	coded := []string{"Mã | " + head, "x 1 | Báo cáo | 1/12/2026 | 5/12/2026", "X2 | Báo cáo | 1/12/2026 | 6/12/2026", "X3 | Báo cáo | 2/12/2026 | 7/12/2026"}
	for _, row := range []struct {
		rule          string
		first, second []string
		want          string
	}{
		{"by title and first day, those alike in their order", alike, alike, "unchanged 3 of 3, wrong 0\n"},
		{"a file that has codes now", alike, coded, "unchanged 3 of 3, wrong 0\n"},
		{"a file that has no codes any more", coded, alike, "unchanged 3 of 3, wrong 0\n"},
		{
			"another code is other work", coded,
			[]string{coded[0], "X4 | Báo cáo | 1/12/2026 | 5/12/2026"},
			"new 2 Báo cáo 2026-12-05\nabsent 0 KH-0001 Báo cáo\nabsent 0 KH-0002 Báo cáo\nabsent 0 KH-0003 Báo cáo\nunchanged 0 of 1, wrong 0\n",
		},
		{"a code however it is spelt", coded, []string{coded[0], "X1 | Báo cáo | 1/12/2026 | 5/12/2026", coded[2], "x3 | Báo cáo | 2/12/2026 | 7/12/2026"}, "unchanged 3 of 3, wrong 0\n"},
		{
			"the same code twice", coded,
			[]string{coded[0], coded[1], coded[1]},
			"3: Mã này đã có ở dòng 2.\nabsent 0 KH-0002 Báo cáo\nabsent 0 KH-0003 Báo cáo\nunchanged 1 of 2, wrong 1\n",
		},
		{
			"a code of ours for something else", coded,
			[]string{coded[0], "KH-0002 | Việc khác | | 8/12/2026"},
			"2: Mã KH-0002 là mã của một kế hoạch khác trong Trợ lý. Đề nghị dùng mã khác.\n" +
				"absent 0 KH-0001 Báo cáo\nabsent 0 KH-0002 Báo cáo\nabsent 0 KH-0003 Báo cáo\nunchanged 0 of 1, wrong 1\n",
		},
	} {
		t.Run(row.rule, func(t *testing.T) {
			d := newDesk(t)
			d.takes(ledger(row.first...), false)
			if n := len(d.book().All()); n != 3 {
				t.Fatalf("%d plans", n)
			}
			want(t, row.rule, d.takes(ledger(row.second...), false), row.want)
			before := len(d.book().All())
			d.takes(ledger(row.second...), false)
			if n := len(d.book().All()); n != before {
				t.Errorf("the same file again makes %d plans of %d", n, before)
			}
		})
	}
}

func TestPlansOfAnotherUnitAreNotTouched(t *testing.T) {
	d := newDesk(t)
	file := ledger("Mã | Nội dung | Hạn", "A | Việc | 1/12/2026")
	d.takes(file, false)
	d.unit = d.roster.Below(d.unit)[0].ID
	want(t, "the cell's own", d.takes(file, false), "new 2 Việc 2026-12-01\nunchanged 0 of 1, wrong 0\n")
}

func TestTheTemplateReadsBack(t *testing.T) {
	d := newDesk(t)
	template := Template()
	want(t, "the template", d.takes(template, false), `new 2 Kiểm tra việc chấp hành quy chế làm việc tại một chi bộ 2027-03-31
new 3 Báo cáo công tác kiểm tra, giám sát quý I 2027-03-31
unchanged 0 of 2, wrong 0
`)
	for _, heading := range template.Head {
		if _, known := fieldOf(heading, nil); !known {
			t.Errorf("the heading %q of the template is not known", heading)
		}
	}
}

func TestFiledIsReadBackAsItWasWritten(t *testing.T) {
	d := newDesk(t)
	d.takes(yearly(), false)
	for _, p := range d.book().All() {
		again := &Plan{}
		if err := json.Unmarshal(written(p), again); err != nil || !same(*p.File, *again.File) {
			t.Errorf("%v: %+v", err, again.File)
		}
	}
}
