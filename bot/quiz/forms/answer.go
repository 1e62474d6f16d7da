package forms

import (
	"regexp"
	"slices"
	"strings"
)

var (
	answerBefore  = regexp.MustCompile(`(?i)^(?:(?:là|câu|phương án|ý|cả|các)\s+)+`)
	answerBetween = regexp.MustCompile(`(?i)^\s*(?:[,;/&+]|\s(?:và|va)\s)\s*`)
	answerBehind  = regexp.MustCompile(`(?i)\s*(?:(?:đều\s+)?đúng)?[\s.]*$`)
	lettersOnly   = regexp.MustCompile(`^[A-L]{2,12}$`)
	reasonBegins  = regexp.MustCompile(`(?i)^(?:vì|do)\s|^\(`)
	wordBegins    = regexp.MustCompile(`^[\p{L}\p{N}]`)
)

// readAnswer reads what is written as the answer: letters, or the words of one option. key is what is wrong with it, ""
// for nothing; right is nil when nothing is written. reason is what stands behind the letters and says why.
func readAnswer(text string, options []choice) (reason string, right []int, key string) {
	text = strings.TrimSpace(text)
	if text == "" || strings.Trim(text, ".…_- ") == "" {
		return "", nil, ""
	}
	right, rest := leadingLetters(text)
	rest = strings.TrimSpace(strings.TrimLeft(rest, ".):–- \n"))
	switch {
	case len(right) > 0 && reasonBegins.MatchString(rest):
		return rest, right, ""
	case len(right) > 0 && strings.Trim(answerBehind.ReplaceAllString(rest, ""), " .)") == "":
		return "", right, ""
	case len(right) == 1 && right[0] < len(options) && fold(rest) == fold(plainOption(options[right[0]])):
		return "", right, ""
	}
	for i, o := range options {
		if fold(plainOption(o)) == fold(text) {
			return "", []int{i}, ""
		}
	}
	if len(right) == 1 && len(options) > 0 {
		return "", nil, "answer-differs"
	}
	return "", nil, "answer-unread"
}

func plainOption(o choice) string {
	plain, _ := stars(o.text)
	return plain
}

// leadingLetters reads "B", "a và c", "A, C", "ACD"; rest is what follows. The letters come sorted, each once.
func leadingLetters(text string) (letters []int, rest string) {
	rest = answerBefore.ReplaceAllString(text, "")
	if run := strings.TrimRight(rest, ". "); lettersOnly.MatchString(run) {
		for _, r := range run {
			letters = append(letters, int(r-'A'))
		}
		slices.Sort(letters)
		if unique := slices.Compact(slices.Clone(letters)); len(unique) == len(letters) {
			return letters, ""
		}
		return nil, text
	}
	for rest != "" {
		head, bare := rest[0]|0x20, strings.TrimPrefix(rest, "(")
		if bare != rest && bare != "" {
			head = bare[0] | 0x20
		}
		if head < 'a' || head > 'l' || wordBegins.MatchString(bare[1:]) {
			break
		}
		letters, rest = append(letters, int(head-'a')), bare[1:]
		between := answerBetween.FindString(rest)
		if between == "" {
			break
		}
		after := strings.TrimPrefix(rest[len(between):], "(")
		if after == "" || after[0]|0x20 < 'a' || after[0]|0x20 > 'l' || wordBegins.MatchString(after[1:]) {
			break
		}
		rest = rest[len(between):]
	}
	slices.Sort(letters)
	return slices.Compact(letters), rest
}

// settle finds which options are right: by what is written as the answer, by stars, by how the letters look. Where two of
// them say different things, the question is refused, or, of looks, named.
func (r *reader) settle(d *draft) {
	reason, written, key := readAnswer(d.answer, d.options)
	var starred []int
	for i := range d.options {
		o := &d.options[i]
		plain, marked := stars(o.text)
		if o.text = plain; marked || o.starred {
			starred = append(starred, i)
		}
	}
	line := d.answered
	if line == 0 {
		line = d.line
	}
	if d.refused {
		return
	}
	seen, clear := looks(d.options)
	right := written
	switch {
	case key != "":
		r.refuse(d, line, key, shorten(oneLine(d.answer), 60))
	case len(written) > 0 && written[len(written)-1] >= len(d.options) && len(d.options) > 0:
		r.refuse(d, line, "answer-beyond", letter(written[len(written)-1]))
	case len(written) > 0 && len(starred) > 0 && !slices.Equal(written, starred):
		r.refuse(d, line, "answer-star", lettersOf(written), lettersOf(starred))
	case len(written) > 0:
		if len(seen) > 0 && (!clear || !slices.Equal(seen, written)) {
			r.remark(d, line, "answer-look", lettersOf(written), lettersOf(seen))
		}
	case len(starred) > 0:
		right = starred
	case len(seen) > 0 && !clear:
		r.refuse(d, line, "look-unclear")
	case len(seen) > 0:
		right = seen
	case len(d.options) == 1:
		right = []int{0}
	}
	if d.refused {
		return
	}
	for _, i := range right {
		if i < len(d.options) {
			d.options[i].right = true
		}
	}
	if reason != "" {
		d.explanation = strings.TrimSpace(d.explanation + "\n" + clean(reason))
	}
}

// looks finds the options that look unlike the others. All of the words count before the letter alone; clear is false
// when two looks mark different options.
func looks(options []choice) (marked []int, clear bool) {
	clear = true
	for _, of := range []func(choice) look{
		func(c choice) look { return c.textLook },
		func(c choice) look { return c.markLook },
	} {
		for _, l := range []look{bold, highlighted, coloured, underlined} {
			var some []int
			for i, o := range options {
				if of(o)&l != 0 {
					some = append(some, i)
				}
			}
			switch {
			case len(some) == 0 || len(some) == len(options):
			case marked == nil:
				marked = some
			case !slices.Equal(marked, some):
				clear = false
			}
		}
		if marked != nil {
			return marked, clear
		}
	}
	return nil, true
}

// lettersOf names options: "A, C".
func lettersOf(places []int) string {
	var out []string
	for _, i := range places {
		out = append(out, letter(i))
	}
	return strings.Join(out, ", ")
}
