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
	"camnang/bot/quiz/statistics"
	"camnang/corpus/calendar"
)

// manyListed is more than the buttons of one message.
const manyListed = 110

// pages turns the pages of a list, from the last of the replies, and returns the first arguments of the buttons that open the
// screen, page by page.
func (s *stage) pages(person int64, replies []Reply, screen string) (pages [][]string) {
	s.t.Helper()
	for len(pages) < 2*manyListed {
		var page []string
		next := ""
		for _, row := range replies[len(replies)-1].Buttons {
			for _, b := range row {
				switch p, ok := parsePayload(b.Payload); {
				case ok && p.screen == screen:
					page = append(page, p.args[0])
				case b.Label == say("next"):
					next = b.Payload
				}
			}
		}
		pages = append(pages, page)
		if next == "" {
			return pages
		}
		var err error
		replies, err = s.taps(person, int64(len(s.chat(person).messages)), next)
		s.must(err)
	}
	s.t.Fatal("the pages have no end")
	return nil
}

// command gives a command and returns its answer.
func (s *stage) command(person int64, text string) []Reply {
	s.t.Helper()
	s.types(person, text)
	messages := s.chat(person).messages
	return messages[len(messages)-1:]
}

// topicsOfMany is a stage with 110 topics of the trainer's unit, the last of which has three questions and the others one; as
// many officers as a figure needs answered one of each wrong, and one more that of the topic before the last. It returns the
// topics as they should be listed.
func topicsOfMany(t *testing.T) (s *stage, inBank, inReport []string) {
	s = trainingStage(t)
	top := s.whose("trainer").Unit
	bank := s.as(trainer).Bank
	like := *bank.Only(func(q *quiz.Question) bool { return q.Topic == quiz.Topics[0].ID && !q.Historical })[0]
	var changes []queue.Change
	var added []string
	var pool []quiz.Question
	for n := range manyListed {
		topic, err := bank.AddTopic(fmt.Sprintf("Chủ đề %03d", n), top)
		s.must(err)
		changes, added = append(changes, topic.Change()), append(added, topic.ID)
		for i := range map[bool]int{true: 3, false: 1}[n == manyListed-1] {
			q := like
			q.ID, q.Record, q.Stem, q.Topic, q.Unit, q.Shipped = quiz.ID(fmt.Sprintf("vnhieu%03d%d", n, i)), 0, fmt.Sprintf("Câu %d của chủ đề %d?", i, n), topic.ID, top, ""
			changes = append(changes, q.Change())
			if i == 0 {
				pool = append(pool, q)
			}
		}
	}
	// The one officer more answers only the topic before the last, so that it comes first in the report.
	most := len(pool) - 2
	var ids []officer.ID
	s.edit(func(e *officer.Edit) error {
		for n := range statistics.Few + 1 {
			id, err := e.AddOfficer(fmt.Sprint("pages-", n), officer.Officer{Name: fmt.Sprint("Người học ", n), Unit: top})
			s.must(err)
			ids = append(ids, id)
		}
		return nil
	})
	for n, of := range [][]quiz.Question{pool, pool[most : most+1]} {
		enrolled := [][]officer.ID{ids[:statistics.Few], ids[statistics.Few:]}[n]
		p := &quiz.Push{
			ID: quiz.PushID(fmt.Sprint("pnhieu", n)), Kind: quiz.Practice, Title: "Bài của nhiều chủ đề", By: s.whose("trainer").ID, Units: []officer.UnitID{top},
			Pool: of, Tries: 1, Enrolled: enrolled, Opens: s.now.Add(-48 * time.Hour), Closes: s.now.Add(-24 * time.Hour), State: quiz.Closed, Made: s.now.Add(-49 * time.Hour),
		}
		changes = append(changes, p.Change())
		for _, id := range enrolled {
			changes = append(changes, wronglyAnswered(p, id).Change())
		}
	}
	s.must(s.store.carryOut(Turn{Changes: changes}))
	for _, topic := range quiz.Topics {
		inBank = append(inBank, topic.ID)
	}
	inBank = slices.Concat(inBank, added[manyListed-1:], added[:manyListed-1])
	return s, inBank, added
}

// wronglyAnswered is a try at a push that was handed in with nothing right.
func wronglyAnswered(p *quiz.Push, id officer.ID) *quiz.Attempt {
	a := p.Give(id, 1, p.Opens)
	a.Began, a.Ended, a.How = p.Opens, p.Opens.Add(time.Minute), quiz.HandedIn
	for i := range a.Items {
		a.Items[i].Chosen, a.Items[i].At = []int{0}, p.Opens.Add(time.Minute)
	}
	return a
}

// Telegram takes no message with more than 100 buttons: it would never arrive.
func TestTheTopicsOf110AreListedInPages(t *testing.T) {
	s, inBank, added := topicsOfMany(t)
	pages := s.pages(trainer, s.command(trainer, "/nganhang"), "banktopic")
	if got := slices.Concat(pages...); !slices.Equal(got, inBank) || len(pages[0]) != topicsPage {
		t.Errorf("the bank lists %d topics on %d pages, %d on the first, which begins with %v; want %d, %v", len(got), len(pages), len(pages[0]), pages[0], len(inBank), inBank[:topicsPage])
	}
	pages = s.pages(trainer, s.tapped(trainer, "reporttopics", 1), "reporttopic")
	got := slices.Concat(pages...)
	if len(pages[0]) != topicsPage || got[0] != added[manyListed-2] {
		t.Errorf("the report lists %d topics on the first page, which begins with %v; want %s first", len(pages[0]), pages[0], added[manyListed-2])
	}
	slices.Sort(got)
	if slices.Sort(added); !slices.Equal(got, added) {
		t.Errorf("the report lists %d topics, want each of %d once", len(got), len(added))
	}
}

func TestTheClassesOf110AreListedInPages(t *testing.T) {
	s := newStage(t, testLibrary(t))
	var over, now, next []string
	s.edit(func(e *officer.Edit) error {
		for n := range manyListed {
			begins := calendar.MustDay("2026-01-01").Add(3 * n)
			// Today is 23/11/2026; there are classes of each kind.
			ends, of := begins.Add(10), &over
			switch today := calendar.MustDay("2026-11-23"); {
			case begins.After(today):
				of = &next
			case !ends.Before(today):
				of = &now
			}
			id, err := e.AddClass(fmt.Sprint("pages-", n), fmt.Sprintf("Lớp số %03d", n), begins, ends)
			s.must(err)
			s.must(e.Enrol(id, s.whose("anna").ID))
			*of = append(*of, string(id))
		}
		return e.SetTrainer(officer.ClassID(over[5]), s.whose("admin").ID, true)
	})
	own := over[5]
	over = slices.Delete(over, 5, 6)
	slices.Reverse(over)
	// The two classes of the stage began on 16/11/2026.
	i := 0
	for i < len(now) {
		if class, _ := s.roster().Class(officer.ClassID(now[i])); class.Begins.After(calendar.MustDay("2026-11-16")) {
			break
		}
		i++
	}
	now = slices.Insert(now, i, s.classNamed("Lớp bồi dưỡng khóa 1"), s.classNamed("Lớp bồi dưỡng khóa 2"))
	want := slices.Concat([]string{own}, now, next, over)

	pages := s.pages(admin, s.command(admin, "/thongbao Mai lớp nghỉ học."), "teachnewask")
	if got := slices.Concat(pages...); !slices.Equal(got, want) || len(pages[0]) != coursePage {
		t.Errorf("%d classes on %d pages, %d on the first:\n%v, want\n%v", len(got), len(pages), len(pages[0]), got, want)
	}
	// What was written with the command goes along over the pages.
	replies, err := s.taps(admin, int64(len(s.chat(admin).messages)), toScreen("teachnewask", 1, want[len(want)-1]).String())
	s.must(err)
	if text := textOf(replies[len(replies)-1]); !strings.Contains(text, "Mai lớp nghỉ học.") {
		t.Errorf("behind the last page the announcement is lost: %s", text)
	}
	// A page of a list that was left since begins anew.
	s.types(admin, "/huy")
	s.tapped(admin, "teachnewwhich", 3)
	s.tapped(admin, "teachnewask", 1, own)
	if text := s.lastText(admin); text != say("notice_ask", classLabel(s.roster(), officer.ClassID(own))) {
		t.Errorf("an old page leads to %s", text)
	}
	if replies := s.tapped(anna, "teachnewwhich", 2); len(replies) != 1 || replies[0].Note != say("classes_none") {
		t.Errorf("who teaches no class turns to %+v", replies)
	}
}

func (s *stage) classNamed(name string) string {
	s.t.Helper()
	for _, class := range s.roster().Classes() {
		if class.Name == name {
			return string(class.ID)
		}
	}
	s.t.Fatalf("no class %q", name)
	return ""
}

func (s *stage) lastText(person int64) string {
	messages := s.chat(person).messages
	return textOf(messages[len(messages)-1])
}

// A class may have answered what its trainer is not shown, which no draft of the trainer would ask.
func TestOnlyWhatTheTrainerIsShownIsAskedAgain(t *testing.T) {
	for _, row := range []struct {
		rule string
		unit func(*stage) officer.UnitID
		want []quiz.ID
	}{
		{"a question of everybody's", func(*stage) officer.UnitID { return "" }, []quiz.ID{"vagain0", "vagain1"}},
		{"a question of another unit", func(s *stage) officer.UnitID { return s.whose("head").Unit }, []quiz.ID{"vagain0"}},
	} {
		s := trainingStage(t)
		class := officer.ClassID(s.class("1"))
		var ids []officer.ID
		s.edit(func(e *officer.Edit) error {
			// The trainer is in neither unit.
			o := *s.whose("trainer")
			o.Unit = s.whose("binh").Unit
			s.must(e.SetOfficer(o))
			for n := range statistics.Few {
				id, err := e.AddOfficer(fmt.Sprint("again-", n), officer.Officer{Name: fmt.Sprint("Người học ", n), Unit: s.whose("head").Unit})
				s.must(err)
				ids = append(ids, id)
			}
			return e.Enrol(class, ids...)
		})
		p := &quiz.Push{
			ID: "pagain", Kind: quiz.Practice, Title: "Bài của quản trị", By: s.whose("admin").ID, Classes: []officer.ClassID{class}, Tries: 1, Enrolled: ids,
			Opens: s.now.Add(-48 * time.Hour), Closes: s.now.Add(-24 * time.Hour), State: quiz.Closed, Made: s.now.Add(-49 * time.Hour),
		}
		like := *s.as(trainer).Bank.Only(func(q *quiz.Question) bool { return q.Topic == quiz.Topics[0].ID && !q.Historical })[0]
		var changes []queue.Change
		for n, unit := range []officer.UnitID{"", row.unit(s)} {
			q := like
			q.ID, q.Record, q.Stem, q.Unit, q.Shipped = quiz.ID(fmt.Sprint("vagain", n)), 0, fmt.Sprintf("Câu %d hỏi gì?", n), unit, ""
			p.Pool, changes = append(p.Pool, q), append(changes, q.Change())
		}
		changes = append(changes, p.Change())
		for _, id := range ids {
			changes = append(changes, wronglyAnswered(p, id).Change())
		}
		s.must(s.store.carryOut(Turn{Changes: changes}))
		s.tapped(trainer, "classagain", 1, string(class))
		got := s.newest().Picked
		if slices.Sort(got); !slices.Equal(got, row.want) {
			t.Errorf("%s: the draft asks %v, want %v", row.rule, got, row.want)
		}
	}
}
