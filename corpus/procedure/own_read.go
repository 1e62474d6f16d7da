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
var ownHeadings = []string{
	"Giai đoạn", "Bước", "Người thực hiện", "Sản phẩm", "Tính từ", "Số", "Đơn vị thời gian", "Căn cứ",
	"Gia hạn",
}

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
	extensionColumn
)

// alsoCalled are other headings of a column, without marks.
var alsoCalled = map[string]int{
	"viec": titleColumn, "ten buoc": titleColumn, "noi dung": titleColumn, "ten viec": titleColumn,
	"ai lam": whoColumn, "nguoi lam": whoColumn, "tinh tu ngay": eventColumn, "moc tinh": eventColumn,
	"so ngay": amountColumn, "thoi han": amountColumn, "don vi": unitColumn, "don vi tinh": unitColumn,
	"van ban can cu": documentColumn, "duoc gia han": extensionColumn, "gia han toi da": extensionColumn,
}

// exampleMark begins the title of an example; ReadOwn leaves such rows out.
const exampleMark = "Ví dụ:"

// Template is a sheet to fill in: the headings, and two examples, which ReadOwn leaves out again.
func Template() [][]string {
	return [][]string{
		slices.Clone(ownHeadings),
		{
			"Chuẩn bị", exampleMark + " Triển khai kế hoạch kiểm tra", "Tổ kiểm tra", "Biên bản", "ngày chi bộ ký kế hoạch", "3",
			"ngày làm việc", "Quy trình do đơn vị ban hành (ghi số, ngày)", "",
		},
		{"Kết thúc", exampleMark + " Lập mục lục, đóng hồ sơ", "Người giữ hồ sơ", "Hồ sơ", "", "", "", "", ""},
	}
}

// Sheet is the procedure as a sheet that ReadOwn reads back, to be changed and sent again; the Template while it has no
// steps.
func (o Own) Sheet() [][]string {
	if len(o.Steps) == 0 {
		return Template()
	}
	rows := [][]string{slices.Clone(ownHeadings)}
	for _, s := range o.Steps {
		row := []string{s.Stage.Vietnamese(), s.Title, s.Who, s.Product, s.Event, "", "", s.Document, ""}
		if s.Amount > 0 {
			row[amountColumn], row[unitColumn] = strconv.Itoa(s.Amount), unitName(s.Unit)
		}
		if s.Extension > 0 {
			row[extensionColumn] = Length(s.Extension, s.ExtensionUnit)
		}
		rows = append(rows, row)
	}
	return rows
}

// ReadOwn reads the steps from a sheet: rows[i] is row i+1 of the file, empty rows counted. Headings and values may be
// typed with or without marks, the columns stand in any order, rows above the heading and empty rows are passed over,
// an empty stage is that of the row above. The problems carry their row; with any of them the steps are not to be used.
func ReadOwn(rows [][]string) ([]OwnStep, []Problem) {
	heading := slices.IndexFunc(rows, func(cells []string) bool { return columnsOf(cells) != nil })
	if heading < 0 {
		return nil, []Problem{{Text: "Tệp không có hàng tiêu đề với cột Giai đoạn và cột Bước."}}
	}
	out, problems := readSteps(rows, heading+1, columnsOf(rows[heading]))
	if len(out) == 0 {
		problems = append(problems, Problem{Text: "Tệp không có bước nào dưới hàng tiêu đề."})
	}
	return out, problems
}

// ReadLines reads the steps from a message: a step a line, its cells in the order of the Template's heading, parted by
// semicolons. A first line that is a heading orders the cells anew. Lines are counted as they were typed, the first is 1.
// The problems carry their line; with any of them the steps are not to be used.
func ReadLines(text string) ([]OwnStep, []Problem) {
	var rows [][]string
	for line := range strings.Lines(text) {
		rows = append(rows, strings.Split(strings.TrimSpace(line), ";"))
	}
	first := 0
	columns := columnsOf(ownHeadings)
	if len(rows) > 0 && columnsOf(rows[0]) != nil {
		first, columns = 1, columnsOf(rows[0])
	}
	var problems []Problem
	for i, cells := range rows {
		if i >= first && len(cells) > len(ownHeadings) {
			problems = append(problems, problemAt(i+1, fmt.Sprintf("Có %d ô, nhiều hơn %d ô của mẫu.", len(cells), len(ownHeadings))))
		}
	}
	out, wrong := readSteps(rows, first, columns)
	if problems = append(problems, wrong...); len(out) == 0 {
		problems = append(problems, Problem{Text: "Tin nhắn không có bước nào."})
	}
	slices.SortStableFunc(problems, func(a, b Problem) int { return a.Row - b.Row })
	return out, problems
}

func problemAt(row int, text string) Problem {
	return Problem{Row: row, Text: fmt.Sprintf("Dòng %d: %s", row, text)}
}

// readSteps reads the rows from the first on; at gives the place of each column.
func readSteps(rows [][]string, first int, at []int) (out []OwnStep, problems []Problem) {
	for i := first; i < len(rows); i++ {
		cell := func(column int) string {
			if at[column] < 0 || at[column] >= len(rows[i]) {
				return ""
			}
			return viet.Space(viet.NFC(rows[i][at[column]]))
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
		unread := s.readLengths(cell(amountColumn), cell(unitColumn), cell(extensionColumn))
		for _, text := range unread {
			problems = append(problems, problemAt(i+1, text))
		}
		if len(unread) == 0 {
			for _, text := range s.problems() {
				problems = append(problems, problemAt(i+1, text))
			}
		}
		out = append(out, s)
	}
	return out, problems
}

// readLengths reads the limit and its extension from their cells, and says what it cannot read. An extension without a unit
// is counted in that of the limit.
func (s *OwnStep) readLengths(amount, unit, extension string) (unread []string) {
	var ok bool
	if s.Amount, s.Unit, ok = lengthOf(amount, unit); !ok {
		unread = append(unread, fmt.Sprintf("Không đọc được thời hạn “%s”; cần một số nguyên và đơn vị "+
			"ngày, ngày làm việc hoặc tháng.",
			viet.Space(amount+" "+unit)))
	}
	if extension == "" {
		return unread
	}
	if n, err := strconv.Atoi(extension); err == nil && n > 0 && ok {
		s.Extension, s.ExtensionUnit = n, s.Unit
		return unread
	}
	if s.Extension, s.ExtensionUnit, ok = lengthOf(extension, ""); !ok {
		unread = append(unread, fmt.Sprintf("Không đọc được thời gian gia hạn “%s”; cần một số nguyên, có thể kèm đơn vị, "+
			"ví dụ “10 ngày”.", extension))
	}
	return unread
}

var ownColumns = []int{
	stageColumn, titleColumn, whoColumn, productColumn, eventColumn, amountColumn, unitColumn, documentColumn, extensionColumn,
}

// columnsOf returns the place of each column, -1 for one that is not there; nil when the row is no heading.
func columnsOf(cells []string) []int {
	at := slices.Repeat([]int{-1}, len(ownHeadings))
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
