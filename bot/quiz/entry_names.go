package quiz

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"camnang/bot/officer"
	"camnang/corpus/viet"
)

// shortNumber is how many digits a number has at least to be known as an officer's wherever it stands: those of documents and
// clauses have up to three, years four.
const shortNumber = 5

// Behind those of addressed a given name alone is somebody's, behind those of numbered stands an officer's number, and spoken
// is what somebody does whose name begins a sentence.
var (
	addressed = []string{"anh", "chị", "em", "cô", "chú", "bác", "ông", "bà", "cháu", "đc", "tên"}
	numbered  = []string{"mã", "hiệu", "thẻ"}
	spoken    = []string{"xin", "hỏi", "đây", "kính", "muốn"}
)

// Identifies reports whether a text tells who an officer is by name or number, with marks or without. The name counts whole, as
// its last two syllables, and as its first with its last; the given name alone where it stands as a name: behind a form of
// address, with a capital between words that have none, as a line of its own or where a phrase begins with who speaks ("Bình xin hỏi"),
// or when it is no Vietnamese word. A number of
// digits alone counts from five digits on, a shorter one behind "mã", "số hiệu" or "thẻ", because clauses have such numbers too. It errs
// on the side of yes; what an officer's unit or position tells is not looked for.
func Identifies(text string, o *officer.Officer) bool {
	text = viet.NFC(text)
	s, name := viet.Syllables(text), viet.Syllables(o.Name)
	return namesWhole(s, name) || namesGiven(text, s, name) || namesNumber(s, viet.Syllables(o.Number))
}

// alike reports whether a syllable of a text is one of a name: as it is spelt, or typed without marks.
func alike(typed, of viet.Syllable) bool {
	return typed.Text == of.Text || typed.Text == typed.Plain && typed.Plain == of.Plain
}

// stands reports whether the syllables wanted stand in a text from a place on.
func stands(s []viet.Syllable, at int, wanted []viet.Syllable, same func(typed, of viet.Syllable) bool) bool {
	if at < 0 || at+len(wanted) > len(s) {
		return false
	}
	for i, w := range wanted {
		if !same(s[at+i], w) {
			return false
		}
	}
	return true
}

func samePlain(typed, of viet.Syllable) bool { return typed.Plain == of.Plain }

// namesWhole looks for two syllables of the name or more. Of three or more the marks do not matter.
func namesWhole(s, name []viet.Syllable) bool {
	if len(name) < 2 {
		return false
	}
	last := len(name) - 1
	joined := ""
	for _, n := range name {
		joined += n.Plain
	}
	for i := range s {
		if s[i].Plain == joined || len(name) > 2 && stands(s, i, name, samePlain) || stands(s, i, name[last-1:], alike) ||
			stands(s, i, []viet.Syllable{name[0], name[last]}, alike) {
			return true
		}
	}
	return false
}

// namesGiven looks for the given name where it stands as one.
func namesGiven(text string, s, name []viet.Syllable) bool {
	if len(name) == 0 {
		return false
	}
	given := name[len(name)-1]
	capital := func(i int) bool {
		r, _ := utf8.DecodeRuneInString(text[s[i].Start:])
		return unicode.IsUpper(r)
	}
	for i := range s {
		if !alike(s[i], given) {
			continue
		}
		begins, ends := s[i].Break, i+1 == len(s) || s[i+1].Break
		capitalBefore := i > 0 && !s[i].Break && !s[i-1].Break && capital(i-1)
		capitalBehind := !ends && capital(i+1)
		switch {
		case !viet.Possible(given.Plain):
			return true
		case !begins && isAddressed(s[:i], !slices.ContainsFunc(s, hasMarks)):
			return true
		case capital(i) && !begins && !capitalBefore && !capitalBehind:
			return true
		case begins && (ends || slices.Contains(spoken, s[i+1].Text)):
			return true
		}
	}
	return false
}

func hasMarks(w viet.Syllable) bool { return w.Text != w.Plain }

// isAddressed reports whether a text ends with what a given name follows. In a text without marks those of a form of address
// are not there either; in another "chi" and "ba" are no such.
func isAddressed(s []viet.Syllable, unmarked bool) bool {
	last := len(s) - 1
	if last > 0 {
		switch s[last-1].Plain + " " + s[last].Plain {
		case "dong chi", "d c", "toi la", "ten la", "em la":
			return true
		}
	}
	return slices.ContainsFunc(addressed, func(word string) bool {
		return s[last].Text == word || unmarked && s[last].Plain == viet.Unmark(word)
	})
}

// namesNumber looks for an officer's number.
func namesNumber(s, number []viet.Syllable) bool {
	if len(number) == 0 {
		return false
	}
	digits := 0
	for _, n := range number {
		if strings.Trim(n.Plain, "0123456789") != "" {
			digits = shortNumber
		}
		digits += len(n.Plain)
	}
	for i := range s {
		if !stands(s, i, number, samePlain) {
			continue
		}
		if digits >= shortNumber || slices.ContainsFunc(s[max(0, i-3):i], func(w viet.Syllable) bool { return slices.Contains(numbered, w.Text) }) {
			return true
		}
	}
	return false
}
