package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"camnang/bot/feedback"
)

// Memory is what the conversation remembers between two messages; it is a bot.Memory.
type Memory struct{ s *Store }

// Dialogue returns what SetDialogue kept for the chat, "" when there is nothing or it has run out.
func (m *Memory) Dialogue(ctx context.Context, chat int64) (string, error) {
	state, _, err := m.get(ctx, "dialogue", fmt.Sprint(chat))
	if err != nil {
		return "", fmt.Errorf("read the dialogue: %w", err)
	}
	return state, nil
}

// SetDialogue keeps state for the chat for the length of keep; state "" or no keep forgets it.
func (m *Memory) SetDialogue(ctx context.Context, chat int64, state string, keep time.Duration) error {
	if state == "" {
		keep = 0
	}
	if _, err := m.s.run(ctx, memoryKeep, "dialogue", chat, state, millis(keep)); err != nil {
		return fmt.Errorf("keep the dialogue: %w", err)
	}
	return nil
}

// KeepAnswer keeps the record of an answer for the length of keep.
func (m *Memory) KeepAnswer(ctx context.Context, a feedback.Answered, keep time.Duration) error {
	text, err := json.Marshal(a)
	if err == nil {
		_, err = m.s.run(ctx, memoryKeep, "answer", a.ID, text, millis(keep))
	}
	if err != nil {
		return fmt.Errorf("keep answer %s: %w", a.ID, err)
	}
	return nil
}

// Answer returns the record, and false when there is none or it has run out.
func (m *Memory) Answer(ctx context.Context, id string) (feedback.Answered, bool, error) {
	text, ok, err := m.get(ctx, "answer", id)
	var a feedback.Answered
	if err == nil && ok {
		err = json.Unmarshal([]byte(text), &a)
	}
	if err != nil {
		return feedback.Answered{}, false, fmt.Errorf("read answer %s: %w", id, err)
	}
	return a, ok, nil
}

// Rate keeps an officer's rating of an answer. A later one (by At) by the same officer replaces it; an
// earlier one that comes in late changes nothing.
func (m *Memory) Rate(ctx context.Context, r feedback.Rating) error {
	text, err := json.Marshal(r)
	if err == nil {
		_, err = m.s.run(ctx, memoryRate, r.Answer, r.Person, r.At.UnixMilli(), digit(r.Right), text)
	}
	if err != nil {
		return fmt.Errorf("keep a rating of answer %s: %w", r.Answer, err)
	}
	return nil
}

// Rating returns the rating of an answer by an account, and false when there is none (any more).
func (m *Memory) Rating(ctx context.Context, answer string, person int64) (feedback.Rating, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	kept, err := m.s.client.HGet(ctx, ratings.at(m.s.bot), fmt.Sprint(answer, " ", person)).Result()
	if errors.Is(err, redis.Nil) {
		return feedback.Rating{}, false, nil
	}
	var r feedback.Rating
	if err == nil {
		_, text, _ := strings.Cut(kept, "\n")
		err = json.Unmarshal([]byte(text), &r)
	}
	if err != nil {
		return feedback.Rating{}, false, fmt.Errorf("read a rating of answer %s: %w", answer, err)
	}
	return r, true, nil
}

// Suggest keeps a suggestion; the same ID again changes nothing.
func (m *Memory) Suggest(ctx context.Context, s feedback.Suggestion) error {
	text, err := json.Marshal(s)
	if err == nil {
		_, err = m.s.run(ctx, memorySay, s.ID, text)
	}
	if err != nil {
		return fmt.Errorf("keep suggestion %s: %w", s.ID, err)
	}
	return nil
}

func (m *Memory) get(ctx context.Context, kind, id string) (string, bool, error) {
	answer, err := m.s.run(ctx, memoryGet, kind, id)
	if errors.Is(err, redis.Nil) {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	text, ok := answer.(string)
	if !ok {
		return "", false, fmt.Errorf("the script answered %T where a text belongs", answer)
	}
	return text, true, nil
}
