package calendar

// dateListAt reads days of one month that share its name: "5 hoặc 6/12", "1, 5/12", "5&6/12", "ngày 5 và 6 tháng 12", which are
// as many times, and "20 - 25/12", "20 đến 25/12", which is a stretch. It returns nil when no number before the last date
// stands in front of a sign or a word that parts them.
func (r *reader) dateListAt(i int) *piece {
	at := r.seq(i, "các ngày", "hai ngày", "những ngày", "ngày", "hôm", "trong các ngày", "trong hai ngày")
	if at == i && r.glued(i) && !r.sign(i-1, "(,;:") || r.ends(i, ofLaw...) < i {
		return nil
	}
	var numbers []int
	for {
		n := r.figure(at, 2)
		next := r.seq(at+1, "hoặc ngày", "hay ngày", "và ngày", "hoặc", "hay", "và")
		if r.sign(at+1, ",;&+/") && !(r.sign(at+1, "/") && r.glued(at+1) && r.glued(at+2)) {
			next = r.seq(at+2, "ngày", "và", "hoặc")
		}
		if n < 1 || n > 31 || next == at+1 || r.figure(next, 2) < 0 {
			break
		}
		numbers, at = append(numbers, n), next
	}
	stretch := false
	if n := r.figure(at, 2); len(numbers) == 0 && n > 0 && n <= 31 {
		next := r.seq(at+1, "đến hết ngày", "đến hết", "đến ngày", "tới ngày", "đến", "tới")
		if r.sign(at+1, "-–") && r.tokens[at+1].gap {
			next = at + 2
		}
		if stretch = next > at+1; stretch {
			numbers, at = append(numbers, n), next
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	r.hangs = at
	last := r.digital(at, true)
	if last == nil {
		last = r.worded(at)
	}
	if last == nil || last.kind != kindDate || last.month == 0 || last.toDay > 0 || last.ofQuarter > 0 || r.is(last.next, "h", "giờ") {
		return nil
	}
	if stretch {
		if numbers[0] >= last.day || last.lunar || last.maybeLunar {
			return &piece{kind: kindBad, next: last.next}
		}
		last.toDay, last.day = last.day, numbers[0]
		return last
	}
	p := &piece{kind: kindFixed, next: last.next}
	for _, n := range append(numbers, last.day) {
		q := *last
		q.day = n
		days := r.dateDays(&q, nil)
		if len(days) == 0 {
			return &piece{kind: kindBad, next: last.next}
		}
		p.spans = append(p.spans, days...)
	}
	return p
}

// calendarFirst reads a date with its calendar in front of it: "âm lịch 10/3", "ngày âm lịch: 10 tháng 3".
func (r *reader) calendarFirst(i int) *piece {
	at := r.seq(i, "âm lịch", "lịch âm", "ngày âm lịch", "ngày âm")
	lunar := at > i
	if !lunar {
		at = r.seq(i, "dương lịch", "lịch dương", "ngày dương lịch")
	}
	if r.sign(at, ":,") {
		at++
	}
	if at = r.seq(at, "là", "tức", "nhằm", "vào"); at == i {
		return nil
	}
	p := r.digital(at, true)
	if p == nil {
		p = r.worded(at)
	}
	if p == nil || p.kind != kindDate || p.lunar || p.solar || p.tet {
		return nil
	}
	p.lunar, p.solar, p.maybeLunar, p.first = lunar, !lunar, false, false
	return p
}
