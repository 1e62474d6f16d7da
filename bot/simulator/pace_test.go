package simulator

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

func people(n int) []Person {
	list := make([]Person, n)
	for i := range list {
		list[i] = Person{ID: int64(1001 + i), Name: fmt.Sprintf("Cán bộ %d", i+1), Role: "officer", RoleLabel: "Cán bộ"}
	}
	return list
}

func TestThePaceIsKeptInAnyWindow(t *testing.T) {
	c := newClock()
	r := newRig(t, Options{People: people(60), Now: c.now})
	var all []int64
	for _, p := range people(60) {
		must(r.s.Start(p.ID, ""))(t)
		all = append(all, p.ID)
	}
	group := must(r.s.Group("Lớp", all))(t)
	dice := rand.New(rand.NewPCG(1, 2))
	refusals := 0
	for range 4000 {
		c.move(time.Duration(dice.IntN(40)) * time.Millisecond)
		chat := all[dice.IntN(len(all))]
		if dice.IntN(10) == 0 {
			chat = group
		}
		out := r.call("sendMessage", args{"chat_id": chat, "text": "x"})
		if out.OK {
			continue
		}
		refusals++
		want := fmt.Sprintf("Too Many Requests: retry after %d", out.Parameters.RetryAfter)
		if out.Code != 429 || out.Parameters.RetryAfter < 1 || out.Description != want {
			t.Fatalf("%+v", out)
		}
	}
	if refusals == 0 || refusals != len(r.s.Refusals()) {
		t.Errorf("%d calls were refused, %d noted", refusals, len(r.s.Refusals()))
	}
	sends := r.s.Sends()
	for i, first := range sends {
		overall, inChat, inMinute := 0, 0, 0
		for _, s := range sends[i:] {
			gap := s.At.Sub(first.At)
			if gap >= time.Minute {
				break
			}
			if gap < time.Second {
				overall++
				if s.Chat == first.Chat {
					inChat++
				}
			}
			if s.Chat == first.Chat {
				inMinute++
			}
		}
		if overall > 30 || inChat > 1 || first.Chat == group && inMinute > 20 {
			t.Fatalf("from %v: %d overall, %d in chat %d, %d in a minute", first.At, overall, inChat, first.Chat, inMinute)
		}
	}
}

func TestRetryAfterIsLongEnoughAndNoLonger(t *testing.T) {
	c := newClock()
	r := newRig(t, Options{People: people(31), Now: c.now})
	for _, p := range people(31) {
		must(r.s.Start(p.ID, ""))(t)
	}
	say := func(chat int64) answer { return r.call("sendMessage", args{"chat_id": chat, "text": "x"}) }
	for _, p := range people(30) {
		if out := say(p.ID); !out.OK {
			t.Fatal(out.Description)
		}
	}
	if out := say(1031); out.Parameters.RetryAfter != 1 {
		t.Errorf("the 31st message: %+v", out)
	}
	c.move(999 * time.Millisecond)
	if out := say(1031); out.OK {
		t.Error("taken before the second was over")
	}
	c.move(time.Millisecond)
	if out := say(1031); !out.OK {
		t.Error(out.Description)
	}

	group := must(r.s.Group("Lớp", []int64{1001}))(t)
	for range 20 {
		c.move(time.Second)
		if out := say(group); !out.OK {
			t.Fatal(out.Description)
		}
	}
	c.move(time.Second)
	if out := say(group); out.Parameters.RetryAfter != 40 {
		t.Errorf("the 21st in the group's minute: %+v", out)
	}
	c.move(40 * time.Second)
	if out := say(group); !out.OK {
		t.Error(out.Description)
	}
}

func TestWhatIsRefusedCountsTowardsNoLimit(t *testing.T) {
	c := newClock()
	r := newRig(t, Options{Now: c.now})
	must(r.s.Start(officer, ""))(t)
	for range 40 {
		r.refused("sendMessage", args{"chat_id": officer, "text": ""}, "Bad Request: message text is empty")
	}
	r.must("sendMessage", args{"chat_id": officer, "text": "x"})
	for range 5 {
		r.must("sendChatAction", args{"chat_id": officer, "action": "typing"})
	}
	if got := r.s.Sends(); len(got) != 1 || got[0].Method != "sendMessage" || got[0].Chat != officer || !got[0].At.Equal(c.now()) {
		t.Errorf("sends = %+v", got)
	}
}

func TestLimitsCanBeSet(t *testing.T) {
	c := newClock()
	r := newRig(t, Options{Now: c.now, Limits: Limits{PerSecond: -1, PerChat: 3, Slack: 100 * time.Millisecond}})
	must(r.s.Start(officer, ""))(t)
	say := func() bool { return r.call("sendMessage", args{"chat_id": officer, "text": "x"}).OK }
	for n := 1; n <= 4; n++ {
		if taken := say(); taken != (n <= 3) {
			t.Errorf("message %d within a second: taken = %v", n, taken)
		}
	}
	c.move(900 * time.Millisecond)
	if !say() {
		t.Error("the slack was not given")
	}
}
