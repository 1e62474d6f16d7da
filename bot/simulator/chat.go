package simulator

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	private    = "private"
	group      = "group"
	supergroup = "supergroup"
)

// chat is a private chat of the bot with one person, or a group with the bot in it.
type chat struct {
	id       int64
	kind     string
	title    string
	members  []int64 // a group's owner first
	messages []*message
	read     map[int64]int64
	// started and blocked belong to a private chat, upgraded to a group that was migrated.
	started, blocked bool
	upgraded         int64
}

// message is one message as both sides know it. from is 0 for the bot's own.
type message struct {
	id       int64
	chat     *chat
	from     int64
	at       time.Time
	edited   time.Time
	text     string
	entities []Entity
	buttons  [][]Button
	poll     *poll
	file     *file
	replyTo  int64
	service  map[string]any // the fields of a service message on the wire
	notice   string         // the same for a person to read
	deleted  bool
	revision int64
}

type botWire = map[string]any

func (b botUser) wire() botWire {
	return botWire{"id": b.id, "is_bot": true, "first_name": b.name, "username": b.username}
}

func (s *Server) addChat(c *chat) {
	c.read = map[int64]int64{}
	s.chats[c.id] = c
	s.order = append(s.order, c.id)
}

func (s *Server) person(id int64) (Person, bool) {
	i := slices.IndexFunc(s.people, func(p Person) bool { return p.ID == id })
	if i < 0 {
		return Person{}, false
	}
	return s.people[i], true
}

// find returns the message, also a deleted one; nil when the chat never had it.
func (c *chat) find(id int64) *message {
	i, ok := slices.BinarySearchFunc(c.messages, id, func(m *message, id int64) int {
		switch {
		case m.id < id:
			return -1
		case m.id > id:
			return 1
		}
		return 0
	})
	if !ok {
		return nil
	}
	return c.messages[i]
}

// add numbers and dates the message, keeps it and shows it to the chat's members. Numbers rise over all
// chats, as they do for one account.
func (s *Server) add(c *chat, m *message) *message {
	s.lastID++
	m.id, m.chat, m.at = s.lastID, c, s.now()
	c.messages = append(c.messages, m)
	if m.from != 0 {
		c.read[m.from] = m.id
	}
	s.show(m)
	return m
}

// show tells the members of the chat that the message is new or has changed.
func (s *Server) show(m *message) {
	s.revision++
	m.revision = s.revision
	for _, p := range m.chat.members {
		s.events.add(p, "message", s.view(m, p))
	}
	s.wake()
}

// chatOf returns the chat that a call names. The error is a refusal.
func (s *Server) chatOf(c *call) (*chat, error) {
	given := strings.TrimSpace(c.args["chat_id"])
	if given == "" {
		return nil, bad("chat_id is empty")
	}
	id, err := strconv.ParseInt(given, 10, 64)
	if err != nil || s.chats[id] == nil {
		return nil, bad("chat not found")
	}
	if to := s.chats[id].upgraded; to != 0 {
		r := bad("group chat was upgraded to a supergroup chat")
		r.migrateTo = to
		return nil, r
	}
	return s.chats[id], nil
}

// writable returns the chat that a call names when the bot may write to it.
func (s *Server) writable(c *call) (*chat, error) {
	ch, err := s.chatOf(c)
	switch {
	case err != nil:
		return nil, err
	case ch.kind == private && !ch.started:
		return nil, forbidden("bot can't initiate conversation with a user")
	case ch.blocked:
		return nil, forbidden("bot was blocked by the user")
	}
	return ch, nil
}

// botMessage returns the message that a call is to change; what names it in Telegram's words.
func (s *Server) botMessage(c *call, what string) (*message, error) {
	ch, err := s.writable(c)
	if err != nil {
		return nil, err
	}
	id, ok := c.int("message_id")
	if !ok || id == 0 {
		return nil, bad("message identifier is not specified")
	}
	m := ch.find(id)
	if m == nil || m.deleted {
		return nil, bad("%s not found", what)
	}
	return m, nil
}

func (s *Server) getChat(c *call) (any, error) {
	ch, err := s.chatOf(c)
	if err != nil {
		return nil, err
	}
	full := s.chatWire(ch)
	full["accent_color_id"] = ch.id & 3
	full["max_reaction_count"] = 11
	full["accepted_gift_types"] = map[string]bool{
		"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false, "premium_subscription": false,
	}
	if ch.kind != private {
		full["permissions"] = map[string]bool{"can_send_messages": true, "can_send_polls": true}
	}
	return full, nil
}

func (s *Server) getChatMember(c *call) (any, error) {
	ch, err := s.chatOf(c)
	if err != nil {
		return nil, err
	}
	id, ok := c.int("user_id")
	if !ok || id <= 0 {
		return nil, bad("invalid user_id specified")
	}
	if id == s.bot.id {
		return map[string]any{"user": s.bot.wire(), "status": "member"}, nil
	}
	p, known := s.person(id)
	if !known || ch.kind == private && id != ch.id {
		return nil, bad("user not found")
	}
	status := "left"
	switch i := slices.Index(ch.members, id); {
	case i == 0 && ch.kind != private:
		status = "creator"
	case i >= 0:
		status = "member"
	}
	m := map[string]any{"user": p.wire(), "status": status}
	if status == "creator" {
		m["is_anonymous"] = false
	}
	return m, nil
}
