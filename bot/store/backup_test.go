package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"camnang/bot/queue"
)

var backupMade = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

func backup(t *testing.T, s *Store) []byte {
	t.Helper()
	var file bytes.Buffer
	info, err := s.Backup(t.Context(), &file, backupMade, "v4")
	must(t, err)
	read, err := ReadInfo(bytes.NewReader(file.Bytes()))
	must(t, err)
	if read != info || info.Bot != s.bot || info.Version != "v4" || !info.Made.Equal(backupMade) || info.Format != backupFormat {
		t.Fatalf("written %+v, read %+v", info, read)
	}
	return file.Bytes()
}

// unpack returns the lines of a backup.
func unpack(t *testing.T, file []byte) []string {
	t.Helper()
	zip, err := gzip.NewReader(bytes.NewReader(file))
	must(t, err)
	text, err := io.ReadAll(zip)
	must(t, err)
	return slices.Collect(strings.Lines(string(text)))
}

// content is what a backup says of the state: all lines but the first, which has the bot's name, and the last,
// which has its sum.
func content(t *testing.T, file []byte) []string {
	t.Helper()
	lines := unpack(t, file)
	return lines[1 : len(lines)-1]
}

// full is an embedded store with something of everything in it. No message is in hand: the moment at which one
// is taken back is kept, and that is another one in each store.
func full(t *testing.T) *Store {
	t.Helper()
	// The clock is behind every server's, so that no claim ended here looks alive there.
	c := &clock{t: time.Now().Add(-24 * time.Hour)}
	s := open(t, Options{Dir: t.TempDir(), Now: c.Now})
	for round := range 5 {
		busy(t, s, c, round)
		decide(t, s, c.Now())
	}
	return s
}

// decide adds what a handler decides: records, notes for the journal, of which some are sealed, timers, of which
// some are claimed; and a lease.
func decide(t *testing.T, s *Store, now time.Time) {
	t.Helper()
	ctx := t.Context()
	id := fmt.Sprint("at", now.UnixNano())
	lane := now.UnixMilli()
	timer := func(name string, after time.Duration) queue.Timer {
		return queue.Timer{ID: id + name, Lane: lane, Due: now.Add(after), Body: []byte(`{"event":"` + name + `"}`)}
	}
	must(t, s.Records().Change(ctx, []queue.Change{
		{Table: queue.TableRoster, ID: id, Value: []byte(`{"name":"Đỗ Thị Ngọc"}`)},
		{Table: queue.TableRoster, ID: "_", Was: queue.Any, Value: []byte(`{"last":"` + id + `"}`)},
		{Table: queue.TableGuess, ID: id, Value: []byte(`[1,2]`)},
		{Table: queue.TableState, ID: "backup", Was: queue.Any, Value: []byte(`{"at":1}`)},
		titled(t, int(now.Unix()), "Kiểm tra chấp hành"),
		{Table: queue.TableProcedure, ID: id, Value: []byte(`{"title":"Quy trình"}`)},
		{Table: queue.TableDay, ID: id, Value: []byte(`{"day":"2027-02-05"}`)},
		{Table: queue.TableTold, ID: id, Value: []byte(`{}`)},
		{Table: queue.TableHabit, ID: id, Value: []byte(`{"from":480}`)},
		{Table: queue.TableQuestion, ID: "v" + id, Value: []byte(`{"stem":"Thẩm quyền"}`)},
		{Table: queue.TablePush, ID: id, Value: []byte(`{"title":"Bài luyện tập"}`)},
		{Table: queue.TableCourse, ID: id, Value: []byte(`{"last":1}`)},
		{Table: queue.TableEntry, ID: id, Value: []byte(`{"text":"Thời hạn?"}`)},
		{Table: queue.TableAttempt, ID: id, Value: []byte(`{"try":1}`)},
		{Table: queue.TableLearner, ID: id, Value: []byte(`{"done":1}`)},
		{Table: queue.TableCarried, ID: "poll:" + id, Value: []byte(`{"message":1}`)},
		{Table: queue.TableHeld, ID: id, Value: []byte(`{}`)},
	}, queue.Note{Kind: "changed", About: id, Owner: "o1", Personal: true, Body: []byte(`{"text":"a"}`)}))
	must(t, s.Journal().Append(ctx, queue.Note{Kind: "looked", About: id}))
	_, err := s.Journal().Seal(ctx)
	must(t, err)
	must(t, s.Journal().Append(ctx, queue.Note{Kind: "looked", About: id + "-unsealed"}))
	must(t, s.Timers().Set(ctx, timer("due", -time.Second), timer("later", time.Hour), timer("cancelled", time.Hour)))
	must(t, s.Timers().Cancel(ctx, id+"cancelled"))
	firings, _, err := s.Timers().Claim(ctx, "w", time.Minute, 1)
	must(t, err)
	if len(firings) != 1 {
		t.Fatalf("%d lanes have a timer that is due", len(firings))
	}
	_, ok, err := s.Leases().Acquire(ctx, "poll", "w", time.Minute)
	if err != nil || !ok {
		t.Fatalf("the lease is not to be had: %v", err)
	}
}

func release(t *testing.T, s *Store) {
	t.Helper()
	_, err := s.run(t.Context(), releaseScript)
	must(t, err)
}

func TestABackupIsRestoredOnEitherStore(t *testing.T) {
	kinds := map[string]func(t *testing.T) *Store{
		"embedded": func(t *testing.T) *Store { return open(t, Options{Dir: t.TempDir(), Restoring: true}) },
		"redis-server": func(t *testing.T) *Store {
			return open(t, Options{URL: serverURL(t), Bot: fmt.Sprint("t", bots.Add(1)), Restoring: true})
		},
		"cluster": func(t *testing.T) *Store {
			return open(t, Options{URL: clusterURL(t), Bot: fmt.Sprint("t", bots.Add(1)), Restoring: true})
		},
	}
	for from, openFrom := range kinds {
		for to, openTo := range kinds {
			t.Run(from+" to "+to, func(t *testing.T) {
				source := openFrom(t)
				first := full(t)
				release(t, first)
				_, err := source.Restore(t.Context(), bytes.NewReader(backup(t, first)))
				must(t, err)
				file := backup(t, source)
				target := openTo(t)
				info, err := target.Restore(t.Context(), bytes.NewReader(file))
				must(t, err)
				again := backup(t, target)
				if !slices.Equal(content(t, file), content(t, again)) {
					t.Error("the states differ")
				}
				if !slices.Equal(content(t, file), content(t, backup(t, first))) {
					t.Error("the states differ from the first")
				}
				if want := depths(t, first); info.Keys < 20 || depths(t, target).Inbox != want.Inbox || depths(t, target).Outbox != want.Outbox {
					t.Errorf("%+v was restored: %+v, want %+v", info, depths(t, target), want)
				}
				if unfinished, err := target.unfinished(t.Context()); unfinished || err != nil {
					t.Errorf("the mark stays: %v", err)
				}
			})
		}
	}
}

// TestARestoredStoreWorks: what was claimed when the backup was made can be claimed at once, what was handed back
// keeps its wait, and who had a claim or a lease then has none.
func TestARestoredStoreWorks(t *testing.T) {
	eachBeside(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		ctx := t.Context()
		source := open(t, Options{Dir: t.TempDir()})
		put(t, source, update(1, 7), update(2, 8), update(3, 9))
		claims := claim(t, source, time.Hour, 3)
		lease, ok, err := source.Leases().Acquire(ctx, "poll", "before", time.Hour)
		if err != nil || !ok {
			t.Fatalf("the lease is not to be had: %v", err)
		}
		must(t, source.Timers().Set(ctx, queue.Timer{ID: "a", Lane: 7, Due: time.Unix(1, 0), Body: []byte(`{}`)}))
		firings, _, err := source.Timers().Claim(ctx, "before", time.Hour, 5)
		if err != nil || len(firings) != 1 {
			t.Fatalf("%d timers are due, %v", len(firings), err)
		}
		send(t, source, message("m", 7, 0))
		sending, ok, _, err := source.Outbox().Take(ctx, "before", time.Hour)
		if err != nil || !ok {
			t.Fatalf("no message is taken: %v", err)
		}
		_, err = source.Inbox().Return(ctx, claims[1], 20*365*24*time.Hour, 5, "much later")
		must(t, err)
		_, err = s.Restore(ctx, bytes.NewReader(backup(t, source)))
		must(t, err)
		again := claim(t, s, time.Hour, 3)
		wantIDs(t, "after the restore", again, 1, 3)
		if again[0].Attempt != 2 {
			t.Errorf("it is attempt %d", again[0].Attempt)
		}
		if err := settleWith(s, claims[0]); err == nil {
			t.Error("a claim of before the backup is settled")
		}
		must(t, settleWith(s, again[0]))

		next, ok, err := s.Leases().Acquire(ctx, "poll", "after", time.Hour)
		if err != nil || !ok || next.Token <= lease.Token {
			t.Errorf("the lease of before still holds: %v %+v after %+v", err, next, lease)
		}
		fired, _, err := s.Timers().Claim(ctx, "after", time.Hour, 5)
		if err != nil || len(fired) != 1 || fired[0].Timers[0].ID != "a" || fired[0].Attempt != 2 {
			t.Errorf("the timer is not fired again: %v %+v", err, fired)
		}
		if err := s.Timers().Settle(ctx, firings[0], queue.Settlement{}); err == nil {
			t.Error("a firing of before the backup is settled")
		}
		wait(1100 * time.Millisecond)
		retaken, ok, left, err := s.Outbox().Take(ctx, "after", time.Hour)
		if err != nil || !ok || retaken.Message.ID != "m" || retaken.Attempt != 2 {
			t.Errorf("the message is not taken again: %v, it waits %v", err, left)
		}
		if err := s.Outbox().Sent(ctx, sending, 1); err == nil {
			t.Error("a message taken before the backup is settled")
		}
	})
}

// TestValuesOfAnyBytesAreKept writes keys past the scripts: what is in them is the backup's affair only as bytes.
func TestValuesOfAnyBytesAreKept(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx := t.Context()
		at := func(set keyset, name string) string { return set.named(name).at(s.bot) }
		r := rand.New(rand.NewPCG(1, 2))
		noise := func(n int) string {
			b := make([]byte, n)
			for i := range b {
				b[i] = byte(r.Uint32())
			}
			return string(b)
		}
		words := []string{"", "\x00", "\xff\xfe", "đồng chí", "\u2028<&>\\\"", noise(100), "a\nb", "b"}
		// The longest line is one of control characters: each takes six.
		long := []any{strings.Repeat("\x01", lineBytes), strings.Repeat("ệ", lineBytes/2), noise(lineBytes + 7)}
		must(t, s.client.RPush(ctx, at(deadKeys, "dead"), long...).Err())
		must(t, s.client.HSet(ctx, at(memoryKeys, "suggestion"), "long", long[1]).Err())
		must(t, s.client.Set(ctx, at(inboxKeys, "in_offset"), noise(lineBytes+7), 0).Err())
		for i, w := range words {
			must(t, s.client.HSet(ctx, at(memoryKeys, "answer"), w, words[len(words)-1-i]).Err())
			must(t, s.client.RPush(ctx, at(memoryKeys, "suggestion_order"), w, w).Err())
			must(t, s.client.SAdd(ctx, at(inboxKeys, "in_done_old"), w).Err())
			score := []float64{0, -1.5, 1795000000123, math.Inf(1), math.Inf(-1), 1e-300, math.MaxFloat64, 1 << 53}[i]
			must(t, s.client.ZAdd(ctx, at(memoryKeys, "answer_until"), redis.Z{Score: score, Member: w}).Err())
		}
		numbers := make([]any, 3*lineWords)
		for i := range numbers {
			numbers[i] = i
		}
		must(t, s.client.SAdd(ctx, at(inboxKeys, "in_done"), numbers...).Err())
		file := backup(t, s)
		for i, line := range unpack(t, file) {
			if len(line) > lineLimit {
				t.Errorf("line %d has %d bytes", i, len(line))
			}
		}
		target := open(t, Options{Dir: t.TempDir()})
		info, err := target.Restore(ctx, bytes.NewReader(file))
		must(t, err)
		if !slices.Equal(content(t, file), content(t, backup(t, target))) {
			t.Error("the states differ")
		}
		if want := len(long) + 2 + 5*len(words) + len(numbers); info.Keys != 8 || info.Entries != want {
			t.Errorf("%+v, want 8 keys and %d entries", info, want)
		}
		for _, w := range words {
			got, err := target.client.HGet(ctx, memoryKeys.named("answer").at(target.bot), w).Result()
			if want := s.client.HGet(ctx, at(memoryKeys, "answer"), w).Val(); err != nil || got != want {
				t.Errorf("a value of %d bytes came back with %d", len(want), len(got))
			}
		}
	})
}

func TestAnEmptyStoreIsBackedUp(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		file := backup(t, s)
		info, err := s.Restore(t.Context(), bytes.NewReader(file))
		if err != nil || info.Keys != 0 || info.Entries != 0 || info.Bytes != 0 {
			t.Errorf("%+v, %v", info, err)
		}
	})
}

func TestEqualStatesMakeEqualBackups(t *testing.T) {
	s := full(t)
	if !bytes.Equal(backup(t, s), backup(t, s)) {
		t.Error("two backups of one state differ")
	}
}

// TestABackupHoldsEveryKey: a key that is added to keys.go and forgotten in allKeys would be lost by a restore.
func TestABackupHoldsEveryKey(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "keys.go", nil, parser.SkipObjectResolution)
	must(t, err)
	held := map[string]int{}
	for _, k := range allKeys {
		held[k.place]++
	}
	names, places := map[string]bool{}, 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		set, ok := spec.Values[0].(*ast.CompositeLit)
		if !ok {
			return true
		}
		kind, ok := set.Type.(*ast.Ident)
		if ok && kind.Name == "key" && !unkept[spec.Names[0].Name] {
			t.Errorf("the key %s stands alone, in no set", spec.Names[0].Name)
		}
		if !ok || kind.Name != "keyset" {
			return true
		}
		for _, e := range set.Elts {
			words := e.(*ast.CompositeLit).Elts
			name, err := strconv.Unquote(words[0].(*ast.BasicLit).Value)
			must(t, err)
			place, err := strconv.Unquote(words[1].(*ast.BasicLit).Value)
			must(t, err)
			if names[name] {
				t.Errorf("two keys are named %s", name)
			}
			names[name] = true
			places++
			want := 1
			if unkept[spec.Names[0].Name] {
				want = 0
			}
			if held[place] != want {
				t.Errorf("%s in %s is %d times in allKeys, want %d", place, spec.Names[0].Name, held[place], want)
			}
			delete(held, place)
		}
		return true
	})
	if places < 40 || len(held) > 0 {
		t.Errorf("%d keys were found in keys.go; not found there: %v", places, slices.Collect(maps.Keys(held)))
	}
}

// unkept are the keys, and sets of them, that are not state of the bot.
var unkept = map[string]bool{"restoreKeys": true, "recordLogKeys": true, "waitMark": true}

// settleWith settles a claim with messages.
func settleWith(s *Store, c queue.Claim, messages ...queue.Message) error {
	return s.Inbox().Settle(context.Background(), c, queue.Settlement{Messages: messages})
}
