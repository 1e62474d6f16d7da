package telegram

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"

	"camnang/bot"
	"camnang/bot/queue"
)

// place is where an update happened and who caused it; 0 where Telegram does not say.
type place struct {
	chat, person, message int64
}

func placeOf(u *models.Update) place {
	for _, m := range []*models.Message{
		u.Message, u.EditedMessage, u.ChannelPost, u.EditedChannelPost,
		u.BusinessMessage, u.EditedBusinessMessage,
	} {
		if m != nil {
			return place{chat: m.Chat.ID, person: idOf(m.From), message: int64(m.ID)}
		}
	}
	switch {
	case u.CallbackQuery != nil:
		chat, message, _ := tapped(u.CallbackQuery)
		return place{chat: chat, person: u.CallbackQuery.From.ID, message: message}
	case u.MyChatMember != nil:
		return place{chat: u.MyChatMember.Chat.ID, person: u.MyChatMember.From.ID}
	case u.ChatMember != nil:
		return place{chat: u.ChatMember.Chat.ID, person: u.ChatMember.From.ID}
	case u.PollAnswer != nil && u.PollAnswer.VoterChat == nil:
		return place{chat: idOf(u.PollAnswer.User), person: idOf(u.PollAnswer.User)}
	}
	return place{}
}

// laneOf is what an update is handled in turn with: its chat, and for a poll, which says of no chat, the poll itself.
// Telegram numbers polls far above people (in 64 bits).
func laneOf(u *models.Update) int64 {
	if chat := placeOf(u).chat; chat != 0 || u.Poll == nil {
		return chat
	}
	return pollNumber(u.Poll.ID)
}

// pollNumber is the number that Telegram's id of a poll is, 0 when it is none.
func pollNumber(id string) int64 {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// tapped gives the message whose button was tapped. A button in no chat the bot sees (an inline
// message) counts as tapped in the private chat of the person.
func tapped(q *models.CallbackQuery) (chat, message int64, private bool) {
	switch {
	case q.Message.Message != nil:
		m := q.Message.Message
		return m.Chat.ID, int64(m.ID), m.Chat.Type == models.ChatTypePrivate
	case q.Message.InaccessibleMessage != nil:
		m := q.Message.InaccessibleMessage
		return m.Chat.ID, int64(m.MessageID), m.Chat.Type == models.ChatTypePrivate
	}
	return q.From.ID, 0, true
}

// eventID is the same for every delivery of an update, and short enough to be part of a button.
func eventID(update int64) string { return fmt.Sprintf("u%d", update) }

// refusedEvent is what is left of an update whose text the guard refused. Telegram numbers groups below
// zero and private chats by their person, which is all that is known of the chat here.
func refusedEvent(u queue.Update) bot.Event {
	return bot.Event{
		ID: eventID(u.ID), Kind: bot.EventText, Chat: u.Chat, Person: bot.Person{ID: u.Person},
		Private: !isGroup(u.Chat), Message: u.Message, Refused: u.Refused, At: u.Received,
	}
}

func isGroup(chat int64) bool { return chat < 0 }

// eventOf says in the words of package bot what an update is. received stands for the moment of a tap,
// which Telegram does not give; so for votes and polls. An edited message, a channel's post, another bot's message, a
// service message and the vote of somebody who hides behind a chat are EventOther.
func eventOf(u *models.Update, received time.Time) bot.Event {
	where := placeOf(u)
	e := bot.Event{
		ID: eventID(u.ID), Kind: bot.EventOther, Chat: where.chat, Person: bot.Person{ID: where.person},
		Private: !isGroup(where.chat), Message: where.message, At: received,
	}
	switch {
	case u.CallbackQuery != nil:
		q := u.CallbackQuery
		_, _, e.Private = tapped(q)
		e.Kind, e.Person = bot.EventTap, personOf(&q.From)
		e.Payload, e.Tap = q.Data, q.ID
	case u.Message != nil:
		m := u.Message
		e.Private = m.Chat.Type == models.ChatTypePrivate
		e.Person = personOf(m.From)
		e.At = time.Unix(int64(m.Date), 0).UTC()
		if m.From == nil || m.From.IsBot {
			return e
		}
		e.Kind, e.Text = contentOf(m)
		e.Album = m.MediaGroupID
		e.File = fileOf(m)
	case u.PollAnswer != nil && where.person != 0:
		e.Kind, e.Person = bot.EventVote, personOf(u.PollAnswer.User)
		e.Poll, e.Chosen = u.PollAnswer.PollID, u.PollAnswer.OptionIDs
	case u.Poll != nil:
		e.Kind, e.Poll, e.Closed = bot.EventPoll, u.Poll.ID, u.Poll.IsClosed
		e.Asked = &bot.Quiz{Question: u.Poll.Question}
		for _, o := range u.Poll.Options {
			e.Asked.Options = append(e.Asked.Options, o.Text)
		}
	}
	return e
}

// contentOf says what a message carries. What a person can send and the bot cannot read (a place, a
// contact, a poll, a kind that the library does not know) counts as a file, so that it is answered as one.
func contentOf(m *models.Message) (bot.EventKind, string) {
	switch {
	case m.Text != "":
		return bot.EventText, m.Text
	case len(m.Photo) > 0:
		return bot.EventPhoto, m.Caption
	case m.Voice != nil, m.Audio != nil, m.VideoNote != nil:
		return bot.EventVoice, m.Caption
	case m.Sticker != nil, m.Dice != nil:
		return bot.EventSticker, ""
	case m.Document != nil, m.Video != nil, m.Animation != nil, m.PaidMedia != nil:
		return bot.EventFile, m.Caption
	case m.Contact != nil, m.Location != nil, m.Venue != nil, m.Poll != nil, m.Checklist != nil,
		m.Game != nil, m.Story != nil, m.Invoice != nil, m.Giveaway != nil, m.GiveawayWinners != nil:
		return bot.EventFile, ""
	case isService(m):
		return bot.EventOther, ""
	}
	return bot.EventFile, m.Caption
}

// fileOf gives the document of a message, or the largest size of its picture, nil when there is none that could be
// fetched.
func fileOf(m *models.Message) *bot.File {
	if len(m.Photo) > 0 {
		p := slices.MaxFunc(m.Photo, func(a, b models.PhotoSize) int { return cmp.Compare(a.Width*a.Height, b.Width*b.Height) })
		if p.FileID == "" {
			return nil
		}
		return &bot.File{ID: p.FileID, Type: "image/jpeg", Size: max(0, int64(p.FileSize))}
	}
	if d := m.Document; d != nil && d.FileID != "" {
		return &bot.File{ID: d.FileID, Name: d.FileName, Type: d.MimeType, Size: max(0, d.FileSize)}
	}
	return nil
}

// isService reports whether a message with no content that is known has a field that is: one that says
// what happened in the chat. What may stand beside any content is taken out first.
func isService(m *models.Message) bool {
	rest := *m
	rest.ID, rest.MessageThreadID, rest.Date, rest.EditDate = 0, 0, 0, 0
	rest.From, rest.SenderChat, rest.Chat, rest.ViaBot, rest.SenderBusinessBot = nil, nil, models.Chat{}, nil, nil
	rest.SenderBoostCount, rest.PaidStarCount, rest.BusinessConnectionID = 0, 0, ""
	rest.DirectMessagesTopic, rest.IsTopicMessage, rest.SuggestedPostInfo = nil, false, nil
	rest.ForwardOrigin, rest.IsAutomaticForward = nil, false
	rest.ReplyToMessage, rest.ExternalReply, rest.Quote, rest.ReplyToStore = nil, nil, nil, nil
	rest.ReplyToChecklistTaskID, rest.ReplyMarkup = 0, nil
	rest.HasProtectedContent, rest.IsFromOffline, rest.IsPaidPost, rest.HasMediaSpoiler = false, false, false, false
	rest.MediaGroupID, rest.AuthorSignature, rest.EffectID = "", "", ""
	rest.Entities, rest.LinkPreviewOptions = nil, nil
	rest.Caption, rest.CaptionEntities, rest.ShowCaptionAboveMedia = "", nil, false
	return !reflect.ValueOf(rest).IsZero()
}

func personOf(u *models.User) bot.Person {
	if u == nil {
		return bot.Person{}
	}
	return bot.Person{ID: u.ID, Name: strings.Join(strings.Fields(u.FirstName+" "+u.LastName), " ")}
}

func idOf(u *models.User) int64 {
	if u == nil {
		return 0
	}
	return u.ID
}

// canBeReached reports whether the update shows that its chat takes messages: somebody wrote or tapped
// there, or let the bot in.
func canBeReached(u *models.Update) bool {
	if u.MyChatMember != nil {
		return u.MyChatMember.NewChatMember.Type == models.ChatMemberTypeMember ||
			u.MyChatMember.NewChatMember.Type == models.ChatMemberTypeAdministrator
	}
	return u.Message != nil || u.CallbackQuery != nil
}
