package eval

import (
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"

	"camnang/corpus/viet"
)

// Rewriting is a way in which the same question is typed by somebody else.
type Rewriting struct {
	Name  string
	Apply func(question string, seed uint64) string
}

// Rewritings are the ways that robustness is measured with: without marks, with the field's
// abbreviations, and with one slip of typing in every word of three letters or more.
var Rewritings = []Rewriting{
	{"no_diacritics", func(q string, _ uint64) string { return viet.Unmark(q) }},
	{"abbreviated", func(q string, _ uint64) string { return abbreviate(q) }},
	{"slips", slips},
}

// abbreviate writes every phrase of the field that has an abbreviation with it, longest phrases first.
func abbreviate(q string) string {
	words := strings.Fields(q)
	var out []string
	for i := 0; i < len(words); {
		done := false
		for n := min(6, len(words)-i); n > 1 && !done; n-- {
			phrase := strings.Join(words[i:i+n], " ")
			bare := strings.TrimRight(phrase, ".,;:?!")
			if short := viet.Abbreviate(bare); short != "" {
				out = append(out, short+phrase[len(bare):])
				i += n
				done = true
			}
		}
		if !done {
			out = append(out, words[i])
			i++
		}
	}
	return strings.Join(out, " ")
}

// near are the neighbours of a letter on the keyboard.
var near = map[rune]string{
	'a': "sqz", 'b': "vnh", 'c': "xvd", 'd': "sfe", 'e': "wrd", 'g': "fht", 'h': "gjn", 'i': "uok", 'k': "jlm", 'l': "kop", 'm': "nk",
	'n': "bmh", 'o': "ipl", 'p': "ol", 'q': "wa", 'r': "etf", 's': "adw", 't': "ryg", 'u': "yij", 'v': "cbg", 'x': "zcs", 'y': "tuh",
}

// slips makes one slip in every word: two letters swapped, one left out, one doubled, a neighbouring key,
// or another tone mark.
func slips(q string, seed uint64) string {
	random := rand.New(rand.NewPCG(seed, 7))
	words := strings.Fields(q)
	for i, w := range words {
		words[i] = slip(w, random)
	}
	return strings.Join(words, " ")
}

func slip(word string, random *rand.Rand) string {
	if utf8.RuneCountInString(word) < 3 || strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return word
	}
	r := []rune(word)
	i := random.IntN(len(r) - 1)
	switch random.IntN(5) {
	case 0:
		r[i], r[i+1] = r[i+1], r[i]
	case 1:
		r = append(r[:i+1], r[i+2:]...)
	case 2:
		r = append(r[:i+1], r[i:]...)
	case 3:
		if keys := near[unicode.ToLower(r[i])]; keys != "" {
			r[i] = rune(keys[random.IntN(len(keys))])
		}
	default:
		return otherTone(r, random)
	}
	return string(r)
}

// otherTone gives the first marked vowel another tone, or takes its marks off.
func otherTone(r []rune, random *rand.Rand) string {
	for i, c := range r {
		if plain := []rune(viet.Unmark(string(c))); len(plain) == 1 && plain[0] != unicode.ToLower(c) {
			tone := []string{"", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}[random.IntN(6)]
			return string(r[:i]) + viet.NFC(string(plain)+tone) + string(r[i+1:])
		}
	}
	return string(r)
}
