package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// contestOfMany is a closed contest of 830 officers of 34 committees (resultsOfMany), in which all took part but those at the
// places of which out says so.
func contestOfMany(t testing.TB, out func(n int) bool) (*stage, *quiz.Push) {
	s, id := resultsOfMany(t)
	p := *s.examStored(id)
	p.Kind = quiz.Contest
	var changes []queue.Change
	for n, who := range p.Enrolled {
		if !out(n) {
			continue
		}
		for try := 1; try <= 2; try++ {
			r, err := s.store.Record(t.Context(), queue.TableAttempt, quiz.AttemptID(p.ID, who, try))
			s.must(err)
			if r.Version > 0 {
				changes = append(changes, queue.Change{Table: queue.TableAttempt, ID: r.ID, Was: r.Version})
			}
		}
	}
	s.must(s.store.carryOut(Turn{Changes: append(changes, p.Change())}))
	return s, s.examStored(id)
}

// contestOpens opens a screen for a person and returns its text and buttons.
func (s *stage) contestOpens(person int64, screen string, page int, args ...string) (string, Reply) {
	s.t.Helper()
	if len(s.chat(person).messages) == 0 {
		s.types(person, "/start")
	}
	replies, err := s.taps(person, 1, toScreen(screen, page, args...).String())
	s.must(err)
	last := replies[len(replies)-1]
	return textOf(last) + last.Note, last
}

// Each page of a ranking of 830 officers fits a message; the committee of which few took part is not ranked, and the total
// that would give their mean away is kept back.
func TestTheRankingOf830OfficersFitsMessages(t *testing.T) {
	// Of the committee number 34, the last 24 officers, only two took part.
	s, p := contestOfMany(t, func(n int) bool { return n >= 808 })
	id := string(p.ID)
	for _, name := range []string{"ranking", "ranknames", "rankunits"} {
		for _, page := range []int{1, 2, 3, pageLimit} {
			s.contestOpens(trainer, name, page, id)
		}
	}
	text, _ := s.contestOpens(trainer, "ranking", 1, id)
	if want := say("contest_took", 808, 830); !strings.Contains(text, want) || !strings.Contains(text, "Hạng 1. ") || !strings.Contains(text, say("contest_final_unpublished")) {
		t.Errorf("the card reads:\n%s", text)
	}
	text, _ = s.contestOpens(trainer, "rankunits", pageLimit, id)
	if want := say("contest_unit_few", "Đảng bộ phường Nguyễn Trãi Đông số 34", 2, 24); !strings.Contains(text, want) || !strings.Contains(text, say("contest_total_few", 808, 830)) {
		t.Errorf("the last page of units reads:\n%s", text)
	}
	text, _ = s.contestOpens(trainer, "rankunits", 1, id)
	if !strings.Contains(text, "Hạng 1. Đảng bộ phường") {
		t.Errorf("the first page of units reads:\n%s", text)
	}
}

// Without the names, who took part reads the own place and the units; the organiser reads the names all the same.
func TestNamesAreReadAsTheOrganiserChose(t *testing.T) {
	for _, names := range []bool{true, false} {
		s, p := examStage(t, func(p *quiz.Push) {
			p.Kind, p.Title, p.State, p.Closes = quiz.Contest, "Đợt thi", quiz.Closed, p.Opens
			p.Opens = p.Opens.Add(-time.Hour)
			p.Published, p.Names = true, names
		})
		var changes []queue.Change
		for n, who := range p.Enrolled {
			a := p.Give(who, 1, p.Opens)
			a.Began, a.Ended, a.How = p.Opens, p.Opens.Add(time.Duration(n+1)*time.Minute), quiz.HandedIn
			changes = append(changes, a.Change())
		}
		s.must(s.store.carryOut(Turn{Changes: changes}))
		text, _ := s.contestOpens(binh, "ranking", 1, string(p.ID))
		if !strings.Contains(text, say("contest_own", 2, 2)) || strings.Contains(text, "Anna") != names {
			t.Errorf("names %v: who took part reads\n%s", names, text)
		}
		list, _ := s.contestOpens(binh, "ranknames", 1, string(p.ID))
		if strings.Contains(list, "Anna") != names {
			t.Errorf("names %v: the list reads\n%s", names, list)
		}
		if all, _ := s.contestOpens(trainer, "ranknames", 1, string(p.ID)); !strings.Contains(all, "Anna") || !strings.Contains(all, "Bình") {
			t.Errorf("names %v: the organiser reads\n%s", names, all)
		}
		for _, person := range []int64{head, admin} {
			for _, screen := range []string{"ranking", "ranknames", "rankunits"} {
				if denied, _ := s.contestOpens(person, screen, 1, string(p.ID)); denied != say("denied") {
					t.Errorf("somebody else reads\n%s", denied)
				}
			}
		}
	}
}

// comparedStage is the class of six (resultsStage) with a post-test to its test, which as many took as said: each answered
// Câu 1 to 3 right and Câu 4 wrong.
func comparedStage(t testing.TB, took int) *stage {
	s := resultsStage(t)
	before := s.examStored("pkiemtra")
	after := *before
	after.ID, after.Record, after.Title, after.After, after.Tries = "pdaura", 0, "Kiểm tra cuối khóa", before.ID, 1
	after.Opens, after.Closes = s.now.Add(-12*time.Hour), s.now.Add(-time.Hour)
	changes := []queue.Change{after.Change()}
	tries, err := s.talk.attempts(t.Context(), before, before.Enrolled)
	s.must(err)
	seen := map[officer.ID]bool{}
	for _, a := range tries {
		if seen[a.Officer] || len(seen) == took {
			continue
		}
		seen[a.Officer] = true
		b := attemptOf(t, &after, a.Officer, 1, []string{"B", "A", "C", "D"})
		b.Ended, b.How = b.Began.Add(9*time.Minute), quiz.HandedIn
		changes = append(changes, b.Change())
	}
	s.must(s.store.carryOut(Turn{Changes: changes}))
	return s
}

// Before: kyluat 1, 1, 1, 1/2, 1/2, 0 (mean 4/6 = 67 %), tocao 1, 1/2, 0, 1/2, 0, 0 (mean 2/6 = 33 %), all 12/24 = 50 %; after:
// 100 %, 50 % and 75 % for each. In all Anna had 4 of 4 and has 3, Cường had 3 and has 3, the other four have more.
func TestAPostTestStandsBesideItsPreTest(t *testing.T) {
	s := comparedStage(t, 6)
	text, _ := s.contestOpens(trainer, "compared", 1, "pdaura")
	for _, want := range []string{
		say("compared_all", "50%", "75%"), say("compared_officers", 6, 4, 1, 1), "Đầu vào 67%, đầu ra 100% (6 đồng chí).", "Đầu vào 33%, đầu ra 50% (6 đồng chí).",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	_, picture := s.contestOpens(trainer, "comparedpicture", 1, "pdaura")
	if picture.File == nil || !picture.File.Picture {
		t.Fatalf("no picture: %+v", picture)
	}
	for _, row := range []struct {
		rule, by, back string
	}{
		{"who gave the test goes back to its results", "trainer", toScreen("results", 1, "pdaura").String()},
		{"another trainer of the class to those of the class", "binh", toScreen("classresults", 1, s.class("1")).String()},
	} {
		p := *s.examStored("pdaura")
		p.By = s.whose(row.by).ID
		s.must(s.store.carryOut(Turn{Changes: []queue.Change{p.Change()}}))
		_, card := s.contestOpens(trainer, "compared", 1, "pdaura")
		if last := card.Buttons[len(card.Buttons)-1]; last[0].Payload != row.back {
			t.Errorf("%s: %+v", row.rule, card.Buttons)
		}
	}
	for _, person := range []int64{binh, head, admin, anna} {
		if denied, _ := s.contestOpens(person, "compared", 1, "pdaura"); denied != say("denied") {
			t.Errorf("somebody else reads\n%s", denied)
		}
	}
	if text, _ := s.contestOpens(trainer, "compared", 1, "pkiemtra"); text != say("compared_none") {
		t.Errorf("a test that comes after none reads %q", text)
	}
	after := *s.examStored("pdaura")
	after.State, after.Closes = quiz.Open, s.now.Add(time.Hour)
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{after.Change()}}))
	if text, _ := s.contestOpens(trainer, "compared", 1, "pdaura"); text != say("compared_under_way") {
		t.Errorf("a test that is under way reads %q", text)
	}
}

func TestAPostTestThatFewTookIsKeptBack(t *testing.T) {
	s := comparedStage(t, 4)
	for _, screen := range []string{"compared", "comparedpicture"} {
		text, _ := s.contestOpens(trainer, screen, 1, "pdaura")
		if !strings.Contains(text, say("compared_few", 4, 5)) || strings.Contains(text, "%") {
			t.Errorf("%s reads\n%s", screen, text)
		}
	}
}

// The group of a class reads the totals of the class when the results are published, and nothing of them when few took part.
func TestTheGroupReadsTotalsAtThePublication(t *testing.T) {
	for _, took := range []int{4, 5} {
		s := comparedStage(t, took)
		p := *s.examStored("pdaura")
		p.Kind, p.After = quiz.Contest, ""
		s.must(s.store.carryOut(Turn{Changes: []queue.Change{p.Change()}}))
		class, _ := s.as(trainer).Roster.Class(p.Classes[0])
		tied := *class
		tied.Chat = group
		s.edit(func(e *officer.Edit) error { return e.SetClass(tied) })
		s.types(trainer, "/dotthi")
		replies, err := s.taps(trainer, 1, toScreen("contestdo", 1, "pdaura", "units").String())
		s.must(err)
		var told []string
		for _, r := range replies {
			if r.Chat == group {
				told = append(told, textOf(r))
			}
		}
		want := say("contest_group_few", p.Title)
		if took == 5 {
			want = say("contest_group", p.Title, 5, 6, "7,50")
		}
		if fmt.Sprint(told) != fmt.Sprint([]string{want}) {
			t.Errorf("%d took part: %q", took, told)
		}
		if now := s.examStored("pdaura"); !now.Published || now.Names {
			t.Errorf("it is stored as %+v", now)
		}
	}
}
