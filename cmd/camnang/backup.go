package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"camnang/bot/journal"
	"camnang/bot/store"
)

const (
	// backupPartial begins the name of a backup that is not whole yet.
	backupPartial = ".camnang-partial-"
	// backupsKept is how many daily backups stay: two weeks.
	backupsKept = 14
	// backupForm is the time in a backup's name.
	backupForm = "20060102-1504"
)

var backupName = regexp.MustCompile(`^camnang-\d{8}-\d{4}\.backup$`)

// backUp makes the backup of the day in BACKUP_DIR, reads it again, and removes the oldest.
func (a *app) backUp(ctx context.Context) (journal.Kind, map[string]any, error) {
	now := time.Now()
	name := "camnang-" + now.In(a.location).Format(backupForm) + ".backup"
	path := filepath.Join(a.people.BackupDir, name)
	info, err := writeBackup(ctx, a.store, path, now)
	if err != nil {
		return "", nil, err
	}
	a.log.Info("backup made", "file", path, "entries", info.Entries)
	if err := prune(a.people.BackupDir); err != nil {
		a.log.Warn("old backups were not removed", "error", err)
	}
	return journal.Backup, map[string]any{"file": name, "keys": info.Keys, "entries": info.Entries, "bytes": info.Bytes}, nil
}

// writeBackup writes a backup under a name of its own, reads it to its end, and only then gives it its name. It is
// readable by its owner only. With an error no file of the name is made or changed.
func writeBackup(ctx context.Context, s *store.Store, path string, made time.Time) (info store.BackupInfo, err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, backupPartial+"*")
	if err != nil {
		return store.BackupInfo{}, fmt.Errorf("make a file for the backup: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	if info, err = s.Backup(ctx, ended{ctx, f}, made, version); err != nil {
		return info, err
	}
	if info.Keys == 0 {
		return info, errEmpty
	}
	if err := f.Sync(); err != nil {
		return info, fmt.Errorf("bring the backup to the disk: %w", err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return info, fmt.Errorf("read the backup: %w", err)
	}
	read, err := store.ReadInfo(f)
	if err == nil && (read.Entries != info.Entries || read.Bytes != info.Bytes) {
		err = errors.New("it does not hold what was written")
	}
	if err != nil {
		return info, fmt.Errorf("the backup is not as it was written: %w", err)
	}
	if err := f.Close(); err != nil {
		return info, fmt.Errorf("close the backup: %w", err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return info, fmt.Errorf("name the backup: %w", err)
	}
	// Without this a power cut may forget the name. Not every file system can do it, and the backup is whole.
	if d, err := os.Open(dir); err == nil {
		_ = errors.Join(d.Sync(), d.Close())
	}
	return info, nil
}

var errEmpty = errors.New("the store holds nothing of this bot: set TELEGRAM_TOKEN or --bot, and DATA_DIR or REDIS_URL, as for serve")

// ended is a writer that fails once ctx has ended, so that a stop does not wait for a long backup.
type ended struct {
	ctx context.Context
	to  io.Writer
}

func (w ended) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.to.Write(p)
}

// prune removes the daily backups but the newest, and what a process that died left half written.
func prune(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var whole []string
	var errs []error
	for _, e := range entries {
		switch {
		case backupName.MatchString(e.Name()):
			whole = append(whole, e.Name())
		case len(e.Name()) > len(backupPartial) && e.Name()[:len(backupPartial)] == backupPartial:
			if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > dutyLease {
				errs = append(errs, os.Remove(filepath.Join(dir, e.Name())))
			}
		}
	}
	// The names sort by time.
	slices.Sort(whole)
	for _, name := range whole[:max(0, len(whole)-backupsKept)] {
		errs = append(errs, os.Remove(filepath.Join(dir, name)))
	}
	return errors.Join(errs...)
}

// storeSettings are what the commands on the store read: where it is, and which bot's.
type storeSettings struct {
	DataDir string `name:"data-dir" env:"DATA_DIR" default:"data" help:"Folder of the embedded store."`
	tokenSettings
	redisSettings
	Bot string `placeholder:"NUMBER" help:"Number of the bot, in front of the colon of its token, in place of the token."`
}

// options are those that open the store of the bot.
func (s storeSettings) options() (store.Options, error) {
	token, err := s.token()
	if err != nil {
		return store.Options{}, err
	}
	address, err := s.redis()
	if err != nil {
		return store.Options{}, err
	}
	o := store.Options{URL: address, Dir: s.DataDir, Bot: botNumber(token)}
	if s.Bot != "" {
		if o.Bot = botNumber(s.Bot + ":"); o.Bot == "" {
			return store.Options{}, badSetting("--bot", fmt.Sprintf("is %q; it is the number in front of the colon of the token", s.Bot))
		}
	}
	return o, nil
}

// read opens the store to be read, also while the bot runs: a server as it is, the embedded one as a copy.
func (s storeSettings) read(ctx context.Context) (*store.Store, error) {
	o, err := s.options()
	if err != nil {
		return nil, err
	}
	if o.URL == "" {
		return store.OpenCopy(ctx, o)
	}
	return store.Open(ctx, o)
}

type backupCommand struct {
	File string `arg:"" help:"File to write, - for the standard output."`
	storeSettings
}

// Run writes all state of the bot, which may go on running.
func (c *backupCommand) Run(ctx context.Context, streams streams) (err error) {
	s, err := c.read(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close(context.WithoutCancel(ctx))) }()
	var info store.BackupInfo
	if c.File == "-" {
		if info, err = s.Backup(ctx, ended{ctx, streams.out}, time.Now(), version); err == nil && info.Keys == 0 {
			err = errEmpty
		}
	} else {
		info, err = writeBackup(ctx, s, c.File, time.Now())
	}
	if err != nil {
		return err
	}
	// The standard output may be the backup itself.
	_, err = fmt.Fprintf(streams.errs, "backup of bot %s: %d entries of %d keys\n", info.Bot, info.Entries, info.Keys)
	return err
}

type restoreCommand struct {
	File   string `arg:"" help:"File to read, - for the standard input."`
	DryRun bool   `help:"Check the file and print what it holds; no store is opened."`
	storeSettings
}

// Run brings a backup into an empty store.
func (c *restoreCommand) Run(ctx context.Context, streams streams) (err error) {
	from := streams.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return usageError{err}
		}
		defer f.Close()
		from = f
	}
	if c.DryRun {
		info, err := store.ReadInfo(from)
		if err != nil {
			return err
		}
		return printBackup(streams.out, "the backup is whole", info)
	}
	o, err := c.options()
	if err != nil {
		return err
	}
	o.Restoring = true
	if o.URL == "" {
		if err := os.MkdirAll(o.Dir, 0o700); err != nil {
			return badSetting("DATA_DIR", fmt.Sprintf("cannot be used: %v", err))
		}
	}
	s, err := store.Open(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close(context.WithoutCancel(ctx))) }()
	info, err := s.Restore(ctx, from)
	if err != nil {
		return err
	}
	return printBackup(streams.out, "restored", info)
}

func printBackup(out io.Writer, what string, info store.BackupInfo) error {
	_, err := fmt.Fprintf(out, "%s: bot %s, made %s by version %s, %d entries of %d keys, %d bytes\n",
		what, info.Bot, info.Made.Format(time.RFC3339), info.Version, info.Entries, info.Keys, info.Bytes)
	return err
}
