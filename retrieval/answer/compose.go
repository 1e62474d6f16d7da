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
	today := in.standsForToday()
	first := a.Citations[0]
	past := a.AsOf.Before(today.Day)
	switch {
	case first.Force == corpus.NotKnown:
		a.Heading = textNotKnownHeading
		a.Lead = append(a.Lead, textStartNotKnown)
	case past:
		a.Heading = fmt.Sprintf(textThenHeading, a.AsOf.Vietnamese())
	default:
		a.Heading = fmt.Sprintf(textQuotedHeading, a.AsOf.Vietnamese())
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
	what := c.Edition.Document.Formal()
	if c.Span.To != c.Edition.Span.To {
		// The document goes on; only what this clause says of it has ended.
		what = textThisContent
	}
	return fmt.Sprintf(textSuperseded, what, c.Span.To.Vietnamese(), by)
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

// lapsed writes the warning that stands before a clause that is no longer in force: on the day of the answer,
// and when that day is past also what applies today.
func (e *Engine) lapsed(ctx context.Context, a *Answer, in Inquiry, r reading) {
	today := in.standsForToday()
	c := a.Citations[0].Clause
	if a.AsOf.Before(today.Day) {
		a.Heading = textPastLapsedHeading
		a.Lead = append(a.Lead, fmt.Sprintf(textPastLapsedLead, a.AsOf.Vietnamese(), c.Span.To.Vietnamese()))
		if line := e.now(ctx, c, r, today); line != "" {
			a.Closing = append(a.Closing, line)
		}
	} else {
		compared := ""
		if next := e.successor(c.Edition.Document, a.AsOf); next != nil {
			compared = fmt.Sprintf(textNotCompared, next.Formal())
		}
		a.Heading = textLapsedHeading
		a.Lead = append(a.Lead, fmt.Sprintf(textLapsedLead, c.Span.To.Vietnamese(), compared))
	}
	a.Closing = append(a.Closing, textReference)
}

// standsForToday is the day that the officer calls today.
func (in Inquiry) standsForToday() calendar.AsOf {
	if in.AsOf.IsZero() {
		return calendar.AsOf{Day: in.Today}
	}
	return in.AsOf
}

// status answers whether a document is in force and what came before and after it, from its days; the clauses
// held of it stand behind the answer.
func (e *Engine) status(a Answer, in Inquiry, r reading) Answer {
	today := in.standsForToday()
	lib, d := e.search.Library(), r.documents[0]
	a.AsOf = today
	editions := lib.EditionsOf(d)
	last := editions[len(editions)-1]
	switch last.On(today) {
	case corpus.InForce:
		a.Kind, a.Heading = Quoted, fmt.Sprintf(textQuotedHeading, today.Vietnamese())
		a.Lead = append(a.Lead, fmt.Sprintf(textInForce, d.Full(), last.Span.From.Vietnamese()))
	case corpus.Lapsed:
		by := ""
		if next := e.successor(d, today); next != nil {
			by = fmt.Sprintf(textSupersededBy, next.Full())
		}
		a.Kind, a.Heading = Lapsed, "⚠️ "+d.Formal()
		a.Lead = append(a.Lead, fmt.Sprintf(textHasLapsed, d.Full(), editions[0].Span.From.Vietnamese(), last.Span.To.Vietnamese(), by))
	default:
		return a.without(NotFound, fmt.Sprintf(textForceNotKnown, d.Full()))
	}
	if before := lib.Predecessors(d); len(before) > 0 {
		a.Lead = append(a.Lead, fmt.Sprintf(textReplaces, before[0].Full()))
	}
	if d.Note != "" {
		a.Lead = append(a.Lead, d.Note)
	}
	var hits []retrieval.Hit
	for _, h := range firstClauses(lib, []*corpus.Document{d}, today) {
		if (h.Force == corpus.Lapsed) == (a.Kind == Lapsed) {
			hits = append(hits, h)
		}
	}
	a.Citations = cite(hits[:min(len(hits), 1)])
	if len(a.Citations) == 0 {
		// Only the document's card is held: its days are known, no clause of it is.
		a.Kind = NotFound
	}
	a.Closing = append(a.Closing, textReference)
	return a
}
