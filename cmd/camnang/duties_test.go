package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/store"
)

var hanoi = time.FixedZone("+07", 7*60*60)

func local(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, hanoi)
}

func TestWhenADutyIsDone(t *testing.T) {
	for _, row := range []struct {
		rule string
		was  noted
		now  time.Time
		want bool
	}{
		{"the first time at once", noted{}, local(23, 15, 0), true},
		{"done today it waits for tomorrow", noted{For: local(23, 2, 0)}, local(23, 23, 59), false},
		{"the next day before its hour not yet", noted{For: local(23, 2, 0)}, local(24, 1, 59), false},
		{"the next day at its hour", noted{For: local(23, 2, 0)}, local(24, 2, 0), true},
		{"a day that was missed is made up", noted{For: local(20, 2, 0)}, local(23, 1, 0), true},
		{"after a failure it waits an hour", noted{For: local(22, 2, 0), Tried: local(23, 2, 1)}, local(23, 3, 0), false},
		{"and is tried again then", noted{For: local(22, 2, 0), Tried: local(23, 2, 1)}, local(23, 3, 1), true},
		{"a clock that was set back does not stop it", noted{For: local(22, 2, 0), Tried: local(29, 2, 0)}, local(23, 3, 1), true},
	} {
		t.Run(row.rule, func(t *testing.T) {
			if got := row.was.wants(2, row.now.UTC(), hanoi); got != row.want {
				t.Errorf("done now: %v", got)
			}
		})
	}
}

func TestWhatIsNotedOfADuty(t *testing.T) {
	var n noted
	n = n.after(2, local(23, 15, 0), local(23, 15, 1), errors.New(strings.Repeat("ệ", 500)), hanoi)
	if !n.Done.IsZero() || !n.For.IsZero() || !n.Since.Equal(local(23, 15, 0)) || !n.Tried.Equal(local(23, 15, 1)) ||
		len([]rune(n.Failure)) != failureLength {
		t.Errorf("after a failure: %+v", n)
	}
	n = n.after(2, local(23, 16, 1), local(23, 16, 5), nil, hanoi)
	if !n.Done.Equal(local(23, 16, 5)) || !n.For.Equal(local(23, 2, 0)) || !n.Since.Equal(local(23, 15, 0)) ||
		!n.Tried.IsZero() || n.Failure != "" {
		t.Errorf("after a success: %+v", n)
	}
}

func (a *app) noting(t *testing.T, name string) noted {
	t.Helper()
	n, _, err := a.noted(t.Context(), name)
	must(t, err)
	return n
}

func TestADutyIsDoneByOneProcessOnceADay(t *testing.T) {
	a := sampleApp(t)
	times := 0
	d := duty{"backup", 2, func(context.Context) (journal.Kind, map[string]any, error) {
		times++
		return journal.Backup, map[string]any{"file": "x"}, nil
	}}
	lease, ok, err := a.store.Leases().Acquire(t.Context(), d.name, "another process", time.Hour)
	must(t, err)
	if !ok {
		t.Fatal("the lease is taken")
	}
	must(t, a.due(t.Context(), d))
	if times != 0 {
		t.Error("done while another process does it")
	}
	must(t, a.store.Leases().Release(t.Context(), lease))
	must(t, a.due(t.Context(), d))
	must(t, a.due(t.Context(), d))
	if times != 1 || a.noting(t, d.name).Done.IsZero() {
		t.Errorf("done %d times, noted %+v", times, a.noting(t, d.name))
	}
	entries, err := a.store.Journal().Latest(t.Context(), 0, 10)
	must(t, err)
	if len(entries) != 1 || entries[0].Kind != journal.Backup || entries[0].About != "backup" {
		t.Errorf("the journal has %+v", entries)
	}
}

func TestADutyThatFailedIsNotedAndRaisesAnAlarm(t *testing.T) {
	a := sampleApp(t)
	a.people.BackupDir = filepath.Join(t.TempDir(), "gone")
	if err := a.due(t.Context(), a.duties()[0]); err == nil {
		t.Fatal("a backup into a folder that is not there")
	}
	if n := a.noting(t, backupDuty); n.Failure == "" || !n.Done.IsZero() {
		t.Errorf("noted %+v", n)
	}
	said := a.happens(t, watchTimer, `{"event":"watch"}`)
	if len(said) != 1 || !strings.Contains(said[0], "Sao lưu hằng ngày không thực hiện được") {
		t.Errorf("told %q", said)
	}
	if detail, err := a.probeBackup(t.Context()); err == nil {
		t.Errorf("the probe says %q", detail)
	}
	_, ok, err := a.store.Leases().Acquire(t.Context(), backupDuty, "another", time.Second)
	must(t, err)
	if !ok {
		t.Error("the lease was kept")
	}
}

func TestTheBackupOfTheDay(t *testing.T) {
	a := sampleApp(t)
	a.people.BackupDir = t.TempDir()
	must(t, a.due(t.Context(), a.duties()[0]))
	files, err := filepath.Glob(filepath.Join(a.people.BackupDir, "*"))
	must(t, err)
	if len(files) != 1 || !backupName.MatchString(filepath.Base(files[0])) {
		t.Fatalf("files %q", files)
	}
	kept, err := os.Stat(files[0])
	must(t, err)
	if kept.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v", kept.Mode())
	}
	f, err := os.Open(files[0])
	must(t, err)
	defer f.Close()
	info, err := store.ReadInfo(f)
	must(t, err)
	if info.Entries == 0 || info.Version != version {
		t.Errorf("it holds %+v", info)
	}
	if detail, err := a.probeBackup(t.Context()); err != nil || !strings.HasPrefix(detail, "made ") {
		t.Errorf("the probe says %q, %v", detail, err)
	}
	if at, err := a.lastBackup(t.Context()); err != nil || time.Since(at) > time.Minute {
		t.Errorf("the last backup is of %v, %v", at, err)
	}
}

func TestTheNewestBackupsStay(t *testing.T) {
	dir := t.TempDir()
	for day := range 20 {
		must(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("camnang-202611%02d-0200.backup", day+1)), nil, 0o600))
	}
	must(t, os.WriteFile(filepath.Join(dir, "before the upgrade.backup"), nil, 0o600))
	fresh, stale := filepath.Join(dir, backupPartial+"1"), filepath.Join(dir, backupPartial+"2")
	must(t, os.WriteFile(fresh, nil, 0o600))
	must(t, os.WriteFile(stale, nil, 0o600))
	must(t, os.Chtimes(stale, time.Time{}, time.Now().Add(-2*dutyLease)))
	must(t, prune(dir))
	entries, err := os.ReadDir(dir)
	must(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if len(names) != backupsKept+2 || !slices.Contains(names, "before the upgrade.backup") || !slices.Contains(names, filepath.Base(fresh)) ||
		!slices.Contains(names, "camnang-20261107-0200.backup") || slices.Contains(names, "camnang-20261106-0200.backup") {
		t.Errorf("left are %q", names)
	}
}

func TestWrongCodesAreForgottenAfterADay(t *testing.T) {
	a := sampleApp(t)
	now := time.Now()
	guess := func(id string, at time.Time) queue.Change {
		record, _ := officer.Guess(nil, at)
		return queue.Change{Table: queue.TableGuess, ID: id, Was: queue.Any, Value: record}
	}
	must(t, a.store.Records().Change(t.Context(), []queue.Change{guess("8", now.Add(-25*time.Hour)), guess("9", now.Add(-23*time.Hour))}))
	must(t, a.due(t.Context(), a.duties()[len(a.duties())-1]))
	left, err := a.store.Records().All(t.Context(), queue.TableGuess)
	must(t, err)
	if len(left) != 1 || left[0].ID != "9" {
		t.Errorf("left are %v", left)
	}
}

func TestWithoutSettingsNothingIsBackedUp(t *testing.T) {
	a := &app{}
	if d := a.duties(); len(d) != 1 || d[0].name != retentionDuty {
		t.Errorf("the duties are %v", d)
	}
	a.people = peopleSettings{RetentionDays: 30, BackupDir: "x"}
	if len(a.duties()) != 2 {
		t.Errorf("%d duties", len(a.duties()))
	}
}

func TestThePartsStopInOrder(t *testing.T) {
	var stopped []string
	order := make(chan string, 3)
	parts := []part{}
	for _, name := range []string{"web", "telegram", "seal"} {
		parts = append(parts, part{name, func(ctx context.Context) error {
			<-ctx.Done()
			order <- name
			return nil
		}})
	}
	failing := part{"broken", func(context.Context) error { return errors.New("no port") }}
	if err := inOrder(t.Context(), append(parts, failing)...); err == nil || !strings.Contains(err.Error(), "no port") {
		t.Errorf("%v", err)
	}
	close(order)
	for name := range order {
		stopped = append(stopped, name)
	}
	if strings.Join(stopped, " ") != "web telegram seal" {
		t.Errorf("stopped in the order %v", stopped)
	}
}
