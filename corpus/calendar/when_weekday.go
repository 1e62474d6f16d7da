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

// ordinal are words before "thứ hai" that make it "second".
var ordinal = []string{
	"lần", "bước", "đợt", "người", "vòng", "kỳ", "kì", "cấp", "hạng", "tổ", "ý", "vấn đề", "nội dung", "khóa", "đại hội", "quý",
	"tháng", "tuần",
	"điểm", "câu", "phần", "chương", "bản", "điều", "năm", "ngày", "nhiệm kỳ", "cuộc", "phiên", "vị trí", "số",
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
		if r.ends(i, ordinal...) < i && !r.any(r.ends(i, "hằng tuần", "mỗi tuần", "tuần sau", "tuần này", "tuần tới"), "tuần") {
			return nil
		}
		if n := r.figure(i+1, 1); n >= 2 && n <= 7 {
			p.weekday, p.next = time.Weekday(n-1), i+2
			break
		}
		for _, w := range weekdayWords {
			if r.is(i+1, w.words...) && !r.is(i+2, "mươi", "lăm", "mốt") {
				p.weekday, p.next = w.day, i+2
			}
		}
		if p.next == 0 {
			return nil
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
	oneAfter               // "sau"
	lastOne                // "trước", "vừa rồi"
)
