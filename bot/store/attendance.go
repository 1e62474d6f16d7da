package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// eraseAttendance removes what the officer has read and tried from the officer's own records of classes, those of a class that
// is gone too, and from what the records of classes still say. Who was where stays (quiz.Attendance.Forget).
func (s *Store) eraseAttendance(ctx context.Context, o officer.ID) error {
	ids, err := s.fields(ctx, tables[queue.TableAttendance], quiz.AttendanceID("*", o), func(string) (bool, error) { return true, nil })
	if err != nil {
		return err
	}
	// A scan may give a field twice.
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if err := s.forgetAttendance(ctx, id); err != nil {
			return err
		}
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

// forgetAttendance writes one record without what is forgotten, again while somebody else changes it. One that cannot be read is
// removed.
func (s *Store) forgetAttendance(ctx context.Context, id string) error {
	for {
		r, err := s.Records().Record(ctx, queue.TableAttendance, id)
		if err != nil || r.Version == 0 {
			return err
		}
		c := queue.Change{Table: queue.TableAttendance, ID: id, Was: r.Version}
		var a quiz.Attendance
		if json.Unmarshal(r.Value, &a) == nil {
			next, changed := a.Forget()
			if !changed {
				return nil
			}
			if len(next.Present) > 0 {
				if c.Value, err = json.Marshal(next); err != nil {
					return fmt.Errorf("write the attendance %s: %w", id, err)
				}
			}
		}
		if err := s.Records().Change(ctx, []queue.Change{c}); !errors.Is(err, queue.ErrConflict) {
			return err
		}
	}
}
