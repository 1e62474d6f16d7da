package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"camnang/bot/feedback"
	"camnang/bot/queue"
	"camnang/bot/store/wal"
)

// digest is a fingerprint of the whole state of an embedded store, times to live included.
func digest(t *testing.T, s *Store) string {
	t.Helper()
	e := s.embedded
	e.mu.Lock()
	defer e.mu.Unlock()
	e.setClock(e.now().Truncate(time.Microsecond))
	state, err := dump(e.server, e.clock)
	must(t, err)
	h := sha256.New()
	for _, c := range state {
		fmt.Fprintf(h, "%q\n", c)
	}
	return fmt.Sprintf("%d commands, %x", len(state), h.Sum(nil))
}

// busy does something of everything the store can do, the clock moving between.
func busy(t *testing.T, s *Store, c *clock, round int) {
	t.Helper()
	ctx := t.Context()
	base := int64(round * 1000)
	for i := range int64(30) {
		put(t, s, update(base+i, i%7))
		c.Add(3*time.Millisecond + 7*time.Microsecond)
	}
	must(t, s.Inbox().SetAside(ctx, fmt.Appendf(nil, `{"update_id":%d}`, base), "odd", 0, 0))
	for i, cl := range claim(t, s, 20*time.Millisecond, 5) {
		c.Add(time.Millisecond)
		switch i % 3 {
		case 0:
			must(t, s.Inbox().Settle(ctx, cl, queue.Settlement{Messages: []queue.Message{message(fmt.Sprint("r", cl.Update.ID), cl.Update.Chat, 0)}}))
		case 1:
			_, err := s.Inbox().Return(ctx, cl, time.Second, 2, "why not")
			must(t, err)
		}
	}
	for i := range int64(12) {
		m := message(fmt.Sprint("m", round, "-", i), i%5, queue.Priority(i%3))
		m.Group = i%5 == 0
		send(t, s, m)
	}
	for i := range 6 {
		m, ok, wait, err := s.Outbox().Take(ctx, "w", time.Second)
		must(t, err)
		if !ok {
			c.Add(wait)
			continue
		}
		c.Add(11 * time.Millisecond)
		switch i {
		case 0:
			must(t, s.Outbox().Later(ctx, m, time.Minute, "502"))
		case 1:
			must(t, s.Outbox().Pause(ctx, m, time.Second))
			c.Add(1500 * time.Millisecond)
		case 2:
			must(t, s.Outbox().Drop(ctx, m, "400"))
		case 3:
			must(t, s.Outbox().Migrated(ctx, m, 1_000+m.Message.Chat))
		default:
			must(t, s.Outbox().Sent(ctx, m, base))
		}
	}
	must(t, s.Memory().SetDialogue(ctx, base, "asking", time.Hour))
	must(t, s.Memory().Rate(ctx, feedback.Rating{Answer: "a", Person: base, Right: true, At: c.Now()}))
	must(t, s.client.Set(ctx, fmt.Sprint("{b}:soon", round), "gone", 1234567*time.Microsecond).Err())
	must(t, s.client.Set(ctx, fmt.Sprint("{b}:later", round), "there", 25*time.Hour).Err())
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i := range 20 {
			p.Incr(ctx, "{b}:count")
			p.RPush(ctx, "{b}:list", i)
			p.Get(ctx, "{b}:count")
		}
		return nil
	})
	must(t, err)
}

func TestTheStateAfterARestartIsTheStateBefore(t *testing.T) {
	for _, compact := range []int64{1 << 30, 8 << 10} {
		t.Run(fmt.Sprint("compaction from ", compact), func(t *testing.T) {
			dir, c := t.TempDir(), newClock()
			o := Options{Dir: dir, Now: c.Now, CompactBytes: compact}
			for round := range 5 {
				s := open(t, o)
				busy(t, s, c, round)
				before := digest(t, s)
				shut(t, s)
				s = open(t, o)
				if after := digest(t, s); after != before {
					t.Fatalf("round %d: %s before, %s after", round, before, after)
				}
				c.Add(700 * time.Millisecond)
				before = digest(t, s)
				shut(t, s)
				s = open(t, o)
				if after := digest(t, s); after != before {
					t.Fatalf("round %d, with nothing written: %s before, %s after", round, before, after)
				}
				shut(t, s)
			}
		})
	}
}

func TestTheFilesDoNotGrowWithTheNumberOfChanges(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	s := open(t, Options{Dir: dir, Now: c.Now, CompactBytes: 64 << 10})
	for i := range 3000 {
		must(t, s.Memory().SetDialogue(t.Context(), 1, strings.Repeat("x", 400)+fmt.Sprint(i), time.Hour))
	}
	before := digest(t, s)
	shut(t, s)
	var total int64
	for _, name := range storeFiles(t, dir) {
		info, err := os.Stat(name)
		must(t, err)
		total += info.Size()
	}
	if total > 4*64<<10 {
		t.Errorf("after 1.2 MB of changes to one key: %d bytes in %v", total, storeFiles(t, dir))
	}
	if after := digest(t, open(t, Options{Dir: dir, Now: c.Now})); after != before {
		t.Fatalf("%s before, %s after", before, after)
	}
}

func TestTimesToLiveRunWithTheClockAndAcrossARestart(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	s := open(t, Options{Dir: dir, Now: c.Now})
	must(t, s.client.Set(t.Context(), "{b}:k", "v", 10*time.Second).Err())
	c.Add(9 * time.Second)
	must(t, s.client.Get(t.Context(), "{b}:k").Err())
	shut(t, s)
	s = open(t, Options{Dir: dir, Now: c.Now})
	must(t, s.client.Get(t.Context(), "{b}:k").Err())
	c.Add(1100 * time.Millisecond)
	if err := s.client.Get(t.Context(), "{b}:k").Err(); !errors.Is(err, redis.Nil) {
		t.Fatalf("after its time: %v", err)
	}
}

func TestTheClockNeverGoesBack(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	s := open(t, Options{Dir: dir, Now: c.Now})
	put(t, s, update(1, 1))
	first := claim(t, s, time.Minute, 1)[0].Update.Received
	c.Add(-time.Hour)
	put(t, s, update(2, 2))
	if got := claim(t, s, time.Minute, 1)[0].Update.Received; got.Before(first) {
		t.Errorf("received at %v after %v", got, first)
	}
	shut(t, s)
	s = open(t, Options{Dir: dir, Now: c.Now})
	put(t, s, update(3, 3))
	if got := claim(t, s, time.Minute, 1)[0].Update.Received; got.Before(first) {
		t.Errorf("after a restart received at %v after %v", got, first)
	}
}

func TestAScriptThatChangesNothingLogsNothing(t *testing.T) {
	s := open(t, Options{Dir: t.TempDir()})
	before, _ := s.embedded.log.Sizes()
	for range 20 {
		claim(t, s, time.Minute, 5)
		take(t, s, "")
		depths(t, s)
		_, err := s.Memory().Dialogue(t.Context(), 5)
		must(t, err)
	}
	if after, _ := s.embedded.log.Sizes(); after != before {
		t.Errorf("the log grew by %d bytes", after-before)
	}
}

func TestASecondProcessIsToldWhichDirectoryIsInUse(t *testing.T) {
	dir := t.TempDir()
	s := open(t, Options{Dir: dir})
	_, err := Open(t.Context(), Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "the directory "+filepath.Join(dir, "store")+" (DATA_DIR) is in use") {
		t.Fatalf("%v", err)
	}
	shut(t, s)
	open(t, Options{Dir: dir})
}

func TestALongPipelineIsAnswered(t *testing.T) {
	s := open(t, Options{Dir: t.TempDir()})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	answers, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for range 5000 {
			p.Incr(ctx, "{b}:n")
		}
		return nil
	})
	must(t, err)
	if last := answers[len(answers)-1].(*redis.IntCmd).Val(); last != 5000 {
		t.Fatalf("the last answer is %d", last)
	}
}

func TestTheEmbeddedStoreRefusesWhatItCannotReplay(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	s := open(t, Options{Dir: dir, Now: c.Now})
	ctx := t.Context()
	must(t, s.client.SAdd(ctx, "{b}:s", "a", "b", "c").Err())
	tx := func() error {
		_, err := s.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
			p.Set(ctx, "{b}:tx", 1, 0)
			return nil
		})
		return err
	}
	for name, err := range map[string]error{
		"a random choice":          s.client.SPop(ctx, "{b}:s").Err(),
		"one inside a script":      s.client.Eval(ctx, `return redis.call('SPOP', KEYS[1])`, []string{"{b}:s"}).Err(),
		"an id of the server":      s.client.XAdd(ctx, &redis.XAddArgs{Stream: "{b}:x", Values: []string{"a", "b"}}).Err(),
		"waiting for others":       s.client.BLPop(ctx, time.Second, "{b}:l").Err(),
		"a transaction":            tx(),
		"another database":         s.client.Do(ctx, "SELECT", 1).Err(),
		"times to live of a field": s.client.Do(ctx, "HEXPIRE", "{b}:h", 10, "FIELDS", 1, "f").Err(),
	} {
		if err == nil || !strings.Contains(err.Error(), "the embedded store has no command") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := s.client.SCard(ctx, "{b}:s").Val(); n != 3 || s.client.Exists(ctx, "{b}:tx").Val() != 0 {
		t.Errorf("a refused command changed something")
	}
	before := digest(t, s)
	shut(t, s)
	if after := digest(t, open(t, Options{Dir: dir, Now: c.Now})); before != after {
		t.Errorf("%s before, %s after", before, after)
	}
}

func TestAScriptThatFailsHalfWayIsReplayedHalfWay(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	s := open(t, Options{Dir: dir, Now: c.Now})
	script := `redis.call('SET', KEYS[1], 'x') redis.call('HSET', KEYS[1], 'a', 'b') redis.call('SET', KEYS[2], 'y')`
	if err := s.client.Eval(t.Context(), script, []string{"{b}:1", "{b}:2"}).Err(); err == nil {
		t.Fatal("no error")
	}
	before := digest(t, s)
	shut(t, s)
	s = open(t, Options{Dir: dir, Now: c.Now})
	if after := digest(t, s); before != after || s.client.Get(t.Context(), "{b}:1").Val() != "x" {
		t.Errorf("%s before, %s after", before, after)
	}
}

func TestATornTailIsCutWithAWarningAndDamageStopsTheStart(t *testing.T) {
	dir := t.TempDir()
	s := open(t, Options{Dir: dir})
	for id := range int64(20) {
		put(t, s, update(id, id))
	}
	shut(t, s)
	names := storeFiles(t, dir)
	if len(names) != 1 {
		t.Fatalf("files %v", names)
	}
	whole, err := os.ReadFile(names[0])
	must(t, err)

	must(t, os.WriteFile(names[0], whole[:len(whole)-5], 0o600))
	s = open(t, Options{Dir: dir})
	if d := depths(t, s); d.Inbox != 19 {
		t.Errorf("%d of the 19 whole records are back", d.Inbox)
	}
	if w := s.Warnings(); len(w) != 1 || !strings.Contains(w[0], "were cut off") {
		t.Errorf("warnings %q", w)
	}
	shut(t, s)

	bad := bytes.Clone(whole)
	bad[len(bad)/2] ^= 1
	must(t, os.WriteFile(names[0], bad, 0o600))
	_, err = Open(t.Context(), Options{Dir: dir})
	var damage *wal.DamageError
	if !errors.As(err, &damage) || damage.File != names[0] || damage.Offset == 0 ||
		!strings.Contains(err.Error(), names[0]+" is damaged at byte") {
		t.Fatalf("opened a damaged log: %v", err)
	}
	must(t, os.WriteFile(names[0], whole, 0o600))
	if d := depths(t, open(t, Options{Dir: dir})); d.Inbox != 20 {
		t.Errorf("the failed start kept the lock or changed the log: %+v", d)
	}
}

func TestWithoutADiskNothingIsAcknowledged(t *testing.T) {
	s := open(t, Options{Dir: t.TempDir()})
	put(t, s, update(1, 1))
	must(t, s.embedded.log.Close())
	if err := s.Inbox().Put(t.Context(), []queue.Update{update(2, 2)}, 3, 0); err == nil {
		t.Fatal("acknowledged what is not on disk")
	}
	if _, err := s.Inbox().Claim(t.Context(), "w", time.Minute, 5); err == nil || !strings.Contains(err.Error(), "has stopped") {
		t.Fatalf("it goes on with what is in memory only: %v", err)
	}
}

func TestAfterCloseEveryCallIsAnError(t *testing.T) {
	s, err := Open(t.Context(), Options{Dir: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	must(t, s.Close(t.Context()))
	if err := s.Inbox().Put(t.Context(), nil, 3, 0); err == nil {
		t.Fatal("a closed store takes updates")
	}
}

func TestOpenSaysWhatToChange(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	for name, row := range map[string]struct {
		o    Options
		want string
	}{
		"no setting":             {Options{}, "neither REDIS_URL nor DATA_DIR is set"},
		"not an address":         {Options{URL: "http://user:hunter2@host"}, "REDIS_URL is not an address"},
		"an address out of form": {Options{URL: "redis://user:hunter2@host:port:1/x%zz"}, "REDIS_URL is not an address"},
		"nobody there":           {Options{URL: "redis://user:hunter2@127.0.0.1:1"}, "the server at 127.0.0.1:1 (REDIS_URL) does not answer"},
		"a file for a directory": {Options{Dir: file}, "make the directory " + file},
		"a brace in the name":    {Options{Dir: t.TempDir(), Bot: "a}b"}, "has a brace"},
	} {
		_, err := Open(t.Context(), row.o)
		if err == nil || !strings.Contains(err.Error(), row.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEffectsComeBackFromTheirRecord(t *testing.T) {
	at := time.Date(2026, 11, 23, 8, 0, 0, 123456000, time.UTC)
	in := []effect{{"SET", "k", "\x00\xff\n"}, {"DEL", ""}, {"HSET", "h", "f", strings.Repeat("v", 70000)}}
	gotAt, got, err := readEffects(appendEffects(nil, at, in))
	must(t, err)
	if !gotAt.Equal(at) || !slices.EqualFunc(in, got, func(a, b effect) bool { return slices.Equal(a, b) }) {
		t.Fatalf("%v %q", gotAt, got)
	}
	if _, _, err := readEffects(appendEffects(nil, at, []effect{{"SPOP", "s"}})); !errors.Is(err, errRecord) {
		t.Fatalf("a command that does not belong in the log: %v", err)
	}
}

// FuzzRecord reads a record of any content: it must not panic, nor take a command that no record has, and
// what it accepts it writes back the same.
func FuzzRecord(f *testing.F) {
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	f.Add([]byte{})
	f.Add(appendEffects(nil, at, nil))
	f.Add(appendEffects(nil, at, []effect{{"SET", "k", "v"}, {"ZADD", "z", "1795000000000", "m"}}))
	f.Add(appendEffects(nil, at, []effect{{"FLUSHALL"}}))
	f.Add([]byte{0, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, record []byte) {
		at, effects, err := readEffects(record)
		if err != nil {
			return
		}
		for _, e := range effects {
			if !writes[e[0]] {
				t.Fatalf("took a command %q", e)
			}
		}
		again, same, err := readEffects(appendEffects(nil, at, effects))
		if err != nil || !again.Equal(at) || !slices.EqualFunc(effects, same, func(a, b effect) bool { return slices.Equal(a, b) }) {
			t.Fatalf("%v %q, then %v %q (%v)", at, effects, again, same, err)
		}
	})
}
