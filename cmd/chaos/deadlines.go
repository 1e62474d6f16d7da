package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"camnang/bot"
	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/bot/reminder"
	"camnang/bot/simulator"
	"camnang/bot/store"
	"camnang/bot/telegram"
	"camnang/corpus"
	"camnang/corpus/calendar"
)

// deadlines is a province's load: 100,000 open deadlines in 5,000 plans of 830 officers, of which 10,000 fall due at
// one moment. What an officer leads is read at once also while others change plans; the reminders are all in the
// outbox within a second, and are sent in the order of their priority as fast as Telegram allows. It runs the parts of
// the program in this process, on Redis and on the embedded store.
func deadlines(ctx context.Context, s *setting) error {
	for _, kind := range []string{"redis", "embedded"} {
		if err := deadlinesOn(ctx, s, kind); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	return nil
}

// province is the load: each plan has twenty steps, led by officers one after the other; every fifth rests on a clause.
type province struct {
	plans, officers, due int
}

const stepsOfAPlan = 20

func (p province) leader(n int) officer.ID { return officer.ID(fmt.Sprint("o", n%p.officers)) }

// change writes plan n; at marks the change.
func (p province) change(n, at int) (queue.Change, error) {
	one := plan.Plan{
		Number: n, Kind: plan.Case, State: plan.Open,
		Title: fmt.Sprintf("Kiểm tra việc chấp hành quy chế làm việc, lần ghi %d", at),
		Unit:  officer.UnitID(fmt.Sprint("d", n%34)), Owner: p.leader(n), NextEntry: 1, NextStep: stepsOfAPlan + 1,
	}
	today := calendar.On(time.Now())
	for i := range stepsOfAPlan {
		step := plan.Step{
			ID: strconv.Itoa(i + 1), Title: "Xây dựng báo cáo kết quả và trình Ủy ban kiểm tra xem xét", Stage: plan.Conduct,
			Lead: p.leader(n + i), Day: today.Add((n + 7*i) % 300), Weight: plan.Milestone, Product: "Báo cáo kết quả kiểm tra",
			Reason: plan.Reason{Source: plan.Typed, Document: "Kế hoạch kiểm tra, giám sát của năm"},
		}
		if i%5 == 0 {
			clause := corpus.ClauseID(fmt.Sprint("chaos-", n%5))
			step.Reason = plan.Reason{
				Source: plan.Computed, Limit: "E01", Start: today, Amount: 20, Unit: calendar.WorkingDays, Rests: &plan.Rest{Clause: clause},
			}
		}
		one.Steps = append(one.Steps, step)
	}
	value, err := json.Marshal(one)
	return queue.Change{Table: queue.TablePlan, ID: fmt.Sprint("k", n), Was: queue.Any, Value: value}, err
}

func (p province) write(ctx context.Context, opened *store.Store) error {
	var changes []queue.Change
	for n := range p.plans {
		c, err := p.change(n+1, 0)
		if err != nil {
			return err
		}
		if changes = append(changes, c); len(changes) == 250 || n == p.plans-1 {
			if err := opened.Records().Change(ctx, changes); err != nil {
				return err
			}
			changes = changes[:0]
		}
	}
	return nil
}

func deadlinesOn(ctx context.Context, s *setting, kind string) error {
	p := province{plans: s.pick(5000, 100), officers: s.pick(830, 60), due: s.pick(10_000, 600)}
	curious, far := 20, 60
	st, err := newStage(p.officers+curious+far, simulator.Limits{})
	if err != nil {
		return err
	}
	defer st.close()
	var server *redisServer
	if kind == "redis" {
		if server, err = newRedis(ctx, filepath.Join(st.dir, "redis"), "everysec"); err != nil {
			return err
		}
		defer server.proc.kill()
		st.redis = server.url()
	}
	return st.with(ctx, func(opened *store.Store) error {
		if err := p.write(ctx, opened); err != nil {
			return err
		}
		name := "deadlines." + kind
		if err := p.read(ctx, s, server, opened, name); err != nil {
			return err
		}
		return p.remind(ctx, s, st, opened, name, curious, far)
	})
}

// read measures what a look at one's own deadlines costs, while plans are changed beside it.
func (p province) read(ctx context.Context, s *setting, server *redisServer, opened *store.Store, name string) error {
	before := heap()
	began := time.Now()
	if _, err := opened.Plans().Book(ctx); err != nil {
		return err
	}
	s.report.plain(name+".first-read", float64(time.Since(began).Milliseconds()), "ms")
	s.report.plain(name+".memory", float64(heap()-before)/(1<<20), "MiB")
	if server != nil {
		size, err := server.memory()
		if err != nil {
			return err
		}
		s.report.plain(name+".server-memory", size/(1<<20), "MiB")
	}
	var took []time.Duration
	for n := range s.pick(2000, 200) {
		// Every twentieth look comes right after a change.
		if n%20 == 0 {
			c, err := p.change(1+n%p.plans, n+1)
			if err == nil {
				err = opened.Records().Change(ctx, []queue.Change{c})
			}
			if err != nil {
				return err
			}
		}
		began := time.Now()
		book, err := opened.Plans().Book(ctx)
		if err != nil {
			return err
		}
		mine := book.LedBy(p.leader(n))
		slices.SortFunc(mine, func(a, b plan.Item) int { return strings.Compare(a.Step.Day.String(), b.Step.Day.String()) })
		took = append(took, time.Since(began))
		if len(mine) == 0 {
			return fmt.Errorf("%s leads nothing", p.leader(n))
		}
	}
	slices.Sort(took)
	s.report.ceiling(name+".book-p99", took[len(took)*99/100].Seconds()*1000, "ms", 30)
	return nil
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// memory is how many bytes the server says it uses.
func (r *redisServer) memory() (float64, error) {
	c, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", r.port), time.Second)
	if err != nil {
		return 0, err
	}
	defer func() { _ = c.Close() }()
	if err := c.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return 0, err
	}
	if _, err := c.Write([]byte("INFO memory\r\nQUIT\r\n")); err != nil {
		return 0, err
	}
	said, err := io.ReadAll(c)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(said)) {
		if used, ok := strings.CutPrefix(strings.TrimSpace(line), "used_memory:"); ok {
			return strconv.ParseFloat(used, 64)
		}
	}
	return 0, fmt.Errorf("the server does not say how much memory it uses")
}

// remind lets the deadlines fall due at one moment, the timer of each officer at that moment, and follows the
// reminders to Telegram. Once all are in the outbox, announcements to other people are put behind them and replies to
// further people before them.
func (p province) remind(ctx context.Context, s *setting, st *stage, opened *store.Store, name string, curious, far int) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	due := time.Now().Add(2 * time.Second).Truncate(time.Millisecond)
	var timers []queue.Timer
	for i := range p.officers {
		who := p.leader(i)
		timers = append(timers, queue.Timer{
			ID: "wake:" + string(who), Lane: st.people[i], Due: due, Body: fmt.Appendf(nil, `{"event":"wake","officer":%q}`, who),
		})
	}
	if err := opened.Timers().Set(ctx, timers...); err != nil {
		return err
	}
	var put atomic.Int64
	log := slog.New(slog.DiscardHandler)
	ended := make(chan error, 2)
	go func() {
		ended <- telegram.Run(ctx, telegram.Config{
			API: st.web.URL, Token: st.Token(), Inbox: opened.Inbox(), Outbox: opened.Outbox(), Handler: silent{}, Render: rendered, Log: log,
		})
	}()
	go func() {
		ended <- reminder.Run(ctx, reminder.Config{
			Timers: opened.Timers(), Log: log,
			Fire: func(ctx context.Context, f queue.Firing) (queue.Settlement, error) {
				return p.fire(ctx, opened, f, due)
			},
			Settled: func(what queue.Settlement) { put.Add(int64(len(what.Messages))) },
		})
	}()
	err := until(ctx, "all reminders to be in the outbox", func() bool { return put.Load() >= int64(p.officers) })
	inOutbox, before := time.Since(due), len(st.Sends())
	if err == nil {
		err = queued(ctx, opened, st.people[p.officers:p.officers+curious], queue.Conversation)
	}
	if err == nil {
		err = queued(ctx, opened, st.people[p.officers+curious:], queue.Broadcast)
	}
	if err == nil {
		all := p.officers + curious + far
		err = until(ctx, "everything to be sent", func() bool { return len(st.Sends()) >= all })
	}
	stop()
	for range 2 {
		if failed := <-ended; err == nil {
			err = failed
		}
	}
	if err != nil {
		return err
	}
	if st.redis != "" {
		s.report.ceiling(name+".in-outbox", float64(inOutbox.Milliseconds()), "ms", 1000)
	} else {
		// The embedded store waits for the disk and shares its processor with everything else here.
		s.report.plain(name+".in-outbox", float64(inOutbox.Milliseconds()), "ms")
	}
	p.judge(s, st, name, due, curious, before)
	return nil
}

// fire is what an officer's timer leads to: one message about all that is due, a record of it, and the next timer.
func (p province) fire(ctx context.Context, opened *store.Store, f queue.Firing, due time.Time) (queue.Settlement, error) {
	who := strings.TrimPrefix(f.Timers[0].ID, "wake:")
	book, err := opened.Plans().Book(ctx)
	if err != nil {
		return queue.Settlement{}, err
	}
	told, err := opened.Records().Record(ctx, queue.TableTold, who)
	if err != nil {
		return queue.Settlement{}, err
	}
	var refs []string
	for _, item := range book.LedBy(officer.ID(who))[:p.due/p.officers] {
		refs = append(refs, item.Ref())
	}
	body, err := json.Marshal(refs)
	if err != nil {
		return queue.Settlement{}, err
	}
	messages, err := telegram.Compose("r."+who, f.Lane, queue.Reminder, bot.Reply{Kind: bot.Rendered, Body: body})
	return queue.Settlement{
		Messages: messages,
		Changes:  []queue.Change{{Table: queue.TableTold, ID: who, Was: told.Version, Value: body}},
		Timers:   []queue.Timer{{ID: f.Timers[0].ID, Lane: f.Lane, Due: due.Add(24 * time.Hour), Body: f.Timers[0].Body}},
	}, err
}

// rendered says which deadlines a reminder is about.
func rendered(_ context.Context, _ int64, _ string, body json.RawMessage) (bot.Reply, bool, error) {
	var refs []string
	if err := json.Unmarshal(body, &refs); err != nil {
		return bot.Reply{}, false, err
	}
	text := fmt.Sprintf("Đồng chí có %d việc đến hạn: %s.", len(refs), strings.Join(refs, ", "))
	return bot.Reply{Kind: bot.Send, Text: []bot.Span{{Text: text}}}, true, nil
}

// silent answers nothing.
type silent struct{}

func (silent) Handle(context.Context, bot.Event) (bot.Turn, error) { return bot.Turn{}, nil }

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

// judge compares what Telegram received with the order of the priorities and with its own limit: the n-th message of
// all can be there n thirtieths of a second after the moment, and what a reminder is later than that is not the
// limit's. The replies were put when so many messages had been sent before. Four senders work at once, so messages taken
// one after the other may change places.
func (p province) judge(s *setting, st *stage, name string, due time.Time, curious, before int) {
	const senders, perSecond = 4, 30
	sends := st.Sends()
	sends = sends[len(sends)-min(len(sends), len(st.people)):]
	place := map[int64]int{}
	for i, person := range st.people {
		place[person] = i
	}
	last := 0
	for n, send := range sends {
		if place[send.Chat] < p.officers+curious {
			last = n
		}
	}
	disordered, seen := 0, map[int64]int{}
	var late []time.Duration
	for n, send := range sends {
		seen[send.Chat]++
		switch i := place[send.Chat]; {
		case i >= p.officers+curious:
			if n < last-senders {
				disordered++
			}
		case i >= p.officers:
			if n >= before+curious+2*senders {
				disordered++
			}
		default:
			late = append(late, max(0, send.At.Sub(due)-time.Duration(n)*time.Second/perSecond))
		}
	}
	twice := 0
	for _, n := range seen {
		twice += n - 1
	}
	slices.Sort(late)
	s.report.ceiling(name+".not-sent", float64(len(st.people)-len(seen)), "messages", 0)
	s.report.ceiling(name+".sent-twice", float64(twice), "messages", 0)
	s.report.ceiling(name+".out-of-order", float64(disordered), "messages", 0)
	s.report.ceiling(name+".late-p99", late[len(late)*99/100].Seconds()*1000, "ms", 1000)
	s.report.ceiling(name+".refused", float64(len(st.Refusals())), "calls", 0)
}
