// Package web serves what a machine asks about the program over HTTP: whether it lives and whether it
// is ready. It decides nothing about what ready means: the checks are given to it.
package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Check is one thing that must be in order for the program to be ready. Test returns nil when it is.
type Check struct {
	Name string
	Test func(context.Context) error
}

// patience is how long all checks together may take: half of what compose.yaml allows a health check.
const patience = 2500 * time.Millisecond

// Handler answers /healthz with 200 as long as the process serves, and /readyz with 200 when every check
// passes and 503 otherwise, with a JSON object that names each check. What failed is for the log; the
// answer says only which.
func Handler(checks []Check, failed func(name string, err error)) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, map[string]bool{"alive": true}) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		status, states := http.StatusOK, map[string]bool{}
		for _, c := range checks {
			err := c.Test(ctx)
			states[c.Name] = err == nil
			if err != nil {
				status = http.StatusServiceUnavailable
				failed(c.Name, err)
			}
		}
		answer(w, status, states)
	})
	return mux
}

func answer(w http.ResponseWriter, status int, body map[string]bool) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// A client that went away needs no answer.
	_ = json.NewEncoder(w).Encode(body)
}
