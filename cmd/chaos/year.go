package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"camnang/bot"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus"
	"camnang/corpus/calendar"
)

// year is a year of a province by a clock that is turned: officers of committees and their cells make plans and change them,
// the program is restarted and killed, and is away for days; every reminder that the policy asks for arrives, when it asks for
// it and once, and none is about what is done.
type year struct {
	rand    *rand.Rand
	clock   *turned
	model   *policy
	judge   *judge
	library *corpus.Library
	first   time.Time
	dir     string
	life    *life
	lives   int

	staff []*person
	// units are the officers by unit.
	units map[officer.UnitID][]*person

	// updates, plans and steps count what was made, count the titles of steps.
	updates, plans, steps, count int
	stepsOf                      map[string]int
	// busy are the plans and officers of the acts of a moment, had the days that steps had, gone the plans cancelled, ended the
	// steps done lately.
	busy, had, gone map[string]bool
	ended           []*duty
	shifts          []calendar.Shift
	made            map[string]int

	// touched are the officers whom the model looks at next, everybody all of them; looked is when it last did.
	touched   map[officer.ID]bool
	everybody bool
	looked    time.Time
	alarms    alarms
	// doomed says in the midst of what the next kill comes.
	doomed doom
	// silent is until when Telegram cannot be reached.
	silent time.Time
	// kills, restarts and outages count how lives ended; fired and conflicts are those of the lives that did.
	kills, restarts, outages, silences int
	fired, conflicts                   int64
}

// doom is what a process is at when it is killed.
type doom int

const (
	whileTaking doom = 1 + iota
	whileFiring
	whileSending
)

// fated has the process killed within the next calls, if that is what it is at.
func (y *year) fated(at doom, calls int) {
	if y.doomed == at && calls > 0 {
		y.doomed = 0
		y.life.calls.Store(int64(y.rand.IntN(calls)))
	}
}

func aYear(ctx context.Context, s *setting) error {
	size := town{officers: 830, committees: 34, cells: 3, days: 365, bursts: 7, acts: 11, kills: 60, restarts: 30}
	if s.short {
		size = town{officers: 60, committees: 3, cells: 3, days: 60, bursts: 5, acts: 4, kills: 12, restarts: 6}
	}
	dir, err := os.MkdirTemp("", "camnang-chaos-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	y, err := newYear(dir, s.seed, size)
	if err != nil {
		return err
	}
	began := time.Now()
	err = y.founded(ctx)
	if err == nil {
		err = y.run(ctx, s, size)
	}
	if y.life != nil {
		err = errors.Join(err, y.life.store.Close(context.WithoutCancel(ctx)))
	}
	if err != nil {
		return err
	}
	return y.tell(s, size, time.Since(began))
}

// revive begins a life on what the one before left.
func (y *year) revive(ctx context.Context) (err error) {
	y.life, err = begin(ctx, y.place(), y.clock, y.library, y.judge)
	return err
}

// place is the folder of the life under way.
func (y *year) place() string { return filepath.Join(y.dir, fmt.Sprint(y.lives)) }

// closed ends the life, as a stop does.
func (y *year) closed(ctx context.Context) error {
	y.fired, y.conflicts = y.fired+y.life.fired.Load(), y.conflicts+y.life.conflicts.Load()
	err := y.life.store.Close(ctx)
	y.life = nil
	return err
}

// killed ends the life at once: the next one has what was on the disk at that moment.
func (y *year) killed(ctx context.Context) error {
	y.kills++
	from := y.place()
	y.lives++
	err := copyStore(from, y.place())
	if err == nil {
		err = y.closed(ctx)
	}
	if err == nil {
		err = os.RemoveAll(from)
	}
	if err == nil {
		err = y.revive(ctx)
	}
	return err
}

// live does something however often the process is killed meanwhile.
func (y *year) live(ctx context.Context, do func() error) error {
	for {
		err := do()
		if !errors.Is(err, errKilled) {
			return err
		}
		if err := y.killed(ctx); err != nil {
			return fmt.Errorf("after a kill: %w", err)
		}
	}
}

// stamp is the present as plans write it down.
func (y *year) stamp() time.Time { return y.clock.now().UTC().Truncate(time.Second) }

// next is the next moment before until at which something may be due: push hours begin, somebody asked for it, or the program
// wants to look.
func (y *year) next(until time.Time) time.Time {
	now, next := y.clock.now(), until
	earlier := func(at time.Time) {
		if at.Before(next) {
			next = at
		}
	}
	if !y.life.next.IsZero() {
		earlier(y.life.next)
	}
	if len(y.alarms) > 0 {
		earlier(y.alarms[0].at)
	}
	for _, minute := range pushHours {
		for _, d := range []calendar.Day{dayAt(now), dayAt(now).Add(1)} {
			if at := clockAt(d, minute); at.After(y.looked) {
				earlier(at)
			}
		}
	}
	return next
}

// pushHours are when push hours begin, of one officer or another.
var pushHours = []int{7*60 + 30, 8 * 60}

// look lets the program do what is due, asks the model, and has all sent.
func (y *year) look(ctx context.Context) error {
	now := y.clock.now()
	if !y.life.next.IsZero() && !y.life.next.After(now) {
		y.fated(whileFiring, 40)
	}
	if err := y.live(ctx, func() error { return y.life.fire(ctx) }); err != nil {
		return fmt.Errorf("fire timers: %w", err)
	}
	for _, who := range y.alarms.due(now) {
		y.touched[who] = true
	}
	for _, p := range y.staff {
		began := clockAt(dayAt(now), p.from)
		if y.everybody || began.After(y.looked) && !began.After(now) {
			y.touched[p.id] = true
		}
	}
	for range 3 {
		// Nobody need be looked at now: the program must think so too.
		y.touched[y.staff[y.rand.IntN(len(y.staff))].id] = true
	}
	y.judge.asks(y.model.asks(now, y.touched))
	clear(y.touched)
	y.everybody, y.looked = false, now
	if now.Before(y.silent) {
		return nil
	}
	y.fated(whileSending, 2*len(y.judge.awaited))
	if err := y.live(ctx, func() error { return y.life.send(ctx) }); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	y.judge.settled(now.In(hanoi).Format(time.DateTime))
	return nil
}

// pass lets time go by until a moment.
func (y *year) pass(ctx context.Context, until time.Time) error {
	for {
		at := y.next(until)
		y.clock.to(at)
		if !at.Before(until) {
			return nil
		}
		if err := y.look(ctx); err != nil {
			return err
		}
	}
}

// run is the year.
func (y *year) run(ctx context.Context, s *setting, size town) error {
	y.first = y.clock.now()
	for day := range size.days {
		today := dayAt(y.first).Add(day)
		var moments []time.Time
		for range 1 + y.rand.IntN(2*size.bursts-1) {
			// Mostly by day, now and then just when reminders are due.
			minute := 6*60 + y.rand.IntN(15*60)
			if y.rand.IntN(12) == 0 {
				minute = pushHours[y.rand.IntN(len(pushHours))]
			}
			moments = append(moments, clockAt(today, minute).Add(time.Duration(y.rand.IntN(2)*y.rand.IntN(60))*time.Second))
		}
		slices.SortFunc(moments, time.Time.Compare)
		for _, at := range moments {
			if at.Before(y.clock.now().Add(-time.Hour)) {
				// The program was away then, and officers did nothing in the chat.
				continue
			}
			if err := y.moment(ctx, at, size); err != nil {
				return fmt.Errorf("%s: %w", y.clock.now().In(hanoi).Format(time.DateTime), err)
			}
		}
		if day == size.days/3 || day == size.days*2/3 {
			if err := y.away(ctx); err != nil {
				return err
			}
		}
		if (day+1)%30 == 0 {
			j := y.judge
			s.note("%d days, %d steps, %d reminders, %d kills; lost %d, unasked %d", day+1, y.steps, j.given, y.kills, j.lost, j.unasked)
		}
		if len(y.judge.found) == 10 {
			break
		}
	}
	y.silent = time.Time{}
	return y.pass(ctx, y.clock.now().Add(time.Hour))
}

// moment is one at which officers do something.
func (y *year) moment(ctx context.Context, at time.Time, size town) error {
	if err := y.pass(ctx, at); err != nil {
		return err
	}
	elapsed := int(y.clock.now().Sub(y.first)/(24*time.Hour)) + 1
	if y.doomed == 0 && y.life.calls.Load() > immortal/2 && y.kills*size.days < size.kills*elapsed {
		y.doomed = doom(1 + y.rand.IntN(3))
	}
	switch n := y.rand.IntN(size.days * size.bursts); {
	case n < size.restarts:
		y.restarts++
		if err := errors.Join(y.closed(ctx), y.revive(ctx)); err != nil {
			return fmt.Errorf("restart: %w", err)
		}
	case n < 2*size.restarts:
		y.silences++
		y.silent = y.clock.now().Add(time.Duration(y.rand.IntN(300)) * time.Minute)
	}
	var updates []queue.Update
	for _, a := range y.acts(1 + y.rand.IntN(2*size.acts-1)) {
		if a.What == "cancelled" {
			y.gone[string(a.Plan)] = true
		}
		raw, err := json.Marshal(a)
		if err != nil {
			return err
		}
		y.updates++
		updates = append(updates, queue.Update{ID: int64(y.updates), Chat: int64(y.updates), Raw: raw, Received: y.clock.now()})
	}
	if len(updates) > 0 {
		y.fated(whileTaking, 2+len(updates))
		if err := y.live(ctx, func() error { return y.life.take(ctx, updates) }); err != nil {
			return fmt.Errorf("take updates: %w", err)
		}
	}
	return y.look(ctx)
}

// away is an outage of two days and some hours, after which the program looks over all plans as it does when it starts.
func (y *year) away(ctx context.Context) error {
	y.outages++
	if err := y.closed(ctx); err != nil {
		return err
	}
	y.clock.to(y.clock.now().Add(48*time.Hour + time.Duration(y.rand.IntN(600))*time.Minute))
	y.everybody, y.looked = true, y.clock.now()
	if err := y.revive(ctx); err != nil {
		return err
	}
	return y.life.store.Timers().Set(ctx, bot.SweepTimer(y.clock.now()))
}

// tell gives the figures.
func (y *year) tell(s *setting, size town, took time.Duration) error {
	j := y.judge
	s.note("%d updates: %s; %d timers, %d decided again, %d restarts, %d outages, %d silences of Telegram, %d withheld",
		y.updates, y.done(), y.fired, y.conflicts, y.restarts, y.outages, y.silences, j.withheldN)
	s.report.plain("year.days", float64(size.days), "days")
	s.report.plain("year.officers", float64(size.officers), "officers")
	s.report.plain("year.steps", float64(y.steps), "steps")
	s.report.plain("year.asked", float64(j.asked), "reminders")
	s.report.plain("year.given", float64(j.given), "reminders")
	s.report.ceiling("year.lost", float64(j.lost), "messages", 0)
	s.report.ceiling("year.unasked", float64(j.unasked), "messages", 0)
	s.report.ceiling("year.wrong", float64(j.wrong), "messages", 0)
	s.report.floor("year.kills", float64(y.kills), "", float64(size.kills)*0.9)
	s.report.ceiling("year.twice", float64(j.twice), "messages", float64(j.flying))
	s.report.plain("year.took", took.Seconds(), "s")
	if len(j.found) > 0 {
		return fmt.Errorf("%d faults, the first: %v", j.lost+j.unasked+j.wrong, j.found)
	}
	return nil
}
