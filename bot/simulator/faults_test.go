package simulator

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// raw calls sendMessage and returns the status, 0 when the connection ended without an answer, and
// whether the answer was JSON.
func (r *rig) raw(timeout time.Duration) (status int, decoded bool) {
	client := &http.Client{Timeout: timeout}
	resp, err := client.Post(r.url+"/bot"+r.s.Token()+"/sendMessage", "application/json",
		strings.NewReader(`{"chat_id":1001,"text":"x"}`))
	if err != nil {
		return 0, false
	}
	defer resp.Body.Close()
	var out answer
	return resp.StatusCode, json.NewDecoder(resp.Body).Decode(&out) == nil
}

func TestFaultsStrikeAndPass(t *testing.T) {
	for _, row := range []struct {
		fault   Fault
		status  int
		decoded bool
		sent    int
	}{
		{Fault{Kind: TooMany, RetryAfter: 7}, 429, true, 0},
		{Fault{Kind: Broken500}, 500, true, 0},
		{Fault{Kind: Gateway502}, 502, false, 0},
		{Fault{Kind: Forbidden}, 403, true, 0},
		{Fault{Kind: BadRequest, Text: "message thread not found"}, 400, true, 0},
		{Fault{Kind: BrokenJSON}, 200, false, 0},
		{Fault{Kind: Timeout, Hold: 20}, 0, false, 0},
		{Fault{Kind: Timeout}, 0, false, 0},
		{Fault{Kind: Dropped}, 0, false, 0},
		{Fault{Kind: AnswerLost}, 0, false, 1},
		{Fault{Kind: Slow, Hold: 20}, 200, true, 1},
		{Fault{Kind: Slow}, 0, false, 1},
	} {
		t.Run(string(row.fault.Kind), func(t *testing.T) {
			r := open(t)
			row.fault.Calls = 1
			row.fault.Method = "SENDmessage"
			if err := r.s.Fault(row.fault); err != nil {
				t.Fatal(err)
			}
			r.must("getMe", nil)
			status, decoded := r.raw(200 * time.Millisecond)
			if status != row.status || decoded != row.decoded || len(r.s.Sends()) != row.sent {
				t.Errorf("status %d, decoded %v, %d sent", status, decoded, len(r.s.Sends()))
			}
			if status, _ := r.raw(10 * time.Second); status != http.StatusOK {
				t.Errorf("the fault stayed: %d", status)
			}
		})
	}
}

func TestFaultsByChanceComeBackTheSame(t *testing.T) {
	run := func() (pattern string) {
		r := open(t)
		if code := r.side("POST", "/sim/faults", args{"kind": "500", "probability": 0.3, "seed": 7}, nil); code != 200 {
			t.Fatal(code)
		}
		for range 60 {
			if r.call("getMe", nil).OK {
				pattern += "."
			} else {
				pattern += "x"
			}
		}
		if code := r.side("POST", "/sim/faults", args{"clear": true}, nil); code != 200 {
			t.Fatal(code)
		}
		r.must("getMe", nil)
		return pattern
	}
	first := run()
	if struck := strings.Count(first, "x"); struck < 5 || struck > 40 || run() != first {
		t.Errorf("%s", first)
	}
}

func TestAFaultyScriptIsRefused(t *testing.T) {
	s := New(Options{})
	for _, f := range []Fault{{}, {Kind: "418", Calls: 1}, {Kind: TooMany}, {Kind: TooMany, Calls: -1}, {Kind: TooMany, Probability: 2}} {
		if err := s.Fault(f); err == nil {
			t.Errorf("%+v was taken", f)
		}
	}
}
