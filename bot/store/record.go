package store

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"camnang/bot/queue"
)

// A record is a line of JSON with what the scripts need not know, and after it the body byte for byte: a
// body is kept as it came, not as an encoder would write it again. A release reads lines with fields it
// does not know.

type updateLine struct {
	Person  int64  `json:"person,omitempty"`
	Refused string `json:"refused,omitempty"`
	Message int64  `json:"message,omitempty"`
}

type messageLine struct {
	ID       string         `json:"id"`
	Priority queue.Priority `json:"priority,omitempty"`
	Group    bool           `json:"group,omitempty"`
	Free     bool           `json:"free,omitempty"`
}

func record(line any, body []byte) (string, error) {
	head, err := json.Marshal(line)
	if err != nil {
		return "", err
	}
	return string(head) + "\n" + string(body), nil
}

func readRecord(kept string, line any) (body json.RawMessage, err error) {
	head, rest, ok := strings.Cut(kept, "\n")
	if !ok {
		return nil, fmt.Errorf("a record of %d bytes has no line", len(kept))
	}
	if err := json.Unmarshal([]byte(head), line); err != nil {
		return nil, fmt.Errorf("read the line of a record: %w", err)
	}
	if rest == "" {
		return nil, nil
	}
	return json.RawMessage(rest), nil
}

func updateRecord(u queue.Update) (string, error) {
	return record(updateLine{Person: u.Person, Refused: u.Refused, Message: u.Message}, u.Raw)
}

// readUpdate reads a record that has the ms the update was put, and a blank, in front.
func readUpdate(id, chat int64, kept string) (queue.Update, error) {
	ms, kept, ok := strings.Cut(kept, " ")
	received, err := strconv.ParseInt(ms, 10, 64)
	if !ok || err != nil {
		return queue.Update{}, fmt.Errorf("the record of update %d begins with %.20q", id, ms)
	}
	var line updateLine
	raw, err := readRecord(kept, &line)
	return queue.Update{
		ID: id, Chat: chat, Person: line.Person, Raw: raw, Refused: line.Refused,
		Message: line.Message, Received: time.UnixMilli(received).UTC(),
	}, err
}

func messageRecord(m queue.Message) (string, error) {
	return record(messageLine{ID: m.ID, Priority: m.Priority, Group: m.Group, Free: m.Free}, m.Body)
}

func readMessage(chat int64, created time.Time, kept string) (queue.Message, error) {
	var line messageLine
	body, err := readRecord(kept, &line)
	return queue.Message{
		ID: line.ID, Chat: chat, Priority: line.Priority, Group: line.Group, Free: line.Free,
		Body: body, Created: created,
	}, err
}

// reasonLength is how much of a reason is kept for the operator.
const reasonLength = 500

// oneLine makes a reason or a name fit the line it is kept on.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	if len(s) <= reasonLength {
		return s
	}
	s = s[:reasonLength]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s
}

// millis is a length of time as the scripts take it; anything above zero is at least one.
func millis(d time.Duration) int64 {
	if d > 0 && d < time.Millisecond {
		return 1
	}
	return d.Milliseconds()
}

// row reads the values of a script's answer one after the other. A value of another kind than asked for
// leaves an error, which the caller looks at once, at the end.
type row struct {
	values []any
	err    error
}

func newRow(v any) *row {
	values, ok := v.([]any)
	if !ok {
		return &row{err: fmt.Errorf("the script answered %T, not a list", v)}
	}
	return &row{values: values}
}

func (r *row) next() any {
	if r.err == nil && len(r.values) == 0 {
		r.err = fmt.Errorf("the script's answer is too short")
	}
	if r.err != nil {
		return nil
	}
	v := r.values[0]
	r.values = r.values[1:]
	return v
}

func (r *row) text() string {
	switch v := r.next().(type) {
	case string:
		return v
	case nil:
	default:
		r.err = fmt.Errorf("the script answered %T where a text belongs", v)
	}
	return ""
}

// number reads an integer that comes as such, as digits, or as a score.
func (r *row) number() int64 {
	switch v := r.next().(type) {
	case int64:
		return v
	case string:
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			return n
		}
		f, err := strconv.ParseFloat(v, 64)
		if err != nil {
			r.err = fmt.Errorf("the script answered %q where a number belongs", v)
		}
		return int64(f)
	case nil:
	default:
		r.err = fmt.Errorf("the script answered %T where a number belongs", v)
	}
	return 0
}

func (r *row) time() time.Time { return time.UnixMilli(r.number()).UTC() }
