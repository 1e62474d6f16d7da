package corpus

import "camnang/corpus/calendar"

// Standing says what became of a clause since it was marked.
type Standing string

// The standings. Of several that fit, the one named first here is given.
const (
	// Gone: the library does not hold the clause any more.
	Gone Standing = "gone"
	// Ended: it is no longer in force, and that was not known when it was marked.
	Ended Standing = "ended"
	// Reworded: its heading or text is another.
	Reworded Standing = "reworded"
	// Ahead: it is not in force yet.
	Ahead Standing = "not-yet"
	// Stands: it is as it was.
	Stands Standing = ""
)

// Standing returns what became of the clause with the id since it had the mark. What came to rest on a clause with the
// last day already known (for an old case, or confirmed after the end) rests on it still after that day; who must hear
// of a known end that has passed since, knows the day of the mark and asks Clause.On.
func (l *Library) Standing(id ClauseID, was Mark, today calendar.AsOf) Standing {
	c, held := l.byID[id]
	if !held {
		return Gone
	}
	now := c.Mark()
	switch force := c.On(today); {
	case force == Lapsed && now.To != was.To:
		return Ended
	case now.Words != was.Words:
		return Reworded
	case force == NotYet:
		return Ahead
	}
	return Stands
}

// Change is one difference between two generations of the library that whatever rests on a clause of the old one must
// hear of.
type Change struct {
	Clause ClauseID
	// Kind is never Stands.
	Kind Standing
	// Old is the clause in the old generation, New in the new one; New is nil when it is Gone.
	Old, New *Clause
	// From is the first day on which the clause is not in force any more (Ended; it may be ahead) or the first on which
	// it will be (Ahead); zero for the others.
	From calendar.Day
	// Later are the clauses of the new generation that treat the matter instead: those that the library says come
	// later, nearest first; for one that is Gone also those that stand at its address now.
	Later []*Clause
}

// Compare returns what became, up to the day, of the clauses of the old generation, in its order. An end ahead that was
// not known before is told besides; clauses that are only added, and an end that was taken back, are no changes.
func Compare(old, new *Library, today calendar.AsOf) []Change {
	var out []Change
	for _, was := range old.clauses {
		kind := new.Standing(was.ID, was.Mark(), today)
		now := new.byID[was.ID]
		change := Change{Clause: was.ID, Kind: kind, Old: was, New: now, Later: new.instead(was)}
		switch kind {
		case Ended:
			change.From = now.Span.To.Add(1)
		case Ahead:
			// That it is not in force yet is no change where it was not before.
			if was.On(today) == NotYet && was.Span.From == now.Span.From {
				change.Kind = Stands
			}
			change.From = now.Span.From
		}
		if change.Kind != Stands {
			out = append(out, change)
		}
		if kind != Gone && kind != Ended && now.Span.To != was.Span.To && !now.Span.To.IsZero() {
			change.Kind, change.From = Ended, now.Span.To.Add(1)
			out = append(out, change)
		}
	}
	return out
}

// instead returns the clauses of l that treat the matter of a clause of another generation.
func (l *Library) instead(c *Clause) []*Clause {
	if now, held := l.byID[c.ID]; held {
		return now.Following()
	}
	var out []*Clause
	if len(c.Path) > 0 {
		out = l.Resolve(c.Cite())
	}
	seen := map[ClauseID]bool{}
	for _, found := range out {
		seen[found.ID] = true
	}
	for _, later := range c.Following() {
		if now, held := l.byID[later.ID]; held && !seen[later.ID] {
			out = append(out, now)
		}
	}
	return out
}
