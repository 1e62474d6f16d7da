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
)

// newest is the push that was made last.
func (s *stage) newest() *quiz.Push {
	s.t.Helper()
	all := s.as(trainer).Pushes
	if len(all.All()) == 0 {
		s.t.Fatal("there is no push")
	}
	return all.All()[0]
}

// tapsLabel taps the newest button with the label.
func (s *stage) tapsLabel(person int64, label string) []Reply {
	s.t.Helper()
	payload, message := s.button(person, label)
	replies, err := s.taps(person, message, payload)
	s.must(err)
	return replies
}

// What the class of seven got wrong: a practice of three questions to all of them, of which the second was answered wrong by
// six of seven, the third by one of five, and the first by nobody.
func TestADraftIsMadeOfWhatTheClassGetsWrong(t *testing.T) {
	s := trainingStage(t)
	class := officer.ClassID(s.class("1"))
	var members []officer.ID
	s.edit(func(e *officer.Edit) error {
		for n := range 5 {
			id, err := e.AddOfficer(fmt.Sprint("more", n), officer.Officer{Name: fmt.Sprintf("Ngô Thị %d", n), Unit: s.whose("anna").Unit})
			s.must(err)
			s.must(e.Enrol(class, id))
			members = append(members, id)
		}
		return nil
	})
	members = append(members, s.whose("anna").ID, s.whose("cuong").ID)
	bank := s.as(trainer).Bank
	p := &quiz.Push{
		ID: "pearlier", Kind: quiz.Practice, Title: "Tuần 1", By: s.whose("trainer").ID, Classes: []officer.ClassID{class}, State: quiz.Closed,
		Enrolled: append(slices.Clone(members), s.whose("binh").ID), Opens: s.now.Add(-time.Hour), Made: s.now.Add(-time.Hour),
	}
	for _, q := range bank.Only(func(q *quiz.Question) bool { return q.Topic == "tocao" && !q.Historical })[:3] {
		p.Pool = append(p.Pool, *q)
	}
	changes := []queue.Change{p.Change()}
	for n, id := range p.Enrolled {
		a := p.Give(id, 1, s.now)
		for place := range a.Items {
			if n >= 5 && a.Items[place].Question == 2 {
				continue
			}
			// Bình is in another class: his answer to the first question, a wrong one, is none of this class's.
			wrong := a.Items[place].Question == 1 && n > 0 || a.Items[place].Question == 2 && n == 0 || id == s.whose("binh").ID
			a.Items[place].Chosen, a.Items[place].Right = []int{0}, !wrong
		}
		changes = append(changes, a.Change())
	}
	s.must(s.store.carryOut(Turn{Changes: changes}))

	s.types(trainer, "/giaobai")
	s.tapsLabel(trainer, say("give_new"))
	s.tapsLabel(trainer, say("give_choose_questions"))
	text := textOf(s.tapsLabel(trainer, say("give_by_wrong"))[1])
	second, third := strings.Index(text, p.Pool[1].Stem), strings.Index(text, p.Pool[2].Stem)
	if second < 0 || third < second || strings.Contains(text, p.Pool[0].Stem) ||
		!strings.Contains(text, say("give_wrong_share", 6, 7)) || !strings.Contains(text, say("give_wrong_share", 1, 5)) {
		t.Errorf("the list reads:\n%s", text)
	}
	s.tapsLabel(trainer, say("give_tick", 1))
	if got := s.newest().Picked; !slices.Equal(got, []quiz.ID{p.Pool[1].ID}) {
		t.Errorf("chosen are %v", got)
	}

	// A test that is under way tells nothing.
	under := *s.examStored(p.ID)
	under.Kind, under.State, under.Closes = quiz.Test, quiz.Open, s.now.Add(time.Hour)
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{under.Change()}}))
	s.tapsLabel(trainer, say("give_ask_back"))
	if text := textOf(s.tapsLabel(trainer, say("give_by_wrong"))[1]); text != say("give_wrong_none", giveWrongLeast) {
		t.Errorf("of a test under way the list reads:\n%s", text)
	}
	over := *s.examStored(p.ID)
	over.Kind, over.State, over.Closes = quiz.Practice, quiz.Closed, p.Closes
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{over.Change()}}))

	// Of those who left, and of a class of four answers, nothing is shown.
	s.edit(func(e *officer.Edit) error {
		for _, id := range members[:3] {
			s.must(e.Withdraw(class, id))
		}
		return nil
	})
	s.tapsLabel(trainer, say("give_ask_back"))
	if text := textOf(s.tapsLabel(trainer, say("give_by_wrong"))[1]); text != say("give_wrong_none", giveWrongLeast) {
		t.Errorf("of four members the list reads:\n%s", text)
	}
}

// drafted puts a draft of three questions for the trainer's class into the store, ready to be given.
func (s *stage) drafted(change func(*quiz.Push)) *quiz.Push {
	s.t.Helper()
	bank := s.as(trainer).Bank
	d := &quiz.Push{
		ID: "pdraft", Kind: quiz.Practice, Title: "Tuần 2", By: s.whose("trainer").ID, Classes: []officer.ClassID{officer.ClassID(s.class("1"))},
		State: quiz.Drafted, Shuffle: true, Made: s.now,
	}
	for _, q := range bank.Only(func(q *quiz.Question) bool { return q.Topic == "kyluat" && !q.Historical })[:3] {
		d.Picked = append(d.Picked, q.ID)
	}
	if change != nil {
		change(d)
	}
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{d.Change()}}))
	// The message that taps are under.
	s.types(trainer, "/giaobai")
	return d
}

// changesQuestion changes a question of the bank as somebody else would.
func (s *stage) changesQuestion(id quiz.ID, change func(*quiz.Question)) {
	s.t.Helper()
	bank := s.as(trainer).Bank
	q, ok := bank.Question(id)
	if !ok {
		s.t.Fatalf("there is no question %s", id)
	}
	next := *q
	change(&next)
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{next.Change()}}))
}

// What is given is what was shown: when that is another by then, it is shown again and nothing is given.
func TestWhatIsGivenIsWhatWasShown(t *testing.T) {
	for _, row := range []struct {
		rule   string
		change func(s *stage, d *quiz.Push)
		// left is how many questions the second preview says are left out.
		left int
	}{
		{"a question was retired", func(s *stage, d *quiz.Push) {
			s.changesQuestion(d.Picked[0], func(q *quiz.Question) { q.State = quiz.Retired })
		}, 1},
		{"a question is back in draft", func(s *stage, d *quiz.Push) {
			s.changesQuestion(d.Picked[2], func(q *quiz.Question) { q.State = quiz.Draft })
		}, 1},
		{"the clause behind one changed", func(s *stage, d *quiz.Push) {
			s.changesQuestion(d.Picked[1], func(q *quiz.Question) {
				q.Cites = slices.Clone(q.Cites)
				q.Cites[0].Mark.Words = "0"
			})
		}, 1},
		{"a question has another wording", func(s *stage, d *quiz.Push) {
			s.changesQuestion(d.Picked[0], func(q *quiz.Question) { q.Stem, q.Version = "Câu hỏi mới?", 2 })
		}, 0},
		{"another telephone changed the order", func(s *stage, d *quiz.Push) {
			next := *s.newest()
			next.Shuffle = false
			s.must(s.store.carryOut(Turn{Changes: []queue.Change{next.Change()}}))
		}, 0},
	} {
		t.Run(row.rule, func(t *testing.T) {
			s := trainingStage(t)
			d := s.drafted(nil)
			_, err := s.taps(trainer, 1, toScreen("giveview", 1, string(d.ID)).String())
			s.must(err)
			row.change(s, d)
			shown := s.tapsLabel(trainer, say("give_now"))
			text := textOf(shown[len(shown)-1])
			if s.newest().State != quiz.Drafted || !strings.Contains(text, say("give_preview_anew")) {
				t.Fatalf("it is %s after:\n%s", s.newest().State, text)
			}
			if row.left > 0 && !strings.Contains(text, say("give_left_out", row.left)) {
				t.Errorf("what is left out is not said:\n%s", text)
			}
			s.tapsLabel(trainer, say("give_now"))
			p := s.newest()
			if p.State != quiz.Planned || p.ID != d.ID || len(p.Pool) != 3-row.left || p.By != s.whose("trainer").ID || !p.Opens.Equal(s.now) {
				t.Errorf("what is given: %+v", p)
			}
		})
	}
}

// Whatever button of ours is tapped on somebody's own draft, with whatever else in it, nothing is given and nothing breaks;
// every message fits.
func TestNoTapGivesADraftThatWasNotShown(t *testing.T) {
	s := trainingStage(t)
	d := s.drafted(func(d *quiz.Push) { d.Kind, d.Draw = quiz.Contest, []quiz.Cell{{Topic: "kyluat", Number: 2}} })
	second := []string{"", string(d.Picked[0]), s.class("2")}
	tried := 0
	for _, row := range giveModule().screens {
		for _, arg := range second {
			for _, page := range []int{1, pageLimit} {
				if row.name == "givedropped" {
					continue
				}
				if _, err := s.taps(trainer, 1, toScreen(row.name, page, string(d.ID), arg).String()); err != nil {
					t.Fatal(err)
				}
				tried++
			}
		}
	}
	all := s.as(trainer).Pushes
	for _, p := range all.All() {
		if p.State != quiz.Drafted {
			t.Errorf("%s is %s", p.ID, p.State)
		}
		if slices.Contains(p.Classes, officer.ClassID(s.class("2"))) {
			t.Errorf("%s is for a class that its trainer does not teach", p.ID)
		}
	}
	if tried < 250 {
		t.Errorf("only %d taps were tried", tried)
	}
}

// Who begins a draft for others (a list of another module) may give questions to them; the same event is one draft.
func TestADraftIsBegunForOwnClassesOnly(t *testing.T) {
	s := trainingStage(t)
	in := s.as(trainer)
	one, two := officer.ClassID(s.class("1")), officer.ClassID(s.class("2"))
	turn, err := s.talk.giveStart(t.Context(), in, quiz.Practice, []quiz.ID{"v1"}, []officer.ClassID{two})
	s.must(err)
	if len(turn.Changes) != 0 || len(turn.Notes) != 1 || textOf(turn.Replies[0]) != say("denied") {
		t.Errorf("for a class that is not taught: %+v", turn)
	}
	for range 2 {
		turn, err := s.talk.giveStart(t.Context(), s.as(trainer), quiz.Contest, nil, []officer.ClassID{one})
		s.must(err)
		s.must(s.store.carryOut(turn))
		if text := textOf(turn.Replies[0]); !strings.Contains(text, say("give_no_close")) {
			t.Errorf("a contest that never closes reads:\n%s", text)
		}
	}
	all := s.as(trainer).Pushes
	if len(all.All()) != 1 || !slices.Equal(s.newest().Classes, []officer.ClassID{one}) {
		t.Errorf("there are %d drafts, the newest for %v", len(all.All()), s.newest().Classes)
	}
}

// A long audience and fifty long questions fit a message, and every name a button.
func TestTheLongestDraftFits(t *testing.T) {
	s := trainingStage(t)
	long := strings.TrimSpace(strings.Repeat("Lớp bồi dưỡng nghiệp vụ ", 5))
	var classes []officer.ClassID
	s.edit(func(e *officer.Edit) error {
		for n := range 12 {
			id, err := e.AddClass(fmt.Sprint("long", n), fmt.Sprintf("%s %d", long, n), s.talk.today(s.now).Day, s.talk.today(s.now).Day)
			s.must(err)
			s.must(e.SetTrainer(id, s.whose("trainer").ID, true))
			classes = append(classes, id)
		}
		return nil
	})
	d := s.drafted(func(d *quiz.Push) {
		d.Classes = append(d.Classes, classes...)
		for n := range quiz.PickedMost - 3 {
			q := quiz.Question{
				ID: quiz.ID(fmt.Sprintf("v%d", n)), Version: 1, Stem: strings.Repeat("Câu hỏi dài ", 60), State: quiz.Draft, Author: s.whose("trainer").ID,
			}
			for range 12 {
				q.Options = append(q.Options, quiz.Option{Text: strings.Repeat("Phương án dài ", 20), Right: true})
			}
			s.must(s.store.carryOut(Turn{Changes: []queue.Change{q.Change()}}))
			d.Picked = append([]quiz.ID{q.ID}, d.Picked...)
		}
	})
	for _, name := range []string{"push", "giveto", "giveask", "givechosen", "giveview", "giveown"} {
		for _, page := range []int{1, 2, 9} {
			replies, err := s.taps(trainer, 1, toScreen(name, page, string(d.ID)).String())
			s.must(err)
			if len(replies) != 2 {
				t.Errorf("%s: %d replies", name, len(replies))
			}
		}
	}
}
