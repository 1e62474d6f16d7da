package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// ErrNotReplicated says that a change was made on the server, but that too few replicas are known to have it: it
// is lost if the server fails now. The caller repeats the call, as after any error of the store; every script
// finds what it did before:
//
//   - what puts something under an id (updates, messages, timers, suggestions) finds it there and gives nil;
//   - what ends a claim finds it ended and gives queue.ErrNotOwner, which after an error says that the call
//     before had its effect, or that somebody else has the claim;
//   - a claim that was given out to nobody comes back when its lease is over; a lease is lengthened;
//   - a change of records that rests on a version gives queue.ErrConflict; the caller reads again.
//
// A repeated call that changes nothing still waits until the replicas have what the one before changed.
var ErrNotReplicated = errors.New("too few replicas have the change")

const (
	// waitLimit is how long a call waits for replicas. A healthy one answers within a millisecond; one that lags
	// longer than this may as well be away. It is under callLimit, so that the answer comes.
	waitLimit = 2 * time.Second
	// askEvery is how often the server is asked whether it has replicas, askSoon how often while it has lost
	// them. Only when it had none for noneFor does nobody wait for one any more: a failover, and the time in
	// which the others find their new master, take about half of that.
	askEvery = 30 * time.Second
	askSoon  = time.Second
	noneFor  = 10 * time.Second
	// redirections is how often a call is sent on from node to node of a cluster.
	redirections = 5
)

// lasting runs a script, and returns its answer once n replicas have what it changed, and what anybody changed
// before. An error other than ErrNotReplicated is the script's, or leaves open whether the script ran.
//
// The commands are one pipeline, because WAIT speaks of what its own connection wrote. The mark makes it
// speak of all that the server wrote until then also when the script has nothing to write: else a repeated
// call would learn nothing about the one before. It comes first, so that a server that became a replica
// refuses the first command, upon which the client drops the connection.
func (r *remote) lasting(ctx context.Context, n int, sc script, keys []string, args []any) (any, error) {
	node, err := r.home(ctx)
	if err != nil {
		return nil, err
	}
	call, asking := sc.EvalSha, false
	for hop := 0; ; {
		pipe := node.Pipeline()
		if asking {
			pipe.Do(ctx, "ASKING")
		}
		mark := pipe.Set(ctx, r.mark, n, 0)
		if asking {
			pipe.Do(ctx, "ASKING")
		}
		answer := call(ctx, pipe, keys, args...)
		wait := redis.NewIntCmd(ctx, "WAIT", n, r.patience.Milliseconds())
		_ = pipe.Process(ctx, wait)
		// The error is also that of one of the commands.
		_, _ = pipe.Exec(ctx)
		result, err := answer.Result()
		if to, ask := r.redirected(ctx, node, err); to != nil && hop < redirections {
			node, asking = to, ask
			hop++
			continue
		}
		if redis.HasErrorPrefix(err, "NOSCRIPT") {
			call = sc.Eval
			continue
		}
		if err != nil && !errors.Is(err, redis.Nil) {
			r.failed(ctx, err)
			return nil, err
		}
		if failed := errors.Join(mark.Err(), wait.Err()); failed != nil {
			r.failed(ctx, failed)
			return nil, fmt.Errorf("%w: %w", ErrNotReplicated, failed)
		}
		if got := wait.Val(); got < int64(n) {
			return nil, fmt.Errorf("%w: %d of %d", ErrNotReplicated, got, n)
		}
		return result, err
	}
}

// replicas is how many replicas must have a change before it is acknowledged.
type replicas struct {
	// need is that number as it was last learned.
	need atomic.Int64
	// again is when it is to be asked anew, in ns since 1970.
	again atomic.Int64

	// asking is held by whoever asks; none is since when no replica was seen.
	asking sync.Mutex
	none   time.Time
}

// doubt has the next call ask: a new connection may lead to another server.
func (p *replicas) doubt() { p.again.Store(0) }

// needed is how many replicas must have a change: what the address says; with sentinels one; else one when the
// server has a replica or asks for one (min-replicas-to-write). It is asked every 30 s, and at a new connection,
// by one of the callers; the others go by what was known.
func (r *remote) needed(ctx context.Context) int {
	now := time.Now()
	if r.wait == unset && r.kind != sentinel && now.UnixNano() >= r.again.Load() && r.asking.TryLock() {
		defer r.asking.Unlock()
		r.again.Store(now.Add(askEvery).UnixNano())
		if f, err := r.replication(ctx); err == nil {
			r.learnLocked(f, now)
		} else {
			r.doubt()
		}
	}
	return int(r.need.Load())
}

// learn takes in what was found when the store was opened.
func (r *remote) learn(f facts, now time.Time) {
	r.asking.Lock()
	defer r.asking.Unlock()
	r.learnLocked(f, now)
}

// learnLocked takes in what was found now.
func (r *remote) learnLocked(f facts, now time.Time) {
	next := askEvery
	switch {
	case r.wait != unset:
		r.need.Store(int64(r.wait))
	case r.kind == sentinel || f.online > 0 || f.minimum:
		r.need.Store(1)
		r.none = time.Time{}
	case r.need.Load() == 0:
	case r.none.IsZero():
		r.none, next = now, askSoon
	case now.Sub(r.none) < noneFor:
		next = askSoon
	default:
		r.need.Store(0)
	}
	r.again.Store(now.Add(next).UnixNano())
}
