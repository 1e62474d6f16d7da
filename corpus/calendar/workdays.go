package calendar

import (
	"maps"
	"slices"
	"time"
)

// Status says what a day is.
type Status struct {
	Day Day
	// Off is true for a day on which nobody works.
	Off bool
	// Why is what the day is, in Vietnamese: "Chủ nhật", "Tết Nguyên đán (mùng 2)"; "" for an ordinary working day.
	Why string
	// Source is what says so: the law, or the announcement of the year; "" for a weekend and an ordinary working day.
	Source string
	// Certain is false for a day that the government sets each year and whose setting is not known here: one that is
	// off by how it was mostly set before (Off), or one that might be off in its place (not Off).
	Certain bool
}

// Workdays knows which days are worked. It does not change, so that many may use it at once.
type Workdays struct {
	// off has a bit for each day from firstKept to lastKept.
	off    []uint64
	shifts map[Day]Shift
}

// NewWorkdays returns the working days by weekends (Saturday and Sunday, as Decision 188/1999/QĐ-TTg has it for offices),
// public holidays (solar and lunar, with the days given instead of those on a weekend) and shifts. Of two shifts of one
// day the later in the list holds; so the shipped ones come first and those that administrators entered after them. Only
// the shifts given are used: what comes with the program is ShippedShifts.
func NewWorkdays(shifts ...Shift) *Workdays {
	base := keptYears()
	w := &Workdays{off: slices.Clone(base.off), shifts: make(map[Day]Shift, len(shifts))}
	for _, s := range shifts {
		if s.Day.IsZero() {
			continue
		}
		w.shifts[s.Day] = s
		if at := int(s.Day.n - firstKept.n); at >= 0 && !s.Day.After(lastKept) {
			w.off[at/64] &^= 1 << (at % 64)
			if s.Off {
				w.off[at/64] |= 1 << (at % 64)
			}
		}
	}
	return w
}

// Off reports whether d is a day off. It costs one look at a bit for the years that are kept (2000 to 2100).
func (w *Workdays) Off(d Day) bool {
	if d.Before(firstKept) || d.After(lastKept) {
		return w.On(d).Off
	}
	at := uint(d.n - firstKept.n)
	return w.off[at/64]&(1<<(at%64)) != 0
}

// On says what d is; d is not zero.
func (w *Workdays) On(d Day) Status {
	if s, ok := w.shifts[d]; ok {
		return Status{Day: d, Off: s.Off, Why: s.Why, Source: s.Source, Certain: true}
	}
	h, ok := holidayOn(d)
	if ok && !h.instead.IsZero() {
		// The other day of the pair was announced, so this one is not in question.
		if s, known := w.shifts[h.instead]; known && s.Off {
			ok = false
		}
	}
	if ok {
		return h.Status
	}
	return plain(d)
}

// plain says what a day is by its weekday alone.
func plain(d Day) Status {
	s := Status{Day: d, Certain: true}
	switch d.Weekday() {
	case time.Saturday:
		s.Off, s.Why = true, "thứ Bảy"
	case time.Sunday:
		s.Off, s.Why = true, "Chủ nhật"
	}
	return s
}

// Year returns what is out of the ordinary in a year, by day: days off other than plain weekends, days that are worked
// although they were off, and days that are not certain. It is what an administrator looks through.
func (w *Workdays) Year(year int) []Status {
	days := map[Day]bool{}
	for d := range holidaysOf(year) {
		days[d] = true
	}
	for d := range w.shifts {
		if d.Year() == year {
			days[d] = true
		}
	}
	var out []Status
	for _, d := range slices.SortedFunc(maps.Keys(days), func(a, b Day) int { return int(a.n - b.n) }) {
		if s := w.On(d); s != plain(d) {
			out = append(out, s)
		}
	}
	return out
}

// longestCount is the greatest amount that is counted: 27 years of days. No limit of a procedure comes near it, and a
// typed number that does would be counted for minutes.
const longestCount = 10_000

// Add returns the n-th working day after d, the n-th before it when n is negative, and d itself for 0, worked or not.
// More than 10,000 days either way, and from the zero Day, it returns the zero Day.
func (w *Workdays) Add(d Day, n int) Day {
	if d.IsZero() || n > longestCount || n < -longestCount {
		return Day{}
	}
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.Add(step)
		if !w.Off(d) {
			n--
		}
	}
	return d
}

// OnOrBefore returns d when it is worked, and else the last working day before it.
func (w *Workdays) OnOrBefore(d Day) Day { return w.nearest(d, -1) }

// OnOrAfter returns d when it is worked, and else the first working day after it.
func (w *Workdays) OnOrAfter(d Day) Day { return w.nearest(d, 1) }

func (w *Workdays) nearest(d Day, step int) Day {
	for !d.IsZero() && w.Off(d) {
		d = d.Add(step)
	}
	return d
}

// Count is how a day was reached, for "Vì sao ngày này?".
type Count struct {
	// Start is the day from which is counted; it is not counted itself.
	Start  Day
	Amount int
	Unit   Unit
	Due    Day
	// Skipped are the days off that were passed over, by day; nil unless WorkingDays were counted.
	Skipped []Status
	// Last says what Due is. The regulations do not say what holds for a limit that ends on a day off, so Due is left
	// where it falls.
	Last Status
	// Certain is false when working days were counted over a day that is not certain, so that Due may be another day
	// once the government has announced the days off of the year.
	Certain bool
}

// Count counts an amount of a unit from start, which is not counted: Days are days of the calendar, WorkingDays those
// that are worked, Months those of Day.AddMonths. An amount below 0 counts backwards. An amount of 0 gives start. A
// unit that is none of these, the zero Day, an amount over 10,000 and a Due outside the years 1 to 9999 give the zero
// Count.
func (w *Workdays) Count(start Day, amount int, unit Unit) Count {
	c := Count{Start: start, Amount: amount, Unit: unit, Certain: true}
	switch {
	case start.IsZero() || amount > longestCount || amount < -longestCount:
		return Count{}
	case unit == Days:
		c.Due = start.Add(amount)
	case unit == Months:
		c.Due = start.AddMonths(amount)
	case unit == WorkingDays:
		c.Due = w.Add(start, amount)
		step := 1
		if amount < 0 {
			step = -1
		}
		for d := start; d != c.Due; {
			d = d.Add(step)
			s := w.On(d)
			c.Certain = c.Certain && s.Certain
			if s.Off {
				c.Skipped = append(c.Skipped, s)
			}
		}
		if amount < 0 {
			slices.Reverse(c.Skipped)
		}
	default:
		return Count{}
	}
	if y := c.Due.Year(); y < 1 || y > 9999 {
		return Count{}
	}
	c.Last = w.On(c.Due)
	return c
}
