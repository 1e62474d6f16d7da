package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"time"

	"camnang/bot/store"
)

// redisKilled is the server under a running program killed and started again, again and again, while questions
// come in. Broadcasts and reminders wait in the store from the beginning.
func redisKilled(ctx context.Context, s *setting) error {
	const name = "redis-killed"
	times := s.pick(10, 2)
	return outage(ctx, s, name, func(ctx context.Context, server *redisServer, l *load, random *rand.Rand) (int, error) {
		for kill := range times {
			if err := l.ask(20); err != nil {
				return 0, err
			}
			if err := pause(ctx, time.Duration(500+random.IntN(2000))*time.Millisecond); err != nil {
				return 0, err
			}
			server.proc.kill()
			if err := l.ask(5); err != nil {
				return 0, err
			}
			if err := pause(ctx, time.Duration(random.IntN(3000))*time.Millisecond); err != nil {
				return 0, err
			}
			if err := server.start(ctx); err != nil {
				return 0, err
			}
			s.note("kill %d of redis-server", kill+1)
		}
		s.report.floor(name+".kills", float64(times), "", float64(times))
		return times, nil
	})
}

// redisAway is the server silent for half a minute: it takes connections and answers nothing.
func redisAway(ctx context.Context, s *setting) error {
	const name = "redis-away"
	seconds := s.pick(30, 6)
	return outage(ctx, s, name, func(ctx context.Context, server *redisServer, l *load, _ *rand.Rand) (int, error) {
		if err := errors.Join(l.ask(30), pause(ctx, time.Second), server.proc.freeze(), l.ask(30)); err != nil {
			return 0, err
		}
		if err := errors.Join(pause(ctx, time.Duration(seconds)*time.Second), server.proc.thaw()); err != nil {
			return 0, err
		}
		s.report.floor(name+".away", float64(seconds), "s", float64(seconds))
		return 1, nil
	})
}

// outage runs the program on a redis-server that disturb interrupts so many times, as it tells.
func outage(ctx context.Context, s *setting, name string, disturb func(context.Context, *redisServer, *load, *rand.Rand) (int, error)) error {
	random := rand.New(rand.NewPCG(s.seed, 2))
	st, err := newStage(s.pick(100, 20)+1, unlimited())
	if err != nil {
		return err
	}
	defer st.close()
	server, err := newRedis(ctx, filepath.Join(st.dir, "redis"), "always")
	if err != nil {
		return err
	}
	defer func() { server.proc.kill() }()
	st.redis = server.url()
	if err := st.enrol(ctx); err != nil {
		return err
	}
	l, err := newLoad(ctx, st, s.program, s.pick(10, 4), random)
	if err != nil {
		return err
	}
	err = st.with(ctx, func(opened *store.Store) error {
		return errors.Join(l.tell(ctx, opened, s.pick(200, 20)), l.remind(ctx, opened, s.pick(100, 20), time.Duration(s.pick(30, 5))*time.Second))
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
	cuts, err := disturb(ctx, server, l, random)
	if err != nil {
		return err
	}
	back := time.Now()
	o := l.settle(ctx, s, p)
	s.report.plain(name+".caught-up", time.Since(back).Seconds(), "s")
	s.report.plain(name+".messages", float64(o.due), "")
	s.report.ceiling(name+".lost", float64(o.lost), "", 0)
	s.report.ceiling(name+".out-of-order", float64(o.disordered), "", 0)
	s.report.ceiling(name+".twice", float64(o.twice), "", float64(senders*cuts))
	if len(o.where) > 0 {
		return fmt.Errorf("%v; the program wrote: %s", o.where[:min(5, len(o.where))], p.said.String())
	}
	return errors.Join(p.stop(30*time.Second), p.trouble())
}

// pause waits, or gives the reason why ctx ended.
func pause(ctx context.Context, wait time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(wait):
		return nil
	}
}
