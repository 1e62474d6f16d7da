package bot

import (
	"context"
	"errors"
	"slices"
	"time"

	"camnang/bot/feedback"
	"camnang/bot/journal"
)

type kept struct {
	value any
	until time.Time
}

type ratingKey struct {
	answer string
	person int64
}

// memory is a Memory in a map.
type memory struct {
	clock       func() time.Time
	away        bool
	kept        map[string]kept
	ratings     map[ratingKey]feedback.Rating
	suggestions []feedback.Suggestion
}

var errAway = errors.New("the store is away")

func (m *memory) failure() error {
	if m.away {
		return errAway
	}
	return nil
}

func (m *memory) get(key string) any {
	if k := m.kept[key]; m.clock().Before(k.until) {
		return k.value
	}
	return nil
}

func (m *memory) Dialogue(_ context.Context, chat int64) (string, error) {
	state, _ := m.get(chatKey(chat)).(string)
	return state, m.failure()
}

func chatKey(chat int64) string { return "dialogue " + time.Duration(chat).String() }

func (m *memory) SetDialogue(_ context.Context, chat int64, state string, keep time.Duration) error {
	if m.away {
		return errAway
	}
	m.kept[chatKey(chat)] = kept{state, m.clock().Add(keep)}
	return nil
}

func (m *memory) KeepAnswer(_ context.Context, a feedback.Answered, keep time.Duration) error {
	if m.away {
		return errAway
	}
	m.kept["answer "+a.ID] = kept{a, m.clock().Add(keep)}
	return nil
}

func (m *memory) Answer(_ context.Context, id string) (feedback.Answered, bool, error) {
	a, ok := m.get("answer " + id).(feedback.Answered)
	return a, ok, m.failure()
}

func (m *memory) Rate(_ context.Context, r feedback.Rating) error {
	if m.away {
		return errAway
	}
	m.ratings[ratingKey{r.Answer, r.Person}] = r
	return nil
}

func (m *memory) Rating(_ context.Context, answer string, person int64) (feedback.Rating, bool, error) {
	r, ok := m.ratings[ratingKey{answer, person}]
	return r, ok, m.failure()
}

func (m *memory) Suggest(_ context.Context, s feedback.Suggestion) error {
	if m.away {
		return errAway
	}
	for _, known := range m.suggestions {
		if known.ID == s.ID {
			return nil
		}
	}
	m.suggestions = append(m.suggestions, s)
	return nil
}

// erase removes what a person said and asked.
func (m *memory) erase(person int64) journal.Erased {
	var gone journal.Erased
	for key := range m.ratings {
		if key.person == person {
			delete(m.ratings, key)
			gone.Ratings++
		}
	}
	before := len(m.suggestions)
	m.suggestions = slices.DeleteFunc(m.suggestions, func(s feedback.Suggestion) bool { return s.Person == person })
	gone.Suggestions = before - len(m.suggestions)
	for key, k := range m.kept {
		if a, ok := k.value.(feedback.Answered); ok && a.Person == person {
			delete(m.kept, key)
			gone.Answers++
		}
	}
	delete(m.kept, chatKey(person))
	return gone
}
