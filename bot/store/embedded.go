package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"
	"github.com/gofrs/flock"
	"github.com/redis/go-redis/v9"
	lua "github.com/yuin/gopher-lua"

	"camnang/bot/store/wal"
)

// The embedded server makes a Lua machine for every script it runs; by default each has room for a call
// depth and a stack that no script here comes near, and clearing them is a third of the time a script
// takes. The widest call has the 200 arguments of a Claim.
func init() {
	lua.RegistrySize = 2048
	lua.CallStackSize = 64
}

// embedded is a Redis in this process whose changes are on disk before they are acknowledged. It stands
// between the client and the server as a hook of the client: one command, pipeline or script after the
// other runs at a time that stands still for it, what it changed is appended to the log together with
// that time, and the caller gets the answer once the log is on disk. The next command runs meanwhile, so
// one wait for the disk serves all that came during the last.
//
// A command may see what another changed a moment before and is not on disk yet. Whatever it does about
// it comes later in the log, so it cannot survive without it.
type embedded struct {
	dir     string
	now     func() time.Time
	compact int64
	logger  *slog.Logger
	lock    *flock.Flock
	server  *miniredis.Miniredis
	log     *wal.Log

	// mu is held while a command runs and while the state is taken for a snapshot.
	mu    sync.Mutex
	clock time.Time
	// noted is what now gave last; last is the last change appended to the log.
	noted   time.Time
	last    *wal.Commit
	running bool
	effects []effect
	buf     []byte
	broken  error
	// compactAt is the length of the log from which it is compacted; 0 while that is going on.
	compactAt int64
	closed    bool
	tasks     sync.WaitGroup
	// writing is held while the files are written anew.
	writing sync.Mutex
}

// openEmbedded takes the directory for this process alone and brings back the state kept there.
func openEmbedded(dir string, now func() time.Time, compact int64, logger *slog.Logger) (*embedded, error) {
	e := &embedded{dir: dir, now: now, compact: compact, logger: logger, server: miniredis.NewMiniRedis()}
	// Dial starts the server without a listener.
	first, err := e.server.Dial()
	if err == nil {
		err = first.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("start the embedded server: %w", err)
	}
	if err := e.open(); err != nil {
		e.server.Close()
		return nil, err
	}
	e.server.Server().SetPreHook(e.watch)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.planCompaction()
	e.compactIfLong()
	return e, nil
}

func (e *embedded) open() error {
	lock, err := lockDir(e.dir)
	if err != nil {
		return err
	}
	// A server's times to live begin to run when the first record sets its clock.
	e.server.SetTime(time.UnixMicro(0))
	e.server.ClockTTL(true)
	peer := server.NewPeer(bufio.NewWriter(io.Discard))
	log, err := wal.Open(e.dir, func(record []byte) error {
		at, effects, err := readEffects(record)
		if err != nil {
			return err
		}
		e.setClock(at)
		for _, c := range effects {
			e.server.Server().Dispatch(peer, c)
		}
		return nil
	})
	if err != nil {
		return errors.Join(fmt.Errorf("read the store in %s: %w", e.dir, err), lock.Close())
	}
	e.lock, e.log = lock, log
	return nil
}

// lockDir takes the directory's lock. The lock ends with the process, however that ends.
func lockDir(dir string) (*flock.Flock, error) {
	if err := makeDir(dir); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(dir, "lock"))
	got, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the directory %s: %w", dir, err)
	}
	if !got {
		return nil, fmt.Errorf("the directory %s (DATA_DIR) is in use by another camnang process: stop that one first, or give this one a DATA_DIR of its own", dir)
	}
	return lock, nil
}

// setClock moves the server's clock, never back.
func (e *embedded) setClock(t time.Time) {
	if t.After(e.clock) {
		e.clock = t
	}
	e.server.SetTime(e.clock)
}

// client returns a client of the embedded server.
func (e *embedded) client() *redis.Client {
	o := &redis.Options{
		Addr: "embedded",
		Dialer: func(context.Context, string, string) (net.Conn, error) {
			here, there := pipe()
			e.server.Server().ServeConn(there)
			return here, nil
		},
		// A command that was cut off half way could still be running while the next one is logged.
		MaxRetries: -1, ReadTimeout: -2, WriteTimeout: -2,
		PoolSize: 4,
	}
	plain(o)
	client := redis.NewClient(o)
	client.AddHook(e)
	return client
}

// DialHook leaves dialling as it is.
func (e *embedded) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook makes a command durable.
func (e *embedded) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if handshake(cmd) {
			return next(ctx, cmd)
		}
		err := e.perform(ctx, []redis.Cmder{cmd}, func(ctx context.Context) error { return next(ctx, cmd) })
		if err != nil {
			cmd.SetErr(err)
		}
		return err
	}
}

// ProcessPipelineHook makes the commands of a pipeline durable together.
func (e *embedded) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if handshake(cmds...) {
			return next(ctx, cmds)
		}
		var answered bool
		err := e.perform(ctx, cmds, func(ctx context.Context) error {
			answered = true
			return next(ctx, cmds)
		})
		if err != nil && (!answered || errors.As(err, new(*unsafeError))) {
			for _, cmd := range cmds {
				cmd.SetErr(err)
			}
		}
		return err
	}
}

// handshake reports whether the client is greeting the server on a new connection. It does so in the
// middle of the command that needed the connection.
func handshake(cmds ...redis.Cmder) bool {
	for _, cmd := range cmds {
		switch cmd.Name() {
		case "hello", "client", "auth", "readonly":
		default:
			return false
		}
	}
	return true
}

// unsafeError says that a change was made but is not known to be on disk.
type unsafeError struct{ cause error }

func (e *unsafeError) Error() string {
	return "the change is not known to be on disk: " + e.cause.Error()
}
func (e *unsafeError) Unwrap() error { return e.cause }

// perform runs one command or pipeline and returns when its changes are on disk. It returns do's error, an
// error before anything was done, or an *unsafeError.
func (e *embedded) perform(ctx context.Context, cmds []redis.Cmder, do func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	for _, cmd := range cmds {
		if name := strings.ToUpper(cmd.Name()); !writes[name] && !reads[name] {
			return fmt.Errorf("the embedded store has no command %s", name)
		}
	}
	commit, done := e.apply(ctx, do)
	if commit == nil {
		return done
	}
	if err := commit.Wait(ctx); err != nil {
		return &unsafeError{err}
	}
	return done
}

// apply runs do and appends what it changed to the log.
func (e *embedded) apply(ctx context.Context, do func(context.Context) error) (*wal.Commit, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.log.Err(); err != nil && e.broken == nil {
		e.broken = fmt.Errorf("the embedded store has stopped: %w", err)
	}
	if e.broken != nil {
		return nil, e.broken
	}
	e.setClock(e.tick())
	e.effects = e.effects[:0]
	e.running = true
	// Once begun it is finished, so that its effects do not mix with those of the next.
	err := do(context.WithoutCancel(ctx))
	e.running = false
	if len(e.effects) == 0 {
		// What was read may be newer than the disk: it is known only once the last change is.
		return e.last, err
	}
	e.buf = appendEffects(e.buf[:0], e.clock, e.effects)
	clear(e.effects)
	commit, failed := e.log.Append(e.buf)
	if failed != nil {
		// Memory is now ahead of the disk for good; whatever is read from it could be lost.
		e.broken = fmt.Errorf("the embedded store has stopped: %w", failed)
		return nil, &unsafeError{e.broken}
	}
	if cap(e.buf) > keepBuffer {
		e.buf = nil
	}
	e.last = commit
	e.compactIfLong()
	return commit, err
}

// tick returns the time for the next command: the clock's, and where that was set back, the store's own last
// time and what has passed since. So pacing and leases go on while the clock is behind.
func (e *embedded) tick() time.Time {
	now := e.now()
	passed := now.Sub(e.noted)
	first := e.noted.IsZero()
	e.noted = now
	// Truncate also takes off the monotonic reading, by which passed is right across a step.
	if at := now.Truncate(time.Microsecond); at.After(e.clock) || first || passed <= 0 {
		return at
	}
	return e.clock.Add(passed.Truncate(time.Microsecond))
}

// watch sees every command before the server runs it, those of scripts too, and notes those that write.
// It is called by the server's goroutines, but only while apply waits for one of them.
func (e *embedded) watch(c *server.Peer, name string, args ...string) bool {
	switch {
	case !e.running || reads[name]:
		return false
	case writes[name]:
		e.effects = append(e.effects, append(effect{name}, args...))
		return false
	}
	c.WriteError("ERR the embedded store has no command " + name)
	return true
}

// errClosed is what every command gets after the store was closed.
var errClosed = errors.New("the store is closed")

// stop lets the command that is running finish and refuses all others.
func (e *embedded) stop() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	if e.broken == nil {
		e.broken = errClosed
	}
}

// close ends the server once all is on disk. The store is stopped and its client closed.
func (e *embedded) close() error {
	e.tasks.Wait()
	err := e.log.Close()
	e.server.Close()
	return errors.Join(err, e.lock.Close())
}
