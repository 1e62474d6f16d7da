// Package web serves what a machine asks over HTTP: of the program, whether it lives, whether it is ready, whether its
// parts really work, and its figures; and for an officer, the calendar that a secret address opens. It decides nothing
// about what that means: the checks and the figures are given to it, and so is whose calendar an address opens.
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

// Options say what is served. The zero value of every field works.
type Options struct {
	Checks []Check
	// Probes are tried by /readyz?deep=1.
	Probes []Probe
	// Failed hears of every check and probe that did not pass; what failed is for the log, since the answer says
	// only which. nil hears nothing.
	Failed func(name string, err error)
	// Metrics are served at /metrics; nil serves none.
	Metrics *Metrics
	// Now is the clock (nil: time.Now).
	Now func() time.Time
}

// Handler answers /healthz with 200 as long as the process serves; /readyz with 200 when every check passes
// and 503 otherwise, with a JSON object that names each check; /readyz?deep=1 likewise with a Report of the
// probes; and /metrics.
func Handler(o Options) http.Handler {
	if o.Failed == nil {
		o.Failed = func(string, error) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	deep := &deep{probes: o.Probes, failed: o.Failed, now: o.Now, turn: make(chan struct{}, 1)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, true, map[string]bool{"alive": true}) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("deep") == "1" {
			report := deep.report(r.Context())
			answer(w, report.OK, report)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		ready, states := true, map[string]bool{}
		for _, c := range o.Checks {
			err := c.Test(ctx)
			states[c.Name] = err == nil
			if err != nil {
				ready = false
				o.Failed(c.Name, err)
			}
		}
		answer(w, ready, states)
	})
	if o.Metrics != nil {
		mux.Handle("GET /metrics", o.Metrics.handler())
	}
	return mux
}

func answer(w http.ResponseWriter, well bool, body any) {
	status := http.StatusOK
	if !well {
		status = http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// A client that went away needs no answer.
	_ = json.NewEncoder(w).Encode(body)
}
