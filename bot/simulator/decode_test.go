package simulator

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestACallIsTheSameInEveryForm(t *testing.T) {
	r := open(t)
	values := url.Values{"chat_id": {"1001"}, "text": {"Điều 8 & 9"}, "disable_notification": {"true"}}
	kind, body := form(t, "unused", "a.txt", []byte("x"), args{"text": "Điều 8 & 9"})
	for name, out := range map[string]answer{
		"json":       r.send("sendMessage", "application/json; charset=utf-8", []byte(`{"chat_id":1001,"text":"Điều 8 & 9","disable_notification":true,"entities":null}`)),
		"urlencoded": r.send("sendMessage", "application/x-www-form-urlencoded", []byte(values.Encode())),
		"multipart":  r.send("sendMessage", kind, body),
		"address":    r.send("sendMessage?"+values.Encode(), "", nil),
		"mixed":      r.send("sendMessage?chat_id=5&text=x", "application/json", []byte(`{"chat_id":"1001","text":"Điều 8 & 9"}`)),
	} {
		if !out.OK {
			t.Errorf("%s: %s", name, out.Description)
		}
	}
	for _, m := range r.s.Messages(officer)[1:] {
		if m.Text != "Điều 8 & 9" {
			t.Errorf("%q", m.Text)
		}
	}
	if got := len(r.s.Sends()); got != 5 {
		t.Errorf("%d sent", got)
	}
}

func TestACallThatCannotBeReadIsRefused(t *testing.T) {
	r := open(t)
	for _, row := range []struct {
		name, kind, body, words string
	}{
		{"half an object", "application/json", `{"chat_id":`, "Bad Request: can't parse JSON object"},
		{"a list", "application/json", `[1]`, "Bad Request: can't parse JSON object"},
		{"wrong UTF-8 in JSON", "application/json", "{\"chat_id\":1001,\"text\":\"\xff\"}", "Bad Request: strings must be encoded in UTF-8"},
		{"wrong UTF-8 in a form", "application/x-www-form-urlencoded", "chat_id=1001&text=%ff", "Bad Request: strings must be encoded in UTF-8"},
		{"two megabytes of text", "application/json", `{"chat_id":1001,"text":"` + repeat("a", 2<<20) + `"}`, "Request Entity Too Large"},
		{"64 KB of text", "application/json", `{"chat_id":1001,"text":"` + repeat("a", 64<<10) + `"}`, "Bad Request: text is too long"},
		{"a type that is none", "!", `{"chat_id":1001,"text":"x"}`, "Bad Request: chat_id is empty"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if out := r.send("sendMessage", row.kind, []byte(row.body)); out.Description != row.words {
				t.Errorf("%+v", out.Description)
			}
		})
	}
}

// FuzzDecodeCall holds that any request is either read, into arguments in UTF-8 of at most the size that
// is allowed, or refused, and that every sending method then answers it without dying.
func FuzzDecodeCall(f *testing.F) {
	f.Add("application/json", []byte(`{"chat_id":1001,"text":"<b>Điều 8</b>","parse_mode":"HTML","reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}}`), "")
	f.Add("application/json", []byte(`{"chat_id":1001,"text":"a😀","entities":[{"type":"bold","offset":1,"length":2}]}`), "limit=3")
	f.Add("application/json", []byte(`{"chat_id":1001,"question":"q","options":["a",{"text":"b"}],"type":"quiz","correct_option_ids":[1]}`), "")
	f.Add("application/x-www-form-urlencoded", []byte("chat_id=1001&text=%26"), "a=%zz")
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n1001\r\n--x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a.txt\"\r\n\r\nabc\r\n--x--\r\n"), "")
	f.Fuzz(func(t *testing.T, kind string, body []byte, query string) {
		req := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		req.Header.Set("Content-Type", kind)
		req.URL.RawQuery = query
		c, err := decodeCall(httptest.NewRecorder(), req)
		if err != nil {
			var no *refusal
			if !errors.As(err, &no) || no.code < 400 || no.code >= 500 {
				t.Fatalf("%v is no refusal", err)
			}
			return
		}
		size := 0
		for name, value := range c.args {
			if !utf8.ValidString(name+value) || strings.ToLower(name) != name {
				t.Fatalf("argument %q = %q", name, value)
			}
			size += len(name) + len(value)
		}
		if size > maxArgs {
			t.Fatalf("%d bytes of arguments", size)
		}
		s := New(Options{Limits: NoLimits()})
		if _, err := s.Start(officer, ""); err != nil {
			t.Fatal(err)
		}
		for name, m := range methods {
			if m.waits != nil || name == "setwebhook" {
				continue
			}
			result, err := s.run(m, c)
			w := httptest.NewRecorder()
			writeAnswer(w, result, err)
			if w.Code >= 500 {
				t.Fatalf("%s: %d %v", name, w.Code, err)
			}
		}
	})
}
