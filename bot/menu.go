package bot

import (
	"context"
	"fmt"
	"strings"

	"camnang/bot/officer"
)

// Commands returns the lines of the menu, in order: what everybody who has joined may use most.
func (c *Conversation) Commands() []Command {
	var out []Command
	for _, cmd := range c.table {
		if cmd.menu {
			out = append(out, Command{Name: cmd.name, Description: cmd.description})
		}
	}
	return out
}

// commandsFor returns the commands that the actor may give, in the order of the table.
func (c *Conversation) commandsFor(in input) []Command {
	var out []Command
	for _, cmd := range c.table {
		if cmd.name != "start" && c.mayOpen(in, cmd.action, cmd.about, nil) {
			out = append(out, Command{Name: cmd.name, Description: cmd.description})
		}
	}
	return out
}

// command returns the row of the table with the name, nil when there is none.
func (c *Conversation) command(name string) *command {
	for i := range c.table {
		if c.table[i].name == name {
			return &c.table[i]
		}
	}
	return nil
}

func (c *Conversation) commandLines(in input) string {
	var lines []string
	for _, cmd := range c.commandsFor(in) {
		lines = append(lines, fmt.Sprintf("/%s – %s", cmd.Name, cmd.Description))
	}
	return strings.Join(lines, "\n")
}

// menuButtons are the commands of the menu as buttons, one large one a row.
func (c *Conversation) menuButtons() [][]Button {
	var rows [][]Button
	for _, cmd := range c.Commands() {
		rows = append(rows, []Button{runs(cmd.Description, cmd.Name)})
	}
	return rows
}

// start greets. With a code behind it somebody who has joined already follows an invitation.
func (c *Conversation) start(ctx context.Context, in input, text string) (Turn, error) {
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	if _, isCode := officer.ReadCode(text); isCode {
		return alreadyJoined(in), nil
	}
	return message([]Span{plain(c.inChat(in.Event, say("start")))}, c.menuButtons()), nil
}

func (c *Conversation) help(_ context.Context, in input, _ string) (Turn, error) {
	return sentence(c.inChat(in.Event, say("help", c.commandLines(in)))), nil
}
