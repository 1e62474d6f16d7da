package calendar

import "slices"

// ties are the words that tie a time to what is said of it, and what they say.
var ties = []struct {
	tie     tie
	phrases []string
}{
	{tieBy, []string{
		"chậm nhất", "muộn nhất", "hạn chót", "hạn cuối cùng", "hạn cuối", "hạn nộp", "thời hạn đến", "hạn", "đến hết", "tới hết", "hết",
		"cho đến hết", "thời hạn", "hết hạn", "không quá", "không muộn hơn", "không chậm hơn", "deadline", "từ nay đến", "từ nay tới", "từ giờ đến",
		"trong vòng", "đến hạn",
	}},
	{tieBefore, []string{"trước"}},
	{tieIn, []string{"trong", "nội trong"}},
	{tieAfter, []string{"sau"}},
	{tieFrom, []string{"từ", "kể từ", "bắt đầu từ"}},
	{tieAt, []string{
		"vào lúc", "vào", "lúc", "hồi", "đến", "tới", "cho đến", "cho tới", "là", "nhằm", "đúng", "ngày", "hôm", "sang", "khoảng",
		"của", "buổi",
	}},
}

// tie is what a tying word says.
type tie int

// The ties.
const (
	tieNone tie = iota
	tieBy
	tieBefore
	tieIn
	tieAfter
	tieFrom
	tieAt
)

// mostTies is how many tokens the ties before a time may be, so that a text of nothing but ties is read in one pass.
const mostTies = 12

// toPeople are words behind which "toi", typed without marks, is "tôi".
var toPeople = []string{"nhắc", "cho", "báo", "giúp", "của", "là", "với", "để", "gửi", "gọi", "nhờ"}

// tie reads a tying word.
func (r *reader) tie(i int) (tie, int) {
	kind, next := tieNone, i
	if r.bare && r.is(i, "tới") && r.ends(i, toPeople...) < i || r.is(i, "hạn") && r.is(i-1, "gia", "thời", "kỳ", "giới", "quá", "đúng") {
		return kind, next
	}
	for _, t := range ties {
		if end := r.seq(i, t.phrases...); end > next {
			kind, next = t.tie, end
		}
	}
	return kind, next
}

// dayPiece reads what names days, other than an amount of time.
func (r *reader) dayPiece(i int) *piece {
	if i >= len(r.tokens) {
		return nil
	}
	for _, read := range []func(int) *piece{
		r.simple, r.edgeAt, r.dateListAt, r.calendarFirst, func(i int) *piece { return r.digital(i, false) }, r.worded, r.weekdayAt, r.newYear,
		func(i int) *piece { return r.period(i, r.ends(i, "trong") < i) },
	} {
		if p := read(i); p != nil {
			return p
		}
	}
	return nil
}

// piece reads one part of a phrase; joined says that it stands beside another.
func (r *reader) piece(i int, joined bool) *piece {
	if i >= len(r.tokens) {
		return nil
	}
	if next := r.numbered(i); next > i {
		return &piece{kind: kindSkipped, next: next}
	}
	for _, read := range []func(int) *piece{
		r.repeatAt, r.amountAt, r.clockAt, func(i int) *piece { return r.partAt(i, joined) }, r.dayPiece,
	} {
		if p := read(i); p != nil {
			return p
		}
	}
	return nil
}

// numbered returns the token after a noun and the number that belongs to it ("điều 5", "chi bộ 5"), and i when there is none.
func (r *reader) numbered(i int) int {
	at := r.seq(i, ofLaw...)
	place := at == i
	if place {
		at = r.seq(i, ofPlaces...)
	}
	if at == i || r.figure(at, 4) < 0 || r.tokens[at].line {
		return i
	}
	next := at + 1
	switch {
	case r.sign(next, "/-–.") && r.glued(next) && r.glued(next+1):
		// A date, or the number of a document.
		return i
	case r.any(next, "h", "g", "giờ", ":"):
		return i
	case place && r.is(next, "tháng"):
		if n, _ := r.count(next + 1); n >= 0 {
			return i
		}
	}
	if a := r.amountAt(at); a != nil && a.kind == kindFixed {
		return i
	}
	return next
}

// group reads the phrase that begins at token i, if one does, and returns where to read on.
func (r *reader) group(i int) int {
	g := &group{from: i, at: i}
	r.ranged = false
	at := i
	var p *piece
	for {
		if p = r.piece(at, false); p != nil {
			break
		}
		kind, next := r.tie(at)
		if next == at || next-i > mostTies {
			return i + 1
		}
		if kind == tieBefore && (r.is(at-1, "hôm", "ngày", "bữa", "đêm") || r.ends(at, partWords...) < at) {
			g.eve = true
		}
		if kind != tieBy || !g.after {
			g.tieWith(kind)
		}
		if kind == tieFrom {
			r.ranged = true
			if from := r.shortRange(g, next); from != nil {
				p = from
				break
			}
		}
		if r.sign(next, ":") {
			next++
		}
		at = next
	}
	if p.kind == kindSkipped {
		if p.unit == unitDay {
			r.codes[p.next] = true
		}
		if p.doubt {
			r.doubts = append(r.doubts, [2]int{at, p.next})
		}
		return p.next
	}
	g.at = at
	end := i + 1
	for {
		if p.kind == kindBad {
			r.note(at, p.next, g)
			end = max(p.next, end)
			break
		}
		r.join(g, p)
		g.to = p.next
		next, tied := r.next(g)
		p = r.piece(next, true)
		if p == nil || p.kind == kindSkipped || !r.joins(g, p, tied) {
			break
		}
		if p.kind == kindBad {
			at = next
			continue
		}
		if tied != tieNone {
			g.tieWith(tied)
		}
		if r.sign(next-1, "(") && r.sign(p.next, ")") {
			p.next++
		}
	}
	if len(g.pieces) > 0 {
		r.rangeEnd(g)
		r.event(g)
		r.groups = append(r.groups, g)
	}
	return max(g.to, end, r.more(g))
}

// note records a phrase that names no day, with the ties that stand before it in its group.
func (r *reader) note(from, to int, g *group) {
	if len(g.pieces) == 0 && from > g.from && r.is(from-1, "trước", "sau", "ngày", "tháng", "mùng", "quý", "nửa") {
		from--
	}
	r.impossible = append(r.impossible, r.typed(from, max(to, from+1)))
	r.bads = append(r.bads, to)
}

// more records the further numbers of an enumeration ("ngày 5, 10 và 15", "thứ hai, tư, sáu", "quý I và II"), which the
// grammar does not read, and returns the token after them.
func (r *reader) more(g *group) int {
	at := g.to
	if len(g.pieces) == 0 || !g.dated() {
		return at
	}
	for at > 0 && (r.sign(at, ",") || r.is(at, "và", "hoặc", "hay")) {
		n := r.figure(at+1, 2) > 0 || g.find(kindWeekday) != nil && (r.one(at+1) > 1 || r.is(at+1, "tư")) || g.find(kindStretch) != nil &&
			at+1 < len(r.tokens) && roman[r.tokens[at+1].plain] > 0
		if !n || at+2 < len(r.tokens) && !r.sign(at+2, ".,;:!?)") && !r.is(at+2, "và", "hoặc", "hay", "tháng", "hằng", "hàng", "tuần") {
			break
		}
		r.impossible = append(r.impossible, r.typed(at+1, at+2))
		at += 2
	}
	return at
}

func (g *group) tieWith(t tie) {
	g.tied = true
	switch t {
	case tieBy:
		g.by = true
	case tieBefore:
		g.by, g.strict = true, true
	case tieAfter:
		g.after = true
	case tieIn:
		g.in = true
	case tieFrom:
		g.since = true
	}
}

// join adds a piece to its group; a recurrence belongs to the whole text.
func (r *reader) join(g *group, p *piece) {
	if p.kind != kindRepeat {
		g.pieces = append(g.pieces, p)
		if p.every == 0 {
			return
		}
	} else {
		r.repeats = append(r.repeats, [2]int{g.from, p.next})
	}
	if r.repeat != nil && (r.repeat.unit != p.unit || r.repeat.every != p.every) {
		r.impossible = append(r.impossible, r.typed(g.from, p.next))
		return
	}
	r.repeat = p
}

// next returns where the next piece of a group may begin, and the tie before it when that says more than "at".
func (r *reader) next(g *group) (int, tie) {
	at := g.to
	if r.sign(at, ",(") || r.sign(at, "-–") && r.tokens[at].gap {
		at++
	}
	said := tieNone
	for {
		kind, next := r.tie(at)
		if next == at || next-g.to > mostTies || kind == tieFrom || r.any(at, "đến", "tới", "là", "qua", "sang") {
			return at, said
		}
		if r.piece(at, true) != nil {
			return at, said
		}
		if kind != tieAt && kind != tieIn {
			said = kind
		}
		at = next
	}
}

// joins reports whether a piece can be part of a group.
func (r *reader) joins(g *group, p *piece, tied tie) bool {
	d, f, s, w := g.find(kindDate), g.find(kindFixed), g.find(kindStretch), g.find(kindWeekday)
	if p.kind != kindRepeat && r.labelled(g, true) {
		return false
	}
	if tied != tieNone && p.kind != kindClock && p.kind != kindPart && g.dated() {
		return false
	}
	switch p.kind {
	case kindBad:
		return true
	case kindRepeat:
		return true
	case kindClock:
		return g.find(kindClock) == nil && !f.momentary()
	case kindPart:
		// Without marks "toi" and "sang" are more often "tôi" and "sang".
		if r.bare && p.part != nil && (p.part.word == "tối" || p.part.word == "sáng") && g.dated() && !r.endsClause(p.next) {
			return false
		}
		return g.find(kindPart) == nil && !f.momentary()
	case kindWeekday:
		return w == nil && (s == nil || s.unit == unitWeek || s.unit == unitMonth) && !f.momentary()
	case kindDate:
		open := s == nil || s.unit == unitWeek || s.unit == unitMonth && p.month == 0 || s.unit == unitYear && p.year == 0
		return d == nil && f == nil && open
	case kindFixed:
		return d == nil && f == nil && s == nil && (!p.momentary() || len(g.pieces) == 0)
	case kindStretch:
		return s == nil && f == nil && (d == nil || p.unit == unitMonth && d.month == 0 || p.unit == unitYear && d.year == 0) &&
			(w == nil || p.unit == unitWeek && w.week == unsaid || p.unit == unitMonth)
	}
	return false
}

// endsClause reports whether a clause ends before token i, or an hour follows.
func (r *reader) endsClause(i int) bool {
	return i >= len(r.tokens) || r.sign(i, ".,;:!?)") || r.hourAt(i) != nil || r.any(i, "lúc", "vào")
}

// shortRange reads the first day of "từ 5 đến 10/12", which is a number alone.
func (r *reader) shortRange(g *group, i int) *piece {
	n := r.figure(i, 2)
	if n < 1 || n > 31 {
		return nil
	}
	at := r.seq(i+1, "đến ngày", "tới ngày", "đến", "tới")
	if r.sign(i+1, "-–") {
		at = i + 2
	}
	if at == i+1 {
		return nil
	}
	r.hangs = at
	last := r.digital(at, false)
	if last == nil {
		last = r.worded(at)
	}
	if last == nil || last.kind != kindDate || last.toDay > 0 {
		return nil
	}
	return &piece{kind: kindDate, day: n, next: i + 1}
}

// rangeEnd reads the other end of a range of days: "từ thứ hai đến thứ sáu", "5/12-10/12".
func (r *reader) rangeEnd(g *group) {
	if !g.dated() {
		return
	}
	at := r.seq(g.to, "cho đến hết", "đến hết", "tới hết", "cho đến", "đến", "tới")
	if r.sign(g.to, "-–") {
		at = g.to + 1
	} else if !r.ranged {
		return
	}
	if at == g.to {
		return
	}
	r.hangs = at
	last := &group{from: at, at: at}
	ranged := r.ranged
	r.ranged = false
	p := r.piece(at, true)
	for p == nil {
		kind, next := r.tie(at)
		if kind != tieAt {
			break
		}
		at = next
		p = r.piece(at, true)
	}
	r.ranged = ranged
	for p != nil && slices.Contains([]kind{kindDate, kindFixed, kindStretch, kindWeekday}, p.kind) && r.joins(last, p, tieNone) {
		last.pieces = append(last.pieces, p)
		last.to = p.next
		next, tied := r.next(last)
		if tied != tieNone {
			break
		}
		p = r.piece(next, true)
	}
	if len(last.pieces) > 0 {
		g.last, g.to = last, last.to
	}
}
