package forms

import "strings"

// joined is the text of lines, as clean gives it.
func joined(lines []line) string {
	all := make([]string, len(lines))
	for i, l := range lines {
		all[i] = l.text
	}
	return clean(strings.Join(all, "\n"))
}

// show fills in the stem, for problems to say which question they are of.
func (q *open) show() { q.stem = joined(q.asked) }

// finish takes the questions that were read.
func (t *textReader) finish() {
	if len(t.preamble) > 0 {
		if len(t.questions) == 0 && len(t.Items) == 0 {
			t.note(t.preamble[0].number, "no-question")
			t.Problems[len(t.Problems)-1].Fatal = true
		} else {
			t.note(t.preamble[0].number, "preamble", shorten(oneLine(t.preamble[0].text), 60))
		}
	}
	numbered := map[int]int{}
	for _, q := range t.questions {
		numbered[q.number]++
	}
	for _, q := range t.questions {
		q.show()
		t.key(q, numbered[q.number])
		if _, beyond, key := readAnswer(q.answerText(), nil); key == "" && len(beyond) > 0 {
			// More letters are right than lines were found: the options stand on one line.
			for len(q.choices) <= beyond[len(beyond)-1] && q.split() {
				continue
			}
		}
		q.assemble()
		if q.topic == "" {
			q.topic = t.topic
		}
		t.settle(&q.draft)
		for _, l := range q.unplaced {
			t.remark(&q.draft, l.number, "line-unplaced", shorten(oneLine(l.text), 60))
		}
		t.take(&q.draft)
	}
}

// key gives a question the answer of a list at the end. times is how many questions have its number.
func (t *textReader) key(q *open, times int) {
	found := t.keyed[q.number]
	if q.number == 0 || len(found) == 0 || q.answerText() != "" {
		return
	}
	if times > 1 || len(found) > 1 {
		if !q.refused {
			t.refuse(&q.draft, found[0].number, "key-twice", q.number)
		}
		return
	}
	q.answers = found
}

func (q *open) answerText() string { return joined(q.answers) }

// assemble makes the parts of a question from their lines.
func (q *open) assemble() {
	parts := [][]line{q.asked, q.explained, q.cited, q.answers}
	q.explanation, q.answer = joined(q.explained), q.answerText()
	var cites strings.Builder
	for _, l := range q.cited {
		cites.WriteString(l.text + "\n")
	}
	q.cites = splitCites(cites.String())
	if len(q.answers) > 0 {
		q.answered = q.answers[0].number
	}
	for i, o := range q.choices {
		c := choice{text: joined(o.lines), starred: o.mark.starred, markLook: o.look, textLook: anyLook}
		for _, l := range o.lines {
			c.textLook &= l.look()
		}
		if c.textLook == anyLook {
			c.textLook = 0
		}
		if i < optionLimit {
			c.why = joined(q.whys[i])
			parts = append(parts, q.whys[i])
		}
		parts = append(parts, o.lines)
		q.options = append(q.options, c)
	}
	for _, lines := range parts {
		for _, l := range lines {
			q.dropped = append(q.dropped, l.dropped...)
		}
	}
}
