package telegram

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"camnang/bot"
	"camnang/bot/queue"
	"camnang/bot/simulator"
)

const hookSecret = "Bi_mat-1"

// receiving is a Receiver as Run opens it, on a memory.
func receiving(m *memory, log *logbook) (*Receiver, *Counters) {
	r, count := &Receiver{}, &Counters{}
	r.open(newReception(hookSecret, memoryInbox{m}, intake{guard: refuseSecret, own: 4242}, &bell{}, log.logger(), count))
	return r, count
}

// post gives the status of one call to the webhook.
func post(r http.Handler, method, secret, body string) int {
	request := httptest.NewRequest(method, "/telegram/webhook", strings.NewReader(body))
	if secret != "" {
		request.Header.Set(secretHeader, secret)
	}
	answer := httptest.NewRecorder()
	r.ServeHTTP(answer, request)
	return answer.Code
}

func TestWhatTheWebhookTakes(t *testing.T) {
	full := textUpdate(1, 9, strings.Repeat("a", hookLimit-len(textUpdate(1, 9, ""))))
	tests := []struct {
		name         string
		method       string
		secret       string
		body         string
		status       int
		stored, dead int
	}{
		{"an update is stored", "POST", hookSecret, textUpdate(1, 9, "a"), 200, 1, 0},
		{"one of 1 MiB too", "POST", hookSecret, full, 200, 1, 0},
		{"a refused text leaves its ids", "POST", hookSecret, textUpdate(1, 9, "vi phạm"), 200, 1, 0},
		{"one that cannot be decoded is set aside and its person answered", "POST", hookSecret, unknownOrigin(1, 9, "a"), 200, 1, 1},
		{"what is no update is set aside", "POST", hookSecret, `[1]`, 200, 0, 1},
		{"what is no JSON is set aside", "POST", hookSecret, "\xff<html>", 200, 0, 1},
		{"nothing is set aside", "POST", hookSecret, "", 200, 0, 1},
		{"another secret is turned away", "POST", "Bi_mat-2", textUpdate(1, 9, "a"), 401, 0, 0},
		{"the beginning of the secret is turned away", "POST", hookSecret[:7], textUpdate(1, 9, "a"), 401, 0, 0},
		{"no secret is turned away", "POST", "", textUpdate(1, 9, "a"), 401, 0, 0},
		{"its body is not looked at", "POST", "", full + " ", 401, 0, 0},
		{"a byte more than 1 MiB is turned away", "POST", hookSecret, full + " ", 413, 0, 0},
		{"what is no POST is turned away", "GET", hookSecret, textUpdate(1, 9, "a"), 405, 0, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, log := newMemory(), &logbook{}
			r, count := receiving(m, log)
			if status := post(r, test.method, test.secret, test.body); status != test.status {
				t.Errorf("answered %d, want %d", status, test.status)
			}
			if stored, dead := len(m.stored()), len(m.deadLetters()); stored != test.stored || dead != test.dead || m.offset != 0 {
				t.Errorf("stored %d, set aside %d, offset %d", stored, dead, m.offset)
			}
			got := count.Snapshot()
			refused := int64(0)
			if test.status == 401 {
				refused = 1
			}
			if got.Received != int64(test.stored) || got.SetAside != int64(test.dead) || got.WrongSecrets != refused {
				t.Errorf("counted %+v", got)
			}
			if everything := log.String() + string(m.taken[1].Raw); strings.Contains(everything, hookSecret) || strings.Contains(everything, "phạm") {
				t.Errorf("a secret or a refused text is kept: %.200s", everything)
			}
		})
	}
}

func TestTheWebhookIsAnsweredOnlyWhenTheUpdateIsStored(t *testing.T) {
	m := newMemory()
	r, _ := receiving(m, &logbook{})
	m.setAway(true)
	for _, body := range []string{textUpdate(1, 9, "a"), `[1]`} {
		if status := post(r, "POST", hookSecret, body); status != 503 {
			t.Errorf("with the store away: %d", status)
		}
	}
	m.setAway(false)
	for range 2 {
		if status := post(r, "POST", hookSecret, textUpdate(1, 9, "a")); status != 200 {
			t.Errorf("with the store back: %d", status)
		}
	}
	if len(m.stored()) != 1 {
		t.Errorf("stored %v", m.stored())
	}
	r.close()
	if status := post(r, "POST", hookSecret, textUpdate(2, 9, "a")); status != 503 || len(m.stored()) != 1 {
		t.Errorf("after the end of Run: %d", status)
	}
	if status := post(&Receiver{}, "POST", hookSecret, textUpdate(2, 9, "a")); status != 503 {
		t.Errorf("before Run: %d", status)
	}
}

func TestAWebhookThatCannotWorkEndsRunAtOnce(t *testing.T) {
	p := newPlatform(t)
	for _, test := range []struct {
		name string
		hook Webhook
		says string
	}{
		{"no secret", Webhook{"https://bot.example.vn/telegram/webhook", "", &Receiver{}}, "secret"},
		{"a secret with a blank", Webhook{"https://bot.example.vn", "a b", &Receiver{}}, "secret"},
		{"a secret of 257", Webhook{"https://bot.example.vn", strings.Repeat("x", 257), &Receiver{}}, "secret"},
		{"no address", Webhook{"bot.example.vn", "very_secret", &Receiver{}}, "address"},
		{"nobody to receive", Webhook{"https://bot.example.vn", "very_secret", nil}, "receives"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMemory()
			err := Run(context.Background(), Config{
				API: p.server.URL, Token: testToken, Inbox: memoryInbox{m}, Outbox: memoryOutbox{m}, Handler: handlerFunc(echo),
				Log: (&logbook{}).logger(), pace: briskPace, Webhook: test.hook,
			})
			if err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "very_secret") {
				t.Errorf("got %v", err)
			}
		})
	}
	if n := len(p.called("getMe")); n != 0 {
		t.Errorf("Telegram was called %d times", n)
	}
}

func TestWhatTelegramIsToldOfTheWebhook(t *testing.T) {
	hook := Webhook{URL: "https://bot.example.vn/telegram/webhook", Secret: hookSecret, Receiver: &Receiver{}}
	p := newPlatform(t)
	p.answers(func(method string, _ map[string]any) (int, string) {
		if method == "setWebhook" && post(hook.Receiver, "POST", hookSecret, textUpdate(1, 9, "sớm")) != 200 {
			t.Error("what comes while the webhook is being set is not taken")
		}
		return 0, ""
	})
	in := &installation{platform: p, memory: newMemory(), log: &logbook{}, count: &Counters{}}
	in.start(t, echo, func(cfg *Config) { cfg.Webhook = hook })
	eventually(t, "it is answered", func() bool { return len(in.texts(9)) == 1 })
	want := []map[string]any{{
		"url": hook.URL, "secret_token": hookSecret, "max_connections": 40.0, "drop_pending_updates": false,
		"allowed_updates": []any{"message", "callback_query", "my_chat_member", "poll", "poll_answer"},
	}}
	var got []map[string]any
	for _, c := range in.called("setWebhook") {
		got = append(got, c.Params)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := len(in.called(methodUpdates)) + len(in.called("deleteWebhook")); n != 0 || in.count.Snapshot().Polling {
		t.Errorf("%d calls are those of a process that polls", n)
	}
	if err := in.stop(); err != nil {
		t.Fatal(err)
	}
	if status := post(hook.Receiver, "POST", hookSecret, textUpdate(2, 9, "muộn")); status != 503 {
		t.Errorf("after the stop: %d", status)
	}
}

// TestTheSimulatorBringsUpdates runs two processes behind one webhook of a Bot API server that was not written with
// this package.
func TestTheSimulatorBringsUpdates(t *testing.T) {
	s := simulator.New(simulator.Options{Limits: simulator.NoLimits(), WebhookRetry: 5 * time.Millisecond})
	api := httptest.NewServer(s)
	t.Cleanup(func() {
		s.Close()
		api.CloseClientConnections()
		api.Close()
	})
	m := newMemory()
	turn := 0
	receivers := []*Receiver{{}, {}}
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		m.mu.Lock()
		turn++
		r := receivers[turn%2]
		m.mu.Unlock()
		r.ServeHTTP(w, request)
	}))
	t.Cleanup(hook.Close)
	var all []*installation
	for _, r := range receivers {
		in := &installation{platform: newPlatform(t), memory: m, log: &logbook{}, count: &Counters{}}
		in.start(t, echo, func(cfg *Config) {
			cfg.API, cfg.Token = api.URL, s.Token()
			cfg.Webhook = Webhook{URL: hook.URL, Secret: hookSecret, Receiver: r}
		})
		all = append(all, in)
	}
	for i := range 20 {
		if _, err := s.Say(1001+int64(i%2), fmt.Sprint("câu ", i)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.InjectUndecodable(1001); err != nil {
		t.Fatal(err)
	}
	if err := s.Block(1003, true); err != nil {
		t.Fatal(err)
	}
	group, err := s.Group("Chi bộ", []int64{1001})
	if err != nil {
		t.Fatal(err)
	}
	supergroup, err := s.Migrate(group)
	if err != nil {
		t.Fatal(err)
	}
	away, moved := "away:1003", fmt.Sprint("moved:", group)
	eventually(t, "all is handled and answered", func() bool {
		brought, timers := len(s.Updates()) == 0, m.timersCopy()
		updates, messages := m.waiting()
		return brought && updates+messages == 0 && timers[away].ID != "" && timers[moved].ID != ""
	})
	for chat, from := range map[int64]int{1001: 0, 1002: 1} {
		var want, got []string
		for i := from; i < 20; i += 2 {
			want = append(want, fmt.Sprint("re: câu ", i))
		}
		for _, message := range s.Messages(chat) {
			if message.From.Bot && message.Text != "re: " && message.Text != "re:" {
				got = append(got, message.Text)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("chat %d: %s", chat, diff)
		}
	}
	timers := m.timersCopy()
	if want := fmt.Sprintf(`{"event":"moved","from":%d,"to":%d}`, group, supergroup); string(timers[moved].Body) != want || timers[moved].Lane != 0 {
		t.Errorf("got %s", timers[moved].Body)
	}
	if want := `{"event":"away","chat":1003,"why":"bot was blocked by the user"}`; string(timers[away].Body) != want {
		t.Errorf("got %s", timers[away].Body)
	}
	for _, in := range all {
		if in.count.Received.Load() == 0 {
			t.Error("one of the two took nothing in")
		}
		if err := in.stop(); err != nil {
			t.Error(err)
		}
	}
}

// TestAWebhookIsFollowedByPolling: whoever polls next is not hindered by the webhook, and asks from the stored offset.
func TestAWebhookIsFollowedByPolling(t *testing.T) {
	s := simulator.New(simulator.Options{Limits: simulator.NoLimits(), WebhookRetry: 5 * time.Millisecond})
	api := httptest.NewServer(s)
	t.Cleanup(func() {
		s.Close()
		api.CloseClientConnections()
		api.Close()
	})
	m, r := newMemory(), &Receiver{}
	hook := httptest.NewServer(r)
	t.Cleanup(hook.Close)
	answered := func(n int) func() bool { return func() bool { return len(m.sentCopy()) == n } }
	for i, adjust := range []func(*Config){
		func(*Config) {},
		func(cfg *Config) { cfg.Webhook = Webhook{URL: hook.URL, Secret: hookSecret, Receiver: r} },
		func(*Config) {},
	} {
		in := &installation{platform: newPlatform(t), memory: m, log: &logbook{}, count: &Counters{}}
		in.start(t, func(_ context.Context, e bot.Event) ([]bot.Reply, error) { return []bot.Reply{say(e.Text)}, nil },
			func(cfg *Config) { cfg.API, cfg.Token = api.URL, s.Token() }, adjust)
		if _, err := s.Say(1001, "a"); err != nil {
			t.Fatal(err)
		}
		eventually(t, fmt.Sprintf("process %d answers", i), answered(i+1))
		if err := in.stop(); err != nil {
			t.Fatal(err)
		}
	}
	if updates, messages := m.waiting(); updates+messages != 0 || len(m.stored()) != 3 {
		t.Errorf("%d and %d are left, stored %v", updates, messages, m.stored())
	}
}

// FuzzWebhookBody: whatever is posted is answered, and after a 200 it is stored or set aside, without what the guard
// refuses.
func FuzzWebhookBody(f *testing.F) {
	for _, seed := range []string{
		textUpdate(1, 9, "Điều 6"), textUpdate(2, -100, "vi phạm"), tapUpdate(3, 9, "c:1"), unknownOrigin(4, 9, "vi phạm"),
		"", "null", "[", `{"update_id":5}`, `{"update_id":6,"callback_query":{"id":"7","from":{"id":9},"message":5}}`, "\xff\xfe",
		`{"update_id":1}{"update_id":2}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		m, log := newMemory(), &logbook{}
		r, _ := receiving(m, log)
		status := post(r, "POST", hookSecret, string(body))
		if status != 200 && (status != 413 || len(body) <= hookLimit) {
			t.Fatalf("answered %d", status)
		}
		if status == 200 && len(m.stored())+len(m.deadLetters()) == 0 {
			t.Fatal("answered, and nothing is kept")
		}
		kept := []queue.Dead(m.deadLetters())
		for _, u := range m.taken {
			kept = append(kept, queue.Dead{Item: u.Raw})
		}
		for _, d := range kept {
			if len(d.Item) == 0 {
				continue
			}
			if reason, failed := (intake{guard: refuseSecret, own: 4242}).ask(d.Item); reason != "" || failed {
				t.Fatalf("kept although refused: %s", d.Item)
			}
		}
	})
}
