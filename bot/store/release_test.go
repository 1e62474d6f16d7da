package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
	if err := s.Inbox().Put(ctx, []queue.Update{{ID: 1, Chat: 7, Raw: []byte(`{}`)}, {ID: 2, Chat: 8, Raw: []byte(`{}`)}}, 3, 0); err != nil {
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
	if err := s.Inbox().Settle(ctx, claims[0], queue.Settlement{}); err == nil {
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

// TestWhatAnEarlierProcessHadInHandCountsOneSecondMore: it may have been sent just before, and not later.
func TestWhatAnEarlierProcessHadInHandCountsOneSecondMore(t *testing.T) {
	c, dir := newClock(), t.TempDir()
	s := open(t, Options{Dir: dir, Now: c.Now})
	for i := range int64(31) {
		send(t, s, message(fmt.Sprint(i), 1+i, 0))
	}
	for range 30 {
		if _, ok, _, err := s.Outbox().Take(t.Context(), "first", time.Hour); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	shut(t, s)
	s = open(t, Options{Dir: dir, Now: c.Now})
	c.Add(time.Second)
	take(t, s, "")
	c.Add(time.Millisecond)
	take(t, s, "0")
}

// TestTheStoreOfAnEarlierReleaseGoesOn opens the files of a store as the release before the third queue left
// them: updates waiting, claimed, handed back and settled, messages waiting, in hand, sent and refused, a chat that
// cannot be reached, dead letters, a suggestion.
func TestTheStoreOfAnEarlierReleaseGoesOn(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	must(t, os.CopyFS(filepath.Join(dir, "store"), os.DirFS(filepath.Join("testdata", "release-3"))))
	c := newClock()
	c.Add(10 * time.Second)
	s := open(t, Options{Dir: dir, Now: c.Now})
	if d := depths(t, s); d.Inbox != 3 || d.Outbox != 4 || d.Dead != 4 || d.Timers != 0 {
		t.Fatalf("%+v", d)
	}
	if r := roster(t, s); r.Revision != 0 {
		t.Errorf("%+v", r)
	}
	claims := claim(t, s, time.Hour, 9)
	wantIDs(t, "claimed before, and waiting behind what was settled", claims, 5, 2)
	if claims[0].Attempt != 2 || claims[1].Attempt != 1 {
		t.Errorf("%+v", claims)
	}
	must(t, s.Inbox().Settle(ctx, claims[1], whole(setState("a", 0, `{}`))))
	c.Add(time.Minute)
	wantIDs(t, "its wait is over", claim(t, s, time.Minute, 9), 3)

	// The sender of before notes late what became of its message.
	kept, err := s.client.HGet(ctx, outboxKeys.named("out_claim").at(s.bot), "b1").Result()
	must(t, err)
	var late queue.Sending
	late.Message.ID = "b1"
	if _, err := fmt.Sscan(kept, &late.Token); err != nil || !strings.HasSuffix(kept, " predecessor 1") {
		t.Fatalf("the claim %q: %v", kept, err)
	}
	must(t, s.Outbox().Sent(ctx, late, 5))
	if got, want := drainOutbox(t, s, c.Add), []string{"1:0", "u1.0", "1:1", "b2", "u1.1"}; !sameElements(got, want) {
		t.Errorf("went out %q, want %q in some order", got, want)
	}
	if n, ok, err := s.Outbox().SentAs(ctx, "g1"); n != 77 || !ok || err != nil {
		t.Errorf("g1 was sent as %d, %v, %v", n, ok, err)
	}
	if why, ok, err := s.Outbox().Away(ctx, 12); why != "403" || !ok || err != nil {
		t.Errorf("away: %q, %v, %v", why, ok, err)
	}
	for _, d := range letters(t, s) {
		if d.ID == "6" {
			continue
		}
		if !revive(t, s, d) {
			t.Errorf("letter %s is not put back", d.ID)
		}
	}
	if d := depths(t, s); d.Inbox != 3 || d.Outbox != 2 || d.Dead != 1 {
		t.Errorf("put back: %+v", d)
	}
	if list, err := s.Suggestions(ctx, 9); len(list) != 1 || err != nil {
		t.Errorf("suggestions %+v, %v", list, err)
	}
}

func sameElements(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}
