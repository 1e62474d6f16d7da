package corpus

import (
	"regexp"
	"strings"

	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// Mention is a document that a sentence names.
type Mention struct {
	// Documents are those held that the words fit, likeliest first; empty when none is held.
	Documents []*Document
	// Text is the name as found, folded and without marks.
	Text string
	// Relation says how the words stand to the document: about its own time, or the time before or after it
	// ("trước khi có Quy định 22").
	Relation calendar.Relation
	// Start and End are its place in viet.Unmark of the sentence, in bytes, a date behind it included.
	Start, End int
}

var (
	wholeNumber = regexp.MustCompile(`(?:^|[^\d/])(\d{1,4})\s*[-–]?\s*(qdi|qd|hd|nq|kl|ct|tb|da|kh|qc)\s*[/.-]\s*(ubkttw|tw|tu|duk|dhqg|dha|du|btg|vptw|bctw|bbt)($|[^a-z])`)
	lawNumber   = regexp.MustCompile(`(?:^|[^\d/])(\d{1,3}/\d{4}/[a-z]{2,6}\d{0,2})`)
	figure      = regexp.MustCompile(`(?:^|[^a-z])(quy dinh|qui dinh|quyet dinh|huong dan|nghi quyet|ket luan|de an|qdi|qd|hd|nq|kl|luat)\s*(?:so\s*)?(\d{1,4})($|[^\d/.,%a-z]|[.,]($|\s)|[.,?!;:)])`)
	charter     = regexp.MustCompile(`(?:(?:^|[^a-z])(?:theo|trong|trich|cua|tra|xem)\s+|(?:dieu|khoan)\s+\d+[,\s]+)dieu le(?:\s+dang)?($|[^a-z])`)
	namedLaw    = regexp.MustCompile(`(?:^|[^a-z])((?:bo luat|luat|nghi dinh|thong tu|phap lenh)(?: [a-z]+){1,8}? (?:nam )?(?:19|20)\d{2})($|[^\d/])`)
	byLaw       = regexp.MustCompile(`(?:^|[^a-z])(?:theo|trong|cua|tai)\s+((?:bo luat|luat|nghi dinh|thong tu|phap lenh) [a-z]+(?: [a-z]+)?)`)
	noLaw       = regexp.MustCompile(`^luat (?:dinh|phap|dang|cua|nay|hien|thi|nao)($|[^a-z])`)
	beforeIt    = regexp.MustCompile(`(?:^|[^a-z])truoc\s+(?:khi\s+(?:co\s+|ban hanh\s+)?|thoi\s+)?$`)
	afterIt     = regexp.MustCompile(`(?:^|[^a-z])sau\s+(?:khi\s+(?:co\s+|het\s+|bo\s+)?)?$`)
	itsDate     = regexp.MustCompile(`^[\s,(]*(?:ban hanh\s+)?(?:(?:ngay|nam)\s+)?(\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\d{4})`)
	// counted is what follows a number that counts something; perhapsCounted what may follow either.
	counted        = regexp.MustCompile(`^\s*(?:ngay|thang|tuoi|buoc|nguoi|phan|lan|dong|loai|cap|hinh thuc|noi dung|truong hop|dong chi)($|[^a-z])`)
	perhapsCounted = regexp.MustCompile(`^\s*(?:nam|dieu)($|[^a-z])`)
)

// kindTags are the letters that a kind of document carries in its number.
var kindTags = map[string][]string{
	"quy dinh": {"qd", "qdi"}, "qui dinh": {"qd", "qdi"}, "quyet dinh": {"qd"}, "qd": {"qd", "qdi"}, "qdi": {"qdi"},
	"huong dan": {"hd"}, "hd": {"hd"}, "nghi quyet": {"nq"}, "nq": {"nq"}, "ket luan": {"kl"}, "kl": {"kl"}, "de an": {"da"},
	"luat": {"qh"},
}

// Mentions returns the documents that a sentence names, in the order in which they stand: by number
// ("22-QĐ/TW", "qd22", "Quy định số 22"), by the name of one that has no number, and with a year or a
// date that is the document's own ("Quy định 30 năm 2016"). A number that nothing held has makes a
// Mention without documents, and so does a law that is named and not held ("Luật Tố cáo 2018").
func (l *Library) Mentions(sentence string) []Mention {
	plain := viet.Unmark(sentence)
	var out []Mention
	covered := func(start, end int) bool {
		for _, m := range out {
			if start < m.End && m.Start < end {
				return true
			}
		}
		return false
	}
	add := func(m Mention) {
		if covered(m.Start, m.End) {
			return
		}
		m.Text = plain[m.Start:m.End]
		if loc := beforeIt.FindStringIndex(plain[:m.Start]); loc != nil {
			m.Relation, m.Start = calendar.Before, loc[0]
		} else if loc := afterIt.FindStringIndex(plain[:m.Start]); loc != nil {
			m.Relation, m.Start = calendar.After, loc[0]
		}
		m.End, m.Documents = l.dated(plain, m.End, m.Documents)
		at := len(out)
		for at > 0 && out[at-1].Start > m.Start {
			at--
		}
		out = append(out[:at], append([]Mention{m}, out[at:]...)...)
	}
	for _, loc := range wholeNumber.FindAllStringSubmatchIndex(plain, -1) {
		number := plain[loc[2]:loc[3]] + "-" + plain[loc[4]:loc[5]] + "/" + plain[loc[6]:loc[7]]
		docs := l.Find(number)
		if len(docs) == 0 && len(number) > 1 && number[0] != '0' {
			docs = l.Find("0" + number)
		}
		add(Mention{Documents: docs, Start: loc[2], End: loc[7]})
	}
	for _, loc := range lawNumber.FindAllStringSubmatchIndex(plain, -1) {
		add(Mention{Documents: l.Find(plain[loc[2]:loc[3]]), Start: loc[2], End: loc[3]})
	}
	for _, loc := range figure.FindAllStringSubmatchIndex(plain, -1) {
		kind, digits := plain[loc[2]:loc[3]], plain[loc[4]:loc[5]]
		if counted.MatchString(plain[loc[5]:]) && !itsDate.MatchString(plain[loc[5]:]) {
			continue
		}
		docs := l.figured(digits, kindTags[kind])
		if len(docs) == 0 && (len(digits) == 4 || perhapsCounted.MatchString(plain[loc[5]:])) {
			continue
		}
		add(Mention{Documents: docs, Start: loc[2], End: loc[5]})
	}
	for _, form := range []*regexp.Regexp{namedLaw, byLaw} {
		for _, loc := range form.FindAllStringSubmatchIndex(plain, -1) {
			name := plain[loc[2]:loc[3]]
			// "kỷ luật" is no law, and the law as such is no document.
			if strings.HasSuffix(strings.TrimRight(plain[:loc[2]], " "), "ky") || noLaw.MatchString(name) {
				continue
			}
			add(Mention{Start: loc[2], End: loc[3]})
		}
	}
	if loc := charter.FindStringIndex(plain); loc != nil {
		if docs := l.Find("Điều lệ Đảng"); len(docs) > 0 {
			end := strings.LastIndex(plain[:loc[1]], "dieu le") + len("dieu le")
			add(Mention{Documents: docs, Start: end - len("dieu le"), End: end})
		}
	}
	return out
}

// figured returns the documents whose number begins with the figure and carries one of the tags.
func (l *Library) figured(digits string, tags []string) []*Document {
	digits = strings.TrimLeft(digits, "0")
	var out []*Document
	for _, d := range l.documents {
		plain := plainNumber(d.Number)
		figure, rest, ok := strings.Cut(plain, "-")
		if !ok {
			figure, rest, _ = strings.Cut(plain, "/")
		}
		if strings.TrimLeft(figure, "0") != digits || digits == "" {
			continue
		}
		for _, tag := range tags {
			if strings.HasPrefix(rest, tag+"/") || tag == "qh" && strings.Contains(rest, "/qh") {
				out = append(out, d)
			}
		}
	}
	sortDocuments(out)
	return out
}

// dated reads the year or date behind a name when it is the date of one of the documents: that one goes
// first, and the date belongs to the name.
func (l *Library) dated(plain string, end int, docs []*Document) (int, []*Document) {
	m := itsDate.FindStringSubmatchIndex(plain[end:])
	if m == nil {
		return end, docs
	}
	times, _ := calendar.Mentions(plain[end+m[2]:end+m[3]], calendar.Day{})
	if len(times) == 0 {
		return end, docs
	}
	for i, d := range docs {
		if times[0].Span.Contains(d.Date) {
			first := append([]*Document{d}, docs[:i]...)
			return end + m[3], append(first, docs[i+1:]...)
		}
	}
	return end, docs
}
