package calendar

import "unicode"

// counted are words that follow a number of things, so that "3/5 cuộc" is a fraction and "ngày 2 buổi" no day.
var counted = []string{
	"cuộc", "đồng chí", "chi bộ", "đảng bộ", "đơn vị", "đảng viên", "chỉ tiêu", "bước", "người", "phiếu", "tổ chức", "thành viên", "hồ sơ",
	"đơn", "vụ", "lần", "buổi", "bản", "việc", "triệu", "tỷ", "tỉ", "nghìn", "ngàn", "trang", "mục", "nội dung", "điểm",
	"câu", "phần", "cán bộ",
	"đại biểu", "đảng ủy", "cấp ủy", "nhiệm vụ",
}

// ofLaw are words whose number is that of a part of a text or of a text.
var ofLaw = []string{
	"điều", "khoản", "điểm", "mục", "chương", "tiết", "phụ lục", "mẫu", "số", "bước", "đợt", "lần", "vòng", "câu", "trang",
	"luật", "nghị định", "thông tư", "quyết định", "quy định", "hướng dẫn", "nghị quyết", "kết luận", "chỉ thị", "công văn", "biểu",
}

// ofPlaces are words whose number is that of a unit: in "chi bộ 5, ngày 15/12" the 5 counts nothing.
var ofPlaces = []string{"chi bộ", "tổ", "đoàn", "phòng", "phường", "quận", "khu phố", "đội", "khối", "nhóm", "khóa", "khu vực", "ban"}

// digital reads a date in figures: 15/12/2026, 15-12, 15.12.26, 2026-12-15, and a month 12/2026. Numbers joined by signs
// that are none of these are bad, unless they are plainly something else.
func (r *reader) digital(i int, named bool) *piece {
	if r.figure(i, 8) < 0 {
		return nil
	}
	// A number that hangs on letters or signs before it belongs to a code: "KH-0127", "A05".
	if r.glued(i) && !named && i != r.hangs && (r.sign(i-1, "/._") || r.sign(i-1, "-–") && r.glued(i-1) || r.tokens[i-1].number < 0 &&
		unicode.IsLetter(first(r.tokens[i-1].fold))) {
		return r.code(i)
	}
	const signs = "/.-–"
	nums, end := []int{i}, i+1
	for len(nums) < 6 && r.sign(end, signs) && r.figure(end+1, 8) >= 0 &&
		(r.sign(end, "/") || !r.tokens[end].gap && !r.tokens[end+1].gap) {
		if r.sign(end, "-–") && len(nums) > 1 && !r.sign(end-2, "-–") {
			break // "5/12-10/12" is two dates
		}
		nums = append(nums, end+1)
		end += 2
	}
	if r.sign(end, "/-–") && r.glued(end) && r.glued(end+1) && r.figure(end+1, 8) < 0 && !r.any(end+1, "lần") {
		return r.code(i)
	}
	if len(nums) == 1 {
		return nil
	}
	if r.ends(i, ofLaw...) < i && !named {
		return &piece{kind: kindSkipped, next: end}
	}
	n := func(k int) int { return r.figure(nums[k], 8) }
	wide := func(k int) bool { return r.tokens[nums[k]].figures == 4 }
	short := func(k int) bool { return r.tokens[nums[k]].figures <= 2 }
	p := &piece{kind: kindDate, next: end}
	switch {
	case len(nums) == 3 && wide(0) && short(1) && short(2):
		p.year, p.month, p.day = n(0), n(1), n(2)
	case len(nums) == 3 && short(0) && short(1) && r.sign(nums[1]-1, "-–") && r.sign(nums[2]-1, "/") && n(0) < n(1) && short(2):
		return r.dayRange(n(0), n(1), n(2), end)
	case len(nums) == 3 && short(0) && short(1) && (wide(2) || r.tokens[nums[2]].figures == 2):
		p.day, p.month, p.year = n(0), n(1), n(2)
		if p.year < 100 {
			p.year += 2000
		}
	case len(nums) == 4 && wide(3) && short(0) && short(1) && short(2) && r.sign(nums[1]-1, "-–") && n(0) < n(1):
		q := r.dayRange(n(0), n(1), n(2), end)
		q.year = n(3)
		return q
	case len(nums) == 2 && short(0) && short(1):
		if r.any(end, counted...) || r.sign(end, "%") {
			return &piece{kind: kindSkipped, next: end}
		}
		// An hour behind it makes "8-10" a range of hours.
		if r.sign(i+1, "-–") && r.any(end, "h", "g", "giờ") || r.sign(end, ":") {
			return nil
		}
		p.day, p.month = n(0), n(1)
		if r.sign(i+1, ".") && !named && (n(1) > 12 || r.tokens[nums[1]].figures < 2) || n(1) == 0 {
			p.kind = kindBad
		}
		return r.yearAfter(p)
	case len(nums) == 2 && short(0) && wide(1):
		if !r.sign(i+1, "/-") || n(0) < 1 || n(0) > 12 {
			p.kind = kindBad
			return p
		}
		return &piece{kind: kindStretch, unit: unitMonth, next: end, spans: []span{monthOf(n(1), n(0))}}
	case len(nums) == 2 && wide(0) && wide(1):
		// A term: "nhiệm kỳ 2020-2025".
		return &piece{kind: kindSkipped, next: end}
	case r.sign(nums[1]-1, ".") && r.tokens[nums[1]].figures > 2:
		// "1.250.000", "0912.345.678".
		return &piece{kind: kindSkipped, next: end}
	default:
		p.kind = kindBad
	}
	if p.month == 0 {
		p.kind = kindBad
	}
	return r.calendarSaid(p)
}

// code reads what is written as one word with a number in it: the number of a document, a code.
func (r *reader) code(i int) *piece {
	end := i + 1
	for end < len(r.tokens) && r.glued(end) && !r.sign(end, ",;:!?()") && (!r.sign(end, ".") || r.glued(end+1)) {
		end++
	}
	return &piece{kind: kindSkipped, next: end, unit: unitDay}
}

// dayRange is the days a to b of a month: "5-10/12".
func (r *reader) dayRange(a, b, m, next int) *piece {
	return &piece{kind: kindDate, day: a, toDay: b, month: m, next: next}
}

// yearAfter reads the year that is said behind a date or a month, and the calendar.
func (r *reader) yearAfter(p *piece) *piece {
	r.calendarSaid(p)
	at := p.next
	if r.sign(at, ",") {
		at++
	}
	y, next := r.yearAt(at)
	if y == 0 {
		return r.comingSaid(p)
	}
	p.year, p.next = y, next
	return r.calendarSaid(p)
}

// comingSaid takes a "tới" or "này" behind a date without a year.
func (r *reader) comingSaid(p *piece) *piece {
	if p.kind == kindDate && r.is(p.next, "tới", "này") && !(r.is(p.next, "tới") && r.timeAhead(p.next+1)) {
		p.coming, p.next = true, p.next+1
	}
	return p
}

// yearAt reads a year from token i on: "năm 2026", "năm sau", "/2026", "sang năm"; y is 0 when there is none.
func (r *reader) yearAt(i int) (y, next int) {
	at := i
	if r.sign(at, "/-") || r.is(at, "của") {
		at++
	}
	now := r.today.Year()
	switch {
	case r.any(at, "sang năm", "năm sau", "năm tới") && !r.any(at, "năm sau khi"):
		if r.any(at, "năm sau nữa", "năm tới nữa") {
			return now + 2, at + 3
		}
		return now + 1, at + 2
	case r.is(at, "năm") && r.following(at+1) > at+1:
		return now + 1, r.following(at + 1)
	case r.any(at, "năm nay", "năm này"):
		return now, at + 2
	case r.any(at, "năm ngoái", "năm trước") && !r.timeAhead(at+2):
		return now - 1, at + 2
	}
	if r.is(at, "năm") {
		at++
	}
	n := r.figure(at, 4)
	if n < 0 || r.any(at+1, "ngày", "tháng", "tuần", "giờ", "h") && r.tokens[at].figures < 4 || r.glued(at+1) && r.sign(at+1, "/-:") {
		return 0, i
	}
	switch {
	case r.tokens[at].figures == 4 && n >= 1900 && n < 2200:
		return n, at + 1
	case r.tokens[at].figures == 2 && r.is(at-1, "năm"):
		return 2000 + n, at + 1
	}
	return 0, i
}

// calendarSaid reads the words that say which calendar a date belongs to.
func (r *reader) calendarSaid(p *piece) *piece {
	at := p.next
	if r.sign(at, "(,") {
		at++
	}
	end := at
	at = r.seq(at, "tính theo", "theo", "của")
	switch {
	case r.any(at, "âm lịch", "âl", "lịch âm", "lịch ta"):
		p.lunar, end = true, r.seq(at, "âm lịch", "âl", "lịch âm", "lịch ta")
	case r.is(at, "âm") && (!r.bare || p.month > 0 && r.endsClause(at+1)):
		p.lunar, end = true, at+1
	case r.any(at, "dương lịch", "dl", "lịch dương", "lịch tây"):
		p.solar, end = true, r.seq(at, "dương lịch", "dl", "lịch dương", "lịch tây")
	default:
		return p
	}
	if r.sign(p.next, "(") {
		if !r.sign(end, ")") {
			return p
		}
		end++
	}
	p.next = end
	return p
}

// worded reads a date that begins with a word or whose month is one: "ngày 15 tháng 12 năm 2026", "mùng 5", "ngày 15
// tháng sau", "15 tháng 12", "rằm tháng bảy".
func (r *reader) worded(i int) *piece {
	at := r.seq(i, "ngày mùng", "ngày mồng", "ngày", "mùng", "mồng", "hôm", "hôm ngày")
	named := at > i
	first := r.any(i, "mùng", "mồng", "ngày mùng", "ngày mồng")
	if r.any(at, "rằm") && (!r.bare || r.any(at, "rằm tháng") || r.any(at, "rằm này") || len(r.tokens) == 1) {
		return r.month(&piece{kind: kindDate, day: 15, maybeLunar: true, next: at + 1}, true)
	}
	if named {
		if p := r.digital(at, true); p != nil {
			if p.kind == kindSkipped {
				return nil
			}
			return p
		}
	}
	n, next := r.count(at)
	if n < 0 || named && r.any(next, counted...) || !named && !r.is(next, "tháng", "tết") {
		return nil
	}
	if !named && r.bare && next == at+1 && r.figure(at, 2) < 0 {
		return nil // "sau tet", "sau thang 12"
	}
	if r.bare && named && r.is(i, "hôm") && r.figure(at, 2) < 0 || r.any(next, "giờ", "h", "g") {
		return nil
	}
	if named && !first && r.is(i, "ngày") && r.bare && r.figure(at, 2) < 0 && !r.is(next, "tháng") && r.one(at) == n && n != 1 {
		// "ngay sau khi", "ngay nam": without marks a word is a number only where a month follows.
		return nil
	}
	p := r.month(&piece{kind: kindDate, day: n, next: next}, named || r.is(next, "tết"))
	if p == nil || !named && !r.is(next, "tết") {
		return p
	}
	if n > 31 || n < 1 {
		p.kind = kindBad
	}
	p.first = first && !p.lunar && !p.maybeLunar
	if p.month == 0 && r.any(p.next, "tết") {
		p.month, p.lunar, p.next = 1, true, r.seq(p.next, "tết nguyên đán", "tết âm lịch", "tết")
		if n > 20 {
			p.month = 12
		}
		p.tet = true
		return r.yearAfter(p)
	}
	return p
}

// month reads the month behind the day of a date. Without one it returns the day alone when the day was named as one.
func (r *reader) month(p *piece, named bool) *piece {
	at := p.next
	if r.is(at+1, "tháng") && (r.sign(at, ",") || r.is(at, "của")) {
		at++
	}
	if r.is(at, "tháng") {
		if k := r.monthOfQuarter(at); k != nil {
			k.day, k.kind = p.day, kindDate
			return k
		}
		if n, next := r.lunarMonth(at + 1); n > 0 {
			p.month, p.maybeLunar, p.next = n, true, next
			if p.day < 1 || p.day > 31 {
				p.kind = kindBad
			}
			return r.yearAfter(p)
		}
		if off, next := r.relative(at + 1); next > at+1 {
			p.within, p.next = []span{r.fromNow(unitMonth, off)}, next
			if r.bare && next == at+2 && r.tokens[at+1].plain == "sau" {
				p.within = append(p.within, r.comingMonths(6)...)
			}
			return r.calendarSaid(p)
		}
		n, next := r.count(at + 1)
		if r.is(at+1, "tư") {
			n, next = 4, at+2
		}
		compound := r.any(next, "ngày", "tuần") && !named && r.any(next+1, "nữa", "tới", "sau")
		if n >= 0 && !compound {
			p.month, p.next = n, next
			if r.is(next, "nhuận") {
				p.leap, p.lunar, p.next = true, true, next+1
			}
			if p.month < 1 || p.month > 12 || p.day < 1 || p.day > 31 {
				p.kind = kindBad
			}
			if !named && r.ends(at-1, ofPlaces...) < at-1 {
				p.kind = kindBad
			}
			return r.yearAfter(p)
		}
	}
	if !named {
		return nil
	}
	return r.comingSaid(r.calendarSaid(p))
}

// lunarMonth reads the months that only the lunar calendar names so.
func (r *reader) lunarMonth(i int) (n, next int) {
	switch {
	case r.is(i, "giêng"):
		return 1, i + 1
	case r.is(i, "chạp") && !r.is(i+1, "hành"):
		return 12, i + 1
	}
	return 0, i
}

// monthOfQuarter reads "tháng cuối quý", "tháng thứ hai của mỗi quý".
func (r *reader) monthOfQuarter(i int) *piece {
	at := 0
	p := &piece{unit: unitQuarter}
	for k, names := range [][]string{
		{"tháng đầu", "tháng đầu tiên", "tháng thứ nhất"},
		{"tháng giữa", "tháng thứ hai", "tháng thứ 2"},
		{"tháng cuối", "tháng cuối cùng", "tháng thứ ba", "tháng thứ 3"},
	} {
		if r.any(i, names...) {
			p.ofQuarter, at = k+1, r.seq(i, names...)
		}
	}
	if at == 0 {
		return nil
	}
	at = r.seq(at, "của")
	if r.any(at, "hằng quý", "hàng quý", "mỗi quý", "từng quý", "các quý", "quý hằng quý", "quý hàng quý") {
		p.next, p.every = r.seq(at, "hằng quý", "hàng quý", "mỗi quý", "từng quý", "các quý", "quý hằng quý", "quý hàng quý"), 1
		return p
	}
	if s := r.period(at, true); s != nil && s.unit == unitQuarter {
		p.within, p.next = s.spans, s.next
		return p
	}
	if r.is(at, "quý") || r.repeat != nil && r.repeat.unit == unitQuarter {
		p.next = r.seq(at, "quý")
		return p
	}
	return nil
}
