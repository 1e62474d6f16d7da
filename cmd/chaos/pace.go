package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"time"

	"camnang/bot/simulator"
	"camnang/bot/store"
)

// pace is a broadcast to 3,000 chats, three of them groups, with 100 questions arriving meanwhile, against a
// Telegram that enforces its limits: none is ever passed, nearly all of the 30 a second are used, and a reply
// waits no longer than for the next free slot.
func pace(ctx context.Context, s *setting) error {
	messages, replies := s.pick(3000, 150), s.pick(100, 5)
	random := rand.New(rand.NewPCG(s.seed, 4))
	st, err := newStage(s.pick(1000, 50)+replies+1, simulator.Limits{})
	if err != nil {
		return err
	}
	defer st.close()
	server, err := newRedis(ctx, filepath.Join(st.dir, "redis"), "everysec")
	if err != nil {
		return err
	}
	defer server.proc.kill()
	st.redis = server.url()
	if err := st.enrol(ctx); err != nil {
		return err
	}
	l, err := newLoad(ctx, st, s.program, 4, random)
	if err != nil {
		return err
	}
	curious := st.people[:replies]
	bulk := st.people[replies:]
	var groups []int64
	for i := range 3 {
		group, err := st.Group(fmt.Sprint("Nhóm ", i+1), bulk[:2])
		if err != nil {
			return err
		}
		groups = append(groups, group)
	}
	before := len(st.Sends())
	refused := len(st.Refusals())
	err = st.with(ctx, func(opened *store.Store) error {
		for n := range messages {
			chat := bulk[n%len(bulk)]
			if n%100 == 0 {
				chat = groups[n/100%3]
			}
			if err := say(ctx, opened, fmt.Sprint("pace", n), chat, fmt.Sprintf("Thông báo số %d của đợt thử.", n+1)); err != nil {
				return err
			}
		}
		return nil
	})
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
	// The questions come over nine tenths of the broadcast's time.
	span := time.Duration(float64(messages) / 30 * 0.9 * float64(time.Second))
	for i, person := range curious {
		if err := pause(ctx, span/time.Duration(len(curious))); err != nil {
			return err
		}
		if _, err := st.Say(person, l.questions[i%len(l.questions)]); err != nil {
			return err
		}
	}
	err = until(ctx, "the broadcast to end", func() bool { return p.over() || len(st.Sends())-before >= messages+replies })
	if err != nil {
		return fmt.Errorf("%w: %d of %d were sent; the program wrote: %s", err, len(st.Sends())-before, messages+replies, p.said.String())
	}
	sends := st.Sends()[before:]
	took := sends[len(sends)-1].At.Sub(sends[0].At)
	s.report.floor("pace.messages", float64(len(sends)), "", float64(messages+replies))
	s.report.ceiling("pace.refused", float64(len(st.Refusals())-refused), "calls", 0)
	s.report.ceiling("pace.most-in-a-second", float64(most(sends, time.Second, func(simulator.Send) int64 { return 0 })), "", 30)
	s.report.ceiling("pace.most-in-a-chat-and-second", float64(most(sends, time.Second, func(m simulator.Send) int64 { return m.Chat })), "", 1)
	ofGroups := slices.DeleteFunc(slices.Clone(sends), func(m simulator.Send) bool { return !slices.Contains(groups, m.Chat) })
	s.report.ceiling("pace.most-in-a-group-and-minute", float64(most(ofGroups, time.Minute, func(m simulator.Send) int64 { return m.Chat })), "", 20)
	used := 100 * float64(len(sends)-30) / took.Seconds() / 30
	if s.short {
		// The last second of a short broadcast is mostly empty.
		s.report.plain("pace.used", used, "%")
	} else {
		s.report.floor("pace.used", used, "%", 97)
	}
	waits := replyTimes(st, curious)
	s.report.plain("pace.reply-p50", waits[len(waits)/2].Seconds(), "s")
	s.report.within("pace.reply-p99", waits[len(waits)*99/100].Seconds(), "s", 1.2)
	return errors.Join(p.stop(30*time.Second), p.trouble())
}

// most is the largest number of sends of one kind within a window of that length, wherever it begins.
func most(sends []simulator.Send, window time.Duration, of func(simulator.Send) int64) (n int) {
	by := map[int64][]time.Time{}
	for _, m := range sends {
		times := append(by[of(m)], m.At)
		for m.At.Sub(times[0]) >= window {
			times = times[1:]
		}
		by[of(m)] = times
		n = max(n, len(times))
	}
	return n
}

// replyTimes are how long those people waited from their question to the answer, shortest first.
func replyTimes(s *stage, people []int64) []time.Duration {
	var waits []time.Duration
	for _, person := range people {
		var asked int64
		for _, m := range s.Messages(person) {
			switch {
			case !m.From.Bot:
				asked = m.At
			case asked != 0:
				waits = append(waits, time.Duration(m.At-asked)*time.Millisecond)
				asked = 0
			}
		}
	}
	slices.Sort(waits)
	return waits
}
