package calendar

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"camnang/corpus/viet"
)

// token is one run of letters, one run of figures or one other sign of a text, and where it stands in it, in bytes.
type token struct {
	start, end int
	// fold is the folded form, plain the same without marks.
	fold, plain string
	// number is what the figures say, and -1 for a token that is none; figures is how many there are.
	number, figures int
	// gap says that white space stands before the token, line that the white space ends a line.
	gap, line bool
	// capital says that it begins with a capital letter, bare that it has no marks.
	capital, bare bool
}

// tokens splits a text. Marks and invisible signs belong to what they stand after; white space belongs to nothing.
func tokens(text string) []token {
	var out []token
	kind, start := ' ', 0
	gap, line := true, true
	flush := func(end int) {
		if kind != ' ' {
			out = append(out, newToken(text, start, end, gap, line))
			gap, line = false, false
		}
		kind = ' '
	}
	for i, r := range text {
		var next rune
		switch {
		case unicode.Is(unicode.Cf, r):
			continue
		case unicode.IsSpace(r):
			flush(i)
			gap, line = true, line || r == '\n'
			continue
		case r >= '0' && r <= '9':
			next = '0'
		case unicode.IsLetter(r), unicode.Is(unicode.Mn, r) && kind == 'a':
			next = 'a'
		default:
			next = '.'
		}
		if next != kind || next == '.' {
			flush(i)
			kind, start = next, i
		}
	}
	flush(len(text))
	return out
}

func newToken(text string, start, end int, gap, line bool) token {
	raw := text[start:end]
	t := token{start: start, end: end, fold: viet.Fold(raw), number: -1, gap: gap, line: line}
	t.plain = viet.Unmark(raw)
	t.bare = t.fold == t.plain
	if t.fold != "" && t.fold[0] >= '0' && t.fold[0] <= '9' {
		t.figures = len(t.fold)
		t.number = 99999
		if n, err := strconv.Atoi(t.fold); err == nil && t.figures < 5 {
			t.number = n
		}
	}
	t.capital = unicode.IsUpper(first(viet.NFC(raw)))
	return t
}

// first is the first letter of s, 0 when there is none.
func first(s string) rune {
	for _, c := range s {
		return c
	}
	return 0
}

// ownWords are syllables that are words without any mark. In a text typed with marks they are those words, and do not
// stand for one whose marks were left out: "ngay" is no "ngày" there.
var ownWords = wordSet("sau ngay nam quy tu bay toi sang thu mot tam chin muoi dau ram kia tet hang moi tuan ban")

func wordSet(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// is reports whether token i is one of the words, which are given with their marks: as it stands, or typed without marks.
func (r *reader) is(i int, words ...string) bool {
	if i < 0 || i >= len(r.tokens) {
		return false
	}
	t := &r.tokens[i]
	for _, w := range words {
		if t.fold == w {
			return true
		}
		if t.bare && (r.bare || !ownWords[t.plain]) && t.plain == plainForm(w) {
			return true
		}
	}
	return false
}

// plainForms holds the forms without marks of the words that the grammar asks for, which are few and asked for often.
var plainForms sync.Map

func plainForm(w string) string {
	if p, ok := plainForms.Load(w); ok {
		return p.(string)
	}
	p := viet.Unmark(w)
	plainForms.Store(w, p)
	return p
}

// seq returns the token after the words of one of the phrases that stand from token i on, the longest of them, and i
// when none does.
func (r *reader) seq(i int, phrases ...string) int {
	best := i
	for _, phrase := range phrases {
		at := i
		for rest := phrase; rest != ""; at++ {
			var w string
			w, rest, _ = strings.Cut(rest, " ")
			if !r.is(at, w) || at > i && r.tokens[at].line {
				at = -2
				break
			}
		}
		best = max(best, at)
	}
	return best
}

// any reports whether one of the phrases stands from token i on.
func (r *reader) any(i int, phrases ...string) bool { return r.seq(i, phrases...) > i }

// ends returns the token at which one of the phrases begins that ends before token i, and i when none does.
func (r *reader) ends(i int, phrases ...string) int {
	best := i
	for _, phrase := range phrases {
		n := strings.Count(phrase, " ") + 1
		if i-n >= 0 && r.seq(i-n, phrase) == i {
			best = min(best, i-n)
		}
	}
	return best
}

// sign reports whether token i is the sign s.
func (r *reader) sign(i int, signs string) bool {
	return i >= 0 && i < len(r.tokens) && len(r.tokens[i].fold) > 0 && strings.Contains(signs, r.tokens[i].fold) &&
		!unicode.IsLetter(first(r.tokens[i].fold)) && r.tokens[i].number < 0
}

// glued reports whether token i stands right after the one before it.
func (r *reader) glued(i int) bool { return i > 0 && i < len(r.tokens) && !r.tokens[i].gap }

// figure returns the number of token i when it is written in figures, at most most of them, and -1.
func (r *reader) figure(i, most int) int {
	if i < 0 || i >= len(r.tokens) || r.tokens[i].figures == 0 || r.tokens[i].figures > most {
		return -1
	}
	return r.tokens[i].number
}

// ones are the numbers that one word says.
var ones = []struct {
	word string
	n    int
}{
	{"một", 1}, {"hai", 2}, {"ba", 3}, {"bốn", 4}, {"năm", 5}, {"sáu", 6}, {"bảy", 7}, {"bẩy", 7}, {"tám", 8}, {"chín", 9},
}

func (r *reader) one(i int) int {
	for _, o := range ones {
		if r.is(i, o.word) {
			return o.n
		}
	}
	return -1
}

// count reads a number from token i on, in figures or in words up to 999, and returns the token after it; n is -1 when
// there is none.
func (r *reader) count(i int) (n, next int) {
	if n = r.figure(i, 3); n >= 0 {
		return n, i + 1
	}
	n = r.one(i)
	if n > 0 && r.is(i+1, "trăm") {
		rest, next := r.tens(r.seq(i+2, "lẻ", "linh"))
		return 100*n + max(rest, 0), next
	}
	return r.tens(i)
}

// tens reads a number in words below a hundred.
func (r *reader) tens(i int) (n, next int) {
	one := r.one(i)
	switch {
	case r.is(i, "mười"):
		n, next = 10, i+1
	case r.is(i, "hăm"):
		n, next = 20, i+1
	case one > 1 && r.is(i+1, "mươi"):
		n, next = 10*one, i+2
	case one > 1 && r.is(i+1, "lăm", "nhăm", "mốt", "tư") && r.unitAt(i+2) != "":
		// "Hai lăm ngày" is 25 days.
		n, next = 10*one, i+1
	case one > 0:
		return one, i + 1
	default:
		return -1, i
	}
	if u := r.one(next); u > 0 {
		if r.is(next, "năm") && !r.is(next, "lăm") && !r.is(i, "hăm") {
			// "mười năm" is ten years; fifteen is "mười lăm".
			return n, next
		}
		return n + u, next + 1
	}
	switch {
	case r.is(next, "lăm", "nhăm"):
		return n + 5, next + 1
	case r.is(next, "mốt"):
		return n + 1, next + 1
	case r.is(next, "tư"):
		return n + 4, next + 1
	}
	return n, next
}

// roman is the number of a quarter.
var roman = map[string]int{"i": 1, "ii": 2, "iii": 3, "iv": 4}

// typed returns the tokens from to to as they were typed, with white space folded.
func (r *reader) typed(from, to int) string {
	if from >= to {
		return ""
	}
	return viet.Space(r.text[r.tokens[from].start:r.tokens[to-1].end])
}

// rest returns the text without the tokens that were read, and without signs that are left with nothing to separate.
func (r *reader) rest() string {
	var b strings.Builder
	last := 0
	for i, t := range r.tokens {
		if r.taken[i] {
			b.WriteString(r.text[last:t.start])
			b.WriteByte(' ')
			last = t.end
		}
	}
	b.WriteString(r.text[last:])
	fields := strings.Fields(b.String())
	lone := func(s string) bool { return strings.Trim(s, ",;:-–()") == "" }
	var kept []string
	for i, f := range fields {
		if lone(f) && (i == 0 || i == len(fields)-1 || strings.ContainsAny(f, "(),")) && slices.Contains(r.taken, true) {
			continue
		}
		kept = append(kept, f)
	}
	s := strings.Join(kept, " ")
	if slices.Contains(r.taken, true) {
		s = strings.Trim(s, " ,;:-–")
	}
	return s
}
