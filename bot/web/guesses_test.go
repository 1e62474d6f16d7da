package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

func askFrom(h http.Handler, remote, token string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "/lich/"+token+".ics", nil)
	r.RemoteAddr = remote
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestGuessing(t *testing.T) {
	const guesser, other = "203.0.113.5:4711", "203.0.113.6:4711"
	rows := []struct {
		rule     string
		before   func(h http.Handler, c *calendars, now *time.Time)
		from     string
		token    string
		status   int
		wait     string
		notAsked bool
	}{
		{"who tried too many is held back before the store is asked", nil, guesser, "z", 429, "1", true},
		{"from another port too", nil, "203.0.113.5:9", "z", 429, "1", true},
		{"with a good token that is new here too", nil, guesser, goodToken, 429, "1", true},
		{"others are not", nil, other, goodToken, 200, "", false},
		{"one second forgives one", func(_ http.Handler, _ *calendars, now *time.Time) {
			*now = now.Add(guessEvery)
		}, guesser, "z", 401, "", false},
		{"and not two", func(h http.Handler, _ *calendars, now *time.Time) {
			*now = now.Add(guessEvery + guessEvery/2)
			askFrom(h, guesser, "y")
		}, guesser, "z", 429, "1", true},
		{"a clock that goes back holds nobody back for longer", func(h http.Handler, _ *calendars, now *time.Time) {
			*now = now.Add(-time.Hour)
			askFrom(h, guesser, "y")
			*now = now.Add(guessEvery)
		}, guesser, "z", 401, "", false},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
			c := newCalendars()
			h := Feed(FeedOptions{Look: c.look, Now: func() time.Time { return now }})
			for i := range guessBurst {
				if w := askFrom(h, guesser, fmt.Sprint("x", i)); w.Code != 401 {
					t.Fatalf("try %d: %d", i+1, w.Code)
				}
			}
			if row.before != nil {
				row.before(h, c, &now)
			}
			looks := c.looks
			w := askFrom(h, row.from, row.token)
			if w.Code != row.status || w.Header().Get("Retry-After") != row.wait || (c.looks == looks) != row.notAsked {
				t.Errorf("%d %v, %d looks", w.Code, w.Header(), c.looks-looks)
			}
		})
	}
}

func TestACalendarInUseIsNotHeldBackByAGuesserOfTheSameAddress(t *testing.T) {
	const address = "203.0.113.5:4711"
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	c := newCalendars()
	h := Feed(FeedOptions{Look: c.look, Now: func() time.Time { return now }})
	guess := func() {
		for i := range guessBurst + 1 {
			askFrom(h, address, fmt.Sprint("x", i))
		}
	}
	askFrom(h, address, goodToken)
	guess()
	if w := askFrom(h, address, goodToken); w.Code != 200 {
		t.Errorf("in use: %d", w.Code)
	}
	c.token = ""
	if w := askFrom(h, address, goodToken); w.Code != 401 {
		t.Errorf("just revoked: %d", w.Code)
	}
	if w := askFrom(h, address, goodToken); w.Code != 429 {
		t.Errorf("revoked: %d", w.Code)
	}
}

func TestGoodTokensAndOutagesAreNoGuesses(t *testing.T) {
	c := newCalendars()
	now := time.Now()
	h := Feed(FeedOptions{Look: c.look, Now: func() time.Time { return now }})
	for range 2 * guessBurst {
		c.token = fmt.Sprint("token", c.looks)
		if w := askFrom(h, "203.0.113.5:4711", c.token); w.Code != 200 {
			t.Fatalf("%d after %d good tokens", w.Code, c.looks)
		}
	}
	c.away = errSlow
	for i := range 2 * guessBurst {
		if w := askFrom(h, "203.0.113.5:4711", "x"); w.Code != 503 {
			t.Fatalf("%d after %d outages", w.Code, i)
		}
	}
}

func TestWhoStandsBehindAnAddress(t *testing.T) {
	for remote, want := range map[string]string{
		"203.0.113.5:4711":          "203.0.113.5/32",
		"[::ffff:203.0.113.5]:80":   "203.0.113.5/32",
		"[2001:db8:1:2:3:4:5:6]:80": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:80":         "fe80::/64",
		"@":                         "invalid Prefix",
	} {
		if got := network(remote).String(); got != want {
			t.Errorf("%s stands for %s, want %s", remote, got, want)
		}
	}
}

func TestGuessesTakeBoundedMemory(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	g := newGuesses(func() time.Time { return now })
	from := func(i int) string { return fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255) }
	for i := range 3 * addressLimit {
		try, _ := g.begin(from(i), fmt.Sprint(i))
		if i%2 == 0 {
			try.right()
		} else {
			try.wrong()
		}
	}
	if len(g.spent) > addressLimit || len(g.known) > knownLimit {
		t.Errorf("%d addresses, %d tokens", len(g.spent), len(g.known))
	}
	now = now.Add(time.Minute)
	g.sweep(now)
	if len(g.spent) != 0 {
		t.Errorf("%d addresses with nothing left to be forgiven", len(g.spent))
	}
}

func TestTriesAtTheSameTimeAreCountedOnce(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	g := newGuesses(func() time.Time { return now })
	var all sync.WaitGroup
	passed := make(chan bool, 2*guessBurst)
	for i := range 2 * guessBurst {
		all.Go(func() {
			try, _ := g.begin("203.0.113.5:1", fmt.Sprint(i))
			passed <- try != nil
			if try != nil {
				try.wrong()
			}
		})
	}
	all.Wait()
	close(passed)
	n := 0
	for ok := range passed {
		if ok {
			n++
		}
	}
	if n != guessBurst {
		t.Errorf("%d tries passed, want %d", n, guessBurst)
	}
}
