package plan

import (
	"slices"

	"camnang/bot/officer"
)

// Give makes another officer the lead of a step; "" leaves it without one. A request for more time ends with it. That the
// officer may be given it is the caller's to check.
func (e *Edit) Give(step string, to officer.ID) error {
	s, err := e.open(step)
	switch {
	case err != nil:
		return err
	case s.Lead == to:
		return problem("same_lead")
	}
	e.change(Given, step, string(to), func(s *Step) { s.give(to) })
	return nil
}

func (s *Step) give(to officer.ID) { s.Lead, s.Asked = to, nil }

// SetTeam makes these officers the team, each once.
func (e *Edit) SetTeam(team ...officer.ID) error {
	team = each(team)
	if slices.Equal(team, e.now.Team) {
		return problem("nothing_changed")
	}
	e.whole(TeamChanged, "", func(p *Plan) { p.Team = team })
	return nil
}

// HandOver gives all that is an officer's in the plan to another one: the open steps that the officer leads, as Give does,
// the plan when the officer owns it, and the place in the team. It is for whoever leaves, so also for plans that are
// closed or cancelled. It makes an entry for each step and one for the rest; Undo takes them back together.
func (e *Edit) HandOver(from, to officer.ID) error {
	if from == to {
		return problem("same_officer")
	}
	before, with := len(e.made), e.now.NextEntry
	for i := range e.now.Steps {
		if s := &e.now.Steps[i]; s.Open() && s.Lead == from {
			e.change(HandedOver, s.ID, string(to), func(s *Step) { s.give(to) })
		}
	}
	if e.now.Owner == from || slices.Contains(e.now.Team, from) {
		e.whole(HandedOver, string(to), func(p *Plan) {
			if p.Owner == from {
				p.Owner = to
			}
			if i := slices.Index(p.Team, from); i >= 0 {
				team := slices.Clone(p.Team)
				team[i] = to
				p.Team = each(team)
			}
		})
	}
	if len(e.made) == before {
		return problem("nothing_to_hand_over")
	}
	for _, log := range [][]Entry{e.now.Log, e.made} {
		for i := range log {
			if log[i].Number >= with {
				log[i].With = with
			}
		}
	}
	return nil
}

// MoveUnit makes the plan that of another unit: the one above, when its own is removed. It cannot be undone.
func (e *Edit) MoveUnit(unit officer.UnitID) error {
	if e.now.Unit == unit {
		return problem("nothing_changed")
	}
	e.now.Unit = unit
	e.enter(Entry{What: UnitMoved, Note: string(unit)})
	return nil
}
