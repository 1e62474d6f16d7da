package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"camnang/bot"
	"camnang/bot/queue"
)

// renderer is Config.Render.
type renderer func(ctx context.Context, chat int64, id string, body json.RawMessage) (reply bot.Reply, ok bool, err error)

const (
	// renderWithin bounds one rendering: some reads of the store.
	renderWithin = 10 * time.Second
	// renderAtMost is how often a message may fail to be rendered, an hour of it (sendFirst, sendLast): its chat waits
	// behind it, and what fails so long is no store that is away, from which nothing would be taken.
	renderAtMost = 65
	// renderedIDLimit leaves room, of the 200 bytes that the store takes, for the ids of further parts.
	renderedIDLimit = 192
)

func checkRendered(id string, chat int64, reply bot.Reply) error {
	switch {
	case chat == 0:
		return errors.New("a reply names no chat")
	case !json.Valid(reply.Body):
		return errors.New("the body of what is rendered later is not JSON")
	case len(id) > renderedIDLimit:
		return fmt.Errorf("the id has %d bytes, at most %d leave room for those of its parts", len(id), renderedIDLimit)
	}
	return nil
}

// rendered makes what is to be sent now of a Rendered: the reply, cut to one message, and the messages that carry
// what was cut off, which are put once the first was sent and before it is settled. So they are neither sent without
// it nor lost; should the process die in between, all of it is rendered and sent again. What was put for the chat
// meanwhile may come between the parts. When nothing is to be sent, ok is false and o says what becomes of the
// message.
func (s *senders) rendered(ctx context.Context, taken queue.Sending, body json.RawMessage) (
	first bot.Reply, rest []queue.Message, o outcome, ok bool,
) {
	m := taken.Message
	if s.render == nil {
		return bot.Reply{}, nil, outcome{kind: dropped, why: "nothing here renders such a message"}, false
	}
	reply, wanted, err := s.ask(ctx, m, body)
	if err != nil {
		return bot.Reply{}, nil, s.notRendered(ctx, taken, err), false
	}
	s.doubted.Lock()
	delete(s.unrendered, m.ID)
	if !wanted {
		delete(s.doubts, m.ID)
	}
	s.doubted.Unlock()
	if !wanted {
		return bot.Reply{}, nil, outcome{kind: withheld}, false
	}
	if reply.Kind == bot.Rendered || reply.Kind == bot.Acknowledge {
		return bot.Reply{}, nil, outcome{kind: dropped, why: fmt.Sprintf("it was rendered as a reply of the kind %q", reply.Kind)}, false
	}
	parts, err := Compose(m.ID, m.Chat, m.Priority, reply)
	if err != nil {
		return bot.Reply{}, nil, outcome{kind: dropped, why: err.Error()}, false
	}
	if len(parts) > 1 {
		reply = cutUp(reply)[0]
	}
	return reply, parts[1:], outcome{}, true
}

// ask calls the renderer; a panic of it is an error.
func (s *senders) ask(ctx context.Context, m queue.Message, body json.RawMessage) (reply bot.Reply, ok bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, renderWithin)
	defer cancel()
	defer func() {
		// What it panicked with may hold what the message says.
		if p := recover(); p != nil {
			err = fmt.Errorf("render: panic of type %T", p)
		}
	}()
	if reply, ok, err = s.render(ctx, m.Chat, m.ID, body); err != nil {
		return bot.Reply{}, false, fmt.Errorf("render: %w", err)
	}
	return reply, ok, nil
}

// notRendered says what becomes of a message that could not be rendered: it is sent later. Each process counts for
// itself how often.
func (s *senders) notRendered(ctx context.Context, taken queue.Sending, err error) outcome {
	if ctx.Err() != nil {
		return outcome{kind: later, why: "the process was stopped before it was sent"}
	}
	id := taken.Message.ID
	s.doubted.Lock()
	defer s.doubted.Unlock()
	if s.unrendered == nil {
		s.unrendered = map[string]int{}
	}
	s.unrendered[id]++
	n := s.unrendered[id]
	if n < renderAtMost {
		return outcome{kind: later, wait: grown(n, sendFirst, sendLast), why: err.Error()}
	}
	delete(s.unrendered, id)
	delete(s.doubts, id)
	return outcome{kind: dropped, why: fmt.Sprintf("failed %d times: %v", n, err)}
}
