package guard

import (
	"strings"
	"unicode"

	"camnang/corpus/viet"
)

// A syllable of more bytes than this is no Vietnamese word; what is longer is cut for comparing.
const longest = 24

// What ends before a token.
const (
	within   = iota // nothing: the phrase goes on
	phrase          // comma, colon, bracket, dash between blanks
	sentence        // full stop, question mark, line end; also the start of the text
)

// token is one syllable or one run of digits, as rules compare it. viet.Syllables does not serve here: names
// need the capital at the start of a syllable, spaced-out letters and numbers need the separators.
type token struct {
	// spelling is what two ways of typing the same syllable have in common: plain small letters with their
	// shapes, then the tone, wherever it was put. plain is the same without shapes and tone.
	spelling, plain string
	marked          bool // holds a shape or a tone
	upper           bool // starts with a capital
	caps            bool // two letters or more, all capitals
	digit           bool
	brk             uint8 // what ends before it
	sep             rune  // the one character before it; 0 when there are several or none
	key, bare       int32 // spelling and plain in the vocabulary; 0 when no rule has the word
}

func (t *token) single() bool { return len(t.plain) == 1 && !t.digit }

// writing collects one token.
type writing struct {
	spelling, plain [longest]byte
	n, m            int
	tone            byte
	letters, uppers int
	upper, marked   bool
}

func (w *writing) put(l letter) {
	if w.n+2 < longest {
		w.spelling[w.n] = l.plain
		w.n++
		if l.shape != 0 {
			w.spelling[w.n] = l.shape
			w.n++
		}
		w.plain[w.m] = l.plain
		w.m++
	}
	w.marked = w.marked || l.shape != 0 || l.tone != 0
	if l.tone != 0 {
		w.tone = l.tone
	}
	if l.upper {
		w.uppers++
		w.upper = w.upper || w.letters == 0
	}
	w.letters++
}

func (w *writing) mark(shape, tone byte) {
	if shape != 0 && w.n > 0 && w.n+1 < longest {
		w.spelling[w.n] = shape
		w.n++
	}
	if tone != 0 {
		w.tone = tone
	}
	w.marked = w.marked || shape != 0 || tone != 0
}

// finish makes the token. An i that ends a syllable without another vowel and a y there are one (kỷ, kỉ).
func (w *writing) finish(brk uint8, sep rune) token {
	if w.m >= 2 && w.plain[w.m-1] == 'y' && !vowel(w.plain[w.m-2]) && w.spelling[w.n-1] == 'y' {
		w.plain[w.m-1], w.spelling[w.n-1] = 'i', 'i'
	}
	if w.m == 3 && w.n == 3 && string(w.plain[:3]) == "qui" {
		w.plain[2], w.spelling[2] = 'y', 'y'
	}
	if w.tone != 0 {
		w.spelling[w.n] = w.tone - 32
		w.n++
	}
	t := token{
		marked: w.marked, upper: w.upper, caps: w.letters > 1 && w.uppers == w.letters,
		digit: w.m > 0 && w.plain[0] >= '0' && w.plain[0] <= '9', brk: brk, sep: sep,
	}
	t.spelling, t.key = words.of(w.spelling[:w.n])
	t.plain, t.bare = words.of(w.plain[:w.m])
	return t
}

func vowel(b byte) bool { return b == 'a' || b == 'e' || b == 'i' || b == 'o' || b == 'u' || b == 'y' }

// scan splits a text into tokens. Invisible characters are as if they were not there.
func scan(s string) []token {
	out := make([]token, 0, len(s)/5+2)
	var w writing
	brk, sep, seps := uint8(sentence), rune(0), 0
	digits, stop := false, false
	flush := func() {
		if w.m == 0 {
			return
		}
		if seps != 1 {
			sep = 0
		}
		out = append(out, w.finish(brk, sep))
		w = writing{}
		brk, sep, seps = within, 0, 0
	}
	for _, r := range s {
		l, kind := read(r)
		switch kind {
		case invisible:
			continue
		case modifier:
			if w.m > 0 {
				w.mark(combining(r))
			}
			continue
		case alpha, digit:
			if w.m > 0 && digits != (kind == digit) {
				flush()
			}
			digits, stop = kind == digit, false
			w.put(l)
			continue
		}
		flush()
		seps++
		sep = r
		b := pause(r)
		// A full stop between letters or digits ends nothing (1.000, U.B.K.T).
		if stop && unicode.IsSpace(r) {
			b = sentence
		}
		stop = r == '.' || stop && r != ' '
		brk = max(brk, b)
	}
	flush()
	return join(out)
}

const (
	other = iota
	alpha
	digit
	modifier
	invisible
)

func read(r rune) (letter, int) {
	if r >= 0xFF01 && r <= 0xFF5E { // full-width forms of ASCII
		r -= 0xFEE0
	}
	if r < lastLetter {
		if l := letters[r]; l.plain != 0 {
			return l, alpha
		}
	}
	switch {
	case r >= '0' && r <= '9':
		return letter{plain: byte(r)}, digit
	case r < 0x80:
		return letter{}, other
	case unicode.Is(unicode.Mn, r):
		return letter{}, modifier
	case unicode.Is(unicode.Cf, r):
		return letter{}, invisible
	case unicode.IsLetter(r):
		return letter{plain: '#', upper: unicode.IsUpper(r)}, alpha
	case unicode.IsDigit(r):
		return letter{plain: '0'}, digit
	}
	return letter{}, other
}

func pause(r rune) uint8 {
	switch r {
	case '\n', '\r', '!', '?', ';', '\u2028', '\u2029', '…':
		return sentence
	case ',', ':', '(', ')', '[', ']', '{', '}', '|', '–', '—', '=':
		return phrase
	}
	return within
}

// join puts letters that were typed apart ("M Ậ T", "b.ỏ q.u.a") back into words of the rules, where the
// whole run can be read as such.
func join(in []token) []token {
	out := in[:0]
	for i := 0; i < len(in); {
		end := i + 1
		for end < len(in) && end-i < 60 && in[i].single() && in[end].single() && in[end].sep != 0 && in[end].sep != ',' &&
			in[end].brk != sentence {
			end++
		}
		if end-i >= 3 {
			if read, ok := words.spell(in[i:end]); ok {
				out = append(out, read...)
				i = end
				continue
			}
		}
		out = append(out, in[i])
		i++
	}
	return out
}

// expand reads the abbreviations of the field as the words they stand for, the choice-th reading of an
// ambiguous one; ambiguous says that another choice gives another text.
func expand(in []token, choice int) (t *text, ambiguous bool) {
	out := make([]token, 0, len(in)+len(in)/8+4)
	shouting := shouts(in)
	for i := range in {
		tok := in[i]
		if i+1 < len(in) && tok.single() && tok.plain == "d" && in[i+1].plain == "c" && (in[i+1].sep == '/' || in[i+1].sep == '.') {
			out = append(out, comrade(tok)...)
			continue
		}
		if len(out) > 0 && i > 0 && tok.plain == "c" && in[i-1].plain == "d" && in[i-1].single() && (tok.sep == '/' || tok.sep == '.') {
			continue
		}
		if tok.plain == "dc" && i+1 < len(in) && (in[i+1].upper && !shouting || nameLists.has(&in[i+1], family)) {
			out = append(out, comrade(tok)...)
			continue
		}
		readings := abbreviated(&tok, shouting)
		if len(readings) == 0 {
			out = append(out, tok)
			continue
		}
		ambiguous = ambiguous || len(readings) > 1
		for n, s := range readings[min(choice, len(readings)-1)] {
			brk := uint8(within)
			if n == 0 {
				brk = tok.brk
			}
			out = append(out, words.token(s.Text, brk))
		}
	}
	return &text{tokens: out, shouting: shouting, accented: accents(in)}, ambiguous
}

func comrade(at token) []token {
	return []token{words.token("đồng", at.brk), words.token("chí", within)}
}

func abbreviated(t *token, shouting bool) [][]viet.Syllable {
	if t.digit || len(t.plain) > 9 || !t.caps && len(t.plain) > 3 && viet.Possible(t.plain) {
		return nil
	}
	// An abbreviation has no mark but the stroke of đ.
	if t.marked && strings.ReplaceAll(t.spelling, "-", "") != t.plain {
		return nil
	}
	return viet.Readings(viet.Syllable{Text: t.plain, Plain: t.plain, Caps: t.caps}, shouting)
}

// shouts reports that capitals tell nothing, because nearly every syllable is written in them.
func shouts(in []token) bool {
	caps, all := 0, 0
	for i := range in {
		if in[i].digit || len(in[i].plain) < 2 {
			continue
		}
		all++
		if in[i].caps {
			caps++
		}
	}
	return all >= 3 && caps*10 >= all*7
}

// accents reports that the writer types marks: at least two syllables in five have some. In running text with
// marks it is three in four.
func accents(in []token) bool {
	marked, all := 0, 0
	for i := range in {
		if in[i].digit || len(in[i].plain) < 2 {
			continue
		}
		all++
		if in[i].marked {
			marked++
		}
	}
	return marked*5 >= all*2
}
