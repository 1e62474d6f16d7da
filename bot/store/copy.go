package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"camnang/bot/store/wal"
)

// copyPrefix begins the names of the folders that copies lie in, under the data directory: what the state holds
// stays on the disk and under the rights that were chosen for it.
const copyPrefix = "copy-"

// copyAge is how old a folder is that no copy in progress can be in.
const copyAge = time.Hour

// OpenCopy opens a copy of the embedded store under o.Dir, which another process may have open and go on
// using: so a backup needs no pause. The copy has everything acknowledged before the call. Its files are gone
// from the disk when OpenCopy returns, and what is changed in it is gone with Close. When there is no store
// under o.Dir, or the files are damaged, the error says so.
func OpenCopy(ctx context.Context, o Options) (*Store, error) {
	if o.URL != "" || o.Dir == "" {
		return nil, errors.New("copy the store: only one that is kept under DATA_DIR is copied")
	}
	from := filepath.Join(o.Dir, "store")
	if _, err := os.Stat(from); err != nil {
		return nil, fmt.Errorf("copy the store: there is none in the directory %s (DATA_DIR): %w", o.Dir, err)
	}
	if err := dropCopies(o.Dir); err != nil {
		return nil, fmt.Errorf("copy the store: %w", err)
	}
	dir, err := os.MkdirTemp(o.Dir, copyPrefix)
	if err != nil {
		return nil, fmt.Errorf("copy the store: %w", err)
	}
	s, err := openCopied(ctx, o, from, dir)
	if gone := os.RemoveAll(dir); gone != nil {
		err = errors.Join(err, fmt.Errorf("remove the copy: %w", gone))
	}
	if err != nil && s != nil {
		err = errors.Join(err, s.Close(ctx))
		s = nil
	}
	return s, err
}

func openCopied(ctx context.Context, o Options, from, dir string) (*Store, error) {
	if err := wal.Copy(ctx, from, filepath.Join(dir, "store")); err != nil {
		return nil, fmt.Errorf("copy the store: %w", err)
	}
	o.Dir, o.copied = dir, true
	// A copy whose files are gone cannot be compacted.
	o.CompactBytes = math.MaxInt64
	return Open(ctx, o)
}

// dropCopies removes the copies that a process left behind which was killed while it made them.
func dropCopies(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), copyPrefix) {
			continue
		}
		info, err := e.Info()
		if err != nil || time.Since(info.ModTime()) < copyAge {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}
