package simulator

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// deletable is how long a bot may delete a message (Bot API, deleteMessage).
const deletable = 48 * time.Hour

func (s *Server) sendMessage(c *call) (any, error) {
	ch, err := s.writable(c)
	if err != nil {
		return nil, err
	}
	text, entities, err := messageText(c)
	if err != nil {
		return nil, err
	}
	return s.deliver(c, ch, "sendMessage", &message{text: text, entities: entities})
}

// messageText reads text, parse_mode and entities of a text message.
func messageText(c *call) (string, []Entity, error) {
	if c.args["text"] == "" {
		return "", nil, bad("message text is empty")
	}
	text, entities, err := formatted(c.args["text"], c.args["parse_mode"], c.args["entities"])
	switch {
	case err != nil:
		return "", nil, err
	case blank(text):
		return "", nil, bad("text must be non-empty")
	case units(text) > maxText:
		return "", nil, bad("message is too long")
	}
	return text, entities, nil
}

// caption reads the caption of a file.
func caption(c *call) (string, []Entity, error) {
	text, entities, err := formatted(c.args["caption"], c.args["parse_mode"], c.args["caption_entities"])
	if err == nil && units(text) > maxCaption {
		err = bad("message caption is too long")
	}
	return text, entities, err
}

// deliver is the last step of every sending method: buttons, the message replied to, the pace; then the
// message stands. What is refused leaves no trace and counts towards no limit.
func (s *Server) deliver(c *call, ch *chat, method string, m *message) (any, error) {
	var err error
	if m.buttons, err = keyboard(c.args["reply_markup"]); err != nil {
		return nil, err
	}
	if m.replyTo, err = repliedTo(c, ch); err != nil {
		return nil, err
	}
	now := s.now()
	if wait := s.pace.take(ch.id, ch.kind != private, now); wait > 0 {
		return nil, tooMany(wait)
	}
	if m.file != nil {
		s.keep(m.file)
	}
	s.add(ch, m)
	s.sends = append(s.sends, Send{Chat: ch.id, Method: method, Message: m.id, At: now})
	return s.messageWire(m), nil
}

// repliedTo returns the message that reply_parameters or the older reply_to_message_id name, 0 for none.
func repliedTo(c *call, ch *chat) (int64, error) {
	var p struct {
		Message int64 `json:"message_id"`
		Lenient bool  `json:"allow_sending_without_reply"`
	}
	if given := c.args["reply_parameters"]; given != "" {
		if json.Unmarshal([]byte(given), &p) != nil {
			return 0, bad("can't parse reply parameters JSON object")
		}
	} else {
		p.Message, _ = c.int("reply_to_message_id")
		p.Lenient = c.bool("allow_sending_without_reply", false)
	}
	if p.Message == 0 {
		return 0, nil
	}
	if m := ch.find(p.Message); m != nil && !m.deleted {
		return m.id, nil
	}
	if p.Lenient {
		return 0, nil
	}
	return 0, bad("message to be replied not found")
}

func (s *Server) editMessageText(c *call) (any, error) {
	if c.args["inline_message_id"] != "" {
		return nil, bad("MESSAGE_ID_INVALID")
	}
	m, err := s.botMessage(c, "message to edit")
	if err != nil {
		return nil, err
	}
	text, entities, err := messageText(c)
	if err != nil {
		return nil, err
	}
	buttons, err := keyboard(c.args["reply_markup"])
	switch {
	case err != nil:
		return nil, err
	case m.from != 0 || m.service != nil:
		return nil, bad("message can't be edited")
	case m.poll != nil || m.file != nil:
		return nil, bad("there is no text in the message to edit")
	case m.text == text && slices.Equal(m.entities, entities) && sameButtons(m.buttons, buttons):
		return nil, bad(notModified)
	}
	m.text, m.entities, m.buttons, m.edited = text, entities, buttons, s.now()
	s.show(m)
	return s.messageWire(m), nil
}

func (s *Server) editMessageReplyMarkup(c *call) (any, error) {
	if c.args["inline_message_id"] != "" {
		return nil, bad("MESSAGE_ID_INVALID")
	}
	m, err := s.botMessage(c, "message to edit")
	if err != nil {
		return nil, err
	}
	buttons, err := keyboard(c.args["reply_markup"])
	switch {
	case err != nil:
		return nil, err
	case m.from != 0 || m.service != nil:
		return nil, bad("message can't be edited")
	case sameButtons(m.buttons, buttons):
		return nil, bad(notModified)
	}
	m.buttons = buttons
	s.show(m)
	return s.messageWire(m), nil
}

func (s *Server) deleteMessage(c *call) (any, error) {
	m, err := s.botMessage(c, "message to delete")
	if err != nil {
		return nil, err
	}
	if s.now().Sub(m.at) > deletable || m.from != 0 && m.chat.kind != private || m.service != nil {
		return nil, bad("message can't be deleted for everyone")
	}
	s.erase(m)
	return true, nil
}

// erase takes the message out of the chat; its number stays used.
func (s *Server) erase(m *message) {
	m.deleted = true
	m.text, m.entities, m.buttons, m.file, m.service, m.notice = "", nil, nil, nil, nil, ""
	m.poll = nil
	s.revision++
	m.revision = s.revision
	for _, p := range m.chat.members {
		s.events.add(p, "delete", map[string]int64{"chat": m.chat.id, "message": m.id})
	}
	s.wake()
}

// actions are those of sendChatAction; each is shown for five seconds (Bot API).
var actions = []string{
	"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
	"choose_sticker", "find_location", "record_video_note", "upload_video_note", "record_audio", "upload_audio",
}

func (s *Server) sendChatAction(c *call) (any, error) {
	ch, err := s.writable(c)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(actions, c.args["action"]) {
		return nil, bad("wrong parameter action in request")
	}
	until := s.now().Add(5 * time.Second).UnixMilli()
	for _, p := range ch.members {
		s.events.add(p, "typing", map[string]int64{"chat": ch.id, "until": until})
	}
	s.wake()
	return true, nil
}

// tap is one press of a button, waiting for answerCallbackQuery.
type tap struct {
	person int64
	at     time.Time
	answer *TapAnswer
}

// TapAnswer is what a person saw after a tap.
type TapAnswer struct {
	Tap   string `json:"tap"`
	Text  string `json:"text"`
	Alert bool   `json:"alert"`
}

// maxTapAnswer is in characters (Bot API, answerCallbackQuery).
const maxTapAnswer = 200

func (s *Server) answerCallbackQuery(c *call) (any, error) {
	id := c.args["callback_query_id"]
	if _, err := strconv.ParseInt(id, 10, 64); err != nil {
		return nil, bad(queryTooOld)
	}
	t := s.taps[id]
	if t == nil || s.now().Sub(t.at) > s.tapLife {
		return nil, bad(queryTooOld)
	}
	if units(c.args["text"]) > maxTapAnswer {
		return nil, bad("MESSAGE_TOO_LONG")
	}
	if t.answer == nil {
		t.answer = &TapAnswer{Tap: id, Text: c.args["text"], Alert: c.bool("show_alert", false)}
		s.events.add(t.person, "answer", t.answer)
		s.wake()
	}
	return true, nil
}
