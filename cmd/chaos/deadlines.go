package main

import (
	"context"
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
	"camnang/bot/simulator"
	"camnang/bot/store"
	"camnang/corpus/library"
	"camnang/corpus/procedure"
)

// deadlines is a province's load: 100,000 open deadlines in 5,000 plans of 830 officers, of which 10,000 fall due at
// one moment. /kehoach is answered at once also while others change plans; the reminders are all in the outbox within a
// second, and are sent in the order of their priority as fast as Telegram allows, each deadline once. It runs the
// conversation, the timers and the sender of the program in this process, on Redis and on the embedded store. The figures
// of the issue are for one machine that does all of it, Telegram's part included.
func deadlines(ctx context.Context, s *setting) error {
	s.note("on %d processors, which play Telegram too", runtime.NumCPU())
	for _, kind := range []string{"redis", "embedded"} {
		if err := deadlinesOn(ctx, s, kind); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	return nil
}

// crowd are people who are no officers: curious those to whom replies go while reminders are sent, far those to whom
// announcements go.
type crowd struct{ curious, far int }

func deadlinesOn(ctx context.Context, s *setting, kind string) error {
	other := crowd{s.pick(20, 5), s.pick(60, 10)}
	size := province{plans: s.pick(5000, 300), officers: s.pick(830, 60), committees: s.pick(34, 4)}
	st, err := newStage(size.officers+other.curious+other.far, simulator.Limits{})
	if err != nil {
		return err
	}
	defer st.close()
	size.accounts = st.people[:size.officers]
	lib, err := library.Shipped()
	if err != nil {
		return err
	}
	set, err := procedure.Shipped(lib)
	if err != nil {
		return err
	}
	if size.limit, err = limitOf(set); err != nil {
		return err
	}
	var server *redisServer
	if kind == "redis" {
		if server, err = newRedis(ctx, filepath.Join(st.dir, "redis"), "everysec"); err != nil {
			return err
		}
		defer server.proc.kill()
		st.redis = server.url()
	}
	return st.with(ctx, func(opened *store.Store) error {
		r := &morning{province: size, crowd: other, stage: st, store: opened, name: "deadlines." + kind}
		r.clock.to(clockAt(dueDay.Add(-1), 8*60))
		r.talks = bot.New(bot.Config{
			Library: lib, Procedures: set, Memory: opened.Memory(), People: opened.People(), Records: opened.Records(),
			Plans: opened.Plans(), Training: opened.Training(), Workdays: opened.Workdays(), Journal: opened.Journal(), Eraser: opened,
			Now: r.clock.now, Location: hanoi, Log: slog.New(slog.DiscardHandler),
		})
		if err := r.fill(ctx, s, server); err != nil {
			return err
		}
		if err := r.read(ctx, s); err != nil {
			return err
		}
		return r.remind(ctx, s)
	})
}

// limitOf is the first time limit that may be computed for a start event in the month before dueDay.
func limitOf(set *procedure.Set) (procedure.Limit, error) {
	for _, l := range set.On(dueDay.Add(-30)) {
		if l.Amount > 0 && l.Clause != "" && l.Withheld == "" {
			return l, nil
		}
	}
	return procedure.Limit{}, fmt.Errorf("no procedure has a time limit")
}

// shifted is the time of day by which officers are reminded: it goes as the machine's clock does, from another moment on.
type shifted struct{ by atomic.Int64 }

func (c *shifted) now() time.Time { return time.Now().Add(c.ahead()) }

// ahead is how much later it is than by the machine's clock, which is the stores'.
func (c *shifted) ahead() time.Duration { return time.Duration(c.by.Load()) }

// to lets it be the moment now.
func (c *shifted) to(moment time.Time) { c.by.Store(int64(time.Until(moment))) }

// fill writes the province and measures what it takes: in the store, and in memory once its plans are read. The embedded
// store is in this process's memory.
func (r *morning) fill(ctx context.Context, s *setting, server *redisServer) error {
	empty := heap()
	if err := r.write(ctx, r.store); err != nil {
		return err
	}
	stored := heap()
	size := float64(stored) - float64(empty)
	if server != nil {
		var err error
		if size, err = server.memory(); err != nil {
			return err
		}
	}
	s.report.plain(r.name+".store-size", size/(1<<20), "MiB")
	began := time.Now()
	if _, err := r.store.Plans().Book(ctx); err != nil {
		return err
	}
	s.report.plain(r.name+".first-read", float64(time.Since(began).Milliseconds()), "ms")
	s.report.plain(r.name+".memory", (float64(heap())-float64(stored))/(1<<20), "MiB")
	return nil
}

// read measures what an officer waits for the answer to /kehoach, every twentieth time right after somebody else changed a
// plan.
func (r *morning) read(ctx context.Context, s *setting) error {
	var took []time.Duration
	for n := range s.pick(2000, 200) {
		if n%20 == 0 {
			if err := r.rewrite(ctx, r.store, n%r.plans, fmt.Sprintf(", lần ghi %d", n+1)); err != nil {
				return err
			}
		}
		account := r.accounts[n%r.officers]
		asked := bot.Event{
			ID: fmt.Sprint("e", n), Kind: bot.EventText, Chat: account, Person: bot.Person{ID: account}, Private: true, Text: "/kehoach",
			At: r.clock.now(),
		}
		began := time.Now()
		turn, err := r.talks.Handle(ctx, asked)
		took = append(took, time.Since(began))
		if err != nil {
			return err
		}
		if len(turn.Replies) != 1 || strings.Count(words(turn.Replies[0]), "KH-") < 5 {
			return fmt.Errorf("officer %s is not told their work", r.leader(n))
		}
	}
	slices.Sort(took)
	s.report.plain(r.name+".kehoach-p50", took[len(took)/2].Seconds()*1000, "ms")
	s.report.within(r.name+".kehoach-p99", took[len(took)*99/100].Seconds()*1000, "ms", 30)
	return nil
}

// words are the text of a reply.
func words(r bot.Reply) string {
	var all strings.Builder
	for _, s := range r.Text {
		all.WriteString(s.Text)
	}
	return all.String()
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
