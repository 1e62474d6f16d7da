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

// senders is how many messages one process sends at once: so many are in flight at a kill at most.
const senders = 4

func killsEmbedded(ctx context.Context, s *setting) error { return kills(ctx, s, "kills-embedded", "") }

func killsRedis(ctx context.Context, s *setting) error { return kills(ctx, s, "kills-redis", "always") }

// kills is the program killed again and again under a mixed load of questions, broadcasts and reminders, on
// the embedded store or, with fsync given, on a redis-server: nothing is lost, the order of each chat is kept,
// and no more is sent twice than was in flight.
func kills(ctx context.Context, s *setting, name, fsync string) (err error) {
	times := s.pick(200, 4)
	random := rand.New(rand.NewPCG(s.seed, 1))
	st, err := newStage(s.pick(300, 20)+1, unlimited())
	if err != nil {
		return err
	}
	defer st.close()
	if fsync != "" {
		server, err := newRedis(ctx, filepath.Join(st.dir, "redis"), fsync)
		if err != nil {
			return err
		}
		defer server.proc.kill()
		st.redis = server.url()
	}
	if err := st.enrol(ctx); err != nil {
		return err
	}
	l, err := newLoad(ctx, st, s.program, s.pick(10, 4), random)
	if err != nil {
		return err
	}
	for kill := range times {
		// Twelve updates, three broadcasts and three reminders a life keep the sender busy for half a second.
		if err := l.ask(12); err != nil {
			return err
		}
		err := st.with(ctx, func(opened *store.Store) error {
			return errors.Join(l.tell(ctx, opened, 3), l.remind(ctx, opened, 3, 4*time.Second))
		})
		if err != nil {
			return fmt.Errorf("before kill %d: %w", kill+1, err)
		}
		p, address, err := st.serve(s.program, st.dir)
		if err != nil {
			return err
		}
		// One life in eight ends while it begins.
		if random.IntN(8) > 0 {
			if err := ready(ctx, address, p); err != nil {
				return fmt.Errorf("life %d: %w; it wrote: %s", kill+1, err, p.said.String())
			}
		}
		rest := time.Duration(random.Int64N(int64(1200 * time.Millisecond)))
		select {
		case <-ctx.Done():
			p.kill()
			return ctx.Err()
		case <-p.ended:
			return fmt.Errorf("life %d ended by itself: %s", kill+1, p.said.String())
		case <-time.After(rest):
		}
		p.kill()
		if err := p.trouble(); err != nil {
			return err
		}
		if (kill+1)%20 == 0 {
			s.note("%d kills, %d messages sent", kill+1, len(st.Sends()))
		}
	}
	last, _, err := st.serve(s.program, st.dir)
	if err != nil {
		return err
	}
	defer last.kill()
	begin := time.Now()
	o := l.settle(ctx, s, last)
	s.note("all settled %.1f s after the last start", time.Since(begin).Seconds())
	s.report.floor(name+".kills", float64(times), "", float64(times))
	s.report.plain(name+".messages", float64(o.due), "")
	s.report.ceiling(name+".lost", float64(o.lost), "", 0)
	s.report.ceiling(name+".out-of-order", float64(o.disordered), "", 0)
	s.report.ceiling(name+".twice", float64(o.twice), "", float64(senders*times))
	if len(o.where) > 0 {
		return fmt.Errorf("%v; the program wrote: %s", o.where[:min(5, len(o.where))], last.said.String())
	}
	return errors.Join(last.stop(30*time.Second), last.trouble())
}
