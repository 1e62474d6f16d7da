package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"camnang/bot"
	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/bot/reminder"
	"camnang/corpus/calendar"
)

// act is what somebody does, as an update carries it.
type act struct {
	What string    `json:"what"`
	At   time.Time `json:"at"`
	// Plans are to be made, New is a step for Plan.
	Plans  []plan.Plan    `json:"plans,omitempty"`
	New    *plan.Step     `json:"new,omitempty"`
	Plan   plan.ID        `json:"plan,omitempty"`
	Step   string         `json:"step,omitempty"`
	Day    calendar.Day   `json:"day,omitzero"`
	Minute int            `json:"minute,omitempty"`
	Who    officer.ID     `json:"who,omitempty"`
	To     officer.ID     `json:"to,omitempty"`
	Name   string         `json:"name,omitempty"`
	Until  time.Time      `json:"until,omitzero"`
	Shift  calendar.Shift `json:"shift,omitzero"`
	// Handed are the plans that whoever leaves hands over.
	Handed []plan.ID `json:"handed,omitempty"`
}

// handle decides what an update leads to on what the store holds by then, as the conversation does: the changes, and the
// wakes of all whom they concern.
func (l *life) handle(ctx context.Context, u queue.Update) (queue.Settlement, error) {
	var a act
	if err := json.Unmarshal(u.Raw, &a); err != nil {
		return queue.Settlement{}, err
	}
	roster, err := l.store.People().Roster(ctx)
	if err != nil {
		return queue.Settlement{}, err
	}
	book, err := l.store.Plans().Book(ctx)
	if err != nil {
		return queue.Settlement{}, err
	}
	switch a.What {
	case "make":
		made, changes := book.Create(a.Plans...)
		var all []officer.ID
		for _, p := range made {
			all = append(all, p.Concerned()...)
		}
		return queue.Settlement{Changes: changes, Timers: reminder.Wakes(roster, a.At, all...)}, nil
	case "put off":
		return l.putOff(ctx, roster, a)
	case "day":
		value, err := json.Marshal(a.Shift)
		change := queue.Change{Table: queue.TableDay, ID: a.Shift.Day.String(), Was: queue.Any, Value: value}
		return queue.Settlement{Changes: []queue.Change{change}, Timers: []queue.Timer{bot.SweepTimer(a.At)}}, err
	case "head":
		return headed(roster, a)
	case "left":
		return left(roster, book, a)
	}
	p, ok := book.Plan(a.Plan)
	if !ok {
		return queue.Settlement{}, errors.New("there is no such plan")
	}
	e := p.Edit(p.Owner, a.At)
	if err := a.edit(p, e); err != nil {
		return queue.Settlement{}, err
	}
	return queue.Settlement{Changes: e.Changes(), Timers: reminder.Wakes(roster, a.At, e.Concerned()...)}, nil
}

// edit is what an act does to a plan.
func (a act) edit(p *plan.Plan, e *plan.Edit) error {
	switch a.What {
	case "done":
		return e.Done(a.Step, "")
	case "undone":
		for _, entry := range slices.Backward(p.Log) {
			if entry.Step == a.Step && entry.What == plan.StepDone {
				return e.Undo(entry.Number)
			}
		}
		return errors.New("it was not done")
	case "postponed":
		return e.Postpone(a.Step, a.Day, a.Minute, "chờ kết luận")
	case "day set":
		return e.SetDay(a.Step, a.Day, a.Minute, plan.Reason{Source: plan.Typed})
	case "given":
		return e.Give(a.Step, a.To)
	case "cancelled":
		return e.CancelPlan("không còn cần")
	case "added":
		_, err := e.AddStep(*a.New)
		return err
	}
	return fmt.Errorf("nobody can do %q", a.What)
}

// putOff puts off one reminder of an officer.
func (l *life) putOff(ctx context.Context, roster *officer.Roster, a act) (queue.Settlement, error) {
	record, err := l.store.Records().Record(ctx, queue.TableTold, string(a.Who))
	if err != nil {
		return queue.Settlement{}, err
	}
	before, err := reminder.ReadTold(record.Value)
	if err != nil {
		return queue.Settlement{}, err
	}
	value, err := json.Marshal(before.PutOff(a.Name, a.Until))
	return queue.Settlement{
		Changes: []queue.Change{{Table: queue.TableTold, ID: string(a.Who), Was: record.Version, Value: value}},
		Timers:  reminder.Wakes(roster, a.At, a.Who),
	}, err
}

// headed makes an officer head of their unit.
func headed(roster *officer.Roster, a act) (queue.Settlement, error) {
	o, ok := roster.Officer(a.Who)
	if !ok {
		return queue.Settlement{}, errors.New("there is no such officer")
	}
	changed := *o
	changed.Heads = append(slices.Clone(o.Heads), o.Unit)
	e := roster.Edit()
	err := e.SetOfficer(changed)
	return queue.Settlement{Changes: e.Changes(), Timers: []queue.Timer{bot.SweepTimer(a.At)}}, err
}

// left lets an officer leave, whose steps in plans of units go to somebody else.
func left(roster *officer.Roster, book *plan.Book, a act) (queue.Settlement, error) {
	e := roster.Edit()
	if err := e.Leave(a.Who, calendar.On(a.At.In(hanoi))); err != nil {
		return queue.Settlement{}, err
	}
	what := queue.Settlement{Changes: e.Changes(), Timers: []queue.Timer{bot.SweepTimer(a.At)}}
	for _, id := range a.Handed {
		p, ok := book.Plan(id)
		if !ok {
			return queue.Settlement{}, errors.New("there is no such plan")
		}
		handing := p.Edit(p.Owner, a.At)
		if err := handing.HandOver(a.Who, a.To); err != nil {
			return queue.Settlement{}, err
		}
		what.Changes = append(what.Changes, handing.Changes()...)
	}
	return what, nil
}
