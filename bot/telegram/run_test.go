package telegram

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"camnang/bot"
)

// installation is the bot run on a platform and a memory.
type installation struct {
	*platform
	memory *memory
	log    *logbook
	count  *Counters
	stop   func() error
}

func install(t *testing.T, handle handlerFunc, adjust ...func(*Config)) *installation {
	in := &installation{platform: newPlatform(t), memory: newMemory(), log: &logbook{}, count: &Counters{}}
	in.start(t, handle, adjust...)
	return in
}

func (in *installation) start(t *testing.T, handle handlerFunc, adjust ...func(*Config)) {
	cfg := Config{
		API: in.server.URL, Token: testToken, Inbox: memoryInbox{in.memory}, Outbox: memoryOutbox{in.memory},
		Handler: handle, Guard: refuseSecret, Log: in.log.logger(), Count: in.count, pace: briskPace,
		Sorry: "Trợ lý chưa xử lý được tin nhắn này.",
	}
	for _, f := range adjust {
		f(&cfg)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, cfg) }()
	in.stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() {
		_ = in.stop()
		if strings.Contains(in.log.String(), "very_secret") {
			t.Error("the log shows the token")
		}
	})
}

func echo(_ context.Context, e bot.Event) ([]bot.Reply, error) {
	return []bot.Reply{say("re: " + e.Text + e.Refused)}, nil
}

func TestFromAMessageToItsReply(t *testing.T) {
	var events []bot.Event
	var mu sync.Mutex
	var me Me
	in := install(t, func(ctx context.Context, e bot.Event) ([]bot.Reply, error) {
		mu.Lock()
		defer mu.Unlock()
		events = append(events, e)
		if e.Kind == bot.EventTap {
			return []bot.Reply{{Kind: bot.Acknowledge, Tap: e.Tap, Note: "Đã ghi."}, {Kind: bot.Edit, Message: e.Message, Text: []bot.Span{{Text: "toàn văn"}}}}, nil
		}
		return echo(ctx, e)
	}, func(cfg *Config) {
		cfg.Started = func(m Me) { me = m }
		cfg.Menus = []Menu{{Commands: []Command{{"hoi", "Hỏi quy định"}}}, {Scope: "all_group_chats"}}
	})
	in.deliver(1, textUpdate(1, 9, "Điều 6"))
	in.deliver(2, tapUpdate(2, 9, "c:1"))
	in.deliver(3, textUpdate(3, 9, "đồng chí B vi phạm"))
	in.deliver(4, textUpdate(4, -100, "/hoi"))
	eventually(t, "all replies are sent", func() bool { return len(in.memory.sentCopy()) == 5 })
	if err := in.stop(); err != nil {
		t.Fatal(err)
	}
	if me != (Me{ID: 4242, Username: "camnang_bot"}) {
		t.Errorf("started as %+v", me)
	}
	if diff := cmp.Diff([]string{"re: Điều 6", "re: case"}, in.texts(9)); diff != "" {
		t.Error(diff)
	}
	sent := in.memory.sentCopy()
	if sent["u2.0"] != 0 || sent["u1.0"] == 0 || sent["u2.1"] == 0 || sent["u3.0"] == 0 || sent["u4.0"] == 0 {
		t.Errorf("sent as %v", sent)
	}
	want := map[string]any{"callback_query_id": "tap2", "text": "Đã ghi."}
	if diff := cmp.Diff(want, in.called(methodAcknowledge)[0].Params); diff != "" {
		t.Error(diff)
	}
	menus := in.called("setMyCommands")
	if diff := cmp.Diff([]any{map[string]any{"command": "hoi", "description": "Hỏi quy định"}}, menus[0].Params["commands"]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]any{"commands": []any{}, "scope": map[string]any{"type": "all_group_chats"}}, menus[1].Params); diff != "" {
		t.Error(diff)
	}
	if len(in.called("deleteWebhook")) != 1 {
		t.Error("the webhook was not ended")
	}
	if u, m := in.memory.waiting(); u+m != 0 {
		t.Errorf("%d updates and %d messages are left", u, m)
	}
}

func TestTheStoreAwayLosesNothingAndRepeatsNothing(t *testing.T) {
	in := install(t, echo)
	in.answers(func(method string, _ map[string]any) (int, string) {
		if method == methodSend {
			in.memory.setAway(true)
		}
		return 0, ""
	})
	in.deliver(1, textUpdate(1, 9, "một"))
	eventually(t, "the outcome cannot be noted", func() bool { return strings.Contains(in.log.String(), "does not take what became of a message") })
	in.deliver(2, textUpdate(2, 8, "hai"))
	in.answers(nil)
	in.memory.mu.Lock()
	in.memory.away = false
	in.memory.messages[0].until = time.Now() // its lease ran out meanwhile
	in.memory.mu.Unlock()
	eventually(t, "both are noted", func() bool { return len(in.memory.sentCopy()) == 2 })
	if diff := cmp.Diff([]string{"re: một"}, in.texts(9)); diff != "" {
		t.Error(diff)
	}
}

func TestStoppingFinishesWhatIsInHand(t *testing.T) {
	begun, stopping := make(chan struct{}), make(chan struct{})
	in := install(t, func(ctx context.Context, e bot.Event) ([]bot.Reply, error) {
		close(begun)
		<-stopping
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
			return echo(ctx, e)
		}
	})
	in.deliver(1, textUpdate(1, 9, "a"))
	<-begun
	close(stopping)
	if err := in.stop(); err != nil {
		t.Fatal(err)
	}
	if _, messages := in.memory.waiting(); messages+len(in.memory.sentCopy()) != 1 || in.count.Handled.Load() != 1 {
		t.Errorf("%d messages wait, %d are handled", messages, in.count.Handled.Load())
	}
}

func TestStoppingEndsWhatTakesTooLong(t *testing.T) {
	begun := make(chan struct{})
	in := install(t, func(ctx context.Context, _ bot.Event) ([]bot.Reply, error) {
		close(begun)
		<-ctx.Done()
		return nil, ctx.Err()
	}, func(cfg *Config) { cfg.StopWithin = 10 * time.Millisecond })
	in.deliver(1, textUpdate(1, 9, "a"))
	<-begun
	if err := in.stop(); err != nil {
		t.Fatal(err)
	}
	if updates, _ := in.memory.waiting(); updates != 1 || in.memory.updates[1].held {
		t.Error("the update was not handed back")
	}
}

func TestRunRefusesToStart(t *testing.T) {
	p := newPlatform(t)
	m := newMemory()
	whole := Config{
		API: p.server.URL, Token: testToken, Inbox: memoryInbox{m}, Outbox: memoryOutbox{m},
		Handler: handlerFunc(echo), Log: (&logbook{}).logger(), pace: briskPace,
	}
	for _, test := range []struct {
		name  string
		spoil func(*Config)
		says  string
	}{
		{"without an inbox", func(c *Config) { c.Inbox = nil }, "inbox"},
		{"without an outbox", func(c *Config) { c.Outbox = nil }, "outbox"},
		{"without a handler", func(c *Config) { c.Handler = nil }, "handler"},
		{"without a token", func(c *Config) { c.Token = "" }, "token"},
		{"with a token that Telegram does not know", func(c *Config) { c.Token = "4242:very_secret_and_wrong" }, "getMe: 404 Not Found"},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg := whole
			test.spoil(&cfg)
			err := Run(context.Background(), cfg)
			if err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "very_secret") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestRunWaitsForTelegram(t *testing.T) {
	p := newPlatform(t)
	var asked atomic.Int64
	p.answers(func(method string, _ map[string]any) (int, string) {
		if asked.Add(1) <= 3 {
			return 502, "<html>"
		}
		if method == "setMyCommands" {
			return 400, `{"ok":false,"error_code":400,"description":"Bad Request: BOT_COMMAND_INVALID"}`
		}
		return 0, ""
	})
	in := &installation{platform: p, memory: newMemory(), log: &logbook{}, count: &Counters{}}
	in.start(t, echo, func(cfg *Config) { cfg.Menus = []Menu{{Commands: []Command{{"Hỏi", ""}}}} })
	in.deliver(1, textUpdate(1, 9, "a"))
	eventually(t, "it answers, with or without a menu", func() bool { return len(in.memory.sentCopy()) == 1 })
	if !strings.Contains(in.log.String(), "BOT_COMMAND_INVALID") {
		t.Error("the refused menu is not in the log")
	}
}

func TestATokenThatIsTakenBackEndsRun(t *testing.T) {
	p := newPlatform(t)
	p.answers(func(method string, _ map[string]any) (int, string) {
		if method == methodUpdates {
			return 401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`
		}
		return 0, ""
	})
	m := newMemory()
	err := Run(context.Background(), Config{
		API: p.server.URL, Token: testToken, Inbox: memoryInbox{m},
		Outbox: memoryOutbox{m}, Handler: handlerFunc(echo), Log: (&logbook{}).logger(), pace: briskPace,
	})
	var e *Error
	if !errors.As(err, &e) || e.Kind != WrongToken {
		t.Errorf("got %v", err)
	}
}

func TestFromStoredToHandledTakesMilliseconds(t *testing.T) {
	const n = 200
	handled := make(chan time.Duration, n)
	in := install(t, nil, func(cfg *Config) {
		cfg.pace.idle = time.Minute
		inbox := cfg.Inbox.(memoryInbox)
		cfg.Handler = handlerFunc(func(_ context.Context, e bot.Event) ([]bot.Reply, error) {
			inbox.mu.Lock()
			defer inbox.mu.Unlock()
			var id int64
			_, _ = fmt.Sscanf(e.ID, "u%d", &id)
			handled <- time.Since(inbox.taken[id].Received)
			return nil, nil
		})
	})
	var all []time.Duration
	for id := int64(1); id <= n; id++ {
		in.deliver(id, textUpdate(id, id, "a"))
		all = append(all, <-handled)
	}
	slices.Sort(all)
	t.Logf("p50 %v, p99 %v", all[n/2], all[n*99/100])
	if p90 := all[n*90/100]; p90 > 100*time.Millisecond {
		t.Errorf("p90 is %v although the worker is woken", p90)
	}
}
