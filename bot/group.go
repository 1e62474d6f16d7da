package bot

import (
	"regexp"
	"strings"
)

// name is the bot's name in the channel, without @; "" before the channel has said it.
func (c *Conversation) name() string { return c.username.Load().(string) }

// inChat adds to a guide how the bot is spoken to in a group; in a private chat it is the guide alone.
func (c *Conversation) inChat(e Event, guide string) string {
	if e.Private || c.name() == "" {
		return guide
	}
	return guide + "\n\n" + say("name_in_group", c.name())
}

// nameCommands puts the bot's name behind every command that a text tells to send: in a group a bare one
// is answered with silence. What goes to a private chat stays as it is.
func (c *Conversation) nameCommands(replies []Reply) {
	if c.name() == "" {
		return
	}
	for _, r := range replies {
		if r.Chat != 0 {
			continue
		}
		for i := range r.Text {
			r.Text[i].Text = c.commands.ReplaceAllString(r.Text[i].Text, "$1$2@"+c.name()+"$3")
		}
	}
}

// writtenCommands finds the commands of a table in a text of the bot: their place, without a bot's name
// behind them.
func writtenCommands(table []command) *regexp.Regexp {
	var names []string
	for _, cmd := range table {
		names = append(names, cmd.name)
	}
	return regexp.MustCompile(`(^|[\s(])(/(?:` + strings.Join(names, "|") + `))($|[\s.,;:)])`)
}
