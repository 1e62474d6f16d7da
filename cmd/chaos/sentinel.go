package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// sentinel is one master, two replicas and three sentinels; the master is killed while questions come in.
// Whatever was acknowledged to Telegram is answered all the same.
func sentinel(ctx context.Context, s *setting) error {
	random := rand.New(rand.NewPCG(s.seed, 6))
	st, err := newStage(s.pick(100, 20)+1, unlimited())
	if err != nil {
		return err
	}
	defer st.close()
	var servers []*redisServer
	defer func() {
		for _, r := range servers {
			r.proc.kill()
		}
	}()
	for i := range 3 {
		var args []string
		if i > 0 {
			args = []string{"--replicaof", "127.0.0.1 " + strconv.Itoa(servers[0].port)}
		}
		r, err := newRedis(ctx, filepath.Join(st.dir, fmt.Sprint("redis", i)), "everysec", args...)
		if err != nil {
			return err
		}
		servers = append(servers, r)
	}
	var hosts string
	for i := range 3 {
		p, port, err := watchman(ctx, filepath.Join(st.dir, fmt.Sprint("sentinel", i)), servers[0].port)
		if err != nil {
			return err
		}
		defer p.kill()
		if hosts != "" {
			hosts += ","
		}
		hosts += fmt.Sprintf("127.0.0.1:%d", port)
	}
	st.redis = "redis-sentinel://" + hosts + "/camnang"
	// The sentinels learn of each other and of the replicas from the master, within their first rounds.
	var refused error
	if err := until(ctx, "the store behind the sentinels", func() bool {
		refused = st.enrol(ctx)
		return refused == nil
	}); err != nil {
		return errors.Join(err, refused)
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
		return fmt.Errorf("%w; it wrote: %s", err, p.said.String())
	}
	for range s.pick(40, 5) {
		if err := errors.Join(l.ask(5), pause(ctx, 100*time.Millisecond)); err != nil {
			return err
		}
	}
	servers[0].proc.kill()
	killed := time.Now()
	if err := l.ask(s.pick(100, 10)); err != nil {
		return err
	}
	sent := len(st.Sends())
	if err := until(ctx, "a message after the failover", func() bool { return p.over() || len(st.Sends()) > sent+senders }); err != nil {
		return fmt.Errorf("%w; the program wrote: %s", err, p.said.String())
	}
	s.report.plain("sentinel.outage", time.Since(killed).Seconds(), "s")
	o := l.settle(ctx, s, p)
	s.report.plain("sentinel.updates", float64(o.due), "")
	s.report.ceiling("sentinel.lost", float64(o.lost), "", 0)
	s.report.ceiling("sentinel.out-of-order", float64(o.disordered), "", 0)
	s.report.ceiling("sentinel.twice", float64(o.twice), "", senders)
	if len(o.where) > 0 {
		return fmt.Errorf("%v; the program wrote: %s", o.where[:min(5, len(o.where))], p.said.String())
	}
	return errors.Join(p.stop(30*time.Second), p.trouble())
}

// watchman starts a sentinel that watches the master at the port.
func watchman(ctx context.Context, dir string, master int) (*process, int, error) {
	port, err := freePort()
	if err != nil {
		return nil, 0, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, 0, err
	}
	file := filepath.Join(dir, "sentinel.conf")
	settings := fmt.Sprintf("port %d\nbind 127.0.0.1\ndir %s\nsentinel monitor camnang 127.0.0.1 %d 2\nsentinel down-after-milliseconds camnang 1000\nsentinel failover-timeout camnang 10000\n", port, dir, master)
	if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
		return nil, 0, err
	}
	p, err := launch("redis-sentinel", nil, file)
	if err != nil {
		return nil, 0, err
	}
	return p, port, until(ctx, "a sentinel to answer", func() bool { return p.over() || pings(port) })
}
