package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/alicebob/miniredis/v2"

	"camnang/bot/store/wal"
)

// snapshotWords is how many words a command of a snapshot has at most, and about how many a record has.
const snapshotWords = 512

func makeDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the directory %s: %w", dir, err)
	}
	return nil
}

// planCompaction sets when the log is compacted next: when it is twice as long as what it would be
// replaced by. So the files together stay below about four times the state, and each byte of it is
// written again a bounded number of times. mu is held.
func (e *embedded) planCompaction() {
	_, snapshot := e.log.Sizes()
	e.compactAt = max(e.compact, 2*snapshot)
}

// compactIfLong starts a compaction when it is time. mu is held.
func (e *embedded) compactIfLong() {
	logged, _ := e.log.Sizes()
	if e.compactAt == 0 || logged < e.compactAt || e.closed {
		return
	}
	e.compactAt = 0
	e.tasks.Go(e.replaceLog)
}

// replaceLog writes the present state as a snapshot and drops the log that led to it. Commands wait only
// while the state is listed. A compaction that fails leaves the log as it is and is tried again when the
// log has doubled.
func (e *embedded) replaceLog() {
	began := time.Now()
	err := e.writeAnew()
	e.mu.Lock()
	defer e.mu.Unlock()
	logged, snapshot := e.log.Sizes()
	if err != nil {
		e.compactAt = 2 * logged
		if !errors.Is(err, wal.ErrClosed) {
			e.logger.Error("the embedded store's log was not compacted", "err", err, "bytes", logged)
		}
		return
	}
	e.planCompaction()
	e.logger.LogAttrs(context.Background(), slog.LevelDebug, "the embedded store's log was compacted",
		slog.Int64("bytes", snapshot), slog.Duration("took", time.Since(began)))
}

// writeAnew replaces all files by a snapshot of the state at some moment of the call. Of several at once each
// writes its own, one after the other.
func (e *embedded) writeAnew() error {
	e.writing.Lock()
	defer e.writing.Unlock()
	gen, state, at, err := e.freeze()
	if err != nil {
		return err
	}
	return e.log.WriteSnapshot(gen, func(add func([]byte) error) error { return writeState(state, at, add) })
}

// freeze starts a new generation of the log and lists the state it begins with.
func (e *embedded) freeze() (gen uint64, state []effect, at time.Time, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if gen, err = e.log.Rotate(context.Background()); err != nil {
		return 0, nil, time.Time{}, err
	}
	state, err = dump(e.server, e.clock)
	return gen, state, e.clock, err
}

func writeState(state []effect, at time.Time, add func([]byte) error) error {
	var buf []byte
	// The time of the state is kept even when there is no state.
	if len(state) == 0 {
		return add(appendEffects(buf, at, nil))
	}
	for len(state) > 0 {
		n, words := 0, 0
		for n < len(state) && (n == 0 || words+len(state[n]) <= snapshotWords) {
			words += len(state[n])
			n++
		}
		buf = appendEffects(buf[:0], at, state[:n])
		if err := add(buf); err != nil {
			return err
		}
		state = state[n:]
	}
	return nil
}

// dump lists the commands that make up the server's state, the same list for the same state. The server's
// clock stands at now.
func dump(m *miniredis.Miniredis, now time.Time) ([]effect, error) {
	db := m.DB(0)
	var state []effect
	add := func(name, key string, words []string) {
		for len(words) > 0 {
			n := min(len(words), snapshotWords-2)
			state = append(state, append(effect{name, key}, words[:n]...))
			words = words[n:]
		}
	}
	for _, key := range db.Keys() {
		var err error
		switch kind := db.Type(key); kind {
		case "string":
			var v string
			v, err = db.Get(key)
			add("SET", key, []string{v})
		case "hash":
			var fields, pairs []string
			fields, err = db.HKeys(key)
			for _, f := range fields {
				pairs = append(pairs, f, db.HGet(key, f))
			}
			add("HSET", key, pairs)
		case "list":
			var items []string
			items, err = db.List(key)
			add("RPUSH", key, items)
		case "set":
			var members []string
			members, err = db.Members(key)
			add("SADD", key, members)
		case "zset":
			var scores map[string]float64
			scores, err = db.SortedSet(key)
			var pairs []string
			for _, member := range slices.Sorted(maps.Keys(scores)) {
				pairs = append(pairs, strconv.FormatFloat(scores[member], 'g', -1, 64), member)
			}
			add("ZADD", key, pairs)
		default:
			err = fmt.Errorf("it is a %s", kind)
		}
		if err != nil {
			return nil, fmt.Errorf("list key %s: %w", key, err)
		}
		if ttl := db.TTL(key); ttl > 0 {
			ends := now.Add(ttl + time.Millisecond - 1).UnixMilli()
			add("PEXPIREAT", key, []string{strconv.FormatInt(ends, 10)})
		}
	}
	return state, nil
}
