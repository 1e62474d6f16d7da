package plan

import (
	"cmp"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/corpus/calendar"
	"camnang/corpus/procedure"
)

// Report counts the steps of plans in a period as they stood when it ended, or as they stand now when it has not ended:
// one made later about the same period says the same, as long as nothing of it was undone or its plan's log cut.
//
// A step is counted when it was due in the period (Planned), whatever became of it, or when it had been due before and was
// still open as the period began (Carried). Work finished ahead of its period is counted where it was due. So of a
// period that has ended, what is Overdue is Carried in the next one of the same length.
type Report struct {
	Period Period
	// Until is the last day that is looked at: the last of the period, or today.
	Until calendar.Day
	Total Tally
	// ByWork has a portion for each kind of work, in the order in which officers choose one, then those of plans whose work
	// nothing says; ByUnit has one for each unit, by its id. Portions without a step are left out.
	ByWork, ByUnit []Portion
	// Overdue are the steps that Total counts as such, those due first before the others.
	Overdue []Arrear
	// Undated is how many open steps have no day; they are counted nowhere else.
	Undated int
}

// Portion is a part of a report: one kind of work, or one unit.
type Portion struct {
	// Work is what work the plans are for; "" when nothing says it, and then Kind is what they are. Both are "" for a unit.
	Work procedure.Kind
	Kind Kind
	// Unit is whose plans they are: "" for plans of no unit, and for a kind of work.
	Unit officer.UnitID
	Tally
}

// Tally is how many steps there are of each sort. Planned and Carried make up all of them; so do Done, DoneLate, Overdue,
// Ahead, MovedOn and Cancelled.
type Tally struct {
	// Plans is how many plans the steps belong to, PlansDone how many of those have ended with something done in them.
	Plans, PlansDone int
	Planned, Carried int
	// Done is done in time, DoneLate after the day or the minute of it that the step was due by.
	Done, DoneLate int
	// Overdue is not done though it was due; Ahead is not due yet.
	Overdue, Ahead int
	// MovedOn is moved to after the period and not done; Cancelled is not to be done any more.
	MovedOn, Cancelled int
	// Extended is to how many of all of them the head granted more time, Postponed how many were moved to a later day
	// otherwise, both at any time.
	Extended, Postponed int
}

// All is how many steps are counted.
func (t Tally) All() int { return t.Planned + t.Carried }

// Arrear is a step that is overdue. Day is when it was due, Days how many days of the calendar lie between it and
// the last day looked at, 0 for one that was due on that very day.
type Arrear struct {
	Item
	Day  calendar.Day
	Days int
}

// Count makes the report on some plans. now is in the officers' time zone; works says what work a procedure is for, ""
// when it does not know its id.
func Count(plans []*Plan, period Period, works func(procedure string) procedure.Kind, now time.Time) Report {
	c := newCut(period, now)
	r := Report{Period: period, Until: c.until}
	byWork, byUnit := map[Portion]*Tally{}, map[Portion]*Tally{}
	add := func(to map[Portion]*Tally, key Portion, t Tally) {
		if to[key] == nil {
			to[key] = &Tally{}
		}
		to[key].add(t)
	}
	for _, p := range plans {
		t := c.plan(p, &r)
		if t.All() == 0 {
			continue
		}
		r.Total.add(t)
		add(byUnit, Portion{Unit: p.Unit}, t)
		if work := reportedWork(p, works); work != "" {
			add(byWork, Portion{Work: work}, t)
		} else {
			add(byWork, Portion{Kind: p.Kind}, t)
		}
	}
	r.ByWork, r.ByUnit = portions(byWork), portions(byUnit)
	slices.SortStableFunc(r.Overdue, func(a, b Arrear) int {
		return cmp.Or(cmp.Compare(b.Days, a.Days), cmp.Compare(a.Plan.Number, b.Plan.Number))
	})
	return r
}

// reportedWork is what work a plan is for: that of its procedure, or what the file says from which it was read in.
func reportedWork(p *Plan, works func(string) procedure.Kind) procedure.Kind {
	if p.Procedure != "" {
		if work := works(p.Procedure); work != "" {
			return work
		}
	}
	if p.File != nil {
		return p.File.Work
	}
	return ""
}

// reportKinds are the kinds of plans in the order of a report.
var reportKinds = []Kind{Year, Case, Duty, Errand}

func portions(tallies map[Portion]*Tally) []Portion {
	var out []Portion
	for key, t := range tallies {
		key.Tally = *t
		out = append(out, key)
	}
	// Of no work comes after every work.
	place := func(k procedure.Kind) int {
		if i := slices.Index(procedure.Kinds, k); i >= 0 {
			return i
		}
		return len(procedure.Kinds)
	}
	slices.SortFunc(out, func(a, b Portion) int {
		return cmp.Or(cmp.Compare(place(a.Work), place(b.Work)), cmp.Compare(a.Work, b.Work),
			cmp.Compare(slices.Index(reportKinds, a.Kind), slices.Index(reportKinds, b.Kind)), cmp.Compare(a.Unit, b.Unit))
	})
	return out
}

func (t *Tally) add(u Tally) {
	t.Plans += u.Plans
	t.PlansDone += u.PlansDone
	t.Planned += u.Planned
	t.Carried += u.Carried
	t.Done += u.Done
	t.DoneLate += u.DoneLate
	t.Overdue += u.Overdue
	t.Ahead += u.Ahead
	t.MovedOn += u.MovedOn
	t.Cancelled += u.Cancelled
	t.Extended += u.Extended
	t.Postponed += u.Postponed
}
