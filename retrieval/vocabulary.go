package retrieval

import (
	"math"
	"sort"
	"strings"

	"camnang/corpus/viet"
)

// vocabulary is what the library's own language looks like: which syllables occur, how often, and which
// follow each other. It reads a typed text as the most probable text of that language (a noisy channel:
// Viterbi over syllables, one slip a syllable).
type vocabulary struct {
	count   map[string]int
	pairs   map[string]int
	marked  map[string]bool
	total   int
	deletes map[string][]string
}

func newVocabulary() *vocabulary {
	return &vocabulary{count: map[string]int{}, pairs: map[string]int{}, marked: map[string]bool{}, deletes: map[string][]string{}}
}

func (v *vocabulary) learn(text string) {
	prev := ""
	for _, s := range viet.Syllables(text) {
		v.count[s.Plain]++
		v.marked[s.Text] = true
		v.total++
		if prev != "" && !s.Break {
			v.pairs[prev+" "+s.Plain]++
		}
		prev = s.Plain
	}
}

// finish indexes the syllables by what is left when one letter is taken out, so that a slip is found
// with one look-up a letter (symmetric deletion).
func (v *vocabulary) finish() {
	for word := range v.count {
		for _, d := range deletions(word) {
			v.deletes[d] = append(v.deletes[d], word)
		}
	}
	for _, words := range v.deletes {
		sort.Strings(words)
	}
}

func deletions(word string) []string {
	out := []string{word}
	if len(word) < 2 {
		return out
	}
	for i := range word {
		out = append(out, word[:i]+word[i+1:])
	}
	return out
}

// Costs of reading a typed syllable as another, in nats. A syllable that Vietnamese does not have was
// mistyped for certain; one that the library only does not use may be meant; one that it uses is nearly
// always meant.
const (
	costImpossible = 0.8
	costUnknown    = 4.5
	costKnown      = 4.2
	costKeepOdd    = 9.0
	// costFloor is -ln of the probability left for a pair never seen and a syllable never seen.
	costFloor = 9.5
)

// reading is one syllable as it is understood.
type reading struct {
	plain string
	// asTyped is false when the syllable was read as another one.
	asTyped bool
	// known is false for a syllable that the library does not use.
	known bool
}

// read returns the syllables most probably meant, one for each typed; a syllable typed together with the
// next ("kyluat") comes back as two in one, separated by a blank.
func (v *vocabulary) read(typed []viet.Syllable) []reading {
	type state struct {
		reading
		cost float64
		from int
	}
	var columns [][]state
	for i, s := range typed {
		var column []state
		for _, c := range v.candidates(s) {
			best := state{reading: c.reading, cost: math.Inf(1), from: -1}
			if i == 0 {
				best.cost = c.cost + v.pairCost("", c.plain)
			}
			for k, p := range columnsBefore(columns, i) {
				prev := p.plain
				if s.Break {
					prev = ""
				}
				if cost := p.cost + c.cost + v.pairCost(prev, c.plain); cost < best.cost {
					best.cost, best.from = cost, k
				}
			}
			column = append(column, best)
		}
		columns = append(columns, column)
	}
	out := make([]reading, len(typed))
	at := 0
	for i := len(columns) - 1; i >= 0; i-- {
		if i == len(columns)-1 {
			for k, s := range columns[i] {
				if s.cost < columns[i][at].cost {
					at = k
				}
			}
		}
		out[i] = columns[i][at].reading
		at = columns[i][at].from
	}
	return out
}

func columnsBefore[T any](columns [][]T, i int) []T {
	if i == 0 {
		return nil
	}
	return columns[i-1]
}

func (v *vocabulary) pairCost(prev, next string) float64 {
	first := next
	if a, _, two := strings.Cut(next, " "); two {
		first = a
	}
	p := 0.3 * float64(v.count[first]) / float64(v.total+1)
	if prev != "" {
		if i := strings.LastIndexByte(prev, ' '); i >= 0 {
			prev = prev[i+1:]
		}
		if n := v.count[prev]; n > 0 {
			p += 0.7 * float64(v.pairs[prev+" "+first]) / float64(n)
		}
	}
	if p <= 0 {
		return costFloor
	}
	return math.Min(-math.Log(p), costFloor)
}

type candidate struct {
	reading
	cost float64
}

func (v *vocabulary) candidates(s viet.Syllable) []candidate {
	plain := s.Plain
	known := v.count[plain] > 0
	if plain == "" || plain[0] >= '0' && plain[0] <= '9' {
		return []candidate{{reading{plain, true, known}, 0}}
	}
	slip, keep := costImpossible, costKeepOdd
	switch {
	case known:
		slip, keep = costKnown, 0
	case viet.Possible(plain):
		slip, keep = costUnknown, 0
	}
	out := []candidate{{reading{plain, true, known}, keep}}
	if len(plain) < 2 || known && v.marked[s.Text] && s.Text != plain {
		// A syllable typed with the marks of a word of the library is that word.
		return out
	}
	seen := map[string]bool{plain: true}
	add := func(word string, cost float64) {
		if !seen[word] {
			seen[word] = true
			out = append(out, candidate{reading{word, false, true}, cost})
		}
	}
	if telex := viet.Untelex(plain); telex != plain && v.count[telex] > 0 && !known {
		add(telex, 0.3)
	}
	for _, d := range deletions(plain) {
		for _, word := range v.deletes[d] {
			if !seen[word] && oneSlip(plain, word) {
				cost := slip
				if len(word) < 3 {
					// A short syllable is near to too many others.
					cost += 1.5
				}
				add(word, cost)
			}
		}
	}
	if !known {
		for i := 2; i < len(plain)-1; i++ {
			a, b := plain[:i], plain[i:]
			if v.pairs[a+" "+b] > 0 {
				add(a+" "+b, slip)
			}
		}
	}
	return out
}

// oneSlip reports whether one of the words is the other with one letter added, left out, replaced, or two
// neighbours swapped.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		if i == len(a) {
			return true
		}
		return a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	case 1:
		return a[i:] == b[i+1:]
	}
	return false
}
