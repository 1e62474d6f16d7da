package telegram

import (
	"fmt"
	"time"

	"github.com/go-telegram/bot/models"

	"camnang/bot"
	"camnang/bot/queue"
)

// Settlement makes what an event or a timer leads to into what the store carries out. The replies become the
// messages id.0, id.1 and so on, by their place; those that name no chat go to chat with priority p. One that
// names another chat waits as a reminder does (and as a broadcast when p says so): nobody in that chat asked. The
// same turn under the same id gives the same messages, so that carried out twice they are sent once. An error
// means that one of the replies could never be sent (Compose).
func Settlement(id string, chat int64, p queue.Priority, t bot.Turn) (queue.Settlement, error) {
	return settlement(id, chat, chat, p, t)
}

// settlement is Settlement for what a person did in a chat: also in the person's own chat, whose number is the
// person's, the replies are part of the conversation.
func settlement(id string, chat, person int64, p queue.Priority, t bot.Turn) (queue.Settlement, error) {
	made := queue.Settlement{Notes: t.Notes, Changes: t.Changes, Timers: t.Timers, Cancels: t.Cancels}
	for n, reply := range t.Replies {
		to, priority := chat, p
		if reply.Chat != 0 && reply.Chat != chat {
			to = reply.Chat
			if to != person {
				priority = max(p, queue.Reminder)
			}
		}
		messages, err := Compose(fmt.Sprintf("%s.%d", id, n), to, priority, reply)
		if err != nil {
			return queue.Settlement{}, fmt.Errorf("reply %d: %w", n, err)
		}
		made.Messages = append(made.Messages, messages...)
	}
	return made, nil
}

// noticed gives what follows from an update that concerns the program alone: a group has a new number, a person
// shut the bot out. It is a timer with the ID and the body that the store uses when a send shows the same, due when
// the update came in, that is at once. ok is false for every other update, which is the conversation's.
func noticed(u *models.Update, received time.Time) (t bot.Turn, ok bool) {
	timer := queue.Timer{Due: received}
	switch {
	case u.Message != nil && u.Message.MigrateToChatID != 0:
		from := u.Message.Chat.ID
		timer.ID = fmt.Sprintf("moved:%d", from)
		timer.Body = fmt.Appendf(nil, `{"event":"moved","from":%d,"to":%d}`, from, u.Message.MigrateToChatID)
	case u.MyChatMember != nil && u.MyChatMember.Chat.Type == models.ChatTypePrivate &&
		u.MyChatMember.NewChatMember.Type == models.ChatMemberTypeBanned:
		chat := u.MyChatMember.Chat.ID
		timer.ID = fmt.Sprintf("away:%d", chat)
		timer.Body = fmt.Appendf(nil, `{"event":"away","chat":%d,"why":"bot was blocked by the user"}`, chat)
	default:
		return bot.Turn{}, false
	}
	return bot.Turn{Timers: []queue.Timer{timer}}, true
}
