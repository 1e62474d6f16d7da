package quiz

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/corpus/calendar"
)

// The window of wrong codes: whoever mistypes has five tries in ten minutes. A code is one of ten thousand and two are good at
// a moment, so five tries find one once in a thousand times.
const (
	WrongCodes       = 5
	wrongCodesWithin = 10 * time.Minute
)

// RollCode is the code of a session's roll at a moment: four digits, the same for a whole minute. It is made of the secret and
// the minute alone.
func RollCode(secret string, at time.Time) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%d", secret, at.Unix()/60))
	return fmt.Sprintf("%04d", binary.BigEndian.Uint64(sum[:8])%10000)
}

// RollCodeUntil is the moment up to which the code of a moment counts: the end of the minute after it.
func RollCodeUntil(at time.Time) time.Time { return at.Truncate(time.Minute).Add(2 * time.Minute) }

// RollOpen reports whether codes are taken: the roll was opened and not closed, and the session's day is not over.
func (s *Session) RollOpen(now time.Time, zone *time.Location) bool {
	return s.Secret != "" && s.Closed.IsZero() && s.Day == calendar.On(now.In(zone))
}

// Called reports whether it was ever asked who was at the session: the roll was opened, or a trainer entered somebody.
func (s *Session) Called() bool { return s.Secret != "" || len(s.Present) > 0 }

// Here reports whether the officer is on the roll.
func (s *Session) Here(o officer.ID) bool {
	p, ok := s.Present[o]
	return ok && !p.Absent
}

// Entering is what becomes of a code that an officer gave.
type Entering string

// What becomes of it. Entered: the officer is on the roll since; Already: was on it before. TakenOff: a trainer took the
// officer off, and a code does not undo that. WrongCode counts against the officer, TooManyCodes is the answer to any code
// after WrongCodes of them within ten minutes. RollClosed: no code is taken.
const (
	Entered      Entering = "entered"
	Already      Entering = "already"
	TakenOff     Entering = "taken-off"
	WrongCode    Entering = "wrong"
	TooManyCodes Entering = "too-many"
	RollClosed   Entering = "closed"
)

// Enter is the session after an officer gave a code. That of this minute and that of the last one count. Only Entered and
// WrongCode change it.
func (s Session) Enter(o officer.ID, code string, now time.Time, zone *time.Location) (next Session, e Entering) {
	if !s.RollOpen(now, zone) {
		return s, RollClosed
	}
	if p, ok := s.Present[o]; ok {
		if p.Absent {
			return s, TakenOff
		}
		return s, Already
	}
	lately := slices.DeleteFunc(slices.Clone(s.Wrong[o]), func(at time.Time) bool { return now.Sub(at).Abs() >= wrongCodesWithin })
	if len(lately) >= WrongCodes {
		return s, TooManyCodes
	}
	if code != RollCode(s.Secret, now) && code != RollCode(s.Secret, now.Add(-time.Minute)) {
		s.Wrong = with(s.Wrong, o, append(lately, now))
		return s, WrongCode
	}
	s.Present = with(s.Present, o, Presence{At: now})
	return s, Entered
}

// Correct is the session after a trainer entered an officer on the roll, or took the officer off it. changed is false when it
// was so before.
func (s Session) Correct(o, by officer.ID, here bool, at time.Time) (next Session, changed bool) {
	p, known := s.Present[o]
	if known && p.Absent != here || !known && !here {
		return s, false
	}
	s.Present = with(s.Present, o, Presence{At: at, By: by, Absent: !here})
	return s, true
}

// OpenRoll is the session with its roll open: for the first time with the secret given, else with the one it has.
func (s Session) OpenRoll(secret string) Session {
	if s.Secret == "" {
		s.Secret = secret
	}
	s.Closed = time.Time{}
	return s
}

// CloseRoll is the session with its roll closed.
func (s Session) CloseRoll(at time.Time) Session {
	s.Closed = at
	return s
}

// Attended counts the sessions of which it was asked who was there, and those of them at which the officer was.
func (c *Course) Attended(o officer.ID) (here, called int) {
	for i := range c.Sessions {
		if !c.Sessions[i].Called() {
			continue
		}
		called++
		if c.Sessions[i].Here(o) {
			here++
		}
	}
	return here, called
}
