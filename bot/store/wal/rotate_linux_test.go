package wal

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestARotationWithoutRoomLeavesNoFile: the new log can be made but not written, and the old one goes on.
func TestARotationWithoutRoomLeavesNoFile(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skipf("/dev/full: %v", err)
	}
	dir := t.TempDir()
	l, _ := reopen(t, dir)
	add(t, l, "one")
	next := filepath.Join(dir, logName(1))
	if err := os.Symlink("/dev/full", next); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Rotate(t.Context()); err == nil {
		t.Fatal("rotated without room")
	}
	if _, err := os.Lstat(next); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s stays: %v", next, err)
	}
	add(t, l, "two")
	end(t, l)
	old := filepath.Join(dir, logName(0))
	whole, err := os.ReadFile(old)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(old, append(whole, mark[:]...), 0o600); err != nil {
		t.Fatal(err)
	}
	if l, got := reopen(t, dir); !slices.Equal(got, []string{"one", "two"}) || l.Cut() != int64(len(mark)) {
		t.Errorf("replayed %q, %d bytes cut", got, l.Cut())
	}
}
