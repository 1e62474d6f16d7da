package corpus_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/library"
)

func shipped(t *testing.T) *corpus.Library {
	t.Helper()
	lib, err := library.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func on(day string) calendar.AsOf { return calendar.AsOf{Day: calendar.MustDay(day)} }

func TestACitationPrintsAndParsesBack(t *testing.T) {
	c, err := corpus.ParseCitation("điểm b khoản 2 Điều 15 Quy định số 21-QĐ/TW ngày 11/4/2026")
	if err != nil {
		t.Fatal(err)
	}
	want := corpus.Citation{
		Path:   corpus.Path{{Name: "Điều", Number: "15"}, {Name: "khoản", Number: "2"}, {Name: "điểm", Number: "b"}},
		Number: "21-QĐ/TW", Kind: "Quy định", Date: calendar.MustDay("2026-04-11"),
	}
	if d := cmp.Diff(want, c, cmp.Comparer(func(a, b calendar.Day) bool { return a == b })); d != "" {
		t.Error(d)
	}
	n := 0
	for _, clause := range shipped(t).Clauses() {
		c := clause.Cite()
		if c.Number == "" && c.Name != "Điều lệ Đảng" {
			continue
		}
		n++
		printed := strings.Split(c.String(), " của ")[0]
		back, err := corpus.ParseCitation(printed)
		if err != nil {
			t.Errorf("%s: %v", printed, err)
			continue
		}
		if back.Path.String() != c.Path.String() || back.Number != c.Number || back.Date != c.Date {
			t.Errorf("%s comes back as %s", printed, back)
		}
	}
	if n < 150 {
		t.Errorf("only %d citations were tried", n)
	}
}

func TestAnAddressHasAnyDepthAndAnyLevels(t *testing.T) {
	for _, s := range []string{"Điều 6, khoản 1", "Phần II, Mục 3, điểm 3.2", "Điều 30, khoản 2, tiết 2.2.1, điểm b", "Quy trình giám sát chuyên đề", "Mục II, điểm 1, tiết 1.1"} {
		p, err := corpus.ParsePath(s)
		if err != nil || p.String() != s {
			t.Errorf("%q comes back as %q, %v", s, p, err)
		}
	}
	if _, err := corpus.ParsePath("ở trang 5"); err == nil {
		t.Error("a text without a level is an address")
	}
}

func TestFindPathReadsAnyOrderAndSpelling(t *testing.T) {
	rows := []struct{ text, want string }{
		{"khoản 1 Điều 6 nói gì", "Điều 6, khoản 1"},
		{"Điều 6 khoản 1", "Điều 6, khoản 1"},
		{"diem b khoan 2 dieu 15", "Điều 15, khoản 2, điểm b"},
		{"qd 22 dieu 29 noi gi", "Điều 29"},
		{"mục II điểm 1", "Mục II, điểm 1"},
		{"điểm đ khoản 1.3 Điều 5", "Điều 5, khoản 1.3, điểm đ"},
		{"điều kiện để được khiếu nại", ""},
		{"điều đảng viên không được làm", ""},
		{"điểm mới là gì", ""},
		{"điểm d khoản 2 Điều 4, điểm đã nêu", "Điều 4, khoản 2, điểm d"},
	}
	for _, row := range rows {
		if got := corpus.FindPath(row.text).String(); got != row.want {
			t.Errorf("%q: got %q, want %q", row.text, got, row.want)
		}
	}
}

func TestWhatIsInForceFollowsTheDay(t *testing.T) {
	lib := shipped(t)
	rows := []struct{ number, day, state string }{
		{"30-QĐ/TW", "2020-06-01", "in force"},
		{"30-QĐ/TW", "2021-07-28", "lapsed"},
		{"22-QĐ/TW", "2021-07-27", "not yet"},
		{"22-QĐ/TW", "2023-08-31", "in force"},
		{"22-QĐ/TW", "2025-05-30", "lapsed"},
		{"296-QĐ/TW", "2025-05-30", "in force"},
		{"296-QĐ/TW", "2026-04-11", "lapsed"},
		{"21-QĐ/TW", "2026-04-10", "not yet"},
		{"21-QĐ/TW", "2026-11-23", "in force"},
	}
	for _, row := range rows {
		got := map[corpus.Force]string{corpus.InForce: "in force", corpus.Lapsed: "lapsed", corpus.NotYet: "not yet"}[lib.EditionsOf(lib.Find(row.number)[0])[0].On(on(row.day))]
		if got != row.state {
			t.Errorf("%s on %s: %s, want %s", row.number, row.day, got, row.state)
		}
	}
}

func TestNoTwoGenerationsOfTheRegulationAreInForceAtOnce(t *testing.T) {
	lib := shipped(t)
	chain := []string{"46-QĐ/TW", "30-QĐ/TW", "22-QĐ/TW", "296-QĐ/TW", "21-QĐ/TW"}
	rapid.Check(t, func(t *rapid.T) {
		day := calendar.AsOf{Day: calendar.MustDay("2011-11-01").Add(rapid.IntRange(0, 6000).Draw(t, "day"))}
		var held []string
		for _, number := range chain {
			if lib.EditionOn(lib.Find(number)[0], day) != nil {
				held = append(held, number)
			}
		}
		if len(held) != 1 {
			t.Fatalf("on %s: %v", day, held)
		}
		for _, c := range lib.InForce(day) {
			if !c.Span.Contains(day.Day) {
				t.Fatalf("%s is not in force on %s", c.Cite(), day)
			}
		}
	})
}

func TestSuccessorsFollowTheChainToItsEnd(t *testing.T) {
	lib := shipped(t)
	var got []string
	for _, d := range lib.Successors(lib.Find("22-QĐ/TW")[0]) {
		got = append(got, d.Number)
	}
	if strings.Join(got, " ") != "296-QĐ/TW 21-QĐ/TW" {
		t.Errorf("22-QĐ/TW was replaced by %v", got)
	}
	got = nil
	for _, d := range lib.Predecessors(lib.Find("212-QĐ/TW")[0]) {
		got = append(got, d.Number)
	}
	if !strings.Contains(strings.Join(got, " "), "69-QĐ/TW") || !strings.Contains(strings.Join(got, " "), "102-QĐ/TW") {
		t.Errorf("212-QĐ/TW came after %v", got)
	}
}

func TestOneNumberMayBeTwoDocuments(t *testing.T) {
	lib := shipped(t)
	centre, province := lib.Find("21-QĐ/TW"), lib.Find("21-QĐ/TU")
	if len(centre) != 1 || len(province) != 1 || centre[0] == province[0] || centre[0].ID() == province[0].ID() {
		t.Fatalf("21-QĐ/TW is %v, 21-QĐ/TU is %v", centre, province)
	}
	m := lib.Mentions("theo quy định 21 thì sao")
	if len(m) != 1 || len(m[0].Documents) != 2 || m[0].Documents[0] != centre[0] {
		t.Errorf("the figure alone finds %+v", m)
	}
}

func TestMentionsNameDocumentsHoweverTheyAreTyped(t *testing.T) {
	lib := shipped(t)
	rows := []struct{ text, want string }{
		{"Quy định số 22-QĐ/TW quy định gì", "22-QĐ/TW"},
		{"qd22 noi gi", "22-QĐ/TW"},
		{"QĐ296", "296-QĐ/TW"},
		{"quy dinh 296", "296-QĐ/TW"},
		{"theo Quy định 30 năm 2016", "30-QĐ/TW"},
		{"hd08", "08-HD/TW"},
		{"Nghị quyết 05 năm 2026 nói gì", "05-NQ/TW"},
		{"02-HD/UBKTTW", "02-HD/UBKTTW"},
		{"QĐ 885-QĐ/UBKTTW", "885-QĐ/UBKTTW"},
		{"Luật 132/2025/QH15", "132/2025/QH15"},
		{"theo Điều lệ Đảng thì sao", "Điều lệ Đảng"},
		{"Quy định 22-QĐ/TW ngày 28/7/2021", "22-QĐ/TW"},
		{"quy định 3 bước là gì", ""},
		{"quyết định 15 ngày phải công bố", ""},
		{"kiểm tra chấp hành điều lệ", ""},
	}
	for _, row := range rows {
		got := ""
		for _, m := range lib.Mentions(row.text) {
			for _, d := range m.Documents[:min(1, len(m.Documents))] {
				got += d.Label()
			}
		}
		if got != row.want {
			t.Errorf("%q names %q, want %q", row.text, got, row.want)
		}
	}
	for _, text := range []string{"Quy định 999-QĐ/TW", "thời hạn giải quyết tố cáo theo Luật Tố cáo 2018", "Luật Khiếu nại năm 2011 thì sao", "theo Bộ luật Hình sự thì sao"} {
		if m := lib.Mentions(text); len(m) != 1 || len(m[0].Documents) != 0 {
			t.Errorf("%q: %+v", text, m)
		}
	}
	if m := lib.Mentions("trước Quy định 22"); len(m) != 1 || m[0].Relation != calendar.Before {
		t.Errorf("before a document: %+v", m)
	}
}

func TestACitationIsResolvedToItsClauses(t *testing.T) {
	lib := shipped(t)
	c, err := corpus.ParseCitation("khoản 7 Điều 39 Điều lệ Đảng ngày 19/1/2011")
	if err != nil {
		t.Fatal(err)
	}
	if got := lib.Resolve(c); len(got) != 1 || got[0].Facts[0].ID != "E01" {
		t.Errorf("resolved to %v", got)
	}
	c.Date = calendar.MustDay("2012-01-19")
	if got := lib.Resolve(c); len(got) != 0 {
		t.Errorf("another date resolves to %v", got)
	}
}

func TestALibraryThatContradictsItselfIsRefused(t *testing.T) {
	edition := func(from, to, text string) *corpus.Edition {
		d := &corpus.Document{Number: "1-QĐ/TW", Issuer: "X", Date: calendar.MustDay("2020-01-01")}
		span := calendar.Span{From: calendar.MustDay(from)}
		if to != "" {
			span.To = calendar.MustDay(to)
		}
		return &corpus.Edition{Document: d, Span: span, Clauses: []*corpus.Clause{{Text: text, Span: span}}}
	}
	digest := func(facts ...corpus.Fact) []*corpus.Edition {
		e := edition("2020-01-01", "", "a")
		e.Source, e.Clauses[0].Facts = corpus.Digest, facts
		return []*corpus.Edition{e}
	}
	rows := []struct {
		rule     string
		editions []*corpus.Edition
		want     string
	}{
		{"two editions in force on one day", []*corpus.Edition{edition("2020-01-01", "", "a"), edition("2021-01-01", "", "b")}, "two editions in force"},
		{"a span that ends before it begins", []*corpus.Edition{edition("2020-01-01", "2019-01-01", "a")}, "before"},
		{"a digest that states no fact", digest(), "states no fact"},
		{"a fact of low confidence as an answer", digest(corpus.Fact{ID: "A01", Confidence: corpus.Low, Sources: []string{"G1"}}), "low confidence"},
		{"a fact without a source", digest(corpus.Fact{ID: "A01", Confidence: corpus.High}), "no source"},
		{"a clause without words", []*corpus.Edition{edition("2020-01-01", "", " ")}, "without words"},
	}
	for _, row := range rows {
		if _, err := corpus.New(row.editions); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v", row.rule, err)
		}
	}
}

func FuzzParseCitation(f *testing.F) {
	f.Add("điểm b khoản 2 Điều 15 Quy định số 21-QĐ/TW ngày 11/4/2026")
	f.Add("khoản 7 Điều 39 Điều lệ Đảng ngày 19/1/2011")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := corpus.ParseCitation(s)
		if err != nil {
			return
		}
		again, err := corpus.ParseCitation(c.String())
		if err != nil || again.String() != c.String() {
			t.Fatalf("%q prints as %q and comes back as %q, %v", s, c, again, err)
		}
	})
}
