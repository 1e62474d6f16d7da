package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/simulator"
	"camnang/bot/store"
	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/retrieval/answer"
	"camnang/retrieval/eval"
)

// tellingQuestions returns n questions of officers whose answers begin with different clauses, so that an
// answer tells its question.
func tellingQuestions(t *testing.T, n int) (questions []string) {
	t.Helper()
	index, err := builtIndex()
	must(t, err)
	cases, err := eval.Shipped()
	must(t, err)
	engine := newEngine(index)
	first := map[corpus.ClauseID]bool{}
	for _, c := range cases {
		a := engine.Ask(t.Context(), answer.Inquiry{Text: c.Question, Today: calendar.On(time.Now())})
		if a.Kind != answer.Quoted || first[a.Citations[0].Clause.ID] {
			continue
		}
		first[a.Citations[0].Clause.ID] = true
		if questions = append(questions, c.Question); len(questions) == n {
			return questions
		}
	}
	t.Fatalf("only %d questions have answers of their own", len(questions))
	return nil
}

// senders is how many messages the program sends at once: so many are in flight at a kill at most.
const senders = 4

var anyDay = regexp.MustCompile(`\d{1,2}/\d{1,2}/\d{4}`)

// gist is an answer without the days in it: a run over midnight is the same run.
func gist(text string) string { return anyDay.ReplaceAllString(text, "…") }

// Waiting updates of many chats, one of them undecodable, and a process that is killed again and again:
// every question is answered in its chat and in its order, nothing is sent twice but what was in flight
// at a kill, and what cannot be decoded stands among the dead letters and stops nothing.
//
// How long this takes is the program's pace: 30 messages a second, and the lease of whatever a killed
// process had in hand.
func TestKilledAtAnyMomentNothingIsLost(t *testing.T) {
	t.Parallel()
	chats, kills := 200, 6
	if testing.Short() {
		chats, kills = 30, 3
	}
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	questions := tellingQuestions(t, 10)
	p := newPlatform(t, chats+len(questions))
	waiting, curious := p.people[:chats], p.people[chats:]

	asked := map[int64][]int{}
	for _, person := range waiting {
		asked[person] = random.Perm(len(questions))
	}
	var undecodable int64
	for turn := range questions {
		if turn == len(questions)/2 {
			var err error
			undecodable, err = p.InjectUndecodable(waiting[0])
			must(t, err)
		}
		for _, person := range waiting {
			_, err := p.Say(person, questions[asked[person][turn]])
			must(t, err)
		}
	}
	updates := len(p.Updates())

	dir := folder(t)
	began := time.Now()
	for kill := range kills {
		program := p.serve(t, dir)
		sent, some := len(p.Sends()), 1+random.IntN(40)
		if kill%2 == 0 {
			// At its start, or in the first rush.
			some = 0
		}
		eventually(t, "some answers", func() bool { return len(p.Sends()) >= sent+some || program.isOver() })
		time.Sleep(time.Duration(random.IntN(1500>>(4*(kill%2)))) * time.Millisecond)
		program.kill()
		t.Logf("kill %d after %d answers in all", kill+1, len(p.Sends()))
	}

	last := p.serve(t, dir)
	// Whoever asks only now and only once learns the right answers.
	for i, person := range curious {
		_, err := p.Say(person, questions[i])
		must(t, err)
	}
	waits := func() (n int) {
		for _, person := range p.people {
			want := 1
			if len(asked[person]) > 0 {
				want = len(questions)
			}
			if person == waiting[0] {
				// The one that could not be read is answered too.
				want++
			}
			n += max(0, want-len(distinct(p.fromBot(person))))
		}
		return n
	}
	for deadline := time.Now().Add(4 * time.Minute); waits() > 0; time.Sleep(200 * time.Millisecond) {
		if time.Now().After(deadline) || last.isOver() {
			t.Fatalf("%d answers are missing", waits())
		}
	}
	took := time.Since(began)
	last.stop(t)

	var right []string
	for i, person := range curious {
		right = append(right, gist(p.fromBot(person)[0].Text))
		if j := slices.Index(right, right[i]); j < i {
			t.Fatalf("%q and %q have the same answer", questions[i], questions[j])
		}
	}
	repeated := 0
	for _, person := range waiting {
		next := 0
		for _, m := range p.fromBot(person) {
			switch said := gist(m.Text); {
			case person == waiting[0] && strings.Contains(m.Text, "chưa nhận tệp"):
			case next < len(questions) && said == right[asked[person][next]]:
				next++
			case next > 0 && said == right[asked[person][next-1]]:
				repeated++
			default:
				t.Fatalf("chat %d: after %d answers came, out of order or wrong: %q", person, next, m.Text)
			}
		}
		if next != len(questions) {
			t.Errorf("chat %d: %d of %d questions were answered", person, next, len(questions))
		}
	}
	t.Logf("%d updates, %d kills, all answered after %v; %d answers sent twice", updates, kills, took.Round(time.Second), repeated)
	if repeated > kills*senders {
		t.Errorf("%d answers were sent twice at %d kills of %d senders", repeated, kills, senders)
	}
	if left := p.Updates(); len(left) > 0 {
		t.Errorf("%d updates are not confirmed", len(left))
	}
	wantOneDeadLetter(t, dir, undecodable)
}

// distinct returns the different texts among messages.
func distinct(messages []simulator.Message) map[string]bool {
	texts := map[string]bool{}
	for _, m := range messages {
		texts[m.Text] = true
	}
	return texts
}

func wantOneDeadLetter(t *testing.T, dir string, id int64) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Bot: botNumber(simulator.DefaultToken)})
	must(t, err)
	defer func() { must(t, s.Close(t.Context())) }()
	dead, err := s.Dead(t.Context(), 10)
	must(t, err)
	if len(dead) != 1 || dead[0].Queue != "inbox" || dead[0].ID != fmt.Sprint(id) || !json.Valid(dead[0].Item) {
		t.Errorf("dead letters: %+v; only update %d belongs there", dead, id)
	}
	depths, err := s.Depths(t.Context())
	must(t, err)
	if depths.Inbox != 0 || depths.Outbox != 0 {
		t.Errorf("something still waits: %+v", depths)
	}
}
