package wal

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	logPrefix      = "log-"
	snapshotPrefix = "snapshot-"
	unfinished     = ".tmp"

	// snapshotFrame is how many bytes of records share a frame of a snapshot.
	snapshotFrame = 1 << 18
)

func logName(gen uint64) string      { return fmt.Sprintf("%s%016x", logPrefix, gen) }
func snapshotName(gen uint64) string { return fmt.Sprintf("%s%016x", snapshotPrefix, gen) }

// files is what a directory holds: the newest snapshot, the logs from its generation on, and what they
// have replaced.
type files struct {
	snapshot *uint64
	logs     []uint64
	stale    []string
}

func (f files) last() uint64 {
	switch {
	case len(f.logs) > 0:
		return f.logs[len(f.logs)-1]
	case f.snapshot != nil:
		return *f.snapshot
	}
	return 0
}

// list sorts out the files of dir. A generation missing between the snapshot and the last log is damage.
func list(dir string) (files, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return files{}, fmt.Errorf("list the log directory: %w", err)
	}
	var f files
	var logs, snapshots []uint64
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, snapshotPrefix) && strings.HasSuffix(name, unfinished) {
			f.stale = append(f.stale, name)
		} else if gen, ok := generation(name, logPrefix); ok {
			logs = append(logs, gen)
		} else if gen, ok := generation(name, snapshotPrefix); ok {
			snapshots = append(snapshots, gen)
		}
	}
	slices.Sort(logs)
	slices.Sort(snapshots)
	var first uint64
	if len(snapshots) > 0 {
		first = snapshots[len(snapshots)-1]
		f.snapshot = &first
		for _, gen := range snapshots[:len(snapshots)-1] {
			f.stale = append(f.stale, snapshotName(gen))
		}
	}
	for _, gen := range logs {
		if gen < first {
			f.stale = append(f.stale, logName(gen))
		} else {
			f.logs = append(f.logs, gen)
		}
	}
	for i, gen := range f.logs {
		if want := first + uint64(i); gen != want {
			return files{}, &DamageError{File: filepath.Join(dir, logName(want)), What: "the file is missing"}
		}
	}
	if f.snapshot != nil && len(f.logs) == 0 {
		return files{}, &DamageError{File: filepath.Join(dir, logName(first)), What: "the file is missing"}
	}
	return f, nil
}

func generation(name, prefix string) (uint64, bool) {
	digits, ok := strings.CutPrefix(name, prefix)
	if !ok || len(digits) != 16 {
		return 0, false
	}
	gen, err := strconv.ParseUint(digits, 16, 64)
	return gen, err == nil
}

func (f files) removeStale(dir string) error {
	for _, name := range f.stale {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("remove what the snapshot replaced: %w", err)
		}
	}
	return nil
}

// openLog opens the log of gen for appending; fresh makes it first, and it is on disk then.
func openLog(dir string, gen uint64, fresh bool) (*os.File, error) {
	path := filepath.Join(dir, logName(gen))
	flags := os.O_RDWR
	if fresh {
		flags |= os.O_CREATE | os.O_TRUNC
	}
	file, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the log: %w", err)
	}
	if fresh {
		if err := errors.Join(writeHeader(file, logMagic, gen), syncDir(dir)); err != nil {
			// A file left behind would make the log before it look as if it had been finished.
			return nil, errors.Join(err, file.Close(), os.Remove(path))
		}
	}
	if _, err := file.Seek(0, io.SeekEnd); err != nil {
		return nil, errors.Join(fmt.Errorf("open the log: %w", err), file.Close())
	}
	return file, nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open the log directory: %w", err)
	}
	if err := d.Sync(); err != nil {
		return errors.Join(fmt.Errorf("sync the log directory: %w", err), d.Close())
	}
	return d.Close()
}

// writeSnapshot makes the snapshot under another name and renames it when it is on disk.
func writeSnapshot(dir string, gen uint64, write func(add func([]byte) error) error) (size int64, err error) {
	final := filepath.Join(dir, snapshotName(gen))
	file, err := os.OpenFile(final+unfinished, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return 0, fmt.Errorf("make the snapshot: %w", err)
	}
	if err := fillSnapshot(file, gen, write); err != nil {
		return 0, errors.Join(fmt.Errorf("write the snapshot: %w", err), file.Close(), os.Remove(file.Name()))
	}
	info, err := file.Stat()
	if err := errors.Join(err, file.Close()); err != nil {
		return 0, fmt.Errorf("finish the snapshot: %w", err)
	}
	if err := os.Rename(file.Name(), final); err != nil {
		return 0, fmt.Errorf("finish the snapshot: %w", err)
	}
	return info.Size(), syncDir(dir)
}

func fillSnapshot(file *os.File, gen uint64, write func(add func([]byte) error) error) error {
	if err := writeHeader(file, snapshotMagic, gen); err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekEnd); err != nil {
		return err
	}
	frame := startFrame(nil, kindRecords)
	flush := func() error {
		if len(frame) == frameHeader+1 {
			return nil
		}
		seal(frame)
		_, err := file.Write(frame)
		frame = startFrame(frame[:0], kindRecords)
		return err
	}
	var count uint64
	if err := write(func(record []byte) error {
		count++
		frame = appendRecord(frame, record)
		if len(frame) < snapshotFrame {
			return nil
		}
		return flush()
	}); err != nil {
		return err
	}
	if err := flush(); err != nil {
		return err
	}
	end := binary.AppendUvarint(startFrame(nil, kindEnd), count)
	seal(end)
	if _, err := file.Write(end); err != nil {
		return err
	}
	return file.Sync()
}

// readSnapshot replays a snapshot. It was whole when it got its name, so anything amiss is damage.
func readSnapshot(dir string, gen uint64, replay func([]byte) error) (size int64, err error) {
	path := filepath.Join(dir, snapshotName(gen))
	file, err := os.Open(path)
	if err != nil {
		return 0, fmt.Errorf("open the snapshot: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return 0, fmt.Errorf("measure the snapshot: %w", err)
	}
	r := &frames{in: bufio.NewReaderSize(file, 1<<18), path: path, size: info.Size()}
	if err := r.header(snapshotMagic, gen); err != nil {
		return 0, err
	}
	var count uint64
	for {
		kind, payload, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			return 0, r.damage("the end is missing")
		case err != nil:
			return 0, err
		case kind == kindEnd:
			if n, k := binary.Uvarint(payload); k <= 0 || n != count || r.at != r.size {
				return 0, r.damage("it does not hold what it says at its end")
			}
			return info.Size(), nil
		case kind != kindRecords:
			return 0, r.damage(fmt.Sprintf("a frame of kind %d", kind))
		}
		if err := eachRecord(payload, func(record []byte) error {
			count++
			return replay(record)
		}); err != nil {
			return 0, fmt.Errorf("replay %s before byte %d: %w", path, r.at, err)
		}
	}
}

// dropUnbegun removes the last logs as long as they lack their header and an earlier one stands: they were made
// for a generation that never began, and the earlier log was written on.
func (f *files) dropUnbegun(dir string) error {
	for len(f.logs) > 1 {
		path := filepath.Join(dir, logName(f.logs[len(f.logs)-1]))
		info, err := os.Stat(path)
		if err != nil {
			return fmt.Errorf("measure the log: %w", err)
		}
		if info.Size() >= fileHeader {
			return nil
		}
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("remove a log that was not begun: %w", err)
		}
		f.logs = f.logs[:len(f.logs)-1]
	}
	return nil
}
