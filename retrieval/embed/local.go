package embed

import (
	"context"
	"fmt"
)

// dims is the length of the vectors of the shipped model.
const dims = 128

// Local serves a Model as the embedder of an index: in the process, never out of order.
type Local struct{ model *Model }

// New trains a Local on the texts of a library.
func New(texts []string) (*Local, error) {
	m, err := Train(texts, dims)
	if err != nil {
		return nil, err
	}
	return &Local{m}, nil
}

// Open makes a Local of what Save returned.
func Open(saved []byte) (*Local, error) {
	m, err := Load(saved)
	if err != nil {
		return nil, err
	}
	return &Local{m}, nil
}

// Save returns the model for a snapshot.
func (l *Local) Save() []byte { return l.model.Save() }

// Embed returns the unit vector of a text; nil when the model knows none of its words. It does not fail.
func (l *Local) Embed(_ context.Context, text string) ([]float32, error) {
	return l.model.Embed(text), nil
}

// Name tells ways of embedding apart; with the same texts and the same Name the vectors are the same.
func (l *Local) Name() string { return Name() }

// Name is the Name of every Local of this program, known before one is trained.
func Name() string { return fmt.Sprintf("%s-%d", version, dims) }

// Dims is the length of the vectors.
func (l *Local) Dims() int { return l.model.Dims() }
