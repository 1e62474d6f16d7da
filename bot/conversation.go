// Package bot is the conversation: what is answered to what an officer types or taps. It decides which
// command a message gives, who is answered at all and may do what, what is remembered between two messages, and
// how an answer looks on a telephone. What the law says comes from packages answer and corpus, who is who from
// package officer; sending, order and repetition are the channel's. It knows no channel's types.
//
// A handler reads and decides; what follows is a Turn, which the channel has carried out in one step.
package bot

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"camnang/bot/journal"
	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/procedure"
	"camnang/corpus/viet"
	"camnang/retrieval/answer"
)

// Asker answers inquiries; *answer.Engine is one. The same inquiry of the same day to the same index has
// the same answer.
type Asker interface {
	Ask(ctx context.Context, in answer.Inquiry) answer.Answer
}

// Config is what a Conversation works with. Ask, Library, Memory, People, Records, Plans, Training, Workdays, Procedures, Journal
// and Eraser have no default.
type Config struct {
	Ask     Asker
	Library *corpus.Library
	Memory  Memory
	People  People
	Records Records
	// Plans are all plans, Training what the training rests on, Workdays the days off, Procedures how inspection work goes and its time limits.
	Plans      Plans
	Training   Training
	Workdays   Workdays
	Procedures *procedure.Set
	Journal    Journal
	Eraser     Eraser
	// Files fetches what was sent; Operations tells an administrator of the program itself.
	Files      Files
	Operations Operations
	// First are the accounts that are administrators by the settings, once they have agreed to what is kept.
	First map[int64]bool
	// Guard gives the reason why a text must not be taken in, "" when it may. nil takes everything.
	Guard func(text string) (reason string)
	// Now is the clock (nil: time.Now), Location the time zone that an officer's day is counted in (nil:
	// that of Viet Nam).
	Now      func() time.Time
	Location *time.Location
	// PublicURL is where the web server is reached from outside, "" for nowhere: then there is no calendar feed.
	PublicURL string
	// RetentionDays is how long the journal is kept, for officers to read before they agree; 0 is without limit.
	RetentionDays int
	// KeepAnswer is how long the buttons under an answer know what was asked (0: 30 days), KeepDialogue
	// how long a command waits for its text (0: 1 hour).
	KeepAnswer, KeepDialogue time.Duration
	// Random is what codes are made of (nil: crypto/rand).
	Random io.Reader
	// Log takes what an operator needs to know, never what somebody wrote. nil is slog.Default().
	Log *slog.Logger
}

// Conversation answers events. It is safe for concurrent use as long as the events of one chat come one
// at a time.
type Conversation struct {
	cfg     Config
	table   []command
	screens []screen
	waits   []wait
	// dues and renderings are those of the training.
	dues       []due
	renderings []rendering
	shelf      *shelf
	username   atomic.Value
	albums     albums
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
	if cfg.KeepAnswer == 0 {
		cfg.KeepAnswer = 30 * 24 * time.Hour
	}
	if cfg.KeepDialogue == 0 {
		cfg.KeepDialogue = time.Hour
	}
	if cfg.Random == nil {
		cfg.Random = rand.Reader
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	c := &Conversation{cfg: cfg, table: commandTable(), screens: screenTable(), waits: waitTable(), shelf: newShelf(cfg.Library)}
	c.dues, c.renderings = ofModules(func(m module) []due { return m.dues }), ofModules(func(m module) []rendering { return m.renderings })
	c.commands = writtenCommands(c.table)
	c.Named("")
	return c
}

// Named tells the conversation the bot's name in the channel, with or without @, once the channel has said
// it. In groups the bot answers only who names it, and before it has a name nobody.
func (c *Conversation) Named(username string) { c.username.Store(strings.TrimPrefix(username, "@")) }

// Handle answers an event. It may be called again with the same event, after the Turn met a conflict or the process
// died: it then decides on what is there by now, and leaves the same state when nothing has changed. No replies
// mean silence, which is only for EventOther, for EventPoll, for a stranger's vote and one that is held until its poll is known,
// for what follows the first of an album, and in a group for whoever does not name the bot; there a refused text, of which nothing is left to tell whom it named, is
// answered to those only who have joined. An error means that the store is away and the event is to be
// handed in again later; whatever else is wrong with an event is answered with a sentence. The replies to
// a tap acknowledge it exactly once.
func (c *Conversation) Handle(ctx context.Context, e Event) (Turn, error) {
	t, err := c.turn(ctx, e)
	if err != nil {
		return Turn{}, err
	}
	if !e.Private {
		c.nameCommands(t.Replies)
	}
	return c.swept(t), nil
}

// turn is the one way from an event to a handler: who it is, whether they are answered, what they mean. What they
// may is asked behind it, by command, screen or wait.
func (c *Conversation) turn(ctx context.Context, e Event) (Turn, error) {
	text, named := addressed(e.Text, c.name())
	switch {
	case e.Kind == EventOther:
		return Turn{}, nil
	case e.Kind == EventVote:
		return c.voted(ctx, e)
	case e.Kind == EventPoll:
		return c.pollChanged(ctx, e)
	case e.Kind != EventTap && !e.Private && !named && e.Refused == "":
		return Turn{}, nil
	}
	in, known, err := c.identified(ctx, e)
	if err != nil {
		return Turn{}, err
	}
	switch {
	case e.Kind == EventTap && !known:
		return c.strangerTapped(ctx, in)
	case e.Kind == EventTap:
		return c.tap(ctx, in)
	case !known && !e.Private && !named, c.albums.further(e):
		return Turn{}, nil
	case !known:
		return c.stranger(ctx, in, text)
	case e.Refused != "":
		return c.refuse(in, e.Refused), nil
	case e.Kind == EventFile:
		return c.file(ctx, in)
	case e.Kind == EventPhoto:
		return c.photo(ctx, in)
	}
	if key := unread[e.Kind]; key != "" {
		return sentence(say(key)), nil
	}
	if why := answer.Unreadable(text); why != "" {
		return sentence(why), nil
	}
	if reason := c.cfg.Guard(text); reason != "" {
		return c.refuse(in, reason), nil
	}
	return c.said(ctx, in, strings.TrimSpace(viet.NFC(text)))
}

// unread are the texts for what is not read.
var unread = map[EventKind]string{EventPhoto: "photo", EventVoice: "voice", EventSticker: "sticker"}

// said answers a text that may be taken in: a command, what was waited for, or an inquiry.
func (c *Conversation) said(ctx context.Context, in input, text string) (Turn, error) {
	waiting, err := c.waiting(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	s := parse(c.table, text)
	switch {
	case s.slash && s.command == nil:
		return sentence(c.inChat(in.Event, say("unknown_command", c.commandLines(in)))), nil
	case s.command == nil && waiting.name == "" && c.isRollCode(in, text):
		return c.rollCode(ctx, in, text)
	case s.command == nil && waiting.name == "" && looksLikeCode(text):
		return alreadyJoined(in), nil
	case s.command == nil && waiting.name == "":
		return c.run(ctx, in, c.command("hoi"), s.rest)
	case s.command == nil || waiting.name != "" && !s.leaves():
		// A text that was waited for may be made of the words of a command ("cán bộ"), or speak of one.
		return c.awaited(ctx, in, waiting, text)
	}
	return c.run(ctx, in, s.command, s.rest)
}

// leaves reports whether a text is meant as its command although something waits for an answer: a command written as one
// that opens it, the words for giving up, and a sentence that can be nothing else ("nhắc tôi mai họp").
func (s spoken) leaves() bool {
	switch {
	case s.inside:
		return false
	case s.slash || s.command.name == "huy":
		return true
	}
	return s.led && s.rest != "" && s.command.interrupts
}

// run gives a command with its text, when the actor may.
func (c *Conversation) run(ctx context.Context, in input, cmd *command, text string) (Turn, error) {
	return c.permitted(in, "/"+cmd.name, cmd.action, cmd.about, nil, func() (Turn, error) {
		// Who gives a command no longer answers what was asked before.
		if in.Private {
			if _, err := c.ended(ctx, in); err != nil {
				return Turn{}, err
			}
		}
		if cmd.shared {
			return cmd.handle(c, ctx, in, text)
		}
		if !in.Private && cmd.inGroup != nil {
			if handle := cmd.inGroup(text); handle != nil {
				return handle(c, ctx, in, text)
			}
		}
		return c.personally(in, func(in input) (Turn, error) { return cmd.handle(c, ctx, in, text) })
	})
}

// refusedBody is the journal's record of a text that was not taken in: nothing of it.
type refusedBody struct {
	Reason string `json:"reason"`
	Chat   int64  `json:"chat,omitempty"`
}

// refuse answers a text that must not be taken in.
func (c *Conversation) refuse(in input, reason string) Turn {
	c.cfg.Log.Info("a text was refused", "event", in.ID, "person", in.Person.ID, "reason", reason)
	return sentence(answer.Refusal(reason)).noting(in.note(journal.Refused, false, refusedBody{Reason: reason, Chat: in.groupChat()}))
}

// today is the officer's calendar day at a moment.
func (c *Conversation) today(at time.Time) calendar.AsOf {
	return calendar.AsOf{Day: calendar.On(at.In(c.cfg.Location))}
}
