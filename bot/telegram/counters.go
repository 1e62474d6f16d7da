package telegram

import (
	"sync"
	"sync/atomic"

	"camnang/bot"
)

// Counters say what happened since the process started. Each but Polling only grows. The zero value is ready, and
// one may be read while Run works.
type Counters struct {
	// Received counts updates stored, Refused those of them that the guard refused, SetAside those that
	// could not be decoded, PollFailures answers to getUpdates that were none, WrongSecrets calls of the webhook
	// that did not know its secret.
	Received, Refused, SetAside, PollFailures, WrongSecrets atomic.Int64
	// Handled counts updates settled, Failed tries that ended in an error, Panicked those of them that
	// ended in a panic, GivenUp updates that went to the dead letters after the last try, Conflicts decisions made
	// again because a record had changed, HandedBack updates that a stop left to another process.
	Handled, Failed, Panicked, GivenUp, Conflicts, HandedBack atomic.Int64
	// Sent counts messages Telegram took, Throttled its 429s, Postponed sends that failed for now,
	// Unreached those to chats that are closed to the bot, Dropped those refused for good. Withheld counts messages
	// that were not sent because there was nothing to say any more.
	Sent, Throttled, Postponed, Unreached, Migrated, Dropped, Withheld atomic.Int64
	// LeasesLost counts items that passed to another owner before this one settled them. Unsure counts items that
	// the store did not know any more when they were settled again after an answer of it had been lost: most
	// likely the first try had its effect.
	LeasesLost, Unsure atomic.Int64
	// Polling is 1 while this process polls and 0 while it does not; PollsLost counts how often it lost the lease
	// to poll other than by stopping.
	Polling, PollsLost atomic.Int64

	mu    sync.Mutex
	kinds map[bot.EventKind]int64
}

// handled counts one update as settled.
func (c *Counters) handled(kind bot.EventKind) {
	c.Handled.Add(1)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kinds == nil {
		c.kinds = map[bot.EventKind]int64{}
	}
	c.kinds[kind]++
}

// Snapshot is what the Counters said at about one moment; each number by the name of its counter.
type Snapshot struct {
	Received, Refused, SetAside, PollFailures, WrongSecrets   int64
	Handled, Failed, Panicked, GivenUp, Conflicts, HandedBack int64
	LeasesLost, Unsure, PollsLost                             int64
	// Kinds divides Handled by the kind of event.
	Kinds map[string]int64
	// Sends counts the tries to send, by result: sent, throttled, postponed, unreachable, migrated, dropped,
	// withheld. Every result is there, also with 0.
	Sends map[string]int64
	// Polling says whether this process polls.
	Polling bool
}

// Snapshot reads all counters. What it gives is the caller's own.
func (c *Counters) Snapshot() Snapshot {
	s := Snapshot{
		Received: c.Received.Load(), Refused: c.Refused.Load(), SetAside: c.SetAside.Load(),
		PollFailures: c.PollFailures.Load(), WrongSecrets: c.WrongSecrets.Load(),
		Handled: c.Handled.Load(), Failed: c.Failed.Load(), Panicked: c.Panicked.Load(), GivenUp: c.GivenUp.Load(),
		Conflicts: c.Conflicts.Load(), HandedBack: c.HandedBack.Load(),
		LeasesLost: c.LeasesLost.Load(), Unsure: c.Unsure.Load(), PollsLost: c.PollsLost.Load(),
		Kinds: map[string]int64{},
		Sends: map[string]int64{
			"sent": c.Sent.Load(), "throttled": c.Throttled.Load(), "postponed": c.Postponed.Load(),
			"unreachable": c.Unreached.Load(), "migrated": c.Migrated.Load(), "dropped": c.Dropped.Load(),
			"withheld": c.Withheld.Load(),
		},
		Polling: c.Polling.Load() != 0,
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for kind, n := range c.kinds {
		s.Kinds[string(kind)] = n
	}
	return s
}
