package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"camnang/bot"
	"camnang/bot/queue"
)

func TestDecide(t *testing.T) {
	e := func(kind Kind) error {
		return &Error{Method: methodSend, Kind: kind, Description: "x", RetryAfter: 7 * time.Second, MigrateTo: -100}
	}
	undone := &Error{Method: methodSend, Kind: Temporary, Description: "x", Undone: true}
	tests := []struct {
		name    string
		err     error
		attempt int
		doubt   doubt
		want    outcome
	}{
		{"taken is sent", nil, 1, doubt{}, outcome{kind: sent}},
		{"429 pauses everybody", e(Throttled), 1, doubt{}, outcome{kind: paused, wait: 7 * time.Second}},
		{"403 closes the chat", e(Unreachable), 1, doubt{}, outcome{kind: unreachable}},
		{"a migrated group is moved", e(Migrated), 1, doubt{}, outcome{kind: migrated, to: -100}},
		{"another 4xx is dropped", e(Refused), 1, doubt{}, outcome{kind: dropped}},
		{"what was not done waits a second", undone, 1, doubt{}, outcome{kind: later, wait: time.Second}},
		{"longer each time", undone, 4, doubt{4, 4}, outcome{kind: later, wait: 8 * time.Second}},
		{"at most a minute, without end, whatever was in doubt before", undone, 400, doubt{11, 7}, outcome{kind: later, wait: time.Minute}},
		{"an unknown outcome waits a second", e(Temporary), 400, doubt{1, 1}, outcome{kind: later, wait: time.Second}},
		{"two minutes after the fifth", e(Temporary), 5, doubt{5, 5}, outcome{kind: later, wait: 2 * time.Minute}},
		{"five minutes from the sixth on", e(Temporary), 7, doubt{7, 7}, outcome{kind: later, wait: 5 * time.Minute}},
		{"and is dropped after the eighth without a word", e(Temporary), 8, doubt{8, 8}, outcome{kind: dropped}},
		{"error pages are borne longer", e(Temporary), 11, doubt{11, 7}, outcome{kind: later, wait: 5 * time.Minute}},
		{"and end at the twelfth", e(Temporary), 12, doubt{12, 0}, outcome{kind: dropped}},
		{"a wrong token keeps the message", e(WrongToken), 1, doubt{}, outcome{kind: later, wait: time.Second}},
		{"what is not understood keeps the message", errors.New("x"), 1, doubt{}, outcome{kind: later, wait: time.Second}},
		{"a wrapped error is understood", fmt.Errorf("send: %w", e(Refused)), 1, doubt{}, outcome{kind: dropped}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := decide(test.err, test.attempt, test.doubt)
			if (got.why == "") != (test.err == nil) {
				t.Errorf("why is %q", got.why)
			}
			got.why = ""
			if got.kind != paused && got.kind != later {
				got.wait = 0
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestAnOutageOfHalfAnHourLosesNothing(t *testing.T) {
	page := &Error{Method: methodSend, Kind: Temporary, Code: http.StatusBadGateway, Description: "x"}
	blind := &Error{Method: methodSend, Kind: Temporary, Code: http.StatusOK, Description: "x"}
	undone := &Error{Method: methodSend, Kind: Temporary, Code: http.StatusInternalServerError, Description: "x", Undone: true}
	for _, test := range []struct {
		name        string
		err         error
		least, most time.Duration // until it is given up
		sends       int
	}{
		{"with error pages only", page, 30 * time.Minute, 40 * time.Minute, doubtsAtMost},
		{"without a word", blind, 10 * time.Minute, 15 * time.Minute, blindAtMost},
		{"with Telegram's own refusals, of a day", undone, 24 * time.Hour, 25 * time.Hour, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &senders{}
			var took time.Duration
			sends := 0
			for took <= 24*time.Hour {
				sends++
				o := s.judge(queue.Sending{Message: queue.Message{ID: "a"}, Attempt: sends}, test.err)
				if o.kind == dropped {
					break
				}
				if took += o.wait; o.kind != later || o.wait > 5*time.Minute {
					t.Fatalf("after %v: %+v", took, o)
				}
			}
			t.Logf("%d sends in %v", sends, took)
			if took < test.least || took > test.most || test.sends != 0 && sends != test.sends {
				t.Errorf("given up after %d sends in %v", sends, took)
			}
			if left := len(s.doubts); left != 0 {
				t.Errorf("%d doubts are kept", left)
			}
		})
	}
}

func (in *installation) enqueue(t *testing.T, id string, chat int64, p queue.Priority, text string) {
	t.Helper()
	messages, err := Compose(id, chat, p, say(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := (memoryOutbox{in.memory}).Put(context.Background(), messages...); err != nil {
		t.Fatal(err)
	}
}

func TestA429PausesAllSending(t *testing.T) {
	in := install(t, echo)
	const pause = 300 * time.Millisecond
	var thrown atomic.Bool
	in.answers(func(method string, _ map[string]any) (int, string) {
		if method == methodSend && !thrown.Swap(true) {
			return 429, `{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":0.3}}`
		}
		return 0, ""
	})
	in.enqueue(t, "a", 1, queue.Conversation, "một")
	eventually(t, "Telegram asks for a pause", func() bool { return in.count.Throttled.Load() == 1 })
	for chat := int64(2); chat < 12; chat++ {
		in.enqueue(t, fmt.Sprint(chat), chat, queue.Conversation, "khác")
	}
	eventually(t, "all are sent in the end", func() bool { return len(in.memory.sentCopy()) == 11 })
	calls := in.called(methodSend)
	for _, c := range calls[1:] {
		if early := c.At.Sub(calls[0].At); early < pause {
			t.Errorf("sent %v after the 429", early)
		}
	}
}

func TestWhatBecomesOfAMessage(t *testing.T) {
	in := install(t, echo)
	once := map[float64]string{
		2:  `{"ok":false,"error_code":403,"description":"Forbidden: user is deactivated"}`,
		3:  `{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`,
		-4: `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1004}}`,
		5:  `<html>502</html>`,
		6:  `{"ok":true,"result":{"mess`,
	}
	in.answers(func(method string, params map[string]any) (int, string) {
		in.platform.mu.Lock()
		defer in.platform.mu.Unlock()
		chat, _ := params["chat_id"].(float64)
		body, ok := once[chat]
		if !ok || method != methodSend {
			return 0, ""
		}
		delete(once, chat)
		return 400, body
	})
	for _, chat := range []int64{1, 2, 3, -4, 5, 6} {
		in.enqueue(t, fmt.Sprintf("a%d", chat), chat, queue.Conversation, "a")
		in.enqueue(t, fmt.Sprintf("b%d", chat), chat, queue.Conversation, "b")
	}
	if err := (memoryOutbox{in.memory}).Put(context.Background(),
		queue.Message{ID: "broken", Chat: 7, Body: []byte(`[`)}, queue.Message{ID: "odd", Chat: 8, Body: []byte(`{"kind":"sing"}`)}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "everything is settled", func() bool { _, m := in.memory.waiting(); return m == 0 })
	got := map[string]string{}
	for id := range in.memory.sentCopy() {
		got[id] = "sent"
	}
	for _, d := range in.memory.deadLetters() {
		got[d.ID] = "dead"
	}
	want := map[string]string{
		"a1": "sent", "b1": "sent", "a2": "dead", "b2": "dead", "a3": "dead", "b3": "sent",
		"a-4": "sent", "b-4": "sent", "a5": "sent", "b5": "sent", "a6": "sent", "b6": "sent", "broken": "dead", "odd": "dead",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"a", "b"}, in.texts(-1004)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"a", "a", "b"}, in.texts(5)); diff != "" {
		t.Errorf("the order of a chat: %s", diff)
	}
}

// hasty is an outbox that hands a message out again at once.
type hasty struct{ Outbox }

func (h hasty) Later(ctx context.Context, s queue.Sending, _ time.Duration, why string) error {
	return h.Outbox.Later(ctx, s, 0, why)
}

func TestAMessageWhoseAnswerIsAlwaysLostIsGivenUpAndItsChatGoesOn(t *testing.T) {
	in := install(t, echo, func(cfg *Config) { cfg.Outbox = hasty{cfg.Outbox} })
	in.answers(func(method string, params map[string]any) (int, string) {
		if method == methodSend && params["text"] == "đã nhận" {
			panic(http.ErrAbortHandler) // taken, and the connection ends
		}
		return 0, ""
	})
	in.enqueue(t, "a", 9, queue.Conversation, "đã nhận")
	in.enqueue(t, "b", 9, queue.Conversation, "sau")
	eventually(t, "the chat goes on", func() bool { return has(in, "b") })
	if diff := cmp.Diff(append(slices.Repeat([]string{"đã nhận"}, blindAtMost), "sau"), in.texts(9)); diff != "" {
		t.Error(diff)
	}
	dead := in.memory.deadLetters()
	if len(dead) != 1 || dead[0].ID != "a" || !strings.Contains(dead[0].Why, "sent 8 times") {
		t.Errorf("dead letters: %+v", dead)
	}
}

func TestAMessageThatNeverReachedTelegramIsSentInTheEnd(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	away, err := NewClient(gone.URL, testToken)
	if err != nil {
		t.Fatal(err)
	}
	p, m, log := newPlatform(t), newMemory(), &logbook{}
	in := &installation{platform: p, memory: m, log: log, count: &Counters{}}
	in.enqueue(t, "a", 9, queue.Conversation, "a")
	s := &senders{
		client: away, outbox: hasty{memoryOutbox{m}}, owner: "o", slots: 1,
		replied: &bell{}, pace: briskPace, log: log.logger(), count: in.count,
	}
	try := func() {
		taken, ok, _, err := s.take(context.Background())
		if !ok || err != nil {
			t.Fatalf("took %v, %v", ok, err)
		}
		s.one(context.Background(), taken)
	}
	for range 20 {
		try()
	}
	s.client = p.client()
	try()
	if !has(in, "a") || len(m.deadLetters()) != 0 {
		t.Errorf("not sent; dead letters: %+v", m.deadLetters())
	}
}

func TestAnEditThatChangesNothingIsSent(t *testing.T) {
	in := install(t, func(_ context.Context, e bot.Event) ([]bot.Reply, error) {
		return []bot.Reply{{Kind: bot.Acknowledge, Tap: e.Tap}, {Kind: bot.Edit, Message: 5, Text: []bot.Span{{Text: "a"}}}}, nil
	})
	in.answers(func(method string, _ map[string]any) (int, string) {
		switch method {
		case methodEdit:
			return 400, `{"ok":false,"error_code":400,"description":"Bad Request: message is not modified"}`
		case methodAcknowledge:
			return 400, `{"ok":false,"error_code":400,"description":"Bad Request: query is too old and response timeout expired or query ID is invalid"}`
		}
		return 0, ""
	})
	in.deliver(1, tapUpdate(1, 9, "x"))
	eventually(t, "both are settled", func() bool { return len(in.memory.sentCopy()) == 2 })
	if diff := cmp.Diff(map[string]int64{"u1.0": 0, "u1.1": 5}, in.memory.sentCopy()); diff != "" {
		t.Error(diff)
	}
	if len(in.memory.deadLetters()) != 0 {
		t.Error("a dead letter was made")
	}
}

func TestALongReplyIsSentInPartsInOrder(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("Đảng viên chấp hành. ", 500))
	in := install(t, func(context.Context, bot.Event) ([]bot.Reply, error) {
		return []bot.Reply{say(long), say("hết")}, nil
	})
	in.deliver(1, textUpdate(1, 9, "a"))
	eventually(t, "all parts are sent", func() bool { return len(in.memory.sentCopy()) == 4 })
	texts := in.texts(9)
	if joined := strings.Join(texts, " "); joined != long+" hết" {
		t.Errorf("the parts do not make up the text: %d of %d bytes", len(joined), len(long))
	}
	if diff := cmp.Diff([]bool{true, true, true, true}, []bool{has(in, "u1.0"), has(in, "u1.0.1"), has(in, "u1.0.2"), has(in, "u1.1")}); diff != "" {
		t.Error(diff)
	}
}

func has(in *installation, id string) bool { return in.memory.sentCopy()[id] != 0 }

func TestWhatATimerPutIsSentWhenTheBellIsRung(t *testing.T) {
	var bell Bell
	in := install(t, echo, func(cfg *Config) {
		cfg.pace.idle = time.Hour
		cfg.Bell = &bell
	})
	// The sender may look by itself after it began and after a send, not in between.
	for n := range 5 {
		messages, err := Compose(fmt.Sprint("timer", n), int64(n+1), queue.Reminder, say("Đến hạn."))
		if err != nil {
			t.Fatal(err)
		}
		if err := (memoryOutbox{in.memory}).Put(t.Context(), messages...); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the message to be sent", func() bool {
			bell.Ring()
			return len(in.called("sendMessage")) == n+1
		})
	}
}
