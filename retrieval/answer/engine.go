package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/viet"
	"camnang/retrieval"
	"camnang/retrieval/guard"
)

// Searcher ranks clauses for a query; *retrieval.Index is one.
type Searcher interface {
	Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error)
	// Repair returns a text with its slips of typing mended.
	Repair(text string) string
	Fingerprint() string
	Library() *corpus.Library
}

// Engine answers inquiries. It keeps nothing between two of them and is safe for concurrent use.
type Engine struct {
	search     Searcher
	thresholds Thresholds
}

// NewEngine makes an engine over an index.
func NewEngine(s Searcher, t Thresholds) *Engine { return &Engine{search: s, thresholds: t} }

// longest is how many characters of an inquiry are read; Telegram's own limit for a message is 4,096.
const longest = 4000

// Ask answers an inquiry. It never fails: when the search is out of order the answer says so and is of
// kind Unavailable.
func (e *Engine) Ask(ctx context.Context, in Inquiry) Answer {
	why := Unreadable(in.Text)
	in.Text = viet.Space(viet.NFC(in.Text))
	lib := e.search.Library()
	a := Answer{Inquiry: in.Text, AsOf: in.AsOf, Fingerprint: e.search.Fingerprint()}
	if a.AsOf.IsZero() {
		a.AsOf = calendar.AsOf{Day: in.Today}
	}
	if why != "" {
		return a.without(NotFound, why)
	}
	if verdict := guard.Check(in.Text); verdict.Reason != "" {
		return a.without(Refused, Refusal(string(verdict.Reason)))
	}
	r := read(lib, in, e.search.Repair(in.Text))
	if r.impossible != "" {
		return a.without(NotFound, ImpossibleDay(r.impossible))
	}
	a.AsOf = r.asOf
	switch {
	case !r.future.IsZero():
		a.Lead = append(a.Lead, fmt.Sprintf(textFuture, r.future.Vietnamese()))
	case !r.conflict.IsZero():
		a.Lead = append(a.Lead, fmt.Sprintf(textConflict, r.conflict.Vietnamese(), r.documents[0].Formal()))
	}
	if len(r.path) > 0 && len(r.documents) == 0 && len(r.unknown) == 0 && len(viet.Syllables(withoutPath(r.rest))) <= 3 {
		return a.without(NotFound, textWhichDocument)
	}
	if r.status {
		return e.status(a, in, r)
	}
	if len(r.unknown) > 0 && len(r.documents) == 0 {
		return a.without(NotFound, fmt.Sprintf(textUnknownDocument, strings.Join(r.unknown, ", "), len(lib.Held())))
	}
	res, err := e.search.Search(ctx, retrieval.Query{Text: r.rest, AsOf: r.asOf})
	if err != nil {
		return a.without(Unavailable, textUnavailable)
	}
	if len(r.documents) > 0 {
		return e.inDocuments(ctx, a, in, r, res)
	}
	return e.conclude(ctx, a, in, r, res)
}

// conclude makes the answer of what was found in the whole library.
func (e *Engine) conclude(ctx context.Context, a Answer, in Inquiry, r reading, res retrieval.Result) Answer {
	sc := scopeOf(in.Text, r.rest)
	d := decide(res.Hits, r.places, e.thresholds.lifted(sc, res))
	a.Kind = d.kind
	a.Citations = cite(d.hits)
	if res.Degraded {
		if d.kind != Quoted && d.kind != Lapsed {
			// With half of the search out of order nobody can say that there is nothing.
			return a.without(Unavailable, textUnavailable)
		}
		a.Lead = append(a.Lead, textDegraded)
	}
	switch {
	case d.kind == Quoted:
		e.quoted(ctx, &a, in, r)
	case d.kind == Lapsed:
		e.lapsed(ctx, &a, in, r)
	case d.local:
		a.Heading, a.Lead = textNotFoundHeading, append(a.Lead, textLocalOnly)
	case len(d.hits) > 0:
		// What is missing is no clause: nobody may read a day in force beside it.
		a.Citations[0].Force = corpus.NotKnown
		a.Heading, a.Lead = textNotFoundHeading, append(a.Lead, a.Citations[0].Quote)
	case sc == scopeField || sc == scopeBoth || sc == scopeNeighbour:
		a.Heading = textNotFoundHeading
		a.Lead = append(a.Lead, fmt.Sprintf(textNotFound, len(e.search.Library().Held())))
	default:
		return a.without(OutOfScope, textOutOfScope)
	}
	return a
}

// inDocuments answers an inquiry that names documents which are held: from those, unless another clause of
// the same day fits far better.
func (e *Engine) inDocuments(ctx context.Context, a Answer, in Inquiry, r reading, everywhere retrieval.Result) Answer {
	res, err := e.search.Search(ctx, retrieval.Query{Text: r.rest, AsOf: r.asOf, Documents: r.documents, Path: r.path})
	if err != nil {
		return a.without(Unavailable, textUnavailable)
	}
	name := r.documents[0].Formal()
	if len(r.path) > 0 && len(res.Hits) == 0 {
		a = a.without(NotFound, fmt.Sprintf(textNoSuchAddress, r.path.Cited(), name))
		return a
	}
	if res.Content == 0 && len(r.path) == 0 {
		res.Hits = firstClauses(e.search.Library(), r.documents, r.asOf)
	}
	for _, d := range r.documents {
		r.places[d.Scope] = true
	}
	t := e.thresholds.forLimit(res)
	if len(r.path) == 0 && res.Content > 0 && top(res.Hits) < elsewhere*top(inForce(everywhere.Hits)) {
		a.Lead = append(a.Lead, fmt.Sprintf(textNotInDocument, name))
		return e.conclude(ctx, a, in, r, everywhere)
	}
	res.Hits = withGaps(res.Hits, everywhere.Hits)
	// Whoever names the document has said where the answer stands: less likeness is enough.
	t.Floor *= 0.5
	d := decide(res.Hits, r.places, t)
	if d.kind != Quoted && d.kind != Lapsed {
		if len(d.hits) > 0 || res.Degraded {
			return e.conclude(ctx, a, in, r, res)
		}
		if top(inForce(everywhere.Hits)) >= e.thresholds.Floor {
			a.Lead = append(a.Lead, fmt.Sprintf(textNotInDocument, name))
			return e.conclude(ctx, a, in, r, everywhere)
		}
		return a.without(NotFound, fmt.Sprintf(textNothingInDocument, name))
	}
	a.Kind, a.Citations = d.kind, cite(d.hits)
	if res.Degraded {
		a.Lead = append(a.Lead, textDegraded)
	}
	if d.kind == Quoted {
		e.quoted(ctx, &a, in, r)
	} else {
		e.lapsed(ctx, &a, in, r)
	}
	return a
}

// withGaps adds the known gaps among the hits of the whole library to those of single documents: what is
// missing is missing for them too.
func withGaps(hits, everywhere []retrieval.Hit) []retrieval.Hit {
	out := append([]retrieval.Hit(nil), hits...)
	for _, h := range everywhere {
		if h.Clause.Gap && !slices.ContainsFunc(hits, func(o retrieval.Hit) bool { return o.Clause == h.Clause }) {
			out = append(out, h)
		}
	}
	return out
}

// elsewhere is the share of the best score in the whole library below which the document named does not
// hold the answer.
const elsewhere = 0.55

func inForce(hits []retrieval.Hit) []retrieval.Hit {
	var out []retrieval.Hit
	for _, h := range hits {
		if h.Force == corpus.InForce && !h.Clause.Gap && h.Clause.Edition.Document.Scope == "" {
			out = append(out, h)
		}
	}
	return out
}

// firstClauses stands for a search when nothing but documents were named: their clauses as they stand.
func firstClauses(lib *corpus.Library, docs []*corpus.Document, on calendar.AsOf) []retrieval.Hit {
	var out []retrieval.Hit
	for _, d := range docs {
		for _, edition := range lib.EditionsOf(d) {
			for _, c := range edition.Clauses {
				if force := c.On(on); force != corpus.NotYet && !c.Gap {
					out = append(out, retrieval.Hit{Clause: c, Score: 1, Force: force, Covered: 1})
				}
			}
		}
	}
	return out
}

func cite(hits []retrieval.Hit) []Citation {
	out := make([]Citation, 0, len(hits))
	for _, h := range hits {
		out = append(out, Citation{Clause: h.Clause, Quote: h.Clause.Text, Force: h.Force, Score: h.Score})
	}
	return out
}

// without is an answer that shows no clause: why is what the officer reads.
func (a Answer) without(kind Kind, why string) Answer {
	a.Kind, a.Citations, a.Heading, a.Closing = kind, nil, "", nil
	a.Lead = []string{why}
	return a
}

// Unreadable returns the sentence for a text that nothing can be done with: bytes that are no UTF-8 or
// mostly replacement characters, nothing, nothing but signs, or more than 4,000 characters without the
// blanks that say nothing; "" for any other. The text is as it was typed.
func Unreadable(text string) string {
	if !utf8.ValidString(text) {
		return textBroken
	}
	letters, broken := 0, 0
	text = viet.Space(viet.NFC(text))
	for _, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			letters++
		case r == unicode.ReplacementChar:
			broken++
		}
	}
	switch {
	case text == "":
		return textEmpty
	case broken > letters:
		return textBroken
	case letters == 0:
		return textNoWords
	case utf8.RuneCountInString(text) > longest:
		return textTooLong
	}
	return ""
}
