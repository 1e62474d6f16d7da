package quiz

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

var noon = time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)

// asking is a question with so many options, of which those named are right.
func asking(id ID, options int, right ...int) Question {
	q := Question{ID: id, Version: 1, Stem: "Câu " + string(id), Topic: "kyluat", Difficulty: 1, State: Approved}
	for n := range options {
		q.Options = append(q.Options, Option{Text: fmt.Sprint("nội dung ", n+1), Right: slices.Contains(right, n)})
	}
	return q
}

func pushOf(kind Kind, questions ...Question) *Push {
	return &Push{ID: "p1", Kind: kind, Pool: questions, Opens: noon, Closes: noon.Add(time.Hour), State: Open}
}

func TestWhichAnswersCount(t *testing.T) {
	q := asking("v1", 4, 1, 3)
	given := func(p *Push, change func(*Attempt)) *Attempt {
		a := p.Give("o1", 1, noon)
		a.Began, a.Items[0].Shown = noon, noon
		if change != nil {
			change(a)
		}
		return a
	}
	exercise, exam := pushOf(Practice, q), pushOf(Test, q)
	exam.Whole, exam.Each = 30*time.Minute, 2*time.Minute
	recalled, closed := pushOf(Practice, q), pushOf(Test, q)
	recalled.State, closed.State, closed.Closes = Recalled, Closed, noon
	answered := func(a *Attempt) { a.Items[0].Chosen, a.Items[0].At = []int{0}, noon }
	rows := []struct {
		rule   string
		push   *Push
		change func(*Attempt)
		item   int
		chosen []int
		after  time.Duration
		want   Refusal
		right  bool
	}{
		{"all the right ones, in any order, one twice", exercise, nil, 0, []int{3, 1, 3}, 0, Counts, true},
		{"one of two right ones", exercise, nil, 0, []int{1}, 0, Counts, false},
		{"a wrong one besides", exercise, nil, 0, []int{0, 1, 3}, 0, Counts, false},
		{"none: a vote taken back", exercise, nil, 0, nil, 0, Nothing, false},
		{"an option that is not there", exercise, nil, 0, []int{4}, 0, NoSuch, false},
		{"an option before the first", exercise, nil, 0, []int{-1}, 0, NoSuch, false},
		{"a question that is not there", exercise, nil, 1, []int{1}, 0, NoSuch, false},
		{"a second answer in an exercise", exercise, answered, 0, []int{1, 3}, 0, Repeated, false},
		{"at the last moment", exercise, nil, 0, []int{1, 3}, time.Hour - time.Millisecond, Counts, true},
		{"at the closing", exercise, nil, 0, []int{1, 3}, time.Hour, Late, false},
		{"of a recalled exercise", recalled, nil, 0, []int{1, 3}, 0, TakenBack, false},
		{"a second answer in a test replaces the first", exam, answered, 0, []int{1, 3}, time.Minute, Counts, true},
		{"in a test that the officer has not opened", exam, func(a *Attempt) { a.Began = time.Time{} }, 0, []int{1}, 0, NotBegun, false},
		{"when the time for the question is up", exam, nil, 0, []int{1, 3}, 2 * time.Minute, OutOfTime, false},
		{"when the time in all is up", exam, func(a *Attempt) { a.Items[0].Shown = noon.Add(29 * time.Minute) }, 0, []int{1}, 30 * time.Minute, OutOfTime, false},
		{"after handing in", exam, func(a *Attempt) { a.Ended, a.How = noon, HandedIn }, 0, []int{1}, 0, Done, false},
		{"after the time had ended it", exam, func(a *Attempt) { a.Ended, a.How = noon, TimeUp }, 0, []int{1}, 0, OutOfTime, false},
		{"of a test that the organiser closed", closed, nil, 0, []int{1}, 0, Late, false},
	}
	for _, row := range rows {
		before := given(row.push, row.change)
		was, _ := json.Marshal(before)
		after, why := row.push.Answer(before, row.item, row.chosen, noon.Add(row.after))
		if now, _ := json.Marshal(before); !bytes.Equal(was, now) {
			t.Errorf("%s: the attempt itself was changed", row.rule)
		}
		switch {
		case why != row.want:
			t.Errorf("%s: %q, want %q", row.rule, why, row.want)
		case why != Counts && after != before:
			t.Errorf("%s: something changed", row.rule)
		case why == Counts && (after.Items[0].Right != row.right || !after.Items[0].At.Equal(noon.Add(row.after)) || !slices.IsSorted(after.Items[0].Chosen)):
			t.Errorf("%s: %+v", row.rule, after.Items[0])
		}
	}
	if _, why := exercise.Answer(nil, 0, []int{1}, noon); why != NotEnrolled {
		t.Errorf("somebody without an attempt: %q", why)
	}
	other := pushOf(Practice, q)
	other.ID = "p2"
	if _, why := other.Answer(given(exercise, nil), 0, []int{1}, noon); why != NotEnrolled {
		t.Errorf("with the attempt of another push: %q", why)
	}
}

// Places are what the officer sees; what is kept is the author's order, and so is what is right.
func TestAnswersAreKeptInTheAuthorsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "options")
		right := rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 1, n, rapid.ID[int]).Draw(t, "right")
		p := pushOf(Practice, asking("v1", n, right...))
		p.Shuffle = true
		a := p.Give(officer.ID(rapid.StringMatching(`o[a-z]{1,6}`).Draw(t, "officer")), 1, noon)
		shown, author := a.Items[0].Options(&p.Pool[0])
		var places []int
		for place := range shown {
			if shown[place] != p.Pool[0].Options[author[place]] {
				t.Fatalf("place %d shows %v, which is option %d", place, shown[place], author[place])
			}
			if shown[place].Right {
				places = append(places, place)
			}
		}
		after, why := p.Answer(a, 0, places, noon)
		slices.Sort(right)
		if why != Counts || !after.Items[0].Right || !slices.Equal(after.Items[0].Chosen, right) {
			t.Fatalf("%q %+v, right are %v", why, after.Items[0], right)
		}
	})
}

func TestGivingIsTheSameAgainAndDrawsByTheBlueprint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var pool []Question
		for n := range rapid.IntRange(1, 40).Draw(t, "pool") {
			q := asking(ID(fmt.Sprint("v", n)), 4, 0)
			q.Topic = rapid.SampledFrom([]string{"cosso", "tocao"}).Draw(t, "topic")
			q.Difficulty = rapid.IntRange(1, 3).Draw(t, "difficulty")
			pool = append(pool, q)
		}
		p := pushOf(Contest, pool...)
		p.Shuffle = rapid.Bool().Draw(t, "shuffle")
		for _, topic := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"", "cosso", "tocao"}), 0, 3, rapid.ID[string]).Draw(t, "cells") {
			p.Draw = append(p.Draw, Cell{Topic: topic, Difficulty: 0, Number: rapid.IntRange(1, 8).Draw(t, "number")})
		}
		a, again := p.Give("o1", 1, noon), p.Give("o1", 1, noon)
		if one, two := fmt.Sprint(a), fmt.Sprint(again); one != two {
			t.Fatalf("the same officer is given\n%s\nand\n%s", one, two)
		}
		if got := len(a.Items); got != p.Asked() {
			t.Fatalf("%d questions, asked are %d", got, p.Asked())
		}
		seen := map[int]bool{}
		for _, i := range a.Items {
			if seen[i.Question] {
				t.Fatalf("question %d twice", i.Question)
			}
			seen[i.Question] = true
		}
		for _, cell := range p.Draw {
			fits := 0
			for n := range seen {
				if cell.Holds(&pool[n]) {
					fits++
				}
			}
			if len(Short(p.Draw, pool)) == 0 && fits < cell.Number {
				t.Fatalf("%+v has %d", cell, fits)
			}
		}
	})
}

func TestMarks(t *testing.T) {
	for right, want := range map[int]int{0: 0, 1: 333, 2: 667, 3: 1000} {
		if got := (Mark{Right: right, Of: 3}).Ten(); got != want {
			t.Errorf("%d of 3 are %d hundredths", right, got)
		}
	}
	if got := (Mark{}).Ten(); got != 0 {
		t.Errorf("of nothing: %d", got)
	}
	a := &Attempt{Began: noon, Items: []Item{{Chosen: []int{1}, Right: true, At: noon.Add(time.Minute)}, {}, {Chosen: []int{0}, At: noon.Add(3 * time.Minute)}}}
	if m := a.Mark(); m != (Mark{Right: 1, Answered: 2, Of: 3, Took: 3 * time.Minute}) {
		t.Errorf("open: %+v", m)
	}
	a.Ended = noon.Add(10 * time.Minute)
	if m := a.Mark(); m.Took != 10*time.Minute {
		t.Errorf("ended: %+v", m)
	}
}

// What comes back is what was wrong or slow; days and counts are those of the model, whose vectors package fsrs holds.
func TestWhatIsLearned(t *testing.T) {
	day := calendar.MustDay("2026-11-24")
	q := asking("v1", 4, 0)
	none := &Learner{Officer: "o1"}
	if got := none.After(&q, true, 0, day); len(got.Cards) != 0 || got.Topics["kyluat"] != (Tally{1, 1}) {
		t.Errorf("right at once: %+v", got)
	}
	if got := none.After(&q, true, 3*q.Usual()+time.Second, day); len(got.Cards) != 1 {
		t.Errorf("right and slow: %+v", got)
	}
	wrong := none.After(&q, false, 0, day)
	if card := wrong.Cards["v1"]; card.Due != day.Add(1) || wrong.Topics["kyluat"] != (Tally{1, 0}) {
		t.Errorf("wrong: %+v", wrong)
	}
	last := wrong
	for _, ahead := range []int{1, 4, 14} {
		next := last.After(&q, true, 0, day.Add(ahead))
		if !next.Cards["v1"].Due.After(last.Cards["v1"].Due) || next.Cards["v1"].Stability <= last.Cards["v1"].Stability {
			t.Errorf("right after %d days: due %s, was %s", ahead, next.Cards["v1"].Due, last.Cards["v1"].Due)
		}
		last = next
	}
	if len(none.Cards) != 0 || none.Topics != nil || wrong.Topics["kyluat"].Answered != 1 {
		t.Error("an earlier learner was changed")
	}
	if got := none.Most(); got != DailyUsual {
		t.Errorf("somebody who chose nothing gets %d", got)
	}
}

// stored is a change as it is read back.
func stored(c queue.Change, version int64) queue.Record {
	return queue.Record{ID: c.ID, Version: version, Value: c.Value}
}

func TestRecordsAreReadBack(t *testing.T) {
	q := asking("v2", 3, 2)
	q.Cites, q.Changed = []Cite{{Clause: "k1", Cited: "Điều 1"}}, noon
	bank, err := LoadBank([]queue.Record{stored(q.Change(), 7), {ID: "tkhac", Version: 8, Value: []byte(`{"name":"Chuyên đề riêng"}`)}, {ID: "_", Value: []byte("no record")}})
	if err != nil {
		t.Fatal(err)
	}
	got, ok := bank.Question("v2")
	want := q
	want.Record = 7
	if !ok || fmt.Sprint(*got) != fmt.Sprint(want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	for _, name := range []string{"chuyen de rieng", "Chuyên đề", "tkhac"} {
		if topic, ok := bank.TopicNamed(name); !ok || topic.ID != "tkhac" || topic.Record != 8 {
			t.Errorf("%q: %+v", name, topic)
		}
	}
	for _, name := range []string{"", "không có", "iểm tra"} {
		if topic, ok := bank.TopicNamed(name); ok {
			t.Errorf("%q is taken for %+v", name, topic)
		}
	}
	p := pushOf(Practice, q)
	p.Enrolled, p.Made = []officer.ID{"o1"}, noon
	older := pushOf(Test, q)
	older.ID, older.Made = "p0", noon.Add(-time.Hour)
	pushes, err := LoadPushes([]queue.Record{stored(older.Change(), 1), stored(p.Change(), 2)})
	if err != nil {
		t.Fatal(err)
	}
	if all := pushes.All(); len(all) != 2 || all[0].ID != "p1" || all[0].Pool[0].Options[2].Text != "nội dung 3" {
		t.Errorf("%+v", all)
	}
	if mine := pushes.For("o1"); len(mine) != 1 || mine[0].ID != "p1" {
		t.Errorf("those of o1: %+v", mine)
	}
	fewer, err := pushes.With(nil, []string{"p1"})
	if err != nil || len(fewer.All()) != 1 || len(pushes.All()) != 2 {
		t.Errorf("one removed: %v %v", fewer, err)
	}
	a := p.Give("o1", 2, noon)
	back, err := ReadAttempt(stored(a.Change(), 3))
	a.Record = 3
	if err != nil || fmt.Sprint(back) != fmt.Sprint(a) {
		t.Errorf("%+v, want %+v: %v", back, a, err)
	}
	l := (&Learner{Officer: "o1"}).After(&q, false, 0, calendar.MustDay("2026-11-24"))
	learned, err := ReadLearner("o1", stored(l.Change(), 4))
	l.Record = 4
	if err != nil || fmt.Sprint(learned) != fmt.Sprint(l) {
		t.Errorf("%+v, want %+v: %v", learned, l, err)
	}
	none, err := ReadAttempt(queue.Record{})
	if none != nil || err != nil {
		t.Errorf("no attempt: %v %v", none, err)
	}
	for name, read := range map[string]func(queue.Record) error{
		"question": func(r queue.Record) error { _, err := LoadBank([]queue.Record{r}); return err },
		"push":     func(r queue.Record) error { _, err := LoadPushes([]queue.Record{r}); return err },
		"attempt":  func(r queue.Record) error { _, err := ReadAttempt(r); return err },
	} {
		if err := read(queue.Record{ID: "v9", Version: 1, Value: []byte("{")}); err == nil || !strings.Contains(err.Error(), "v9") {
			t.Errorf("a broken %s: %v", name, errors.Unwrap(err))
		}
	}
}

func TestLikeQuestions(t *testing.T) {
	q := asking("v1", 3, 0)
	q.Stem = "Thời hạn khiếu nại là bao lâu?"
	same := asking("v2", 3, 1)
	same.Stem = "thời hạn  khiếu nại là bao lâu"
	same.Options = []Option{q.Options[2], q.Options[0], q.Options[1]}
	other := asking("v3", 3, 0)
	other.Stem = "Thời hạn tố cáo là bao lâu?"
	bank, err := LoadBank([]queue.Record{stored(q.Change(), 1), stored(same.Change(), 2), stored(other.Change(), 3)})
	if err != nil {
		t.Fatal(err)
	}
	if like := bank.Like(&q); len(like) != 1 || like[0].ID != "v2" {
		t.Errorf("%+v", like)
	}
	if like := bank.Like(&other); len(like) != 0 {
		t.Errorf("%+v", like)
	}
}

func TestCoursesAndEntriesAreReadBack(t *testing.T) {
	c := (&Course{Class: "c1"}).Copy()
	c.Sessions = append(c.Sessions, Session{ID: "b1", Title: "Buổi 1", Day: calendar.MustDay("2026-11-25"), From: 8 * 60, Present: map[officer.ID]Presence{"o1": {At: noon}}})
	c.Notices = append(c.Notices, Notice{ID: "n2", Text: "Mời họp lớp", By: "o2", At: noon, To: []officer.ID{"o1"}, Seen: map[officer.ID]time.Time{"o1": noon}})
	courses, err := LoadCourses([]queue.Record{stored(c.Change(), 5)})
	if err != nil {
		t.Fatal(err)
	}
	c.Record = 5
	if got := courses.Of("c1"); fmt.Sprint(got) != fmt.Sprint(c) {
		t.Errorf("%+v, want %+v", got, c)
	}
	if got := courses.Of("c2"); got.Class != "c2" || got.Record != 0 || len(got.Sessions) != 0 {
		t.Errorf("of a class with nothing: %+v", got)
	}
	later, earlier := &Entry{ID: "e1", Asker: "o1", Text: "Hỏi sau", At: noon}, &Entry{ID: "e2", Asker: "o1", Text: "Hỏi trước", At: noon.Add(-time.Hour), Replied: noon}
	entries, err := LoadEntries([]queue.Record{stored(later.Change(), 1), stored(earlier.Change(), 2)})
	if err != nil {
		t.Fatal(err)
	}
	if all := entries.All(); len(all) != 2 || all[0].ID != "e2" || all[0].Open() || !all[1].Open() || all[1].Record != 1 {
		t.Errorf("%+v", all)
	}
	none, err := entries.With(nil, []string{"e1", "e2"})
	if err != nil || len(none.All()) != 0 || len(entries.All()) != 2 {
		t.Errorf("removed: %+v %v", none.All(), err)
	}
}
