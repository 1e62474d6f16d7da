package bot

import (
	"os"
	"testing"
	"time"

	"camnang/bot/queue"
	"camnang/bot/reminder"
	"camnang/corpus/library"
)

// until lets time pass to a moment: each timer that comes to be due is fired at its moment, and what it leads to is sent.
// It returns what arrives.
func (s *stage) until(moment time.Time) []string {
	s.t.Helper()
	var out []string
	for fired := 0; ; fired++ {
		var next queue.Timer
		for _, t := range s.store.timers {
			if t.Due.After(moment) || next.ID != "" && (next.Due.Before(t.Due) || next.Due.Equal(t.Due) && next.ID < t.ID) {
				continue
			}
			next = t
		}
		if next.ID == "" || fired == 10_000 {
			s.now = moment
			return out
		}
		if next.Due.After(s.now) {
			s.now = next.Due
		}
		delete(s.store.timers, next.ID)
		if next.ID == SweepTimer(s.now).ID {
			t, _, err := s.talk.Sweep(s.t.Context())
			s.must(err)
			s.must(s.store.carryOut(t))
			for _, r := range t.Replies {
				out = append(out, s.written(s.sends(r.Chat, "sweep", r), nil)...)
			}
			continue
		}
		if arrived, trained := s.trains(next); trained {
			out = append(out, arrived...)
			continue
		}
		who, ok := reminder.Woken(next)
		if !ok {
			s.t.Fatalf("nobody fires the timer %s", next.ID)
		}
		woken, err := s.talk.Wake(s.t.Context(), who)
		s.must(err)
		s.must(s.store.carryOut(Turn{Changes: woken.Changes, Timers: woken.Timers}))
		for _, n := range woken.Notices {
			r, ok, err := s.talk.Render(s.t.Context(), next.Lane, n.ID, n.Reply.Body)
			s.must(err)
			if !ok {
				continue
			}
			checkReply(s.t, r)
			s.chat(next.Lane).messages = append(s.chat(next.Lane).messages, r)
			out = append(out, "< (at "+s.now.In(s.talk.cfg.Location).Format("2006-01-02 15:04")+", to "+s.nameOf(next.Lane)+")")
			out = append(out, s.written([]Reply{r}, nil)...)
			out = append(out, "")
		}
	}
}

func TestTranscriptsOfPlans(t *testing.T) {
	lib, err := library.Load(os.DirFS("testdata"), "limits")
	if err != nil {
		t.Fatal(err)
	}
	playsAll(t, "testdata/plans/*.txt", func(t *testing.T, _, script string) string { return play(newStage(t, lib), script) })
}
