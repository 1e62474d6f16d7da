package quiz

import (
	"cmp"
	"slices"
	"time"

	"camnang/bot/officer"
)

// RankedLeast is of how many who took part a unit must be to be ranked: fewer could be told apart by the unit's mean.
const RankedLeast = 5

// Place is where an officer stands in a contest.
type Place struct {
	Who officer.ID
	// Try is the best of those that have ended.
	Try *Attempt
	// Place counts from 1; who is equal in all that counts has the same, and the places behind are left empty (1, 2, 2, 4).
	Place int
}

// Ranked is the ranking at a moment of those enrolled who took part: of whom a try has ended, handed in or because its time
// was up, also when nobody noted that yet (Lapsed); a try that goes on counts once it has ended. attempts are those at this
// push, in any order; others, and those of who is not enrolled, are left out. Of each officer the best try counts (Best).
// First is who has the greater part right, then who took less time, then who handed in earlier, both to the second as
// officers read them: time to the nearest, the moment as it is cut off. Who is equal in all three shares the place, and
// stands in the order of the push.
func (p *Push) Ranked(attempts []*Attempt, at time.Time) []Place {
	tries := map[officer.ID][]*Attempt{}
	for _, a := range attempts {
		if a.Push != p.ID || a.Began.IsZero() {
			continue
		}
		if a, _ = p.Lapsed(a, at); !a.Ended.IsZero() {
			tries[a.Officer] = append(tries[a.Officer], a)
		}
	}
	var out []Place
	for _, who := range p.Enrolled {
		if best := Best(tries[who]); best != nil {
			out = append(out, Place{Who: who, Try: best})
			delete(tries, who)
		}
	}
	slices.SortStableFunc(out, func(a, b Place) int { return ahead(a.Try, b.Try) })
	for i := range out {
		out[i].Place = i + 1
		if i > 0 && ahead(out[i-1].Try, out[i].Try) == 0 {
			out[i].Place = out[i-1].Place
		}
	}
	return out
}

// ahead is less than 0 for a try that stands before another, 0 for one that shares its place.
func ahead(a, b *Attempt) int {
	am, bm := a.Mark(), b.Mark()
	return cmp.Or(
		cmp.Compare(bm.Right*max(1, am.Of), am.Right*max(1, bm.Of)),
		cmp.Compare(am.Took.Round(time.Second), bm.Took.Round(time.Second)),
		a.Ended.Truncate(time.Second).Compare(b.Ended.Truncate(time.Second)),
	)
}

// UnitPlace is where a unit stands in a contest.
type UnitPlace struct {
	// Unit is the unit with those below it, "" for all together.
	Unit officer.UnitID
	// Enrolled is how many were enrolled, Took how many of them took part.
	Enrolled, Took int
	// Marks is the sum of the best marks, out of 10 in hundredths.
	Marks int
	// Place counts from 1 and is shared as that of an officer is; 0 for a unit that is not ranked.
	Place int
}

// Mean is the mean mark of those enrolled, out of 10 in hundredths, the nearest: who took no part counts as 0.
func (u UnitPlace) Mean() int {
	if u.Enrolled == 0 {
		return 0
	}
	return (2*u.Marks + u.Enrolled) / (2 * u.Enrolled)
}

// RankedUnits puts the officers enrolled in a contest, with their places, into units by what unit says of each. First is the
// unit with the higher mean of those enrolled, where who took no part counts as 0, before rounding; then the one of which a
// greater part took part; units equal in both share the place and stand in the order of their ids. A unit of which fewer than
// RankedLeast took part has no place: it stands in others, by id, where its marks are nobody's to read, and counts in the
// total. shown is false when the mean of the total is not to be read either, because what the ranked units leave of it is few.
func RankedUnits(enrolled []officer.ID, places []Place, unit func(officer.ID) officer.UnitID) (ranked, others []UnitPlace, total UnitPlace, shown bool) {
	marks := map[officer.ID]int{}
	for _, p := range places {
		marks[p.Who] = p.Try.Mark().Ten()
	}
	units := map[officer.UnitID]*UnitPlace{}
	for _, who := range enrolled {
		id := unit(who)
		if units[id] == nil {
			units[id] = &UnitPlace{Unit: id}
		}
		for _, u := range []*UnitPlace{units[id], &total} {
			u.Enrolled++
			if mark, took := marks[who]; took {
				u.Took, u.Marks = u.Took+1, u.Marks+mark
			}
		}
	}
	few := 0
	for _, u := range units {
		if u.Took < RankedLeast {
			few += u.Took
			others = append(others, *u)
			continue
		}
		ranked = append(ranked, *u)
	}
	slices.SortFunc(others, func(a, b UnitPlace) int { return cmp.Compare(a.Unit, b.Unit) })
	slices.SortFunc(ranked, func(a, b UnitPlace) int { return cmp.Or(before(a, b), cmp.Compare(a.Unit, b.Unit)) })
	for i := range ranked {
		ranked[i].Place = i + 1
		if i > 0 && before(ranked[i-1], ranked[i]) == 0 {
			ranked[i].Place = ranked[i-1].Place
		}
	}
	return ranked, others, total, total.Took >= RankedLeast && (few == 0 || few >= RankedLeast)
}

func before(a, b UnitPlace) int {
	return cmp.Or(cmp.Compare(b.Marks*a.Enrolled, a.Marks*b.Enrolled), cmp.Compare(b.Took*a.Enrolled, a.Took*b.Enrolled))
}
