package store

import (
	"bytes"
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
	// mu guards what was made last: of these records. Their versions alone would not tell, because a restore brings some
	// again.
	mu   sync.Mutex
	of   []queue.Record
	made *calendar.Workdays
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
	w.mu.Lock()
	defer w.mu.Unlock()
	same := func(a, b queue.Record) bool { return a.ID == b.ID && bytes.Equal(a.Value, b.Value) }
	if w.made != nil && slices.EqualFunc(records, w.of, same) {
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
	w.of, w.made = records, calendar.NewWorkdays(shifts...)
	return w.made, nil
}
