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
	if slowest > 400*time.Millisecond {
		t.Errorf("a reply waited %v", slowest)
	}
	t.Logf("%d messages in %v, slowest reply taken after %v", len(arrivals), c.Now().Sub(began), slowest)
}

// flown is a send as the store saw it: taken and settled.
type flown struct{ taken, settled time.Duration }

// fly sends n messages to as many chats with so many senders, each send taking what takes says of it, on a clock
// that is moved, and returns the sends in the order they were taken.
func fly(t *testing.T, s *Store, c *clock, n, senders int, takes func(int) time.Duration) []flown {
	t.Helper()
	type flight struct {
		queue.Sending
		i int
	}
	var (
		inFlight []flight
		all      []flown
		began    = c.Now()
		settled  int
	)
	for from := 0; from < n; from += 500 {
		var some []queue.Message
		for i := from; i < min(n, from+500); i++ {
			some = append(some, message(fmt.Sprint("broadcast ", began.UnixMilli(), " ", i), int64(1+i), queue.Broadcast))
		}
		send(t, s, some...)
	}
	for settled < n {
		now := c.Now().Sub(began)
		soonest := now + time.Second
		inFlight = slices.DeleteFunc(inFlight, func(f flight) bool {
			if all[f.i].settled > now {
				soonest = min(soonest, all[f.i].settled)
				return false
			}
			sent(t, s, f.Sending)
			settled++
			return true
		})
		for len(inFlight) < senders && len(all) < n {
			m, ok, wait, err := s.Outbox().Take(t.Context(), "w", time.Minute)
			must(t, err)
			if !ok {
				soonest = min(soonest, now+max(wait, time.Millisecond))
				break
			}
			inFlight = append(inFlight, flight{m, len(all)})
			all = append(all, flown{now, now + takes(len(all))})
			soonest = min(soonest, all[len(all)-1].settled)
		}
		c.Add(max(soonest-now, time.Millisecond))
	}
	return all
}

// most returns how many of the sends Telegram can have received within one second, when each was received
// out or more after it was taken and back or more before it was settled. The worst case for a send as the last
// of them: it came as early, and those before as late, as they could.
func most(all []flown, out, back time.Duration) int {
	most := 0
	for i, last := range all {
		n := 1
		for _, f := range all[:i] {
			if f.settled-back > last.taken+out-time.Second {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// A second that counts from the settling wastes the time that a send takes: 4 senders of 100 ms come to 27 a
// second, and no rule comes to more that must hold wherever between Take and settling Telegram receives each
// send: 30 sends that were received when they were settled, and one that was received as it was taken, are 1.1 s
// from first Take to last. What is certain is that no send is received sooner, nor answered sooner, than the
// quickest: by that, less a guard, the second is shortened.
func TestABroadcastUsesTheLimitOfTheWholeBot(t *testing.T) {
	// The first sends show how long the way is, and find a second that nothing was sent in; the rest are twelve
	// seconds full.
	const n, first, guard = 490, 130, 20 * time.Millisecond
	for _, row := range []struct {
		rule        string
		least, most time.Duration
		used        float64
	}{
		{"sends of 3 ms", 3 * time.Millisecond, 3 * time.Millisecond, 0.99},
		{"sends of 25 ms", 25 * time.Millisecond, 25 * time.Millisecond, 0.97},
		{"sends of 100 ms", 100 * time.Millisecond, 100 * time.Millisecond, 0.97},
		{"sends of 60 to 140 ms", 60 * time.Millisecond, 140 * time.Millisecond, 0.93},
	} {
		t.Run(row.rule, func(t *testing.T) {
			c := newClock()
			s := open(t, Options{Dir: t.TempDir(), Now: c.Now})
			all := fly(t, s, c, n, 4, func(i int) time.Duration {
				return row.least + time.Duration(i)*37*time.Millisecond%(row.most-row.least+time.Millisecond)
			})
			// What certainly is on the way, there and back, however it is split.
			certain := max(0, row.least-guard)
			for _, share := range []float64{0, 0.25, 0.5, 0.75, 1} {
				out := time.Duration(share * float64(certain))
				if got := most(all, out, certain-out); got > 30 {
					t.Errorf("%d messages may arrive within a second when the way there takes %v or more of %v", got, out, certain)
				}
			}
			used := (n - first) / 30.0 / (all[n-1].taken - all[first-1].taken).Seconds()
			if used < row.used {
				t.Errorf("%.1f %% of 30 a second are used, want %.0f %%", 100*used, 100*row.used)
			}
			t.Logf("%.1f %% of 30 a second are used", 100*used)
		})
	}
}

// Until enough sends have shown how long the way is, and when some are quick, nothing is taken for certain.
func TestTheLimitHoldsWhateverIsKnownOfTheWay(t *testing.T) {
	c := newClock()
	s := open(t, Options{Dir: t.TempDir(), Now: c.Now})
	slow := func(int) time.Duration { return 150 * time.Millisecond }
	if got := most(fly(t, s, c, 100, 8, slow), 0, 0); got > 30 {
		t.Errorf("of the first sends %d may arrive within a second", got)
	}
	fly(t, s, c, 200, 8, slow)
	// The way turns quick. What was taken before the first quick send is settled is all that can go wrong.
	c.Add(2 * time.Second)
	fly(t, s, c, 10, 8, func(int) time.Duration { return 5 * time.Millisecond })
	c.Add(2 * time.Second)
	if got := most(fly(t, s, c, 300, 8, func(i int) time.Duration { return time.Duration(5+i*37%141) * time.Millisecond }), 0, 0); got > 30 {
		t.Errorf("after a quick send %d may arrive within a second", got)
	}
	// A slow hour later the quickest is not forgotten.
	c.Add(time.Hour)
	if got := most(fly(t, s, c, 300, 8, slow), 0, 0); got > 30 {
		t.Errorf("in a slow hour %d may arrive within a second", got)
	}
	// After days of slow sends it is.
	for range 3 {
		c.Add(25 * time.Hour)
		fly(t, s, c, 150, 8, slow)
	}
	all := fly(t, s, c, 300, 8, slow)
	if rate := 300 / all[299].settled.Seconds(); rate < 0.97*30 {
		t.Errorf("a way that has been slow for days is used at %.1f a second", rate)
	}
}

// What is in hand may arrive at any moment, so it counts however long it takes; that of a sender who died
// counts until its lease is over.
func TestWhatIsInHandCountsAgainstTheLimit(t *testing.T) {
	c := newClock()
	s := open(t, Options{Dir: t.TempDir(), Now: c.Now})
	for i := range int64(40) {
		send(t, s, message(fmt.Sprint(i), 1+i, 0))
	}
	var held []queue.Sending
	for i := range 30 {
		held = append(held, take(t, s, fmt.Sprint(i)))
	}
	c.Add(5 * time.Second)
	_, ok, wait, err := s.Outbox().Take(t.Context(), "w", time.Minute)
	if ok || err != nil || wait <= 0 || wait > 1001*time.Millisecond {
		t.Fatalf("with 30 in hand: %v, wait %v, %v", ok, wait, err)
	}
	sent(t, s, held[0])
	take(t, s, "")
	c.Add(1001 * time.Millisecond)
	take(t, s, "30")
	take(t, s, "")
	c.Add(time.Minute)
	take(t, s, "1")
}

func TestThePaceIsWhatWasSentInTheLastSecond(t *testing.T) {
	each(t, func(t *testing.T, s *Store, pass func(time.Duration)) {
		pace := func() int {
			d, err := s.Depths(t.Context())
			must(t, err)
			return d.Pace
		}
		if n := pace(); n != 0 {
			t.Errorf("nothing was sent: %d", n)
		}
		for n := range 3 {
			send(t, s, message(fmt.Sprint("a", n), int64(n+1), queue.Reminder))
			must(t, s.Outbox().Sent(t.Context(), take(t, s, fmt.Sprint("a", n)), int64(n)))
		}
		if n := pace(); n < 1 || n > 3 {
			t.Errorf("three were sent just now: %d", n)
		}
		pass(1100 * time.Millisecond)
		if n := pace(); n != 0 {
			t.Errorf("nothing was sent for a second: %d", n)
		}
	})
}
