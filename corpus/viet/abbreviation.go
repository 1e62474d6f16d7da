package viet

import (
	_ "embed"
	"strings"
)

//go:embed abbreviations.txt
var abbreviationsText string

type abbreviation struct {
	readings [][]Syllable
	capsOnly bool
}

var abbreviations = readAbbreviations(abbreviationsText)

func readAbbreviations(text string) map[string]abbreviation {
	table := map[string]abbreviation{}
	for _, line := range strings.Split(text, "\n") {
		name, readings, ok := strings.Cut(line, " = ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		a := abbreviation{capsOnly: strings.HasSuffix(name, "!")}
		for _, r := range strings.Split(readings, " | ") {
			a.readings = append(a.readings, Syllables(r))
		}
		table[Fold(strings.TrimSuffix(name, "!"))] = a
	}
	for name, a := range table {
		if plain := unmarkFolded(name); plain != name {
			if _, taken := table[plain]; !taken {
				table[plain] = a
			}
		}
	}
	return table
}

// Readings returns what a syllable stands for when it is an abbreviation of the field or of chats, most
// usual first; nil when it is none. shouting says that the whole text is in capitals, so that capitals
// tell nothing.
func Readings(s Syllable, shouting bool) [][]Syllable {
	a, ok := abbreviations[s.Text]
	if !ok {
		a, ok = abbreviations[s.Plain]
		// A syllable typed with marks of its own is that word, unless the abbreviation has them too.
		if ok && s.Text != s.Plain {
			return nil
		}
	}
	if !ok || a.capsOnly && (!s.Caps || shouting) {
		return nil
	}
	return a.readings
}

// Abbreviate returns the shortest abbreviation of the field whose usual reading is exactly the phrase,
// and "" when there is none. It is what a program needs to write a question as officers abbreviate it.
func Abbreviate(phrase string) string {
	want, best := Fold(phrase), ""
	for _, line := range strings.Split(abbreviationsText, "\n") {
		name, readings, ok := strings.Cut(line, " = ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		first, _, _ := strings.Cut(readings, " | ")
		name = strings.TrimSuffix(name, "!")
		if Fold(first) == want && name == strings.ToUpper(name) && (best == "" || len(name) < len(best)) {
			best = name
		}
	}
	return best
}
