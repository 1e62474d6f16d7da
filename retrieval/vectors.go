package retrieval

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"github.com/philippgille/chromem-go"
)

// vectors is the vector index: chromem-go, in memory only. What that library lets pass is checked here:
// the length of vectors, vectors of length zero, more results asked for than there are.
type vectors struct {
	collection *chromem.Collection
	dims       int
	held       int
}

// newVectors indexes the vectors under their positions; a nil vector (a text that the embedder has nothing
// to say of) is left out. name tells generations apart.
func newVectors(ctx context.Context, name string, dims int, all [][]float32) (*vectors, error) {
	collection, err := chromem.NewDB().CreateCollection(name, nil, func(context.Context, string) ([]float32, error) {
		return nil, fmt.Errorf("texts are embedded before they are stored")
	})
	if err != nil {
		return nil, fmt.Errorf("create the collection %s: %w", name, err)
	}
	v := &vectors{collection: collection, dims: dims}
	var docs []chromem.Document
	for i, vec := range all {
		if vec == nil {
			continue
		}
		if err := v.check(vec); err != nil {
			return nil, fmt.Errorf("vector %d: %w", i, err)
		}
		docs = append(docs, chromem.Document{ID: strconv.Itoa(i), Embedding: vec, Content: strconv.Itoa(i)})
	}
	if len(docs) > 0 {
		if err := collection.AddDocuments(ctx, docs, 1); err != nil {
			return nil, fmt.Errorf("fill the collection %s: %w", name, err)
		}
	}
	v.held = len(docs)
	return v, nil
}

func (v *vectors) check(vec []float32) error {
	if len(vec) != v.dims {
		return fmt.Errorf("it has %d values, not %d", len(vec), v.dims)
	}
	var norm float64
	for _, x := range vec {
		norm += float64(x) * float64(x)
	}
	if math.IsNaN(norm) || math.Abs(norm-1) > 1e-3 {
		return fmt.Errorf("its length is not 1")
	}
	return nil
}

// near adds to scores, by position, the cosine of every vector held to q.
func (v *vectors) near(ctx context.Context, q []float32, scores []float64) error {
	if err := v.check(q); err != nil {
		return fmt.Errorf("query vector: %w", err)
	}
	if v.held == 0 {
		return nil
	}
	found, err := v.collection.QueryEmbedding(ctx, q, v.held, nil, nil)
	if err != nil {
		return fmt.Errorf("query the vectors: %w", err)
	}
	for _, r := range found {
		i, err := strconv.Atoi(r.ID)
		if err != nil || i < 0 || i >= len(scores) {
			return fmt.Errorf("the vector store returned the unknown id %q", r.ID)
		}
		scores[i] = float64(r.Similarity)
	}
	return nil
}
