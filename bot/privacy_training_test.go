package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/corpus/calendar"
)

// ownFile is what anna's file says of the training, and the file itself.
func (s *stage) ownFile() (ownTraining, string) {
	s.t.Helper()
	replies := s.tapped(anna, "minefile", 1, string(s.whose("anna").ID))
	if len(replies) != 2 || replies[1].File == nil {
		s.t.Fatalf("no file: %+v", replies)
	}
	var data ownData
	s.must(json.Unmarshal(replies[1].File.Content, &data))
	return data.Training, string(replies[1].File.Content)
}

// trainedStage is a stage on which anna made a try at each kind of push, is learning, and asked trainers; binh did too. push is
// what is given, by kind.
func trainedStage(t *testing.T, push map[quiz.Kind]func(*quiz.Push)) *stage {
	s := trainingStage(t)
	me, other := s.whose("anna").ID, s.whose("binh").ID
	one, two := asked("v1", "Ai lập kế hoạch?", "*Chi bộ", "Đảng ủy"), asked("v2", "Ai phê duyệt?", "Chi bộ", "*Đảng ủy")
	two.Topic = "kyluat"
	changes := []queue.Change{one.Change(), two.Change()}
	for n, kind := range []quiz.Kind{quiz.Practice, quiz.Test, quiz.Contest} {
		p := &quiz.Push{
			ID: quiz.PushID("p" + string(kind)), Kind: kind, Title: "Bài " + string(kind), State: quiz.Open, Pool: []quiz.Question{one, two},
			Enrolled: []officer.ID{me, other}, Made: s.now.Add(-time.Duration(n) * time.Hour), Tries: 2,
		}
		if change := push[kind]; change != nil {
			change(p)
		}
		changes = append(changes, p.Change())
		for _, who := range p.Enrolled {
			a := p.Give(who, 1, s.now)
			a.Items[0].Chosen, a.Items[0].At, a.Items[0].Right = []int{0}, s.now.Add(time.Minute), true
			if kind != quiz.Practice {
				a.Began, a.Ended, a.How = s.now, s.now.Add(2*time.Minute), quiz.HandedIn
				a.Items[0].Shown = s.now
			}
			if who == other {
				a.Items[0].Chosen, a.Items[0].Right = []int{1}, false
			}
			changes = append(changes, a.Change())
		}
	}
	for _, who := range []officer.ID{me, other} {
		l := (&quiz.Learner{Officer: who}).After(&one, false, 0, calendar.MustDay("2026-11-20")).After(&two, true, time.Second, calendar.MustDay("2026-11-20"))
		three := 3
		l.Daily = &three
		e := quiz.Entry{ID: quiz.EntryID("e" + string(who)), Asker: who, Text: "Câu của " + string(who), At: s.now}
		changes = append(changes, l.Change(), e.Change())
	}
	answered := quiz.Entry{
		ID: "e9", Asker: me, Text: "Ai chủ trì?", At: s.now.Add(-time.Hour), By: s.whose("trainer").ID, Reply: "Bí thư chủ trì.", Replied: s.now,
		Cites: []quiz.Cite{{Clause: "c", Cited: "Điều 5"}}, Shared: []officer.ClassID{officer.ClassID(s.class("1"))},
	}
	s.must(s.store.carryOut(Turn{Changes: append(changes, answered.Change())}))
	return s
}

func TestTheFileHoldsWhatTheTrainingKeeps(t *testing.T) {
	s := trainedStage(t, nil)
	got, file := s.ownFile()
	yes, one := true, 1
	minute := func(n int) time.Time { return s.now.Add(time.Duration(n) * time.Minute).UTC() }
	first := func(shown time.Time, right *bool) ownItem {
		return ownItem{Number: 1, Question: "Ai lập kế hoạch?", Shown: shown, Answer: []string{"Chi bộ"}, At: minute(1), Right: right}
	}
	attempt := func(kind quiz.Kind, right *int, mark string, items ...ownItem) ownAttempt {
		a := ownAttempt{Push: "Bài " + string(kind), Kind: kind, Try: 1, Given: minute(0), Answered: 1, Of: 2, Right: right, Mark: mark, Items: items}
		if kind != quiz.Practice {
			a.Began, a.Ended, a.How = minute(0), minute(2), quiz.HandedIn
		}
		return a
	}
	if diff := cmp.Diff([]ownAttempt{
		attempt(quiz.Practice, &one, "5", first(time.Time{}, &yes), ownItem{Number: 2, Question: "Ai phê duyệt?"}),
		// The test is not over: which answers are right would help there. What was not shown is not shown here.
		attempt(quiz.Test, &one, "5", first(minute(0), nil), ownItem{Number: 2}),
		attempt(quiz.Contest, nil, "", first(minute(0), nil), ownItem{Number: 2}),
	}, got.Attempts); diff != "" || got.AttemptsTotal != 3 {
		t.Errorf("attempts, of %d (-want +got):\n%s", got.AttemptsTotal, diff)
	}
	l := got.Learning
	if l == nil || l.Daily != 3 || !l.Chosen || len(l.Questions) != 2 || l.Questions[0].Question != "Ai lập kế hoạch?" ||
		l.Questions[0].Wrong != 1 || l.Questions[0].Card == nil || !l.Questions[1].Known || l.Questions[1].Card != nil || len(l.Topics) != 2 ||
		l.Topics[0].Topic != "Nhiệm vụ kiểm tra, giám sát của tổ chức đảng ở cơ sở" || l.Topics[0].Answered != 1 || l.Topics[0].Right != 0 {
		t.Errorf("learning: %+v", l)
	}
	if diff := cmp.Diff([]ownAsked{
		{
			At: minute(-60), Text: "Ai chủ trì?", Replied: minute(0), By: officerLabel(s.roster(), string(s.whose("trainer").ID)), Reply: "Bí thư chủ trì.", Cites: []string{"Điều 5"},
			Shared: []string{"Lớp bồi dưỡng khóa 1"},
		},
		{At: minute(0), Text: "Câu của " + string(s.whose("anna").ID)},
	}, got.Asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	for _, wanted := range []string{`"zone": "` + s.talk.cfg.Location.String() + `"`, `"last": "2026-11-20"`} {
		if !strings.Contains(file, wanted) {
			t.Errorf("the file does not say %s:\n%s", wanted, file)
		}
	}
	if other := string(s.whose("binh").ID); strings.Contains(file, other) {
		t.Errorf("the file tells of %s", other)
	}
	view := s.types(anna, "/quyenriengtu")
	for _, line := range []string{say("privacy_training"), say("privacy_attempts", 3), say("privacy_learning", 1, 3), say("privacy_asked", 2, 1)} {
		if !strings.Contains(view, line+"\n") {
			t.Errorf("the screen does not say %q:\n%s", line, view)
		}
	}
}

// Which answers are right stands in the file once the officer may look at them; so do the marks of a contest.
func TestTheFileTellsNoAnswersBeforeTheTime(t *testing.T) {
	for rule, row := range map[string]struct {
		kind          quiz.Kind
		change        func(*quiz.Push)
		marked, right bool
	}{
		"a test that is not over":      {quiz.Test, func(p *quiz.Push) { p.Tries = 1 }, true, false},
		"a test that is over":          {quiz.Test, func(p *quiz.Push) { p.State = quiz.Closed }, true, true},
		"a contest that is over":       {quiz.Contest, func(p *quiz.Push) { p.State = quiz.Closed }, false, false},
		"a contest that was published": {quiz.Contest, func(p *quiz.Push) { p.State, p.Published = quiz.Closed, true }, true, true},
	} {
		s := trainedStage(t, map[quiz.Kind]func(*quiz.Push){row.kind: row.change})
		got, _ := s.ownFile()
		for _, a := range got.Attempts {
			if a.Kind != row.kind {
				continue
			}
			if marked, right := a.Right != nil && a.Mark != "", a.Items[0].Right != nil; marked != row.marked || right != row.right || (a.Items[1].Question != "") != row.right {
				t.Errorf("%s: marked %v, right %v, %+v", rule, marked, right, a.Items)
			}
		}
	}
}

// Of who has nothing in the training the screen says nothing.
func TestWhatTheTrainingKeepsOfNobody(t *testing.T) {
	s := trainingStage(t)
	if view := s.types(anna, "/quyenriengtu"); strings.Contains(view, say("privacy_training")) {
		t.Errorf("of nothing it says:\n%s", view)
	}
	if got, _ := s.ownFile(); got.AttemptsTotal != 0 || got.Learning != nil || got.Asked != nil {
		t.Errorf("%+v", got)
	}
	none := 0
	l := &quiz.Learner{Officer: s.whose("anna").ID, Daily: &none}
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{l.Change()}}))
	if view := s.types(anna, "/quyenriengtu"); !strings.Contains(view, say("privacy_learning_none", 0)) {
		t.Errorf("of who wants no questions it says:\n%s", view)
	}
}

// A file that is too large is cut to what the channel takes, the journal's entries first.
func TestAFileOfManyAttemptsIsCut(t *testing.T) {
	s := trainingStage(t)
	me := s.whose("anna").ID
	var changes []queue.Change
	q := asked("v1", strings.Repeat("Câu hỏi dài. ", 10_000), "*Đúng", "Sai")
	for n := range 80 {
		p := &quiz.Push{
			ID: quiz.PushID(fmt.Sprint("p", n)), Kind: quiz.Practice, Title: "Bài", State: quiz.Open,
			Pool: []quiz.Question{q}, Enrolled: []officer.ID{me}, Made: s.now.Add(-time.Duration(n) * time.Hour),
		}
		changes = append(changes, p.Change(), p.Give(me, 1, p.Made).Change())
	}
	s.must(s.store.carryOut(Turn{Changes: changes}))
	if got, _ := s.ownFile(); got.AttemptsTotal != 80 || len(got.Attempts) != 40 || !got.Attempts[0].Given.Equal(s.now) {
		t.Errorf("%d of %d attempts", len(got.Attempts), got.AttemptsTotal)
	}
}
