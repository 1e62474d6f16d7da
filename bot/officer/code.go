package officer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"camnang/corpus/viet"
)

// CodeLength is how many letters a code has. 32 to the tenth is 50 bits: with five guesses an hour nobody
// meets one of a thousand open codes within a lifetime.
const CodeLength = 10

// codeLetters are the digits and the capitals without those that are taken for others: I, L, O and U.
const codeLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// CodeError says why a code admits nobody.
type CodeError string

func (e CodeError) Error() string { return string(e) }

// The reasons.
const (
	// ErrCodeUnknown: nobody has, or lately had, this code. It counts as a guess.
	ErrCodeUnknown CodeError = "the code is nobody's"
	// ErrCodeExpired: the time of the code is over.
	ErrCodeExpired CodeError = "the code has expired"
	// ErrCodeUsed: the code was used, or a later code took its place.
	ErrCodeUsed CodeError = "the code was used or replaced"
	// ErrCodeLeft: the officer has left.
	ErrCodeLeft CodeError = "the code is of somebody who left"
	// ErrAccountTaken: the account speaks for another officer already.
	ErrAccountTaken CodeError = "the account speaks for another officer"
)

// NewCode draws a code from random, which must be fit for secrets: CodeLength of codeLetters, among them a
// letter and a digit from 2 to 9, so that ReadCode takes neither a telephone number nor a sentence for a code
// (this leaves 49.9 of the 50 bits). The error is that of random.
func NewCode(random io.Reader) (string, error) {
	for {
		raw := make([]byte, CodeLength)
		if _, err := io.ReadFull(random, raw); err != nil {
			return "", fmt.Errorf("draw a code: %w", err)
		}
		for i, b := range raw {
			raw[i] = codeLetters[b&31]
		}
		if code := string(raw); shaped(code) {
			return code, nil
		}
	}
}

// shaped reports whether a text is what NewCode may draw.
func shaped(code string) bool {
	if len(code) != CodeLength {
		return false
	}
	for _, r := range code {
		if !strings.ContainsRune(codeLetters, r) {
			return false
		}
	}
	return strings.ContainsAny(code, codeLetters[2:10]) && strings.ContainsAny(code, codeLetters[10:])
}

// ReadCode reads a code as people type it: in small letters, with blanks and dashes, O for 0, I and L for 1.
// It reports false for what no code can be.
func ReadCode(text string) (code string, ok bool) {
	if len(text) > 200 {
		return "", false
	}
	var b strings.Builder
	for _, r := range strings.ToUpper(viet.NFC(text)) {
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '_' || r == '.':
			continue
		case r == 'O':
			r = '0'
		case r == 'I' || r == 'L':
			r = '1'
		}
		b.WriteRune(r)
	}
	code = b.String()
	if !shaped(code) {
		return "", false
	}
	return code, true
}

// ShowCode writes a code in groups that are easy to type: K7M4-9QTX-2D.
func ShowCode(code string) string {
	if len(code) != CodeLength {
		return code
	}
	return code[:4] + "-" + code[4:8] + "-" + code[8:]
}

// Digest is what is kept of a code. It takes the code as NewCode and ReadCode give it.
func Digest(code string) string {
	sum := sha256.Sum256([]byte("camnang code " + code))
	return hex.EncodeToString(sum[:])
}

// digests are those of the codes that an officer has and lately had.
func digests(o *Officer) []string {
	all := o.Ended
	if o.Invitation != nil {
		all = append(all[:len(all):len(all)], o.Invitation.Digest)
	}
	return all
}

// Invited returns the officer whom the code admits now. The error is a CodeError. With ErrCodeUsed and
// ErrCodeLeft the officer is returned too, so that the caller can tell an officer's own old code; nothing of
// that officer is for anybody else.
func (r *Roster) Invited(code string, now time.Time) (*Officer, error) {
	return invited(r.byDigest[Digest(code)], code, now)
}

func invited(o *Officer, code string, now time.Time) (*Officer, error) {
	switch {
	case o == nil:
		return nil, ErrCodeUnknown
	case !o.Left.IsZero():
		return o, ErrCodeLeft
	case o.Invitation == nil || o.Invitation.Digest != Digest(code):
		return o, ErrCodeUsed
	case !now.Before(o.Invitation.Until):
		return nil, ErrCodeExpired
	}
	return o, nil
}

// The window of wrong guesses. Somebody who mistypes has five tries; a program has a hundred and twenty a day.
const (
	guessLimit  = 5
	guessWindow = time.Hour
	// guessKept is how long the record stays: longer than it counts, for clocks that differ.
	guessKept = 24 * time.Hour
)

// guesses is the record of a person's wrong codes.
type guesses struct {
	// Wrong are the moments of those of the last hour, in milliseconds.
	Wrong []int64 `json:"wrong"`
}

// Guess notes a wrong code in a person's record (nil when there is none). It is called before a code is
// looked at: when blocked, the person has tried five wrong ones within the hour, no code is looked at and next
// is not kept. Otherwise next is kept if the code turns out wrong. A record that cannot be read counts as none.
func Guess(record []byte, now time.Time) (next []byte, blocked bool) {
	var before, after guesses
	if json.Unmarshal(record, &before) != nil {
		before = guesses{}
	}
	for _, ms := range before.Wrong {
		// A moment after now was written by a clock that ran ahead; it counts as long as one behind does.
		if now.Sub(time.UnixMilli(ms)).Abs() < guessWindow {
			after.Wrong = append(after.Wrong, ms)
		}
	}
	blocked = len(after.Wrong) >= guessLimit
	if !blocked {
		after.Wrong = append(after.Wrong, now.UnixMilli())
	}
	next, err := json.Marshal(after)
	if err != nil {
		panic(fmt.Sprintf("officer: numbers that are no JSON: %v", err))
	}
	return next, blocked
}

// GuessesOver reports whether no wrong code in a person's record is of the last 24 hours: then the record says nothing any
// more and can be removed. So is one that cannot be read.
func GuessesOver(record []byte, now time.Time) bool {
	var kept guesses
	if json.Unmarshal(record, &kept) != nil {
		return true
	}
	return !slices.ContainsFunc(kept.Wrong, func(ms int64) bool { return now.Sub(time.UnixMilli(ms)).Abs() < guessKept })
}
