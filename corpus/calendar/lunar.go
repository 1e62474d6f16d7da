package calendar

import "math"

// Lunar is a date of the Vietnamese lunar calendar. Year is numbered by the solar year in which most of it lies, Month
// is 1 to 12, Day 1 to 30. Leap is true in the month that is put in after the one of the same number.
type Lunar struct {
	Year, Month, Day int
	Leap             bool
}

// LunarOf returns the lunar date of d by the astronomical rules at the meridian of Viet Nam (UTC+7), after the
// algorithm that Hồ Ngọc Đức published (new moons and longitudes of the sun after Jean Meeus): a month begins on the
// day of the new moon, the eleventh month holds the winter solstice, and of thirteen months between two solstices the
// first without a major solar term is the leap month. Printed calendars of before 1968 follow other meridians and may
// differ. The zero Day gives the zero Lunar.
func LunarOf(d Day) Lunar {
	if d.IsZero() {
		return Lunar{}
	}
	jd := julian(d)
	k := moonsBefore(jd) + 1
	start := newMoon(k)
	for start > jd {
		k--
		start = newMoon(k)
	}
	solarYear := d.Year()
	lunarYear := solarYear + 1
	from, to := eleventh(solarYear), eleventh(solarYear+1)
	if from >= start {
		lunarYear = solarYear
		from, to = eleventh(solarYear-1), from
	}
	// 29 days is the shortest month, and 13 of the longest are less than 14 of those.
	months := (start - from) / 29
	l := Lunar{Year: lunarYear, Month: months + 11, Day: jd - start + 1}
	if to-from > 365 {
		leap := leapAfter(from)
		if months >= leap {
			l.Month--
			l.Leap = months == leap
		}
	}
	if l.Month > 12 {
		l.Month -= 12
	}
	if l.Month >= 11 && months < 4 {
		l.Year--
	}
	return l
}

// Solar returns the day of a lunar date, and false when there is none: a thirtieth of a month of 29 days, a leap month
// that the year does not have.
func (l Lunar) Solar() (Day, bool) {
	if l.Year < 2 || l.Year > 9998 || l.Month < 1 || l.Month > 12 || l.Day < 1 || l.Day > 30 {
		return Day{}, false
	}
	from, to := eleventh(l.Year-1), eleventh(l.Year)
	months := l.Month + 1
	if l.Month >= 11 {
		from, to = eleventh(l.Year), eleventh(l.Year+1)
		months = l.Month - 11
	}
	if to-from > 365 && (l.Leap || months >= leapAfter(from)) {
		months++
	}
	start := newMoon(int(math.Floor(0.5+(float64(from)-firstMoon)/moonLength)) + months)
	d := Day{int32(start + l.Day - 1 - julianOfDayZero)}
	return d, LunarOf(d) == l
}

const (
	// julianOfDayZero is the Julian day number of the day before 1 January of the year 1.
	julianOfDayZero = 1721425
	// firstMoon is the Julian date of the new moon numbered 0, that of 1 January 1900 (Meeus).
	firstMoon = 2415021.076998695
	// moonLength is the mean time between two new moons in days.
	moonLength = 29.530588853
	// meridian is the distance of Viet Nam's time from universal time, in days.
	meridian = 7.0 / 24
)

func julian(d Day) int { return int(d.n) + julianOfDayZero }

// moonsBefore is about the number of the last new moon before a Julian day; it may be one too low.
func moonsBefore(jd int) int { return int(math.Floor((float64(jd) - firstMoon) / moonLength)) }

// newMoon returns the Julian day number, in Viet Nam, of the day on which the new moon of number k falls. The series is
// that of Meeus, Astronomical Algorithms, 1998, as Hồ Ngọc Đức shortened it.
func newMoon(k int) int {
	t := float64(k) / 1236.85
	t2, t3 := t*t, t*t*t
	const rad = math.Pi / 180
	mean := 2415020.75933 + 29.53058868*float64(k) + 0.0001178*t2 - 0.000000155*t3
	mean += 0.00033 * math.Sin((166.56+132.87*t-0.009173*t2)*rad)
	sun := (359.2242 + 29.10535608*float64(k) - 0.0000333*t2 - 0.00000347*t3) * rad
	moon := (306.0253 + 385.81691806*float64(k) + 0.0107306*t2 + 0.00001236*t3) * rad
	node := (21.2964 + 390.67050646*float64(k) - 0.0016528*t2 - 0.00000239*t3) * rad
	c := (0.1734-0.000393*t)*math.Sin(sun) + 0.0021*math.Sin(2*sun)
	c += -0.4068*math.Sin(moon) + 0.0161*math.Sin(2*moon) - 0.0004*math.Sin(3*moon)
	c += 0.0104*math.Sin(2*node) - 0.0051*math.Sin(sun+moon)
	c += -0.0074*math.Sin(sun-moon) + 0.0004*math.Sin(2*node+sun)
	c += -0.0004*math.Sin(2*node-sun) - 0.0006*math.Sin(2*node+moon)
	c += 0.0010*math.Sin(2*node-moon) + 0.0005*math.Sin(2*moon+sun)
	// The length of the day changes: terrestrial time less universal time, in days; another series before the year 800.
	delta := -0.000278 + 0.000265*t + 0.000262*t2
	if t < -11 {
		delta = 0.001 + 0.000839*t + 0.0002261*t2 - 0.00000845*t3 - 0.000000081*t*t3
	}
	return int(math.Floor(mean + c - delta + 0.5 + meridian))
}

// sunSign returns in which twelfth of its way, 0 to 11 from the March equinox, the sun stands as the day of a Julian
// day number begins in Viet Nam.
func sunSign(jd int) int {
	t := (float64(jd) - 2451545.5 - meridian) / 36525
	t2 := t * t
	const rad = math.Pi / 180
	m := (357.52910 + 35999.05030*t - 0.0001559*t2 - 0.00000048*t*t2) * rad
	long := 280.46645 + 36000.76983*t + 0.0003032*t2
	long += (1.914600 - 0.004817*t - 0.000014*t2) * math.Sin(m)
	long += (0.019993-0.000101*t)*math.Sin(2*m) + 0.000290*math.Sin(3*m)
	return int(math.Floor((long - 360*math.Floor(long/360)) / 30))
}

// eleventh returns the Julian day number of the first day of the eleventh lunar month that begins in a solar year.
func eleventh(year int) int {
	jd := julianOfDayZero + 365*year + year/4 - year/100 + year/400 // 31 December
	k := int(math.Floor((float64(jd) - 2415021) / moonLength))
	start := newMoon(k)
	if sunSign(start) >= 9 {
		start = newMoon(k - 1)
	}
	return start
}

// leapAfter returns which month, counted from the eleventh that begins on a Julian day number (0), is the leap one in a
// year of thirteen months: the first that ends in the sign in which it began.
func leapAfter(from int) int {
	k := int(math.Floor(0.5 + (float64(from)-firstMoon)/moonLength))
	i := 1
	for last := sunSign(newMoon(k + i)); i < 14; last = sunSign(newMoon(k + i)) {
		i++
		if sunSign(newMoon(k+i)) == last {
			break
		}
	}
	return i - 1
}
