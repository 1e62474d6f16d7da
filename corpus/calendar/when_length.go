package calendar

// length reads an amount from token at on. It returns at when there is none.
func (r *reader) length(at int) (amount, int) {
	n, next, half := 0, at, false
	switch {
	case r.any(at, "vài", "mấy", "dăm", "vài ba", "dăm ba", "đôi ba", "dăm bảy", "một vài", "ít", "nhiều"):
		next = r.seq(at, "vài", "mấy", "dăm", "vài ba", "dăm ba", "đôi ba", "dăm bảy", "một vài", "ít", "nhiều")
		n = -1
	case r.is(at, "nửa"):
		next, half = at+1, true
	case r.any(at, "tuần nữa", "tháng nữa", "năm nữa"):
		n = 1
	default:
		n, next = r.count(at)
		if n < 0 || r.glued(at) && r.figure(at, 3) >= 0 && !r.sign(at-1, "(,;:") {
			return amount{}, at
		}
		if end := r.secondNumber(n, next, next == at+1 && r.figure(at, 3) >= 0); end > next {
			half = r.sign(next, ",.") && r.figure(next+1, 1) == 5 && n != 4
			if next = end; !half {
				n = -1
			}
		}
		if end := r.seq(next, "mấy"); end > next && r.unitAt(end) != "" {
			n, next = -1, end
		}
	}
	u := r.unitAt(next)
	if u == "" || r.bare && r.figure(at, 3) < 0 && n == r.one(at) && !r.saidAsAmount(at, next) {
		return amount{}, at
	}
	a := amount{vague: n < 0 || r.ends(at, "hơn", "gần", "trên", "dưới", "ngoài", "ít nhất", "cả") < at, clock: r.is(next, "giờ", "h")}
	next++
	if u == "ngày" || u == "tháng" {
		// "Chi bộ 5, ngày 15/12": the number belongs to what stands before it.
		m, end := r.count(next)
		more := u == "tháng" && r.any(next+1, "ngày", "tuần") || u == "ngày" && r.is(end, "giờ", "tiếng", "h", "g", ":")
		if m >= 0 && (!r.bare || r.figure(next, 3) >= 0) && !more {
			return amount{}, at
		}
		ofDate := r.is(next, "sau", "tới", "trước") && r.tokens[at].figures > 0 && r.named(at)
		if u == "tháng" && (ofDate || r.is(next, "này", "nay", "giêng", "chạp", "tư", "một")) {
			return amount{}, at
		}
		if u == "ngày" && (r.sign(next, "/") || r.is(next, "mai", "mùng", "rằm", "mồng", "mốt", "kia")) {
			return amount{}, at
		}
	}
	if end := r.seq(next, "làm việc", "công", "hành chính"); end > next && u == "ngày" {
		a.working, next = true, end
	}
	a.add(u, n, half)
	if r.is(next, "rưỡi") && !half {
		a.add(u, 0, true)
		next++
	}
	if r.any(next, "đồng hồ") {
		next += 2
	}
	for !a.working {
		m, end := r.count(r.seq(next, "và"))
		v := r.unitAt(end)
		if m <= 0 || v == "" || !smaller(v, u) || v == "ngày" && r.dayAhead(end) || u == "ngày" && !r.is(end+1, "nữa") {
			break
		}
		a.add(v, m, false)
		u, next = v, end+1
	}
	return a, next
}

// secondNumber returns the token after a number that stands beside the number n before token next and in front of a unit, so
// that the two are a choice or a decimal: "3-5 ngày", "hai ba ngày", "3 hoặc 4 ngày", "1,5 tháng". It returns next when
// there is none. figures says that n is written so.
func (r *reader) secondNumber(n, next int, figures bool) int {
	at := r.seq(next, "hoặc", "hay", "đến", "tới", "hoặc là")
	joined := at > next
	if r.sign(next, "-–,.~/") {
		at, joined = next+1, true
	}
	m, end := r.count(at)
	u := r.unitAt(end)
	if m < 0 || u == "" || r.is(end-1, "năm") && end == at+1 && u == "ngày" && n < 4 {
		return next
	}
	hour := u == "giờ" && !r.is(end, "tiếng") && !r.any(end+1, "nữa", "đồng hồ")
	switch {
	case r.sign(next, ".,") && figures && r.glued(next) && r.glued(next+1) && r.figure(at, 2) >= 0:
		return end
	case hour || figures != (r.figure(at, 3) >= 0):
		// "8-10 giờ" is from eight to ten o'clock.
		return next
	case r.sign(next, "-–~/"), joined && !r.sign(next, ".") && m > n, m == n+1, n == 5 && m == 7, n >= 10 && m > n && !joined:
		return end
	}
	return next
}

// named reports whether a word that names a day stands before token i.
func (r *reader) named(i int) bool { return r.ends(i, "ngày", "mùng", "mồng", "hôm") < i }

// saidAsAmount reports, for a text without marks, whether what follows the unit makes the word before it a number: "sau ngay
// nua" is six days, "sau ngay 5" is none.
func (r *reader) saidAsAmount(at, unitAt int) bool {
	if !r.is(at, "sáu", "năm", "bảy", "ba") {
		return true
	}
	if r.is(at, "ba", "bảy", "năm") && unitAt == at+1 && !r.is(unitAt, "năm") {
		return true
	}
	return r.is(unitAt+1, "nữa", "tới") || r.any(unitAt+1, "làm việc", "một lần")
}

// unitAt returns the unit of time that token i is, and "" when it is none.
func (r *reader) unitAt(i int) string {
	for _, u := range []struct{ word, is string }{
		{"ngày", "ngày"},
		{"hôm", "ngày"},
		{"bữa", "ngày"},
		{"tuần", "tuần"},
		{"tháng", "tháng"},
		{"quý", "quý"},
		{"năm", "năm"},
		{"tiếng", "giờ"},
		{"giờ", "giờ"},
		{"h", "giờ"},
		{"phút", "phút"},
	} {
		if r.is(i, u.word) && !(u.word == "hôm" && r.is(i+1, "nay", "qua", "sau")) {
			return u.is
		}
	}
	return ""
}

// smaller reports whether unit v is a part of unit u.
func smaller(v, u string) bool {
	order := map[string]int{"phút": 1, "giờ": 2, "ngày": 3, "tuần": 4, "tháng": 5, "quý": 6, "năm": 7}
	return order[v] < order[u]
}

// add adds n units, or half a unit. Half a month is 15 days, as people say it; halves of a day, a week and a quarter are
// no number of days and make the amount vague.
func (a *amount) add(u string, n int, half bool) {
	if n < 0 {
		n = 0
	}
	switch u {
	case "phút":
		a.minutes += n
		a.vague = a.vague || half
	case "giờ":
		a.minutes += 60 * n
		if half {
			a.minutes += 30
		}
	case "ngày", "tuần":
		a.days += n * map[string]int{"ngày": 1, "tuần": 7}[u]
		a.vague = a.vague || half
	case "tháng":
		a.months += n
		if half {
			a.days += 15
		}
	case "quý":
		a.months += 3 * n
		a.vague = a.vague || half
	case "năm":
		a.months += 12 * n
		if half {
			a.months += 6
		}
	}
}
