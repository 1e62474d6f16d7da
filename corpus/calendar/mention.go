package calendar

import (
	"regexp"
	"sort"
	"strconv"
	"strings"

	"camnang/corpus/viet"
)

// Mention is a time that a text names: a day, a month, a quarter or a year.
type Mention struct {
	// Span is the time itself, without the word before it.
	Span Span
	// Relation says how the text stands to the span.
	Relation Relation
	// Text is the phrase as found, folded and without marks, with the word that made the relation.
	Text string
	// Start and End are the place of the phrase in viet.Unmark of the text, in bytes.
	Start, End int
}

// Relation is the word before a named time.
type Relation int

// In: "năm 2022", "tại thời điểm 31/8/2023". Before: "trước năm 2021". After: "sau ngày 30/5/2025".
// Beginning: "đầu năm 2025". Since: "từ năm 2016"; a span that a later mention ends.
const (
	In Relation = iota
	Before
	After
	Beginning
	Since
)

// AsOf returns the day of law that the mention asks for: the last day of the span (the first, when the
// text says its beginning), the day before it, or the day after it; never later than today for a span that
// today falls into.
func (m Mention) AsOf(today Day) AsOf {
	switch m.Relation {
	case Before:
		return AsOf{m.Span.From.Add(-1)}
	case Beginning:
		if !m.Span.Contains(today) {
			return AsOf{m.Span.From}
		}
	case After:
		return AsOf{m.Span.To.Add(1)}
	}
	if m.Span.Contains(today) {
		return AsOf{today}
	}
	return AsOf{m.Span.To}
}

// number is one or two figures: a day, or a month.
const number = `(\d{1,2})`

var (
	sep        = `\s*[/.\-]\s*`
	dateForm   = regexp.MustCompile(`(^|[^\d/.\-])` + number + sep + `(\d{1,2})` + sep + `(\d{4}|\d{2})($|[^\d/\-])`)
	wordDate   = regexp.MustCompile(`(^|\s)(?:ngay|mung|mong)\s+` + number + `\s+thang\s+(\d{1,2})(?:\s*[,/]?\s*(?:nam\s+)?)((?:19|20)\d{2})`)
	monthForm  = regexp.MustCompile(`(^|\s)thang\s+(\d{1,2})\s*(?:[/,\-]|nam|\s)\s*(?:nam\s+)?((?:19|20)\d{2})`)
	quarter    = regexp.MustCompile(`(^|\s)quy\s+(iii|ii|iv|i|[1-4])\s*(?:[/,\-]|nam|\s)\s*(?:nam\s+)?((?:19|20)\d{2})`)
	yearForm   = regexp.MustCompile(`(^|\s)nam\s+((?:19|20)\d{2})($|[^\d])`)
	bareYear   = regexp.MustCompile(`(^|[\s(])((?:19|20)\d{2})($|[\s,.?!;:)])`)
	pastYear   = regexp.MustCompile(`(^|\s)nam\s+(ngoai|kia|nay)($|[^a-z])`)
	shortDate  = regexp.MustCompile(`(^|\s)ngay\s+` + number + sep + `(\d{1,2})($|[^\d/.\-])`)
	beforeWord = regexp.MustCompile(`truoc\s*(?:khi\s+|luc\s+|thoi diem\s+|moc\s+)?(?:ngay\s+|thang\s+|nam\s+)?$`)
	afterWord  = regexp.MustCompile(`(?:^|\s)sau\s*(?:ngay\s+|thang\s+|nam\s+)?$`)
	startWord  = regexp.MustCompile(`(?:^|\s)dau\s*(?:thang\s+|nam\s+|quy\s+)?$`)
	sinceWord  = regexp.MustCompile(`(?:^|\s)(?:ke\s+)?tu\s*(?:ngay\s+|thang\s+|nam\s+)?$`)
	// notTheDay is what stands before a time that is not the time asked about: a birth, a term of office.
	notTheDay = regexp.MustCompile(`(?:^|\s)(?:sinh|nhiem ky|khoa)\s*(?:ngay\s+|thang\s+|nam\s+)?$`)
	yearsAgo  = regexp.MustCompile(`(^|\s)cach day\s+(\d{1,2})\s+nam($|[^a-z])`)
)

// Mentions finds the times that a text names with a year, in the order in which they stand, and the
// phrases of the form of a date that name no day there is ("31/2/2026"), or one before the Party was founded.
// A year of two figures is of this century. "năm ngoái", "năm kia", "năm nay" and "cách đây 5 năm" are counted
// from today. The year of a birth or of a term of office is no mention. Amounts of time ("90 ngày", "12 tháng") are not mentions. The text
// may be typed with or without marks.
func Mentions(text string, today Day) (found []Mention, impossible []string) {
	plain := viet.Unmark(text)
	taken := make([]bool, len(plain))
	add := func(start, end int, from, to Day) {
		for i := start; i < end; i++ {
			if taken[i] {
				return
			}
		}
		for i := start; i < end; i++ {
			taken[i] = true
		}
		if notTheDay.MatchString(plain[:start]) {
			return
		}
		m := Mention{Span: Span{from, to}, Start: start, End: end}
		if loc := sinceWord.FindStringIndex(plain[:start]); loc != nil {
			m.Relation, m.Start = Since, loc[0]
		} else if loc := startWord.FindStringIndex(plain[:start]); loc != nil {
			m.Relation, m.Start = Beginning, loc[0]
		} else if loc := beforeWord.FindStringIndex(plain[:start]); loc != nil {
			m.Relation, m.Start = Before, loc[0]
		} else if loc := afterWord.FindStringIndex(plain[:start]); loc != nil {
			m.Relation, m.Start = After, loc[0]
		}
		m.Text = strings.TrimSpace(plain[m.Start:end])
		found = append(found, m)
	}
	num := func(g int, loc []int) int {
		n, err := strconv.Atoi(plain[loc[2*g]:loc[2*g+1]])
		if err != nil {
			return 0
		}
		return n
	}
	days := func(form *regexp.Regexp) {
		for _, loc := range form.FindAllStringSubmatchIndex(plain, -1) {
			start, end := loc[4], loc[9]
			y := num(4, loc)
			if y < 100 {
				y += 2000
			}
			d, ok := Date(y, num(3, loc), num(2, loc))
			if ok && d.Before(earliest) {
				ok = false
			}
			if !ok {
				impossible = append(impossible, plain[start:end])
				for i := start; i < end; i++ {
					taken[i] = true
				}
				continue
			}
			add(start, end, d, d)
		}
	}
	days(dateForm)
	days(wordDate)
	for _, loc := range shortDate.FindAllStringSubmatchIndex(plain, -1) {
		// 2024 is a leap year: a day without a year is impossible only when no year has it.
		if _, ok := Date(2024, num(3, loc), num(2, loc)); !ok && !taken[loc[4]] {
			impossible = append(impossible, plain[loc[4]:loc[7]])
		}
	}
	for _, loc := range monthForm.FindAllStringSubmatchIndex(plain, -1) {
		if from, ok := Date(num(3, loc), num(2, loc), 1); ok {
			add(loc[3], loc[7], from, monthEnd(from))
		} else if !taken[loc[4]] {
			impossible = append(impossible, strings.TrimSpace(plain[loc[3]:loc[7]]))
		}
	}
	for _, loc := range quarter.FindAllStringSubmatchIndex(plain, -1) {
		q := map[string]int{"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}[plain[loc[4]:loc[5]]]
		from, _ := Date(num(3, loc), 3*q-2, 1)
		last, _ := Date(num(3, loc), 3*q, 1)
		add(loc[3], loc[7], from, monthEnd(last))
	}
	for _, form := range []*regexp.Regexp{yearForm, bareYear} {
		for _, loc := range form.FindAllStringSubmatchIndex(plain, -1) {
			from, to := year(num(2, loc))
			add(loc[3], loc[5], from, to)
		}
	}
	for _, loc := range pastYear.FindAllStringSubmatchIndex(plain, -1) {
		back := map[string]int{"ngoai": 1, "kia": 2}[plain[loc[4]:loc[5]]]
		from, to := year(today.Year() - back)
		add(loc[3], loc[5], from, to)
	}
	for _, loc := range yearsAgo.FindAllStringSubmatchIndex(plain, -1) {
		from, to := year(today.Year() - num(2, loc))
		add(loc[3], loc[5], from, to)
	}
	sort.Slice(found, func(i, j int) bool { return found[i].Start < found[j].Start })
	return found, impossible
}

// earliest is the first day that a text can mean: the Party was founded on 3 February 1930.
var earliest = MustDay("1930-02-03")

func year(y int) (from, to Day) {
	from, _ = Date(y, 1, 1)
	to, _ = Date(y, 12, 31)
	return from, to
}

func monthEnd(first Day) Day {
	d := first.Add(31)
	return d.Add(-d.DayOfMonth())
}
