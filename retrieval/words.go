package retrieval

import (
	_ "embed"
	"strings"

	"camnang/corpus/viet"
)

//go:embed words/everyday.txt
var everydayText string

//go:embed words/chatter.txt
var chatterText string

// phraseBook finds phrases in a run of syllables, longest first, marks optional.
type phraseBook struct {
	longest int
	entries map[string][]viet.Syllable
}

func (b *phraseBook) add(phrase string, means []viet.Syllable) {
	words := plainWords(phrase)
	b.longest = max(b.longest, len(words))
	b.entries[strings.Join(words, " ")] = means
}

// at returns the length of the longest phrase that begins at words[i], 0 when none does, and its meaning.
func (b *phraseBook) at(words []string, i int) (int, []viet.Syllable) {
	for n := min(b.longest, len(words)-i); n > 0; n-- {
		if means, ok := b.entries[strings.Join(words[i:i+n], " ")]; ok {
			return n, means
		}
	}
	return 0, nil
}

func plainWords(s string) []string {
	var out []string
	for _, syl := range viet.Syllables(s) {
		out = append(out, syl.Plain)
	}
	return out
}

func everydayBook() *phraseBook {
	b := &phraseBook{entries: map[string][]viet.Syllable{}}
	for _, line := range strings.Split(everydayText, "\n") {
		said, meant, ok := strings.Cut(line, " => ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for _, phrase := range strings.Split(said, " | ") {
			b.add(phrase, viet.Syllables(meant))
		}
	}
	return b
}

func chatterBook() *phraseBook {
	b := &phraseBook{entries: map[string][]viet.Syllable{}}
	for _, line := range strings.Split(chatterText, "\n") {
		if line != "" && !strings.HasPrefix(line, "#") {
			b.add(line, nil)
		}
	}
	return b
}
