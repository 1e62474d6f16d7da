package eval

import (
	"context"
	"fmt"
	"io"
	"sort"
	"strings"

	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// Report is the measure of a set of cases.
type Report struct {
	AsOf        string             `json:"as_of"`
	Fingerprint string             `json:"fingerprint"`
	All         Figures            `json:"all"`
	ByKind      map[string]Figures `json:"by_kind"`
	ByStyle     map[string]Figures `json:"by_style"`
	// Rewritten are the answerable and historical cases as they stand ("as_typed") and typed otherwise.
	Rewritten map[string]Figures `json:"rewritten"`
	Misses    []Miss             `json:"misses"`
}

// Miss is a case that was not answered as expected.
type Miss struct {
	ID       string   `json:"id"`
	Question string   `json:"question"`
	Expected string   `json:"expected"`
	Got      string   `json:"got"`
	Facts    []string `json:"facts,omitempty"`
	Cited    []string `json:"cited,omitempty"`
}

// Measure runs the cases as they are and, those that clauses answer, in every Rewriting.
func Measure(ctx context.Context, a Asker, cases []Case, asOf calendar.Day) Report {
	outcomes := Run(ctx, a, cases, asOf)
	r := Report{AsOf: asOf.String(), All: Sum(outcomes), ByKind: map[string]Figures{}, ByStyle: map[string]Figures{}, Rewritten: map[string]Figures{}}
	if len(outcomes) > 0 {
		r.Fingerprint = outcomes[0].Answer.Fingerprint
	}
	kinds, styles := map[string][]Outcome{}, map[string][]Outcome{}
	var clauses []Case
	var asTyped []Outcome
	for _, o := range outcomes {
		kinds[o.Case.Kind] = append(kinds[o.Case.Kind], o)
		styles[o.Case.Style] = append(styles[o.Case.Style], o)
		if o.Case.answerable() {
			clauses, asTyped = append(clauses, o.Case), append(asTyped, o)
		}
		if m, missed := miss(o); missed {
			r.Misses = append(r.Misses, m)
		}
	}
	for k, os := range kinds {
		r.ByKind[k] = Sum(os)
	}
	for s, os := range styles {
		r.ByStyle[s] = Sum(os)
	}
	r.Rewritten["as_typed"] = Sum(asTyped)
	for _, w := range Rewritings {
		typed := make([]Case, len(clauses))
		for i, c := range clauses {
			typed[i] = c
			typed[i].Question = w.Apply(c.Question, seed(c.ID))
		}
		r.Rewritten[w.Name] = Sum(Run(ctx, a, typed, asOf))
	}
	return r
}

func seed(id string) uint64 {
	var n uint64 = 14695981039346656037
	for i := 0; i < len(id); i++ {
		n = (n ^ uint64(id[i])) * 1099511628211
	}
	return n
}

func miss(o Outcome) (Miss, bool) {
	facts := o.Case.answerable() && len(o.Case.Facts) > 0
	if o.RightKind && !o.Untrue && (!facts || o.Rank >= 1 && o.Rank <= 3) {
		return Miss{}, false
	}
	m := Miss{ID: o.Case.ID, Question: o.Case.Question, Expected: strings.Join(o.Case.ExpectKind, "|"), Got: string(o.Answer.Kind), Facts: o.Case.Facts}
	if o.Untrue {
		m.Got += " (untrue)"
	}
	for i, c := range o.Answer.Citations {
		if i == 5 {
			break
		}
		for _, f := range c.Clause.Facts {
			m.Cited = append(m.Cited, fmt.Sprintf("%s %.2f", f.ID, c.Score))
		}
	}
	return m, true
}

// Write prints the report as the statistics file has it: a line a group, then a line a miss.
func (r Report) Write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "as of %s\n\n%-26s %5s %6s | %5s %6s %6s %6s %6s %6s %6s %9s\n", r.AsOf, "group", "cases", "kind", "facts", "doc", "@1", "@3", "@5", "MRR", "untrue", "wrong day")
	line := func(name string, f Figures) {
		fmt.Fprintf(&b, "%-26s %5d %5.1f%% | %5d %5.1f%% %5.1f%% %5.1f%% %5.1f%% %6.3f %6d %9d\n", name, f.Cases, 100*f.RightKind, f.WithFacts,
			100*f.RightDocument, 100*f.First, 100*f.Third, 100*f.Fifth, f.MRR10, f.Untrue, f.WrongDay)
	}
	line("all", r.All)
	for _, group := range []struct {
		name    string
		figures map[string]Figures
	}{{"kind ", r.ByKind}, {"style ", r.ByStyle}, {"typed ", r.Rewritten}} {
		b.WriteByte('\n')
		for _, k := range sorted(group.figures) {
			line(group.name+k, group.figures[k])
		}
	}
	fmt.Fprintf(&b, "\nmisses: %d\n", len(r.Misses))
	for _, m := range r.Misses {
		fmt.Fprintf(&b, "%s expected %s %v, got %s %v: %s\n", m.ID, m.Expected, m.Facts, m.Got, m.Cited, viet.Space(m.Question))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func sorted(m map[string]Figures) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
