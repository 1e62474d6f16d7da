// Package viet knows how Vietnamese is written: composed letters, where the tone mark stands, the form
// without marks, syllables, and the abbreviations and typing slips of those who write to the bot. It
// knows nothing of the law; what a text means is for its callers.
package viet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// NFC returns s with composed letters (Unicode NFC) and without the invisible characters that telephones
// and word processors leave behind (zero-width spaces, joiners, byte-order marks, soft hyphens, Unicode
// tags and direction marks). Bytes that are not UTF-8 become U+FFFD.
func NFC(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(s)
}

// Space returns s with every run of white space as one blank, and none at the ends.
func Space(s string) string { return strings.Join(strings.Fields(s), " ") }

// Fold returns the form in which two spellings of one text are equal: NFC, lower case, tone marks where
// the older rule puts them (hoà → hòa, uỷ → ủy, thuý → thúy), white space folded.
func Fold(s string) string {
	s = strings.ToLower(NFC(s))
	fields := strings.Fields(s)
	for i, f := range fields {
		fields[i] = placeTone(f)
	}
	return strings.Join(fields, " ")
}

// tones are the five combining tone marks; the other marks (breve, circumflex, horn) make letters.
const tones = "\u0300\u0301\u0303\u0309\u0323"

// placeTone moves the mark of an open syllable ending in oa, oe or uy from the second vowel to the first.
func placeTone(word string) string {
	changed := false
	r := []rune(word)
	for i := 0; i+1 < len(r); i++ {
		base, tone := splitTone(r[i+1])
		if tone == 0 || !openPair(r[i], base) {
			continue
		}
		if i+2 < len(r) && unicode.IsLetter(r[i+2]) {
			continue
		}
		if r[i] == 'u' && i > 0 && r[i-1] == 'q' {
			continue
		}
		r[i] = []rune(norm.NFC.String(string(r[i]) + string(tone)))[0]
		r[i+1] = base
		changed = true
	}
	if !changed {
		return word
	}
	return string(r)
}

func openPair(first, second rune) bool {
	return first == 'o' && (second == 'a' || second == 'e') || first == 'u' && second == 'y'
}

func splitTone(r rune) (base, tone rune) {
	if m, ok := letters[r]; ok {
		return m.base, m.tone
	}
	return r, 0
}

// letter is a composed letter taken apart.
type letter struct {
	// base is the letter without its tone mark, tone the mark (0 for none), plain the letter without any.
	base, tone, plain rune
}

// letters are the composed letters of Latin script in Unicode's blocks up to Latin Extended Additional,
// where all of Vietnamese stands. Taking them apart once is what makes reading a text cheap.
var letters = func() map[rune]letter {
	table := map[rune]letter{'đ': {base: 'đ', plain: 'd'}}
	for r := rune(0xc0); r < 0x1f00; r++ {
		if !unicode.Is(unicode.Latin, r) {
			continue
		}
		parts := []rune(norm.NFD.String(string(r)))
		if len(parts) < 2 {
			continue
		}
		m := letter{plain: parts[0]}
		rest := parts[:0:0]
		for _, c := range parts {
			if strings.ContainsRune(tones, c) {
				m.tone = c
				continue
			}
			rest = append(rest, c)
		}
		m.base = []rune(norm.NFC.String(string(rest)))[0]
		table[r] = m
	}
	return table
}()

// Unmark returns Fold(s) with every mark taken off and đ as d: what somebody types who types no marks.
// Unmark(Unmark(s)) == Unmark(s).
func Unmark(s string) string { return Space(unmarkFolded(Fold(s))) }

func unmarkFolded(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	composed := true
	for _, r := range s {
		if m, ok := letters[r]; ok {
			r = m.plain
		} else if unicode.Is(unicode.Mn, r) {
			continue
		} else if r >= 0x80 && r != utf8.RuneError {
			composed = false
		}
		b.WriteRune(r)
	}
	if composed {
		return b.String()
	}
	return unmarkOther(b.String())
}

// unmarkOther takes the marks off letters that are none of Vietnamese.
func unmarkOther(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// Syllable is one run of letters, or one run of digits, of a text.
type Syllable struct {
	// Text is the folded form, Plain the same without marks.
	Text, Plain string
	// Break is true when a mark that ends a phrase (. , : ; ! ? ( ) or a line end) stands before it, so
	// that no word runs across.
	Break bool
	// Caps is true for two letters or more, all of them capitals.
	Caps bool
	// Start and End are its place in NFC of the text, in bytes.
	Start, End int
}

// Syllables splits a text into its syllables, folded, in order. Letters and digits come apart ("qd22" is
// qd, 22; "21-QĐ/TW" is 21, qđ, tw); whoever needs the number of a document whole reads the text itself.
func Syllables(s string) []Syllable {
	s = NFC(s)
	out := make([]Syllable, 0, len(s)/5+1)
	start, brk, digits := -1, true, false
	flush := func(end int) {
		if start < 0 {
			return
		}
		raw := s[start:end]
		word := placeTone(strings.ToLower(raw))
		caps := !digits && utf8.RuneCountInString(raw) > 1 && strings.ToUpper(raw) == raw
		out = append(out, Syllable{Text: word, Plain: unmarkFolded(word), Break: brk, Caps: caps, Start: start, End: end})
		start, brk = -1, false
	}
	for i, r := range s {
		digit := unicode.IsDigit(r)
		if digit || unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) {
			if start >= 0 && digit != digits {
				flush(i)
			}
			if start < 0 {
				start, digits = i, digit
			}
			continue
		}
		flush(i)
		if strings.ContainsRune(".,:;!?()\n\"“”…", r) {
			brk = true
		}
	}
	flush(len(s))
	return out
}
