package simulator

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Polls: options 1–12 from 10.0, open time from 9.6, the lengths as ever (Bot API, sendPoll).
const (
	maxQuestion    = 300
	maxOption      = 100
	maxOptions     = 12
	maxExplanation = 200
	maxLineFeeds   = 2
	maxDescription = 1024
	minOpen        = 5 * time.Second
	maxOpen        = 2_628_000 * time.Second
)

type poll struct {
	id          string
	message     *message
	question    string
	description string
	options     []string
	quiz        bool
	anonymous   bool
	multiple    bool
	revoting    bool
	correct     []int
	explanation string
	explained   []Entity
	openFor     time.Duration
	closesAt    time.Time
	closed      bool
	votes       map[int64][]int
}

func (p *poll) counts() []int {
	n := make([]int, len(p.options))
	for _, chosen := range p.votes {
		for _, i := range chosen {
			n[i]++
		}
	}
	return n
}

func (p *poll) wire() map[string]any {
	counts := p.counts()
	options := make([]map[string]any, len(p.options))
	for i, text := range p.options {
		options[i] = map[string]any{"persistent_id": strconv.Itoa(i), "text": text, "voter_count": counts[i]}
	}
	kind := "regular"
	if p.quiz {
		kind = "quiz"
	}
	m := map[string]any{
		"id": p.id, "question": p.question, "options": options, "total_voter_count": len(p.votes),
		"is_closed": p.closed, "is_anonymous": p.anonymous, "type": kind,
		"allows_multiple_answers": p.multiple, "allows_revoting": p.revoting,
	}
	if p.quiz {
		m["correct_option_ids"] = p.correct
	}
	if p.description != "" {
		m["description"] = p.description
	}
	if p.explanation != "" {
		m["explanation"] = p.explanation
		m["explanation_entities"] = p.explained
	}
	if p.openFor > 0 {
		m["open_period"] = int(p.openFor / time.Second)
	}
	if !p.closesAt.IsZero() {
		m["close_date"] = p.closesAt.Unix()
	}
	return m
}

func (s *Server) sendPoll(c *call) (any, error) {
	ch, err := s.writable(c)
	if err != nil {
		return nil, err
	}
	p, err := s.readPoll(c)
	if err != nil {
		return nil, err
	}
	m := &message{poll: p}
	p.message = m
	sent, err := s.deliver(c, ch, "sendPoll", m)
	if err != nil {
		return nil, err
	}
	if !p.closesAt.IsZero() {
		s.polls[p.id] = p
		time.AfterFunc(p.closesAt.Sub(s.now()), func() {
			s.enter()
			s.mu.Unlock()
		})
	}
	return sent, nil
}

// readPoll reads and checks what a poll is to be. The error is a refusal.
func (s *Server) readPoll(c *call) (*poll, error) {
	p := &poll{
		id:        strconv.FormatInt(5_100_000_000_000_000_000+s.lastID+1, 10),
		anonymous: c.bool("is_anonymous", true),
		multiple:  c.bool("allows_multiple_answers", false),
		closed:    c.bool("is_closed", false),
		votes:     map[int64][]int{},
	}
	switch strings.ToLower(c.args["type"]) {
	case "", "regular":
	case "quiz":
		p.quiz = true
	default:
		return nil, bad("unsupported poll type specified")
	}
	p.revoting = c.bool("allows_revoting", !p.quiz)
	var err error
	if p.question, err = pollText(c.args["question"], c.args["question_parse_mode"], "question", maxQuestion); err != nil {
		return nil, err
	}
	if p.description, _, err = formatted(c.args["description"], c.args["description_parse_mode"], ""); err != nil {
		return nil, err
	}
	if units(p.description) > maxDescription {
		return nil, bad("poll description length must not exceed %d", maxDescription)
	}
	if p.options, err = pollOptions(c.args["options"]); err != nil {
		return nil, err
	}
	if p.quiz {
		if err := p.readQuiz(c); err != nil {
			return nil, err
		}
	}
	return p, p.readTime(c, s.now())
}

// pollText reads a question or an option, in which only custom emoji keep their style.
func pollText(raw, parseMode, what string, limit int) (string, error) {
	text, _, err := formatted(raw, parseMode, "")
	switch {
	case err != nil:
		return "", err
	case blank(text):
		return "", bad("text must be non-empty")
	case units(text) > limit:
		return "", bad("poll %s length must not exceed %d", what, limit)
	}
	return text, nil
}

func pollOptions(given string) ([]string, error) {
	var list []json.RawMessage
	if given != "" && json.Unmarshal([]byte(given), &list) != nil {
		return nil, bad("can't parse options JSON object")
	}
	switch {
	case len(list) == 0:
		return nil, bad("poll must have at least one answer option")
	case len(list) > maxOptions:
		return nil, bad("poll can't have more than %d options", maxOptions)
	}
	var options []string
	for _, raw := range list {
		var option struct {
			Text      *string `json:"text"`
			ParseMode string  `json:"text_parse_mode"`
		}
		var plain string
		if json.Unmarshal(raw, &plain) == nil {
			option.Text = &plain
		} else if json.Unmarshal(raw, &option) != nil {
			return nil, bad("can't parse InputPollOption: Expected InputPollOption to be an Object")
		}
		if option.Text == nil {
			return nil, bad("can't parse InputPollOption: Can't find field \"text\"")
		}
		text, err := pollText(*option.Text, option.ParseMode, "options", maxOption)
		if err != nil {
			return nil, err
		}
		options = append(options, text)
	}
	return options, nil
}

// readQuiz reads the right answers, in the new form and the one before 9.6, and the explanation.
func (p *poll) readQuiz(c *call) error {
	if given := c.args["correct_option_ids"]; given != "" {
		if json.Unmarshal([]byte(given), &p.correct) != nil {
			return bad("can't parse correct_option_ids JSON object")
		}
	} else if n, ok := c.int("correct_option_id"); ok {
		p.correct = []int{int(n)}
	}
	slices.Sort(p.correct)
	p.correct = slices.Compact(p.correct)
	if n := len(p.correct); n == 0 || p.correct[0] < 0 || p.correct[n-1] >= len(p.options) || n > 1 && !p.multiple {
		return bad("wrong correct option ID specified")
	}
	var err error
	p.explanation, p.explained, err = formatted(
		c.args["explanation"], c.args["explanation_parse_mode"], c.args["explanation_entities"],
	)
	switch {
	case err != nil:
		return err
	case units(p.explanation) > maxExplanation || strings.Count(p.explanation, "\n") > maxLineFeeds:
		return bad("message caption is too long")
	}
	return nil
}

// readTime reads until when the poll is open; an open_period wins over a close_date.
func (p *poll) readTime(c *call, now time.Time) error {
	if n, ok := c.int("open_period"); ok && n != 0 {
		p.openFor = time.Duration(n) * time.Second
		p.closesAt = now.Add(p.openFor)
	} else if n, ok := c.int("close_date"); ok && n != 0 {
		p.closesAt = time.Unix(n, 0)
	}
	if p.closesAt.IsZero() {
		return nil
	}
	// A close_date is in whole seconds, so it may lie up to one second nearer than it was meant.
	if left := p.closesAt.Sub(now); left <= minOpen-time.Second || left > maxOpen {
		return bad("POLL_CLOSE_DATE_INVALID")
	}
	if p.openFor != 0 && p.openFor < minOpen {
		return bad("POLL_CLOSE_DATE_INVALID")
	}
	return nil
}

func (s *Server) stopPoll(c *call) (any, error) {
	m, err := s.botMessage(c, "message with poll to stop")
	if err != nil {
		return nil, err
	}
	buttons, err := keyboard(c.args["reply_markup"])
	switch {
	case err != nil:
		return nil, err
	case m.poll == nil:
		return nil, bad("message is not a poll")
	case m.from != 0:
		return nil, bad("poll can't be stopped")
	case m.poll.closed:
		return nil, bad("poll has already been closed")
	}
	m.buttons = buttons
	s.closePoll(m.poll)
	return m.poll.wire(), nil
}

// closePoll ends the voting; bots hear of it, people see it.
func (s *Server) closePoll(p *poll) {
	p.closed = true
	s.push("poll", p.message.chat.id, p.wire())
	if !p.message.deleted {
		s.show(p.message)
	}
}

func (s *Server) closeDuePolls() {
	now := s.now()
	for id, p := range s.polls {
		switch {
		case p.closed:
			delete(s.polls, id)
		case !p.closesAt.IsZero() && !now.Before(p.closesAt):
			s.closePoll(p)
		}
	}
}

// vote sets what a person chose; an empty choice takes the vote back. The error is a sentence for them.
func (s *Server) vote(p *poll, person Person, chosen []int) error {
	chosen = slices.Clone(chosen)
	slices.Sort(chosen)
	chosen = slices.Compact(chosen)
	before, voted := p.votes[person.ID]
	switch {
	case p.closed:
		return sideError("Cuộc bình chọn đã kết thúc.")
	case len(chosen) > 1 && !p.multiple:
		return sideError("Chỉ được chọn một phương án.")
	case len(chosen) > 0 && (chosen[0] < 0 || chosen[len(chosen)-1] >= len(p.options)):
		return sideError("Phương án không có trong cuộc bình chọn.")
	case len(chosen) == 0 && !voted:
		return sideError("Chưa chọn phương án nào.")
	case voted && slices.Equal(before, chosen):
		return nil
	case voted && !p.revoting:
		return sideError("Không thể đổi phương án đã chọn.")
	}
	if len(chosen) == 0 {
		delete(p.votes, person.ID)
	} else {
		p.votes[person.ID] = chosen
	}
	s.push("poll", p.message.chat.id, p.wire())
	if !p.anonymous {
		ids := make([]string, len(chosen))
		for i, n := range chosen {
			ids[i] = strconv.Itoa(n)
		}
		s.push("poll_answer", p.message.chat.id, map[string]any{
			"poll_id": p.id, "user": person.wire(), "option_ids": chosen, "option_persistent_ids": ids,
		})
	}
	s.show(p.message)
	return nil
}
