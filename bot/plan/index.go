package plan

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
)

// index finds values by key, those of one key in order. A later index shares the slices of the keys that did not
// change with an earlier one.
type index[K comparable, V any] map[K][]V

// indexing makes a later index of an earlier one.
type indexing[K comparable, V any] struct {
	was   index[K, V]
	stale func(V) bool
	order func(a, b V) int
	// left are the keys under which values have gone, added the values that came.
	left  map[K]bool
	added map[K][]V
}

// indexed begins an index after was, in which nothing of the stale is.
func indexed[K comparable, V any](was index[K, V], stale func(V) bool, order func(a, b V) int) indexing[K, V] {
	return indexing[K, V]{was, stale, order, map[K]bool{}, map[K][]V{}}
}

func (x indexing[K, V]) leave(k K)    { x.left[k] = true }
func (x indexing[K, V]) put(k K, v V) { x.added[k] = append(x.added[k], v) }

// done is the index: what was and is not stale, with what was put, in order. A key with nothing is not in it. It costs a
// copy of each slice that changes, and no more comparisons than the new values need to find their places: half of all
// steps may rest on one clause.
func (x indexing[K, V]) done() index[K, V] {
	next := make(index[K, V], len(x.was)+len(x.added))
	maps.Copy(next, x.was)
	for k := range x.left {
		if next[k] = slices.DeleteFunc(slices.Clone(next[k]), x.stale); len(next[k]) == 0 {
			delete(next, k)
		}
	}
	for k, added := range x.added {
		slices.SortFunc(added, x.order)
		old := next[k]
		all := make([]V, 0, len(old)+len(added))
		for _, v := range added {
			at, _ := slices.BinarySearchFunc(old, v, x.order)
			all = append(append(all, old[:at]...), v)
			old = old[at:]
		}
		next[k] = append(all, old...)
	}
	return next
}

func byNumber(p, q *Plan) int {
	return cmp.Or(cmp.Compare(p.Number, q.Number), cmp.Compare(p.ID, q.ID))
}

// byDay orders by the day due, those without a day last, then by minute, those without one first, by plan and by step.
func byDay(a, b Item) int {
	x, y := a.Step.Day, b.Step.Day
	switch {
	case x == y:
	case x.IsZero():
		return 1
	case y.IsZero() || x.Before(y):
		return -1
	default:
		return 1
	}
	if by := cmp.Or(cmp.Compare(a.Step.Minute, b.Step.Minute), byNumber(a.Plan, b.Plan)); by != 0 {
		return by
	}
	n, _ := strconv.Atoi(a.Step.ID)
	m, _ := strconv.Atoi(b.Step.ID)
	return cmp.Compare(n, m)
}
