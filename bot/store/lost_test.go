package store

import (
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"camnang/bot/queue"
)

// lossy stands before a Redis server and, when cut is set, breaks the connection instead of handing over
// the next answer.
func lossy(t *testing.T, addr string) (url string, cut *atomic.Bool) {
	t.Helper()
	cut = new(atomic.Bool)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	var wg sync.WaitGroup
	t.Cleanup(func() { _ = l.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			here, err := l.Accept()
			if err != nil {
				return
			}
			there, err := net.Dial("tcp", addr)
			if err != nil {
				_ = here.Close()
				continue
			}
			wg.Go(func() { _, _ = io.Copy(there, here); _ = there.Close() })
			wg.Go(func() {
				defer here.Close()
				defer there.Close()
				buf := make([]byte, 1<<16)
				for {
					n, err := there.Read(buf)
					if err != nil || cut.CompareAndSwap(true, false) {
						return
					}
					if _, err := here.Write(buf[:n]); err != nil {
						return
					}
				}
			})
		}
	})
	return "redis://" + l.Addr().String(), cut
}

// TestACallWhoseAnswerWasLostIsNotMadeAgain: it took effect, and its caller hears that it may have.
func TestACallWhoseAnswerWasLostIsNotMadeAgain(t *testing.T) {
	url, cut := lossy(t, strings.TrimPrefix(serverURL(t), "redis://"))
	// Else the answer that is lost could be the one to the question whether there are replicas.
	s := open(t, Options{URL: url + "?wait=0", Bot: "lost"})
	ctx := t.Context()

	updates := []queue.Update{update(1, 1), update(2, 2)}
	cut.Store(true)
	if err := s.Inbox().Put(ctx, updates, 3, 0); err == nil {
		t.Fatal("put without an answer")
	}
	must(t, s.Inbox().Put(ctx, updates, 3, 0))
	if d := depths(t, s); d.Inbox != 2 {
		t.Fatalf("put again by its caller: %+v", d)
	}

	cut.Store(true)
	if _, err := s.Inbox().Claim(ctx, "w", time.Minute, 1); err == nil {
		t.Error("claimed twice, the first claim held by nobody")
	}
	left := claim(t, s, time.Minute, 5)
	if len(left) != 1 {
		t.Fatalf("%d updates are left to claim", len(left))
	}

	cut.Store(true)
	if err := s.Inbox().Settle(ctx, left[0], queue.Settlement{Messages: []queue.Message{message("a", 8, 0), message("b", 9, 0)}}); err == nil {
		t.Error("settled without an answer")
	}
	if d := depths(t, s); d.Inbox != 1 || d.Outbox != 2 {
		t.Errorf("after the settling: %+v", d)
	}

	cut.Store(true)
	if _, _, _, err := s.Outbox().Take(ctx, "w", time.Minute); err == nil {
		t.Error("taken twice, the first message in nobody's hand")
	}
	if _, ok, _, err := s.Outbox().Take(ctx, "w", time.Minute); err != nil || !ok {
		t.Errorf("the other message is not left to take: %v", err)
	}
}
