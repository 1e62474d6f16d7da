package forms

import (
	"regexp"
	"strings"
)

var (
	aikenOption = regexp.MustCompile(`^\s*([A-Z])[.)]\s+(.*)$`)
	aikenAnswer = regexp.MustCompile(`^\s*ANSWER:\s*(.*?)\s*$`)
)

// looksAiken tells Aiken from what trainers write: an answer in its words, and none in theirs.
func looksAiken(text string) bool {
	answers := 0
	for _, l := range splitLines(text) {
		if aikenAnswer.MatchString(l) {
			answers++
			continue
		}
		if m := classify(visible(l)); m.kind == question || m.kind == label || m.kind == keysHead {
			return false
		}
	}
	return answers > 0
}

// ParseAiken reads Moodle's Aiken format: the question on one line, options "A. " or "A) " from A on without gaps, then
// "ANSWER: B". Texts are taken as they are.
func ParseAiken(content []byte) (Read, error) {
	text, err := decode(content)
	if err != nil {
		return Read{}, err
	}
	r := &reader{}
	var d *draft
	end := func() {
		if d != nil {
			if !d.refused {
				r.refuse(d, d.line, "aiken-no-answer")
			}
			d = nil
		}
	}
	for i, raw := range splitLines(text) {
		number, l := i+1, strings.TrimSpace(visible(raw))
		option, answer := aikenOption.FindStringSubmatch(l), aikenAnswer.FindStringSubmatch(l)
		switch {
		case l == "":
			if d != nil && len(d.options) > 0 {
				end()
			}
		case answer != nil && d == nil:
			r.note(number, "aiken-answer-alone")
			r.Problems[len(r.Problems)-1].Fatal = true
		case answer != nil:
			right, rest := leadingLetters(answer[1])
			switch {
			case d.refused:
			case len(right) != 1 || strings.Trim(rest, ". ") != "":
				r.refuse(d, number, "aiken-answer", shorten(answer[1], 40))
			case right[0] >= len(d.options):
				r.refuse(d, number, "answer-beyond", letter(right[0]))
			default:
				d.options[right[0]].right = true
			}
			r.take(d)
			d = nil
		case option != nil && d != nil:
			if place := int(option[1][0] - 'A'); place != len(d.options) && !d.refused {
				r.refuse(d, number, "option-missing", letter(min(len(d.options), optionLimit)), option[1])
			}
			d.options = append(d.options, choice{text: clean(option[2])})
		case d == nil:
			d = &draft{line: number, stem: clean(l)}
		case len(d.options) == 0:
			d.stem = clean(d.stem + "\n" + l)
		default:
			// A question without an answer line: the next one begins.
			end()
			d = &draft{line: number, stem: clean(l)}
		}
	}
	end()
	return r.whole()
}
