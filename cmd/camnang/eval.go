package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"

	"camnang/corpus/calendar"
	"camnang/retrieval/eval"
)

// evalCommand asks every case as of one day, whatever the calendar says, so that figures compare over time.
type evalCommand struct {
	Cases string `help:"File of cases, one JSON object a line; the shipped ones when not given." placeholder:"FILE"`
	AsOf  string `help:"Day that stands for today." placeholder:"DAY" default:"2026-11-23"`
	JSON  bool   `help:"Print one JSON object."`
}

func (c *evalCommand) Run(ctx context.Context, out io.Writer) error {
	day, err := calendar.ParseDay(c.AsOf)
	if err != nil {
		return usageError{fmt.Errorf("--as-of: %w", err)}
	}
	var cases []eval.Case
	if c.Cases == "" {
		cases, err = eval.Shipped()
	} else {
		var f *os.File
		if f, err = os.Open(c.Cases); err != nil {
			return usageError{fmt.Errorf("--cases: %w", err)}
		}
		defer f.Close()
		cases, err = eval.ReadCases(f)
	}
	if err != nil {
		return err
	}
	index, err := openIndex(ctx, cacheDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	report := eval.Measure(ctx, newEngine(index), cases, day)
	if c.JSON {
		return json.NewEncoder(out).Encode(report)
	}
	return report.Write(out)
}
