package bot

import (
	"slices"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/reminder"
)

// orphan is what somebody who left still leads in one plan.
type orphan struct {
	plan *plan.Plan
	lead officer.ID
	open int
}

// orphaned tells who must hand it on of the open steps of officers who just left: each of them once, of all that is theirs to
// hand on. now is the roster without those who left. An officer's own errands end with the officer and are told to nobody.
func (c *Conversation) orphaned(in input, now *officer.Roster, left ...officer.ID) Turn {
	in.Roster = now
	told := map[officer.ID][]orphan{}
	for _, lead := range left {
		for _, o := range orphansOf(in.Book, lead) {
			for _, to := range c.handers(in, o) {
				told[to] = append(told[to], o)
			}
		}
	}
	var t Turn
	for _, o := range now.All() {
		orphans := told[o.ID]
		if len(orphans) == 0 {
			continue
		}
		text, buttons := c.orphansText(in, o, orphans)
		if o.ID == in.Actor.Officer.ID {
			t = t.and(message(text, buttons))
			continue
		}
		t = t.and(in.tells(o.ID, text, buttons))
	}
	return t
}

// orphansOf are the plans in which somebody leads an open step, in the order of their next days.
func orphansOf(book *plan.Book, lead officer.ID) []orphan {
	var out []orphan
	for _, i := range book.LedBy(lead) {
		at := slices.IndexFunc(out, func(o orphan) bool { return o.plan.ID == i.Plan.ID })
		if at < 0 {
			out = append(out, orphan{plan: i.Plan, lead: lead})
			at = len(out) - 1
		}
		out[at].open++
	}
	return out
}

// handers are those who are told: who is above the lead and may change the plan; else who owns it; else the nearest heads of
// its unit; and where nobody has joined who may, who is above the lead, to find somebody.
func (c *Conversation) handers(in input, o orphan) []officer.ID {
	able := func(id officer.ID) bool { return c.mayChange(in, id, o.plan) }
	above := reminder.Above(in.Roster, o.lead)
	if o.plan.Unit == "" {
		above = nil
	}
	if out := slices.DeleteFunc(slices.Clone(above), func(id officer.ID) bool { return !able(id) }); len(out) > 0 {
		return out
	}
	if o.plan.Owner != o.lead && able(o.plan.Owner) {
		return []officer.ID{o.plan.Owner}
	}
	for _, u := range slices.Backward(in.Roster.Path(o.plan.Unit)) {
		var heads []officer.ID
		for _, h := range in.Roster.HeadsOf(u.ID) {
			if h.Joined() {
				heads = append(heads, h.ID)
			}
		}
		if len(heads) > 0 {
			return heads
		}
	}
	return above
}

// mayChange says whether an officer who has joined may hand over what is in a plan.
func (c *Conversation) mayChange(in input, id officer.ID, p *plan.Plan) bool {
	o, ok := in.Roster.Officer(id)
	if !ok || !o.Joined() {
		return false
	}
	actor := officer.Actor{Account: o.Telegram, Officer: o, First: c.cfg.First[o.Telegram]}
	return in.Roster.May(actor, officer.ChangeWork, work(p, nil))
}

// orphansText is the message: the codes, whose, and a button for each plan that the reader may hand on.
func (c *Conversation) orphansText(in input, to *officer.Officer, orphans []orphan) (text []Span, buttons [][]Button) {
	var s sheet
	s.para(bold(say("orphans_heading")))
	s.line(plain(say("orphans_what")))
	able := false
	for n, o := range orphans {
		if n == problemsShown {
			s.line(plain(say("orphans_more", len(orphans)-n)))
			break
		}
		s.line(plain(say("orphans_line", o.plan.Code(), in.name(o.lead), o.open)))
		if c.mayChange(in, to.ID, o.plan) {
			able = true
			buttons = append(buttons, []Button{opens(o.plan.Code()+" – "+o.plan.Title, "plan", 1, string(o.plan.ID))})
		}
	}
	if able {
		s.para(plain(say("orphans_how", say("plan_hand"))))
	} else {
		s.para(plain(say("orphans_nobody")))
	}
	return s.done(), buttons
}

// plansUp are the edits that make the plans of a unit those of the unit above it. The error is a *plan.Problem.
func (c *Conversation) plansUp(in input, unit, above officer.UnitID) ([]*plan.Edit, error) {
	var edits []*plan.Edit
	for _, p := range in.Book.OfUnit(unit) {
		e := p.Edit(in.Actor.Officer.ID, c.cfg.Now())
		if err := e.MoveUnit(above); err != nil {
			return nil, err
		}
		edits = append(edits, e)
	}
	return edits, nil
}
