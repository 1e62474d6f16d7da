package store

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"camnang/bot/queue"
)

// TestNothingIsReadThatIsNotOnDisk: once the log has failed, an offset read from memory would have the poller
// confirm updates that nobody keeps.
func TestNothingIsReadThatIsNotOnDisk(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(ctx)
	if err := s.Inbox().Put(ctx, []queue.Update{{ID: 1, Chat: 7, Raw: []byte(`{}`)}}, 2, 0); err != nil {
		t.Fatal(err)
	}
	if err := s.embedded.log.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Inbox().Put(ctx, []queue.Update{{ID: 2, Chat: 7, Raw: []byte(`{}`)}}, 3, 0); err == nil {
		t.Fatal("an update is acknowledged that cannot be written")
	}
	if offset, err := s.Inbox().Offset(ctx); err == nil {
		t.Errorf("the offset is read as %d", offset)
	}
	if _, err := s.Depths(ctx); err == nil {
		t.Error("the store looks well")
	}
}

// TestPacingGoesOnWhenTheClockIsSetBack: the store's time stands still only as long as time does.
func TestPacingGoesOnWhenTheClockIsSetBack(t *testing.T) {
	ctx := context.Background()
	var nanos atomic.Int64
	nanos.Store(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC).UnixNano())
	s, err := Open(ctx, Options{Dir: t.TempDir(), Now: func() time.Time { return time.Unix(0, nanos.Load()) }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(ctx)
	if err := s.Outbox().Put(ctx, queue.Message{ID: "a", Chat: 7, Body: []byte(`{}`)}, queue.Message{ID: "b", Chat: 7, Body: []byte(`{}`)}); err != nil {
		t.Fatal(err)
	}
	sending, ok, _, err := s.Outbox().Take(ctx, "x", time.Minute)
	if err != nil || !ok {
		t.Fatalf("the first message is not taken: %v", err)
	}
	if err := s.Outbox().Sent(ctx, sending, 1); err != nil {
		t.Fatal(err)
	}
	nanos.Add(-int64(7 * time.Hour))
	for range 40 {
		nanos.Add(int64(100 * time.Millisecond))
		if _, ok, _, err = s.Outbox().Take(ctx, "x", time.Minute); err != nil {
			t.Fatal(err)
		}
		if ok {
			return
		}
	}
	t.Error("four seconds after the clock was set back by seven hours the second message is not taken")
}
