package telegram

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const testToken = "4242:AAH-very_secret"

// platform plays Telegram as far as this package calls it.
type platform struct {
	t      *testing.T
	server *httptest.Server
	quit   chan struct{}

	mu      sync.Mutex
	updates []waitingUpdate
	arrived bell
	calls   []recordedCall
	number  int64
	last    int64 // the highest number ever delivered
	polls   int   // calls of getUpdates that are open, and the most that ever were
	most    int
	// confirmed is called with the number of each update that is forgotten.
	confirmed func(id int64)
	// answer, when it gives more than 0, is the answer to a call instead of the usual one.
	answer func(method string, params map[string]any) (status int, body string)
}

type waitingUpdate struct {
	id  int64
	raw string
}

type recordedCall struct {
	Method string
	Params map[string]any
	At     time.Time
}

func newPlatform(t *testing.T) *platform {
	p := &platform{t: t, quit: make(chan struct{})}
	p.server = httptest.NewServer(p)
	t.Cleanup(func() {
		close(p.quit)
		p.server.CloseClientConnections()
		p.server.Close()
	})
	return p
}

func (p *platform) client() *Client {
	c, err := NewClient(p.server.URL, testToken)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(c.Close)
	return c
}

func (p *platform) deliver(id int64, raw string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.updates = append(p.updates, waitingUpdate{id, raw})
	p.last = max(p.last, id)
	p.arrived.ring()
}

func (p *platform) answers(f func(method string, params map[string]any) (int, string)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = f
}

// called gives the calls of a method so far.
func (p *platform) called(method string) []recordedCall {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.calls), func(c recordedCall) bool { return c.Method != method })
}

// texts gives the texts that were sent and taken to a chat, in order.
func (p *platform) texts(chat int64) []string {
	var texts []string
	for _, c := range p.called(methodSend) {
		if c.Params["chat_id"] == float64(chat) {
			texts = append(texts, c.Params["text"].(string))
		}
	}
	return texts
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method, ok := strings.CutPrefix(r.URL.Path, "/bot"+testToken+"/")
	body, err := io.ReadAll(r.Body)
	var params map[string]any
	if !ok || err != nil || json.Unmarshal(body, &params) != nil {
		reply(w, http.StatusNotFound, `{"ok":false,"error_code":404,"description":"Not Found"}`)
		return
	}
	p.mu.Lock()
	p.calls = append(p.calls, recordedCall{method, params, time.Now()})
	answer := p.answer
	p.mu.Unlock()
	if answer != nil {
		if status, body := answer(method, params); status > 0 {
			reply(w, status, body)
			return
		}
	}
	switch method {
	case "getMe":
		reply(w, 200, `{"ok":true,"result":{"id":4242,"is_bot":true,"first_name":"Trợ lý","username":"camnang_bot"}}`)
	case methodUpdates:
		p.getUpdates(w, r, params)
	case methodSend, methodEdit:
		p.mu.Lock()
		p.number++
		n := p.number
		p.mu.Unlock()
		reply(w, 200, fmt.Sprintf(`{"ok":true,"result":{"message_id":%d,"date":1,"chat":{"id":1,"type":"private"}}}`, n))
	default:
		reply(w, 200, `{"ok":true,"result":true}`)
	}
}

func (p *platform) getUpdates(w http.ResponseWriter, r *http.Request, params map[string]any) {
	offset, _ := params["offset"].(float64)
	limit, _ := params["limit"].(float64)
	timeout, _ := params["timeout"].(float64)
	expired := time.NewTimer(time.Duration(timeout * float64(time.Second)))
	defer expired.Stop()
	p.mu.Lock()
	p.polls++
	p.most = max(p.most, p.polls)
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.polls--
	}()
	for {
		p.mu.Lock()
		// As the real server does: an offset far above what was ever delivered counts as none.
		if int64(offset) > p.last+10 {
			offset = 0
		}
		p.updates = slices.DeleteFunc(p.updates, func(u waitingUpdate) bool {
			gone := u.id < int64(offset)
			if gone && p.confirmed != nil {
				p.confirmed(u.id)
			}
			return gone
		})
		var raws []string
		for _, u := range p.updates[:min(len(p.updates), int(limit))] {
			raws = append(raws, u.raw)
		}
		arrived := p.arrived.heard()
		p.mu.Unlock()
		if len(raws) > 0 {
			reply(w, 200, `{"ok":true,"result":[`+strings.Join(raws, ",")+`]}`)
			return
		}
		select {
		case <-arrived:
		case <-expired.C:
			reply(w, 200, `{"ok":true,"result":[]}`)
			return
		case <-r.Context().Done():
			return
		case <-p.quit:
			return
		}
	}
}

func reply(w http.ResponseWriter, status int, body string) {
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func quoted(text string) string {
	q, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(q)
}

// textUpdate is a message typed in a private chat, or in a group when chat is below zero.
func textUpdate(id, chat int64, text string) string {
	return messageUpdate(id, chat, `"text":`+quoted(text))
}

func messageUpdate(id, chat int64, content string) string {
	kind, person := "private", chat
	if chat < 0 {
		kind, person = "supergroup", 77
	}
	return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1795392000,"chat":{"id":%d,"type":%q},`+
		`"from":{"id":%d,"is_bot":false,"first_name":"Nguyễn","last_name":"An"},%s}}`, id, id*10, chat, kind, person, content)
}

func tapUpdate(id, chat int64, payload string) string {
	return fmt.Sprintf(`{"update_id":%d,"callback_query":{"id":"tap%d","from":{"id":%d,"is_bot":false,"first_name":"An"},`+
		`"chat_instance":"1","data":%s,"message":{"message_id":5,"date":1795392000,"chat":{"id":%d,"type":"private"},`+
		`"from":{"id":4242,"is_bot":true,"first_name":"Trợ lý"},"text":"Điều 6"}}}`, id, id, chat, quoted(payload), chat)
}

// unknownOrigin is a forward of a kind that the library's types do not know.
func unknownOrigin(id, chat int64, text string) string {
	return messageUpdate(id, chat, `"forward_origin":{"type":"from_the_future","date":1},"text":`+quoted(text))
}
