package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	officer = 1001
	trainer = 1002
)

// clock is a clock that stands until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// rig is a server behind HTTP with the bot's side of it.
type rig struct {
	t   *testing.T
	s   *Server
	url string
}

func newRig(t *testing.T, o Options) *rig {
	t.Helper()
	s := New(o)
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	t.Cleanup(s.Close)
	return &rig{t: t, s: s, url: web.URL}
}

// open is a rig without limits in which the officer and the trainer have pressed Start, and nothing waits.
func open(t *testing.T) *rig {
	t.Helper()
	r := newRig(t, Options{Limits: NoLimits()})
	for _, p := range []int64{officer, trainer} {
		if _, err := r.s.Start(p, ""); err != nil {
			t.Fatal(err)
		}
	}
	r.must("getUpdates", args{"offset": -1})
	r.must("getUpdates", args{"offset": r.updates()[0].ID + 1})
	return r
}

type args map[string]any

type answer struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

func (r *rig) call(method string, a args) answer {
	r.t.Helper()
	body, err := json.Marshal(a)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.send(method, "application/json", body)
}

func (r *rig) send(method, contentType string, body []byte) answer {
	r.t.Helper()
	resp, err := http.Post(r.url+"/bot"+r.s.Token()+"/"+method, contentType, bytes.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	var out answer
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		r.t.Fatalf("%s: %v", method, err)
	}
	if !out.OK && resp.StatusCode != out.Code {
		r.t.Errorf("%s: status %d, error_code %d", method, resp.StatusCode, out.Code)
	}
	return out
}

func (r *rig) must(method string, a args) json.RawMessage {
	r.t.Helper()
	out := r.call(method, a)
	if !out.OK {
		r.t.Fatalf("%s: %s", method, out.Description)
	}
	return out.Result
}

func (r *rig) refused(method string, a args, words string) {
	r.t.Helper()
	if out := r.call(method, a); out.OK || out.Description != words {
		r.t.Errorf("%s answered ok=%v %q, want %q", method, out.OK, out.Description, words)
	}
}

type wireMessage struct {
	ID       int64    `json:"message_id"`
	Date     int64    `json:"date"`
	Text     string   `json:"text"`
	Caption  string   `json:"caption"`
	Entities []Entity `json:"entities"`
	Chat     struct {
		ID   int64  `json:"id"`
		Type string `json:"type"`
	} `json:"chat"`
	Poll *struct {
		ID     string `json:"id"`
		Closed bool   `json:"is_closed"`
		Total  int    `json:"total_voter_count"`
	} `json:"poll"`
	Document *struct {
		ID   string `json:"file_id"`
		Name string `json:"file_name"`
	} `json:"document"`
	MigrateTo   int64 `json:"migrate_to_chat_id"`
	MigrateFrom int64 `json:"migrate_from_chat_id"`
}

func (r *rig) mustMessage(method string, a args) wireMessage {
	r.t.Helper()
	var m wireMessage
	if err := json.Unmarshal(r.must(method, a), &m); err != nil {
		r.t.Fatal(err)
	}
	return m
}

type wireUpdate struct {
	ID       int64        `json:"update_id"`
	Message  *wireMessage `json:"message"`
	Edited   *wireMessage `json:"edited_message"`
	Callback *struct {
		ID      string       `json:"id"`
		Data    string       `json:"data"`
		Message *wireMessage `json:"message"`
	} `json:"callback_query"`
	Poll *struct {
		ID     string `json:"id"`
		Closed bool   `json:"is_closed"`
	} `json:"poll"`
	PollAnswer *struct {
		ID      string `json:"poll_id"`
		Options []int  `json:"option_ids"`
	} `json:"poll_answer"`
	Membership *struct {
		New struct {
			Status string `json:"status"`
		} `json:"new_chat_member"`
	} `json:"my_chat_member"`
}

func decodeUpdates(t *testing.T, raw []json.RawMessage) []wireUpdate {
	t.Helper()
	out := make([]wireUpdate, len(raw))
	for i, u := range raw {
		if err := json.Unmarshal(u, &out[i]); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// updates are those that wait.
func (r *rig) updates() []wireUpdate {
	r.t.Helper()
	return decodeUpdates(r.t, r.s.Updates())
}

// side calls the person's side; the answer is decoded into out unless that is nil.
func (r *rig) side(method, path string, body, out any) int {
	r.t.Helper()
	var reader io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			r.t.Fatal(err)
		}
		reader = bytes.NewReader(raw)
	}
	req, err := http.NewRequest(method, r.url+path, reader)
	if err != nil {
		r.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	if out != nil {
		if err := json.NewDecoder(resp.Body).Decode(out); err != nil {
			r.t.Fatalf("%s: %v", path, err)
		}
	}
	return resp.StatusCode
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func must[V any](v V, err error) func(*testing.T) V {
	return func(t *testing.T) V {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestOnlyTheTokenOpensTheBotAPI(t *testing.T) {
	r := newRig(t, Options{Token: "42:secret"})
	for _, row := range []struct {
		name, path, words string
		code              int
	}{
		{"another token", "/bot42:other/getMe", "Unauthorized", 401},
		{"an unknown method", "/bot42:secret/sendRocket", "Not Found", 404},
		{"a file that was never sent", "/file/bot42:secret/documents/file_1.pdf", "Not Found", 404},
		{"a file with another token", "/file/bot42:other/documents/file_1.pdf", "Unauthorized", 401},
	} {
		t.Run(row.name, func(t *testing.T) {
			resp, err := http.Get(r.url + row.path)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			var out answer
			if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != row.code || out.Description != row.words || out.OK {
				t.Errorf("got %d %+v", resp.StatusCode, out)
			}
		})
	}
	if me := string(r.must("GETME", nil)); !strings.Contains(me, `"id":42`) {
		t.Errorf("getMe = %s", me)
	}
}

func TestThePageIsServed(t *testing.T) {
	r := newRig(t, Options{})
	if code := r.side("GET", "/", nil, nil); code != http.StatusOK {
		t.Errorf("GET / = %d", code)
	}
	var refused map[string]string
	if code := r.side("GET", "/sim/nothing", nil, &refused); code != http.StatusBadRequest || refused["error"] == "" {
		t.Errorf("GET /sim/nothing = %d %v", code, refused)
	}
}
