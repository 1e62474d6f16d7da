package quiz

import (
	"reflect"
	"testing"

	"camnang/bot/officer"
	"camnang/corpus"
)

func TestMostAsked(t *testing.T) {
	members := []officer.ID{"a", "b", "c", "d", "e", "f"}
	// asks has each of the officers ask about a clause of a matter; the answer is named by officer and matter.
	asks := func(matter string, clause corpus.ClauseID, by ...officer.ID) (out []Asking) {
		for _, o := range by {
			out = append(out, Asking{By: o, Answer: string(o) + matter, Matter: matter, Clause: clause})
		}
		return out
	}
	join := func(parts ...[]Asking) (out []Asking) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	for _, row := range []struct {
		name   string
		asked  []Asking
		judged []Judging
		most   int
		want   []Matter
	}{
		{"what five members asked is told", asks("m", "c1", "a", "b", "c", "d", "e"), nil, 10, []Matter{{"m", "c1", 5, 0}}},
		{"what four asked is not", asks("m", "c1", "a", "b", "c", "d"), nil, 10, nil},
		{"who asks twice is one", asks("m", "c1", "a", "b", "c", "d", "d"), nil, 10, nil},
		{"who is no member counts not", asks("m", "c1", "a", "b", "c", "d", "x"), nil, 10, nil},
		{
			"of clauses of a matter the one asked about most stands for it",
			join(asks("m", "c2", "a"), asks("m", "c1", "b", "c"), asks("m", "c0", "d"), asks("m", "c1", "e")), nil, 10,
			[]Matter{{"m", "c1", 5, 0}},
		},
		{
			"of clauses asked about alike the one with the least id",
			join(asks("m", "c2", "a", "b"), asks("m", "c1", "c", "d"), asks("m", "c3", "e")), nil, 10,
			[]Matter{{"m", "c1", 5, 0}},
		},
		{
			"who holds two answers not to be right is one; who is no member is none",
			join(asks("m", "c1", "a", "b", "c", "d", "e"), []Asking{{"a", "again", "m", "c1"}}),
			[]Judging{{"a", "am", false}, {"a", "again", false}, {"b", "bm", true}, {"x", "am", false}, {"c", "of no week", false}},
			10,
			[]Matter{{"m", "c1", 5, 1}},
		},
		{
			"the last judgement of an officer on an answer counts",
			asks("m", "c1", "a", "b", "c", "d", "e"),
			[]Judging{{"a", "am", false}, {"a", "am", true}, {"b", "bm", true}, {"b", "bm", false}},
			10,
			[]Matter{{"m", "c1", 5, 1}},
		},
		{
			"more askers come first; of equal sums what was held wrong oftener; then by id",
			join(asks("k", "c1", "a", "b", "c", "d", "e"), asks("l", "c2", "a", "b", "c", "d", "e"), asks("m", "c3", "a", "b", "c", "d", "e"), asks("n", "c4", members...)),
			[]Judging{{"a", "am", false}},
			10,
			[]Matter{{"m", "c3", 5, 1}, {"n", "c4", 6, 0}, {"k", "c1", 5, 0}, {"l", "c2", 5, 0}},
		},
		{
			"at most so many", join(asks("k", "c1", "a", "b", "c", "d", "e"), asks("l", "c2", members...)), nil, 1,
			[]Matter{{"l", "c2", 6, 0}},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := MostAsked(row.asked, row.judged, members, 5, row.most); len(got)+len(row.want) > 0 && !reflect.DeepEqual(got, row.want) {
				t.Errorf("most asked are %v, want %v", got, row.want)
			}
		})
	}
}

func TestUnfounded(t *testing.T) {
	members := []officer.ID{"a", "b", "c", "d", "e"}
	asked := func(matter string, of ...officer.ID) (out []Asking) {
		for _, id := range of {
			out = append(out, Asking{By: id, Matter: matter})
		}
		return out
	}
	for _, row := range []struct {
		name  string
		asked []Asking
		want  int
	}{
		{"five members", asked("", members...), 5},
		{"four are not told of", asked("", "a", "b", "c", "d"), 0},
		{"who asks twice is one, who is no member none", asked("", "a", "b", "c", "d", "d", "x"), 0},
		{"what a clause answered counts not", asked("m", members...), 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := Unfounded(row.asked, members, 5); got != row.want {
				t.Errorf("%d, want %d", got, row.want)
			}
		})
	}
	if got := MostAsked(asked("", members...), nil, members, 5, 10); len(got) != 0 {
		t.Errorf("what no basis was found for is a matter: %v", got)
	}
}
