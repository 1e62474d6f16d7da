package retrieval

// Weights are the figures of the ranking. They are fitted by cmd/fit on cases that are not those of the
// statistics file, and fixed here.
type Weights struct {
	Field       [fields]float64
	FieldLength [fields]float64
	K1          float64
	// Pair is what a pair of syllables counts against a single one; Unknown what a word that the library
	// never uses counts against its rarest.
	Pair, Unknown float64
	// PlainShare is what a word earns whatever its marks, when it was typed with marks.
	PlainShare float64
	// Everyday weighs the words that the texts use for what was said; OtherReading those of the less usual
	// reading of an abbreviation.
	Everyday, OtherReading float64
	// Lexical, Asked and Vector fuse the three scores; Duration is what a clause with an amount of time
	// earns when one is asked for, and loses without.
	Lexical, Asked, Vector, Duration float64
}

// DefaultWeights are the weights that the program runs with.
func DefaultWeights() Weights {
	return Weights{
		Field:       [fields]float64{1.6, 1.0, 0.6, 0.2},
		FieldLength: [fields]float64{0.3, 0.5, 0.3, 0.0},
		K1:          1.92,
		Pair:        0.96, Unknown: 0.75, PlainShare: 0.3, Everyday: 0.5, OtherReading: 0.4,
		Lexical: 0.5, Asked: 0.24, Vector: 0.2, Duration: 0.024,
	}
}
