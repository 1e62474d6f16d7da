package simulator

import "time"

// Limits is how many messages are taken before Telegram's 429. In each field zero is the figure that
// Telegram publishes (Bots FAQ, "My bot is hitting limits") and a negative number means no limit. The
// figures hold in any window of that length, not only in those that begin on a full second; Telegram
// itself lets short bursts pass, and says not to rely on it.
type Limits struct {
	// PerSecond is over all chats: 30.
	PerSecond int
	// PerChat is within one chat and second: 1.
	PerChat int
	// PerGroup is within one group and minute: 20.
	PerGroup int
	// Slack shortens both windows, for a sender whose calls take unequal time to arrive.
	Slack time.Duration
}

// NoLimits takes messages at any pace.
func NoLimits() Limits { return Limits{PerSecond: -1, PerChat: -1, PerGroup: -1} }

// Send is one message that was taken from the bot.
type Send struct {
	Chat    int64
	Method  string
	Message int64
	At      time.Time
}

// Refusal is one call that was refused; Chat is 0 when the call named none.
type Refusal struct {
	Method      string
	Chat        int64
	Code        int
	Description string
	RetryAfter  int
	At          time.Time
}

type pace struct {
	limits Limits
	all    []time.Time
	chats  map[int64][]time.Time
}

func newPace(l Limits) pace {
	for _, f := range []struct {
		field     *int
		otherwise int
	}{{&l.PerSecond, 30}, {&l.PerChat, 1}, {&l.PerGroup, 20}} {
		if *f.field == 0 {
			*f.field = f.otherwise
		}
	}
	return pace{limits: l, chats: map[int64][]time.Time{}}
}

// take counts a message to the chat at now, or returns how long to wait and counts nothing.
func (p *pace) take(chat int64, group bool, now time.Time) (wait time.Duration) {
	second, minute := time.Second-p.limits.Slack, time.Minute-p.limits.Slack
	p.all = since(p.all, now.Add(-second))
	sent := since(p.chats[chat], now.Add(-minute))
	p.chats[chat] = sent
	wait = max(
		full(p.all, p.limits.PerSecond, second, now),
		full(since(sent, now.Add(-second)), p.limits.PerChat, second, now),
	)
	if group {
		wait = max(wait, full(sent, p.limits.PerGroup, minute, now))
	}
	if wait > 0 {
		return wait
	}
	p.all = append(p.all, now)
	p.chats[chat] = append(sent, now)
	return 0
}

// since returns the times after start; times are in order.
func since(times []time.Time, start time.Time) []time.Time {
	for len(times) > 0 && !times[0].After(start) {
		times = times[1:]
	}
	return times
}

// full returns how long it is until fewer than n of the times lie within the window; 0 when that is so.
func full(times []time.Time, n int, window time.Duration, now time.Time) time.Duration {
	if n < 0 || len(times) < n {
		return 0
	}
	return times[len(times)-n].Add(window).Sub(now)
}
