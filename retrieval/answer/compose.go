package answer

import (
	"context"
	"fmt"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/retrieval"
)

// quoted writes what stands around clauses in force on the day of the answer: the day, what changed since
// when the day is past, and what applies today.
func (e *Engine) quoted(ctx context.Context, a *Answer, in Inquiry, r reading) {
	today := calendar.AsOf{Day: in.Today}
	if !in.AsOf.IsZero() {
		today = in.AsOf
	}
	first := a.Citations[0]
	past := a.AsOf.Before(today.Day)
	if past {
		a.Heading = fmt.Sprintf(textThenHeading, a.AsOf.Vietnamese())
	} else {
		a.Heading = fmt.Sprintf(textQuotedHeading, a.AsOf.Vietnamese())
	}
	if first.Force == corpus.NotKnown {
		a.Lead = append(a.Lead, textStartNotKnown)
	}
	a.Lead = append(a.Lead, e.changes(first.Clause, r.period)...)
	if past && first.Clause.On(today) == corpus.Lapsed {
		a.Lead = append(a.Lead, e.superseded(first.Clause, today))
		if line := e.now(ctx, first.Clause, r, today); line != "" {
			a.Closing = append(a.Closing, line)
		}
	}
	a.Closing = append(a.Closing, textReference)
}

// superseded says when the text behind a clause ended and which document of the field is in force now.
func (e *Engine) superseded(c *corpus.Clause, today calendar.AsOf) string {
	by := ""
	if next := e.successor(c.Edition.Document, today); next != nil {
		by = fmt.Sprintf(textSupersededBy, next.Full())
	}
	return fmt.Sprintf(textSuperseded, c.Edition.Document.Formal(), c.Span.To.Vietnamese(), by)
}

// successor is the document at the end of the chain that is in force on the day; nil when none is held.
func (e *Engine) successor(d *corpus.Document, on calendar.AsOf) *corpus.Document {
	for _, next := range e.search.Library().Successors(d) {
		if e.search.Library().EditionOn(next, on) != nil {
			return next
		}
	}
	return nil
}

// changes says which text applied in the earlier part of a period in which the text changed.
func (e *Engine) changes(c *corpus.Clause, period calendar.Span) []string {
	if period.From.IsZero() || !c.Span.From.After(period.From) {
		return nil
	}
	for _, d := range e.search.Library().Predecessors(c.Edition.Document) {
		for _, old := range e.search.Library().EditionsOf(d) {
			if period.Contains(old.Span.To) {
				return []string{fmt.Sprintf(textChangedInPeriod, old.Span.To.Vietnamese(), d.Full())}
			}
		}
	}
	return nil
}

// now says, by citation only, which clause treats the same matter today: the one that the library links, else
// the one that answers the same question; "" when the inquiry asked nothing but for a document.
func (e *Engine) now(ctx context.Context, c *corpus.Clause, r reading, today calendar.AsOf) string {
	for _, next := range c.Following() {
		if next.On(today) == corpus.InForce && !next.Gap {
			return fmt.Sprintf(textNow, today.Vietnamese(), next.Heading, next.Cite())
		}
	}
	res, err := e.search.Search(ctx, retrieval.Query{Text: r.rest, AsOf: today})
	if err == nil && res.Content == 0 {
		return ""
	}
	if err == nil {
		if d := decide(res.Hits, r.places, e.thresholds.lifted(scopeOf(r.rest, r.rest), res)); d.kind == Quoted {
			next := d.hits[0].Clause
			return fmt.Sprintf(textNow, today.Vietnamese(), next.Heading, next.Cite())
		}
	}
	return fmt.Sprintf(textNowNothing, today.Vietnamese())
}

// lapsed writes the warning that stands before a clause that is no longer in force.
func (e *Engine) lapsed(a *Answer) {
	c := a.Citations[0].Clause
	compared := ""
	if next := e.successor(c.Edition.Document, a.AsOf); next != nil {
		compared = fmt.Sprintf(textNotCompared, next.Formal())
	}
	a.Heading = textLapsedHeading
	a.Lead = append(a.Lead, fmt.Sprintf(textLapsedLead, c.Span.To.Vietnamese(), compared))
	a.Closing = append(a.Closing, textReference)
}
