package wal

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
)

// TestACopyHasWhatWasAcknowledgedBeforeIt: numbers are appended and the log is compacted every 50 of them while
// copies are made. A copy has every number up to one that is not below the last acknowledged before it began.
func TestACopyHasWhatWasAcknowledgedBeforeIt(t *testing.T) {
	dir := t.TempDir()
	l, _ := reopen(t, dir)
	number := func(n uint64) []byte { return binary.LittleEndian.AppendUint64(nil, n) }
	var acknowledged, compactions atomic.Uint64
	ctx, stop := context.WithCancel(t.Context())
	var writer sync.WaitGroup
	writer.Go(func() {
		for n := uint64(1); ctx.Err() == nil; n++ {
			c, err := l.Append(number(n))
			if err == nil {
				err = c.Wait(context.Background())
			}
			if err != nil {
				t.Error(err)
				return
			}
			acknowledged.Store(n)
			if n%50 != 0 {
				continue
			}
			gen, err := l.Rotate(context.Background())
			if err == nil {
				err = l.WriteSnapshot(gen, func(add func([]byte) error) error { return add(number(n)) })
			}
			if err != nil {
				t.Error(err)
				return
			}
			compactions.Add(1)
		}
	})
	to, later := filepath.Join(t.TempDir(), "copy"), 0
	for copies := 0; copies < 50 || compactions.Load() < 5; copies++ {
		before := acknowledged.Load()
		if err := Copy(t.Context(), dir, to); err != nil {
			t.Error(err)
			break
		}
		var last uint64
		c, err := Open(to, func(record []byte) error {
			n := binary.LittleEndian.Uint64(record)
			// A snapshot stands for all numbers up to its own.
			if n != last+1 && (last != 0 || n%50 != 0) {
				t.Errorf("%d follows %d", n, last)
			}
			last = n
			return nil
		})
		if err != nil {
			t.Error(err)
			break
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		if last < before {
			t.Errorf("the copy ends with %d, %d was acknowledged before", last, before)
		}
		if last > before {
			later++
		}
	}
	stop()
	writer.Wait()
	t.Logf("%d numbers, %d compactions, %d copies with later ones", acknowledged.Load(), compactions.Load(), later)
	end(t, l)
}

// TestACopyLeavesWhatItCopiesAlone: opening the copy cuts a torn tail off the copy, not off the log.
func TestACopyLeavesWhatItCopiesAlone(t *testing.T) {
	dir := t.TempDir()
	l, _ := reopen(t, dir)
	add(t, l, "one", "two")
	end(t, l)
	log := filepath.Join(dir, logName(0))
	whole, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	torn := append(whole, mark[:]...)
	if err := os.WriteFile(log, torn, 0o600); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "copy")
	if err := Copy(t.Context(), dir, to); err != nil {
		t.Fatal(err)
	}
	c, got := reopen(t, to)
	end(t, c)
	if len(got) != 2 || c.Cut() != int64(len(mark)) {
		t.Errorf("the copy has %q, %d bytes cut", got, c.Cut())
	}
	if now, err := os.ReadFile(log); err != nil || string(now) != string(torn) {
		t.Errorf("the log was changed: %d bytes, %v", len(now), err)
	}
}

func TestACopyOfWhatIsDamagedOrMissingIsRefused(t *testing.T) {
	if err := Copy(t.Context(), filepath.Join(t.TempDir(), "none"), filepath.Join(t.TempDir(), "copy")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing directory: %v", err)
	}
	dir := t.TempDir()
	for _, name := range []string{logName(0), logName(2)} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var damage *DamageError
	if err := Copy(t.Context(), dir, filepath.Join(t.TempDir(), "copy")); !errors.As(err, &damage) {
		t.Errorf("a log is missing between two: %v", err)
	}
}
