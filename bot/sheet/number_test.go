package sheet

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestNumbersCanBeSortedAndSummed(t *testing.T) {
	rows := []struct {
		rule, text string
		// raw is what the workbook keeps, shown how; raw "" is a text as it is.
		raw, shown string
	}{
		{"a whole number", "830", "830", "830"},
		{"nothing", "0", "0", "0"},
		{"a mark with two decimals", "7,50", "7.5", "7.50"},
		{"below zero", "-0,35", "-0.35", "-0.35"},
		{"per cent", "75%", "0.75", "75%"},
		{"per cent with a decimal", "66,7%", "0.667", "66.7%"},
		{"blanks around it", " 12 ", "12", "12"},
		{"a code", "007", "", "007"},
		{"so many of so many", "18/24", "", "18/24"},
		{"a point for a comma", "7.5", "", "7.5"},
		{"a formula", "=1+1", "", "=1+1"},
		{"a sign alone", "%", "", "%"},
		{"no figure", "–", "", "–"},
		{"more digits than a workbook keeps", "1234567890123456", "", "1234567890123456"},
	}
	table := Table{Name: "A", Head: []string{"12", "Mã"}, Numbers: []int{0, 7}}
	for i, row := range rows {
		table.Rows = append(table.Rows, Row{i + 2, []string{row.text, row.text}})
	}
	content, err := Write(Table{Name: "Khác", Head: []string{"a", "b"}}, table)
	ok(t, err)
	f, err := excelize.OpenReader(bytes.NewReader(content))
	ok(t, err)
	value := func(at string, o ...excelize.Options) string {
		got, err := f.GetCellValue("A", at, o...)
		ok(t, err)
		return got
	}
	kind := func(at string) excelize.CellType {
		got, err := f.GetCellType("A", at)
		ok(t, err)
		return got
	}
	if kind("A1") != excelize.CellTypeInlineString {
		t.Error("the heading is a number")
	}
	for i, row := range rows {
		at, beside := fmt.Sprintf("A%d", i+2), fmt.Sprintf("B%d", i+2)
		if got := kind(at) != excelize.CellTypeInlineString; got != (row.raw != "") {
			t.Errorf("%s: %q is a number: %v", row.rule, row.text, got)
		}
		if row.raw != "" && value(at, excelize.Options{RawCellValue: true}) != row.raw {
			t.Errorf("%s: %q is kept as %q", row.rule, row.text, value(at, excelize.Options{RawCellValue: true}))
		}
		if got := value(at); got != row.shown {
			t.Errorf("%s: %q is shown as %q, want %q", row.rule, row.text, got, row.shown)
		}
		if kind(beside) != excelize.CellTypeInlineString {
			t.Errorf("%s: in another column it is a number", row.rule)
		}
	}
	ok(t, f.Close())
}
