package bot

import (
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/library"
	"camnang/corpus/viet"
	"camnang/retrieval/answer"
)

var asOfToday = calendar.AsOf{Day: calendar.MustDay("2026-11-23")}

var shippedOnce = sync.OnceValues(library.Shipped)

func shippedLibrary(t testing.TB) *corpus.Library {
	t.Helper()
	lib, err := shippedOnce()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func answerOf(lib *corpus.Library, c *corpus.Clause, further []*corpus.Clause) answer.Answer {
	a := answer.Answer{Kind: answer.Quoted, AsOf: asOfToday, Heading: "Trả lời", Closing: []string{"Hết."}, Fingerprint: lib.Fingerprint()}
	for _, c := range append([]*corpus.Clause{c}, further...) {
		a.Citations = append(a.Citations, answer.Citation{Clause: c, Quote: c.Text, Force: c.On(asOfToday)})
	}
	return a
}

// Every clause, card and page of the shipped library goes through the renderers.
func TestEverythingShippedFitsAMessage(t *testing.T) {
	lib := shippedLibrary(t)
	shelf := newShelf(lib)
	clauses := lib.Clauses()
	for i, c := range clauses {
		if c.Gap {
			continue
		}
		var further []*corpus.Clause
		for k := 1; k < 10; k++ {
			if next := clauses[(i+k)%len(clauses)]; !next.Gap {
				further = append(further, next)
			}
		}
		text, buttons := renderAnswer(lib, answerOf(lib, c, further), answerView{id: answerID(string(c.ID)), today: asOfToday, earlier: true})
		checkReply(t, Reply{Kind: Send, Text: text, Buttons: buttons})
		showsLapse(t, c, c.Span, textOf(Reply{Text: text}))

		text, buttons = renderClause(lib, c, clauseView{today: asOfToday, page: 1, earlier: true})
		checkReply(t, Reply{Kind: Send, Text: text, Buttons: buttons})
		showsLapse(t, c, c.Span, textOf(Reply{Text: text}))
	}
	for _, row := range shelf.rows {
		d := row.document
		n := len(clausesOf(lib, d))
		if n == 0 {
			t.Errorf("%s is listed without a clause", d.Label())
		}
		for page := 1; page <= (n+cardPage-1)/cardPage; page++ {
			text, buttons := renderDocument(shelf, d, documentView{today: asOfToday, page: page})
			checkReply(t, Reply{Kind: Send, Text: text, Buttons: buttons})
			showsLapse(t, nil, editionFor(lib, d, asOfToday).Span, textOf(Reply{Text: text}))
		}
	}
	seen := map[string]bool{}
	for page := 1; page <= (len(shelf.rows)+listPage-1)/listPage; page++ {
		text, buttons := renderList(shelf, asOfToday, page)
		checkReply(t, Reply{Kind: Send, Text: text, Buttons: buttons})
		for _, row := range buttons {
			for _, b := range row {
				seen[b.Payload] = true
			}
		}
	}
	for _, row := range shelf.rows {
		if want := (payload{verb: showDocument, document: documentKey(row.document), page: 1}).String(); !seen[want] {
			t.Errorf("%s has no button in the list", row.document.Label())
		}
	}
}

// showsLapse holds promise P1: what is no longer in force carries the warning and its last day.
func showsLapse(t *testing.T, c *corpus.Clause, span calendar.Span, text string) {
	t.Helper()
	if span.To.IsZero() || !asOfToday.After(span.To) {
		return
	}
	if !strings.Contains(text, "⚠️") || !strings.Contains(text, span.To.Vietnamese()) {
		t.Errorf("%v lapsed on %s and does not say so:\n%s", c, span.To, text)
	}
}

// Promise P2, and the limit of the first screen.
func TestTheFirstClauseIsWordForWordAndOnOneScreen(t *testing.T) {
	for _, lib := range []*corpus.Library{testLibrary(t), shippedLibrary(t)} {
		for _, c := range lib.Clauses() {
			var s sheet
			writeFirst(&s, answer.Citation{Clause: c, Quote: c.Text}, asOfToday)
			text := textOf(Reply{Text: s.done()})
			said, rest, ok := strings.Cut(text, "\n\n"+say("basis"))
			if !ok {
				t.Fatalf("no basis in %q", text)
			}
			citation, _, _ := strings.Cut(rest, "\n")
			_, said, _ = strings.Cut(said, "\n")
			if n := units(said) + units(say("basis")) + units(citation); n > firstClause {
				t.Errorf("%s %s: %d characters on the first screen", c.Edition.Document.Label(), c.Path, n)
			}
			said = strings.TrimSuffix(said, " "+say("verbatim"))
			said = strings.TrimSuffix(strings.Trim(said, "“”"), "…")
			if !strings.Contains(viet.Space(viet.NFC(c.Text)), viet.Space(viet.NFC(said))) {
				t.Errorf("%s %s: shown %q, which the clause does not say", c.Edition.Document.Label(), c.Path, said)
			}
		}
	}
}

func TestAnAlteredQuotationIsNotShown(t *testing.T) {
	c := testLibrary(t).Clauses()[0]
	for _, quote := range []string{"", c.Text + " Thêm.", strings.ToUpper(c.Text)} {
		if got := saidBy(answer.Citation{Clause: c, Quote: quote}); got != c.Text {
			t.Errorf("%q is shown as the clause's words", got)
		}
	}
	first, _, _ := strings.Cut(c.Text, ". ")
	if got := saidBy(answer.Citation{Clause: c, Quote: first}); got != first {
		t.Errorf("a part of the clause comes out as %q", got)
	}
}

func TestADigestIsNeverShownAsTheTextItself(t *testing.T) {
	lib := testLibrary(t)
	for _, c := range lib.Clauses() {
		text, _ := renderClause(lib, c, clauseView{today: asOfToday, page: 1})
		compared := strings.Contains(textOf(Reply{Text: text}), say("verbatim"))
		digest := strings.Contains(textOf(Reply{Text: text}), say("digest"))
		if official := c.Edition.Source == corpus.Official; compared != official || digest == official {
			t.Errorf("%s: compared %v, digest %v", c.Edition.Document.Label(), compared, digest)
		}
	}
}

func TestAnAnswerWithoutAClauseShowsNone(t *testing.T) {
	lib := testLibrary(t)
	a := answerOf(lib, lib.Clauses()[0], nil)
	for _, kind := range []answer.Kind{answer.NotFound, answer.OutOfScope, answer.Refused, answer.Unavailable} {
		a.Kind = kind
		text, buttons := renderAnswer(lib, a, answerView{id: "a", today: asOfToday})
		if got := textOf(Reply{Text: text}); strings.Contains(got, a.Citations[0].Clause.Heading) {
			t.Errorf("%s shows a clause:\n%s", kind, got)
		}
		if len(buttons) != 1 || len(buttons[0]) != 1 || buttons[0][0].Label != say("wrong") {
			t.Errorf("%s has the buttons %v", kind, buttons)
		}
	}
}

func TestAMessageIsNeverTooLong(t *testing.T) {
	lib := testLibrary(t)
	a := answerOf(lib, lib.Clauses()[0], lib.Clauses()[1:9])
	a.Lead = []string{strings.Repeat("Câu dẫn rất dài. ", 400)}
	text, buttons := renderAnswer(lib, a, answerView{id: "a", today: asOfToday})
	checkReply(t, Reply{Kind: Send, Text: text, Buttons: buttons})
}

func TestACopiedCitationFitsItsButton(t *testing.T) {
	d := &corpus.Document{Number: "1-QĐ/TW", Kind: "Quy định", Issuer: strings.Repeat("Ủy ban ", 60), Date: calendar.MustDay("2026-01-05")}
	stated := &corpus.Clause{Text: "A.", Facts: []corpus.Fact{{ID: "A01", Confidence: corpus.High, Sources: []string{"G1"}}}}
	lib, err := corpus.New([]*corpus.Edition{{Document: d, Source: corpus.Digest, Clauses: []*corpus.Clause{stated}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := copyButton(lib.Clauses()[0]).Copy; got != "Quy định số 1-QĐ/TW ngày 5/1/2026" {
		t.Errorf("copies %q", got)
	}
}

func FuzzCut(f *testing.F) {
	f.Add("Một câu. Hai câu. Ba câu.", 12)
	f.Add("1. Đảng viên\n2. Chi bộ", 6)
	f.Add("khôngcóchỗngắtnàotrongchữnày", 5)
	f.Add("👍👍👍👍", 3)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		if limit < 4 || limit > 5000 || !utf8.ValidString(s) {
			return
		}
		short, cut := shorten(s, limit)
		if units(short) > limit || !strings.HasPrefix(s, strings.TrimSuffix(short, "…")) && cut {
			t.Errorf("%q cut to %d: %q", s, limit, short)
		}
		whole := strings.Join(pages(s, limit), " ")
		if strip(whole) != strip(s) {
			t.Errorf("the pages of %q make %q", s, whole)
		}
	})
}

func strip(s string) string { return strings.Join(strings.Fields(s), "") }
