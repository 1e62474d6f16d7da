package plan

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"camnang/bot/sheet"
	"camnang/corpus/calendar"
	"camnang/corpus/procedure"
	"camnang/corpus/viet"
	"camnang/retrieval/guard"
)

//go:embed importing.txt
var importFile string

// importTexts are the sentences of an import by key.
var importTexts = readTexts(importFile)

// tell is say for the texts of an import.
func tell(key string, args ...any) string {
	text, ok := importTexts[key]
	if !ok {
		panic(fmt.Sprintf("plan: no text %q", key))
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// wrong is a problem of a row of a file, 0 for the whole of it.
func wrong(row int, key string, args ...any) Problem {
	return Problem{Row: row, Key: key, Args: args, Text: tell(key, args...)}
}

const (
	// keyLimit is how long a unit's own codes may be.
	keyLimit = 40
	// rowLimit is how many rows are read in at once: a committee's plan of a year has some sixty.
	rowLimit = 500
)

// FileRow is one piece of work as a row of a file says it.
type FileRow struct {
	// Row is the row's number in the file.
	Row int
	// Key is the unit's own code of it, "" for none.
	Key   string
	Title string
	// Work is what kind of work it is; "" when the row does not say, or says one that is none of procedure.Kinds.
	Work procedure.Kind
	// Leads are names or numbers as written, who leads first.
	Leads  []string
	Begins calendar.Day
	// Day is the last day on which it is in time, the last one of a stretch ("quý I/2027"). Minute is as in Step.
	Day      calendar.Day
	Minute   int
	Document string
	Note     string

	// fields are those that the file has a column for.
	fields map[Field]bool
	// refused: ReadPlans found a problem in the row.
	refused bool
}

// File is a file of plans as it was read.
type File struct {
	Rows []FileRow
	// Unknown are columns that nobody matched yet. What stands in them is not read.
	Unknown []Unknown
	// Dropped are the headings of the columns of whom the work is about, which are never read.
	Dropped []string
	// Problems are in the order of the file and have row numbers; a row with one is among Rows too.
	Problems []Problem
}

// ReadPlans reads a unit's plan of a year, or a list of deadlines, as of a moment in the officers' time zone. own is what the
// officer matched before. The heading is the first row in which columns of work and days are recognised, by Vietnamese words
// with or without marks (see headings); titles above it, section rows, repeated headings and rows of column numbers are passed
// over. Work and day are needed; what has no column is left as it is. A day must be said with its year.
//
// Columns of whom the work is about are not read. A row in which the guard finds case data is a problem, and nothing of its
// text is in the sentence. A file with a stamp of secrecy has no rows.
func ReadPlans(t sheet.Table, own Columns, now time.Time, w *calendar.Workdays) File {
	lines := append([]sheet.Row{{Number: max(t.HeadRow, 1), Cells: t.Head}}, t.Rows...)
	if p := stamped(t.Name, lines); p != nil {
		return File{Problems: []Problem{*p}}
	}
	var c columns
	start := slices.IndexFunc(lines, func(line sheet.Row) bool {
		c = columnsOf(line.Cells, own)
		return c.heading()
	})
	if start < 0 {
		// Nothing is known: the file's own heading is offered for matching.
		c = columnsOf(t.Head, own)
		return File{Unknown: c.proposals(lines[1:]), Problems: []Problem{wrong(0, "file-no-heading")}}
	}
	head := lines[start].Number
	lines = lines[start+1:]
	if len(lines) > 0 {
		if both, ok := c.under(lines[0].Cells); ok {
			c, lines = both, lines[1:]
		}
	}
	f := File{Unknown: c.proposals(lines)}
	for i, field := range c.fields {
		if field == SubjectField {
			f.Dropped = append(f.Dropped, clean(c.heads[i]))
		}
	}
	if p := c.lacking(f.Dropped); p != "" {
		f.Problems = []Problem{wrong(head, p)}
		return f
	}
	r := reader{columns: c, now: now, days: w}
	for _, line := range lines {
		if c.holdsWork(line) {
			f.Rows = append(f.Rows, r.read(line))
		}
	}
	f.Problems = r.problems
	switch {
	case len(f.Rows) == 0:
		f.Problems = append(f.Problems, wrong(head, "file-empty"))
	case len(f.Rows) > rowLimit:
		return File{Problems: []Problem{wrong(0, "file-too-long", len(f.Rows), rowLimit)}}
	}
	return f
}

// stamped looks for a stamp of secrecy anywhere in the file.
func stamped(name string, lines []sheet.Row) *Problem {
	for _, line := range append([]sheet.Row{{Cells: []string{name}}}, lines...) {
		for _, cell := range line.Cells {
			if cell != "" && guard.Check(cell).Reason == guard.Secrecy {
				p := wrong(line.Number, "file-secrecy")
				return &p
			}
		}
	}
	return nil
}

// lacking is the key of what keeps the file from being read, "" for nothing.
func (c columns) lacking(dropped []string) string {
	switch {
	case !c.has(TitleField) && slices.ContainsFunc(dropped, func(h string) bool { return strings.Contains(Heading(h), "noi dung") }):
		return "file-title-dropped"
	case !c.has(TitleField) && !c.has(WorkField):
		return "file-no-title"
	case !c.has(DayField):
		return "file-no-day"
	}
	return ""
}

// closings begin rows that stand under the work: sums and signatures.
var closings = []string{
	"tong", "tong so", "cong", "tong cong", "nguoi lap", "thu truong", "noi nhan", "t m", "tm", "chu nhiem", "ghi chu", "luu",
}

var ordinal = regexp.MustCompile(`^\d{1,4}\.?$`)

// holdsWork reports whether a row is meant to be a piece of work: its title stands beside something else, or behind a number.
func (c columns) holdsWork(line sheet.Row) bool {
	title, others := c.cell(line, TitleField), 0
	for _, f := range Choices() {
		if f != OtherField && f != TitleField && c.cell(line, f) != "" {
			others++
		}
	}
	if !slices.ContainsFunc(line.Cells, func(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }) {
		return false
	}
	if columnsOf(line.Cells, c.own).heading() {
		return false
	}
	words := Heading(title)
	closing := slices.ContainsFunc(closings, func(s string) bool { return words == s || strings.HasPrefix(words, s+" ") })
	switch {
	case closing && c.cell(line, DayField) == "":
		return false
	case others > 0:
		return true
	}
	return title != "" && ordinal.MatchString(c.cell(line, OrderField))
}

// reader reads rows.
type reader struct {
	columns
	now      time.Time
	days     *calendar.Workdays
	problems []Problem
}

func (r *reader) refuse(row *FileRow, key string, args ...any) {
	row.refused = true
	r.problems = append(r.problems, wrong(row.Row, key, args...))
}

func (r *reader) read(line sheet.Row) FileRow {
	row := FileRow{Row: line.Number, fields: map[Field]bool{}}
	for f := range r.at {
		row.fields[f] = true
	}
	row.Key, row.Title = r.cell(line, KeyField), r.cell(line, TitleField)
	row.Document, row.Note = r.cell(line, DocumentField), r.cell(line, NoteField)
	work := r.cell(line, WorkField)
	row.Work = workOf(work)
	if row.Title == "" && !r.has(TitleField) {
		row.Title = work
	}
	switch {
	case row.Title == "":
		r.refuse(&row, "row-title-missing")
	case utf8.RuneCountInString(row.Title) > titleLimit:
		r.refuse(&row, "row-title-long", titleLimit)
	case utf8.RuneCountInString(row.Document) > noteLimit || utf8.RuneCountInString(row.Note) > noteLimit:
		r.refuse(&row, "row-note-long", noteLimit)
	case utf8.RuneCountInString(row.Key) > keyLimit:
		r.refuse(&row, "row-key-long", keyLimit)
	case printable(row.Title+row.Document+row.Note+row.Key) != nil:
		r.refuse(&row, "row-not-printable")
	}
	// One cell may say the allegation and another the name: they are judged as one sentence.
	switch guard.Check(strings.Join([]string{row.Key, work, row.Title, row.Document, row.Note}, ", ")).Reason {
	case "":
	case guard.CaseData:
		r.refuse(&row, "row-case-data")
	default:
		r.refuse(&row, "row-refused")
	}
	row.Leads = splitLeads(r.columns.leads(line))
	r.readDays(&row, line)
	return row
}

// leads is the cell of who leads, with line ends as separators.
func (c columns) leads(line sheet.Row) string {
	i, there := c.at[LeadField]
	if !there {
		return ""
	}
	return clean(strings.ReplaceAll(line.Cell(i), "\n", ";"))
}

func (r *reader) readDays(row *FileRow, line sheet.Row) {
	if text := r.cell(line, BeginsField); text != "" {
		when, problem := r.when(text)
		if problem != "" {
			r.refuse(row, "row-begins-unread", shorten(text))
		}
		row.Begins = when.Day
	}
	text := r.cell(line, DayField)
	if text == "" {
		r.refuse(row, "row-day-missing")
		return
	}
	when, problem := r.when(text)
	switch problem {
	case "":
	case "row-day-unclear":
		r.refuse(row, problem, shorten(text), when.Echo)
		return
	default:
		r.refuse(row, problem, shorten(text))
		return
	}
	row.Day, row.Minute = when.Day, when.Minute
	if !when.To.IsZero() {
		row.Day = when.To
	}
	if !row.Begins.IsZero() && row.Begins.After(row.Day) {
		r.refuse(row, "row-begins-after", row.Begins.Vietnamese(), row.Day.Vietnamese())
	}
}

var (
	isoDate = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?$`)
	// withYear is a text that says its year: in full, or in two figures behind day and month.
	withYear = regexp.MustCompile(`(?:^|\D)(?:(?:19|20)\d{2}(?:\D|$)|\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2}(?:\D|$))`)
	dateLike = regexp.MustCompile(`^\d{1,2}\s*[/.-]\s*\d{1,2}(?:\s*[/.-]\s*\d{2,4})?$`)
)

// isDate reports whether a cell has the form of a date.
func isDate(text string) bool {
	text = strings.TrimSpace(text)
	return dateLike.MatchString(text) || isoDate.MatchString(text)
}

// when reads a cell of days; problem is the key of what is wrong. Of a text that may mean several days, Echo lists them.
func (r *reader) when(text string) (when calendar.When, problem string) {
	if m := isoDate.FindStringSubmatch(text); m != nil {
		text = m[3] + "/" + m[2] + "/" + m[1]
	}
	reading := calendar.ReadWhen(text, r.now, r.days)
	switch {
	case len(reading.Impossible) > 0:
		return when, "row-day-impossible"
	case len(reading.Whens) == 0 || strings.ContainsFunc(reading.Rest, unicode.IsDigit) || reading.Repeat != "":
		return when, "row-day-unread"
	case !withYear.MatchString(text):
		return when, "row-day-no-year"
	case len(reading.Whens) > 1:
		var all []string
		for _, w := range reading.Whens {
			all = append(all, w.Echo)
		}
		return calendar.When{Echo: strings.Join(all, "; ")}, "row-day-unclear"
	}
	return reading.Whens[0], ""
}

// workWords are the kinds of work by words without marks, in the order in which they are asked.
var workWords = []struct {
	kind    procedure.Kind
	phrases []string
}{
	{procedure.Denunciation, []string{"to cao"}},
	{procedure.Complaint, []string{"khieu nai"}},
	{procedure.Suspension, []string{"dinh chi"}},
	{procedure.Signs, []string{"dau hieu", "dhvp"}},
	{procedure.Discipline, []string{"thi hanh ky luat", "xu ly ky luat", "xem xet ky luat"}},
	{procedure.Supervision, []string{"giam sat chuyen de", "gscd"}},
	{procedure.Compliance, []string{"chap hanh", "kiem tra chuyen de"}},
}

// workOf reads a kind of work; "" for any other text.
func workOf(text string) procedure.Kind {
	words := " " + Heading(text) + " "
	for _, w := range workWords {
		if slices.ContainsFunc(w.phrases, func(p string) bool { return strings.Contains(words, " "+p+" ") }) {
			return w.kind
		}
	}
	return ""
}

var (
	leadBetween = regexp.MustCompile(`\s*(?:[;,/+&]|\svà\s)\s*`)
	leadBefore  = regexp.MustCompile(`(?i)^(?:đồng chí|đ/c|đc|ông|bà|đ\.c)[\s.:]+`)
)

// splitLeads takes apart names and numbers, without the forms of address before them.
func splitLeads(cell string) []string {
	var out []string
	// The stroke of "đ/c" parts no names.
	cell = strings.NewReplacer("đ/c", "đc", "Đ/c", "đc", "Đ/C", "đc").Replace(cell)
	for _, name := range leadBetween.Split(cell, -1) {
		if name = viet.Space(leadBefore.ReplaceAllString(strings.TrimSpace(name), "")); name != "" {
			out = append(out, name)
		}
	}
	return out
}

// shorten keeps what is quoted in a sentence to a length that can be read.
func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}

// Template is a file of plans to fill in: the headings and two rows that show how.
func Template() sheet.Table {
	t := sheet.Table{Name: tell("file-name"), Head: strings.Split(tell("file-head"), "\n")}
	for i, key := range []string{"file-sample-1", "file-sample-2"} {
		t.Rows = append(t.Rows, sheet.Row{Number: i + 2, Cells: strings.Split(tell(key), "\n")})
		for j, cell := range t.Rows[i].Cells {
			if cell == "-" {
				t.Rows[i].Cells[j] = ""
			}
		}
	}
	return t
}
