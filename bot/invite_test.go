package bot

import (
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
)

// Whoever makes a code could use it, so nobody makes one that carries more rights than the maker's own.
func TestNobodyMakesACodeForSomebodyWithFurtherRights(t *testing.T) {
	s := newStage(t, testLibrary(t))
	anna := s.whose("anna")
	codes := func() (n int) {
		t.Helper()
		replies, err := s.taps(head, 1, toScreen("personcode", 1, string(anna.ID)).String())
		s.must(err)
		for _, r := range replies {
			if r.Kind == Send {
				n++
			}
		}
		return n
	}
	if codes() != 1 {
		t.Fatal("a head makes no code for an officer of the unit")
	}
	s.edit(func(e *officer.Edit) error {
		o := *s.whose("anna")
		o.Administrator = true
		return e.SetOfficer(o)
	})
	if codes() != 0 || len(s.turn.Changes) != 0 || len(s.turn.Notes) != 1 {
		t.Errorf("a head makes a code for an administrator: %+v", s.turn)
	}
}

// A second tap on the button that makes slips ends no code of the first.
func TestSlipsAreMadeOnceForOneQuestion(t *testing.T) {
	s := newStage(t, testLibrary(t))
	// Codes of the stage were made at its beginning.
	s.now = s.now.Add(time.Hour)
	unit := string(s.whose("head").Heads[0])
	asked := toScreen("unitslipsgo", 1, unit, numberTo(s.now.Unix())).String()
	s.now = s.now.Add(2 * time.Second)
	made := func() []queue.Change {
		t.Helper()
		_, err := s.taps(head, 1, asked)
		s.must(err)
		return s.turn.Changes
	}
	if len(made()) == 0 {
		t.Fatal("no codes were made")
	}
	if again := made(); len(again) != 0 {
		t.Errorf("a second tap changes %d records", len(again))
	}
}

// Whom the maker of slips may not make codes for is not left out unsaid.
func TestSlipsSayHowManyAreLeftToTheAdministrators(t *testing.T) {
	s := newStage(t, testLibrary(t))
	s.edit(func(e *officer.Edit) error {
		return e.SetTrainer(officer.ClassID(s.class("2")), s.whose("cuong").ID, true)
	})
	unit := string(s.whose("head").Heads[0])
	asks := func(person int64, screen string) string {
		t.Helper()
		replies, err := s.taps(person, 0, toScreen(screen, 1, unit, numberTo(s.now.Unix())).String())
		s.must(err)
		return replies[0].Note + textOf(replies[len(replies)-1])
	}
	if got := asks(head, "unitslips"); got != say("slips_left", 1) {
		t.Errorf("with nobody else the head is asked %q", got)
	}
	if got := asks(head, "unitslipsgo"); got != say("slips_left", 1) {
		t.Errorf("an old button gives %q", got)
	}
	if got := asks(admin, "unitslips"); got != say("slips_sure", 1) {
		t.Errorf("an administrator is asked %q", got)
	}
	s.edit(func(e *officer.Edit) error {
		_, err := e.AddOfficer("o-new", officer.Officer{Name: "Ngô Thị Lan", Unit: officer.UnitID(unit)})
		return err
	})
	if got := asks(head, "unitslips"); got != say("slips_sure", 1)+"\n\n"+say("slips_left", 1) {
		t.Errorf("the head is asked %q", got)
	}
}
