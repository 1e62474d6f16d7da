package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"camnang/bot/queue"
)

// Two processes on one store: what one of them changes the other sees at its next call, whichever of the tables it is.
func TestTrainingIsNeverOlderThanTheCall(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx := t.Context()
		look := func() string {
			now, err := s.Training().Now(ctx)
			must(t, err)
			return fmt.Sprint(len(now.Bank.All()), len(now.Pushes.All()))
		}
		if got := look(); got != "0 0" {
			t.Fatalf("an empty store has %s", got)
		}
		for n := range 3 {
			must(t, s.Records().Change(ctx, []queue.Change{
				{Table: queue.TableQuestion, ID: fmt.Sprint("v", n), Value: []byte(`{"stem":"x"}`)},
				{Table: queue.TablePush, ID: fmt.Sprint("p", n), Value: []byte(`{"title":"x"}`)},
			}))
			if got, want := look(), fmt.Sprint(n+1, n+1); got != want {
				t.Errorf("after %d changes: %s", n+1, got)
			}
		}
		must(t, s.Records().Change(ctx, []queue.Change{{Table: queue.TableQuestion, ID: "v1", Was: queue.Any}}))
		if got := look(); got != "2 3" {
			t.Errorf("after a removal: %s", got)
		}
	})
}

func TestManyRecordsComeInTheOrderAsked(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		var changes []queue.Change
		var ids []string
		for n := range 2*manyAtOnce + 7 {
			id := fmt.Sprintf("p1.o%d.1", n)
			ids = append(ids, id)
			if n%3 != 0 {
				changes = append(changes, queue.Change{Table: queue.TableAttempt, ID: id, Value: []byte(`{}`)})
			}
		}
		for some := range slices.Chunk(changes, 200) {
			must(t, s.Records().Change(t.Context(), some))
		}
		slices.Reverse(ids)
		got, err := s.Records().Many(t.Context(), queue.TableAttempt, ids)
		must(t, err)
		var want []string
		for i := len(changes) - 1; i >= 0; i-- {
			want = append(want, changes[i].ID)
		}
		var read []string
		for _, r := range got {
			read = append(read, r.ID)
		}
		if !slices.Equal(read, want) {
			t.Errorf("%d records, want %d in the order asked", len(read), len(want))
		}
		if none, err := s.Records().Many(t.Context(), queue.TableAttempt, nil); err != nil || len(none) != 0 {
			t.Errorf("none asked: %v %v", none, err)
		}
		if _, err := s.Records().Many(t.Context(), "weather", []string{"x"}); err == nil {
			t.Error("a table that is not there was read")
		}
	})
}
