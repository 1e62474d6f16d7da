package calendar

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestRecurrencesComeOnTheirDays(t *testing.T) {
	rows := []struct{ rule, text, after, days, vietnamese string }{
		{"a day of the month", "monthly:25", "2026-11-25", "2026-12-25 2027-01-25 2027-02-25", "hằng tháng, ngày 25"},
		{"the day after is the first that counts", "monthly:25", "2026-11-24", "2026-11-25 2026-12-25", "hằng tháng, ngày 25"},
		{"the last day of the month", "monthly:last", "2027-01-30", "2027-01-31 2027-02-28 2027-03-31", "hằng tháng, ngày cuối tháng"},
		{
			"a day that a month does not have is its last", "monthly:31", "2027-01-30", "2027-01-31 2027-02-28 2027-03-31 2027-04-30",
			"hằng tháng, ngày 31 (tháng không có ngày này: ngày cuối tháng)",
		},
		{
			"so is the 30th of February", "monthly:30", "2028-01-30", "2028-02-29 2028-03-30",
			"hằng tháng, ngày 30 (tháng không có ngày này: ngày cuối tháng)",
		},
		{"the 28th is in every month", "monthly:28", "2027-02-27", "2027-02-28 2027-03-28", "hằng tháng, ngày 28"},
		{"the last day of the quarter", "quarterly:last", "2026-11-23", "2026-12-31 2027-03-31 2027-06-30", "hằng quý, ngày cuối quý"},
		{
			"a day of a month of the quarter", "quarterly:3:25", "2026-11-23", "2026-12-25 2027-03-25",
			"hằng quý, ngày 25 tháng thứ ba của quý",
		},
		{
			"the last day of the second month", "quarterly:2:last", "2026-11-23", "2026-11-30 2027-02-28",
			"hằng quý, ngày cuối tháng thứ hai của quý",
		},
		{
			"the 31st of the first month, and in April the 30th", "quarterly:1:31", "2027-01-01", "2027-01-31 2027-04-30",
			"hằng quý, ngày 31 tháng thứ nhất của quý (tháng không có ngày này: ngày cuối tháng)",
		},
		{
			"each half-year", "half-yearly:last", "2026-11-23", "2026-12-31 2027-06-30",
			"sáu tháng một lần, ngày cuối tháng 6 và ngày cuối tháng 12",
		},
		{
			"a day of the half-year", "half-yearly:6:15", "2026-06-15", "2026-12-15 2027-06-15",
			"sáu tháng một lần, ngày 15/6 và ngày 15/12",
		},
		{"a day of the year", "yearly:12-15", "2026-12-14", "2026-12-15 2027-12-15", "hằng năm, ngày 15/12"},
		{
			"29 February in other years is the 28th", "yearly:02-29", "2026-12-14", "2027-02-28 2028-02-29 2029-02-28",
			"hằng năm, ngày 29/2 (tháng không có ngày này: ngày cuối tháng)",
		},
		{"the end of a month of the year", "yearly:11-last", "2026-12-14", "2027-11-30", "hằng năm, ngày cuối tháng 11"},
		{"a weekday", "weekly:fri", "2026-11-23", "2026-11-27 2026-12-04", "hằng tuần, thứ Sáu"},
		{"a Sunday", "weekly:sun", "2026-11-22", "2026-11-29", "hằng tuần, Chủ nhật"},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			r, err := ParseRecurrence(row.text)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.Fields(row.days)
			var got []string
			for _, d := range r.After(MustDay(row.after), len(want)) {
				got = append(got, d.String())
			}
			if strings.Join(got, " ") != row.days || r.Vietnamese() != row.vietnamese || r.String() != row.text {
				t.Errorf("%v: %v, %q", r, got, r.Vietnamese())
			}
		})
	}
}

func TestWhatIsNoRecurrenceIsRefused(t *testing.T) {
	for _, bad := range []string{
		"", "daily", "monthly", "monthly:", "monthly:0", "monthly:32", "monthly:-1", "monthly:+5", "monthly:2:5", "monthly:025",
		"weekly:", "weekly:5", "weekly:FRI", "quarterly:25", "quarterly:4:25", "quarterly:0:1", "quarterly:3:", "quarterly:3:25:1",
		"half-yearly:7:1", "half-yearly:15", "yearly:last", "yearly:13-01", "yearly:04-31", "yearly:02-30", "yearly:12:15", "Monthly:25",
		" monthly:25",
	} {
		r, err := ParseRecurrence(bad)
		if err == nil || !r.IsZero() {
			t.Errorf("%q is %v", bad, r)
		}
	}
	var zero Recurrence
	if zero.String() != "" || zero.Vietnamese() != "" || zero.After(MustDay("2026-11-23"), 3) != nil {
		t.Error("the zero recurrence comes back")
	}
	r, _ := ParseRecurrence("monthly:25")
	if r.After(Day{}, 3) != nil || r.After(MustDay("2026-11-23"), 0) != nil || r.After(MustDay("2026-11-23"), -1) != nil {
		t.Error("days after no day, or none of them")
	}
	if got := r.After(MustDay("9999-11-26"), 5); len(got) != 1 {
		t.Errorf("the calendar ends with the year 9999: %v", got)
	}
	if got := r.After(MustDay("9999-12-31"), 5); len(got) != 0 {
		t.Errorf("after the last day: %v", got)
	}
	if short, _ := ParseRecurrence("half-yearly:6:last"); short.String() != "half-yearly:last" {
		t.Errorf("not in its shortest form: %v", short)
	}
}

// falls says by itself whether a recurrence comes on a day.
func falls(r Recurrence, at time.Time) bool {
	if r.every == weekly {
		return at.Weekday() == r.weekday
	}
	month := false
	for _, m := range r.months() {
		month = month || time.Month(m) == at.Month()
	}
	last := time.Date(at.Year(), at.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return month && (at.Day() == r.day || at.Day() == last && (r.day == lastDay || r.day > last))
}

func TestRecurrencesComeAsASlowWalkFindsThem(t *testing.T) {
	texts := []string{
		"weekly:mon", "monthly:1", "monthly:29", "monthly:31", "monthly:last", "quarterly:last", "quarterly:2:30", "quarterly:1:5",
		"half-yearly:2:29", "half-yearly:last", "yearly:02-29", "yearly:12-31", "yearly:02-last",
	}
	rapid.Check(t, func(t *rapid.T) {
		r, err := ParseRecurrence(rapid.SampledFrom(texts).Draw(t, "rule"))
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 5000).Draw(t, "after"))
		got := r.After(On(at), 6)
		for i := 0; i < 6; {
			at = at.AddDate(0, 0, 1)
			if falls(r, at) {
				if len(got) <= i || got[i] != On(at) {
					t.Fatalf("%v: %v, the slow walk finds %v", r, got, On(at))
				}
				i++
			}
		}
	})
}

func FuzzParseRecurrence(f *testing.F) {
	for _, s := range []string{"monthly:25", "quarterly:3:25", "half-yearly:last", "yearly:12-15", "weekly:fri", "yearly:2-9"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRecurrence(s)
		if err != nil {
			return
		}
		again, err := ParseRecurrence(r.String())
		if err != nil || again != r {
			t.Fatalf("%q is %v, which reads as %v, %v", s, r, again, err)
		}
		if r.Vietnamese() == "" || len(r.After(MustDay("2026-11-23"), 3)) != 3 {
			t.Fatalf("%q: %q, %v", s, r.Vietnamese(), r.After(MustDay("2026-11-23"), 3))
		}
	})
}
