package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"camnang/bot/queue"
)

// TestACopyOfAStoreInUseHasAllThatWasAcknowledged: while updates are put and the log is compacted, copies are opened
// and backed up; each has every update acknowledged before.
func TestACopyOfAStoreInUseHasAllThatWasAcknowledged(t *testing.T) {
	o := Options{Dir: t.TempDir(), CompactBytes: 4 << 10}
	s := open(t, o)
	ctx, stop := context.WithCancel(t.Context())
	var acknowledged atomic.Int64
	var writer sync.WaitGroup
	writer.Go(func() {
		// What is put is settled soon, so that the state stays short and the log is compacted often.
		for id := int64(1); ctx.Err() == nil; id++ {
			err := s.Inbox().Put(context.Background(), []queue.Update{update(id, 1)}, id+1, 0)
			if err == nil {
				acknowledged.Store(id)
				var claims []queue.Claim
				if claims, err = s.Inbox().Claim(context.Background(), "w", time.Minute, 1); err == nil {
					err = settleWith(s, claims[0])
				}
			}
			if err != nil {
				t.Error(err)
				return
			}
		}
	})
	defer writer.Wait()
	defer stop()
	logs := map[string]bool{}
	for copies := 0; copies < 20 || len(logs) < 5; copies++ {
		for _, f := range storeFiles(t, o.Dir) {
			if name := filepath.Base(f); strings.HasPrefix(name, "log-") {
				logs[name] = true
			}
		}
		before := acknowledged.Load()
		c, err := OpenCopy(t.Context(), o)
		must(t, err)
		next, err := c.Inbox().Offset(t.Context())
		must(t, err)
		if before > 0 && next <= before {
			t.Errorf("the next update of the copy is %d, %d was acknowledged before", next, before)
		}
		if info := backup(t, c); len(info) == 0 {
			t.Error("no backup")
		}
		must(t, c.Close(t.Context()))
	}
	t.Logf("%d updates put, %d logs seen", acknowledged.Load(), len(logs))
}

// TestACopyIsAsTheStoreIs: claims stand, the store that is copied is not touched, and no file is left.
func TestACopyIsAsTheStoreIs(t *testing.T) {
	o := Options{Dir: t.TempDir()}
	s := open(t, o)
	put(t, s, update(1, 7))
	claims := claim(t, s, time.Hour, 1)
	must(t, os.Mkdir(filepath.Join(o.Dir, copyPrefix+"left"), 0o700))
	must(t, os.Mkdir(filepath.Join(o.Dir, copyPrefix+"now"), 0o700))
	must(t, os.Chtimes(filepath.Join(o.Dir, copyPrefix+"left"), time.Time{}, time.Now().Add(-2*copyAge)))
	c, err := OpenCopy(t.Context(), o)
	must(t, err)
	if !slices.Equal(content(t, backup(t, c)), content(t, backup(t, s))) {
		t.Error("the states differ")
	}
	put(t, c, update(2, 8))
	must(t, settleWith(c, claims[0]))
	must(t, c.Close(t.Context()))
	entries, err := os.ReadDir(o.Dir)
	must(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if want := []string{copyPrefix + "now", "store"}; !slices.Equal(names, want) {
		t.Errorf("the data directory holds %v, want %v", names, want)
	}
	if d := depths(t, s); d.Inbox != 1 {
		t.Errorf("the store has %d updates", d.Inbox)
	}
	must(t, settleWith(s, claims[0]))
}

func TestACopyNeedsAStore(t *testing.T) {
	for name, o := range map[string]Options{
		"no directory": {}, "an empty directory": {Dir: t.TempDir()}, "a server": {URL: "redis://127.0.0.1:1", Dir: t.TempDir()},
	} {
		if c, err := OpenCopy(t.Context(), o); err == nil {
			t.Errorf("%s: copied", name)
			must(t, c.Close(t.Context()))
		}
	}
	dir := t.TempDir()
	s := open(t, Options{Dir: dir})
	put(t, s, update(1, 7))
	shut(t, s)
	log := storeFiles(t, dir)[0]
	whole, err := os.ReadFile(log)
	must(t, err)
	must(t, os.WriteFile(log, append([]byte("noise"), whole...), 0o600))
	if _, err := OpenCopy(t.Context(), Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a damaged log: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, copyPrefix+"*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// TestAMarkedStoreIsNotBackedUpFromACopy: half a restore is no state.
func TestAMarkedStoreIsNotBackedUpFromACopy(t *testing.T) {
	o := Options{Dir: t.TempDir()}
	s := open(t, o)
	must(t, s.client.Set(t.Context(), restoreMark.at(s.bot), "x", 0).Err())
	if _, err := OpenCopy(t.Context(), o); err == nil || !strings.Contains(err.Error(), "restore") {
		t.Error(fmt.Sprint("copied: ", err))
	}
}
