package quiz

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"camnang/bot/quiz/fsrs"
	"camnang/corpus"
	"camnang/corpus/calendar"
)

var (
	monday  = calendar.MustDay("2026-11-23")
	morning = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
)

func learnt(id ID, due calendar.Day, stability float64) (ID, fsrs.Card) {
	return id, fsrs.Card{State: fsrs.Review, Stability: stability, Difficulty: 5, Last: due.Add(-3), Due: due, Answers: 1}
}

func cards(ids ...ID) map[ID]fsrs.Card {
	out := map[ID]fsrs.Card{}
	for n, id := range ids {
		_, out[id] = learnt(id, monday, float64(2+n))
	}
	return out
}

func chose(n int) *int { return &n }

// but are all questions of the tests apart from some.
func but(gone ...ID) map[ID]*Question {
	out := map[ID]*Question{}
	for _, id := range []ID{"va", "vb", "vc", "vd", "ve", "vf", "vz"} {
		if !slices.Contains(gone, id) {
			out[id] = choice(id, "", 4, 0)
		}
	}
	return out
}

func choice(id ID, topic string, options int, right ...int) *Question {
	q := &Question{ID: id, Topic: topic, Stem: "Nội dung?", State: Approved}
	for n := range options {
		q.Options = append(q.Options, Option{Text: fmt.Sprint("nội dung ", n+1), Right: slices.Contains(right, n)})
	}
	return q
}

func TestTheSetOfADay(t *testing.T) {
	later, other := cards("va"), monday.Add(-1)
	_, later["vb"] = learnt("vb", monday.Add(-7), 50)
	kept := later["vb"]
	kept.Due = monday.Add(4)
	later["vb"] = kept
	answeredToday := cards("va", "vb", "vc")
	for _, id := range []ID{"va"} {
		c := answeredToday[id]
		c.Last, c.Due = monday, monday.Add(3)
		answeredToday[id] = c
	}
	for _, v := range []struct {
		rule    string
		learner Learner
		test    calendar.Day
		among   map[ID]*Question
		set     []ID
		done    int
		late    int
	}{
		{"who learns nothing is asked nothing", Learner{}, calendar.Day{}, but(), nil, 0, 0},
		{"the frailest first", Learner{Cards: cards("vc", "va", "vb")}, calendar.Day{}, but(), []ID{"vc", "va", "vb"}, 0, 0},
		{"nothing before it is due", Learner{Cards: later}, calendar.Day{}, but(), []ID{"va"}, 0, 0},
		{"five when nothing was chosen", Learner{Cards: cards("va", "vb", "vc", "vd", "ve", "vf")}, calendar.Day{}, but(), []ID{"va", "vb", "vc", "vd", "ve"}, 0, 1},
		{"no more than chosen", Learner{Cards: cards("va", "vb", "vc"), Daily: chose(2)}, calendar.Day{}, but(), []ID{"va", "vb"}, 0, 1},
		{"none chosen, none asked", Learner{Cards: cards("va", "vb"), Daily: chose(0)}, calendar.Day{}, but(), nil, 0, 2},
		{"what left circulation waits", Learner{Cards: cards("va", "vb")}, calendar.Day{}, but("va"), []ID{"vb"}, 0, 0},
		{
			"what was answered of the set stays in it and takes room",
			Learner{Cards: answeredToday, Day: monday, Set: []ID{"va", "vb"}, Daily: chose(2)},
			calendar.Day{},
			but(),
			[]ID{"va", "vb"},
			1, 1,
		},
		{
			"what was answered elsewhere today takes none",
			Learner{Cards: answeredToday, Daily: chose(2)},
			calendar.Day{},
			but(),
			[]ID{"vb", "vc"},
			0, 0,
		},
		{
			"an answered question that left circulation keeps its place",
			Learner{Cards: answeredToday, Day: monday, Set: []ID{"va", "vb"}, Daily: chose(2)},
			calendar.Day{},
			but("va"),
			[]ID{"va", "vb"},
			1, 1,
		},
		{
			"the set of another day says nothing",
			Learner{Cards: cards("va"), Day: other, Set: []ID{"vx"}},
			calendar.Day{},
			but(),
			[]ID{"va"},
			0, 0,
		},
		{
			"less chosen during the day leaves what is answered",
			Learner{Cards: answeredToday, Day: monday, Set: []ID{"va", "vb", "vc"}, Daily: chose(0)},
			calendar.Day{},
			but(),
			[]ID{"va"},
			1, 2,
		},
		{
			"what is on the card comes first",
			Learner{Cards: cards("va", "vb"), Now: &Showing{Question: "vb", Day: monday}},
			calendar.Day{},
			but(),
			[]ID{"vb", "va"},
			0, 0,
		},
		{"days before the test cards come again", Learner{Cards: later}, monday.Add(1), but(), []ID{"va", "vb"}, 0, 0},
		{"on the day of the test no more", Learner{Cards: later}, monday, but(), []ID{"va"}, 0, 0},
	} {
		got := v.learner.Today(monday, v.test, v.among)
		if !slices.Equal(got.Set, v.set) || got.Done != v.done || got.Late != v.late {
			t.Errorf("%s: %+v", v.rule, got)
		}
	}
}

func TestACardStaysUntilItIsAnswered(t *testing.T) {
	l := &Learner{Officer: "o1", Cards: cards("va", "vb")}
	opened, _ := l.Opened(morning, monday, calendar.Day{}, but())
	if opened.Now == nil || opened.Now.Question != "va" || !opened.Now.At.Equal(morning) || l.Now != nil {
		t.Fatalf("the card is %+v", opened.Now)
	}
	for _, v := range []struct {
		rule  string
		is    Showing
		on    calendar.Day
		among map[ID]*Question
		want  ID
		kept  bool
	}{
		{"opened again it is the same showing", *opened.Now, monday, but(), "va", true},
		{"the next day it is shown anew", *opened.Now, monday.Add(1), but(), "va", false},
		{"gone from circulation it gives way", *opened.Now, monday, but("va"), "vb", false},
		{"one asked for stays the day", Showing{Question: "vz", At: morning, Day: monday, Extra: true}, monday, but(), "vz", true},
		{"one asked for is gone the next day", Showing{Question: "vz", At: morning, Day: monday, Extra: true}, monday.Add(1), but(), "va", false},
		{"worded otherwise it is shown anew", Showing{Question: "va", Version: 1, At: morning, Day: monday}, monday, but(), "va", false},
		{"one that is not of the set gives way", Showing{Question: "vz", At: morning, Day: monday}, monday, but(), "va", false},
	} {
		next := *opened
		next.Now = &v.is
		again, _ := next.Opened(morning.Add(time.Hour), v.on, calendar.Day{}, v.among)
		if again.Now == nil || again.Now.Question != v.want || again.Now.At.Equal(morning) != v.kept {
			t.Errorf("%s: %+v", v.rule, again.Now)
		}
	}
	pushed := opened.After(choice("va", "", 2, 0), true, 0, monday)
	if pushed.Now != nil || pushed.Done != 1 {
		t.Errorf("answered in a push: card %+v, %d done", pushed.Now, pushed.Done)
	}
}

func TestAnAnswerToTheCard(t *testing.T) {
	q := choice("va", "kyluat", 4, 0, 2)
	l := (&Learner{Officer: "o1"}).Asking(q, morning, monday)
	item := l.Now.Item("o1", q)
	if again := l.Now.Item("o1", q); !slices.Equal(item.Order, again.Order) || len(item.Order) != 4 {
		t.Errorf("the order is %v, then %v", item.Order, again.Order)
	}
	if one := l.Now.Item("o1", choice("vo", "", 1, 0)); one.Order != nil {
		t.Errorf("one option in the order %v", one.Order)
	}
	ticked := l.Ticking(2).Ticking(3).Ticking(0).Ticking(3)
	if !slices.Equal(ticked.Now.Ticked, []int{0, 2}) || l.Now.Ticked != nil {
		t.Fatalf("ticked %v, before %v", ticked.Now.Ticked, l.Now.Ticked)
	}
	for _, v := range []struct {
		rule    string
		chosen  []int
		after   time.Duration
		right   bool
		learned bool
	}{
		{"right at once is not learned", []int{0, 2}, 30 * time.Second, true, false},
		{"one of two is wrong", []int{0}, 30 * time.Second, false, true},
		{"right but slow comes back", []int{0, 2}, 5 * time.Minute, true, true},
		{"who was away is not slow", []int{0, 2}, 16 * time.Minute, true, false},
	} {
		next, got := ticked.Answered(q, v.chosen, morning.Add(v.after), monday)
		_, learned := next.Cards["va"]
		_, seen := slices.BinarySearch(next.Seen, "va")
		if got.Right != v.right || learned != v.learned || seen == v.learned || next.Now != nil || !slices.Equal(got.Chosen, v.chosen) {
			t.Errorf("%s: %+v, learned %t, seen %t", v.rule, got, learned, seen)
		}
		if (next.Wrong["va"] == 1) == v.right || next.Topics["kyluat"].Answered != 1 || next.Done != 0 {
			t.Errorf("%s: %+v", v.rule, next)
		}
	}
	yesterday := &Learner{Officer: "o1", Cards: cards("va"), Day: monday.Add(-1), Set: []ID{"va"}, Now: &Showing{Question: "va", At: morning, Day: monday.Add(-1)}}
	if next, _ := yesterday.Answered(q, []int{0, 2}, morning, monday); next.Day != monday || next.Done != 1 {
		t.Errorf("yesterday's card is no part of today's set: %+v", next)
	}
}

func TestWhatIsKnownAtOnceAndForgottenLaterIsLearned(t *testing.T) {
	q := choice("va", "", 2, 0)
	l := (&Learner{}).After(q, true, 0, monday).After(choice("vb", "", 2, 0), true, 0, monday)
	if !slices.Equal(l.Seen, []ID{"va", "vb"}) || len(l.Cards) != 0 {
		t.Fatalf("%+v", l)
	}
	next := l.After(q, false, 0, monday.Add(1))
	if !slices.Equal(next.Seen, []ID{"vb"}) || next.Cards["va"].Due != monday.Add(2) || !slices.Equal(l.Seen, []ID{"va", "vb"}) {
		t.Errorf("%+v, before %+v", next, l)
	}
}

func TestANewQuestionIsOfTheWeakestTopic(t *testing.T) {
	weak := Learner{Officer: "o1", Topics: map[string]Tally{"kyluat": {10, 8}, "tocao": {4, 1}}}
	seen := weak
	seen.Seen, seen.Cards = []ID{"vt1"}, cards("vt2")
	easy, hard := choice("vt1", "tocao", 2, 0), choice("vt2", "tocao", 2, 0)
	easy.Difficulty, hard.Difficulty = 1, 3
	all := []*Question{choice("vk", "kyluat", 2, 0), hard, easy, choice("vc", "cosso", 2, 0)}
	for _, v := range []struct {
		rule    string
		learner Learner
		among   []*Question
		want    ID
	}{
		{"the weakest topic, the easier question", weak, all, "vt1"},
		{"never what was asked; an untried topic before a strong one", seen, all, "vc"},
		{"an untried topic is not weaker than a weak one", weak, []*Question{all[3], hard}, "vt2"},
		{"nothing left", seen, []*Question{easy, hard}, ""},
	} {
		got := ID("")
		if q := v.learner.Fresh(v.among); q != nil {
			got = q.ID
		}
		if got != v.want {
			t.Errorf("%s: %q", v.rule, got)
		}
	}
	if got := weak.Fresh(all[:0]); got != nil {
		t.Errorf("of none: %v", got)
	}
}

func TestWhatComesBackAndWhatToReadAgain(t *testing.T) {
	l := Learner{Cards: cards("va", "vb"), Wrong: map[ID]int{"va": 1, "vb": 2, "vd": 7, "ve": 9}, Daily: chose(0)}
	_, l.Cards["vc"] = learnt("vc", monday.Add(-2), 1)
	_, l.Cards["vd"] = learnt("vd", monday.Add(40), 30)
	if got := fmt.Sprint(l.Comes(monday, but("vb"))); got != "[{2026-11-23 2} {2027-01-02 1}]" {
		t.Errorf("there come back %s", got)
	}
	if got := l.DueFirst(monday, but()); got == nil || got.ID != "vc" {
		t.Errorf("due first is %v", got)
	}
	if got := l.DueFirst(monday.Add(-9), but()); got != nil {
		t.Errorf("due a week ago is %v", got)
	}
	for _, v := range []struct {
		rule    string
		learner Learner
		test    calendar.Day
		want    Coming
	}{
		{"tomorrow what is late", Learner{Cards: l.Cards}, calendar.Day{}, Coming{monday.Add(1), 3}},
		{"at most what was chosen", Learner{Cards: l.Cards, Daily: chose(2)}, calendar.Day{}, Coming{monday.Add(1), 2}},
		{"nothing to who chose none", l, calendar.Day{}, Coming{}},
		{"the day on which the first is due", Learner{Cards: map[ID]fsrs.Card{"vd": l.Cards["vd"]}}, calendar.Day{}, Coming{monday.Add(40), 1}},
		{"three days before the test", Learner{Cards: map[ID]fsrs.Card{"va": {State: fsrs.Review, Stability: 30, Last: monday.Add(-1), Due: monday.Add(29)}}}, monday.Add(9), Coming{monday.Add(6), 1}},
	} {
		if got, ok := v.learner.NextDay(monday, v.test, but()); got != v.want || ok != (v.want.Number > 0) {
			t.Errorf("%s: %v", v.rule, got)
		}
	}
	cited := func(id ID, clauses ...corpus.ClauseID) *Question {
		q := choice(id, "", 2, 0)
		for _, c := range clauses {
			q.Cites = append(q.Cites, Cite{Clause: c})
		}
		return q
	}
	got := l.Reading([]*Question{cited("va", "c1", "c2", "c1"), cited("vb", "c2"), cited("vc", "c3"), cited("vd", "c4")})
	if want := []Reading{{"c2", 3}, {"c1", 1}}; !slices.Equal(got, want) {
		t.Errorf("to be read again: %v", got)
	}
}
