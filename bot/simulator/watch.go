package simulator

import (
	"context"
	"fmt"
	"slices"
)

// Messages returns the messages of a chat, oldest first, as nobody in particular sees them; none when
// there is no such chat.
func (s *Server) Messages(chat int64) []Message {
	s.enter()
	defer s.mu.Unlock()
	c := s.chats[chat]
	if c == nil {
		return nil
	}
	views := make([]Message, len(c.messages))
	for i, m := range c.messages {
		views[i] = s.view(m, 0)
	}
	return views
}

// WaitFor returns the newest message of the chat that fits, waiting for one until ctx ends. A message
// that changed fits by what it says now.
func (s *Server) WaitFor(ctx context.Context, chat int64, fits func(Message) bool) (Message, error) {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		for _, m := range slices.Backward(s.Messages(chat)) {
			if fits(m) {
				return m, nil
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return Message{}, fmt.Errorf("simulator: wait for a message in chat %d: %w", chat, ctx.Err())
		}
	}
}

// WaitAnswer returns what the person saw after a tap, waiting for it until ctx ends.
func (s *Server) WaitAnswer(ctx context.Context, id string) (TapAnswer, error) {
	for {
		s.mu.Lock()
		changed := s.changed
		var answer *TapAnswer
		if t := s.taps[id]; t != nil && t.answer != nil {
			seen := *t.answer
			answer = &seen
		}
		s.mu.Unlock()
		if answer != nil {
			return *answer, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return TapAnswer{}, fmt.Errorf("simulator: wait for the answer to a tap: %w", ctx.Err())
		}
	}
}

// Sends returns the messages that were taken from the bot, oldest first.
func (s *Server) Sends() []Send {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sends)
}

// Refusals returns the calls that were refused, by the rules or by the fault script, oldest first.
func (s *Server) Refusals() []Refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.refusals)
}

// Commands returns the menu that the person sees in the private chat.
func (s *Server) Commands(person int64) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.menu(person))
}
