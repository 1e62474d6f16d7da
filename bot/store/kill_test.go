package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"camnang/bot/queue"
)

// childDir is set for a process that is this test binary again: it works on the store in that directory
// until it is killed.
const childDir = "STORE_TEST_CHILD_DIR"

// child puts updates, claims and settles them with replies, and writes a line for each call that returned:
// "put ID", "settled ID". It never ends by itself.
func child(dir string) int {
	ctx := context.Background()
	s, err := Open(ctx, Options{Dir: dir, CompactBytes: 32 << 10})
	if err != nil {
		fmt.Println("failed", err)
		return 1
	}
	var mu sync.Mutex
	say := func(words ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Println(words...)
	}
	base := time.Now().UnixMicro() * 100
	var wg sync.WaitGroup
	for w := range int64(6) {
		wg.Go(func() {
			for i := int64(0); ; i++ {
				id := base + i*10 + w
				if err := s.Inbox().Put(ctx, []queue.Update{update(id, id%17)}, id+1, 0); err != nil {
					say("failed", err)
					return
				}
				say("put", id)
			}
		})
	}
	for range 3 {
		wg.Go(func() {
			for {
				claims, err := s.Inbox().Claim(ctx, "w", 50*time.Millisecond, 4)
				for _, c := range claims {
					if err != nil {
						break
					}
					err = s.Inbox().Settle(ctx, c, queue.Settlement{Messages: []queue.Message{message(fmt.Sprint("reply ", c.Update.ID), c.Update.Chat, 0)}})
					if err == nil {
						say("settled", c.Update.ID)
					}
				}
			}
		})
	}
	wg.Wait()
	return 1
}

// A process that is killed at any moment loses nothing that a call acknowledged.
func TestNothingAcknowledgedIsLostByKill(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	dir := t.TempDir()
	put, settled := map[string]bool{}, map[string]bool{}
	for kill := range 8 {
		run := func() {
			cmd := exec.Command(os.Args[0], "-test.run=^$")
			cmd.Env = append(os.Environ(), childDir+"="+dir)
			out, err := cmd.StdoutPipe()
			must(t, err)
			must(t, cmd.Start())
			// The moment counts from the child's first word: how long it takes to start is the machine's affair.
			deaf := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
			lines := bufio.NewReader(out)
			for first := true; ; first = false {
				line, err := lines.ReadString('\n')
				if err == io.EOF {
					break
				}
				must(t, err)
				if first {
					deaf.Reset(time.Duration(200+rand.IntN(500)) * time.Millisecond)
				}
				switch word, id, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " "); word {
				case "put":
					put[id] = true
				case "settled":
					settled[id] = true
				default:
					t.Fatalf("kill %d: %s", kill, line)
				}
			}
			if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
				t.Fatalf("kill %d: the child ended with %v", kill, err)
			}
		}
		run()
		s := open(t, Options{Dir: dir})
		checkNothingLost(t, s, put, settled)
		shut(t, s)
	}
	t.Logf("%d updates put, %d settled, 8 kills", len(put), len(settled))
	if len(put) < 100 || len(settled) < 20 {
		t.Errorf("too little was done to show anything")
	}
}

// checkNothingLost wants every update put in the inbox or answered, and every one settled answered and
// not in the inbox.
func checkNothingLost(t *testing.T, s *Store, put, settled map[string]bool) {
	t.Helper()
	ctx := t.Context()
	waiting, err := s.client.HGetAll(ctx, inboxKeys.named("in_update").at(s.bot)).Result()
	must(t, err)
	replies, err := s.client.HGetAll(ctx, outIDs.at(s.bot)).Result()
	must(t, err)
	messages, err := s.client.HLen(ctx, outboxKeys.named("out_message").at(s.bot)).Result()
	must(t, err)
	if int(messages) != len(replies) {
		t.Errorf("%d messages wait of %d put", messages, len(replies))
	}
	for id := range put {
		_, waits := waiting[id]
		_, answered := replies["reply "+id]
		if waits == answered {
			t.Errorf("update %s: waiting %v, answered %v", id, waits, answered)
		}
	}
	for id := range settled {
		if _, answered := replies["reply "+id]; !answered {
			t.Errorf("update %s was settled, its reply is lost", id)
		}
	}
}
