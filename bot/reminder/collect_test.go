package reminder

import (
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// gives decides for anna at a moment and compares what is given.
func (d *desk) gives(t *testing.T, now, want string) Decision {
	t.Helper()
	got := d.decide("oanna", moment(now))
	same(t, listed(got), want)
	return got
}

func listed(got Decision) string {
	out := ""
	for _, n := range got.Messages {
		if out != "" {
			out += "; "
		}
		out += shown(n)
	}
	return out
}

func TestWhatIsDueAtOnceComesAsOneMessageOfEachKind(t *testing.T) {
	d := town(t)
	d.make("2026-11-02 09:00", plan.Case,
		step(plan.Milestone, "2026-12-07"), step(plan.Limit, "2026-12-07"), step(plan.Ordinary, "2026-12-11"),
		step(plan.Limit, "2026-12-04"), step(plan.Ordinary, "2026-12-04"), step(plan.Milestone, "2026-12-14"))
	d.make("2026-11-02 09:00", plan.Errand, at(step(plan.Milestone, "2026-12-07 07:30")))
	d.decide("oanna", moment("2026-12-04 07:30"))
	got := d.gives(t, "2026-12-07 07:30",
		"legal k1.4:+1 k1.5:+1 k1.2:0; daily digest k2.1:@450 0 k1.3:week k1.6:-7")
	if len(got.Messages) != 2 || got.Messages[0].ID == got.Messages[1].ID {
		t.Errorf("%+v", got.Messages)
	}
}

func TestWhatWasAskedForByTheMinuteGoesWithWhatStandsAlone(t *testing.T) {
	d := town(t)
	d.make("2026-11-02 09:00", plan.Case, step(plan.Limit, "2026-12-07"))
	d.make("2026-11-02 09:00", plan.Errand, at(step(plan.Ordinary, "2026-12-12 12:00")))
	d.gives(t, "2026-12-07 07:30", "legal 0; daily digest k2.1:week")
	d.make("2026-12-12 11:00", plan.Case, step(plan.Limit, "2026-12-12"))
	d.told["oanna"] = d.told["oanna"].PutOff("k3.1:2026-12-12:0", moment("2026-12-12 12:00"))
	d.gives(t, "2026-12-11 07:30", "late legal +3; daily k2.1:0")
	d.gives(t, "2026-12-12 12:00", "legal k2.1:@720 k3.1:0")
}

func TestWhatMissedTheMessageOfTheDayComesWithTheNext(t *testing.T) {
	d := town(t)
	d.make("2026-11-02 09:00", plan.Case, step(plan.Milestone, "2026-12-08"))
	d.gives(t, "2026-12-01 07:30", "daily -7")
	d.make("2026-12-01 10:00", plan.Case, step(plan.Milestone, "2026-12-04"))
	d.gives(t, "2026-12-01 10:00", "")
	d.gives(t, "2026-12-02 07:30", "daily k2.1:-3")
}

// TestADayOffEnteredLateIsSaidInTime: the reminder of a day that turns out to be off is due the working day before, whose
// message is out.
func TestADayOffEnteredLateIsSaidInTime(t *testing.T) {
	d := town(t)
	d.make("2026-11-02 09:00", plan.Case, step(plan.Milestone, "2026-12-08"), step(plan.Milestone, "2026-12-02"),
		step(plan.Milestone, "2026-12-09"))
	d.gives(t, "2026-12-01 07:30", "daily k1.2:-1 -7")
	d.days = calendar.NewWorkdays(calendar.Shift{Day: calendar.MustDay("2026-12-02"), Off: true, Source: "thông báo"})
	d.gives(t, "2026-12-01 10:00", "late k1.2:0")
	// Seven days before the third step is off now too; that need not be said today.
	d.gives(t, "2026-12-01 10:01", "")
	d.gives(t, "2026-12-03 07:30", "legal k1.2:+1; daily digest late k1.3:-7")
}

func TestWhatWasMissed(t *testing.T) {
	for _, row := range []struct {
		rule string
		step plan.Step
		now  string
		want string
		// over is true when nothing is said any more.
		over bool
	}{
		{"one reminder, not three", step(plan.Limit, "2026-12-04"), "2026-12-03 10:00", "late legal -1", false},
		{"a limit waits for push hours while that is in time", step(plan.Limit, "2026-12-04"), "2026-12-01 20:00", "", false},
		{"and when it is not, does not", step(plan.Limit, "2026-12-04"), "2026-12-04 20:00", "late legal 0", false},
		{"nor over days off", step(plan.Limit, "2026-12-06"), "2026-12-04 23:59", "late legal 0", false},
		{"nor when its minute would pass", step(plan.Limit, "2026-12-07 07:20"), "2026-12-05 03:00", "late legal 0", false},
		{"once the day has passed it waits", step(plan.Limit, "2026-12-04"), "2026-12-05 00:00", "", false},
		{"a milestone waits", step(plan.Milestone, "2026-12-04"), "2026-12-04 20:00", "", false},
		{"a milestone within push hours comes as a digest", step(plan.Milestone, "2026-12-04"), "2026-12-04 17:29", "daily digest late 0", false},
		{"and not at their end", step(plan.Milestone, "2026-12-04"), "2026-12-04 17:30", "", false},
		{"less than five minutes is not late", step(plan.Milestone, "2026-12-04"), "2026-12-04 07:35", "daily 0", false},
		{"both overdue reminders: the later", step(plan.Ordinary, "2026-12-04"), "2026-12-11 09:00", "late legal +3", false},
		{"on the last day of four weeks still", step(plan.Limit, "2026-12-07"), "2027-01-04 09:00", "late legal +3", false},
		{"after four weeks nothing more", step(plan.Limit, "2026-12-04"), "2027-01-02 09:00", "", true},
	} {
		t.Run(row.rule, func(t *testing.T) {
			d := town(t)
			d.make("2026-11-02 09:00", plan.Case, row.step)
			got := d.gives(t, row.now, row.want)
			if next := NextPush(moment(row.now), d.view(), Habit{}); row.want == "" && !row.over && !got.Next.Equal(next) {
				t.Errorf("next is %s", got.Next)
			}
			if again := d.decide("oanna", moment(row.now)); len(again.Messages) > 0 {
				t.Errorf("again: %s", listed(again))
			}
		})
	}
	for _, row := range []struct{ rule, now, want string }{
		{"what was asked for by the minute comes at once when a little late", "2026-12-04 21:04", "@1260"},
		{"and when more, late", "2026-12-04 23:00", "late @1260"},
		{"on Monday it is overdue", "2026-12-07 07:30", "daily +1"},
	} {
		t.Run(row.rule, func(t *testing.T) {
			d := town(t)
			d.make("2026-11-02 09:00", plan.Errand, at(step(plan.Milestone, "2026-12-04 21:00")))
			d.decide("oanna", moment("2026-12-04 07:30"))
			d.gives(t, row.now, row.want)
		})
	}
}

func TestPuttingOffMovesOneOccurrence(t *testing.T) {
	d := town(t)
	d.make("2026-11-02 09:00", plan.Case, step(plan.Milestone, "2026-12-04"), step(plan.Limit, "2026-12-11"))
	first := d.gives(t, "2026-11-27 07:30", "daily -7")
	if got := NextPush(moment("2026-11-27 07:30"), d.view(), Habit{}); !got.Equal(moment("2026-11-30 07:30")) {
		t.Errorf("on a Friday push hours begin next %s", got)
	}
	off := d.told["oanna"].PutOff(first.Messages[0].Items[0].ID, moment("2026-11-30 07:30"))
	off = off.PutOff("no occurrence", moment("2026-11-28 07:30"))
	d.told["oanna"] = off
	got := d.gives(t, "2026-11-30 07:30", "daily -7")
	if got.Messages[0].ID == first.Messages[0].ID {
		t.Error("given again under the same ID: the outbox would leave it out")
	}
	d.told["oanna"] = d.told["oanna"].PutOff(first.Messages[0].Items[0].ID, moment("2026-11-30 14:00"))
	same(t, d.follow("oanna", "2026-11-30 08:00", "2026-12-05 00:00"),
		"Mon 30/11 14:00 -7; Tue 1/12 07:30 daily -3; Thu 3/12 07:30 daily -1; Fri 4/12 07:30 legal k1.2:-7; Fri 4/12 07:30 daily 0")
	d.told["oanna"] = d.told["oanna"].PutOff("k1.2:2026-12-11:-7", moment("2026-12-08 07:30"))
	same(t, d.follow("oanna", "2026-12-05 08:00", "2026-12-09 00:00"), "Mon 7/12 07:30 legal +1; Tue 8/12 07:30 legal k1.2:-3")
}

func TestADayOnWhichItIsPutOffBeyondFourWeeks(t *testing.T) {
	d := town(t)
	d.make("2026-11-02 09:00", plan.Case, step(plan.Limit, "2026-12-04"))
	d.follow("oanna", "2026-11-02 09:00", "2026-12-31 00:00")
	d.follow("ohoa", "2026-11-02 09:00", "2026-12-31 00:00")
	for _, who := range []officer.ID{"oanna", "ohoa"} {
		d.told[who] = d.told[who].PutOff("k1.1:2026-12-04:+3", moment("2027-03-01 07:30"))
	}
	same(t, d.follow("oanna", "2026-12-31 00:00", "2027-12-31 00:00"), "Mon 1/3 07:30 legal +3")
	same(t, d.follow("ohoa", "2026-12-31 00:00", "2027-12-31 00:00"), "Mon 1/3 07:30 legal +3^")
}

func TestWhatIsDoneIsNotSaidAndWhatIsUndoneNotTwice(t *testing.T) {
	d := town(t)
	d.make("2026-11-02 09:00", plan.Case, step(plan.Limit, "2026-12-04"), step(plan.Limit, "2026-12-04"))
	d.gives(t, "2026-12-03 07:30", "legal -1 k1.2:-1")
	d.edit(1, moment("2026-12-03 09:00"), "oanna", func(e *plan.Edit) error { return e.Done("1", "") })
	d.gives(t, "2026-12-03 09:00", "")
	d.gives(t, "2026-12-04 07:30", "legal k1.2:0")
	d.edit(1, moment("2026-12-04 08:00"), "oanna", func(e *plan.Edit) error { return e.Undo(2) })
	// The limit is due today and open again: that is said.
	d.gives(t, "2026-12-04 08:00", "legal 0")
	d.edit(1, moment("2026-12-04 08:10"), "oanna", func(e *plan.Edit) error { return e.Done("1", "") })
	d.gives(t, "2026-12-04 08:10", "")
	d.gives(t, "2026-12-04 08:15", "")
	d.edit(1, moment("2026-12-04 08:20"), "oanna", func(e *plan.Edit) error { return e.Undo(4) })
	d.gives(t, "2026-12-04 08:20", "")
	d.edit(1, moment("2026-12-04 09:00"), "ohoa", func(e *plan.Edit) error { return e.CancelPlan("không còn cần") })
	d.gives(t, "2026-12-07 07:30", "")
	got := d.gives(t, "2026-12-08 10:00", "")
	if !got.Next.IsZero() || len(got.Told.Steps) != 0 {
		t.Errorf("kept a day after: %+v, next %s", got.Told, got.Next)
	}
}

func TestAnotherDayHasItsOwnReminders(t *testing.T) {
	d := town(t)
	d.make("2026-11-02 09:00", plan.Case, step(plan.Milestone, "2026-12-04"))
	d.gives(t, "2026-12-03 07:30", "daily -1")
	d.edit(1, moment("2026-12-03 09:00"), "ohoa", func(e *plan.Edit) error {
		return e.Postpone("1", calendar.MustDay("2026-12-11"), 0, "chờ kết luận")
	})
	same(t, d.follow("oanna", "2026-12-03 09:00", "2026-12-12 00:00"),
		"Fri 4/12 07:30 daily -7; Tue 8/12 07:30 daily -3; Thu 10/12 07:30 daily -1; Fri 11/12 07:30 daily 0")
	if _, ok := Standing(d.plansNow(), "k1.1:2026-12-04:0"); ok {
		t.Error("an occurrence of the former day stands")
	}
	if i, ok := Standing(d.plansNow(), "k1.1:2026-12-11:-7"); !ok || i.Ref() != "k1.1" {
		t.Error("one of the present day does not")
	}
}

func TestWhoIsGivenAStepIsRemindedFromThen(t *testing.T) {
	d := town(t)
	d.make("2026-11-02 09:00", plan.Case, step(plan.Milestone, "2026-12-04"))
	d.gives(t, "2026-12-03 07:30", "daily -1")
	d.edit(1, moment("2026-12-03 09:00"), "ohoa", func(e *plan.Edit) error { return e.Give("1", "obinh") })
	same(t, d.follow("oanna", "2026-12-03 09:00", "2026-12-31 00:00"), "")
	same(t, d.follow("obinh", "2026-12-03 09:00", "2026-12-04 12:00"), "Fri 4/12 07:30 daily 0")
	d.edit(1, moment("2026-12-04 13:00"), "ohoa", func(e *plan.Edit) error { return e.HandOver("obinh", "oanna") })
	same(t, d.follow("oanna", "2026-12-04 13:00", "2026-12-31 00:00"), "Mon 7/12 07:30 legal +1; Wed 9/12 07:30 legal +3")
}

func TestADoubtIsSaid(t *testing.T) {
	d := town(t)
	d.make("2026-11-02 09:00", plan.Case, step(plan.Limit, "2026-12-04"))
	d.edit(1, moment("2026-11-03 09:00"), "", func(e *plan.Edit) error { return e.Doubt("1", plan.ClauseEnded) })
	got := d.gives(t, "2026-12-04 07:30", "legal 0?")
	if got.Messages[0].Items[0].Doubt != plan.ClauseEnded {
		t.Errorf("%+v", got.Messages[0].Items[0])
	}
}

func TestHabits(t *testing.T) {
	d := town(t)
	d.make("2026-11-02 09:00", plan.Case, step(plan.Milestone, "2026-12-04"), step(plan.Limit, "2026-12-04"))
	d.habits["oanna"] = Habit{From: 9 * 60, To: 11 * 60, Before: []int{0}, Limits: []int{2, 14, 2, 99, -1}}
	same(t, d.follow("oanna", "2026-11-02 09:00", "2026-12-07 12:00"),
		"Fri 20/11 09:00 legal k1.2:-14; Wed 2/12 09:00 legal k1.2:-2; Fri 4/12 09:00 legal k1.2:0; Fri 4/12 09:00 daily 0; "+
			"Mon 7/12 09:00 legal +1 k1.2:+1")
	for _, wrong := range []Habit{{From: 600, To: 600}, {From: -1, To: 600}, {From: 600, To: 1441}, {To: 0}} {
		if from, to := wrong.Hours(); from != 450 || to != 1050 {
			t.Errorf("%+v: %d to %d", wrong, from, to)
		}
	}
	if _, err := ReadTold([]byte("{")); err == nil {
		t.Error("no JSON is read as what was told")
	}
}

func TestANewHabitDoesNotCatchUp(t *testing.T) {
	d := town(t)
	d.make("2026-11-02 09:00", plan.Case, step(plan.Milestone, "2026-12-04"), step(plan.Milestone, "2026-12-08"))
	d.gives(t, "2026-11-27 07:30", "daily -7")
	now, is := moment("2026-11-30 09:00"), Habit{From: 420, To: 1000, Before: []int{5, 2}}
	// Five days before the first step was Sunday, so Friday: that is past.
	d.told["oanna"] = d.told["oanna"].Adopt("oanna", now, d.view(), Habit{}, is)
	d.habits["oanna"] = is
	same(t, d.follow("oanna", "2026-11-30 09:00", "2026-12-08 12:00"),
		"Wed 2/12 07:00 daily -2; Thu 3/12 07:00 daily k1.2:-5; Fri 4/12 07:00 daily 0 k1.2:-2; Mon 7/12 07:00 legal +1; "+
			"Tue 8/12 07:00 daily k1.2:0")
}

func TestWhoHasNotJoinedIsGivenNothing(t *testing.T) {
	d := town(t)
	people := townspeople()
	people[0].Consented = time.Time{}
	d.people(people, townUnits...)
	d.make("2026-11-02 09:00", plan.Case, step(plan.Limit, "2026-12-04"))
	if got := d.gives(t, "2026-12-04 07:30", ""); !got.Next.IsZero() {
		t.Errorf("woken at %s", got.Next)
	}
	d.people(townspeople(), townUnits...)
	d.gives(t, "2026-12-04 10:00", "late legal 0")
}

func TestOccurrencesAreReadBack(t *testing.T) {
	p, s, day, r, ok := ReadOccurrence("k12.3:2026-12-04:-7")
	if !ok || p != "k12" || s != "3" || day != calendar.MustDay("2026-12-04") || r.Before() != 7 {
		t.Errorf("%s %s %s %s %v", p, s, day, r, ok)
	}
	for _, wrong := range []string{"", "k12", "k12.3", "k12.3:2026-12-04", "k12.3:2026-12-04:", "k12:2026-12-04:0", "k1.1:2026-13-04:0"} {
		if _, _, _, _, ok := ReadOccurrence(wrong); ok {
			t.Errorf("%q is read", wrong)
		}
	}
}
