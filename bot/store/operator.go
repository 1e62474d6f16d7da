package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"camnang/bot/feedback"
	"camnang/bot/queue"
)

// Depths says how full the queues are, all figures of one moment.
func (s *Store) Depths(ctx context.Context) (queue.Depths, error) {
	answer, err := s.run(ctx, depthsScript)
	if err != nil {
		return queue.Depths{}, fmt.Errorf("measure the queues: %w", err)
	}
	r := newRow(answer)
	d := queue.Depths{Inbox: int(r.number()), Outbox: int(r.number()), Dead: int(r.number())}
	d.InboxLag = time.Duration(r.number()) * time.Millisecond
	d.OutboxLag = time.Duration(r.number()) * time.Millisecond
	if r.err != nil {
		return queue.Depths{}, fmt.Errorf("measure the queues: %w", r.err)
	}
	return d, nil
}

// Dead returns the n newest dead letters, newest first. Of all dead letters the newest 10,000 are kept.
// Item is the queue.Update or queue.Message as JSON; of what could not be decoded it is what came, as a
// JSON string when it was not JSON.
func (s *Store) Dead(ctx context.Context, n int) ([]queue.Dead, error) {
	if n <= 0 {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	kept, err := s.client.LRange(ctx, deadLetters.at(s.bot), int64(-n), -1).Result()
	if err != nil {
		return nil, fmt.Errorf("read the dead letters: %w", err)
	}
	letters := make([]queue.Dead, 0, len(kept))
	for i := len(kept) - 1; i >= 0; i-- {
		d, err := readDead(kept[i])
		if err != nil {
			return nil, fmt.Errorf("read a dead letter: %w", err)
		}
		letters = append(letters, d)
	}
	return letters, nil
}

func readDead(kept string) (queue.Dead, error) {
	head, rest, _ := strings.Cut(kept, "\n")
	why, item, ok := strings.Cut(rest, "\n")
	words := strings.SplitN(head, " ", 4)
	if !ok || len(words) != 4 {
		return queue.Dead{}, fmt.Errorf("it begins with %q", head)
	}
	at, err1 := strconv.ParseInt(words[1], 10, 64)
	chat, err2 := strconv.ParseInt(words[2], 10, 64)
	if err := errors.Join(err1, err2); err != nil {
		return queue.Dead{}, err
	}
	d := queue.Dead{Queue: words[0], ID: words[3], Chat: chat, Why: why, At: time.UnixMilli(at).UTC()}
	var whole any
	var err error
	switch d.Queue {
	case "outbox":
		whole, err = readMessage(chat, time.Time{}, item)
	case "inbox":
		id, _ := strconv.ParseInt(d.ID, 10, 64)
		whole, err = readUpdate(id, chat, item)
	default:
		// Set aside before it was an update: kept as it came.
		d.Queue = "inbox"
		whole = item
		if json.Valid([]byte(item)) {
			whole = json.RawMessage(item)
		}
	}
	if err != nil {
		return queue.Dead{}, err
	}
	d.Item, err = json.Marshal(whole)
	return d, err
}

// Failing is an item that was handed back and that nobody has settled since.
type Failing struct {
	// Queue is "inbox" or "outbox".
	Queue   string
	Chat    int64
	ID      string
	Attempt int
	// Why is the reason given when it was last handed back.
	Why string
}

// Failing lists up to n such items of each queue, in no order.
func (s *Store) Failing(ctx context.Context, n int) ([]Failing, error) {
	answer, err := s.run(ctx, failingScript, n)
	if err != nil {
		return nil, fmt.Errorf("list what fails: %w", err)
	}
	all := newRow(answer)
	var list []Failing
	for all.err == nil && len(all.values) > 0 {
		r := newRow(all.next())
		f := Failing{Queue: r.text(), Chat: r.number(), ID: r.text(), Attempt: int(r.number()), Why: r.text()}
		if all.err = r.err; all.err == nil {
			list = append(list, f)
		}
	}
	if all.err != nil {
		return nil, fmt.Errorf("list what fails: %w", all.err)
	}
	return list, nil
}

// Suggestions returns the n newest suggestions, newest first.
func (s *Store) Suggestions(ctx context.Context, n int) ([]feedback.Suggestion, error) {
	if n <= 0 {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	ids, err := s.client.LRange(ctx, suggestionOrder.at(s.bot), int64(-n), -1).Result()
	if err != nil {
		return nil, fmt.Errorf("list the suggestions: %w", err)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	texts, err := s.client.HMGet(ctx, suggestionText.at(s.bot), ids...).Result()
	if err != nil {
		return nil, fmt.Errorf("read the suggestions: %w", err)
	}
	r := newRow(texts)
	list := make([]feedback.Suggestion, len(ids))
	for i := len(ids) - 1; i >= 0; i-- {
		if err := json.Unmarshal([]byte(r.text()), &list[i]); err != nil {
			return nil, fmt.Errorf("read suggestion %s: %w", ids[len(ids)-1-i], errors.Join(r.err, err))
		}
	}
	return list, nil
}

// Rated is how many officers call an answer right and how many do not.
type Rated struct{ Right, Wrong int }

// Ratings returns the counts of every answer that was ever rated, by its id.
func (s *Store) Ratings(ctx context.Context) (map[string]Rated, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	counts, err := s.client.HGetAll(ctx, ratedCounts.at(s.bot)).Result()
	if err != nil {
		return nil, fmt.Errorf("read the ratings: %w", err)
	}
	all := map[string]Rated{}
	for field, count := range counts {
		n, err := strconv.Atoi(count)
		if err != nil {
			return nil, fmt.Errorf("read the ratings: %w", err)
		}
		answer, right, _ := strings.Cut(field, " ")
		r := all[answer]
		if right == "1" {
			r.Right = n
		} else {
			r.Wrong = n
		}
		all[answer] = r
	}
	return all, nil
}
