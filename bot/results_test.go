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
)

// TestTranscriptsOfResults plays testdata/results on the class of six (resultsStage).
func TestTranscriptsOfResults(t *testing.T) {
	playsAll(t, "testdata/results/*.txt", func(t *testing.T, _, script string) string { return play(resultsStage(t), script) })
}

// The class of six. Its members are those of the stage's first class (anna, cuong) and CB007 to CB010; the trainer made both
// pushes, binh teaches the second class. All but CB010 are of the commune that the head leads.
//
// The test "pkiemtra" is closed. 1 is right; a question with no answer counts as wrong:
//
//	                 Câu 1  Câu 2  Câu 3  Câu 4   right  mark
//	                 (B)    (A)    (C)    (A, C)
//	Anna   CB001     B 1    A 1    C 1    AC 1    4      10,00
//	Cường  CB006     B 1    A 1    C 1    A  0    3       7,50
//	Hà     CB009     B 1    A 1    A 0    B  0    2       5,00
//	Huy    CB008     B 1    C 0    C 1    AB 0    2       5,00   (the second try; the first had 1 right)
//	Lan    CB007     A 0    A 1    D 0    D  0    1       2,50
//	Minh   CB010     D 0    B 0    – 0    – 0     0       0,00   (time was up)
//	facility         4/6    4/6    3/6    1/6             mean 30,00/6 = 5,00
//
// Câu 1 and 2 are of the topic kyluat, 3 and 4 of tocao. By topic, the mean of the officers' shares:
//
//	kyluat (1 + 1 + 1 + 1/2 + 1/2 + 0)/6 = 67 %    tocao (1 + 1/2 + 0 + 1/2 + 0 + 0)/6 = 33 %
//
// Correlation of a question x with the number right of the other three, y (r = Sxy/√(Sxx·Syy)):
//
//	Câu 1  x 1 1 1 1 0 0  y 3 2 1 1 1 0  Sxy 7-16/3 = 5/3   Sxx 4/3  Syy 16-32/3 = 16/3  r = 0,63
//	Câu 2  x 1 1 1 0 1 0  y 3 2 1 2 0 0  Sxy 6-16/3 = 2/3   Sxx 4/3  Syy 18-32/3 = 22/3  r = 0,21
//	Câu 3  x 1 1 0 1 0 0  y 3 2 2 1 1 0  Sxy 6-9/2 = 3/2    Sxx 3/2  Syy 19-27/2 = 11/2  r = 0,52
//	Câu 4  x 1 0 0 0 0 0  y 3 3 2 2 1 0  Sxy 3-11/6 = 7/6   Sxx 5/6  Syy 27-121/6 = 41/6 r = 0,49
//
// The best and the weakest 27 % of six are 1,62, which is two: Anna and Cường, Lan and Minh. The difference of what is right:
//
//	Câu 1 2/2 - 0/2 = 1,00   Câu 2 2/2 - 1/2 = 0,50   Câu 3 2/2 - 0/2 = 1,00   Câu 4 1/2 - 0/2 = 0,50
//
// The exercise "pluyentap" is later and open: Câu 1 again, and Câu 5 (topic dauhieu). Anna answered 1 right and 5 wrong, Cường
// 1 wrong and 5 right, nobody else anything. Marks: 5,00 and 5,00.
//
// Over both, where the last answer to Câu 1 counts (that of the exercise, of Anna and Cường):
//
//	shares    Anna 4/5  Cường 3/5  Hà 2/4  Huy 2/4  Lan 1/4  Minh 0/4   mean 2,65/6 = 44 %
//	kyluat    1, 1/2, 1, 1/2, 1/2, 0     mean 3,5/6 = 58 %    of the commune 3,5/5 = 70 %
//	tocao     1, 1/2, 0, 1/2, 0, 0       mean 2/6 = 33 %      of the commune 2/5 = 40 %
//	dauhieu   0, 1                       mean 1/2 = 50 %      two officers
//	marks     (30 + 5 + 5)/8 = 5,00      of the commune (30 + 5 + 5)/7 = 5,71   all shares of the commune 2,65/5 = 53 %
func resultsStage(t testing.TB) *stage {
	s := trainingStage(t)
	ids := map[string]officer.ID{}
	s.edit(func(e *officer.Edit) error {
		cell, err := e.AddUnit("u-3", "Chi bộ 3", s.whose("head").Unit)
		s.must(err)
		for _, o := range []officer.Officer{
			{Name: "Bùi Thị Lan", Number: "CB007", Unit: cell},
			{Name: "Ngô Quang Huy", Number: "CB008", Unit: s.whose("anna").Unit},
			{Name: "Đặng Thu Hà", Number: "CB009", Unit: s.whose("anna").Unit},
			{Name: "Trịnh Công Minh", Number: "CB010", Unit: s.whose("binh").Unit},
		} {
			id, err := e.AddOfficer("o-"+o.Number, o)
			s.must(err)
			ids[o.Number] = id
		}
		s.must(e.Enrol(officer.ClassID(s.class("1")), ids["CB007"], ids["CB008"], ids["CB009"], ids["CB010"]))
		return e.SetTrainer(officer.ClassID(s.class("2")), s.whose("binh").ID, true)
	})
	ids["CB001"], ids["CB006"] = s.whose("anna").ID, s.whose("cuong").ID

	questions := resultsQuestions(s.as(trainer).Bank.All()[0].Cites)
	var changes []queue.Change
	for i := range questions {
		changes = append(changes, questions[i].Change())
	}
	class := []officer.ClassID{officer.ClassID(s.class("1"))}
	test := &quiz.Push{
		ID: "pkiemtra", Kind: quiz.Test, Title: "Kiểm tra giữa khóa", By: s.whose("trainer").ID, Classes: class, Pool: questions[:4], Tries: 2,
		Opens: s.now.Add(-48 * time.Hour), Closes: s.now.Add(-24 * time.Hour), State: quiz.Closed, Made: s.now.Add(-49 * time.Hour),
	}
	exercise := &quiz.Push{
		ID: "pluyentap", Kind: quiz.Practice, Title: "Luyện tập tuần 2", By: s.whose("trainer").ID, Classes: class,
		Pool: []quiz.Question{questions[0], questions[4]}, Opens: s.now.Add(-2 * time.Hour), State: quiz.Open, Made: s.now.Add(-3 * time.Hour),
	}
	r, err := s.store.Roster(t.Context())
	s.must(err)
	test.Enrolled, exercise.Enrolled = test.Audience(r), exercise.Audience(r)
	planned := *exercise
	planned.ID, planned.Title, planned.State, planned.Enrolled, planned.Made = "pchogiao", "Luyện tập tuần 3", quiz.Planned, nil, s.now
	recalled := *exercise
	recalled.ID, recalled.Title, recalled.State, recalled.Made = "pthuhoi", "Bài giao nhầm", quiz.Recalled, s.now
	changes = append(changes, test.Change(), exercise.Change(), planned.Change(), recalled.Change())

	for _, row := range []struct {
		push    *quiz.Push
		number  string
		try     int
		answers []string
		minutes int
	}{
		{test, "CB001", 1, []string{"B", "A", "C", "AC"}, 12},
		{test, "CB006", 1, []string{"B", "A", "C", "A"}, 20},
		{test, "CB009", 1, []string{"B", "A", "A", "B"}, 9},
		{test, "CB008", 1, []string{"B", "C", "A", "B"}, 30},
		{test, "CB008", 2, []string{"B", "C", "C", "AB"}, 65},
		{test, "CB007", 1, []string{"A", "A", "D", "D"}, 15},
		{test, "CB010", 1, []string{"D", "B", "", ""}, 30},
		{exercise, "CB001", 1, []string{"B", "D"}, 0},
		{exercise, "CB006", 1, []string{"C", "A"}, 0},
	} {
		a := attemptOf(t, row.push, ids[row.number], row.try, row.answers)
		if row.push.Kind != quiz.Practice {
			a.Ended, a.How = a.Began.Add(time.Duration(row.minutes)*time.Minute), quiz.HandedIn
			if row.number == "CB010" {
				a.How = quiz.TimeUp
			}
		}
		changes = append(changes, a.Change())
	}
	s.must(s.store.carryOut(Turn{Changes: changes}))
	return s
}

// attemptOf is a try with the answers given, each the letters chosen of one question in the author's order, "" for none.
func attemptOf(t testing.TB, p *quiz.Push, who officer.ID, try int, answers []string) *quiz.Attempt {
	t.Helper()
	open := *p
	open.State, open.Closes = quiz.Open, time.Time{}
	at := p.Opens.Add(time.Minute)
	a := open.Give(who, try, p.Opens)
	if p.Kind != quiz.Practice {
		a.Began = p.Opens
	}
	for n, letters := range answers {
		if letters == "" {
			continue
		}
		i := slices.IndexFunc(a.Items, func(i quiz.Item) bool { return i.Question == n })
		_, author := a.Items[i].Options(&p.Pool[n])
		var places []int
		for _, letter := range letters {
			places = append(places, slices.Index(author, int(letter-'A')))
		}
		after, why := open.Answer(a, i, places, at)
		if why != quiz.Counts {
			t.Fatalf("the answer %q to question %d: %s", letters, n+1, why)
		}
		a = after
	}
	return a
}

// resultsQuestions are five questions of the bank resting on these clauses, one with two right options.
func resultsQuestions(cites []quiz.Cite) []quiz.Question {
	rows := []struct{ stem, topic, right string }{
		{"Câu hỏi mẫu thứ nhất về thi hành kỷ luật?", "kyluat", "B"},
		{"Câu hỏi mẫu thứ hai về thi hành kỷ luật?", "kyluat", "A"},
		{"Câu hỏi mẫu thứ nhất về giải quyết tố cáo?", "tocao", "C"},
		{"Câu hỏi mẫu có hai phương án đúng về giải quyết tố cáo?", "tocao", "AC"},
		{"Câu hỏi mẫu về kiểm tra khi có dấu hiệu vi phạm?", "dauhieu", "A"},
	}
	var out []quiz.Question
	for n, row := range rows {
		q := quiz.Question{
			ID: quiz.ID(fmt.Sprint("vcau", n+1)), Version: 1, Stem: row.stem, Topic: row.topic, Difficulty: 1, State: quiz.Approved,
			Cites: cites,
		}
		for i := range 4 {
			q.Options = append(q.Options, quiz.Option{Text: "Phương án " + quiz.Letter(i), Right: strings.Contains(row.right, quiz.Letter(i))})
		}
		out = append(out, q)
	}
	return out
}
