package store

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"camnang/bot/feedback"
)

func TestDialogue(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		m, ctx := s.Memory(), t.Context()
		want := func(what string, chat int64, want string) {
			t.Helper()
			got, err := m.Dialogue(ctx, chat)
			must(t, err)
			if got != want {
				t.Fatalf("%s: %q, want %q", what, got, want)
			}
		}
		want("nothing kept", 1, "")
		must(t, m.SetDialogue(ctx, 1, "góp ý\n1", time.Minute))
		must(t, m.SetDialogue(ctx, 2, "other", 50*time.Millisecond))
		want("kept", 1, "góp ý\n1")
		must(t, m.SetDialogue(ctx, 1, "next", time.Minute))
		want("replaced", 1, "next")
		want("of its chat", 2, "other")
		wait(60 * time.Millisecond)
		want("run out", 2, "")
		must(t, m.SetDialogue(ctx, 1, "", time.Minute))
		want("forgotten", 1, "")
	})
}

func TestAnswersRunOut(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		m, ctx := s.Memory(), t.Context()
		a := feedback.Answered{
			ID: "a1", Chat: -5, Person: 6, Inquiry: "thời hạn \"bàn giao\"?", Kind: "quoted", AsOf: "2026-11-23",
			Passages: []string{"p1", "p2"}, Fingerprint: "f", At: time.Date(2026, 11, 23, 1, 2, 3, 4, time.UTC),
		}
		must(t, m.KeepAnswer(ctx, a, 80*time.Millisecond))
		must(t, m.KeepAnswer(ctx, a, 80*time.Millisecond))
		got, ok, err := m.Answer(ctx, "a1")
		must(t, err)
		if !ok || !reflect.DeepEqual(got, a) {
			t.Fatalf("%v %+v", ok, got)
		}
		if _, ok, err := m.Answer(ctx, "a2"); ok || err != nil {
			t.Fatalf("unknown: %v %v", ok, err)
		}
		wait(90 * time.Millisecond)
		if _, ok, err := m.Answer(ctx, "a1"); ok || err != nil {
			t.Fatalf("run out: %v %v", ok, err)
		}
		for i := range 200 {
			a.ID = fmt.Sprint("x", i)
			must(t, m.KeepAnswer(ctx, a, time.Minute))
		}
		if n := s.client.HLen(ctx, memoryKeys.named("answer").at(s.bot)).Val(); n != 200 {
			t.Errorf("%d answers are kept, 200 have not run out", n)
		}
	})
}

func TestRatings(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		m, ctx := s.Memory(), t.Context()
		at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
		rate := func(answer string, person int64, right bool, after time.Duration) {
			t.Helper()
			must(t, m.Rate(ctx, feedback.Rating{Answer: answer, Person: person, Right: right, At: at.Add(after)}))
		}
		want := func(what string, want map[string]Rated) {
			t.Helper()
			got, err := s.Ratings(ctx)
			must(t, err)
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: %v, want %v", what, got, want)
			}
		}
		want("none", map[string]Rated{})
		rate("a", 1, true, 0)
		rate("a", 1, true, 0)
		rate("a", 2, false, 0)
		rate("b", 1, false, 0)
		want("once per officer and answer", map[string]Rated{"a": {1, 1}, "b": {0, 1}})
		rate("a", 2, true, time.Second)
		want("a later one replaces", map[string]Rated{"a": {2, 0}, "b": {0, 1}})
		rate("a", 2, false, 0)
		want("an earlier one comes in late", map[string]Rated{"a": {2, 0}, "b": {0, 1}})
	})
}

func TestSuggestions(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx := t.Context()
		if list, err := s.Suggestions(ctx, 5); len(list) != 0 || err != nil {
			t.Fatalf("none: %v %v", list, err)
		}
		for i := range 4 {
			g := feedback.Suggestion{ID: fmt.Sprint("s", i), Person: 7, Name: "Hoa", Text: strings.Repeat("á", i), At: time.Unix(int64(i), 0).UTC()}
			must(t, s.Memory().Suggest(ctx, g))
			g.Text = "sent again"
			must(t, s.Memory().Suggest(ctx, g))
		}
		list, err := s.Suggestions(ctx, 3)
		must(t, err)
		if len(list) != 3 || list[0].ID != "s3" || list[0].Text != "ááá" || list[2].ID != "s1" || list[1].At.Unix() != 2 {
			t.Fatalf("%+v", list)
		}
	})
}

func TestDepths(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		if d := depths(t, s); d.Inbox != 0 || d.InboxLag != 0 || d.OutboxLag != 0 {
			t.Fatalf("empty: %+v", d)
		}
		put(t, s, update(1, 1))
		wait(30 * time.Millisecond)
		put(t, s, update(2, 1))
		send(t, s, message("m", 1, 0))
		wait(20 * time.Millisecond)
		d := depths(t, s)
		if d.Inbox != 2 || d.Outbox != 1 || d.InboxLag < 50*time.Millisecond || d.OutboxLag < 20*time.Millisecond || d.InboxLag < d.OutboxLag {
			t.Fatalf("%+v", d)
		}
	})
}
