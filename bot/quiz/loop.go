package quiz

import (
	"cmp"
	"maps"
	"slices"

	"camnang/bot/officer"
	"camnang/corpus"
)

// Asking is an inquiry that an officer made, and the clause that came first in its answer.
type Asking struct {
	By officer.ID
	// Answer names the answer, Matter what the clause belongs to (an article): inquiries of one matter are counted together. It
	// is "" for an inquiry for which no basis was found; the clause is then the known gap that says so, "" for none.
	Answer string
	Matter string
	Clause corpus.ClauseID
}

// Judging is an officer's word on an answer.
type Judging struct {
	By     officer.ID
	Answer string
	Right  bool
}

// Matter is what several members of a class asked about.
type Matter struct {
	ID string
	// Clause is the one of it that was asked about most; of several the one whose id is least.
	Clause corpus.ClauseID
	// Askers are how many members asked, Wrong how many held an answer about it not to be right.
	Askers, Wrong int
}

// MostAsked are the matters that at least so many different members asked about, most of them at the most: first those with
// the highest sum of askers and of those who held an answer not to be right, then those with more of the latter, then by id.
// Inquiries and judgements of others count not, nor inquiries of no matter. The order of asked does not matter; of several judgements by one officer on
// one answer the last in judged counts.
func MostAsked(asked []Asking, judged []Judging, members []officer.ID, least, most int) []Matter {
	among := map[officer.ID]bool{}
	for _, id := range members {
		among[id] = true
	}
	type tally struct {
		askers, wrong map[officer.ID]bool
		clauses       map[corpus.ClauseID]int
	}
	all, matterOf := map[string]*tally{}, map[string]string{}
	for _, a := range asked {
		matterOf[a.Answer] = a.Matter
		if !among[a.By] || a.Matter == "" {
			continue
		}
		if all[a.Matter] == nil {
			all[a.Matter] = &tally{map[officer.ID]bool{}, map[officer.ID]bool{}, map[corpus.ClauseID]int{}}
		}
		all[a.Matter].askers[a.By] = true
		all[a.Matter].clauses[a.Clause]++
	}
	type vote struct {
		by     officer.ID
		answer string
	}
	last := map[vote]bool{}
	for _, j := range judged {
		last[vote{j.By, j.Answer}] = j.Right
	}
	for v, right := range last {
		if t := all[matterOf[v.answer]]; t != nil && !right && among[v.by] {
			t.wrong[v.by] = true
		}
	}
	var out []Matter
	for _, id := range slices.Sorted(maps.Keys(all)) {
		t := all[id]
		if len(t.askers) < least {
			continue
		}
		m := Matter{ID: id, Askers: len(t.askers), Wrong: len(t.wrong)}
		for _, clause := range slices.Sorted(maps.Keys(t.clauses)) {
			if m.Clause == "" || t.clauses[clause] > t.clauses[m.Clause] {
				m.Clause = clause
			}
		}
		out = append(out, m)
	}
	slices.SortStableFunc(out, func(a, b Matter) int {
		return cmp.Or(cmp.Compare(b.Askers+b.Wrong, a.Askers+a.Wrong), cmp.Compare(b.Wrong, a.Wrong))
	})
	return out[:min(len(out), most)]
}

// Unfounded is how many different members asked what no basis was found for; 0 when they are fewer than least. Inquiries of
// others count not.
func Unfounded(asked []Asking, members []officer.ID, least int) int {
	askers := map[officer.ID]bool{}
	for _, a := range asked {
		if a.Matter == "" && slices.Contains(members, a.By) {
			askers[a.By] = true
		}
	}
	if len(askers) < least {
		return 0
	}
	return len(askers)
}
