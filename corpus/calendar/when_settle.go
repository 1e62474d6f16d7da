package calendar

import "slices"

// settle brings together the phrases that belong to one time although they stand apart, and leaves out the periods that
// only say what is reported on.
func (r *reader) settle() {
	var kept []*group
	for _, g := range r.groups {
		if !r.labelled(g, true) {
			kept = append(kept, g)
		}
	}
	plain := slices.ContainsFunc(kept, func(g *group) bool { return g.dated() && !r.labelled(g, false) })
	if plain {
		kept = slices.DeleteFunc(kept, func(g *group) bool { return r.labelled(g, false) })
	}
	r.groups = kept
	r.leaveDocuments()
	r.lunarElsewhere()
	r.closeHours()
	var hours []*group
	for _, g := range r.groups {
		if !g.dated() {
			hours = append(hours, g)
		}
	}
	if len(hours) == 0 || len(hours) == len(r.groups) {
		return
	}
	if len(hours) > 1 || !r.shareHour(hours[0]) {
		r.shareDays(hours)
	}
}

// lunarElsewhere lets a day and a month be of either calendar when the text names the lunar one apart from them.
func (r *reader) lunarElsewhere() {
	for i := range r.tokens {
		if !r.any(i, "âm lịch", "âl", "lịch âm") || slices.ContainsFunc(r.groups, func(g *group) bool { return g.from <= i && i < g.to }) {
			continue
		}
		for _, g := range r.groups {
			if d := g.find(kindDate); d != nil && d.month > 0 && !d.lunar && !d.solar {
				d.maybeLunar = true
			}
		}
	}
}

// shareHour gives the one hour of the text to the days that stand apart from it, and reports whether it belongs to them.
func (r *reader) shareHour(h *group) bool {
	if len(r.groups) == 2 {
		// "10h hoặc 15h ngày mai": both hours are of the one day.
		g := r.groups[0]
		if g == h {
			g = r.groups[1]
		}
		if g.find(kindClock) != nil && h.find(kindClock) != nil && r.near(h, g) {
			h.takeDays(g)
			return true
		}
	}
	for _, g := range r.groups {
		if !g.dated() {
			continue
		}
		both := &group{pieces: slices.Concat(g.pieces, h.pieces)}
		twice := g.find(kindClock) != nil || g.find(kindPart) != nil && h.find(kindPart) != nil || g.pieces[0].momentary()
		if _, agree := r.hoursOf(both); !agree || twice {
			return false
		}
	}
	r.groups = slices.DeleteFunc(r.groups, func(g *group) bool { return g == h })
	for _, g := range r.groups {
		g.pieces = append(g.pieces, h.pieces...)
		g.by, g.strict, g.after, g.event = g.by || h.by, g.strict || h.strict, g.after || h.after, max(g.event, h.event)
	}
	r.apart = append(r.apart, h)
	return true
}

// shareDays gives hours that stand apart the day that was named last before them, or else the next one: "mai 8h họp, 10h gặp
// đoàn" are two hours of tomorrow. A day that names no hour itself is then no time of its own.
func (r *reader) shareDays(hours []*group) {
	given := map[*group]bool{}
	for _, h := range hours {
		var day *group
		for _, g := range r.groups {
			if !slices.Contains(hours, g) && !g.pieces[0].momentary() && (day == nil || g.from < h.from) {
				day = g
			}
		}
		if day == nil {
			continue
		}
		h.takeDays(day)
		if !day.houred() {
			given[day] = true
			h.by = h.by || day.by
		}
	}
	r.groups = slices.DeleteFunc(r.groups, func(g *group) bool {
		if given[g] {
			r.apart = append(r.apart, g)
		}
		return given[g]
	})
}

// closeHours makes an hour at which something ends the end of the one before it: "họp lúc 14h, kết thúc 16h".
func (r *reader) closeHours() {
	var kept []*group
	for _, g := range r.groups {
		end := g.find(kindClock)
		closes := r.ends(g.from, "kết thúc", "kết thúc vào", "kết thúc lúc", "bế mạc", "xong") < g.from ||
			r.is(g.from, "đến", "tới") && r.any(g.to, "kết thúc", "xong", "là xong")
		if len(kept) > 0 && closes && !g.dated() && kept[len(kept)-1].closeAt(r, end) {
			r.apart = append(r.apart, g)
			continue
		}
		kept = append(kept, g)
	}
	r.groups = kept
}

// closeAt makes an hour the end of the one that the group names, and reports whether the two are a range.
func (g *group) closeAt(r *reader, end *piece) bool {
	begin := g.find(kindClock)
	if begin == nil || end == nil || begin.until != nil || begin.or != nil || end.until != nil || end.or != nil {
		return false
	}
	both := *begin
	both.until = end
	if _, agree := r.hoursOf(&group{pieces: []*piece{&both}}); !agree {
		return false
	}
	*begin = both
	return true
}

// houred reports whether a group names an hour, a part of the day or a moment.
func (g *group) houred() bool {
	return g.find(kindClock) != nil || g.find(kindPart) != nil || g.pieces[0].momentary()
}

// takeDays adds the days of another group.
func (g *group) takeDays(from *group) {
	for _, p := range from.pieces {
		if p.kind != kindClock && p.kind != kindPart {
			g.pieces = append(g.pieces, p)
		}
	}
	g.last, g.since, g.event, g.eve, g.vague = from.last, from.since, max(g.event, from.event), from.eve, from.vague
}

// near reports whether nothing but "hoặc" or "và" stands between two phrases.
func (r *reader) near(a, b *group) bool {
	return a.to < b.from && r.seq(a.to, "hoặc", "hay", "và") == b.from
}

// labelled reports whether a group is the period of a report: a bare month, quarter or year behind a noun for one
// (whole), or the edge of one ("báo cáo cuối năm").
func (r *reader) labelled(g *group, whole bool) bool {
	if len(g.pieces) != 1 || g.tied || g.last != nil {
		return false
	}
	p := g.pieces[0]
	if whole && (p.kind != kindStretch || p.unit == unitWeek) || !whole && (p.kind != kindFixed || p.edge == edgeNone) {
		return false
	}
	for i := g.from; i > 0 && i > g.from-7; i-- {
		if r.ends(i, labels...) < i {
			return true
		}
		if r.sign(i-1, ".,;:!?(") || r.tokens[i].line {
			return false
		}
	}
	return false
}

// leaveDocuments leaves out the date of a document that stands right behind its number, when it is not to come.
func (r *reader) leaveDocuments() {
	r.groups = slices.DeleteFunc(r.groups, func(g *group) bool {
		if len(g.pieces) != 1 || g.pieces[0].kind != kindDate || g.pieces[0].year == 0 || g.by || g.last != nil || !r.codes[g.from] {
			return false
		}
		days, ok := r.days(g)
		return ok && len(days) == 1 && !days[0].from.After(r.today)
	})
}
