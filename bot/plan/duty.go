package plan

import (
	"slices"
	"strconv"

	"camnang/corpus/calendar"
)

// dutyKept is how many occurrences of a duty stay in its plan; of a monthly one that is three years.
const dutyKept = 36

// Extend puts further occurrences of a Duty beside the last one, until the last is on or after the day: whoever leaves one
// undone is still reminded of the next. Of any other plan, and of one that is cancelled, it changes nothing. The error is
// that of a rule that cannot be read.
func (e *Edit) Extend(until calendar.Day) error {
	for e.now.Kind == Duty && e.now.State != Cancelled {
		last := e.lastOccurrence()
		if last == nil || !last.Day.Before(until) {
			return nil
		}
		if err := e.occurAgain(*last); err != nil {
			return err
		}
	}
	return nil
}

// lastOccurrence is the step that is due last; nil when there is none with a day.
func (e *Edit) lastOccurrence() *Step {
	var last *Step
	for i := range e.now.Steps {
		if s := &e.now.Steps[i]; !s.Day.IsZero() && (last == nil || s.Day.After(last.Day)) {
			last = s
		}
	}
	return last
}

// occurAgain puts the occurrence after a step beside it: the same work, due on the next day of the rule.
func (e *Edit) occurAgain(s Step) error {
	rule, err := calendar.ParseRecurrence(e.now.Rule)
	if err != nil {
		return problem("rule_not_read", e.now.Rule)
	}
	next := rule.After(s.Day, 1)
	if len(next) == 0 {
		return problem("rule_not_read", e.now.Rule)
	}
	s.ID, s.Day, s.Ended, s.Asked, s.Moved = strconv.Itoa(e.now.NextStep), next[0], nil, nil, nil
	s.Reason.Doubt = ""
	e.now.NextStep++
	for len(e.now.Steps) >= dutyKept {
		i := slices.IndexFunc(e.now.Steps, func(s Step) bool { return !s.Open() })
		if i < 0 {
			break
		}
		e.now.Steps = slices.Delete(e.now.Steps, i, i+1)
	}
	e.now.Steps = append(e.now.Steps, s)
	e.settleState()
	e.enter(Entry{What: StepAdded, Step: s.ID})
	return nil
}
