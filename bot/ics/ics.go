// Package ics writes calendar files (RFC 5545) for the calendar of a telephone or an office program. It decides how an
// entry looks there; which entries there are, and who may have the file, it leaves to its caller.
package ics

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	ical "github.com/arran4/golang-ical"

	"camnang/corpus/calendar"
)

// Entry is one thing in a calendar.
type Entry struct {
	// UID names the entry for good, over all files and all calendars: "k12.3@camnang". A calendar that reads the same
	// UID again changes what it has instead of adding to it.
	UID string
	// Day is when it is. Minute is the minute of that day in the zone of the calendar, counted from midnight; with 0 it
	// is a matter of the whole day.
	Day    calendar.Day
	Minute int
	Title  string
	// Note may have several lines; "" for none.
	Note string
	// Sequence grows with every change, so that a calendar takes the later one; Stamp is when the entry was last
	// changed, never the time of writing, since equal entries give equal files.
	Sequence int
	Stamp    time.Time
	// Cancelled keeps the entry in the calendar as one that does not take place, with no alarm.
	Cancelled bool
}

// The times that a calendar is given, as RFC 5545 writes durations.
const (
	// dayAlarm is when the alarm of a whole day sounds: the day before at 08:00, half an hour into the push hours
	// that officers have by default.
	dayAlarm = "-PT16H"
	// minuteAlarm is that of a time of day: the same time the day before.
	minuteAlarm = "-P1D"
	// refresh is how often a calendar that subscribes is asked to read again.
	refresh = "PT1H"
	// lineLimit is the length of a line in bytes without its end, that of RFC 5545, 3.1.
	lineLimit = 75
	minutes   = 24 * 60
)

// Calendar writes a calendar of that name, in the order of days, times and UIDs whatever the order of the entries, so
// that equal entries give equal bytes. A time of day is one of the zone (nil: UTC) and is written in UTC. Each entry
// that is not cancelled has an alarm one day before. Texts are cleaned of control characters and of what is no
// character. The error names the first entry by its place that has no UID, that of an earlier one, no title, no day,
// a minute that is none, a negative sequence or no stamp.
func Calendar(name string, entries []Entry, zone *time.Location) ([]byte, error) {
	if zone == nil {
		zone = time.UTC
	}
	if err := check(entries); err != nil {
		return nil, fmt.Errorf("write a calendar: %w", err)
	}
	c := ical.NewCalendar()
	c.SetProductId("-//Camnang//Camnang//VI")
	c.SetCalscale("GREGORIAN")
	c.SetName(line(name))
	// A zone that has no name of the zone database is one that a calendar cannot look up.
	if strings.Contains(zone.String(), "/") {
		c.SetXWRTimezone(zone.String())
	}
	c.SetRefreshInterval(refresh)
	c.SetXPublishedTTL(refresh)
	for _, e := range slices.SortedFunc(slices.Values(entries), func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Day.String(), b.Day.String()), a.Minute-b.Minute, strings.Compare(a.UID, b.UID))
	}) {
		add(c, e, zone)
	}
	var out bytes.Buffer
	if err := c.SerializeTo(&out, ical.WithLineLength(lineLimit), ical.WithNewLineWindows); err != nil {
		return nil, fmt.Errorf("write a calendar: %w", err)
	}
	return out.Bytes(), nil
}

// check finds the first entry that cannot be written.
func check(entries []Entry) error {
	seen := make(map[string]bool, len(entries))
	for i, e := range entries {
		var wrong string
		switch {
		case e.UID == "" || line(e.UID) != e.UID:
			wrong = "has no UID or a bad one"
		case seen[e.UID]:
			wrong = "has the UID of an earlier one"
		case line(e.Title) == "":
			wrong = "has no title"
		case e.Day.IsZero():
			wrong = "has no day"
		case e.Minute < 0 || e.Minute >= minutes:
			wrong = "has a minute that no day has"
		case e.Sequence < 0 || e.Stamp.IsZero():
			wrong = "has a negative sequence or no stamp"
		}
		if wrong != "" {
			return fmt.Errorf("entry %d %s", i+1, wrong)
		}
		seen[e.UID] = true
	}
	return nil
}

// add adds an entry that check has passed.
func add(c *ical.Calendar, e Entry, zone *time.Location) {
	event := c.AddEvent(e.UID)
	event.SetDtStampTime(e.Stamp)
	event.SetLastModifiedAt(e.Stamp)
	event.SetSequence(e.Sequence)
	alarm := dayAlarm
	if e.Minute > 0 {
		// With no end it is a moment, as a time limit is: nothing follows 15:00 that could still be in time.
		alarm = minuteAlarm
		event.SetStartAt(moment(e.Day, e.Minute, zone))
	} else {
		event.SetAllDayStartAt(moment(e.Day, 0, time.UTC))
		event.SetAllDayEndAt(moment(e.Day.Add(1), 0, time.UTC))
	}
	title := line(e.Title)
	event.SetSummary(title)
	if note := text(e.Note); note != "" {
		event.SetDescription(note)
	}
	event.SetClass(ical.ClassificationPrivate)
	// A time limit does not make an officer busy on its day.
	event.SetTimeTransparency(ical.TransparencyTransparent)
	if e.Cancelled {
		event.SetStatus(ical.ObjectStatusCancelled)
		return
	}
	event.SetStatus(ical.ObjectStatusConfirmed)
	a := event.AddAlarm()
	a.SetAction(ical.ActionDisplay)
	a.SetTrigger(alarm)
	a.SetDescription(title)
}

func moment(d calendar.Day, minute int, zone *time.Location) time.Time {
	return time.Date(d.Year(), time.Month(d.Month()), d.DayOfMonth(), 0, minute, 0, 0, zone)
}

// line is a text on one line.
func line(s string) string { return strings.Join(strings.Fields(text(s)), " ") }

// text is a text without blanks around it and without control characters other than line ends; calendars fail on some
// of those.
func text(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\r' || r == '\u2028' || r == '\u2029':
			return '\n'
		case r == '\t':
			return ' '
		case unicode.IsControl(r) || r == 0xfffe || r == 0xffff:
			return -1
		}
		return r
	}, s))
}
