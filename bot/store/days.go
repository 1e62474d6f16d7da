package store

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

// Workdays gives the days off; it is a bot.Workdays.
type Workdays struct {
	s *Store
	// mu guards what was made last: of the records of these versions.
	mu       sync.Mutex
	versions []int64
	made     *calendar.Workdays
}

// Workdays returns the days off of the bot. All callers share one.
func (s *Store) Workdays() *Workdays { return s.workdays }

// Workdays returns the days off: the shipped ones and, over them, those that administrators entered, as they are at the
// moment of the call. A call reads the entered ones, a handful a year.
func (w *Workdays) Workdays(ctx context.Context) (*calendar.Workdays, error) {
	records, err := w.s.Records().All(ctx, queue.TableDay)
	if err != nil {
		return nil, err
	}
	var versions []int64
	for _, r := range records {
		versions = append(versions, r.Version)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.made != nil && slices.Equal(versions, w.versions) {
		return w.made, nil
	}
	shifts := calendar.ShippedShifts()
	for _, r := range records {
		shift, err := calendar.ReadShift(r.Value)
		if err != nil {
			return nil, fmt.Errorf("read the day %s: %w", r.ID, err)
		}
		shifts = append(shifts, shift)
	}
	w.versions, w.made = versions, calendar.NewWorkdays(shifts...)
	return w.made, nil
}
