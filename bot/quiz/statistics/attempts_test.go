package statistics

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"camnang/bot/officer"
	"camnang/bot/quiz"
)

var noon = time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)

// given is a push of four questions with the options A (right) to D, that closes an hour after noon.
func given(kind quiz.Kind) *quiz.Push {
	p := &quiz.Push{ID: "p1", Kind: kind, Opens: noon, Closes: noon.Add(time.Hour), State: quiz.Open, Tries: 2}
	for n := range 4 {
		q := quiz.Question{ID: quiz.ID(fmt.Sprint("v", n+1)), Version: n + 1, Topic: []string{"kyluat", "tocao"}[n/2]}
		for option := range 4 {
			q.Options = append(q.Options, quiz.Option{Text: quiz.Letter(option), Right: option == 0})
		}
		p.Pool = append(p.Pool, q)
	}
	return p
}

// tried is a try with an answer to each question, a letter or "-" for none, begun at noon.
func tried(p *quiz.Push, who officer.ID, try int, answers string) *quiz.Attempt {
	a := p.Give(who, try, noon)
	if p.Kind != quiz.Practice {
		a.Began = noon
	}
	for n, letter := range answers {
		if letter == '-' {
			continue
		}
		i := &a.Items[n]
		i.Chosen, i.At, i.Right = []int{int(letter - 'A')}, noon.Add(time.Minute), letter == 'A'
	}
	return a
}

func ended(a *quiz.Attempt, after time.Duration) *quiz.Attempt {
	a.Ended, a.How = a.Began.Add(after), quiz.HandedIn
	return a
}

func TestWhichTryCountsAndHowFarAnOfficerIs(t *testing.T) {
	exercise, test, timed, closed := given(quiz.Practice), given(quiz.Test), given(quiz.Test), given(quiz.Test)
	timed.Whole = 10 * time.Minute
	closed.State, closed.Closes = quiz.Closed, noon.Add(5*time.Minute)
	other := given(quiz.Test)
	other.ID = "p2"
	opened := tried(test, "o1", 1, "----")
	opened.Began = time.Time{}
	for _, row := range []struct {
		rule     string
		push     *quiz.Push
		attempts []*quiz.Attempt
		at       time.Duration
		stage    Stage
		tries    int
		try      int // 0: none counts
		mark     quiz.Mark
	}{
		{"nothing was given out", exercise, nil, 0, NotBegun, 0, 0, quiz.Mark{}},
		{"an exercise with nothing answered", exercise, []*quiz.Attempt{tried(exercise, "o1", 1, "----")}, 0, NotBegun, 0, 0, quiz.Mark{}},
		{"an exercise answered in part", exercise, []*quiz.Attempt{tried(exercise, "o1", 1, "AB--")}, 0, UnderWay, 1, 1, quiz.Mark{Right: 1, Answered: 2, Of: 4}},
		{"an exercise answered in full", exercise, []*quiz.Attempt{tried(exercise, "o1", 1, "ABCA")}, 0, Finished, 1, 1, quiz.Mark{Right: 2, Answered: 4, Of: 4}},
		{"an exercise answered in part that is over", exercise, []*quiz.Attempt{tried(exercise, "o1", 1, "AB--")}, time.Hour, Partly, 1, 1, quiz.Mark{Right: 1, Answered: 2, Of: 4}},
		{"an exercise with nothing answered that is over", exercise, []*quiz.Attempt{tried(exercise, "o1", 1, "----")}, time.Hour, NotBegun, 0, 0, quiz.Mark{}},
		{"a test given and not opened", test, []*quiz.Attempt{opened}, 0, NotBegun, 0, 0, quiz.Mark{}},
		{"a test that goes on", test, []*quiz.Attempt{tried(test, "o1", 1, "AAAA")}, 0, UnderWay, 1, 0, quiz.Mark{}},
		{"a test handed in", test, []*quiz.Attempt{ended(tried(test, "o1", 1, "AAB-"), time.Minute)}, 0, Finished, 1, 1, quiz.Mark{Right: 2, Answered: 3, Of: 4, Took: time.Minute}},
		{
			"the better of two", test,
			[]*quiz.Attempt{ended(tried(test, "o1", 1, "AAB-"), time.Minute), ended(tried(test, "o1", 2, "AAAB"), 9*time.Minute)},
			0, Finished, 2, 2,
			quiz.Mark{Right: 3, Answered: 4, Of: 4, Took: 9 * time.Minute},
		},
		{
			"a second try that goes on does not count yet", test,
			[]*quiz.Attempt{ended(tried(test, "o1", 1, "AAB-"), time.Minute), tried(test, "o1", 2, "AAAA")},
			0, Finished, 2, 1,
			quiz.Mark{Right: 2, Answered: 3, Of: 4, Took: time.Minute},
		},
		{
			"its time was up, and nobody noted it", timed,
			[]*quiz.Attempt{tried(timed, "o1", 1, "A---")},
			20 * time.Minute, Finished, 1, 1,
			quiz.Mark{Right: 1, Answered: 1, Of: 4, Took: 10 * time.Minute},
		},
		{
			"the push is over, and nobody noted it", test,
			[]*quiz.Attempt{tried(test, "o1", 1, "A---")},
			2 * time.Hour, Finished, 1, 1,
			quiz.Mark{Right: 1, Answered: 1, Of: 4, Took: time.Hour},
		},
		{
			"the organiser closed it before the hour", closed,
			[]*quiz.Attempt{tried(closed, "o1", 1, "A---")},
			5 * time.Minute, Finished, 1, 1,
			quiz.Mark{Right: 1, Answered: 1, Of: 4, Took: 5 * time.Minute},
		},
		{"what belongs to another push", test, []*quiz.Attempt{ended(tried(other, "o1", 1, "AAAA"), time.Minute)}, 0, NotBegun, 0, 0, quiz.Mark{}},
		{"what belongs to another officer", test, []*quiz.Attempt{ended(tried(test, "o2", 1, "AAAA"), time.Minute)}, 0, NotBegun, 0, 0, quiz.Mark{}},
	} {
		got := Results(row.push, []officer.ID{"o1"}, row.attempts, noon.Add(row.at))
		if len(got) != 1 || got[0].Who != "o1" {
			t.Fatalf("%s: %+v", row.rule, got)
		}
		r, try := got[0], 0
		if r.Try != nil {
			try = r.Try.Try
		}
		if r.Stage != row.stage || r.Tries != row.tries || try != row.try || r.Mark() != row.mark {
			t.Errorf("%s: stage %d, %d tries, try %d, %+v", row.rule, r.Stage, r.Tries, try, r.Mark())
		}
	}
}

func TestUnansweredIsWrongInATestAndNothingInAnExercise(t *testing.T) {
	home := func(id officer.ID) officer.UnitID { return officer.UnitID("d" + id) }
	for kind, want := range map[quiz.Kind]string{
		quiz.Practice: "o1 do1 v1.1 kyluat 1 [0]; o1 do1 v3.3 tocao 0 [2]; ",
		quiz.Test:     "o1 do1 v1.1 kyluat 1 [0]; o1 do1 v2.2 kyluat 0 []; o1 do1 v3.3 tocao 0 [2]; o1 do1 v4.4 tocao 0 []; ",
	} {
		p := given(kind)
		p.State = quiz.Closed
		got := ""
		for _, a := range Answers(p, Results(p, []officer.ID{"o1", "o2"}, []*quiz.Attempt{tried(p, "o1", 1, "A-C-")}, noon.Add(2*time.Hour)), home) {
			got += fmt.Sprintf("%s %s %s.%d %s %v %v; ", a.Who, a.Unit, a.Question, a.Version, a.Topic, a.Score, a.Chosen)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", kind, got, want)
		}
	}
}

func TestAnItemThatThePushDoesNotHoldIsLeftOut(t *testing.T) {
	p := given(quiz.Test)
	a := ended(tried(p, "o1", 1, "AAAA"), time.Minute)
	a.Items[0].Question, a.Items[1].Question = 4, -1
	if got := Answers(p, Results(p, []officer.ID{"o1"}, []*quiz.Attempt{a}, noon), func(officer.ID) officer.UnitID { return "" }); len(got) != 2 {
		t.Errorf("%+v", got)
	}
}

func TestQuestionsOfSeveralPushesAreKnownByTheirWording(t *testing.T) {
	one, two := given(quiz.Test), given(quiz.Practice)
	two.Pool = slices.Clone(two.Pool)[:1]
	two.Pool[0].Version, two.Pool[0].Stem = 2, "other words"
	asked := Asked(one, two)
	if len(asked) != 5 || asked[Item{"v1", 2}].Stem != "other words" || asked[Item{"v1", 1}].Stem != "" {
		t.Errorf("%+v", asked)
	}
}

// Whatever the tries, the mark is that of the best one that ended, counted by hand, and in a test the answers say the same as
// the marks.
func TestMarksAndAnswersAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := given(quiz.Test)
		p.State = quiz.Closed
		p.Tries = 3
		var attempts []*quiz.Attempt
		best := map[officer.ID]int{}
		officers := []officer.ID{"o1", "o2", "o3", "o4"}
		for _, who := range officers {
			for try := 1; try <= rapid.IntRange(0, 3).Draw(t, "tries"); try++ {
				answers := rapid.StringMatching(`[ABCD-]{4}`).Draw(t, "answers")
				attempts = append(attempts, ended(tried(p, who, try, answers), time.Minute))
				right := 0
				for _, letter := range answers {
					if letter == 'A' {
						right++
					}
				}
				if before, ok := best[who]; !ok || right > before {
					best[who] = right
				}
			}
		}
		shuffled := rapid.Permutation(attempts).Draw(t, "order")
		results := Results(p, officers, shuffled, noon.Add(2*time.Hour))
		scored := map[officer.ID]float64{}
		for _, a := range Answers(p, results, func(officer.ID) officer.UnitID { return "d1" }) {
			scored[a.Who] += a.Score
		}
		for n, r := range results {
			right, took := best[officers[n]]
			if r.Who != officers[n] || (r.Try != nil) != took || r.Mark().Right != right || int(scored[r.Who]) != right {
				t.Fatalf("%+v: %d right by the answers, want %d", r, int(scored[r.Who]), right)
			}
		}
	})
}
