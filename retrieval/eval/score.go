package eval

import (
	"context"
	"slices"
	"strings"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/retrieval/answer"
)

// Asker answers inquiries; *answer.Engine is one.
type Asker interface {
	Ask(ctx context.Context, in answer.Inquiry) answer.Answer
}

// Outcome is what came of one case.
type Outcome struct {
	Case   Case
	Answer answer.Answer
	// RightKind: the kind of answer is one that was expected.
	RightKind bool
	// RightDocument: the first clause shown is of the right document.
	RightDocument bool
	// Rank is the place, from 1, of the first clause that states an expected fact; 0 when none of those
	// cited does.
	Rank int
	// RightDay: the first clause shown was in force on the day that the case names; true for a case that
	// names none, and for one without clauses.
	RightDay bool
	// Untrue: a clause is said to be in force that was not on the day of the answer, or the kind says so.
	Untrue bool
}

// Run asks every case and scores it. A case that names no day is asked as of asOf.
func Run(ctx context.Context, a Asker, cases []Case, asOf calendar.Day) []Outcome {
	out := make([]Outcome, 0, len(cases))
	for _, c := range cases {
		out = append(out, score(c, a.Ask(ctx, answer.Inquiry{Text: c.Question, Today: asOf})))
	}
	return out
}

func score(c Case, a answer.Answer) Outcome {
	o := Outcome{Case: c, Answer: a, RightKind: slices.Contains(c.ExpectKind, string(a.Kind)), RightDay: true}
	if c.AsOf != nil && len(a.Citations) > 0 {
		o.RightDay = a.Citations[0].Clause.On(calendar.AsOf{Day: *c.AsOf}) == corpus.InForce
	}
	for i, cited := range a.Citations {
		if o.Rank == 0 && states(cited.Clause, c.Facts) {
			o.Rank = i + 1
		}
		if i == 0 && c.Document != "" {
			o.RightDocument = strings.HasPrefix(c.Document, cited.Clause.Edition.Document.Label())
		}
		in := cited.Clause.On(a.AsOf) == corpus.InForce
		if (cited.Force == corpus.InForce) && !in || a.Kind == answer.Quoted && i == 0 && cited.Clause.On(a.AsOf) == corpus.Lapsed {
			o.Untrue = true
		}
	}
	return o
}

func states(c *corpus.Clause, facts []string) bool {
	for _, f := range c.Facts {
		if slices.Contains(facts, f.ID) {
			return true
		}
	}
	return false
}

// Figures are the shares over a group of cases.
type Figures struct {
	Cases int
	// RightKind, RightDocument, First, Third, Fifth and MRR10 are shares from 0 to 1; those after RightKind
	// are over the WithFacts cases only.
	RightKind                                 float64
	WithFacts                                 int
	RightDocument, First, Third, Fifth, MRR10 float64
	Untrue                                    int
	// WrongDay counts the cases whose first clause was not in force on the day named.
	WrongDay int
}

// Sum counts a group of outcomes.
func Sum(outcomes []Outcome) Figures {
	var f Figures
	for _, o := range outcomes {
		f.Cases++
		f.RightKind += one(o.RightKind)
		if o.Untrue {
			f.Untrue++
		}
		if !o.RightDay {
			f.WrongDay++
		}
		if !o.Case.answerable() || len(o.Case.Facts) == 0 {
			continue
		}
		f.WithFacts++
		f.RightDocument += one(o.RightDocument)
		f.First += one(o.Rank == 1)
		f.Third += one(o.Rank >= 1 && o.Rank <= 3)
		f.Fifth += one(o.Rank >= 1 && o.Rank <= 5)
		if o.Rank > 0 {
			f.MRR10 += 1 / float64(o.Rank)
		}
	}
	f.RightKind = share(f.RightKind, f.Cases)
	for _, x := range []*float64{&f.RightDocument, &f.First, &f.Third, &f.Fifth, &f.MRR10} {
		*x = share(*x, f.WithFacts)
	}
	return f
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func share(x float64, n int) float64 {
	if n == 0 {
		return 0
	}
	return x / float64(n)
}
