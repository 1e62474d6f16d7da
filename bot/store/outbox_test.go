package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"camnang/bot/queue"
)

func send(t *testing.T, s *Store, messages ...queue.Message) {
	t.Helper()
	must(t, s.Outbox().Put(t.Context(), messages...))
}

func message(id string, chat int64, p queue.Priority) queue.Message {
	return queue.Message{ID: id, Chat: chat, Priority: p, Body: json.RawMessage(`{"id":"` + id + `"}`)}
}

// take wants the message with this ID to come next; "" wants none now.
func take(t *testing.T, s *Store, want string) queue.Sending {
	t.Helper()
	got, ok, wait, err := s.Outbox().Take(t.Context(), "w", time.Minute)
	must(t, err)
	if got.Message.ID != want || ok != (want != "") {
		t.Fatalf("took %q (wait %v), want %q", got.Message.ID, wait, want)
	}
	return got
}

func sent(t *testing.T, s *Store, m queue.Sending) {
	t.Helper()
	must(t, s.Outbox().Sent(t.Context(), m, 1))
}

// drainOutbox takes and settles all there is, in order.
func drainOutbox(t *testing.T, s *Store, wait func(time.Duration)) []string {
	t.Helper()
	var order []string
	for {
		m, ok, pause, err := s.Outbox().Take(t.Context(), "w", time.Minute)
		must(t, err)
		switch {
		case ok:
			order = append(order, m.Message.ID)
			sent(t, s, m)
		case pause == 0:
			return order
		default:
			wait(pause)
		}
	}
}

func TestOutboxKeepsAMessageAsItWasPut(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		m := queue.Message{
			ID: "u:1/0", Chat: -100123, Priority: queue.Reminder, Group: true,
			Body: json.RawMessage("{ \"text\":\n\"<Điều 6>\" }"),
		}
		send(t, s, m)
		got := take(t, s, m.ID)
		if got.Message.Created.IsZero() || got.Token == 0 || got.Attempt != 1 || !got.Until.After(got.Message.Created) || got.Owner != "w" {
			t.Fatalf("%+v", got)
		}
		got.Message.Created = time.Time{}
		if fmt.Sprintf("%+v", got.Message) != fmt.Sprintf("%+v", m) {
			t.Fatalf("kept %+v\nput  %+v", got.Message, m)
		}
		must(t, s.Outbox().Sent(t.Context(), got, 4711))
		if n, ok, err := s.Outbox().SentAs(t.Context(), m.ID); n != 4711 || !ok || err != nil {
			t.Fatalf("sent as %d %v %v", n, ok, err)
		}
		if n, ok, err := s.Outbox().SentAs(t.Context(), "unknown"); ok || err != nil {
			t.Fatalf("an unknown message was sent as %d %v", n, err)
		}
		_, ok, wait, err := s.Outbox().Take(t.Context(), "w", time.Minute)
		if ok || wait != 0 || err != nil {
			t.Fatalf("empty: %v %v %v", ok, wait, err)
		}
	})
}

func TestOutboxRefusesWhatItCannotKeep(t *testing.T) {
	s := open(t, Options{Dir: t.TempDir()})
	for name, m := range map[string]queue.Message{
		"no id":             {Chat: 1},
		"a line in the id":  {ID: "a\nb", Chat: 1},
		"an endless id":     {ID: string(make([]byte, 300)), Chat: 1},
		"no such priority":  {ID: "a", Chat: 1, Priority: 3},
		"negative priority": {ID: "a", Chat: 1, Priority: -1},
	} {
		if err := s.Outbox().Put(t.Context(), message("good", 1, 0), m); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if d := depths(t, s); d.Outbox != 0 {
		t.Fatalf("of a refused Put %d messages were kept", d.Outbox)
	}
}

func TestOutboxOrder(t *testing.T) {
	for _, row := range []struct {
		rule string
		put  []queue.Message
		want []string
	}{
		{
			"the lowest priority number first, within it the oldest",
			[]queue.Message{message("b1", 1, 2), message("r1", 2, 1), message("c1", 3, 0), message("b2", 4, 2), message("c2", 5, 0)},
			[]string{"c1", "c2", "r1", "b1", "b2"},
		},
		{
			"messages of one chat in the order they were put",
			[]queue.Message{message("1", 9, 0), message("2", 9, 0), message("3", 9, 0)},
			[]string{"1", "2", "3"},
		},
		{
			"a chat that must wait does not hold up another",
			[]queue.Message{message("1", 9, 0), message("2", 9, 0), message("3", 8, 0)},
			[]string{"1", "3", "2"},
		},
		{
			"a reply goes before broadcasts to the same chat",
			[]queue.Message{message("b1", 9, 2), message("b2", 9, 2), message("c", 9, 0)},
			[]string{"c", "b1", "b2"},
		},
		{
			"a Free message keeps no order and no distance",
			[]queue.Message{message("1", 9, 0), message("2", 9, 0), {ID: "tap a", Chat: 9, Free: true}, {ID: "tap b", Chat: 9, Free: true}},
			[]string{"1", "tap a", "tap b", "2"},
		},
	} {
		t.Run(row.rule, func(t *testing.T) {
			eachBeside(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
				send(t, s, row.put...)
				if got := drainOutbox(t, s, wait); !slices.Equal(got, row.want) {
					t.Fatalf("went out as %q, want %q", got, row.want)
				}
			})
		})
	}
}

func TestOutboxOneOfAChatAtATimeAndASecondApart(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		send(t, s, message("1", 9, 0), message("2", 9, 0))
		first := take(t, s, "1")
		take(t, s, "")
		wait(1100 * time.Millisecond)
		take(t, s, "")
		sent(t, s, first)
		_, ok, pause, err := s.Outbox().Take(t.Context(), "w", time.Minute)
		if ok || pause <= 900*time.Millisecond || pause > 1001*time.Millisecond || err != nil {
			t.Fatalf("right after: %v, wait %v, %v", ok, pause, err)
		}
		send(t, s, message("reply", 9, 0))
		wait(pause)
		sent(t, s, take(t, s, "2"))
		wait(1001 * time.Millisecond)
		take(t, s, "reply")
	})
}

func TestOutboxThirtyASecondOverall(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		for i := range int64(40) {
			send(t, s, queue.Message{ID: fmt.Sprint(i), Chat: 100 + i, Free: i%2 == 0})
		}
		for i := range 30 {
			sent(t, s, take(t, s, fmt.Sprint(i)))
		}
		_, ok, pause, err := s.Outbox().Take(t.Context(), "w", time.Minute)
		if ok || pause <= 0 || pause > 1001*time.Millisecond || err != nil {
			t.Fatalf("the thirty-first: %v, wait %v, %v", ok, pause, err)
		}
		wait(1001 * time.Millisecond)
		take(t, s, "30")
	})
}

func TestOutboxTwentyAMinuteToAGroup(t *testing.T) {
	c := newClock()
	s := open(t, Options{Dir: t.TempDir(), Now: c.Now})
	for i := range 25 {
		send(t, s, queue.Message{ID: fmt.Sprint(i), Chat: -1, Group: true})
	}
	began := c.Now()
	var times []time.Duration
	for {
		m, ok, pause, err := s.Outbox().Take(t.Context(), "w", time.Minute)
		must(t, err)
		if !ok && pause == 0 {
			break
		}
		if !ok {
			c.Add(pause)
			continue
		}
		times = append(times, c.Now().Sub(began))
		c.Add(300 * time.Millisecond)
		sent(t, s, m)
	}
	if len(times) != 25 {
		t.Fatalf("%d of 25 went out", len(times))
	}
	for i := 20; i < 25; i++ {
		if d := times[i] - times[i-20]; d <= time.Minute || d > 62*time.Second {
			t.Errorf("message %d comes %v after the twentieth before it", i, d)
		}
	}
}

func TestOutboxKnowsAMessageForAWeek(t *testing.T) {
	c := newClock()
	s := open(t, Options{Dir: t.TempDir(), Now: c.Now})
	pending := func() int { return depths(t, s).Outbox }
	for week := range 4 {
		id := fmt.Sprint("reminder of week ", week)
		send(t, s, message(id, 9, 1), message(id, 9, 1))
		if pending() != 1 {
			t.Fatalf("week %d: %d messages", week, pending())
		}
		sent(t, s, take(t, s, id))
		for range 6 {
			c.Add(28 * time.Hour)
			send(t, s, message(id, 9, 1))
			if pending() != 0 {
				t.Fatalf("week %d: put again after less than seven days it is queued again", week)
			}
		}
		if _, ok, err := s.Outbox().SentAs(t.Context(), id); !ok || err != nil {
			t.Fatalf("its number is forgotten: %v", err)
		}
	}
	c.Add(15 * 24 * time.Hour)
	send(t, s, message("tick", 1, 1))
	c.Add(15 * 24 * time.Hour)
	send(t, s, message("tock", 1, 1))
	for _, k := range []key{outIDs, outIDsOld} {
		n, err := s.client.HLen(t.Context(), k.at(s.bot)).Result()
		if err != nil || n > 1 {
			t.Errorf("%s remembers %d ids (%v)", k.name, n, err)
		}
	}
}

func TestOutboxLeaseAndFence(t *testing.T) {
	eachBeside(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		b, ctx := s.Outbox(), t.Context()
		send(t, s, message("1", 9, 0), message("2", 9, 0))
		old, ok, _, err := b.Take(ctx, "a", 50*time.Millisecond)
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		wait(60 * time.Millisecond)
		now := take(t, s, "1")
		if now.Attempt != 2 || now.Token == old.Token {
			t.Fatalf("after the lease: %+v", now)
		}
		for name, late := range map[string]func() error{
			"Sent":        func() error { return b.Sent(ctx, old, 5) },
			"Withheld":    func() error { return b.Withheld(ctx, old) },
			"Later":       func() error { return b.Later(ctx, old, 0, "") },
			"Drop":        func() error { return b.Drop(ctx, old, "") },
			"Unreachable": func() error { return b.Unreachable(ctx, old, "") },
			"Migrated":    func() error { return b.Migrated(ctx, old, 5) },
		} {
			if err := late(); !errors.Is(err, queue.ErrNotOwner) {
				t.Errorf("%s of the old owner: %v", name, err)
			}
		}
		sent(t, s, now)
		if err := b.Sent(ctx, now, 5); !errors.Is(err, queue.ErrNotOwner) {
			t.Errorf("settled twice: %v", err)
		}
		wait(1001 * time.Millisecond)
		lapsed, ok, _, err := b.Take(ctx, "a", 50*time.Millisecond)
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		wait(60 * time.Millisecond)
		send(t, s, message("3", 9, 0))
		if err := b.Sent(ctx, lapsed, 6); err != nil {
			t.Errorf("the lease ran out but nobody else came: %v", err)
		}
		wait(1001 * time.Millisecond)
		take(t, s, "3")
	})
}

func TestAReplyOvertakesABroadcastWhoseSenderDied(t *testing.T) {
	eachBeside(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		b, ctx := s.Outbox(), t.Context()
		send(t, s, message("b1", 9, 2), message("b2", 9, 2))
		slow, _, _, err := b.Take(ctx, "a", 50*time.Millisecond)
		must(t, err)
		wait(60 * time.Millisecond)
		send(t, s, message("c", 9, 0))
		reply := take(t, s, "c")
		must(t, b.Sent(ctx, slow, 1))
		wait(1100 * time.Millisecond)
		take(t, s, "")
		sent(t, s, reply)
		if got := drainOutbox(t, s, wait); !slices.Equal(got, []string{"b2"}) {
			t.Fatalf("left over %q", got)
		}
	})
}

func TestOutboxLater(t *testing.T) {
	eachBeside(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		send(t, s, message("b1", 9, 1), message("b2", 9, 1), queue.Message{ID: "tap", Chat: 9, Free: true, Priority: 1})
		must(t, s.Outbox().Later(t.Context(), take(t, s, "b1"), 2*time.Second, "502 Bad Gateway"))
		must(t, s.Outbox().Later(t.Context(), take(t, s, "tap"), 3*time.Second, "timeout"))
		failing, err := s.Failing(t.Context(), 5)
		must(t, err)
		if len(failing) != 2 || !slices.Contains(failing, Failing{"outbox", 9, "b1", 1, "502 Bad Gateway"}) {
			t.Fatalf("failing: %+v", failing)
		}
		send(t, s, message("c", 9, 0))
		take(t, s, "")
		wait(1001 * time.Millisecond)
		sent(t, s, take(t, s, "c"))
		wait(1001 * time.Millisecond)
		again := take(t, s, "b1")
		if again.Attempt != 2 {
			t.Fatalf("attempt %d", again.Attempt)
		}
		sent(t, s, again)
		wait(1001 * time.Millisecond)
		first, second := "b2", "tap"
		got := drainOutbox(t, s, wait)
		if !slices.Equal(got, []string{first, second}) && !slices.Equal(got, []string{second, first}) {
			t.Fatalf("left over %q", got)
		}
	})
}

func TestOutboxPause(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		b, ctx := s.Outbox(), t.Context()
		send(t, s, message("1", 1, 0), message("2", 2, 0), queue.Message{ID: "tap", Chat: 3, Free: true})
		first := take(t, s, "1")
		must(t, b.Pause(ctx, first, 400*time.Millisecond))
		if err := b.Pause(ctx, first, 100*time.Millisecond); !errors.Is(err, queue.ErrNotOwner) {
			t.Fatalf("handed back twice: %v", err)
		}
		_, ok, pause, err := b.Take(ctx, "w", time.Minute)
		if ok || err != nil || pause <= 200*time.Millisecond || pause > 400*time.Millisecond {
			t.Fatalf("during the pause: %v, wait %v, %v", ok, pause, err)
		}
		wait(pause)
		if got := drainOutbox(t, s, wait); !slices.Equal(got, []string{"2", "tap", "1"}) {
			t.Fatalf("after the pause %q", got)
		}
	})
}
