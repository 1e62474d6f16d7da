package procedure

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"camnang/corpus/calendar"
)

func titled(titles ...string) []OwnStep {
	var out []OwnStep
	for _, t := range titles {
		out = append(out, OwnStep{Stage: Conduct, Title: t, Event: "ngày ký", Amount: 5, Unit: calendar.Days})
	}
	return out
}

func stepIDs(o Own) string {
	var out []string
	for _, s := range o.Steps {
		out = append(out, s.ID)
	}
	return strings.Join(out, " ")
}

func TestStepsKeepTheirIDsOverEdits(t *testing.T) {
	first := Own{ID: "q1", Unit: "cell", Kind: Signs, Title: "Quy trình", Document: "QT 05"}.Edited(titled("a", "b", "c"), "o1", moment(8))
	if stepIDs(first) != "1 2 3" {
		t.Fatalf("the first steps have the ids %s", stepIDs(first))
	}
	for _, row := range []struct {
		rule   string
		titles []string
		want   string
	}{
		{"the same steps", []string{"a", "b", "c"}, "1 2 3"},
		{"a step put in front", []string{"new", "a", "b", "c"}, "4 1 2 3"},
		{"steps in another order", []string{"c", "a", "b"}, "3 1 2"},
		{"a title in other case and with other blanks", []string{"A", " b ", "c"}, "1 2 3"},
		{"two steps with one title", []string{"a", "a", "b"}, "1 4 2"},
		{"a new title", []string{"a", "d", "c"}, "1 4 3"},
	} {
		if got := stepIDs(first.Edited(titled(row.titles...), "o1", moment(9))); got != row.want {
			t.Errorf("%s: %s, not %s", row.rule, got, row.want)
		}
	}
	// The id of a step that went is given to no other.
	without := first.Edited(titled("a", "b"), "o1", moment(9))
	if got := stepIDs(without.Edited(titled("a", "b", "d"), "o1", moment(10))); got != "1 2 4" {
		t.Errorf("after a step went and another came: %s", got)
	}
	// A step of the version in use comes back with its id, although the waiting version is without it.
	used, _ := first.Confirm("o2", moment(9))
	waiting := used.Edited(titled("a", "b"), "o1", moment(10))
	if got := stepIDs(waiting.Edited(titled("a", "b", "c"), "o1", moment(11))); got != "1 2 3" {
		t.Errorf("a step that came back: %s", got)
	}
}

func TestARecordWithoutIDsOfStepsIsReadWithTheirPlaces(t *testing.T) {
	o, err := DecodeOwn("q1", 3, []byte(`{"unit":"cell","by":"o1","confirmed_by":"o2","kind":"signs","title":"QT","document":"QT 05","steps":[`+
		`{"stage":"prepare","title":"a"},{"stage":"conduct","title":"b","event":"ngày ký","amount":5,"unit":"day"}]}`))
	if err != nil || stepIDs(o) != "1 2" {
		t.Fatalf("%v, %v", o, err)
	}
	if _, ok := shipped(t).With([]Own{o}).Limit("own:q1:2"); !ok {
		t.Error("what a plan rests on is gone")
	}
}

func TestAChangedProcedureLeavesTheConfirmedVersionInUse(t *testing.T) {
	o := own("q1", "cell")
	steps := slices.Clone(o.identified().Steps)
	steps[1].Amount = 60
	changed := o.Edited(steps, "o3", moment(10))
	amount := func(o Own) int {
		l, _ := shipped(t).With([]Own{o}).Limit("own:q1:2")
		return l.Amount
	}
	if changed.Confirmed() || amount(changed) != 45 {
		t.Errorf("while the change waits %d days are counted", amount(changed))
	}
	again := changed.Edited(steps, "o2", moment(11))
	if amount(again) != 45 || again.Before.Before != nil || again.Before.ConfirmedBy != "o2" {
		t.Errorf("while a second change waits %d days are counted", amount(again))
	}
	if _, ok := changed.Confirm("o3", moment(11)); ok {
		t.Error("who changed it confirms it")
	}
	confirmed, ok := changed.Confirm("o1", moment(11))
	if !ok || amount(confirmed) != 60 || confirmed.Before != nil {
		t.Errorf("once it is confirmed %d days are counted", amount(confirmed))
	}
	never := Own{ID: "q1", Unit: "cell", Kind: Signs, Title: "QT", Document: "QT 05"}.Edited(titled("a"), "o1", moment(8)).Edited(titled("b"), "o1", moment(9))
	if _, used := never.InUse(); used || never.Before != nil {
		t.Error("what nobody confirmed is in use")
	}
	if p := o.Edited(steps, "o3", moment(10)); !reflect.DeepEqual(p, changed) || o.Steps[1].Amount != 45 {
		t.Error("an edit changes what it was made from")
	}
}

func TestAPlanIsCountedByWhatWasAgreed(t *testing.T) {
	o := own("q1", "cell")
	o.Steps[1].Extension, o.Steps[1].ExtensionUnit = 10, calendar.Days
	kept := Limit{
		ID: "own:q1:2", Event: "ngày triển khai", Action: "Kết luận", Amount: 45, Unit: calendar.Days, Document: "Quy trình số 05-QT/ĐU",
	}
	edited := o
	edited.Steps = slices.Clone(o.Steps)
	edited.Steps[1].Amount, edited.Steps[1].Document = 60, "Quy trình số 06-QT/ĐU"
	w, start := calendar.NewWorkdays(), calendar.MustDay("2026-11-02")
	for _, row := range []struct {
		rule, day, latest, document string
		kept                        Limit
		owns                        []Own
	}{
		{"the procedure stands", "2026-12-17", "2026-12-27", "Quy trình số 05-QT/ĐU", kept, []Own{o}},
		{"the procedure sets another limit by now", "2026-12-17", "", "Quy trình số 05-QT/ĐU", kept, []Own{edited}},
		{"the procedure is gone", "2026-12-17", "", "Quy trình số 05-QT/ĐU", kept, nil},
		{"no amount was kept", "2027-01-01", "2027-01-11", "Quy trình số 06-QT/ĐU", Limit{ID: "own:q1:2"}, []Own{edited}},
		{"a general limit is the law's", "2026-12-02", "", "", Limit{ID: "E01", Amount: 45, Unit: calendar.Days, Document: "x"}, nil},
	} {
		l, ok := shipped(t).With(row.owns).Agreed(row.kept)
		c, why := Counted(l, start, on("2026-11-23"), w)
		if !ok || why != "" || c.Day.String() != row.day || c.Latest.String() != row.latest || c.Limit.Document != row.document {
			t.Errorf("%s: %s, at the latest %q, by %q (%s)", row.rule, c.Day, c.Latest, c.Limit.Document, why)
		}
	}
	for _, lost := range []Limit{{ID: "own:q1:2"}, {ID: "X99", Amount: 5, Unit: calendar.Days}, {}} {
		if l, ok := shipped(t).Agreed(lost); ok {
			t.Errorf("%v is the limit %v", lost, l)
		}
	}
}

func TestLinesAreReadAndTheirProblemsCountedAsTyped(t *testing.T) {
	want := []OwnStep{
		{
			Stage: Prepare, Title: "Triển khai", Who: "Tổ", Product: "Biên bản", Event: "ngày ký", Amount: 3, Unit: calendar.WorkingDays,
			Document: "QT 05", Extension: 2, ExtensionUnit: calendar.Days,
		},
		{Stage: Conclude, Title: "Đóng hồ sơ"},
	}
	const text = "Chuẩn bị; Triển khai; Tổ; Biên bản; ngày ký; 3; ngày làm việc; QT 05; 2 ngày\n\nKết thúc; Đóng hồ sơ"
	if steps, problems := ReadLines(text); len(problems) > 0 || !reflect.DeepEqual(steps, want) {
		t.Errorf("%v, %v", steps, problems)
	}
	ordered := "Bước; Giai đoạn; Tính từ; Số; Đơn vị; Căn cứ; Gia hạn; Người làm; Sản phẩm\n" +
		"Triển khai; Chuẩn bị; ngày ký; 3; ngày làm việc; QT 05; 2 ngày; Tổ; Biên bản\nĐóng hồ sơ; Kết thúc"
	if steps, problems := ReadLines(ordered); len(problems) > 0 || !reflect.DeepEqual(steps, want) {
		t.Errorf("under a heading of its own: %v, %v", steps, problems)
	}
	for _, row := range []struct {
		text string
		want []Problem
	}{
		{"", []Problem{{Text: "Tin nhắn không có bước nào."}}},
		{"Giai đoạn; Bước", []Problem{{Text: "Tin nhắn không có bước nào."}}},
		{"Trước; a", []Problem{{Row: 1, Text: "Dòng 1: Giai đoạn phải là Chuẩn bị, Tiến hành hoặc Kết thúc."}}},
		{"Chuẩn bị; a\n\nChuẩn bị;", []Problem{{Row: 3, Text: "Dòng 3: Chưa có tên việc."}}},
		{"Chuẩn bị; a\nChuẩn bị; b; c; d; ; ; ; ; ; e", []Problem{{Row: 2, Text: "Dòng 2: Có 10 ô, nhiều hơn 9 ô của mẫu."}}},
	} {
		if _, got := ReadLines(row.text); !slices.Equal(got, row.want) {
			t.Errorf("%q: %v", row.text, got)
		}
	}
}

func TestAProcedureIsReadBackFromItsSheet(t *testing.T) {
	o := own("q1", "cell")
	o.Steps[1].Extension, o.Steps[1].ExtensionUnit = 1, calendar.Months
	steps, problems := ReadOwn(o.Sheet())
	if len(problems) > 0 || !reflect.DeepEqual(steps, o.Steps) {
		t.Errorf("%v, %v", steps, problems)
	}
	if got := (Own{}).Sheet(); !reflect.DeepEqual(got, Template()) {
		t.Errorf("without steps %v", got)
	}
}
