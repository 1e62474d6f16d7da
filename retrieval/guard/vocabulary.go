package guard

import (
	"strings"

	"camnang/corpus/viet"
)

// vocabulary holds the words of the rules and of the lists of names. A word typed with marks is looked up by
// its spelling, one typed without by its plain form, so that "mặt" is not "mật" but "mat" may be.
type vocabulary struct {
	// codes and ids are a hash table with open addressing, never more than half full: every syllable of every
	// text is looked up here.
	codes []code
	ids   []int32
	bare  []int32 // of each word, its plain form
}

var words = newVocabulary()

func newVocabulary() *vocabulary {
	const size = 1 << 12
	return &vocabulary{codes: make([]code, size), ids: make([]int32, size), bare: []int32{0}}
}

// slot is where the code stands in the table, or would.
func (v *vocabulary) slot(c code) int {
	mask := len(v.codes) - 1
	i := int(uint64(c)*0x9E3779B97F4A7C15>>40) & mask
	for v.codes[i] != c && v.codes[i] != 0 {
		i = (i + 1) & mask
	}
	return i
}

// id is 0 for what is no word of the rules.
func (v *vocabulary) id(c code) int32 { return v.ids[v.slot(c)] }

func (v *vocabulary) add(c code) int32 {
	i := v.slot(c)
	if v.ids[i] != 0 || c == 0 || c == tooLong {
		return v.ids[i]
	}
	id := int32(len(v.bare))
	v.codes[i], v.ids[i] = c, id
	v.bare = append(v.bare, id)
	if len(v.bare)*2 > len(v.codes) {
		codes, ids := v.codes, v.ids
		v.codes, v.ids = make([]code, 2*len(codes)), make([]int32, 2*len(codes))
		for at, c := range codes {
			if c != 0 {
				to := v.slot(c)
				v.codes[to], v.ids[to] = c, ids[at]
			}
		}
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

// spell reads single letters as a chain of words of the vocabulary, with as few as it can; nil when they are
// none.
func (v *vocabulary) spell(run []token) []token {
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
		return nil
	}
	var out []token
	for end := n; end > 0; end = from[end] {
		out = append(out, read[end])
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

func merge(run []token) token {
	var w writing
	for i := range run {
		w.put(run[i].only)
	}
	return w.finish(run[0].brk, run[0].sep)
}
