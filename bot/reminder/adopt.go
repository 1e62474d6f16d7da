package reminder

import (
	"slices"
	"time"

	"camnang/bot/officer"
)

// Adopt is t for an officer whose habit changes now from was to is: a reminder that only the new habit has and that would
// have been due before now is over, so that whoever chooses five days before is not told at once of all that is due in
// three. What was missed by the old habit is still given. It is written together with the new habit.
func (t Told) Adopt(who officer.ID, now time.Time, v View, was, is Habit) Told {
	before, after := newDecider(who, now, v, was, t), newDecider(who, now, v, is, t)
	for _, i := range v.Book.LedBy(who) {
		if i.Step.Day.IsZero() {
			break
		}
		before.rungs = before.ladder(before.rungs[:0], i, true)
		after.rungs = after.ladder(after.rungs[:0], i, true)
		mark := after.told.Steps[key(i)]
		over := mark
		for _, r := range after.rungs {
			named := func(o rung) bool { return o.name == r.name }
			at, _, _ := after.due(r, i)
			if !at.After(now) && !slices.ContainsFunc(before.rungs, named) {
				over = over.with(r.name)
			}
		}
		if len(over.Rungs) > len(mark.Rungs) {
			after.set(key(i), over)
		}
	}
	return after.told
}
