package plan

import (
	"fmt"
	"strings"
	"testing"

	"camnang/bot/sheet"
)

func TestHeadings(t *testing.T) {
	for _, row := range []struct {
		field    Field
		headings string
	}{
		{TitleField, "Nội dung|NỘI DUNG CÔNG VIỆC|noi dung|Công việc|Nhiệm vụ cụ thể|Tên cuộc|Chuyên đề|Việc"},
		{WorkField, "Loại|Hình thức|Loại cuộc|LOẠI HÌNH"},
		{LeadField, "Người phụ trách|Cán bộ phụ trách|Người chủ trì|Trưởng đoàn|Cán bộ theo dõi|Mã cán bộ|Phụ trách|Họ và tên người phụ trách"},
		{BeginsField, "Ngày bắt đầu|Bắt đầu|Từ ngày|Thời gian triển khai|Ngày ký quyết định"},
		{DayField, "Hạn|Thời hạn|Ngày hoàn thành|Hạn hoàn thành|Thời gian|Thời gian thực hiện|Đến ngày|han hoan thanh|Ngày nộp|Ngày"},
		{KeyField, "Mã|Mã số|Mã việc|Ký hiệu"},
		{DocumentField, "Căn cứ|Căn cứ pháp lý"},
		{NoteField, "Ghi chú|Ghi chu"},
		{OrderField, "STT|TT|Số TT|Số thứ tự"},
		{OtherField, "Kết quả|Kết quả thực hiện|Địa điểm|Đơn vị phối hợp|Thành viên đoàn|Đơn vị|Chi bộ"},
		{SubjectField, "Đối tượng|Đối tượng kiểm tra|ĐỐI TƯỢNG KIỂM TRA, GIÁM SÁT|Đảng viên được kiểm tra|Tổ chức đảng được kiểm tra|Họ tên đối tượng|" +
			"Nội dung, đối tượng kiểm tra|Đảng viên, tổ chức đảng được giám sát|Họ và tên|Người bị tố cáo|Người khiếu nại|Nội dung vi phạm|Dấu hiệu vi phạm|" +
			"Đảng viên bị kỷ luật|Người phụ trách và đối tượng|doi tuong kiem tra"},
	} {
		for _, heading := range strings.Split(row.headings, "|") {
			for _, spelt := range []string{heading, strings.ToUpper(heading), " " + heading + ":"} {
				if got, known := fieldOf(spelt, nil); got != row.field || !known {
					t.Errorf("%q is %s (%t), want %s", spelt, got, known, row.field)
				}
			}
		}
	}
	for _, heading := range []string{"Tiến độ", "Cột A", "Chịu trách nhiệm", "Xong"} {
		if got, known := fieldOf(heading, nil); known || got != OtherField {
			t.Errorf("%q is %s (%t), and nothing says so", heading, got, known)
		}
	}
}

func TestColumnsAreMatchedOnce(t *testing.T) {
	d := newDesk(t)
	file := ledger("Đầu mục | Ai làm | Xong | Đối tượng | Trống", "Báo cáo quý | CB001 | 15/12/2026 | Nguyễn Văn An", "Họp giao ban | CB002 | 20/12/2026 | Hoàng Thị Bé")
	f := d.read(file, nil)
	if len(f.Rows) != 0 || len(f.Problems) != 1 || f.Problems[0].Key != "file-no-heading" {
		t.Fatalf("a heading that says nothing: %+v", f)
	}
	if got := fmt.Sprint(f.Unknown); got != "[{Đầu mục other} {Ai làm other} {Xong day}]" {
		t.Errorf("proposed is %s", got)
	}
	own := Columns{Heading("Đầu mục"): TitleField, Heading("ai lam"): LeadField, Heading("Xong"): DayField, Heading("Đối tượng"): TitleField}
	f = d.read(file, own)
	if len(f.Problems) != 0 || len(f.Unknown) != 0 || len(f.Rows) != 2 || f.Rows[0].Title != "Báo cáo quý" || len(f.Dropped) != 1 {
		t.Errorf("with the columns matched: %+v", f)
	}
	if strings.Contains(fmt.Sprintf("%+v", f), "Nguyễn Văn An") {
		t.Error("whom the work is about was read because the column was matched to something else")
	}
	// What is known may be matched otherwise, and a column that stays unknown is asked about and not read.
	f = d.read(ledger("Nội dung | Hạn | Ngày nộp | Lạ", "Báo cáo | 1/12/2026 | 5/12/2026 | gì đó"), Columns{"han": OtherField})
	if len(f.Rows) != 1 || f.Rows[0].Day.String() != "2026-12-05" || fmt.Sprint(f.Unknown) != "[{Lạ other}]" {
		t.Errorf("matched otherwise: %+v", f)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	for _, row := range []struct {
		rule string
		file sheet.Table
		want string
	}{
		{"no heading", ledger("A | B", "1 | 2"), "file-no-heading"},
		{"no work", ledger("Người phụ trách | Hạn", "CB001 | 1/12/2026"), "file-no-title"},
		{"work in the column of whom it is about", ledger("Nội dung, đối tượng | Hạn", "Kiểm tra An | 1/12/2026"), "file-title-dropped"},
		{"no days", ledger("Nội dung | Người phụ trách", "Báo cáo | CB001"), "file-no-day"},
		{"nothing under the heading", ledger("Nội dung | Hạn"), "file-empty"},
		{"a stamp of secrecy", ledger("Nội dung | Hạn", "Báo cáo | 1/12/2026", "MẬT"), "file-secrecy"},
		{"a stamp in another column", ledger("Nội dung | Hạn | Đối tượng", "Báo cáo | 1/12/2026 | TỐI MẬT"), "file-secrecy"},
		{"too many rows", ledger(append([]string{"Nội dung | Hạn"}, strings.Split(strings.Repeat("Báo cáo | 1/12/2026\n", rowLimit)+"Báo cáo | 1/12/2026", "\n")...)...), "file-too-long"},
	} {
		t.Run(row.rule, func(t *testing.T) {
			d := newDesk(t)
			f := d.read(row.file, nil)
			if len(f.Problems) != 1 || f.Problems[0].Key != row.want || len(f.Rows) != 0 {
				t.Errorf("%+v", f)
			}
			in, _, problems := d.book().PlanImport(f, Into{Unit: d.unit, By: d.by, At: d.at, Partly: true}, d.roster)
			if in.Changes() != nil || len(problems) != 1 {
				t.Errorf("it changes %v", in.Changes())
			}
		})
	}
}

func TestRowsThatAreWrong(t *testing.T) {
	d := newDesk(t)
	for _, row := range []struct{ rule, cells, want string }{
		{"a person with an allegation", "Kiểm tra dấu hiệu vi phạm đồng chí Nguyễn Văn An | | CB001 | | 1/12/2026", "row-case-data"},
		{"the kind says the allegation, the title the name", "Đồng chí Nguyễn Văn An | Kiểm tra khi có dấu hiệu vi phạm | CB001 | | 1/12/2026", "row-case-data"},
		{"nothing to do", " | Kiểm tra chấp hành | CB001 | | 1/12/2026", "row-title-missing"},
		{"a title that is too long", strings.Repeat("a", 201) + " | | | | 1/12/2026", "row-title-long"},
		{"no day", "Báo cáo | | CB001", "row-day-missing"},
		{"no day that there is", "Báo cáo | | CB001 | | 31/11/2026", "row-day-impossible"},
		{"a day without a year", "Báo cáo | | CB001 | | 15/12", "row-day-no-year"},
		{"words that are no day", "Báo cáo | | CB001 | | khi có chỉ đạo", "row-day-unread"},
		{"a first day that is none", "Báo cáo | | CB001 | sớm | 15/12/2026", "row-begins-unread"},
		{"first day after the last", "Báo cáo | | CB001 | 16/12/2026 | 15/12/2026", "row-begins-after"},
		{"somebody of another unit", "Báo cáo | | CB005 | | 15/12/2026", "row-lead-unknown"},
		{"somebody who left", "Báo cáo | | CB006 | | 15/12/2026", "row-lead-left"},
		{"two of the same name", "Báo cáo | | Trần Văn Bình | | 15/12/2026", "row-lead-unclear"},
		{"two of the same name, typed without marks", "Báo cáo | | tran van binh | | 15/12/2026", "row-lead-unclear"},
		{"nobody", "Báo cáo | | Nguyễn Thị Không | | 15/12/2026", "row-lead-unknown"},
	} {
		t.Run(row.rule, func(t *testing.T) {
			f := d.read(ledger("Nội dung | Loại | Người phụ trách | Bắt đầu | Hạn", row.cells), nil)
			in, sum, problems := d.book().PlanImport(f, Into{Unit: d.unit, By: d.by, At: d.at}, d.roster)
			if len(problems) != 1 || problems[0].Key != row.want || problems[0].Row != 2 || sum.Wrong != 1 || in.Changes() != nil {
				t.Fatalf("%+v", problems)
			}
			for _, name := range []string{"Nguyễn", "Bình"} {
				if strings.Contains(problems[0].Text, name) {
					t.Errorf("the sentence repeats a name: %s", problems[0].Text)
				}
			}
		})
	}
}

func TestLeadsHoweverTheyAreWritten(t *testing.T) {
	d := newDesk(t)
	for text, wanted := range map[string]string{
		"CB004": "CB004", "cb 004": "CB004", "Lê Thị Mai": "CB004", "le thi mai": "CB004", "đ/c Lê Thị Mai": "CB004", "Đồng chí LÊ THỊ MAI": "CB004",
		"Trần Văn Bình (CB003)": "CB003", `Lê Thị Mai\nPhạm Thị Hoa`: "CB004 CB001", "Lê Thị Mai và Phạm Thị Hoa": "CB004 CB001",
		// Nobody: who reads the file in.
		"": "CB001",
	} {
		f := d.read(ledger("Nội dung | Người phụ trách | Hạn", "Báo cáo | "+text+" | 15/12/2026"), nil)
		in, _, problems := d.book().PlanImport(f, Into{Unit: d.unit, By: d.by, At: d.at}, d.roster)
		if len(problems) > 0 || len(in.Made) != 1 {
			t.Errorf("%q: %+v", text, problems)
			continue
		}
		var numbers []string
		for _, id := range append([]string{string(in.Made[0].Steps[0].Lead)}, teamOf(in.Made[0])...) {
			for _, o := range d.roster.All() {
				if string(o.ID) == id {
					numbers = append(numbers, o.Number)
				}
			}
		}
		if got := strings.Join(numbers, " "); got != wanted {
			t.Errorf("%q is %q, want %q", text, got, wanted)
		}
	}
}

func teamOf(p *Plan) []string {
	var out []string
	for _, o := range p.Team {
		out = append(out, string(o))
	}
	return out
}

func TestEveryFieldHasAName(t *testing.T) {
	for _, f := range Choices() {
		if f.Vietnamese() == "" {
			t.Errorf("%s has no name", f)
		}
	}
}

func FuzzReadPlans(f *testing.F) {
	f.Add("Nội dung|Hạn|Đối tượng\nBáo cáo|1/12/2026|Nguyễn Văn An")
	f.Add("||\n|\nHạn|Nội dung\n(1)|(2)\nquý I/2027|x")
	d := newDesk(f)
	b := d.book()
	f.Fuzz(func(t *testing.T, text string) {
		file := d.read(ledger(strings.Split(text, "\n")...), Columns{"a": TitleField, "b": DayField})
		in, sum, _ := b.PlanImport(file, Into{Unit: d.unit, By: d.by, At: d.at, Partly: true}, d.roster)
		if len(in.Made) != len(sum.New) || len(in.Made)+sum.Wrong != len(file.Rows) {
			t.Errorf("%d rows, %d wrong, %d made", len(file.Rows), sum.Wrong, len(in.Made))
		}
		for _, p := range in.Made {
			if titled(p.Title) != nil || p.Steps[0].Day.IsZero() {
				t.Errorf("made is %+v", p)
			}
		}
	})
}
