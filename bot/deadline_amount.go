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

// leg is a part of a bare amount of time that is counted in one unit. An amount has one leg, or months and then days.
type leg struct {
	amount int
	unit   calendar.Unit
}

// lengthText is an amount in words: "3 tháng 10 ngày".
func lengthText(legs []leg) string {
	var out []string
	for _, l := range legs {
		out = append(out, procedure.Length(l.amount, l.unit))
	}
	return strings.Join(out, " ")
}

// bareAmount is an amount of time as a sentence says it. legs is empty when there is none, and when it cannot be counted:
// then unread is the words that are one. before and after are the sentence around it.
type bareAmount struct {
	legs          []leg
	unread        string
	before, after string
}

// amountUnits are the units of an amount, without marks, the longer first: how many of what is counted make one. Nothing is
// counted in a unit with none.
var amountUnits = []struct {
	said  []string
	count int
	unit  calendar.Unit
}{
	{[]string{"ngay", "lam", "viec"}, 1, calendar.WorkingDays},
	{[]string{"nlv"}, 1, calendar.WorkingDays},
	{[]string{"tuan", "lam", "viec"}, 0, ""},
	{[]string{"thang", "lam", "viec"}, 0, ""},
	{[]string{"ngay"}, 1, calendar.Days},
	{[]string{"tuan"}, 7, calendar.Days},
	{[]string{"thang"}, 1, calendar.Months},
	{[]string{"quy"}, 3, calendar.Months},
	{[]string{"nam"}, 12, calendar.Months},
	{[]string{"gio"}, 0, ""},
	{[]string{"phut"}, 0, ""},
}

// What a word is in a number besides the figures "1" to "9".
const (
	ten     = "ten"
	hundred = "hundred"
	and     = "and"
	half    = "half"
	// vague is a word of numbers that is not counted: "vài", "nghìn".
	vague = "vague"
)

var (
	numberWords = map[string]string{
		"một": "1", "mốt": "1", "hai": "2", "ba": "3", "bốn": "4", "tư": "4", "năm": "5", "lăm": "5", "nhăm": "5", "sáu": "6", "bảy": "7",
		"bẩy": "7", "tám": "8", "chín": "9", "mười": ten, "mươi": ten, "trăm": hundred, "linh": and, "lẻ": and, "nửa": half,
		"vài": vague, "dăm": vague, "chục": vague, "nghìn": vague, "ngàn": vague,
	}
	// plainNumbers are those that are read without marks too; behindTens those only behind "mươi", because elsewhere they are
	// a year, to do and from.
	plainNumbers = map[string]string{
		"mot": "1", "bon": "4", "bay": "7", "tam": "8", "chin": "9", "muoi": ten, "tram": hundred, "nua": half, "vai": vague,
	}
	behindTens = map[string]string{"nam": "5", "lam": "5", "nham": "5", "tu": "4"}

	amountPieces = regexp.MustCompile(`\d+(?:[.,/–-]\d+)*|[\p{L}\p{M}]+|[^\s\p{L}\p{M}]`)
	isFigures    = regexp.MustCompile(`^\d`)
	// amountNumber is a number of at most two decimals; "1.000" is none, because it may be a thousand or one.
	amountNumber = regexp.MustCompile(`^(\d{1,6})(?:[.,](\d{1,2}))?$`)
)

// amountWords is a sentence as figures, words and signs, and where each stands.
type amountWords []struct {
	text, plain string
	start, end  int
}

func amountWordsOf(text string) amountWords {
	at := amountPieces.FindAllStringIndex(text, -1)
	out := make(amountWords, len(at))
	for i, a := range at {
		word := text[a[0]:a[1]]
		out[i].text, out[i].plain, out[i].start, out[i].end = viet.Fold(word), viet.Unmark(word), a[0], a[1]
	}
	return out
}

func (w amountWords) is(at int, plain ...string) bool {
	return at >= 0 && at < len(w) && slices.Contains(plain, w[at].plain)
}

// unit is the place in amountUnits of the unit that begins at a word, and how many words it has; -1 for none. "quý" has its
// marks: without them it is mostly part of "quy định".
func (w amountWords) unit(at int) (unit, length int) {
	for n, u := range amountUnits {
		all := true
		for i, said := range u.said {
			all = all && w.is(at+i, said)
		}
		if all && (u.said[0] != "quy" || w[at].text == "quý") {
			return n, len(u.said)
		}
	}
	return -1, 0
}

// number is what a word is in a number: figures as they are, a value of numberWords, or "" for no number.
func (w amountWords) number(at int) string {
	switch {
	case at < 0 || at >= len(w):
		return ""
	case isFigures.MatchString(w[at].text):
		return w[at].text
	case numberWords[w[at].text] != "":
		return numberWords[w[at].text]
	case w[at].text != w[at].plain:
		return ""
	case w.is(at, "nua") && w.is(at-1, "ngay", "tuan", "thang", "nam", "viec", "nlv"):
		// "10 ngay nua" is "10 ngày nữa".
		return ""
	case w.is(at-1, "muoi") && behindTens[w[at].plain] != "":
		return behindTens[w[at].plain]
	}
	return plainNumbers[w[at].plain]
}

// hundredths is a number from one word up to another, in hundredths; false for one that cannot be read.
func (w amountWords) hundredths(from, to int) (int, bool) {
	if m := amountNumber.FindStringSubmatch(w[from].text); m != nil && to == from+1 {
		n, err := strconv.Atoi(m[1] + (m[2] + "00")[:2])
		return n, err == nil
	}
	var said []string
	for at := from; at < to; at++ {
		said = append(said, w.number(at))
	}
	digit := func(at int) int {
		if at < len(said) && len(said[at]) == 1 && said[at][0] >= '1' && said[at][0] <= '9' && !isFigures.MatchString(w[from+at].text) {
			return int(said[at][0] - '0')
		}
		return 0
	}
	word := func(at int, which string) bool { return at < len(said) && said[at] == which }
	n, at := 0, 0
	switch {
	case word(0, half) && len(said) == 1:
		return 50, true
	case digit(0) > 0 && word(1, hundred):
		n, at = 100*digit(0), 2
	}
	switch {
	case n > 0 && at == len(said):
	case n > 0 && word(at, and):
		if digit(at+1) == 0 {
			return 0, false
		}
		n, at = n+digit(at+1), at+2
	case word(at, ten):
		n, at = n+10+digit(at+1), at+1+min(1, digit(at+1))
	case digit(at) > 0 && word(at+1, ten):
		n, at = n+10*digit(at)+digit(at+2), at+2+min(1, digit(at+2))
	case n == 0 && digit(at) > 0:
		n, at = digit(at), at+1
	}
	return 100 * n, n > 0 && at == len(said)
}

// numberBefore is where the number that ends before a word begins; the word itself when there is none.
func (w amountWords) numberBefore(at int) int {
	from := at
	for from > 0 && w.number(from-1) != "" {
		from--
	}
	return from
}

// dated reports whether the number at from is part of a date, by what stands before it: "ngày 15 tháng", "thứ hai ngày".
func (w amountWords) dated(from int) bool {
	return w.is(from-1, "ngay", "mung", "mong", "thang", "quy", "thu")
}

// ranged reports whether the number at from is the end of a range or one of several: "3 đến 5 ngày".
func (w amountWords) ranged(from int) bool {
	if !w.is(from-1, "den", "toi", "hoac", "hay", "va", "-", "–", ",", "/") || w.number(from-2) == "" {
		return false
	}
	start := w.numberBefore(from - 1)
	_, whole := w.hundredths(start, from-1)
	return whole && !w.dated(start) && !w.is(start-1, "nam")
}

// readAmount finds the amount of time that a sentence asks to be counted. The text is composed (NFC). What looks like an
// amount and cannot be counted whole is unread: a fraction, a range, several amounts, a unit that is no day.
func readAmount(text string) bareAmount {
	w := amountWordsOf(text)
	for at := range w {
		unit, length := w.unit(at)
		from := w.numberBefore(at)
		to := at + length
		if unit < 0 || from == at || w.dated(from) || w.isFive(at) || w.is(at, "gio", "phut") && !w.lasts(from, to) {
			continue
		}
		parts := []amountPart{{from, at, unit}}
		for {
			next, ok := w.partBehind(to, unit)
			if !ok {
				break
			}
			parts = append(parts, next)
			_, length = w.unit(next.to)
			to, unit = next.to+length, next.unit
		}
		if len(parts) == 1 && w.is(at, "ngay", "thang", "quy", "nam") && length == 1 && w.number(to) != "" {
			// "ngày 5/12", "tháng 12", "năm 2026": the unit begins a date.
			continue
		}
		found := bareAmount{before: text[:w[from].start]}
		whole := !w.ranged(from) && !w.is(from-1, "truoc")
		if w.is(to, "ruoi") {
			to++
			found.legs, whole = w.legs(parts, 50), whole && len(parts) == 1
		} else {
			found.legs = w.legs(parts, 0)
		}
		found.after = text[w[to-1].end:]
		more := readAmount(found.after)
		switch {
		case len(more.legs) > 0 || more.unread != "":
			found.unread = strings.TrimSpace(text[w[from].start : len(text)-len(more.after)])
		case !whole || found.legs == nil:
			start := from
			if w.ranged(from) {
				start = w.numberBefore(from - 1)
			} else if w.is(from-1, "truoc") {
				start--
			}
			found.unread = text[w[start].start:w[to-1].end]
		}
		if found.unread != "" {
			found.legs = nil
		}
		return found
	}
	return bareAmount{after: text}
}

// amountPart is a number, from a word up to that where its unit begins.
type amountPart struct{ from, to, unit int }

// partBehind is the part of a compound amount that stands behind a unit: "6 tháng" behind "1 năm". It is of a smaller unit and
// begins no date.
func (w amountWords) partBehind(at, unit int) (amountPart, bool) {
	if w.is(at, "va") {
		at++
	}
	to := at
	for w.number(to) != "" {
		to++
	}
	next, length := w.unit(to)
	smaller := next >= 0 && to > at && amountUnits[next].count > 0 && amountUnits[unit].count > 0 &&
		(amountUnits[next].unit != calendar.Months && amountUnits[unit].unit == calendar.Months ||
			amountUnits[next].unit == amountUnits[unit].unit && amountUnits[next].count < amountUnits[unit].count)
	if smaller && w.number(to+length) != "" {
		// What begins a date is no part; what another part follows is one.
		_, smaller = w.partBehind(to+length, next)
	}
	return amountPart{at, to, next}, smaller
}

// lasts reports whether hours or minutes, from a word up to another, are an amount and not a time of day.
func (w amountWords) lasts(from, to int) bool {
	return w.is(to, "tu", "ke", "tinh", "sau", "truoc") || to == len(w) && !w.is(from-1, "luc", "vao", "hoi", "truoc")
}

// isFive reports whether a word is the number "năm" and not the year: a unit follows it.
func (w amountWords) isFive(at int) bool {
	next, _ := w.unit(at + 1)
	return w.is(at, "nam") && next >= 0
}

// legs is an amount in what is counted, with so many hundredths of the unit more; nil when it is no whole number of that.
func (w amountWords) legs(parts []amountPart, more int) []leg {
	var out []leg
	for _, p := range parts {
		n, ok := w.hundredths(p.from, p.to)
		u := amountUnits[p.unit]
		if n = (n + more) * u.count; !ok || u.count == 0 || n%100 != 0 {
			return nil
		}
		if last := len(out) - 1; last >= 0 && out[last].unit == u.unit {
			out[last].amount += n / 100
			continue
		}
		out = append(out, leg{n / 100, u.unit})
	}
	if len(out) > 2 {
		return nil
	}
	return out
}

// countsBeside reports whether a text, beside the day that was read in it, says a number that is not that of a document or of
// a part of one, or a unit of time: then it may ask for more than was read.
func countsBeside(text string) bool {
	w := amountWordsOf(text)
	for at := range w {
		unit, _ := w.unit(at)
		if unit >= 0 || w.number(at) != "" && !w.is(at-1, "so", "dieu", "khoan", "diem") {
			return true
		}
	}
	return false
}

// dayBefore is a number and what ties the next day to it, at the end of a text; dayBehind the like at the beginning.
var (
	dayBefore = regexp.MustCompile(`(?i)\d\s*(?:hoặc|hoac|hay|và|va|đến|den|tới|toi|,|-|–)\s*(?:(?:là|la)\s+)?(?:(?:ngày|ngay)\s+)?$`)
	dayBehind = regexp.MustCompile(`(?i)^\s*(?:hoặc|hoac|hay|và|va|đến|den|tới|toi|,|-|–)\s*(?:(?:là|la)\s+)?(?:(?:ngày|ngay)\s+)?\d`)
)

// partOfDays reports whether a phrase of a text is a day beside another that is not in it: "6/12/2026" of "5 hoặc 6/12/2026".
func partOfDays(text, phrase string) bool {
	before, after, found := strings.Cut(text, phrase)
	return found && phrase != "" && (dayBefore.MatchString(before) || dayBehind.MatchString(after))
}
