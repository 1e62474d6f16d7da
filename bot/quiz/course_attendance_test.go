package quiz

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

// attended is what the records say of an officer; a nil record is none.
func attended(t *testing.T, c *Course, o officer.ID, value []byte) *Attendance {
	t.Helper()
	r := queue.Record{ID: AttendanceID(c.Class, o), Value: value}
	if value != nil {
		r.Version = 7
	}
	a, err := c.Attendance(o, r)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestWhoHasSeenAnAnnouncement(t *testing.T) {
	c, id, err := (&Course{Class: "c1"}).WithNotice(Notice{To: []officer.ID{"oa", "ob", "oc"}})
	if err != nil {
		t.Fatal(err)
	}
	n, _ := c.Notice(id)
	at := courseTime(t, "2026-11-23 09:00")
	none, err := c.Attendances(nil)
	if err != nil {
		t.Fatal(err)
	}
	seen, changed := none.Of("ob").See(n, at)
	all := none.With(seen)
	if !changed || !slices.Equal(all.Unseen(n), []officer.ID{"oa", "oc"}) || len(none.Unseen(n)) != 3 {
		t.Errorf("seen by one: %t, %v, before %v", changed, all.Unseen(n), none.Unseen(n))
	}
	for rule, row := range map[string]struct {
		n  *Notice
		by officer.ID
	}{"again": {n, "ob"}, "by another": {n, "od"}} {
		if same, changed := all.Of(row.by).See(row.n, at); changed || len(same.Seen) != len(all.Of(row.by).Seen) {
			t.Errorf("%s changes it", rule)
		}
	}
	if n := len(all.Of("oa").Unseen(c)) + len(all.Of("ob").Unseen(c)); n != 1 {
		t.Errorf("%d are unseen", n)
	}
	if got := attended(t, c, "ob", seen.Change().Value); !got.Seen[id].Equal(at) || got.Record != 7 || got.Change().Was != 7 {
		t.Errorf("read back it is %+v", got)
	}
	monday := calendar.MustDay("2026-11-23")
	if _, changed := c.RemindUnseen("n9", monday, all); changed {
		t.Error("reminded of one that is gone")
	}
	reminded, changed := c.RemindUnseen(id, monday, all)
	if !changed {
		t.Error("nobody was reminded")
	}
	if _, changed := reminded.RemindUnseen(id, monday, all); changed {
		t.Error("reminded twice in one day")
	}
	if _, changed := reminded.RemindUnseen(id, monday.Add(1), all); !changed {
		t.Error("not reminded on the next day")
	}
	for _, o := range []officer.ID{"oa", "oc"} {
		one, _ := all.Of(o).See(n, at)
		all = all.With(one)
	}
	if _, changed := reminded.RemindUnseen(id, monday.Add(1), all); changed {
		t.Error("reminded of what everybody has seen")
	}
}

func TestEnteringARoll(t *testing.T) {
	now := courseTime(t, "2026-11-26 08:03")
	open := Session{ID: "b1", Day: calendar.MustDay("2026-11-26"), Secret: "s"}
	nobody := &Attendance{Class: "c1", Officer: "oa"}
	wrong := func(n int, ago time.Duration) *Attendance {
		a := *nobody
		for range n {
			a.Wrong = append(a.Wrong, now.Add(-ago))
		}
		return &a
	}
	never, before := open, open
	never.Secret = ""
	before.Day = before.Day.Add(1)
	here, _ := nobody.Correct(&open, "ot", true, now)
	off, _ := here.Correct(&open, "ot", false, now)
	code := func(ago time.Duration) string { return RollCode("s", now.Add(-ago)) }
	for _, row := range []struct {
		rule string
		s    Session
		a    *Attendance
		code string
		want Entering
		here bool
	}{
		{"the code of this minute", open, nobody, code(0), Entered, true},
		{"the code of the last minute", open, nobody, code(time.Minute), Entered, true},
		{"the code of the minute before that", open, nobody, code(2 * time.Minute), WrongCode, false},
		{"the code of the next minute, by a clock that is behind", open, nobody, code(-time.Minute), Entered, true},
		{"the code of the minute after that", open, nobody, code(-2 * time.Minute), WrongCode, false},
		{"no code at all", open, nobody, "", WrongCode, false},
		{"a roll that was closed since the code was sent", open.CloseRoll(now.Add(time.Second)), nobody, code(0), Entered, true},
		{"a roll that was closed when the code was sent", open.CloseRoll(now), nobody, code(0), RollClosed, false},
		{"a closed roll that was opened again", open.CloseRoll(now).OpenRoll("t"), nobody, code(0), Entered, true},
		{"a roll that was never opened", never, nobody, RollCode("", now), RollClosed, false},
		{"on another day", before, nobody, code(0), RollClosed, false},
		{"who is on it", open, here, "0", Already, true},
		{"who was taken off it", open, off, code(0), TakenOff, false},
		{"after four wrong ones", open, wrong(4, time.Minute), code(0), Entered, true},
		{"after five wrong ones", open, wrong(5, time.Minute), code(0), TooManyCodes, false},
		{"after five wrong ones, ten minutes later", open, wrong(5, 10*time.Minute), code(0), Entered, true},
		{"a wrong one after five, ten minutes later", open, wrong(5, 10*time.Minute), "0", WrongCode, false},
		{"after five wrong ones that were sent later and handled before", open, wrong(5, -time.Minute), code(0), TooManyCodes, false},
	} {
		count, on := len(row.a.Wrong), row.a.Here(&row.s)
		next, got := row.a.Enter(&row.s, row.code, now, courseZone)
		if got != row.want || next.Here(&row.s) != row.here || len(row.a.Wrong) != count || row.a.Here(&row.s) != on {
			t.Errorf("%s: %s, here %t", row.rule, got, next.Here(&row.s))
		}
		if got == WrongCode && (len(next.Wrong) == 0 || !next.Wrong[len(next.Wrong)-1].Equal(now) || len(next.Wrong) > WrongCodes) {
			t.Errorf("%s: not counted: %v", row.rule, next.Wrong)
		}
		if changed := next != row.a; changed != (got == Entered || got == WrongCode) {
			t.Errorf("%s: changed is %t", row.rule, changed)
		}
	}
}

func TestCorrectingARoll(t *testing.T) {
	at := courseTime(t, "2026-11-26 08:03")
	s := Session{ID: "b1", Day: calendar.MustDay("2026-11-26"), Secret: "s"}
	nobody := &Attendance{Class: "c1", Officer: "oa"}
	if _, changed := nobody.Correct(&s, "ot", false, at); changed {
		t.Error("who is not on the roll was taken off it")
	}
	here, changed := nobody.Correct(&s, "ot", true, at)
	if p := here.Present["b1"]; !changed || !here.Here(&s) || p.By != "ot" || !p.At.Equal(at) || nobody.Here(&s) {
		t.Errorf("entered: %t, %+v", changed, p)
	}
	if _, changed := here.Correct(&s, "ou", true, at); changed {
		t.Error("entered twice")
	}
	off, changed := here.Correct(&s, "ou", false, at)
	if p := off.Present["b1"]; !changed || off.Here(&s) || p.By != "ou" || !p.Absent {
		t.Errorf("taken off: %t, %+v", changed, p)
	}
	by, e := nobody.Enter(&s, RollCode("s", at), at, courseZone)
	if p := by.Present["b1"]; e != Entered || p.By != "" || p.Absent {
		t.Errorf("what the code did is %s, %+v", e, p)
	}
	c := &Course{Sessions: []Session{s, {ID: "b2", Secret: "s"}, {ID: "b3"}, {ID: "b4", Hand: true}}}
	if here, called := here.Attended(c); here != 1 || called != 3 {
		t.Errorf("at %d of %d", here, called)
	}
}

// earlierCourse is a class as it was written while its record held everybody's presence and what they had seen.
const earlierCourse = `{"sessions":[{"id":"b1","title":"A","day":"2026-11-20","from":480,"secret":"s",
	"wrong":{"od":["2026-11-20T08:01:00+07:00"]},
	"present":{"oa":{"at":"2026-11-20T08:02:00+07:00"},"ob":{"at":"2026-11-20T08:09:00+07:00","by":"ot","absent":true}}},
	{"id":"b2","title":"B","day":"2026-11-21","from":480,"present":{"oc":{"at":"2026-11-21T09:00:00+07:00","by":"ot"}}},
	{"id":"b3","title":"C","day":"2026-11-22","from":480}],
	"notices":[{"id":"n4","text":"x","by":"ot","at":"2026-11-20T09:00:00+07:00","to":["oa","ob","oc"],"seen":{"oa":"2026-11-20T10:00:00+07:00"}}],
	"ranking":true,"last":4}`

func TestWhatAClassHeldEarlierIsRead(t *testing.T) {
	courses, err := LoadCourses([]queue.Record{{ID: "c1", Version: 3, Value: []byte(earlierCourse)}})
	if err != nil {
		t.Fatal(err)
	}
	c := courses.Of("c1")
	tell := func(c *Course, all Attendances) string {
		var out []string
		for _, o := range []officer.ID{"oa", "ob", "oc", "od"} {
			a := all.Of(o)
			here, called := a.Attended(c)
			out = append(out, fmt.Sprintf("%s %d/%d by %q unseen %d", o, here, called, a.Present["b1"].By, len(a.Unseen(c))))
		}
		n, _ := c.Notice("n4")
		return strings.Join(out, ", ") + fmt.Sprint(", of the announcement ", all.Unseen(n))
	}
	all, err := c.Attendances(nil)
	if err != nil {
		t.Fatal(err)
	}
	const want = `oa 1/2 by "" unseen 0, ob 0/2 by "ot" unseen 1, oc 1/2 by "" unseen 1, od 0/2 by "" unseen 0, of the announcement [ob oc]`
	if got := tell(c, all); got != want {
		t.Errorf("read as\n%s, want\n%s", got, want)
	}

	// What the officer does since goes into the own record, and what was before comes with it.
	n, _ := c.Notice("n4")
	ob, _ := all.Of("ob").See(n, courseTime(t, "2026-11-23 09:00"))
	one, _ := c.Session("b1")
	oa, _ := all.Of("oa").Correct(one, "ou", false, courseTime(t, "2026-11-23 09:00"))
	if oa.Record != 0 || ob.Change().Was != 0 {
		t.Errorf("a record that is not there is written over: %+v", oa)
	}
	var records []queue.Record
	for _, a := range []*Attendance{oa, ob} {
		change := a.Change()
		records = append(records, queue.Record{ID: change.ID, Version: 9, Value: change.Value})
	}
	again, err := LoadCourses([]queue.Record{{ID: "c1", Version: 4, Value: c.Change().Value}})
	if err != nil {
		t.Fatal(err)
	}
	c = again.Of("c1")
	if all, err = c.Attendances(records); err != nil {
		t.Fatal(err)
	}
	const since = `oa 0/2 by "ou" unseen 0, ob 0/2 by "ot" unseen 0, oc 1/2 by "" unseen 1, od 0/2 by "" unseen 0, of the announcement [oc]`
	if got := tell(c, all); got != since {
		t.Errorf("since then\n%s, want\n%s", got, since)
	}

	// Forgotten is what was read; who was where stays, in both.
	forgotten := again.Forget("oa")
	if len(forgotten) != 1 || forgotten[0].Was != 4 {
		t.Fatalf("forgotten: %+v", forgotten)
	}
	if again, err = LoadCourses([]queue.Record{{ID: "c1", Version: 5, Value: forgotten[0].Value}}); err != nil {
		t.Fatal(err)
	}
	if twice := again.Forget("oa"); len(twice) != 0 {
		t.Errorf("forgotten twice: %+v", twice)
	}
	if all, err = again.Of("c1").Attendances(nil); err != nil {
		t.Fatal(err)
	}
	const without = `oa 1/2 by "" unseen 1, ob 0/2 by "ot" unseen 1, oc 1/2 by "" unseen 1, od 0/2 by "" unseen 0, of the announcement [oa ob oc]`
	if got := tell(again.Of("c1"), all); got != without {
		t.Errorf("without what was read\n%s, want\n%s", got, without)
	}
	kept, changed := ob.Forget()
	if _, again := kept.Forget(); !changed || again || len(kept.Seen) != 0 || len(kept.Present) != len(ob.Present) {
		t.Errorf("of the own record stays %+v", kept)
	}
}

func TestWhatIsGoneIsLeftOutOfAnAttendance(t *testing.T) {
	c := &Course{Class: "c1", Sessions: []Session{{ID: "b1"}}, Notices: []Notice{{ID: "n2"}}}
	a := attended(t, c, "oa", []byte(`{"present":{"b1":{"at":"2026-11-20T08:02:00+07:00"},"b9":{"at":"2026-11-20T08:02:00+07:00"}},
		"seen":{"n2":"2026-11-20T08:02:00+07:00","n8":"2026-11-20T08:02:00+07:00"}}`))
	if len(a.Present) != 1 || len(a.Seen) != 1 {
		t.Errorf("%+v", a)
	}
	if _, err := c.Attendance("oa", queue.Record{ID: "c1.oa", Version: 1, Value: []byte(`[]`)}); err == nil || !strings.Contains(err.Error(), "c1.oa") {
		t.Errorf("an unreadable record: %v", err)
	}
}

func TestWhoComesLaterWasNotAbsent(t *testing.T) {
	c := &Course{Class: "c1"}
	for _, s := range []Session{
		{Title: "1", Day: calendar.MustDay("2026-11-16")},
		{Title: "2", Day: calendar.MustDay("2026-11-17"), From: 480},
		{Title: "3", Day: calendar.MustDay("2026-11-17"), From: 840},
		{Title: "4", Day: calendar.MustDay("2026-11-18")},
		{Title: "5", Day: calendar.MustDay("2026-11-19")},
	} {
		next, _, err := c.WithSession(s)
		if err != nil {
			t.Fatal(err)
		}
		c = next
	}
	call := func(n int, members ...officer.ID) {
		t.Helper()
		s, _ := c.Session(SessionID(n))
		next, err := c.Call(s.OpenRoll("s"), members)
		if err != nil {
			t.Fatal(err)
		}
		c = next
	}
	// The first is one of a release that did not note who was a member.
	c.Sessions[0].Secret = "s"
	call(2, "oa")
	call(3, "oa", "ob")
	call(4, "ob", "oa", "oc")
	for o, want := range map[officer.ID]string{"oa": "0/4", "ob": "0/2", "oc": "0/1", "od": "0/0"} {
		here, called := (&Attendance{Officer: o}).Attended(c)
		if got := fmt.Sprintf("%d/%d", here, called); got != want {
			t.Errorf("%s was at %s, want %s", o, got, want)
		}
	}
	s, _ := c.Session("b2")
	oc, _ := (&Attendance{Officer: "oc"}).Correct(s, "ot", true, time.Time{})
	if here, called := oc.Attended(c); here != 1 || called != 2 {
		t.Errorf("a guest was at %d of %d", here, called)
	}
	call(3, "oa", "ob", "oc")
	if here, called := (&Attendance{Officer: "oc"}).Attended(c); here != 0 || called != 2 {
		t.Errorf("of a roll opened again %d of %d", here, called)
	}
	call(1, "oa", "ob", "oc")
	if here, called := (&Attendance{Officer: "oc"}).Attended(c); here != 0 || called != 2 {
		t.Errorf("of an earlier session called late %d of %d", here, called)
	}
	if _, err := c.Call(Session{ID: "b9"}, nil); err != ErrItemGone {
		t.Errorf("of none: %v", err)
	}
}

// The figures in the docstrings of Course and Attendance. The texts are as long as the handlers let in, of letters of three
// bytes, as most with marks are.
func TestHowLargeTheRecordsGrow(t *testing.T) {
	at, day := courseTime(t, "2026-11-26 08:03"), calendar.MustDay("2026-11-26")
	letters := func(n int) string { return strings.Repeat("ệ", n) }
	c := &Course{Class: "c01234567890123", Test: day, Last: CourseItems}
	members := make([]officer.ID, 830)
	for i := range members {
		members[i] = officer.ID(fmt.Sprintf("o%015d", i))
	}
	to := func(c *Course) int { return len(c.Change().Value) }
	a := &Attendance{Class: c.Class, Officer: members[0]}
	for n := range SessionsMost {
		c.Sessions = append(c.Sessions, Session{
			ID: SessionID(n + 100), Made: letters(6), Title: letters(200), Place: letters(100), Day: day, From: 480, To: 660, Told: day,
			Secret: strings.Repeat("f", 32), Closed: at.UTC(), Enrolled: 830,
		})
		a, _ = a.Correct(&c.Sessions[n], members[1], true, at.UTC())
	}
	for n := range FilesMost {
		c.Files = append(c.Files, File{ID: fmt.Sprint("f", n+300), Made: letters(6), Name: letters(100), Handle: strings.Repeat("A", 100), At: at.UTC(), Told: true})
	}
	c.Enrolled = members
	without := to(c)
	for n := range NoticesMost {
		c.Notices = append(c.Notices, Notice{ID: fmt.Sprint("n", n+500), Made: letters(6), Text: letters(3000), By: members[0], At: at.UTC(), To: members, Reminded: day})
		a, _ = a.See(&c.Notices[n], at.UTC())
	}
	for range WrongCodes {
		a.Wrong = append(a.Wrong, at.UTC())
	}
	lists := 0
	for range NoticesMost {
		lists += len(encoded(members))
	}
	t.Logf("a full course: %d bytes, %d without announcements, %d in the lists of who they were sent to; an attendance: %d", to(c), without, lists, len(a.Change().Value))
	if n := to(c); n > 1_000_000 {
		t.Errorf("a course of 830 members has %d bytes", n)
	}
	if n := len(a.Change().Value); n > 12_000 {
		t.Errorf("an attendance has %d bytes", n)
	}
	code, _ := (&Attendance{Class: c.Class, Officer: members[0]}).Enter(&Session{ID: "b1", Day: day, Secret: "s"}, RollCode("s", at), at, courseZone)
	n, _ := (&Attendance{Class: c.Class, Officer: members[0]}).See(&c.Notices[0], at)
	t.Logf("the first code writes %d bytes, the first tap %d", len(code.Change().Value), len(n.Change().Value))
}
