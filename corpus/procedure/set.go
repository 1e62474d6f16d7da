package procedure

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"camnang/corpus"
	"camnang/corpus/calendar"
)

//go:embed texts/*.txt
var texts embed.FS

// Set is the procedures and limits that are known: the general ones of this program, and what units confirmed for
// themselves. It does not change; it is safe for concurrent use. Nobody changes what it gives out.
type Set struct {
	general []*Procedure
	limits  []Limit
	// owns are the confirmed procedures of all units, the newest first; inside those of the unit that the set is seen
	// from, the nearest unit first.
	owns, inside []*Procedure
}

// Shipped returns the general procedures and limits, resting on the clauses of the library. The error names the file
// and line that is not of the form; a test keeps it nil. What rests on a fact that the library does not state is a
// sample when it is a step, and never computed when it is a limit.
func Shipped(lib *corpus.Library) (*Set, error) {
	from := clausesOf(lib)
	read := func(name string) (string, error) {
		raw, err := texts.ReadFile("texts/" + name + ".txt")
		return string(raw), err
	}
	text, err := read("limits")
	if err != nil {
		return nil, fmt.Errorf("read the limits: %w", err)
	}
	s := &Set{}
	if s.limits, err = parseLimits(text, from); err != nil {
		return nil, fmt.Errorf("limits.txt: %w", err)
	}
	for _, kind := range Kinds {
		for _, level := range []Level{Cell, Committee} {
			id := string(kind) + "-" + string(level)
			if text, err = read(id); err != nil {
				return nil, fmt.Errorf("read the procedure %s: %w", id, err)
			}
			p, err := parseProcedure(id, text, from, s.limits)
			if err != nil {
				return nil, fmt.Errorf("%s.txt: %w", id, err)
			}
			if p.Kind != kind || p.Level != level {
				return nil, fmt.Errorf("%s.txt: it is for %s, %s", id, p.Kind, p.Level)
			}
			s.general = append(s.general, p)
		}
	}
	return s, nil
}

// With returns a set that knows the units' own procedures besides, each in the version that is in use; those that nobody
// confirmed yet are left out. What an earlier With added is not in it.
func (s *Set) With(owns []Own) *Set {
	out := &Set{general: s.general, limits: s.limits}
	var confirmed []Own
	for _, o := range owns {
		if used, ok := o.InUse(); ok {
			confirmed = append(confirmed, used)
		}
	}
	slices.SortStableFunc(confirmed, func(a, b Own) int {
		if c := b.ConfirmedAt.Compare(a.ConfirmedAt); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	for _, o := range confirmed {
		out.owns = append(out.owns, o.Procedure())
	}
	return out
}

// Within returns the set as a unit sees it: its own procedures first, then those of the units above it, then the
// general ones. path is the ids of the units from the topmost down to the unit. Of the own procedures of other units
// only Find and Limit know.
func (s *Set) Within(path []string) *Set {
	out := *s
	out.inside = nil
	for _, unit := range slices.Backward(path) {
		for _, p := range s.owns {
			if p.Unit == unit {
				out.inside = append(out.inside, p)
			}
		}
	}
	return &out
}

// Procedures returns those of the unit that the set is seen from, then the general ones, in a fixed order.
func (s *Set) Procedures() []*Procedure { return slices.Concat(s.inside, s.general) }

// Find returns the procedure with the id, a unit's own ones included, and false when there is none.
func (s *Set) Find(id string) (*Procedure, bool) {
	for _, list := range [][]*Procedure{s.owns, s.general} {
		if i := slices.IndexFunc(list, func(p *Procedure) bool { return p.ID == id }); i >= 0 {
			return list[i], true
		}
	}
	return nil, false
}

// For returns the procedure for a kind of work at a level: the unit's own, confirmed last, before the general one.
// False only for a kind or level that is none.
func (s *Set) For(kind Kind, level Level) (*Procedure, bool) {
	for _, p := range s.Procedures() {
		if p.Kind == kind && (p.Level == level || p.Level == "") {
			return p, true
		}
	}
	return nil, false
}

// Limits returns the limits of the procedures of the unit that the set is seen from, then all general ones, those
// never computed included, in a fixed order.
func (s *Set) Limits() []Limit {
	var out []Limit
	for _, p := range s.inside {
		out = append(out, p.Limits...)
	}
	return append(out, s.limits...)
}

// Limit returns the limit with the id, a unit's own one included, and false when there is none.
func (s *Set) Limit(id string) (Limit, bool) {
	for _, l := range s.limits {
		if l.ID == id {
			return l, true
		}
	}
	for _, p := range s.owns {
		for _, l := range p.Limits {
			if l.ID == id {
				return l, true
			}
		}
	}
	return Limit{}, false
}

// On returns the limits that may be computed for a start event on the day, in the order of Limits. For a day in the
// past there may be lapsed ones among them: they serve cases of that time.
func (s *Set) On(start calendar.Day) []Limit {
	var out []Limit
	for _, l := range s.Limits() {
		if l.refused(start) == "" {
			out = append(out, l)
		}
	}
	return out
}
