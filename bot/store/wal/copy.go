package wal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// copyTries is how often Copy begins again because a compaction exchanged the files; the next one comes only
// when the log has doubled, so twice is rare.
const copyTries = 20

// Copy copies the state kept in a directory, which another process may be writing to and compacting, into a
// directory that is empty or does not exist yet. The copy has every record that was acknowledged before the
// call, may have later ones, and is opened like any other; it may end in an incomplete frame as a log does
// whose process died. The directory itself is only read.
func Copy(ctx context.Context, from, to string) error {
	var err error
	for range copyTries {
		if err = ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		if err = os.RemoveAll(to); err != nil {
			return fmt.Errorf("empty the copy: %w", err)
		}
		var same bool
		if same, err = copyOnce(from, to); same {
			return nil
		}
	}
	return fmt.Errorf("copy the log: it was changed %d times meanwhile: %w", copyTries, err)
}

// errExchanged says that the files are not those that were copied.
var errExchanged = errors.New("its files were exchanged")

// copyOnce copies the files that make up the state and reports whether they still do. A generation has its
// name once and for all and a log only grows, so the same names mean that nothing but growth came between.
func copyOnce(from, to string) (bool, error) {
	before, err := list(from)
	if err != nil {
		return false, err
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return false, fmt.Errorf("make the directory of the copy: %w", err)
	}
	names := before.names()
	for _, name := range names {
		if err := copyFile(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
			return false, fmt.Errorf("copy %s: %w", name, err)
		}
	}
	after, err := list(from)
	if err != nil {
		return false, err
	}
	if !slices.Equal(names, after.names()) {
		return false, errExchanged
	}
	return true, nil
}

// names lists the files of the state, oldest first.
func (f files) names() []string {
	var names []string
	if f.snapshot != nil {
		names = append(names, snapshotName(*f.snapshot))
	}
	for _, gen := range f.logs {
		names = append(names, logName(gen))
	}
	return names
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
