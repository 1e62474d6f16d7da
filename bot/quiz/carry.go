package quiz

import (
	"strings"
	"unicode/utf16"
)

// The limits of a native quiz poll (Bot API 10.0: sendPoll), in UTF-16 units, which is how Telegram counts.
const (
	PollQuestion    = 300
	PollOption      = 100
	PollOptions     = 12
	PollExplanation = 200
	PollLineFeeds   = 2
)

// Excess is a part of a question that a poll cannot carry.
type Excess struct {
	// Part says which: "stem", "option" (then Option is its place), "options" (their number), "explanation", "lines" (the
	// line feeds of the explanation).
	Part   string
	Option int
	// Has is how much of it there is, Most what a poll takes.
	Has, Most int
}

// Excesses are the parts of the question that keep it off a poll, in the order of the question; none when a poll carries it. A
// card with buttons carries every question.
func (q *Question) Excesses() []Excess {
	var out []Excess
	add := func(part string, option, has, most int) {
		if has > most {
			out = append(out, Excess{part, option, has, most})
		}
	}
	add("stem", 0, Units(q.Stem), PollQuestion)
	add("options", 0, len(q.Options), PollOptions)
	for n, o := range q.Options {
		add("option", n, Units(o.Text), PollOption)
	}
	add("explanation", 0, Units(q.Explanation), PollExplanation)
	add("lines", 0, strings.Count(q.Explanation, "\n"), PollLineFeeds)
	return out
}

// Units is the length of a text as Telegram counts it.
func Units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
