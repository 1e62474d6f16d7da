package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/corpus"
	"camnang/corpus/calendar"
)

// learningStage is a stage whose bank holds these questions and no other.
func learningStage(t *testing.T, questions ...quiz.Question) *stage {
	s := newStage(t, testLibrary(t))
	var changes []queue.Change
	for i := range questions {
		changes = append(changes, questions[i].Change())
	}
	s.must(s.store.carryOut(Turn{Changes: changes}))
	return s
}

// asked is an approved question without a clause; the right options are marked with "*".
func asked(id quiz.ID, stem string, options ...string) quiz.Question {
	q := quiz.Question{ID: id, Version: 1, Stem: stem, Topic: "cosso", State: quiz.Approved}
	for _, o := range options {
		text, right := strings.CutPrefix(o, "*")
		q.Options = append(q.Options, quiz.Option{Text: text, Right: right})
	}
	return q
}

// learns has an officer answer questions wrong on a day, so that they come back the next.
func (s *stage) learns(o officer.ID, on calendar.Day, questions ...quiz.Question) {
	s.t.Helper()
	l, err := s.talk.learner(s.t.Context(), o)
	s.must(err)
	for i := range questions {
		l = l.After(&questions[i], false, 0, on)
	}
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{l.Change()}}))
}

// TestTranscriptsOfLearning plays testdata/learning with a bank of one question with two right options, and one that is too
// long for a message.
func TestTranscriptsOfLearning(t *testing.T) {
	playsAll(t, "testdata/learning/*.txt", func(t *testing.T, _, script string) string {
		return play(learningStage(t, asked("v1", "Giám sát có những hình thức nào?", "*Thường xuyên", "*Theo chuyên đề", "Đột xuất")), script)
	})
}

func TestALongQuestionIsOneMessageBeforeAndAfterTheAnswer(t *testing.T) {
	long := asked("v1", strings.Repeat("Nội dung câu hỏi rất dài. ", 200))
	for range 12 {
		long.Options = append(long.Options, quiz.Option{Text: strings.Repeat("Phương án dài. ", 60)})
	}
	long.Options[3].Right, long.Explanation = true, strings.Repeat("Giải thích dài. ", 200)
	s := learningStage(t, long)
	anna := s.whose("anna")
	s.learns(anna.ID, calendar.MustDay("2026-11-22"), long)
	// Each reply is held against the limit of a message when it is sent.
	card := s.types(anna.Telegram, "/ontap")
	if !strings.Contains(card, "\nL. ") || !strings.Contains(card, "…") {
		t.Errorf("the card is %q", card)
	}
	payload, message := s.button(anna.Telegram, "A")
	sent, err := s.taps(anna.Telegram, message, payload)
	s.must(err)
	if answered := textOf(sent[len(sent)-1]); !strings.Contains(answered, say("learn_done", 1)) {
		t.Errorf("the answered card is %q", answered)
	}
}

// An invitation goes out within the officer's own push hours on a working day, once a day, to the officer's own chat, and
// when there still is something to ask.
func TestWhoIsInvitedToLearn(t *testing.T) {
	q := asked("v1", "Câu hỏi?", "*Có", "Không")
	morning := time.Date(2026, 11, 24, 0, 30, 0, 0, time.UTC) // Tuesday, 07:30 in Viet Nam
	none := 0
	for _, v := range []struct {
		rule    string
		at      time.Time
		before  func(s *stage, l *quiz.Learner)
		invited bool
		later   time.Time
	}{
		{"what is due", morning, nil, true, time.Time{}},
		{"at the end of push hours still", morning.Add(10*time.Hour - time.Minute), nil, true, time.Time{}},
		{"after push hours the next morning", morning.Add(10 * time.Hour), nil, false, morning.Add(24 * time.Hour)},
		{"on a Saturday on Monday", morning.Add(4 * 24 * time.Hour), nil, false, morning.Add(6 * 24 * time.Hour)},
		{"once a day", morning, func(_ *stage, l *quiz.Learner) { l.Invited = calendar.MustDay("2026-11-24") }, false, time.Time{}},
		{"nobody who chose none", morning, func(_ *stage, l *quiz.Learner) { l.Daily = &none }, false, time.Time{}},
		{"nobody who has nothing due", morning, func(_ *stage, l *quiz.Learner) { l.Cards = nil }, false, time.Time{}},
		{"nobody when the question is gone", morning, func(s *stage, _ *quiz.Learner) {
			now, _ := s.as(admin).Bank.Question("v1")
			retired := *now
			retired.State = quiz.Retired
			s.must(s.store.carryOut(Turn{Changes: []queue.Change{retired.Change()}}))
		}, false, time.Time{}},
		{"later where the own push hours begin later", morning, func(s *stage, l *quiz.Learner) {
			value := []byte(`{"reminders":{"from":540,"to":600}}`)
			s.must(s.store.carryOut(Turn{Changes: []queue.Change{{Table: queue.TableHabit, ID: string(l.Officer), Value: value}}}))
		}, false, morning.Add(90 * time.Minute)},
	} {
		s := learningStage(t, q)
		anna := s.whose("anna")
		s.learns(anna.ID, calendar.MustDay("2026-11-23"), q)
		if v.before != nil {
			l, err := s.talk.learner(t.Context(), anna.ID)
			s.must(err)
			v.before(s, l)
			s.must(s.store.carryOut(Turn{Changes: []queue.Change{l.Change()}}))
		}
		s.now = v.at
		turn, ok, err := s.talk.Due(t.Context(), learnTimer(anna, v.at))
		s.must(err)
		if invited := len(turn.Replies) == 1; !ok || invited != v.invited || len(turn.Changes) != len(turn.Replies) {
			t.Errorf("%s: %+v", v.rule, turn)
		}
		if later := len(turn.Timers) == 1; later == v.later.IsZero() || later && !turn.Timers[0].Due.Equal(v.later) {
			t.Errorf("%s: later %+v", v.rule, turn.Timers)
		}
		s.must(s.store.carryOut(turn))
		if turn, _, err = s.talk.Due(t.Context(), learnTimer(anna, v.at)); err != nil || len(turn.Replies) > 0 {
			t.Errorf("%s: said again: %+v, %v", v.rule, turn, err)
		}
		moved := *anna
		moved.Telegram = 77
		if turn, _, err = s.talk.Due(t.Context(), learnTimer(&moved, v.at)); err != nil || len(turn.Replies)+len(turn.Timers) > 0 {
			t.Errorf("%s: said in another's chat: %+v, %v", v.rule, turn, err)
		}
	}
}

// While a test is being taken its questions are not asked for learning, neither the due ones nor as new ones.
func TestAQuestionOfATestWaitsForItsEnd(t *testing.T) {
	due, fresh := asked("v1", "Câu đến hạn?", "*Có", "Không"), asked("v2", "Câu mới?", "*Có", "Không")
	s := learningStage(t, due, fresh)
	anna := s.whose("anna")
	s.learns(anna.ID, calendar.MustDay("2026-11-22"), due)
	p := quiz.Push{ID: "p1", Kind: quiz.Test, State: quiz.Open, Pool: []quiz.Question{due, fresh}, Enrolled: []officer.ID{anna.ID}, Opens: s.now}
	// What is read from the bank has an id; what is in a push keeps its own.
	begun := p.Give(anna.ID, 1, s.now)
	begun.Began = s.now
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{p.Change(), begun.Change()}}))
	if text := s.types(anna.Telegram, "/ontap"); strings.Contains(text, "Câu") && strings.Contains(text, "?") {
		t.Errorf("while the test is taken: %q", text)
	}
	a, err := s.talk.attempt(t.Context(), "p1", anna.ID, 1)
	s.must(err)
	a.Ended, a.How = s.now, quiz.HandedIn
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{a.Change()}}))
	if text := s.types(anna.Telegram, "/ontap"); strings.Contains(text, "Câu") && strings.Contains(text, "?") {
		t.Errorf("handed in, while others are at it: %q", text)
	}
	now, err := s.store.Now(t.Context())
	s.must(err)
	given, _ := now.Pushes.Push("p1")
	closed := *given
	closed.State = quiz.Closed
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{closed.Change()}}))
	if text := s.types(anna.Telegram, "/ontap"); !strings.Contains(text, "Câu đến hạn?") {
		t.Errorf("after the test: %q", text)
	}
}

// The nightly look sets a timer for whom something will be due, at the officer's next push hours; one within push hours finds
// who was told nothing yet.
func TestTheLookAtWhatOfficersLearn(t *testing.T) {
	q := asked("v1", "Câu hỏi?", "*Có", "Không")
	monday := calendar.MustDay("2026-11-23")
	for _, v := range []struct {
		rule     string
		learned  calendar.Day
		invited  calendar.Day
		at, want time.Time
	}{
		{"at night for the morning", monday, monday, time.Date(2026, 11, 23, 17, 30, 0, 0, time.UTC), time.Date(2026, 11, 24, 0, 30, 0, 0, time.UTC)},
		{"on Friday evening for Monday", monday, monday, time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC), time.Date(2026, 11, 30, 0, 30, 0, 0, time.UTC)},
		{"within push hours at once", monday, monday, time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC), time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)},
		{"who was told today, tomorrow", monday, monday.Add(1), time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC), time.Date(2026, 11, 25, 0, 30, 0, 0, time.UTC)},
		{"nothing for whom nothing will be due", monday.Add(4), monday, time.Date(2026, 11, 24, 17, 30, 0, 0, time.UTC), time.Time{}},
	} {
		s := learningStage(t, q)
		anna := s.whose("anna")
		s.learns(anna.ID, v.learned, q)
		l, err := s.talk.learner(t.Context(), anna.ID)
		s.must(err)
		l.Invited = v.invited
		s.must(s.store.carryOut(Turn{Changes: []queue.Change{l.Change()}}))
		s.now = v.at
		turn, again, err := s.talk.learnSweep(t.Context(), s.as(admin))
		s.must(err)
		if again || len(turn.Replies)+len(turn.Changes) > 0 || (len(turn.Timers) == 1) == v.want.IsZero() {
			t.Errorf("%s: %+v", v.rule, turn)
		} else if len(turn.Timers) == 1 && (!turn.Timers[0].Due.Equal(v.want) || turn.Timers[0].Lane != anna.Telegram) {
			t.Errorf("%s: %s", v.rule, turn.Timers[0].Due)
		}
	}
}

// A card of an earlier day, or of another question, takes no answer once the day's set was opened anew.
func TestAnOldCardTakesNoAnswer(t *testing.T) {
	one, two := asked("v1", "Câu một?", "*Có", "Không"), asked("v2", "Câu hai?", "*Có", "Không")
	s := learningStage(t, one, two)
	anna := s.whose("anna")
	s.learns(anna.ID, calendar.MustDay("2026-11-22"), one, two)
	s.types(anna.Telegram, "/ontap")
	yesterdays, _ := s.button(anna.Telegram, "A")
	s.now = s.now.Add(24 * time.Hour)
	s.types(anna.Telegram, "/ontap")
	l, err := s.talk.learner(t.Context(), anna.ID)
	s.must(err)
	for rule, payload := range map[string]string{
		"the same question, shown yesterday": yesterdays,
		"another question":                   toScreen("learnpick", 1, "v2", l.Now.Stamp()).String(),
	} {
		sent, err := s.taps(anna.Telegram, 1, payload)
		s.must(err)
		if sent[0].Note != say("learn_old") || len(s.turn.Notes) > 0 {
			t.Errorf("%s: %+v", rule, sent)
		}
	}
}

// Of an officer's classes the one whose test is next says when what is learned comes again; a test that is over says nothing.
func TestTheNextTestOfAllClassesCounts(t *testing.T) {
	today := calendar.MustDay("2026-11-23")
	for _, v := range []struct {
		rule        string
		first, then calendar.Day
		want        calendar.Day
	}{
		{"no test", calendar.Day{}, calendar.Day{}, calendar.Day{}},
		{"the next", today.Add(9), today.Add(5), today.Add(5)},
		{"not one that is over", today.Add(-1), today.Add(5), today.Add(5)},
		{"nor that of today", today, calendar.Day{}, calendar.Day{}},
	} {
		s := learningStage(t)
		anna := s.whose("anna")
		s.edit(func(e *officer.Edit) error { return e.Enrol(officer.ClassID(s.class("2")), anna.ID) })
		one, two := quiz.Course{Class: officer.ClassID(s.class("1")), Test: v.first}, quiz.Course{Class: officer.ClassID(s.class("2")), Test: v.then}
		s.must(s.store.carryOut(Turn{Changes: []queue.Change{one.Change(), two.Change()}}))
		if got := s.talk.learningOf(s.as(anna.Telegram), anna, nil).test; got != v.want {
			t.Errorf("%s: %q", v.rule, got)
		}
	}
}

// Clauses of one document are told apart by what they are about, also where none of them has an address; one that is behind
// several questions stands there once.
func TestWhatToReadAgainIsNamedByWhatItIsAbout(t *testing.T) {
	s := trainingStage(t)
	anna := s.whose("anna")
	byDocument, byAddress := map[string][]*corpus.Clause{}, map[string][]*corpus.Clause{}
	for _, clause := range s.talk.cfg.Library.Clauses() {
		if clause.Gap || clause.On(s.talk.today(s.now)) != corpus.InForce {
			continue
		}
		if len(clause.Path) == 0 {
			byDocument[clause.Edition.Document.Label()] = append(byDocument[clause.Edition.Document.Label()], clause)
		} else {
			byAddress[longCitation(clause)] = append(byAddress[longCitation(clause)], clause)
		}
	}
	clauses := byDocument["21-QĐ/TW"][:2]
	for _, alike := range byAddress {
		if len(alike) > 1 {
			clauses = append(slices.Clone(clauses), alike[:2]...)
			break
		}
	}
	if len(clauses) != 4 {
		t.Fatal("the library has no two clauses of one address")
	}
	var questions []quiz.Question
	var changes []queue.Change
	for n, clause := range append(clauses, clauses[0]) {
		q := asked(quiz.ID(fmt.Sprint("vdoc", n)), fmt.Sprint("Câu ", n), "*Có", "Không")
		q.Cites = []quiz.Cite{{Clause: clause.ID, Mark: clause.Mark()}}
		questions, changes = append(questions, q), append(changes, q.Change())
	}
	s.must(s.store.carryOut(Turn{Changes: changes}))
	s.learns(anna.ID, calendar.MustDay("2026-11-22"), questions...)
	text, _ := s.contestOpens(anna.Telegram, "ownreading", 1)
	labels := map[string]bool{}
	for _, clause := range clauses {
		if strings.Count(text, title(clause)) != 1 {
			t.Errorf("%q is not there once in\n%s", title(clause), text)
		}
		name := label(say("own_reading_open", title(clause)))
		s.button(anna.Telegram, name)
		labels[name] = true
	}
	if len(labels) != 4 || !strings.Contains(text, say("own_reading_times", 2)) || strings.Count(text, say("own_reading_times", 1)) != 3 {
		t.Errorf("it reads\n%s", text)
	}
}
