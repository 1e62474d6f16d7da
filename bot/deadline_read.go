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
	// legs is a bare amount of time, to be counted backwards when back; empty when none is said. unread is the words of one
	// that cannot be counted as they stand; tooMuch says that one is more than amountMost, or nothing.
	legs    []leg
	back    bool
	unread  string
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

var (
	backwards  = regexp.MustCompile(`(?i)^[\s,]*(?:trước|truoc)(?:\s+|$)`)
	fromToday  = regexp.MustCompile(`(?i)^\s*(?:nữa|nua)(?:[^\p{L}]|$)`)
	fromWords  = regexp.MustCompile(`(?i)^[\s,.;:]*(?:(?:kể|ke|tính|tinh|bắt đầu|bat dau)\s+)?(?:từ|tu|sau)(?:\s+khi)?\s+`)
	fromBehind = regexp.MustCompile(`(?i)\s+(?:kể từ|ke tu|tính từ|tinh tu|từ|tu|sau|là|la|được|duoc|đủ|du|cộng|cong|thêm|them)$`)
)

// readDeadline takes a sentence apart: "30 ngày làm việc từ 15/12/2026", "khiếu nại nhận quyết định ngày 3/11/2026". The
// text is composed (NFC).
func readDeadline(text string) matter {
	found := readAmount(text)
	if found.unread != "" {
		return matter{unread: found.unread}
	}
	if len(found.legs) > 0 {
		m := matter{legs: found.legs}
		for _, l := range m.legs {
			if l.amount < 1 || l.amount > amountMost {
				return matter{tooMuch: true}
			}
		}
		after := found.after
		if loc := fromToday.FindStringIndex(after); loc != nil && !strings.ContainsAny(after, "0123456789") && viet.Space(found.before) == "" {
			m.rest = "hôm nay"
			return m
		}
		if loc := backwards.FindStringIndex(after); loc != nil {
			m.back, after = true, after[loc[1]:]
		}
		m.rest = startOf(found.before, after)
		return m
	}
	var m matter
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

// argument names a bare amount in a button: "30w" for working days, "3m10d" for months and days, "n" before it to count
// backwards.
func (m matter) argument() string {
	letter := map[calendar.Unit]string{calendar.Days: "d", calendar.WorkingDays: "w", calendar.Months: "m"}
	var out string
	if m.back {
		out = "n"
	}
	for _, l := range m.legs {
		out += strconv.Itoa(l.amount) + letter[l.unit]
	}
	return out
}

var amountArgument = regexp.MustCompile(`^(n?)(?:([1-9]\d{0,3})m)?(?:([1-9]\d{0,3})([dw]))?$`)

// readAmountArgument reads what argument prints of an amount with legs; false for everything else.
func readAmountArgument(arg string) (legs []leg, back, ok bool) {
	found := amountArgument.FindStringSubmatch(arg)
	if found == nil {
		return nil, false, false
	}
	for i, letter := range []string{"m", found[4]} {
		if found[2+i] == "" {
			continue
		}
		amount, err := strconv.Atoi(found[2+i])
		if err != nil || amount > amountMost {
			return nil, false, false
		}
		legs = append(legs, leg{amount, map[string]calendar.Unit{"d": calendar.Days, "w": calendar.WorkingDays, "m": calendar.Months}[letter]})
	}
	return legs, found[1] != "", len(legs) > 0
}
