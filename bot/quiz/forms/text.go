package forms

import (
	"slices"
	"strconv"
	"strings"
)

// ParseText reads questions as trainers write them, a line for each part:
//
//	Câu 1. What is asked, on one line or several
//	A. An option        (also a) A/ (A) A: and several on a line, with a tab or two blanks between)
//	*B. The right one   (a star at the letter or at an end of its text)
//	Đáp án: B           (instead of the star; A, C when several are right; the words of the option also do)
//	Giải thích: …
//	Căn cứ: …; …
//	Chủ đề: …
//	Mức độ: Dễ, Trung bình or Khó
//	Nhận xét A: …       (to whoever chose A)
//
// Questions are numbered "Câu 1", "Câu hỏi 1:" or "1."; without numbers an empty line parts them. Where "Câu" is used,
// bare numbers are text. A list at the end ("1.A 2.C") gives answers by number. A topic before the first question is that of
// all which have none. A backslash before a mark makes it text. What stands nowhere is named and left out.
func ParseText(content []byte) (Read, error) {
	text, err := decode(content)
	if err != nil {
		return Read{}, err
	}
	var lines []line
	for i, s := range splitLines(text) {
		lines = append(lines, line{number: i + 1, text: visible(s)})
	}
	t := &textReader{}
	t.read(lines)
	return t.whole()
}

// open is a question of a text while it is read: its parts are lines until it is finished.
type open struct {
	draft
	number    int
	asked     []line
	choices   []*openOption
	answers   []line
	explained []line
	cited     []line
	whys      [optionLimit][]line
	// unplaced are lines that follow a part of one line.
	unplaced []line
	// part is what was read last, lines is where words go to.
	part  field
	lines *[]line
	// loose says, for each of the last lines of words, whether an empty line stands before it.
	loose []bool
}

type openOption struct {
	mark  mark
	look  look
	lines []line
}

// textReader reads lines.
type textReader struct {
	reader
	// byWord: the questions are numbered "Câu 1".
	byWord    bool
	lines     []line
	questions []*open
	q         *open
	preamble  []line
	topic     string
	last      int
	listed    int
	keysOpen  bool
	keyed     map[int][]line
	blank     bool
}

// read reads lines that belong together and takes the questions in them.
func (t *textReader) read(lines []line) {
	t.lines, t.keyed = lines, map[int][]line{}
	t.byWord = slices.ContainsFunc(lines, func(l line) bool { return classify(l.text).kind == question })
	for i, l := range lines {
		if strings.TrimSpace(l.text) == "" && len(l.dropped) == 0 {
			t.blank = true
			continue
		}
		t.line(i, l)
		t.blank = false
	}
	t.finish()
}

func (t *textReader) line(i int, l line) {
	m := classify(l.text)
	if t.keysOpen && keysMark.MatchString(l.text) {
		m = mark{kind: keys}
	}
	switch {
	case m.kind == keys && (t.keysOpen || len(keyPair.FindAllString(l.text, 3)) > 2):
		t.keysOpen = true
		t.keys(l)
		return
	case m.kind == keysHead && (t.q == nil || len(t.q.answers) > 0 || t.keysAhead(i)):
		t.keysOpen = true
		return
	case m.kind == question || m.kind == number && t.begins(i, m.number):
		t.begin(l.notKeys(m.at), m.number)
		return
	case m.kind == option && t.option(l, m):
		return
	case m.kind == label || m.kind == keysHead:
		t.label(l, m)
		return
	}
	t.words(l, m)
}

// notKeys is the line behind the mark of a question, without the backslash by which it is no list of answers.
func (l line) notKeys(at int) line {
	rest := l.from(at)
	if stem := strings.TrimLeft(rest.text, `\`); stem != rest.text && classify(l.text[:at]+stem).kind == keys {
		return rest.from(1)
	}
	return rest
}

// keysAhead reports whether the next line that is not empty is a list of answers.
func (t *textReader) keysAhead(i int) bool {
	for _, l := range t.lines[i+1:] {
		if strings.TrimSpace(l.text) != "" {
			return keysMark.MatchString(l.text)
		}
	}
	return false
}

// keys notes a list of answers by number.
func (t *textReader) keys(l line) {
	for _, m := range keyPair.FindAllStringSubmatch(l.text, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil {
			t.keyed[n] = append(t.keyed[n], line{number: l.number, text: m[2]})
		}
	}
}

// begins reports whether a bare number begins a question: not where questions are numbered by word, in a list of the
// stem, or in an explanation.
func (t *textReader) begins(i, n int) bool {
	if t.byWord {
		return false
	}
	switch {
	case t.q == nil:
		return true
	case len(t.q.choices) == 0 && t.listed == n-1 && t.listed > 0:
		return false
	case n == t.last+1:
		return true
	case len(t.q.choices) == 0:
		return false
	}
	// The numbers start anew, or one is left out: options follow before the next number.
	for _, l := range t.lines[i+1:] {
		switch m := classify(l.text); {
		case m.kind == option && m.letter == 0:
			return true
		case m.kind == number:
			return false
		}
	}
	return false
}

// begin opens a question whose stem begins with a line; number is 0 for none.
func (t *textReader) begin(l line, number int) {
	if number > 1 && number != t.last+1 && t.q != nil && t.last > 0 {
		t.note(l.number, "number-gap", t.last, number)
	}
	t.q = &open{number: number}
	t.q.line = l.number
	t.questions = append(t.questions, t.q)
	t.last, t.listed, t.keysOpen = number, 0, false
	t.to(stemField, &t.q.asked, l)
}

// to makes words go to a part, and puts a line there.
func (t *textReader) to(part field, lines *[]line, l line) {
	t.q.part, t.q.lines, t.q.loose = part, lines, nil
	*lines = append(*lines, l)
}

// fromPreamble opens a question without a number from the last lines that belong to none; false when there are none.
func (t *textReader) fromPreamble() bool {
	if len(t.preamble) == 0 {
		return false
	}
	start := len(t.preamble) - 1
	for start > 0 && t.preamble[start].number == t.preamble[start-1].number+1 {
		start--
	}
	stem := slices.Clone(t.preamble[start:])
	t.preamble = t.preamble[:start]
	t.begin(stem[0], 0)
	t.q.asked = stem
	return true
}

// again reads a first option where there are some already: the last lines are the stem of a question without a number.
func (t *textReader) again(l line, m mark) bool {
	q := t.q
	count := len(q.loose)
	if q.part != answerField && q.part != topicField && q.part != levelField {
		count = 0
		for i := len(q.loose) - 1; i >= 0; i-- {
			if q.loose[i] {
				count = len(q.loose) - i
				break
			}
		}
	}
	if count == 0 || t.byWord {
		if q.part == explanationField || q.part == citeField || q.part == whyField {
			return false
		}
		if !q.refused {
			q.show()
			t.refuse(&q.draft, l.number, "option-letter-twice", letter(0))
		}
		return true
	}
	from := len(*q.lines) - count
	stem := slices.Clone((*q.lines)[from:])
	*q.lines = (*q.lines)[:from]
	t.begin(stem[0], 0)
	t.q.asked = stem
	t.addOptions(l, m)
	return true
}

// label reads a line with a label.
func (t *textReader) label(l line, m mark) {
	rest := l.from(m.at)
	if t.q == nil {
		if m.field == topicField {
			t.topic = rest.text
			return
		}
		t.preamble = append(t.preamble, l)
		return
	}
	q := t.q
	switch m.field {
	case answerField:
		if len(q.answers) > 0 && oneLine(q.answers[0].text) != "" {
			q.show()
			if !q.refused {
				t.refuse(&q.draft, l.number, "answer-twice")
			}
		}
		t.to(m.field, &q.answers, rest)
	case explanationField:
		t.to(m.field, &q.explained, rest)
	case citeField:
		t.to(m.field, &q.cited, rest)
	case topicField:
		q.topic = rest.text
		q.part, q.lines, q.loose = m.field, &q.unplaced, nil
	case levelField:
		q.show()
		t.setDifficulty(&q.draft, l.number, rest.text)
		q.part, q.lines, q.loose = m.field, &q.unplaced, nil
	case whyField:
		t.to(m.field, &q.whys[m.letter], rest)
	}
}

// words reads a line without a mark that counts there.
func (t *textReader) words(l line, m mark) {
	if rest := strings.TrimLeft(l.text, `\`); rest != l.text && classify(rest).kind != words {
		l = l.from(1)
	}
	if t.q == nil {
		t.preamble = append(t.preamble, l)
		return
	}
	q := t.q
	if m.kind == number {
		t.listed = m.number
	}
	switch {
	case t.keysOpen || t.blank && sectionMark.MatchString(l.text):
		t.note(l.number, "line-unplaced", shorten(oneLine(l.text), 60))
		return
	case q.part == answerField && strings.TrimSpace(q.answers[len(q.answers)-1].text) == "":
		q.answers[len(q.answers)-1] = l
		return
	case q.part == answerField:
		q.lines = &q.unplaced
	}
	q.loose = append(q.loose, t.blank)
	*q.lines = append(*q.lines, l)
}
