package forms

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// option reads a line that begins with a letter; false when the letter is not one of an option there.
func (t *textReader) option(l line, m mark) bool {
	if t.q == nil {
		if m.letter != 0 || !t.fromPreamble() {
			return false
		}
	}
	q := t.q
	n := len(q.choices)
	switch {
	case n > 0 && m.letter == 0 && m.upper != q.choices[0].mark.upper && m.upper && len(q.answers) == 0 && !q.anyStar():
		// "a) … b) …" were statements that the options in capitals are about.
		for _, o := range q.choices {
			for j, ol := range o.lines {
				if j == 0 {
					ol = o.whole(ol)
				}
				q.asked = append(q.asked, ol)
			}
		}
		q.choices, n = nil, 0
	case n > 0 && m.upper != q.choices[0].mark.upper:
		return false
	case n > 0 && m.letter == 0:
		return t.again(l, m)
	case n == 0 && m.letter > 0:
		return false
	case m.letter > n && m.letter <= n+2:
		for len(q.choices) < m.letter && q.split() {
		}
		if n = len(q.choices); m.letter > n && !q.refused {
			q.show()
			t.refuse(&q.draft, l.number, "option-missing", letter(n), letter(m.letter))
		}
	case m.letter == n-1:
		if !q.refused {
			q.show()
			t.refuse(&q.draft, l.number, "option-letter-twice", letter(m.letter))
		}
	case m.letter != n:
		return false
	}
	t.addOptions(l, m)
	return true
}

// addOptions reads the options of a line.
func (t *textReader) addOptions(l line, m mark) {
	for {
		o := &openOption{mark: m, look: l.between(0, m.at).look()}
		t.q.choices = append(t.q.choices, o)
		rest := l.from(m.at)
		next, at := nextOption(rest.text, m, wideGap)
		if at < 0 {
			t.to(optionField, &o.lines, rest)
			return
		}
		t.to(optionField, &o.lines, rest.between(0, at))
		l, m = rest.from(at), next
	}
}

var (
	wideGap  = regexp.MustCompile(`(?:\t|\s{2,})\s*\S`)
	blankGap = regexp.MustCompile(`\s+\S`)
)

// nextOption finds the option after another one on its line, behind a gap; at is where it begins, -1 for nowhere.
func nextOption(text string, m mark, gap *regexp.Regexp) (next mark, at int) {
	for _, g := range gap.FindAllStringIndex(text, -1) {
		_, size := utf8.DecodeLastRuneInString(text[:g[1]])
		at = g[1] - size
		next, ok := optionOf(text[at:])
		if ok && next.letter == m.letter+1 && next.upper == m.upper {
			return next, at
		}
	}
	return mark{}, -1
}

// split takes the last option apart where the next one stands on its line behind one blank.
func (q *open) split() bool {
	if len(q.choices) == 0 {
		return false
	}
	o := q.choices[len(q.choices)-1]
	if len(o.lines) == 0 {
		return false
	}
	l := o.lines[len(o.lines)-1]
	next, at := nextOption(l.text, o.mark, blankGap)
	if at < 0 {
		return false
	}
	o.lines[len(o.lines)-1] = l.between(0, at)
	rest := l.from(at)
	q.choices = append(q.choices, &openOption{next, rest.between(0, next.at).look(), []line{rest.from(next.at)}})
	q.part, q.lines = optionField, &q.choices[len(q.choices)-1].lines
	return true
}

// whole is the first line of an option with its letter.
func (o *openOption) whole(l line) line {
	letter := letter(o.mark.letter)
	if !o.mark.upper {
		letter = strings.ToLower(letter)
	}
	return line{number: l.number, text: letter + ") " + l.text, dropped: l.dropped}
}

func (q *open) anyStar() bool {
	return slices.ContainsFunc(q.choices, func(o *openOption) bool { return o.mark.starred })
}
