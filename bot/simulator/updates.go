package simulator

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"
)

// Updates (Bot API, getUpdates; the longest wait is the server's LONG_POLL_MAX_TIMEOUT): those nobody
// fetched are kept for a day.
const (
	maxBatch    = 100
	maxWait     = 50
	updatesKept = 24 * time.Hour
	firstUpdate = 700_000_001
)

// update is one waiting update, already written. chat orders the deliveries to a webhook.
type update struct {
	id      int64
	chat    int64
	at      time.Time
	body    json.RawMessage
	sending bool
	due     time.Time
	refused int
}

// updateQueue holds what the bot has not confirmed, oldest first.
type updateQueue struct {
	waiting   []*update
	next      int64
	confirmed int64
	allowed   []string
	// turn rises when a waiting poll is to give way; why is what it is told.
	turn int64
	why  string
}

func newUpdateQueue(first int64) updateQueue { return updateQueue{next: max(first, firstUpdate)} }

// notByDefault are given only to a bot that asks for them (Bot API, allowed_updates).
var notByDefault = []string{"chat_member", "message_reaction", "message_reaction_count"}

// wants reports whether the bot is given updates of that kind.
func (q *updateQueue) wants(kind string) bool {
	if len(q.allowed) == 0 {
		return !slices.Contains(notByDefault, kind)
	}
	return slices.Contains(q.allowed, kind)
}

// push queues an update about the chat. The state is locked.
func (s *Server) push(kind string, chat int64, payload any) {
	if !s.updates.wants(kind) {
		return
	}
	raw, err := json.Marshal(payload)
	if err != nil {
		panic("simulator: an update of our own cannot be written: " + err.Error())
	}
	s.queue(chat, func(id int64) json.RawMessage {
		head := `{"update_id":` + strconv.FormatInt(id, 10) + `,"` + kind + `":`
		return append(append([]byte(head), raw...), '}')
	})
}

func (s *Server) queue(chat int64, body func(id int64) json.RawMessage) int64 {
	q := &s.updates
	id := q.next
	q.next++
	q.forget(s.now())
	q.waiting = append(q.waiting, &update{id: id, chat: chat, at: s.now(), body: body(id)})
	s.wake()
	return id
}

// forget drops what nobody fetched for a day.
func (q *updateQueue) forget(now time.Time) {
	for len(q.waiting) > 0 && now.Sub(q.waiting[0].at) > updatesKept {
		q.waiting = q.waiting[1:]
	}
}

// Inject queues a raw update, whatever allowed_updates says: a JSON object, whose update_id is set here
// and returned. A bot that cannot decode it gets it all the same.
func (s *Server) Inject(raw json.RawMessage) (int64, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		return 0, errors.New("simulator: inject: an update is a JSON object")
	}
	s.enter()
	defer s.mu.Unlock()
	return s.queue(0, func(id int64) json.RawMessage {
		fields["update_id"] = json.RawMessage(strconv.FormatInt(id, 10))
		body, err := json.Marshal(fields)
		if err != nil {
			panic("simulator: what was read cannot be written: " + err.Error())
		}
		return body
	}), nil
}

// InjectUndecodable queues a message of the person that was forwarded from an origin of a kind unknown to
// every Bot API so far; typed clients cannot decode it.
func (s *Server) InjectUndecodable(person int64) (int64, error) {
	s.enter()
	p, ok := s.person(person)
	if !ok {
		s.mu.Unlock()
		return 0, errNoPerson
	}
	s.lastID++
	now := s.now().Unix()
	raw, err := json.Marshal(map[string]any{"message": map[string]any{
		"message_id": s.lastID, "date": now, "from": p.wire(), "chat": s.chatWire(s.chats[p.ID]), "text": "?",
		"forward_origin": map[string]any{"type": "not_yet_known", "date": now},
	}})
	s.mu.Unlock()
	if err != nil {
		return 0, err
	}
	return s.Inject(raw)
}

// Confirmed returns the offset up to which the bot has confirmed updates; 0 when it never did.
func (s *Server) Confirmed() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.updates.confirmed
}

// Updates returns the updates that are not confirmed, oldest first.
func (s *Server) Updates() []json.RawMessage {
	s.enter()
	defer s.mu.Unlock()
	out := make([]json.RawMessage, len(s.updates.waiting))
	for i, u := range s.updates.waiting {
		out[i] = slices.Clone(u.body)
	}
	return out
}

// getUpdates waits for updates with the state unlocked. A second poll ends the first, which is told so.
func (s *Server) getUpdates(c *call) (any, error) {
	s.enter()
	defer s.mu.Unlock()
	if s.hook.url != "" {
		return nil, conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	s.allow(c)
	offset, _ := c.int("offset")
	limit := int(c.between("limit", maxBatch, 1, maxBatch))
	wait := time.Duration(c.between("timeout", 0, 0, maxWait)) * time.Second
	s.endPoll("terminated by other getUpdates request; make sure that only one bot instance is running")
	turn := s.updates.turn
	s.confirm(offset)
	over := time.NewTimer(wait)
	defer over.Stop()
	for ended := wait == 0; ; {
		if s.updates.turn != turn {
			return nil, conflict(s.updates.why)
		}
		s.updates.forget(s.now())
		if n := min(len(s.updates.waiting), limit); n > 0 || ended {
			batch := make([]json.RawMessage, n)
			for i := range batch {
				batch[i] = s.updates.waiting[i].body
			}
			return batch, nil
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-over.C:
			ended = true
		case <-c.ctx.Done():
			ended = true
		case <-s.stop:
			ended = true
		}
		s.mu.Lock()
	}
}

// endPoll makes a poll that waits give way.
func (s *Server) endPoll(why string) {
	s.updates.turn++
	s.updates.why = why
	s.wake()
}

// allow remembers allowed_updates; a call that names none, or something unreadable, changes nothing.
func (s *Server) allow(c *call) {
	var kinds []string
	if given, ok := c.args["allowed_updates"]; ok && json.Unmarshal([]byte(given), &kinds) == nil {
		s.updates.allowed = kinds
	}
}

// farAhead is how far above the last number an offset may be and still confirm (the server's getUpdates):
// one above it counts as none.
const farAhead = 10

// confirm drops the updates below a positive offset, or all but the last -offset of them.
func (s *Server) confirm(offset int64) {
	q := &s.updates
	if offset > q.next-1+farAhead {
		return
	}
	if offset < 0 {
		keep := min(int(-max(offset, -1<<30)), len(q.waiting))
		q.waiting = q.waiting[len(q.waiting)-keep:]
		offset = q.next
		if keep > 0 {
			offset = q.waiting[0].id
		}
	}
	if offset <= 0 {
		return
	}
	for len(q.waiting) > 0 && q.waiting[0].id < offset {
		q.waiting = q.waiting[1:]
	}
	if offset > q.confirmed {
		q.confirmed = offset
		s.wake()
	}
}
