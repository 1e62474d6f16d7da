package paper

import (
	"fmt"

	"camnang/corpus/viet"
)

// Results is the list of results of a test or a contest: a numbered table and, under it, how many it holds and their
// mean. What the test was, whose and when stands in the title of the paper or in a Paragraph before it.
type Results struct {
	// Remark is the heading of the last column ("Xếp loại", "Xếp hạng"); "" is "Ghi chú".
	Remark string
	// Rows are printed in their order.
	Rows []Result
}

// Result is that of one person.
type Result struct {
	Name, Unit string
	// Right is how many of Of questions were answered right. Of is 0 for one who has no result: those two columns stay
	// empty and the mean leaves the person out.
	Right, Of int
	// Mark is out of 10, in hundredths.
	Mark   int
	Remark string
}

// Attendance is the list of who was at a session: a numbered table and, under it, how many were there.
type Attendance struct {
	// Rows are printed in their order.
	Rows []Attendee
}

// Attendee is one who was expected.
type Attendee struct {
	Name, Unit string
	Present    bool
	// Remark is how it is known or why they were away; "" for nothing.
	Remark string
}

// The widths of the columns of both lists in mm, together TextWidth. In letters of 13 pt "Nguyễn Thị Phương Thảo" is
// some 48 mm wide, "20/20" and "6,67" are 12 mm.
var (
	resultWidths   = []float64{13, 52, 40, 18, 16, 26}
	attendeeWidths = []float64{13, 52, 47, 21, 32}
)

func (r Results) in(b *body) error {
	remark := r.Remark
	if clean(remark) == "" {
		remark = "Ghi chú"
	}
	t := Table{Head: []string{"STT", "Họ và tên", "Đơn vị", "Số câu đúng", "Điểm", remark}, Widths: resultWidths}
	taken, sum := 0, 0
	for i, row := range r.Rows {
		cells := []string{fmt.Sprint(i + 1), row.Name, row.Unit, "", "", row.Remark}
		if row.Of > 0 {
			taken++
			sum += row.Mark
			cells[3], cells[4] = fmt.Sprintf("%d/%d", row.Right, row.Of), viet.Decimal(row.Mark)
		}
		t.Rows = append(t.Rows, cells)
	}
	said := fmt.Sprintf("Danh sách có %d đồng chí, trong đó %d đồng chí có kết quả", len(r.Rows), taken)
	if taken > 0 {
		said += ", điểm trung bình " + viet.TwoDecimals((2*sum+taken)/(2*taken))
	}
	return b.list(t, said+".")
}

func (a Attendance) in(b *body) error {
	t := Table{Head: []string{"STT", "Họ và tên", "Đơn vị", "Điểm danh", "Ghi chú"}, Widths: attendeeWidths}
	present := 0
	for i, row := range a.Rows {
		said := "Vắng"
		if row.Present {
			said = "Có mặt"
			present++
		}
		t.Rows = append(t.Rows, []string{fmt.Sprint(i + 1), row.Name, row.Unit, said, row.Remark})
	}
	return b.list(t, fmt.Sprintf("Danh sách có %d đồng chí, trong đó %d đồng chí có mặt, %d đồng chí vắng.", len(a.Rows), present, len(a.Rows)-present))
}

// list writes a table and what it comes to.
func (b *body) list(t Table, said string) error {
	if err := t.in(b); err != nil {
		return err
	}
	return Paragraph{Text: said}.in(b)
}
