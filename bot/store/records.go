package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"camnang/bot/queue"
)

// tables are the tables of package queue and the key of each.
var tables = map[string]key{
	queue.TableRoster:     recordKeys.named("rec_roster"),
	queue.TableGuess:      recordKeys.named("rec_guess"),
	queue.TableState:      recordKeys.named("rec_state"),
	queue.TablePlan:       recordKeys.named("rec_plan"),
	queue.TableProcedure:  recordKeys.named("rec_procedure"),
	queue.TableDay:        recordKeys.named("rec_day"),
	queue.TableTold:       recordKeys.named("rec_told"),
	queue.TableHabit:      recordKeys.named("rec_habit"),
	queue.TableQuestion:   recordKeys.named("rec_question"),
	queue.TablePush:       recordKeys.named("rec_push"),
	queue.TableCourse:     recordKeys.named("rec_course"),
	queue.TableEntry:      recordKeys.named("rec_entry"),
	queue.TableAttempt:    recordKeys.named("rec_attempt"),
	queue.TableLearner:    recordKeys.named("rec_learner"),
	queue.TableCarried:    recordKeys.named("rec_carried"),
	queue.TableHeld:       recordKeys.named("rec_held"),
	queue.TableAttendance: recordKeys.named("rec_attendance"),
}

// Records are small JSON records in tables, each with a version; it is a bot.Records.
type Records struct{ s *Store }

// Records returns the records.
func (s *Store) Records() *Records { return &Records{s} }

// Record returns the record as it is, and the zero Record when there is none.
func (r *Records) Record(ctx context.Context, table, id string) (queue.Record, error) {
	kept, err := r.read(ctx, table, id)
	var found queue.Record
	if err == nil && kept != "" {
		found, err = readTableRecord(id, kept)
	}
	if err != nil {
		return queue.Record{}, fmt.Errorf("read record %s of %s: %w", id, table, err)
	}
	return found, nil
}

// read returns a record as it is kept, "" when there is none.
func (r *Records) read(ctx context.Context, table, id string) (string, error) {
	k, ok := tables[table]
	if !ok {
		return "", errors.New("there is no such table")
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	kept, err := r.s.client.HGet(ctx, k.at(r.s.bot), id).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return kept, err
}

// Many returns the records of a table with these ids, in their order; what there is none of is left out. They are read in
// several steps when they are many, so they need not be of one moment.
func (r *Records) Many(ctx context.Context, table string, ids []string) ([]queue.Record, error) {
	k, ok := tables[table]
	if !ok {
		return nil, fmt.Errorf("read records of %s: there is no such table", table)
	}
	var all []queue.Record
	for some := range slices.Chunk(ids, manyAtOnce) {
		kept, err := r.some(ctx, k, some)
		if err != nil {
			return nil, fmt.Errorf("read records of %s: %w", table, err)
		}
		for i, text := range kept {
			if text, there := text.(string); there {
				one, err := readTableRecord(some[i], text)
				if err != nil {
					return nil, fmt.Errorf("read record %s of %s: %w", some[i], table, err)
				}
				all = append(all, one)
			}
		}
	}
	return all, nil
}

// manyAtOnce keeps one read well within callLimit and the server free for others.
const manyAtOnce = 500

func (r *Records) some(ctx context.Context, k key, ids []string) ([]any, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	return r.s.client.HMGet(ctx, k.at(r.s.bot), ids...).Result()
}

// All returns the records of a table as they are at one moment, by ID.
func (r *Records) All(ctx context.Context, table string) ([]queue.Record, error) {
	k, ok := tables[table]
	if !ok {
		return nil, fmt.Errorf("read the records of %s: there is no such table", table)
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	kept, err := r.s.client.HGetAll(ctx, k.at(r.s.bot)).Result()
	if err != nil {
		return nil, fmt.Errorf("read the records of %s: %w", table, err)
	}
	return readTable(table, kept)
}

// readTable reads the records of a table as they are kept, and puts them in the order of their IDs.
func readTable(table string, kept map[string]string) ([]queue.Record, error) {
	all := make([]queue.Record, 0, len(kept))
	for id, text := range kept {
		one, err := readTableRecord(id, text)
		if err != nil {
			return nil, fmt.Errorf("read record %s of %s: %w", id, table, err)
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b queue.Record) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}

// Change makes the changes, all or none, and appends the notes with them. It is for what no claim leads to;
// what one does is in its settlement. It returns queue.ErrConflict, and changes nothing, when a record has
// another version than the Was of its change. Repeated after a lost answer it returns ErrConflict too, unless
// every Was is Any.
func (r *Records) Change(ctx context.Context, changes []queue.Change, notes ...queue.Note) error {
	args, err := settlementArgs(nil, queue.Settlement{Changes: changes, Notes: notes})
	if err != nil {
		return fmt.Errorf("change records: %w", err)
	}
	return r.s.settle(ctx, "change records", recordsChange, args...)
}

// readTableRecord reads a record that has its version, and a blank, in front.
func readTableRecord(id, kept string) (queue.Record, error) {
	digits, value, ok := strings.Cut(kept, " ")
	version, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || version <= 0 {
		return queue.Record{}, fmt.Errorf("it begins with %.20q", digits)
	}
	return queue.Record{ID: id, Version: version, Value: []byte(value)}, nil
}
