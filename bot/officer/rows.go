package officer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"camnang/bot/sheet"
	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// Row is an officer as a row of a roster file says it.
type Row struct {
	// Row is the row's number in the file.
	Row int
	// Number may be "".
	Number, Name string
	// Unit is where the unit stands, widest first; empty when the row does not say.
	Unit []string
	// Title is nil when the file has no such column; else "" takes the title away.
	Title *string
	// Lead and Administrate are the roles; they say nothing when the file has no such column, and HasRoles is
	// false.
	HasRoles           bool
	Lead, Administrate bool
	// Attends and Teaches are the names of classes.
	Attends, Teaches []string
	// HasLeft says that the officer has left, Left since when; zero when only a mark says so.
	HasLeft bool
	Left    calendar.Day

	// refused: ReadRoster found a problem in the row.
	refused bool
}

// ReadRoster reads the rows of a roster file. The heading is the first row in which a column of names is recognised; titles
// above it, section rows, repeated headings and rows of column numbers are passed over. Columns are known by
// Vietnamese headings, with or without marks, capitals and further words: Họ và tên (or Họ đệm and Tên), Mã cán
// bộ, Đơn vị (one column with "A / B", or several: Đơn vị cấp trên, Đảng bộ, Chi bộ), Chức vụ, Vai trò, Lớp,
// Báo cáo viên, Ngày rời. Only names and units are needed; what has no column is left as it is. The problems
// have row numbers and are in the order of the file; a row with one is returned too, and keeps PlanImport from
// planning any change.
func ReadRoster(t sheet.Table) (rows []Row, problems []Problem) {
	lines := append([]sheet.Row{{Number: max(t.HeadRow, 1), Cells: t.Head}}, t.Rows...)
	var c columns
	start := slices.IndexFunc(lines, func(line sheet.Row) (found bool) {
		c, found = columnsOf(line.Cells)
		return found
	})
	if start < 0 {
		return nil, []Problem{*problem("file-no-heading")}
	}
	head := lines[start].Number
	lines = lines[start+1:]
	if len(lines) > 0 {
		if both, ok := c.under(lines[0].Cells); ok {
			c, lines = both, lines[1:]
		}
	}
	if len(c.units) == 0 && c.number < 0 {
		return nil, []Problem{*problem("file-no-unit").at(head)}
	}
	for _, line := range lines {
		if !c.holdsOfficer(line) {
			continue
		}
		row, wrong := c.read(line)
		row.refused = len(wrong) > 0
		rows = append(rows, row)
		for _, p := range wrong {
			problems = append(problems, *p.at(line.Number))
		}
	}
	if len(rows) == 0 {
		problems = append(problems, *problem("file-empty").at(head))
	}
	return rows, problems
}

// at gives a problem its row.
func (p *Problem) at(row int) *Problem {
	q := *p
	q.Row = row
	return &q
}

// sections begin rows that stand between officers, in the column of names and alone.
var sections = []string{
	"đảng bộ", "đảng ủy", "chi bộ", "ủy ban", "ban", "sở", "phòng", "văn phòng", "tổ", "khối", "danh sách",
	"tổng", "tổng số", "cộng", "tổng cộng", "người lập", "thủ trưởng", "nơi nhận", "t/m", "tm", "tm.", "ngày",
}

// holdsOfficer reports whether a row is meant to be an officer's.
func (c columns) holdsOfficer(line sheet.Row) bool {
	if slices.IndexFunc(line.Cells, func(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }) < 0 {
		return false
	}
	others := 0
	for _, i := range append([]int{c.number, c.title, c.role, c.class, c.trainer, c.left}, c.units...) {
		if line.Cell(i) != "" {
			others++
		}
	}
	name := viet.Fold(line.Cell(c.name))
	if name == "" {
		return others > 0
	}
	if what := columnOf(name).column; what == nameColumn || what == familyColumn {
		return false
	}
	return others > 0 || !slices.ContainsFunc(sections, func(s string) bool { return name == s || strings.HasPrefix(name, s+" ") })
}

func (c columns) read(line sheet.Row) (Row, []*Problem) {
	var wrong []*Problem
	row := Row{Row: line.Number, Number: clean(line.Cell(c.number)), Name: clean(line.Cell(c.name))}
	if given := clean(line.Cell(c.given)); given != "" && strings.IndexFunc(given, unicode.IsDigit) < 0 {
		row.Name = clean(row.Name + " " + given)
	}
	if row.Name == "" {
		wrong = append(wrong, problem("name-missing"))
	} else if _, ok := cleanName(row.Name); !ok {
		wrong = append(wrong, problem("officer-name", shorten(row.Name), nameLimit))
	}
	for _, i := range c.units {
		path := splitPath(line.Cell(i))
		// Where a column says the whole path, the one before it has said its beginning.
		if n := len(row.Unit); n > 0 && len(path) > 0 && viet.Fold(row.Unit[n-1]) == viet.Fold(path[0]) {
			path = path[1:]
		}
		row.Unit = append(row.Unit, path...)
	}
	if c.title >= 0 {
		title := clean(line.Cell(c.title))
		row.Title = &title
	}
	classes := splitClasses(line.Cell(c.class))
	teaches := splitClasses(line.Cell(c.trainer))
	trains := false
	if len(teaches) == 1 {
		if yes, known := yesOrNo(teaches[0]); known {
			trains, teaches = yes, nil
		}
	}
	if c.role >= 0 {
		trainer, p := row.readRoles(line.Cell(c.role))
		if p != nil {
			wrong = append(wrong, p)
		}
		trains = trains || trainer && len(teaches) == 0
	}
	if trains {
		teaches, classes = classes, nil
		if len(teaches) == 0 {
			wrong = append(wrong, problem("trainer-no-class"))
		}
	}
	row.Attends, row.Teaches = classes, teaches
	if p := row.readLeft(line.Cell(c.left)); p != nil {
		wrong = append(wrong, p)
	}
	return row, wrong
}

// splitClasses takes apart names of classes, with semicolons or line ends between them; a comma belongs to a name.
func splitClasses(s string) []string {
	var names []string
	for _, name := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == '\n' }) {
		if name = clean(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// roleWords are the words for a role, without marks. Those of officers say no more than that.
var roleWords = map[string]Role{
	"can bo": RoleOfficer, "thanh vien": RoleOfficer, "hoc vien": RoleOfficer, "khong": RoleOfficer,
	"bao cao vien": RoleTrainer, "giang vien": RoleTrainer,
	"lanh dao don vi": RoleHead, "lanh dao": RoleHead, "thu truong": RoleHead, "thu truong don vi": RoleHead, "nguoi dung dau": RoleHead,
	"phu trach don vi": RoleHead, "truong don vi": RoleHead,
	"quan tri": RoleAdministrator, "quan tri vien": RoleAdministrator, "quan tri he thong": RoleAdministrator,
}

// readRoles reads the cell of roles: words with commas, semicolons, slashes, plus signs, "và" or line ends between.
func (row *Row) readRoles(cell string) (trainer bool, wrong *Problem) {
	row.HasRoles = true
	cell = strings.ReplaceAll(viet.Fold(strings.ReplaceAll(cell, "\n", ";")), " và ", ";")
	for _, word := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(",;/+&", r) }) {
		if plainWords(word) == "" {
			continue
		}
		switch role, known := roleWords[plainWords(word)]; {
		case !known:
			wrong = problem("role-unknown", shorten(word))
		case role == RoleHead:
			row.Lead = true
		case role == RoleAdministrator:
			row.Administrate = true
		case role == RoleTrainer:
			trainer = true
		}
	}
	return trainer, wrong
}

// yesOrNo reads a mark.
func yesOrNo(cell string) (yes, known bool) {
	switch plainWords(cell) {
	case "x", "co", "v", "1", "dung", "da roi", "roi", "da nghi", "nghi":
		return true, true
	case "", "khong", "0", "chua":
		return strings.ContainsAny(cell, "✓✔☑×"), true
	}
	return false, false
}

var (
	dayFirst  = regexp.MustCompile(`^(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})$`)
	yearFirst = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?$`)
)

// readLeft reads the cell that says since when somebody has left: a day, or a mark.
func (row *Row) readLeft(cell string) *Problem {
	if yes, known := yesOrNo(cell); known {
		row.HasLeft = yes
		return nil
	}
	var year, month, day int
	if m := dayFirst.FindStringSubmatch(clean(cell)); m != nil {
		day, month, year = atoi(m[1]), atoi(m[2]), atoi(m[3])
		if len(m[3]) == 2 {
			year += 2000
		}
	} else if m := yearFirst.FindStringSubmatch(clean(cell)); m != nil {
		year, month, day = atoi(m[1]), atoi(m[2]), atoi(m[3])
	}
	left, ok := calendar.Date(year, month, day)
	if !ok {
		return problem("left-unread", shorten(cell))
	}
	row.HasLeft, row.Left = true, left
	return nil
}

// atoi reads some digits that a pattern has found.
func atoi(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}
