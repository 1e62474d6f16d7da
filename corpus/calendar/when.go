package calendar

import (
	"slices"
	"time"

	"camnang/corpus/viet"
)

// When is a moment, a day or a stretch of days that a text names, in the zone of the officers.
type When struct {
	Day Day
	// Minute is the minute of the day, and 0 when the text says no hour. Midnight is therefore never 0: "24 giờ" is
	// 23:59 of its day, "0 giờ" is 00:01, and "trước 0 giờ" 23:59 of the day before.
	Minute int
	// To is the last day when a whole stretch is named ("tuần sau"), and Day its first, which may have passed
	// ("tuần này"). It is zero for one day.
	To Day
	// By says that something is due by then ("trước", "chậm nhất", "trong vòng"), not at it. The day itself counts: "trước
	// ngày 25" is Day 25 with By, and Echo says "chậm nhất". Before a stretch ("trước tháng 12") Day is its eve.
	By bool
	// Echo is the reading in Vietnamese, with what the grammar added to the words: "thứ Sáu, 4/12/2026, trước 15 giờ 00",
	// "thứ Hai, 30/11/2026 (ngày cuối tháng)".
	Echo string
}

// Reading is what a text says of time.
type Reading struct {
	// Whens holds one: the reading is certain. Several: what the words may mean, in order of time; the officer must choose.
	// None: the text names no day, or none that there is (see Impossible).
	Whens []When
	// Phrase is the words that were read, as typed; parts that stand apart are joined by "; ".
	Phrase string
	// Rest is the text without those words and without those that tie them in ("vào", "trước"), as typed, blanks folded.
	Rest string
	// Impossible are phrases of the form of a time, as typed, that name no day ("31/2/2026", "vài ngày nữa", "30 ngày kể từ
	// khi nhận đơn"), or a moment before now where one to come is meant ("trước 8 giờ sáng nay", in the afternoon). Where it is
	// not empty, Whens is not the whole of what the text says.
	Impossible []string
	// Repeat is the recurrence that the text says, in the form of ParseRecurrence, and "" when it says none or not enough to
	// know its day ("hằng tháng", which is Impossible then). Whens holds its first occurrence, today included.
	Repeat string
}

// reader is one reading of one text.
type reader struct {
	text   string
	tokens []token
	taken  []bool
	// bare says that the text is typed without any marks, so that "sau" may be "sáu" and "ngay" be "ngày".
	bare bool
	// shout says that the text is all in capitals, so that a capital tells nothing.
	shout bool
	// ranged is true while the first part of "từ … tới …" is read: "tới" is then no "next".
	ranged bool

	now      time.Time
	today    Day
	minute   int
	workdays *Workdays

	groups     []*group
	impossible []string
	// repeat is the recurrence that the text says, repeats its places when it stands on its own.
	repeat  *piece
	repeats [][2]int
	// apart are hours that belong to a day elsewhere in the text.
	apart []*group
	// bads are the tokens behind words that name no day.
	bads []int
	// doubts are words that may be a day of the week, if no other day is named.
	doubts [][2]int
	// codes are the tokens that stand right behind the number of a document, hangs the token behind the sign of a range.
	codes map[int]bool
	hangs int
}

// ReadWhen reads what a text says of time, with or without marks, in any case. now is the moment of reading in the zone
// of the officers; w is asked for working days only, and is not nil. A day without a year is the next one of that name, and is asked
// about when one passed within the last 31 days; weeks begin on Monday; an hour from 1 to 6 without its part of the day
// may be either half. A part of the day without an hour is a fixed moment, which Echo names. Dates are solar unless the
// text says otherwise. The day of an occasion behind "trước" or "sau" ("sau đại hội ngày 15/1", "trước Tết") is asked about: the words
// do not say how far from it. An hour that stands apart belongs to the day named last before it. Report periods ("báo cáo quý III"), numbers of documents, ordinals and fractions are no times, and
// neither is the date of a document behind its number when it has passed; they stay in Rest. It never panics.
func ReadWhen(text string, now time.Time, w *Workdays) Reading {
	r := &reader{text: text, tokens: tokens(text), now: now, today: On(now), minute: now.Hour()*60 + now.Minute(), workdays: w}
	r.taken, r.codes, r.hangs = make([]bool, len(r.tokens)), map[int]bool{}, -1
	r.bare, r.shout = true, true
	for _, t := range r.tokens {
		r.bare = r.bare && t.bare
	}
	if s := viet.NFC(text); s != "" {
		for _, c := range s {
			if 'a' <= c && c <= 'z' {
				r.shout = false
			}
		}
	}
	for i := 0; i < len(r.tokens); {
		i = r.group(i)
	}
	r.settle()
	reading := Reading{Impossible: r.impossible}
	r.answer(&reading)
	reading.Rest = r.rest()
	return reading
}

// kind says what a piece of a phrase is.
type kind int

// The kinds of pieces.
const (
	kindNone    kind = iota
	kindSkipped      // words that look like a time and are none
	kindBad          // words of the form of a time that name none
	kindFixed        // days that are known, or may be several
	kindDate         // a day of a month, its month and year perhaps left out
	kindWeekday      // a day of the week
	kindStretch      // a week, a month, a quarter, a year
	kindClock        // an hour
	kindPart         // a part of the day
	kindRepeat       // a recurrence
)

// unit is what a stretch is one of, or what a recurrence comes back with.
type unit int

// The units.
const (
	unitNone unit = iota
	unitDay
	unitWeek
	unitMonth
	unitQuarter
	unitHalf
	unitYear
)

// edge is the part of a stretch that is named.
type edge int

// The edges.
const (
	edgeNone edge = iota
	edgeStart
	edgeMiddle
	edgeEnd
)

// span is one thing that a piece may mean: a day, or the days from to to.
type span struct {
	from, to Day
	// passed says that it lies before now and is offered all the same, because its words leave open which is meant.
	passed bool
	// note is what Echo says of it.
	note string
	// minute is the minute of the day of a moment, 0 for a day.
	minute int
}

// piece is one part of a phrase that names a time. Which of its fields count is its kind's.
type piece struct {
	kind kind
	next int // the token after it

	// Of a date; 0 where the text does not say. toDay ends a range within one month. ofQuarter is 1 to 3 for the month of a
	// quarter, within are the months or quarters that the day is one of.
	day, month, year, toDay, ofQuarter int
	within                             []span
	// What the text says of the calendar. maybeLunar are words that belong to the lunar one, without its name; tet counts
	// from the lunar new year; first is "mùng", which people say of both calendars.
	lunar, solar, maybeLunar, leap, tet, first bool
	// coming says that one that has passed is not meant ("15/11 tới").
	coming bool

	// Of what names days: those it may mean, and whether its words say that something is due by then.
	spans  []span
	by     bool
	amount amount

	weekday time.Weekday
	week    weekQualifier

	unit unit
	edge edge
	// every is how many units lie between two times of a recurrence, also of one said within a date ("cuối mỗi tháng").
	every int

	// Of an hour and a part of the day. until ends a range of hours, or is the other of two; beginning and end say which end of
	// the part.
	hour, minute   int
	pm             bool
	until, or      *piece
	part           *part
	beginning, end bool
	// doubt says of words that look like a day of the week and are left out that they may be one ("tổ thứ hai"), and of the
	// evening that it may be a "tới" without its marks ("toi 30/11").
	doubt bool
	// season is a day that stands for days without an end: Tết.
	season bool
}

// group is a phrase: pieces that belong together, with the words that tie them in.
type group struct {
	// from and to are its tokens, ties included; at is the first of its first piece.
	from, at, to int
	// by and after are what its ties say; in is "trong", which makes a day a last day; strict is a tie that leaves the time
	// itself out ("trước").
	by, in, strict, after bool
	// tied says that any tie stands before it.
	tied bool
	// since is "từ", behind which a recurrence begins.
	since  bool
	pieces []*piece
	// event is the direction from an occasion that the day is named as that of ("sau đại hội ngày 15/1"); eve is one that begins
	// with the day before ("hôm trước ngày 15/1"). vague says that the day is named as no more than about then ("dịp Tết").
	event      tie
	eve, vague bool
	// last is the other end of a range of days.
	last *group
}

func (g *group) find(k kind) *piece {
	for _, p := range g.pieces {
		if p.kind == k {
			return p
		}
	}
	return nil
}

// momentary reports whether a piece names moments, to which no hour can be added ("2 giờ nữa").
func (p *piece) momentary() bool { return p != nil && len(p.spans) > 0 && p.spans[0].minute > 0 }

// dated reports whether the group names days, not an hour alone.
func (g *group) dated() bool {
	return slices.ContainsFunc(g.pieces, func(p *piece) bool {
		return p.kind == kindFixed || p.kind == kindDate || p.kind == kindWeekday || p.kind == kindStretch
	})
}
