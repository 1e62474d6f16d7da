package forms

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"camnang/bot/quiz"
	"camnang/corpus/viet"
)

//go:embed texts.txt
var textFile string

// texts are the sentences by key.
var texts = readTexts(textFile)

// readTexts reads "== key" on a line of its own, then the text up to the next key, without the blank lines around it.
func readTexts(file string) map[string]string {
	out := map[string]string{}
	for _, section := range strings.Split("\n"+file, "\n== ")[1:] {
		key, text, _ := strings.Cut(section, "\n")
		out[key] = strings.TrimSpace(text)
	}
	return out
}

// tell returns the text of the key with the arguments in their places. A key that the file does not have panics: a test
// holds that there is none.
func tell(key string, args ...any) string {
	text, ok := texts[key]
	if !ok {
		panic(fmt.Sprintf("forms: no text %q", key))
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// decode returns a text as UTF-8 without a byte-order mark. Such a mark tells UTF-16.
func decode(content []byte) (string, error) {
	if len(content) > sizeLimit {
		return "", failed("file-too-large", nil)
	}
	var order binary.ByteOrder
	switch text := string(content); {
	case strings.HasPrefix(text, "\xff\xfe"):
		order = binary.LittleEndian
	case strings.HasPrefix(text, "\xfe\xff"):
		order = binary.BigEndian
	case strings.IndexByte(text, 0) >= 0:
		return "", failed("file-unknown", nil)
	case !utf8.ValidString(text):
		return "", failed("file-encoding", nil)
	default:
		return strings.TrimPrefix(text, "\ufeff"), nil
	}
	units := make([]uint16, 0, len(content)/2)
	for i := 2; i+1 < len(content); i += 2 {
		units = append(units, order.Uint16(content[i:]))
	}
	text := string(utf16.Decode(units))
	if strings.ContainsRune(text, 0) {
		return "", failed("file-unknown", nil)
	}
	return text, nil
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// splitLines takes a text apart at its line ends, of whichever kind.
func splitLines(text string) []string { return strings.Split(lineEnds.Replace(text), "\n") }

// visible is a text without what is not seen, composed; line ends and tabs stay, other blanks are common ones.
func visible(text string) string {
	return viet.NFC(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.IsControl(r) || r == 0xfffe || r == 0xffff:
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD")))
}

// clean is a text as a question holds it: composed, blanks folded in each line, no empty line, nothing that is not seen.
// clean(clean(s)) == clean(s).
func clean(text string) string {
	var out []string
	for _, line := range strings.Split(visible(lineEnds.Replace(text)), "\n") {
		if line = viet.Space(line); line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// oneLine is clean without line ends.
func oneLine(text string) string { return viet.Space(clean(text)) }

// fold is the form in which two options are the same one.
func fold(text string) string { return viet.Fold(strings.TrimRight(text, ".;, ")) }

// counted lists names with how often each came: "hình ảnh (2), liên kết".
func counted(names []string) string {
	times := map[string]int{}
	var out []string
	for _, n := range names {
		if times[n]++; times[n] == 1 {
			out = append(out, n)
		}
	}
	for i, n := range out {
		if times[n] > 1 {
			out[i] = fmt.Sprintf("%s (%d)", n, times[n])
		}
	}
	return strings.Join(out, ", ")
}

// splitCites takes citations apart at line ends and semicolons; "\;" is a semicolon within one, "\\" a backslash.
func splitCites(text string) []string {
	var out []string
	var b strings.Builder
	end := func() {
		if c := oneLine(b.String()); c != "" {
			out = append(out, c)
		}
		b.Reset()
	}
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text) && (text[i+1] == ';' || text[i+1] == '\\'):
			i++
			b.WriteByte(text[i])
		case text[i] == ';' || text[i] == '\n':
			end()
		default:
			b.WriteByte(text[i])
		}
	}
	end()
	return out
}

// joinCites is the other way round.
func joinCites(cites []quiz.Cite) string {
	var out []string
	for _, c := range cites {
		if cited := oneLine(c.Cited); cited != "" {
			out = append(out, strings.NewReplacer(`\`, `\\`, ";", `\;`).Replace(cited))
		}
	}
	return strings.Join(out, "; ")
}

// topicID is the ID of a topic of quiz.Topics by its name, marks and case aside; any other text stays as it is.
func topicID(text string) string {
	text = oneLine(text)
	for _, t := range quiz.Topics {
		if plain := viet.Unmark(text); plain == viet.Unmark(t.Name) || plain == t.ID {
			return t.ID
		}
	}
	return text
}

// topicName is how officers call a topic.
func topicName(id string) string {
	for _, t := range quiz.Topics {
		if t.ID == id {
			return t.Name
		}
	}
	return oneLine(id)
}

// levels are the words for each difficulty; the first of each is written. Those of the second kind are the levels of
// knowledge that schools use.
var levels = [][]string{
	1: {"Dễ", "1", "nhận biết", "biết", "cơ bản"},
	2: {"Trung bình", "2", "tb", "vừa", "thông hiểu", "hiểu"},
	3: {"Khó", "3", "vận dụng", "vận dụng cao", "nâng cao"},
}

// difficulty reads a word for how hard a question is; false for any other.
func difficulty(text string) (int, bool) {
	plain := viet.Unmark(strings.Trim(text, " .;"))
	for n, words := range levels {
		for _, w := range words {
			if plain == viet.Unmark(w) {
				return n, true
			}
		}
	}
	return 0, false
}

// difficultyName is the word for a difficulty, "" when nobody said.
func difficultyName(n int) string {
	if n < 1 || n >= len(levels) {
		return ""
	}
	return levels[n][0]
}

// setDifficulty reads the difficulty of a question; an unknown word is named and left out.
func (r *reader) setDifficulty(d *draft, line int, text string) {
	if text = oneLine(text); text == "" {
		return
	}
	n, ok := difficulty(text)
	if !ok {
		r.remark(d, line, "level-unknown", shorten(text, 40))
	}
	d.difficulty = n
}

// escapeStars writes the text of an option so that a star at its ends is not taken for the mark of the right one.
func escapeStars(text string) string {
	if rest := strings.TrimLeft(text, `\`); strings.HasPrefix(rest, "*") {
		text = `\` + text
	}
	if strings.HasSuffix(text, "*") {
		stars := strings.TrimRight(text, "*")
		text = stars + `\` + text[len(stars):]
	}
	return text
}

// stars takes the stars that mark an option as right off its ends; a backslash before them makes them part of the text.
func stars(text string) (plain string, marked bool) {
	if head := strings.TrimRight(text, "*"); head != text {
		if strings.HasSuffix(head, `\`) {
			text = head[:len(head)-1] + text[len(head):]
		} else {
			text, marked = strings.TrimSpace(head), true
		}
	}
	switch rest := strings.TrimLeft(text, `\`); {
	case !strings.HasPrefix(rest, "*"):
	case len(rest) < len(text):
		text = text[1:]
	default:
		text, marked = strings.TrimSpace(strings.TrimLeft(text, "*")), true
	}
	return text, marked
}

// joinFeedback puts an explanation and citations into one text, for forms that have no place for the latter.
func joinFeedback(explanation string, cites []quiz.Cite) string {
	lines := strings.Split(clean(explanation), "\n")
	for i, line := range lines {
		if rest := strings.TrimLeft(line, `\`); classify(rest).field == citeField {
			lines[i] = `\` + line
		}
	}
	if joined := joinCites(cites); joined != "" {
		lines = append(lines, tell("label-cites")+": "+joined)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// splitFeedback is the other way round: lines that begin as citations do are citations.
func splitFeedback(text string) (explanation string, cites []string) {
	var lines []string
	for _, line := range strings.Split(clean(text), "\n") {
		m := classify(line)
		if m.field == citeField {
			cites = append(cites, splitCites(line[m.at:])...)
			continue
		}
		if rest := strings.TrimLeft(line, `\`); rest != line && classify(rest).field == citeField {
			line = line[1:]
		}
		lines = append(lines, line)
	}
	return clean(strings.Join(lines, "\n")), cites
}
