package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"camnang/bot"
	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
)

// A duty is done once a day by one of the processes: the one that has its lease. It may take longer than the claim of
// a timer lasts, so it is no timer; what was done when is noted in a record of the name, by which a day that was
// missed while nothing ran is made up.
type duty struct {
	name string
	// hour is when it is due, in the officers' time zone.
	hour int
	// do does it and says what the journal is to have of it, "" for no note.
	do func(context.Context) (note journal.Kind, body map[string]any, err error)
}

// noted is the record of a duty.
type noted struct {
	// For is the moment that was due when it was last done, Done when that was.
	For  time.Time `json:"for,omitzero"`
	Done time.Time `json:"done,omitzero"`
	// Tried is when it last failed, Failure why; both are zero once it was done again.
	Tried   time.Time `json:"tried,omitzero"`
	Failure string    `json:"failure,omitempty"`
	// Since is when it was first looked for.
	Since time.Time `json:"since,omitzero"`
}

const (
	backupDuty    = "backup"
	retentionDuty = "retention"
	// backupHour and retentionHour are when the fewest ask; the backup comes first, so that what retention removes
	// is in it.
	backupHour    = 2
	retentionHour = 3
	// dutyEvery is how often is looked whether one is due, dutyAgain the wait after one failed.
	dutyEvery = time.Minute
	dutyAgain = time.Hour
	// dutyWithin bounds one, and dutyLease is how long another process leaves it to the one that began.
	dutyWithin = 50 * time.Minute
	dutyLease  = time.Hour
	// failureLength bounds what is kept of an error.
	failureLength = 200
)

func (a *app) duties() []duty {
	var all []duty
	if a.people.BackupDir != "" {
		all = append(all, duty{backupDuty, backupHour, a.backUp})
	}
	return append(all, duty{retentionDuty, retentionHour, a.retain})
}

// attend does the duties when they are due, and sees to it that the program is watched, until ctx ends.
func (a *app) attend(ctx context.Context) error {
	a.sweepSoon(ctx)
	for {
		a.watched(ctx)
		for _, d := range a.duties() {
			if err := a.due(ctx, d); err != nil && ctx.Err() == nil {
				a.log.Error("a daily duty was not done", "duty", d.name, "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(dutyEvery):
		}
	}
}

// watched sets the timers by which the program is watched and the plans are looked over, unless they are set: the first
// time, and should one ever have gone to the dead letters, or not be in a store that was restored.
func (a *app) watched(ctx context.Context) {
	timers := []queue.Timer{
		{ID: watchTimer, Due: a.now().Add(watchEvery), Body: []byte(`{"event":"watch"}`)},
		bot.SweepTimer(occurrence(sweepHour, a.now(), a.location).AddDate(0, 0, 1)),
	}
	for _, t := range timers {
		if err := a.store.Timers().SetNew(ctx, t); err != nil && ctx.Err() == nil {
			a.log.Error("a timer of the program is not set", "timer", t.ID, "error", err)
		}
	}
}

// sweepSoon has all plans looked over at once: this release may bring another library, or other days off.
func (a *app) sweepSoon(ctx context.Context) {
	for ctx.Err() == nil {
		err := a.store.Timers().Set(ctx, bot.SweepTimer(a.now()))
		if err == nil {
			a.bell.Ring()
			return
		}
		a.log.Error("the plans are not looked over; trying again", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(dutyEvery):
		}
	}
}

// due does the duty if the moment has come and no process has done it yet.
func (a *app) due(ctx context.Context, d duty) error {
	now := a.now()
	was, _, err := a.noted(ctx, d.name)
	if err != nil || !was.wants(d.hour, now, a.location) {
		return err
	}
	lease, ok, err := a.store.Leases().Acquire(ctx, d.name, a.owner, dutyLease)
	if err != nil || !ok {
		return err
	}
	defer func() {
		// A stop does not leave the duty to nobody for an hour.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
		defer cancel()
		if err := a.store.Leases().Release(ctx, lease); err != nil {
			a.log.Warn("the lease of a daily duty was not given back; it ends by itself", "duty", d.name, "error", err)
		}
	}()
	// Whoever had the lease before may have done it.
	was, version, err := a.noted(ctx, d.name)
	if err != nil || !was.wants(d.hour, now, a.location) {
		return err
	}
	working, cancel := context.WithTimeout(ctx, dutyWithin)
	defer cancel()
	kind, body, failed := d.do(working)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	is := was.after(d.hour, now, a.now(), failed, a.location)
	value, err := json.Marshal(is)
	if err != nil {
		return err
	}
	var notes []queue.Note
	if failed == nil && kind != "" {
		note, err := journal.NewNote(kind, d.name, "", false, body)
		if err != nil {
			return err
		}
		notes = append(notes, note)
	}
	change := queue.Change{Table: queue.TableState, ID: d.name, Was: version, Value: value}
	return errors.Join(failed, a.store.Records().Change(ctx, []queue.Change{change}, notes...))
}

// noted reads the record of a duty, and its version.
func (a *app) noted(ctx context.Context, name string) (noted, int64, error) {
	var n noted
	r, err := a.state(ctx, name)
	if err == nil && r.Version != 0 {
		err = json.Unmarshal(r.Value, &n)
	}
	if err != nil {
		return noted{}, 0, fmt.Errorf("read when %s was last done: %w", name, err)
	}
	return n, r.Version, nil
}

// lastBackup is when the last backup of the day was made; zero when none was.
func (a *app) lastBackup(ctx context.Context) (time.Time, error) {
	n, _, err := a.noted(ctx, backupDuty)
	return n.Done, err
}

// occurrence is the last moment up to now at which the hour began in the zone.
func occurrence(hour int, now time.Time, zone *time.Location) time.Time {
	local := now.In(zone)
	at := time.Date(local.Year(), local.Month(), local.Day(), hour, 0, 0, 0, zone)
	if at.After(now) {
		at = time.Date(local.Year(), local.Month(), local.Day()-1, hour, 0, 0, 0, zone)
	}
	return at
}

// wants reports whether a duty so noted is to be done now.
func (n noted) wants(hour int, now time.Time, zone *time.Location) bool {
	if now.Sub(n.Tried) < dutyAgain && !n.Tried.After(now) {
		return false
	}
	return n.For.Before(occurrence(hour, now, zone))
}

// after is what is noted when a duty that was looked at now ended at the moment done.
func (n noted) after(hour int, now, done time.Time, failed error, zone *time.Location) noted {
	if n.Since.IsZero() {
		n.Since = now.UTC()
	}
	if failed != nil {
		n.Tried, n.Failure = done.UTC(), failed.Error()
		if runes := []rune(n.Failure); len(runes) > failureLength {
			n.Failure = string(runes[:failureLength])
		}
		return n
	}
	return noted{For: occurrence(hour, now, zone).UTC(), Done: done.UTC(), Since: n.Since}
}

// retain removes what is kept no longer: wrong codes that count no more, and from the journal, which notes it itself, what is
// older than RETENTION_DAYS, unless that is 0.
func (a *app) retain(ctx context.Context) (journal.Kind, map[string]any, error) {
	forgot := a.forgetGuesses(ctx)
	if a.people.RetentionDays == 0 {
		return "", nil, forgot
	}
	removed, err := a.store.Journal().Cut(ctx, a.now().AddDate(0, 0, -a.people.RetentionDays))
	if err == nil && removed > 0 {
		a.log.Info("old entries of the journal were removed", "entries", removed, "days", a.people.RetentionDays)
	}
	return "", nil, errors.Join(forgot, err)
}

// forgetGuesses removes the records of wrong codes that say nothing any more. That of somebody who tries one just now stays.
func (a *app) forgetGuesses(ctx context.Context) error {
	records, err := a.store.Records().All(ctx, queue.TableGuess)
	if err != nil {
		return fmt.Errorf("read the wrong codes: %w", err)
	}
	for _, r := range records {
		if !officer.GuessesOver(r.Value, a.now()) {
			continue
		}
		err := a.store.Records().Change(ctx, []queue.Change{{Table: queue.TableGuess, ID: r.ID, Was: r.Version}})
		if err != nil && !errors.Is(err, queue.ErrConflict) {
			return fmt.Errorf("remove the wrong codes of a person: %w", err)
		}
	}
	return nil
}

const (
	// sealEvery is how long an entry of the journal may be without its link.
	sealEvery = time.Second
	// sealLast is the longest wait after sealing failed; it doubles up to that.
	sealLast = time.Minute
	// sealEnd bounds the last one, when the program stops.
	sealEnd = time.Second
)

// seal links what was appended to the journal, once a second and once more when all else has stopped.
func (a *app) seal(ctx context.Context) error {
	wait := sealEvery
	for ctx.Err() == nil {
		if _, err := a.store.Journal().Seal(ctx); err == nil {
			wait = sealEvery
		} else if ctx.Err() == nil {
			wait = min(2*wait, sealLast)
			a.log.Error("the journal was not sealed; trying again", "wait", wait, "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), sealEnd)
	defer cancel()
	if _, err := a.store.Journal().Seal(last); err != nil {
		a.log.Warn("the last entries of the journal are sealed at the next start", "error", err)
	}
	return nil
}
