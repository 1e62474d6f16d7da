package store

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
)

// asked is a personal note of an officer.
func asked(t testing.TB, by officer.ID, about, inquiry string) queue.Note {
	t.Helper()
	n, err := journal.NewNote(journal.Asked, about, by, true, map[string]string{"inquiry": inquiry})
	must(t, err)
	return n
}

// write appends n personal notes of o1, and before each a note without a body.
func write(t testing.TB, s *Store, n int) {
	t.Helper()
	var notes []queue.Note
	for i := range n {
		notes = append(notes, queue.Note{Kind: "sent", About: fmt.Sprintf("u%d.0", i)}, asked(t, "o1", fmt.Sprint("u", i), fmt.Sprint("câu ", i)))
	}
	must(t, s.Journal().Append(context.Background(), notes...))
}

func TestTheJournalKeepsWhatIsAppended(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		ctx, j := t.Context(), s.Journal()
		if list, err := j.Latest(ctx, 0, 5); len(list) != 0 || err != nil {
			t.Fatalf("empty: %v, %v", list, err)
		}
		must(t, j.Append(ctx))
		began := serverTime(t, s)
		n := asked(t, "o1", "u12 ẩn", `thời hạn "bàn giao" <&>?`)
		must(t, j.Append(ctx, n, queue.Note{Kind: "sent", About: "u12.0"}))
		wait(5 * time.Millisecond)
		must(t, j.Append(ctx, queue.Note{Kind: "text-refused", Body: []byte(" {\"reason\": \"secret\"}\n")}))
		list, err := j.Latest(ctx, 0, 5)
		must(t, err)
		if len(list) != 3 {
			t.Fatalf("%+v", list)
		}
		refused, sent, first := list[0], list[1], list[2]
		if first.Number != 1 || first.Kind != journal.Asked || first.About != "u12 ẩn" || first.Owner != "o1" || !first.Personal ||
			string(first.Body) != string(n.Body) || len(first.Digest) != 64 || first.Erased || first.At.Before(began.Truncate(time.Millisecond)) {
			t.Errorf("%+v", first)
		}
		if sent.Number != 2 || sent.Kind != journal.Sent || sent.Body != nil || sent.Digest != "" || sent.Erased || sent.Owner != "" {
			t.Errorf("%+v", sent)
		}
		if refused.Number != 3 || string(refused.Body) != `{"reason":"secret"}` || refused.Owner != "" || refused.About != "" ||
			!refused.At.After(first.At) {
			t.Errorf("%+v", refused)
		}
		if n, err := j.Count(ctx); n != 3 || err != nil {
			t.Errorf("%d entries, %v", n, err)
		}
		verified(t, s, 1, 3, 0)
	})
}

func TestEachBodyHasASaltOfItsOwn(t *testing.T) {
	s := open(t, Options{Dir: t.TempDir()})
	n := asked(t, "o1", "u1", "x")
	must(t, s.Journal().Append(t.Context(), n, n))
	list, err := s.Journal().Latest(t.Context(), 0, 2)
	must(t, err)
	if list[0].Digest == list[1].Digest {
		t.Error("equal bodies have equal digests: who tries likely bodies finds an erased one")
	}
}

func TestWhatCannotBeNotedIsRefusedWhole(t *testing.T) {
	s := open(t, Options{Dir: t.TempDir()})
	if err := s.Journal().Append(t.Context(), queue.Note{Kind: "sent"}, queue.Note{Kind: "Sent"}); err == nil {
		t.Error("a kind with a capital is noted")
	}
	if n, err := s.Journal().Count(t.Context()); n != 0 || err != nil {
		t.Errorf("%d entries, %v", n, err)
	}
}

func TestLatestGoesBackPageByPage(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		write(t, s, 10)
		for _, c := range []struct {
			before int64
			n      int
			want   []int64
		}{
			{0, 3, []int64{20, 19, 18}},
			{18, 2, []int64{17, 16}},
			{3, 5, []int64{2, 1}},
			{1, 5, nil},
			{99, 1, []int64{20}},
			{0, 0, nil},
			{-1, 3, nil},
		} {
			list, err := s.Journal().Latest(t.Context(), c.before, c.n)
			must(t, err)
			var got []int64
			for _, e := range list {
				got = append(got, e.Number)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%d before %d: %v, want %v", c.n, c.before, got, c.want)
			}
		}
	})
}

func TestOfGivesAnOfficersEntries(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx := t.Context()
		must(t, s.Journal().Append(ctx, asked(t, "o1", "u1", "a"), asked(t, "o11", "u2", "b"), asked(t, "o1", "u3", "c"),
			queue.Note{Kind: "roster-changed", Owner: "o1", Body: []byte(`{}`)}, queue.Note{Kind: "sent", About: "o1"}))
		list, total, err := s.Journal().Of(ctx, "o1", 2)
		must(t, err)
		if total != 3 || len(list) != 2 || list[0].Number != 4 || list[0].Personal || list[1].Number != 3 || list[1].Owner != "o1" {
			t.Errorf("%d: %+v", total, list)
		}
		if list, total, err := s.Journal().Of(ctx, "o2", 5); len(list) != 0 || total != 0 || err != nil {
			t.Errorf("of nobody known: %d: %v, %v", total, list, err)
		}
		for _, bad := range []officer.ID{"", "*", "o1 "} {
			if _, _, err := s.Journal().Of(ctx, bad, 5); err == nil {
				t.Errorf("%q is let through", bad)
			}
		}
	})
}
