package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/bot/simulator"
	"camnang/bot/store"
	"camnang/corpus/calendar"
)

// school is a class with its trainer, people[0], and learners, all others; the program is a process of its own.
type school struct {
	*platform
	t   *testing.T
	dir string
	// redis is nil for the embedded store, which is in dir.
	redis   *redis
	shipped map[string]quiz.Question
	program *program
}

// newSchool is a school of which everybody has opened the chat, and whose bank holds the questions that ship.
func newSchool(t *testing.T, learners int, server *redis) *school {
	t.Helper()
	w := &school{t: t, platform: newPlatform(t, 1+learners), dir: folder(t), redis: server, shipped: shippedQuestions(t)}
	w.inStore(func(s *store.Store) {
		roster, err := s.People().Roster(t.Context())
		must(t, err)
		edit := roster.Edit()
		unit, err := edit.AddUnit("school", "Chi bộ 1", "")
		must(t, err)
		today := calendar.On(time.Now().In(hanoi))
		class, err := edit.AddClass("school", "Lớp bồi dưỡng", today.Add(-7), today.Add(7))
		must(t, err)
		for i, account := range w.people {
			id, err := edit.AddOfficer("school", officer.Officer{Name: fmt.Sprint("Cán bộ ", i+1), Number: fmt.Sprint("CB", i+1), Unit: unit})
			must(t, err)
			must(t, joined(edit, id, account, time.Now()))
			if i == 0 {
				must(t, edit.SetTrainer(class, id, true))
			} else {
				must(t, edit.Enrol(class, id))
			}
		}
		must(t, s.Records().Change(t.Context(), edit.Changes()))
	})
	w.begins()
	for _, person := range w.people {
		_, err := w.Start(person, "")
		must(t, err)
		w.reply(t, person, 0)
	}
	eventually(t, "the bank to be filled", func() bool {
		return strings.Contains(w.asks(t, w.people[0], "/nganhang").Text, fmt.Sprintf("Tổng số: %d.", len(w.shipped)))
	})
	return w
}

// inStore opens the store while no program runs on an embedded one.
func (w *school) inStore(do func(*store.Store)) {
	w.t.Helper()
	o := store.Options{Dir: w.dir, Bot: botNumber(w.Token())}
	if w.redis != nil {
		o.URL = "redis://" + w.redis.address
	}
	s, err := store.Open(w.t.Context(), o)
	must(w.t, err)
	defer func() { must(w.t, s.Close(context.WithoutCancel(w.t.Context()))) }()
	do(s)
}

func (w *school) begins() {
	w.t.Helper()
	var added []string
	if w.redis != nil {
		added = append(added, "REDIS_URL=redis://"+w.redis.address)
	}
	w.program = start(w.t, w.settings(w.dir, added...), "serve")
}

// dies kills the program and begins another, which takes over at once from an embedded store.
func (w *school) dies() {
	w.t.Helper()
	w.program.kill()
	w.begins()
}

// taken waits until the channel has given out all updates.
func (w *school) taken() {
	w.t.Helper()
	eventually(w.t, "the updates to be taken", func() bool { return len(w.Updates()) == 0 })
}

// says waits for a message of the bot that holds a text, and returns the newest such one.
func (w *school) says(person int64, text string) (found simulator.Message) {
	w.t.Helper()
	eventually(w.t, fmt.Sprintf("%d to read %q", person, text), func() bool {
		all := w.fromBot(person)
		i := slices.IndexFunc(all, func(m simulator.Message) bool { return strings.Contains(m.Text, text) })
		for ; i >= 0 && i < len(all); i++ {
			if strings.Contains(all[i].Text, text) {
				found = all[i]
			}
		}
		return i >= 0
	})
	return found
}

// touches taps the button that says exactly this, under the newest message that has one.
func (w *school) touches(person int64, label string) {
	w.t.Helper()
	eventually(w.t, fmt.Sprintf("%d to be taken a tap on %q", person, label), func() bool {
		all := w.fromBot(person)
		for _, m := range slices.Backward(all) {
			for _, b := range slices.Concat(m.Buttons...) {
				if b.Text == label {
					_, err := w.Tap(person, person, m.ID, b.Data)
					return err == nil
				}
			}
		}
		return false
	})
}

// presses taps a button and waits until the bot says what is wanted.
func (w *school) presses(person int64, label, want string) simulator.Message {
	w.t.Helper()
	w.touches(person, label)
	return w.says(person, want)
}

// gives has the trainer prepare three questions for the class and confirm them.
func (w *school) gives(kind, heading, topic string) {
	w.t.Helper()
	trainer := w.people[0]
	wants(w.t, w.asks(w.t, trainer, "/giaobai").Text, "Bài đã giao")
	w.presses(trainer, kind, heading)
	w.presses(trainer, "Chọn câu hỏi", "Câu hỏi: chưa chọn")
	w.presses(trainer, "Theo chủ đề và số lượng", "chủ đề nào")
	w.presses(trainer, topic, "bao nhiêu câu")
	w.presses(trainer, "3 câu", "Đã chọn thêm 3 câu")
	w.presses(trainer, "Xong, về bản nháp", "Câu hỏi: 3 câu")
	w.presses(trainer, "Xem trước và giao bài", "Xem trước: "+topic)
	w.touches(trainer, "Giao bài")
}

// asked are the quizzes that somebody has, oldest first.
func (w *school) asked(person int64) []simulator.Message {
	return slices.DeleteFunc(w.fromBot(person), func(m simulator.Message) bool { return m.Poll == nil })
}

// copies are the quizzes that somebody has, by question: twice that of which the answer to a send was lost.
func (w *school) copies(person int64) map[string][]simulator.Message {
	by := map[string][]simulator.Message{}
	for _, m := range w.asked(person) {
		by[m.Poll.Question] = append(by[m.Poll.Question], m)
	}
	return by
}

// votes answers a quiz, rightly or not.
func (w *school) votes(person int64, m simulator.Message, right bool) {
	w.t.Helper()
	q, known := w.shipped[m.Poll.Question]
	if !known {
		w.t.Fatalf("nobody knows the question %q", m.Poll.Question)
	}
	var chosen []int
	for i, o := range m.Poll.Options {
		is := slices.ContainsFunc(q.Options, func(known quiz.Option) bool { return known.Text == o.Text && known.Right })
		if is == right && (right || len(chosen) == 0) {
			chosen = append(chosen, i)
		}
	}
	must(w.t, w.Vote(person, person, m.ID, chosen))
}

// heard counts the messages of the bot that hold a text.
func (w *school) heard(person int64, text string) (n int) {
	for _, m := range w.fromBot(person) {
		if strings.Contains(m.Text, text) {
			n++
		}
	}
	return n
}

// onEither runs a test on the embedded store and on a redis-server.
func onEither(t *testing.T, test func(*testing.T, *redis)) {
	t.Helper()
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		test(t, nil)
	})
	t.Run("redis-server", func(t *testing.T) {
		t.Parallel()
		test(t, newRedis(t))
	})
}
