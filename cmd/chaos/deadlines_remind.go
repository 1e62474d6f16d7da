package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"camnang/bot"
	"camnang/bot/queue"
	"camnang/bot/reminder"
	"camnang/bot/store"
	"camnang/bot/telegram"
)

// morning is a province on one store, with the conversation over it, and what came of its reminders.
type morning struct {
	province
	crowd
	stage *stage
	store *store.Store
	talks *bot.Conversation
	clock shifted
	name  string
	// outbox is rung when the timers filled the outbox.
	outbox telegram.Bell

	mu sync.Mutex
	// put are the messages that came into the outbox, rendered the texts that they got, by the ids of messages.
	put      map[string]queue.Message
	rendered map[string]string
	// woken counts the wakes that were settled, the last of them at last.
	woken int
	last  time.Time
}

// remind lets the deadlines fall due at one moment and follows the reminders to Telegram. Once all are in the outbox,
// announcements to other people are put behind them and replies to further people before them.
func (r *morning) remind(ctx context.Context, s *setting) error {
	timers, err := r.yesterday(ctx)
	if err != nil {
		return fmt.Errorf("remind on the day before: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	due := time.Now().Add(2 * time.Second).Truncate(time.Millisecond)
	moment := clockAt(dueDay, dueMinute)
	for i := range timers {
		if !timers[i].Due.Equal(moment) {
			return fmt.Errorf("%s is to be woken at %s", timers[i].ID, timers[i].Due.In(hanoi))
		}
		timers[i].Due = due
	}
	r.clock.by.Store(int64(moment.Sub(due)))
	if err := r.store.Timers().Set(ctx, timers...); err != nil {
		return err
	}
	r.put, r.rendered = map[string]queue.Message{}, map[string]string{}
	log, ended := slog.New(slog.DiscardHandler), make(chan error, 2)
	var fired reminder.Counters
	go func() {
		ended <- telegram.Run(ctx, telegram.Config{
			API: r.stage.web.URL, Token: r.stage.Token(), Inbox: r.store.Inbox(), Outbox: r.store.Outbox(), Handler: r.talks,
			Render: r.render, Bell: &r.outbox, Log: log,
		})
	}()
	go func() {
		ended <- reminder.Run(ctx, reminder.Config{Timers: r.store.Timers(), Fire: r.fire, Settled: r.settled, Count: &fired, Log: log})
	}()
	before, err := r.sent(ctx)
	stop()
	for range 2 {
		if failed := <-ended; err == nil {
			err = failed
		}
	}
	if err != nil {
		return err
	}
	inOutbox := float64(r.last.Sub(due).Milliseconds())
	if r.stage.redis != "" {
		s.report.within(r.name+".in-outbox", inOutbox, "ms", 1000)
	} else {
		// The embedded store waits for the disk and shares its processor with everything else here.
		s.report.plain(r.name+".in-outbox", inOutbox, "ms")
	}
	s.report.ceiling(r.name+".failed", float64(fired.Failed.Load()+fired.GivenUp.Load()), "firings", 0)
	return r.judge(s, due, before)
}

// yesterday is the day before: everybody is reminded of what was due until then, in the morning, and has read it. What was
// told is noted, and the next wakes of all are returned.
func (r *morning) yesterday(ctx context.Context) ([]queue.Timer, error) {
	r.clock.to(clockAt(dueDay.Add(-1), 8*60))
	var timers []queue.Timer
	for n := range r.officers {
		woken, err := r.talks.Wake(ctx, r.leader(n))
		if err == nil && len(woken.Timers) != 1 {
			err = fmt.Errorf("%s has %d wakes", r.leader(n), len(woken.Timers))
		}
		if err == nil {
			err = r.store.Records().Change(ctx, woken.Changes)
		}
		if err != nil {
			return nil, err
		}
		timers = append(timers, woken.Timers...)
	}
	return timers, nil
}

// fire is what a due wake leads to, as the program wires it (camnang serve): legal notices wait as reminders do, collected
// ones as broadcasts.
func (r *morning) fire(ctx context.Context, f queue.Firing) (queue.Settlement, error) {
	var all queue.Settlement
	for _, t := range f.Timers {
		who, ok := reminder.Woken(t)
		if !ok {
			return all, fmt.Errorf("timer %s is no wake", t.ID)
		}
		woken, err := r.talks.Wake(ctx, who)
		if err != nil {
			return all, err
		}
		for _, next := range woken.Timers {
			next.Due = next.Due.Add(-r.clock.ahead())
			all.Timers = append(all.Timers, next)
		}
		all.Changes = append(all.Changes, woken.Changes...)
		for _, n := range woken.Notices {
			priority := queue.Broadcast
			if n.Legal {
				priority = queue.Reminder
			}
			one, err := telegram.Settlement(n.ID, woken.Chat, priority, bot.Turn{Replies: []bot.Reply{n.Reply}})
			if err != nil {
				return all, err
			}
			all = joined(all, one)
		}
	}
	return all, nil
}

// settled notes what came into the outbox.
func (r *morning) settled(what queue.Settlement) {
	r.outbox.Ring()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range what.Messages {
		r.put[m.ID] = m
	}
	r.woken, r.last = r.woken+1, time.Now()
}

// render is the conversation's, which notes what a message says.
func (r *morning) render(ctx context.Context, chat int64, id string, body json.RawMessage) (bot.Reply, bool, error) {
	reply, ok, err := r.talks.Render(ctx, chat, id, body)
	if ok && err == nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.rendered[id] = words(reply)
	}
	return reply, ok, err
}

// sent waits until everything was sent. before is how much had been when the replies were put.
func (r *morning) sent(ctx context.Context) (before int, err error) {
	count := func() (woken, put int) {
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.woken, len(r.put)
	}
	begun := len(r.stage.Sends())
	err = until(ctx, "all reminders to be in the outbox", func() bool {
		woken, _ := count()
		return woken >= r.officers
	})
	if err != nil {
		return 0, err
	}
	before = len(r.stage.Sends()) - begun
	people := r.stage.people[r.officers:]
	if err := queued(ctx, r.store, people[:r.curious], queue.Conversation); err != nil {
		return 0, err
	}
	if err := queued(ctx, r.store, people[r.curious:], queue.Broadcast); err != nil {
		return 0, err
	}
	return before, until(ctx, "everything to be sent", func() bool {
		d, err := r.store.Depths(ctx)
		return err == nil && d.Outbox == 0
	})
}

// queued puts a message for each of the people.
func queued(ctx context.Context, opened *store.Store, people []int64, priority queue.Priority) error {
	var all []queue.Message
	for _, person := range people {
		messages, err := telegram.Compose(fmt.Sprint("to.", person), person, priority,
			bot.Reply{Kind: bot.Send, Text: []bot.Span{{Text: "Thông báo."}}})
		if err != nil {
			return err
		}
		all = append(all, messages...)
	}
	return opened.Outbox().Put(ctx, all...)
}
