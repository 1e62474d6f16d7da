// Package wal keeps a sequence of records on disk so that each one that was acknowledged is there again
// after the process died. It decides how records are framed, when they are on disk, and which files make
// up the present state; what a record says, and when to compact, it leaves to its caller.
//
// The files of one directory are snapshot-G and log-G, G being the generation as 16 hex digits. Snapshot G
// holds the state that all earlier records led to; log G and the logs after it hold what came since. So
// the state is the newest snapshot and every log from its generation on, in order.
//
// One batch of records is one frame, and a batch is written only when the one before is on disk. So a
// process that dies leaves at most one incomplete frame, at the very end: that one was never
// acknowledged and is cut off. A bad frame anywhere else is damage, and Open says where.
package wal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// ErrClosed is returned by Append and Rotate after Close.
var ErrClosed = errors.New("the log is closed")

// Log is an open log. Its methods may be called by several goroutines at once, except that Append must
// not run during Rotate.
type Log struct {
	dir string

	mu       sync.Mutex
	file     *os.File
	gen      uint64
	open     *Commit
	failed   error
	closed   bool
	logged   int64
	snapshot int64
	cut      int64

	kick chan struct{}
	done chan struct{}
}

// Commit is one batch on its way to the disk.
type Commit struct {
	frame []byte
	done  chan struct{}
	err   error
}

// Wait returns nil once the batch is on disk. With ctx done first it returns the cause: the batch may
// then still reach the disk. Any other error means that the log can no longer be written.
func (c *Commit) Wait(ctx context.Context) error {
	select {
	case <-c.done:
		return c.err
	default:
	}
	select {
	case <-c.done:
		return c.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Open reads what dir holds (creating it when missing), hands every record to replay in the order
// written, and readies the log for appending. The bytes given to replay are valid only during the call.
//
// An incomplete frame at the end of the last log is cut off (see Cut). Damage elsewhere is a
// *DamageError. An error of replay ends Open and is returned.
func Open(dir string, replay func(record []byte) error) (*Log, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the log directory: %w", err)
	}
	found, err := list(dir)
	if err != nil {
		return nil, err
	}
	if err := found.dropUnbegun(dir); err != nil {
		return nil, err
	}
	l := &Log{dir: dir, gen: found.last(), kick: make(chan struct{}, 1), done: make(chan struct{})}
	if found.snapshot != nil {
		if l.snapshot, err = readSnapshot(dir, *found.snapshot, replay); err != nil {
			return nil, err
		}
	}
	for i, gen := range found.logs {
		size, cut, err := readLog(dir, gen, i == len(found.logs)-1, replay)
		if err != nil {
			return nil, err
		}
		l.logged += size
		l.cut += cut
	}
	if err := found.removeStale(dir); err != nil {
		return nil, err
	}
	fresh := len(found.logs) == 0
	if l.file, err = openLog(dir, l.gen, fresh); err != nil {
		return nil, err
	}
	if fresh {
		l.logged = fileHeader
	}
	l.open = newCommit()
	go l.write()
	return l, nil
}

// Append adds a record to the batch being gathered and returns at once; Wait on what it returns before
// telling anybody. Records reach the disk in the order of the calls. The bytes are copied.
func (l *Log) Append(record []byte) (*Commit, error) {
	if len(record) > maxFrame/2 {
		return nil, fmt.Errorf("a record of %d bytes is longer than %d", len(record), maxFrame/2)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.open.frame)+len(record) > maxFrame/2 && len(l.open.frame) > frameHeader+1 {
		full := l.open
		l.mu.Unlock()
		<-full.done
		l.mu.Lock()
	}
	if err := l.usable(); err != nil {
		return nil, err
	}
	c := l.open
	c.frame = appendRecord(c.frame, record)
	l.nudge()
	return c, nil
}

// Sizes returns the bytes in the logs since the last snapshot and the bytes of that snapshot.
func (l *Log) Sizes() (logged, snapshot int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.logged, l.snapshot
}

// Err returns why the log takes no more records; nil while it does.
func (l *Log) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.usable()
}

// Cut is how many bytes of an incomplete last frame Open cut off; 0 after an orderly end.
func (l *Log) Cut() int64 { return l.cut }

// Rotate puts all that was appended on disk and starts the log of the next generation, which it returns.
// The caller keeps Append away meanwhile, takes the state as it is then, and gives it to WriteSnapshot.
// After an error the log goes on in its old file.
func (l *Log) Rotate(ctx context.Context) (uint64, error) {
	l.mu.Lock()
	pending, gen := l.open, l.gen+1
	if err := l.usable(); err != nil {
		l.mu.Unlock()
		return 0, err
	}
	empty := len(pending.frame) == frameHeader+1
	if empty {
		// The batch before may still be on its way; an empty frame queues behind it.
		pending.frame = appendRecord(pending.frame, nil)
	}
	l.nudge()
	l.mu.Unlock()
	if err := pending.Wait(ctx); err != nil {
		return 0, fmt.Errorf("flush the log: %w", err)
	}
	next, err := openLog(l.dir, gen, true)
	if err != nil {
		return 0, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.usable(); err != nil {
		return 0, errors.Join(err, next.Close(), os.Remove(next.Name()))
	}
	old := l.file
	l.file, l.gen = next, gen
	l.logged += fileHeader
	if err := old.Close(); err != nil {
		return 0, fmt.Errorf("close the log of generation %d: %w", gen-1, err)
	}
	return gen, nil
}

// WriteSnapshot writes the state that Rotate's gen begins with, and then removes the files that it
// replaces. write hands over the records one by one. When WriteSnapshot fails, or the process dies in
// it, the older files stand and the state is whole.
func (l *Log) WriteSnapshot(gen uint64, write func(add func(record []byte) error) error) error {
	size, err := writeSnapshot(l.dir, gen, write)
	if err != nil {
		return err
	}
	found, err := list(l.dir)
	if err != nil {
		return err
	}
	if err := found.removeStale(l.dir); err != nil {
		return err
	}
	var logged int64
	for _, g := range found.logs {
		info, err := os.Stat(filepath.Join(l.dir, logName(g)))
		if err != nil {
			return fmt.Errorf("measure the log: %w", err)
		}
		logged += info.Size()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.snapshot, l.logged = size, logged
	return nil
}

// Close puts all that was appended on disk and closes the file. Closing twice does nothing.
func (l *Log) Close() error {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil
	}
	l.closed = true
	l.nudge()
	l.mu.Unlock()
	<-l.done
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("close the log: %w", err)
	}
	return l.failed
}

func (l *Log) usable() error {
	if l.closed {
		return ErrClosed
	}
	return l.failed
}

func (l *Log) nudge() {
	select {
	case l.kick <- struct{}{}:
	default:
	}
}

// write is the only writer of the file: whatever was appended while it waited for the disk makes up the
// next batch.
func (l *Log) write() {
	defer close(l.done)
	for range l.kick {
		l.mu.Lock()
		batch, file, closed, err := l.open, l.file, l.closed, l.failed
		some := len(batch.frame) > frameHeader+1
		if some {
			l.open = newCommit()
		}
		l.mu.Unlock()
		if some {
			if err == nil {
				err = put(file, batch.frame)
			}
			l.mu.Lock()
			if err != nil && l.failed == nil {
				l.failed = fmt.Errorf("the log %s can no longer be written: %w", file.Name(), err)
			}
			batch.err = l.failed
			l.logged += int64(len(batch.frame))
			l.mu.Unlock()
			close(batch.done)
		}
		if closed {
			return
		}
	}
}

func newCommit() *Commit {
	return &Commit{frame: startFrame(nil, kindRecords), done: make(chan struct{})}
}

func put(file *os.File, frame []byte) error {
	seal(frame)
	if _, err := file.Write(frame); err != nil {
		return err
	}
	return file.Sync()
}

// readLog replays one log. Only the last may end in an incomplete frame, which is cut off.
func readLog(dir string, gen uint64, last bool, replay func([]byte) error) (size, cut int64, err error) {
	path := filepath.Join(dir, logName(gen))
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return 0, 0, fmt.Errorf("open the log: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return 0, 0, fmt.Errorf("measure the log: %w", err)
	}
	if info.Size() < fileHeader && last {
		// The process died while it made the file: nothing was written to it yet.
		if err := file.Truncate(0); err != nil {
			return 0, 0, fmt.Errorf("cut the log: %w", err)
		}
		return fileHeader, info.Size(), writeHeader(file, logMagic, gen)
	}
	r := &frames{in: bufio.NewReaderSize(file, 1<<18), path: path, size: info.Size()}
	if err := r.header(logMagic, gen); err != nil {
		return 0, 0, err
	}
	for {
		kind, payload, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			return r.at, 0, nil
		case err != nil:
			return cutTail(file, r, last, err)
		case kind != kindRecords:
			return 0, 0, r.damage(fmt.Sprintf("a frame of kind %d", kind))
		}
		if err := eachRecord(payload, replay); err != nil {
			return 0, 0, fmt.Errorf("replay %s before byte %d: %w", path, r.at, err)
		}
	}
}

// cutTail decides what a bad frame is: with a good frame after it, or with a later log, it is damage;
// otherwise it is the frame that was being written when the process died.
func cutTail(file *os.File, r *frames, last bool, bad error) (size, cut int64, err error) {
	if !last {
		return 0, 0, bad
	}
	var damage *DamageError
	if !errors.As(bad, &damage) {
		return 0, 0, bad
	}
	rest := make([]byte, r.size-r.at)
	if _, err := file.ReadAt(rest, r.at); err != nil {
		return 0, 0, fmt.Errorf("read the end of the log: %w", err)
	}
	if frameWithin(rest) {
		return 0, 0, bad
	}
	if err := file.Truncate(r.at); err != nil {
		return 0, 0, fmt.Errorf("cut the log: %w", err)
	}
	if err := file.Sync(); err != nil {
		return 0, 0, fmt.Errorf("cut the log: %w", err)
	}
	return r.at, r.size - r.at, nil
}
