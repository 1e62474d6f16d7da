package store

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"camnang/bot/queue"
)

// redirect makes the store's open log write to the file to instead.
func redirect(t *testing.T, dir string, to int) {
	t.Helper()
	logs := storeFiles(t, dir)
	if len(logs) != 1 {
		t.Fatalf("files %v", logs)
	}
	for fd := range 1024 {
		if name, err := os.Readlink(fmt.Sprint("/proc/self/fd/", fd)); err == nil && name == logs[0] {
			must(t, syscall.Dup3(to, fd, syscall.O_CLOEXEC))
			return
		}
	}
	t.Fatalf("%s is not open", logs[0])
}

// wantNoAnswers wants every kind of read to fail for want of a disk.
func wantNoAnswers(t *testing.T, ctx context.Context, s *Store, why string) {
	t.Helper()
	_, offset := s.Inbox().Offset(ctx)
	_, depths := s.Depths(ctx)
	_, dead := s.Dead(ctx, 5)
	_, err := s.Memory().Dialogue(ctx, 5)
	for name, err := range map[string]error{"offset": offset, "depths": depths, "dead letters": dead, "dialogue": err} {
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAFullDiskEndsEveryCall: the write fails after the change was made in memory.
func TestAFullDiskEndsEveryCall(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("/dev/full: %v", err)
	}
	defer full.Close()
	dir := t.TempDir()
	s, err := Open(t.Context(), Options{Dir: dir})
	must(t, err)
	put(t, s, update(1, 1))
	redirect(t, dir, int(full.Fd()))
	if err := s.Inbox().Put(t.Context(), []queue.Update{update(6, 1)}, 7, 0); err == nil {
		t.Fatal("acknowledged what is not on disk")
	}
	wantNoAnswers(t, t.Context(), s, "can no longer be written")
	_ = s.Close(t.Context())
	if offset, err := open(t, Options{Dir: dir}).Inbox().Offset(t.Context()); err != nil || offset == 7 {
		t.Errorf("opened again the offset is %d, %v", offset, err)
	}
}

// TestAFlushThatFailsBeforeACompactionEndsEveryCall: nothing but the flush itself was on its way.
func TestAFlushThatFailsBeforeACompactionEndsEveryCall(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("/dev/full: %v", err)
	}
	defer full.Close()
	dir := t.TempDir()
	s, err := Open(t.Context(), Options{Dir: dir})
	must(t, err)
	put(t, s, update(1, 1))
	redirect(t, dir, int(full.Fd()))
	if _, err := s.embedded.log.Rotate(t.Context()); err == nil {
		t.Fatal("flushed to a full disk")
	}
	wantNoAnswers(t, t.Context(), s, "can no longer be written")
	_ = s.Close(t.Context())
}

// TestAReadWaitsForASlowDiskNoLongerThanItsCaller: the change that was made is not on disk yet.
func TestAReadWaitsForASlowDiskNoLongerThanItsCaller(t *testing.T) {
	var ends [2]int
	must(t, syscall.Pipe2(ends[:], syscall.O_CLOEXEC))
	defer syscall.Close(ends[0])
	must(t, syscall.SetNonblock(ends[1], true))
	for filler := make([]byte, 4096); ; {
		if _, err := syscall.Write(ends[1], filler); err != nil {
			break
		}
	}
	must(t, syscall.SetNonblock(ends[1], false))
	dir := t.TempDir()
	s, err := Open(t.Context(), Options{Dir: dir})
	must(t, err)
	put(t, s, update(1, 1))
	redirect(t, dir, ends[1])
	must(t, syscall.Close(ends[1]))
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := s.Inbox().Put(ctx, []queue.Update{update(6, 1)}, 7, 0); err == nil {
		t.Fatal("acknowledged what is not on disk")
	}
	// The caller's time is over for the first call; each read has its own.
	read, end := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer end()
	wantNoAnswers(t, read, s, "deadline exceeded")
	// A pipe cannot be synced, so once the write gets through the log has failed.
	_, err = syscall.Read(ends[0], make([]byte, 1<<16))
	must(t, err)
	wantNoAnswers(t, t.Context(), s, "can no longer be written")
	_ = s.Close(t.Context())
}
