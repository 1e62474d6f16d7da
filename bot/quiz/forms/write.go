package forms

import (
	"fmt"
	"strings"

	"camnang/bot/quiz"
)

// Write makes a file of questions, which Parse reads back: stems, options with which are right and why, explanations,
// citations as they read, topics and difficulties. Texts are written as Item says they are. All forms but Aiken, which has
// room for little, can be written. The error names a question by its place, from 1: one without stem or
// options, one with more than 12 or an empty one, one too long for a cell of a table.
func Write(form Form, questions []quiz.Question) ([]byte, error) {
	for i, q := range questions {
		switch {
		case clean(q.Stem) == "":
			return nil, fmt.Errorf("write question %d: it has no stem", i+1)
		case len(q.Options) == 0 || len(q.Options) > optionLimit:
			return nil, fmt.Errorf("write question %d: it has %d options", i+1, len(q.Options))
		}
		for j, o := range q.Options {
			if clean(o.Text) == "" {
				return nil, fmt.Errorf("write question %d: option %s is empty", i+1, letter(j))
			}
		}
	}
	switch form {
	case Table:
		return writeTable(questions)
	case Docx:
		return writeDocx(questions)
	case GIFT:
		return writeGIFT(questions), nil
	case Moodle:
		return writeMoodle(questions), nil
	case Text:
		return writeText(questions), nil
	}
	return nil, fmt.Errorf("write questions: the form %q cannot be written", form)
}

// rights are the places of the right options.
func rights(q quiz.Question) []int {
	var out []int
	for i, o := range q.Options {
		if o.Right {
			out = append(out, i)
		}
	}
	return out
}

// textLines are the lines of a question as trainers write it, which ParseText reads.
func textLines(number int, q quiz.Question) []string {
	var out []string
	add := func(before, text string) {
		if text != "" {
			lines := escapeLines(text)
			if classify(before+strings.TrimLeft(lines[0], `\`)).kind == keys {
				lines[0] = `\` + lines[0]
			}
			out = append(append(out, before+lines[0]), lines[1:]...)
		}
	}
	add(tell("label-question", number)+" ", clean(q.Stem))
	for i, o := range q.Options {
		add(letter(i)+". ", escapeStars(clean(o.Text)))
	}
	add(tell("label-answer")+": ", lettersOf(rights(q)))
	add(tell("label-explanation")+": ", clean(q.Explanation))
	add(tell("label-cites")+": ", joinCites(q.Cites))
	add(tell("label-topic")+": ", topicName(q.Topic))
	add(tell("label-level")+": ", difficultyName(q.Difficulty))
	for i, o := range q.Options {
		add(tell("label-why", letter(i))+": ", clean(o.Why))
	}
	return out
}

func writeText(questions []quiz.Question) []byte {
	var b strings.Builder
	for i, q := range questions {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(strings.Join(textLines(i+1, q), "\n") + "\n")
	}
	return []byte(b.String())
}
