package sheet

import (
	"bytes"
	"errors"
	"testing"

	"github.com/xuri/excelize/v2"
)

// FuzzRead: whatever the bytes, Read gives a table within its limits or an *Error. Further seeds are in testdata.
func FuzzRead(f *testing.F) {
	f.Add("a.csv", []byte("Họ tên;Đơn vị\n\"An\";\"Chi bộ \"\"1\"\"\"\n;;\nBình"))
	f.Add("a.csv", []byte("sep=,\r\na,b\r\n\"x\ny\",=1+1"))
	f.Add("a.csv", []byte("\xff\xfea\x00,\x00b\x00\n\x00"))
	f.Add("a.xls", oleBegins)
	written, err := Write(Table{Name: "A", Head: []string{"a", "b"}, Rows: []Row{{2, []string{"=1", "2"}}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("a.xlsx", written)
	f.Add("a.xlsx", written[:len(written)-30])
	f.Add("a.xlsx", workbook(f, func(w *excelize.File) {
		set(f, w, "Sheet1", map[string]any{"A1": "a", "B1": "b", "A2": 1.5, "B2": true, "C4": "c"})
		ok(f, w.MergeCell("Sheet1", "A2", "A4"))
	}))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		table, err := Read(name, content)
		if err != nil {
			var why *Error
			if !errors.As(err, &why) || why.Key == "" {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		if len(table.Rows) > RowLimit || len(table.Head) > ColumnLimit {
			t.Fatalf("%d rows, %d columns", len(table.Rows), len(table.Head))
		}
		last := table.HeadRow
		for _, r := range table.Rows {
			if r.Number <= last || len(r.Cells) > ColumnLimit {
				t.Fatalf("row %d after %d, with %d cells", r.Number, last, len(r.Cells))
			}
			last = r.Number
		}
		again, err := Write(table)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		if back, err := Read("", again); err != nil || len(back.Head) != len(table.Head) {
			t.Fatalf("what was written cannot be read: %v, %v", err, bytes.ContainsRune(again, 0))
		}
	})
}
