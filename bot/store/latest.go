package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/redis/go-redis/v9"

	"camnang/bot/queue"
)

// latest keeps in memory what was made of the records of a table that has a log (recordLogKeys), and makes it anew
// when they were changed, by whatever process.
//
// The newest entry of the log tells one state of the table from every other: each change adds one with a stamp made by
// chance. So nothing old is taken for new when the versions go back, because the server was emptied, restored, or
// lost its last changes. A log that has the entry which something was made under goes on from that state, and what
// was changed since is all that differs.
type latest[T any] struct {
	s     *Store
	table string
	log   key
	// load makes it of all records; with, when not nil, of the one before and what was changed since.
	load func(records []queue.Record) (T, error)
	with func(before T, changed []queue.Record, removed []string) (T, error)
	// also, when not empty, names a record that every change of the table writes: releases that know of no log
	// change it too.
	also string

	// mu is held while records are read, so that many who ask at once read once.
	mu sync.Mutex
	// begun counts those reads.
	begun atomic.Int64
	kept  atomic.Pointer[made[T]]
}

// made is what was made of the table under a mark, by the read with that number.
type made[T any] struct {
	of     T
	mark   mark
	number int64
}

// mark names a state of a table: the newest entry of its log, and the record "also" as it is kept.
type mark struct{ entry, also string }

// now returns what the records are made into as they are at the moment of the call, or later, never older. When
// nothing was changed since the last call it costs one small read. All callers get the same.
func (l *latest[T]) now(ctx context.Context) (T, error) {
	begun := l.begun.Load()
	at, err := l.look(ctx)
	if err != nil {
		var none T
		return none, fmt.Errorf("look whether the table %s was changed: %w", l.table, err)
	}
	return l.at(ctx, begun, at)
}

// at is now for somebody who looked already and saw a mark; begun is the number of reads begun before that look.
func (l *latest[T]) at(ctx context.Context, begun int64, at mark) (T, error) {
	if k := l.kept.Load(); k != nil && at.entry != "" && k.mark == at {
		return k.of, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	k := l.kept.Load()
	if k != nil && k.number > begun {
		// Somebody began to read it after this call had begun.
		return k.of, nil
	}
	made, err := l.read(ctx, k)
	if err != nil {
		var none T
		return none, fmt.Errorf("read the table %s: %w", l.table, err)
	}
	l.kept.Store(made)
	return made.of, nil
}

// look reads the mark of the present state; its entry is "" when the table has no log.
func (l *latest[T]) look(ctx context.Context) (mark, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	if l.also == "" {
		entry, err := l.s.client.LIndex(ctx, l.log.at(l.s.bot), -1).Result()
		if errors.Is(err, redis.Nil) {
			return mark{}, nil
		}
		return mark{entry: entry}, err
	}
	var entry, also *redis.StringCmd
	_, err := l.s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		entry = p.LIndex(ctx, l.log.at(l.s.bot), -1)
		also = p.HGet(ctx, tables[l.table].at(l.s.bot), l.also)
		return nil
	})
	if err != nil && !errors.Is(err, redis.Nil) {
		return mark{}, err
	}
	for _, one := range []*redis.StringCmd{entry, also} {
		if err := one.Err(); err != nil && !errors.Is(err, redis.Nil) {
			return mark{}, err
		}
	}
	return mark{entry.Val(), also.Val()}, nil
}

// read makes it anew: of what was changed since k, when that can be told, or of all records. mu is held.
func (l *latest[T]) read(ctx context.Context, k *made[T]) (*made[T], error) {
	number := l.begun.Add(1)
	if k != nil && l.with != nil {
		changed, removed, entry, ok, err := l.since(ctx, k.mark.entry)
		if err != nil {
			return nil, err
		}
		if ok {
			of, err := l.with(k.of, changed, removed)
			return &made[T]{of, mark{entry: entry}, number}, err
		}
	}
	for {
		records, at, err := l.all(ctx)
		if err != nil {
			return nil, err
		}
		if at.entry == "" {
			// The state has no name yet. What comes now may differ from what was just read.
			if _, err := l.s.run(ctx, recordsBegin, l.table, rand.Text()); err != nil {
				return nil, err
			}
			continue
		}
		of, err := l.load(records)
		return &made[T]{of, at, number}, err
	}
}

// since returns what was changed since an entry of the log, and the entry that is the newest now. ok is false when
// that cannot be told.
func (l *latest[T]) since(ctx context.Context, entry string) (
	changed []queue.Record, removed []string, newest string, ok bool, err error,
) {
	answer, err := l.s.run(ctx, recordsSince, l.table, entry)
	if err != nil {
		return nil, nil, "", false, err
	}
	r := newRow(answer)
	newest, ok = r.text(), r.number() == 1
	for r.err == nil && len(r.values) > 0 {
		id, kept := r.text(), r.text()
		if kept == "" {
			removed = append(removed, id)
			continue
		}
		one, err := readTableRecord(id, kept)
		if err != nil {
			return nil, nil, "", false, fmt.Errorf("record %s: %w", id, err)
		}
		changed = append(changed, one)
	}
	return changed, removed, newest, ok, r.err
}

// all returns all records, by ID, and the mark of their state, in one step.
func (l *latest[T]) all(ctx context.Context) ([]queue.Record, mark, error) {
	ctx, cancel := context.WithTimeout(ctx, scanLimit)
	defer cancel()
	client, err := l.s.patient(ctx)
	if err != nil {
		return nil, mark{}, err
	}
	var entry *redis.StringCmd
	var kept *redis.MapStringStringCmd
	err = l.s.step(ctx, client, func(p redis.Pipeliner) {
		entry = p.LIndex(ctx, l.log.at(l.s.bot), -1)
		kept = p.HGetAll(ctx, tables[l.table].at(l.s.bot))
	})
	if err == nil || errors.Is(err, redis.Nil) {
		err = kept.Err()
	}
	if e := entry.Err(); err == nil && e != nil && !errors.Is(e, redis.Nil) {
		err = e
	}
	if err != nil {
		return nil, mark{}, err
	}
	fields := kept.Val()
	records, err := readTable(l.table, fields)
	if l.also == "" {
		return records, mark{entry: entry.Val()}, err
	}
	return records, mark{entry.Val(), strings.Clone(fields[l.also])}, err
}
