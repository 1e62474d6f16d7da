package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"camnang/bot/ics"
	"camnang/corpus/calendar"
)

const goodToken = "Zq3-x_9aB7"

// calendars stands in for the store: one calendar, that may be away or withdrawn.
type calendars struct {
	away    error
	entries []ics.Entry
	token   string
	looks   int
}

func newCalendars() *calendars {
	return &calendars{token: goodToken, entries: []ics.Entry{{
		UID: "k12.3@camnang", Day: calendar.MustDay("2026-11-27"), Title: "KH-0012: Nộp báo cáo quý IV",
		Stamp: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC),
	}}}
}

func (c *calendars) look(ctx context.Context, token string) (string, []ics.Entry, bool, error) {
	c.looks++
	if err := ctx.Err(); err != nil {
		return "", nil, false, err
	}
	return "Lịch công tác", c.entries, token == c.token, c.away
}

// ask plays a request of a token; with is pairs of header fields.
func ask(h http.Handler, method, path string, with ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(with); i += 2 {
		r.Header.Set(with[i], with[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestTheFeedAnswers(t *testing.T) {
	away := errors.New("dial tcp 10.0.0.7:6379: connection refused")
	rows := []struct {
		rule, method, path string
		change             func(*calendars)
		status             int
		body               string
		failed             int
	}{
		{"a good token opens its calendar", "GET", "/lich/" + goodToken + ".ics", nil, 200, "UID:k12.3@camnang\r\n", 0},
		{"HEAD has no body", "HEAD", "/lich/" + goodToken + ".ics", nil, 200, "", 0},
		{"a wrong token opens nothing", "GET", "/lich/Zq3-x_9aB8.ics", nil, 401, feedUnknown, 0},
		{"a revoked token opens nothing", "GET", "/lich/" + goodToken + ".ics", func(c *calendars) { c.token = "" }, 401, feedUnknown, 0},
		{"no token opens nothing", "GET", "/lich/.ics", func(c *calendars) { c.token = "" }, 401, feedUnknown, 0},
		{"what cannot be a token is not looked for", "GET", "/lich/a%20b.ics", func(c *calendars) { c.token = "a b" }, 401, feedUnknown, 0},
		{
			"nor what is too long", "GET", "/lich/" + strings.Repeat("a", tokenLimit+1) + ".ics",
			func(c *calendars) { c.token = strings.Repeat("a", tokenLimit+1) }, 401, feedUnknown, 0,
		},
		{"a store that is away is not a wrong token", "GET", "/lich/x.ics", func(c *calendars) { c.away = away }, 503, feedAway, 1},
		{
			"an entry that cannot be written is a failure", "GET", "/lich/" + goodToken + ".ics",
			func(c *calendars) { c.entries[0].UID = "" }, 503, feedAway, 1,
		},
		{"nobody writes to it", "POST", "/lich/" + goodToken + ".ics", nil, 405, feedMethod, 0},
		{"a page without the ending is none", "GET", "/lich/" + goodToken, nil, 404, feedNowhere, 0},
		{"nor one below", "GET", "/lich/a/" + goodToken + ".ics", nil, 404, feedNowhere, 0},
		{"nor one elsewhere", "GET", "/" + goodToken + ".ics", nil, 404, feedNowhere, 0},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			c := newCalendars()
			if row.change != nil {
				row.change(c)
			}
			var failed []string
			w := ask(Feed(FeedOptions{Look: c.look, Failed: func(err error) { failed = append(failed, err.Error()) }}), row.method, row.path)
			if w.Code != row.status || !strings.Contains(w.Body.String(), row.body) || row.body == "" && w.Body.Len() > 0 {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if len(failed) != row.failed {
				t.Errorf("heard %q", failed)
			}
			said := fmt.Sprint(w.Header(), w.Body, failed)
			if strings.Contains(said, goodToken) || strings.Contains(w.Body.String(), "10.0.0.7") {
				t.Errorf("the answer tells too much: %s", said)
			}
			h, cached := w.Header(), "no-store"
			if row.status == 200 {
				cached = "private, no-cache"
			}
			if h.Get("Cache-Control") != cached || h.Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("%v", h)
			}
			for field, status := range map[string]int{"Www-Authenticate": 401, "Retry-After": 503, "Allow": 405, "Etag": 200} {
				if (h.Get(field) != "") != (row.status == status) {
					t.Errorf("%s: %q", field, h.Get(field))
				}
			}
		})
	}
}

func TestACalendarThatDidNotChangeIsNotSentAgain(t *testing.T) {
	c := newCalendars()
	h := Feed(FeedOptions{Look: c.look})
	path := "/lich/" + goodToken + ".ics"
	first := ask(h, "GET", path)
	tag := first.Header().Get("ETag")
	if first.Header().Get("Content-Type") != "text/calendar; charset=utf-8" {
		t.Errorf("%v", first.Header())
	}
	if w := ask(h, "GET", path, "If-None-Match", tag); w.Code != 304 || w.Body.Len() > 0 || w.Header().Get("ETag") != tag {
		t.Errorf("unchanged: %d %s", w.Code, w.Body)
	}
	c.entries[0].Sequence++
	if w := ask(h, "GET", path, "If-None-Match", tag); w.Code != 200 || w.Header().Get("ETag") == tag {
		t.Errorf("changed: %d %v", w.Code, w.Header())
	}
	c.token = ""
	if w := ask(h, "GET", path, "If-None-Match", tag); w.Code != 401 {
		t.Errorf("revoked: %d", w.Code)
	}
}

func TestWhoWentAwayIsNoFailure(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c, heard := newCalendars(), 0
	h := Feed(FeedOptions{Look: c.look, Failed: func(error) { heard++ }})
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/lich/x.ics", nil).WithContext(ctx))
	if heard != 0 || c.looks != 1 {
		t.Errorf("heard %d failures in %d looks", heard, c.looks)
	}
}
