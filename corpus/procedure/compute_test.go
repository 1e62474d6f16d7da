package procedure

import (
	"slices"
	"strings"
	"testing"

	"camnang/corpus"
	"camnang/corpus/calendar"
)

// fact is what the source says of a limit, written down once more by hand: the days on which its clause is in force,
// and what is due after the start event.
type fact struct {
	id, from, to string
	amount       int
	unit         calendar.Unit
	// more is the sum of the extensions, times how often; 0 for none or not said.
	more, times int
	refusal     Refusal
}

var facts = []fact{
	{id: "E01", from: "2011-01-19", amount: 1, unit: calendar.Months},
	{id: "H01", from: "2026-04-11", amount: 90, unit: calendar.Days, more: 30, times: 1},
	{id: "B32", from: "2026-08-17", amount: 12, unit: calendar.Months},
	{id: "B31", from: "2016-07-26", to: "2021-07-27", amount: 12, unit: calendar.Months},
	{id: "B28", from: "2016-07-26", to: "2021-07-27", amount: 10, unit: calendar.Days},
	{id: "B30", from: "2016-07-26", to: "2021-07-27", amount: 15, unit: calendar.Days},
	{id: "B42", from: "2025-05-30", to: "2026-04-10", amount: 5, unit: calendar.Days},
	{id: "C14", from: "2016-07-26", to: "2021-07-27", amount: 90, unit: calendar.WorkingDays, more: 30},
	{id: "E02", from: "2025-05-30", to: "2026-04-10", amount: 30, unit: calendar.Days},
	{id: "E04-tinh", from: "2016-07-26", to: "2021-07-27", amount: 90, unit: calendar.WorkingDays},
	{id: "E04-tw", from: "2016-07-26", to: "2021-07-27", amount: 180, unit: calendar.WorkingDays},
	{id: "H02-dang-vien", from: "2021-07-28", to: "2025-05-29", amount: 90, unit: calendar.Days, more: 90},
	{id: "H02-to-chuc", from: "2021-07-28", to: "2025-05-29", amount: 90, unit: calendar.Days},
	{id: "H03-dang-vien", from: "2016-07-26", to: "2021-07-27", amount: 90, unit: calendar.WorkingDays, more: 90},
	{id: "H03-to-chuc", from: "2016-07-26", to: "2021-07-27", amount: 90, unit: calendar.WorkingDays},
	{id: "K02-co-so", from: "2017-09-12", to: "2025-05-29", amount: 20, unit: calendar.WorkingDays, more: 6},
	{id: "K02-huyen", from: "2017-09-12", to: "2025-05-29", amount: 25, unit: calendar.WorkingDays, more: 8},
	{id: "K02-tinh", from: "2017-09-12", to: "2025-05-29", amount: 30, unit: calendar.WorkingDays, more: 10},
	{id: "K02-tw", from: "2017-09-12", to: "2025-05-29", amount: 45, unit: calendar.WorkingDays, more: 15},
	{id: "C16", refusal: NoAmount},
	{id: "B29", refusal: Withheld},
	{id: "C18", refusal: Withheld},
	{id: "C26", refusal: Withheld},
	{id: "H05", refusal: Withheld},
	{id: "D09", refusal: Withheld},
	{id: "K07", refusal: Withheld},
	{id: "N05", refusal: Withheld},
	{id: "N06", refusal: Withheld},
}

// days counts a day at a time, from the day after start, and knows nothing of Workdays.Count but which days are off.
func days(w *calendar.Workdays, start calendar.Day, amount int, unit calendar.Unit) calendar.Day {
	day := start
	switch unit {
	case calendar.Months:
		for range amount {
			last := day
			for last.Month() == day.Month() {
				last = last.Add(1)
			}
			for next := last; next.Month() == last.Month() && next.DayOfMonth() <= start.DayOfMonth(); next = next.Add(1) {
				day = next
			}
		}
	default:
		for amount > 0 {
			day = day.Add(1)
			if unit == calendar.Days || !w.On(day).Off {
				amount--
			}
		}
	}
	return day
}

func TestEveryLimitIsComputedOnTheDaysOfItsClauseAndNoOther(t *testing.T) {
	s, lib, today := shipped(t), law(t), on("2026-11-23")
	w := calendar.NewWorkdays(calendar.ShippedShifts()...)
	if len(s.Limits()) != len(facts) {
		t.Errorf("%d limits, %d known here", len(s.Limits()), len(facts))
	}
	for _, f := range facts {
		l, ok := s.Limit(f.id)
		if !ok {
			t.Errorf("no limit %s", f.id)
			continue
		}
		if c, held := lib.Clause(l.Clause); f.id != "B29" && (!held || c.Gap || l.Cited != c.Cite().String() || !states(c, l.Fact)) {
			t.Errorf("%s rests on %q, which does not state it", f.id, l.Cited)
		}
		var from, to calendar.Day
		starts := []calendar.Day{calendar.MustDay("2012-02-29"), calendar.MustDay("2020-01-31"), today.Day, calendar.MustDay("2027-01-31")}
		if f.from != "" {
			from = calendar.MustDay(f.from)
			starts = append(starts, from.Add(-1), from, from.Add(1))
		}
		if f.to != "" {
			to = calendar.MustDay(f.to)
			starts = append(starts, to.Add(-1), to, to.Add(1), from.Add(365))
		}
		for _, start := range starts {
			want := f.refusal
			if want == "" && start.Before(from) {
				want = NotYet
			}
			if want == "" && !to.IsZero() && start.After(to) {
				want = NotInForce
			}
			got, why := s.Compute(f.id, start, today, w)
			if why != want {
				t.Errorf("%s from %s: refused with %q, not %q", f.id, start, why, want)
				continue
			}
			if listed := slices.Contains(ids(s.On(start)), f.id); listed != (want == "") {
				t.Errorf("%s from %s: listed %v", f.id, start, listed)
			}
			if want != "" {
				if !got.Day.IsZero() || got.Limit.ID != "" {
					t.Errorf("%s from %s is refused with a day", f.id, start)
				}
				continue
			}
			day := days(w, start, f.amount, f.unit)
			var latest calendar.Day
			if f.more > 0 {
				latest = days(w, day, f.more, f.unit)
			}
			if got.Day != day || got.Latest != latest || got.Count.Start != start {
				t.Errorf("%s from %s: %s, at the latest %s; not %s, %s", f.id, start, got.Day, got.Latest, day, latest)
			}
			if got.Old != (f.to != "") {
				t.Errorf("%s from %s is said to be old: %v", f.id, start, got.Old)
			}
			if f.more > 0 && got.Limit.Extension.Times != f.times {
				t.Errorf("%s may be extended %d times", f.id, got.Limit.Extension.Times)
			}
		}
	}
}

func states(c *corpus.Clause, fact string) bool {
	return slices.ContainsFunc(c.Facts, func(f corpus.Fact) bool { return f.ID == fact })
}

func TestOnlyThreeLimitsAreComputedToday(t *testing.T) {
	for day, want := range map[string][]string{
		"2026-11-23": {"B32", "E01", "H01"},
		"2026-08-16": {"E01", "H01"},
		"2026-04-10": {"B42", "E01", "E02"},
		"2022-06-01": {"E01", "H02-dang-vien", "H02-to-chuc", "K02-co-so", "K02-huyen", "K02-tinh", "K02-tw"},
		"2012-06-01": {"E01"},
		"2010-06-01": {},
	} {
		if got := ids(shipped(t).On(calendar.MustDay(day))); !slices.Equal(got, want) {
			t.Errorf("%s: %v", day, got)
		}
	}
}

// The days are those of a wall calendar.
func TestDaysCountedByHand(t *testing.T) {
	s := shipped(t)
	w := calendar.NewWorkdays(calendar.ShippedShifts()...)
	for _, row := range []struct{ rule, id, start, day, latest string }{
		{"a month from 31 January ends on the last day of February", "E01", "2026-01-31", "2026-02-28", ""},
		{"a month from 3 November ends on 3 December", "E01", "2026-11-03", "2026-12-03", ""},
		{"90 days from 11 April, then 30 more", "H01", "2026-04-11", "2026-07-10", "2026-08-09"},
		{"12 months are no 365 days", "B32", "2027-03-01", "2028-03-01", ""},
		{"12 months from 29 February end on 28 February", "B31", "2020-02-29", "2021-02-28", ""},
	} {
		c, why := s.Compute(row.id, calendar.MustDay(row.start), on("2026-11-23"), w)
		if why != "" || c.Day.String() != row.day || c.Latest.String() != row.latest {
			t.Errorf("%s: %s, %s (%s)", row.rule, c.Day, c.Latest, why)
		}
	}
}

func TestAResultSaysWhatTheSourceDoesNotSay(t *testing.T) {
	s := shipped(t).With([]Own{own("q1", "cell")})
	w := calendar.NewWorkdays(calendar.ShippedShifts()...)
	const (
		off    = "không nói khi ngày cuối là ngày nghỉ"
		first  = "không nói có tính ngày của mốc hay không"
		medium = "độ tin cậy trung bình"
		old    = "đã hết hiệu lực, ngày cuối còn hiệu lực là"
		ahead  = "Mốc tính ở sau hôm nay"
		asked  = "Mốc tính do đồng chí xác nhận"
		unit   = "do quy trình của đơn vị đặt"
		vague  = "chưa có thông báo chính thức"
	)
	for _, row := range []struct {
		rule, id, start string
		says            []string
	}{
		{"a limit that ends on a Thursday", "E01", "2026-11-03", []string{first}},
		{"a limit that ends on a Sunday", "E01", "2026-10-29", []string{first, off}},
		{"a limit whose extension ends on a Sunday", "H01", "2026-04-11", []string{first, medium, off}},
		{"a start event that the officer confirms", "B32", "2026-08-20", []string{first, medium, asked}},
		{"a limit of a lapsed text", "B28", "2020-03-02", []string{first, old}},
		{"a start event ahead", "E01", "2027-03-01", []string{first, ahead}},
		{"a limit that the unit set", "own:q1:2", "2026-11-02", []string{first, unit}},
	} {
		c, why := s.Compute(row.id, calendar.MustDay(row.start), on("2026-11-23"), w)
		if why != "" {
			t.Errorf("%s: %s", row.rule, why)
			continue
		}
		all := strings.Join(c.Notes, "\n")
		for _, note := range []string{off, first, medium, old, ahead, asked, unit, vague} {
			if strings.Contains(all, note) != slices.Contains(row.says, note) {
				t.Errorf("%s, %s: %q in\n%s", row.rule, c.Day.Vietnamese(), note, all)
			}
		}
		for _, note := range c.Limit.NotSaid {
			if !slices.Contains(c.Notes, note) {
				t.Errorf("%s: %q is not told", row.rule, note)
			}
		}
	}
	// The days off of the lunar new year of 2040 are not announced.
	o := own("q2", "cell")
	o.Steps[1].Amount, o.Steps[1].Unit = 60, calendar.WorkingDays
	c, _ := shipped(t).With([]Own{o}).Compute("own:q2:2", calendar.MustDay("2040-01-02"), on("2040-01-02"), w)
	if !strings.Contains(strings.Join(c.Notes, "\n"), vague) || len(c.Count.Skipped) == 0 {
		t.Errorf("a count over days off that are not announced says %q", c.Notes)
	}
}

func TestALimitIsRefusedWithItsReason(t *testing.T) {
	s := shipped(t)
	w := calendar.NewWorkdays()
	for _, row := range []struct {
		id    string
		start calendar.Day
		want  Refusal
	}{
		{"X99", calendar.MustDay("2026-11-23"), Unknown},
		{"own:q1:2", calendar.MustDay("2026-11-23"), Unknown},
		{"B32", calendar.Day{}, StartToConfirm},
		{"C18", calendar.Day{}, Withheld},
		{"C16", calendar.Day{}, NoAmount},
	} {
		if _, why := s.Compute(row.id, row.start, on("2026-11-23"), w); why != row.want {
			t.Errorf("%s: %q, not %q", row.id, why, row.want)
		}
	}
	for _, l := range s.Limits() {
		if l.Ask != (l.ID == "B32") {
			t.Errorf("%s: its start event is to be confirmed: %v", l.ID, l.Ask)
		}
	}
}

func TestLengthsInWords(t *testing.T) {
	for want, got := range map[string]string{
		"10 ngày làm việc":        Length(10, calendar.WorkingDays),
		"1 tháng":                 Length(1, calendar.Months),
		"":                        Length(1, "week"),
		"tối đa 30 ngày, một lần": Extension{Amount: 30, Unit: calendar.Days, Times: 1}.Vietnamese(),
		"tối đa 30 ngày làm việc": Extension{Amount: 30, Unit: calendar.WorkingDays}.Vietnamese(),
		"tối đa 60 ngày, không quá 2 lần": Extension{Amount: 60, Unit: calendar.Days, Times: 2}.Vietnamese(),
	} {
		if got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
