package guard

import (
	"strings"

	"camnang/corpus/viet"
)

// vocabulary holds the words of the rules and of the lists of names. A word typed with marks is looked up by
// its spelling, one typed without by its plain form, so that "mặt" is not "mật" but "mat" may be.
type vocabulary struct {
	ids  map[code]int32
	bare []int32 // of each word, its plain form
}

var words = &vocabulary{ids: map[code]int32{}, bare: []int32{0}}

func (v *vocabulary) add(c code) int32 {
	id, ok := v.ids[c]
	if !ok && c != tooLong {
		id = int32(len(v.bare))
		v.ids[c] = id
		v.bare = append(v.bare, id)
	}
	return id
}

// word is one syllable of a rule.
type word struct{ key, bare int32 }

// learn splits a phrase of the lists into words and takes them into the vocabulary.
func (v *vocabulary) learn(phrase string) []word {
	var out []word
	for _, f := range strings.Fields(phrase) {
		w := write(f)
		w.settle()
		bare := v.add(w.plain)
		key := v.add(w.spelled)
		if key != 0 {
			v.bare[key] = bare
		}
		out = append(out, word{key, bare})
	}
	return out
}

// token makes a token of one syllable.
func (v *vocabulary) token(syllable string, brk uint8) token {
	w := write(syllable)
	return w.finish(brk, ' ')
}

func write(syllable string) writing {
	var w writing
	for _, r := range syllable {
		switch l, kind := read(r); kind {
		case alpha, digit:
			w.put(l)
		case modifier:
			w.mark(combining(r))
		}
	}
	return w
}

// ended is the code of what was written, without marks.
func (w writing) ended() code {
	w.settle()
	return w.plain
}

// spell reads single letters as a chain of words of the vocabulary, with as few as it can.
func (v *vocabulary) spell(run []token) ([]token, bool) {
	n := len(run)
	fewest := make([]int, n+1)
	from := make([]int, n+1)
	read := make([]token, n+1)
	for end := 1; end <= n; end++ {
		fewest[end] = n + 1
		for start := max(0, end-7); start < end; start++ {
			if fewest[start] > n || end-start < 2 {
				continue
			}
			t := merge(run[start:end])
			if t.key == 0 && t.bare == 0 || !viet.Possible(t.code.text()) {
				continue
			}
			if fewest[start]+1 < fewest[end] {
				fewest[end], from[end], read[end] = fewest[start]+1, start, t
			}
		}
	}
	if fewest[n] > n {
		return nil, false
	}
	var out []token
	for end := n; end > 0; end = from[end] {
		out = append(out, read[end])
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out, true
}

func merge(run []token) token {
	var w writing
	for i := range run {
		w.put(run[i].only)
	}
	return w.finish(run[0].brk, run[0].sep)
}
