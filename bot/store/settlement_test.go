package store

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/queue"
)

// lines returns the journal's lines without number and time.
func lines(t *testing.T, s *Store) []string {
	t.Helper()
	kept, err := s.client.LRange(t.Context(), journalKeys.named("log_line").at(s.bot), 0, -1).Result()
	must(t, err)
	for i, line := range kept {
		kept[i] = strings.Join(strings.SplitN(line, " ", 5)[2:], " ")
	}
	return kept
}

func timerIDs(t *testing.T, s *Store, lane int64) []string {
	t.Helper()
	list, err := s.Timers().List(t.Context(), lane, 100)
	must(t, err)
	var ids []string
	for _, one := range list {
		ids = append(ids, one.ID)
	}
	return ids
}

func state(t *testing.T, s *Store, id string) queue.Record {
	t.Helper()
	r, err := s.Records().Record(t.Context(), queue.TableState, id)
	must(t, err)
	return r
}

func setState(id string, was int64, value string) queue.Change {
	c := queue.Change{Table: queue.TableState, ID: id, Was: was}
	if value != "" {
		c.Value = []byte(value)
	}
	return c
}

// whole is a settlement with something of everything.
func whole(changes ...queue.Change) queue.Settlement {
	due := time.Date(2031, 1, 2, 3, 4, 5, 0, time.UTC)
	return queue.Settlement{
		Messages: []queue.Message{message("u1.0", 10, 0), message("u1.1", 10, 0)},
		Notes:    []queue.Note{{Kind: "asked", About: "u1", Owner: "o1", Body: []byte(`{"a":1}`)}, {Kind: "looked", About: "u1"}},
		Changes:  changes,
		Timers: []queue.Timer{
			{ID: "kept", Lane: 10, Due: due, Body: []byte(`{"n":1}`)}, {ID: "again", Lane: 10, Due: due.Add(time.Hour), Body: []byte(`{"n":2}`)},
		},
		Cancels: []string{"gone", "again", "never set"},
	}
}

func TestASettlementIsCarriedOutWholeAndOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		b, ctx := s.Inbox(), t.Context()
		old := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
		must(t, s.Timers().Set(ctx,
			queue.Timer{ID: "gone", Lane: 10, Due: old, Body: []byte(`{}`)},
			queue.Timer{ID: "again", Lane: 10, Due: old, Body: []byte(`{}`)}))
		must(t, s.Records().Change(ctx, []queue.Change{setState("b", 0, `{"b":1}`)}))
		put(t, s, update(1, 10))
		c := claim(t, s, time.Minute, 1)[0]
		what := whole(setState("a", 0, `{"a": "đ<"}`), setState("b", state(t, s, "b").Version, ""))
		must(t, b.Settle(ctx, c, what))
		check := func() {
			t.Helper()
			if d := depths(t, s); d.Inbox != 0 || d.Outbox != 2 || d.Timers != 2 || d.Dead != 0 {
				t.Errorf("%+v", d)
			}
			if got := timerIDs(t, s, 10); !slices.Equal(got, []string{"kept", "again"}) {
				t.Errorf("timers %q", got)
			}
			if a, b := state(t, s, "a"), state(t, s, "b"); string(a.Value) != `{"a": "đ<"}` || a.Version <= 0 || b.Version != 0 || b.Value != nil {
				t.Errorf("records %+v, %+v", a, b)
			}
			got := lines(t, s)
			if len(got) != 2 || !strings.HasPrefix(got[0], "asked ") || got[1] != "looked - u1" {
				t.Errorf("journal %q", got)
			}
		}
		check()
		if err := b.Settle(ctx, c, what); !errors.Is(err, queue.ErrNotOwner) {
			t.Errorf("settled twice: %v", err)
		}
		check()
	})
}

func TestAConflictChangesNothing(t *testing.T) {
	for rule, changes := range map[string][]queue.Change{
		"the record was changed":            {setState("there", 1, `{}`)},
		"there is one where none was":       {setState("there", 0, `{}`)},
		"there is none where one was":       {setState("missing", 1, `{}`)},
		"to be removed, but changed":        {setState("there", 1, "")},
		"one of several":                    {setState("new", 0, `{}`), setState("there", queue.Any, `{}`), setState("missing", 1, `{}`)},
		"the same id in another table":      {{Table: queue.TableGuess, ID: "there", Was: 2, Value: []byte(`{}`)}},
		"a version that is yet to be given": {setState("there", 3, `{}`)},
	} {
		t.Run(rule, func(t *testing.T) {
			each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
				ctx := t.Context()
				must(t, s.Records().Change(ctx, []queue.Change{setState("there", 0, `{"n":1}`)}))
				must(t, s.Records().Change(ctx, []queue.Change{setState("there", queue.Any, `{"n":2}`)}))
				must(t, s.Timers().Set(ctx, queue.Timer{ID: "gone", Lane: 10, Due: time.Unix(2e9, 0), Body: []byte(`{}`)}))
				put(t, s, update(1, 10))
				c := claim(t, s, time.Minute, 1)[0]
				if err := s.Inbox().Settle(ctx, c, whole(changes...)); !errors.Is(err, queue.ErrConflict) {
					t.Fatalf("settled: %v", err)
				}
				if err := s.Records().Change(ctx, changes, queue.Note{Kind: "role-changed"}); !errors.Is(err, queue.ErrConflict) {
					t.Fatalf("changed: %v", err)
				}
				if d := depths(t, s); d.Inbox != 1 || d.Outbox != 0 || d.Timers != 1 {
					t.Errorf("%+v", d)
				}
				if got := lines(t, s); len(got) != 0 {
					t.Errorf("journal %q", got)
				}
				all, err := s.Records().All(ctx, queue.TableState)
				must(t, err)
				if len(all) != 1 || string(all[0].Value) != `{"n":2}` || all[0].Version != 2 {
					t.Errorf("records %+v", all)
				}
				// The claim goes on: decided anew, it is settled.
				must(t, s.Inbox().Settle(ctx, c, whole(setState("there", 2, `{"n":3}`))))
				if d := depths(t, s); d.Inbox != 0 || d.Outbox != 2 || d.Timers != 2 {
					t.Errorf("after the second decision %+v", d)
				}
			})
		})
	}
}

func TestASettlementThatCannotBeKeptIsRefused(t *testing.T) {
	s := open(t, Options{Dir: t.TempDir()})
	put(t, s, update(1, 10))
	c := claim(t, s, time.Minute, 1)[0]
	due := time.Unix(2e9, 0)
	for name, what := range map[string]queue.Settlement{
		"no such priority":       {Messages: []queue.Message{message("m", 1, 3)}},
		"no such table":          {Changes: []queue.Change{{Table: "journal", ID: "a", Value: []byte(`{}`)}}},
		"a record without an id": {Changes: []queue.Change{setState("", 0, `{}`)}},
		"an endless id":          {Changes: []queue.Change{setState(strings.Repeat("a", 201), 0, `{}`)}},
		"a line in the id":       {Changes: []queue.Change{setState("a\nb", 0, `{}`)}},
		"a record that is none":  {Changes: []queue.Change{setState("a", 0, `{`)}},
		"an empty record":        {Changes: []queue.Change{{Table: queue.TableState, ID: "a", Value: []byte{}}}},
		"no such version":        {Changes: []queue.Change{setState("a", -2, `{}`)}},
		"changed twice":          {Changes: []queue.Change{setState("a", 0, `{}`), setState("a", queue.Any, `{}`)}},
		"a timer without an id":  {Timers: []queue.Timer{{Due: due, Body: []byte(`{}`)}}},
		"a timer without a body": {Timers: []queue.Timer{{ID: "a", Due: due}}},
		"a timer never due":      {Timers: []queue.Timer{{ID: "a", Body: []byte(`{}`)}}},
		"a cancel of nothing":    {Cancels: []string{""}},
		"a note of no kind":      {Notes: []queue.Note{{About: "u1"}}},
	} {
		if err := s.Inbox().Settle(t.Context(), c, what); err == nil || errors.Is(err, queue.ErrConflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if d := depths(t, s); d.Inbox != 1 || d.Outbox != 0 || d.Timers != 0 {
		t.Fatalf("of what was refused something was kept: %+v", d)
	}
}
