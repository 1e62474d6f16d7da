package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"camnang/bot/queue"
)

func carried(id, value string) queue.Change {
	return queue.Change{Table: queue.TableCarried, ID: id, Was: queue.Any, Value: []byte(value)}
}

func TestWhatASentMessageLeavesBehindIsWrittenWithTheNote(t *testing.T) {
	eachBeside(t, func(t *testing.T, s *Store, pass func(time.Duration)) {
		ctx, b, r := t.Context(), s.Outbox(), s.Records()
		must(t, r.Change(ctx, []queue.Change{{Table: queue.TableCarried, ID: "gone", Value: []byte(`{}`)}, {Table: queue.TableCarried, ID: "m1", Value: []byte(`{"message":1}`)}}))
		send(t, s, message("a", 9, queue.Broadcast))
		slow, ok, _, err := b.Take(ctx, "a", time.Second)
		if err != nil || !ok {
			t.Fatal(slow, ok, err)
		}
		pass(2 * time.Second)
		m := take(t, s, "a")
		left := func() (ids []string) {
			t.Helper()
			all, err := r.All(ctx, queue.TableCarried)
			must(t, err)
			for _, one := range all {
				ids = append(ids, one.ID+string(one.Value))
			}
			return ids
		}
		before := left()
		for name, test := range map[string]struct {
			sending queue.Sending
			changes []queue.Change
		}{
			"of a sending that has passed on": {slow, []queue.Change{carried("m2", `{}`)}},
			"on a version":                    {m, []queue.Change{{Table: queue.TableCarried, ID: "m2", Value: []byte(`{}`)}}},
			"in no table":                     {m, []queue.Change{{Table: "sent", ID: "m2", Was: queue.Any, Value: []byte(`{}`)}}},
			"that is no JSON":                 {m, []queue.Change{carried("m2", `{`)}},
			"twice to one record":             {m, []queue.Change{carried("m2", `{}`), carried("m2", `{}`)}},
		} {
			if err := b.Sent(ctx, test.sending, 7, test.changes...); err == nil || errors.Is(err, queue.ErrNotOwner) != (test.sending.Token == slow.Token) {
				t.Errorf("a change %s: %v", name, err)
			}
		}
		if n, ok, err := b.SentAs(ctx, "a"); ok || err != nil || !slices.Equal(left(), before) {
			t.Fatalf("refused, and sent as %d, %v; left behind %v", n, err, left())
		}
		must(t, b.Sent(ctx, m, 7, carried("m1", `{"message":7}`), carried("poll:5", `{"poll":"5"}`), queue.Change{Table: queue.TableCarried, ID: "gone", Was: queue.Any}))
		if got := left(); !slices.Equal(got, []string{`m1{"message":7}`, `poll:5{"poll":"5"}`}) {
			t.Errorf("left behind %v", got)
		}
		if n, ok, err := b.SentAs(ctx, "a"); n != 7 || !ok || err != nil {
			t.Errorf("sent as %d, %v, %v", n, ok, err)
		}
		if d := depths(t, s); d.Outbox != 0 {
			t.Errorf("%+v", d)
		}
		if err := b.Sent(ctx, m, 7, carried("m3", `{}`)); !errors.Is(err, queue.ErrNotOwner) || len(left()) != 2 {
			t.Errorf("settled again: %v, %v", err, left())
		}
	})
}

// A table that processes keep in memory may be written with the note too.
func TestWhatIsWrittenWithTheNoteIsSeenInMemory(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx := t.Context()
		if now, err := s.Training().Now(ctx); err != nil || len(now.Bank.All()) != 0 {
			t.Fatal(now, err)
		}
		send(t, s, message("a", 9, queue.Broadcast))
		must(t, s.Outbox().Sent(ctx, take(t, s, "a"), 7, queue.Change{Table: queue.TableQuestion, ID: "v1", Was: queue.Any, Value: []byte(`{"stem":"x"}`)}))
		now, err := s.Training().Now(ctx)
		if err != nil || len(now.Bank.All()) != 1 {
			t.Errorf("%v, %v", now, err)
		}
	})
}
