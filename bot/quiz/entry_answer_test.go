package quiz

import (
	"errors"
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
	e := Entry{Text: "Hỏi gì?"}
	if _, err := e.SharedWith("c1"); !errors.Is(err, ErrOpen) {
		t.Errorf("an open one was shared: %v", err)
	}
	e.Replied = time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	once, err := e.SharedWith("c1")
	if err != nil || len(once.Shared) != 1 || len(e.Shared) != 0 {
		t.Fatalf("shared once it is %+v, %v", once, err)
	}
	if _, err := once.SharedWith("c1"); !errors.Is(err, ErrShared) {
		t.Errorf("a class had it twice: %v", err)
	}
	if twice, err := once.SharedWith("c2"); err != nil || len(twice.Shared) != 2 || len(once.Shared) != 1 {
		t.Errorf("shared with another class it is %+v, %v", twice, err)
	}
	once.Text = ""
	if _, err := once.SharedWith("c2"); !errors.Is(err, ErrErased) {
		t.Errorf("one whose words were erased was shared: %v", err)
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
	for _, row := range []struct{ name, at, reminded, want string }{
		{"two working days later, at the time of day", "2026-12-07 09:15", "", "2026-12-09 09:15"},
		{"a weekend is skipped", "2026-12-10 09:15", "", "2026-12-14 09:15"},
		{"asked on a Saturday", "2026-12-12 22:00", "", "2026-12-15 22:00"},
		{"asked in the night, which is the day before in UTC", "2026-12-07 05:00", "", "2026-12-09 05:00"},
		{"from the last reminder on", "2026-12-07 09:15", "2026-12-09 09:20", "2026-12-11 09:20"},
	} {
		t.Run(row.name, func(t *testing.T) {
			e := Entry{At: moment(row.at).UTC()}
			if row.reminded != "" {
				e.Reminded = moment(row.reminded).UTC()
			}
			if got := e.RemindAt(days, zone); !got.Equal(moment(row.want)) {
				t.Errorf("reminded of at %s, want %s", got, row.want)
			}
		})
	}
}
