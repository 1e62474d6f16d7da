package plan

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// Period is what a report is about: a month, a quarter, six or nine months, or a year of the calendar. The periods in
// which inspection work is reported are those of Decision 885-QĐ/UBKTTW (fact N01) and the single quarters. The zero
// Period is none.
type Period struct {
	Year int
	// First is its first month, 1 to 12; Months is how many it has: 1, 3, 6, 9 or 12.
	First, Months int
}

// From is the first day, To the last one.
func (p Period) From() calendar.Day {
	d, _ := calendar.Date(p.Year, p.First, 1)
	return d
}

// To is the last day of the period.
func (p Period) To() calendar.Day {
	year, month := p.Year, p.First+p.Months
	if month > 12 {
		year, month = year+1, month-12
	}
	d, _ := calendar.Date(year, month, 1)
	return d.Add(-1)
}

// Contains reports whether the day, which may be zero, lies in the period.
func (p Period) Contains(d calendar.Day) bool {
	return !d.IsZero() && !d.Before(p.From()) && !d.After(p.To())
}

var romans = [...]string{"", "I", "II", "III", "IV"}

// Vietnamese is what officers call the period: "tháng 11/2026", "quý III/2026", "6 tháng đầu năm 2026", "9 tháng đầu năm
// 2026", "năm 2026"; "" for none.
func (p Period) Vietnamese() string {
	switch {
	case p.Months == 1:
		return fmt.Sprintf("tháng %d/%d", p.First, p.Year)
	case p.Months == 3:
		return fmt.Sprintf("quý %s/%d", romans[(p.First+2)/3], p.Year)
	case p.Months == 6 && p.First == 7:
		return fmt.Sprintf("6 tháng cuối năm %d", p.Year)
	case p.Months == 6 || p.Months == 9:
		return fmt.Sprintf("%d tháng đầu năm %d", p.Months, p.Year)
	case p.Months == 12:
		return fmt.Sprintf("năm %d", p.Year)
	}
	return ""
}

// String is a short name that ParsePeriod reads, for a button: "2026-m11", "2026-q3", "2026-6m1", "2026-6m2", "2026-9m",
// "2026-y"; "" for none.
func (p Period) String() string {
	switch p.Months {
	case 1:
		return fmt.Sprintf("%04d-m%d", p.Year, p.First)
	case 3:
		return fmt.Sprintf("%04d-q%d", p.Year, (p.First+2)/3)
	case 6:
		return fmt.Sprintf("%04d-6m%d", p.Year, (p.First+5)/6)
	case 9:
		return fmt.Sprintf("%04d-9m", p.Year)
	case 12:
		return fmt.Sprintf("%04d-y", p.Year)
	}
	return ""
}

// Before is the period of the same length that ends before this one begins: of nine months, and of a year, those of
// the year before.
func (p Period) Before() Period {
	if p.Months >= 9 {
		p.Year--
		return p
	}
	if p.First -= p.Months; p.First < 1 {
		p.Year, p.First = p.Year-1, p.First+12
	}
	return p
}

// PeriodsAt are the month, the quarter, the half, the first nine months and the year that the day lies in, from the
// shortest on; without the nine months from October on.
func PeriodsAt(d calendar.Day) []Period {
	y, m := d.Year(), d.Month()
	out := []Period{{y, m, 1}, {y, (m-1)/3*3 + 1, 3}, {y, (m-1)/6*6 + 1, 6}}
	if m <= 9 {
		out = append(out, Period{y, 1, 9})
	}
	return append(out, Period{y, 1, 12})
}

// periodForms are the ways in which a period is said, without marks. The name of a group says what it is: m the month, q
// the quarter, n how many months, h which half, w this or the last one, y the year.
var periodForms = func() []*regexp.Regexp {
	const year = `(?: ?[-/.,]? ?(?:cua )?(?:nam )?(?P<y>\d{4}|nay|ngoai|truoc))?`
	forms := []string{
		`(?P<y>\d{4})-m(?P<m>\d{1,2})`,
		`(?P<y>\d{4})-q(?P<q>\d)`,
		`(?P<y>\d{4})-(?P<n>6)m(?P<h>\d)`,
		`(?P<y>\d{4})-(?P<n>9)m`,
		`(?P<y>\d{4})-y`,
		`(?:thang |t)(?P<m>\d{1,2})` + year,
		`(?P<m>\d{1,2}) ?/ ?(?P<y>\d{4})`,
		`(?P<u>thang|quy|nam) (?P<w>nay|truoc|vua qua|ngoai)`,
		`(?:quy |q)(?P<q>[1-4]|iv|i{1,3})` + year,
		`(?P<n>6|9|sau|chin|12) thang(?: (?P<h>dau|cuoi))?(?: nam)?` + year,
		`(?:ca )?(?:nam )?(?P<y>\d{4})`,
	}
	out := make([]*regexp.Regexp, len(forms))
	for i, f := range forms {
		out[i] = regexp.MustCompile(`^(?:bao cao )?(?:cua )?` + f + `$`)
	}
	return out
}()

// ParsePeriod reads what Vietnamese and String give and other ways to say a period: "Quý III/2026", "q3", "tháng này",
// "quý trước", "9 tháng 2026", "sáu tháng cuối năm 2026", "năm ngoái", with and without marks. Without a year it is the
// latest one that has begun by today, the officers' day. What is anything else, or no period ("tháng 13", "quý V", "9
// tháng cuối năm"), gives false.
func ParsePeriod(text string, today calendar.Day) (Period, bool) {
	text = viet.Unmark(text)
	for _, form := range periodForms {
		found := form.FindStringSubmatch(text)
		if found == nil {
			continue
		}
		said := map[string]string{}
		for i, name := range form.SubexpNames() {
			if name != "" {
				said[name] = found[i]
			}
		}
		return periodOf(said, today)
	}
	return Period{}, false
}

func periodOf(said map[string]string, today calendar.Day) (Period, bool) {
	p := Period{First: 1, Months: 12}
	number := func(name string) int {
		n, _ := strconv.Atoi(said[name])
		return n
	}
	switch {
	case said["w"] != "":
		return periodNear(said["u"], said["w"], today)
	case said["m"] != "":
		p.First, p.Months = number("m"), 1
	case said["q"] != "":
		q := number("q")
		if q == 0 {
			q = map[string]int{"i": 1, "ii": 2, "iii": 3, "iv": 4}[said["q"]]
		}
		p.First, p.Months = q*3-2, 3
	case said["n"] != "":
		p.Months = map[string]int{"6": 6, "sau": 6, "9": 9, "chin": 9, "12": 12}[said["n"]]
		switch said["h"] {
		case "cuoi", "2":
			if p.Months != 6 {
				return Period{}, false
			}
			p.First = 7
		case "", "dau", "1":
		default:
			return Period{}, false
		}
	}
	if p.First < 1 || p.First > 12 {
		return Period{}, false
	}
	switch y := said["y"]; y {
	case "":
		p.Year = today.Year()
		if p.From().After(today) {
			p.Year--
		}
	case "nay":
		p.Year = today.Year()
	case "ngoai", "truoc":
		p.Year = today.Year() - 1
	default:
		p.Year = number("y")
	}
	return p, p.Year > 0 && p.Year < 9999
}

// periodNear is the period of a kind that today lies in, or the one before it.
func periodNear(kind, which string, today calendar.Day) (Period, bool) {
	at := PeriodsAt(today)
	p := map[string]Period{"thang": at[0], "quy": at[1], "nam": at[len(at)-1]}[kind]
	switch {
	case which == "nay":
		return p, true
	case strings.HasPrefix(which, "ngoai") && kind != "nam":
		return Period{}, false
	}
	return p.Before(), true
}
