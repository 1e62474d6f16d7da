package bot

import (
	"context"
	"time"

	"camnang/bot/feedback"
)

// Memory is what the conversation remembers between two messages. Every write is done when it returns
// nil, survives the death of the process, and done again with the same ids changes nothing.
type Memory interface {
	// Dialogue returns what SetDialogue kept for the chat, "" when there is nothing or it has run out.
	Dialogue(ctx context.Context, chat int64) (string, error)
	// SetDialogue keeps state for the chat for the length of keep; state "" forgets it.
	SetDialogue(ctx context.Context, chat int64, state string, keep time.Duration) error

	// KeepAnswer keeps the record of an answer for the length of keep.
	KeepAnswer(ctx context.Context, a feedback.Answered, keep time.Duration) error
	// Answer returns the record, and false when there is none or it has run out.
	Answer(ctx context.Context, id string) (feedback.Answered, bool, error)
	// Rate keeps an officer's rating of an answer; a later one by the same officer replaces it.
	Rate(ctx context.Context, r feedback.Rating) error
	// Suggest keeps a suggestion; the same ID again changes nothing.
	Suggest(ctx context.Context, s feedback.Suggestion) error
}
