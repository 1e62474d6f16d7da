package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"time"

	"camnang/bot"
	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/retrieval/answer"
)

type askCommand struct {
	Question string `arg:"" help:"The question."`
	AsOf     string `help:"Day that stands for today; a day or a document that the question names wins." placeholder:"2006-01-02"`
	JSON     bool   `help:"Print one JSON object."`
	zone
}

// asked is the form of ask --json.
type asked struct {
	Kind        answer.Kind   `json:"kind"`
	AsOf        calendar.Day  `json:"as_of"`
	Inquiry     string        `json:"inquiry"`
	Text        string        `json:"text"`
	Citations   []citedClause `json:"citations"`
	TookMS      float64       `json:"took_ms"`
	Fingerprint string        `json:"fingerprint"`
}

type citedClause struct {
	Document      string          `json:"document"`
	Issuer        string          `json:"issuer"`
	Date          calendar.Day    `json:"date"`
	Path          corpus.Path     `json:"path"`
	Quote         string          `json:"quote"`
	Source        corpus.Source   `json:"source"`
	InForce       *bool           `json:"in_force"`
	EffectiveFrom calendar.Day    `json:"effective_from"`
	EffectiveTo   calendar.Day    `json:"effective_to"`
	Facts         []string        `json:"facts"`
	Passage       corpus.ClauseID `json:"passage"`
	Score         float64         `json:"score"`
}

func (c *askCommand) Run(ctx context.Context, out io.Writer) error {
	location, err := c.location()
	if err != nil {
		return err
	}
	in := answer.Inquiry{Text: c.Question, Today: calendar.On(time.Now().In(location))}
	if c.AsOf != "" {
		day, err := calendar.ParseDay(c.AsOf)
		if err != nil {
			return usageError{fmt.Errorf("--as-of: %w", err)}
		}
		in.AsOf = calendar.AsOf{Day: day}
	}
	index, err := openIndex(ctx, cacheDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	engine := newEngine(index)
	start := time.Now()
	a := engine.Ask(ctx, in)
	took := time.Since(start)
	today := calendar.AsOf{Day: in.Today}
	if !in.AsOf.IsZero() {
		today = in.AsOf
	}
	text := bot.Written(index.Library(), a, today)
	if !c.JSON {
		_, err := fmt.Fprintln(out, text)
		return err
	}
	o := asked{Kind: a.Kind, AsOf: a.AsOf.Day, Inquiry: a.Inquiry, Text: text, Citations: []citedClause{}, TookMS: float64(took.Microseconds()) / 1000, Fingerprint: a.Fingerprint}
	for _, cited := range a.Citations {
		o.Citations = append(o.Citations, jsonCitation(cited))
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return e.Encode(o)
}

func jsonCitation(cited answer.Citation) citedClause {
	c, d := cited.Clause, cited.Clause.Edition.Document
	o := citedClause{
		Document: d.Label(), Issuer: d.Issuer, Date: d.Date, Path: c.Path, Quote: cited.Quote, Source: c.Edition.Source,
		EffectiveFrom: c.Span.From, EffectiveTo: c.Span.To, Facts: []string{}, Passage: c.ID, Score: cited.Score,
	}
	if cited.Force == corpus.NotKnown {
		o.EffectiveFrom = calendar.Day{}
	} else {
		in := cited.Force == corpus.InForce
		o.InForce = &in
	}
	for _, f := range c.Facts {
		o.Facts = append(o.Facts, f.ID)
	}
	return o
}
