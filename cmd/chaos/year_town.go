package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/reminder"
	"camnang/corpus/calendar"
	"camnang/corpus/library"
)

// town is how large a year is.
type town struct{ officers, committees, cells, days, bursts, acts, kills, restarts int }

// newYear makes the people: a committee at the top, those below it, and their cells. Each committee has a head, and of the cells
// all but every fourth.
func newYear(dir string, seed uint64, size town) (*year, error) {
	lib, err := library.Shipped()
	if err != nil {
		return nil, err
	}
	m := newPolicy()
	m.off = calendar.NewWorkdays(calendar.ShippedShifts()...).Off
	y := &year{
		rand: rand.New(rand.NewPCG(seed, 7)), clock: &turned{at: clockAt(calendar.MustDay("2026-01-01"), 0)}, model: m, judge: newJudge(m),
		library: lib, dir: dir, units: map[officer.UnitID][]*person{}, stepsOf: map[string]int{}, had: map[string]bool{},
		gone: map[string]bool{}, made: map[string]int{}, touched: map[officer.ID]bool{},
	}
	unit := func(n int, parent officer.UnitID) officer.UnitID {
		id := officer.UnitID(fmt.Sprint("d", n))
		m.parents[id], y.units[id] = parent, nil
		return id
	}
	var places []officer.UnitID
	headed := map[officer.UnitID]bool{}
	top := unit(0, "")
	places = append(places, top)
	for c := range size.committees {
		committee := unit(1+c*(1+size.cells), top)
		headed[committee] = true
		places = append(places, committee)
		for k := range size.cells {
			cell := unit(2+c*(1+size.cells)+k, committee)
			headed[cell] = (c+k)%4 != 3
			places = append(places, cell)
		}
	}
	headed[top] = true
	for n := range size.officers {
		p := &person{
			id: officer.ID(fmt.Sprint("o", n+1)), number: n + 1, unit: places[n%len(places)], from: 7*60 + 30, to: 17*60 + 30,
			before: []int{7, 3, 1}, told: map[string]bool{}, again: map[string]time.Time{}, admin: n == size.officers-1,
		}
		if n%7 == 3 {
			p.from, p.to, p.before = 8*60, 16*60, []int{10, 2}
		}
		if n < len(places) && headed[p.unit] {
			p.heads = []officer.UnitID{p.unit}
		}
		m.people[p.id] = p
		y.staff = append(y.staff, p)
		y.units[p.unit] = append(y.units[p.unit], p)
	}
	m.reordered()
	return y, nil
}

// founded begins the first life and enters everybody.
func (y *year) founded(ctx context.Context) (err error) {
	if err := y.revive(ctx); err != nil {
		return err
	}
	var changes []queue.Change
	add := func(table, id string, v any) error {
		value, err := json.Marshal(v)
		changes = append(changes, queue.Change{Table: table, ID: id, Value: value})
		return err
	}
	for id, parent := range y.model.parents {
		err = errors.Join(err, add(queue.TableRoster, string(id), officer.Unit{ID: id, Parent: parent, Name: fmt.Sprint("Đơn vị ", id)}))
	}
	for _, p := range y.staff {
		err = errors.Join(err, add(queue.TableRoster, string(p.id), officer.Officer{
			ID: p.id, Name: fmt.Sprint("Cán bộ ", p.number), Unit: p.unit, Heads: p.heads, Administrator: p.admin, Telegram: int64(p.number),
			Consented: y.clock.now(),
		}))
		if p.from != 7*60+30 {
			habit := map[string]reminder.Habit{"reminders": {From: p.from, To: p.to, Before: p.before}}
			err = errors.Join(err, add(queue.TableHabit, string(p.id), habit))
		}
	}
	for part := range slices.Chunk(changes, 250) {
		err = errors.Join(err, y.life.store.Records().Change(ctx, part))
	}
	return err
}
