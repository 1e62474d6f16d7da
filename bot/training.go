package bot

import (
	"context"
	"fmt"

	"camnang/bot/officer"
	"camnang/bot/quiz"
)

// Training gives what the training rests on, as it is at the moment of the call, never older, and shared: the caller changes
// nothing in it.
type Training interface {
	// Bank returns the bank of questions.
	Bank(ctx context.Context) (*quiz.Bank, error)
}

// trained reads what the training rests on.
func (c *Conversation) trained(ctx context.Context, in *input) (err error) {
	if in.Bank, err = c.cfg.Training.Bank(ctx); err != nil {
		return fmt.Errorf("read the bank of questions: %w", err)
	}
	return nil
}

// aboutQuestion is for screens and waits whose first argument is a question of the bank: by its author.
func aboutQuestion(in input, args []string) officer.About {
	if q, ok := in.Bank.Question(quiz.ID(argument(args, 0))); ok {
		return officer.About{Made: &officer.Made{Owner: q.Author}}
	}
	return officer.About{}
}
