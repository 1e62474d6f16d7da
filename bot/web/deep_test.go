package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func get(h http.Handler, path string) (int, string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w.Code, w.Body.String()
}

func TestEveryProbeIsNamedWithWhatItFound(t *testing.T) {
	var mu sync.Mutex
	var logged []string
	h := Handler(Options{
		Probes: []Probe{
			{"telegram", func(context.Context) (string, error) { return "@camnang_bot", nil }},
			{"store", func(context.Context) (string, error) { return "", errors.New("dial 10.0.0.7: refused") }},
			{"inquiry", func(context.Context) (string, error) { panic("index out of range") }},
		},
		Failed: func(name string, _ error) {
			mu.Lock()
			defer mu.Unlock()
			logged = append(logged, name)
		},
	})
	status, body := get(h, "/readyz?deep=1")
	var report Report
	if err := json.Unmarshal([]byte(body), &report); err != nil {
		t.Fatal(err)
	}
	want := []Result{{"telegram", true, "@camnang_bot"}, {"store", false, ""}, {"inquiry", false, "it panicked"}}
	if status != http.StatusServiceUnavailable || report.OK || !slices.Equal(report.Probes, want) {
		t.Errorf("%d %s", status, body)
	}
	if strings.Contains(body, "10.0.0.7") {
		t.Error("the answer tells where the store is")
	}
	slices.Sort(logged)
	if !slices.Equal(logged, []string{"inquiry", "store"}) {
		t.Errorf("logged %v", logged)
	}
}

func TestAReportStandsForTenSeconds(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	tried := 0
	h := Handler(Options{
		Probes: []Probe{{"store", func(context.Context) (string, error) { tried++; return "", nil }}},
		Now:    func() time.Time { return now },
	})
	for _, row := range []struct {
		after time.Duration
		tries int
	}{{0, 1}, {9 * time.Second, 1}, {10 * time.Second, 2}} {
		now = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC).Add(row.after)
		if status, body := get(h, "/readyz?deep=1"); status != 200 || tried != row.tries {
			t.Errorf("after %v: %d %s, tried %d times", row.after, status, body, tried)
		}
	}
}

func TestAProbeThatHangsDoesNotHoldUpTheReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		released := make(chan struct{})
		h := Handler(Options{Probes: []Probe{
			{"telegram", func(context.Context) (string, error) { <-released; return "", nil }},
			{"store", func(context.Context) (string, error) { return "", nil }},
		}})
		begun := time.Now()
		status, body := get(h, "/readyz?deep=1")
		if took := time.Since(begun); took != deepPatience || status != 503 ||
			!strings.Contains(body, `{"name":"store","ok":true}`) || !strings.Contains(body, errSlow.Error()) {
			t.Errorf("after %v: %d %s", took, status, body)
		}
		close(released)
	})
}

func TestWhoAsksAtTheSameTimeGetsTheSameReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tried := 0
		h := Handler(Options{Probes: []Probe{{"store", func(context.Context) (string, error) {
			tried++
			time.Sleep(time.Second)
			return "", nil
		}}}})
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				if status, body := get(h, "/readyz?deep=1"); status != 200 {
					t.Errorf("%d %s", status, body)
				}
			})
		}
		all.Wait()
		if tried != 1 {
			t.Errorf("tried %d times", tried)
		}
	})
}
