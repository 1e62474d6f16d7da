package calendar

import (
	"fmt"
	"time"
	"unicode"
)

// amount is a length of time that a text names.
type amount struct {
	months, days, minutes int
	working               bool
	// clock says that it is written as an hour of the day is ("15 giờ 30 phút").
	clock bool
	// vague says that the text does not say how many; uncounted that the half of the unit is no number of days.
	vague bool
}

// zero reports whether there is nothing to count.
func (a amount) zero() bool { return a.months == 0 && a.days == 0 && a.minutes == 0 }

// maxDays bounds what an amount can lead to; a longer one is taken for a slip.
const maxDays = 40 * 366

// labels are nouns behind which a period names what is reported on, not when.
var labels = []string{
	"báo cáo", "kế hoạch", "chương trình", "sơ kết", "tổng kết", "nhiệm kỳ", "kết quả", "số liệu", "chỉ tiêu", "lương", "đảng phí",
	"giai đoạn", "kỷ niệm", "biểu", "bc", "thống kê", "danh sách", "tình hình", "đánh giá", "phụ lục", "đề án", "dự toán", "quyết toán",
	"kiểm điểm", "xếp loại",
}

// durations are words behind which a number of hours is an amount, and no hour of the day.
var durations = []string{
	"trong vòng", "trong thời hạn", "trong thời gian", "nội trong", "trong", "thời hạn", "chậm nhất sau", "chậm nhất trong",
	"muộn nhất sau", "muộn nhất trong", "chậm nhất là sau",
}

// amountAt reads an amount of time with what it is counted from: "3 ngày nữa", "sau 10 ngày làm việc", "trong vòng 30
// ngày", "nửa tháng nữa", "30 ngày kể từ ngày 10/12/2026". One that is counted from something the text does not
// date ("kể từ khi nhận đơn"), or from nothing, is bad.
func (r *reader) amountAt(i int) *piece {
	within := max(r.seq(i, durations...), r.seq(i, "không quá", "chậm nhất là", "chậm nhất", "muộn nhất là", "muộn nhất", "không muộn hơn"))
	after := r.seq(i, "sau")
	before := r.seq(i, "trước ít nhất", "trước")
	ago := r.seq(i, "cách đây")
	at := max(within, after, before, ago)
	at = r.seq(at, "khoảng", "đúng", "tối đa", "chừng")
	a, next := r.length(at)
	if next == at && r.bare && after > i {
		// "Sau ngay nua" is "sáu ngày nữa".
		after, at = i, i
		a, next = r.length(at)
	}
	if next == at {
		return nil
	}
	p := &piece{kind: kindFixed, next: next, by: within > i, amount: a}
	suffix := false
	past := ago > i
	switch {
	case r.is(next, "nữa"):
		suffix, p.next = true, next+1
	case r.is(next, "tới") && !(r.ranged && r.timeAhead(next+1)) && !(a.clock && r.bare):
		suffix, p.by, p.next = true, true, next+1
	case r.is(next, "sau") && after == i && !r.any(next, "sau khi"):
		suffix, p.next = true, next+1
		if r.timeAhead(next+1) && !r.hourAhead(next+1) && r.dayAhead(next+1) {
			return r.countedFrom(p, i, next+1, 1)
		}
		if r.content(next + 1) {
			// "3 ngày sau cuộc họp" is counted from something the text does not date.
			return &piece{kind: kindBad, next: r.clause(next + 1)}
		}
	case r.is(next, "trước") && within == i && after == i && a.months > 0 && r.ends(i, labels...) < i:
	case r.is(next, "trước") && within == i && after == i:
		if r.dayAhead(next + 1) {
			return r.countedFrom(p, i, next+1, -1)
		}
		if next+1 < len(r.tokens) && !r.sign(next+1, ".,;:!?)") {
			return &piece{kind: kindBad, next: next + 1}
		}
		past, p.next = true, next+1
	}
	tied := within > i || after > i || suffix
	if at := r.seq(p.next, "kể từ", "tính từ", "kể cả từ", "từ"); at > p.next && (tied || r.any(p.next, "kể từ", "tính từ")) {
		return r.countedFrom(p, i, at, 1)
	}
	if r.any(p.next, "sau khi", "trước khi", "từ khi", "khi", "sau ngày") {
		if r.any(p.next, "sau ngày") && r.dayAhead(p.next+1) {
			return r.countedFrom(p, i, p.next+1, 1)
		}
		return &piece{kind: kindBad, next: r.seq(p.next, "sau khi", "trước khi", "từ khi", "khi", "sau ngày")}
	}
	hour := a.clock && !suffix && !past
	switch {
	case hour && !r.any(i, durations...) && (after == i || a.minutes >= 7*60 && a.minutes < 24*60 || r.besideHour(next)),
		hour && within > i && r.besideHour(next):
		return nil
	case hour && after > i && a.minutes%60 == 0 && a.minutes < 7*60:
		// "Sau 2 giờ" is in two hours, or after two o'clock.
		p = r.reach(p, r.today, 1)
		for _, m := range minutesOf(a.minutes/60, 0, nil, false) {
			if m > r.minute {
				p.spans = append(p.spans, span{from: r.today, minute: m})
			}
		}
		return p
	case before > i && !suffix:
		// "Nhắc trước 3 ngày" says how long before something, not when.
		p.kind = kindBad
	case past:
		return r.reach(p, r.today, -1)
	case tied:
		return r.reach(p, r.today, 1)
	default:
		return r.bareAmount(i, p)
	}
	return p
}

// besideHour reports whether what stands at token i makes the number before it an hour of the day.
func (r *reader) besideHour(i int) bool {
	return r.partName(r.seq(i, "buổi")) != nil || r.dayLike(i) || r.figure(i, 2) >= 0 || r.is(i, "rưỡi", "kém")
}

// bareAmount says what an amount is that nothing ties to a day: the period of a report, the half of a year, or nothing.
func (r *reader) bareAmount(i int, p *piece) *piece {
	n := p.amount.months
	if (n == 3 || n == 6 || n == 9) && r.any(p.next, "đầu năm", "cuối năm") {
		last := r.is(p.next, "cuối")
		y := r.period(p.next+1, true)
		s := y.spans[0]
		p.kind, p.unit, p.next = kindStretch, unitHalf, y.next
		if last {
			s.from = s.to.Add(1).AddMonths(-n)
		} else {
			s.to = s.from.AddMonths(n).Add(-1)
		}
		p.spans = []span{s}
		return p
	}
	if p.amount.months > 0 && r.ends(i, labels...) < i {
		p.kind = kindSkipped
		return p
	}
	p.kind = kindBad
	return p
}

// dayAhead reports whether a phrase that names a day begins at token i.
func (r *reader) dayAhead(i int) bool {
	p := r.dayPiece(i)
	return p != nil && (p.kind == kindFixed || p.kind == kindDate || p.kind == kindWeekday)
}

// countedFrom counts an amount from the day that begins at token at.
func (r *reader) countedFrom(p *piece, i, at, sign int) *piece {
	if now := r.seq(at, "nay", "bây giờ", "hiện nay", "thời điểm này"); now > at {
		p.next = now
		return r.reach(p, r.today, sign)
	}
	from := r.dayPiece(at)
	if from == nil || from.kind == kindBad || from.kind == kindSkipped || from.season && sign > 0 {
		return &piece{kind: kindBad, next: r.clause(at)}
	}
	p.next = from.next
	g := &group{from: i, at: at, to: from.next, pieces: []*piece{from}}
	days, ok := r.days(g)
	if !ok || len(days) == 0 {
		p.kind = kindBad
		return p
	}
	for _, d := range days {
		if !d.to.IsZero() || p.amount.minutes > 0 || p.amount.vague {
			p.kind, p.spans = kindBad, nil
			return p
		}
		q := r.reach(&piece{kind: kindFixed, amount: p.amount}, d.from, sign)
		if q.kind == kindBad {
			p.kind = kindBad
			return p
		}
		s := q.spans[0]
		s.passed, s.note = d.passed, p.amount.String()+" kể từ "+d.from.Vietnamese()
		if sign < 0 {
			s.note = p.amount.String() + " trước " + d.from.Vietnamese()
		}
		p.spans = append(p.spans, s)
	}
	return p
}

// content reports whether token i is a word that belongs to no time.
func (r *reader) content(i int) bool {
	if i >= len(r.tokens) || r.tokens[i].line || r.tokens[i].number >= 0 || !unicode.IsLetter(first(r.tokens[i].fold)) {
		return false
	}
	_, next := r.tie(i)
	return next == i && !r.timeAhead(i) && !r.is(i, "thì", "nhé", "ạ", "nha", "và")
}

// clause returns the token after the few words that say what an amount is counted from.
func (r *reader) clause(i int) int {
	end := i
	for end < len(r.tokens) && end < i+4 && !r.sign(end, ",.;:!?()") && !r.tokens[end].line && r.tokens[end].number < 0 {
		end++
	}
	return max(end, i)
}

// reach sets the days, or the moment, at which an amount from a day ends. The day itself is not counted.
func (r *reader) reach(p *piece, from Day, sign int) *piece {
	a := p.amount
	if a.vague || a.zero() || a.months > maxDays/31 || a.days > maxDays {
		p.kind = kindBad
		return p
	}
	d, minute := from, 0
	switch {
	case a.minutes > 0 && a.days+a.months == 0 && a.minutes < maxDays*24*60:
		t := r.now.Add(time.Duration(sign*a.minutes) * time.Minute)
		d, minute = On(t), max(t.Hour()*60+t.Minute(), 1)
	case a.minutes > 0 || a.working && a.months > 0:
		p.kind = kindBad
		return p
	case a.working:
		d = r.workdays.Add(from, sign*a.days)
	default:
		if a.months > 0 {
			d = d.AddMonths(sign * a.months)
		}
		d = d.Add(sign * a.days)
	}
	if _, ok := Date(d.Year(), d.Month(), d.DayOfMonth()); !ok {
		p.kind = kindBad
		return p
	}
	p.spans = []span{{from: d, minute: minute, note: a.String()}}
	if from == r.today && sign > 0 && minute == 0 {
		p.spans[0].note += " kể từ hôm nay"
	}
	return p
}

// String is the amount in Vietnamese, "" for one of no more than some days or minutes that Echo need not explain.
func (a amount) String() string {
	switch {
	case a.working:
		return fmt.Sprintf("%d ngày làm việc", a.days)
	case a.months > 0 && a.days > 0:
		return fmt.Sprintf("%d tháng %d ngày", a.months, a.days)
	case a.months > 0:
		return fmt.Sprintf("%d tháng", a.months)
	case a.minutes > 0:
		return ""
	}
	return fmt.Sprintf("%d ngày", a.days)
}
