package bot

import (
	"reflect"
	"strings"
	"testing"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
)

func TestBeforeConsentNothingIsKept(t *testing.T) {
	s := newStage(t, testLibrary(t))
	before := s.store.tables[queue.TableRoster]["_"].Version
	for _, text := range []string{"/start " + cuongsCode, inquiry, "/gopy chữ nhỏ", "/hoi", "/quyenriengtu", "/xoadulieu", "xin chào"} {
		s.types(cuong, text)
	}
	for _, payload := range []string{"jn", "l:1", "m:gopy", toScreen("mine", 1, string(s.whose("cuong").ID)).String()} {
		if _, err := s.taps(cuong, 1, payload); err != nil {
			t.Fatal(err)
		}
	}
	e := s.event(EventFile, cuong)
	e.File = &File{ID: "f"}
	s.only(s.does(e))
	if len(s.memory.kept)+len(s.memory.suggestions)+len(s.store.tables[queue.TableGuess]) != 0 {
		t.Errorf("kept %v, %v, %v", s.memory.kept, s.memory.suggestions, s.store.tables[queue.TableGuess])
	}
	if s.store.tables[queue.TableRoster]["_"].Version != before {
		t.Error("the roster changed")
	}
	for _, n := range s.store.entries {
		if n.Kind != journal.Denied || n.Owner != "" {
			t.Errorf("noted %s of %q: %s", n.Kind, n.Owner, n.Body)
		}
	}
}

func TestNoCodeReachesLogOrJournal(t *testing.T) {
	s := newStage(t, testLibrary(t))
	codes := []string{"AAAA111122", "AAAA111123", cuongsCode}
	for _, code := range codes {
		s.types(stranger, "/start "+code)
		s.types(anna, "/start "+code)
		s.types(anna, officer.ShowCode(code))
	}
	agreeing, message := s.button(stranger, say("agree"))
	if _, err := s.taps(stranger, message, agreeing); err != nil {
		t.Fatal(err)
	}
	s.types(cuong, cuongsCode)
	told := s.log.String()
	for _, n := range s.store.entries {
		told += string(n.Body) + n.About
	}
	for _, code := range codes {
		for _, form := range []string{code, strings.ToLower(code), officer.ShowCode(code), officer.Digest(code)} {
			if strings.Contains(told, form) {
				t.Errorf("log or journal tells %q", form)
			}
		}
	}
	if s.whose("cuong").Telegram != stranger {
		t.Error("who had the code has not joined")
	}
}

func TestJoiningClearsTheWrongCodes(t *testing.T) {
	s := newStage(t, testLibrary(t))
	s.types(cuong, "AAAA111122")
	if len(s.store.tables[queue.TableGuess]) != 1 {
		t.Fatal("a wrong code is not counted")
	}
	s.types(cuong, cuongsCode)
	agreeing, message := s.button(cuong, say("agree"))
	if _, err := s.taps(cuong, message, agreeing); err != nil {
		t.Fatal(err)
	}
	if left := s.store.tables[queue.TableGuess]; len(left) != 0 {
		t.Errorf("kept %v", left)
	}
}

// Several wrong codes at once are each counted: the count is decided anew when it moved meanwhile.
func TestGuessesAtOnceAreAllCounted(t *testing.T) {
	s := newStage(t, testLibrary(t))
	for i, code := range []string{"AAAA111122", "AAAA111124", "AAAA111126"} {
		s.between = func() { s.types(stranger, code[:9]+"9") }
		if got := s.types(stranger, code); i < 2 && got != say("code_unknown") || i == 2 && got != say("code_blocked") {
			t.Errorf("pair %d: %q", i, got)
		}
	}
	refused := 0
	for _, n := range s.store.entries {
		if n.Kind == journal.Guessed {
			refused++
		}
	}
	if refused != 5 {
		t.Errorf("%d wrong codes are noted, want 5", refused)
	}
}

func TestConsentIsToWhatWasShown(t *testing.T) {
	s := newStage(t, testLibrary(t))
	s.types(cuong, cuongsCode)
	agreeing, message := s.button(cuong, say("agree"))
	s.talk.cfg.RetentionDays = 0
	replies, err := s.taps(cuong, message, agreeing)
	if err != nil || len(replies) != 2 || replies[1].Kind != Edit || !strings.Contains(textOf(replies[1]), say("retention_none")) {
		t.Fatalf("the old button leads to %+v, %v", replies, err)
	}
	if s.whose("cuong").Telegram != 0 {
		t.Error("joined with what was not shown")
	}
	anew, message := s.button(cuong, say("agree"))
	if _, err := s.taps(cuong, message, anew); err != nil || s.whose("cuong").Telegram != cuong {
		t.Errorf("the new button does not lead in: %v", err)
	}
}

func TestAFirstAdministratorHasTheRightsOnceConsentIsGiven(t *testing.T) {
	s := newStage(t, testLibrary(t))
	s.types(first, "xin chào")
	s.types(first, "/nhatky")
	agreeing, message := s.button(first, say("agree"))
	officers := func() int {
		r, err := s.store.Roster(t.Context())
		s.must(err)
		return len(r.All())
	}
	before := officers()
	// The roster changes between the decision and its being carried out, so that it is decided twice.
	s.between = func() { s.meanwhile("a code for binh: 8H3P6W1ZRT") }
	for range 2 {
		_, err := s.taps(first, message, agreeing)
		s.must(err)
	}
	if officers() != before+1 {
		t.Errorf("%d officers became %d", before, officers())
	}
	in := s.as(first)
	if in.Actor.Officer.Name != "tên trên Telegram" || !s.talk.may(in, officer.ImportRoster, officer.About{}) {
		t.Errorf("%+v may not import the roster", in.Actor.Officer)
	}
}

func TestWhoHasJoinedIsToldNothingOfACode(t *testing.T) {
	s := newStage(t, testLibrary(t))
	var answers []string
	for _, code := range []string{cuongsCode, "AAAA111122", "K7M4-9QTX-2D", "aaaa-1111-22"} {
		answers = append(answers, s.types(anna, code), s.types(anna, "/start "+code))
	}
	for _, got := range answers {
		if got != say("already_joined") {
			t.Errorf("answered %q", got)
		}
	}
	if !reflect.DeepEqual(s.store.tables[queue.TableGuess], map[string]queue.Record(nil)) {
		t.Error("a guess was counted")
	}
	for _, text := range []string{"22-QD-TW-21", "kiem tra dv", "0123456789", "điều 8 quy định"} {
		if s.types(anna, text) == say("already_joined") {
			t.Errorf("%q is taken for a code", text)
		}
	}
}
