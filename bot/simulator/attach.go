package simulator

import "slices"

// Attachment is what a person attaches. Without Data the content is Size zero bytes.
type Attachment struct {
	Kind    string `json:"kind"` // photo, voice, document, sticker
	Name    string `json:"name"`
	Size    int64  `json:"size"`
	Data    []byte `json:"data"`
	Caption string `json:"caption"`
}

// maxAttachment is what a telephone sends (Telegram, free accounts).
const maxAttachment = 2000 << 20

// Attach sends a file from the person.
func (s *Server) Attach(person, chat int64, a Attachment) (Message, error) {
	if a.Data != nil {
		a.Size = int64(len(a.Data))
	}
	switch {
	case !slices.Contains([]string{"photo", "voice", "document", "sticker"}, a.Kind):
		return Message{}, errKind
	case a.Size < 1 || a.Size > maxAttachment:
		return Message{}, errSize
	}
	s.enter()
	defer s.mu.Unlock()
	p, c, err := s.placeOf(person, chat)
	if err != nil {
		return Message{}, err
	}
	m := &message{file: &file{kind: a.Kind, name: pick(a.Name, a.Kind), size: a.Size, data: a.Data}}
	m.file.mime = mimeOf(m.file)
	m.file.width, m.file.height = 960, 1280
	if !blank(a.Caption) && a.Kind != "sticker" {
		said, err := typed(a.Caption)
		if err != nil {
			return Message{}, err
		}
		if units(said.text) > maxCaption {
			return Message{}, sideError("Chú thích dài quá 1024 ký tự.")
		}
		m.text, m.entities = said.text, said.entities
	}
	if c.blocked {
		return Message{}, errBlocked
	}
	s.keep(m.file)
	return s.enterMessage(p, c, m)
}
