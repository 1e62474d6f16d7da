package bot

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// Random pushes, votes and taps by everybody in everything, with lost notes, repeats, conflicts and ends: what attempts say is
// what the journal's answers alone say, and no answer counts twice, for another, or late.
func TestMarksAreThoseOfTheJournal(t *testing.T) {
	counted, refused := 0, 0
	for seed := range uint64(12) {
		r := &randomPushes{s: trainingStage(t), chance: rand.New(rand.NewPCG(seed, 7)), seed: seed}
		r.play()
		got, not := r.compare()
		counted, refused = counted+got, refused+not
	}
	if counted < 200 || refused < 200 {
		t.Errorf("only %d answers counted and %d were refused", counted, refused)
	}
}

type randomPushes struct {
	s      *stage
	chance *rand.Rand
	seed   uint64
}

var whoAnswers = []string{"anna", "binh", "head", "admin", "trainer"}

func (r *randomPushes) play() {
	s := r.s
	for n, name := range []string{"exercise", "polls", "cards", "one"} {
		does := fmt.Sprintf("from 2026-11-24 08:%02d", 10*n)
		if r.chance.IntN(3) > 0 {
			does += fmt.Sprintf(" to 2026-11-24 %02d:00", 9+r.chance.IntN(8))
		}
		if r.chance.IntN(2) == 0 {
			does += " shuffled"
		}
		if r.chance.IntN(3) > 0 {
			does += " to unit"
		}
		s.gives(name, does)
	}
	// What is not asked only slows the store of the stage down.
	asked := map[string]bool{}
	for _, p := range s.as(trainer).Pushes.All() {
		for _, q := range p.Pool {
			asked[string(q.ID)] = true
		}
	}
	for id := range s.store.tables[queue.TableQuestion] {
		if !asked[id] {
			delete(s.store.tables[queue.TableQuestion], id)
		}
	}
	s.channel.unnoted = true
	s.until(s.at("2026-11-24 08:00"))
	for step := range 90 {
		if r.chance.IntN(4) == 0 {
			s.channel.unnoted = s.channel.unnoted || r.chance.IntN(3) == 0
			s.until(s.now.Add(time.Duration(r.chance.IntN(20)) * time.Minute))
		}
		if r.chance.IntN(6) == 0 {
			s.between = r.act
		}
		if r.chance.IntN(60) == 0 && step > 40 {
			in := s.as(trainer)
			all := in.Pushes.All()
			s.must(s.store.carryOut(s.talk.pushClosed(in, all[r.chance.IntN(len(all))])))
		}
		r.act()
		s.between = nil
	}
	s.until(s.now.Add(time.Hour))
}

func (r *randomPushes) someone() string { return whoAnswers[r.chance.IntN(len(whoAnswers))] }

// act is one vote, tap, repeat or telling by somebody.
func (r *randomPushes) act() {
	s := r.s
	who, of := r.someone(), r.someone()
	if r.chance.IntN(4) > 0 {
		of = who
	}
	e := s.event(EventVote, accounts[who])
	e.ID = fmt.Sprintf("r%d.%d", r.seed, s.events)
	polls := s.chat(accounts[of]).polls
	places := make([]int, 0, len(polls))
	for place := range polls {
		places = append(places, place)
	}
	slices.Sort(places)
	switch what := r.chance.IntN(10); {
	case what < 6 && len(places) > 0:
		place := places[r.chance.IntN(len(places))]
		e.Poll, e.Chosen = polls[place], r.options(len(s.chat(accounts[of]).messages[place-1].Quiz.Options))
		r.sees(e)
		if r.chance.IntN(10) == 0 {
			r.sees(e)
		}
		r.tells(accounts[of], place, polls[place])
	case what < 7 && len(places) > 0:
		place := places[r.chance.IntN(len(places))]
		r.tells(accounts[of], place, polls[place])
	default:
		e.Kind, e.Tap, e.Message = EventTap, "tap", 1
		push := []string{"pexercise", "pcards", "ppolls", "pone"}[r.chance.IntN(4)]
		e.Payload = toScreen([]string{"pushtap", "pushtap", "pushsend", "pushagain"}[r.chance.IntN(4)], 1+r.chance.IntN(4), push, pushPlaceArgument(r.chance.IntN(4))).String()
		r.sees(e)
	}
}

// options are places of a vote; none when it is taken back.
func (r *randomPushes) options(of int) []int {
	var out []int
	for n := range of {
		if r.chance.IntN(2) == 0 {
			out = append(out, n)
		}
	}
	return out
}

func (r *randomPushes) sees(e Event) {
	_, err := r.s.does(e)
	r.s.must(err)
}

// tells is what the channel tells after a vote.
func (r *randomPushes) tells(chat int64, place int, poll string) {
	e := r.s.event(EventPoll, 0)
	e.ID, e.Person, e.Poll = fmt.Sprintf("r%d.%d", r.seed, r.s.events), Person{}, poll
	asked := r.s.chat(chat).messages[place-1].Quiz
	e.Asked = &Quiz{Question: asked.Question, Options: asked.Options}
	r.sees(e)
}

// compare counts the marks anew, of the journal alone.
func (r *randomPushes) compare() (counted, refused int) {
	s := r.s
	in := s.as(trainer)
	type sum struct{ answered, right int }
	sums, learned := map[string]sum{}, map[officer.ID]int{}
	seen := map[string]bool{}
	for _, e := range s.store.entries {
		var b trainingBody
		switch e.Kind {
		case journal.NotCounted:
			refused++
			continue
		case journal.Answered:
			s.must(json.Unmarshal(e.Body, &b))
		default:
			continue
		}
		counted++
		p, _ := in.Pushes.Push(b.Push)
		a := p.Give(e.Owner, b.Try, time.Time{})
		id := quiz.AttemptID(p.ID, e.Owner, b.Try)
		item := fmt.Sprintf("%s.%d", id, b.Item)
		if seen[item] {
			s.t.Errorf("seed %d: %s is answered twice", r.seed, item)
		}
		seen[item] = true
		if !slices.Contains(p.Enrolled, e.Owner) || !p.Closes.IsZero() && e.At.After(p.Closes) {
			s.t.Errorf("seed %d: %s counts at %s, closed %s", r.seed, item, e.At, p.Closes)
		}
		one := sums[id]
		one.answered++
		if p.Pool[a.Items[b.Item-1].Question].RightIs(b.Chosen) {
			one.right++
		}
		sums[id] = one
		learned[e.Owner]++
	}
	for _, record := range s.store.tables[queue.TableAttempt] {
		if strings.HasSuffix(record.ID, ".learned") {
			continue
		}
		a, err := quiz.ReadAttempt(record)
		s.must(err)
		m := a.Mark()
		if got := (sum{m.Answered, m.Right}); got != sums[record.ID] {
			s.t.Errorf("seed %d: %s has %+v, the journal %+v", r.seed, record.ID, got, sums[record.ID])
		}
		if (m.Answered == m.Of) != (a.How == quiz.HandedIn) {
			s.t.Errorf("seed %d: %s has %d of %d and ended as %q", r.seed, record.ID, m.Answered, m.Of, a.How)
		}
		delete(sums, record.ID)
	}
	for id := range sums {
		s.t.Errorf("seed %d: %s is in the journal and nowhere else", r.seed, id)
	}
	for who, n := range learned {
		l, err := s.talk.learner(s.t.Context(), who)
		s.must(err)
		total := 0
		for _, tally := range l.Topics {
			total += tally.Answered
		}
		if total != n {
			s.t.Errorf("seed %d: %s learned from %d answers of %d", r.seed, who, total, n)
		}
	}
	return counted, refused
}

// A vote is decided on before the note of its quiz is written, and the note is written before the vote is carried out: it is
// decided on anew and counts, though nothing tells of the quiz any more.
func TestAVoteBesideTheNoteOfItsQuizIsNotLost(t *testing.T) {
	s := trainingStage(t)
	s.gives("one", "from 2026-11-24 08:00")
	s.channel.unnoted = true
	s.until(s.at("2026-11-24 08:00"))
	_, poll := s.quizAt(anna, 1)
	e := s.event(EventVote, anna)
	e.Poll, e.Chosen = poll, []int{1}
	s.between = func() {
		note := s.store.tables[queue.TableCarried][carriedItem("pone", s.whose("anna").ID, 1, 0)]
		s.must(s.store.carryOut(Turn{Changes: []queue.Change{{Table: queue.TableCarried, ID: CarriedPoll(poll), Was: queue.Any, Value: note.Value}}}))
	}
	replies, err := s.does(e)
	s.must(err)
	if len(replies) != 1 || !strings.Contains(textOf(replies[0]), say("verdict_right")) || len(s.store.tables[queue.TableHeld]) != 0 {
		t.Errorf("%d replies, held %v", len(replies), s.store.tables[queue.TableHeld])
	}
}

// A vote that was held is decided on when the note of its quiz is there at last.
func TestAHeldVoteIsCountedOnceItsQuizIsNoted(t *testing.T) {
	s := trainingStage(t)
	s.gives("one", "from 2026-11-24 08:00")
	s.channel.unnoted = true
	s.until(s.at("2026-11-24 08:00"))
	message, poll := s.quizAt(anna, 1)
	for _, chosen := range [][]int{{1}, {}} {
		e := s.event(EventVote, anna)
		e.Poll, e.Chosen = poll, chosen
		if replies, err := s.does(e); err != nil || len(replies) != 0 {
			t.Fatalf("%d replies, %v", len(replies), err)
		}
	}
	note := s.store.tables[queue.TableCarried][carriedItem("pone", s.whose("anna").ID, 1, 0)]
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{{Table: queue.TableCarried, ID: CarriedPoll(poll), Was: queue.Any, Value: note.Value}}}))
	e := s.event(EventPoll, 0)
	e.Poll, e.Person, e.Asked = poll, Person{}, s.chat(anna).messages[message-1].Quiz
	replies, err := s.does(e)
	s.must(err)
	if len(replies) != 2 || replies[0].Chat != anna || !strings.Contains(textOf(replies[0]), say("verdict_right")) ||
		textOf(replies[1]) != say("uncounted_tell_repeated") || len(s.store.tables[queue.TableHeld]) != 0 {
		t.Errorf("%+v, held %v", replies, s.store.tables[queue.TableHeld])
	}
}

// A question of any length goes out whole, and its card says what was chosen and why.
func TestACardCarriesEveryQuestion(t *testing.T) {
	for _, row := range []struct{ stem, option, why int }{{10, 5, 5}, {290, 90, 180}, {1500, 100, 700}, {5000, 500, 3000}} {
		s := trainingStage(t)
		like, _ := s.as(trainer).Bank.Question("s101")
		q := quiz.Question{ID: "vlong", Version: 1, Stem: strings.Repeat("ê ", row.stem), Cites: like.Cites, State: quiz.Approved, Explanation: strings.Repeat("ư ", row.why)}
		for n := range 12 {
			q.Options = append(q.Options, quiz.Option{Text: strings.Repeat("ô ", row.option), Right: n%2 == 0, Why: strings.Repeat("ơ ", row.why)})
		}
		p := &quiz.Push{ID: "plong", Kind: quiz.Practice, State: quiz.Open, Pool: []quiz.Question{q}}
		a := p.Give(s.whose("anna").ID, 1, s.now)
		text, buttons := pushCard(p, a, 0)
		if n := pushUnits(text); n < 2*row.stem+12*2*row.option || len(buttons) != 4 {
			t.Errorf("%+v: a card of %d characters", row, n)
		}
		in := s.as(anna)
		in.Event = Event{ID: "u1", Kind: EventTap, Tap: "t", Message: 3, Private: true, Chat: anna, At: s.now}
		for _, chosen := range [][]int{{1, 3, 5}, {0, 2, 4, 6, 8, 10}} {
			turn, err := s.talk.pushAnswered(t.Context(), in, p, a, 0, chosen)
			s.must(err)
			said := ""
			for _, reply := range turn.Replies {
				checkReply(t, reply)
				said += textOf(reply) + "\n"
			}
			for _, part := range []string{say("push_card", 1, 1), say("push_chosen", quiz.Letters(chosen)), say("verdict_answers", "A, C, E, G, I, K"), "21-QĐ/TW"} {
				if !strings.Contains(said, part) {
					t.Errorf("%+v: the answer does not say %q", row, part)
				}
			}
		}
	}
}

// A group reads the mean only when enough took part for nobody to be told apart, and of a contest not before it is published.
func TestWhatAGroupReadsAtTheEnd(t *testing.T) {
	for _, row := range []struct {
		rule      string
		kind      quiz.Kind
		tookPart  int
		published bool
		want      bool
	}{
		{"four", quiz.Practice, 4, false, false},
		{"five", quiz.Practice, 5, false, true},
		{"five in a test", quiz.Test, 5, false, true},
		{"five in a contest", quiz.Contest, 5, false, false},
		{"five in a published contest", quiz.Contest, 5, true, true},
	} {
		p := &quiz.Push{Kind: row.kind, Title: "Bài", Published: row.published}
		text := pushSums{enrolled: 20, tookPart: row.tookPart, marks: 667 * row.tookPart}.forGroup(p)
		if strings.Contains(text, "6,67") != row.want {
			t.Errorf("%s: %q", row.rule, text)
		}
	}
}
