package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"camnang/bot/officer"
	"camnang/bot/queue"
)

// What a note can hold: About as much as any id, Body far more than an inquiry.
const (
	aboutLength = 200
	bodyLength  = 1 << 20
)

// NewNote makes a note of what by did (nobody: ""). body becomes a JSON object in which "by" comes first; nil
// stands for no more than that. Personal says that by may have the body erased, so it needs a by. The error is
// what Check says, or that body is no JSON object or has a "by" of its own.
func NewNote(kind Kind, about string, by officer.ID, personal bool, body any) (queue.Note, error) {
	n := queue.Note{Kind: string(kind), About: about, Owner: string(by), Personal: personal}
	var err error
	if n.Body, err = noteBody(by, body); err == nil {
		err = Check(n)
	}
	if err != nil {
		return queue.Note{}, fmt.Errorf("a note of kind %s: %w", kind, err)
	}
	return n, nil
}

func noteBody(by officer.ID, body any) (json.RawMessage, error) {
	if body == nil {
		if by == "" {
			return nil, nil
		}
		body = struct{}{}
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(body); err != nil {
		return nil, err
	}
	rest := bytes.TrimSuffix(text.Bytes(), []byte{'\n'})
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(rest, &fields); err != nil || fields == nil {
		return nil, errors.New("the body is not a JSON object")
	}
	if by == "" {
		return rest, nil
	}
	if _, ok := fields["by"]; ok {
		return nil, errors.New(`the body has a "by" of its own`)
	}
	whole := appendText([]byte(`{"by":`), string(by))
	if len(fields) > 0 {
		whole = append(whole, ',')
	}
	return append(whole, rest[1:]...), nil
}

// Check says what is wrong with a note: a kind that is not of lower-case letters and hyphens, an About that is
// too long or not printable, an Owner that is not of lower-case letters and digits, a body that is not a JSON
// object or has more than 1 MiB, a body missing where there is an Owner, an Owner missing where it is Personal.
func Check(n queue.Note) error {
	switch {
	case !made(n.Kind, "abcdefghijklmnopqrstuvwxyz-", aboutLength) || n.Kind == "":
		return fmt.Errorf("the kind %q is not of lower-case letters and hyphens", n.Kind)
	case len(n.About) > aboutLength || strconv.Quote(n.About) != `"`+n.About+`"`:
		return fmt.Errorf("what it is about has %d bytes, or characters that need quoting", len(n.About))
	case !made(n.Owner, "abcdefghijklmnopqrstuvwxyz0123456789", aboutLength):
		return fmt.Errorf("the owner %q is not of lower-case letters and digits", n.Owner)
	case n.Personal && n.Owner == "":
		return errors.New("it is personal and nobody's")
	case n.Owner != "" && n.Body == nil:
		return errors.New("it has an owner and no body")
	case len(n.Body) > bodyLength:
		return fmt.Errorf("the body has %d bytes, more than %d", len(n.Body), bodyLength)
	case n.Body != nil && (!json.Valid(n.Body) || bytes.TrimLeft(n.Body, " \t\r\n")[0] != '{'):
		return errors.New("the body is not a JSON object")
	}
	return nil
}

// made reports whether s is made of the letters and no longer than length.
func made(s, letters string, length int) bool {
	for _, c := range []byte(s) {
		if !bytes.ContainsRune([]byte(letters), rune(c)) {
			return false
		}
	}
	return len(s) <= length
}
