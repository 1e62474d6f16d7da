// Package bot is the conversation: what is answered to what an officer types or taps. It decides which
// command a message gives, who is answered at all, what is remembered between two messages, and how an
// answer looks on a telephone. What the law says comes from packages answer and corpus; sending, order
// and repetition are the channel's. It knows no channel's types.
package bot

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/viet"
	"camnang/retrieval/answer"
)

// Asker answers inquiries; *answer.Engine is one. The same inquiry of the same day to the same index has
// the same answer.
type Asker interface {
	Ask(ctx context.Context, in answer.Inquiry) answer.Answer
}

// Config is what a Conversation works with. Ask, Library and Memory have no default.
type Config struct {
	Ask     Asker
	Library *corpus.Library
	Memory  Memory
	// Guard gives the reason why a text must not be taken in, "" when it may. nil takes everything.
	Guard func(text string) (reason string)
	// Now is the clock (nil: time.Now), Location the time zone that an officer's day is counted in (nil:
	// that of Viet Nam).
	Now      func() time.Time
	Location *time.Location
	// Allowed says who is answered; everybody else gets one sentence and nothing else. nil allows nobody.
	Allowed func(person int64) bool
	// KeepAnswer is how long the buttons under an answer know what was asked (0: 30 days), KeepDialogue
	// how long a command waits for its text (0: 1 hour).
	KeepAnswer, KeepDialogue time.Duration
	// Log takes what an operator needs to know, never what somebody wrote. nil is slog.Default().
	Log *slog.Logger
}

// Conversation answers events. It is safe for concurrent use as long as the events of one chat come one
// at a time.
type Conversation struct {
	cfg      Config
	table    []command
	shelf    *shelf
	username atomic.Value
	albums   albums
	// commands finds the commands in a text of the bot.
	commands *regexp.Regexp
}

// New makes a conversation.
func New(cfg Config) *Conversation {
	if cfg.Guard == nil {
		cfg.Guard = func(string) string { return "" }
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Location == nil {
		cfg.Location = time.FixedZone("+07", 7*60*60)
	}
	if cfg.Allowed == nil {
		cfg.Allowed = func(int64) bool { return false }
	}
	if cfg.KeepAnswer == 0 {
		cfg.KeepAnswer = 30 * 24 * time.Hour
	}
	if cfg.KeepDialogue == 0 {
		cfg.KeepDialogue = time.Hour
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	c := &Conversation{cfg: cfg, table: commandTable(), shelf: newShelf(cfg.Library)}
	c.commands = writtenCommands(c.table)
	c.Named("")
	return c
}

// Named tells the conversation the bot's name in the channel, with or without @, once the channel has said
// it. In groups the bot answers only who names it, and before it has a name nobody.
func (c *Conversation) Named(username string) { c.username.Store(strings.TrimPrefix(username, "@")) }

// Commands returns the lines of the menu, in order.
func (c *Conversation) Commands() []Command {
	var out []Command
	for _, cmd := range c.table {
		if cmd.menu {
			out = append(out, Command{Name: cmd.name, Description: cmd.description})
		}
	}
	return out
}

// Handle answers an event. The same event again leads to the same state and the same replies. No replies
// means silence, which is only for EventOther, for what follows the first of an album, and in a group for
// whoever does not name the bot; there a refused text, of which nothing is left to tell whom it named, is
// answered to those only who are allowed. An error means that the store is away and the event is to be
// handed in again later; whatever else is wrong with an event is answered with a sentence. The replies to
// a tap acknowledge it exactly once.
func (c *Conversation) Handle(ctx context.Context, e Event) ([]Reply, error) {
	replies, err := c.reply(ctx, e)
	if !e.Private {
		c.nameCommands(replies)
	}
	return replies, err
}

func (c *Conversation) reply(ctx context.Context, e Event) ([]Reply, error) {
	if e.Kind == EventTap {
		return c.tap(ctx, e)
	}
	sentence := map[EventKind]string{EventPhoto: "photo", EventVoice: "voice", EventFile: "file", EventSticker: "sticker"}[e.Kind]
	if sentence == "" && e.Kind != EventText {
		return nil, nil
	}
	text, named := addressed(e.Text, c.name())
	allowed := c.cfg.Allowed(e.Person.ID)
	if !e.Private && !named && (e.Refused == "" || !allowed) || c.albums.further(e) {
		return nil, nil
	}
	switch {
	case !allowed:
		return c.stranger(e)
	case e.Refused != "":
		return c.refuse(e, e.Refused), nil
	case sentence != "":
		return sentences(say(sentence)), nil
	}
	if why := answer.Unreadable(text); why != "" {
		return sentences(why), nil
	}
	if reason := c.cfg.Guard(text); reason != "" {
		return c.refuse(e, reason), nil
	}
	return c.said(ctx, e, strings.TrimSpace(viet.NFC(text)))
}

// said answers a text that may be taken in: a command, what a command waited for, or an inquiry.
func (c *Conversation) said(ctx context.Context, e Event, text string) ([]Reply, error) {
	waiting, err := c.waiting(ctx, e)
	if err != nil {
		return nil, err
	}
	s := parse(c.table, text)
	switch {
	case s.slash && s.command == nil:
		return sentences(c.inChat(e, say("unknown_command", c.commandLines()))), nil
	case s.command == nil && waiting == "":
		return c.ask(ctx, e, s.rest)
	case s.command == nil || waiting != "" && (s.inside || !s.slash && s.rest != ""):
		// A text that was waited for may speak of commands; only one that opens it is meant.
		return c.awaited(ctx, e, waiting, text)
	}
	return s.command.handle(c, ctx, e, s.rest)
}

func (c *Conversation) stranger(e Event) ([]Reply, error) {
	c.cfg.Log.Info("a stranger was turned away", "event", e.ID, "person", e.Person.ID)
	return sentences(say("stranger")), nil
}

// refuse answers a text that must not be taken in.
func (c *Conversation) refuse(e Event, reason string) []Reply {
	c.cfg.Log.Info("a text was refused", "event", e.ID, "person", e.Person.ID, "reason", reason)
	return sentences(answer.Refusal(reason))
}

// today is the officer's calendar day at a moment.
func (c *Conversation) today(at time.Time) calendar.AsOf {
	return calendar.AsOf{Day: calendar.On(at.In(c.cfg.Location))}
}

func sentences(text string) []Reply {
	return []Reply{{Kind: Send, Text: []Span{{Text: text}}}}
}

func (c *Conversation) commandLines() string {
	var lines []string
	for _, cmd := range c.table {
		if cmd.name != "start" {
			lines = append(lines, fmt.Sprintf("/%s – %s", cmd.name, cmd.description))
		}
	}
	return strings.Join(lines, "\n")
}
