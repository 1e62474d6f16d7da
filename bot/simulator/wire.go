package simulator

import "maps"

// wire is the person as the Bot API shows a user.
func (p Person) wire() map[string]any {
	return map[string]any{"id": p.ID, "is_bot": false, "first_name": p.Name, "language_code": "vi"}
}

func (s *Server) chatWire(c *chat) map[string]any {
	m := map[string]any{"id": c.id, "type": c.kind}
	if c.kind == private {
		m["first_name"] = c.title
	} else {
		m["title"] = c.title
	}
	return m
}

func (s *Server) userWire(id int64) map[string]any {
	if p, ok := s.person(id); ok {
		return p.wire()
	}
	return s.bot.wire()
}

// messageWire is the message as the Bot API shows it; the message replied to is shown without its own
// reply, as Telegram does.
func (s *Server) messageWire(m *message) map[string]any {
	out := s.plainWire(m)
	if m.replyTo != 0 {
		if to := m.chat.find(m.replyTo); to != nil && !to.deleted {
			out["reply_to_message"] = s.plainWire(to)
		}
	}
	return out
}

func (s *Server) plainWire(m *message) map[string]any {
	out := map[string]any{
		"message_id": m.id, "from": s.userWire(m.from), "chat": s.chatWire(m.chat), "date": m.at.Unix(),
	}
	maps.Copy(out, m.service)
	if !m.edited.IsZero() {
		out["edit_date"] = m.edited.Unix()
	}
	text, entities := "text", "entities"
	if m.file != nil {
		text, entities = "caption", "caption_entities"
		maps.Copy(out, m.file.wire())
	}
	if m.text != "" {
		out[text] = m.text
	}
	if len(m.entities) > 0 {
		out[entities] = m.entities
	}
	if m.poll != nil {
		out["poll"] = m.poll.wire()
	}
	if len(m.buttons) > 0 {
		rows := make([][]map[string]any, len(m.buttons))
		for i, row := range m.buttons {
			for _, b := range row {
				rows[i] = append(rows[i], b.wire())
			}
		}
		out["reply_markup"] = map[string]any{"inline_keyboard": rows}
	}
	return out
}
