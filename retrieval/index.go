// Package retrieval finds the passages that fit an inquiry and ranks them: a lexical index and a vector
// index over the clauses of a library, fused, with exact look-up of documents and addresses. It reads
// what was typed (abbreviations, slips, everyday words) and says how each clause stands on the day of
// law; which of them answer, package answer decides.
package retrieval

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"sort"

	"camnang/corpus"
	"camnang/corpus/calendar"
)

// Embedder turns a text into a vector of Dims values and unit length, nil when it has nothing to say of
// the text. Another Name means other vectors.
type Embedder interface {
	Embed(ctx context.Context, text string) ([]float32, error)
	Name() string
	Dims() int
}

// Index is one generation of passages, ready to search. It does not change and is safe for concurrent
// use.
type Index struct {
	library     *corpus.Library
	clauses     []*corpus.Clause
	durations   []bool
	lexicon     *lexicon
	words       *vocabulary
	everyday    *phraseBook
	chatter     *phraseBook
	vectors     *vectors
	embedder    Embedder
	weights     Weights
	fingerprint string
}

// Query is an inquiry without the words that name a time or a document, and what those named.
type Query struct {
	Text string
	AsOf calendar.AsOf
	// Documents narrow the search to these when given; Path to what stands at the address in them.
	Documents []*corpus.Document
	Path      corpus.Path
}

// Hit is a clause that fits, and how well: about 1 says the same, 0 has nothing in common.
type Hit struct {
	Clause *corpus.Clause
	Score  float64
	Force  corpus.Force
	// Covered is the share of what the query is about, 0 to 1, that the clause, its heading or a way of
	// asking for it speaks of; words that only ask for an amount of time are left aside.
	Covered float64
}

// Result is what a search found.
type Result struct {
	// Hits are sorted by Score, then by id. Clauses not yet in force on the day are left out.
	Hits []Hit
	// Content is how many syllables of the query say something.
	Content int
	// Familiar is the share of the query's pairs of syllables that the library uses, 0 to 1.
	Familiar float64
	// AsksDuration is true when the query asks for an amount of time or a limit.
	AsksDuration bool
	// Degraded is true when the embedder was out of order and only words were compared.
	Degraded bool
}

// Fingerprint names the index: another library, way of splitting, embedder or weights, another fingerprint.
func (ix *Index) Fingerprint() string { return ix.fingerprint }

// Library is the library that was indexed.
func (ix *Index) Library() *corpus.Library { return ix.library }

// amount finds a number of days, months or years in a clause without marks.
var amount = regexp.MustCompile(`(\d|mot|hai|ba|muoi hai) (ngay|thang|nam|lan thang)`)

// Search ranks the clauses for a query. It returns an error only when the context is done.
func (ix *Index) Search(ctx context.Context, q Query) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, fmt.Errorf("search: %w", err)
	}
	u := ix.understand(q.Text)
	bm25, asked := ix.lexicon.match(u.terms, len(ix.clauses), ix.weights)
	covered := ix.lexicon.cover(u.subject, len(ix.clauses), ix.weights)
	near, err := ix.near(ctx, u.text)
	res := Result{Content: u.content, Familiar: u.familiar, AsksDuration: u.asksDuration, Degraded: err != nil}
	w := ix.weights
	narrowed := map[*corpus.Document]bool{}
	for _, d := range q.Documents {
		narrowed[d] = true
	}
	for i, c := range ix.clauses {
		if len(narrowed) > 0 && !narrowed[c.Edition.Document] {
			continue
		}
		force := c.On(q.AsOf)
		if force == corpus.NotYet {
			continue
		}
		score := w.Lexical*bm25[i] + w.Asked*asked[i] + w.Vector*math.Max(0, near[i])
		if u.asksDuration && score > 0 {
			if ix.durations[i] || c.Gap {
				score += w.Duration
			} else {
				score -= w.Duration
			}
		}
		if len(q.Path) > 0 && len(narrowed) > 0 {
			if !c.At(q.Path) {
				continue
			}
			score += exactAddress
		}
		// Rounding makes the order the same on every machine (kernels differ in the last bits).
		score = math.Round(score*1e4) / 1e4
		if score > 0 {
			res.Hits = append(res.Hits, Hit{Clause: c, Score: score, Force: force, Covered: covered[i]})
		}
	}
	sort.Slice(res.Hits, func(i, j int) bool {
		a, b := res.Hits[i], res.Hits[j]
		if a.Score != b.Score {
			return a.Score > b.Score
		}
		return a.Clause.ID < b.Clause.ID
	})
	return res, nil
}

// exactAddress is what a clause earns for standing at the very address asked for: more than any words.
const exactAddress = 2

// near returns the cosine of each passage to the text; zeros when the embedder has nothing to say of it.
func (ix *Index) near(ctx context.Context, text string) ([]float64, error) {
	scores := make([]float64, len(ix.clauses))
	v, err := ix.embedder.Embed(ctx, text)
	if err != nil || v == nil {
		return scores, err
	}
	err = ix.vectors.near(ctx, v, scores)
	return scores, err
}
