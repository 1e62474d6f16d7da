package calendar

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// outOfTheOrdinary is, by year, the days from Monday to Friday that are off and those of a weekend that are worked (+),
// written out by hand: up to 2026 from what was announced (2017 from the law and the calendar of that year), from 2027
// by the choice that holidaysOf makes.
const outOfTheOrdinary = `
2016: 1/1 8/2 9/2 10/2 11/2 12/2 18/4 2/5 3/5 2/9
2017: 2/1 26/1 27/1 30/1 31/1 1/2 6/4 1/5 2/5 4/9
2018: 1/1 14/2 15/2 16/2 19/2 20/2 25/4 30/4 1/5 3/9 31/12
2019: 1/1 +5/1 4/2 5/2 6/2 7/2 8/2 15/4 29/4 30/4 1/5 +4/5 2/9
2020: 1/1 23/1 24/1 27/1 28/1 29/1 2/4 30/4 1/5 2/9
2021: 1/1 10/2 11/2 12/2 15/2 16/2 21/4 30/4 3/5 2/9 3/9
2022: 3/1 31/1 1/2 2/2 3/2 4/2 11/4 2/5 3/5 1/9 2/9
2023: 2/1 20/1 23/1 24/1 25/1 26/1 1/5 2/5 3/5 1/9 4/9
2024: 1/1 8/2 9/2 12/2 13/2 14/2 18/4 29/4 30/4 1/5 +4/5 2/9 3/9
2025: 1/1 27/1 28/1 29/1 30/1 31/1 7/4 +26/4 30/4 1/5 2/5 1/9 2/9
2026: 1/1 2/1 +10/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 +22/8 31/8 1/9 2/9
2027: 1/1 4/2 5/2 8/2 9/2 10/2 16/4 30/4 3/5 2/9 3/9
2028: 3/1 24/1 25/1 26/1 27/1 28/1 4/4 1/5 2/5 1/9 4/9
2029: 1/1 12/2 13/2 14/2 15/2 16/2 23/4 30/4 1/5 3/9 4/9
2030: 1/1 31/1 1/2 4/2 5/2 6/2 12/4 30/4 1/5 2/9 3/9
`

// walked answers from the list alone, a day at a time, with the days of package time.
type walked map[string]bool

func walk(t testing.TB) walked {
	w := walked{}
	for line := range strings.Lines(strings.TrimSpace(outOfTheOrdinary)) {
		year, days, _ := strings.Cut(strings.TrimSpace(line), ": ")
		for _, d := range strings.Fields(days) {
			worked := strings.HasPrefix(d, "+")
			at, err := time.Parse("2/1/2006", strings.TrimPrefix(d, "+")+"/"+year)
			if err != nil {
				t.Fatal(err)
			}
			w[at.Format(time.DateOnly)] = !worked
		}
	}
	return w
}

func (w walked) off(at time.Time) bool {
	if off, listed := w[at.Format(time.DateOnly)]; listed {
		return off
	}
	return at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
}

func (w walked) add(at time.Time, n int) (due time.Time, skipped []string) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		at = at.AddDate(0, 0, step)
		if w.off(at) {
			skipped = append(skipped, at.Format(time.DateOnly))
		} else {
			n--
		}
	}
	return at, skipped
}

func TestTheDaysOffOf2016To2030AreThoseWrittenOut(t *testing.T) {
	slow, w := walk(t), NewWorkdays(ShippedShifts()...)
	for at := time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() <= 2030; at = at.AddDate(0, 0, 1) {
		d := On(at)
		if w.Off(d) != slow.off(at) || w.On(d).Off != slow.off(at) {
			t.Errorf("%v %v: off %v, %+v; want %v", at.Weekday(), d, w.Off(d), w.On(d), slow.off(at))
		}
	}
}

func TestCountingIsTheSlowWalk(t *testing.T) {
	slow, w := walk(t), NewWorkdays(ShippedShifts()...)
	rapid.Check(t, func(t *rapid.T) {
		// 300 working days from a start within these years end between 2016 and 2030.
		at := time.Date(2017, 6, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 4300).Draw(t, "start"))
		n := rapid.IntRange(-300, 300).Draw(t, "amount")
		want, skipped := slow.add(at, n)
		c := w.Count(On(at), n, WorkingDays)
		if c.Due != On(want) || w.Add(On(at), n) != On(want) || c.Last != w.On(c.Due) || c.Start != On(at) {
			t.Fatalf("%d working days from %v: %v, want %v", n, On(at), c.Due, On(want))
		}
		if n != 0 && w.Off(c.Due) {
			t.Fatalf("%v is off", c.Due)
		}
		if len(c.Skipped) != len(skipped) {
			t.Fatalf("%d working days from %v skip %v, want %v", n, On(at), c.Skipped, skipped)
		}
		for i, s := range c.Skipped {
			at := i
			if n < 0 {
				at = len(skipped) - 1 - i
			}
			if s.Day.String() != skipped[at] || s.Why == "" {
				t.Fatalf("skipped %+v, want %s", s, skipped[at])
			}
		}
		before, after := at, at
		for slow.off(before) {
			before = before.AddDate(0, 0, -1)
		}
		for slow.off(after) {
			after = after.AddDate(0, 0, 1)
		}
		if w.OnOrBefore(On(at)) != On(before) || w.OnOrAfter(On(at)) != On(after) {
			t.Fatalf("beside %v: %v and %v", On(at), w.OnOrBefore(On(at)), w.OnOrAfter(On(at)))
		}
	})
}

func TestWhatADayIsIsSaidWithItsReason(t *testing.T) {
	entered := Shift{Day: MustDay("2027-07-07"), Off: true, Why: "nghỉ theo thông báo", Source: "Công văn 1"}
	w := NewWorkdays(append(ShippedShifts(), entered,
		Shift{Day: MustDay("2028-01-24"), Off: true, Why: "Tết Nguyên đán (28 tháng Chạp)", Source: "Công văn 2"})...)
	rows := []struct {
		rule, day    string
		off, certain bool
		why, source  string
	}{
		{"an ordinary day has no reason", "2026-11-25", false, true, "", ""},
		{"24 November is worked until somebody enters it", "2026-11-24", false, true, "", ""},
		{"a Saturday", "2026-11-28", true, true, "thứ Bảy", ""},
		{"a Sunday", "2026-11-29", true, true, "Chủ nhật", ""},
		{"a solar holiday is certain by law", "2027-04-30", true, true, "Ngày Chiến thắng 30/4", code2019},
		{"so is the lunar one", "2027-04-16", true, true, "Giỗ Tổ Hùng Vương (10/3 âm lịch)", code2019},
		{"a holiday on a weekend keeps its name", "2027-05-01", true, true, "Ngày Quốc tế lao động 1/5", code2019},
		{"the next working day is given for it", "2027-05-03", true, true, "nghỉ bù Ngày Quốc tế lao động 1/5, 1/5/2027", givenBy2019},
		{"Tết that nobody announced is not certain", "2027-02-07", true, false, "Tết Nguyên đán (mùng 2)", code2019},
		{"nor is the day given for it", "2027-02-09", true, false, "nghỉ bù Tết Nguyên đán (mùng 1), 6/2/2027", givenBy2019},
		{"nor is it when a Sunday comes between", "2031-01-27", true, false, "nghỉ bù Tết Nguyên đán (mùng 3), 25/1/2031", givenBy2019},
		{"nor when it comes after a day that is not", "2029-09-04", true, false, "nghỉ bù Quốc khánh 2/9, 2/9/2029", givenBy2019},
		{"nor the day beside 2 September", "2027-09-03", true, false, "Quốc khánh (ngày liền kề 2/9)", code2019},
		{
			"nor the day that may be taken for it", "2027-09-01", false, false,
			"có thể là ngày nghỉ: Quốc khánh (ngày liền kề 2/9); chưa có thông báo của năm", code2019,
		},
		{
			"nor the day that another Tết would give", "2027-02-11", false, false,
			"có thể là ngày nghỉ: nghỉ bù Tết Nguyên đán (mùng 2), 7/2/2027; chưa có thông báo của năm", givenBy2019,
		},
		{"a weekend is off whatever Tết is set", "2029-02-11", true, true, "Chủ nhật", ""},
		{
			"Tết that was announced is certain", "2026-02-17", true, true, "Tết Nguyên đán (mùng 1)",
			"Văn phòng Chính phủ, văn bản ngày 13/10/2025, theo kienthuc.net.vn",
		},
		{"then the other choice is an ordinary day", "2026-09-03", false, true, "", ""},
		{"so it is once an administrator entered the choice", "2028-01-31", false, true, "", ""},
		{
			"a day that was moved is off", "2026-01-02", true, true, "nghỉ Tết Dương lịch, làm bù ngày 10/1/2026",
			"Công văn 12729/VPCP-KGVX ngày 25/12/2025",
		},
		{"and another is worked for it", "2026-01-10", false, true, "làm bù cho ngày 2/1/2026", "Công văn 12729/VPCP-KGVX ngày 25/12/2025"},
		{"a day that was entered", "2027-07-07", true, true, entered.Why, entered.Source},
		{"2 September had no second day before 2021", "2020-09-03", false, true, "", ""},
		{"the older code is named for its years", "2020-04-30", true, true, "Ngày Chiến thắng 30/4", code2012},
		{"before it nothing is certain", "2010-04-30", true, false, "Ngày Chiến thắng 30/4", code2012},
		{"years that are not kept are computed", "1999-04-30", true, false, "Ngày Chiến thắng 30/4", code2012},
		{"and those far ahead", "2101-09-02", true, true, "Quốc khánh 2/9", code2019},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			got := w.On(MustDay(row.day))
			want := Status{Day: MustDay(row.day), Off: row.off, Why: row.why, Source: row.source, Certain: row.certain}
			if got != want || w.Off(got.Day) != row.off {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestTheLaterShiftOfADayHolds(t *testing.T) {
	day := MustDay("2027-07-07")
	first := Shift{Day: day, Off: true, Why: "nghỉ", Source: "Công văn 1"}
	second := Shift{Day: day, Source: "Công văn 2"}
	w := NewWorkdays(first, second)
	if s := w.On(day); s.Off || w.Off(day) || s.Source != "Công văn 2" || !s.Certain {
		t.Errorf("after being taken back: %+v", s)
	}
	if w := NewWorkdays(second, first); !w.Off(day) {
		t.Error("entered again, the day is not off")
	}
	if NewWorkdays().Off(day) || NewWorkdays().Off(MustDay("2026-01-02")) {
		t.Error("shifts of one Workdays are seen by another, or shipped ones are used without being given")
	}
	far := Shift{Day: MustDay("2150-07-07"), Off: true, Source: "Công văn 3"}
	if w := NewWorkdays(far, Shift{}); !w.Off(far.Day) || w.Off(far.Day.Add(1)) {
		t.Error("a shift outside the years that are kept does not hold")
	}
}

func TestCountSaysHowTheDayWasReached(t *testing.T) {
	w := NewWorkdays(ShippedShifts()...)
	rows := []struct {
		rule, start string
		amount      int
		unit        Unit
		due         string
		skipped     int
		off         bool
		certain     bool
	}{
		{"the start is not counted", "2026-11-23", 10, Days, "2026-12-03", 0, false, true},
		{"days of the calendar end on a day off and stay there", "2026-11-23", 5, Days, "2026-11-28", 0, true, true},
		{"a month from the end of January is the end of February", "2026-01-31", 1, Months, "2026-02-28", 0, true, true},
		{"months end on a day off and stay there", "2026-08-02", 1, Months, "2026-09-02", 0, true, true},
		{"working days pass over weekends", "2026-11-23", 5, WorkingDays, "2026-11-30", 2, false, true},
		{"and over holidays and days that were moved", "2026-04-24", 5, WorkingDays, "2026-05-06", 7, false, true},
		{"a Saturday that is worked counts", "2026-08-21", 2, WorkingDays, "2026-08-24", 1, false, true},
		{"over a Tết that nobody announced they are not certain", "2027-01-29", 10, WorkingDays, "2027-02-19", 11, false, false},
		{"nor when the day that is passed might be off", "2027-08-31", 1, WorkingDays, "2027-09-01", 0, false, false},
		{"they count backwards too", "2026-05-06", -5, WorkingDays, "2026-04-24", 7, false, true},
		{"nothing from a day off is that day", "2026-05-02", 0, WorkingDays, "2026-05-02", 0, true, true},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			c := w.Count(MustDay(row.start), row.amount, row.unit)
			if c.Due.String() != row.due || len(c.Skipped) != row.skipped || c.Last.Off != row.off || c.Certain != row.certain {
				t.Errorf("got %+v", c)
			}
			if c.Start.String() != row.start || c.Amount != row.amount || c.Unit != row.unit || c.Last.Day != c.Due {
				t.Errorf("it does not say what was counted: %+v", c)
			}
		})
	}
	for _, c := range []Count{
		w.Count(Day{}, 5, Days), w.Count(MustDay("2026-11-23"), 5, "week"), w.Count(MustDay("2026-11-23"), 10_001, Months),
		w.Count(MustDay("2026-11-23"), 1<<40, WorkingDays), w.Count(MustDay("2026-11-23"), -1<<40, Days),
		w.Count(MustDay("9999-12-30"), 5, Days), w.Count(MustDay("9999-12-30"), 5, WorkingDays), w.Count(MustDay("0001-01-03"), -1, Months),
		w.Count(MustDay("0001-01-03"), -10, Days),
	} {
		if !c.Due.IsZero() || !c.Last.Day.IsZero() {
			t.Errorf("a count that is none gives %+v", c)
		}
	}
	if d := w.Add(MustDay("2026-11-23"), 10_001); !d.IsZero() {
		t.Errorf("more than is counted gives %v", d)
	}
}

func TestAYearListsWhatIsOutOfTheOrdinary(t *testing.T) {
	w := NewWorkdays(ShippedShifts()...)
	for year, want := range map[int]string{
		2026: "1/1 2/1 10/1 16/2 17/2 18/2 19/2 20/2 26/4 27/4 30/4 1/5 22/8 31/8 1/9 2/9",
		2027: "1/1 4/2? 5/2? 6/2? 7/2? 8/2? 9/2? 10/2? 11/2? 16/4 30/4 1/5 3/5 1/9? 2/9 3/9?",
	} {
		var got []string
		for _, s := range w.Year(year) {
			d, _, _ := strings.Cut(s.Day.Vietnamese(), "/20")
			if !s.Certain {
				d += "?"
			}
			got = append(got, d)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%d lists %s", year, strings.Join(got, " "))
		}
	}
}

func TestMonthsEndWhereTheMonthDoes(t *testing.T) {
	rows := []struct {
		from   string
		months int
		to     string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-01-31", 2, "2026-03-31"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-11-23", 12, "2027-11-23"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2026-11-30", 3, "2027-02-28"},
		{"2026-01-15", -1, "2025-12-15"},
		{"2026-11-23", 0, "2026-11-23"},
		{"0001-01-31", -1, ""},
		{"9999-12-01", 1, ""},
	}
	for _, row := range rows {
		if got := MustDay(row.from).AddMonths(row.months); got.String() != row.to {
			t.Errorf("%s and %d months is %v, want %s", row.from, row.months, got, row.to)
		}
	}
	if !(Day{}).AddMonths(3).IsZero() {
		t.Error("no day and three months is a day")
	}
	rapid.Check(t, func(t *rapid.T) {
		d := MustDay("2016-01-01").Add(rapid.IntRange(0, 9000).Draw(t, "offset"))
		n := rapid.IntRange(-60, 60).Draw(t, "months")
		got := d.AddMonths(n)
		if (got.Year()-d.Year())*12+got.Month()-d.Month() != n || got.DayOfMonth() > d.DayOfMonth() {
			t.Fatalf("%v and %d months is %v", d, n, got)
		}
		if got.DayOfMonth() < d.DayOfMonth() && got.Add(1).DayOfMonth() != 1 {
			t.Fatalf("%v and %d months is %v, not the end of the month", d, n, got)
		}
	})
}

func BenchmarkOff(b *testing.B) {
	w, d := NewWorkdays(ShippedShifts()...), MustDay("2026-11-23")
	for i := 0; b.Loop(); i++ {
		w.Off(d.Add(i % 1000))
	}
}

func BenchmarkNewWorkdays(b *testing.B) {
	shifts := ShippedShifts()
	for b.Loop() {
		NewWorkdays(shifts...)
	}
}
