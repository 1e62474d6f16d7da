package retrieval

import (
	"slices"
	"strings"

	"camnang/corpus/viet"
)

// understanding is an inquiry taken apart: the terms to look for.
type understanding struct {
	terms []queryTerm
	// text is the inquiry as understood, without marks: what the embedder is given.
	text string
	// content counts the syllables that say something.
	content int
	// familiar is the share of its pairs of syllables that the library uses.
	familiar     float64
	asksDuration bool
	// subject are the syllables that say what it is about: no chatter, none that only asks for a time.
	subject []string
}

// understand expands abbreviations, reads slips of typing as the words meant, drops chatter, and adds the
// words that the texts use for what people say.
func (ix *Index) understand(text string) understanding {
	var u understanding
	typed := viet.Syllables(text)
	shouting := true
	for _, s := range typed {
		if !s.Caps && s.Text != s.Plain {
			shouting = false
		}
	}
	expanded, extra := expand(typed, shouting, ix.words)
	readings := ix.words.read(expanded)
	plain := make([]string, 0, len(readings))
	source := make([]int, 0, len(readings))
	for i, r := range readings {
		for _, word := range plainWords(r.plain) {
			plain = append(plain, word)
			source = append(source, i)
		}
	}
	weights := make([]float64, len(plain))
	for i := range weights {
		weights[i] = 1
	}
	for i := 0; i < len(plain); {
		n, _ := ix.chatter.at(plain, i)
		for k := i; k < i+n; k++ {
			weights[k] = 0
		}
		i += max(n, 1)
	}
	asking := ofDuration(plain)
	u.asksDuration = slices.Contains(asking, true)
	pairs, known := 0, 0
	for i, word := range plain {
		r, s := readings[source[i]], expanded[source[i]]
		if weights[i] == 0 {
			continue
		}
		u.content++
		t := queryTerm{term: word, weight: weights[i]}
		if r.asTyped && s.Text != s.Plain && ix.words.marked[s.Text] {
			t.marked = s.Text
		}
		if r.asTyped && !r.known && s.Text == s.Plain && isDigits(word) {
			t.weight *= 0.3
		}
		u.terms = append(u.terms, t)
		u.text += word + " "
		if !asking[i] {
			u.subject = append(u.subject, word)
		}
		if i > 0 && weights[i-1] > 0 && !(s.Break && source[i] != source[i-1]) {
			u.terms = append(u.terms, queryTerm{term: plain[i-1] + " " + word, weight: 1, pair: true})
			pairs++
			if ix.words.pairs[plain[i-1]+" "+word] > 0 {
				known++
			}
		}
	}
	u.familiar = (float64(known) + 1) / (float64(pairs) + 2)
	for i := 0; i < len(plain); i++ {
		for n := min(ix.everyday.longest, len(plain)-i); n > 0; n-- {
			if length, means := ix.everyday.at(plain[:i+n], i); length == n {
				u.add(means, ix.weights.Everyday)
				break
			}
		}
	}
	for _, means := range extra {
		u.add(means, ix.weights.OtherReading)
	}
	return u
}

// Repair returns the text with the slips of typing mended, as the index reads it: a syllable that was
// taken for another is written as that one, without marks. Abbreviations, numbers and everything else stay
// as they are.
func (ix *Index) Repair(text string) string {
	text = viet.NFC(text)
	typed := viet.Syllables(text)
	var words []viet.Syllable
	for _, s := range typed {
		if viet.Readings(s, false) == nil {
			words = append(words, s)
		}
	}
	var b strings.Builder
	at := 0
	for i, r := range ix.words.read(words) {
		if !r.asTyped {
			b.WriteString(text[at:words[i].Start])
			b.WriteString(r.plain)
			at = words[i].End
		}
	}
	b.WriteString(text[at:])
	return b.String()
}

func (u *understanding) add(words []viet.Syllable, weight float64) {
	have := map[string]bool{}
	for _, t := range u.terms {
		have[t.term] = true
	}
	prev := ""
	for _, s := range words {
		if !have[s.Plain] {
			u.terms = append(u.terms, queryTerm{term: s.Plain, marked: s.Text, weight: weight})
			u.text += s.Plain + " "
		}
		if pair := prev + " " + s.Plain; prev != "" && !have[pair] {
			u.terms = append(u.terms, queryTerm{term: pair, weight: weight, pair: true})
		}
		prev = s.Plain
	}
}

// expand puts the usual reading in the place of each abbreviation and returns the other readings apart.
func expand(typed []viet.Syllable, shouting bool, v *vocabulary) (out []viet.Syllable, others [][]viet.Syllable) {
	for _, s := range typed {
		readings := viet.Readings(s, shouting)
		if readings == nil {
			out = append(out, s)
			continue
		}
		for i, r := range readings[0] {
			r.Break = s.Break && i == 0
			out = append(out, r)
		}
		others = append(others, readings[1:]...)
	}
	return out, others
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// durationPhrases are the ways of asking for an amount of time.
var durationPhrases = func() *phraseBook {
	b := &phraseBook{entries: map[string][]viet.Syllable{}}
	for _, p := range []string{
		"bao lâu", "mấy ngày", "bao nhiêu ngày", "bao ngày", "mấy tháng", "bao nhiêu tháng", "mấy năm", "bao nhiêu năm",
		"thời hạn", "trong vòng", "chậm nhất", "muộn nhất", "mấy hôm", "bao giờ hết", "khi nào hết", "thời hiệu", "mấy bữa",
	} {
		b.add(p, nil)
	}
	return b
}()

// ofDuration marks the syllables that ask for an amount of time.
func ofDuration(plain []string) []bool {
	out := make([]bool, len(plain))
	for i := range plain {
		n, _ := durationPhrases.at(plain, i)
		for k := i; k < i+n; k++ {
			out[k] = true
		}
	}
	return out
}
