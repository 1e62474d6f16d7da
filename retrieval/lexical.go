package retrieval

import (
	"maps"
	"math"
	"slices"

	"camnang/corpus"
	"camnang/corpus/viet"
)

// The fields of a passage. How much a word found in each weighs, and how much the length of the field counts,
// stands in Weights.
const (
	fieldHeading = iota
	fieldText
	fieldAsked
	fieldDocument
	fields
)

// posting is the weight of a term in a passage, or in a way of asking, by its position.
type posting struct {
	in     int32
	weight float32
}

// lexicon is a BM25F index over syllables without marks, pairs of them, and syllables with marks (each
// kind a term of its own), and over the same terms of each asked line.
type lexicon struct {
	postings map[string][]posting
	idf      map[string]float64
	rarest   float64
	// asked holds, for each way of asking, its passage; askedBy, for each term, the ways that hold it and
	// its part in each, every way being a unit vector.
	asked   []int32
	askedBy map[string][]posting
}

// markedPrefix keeps a syllable with marks apart from one without.
const markedPrefix = "#"

type termCount map[string]float64

// terms counts the terms of a text: syllables and pairs without marks, syllables with marks.
func terms(text string) (bag termCount, length int) {
	bag = termCount{}
	prev := ""
	for _, s := range viet.Syllables(text) {
		length++
		bag[s.Plain]++
		bag[markedPrefix+s.Text]++
		if prev != "" && !s.Break {
			bag[prev+" "+s.Plain]++
		}
		prev = s.Plain
	}
	return bag, length
}

func newLexicon(clauses []*corpus.Clause, w Weights) *lexicon {
	x := &lexicon{postings: map[string][]posting{}, idf: map[string]float64{}, askedBy: map[string][]posting{}}
	type passage [fields]struct {
		bag    termCount
		length int
	}
	passages := make([]passage, len(clauses))
	var mean [fields]float64
	for i, c := range clauses {
		asked := ""
		for _, a := range c.Asked {
			asked += a + "\n"
		}
		for f, text := range [fields]string{c.Heading, c.Text, asked, c.Edition.Document.Title} {
			p := &passages[i][f]
			p.bag, p.length = terms(text)
			mean[f] += float64(p.length) / float64(len(clauses))
		}
	}
	df := map[string]int{}
	for i := range passages {
		sum := termCount{}
		for f := range passages[i] {
			p := passages[i][f]
			norm := 1 - w.FieldLength[f] + w.FieldLength[f]*float64(p.length)/math.Max(mean[f], 1)
			for t, n := range p.bag {
				sum[t] += w.Field[f] * n / norm
			}
		}
		for t, n := range sum {
			df[t]++
			x.postings[t] = append(x.postings[t], posting{int32(i), float32(n)})
		}
	}
	n := float64(len(clauses))
	for t, d := range df {
		x.idf[t] = math.Log(1 + (n-float64(d)+0.5)/(float64(d)+0.5))
	}
	x.rarest = math.Log(1 + (n+0.5)/0.5)
	x.addAsked(clauses)
	return x
}

func (x *lexicon) addAsked(clauses []*corpus.Clause) {
	for i, c := range clauses {
		for _, line := range c.Asked {
			bag, _ := terms(line)
			// In order, because the last bits of a sum depend on it.
			inOrder := slices.Sorted(maps.Keys(bag))
			var norm float64
			for _, t := range inOrder {
				if t[0] != markedPrefix[0] {
					norm += x.idf[t] * x.idf[t]
				}
			}
			for _, t := range inOrder {
				if t[0] != markedPrefix[0] {
					x.askedBy[t] = append(x.askedBy[t], posting{int32(len(x.asked)), float32(x.idf[t] / math.Sqrt(norm))})
				}
			}
			x.asked = append(x.asked, int32(i))
		}
	}
}

// queryTerm is one term of an inquiry: the syllables without marks and, when they were typed so and the
// library knows the word, with marks; weight is its part beside the other terms.
type queryTerm struct {
	term, marked string
	weight       float64
	// pair is true for two syllables in a row.
	pair bool
}

// match scores every passage against the terms: bm25 is the share, 0 to about 1, of what the inquiry's
// words could earn; asked is the likeness, 0 to 1, of the inquiry to the nearest way of asking.
func (x *lexicon) match(terms []queryTerm, passages int, w Weights) (bm25, asked []float64) {
	bm25, asked = make([]float64, passages), make([]float64, passages)
	var most float64
	for _, t := range terms {
		idf, known := x.idf[t.term]
		if !known {
			idf = x.rarest * w.Unknown
		}
		gain := idf * t.weight
		if t.pair {
			gain *= w.Pair
			if !known {
				// A pair that the library does not have says nothing against a passage.
				continue
			}
		}
		most += gain
		plain := 1.0
		if t.marked != "" {
			plain = w.PlainShare
			x.earn(bm25, markedPrefix+t.marked, gain*(1-plain), w.K1)
		}
		x.earn(bm25, t.term, gain*plain, w.K1)
	}
	if most > 0 {
		for i := range bm25 {
			bm25[i] /= most
		}
	}
	x.likeAsked(terms, asked)
	return bm25, asked
}

// cover returns, for each passage, the share of the words by their rarity that it holds in any field.
func (x *lexicon) cover(words []string, passages int, w Weights) []float64 {
	out := make([]float64, passages)
	var most float64
	for _, word := range words {
		idf, known := x.idf[word]
		if !known {
			idf = x.rarest * w.Unknown
		}
		most += idf
		for _, p := range x.postings[word] {
			out[p.in] += idf
		}
	}
	if most > 0 {
		for i := range out {
			out[i] /= most
		}
	}
	return out
}

func (x *lexicon) earn(scores []float64, term string, gain, k1 float64) {
	for _, p := range x.postings[term] {
		tf := float64(p.weight)
		scores[p.in] += gain * tf * (1 + k1) / (tf + k1) / (1 + k1)
	}
}

func (x *lexicon) likeAsked(terms []queryTerm, best []float64) {
	var norm float64
	dots := make([]float64, len(x.asked))
	for _, t := range terms {
		idf, known := x.idf[t.term]
		if !known {
			idf = x.rarest
			if t.pair {
				continue
			}
		}
		q := idf * t.weight
		norm += q * q
		for _, p := range x.askedBy[t.term] {
			dots[p.in] += q * float64(p.weight)
		}
	}
	if norm == 0 {
		return
	}
	for line, dot := range dots {
		if s := dot / math.Sqrt(norm); s > best[x.asked[line]] {
			best[x.asked[line]] = s
		}
	}
}
