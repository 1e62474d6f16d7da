package procedure

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/corpus/calendar"
)

func moment(hour int) time.Time { return time.Date(2026, 11, 23, hour, 0, 0, 0, time.UTC) }

// own is a confirmed procedure of a unit without problems.
func own(id, unit string) Own {
	return Own{
		ID: id, Unit: unit, By: "o1", At: moment(8), ConfirmedBy: "o2", ConfirmedAt: moment(9), Kind: Signs, Level: Cell,
		Title: "Quy trình của chi bộ", Document: "Quy trình số 05-QT/ĐU",
		Steps: []OwnStep{
			{Stage: Prepare, Title: "Lập kế hoạch", Who: "Tổ kiểm tra"},
			{Stage: Conclude, Title: "Kết luận", Event: "ngày triển khai", Amount: 45, Unit: calendar.Days},
		},
	}
}

func TestAnOwnProcedureComesBeforeTheGeneralOneInsideItsUnitAndBelow(t *testing.T) {
	s := shipped(t).With([]Own{own("q1", "top"), own("q2", "cell"), own("q3", "other")})
	for _, row := range []struct {
		name string
		path []string
		want string
	}{
		{"its own before those of the units above", []string{"top", "cell"}, "q2"},
		{"a unit below uses that of the nearest above", []string{"top", "cell", "group"}, "q2"},
		{"the unit above does not use that of one below", []string{"top"}, "q1"},
		{"another unit uses neither", []string{"else"}, "signs-cell"},
		{"without a unit the general one", nil, "signs-cell"},
	} {
		got, ok := s.Within(row.path).For(Signs, Cell)
		if !ok || got.ID != row.want {
			t.Errorf("%s: %v", row.name, got)
		}
	}
	if p, _ := s.Within([]string{"cell"}).For(Signs, Committee); p.ID != "signs-committee" {
		t.Errorf("a procedure of the cell is used for the committee: %s", p.ID)
	}
	any := own("q4", "cell")
	any.Level = ""
	if p, _ := s.With([]Own{any}).Within([]string{"cell"}).For(Signs, Committee); p.ID != "q4" {
		t.Errorf("a procedure for either level is not used for the committee: %s", p.ID)
	}
	if list := s.Within([]string{"top", "cell"}).Procedures(); list[0].ID != "q2" || list[1].ID != "q1" || len(list) != 16 {
		t.Errorf("%d procedures, %s and %s first", len(list), list[0].ID, list[1].ID)
	}
}

func TestOfTwoOwnProceduresTheOneConfirmedLastIsUsed(t *testing.T) {
	older, newer := own("q1", "cell"), own("q2", "cell")
	newer.ConfirmedAt = moment(10)
	for _, order := range [][]Own{{older, newer}, {newer, older}} {
		if p, _ := shipped(t).With(order).Within([]string{"cell"}).For(Signs, Cell); p.ID != "q2" {
			t.Errorf("%s is used", p.ID)
		}
	}
}

func TestAnOwnProcedureIsUsedOnlyWhenASecondPersonConfirmedIt(t *testing.T) {
	for _, row := range []struct {
		name    string
		change  func(*Own)
		uses    bool
		confirm string
	}{
		{"confirmed by a second person", func(*Own) {}, true, "o2"},
		{"confirmed by nobody", func(o *Own) { o.ConfirmedBy = "" }, false, ""},
		{"confirmed by whoever entered it", func(o *Own) { o.ConfirmedBy = "o1" }, false, "o1"},
		{"confirmed with a problem in it", func(o *Own) { o.Steps[1].Event = "" }, false, ""},
	} {
		o := own("q1", "cell")
		row.change(&o)
		s := shipped(t).With([]Own{o}).Within([]string{"cell"})
		_, found := s.Find("q1")
		_, limit := s.Limit("own:q1:2")
		if found != row.uses || limit != row.uses || o.Confirmed() != row.uses {
			t.Errorf("%s: found %v, its limit %v", row.name, found, limit)
		}
		if row.confirm != "" {
			if _, ok := o.Confirm(row.confirm, moment(11)); ok != row.uses {
				t.Errorf("%s: confirming gives %v", row.name, ok)
			}
		}
	}
}

func TestTheLimitsOfAnOwnProcedureRestOnItsDocument(t *testing.T) {
	o := own("q1", "cell")
	o.Steps = append(o.Steps, OwnStep{
		Stage: Conclude, Title: "Thông báo", Event: "ngày kết luận", Amount: 3, Unit: calendar.WorkingDays, Document: "Hướng dẫn của đảng ủy",
	})
	s := shipped(t).With([]Own{o}).Within([]string{"cell"})
	p, _ := s.Find("q1")
	if len(p.Limits) != 2 || p.Steps[0].Limit != "" || p.Steps[1].Limit != "own:q1:2" || p.Steps[2].Limit != "own:q1:3" {
		t.Fatalf("limits %v", ids(p.Limits))
	}
	for id, document := range map[string]string{"own:q1:2": "Quy trình số 05-QT/ĐU", "own:q1:3": "Hướng dẫn của đảng ủy"} {
		l, ok := s.Limit(id)
		if !ok || !l.Own() || l.Document != document || l.Clause != "" {
			t.Errorf("%s rests on %q", id, l.Document)
		}
	}
	if got := ids(s.On(calendar.MustDay("2026-11-23"))); !slices.Equal(got, []string{"B32", "E01", "H01", "own:q1:2", "own:q1:3"}) {
		t.Errorf("inside the unit %v are computed", got)
	}
	if got := ids(s.Within([]string{"other"}).On(calendar.MustDay("2026-11-23"))); !slices.Equal(got, []string{"B32", "E01", "H01"}) {
		t.Errorf("in another unit %v are computed", got)
	}
}

func TestWhatIsWrongWithAnOwnProcedureIsSaidWithItsStep(t *testing.T) {
	if found := own("q1", "cell").Problems(); len(found) > 0 {
		t.Fatalf("a procedure without problems has %v", found)
	}
	for _, row := range []struct {
		name   string
		change func(*Own)
		want   Problem
	}{
		{"no kind", func(o *Own) { o.Kind = "" }, Problem{Text: "Quy trình chưa có loại việc."}},
		{"a level that is none", func(o *Own) { o.Level = "province" }, Problem{Text: "Cấp của quy trình không đúng."}},
		{"no title", func(o *Own) { o.Title = " " }, Problem{Text: "Quy trình chưa có tên."}},
		{"no steps", func(o *Own) { o.Steps = nil }, Problem{Text: "Quy trình chưa có bước nào."}},
		{"too many steps", func(o *Own) { o.Steps = slices.Repeat(o.Steps[:1], 61) }, Problem{Text: "Quy trình có quá 60 bước."}},
		{"a step without a name", func(o *Own) { o.Steps[1].Title = "" }, Problem{Step: 2, Text: "Bước 2: Chưa có tên việc."}},
		{
			"a limit from nothing",
			func(o *Own) { o.Steps[1].Event = "" },
			Problem{Step: 2, Text: "Bước 2: Thời hạn chưa nói tính từ sự kiện nào."},
		},
		{
			"an event without an amount",
			func(o *Own) { o.Steps[1].Amount, o.Steps[1].Unit = 0, "" },
			Problem{Step: 2, Text: "Bước 2: Có mốc tính từ nhưng chưa có số ngày hoặc số tháng."},
		},
		{
			"no unit",
			func(o *Own) { o.Steps[1].Unit = "week" },
			Problem{Step: 2, Text: "Bước 2: Đơn vị thời gian phải là ngày, ngày làm việc hoặc tháng."},
		},
		{"an amount below nothing", func(o *Own) { o.Steps[1].Amount = -1 }, Problem{Step: 2, Text: "Bước 2: Thời hạn phải lớn hơn 0."}},
		{
			"an amount beyond all limits",
			func(o *Own) { o.Steps[1].Amount, o.Steps[1].Unit = 25, calendar.Months },
			Problem{Step: 2, Text: "Bước 2: Thời hạn dài quá hai năm, đề nghị kiểm tra lại."},
		},
		{"a limit that rests on nothing", func(o *Own) { o.Document = "" }, Problem{Step: 2, Text: "Bước 2: Thời hạn chưa có căn cứ."}},
		{
			"an extension of no limit",
			func(o *Own) { o.Steps[0].Extension, o.Steps[0].ExtensionUnit = 10, calendar.Days },
			Problem{Step: 1, Text: "Bước 1: Có gia hạn nhưng chưa có thời hạn."},
		},
		{
			"an extension without a unit",
			func(o *Own) { o.Steps[1].Extension = 10 },
			Problem{Step: 2, Text: "Bước 2: Đơn vị của gia hạn phải là ngày, ngày làm việc hoặc tháng."},
		},
		{
			"an extension beyond all limits",
			func(o *Own) { o.Steps[1].Extension, o.Steps[1].ExtensionUnit = 731, calendar.Days },
			Problem{Step: 2, Text: "Bước 2: Thời gian gia hạn dài quá hai năm, đề nghị kiểm tra lại."},
		},
		{
			"a stage after a later one",
			func(o *Own) { slices.Reverse(o.Steps) },
			Problem{Step: 2, Text: "Bước 2: Giai đoạn “Chuẩn bị” đứng sau một giai đoạn muộn hơn."},
		},
		{
			"a stage that is none",
			func(o *Own) { o.Steps[0].Stage = "before" },
			Problem{Step: 1, Text: "Bước 1: Giai đoạn phải là Chuẩn bị, Tiến hành hoặc Kết thúc."},
		},
	} {
		o := own("q1", "cell")
		o.Steps = slices.Clone(o.Steps)
		row.change(&o)
		if found := o.Problems(); !slices.Equal(found, []Problem{row.want}) {
			t.Errorf("%s: %v", row.name, found)
		}
	}
}

func TestTheTemplateOfAProcedureIsRead(t *testing.T) {
	rows := Template()
	if steps, problems := ReadOwn(rows); len(steps) != 0 || len(problems) != 1 {
		t.Errorf("the examples are taken for steps: %v", steps)
	}
	for _, row := range rows[1:] {
		row[1] = strings.TrimPrefix(row[1], "Ví dụ: ")
	}
	steps, problems := ReadOwn(rows)
	want := []OwnStep{
		{
			Stage: Prepare, Title: "Triển khai kế hoạch kiểm tra", Who: "Tổ kiểm tra", Product: "Biên bản",
			Event: "ngày chi bộ ký kế hoạch", Amount: 3, Unit: calendar.WorkingDays, Document: "Quy trình do đơn vị ban hành (ghi số, ngày)",
		},
		{Stage: Conclude, Title: "Lập mục lục, đóng hồ sơ", Who: "Người giữ hồ sơ", Product: "Hồ sơ"},
	}
	if len(problems) > 0 || !reflect.DeepEqual(steps, want) {
		t.Errorf("%v, %v", steps, problems)
	}
}

func TestASheetIsReadAsPeopleTypeIt(t *testing.T) {
	steps, problems := ReadOwn([][]string{
		{"QUY TRÌNH CỦA CHI BỘ"},
		nil,
		{"STT", "buoc", "GIAI DOAN", "So", "Tinh tu", "don vi thoi gian", "can cu", "GIA HAN"},
		{"1", "Lập kế hoạch", "chuan bi"},
		{"", "", ""},
		{"2", "Triển khai", "", "3 ngay lam viec", "ngày ký", "", "Quy trình 05", "2"},
		{"3", "Kết luận", "KẾT THÚC", "2", "ngày triển khai", "Tháng", "Quy trình 05", "10 ngay"},
	})
	want := []OwnStep{
		{Stage: Prepare, Title: "Lập kế hoạch"},
		{
			Stage: Prepare, Title: "Triển khai", Event: "ngày ký", Amount: 3, Unit: calendar.WorkingDays, Document: "Quy trình 05",
			Extension: 2, ExtensionUnit: calendar.WorkingDays,
		},
		{
			Stage: Conclude, Title: "Kết luận", Event: "ngày triển khai", Amount: 2, Unit: calendar.Months, Document: "Quy trình 05",
			Extension: 10, ExtensionUnit: calendar.Days,
		},
	}
	if len(problems) > 0 || !reflect.DeepEqual(steps, want) {
		t.Errorf("%v, %v", steps, problems)
	}
}

func TestWhatIsWrongWithASheetIsSaidWithItsRow(t *testing.T) {
	head := []string{"Giai đoạn", "Bước", "Tính từ", "Số", "Đơn vị thời gian"}
	for _, row := range []struct {
		name string
		rows [][]string
		want []Problem
	}{
		{"no heading", [][]string{{"a", "b"}}, []Problem{{Text: "Tệp không có hàng tiêu đề với cột Giai đoạn và cột Bước."}}},
		{"no steps", [][]string{head}, []Problem{{Text: "Tệp không có bước nào dưới hàng tiêu đề."}}},
		{
			"an amount that is no whole number",
			[][]string{nil, head, {"Chuẩn bị", "a", "b", "1,5", "tháng"}},
			[]Problem{{Row: 3, Text: "Dòng 3: Không đọc được thời hạn “1,5 tháng”; cần một số nguyên và đơn vị ngày, ngày làm việc hoặc tháng."}},
		},
		{
			"a unit that contradicts the amount",
			[][]string{head, {"Chuẩn bị", "a", "b", "3 ngày", "tháng"}},
			[]Problem{{Row: 2, Text: "Dòng 2: Không đọc được thời hạn “3 ngày tháng”; cần một số nguyên và đơn vị ngày, ngày làm việc hoặc tháng."}},
		},
		{
			"an extension that is no whole number",
			[][]string{append(head, "Gia hạn"), {"Chuẩn bị", "a", "b", "30", "ngày", "một phần ba"}},
			[]Problem{{Row: 2, Text: "Dòng 2: Không đọc được thời gian gia hạn “một phần ba”; cần một số nguyên, có thể kèm đơn vị, ví dụ “10 ngày”."}},
		},
		{
			"an event without an amount, and no stage",
			[][]string{head, {"", "a", "b"}},
			[]Problem{
				{Row: 2, Text: "Dòng 2: Giai đoạn phải là Chuẩn bị, Tiến hành hoặc Kết thúc."},
				{Row: 2, Text: "Dòng 2: Có mốc tính từ nhưng chưa có số ngày hoặc số tháng."},
			},
		},
	} {
		if _, got := ReadOwn(row.rows); !slices.Equal(got, row.want) {
			t.Errorf("%s: %v", row.name, got)
		}
	}
}

func TestAnOwnProcedureIsReadBackFromItsRecord(t *testing.T) {
	o := own("q1", "cell").Edited(own("q1", "cell").Steps, "o3", moment(10))
	o.Steps[1].Extension, o.Steps[1].ExtensionUnit = 10, calendar.Days
	o.Version, o.Before.Version = 7, 7
	raw, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	back, err := DecodeOwn("q1", 7, raw)
	if err != nil || !reflect.DeepEqual(back, o) {
		t.Errorf("%v, %v", back, err)
	}
	if _, err := DecodeOwn("q1", 7, []byte("[]")); err == nil || !strings.Contains(err.Error(), "q1") {
		t.Errorf("a record that is none: %v", err)
	}
}

// Whatever a sheet holds, what is read without a problem may be confirmed, the order of the stages aside.
func FuzzASheetIsReadOrRefused(f *testing.F) {
	f.Add("Giai đoạn\tBước\tTính từ\tSố\tĐơn vị thời gian\nChuẩn bị\tKế hoạch\tngày ký\t3\tngày")
	f.Add("giai doan\tviec\tthoi han\ttinh tu\nket thuc\ta\t999999999999999999999 thang\tb")
	f.Fuzz(func(t *testing.T, text string) {
		var rows [][]string
		for row := range strings.SplitSeq(text, "\n") {
			rows = append(rows, strings.Split(row, "\t"))
		}
		steps, problems := ReadOwn(rows)
		for _, p := range problems {
			if p.Row < 0 || p.Row > len(rows) || p.Text == "" {
				t.Errorf("a problem in row %d of %d: %q", p.Row, len(rows), p.Text)
			}
		}
		if len(problems) > 0 {
			return
		}
		slices.SortStableFunc(steps, func(a, b OwnStep) int { return slices.Index(stages, a.Stage) - slices.Index(stages, b.Stage) })
		o := own("q1", "cell")
		o.Steps = steps[:min(len(steps), 60)]
		if found := o.Problems(); len(found) > 0 {
			t.Errorf("read without a problem, and it has %v", found)
		}
	})
}
