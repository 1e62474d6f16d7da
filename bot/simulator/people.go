package simulator

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Person is somebody who can be played in the chat page.
type Person struct {
	ID        int64  `json:"id"`
	Name      string `json:"name"`
	Role      string `json:"role"`
	RoleLabel string `json:"role_label"`
	Color     string `json:"color"`
}

// DefaultPeople are an officer, a trainer, a head of unit, an administrator, and an officer who has not joined.
func DefaultPeople() []Person {
	return []Person{
		{1001, "Nguyễn Thị Lan", "officer", "Cán bộ", "#2f7d4f"},
		{1002, "Trần Văn Minh", "trainer", "Báo cáo viên", "#2a6fb0"},
		{1003, "Lê Quang Hòa", "head", "Lãnh đạo đơn vị", "#a0522d"},
		{1004, "Phạm Thu Hà", "administrator", "Quản trị", "#7a3e9d"},
		{1005, "Vũ Thị Mai", "officer", "Chưa tham gia", "#5b6470"},
	}
}

// sideError is what the person's side refuses: a sentence in Vietnamese for the chat page.
type sideError string

func (e sideError) Error() string { return string(e) }

const (
	errNoPerson  = sideError("Không có người này trong mô phỏng.")
	errNoChat    = sideError("Không có cuộc trò chuyện này, hoặc người này không tham gia.")
	errNoMessage = sideError("Không có tin nhắn này trong cuộc trò chuyện.")
	errEmpty     = sideError("Tin nhắn chưa có nội dung.")
	errTooLong   = sideError("Tin nhắn dài quá 4096 ký tự; ứng dụng Telegram sẽ tách thành nhiều tin.")
	errBlocked   = sideError("Người này đang chặn bot; cần bỏ chặn trước.")
	errPayload   = sideError("Mã mở đầu chỉ gồm chữ không dấu, số, gạch nối, gạch dưới, tối đa 64 ký tự.")
	errKind      = sideError("Loại tệp phải là photo, voice, document hoặc sticker.")
	errSize      = sideError("Dung lượng tệp phải từ 1 byte đến 2000 MB.")
)

// placeOf finds the person and a chat they are in.
func (s *Server) placeOf(person, id int64) (Person, *chat, error) {
	p, ok := s.person(person)
	if !ok {
		return Person{}, nil, errNoPerson
	}
	c := s.chats[id]
	if c == nil || c.upgraded != 0 || !slices.Contains(c.members, person) {
		return Person{}, nil, errNoChat
	}
	return p, c, nil
}

// Say is a text from the person in their private chat; see SayIn.
func (s *Server) Say(person int64, text string) (Message, error) {
	return s.SayIn(person, person, text)
}

// SayIn is a text from the person in a chat they are in, as their telephone would send it: trimmed, with
// commands marked. A first message opens a private chat to the bot. It returns the message as it stands.
func (s *Server) SayIn(person, chat int64, text string) (Message, error) {
	return s.reply(person, chat, text, 0)
}

// reply is SayIn in answer to a message, when replyTo is not 0.
func (s *Server) reply(person, chat int64, text string, replyTo int64) (Message, error) {
	s.enter()
	defer s.mu.Unlock()
	p, c, err := s.placeOf(person, chat)
	if err != nil {
		return Message{}, err
	}
	if to := c.find(replyTo); replyTo != 0 && (to == nil || to.deleted) {
		return Message{}, errNoMessage
	}
	m, err := typed(text)
	if err != nil {
		return Message{}, err
	}
	m.replyTo = replyTo
	return s.enterMessage(p, c, m)
}

// typed is a text as a telephone sends it.
func typed(text string) (*message, error) {
	text, _ = clean(strings.ToValidUTF8(text, "\uFFFD"), nil)
	text, _ = trim(text, nil)
	switch {
	case blank(text):
		return nil, errEmpty
	case units(text) > maxText:
		return nil, errTooLong
	}
	return &message{text: text, entities: found(text, nil)}, nil
}

// enterMessage puts a person's message into the chat and tells the bot, if the bot is to see it.
func (s *Server) enterMessage(p Person, c *chat, m *message) (Message, error) {
	if c.blocked {
		return Message{}, errBlocked
	}
	c.started = true
	m.from = p.ID
	s.add(c, m)
	if s.visible(m) {
		s.push("message", c.id, s.messageWire(m))
	}
	return s.view(m, p.ID), nil
}

// visible reports whether the bot is given a person's message: in a group with privacy mode on (the
// default) only commands that name it or nobody, and replies to it (Bot features, "Privacy mode").
func (s *Server) visible(m *message) bool {
	if m.chat.kind == private || s.seesAll {
		return true
	}
	if to := m.chat.find(m.replyTo); to != nil && to.from == 0 && to.service == nil {
		return true
	}
	for _, e := range m.entities {
		if e.Type != "bot_command" || e.Offset != 0 {
			continue
		}
		_, named, _ := strings.Cut(m.text[:e.Length], "@")
		return named == "" || strings.EqualFold(named, s.bot.username)
	}
	return false
}

var payloadForm = regexp.MustCompile(`^[A-Za-z0-9_-]{0,64}$`)

// Start presses Start in the person's private chat, through a deep link when the payload is not empty. A
// bot that was blocked is unblocked by it.
func (s *Server) Start(person int64, payload string) (Message, error) {
	if !payloadForm.MatchString(payload) {
		return Message{}, errPayload
	}
	if err := s.Block(person, false); err != nil {
		return Message{}, err
	}
	return s.Say(person, strings.TrimSpace("/start "+payload))
}

// Block blocks or unblocks the bot; the bot hears of it when something changes.
func (s *Server) Block(person int64, blocked bool) error {
	s.enter()
	defer s.mu.Unlock()
	p, c, err := s.placeOf(person, person)
	if err != nil {
		return err
	}
	if c.blocked == blocked {
		return nil
	}
	c.blocked = blocked
	before, after := s.botMember("member"), s.botMember("kicked")
	after["until_date"] = 0
	if !blocked {
		before, after = after, before
	}
	s.pushMembership(p, c, before, after)
	return nil
}

func (s *Server) botMember(status string) map[string]any {
	return map[string]any{"user": s.bot.wire(), "status": status}
}

func (s *Server) pushMembership(p Person, c *chat, before, after map[string]any) {
	s.push("my_chat_member", c.id, map[string]any{
		"chat": s.chatWire(c), "from": p.wire(), "date": s.now().Unix(),
		"old_chat_member": before, "new_chat_member": after,
	})
}

// Edit changes the text of the person's own message.
func (s *Server) Edit(person, chat, id int64, text string) (Message, error) {
	s.enter()
	defer s.mu.Unlock()
	p, c, err := s.placeOf(person, chat)
	if err != nil {
		return Message{}, err
	}
	m := c.find(id)
	if m == nil || m.deleted || m.from != person || m.file != nil {
		return Message{}, errNoMessage
	}
	now, err := typed(text)
	switch {
	case err != nil:
		return Message{}, err
	case c.blocked:
		return Message{}, errBlocked
	case now.text == m.text:
		return s.view(m, p.ID), nil
	}
	m.text, m.entities, m.edited = now.text, now.entities, s.now()
	s.show(m)
	if s.visible(m) {
		s.push("edited_message", c.id, s.messageWire(m))
	}
	return s.view(m, p.ID), nil
}

// Tap presses the button of the message that carries data, and returns the id that answers are told by.
func (s *Server) Tap(person, chat, id int64, data string) (string, error) {
	s.enter()
	defer s.mu.Unlock()
	p, c, err := s.placeOf(person, chat)
	if err != nil {
		return "", err
	}
	m := c.find(id)
	if m == nil || m.deleted {
		return "", errNoMessage
	}
	carried := data != "" && slices.ContainsFunc(m.buttons, func(row []Button) bool {
		return slices.ContainsFunc(row, func(b Button) bool { return b.Data == data })
	})
	switch {
	case !carried:
		return "", sideError("Tin nhắn không có nút này.")
	case c.blocked:
		return "", errBlocked
	}
	s.lastTap++
	tapID := strconv.FormatInt(4_300_000_000_000_000_000+s.lastTap, 10)
	s.taps[tapID] = &tap{person: person, at: s.now()}
	s.push("callback_query", c.id, map[string]any{
		"id": tapID, "from": p.wire(), "message": s.messageWire(m),
		"chat_instance": strconv.FormatInt(c.id*7919, 10), "data": data,
	})
	return tapID, nil
}

// Vote sets what the person chose in a poll, by position; none takes the vote back where that is allowed.
func (s *Server) Vote(person, chat, id int64, options []int) error {
	s.enter()
	defer s.mu.Unlock()
	p, c, err := s.placeOf(person, chat)
	if err != nil {
		return err
	}
	m := c.find(id)
	if m == nil || m.deleted || m.poll == nil {
		return errNoMessage
	}
	return s.vote(m.poll, p, options)
}

// Group makes a group of the people with the bot in it; the first of them owns it.
func (s *Server) Group(name string, people []int64) (int64, error) {
	s.enter()
	defer s.mu.Unlock()
	name = strings.TrimSpace(name)
	if name == "" || units(name) > 128 {
		return 0, sideError("Tên nhóm phải có từ 1 đến 128 ký tự.")
	}
	if len(people) == 0 {
		return 0, sideError("Nhóm phải có ít nhất một người.")
	}
	for _, id := range people {
		if _, ok := s.person(id); !ok {
			return 0, errNoPerson
		}
	}
	owner, _ := s.person(people[0])
	s.lastGroup++
	c := &chat{id: -4_000_000_000 - s.lastGroup, kind: group, title: name}
	for _, id := range people {
		if !slices.Contains(c.members, id) {
			c.members = append(c.members, id)
		}
	}
	s.addChat(c)
	s.pushMembership(owner, c, s.botMember("left"), s.botMember("member"))
	s.announce(c, owner, map[string]any{"group_chat_created": true}, fmt.Sprintf("%s đã lập nhóm “%s”.", owner.Name, name))
	return c.id, nil
}

// Migrate upgrades a group to a supergroup and returns its new id. The old id answers with that id.
func (s *Server) Migrate(id int64) (int64, error) {
	s.enter()
	defer s.mu.Unlock()
	c := s.chats[id]
	if c == nil || c.kind != group || c.upgraded != 0 {
		return 0, sideError("Chỉ nhóm thường mới nâng cấp được.")
	}
	owner, _ := s.person(c.members[0])
	s.lastGroup++
	next := &chat{
		id: -1_001_000_000_000 - s.lastGroup, kind: supergroup, title: c.title, members: slices.Clone(c.members),
	}
	s.addChat(next)
	s.announce(c, owner, map[string]any{"migrate_to_chat_id": next.id}, "Nhóm đã được nâng cấp.")
	c.upgraded = next.id
	s.announce(next, owner, map[string]any{"migrate_from_chat_id": c.id}, "Nhóm đã được nâng cấp.")
	return next.id, nil
}

// announce puts a service message into the chat, which a bot always sees.
func (s *Server) announce(c *chat, p Person, fields map[string]any, notice string) {
	m := s.add(c, &message{from: p.ID, service: fields, notice: notice})
	s.push("message", c.id, s.messageWire(m))
}
