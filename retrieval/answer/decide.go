package answer

import (
	"camnang/corpus"
	"camnang/retrieval"
)

// Thresholds are the figures that part the kinds of answer. They were fitted by cmd/fit on
// retrieval/eval/testdata/cases-dev.jsonl.
type Thresholds struct {
	// Floor is the score below which nothing is an answer.
	Floor float64
	// Open, Both and Elsewhere raise the floor for an inquiry with no phrase of the field, with phrases of
	// the field and of another, and of another only. Short raises it once more for three words or fewer with
	// no phrase of the field: a name, a greeting. Strange raises it by the share of the inquiry's pairs
	// of words that the library never uses.
	Open, Both, Elsewhere, Short, Strange float64
	// Current is the share of the best score that a clause in force needs to be the answer when a
	// lapsed clause fits better; Follows is that share for a clause on the same matter as the lapsed one.
	Current, Follows float64
	// Local is the share of a local rule's score that a rule of the whole country needs to be the answer.
	Local float64
	// Gap is the share of the best score that a known gap needs to be the answer.
	Gap float64
	// LocalLimit and GapLimit stand for Local and Gap when an amount of time is asked for: rather no basis
	// than the limit of another matter.
	LocalLimit, GapLimit float64
	// LimitCover is the share of what is asked about that a clause must speak of when an amount of time is
	// asked for, GapCover that which a known gap must speak of at all.
	LimitCover, GapCover float64
	// Beside is the share of a lapsed clause's score that a clause in force needs to be shown beside it.
	Beside float64
	// Shown is the share of the first clause's score that a further clause needs to be shown.
	Shown float64
	// Recent is the share of the best lapsed clause's score within which the one that lapsed last is shown.
	Recent float64
}

// DefaultThresholds are those that the program runs with.
func DefaultThresholds() Thresholds {
	return Thresholds{
		Floor: 0.15, Open: 0.05, Both: 0.0625, Elsewhere: 0.35, Short: 0.15, Strange: 0.1,
		Current: 0.85, Follows: 0.45, Local: 0.68, Gap: 0.99, LocalLimit: 0.95, GapLimit: 0.8, LimitCover: 0.6, GapCover: 0.5, Beside: 0.6, Shown: 0.7, Recent: 0.855,
	}
}

// lifted returns the thresholds for an inquiry of that scope and what was found for it.
func (t Thresholds) lifted(s scope, res retrieval.Result) Thresholds {
	switch s {
	case scopeOpen:
		t.Floor += t.Open
		if res.Content <= 3 {
			t.Floor += t.Short
		}
	case scopeBoth:
		t.Floor += t.Both
	case scopeElsewhere, scopeNeighbour:
		t.Floor += t.Elsewhere
	}
	t.Floor += t.Strange * (1 - res.Familiar)
	return t.forLimit(res)
}

// forLimit returns the stricter thresholds when an amount of time is asked for.
func (t Thresholds) forLimit(res retrieval.Result) Thresholds {
	if !res.AsksDuration {
		t.LimitCover = 0
		return t
	}
	t.Local, t.Gap = t.LocalLimit, t.GapLimit
	return t
}

// decision is which kind of answer the hits carry, and the hits shown, in order.
type decision struct {
	kind Kind
	hits []retrieval.Hit
	// local is true when only rules of single places answer.
	local bool
}

// most is how many citations an answer holds, by the contract of `camnang ask --json`.
const most = 10

// decide sorts the hits into an answer: what is in force comes first when it fits nearly as well as what
// is not; a known gap that fits best means that there is no basis; a rule of another place answers nobody.
func decide(hits []retrieval.Hit, places map[string]bool, t Thresholds) decision {
	var current, lapsed, gaps, local []retrieval.Hit
	for _, h := range hits {
		scope := h.Clause.Edition.Document.Scope
		switch {
		case h.Covered < t.LimitCover || h.Clause.Gap && h.Covered < t.GapCover:
			// It speaks of another matter.
		case h.Clause.Gap:
			gaps = append(gaps, h)
		case scope != "" && !places[scope]:
			if h.Force != corpus.Lapsed {
				local = append(local, h)
			}
		case h.Force == corpus.Lapsed:
			lapsed = append(lapsed, h)
		default:
			current = append(current, h)
		}
	}
	best := max(top(current), top(lapsed), top(gaps), top(local))
	if best < t.Floor {
		return decision{kind: NotFound}
	}
	if g := top(gaps); g > 0 && g >= t.Gap*max(top(current), top(lapsed), top(local)) {
		return decision{kind: NotFound, hits: gaps[:1]}
	}
	if top(local) > max(top(current), top(lapsed)) && top(current) < t.Local*top(local) {
		return decision{kind: NotFound, local: true}
	}
	current = promoted(current, within(lapsed, t.Recent*top(lapsed), most), t.Follows)
	if top(current) >= t.Floor && top(current) >= t.Current*top(lapsed) {
		shown := within(current, t.Shown*top(current), most)
		if top(lapsed) > top(current) {
			// The lapsed clause fits better: it is shown too, as what it is, behind the first.
			shown = append(shown[:1:1], append([]retrieval.Hit{lapsed[0]}, shown[1:]...)...)
		}
		return decision{kind: Quoted, hits: shown[:min(len(shown), most)]}
	}
	if top(lapsed) >= t.Floor {
		shown := lastFirst(within(lapsed, t.Shown*top(lapsed), most), t.Recent)
		// What is in force and near goes behind the first, so that nobody takes it for missing.
		beside := within(current, max(t.Floor, t.Beside*top(lapsed)), 1)
		shown = append(shown[:1:1], append(beside, shown[1:]...)...)
		return decision{kind: Lapsed, hits: shown[:min(len(shown), most)]}
	}
	return decision{kind: NotFound}
}

// promoted moves the clause in force that follows one of the lapsed clauses on the same matter to the front,
// with the score of the best lapsed one: what the question asks stands there now.
func promoted(current, lapsed []retrieval.Hit, share float64) []retrieval.Hit {
	if len(lapsed) == 0 || top(current) >= top(lapsed) {
		return current
	}
	follows := map[*corpus.Clause]bool{}
	for _, l := range lapsed {
		for _, c := range l.Clause.Following() {
			follows[c] = true
		}
	}
	for i, h := range current {
		if follows[h.Clause] && h.Score >= share*lapsed[0].Score {
			out := append([]retrieval.Hit{h}, current[:i]...)
			out = append(out, current[i+1:]...)
			out[0].Score = lapsed[0].Score
			return out
		}
	}
	return current
}

func top(hits []retrieval.Hit) float64 {
	if len(hits) == 0 {
		return 0
	}
	return hits[0].Score
}

func within(hits []retrieval.Hit, floor float64, n int) []retrieval.Hit {
	for i, h := range hits {
		if h.Score < floor {
			n = min(n, i)
			break
		}
	}
	return hits[:min(n, len(hits))]
}

// lastFirst moves the clause that lapsed last to the front, among those that fit about equally well.
func lastFirst(hits []retrieval.Hit, recent float64) []retrieval.Hit {
	out := append([]retrieval.Hit(nil), hits...)
	at := 0
	for i, h := range out {
		if h.Score >= recent*out[0].Score && h.Clause.Span.To.After(out[at].Clause.Span.To) {
			at = i
		}
	}
	first := out[at]
	copy(out[1:at+1], out[:at])
	out[0] = first
	return out
}
