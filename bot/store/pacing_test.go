package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"camnang/bot/queue"
)

// A broadcast to 600 chats, 40 messages to a group and 50 replies that come in meanwhile, with eight
// senders whose requests take from 5 to 145 ms, on a clock that the test moves. What counts is when
// Telegram receives each message, somewhere between Take and Sent.
func TestPacing(t *testing.T) {
	c := newClock()
	s := open(t, Options{Dir: t.TempDir(), Now: c.Now})
	const broadcasts, groupMessages, replies, senders = 600, 40, 50, 8
	for i := range int64(broadcasts) {
		send(t, s, message(fmt.Sprint("broadcast ", i), 1000+i, queue.Broadcast))
	}
	for i := range groupMessages {
		m := message(fmt.Sprint("group ", i), -77, queue.Reminder)
		m.Group = true
		send(t, s, m)
	}

	type flight struct {
		queue.Sending
		settles time.Duration
	}
	type arrival struct {
		at   time.Duration
		chat int64
	}
	var (
		inFlight []flight
		arrivals []arrival
		began    = c.Now()
		waiting  = map[string]time.Duration{}
		slowest  time.Duration
		next     int
		settled  int
	)
	for settled < broadcasts+groupMessages+replies {
		now := c.Now().Sub(began)
		soonest := now + time.Second
		due := func(d time.Duration) { soonest = max(now+time.Millisecond, min(soonest, d)) }
		if next < replies && now >= time.Duration(next)*317*time.Millisecond {
			// Every second reply goes to a chat that the broadcast is still to reach.
			chat := int64(5000 + next)
			if next%2 == 0 {
				chat = 1000 + broadcasts - 1 - int64(next)
			}
			id := fmt.Sprint("reply ", next)
			send(t, s, message(id, chat, queue.Conversation))
			waiting[id] = now
			next++
		}
		if next < replies {
			due(time.Duration(next) * 317 * time.Millisecond)
		}
		inFlight = slices.DeleteFunc(inFlight, func(f flight) bool {
			if f.settles > now {
				due(f.settles)
				return false
			}
			sent(t, s, f.Sending)
			settled++
			return true
		})
		for len(inFlight) < senders {
			m, ok, wait, err := s.Outbox().Take(t.Context(), "w", 30*time.Second)
			must(t, err)
			if !ok {
				due(now + wait)
				break
			}
			if put, reply := waiting[m.Message.ID]; reply {
				delete(waiting, m.Message.ID)
				slowest = max(slowest, now-put)
			} else if len(waiting) > 0 {
				t.Fatalf("%s was taken while a reply waited", m.Message.ID)
			}
			n := len(arrivals)
			takes := time.Duration(5+(n*37)%141) * time.Millisecond
			inFlight = append(inFlight, flight{m, now + takes})
			due(now + takes)
			arrivals = append(arrivals, arrival{now + takes*time.Duration(n%10)/10, m.Message.Chat})
		}
		c.Add(soonest - now)
	}

	most := func(window time.Duration, of func(arrival) bool) int {
		most := 0
		for _, a := range arrivals {
			n := 0
			for _, b := range arrivals {
				if b.at >= a.at && b.at < a.at+window && of(a) && of(b) {
					n++
				}
			}
			most = max(most, n)
		}
		return most
	}
	if n := most(time.Second, func(arrival) bool { return true }); n > 30 {
		t.Errorf("%d messages arrive within a second", n)
	}
	if n := most(time.Minute, func(a arrival) bool { return a.chat == -77 }); n > 20 {
		t.Errorf("%d messages arrive at the group within a minute", n)
	}
	last := map[int64]time.Duration{}
	for _, a := range arrivals {
		if before, ok := last[a.chat]; ok && a.at-before < time.Second {
			t.Errorf("chat %d gets two messages within %v", a.chat, a.at-before)
		}
		last[a.chat] = a.at
	}
	if slowest > 1100*time.Millisecond {
		t.Errorf("a reply waited %v", slowest)
	}
	t.Logf("%d messages in %v, slowest reply taken after %v", len(arrivals), c.Now().Sub(began), slowest)
}
