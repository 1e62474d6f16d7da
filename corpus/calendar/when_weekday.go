package calendar

import "time"

// weekdayWords are the days of the week by name; "tư" is also 4, as in no other number of one figure.
var weekdayWords = []struct {
	day   time.Weekday
	words []string
}{
	{time.Monday, []string{"hai"}},
	{time.Tuesday, []string{"ba"}},
	{time.Wednesday, []string{"tư", "bốn"}},
	{time.Thursday, []string{"năm"}},
	{time.Friday, []string{"sáu"}},
	{time.Saturday, []string{"bảy", "bẩy"}},
}

// ordinal are words before "thứ hai" that make it "second". Behind those in perhapsOrdinal it is as well a Monday ("họp tổ thứ
// hai"), and behind those in notOrdinal, which end like an ordinal's noun, it is nothing else ("giao ban thứ hai").
var (
	ordinal = []string{
		"lần", "bước", "đợt", "người", "vòng", "cấp", "hạng", "ý", "vấn đề", "nội dung", "khóa", "đại hội", "điểm", "câu", "phần", "chương",
		"bản", "điều", "khoản", "nhiệm kỳ", "cuộc", "phiên", "phiên họp", "kỳ họp", "vị trí", "số",
	}
	perhapsOrdinal = []string{"tổ", "kỳ", "kì", "ngày", "quý", "tháng", "tuần", "năm"}
	notOrdinal     = []string{
		"giao ban", "ủy ban", "họp ban", "trưởng ban", "phó ban", "kiểm điểm", "thí điểm", "địa điểm", "cao điểm", "thành phần", "định kỳ",
		"góp ý", "đồng ý", "hội ý", "xin ý", "ký số", "cung cấp", "cao cấp", "trung cấp", "hằng tuần", "hàng tuần", "mỗi tuần", "từng tuần",
		"hằng ngày", "hàng ngày",
	}
)

// ordinalAt says what "thứ" at token i is: nil when it begins a day of the week that ends before token next, words that are
// no time for an ordinal ("lần thứ hai"), bad words for one beside a week, which may be either ("lần thứ hai tuần sau").
func (r *reader) ordinalAt(i, next int) *piece {
	if r.tokens[i].line || r.ends(i, notOrdinal...) < i {
		return nil
	}
	at := r.seq(next, "của", "trong", ",")
	week := r.is(at, "tuần") || r.any(at, "hằng tuần", "hàng tuần", "mỗi tuần") || r.ends(i, "tuần sau", "tuần này", "tuần tới") < i
	perhaps := r.ends(i, perhapsOrdinal...) < i
	sure := r.ends(i, ordinal...) < i
	if r.bare && r.is(i-1, "ban") {
		perhaps, sure = true, false
	}
	switch {
	case sure && week:
		p := &piece{kind: kindBad, next: next}
		if s := r.period(at, true); s != nil {
			p.next = s.next
		}
		return p
	case sure:
		return &piece{kind: kindSkipped, next: next}
	case !perhaps || week || r.any(next, "này", "tới", "sau", "lúc", "vào", "ngày") && !r.any(next, "sau khi") || r.hourAt(next) != nil || r.digital(at, false) != nil:
		return nil
	case r.is(i-1, "ngày") && !r.is(next, "của", "kể", "tính", "từ", "trong", "sau"):
		if tie, _ := r.tie(i - 2); i < 2 || r.sign(i-2, ".,;:!?(") || tie != tieNone {
			return nil // "vào ngày thứ hai"
		}
	}
	return &piece{kind: kindSkipped, next: next, doubt: r.is(i-1, "tổ", "kỳ", "kì", "ngày", "ban")}
}

// weekdayAt reads a day of the week with what is said of its week: "thứ sáu", "T6", "chủ nhật tới".
func (r *reader) weekdayAt(i int) *piece {
	p := &piece{kind: kindWeekday}
	switch {
	case r.any(i, "chủ nhật", "chúa nhật"):
		p.next = i + 2
	case r.is(i, "cn") && (r.tokens[i].capital && !r.shout || r.any(i+1, "tuần", "này", "tới") || r.partEndsAt(i) || len(r.tokens) == 1 ||
		r.ends(i, "vào", "ngày", "trước", "h", "giờ") < i):
		p.next = i + 1
	case r.is(i, "t") && !r.glued(i) &&
		(r.tokens[i].capital || len(r.tokens) == 2 || r.partEndsAt(i) || r.any(i+2, "tuần", "này", "tới")) &&
		r.glued(i+1) && r.figure(i+1, 1) >= 2 && r.figure(i+1, 1) <= 7:
		p.weekday, p.next = time.Weekday(r.figure(i+1, 1)-1), i+2
	case r.is(i, "thứ"):
		if n := r.figure(i+1, 1); n >= 2 && n <= 7 {
			p.weekday, p.next = time.Weekday(n-1), i+2
		}
		for _, w := range weekdayWords {
			if r.is(i+1, w.words...) && !r.is(i+2, "mươi", "lăm", "mốt") {
				p.weekday, p.next = w.day, i+2
			}
		}
		if p.next == 0 {
			return nil
		}
		if q := r.ordinalAt(i, p.next); q != nil {
			return q
		}
	default:
		return nil
	}
	if r.sign(p.next, "/") || r.bare && r.any(p.next, "triệu", "đồng", "nghìn", "khoản") {
		return nil
	}
	switch {
	case r.any(p.next, "này", "tới") && !(r.ranged && r.is(p.next, "tới") && r.timeAhead(p.next+1)):
		p.week = thisOne
		if r.is(p.next, "tới") {
			p.week = nextOne
		}
		p.next++
	case r.is(p.next, "sau") && !r.any(p.next, "sau khi") && !r.hourAhead(p.next+1):
		p.week = oneAfter
		p.next++
	case r.following(p.next) > p.next:
		p.week, p.next = oneAfter, r.following(p.next)
	case r.any(p.next, "vừa rồi", "vừa qua"):
		p.week = lastOne
		p.next += 2
	case r.is(p.next, "qua", "rồi") || r.is(p.next, "trước") && !r.timeAhead(p.next+1):
		p.week = lastOne
		p.next++
	}
	return p
}

// weekQualifier is the word behind a day of the week.
type weekQualifier int

// The qualifiers.
const (
	unsaid   weekQualifier = iota
	thisOne                // "này"
	nextOne                // "tới"
	oneAfter               // "sau", "kế tiếp"
	lastOne                // "trước", "vừa rồi"
)
