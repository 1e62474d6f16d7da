package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"camnang/bot"
	"camnang/bot/queue"
)

// FuzzUpdate: whatever Telegram delivers is either stored under its number or set aside, nothing the
// guard refuses is in what is kept, and what is stored can be handled.
func FuzzUpdate(f *testing.F) {
	for _, seed := range []string{
		textUpdate(1, 9, "Điều 6"), textUpdate(2, -100, "vi phạm"), tapUpdate(3, 9, "c:1"), unknownOrigin(4, 9, "vi phạm"),
		messageUpdate(5, 9, `"poll":{"id":"1","question":"vi phạm","options":[{"text":"a","voter_count":0}]}`),
		`{"update_id":9,"callback_query":{"id":"7","from":{"id":9},"data":7,"message":{"message_id":5,"date":1,"chat":{"id":-100}}}}`,
		pollUpdate(6, "5100000000000000007", "vi phạm", "false"), `{"update_id":7,"poll_answer":{"poll_id":"7","user":` + voter + `,"option_ids":[0,-1]}}`,
		`{"update_id":7,"poll":{"id":"-9","question":"vi phạm","type":"quiz","is_anonymous":true,"options":null}}`,
		`null`, `{}`, `"x"`, `{"update_id":"7"}`, `{"update_id":9223372036854775807}`, `{"update_id":-1,"message":{}}`,
		`{"update_id":8,"callback_query":{"message":{"date":1}}}`, `{"update_id":8,"my_chat_member":{"new_chat_member":{"status":"member"}}}`,
	} {
		f.Add([]byte(seed))
	}
	in := intake{guard: refuseSecret, own: 4242}
	d, err := newDispatch(handlerFunc(func(_ context.Context, e bot.Event) ([]bot.Reply, error) {
		if e.Refused != "" && e.Text != "" {
			return nil, fmt.Errorf("a refused event with a text")
		}
		return nil, nil
	}), (&logbook{}).logger(), &Counters{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			return
		}
		a := in.judge(raw)
		if a.id != numberOf(raw) {
			t.Fatalf("number %d, want %d", a.id, numberOf(raw))
		}
		if a.why == "" && a.update.ID == 0 || (a.why == "") == (a.aside != nil) {
			t.Fatalf("neither stored nor set aside: %+v", a)
		}
		if a.update.ID != 0 {
			if (a.update.Refused == "") == (a.update.Raw == nil) {
				t.Fatalf("refused %q with %d bytes", a.update.Refused, len(a.update.Raw))
			}
			if _, err := d.handle(context.Background(), a.update); err != nil {
				t.Fatal(err)
			}
		}
		for _, kept := range [][]byte{a.aside, a.update.Raw} {
			if kept == nil {
				continue
			}
			if reason, failed := in.ask(kept); reason != "" || failed {
				t.Fatalf("kept although refused: %s", kept)
			}
		}
	})
}

// FuzzCallbackData: a payload is either refused with its name, or goes to Telegram and comes back the same.
func FuzzCallbackData(f *testing.F) {
	for _, seed := range []string{"c:1", "", strings.Repeat("ế", 21), strings.Repeat("a", 65), "\xff", "\x00", "📌", `"}`, "\u2028"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		r := say("a")
		r.Buttons = [][]bot.Button{{{Label: "x", Payload: payload}}}
		messages, err := Compose("m", 9, queue.Conversation, r)
		sendable := payload != "" && len(payload) <= 64 && utf8.ValidString(payload)
		if sendable != (err == nil) {
			t.Fatalf("%q: %v", payload, err)
		}
		if !sendable {
			return
		}
		var back bot.Reply
		if err := json.Unmarshal(messages[0].Body, &back); err != nil {
			t.Fatal(err)
		}
		_, params, err := render(9, back)
		if err != nil {
			t.Fatal(err)
		}
		encoded, err := json.Marshal(params)
		if err != nil {
			t.Fatal(err)
		}
		var sent struct {
			Markup struct {
				Rows [][]struct {
					Data string `json:"callback_data"`
				} `json:"inline_keyboard"`
			} `json:"reply_markup"`
		}
		if err := json.Unmarshal(encoded, &sent); err != nil {
			t.Fatal(err)
		}
		data := sent.Markup.Rows[0][0].Data
		a := intake{}.judge([]byte(tapUpdate(1, 9, data)))
		d, err := newDispatch(handlerFunc(func(_ context.Context, e bot.Event) ([]bot.Reply, error) {
			if e.Payload != payload {
				return nil, fmt.Errorf("came back as %q", e.Payload)
			}
			return nil, nil
		}), (&logbook{}).logger(), &Counters{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.handle(context.Background(), a.update); err != nil {
			t.Fatalf("%q: %v", payload, err)
		}
	})
}
