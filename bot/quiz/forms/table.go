package forms

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"

	"camnang/bot/quiz"
	"camnang/bot/sheet"
	"camnang/corpus/viet"
)

// cellLimit is how many UTF-16 units a cell of a workbook may have.
const cellLimit = 32_767

// ParseTable reads a table (xlsx, csv) with a question a row, as Template has it: the columns are known by their headings,
// in any order, marks and case aside; titles may stand above. Question and option A are needed. The right options
// are said by letters or the words of one, or by a star at them; citations are parted by semicolons or line ends.
func ParseTable(name string, content []byte) (Read, error) {
	t, err := sheet.Read(name, content)
	if err != nil {
		key := "file-damaged"
		var why *sheet.Error
		if errors.As(err, &why) {
			if _, known := texts["table-"+string(why.Key)]; known {
				key = "table-" + string(why.Key)
			}
		}
		return Read{}, failed(key, err)
	}
	r := &reader{}
	rows := append([]sheet.Row{{Number: max(t.HeadRow, 1), Cells: t.Head}}, t.Rows...)
	if !r.rows(rows) {
		return Read{}, failed("table-no-heading", nil)
	}
	return r.whole()
}

// looksTable tells a table that was pasted from what trainers write: its first line is a heading.
func looksTable(text string) bool {
	head, _, _ := strings.Cut(text, "\n")
	for _, separator := range []string{"\t", ";", ","} {
		if _, ok := columnsOf(strings.Split(visible(head), separator)); ok {
			return classify(visible(head)).kind == words
		}
	}
	return false
}

// columns are where a table has what, -1 for nowhere.
type columns struct {
	stem, answer, explanation, cites, topic, level int
	options, whys                                  [optionLimit]int
	// unknown are headings that say nothing known.
	unknown []string
}

// heads are the words of headings, without marks, beside those of labels.
var heads = map[string]field{
	"cau hoi": stemField, "noi dung cau hoi": stemField, "noi dung": stemField, "question": stemField,
	"da dung": answerField, "phuong an tra loi dung": answerField, "diem": noField, "stt": noField, "tt": noField, "so tt": noField,
	"cau": noField, "so": noField, "cau so": noField,
}

// columnsOf reads a heading; false when it has no column of questions and of option A.
func columnsOf(cells []string) (columns, bool) {
	c := columns{stem: -1, answer: -1, explanation: -1, cites: -1, topic: -1, level: -1}
	for i := range optionLimit {
		c.options[i], c.whys[i] = -1, -1
	}
	place := func(at *int, i int) {
		if *at < 0 {
			*at = i
		}
	}
	for i, cell := range cells {
		name := strings.Trim(viet.Unmark(cell), " .:()*")
		f, known := heads[name]
		if !known {
			f, known = labels[name]
		}
		bare := name
		for _, before := range []string{"phuong an ", "dap an ", "lua chon ", "y "} {
			bare = strings.TrimPrefix(bare, before)
		}
		of, why := strings.CutPrefix(name, "nhan xet ")
		switch {
		case why && option1(of) >= 0:
			place(&c.whys[option1(of)], i)
		case option1(bare) >= 0:
			place(&c.options[option1(bare)], i)
		case f == stemField:
			place(&c.stem, i)
		case f == answerField:
			place(&c.answer, i)
		case f == explanationField:
			place(&c.explanation, i)
		case f == citeField:
			place(&c.cites, i)
		case f == topicField:
			place(&c.topic, i)
		case f == levelField:
			place(&c.level, i)
		case !known && name != "":
			c.unknown = append(c.unknown, oneLine(cell))
		}
	}
	return c, c.stem >= 0 && c.options[0] >= 0
}

// option1 is the place of an option by its letter, -1 for any other text.
func option1(name string) int {
	if len(name) != 1 || name[0] < 'a' || name[0] >= 'a'+optionLimit {
		return -1
	}
	return int(name[0] - 'a')
}

// rows reads the rows under the first heading; false when there is none.
func (r *reader) rows(rows []sheet.Row) bool {
	var c columns
	found := false
	for _, row := range rows {
		if here, ok := columnsOf(row.Cells); ok {
			// A heading may be repeated.
			if c, found = here, true; len(c.unknown) > 0 {
				r.note(row.Number, "columns-unknown", strings.Join(c.unknown, ", "))
			}
			continue
		}
		if found {
			r.row(c, row)
		}
	}
	return found
}

func (r *reader) row(c columns, row sheet.Row) {
	d := &draft{line: row.Number, answered: row.Number}
	d.stem = clean(row.Cell(c.stem))
	last := -1
	for i := range optionLimit {
		if clean(row.Cell(c.options[i])) != "" {
			last = i
		}
	}
	d.answer = clean(row.Cell(c.answer))
	if d.stem == "" && last < 0 && d.answer == "" {
		return
	}
	for i := range last + 1 {
		d.options = append(d.options, choice{text: clean(row.Cell(c.options[i])), why: clean(row.Cell(c.whys[i]))})
	}
	d.explanation, d.topic = clean(row.Cell(c.explanation)), row.Cell(c.topic)
	d.cites = splitCites(clean(row.Cell(c.cites)))
	r.setDifficulty(d, row.Number, row.Cell(c.level))
	r.settle(d)
	r.take(d)
}

// Template is a table of questions to fill in: the headings and two rows that show how.
func Template() ([]byte, error) {
	rows := []sheet.Row{{Number: 2, Cells: strings.Split(tell("sample-1"), "\n")}, {Number: 3, Cells: strings.Split(tell("sample-2"), "\n")}}
	for _, row := range rows {
		for i, cell := range row.Cells {
			if cell == "-" {
				row.Cells[i] = ""
			}
		}
	}
	return sheet.Write(sheet.Table{Name: tell("table-name"), Head: headings(false), Rows: rows})
}

// headings are those of a table of questions; with remarks on options, a column for each follows.
func headings(whys bool) []string {
	out := []string{tell("head-stem")}
	for i := range optionLimit {
		out = append(out, letter(i))
	}
	out = append(out, tell("label-answer"), tell("label-explanation"), tell("label-cites"), tell("label-topic"), tell("label-level"))
	for i := range optionLimit {
		if whys {
			out = append(out, tell("label-why", letter(i)))
		}
	}
	return out
}

// writeTable makes a workbook that ParseTable reads.
func writeTable(questions []quiz.Question) ([]byte, error) {
	whys := false
	for _, q := range questions {
		for _, o := range q.Options {
			whys = whys || clean(o.Why) != ""
		}
	}
	t := sheet.Table{Name: tell("table-name"), Head: headings(whys)}
	for i, q := range questions {
		cells := make([]string, len(t.Head))
		cells[0] = clean(q.Stem)
		for j, o := range q.Options {
			cells[1+j] = escapeStars(clean(o.Text))
			if whys {
				cells[6+optionLimit+j] = clean(o.Why)
			}
		}
		copy(cells[1+optionLimit:], []string{
			lettersOf(rights(q)), clean(q.Explanation), joinCites(q.Cites), topicName(q.Topic), difficultyName(q.Difficulty),
		})
		for j, c := range cells {
			if len(utf16.Encode([]rune(c))) > cellLimit {
				return nil, fmt.Errorf("write question %d as a row: the column %q has more than %d characters", i+1, t.Head[j], cellLimit)
			}
		}
		t.Rows = append(t.Rows, sheet.Row{Number: i + 2, Cells: cells})
	}
	return sheet.Write(t)
}
