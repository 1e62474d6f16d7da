package plan

import (
	"slices"
	"time"
)

// undoWithin is how long what was done can be taken back.
const undoWithin = 24 * time.Hour

// Undo takes back what the entry with the number did, within 24 hours and as long as nothing changed that since; what else
// was changed stays. What a HandOver did is taken back together, all of it or nothing. Undoing cannot be undone, nor what
// keeps no Was. The next occurrence of a Duty, which Done put beside the one that is open again, stays.
func (e *Edit) Undo(number int) error {
	i := slices.IndexFunc(e.now.Log, func(l Entry) bool { return l.Number == number })
	if i < 0 {
		return problem("cannot_undo")
	}
	asked := e.now.Log[i]
	switch {
	case asked.Undone:
		return problem("undone_already")
	case e.at.Sub(asked.At) > undoWithin:
		return problem("undo_too_late")
	case asked.Was == nil:
		return problem("cannot_undo")
	}
	back := e.now
	back.Steps, back.Log = slices.Clone(back.Steps), slices.Clone(back.Log)
	var taken []Entry
	for i := range back.Log {
		l := &back.Log[i]
		if l.Number != number && (l.With == 0 || l.With != asked.With) {
			continue
		}
		if !back.takeBack(*l) {
			return problem("changed_since")
		}
		l.Undone = true
		taken = append(taken, Entry{What: Undone, Step: l.Step, Note: string(l.What)})
	}
	e.now = back
	e.settleState()
	for _, entry := range taken {
		e.enter(entry)
	}
	return nil
}

// takeBack makes what an entry changed as it was before; false when it is no longer as the entry left it.
func (p *Plan) takeBack(l Entry) bool {
	was, now := l.Was, l.Now
	if was.Step == nil {
		return restore(&p.Title, was.Title, now.Title) && restore(&p.State, was.State, now.State) &&
			restore(&p.Owner, was.Owner, now.Owner) && p.restoreTeam(was, now)
	}
	s, ok := p.Step(l.Step)
	if !ok || !same(*s, *now.Step) {
		return false
	}
	*s = *was.Step
	return true
}

// restore makes a value as it was when it was changed; false when it was changed again.
func restore[T comparable](value *T, was, now T) bool {
	switch {
	case was == now:
		return true
	case *value != now:
		return false
	}
	*value = was
	return true
}

func (p *Plan) restoreTeam(was, now *Part) bool {
	switch {
	case slices.Equal(was.Team, now.Team):
		return true
	case !slices.Equal(p.Team, now.Team):
		return false
	}
	p.Team = slices.Clone(was.Team)
	return true
}
