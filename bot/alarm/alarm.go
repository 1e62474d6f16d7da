// Package alarm knows what rests on a clause and must be confirmed when the clause ends, changes its words or is gone:
// deadlines first. What rests on what is told to it; who confirms, and what is shown meanwhile, is for whoever owns the
// thing.
package alarm

import (
	"cmp"
	"slices"

	"camnang/corpus"
	"camnang/corpus/calendar"
)

// Deadline is the Kind of a step of a plan that is due by a time limit.
const Deadline = "deadline"

// Rests is one thing that rests on a clause.
type Rests struct {
	// Kind says what it is, ID which one.
	Kind string
	ID   string
	// Clause is what it rests on, Mark how the clause stood when it came to, Cited its citation as officers read it
	// ("" where it is not known).
	Clause corpus.ClauseID
	Mark   corpus.Mark
	Cited  string
	// Since is the day on which it came to rest on the clause, or was confirmed last; zero when it is not known. With
	// it, the passing of a last day that was known already is found; without it only ends that were not.
	Since calendar.Day
}

// Finding is one thing that must be confirmed.
type Finding struct {
	Rests
	// Standing says why; it is never corpus.Stands.
	Standing corpus.Standing
	// Clause is the clause as the library holds it, nil when it is gone; its id is Rests.Clause.
	Clause *corpus.Clause
	// Later are the clauses of later texts on the whole matter, nearest first, as the library says.
	Later []*corpus.Clause
}

// Check returns what must be confirmed as of the day: deadlines first, then the other kinds; of one kind by clause, then
// by ID. The same things give the same findings in whatever order they are given; a thing whose clause stands as it was
// gives none.
func Check(lib *corpus.Library, today calendar.AsOf, rests []Rests) []Finding {
	var out []Finding
	for _, r := range rests {
		c, held := lib.Clause(r.Clause)
		standing := lib.Standing(r.Clause, r.Mark, today)
		if held && passed(c, r, today) {
			standing = corpus.Ended
		}
		if standing == corpus.Stands {
			continue
		}
		f := Finding{Rests: r, Standing: standing}
		if held {
			f.Clause, f.Later = c, c.Following()
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b Finding) int {
		return cmp.Or(
			rank(a.Kind)-rank(b.Kind), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Rests.Clause, b.Rests.Clause),
			compareIDs(a.ID, b.ID), cmp.Compare(a.Standing, b.Standing),
		)
	})
	return out
}

// passed reports whether the clause was in force on the day on which the thing came to rest on it, and no longer is.
func passed(c *corpus.Clause, r Rests, today calendar.AsOf) bool {
	return c.On(today) == corpus.Lapsed && !r.Since.IsZero() && !r.Since.After(c.Span.To)
}

func rank(kind string) int {
	if kind == Deadline {
		return 0
	}
	return 1
}

// compareIDs puts the shorter first, so that k9 comes before k10.
func compareIDs(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }
