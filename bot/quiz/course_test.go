package quiz

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/corpus/calendar"
)

var (
	courseZone  = time.FixedZone("+07", 7*60*60)
	courseHours = Hours{Zone: courseZone, Workdays: calendar.NewWorkdays(calendar.ShippedShifts()...), From: 7*60 + 30, To: 17*60 + 30}
)

func courseTime(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, courseZone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestWhenMembersAreRemindedOfASession(t *testing.T) {
	for _, row := range []struct {
		rule, day string
		from      int
		told, now string
		want      string
	}{
		{"the working day before, when hours begin", "2026-11-26", 480, "", "2026-11-23 09:00", "2026-11-25 07:30"},
		{"of a session on Monday on Friday", "2026-11-30", 480, "", "2026-11-23 09:00", "2026-11-27 07:30"},
		{"of a session on Sunday on Friday", "2026-11-29", 480, "", "2026-11-23 09:00", "2026-11-27 07:30"},
		{"before New Year's Day off", "2027-01-02", 480, "", "2026-12-01 09:00", "2026-12-31 07:30"},
		{"one entered on the day before at once", "2026-11-26", 480, "", "2026-11-25 15:00", "2026-11-25 15:00"},
		{"one entered in the evening before on the day itself", "2026-11-26", 840, "", "2026-11-25 21:00", "2026-11-26 07:30"},
		{"one entered in the evening that begins before hours do at once", "2026-11-26", 420, "", "2026-11-25 21:00", "2026-11-25 21:00"},
		{"one entered in the night on the day itself", "2026-11-26", 840, "", "2026-11-26 05:00", "2026-11-26 07:30"},
		{"one that has begun is not", "2026-11-26", 480, "", "2026-11-26 08:00", ""},
		{"one that is about to begin is, at once", "2026-11-26", 480, "", "2026-11-26 07:59", "2026-11-26 07:59"},
		{"one without an hour until hours end", "2026-11-26", 0, "", "2026-11-26 17:29", "2026-11-26 17:29"},
		{"one without an hour, after that, is not", "2026-11-26", 0, "", "2026-11-26 17:30", ""},
		{"one that the members were told of is not", "2026-11-26", 480, "2026-11-26", "2026-11-23 09:00", ""},
		{"one moved since is", "2026-11-27", 480, "2026-11-26", "2026-11-23 09:00", "2026-11-26 07:30"},
		{"one entered on Saturday for Monday not before Monday", "2026-11-30", 480, "", "2026-11-28 10:00", "2026-11-30 07:30"},
		{"one entered on Friday evening for Monday not before Monday", "2026-11-30", 480, "", "2026-11-27 18:00", "2026-11-30 07:30"},
		{"one entered on New Year's Day for Monday not before Monday", "2027-01-04", 840, "", "2027-01-01 10:00", "2027-01-04 07:30"},
		{"one entered on Saturday that begins on Monday before hours do at once", "2026-11-30", 420, "", "2026-11-28 10:00", "2026-11-28 10:00"},
		{"one entered on Saturday for Sunday at once", "2026-11-29", 840, "", "2026-11-28 10:00", "2026-11-28 10:00"},
		{"one entered on Saturday night for Sunday when hours begin", "2026-11-29", 840, "", "2026-11-28 22:00", "2026-11-29 07:30"},
		{"one of last week is not", "2026-11-20", 480, "", "2026-11-23 09:00", ""},
	} {
		s := Session{ID: "b1", Day: calendar.MustDay(row.day), From: row.from}
		if row.told != "" {
			s.Told = calendar.MustDay(row.told)
		}
		got := ""
		if at := s.Reminds(courseTime(t, row.now), courseHours); !at.IsZero() {
			got = at.In(courseZone).Format("2006-01-02 15:04")
		}
		if got != row.want {
			t.Errorf("%s: %q, want %q", row.rule, got, row.want)
		}
	}
}

func TestSessionsAreRemindedOfOnce(t *testing.T) {
	c := &Course{Class: "c1"}
	for _, day := range []string{"2026-11-30", "2026-11-26", "2026-11-29"} {
		next, _, err := c.WithSession(Session{Day: calendar.MustDay(day), From: 480})
		if err != nil {
			t.Fatal(err)
		}
		c = next
	}
	var told []string
	now := courseTime(t, "2026-11-23 09:00")
	for range 10 {
		at := c.NextReminder(now, courseHours)
		if at.IsZero() {
			break
		}
		now = at
		next, due := c.Remind(now, courseHours)
		again, twice := next.Remind(now, courseHours)
		if len(due) == 0 || len(twice) != 0 || len(again.Sessions) != 3 {
			t.Fatalf("at %s %d are due, and then %d", now, len(due), len(twice))
		}
		for _, s := range due {
			told = append(told, now.In(courseZone).Format("2/1")+" of "+s.Day.String())
		}
		c = next
	}
	want := []string{"25/11 of 2026-11-26", "27/11 of 2026-11-29", "27/11 of 2026-11-30"}
	if !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
}

func TestWhichChangesOfASessionAreTold(t *testing.T) {
	was := Session{ID: "b1", Title: "A", Day: calendar.MustDay("2026-11-26"), From: 480, To: 660, Place: "Hội trường A"}
	for _, row := range []struct {
		rule   string
		change func(s *Session)
		now    string
		want   bool
	}{
		{"another day", func(s *Session) { s.Day = s.Day.Add(1) }, "2026-11-23 09:00", true},
		{"another hour", func(s *Session) { s.From = 540 }, "2026-11-23 09:00", true},
		{"another end", func(s *Session) { s.To = 690 }, "2026-11-23 09:00", true},
		{"another place", func(s *Session) { s.Place = "Phòng 2" }, "2026-11-23 09:00", true},
		{"another title is not", func(s *Session) { s.Title = "B" }, "2026-11-23 09:00", false},
		{"nothing is not", func(*Session) {}, "2026-11-23 09:00", false},
		{"the place of one that is over is not", func(s *Session) { s.Place = "Phòng 2" }, "2026-11-26 11:00", false},
		{"the place of one that goes on is", func(s *Session) { s.Place = "Phòng 2" }, "2026-11-26 10:59", true},
		{"one that is over and is held again", func(s *Session) { s.Day = s.Day.Add(7) }, "2026-11-27 09:00", true},
	} {
		next := was
		row.change(&next)
		if got := was.Moved(next, courseTime(t, row.now), courseZone); got != row.want {
			t.Errorf("%s: %t", row.rule, got)
		}
	}
}

func TestComingSessionsComeInOrder(t *testing.T) {
	c := &Course{}
	for _, s := range []Session{
		{Title: "4", Day: calendar.MustDay("2026-11-27")},
		{Title: "2", Day: calendar.MustDay("2026-11-26"), From: 480, To: 660},
		{Title: "1", Day: calendar.MustDay("2026-11-25")},
		{Title: "3", Day: calendar.MustDay("2026-11-26"), From: 840},
		{Title: "0", Day: calendar.MustDay("2026-11-24"), From: 480},
	} {
		next, _, err := c.WithSession(s)
		if err != nil {
			t.Fatal(err)
		}
		c = next
	}
	for now, want := range map[string]string{
		"2026-11-26 10:59": "coming 2 3 4, past 1 0", "2026-11-26 11:00": "coming 3 4, past 2 1 0", "2026-11-27 23:59": "coming 4, past 3 2 1 0",
		"2026-11-28 00:00": "coming, past 4 3 2 1 0", "2026-11-24 07:00": "coming 0 1 2 3 4, past",
	} {
		coming, past := c.Coming(courseTime(t, now), courseZone)
		got := "coming"
		for _, s := range coming {
			got += " " + s.Title
		}
		got += ", past"
		for _, s := range past {
			got += " " + s.Title
		}
		if got != want {
			t.Errorf("at %s: %s, want %s", now, got, want)
		}
	}
}

func TestACourseTakesSoMuchAndNoMore(t *testing.T) {
	c := &Course{}
	for n := range SessionsMost {
		next, id, err := c.WithSession(Session{Day: calendar.MustDay("2026-11-26"), Made: fmt.Sprint(n)})
		if err != nil || id != SessionID(n+1) {
			t.Fatalf("session %d: %s, %v", n, id, err)
		}
		c = next
	}
	if _, _, err := c.WithSession(Session{}); !errors.Is(err, ErrCourseFull) {
		t.Errorf("one session too many: %v", err)
	}
	if again, id, err := c.WithSession(Session{Made: "7"}); again != c || id != "b8" || err != nil {
		t.Errorf("the same event again: %s, %v", id, err)
	}
	if _, _, err := c.WithSession(Session{ID: "b999"}); !errors.Is(err, ErrItemGone) {
		t.Errorf("a change of none: %v", err)
	}
	for n := range NoticesMost + 2 {
		next, _, err := c.WithNotice(Notice{Text: fmt.Sprint(n)})
		if err != nil {
			t.Fatal(err)
		}
		c = next
	}
	if len(c.Notices) != NoticesMost || c.Notices[0].Text != "2" {
		t.Errorf("%d announcements, the oldest %q", len(c.Notices), c.Notices[0].Text)
	}
	c.Last = CourseItems
	if _, _, err := c.WithFile(File{}); !errors.Is(err, ErrCourseFull) {
		t.Errorf("a number too many: %v", err)
	}
}

func TestTheCodeOfARoll(t *testing.T) {
	at := time.Unix(1_795_000_000, 0).Truncate(time.Minute)
	seen := map[string]int{}
	for n := range 2000 {
		code := RollCode("s", at.Add(time.Duration(n)*time.Minute))
		if len(code) != 4 || strings.Trim(code, "0123456789") != "" {
			t.Fatalf("the code %q", code)
		}
		seen[code]++
	}
	if len(seen) < 1700 {
		t.Errorf("%d codes in 2,000 minutes", len(seen))
	}
	if RollCode("s", at) != RollCode("s", at.Add(59*time.Second)) || RollCode("s", at) == RollCode("t", at) {
		t.Error("a code is that of its minute and its secret")
	}
	if until := RollCodeUntil(at.Add(30 * time.Second)); until != at.Add(2*time.Minute) {
		t.Errorf("good until %s", until)
	}
}
