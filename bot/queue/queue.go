// Package queue names what is kept in the durable queues: the inbox of updates, the outbox of messages, the
// timers, and what the handling of an item leads to (Settlement). It decides nothing about storage (bot/store
// keeps the queues) and nothing about Telegram (bot/telegram fills the inbox and empties the outbox).
//
// All queues have one shape: an item is put once under an id, claimed by an owner for the length of a
// lease, and settled by that owner. An item whose lease ran out is claimed again by whoever asks; an
// owner who comes back too late is told ErrNotOwner. So an item is never lost once put, and is worked on
// twice only when an owner died, or outlived its lease, before settling.
package queue

import (
	"encoding/json"
	"errors"
	"time"
)

// ErrNotOwner says that the claim being settled has passed to another owner or was settled before.
// The caller drops what it was doing: somebody else answers for the item.
var ErrNotOwner = errors.New("the claim has passed to another owner")

// Update is one thing that came in from the channel, kept as it came until it was handled.
type Update struct {
	// ID is the channel's number of the update; a second Put of the same ID changes nothing.
	ID int64 `json:"id"`
	// Chat is where it happened. Updates of one chat are handled one at a time, in the order of ID.
	Chat int64 `json:"chat"`
	// Person is who caused it; 0 when the channel does not say.
	Person int64 `json:"person,omitempty"`
	// Raw is the update as received. It is empty when the guard refused the text: then only the ids and
	// Refused are kept (promise P9).
	Raw json.RawMessage `json:"raw,omitempty"`
	// Refused is the guard's reason, empty for an update that was taken in.
	Refused string `json:"refused,omitempty"`
	// Message is the channel's number of the refused message, so that the reply can point at it.
	Message int64 `json:"message,omitempty"`
	// Received is when it was put, by the store's clock.
	Received time.Time `json:"received"`
}

// Claim is an Update in the hands of one owner until Until.
type Claim struct {
	Update Update
	Owner  string
	// Token fences the claim: a later claim of the same update has another one.
	Token int64
	// Attempt counts the claims of this update, this one included, from 1.
	Attempt int
	Until   time.Time
}

// Priority orders the outbox. A lower number is sent first.
type Priority int

// The priorities. A reply never waits behind a broadcast (promise P7).
const (
	Conversation Priority = iota
	Reminder
	Broadcast
)

// Message is one thing to send, edit or acknowledge. Body says what in the words of package bot; the
// channel renders it at the moment of sending.
type Message struct {
	// ID is made by the sender from what the message is about (the update it answers, the occurrence it
	// reminds of), so that putting it again is recognised and changes nothing.
	ID       string   `json:"id"`
	Chat     int64    `json:"chat"`
	Priority Priority `json:"priority"`
	// Group marks a chat with the group limit (20 a minute) on top of the one a second.
	Group bool `json:"group,omitempty"`
	// Free marks what the channel does not count against the limits of a chat (the acknowledgement of a
	// tapped button). It still counts against the limit of the whole bot.
	Free bool            `json:"free,omitempty"`
	Body json.RawMessage `json:"body"`
	// Created is when it was put, by the store's clock.
	Created time.Time `json:"created"`
}

// Sending is a Message in the hands of one owner until Until.
type Sending struct {
	Message Message
	Owner   string
	Token   int64
	Attempt int
	Until   time.Time
}

// Dead is an item that was set aside: tried too often, undecodable, or refused by the channel for good.
type Dead struct {
	// Queue is "inbox", "outbox" or "timers".
	Queue string          `json:"queue"`
	ID    string          `json:"id"`
	Chat  int64           `json:"chat"`
	Why   string          `json:"why"`
	At    time.Time       `json:"at"`
	Item  json.RawMessage `json:"item,omitempty"`
	// Key tells the letter apart from all others, in 16 letters of a-f 0-9, so that it can be put back; "" for
	// what no queue can take, because it could not be decoded.
	Key string `json:"key,omitempty"`
}

// Depths says how full the queues are.
type Depths struct {
	Inbox, Outbox, Dead int
	// Timers counts those set, due or not.
	Timers int
	// InboxLag and OutboxLag are the ages of the oldest item that nobody has settled, TimerLag how long the
	// timer due first is overdue; 0 when there is none.
	InboxLag, OutboxLag, TimerLag time.Duration
	// Pace is how many messages were sent within the last second.
	Pace int
}
