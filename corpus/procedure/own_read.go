package procedure

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// ownHeadings are the headings of a sheet with an own procedure, as Template writes them.
var ownHeadings = []string{"Giai đoạn", "Bước", "Người thực hiện", "Sản phẩm", "Tính từ", "Số", "Đơn vị thời gian", "Căn cứ"}

// The columns of a sheet, in the order of ownHeadings.
const (
	stageColumn = iota
	titleColumn
	whoColumn
	productColumn
	eventColumn
	amountColumn
	unitColumn
	documentColumn
)

// alsoCalled are other headings of a column, without marks.
var alsoCalled = map[string]int{
	"viec": titleColumn, "ten buoc": titleColumn, "noi dung": titleColumn, "ten viec": titleColumn,
	"ai lam": whoColumn, "nguoi lam": whoColumn, "tinh tu ngay": eventColumn, "moc tinh": eventColumn,
	"so ngay": amountColumn, "thoi han": amountColumn, "don vi": unitColumn, "don vi tinh": unitColumn,
	"van ban can cu": documentColumn,
}

// exampleMark begins the title of an example; ReadOwn leaves such rows out.
const exampleMark = "Ví dụ:"

// Template is a sheet to fill in: the headings, and two examples, which ReadOwn leaves out again.
func Template() [][]string {
	return [][]string{
		slices.Clone(ownHeadings),
		{
			"Chuẩn bị", exampleMark + " Triển khai kế hoạch kiểm tra", "Tổ kiểm tra", "Biên bản", "ngày chi bộ ký kế hoạch", "3",
			"ngày làm việc", "Quy trình do đơn vị ban hành (ghi số, ngày)",
		},
		{"Kết thúc", exampleMark + " Lập mục lục, đóng hồ sơ", "Người giữ hồ sơ", "Hồ sơ", "", "", "", ""},
	}
}

// ReadOwn reads the steps from a sheet: rows[i] is row i+1 of the file, empty rows counted. Headings and values may be
// typed with or without marks, the columns stand in any order, rows above the heading and empty rows are passed over,
// an empty stage is that of the row above. The problems carry their row; with any of them the steps are not to be used.
func ReadOwn(rows [][]string) ([]OwnStep, []Problem) {
	var at []int
	var out []OwnStep
	var problems []Problem
	wrong := func(row int, text string) {
		problems = append(problems, Problem{Row: row, Text: fmt.Sprintf("Dòng %d: %s", row, text)})
	}
	for i, cells := range rows {
		if at == nil {
			at = columnsOf(cells)
			continue
		}
		cell := func(column int) string {
			if at[column] < 0 || at[column] >= len(cells) {
				return ""
			}
			return viet.Space(viet.NFC(cells[at[column]]))
		}
		empty := !slices.ContainsFunc(ownColumns, func(c int) bool { return cell(c) != "" })
		if empty || strings.HasPrefix(viet.Fold(cell(titleColumn)), viet.Fold(exampleMark)) {
			continue
		}
		s := OwnStep{
			Title: cell(titleColumn), Who: cell(whoColumn), Product: cell(productColumn), Event: cell(eventColumn),
			Document: cell(documentColumn),
		}
		if typed := cell(stageColumn); typed != "" {
			s.Stage = stageOf(typed)
		} else if len(out) > 0 {
			s.Stage = out[len(out)-1].Stage
		}
		var ok bool
		if s.Amount, s.Unit, ok = lengthOf(cell(amountColumn), cell(unitColumn)); !ok {
			wrong(i+1, fmt.Sprintf("không đọc được thời hạn \"%s\"; cần một số nguyên và đơn vị ngày, ngày làm việc hoặc tháng.",
				viet.Space(cell(amountColumn)+" "+cell(unitColumn))))
		} else {
			for _, text := range s.problems() {
				wrong(i+1, text)
			}
		}
		out = append(out, s)
	}
	switch {
	case at == nil:
		problems = append(problems, Problem{Text: "Tệp không có hàng tiêu đề với cột Giai đoạn và cột Bước."})
	case len(out) == 0:
		problems = append(problems, Problem{Text: "Tệp không có bước nào dưới hàng tiêu đề."})
	}
	return out, problems
}

var ownColumns = []int{stageColumn, titleColumn, whoColumn, productColumn, eventColumn, amountColumn, unitColumn, documentColumn}

// columnsOf returns the place of each column, -1 for one that is not there; nil when the row is no heading.
func columnsOf(cells []string) []int {
	at := []int{-1, -1, -1, -1, -1, -1, -1, -1}
	for i, text := range cells {
		plain := viet.Unmark(text)
		column := slices.IndexFunc(ownHeadings, func(h string) bool { return viet.Unmark(h) == plain })
		if other, known := alsoCalled[plain]; known {
			column = other
		}
		if column >= 0 && at[column] < 0 {
			at[column] = i
		}
	}
	if at[stageColumn] < 0 || at[titleColumn] < 0 {
		return nil
	}
	return at
}

// stageOf returns the stage as typed, "" for none.
func stageOf(typed string) Stage {
	for _, s := range stages {
		if viet.Unmark(s.Vietnamese()) == viet.Unmark(typed) {
			return s
		}
	}
	return ""
}

// lengthOf reads an amount of time from its two cells; the unit may stand behind the number instead. Both empty are no
// limit.
func lengthOf(amount, unit string) (int, calendar.Unit, bool) {
	if amount == "" {
		return 0, "", unit == ""
	}
	digits, behind, _ := strings.Cut(amount, " ")
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || behind != "" && unit != "" && viet.Unmark(behind) != viet.Unmark(unit) {
		return 0, "", false
	}
	if unit == "" {
		unit = behind
	}
	for _, u := range []calendar.Unit{calendar.Days, calendar.WorkingDays, calendar.Months} {
		if viet.Unmark(unitName(u)) == viet.Unmark(unit) {
			return n, u, true
		}
	}
	return 0, "", false
}
