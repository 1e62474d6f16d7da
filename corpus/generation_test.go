package corpus_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"camnang/corpus"
	"camnang/corpus/calendar"
)

// said is a clause of a test library: a document of its own, so that each may end on a day of its own.
type said struct {
	number, text string
	from, to     string
	// fact is what it states, later the fact of the clause that follows it; "" for none.
	fact, later string
	gone        bool
}

func day(s string) calendar.Day {
	if s == "" {
		return calendar.Day{}
	}
	return calendar.MustDay(s)
}

func generation(t interface{ Fatal(args ...any) }, all ...said) *corpus.Library {
	var editions []*corpus.Edition
	for _, s := range all {
		if s.gone {
			continue
		}
		c := &corpus.Clause{
			Path: corpus.Path{{Name: "Điều", Number: "1"}}, Heading: "Thời hạn", Text: s.text,
			Facts: []corpus.Fact{{ID: s.fact, Confidence: corpus.High, Sources: []string{"P1"}}},
		}
		if s.later != "" {
			c.Later = []corpus.Later{{Fact: s.later}}
		}
		// The clause's own span ends, as in the library; that of the edition begins it, so that the id stays.
		c.Span = calendar.Span{From: day(s.from), To: day(s.to)}
		editions = append(editions, &corpus.Edition{
			Document: &corpus.Document{Number: s.number, Kind: "Quy định", Issuer: "Bộ Chính trị"}, Source: corpus.Digest,
			Span: calendar.Span{From: day("2020-01-01")}, Clauses: []*corpus.Clause{c},
		})
	}
	lib, err := corpus.New(editions)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func first(t *testing.T, l *corpus.Library, number string) *corpus.Clause {
	t.Helper()
	docs := l.Find(number)
	if len(docs) != 1 {
		t.Fatalf("%d documents %s", len(docs), number)
	}
	return l.EditionsOf(docs[0])[0].Clauses[0]
}

func TestWhatBecameOfAClauseSinceItWasMarked(t *testing.T) {
	was := said{number: "1-QĐ/TW", text: "90 ngày.", from: "2026-01-01", fact: "X01"}
	ends := was
	ends.to = "2026-10-31"
	for _, row := range []struct {
		rule   string
		marked said
		now    func(s *said)
		day    string
		want   corpus.Standing
	}{
		{"a clause that is as it was stands", was, func(*said) {}, "2026-11-23", corpus.Stands},
		{"a clause that the library does not hold any more is gone", was, func(s *said) { s.gone = true }, "2026-11-23", corpus.Gone},
		{"a clause ends on the day after its last", was, func(s *said) { s.to = "2026-11-22" }, "2026-11-23", corpus.Ended},
		{"on its last day it stands", was, func(s *said) { s.to = "2026-11-23" }, "2026-11-23", corpus.Stands},
		{"an end that was known at the marking is none", ends, func(*said) {}, "2026-11-23", corpus.Stands},
		{"an end that was brought forward is one", ends, func(s *said) { s.to = "2026-09-30" }, "2026-11-23", corpus.Ended},
		{"an end that was taken back is none", ends, func(s *said) { s.to = "" }, "2026-11-23", corpus.Stands},
		{"a word changed is told", was, func(s *said) { s.text = "60 ngày." }, "2026-11-23", corpus.Reworded},
		{"a clause of which the end was known is told when reworded", ends, func(s *said) { s.text = "60 ngày." }, "2026-11-23", corpus.Reworded},
		{"the end goes before the words", was, func(s *said) { s.text, s.to = "60 ngày.", "2026-11-01" }, "2026-11-23", corpus.Ended},
		{"a clause that comes into force later is not yet", was, func(s *said) { s.from = "2027-01-01" }, "2026-11-23", corpus.Ahead},
	} {
		marked := first(t, generation(t, row.marked), "1-QĐ/TW")
		now := row.marked
		row.now(&now)
		if got := generation(t, now).Standing(marked.ID, marked.Mark(), on(row.day)); got != row.want {
			t.Errorf("%s: %q, not %q", row.rule, got, row.want)
		}
	}
}

func TestTwoGenerationsAreCompared(t *testing.T) {
	old := generation(
		t,
		said{number: "1-QĐ/TW", text: "a", from: "2026-01-01", fact: "X01"},
		said{number: "2-QĐ/TW", text: "a", from: "2026-01-01", fact: "X02"},
		said{number: "3-QĐ/TW", text: "a", from: "2026-01-01", fact: "X03"},
		said{number: "4-QĐ/TW", text: "a", from: "2026-01-01", fact: "X04"},
		said{number: "5-QĐ/TW", text: "a", from: "2026-01-01", fact: "X05"},
		said{number: "6-QĐ/TW", text: "a", from: "2026-01-01", fact: "X06"},
		said{number: "7-QĐ/TW", text: "a", from: "2027-01-01", fact: "X07"},
	)
	renewed := generation(
		t,
		said{number: "1-QĐ/TW", text: "a", from: "2026-01-01", to: "2026-11-10", fact: "X01", later: "X11"},
		said{number: "2-QĐ/TW", text: "b", from: "2026-01-01", fact: "X02"},
		said{number: "4-QĐ/TW", text: "a", from: "2026-01-01", fact: "X14"},
		said{number: "5-QĐ/TW", text: "a", from: "2026-01-01", to: "2026-12-31", fact: "X05"},
		said{number: "6-QĐ/TW", text: "a", from: "2027-02-01", fact: "X06"},
		said{number: "7-QĐ/TW", text: "a", from: "2027-01-01", fact: "X07"},
		said{number: "11-QĐ/TW", text: "a", from: "2026-11-11", fact: "X11"},
	)
	type told struct {
		number string
		kind   corpus.Standing
		from   string
		later  string
	}
	var got []told
	for _, c := range corpus.Compare(old, renewed, on("2026-11-23")) {
		s := told{number: c.Old.Edition.Document.Number, kind: c.Kind, from: c.From.String()}
		for _, l := range c.Later {
			s.later += l.Edition.Document.Number
		}
		if (c.New == nil) != (c.Kind == corpus.Gone) || c.Clause != c.Old.ID {
			t.Errorf("%s: %v", s.number, c)
		}
		got = append(got, s)
	}
	want := []told{
		{"1-QĐ/TW", corpus.Ended, "2026-11-11", "11-QĐ/TW"},
		{"2-QĐ/TW", corpus.Reworded, "", ""},
		{"3-QĐ/TW", corpus.Gone, "", ""},
		// Another clause stands at its address.
		{"4-QĐ/TW", corpus.Gone, "", "4-QĐ/TW"},
		// The end is ahead.
		{"5-QĐ/TW", corpus.Ended, "2027-01-01", ""},
		{"6-QĐ/TW", corpus.Ahead, "2027-02-01", ""},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v\nnot %v", got, want)
	}
}

// Whatever is done to the texts, each clause is told of exactly when, and as, it changed.
func TestComparingTellsOfWhatChangedAndOfNothingElse(t *testing.T) {
	today := on("2026-11-23")
	rapid.Check(t, func(t *rapid.T) {
		var before, after []said
		want := map[string][]corpus.Standing{}
		for i := range rapid.IntRange(0, 8).Draw(t, "clauses") {
			s := said{number: fmt.Sprintf("%d-QĐ/TW", i+1), text: "a", from: "2026-01-01", fact: fmt.Sprintf("X%02d", i)}
			s.to = rapid.SampledFrom([]string{"", "", "2026-10-01", "2027-06-30"}).Draw(t, "end before")
			before = append(before, s)
			now := s
			reworded := rapid.Bool().Draw(t, "reworded")
			if reworded {
				now.text = "b"
			}
			switch rapid.SampledFrom([]string{"stay", "remove", "end", "end ahead", "open"}).Draw(t, "what") {
			case "remove":
				now.gone = true
				want[s.number] = []corpus.Standing{corpus.Gone}
			case "end":
				now.to = "2026-11-20"
				want[s.number] = []corpus.Standing{corpus.Ended}
			case "end ahead":
				now.to = "2026-12-31"
				if reworded {
					want[s.number] = []corpus.Standing{corpus.Reworded}
				}
				want[s.number] = append(want[s.number], corpus.Ended)
			case "open":
				now.to = ""
				fallthrough
			default:
				if reworded {
					want[s.number] = []corpus.Standing{corpus.Reworded}
				}
			}
			after = append(after, now)
		}
		old, renewed := generation(t, before...), generation(t, after...)
		got := map[string][]corpus.Standing{}
		for _, c := range corpus.Compare(old, renewed, today) {
			number := c.Old.Edition.Document.Number
			got[number] = append(got[number], c.Kind)
			if standing := renewed.Standing(c.Clause, c.Old.Mark(), today); standing != c.Kind && !c.From.After(today.Day) {
				t.Fatalf("%s: told as %q, and it is %q", number, c.Kind, standing)
			}
		}
		for _, s := range before {
			if !slices.Equal(got[s.number], want[s.number]) {
				t.Fatalf("%s: %q, not %q", s.number, got[s.number], want[s.number])
			}
		}
		if same := corpus.Compare(old, generation(t, before...), today); len(same) > 0 {
			t.Fatalf("a generation differs from itself: %v", same)
		}
	})
}

func TestTheShippedLibraryStandsAgainstItsOwnMarks(t *testing.T) {
	lib := shipped(t)
	if found := corpus.Compare(lib, lib, on("2026-11-23")); len(found) > 0 {
		t.Errorf("%d changes of the library against itself", len(found))
	}
	if len(lib.Clauses()) < 150 {
		t.Errorf("only %d clauses were compared", len(lib.Clauses()))
	}
}
