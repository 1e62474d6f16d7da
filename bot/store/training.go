package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// Training gives the bank of questions, the pushes, the courses of classes and the questions to trainers; it is a
// bot.Training. A call reads four small values at once; when something was changed since the last call it reads what was changed, once
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

// Now returns it as it is at the moment of the call, never older.
func (t *Training) Now(ctx context.Context) (now quiz.Training, err error) {
	s := t.bank.s
	begun := [...]int64{t.bank.begun.Load(), t.pushes.begun.Load(), t.courses.begun.Load(), t.entries.begun.Load()}
	var at [len(begun)]mark
	looking, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	newest := [len(begun)]*redis.StringCmd{}
	_, err = s.client.Pipelined(looking, func(p redis.Pipeliner) error {
		for n, log := range []key{questionLog, pushLog, courseLog, entryLog} {
			newest[n] = p.LIndex(looking, log.at(s.bot), -1)
		}
		return nil
	})
	if err != nil && !errors.Is(err, redis.Nil) {
		return quiz.Training{}, fmt.Errorf("look whether the training was changed: %w", err)
	}
	for n, one := range newest {
		if err := one.Err(); err != nil && !errors.Is(err, redis.Nil) {
			return quiz.Training{}, fmt.Errorf("look whether the training was changed: %w", err)
		}
		at[n].entry = one.Val()
	}
	if now.Bank, err = t.bank.at(ctx, begun[0], at[0]); err != nil {
		return quiz.Training{}, fmt.Errorf("read the bank of questions: %w", err)
	}
	if now.Pushes, err = t.pushes.at(ctx, begun[1], at[1]); err != nil {
		return quiz.Training{}, fmt.Errorf("read the pushes: %w", err)
	}
	if now.Courses, err = t.courses.at(ctx, begun[2], at[2]); err != nil {
		return quiz.Training{}, fmt.Errorf("read the courses: %w", err)
	}
	if now.Entries, err = t.entries.at(ctx, begun[3], at[3]); err != nil {
		return quiz.Training{}, fmt.Errorf("read the questions to trainers: %w", err)
	}
	return now, nil
}
