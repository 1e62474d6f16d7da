package simulator

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"
)

// FaultKind is what goes wrong.
type FaultKind string

// The faults. AnswerLost and Slow do what was asked; the caller cannot tell AnswerLost from Dropped.
const (
	TooMany    FaultKind = "429"     // asks to wait RetryAfter
	Broken500  FaultKind = "500"     // Internal Server Error, as JSON
	Gateway502 FaultKind = "502"     // a web page instead of JSON
	Forbidden  FaultKind = "403"     // with Text, or that the bot was blocked
	BadRequest FaultKind = "400"     // with Text
	BrokenJSON FaultKind = "json"    // status 200 and half an object
	Timeout    FaultKind = "timeout" // no answer for Hold, then the connection ends
	Dropped    FaultKind = "dropped" // the connection ends, nothing was done
	AnswerLost FaultKind = "lost"    // it was done, the connection ends without an answer
	Slow       FaultKind = "slow"    // it was done, the answer comes after Hold
)

var faultKinds = []FaultKind{
	TooMany, Broken500, Gateway502, Forbidden, BadRequest, BrokenJSON, Timeout, Dropped, AnswerLost, Slow,
}

// Fault is one line of a fault script. Of several that fit a call the one added first is taken.
type Fault struct {
	// Method is the method it strikes, in any case; all of them when empty or "*".
	Method string    `json:"method"`
	Kind   FaultKind `json:"kind"`
	// Calls is how many calls it strikes; with a Probability, 0 means without end.
	Calls int `json:"calls"`
	// Probability strikes each call with that chance, drawn from Seed; 0 strikes every call.
	Probability float64 `json:"probability"`
	Seed        uint64  `json:"seed"`
	// RetryAfter is in seconds, 1 when zero.
	RetryAfter int `json:"retry_after"`
	// Text replaces what follows "Bad Request: " or "Forbidden: ".
	Text string `json:"text"`
	// Hold is how long Timeout stays silent and Slow takes, in milliseconds; 60 s when zero.
	Hold int `json:"hold_ms"`
}

type armedFault struct {
	Fault
	dice *rand.Rand
}

// Fault adds a line to the fault script. The error says what is wrong with it.
func (s *Server) Fault(f Fault) error {
	switch {
	case !slices.Contains(faultKinds, f.Kind):
		return fmt.Errorf("simulator: unknown fault %q", f.Kind)
	case f.Probability < 0 || f.Probability > 1:
		return errors.New("simulator: a probability lies between 0 and 1")
	case f.Calls < 0 || f.Calls == 0 && f.Probability == 0:
		return errors.New("simulator: a fault needs a number of calls or a probability")
	}
	if f.Calls == 0 {
		f.Calls = -1
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &armedFault{Fault: f, dice: rand.New(rand.NewPCG(f.Seed, 0))})
	return nil
}

// ClearFaults ends the script.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// takeFault returns the fault that strikes this call, or nil. A 429 and a lost answer are noted with it.
func (s *Server) takeFault(method string) *armedFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		fits := f.Method == "" || f.Method == "*" || strings.EqualFold(f.Method, method)
		if !fits || f.Calls == 0 || f.Probability > 0 && f.dice.Float64() >= f.Probability {
			continue
		}
		if f.Calls > 0 {
			f.Calls--
		}
		if no := f.refusal(); no != nil {
			s.refusals = append(s.refusals, Refusal{
				Method: method, Code: no.code, Description: no.text, RetryAfter: no.retryAfter, At: s.now(),
			})
		}
		return f
	}
	return nil
}

// refusal is the answer of a fault that has one in Telegram's form.
func (f *armedFault) refusal() *refusal {
	switch f.Kind {
	case TooMany:
		return tooMany(time.Duration(max(1, f.RetryAfter)) * time.Second)
	case Broken500:
		return &refusal{code: http.StatusInternalServerError, text: "Internal Server Error"}
	case Forbidden:
		return forbidden(pick(f.Text, "bot was blocked by the user"))
	case BadRequest:
		return bad("%s", pick(f.Text, "chat not found"))
	}
	return nil
}

// serve answers in place of the method; stop ends a silence early.
func (f *armedFault) serve(w http.ResponseWriter, r *http.Request, stop <-chan struct{}) {
	// A client's leaving is only noticed once its body is read.
	_, _ = io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, maxUpload+maxArgs))
	if no := f.refusal(); no != nil {
		writeAnswer(w, nil, no)
		return
	}
	switch f.Kind {
	case Gateway502:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n" +
			"<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"))
		return
	case BrokenJSON:
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"ok":true,"result":{"message_id":`))
		return
	case Timeout:
		f.hold(r, stop)
	}
	panic(http.ErrAbortHandler)
}

// hold waits for as long as the fault says, until the caller leaves or stop ends it.
func (f *armedFault) hold(r *http.Request, stop <-chan struct{}) {
	hold := time.Duration(f.Hold) * time.Millisecond
	if hold == 0 {
		hold = time.Minute
	}
	timer := time.NewTimer(hold)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	case <-stop:
	}
}
