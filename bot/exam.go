package bot

import (
	"camnang/bot/quiz"
)

func examModule() module { return module{} }

// examInvitation is the message by which an officer is asked to take a test or a contest: what it is, until when, how long,
// and the button that begins it.
func (c *Conversation) examInvitation(p *quiz.Push) Reply {
	return Reply{Kind: Send, Text: []Span{plain(p.Title)}}
}
