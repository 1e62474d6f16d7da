package retrieval

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"camnang/corpus"
	"camnang/corpus/viet"
)

// splitter names the way in which a clause becomes the text that is embedded; it is part of the
// fingerprint and changes with PassageText.
const splitter = "clause-1"

// PassageText is the text of a clause for an embedder: heading, words, and the title of the document.
func PassageText(c *corpus.Clause) string {
	return strings.Join([]string{c.Heading, c.Text, c.Edition.Document.Title}, "\n")
}

// Build indexes a library. vecs are those of PassageText of each clause in the library's order, as
// a Snapshot keeps them; nil has the embedder make them.
func Build(ctx context.Context, lib *corpus.Library, e Embedder, vecs [][]float32, w Weights) (*Index, error) {
	ix := &Index{library: lib, clauses: lib.Clauses(), embedder: e, weights: w, everyday: everydayBook(), chatter: chatterBook()}
	ix.fingerprint = Fingerprint(lib, e.Name(), w)
	if vecs == nil {
		var err error
		if vecs, err = EmbedAll(ctx, lib, e); err != nil {
			return nil, err
		}
	}
	if len(vecs) != len(ix.clauses) {
		return nil, fmt.Errorf("build the index: %d vectors for %d clauses", len(vecs), len(ix.clauses))
	}
	var err error
	if ix.vectors, err = newVectors(ctx, ix.fingerprint, e.Dims(), vecs); err != nil {
		return nil, err
	}
	ix.lexicon = newLexicon(ix.clauses, w)
	ix.words = newVocabulary()
	for _, c := range ix.clauses {
		ix.words.learn(c.Heading)
		ix.words.learn(c.Text)
		for _, a := range c.Asked {
			ix.words.learn(a)
		}
		ix.durations = append(ix.durations, amount.MatchString(viet.Unmark(c.Text)))
	}
	for _, d := range lib.Documents() {
		ix.words.learn(d.Title + ". " + d.Kind + ". " + d.Issuer + ". " + d.Scope)
	}
	ix.words.learn(strings.ReplaceAll(everydayText, "|", "\n"))
	ix.words.learn(chatterText)
	ix.words.finish()
	return ix, nil
}

// EmbedAll returns the vector of each clause of the library, in its order.
func EmbedAll(ctx context.Context, lib *corpus.Library, e Embedder) ([][]float32, error) {
	out := make([][]float32, len(lib.Clauses()))
	for i, c := range lib.Clauses() {
		v, err := e.Embed(ctx, PassageText(c))
		if err != nil {
			return nil, fmt.Errorf("embed clause %s: %w", c.ID, err)
		}
		out[i] = v
	}
	return out, nil
}

// Fingerprint is the fingerprint that an index of these parts has.
func Fingerprint(lib *corpus.Library, embedder string, w Weights) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s|%+v|%s|%s", lib.Fingerprint(), splitter, embedder, w, everydayText, chatterText))
	return hex.EncodeToString(sum[:8])
}

// TrainingTexts are the texts of a library that an embedder of its own is trained on: each clause, and
// each way of asking together with the heading of what it asks for, so that the words of people and
// those of texts come close.
func TrainingTexts(lib *corpus.Library) []string {
	var out []string
	for _, c := range lib.Clauses() {
		out = append(out, PassageText(c))
		for _, a := range c.Asked {
			out = append(out, c.Heading+"\n"+a)
		}
	}
	return out
}
