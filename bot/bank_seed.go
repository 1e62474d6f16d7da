package bot

import (
	"context"

	"camnang/bot/journal"
	"camnang/bot/quiz/starting"
)

// seededBody is the journal's record of questions that came with the program.
type seededBody struct {
	New     int `json:"new"`
	Changed int `json:"changed"`
}

// bankSweep puts the questions that ship into the bank, and once they are there doubts those whose clauses changed. The
// questions are for the library that ships: with one that does not state their facts none is put in.
func (c *Conversation) bankSweep(ctx context.Context, in input) (t Turn, again bool, err error) {
	shipped, err := starting.Questions(c.cfg.Library)
	if err != nil {
		c.cfg.Log.Warn("the questions that ship are not put into the bank", "error", err)
		return c.bankAlarm(ctx, in)
	}
	s := in.Bank.Seed(shipped, c.cfg.Now().UTC(), sweepMost)
	if len(s.Changes) == 0 {
		return c.bankAlarm(ctx, in)
	}
	// One record is changed once in a sweep, so the clauses are looked at in the next one, at once.
	note := in.note(journal.Questions, false, seededBody{s.New, s.Renewed})
	return Turn{}.changing(s.Changes...).noting(note), true, nil
}
