package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// TestEveryScriptIsOfOneSlot: a cluster takes a script only when all its keys lie together. What else a script
// says to a call without arguments does not matter here.
func TestEveryScriptIsOfOneSlot(t *testing.T) {
	s := open(t, Options{URL: clusterURL(t), Bot: fmt.Sprint("t", bots.Add(1))})
	for _, sc := range allScripts {
		_, err := s.run(t.Context(), sc)
		for _, word := range []string{"CROSSSLOT", "MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN", "NOSCRIPT"} {
			if err != nil && strings.Contains(err.Error(), word) {
				t.Errorf("%s: %v", sc.name, err)
			}
		}
	}
}

// in names a bot whose slot is the node's.
func (c *redisCluster) in(tb testing.TB, node int) (bot string, slot int) {
	tb.Helper()
	for i := range 1000 {
		bot = fmt.Sprint("moved", i)
		if owner, slot := c.owner(bot); owner == node {
			return bot, slot
		}
	}
	tb.Fatalf("node %d has no slot", node)
	return "", 0
}

// TestASlotThatIsMovedToAnotherNode: the nodes' redirections are followed also where a change waits for
// replicas. While the slot is on its way calls fail and change nothing.
func TestASlotThatIsMovedToAnotherNode(t *testing.T) {
	c := startCluster(t, 2, 0, 1)
	bot, slot := c.in(t, 0)
	for _, wait := range []string{"0", "1"} {
		t.Run("wait="+wait, func(t *testing.T) {
			s := open(t, Options{URL: c.url() + "?wait=" + wait, Bot: bot})
			owner, _ := c.owner(bot)
			from, to := c.nodes[owner], c.nodes[1-owner]
			works(t, s, 1)
			l, ok, err := s.Leases().Acquire(t.Context(), "poll", "me", time.Minute)
			if err != nil || !ok {
				t.Fatal(ok, err)
			}

			set := func(on *redisServer, words ...any) {
				must(t, on.admin.Do(t.Context(), append([]any{"CLUSTER", "SETSLOT", slot}, words...)...).Err())
			}
			set(to, "IMPORTING", c.ids[owner])
			set(from, "MIGRATING", c.ids[1-owner])
			keys := from.admin.ClusterGetKeysInSlot(t.Context(), slot, 1000).Val()
			move := []any{"MIGRATE", "127.0.0.1", to.port(), "", 0, 5000, "KEYS"}
			for _, k := range keys {
				move = append(move, k)
			}
			must(t, from.admin.Do(t.Context(), move...).Err())

			again, ok, err := s.Leases().Acquire(t.Context(), "poll", "me", time.Hour)
			if err != nil || !ok || again.Token != l.Token {
				t.Errorf("asked at the node the slot is moved to: %+v, %v, %v; want %+v, longer", again, ok, err, l)
			}
			set(to, "NODE", c.ids[1-owner])
			set(from, "NODE", c.ids[1-owner])
			works(t, s, 2)
			if d := depths(t, s); d.Outbox != 2 {
				t.Errorf("after the move: %+v", d)
			}
			if now, _ := c.owner(bot); now != 1-owner {
				t.Errorf("node %d has the slot", now)
			}
		})
	}
}

// TestACallToAClusterWhoseAnswerWasLostIsNotMadeAgain, although the client would, whatever its MaxRetries.
func TestACallToAClusterWhoseAnswerWasLostIsNotMadeAgain(t *testing.T) {
	s := open(t, Options{URL: clusterURL(t), Bot: fmt.Sprint("t", bots.Add(1))})
	ctx, at := t.Context(), waitMark.at(s.bot)
	// An answer upon which the client takes the call not to have been made.
	const script = "redis.call('INCR', KEYS[1]) return redis.error_reply('LOADING it is')"
	if err := s.client.Eval(ctx, script, []string{at}).Err(); !redis.IsLoadingError(err) {
		t.Errorf("answered %v", err)
	}
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		p.Eval(ctx, script, []string{at})
		return nil
	})
	if !redis.IsLoadingError(err) {
		t.Errorf("answered %v to a pipeline", err)
	}
	if n, err := s.client.Get(ctx, at).Int(); err != nil || n != 2 {
		t.Errorf("two calls were made %d times, %v", n, err)
	}
}
