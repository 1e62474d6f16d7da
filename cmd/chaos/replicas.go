package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"time"
)

// pollLease is how long the duty to poll lasts without its holder: bot/telegram renews it every third of that.
const pollLease = 6 * time.Second

// workLease is how long an update stays with a process that died: the longest of the program's leases.
const workLease = time.Minute

// replica is one of several programs on one store.
type replica struct {
	*process
	address string
}

// replicas is three programs on one Redis: each update is handled once, one of them polls, and when that one is
// killed another follows within one lease, and finishes what the dead one had in hand within the longest.
func replicas(ctx context.Context, s *setting) (err error) {
	random := rand.New(rand.NewPCG(s.seed, 5))
	st, err := newStage(s.pick(300, 20)+1, unlimited())
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
	l, err := newLoad(ctx, st, s.program, s.pick(10, 4), random)
	if err != nil {
		return err
	}
	var all []*replica
	defer func() {
		for _, r := range all {
			r.kill()
		}
	}()
	for i := range 3 {
		p, address, err := st.serve(s.program, filepath.Join(st.dir, fmt.Sprint("replica", i)))
		if err != nil {
			return err
		}
		all = append(all, &replica{p, address})
	}
	for _, r := range all {
		if err := ready(ctx, r.address, r.process); err != nil {
			return fmt.Errorf("%w; it wrote: %s", err, r.said.String())
		}
	}
	updates := s.pick(2000, 60)
	if err := l.ask(updates / 2); err != nil {
		return err
	}
	first, err := poller(ctx, all)
	if err != nil {
		return err
	}
	if err := pause(ctx, time.Duration(s.pick(5, 1))*time.Second); err != nil {
		return err
	}
	s.report.ceiling("replicas.pollers-in-conflict", float64(conflicts(st)), "", 0)
	first.kill()
	killed := time.Now()
	if err := l.ask(updates - updates/2); err != nil {
		return err
	}
	second, err := poller(ctx, all)
	if err != nil {
		return err
	}
	s.report.within("replicas.taken-over", time.Since(killed).Seconds(), "s", pollLease.Seconds()+1)
	o := l.settle(ctx, s, second.process)
	s.report.plain("replicas.updates", float64(o.due), "")
	s.report.ceiling("replicas.lost", float64(o.lost), "", 0)
	s.report.ceiling("replicas.out-of-order", float64(o.disordered), "", 0)
	s.report.ceiling("replicas.twice", float64(o.twice), "", senders)
	// All is sent at 30 a second; beyond that nothing waits longer than the dead one's leases.
	s.report.within("replicas.caught-up", time.Since(killed).Seconds(), "s", workLease.Seconds()+float64(updates)/30+15)
	var ends []error
	for _, r := range all {
		if r != first {
			ends = append(ends, r.stop(30*time.Second), r.trouble())
		}
	}
	if len(o.where) > 0 {
		ends = append(ends, fmt.Errorf("%v; the new poller wrote: %s", o.where[:min(5, len(o.where))], second.said.String()))
	}
	return errors.Join(ends...)
}

// poller waits until exactly one of the living polls, and gives it.
func poller(ctx context.Context, all []*replica) (found *replica, err error) {
	err = until(ctx, "one replica to poll", func() bool {
		n := 0
		for _, r := range all {
			if r.over() {
				continue
			}
			if m, err := scrape(ctx, r.address); err == nil && m["camnang_polling"] == 1 {
				n, found = n+1, r
			}
		}
		return n == 1
	})
	return found, err
}

// conflicts counts the polls that Telegram refused because another was under way.
func conflicts(st *stage) (n int) {
	for _, r := range st.Refusals() {
		if r.Method == "getUpdates" && r.Code == http.StatusConflict {
			n++
		}
	}
	return n
}
