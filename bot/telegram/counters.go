package telegram

import "sync/atomic"

// Counters say what happened since the process started. Each only grows. The zero value is ready, and
// one may be read while Run works.
type Counters struct {
	// Received counts updates stored, Refused those of them that the guard refused, SetAside those that
	// could not be decoded, PollFailures answers to getUpdates that were none.
	Received, Refused, SetAside, PollFailures atomic.Int64
	// Handled counts updates settled, Failed tries that ended in an error, Panicked those of them that
	// ended in a panic, GivenUp updates that went to the dead letters after the last try.
	Handled, Failed, Panicked, GivenUp atomic.Int64
	// Sent counts messages Telegram took, Throttled its 429s, Postponed sends that failed for now,
	// Unreached those to chats that are closed to the bot, Dropped those refused for good.
	Sent, Throttled, Postponed, Unreached, Migrated, Dropped atomic.Int64
	// LeasesLost counts items that passed to another owner before this one settled them.
	LeasesLost atomic.Int64
}
