package fsrs

import (
	"cmp"
	"slices"

	"camnang/corpus/calendar"
)

// Item is a question that an officer learns.
type Item struct {
	ID   string
	Card Card
	// Tested is true when it belongs to what the class's test is about.
	Tested bool
}

// Goal is what a day's set must keep to.
type Goal struct {
	// Most is how many questions the officer chose to get a day.
	Most int
	// Test is the day of the class's test, the zero Day for none.
	Test calendar.Day
}

// Set is what is to be asked on one day.
type Set struct {
	// Ask has the most urgent first.
	Ask []string
	// Late counts what is due too and has no room today.
	Late int
	// From is the first of the days before the test in which everything tested is seen again; zero without a test to
	// come. Unseen counts what is tested and has not been seen since, today's set aside; Lost is how many of these
	// cannot be seen before the test with Goal.Most a day, and is 0 unless days were missed or the test is too near.
	From         calendar.Day
	Unseen, Lost int
}

// The days before a test. In them a share of each day's room is kept for what is seen again, so that what was wrong can
// come back beside it; three days at least, so that an officer who misses the eve has seen most.
const (
	shareNumerator, shareDenominator = 3, 4
	leastRun                         = 3
)

// Today is the set of a day. Due questions come first, the ones most likely forgotten before others, and those never
// answered last. In the run of days before a test that holds everything tested at three quarters of Goal.Most a day,
// every tested question is seen again once at least, as evenly over the days as can be: what keeps longest first, so
// that the frailest is freshest on the day of the test; but when not everything can be seen any more, what would be
// known least on that day first. On the day of the test and after it the test is no goal.
//
// What was answered today counts towards Goal.Most and is not in the set unless it is due again, so the set may be asked
// for any number of times a day. The order of the items does not matter.
func Today(items []Item, today calendar.Day, goal Goal, p Params) Set {
	due, rest, done := sorted(items, today, p)
	room := max(0, goal.Most-done)
	var set Set
	final := finalRun(items, today, goal)
	if final.days > 0 {
		set.From = final.from
	}
	need := 0
	if final.open {
		unseen := slices.DeleteFunc(slices.Clone(items), func(it Item) bool { return !final.unseen(it) })
		set.Unseen = len(unseen)
		set.Lost = max(0, len(unseen)-room-max(0, goal.Most)*(final.days-1))
		need = min(room, final.quota(items, today, len(unseen), goal.Most))
		rest = slices.DeleteFunc(rest, func(it Item) bool { return !final.unseen(it) })
		if set.Lost > 0 {
			frailFirst(rest, goal.Test, p)
		} else {
			keepingFirst(rest)
		}
	}
	for _, it := range due {
		again := final.open && final.unseen(it)
		if room > need || room > 0 && again {
			set.Ask = append(set.Ask, it.ID)
			room--
			if again {
				need = max(0, need-1)
			}
		} else {
			set.Late++
		}
	}
	if final.open {
		for _, it := range rest[:min(need, room, len(rest))] {
			set.Ask = append(set.Ask, it.ID)
		}
	}
	return set
}

// sorted parts the items into those that are due, the most urgent first, and the others, and counts what was answered
// today.
func sorted(items []Item, today calendar.Day, p Params) (due, rest []Item, done int) {
	for _, it := range items {
		if it.Card.State != New && it.Card.Last == today {
			done++
		}
		if it.Card.State == New || !it.Card.Due.After(today) {
			due = append(due, it)
		} else {
			rest = append(rest, it)
		}
	}
	urgency := func(it Item) float64 {
		if it.Card.State == New {
			return 2
		}
		return Retrievability(it.Card, today, p)
	}
	slices.SortFunc(due, func(a, b Item) int {
		return cmp.Or(cmp.Compare(urgency(a), urgency(b)), cmp.Compare(a.ID, b.ID))
	})
	return due, rest, done
}

// run is the days before a test: from is the first, days how many are left with today, and it is open once from has
// come.
type run struct {
	from calendar.Day
	days int
	open bool
}

func finalRun(items []Item, today calendar.Day, goal Goal) run {
	if goal.Test.IsZero() || goal.Most < 1 || !today.Before(goal.Test) {
		return run{}
	}
	tested := 0
	for _, it := range items {
		if it.Tested {
			tested++
		}
	}
	share := max(1, goal.Most*shareNumerator/shareDenominator)
	from := goal.Test.Add(-max(leastRun, ceil(tested, share)))
	return run{from, between(today, goal.Test), !today.Before(from)}
}

// unseen reports whether an item is tested and was not answered since the run began.
func (r run) unseen(it Item) bool {
	return it.Tested && (it.Card.State == New || it.Card.Last.Before(r.from))
}

// quota is how many unseen questions are to be asked today: an even share of the days left, and what the days to come
// have no room for. What was answered today already counts.
func (r run) quota(items []Item, today calendar.Day, unseen, most int) int {
	done := 0
	for _, it := range items {
		if it.Tested && it.Card.State != New && it.Card.Last == today {
			done++
		}
	}
	return max(0, ceil(unseen+done, r.days)-done, unseen-most*(r.days-1))
}

// keepingFirst puts what is forgotten slowest first.
func keepingFirst(items []Item) {
	slices.SortFunc(items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(b.Card.Stability, a.Card.Stability), cmp.Compare(a.ID, b.ID))
	})
}

// frailFirst puts what would be known least on a day first.
func frailFirst(items []Item, on calendar.Day, p Params) {
	known := func(it Item) float64 { return Retrievability(it.Card, on, p) }
	slices.SortFunc(items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(known(a), known(b)), cmp.Compare(a.ID, b.ID))
	})
}

func ceil(n, by int) int { return (n + by - 1) / by }
