// Package embed is the embedder that needs no download and no server: latent semantic analysis fitted to
// the library itself. Texts that use different words of one matter come close because the library uses
// those words together. It decides how a text becomes a vector; what is done with the vector is for
// package retrieval.
package embed

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"sort"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"camnang/corpus/viet"
)

// version changes whenever the same texts would give other vectors.
const version = "lsa-4"

// Model turns texts into unit vectors. It does not change after Train and is safe for concurrent use.
type Model struct {
	dims  int
	terms map[string]int
	idf   []float32
	// rows are the projections of the terms, dims values each.
	rows []float32
}

// Train fits a model of at most dims dimensions to the texts (fewer when the texts do not carry as many).
// The same texts in the same order give the same model. It fails when no text has a word that another has.
func Train(texts []string, dims int) (*Model, error) {
	docs := make([]map[string]float64, 0, len(texts))
	df := map[string]int{}
	for _, t := range texts {
		bag := features(t)
		for f := range bag {
			df[f]++
		}
		docs = append(docs, bag)
	}
	m := &Model{terms: map[string]int{}}
	var names []string
	for f, n := range df {
		if n >= 2 {
			names = append(names, f)
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("train the embedder: no word is shared by two of %d texts", len(texts))
	}
	sort.Strings(names)
	for i, f := range names {
		m.terms[f] = i
		m.idf = append(m.idf, float32(math.Log(1+float64(len(docs))/float64(df[f]))))
	}
	rows := make([]sparse, 0, len(docs))
	for _, bag := range docs {
		if v := m.weigh(bag); len(v) > 0 {
			rows = append(rows, v)
		}
	}
	m.dims = min(dims, len(rows), len(names))
	m.project(rows)
	return m, nil
}

// Dims is the length of the vectors.
func (m *Model) Dims() int { return m.dims }

// Embed returns the unit vector of a text, and nil when it has no word that the model knows.
func (m *Model) Embed(text string) []float32 {
	v := m.weigh(features(text))
	if len(v) == 0 {
		return nil
	}
	out := make([]float32, m.dims)
	for _, e := range v {
		row := m.rows[e.term*m.dims : (e.term+1)*m.dims]
		for i, x := range row {
			out[i] += float32(e.weight) * x
		}
	}
	var norm float64
	for _, x := range out {
		norm += float64(x) * float64(x)
	}
	if norm < 1e-12 {
		return nil
	}
	scale := float32(1 / math.Sqrt(norm))
	for i := range out {
		out[i] *= scale
	}
	return out
}

// features are the syllables without marks and the pairs of them that do not cross a phrase.
func features(text string) map[string]float64 {
	bag := map[string]float64{}
	prev := ""
	for _, s := range viet.Syllables(text) {
		bag[s.Plain]++
		if prev != "" && !s.Break {
			bag[prev+" "+s.Plain]++
		}
		prev = s.Plain
	}
	return bag
}

type entry struct {
	term   int
	weight float64
}

type sparse []entry

// weigh is the text's vector over terms: (1 + ln tf) · idf, at unit length, terms in a fixed order.
func (m *Model) weigh(bag map[string]float64) sparse {
	v := make(sparse, 0, len(bag))
	for f, tf := range bag {
		if i, ok := m.terms[f]; ok {
			v = append(v, entry{i, (1 + math.Log(tf)) * float64(m.idf[i])})
		}
	}
	sort.Slice(v, func(i, j int) bool { return v[i].term < v[j].term })
	var norm float64
	for _, e := range v {
		norm += e.weight * e.weight
	}
	for i := range v {
		v[i].weight /= math.Sqrt(norm)
	}
	return v
}

// project finds the leading right singular vectors of the matrix of texts by a randomised range finder
// (Halko, Martinsson and Tropp 2011: a Gaussian test matrix, oversampling 16, two power iterations) and
// keeps them as one row a term, damped by the square root of the singular values.
func (m *Model) project(rows []sparse) {
	n, terms := len(rows), len(m.idf)
	width := min(m.dims+16, n)
	random := rand.New(rand.NewPCG(1, 2))
	v := mat.NewDense(terms, width, nil)
	for i := 0; i < terms; i++ {
		for j := 0; j < width; j++ {
			v.Set(i, j, random.NormFloat64())
		}
	}
	var q mat.Dense
	for range 3 {
		y := timesDense(rows, v, width)
		orthonormal(&q, y)
		v = transposeTimes(rows, &q, terms, width)
	}
	// With A ≈ Q·Bᵀ and B = v: the eigenvectors of BᵀB give the singular vectors of A.
	var gram mat.SymDense
	gram.SymOuterK(1, v.T())
	var eigen mat.EigenSym
	eigen.Factorize(&gram, true)
	values := eigen.Values(nil)
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	// Right singular vector = B·u/σ; times σ^½ keeps strong directions strong. The eigenvalues come in
	// rising order.
	chosen := mat.NewDense(width, m.dims, nil)
	for j := range m.dims {
		from := width - 1 - j
		if values[from] <= 1e-9 {
			continue
		}
		scale := math.Pow(values[from], -0.25)
		for k := range width {
			chosen.Set(k, j, vectors.At(k, from)*scale)
		}
	}
	var projected mat.Dense
	projected.Mul(v, chosen)
	m.rows = make([]float32, 0, terms*m.dims)
	for t := range terms {
		for _, x := range projected.RawRowView(t) {
			m.rows = append(m.rows, float32(x))
		}
	}
}

func timesDense(rows []sparse, v *mat.Dense, width int) *mat.Dense {
	y := mat.NewDense(len(rows), width, nil)
	for i, row := range rows {
		out := y.RawRowView(i)
		for _, e := range row {
			for j, x := range v.RawRowView(e.term) {
				out[j] += e.weight * x
			}
		}
	}
	return y
}

func transposeTimes(rows []sparse, q *mat.Dense, terms, width int) *mat.Dense {
	b := mat.NewDense(terms, width, nil)
	for i, row := range rows {
		in := q.RawRowView(i)
		for _, e := range row {
			out := b.RawRowView(e.term)
			for j, x := range in {
				out[j] += e.weight * x
			}
		}
	}
	return b
}

// orthonormal makes q the columns of y, orthonormal (Gram–Schmidt, each column twice, which keeps them so to
// the last bits). A column that depends on those before becomes zero.
func orthonormal(q, y *mat.Dense) {
	columns := mat.DenseCopyOf(y.T())
	width, _ := columns.Dims()
	for i := range width {
		c := columns.RawRowView(i)
		before := floats.Norm(c, 2)
		for range 2 {
			for j := range i {
				other := columns.RawRowView(j)
				floats.AddScaled(c, -floats.Dot(c, other), other)
			}
		}
		if norm := floats.Norm(c, 2); norm > 1e-10*before && norm > 0 {
			floats.Scale(1/norm, c)
		} else {
			clear(c)
		}
	}
	q.Reset()
	q.CloneFrom(columns.T())
}

// Save returns the model as bytes, Load the model of such bytes. Load fails on bytes of another version.
func (m *Model) Save() []byte {
	names := make([]string, len(m.idf))
	for f, i := range m.terms {
		names[i] = f
	}
	out := appendString(nil, version)
	out = binary.AppendUvarint(out, uint64(m.dims))
	out = binary.AppendUvarint(out, uint64(len(names)))
	for i, f := range names {
		out = appendString(out, f)
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(m.idf[i]))
	}
	for _, x := range m.rows {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
	}
	return out
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// Load reads what Save wrote.
func Load(b []byte) (*Model, error) {
	r := reader{b: b}
	if v := r.string(); v != version {
		return nil, fmt.Errorf("load the embedder: version %q, want %q", v, version)
	}
	m := &Model{terms: map[string]int{}}
	m.dims = r.count(1 << 16)
	n := r.count(1 << 24)
	for i := 0; i < n && !r.bad; i++ {
		m.terms[r.string()] = i
		m.idf = append(m.idf, r.float())
	}
	if !r.bad && len(r.b) != 4*n*m.dims {
		r.bad = true
	}
	if r.bad || m.dims == 0 || len(m.terms) != n {
		return nil, fmt.Errorf("load the embedder: the bytes are cut or changed")
	}
	m.rows = make([]float32, n*m.dims)
	for i := range m.rows {
		m.rows[i] = r.float()
	}
	return m, nil
}

type reader struct {
	b   []byte
	bad bool
}

func (r *reader) count(most uint64) int {
	x, n := binary.Uvarint(r.b)
	if n <= 0 || x > most {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return int(x)
}

func (r *reader) string() string {
	n := r.count(1 << 16)
	if r.bad || n > len(r.b) {
		r.bad = true
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

func (r *reader) float() float32 {
	if len(r.b) < 4 {
		r.bad = true
		return 0
	}
	x := math.Float32frombits(binary.LittleEndian.Uint32(r.b))
	r.b = r.b[4:]
	return x
}
