package bot

import (
	"encoding/json"
	"fmt"
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
	// File is what was sent (EventFile), of a picture (EventPhoto) its largest size; nil otherwise, and when the channel
	// says too little of it.
	File *File
	// Poll is the channel's id of the poll that was voted in (EventVote) or that changed (EventPoll).
	Poll string
	// Chosen are the options voted for, by their place in the poll, from 0 (EventVote). It is empty when the vote was taken
	// back.
	Chosen []int
	// Asked is what the channel holds of the poll (EventPoll): its Question and its Options, and nothing else.
	Asked *Quiz
	// Closed says that nobody can vote in the poll any more (EventPoll).
	Closed bool
	// Refused is the guard's reason when the text was not taken in; Text is empty then.
	Refused string
	At      time.Time
}

// File is a file that somebody sent, still at the channel.
type File struct {
	// ID is the channel's handle, by which the content is fetched.
	ID string
	// Name is "" for a picture, which the channel keeps without one.
	Name string
	// Type is the media type that the sender's telephone gave it; it proves nothing. The channel makes every picture
	// "image/jpeg".
	Type string
	// Size is in bytes, as the channel says; 0 when it does not.
	Size int64
}

// EventKind says what was done.
type EventKind string

// The kinds of event. EventVote is a person's vote in a poll of the bot, wherever the poll is; its Chat is the person's
// private one. EventPoll says that a poll of the bot changed, because somebody voted or because it was closed: it has
// neither a Chat nor a Person, comes in no order with the votes, and a reply to it names its chat. EventOther is everything
// the bot has no answer to and stays silent about (a member joined, a message was pinned).
const (
	EventText    EventKind = "text"
	EventTap     EventKind = "tap"
	EventPhoto   EventKind = "photo"
	EventVoice   EventKind = "voice"
	EventFile    EventKind = "file"
	EventSticker EventKind = "sticker"
	EventVote    EventKind = "vote"
	EventPoll    EventKind = "poll"
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
	// Message is the message to edit (Edit) or to delete (Delete), or the message of the poll to close (StopQuiz).
	Message int64 `json:"message,omitempty"`

	// SendFile: a file, with Text as its caption (at most 1,024 characters) and Buttons under it.
	File *Attachment `json:"file,omitempty"`

	// SendQuiz: a quiz, with Buttons under it.
	Quiz *Quiz `json:"quiz,omitempty"`

	// Keep is what a Send, SendQuiz or SendFile leaves behind; nil leaves nothing.
	Keep *Keep `json:"keep,omitempty"`

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
	// SendQuiz sends a Quiz that each person answers for themselves; it cannot be forwarded.
	SendQuiz ReplyKind = "quiz"
	// StopQuiz closes a quiz of the bot and takes its buttons away; one that is closed already, or gone, is no error.
	StopQuiz ReplyKind = "stop"
	// Rendered stands for a reply of another kind that is made at the moment of sending, so that it says what is so
	// then; when there is nothing to say any more, nothing is sent.
	Rendered ReplyKind = "rendered"
)

// Attachment is a file for an officer: Content of at most AttachmentLimit bytes, or one that the channel has.
type Attachment struct {
	Name    string `json:"name,omitempty"`
	Content []byte `json:"content,omitempty"`
	// Handle is the channel's own for a file that it has already (File.ID); then it is sent under the name that it has
	// there, and there is no Content.
	Handle string `json:"handle,omitempty"`
	// Picture is true for a PNG, or for a Handle that came as a picture, that is to be seen at once and not opened as a
	// file.
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

// Quiz is one question as the channel asks it. The limits are the channel's, in UTF-16 units.
type Quiz struct {
	// Question has 1 to 300 units, each of the 1 to 12 options 1 to 100.
	Question string   `json:"question"`
	Options  []string `json:"options"`
	// Right are the right options by their place, from 0, each once: one, or with Several one or more.
	Right []int `json:"right,omitempty"`
	// Several is true when more than one option may be chosen.
	Several bool `json:"several,omitempty"`
	// Explanation is shown to who has voted: at most 200 units and 2 line feeds; it may be empty.
	Explanation string `json:"explanation,omitempty"`
}

// Keep asks for a record of a message once the channel took it: a Carried in queue.TableCarried under ID, and of a quiz
// the same under CarriedPoll of its poll. The records are written in one step with the note that the message was sent,
// over whatever stood there. If the process dies between the sending and that step there is no record, and the message
// is sent again. Of a text that is cut into several messages the one with the buttons, the last, is kept.
type Keep struct {
	// ID is of 1 to 200 printable ASCII bytes that need no quoting, and begins not as CarriedPoll does.
	ID string `json:"id"`
	// Body is JSON in the words of whoever asked for the record; it may be empty.
	Body json.RawMessage `json:"body,omitempty"`
}

// Carried is the record of a message that the channel took.
type Carried struct {
	Chat    int64 `json:"chat"`
	Message int64 `json:"message"`
	// Poll is the channel's id of the poll, "" when the message is no quiz.
	Poll string          `json:"poll,omitempty"`
	Body json.RawMessage `json:"body,omitempty"`
}

// CarriedPoll is the id in queue.TableCarried of the record of the quiz with a poll.
func CarriedPoll(poll string) string { return "poll:" + poll }

// ReadCarried reads the value of a record of queue.TableCarried. An error means that it is none.
func ReadCarried(value json.RawMessage) (Carried, error) {
	var c Carried
	if err := json.Unmarshal(value, &c); err != nil {
		return Carried{}, fmt.Errorf("read what a message left behind: %w", err)
	}
	return c, nil
}
