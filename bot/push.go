package bot

import "context"

func pushModule() module { return module{} }

// voted takes a vote in a quiz of the bot. Whose vote it is, the channel says.
func (c *Conversation) voted(context.Context, Event) (Turn, error) { return Turn{}, nil }

// pollChanged takes what the channel tells of a quiz of the bot.
func (c *Conversation) pollChanged(context.Context, Event) (Turn, error) { return Turn{}, nil }
