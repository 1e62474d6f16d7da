package sheet

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Widths of columns in characters. Above the largest a cell goes on in the next line.
const (
	widthLeast = 6
	widthMost  = 48
)

// textFormat is Excel's number format "@": what is typed into such a cell stays text, a leading zero and a leading
// "=" too.
const textFormat = 49

// nameLimit is how many UTF-16 units the name of a sheet may have.
const nameLimit = 31

// Write makes a workbook with a sheet for each table: the heading in bold and always in view, columns as wide as what
// is in them, every cell text, so that nothing in a table is ever run as a formula. Sheets without a name, with the
// name of an earlier one or with letters that a name may not have are given one. Row numbers are not looked
// at: the rows stand close together under the heading. The error is that of the library, none for any table
// within RowLimit and ColumnLimit.
func Write(tables ...Table) (content []byte, err error) {
	f := excelize.NewFile()
	defer func() {
		if closed := f.Close(); closed != nil && err == nil {
			content, err = nil, fmt.Errorf("close the workbook: %w", closed)
		}
	}()
	styles, err := newStyles(f)
	if err != nil {
		return nil, fmt.Errorf("make the workbook's styles: %w", err)
	}
	taken := map[string]bool{}
	for i, t := range tables {
		name := sheetName(t.Name, i, taken)
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err == nil {
			err = writeTable(f, name, t, styles)
		}
		if err != nil {
			return nil, fmt.Errorf("write the sheet %d: %w", i+1, err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, fmt.Errorf("write the workbook: %w", err)
	}
	return out.Bytes(), nil
}

// styles are those of cells; numbers by how a number is shown.
type styles struct {
	head, cell int
	numbers    map[string]int
}

func newStyles(f *excelize.File) (s styles, err error) {
	s.numbers = map[string]int{}
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	s.head, err = f.NewStyle(&excelize.Style{
		NumFmt: textFormat, Font: &excelize.Font{Bold: true}, Alignment: wrap,
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7EEF7"}},
	})
	if err != nil {
		return s, err
	}
	s.cell, err = f.NewStyle(&excelize.Style{NumFmt: textFormat, Alignment: wrap})
	return s, err
}

// numberForm is a number as it is written: no zeros before it, no marks between thousands, and no more digits than a
// workbook keeps, which is 15.
var numberForm = regexp.MustCompile(`^(-?(?:0|[1-9]\d{0,8}))(?:,(\d{1,6}))?(%?)$`)

// number returns what a cell is worth and the style that shows it so; false when it is no number.
func (s styles) number(f *excelize.File, text string) (value float64, style int, ok bool, err error) {
	m := numberForm.FindStringSubmatch(text)
	if m == nil {
		return 0, 0, false, nil
	}
	if value, err = strconv.ParseFloat(m[1]+"."+m[2], 64); err != nil {
		return 0, 0, false, err
	}
	form := "0"
	if m[2] != "" {
		form += "." + strings.Repeat("0", len(m[2]))
	}
	if m[3] != "" {
		form, value = form+"%", value/100
	}
	style, there := s.numbers[form]
	if !there {
		style, err = f.NewStyle(&excelize.Style{CustomNumFmt: &form, Alignment: &excelize.Alignment{Vertical: "top"}})
		s.numbers[form] = style
	}
	return value, style, err == nil, err
}

func writeTable(f *excelize.File, name string, t Table, s styles) error {
	w, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	widths := make([]int, 0, len(t.Head))
	for _, cells := range lines(t) {
		for i, c := range cells {
			if i == len(widths) {
				widths = append(widths, widthLeast)
			}
			for _, line := range strings.Split(c, "\n") {
				widths[i] = max(widths[i], min(utf8.RuneCountInString(line)+2, widthMost))
			}
		}
	}
	for i, width := range widths {
		if err := w.SetColWidth(i+1, i+1, float64(width)); err != nil {
			return err
		}
	}
	if err := w.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: "A2", ActiveCell: "A2", Pane: "bottomLeft"}},
	}); err != nil {
		return err
	}
	for i, cells := range lines(t) {
		style := s.cell
		if i == 0 {
			style = s.head
		}
		row := make([]any, len(cells))
		for j, c := range cells {
			row[j] = excelize.Cell{StyleID: style, Value: within(visible(c), excelize.TotalCellChars)}
			if i == 0 || !slices.Contains(t.Numbers, j) {
				continue
			}
			value, look, ok, err := s.number(f, cell(c))
			if err != nil {
				return err
			}
			if ok {
				row[j] = excelize.Cell{StyleID: look, Value: value}
			}
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			return err
		}
	}
	return w.Flush()
}

// lines are the heading and the rows.
func lines(t Table) [][]string {
	out := make([][]string, 0, len(t.Rows)+1)
	out = append(out, t.Head)
	for _, r := range t.Rows {
		out = append(out, r.Cells)
	}
	return out
}

// visible is a text without what is not seen and what a workbook cannot hold: control characters other than line ends and
// tabs, and what is no character.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// within cuts s to so many UTF-16 units.
func within(s string, limit int) string {
	n := 0
	for i, r := range s {
		if n += utf16.RuneLen(r); n > limit {
			return s[:i]
		}
	}
	return s
}

// sheetName makes a name that a sheet may have and no other one has.
func sheetName(name string, place int, taken map[string]bool) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, cell(name))
	name = strings.Join(strings.Fields(name), " ")
	name = strings.TrimSpace(within(name, nameLimit))
	if name == "" {
		name = fmt.Sprintf("Trang %d", place+1)
	}
	base := name
	for n := 2; taken[strings.ToLower(name)]; n++ {
		end := fmt.Sprintf(" %d", n)
		name = within(base, nameLimit-len(end)) + end
	}
	taken[strings.ToLower(name)] = true
	return name
}
