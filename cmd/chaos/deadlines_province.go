package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/bot/reminder"
	"camnang/bot/store"
	"camnang/corpus/calendar"
	"camnang/corpus/procedure"
)

// province is the load. Each plan has stepsOfAPlan steps, led by officers one after the other. The first, resting on a
// clause, and the second have a reminder that is due when push hours of dueDay begin; what the others have is due later.
type province struct {
	plans, officers, committees int
	// accounts are the officers', limit is what the computed days rest on.
	accounts []int64
	limit    procedure.Limit
}

const stepsOfAPlan = 20

// dueDay is a Tuesday before a working week without a day off, dueMinute when the usual push hours begin.
var dueDay = calendar.MustDay("2026-12-01")

const dueMinute = 7*60 + 30

// dueSteps are what is due on dueDay: a step whose day is so many days later, and the reminder of it.
var dueSteps = []struct {
	later int
	rung  reminder.Rung
}{{-1, "+1"}, {0, "0"}, {1, "-1"}, {3, "-3"}, {7, "-7"}}

// due is how many deadlines are due at the moment.
func (p province) due() int { return 2 * p.plans }

// leader is the officer with a number from 0; the numbers go round.
func (p province) leader(n int) officer.ID { return officer.ID(fmt.Sprint("o", n%p.officers+1)) }

// The first officers head a committee each, the next the province, and the one after is the administrator.
func (p province) top() int   { return p.committees }
func (p province) admin() int { return p.committees + 1 }

// unit is where an officer belongs: the province for its head, a committee for everybody else.
func (p province) unit(n int) officer.UnitID {
	if n == p.top() {
		return "d0"
	}
	return officer.UnitID(fmt.Sprint("d", n%p.committees+1))
}

// above is who is told when an officer's step is overdue: the head of the committee, of whom is one the head of the
// province, of that one the administrator.
func (p province) above(n int) int {
	switch {
	case n == p.top():
		return p.admin()
	case n < p.committees:
		return p.top()
	}
	return n % p.committees
}

// plan is plan n, from 0; mark is in its title.
func (p province) plan(n int, mark string) plan.Plan {
	created := clockAt(dueDay.Add(-60), 9*60).UTC()
	one := plan.Plan{
		Number: n + 1, Kind: plan.Case, State: plan.Open, Title: "Kiểm tra việc chấp hành quy chế làm việc và thực hiện nhiệm vụ" + mark,
		Unit: officer.UnitID(fmt.Sprint("d", n%p.committees+1)), Owner: p.leader(n), Created: created, Procedure: "compliance-committee",
		NextEntry: 2, NextStep: stepsOfAPlan + 1, Log: []plan.Entry{{Number: 1, What: plan.Made, By: p.leader(n), At: created}},
	}
	for i := range stepsOfAPlan {
		step := plan.Step{
			ID: strconv.Itoa(i + 1), Title: "Xây dựng báo cáo kết quả và trình Ủy ban kiểm tra xem xét", Stage: plan.Conduct,
			Lead: p.leader(n + i), Day: dueDay.Add(12 + (n+7*i)%300), Weight: plan.Ordinary, Product: "Báo cáo kết quả kiểm tra",
			Reason: plan.Reason{Source: plan.Typed, Document: "Kế hoạch kiểm tra, giám sát năm 2026"},
		}
		if i%5 == 1 {
			step.Weight = plan.Milestone
		}
		if i%5 == 0 {
			step.Weight = plan.Limit
			step.Reason = plan.Reason{
				Source: plan.Computed, Limit: p.limit.ID, Event: p.limit.Event, Start: dueDay.Add(-30), Amount: p.limit.Amount, Unit: p.limit.Unit,
				Rests: &plan.Rest{Clause: p.limit.Clause, Cited: p.limit.Cited, Mark: p.limit.Mark, Confidence: p.limit.Confidence},
			}
		}
		if i < 2 {
			step.Day = dueDay.Add(p.dueStep(n, i))
		}
		one.Steps = append(one.Steps, step)
	}
	return one
}

// dueStep is how many days after dueDay step i of plan n is due. Each officer leads some of each kind.
func (p province) dueStep(n, i int) int { return dueSteps[p.kind(n, i)].later }

func (p province) kind(n, i int) int { return (n/p.officers + n + 2*i) % len(dueSteps) }

// change writes plan n.
func (p province) change(n int, mark string) (queue.Change, error) {
	value, err := json.Marshal(p.plan(n, mark))
	return queue.Change{Table: queue.TablePlan, ID: fmt.Sprint("k", n+1), Was: queue.Any, Value: value}, err
}

func (p province) rewrite(ctx context.Context, opened *store.Store, n int, mark string) error {
	c, err := p.change(n, mark)
	if err == nil {
		err = opened.Records().Change(ctx, []queue.Change{c})
	}
	return err
}

// write enters everybody and every plan. Every seventh officer chose the hours of reminders themself.
func (p province) write(ctx context.Context, opened *store.Store) error {
	var changes []queue.Change
	var errs []error
	add := func(table, id string, v any) {
		value, err := json.Marshal(v)
		changes, errs = append(changes, queue.Change{Table: table, ID: id, Value: value}), append(errs, err)
	}
	add(queue.TableRoster, "d0", officer.Unit{ID: "d0", Name: "Tỉnh ủy"})
	for n := range p.committees {
		id := fmt.Sprint("d", n+1)
		add(queue.TableRoster, id, officer.Unit{ID: officer.UnitID(id), Parent: "d0", Name: fmt.Sprint("Đảng ủy ", n+1)})
	}
	for n, account := range p.accounts {
		o := officer.Officer{
			ID: p.leader(n), Name: fmt.Sprint("Cán bộ ", n+1), Unit: p.unit(n), Administrator: n == p.admin(), Telegram: account,
			Consented: clockAt(dueDay.Add(-90), 8*60),
		}
		if n < p.committees || n == p.top() {
			o.Heads = []officer.UnitID{o.Unit}
		}
		add(queue.TableRoster, string(o.ID), o)
		if n%7 == 3 {
			add(queue.TableHabit, string(o.ID), map[string]reminder.Habit{
				"reminders": {From: dueMinute, To: 16 * 60, Before: []int{7, 3, 1}},
			})
		}
	}
	for day := range 5 {
		d := dueDay.Add(60 + 7*day)
		add(queue.TableDay, d.String(), calendar.Shift{Day: d, Off: true, Why: "nghỉ bù", Source: "văn bản của Ủy ban nhân dân"})
	}
	add(queue.TablePlan, "_", map[string]int{"last": p.plans})
	for n := range p.plans {
		c, err := p.change(n, "")
		changes, errs = append(changes, c), append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	for part := range slices.Chunk(changes, 250) {
		if err := opened.Records().Change(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

// awaited is one deadline that somebody is to be reminded of.
type awaited struct {
	who officer.ID
	// id names step, day and reminder (reminder.Occurrence).
	id string
}

// wants are the reminders that are due at the moment, and whether each goes before others: those of time limits, and of
// what is overdue, of which the one above is told too.
func (p province) wants() map[awaited]bool {
	all := map[awaited]bool{}
	for n := range p.plans {
		for i := range 2 {
			kind := dueSteps[p.kind(n, i)]
			id := fmt.Sprintf("k%d.%d:%s:%s", n+1, i+1, dueDay.Add(kind.later), kind.rung)
			lead := (n + i) % p.officers
			all[awaited{p.leader(lead), id}] = i == 0 || kind.rung.Overdue()
			if kind.rung.Overdue() {
				all[awaited{p.leader(p.above(lead)), id}] = true
			}
		}
	}
	return all
}
