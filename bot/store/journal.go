package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
)

// Journal is the record for people; it is a bot.Journal. Entries are numbered from 1 without a gap, in the
// order and at the time the server appended them.
type Journal struct{ s *Store }

// Journal returns the journal.
func (s *Store) Journal() *Journal { return &Journal{s} }

// saltLength keeps anybody from finding an erased body by trying likely ones.
const saltLength = 16

// noteArgs appends what the scripts take for each note: kind, about, digest ("" without a body), body.
func noteArgs(args []any, notes []queue.Note) ([]any, error) {
	for _, n := range notes {
		if err := journal.Check(n); err != nil {
			return nil, fmt.Errorf("a note of kind %.20q: %w", n.Kind, err)
		}
		if n.Body == nil {
			args = append(args, n.Kind, n.About, "", "")
			continue
		}
		var body bytes.Buffer
		if err := json.Compact(&body, n.Body); err != nil {
			return nil, fmt.Errorf("a note of kind %s: %w", n.Kind, err)
		}
		var salt [saltLength]byte
		_, _ = rand.Read(salt[:]) // it never fails
		kept := fmt.Sprintf("%s %d %x\n%s", cmp.Or(n.Owner, nobody), digit(n.Personal), salt, body.Bytes())
		args = append(args, n.Kind, n.About, journal.Digest(salt[:], body.Bytes()), kept)
	}
	return args, nil
}

// nobody stands for the owner of a body that is nobody's, noDigest for the digest of an entry without a body.
const (
	nobody   = "-"
	noDigest = "-"
)

// Append appends the notes, all or none, in one step. Called again it appends them again: what must be noted
// once is noted by the settlement that it belongs to.
func (j *Journal) Append(ctx context.Context, notes ...queue.Note) error {
	if len(notes) == 0 {
		return nil
	}
	args, err := noteArgs(make([]any, 0, 4*len(notes)), notes)
	if err == nil {
		_, err = j.s.run(ctx, journalAppend, args...)
	}
	if err != nil {
		return fmt.Errorf("append %d entries to the journal: %w", len(notes), err)
	}
	return nil
}

// readStep is how many entries are read in one call: well under a millisecond on a server.
const readStep = 500

// Latest returns up to n entries, at most 500, before the entry with the number before (0: from the newest on),
// newest first.
func (j *Journal) Latest(ctx context.Context, before int64, n int) ([]journal.Entry, error) {
	if n = min(n, readStep); n <= 0 || before < 0 {
		return nil, nil
	}
	newest, err := j.newest(ctx)
	if err != nil {
		return nil, err
	}
	if before == 0 || before > newest {
		before = newest + 1
	}
	from := max(1, before-int64(n))
	_, stored, err := j.read(ctx, from, int(before-from))
	if err != nil {
		return nil, err
	}
	slices.Reverse(stored)
	return plainEntries(stored), nil
}

func plainEntries(stored []journal.Stored) []journal.Entry {
	entries := make([]journal.Entry, len(stored))
	for i, s := range stored {
		entries[i] = s.Entry
	}
	return entries
}

// Of returns up to n entries, at most 100, whose body the officer owns, newest first, and how many there are.
// Those whose body was erased are nobody's. It looks at all entries.
func (j *Journal) Of(ctx context.Context, owner officer.ID, n int) ([]journal.Entry, int, error) {
	numbers, err := j.owned(ctx, owner)
	if err != nil {
		return nil, 0, err
	}
	total := len(numbers)
	numbers = numbers[:min(total, max(0, n), 100)]
	if len(numbers) == 0 {
		return nil, total, nil
	}
	args := make([]any, len(numbers))
	for i, number := range numbers {
		args[i] = number
	}
	answer, err := j.s.run(ctx, journalPick, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("read an officer's entries: %w", err)
	}
	stored, err := readEntries(newRow(answer))
	if err != nil {
		return nil, 0, err
	}
	return plainEntries(stored), total, nil
}

// owned lists the numbers of the entries whose body has this owner, newest first.
func (j *Journal) owned(ctx context.Context, owner officer.ID) ([]int64, error) {
	if err := journal.Check(queue.Note{Kind: "of", Owner: string(owner), Body: []byte(`{}`)}); err != nil || owner == "" {
		return nil, fmt.Errorf("there is no officer %q: %w", owner, err)
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	var numbers []int64
	found := j.s.client.SScan(ctx, journalOwners.at(j.s.bot), 0, string(owner)+" *", scanStep).Iterator()
	for found.Next(ctx) {
		_, digits, _ := strings.Cut(found.Val(), " ")
		number, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("list an officer's entries: %w", err)
		}
		numbers = append(numbers, number)
	}
	if err := found.Err(); err != nil {
		return nil, fmt.Errorf("list an officer's entries: %w", err)
	}
	slices.SortFunc(numbers, func(a, b int64) int { return cmp.Compare(b, a) })
	return slices.Compact(numbers), nil
}

// Head returns the newest sealed entry; the zero Head when nothing was sealed yet.
func (j *Journal) Head(ctx context.Context) (journal.Head, error) {
	text, err := j.text(ctx, journalHead)
	if err != nil {
		return journal.Head{}, fmt.Errorf("read the head of the journal: %w", err)
	}
	return readHead(text)
}

// Count returns how many entries the journal holds.
func (j *Journal) Count(ctx context.Context) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	n, err := j.s.client.LLen(ctx, journalLines.at(j.s.bot)).Result()
	if err != nil {
		return 0, fmt.Errorf("count the journal: %w", err)
	}
	return n, nil
}

// newest returns the number of the newest entry; 0 when none was ever appended.
func (j *Journal) newest(ctx context.Context) (int64, error) {
	text, err := j.text(ctx, journalCount)
	var n int64
	if err == nil && text != "" {
		n, err = strconv.ParseInt(text, 10, 64)
	}
	if err != nil {
		return 0, fmt.Errorf("read the number of the newest entry: %w", err)
	}
	return n, nil
}

// text reads a STRING, "" when there is none.
func (j *Journal) text(ctx context.Context, k key) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	text, err := j.s.client.Get(ctx, k.at(j.s.bot)).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return text, err
}

// read returns up to n entries from a number on, oldest first, and log_base.
func (j *Journal) read(ctx context.Context, from int64, n int) (base string, entries []journal.Stored, err error) {
	answer, err := j.s.run(ctx, journalRead, from, n)
	if err != nil {
		return "", nil, fmt.Errorf("read the journal: %w", err)
	}
	r := newRow(answer)
	base = r.text()
	entries, err = readEntries(r)
	return base, entries, err
}

// readEntries reads lines and bodies, which take turns.
func readEntries(r *row) ([]journal.Stored, error) {
	var entries []journal.Stored
	for r.err == nil && len(r.values) > 0 {
		e, err := readEntry(r.text(), r.text())
		if err != nil {
			return nil, fmt.Errorf("read the journal: %w", err)
		}
		entries = append(entries, e)
	}
	if r.err != nil {
		return nil, fmt.Errorf("read the journal: %w", r.err)
	}
	return entries, nil
}

func readEntry(line, body string) (journal.Stored, error) {
	words := strings.SplitN(line, " ", 5)
	if len(words) != 5 {
		return journal.Stored{}, fmt.Errorf("the line of an entry has %d words, not 5", len(words))
	}
	number, err1 := strconv.ParseInt(words[0], 10, 64)
	ms, err2 := strconv.ParseInt(words[1], 10, 64)
	s := journal.Stored{Entry: journal.Entry{
		Number: number, At: time.UnixMilli(ms).UTC(), Kind: journal.Kind(words[2]), About: words[4],
	}}
	if words[3] != noDigest {
		s.Digest = words[3]
	}
	if err := errors.Join(err1, err2); err != nil {
		return journal.Stored{}, fmt.Errorf("the line of an entry: %w", err)
	}
	if body == "" {
		s.Erased = s.Digest != ""
		return s, nil
	}
	head, text, ok := strings.Cut(body, "\n")
	words = strings.Split(head, " ")
	if !ok || len(words) != 3 {
		return journal.Stored{}, fmt.Errorf("the body of entry %d has no line", number)
	}
	if words[0] != nobody {
		s.Owner = officer.ID(words[0])
	}
	s.Personal, s.Body = words[1] == "1", []byte(text)
	var err error
	if s.Salt, err = hex.DecodeString(words[2]); err != nil {
		return journal.Stored{}, fmt.Errorf("the salt of entry %d: %w", number, err)
	}
	return s, nil
}

// readHead reads "number link"; "" is the zero Head.
func readHead(text string) (journal.Head, error) {
	if text == "" {
		return journal.Head{}, nil
	}
	digits, link, _ := strings.Cut(text, " ")
	number, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || !journal.IsLink(link) {
		return journal.Head{}, fmt.Errorf("the journal's note of a link begins with %.20q", text)
	}
	return journal.Head{Number: number, Link: link}, nil
}
