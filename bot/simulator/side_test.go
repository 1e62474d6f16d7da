package simulator

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestAChatThatIsOpenAtTheStartTakesMessages(t *testing.T) {
	r := newRig(t, Options{Limits: NoLimits(), Opened: []int64{officer, 77}})
	r.must("sendMessage", args{"chat_id": officer, "text": "Chào đồng chí"})
	r.refused("sendMessage", args{"chat_id": 1002, "text": "Chào đồng chí"}, "Forbidden: bot can't initiate conversation with a user")
	r.refused("sendMessage", args{"chat_id": 77, "text": "Chào đồng chí"}, "Bad Request: chat not found")
}

func TestTheContractWithThePage(t *testing.T) {
	r := newRig(t, Options{Limits: NoLimits()})
	var all []Person
	r.side("GET", "/sim/people", nil, &all)
	if len(all) != 5 || all[0].Name != "Nguyễn Thị Lan" || all[0].RoleLabel != "Cán bộ" || all[0].Color == "" {
		t.Errorf("people: %+v", all)
	}
	var chats []map[string]any
	r.side("GET", "/sim/chats?person=1001", nil, &chats)
	if len(chats) != 1 || chats[0]["chat"] != 1001.0 || chats[0]["title"] != "Cẩm nang" || chats[0]["last"] != nil || chats[0]["started"] != false {
		t.Errorf("chats at first: %+v", chats)
	}
	var started Message
	r.side("POST", "/sim/start", args{"person": officer}, &started)
	if started.Text != "/start" || started.From.ID != officer || started.From.Bot {
		t.Errorf("start: %+v", started)
	}
	var said Message
	r.side("POST", "/sim/send", args{"person": officer, "chat": officer, "text": " Thời hạn? "}, &said)
	if said.Text != "Thời hạn?" || said.ID <= started.ID || said.Buttons == nil || said.Entities == nil {
		t.Errorf("send: %+v", said)
	}
	r.must("sendMessage", args{
		"chat_id": officer, "text": "<b>Năm ngày</b>", "parse_mode": "HTML", "reply_parameters": args{"message_id": said.ID},
		"reply_markup": args{"inline_keyboard": [][]args{
			{{"text": "Đúng", "callback_data": "r:1"}, {"text": "Sao chép", "copy_text": args{"text": "Điều 14"}}},
			{{"text": "Xem", "url": "https://example.com/"}},
		}},
	})
	r.side("GET", "/sim/chats?person=1001", nil, &chats)
	if chats[0]["unread"] != 1.0 {
		t.Errorf("chats with an unread answer: %+v", chats)
	}
	var seen []Message
	r.side("GET", "/sim/messages?person=1001&chat=1001", nil, &seen)
	last := seen[len(seen)-1]
	if last.Text != "Năm ngày" || !last.From.Bot || last.ReplyTo != said.ID || len(last.Entities) != 1 ||
		last.Buttons[0][0] != (Button{Text: "Đúng", Data: "r:1"}) || last.Buttons[0][1].Copy != "Điều 14" ||
		last.Buttons[1][0].URL != "https://example.com/" {
		t.Errorf("message: %+v", last)
	}
	r.side("GET", "/sim/chats?person=1001", nil, &chats)
	if chats[0]["unread"] != 0.0 {
		t.Errorf("chats after reading: %+v", chats)
	}
	var tapped map[string]string
	if code := r.side("POST", "/sim/tap", args{"person": officer, "chat": officer, "message": last.ID, "data": "r:1"}, &tapped); code != 200 || tapped["tap"] == "" {
		t.Errorf("tap: %d %v", code, tapped)
	}
	var group map[string]int64
	r.side("POST", "/sim/groups", args{"title": "Tổ", "people": []int64{officer, trainer}}, &group)
	if group["chat"] >= 0 {
		t.Errorf("group: %v", group)
	}
	var bot map[string]any
	r.side("GET", "/sim/bot", nil, &bot)
	if bot["name"] != "Cẩm nang" || bot["commands"] == nil {
		t.Errorf("bot: %v", bot)
	}
}

func TestThePersonsSideRefusesInVietnamese(t *testing.T) {
	r := open(t)
	m := r.mustMessage("sendMessage", args{"chat_id": officer, "text": "x", "reply_markup": button(args{"text": "a", "callback_data": "b"})})
	for _, row := range []struct {
		name, path string
		body       any
		code       int
	}{
		{"empty text", "/sim/send", args{"person": officer, "chat": officer, "text": " \n\u200b "}, 400},
		{"5,000 characters", "/sim/send", args{"person": officer, "chat": officer, "text": repeat("ộ", 5000)}, 400},
		{"more than 256 KiB", "/sim/send", args{"person": officer, "chat": officer, "text": repeat("a", 257<<10)}, 413},
		{"200 KB on a button", "/sim/tap", args{"person": officer, "chat": officer, "message": m.ID, "data": repeat("b", 200_000)}, 400},
		{"somebody unknown", "/sim/send", args{"person": 5, "chat": officer, "text": "x"}, 404},
		{"somebody else's chat", "/sim/send", args{"person": trainer, "chat": officer, "text": "x"}, 404},
		{"a vote on no poll", "/sim/vote", args{"person": officer, "chat": officer, "message": m.ID, "options": []int{0}}, 404},
		{"an edit of the bot's words", "/sim/edit", args{"person": officer, "chat": officer, "message": m.ID, "text": "y"}, 404},
		{"a list for an object", "/sim/send", []int{1}, 400},
		{"a fault without a kind", "/sim/faults", args{"calls": 1}, 400},
		{"a group of nobody", "/sim/groups", args{"title": "x"}, 400},
		{"an upgrade of a private chat", "/sim/migrate", args{"chat": officer}, 400},
	} {
		t.Run(row.name, func(t *testing.T) {
			var out map[string]string
			if code := r.side("POST", row.path, row.body, &out); code != row.code || out["error"] == "" {
				t.Errorf("%d %v", code, out)
			}
		})
	}
	for _, path := range []string{
		"/sim/messages?person=1002&chat=1001", "/sim/messages?person=x&chat=1001", "/sim/chats", "/sim/events?person=9", "/sim/file/77",
	} {
		var out map[string]string
		if code := r.side("GET", path, nil, &out); code/100 != 4 || out["error"] == "" {
			t.Errorf("%s: %d %v", path, code, out)
		}
	}
}

func TestAnotherSiteCannotUseTheServer(t *testing.T) {
	r := open(t)
	req, err := http.NewRequest("POST", r.url+"/sim/send", strings.NewReader(`{"person":1001,"chat":1001,"text":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Origin", "https://example.com")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusForbidden || len(r.updates()) != 0 {
		t.Errorf("%d, updates %+v", resp.StatusCode, r.updates())
	}
}

type streamed struct{ id, name, data string }

// listen reads a stream of events until the test ends.
func (r *rig) listen(person, lastID string) <-chan streamed {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), "GET", r.url+"/sim/events?person="+person, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	if kind := resp.Header.Get("Content-Type"); kind != "text/event-stream" {
		r.t.Errorf("content type %q", kind)
	}
	out := make(chan streamed, 1000)
	go func() {
		defer resp.Body.Close()
		var e streamed
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			switch field, value, _ := strings.Cut(lines.Text(), ": "); field {
			case "id":
				e.id = value
			case "event":
				e.name = value
			case "data":
				e.data = value
				out <- e
			}
		}
	}()
	return out
}

func next(t *testing.T, events <-chan streamed, name string) streamed {
	t.Helper()
	select {
	case e := <-events:
		if e.name != name {
			t.Fatalf("event %q %s, want %q", e.name, e.data, name)
		}
		return e
	case <-time.After(10 * time.Second):
		t.Fatalf("no event %q came", name)
		return streamed{}
	}
}

func TestEventsShowWhatHappensToEveryListener(t *testing.T) {
	r := open(t)
	a, b, other := r.listen("1001", ""), r.listen("1001", ""), r.listen("1002", "")
	m := r.mustMessage("sendMessage", args{"chat_id": officer, "text": "Chọn", "reply_markup": button(args{"text": "a", "callback_data": "b"})})
	r.must("editMessageText", args{"chat_id": officer, "message_id": m.ID, "text": "Đã sửa", "reply_markup": button(args{"text": "a", "callback_data": "b"})})
	r.must("sendChatAction", args{"chat_id": officer, "action": "typing"})
	id := must(r.s.Tap(officer, officer, m.ID, "b"))(t)
	r.must("answerCallbackQuery", args{"callback_query_id": id, "text": "Xong"})
	r.must("setMyCommands", args{"commands": []args{{"command": "hoi", "description": "Hỏi"}}})
	r.must("deleteMessage", args{"chat_id": officer, "message_id": m.ID})
	for _, events := range []<-chan streamed{a, b} {
		var first, edited Message
		if err := json.Unmarshal([]byte(next(t, events, "message").data), &first); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(next(t, events, "message").data), &edited); err != nil {
			t.Fatal(err)
		}
		if first.Text != "Chọn" || edited.Text != "Đã sửa" || !edited.Edited || edited.Revision <= first.Revision {
			t.Errorf("%+v, then %+v", first, edited)
		}
		next(t, events, "typing")
		var seen TapAnswer
		if err := json.Unmarshal([]byte(next(t, events, "answer").data), &seen); err != nil || seen != (TapAnswer{Tap: id, Text: "Xong"}) {
			t.Errorf("%+v %v", seen, err)
		}
		next(t, events, "commands")
		next(t, events, "delete")
	}
	if e := next(t, other, "commands"); !strings.Contains(e.data, `"hoi"`) {
		t.Errorf("%+v", e)
	}
}

func TestNothingIsLostBetweenMessagesAndEvents(t *testing.T) {
	r := open(t)
	const n = 200
	events := r.listen("1001", "")
	go func() {
		for range n {
			r.call("sendMessage", args{"chat_id": officer, "text": "x"})
		}
	}()
	known := map[int64]bool{}
	var seen []Message
	r.side("GET", "/sim/messages?person=1001&chat=1001", nil, &seen)
	for _, m := range seen {
		known[m.ID] = true
	}
	var lastID string
	for len(known) < n+1 {
		e := next(t, events, "message")
		var m Message
		if err := json.Unmarshal([]byte(e.data), &m); err != nil {
			t.Fatal(err)
		}
		known[m.ID] = true
		if lastID == "" {
			lastID = e.id
		}
	}
	again := r.listen("1001", lastID)
	var first Message
	if err := json.Unmarshal([]byte(next(t, again, "message").data), &first); err != nil || !known[first.ID] {
		t.Errorf("after %s the stream resumed with %+v %v", lastID, first, err)
	}
}
