package store

import (
	"testing"
	"time"

	"camnang/bot/feedback"
)

func TestARatingIsReadAsItWasKeptLast(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		m, ctx := s.Memory(), t.Context()
		at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
		for _, r := range []feedback.Rating{
			{Answer: "a", Person: 1, At: at}, {Answer: "a", Person: 1, Right: true, At: at.Add(time.Second)}, {Answer: "a", Person: 11, At: at},
		} {
			must(t, m.Rate(ctx, r))
		}
		for _, row := range []struct {
			answer    string
			person    int64
			right, ok bool
		}{{"a", 1, true, true}, {"a", 11, false, true}, {"a", 2, false, false}, {"b", 1, false, false}} {
			r, ok, err := m.Rating(ctx, row.answer, row.person)
			must(t, err)
			if ok != row.ok || r.Right != row.right || ok && (r.Answer != row.answer || r.Person != row.person || !r.At.After(at.Add(-1))) {
				t.Errorf("the rating of %s by %d is %+v, %t", row.answer, row.person, r, ok)
			}
		}
	})
}
