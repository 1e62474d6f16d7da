package bot

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

// Limits of a message, in UTF-16 units. messageLimit keeps well under the channel's 4,096, so that no
// message of ours is ever split; copyLimit is the channel's for what a button copies.
const (
	messageLimit = 3500
	copyLimit    = 256
	labelLimit   = 56
)

// sheet is a message being written: paragraphs with a blank line between them, lines within.
type sheet struct{ spans []Span }

// para begins a paragraph with the spans, when they hold anything.
func (s *sheet) para(spans ...Span) { s.add("\n\n", spans) }

// line begins a line with the spans, when they hold anything.
func (s *sheet) line(spans ...Span) { s.add("\n", spans) }

func (s *sheet) add(gap string, spans []Span) {
	empty := true
	for _, span := range spans {
		empty = empty && span.Text == ""
	}
	if empty {
		return
	}
	if len(s.spans) > 0 {
		s.write(Span{Text: gap})
	}
	for _, span := range spans {
		s.write(span)
	}
}

func (s *sheet) write(span Span) {
	if span.Text == "" {
		return
	}
	if last := len(s.spans) - 1; last >= 0 && s.spans[last].Style == span.Style {
		s.spans[last].Text += span.Text
		return
	}
	s.spans = append(s.spans, span)
}

// done returns the message, cut to messageLimit.
func (s *sheet) done() []Span {
	left := messageLimit
	for i, span := range s.spans {
		n := units(span.Text)
		if n <= left {
			left -= n
			continue
		}
		text, _ := shorten(span.Text, left)
		return append(s.spans[:i:i], Span{Text: text, Style: span.Style})
	}
	return s.spans
}

func plain(text string) Span { return Span{Text: text} }
func bold(text string) Span  { return Span{Text: text, Style: Bold} }
func ital(text string) Span  { return Span{Text: text, Style: Italic} }

// units is the length of a text as the channel counts it.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// shorten returns a text of at most limit units: the text itself, or its beginning up to the end of a
// sentence, at least of a word, and "…". What stands before the "…" is word for word the text.
func shorten(s string, limit int) (text string, cut bool) {
	if units(s) <= limit {
		return s, false
	}
	head, _ := split(s, limit-1)
	return strings.TrimRightFunc(head, unicode.IsSpace) + "…", true
}

// split cuts a text behind at most limit units, after a sentence when that leaves at least half of it,
// else after a word, else anywhere.
func split(s string, limit int) (head, tail string) {
	end, used := len(s), 0
	for i, r := range s {
		if used += max(1, utf16.RuneLen(r)); used > limit {
			end = i
			break
		}
	}
	if end == len(s) {
		return s, ""
	}
	word := 0
	for i := end; i > 0; i-- {
		if !isBlank(s[i]) {
			continue
		}
		if endsSentence(s[:i]) && i > end/2 {
			return s[:i], s[i:]
		}
		if word == 0 {
			word = i
		}
	}
	if word > 0 {
		end = word
	}
	return s[:end], s[end:]
}

func isBlank(b byte) bool { return b == ' ' || b == '\n' }

// endsSentence reports whether a text ends with a sentence. The full stop behind the number of a list ends none.
func endsSentence(s string) bool {
	trimmed := strings.TrimRight(s, "”\")")
	if trimmed == "" || !strings.ContainsRune(".!?;", rune(trimmed[len(trimmed)-1])) {
		return false
	}
	word := trimmed[strings.LastIndexAny(trimmed, " \n")+1:]
	return strings.Trim(word, "0123456789.") != "" || len(word) > 3
}

// pages cuts a text into parts of at most limit units; together they are the text.
func pages(s string, limit int) []string {
	var out []string
	for s != "" {
		head, tail := split(s, limit)
		out = append(out, strings.TrimSpace(head))
		s = strings.TrimLeftFunc(tail, unicode.IsSpace)
	}
	return out
}

// label shortens a button's label for a telephone.
func label(s string) string {
	text, cut := shorten(s, labelLimit)
	if cut {
		text = strings.TrimRight(strings.TrimSuffix(text, "…"), " ,;:–-") + "…"
	}
	return text
}

// inRows lays buttons out in rows of n.
func inRows(buttons []Button, n int) [][]Button {
	var rows [][]Button
	for len(buttons) > 0 {
		k := min(n, len(buttons))
		rows = append(rows, buttons[:k:k])
		buttons = buttons[k:]
	}
	return rows
}

// turning is the row of buttons that leads to the pages before and after; none where there is only one.
func turning(page, last int, to func(page int) payload) [][]Button {
	var row []Button
	if page > 1 {
		row = append(row, Button{Label: say("previous"), Payload: to(page - 1).String()})
	}
	if page < last {
		row = append(row, Button{Label: say("next"), Payload: to(page + 1).String()})
	}
	return inRows(row, 2)
}

// paged returns the page asked for, or the nearest there is, the number of pages, and where it begins and ends.
func paged(count, size, asked int) (page, last, from, to int) {
	last = max(1, (count+size-1)/size)
	page = min(max(1, asked), last)
	from = (page - 1) * size
	return page, last, from, min(count, from+size)
}
