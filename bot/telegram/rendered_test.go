package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"camnang/bot"
	"camnang/bot/queue"
)

// renders makes the installation render with that function.
func renders(f renderer) func(*Config) { return func(cfg *Config) { cfg.Render = f } }

// later puts a message that is rendered when it is sent.
func (in *installation) later(t *testing.T, id string, chat int64, body string) {
	t.Helper()
	messages, err := Compose(id, chat, queue.Reminder, bot.Reply{Kind: bot.Rendered, Body: json.RawMessage(body)})
	if err != nil {
		t.Fatal(err)
	}
	if err := (memoryOutbox{in.memory}).Put(context.Background(), messages...); err != nil {
		t.Fatal(err)
	}
}

func (in *installation) settled(t *testing.T) {
	t.Helper()
	eventually(t, "everything is settled", func() bool { _, m := in.memory.waiting(); return m == 0 })
}

func TestWhatIsRenderedSaysWhatIsSoWhenItIsSent(t *testing.T) {
	var left atomic.Int64
	in := install(t, echo, renders(func(_ context.Context, chat int64, id string, body json.RawMessage) (bot.Reply, bool, error) {
		return say(fmt.Sprintf("%d %s %s còn %d việc", chat, id, body, left.Load())), true, nil
	}))
	left.Store(1)
	in.later(t, "r1", 9, `{"who":"o1"}`)
	eventually(t, "the first is sent", func() bool { return has(in, "r1") })
	left.Store(2)
	in.later(t, "r2", 9, `{"who":"o1"}`)
	in.settled(t)
	if diff := cmp.Diff([]string{`9 r1 {"who":"o1"} còn 1 việc`, `9 r2 {"who":"o1"} còn 2 việc`}, in.texts(9)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsDoneMeanwhileIsNotSent(t *testing.T) {
	in := install(t, echo, renders(func(_ context.Context, _ int64, id string, _ json.RawMessage) (bot.Reply, bool, error) {
		return say(id), id != "done", nil
	}))
	in.later(t, "done", 9, `{}`)
	in.later(t, "open", 9, `{}`)
	in.settled(t)
	if diff := cmp.Diff([]string{"open"}, in.texts(9)); diff != "" {
		t.Error(diff)
	}
	if s := in.count.Snapshot(); s.Sends["withheld"] != 1 || s.Sends["sent"] != 1 || s.Sends["dropped"] != 0 {
		t.Errorf("counted %v", s.Sends)
	}
	if len(in.memory.deadLetters()) != 0 {
		t.Error("a dead letter was made")
	}
}

func TestWhatCannotBeRenderedNowIsSentLater(t *testing.T) {
	var asked atomic.Int64
	in := install(t, echo, func(cfg *Config) { cfg.Outbox = hasty{cfg.Outbox} },
		renders(func(context.Context, int64, string, json.RawMessage) (bot.Reply, bool, error) {
			switch asked.Add(1) {
			case 1:
				return bot.Reply{}, false, errors.New("the store is away")
			case 2:
				panic("Nguyễn Văn A")
			}
			return say("xong"), true, nil
		}))
	in.later(t, "r", 9, `{}`)
	in.settled(t)
	if diff := cmp.Diff([]string{"xong"}, in.texts(9)); diff != "" {
		t.Error(diff)
	}
	if n := in.count.Postponed.Load(); n != 2 {
		t.Errorf("postponed %d times", n)
	}
	if log := in.log.String(); strings.Contains(log, "Nguyễn") || !strings.Contains(log, "panic of type string") {
		t.Errorf("the log: %s", log)
	}
}

func TestWhatIsNeverRenderedIsGivenUpAndItsChatGoesOn(t *testing.T) {
	in := install(t, echo, func(cfg *Config) { cfg.Outbox = hasty{cfg.Outbox} },
		renders(func(_ context.Context, _ int64, id string, _ json.RawMessage) (bot.Reply, bool, error) {
			if id == "bad" {
				return bot.Reply{}, false, errors.New("it cannot be read")
			}
			return say(id), true, nil
		}))
	in.later(t, "bad", 9, `{}`)
	in.later(t, "good", 9, `{}`)
	in.settled(t)
	if diff := cmp.Diff([]string{"good"}, in.texts(9)); diff != "" {
		t.Error(diff)
	}
	dead := in.memory.deadLetters()
	if len(dead) != 1 || dead[0].ID != "bad" || !strings.Contains(dead[0].Why, "failed 65 times: render: it cannot be read") {
		t.Errorf("dead letters: %+v", dead)
	}
}

// TestARenderingThatFailsIsTriedForAnHour: the waits of all tries, and nothing of it is kept.
func TestARenderingThatFailsIsTriedForAnHour(t *testing.T) {
	s := &senders{}
	taken := queue.Sending{Message: queue.Message{ID: "a"}}
	var took time.Duration
	for {
		o := s.notRendered(t.Context(), taken, errors.New("away"))
		if o.kind == dropped {
			break
		}
		if took += o.wait; o.kind != later || o.wait <= 0 || took > 2*time.Hour {
			t.Fatalf("after %v: %+v", took, o)
		}
	}
	if took < 50*time.Minute || took > 70*time.Minute || len(s.unrendered) != 0 {
		t.Errorf("given up after %v, %d counts are kept", took, len(s.unrendered))
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if o := s.notRendered(stopped, taken, context.Canceled); o.kind != later || o.wait != 0 || len(s.unrendered) != 0 {
		t.Errorf("when the process stops: %+v, counted %v", o, s.unrendered)
	}
}

func TestWhatMayNotBeRenderedIsADeadLetter(t *testing.T) {
	replies := map[string]bot.Reply{
		"empty":       {Kind: bot.Send},
		"again":       {Kind: bot.Rendered, Body: json.RawMessage(`{}`)},
		"acknowledge": {Kind: bot.Acknowledge, Tap: "t"},
		"unknown":     {Kind: "sing"},
	}
	in := install(t, echo, renders(func(_ context.Context, _ int64, id string, _ json.RawMessage) (bot.Reply, bool, error) {
		return replies[id], true, nil
	}))
	for id := range replies {
		in.later(t, id, 9, `{}`)
	}
	in.settled(t)
	if dead := in.memory.deadLetters(); len(dead) != len(replies) || len(in.texts(9)) != 0 {
		t.Errorf("dead letters: %+v", dead)
	}
	without := install(t, echo)
	without.later(t, "r", 9, `{}`)
	without.settled(t)
	if dead := without.memory.deadLetters(); len(dead) != 1 || !strings.Contains(dead[0].Why, "nothing here renders") {
		t.Errorf("where nothing renders: %+v", dead)
	}
}

// TestALongRenderedTextIsSentInParts, with its buttons under the last, also when the store does not answer after
// the first was sent.
func TestALongRenderedTextIsSentInParts(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("Nộp báo cáo quý. ", 600))
	in := install(t, echo, renders(func(context.Context, int64, string, json.RawMessage) (bot.Reply, bool, error) {
		reply := say(long)
		reply.Buttons = [][]bot.Button{{{Label: "Đã hoàn thành", Payload: "d"}}}
		return reply, true, nil
	}))
	in.memory.loseAnswers(1)
	in.later(t, "r", 9, `{}`)
	in.settled(t)
	if joined := strings.Join(in.texts(9), " "); joined != long {
		t.Errorf("the parts do not make up the text: %d of %d bytes", len(joined), len(long))
	}
	calls := in.called(methodSend)
	if len(calls) != 3 || !has(in, "r") || !has(in, "r.1") || !has(in, "r.2") {
		t.Fatalf("%d parts, noted as %v", len(calls), in.memory.sentCopy())
	}
	for i, c := range calls {
		if _, ok := c.Params["reply_markup"]; ok != (i == 2) {
			t.Errorf("buttons under part %d: %v", i, ok)
		}
	}
}

// TestPartsAreNotPutBeforeTheFirstIsSent: a text that is rendered anew is not mixed with the rest of an earlier one.
func TestPartsAreNotPutBeforeTheFirstIsSent(t *testing.T) {
	var asked atomic.Int64
	in := install(t, echo, func(cfg *Config) { cfg.Outbox = hasty{cfg.Outbox} },
		renders(func(context.Context, int64, string, json.RawMessage) (bot.Reply, bool, error) {
			return say(strings.TrimSpace(strings.Repeat(fmt.Sprintf("Lần %d. ", asked.Add(1)), 900))), true, nil
		}))
	var refused atomic.Bool
	in.answers(func(method string, _ map[string]any) (int, string) {
		if method == methodSend && !refused.Swap(true) {
			return http.StatusInternalServerError, `{"ok":false,"error_code":500,"description":"Internal Server Error"}`
		}
		return 0, ""
	})
	in.later(t, "r", 9, `{}`)
	in.settled(t)
	texts := in.texts(9)
	if len(texts) != 2 && len(texts) != 3 {
		t.Fatalf("%d texts", len(texts))
	}
	if last := strings.Join(texts[len(texts)-2:], " "); strings.Count(last, "Lần 2.") != 900 || strings.Contains(last, "Lần 1.") {
		t.Error("the parts are of two renderings")
	}
}

func TestARenderedEditOrDeletion(t *testing.T) {
	in := install(t, echo, renders(func(_ context.Context, _ int64, id string, _ json.RawMessage) (bot.Reply, bool, error) {
		if id == "edit" {
			return bot.Reply{Kind: bot.Edit, Message: 5, Text: []bot.Span{{Text: "mới"}}}, true, nil
		}
		return bot.Reply{Kind: bot.Delete, Message: 6}, true, nil
	}))
	in.answers(func(method string, _ map[string]any) (int, string) {
		if method == methodEdit {
			return 400, `{"ok":false,"error_code":400,"description":"Bad Request: message is not modified"}`
		}
		return 0, ""
	})
	in.later(t, "edit", 9, `{}`)
	in.later(t, "delete", 9, `{}`)
	in.settled(t)
	if n := in.memory.sentCopy()["edit"]; n != 5 {
		t.Errorf("the edit is noted as message %d", n)
	}
	if len(in.called(methodEdit)) != 1 || len(in.called(methodDelete)) != 1 {
		t.Error("an edit and a deletion were to be called")
	}
}

func TestComposeTakesWhatIsRenderedLaterAsItIs(t *testing.T) {
	reply := bot.Reply{Kind: bot.Rendered, Body: json.RawMessage(`{"items":["k1.2"]}`)}
	got, err := Compose("r1", -9, queue.Reminder, reply)
	if err != nil {
		t.Fatal(err)
	}
	want := []queue.Message{{
		ID: "r1", Chat: -9, Priority: queue.Reminder, Group: true,
		Body: json.RawMessage(`{"kind":"rendered","body":{"items":["k1.2"]}}`),
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for name, test := range map[string]struct {
		id    string
		chat  int64
		reply bot.Reply
	}{
		"no chat":            {"r", 0, reply},
		"no body":            {"r", 9, bot.Reply{Kind: bot.Rendered}},
		"a body not JSON":    {"r", 9, bot.Reply{Kind: bot.Rendered, Body: json.RawMessage(`{`)}},
		"no room for a part": {strings.Repeat("r", 193), 9, reply},
	} {
		if _, err := Compose(test.id, test.chat, queue.Reminder, test.reply); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
