package plan

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/sheet"
	"camnang/corpus/calendar"
	"camnang/corpus/procedure"
)

var ict = time.FixedZone("ICT", 7*3600)

// moment reads 2006-01-02 15:04 in the officers' zone and gives it as records hold it.
func moment(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, ict)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

func reportWorks(id string) procedure.Kind {
	return map[string]procedure.Kind{"signs-cell": procedure.Signs, "supervision-cell": procedure.Supervision}[id]
}

func due(day string) Step { return Step{ID: "1", Title: "Việc", Day: calendar.MustDay(day)} }

func (s Step) doneAt(t testing.TB, at string) Step {
	t.Helper()
	s.Ended = &Ended{At: moment(t, at)}
	return s
}

func (s Step) movedFrom(t testing.TB, day, at string, extended bool) Step {
	t.Helper()
	m := Moved{At: moment(t, at), Why: "chờ xác minh", Extended: extended}
	if day != "" {
		m.Day = calendar.MustDay(day)
	}
	s.Moved = append(slices.Clip(s.Moved), m)
	return s
}

// TestAStepIsCountedInItsPeriod: the third quarter of 2026, looked at on 20 August (during it) and on 10 October (after it).
func TestAStepIsCountedInItsPeriod(t *testing.T) {
	third := Period{2026, 7, 3}
	at := func(s Step, minute int, reminder bool) Step {
		s.Minute, s.At = minute, reminder
		return s
	}
	cancelled := due("2026-08-10")
	cancelled.Ended = &Ended{At: moment(t, "2026-08-01 09:00"), Cancelled: true}
	for rule, row := range map[string]struct {
		step Step
		// counts are one for both days, or one for each.
		counts []Tally
	}{
		"done on its day is in time":              {due("2026-08-10").doneAt(t, "2026-08-10 23:59"), []Tally{{Planned: 1, Done: 1}}},
		"done the day after is late":              {due("2026-08-10").doneAt(t, "2026-08-11 00:00"), []Tally{{Planned: 1, DoneLate: 1}}},
		"done before the period began":            {due("2026-07-10").doneAt(t, "2026-06-20 09:00"), []Tally{{Planned: 1, Done: 1}}},
		"done after the minute is late":           {at(due("2026-08-10"), 900, false).doneAt(t, "2026-08-10 15:01"), []Tally{{Planned: 1, DoneLate: 1}}},
		"done in the minute is in time":           {at(due("2026-08-10"), 900, false).doneAt(t, "2026-08-10 15:00"), []Tally{{Planned: 1, Done: 1}}},
		"the minute of a reminder is no deadline": {at(due("2026-08-10"), 900, true).doneAt(t, "2026-08-10 16:00"), []Tally{{Planned: 1, Done: 1}}},
		"open and due earlier is overdue":         {due("2026-08-19"), []Tally{{Planned: 1, Overdue: 1}}},
		"open and due today is ahead":             {due("2026-08-20"), []Tally{{Planned: 1, Ahead: 1}, {Planned: 1, Overdue: 1}}},
		"due earlier today is overdue":            {at(due("2026-08-20"), 480, false), []Tally{{Planned: 1, Overdue: 1}}},
		"done after the end was overdue at it":    {due("2026-09-30").doneAt(t, "2026-10-01 00:00"), []Tally{{Planned: 1, Ahead: 1}, {Planned: 1, Overdue: 1}}},
		"done in the last minute":                 {due("2026-09-30").doneAt(t, "2026-09-30 23:59"), []Tally{{Planned: 1, Ahead: 1}, {Planned: 1, Done: 1}}},
		"due before and open is carried":          {due("2026-06-30"), []Tally{{Carried: 1, Overdue: 1}}},
		"due before, done in it, is carried":      {due("2026-06-30").doneAt(t, "2026-07-01 00:00"), []Tally{{Carried: 1, DoneLate: 1}}},
		"due before and done before is not of it": {due("2026-06-30").doneAt(t, "2026-06-30 23:00"), []Tally{{}}},
		"due later is not of it":                  {due("2026-10-01"), []Tally{{}}},
		"no day":                                  {Step{ID: "1"}, []Tally{{}}},
		"cancelled":                               {cancelled, []Tally{{Planned: 1, Cancelled: 1}}},
		"more time within the period": {
			due("2026-08-30").movedFrom(t, "2026-08-10", "2026-08-05 09:00", true),
			[]Tally{{Planned: 1, Ahead: 1, Extended: 1}, {Planned: 1, Overdue: 1, Extended: 1}},
		},
		"postponed to after the period": {
			due("2026-10-05").movedFrom(t, "2026-08-10", "2026-08-05 09:00", false),
			[]Tally{{Planned: 1, MovedOn: 1, Postponed: 1}},
		},
		"postponed before the period began is of the next": {
			due("2026-10-05").movedFrom(t, "2026-08-10", "2026-06-30 23:59", false), []Tally{{}},
		},
		"postponed to after the period, done in it": {
			due("2026-10-05").movedFrom(t, "2026-08-10", "2026-08-05 09:00", false).doneAt(t, "2026-08-12 09:00"),
			[]Tally{{Planned: 1, Done: 1, Postponed: 1}},
		},
		"moved only after the end counts as it stood then": {
			due("2026-10-20").movedFrom(t, "2026-09-30", "2026-10-02 09:00", true),
			[]Tally{{Planned: 1, Ahead: 1}, {Planned: 1, Overdue: 1}},
		},
		"overdue before, moved into the period": {
			due("2026-09-01").movedFrom(t, "2026-06-20", "2026-07-05 09:00", true),
			[]Tally{{Carried: 1, Ahead: 1, Extended: 1}, {Carried: 1, Overdue: 1, Extended: 1}},
		},
		"moved into the period from later": {
			due("2026-09-01").movedFrom(t, "2026-11-01", "2026-07-05 09:00", false),
			[]Tally{{Planned: 1, Ahead: 1}, {Planned: 1, Overdue: 1}},
		},
		"moved in the period to before it": {
			due("2026-06-01").movedFrom(t, "2026-11-01", "2026-07-05 09:00", false), []Tally{{Planned: 1, Overdue: 1}},
		},
		"a day set in the period": {
			due("2026-09-01").movedFrom(t, "", "2026-07-05 09:00", false),
			[]Tally{{Planned: 1, Ahead: 1}, {Planned: 1, Overdue: 1}},
		},
	} {
		p := &Plan{ID: "k1", Number: 1, Kind: Case, State: Open, Steps: []Step{row.step}}
		for when, want := range map[string]Tally{"2026-08-20 09:00": row.counts[0], "2026-10-10 09:00": row.counts[len(row.counts)-1]} {
			r := Count([]*Plan{p}, third, reportWorks, moment(t, when).In(ict))
			got := r.Total
			got.Plans, got.PlansDone = 0, 0
			if got != want {
				t.Errorf("%s, at %s: %+v, want %+v", rule, when, got, want)
			}
			if len(r.Overdue) != want.Overdue || r.Undated != 0 != row.step.Day.IsZero() {
				t.Errorf("%s, at %s: %d arrears, %d undated", rule, when, len(r.Overdue), r.Undated)
			}
		}
	}
}

func TestACancelledPlanCountsAsItStoodThen(t *testing.T) {
	p := &Plan{
		ID: "k1", Number: 1, Kind: Case, State: Cancelled,
		Steps: []Step{due("2026-08-10").doneAt(t, "2026-08-10 09:00"), due("2026-09-10")},
		Log: []Entry{
			{What: Cancelling, At: moment(t, "2026-08-01 09:00"), Undone: true},
			{What: Cancelling, At: moment(t, "2026-10-05 09:00")},
			{What: Cancelling, Step: "2", At: moment(t, "2026-07-01 09:00")},
		},
	}
	now := moment(t, "2026-12-31 09:00").In(ict)
	third, fourth := Count([]*Plan{p}, Period{2026, 7, 3}, reportWorks, now), Count([]*Plan{p}, Period{2026, 10, 3}, reportWorks, now)
	if want := (Tally{Plans: 1, Planned: 2, Done: 1, Overdue: 1}); third.Total != want {
		t.Errorf("before it was cancelled: %+v", third.Total)
	}
	if want := (Tally{Plans: 1, PlansDone: 1, Carried: 1, Cancelled: 1}); fourth.Total != want {
		t.Errorf("after: %+v", fourth.Total)
	}
	p.Steps = p.Steps[1:]
	if got := Count([]*Plan{p}, Period{2026, 10, 3}, reportWorks, now).Total; got.Plans != 1 || got.PlansDone != 0 {
		t.Errorf("a plan of which nothing was done: %+v", got)
	}
	p.Log = nil
	if got := Count([]*Plan{p}, Period{2026, 7, 3}, reportWorks, now).Total; got.Cancelled != 1 {
		t.Errorf("cancelled, nobody knows when: %+v", got)
	}
}

// reportPlans are four plans of two units, counted by hand in the test below.
func reportPlans(t testing.TB) []*Plan {
	t.Helper()
	lead := func(s Step, o officer.ID) Step {
		s.Lead = o
		return s
	}
	return []*Plan{
		{
			Number: 1, Kind: Case, Procedure: "signs-cell", Unit: "u1", Title: "Kiểm tra 1", State: Open, Steps: []Step{
				due("2026-07-10").doneAt(t, "2026-07-09 10:00"), due("2026-08-10").doneAt(t, "2026-08-15 10:00"), lead(due("2026-09-10"), "o1"),
			},
		},
		{
			Number: 2, Kind: Case, Procedure: "signs-cell", Unit: "u2", Title: "Kiểm tra 2", State: Closed,
			Steps: []Step{due("2026-07-20").doneAt(t, "2026-07-20 10:00")},
		},
		{Number: 3, Kind: Year, File: &Filed{Work: procedure.Supervision}, Unit: "u1", Title: "Giám sát", State: Open, Steps: []Step{due("2026-05-20")}},
		{Number: 4, Kind: Errand, Procedure: "own", Title: "Nộp báo cáo", State: Open, Steps: []Step{due("2026-09-28"), {ID: "2"}}},
		{Number: 5, Kind: Duty, Unit: "u3", Title: "Không thuộc kỳ", State: Open, Steps: []Step{due("2026-12-31")}},
	}
}

func TestAReportCountsByWorkAndUnit(t *testing.T) {
	r := Count(reportPlans(t), Period{2026, 7, 3}, reportWorks, moment(t, "2026-09-15 09:00").In(ict))
	if want := (Tally{Plans: 4, PlansDone: 1, Planned: 5, Carried: 1, Done: 2, DoneLate: 1, Overdue: 2, Ahead: 1}); r.Total != want {
		t.Errorf("together %+v, want %+v", r.Total, want)
	}
	if r.Until != calendar.MustDay("2026-09-15") || r.Undated != 1 {
		t.Errorf("until %v, %d undated", r.Until, r.Undated)
	}
	wantWork := []Portion{
		{Work: procedure.Signs, Tally: Tally{Plans: 2, PlansDone: 1, Planned: 4, Done: 2, DoneLate: 1, Overdue: 1}},
		{Work: procedure.Supervision, Tally: Tally{Plans: 1, Carried: 1, Overdue: 1}},
		{Kind: Errand, Tally: Tally{Plans: 1, Planned: 1, Ahead: 1}},
	}
	if !reflect.DeepEqual(r.ByWork, wantWork) {
		t.Errorf("by work %+v", r.ByWork)
	}
	wantUnit := []Portion{
		{Tally: Tally{Plans: 1, Planned: 1, Ahead: 1}},
		{Unit: "u1", Tally: Tally{Plans: 2, Planned: 3, Carried: 1, Done: 1, DoneLate: 1, Overdue: 2}},
		{Unit: "u2", Tally: Tally{Plans: 1, PlansDone: 1, Planned: 1, Done: 1}},
	}
	if !reflect.DeepEqual(r.ByUnit, wantUnit) {
		t.Errorf("by unit %+v", r.ByUnit)
	}
	var arrears []string
	for _, a := range r.Overdue {
		arrears = append(arrears, fmt.Sprintf("%s %s %d", a.Plan.Code(), a.Day, a.Days))
	}
	// From 20 May to 15 September are 11+30+31+31+15 days.
	if want := []string{"KH-0003 2026-05-20 118", "KH-0001 2026-09-10 5"}; !slices.Equal(arrears, want) {
		t.Errorf("arrears %q", arrears)
	}
}

// TestNothingIsLostBetweenPeriods: of plans at random, the sorts of each quarter add up, and what is overdue at the end of
// one is what the next begins with; a report made later says the same.
func TestNothingIsLostBetweenPeriods(t *testing.T) {
	random := rand.New(rand.NewPCG(2026, 11))
	first := calendar.MustDay("2026-01-01")
	counted := 0
	for range 300 {
		p := &Plan{ID: "k1", Number: 1, Kind: Case, State: Open}
		for range 6 {
			s := Step{ID: "1", Day: first.Add(random.IntN(300))}
			at := moment(t, "2026-01-01 00:00")
			for range random.IntN(3) {
				at = at.Add(time.Duration(random.IntN(100*24*60)) * time.Minute)
				s.Moved = append(s.Moved, Moved{Day: s.Day, At: at, Extended: random.IntN(2) == 0})
				s.Day = s.Day.Add(1 + random.IntN(100))
			}
			if random.IntN(3) > 0 {
				s.Ended = &Ended{At: at.Add(time.Duration(random.IntN(200*24*60)) * time.Minute), Cancelled: random.IntN(4) == 0}
			}
			p.Steps = append(p.Steps, s)
		}
		left := -1
		for month := 1; month <= 10; month += 3 {
			period := Period{2026, month, 3}
			r := Count([]*Plan{p}, period, reportWorks, moment(t, "2027-12-31 09:00").In(ict))
			soon := moment(t, period.To().Add(1).String()+" 00:00").In(ict)
			if again := Count([]*Plan{p}, period, reportWorks, soon); !reflect.DeepEqual(again, r) {
				t.Fatalf("%s: %+v and later %+v of %+v", period, again.Total, r.Total, p.Steps)
			}
			sum := r.Total
			if sum.All() != sum.Done+sum.DoneLate+sum.Overdue+sum.Ahead+sum.MovedOn+sum.Cancelled || sum.Ahead != 0 {
				t.Fatalf("%s does not add up: %+v", period, sum)
			}
			if left >= 0 && sum.Carried != left {
				t.Fatalf("%s begins with %d, %d were left: %+v", period, sum.Carried, left, p.Steps)
			}
			left = sum.Overdue
			counted += sum.All()
		}
	}
	if counted < 1000 {
		t.Errorf("only %d steps were counted", counted)
	}
}

func reportNames() Names {
	return Names{
		Unit:    func(u officer.UnitID) string { return "Đơn vị " + string(u) },
		Officer: func(o officer.ID) string { return "Đồng chí " + string(o) },
		Reason: func(r Reason) string {
			if r.Source == Computed {
				return "Căn cứ: " + r.Limit
			}
			return ""
		},
	}
}

func joined(t sheet.Table) string {
	lines := []string{t.Name + ": " + strings.Join(t.Head, " | ")}
	for _, r := range t.Rows {
		lines = append(lines, fmt.Sprintf("%d %s", r.Number, strings.Join(r.Cells, " | ")))
	}
	return strings.Join(lines, "\n")
}

func TestAReportIsThreeSheets(t *testing.T) {
	r := Count(reportPlans(t), Period{2026, 7, 3}, reportWorks, moment(t, "2026-09-15 09:00").In(ict))
	tables := r.Sheet(reportNames())
	want := []string{
		`Theo loại việc: Loại việc | Số kế hoạch | Kế hoạch đã xong | Tổng số việc | Đến hạn trong kỳ | Kỳ trước chuyển sang | ` +
			`Xong đúng hạn | Xong chậm | Quá hạn | Chưa đến hạn | Lùi sang sau kỳ | Đã hủy | Được gia hạn | Đã lùi ngày
2 Kiểm tra khi có dấu hiệu vi phạm | 2 | 1 | 4 | 4 | 0 | 2 | 1 | 1 | 0 | 0 | 0 | 0 | 0
3 Giám sát chuyên đề | 1 | 0 | 1 | 0 | 1 | 0 | 0 | 1 | 0 | 0 | 0 | 0 | 0
4 Việc đơn lẻ | 1 | 0 | 1 | 1 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 0
5 Tổng số | 4 | 1 | 6 | 5 | 1 | 2 | 1 | 2 | 1 | 0 | 0 | 0 | 0`,
		`Theo đơn vị: Đơn vị | Số kế hoạch | Kế hoạch đã xong | Tổng số việc | Đến hạn trong kỳ | Kỳ trước chuyển sang | ` +
			`Xong đúng hạn | Xong chậm | Quá hạn | Chưa đến hạn | Lùi sang sau kỳ | Đã hủy | Được gia hạn | Đã lùi ngày
2 Không thuộc đơn vị nào | 1 | 0 | 1 | 1 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 0
3 Đơn vị u1 | 2 | 0 | 4 | 3 | 1 | 1 | 1 | 2 | 0 | 0 | 0 | 0 | 0
4 Đơn vị u2 | 1 | 1 | 1 | 1 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0
5 Tổng số | 4 | 1 | 6 | 5 | 1 | 2 | 1 | 2 | 1 | 0 | 0 | 0 | 0`,
		`Việc quá hạn: Mã | Việc | Phụ trách | Hạn | Số ngày quá hạn | Kế hoạch | Đơn vị | Căn cứ của hạn
2 KH-0003 | Việc |  | 20/5/2026 | 118 | Giám sát | Đơn vị u1 | 
3 KH-0001 | Việc | Đồng chí o1 | 10/9/2026 | 5 | Kiểm tra 1 | Đơn vị u1 | `,
	}
	for i, table := range tables {
		if got := joined(table); got != want[i] {
			t.Errorf("got\n%s\nwant\n%s", got, want[i])
		}
	}
	if _, err := sheet.Write(tables...); err != nil || len(tables) != 3 {
		t.Errorf("%d tables: %v", len(tables), err)
	}
}

func TestOnPaperAReportHasFewerColumns(t *testing.T) {
	r := Count(reportPlans(t), Period{2026, 7, 3}, reportWorks, moment(t, "2026-09-15 09:00").In(ict))
	tables := r.Brief(reportNames())
	if len(tables) != 3 || len(tables[0].Head) != 9 || len(tables[2].Head) != 5 || len(tables[2].Rows[0].Cells) != 5 {
		t.Errorf("%+v", tables)
	}
	if got := strings.Join(tables[0].Rows[3].Cells, " | "); got != "Tổng số | 6 | 2 | 1 | 2 | 1 | 0 | 0 | 0" {
		t.Error(got)
	}
	quiet := Count(reportPlans(t)[1:2], Period{2026, 7, 3}, reportWorks, moment(t, "2026-09-15 09:00").In(ict))
	if tables := quiet.Brief(reportNames()); len(tables) != 1 {
		t.Errorf("one unit, nothing overdue: %d tables", len(tables))
	}
}

func TestAReportSaysItsSumInSentences(t *testing.T) {
	now := moment(t, "2026-09-15 09:00").In(ict)
	whole := Report{
		Period: Period{2026, 1, 9}, Until: calendar.MustDay("2026-09-30"), Undated: 2,
		Total: Tally{Planned: 20, Carried: 3, Done: 10, DoneLate: 4, Overdue: 5, MovedOn: 1, Cancelled: 3, Extended: 6, Postponed: 7},
	}
	for name, row := range map[string]struct {
		report Report
		want   []string
	}{
		"all there is": {whole, []string{
			"Trong 9 tháng đầu năm 2026, tính đến hết ngày 30/9/2026, có 23 việc phải thực hiện, trong đó 3 việc từ kỳ trước chuyển sang.",
			"Đã hoàn thành 14 việc, trong đó 4 việc hoàn thành chậm.",
			"Chưa hoàn thành: 5 việc quá hạn, 1 việc đã lùi sang sau kỳ báo cáo.", "Đã hủy 3 việc.", "Đã được gia hạn: 6 việc.",
			"Đã lùi ngày, không qua gia hạn: 7 việc.", "Ngoài ra còn 2 việc chưa đặt ngày, không tính trong báo cáo.",
		}},
		"nothing": {Count(nil, Period{2026, 9, 1}, reportWorks, now), []string{
			"Trong tháng 9/2026, tính đến hết ngày 15/9/2026, có 0 việc phải thực hiện.",
		}},
		"a period to come": {Count(reportPlans(t), Period{2026, 10, 3}, reportWorks, now), []string{
			"Trong quý IV/2026 có 1 việc theo kế hoạch.", "Ngoài ra còn 1 việc chưa đặt ngày, không tính trong báo cáo.",
		}},
	} {
		if got := row.report.Sentences(); !slices.Equal(got, row.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
