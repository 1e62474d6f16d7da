package bot

import (
	"context"
	"fmt"
	"strings"

	"camnang/bot/feedback"
	"camnang/retrieval/answer"
)

// A command that was sent without its text waits for it: the state of a dialogue is the command's name.
// Once an event has ended the wait, the state is "NAME EVENT", so that the same event delivered again
// finds what it found the first time.

// waiting returns the name of the command that waits for a text in the chat, "" when none does.
func (c *Conversation) waiting(ctx context.Context, e Event) (string, error) {
	state, err := c.cfg.Memory.Dialogue(ctx, e.Chat)
	if err != nil {
		return "", fmt.Errorf("read what the chat waits for: %w", err)
	}
	name, endedBy, ended := strings.Cut(state, " ")
	if ended && endedBy != e.ID {
		return "", nil
	}
	return name, nil
}

// await lets a command wait for its text and asks for it.
func (c *Conversation) await(ctx context.Context, e Event, name, question string) ([]Reply, error) {
	if !e.Private {
		// In a group the next text may be anybody's.
		return sentences(say("text_behind_command", name)), nil
	}
	if err := c.cfg.Memory.SetDialogue(ctx, e.Chat, name, c.cfg.KeepDialogue); err != nil {
		return nil, fmt.Errorf("wait for the text of /%s: %w", name, err)
	}
	replies := sentences(question)
	replies[0].Buttons = [][]Button{{{Label: say("cancel"), Payload: payload{verb: runCommand, command: "huy"}.String()}}}
	return replies, nil
}

// ended notes that the event ended the wait, when there was one.
func (c *Conversation) ended(ctx context.Context, e Event) (waited bool, err error) {
	name, err := c.waiting(ctx, e)
	if err != nil || name == "" {
		return false, err
	}
	if err := c.cfg.Memory.SetDialogue(ctx, e.Chat, name+" "+e.ID, c.cfg.KeepDialogue); err != nil {
		return false, fmt.Errorf("end the wait of /%s: %w", name, err)
	}
	return true, nil
}

// awaited hands a text to the command that waited for it.
func (c *Conversation) awaited(ctx context.Context, e Event, name, text string) ([]Reply, error) {
	if name == "gopy" {
		return c.gopy(ctx, e, text)
	}
	return c.hoi(ctx, e, text)
}

func (c *Conversation) cancel(ctx context.Context, e Event, _ string) ([]Reply, error) {
	waited, err := c.ended(ctx, e)
	if err != nil {
		return nil, err
	}
	if !waited {
		return sentences(say("nothing_pending")), nil
	}
	return sentences(say("cancelled")), nil
}

func (c *Conversation) start(ctx context.Context, e Event, _ string) ([]Reply, error) {
	if _, err := c.ended(ctx, e); err != nil {
		return nil, err
	}
	replies := sentences(c.inChat(e, say("start")))
	for _, cmd := range c.Commands() {
		replies[0].Buttons = append(replies[0].Buttons, []Button{{
			Label: cmd.Description, Payload: payload{verb: runCommand, command: cmd.Name}.String(),
		}})
	}
	return replies, nil
}

func (c *Conversation) help(_ context.Context, e Event, _ string) ([]Reply, error) {
	return sentences(c.inChat(e, say("help", c.commandLines()))), nil
}

// gopy keeps a suggestion, or asks for one.
func (c *Conversation) gopy(ctx context.Context, e Event, text string) ([]Reply, error) {
	if text == "" {
		return c.await(ctx, e, "gopy", say("ask_for_suggestion"))
	}
	if why := answer.Unreadable(text); why != "" {
		return sentences(why), nil
	}
	err := c.cfg.Memory.Suggest(ctx, feedback.Suggestion{
		ID: e.ID, Person: e.Person.ID, Name: e.Person.Name, Text: text, At: e.At,
	})
	if err != nil {
		return nil, fmt.Errorf("keep a suggestion: %w", err)
	}
	if _, err := c.ended(ctx, e); err != nil {
		return nil, err
	}
	return sentences(say("suggestion_kept")), nil
}
