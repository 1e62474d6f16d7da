package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestErrorsOfACall(t *testing.T) {
	tests := []struct {
		name   string
		method string
		status int
		body   string
		kind   Kind
		wait   time.Duration
		to     int64
	}{
		{
			"429 is throttled for as long as Telegram says", methodSend, 429,
			`{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}`, Throttled, 7 * time.Second, 0,
		},
		{"429 without a time waits a little", methodSend, 429, `{"ok":false,"error_code":429,"description":"Too Many Requests"}`, Throttled, throttledWithoutDelay, 0},
		{
			"a group that became a supergroup has its new id", methodSend, 400,
			`{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-100123}}`, Migrated, 0, -100123,
		},
		{"403 is unreachable", methodSend, 403, `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`, Unreachable, 0, 0},
		{"400 is refused", methodSend, 400, `{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`, Refused, 0, 0},
		{"an edit of a message that is gone is refused", methodEdit, 400, `{"ok":false,"error_code":400,"description":"Bad Request: message to edit not found"}`, Refused, 0, 0},
		{"not modified is an error of an edit only", methodSend, 400, `{"ok":false,"error_code":400,"description":"Bad Request: message is not modified"}`, Refused, 0, 0},
		{"401 is a wrong token", "getMe", 401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`, WrongToken, 0, 0},
		{"a plain 404 is a wrong token", "getMe", 404, `{"ok":false,"error_code":404,"description":"Not Found"}`, WrongToken, 0, 0},
		{"a method that is not known is refused", "sendSong", 404, `{"ok":false,"error_code":404,"description":"Not Found: method not found"}`, Refused, 0, 0},
		{"409 is a conflict", methodUpdates, 409, `{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}`, Conflict, 0, 0},
		{"500 is temporary", methodSend, 500, `{"ok":false,"error_code":500,"description":"Internal Server Error"}`, Temporary, 0, 0},
		{"a proxy's JSON is not Telegram's word", methodSend, 403, `{"message":"forbidden"}`, Temporary, 0, 0},
		{"an error page is temporary", methodSend, 502, `<html><body>502 Bad Gateway</body></html>`, Temporary, 0, 0},
		{"a proxy's 403 page is not Telegram's word", methodSend, 403, `<html>blocked by policy</html>`, Temporary, 0, 0},
		{"broken JSON is temporary", methodSend, 200, `{"ok":true,"result":{"messa`, Temporary, 0, 0},
		{"an empty body is temporary", methodSend, 200, ``, Temporary, 0, 0},
		{"a result of another shape is temporary", methodSend, 200, `{"ok":true,"result":[]}`, Temporary, 0, 0},
		{"a redirect is not followed", methodSend, 302, `{"ok":false,"description":"Found"}`, Temporary, 0, 0},
	}
	p := newPlatform(t)
	c := p.client()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p.answers(func(string, map[string]any) (int, string) { return test.status, test.body })
			var dest struct{ ID int }
			err := c.call(context.Background(), test.method, nil, &dest)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if e.Kind != test.kind || e.RetryAfter != test.wait || e.MigrateTo != test.to {
				t.Errorf("got kind %d, wait %v, to %d; want %d, %v, %d", e.Kind, e.RetryAfter, e.MigrateTo, test.kind, test.wait, test.to)
			}
		})
	}
}

func TestWhichFailuresLeaveADoubt(t *testing.T) {
	p := newPlatform(t)
	c := p.client()
	for _, test := range []struct {
		name        string
		status      int
		body        string
		doubt, page bool
	}{
		{"Telegram's own 500", 500, `{"ok":false,"error_code":500,"description":"Internal Server Error"}`, false, false},
		{"Telegram's own 502, whatever the status", 200, `{"ok":false,"error_code":502,"description":"Bad Gateway"}`, false, false},
		{"Telegram's own 400", 400, `{"ok":false,"error_code":400,"description":"Bad Request: x"}`, false, false},
		{"an error page", 502, `<html>`, true, true},
		{"the JSON of a proxy", 503, `{"error":"no upstream"}`, true, true},
		{"a torn answer", 200, `{"ok":true,"result":{"mess`, true, false},
	} {
		p.answers(func(string, map[string]any) (int, string) { return test.status, test.body })
		err := c.call(context.Background(), methodSend, nil, nil)
		if inDoubt(err) != test.doubt || isErrorPage(err) != test.page {
			t.Errorf("%s: in doubt %v, an error page %v", test.name, inDoubt(err), isErrorPage(err))
		}
	}
}

func TestWhatStandsAlreadyIsNoError(t *testing.T) {
	p := newPlatform(t)
	c := p.client()
	for _, test := range [][2]string{
		{methodEdit, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"},
		{methodAcknowledge, "Bad Request: query is too old and response timeout expired or query ID is invalid"},
		{methodDelete, "Bad Request: message to delete not found"},
		{methodDelete, "Bad Request: message can't be deleted for everyone"},
	} {
		method, description := test[0], test[1]
		p.answers(func(string, map[string]any) (int, string) {
			return 400, `{"ok":false,"error_code":400,"description":` + quoted(description) + `}`
		})
		var result json.RawMessage
		if err := c.call(context.Background(), method, nil, &result); err != nil || result != nil {
			t.Errorf("%s: got %s and %v, want nothing", method, result, err)
		}
	}
}

func TestACallThatGetsNoAnswerIsTemporaryAndHidesTheToken(t *testing.T) {
	hang := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-hang:
		case <-r.Context().Done():
		}
	}))
	defer slow.Close()
	defer close(hang)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	tests := []struct {
		name  string
		api   string
		token string
		ctx   context.Context
		is    error
		left  bool
	}{
		{"nobody listens", gone.URL, testToken, context.Background(), nil, false},
		{"the answer is late", slow.URL, testToken, context.Background(), context.DeadlineExceeded, true},
		{"the caller ended", slow.URL, testToken, ended, context.Canceled, false},
		{"no such host", "http://camnang.invalid", testToken, context.Background(), nil, false},
		{"a token that is no part of an address", gone.URL, "4242:AAH-very_secret\n%zz", context.Background(), nil, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, err := NewClient(test.api, test.token)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			err = c.callWithin(test.ctx, 50*time.Millisecond, "getMe", nil, nil)
			var e *Error
			if !errors.As(err, &e) || e.Kind != Temporary {
				t.Fatalf("got %v, want a temporary error", err)
			}
			if inDoubt(err) != test.left {
				t.Errorf("in doubt: %v", inDoubt(err))
			}
			if test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("%v is not %v", err, test.is)
			}
			for e := err; e != nil; e = errors.Unwrap(e) {
				if strings.Contains(e.Error(), "very_secret") {
					t.Errorf("the error shows the token: %v", e)
				}
			}
		})
	}
}

func TestTheTokenIsTakenOutOfWhatTheServerSays(t *testing.T) {
	p := newPlatform(t)
	p.answers(func(string, map[string]any) (int, string) {
		return 400, `{"ok":false,"error_code":400,"description":"no route /bot` + testToken + `/getMe"}`
	})
	_, err := p.client().Me(context.Background())
	if err == nil || strings.Contains(err.Error(), "very_secret") {
		t.Errorf("got %v", err)
	}
}

func TestAClientIsRefusedAWrongAddress(t *testing.T) {
	for _, api := range []string{"api.telegram.org", "ftp://x", "http://", "://"} {
		if _, err := NewClient(api, testToken); err == nil {
			t.Errorf("%q was taken", api)
		}
	}
	if _, err := NewClient("", " "); err == nil {
		t.Error("an empty token was taken")
	}
}
