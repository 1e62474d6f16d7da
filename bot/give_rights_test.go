package bot

import (
	"strings"
	"testing"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// Who may look after a push that was given, and that a draft is nobody else's.
func TestWhoMayEndAPush(t *testing.T) {
	for _, row := range []struct {
		rule   string
		person int64
		change func(*stage, *quiz.Push)
		may    bool
	}{
		{"who gave it", trainer, nil, true},
		{"another trainer of the class", binh, nil, true},
		{"an administrator", admin, nil, true},
		{"not a head", head, nil, false},
		{"not somebody who was asked", anna, nil, false},
		{"not when it went to a class besides that is not the trainer's", binh, func(s *stage, p *quiz.Push) {
			p.Classes = append(p.Classes, officer.ClassID(s.class("2")))
		}, false},
		{"not when it went to a unit besides", binh, func(s *stage, p *quiz.Push) {
			p.Units = append(p.Units, s.whose("trainer").Unit)
		}, false},
		{"not another trainer while it is put together", binh, func(_ *stage, p *quiz.Push) { p.State = quiz.Drafted }, false},
		{"not an administrator while it is put together", admin, func(_ *stage, p *quiz.Push) { p.State = quiz.Drafted }, false},
	} {
		s := trainingStage(t)
		s.edit(func(e *officer.Edit) error {
			return e.SetTrainer(officer.ClassID(s.class("1")), s.whose("binh").ID, true)
		})
		p := s.drafted(func(p *quiz.Push) {
			p.State, p.Opens, p.Enrolled = quiz.Open, s.now, []officer.ID{s.whose("anna").ID}
			if row.change != nil {
				row.change(s, p)
			}
		})
		before := s.newest()
		s.types(row.person, "/start")
		for _, screen := range []string{"push", "givemissed", "giveextend", "giveextendto", "giveextendby", "giveend", "giveended"} {
			replies, err := s.taps(row.person, 1, toScreen(screen, 1, string(p.ID)).String())
			s.must(err)
			said := ""
			for _, r := range replies {
				said += textOf(r) + r.Note
			}
			if strings.Contains(said, say("denied")) == row.may {
				t.Errorf("%s, %s: %q", row.rule, screen, said)
			}
		}
		if changed := s.newest().Record != before.Record; changed != row.may {
			t.Errorf("%s: changed %v", row.rule, changed)
		}
	}
}

// What is said under the button of an old draft is true of it.
func TestTheButtonsOfAnOldDraft(t *testing.T) {
	for _, row := range []struct {
		rule   string
		change func(*quiz.Push)
		want   string
	}{
		{"dropped", nil, say("give_gone")},
		{"given and planned", func(p *quiz.Push) { p.State = quiz.Planned }, say("give_given", say("give_planned"))},
		{"given and over", func(p *quiz.Push) { p.State = quiz.Closed }, say("give_given", say("give_closed"))},
		{"given and recalled", func(p *quiz.Push) { p.State = quiz.Recalled }, say("give_given", say("give_recalled"))},
	} {
		s := trainingStage(t)
		s.drafted(nil)
		later := *s.newest()
		change := later.Change()
		change.Value = nil
		if row.change != nil {
			row.change(&later)
			change = later.Change()
		}
		s.must(s.store.carryOut(Turn{Changes: []queue.Change{change}}))
		for _, screen := range []string{"givego", "givemix", "giveask", "givecloses", "givedropped"} {
			replies, err := s.taps(trainer, 1, toScreen(screen, 1, "pdraft").String())
			s.must(err)
			if len(replies) != 1 || replies[0].Note != row.want {
				t.Errorf("%s, %s: %+v", row.rule, screen, replies)
			}
		}
	}
}

// A first deadline is no extension; what somebody else does is told to who gave the push.
func TestADeadlineIsSetOrPutOff(t *testing.T) {
	s := trainingStage(t)
	s.drafted(func(p *quiz.Push) { p.State, p.Opens = quiz.Open, s.now })
	s.types(admin, "/start")
	for _, row := range []struct{ done, told string }{
		{"give_close_set", "give_told_close_set"}, {"give_extend_done", "give_told_extended"},
	} {
		replies, err := s.taps(admin, 1, toScreen("giveextendby", 1, "pdraft").String())
		s.must(err)
		until := s.talk.hour(s.newest().Closes)
		said := ""
		for _, r := range replies {
			said += textOf(r) + "\n"
		}
		for _, want := range []string{say(row.done, "Tuần 2", until), say(row.told, s.whose("admin").Name, "Tuần 2", until)} {
			if !strings.Contains(said, want) {
				t.Errorf("%q does not say %q", said, want)
			}
		}
	}
}
