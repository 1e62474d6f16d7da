package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"

	"camnang/corpus/viet"
)

// unzipLimit is what a workbook may unpack to: 5,000 rows of 20 cells with a hundred bytes each are 10 MB. What is
// within it is read in memory, nothing goes to disk.
const unzipLimit = 16 << 20

// How workbooks and those of the old format begin.
var (
	zipBegins = []byte("PK\x03\x04")
	oleBegins = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	// encryptedPart is the name that a workbook with a password has inside, in UTF-16.
	encryptedPart = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
)

// Read reads a table: of a workbook (xlsx) the first visible sheet that has one, or a csv in UTF-8 or UTF-16 with
// commas, semicolons or tabs. What the file is decides its content; name is only the table's name for a csv.
//
// The heading is the first row with at least two filled cells; rows without a filled cell are left out. A formula is
// read as the value it last had, a date as it is shown, and a cell merged over several rows stands in each of
// them that holds something else too; one merged over several columns stands in the first. Every error is an *Error.
// Read does not panic whatever the content.
func Read(name string, content []byte) (t Table, err error) {
	defer func() {
		if p := recover(); p != nil {
			t, err = Table{}, &Error{Damaged, fmt.Errorf("panic: %v", p)}
		}
	}()
	switch {
	case bytes.HasPrefix(content, zipBegins):
		return readWorkbook(content)
	case bytes.HasPrefix(content, oleBegins) && bytes.Contains(content, encryptedPart):
		return Table{}, &Error{Key: Protected}
	case bytes.HasPrefix(content, oleBegins):
		return Table{}, &Error{Key: OldFormat}
	}
	rows, err := readText(content)
	if err != nil {
		return Table{}, err
	}
	base := filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	return asTable(strings.TrimSuffix(base, filepath.Ext(base)), rows)
}

// asTable finds the heading among rows that are clean and not empty.
func asTable(name string, rows []Row) (Table, error) {
	for i, r := range rows {
		filled := 0
		for _, c := range r.Cells {
			if c != "" {
				filled++
			}
		}
		if filled < 2 {
			continue
		}
		t := Table{Name: cell(name), Head: r.Cells, HeadRow: r.Number, Rows: rows[i+1:]}
		if len(t.Rows) > RowLimit {
			return Table{}, &Error{Key: TooManyRows}
		}
		return t, nil
	}
	return Table{}, &Error{Key: NotTable}
}

// cell is a cell as it is shown, without the blanks around it, composed.
func cell(s string) string { return strings.TrimSpace(visible(viet.NFC(s))) }

// cleaned returns the cells up to the last filled one; nil when there is none.
func cleaned(cells []string) []string {
	out := make([]string, len(cells))
	last := 0
	for i, c := range cells {
		if out[i] = cell(c); out[i] != "" {
			last = i + 1
		}
	}
	if last == 0 {
		return nil
	}
	return out[:last]
}

func readWorkbook(content []byte) (t Table, err error) {
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{
		UnzipSizeLimit: unzipLimit, UnzipXMLSizeLimit: unzipLimit,
		// Excel shows a date without a pattern of its own as the reader's country does.
		ShortDatePattern: "dd/mm/yyyy",
	})
	if err != nil {
		return Table{}, openError(err)
	}
	defer func() {
		if closed := f.Close(); closed != nil && err == nil {
			t, err = Table{}, &Error{Damaged, closed}
		}
	}()
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return Table{}, &Error{Key: Damaged}
	}
	for _, name := range sheets {
		visible, err := f.GetSheetVisible(name)
		if err != nil || !visible {
			continue
		}
		rows, err := sheetRows(f, name)
		if err != nil {
			return Table{}, err
		}
		t, err := asTable(name, rows)
		var why *Error
		if errors.As(err, &why) && why.Key == NotTable {
			continue
		}
		return t, err
	}
	return Table{}, &Error{Key: NotTable}
}

// openError tells a workbook that is too large from one that is broken. excelize has no type for the former.
func openError(err error) error {
	if strings.Contains(err.Error(), "unzip size") {
		return &Error{TooLarge, err}
	}
	return &Error{Damaged, err}
}

// sheetRows returns the rows of a sheet that hold something. It goes through the sheet row by row and stops at the
// limits: a far corner that is filled costs nothing.
func sheetRows(f *excelize.File, name string) ([]Row, error) {
	rows, err := f.Rows(name)
	if err != nil {
		return nil, &Error{Damaged, err}
	}
	var out []Row
	for number := 1; rows.Next(); number++ {
		raw, err := rows.Columns()
		if err != nil {
			return nil, &Error{Damaged, err}
		}
		if len(raw) > ColumnLimit {
			return nil, &Error{Key: TooManyColumns}
		}
		cells := cleaned(raw)
		if cells == nil {
			continue
		}
		// Titles may stand above the heading; a few rows more than the limit are for them.
		if out = append(out, Row{number, cells}); len(out) > RowLimit+100 {
			return nil, &Error{Key: TooManyRows}
		}
	}
	if err := errors.Join(rows.Error(), rows.Close()); err != nil {
		return nil, &Error{Damaged, err}
	}
	fillMerged(out, mergedRanges(f, name))
	return out, nil
}
