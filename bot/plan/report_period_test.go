package plan

import (
	"slices"
	"testing"

	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

func TestAPeriodIsReadAsOfficersSayIt(t *testing.T) {
	// 24 November 2026, in quarter IV.
	today := calendar.MustDay("2026-11-24")
	for text, want := range map[string]string{
		"9 tháng 2026": "9 tháng đầu năm 2026", "9 tháng": "9 tháng đầu năm 2026", "chín tháng đầu năm 2025": "9 tháng đầu năm 2025",
		"quý III/2026": "quý III/2026", "Quý 3 năm 2026": "quý III/2026", "QUÝ IV": "quý IV/2026", "q1": "quý I/2026", "Q2/2025": "quý II/2025",
		"quý này": "quý IV/2026", "quý trước": "quý III/2026", "quý 1 năm nay": "quý I/2026", "quý II năm ngoái": "quý II/2025",
		"tháng 9 2026": "tháng 9/2026", "tháng 11 năm 2026": "tháng 11/2026", "11/2026": "tháng 11/2026", "T11/2026": "tháng 11/2026",
		"tháng 12": "tháng 12/2025", "tháng 11": "tháng 11/2026", "tháng này": "tháng 11/2026", "tháng trước": "tháng 10/2026",
		"báo cáo tháng 02": "tháng 2/2026", "6 tháng": "6 tháng đầu năm 2026", "sáu tháng đầu năm": "6 tháng đầu năm 2026",
		"6 tháng cuối năm 2026": "6 tháng cuối năm 2026", "6 tháng cuối năm ngoái": "6 tháng cuối năm 2025", "năm 2026": "năm 2026",
		"cả năm 2025": "năm 2025", "2026": "năm 2026", "năm nay": "năm 2026", "năm ngoái": "năm 2025", "năm trước": "năm 2025", "12 tháng 2026": "năm 2026",
		"": "", "tháng 13": "", "tháng 0": "", "quý V": "", "quý 5/2026": "", "9 tháng cuối năm": "", "tháng năm": "", "5 tháng": "",
		"tháng ngoái": "", "quý": "", "kế hoạch quý III": "", "2026-6m3": "", "2026-q9": "", "0000": "",
	} {
		for _, said := range []string{text, viet.Unmark(text)} {
			p, ok := ParsePeriod(said, today)
			if got := p.Vietnamese(); ok != (want != "") || ok && got != want {
				t.Errorf("%q: %q, %v, want %q", said, got, ok, want)
			}
		}
	}
}

func TestAPeriodIsReadBackFromItsNames(t *testing.T) {
	for month := 1; month <= 12; month++ {
		for _, p := range PeriodsAt(calendar.MustDay("2026-11-24").Add(-31 * month)) {
			for _, text := range []string{p.String(), p.Vietnamese()} {
				if got, ok := ParsePeriod(text, calendar.MustDay("2031-01-01")); !ok || got != p {
					t.Errorf("%q: %+v, %v, want %+v", text, got, ok, p)
				}
			}
		}
	}
}

func TestAPeriodHasItsDays(t *testing.T) {
	for _, row := range []struct {
		p        Period
		from, to string
		before   Period
	}{
		{Period{2024, 2, 1}, "2024-02-01", "2024-02-29", Period{2024, 1, 1}},
		{Period{2026, 1, 1}, "2026-01-01", "2026-01-31", Period{2025, 12, 1}},
		{Period{2026, 12, 1}, "2026-12-01", "2026-12-31", Period{2026, 11, 1}},
		{Period{2026, 1, 3}, "2026-01-01", "2026-03-31", Period{2025, 10, 3}},
		{Period{2026, 7, 6}, "2026-07-01", "2026-12-31", Period{2026, 1, 6}},
		{Period{2026, 1, 6}, "2026-01-01", "2026-06-30", Period{2025, 7, 6}},
		{Period{2026, 1, 9}, "2026-01-01", "2026-09-30", Period{2025, 1, 9}},
		{Period{2026, 1, 12}, "2026-01-01", "2026-12-31", Period{2025, 1, 12}},
	} {
		if row.p.From().String() != row.from || row.p.To().String() != row.to || row.p.Before() != row.before {
			t.Errorf("%s: %s to %s after %s", row.p, row.p.From(), row.p.To(), row.p.Before())
		}
		if !row.p.Contains(row.p.From()) || !row.p.Contains(row.p.To()) || row.p.Contains(row.p.To().Add(1)) ||
			row.p.Contains(row.p.From().Add(-1)) || row.p.Contains(calendar.Day{}) {
			t.Errorf("%s contains other days", row.p)
		}
	}
}

func TestThePeriodsOfADay(t *testing.T) {
	for day, want := range map[string][]string{
		"2026-09-30": {"2026-m9", "2026-q3", "2026-6m2", "2026-9m", "2026-y"},
		"2026-10-01": {"2026-m10", "2026-q4", "2026-6m2", "2026-y"},
		"2026-01-01": {"2026-m1", "2026-q1", "2026-6m1", "2026-9m", "2026-y"},
	} {
		var got []string
		for _, p := range PeriodsAt(calendar.MustDay(day)) {
			got = append(got, p.String())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q", day, got)
		}
	}
}
