package telegram

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"camnang/bot"
	"camnang/bot/queue"
)

const (
	methodSend        = "sendMessage"
	methodEdit        = "editMessageText"
	methodDelete      = "deleteMessage"
	methodAcknowledge = "answerCallbackQuery"
)

// Telegram's limits: the text of a message and of a copy button in UTF-16 units (it says characters,
// and counts no character shorter), the note under a tap likewise, the data of a button in bytes.
const (
	textLimit    = 4096
	noteLimit    = 200
	payloadLimit = 64
	copyLimit    = 256
)

// Compose makes a reply into the messages that carry it to chat. A text longer than one message is cut
// into several: the first has the id given, the others id.1, id.2 and so on, and the buttons are under
// the last, which also leaves behind what the reply does (bot.Keep). An Edit that is cut edits with the first part and
// sends the others. A caption is not cut, and the content of a file travels in the message; nor is a quiz. A Rendered is
// taken as it is: it becomes one message now, and is cut when it is sent. An error means that Telegram would refuse the
// reply whenever it is sent: no chat, an empty text or file, a payload, a caption, a note or a file too long, a button
// that does nothing, a quiz beyond Telegram's limits or without a right option; or that a Rendered has no body, or an id
// so long that its parts could have none; or that what is to be left behind could not be kept.
func Compose(id string, chat int64, priority queue.Priority, reply bot.Reply) ([]queue.Message, error) {
	parts := []bot.Reply{reply}
	if reply.Kind == bot.Send || reply.Kind == bot.Edit {
		parts = cutUp(reply)
	}
	messages := make([]queue.Message, 0, len(parts))
	for n, part := range parts {
		check := func() error { _, _, err := render(chat, part); return err }
		if part.Kind == bot.Rendered {
			check = func() error { return checkRendered(id, chat, part) }
		}
		if err := check(); err != nil {
			return nil, fmt.Errorf("message %s: %w", id, err)
		}
		body, err := json.Marshal(part)
		if err != nil {
			return nil, fmt.Errorf("encode message %s: %w", id, err)
		}
		m := queue.Message{
			ID: id, Chat: chat, Priority: priority, Body: body,
			Group: isGroup(chat), Free: part.Kind == bot.Acknowledge,
		}
		if n > 0 {
			m.ID = fmt.Sprintf("%s.%d", id, n)
		}
		messages = append(messages, m)
	}
	return messages, nil
}

func cutUp(reply bot.Reply) []bot.Reply {
	clean := make([]bot.Span, len(reply.Text))
	for i, span := range reply.Text {
		clean[i] = bot.Span{Text: strings.ToValidUTF8(span.Text, "\uFFFD"), Style: span.Style}
	}
	texts := split(clean, textLimit)
	if len(texts) == 0 {
		texts = [][]bot.Span{nil}
	}
	var parts []bot.Reply
	for i, text := range texts {
		part := bot.Reply{Kind: bot.Send, Text: text}
		if i == 0 {
			part.Kind, part.Message = reply.Kind, reply.Message
		}
		if i == len(texts)-1 {
			part.Buttons, part.Keep = reply.Buttons, reply.Keep
		}
		parts = append(parts, part)
	}
	return parts
}

type deleteParams struct {
	Chat    int64 `json:"chat_id"`
	Message int64 `json:"message_id"`
}

type messageParams struct {
	Chat     int64           `json:"chat_id"`
	Message  int64           `json:"message_id,omitempty"`
	Text     string          `json:"text"`
	Entities []entity        `json:"entities,omitempty"`
	Preview  previewOptions  `json:"link_preview_options"`
	Markup   *inlineKeyboard `json:"reply_markup,omitempty"`
}

type previewOptions struct {
	Disabled bool `json:"is_disabled"`
}

// entity styles a stretch of the text; offset and length are in UTF-16 units.
type entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
}

// The library's type for a button cannot leave copy_text out, so the keyboard is our own.
type inlineKeyboard struct {
	Rows [][]inlineButton `json:"inline_keyboard"`
}

type inlineButton struct {
	Text     string    `json:"text"`
	Callback string    `json:"callback_data,omitempty"`
	Copy     *copyText `json:"copy_text,omitempty"`
}

type copyText struct {
	Text string `json:"text"`
}

type acknowledgeParams struct {
	Tap  string `json:"callback_query_id"`
	Text string `json:"text,omitempty"`
}

// render gives the method and the parameters that do what the reply says, within one message.
func render(chat int64, reply bot.Reply) (method string, params any, err error) {
	if chat == 0 && reply.Kind != bot.Acknowledge {
		return "", nil, errors.New("a reply names no chat")
	}
	if err := checkKeep(reply); err != nil {
		return "", nil, err
	}
	switch reply.Kind {
	case bot.Send:
		params, err = renderMessage(chat, reply)
		return methodSend, params, err
	case bot.SendFile:
		params, err = renderFile(chat, reply)
		if err == nil && reply.File.Picture {
			return methodPicture, params, nil
		}
		return methodFile, params, err
	case bot.SendQuiz:
		params, err = renderQuiz(chat, reply)
		return methodQuiz, params, err
	case bot.StopQuiz:
		if reply.Message == 0 {
			return "", nil, errors.New("the end of a quiz names no message")
		}
		return methodStopQuiz, stopParams{Chat: chat, Message: reply.Message}, nil
	case bot.Delete:
		if reply.Message == 0 {
			return "", nil, errors.New("a deletion names no message")
		}
		return methodDelete, deleteParams{Chat: chat, Message: reply.Message}, nil
	case bot.Edit:
		if reply.Message == 0 {
			return "", nil, errors.New("an edit names no message")
		}
		params, err = renderMessage(chat, reply)
		return methodEdit, params, err
	case bot.Acknowledge:
		if reply.Tap == "" {
			return "", nil, errors.New("an acknowledgement names no tap")
		}
		if n := units(reply.Note); n > noteLimit {
			return "", nil, fmt.Errorf("the note of an acknowledgement has %d characters, at most %d may be sent", n, noteLimit)
		}
		return methodAcknowledge, acknowledgeParams{Tap: reply.Tap, Text: reply.Note}, nil
	}
	return "", nil, fmt.Errorf("a reply of unknown kind %q", reply.Kind)
}

func renderMessage(chat int64, reply bot.Reply) (*messageParams, error) {
	text, entities, err := renderText(reply.Text)
	if err != nil {
		return nil, err
	}
	markup, err := renderButtons(reply.Buttons)
	if err != nil {
		return nil, err
	}
	params := &messageParams{
		Chat: chat, Text: text, Entities: entities, Preview: previewOptions{Disabled: true}, Markup: markup,
	}
	if reply.Kind == bot.Edit {
		params.Message = reply.Message
	}
	return params, nil
}

var entityTypes = map[bot.Style]string{
	bot.Bold:   "bold",
	bot.Italic: "italic",
	bot.Quote:  "blockquote",
	bot.Folded: "expandable_blockquote",
}

func renderText(spans []bot.Span) (string, []entity, error) {
	text, entities, err := renderSpans(spans, textLimit)
	if err == nil && strings.TrimSpace(text) == "" {
		err = errors.New("the text of a message is empty")
	}
	return text, entities, err
}

// renderSpans gives a text of at most limit UTF-16 units, which may be empty.
func renderSpans(spans []bot.Span, limit int) (string, []entity, error) {
	var text strings.Builder
	var entities []entity
	offset := 0
	for _, span := range spans {
		run := strings.ToValidUTF8(span.Text, "\uFFFD")
		length := units(run)
		if span.Style != "" && length > 0 {
			kind, ok := entityTypes[span.Style]
			if !ok {
				return "", nil, fmt.Errorf("a span of unknown style %q", span.Style)
			}
			entities = append(entities, entity{Type: kind, Offset: offset, Length: length})
		}
		text.WriteString(run)
		offset += length
	}
	if offset > limit {
		return "", nil, fmt.Errorf("the text of a message has %d characters, at most %d may be sent", offset, limit)
	}
	return text.String(), entities, nil
}

func renderButtons(rows [][]bot.Button) (*inlineKeyboard, error) {
	var keyboard inlineKeyboard
	for _, row := range rows {
		var made []inlineButton
		for _, b := range row {
			button, err := renderButton(b)
			if err != nil {
				return nil, err
			}
			made = append(made, button)
		}
		if len(made) > 0 {
			keyboard.Rows = append(keyboard.Rows, made)
		}
	}
	if len(keyboard.Rows) == 0 {
		return nil, nil
	}
	return &keyboard, nil
}

func renderButton(b bot.Button) (inlineButton, error) {
	made := inlineButton{Text: b.Label, Callback: b.Payload}
	switch {
	case strings.TrimSpace(b.Label) == "":
		return made, errors.New("a button has no label")
	case (b.Payload == "") == (b.Copy == ""):
		return made, fmt.Errorf("the button %q must have either a payload or a text to copy", b.Label)
	case len(b.Payload) > payloadLimit:
		return made, fmt.Errorf("the payload %q of the button %q has %d bytes, at most %d may be sent",
			b.Payload, b.Label, len(b.Payload), payloadLimit)
	case !utf8.ValidString(b.Payload):
		return made, fmt.Errorf("the payload %q of the button %q is not UTF-8", b.Payload, b.Label)
	case units(b.Copy) > copyLimit:
		return made, fmt.Errorf("the text to copy of the button %q has %d characters, at most %d may be sent",
			b.Label, units(b.Copy), copyLimit)
	}
	if b.Copy != "" {
		made.Copy = &copyText{Text: b.Copy}
	}
	return made, nil
}
