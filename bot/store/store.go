// Package store keeps everything the bot must not lose in Redis: the inbox of updates, the outbox of
// messages, the dead letters, and what the conversation remembers. It decides how that is laid out (keys.go)
// and what happens in one step (the scripts in lua/); what an update means, when to give up on one, and
// what Telegram's answers call for, it leaves to its callers.
//
// There is one code path: commands and scripts over a Redis client. With an address they go to that
// server. Without one they go to a Redis in this process whose changes are written ahead to files under
// the data directory (embedded.go), so that a trial, too, survives the death of the process.
//
// All times are the server's; no script is told the time by its caller. Every method may be called by
// several goroutines and, on a server, several processes at once.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// callLimit bounds every call to the server that its caller does not bound more narrowly. It is longer
// than any pause of a healthy server and shorter than any lease.
const callLimit = 5 * time.Second

// Options say where the store is. The zero value of every field but URL and Dir works.
type Options struct {
	// URL is the address of a Redis server, of the sentinels of one, or of a cluster (CheckURL). Empty: the
	// store is embedded in the process and kept under Dir.
	URL string
	// Dir is the data directory; the embedded store keeps its files in the folder "store" in it.
	Dir string
	// Bot keeps bots apart that share a server: it is the hash tag of all keys. Empty: "b".
	Bot string
	// Log hears of what goes wrong beside a call (a compaction that failed). Nil: slog.Default().
	Log *slog.Logger
	// Now is the clock of the embedded store. Nil: time.Now. The store's time never goes back, even
	// when Now does.
	Now func() time.Time
	// CompactBytes is the length from which the embedded store's log is replaced by a snapshot, once it
	// is also twice as long as the last snapshot. 0: 4 MiB, which is replayed in well under a second.
	CompactBytes int64
	// Restoring also opens a store into which a restore was begun and not finished; all that can be done
	// with it then is to restore again.
	Restoring bool
	// copied: the files are a copy of a store that is in use elsewhere, and are left as they were copied.
	copied bool
}

// ErrRestoring is what Open returns for a store into which a restore was begun and not finished.
var ErrRestoring = errors.New("a restore was not finished: run camnang restore again")

// Store is an open store. Close it.
type Store struct {
	client   redis.UniversalClient
	bot      string
	embedded *embedded
	// remote is nil when the store is embedded.
	remote   *remote
	warnings []string
	people   *People
	plans    *Plans
	workdays *Workdays
	training *Training
}

// Open opens the store and readies it: an embedded one has replayed its log, a server has answered and
// has the scripts. In an embedded one the claims of an earlier process are over. The error names what to change: the
// setting, the directory in use, the damaged file. It never contains the password of a URL. It is ErrRestoring when
// a restore into the store was begun and not finished.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Bot == "" {
		o.Bot = "b"
	}
	if strings.ContainsAny(o.Bot, "{}") {
		return nil, fmt.Errorf("open the store: the bot's name %q has a brace", o.Bot)
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	s := &Store{bot: o.Bot}
	s.people, s.plans, s.training = newPeople(s), newPlans(s), newTraining(s)
	s.workdays = &Workdays{s: s}
	var err error
	switch {
	case o.URL != "":
		err = s.connect(ctx, o.URL)
	case o.Dir != "":
		err = s.embed(o)
	default:
		err = errors.New("neither REDIS_URL nor DATA_DIR is set")
	}
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	if err := s.load(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open the store: %w", err), s.Close(ctx))
	}
	unfinished, err := s.unfinished(ctx)
	if err == nil && unfinished && !o.Restoring {
		err = ErrRestoring
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the store: %w", err), s.Close(ctx))
	}
	if s.embedded != nil && !unfinished && !o.copied {
		// Nobody else has the store open, so nobody is left who could settle what was claimed before.
		if _, err := s.run(ctx, releaseScript); err != nil {
			return nil, errors.Join(fmt.Errorf("open the store: end the claims of an earlier process: %w", err), s.Close(ctx))
		}
	}
	return s, nil
}

func (s *Store) embed(o Options) error {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.CompactBytes <= 0 {
		o.CompactBytes = 4 << 20
	}
	e, err := openEmbedded(filepath.Join(o.Dir, "store"), o.Now, o.CompactBytes, o.Log)
	if err != nil {
		return err
	}
	s.embedded, s.client = e, e.client()
	if n := e.log.Cut(); n > 0 {
		s.warnings = append(s.warnings, fmt.Sprintf(
			"The last %d bytes of the log in %s were incomplete and were cut off: the process died while it wrote them, before it acknowledged them.", n, e.dir,
		))
	}
	return nil
}

// Warnings are sentences for the operator about what the store found when it opened and cannot mend
// itself: settings of the server under which acknowledged writes can be lost. Empty when all is well.
func (s *Store) Warnings() []string { return slices.Clone(s.warnings) }

// Close ends the store; what was acknowledged is on disk. With ctx done first it returns the cause and
// goes on closing.
func (s *Store) Close(ctx context.Context) error {
	done := make(chan error, 1)
	go func() {
		if s.embedded != nil {
			s.embedded.stop()
		}
		if s.remote != nil {
			done <- s.remote.close()
			return
		}
		err := s.client.Close()
		if s.embedded != nil {
			err = errors.Join(err, s.embedded.close())
		}
		done <- err
	}()
	select {
	case err := <-done:
		if err != nil {
			return fmt.Errorf("close the store: %w", err)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("close the store: %w", context.Cause(ctx))
	}
}

// Inbox returns the queue of updates.
func (s *Store) Inbox() *Inbox { return &Inbox{s} }

// Outbox returns the queue of messages.
func (s *Store) Outbox() *Outbox { return &Outbox{s} }

// Memory returns what the conversation remembers.
func (s *Store) Memory() *Memory { return &Memory{s} }
