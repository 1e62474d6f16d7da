package store

import (
	"context"
	"testing"
	"time"

	"camnang/bot/queue"
)

// TestAnEmbeddedStoreEndsTheClaimsOfAnEarlierProcess: whoever claimed is gone when the store opens again,
// so no chat waits for a lease to run out.
func TestAnEmbeddedStoreEndsTheClaimsOfAnEarlierProcess(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	open := func() *Store {
		s, err := Open(ctx, Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	if err := s.Inbox().Put(ctx, []queue.Update{{ID: 1, Chat: 7, Raw: []byte(`{}`)}, {ID: 2, Chat: 8, Raw: []byte(`{}`)}}, 3); err != nil {
		t.Fatal(err)
	}
	claims, err := s.Inbox().Claim(ctx, "first", time.Hour, 2)
	if err != nil || len(claims) != 2 {
		t.Fatalf("%d claims, %v", len(claims), err)
	}
	if _, err := s.Inbox().Return(ctx, claims[1], time.Hour, 5, "later"); err != nil {
		t.Fatal(err)
	}
	if err := s.Outbox().Put(ctx, queue.Message{ID: "m", Chat: 7, Body: []byte(`{}`)}); err != nil {
		t.Fatal(err)
	}
	if _, ok, _, err := s.Outbox().Take(ctx, "first", time.Hour); err != nil || !ok {
		t.Fatalf("the message is not taken: %v", err)
	}
	if err := s.Close(ctx); err != nil {
		t.Fatal(err)
	}

	s = open()
	defer s.Close(ctx)
	again, err := s.Inbox().Claim(ctx, "second", time.Hour, 2)
	if err != nil || len(again) != 1 || again[0].Update.ID != 1 || again[0].Attempt != 2 {
		t.Fatalf("claimed %+v, %v; want update 1 for the second time, and update 2 still waiting", again, err)
	}
	if err := s.Inbox().Settle(ctx, claims[0], nil); err == nil {
		t.Error("the owner of before settles a claim that has passed on")
	}
	deadline := time.Now().Add(10 * time.Second)
	for {
		sending, ok, wait, err := s.Outbox().Take(ctx, "second", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			if sending.Attempt != 2 {
				t.Errorf("the message is taken for the %d. time", sending.Attempt)
			}
			return
		}
		if wait > 2*time.Second || time.Now().After(deadline) {
			t.Fatalf("the message waits %v more", wait)
		}
		<-time.After(wait)
	}
}
