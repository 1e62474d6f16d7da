package bot

import (
	"encoding/json"
	"time"

	"camnang/bot/queue"
)

// Event is one thing that a person did in a chat, in no channel's own words.
type Event struct {
	// ID is unique among events and the same when the event is delivered again; the ids of the replies
	// are made from it.
	ID     string
	Kind   EventKind
	Chat   int64
	Person Person
	// Private is false in a group.
	Private bool
	// Text is what was typed (EventText), as it came, or the caption of a file.
	Text string
	// Payload is what the tapped button carries (EventTap).
	Payload string
	// Tap is the channel's handle for acknowledging the tap.
	Tap string
	// Message is the number of the message that the event is about: the one typed, or the one whose
	// button was tapped.
	Message int64
	// Album names the album that a picture or file was sent in, the same for all of it; "" outside one.
	Album string
	// File is what was sent (EventFile); nil otherwise, and when the channel says too little of it.
	File *File
	// Refused is the guard's reason when the text was not taken in; Text is empty then.
	Refused string
	At      time.Time
}

// File is a file that somebody sent, still at the channel.
type File struct {
	// ID is the channel's handle, by which the content is fetched.
	ID   string
	Name string
	// Type is the media type that the sender's telephone gave it; it proves nothing.
	Type string
	// Size is in bytes, as the channel says; 0 when it does not.
	Size int64
}

// EventKind says what was done.
type EventKind string

// The kinds of event. EventOther is everything the bot has no answer to and stays silent about (a
// member joined, a message was pinned).
const (
	EventText    EventKind = "text"
	EventTap     EventKind = "tap"
	EventPhoto   EventKind = "photo"
	EventVoice   EventKind = "voice"
	EventFile    EventKind = "file"
	EventSticker EventKind = "sticker"
	EventOther   EventKind = "other"
)

// Person is who did it, as the channel names them.
type Person struct {
	ID   int64
	Name string
}

// Turn is all that an event leads to. It is carried out in one step, or not at all when the event is handled
// anew.
type Turn struct {
	Replies []Reply
	Notes   []queue.Note
	Changes []queue.Change
	Timers  []queue.Timer
	Cancels []string
}

// Reply is one thing for the channel to do. Exactly one of the groups below Kind is used.
type Reply struct {
	Kind ReplyKind `json:"kind"`
	// Chat is where, when not in the chat of the event: a private chat that a group's question is answered in,
	// an administrator who is told of something. It says nothing once the reply is in the outbox, and then is 0.
	Chat int64 `json:"-"`

	// Send and Edit: the text and the rows of buttons under it. An Edit replaces both.
	Text    []Span     `json:"text,omitempty"`
	Buttons [][]Button `json:"buttons,omitempty"`
	// Message is the message to edit (Edit) or to delete (Delete).
	Message int64 `json:"message,omitempty"`

	// SendFile: a file, with Text as its caption (at most 1,024 characters) and Buttons under it.
	File *Attachment `json:"file,omitempty"`

	// Acknowledge: the tap, and a note shown for a moment (at most 200 characters; may be empty).
	Tap  string `json:"tap,omitempty"`
	Note string `json:"note,omitempty"`

	// Rendered: what it is about, in the words of whoever makes the reply of another kind from it.
	Body json.RawMessage `json:"body,omitempty"`
}

// ReplyKind says what the channel is to do.
type ReplyKind string

// The kinds of reply.
const (
	Send        ReplyKind = "send"
	Edit        ReplyKind = "edit"
	Acknowledge ReplyKind = "acknowledge"
	// Delete takes back a message of the bot; one that is gone already is no error.
	Delete ReplyKind = "delete"
	// SendFile sends an Attachment.
	SendFile ReplyKind = "file"
	// Rendered stands for a reply of another kind that is made at the moment of sending, so that it says what is so
	// then; when there is nothing to say any more, nothing is sent.
	Rendered ReplyKind = "rendered"
)

// Attachment is a file for an officer, at most AttachmentLimit bytes.
type Attachment struct {
	Name    string `json:"name"`
	Content []byte `json:"content"`
	// Picture is true for a PNG that is to be seen at once and not opened as a file.
	Picture bool `json:"picture,omitempty"`
}

// AttachmentLimit keeps a file in the outbox within what the store takes in one step.
const AttachmentLimit = 8 << 20

// Span is a run of text in one style.
type Span struct {
	Text  string `json:"text"`
	Style Style  `json:"style,omitempty"`
}

// Style is how a span looks. The zero value is plain.
type Style string

// The styles that every channel can show or leave out without changing the meaning. Quote is a block
// quotation; Folded is one that a channel may show collapsed.
const (
	Bold   Style = "bold"
	Italic Style = "italic"
	Quote  Style = "quote"
	Folded Style = "folded"
)

// Button is tapped to send Payload back (at most 64 bytes), or to copy Copy (at most 256 characters).
type Button struct {
	Label   string `json:"label"`
	Payload string `json:"payload,omitempty"`
	Copy    string `json:"copy,omitempty"`
}
