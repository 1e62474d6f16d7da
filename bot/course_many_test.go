package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/corpus/calendar"
)

// wholeClass is how many members the class of these tests has: the officers of a province.
const wholeClass = 830

// instant is the roster and the training as they were at one moment: whoever reads it decides at that moment.
type instant struct {
	roster   *officer.Roster
	training quiz.Training
}

func (i instant) Roster(context.Context) (*officer.Roster, error)    { return i.roster, nil }
func (i instant) Now(context.Context) (now quiz.Training, err error) { return i.training, nil }

// holds keeps what is decided from now on to this moment.
func (s *stage) holds() {
	s.t.Helper()
	now, err := s.store.Now(s.t.Context())
	s.must(err)
	i := instant{s.roster(), now}
	s.talk.cfg.People, s.talk.cfg.Training = i, i
}

// manyStage is a stage on the day of a session of class 1, whose roll is open and which 830 officers attend; they have read nine
// announcements and not the tenth.
func manyStage(t testing.TB) (s *stage, accounts []int64) {
	s = newStage(t, testLibrary(t))
	class := officer.ClassID(s.class("1"))
	var ids []officer.ID
	s.edit(func(e *officer.Edit) error {
		for n := range wholeClass {
			id, err := e.AddOfficer(fmt.Sprint("many-", n), officer.Officer{Name: fmt.Sprintf("%s %d", manyNames[n%len(manyNames)], n), Unit: s.whose("anna").Unit})
			s.must(err)
			code, account := fmt.Sprintf("T8%08d", n), int64(10_000+n)
			s.must(e.Invite(id, code, s.now.Add(time.Hour)))
			_, _, err = e.Join(code, account, s.now)
			s.must(err)
			ids, accounts = append(ids, id), append(accounts, account)
		}
		return e.Enrol(class, ids...)
	})
	c, _, err := s.course("1").WithSession(quiz.Session{Title: "Thi hành kỷ luật", Day: calendar.MustDay("2026-11-23"), From: 8 * 60})
	s.must(err)
	for n := range 10 {
		c, _, err = c.WithNotice(quiz.Notice{Text: fmt.Sprint("Thông báo ", n), By: s.whose("trainer").ID, At: s.now, To: ids})
		s.must(err)
	}
	changes := []queue.Change{c.Change()}
	for _, o := range ids {
		a, err := c.Attendance(o, queue.Record{})
		s.must(err)
		for n := range 9 {
			a, _ = a.See(&c.Notices[n], s.now)
		}
		changes = append(changes, a.Change())
	}
	s.must(s.store.carryOut(Turn{Changes: changes}))
	s.tapped(trainer, "rollopen", 1, string(class), "b1")
	return s, accounts
}

// Everybody decides on the same state, and then everything decided is carried out: the worst that can happen. A trainer corrects
// the roll at that moment too.
func TestAWholeClassAtOnceMeetsNobody(t *testing.T) {
	s, accounts := manyStage(t)
	class := s.class("1")
	unread := s.course("1").Notices[9].ID
	for _, row := range []struct {
		rule  string
		event Event
		card  string
		of    string
		says  string
	}{
		{
			"everybody taps that the announcement was read",
			Event{Kind: EventTap, Tap: "t", Message: 1, Payload: toScreen("courseseen", 1, class, unread).String()},
			"teachnew", unread, say("notice_count", wholeClass, wholeClass),
		},
		{"everybody sends the code", Event{Kind: EventText, Text: s.code("b1")}, "rollday", "b1", say("roll_count", wholeClass+1, wholeClass+2)},
	} {
		events := []Event{{
			ID: "trainer", Kind: EventTap, Tap: "t", Message: 1, Chat: trainer, Person: Person{ID: trainer}, Private: true, At: s.now,
			Payload: toScreen("rollhere", 1, class, string(s.whose("cuong").ID)).String(),
		}}
		for n, account := range accounts {
			e := row.event
			e.ID, e.Chat, e.Person, e.Private, e.At = fmt.Sprint(row.card, n), account, Person{ID: account}, true, s.now
			events = append(events, e)
		}
		s.holds()
		var turns []Turn
		for _, e := range events {
			turn, err := s.talk.Handle(t.Context(), e)
			s.must(err)
			turns = append(turns, turn)
		}
		conflicts, largest := 0, 0
		for _, turn := range turns {
			for _, change := range turn.Changes {
				largest = max(largest, len(change.Value))
			}
			if err := s.store.carryOut(turn); errors.Is(err, queue.ErrConflict) {
				conflicts++
			}
		}
		t.Logf("%s: %d at once, %d conflicts, at most %d bytes written by one", row.rule, len(turns), conflicts, largest)
		if conflicts != 0 || largest > 2000 {
			t.Errorf("%s: %d of %d meet another one, %d bytes are written by one", row.rule, conflicts, len(turns), largest)
		}
		// The trainer's card is made by one read.
		s.holds()
		reads := &countedReads{Records: s.store}
		s.talk.cfg.Records = reads
		text, _ := s.contestOpens(trainer, row.card, 1, class, row.of)
		if !strings.Contains(text, row.says) || reads.many != 1 || reads.others != 0 {
			t.Errorf("%s: %d reads of many, %d others, and the trainer reads %s", row.rule, reads.many, reads.others, text)
		}
		s.talk.cfg.Records = s.store
	}
	if n := len(s.store.tables[queue.TableAttendance]); n != wholeClass+1 {
		t.Errorf("there are %d records", n)
	}
	by, c := map[officer.ID]int{}, s.course("1")
	for _, r := range s.store.tables[queue.TableAttendance] {
		a, err := c.Attendance("", r)
		s.must(err)
		by[a.Present["b1"].By]++
	}
	if want := map[officer.ID]int{"": wholeClass, s.whose("trainer").ID: 1}; !maps.Equal(by, want) {
		t.Errorf("entered by %v, want %v", by, want)
	}
}

// Each screen of a class of 830 fits a message, on every page; the stage holds each against the channel's limits.
func TestTheRollOf830OfficersFitsMessages(t *testing.T) {
	s, _ := manyStage(t)
	s.holds()
	for _, row := range s.talk.screens {
		if row.action != officer.TeachClass || !slices.Contains([]string{"roll", "rollday", "rollfix", "rollbook", "rollpaper", "teachnews", "teachnew", "teachday"}, row.name) {
			continue
		}
		of := "b1"
		if strings.HasPrefix(row.name, "teachnew") {
			of = s.course("1").Notices[9].ID
		}
		for _, page := range []int{1, 3, pageLimit} {
			if _, err := s.taps(trainer, 1, toScreen(row.name, page, s.class("1"), of).String()); err != nil {
				t.Errorf("screen %s, page %d: %v", row.name, page, err)
			}
		}
	}
}
