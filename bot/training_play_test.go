package bot

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/bot/quiz/starting"
)

// TestTranscriptsOfTraining plays testdata/training with the library and the questions that ship. Besides what TestTranscripts
// tells, "! until 2026-11-24 08:00" lets time pass: timers are fired, and what they lead to arrives.
func TestTranscriptsOfTraining(t *testing.T) {
	playsAll(t, "testdata/training/*.txt", func(t *testing.T, _, script string) string { return play(trainingStage(t), script) })
}

// trainingStage is a stage whose bank holds the questions that ship.
func trainingStage(t testing.TB) *stage {
	lib := shippedLibrary(t)
	s := newStage(t, lib)
	questions, err := starting.Questions(lib)
	s.must(err)
	var changes []queue.Change
	for i := range questions {
		questions[i].Changed = s.now
		changes = append(changes, questions[i].Change())
	}
	s.must(s.store.carryOut(Turn{Changes: changes}))
	startingBank.Lock()
	defer startingBank.Unlock()
	_, err = renewed(s.store, queue.TableQuestion, &startingBank.made, (*quiz.Bank).With)
	s.must(err)
	s.store.bank = startingBank.made
	return s
}

// startingBank is the bank of a new trainingStage, decoded for the first one: the records are the same for each.
var startingBank = struct {
	sync.Mutex
	made made[*quiz.Bank]
}{made: made[*quiz.Bank]{made: &quiz.Bank{}}}

// fakeChannel is what the stage's channel does besides: polls are numbered from 7001.
type fakeChannel struct {
	polls int
	// unnoted is true when the process dies after the next quiz was sent and before that is noted.
	unnoted bool
	// shut are the chats that take nothing.
	shut map[int64]bool
}

// sends has a reply sent, to the chat or the one that it names, as the channel does: what is made when it is sent is made, what a
// message leaves behind is noted. It returns what arrived, and an acknowledgement too.
func (s *stage) sends(chat int64, id string, r Reply) []Reply {
	s.t.Helper()
	to := chat
	if r.Chat != 0 {
		to = r.Chat
	}
	if r.Kind == Rendered {
		made, ok, err := s.talk.Render(s.t.Context(), to, id, r.Body)
		s.must(err)
		if !ok {
			return nil
		}
		made.Chat = r.Chat
		r = made
	}
	checkReply(s.t, r)
	if s.channel.shut[to] {
		return nil
	}
	view := s.chat(to)
	arrived := []Reply{r}
	switch r.Kind {
	case SendQuiz:
		if s.channel.unnoted {
			s.channel.unnoted = false
			s.quizSent(view, r)
			arrived = append(arrived, r)
		}
		poll := s.quizSent(view, r)
		s.leaves(to, len(view.messages), poll, r.Keep)
	case Send, SendFile:
		view.messages = append(view.messages, r)
		s.leaves(to, len(view.messages), "", r.Keep)
	case Edit:
		view.messages[r.Message-1] = r
	case Delete:
		view.messages[r.Message-1] = Reply{}
		delete(view.polls, int(r.Message))
	}
	return arrived
}

func (s *stage) quizSent(view *chat, r Reply) (poll string) {
	view.messages = append(view.messages, r)
	s.channel.polls++
	poll = strconv.Itoa(7000 + s.channel.polls)
	view.polls[len(view.messages)] = poll
	return poll
}

// leaves notes what a message leaves behind.
func (s *stage) leaves(chat int64, message int, poll string, k *Keep) {
	if k == nil {
		return
	}
	value, err := json.Marshal(Carried{Chat: chat, Message: int64(message), Poll: poll, Body: k.Body})
	s.must(err)
	changes := []queue.Change{{Table: queue.TableCarried, ID: k.ID, Was: queue.Any, Value: value}}
	if poll != "" {
		changes = append(changes, queue.Change{Table: queue.TableCarried, ID: CarriedPoll(poll), Was: queue.Any, Value: value})
	}
	s.must(s.store.carryOut(Turn{Changes: changes}))
}

// quizAt is the message of a quiz of a chat: with the number among its quizzes, from 1, or the newest for 0.
func (s *stage) quizAt(of int64, number int) (message int, poll string) {
	s.t.Helper()
	view := s.chat(of)
	var places []int
	for place := range view.polls {
		places = append(places, place)
	}
	slices.Sort(places)
	if number == 0 {
		number = len(places)
	}
	if number < 1 || number > len(places) {
		s.t.Fatalf("chat %d has %d quizzes, not %d", of, len(places), number)
	}
	return places[number-1], view.polls[places[number-1]]
}

// votes makes an event a vote: in the quiz with the number of whom the chat is of, "" for one's own.
func (s *stage) votes(e *Event, of, number, letters string) {
	s.t.Helper()
	owner := e.Person.ID
	if of != "" {
		owner = accounts[of]
	}
	n, _ := strconv.Atoi(number)
	e.Kind = EventVote
	_, e.Poll = s.quizAt(owner, n)
	if letters == "nothing" {
		return
	}
	for _, letter := range strings.Split(letters, ",") {
		e.Chosen = append(e.Chosen, int(strings.TrimSpace(letter)[0]-'A'))
	}
}

var toldOf = regexp.MustCompile(`^([a-z]+) is told of quiz (\d+)$`)

// channelDoes does what a line says of the channel; ok is false for another line.
func (s *stage) channelDoes(line string) (lines []string, ok bool) {
	if m := toldOf.FindStringSubmatch(line); m != nil {
		n, _ := strconv.Atoi(m[2])
		message, poll := s.quizAt(accounts[m[1]], n)
		e := s.event(EventPoll, 0)
		e.Poll, e.Chat, e.Person = poll, 0, Person{}
		e.Asked = &Quiz{Question: s.chat(accounts[m[1]]).messages[message-1].Quiz.Question, Options: s.chat(accounts[m[1]]).messages[message-1].Quiz.Options}
		return s.written(s.does(e)), true
	}
	if who, ok := strings.CutSuffix(line, " shuts the bot out"); ok {
		if s.channel.shut == nil {
			s.channel.shut = map[int64]bool{}
		}
		s.channel.shut[accounts[who]] = true
		return nil, true
	}
	if who, ok := strings.CutSuffix(line, " lets the bot in"); ok {
		delete(s.channel.shut, accounts[who])
		return nil, true
	}
	switch line {
	case "the next quiz is not noted":
		s.channel.unnoted = true
		return nil, true
	case "sweep":
		s.store.timers[SweepTimer(s.now).ID] = SweepTimer(s.now)
		return s.until(s.now), true
	}
	return nil, false
}

// trains fires a timer of the training and returns what arrives.
func (s *stage) trains(next queue.Timer) (out []string, ok bool) {
	s.t.Helper()
	for tries := 0; ; tries++ {
		turn, ok, err := s.talk.Due(s.t.Context(), next)
		s.must(err)
		if !ok {
			return nil, false
		}
		if err := s.store.carryOut(turn); err == nil {
			for n, r := range turn.Replies {
				to := next.Lane
				if r.Chat != 0 {
					to = r.Chat
				}
				if to == 0 {
					s.t.Fatalf("the timer %s says something to nobody", next.ID)
				}
				sent := s.sends(to, fmt.Sprintf("%s.%d", next.ID, n), r)
				for i := range sent {
					sent[i].Chat = 0
				}
				if len(sent) > 0 {
					out = append(out, "< (at "+s.now.In(s.talk.cfg.Location).Format("2006-01-02 15:04")+", to "+s.nameOf(to)+")")
					out = append(out, s.written(sent, nil)...)
					out = append(out, "")
				}
			}
			return out, true
		} else if tries == 3 {
			s.t.Fatalf("the timer %s: %v", next.ID, err)
		}
	}
}

// quizLines is a quiz in the form of a transcript.
func quizLines(r Reply) []string {
	kind := "quiz"
	if r.Quiz.Several {
		kind = "quiz, several"
	}
	out := []string{"< (" + kind + ") " + strings.ReplaceAll(r.Quiz.Question, "\n", "\n< ")}
	for n, o := range r.Quiz.Options {
		mark := ""
		if slices.Contains(r.Quiz.Right, n) {
			mark = " ✔"
		}
		out = append(out, "< "+quiz.Letter(n)+". "+o+mark)
	}
	if r.Quiz.Explanation != "" {
		out = append(out, "< (explanation: "+strings.ReplaceAll(r.Quiz.Explanation, "\n", "\n< ")+")")
	}
	return out
}

// checkPoll holds a quiz against what the channel takes, and what closes or deletes one.
func checkPoll(t testing.TB, r Reply) {
	t.Helper()
	if r.Kind != SendQuiz {
		if r.Message == 0 {
			t.Errorf("%s of no message", r.Kind)
		}
		return
	}
	q := r.Quiz
	if q == nil || units(q.Question) > quiz.PollQuestion || q.Question == "" || len(q.Options) == 0 || len(q.Options) > quiz.PollOptions ||
		units(q.Explanation) > quiz.PollExplanation || len(q.Right) == 0 || !q.Several && len(q.Right) != 1 {
		t.Errorf("a bad quiz %+v", q)
		return
	}
	for _, o := range q.Options {
		if o == "" || units(o) > quiz.PollOption {
			t.Errorf("a bad option %q", o)
		}
	}
}
