package bot

import (
	"slices"
	"strings"
	"testing"

	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/corpus/calendar"
)

// Who reads a question and its asker's name: the trainers of the asker's classes, and others only where there is none of them.
func TestTheTrainersOfTheAskersClassComeFirst(t *testing.T) {
	for _, row := range []struct {
		name, asker string
		teach       map[string]string
		want        []string
	}{
		{name: "the class has a trainer; one of the unit's is not told", asker: "anna", teach: map[string]string{"admin": "2"}, want: []string{"trainer"}},
		{name: "both of the class", asker: "anna", teach: map[string]string{"admin": "1"}, want: []string{"trainer", "admin"}},
		{name: "the class has none: those of the units above", asker: "binh", want: []string{"trainer"}},
		{name: "the class has one who has not joined", asker: "binh", teach: map[string]string{"cuong": "2"}, want: []string{"trainer"}},
		{name: "the class has one", asker: "binh", teach: map[string]string{"head": "2"}, want: []string{"head"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := trainingStage(t)
			for who, class := range row.teach {
				s.teaches(who, class)
			}
			s.entry(func(e *quiz.Entry) { e.Asker = s.whose(row.asker).ID })
			var got, open []string
			for _, o := range s.as(anna).answerers(s.whose(row.asker).ID) {
				got = append(got, o.Name)
			}
			var want []string
			for _, name := range row.want {
				want = append(want, s.whose(name).Name)
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("it is put to %v, want %v", got, want)
			}
			for _, name := range []string{"trainer", "head", "admin"} {
				in := s.as(accounts[name])
				waiting, _ := s.talk.deskEntries(in)
				replies, err := s.taps(accounts[name], 0, toScreen("deskq", 1, "e1").String())
				s.must(err)
				reads := slices.ContainsFunc(replies, func(r Reply) bool { return strings.Contains(textOf(r), "Hỏi gì?") })
				if reads != (len(waiting) == 1) {
					t.Errorf("%s reads it: %t, has it listed: %d", name, reads, len(waiting))
				}
				if reads {
					open = append(open, s.whose(name).Name)
				}
			}
			slices.Sort(open)
			if !slices.Equal(open, want) {
				t.Errorf("it is read by %v, want %v", open, want)
			}
		})
	}
}

// Whoever answered goes on seeing what they answered, also once the class has a trainer of its own.
func TestWhoAnsweredGoesOnSeeingIt(t *testing.T) {
	s := trainingStage(t)
	s.entry(func(e *quiz.Entry) {
		e.Asker, e.By, e.Reply, e.Replied = s.whose("binh").ID, s.whose("trainer").ID, "Trả lời.", s.now
	})
	s.teaches("head", "2")
	if got := play(s, "> trainer: /huy\n> trainer forges: x:deskq:e1:0:1\n"); !strings.Contains(got, "Hỏi gì?") {
		t.Errorf("the trainer sees %s", got)
	}
}

// A question is sent as it was last worded, to those who were named when it was confirmed.
func TestAQuestionIsSentAsItWasLastWordedAndConfirmed(t *testing.T) {
	const first, second = "Tiền điện thoại, xăng xe khoán ra sao?", "Mức khoán xăng xe tính theo quy định nào?"
	asks := "> anna: " + first + "\n> anna taps: Gửi báo cáo viên\n"
	words := "> anna taps: Sửa nội dung\n> anna: " + second + "\n"
	for _, row := range []struct {
		name, before, between string
		change                func(*stage)
		// sent is what was sent, "" when it is to be confirmed anew; then shown stands in what is shown.
		sent, shown string
	}{
		{name: "as it stands", before: asks, sent: first},
		{name: "reworded", before: asks + words, sent: second},
		{name: "reworded, then something else was done", before: asks + words, between: "> anna: /huy\n> anna: /ontap\n", sent: second},
		{name: "reworded, then the rewording was begun again and left", before: asks + words, between: "> anna taps: Sửa nội dung\n> anna: /huy\n", sent: second},
		{name: "the card from before the rewording", before: asks, between: words, shown: second},
		{name: "another trainer would read it", before: asks, change: func(s *stage) { s.teaches("admin", "1") }, shown: say("desk_sure_named", 2)},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := trainingStage(t)
			play(s, row.before)
			send, message := s.button(anna, say("desk_send"))
			play(s, row.between)
			if row.change != nil {
				row.change(s)
			}
			replies, err := s.taps(anna, message, send)
			s.must(err)
			now, err := s.store.Now(t.Context())
			s.must(err)
			sent := ""
			for _, e := range now.Entries.All() {
				sent += e.Text
			}
			if sent != row.sent {
				t.Errorf("sent was %q, want %q", sent, row.sent)
			}
			shown := textOf(replies[len(replies)-1])
			if row.shown != "" && (!strings.Contains(shown, row.shown) || !strings.Contains(shown, say("desk_sure_now"))) {
				t.Errorf("shown is %q, want %q in it", shown, row.shown)
			}
		})
	}
}

// The wording of a question lives no longer than the answer it is about.
func TestTheWordingOfAQuestionRunsOutWithTheAnswer(t *testing.T) {
	s := trainingStage(t)
	play(s, "> anna: Tiền điện thoại, xăng xe khoán ra sao?\n! 20 days later\n> anna taps: Gửi báo cáo viên\n> anna taps: Sửa nội dung\n> anna: Mức khoán tính thế nào?\n! 11 days later\n")
	if got := play(s, "> anna taps: Gửi\n"); !strings.Contains(got, say("answer_gone")) {
		t.Errorf("31 days after the answer its button says %s", got)
	}
}

// However many questions wait, a trainer has one message of them a day; after the third reminder of each those above are told
// once, and then nobody is.
func TestATrainerIsRemindedOfAllQuestionsInOneMessage(t *testing.T) {
	s := trainingStage(t)
	for n, at := range []string{"2026-12-07 09:15", "2026-12-07 10:00", "2026-12-07 16:00"} {
		play(s, "! until "+at+"\n")
		s.entry(func(e *quiz.Entry) { e.ID = quiz.EntryID([]string{"e1", "e2", "e3"}[n]) })
	}
	got := ""
	for d := calendar.MustDay("2026-12-08"); d.Before(calendar.MustDay("2027-03-01")); d = d.Add(1) {
		got += play(s, "! sweep\n! until "+d.String()+" 23:00\n")
	}
	var told []string
	for _, line := range strings.Split(got, "\n") {
		if strings.HasPrefix(line, "< (at ") {
			told = append(told, strings.TrimPrefix(line, "< "))
		}
	}
	want := []string{
		"(at 2026-12-09 09:15, to trainer)", "(at 2026-12-14 09:15, to trainer)", "(at 2026-12-21 09:15, to trainer)", "(at 2026-12-21 09:15, to admin)",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told are %q, want %q", told, want)
	}
	for _, text := range []string{
		say("desk_remind_many", 3, "09 giờ 15, 7/12/2026"), say("desk_raised", 3, quiz.EntryReminders, "Đỗ Minh Tâm"),
	} {
		if !strings.Contains(got, text) {
			t.Errorf("nobody reads %q:\n%s", text, got)
		}
	}
	for _, never := range []string{"Hỏi gì?", "Anna"} {
		if strings.Contains(got, never) {
			t.Errorf("somebody reads %q", never)
		}
	}
}

// A question that no trainer can answer any more is told to the administrators, once.
func TestAQuestionOfNobodysIsToldToTheAdministrators(t *testing.T) {
	s := trainingStage(t)
	s.entry(func(*quiz.Entry) {})
	s.edit(func(e *officer.Edit) error {
		return e.SetTrainer(officer.ClassID(s.class("1")), s.whose("trainer").ID, false)
	})
	got := play(s, "! sweep\n! until 2027-02-01 12:00\n")
	if strings.Count(got, "(at ") != 1 || !strings.Contains(got, "to admin") || !strings.Contains(got, say("desk_raised_nobodys", 1)) {
		t.Errorf("told is %s", got)
	}
}
