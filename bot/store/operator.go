package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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
	d := queue.Depths{Inbox: int(r.number()), Outbox: int(r.number()), Dead: int(r.number()), Timers: int(r.number())}
	for _, lag := range []*time.Duration{&d.InboxLag, &d.OutboxLag, &d.TimerLag} {
		*lag = time.Duration(r.number()) * time.Millisecond
	}
	d.Pace = int(r.number())
	if r.err != nil {
		return queue.Depths{}, fmt.Errorf("measure the queues: %w", r.err)
	}
	return d, nil
}

// Dead returns the n newest dead letters, newest first. Of all dead letters the newest 10,000 are kept.
// Item is the queue.Update, queue.Message or queue.Timer (without Due) as JSON; of what could not be decoded it
// is what came, as a JSON string when it was not JSON.
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
		l, err := readLetter(kept[i])
		var d queue.Dead
		if err == nil {
			d, err = l.read()
		}
		if err != nil {
			return nil, fmt.Errorf("read a dead letter: %w", err)
		}
		letters = append(letters, d)
	}
	return letters, nil
}

// Revive puts a dead letter back into its queue: an update to its place in its chat, a message to the end of its
// queue, a timer due at once. A message's chat loses its mark of being unreachable. It returns false when the
// letter is not there (any more), so the same letter is put back once however often it is asked for; and an
// error for what could not be decoded (a Dead without a Key), which no queue can take.
func (s *Store) Revive(ctx context.Context, d queue.Dead) (bool, error) {
	if d.Key == "" {
		return false, fmt.Errorf("put back dead letter %s: it is not an item of a queue", d.ID)
	}
	done, err := s.revive(ctx, d.Key)
	if err != nil {
		return false, fmt.Errorf("put back dead letter %s: %w", d.ID, err)
	}
	return done, nil
}

func (s *Store) revive(ctx context.Context, key string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	for from := int64(0); ; from += lettersRead {
		kept, err := s.client.LRange(ctx, deadLetters.at(s.bot), -from-lettersRead, -from-1).Result()
		if err != nil || len(kept) == 0 {
			return false, err
		}
		for _, text := range kept {
			if letterKey(text) != key {
				continue
			}
			l, err := readLetter(text)
			if err != nil {
				return false, err
			}
			args := []any{text, l.queue, l.id, l.chat, l.item}
			if l.queue == "outbox" {
				m, err := readMessage(l.chat, time.Time{}, l.item)
				if err != nil {
					return false, err
				}
				args = append(args, int(m.Priority), digit(m.Group), digit(m.Free))
			}
			answer, err := s.run(ctx, reviveScript, args...)
			return answer == int64(1), err
		}
	}
}

// lettersRead is how many dead letters Revive reads at a time, the newest first: letters added meanwhile push
// none past it.
const lettersRead = 500

// letterKey tells the letters of the list apart.
func letterKey(kept string) string {
	sum := sha256.Sum256([]byte(kept))
	return hex.EncodeToString(sum[:8])
}

// letter is a dead letter as it is kept.
type letter struct {
	queue, id, why, item string
	chat                 int64
	at                   time.Time
	key                  string
}

func readLetter(kept string) (letter, error) {
	head, rest, _ := strings.Cut(kept, "\n")
	why, item, ok := strings.Cut(rest, "\n")
	words := strings.SplitN(head, " ", 4)
	if !ok || len(words) != 4 {
		return letter{}, fmt.Errorf("it begins with %.200q", head)
	}
	at, err1 := strconv.ParseInt(words[1], 10, 64)
	chat, err2 := strconv.ParseInt(words[2], 10, 64)
	return letter{
		queue: words[0], id: words[3], why: why, item: item, chat: chat,
		at: time.UnixMilli(at).UTC(), key: letterKey(kept),
	}, errors.Join(err1, err2)
}

func (l letter) read() (queue.Dead, error) {
	d := queue.Dead{Queue: l.queue, ID: l.id, Chat: l.chat, Why: l.why, At: l.at, Key: l.key}
	var whole any
	var err error
	switch l.queue {
	case "outbox":
		whole, err = readMessage(l.chat, time.Time{}, l.item)
	case "inbox":
		id, _ := strconv.ParseInt(l.id, 10, 64)
		whole, err = readUpdate(id, l.chat, l.item)
	case "timers":
		whole = map[string]any{"id": l.id, "lane": l.chat, "body": asJSON(l.item)}
	default:
		// Set aside before it was an update: kept as it came.
		d.Queue, d.Key = "inbox", ""
		whole = asJSON(l.item)
	}
	if err != nil {
		return queue.Dead{}, err
	}
	d.Item, err = json.Marshal(whole)
	return d, err
}

// asJSON is a text as it stands in JSON: itself, or a string when it is none.
func asJSON(text string) any {
	if json.Valid([]byte(text)) {
		return json.RawMessage(text)
	}
	return text
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
