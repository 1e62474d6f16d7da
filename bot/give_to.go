package bot

import (
	"context"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/quiz"
)

// giveToScreens choose for whom a draft is. Their first argument is the draft, the second a class or a unit.
func giveToScreens() []screen {
	return []screen{
		{name: "giveto", action: officer.ManagePush, about: aboutGiven, handle: ofDraft(func(c *Conversation, _ context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
			return c.giveTo(in, d, p.page), nil
		})},
		{name: "giveclass", action: officer.ManagePush, about: aboutGiven, handle: ofDraft(func(c *Conversation, _ context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
			id := officer.ClassID(p.args[1])
			if about := (officer.About{Class: id}); !slices.Contains(d.Classes, id) && !c.may(in, officer.PushClass, about) {
				return c.denied(in, "give", officer.PushClass, about), nil
			}
			next := d.WithClass(id)
			return c.giveTo(in, next, p.page).changing(next.Change()), nil
		})},
		{name: "giveunit", action: officer.ManagePush, about: aboutGiven, handle: ofDraft(func(c *Conversation, _ context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
			return c.giveUnit(in, d, officer.UnitID(p.args[1]), p.page), nil
		})},
		{name: "giveunittick", action: officer.ManagePush, about: aboutGiven, handle: ofDraft(func(c *Conversation, _ context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
			id := officer.UnitID(p.args[1])
			if about := (officer.About{Unit: id}); !slices.Contains(d.Units, id) && !c.may(in, officer.PushUnit, about) {
				return c.denied(in, "give", officer.PushUnit, about), nil
			}
			next := d.WithUnit(id)
			if _, there := in.Roster.Unit(id); !there || !c.may(in, officer.PushUnit, officer.About{Unit: id}) {
				return c.giveTo(in, next, 1).changing(next.Change()), nil
			}
			return c.giveUnit(in, next, id, p.page).changing(next.Change()), nil
		})},
	}
}

// giveChoice is a line of the list of those whom a draft may be for.
type giveChoice struct {
	label, screen, id string
}

// giveTo lists the classes, each to tick, and the units at which the actor enters the tree; what is chosen and may not be
// chosen any longer stands first, to be taken out.
func (c *Conversation) giveTo(in input, d *quiz.Push, asked int) Turn {
	var all []giveChoice
	for _, id := range d.Classes {
		if !c.may(in, officer.PushClass, officer.About{Class: id}) {
			all = append(all, giveChoice{say("give_take_out", giveName(classLabel(in.Roster, id))), "giveclass", string(id)})
		}
	}
	for _, id := range d.Units {
		if !c.may(in, officer.PushUnit, officer.About{Unit: id}) {
			all = append(all, giveChoice{say("give_take_out", giveName(unitLabel(in.Roster, id))), "giveunittick", string(id)})
		}
	}
	for _, class := range c.giveClasses(in) {
		name := say("give_to_class", class.Name, len(in.Roster.Members(class.ID)))
		all = append(all, giveChoice{giveTicked(name, slices.Contains(d.Classes, class.ID)), "giveclass", string(class.ID)})
	}
	for _, u := range c.giveUnits(in) {
		name := say("give_to_unit", u.Name, len(in.Roster.Officers(u.ID, true)))
		all = append(all, giveChoice{giveTicked(name, slices.Contains(d.Units, u.ID)), "giveunit", string(u.ID)})
	}
	page, last, from, to := paged(len(all), givePage, asked)
	var s sheet
	s.para(bold(say("give_to_heading")))
	s.line(plain(say("give_card_to", c.giveAudience(in, d))))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	s.para(plain(say("give_to_how")))
	var rows [][]Button
	for _, choice := range all[from:to] {
		at := page
		if choice.screen == "giveunit" {
			at = 1
		}
		rows = append(rows, []Button{opens(choice.label, choice.screen, at, string(d.ID), choice.id)})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("giveto", n, string(d.ID)) })...)
	return inPlace(in.Event, s.done(), append(rows, giveDone(d)))
}

// giveUnits are where the actor enters the tree of units to give questions to.
func (c *Conversation) giveUnits(in input) []*officer.Unit {
	var out []*officer.Unit
	var enter func(units []*officer.Unit)
	enter = func(units []*officer.Unit) {
		for _, u := range units {
			if c.may(in, officer.PushUnit, officer.About{Unit: u.ID}) {
				out = append(out, u)
				continue
			}
			enter(in.Roster.Below(u.ID))
		}
	}
	enter(in.Roster.Top())
	return out
}

// giveUnit shows a unit to tick, and a page of those below it.
func (c *Conversation) giveUnit(in input, d *quiz.Push, id officer.UnitID, asked int) Turn {
	u, ok := in.Roster.Unit(id)
	if !ok {
		return refusal(in.Event, say("unit_gone"))
	}
	if about := (officer.About{Unit: id}); !c.may(in, officer.PushUnit, about) {
		return c.denied(in, "give", officer.PushUnit, about)
	}
	below := in.Roster.Below(id)
	page, last, from, to := paged(len(below), givePage, asked)
	chosen := slices.Contains(d.Units, id)
	var s sheet
	s.para(bold(u.Name))
	s.line(plain(say("give_unit_numbers", len(in.Roster.Officers(id, true)))))
	s.para(plain(say("give_card_to", c.giveAudience(in, d))))
	label := say("give_unit_tick")
	if chosen {
		label = say("give_unit_untick")
	}
	rows := [][]Button{{opens(label, "giveunittick", page, string(d.ID), string(id))}}
	for _, b := range below[from:to] {
		name := say("give_to_unit", b.Name, len(in.Roster.Officers(b.ID, true)))
		rows = append(rows, []Button{opens(giveTicked(name, slices.Contains(d.Units, b.ID)), "giveunit", 1, string(d.ID), string(b.ID))})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("giveunit", n, string(d.ID), string(id)) })...)
	back := opens(say("back"), "giveto", 1, string(d.ID))
	if c.may(in, officer.PushUnit, officer.About{Unit: u.Parent}) {
		back = opens(say("back"), "giveunit", 1, string(d.ID), string(u.Parent))
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{back}, giveDone(d)))
}

// giveDone is the row that leads back to the card of a draft.
func giveDone(d *quiz.Push) []Button {
	return []Button{opens(say("give_done"), "push", 1, string(d.ID))}
}

// giveTicked marks the label of what is chosen.
func giveTicked(label string, chosen bool) string {
	if chosen {
		return "✔ " + label
	}
	return label
}
