package calendar

// monthOf, quarterOf and yearOf are stretches of the calendar; weekOf is the week, Monday to Sunday, of a day.
func monthOf(y, m int) span {
	from, _ := Date(y, m, 1)
	return span{from: from, to: monthEnd(from)}
}

func quarterOf(y, q int) span {
	from, _ := Date(y, 3*q-2, 1)
	last, _ := Date(y, 3*q, 1)
	return span{from: from, to: monthEnd(last)}
}

func yearOf(y int) span {
	from, to := year(y)
	return span{from: from, to: to}
}

func weekOf(d Day) span {
	monday := d.Add(-(int(d.Weekday()) + 6) % 7)
	return span{from: monday, to: monday.Add(6)}
}

// fromNow returns the stretch that is n units after the one that today is in.
func (r *reader) fromNow(u unit, n int) span {
	y, m := r.today.Year(), r.today.Month()
	switch u {
	case unitWeek:
		return weekOf(r.today.Add(7 * n))
	case unitMonth:
		k := 12*y + m - 1 + n
		return monthOf(k/12, k%12+1)
	case unitQuarter:
		k := 4*y + (m-1)/3 + n
		return quarterOf(k/4, k%4+1)
	default:
		return yearOf(y + n)
	}
}

// coming returns which of several stretches or days of one name, in order, a text without a year means: the first that has
// not passed, and the one before it too when that passed within the last month.
func (r *reader) coming(all ...span) []span {
	for i, s := range all {
		if s.last().Before(r.today) {
			continue
		}
		if i > 0 && !all[i-1].last().Add(recent).Before(r.today) {
			passed := all[i-1]
			passed.passed = true
			return []span{passed, s}
		}
		return []span{s}
	}
	return nil
}

// recent is how many days back a day without a year may still be meant: people speak of last month's without its year.
const recent = 31

func (s span) last() Day {
	if s.to.IsZero() {
		return s.from
	}
	return s.to
}

// relative reads the word that places a stretch before or after the present one, and how far.
func (r *reader) relative(i int) (off, next int) {
	switch {
	case r.any(i, "sau nữa", "tới nữa"):
		return 2, i + 2
	case r.is(i, "này", "nay"):
		return 0, i + 1
	case r.is(i, "sau") && !r.any(i, "sau khi") && !(r.is(i, "sau") && r.hourAhead(i+1)):
		return 1, i + 1
	case r.is(i, "tới") && !(r.ranged && r.timeAhead(i+1)):
		return 1, i + 1
	case r.following(i) > i:
		return 1, r.following(i)
	case r.any(i, "vừa rồi", "vừa qua"):
		return -1, i + 2
	case r.is(i, "qua", "rồi", "ngoái"):
		return -1, i + 1
	case r.is(i, "trước") && !r.timeAhead(i+1):
		return -1, i + 1
	}
	return 0, i
}

// following returns the token after words for the one that comes next, other than "sau" and "tới", and i when there are none.
func (r *reader) following(i int) int {
	next := r.seq(i, "kế tiếp", "tiếp theo", "kế sau", "kế đó", "liền kề", "liền sau", "sắp tới", "sắp đến", "tới đây")
	switch {
	case next > i:
	case r.is(i, "kế") && !r.is(i+1, "hoạch", "toán", "thừa", "cận", "bên", "nhiệm", "từ", "khai", "đến", "cả"),
		r.is(i, "tiếp") && (r.endsClause(i+1) || r.timeAhead(i+1)):
		next = i + 1
	}
	return next
}

// timeAhead reports whether a time may begin at token i, so that "trước", "tới" or "sau" in front of it belongs to it.
func (r *reader) timeAhead(i int) bool {
	if n, _ := r.count(i); n >= 0 && (!r.bare || r.figure(i, 4) >= 0) {
		return true
	}
	return r.any(i, "ngày", "thứ", "lúc", "hôm", "mùng", "mồng", "rằm", "cuối", "đầu", "giữa", "chủ nhật", "cn", "tết", "mai", "quý",
		"tháng", "tuần", "sáng", "trưa", "chiều", "tối", "khi", "hết", "năm", "nửa đêm", "sang năm") || r.is(i, "t") && r.figure(i+1, 2) > 0
}

// hourAhead reports whether an hour or an amount of time begins at token i.
func (r *reader) hourAhead(i int) bool {
	n, next := r.count(i)
	return n >= 0 && (r.any(next, "h", "g", "giờ", ":") || r.any(next, "ngày", "tuần", "tháng") && r.figure(i, 3) >= 0)
}

// simple reads the days that have names of their own.
func (r *reader) simple(i int) *piece {
	day := func(off int, phrases ...string) *piece {
		if next := r.seq(i, phrases...); next > i {
			return &piece{kind: kindFixed, spans: []span{{from: r.today.Add(off)}}, next: next}
		}
		return nil
	}
	for _, row := range simpleDays {
		if p := day(row.off, row.phrases...); p != nil {
			if r.is(p.next-1, "sau") && r.dayAhead(r.seq(p.next, "khi")) {
				return nil // "hôm sau ngày 30/11"
			}
			return p
		}
	}
	switch {
	case r.any(i, "mai mốt", "nay mai", "hôm nào", "ngày nào đó", "hôm khác", "ngày khác", "bữa nào"):
		return &piece{kind: kindBad, next: r.seq(i, "mai mốt", "nay mai", "hôm nào", "ngày nào đó", "hôm khác", "ngày khác", "bữa nào")}
	case r.any(i, "trong ngày", "nội trong ngày") && !r.timeAhead(i+2) && !r.any(i+2, "làm việc", "nghỉ", "lễ"):
		p := day(0, "trong ngày", "nội trong ngày")
		p.by = true
		return p
	case r.is(i, "mai") && !r.name(i):
		return day(1, "mai")
	case r.is(i, "mốt") && (!r.bare || r.partEndsAt(i)):
		return day(2, "mốt")
	case r.is(i, "kia") && r.partEndsAt(i):
		return day(2, "kia")
	case r.is(i, "nay") && r.partEndsAt(i):
		return day(0, "nay")
	case r.is(i, "qua") && r.partEndsAt(i):
		return day(-1, "qua")
	}
	return nil
}

// simpleDays are words for days and how many days after today they are.
var simpleDays = []struct {
	off     int
	phrases []string
}{
	{0, []string{"ngày hôm nay", "hôm nay", "bữa nay"}},
	{1, []string{"ngày mai", "sáng sớm mai", "sớm mai", "ngày hôm sau", "hôm sau"}},
	{2, []string{"ngày mốt", "ngày kia", "hôm mốt"}},
	{3, []string{"ngày kìa"}},
	{-1, []string{"ngày hôm qua", "hôm qua"}},
	{-2, []string{"hôm kia"}},
}

// beforeNames are words before "mai" that make it the name of a person or a place.
var beforeNames = []string{
	"đồng chí", "đ c", "đ / c", "chị", "cô", "em", "bà", "anh", "ông", "bác", "chú", "thị", "hoàng", "bạch", "trúc", "thanh", "ngọc",
	"tuyết", "xuân", "minh", "phương", "quỳnh", "như", "hoa", "cây", "tương",
}

// name reports whether "mai" is a person's or a place's name there.
func (r *reader) name(i int) bool {
	if r.ends(i, beforeNames...) < i {
		return true
	}
	return r.tokens[i].capital && !r.shout && i > 0 && !r.partEndsAt(i) && !r.tokens[i].line && !r.sign(i-1, ".:;!?")
}

// partEndsAt reports whether a part of the day stands right before token i.
func (r *reader) partEndsAt(i int) bool { return r.ends(i, partWords...) < i }
