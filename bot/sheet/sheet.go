// Package sheet reads and writes tables in files: xlsx and csv. It knows rows and columns; what they mean is
// their reader's business.
package sheet

import (
	"slices"

	"camnang/corpus/viet"
)

// Table is one sheet: a heading and the rows under it, all cells as they are shown, without the blanks around
// them, composed (NFC).
type Table struct {
	Name string
	Head []string
	Rows []Row
	// HeadRow is the row of the heading; 0 counts as 1.
	HeadRow int
	// Numbers are the columns, from 0, whose cells Write makes numbers, to be sorted and summed. Read leaves it empty.
	Numbers []int
}

// Row is one row. Number is the file's own, counted from 1 with the heading, as a spreadsheet shows it.
type Row struct {
	Number int
	Cells  []string
}

// Column returns the place of the first column whose heading is one of these, marks and case aside.
func (t Table) Column(headings ...string) (int, bool) {
	wanted := make([]string, len(headings))
	for i, h := range headings {
		wanted[i] = viet.Unmark(h)
	}
	at := slices.IndexFunc(t.Head, func(h string) bool { return slices.Contains(wanted, viet.Unmark(h)) })
	return at, at >= 0
}

// Cell returns the cell of a column, "" when the row is shorter or i is negative.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// Reason says why a file cannot be read as a table, or a table not be written.
type Reason string

// The reasons.
const (
	// NotTable: neither xlsx nor csv, or nowhere two cells beside each other.
	NotTable Reason = "not-a-table"
	// OldFormat: a workbook of the format before 2007 (xls).
	OldFormat Reason = "old-format"
	// Protected: opening it needs a password.
	Protected Reason = "protected"
	// Encoding: a text that is neither UTF-8 nor UTF-16.
	Encoding Reason = "encoding"
	// TooManyRows and TooManyColumns: more than RowLimit and ColumnLimit.
	TooManyRows    Reason = "too-many-rows"
	TooManyColumns Reason = "too-many-columns"
	// TooLarge: it unpacks to more than a table within the other limits needs.
	TooLarge Reason = "too-large"
	// Damaged: it begins like a workbook and does not go on like one.
	Damaged Reason = "damaged"
)

// Limits of a table. The first use has 830 officers under 34 committees; six times as many fit.
const (
	RowLimit    = 5_000
	ColumnLimit = 100
)

// Error is why a file cannot be read.
type Error struct {
	Key Reason
	// Err is the detail for a log, nil when there is none; it may quote the file.
	Err error
}

func (e *Error) Error() string { return "the file cannot be read as a table: " + string(e.Key) }

func (e *Error) Unwrap() error { return e.Err }
