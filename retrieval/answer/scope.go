package answer

import (
	_ "embed"
	"strings"

	"camnang/corpus/viet"
)

//go:embed scope/field.txt
var fieldText string

//go:embed scope/elsewhere.txt
var elsewhereText string

// scope says what field the words of an inquiry belong to, before anything is searched.
type scope int

const (
	// scopeOpen: no phrase of the field and none of another.
	scopeOpen scope = iota
	// scopeField: a phrase of the field and none of another.
	scopeField
	// scopeBoth: phrases of another field, and one that names the Party's own bodies, members or texts.
	scopeBoth
	// scopeNeighbour: a phrase of another part of the Party's work (admission, congresses, cards), and no
	// matter of inspection, supervision or discipline.
	scopeNeighbour
	// scopeElsewhere: a phrase of another field, and none that is the Party's alone: a pupil, too, is
	// disciplined.
	scopeElsewhere
)

//go:embed scope/neighbours.txt
var neighboursText string

var (
	neighbourPhrases = phrases(neighboursText, "")
	matterPhrases    = phrases(neighboursText, "+ ")
	partyPhrases     = phrases(fieldText, "+ ")
	fieldPhrases     = append(phrases(fieldText, ""), partyPhrases...)
	elsewherePhrases = phrases(elsewhereText, "")
)

// phrases returns the lines of a list that begin with the mark; with no mark, those that have none.
func phrases(text, mark string) [][]viet.Syllable {
	var out [][]viet.Syllable
	for _, line := range strings.Split(text, "\n") {
		phrase, marked := strings.CutPrefix(line, "+ ")
		if line != "" && !strings.HasPrefix(line, "#") && marked == (mark != "") {
			out = append(out, viet.Syllables(phrase))
		}
	}
	return out
}

// scopeOf reads an inquiry as it was typed and as it reads with slips mended: mending brings words of the
// field to light, and may take a word of another field for one of it.
func scopeOf(typed, mended string) scope {
	words := inFull(typed)
	whole := inFull(mended)
	field := holds(words, fieldPhrases, samePlain) || holds(whole, fieldPhrases, samePlain)
	party := holds(words, partyPhrases, samePlain) || holds(whole, partyPhrases, samePlain)
	other := holds(words, elsewherePhrases, sameWord)
	switch {
	case asksForWork(words):
		return scopeElsewhere
	case holds(whole, neighbourPhrases, samePlain) && !holds(whole, matterPhrases, samePlain):
		return scopeNeighbour
	case other && party:
		return scopeBoth
	case other:
		return scopeElsewhere
	case field:
		return scopeField
	}
	return scopeOpen
}

// What a request to write, translate or reckon something begins with, what it holds, and how a question
// about the law ends even when it begins so ("viết đơn hộ người khác có được không").
var (
	workVerbs = set("soạn viết dịch vẽ đặt tính sáng kể thiết lập tóm hát mua bật mở gọi nhắn")
	forMe     = set("giúp hộ giùm dùm cho")
	askingEnd = set("không chưa gì sao nào đâu ai mấy lâu nhiêu")
	polite    = set("hãy nhờ xin bạn em anh chị làm ơn trợ lý ơi đồng chí giúp tôi mình")
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[viet.Unmark(w)] = true
	}
	return m
}

// asksForWork reports whether the words ask for a piece of work and not for what is provided.
func asksForWork(words []viet.Syllable) bool {
	for len(words) > 0 && polite[words[0].Plain] {
		words = words[1:]
	}
	if len(words) < 3 || !workVerbs[words[0].Plain] || askingEnd[words[len(words)-1].Plain] {
		return false
	}
	for _, w := range words[1:] {
		if forMe[w.Plain] {
			return true
		}
	}
	return false
}

// inFull are the syllables of a text with the usual reading of each abbreviation in its place.
func inFull(text string) []viet.Syllable {
	var words []viet.Syllable
	for _, s := range viet.Syllables(text) {
		if readings := viet.Readings(s, false); readings != nil {
			words = append(words, readings[0]...)
			continue
		}
		words = append(words, s)
	}
	return words
}

// samePlain lets a wrong mark pass: the phrases of the field are long enough.
func samePlain(typed, phrase viet.Syllable, _ int) bool { return typed.Plain == phrase.Plain }

// sameWord asks for the same marks where marks were typed; a phrase of one syllable counts only with its
// marks, because without them it is many words (phở, phó).
func sameWord(typed, phrase viet.Syllable, length int) bool {
	return typed.Text == phrase.Text || length > 1 && typed.Text == typed.Plain && typed.Plain == phrase.Plain
}

func holds(words []viet.Syllable, phrases [][]viet.Syllable, same func(typed, phrase viet.Syllable, length int) bool) bool {
	for _, p := range phrases {
		for i := 0; i+len(p) <= len(words); i++ {
			n := 0
			for n < len(p) && same(words[i+n], p[n], len(p)) {
				n++
			}
			if n == len(p) {
				return true
			}
		}
	}
	return false
}
