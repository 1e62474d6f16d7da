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

// indexing makes a later index of an earlier one. Between two values of a key the order decides always.
type indexing[K comparable, V any] struct {
	was         index[K, V]
	order       func(a, b V) int
	gone, added map[K][]V
}

// indexed begins an index after was.
func indexed[K comparable, V any](was index[K, V], order func(a, b V) int) indexing[K, V] {
	return indexing[K, V]{was, order, map[K][]V{}, map[K][]V{}}
}

// leave takes out a value that was under the key, put enters one.
func (x indexing[K, V]) leave(k K, v V) { x.gone[k] = append(x.gone[k], v) }
func (x indexing[K, V]) put(k K, v V)   { x.added[k] = append(x.added[k], v) }

// done is the index with what was put and without what left. A key with nothing is not in it. It costs a copy of each
// slice that changes, and no more comparisons than the values need to find their places: half of all steps may rest on
// one clause.
func (x indexing[K, V]) done() index[K, V] {
	next := make(index[K, V], len(x.was)+len(x.added))
	maps.Copy(next, x.was)
	for k, gone := range x.gone {
		slices.SortFunc(gone, x.order)
		old := next[k]
		all := make([]V, 0, len(old)+len(x.added[k]))
		for _, v := range gone {
			if at, there := slices.BinarySearchFunc(old, v, x.order); there {
				all, old = append(all, old[:at]...), old[at+1:]
			}
		}
		if next[k] = append(all, old...); len(next[k]) == 0 {
			delete(next, k)
		}
	}
	for k, added := range x.added {
		slices.SortFunc(added, x.order)
		old := next[k]
		all := make([]V, 0, len(old)+len(added))
		for _, v := range added {
			at, _ := slices.BinarySearchFunc(old, v, x.order)
			all, old = append(append(all, old[:at]...), v), old[at:]
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
