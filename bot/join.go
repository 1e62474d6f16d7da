package bot

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus/viet"
)

// printedCode is a code as a slip prints it.
var printedCode = regexp.MustCompile(`(?i)^[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{2}$`)

// looksLikeCode reports whether somebody who has joined, and hardly needs one, typed a code and nothing else: as a slip
// prints it, or letters and figures in one piece.
func looksLikeCode(text string) bool {
	if printedCode.MatchString(text) {
		return true
	}
	_, ok := officer.ReadCode(text)
	return ok && len(text) == officer.CodeLength
}

// readCode finds the code in what a stranger typed, alone or behind /start.
func (c *Conversation) readCode(text string) (code string, ok bool) {
	if s := parse(c.table, text); s.command != nil && s.command.name == "start" && s.slash {
		text = s.rest
	}
	return officer.ReadCode(text)
}

// stranger answers somebody who has not joined: with the screen of consent when they bring a code or are a first
// administrator, else with one sentence. Nothing is kept of them but how many wrong codes they tried.
func (c *Conversation) stranger(ctx context.Context, in input, text string) (Turn, error) {
	code, brings := "", false
	if in.Kind == EventText && in.Refused == "" {
		code, brings = c.readCode(strings.TrimSpace(viet.NFC(text)))
	}
	switch {
	case !in.Private && (brings || c.cfg.First[in.Person.ID]):
		return sentence(say("come_to_private")), nil
	case brings:
		o, refused, err := c.invited(ctx, in, code)
		if err != nil || o == nil {
			return refused, err
		}
		return message(c.consentScreen(in.Roster, o, code)), nil
	case c.cfg.First[in.Person.ID]:
		return message(c.consentScreen(in.Roster, nil, "")), nil
	}
	c.cfg.Log.Info("a stranger was turned away", "event", in.ID, "person", in.Person.ID)
	return sentence(say("stranger")), nil
}

// strangerTapped answers the tap of somebody who has not joined: the buttons of the screen of consent are all that
// do anything.
func (c *Conversation) strangerTapped(ctx context.Context, in input) (Turn, error) {
	p, ok := parsePayload(in.Payload)
	switch {
	case ok && in.Private && p.verb == agree:
		return c.agreed(ctx, in, p)
	case ok && in.Private && p.verb == agreeFirst && c.cfg.First[in.Person.ID]:
		return c.agreedFirst(in, p)
	case ok && in.Private && p.verb == disagree:
		return inPlace(in.Event, []Span{plain(say("disagreed"))}, nil), nil
	}
	c.cfg.Log.Info("a stranger's tap was turned away", "event", in.ID, "person", in.Person.ID)
	t := acknowledge(in.Event, say("stranger_tap"))
	if !ok {
		return t, nil
	}
	return t.noting(in.note(journal.Denied, false, deniedBody{What: "button of a stranger", Chat: in.groupChat()})), nil
}

// guessedBody is the journal's record of a code that admitted nobody: why, and never the code.
type guessedBody struct {
	Why string `json:"why"`
}

// invited returns the officer whom a code is for; nil, and what is answered, when it admits nobody. A code that nobody
// has counts as a guess, and who guessed too often is not told whether the next one is right.
func (c *Conversation) invited(ctx context.Context, in input, code string) (*officer.Officer, Turn, error) {
	now := c.cfg.Now()
	guesses, err := c.cfg.Records.Record(ctx, queue.TableGuess, guesser(in))
	if err != nil {
		return nil, Turn{}, fmt.Errorf("read the guesses of a person: %w", err)
	}
	next, blocked := officer.Guess(guesses.Value, now)
	if blocked {
		c.cfg.Log.Warn("a person guesses codes", "event", in.ID, "person", in.Person.ID)
		return nil, refusal(in.Event, say("code_blocked")), nil
	}
	o, err := in.Roster.Invited(code, now)
	if err == nil {
		return o, Turn{}, nil
	}
	t := codeRefused(in, err)
	if errors.Is(err, officer.ErrCodeUnknown) {
		t = t.changing(queue.Change{Table: queue.TableGuess, ID: guesser(in), Was: guesses.Version, Value: next})
	}
	return nil, t, nil
}

// guesser is the record that counts a person's wrong codes.
func guesser(in input) string { return strconv.FormatInt(in.Person.ID, 10) }

// codeRefused says why a code admits nobody, and nothing of whom it was for.
func codeRefused(in input, err error) Turn {
	text, why := say("code_unknown"), "unknown"
	switch {
	case errors.Is(err, officer.ErrCodeUsed):
		text, why = say("code_used"), "used"
	case errors.Is(err, officer.ErrCodeExpired):
		text, why = say("code_expired"), "expired"
	case errors.Is(err, officer.ErrCodeLeft):
		text, why = say("code_left"), "left"
	case errors.Is(err, officer.ErrAccountTaken):
		text, why = say("account_taken"), "account taken"
	}
	return refusal(in.Event, text).noting(in.note(journal.Guessed, false, guessedBody{Why: why}))
}

// alreadyJoined answers whoever has joined and sends a code: whether the code is good for somebody is not said.
func alreadyJoined(in input) Turn { return refusal(in.Event, say("already_joined")) }

// consentedBody is the journal's record of a consent; joinedBody of the joining that came with it.
type consentedBody struct {
	Wording string `json:"wording"`
}

type joinedBody struct {
	// Former is the account that was shut off by it; what that account rated and suggested is the officer's too.
	Former int64 `json:"former,omitempty"`
	// First is true for a first administrator who has joined without a code.
	First bool `json:"first,omitempty"`
}

// agreed binds the account to the officer whom the code is for.
func (c *Conversation) agreed(ctx context.Context, in input, p payload) (Turn, error) {
	code, ok := officer.ReadCode(p.code)
	if !ok {
		return acknowledge(in.Event, say("tap_not_valid")), nil
	}
	o, refused, err := c.invited(ctx, in, code)
	if err != nil || o == nil {
		return refused, err
	}
	if p.wording != c.wording() {
		text, buttons := c.consentScreen(in.Roster, o, code)
		return inPlace(in.Event, text, buttons), nil
	}
	edit := in.Roster.Edit()
	joined, former, err := edit.Join(code, in.Person.ID, c.cfg.Now())
	if err != nil {
		return codeRefused(in, err), nil
	}
	t := c.welcome(in, edit, joined, joinedBody{Former: former})
	t = t.changing(queue.Change{Table: queue.TableGuess, ID: guesser(in), Was: queue.Any})
	if former != 0 {
		t = t.and(Turn{Replies: []Reply{{Kind: Send, Chat: former, Text: []Span{plain(say("account_shut"))}}}})
	}
	return t, nil
}

// agreedFirst gives a first administrator an entry.
func (c *Conversation) agreedFirst(in input, p payload) (Turn, error) {
	if p.wording != c.wording() {
		text, buttons := c.consentScreen(in.Roster, nil, "")
		return inPlace(in.Event, text, buttons), nil
	}
	name := viet.Space(viet.NFC(in.Person.Name))
	if name == "" {
		name = say("first_name")
	}
	edit := in.Roster.Edit()
	joined, err := edit.JoinFirst(in.ID, in.Person.ID, name, c.cfg.Now())
	if err != nil {
		return codeRefused(in, err), nil
	}
	return c.welcome(in, edit, joined, joinedBody{First: true}), nil
}

// welcome carries out what an edit made of an account, and shows the officer who they are now and what to begin with.
// What was agreed to stays above.
func (c *Conversation) welcome(in input, edit *officer.Edit, o *officer.Officer, how joinedBody) Turn {
	var s sheet
	s.para(plain(say("welcome", o.Name)))
	c.writeEntry(&s, edit.Roster(), o)
	if how.Former != 0 {
		s.para(plain(say("welcome_anew")))
	}
	s.para(plain(say("welcome_closing")))
	t := inPlace(in.Event, c.consentGiven(), nil)
	t.Replies = append(t.Replies, Reply{Kind: Send, Text: s.done(), Buttons: c.menuButtons()})
	return t.changing(edit.Changes()...).noting(
		noteBy(in.ID, o.ID, journal.Consented, false, consentedBody{Wording: c.wording()}),
		noteBy(in.ID, o.ID, journal.Joined, true, how),
	)
}
