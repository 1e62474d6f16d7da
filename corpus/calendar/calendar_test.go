package calendar

import (
	"testing"

	"pgregory.net/rapid"
)

func TestMentionsNameTheDayOfLaw(t *testing.T) {
	today := MustDay("2026-11-23")
	rows := []struct{ rule, text, asOf string }{
		{"a year is its last day", "Năm 2020 bị đình chỉ tối đa bao lâu?", "2020-12-31"},
		{"this year is today", "nghi quyet 05 nam 2026 noi gi", "2026-11-23"},
		{"before a year is the last day of the one before", "Trước năm 2021 UBKT có quyền gì?", "2020-12-31"},
		{"before a day is the day before", "Trước 30/5/2025 giám sát theo văn bản nào?", "2025-05-29"},
		{"a day is itself", "tại thời điểm 31/8/2023 áp dụng quy định nào", "2023-08-31"},
		{"a day in words", "ngày 5 tháng 3 năm 2022 thì sao", "2022-03-05"},
		{"with dots", "ngay 5.3.2022", "2022-03-05"},
		{"a month is its last day", "tháng 2/2024 còn hiệu lực không", "2024-02-29"},
		{"a quarter is its last day", "quý II/2023", "2023-06-30"},
		{"a quarter without marks", "quy 3 nam 2023", "2023-09-30"},
		{"a bare year", "đại hội 2020, tố cáo gần ngày đại hội", "2020-12-31"},
		{"last year counts from today", "năm ngoái làm theo văn bản nào", "2025-12-31"},
		{"the beginning of a year is its first day", "Đầu năm 2025 đình chỉ tối đa bao lâu?", "2025-01-01"},
		{"a year of two figures", "ngày 31/8/23 áp dụng quy định nào", "2023-08-31"},
		{"years ago", "cách đây 5 năm làm theo văn bản nào", "2021-12-31"},
		{"a birth is no day of law", "đảng viên sinh năm 1960 có bị kỷ luật không", ""},
		{"nor is a term of office", "UBKT nhiệm kỳ 2020-2025", ""},
		{"after a day is the day after", "sau ngày 30/5/2025 thì theo gì", "2025-05-31"},
		{"an amount of time is no mention", "trong 90 ngày, 12 tháng, 5 năm", ""},
		{"a number of a document is no mention", "Quy định 22-QĐ/TW khoản 2 Điều 11", ""},
		{"the number of a law is no mention", "Luật 132/2025/QH15 quy định gì", ""},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			found, bad := Mentions(row.text, today)
			got := ""
			if len(found) > 0 {
				got = found[0].AsOf(today).String()
			}
			if got != row.asOf || len(found) > 1 || len(bad) > 0 {
				t.Errorf("%q: got %q in %v, impossible %v; want %q", row.text, got, found, bad, row.asOf)
			}
		})
	}
}

func TestADayThatDoesNotExistIsImpossible(t *testing.T) {
	for _, text := range []string{"ngày 31/2/2026 có hiệu lực không", "ngay 30 thang 2 nam 2024", "32/1/2025", "tháng 13/2024", "ngày 31/4 thì sao"} {
		found, bad := Mentions(text, MustDay("2026-11-23"))
		if len(bad) != 1 || len(found) != 0 {
			t.Errorf("%q: found %v, impossible %v", text, found, bad)
		}
	}
	if _, bad := Mentions("ngày 29/2 thì sao", MustDay("2026-11-23")); len(bad) != 0 {
		t.Errorf("29/2 without a year is possible, got %v", bad)
	}
}

func TestDaysCountAsTheCalendarDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := MustDay("2016-01-01").Add(rapid.IntRange(-9000, 9000).Draw(t, "offset"))
		again, ok := Date(d.Year(), d.Month(), d.DayOfMonth())
		if !ok || again != d {
			t.Fatalf("%v comes back as %v", d, again)
		}
		parsed, err := ParseDay(d.String())
		if err != nil || parsed != d {
			t.Fatalf("%v parses as %v, %v", d, parsed, err)
		}
		next := d.Add(1)
		if !d.Before(next) || next.Weekday() != (d.Weekday()+1)%7 {
			t.Fatalf("%v is followed by %v", d, next)
		}
	})
}

func TestTheZeroDayIsNoDay(t *testing.T) {
	var d Day
	if b, _ := d.MarshalJSON(); string(b) != "null" || d.String() != "" || d.Vietnamese() != "" || !d.Add(5).IsZero() {
		t.Errorf("the zero day shows itself: %s %q", b, d)
	}
	if (Span{}).Contains(MustDay("2026-01-01")) {
		t.Error("a span whose start is not known contains a day")
	}
}

func FuzzMentions(f *testing.F) {
	f.Add("trước ngày 30/5/2025")
	f.Add("quý IV năm 2023, 99/99/9999")
	f.Fuzz(func(t *testing.T, text string) {
		found, _ := Mentions(text, MustDay("2026-11-23"))
		for _, m := range found {
			if m.Span.From.IsZero() || m.Span.To.Before(m.Span.From) {
				t.Fatalf("%q: bad span %v", text, m)
			}
		}
	})
}
