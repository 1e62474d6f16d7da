package journal

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"camnang/bot/officer"
)

func ownerID(s string) officer.ID { return officer.ID(s) }

var began = time.Date(2026, 11, 23, 1, 2, 3, 0, time.UTC)

// sample is a journal of n entries after start, every third without a body, with the link of each entry.
func sample(start Head, n int) (entries []Stored, links map[int64]string) {
	links = map[int64]string{}
	before := start.Link
	for i := range n {
		number := start.Number + 1 + int64(i)
		s := Stored{Entry: Entry{Number: number, At: began.Add(time.Duration(i) * time.Second), Kind: Sent, About: fmt.Sprint("u", i)}}
		if i%3 > 0 {
			s.Kind, s.Personal, s.Owner = Asked, true, "o1"
			s.Salt, s.Body = []byte(fmt.Sprintf("salt%012d", i)), []byte(fmt.Sprintf(`{"by":"o1","inquiry":"câu %d"}`, i))
			s.Digest = Digest(s.Salt, s.Body)
		}
		before = Link(before, Line(s.Number, s.At, string(s.Kind), s.About, s.Digest))
		links[number] = before
		entries = append(entries, s)
	}
	return entries, links
}

func sequence(entries []Stored) iter.Seq2[Stored, error] {
	return func(yield func(Stored, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func verify(t interface {
	Helper()
	Fatal(...any)
}, start Head, entries []Stored, seals map[int64]string,
) Report {
	t.Helper()
	r, err := Verify(start, sequence(entries), seals)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func erased(s Stored) Stored {
	if s.Body != nil {
		s.Salt, s.Body, s.Owner, s.Personal, s.Erased = nil, nil, "", false, true
	}
	return s
}

// Whatever is done to sealed entries shows; only bodies may go.
func TestAnyChangeIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := Head{}
		if rapid.Bool().Draw(t, "cut") {
			_, links := sample(Head{}, 7)
			start = Head{7, links[7]}
		}
		n := rapid.IntRange(2, 40).Draw(t, "entries")
		entries, links := sample(start, n)
		last := start.Number + int64(n)
		seals := map[int64]string{last: links[last]}
		for _, at := range rapid.SliceOf(rapid.Int64Range(start.Number+1, last)).Draw(t, "seals") {
			seals[at] = links[at]
		}
		bodies := 0
		for i := range entries {
			if rapid.Bool().Draw(t, "erase") && entries[i].Body != nil {
				entries[i] = erased(entries[i])
				bodies++
			}
		}
		r := verify(t, start, entries, seals)
		if len(r.Problems) > 0 || r.Erased != bodies || r.From != start.Number+1 || r.To != last ||
			r.Sealed != last || r.Head != (Head{last, links[last]}) {
			t.Fatalf("untouched: %+v", r)
		}

		i := rapid.IntRange(0, n-1).Draw(t, "at")
		e := &entries[i]
		flip := func(s string) string { return string(s[0]^1) + s[1:] }
		change := map[string]func(){
			"number":  func() { e.Number++ },
			"time":    func() { e.At = e.At.Add(time.Millisecond) },
			"kind":    func() { e.Kind = "changed" },
			"about":   func() { e.About += "x" },
			"digest":  func() { e.Digest = strings.Repeat("0", 64) },
			"removal": func() { entries = slices.Delete(entries, i, i+1) },
			"swap": func() {
				k := (i + 1) % n
				entries[i], entries[k] = entries[k], entries[i]
			},
			"insertion": func() { entries = slices.Insert(entries, i, *e) },
			"a new one": func() {
				entries = slices.Insert(entries, i, Stored{Entry: Entry{Number: e.Number, At: e.At, Kind: Denied}})
			},
			"the rest gone": func() { entries = entries[:i] },
			"the seal": func() {
				at := rapid.SampledFrom(slices.Sorted(func(yield func(int64) bool) {
					for at := range seals {
						if !yield(at) {
							return
						}
					}
				})).Draw(t, "seal")
				seals[at] = flip(links[at])
			},
			"the start": func() { start.Link = strings.Repeat("1", 64) },
		}
		if e.Body != nil {
			change["body"] = func() { e.Body = []byte(`{"by":"o1","inquiry":"another"}`) }
			change["salt"] = func() { e.Salt = []byte("0123456789abcdef") }
			change["body and its digest"] = func() {
				e.Body = []byte(`{}`)
				e.Digest = Digest(e.Salt, e.Body)
			}
		} else {
			change["a body"] = func() { e.Salt, e.Body = []byte("0123456789abcdef"), []byte(`{}`) }
		}
		names := make([]string, 0, len(change))
		for name := range change {
			names = append(names, name)
		}
		slices.Sort(names)
		name := rapid.SampledFrom(names).Draw(t, "change")
		change[name]()
		if r := verify(t, start, entries, seals); len(r.Problems) == 0 {
			t.Fatalf("%s at %d is not found: %+v", name, i, r)
		}
	})
}

func TestAChangeIsToldWhereItIs(t *testing.T) {
	entries, links := sample(Head{}, 30)
	seals := map[int64]string{10: links[10], 11: links[11], 20: links[20], 30: links[30]}
	entries[10].About, entries[14].About = "another", "another"
	want := []string{"entry 11 is not as it was sealed", "entries 12 to 20 are not as they were sealed"}
	if r := verify(t, Head{}, entries, seals); !slices.Equal(r.Problems, want) || r.Sealed != 30 {
		t.Errorf("%+v, want %q", r, want)
	}
}

func TestAJournalOfNothing(t *testing.T) {
	if r := verify(t, Head{}, nil, nil); r.From != 0 || r.To != 0 || r.Head != (Head{}) || len(r.Problems) > 0 {
		t.Errorf("%+v", r)
	}
}

func TestEntriesBehindTheLastSealAreNoProblem(t *testing.T) {
	entries, links := sample(Head{}, 5)
	r := verify(t, Head{}, entries, map[int64]string{3: links[3]})
	if r.Sealed != 3 || r.To != 5 || r.Head != (Head{3, links[3]}) || len(r.Problems) > 0 {
		t.Errorf("%+v", r)
	}
}

func TestProblemsAreNotListedWithoutEnd(t *testing.T) {
	entries, links := sample(Head{}, 500)
	for i := range entries {
		entries[i].Kind = "changed"
	}
	r := verify(t, Head{}, entries, links)
	if len(r.Problems) != 100 || r.Problems[99] != "there are more problems than are listed" {
		t.Errorf("%d problems, the last %q", len(r.Problems), r.Problems[len(r.Problems)-1])
	}
}

func TestVerifyReturnsTheErrorOfReading(t *testing.T) {
	gone := errors.New("gone")
	_, err := Verify(Head{}, func(yield func(Stored, error) bool) { yield(Stored{}, gone) }, nil)
	if !errors.Is(err, gone) {
		t.Error(err)
	}
}
