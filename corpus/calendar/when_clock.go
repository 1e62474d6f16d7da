package calendar

import "fmt"

// part is a part of the day, by the word for it and by its full name. begin, moment and end are minutes of the day: when
// it begins, what it is taken for when no hour is said, and when it ends. They are conventions within the hours of work
// 07:30–17:30, which Echo says.
type part struct {
	word, name         string
	begin, moment, end int
	// low and high are the hours that are said of it on a clock of 24 hours.
	low, high int
}

// The parts of the day.
var parts = []part{
	{"sáng", "buổi sáng", 7*60 + 30, 8 * 60, 11*60 + 30, 1, 11},
	{"trưa", "buổi trưa", 11 * 60, 11*60 + 30, 13 * 60, 10, 14},
	{"chiều", "buổi chiều", 13*60 + 30, 14 * 60, 17 * 60, 12, 19},
	{"tối", "buổi tối", 18 * 60, 19 * 60, 21 * 60, 17, 24},
	{"đêm", "ban đêm", 21 * 60, 22 * 60, 24*60 - 1, 19, 29},
	{"khuya", "ban đêm", 21 * 60, 22 * 60, 24*60 - 1, 19, 29},
}

// partWords are the names of the parts.
var partWords = []string{"sáng", "trưa", "chiều", "tối", "đêm", "khuya"}

// notParts are words that begin like a part of the day.
var notParts = []string{
	"sáng kiến", "sáng tạo", "sáng suốt", "sáng lập", "sáng tỏ", "chiều hướng", "chiều cao", "chiều dài", "chiều rộng", "chiều sâu",
	"tối đa", "tối thiểu",
	"tối ưu", "tối hậu", "tối cao", "tối tân", "tối mật", "khuya khoắt",
}

// partName returns the part of the day that token i names.
func (r *reader) partName(i int) *part {
	if r.any(i, notParts...) {
		return nil
	}
	for k := range parts {
		if !r.is(i, parts[k].word) {
			continue
		}
		if r.bare && r.is(i, "tối") && r.ends(i, toPeople...) < i {
			return nil // "nhac toi" is "nhắc tôi"
		}
		if r.bare && r.is(i, "sáng") && r.is(i+1, "tuần", "tháng", "quý", "năm") {
			return nil // "sang tuan sau" is "sang tuần sau"
		}
		if r.bare && r.is(i, "sáng") && r.ends(i, "chuyển", "dời", "hoãn", "lùi", "đổi", "để", "qua") < i {
			return nil // "chuyen sang" is "chuyển sang"
		}
		return &parts[k]
	}
	return nil
}

// partAt reads a part of the day. joined says that it stands beside a time already, so that it needs nothing else
// to be one: "sáng" alone is many things.
func (r *reader) partAt(i int, joined bool) *piece {
	p := &piece{kind: kindPart}
	at := i
	switch {
	case r.any(at, "đầu giờ", "đầu buổi"):
		p.beginning, at = true, at+2
	case r.any(at, "cuối giờ", "cuối buổi", "hết giờ", "hết buổi"):
		p.end, at = true, at+2
	case r.any(at, "giữa buổi"):
		at += 2
	case r.is(at, "cuối", "hết") && r.partName(at+1) != nil:
		p.end, at = true, at+1
	case r.is(at, "đầu") && r.partName(at+1) != nil:
		p.beginning, at = true, at+1
	}
	hours := at > i && r.is(i+1, "giờ")
	sure := at > i
	if next := r.seq(at, "buổi"); next > at {
		at, sure = next, true
	}
	if r.any(at, "nửa đêm") {
		return &piece{kind: kindClock, hour: 24, next: at + 2}
	}
	p.part = r.partName(at)
	switch {
	case p.part != nil && (r.is(at+1, "và", "hoặc", "hay") || r.sign(at+1, ",-")) && r.partName(at+2) != nil:
		// "Sáng và chiều mai" is two times.
		return &piece{kind: kindBad, next: at + 1}
	case p.part != nil && r.figure(at+1, 2) > 0 && (r.is(at+2, "và", "hoặc", "hay") || r.sign(at+2, ",")) && r.partName(at+3) != nil:
		// "Sáng 15 và chiều 16/12": the first day waits for its month.
		return &piece{kind: kindBad, next: at + 2}
	case p.part != nil:
		p.doubt = r.bare && !sure && r.is(at, "tới") && (r.digital(at+1, false) != nil || r.any(at+1, "ngày", "thứ", "mùng", "hết", "t"))
		at = r.seq(at+1, "sớm")
	case hours:
		// "Cuối giờ", "hết giờ làm việc": the hours of work.
		at = r.seq(at, "làm việc", "hành chính")
		p.part = &part{name: "giờ làm việc", begin: 7*60 + 30, moment: 7*60 + 30, end: 17 * 60}
		if p.end {
			sure = joined || r.is(i, "hết") || r.ends(i, "vào", "lúc", "trước") < i || r.dayLike(at)
		} else {
			sure = joined || r.ends(i, "vào", "lúc", "trước") < i || r.dayLike(at)
		}
	case r.any(i, "cuối ngày") && (joined || r.dayLike(i+1) || r.dayLike(i+2) || r.ends(i, "vào", "lúc", "trước") < i):
		p.part, p.end, sure = &part{name: "ngày", end: 17 * 60}, true, true
		at = i + 1
		if !r.dayLike(at) {
			at++
		}
	default:
		return nil
	}
	p.next = at
	whole := at == len(r.tokens) && i == 0
	if !joined && !sure && !whole && !r.dayLike(at) && r.ends(i, "vào", "lúc", "trong", "trước") == i {
		return nil
	}
	return p
}

// dayLike reports whether a day begins at token i, perhaps behind a word that ties it in.
func (r *reader) dayLike(i int) bool {
	at := r.seq(i, "của", "vào", ",")
	p := r.dayPiece(at)
	if p == nil {
		return false
	}
	return p.kind == kindFixed || p.kind == kindDate || p.kind == kindWeekday || p.kind == kindStretch && p.unit == unitWeek
}

// clockAt reads an hour, or a range of hours: "15h", "15g30", "15:30", "15 giờ 30", "3 giờ rưỡi chiều", "8-10h".
func (r *reader) clockAt(i int) *piece {
	p := r.hourAt(i)
	if p == nil {
		// "8-10h", "8 đến 10 giờ": the sign of the hour stands behind the second.
		n, next := r.count(i)
		if n < 0 || n > 24 || r.glued(i) && !r.sign(i-1, "(,;:") {
			return nil
		}
		at := r.seq(next, "-", "–", "đến", "tới")
		if at == next {
			return r.eitherHour(i, n, next)
		}
		end := r.hourAt(at)
		if end == nil || end.kind == kindBad {
			return nil
		}
		p = &piece{kind: kindClock, hour: n, part: end.part, until: end, next: end.next}
		return r.ordered(p)
	}
	if p.kind == kindBad {
		return p
	}
	at := r.seq(p.next, "-", "–", "đến", "tới", "cho đến")
	if at > p.next {
		if end := r.hourAt(at); end != nil && end.kind != kindBad {
			if p.part == nil {
				p.part = end.part
			}
			p.until, p.next = end, end.next
			return r.ordered(p)
		}
	}
	return p
}

// eitherHour reads two hours that share the word for one: "8 hoặc 9 giờ", "hai ba giờ chiều".
func (r *reader) eitherHour(i, n, next int) *piece {
	at := r.seq(next, "hoặc", "hay")
	said := at > next
	if r.sign(next, ",") {
		at = next + 1
	}
	end := r.hourAt(at)
	if end == nil || end.kind != kindClock || r.sign(at+1, ":") || !said && (end.hour <= n || end.hour > n+2) || r.named(i) {
		return nil
	}
	return &piece{kind: kindClock, hour: n, part: end.part, pm: end.pm, or: end, next: end.next}
}

// ordered makes a range of hours bad that ends before it begins.
func (r *reader) ordered(p *piece) *piece {
	if p.until.hour*60+p.until.minute <= p.hour*60+p.minute && p.until.hour > 12 {
		p.kind = kindBad
	}
	return p
}

// hourAt reads one hour.
func (r *reader) hourAt(i int) *piece {
	n, next := r.count(i)
	if n < 0 || r.figure(i, 8) >= 0 && r.glued(i) && !r.sign(i-1, "(,;:-–") || r.bare && r.figure(i, 2) < 0 && !r.is(next, "giờ") {
		return nil
	}
	if r.bare && r.is(i, "sau") && r.any(next, "giờ làm việc", "giờ hành chính", "giờ họp", "giờ nghỉ", "giờ học") {
		return nil // "sau gio lam viec"
	}
	p := &piece{kind: kindClock, hour: n, next: next + 1}
	switch {
	case r.sign(next, ":") && r.glued(next) && r.glued(next+1) && r.figure(i, 2) >= 0 && r.figure(next+1, 2) >= 0 && r.tokens[next+1].figures == 2:
		p.minute, p.next = r.figure(next+1, 2), next+2
		if r.sign(p.next, ":") && r.figure(p.next+1, 2) >= 0 {
			p.next += 2
		}
		p.next = r.seq(p.next, "h", "giờ")
	case r.dotted(i, next):
		p.minute, p.next = r.figure(next+1, 2), next+2
	case r.is(next, "h", "giờ") || r.is(next, "g") && r.glued(next):
		r.minutesAt(p)
	case n >= 1 && n <= 12 && r.is(next, "rưỡi") && r.partName(next+1) != nil:
		p.minute = 30
	case r.figure(i, 2) >= 1 && n <= 12 && r.partName(next) != nil && r.dayLike(next+1):
		// "9 sáng mai".
		p.next = next
	case r.figure(i, 2) >= 0 && r.ends(i, "lúc", "hồi") < i && (r.dayLike(next) || r.dayLike(next+1) || r.endsClause(next)) &&
		!r.sign(next, "/-–.:"):
		// "Lúc 14 ngày 5/12".
		p.next = next
	default:
		return nil
	}
	if p.hour > 24 || p.minute > 59 || p.hour == 24 && p.minute > 0 {
		p.kind = kindBad
		return p
	}
	at := r.seq(p.next, "buổi")
	if r.any(at, "am", "sa") && r.figure(at-1, 2) >= 0 {
		p.part, p.next = &parts[0], at+1
	} else if r.any(at, "pm", "ch") {
		p.pm, p.next = true, at+1
	} else if q := r.partName(at); q != nil {
		p.part, p.next = q, r.seq(at+1, "sớm")
	}
	return p
}

// dotted reports whether a full stop parts an hour from its minutes ("14.00 ngày 26/11") and not a day from its month.
func (r *reader) dotted(i, at int) bool {
	m := r.figure(at+1, 2)
	if !r.sign(at, ".") || !r.glued(at) || !r.glued(at+1) || r.figure(i, 2) < 0 || m < 0 || r.tokens[at+1].figures != 2 || r.sign(at+2, "/.-") {
		return false
	}
	return r.ends(i, "lúc", "hồi") < i || (m == 0 || m > 12) && (r.dayLike(at+2) || r.partName(at+2) != nil)
}

// minutesAt reads the minutes behind an hour that is written with a word or a letter.
func (r *reader) minutesAt(p *piece) {
	at := p.next
	m := r.figure(at, 2)
	glued := r.glued(at)
	switch {
	case r.is(at, "rưỡi"):
		p.minute, p.next = 30, at+1
	case r.is(at, "kém"):
		if k, next := r.count(at + 1); k > 0 && k < 60 && p.hour > 0 {
			p.hour, p.minute, p.next = p.hour-1, 60-k, r.seq(next, "phút")
		}
	case r.is(at, "đúng"):
		p.next = at + 1
	case m >= 0 && (glued || !r.sign(at+1, "/-.–:") && r.minutesEnd(at+1)):
		if glued || r.tokens[at].figures == 2 || r.is(at+1, "phút") {
			p.minute, p.next = m, r.seq(at+1, "phút", "p", "'", "’")
		}
	case m < 0:
		k, next := r.count(at)
		if k > 0 && k < 60 && r.is(next, "phút") {
			p.minute, p.next = k, next+1
		} else if k >= 10 && k < 60 && k%5 == 0 && r.minutesEnd(next) {
			p.minute, p.next = k, next
		}
	}
}

// minutesEnd reports whether a number before token i may be minutes: it counts nothing else.
func (r *reader) minutesEnd(i int) bool {
	return (r.unitAt(i) == "" || r.is(i, "phút") || r.is(i, "ngày") && r.dayLike(i)) && !r.any(i, counted...)
}

// minutesOf returns the minutes of the day that an hour may mean, within a part of the day that the text says, or nil. An
// hour that is none of its part has none.
func minutesOf(hour, minute int, q *part, pm bool) []int {
	at := func(h int) int { return h*60 + minute }
	switch {
	case hour == 24:
		return []int{24*60 - 1}
	case pm && hour < 12:
		return []int{at(hour + 12)}
	case pm:
		return []int{at(hour)}
	case q == nil && hour == 0 && minute == 0:
		return []int{1}
	case q == nil && hour >= 1 && hour <= 6:
		return []int{at(hour), at(hour + 12)}
	case q == nil:
		return []int{at(hour)}
	}
	if q.low == 0 {
		return minutesOf(hour, minute, nil, false)
	}
	for _, h := range []int{hour, hour + 12} {
		if h >= q.low && h <= q.high {
			return []int{min(at(h), 24*60-1)}
		}
	}
	if q.high > 24 && hour < 5 {
		// "1 giờ đêm": after midnight, of a night that began the day before.
		return []int{max(at(hour), 1)}
	}
	return nil
}

// clockText is a minute of the day as officers read it: "08 giờ 00".
func clockText(minute int) string { return fmt.Sprintf("%02d giờ %02d", minute/60, minute%60) }
