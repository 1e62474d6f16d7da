package calendar

import "strings"

// period reads a stretch: "tuần sau", "tháng 12/2026", "quý IV", "năm tới", "6 tháng đầu năm 2027". named lets "tháng" and
// "quý" stand alone for the present ones.
func (r *reader) period(i int, named bool) *piece {
	switch {
	case r.any(i, "sang năm"):
		return r.stretchOf(unitYear, i+2, r.fromNow(unitYear, 1))
	case r.is(i, "tuần"):
		return r.weekAt(i, named)
	case r.is(i, "tháng"):
		return r.monthAt(i, named)
	case r.is(i, "quý"):
		return r.quarterAt(i, i+1, named)
	case r.is(i, "q") && r.glued(i+1) && r.figure(i+1, 1) >= 1 && r.figure(i+1, 1) <= 4 && !r.glued(i):
		return r.quarterAt(i, i+1, false)
	case r.is(i, "t") && r.glued(i+1) && !r.glued(i) && r.figure(i+1, 2) >= 1 && r.figure(i+1, 2) <= 12 &&
		(named || r.figure(i+1, 2) > 7 || r.sign(i+2, "/")):
		return r.monthAt(i, false)
	case r.is(i, "năm"):
		return r.yearPiece(i, named)
	}
	return nil
}

func (r *reader) stretchOf(u unit, next int, spans ...span) *piece {
	return &piece{kind: kindStretch, unit: u, next: next, spans: spans}
}

func (r *reader) weekAt(i int, named bool) *piece {
	switch off, next := r.relative(i + 1); {
	case next > i+1:
		return r.stretchOf(unitWeek, next, r.fromNow(unitWeek, off))
	case r.weekOfMonth(i+1) > 0:
		// Which days the second week of a month holds is nowhere agreed.
		return &piece{kind: kindBad, next: r.weekOfMonth(i + 1)}
	case named:
		return r.stretchOf(unitWeek, i+1, r.fromNow(unitWeek, 0))
	}
	return nil
}

// weekOfMonth returns the token after "(tuần) đầu tháng 12", "(tuần) thứ hai của tháng", and 0 when it is none.
func (r *reader) weekOfMonth(i int) int {
	at := r.seq(i, "đầu tiên", "đầu", "cuối cùng", "cuối", "thứ nhất", "thứ hai", "thứ ba", "thứ tư", "thứ 2", "thứ 3", "thứ 4",
		"1", "2", "3", "4")
	if at == i {
		return 0
	}
	at = r.seq(at, "của")
	if !r.is(at, "tháng", "quý", "năm") {
		return 0
	}
	if p := r.period(at, true); p != nil {
		return p.next
	}
	return 0
}

func (r *reader) monthAt(i int, named bool) *piece {
	if off, next := r.relative(i + 1); next > i+1 && r.is(i, "tháng") {
		p := r.stretchOf(unitMonth, next, r.fromNow(unitMonth, off))
		if r.bare && next == i+2 && r.tokens[i+1].plain == "sau" {
			// Without marks it may be "tháng sáu".
			p.spans = append(p.spans, r.comingMonths(6)...)
		}
		return p
	}
	if n, next := r.lunarMonth(i + 1); n > 0 && r.is(i, "tháng") {
		p := &piece{kind: kindStretch, unit: unitMonth, month: n, maybeLunar: true, next: next}
		return r.lunarStretch(r.yearAfter(p))
	}
	n, next := r.count(i + 1)
	if r.is(i+1, "tư") {
		n, next = 4, i+2
	}
	switch {
	case n < 0 && named:
		return r.stretchOf(unitMonth, i+1, r.fromNow(unitMonth, 0))
	case n < 0 || !r.is(i, "tháng") && r.figure(i+1, 2) < 0:
		return nil
	case n < 1 || n > 12:
		return &piece{kind: kindBad, next: next}
	}
	p := &piece{kind: kindStretch, unit: unitMonth, month: n, next: next}
	if r.is(next, "nhuận") {
		p.leap, p.lunar, p.next = true, true, next+1
	}
	r.yearAfter(p)
	switch {
	case p.lunar:
		return r.lunarStretch(p)
	case p.year > 0:
		p.spans = []span{monthOf(p.year, n)}
	default:
		p.spans = r.comingMonths(n)
		p.next = r.comingWord(p)
	}
	return p
}

// comingMonths are the months of that number that a text without a year may mean.
func (r *reader) comingMonths(n int) []span {
	y := r.today.Year()
	return r.coming(monthOf(y-1, n), monthOf(y, n), monthOf(y+1, n))
}

// comingWord takes a "tới" or "này" that follows a month or a quarter with a number; then those that passed are not meant.
func (r *reader) comingWord(p *piece) int {
	if !r.is(p.next, "tới", "này") || r.is(p.next, "tới") && r.ranged && r.timeAhead(p.next+1) {
		return p.next
	}
	p.spans = p.spans[len(p.spans)-1:]
	return p.next + 1
}

func (r *reader) lunarStretch(p *piece) *piece {
	first := r.lunarDays(Lunar{Year: p.year, Month: p.month, Day: 1, Leap: p.leap})
	for _, s := range first {
		l := LunarOf(s.from)
		l.Day = 30
		end, ok := l.Solar()
		if !ok {
			l.Day = 29
			end, _ = l.Solar()
		}
		p.spans = append(p.spans, span{from: s.from, to: end, passed: s.passed, note: "âm lịch"})
	}
	if !p.lunar {
		if p.year > 0 {
			p.spans = append(p.spans, monthOf(p.year, p.month))
		} else {
			p.spans = append(p.spans, r.comingMonths(p.month)...)
		}
	}
	if len(p.spans) == 0 {
		p.kind = kindBad
	}
	return p
}

func (r *reader) quarterAt(i, at int, named bool) *piece {
	if off, next := r.relative(at); next > at && r.is(i, "quý") {
		return r.stretchOf(unitQuarter, next, r.fromNow(unitQuarter, off))
	}
	n, next := 0, at+1
	if at < len(r.tokens) {
		n = roman[r.tokens[at].plain]
	}
	if n == 0 {
		n, next = r.count(r.seq(at, "thứ"))
		if r.is(at, "tư") {
			n, next = 4, at+1
		}
	}
	switch {
	case n <= 0 && named && r.is(i, "quý"):
		return r.stretchOf(unitQuarter, at, r.fromNow(unitQuarter, 0))
	case n <= 0, r.any(next, "ngày", "tháng") && r.figure(at, 1) < 0 && roman[r.tokens[at].plain] == 0, r.any(next, counted...):
		return nil
	case n > 4:
		return &piece{kind: kindBad, next: next}
	}
	p := &piece{kind: kindStretch, unit: unitQuarter, next: next}
	y, next := r.yearAt(r.seq(next, ","))
	if y > 0 {
		p.next, p.spans = next, []span{quarterOf(y, n)}
		return p
	}
	y = r.today.Year()
	p.spans = r.coming(quarterOf(y-1, n), quarterOf(y, n), quarterOf(y+1, n))
	p.next = r.comingWord(p)
	return p
}

func (r *reader) yearPiece(i int, named bool) *piece {
	if r.any(i, "năm sau nữa", "năm tới nữa") {
		return r.stretchOf(unitYear, i+3, r.fromNow(unitYear, 2))
	}
	if y, next := r.yearAt(i); y > 0 {
		return r.stretchOf(unitYear, next, yearOf(y))
	}
	if n := r.figure(i+1, 4); n >= 0 && r.tokens[i+1].figures > 2 {
		return &piece{kind: kindBad, next: i + 2}
	}
	if named {
		return r.stretchOf(unitYear, i+1, r.fromNow(unitYear, 0))
	}
	return nil
}

// edges are the words that name a part of a stretch.
var edges = []struct {
	edge    edge
	phrases []string
}{
	{edgeStart, []string{"đầu tiên của", "đầu tiên", "đầu của", "đầu", "ngày đầu tiên của", "ngày đầu tiên", "ngày đầu"}},
	{edgeMiddle, []string{"giữa"}},
	{edgeEnd, []string{"cuối cùng của", "cuối cùng", "cuối của", "cuối", "ngày cuối cùng của", "ngày cuối cùng", "ngày cuối"}},
}

// edgeAt reads "cuối tháng", "đầu quý sau", "giữa năm 2027", "cuối tuần này", "cuối mỗi tháng".
func (r *reader) edgeAt(i int) *piece {
	if at := r.seq(i, "nửa đầu", "nửa cuối"); at > i {
		return r.halfAt(at, r.is(i+1, "cuối"))
	}
	if at := r.seq(i, "ngày làm việc"); at > i {
		return r.workingEdge(at)
	}
	for _, e := range edges {
		at := r.seq(i, e.phrases...)
		if at == i {
			continue
		}
		p := &piece{kind: kindFixed, edge: e.edge}
		if r.any(at, "hằng", "hàng", "mỗi", "từng") && r.is(at+1, "tháng", "quý", "năm", "tuần") {
			p.every = 1
			at++
		}
		s := r.period(at, true)
		if s == nil || s.kind == kindBad {
			if s != nil {
				return &piece{kind: kindBad, next: s.next}
			}
			continue
		}
		p.unit, p.next, p.month = s.unit, s.next, s.month
		said := s.next > at+1
		p.spans = r.edgeDays(p, s.spans, said)
		if len(p.spans) == 0 {
			p.kind = kindBad
		}
		return p
	}
	return nil
}

// workingEdge reads "(ngày làm việc) cuối cùng của tháng".
func (r *reader) workingEdge(i int) *piece {
	p := r.edgeAt(i)
	if p == nil || p.kind != kindFixed || p.edge == edgeMiddle || p.amount.working {
		return nil
	}
	p.amount.working = true
	for k, s := range p.spans {
		d := r.workdays.OnOrBefore(s.last())
		if p.edge == edgeStart {
			d = r.workdays.OnOrAfter(s.from)
		}
		p.spans[k] = span{from: d, passed: s.passed, note: "ngày làm việc " + strings.TrimPrefix(s.note, "ngày ")}
	}
	return p
}

// halfAt reads "(nửa đầu) tháng 12": the first 15 days, or those after them. Of other stretches no half is agreed.
func (r *reader) halfAt(i int, second bool) *piece {
	p := r.period(i, true)
	if p == nil || p.kind == kindBad || p.unit != unitMonth {
		return &piece{kind: kindBad, next: i}
	}
	for k, s := range p.spans {
		if second {
			p.spans[k].from = s.from.Add(15)
		} else {
			p.spans[k].to = s.from.Add(14)
		}
	}
	return p
}

// edgeDays returns the days of an edge of stretches. When the text does not say which stretch, it is the first edge that
// has not passed, and the one after it too when it is today.
func (r *reader) edgeDays(p *piece, of []span, said bool) []span {
	var out []span
	for n := 0; !said && n < 3; n++ {
		for _, d := range p.edge.of(p.unit, r.fromNow(p.unit, n)) {
			if !d.last().Before(r.today) {
				out = append(out, d)
			}
		}
		if len(out) > 0 && (n > 0 || out[0].from.After(r.today) || p.unit == unitWeek && p.edge == edgeEnd) {
			return out
		}
	}
	if !said {
		return out
	}
	for _, s := range of {
		for _, d := range p.edge.of(p.unit, s) {
			d.passed = s.passed
			out = append(out, d)
		}
	}
	return out
}

// of returns the days that an edge of a stretch is. The middle of a month is its 15th, of a quarter the 15th of its second
// month, of a year 30 June, of a week Wednesday: conventions, which Echo says. The end of a week is Friday for those who work
// and the two days after it for those who rest, so that it is asked.
func (e edge) of(u unit, s span) []span {
	name := map[unit]string{unitWeek: "tuần", unitMonth: "tháng", unitQuarter: "quý", unitYear: "năm"}[u]
	switch {
	case e == edgeStart:
		return []span{{from: s.from, note: "ngày đầu " + name}}
	case e == edgeEnd && u == unitWeek:
		return []span{{from: s.from.Add(4), note: "ngày làm việc cuối tuần"}, {from: s.from.Add(5), to: s.to, note: "hai ngày cuối tuần"}}
	case e == edgeEnd:
		return []span{{from: s.to, note: "ngày cuối " + name}}
	}
	d := s.from.Add(2)
	switch u {
	case unitMonth:
		d = s.from.Add(14)
	case unitQuarter:
		d = monthEnd(s.from).Add(15)
	case unitYear:
		d, _ = Date(s.from.Year(), 6, 30)
	}
	return []span{{from: d, note: "giữa " + name}}
}
