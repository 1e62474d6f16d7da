package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// workbook makes an xlsx as a person with a spreadsheet program would.
func workbook(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var b bytes.Buffer
	if err := errors.Join(f.Write(&b), f.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func set(t testing.TB, f *excelize.File, name string, cells map[string]any) {
	t.Helper()
	for at, v := range cells {
		ok(t, f.SetCellValue(name, at, v))
	}
}

func TestAWorkbookIsReadAsItIsShown(t *testing.T) {
	content := workbook(t, func(f *excelize.File) {
		ok(t, f.SetSheetName("Sheet1", "Ẩn"))
		set(t, f, "Ẩn", map[string]any{"A1": "không", "B1": "ai", "A2": "nhìn", "B2": "thấy"})
		_, err := f.NewSheet("Ghi chú")
		ok(t, err)
		set(t, f, "Ghi chú", map[string]any{"A1": "Hướng dẫn"})
		_, err = f.NewSheet("Danh sách")
		ok(t, err)
		f.SetActiveSheet(2)
		ok(t, f.SetSheetVisible("Ẩn", false))
		const s = "Danh sách"
		day := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
		set(t, f, s, map[string]any{
			"A1": "DANH SÁCH", "A3": " Họ tên ", "B3": "Đơn vị", "C3": "Ngày", "D3": "Mã", "E3": "Tổng",
			"A4": "Ho\u0300a", "B4": "Chi bộ 1", "C4": day, "D4": 7, "E4": 0,
			"A5": "Bình", "D5": "007", "A7": "Cúc", "B7": "Chi bộ 2",
		})
		ok(t, f.MergeCell(s, "A1", "E1"))
		ok(t, f.MergeCell(s, "B4", "B6"))
		ok(t, f.SetCellFormula(s, "E4", "D4*3"))
		short, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		ok(t, err)
		ok(t, f.SetCellStyle(s, "C4", "C4", short))
	})
	// A spreadsheet program keeps with a formula what it came to.
	content = rewrite(t, content, "xl/worksheets/sheet3.xml", `<f>D4*3</f><v>0</v>`, `<f>D4*3</f><v>21</v>`)
	got, err := Read("anything.csv", content)
	ok(t, err)
	want := Table{
		Name: "Danh sách", HeadRow: 3, Head: []string{"Họ tên", "Đơn vị", "Ngày", "Mã", "Tổng"},
		Rows: []Row{
			{4, []string{"Hòa", "Chi bộ 1", "01/02/2026", "7", "21"}},
			{5, []string{"Bình", "Chi bộ 1", "", "007"}},
			{7, []string{"Cúc", "Chi bộ 2"}},
		},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// rewrite changes a part of a workbook.
func rewrite(t testing.TB, content []byte, name, from, to string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	ok(t, err)
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	found := false
	for _, part := range in.File {
		r, err := part.Open()
		ok(t, err)
		text, err := io.ReadAll(r)
		ok(t, err)
		if part.Name == name {
			changed := strings.Replace(string(text), from, to, 1)
			if changed == string(text) {
				t.Fatalf("%s does not hold %s: %s", name, from, text)
			}
			text, found = []byte(changed), true
		}
		w, err := out.Create(part.Name)
		ok(t, err)
		_, err = w.Write(text)
		ok(t, err)
	}
	ok(t, out.Close())
	if !found {
		t.Fatalf("no part %s", name)
	}
	return b.Bytes()
}

func TestCSVIsReadHoweverItWasSaved(t *testing.T) {
	want := Table{
		Name: "danh sach", HeadRow: 2, Head: []string{"Họ tên", "Đơn vị"},
		Rows: []Row{{3, []string{"An", "Chi bộ 1, xã A"}}, {5, []string{"Bình \"Tư\"", "Chi bộ\n2"}}, {6, []string{"Cúc"}}},
	}
	const text = "\uFEFFDANH SÁCH\r\nHọ tên;Đơn vị\r\nAn ; \"Chi bộ 1, xã A\"\r\n;;\r\n\"Bình \"\"Tư\"\"\";\"Chi bộ\n2\"\r\nCúc\r\n"
	// The cell after a blank does not begin with its quotation mark, so the marks are letters there.
	plain := strings.ReplaceAll(text, ` "Chi bộ 1, xã A"`, `"Chi bộ 1, xã A"`)
	wide := func(big bool) []byte {
		var b []byte
		for _, u := range utf16.Encode([]rune(plain)) {
			if big {
				b = append(b, byte(u>>8), byte(u))
			} else {
				b = append(b, byte(u), byte(u>>8))
			}
		}
		return b
	}
	quoted, err := Read("a", []byte("\uFEFF\"a,b\",c\n"))
	if err != nil || len(quoted.Head) != 2 || quoted.Head[0] != "a,b" {
		t.Errorf("a quotation mark behind the byte-order mark: %+v, %v", quoted, err)
	}
	for how, content := range map[string][]byte{
		"UTF-8 with a mark": []byte(plain),
		"UTF-8 without":     []byte(strings.TrimPrefix(plain, "\uFEFF")),
		"old line ends":     []byte(strings.ReplaceAll(plain, "\r\n", "\r")),
		"new line ends":     []byte(strings.ReplaceAll(plain, "\r\n", "\n")),
		"tabs":              []byte(strings.ReplaceAll(plain, ";", "\t")),
		"a line sep=":       []byte("sep=;\r\n" + strings.TrimPrefix(plain, "\uFEFF")),
		"commas":            []byte(strings.ReplaceAll(strings.ReplaceAll(plain, ";", ","), `,"Chi bộ 1, xã A"`, `,"Chi bộ 1, xã A"`)),
		"UTF-16":            wide(false),
		"UTF-16, big end":   wide(true),
		"no last line end":  []byte(strings.TrimSuffix(plain, "\r\n")),
	} {
		got, err := Read(`C:\tam\danh sach.csv`, content)
		if err != nil {
			t.Errorf("%s: %v", how, err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", how, d)
		}
	}
}

func TestWhatIsNoTableIsSaidToBeNone(t *testing.T) {
	full := func(rows, columns int) []byte {
		return []byte(strings.Repeat(strings.Repeat("x,", columns-1)+"x\n", rows))
	}
	book := func(cells map[string]any) []byte {
		return workbook(t, func(f *excelize.File) { set(t, f, "Sheet1", cells) })
	}
	good := book(map[string]any{"A1": "a", "B1": "b"})
	far := book(map[string]any{"A1": "a", "B1": "b", "XFD2": 1})
	for _, c := range []struct {
		what    string
		content []byte
		want    Reason
	}{
		{"nothing", nil, NotTable},
		{"a sentence", []byte("Kính gửi đồng chí"), NotTable},
		{"a picture", []byte("\x89PNG\r\n\x1a\n\x00\x00,\x00;"), NotTable},
		{"a document of another kind", []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj, 2; 3"), Encoding},
		{"UTF-16 that is none", []byte("\xff\xfe\x00\x00a\x00,\x00b\x00"), NotTable},
		{"an old code page", []byte("H\xf2a,\xd0on v\xe1\n"), Encoding},
		{"an empty workbook", book(nil), NotTable},
		{"a workbook with one column", book(map[string]any{"A1": "a", "A2": "b"}), NotTable},
		{"a workbook with a password", lock(t, good), Protected},
		{"a workbook of before 2007", append(bytes.Clone(oleBegins), make([]byte, 600)...), OldFormat},
		{"half a workbook", good[:len(good)/2], Damaged},
		{"an archive that is no workbook", archive(t, map[string]string{"a.txt": "a"}), Damaged},
		{"too many rows", full(RowLimit+2, 2), TooManyRows},
		{"far too many rows", full(3*RowLimit, 2), TooManyRows},
		{"too many columns", full(2, ColumnLimit+1), TooManyColumns},
		{"a filled cell in the last corner", book(map[string]any{"A1": "a", "B1": "b", "XFD1048576": "c"}), TooManyColumns},
		{"a formula far to the right", rewrite(t, far, "xl/worksheets/sheet1.xml", `<v>1</v>`, `<f>1</f>`), TooManyColumns},
		{"a bomb", archive(t, map[string]string{"xl/workbook.xml": strings.Repeat(" ", unzipLimit+1)}), TooLarge},
	} {
		_, err := Read("a.xlsx", c.content)
		var why *Error
		if !errors.As(err, &why) || why.Key != c.want {
			t.Errorf("%s: %v, want %s (%v)", c.what, err, c.want, errors.Unwrap(err))
		}
	}
	if got, err := Read("a", full(RowLimit+1, ColumnLimit)); err != nil || len(got.Rows) != RowLimit || len(got.Head) != ColumnLimit {
		t.Errorf("a table as large as may be: %v", err)
	}
}

// lock gives a workbook a password.
func lock(t testing.TB, content []byte) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	ok(t, err)
	var b bytes.Buffer
	ok(t, errors.Join(f.Write(&b, excelize.Options{Password: "khóa"}), f.Close()))
	return b.Bytes()
}

func archive(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range parts {
		part, err := w.Create(name)
		ok(t, err)
		_, err = io.WriteString(part, text)
		ok(t, err)
	}
	ok(t, w.Close())
	return b.Bytes()
}

func TestMergedCellsBeyondTheRowsCostNothing(t *testing.T) {
	content := workbook(t, func(f *excelize.File) {
		set(t, f, "Sheet1", map[string]any{"A1": "a", "B1": "b", "A2": "c", "B2": "d", "A3": "e"})
		ok(t, f.MergeCell("Sheet1", "B2", "B3"))
	})
	// A spreadsheet program may keep what was in a cell before it was merged; it does not show it.
	content = rewrite(t, content, "xl/worksheets/sheet1.xml", `</c></row></sheetData>`, `</c><c r="B3"><v>7</v></c></row></sheetData>`)
	content = rewrite(t, content, "xl/worksheets/sheet1.xml", `ref="B2:B3"`, `ref="B2:XFD1048576"`)
	got, err := Read("", content)
	if err != nil || len(got.Rows) != 2 || got.Rows[1].Cell(1) != "d" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestNothingThatIsWrittenIsAFormula(t *testing.T) {
	long := strings.Repeat("rộng", 30)
	tables := []Table{
		{Name: "Danh sách", Head: []string{"Họ tên", "Mã"}, Rows: []Row{
			{2, []string{"=HYPERLINK(\"http://x\")", "007"}}, {3, []string{"+1", "-1", "@x"}}, {4, []string{" dài " + long, "a\nb"}},
		}},
		{Name: "danh sách", Head: []string{"a", "b"}},
		{Name: "Lớp 1/2: [kiểm tra] 'giám sát' nhiều chữ quá", Head: []string{"a", "b"}},
		{Head: []string{"a", "b"}},
	}
	content, err := Write(tables...)
	ok(t, err)
	got, err := Read("", content)
	ok(t, err)
	want := tables[0]
	want.HeadRow = 1
	want.Rows = []Row{{2, want.Rows[0].Cells}, {3, want.Rows[1].Cells}, {4, []string{"dài " + long, "a\nb"}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	f, err := excelize.OpenReader(bytes.NewReader(content))
	ok(t, err)
	if formula, err := f.GetCellFormula("Danh sách", "A2"); err != nil || formula != "" {
		t.Errorf("the cell is a formula %q, %v", formula, err)
	}
	if kind, err := f.GetCellType("Danh sách", "B2"); err != nil || kind != excelize.CellTypeInlineString {
		t.Errorf("a number with leading zeros is of type %v, %v", kind, err)
	}
	style, err := f.GetCellStyle("Danh sách", "B2")
	ok(t, err)
	if look, err := f.GetStyle(style); err != nil || look.NumFmt != textFormat {
		t.Errorf("what is typed into a cell does not stay text: %+v, %v", look, err)
	}
	panes, err := f.GetPanes("Danh sách")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the heading does not stay in view: %+v, %v", panes, err)
	}
	names := []string{"Danh sách", "danh sách 2", "Lớp 1 2 kiểm tra giám sát nhiều", "Trang 4"}
	if d := cmp.Diff(names, f.GetSheetList()); d != "" {
		t.Error(d)
	}
	ok(t, f.Close())
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(rapid.SampledFrom([]string{"", "a", "=1", "Ấn", "_x000D_", "&<>\"'", "  "}), rapid.String())
		row := func() []string { return cleaned(rapid.SliceOfN(text, 1, 6).Draw(rt, "cells")) }
		in := Table{Name: rapid.String().Draw(rt, "name"), Head: append([]string{"một", "hai"}, row()...), HeadRow: 1}
		for range rapid.IntRange(0, 5).Draw(rt, "rows") {
			if cells := row(); cells != nil {
				in.Rows = append(in.Rows, Row{len(in.Rows) + 2, cells})
			}
		}
		content, err := Write(in, in)
		if err != nil {
			rt.Fatal(err)
		}
		out, err := Read("", content)
		if err != nil {
			rt.Fatal(err, errors.Unwrap(err))
		}
		// What a workbook cannot hold (control characters) is gone, and white space at the ends with it.
		shown := func(cells []string) string {
			var all []string
			for _, c := range cells {
				all = append(all, cell(visible(c)))
			}
			return strings.TrimRight(strings.Join(all, "|"), "|")
		}
		if shown(in.Head) != shown(out.Head) {
			rt.Fatalf("%q became %q", in.Head, out.Head)
		}
		kept := map[int]string{}
		for _, r := range out.Rows {
			kept[r.Number] = shown(r.Cells)
		}
		for _, r := range in.Rows {
			if shown(r.Cells) != kept[r.Number] {
				rt.Fatalf("%q became %q", r.Cells, kept[r.Number])
			}
		}
	})
}

func TestColumnsAreFoundByTheirHeading(t *testing.T) {
	table := Table{Head: []string{"STT", "HO VA  TEN", "Mã"}}
	if at, found := table.Column("Tên", "Họ và tên"); !found || at != 1 {
		t.Errorf("column %d", at)
	}
	if at, found := table.Column("Đơn vị"); found || at != -1 {
		t.Errorf("column %d", at)
	}
	r := Row{Cells: []string{"a"}}
	if r.Cell(0) != "a" || r.Cell(1) != "" || r.Cell(-1) != "" {
		t.Error("a cell is not where it is")
	}
}

func BenchmarkRead(b *testing.B) {
	t := Table{Head: []string{"STT", "Mã", "Họ và tên", "Đơn vị"}}
	for i := range 830 {
		cells := []string{fmt.Sprint(i), fmt.Sprintf("CB%04d", i), "Nguyễn Văn An", fmt.Sprintf("Đảng bộ A / Chi bộ %d", i%200)}
		t.Rows = append(t.Rows, Row{i + 2, cells})
	}
	content, err := Write(t)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if got, err := Read("", content); err != nil || len(got.Rows) != 830 {
				b.Fatal(err)
			}
		}
	})
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			if _, err := Write(t); err != nil {
				b.Fatal(err)
			}
		}
	})
}
