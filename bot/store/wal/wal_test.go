package wal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// reopen opens dir and returns the records it replays.
func reopen(t *testing.T, dir string) (*Log, []string) {
	t.Helper()
	var got []string
	l, err := Open(dir, func(r []byte) error { got = append(got, string(r)); return nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l, got
}

func add(t *testing.T, l *Log, records ...string) {
	t.Helper()
	for _, r := range records {
		c, err := l.Append([]byte(r))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func end(t *testing.T, l *Log) {
	t.Helper()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestRecordsComeBackInOrder(t *testing.T) {
	dir := t.TempDir()
	l, _ := reopen(t, dir)
	var want []string
	for i := range 50 {
		want = append(want, strings.Repeat("x", i*i)+fmt.Sprint(i))
	}
	add(t, l, want...)
	end(t, l)
	l, got := reopen(t, dir)
	if !slices.Equal(got, want) {
		t.Fatalf("replayed %d records, not the %d written", len(got), len(want))
	}
	add(t, l, "after")
	end(t, l)
	if _, got = reopen(t, dir); got[len(got)-1] != "after" || len(got) != 51 {
		t.Fatal("a record appended after reopening is gone")
	}
}

func TestConcurrentAppendsShareFramesAndAreAllKept(t *testing.T) {
	dir := t.TempDir()
	l, _ := reopen(t, dir)
	var wg sync.WaitGroup
	for w := range 16 {
		wg.Go(func() {
			for i := range 40 {
				c, err := l.Append(fmt.Appendf(nil, "%d-%d", w, i))
				if err == nil {
					err = c.Wait(t.Context())
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	end(t, l)
	_, got := reopen(t, dir)
	if len(got) != 640 {
		t.Fatalf("kept %d of 640", len(got))
	}
	seen := map[string]int{}
	for _, r := range got {
		w, i, _ := strings.Cut(r, "-")
		if want := fmt.Sprint(seen[w]); i != want {
			t.Fatalf("writer %s: record %s comes where %s should", w, i, want)
		}
		seen[w]++
	}
}

func TestATornTailIsCutAndWhatWasAcknowledgedStays(t *testing.T) {
	dir := t.TempDir()
	l, _ := reopen(t, dir)
	add(t, l, "one", "two")
	end(t, l)
	path := filepath.Join(dir, logName(0))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	frame := appendRecord(startFrame(nil, kindRecords), []byte("three, never acknowledged"))
	seal(frame)
	for keep := 1; keep < len(frame); keep++ {
		if err := os.WriteFile(path, append(bytes.Clone(whole), frame[:keep]...), 0o600); err != nil {
			t.Fatal(err)
		}
		l, got := reopen(t, dir)
		if !slices.Equal(got, []string{"one", "two"}) || l.Cut() != int64(keep) {
			t.Fatalf("with %d bytes of a frame: replayed %q, cut %d", keep, got, l.Cut())
		}
		add(t, l, "four")
		end(t, l)
		if _, got := reopen(t, dir); !slices.Equal(got, []string{"one", "two", "four"}) {
			t.Fatalf("after the cut: %q", got)
		}
	}
}

func TestDamageInTheMiddleNamesFileAndOffset(t *testing.T) {
	dir := t.TempDir()
	l, _ := reopen(t, dir)
	add(t, l, "one", "two", "three")
	end(t, l)
	path := filepath.Join(dir, logName(0))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	second := fileHeader + frameHeader + 1 + 1 + 3
	for at := second; at < second+frameHeader+5; at++ {
		bad := bytes.Clone(whole)
		bad[at] ^= 0x40
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(dir, func([]byte) error { return nil })
		var damage *DamageError
		if !errors.As(err, &damage) || damage.File != path || damage.Offset != int64(second) {
			t.Fatalf("byte %d changed: %v", at, err)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(after, bad) {
			t.Fatal("a damaged log was changed")
		}
	}
}

func TestRotateAndSnapshotReplaceTheOlderFiles(t *testing.T) {
	dir := t.TempDir()
	l, _ := reopen(t, dir)
	add(t, l, "one", "two")
	gen, err := l.Rotate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	add(t, l, "three")
	if err := l.WriteSnapshot(gen, func(add func([]byte) error) error { return add([]byte("one+two")) }); err != nil {
		t.Fatal(err)
	}
	add(t, l, "four")
	end(t, l)
	if _, got := reopen(t, dir); !slices.Equal(got, []string{"one+two", "three", "four"}) {
		t.Fatalf("replayed %q", got)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) != 2 {
		t.Fatalf("left behind: %v %v", names, err)
	}
}

func TestADeathBetweenRotateAndSnapshotLosesNothing(t *testing.T) {
	dir := t.TempDir()
	l, _ := reopen(t, dir)
	add(t, l, "one")
	for i := range 3 {
		gen, err := l.Rotate(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		add(t, l, fmt.Sprint("after ", i))
		err = l.WriteSnapshot(gen, func(func([]byte) error) error { return errors.New("no room") })
		if err == nil {
			t.Fatal("a failed snapshot was reported as written")
		}
	}
	end(t, l)
	if err := os.WriteFile(filepath.Join(dir, snapshotName(3)+unfinished), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, got := reopen(t, dir); !slices.Equal(got, []string{"one", "after 0", "after 1", "after 2"}) {
		t.Fatalf("replayed %q", got)
	}
	if _, err := os.Stat(filepath.Join(dir, snapshotName(3)+unfinished)); !errors.Is(err, os.ErrNotExist) {
		t.Fatal("the unfinished snapshot stays")
	}
}

func TestWhatIsNotAsWrittenIsRefused(t *testing.T) {
	prepare := func(t *testing.T) string {
		dir := t.TempDir()
		l, _ := reopen(t, dir)
		add(t, l, "one")
		gen, err := l.Rotate(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := l.WriteSnapshot(gen, func(add func([]byte) error) error { return add([]byte("state")) }); err != nil {
			t.Fatal(err)
		}
		add(t, l, "two")
		if _, err := l.Rotate(t.Context()); err != nil {
			t.Fatal(err)
		}
		end(t, l)
		return dir
	}
	for name, spoil := range map[string]func(dir string) error{
		"the log of the snapshot's generation is missing": func(dir string) error {
			return os.Remove(filepath.Join(dir, logName(1)))
		},
		"all logs are missing": func(dir string) error {
			return errors.Join(os.Remove(filepath.Join(dir, logName(1))), os.Remove(filepath.Join(dir, logName(2))))
		},
		"a log carries another generation than its name": func(dir string) error {
			b, err := os.ReadFile(filepath.Join(dir, logName(2)))
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, logName(1)), b, 0o600)
		},
		"the snapshot is cut short": func(dir string) error {
			return os.Truncate(filepath.Join(dir, snapshotName(1)), fileHeader+frameHeader+7)
		},
		"an earlier log is cut short": func(dir string) error {
			return os.Truncate(filepath.Join(dir, logName(1)), fileHeader+frameHeader+3)
		},
		"a snapshot has more behind its end": func(dir string) error {
			f, err := os.OpenFile(filepath.Join(dir, snapshotName(1)), os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = f.Write([]byte{0})
			return errors.Join(err, f.Close())
		},
		"a header belongs to another program": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, logName(2)), make([]byte, 64), 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := prepare(t)
			if err := spoil(dir); err != nil {
				t.Fatal(err)
			}
			_, err := Open(dir, func([]byte) error { return nil })
			var damage *DamageError
			if !errors.As(err, &damage) || !strings.HasPrefix(damage.File, dir) {
				t.Fatalf("opened with %v", err)
			}
		})
	}
}

func TestAFileWhoseHeaderWasNotFinishedIsStartedAgain(t *testing.T) {
	dir := t.TempDir()
	l, _ := reopen(t, dir)
	add(t, l, "one")
	end(t, l)
	if err := os.WriteFile(filepath.Join(dir, logName(1)), []byte("camn"), 0o600); err != nil {
		t.Fatal(err)
	}
	l, _ = reopen(t, dir)
	add(t, l, "two")
	end(t, l)
	if _, got := reopen(t, dir); !slices.Equal(got, []string{"one", "two"}) {
		t.Fatalf("replayed %q", got)
	}
}

func TestAFailedWriteFailsEverythingAfterIt(t *testing.T) {
	l, _ := reopen(t, t.TempDir())
	add(t, l, "one")
	if err := l.file.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := l.Append([]byte("two"))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(t.Context()); err == nil {
		t.Fatal("a record that did not reach the disk was acknowledged")
	}
	if _, err := l.Append([]byte("three")); err == nil {
		t.Fatal("the log takes records after a failed write")
	}
}

func TestAfterCloseNothingIsTaken(t *testing.T) {
	l, _ := reopen(t, t.TempDir())
	end(t, l)
	end(t, l)
	if _, err := l.Append([]byte("x")); !errors.Is(err, ErrClosed) {
		t.Fatal(err)
	}
	if _, err := l.Rotate(t.Context()); !errors.Is(err, ErrClosed) {
		t.Fatal(err)
	}
}

func TestSizesFollowTheFiles(t *testing.T) {
	dir := t.TempDir()
	l, _ := reopen(t, dir)
	add(t, l, strings.Repeat("x", 1000), strings.Repeat("y", 1000))
	logged, _ := l.Sizes()
	if info, err := os.Stat(filepath.Join(dir, logName(0))); err != nil || info.Size() != logged {
		t.Fatalf("counted %d, file %v, %v", logged, info.Size(), err)
	}
	gen, err := l.Rotate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.WriteSnapshot(gen, func(add func([]byte) error) error { return add(make([]byte, 500)) }); err != nil {
		t.Fatal(err)
	}
	if logged, snapshot := l.Sizes(); logged > 100 || snapshot < 500 || snapshot > 600 {
		t.Fatalf("after the snapshot: %d logged, %d in it", logged, snapshot)
	}
}
