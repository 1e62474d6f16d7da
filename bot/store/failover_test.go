package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"camnang/bot/queue"
)

// load keeps a store at work: updates are put, claimed, and settled with replies. It notes what was
// acknowledged, and when.
type load struct {
	s    *Store
	stop context.CancelFunc
	done sync.WaitGroup

	mu           sync.Mutex
	put, settled map[string]bool
	last         time.Time
	// outage is the longest time without an acknowledged put.
	outage time.Duration
}

func startLoad(t *testing.T, s *Store) *load {
	ctx, stop := context.WithCancel(context.Background())
	l := &load{s: s, stop: stop, put: map[string]bool{}, settled: map[string]bool{}, last: time.Now()}
	t.Cleanup(l.end)
	for w := range int64(4) {
		l.done.Go(func() {
			for id := w + 1; ; id += 4 {
				l.insist(ctx, func() error { return s.Inbox().Put(ctx, []queue.Update{update(id, id%17)}, id+1, 0) })
				if ctx.Err() != nil {
					return
				}
				l.note(l.put, id)
			}
		})
	}
	for range 2 {
		l.done.Go(func() {
			for ctx.Err() == nil {
				claims, _ := s.Inbox().Claim(ctx, "w", time.Second, 4)
				for _, c := range claims {
					reply := message(fmt.Sprint("reply ", c.Update.ID), c.Update.Chat, 0)
					err := l.insist(ctx, func() error {
						return s.Inbox().Settle(ctx, c, queue.Settlement{Messages: []queue.Message{reply}})
					})
					if err == nil && ctx.Err() == nil {
						l.note(l.settled, c.Update.ID)
					}
				}
			}
		})
	}
	return l
}

// insist makes the call until it is acknowledged, or the claim is over.
func (l *load) insist(ctx context.Context, call func() error) error {
	for {
		err := call()
		if err == nil || errors.Is(err, queue.ErrNotOwner) || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (l *load) note(in map[string]bool, id int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	in[fmt.Sprint(id)] = true
	now := time.Now()
	l.outage, l.last = max(l.outage, now.Sub(l.last)), now
}

// acknowledged waits until so many more calls were acknowledged.
func (l *load) acknowledged(t *testing.T, more int) {
	t.Helper()
	count := func() int {
		l.mu.Lock()
		defer l.mu.Unlock()
		return len(l.put) + len(l.settled)
	}
	begun := count()
	until(t, "calls are acknowledged", func() bool { return count() >= begun+more })
}

func (l *load) end() {
	l.stop()
	l.done.Wait()
}

// lost compares what was acknowledged with what is there after the failover, at the new master.
func (l *load) lost(t *testing.T, url, bot string) {
	t.Helper()
	l.end()
	s := open(t, Options{URL: url, Bot: bot})
	checkNothingLost(t, s, maps.Clone(l.put), maps.Clone(l.settled))
	if !t.Failed() {
		t.Log("figure failover_lost 0 calls")
	}
	t.Logf("figure failover_acknowledged %d calls", len(l.put)+len(l.settled))
	t.Logf("figure failover_outage %.1f s", l.outage.Seconds())
	if l.outage > 20*time.Second {
		t.Errorf("nothing was acknowledged for %v", l.outage)
	}
}

// TestASentinelFailoverLosesNothingAcknowledged: the replicas lag when the master is killed, and the store goes on
// with the one that the sentinels put in its place.
func TestASentinelFailoverLosesNothingAcknowledged(t *testing.T) {
	if testing.Short() {
		t.Skip("takes ten seconds")
	}
	options := []string{"--min-replicas-to-write", "1"}
	master, one, two := startRedis(t, options...), startRedis(t, options...), startRedis(t, options...)
	one.follow(t, master)
	two.follow(t, master)
	var watch []*redisServer
	var at []string
	for range 3 {
		w := startSentinel(t, master.port())
		watch, at = append(watch, w), append(at, w.addr)
	}
	until(t, "the sentinels know each other and the replicas", func() bool {
		for _, w := range watch {
			m, err := w.admin.Do(t.Context(), "SENTINEL", "MASTER", "camnang").Result()
			if words := fmt.Sprint(m); err != nil ||
				!strings.Contains(words, "num-slaves 2") || !strings.Contains(words, "num-other-sentinels 2") {
				return false
			}
		}
		return true
	})
	url := "redis-sentinel://" + strings.Join(at, ",") + "/camnang"
	s := open(t, Options{URL: url})
	if w := s.Warnings(); len(w) != 1 {
		t.Errorf("warnings: %q; want the one on appendfsync", w)
	}

	l := startLoad(t, s)
	l.acknowledged(t, 3000)
	one.hang(t)
	two.hang(t)
	time.Sleep(300 * time.Millisecond)
	master.kill()
	one.resume(t)
	two.resume(t)
	l.acknowledged(t, 3000)
	l.lost(t, url, "")
}

// TestAFailoverInAClusterLosesNothingAcknowledged: the node with the bot's slot is killed, and the store finds
// the replica that takes its place.
func TestAFailoverInAClusterLosesNothingAcknowledged(t *testing.T) {
	if testing.Short() {
		t.Skip("takes ten seconds")
	}
	c := startCluster(t, 3, 0, 0)
	bot, _ := c.in(t, 0)
	s := open(t, Options{URL: c.url(), Bot: bot})
	if n := s.remote.need.Load(); n != 1 {
		t.Fatalf("a change waits for %d replicas", n)
	}
	l := startLoad(t, s)
	l.acknowledged(t, 3000)
	c.nodes[0].kill()
	l.acknowledged(t, 3000)
	l.lost(t, c.url(), bot)
}
