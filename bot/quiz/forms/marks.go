package forms

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"camnang/corpus/viet"
)

// kind is what a line of a text begins with.
type kind int

const (
	words kind = iota
	// question is "Câu 3.", number a bare "3.".
	question
	number
	option
	label
	// keysHead is "Bảng đáp án", keys a list "1.A 2.C".
	keysHead
	keys
)

// field is what a label announces.
type field int

const (
	noField field = iota
	stemField
	optionField
	answerField
	explanationField
	citeField
	topicField
	levelField
	whyField
)

// mark is what a line begins with, judged by the line alone.
type mark struct {
	kind  kind
	field field
	// number is that of a question; letter is the place of an option from 0, also of the one that whyField is about.
	number, letter int
	// upper: the letter is a capital. starred: a star stands at it.
	upper, starred bool
	// at is where the text behind the mark begins.
	at int
}

var (
	questionMark = regexp.MustCompile(`(?i)^\s*c[âa]u(?:\s+h[ỏo]i)?(?:\s+s[ốo])?\s*(\d{1,4})(?:\s*\(\s*[\d.,]+\s*(?:điểm|diem|đ)\s*\))?(\s*[.:)/–-]|\s+|$)\s*`)
	numberMark   = regexp.MustCompile(`^\s*(\d{1,4})\s*[.):/]\s*`)
	optionMark   = regexp.MustCompile(`^\s*(\*{0,2})\s*\(?([A-La-l])\s*(\*?)(?:\s*[.):/]{1,2}|\s+[–-]\s)\s*`)
	labelMark    = regexp.MustCompile(`^\s*[-+*•–]?\s*([^\s:][^:]{0,40}?)\s*:\s*`)
	answerMark   = regexp.MustCompile(`(?i)^\s*(?:đáp\s*án|dap\s*an|đ/a)(?:\s+đúng|\s+dung)?\s*(?:là\s+|la\s+)?[.–-]?\s*([A-L](?:\s*(?:,|;|/|&|và|va)\s*[A-L])*)\s*[.)]?\s*$`)
	keysHeadMark = regexp.MustCompile(`(?i)^\s*(?:(?:bảng|phần|bang|phan)\s+)?(?:đáp\s*án|dap\s*an)\s*[:.]?\s*$`)
	keysMark     = regexp.MustCompile(`^(?:\s*(?:[Cc][âa]u\s*)?\d{1,4}\s*[-.:)=–]?\s*[A-L]{1,12}(?:\s*[;,|]\s*|\s+|$))+$`)
	keyPair      = regexp.MustCompile(`(\d{1,4})\s*[-.:)=–]?\s*([A-L]{1,12})`)
	sectionMark  = regexp.MustCompile(`(?i)^\s*(?:phần|chương|chuyên đề|mục|bài)\s+(?:[IVX]+|\d+)(?:[\s.:]|$)`)
)

// labels are the words before a colon, without marks.
var labels = map[string]field{
	"dap an": answerField, "dap an dung": answerField, "da": answerField, "d/a": answerField, "tra loi": answerField,
	"tra loi dung": answerField, "phuong an dung": answerField, "answer": answerField,
	"giai thich": explanationField, "giai thich dap an": explanationField, "loi giai": explanationField,
	"ly giai": explanationField, "huong dan": explanationField, "huong dan giai": explanationField, "explanation": explanationField,
	"can cu": citeField, "can cu phap ly": citeField, "co so phap ly": citeField, "trich dan": citeField, "nguon": citeField,
	"chu de": topicField, "chuyen de": topicField,
	"muc do": levelField, "do kho": levelField,
}

// classify says what a line begins with.
func classify(line string) mark {
	if strings.TrimSpace(line) == "" {
		return mark{}
	}
	if keysHeadMark.MatchString(line) {
		return mark{kind: keysHead, field: answerField, at: len(line)}
	}
	if keysMark.MatchString(line) && len(keyPair.FindAllString(line, 2)) > 1 {
		return mark{kind: keys}
	}
	if m, ok := questionOf(line); ok {
		return m
	}
	if m, ok := optionOf(line); ok {
		return m
	}
	if m := numberMark.FindStringSubmatchIndex(line); m != nil {
		next, _ := utf8.DecodeRuneInString(line[m[1]:])
		n, err := strconv.Atoi(line[m[2]:m[3]])
		if err == nil && !unicode.IsDigit(next) {
			return mark{kind: number, number: n, at: m[1]}
		}
	}
	return labelOf(line)
}

func questionOf(line string) (mark, bool) {
	m := questionMark.FindStringSubmatchIndex(line)
	if m == nil {
		return mark{}, false
	}
	next, _ := utf8.DecodeRuneInString(line[m[1]:])
	// "Câu 5 nêu …" goes on; "Câu 5 Theo …" begins.
	if strings.TrimSpace(line[m[4]:m[5]]) == "" && m[1] < len(line) && !unicode.IsUpper(next) && !strings.ContainsRune(`“"`, next) {
		return mark{}, false
	}
	n, err := strconv.Atoi(line[m[2]:m[3]])
	return mark{kind: question, field: stemField, number: n, at: m[1]}, err == nil
}

func optionOf(line string) (mark, bool) {
	m := optionMark.FindStringSubmatchIndex(line)
	if m == nil {
		return mark{}, false
	}
	letter := line[m[4]]
	return mark{
		kind: option, field: optionField, letter: int(letter|0x20) - 'a', upper: letter < 'a', at: m[1], starred: m[2] < m[3] || m[6] < m[7],
	}, true
}

func labelOf(line string) mark {
	if m := answerMark.FindStringSubmatchIndex(line); m != nil {
		return mark{kind: label, field: answerField, at: m[2]}
	}
	m := labelMark.FindStringSubmatchIndex(line)
	if m == nil {
		return mark{}
	}
	name := viet.Unmark(line[m[2]:m[3]])
	if f, ok := labels[name]; ok {
		return mark{kind: label, field: f, at: m[1]}
	}
	if of, ok := strings.CutPrefix(name, "nhan xet "); ok && len(of) == 1 && of[0] >= 'a' && of[0] <= 'l' {
		return mark{kind: label, field: whyField, letter: int(of[0] - 'a'), at: m[1]}
	}
	return mark{}
}

// escapeLines writes a text of several lines so that none but the first, which has a mark of its own, is taken for one
// with a mark: a backslash goes before it.
func escapeLines(text string) []string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if i > 0 && classify(strings.TrimLeft(line, `\`)).kind != words {
			lines[i] = `\` + line
		}
	}
	return lines
}

// look is how letters look, by which trainers mark the right option.
type look uint8

const (
	bold look = 1 << iota
	underlined
	highlighted
	coloured
	// anyLook is that of a text without letters.
	anyLook look = 0xff
)

// line is one line of a text or of a paragraph.
type line struct {
	number int
	text   string
	// looks has an entry for each byte of the text; nil when nothing is known.
	looks []look
	// dropped names what stands in it and cannot be carried.
	dropped []string
}

// from is the line without its first bytes.
func (l line) from(at int) line { return l.between(at, len(l.text)) }

func (l line) between(from, to int) line {
	l.text = l.text[from:to]
	if l.looks != nil {
		l.looks = l.looks[from:to]
	}
	return l
}

// look is what all letters of a line have in common; anyLook when it has none.
func (l line) look() look {
	all := anyLook
	if l.looks == nil {
		return 0
	}
	for i, r := range l.text {
		if !unicode.IsSpace(r) && !unicode.IsPunct(r) {
			all &= l.looks[i]
		}
	}
	return all
}
