package quiz

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"camnang/corpus/viet"
)

// Movable reports whether the options may stand in another order than the author's. They may not when an option, the reason
// of one (Why) or the explanation names another by its letter ("Cả A và B", "B sai vì …", "dap an a") or by its place ("Tất cả
// các phương án trên", "Cả hai đều đúng"), with or without marks: in another order that would be another answer. A letter that
// names a person, a unit or a part of a text ("chi bộ A", "điểm a khoản 1") is none of an option. When in doubt the order is
// kept: an order shown to everybody costs little, a right answer marked wrong costs trust.
func (q *Question) Movable() bool {
	if len(q.Options) < 2 {
		return true
	}
	for _, o := range q.Options {
		words := sentenceOf(o.Text)
		if words.all() || words.place() || words.letter(len(q.Options)) {
			return false
		}
		if words = sentenceOf(o.Why); words.place() || words.letter(len(q.Options)) {
			return false
		}
	}
	words := sentenceOf(q.Explanation)
	return !words.place() && !words.letter(len(q.Options))
}

// word is a syllable of a text; capital when it begins with a capital letter. before is what stands between it and the one
// before it.
type word struct {
	viet.Syllable
	capital bool
	before  string
}

// sentence is a text by its syllables.
type sentence []word

func sentenceOf(text string) sentence {
	text = viet.NFC(text)
	var out sentence
	end := 0
	for _, s := range viet.Syllables(text) {
		first, _ := utf8.DecodeRuneInString(text[s.Start:])
		out = append(out, word{s, unicode.IsUpper(first), text[end:s.Start]})
		end = s.End
	}
	return out
}

// words are syllables to compare with, as they are written with marks.
func words(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[viet.Fold(w)] = true
	}
	return out
}

// unmarked are the same without marks, but for those that without marks may be another word as well.
func unmarked(marked map[string]bool, but string) map[string]bool {
	out := map[string]bool{}
	for w := range marked {
		if plain := viet.Unmark(w); !slices.Contains(strings.Fields(but), plain) {
			out[plain] = true
		}
	}
	return out
}

// Words that tell what a letter after them names. A syllable is the last one of a name of several: "bộ" of "chi bộ".
var (
	chooses      = words("cả câu ý chọn")
	choosesPlain = unmarked(chooses, "")
	// kinds are people, units and parts of texts; "c" is that of "đ/c". Without marks "chi" and "vi" are also "chỉ" and "vì".
	kinds = words("điều khoản điểm tiết mục chương phần lục mẫu biểu bảng hình khu vực vùng phương tỉnh huyện quận xã phường trấn " +
		"phố thôn ấp bản làng tổ nhóm đội đoàn hội ban bộ ủy sở cục viện phòng trường lớp khối cụm ty nghiệp quan chức đảng vị viên " +
		"thư trưởng ông bà anh chị em cô chú bác chí người bên vụ án loại hạng bằng c")
	kindsPlain = unmarked(kinds, "chi vi co")
	// numbers follow "cả" in an option that means others: "Cả hai".
	numbers      = words("hai ba bốn năm sáu")
	numbersPlain = unmarked(numbers, "")
	// verdicts begin what is said of options: "đúng", "là đáp án".
	verdicts      = words("đúng sai chính đáp phương")
	verdictsPlain = unmarked(verdicts, "")
	// pointers say where an option stands; without marks "so" is another word too.
	pointers      = words("trên dưới nào cuối số")
	pointersPlain = unmarked(pointers, "so")
	// told stand before "trên" that means what was said: "nêu trên".
	told      = words("nêu nói kể kề vừa")
	toldPlain = unmarked(told, "")
	// notOption are those before or after "ý" and "câu" that make other words of them: "ý kiến", "đồng ý".
	notOption      = words("kiến nghĩa thức chí muốn tưởng định đồng chú lưu cố tùy thỏa")
	notOptionPlain = unmarked(notOption, "")
)

// is reports whether a word is one of a list, written with its marks or without any.
func (w word) is(marked, plain map[string]bool) bool {
	return marked[w.Text] || w.Text == w.Plain && plain[w.Plain]
}

// at is the syllable at a place without marks; "" beyond the ends and, when only within the same phrase, beyond that.
func (s sentence) at(i int, within bool) string {
	if i < 0 || i >= len(s) || within && s[i].Break {
		return ""
	}
	return s[i].Plain
}

// named reports whether a word for an option ends at a place: "phương án", "câu trả lời".
func (s sentence) named(i int) bool {
	if i < 1 || s[i].Break {
		return false
	}
	switch s[i-1].Plain + " " + s[i].Plain {
	case "dap an", "phuong an", "lua chon", "tra loi":
		return true
	}
	return false
}

// option is one of the letters that options have, standing alone: not a part of a number ("05/B", "A4") or of "đ/c".
func (s sentence) option(i, options int) bool {
	w := s[i]
	if len(w.Text) != 1 || w.Text[0] < 'a' || int(w.Text[0]-'a') >= options {
		return false
	}
	glued := func(gap string, other word) bool {
		return gap == "" || (gap == "/" || gap == "-") && (other.Text == "đ" || other.Caps || unicode.IsDigit(rune(other.Text[0])))
	}
	if i > 0 && glued(w.before, s[i-1]) {
		return false
	}
	return i+1 == len(s) || !glued(s[i+1].before, s[i+1])
}

// letter reports whether one of so many options is named by its letter.
func (s sentence) letter(options int) bool {
	small := slices.ContainsFunc(s, func(w word) bool { return !w.Caps && len(w.Text) > 1 })
	for i := 0; i < len(s); i++ {
		if !s.option(i, options) {
			continue
		}
		first, capital := i, s[i].capital
		for next := s.joined(i, options); next > 0; next = s.joined(i, options) {
			i, capital = next, capital || s[next].capital
		}
		switch s.said(first, small) {
		case meansOption:
			return true
		case meansOther:
			continue
		}
		if capital || i > first || len(s) == 1 || s.judged(i+1) {
			return true
		}
	}
	return false
}

// joined is where the next letter of the same list stands ("A, B và C"); 0 when there is none.
func (s sentence) joined(i, options int) int {
	next := i + 1
	switch s.at(next, true) {
	case "va", "hoac", "hay", "voi":
		next++
	}
	if next >= len(s) || strings.ContainsAny(s[next].before, ".;:!?\n(") || !s.option(next, options) {
		return 0
	}
	return next
}

// meaning is what the words before a letter say of it.
type meaning int

const (
	meansNothing meaning = iota
	meansOption
	meansOther
)

// said is what the words before the letter at a place say of it. small: the text has small letters, so that a capital one
// begins a name.
func (s sentence) said(i int, small bool) meaning {
	if i == 0 || strings.ContainsAny(s[i].before, ".,;!?\n") {
		return meansNothing
	}
	switch before := s[i-1]; {
	case s.named(i - 1), before.is(chooses, choosesPlain):
		return meansOption
	case before.is(kinds, kindsPlain),
		small && before.capital && i > 1 && !before.Break,
		before.Caps && !viet.Possible(before.Plain):
		return meansOther
	}
	return meansNothing
}

// judged reports whether what begins at a place says that something is right or wrong, or is the answer.
func (s sentence) judged(i int) bool {
	for n := i; n < i+3; n++ {
		switch s.at(n, true) {
		case "":
			return false
		case "deu", "la", "cung", "khong", "chua", "moi":
		default:
			return s[n].is(verdicts, verdictsPlain)
		}
	}
	return false
}

// place reports whether an option is named by where it stands.
func (s sentence) place() bool {
	for i, w := range s {
		switch w.Plain {
		case "deu":
			if s.judged(i + 1) {
				return true
			}
		case "tren", "duoi":
			if w.is(pointers, pointersPlain) && s.pointing(i) {
				return true
			}
		case "y", "cau":
			if w.is(chooses, choosesPlain) && !s.other(i-1) && !s.other(i+1) && s.which(i+1) {
				return true
			}
		}
		if s.named(i) && s.which(i+1) {
			return true
		}
	}
	return false
}

// other reports whether a word makes another one of "ý" beside it.
func (s sentence) other(i int) bool {
	return i >= 0 && i < len(s) && s[i].is(notOption, notOptionPlain)
}

// which reports whether what begins at a place says which option is meant: "thứ hai", "số 2", "ở trên", "nào".
func (s sentence) which(i int) bool {
	for n := i; n < i+3; n++ {
		plain, next := s.at(n, true), s.at(n+1, true)
		switch plain {
		case "":
			return false
		case "thu":
			if next == "nhat" || next == "tu" || numbersPlain[next] {
				return true
			}
		case "dau":
			return next != "tu"
		case "con":
			if next == "lai" {
				return true
			}
		default:
			if s[n].is(pointers, pointersPlain) || unicode.IsDigit(rune(plain[0])) {
				return true
			}
		}
	}
	return false
}

// pointing reports whether "trên" or "dưới" at a place points at something written, and says not where something is: "nêu
// trên", "ở trên", "trên đây", but neither "cấp trên" nor "trên địa bàn".
func (s sentence) pointing(i int) bool {
	switch s.at(i-1, false) {
	case "cap", "be", "tro", "xuong", "len":
		return false
	}
	switch s.at(i+1, true) {
	case "", "day", "deu", "la", "dung", "sai":
		return true
	}
	return i > 0 && s[i-1].is(told, toldPlain)
}

// all reports whether an option means all others, or so many of them: "Tất cả", "Cả hai trường hợp".
func (s sentence) all() bool {
	switch {
	case len(s) < 2:
		return false
	case s[0].Plain == "tat" && s[1].Plain == "ca":
		rest := s[2:]
		if len(rest) > 0 && rest[0].Plain == "cac" {
			rest = rest[1:]
		}
		switch len(rest) {
		case 0:
			return true
		case 2:
			switch rest[0].Plain + " " + rest[1].Plain {
			case "dap an", "phuong an", "lua chon", "truong hop", "noi dung", "hinh thuc":
				return true
			}
		}
		return rest.at(0, true) == "deu" || len(rest) == 1 && rest[0].is(chooses, choosesPlain)
	case s[0].is(chooses, choosesPlain) && s[0].Plain == "ca":
		return s[1].is(numbers, numbersPlain) || unicode.IsDigit(rune(s[1].Text[0]))
	}
	return false
}
