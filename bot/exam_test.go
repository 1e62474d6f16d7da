package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// examPushes are the tests and contests of the transcripts in testdata/exam, by file: what differs from a test of five
// questions, given to anna and to binh until Friday at 17:00.
var examPushes = map[string]func(*quiz.Push){
	"whole":  func(p *quiz.Push) { p.Title = "Kiểm tra giữa khóa" },
	"timed":  func(p *quiz.Push) { p.Title, p.Whole = "Kiểm tra 30 phút", 30*time.Minute },
	"each":   func(p *quiz.Push) { p.Title, p.Each = "Kiểm tra nhanh", 90*time.Second },
	"tries":  func(p *quiz.Push) { p.Title, p.Tries, p.Pool = "Kiểm tra hai lần", 2, p.Pool[1:3] },
	"over":   func(p *quiz.Push) { p.Title, p.Closes = "Kiểm tra ngắn", p.Opens.Add(20*time.Minute) },
	"device": func(p *quiz.Push) { p.Title, p.Pool = "Kiểm tra trên hai máy", p.Pool[1:3] },
	"forged": func(p *quiz.Push) { p.Title, p.Pool, p.Enrolled = "Kiểm tra lớp 1", p.Pool[1:3], p.Enrolled[:1] },
	"all_in": func(p *quiz.Push) { p.Title, p.Pool = "Kiểm tra cuối khóa", p.Pool[1:2] },
	"unlimited": func(p *quiz.Push) {
		p.Title, p.Closes, p.Pool = "Kiểm tra không đặt hạn", time.Time{}, p.Pool[1:2]
	},
	"contest": func(p *quiz.Push) {
		p.Title, p.Kind, p.Whole, p.Each = "Đợt thi tìm hiểu Quy định 21", quiz.Contest, 10*time.Minute, time.Minute
		p.Pool = p.Pool[1:4]
	},
}

// examStage is a stage on which a test was given out a moment ago.
func examStage(t testing.TB, change func(*quiz.Push)) (*stage, *quiz.Push) {
	s := trainingStage(t)
	return s, s.examGives(change)
}

func (s *stage) examGives(change func(*quiz.Push)) *quiz.Push {
	s.t.Helper()
	now, err := s.store.Now(s.t.Context())
	s.must(err)
	p := &quiz.Push{
		ID: "p1", Kind: quiz.Test, Title: "Kiểm tra", By: s.whose("trainer").ID, State: quiz.Open, Opens: s.now, Made: s.now,
		Closes: time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC), Enrolled: []officer.ID{s.whose("anna").ID, s.whose("binh").ID},
	}
	for _, id := range []quiz.ID{"s101", "s102", "s103", "s104", "s105"} {
		if q, ok := now.Bank.Question(id); ok {
			p.Pool = append(p.Pool, *q)
		}
	}
	change(p)
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{p.Change()}}))
	for _, id := range p.Enrolled {
		r, err := s.store.Roster(s.t.Context())
		s.must(err)
		o, _ := r.Officer(id)
		s.sends(o.Telegram, "i", s.talk.examInvitation(p))
	}
	return p
}

// TestTranscriptsOfExams plays testdata/exam.
func TestTranscriptsOfExams(t *testing.T) {
	played := playsAll(t, "testdata/exam/*.txt", func(t *testing.T, name, script string) string {
		s, _ := examStage(t, examPushes[name])
		return play(s, script)
	})
	if played != len(examPushes) {
		t.Errorf("%d transcripts of %d pushes", played, len(examPushes))
	}
}

// examStored is the push as the store has it.
func (s *stage) examStored(id quiz.PushID) *quiz.Push {
	s.t.Helper()
	now, err := s.store.Now(context.Background())
	s.must(err)
	p, _ := now.Pushes.Push(id)
	return p
}

// examTaps taps a screen of the exams in the newest message of a person's chat.
func (s *stage) examTaps(person int64, screen string, page int, args ...string) []Reply {
	s.t.Helper()
	replies, err := s.taps(person, int64(len(s.chat(person).messages)), toScreen(screen, page, args...).String())
	s.must(err)
	return replies
}

// examTries are those of anna at a push, with what came back to her.
func (s *stage) examTries(p *quiz.Push) (*sitting, *quiz.Learner) {
	s.t.Helper()
	anna := s.whose("anna").ID
	tries, err := s.talk.sitting(s.t.Context(), p, anna)
	s.must(err)
	l, err := s.talk.learner(s.t.Context(), anna)
	s.must(err)
	return tries, l
}

// examCloses closes a push before its hour and has it ended for anna, as often as said; it returns what she is told.
func (s *stage) examCloses(p *quiz.Push, often int) (told []string) {
	s.t.Helper()
	closed := *s.examStored(p.ID)
	closed.State, closed.Closes = quiz.Closed, s.now
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{closed.Change()}}))
	for range often {
		in, err := s.talk.unasked(s.t.Context(), Event{ID: "end", Chat: anna, Private: true, At: s.now})
		s.must(err)
		turn, err := s.talk.examEnded(s.t.Context(), in, anna, s.examStored(p.ID), s.whose("anna"))
		s.must(err)
		s.must(s.store.carryOut(turn))
		for _, r := range turn.Replies {
			told = append(told, textOf(s.sends(anna, "end", r)[0]))
		}
	}
	return told
}

// The end of a push ends what is open and tells it once; whoever handed in reads that the answers can be looked at, once, and
// only where they could not before. What is learned is learned once, and when it gives nothing away.
func TestTheEndOfAPush(t *testing.T) {
	for _, row := range []struct {
		rule   string
		change func(*quiz.Push)
		hand   bool
		told   string
		how    quiz.Ending
		before int
		after  int
	}{
		{"an open try ends", func(*quiz.Push) {}, false, say("exam_push_over"), quiz.PushOver, 0, 1},
		{"one that was handed in, while others were at it", func(*quiz.Push) {}, true, say("exam_answers_open"), quiz.HandedIn, 0, 1},
		{"one that was handed in, with a try left", func(p *quiz.Push) { p.Tries = 2 }, true, say("exam_answers_open"), quiz.HandedIn, 0, 1},
		{"an open try at a contest", func(p *quiz.Push) { p.Kind = quiz.Contest }, false, say("exam_push_over"), quiz.PushOver, 0, 0},
		{"a contest that was handed in", func(p *quiz.Push) { p.Kind = quiz.Contest }, true, "", quiz.HandedIn, 0, 0},
	} {
		t.Run(row.rule, func(t *testing.T) {
			s, p := examStage(t, row.change)
			s.examTaps(anna, "exam", 1, "p1")
			s.examTaps(anna, "examgo", 2, "p1", "1")
			// The second question is answered wrong, the third right, the others are not answered.
			s.examTaps(anna, examAnswer, 2, "p1", "1o0")
			s.examTaps(anna, "examgo", 3, "p1", "1")
			s.examTaps(anna, examAnswer, 3, "p1", "1o1")
			s.now = s.now.Add(7 * time.Minute)
			if row.hand {
				s.examTaps(anna, "examhand", 1, "p1", "1")
			}
			if _, l := s.examTries(p); len(l.Cards) != row.before {
				t.Errorf("%d questions come back before the end, want %d", len(l.Cards), row.before)
			}
			told := s.examCloses(p, 2)
			if row.told == "" && len(told) > 0 || row.told != "" && (len(told) != 1 || !strings.Contains(told[0], row.told)) {
				t.Errorf("told %q, want once %q", told, row.told)
			}
			tries, l := s.examTries(p)
			if a := tries.last(); a.How != row.how || !a.Ended.Equal(s.now) || a.Mark() != (quiz.Mark{Right: 1, Answered: 2, Of: 5, Took: 7 * time.Minute}) {
				t.Errorf("the try ended as %q at %v with %+v", a.How, a.Ended, a.Mark())
			}
			answered := 0
			for _, tally := range l.Topics {
				answered += tally.Answered
			}
			if len(l.Cards) != row.after || answered != 2*row.after {
				t.Errorf("%d questions come back, %d answers count, want %d and %d", len(l.Cards), answered, row.after, 2*row.after)
			}
			if p.Kind == quiz.Contest {
				s.examPublishes(p)
			}
		})
	}
}

// examPublishes publishes a contest twice over: what was wrong comes back from then on.
func (s *stage) examPublishes(p *quiz.Push) {
	s.t.Helper()
	published := *s.examStored(p.ID)
	published.Published = true
	for range 2 {
		in, err := s.talk.unasked(s.t.Context(), Event{ID: "publish", Chat: anna, Private: true, At: s.now})
		s.must(err)
		changes, err := s.talk.examPublished(s.t.Context(), in, &published, s.whose("anna").ID)
		s.must(err)
		s.must(s.store.carryOut(Turn{Changes: changes}))
	}
	if _, l := s.examTries(p); len(l.Cards) != 1 || l.Topics["cosso"].Answered != 2 {
		s.t.Errorf("after the publication %d questions come back, and %+v", len(l.Cards), l.Topics)
	}
}

// Who took no part is told nothing.
func TestTheEndOfAPushThatNobodyTook(t *testing.T) {
	s, p := examStage(t, func(*quiz.Push) {})
	if told := s.examCloses(p, 1); len(told) > 0 {
		t.Errorf("told %q", told)
	}
}

// A timer that is late because the program was away lets what came in meanwhile go first; one of a push that was extended
// waits for the new end.
func TestTheTimerOfATry(t *testing.T) {
	for _, row := range []struct {
		rule  string
		after time.Duration
		until time.Duration
		again time.Duration
		ended time.Duration
	}{
		{"in time", 20 * time.Minute, 20 * time.Minute, 0, 20 * time.Minute},
		{"late", 60 * time.Minute, 20 * time.Minute, 60*time.Minute + examGrace, 20 * time.Minute},
		{"extended by less than the time in all", 20 * time.Minute, 25 * time.Minute, 25 * time.Minute, 25 * time.Minute},
		{"extended by more", 20 * time.Minute, 3 * time.Hour, 30 * time.Minute, 30 * time.Minute},
	} {
		s, p := examStage(t, func(p *quiz.Push) { p.Whole, p.Closes = 30*time.Minute, p.Opens.Add(20*time.Minute) })
		begun := s.now
		s.examTaps(anna, "exambegin", 1, "p1", "1")
		if len(s.store.timers) != 1 {
			t.Fatalf("%s: %d timers", row.rule, len(s.store.timers))
		}
		extended := *s.examStored(p.ID)
		extended.Closes = begun.Add(row.until)
		s.must(s.store.carryOut(Turn{Changes: []queue.Change{extended.Change()}}))
		s.now = begun.Add(row.after)
		// That of the look at whether everybody has handed in is another test's.
		fires := func(timer queue.Timer) {
			s.trains(timer)
			delete(s.store.timers, pushTimer("all-in", p.ID, nil, s.now).ID)
		}
		for _, timer := range s.store.timers {
			delete(s.store.timers, timer.ID)
			fires(timer)
		}
		for _, timer := range s.store.timers {
			if !timer.Due.Equal(begun.Add(row.again)) {
				t.Errorf("%s: again at %v", row.rule, timer.Due.Sub(begun))
			}
			s.now = timer.Due
			fires(timer)
		}
		tries, _ := s.examTries(p)
		if a := tries.last(); (len(s.store.timers) > 0) != (row.again > 0) || !a.Ended.Equal(begun.Add(row.ended)) {
			t.Errorf("%s: ended after %v", row.rule, a.Ended.Sub(begun))
		}
	}
}

// Whatever two officers tap, the marks are those that follow from what the journal holds as answered.
func TestTheJournalGivesTheMarks(t *testing.T) {
	screens := []string{"exam", "examgo", "examgo", "examgo", "examleave", "examask", "examhand", "exambegin"}
	answered := 0
	for seed := range uint64(40) {
		chance := rand.New(rand.NewPCG(seed, 7))
		s := newStage(t, testLibrary(t))
		p := s.examGives(func(p *quiz.Push) {
			p.Tries, p.Shuffle = 2, true
			if seed%2 == 1 {
				p.Each = time.Minute
			}
			for n := range 6 {
				q := quiz.Question{Stem: "Câu hỏi", State: quiz.Approved, Options: make([]quiz.Option, 4)}
				for place := range q.Options {
					q.Options[place] = quiz.Option{Text: quiz.Letter(place), Right: place == n%3 || n > 3 && place == 3}
				}
				p.Pool = append(p.Pool, q)
			}
		})
		for range 150 {
			s.now = s.now.Add(time.Duration(chance.IntN(15)) * time.Second)
			person, try, item := []int64{anna, binh}[chance.IntN(2)], 1+chance.IntN(2), 1+chance.IntN(7)
			screen, page := screens[chance.IntN(len(screens))], item
			if chance.IntN(3) > 0 {
				screen = examAnswer
			}
			arg := strconv.Itoa(try)
			switch screen {
			case examAnswer:
				arg += "o" + strconv.Itoa(chance.IntN(5))
			case "examhand":
				if chance.IntN(3) > 0 {
					continue
				}
			}
			s.examTaps(person, screen, page, "p1", arg)
		}
		answers := map[string][]int{}
		for _, e := range s.store.entries {
			var b trainingBody
			s.must(json.Unmarshal(e.Body, &b))
			if e.Kind == journal.Answered {
				answers[fmt.Sprint(e.Owner, b.Try, b.Item)] = b.Chosen
			}
		}
		all, err := s.talk.attempts(t.Context(), p, p.Enrolled)
		s.must(err)
		for _, a := range all {
			right := 0
			for n := range a.Items {
				if p.Pool[a.Items[n].Question].RightIs(answers[fmt.Sprint(a.Officer, a.Try, n+1)]) {
					right++
				}
			}
			answered += a.Mark().Answered
			if right != a.Mark().Right {
				t.Errorf("seed %d: %d right by the journal, %d by the attempt", seed, right, a.Mark().Right)
			}
		}
	}
	if answered < 50 {
		t.Errorf("%d answers in all show little", answered)
	}
}

// The longest question that a bank takes fits its card, and its page behind the end.
func TestALongQuestionFitsItsCard(t *testing.T) {
	s, _ := examStage(t, func(p *quiz.Push) {
		p.Pool = p.Pool[:1]
		p.Pool[0].Stem = strings.Repeat("kiểm tra đảng viên ", 200)
		p.Pool[0].Options = nil
		for n := range 12 {
			p.Pool[0].Options = append(p.Pool[0].Options, quiz.Option{Text: strings.Repeat("tổ chức đảng ", 60), Right: n < 2})
		}
	})
	s.examTaps(anna, "exam", 1, "p1")
	card := s.examTaps(anna, examAnswer, 1, "p1", "1o11")
	if text := textOf(card[1]); !strings.Contains(text, "L. tổ chức") || !strings.Contains(text, "chọn: L.") {
		t.Errorf("the card says %q", text)
	}
	s.examTaps(anna, "examhand", 1, "p1", "1")
	s.now = s.now.AddDate(0, 0, 5)
	page := s.examTaps(anna, "examreview", 1, "p1", "1")
	if text := textOf(page[1]); !strings.Contains(text, say("verdict_wrong")) {
		t.Errorf("behind the end it says %q", text)
	}
}

func TestTimesInWords(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 giây", 30 * time.Second: "30 giây", 90 * time.Second: "90 giây", time.Minute: "1 phút", 125 * time.Second: "2 phút 5 giây",
		time.Hour: "1 giờ", 90 * time.Minute: "1 giờ 30 phút", 45*time.Minute + 400*time.Millisecond: "45 phút",
	} {
		if got := examSpan(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}
