package telegram

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"camnang/bot"
	"camnang/bot/queue"
)

func TestUpdatesOfAChatAreHandledInOrderAndChatsAtOnce(t *testing.T) {
	const chats, each = 6, 20
	var mu sync.Mutex
	seen := map[int64][]string{}
	var busy, most atomic.Int64
	open := make(chan struct{})
	in := install(t, func(_ context.Context, e bot.Event) ([]bot.Reply, error) {
		now := busy.Add(1)
		defer busy.Add(-1)
		for {
			old := most.Load()
			if now <= old || most.CompareAndSwap(old, now) {
				break
			}
		}
		<-open
		mu.Lock()
		defer mu.Unlock()
		seen[e.Chat] = append(seen[e.Chat], e.ID)
		return nil, nil
	}, func(cfg *Config) { cfg.Workers = 4 })
	want := map[int64][]string{}
	for i := range int64(chats * each) {
		chat := 1 + i%chats
		in.deliver(1+i, textUpdate(1+i, chat, "a"))
		want[chat] = append(want[chat], eventID(1+i))
	}
	eventually(t, "four chats are in hand", func() bool { return busy.Load() == 4 })
	close(open)
	eventually(t, "all are handled", func() bool { return in.count.Handled.Load() == chats*each })
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error(diff)
	}
	if most.Load() != 4 {
		t.Errorf("%d were handled at once, want 4", most.Load())
	}
}

func TestWhatCannotBeHandledIsTriedFiveTimesAndThenSaidOnce(t *testing.T) {
	tests := []struct {
		name   string
		handle handlerFunc
		why    string
	}{
		{"a handler that panics", func(context.Context, bot.Event) ([]bot.Reply, error) { panic("chỉ số sai: xấu") }, "the conversation panicked: string"},
		{"a handler that fails", func(context.Context, bot.Event) ([]bot.Reply, error) { return nil, errors.New("no index") }, "no index"},
		{"a handler that keeps no deadline", func(ctx context.Context, _ bot.Event) ([]bot.Reply, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}, "deadline exceeded"},
		{"a reply that cannot be sent", func(context.Context, bot.Event) ([]bot.Reply, error) { return []bot.Reply{say("")}, nil }, "empty"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var tries atomic.Int64
			in := install(t, func(ctx context.Context, e bot.Event) ([]bot.Reply, error) {
				if e.Text == "tốt" {
					return echo(ctx, e)
				}
				tries.Add(1)
				return test.handle(ctx, e)
			}, func(cfg *Config) { cfg.HandleWithin = 20 * time.Millisecond })
			in.deliver(1, textUpdate(1, 9, "xấu"))
			in.deliver(2, textUpdate(2, 9, "tốt"))
			eventually(t, "the chat goes on", func() bool { return slices.Contains(in.texts(9), "re: tốt") })
			if tries.Load() != 5 {
				t.Errorf("tried %d times", tries.Load())
			}
			if diff := cmp.Diff([]string{"Trợ lý chưa xử lý được tin nhắn này.", "re: tốt"}, in.texts(9)); diff != "" {
				t.Error(diff)
			}
			dead := in.memory.deadLetters()
			if len(dead) != 1 || dead[0].ID != "1" || !strings.Contains(dead[0].Why, test.why) {
				t.Errorf("dead letters: %+v", dead)
			}
			if strings.Contains(in.log.String()+dead[0].Why, "xấu") {
				t.Error("what the officer wrote is in the log or in the reason")
			}
		})
	}
}

func TestAnUpdateThatTakesTheProcessWithItIsGivenUp(t *testing.T) {
	const pinned = `"pinned_message":{"message_id":2,"date":0,"chat":{"id":8,"type":"private"}}`
	m := newMemory()
	ctx := context.Background()
	if err := (memoryInbox{m}).Put(ctx, []queue.Update{
		{ID: 1, Chat: 9, Person: 9, Raw: []byte(textUpdate(1, 9, "a"))},
		{ID: 2, Chat: 8, Person: 8, Raw: []byte(messageUpdate(2, 8, pinned))},
	}, 3, 0); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if claims, err := (memoryInbox{m}).Claim(ctx, "dead", -time.Second, 2); err != nil || len(claims) != 2 {
			t.Fatalf("claimed %v, %v", claims, err)
		}
	}
	in := &installation{platform: newPlatform(t), memory: m, log: &logbook{}, count: &Counters{}}
	in.start(t, func(context.Context, bot.Event) ([]bot.Reply, error) {
		t.Error("it was handled once more")
		return nil, nil
	})
	eventually(t, "the officer is told", func() bool { return len(in.texts(9)) == 1 })
	eventually(t, "both are among the dead letters", func() bool { return len(m.deadLetters()) == 2 })
	eventually(t, "all is sent", func() bool { _, messages := m.waiting(); return messages == 0 })
	if texts := in.texts(8); len(texts) != 0 {
		t.Errorf("somebody who only pinned a message was told %q", texts)
	}
}

func TestAReplyAfterTheClaimHasPassedOnIsNotSent(t *testing.T) {
	block := make(chan struct{})
	var tries atomic.Int64
	in := install(t, func(_ context.Context, e bot.Event) ([]bot.Reply, error) {
		if tries.Add(1) == 1 {
			<-block
			return []bot.Reply{say("quá muộn")}, nil
		}
		return []bot.Reply{say("kịp")}, nil
	})
	in.deliver(1, textUpdate(1, 9, "a"))
	eventually(t, "the first try is under way", func() bool { return tries.Load() == 1 })
	in.memory.mu.Lock()
	in.memory.updates[1].until = time.Now()
	in.memory.mu.Unlock()
	eventually(t, "the second is answered", func() bool { return len(in.texts(9)) == 1 })
	close(block)
	eventually(t, "the first is turned away", func() bool { return in.count.LeasesLost.Load() == 1 })
	if diff := cmp.Diff([]string{"kịp"}, in.texts(9)); diff != "" {
		t.Error(diff)
	}
}

func TestAPersonWhoWritesAgainIsReachable(t *testing.T) {
	in := install(t, echo)
	blocked := true
	in.answers(func(method string, _ map[string]any) (int, string) {
		if method == methodSend && blocked {
			blocked = false
			return 403, `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`
		}
		return 0, ""
	})
	in.deliver(1, textUpdate(1, 9, "một"))
	eventually(t, "the chat is marked", func() bool { return in.count.Unreached.Load() == 1 })
	in.deliver(2, textUpdate(2, 9, "hai"))
	eventually(t, "the reply is sent", func() bool { return len(in.memory.sentCopy()) == 1 })
	if dead := in.memory.deadLetters(); len(dead) != 1 || dead[0].ID != "u1.0" {
		t.Errorf("dead letters: %+v", dead)
	}
}
