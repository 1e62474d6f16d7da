// Command fit fits the figures of the ranking and of the decision to cases, by hand and at build time: it
// goes through the figures one at a time, tries a few values around each, and keeps what scores best
// (coordinate descent). It prints the figures for retrieval.DefaultWeights and answer.DefaultThresholds;
// nothing is changed by itself.
//
//	go run ./cmd/fit -cases retrieval/eval/testdata/cases-dev.jsonl
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/library"
	"camnang/retrieval"
	"camnang/retrieval/answer"
	"camnang/retrieval/embed"
	"camnang/retrieval/eval"
)

func main() {
	cases := flag.String("cases", "retrieval/eval/testdata/cases-dev.jsonl", "the cases to fit to")
	rounds := flag.Int("rounds", 2, "how often to go through all the figures")
	only := flag.String("only", "all", "which figures: all, ranking or thresholds")
	flag.Parse()
	if err := run(*cases, *rounds, *only); err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
}

func run(file string, rounds int, only string) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("open the cases: %w", err)
	}
	defer f.Close()
	cases, err := eval.ReadCases(f)
	if err != nil {
		return err
	}
	fit, err := newFitting(cases)
	if err != nil {
		return err
	}
	best, err := fit.loss()
	if err != nil {
		return err
	}
	fmt.Printf("start %.4f\n", best)
	for round := range rounds {
		for i, p := range fit.figures(only) {
			from, kept := *p, *p
			for _, try := range []float64{from * 0.6, from * 0.8, from * 0.9, from * 1.1, from * 1.25, from * 1.6} {
				*p = try
				got, err := fit.loss()
				if err != nil {
					return err
				}
				if got < best-1e-6 {
					best, kept = got, try
				}
			}
			*p = kept
			if kept != from {
				fmt.Printf("round %d figure %d: %.3f -> %.3f, loss %.4f\n", round, i, from, kept, best)
			}
		}
	}
	fmt.Printf("%+v\n%+v\n", fit.weights, fit.thresholds)
	return nil
}

type fitting struct {
	cases      []eval.Case
	library    *corpus.Library
	embedder   *embed.Local
	vectors    [][]float32
	weights    retrieval.Weights
	thresholds answer.Thresholds
}

func newFitting(cases []eval.Case) (*fitting, error) {
	lib, err := library.Shipped()
	if err != nil {
		return nil, err
	}
	e, err := embed.New(retrieval.TrainingTexts(lib))
	if err != nil {
		return nil, err
	}
	vecs, err := retrieval.EmbedAll(context.Background(), lib, e)
	if err != nil {
		return nil, err
	}
	return &fitting{cases, lib, e, vecs, retrieval.DefaultWeights(), answer.DefaultThresholds()}, nil
}

// figures are the addresses of what is fitted.
func (f *fitting) figures(only string) []*float64 {
	w, t := &f.weights, &f.thresholds
	thresholds := []*float64{&t.Floor, &t.Open, &t.Both, &t.Elsewhere, &t.Strange, &t.Current, &t.Follows, &t.Local, &t.Gap, &t.LocalLimit, &t.GapLimit, &t.Shown, &t.Recent}
	ranking := []*float64{&w.K1, &w.Pair, &w.Unknown, &w.PlainShare, &w.Everyday, &w.OtherReading, &w.Lexical, &w.Asked, &w.Vector, &w.Duration}
	for i := range w.Field {
		ranking = append(ranking, &w.Field[i], &w.FieldLength[i])
	}
	switch only {
	case "thresholds":
		return thresholds
	case "ranking":
		return ranking
	}
	return append(ranking, thresholds...)
}

// loss is what the figures cost on the cases: the wrong kind of answer costs 1, an expected fact that does
// not come first costs 0.5, and 0.5 more when it is not among the first three.
func (f *fitting) loss() (float64, error) {
	ix, err := retrieval.Build(context.Background(), f.library, f.embedder, f.vectors, f.weights)
	if err != nil {
		return 0, err
	}
	today := calendar.MustDay("2026-11-23")
	var sum float64
	for _, o := range eval.Run(context.Background(), answer.NewEngine(ix, f.thresholds), f.cases, today) {
		if !o.RightKind {
			sum++
		}
		if o.Untrue {
			sum += 2
		}
		if o.Case.Kind == "answerable" || o.Case.Kind == "historical" {
			if o.Rank != 1 {
				sum += 0.5
			}
			if o.Rank == 0 || o.Rank > 3 {
				sum += 0.5
			}
		}
	}
	return sum / float64(len(f.cases)), nil
}
