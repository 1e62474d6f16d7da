package guard

import (
	"sync"
	"unicode"

	"camnang/corpus/viet"
)

// What ends before a token.
const (
	within   = iota // nothing: the phrase goes on
	phrase          // comma, colon, bracket, dash between blanks
	sentence        // full stop, question mark, line end; also the start of the text
)

// token is one syllable or one run of digits, as rules compare it. viet.Syllables does not serve here: names
// need the capital at the start of a syllable, spaced-out letters and numbers need the separators.
//
// Its spelling is what two ways of typing the same syllable have in common: plain small letters with their
// shapes, then the tone, wherever it was put. Its plain form is the same without shapes and tone.
type token struct {
	key, bare int32 // spelling and plain form in the vocabulary; 0 when no rule has the word
	code      code  // of the plain form
	sep       rune  // the one character before it; 0 when there are several or none
	readings  [][]int32
	only      letter  // the letter, when it has but one
	lead      [2]byte // the first two digits of a number
	length    uint8   // letters or digits, at most 255
	brk       uint8   // what ends before it
	marked    bool    // has a shape or a tone
	toned     bool    // has a tone, or a shape other than the stroke of đ
	upper     bool    // starts with a capital
	caps      bool    // two letters or more, all capitals
	digit     bool
}

func (t *token) single() bool { return t.length == 1 && !t.digit }

// writing collects one token.
type writing struct {
	spelled, plain code
	first          letter
	lead           [2]byte
	letters        int
	uppers         int
	tone           byte
	marked, toned  bool
}

func (w *writing) put(l letter) {
	w.spelled = w.spelled.and(l.plain)
	if w.letters == 0 {
		w.first = l
	}
	if w.letters < 2 {
		w.lead[w.letters] = l.plain
	}
	w.plain = w.plain.and(l.plain)
	if l.shape != 0 || l.tone != 0 {
		w.mark(l.shape, l.tone)
	}
	if l.upper {
		w.uppers++
	}
	w.letters++
}

// mark takes a shape or a tone for the letter before.
func (w *writing) mark(shape, tone byte) {
	if shape != 0 {
		w.spelled = w.spelled.and(shape)
		w.first.shape = shape // counts only for a token of one letter
	}
	if tone != 0 {
		w.tone, w.first.tone = tone, tone
	}
	w.marked = w.marked || shape != 0 || tone != 0
	w.toned = w.toned || shape != 0 && shape != '-' || tone != 0
}

// settle gives a syllable its one spelling: an i that ends it without another vowel and a y there are one
// (kỷ, kỉ), and the tone comes last.
func (w *writing) settle() {
	switch {
	case w.letters >= 2 && w.plain.last() == 'y' && w.spelled.last() == 'y' && !vowel((w.plain >> 5).last()):
		w.plain, w.spelled = (w.plain >> 5).and('i'), (w.spelled >> 5).and('i')
	case w.plain == qui && w.spelled == qui:
		w.plain, w.spelled = (w.plain >> 5).and('y'), (w.spelled >> 5).and('y')
	}
	w.spelled, w.plain = w.spelled.with(w.tone), w.plain.with(0)
}

var qui = code(0).and('q').and('u').and('i')

// finish makes the token of what was written.
func (w *writing) finish(brk uint8, sep rune) token {
	w.settle()
	t := token{
		code: w.plain, marked: w.marked, toned: w.toned, upper: w.first.upper, only: w.first, lead: w.lead,
		caps: w.letters > 1 && w.uppers == w.letters, digit: w.first.plain >= '0' && w.first.plain <= '9',
		brk: brk, sep: sep, length: uint8(min(w.letters, 255)),
	}
	t.key = words.id(w.spelled)
	switch {
	case t.key != 0:
		t.bare = words.bare[t.key]
	case w.marked && !w.toned:
		t.bare = words.id(w.plain)
	}
	return t
}

func vowel(b byte) bool { return b == 'a' || b == 'e' || b == 'i' || b == 'o' || b == 'u' || b == 'y' }

// scan splits a text into tokens. Invisible characters are as if they were not there.
func scan(s string, out []token) []token {
	var w writing
	brk, sep, seps := uint8(sentence), rune(0), 0
	digits, stop := false, false
	flush := func() {
		if w.letters == 0 {
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
			if w.letters > 0 {
				w.mark(combining(r))
			}
			continue
		case alpha, digit:
			if w.letters > 0 && digits != (kind == digit) {
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

// The longest run of single letters that is read as words, and how many letters of it may be left out at its
// start ("chi bộ A b ỏ q u a").
const (
	longestRun = 60
	leftOut    = 2
)

// join puts letters that were typed apart ("M Ậ T", "b.ỏ q.u.a") back into words of the rules, where the
// run can be read as such.
func join(in []token) []token {
	out := in[:0]
	for i := 0; i < len(in); {
		end := i + 1
		for end < len(in) && end-i < longestRun && in[i].single() && in[end].single() && in[end].sep != 0 && in[end].sep != ',' &&
			in[end].brk != sentence {
			end++
		}
		// đ/c and đ.c are the đc of other writers.
		if end-i == 2 && in[i].only.plain == 'd' && in[i+1].only.plain == 'c' && (in[i+1].sep == '/' || in[i+1].sep == '.') {
			t := words.token("đc", in[i].brk)
			t.upper = in[i].upper
			out = append(out, t)
			i = end
			continue
		}
		var read []token
		from := i
		for ; from <= i+leftOut && end-from >= 3 && read == nil; from++ {
			if read = words.spell(in[from:end]); read != nil {
				break
			}
		}
		if read == nil {
			from = end
		}
		out = append(append(out, in[i:from]...), read...)
		i = end
	}
	return out
}

// abbreviate notes on each abbreviation of the field what it may stand for.
func abbreviate(tokens []token, shouting bool) {
	for i := range tokens {
		t := &tokens[i]
		// None has a mark but the stroke of đ, and none is a word of the rules of more than three letters.
		if t.digit || t.toned || t.length > 9 || !t.caps && t.length > 3 && (t.bare != 0 || viet.Possible(t.code.text())) {
			continue
		}
		plain := t.code.text()
		readings := viet.Readings(viet.Syllable{Text: plain, Plain: plain, Caps: t.caps}, shouting)
		if readings == nil {
			continue
		}
		known, ok := chains.Load(t.code)
		if !ok {
			known, _ = chains.LoadOrStore(t.code, chain(readings))
		}
		t.readings = known.([][]int32)
	}
}

// chains keeps the readings of abbreviations as words of the vocabulary; it grows no larger than their list.
var chains sync.Map

func chain(readings [][]viet.Syllable) [][]int32 {
	out := make([][]int32, len(readings))
	for i, reading := range readings {
		for _, s := range reading {
			t := words.token(s.Text, within)
			out[i] = append(out[i], t.key)
		}
	}
	return out
}

// shouts reports that capitals tell nothing, because nearly every syllable is written in them.
func shouts(in []token) bool {
	caps, all := 0, 0
	for i := range in {
		if in[i].digit || in[i].length < 2 {
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
		if in[i].digit || in[i].length < 2 {
			continue
		}
		all++
		if in[i].marked {
			marked++
		}
	}
	return marked*5 >= all*2
}
