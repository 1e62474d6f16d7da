package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"camnang/bot/feedback"
	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
)

// eraseStep is how many entries one call of an erasure removes: it holds up the server's other clients.
const eraseStep = 500

// Erase removes what is an officer's own, and counts it: the personal bodies of the officer's journal entries,
// and of the account telegram (0: none) its ratings, suggestions, records of answers, dialogue, and the dead
// letters of its private chat or that name it. Uncounted go what the officer chose for reminders, which of them were
// given, what the officer learns, where the officer was in classes and which announcements the officer has read, the words
// of what the officer asked trainers, what messages to the private chat left behind, votes held for it, and the mark that
// the chat cannot be reached, which the next message would set again. Plans and attempts stay: they are the unit's and the
// class's.
//
// It is done in several steps. Broken off, or called again, it removes what is left; what comes in meanwhile may
// stay. In the embedded store the files are written anew, so that they no longer hold what was erased; a
// server's append-only file holds it until it rewrites that, and so do earlier backups.
func (s *Store) Erase(ctx context.Context, o officer.ID, telegram int64) (journal.Erased, error) {
	var e journal.Erased
	err := s.eraseAll(ctx, o, telegram, &e)
	if err == nil && s.embedded != nil {
		err = s.embedded.rewrite()
	}
	if err != nil {
		return e, fmt.Errorf("erase an officer's data: %w", err)
	}
	return e, nil
}

func (s *Store) eraseAll(ctx context.Context, o officer.ID, telegram int64, e *journal.Erased) error {
	numbers, err := s.Journal().owned(ctx, o)
	if err == nil {
		e.Entries, err = erase(ctx, s, journalErase, string(o), numbers)
	}
	if err == nil {
		err = s.Records().Change(ctx, []queue.Change{
			{Table: queue.TableHabit, ID: string(o), Was: queue.Any},
			{Table: queue.TableTold, ID: string(o), Was: queue.Any},
			{Table: queue.TableLearner, ID: string(o), Was: queue.Any},
		})
	}
	if err == nil {
		err = s.eraseEntries(ctx, o)
	}
	if err == nil {
		err = s.eraseAttendance(ctx, o)
	}
	if err != nil || telegram == 0 {
		return err
	}
	account := strconv.FormatInt(telegram, 10)
	for _, part := range []struct {
		kind  string
		of    key
		count *int
		match string
		mine  func(text string) (bool, error)
	}{
		{"rating", ratings, &e.Ratings, "* " + account, func(string) (bool, error) { return true, nil }},
		{"suggestion", suggestionText, &e.Suggestions, "*", func(text string) (bool, error) {
			var kept feedback.Suggestion
			err := json.Unmarshal([]byte(text), &kept)
			return kept.Person == telegram, err
		}},
		{"answer", answers, &e.Answers, "*", func(text string) (bool, error) {
			var kept feedback.Answered
			err := json.Unmarshal([]byte(text), &kept)
			return kept.Person == telegram, err
		}},
	} {
		fields, err := s.fields(ctx, part.of, part.match, part.mine)
		if err == nil {
			*part.count, err = erase(ctx, s, eraseMemory, part.kind, fields)
		}
		if err != nil {
			return err
		}
	}
	if _, err := erase(ctx, s, eraseMemory, "dialogue", []string{account}); err != nil {
		return err
	}
	for _, table := range []string{queue.TableCarried, queue.TableHeld} {
		if err := s.eraseNaming(ctx, table, naming(account, "chat", "person")); err != nil {
			return err
		}
	}
	letters, err := s.lettersOf(ctx, account)
	if err == nil {
		e.Letters, err = erase(ctx, s, eraseLetters, account, letters)
	}
	return err
}

// eraseEntries takes the words of what an officer asked trainers out of the entries, which stay for what was answered.
func (s *Store) eraseEntries(ctx context.Context, o officer.ID) error {
	for {
		now, err := s.Training().Now(ctx)
		if err != nil {
			return err
		}
		var changes []queue.Change
		for _, e := range now.Entries.All() {
			if e.Asker == o && e.Text != "" && len(changes) < eraseStep {
				changes = append(changes, e.Erased().Change())
			}
		}
		if len(changes) == 0 {
			return nil
		}
		if err := s.Records().Change(ctx, changes); err != nil && !errors.Is(err, queue.ErrConflict) {
			return err
		}
	}
}

// eraseNaming removes the records of a table whose value matches.
func (s *Store) eraseNaming(ctx context.Context, table string, names *regexp.Regexp) error {
	ids, err := s.fields(ctx, tables[table], "*", func(text string) (bool, error) { return names.MatchString(text), nil })
	if err != nil {
		return err
	}
	// A scan may give a field twice.
	slices.Sort(ids)
	for some := range slices.Chunk(slices.Compact(ids), eraseStep) {
		changes := make([]queue.Change, len(some))
		for i, id := range some {
			changes[i] = queue.Change{Table: table, ID: id, Was: queue.Any}
		}
		if err := s.Records().Change(ctx, changes); err != nil {
			return err
		}
	}
	return nil
}

// naming matches JSON in which a field of one of these names is the account.
func naming(account string, names ...string) *regexp.Regexp {
	return regexp.MustCompile(`"(?:` + strings.Join(names, "|") + `)"\s*:\s*` + regexp.QuoteMeta(account) + `\b`)
}

// erase hands the items to the script in steps, at least once, and adds up what it removed.
func erase[T any](ctx context.Context, s *Store, sc script, what string, items []T) (int, error) {
	removed := 0
	for {
		n := min(len(items), eraseStep)
		args := append(make([]any, 0, 1+n), what)
		for _, item := range items[:n] {
			args = append(args, item)
		}
		answer, err := s.run(ctx, sc, args...)
		if err != nil {
			return removed, err
		}
		gone, ok := answer.(int64)
		if !ok {
			return removed, fmt.Errorf("the script answered %T where a number belongs", answer)
		}
		removed += int(gone)
		if items = items[n:]; len(items) == 0 {
			return removed, nil
		}
	}
}

// fields lists the fields of a HASH that match the pattern and whose text is the officer's.
func (s *Store) fields(ctx context.Context, k key, match string, mine func(text string) (bool, error)) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, scanLimit)
	defer cancel()
	var fields []string
	found := s.client.HScan(ctx, k.at(s.bot), 0, match, scanStep).Iterator()
	for found.Next(ctx) {
		field := found.Val()
		if !found.Next(ctx) {
			break
		}
		own, err := mine(found.Val())
		if err != nil {
			return nil, fmt.Errorf("read %s %s: %w", k.name, field, err)
		}
		if own {
			fields = append(fields, field)
		}
	}
	return fields, found.Err()
}

// lettersOf lists the dead letters of the account's private chat and those whose item names the account, as they
// stand in the list: what it wrote in a group, what could not be decoded.
func (s *Store) lettersOf(ctx context.Context, account string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, scanLimit)
	defer cancel()
	kept, err := s.client.LRange(ctx, deadLetters.at(s.bot), 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("read the dead letters: %w", err)
	}
	names := naming(account, "id", "user_id", "person")
	var mine []string
	for _, letter := range kept {
		head, rest, _ := strings.Cut(letter, "\n")
		_, item, _ := strings.Cut(rest, "\n")
		words := strings.SplitN(head, " ", 4)
		if len(words) == 4 && words[2] == account || names.MatchString(item) {
			mine = append(mine, letter)
		}
	}
	return mine, nil
}

// rewrite writes the files anew, so that they hold the present state and nothing older.
func (e *embedded) rewrite() error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return errClosed
	}
	e.tasks.Add(1)
	e.mu.Unlock()
	defer e.tasks.Done()
	return e.writeAnew()
}
