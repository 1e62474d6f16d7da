package bot

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"camnang/bot/feedback"
	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/retrieval/answer"
)

// A wait is a question that was put to somebody and whose answer, a text or a file, is the next thing they send
// in their private chat. To add one, give it a row in waitTable (a name of a-z and 0-9 that no other wait has; the
// action and its object as for a screen) and put the question with c.await(ctx, in, name, question, args…). handle
// gets the arguments back with what was sent; the right is checked again before. It ends the wait with c.ended,
// puts the next question with c.await, or leaves the wait as it is when the answer was of no use.
type wait struct {
	name   string
	action officer.Action
	about  objectOf
	// files says whether it takes a file (then in.File is set and text is its caption) besides a text.
	files fileUse
	// handle gets the text as it came, without blanks at its ends.
	handle func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error)
}

// fileUse says when a wait is given files.
type fileUse int

const (
	// textOnly: never. fileAwaited: when it waits. fileAnytime: also when nothing waits, with no arguments, from
	// somebody who may.
	textOnly fileUse = iota
	fileAwaited
	fileAnytime
)

func waitTable() []wait {
	return slices.Concat([]wait{
		{name: "hoi", action: officer.UseAssistant, about: aboutNothing, handle: behind((*Conversation).hoi)},
		{name: "gopy", action: officer.UseAssistant, about: aboutNothing, handle: behind((*Conversation).gopy)},
	}, peopleWaits(), unitWaits(), classWaits(), importWaits(), remindWaits(), stepWaits(), timeWaits(), eventWaits(), planWaits(),
		makeWaits(), procedureWaits(), reportWaits(), deadlineWaits(), daysOffWaits(), reminderWaits(), planImportWaits(),
		ofModules(func(m module) []wait { return m.waits }))
}

// behind is the wait of a command that was sent without its text: the answer is the text.
func behind(cmd commandHandler) func(*Conversation, context.Context, input, []string, string) (Turn, error) {
	return func(c *Conversation, ctx context.Context, in input, _ []string, text string) (Turn, error) {
		return cmd(c, ctx, in, text)
	}
}

// The state of a dialogue is "WAIT", or, since it may have to be decided again, "BEFORE EVENT NOW": the wait as the
// event found it, the event that changed it, the wait since ("" is none). So the same event handled again finds what
// it found the first time. A wait is its name and its arguments, each escaped, with colons between.

// standing is the wait of the chat as the event finds it; the zero value when nothing waits.
type standing struct {
	name string
	args []string
}

func (s standing) String() string {
	parts := []string{s.name}
	for _, a := range s.args {
		parts = append(parts, url.QueryEscape(a))
	}
	return strings.Join(parts, ":")
}

func readStanding(text string) standing {
	parts := strings.Split(text, ":")
	s := standing{name: parts[0]}
	for _, p := range parts[1:] {
		// What cannot be unescaped was not written by String; it stays as it is and names nothing.
		if a, err := url.QueryUnescape(p); err == nil {
			p = a
		}
		s.args = append(s.args, p)
	}
	return s
}

// waiting returns what waits for an answer in the chat.
func (c *Conversation) waiting(ctx context.Context, in input) (standing, error) {
	state, err := c.cfg.Memory.Dialogue(ctx, in.Chat)
	if err != nil {
		return standing{}, fmt.Errorf("read what the chat waits for: %w", err)
	}
	parts := strings.SplitN(state, " ", 3)
	switch {
	case len(parts) == 1 || parts[1] == in.ID:
		return readStanding(parts[0]), nil
	case len(parts) == 3:
		return readStanding(parts[2]), nil
	}
	return standing{}, nil
}

// setWait notes what waits once the event is over.
func (c *Conversation) setWait(ctx context.Context, in input, now standing) (before standing, err error) {
	before, err = c.waiting(ctx, in)
	if err != nil || before.name == "" && now.name == "" {
		return before, err
	}
	state := before.String() + " " + in.ID + " " + now.String()
	if err := c.cfg.Memory.SetDialogue(ctx, in.Chat, state, c.cfg.KeepDialogue); err != nil {
		return standing{}, fmt.Errorf("keep what the chat waits for: %w", err)
	}
	return before, nil
}

// await puts a question and gives its answer to the wait with the name, which gets the arguments back. In a group it
// asks to write behind the command or to come to the private chat, because the next text may be anybody's.
func (c *Conversation) await(ctx context.Context, in input, name, question string, args ...string) (Turn, error) {
	if !in.Private {
		if c.command(name) != nil {
			return sentence(say("text_behind_command", name)), nil
		}
		return sentence(say("come_to_private")), nil
	}
	if _, err := c.setWait(ctx, in, standing{name: name, args: args}); err != nil {
		return Turn{}, err
	}
	return message([]Span{plain(question)}, [][]Button{{runs(say("cancel"), "huy")}}), nil
}

// ended notes that the event ended the wait, when there was one.
func (c *Conversation) ended(ctx context.Context, in input) (waited bool, err error) {
	before, err := c.setWait(ctx, in, standing{})
	return before.name != "", err
}

// awaited hands what was sent to the wait, when the actor still may do what it is about. A question that its officer may no
// longer answer, or about what is there no more, is put to nobody: the wait ends with the denial.
func (c *Conversation) awaited(ctx context.Context, in input, s standing, text string) (Turn, error) {
	for i := range c.waits {
		if w := &c.waits[i]; w.name == s.name {
			if !c.mayOpen(in, w.action, w.about, s.args) {
				if _, err := c.ended(ctx, in); err != nil {
					return Turn{}, err
				}
			}
			return c.permitted(in, "wait "+w.name, w.action, w.about, s.args, func() (Turn, error) {
				return w.handle(c, ctx, in, s.args, text)
			})
		}
	}
	// A wait of another release is none.
	return c.run(ctx, in, c.command("hoi"), text)
}

// file hands a file to the wait that takes it, and says that files are not taken where there is none.
func (c *Conversation) file(ctx context.Context, in input) (Turn, error) {
	if !in.Private || in.File == nil {
		return sentence(say("file")), nil
	}
	if reason := c.cfg.Guard(in.Text); reason != "" {
		return c.refuse(in, reason), nil
	}
	s, err := c.waiting(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	for _, w := range c.waits {
		if w.name == s.name && w.files != textOnly {
			return c.awaited(ctx, in, s, in.Text)
		}
	}
	for _, w := range c.waits {
		if w.files == fileAnytime && c.mayOpen(in, w.action, w.about, nil) {
			return c.awaited(ctx, in, standing{name: w.name}, in.Text)
		}
	}
	return sentence(say("file")), nil
}

func (c *Conversation) cancel(ctx context.Context, in input, _ string) (Turn, error) {
	waited, err := c.ended(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	if !waited {
		return sentence(say("nothing_pending")), nil
	}
	return sentence(say("cancelled")), nil
}

// suggestedBody is the journal's record of a suggestion.
type suggestedBody struct {
	Text string `json:"text"`
}

// gopy keeps a suggestion, or asks for one.
func (c *Conversation) gopy(ctx context.Context, in input, text string) (Turn, error) {
	if text == "" {
		return c.await(ctx, in, "gopy", say("ask_for_suggestion"))
	}
	if why := answer.Unreadable(text); why != "" {
		return sentence(why), nil
	}
	err := c.cfg.Memory.Suggest(ctx, feedback.Suggestion{
		ID: in.ID, Person: in.Person.ID, Name: in.Actor.Officer.Name, Text: text, At: in.At,
	})
	if err != nil {
		return Turn{}, fmt.Errorf("keep a suggestion: %w", err)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	return sentence(say("suggestion_kept")).noting(in.note(journal.Suggested, true, suggestedBody{Text: text})), nil
}
