package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// backupLimit bounds a call that reads all state, or writes much of it. 70 MB are read in 0.3 s on two cores.
const backupLimit = 2 * time.Minute

// Backup writes all state of the bot to w, as it is at one moment, and says what it wrote. made and version
// (of the program) are noted in it. Equal states, moments and versions give equal bytes. The store goes on
// serving, except that other calls wait while the state is read; all of it is in memory until it is written.
// After an error what w got is not a backup, and no reader takes it for one.
func (s *Store) Backup(ctx context.Context, w io.Writer, made time.Time, version string) (BackupInfo, error) {
	state, err := s.readState(ctx)
	if err != nil {
		return BackupInfo{}, fmt.Errorf("back up: read the state: %w", err)
	}
	b, err := newBackupWriter(w, backupHeader{Format: backupFormat, Bot: s.bot, Made: made.UTC(), Version: version, Keys: len(state)})
	for i := 0; err == nil && i < len(state); i++ {
		err = b.key(state[i].place, state[i].kind, state[i].words())
		state[i].words = nil
	}
	var info BackupInfo
	if err == nil {
		info, err = b.finish()
	}
	if err != nil {
		return BackupInfo{}, fmt.Errorf("back up: %w", err)
	}
	return info, nil
}

// keyState is one key of the state; words lists it as a line of a backup does.
type keyState struct {
	place string
	kind  string
	words func() []string
}

// readState reads every key there is, all in one step. Which command reads a key depends on its type, so the
// types are asked for first; when a key came to be since then, the step is taken again.
func (s *Store) readState(ctx context.Context) ([]keyState, error) {
	ctx, cancel := context.WithTimeout(ctx, backupLimit)
	defer cancel()
	client, err := s.patient(ctx)
	if err != nil {
		return nil, err
	}
	kinds := make([]string, len(allKeys))
	for {
		types := make([]*redis.StatusCmd, len(allKeys))
		values := make([]redis.Cmder, len(allKeys))
		var state []keyState
		err := s.step(ctx, client, func(p redis.Pipeliner) {
			for i, k := range allKeys {
				at := k.at(s.bot)
				types[i] = p.Type(ctx, at)
				if one, read := reading(ctx, p, kinds[i], at); read != nil {
					values[i] = one
					state = append(state, keyState{k.place, kinds[i], read})
				}
			}
		})
		same := true
		for i := range allKeys {
			if e := types[i].Err(); e != nil {
				return nil, e
			}
			kind := types[i].Val()
			if kind != "none" && unit(kind) == 0 {
				return nil, fmt.Errorf("the key %s is a %s", allKeys[i].place, kind)
			}
			if unit(kind) == 0 {
				kind = ""
			}
			same = same && kind == kinds[i]
			kinds[i] = kind
		}
		if same {
			for _, v := range values {
				if v != nil && v.Err() != nil {
					return nil, v.Err()
				}
			}
			return state, err
		}
		if err := ctx.Err(); err != nil {
			return nil, context.Cause(ctx)
		}
	}
}

// reading adds the command that reads a key of that type, and returns what lists the answer once it is there;
// nil when there is nothing to read.
func reading(ctx context.Context, p redis.Pipeliner, kind, at string) (redis.Cmder, func() []string) {
	switch kind {
	case "string":
		c := p.Get(ctx, at)
		return c, func() []string { return []string{c.Val()} }
	case "list":
		c := p.LRange(ctx, at, 0, -1)
		return c, c.Val
	case "set":
		c := p.SMembers(ctx, at)
		return c, func() []string { return slices.Sorted(slices.Values(c.Val())) }
	case "hash":
		c := p.HGetAll(ctx, at)
		return c, func() []string {
			pairs := c.Val()
			words := make([]string, 0, 2*len(pairs))
			for _, field := range slices.Sorted(maps.Keys(pairs)) {
				words = append(words, field, pairs[field])
			}
			return words
		}
	case "zset":
		c := p.ZRangeWithScores(ctx, at, 0, -1)
		return c, func() []string {
			members := c.Val()
			slices.SortFunc(members, func(a, b redis.Z) int { return cmp.Compare(a.Member.(string), b.Member.(string)) })
			words := make([]string, 0, 2*len(members))
			for _, z := range members {
				words = append(words, z.Member.(string), strconv.FormatFloat(z.Score, 'f', -1, 64))
			}
			return words
		}
	}
	return nil, nil
}

// patient is the client for calls as long as the state. On a cluster it is that of the node with the bot's slot;
// when the slot moves meanwhile, its calls fail.
func (s *Store) patient(ctx context.Context) (redis.UniversalClient, error) {
	if s.remote == nil {
		return s.client, nil
	}
	node, err := s.remote.home(ctx)
	if err != nil {
		return nil, err
	}
	return node.WithTimeout(backupLimit), nil
}

// step runs the commands that add adds as one step: a transaction on a server; embedded, any pipeline is one.
func (s *Store) step(ctx context.Context, client redis.UniversalClient, add func(p redis.Pipeliner)) error {
	pipeline := client.TxPipelined
	if s.embedded != nil {
		pipeline = client.Pipelined
	}
	_, err := pipeline(ctx, func(p redis.Pipeliner) error {
		add(p)
		return nil
	})
	return err
}

// Restore fills an empty store with the state in a backup, which may have been made by another bot and on the
// other kind of store, and says what it held. The whole file is read and checked before anything is written;
// a reader that cannot seek is read into memory for that. A store that is not empty is refused and left alone.
// Claims, leases and what else was in hand when the backup was made are over.
//
// While it goes on, and when it was broken off, the store is marked: Open refuses it unless Options.Restoring,
// and Restore clears it and begins again. Nothing else may use the store meanwhile; a change that somebody
// made beside it is found as an error at the end, and the mark stays.
func (s *Store) Restore(ctx context.Context, r io.Reader) (BackupInfo, error) {
	info, err := s.restore(ctx, r)
	if err != nil {
		return BackupInfo{}, fmt.Errorf("restore: %w", err)
	}
	return info, nil
}

func (s *Store) restore(ctx context.Context, r io.Reader) (BackupInfo, error) {
	again, err := twice(r)
	if err != nil {
		return BackupInfo{}, err
	}
	checked, err := readBackup(again, backupBytes, func(string, string, []string) error { return context.Cause(ctx) })
	if err != nil {
		return BackupInfo{}, err
	}
	if _, err := again.Seek(0, io.SeekStart); err != nil {
		return BackupInfo{}, fmt.Errorf("read the file again: %w", err)
	}
	client, err := s.patient(ctx)
	if err != nil {
		return BackupInfo{}, err
	}
	answer, err := s.run(ctx, restoreBegin, checked.Made.Format(time.RFC3339))
	if err != nil {
		return BackupInfo{}, err
	}
	if found, _ := answer.(string); found != "" {
		return BackupInfo{}, fmt.Errorf(
			"the store is not empty (it has %s): a backup is restored only into an empty one, with a DATA_DIR or a Redis database of its own", found,
		)
	}
	w := restoring{store: s, client: client, counts: map[string]int{}, kinds: map[string]string{}}
	info, err := readBackup(again, backupBytes, func(key, kind string, words []string) error { return w.add(ctx, key, kind, words) })
	if err == nil {
		err = w.flush(ctx)
	}
	if err == nil && info != checked {
		err = errors.New("the file was changed while it was read")
	}
	if err == nil {
		err = w.finish(ctx)
	}
	return info, err
}

// twice returns a reader of what r has left that can be set back to its beginning.
func twice(r io.Reader) (io.ReadSeeker, error) {
	if file, ok := r.(io.ReadSeeker); ok {
		if at, err := file.Seek(0, io.SeekCurrent); err == nil {
			if at == 0 {
				return file, nil
			}
		}
	}
	all, err := io.ReadAll(io.LimitReader(r, backupBytes))
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	return bytes.NewReader(all), nil
}

// restoring writes the entries of a backup in batches and counts them.
type restoring struct {
	store    *Store
	client   redis.UniversalClient
	commands [][]any
	bytes    int
	kinds    map[string]string
	counts   map[string]int
}

// restoreBatch is how many bytes of entries are written in one step.
const restoreBatch = 1 << 20

func (w *restoring) add(ctx context.Context, place, kind string, words []string) error {
	name := map[string]string{"string": "SET", "list": "RPUSH", "set": "SADD", "hash": "HSET", "zset": "ZADD"}[kind]
	command := make([]any, 0, len(words)+2)
	command = append(command, name, key{place: place}.at(w.store.bot))
	for i := 0; i < len(words); i += unit(kind) {
		switch kind {
		case "zset":
			command = append(command, words[i+1], words[i])
		case "hash":
			command = append(command, words[i], words[i+1])
		default:
			command = append(command, words[i])
		}
	}
	for _, word := range words {
		w.bytes += len(word)
	}
	w.kinds[place] = kind
	w.counts[place] += len(words) / unit(kind)
	w.commands = append(w.commands, command)
	if w.bytes < restoreBatch {
		return nil
	}
	return w.flush(ctx)
}

func (w *restoring) flush(ctx context.Context) error {
	if len(w.commands) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, backupLimit)
	defer cancel()
	err := w.store.step(ctx, w.client, func(p redis.Pipeliner) {
		for _, c := range w.commands {
			p.Do(ctx, c...)
		}
	})
	w.commands, w.bytes = nil, 0
	return err
}

// finish looks whether the store has what the file had, ends what was claimed, and takes the mark away.
func (w *restoring) finish(ctx context.Context) error {
	args := make([]any, 0, 2*len(allKeys))
	for _, k := range allKeys {
		args = append(args, w.kinds[k.place], w.counts[k.place])
	}
	answer, err := w.store.run(ctx, restoreCheck, args...)
	if err != nil {
		return err
	}
	if wrong, _ := answer.(string); wrong != "" {
		return fmt.Errorf("%s is not as the file has it: something else uses the store; stop it and restore again", wrong)
	}
	if _, err := w.store.run(ctx, releaseScript); err != nil {
		return fmt.Errorf("end the claims of an earlier process: %w", err)
	}
	_, err = w.store.run(ctx, restoreEnd)
	return err
}

// unfinished reports whether a restore into the store was begun and not finished.
func (s *Store) unfinished(ctx context.Context) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	n, err := s.client.Exists(ctx, restoreMark.at(s.bot)).Result()
	return n > 0, err
}
