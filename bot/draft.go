package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/procedure"
	"camnang/corpus/viet"
)

// draft is a plan that somebody is making, kept as the argument of the wait that asks for the rest.
type draft struct {
	Unit      officer.UnitID `json:"u"`
	Procedure string         `json:"p"`
	Start     calendar.Day   `json:"s,omitzero"`
	// Report and Conclusion are asked for where no limit gives a day; Asked counts those asked for.
	Report     calendar.Day `json:"r,omitzero"`
	Conclusion calendar.Day `json:"c,omitzero"`
	Asked      int          `json:"a,omitempty"`
	// Days and Dropped are by the place of the step in the procedure, from 0.
	Days    map[int]calendar.Day `json:"d,omitempty"`
	Dropped []int                `json:"x,omitempty"`
}

func (d draft) String() string {
	out, err := json.Marshal(d)
	if err != nil {
		panic(fmt.Sprintf("bot: a draft: %v", err))
	}
	return string(out)
}

func readDraft(s string) (d draft, ok bool) { return d, json.Unmarshal([]byte(s), &d) == nil }

// place is where the n-th step that is left, from 1, stands in the procedure.
func (d draft) place(n int) int {
	for place := 0; ; place++ {
		if slices.Contains(d.Dropped, place) {
			continue
		}
		if n--; n == 0 {
			return place
		}
	}
}

var stepNumber = regexp.MustCompile(`^(?:(bo|huy)\s+)?(?:buoc\s*)?(\d{1,2})\b[\s:.\-–]*`)

// readStepNumber reads "3: 20/12/2026", "bước 3 20/12" and "bỏ 3".
func readStepNumber(text string) (n int, rest string, drops, ok bool) {
	m := stepNumber.FindStringSubmatch(viet.Unmark(text))
	if m == nil {
		return 0, "", false, false
	}
	n, _ = strconv.Atoi(m[2])
	// What stands behind the number is found again in the text as it was typed.
	if _, after, found := strings.Cut(text, m[2]); found {
		rest = strings.TrimLeft(after, " :.-–")
	}
	return n, rest, m[1] != "", n > 0
}

// anyDay reads a text that must name one day, past ones too: a start event may lie behind.
func (c *Conversation) anyDay(ctx context.Context, in input, text string) (w calendar.When, what string, err error) {
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return calendar.When{}, "", fmt.Errorf("read the days off: %w", err)
	}
	r := calendar.ReadWhen(text, c.now(), days)
	switch {
	case len(r.Whens) == 1 && len(r.Impossible) == 0:
		if w = r.Whens[0]; !w.To.IsZero() || w.By || r.Repeat != "" {
			return calendar.When{}, say("day_one", r.Phrase), nil
		}
		return w, "", nil
	case len(r.Impossible) > 0:
		return calendar.When{}, say("day_impossible", strings.Join(r.Impossible, "; ")), nil
	case len(r.Whens) > 1:
		var lines []string
		for _, w := range r.Whens {
			lines = append(lines, "– "+w.Echo)
		}
		return calendar.When{}, say("day_ambiguous", r.Phrase, strings.Join(lines, "\n")), nil
	}
	return calendar.When{}, say("day_not_read"), nil
}

// planOf is the plan that a draft makes, without a number, and for each of its steps why its limit is not computed ("":
// it has none, or is).
func (c *Conversation) planOf(ctx context.Context, in input, d draft) (p plan.Plan, refused []string, err error) {
	set, err := c.procedures(ctx, in, d.Unit)
	if err != nil {
		return plan.Plan{}, nil, err
	}
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return plan.Plan{}, nil, fmt.Errorf("read the days off: %w", err)
	}
	me := in.Actor.Officer.ID
	p = plan.Plan{Kind: plan.Case, Title: say("three_title"), Unit: d.Unit, Owner: me, Created: c.cfg.Now().UTC(), Begins: d.Start}
	var steps []plan.Step
	why := map[int]string{}
	if found, ok := procedureOf(set, d.Procedure); ok {
		p.Title, p.Procedure = found.Title, found.ID
		for n := range found.Steps {
			step, refused := c.stepOf(set, found.Steps[n], d.Start, days)
			steps = append(steps, step)
			why[n] = refused
		}
		c.dateStages(steps, d)
	} else {
		begins := d.Start
		if begins.Before(c.today(c.cfg.Now()).Day) {
			// It has begun: there is nothing to be reminded of.
			begins = calendar.Day{}
		}
		steps = []plan.Step{
			{Title: say("three_start"), Day: begins, Weight: plan.Ordinary},
			{Title: say("three_report"), Day: d.Report, Weight: plan.Milestone},
			{Title: say("three_conclusion"), Day: d.Conclusion, Weight: plan.Milestone},
		}
	}
	for place, step := range steps {
		if slices.Contains(d.Dropped, place) {
			continue
		}
		if day, changed := d.Days[place]; changed {
			step.Day, step.Reason = day, plan.Reason{Source: plan.Typed}
		}
		step.Lead = me
		if step.Reason.Source == "" {
			step.Reason.Source = plan.Typed
		}
		p.Steps = append(p.Steps, step)
		refused = append(refused, why[place])
	}
	return p, refused, nil
}

// stepOf is a step of a procedure in a plan that begins on a day, and why its limit is not computed from that day.
func (c *Conversation) stepOf(set *procedure.Set, s procedure.Step, start calendar.Day, days *calendar.Workdays) (step plan.Step, refused string) {
	today := c.today(c.cfg.Now())
	step = plan.Step{
		Title: s.Title, Stage: plan.Stage(s.Stage), Product: s.Product, Sample: !s.Stands(today), Weight: plan.Ordinary,
		Reason: plan.Reason{Document: s.Document},
	}
	if clause, ok := c.cfg.Library.Clause(s.Clause); ok && !step.Sample {
		step.Reason.Rests = c.restOn(clause)
	}
	if s.Limit == "" {
		return step, ""
	}
	step.Weight = plan.Limit
	limit, ok := set.Limit(s.Limit)
	if ok {
		step.Reason.Limit, step.Reason.Event = limit.ID, limit.Event
	}
	if s.Later {
		if limit.Own() {
			// The unit may change its procedure; the plan keeps what was agreed when it was made.
			step.Reason.Amount, step.Reason.Unit, step.Reason.Document = limit.Amount, limit.Unit, limit.Document
		}
		return step, ""
	}
	day, reason, not := c.computed(limit, start, today, days)
	if not != "" {
		return step, refusedText(not, limit)
	}
	step.Day, step.Reason = day, reason
	return step, ""
}

// computed is the day of a limit with its reason; refused says why it is not computed.
func (c *Conversation) computed(l procedure.Limit, start calendar.Day, today calendar.AsOf, days *calendar.Workdays) (calendar.Day, plan.Reason, procedure.Refusal) {
	got, refused := procedure.Counted(l, start, today, days)
	if refused != "" {
		return calendar.Day{}, plan.Reason{}, refused
	}
	r := plan.Reason{
		Source: plan.Computed, Limit: l.ID, Event: l.Event, Start: start, Amount: l.Amount, Unit: l.Unit, Document: l.Document,
	}
	if clause, ok := c.cfg.Library.Clause(l.Clause); ok {
		r.Rests = c.restOn(clause)
		r.Rests.Confidence = l.Confidence
		if clause.On(today) == corpus.Lapsed {
			r.Document = say("old_case", l.Cited)
		}
	}
	return got.Day, r, ""
}

// dateStages gives the days that were asked for to the steps that they are about: the report at the end of the conduct,
// and the first of the conclusion. The day of the start is no step's day: it is when the work begins.
func (c *Conversation) dateStages(steps []plan.Step, d draft) {
	at := func(stage plan.Stage, last bool) *plan.Step {
		var found *plan.Step
		for i := range steps {
			if s := &steps[i]; s.Stage == stage && s.Weight != plan.Limit && (found == nil || last) {
				found = s
			}
		}
		return found
	}
	set := func(s *plan.Step, day calendar.Day, w plan.Weight) {
		if s != nil && !day.IsZero() {
			s.Day, s.Weight, s.Reason.Source = day, w, plan.Typed
		}
	}
	set(at(plan.Conduct, true), d.Report, plan.Milestone)
	set(at(plan.Conclude, false), d.Conclusion, plan.Milestone)
}
