package simulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// fetch is one getUpdates.
func (r *rig) fetch(a args) []wireUpdate {
	r.t.Helper()
	var raw []json.RawMessage
	if err := json.Unmarshal(r.must("getUpdates", a), &raw); err != nil {
		r.t.Fatal(err)
	}
	return decodeUpdates(r.t, raw)
}

func TestAnUpdateWaitsUntilAHigherOffsetConfirmsIt(t *testing.T) {
	r := open(t)
	for i := range 5 {
		must(r.s.Say(officer, fmt.Sprint("câu ", i)))(t)
	}
	first := r.fetch(args{"limit": 3})
	if len(first) != 3 || first[0].Message.Text != "câu 0" {
		t.Fatalf("first fetch: %+v", first)
	}
	if again := r.fetch(nil); len(again) != 5 || again[0].ID != first[0].ID {
		t.Errorf("unconfirmed updates came again as %+v", again)
	}
	rest := r.fetch(args{"offset": first[2].ID + 1})
	if len(rest) != 2 || rest[0].Message.Text != "câu 3" || r.s.Confirmed() != first[2].ID+1 {
		t.Errorf("after confirming three: %+v, confirmed %d", rest, r.s.Confirmed())
	}
	if last := r.fetch(args{"offset": -1}); len(last) != 1 || last[0].Message.Text != "câu 4" {
		t.Errorf("offset -1: %+v", last)
	}
	if none := r.fetch(args{"offset": rest[1].ID + 1}); len(none) != 0 || len(r.s.Updates()) != 0 {
		t.Errorf("after the last: %+v", none)
	}
}

func TestAnOffsetFarAboveTheLastUpdateConfirmsNothing(t *testing.T) {
	r := open(t)
	must(r.s.Say(officer, "một"))(t)
	must(r.s.Say(officer, "hai"))(t)
	last, before := r.updates()[1].ID, r.s.Confirmed()
	if got := r.fetch(args{"offset": last + 11, "limit": 1}); len(got) != 1 || got[0].Message.Text != "một" {
		t.Errorf("11 above the last: %+v", got)
	}
	if len(r.updates()) != 2 || r.s.Confirmed() != before {
		t.Errorf("%d wait, confirmed %d", len(r.updates()), r.s.Confirmed())
	}
	if got := r.fetch(args{"offset": last + 10}); len(got) != 0 || r.s.Confirmed() != last+10 {
		t.Errorf("10 above the last: %+v, confirmed %d", got, r.s.Confirmed())
	}
}

func TestALongPollEndsWithTheNextUpdate(t *testing.T) {
	r := open(t)
	got := make(chan []wireUpdate)
	go func() { got <- r.fetch(args{"timeout": 50}) }()
	must(r.s.Say(officer, "xin chào"))(t)
	select {
	case batch := <-got:
		if len(batch) != 1 || batch[0].Message.Text != "xin chào" {
			t.Errorf("%+v", batch)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the poll did not end")
	}
	start := time.Now()
	if none := r.fetch(args{"timeout": 1, "offset": r.updates()[0].ID + 1}); len(none) != 0 || time.Since(start) < time.Second {
		t.Errorf("an empty poll ended after %v with %+v", time.Since(start), none)
	}
}

func TestTheSecondPollEndsTheFirst(t *testing.T) {
	r := open(t)
	first := make(chan answer, 1)
	go func() { first <- r.call("getUpdates", args{"timeout": 50}) }()
	deadline := time.Now().Add(10 * time.Second)
	for {
		if time.Now().After(deadline) {
			t.Fatal("the first poll was never ended")
		}
		r.must("getUpdates", args{"timeout": 0})
		select {
		case out := <-first:
			const words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
			if out.Code != http.StatusConflict || out.Description != words {
				t.Errorf("%+v", out)
			}
			return
		default:
		}
	}
}

func TestOnlyAllowedUpdatesAreQueuedAndTheListIsRemembered(t *testing.T) {
	r := open(t)
	r.fetch(args{"allowed_updates": []string{"callback_query"}})
	must(r.s.Say(officer, "không ai nghe"))(t)
	r.fetch(nil)
	must(r.s.Say(officer, "vẫn không"))(t)
	if got := r.updates(); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if _, err := r.s.Inject(json.RawMessage(`{"chat_member":{}}`)); err != nil {
		t.Fatal(err)
	}
	if got := r.updates(); len(got) != 1 {
		t.Errorf("an injected update was filtered: %+v", got)
	}
	r.fetch(args{"allowed_updates": []string{}})
	must(r.s.Say(officer, "nghe rồi"))(t)
	if got := r.updates(); len(got) != 2 {
		t.Errorf("%+v", got)
	}
}

func TestUpdatesAreForgottenAfterADay(t *testing.T) {
	c := newClock()
	r := newRig(t, Options{Now: c.now})
	must(r.s.Say(officer, "cũ"))(t)
	c.move(24*time.Hour + time.Second)
	must(r.s.Say(officer, "mới"))(t)
	if got := r.fetch(nil); len(got) != 1 || got[0].Message.Text != "mới" {
		t.Errorf("%+v", got)
	}
}

func TestInjectedUpdatesAreNumberedInOrder(t *testing.T) {
	r := open(t)
	a := must(r.s.Inject(json.RawMessage(`{"update_id":1,"message":{"text":"a"}}`)))(t)
	b := must(r.s.InjectUndecodable(officer))(t)
	got := r.updates()
	if len(got) != 2 || got[0].ID != a || got[1].ID != b || b != a+1 {
		t.Errorf("%d, %d: %+v", a, b, got)
	}
	for _, raw := range []string{"", "[]", "null", "{"} {
		if _, err := r.s.Inject(json.RawMessage(raw)); err == nil {
			t.Errorf("%q was taken", raw)
		}
	}
}

// hookBot is a bot's webhook that refuses every update a number of times.
type hookBot struct {
	mu      sync.Mutex
	refuse  int
	tries   map[int64]int
	done    []wireUpdate
	secrets []string
}

func (h *hookBot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	var u wireUpdate
	if json.Unmarshal(raw, &u) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.secrets = append(h.secrets, r.Header.Get("X-Telegram-Bot-Api-Secret-Token"))
	h.tries[u.ID]++
	if h.tries[u.ID] <= h.refuse {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	h.done = append(h.done, u)
}

func TestAWebhookIsRepeatedUntilItIsTaken(t *testing.T) {
	r := newRig(t, Options{WebhookRetry: time.Millisecond})
	bot := &hookBot{refuse: 2, tries: map[int64]int{}}
	web := httptest.NewServer(bot)
	t.Cleanup(web.Close)
	r.must("setWebhook", args{"url": web.URL + "/hook", "secret_token": "bi-mat_1", "max_connections": 4})
	r.refused("getUpdates", nil, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	for i := range 3 {
		for _, p := range []int64{officer, trainer} {
			must(r.s.Say(p, fmt.Sprint(i)))(t)
		}
	}
	waitUntil(t, "all updates are delivered", func() bool { return len(r.s.Updates()) == 0 })
	bot.mu.Lock()
	perChat := map[int64][]string{}
	for _, u := range bot.done {
		perChat[u.Message.Chat.ID] = append(perChat[u.Message.Chat.ID], u.Message.Text)
	}
	for chat, texts := range perChat {
		if !slices.Equal(texts, []string{"0", "1", "2"}) {
			t.Errorf("chat %d: %v", chat, texts)
		}
	}
	if len(bot.done) != 6 || slices.ContainsFunc(bot.secrets, func(s string) bool { return s != "bi-mat_1" }) {
		t.Errorf("%d delivered, secrets %v", len(bot.done), bot.secrets)
	}
	bot.mu.Unlock()
	var info struct {
		URL     string `json:"url"`
		Pending int    `json:"pending_update_count"`
		Error   string `json:"last_error_message"`
	}
	if err := json.Unmarshal(r.must("getWebhookInfo", nil), &info); err != nil {
		t.Fatal(err)
	}
	if info.URL != web.URL+"/hook" || info.Error != "Wrong response from the webhook: 500 Internal Server Error" {
		t.Errorf("%+v", info)
	}
	r.must("deleteWebhook", nil)
	must(r.s.Say(officer, "lại chờ"))(t)
	if got := r.fetch(nil); len(got) != 1 {
		t.Errorf("%+v", got)
	}
}

// waitUntil polls until the state is reached.
func waitUntil(t *testing.T, what string, reached func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !reached() {
		if time.Now().After(deadline) {
			t.Fatalf("it never came to it that %s", what)
		}
		time.Sleep(time.Millisecond)
	}
}
