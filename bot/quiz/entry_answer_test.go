package quiz

import (
	"errors"
	"slices"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/corpus/calendar"
)

func TestEntryAnswered(t *testing.T) {
	at := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	open := Entry{ID: "e1", Asker: "anna", Text: "Hỏi gì?", At: at.Add(-time.Hour)}
	answered, erased := open, open
	answered.By, answered.Replied = "tam", at
	erased.Text = ""
	for _, row := range []struct {
		name string
		e    Entry
		by   officer.ID
		want error
	}{
		{"an open one is answered", open, "tam", nil},
		{"the first answer counts", answered, "hoa", ErrAnswered},
		{"nobody answers their own", open, "anna", ErrOwnEntry},
		{"one whose words were erased is not answered", erased, "tam", ErrErased},
	} {
		t.Run(row.name, func(t *testing.T) {
			was := row.e
			next, err := row.e.Answered(row.by, "Trả lời.", []Cite{{Clause: "c"}}, at)
			if !errors.Is(err, row.want) {
				t.Fatalf("the error is %v, want %v", err, row.want)
			}
			if err == nil && (next.Open() || next.Waits() || next.By != row.by || next.Reply != "Trả lời." || len(next.Cites) != 1 || !next.Replied.Equal(at)) {
				t.Errorf("answered it is %+v", next)
			}
			if row.e.By != was.By || row.e.Reply != was.Reply {
				t.Error("the entry itself was changed")
			}
		})
	}
	if erased.Waits() || !open.Waits() {
		t.Error("one waits while it is open and has its words")
	}
}

func TestEntryShared(t *testing.T) {
	anna := &officer.Officer{ID: "anna", Name: "Trần Thị Anna", Number: "CB001"}
	answered := Entry{Asker: "anna", Text: "Hỏi gì?", Reply: "Trả lời.", Replied: time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)}
	for _, row := range []struct {
		name   string
		change func(*Entry)
		joined int
		want   error
	}{
		{"an answered one is sent", func(*Entry) {}, 5, nil},
		{"an open one is not", func(e *Entry) { e.Replied = time.Time{} }, 5, ErrOpen},
		{"nor one whose words were erased", func(e *Entry) { e.Text = "" }, 5, ErrErased},
		{"nor is it sent twice to a class", func(e *Entry) { e.Shared = []officer.ClassID{"c1"} }, 5, ErrShared},
		{"another class may have it", func(e *Entry) { e.Shared = []officer.ClassID{"c2"} }, 5, nil},
		{"a class of four would know who asked", func(*Entry) {}, 4, ErrFew},
		{"a question that names the asker is not sent", func(e *Entry) { e.Text = "Tôi là Trần Thị Anna, chi bộ 1." }, 5, ErrNamed},
		{"nor a reply that does", func(e *Entry) { e.Reply = "Chào đồng chí Anna." }, 5, ErrNamed},
		{"in another wording it is", func(e *Entry) {
			e.Text, e.Reply = "Tôi là Anna.", "Chào đồng chí Anna."
			*e = *e.WordedForClass("Hỏi gì?", "").WordedForClass("", "Trả lời.")
		}, 5, nil},
		{"a wording that names the asker is not", func(e *Entry) { *e = *e.WordedForClass("Anna hỏi gì?", "") }, 5, ErrNamed},
	} {
		t.Run(row.name, func(t *testing.T) {
			e := answered
			row.change(&e)
			before := len(e.Shared)
			next, err := e.SharedWith("c1", anna, row.joined)
			if !errors.Is(err, row.want) {
				t.Fatalf("the error is %v, want %v", err, row.want)
			}
			if err == nil && (!slices.Contains(next.Shared, "c1") || len(next.Shared) != before+1) || len(e.Shared) != before {
				t.Errorf("shared it is %+v, before %+v", next, e)
			}
		})
	}
}

func TestEntryWordedForClass(t *testing.T) {
	e := &Entry{Text: "Hỏi?", Reply: "Đáp."}
	if read := e.ForClass(); read.Text != e.Text || read.Reply != e.Reply {
		t.Errorf("unworded a class reads %q, %q", read.Text, read.Reply)
	}
	next := e.WordedForClass("Hỏi cho lớp?", "").WordedForClass("", "Đáp cho lớp.")
	if read := next.ForClass(); read.Text != "Hỏi cho lớp?" || read.Reply != "Đáp cho lớp." || next.Text != "Hỏi?" || next.Reply != "Đáp." || next.Worded != 2 || e.Worded != 0 {
		t.Errorf("a class reads %q, %q of %+v", read.Text, read.Reply, next)
	}
	if gone := next.Erased(); gone.Text != "" || gone.ClassText != "" || gone.Reply != "Đáp." {
		t.Errorf("erased it is %+v", gone)
	}
}

func TestEntryRemindAt(t *testing.T) {
	zone := time.FixedZone("+07", 7*60*60)
	days := calendar.NewWorkdays()
	moment := func(s string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, row := range []struct {
		name, at, reminded string
		times              int
		want               string
	}{
		{"two working days later, at the time of day", "2026-12-07 09:15", "", 0, "2026-12-09 09:15"},
		{"a weekend is skipped", "2026-12-10 09:15", "", 0, "2026-12-14 09:15"},
		{"asked on a Saturday", "2026-12-12 22:00", "", 0, "2026-12-15 22:00"},
		{"asked in the night, which is the day before in UTC", "2026-12-07 05:00", "", 0, "2026-12-09 05:00"},
		{"the second comes three working days after the first", "2026-12-07 09:15", "2026-12-09 09:20", 1, "2026-12-14 09:20"},
		{"the third five after the second", "2026-12-07 09:15", "2026-12-14 09:20", 2, "2026-12-21 09:20"},
		{"after the third there is none", "2026-12-07 09:15", "2026-12-21 09:20", 3, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			e := Entry{At: moment(row.at).UTC(), Reminders: row.times}
			if row.reminded != "" {
				e.Reminded = moment(row.reminded).UTC()
			}
			want := time.Time{}
			if row.want != "" {
				want = moment(row.want)
			}
			if got := e.RemindAt(days, zone); !got.Equal(want) {
				t.Errorf("reminded of at %s, want %s", got, want)
			}
		})
	}
}

func TestWithTheLastReminderThoseAboveAreTold(t *testing.T) {
	e, at := &Entry{}, time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	for n := 1; n <= EntryReminders; n++ {
		next, last := e.AfterReminder(at)
		if last != (n == EntryReminders) || next.Reminders != n || !next.Reminded.Equal(at) || e.Reminders != n-1 {
			t.Fatalf("reminder %d: %+v, last %t", n, next, last)
		}
		e = next
	}
}
