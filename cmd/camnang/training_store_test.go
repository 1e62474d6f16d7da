package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/bot/quiz/forms"
	"camnang/bot/sheet"
	"camnang/bot/simulator"
	"camnang/bot/store"
	"camnang/corpus/calendar"
)

// A push of three questions to five, with the program killed between sends, after the channel gave out votes, and in the middle
// of a test: each question arrives, twice at most, and every first answer counts, that to a quiz of which no send was noted too.
//
// A process on a server keeps what it had in hand for the length of its lease, so there the program is killed once only.
func TestAPushAndItsAnswersSurviveTheProgramsDeath(t *testing.T) {
	t.Parallel()
	onEither(t, func(t *testing.T, server *redis) {
		w := newSchool(t, 5, server)
		learners := w.people[1:]
		must(t, w.Fault(simulator.Fault{Method: "sendPoll", Kind: simulator.AnswerLost, Calls: 1}))
		w.gives("Giao bài luyện tập", "Luyện tập: bản nháp", "Thi hành kỷ luật trong Đảng")
		sent := func() (n int) {
			for _, person := range learners {
				n += len(w.asked(person))
			}
			return n
		}
		eventually(t, "some questions", func() bool { return sent() >= 4 })
		w.program.kill()
		atKill := sent()
		w.begins()
		for deadline := time.Now().Add(2 * patience); slices.ContainsFunc(learners, func(p int64) bool { return len(w.copies(p)) < 3 }); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("of %d questions %d came", 3*len(learners), sent())
			}
		}
		t.Logf("killed after %d of %d questions; %d came twice", atKill, 3*len(learners), sent()-3*len(learners))
		if n := sent() - 3*len(learners); n < 1 || n > 1+senders {
			t.Errorf("%d questions came twice: one send's answer was lost, and %d at most were in flight at the kill", n, senders)
		}

		for i, person := range learners {
			answered := 0
			for stem, copies := range w.copies(person) {
				if len(copies) > 2 {
					t.Errorf("%d has %d times %q", person, len(copies), stem)
				}
				w.votes(person, copies[0], answered < i%4)
				answered++
			}
		}
		if server == nil {
			w.taken()
			w.dies()
		}
		for i, person := range learners {
			w.says(person, fmt.Sprintf("Đồng chí đã trả lời đủ 3 câu, đúng %d câu.", i%4))
		}
		repeated := 0
		for _, person := range learners {
			for _, copies := range w.copies(person) {
				for _, m := range copies[1:] {
					w.votes(person, m, true)
					repeated++
				}
			}
		}
		eventually(t, "second answers to be told that they do not count", func() bool {
			n := 0
			for _, person := range learners {
				n += w.heard(person, "Chỉ câu trả lời đầu tiên được tính")
			}
			return n >= repeated
		})

		tested := learners[0]
		w.gives("Giao bài kiểm tra", "Kiểm tra: bản nháp", "Giải quyết tố cáo")
		w.presses(tested, "Bắt đầu làm bài", "Câu 1/3")
		w.touches(tested, "A")
		if server == nil {
			w.taken()
			w.dies()
		}
		w.says(tested, "Đồng chí chọn: A")
		w.presses(tested, "Nộp bài", "Chưa trả lời: câu 2, 3")
		w.touches(tested, "Nộp bài")
		if server == nil {
			w.taken()
			w.dies()
		}
		w.says(tested, "/3 câu, điểm")
		w.program.stop(t)
		w.inStore(func(s *store.Store) {
			trained, err := s.Training().Now(t.Context())
			must(t, err)
			for _, p := range trained.Pushes.All() {
				attempts := readAttempts(t, s, p)
				if p.Kind == quiz.Test {
					if len(attempts) == 0 || attempts[0].Ended.IsZero() || attempts[0].Mark().Answered != 1 {
						t.Errorf("the test holds %+v", attempts)
					}
					continue
				}
				if len(attempts) != len(learners) {
					t.Errorf("there are %d attempts", len(attempts))
				}
				roster, err := s.People().Roster(t.Context())
				must(t, err)
				for i, person := range learners {
					o, _ := roster.ByTelegram(person)
					at := slices.IndexFunc(attempts, func(a *quiz.Attempt) bool { return a.Officer == o.ID })
					if at < 0 || attempts[at].Mark().Right != i%4 || attempts[at].Mark().Answered != 3 {
						t.Errorf("learner %d: place %d of %+v", i, at, attempts)
					}
				}
			}
			held, err := s.Records().All(t.Context(), queue.TableHeld)
			must(t, err)
			if len(held) != 0 {
				t.Errorf("votes are held still: %+v", held)
			}
		})
	})
}

// readAttempts are the first tries at a push.
func readAttempts(t *testing.T, s *store.Store, p *quiz.Push) (all []*quiz.Attempt) {
	t.Helper()
	for _, id := range p.Enrolled {
		r, err := s.Records().Record(t.Context(), queue.TableAttempt, quiz.AttemptID(p.ID, id, 1))
		must(t, err)
		if a, err := quiz.ReadAttempt(r); err != nil {
			t.Fatal(err)
		} else if a != nil {
			all = append(all, a)
		}
	}
	return all
}

// trainingTables are what the training keeps; kept reads all of it.
var trainingTables = []string{
	queue.TableQuestion, queue.TablePush, queue.TableCourse, queue.TableEntry, queue.TableAttempt, queue.TableLearner, queue.TableCarried,
}

func kept(t *testing.T, s *store.Store) map[string]map[string]string {
	t.Helper()
	all := map[string]map[string]string{}
	for _, table := range trainingTables {
		records, err := s.Records().All(t.Context(), table)
		must(t, err)
		all[table] = map[string]string{}
		for _, r := range records {
			all[table][r.ID] = string(r.Value)
		}
		if len(records) == 0 {
			t.Errorf("nothing is kept as %s", table)
		}
	}
	return all
}

// An officer's week is backed up and restored whole; then the officer erases the own data in the chat.
func TestABackupKeepsTheTrainingAndErasingTakesOnesOwn(t *testing.T) {
	t.Parallel()
	w := newSchool(t, 2, nil)
	trainer, lan := w.people[0], w.people[1]
	w.asks(t, trainer, "/lop")
	w.presses(trainer, "Buổi học", "Chưa có buổi học nào")
	w.presses(trainer, "Thêm buổi học", "ghi buổi học")
	w.asks(t, trainer, calendar.On(time.Now().In(hanoi)).Add(3).Vietnamese()+" 8h-11h, Hội trường A: Thi hành kỷ luật")
	w.presses(trainer, "Ghi buổi học", "Đã ghi buổi học")
	w.gives("Giao bài luyện tập", "Luyện tập: bản nháp", "Thi hành kỷ luật trong Đảng")
	eventually(t, "the questions", func() bool { return len(w.asked(lan)) == 3 })
	for _, m := range w.asked(lan) {
		w.votes(lan, m, false)
	}
	w.says(lan, "Đồng chí đã trả lời đủ 3 câu, đúng 0 câu.")
	_, err := w.Say(lan, ordinary)
	must(t, err)
	w.says(lan, "Căn cứ: Quy định")
	w.presses(lan, "Chưa đúng", "Trợ lý đã ghi nhận đánh giá")
	w.presses(lan, "Gửi báo cáo viên", "Câu hỏi sẽ gửi tới báo cáo viên")
	w.presses(lan, "Gửi", "Đã gửi câu hỏi")
	w.program.stop(t)

	number, file := botNumber(w.Token()), filepath.Join(t.TempDir(), "training.backup")
	if status, _, errs := runs(t, "backup", file, "--data-dir", w.dir, "--bot", number); status != 0 {
		t.Fatalf("backup: %s", errs)
	}
	var before map[string]map[string]string
	w.inStore(func(s *store.Store) {
		before = kept(t, s)
		// A vote that nobody recognises, as one from before a restore is.
		held := (&quiz.HeldPoll{Poll: "5100000000000009999", Since: time.Now()}).With(quiz.HeldVote{Event: "u1", Person: lan, Chosen: []int{0}, At: time.Now()})
		must(t, s.Records().Change(t.Context(), []queue.Change{held.Change()}))
	})
	fresh := folder(t)
	if status, _, errs := runs(t, "restore", file, "--data-dir", fresh, "--bot", number); status != 0 {
		t.Fatalf("restore: %s", errs)
	}
	restored := &school{platform: w.platform, t: t, dir: fresh}
	restored.inStore(func(s *store.Store) {
		after := kept(t, s)
		for _, table := range trainingTables {
			if fmt.Sprint(after[table]) != fmt.Sprint(before[table]) {
				t.Errorf("%s: before the backup %d, after the restore %d, or others", table, len(before[table]), len(after[table]))
			}
		}
	})

	w.begins()
	wants(t, w.asks(t, lan, "/xoadulieu").Text, "Xóa dữ liệu của đồng chí")
	w.presses(lan, "Tiếp tục xóa", "xác nhận lần cuối")
	w.erases(lan)
	w.program.stop(t)
	w.inStore(func(s *store.Store) {
		all, err := s.Records().All(t.Context(), queue.TableLearner)
		must(t, err)
		held, err := s.Records().All(t.Context(), queue.TableHeld)
		must(t, err)
		if len(all) != 0 || len(held) != 0 {
			t.Errorf("left are %d learners and %d held votes", len(all), len(held))
		}
		trained, err := s.Training().Now(t.Context())
		must(t, err)
		if len(trained.Entries.All()) != 1 {
			t.Errorf("there are %d questions to trainers", len(trained.Entries.All()))
		}
		for _, e := range trained.Entries.All() {
			if e.Text != "" {
				t.Errorf("the question to the trainer says still %q", e.Text)
			}
		}
		for _, p := range trained.Pushes.All() {
			attempts := readAttempts(t, s, p)
			if !slices.ContainsFunc(attempts, func(a *quiz.Attempt) bool { return a.Mark().Answered == 3 }) {
				t.Errorf("the attempt is gone: %+v", attempts)
			}
		}
	})
}

// erases confirms the erasing.
func (w *school) erases(person int64) {
	w.t.Helper()
	last := w.says(person, "xác nhận lần cuối")
	for _, b := range slices.Concat(last.Buttons...) {
		if strings.HasPrefix(b.Text, "Xóa") {
			w.presses(person, b.Text, "Đã xóa dữ liệu của đồng chí")
			return
		}
	}
	w.t.Fatalf("nothing erases: %v", last.Buttons)
}

// attaches sends a file and returns what the bot answers.
func (w *school) attaches(person int64, name string, content []byte) simulator.Message {
	w.t.Helper()
	sent, err := w.Attach(person, person, simulator.Attachment{Kind: "document", Name: name, Data: content})
	must(w.t, err)
	return w.reply(w.t, person, sent.ID)
}

// A bank of five hundred questions comes in one table, in one go; of a wrong table the row is named.
func TestABankOfFiveHundredIsTakenIn(t *testing.T) {
	t.Parallel()
	w := newSchool(t, 1, nil)
	trainer := w.people[0]
	cited := ""
	for _, q := range w.shipped {
		if c := q.Cites[0].Cited; !q.Historical && strings.HasPrefix(c, "Điều") && (cited == "" || c < cited) {
			cited = c
		}
	}
	var questions []quiz.Question
	for n := range 500 {
		questions = append(questions, quiz.Question{
			Stem: fmt.Sprintf("Câu hỏi thử số %d về thời hạn?", n+1), Explanation: "Theo điều khoản đã dẫn.", Topic: "kyluat", Difficulty: 2,
			Options: []quiz.Option{{Text: "Một tháng", Right: n%2 == 0}, {Text: "Hai tháng", Right: n%2 == 1}, {Text: fmt.Sprint(n+3, " tháng")}},
			Cites:   []quiz.Cite{{Cited: cited}},
		})
	}
	whole, err := forms.Write(forms.Table, questions)
	must(t, err)
	table, err := sheet.Read("bank.xlsx", whole)
	must(t, err)
	answer := slices.IndexFunc(table.Head, func(head string) bool { return strings.Contains(head, "Đáp án") })
	if answer < 0 || len(table.Rows) != 500 {
		t.Fatalf("the table: %v, %d rows", table.Head, len(table.Rows))
	}
	table.Rows[216].Cells[answer] = "K"
	wrong, err := sheet.Write(table)
	must(t, err)

	wants(t, w.asks(t, trainer, "/nganhang").Text, "Ngân hàng câu hỏi")
	w.presses(trainer, "Nạp câu hỏi", "gửi tệp câu hỏi")
	said := w.attaches(trainer, "cau-hoi.xlsx", wrong).Text
	wants(t, said, "Số câu đọc được: 499", "Điểm cần lưu ý: 1", "hàng 218")
	// What is sent instead replaces it.
	began := time.Now()
	wants(t, w.attaches(trainer, "cau-hoi.xlsx", whole).Text, "Số câu đọc được: 500")
	checked := time.Since(began)
	began = time.Now()
	w.presses(trainer, "Nạp 500 câu", "Đã nạp 500 câu")
	t.Logf("500 questions: checked after %v, taken in after %v", checked.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
	w.program.stop(t)
	w.inStore(func(s *store.Store) {
		trained, err := s.Training().Now(t.Context())
		must(t, err)
		if n := len(trained.Bank.Only(func(q *quiz.Question) bool { return q.State == quiz.Draft && len(q.Cites) > 0 })); n != 500 {
			t.Errorf("the bank holds %d of them with their citation", n)
		}
	})
}
