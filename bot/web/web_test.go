package web

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestReadyOnlyWhenEveryCheckPasses(t *testing.T) {
	broken := errors.New("connection refused by 10.0.0.7")
	rows := []struct {
		rule, path string
		store      error
		status     int
		body       string
	}{
		{"alive whatever the store does", "/healthz", broken, 200, `"alive":true`},
		{"ready when all is in order", "/readyz", nil, 200, `"store":true`},
		{"not ready without the store", "/readyz", broken, 503, `"store":false`},
		{"nothing else is served", "/secrets", nil, 404, ""},
		{"no figures unless they are given", "/metrics", nil, 404, ""},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			var logged []string
			h := Handler(Options{
				Checks: []Check{{"store", func(context.Context) error { return row.store }}},
				Failed: func(name string, err error) { logged = append(logged, name+" "+err.Error()) },
			})
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest("GET", row.path, nil))
			if w.Code != row.status || !strings.Contains(w.Body.String(), row.body) {
				t.Errorf("%s: %d %s", row.path, w.Code, w.Body)
			}
			if strings.Contains(w.Body.String(), "10.0.0.7") {
				t.Error("the answer tells where the store is")
			}
			if row.status == 503 && len(logged) != 1 {
				t.Errorf("logged %v", logged)
			}
		})
	}
}
