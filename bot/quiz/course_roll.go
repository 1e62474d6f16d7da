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

// The window of wrong codes: whoever mistypes has five tries in ten minutes. A code is one of ten thousand and three are good
// at a moment, so five tries find one once in 670 times.
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

// rollCodes are the codes that count when one was sent at a moment: that of the minute, that of the one before, and that of
// the next one, because the moment is the channel's and its clock may be behind ours. Nobody knows that code before it is
// shown.
func rollCodes(secret string, sent time.Time) []string {
	return []string{RollCode(secret, sent), RollCode(secret, sent.Add(-time.Minute)), RollCode(secret, sent.Add(time.Minute))}
}

// RollOpen reports whether a code of that moment is taken: the roll was opened and not closed by then, and it is the session's
// day.
func (s *Session) RollOpen(at time.Time, zone *time.Location) bool {
	return s.Secret != "" && (s.Closed.IsZero() || at.Before(s.Closed)) && s.Day == calendar.On(at.In(zone))
}

// Called reports whether it was ever asked who was at the session: the roll was opened, or a trainer entered somebody.
func (s *Session) Called() bool { return s.Secret != "" || s.Hand || len(s.Present) > 0 }

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

// Call is the course with a session of which it is asked who is there, by these members: who becomes a member later was not
// absent from it. The error is ErrItemGone.
func (c *Course) Call(s Session, members []officer.ID) (*Course, error) {
	if _, ok := c.Session(s.ID); !ok {
		return nil, ErrItemGone
	}
	enrolled := slices.Clone(c.Enrolled)
	for _, o := range members {
		if !slices.Contains(enrolled, o) {
			enrolled = append(enrolled, o)
		}
	}
	s.Enrolled = len(enrolled)
	next, _, err := c.WithSession(s)
	if err == nil {
		next.Enrolled = enrolled
	}
	return next, err
}

// NotYet tells of which sessions the officer was no member yet: those called before the officer was first seen among the
// members, and the sessions of the days before those. The roster does not say since when somebody is a member, so nothing is
// known of sessions called by releases that did not note it.
func (c *Course) NotYet(o officer.ID) func(*Session) bool {
	place := slices.Index(c.Enrolled, o)
	if place < 0 {
		place = len(c.Enrolled)
	}
	var last calendar.Day
	for i := range c.Sessions {
		if s := &c.Sessions[i]; s.Enrolled > 0 && s.Enrolled <= place && last.Before(s.Day) {
			last = s.Day
		}
	}
	return func(s *Session) bool {
		return !last.IsZero() && (s.Day.Before(last) || s.Day == last && s.Enrolled <= place)
	}
}
