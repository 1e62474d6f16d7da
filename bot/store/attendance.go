package store

import (
	"context"
	"errors"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// eraseAttendance removes what the officer's own records say of classes, those of a class that is gone too, and what the
// records of classes still say.
func (s *Store) eraseAttendance(ctx context.Context, o officer.ID) error {
	ids, err := s.fields(ctx, tables[queue.TableAttendance], quiz.AttendanceID("*", o), func(string) (bool, error) { return true, nil })
	if err != nil {
		return err
	}
	// A scan may give a field twice.
	slices.Sort(ids)
	var own []queue.Change
	for _, id := range slices.Compact(ids) {
		own = append(own, queue.Change{Table: queue.TableAttendance, ID: id, Was: queue.Any})
	}
	if err := s.Records().Change(ctx, own); err != nil {
		return err
	}
	for {
		now, err := s.Training().Now(ctx)
		if err != nil {
			return err
		}
		forgotten := now.Courses.Forget(o)
		if len(forgotten) == 0 {
			return nil
		}
		if err := s.Records().Change(ctx, forgotten); err != nil && !errors.Is(err, queue.ErrConflict) {
			return err
		}
	}
}
