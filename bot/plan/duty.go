package plan

import (
	"slices"

	"camnang/corpus/calendar"
)

// dutyKept is how many occurrences of a duty stay in its plan; of a weekly one those of twenty months, so that
// a report on last year has them all until autumn. Those that are open, or ended so lately that this can be undone, stay beyond it.
const dutyKept = 90

// Extend puts further occurrences of a Duty beside the last one, until the last is on or after the day: whoever leaves one
// undone is still reminded of the next. Occurrences are counted from the day that the rule gave the last one, wherever it
// was moved to since, so that none is left out and none comes twice; as many as a plan may have steps. Of any other plan,
// and of one that is cancelled, it changes nothing. The error is a *Problem: a rule that cannot be read.
func (e *Edit) Extend(until calendar.Day) error {
	for e.now.Kind == Duty && e.now.State != Cancelled {
		last := e.lastOccurrence()
		if last == nil || !last.first().Day.Before(until) {
			return nil
		}
		if more, err := e.occurAgain(*last); err != nil || !more {
			return err
		}
	}
	return nil
}

// first is the day and minute on which a step was due at first, before any change of it.
func (s *Step) first() Moved {
	if len(s.Moved) > 0 {
		return s.Moved[0]
	}
	return Moved{Day: s.Day, Minute: s.Minute}
}

// lastOccurrence is the step that was due last by the rule; nil when there is none with a day.
func (e *Edit) lastOccurrence() *Step {
	var last *Step
	for i := range e.now.Steps {
		s := &e.now.Steps[i]
		if day := s.first().Day; !day.IsZero() && (last == nil || day.After(last.first().Day)) {
			last = s
		}
	}
	return last
}

// occurAgain puts the occurrence after a step beside it: the same work by the same lead, due on the next day of the rule.
// It reports false when there is no room for it.
func (e *Edit) occurAgain(s Step) (bool, error) {
	rule, err := calendar.ParseRecurrence(e.now.Rule)
	if err != nil {
		return false, problem("rule_not_read", e.now.Rule)
	}
	from := s.first()
	next := rule.After(from.Day, 1)
	if len(next) == 0 {
		return false, problem("rule_not_read", e.now.Rule)
	}
	s.Day, s.Minute, s.Reason.Doubt = next[0], from.Minute, ""
	kept := slices.Clone(e.now.Steps)
	for len(kept) >= dutyKept {
		i := slices.IndexFunc(kept, func(s Step) bool { return !s.Open() && e.at.Sub(s.Ended.At) > undoWithin })
		if i < 0 {
			break
		}
		kept = slices.Delete(kept, i, i+1)
	}
	if len(kept) >= stepLimit {
		return false, nil
	}
	e.now.Steps = kept
	e.append(s)
	return true, nil
}
