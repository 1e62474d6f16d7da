package answer

import (
	"regexp"
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
	// conflict is the day that the inquiry named, when the document it named was not in force then.
	conflict calendar.Day
	// future is the day named, when it is still to come: nobody knows what will be in force.
	future calendar.Day
	// status is true when the inquiry asks whether a document is in force or what replaced it.
	status bool
	// impossible is a phrase of the form of a date that names no day.
	impossible string
	// rest is the inquiry without the names of times and documents.
	rest string
}

// read takes an inquiry apart; text is what was typed, with slips mended. It decides the day of law: a day named wins; else a document named that is
// no longer in force sets the last day it was; else it is the day given.
func read(lib *corpus.Library, in Inquiry, text string) reading {
	today := in.standsForToday()
	r := reading{asOf: today, places: map[string]bool{}}
	plain := viet.Unmark(text)
	var cut [][2]int
	for _, d := range lib.Documents() {
		if names(plain, viet.Unmark(d.Scope)) {
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
		switch {
		case len(held) == 0:
			r.unknown = append(r.unknown, typedAt(in.Text, text, m))
		case m.Relation != calendar.In:
			if day := beside(lib, held[0], m.Relation); !day.IsZero() {
				r.asOf, r.dated = calendar.AsOf{Day: day}, true
			}
		default:
			r.documents = append(r.documents, held...)
		}
	}
	cut = r.readTimes(text, plain, today, cut)
	if day, past := lastDay(lib, r.documents, r.asOf); past {
		if r.dated && r.asOf != today {
			r.conflict = r.asOf.Day
		}
		r.asOf, r.dated, r.period = day, true, calendar.Span{}
	}
	r.status = len(r.documents) > 0 && asksStatus.MatchString(plain)
	r.rest = without(text, cut)
	r.path = corpus.FindPath(r.rest)
	if len(r.documents) > 0 && len(r.path) > 0 {
		r.rest = withoutPath(r.rest)
	}
	return r
}

// readTimes takes the day of law from the times named, outside what is cut already, and returns what is cut
// then.
func (r *reading) readTimes(text, plain string, today calendar.AsOf, cut [][2]int) [][2]int {
	times, impossible := calendar.Mentions(text, today.Day)
	if len(impossible) > 0 {
		r.impossible = impossible[0]
	}
	// What happened long ago and is dealt with now is judged by the law of now.
	happened := ofAnEvent.MatchString(plain) && ofNow.MatchString(plain)
	var since calendar.Day
	named := false
	for _, m := range times {
		if overlaps(cut, m.Start, m.End) {
			continue
		}
		cut = append(cut, [2]int{m.Start, m.End})
		if named || happened {
			continue
		}
		if m.Relation == calendar.Since {
			since = m.Span.From
			r.period = calendar.Span{From: since, To: today.Day}
			continue
		}
		named, r.dated = true, true
		r.asOf = m.AsOf(today.Day)
		switch {
		case !since.IsZero():
			r.period = calendar.Span{From: since, To: r.asOf.Day}
		case m.Relation == calendar.In && m.Span.From != m.Span.To:
			r.period = calendar.Span{From: m.Span.From, To: r.asOf.Day}
		}
		if r.asOf.After(today.Day) {
			r.future, r.asOf, r.dated, r.period = r.asOf.Day, today, false, calendar.Span{}
		}
	}
	return cut
}

var (
	ofAnEvent  = regexp.MustCompile(`(?:^|\s)(?:vi pham|sai pham|xay ra|khuyet diem|loi|ket nap|mac)\s`)
	ofNow      = regexp.MustCompile(`(?:^|[\s,])(?:hien nay|hien tai|bay gio|den nay|nay moi|gio moi)(?:$|[\s?.,])|, nay\s|\s(?:gio|nay)\s+(?:co|con|thi|bi|xu|xem|phat hien)(?:$|\s)`)
	asksStatus = regexp.MustCompile(`(?:con|het)\s+(?:hieu luc|gia tri)|(?:con|duoc)\s+(?:dung|ap dung)\s+(?:duoc\s+)?(?:khong|ko|k|nua|chua)|thay the|thay bang|bi thay|bi bai bo|het han chua`)
	notThere   = regexp.MustCompile(`(?:khong phai|khong o|khong thuoc|khong ap dung (?:cho|o|tai)|ngoai|khac|tru)\s+(?:o\s+|tinh\s+|la\s+)*$`)
)

// typedAt is the name of a document as the officer typed it, as far as the mended text keeps it.
func typedAt(typed, mended string, m corpus.Mention) string {
	shown, plain := []rune(viet.Space(viet.NFC(mended))), viet.Unmark(mended)
	if mended != typed || len(shown) != utf8.RuneCountInString(plain) {
		return strings.ToUpper(m.Text)
	}
	return strings.TrimSpace(string(shown[utf8.RuneCountInString(plain[:m.Start]):utf8.RuneCountInString(plain[:m.End])]))
}

// names reports whether the text names the place, other than to say that it is not meant.
func names(plain, place string) bool {
	if place == "" || !containsWord(plain, place) {
		return false
	}
	return !notThere.MatchString(plain[:strings.Index(plain, place)])
}

// beside returns the day before a document came into force, or the day after it lapsed; the zero Day when
// there is none.
func beside(lib *corpus.Library, d *corpus.Document, to calendar.Relation) calendar.Day {
	editions := lib.EditionsOf(d)
	if len(editions) == 0 {
		return calendar.Day{}
	}
	if to == calendar.Before {
		return editions[0].Span.From.Add(-1)
	}
	return editions[len(editions)-1].Span.To.Add(1)
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
