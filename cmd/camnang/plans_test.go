package main

import (
	"strings"
	"testing"
	"time"

	"camnang/bot/plan"
	"camnang/bot/simulator"
)

// says types a text as people[i] and returns what the bot answers.
func (w *party) says(i int, text string) simulator.Message {
	w.t.Helper()
	m := w.asks(w.t, w.people[i], text)
	w.due()
	return m
}

func TestAnErrandOfTheChatIsRemindedOfUntilItIsDone(t *testing.T) {
	t.Parallel()
	onBoth(t, 3, func(t *testing.T, w *party) {
		a := w.replica()
		w.running(a)
		w.greeted()
		made := w.says(2, "nhắc tôi nộp báo cáo tháng ngày mai")
		wants(t, made.Text, "KH-0001", "còn 1 ngày", w.day(1).Vietnamese())
		w.quiet()
		set, err := w.store.Timers().List(t.Context(), w.people[2], 10)
		must(t, err)
		y, m, d := w.clock.now().In(hanoi).Date()
		if want := time.Date(y, m, d+1, 7, 30, 0, 0, hanoi); len(set) != 1 || !set[0].Due.Equal(want) {
			t.Fatalf("woken at %+v, not at %s", set, want)
		}
		w.wantReminded("on the day itself", 2, 0)
		w.turns(23*time.Hour + 31*time.Minute)
		w.wantReminded("the next morning", 2, 1)
		reminder := w.reminded(2)[0]
		wants(t, reminder.Text, "Nộp báo cáo tháng", "hôm nay")
		if strings.Contains(reminder.Text, "muộn") {
			t.Errorf("a reminder in time says that it is late: %s", reminder.Text)
		}
		for _, label := range []string{"Đã hoàn thành", "Nhắc lại", "Xem căn cứ", "Lùi hạn"} {
			button(t, reminder, label)
		}
		w.taps(t, reminder, "Đã hoàn thành")
		eventually(t, "the tap to be carried out", func() bool { return len(w.book().LedBy(w.id(2))) == 0 })
		for range 4 {
			w.turns(24 * time.Hour)
		}
		// The one there was says now that it is done.
		w.wantReminded("once it is done", 2, 0)
	})
}

func TestWhatIsDoneBeforeItIsSentIsNotSent(t *testing.T) {
	t.Parallel()
	onBoth(t, 4, func(t *testing.T, w *party) {
		a := w.replica()
		stop := w.running(a)
		w.greeted()
		stop()
		// With nobody to send them the reminders stay in the outbox.
		stop = w.running(a, "timers")
		made := w.plans(w.errand(2, w.day(0)), w.work(w.step(3, w.day(0)), w.step(3, w.day(0))))
		eventually(t, "the reminders to be in the outbox", func() bool {
			w.due()
			d, err := w.store.Depths(t.Context())
			must(t, err)
			return d.Outbox == 2
		})
		stop()
		w.edits(made[0].ID, func(e *plan.Edit) error { return e.Done("1", "") })
		w.edits(made[1].ID, func(e *plan.Edit) error { return e.Done("2", "") })
		w.running(a)
		w.quiet()
		if got := w.reminded(2); len(got) != 0 || a.counts.Withheld.Load() != 1 {
			t.Errorf("of what is done is reminded %+v; %d messages were withheld", got, a.counts.Withheld.Load())
		}
		if got := w.reminded(3); len(got) != 1 || strings.Count(got[0].Text, "Nộp báo cáo") != 1 {
			t.Errorf("of the one that is left is reminded %+v", got)
		}
	})
}

// Whoever has a new telephone is reminded there, although the wake was set for the old one.
func TestARemindersChatIsTheOfficersOwn(t *testing.T) {
	t.Parallel()
	onBoth(t, 4, func(t *testing.T, w *party) {
		a := w.replica()
		stop := w.running(a)
		w.greeted()
		stop()
		// people[3] hands the telephone on: the wake that is set is that of the old account's lane.
		who := w.id(2)
		edit := w.roster().Edit()
		must(t, edit.Unbind(w.id(3)))
		w.changes(edit.Changes())
		w.plans(w.errand(2, w.day(0)))
		edit = w.roster().Edit()
		must(t, joined(edit, who, w.people[3], w.clock.now()))
		w.changes(edit.Changes())
		w.running(a)
		w.quiet()
		if old, own := w.reminded(2), w.reminded(3); len(old) != 0 || len(own) != 1 {
			t.Errorf("the former account has %+v, the present one %+v", old, own)
		}
	})
}

// Between being put into the outbox and being sent a reminder may come to be for somebody else.
func TestAReminderIsWithheldFromWhomItIsNotForAnyMore(t *testing.T) {
	t.Parallel()
	onBoth(t, 4, func(t *testing.T, w *party) {
		a := w.replica()
		stop := w.running(a)
		w.greeted()
		stop()
		stop = w.running(a, "timers")
		w.plans(w.work(w.step(2, w.day(-3))))
		w.wakes(w.id(0))
		eventually(t, "the lead and the head to be told of what is overdue", func() bool {
			w.due()
			d, err := w.store.Depths(t.Context())
			must(t, err)
			return d.Outbox == 2
		})
		stop()
		edit := w.roster().Edit()
		must(t, edit.Unbind(w.id(3)))
		must(t, joined(edit, w.id(2), w.people[3], w.clock.now()))
		head, _ := w.roster().Officer(w.id(0))
		former := *head
		former.Heads = nil
		must(t, edit.SetOfficer(former))
		w.changes(edit.Changes())
		w.running(a)
		w.quiet()
		w.wantReminded("of what is another's", 2, 0)
		// With no head left the administrator is above: the start looked over all plans.
		if former, now := w.reminded(0), w.reminded(1); len(former) != 0 || len(now) != 1 {
			t.Errorf("the former head is told %+v, the administrator %+v", former, now)
		}
		if n := a.counts.Withheld.Load(); n != 2 {
			t.Errorf("%d messages are withheld", n)
		}
	})
}

func TestAClockSetBackAndForwardTellsNothingTwice(t *testing.T) {
	t.Parallel()
	onBoth(t, 3, func(t *testing.T, w *party) {
		a := w.replica()
		w.running(a)
		w.greeted()
		w.plans(w.work(w.step(2, w.day(7))), w.work(w.step(2, w.day(1))))
		w.quiet()
		w.wantReminded("on Monday", 2, 1)

		w.turns(-24 * time.Hour)
		w.quiet()
		w.wantReminded("on Sunday, when the clock is set back,", 2, 1)
		fired := a.fired.Fired.Load()
		w.wakes(w.id(0), w.id(2))
		made := w.says(2, "nhắc tôi gọi điện ngày mai")
		wants(t, made.Text, w.day(1).Vietnamese())
		w.quiet()
		w.wantReminded("on Sunday", 2, 1)
		// Each of the three is decided, and perhaps again for the other clock; a timer for what is past by the store's clock
		// and ahead by this one would fire without end.
		if n := a.fired.Fired.Load() - fired; n > 40 {
			t.Errorf("%d timers fired on Sunday", n)
		}

		// Monday and Tuesday pass unseen: of each step the last reminder is told, which is late.
		w.turns(3 * 24 * time.Hour)
		w.wantReminded("on Wednesday", 2, 3)
		for i, step := range []string{"KH-0002", "KH-0003"} {
			wants(t, w.reminded(2)[1+i].Text, step, "quá hạn", "Gửi muộn")
		}
		w.turns(-24 * time.Hour)
		w.turns(24 * time.Hour)
		w.wantReminded("on Wednesday again", 2, 3)
	})
}

func TestWhoBlocksTheBotIsToldOfAboveAndMissesNothingOld(t *testing.T) {
	t.Parallel()
	onBoth(t, 4, func(t *testing.T, w *party) {
		w.running(w.replica())
		w.greeted()
		made := w.plans(w.work(w.step(2, w.day(0))), w.work(w.step(2, w.day(3))), w.errand(2, w.day(1)))
		w.quiet()
		missed := len(w.reminded(2))
		must(t, w.Block(w.people[2], true))
		w.quiet()
		heard := func(i int) (n int) {
			for _, m := range w.fromBot(w.people[i]) {
				if strings.Contains(m.Text, "Cán bộ 3") && strings.Contains(m.Text, "blocked") {
					n++
				}
			}
			return n
		}
		if heard(0) != 1 {
			t.Errorf("the head hears %d times that somebody cannot be reached", heard(0))
		}
		w.turns(24 * time.Hour)
		above := w.reminded(0)
		if len(above) != 1 {
			t.Fatalf("the head is told %d times of what is overdue", len(above))
		}
		wants(t, above[0].Text, "KH-0001", "Cán bộ 3", "quá hạn 1 ngày")
		if strings.Contains(above[0].Text, "KH-0003") {
			t.Errorf("the head reads of an errand of somebody's own: %s", above[0].Text)
		}
		w.edits(made[0].ID, func(e *plan.Edit) error { return e.Done("1", "") })
		w.edits(made[2].ID, func(e *plan.Edit) error { return e.Done("1", "") })
		w.quiet()
		_, err := w.Start(w.people[2], "")
		must(t, err)
		w.quiet()
		if back := w.reminded(2); len(back) != missed {
			t.Errorf("back again, somebody is sent %+v", back[missed:])
		}
		w.turns(24 * time.Hour)
		back := w.reminded(2)
		if len(back) != missed+1 || !strings.Contains(back[missed].Text, "KH-0002") {
			t.Errorf("what is ahead is told as %+v", back[missed:])
		}
	})
}
