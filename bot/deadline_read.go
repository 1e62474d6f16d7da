package bot

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"camnang/corpus/calendar"
	"camnang/corpus/procedure"
	"camnang/corpus/viet"
)

// amountMost is how much is counted at once: ten years of days.
const amountMost = 3650

// matter is what a sentence behind /tinhhan asks for.
type matter struct {
	// amount is a bare amount of time, below 0 to count backwards; 0 when none is said. tooMuch says that one is said that is
	// more than amountMost, or nothing.
	amount  int
	unit    calendar.Unit
	tooMuch bool
	// word is the matter of a limit, by deadlineWords; "" for none.
	word string
	// rest is the text that names the day from which is counted.
	rest string
}

// deadlineWords are the matters of which limits are known, by the word of a button and by words without marks, which stand
// in what officers write and in the action of a limit. They are asked in this order.
var deadlineWords = []struct{ word, said string }{
	{"hethieuluc", "het hieu luc"},
	{"dinhchi", "dinh chi"},
	{"khieunai", "khieu nai"},
	{"tocao", "to cao"},
	{"giamsat", "giam sat"},
	{"trao", "trao quyet dinh"},
	{"congbo", "cong bo quyet dinh"},
}

// amountForm is an amount of time, with or without marks; "nam" and "sau" without marks are no numbers, because they are words
// for years and for later. What stands around it tells "12 tháng" from "ngày 15 tháng 12".
var amountForm = regexp.MustCompile(`(?i)(^|[^\p{L}\d/.\-])(\d{1,6}|một|mot|hai|ba|bốn|bon|năm|sáu|bảy|bay|tám|tam|chín|chin|mười|muoi)\s*` +
	`(ngày\s+làm\s+việc|ngay\s+lam\s+viec|nlv|ngày|ngay|tuần|tuan|tháng|thang|năm|nam)($|[^\p{L}])`)

var (
	amountWords = map[string]int{
		"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
	}
	// dateAhead is what stands before a number that is the day of a date; numberNext what makes "tháng" or "năm" part of one.
	dateAhead  = regexp.MustCompile(`(?i)(?:ngày|ngay|mùng|mung|tháng|thang|quý|quy|thứ|thu)\s*$`)
	numberNext = regexp.MustCompile(`^[\s,]*\d`)
	backwards  = regexp.MustCompile(`(?i)^[\s,]*(?:trước|truoc)(?:\s+|$)`)
	fromWords  = regexp.MustCompile(`(?i)^[\s,.;:]*(?:(?:kể|ke|tính|tinh|bắt đầu|bat dau)\s+)?(?:từ|tu|sau)(?:\s+khi)?\s+`)
	fromBehind = regexp.MustCompile(`(?i)\s+(?:kể từ|ke tu|tính từ|tinh tu|từ|tu|sau|là|la|được|duoc|đủ|du|cộng|cong|thêm|them)$`)
)

// readDeadline takes a sentence apart: "30 ngày làm việc từ 15/12/2026", "khiếu nại nhận quyết định ngày 3/11/2026". The
// text is composed (NFC).
func readDeadline(text string) matter {
	var m matter
	for _, at := range amountForm.FindAllStringSubmatchIndex(text, -1) {
		number, unit := viet.Unmark(text[at[4]:at[5]]), viet.Unmark(text[at[6]:at[7]])
		before, after := text[:at[4]], text[at[7]:]
		if dateAhead.MatchString(before) || (unit == "thang" || unit == "nam") && numberNext.MatchString(after) {
			continue
		}
		amount, err := strconv.Atoi(number)
		if err != nil {
			amount = amountWords[number]
		}
		m.amount, m.unit = amountOf(amount, unit)
		if m.amount < 1 || m.amount > amountMost {
			return matter{tooMuch: true}
		}
		if loc := backwards.FindStringIndex(after); loc != nil {
			m.amount, after = -m.amount, after[loc[1]:]
		}
		m.rest = startOf(before, after)
		return m
	}
	for _, w := range deadlineWords {
		if strings.Contains(wordsOf(text), " "+w.said+" ") {
			m.word = w.word
			break
		}
	}
	m.rest = startOf(text, "")
	return m
}

// wordsOf is a text as words without marks and punctuation, with a blank before and after each.
func wordsOf(text string) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, w := range viet.Syllables(text) {
		b.WriteString(w.Plain + " ")
	}
	return b.String()
}

// amountOf is an amount in the units that are counted: a week is seven days, a year twelve months.
func amountOf(n int, unit string) (int, calendar.Unit) {
	switch {
	case unit == "nlv" || strings.HasSuffix(unit, "viec"):
		return n, calendar.WorkingDays
	case unit == "tuan":
		return 7 * n, calendar.Days
	case unit == "thang":
		return n, calendar.Months
	case unit == "nam":
		return 12 * n, calendar.Months
	}
	return n, calendar.Days
}

// startOf is the part of a sentence that names the day from which is counted, without the words that tie it in.
func startOf(before, after string) string {
	before = fromWords.ReplaceAllString(before, "")
	before = fromBehind.ReplaceAllString(strings.TrimRight(before, " ,.;:"), "")
	after = fromWords.ReplaceAllString(after, "")
	return viet.Space(strings.TrimSpace(before) + " " + strings.Trim(after, " ,.;:?!"))
}

// about are those of the limits that are about the matter; all when none is named.
func (m matter) about(limits []procedure.Limit) []procedure.Limit {
	i := slices.IndexFunc(deadlineWords, func(w struct{ word, said string }) bool { return w.word == m.word })
	if i < 0 {
		return limits
	}
	var out []procedure.Limit
	for _, l := range limits {
		if strings.Contains(wordsOf(l.Action), " "+deadlineWords[i].said+" ") {
			out = append(out, l)
		}
	}
	return out
}

// argument names a bare amount in a button: "30w" for working days, "n" before it to count backwards.
func (m matter) argument() string {
	letter := map[calendar.Unit]string{calendar.Days: "d", calendar.WorkingDays: "w", calendar.Months: "m"}[m.unit]
	if m.amount < 0 {
		return "n" + strconv.Itoa(-m.amount) + letter
	}
	return strconv.Itoa(m.amount) + letter
}

var amountArgument = regexp.MustCompile(`^(n?)([1-9]\d{0,3})([dwm])$`)

func readAmountArgument(arg string) (amount int, unit calendar.Unit, ok bool) {
	m := amountArgument.FindStringSubmatch(arg)
	if m == nil {
		return 0, "", false
	}
	amount, err := strconv.Atoi(m[2])
	if err != nil || amount > amountMost {
		return 0, "", false
	}
	if m[1] != "" {
		amount = -amount
	}
	return amount, map[string]calendar.Unit{"d": calendar.Days, "w": calendar.WorkingDays, "m": calendar.Months}[m[3]], true
}
