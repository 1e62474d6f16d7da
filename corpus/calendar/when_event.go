package calendar

// mostOfEvent is how many tokens may stand between "trước" or "sau" and the day of what it belongs to: "sau khi tổ chức Đại
// hội đảng bộ phường, ngày …" is about as long as such a name is before a new clause is likelier.
const mostOfEvent = 8

// Words around "trước", "sau" and "qua" that make them something else than the direction from an occasion.
var (
	// beforeQualifier are words that "trước" and "sau" belong to: "tuần trước", "lần sau".
	beforeQualifier = []string{
		"tuần", "tháng", "quý", "năm", "lần", "kỳ", "kì", "đợt", "phía", "khóa", "bước", "thứ", "như", "đi", "làm", "nêu", "trang",
	}
	// afterDirection are words behind which it is an adverb: "trước hết", "sau đó".
	afterDirection = []string{"đây", "đó", "này", "hết", "tiên", "mắt", "kia", "nay", "nữa", "cùng", "rồi", "là", "và"}
	// notPast are words behind which "qua" is no "past", and changes are verbs behind which it is "to".
	notPast = []string{
		"thông", "trải", "bỏ", "vượt", "hôm", "vừa", "kết", "hiệu", "thành", "hậu", "đưa", "gửi", "tuần", "tháng", "năm", "gian", "quý", "không",
		"xem", "tặng",
	}
	changes = []string{"chuyển", "dời", "hoãn", "lùi", "đổi", "để"}
	// occasions are words between "qua" and the day.
	occasions = []string{"kỳ", "dịp", "đợt", "lễ", "nghỉ", "hạn", "thời", "ngày", "hết"}
	// clauseWords begin another clause.
	clauseWords = []string{"thì", "rồi", "và", "để", "nhưng", "hoặc", "phải", "cần", "nhắc"}
)

// event sets the direction from an occasion that the day of a group is that of, which stands before the occasion and not
// before the day: "sau đại hội ngày 15/1", "trước lễ 30/4". Ties of its own right before the day rule it out.
func (r *reader) event(g *group) {
	season := r.season(g)
	if g.by && !season || g.strict || g.after {
		return
	}
	floor := max(0, g.from-mostOfEvent)
	for _, other := range r.groups {
		floor = max(floor, other.to)
	}
	for _, bad := range r.bads {
		if bad <= g.from {
			floor = max(floor, bad)
		}
	}
	for k := g.from - 1; k >= floor; k-- {
		if r.tokens[k+1].line || r.sign(k, ".,;:!?()") || r.is(k, clauseWords...) && !(r.bare && r.is(k, "để")) {
			break
		}
		if g.event = r.direction(k, g.from, season); g.event != tieNone {
			break
		}
	}
	if season && g.event == tieNone {
		g.vague = r.is(g.from-1, "dịp", "nghỉ", "kỳ", "đợt", "gần", "giáp", "sát", "cận", "lễ", "ăn", "vui") && !r.tokens[g.from].line ||
			r.is(g.to, "xong") || g.in
		if g.by && r.is(g.at-1, "hết") && g.at-1 == g.from {
			g.event, g.by = tieAfter, false // "hết Tết" is when it is over
		}
	}
}

// season reports whether a group is Tết without its days.
func (r *reader) season(g *group) bool {
	d := g.find(kindDate)
	return d != nil && d.season
}

// direction reads the word at token k as the direction from the occasion whose day begins at token to.
func (r *reader) direction(k, to int, season bool) tie {
	adverb := k+1 < to && r.is(k+1, afterDirection...)
	switch {
	case r.is(k, "trước") && !adverb && !r.is(k-1, beforeQualifier...):
		return tieBefore
	case r.is(k, "sau") && !adverb && !r.is(k-1, beforeQualifier...) && !r.is(k-1, "hôm", "buổi") && (r.bare || !r.is(k-1, "ngày")):
		return tieAfter
	case r.is(k, "ra", "ngoài") && season && k+1 == to:
		return tieAfter
	case r.is(k, "quá", "qua"):
		if r.is(k-1, notPast...) || r.is(k, "qua") && r.verbBefore(k) {
			return tieNone
		}
		for at := k + 1; at < to && !r.is(k+1, "hạn", "thời"); at++ {
			if !r.is(at, occasions...) {
				return tieNone
			}
		}
		return tieAfter
	}
	return tieNone
}

// verbBefore reports whether the clause before token i has a verb that moves something to another day.
func (r *reader) verbBefore(i int) bool {
	for k := i - 1; k >= 0 && k > i-mostOfEvent && !r.sign(k, ".,;:!?()"); k-- {
		if r.is(k, changes...) {
			return true
		}
	}
	return false
}

// aroundEvent returns the readings of a day that is named as that of an occasion: due the day before it and on it, or on it
// and the day after it. Of Tết, which takes days, they are its eve and the last working day before it, or its second day and
// the first working day after it.
func (r *reader) aroundEvent(g *group, days []span, times []hours) []When {
	var out []When
	add := func(d span, h hours, t tie, note string) {
		if note != "" {
			d.note = note
		}
		out = append(out, r.when(&group{pieces: g.pieces, by: t == tieBy, after: t == tieAfter}, d, h)...)
	}
	season := r.season(g)
	for _, d := range days {
		d.passed = d.passed || d.last().Before(r.today)
		eve, next := span{from: d.from.Add(-1), passed: d.passed}, span{from: d.last().Add(1), passed: d.passed}
		before, after := "trước "+d.from.Vietnamese(), "sau "+d.last().Vietnamese()
		for _, h := range times {
			switch {
			case season && g.event == tieBefore:
				add(eve, h, tieBy, "ngày trước Tết")
				eve.from = r.workdays.OnOrBefore(eve.from)
				add(eve, h, tieBy, "ngày làm việc cuối trước Tết")
			case season:
				add(next, h, tieNone, "ngày sau mùng 1 Tết")
				next.from = r.workdays.OnOrAfter(next.from)
				add(next, h, tieNone, "ngày làm việc đầu sau Tết")
			case g.event == tieBefore && h.minute > 0:
				add(d, h, tieBy, "")
				add(d, h, tieNone, "")
			case g.event == tieBefore:
				if g.eve {
					add(eve, h, tieNone, before)
				} else {
					add(eve, h, tieBy, before)
				}
				add(d, h, tieNone, "")
			default:
				add(d, h, tieNone, "")
				add(next, hours{}, tieNone, after)
			}
		}
	}
	return out
}
