package reminder

import (
	"slices"
	"strings"
	"testing"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

func TestWhatTheLeadIsReminded(t *testing.T) {
	for _, row := range []struct {
		rule    string
		created string
		kind    plan.Kind
		step    plan.Step
		want    string
	}{
		{
			"a limit stands alone 7, 3 and 1 days before, on the day, and 1 and 3 working days overdue",
			"2026-11-02 09:00", plan.Case, step(plan.Limit, "2026-12-04"),
			"Fri 27/11 07:30 legal -7; Tue 1/12 07:30 legal -3; Thu 3/12 07:30 legal -1; Fri 4/12 07:30 legal 0; " +
				"Mon 7/12 07:30 legal +1; Wed 9/12 07:30 legal +3",
		},
		{
			"a milestone is collected; overdue it stands alone", "2026-11-02 09:00", plan.Case, step(plan.Milestone, "2026-12-04"),
			"Fri 27/11 07:30 daily -7; Tue 1/12 07:30 daily -3; Thu 3/12 07:30 daily -1; Fri 4/12 07:30 daily 0; " +
				"Mon 7/12 07:30 legal +1; Wed 9/12 07:30 legal +3",
		},
		{
			"an ordinary step is in Monday's digest and on its day", "2026-11-02 09:00", plan.Case, step(plan.Ordinary, "2026-12-04"),
			"Mon 30/11 07:30 daily digest week; Fri 4/12 07:30 daily 0; Mon 7/12 07:30 legal +1; Wed 9/12 07:30 legal +3",
		},
		{
			"on Monday itself it is not said twice", "2026-11-02 09:00", plan.Case, step(plan.Ordinary, "2026-11-30"),
			"Mon 30/11 07:30 daily 0; Tue 1/12 07:30 legal +1; Thu 3/12 07:30 legal +3",
		},
		{
			"the digest comes on the first working day of a week that begins with a day off",
			"2026-04-01 09:00", plan.Case, step(plan.Ordinary, "2026-04-29"),
			"Tue 28/4 07:30 daily digest week; Wed 29/4 07:30 daily 0; Mon 4/5 07:30 legal +1; Wed 6/5 07:30 legal +3",
		},
		{
			"due on Sunday: earlier, never later", "2026-11-02 09:00", plan.Case, step(plan.Limit, "2026-12-06"),
			"Fri 27/11 07:30 legal -7; Thu 3/12 07:30 legal -3; Fri 4/12 07:30 legal 0; Mon 7/12 07:30 legal +1; " +
				"Wed 9/12 07:30 legal +3",
		},
		{
			"due on Saturday", "2026-11-02 09:00", plan.Case, step(plan.Milestone, "2026-12-05"),
			"Fri 27/11 07:30 daily -7; Wed 2/12 07:30 daily -3; Fri 4/12 07:30 daily 0; Mon 7/12 07:30 legal +1; " +
				"Wed 9/12 07:30 legal +3",
		},
		{
			"an ordinary step due on Saturday", "2026-11-02 09:00", plan.Case, step(plan.Ordinary, "2026-12-05"),
			"Mon 30/11 07:30 daily digest week; Fri 4/12 07:30 daily 0; Mon 7/12 07:30 legal +1; Wed 9/12 07:30 legal +3",
		},
		{
			"within Tết: one reminder on the last working day before it", "2026-02-01 09:00", plan.Case, step(plan.Limit, "2026-02-18"),
			"Wed 11/2 07:30 legal -7; Fri 13/2 07:30 legal 0; Mon 23/2 07:30 legal +1; Wed 25/2 07:30 legal +3",
		},
		{
			"ordinary within Tết: its week has no working day", "2026-02-01 09:00", plan.Case, step(plan.Ordinary, "2026-02-18"),
			"Fri 13/2 07:30 daily 0; Mon 23/2 07:30 legal +1; Wed 25/2 07:30 legal +3",
		},
		{
			"30 April to 3 May", "2026-04-01 09:00", plan.Case, step(plan.Milestone, "2026-05-02"),
			"Fri 24/4 07:30 daily -7; Wed 29/4 07:30 daily 0; Mon 4/5 07:30 legal +1; Wed 6/5 07:30 legal +3",
		},
		{
			"due before push hours begin: the day's own reminder comes the working day before",
			"2026-11-02 09:00", plan.Case, step(plan.Milestone, "2026-12-07 07:00"),
			"Mon 30/11 07:30 daily -7; Fri 4/12 07:30 daily 0; Tue 8/12 07:30 legal +1; Thu 10/12 07:30 legal +3",
		},
		{
			"due by a minute within push hours", "2026-11-02 09:00", plan.Case, step(plan.Limit, "2026-12-04 15:00"),
			"Fri 27/11 07:30 legal -7; Tue 1/12 07:30 legal -3; Thu 3/12 07:30 legal -1; Fri 4/12 07:30 legal 0; " +
				"Mon 7/12 07:30 legal +1; Wed 9/12 07:30 legal +3",
		},
		{
			"one's own, due by a minute: an hour before; overdue it is collected",
			"2026-11-02 09:00", plan.Errand, step(plan.Milestone, "2026-12-04 15:00"),
			"Fri 27/11 07:30 daily -7; Tue 1/12 07:30 daily -3; Thu 3/12 07:30 daily -1; Fri 4/12 07:30 daily 0; " +
				"Fri 4/12 14:00 @900; Mon 7/12 07:30 daily +1; Wed 9/12 07:30 daily +3",
		},
		{
			"one's own, at a minute, whatever the hour", "2026-11-02 09:00", plan.Errand, at(step(plan.Milestone, "2026-12-05 21:15")),
			"Fri 27/11 07:30 daily -7; Wed 2/12 07:30 daily -3; Fri 4/12 07:30 daily 0; Sat 5/12 21:15 @1275; " +
				"Mon 7/12 07:30 daily +1; Wed 9/12 07:30 daily +3",
		},
		{
			"made three days before: what is past is not said", "2026-12-01 09:00", plan.Case, step(plan.Milestone, "2026-12-04"),
			"Wed 2/12 07:30 daily -3; Thu 3/12 07:30 daily -1; Fri 4/12 07:30 daily 0; Mon 7/12 07:30 legal +1; " +
				"Wed 9/12 07:30 legal +3",
		},
		{
			"made before push hours of the day itself", "2026-12-04 07:00", plan.Case, step(plan.Milestone, "2026-12-04"),
			"Fri 4/12 07:30 daily 0; Mon 7/12 07:30 legal +1; Wed 9/12 07:30 legal +3",
		},
		{
			"made on its day, after push hours began: the chat has said so", "2026-12-04 09:00", plan.Case, step(plan.Milestone, "2026-12-04"),
			"Mon 7/12 07:30 legal +1; Wed 9/12 07:30 legal +3",
		},
		{
			"a limit made on its day is said at once", "2026-12-04 20:00", plan.Case, step(plan.Limit, "2026-12-04"),
			"Fri 4/12 20:00 legal 0; Mon 7/12 07:30 legal +1; Wed 9/12 07:30 legal +3",
		},
		{
			"a limit made on Saturday for Sunday is said at once", "2026-12-05 20:00", plan.Case, step(plan.Limit, "2026-12-06"),
			"Sat 5/12 20:00 legal 0; Mon 7/12 07:30 legal +1; Wed 9/12 07:30 legal +3",
		},
		{
			"a milestone made on Saturday for Sunday is said at once, alone", "2026-12-05 20:00", plan.Case, step(plan.Milestone, "2026-12-06"),
			"Sat 5/12 20:00 0; Mon 7/12 07:30 legal +1; Wed 9/12 07:30 legal +3",
		},
		{
			"a milestone made on Saturday for Tuesday: the reminder of Saturday comes on Monday",
			"2026-12-05 20:00", plan.Case, step(plan.Milestone, "2026-12-08"),
			"Mon 7/12 07:30 daily -1; Tue 8/12 07:30 daily 0; Wed 9/12 07:30 legal +1; Fri 11/12 07:30 legal +3",
		},
		{
			"an ordinary step made on Monday after the digest comes on Tuesday", "2026-11-30 10:00", plan.Case, step(plan.Ordinary, "2026-12-03"),
			"Tue 1/12 07:30 daily digest week; Thu 3/12 07:30 daily 0; Fri 4/12 07:30 legal +1; Tue 8/12 07:30 legal +3",
		},
		{"due in the past already", "2026-12-04 09:00", plan.Case, step(plan.Limit, "2026-11-20"), ""},
	} {
		t.Run(row.rule, func(t *testing.T) {
			d := town(t)
			d.make(row.created, row.kind, row.step)
			same(t, d.follow("oanna", row.created, "2027-12-31 00:00"), row.want)
		})
	}
}

func TestWhoIsToldThatAStepIsOverdue(t *testing.T) {
	const from, until = "2026-12-01 09:00", "2027-01-31 00:00"
	late := "Mon 7/12 07:30 legal +1^; Wed 9/12 07:30 legal +3^"
	leave := func(id officer.ID) func(*officer.Officer) {
		return func(o *officer.Officer) {
			if o.ID == id {
				o.Left = calendar.MustDay("2026-12-01")
			}
		}
	}
	for _, row := range []struct {
		rule   string
		step   plan.Step
		kind   plan.Kind
		change func(*officer.Officer)
		want   map[officer.ID]string
	}{
		{"the head of the cell", step(plan.Ordinary, "2026-12-04"), plan.Case, nil, map[officer.ID]string{"ohoa": late}},
		{
			"the heads one level up when the head of the cell leads it",
			plan.Step{Lead: "ohoa", Weight: plan.Limit, Day: calendar.MustDay("2026-12-04")},
			plan.Case, nil,
			map[officer.ID]string{
				"olan": late,
				"ohoa": "Wed 2/12 07:30 legal -3",
			},
		},
		{
			"the next level when the cell has no head any more",
			step(plan.Limit, "2026-12-04"), plan.Case, leave("ohoa"),
			map[officer.ID]string{"olan": late},
		},
		{
			"the next level when the head of the cell has not joined", step(plan.Limit, "2026-12-04"), plan.Case,
			func(o *officer.Officer) {
				if o.ID == "ohoa" {
					o.Telegram = 0
				}
			},
			map[officer.ID]string{"olan": late},
		},
		{
			"the administrators when nobody is above", step(plan.Milestone, "2026-12-04"), plan.Case,
			func(o *officer.Officer) { o.Heads = nil },
			map[officer.ID]string{"oyen": late},
		},
		{
			"two heads of one cell: both", step(plan.Milestone, "2026-12-04"), plan.Case,
			func(o *officer.Officer) {
				if o.ID == "obinh" {
					o.Heads = []officer.UnitID{"d2"}
				}
			},
			map[officer.ID]string{"ohoa": late, "obinh": late},
		},
		{"also when the lead has left", step(plan.Limit, "2026-12-04"), plan.Case, leave("oanna"), map[officer.ID]string{"ohoa": late}},
		{"nobody of what is one's own", step(plan.Milestone, "2026-12-04"), plan.Errand, nil, map[officer.ID]string{}},
	} {
		t.Run(row.rule, func(t *testing.T) {
			d := town(t)
			people := townspeople()
			for i := range people {
				if row.change != nil {
					row.change(&people[i])
				}
			}
			d.people(people, townUnits...)
			d.make(from, row.kind, row.step)
			for _, o := range people {
				if o.ID == row.step.Lead {
					continue
				}
				same(t, d.follow(o.ID, from, until), row.want[o.ID])
			}
			if (row.step.Lead == "oanna") && slices.ContainsFunc(people, func(o officer.Officer) bool { return o.ID == "oanna" && !o.Left.IsZero() }) {
				same(t, d.follow("oanna", from, until), "")
			}
		})
	}
}

// TestEachOfThoseWithTheStepIsWoken: a change of a plan wakes all whom Decide may have something for.
func TestEachOfThoseWithTheStepIsWoken(t *testing.T) {
	d := town(t)
	var woken []string
	for _, timer := range Wakes(d.roster, moment("2026-12-01 09:00"), "oanna") {
		woken = append(woken, timer.ID)
	}
	same(t, strings.Join(woken, "; "), "wake:oanna; wake:ohoa")
	people := townspeople()
	for i := range people {
		people[i].Heads = nil
	}
	d.people(people, townUnits...)
	woken = nil
	for _, timer := range Wakes(d.roster, moment("2026-12-01 09:00"), "oanna") {
		woken = append(woken, timer.ID)
	}
	same(t, strings.Join(woken, "; "), "wake:oanna; wake:oyen")
}
