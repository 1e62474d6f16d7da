package store

import (
	"context"
	"fmt"

	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// Training gives the bank of questions, the pushes, the courses of classes and the questions to trainers; it is a
// bot.Training. A call reads one small value; when something was changed since the last call it reads what was changed, once
// for all who ask meanwhile. All callers share what it gives.
type Training struct {
	bank    latest[*quiz.Bank]
	pushes  latest[*quiz.Pushes]
	courses latest[*quiz.Courses]
	entries latest[*quiz.Entries]
}

func newTraining(s *Store) *Training {
	return &Training{
		bank: latest[*quiz.Bank]{
			s: s, table: queue.TableQuestion, log: questionLog, load: quiz.LoadBank, with: (*quiz.Bank).With,
		},
		pushes: latest[*quiz.Pushes]{
			s: s, table: queue.TablePush, log: pushLog, load: quiz.LoadPushes, with: (*quiz.Pushes).With,
		},
		courses: latest[*quiz.Courses]{
			s: s, table: queue.TableCourse, log: courseLog, load: quiz.LoadCourses, with: (*quiz.Courses).With,
		},
		entries: latest[*quiz.Entries]{
			s: s, table: queue.TableEntry, log: entryLog, load: quiz.LoadEntries, with: (*quiz.Entries).With,
		},
	}
}

// Training returns what the training rests on.
func (s *Store) Training() *Training { return s.training }

// Bank returns the questions as they are at the moment of the call, never older.
func (t *Training) Bank(ctx context.Context) (*quiz.Bank, error) {
	return latestOf(ctx, &t.bank, "the bank of questions")
}

// Pushes returns the pushes as they are at the moment of the call, never older.
func (t *Training) Pushes(ctx context.Context) (*quiz.Pushes, error) {
	return latestOf(ctx, &t.pushes, "the pushes")
}

// Courses returns the courses as they are at the moment of the call, never older.
func (t *Training) Courses(ctx context.Context) (*quiz.Courses, error) {
	return latestOf(ctx, &t.courses, "the courses")
}

// Entries returns the questions to trainers as they are at the moment of the call, never older.
func (t *Training) Entries(ctx context.Context) (*quiz.Entries, error) {
	return latestOf(ctx, &t.entries, "the questions to trainers")
}

func latestOf[T any](ctx context.Context, of *latest[T], what string) (T, error) {
	v, err := of.now(ctx)
	if err != nil {
		return v, fmt.Errorf("read %s: %w", what, err)
	}
	return v, nil
}
