package answer

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// reading is what an inquiry says besides its question: the day, the documents, the address, the place.
type reading struct {
	asOf calendar.AsOf
	// dated is true when the inquiry itself named the day or a document that sets it.
	dated bool
	// period is the time named, when it is longer than a day; the law may have changed within.
	period calendar.Span
	// documents are those named and held; unknown are the names of those that are not held.
	documents []*corpus.Document
	unknown   []string
	path      corpus.Path
	// places are the scopes named ("Lào Cai"): their local documents may answer.
	places map[string]bool
	// impossible is a phrase of the form of a date that names no day.
	impossible string
	// rest is the inquiry without the names of times and documents.
	rest string
}

// read takes an inquiry apart; text is what was typed, with slips mended. It decides the day of law: a day named wins; else a document named that is
// no longer in force sets the last day it was; else it is the day given.
func read(lib *corpus.Library, in Inquiry, text string) reading {
	today := in.AsOf
	if today.IsZero() {
		today = calendar.AsOf{Day: in.Today}
	}
	r := reading{asOf: today, places: map[string]bool{}}
	plain := viet.Unmark(text)
	var cut [][2]int
	for _, d := range lib.Documents() {
		if place := viet.Unmark(d.Scope); place != "" && containsWord(plain, place) {
			r.places[d.Scope] = true
		}
	}
	documents := lib.Mentions(text)
	if len(documents) == 0 {
		documents = lib.Mentions(bareNumber(plain))
	}
	for _, m := range documents {
		cut = append(cut, [2]int{m.Start, m.End})
		held := r.bound(m.Documents)
		if len(held) == 0 {
			r.unknown = append(r.unknown, strings.ToUpper(m.Text))
			continue
		}
		r.documents = append(r.documents, held...)
	}
	times, impossible := calendar.Mentions(text, today.Day)
	if len(impossible) > 0 {
		r.impossible = impossible[0]
	}
	named := false
	for _, m := range times {
		if overlaps(cut, m.Start, m.End) {
			continue
		}
		cut = append(cut, [2]int{m.Start, m.End})
		if !named {
			named, r.dated = true, true
			r.asOf = m.AsOf(today.Day)
			if m.Relation == calendar.In && m.Span.From != m.Span.To {
				r.period = calendar.Span{From: m.Span.From, To: r.asOf.Day}
			}
		}
	}
	if day, past := lastDay(lib, r.documents, r.asOf); past {
		r.asOf, r.dated = day, true
		r.period = calendar.Span{}
	}
	r.rest = without(text, cut)
	r.path = corpus.FindPath(r.rest)
	if len(r.documents) > 0 && len(r.path) > 0 {
		r.rest = withoutPath(r.rest)
	}
	return r
}

// bound leaves out local documents of places that the inquiry does not name, when others are left.
func (r *reading) bound(docs []*corpus.Document) []*corpus.Document {
	var out []*corpus.Document
	for _, d := range docs {
		if d.Scope == "" || r.places[d.Scope] {
			out = append(out, d)
		}
	}
	if len(out) == 0 {
		return docs
	}
	return out
}

// lastDay returns the day to ask for when none of the documents is in force on the day given: the last
// day in force of the latest of them, or the first day of one that comes later.
func lastDay(lib *corpus.Library, docs []*corpus.Document, on calendar.AsOf) (calendar.AsOf, bool) {
	var last, first calendar.Day
	for _, d := range docs {
		for _, e := range lib.EditionsOf(d) {
			switch e.On(on) {
			case corpus.InForce, corpus.NotKnown:
				return on, false
			case corpus.Lapsed:
				if last.IsZero() || e.Span.To.After(last) {
					last = e.Span.To
				}
			case corpus.NotYet:
				if first.IsZero() || e.Span.From.Before(first) {
					first = e.Span.From
				}
			}
		}
	}
	switch {
	case !last.IsZero():
		return calendar.AsOf{Day: last}, true
	case !first.IsZero():
		return calendar.AsOf{Day: first}, true
	}
	return on, false
}

// bareNumber makes the name of a document of an inquiry that is a number and nothing else ("296").
func bareNumber(plain string) string {
	plain = strings.Trim(plain, " ?.!")
	for _, r := range plain {
		if !unicode.IsDigit(r) {
			return ""
		}
	}
	if plain == "" || len(plain) > 4 {
		return ""
	}
	return "qd " + plain
}

func containsWord(plain, word string) bool {
	for from := 0; ; {
		i := strings.Index(plain[from:], word)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(word)
		if (start == 0 || plain[start-1] == ' ') && (end == len(plain) || !isLetter(plain[end])) {
			return true
		}
		from = end
	}
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' }

func overlaps(spans [][2]int, start, end int) bool {
	for _, s := range spans {
		if start < s[1] && s[0] < end {
			return true
		}
	}
	return false
}

// without returns the text without the spans, which are counted in bytes of viet.Unmark of it. The
// capitals of the text are kept, because they tell abbreviations.
func without(text string, spans [][2]int) string {
	plain := viet.Unmark(text)
	shown := []rune(viet.Space(viet.NFC(text)))
	if len(shown) != utf8.RuneCountInString(plain) {
		shown = []rune(plain)
	}
	sort.Slice(spans, func(i, j int) bool { return spans[i][0] < spans[j][0] })
	var b strings.Builder
	at := 0
	for _, s := range spans {
		start := utf8.RuneCountInString(plain[:min(s[0], len(plain))])
		end := utf8.RuneCountInString(plain[:min(s[1], len(plain))])
		if start >= at {
			b.WriteString(string(shown[at:start]))
			b.WriteString(", ")
		}
		at = max(at, end)
	}
	b.WriteString(string(shown[min(at, len(shown)):]))
	return viet.Space(b.String())
}

// withoutPath takes the words of an address out of a text.
func withoutPath(text string) string {
	plain := viet.Unmark(text)
	return without(text, corpus.PathSpans(plain))
}
