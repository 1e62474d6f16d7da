package ics

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ical "github.com/arran4/golang-ical"

	"camnang/corpus/calendar"
)

var (
	zone  = time.FixedZone("Asia/Ho_Chi_Minh", 7*3600)
	stamp = time.Date(2026, 11, 23, 8, 30, 0, 0, zone)
)

func entry() Entry {
	return Entry{UID: "k12.3@camnang", Day: calendar.MustDay("2026-11-27"), Title: "KH-0012: Nộp báo cáo quý IV", Stamp: stamp}
}

func write(t *testing.T, entries ...Entry) []byte {
	t.Helper()
	file, err := Calendar("Lịch công tác", entries, zone)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func read(t *testing.T, file []byte) *ical.Calendar {
	t.Helper()
	c, err := ical.ParseCalendar(bytes.NewReader(file))
	if err != nil {
		t.Fatalf("%v in\n%s", err, file)
	}
	return c
}

func value(e *ical.VEvent, p ical.ComponentProperty) string {
	if got := e.GetProperty(p); got != nil {
		return got.Value
	}
	return ""
}

func TestAnEntryInTheCalendar(t *testing.T) {
	rows := []struct {
		rule   string
		change func(*Entry)
		lines  []string
		not    string
	}{
		{
			"a day is a whole day with an alarm the day before at 08:00", func(*Entry) {},
			[]string{
				"DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261128", "TRIGGER:-PT16H", "STATUS:CONFIRMED",
				"TRANSP:TRANSPARENT", "CLASS:PRIVATE", "UID:k12.3@camnang", "SEQUENCE:0", "DTSTAMP:20261123T013000Z",
			},
			"DESCRIPTION:\r\n",
		},
		{
			"a time of day is a moment of the zone, with an alarm a day before", func(e *Entry) { e.Minute = 15 * 60 },
			[]string{"DTSTART:20261127T080000Z", "TRIGGER:-P1D"},
			"DTEND",
		},
		{
			"before seven in the morning is the day before in UTC", func(e *Entry) { e.Minute = 1 },
			[]string{"DTSTART:20261126T170100Z"},
			"VALUE=DATE:",
		},
		{
			"the last day of a year ends on the first of the next", func(e *Entry) { e.Day = calendar.MustDay("2026-12-31") },
			[]string{"DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101"},
			"DTSTART:",
		},
		{
			"a cancelled one stays, says so and has no alarm", func(e *Entry) { e.Cancelled, e.Sequence = true, 4 },
			[]string{"STATUS:CANCELLED", "SEQUENCE:4"},
			"VALARM",
		},
		{
			"signs of the form are escaped", func(e *Entry) { e.Title, e.Note = `A; B, C \ D`, "một\r\nhai" },
			[]string{`SUMMARY:A\; B\, C \\ D`, `DESCRIPTION:một\nhai`},
			"SUMMARY:A;",
		},
		{
			"a title cannot add lines of its own", func(e *Entry) { e.Title = "A\r\nATTACH:http://example.org/\x00" },
			[]string{"SUMMARY:A ATTACH:http://example.org/\r\n"},
			"\r\nATTACH",
		},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			e := entry()
			row.change(&e)
			file := string(write(t, e))
			for _, line := range row.lines {
				if !strings.Contains(file, "\r\n"+line) {
					t.Errorf("no line %s in\n%s", line, file)
				}
			}
			if strings.Contains(file, row.not) {
				t.Errorf("%q in\n%s", row.not, file)
			}
			if n := len(read(t, []byte(file)).Events()); n != 1 {
				t.Errorf("%d events", n)
			}
		})
	}
}

func TestTheCalendarSaysWhatItIs(t *testing.T) {
	place, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	file, err := Calendar("Lịch của\nđồng chí", nil, place)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"BEGIN:VCALENDAR\r\n", "VERSION:2.0\r\n", "PRODID:-//Camnang//Camnang//VI\r\n", "X-WR-CALNAME:Lịch của đồng chí\r\n",
		"X-WR-TIMEZONE:Asia/Ho_Chi_Minh\r\n", "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n", "END:VCALENDAR\r\n",
	} {
		if !bytes.Contains(file, []byte(line)) {
			t.Errorf("no line %q in\n%s", line, file)
		}
	}
	if file, err = Calendar("", nil, nil); err != nil || bytes.Contains(file, []byte("X-WR-TIMEZONE")) {
		t.Errorf("with no zone: %v\n%s", err, file)
	}
}

func TestEqualEntriesGiveEqualBytes(t *testing.T) {
	var entries, turned []Entry
	for i, uid := range []string{"k2.1", "k1.2", "k1.1", "k3.1"} {
		e := entry()
		e.UID, e.Minute = uid, 60*(i/2)
		entries = append(entries, e)
		turned = append([]Entry{e}, turned...)
	}
	entries[3].Day, turned[0].Day = calendar.MustDay("2026-01-05"), calendar.MustDay("2026-01-05")
	file := write(t, entries...)
	if !bytes.Equal(file, write(t, turned...)) {
		t.Error("another order gives other bytes")
	}
	var order []string
	for _, e := range read(t, file).Events() {
		order = append(order, e.Id())
	}
	if got := strings.Join(order, " "); got != "k3.1 k1.2 k2.1 k1.1" {
		t.Errorf("order %s, want that of days, times and UIDs", got)
	}
	if entries[0].UID != "k2.1" {
		t.Error("the caller's entries were sorted")
	}
}

func TestWhatCannotBeWrittenIsAnError(t *testing.T) {
	rows := map[string]func(*Entry){
		"no UID":                     func(e *Entry) { e.UID = "" },
		"a UID of two lines":         func(e *Entry) { e.UID = "k1\r\nX:1" },
		"the UID of another":         func(e *Entry) { e.UID = "k1.1" },
		"no title":                   func(e *Entry) { e.Title = " \n" },
		"no day":                     func(e *Entry) { e.Day = calendar.Day{} },
		"a minute of the day before": func(e *Entry) { e.Minute = -1 },
		"a minute after the day":     func(e *Entry) { e.Minute = 24 * 60 },
		"a negative sequence":        func(e *Entry) { e.Sequence = -1 },
		"no stamp":                   func(e *Entry) { e.Stamp = time.Time{} },
	}
	for rule, change := range rows {
		t.Run(rule, func(t *testing.T) {
			first, second := entry(), entry()
			first.UID = "k1.1"
			second.UID = "k1.2"
			change(&second)
			file, err := Calendar("", []Entry{first, second}, zone)
			if err == nil || !strings.Contains(err.Error(), "entry 2 ") || strings.Contains(err.Error(), "KH-0012") {
				t.Errorf("%q, %v", file, err)
			}
		})
	}
}

// FuzzText reads back what was written: a title on one line and a note come out as they went in, whatever is in them.
func FuzzText(f *testing.F) {
	for _, s := range []string{
		"Kiểm tra tổ chức đảng cấp dưới và đảng viên khi có dấu hiệu vi phạm, thông báo kết luận giám sát chuyên đề",
		strings.Repeat("ệ", 200), strings.Repeat(" a", 80), "a\\nb\\;,", "<b>\r\n\t</b>", "\xff\u2028\x00", "😀 x:y;z=\"q\"",
	} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, title, note string) {
		e := entry()
		e.Title, e.Note = title, note
		file, err := Calendar(note, []Entry{e}, zone)
		if line(title) == "" {
			if err == nil {
				t.Error("an entry without a title was written")
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		whole, ended := strings.CutSuffix(string(file), "\r\n")
		if !ended {
			t.Error("the last line has no end")
		}
		for l := range strings.SplitSeq(whole, "\r\n") {
			if len(l) > lineLimit || !utf8.ValidString(l) || strings.ContainsAny(l, "\r\n") || strings.TrimSpace(l) == "" {
				t.Errorf("line %q of %d bytes", l, len(l))
			}
		}
		events := read(t, file).Events()
		if len(events) != 1 {
			t.Fatalf("%d events in\n%s", len(events), file)
		}
		if got := value(events[0], ical.ComponentPropertySummary); got != line(title) {
			t.Errorf("title %q, want %q", got, line(title))
		}
		if got := value(events[0], ical.ComponentPropertyDescription); got != text(note) {
			t.Errorf("note %q, want %q", got, text(note))
		}
	})
}
