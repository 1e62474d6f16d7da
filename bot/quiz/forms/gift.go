package forms

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	giftAnswers  = regexp.MustCompile(`(?m)(?:^|[^\\])\{\s*(?:[=~#}]|(?:TRUE|FALSE|T|F)\s*[}#])`)
	giftCategory = regexp.MustCompile(`(?m)^[ \t]*\$CATEGORY:[ \t]*(.*?)[ \t]*$`)
	giftFormat   = regexp.MustCompile(`^\s*\[(html|moodle|plain|markdown)\]`)
	giftWeight   = regexp.MustCompile(`^\s*%([-+]?\d+(?:\.\d+)?)%`)
	giftTag      = regexp.MustCompile(`\[tag:((?:[^\]\\]|\\.)*)\]`)
	trailing     = regexp.MustCompile(`^[\s"'”;.]*$`)
)

// looksGIFT tells GIFT from what trainers write: answers in braces, and no line that begins with the letter of an option.
func looksGIFT(text string) bool {
	if !giftAnswers.MatchString(text) && !giftCategory.MatchString(text) {
		return false
	}
	for _, l := range splitLines(text) {
		if m := classify(visible(l)); m.kind == option && m.letter == 0 {
			return false
		}
	}
	return true
}

// ParseGIFT reads Moodle's GIFT format: choices of one or several, and true or false. A choice in the middle of a sentence
// leaves "_____" there. Formats of texts, escapes, feedback, weights, comments with tags and categories are understood; an
// empty line ends a question. Matching, numbers, words to type, essays and mere descriptions are named and left out.
func ParseGIFT(content []byte) (Read, error) {
	text, err := decode(content)
	if err != nil {
		return Read{}, err
	}
	g := &giftReader{}
	var block []line
	for i, l := range splitLines(text) {
		if m := giftCategory.FindStringSubmatch(l); m != nil {
			g.block(block)
			block, g.topic = nil, categoryTopic(m[1])
			continue
		}
		if strings.TrimSpace(l) == "" {
			g.block(block)
			block = nil
			continue
		}
		block = append(block, line{number: i + 1, text: l})
	}
	g.block(block)
	return g.whole()
}

// categoryTopic is the last part of a category's path, "" for Moodle's own default ones.
func categoryTopic(path string) string {
	const slash = "\x00"
	parts := strings.Split(strings.ReplaceAll(path, "//", slash), "/")
	last := oneLine(strings.ReplaceAll(parts[len(parts)-1], slash, "/"))
	switch {
	case last == "top" || strings.HasPrefix(last, "$") && strings.HasSuffix(last, "$"):
		return ""
	case strings.HasPrefix(last, "Default for ") || strings.HasPrefix(last, "Mặc định cho "):
		return ""
	}
	return last
}

// categoryPath is the other way round.
func categoryPath(topic string) string {
	if topic == "" {
		return "$course$/top"
	}
	path := "$course$/top/"
	if strings.HasPrefix(topic, "/") {
		// Three slashes would not say which is the one that parts.
		path += " "
	}
	return path + strings.ReplaceAll(topic, "/", "//")
}

type giftReader struct {
	reader
	topic string
}

// block reads lines between empty ones.
func (g *giftReader) block(lines []line) {
	d := &draft{topic: g.topic}
	var body []string
	for _, l := range lines {
		if strings.HasPrefix(strings.TrimSpace(l.text), "//") {
			for _, m := range giftTag.FindAllStringSubmatch(l.text, -1) {
				g.tag(d, l.number, plain(m[1]))
			}
			continue
		}
		if d.line == 0 {
			d.line = l.number
		}
		body = append(body, l.text)
	}
	if len(body) == 0 {
		return
	}
	g.question(d, strings.Join(body, "\n"))
	g.take(d)
}

// tag reads a tag, which may say how hard the question is.
func (r *reader) tag(d *draft, line int, text string) {
	text = oneLine(text)
	if m := classify(text); m.field == levelField {
		r.setDifficulty(d, line, text[m.at:])
		return
	}
	if text != "" {
		d.dropped = append(d.dropped, tell("dropped-tag"))
	}
}

// bare finds what stands unescaped in a text; -1 for nowhere.
func bare(text, what string) int {
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' {
			i++
		} else if strings.HasPrefix(text[i:], what) {
			return i
		}
	}
	return -1
}

var giftPlain = strings.NewReplacer(
	`\\`, `\`, `\~`, "~", `\=`, "=", `\#`, "#", `\{`, "{", `\}`, "}", `\:`, ":", `\]`, "]", `\n`, "\n",
)

// plain takes the escapes out of a text.
func plain(text string) string { return giftPlain.Replace(text) }

// question reads the text of a question.
func (g *giftReader) question(d *draft, text string) {
	if strings.HasPrefix(strings.TrimSpace(text), "::") {
		text = strings.TrimSpace(text)[2:]
		if end := bare(text, "::"); end >= 0 {
			text = text[end+2:]
		}
	}
	// The stem keeps its format before it; answers without one of their own have the same.
	format, _ := formatOf(text, "moodle")
	begin := bare(text, "{")
	if begin < 0 {
		d.stem = g.words(d, text, format)
		if bare(text, "}") >= 0 {
			g.refuse(d, d.line, "gift-braces")
		} else {
			g.refuse(d, d.line, "kind-description")
		}
		return
	}
	end := lastBare(text, "}")
	before, after := text[:begin], ""
	if end > begin {
		after = text[end+1:]
	}
	d.stem = g.words(d, sentence(before, after), format)
	if end < begin {
		g.refuse(d, d.line, "gift-braces")
		return
	}
	g.answers(d, strings.TrimSpace(text[begin+1:end]), format)
}

// sentence joins what stands before and behind the answers; where the sentence goes on, a gap stands for them.
func sentence(before, after string) string {
	whole := strings.TrimSpace(before)
	if after = strings.TrimRight(after, " \t\n"); after == "" {
		return whole
	}
	if trailing.MatchString(after) && whole != "" && strings.ContainsAny(whole[len(whole)-1:], ".?!:;)") {
		return whole
	}
	return before + "_____" + after
}

func lastBare(text, what string) int {
	last := -1
	for at := 0; at < len(text); {
		i := bare(text[at:], what)
		if i < 0 {
			break
		}
		last, at = at+i, at+i+len(what)
	}
	return last
}

// formatOf takes the format off a text.
func formatOf(text, otherwise string) (format, rest string) {
	if m := giftFormat.FindStringSubmatch(text); m != nil {
		return m[1], text[len(m[0]):]
	}
	return otherwise, text
}

// words is a text of a question as it is shown.
func (g *giftReader) words(d *draft, text, format string) string {
	format, text = formatOf(text, format)
	text = plain(text)
	if format == "plain" {
		return clean(text)
	}
	out, dropped := htmlText(text, format == "html")
	d.dropped = append(d.dropped, dropped...)
	return clean(out)
}

// answers reads what stands between the braces.
func (g *giftReader) answers(d *draft, body, format string) {
	if at := bare(body, "####"); at >= 0 {
		d.explanation, d.cites = splitFeedback(g.words(d, body[at+4:], format))
		body = strings.TrimSpace(body[:at])
	}
	head := body
	if at := bare(body, "#"); at >= 0 {
		head = body[:at]
	}
	switch strings.ToUpper(strings.TrimSpace(head)) {
	case "":
		if body == "" {
			g.refuse(d, d.line, "kind-essay")
		} else {
			g.refuse(d, d.line, "kind-numerical")
		}
		return
	case "T", "TRUE":
		g.truth(d, body[len(head):], true, format)
		return
	case "F", "FALSE":
		g.truth(d, body[len(head):], false, format)
		return
	}
	first := nextAnswer(body)
	switch {
	case bare(body, "~") < 0 && first == 0 && bare(body, "->") >= 0:
		g.refuse(d, d.line, "kind-matching")
	case bare(body, "~") < 0 && first == 0:
		g.refuse(d, d.line, "kind-shortanswer")
	case first != 0:
		g.refuse(d, d.line, "gift-before", shorten(oneLine(plain(body)), 40))
	default:
		g.choices(d, body, format)
	}
}

// nextAnswer is where the next answer begins, the end of the text for nowhere.
func nextAnswer(text string) int {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '=', '~':
			return i
		}
	}
	return len(text)
}

func position(at, otherwise int) int {
	if at < 0 {
		return otherwise
	}
	return at
}

// truth reads what follows T or F: what is said to the wrong answer, then to the right one.
func (g *giftReader) truth(d *draft, feedback string, is bool, format string) {
	d.options = []choice{{text: tell("true"), right: is}, {text: tell("false"), right: !is}}
	var said []string
	for feedback != "" {
		feedback = feedback[1:]
		end := position(bare(feedback, "#"), len(feedback))
		said, feedback = append(said, g.words(d, feedback[:end], format)), feedback[end:]
	}
	if len(said) > 2 {
		g.remark(d, d.line, "gift-feedback")
	}
	for i, text := range said {
		for j := range d.options {
			if i < 2 && d.options[j].right == (i == 1) {
				d.options[j].why = text
			}
		}
	}
}

// choices reads "=right ~wrong ~%50%half # feedback".
func (g *giftReader) choices(d *draft, body, format string) {
	var shares []share
	for body != "" {
		right := body[0] == '='
		body = body[1:]
		end := nextAnswer(body)
		text := body[:end]
		body = body[end:]
		s := share{full: right}
		if right {
			s.percent = 100
		}
		if m := giftWeight.FindStringSubmatch(text); m != nil {
			// The pattern lets only numbers through.
			s.percent, _ = strconv.ParseFloat(m[1], 64)
			s.full, text = right && s.percent == 100, text[len(m[0]):]
		}
		why := ""
		if at := bare(text, "#"); at >= 0 {
			why = g.words(d, text[at+1:], format)
			text = text[:at]
		}
		d.options = append(d.options, choice{text: g.words(d, text, format), why: why})
		shares = append(shares, s)
	}
	g.weigh(d, shares)
}

// share is what an option is worth. full: it is said to be a right one by itself.
type share struct {
	percent float64
	full    bool
}

// weigh says which options are right by what they are worth: those that are worth all, else those that are worth something
// together. A card knows right and wrong only; what it cannot carry is named.
func (r *reader) weigh(d *draft, shares []share) {
	full, part := 0, 0
	for _, s := range shares {
		switch {
		case s.full:
			full++
		case s.percent > 0:
			part++
		}
	}
	worth := -1.0
	uneven := false
	for i, s := range shares {
		switch {
		case full > 0:
			d.options[i].right = s.full
			uneven = uneven || !s.full && s.percent > 0
		case s.percent > 0:
			d.options[i].right = true
			uneven = uneven || worth >= 0 && worth != s.percent || part == 1 && s.percent < 100
			worth = s.percent
		}
	}
	switch {
	case full == 0 && part == 0 && len(shares) > 0:
		r.refuse(d, d.line, "no-answer")
	case full > 1:
		r.remark(d, d.line, "weights-full", full)
	case uneven:
		r.remark(d, d.line, "weights-part")
	}
}
