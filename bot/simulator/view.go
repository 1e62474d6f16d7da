package simulator

import "slices"

// Message is a message as a person sees it, and as the chat page receives it.
type Message struct {
	ID   int64  `json:"id"`
	Chat int64  `json:"chat"`
	From Sender `json:"from"`
	// At is in milliseconds since 1970, UTC.
	At       int64      `json:"at"`
	Text     string     `json:"text"`
	Entities []Entity   `json:"entities"`
	Buttons  [][]Button `json:"buttons"`
	Edited   bool       `json:"edited"`
	// Deleted messages keep their number and lose everything else.
	Deleted bool `json:"deleted"`
	// Service is the sentence of a message that nobody wrote (a group was made).
	Service string `json:"service,omitempty"`
	Poll    *Poll  `json:"poll,omitempty"`
	File    *File  `json:"file,omitempty"`
	Photo   *File  `json:"photo,omitempty"`
	ReplyTo int64  `json:"reply_to,omitempty"`
	// Revision rises with every change of any message: of two pictures of a message the higher is newer.
	Revision int64 `json:"revision"`
}

// Sender is who wrote a message.
type Sender struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Bot  bool   `json:"bot"`
}

// Poll is a poll as one person sees it. Correct and Explanation stay empty until they have voted or the
// poll is closed.
type Poll struct {
	ID          string       `json:"id"`
	Question    string       `json:"question"`
	Description string       `json:"description,omitempty"`
	Options     []PollOption `json:"options"`
	Type        string       `json:"type"`
	Closed      bool         `json:"closed"`
	Anonymous   bool         `json:"anonymous"`
	Multiple    bool         `json:"multiple"`
	Revoting    bool         `json:"revoting"`
	// Total is how many people have voted.
	Total       int    `json:"total"`
	MyVotes     []int  `json:"my_votes"`
	Correct     []int  `json:"correct,omitempty"`
	Explanation string `json:"explanation,omitempty"`
	// ClosesAt is in milliseconds since 1970, 0 when the poll stays open.
	ClosesAt int64 `json:"closes_at,omitempty"`
}

// PollOption is one choice and how many took it.
type PollOption struct {
	Text  string `json:"text"`
	Votes int    `json:"votes"`
}

// File is an attachment; URL is a path on this server.
type File struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	Kind string `json:"kind"`
	URL  string `json:"url"`
}

// ChatView is one line of a person's list of chats; Last is nil in an empty chat. Started and Blocked
// tell of the private chat with the bot.
type ChatView struct {
	Chat    int64    `json:"chat"`
	Title   string   `json:"title"`
	Kind    string   `json:"kind"`
	Unread  int      `json:"unread"`
	Last    *Message `json:"last"`
	Started bool     `json:"started"`
	Blocked bool     `json:"blocked"`
}

// view is the message as the person sees it; person 0 is nobody in particular.
func (s *Server) view(m *message, person int64) Message {
	v := Message{
		ID: m.id, Chat: m.chat.id, At: m.at.UnixMilli(), Text: m.text, Edited: !m.edited.IsZero(),
		Deleted: m.deleted, Service: m.notice, ReplyTo: m.replyTo, Revision: m.revision,
		Entities: append([]Entity{}, m.entities...), Buttons: make([][]Button, len(m.buttons)),
		From: Sender{ID: s.bot.id, Name: s.bot.name, Bot: true},
	}
	if p, ok := s.person(m.from); ok {
		v.From = Sender{ID: p.ID, Name: p.Name}
	}
	for i, row := range m.buttons {
		v.Buttons[i] = slices.Clone(row)
	}
	if f := m.file; f != nil {
		shown := &File{Name: f.name, Size: f.size, Kind: f.kind, URL: "/sim/file/" + f.id}
		if f.kind == "photo" {
			v.Photo = shown
		} else {
			v.File = shown
		}
	}
	if m.poll != nil {
		v.Poll = m.poll.view(person)
	}
	return v
}

func (p *poll) view(person int64) *Poll {
	v := &Poll{
		ID: p.id, Question: p.question, Description: p.description, Type: "regular", Closed: p.closed,
		Anonymous: p.anonymous, Multiple: p.multiple, Revoting: p.revoting, Total: len(p.votes),
		MyVotes: append([]int{}, p.votes[person]...),
	}
	for i, n := range p.counts() {
		v.Options = append(v.Options, PollOption{Text: p.options[i], Votes: n})
	}
	if p.quiz {
		v.Type = "quiz"
	}
	if p.closed || len(v.MyVotes) > 0 {
		v.Correct, v.Explanation = slices.Clone(p.correct), p.explanation
	}
	if !p.closesAt.IsZero() {
		v.ClosesAt = p.closesAt.UnixMilli()
	}
	return v
}

func (s *Server) chatViews(person int64) []ChatView {
	views := []ChatView{}
	for _, id := range s.order {
		c := s.chats[id]
		if c.upgraded != 0 || !slices.Contains(c.members, person) {
			continue
		}
		v := ChatView{Chat: c.id, Title: c.title, Kind: c.kind, Started: c.started, Blocked: c.blocked}
		switch c.kind {
		case private:
			v.Title = s.bot.name
		case supergroup:
			v.Kind = group // People are not told the difference.
		}
		for _, m := range c.messages {
			if m.deleted {
				continue
			}
			if m.id > c.read[person] && m.from != person {
				v.Unread++
			}
			last := s.view(m, person)
			v.Last = &last
		}
		views = append(views, v)
	}
	return views
}
