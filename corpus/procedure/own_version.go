package procedure

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"camnang/corpus/viet"
)

// Confirm returns the procedure as confirmed by a second person; false when it has problems or when whoever confirms is
// nobody or entered it. The version that was in use before is in use no more.
func (o Own) Confirm(by string, at time.Time) (Own, bool) {
	o.ConfirmedBy, o.ConfirmedAt = by, at
	if !o.Confirmed() {
		return o, false
	}
	o.Before = nil
	return o, true
}

// Confirmed reports whether a second person confirmed this version and it has no problems.
func (o Own) Confirmed() bool {
	return o.ConfirmedBy != "" && o.ConfirmedBy != o.By && len(o.Problems()) == 0
}

// InUse returns the version that is used: this one once it is confirmed, until then the one confirmed before it; false when
// there is neither.
func (o Own) InUse() (Own, bool) {
	if o.Confirmed() {
		return o, true
	}
	if o.Before != nil && o.Before.Confirmed() {
		return *o.Before, true
	}
	return Own{}, false
}

// Edited returns the procedure with other steps, entered by somebody at a moment. A step keeps the id of the step with the
// same title, of this version or of the one in use; of several with one title the first that is left gives its own. Every
// other step gets an id that no step had. The changed procedure waits for its confirmation; the version that was in use
// stays so.
func (o Own) Edited(steps []OwnStep, by string, at time.Time) Own {
	o = o.identified()
	known := slices.Clone(o.Steps)
	if used, ok := o.InUse(); ok {
		used = used.identified()
		used.Before = nil
		o.Before = &used
		known = append(known, used.Steps...)
	}
	o.Steps = slices.Clone(steps)
	taken := map[string]bool{}
	for i := range o.Steps {
		o.Steps[i].ID = ""
		for _, k := range known {
			if !taken[k.ID] && viet.Fold(k.Title) == viet.Fold(o.Steps[i].Title) {
				o.Steps[i].ID, taken[k.ID] = k.ID, true
				break
			}
		}
	}
	o = o.identified()
	o.By, o.At, o.ConfirmedBy, o.ConfirmedAt = by, at, "", time.Time{}
	return o
}

// identified returns the procedure with an id for each step that had none.
func (o Own) identified() Own {
	next := max(1, o.NextStep)
	for _, s := range o.Steps {
		if n, err := strconv.Atoi(s.ID); err == nil {
			next = max(next, n+1)
		}
	}
	o.Steps = slices.Clone(o.Steps)
	for i := range o.Steps {
		if o.Steps[i].ID == "" {
			o.Steps[i].ID = strconv.Itoa(next)
			next++
		}
	}
	o.NextStep = next
	return o
}

// Procedure returns this version in the form of the general ones. The limit of the step with the id S is "own:ID:S".
func (o Own) Procedure() *Procedure {
	p := &Procedure{ID: o.ID, Kind: o.Kind, Level: o.Level, Title: o.Title, Unit: o.Unit}
	for _, s := range o.identified().Steps {
		document := cmp.Or(s.Document, o.Document)
		step := Step{
			ID: s.ID, Stage: s.Stage, Title: s.Title, Who: s.Who, Product: s.Product, Document: document,
			Sample: document == "",
		}
		if s.Amount > 0 {
			// Which event a plan begins with is not said of an own procedure, so the day of each event is asked for.
			step.Limit, step.Later = fmt.Sprintf("%s%s:%s", ownPrefix, o.ID, s.ID), true
			l := Limit{ID: step.Limit, Event: s.Event, Action: s.Title, Who: s.Who, Amount: s.Amount, Unit: s.Unit, Document: document}
			if s.Extension > 0 {
				l.Extension = &Extension{Amount: s.Extension, Unit: s.ExtensionUnit}
			}
			p.Limits = append(p.Limits, l)
		}
		p.Steps = append(p.Steps, step)
	}
	return p
}

// ownPrefix begins the id of every limit of a unit's own procedure, and of no other.
const ownPrefix = "own:"

// Agreed returns the limit that something was made by, from what is kept of it: its id, event, action, amount, unit and
// document. Of a unit's own limit what is kept holds, whatever became of the procedure since; its extension and who acts are those
// of the procedure in use, as long as it sets the same amount. A general limit is the one that the set knows, because the
// law counts as it stands; so is an own one of which no amount is kept. False when there is none.
func (s *Set) Agreed(kept Limit) (Limit, bool) {
	known, ok := s.Limit(kept.ID)
	if !strings.HasPrefix(kept.ID, ownPrefix) || kept.Amount <= 0 || Length(kept.Amount, kept.Unit) == "" {
		return known, ok
	}
	l := Limit{
		ID: kept.ID, Event: kept.Event, Action: cmp.Or(kept.Action, known.Action), Amount: kept.Amount, Unit: kept.Unit, Document: kept.Document,
	}
	if ok && known.Amount == kept.Amount && known.Unit == kept.Unit {
		l.Who, l.Extension = known.Who, known.Extension
	}
	return l, true
}
