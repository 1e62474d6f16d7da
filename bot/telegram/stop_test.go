package telegram

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"camnang/bot"
	"camnang/bot/queue"
)

// hanging is a handler that heeds no deadline until the test is over.
func hanging(t *testing.T, begun *atomic.Int64) handlerFunc {
	over := make(chan struct{})
	var hands sync.WaitGroup
	t.Cleanup(func() {
		close(over)
		hands.Wait()
	})
	return func(_ context.Context, e bot.Event) ([]bot.Reply, error) {
		hands.Add(1)
		defer hands.Done()
		begun.Add(1)
		<-over
		return []bot.Reply{say("quá muộn")}, nil
	}
}

func TestAHandlerThatHangsIsLeftBehindAtAStop(t *testing.T) {
	p, m := newPlatform(t), newMemory()
	var begun atomic.Int64
	a := &installation{platform: p, memory: m, log: &logbook{}, count: &Counters{}}
	a.start(t, hanging(t, &begun), func(cfg *Config) {
		cfg.StopWithin, cfg.Attempts, cfg.Leases = 10*time.Millisecond, 2, memoryLeases{m}
	})
	p.deliver(1, textUpdate(1, 9, "a"))
	p.deliver(2, textUpdate(2, 8, "b"))
	eventually(t, "both are in hand", func() bool { return begun.Load() == 2 })
	if err := a.stop(); err != nil {
		t.Fatal(err)
	}
	if m.poller() != "" {
		t.Error("the lease to poll was not given back")
	}
	if a.count.HandedBack.Load() != 2 || a.count.Failed.Load() != 0 {
		t.Errorf("%d were handed back", a.count.HandedBack.Load())
	}
	b := &installation{platform: p, memory: m, log: &logbook{}, count: &Counters{}}
	b.start(t, echo, func(cfg *Config) { cfg.Attempts = 2 })
	eventually(t, "another process answers", func() bool { return len(m.sentCopy()) == 2 })
	if got := append(p.texts(9), p.texts(8)...); !cmp.Equal(got, []string{"re: a", "re: b"}) || len(m.deadLetters()) != 0 {
		t.Errorf("sent %q, dead letters %+v", got, m.deadLetters())
	}
}

func TestAHandlerThatHangsDoesNotKeepItsWorker(t *testing.T) {
	var begun atomic.Int64
	hangs := hanging(t, &begun)
	in := install(t, func(ctx context.Context, e bot.Event) ([]bot.Reply, error) {
		if e.Text == "treo" {
			return hangs(ctx, e)
		}
		return echo(ctx, e)
	}, func(cfg *Config) { cfg.Workers, cfg.Attempts, cfg.HandleWithin = 1, 2, 20*time.Millisecond })
	in.deliver(1, textUpdate(1, 9, "treo"))
	in.deliver(2, textUpdate(2, 9, "sau"))
	eventually(t, "the chat goes on", func() bool { return has(in, "u2.0") })
	if dead := in.memory.deadLetters(); len(dead) != 1 || begun.Load() != 2 {
		t.Errorf("begun %d times, dead letters %+v", begun.Load(), dead)
	}
}

// interrupting is an outbox whose process is told to stop once a message is taken.
type interrupting struct {
	Outbox
	taken func()
}

func (i interrupting) Take(ctx context.Context, owner string, lease time.Duration) (queue.Sending, bool, time.Duration, error) {
	s, ok, wait, err := i.Outbox.Take(ctx, owner, lease)
	if ok {
		i.taken()
	}
	return s, ok, wait, err
}

func TestAMessageNotYetBegunIsHandedBackAtAStop(t *testing.T) {
	p, m := newPlatform(t), newMemory()
	in := &installation{platform: p, memory: m, log: &logbook{}, count: &Counters{}}
	in.enqueue(t, "a", 9, queue.Conversation, "a")
	work, abandon := context.WithCancel(context.Background())
	s := &senders{
		client: p.client(), outbox: interrupting{memoryOutbox{m}, abandon}, owner: "a", slots: 1,
		replied: &bell{}, pace: briskPace, log: in.log.logger(), count: in.count,
	}
	taken, ok, _, err := s.take(work)
	if !ok || err != nil {
		t.Fatalf("took %v, %v", ok, err)
	}
	s.one(work, taken)
	if len(p.called(methodSend)) != 0 {
		t.Error("it was sent after the stop")
	}
	again, ok, _, err := memoryOutbox{m}.Take(context.Background(), "b", time.Minute)
	if !ok || err != nil || again.Message.ID != "a" {
		t.Errorf("another process took %v, %v", ok, err)
	}
}

func TestASendThatAStopInterruptsIsHandedBack(t *testing.T) {
	in := install(t, echo, func(cfg *Config) { cfg.StopWithin = 10 * time.Millisecond })
	asked, over := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(over) })
	in.answers(func(method string, _ map[string]any) (int, string) {
		if method == methodSend {
			close(asked)
			<-over
			panic(http.ErrAbortHandler)
		}
		return 0, ""
	})
	in.enqueue(t, "a", 9, queue.Conversation, "a")
	<-asked
	if err := in.stop(); err != nil {
		t.Fatal(err)
	}
	in.memory.mu.Lock()
	defer in.memory.mu.Unlock()
	if len(in.memory.messages) != 1 || in.memory.messages[0].held || len(in.memory.dead) != 0 {
		t.Error("the message was not handed back")
	}
}
