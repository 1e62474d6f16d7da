package alarm

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"camnang/corpus"
	"camnang/corpus/calendar"
)

func on(day string) calendar.AsOf { return calendar.AsOf{Day: calendar.MustDay(day)} }

// article is what a test library says at one.
type article struct {
	number, text, from, to, later string
	gone                          bool
}

func library(t interface{ Fatal(args ...any) }, articles ...article) *corpus.Library {
	e := &corpus.Edition{
		Document: &corpus.Document{
			Number: "21-QĐ/TW", Kind: "Quy định", Issuer: "Ban Chấp hành Trung ương", Date: calendar.MustDay("2026-04-11"),
		},
		Source: corpus.Digest, Span: calendar.Span{From: calendar.MustDay("2026-04-11")},
	}
	for _, a := range articles {
		if a.gone {
			continue
		}
		c := &corpus.Clause{
			Path: corpus.Path{{Name: "Điều", Number: a.number}}, Heading: "Thời hạn", Text: a.text,
			Facts: []corpus.Fact{{ID: "X" + a.number, Confidence: corpus.High, Sources: []string{"P1"}}},
			Span:  calendar.Span{From: calendar.MustDay(a.from)},
		}
		if a.to != "" {
			c.Span.To = calendar.MustDay(a.to)
		}
		if a.later != "" {
			c.Later = []corpus.Later{{Fact: "X" + a.later}}
		}
		e.Clauses = append(e.Clauses, c)
	}
	lib, err := corpus.New([]*corpus.Edition{e})
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// restOn is a thing that came to rest on an article of the library as it stands there.
func restOn(t interface{ Fatal(args ...any) }, lib *corpus.Library, kind, id, number string) Rests {
	for _, c := range lib.Clauses() {
		if c.Path.String() == "Điều "+number {
			return Rests{Kind: kind, ID: id, Clause: c.ID, Mark: c.Mark(), Cited: c.Cite().String()}
		}
	}
	t.Fatal("no article", number)
	return Rests{}
}

func articles() []article {
	return []article{
		{number: "1", text: "90 ngày.", from: "2026-04-11"},
		{number: "2", text: "30 ngày.", from: "2026-04-11"},
		{number: "3", text: "10 ngày.", from: "2026-04-11"},
		{number: "4", text: "5 ngày.", from: "2026-04-11"},
	}
}

func TestWhatRestsOnAChangedClauseIsFound(t *testing.T) {
	before := library(t, articles()...)
	now := articles()
	now[0].to, now[0].later = "2026-10-31", "2"
	now[1].text = "20 ngày."
	now[2].gone = true
	after := library(t, now...)
	rests := []Rests{
		restOn(t, before, "quiz", "n1", "1"),
		restOn(t, before, Deadline, "k10.1", "1"),
		restOn(t, before, Deadline, "k9.1", "1"),
		restOn(t, before, Deadline, "k1.1", "2"),
		restOn(t, before, Deadline, "k1.2", "3"),
		restOn(t, before, Deadline, "k1.3", "4"),
	}
	if found := Check(before, on("2026-11-23"), rests); len(found) > 0 {
		t.Errorf("nothing changed, and %d are found", len(found))
	}
	found := Check(after, on("2026-11-23"), rests)
	got := map[string]corpus.Standing{}
	var order []string
	for _, f := range found {
		got[f.ID], order = f.Standing, append(order, f.ID)
		if (f.Clause == nil) != (f.Standing == corpus.Gone) {
			t.Errorf("%s: %s with the clause %v", f.ID, f.Standing, f.Clause)
		}
		if f.Rests.Clause == rests[0].Clause && (len(f.Later) != 1 || f.Later[0].Path.String() != "Điều 2") {
			t.Errorf("%s: later %v", f.ID, f.Later)
		}
	}
	want := map[string]corpus.Standing{
		"n1": corpus.Ended, "k10.1": corpus.Ended, "k9.1": corpus.Ended, "k1.1": corpus.Reworded, "k1.2": corpus.Gone,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
	if order[len(order)-1] != "n1" || slices.Index(order, "k9.1")+1 != slices.Index(order, "k10.1") {
		t.Errorf("in the order %v", order)
	}
}

func TestAnEndThatWasKnownIsFoundOnceItPassedWhenTheDayIsKnown(t *testing.T) {
	ends := articles()
	ends[0].to = "2026-10-31"
	lib := library(t, ends...)
	for _, row := range []struct {
		rule, since, today string
		found              bool
	}{
		{"it came to rest before the end, which passed", "2026-10-31", "2026-11-01", true},
		{"on the last day it stands", "2026-10-01", "2026-10-31", false},
		{"it came to rest after the end: an old case, or confirmed", "2026-11-01", "2026-11-23", false},
		{"the day is not known", "", "2026-11-23", false},
	} {
		r := restOn(t, lib, Deadline, "k1.1", "1")
		if row.since != "" {
			r.Since = calendar.MustDay(row.since)
		}
		found := Check(lib, on(row.today), []Rests{r})
		if (len(found) == 1) != row.found || row.found && found[0].Standing != corpus.Ended {
			t.Errorf("%s: %v", row.rule, found)
		}
	}
}

// The order in which things are told of does not matter, and each changed one is found once.
func TestFindingsDoNotDependOnTheOrder(t *testing.T) {
	before := library(t, articles()...)
	rapid.Check(t, func(t *rapid.T) {
		now, changed := articles(), map[string]bool{}
		for i := range now {
			switch rapid.SampledFrom([]string{"stay", "end", "reword", "remove"}).Draw(t, "what") {
			case "end":
				now[i].to = "2026-11-01"
			case "reword":
				now[i].text += " Có thay đổi."
			case "remove":
				now[i].gone = true
			default:
				continue
			}
			changed[now[i].number] = true
		}
		after := library(t, now...)
		var rests []Rests
		want := 0
		for i := range rapid.IntRange(0, 20).Draw(t, "things") {
			number := rapid.SampledFrom([]string{"1", "2", "3", "4"}).Draw(t, "article")
			kind := rapid.SampledFrom([]string{Deadline, "quiz", "answer"}).Draw(t, "kind")
			rests = append(rests, restOn(t, before, kind, fmt.Sprintf("k%d", i), number))
			if changed[number] {
				want++
			}
		}
		found := Check(after, on("2026-11-23"), rests)
		if len(found) != want {
			t.Fatalf("%d found, %d changed", len(found), want)
		}
		if !slices.IsSortedFunc(found, func(a, b Finding) int { return rank(a.Kind) - rank(b.Kind) }) {
			t.Fatal("deadlines are not first")
		}
		if again := Check(after, on("2026-11-23"), rapid.Permutation(rests).Draw(t, "order")); !reflect.DeepEqual(found, again) {
			t.Fatal("another order gives other findings")
		}
		ids := 0
		for _, p := range Summary(found) {
			ids += len(p.IDs)
		}
		if ids != want {
			t.Fatalf("%d in the summary, of %d", ids, want)
		}
	})
}

func TestThePersonResponsibleReadsWhatBecameOfTheClause(t *testing.T) {
	before := library(t, articles()...)
	now := articles()
	now[0].to, now[0].later = "2026-10-31", "2"
	now[1].text = "20 ngày."
	now[2].gone = true
	now[3].from = "2027-01-01"
	var rests []Rests
	for i, number := range []string{"1", "1", "2", "3", "4"} {
		rests = append(rests, restOn(t, before, Deadline, fmt.Sprintf("k%d.1", i), number))
	}
	rests = append(rests, restOn(t, before, "quiz", "n1", "2"))
	unknown := rests[3]
	unknown.ID, unknown.Cited, unknown.Clause = "k7.1", "", "none"
	rests = append(rests, unknown)
	var got []string
	for _, p := range Summary(Check(library(t, now...), on("2026-11-23"), rests)) {
		got = append(got, p.Text)
	}
	want := []string{
		`Căn cứ "Điều 1 Quy định số 21-QĐ/TW ngày 11/4/2026" đã hết hiệu lực, ngày cuối còn hiệu lực là 31/10/2026. ` +
			`Có 2 thời hạn dựa vào căn cứ này, cần đồng chí xác nhận lại hoặc đổi ngày. ` +
			`Văn bản sau về cùng nội dung: Điều 2 Quy định số 21-QĐ/TW ngày 11/4/2026. Trợ lý chưa đối chiếu hai văn bản.`,
		`Nội dung của căn cứ "Điều 2 Quy định số 21-QĐ/TW ngày 11/4/2026" trong thư viện đã thay đổi. ` +
			`Có 1 thời hạn dựa vào căn cứ này, cần đồng chí xác nhận lại hoặc đổi ngày.`,
		`Căn cứ "Điều 3 Quy định số 21-QĐ/TW ngày 11/4/2026" không còn trong thư viện của Trợ lý. ` +
			`Có 1 thời hạn dựa vào căn cứ này, cần đồng chí xác nhận lại hoặc đổi ngày.`,
		`Căn cứ "Điều 4 Quy định số 21-QĐ/TW ngày 11/4/2026" chưa có hiệu lực; ngày có hiệu lực theo thư viện là 1/1/2027. ` +
			`Có 1 thời hạn dựa vào căn cứ này, cần đồng chí xác nhận lại hoặc đổi ngày.`,
		`Căn cứ "một điều khoản" không còn trong thư viện của Trợ lý. ` +
			`Có 1 thời hạn dựa vào căn cứ này, cần đồng chí xác nhận lại hoặc đổi ngày.`,
		`Nội dung của căn cứ "Điều 2 Quy định số 21-QĐ/TW ngày 11/4/2026" trong thư viện đã thay đổi. ` +
			`Có 1 mục dựa vào căn cứ này, cần đồng chí xác nhận lại.`,
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	if pieces := Summary(nil); len(pieces) > 0 {
		t.Errorf("no findings give %v", pieces)
	}
}

func TestEveryTextIsUsedAndThere(t *testing.T) {
	keys := []string{"a-clause", "ended", "reworded", "ahead", "gone", "deadlines", "rests", "later"}
	for _, key := range keys {
		if texts[key] == "" {
			t.Errorf("no text %q", key)
		}
	}
	if len(texts) != len(keys) {
		t.Errorf("%d texts, %d used", len(texts), len(keys))
	}
}
