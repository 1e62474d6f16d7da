package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"camnang/bot"
	"camnang/bot/queue"
	"camnang/bot/simulator"
	"camnang/bot/store"
	"camnang/bot/telegram"
)

// faults is Telegram failing in every way it knows, one after the other, each on three of ten calls: whatever is
// asked meanwhile is answered. Only a lost answer may repeat a message: the program cannot know that it arrived.
func faults(ctx context.Context, s *setting) error {
	random := rand.New(rand.NewPCG(s.seed, 3))
	st, err := newStage(s.pick(100, 20)+1, unlimited())
	if err != nil {
		return err
	}
	defer st.close()
	if err := st.enrol(ctx); err != nil {
		return err
	}
	l, err := newLoad(ctx, st, s.program, s.pick(10, 4), random)
	if err != nil {
		return err
	}
	p, address, err := st.serve(s.program, st.dir)
	if err != nil {
		return err
	}
	defer p.kill()
	if err := ready(ctx, address, p); err != nil {
		return err
	}
	seen := outcome{}
	for _, f := range []struct {
		name string
		simulator.Fault
		repeats bool
	}{
		{"429", simulator.Fault{Kind: simulator.TooMany, RetryAfter: 1}, false},
		{"500", simulator.Fault{Kind: simulator.Broken500}, false},
		{"502-page", simulator.Fault{Kind: simulator.Gateway502}, false},
		{"broken-json", simulator.Fault{Kind: simulator.BrokenJSON}, false},
		{"time-out", simulator.Fault{Kind: simulator.Timeout, Hold: 500}, false},
		{"dropped", simulator.Fault{Kind: simulator.Dropped}, false},
		{"answer-lost", simulator.Fault{Kind: simulator.AnswerLost}, true},
	} {
		f.Probability, f.Seed = 0.3, random.Uint64()
		if err := st.Fault(f.Fault); err != nil {
			return err
		}
		asked := s.pick(60, 8)
		err := errors.Join(l.ask(asked), pause(ctx, time.Duration(s.pick(8, 1))*time.Second))
		st.ClearFaults()
		if err != nil {
			return err
		}
		begin := time.Now()
		o := l.settle(ctx, s, p)
		s.report.ceiling("faults."+f.name+".lost", float64(o.lost), fmt.Sprintf("of %d", asked), 0)
		s.report.ceiling("faults."+f.name+".out-of-order", float64(o.disordered), "", 0)
		bound := 0.0
		if f.repeats {
			bound = float64(asked)
		}
		s.report.ceiling("faults."+f.name+".twice", float64(o.twice-seen.twice), "", bound)
		s.report.plain("faults."+f.name+".caught-up", time.Since(begin).Seconds(), "s")
		if seen = o; o.lost > 0 {
			return fmt.Errorf("%v; the program wrote: %s", o.where[:min(5, len(o.where))], p.said.String())
		}
	}
	if err := errors.Join(p.stop(30*time.Second), p.trouble()); err != nil {
		return err
	}
	return errors.Join(blocked(ctx, s, l), migrated(ctx, s, l))
}

// blocked is 3 of 100 people who shut the bot out while a broadcast to all is under way: everybody else hears
// it, theirs are dead letters, and whoever leads their unit is told of each.
func blocked(ctx context.Context, s *setting, l *load) error {
	st := l.stage
	out := st.people[1 : 1+max(1, len(st.people)*3/100)]
	for _, person := range out {
		if err := st.Block(person, true); err != nil {
			return err
		}
	}
	err := st.with(ctx, func(opened *store.Store) error {
		for _, person := range st.people {
			if err := say(ctx, opened, "blocked", person, "Thông báo chung."); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	p, _, err := st.serve(s.program, st.dir)
	if err != nil {
		return err
	}
	defer p.kill()
	heard := func(person int64, words string) (n int) {
		for _, text := range st.fromBot(person) {
			if strings.Contains(text, words) {
				n++
			}
		}
		return n
	}
	all := func() (n int) {
		for _, person := range st.people {
			n += heard(person, "Thông báo chung.")
		}
		return n
	}
	want := len(st.people) - len(out)
	err = until(ctx, "the broadcast and the word about those who cannot be reached", func() bool {
		return p.over() || all() == want && heard(st.people[0], unreached) >= len(out)
	})
	s.report.floor("faults.403.reached", float64(all()), fmt.Sprintf("of %d", want), float64(want))
	s.report.floor("faults.403.told", float64(heard(st.people[0], unreached)), fmt.Sprintf("of %d", len(out)), float64(len(out)))
	return errors.Join(err, p.stop(30*time.Second), p.trouble())
}

// migrated is a group that gets a new id while messages for it wait: they arrive there, once and in order.
func migrated(ctx context.Context, s *setting, l *load) error {
	st := l.stage
	group, err := st.Group("Nhóm thử nghiệm", st.people[:3])
	if err != nil {
		return err
	}
	const each = 3
	put := func(first int) error {
		return st.with(ctx, func(opened *store.Store) error {
			for n := range each {
				if err := say(ctx, opened, fmt.Sprint("migrated", first+n), group, fmt.Sprintf("Thông báo nhóm số %d.", first+n)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := put(1); err != nil {
		return err
	}
	moved, err := st.Migrate(group)
	if err != nil {
		return err
	}
	p, _, err := st.serve(s.program, st.dir)
	if err != nil {
		return err
	}
	defer p.kill()
	var heard []string
	err = until(ctx, "the messages for the group", func() bool {
		heard = keep(st.fromBot(moved), "Thông báo nhóm số ")
		return p.over() || len(heard) >= each
	})
	right := 0
	for i, text := range heard {
		if text == fmt.Sprintf("Thông báo nhóm số %d.", i+1) {
			right++
		}
	}
	s.report.floor("faults.migration.arrived-in-order", float64(right), fmt.Sprintf("of %d", each), each)
	return errors.Join(err, p.stop(30*time.Second), p.trouble())
}

// say puts one broadcast into the outbox; what tells it from the others for the same chat.
func say(ctx context.Context, s *store.Store, what string, chat int64, text string) error {
	messages, err := telegram.Compose(fmt.Sprintf("chaos.%s.%d", what, chat), chat, queue.Broadcast,
		bot.Reply{Kind: bot.Send, Text: []bot.Span{{Text: text}}})
	if err != nil {
		return err
	}
	return s.Outbox().Put(ctx, messages...)
}

// unreached are the words by which whoever is responsible is told.
const unreached = "không gửi được tin cho"
