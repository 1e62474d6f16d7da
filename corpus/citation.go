package corpus

import (
	"fmt"
	"regexp"
	"strings"

	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// Citation points at a clause the way a sentence does. It prints and parses back.
type Citation struct {
	Path   Path
	Number string
	// Name stands for the number of a document without one ("Điều lệ Đảng").
	Name string
	Kind string
	Date calendar.Day
}

// Cite returns the citation of a clause.
func (c *Clause) Cite() Citation {
	d := c.Edition.Document
	return Citation{Path: c.Path, Number: d.Number, Name: d.Name, Kind: d.Kind, Date: d.Date}
}

// String is "điểm b khoản 2 Điều 15 Quy định số 21-QĐ/TW ngày 11/4/2026"; the document alone when the
// address is not known.
func (c Citation) String() string {
	d := Document{Number: c.Number, Name: c.Name, Kind: c.Kind, Date: c.Date}
	s := d.Full()
	if len(c.Path) > 0 {
		s = c.Path.Cited() + " " + s
	}
	return s
}

// kinds are the kinds of document that carry numbers; a level's name may stand before them, so they are
// told apart by their own names.
const kinds = `Quy định|Quyết định|Quy chế|Quy trình|Hướng dẫn|Nghị quyết|Kết luận|Chỉ thị|Đề án|Kế hoạch|Thông báo|Nghị định|Thông tư|Pháp lệnh|Bộ luật|Luật`

var (
	citedNumber = regexp.MustCompile(`^(.*?)(?:^|\s)(` + kinds + `)\s+số\s+(\S+)(?:\s+ngày\s+(\d{1,2}/\d{1,2}/\d{1,4}))?$`)
	citedName   = regexp.MustCompile(`^(.*?)(?:^|\s)(Điều lệ[\p{L} ]*?)(?:\s+ngày\s+(\d{1,2}/\d{1,2}/\d{1,4}))?$`)
)

// longestCitation is far above what any document is cited with; what is longer is no citation.
const longestCitation = 500

// ParseCitation reads what String prints. The error names what it could not read.
func ParseCitation(s string) (Citation, error) {
	s = viet.Space(viet.NFC(s))
	if len(s) > longestCitation {
		return Citation{}, fmt.Errorf("%d bytes are no citation", len(s))
	}
	var c Citation
	var path, date string
	if m := citedNumber.FindStringSubmatch(s); m != nil {
		path, c.Kind, c.Number, date = m[1], m[2], m[3], m[4]
	} else if m := citedName.FindStringSubmatch(s); m != nil {
		path, c.Name, c.Kind, date = m[1], strings.TrimSpace(m[2]), strings.TrimSpace(m[2]), m[3]
	} else {
		return Citation{}, fmt.Errorf("%q names no document", s)
	}
	if date != "" {
		var y, m, d int
		if _, err := fmt.Sscanf(date, "%d/%d/%d", &d, &m, &y); err != nil {
			return Citation{}, fmt.Errorf("read the date %q: %w", date, err)
		}
		day, ok := calendar.Date(y, m, d)
		if !ok {
			return Citation{}, fmt.Errorf("%s is no day", date)
		}
		c.Date = day
	}
	// The levels stand narrowest first; each begins with the name of a level.
	words := strings.Fields(path)
	for len(words) > 0 {
		n := 1
		for n < len(words) && !startsLevel(words[n:]) {
			n++
		}
		l, err := parseLevel(strings.Join(words[:n], " "))
		if err != nil {
			return Citation{}, fmt.Errorf("citation %q: %w", s, err)
		}
		c.Path = append(Path{l}, c.Path...)
		words = words[n:]
	}
	return c, nil
}

func startsLevel(words []string) bool {
	if len(words) < 2 {
		return false
	}
	_, err := parseLevel(strings.Join(words, " "))
	return err == nil
}

// Resolve returns the clauses that a citation points at: those under its address in the document of its
// number (or name) and date. None when nothing is held there.
func (l *Library) Resolve(c Citation) []*Clause {
	label := c.Number
	if label == "" {
		label = c.Name
	}
	var out []*Clause
	for _, d := range l.Find(label) {
		if !c.Date.IsZero() && d.Date != c.Date {
			continue
		}
		for _, e := range l.EditionsOf(d) {
			for _, cl := range e.Clauses {
				if cl.At(c.Path) {
					out = append(out, cl)
				}
			}
		}
	}
	return out
}

// At reports whether the clause stands at the address, or below it, under its own or a further address.
// An empty address is that of the whole document.
func (c *Clause) At(p Path) bool {
	if len(p) == 0 || c.Path.Has(p) {
		return true
	}
	for _, also := range c.Also {
		if also.Has(p) {
			return true
		}
	}
	return false
}
