package telegram

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"camnang/bot"
	"camnang/bot/queue"
)

func TestAQuizIsSentAsTelegramTakesIt(t *testing.T) {
	r := asked("m1")
	r.Quiz.Question, r.Quiz.Explanation = "  Câu 1?\n", "Vì \xff."
	messages, err := Compose("a", 9, queue.Broadcast, r)
	if err != nil || len(messages) != 1 || messages[0].Free {
		t.Fatalf("%+v, %v", messages, err)
	}
	var back bot.Reply
	if err := json.Unmarshal(messages[0].Body, &back); err != nil {
		t.Fatal(err)
	}
	method, params, err := render(9, back)
	if err != nil || method != "sendPoll" {
		t.Fatal(method, err)
	}
	got, err := json.Marshal(params)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"chat_id":9,"type":"quiz","question":"Câu 1?","options":[{"text":"Khiển trách"},{"text":"Giải tán"},{"text":"Khai trừ"}],` +
		`"allows_multiple_answers":true,"correct_option_ids":[0,2],"explanation":"Vì �.","is_anonymous":false,"protect_content":true,` +
		`"reply_markup":{"inline_keyboard":[[{"text":"Xem điều khoản","callback_data":"c:1"}]]}}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestTheLimitsOfAQuiz counts as Telegram does; what is at a limit is put to the simulator, which counts for itself.
func TestTheLimitsOfAQuiz(t *testing.T) {
	s, _, c := simulate(t)
	if _, err := s.Start(1001, ""); err != nil {
		t.Fatal(err)
	}
	// Each of the signs outside the Basic Multilingual Plane counts twice.
	text := func(units int) string {
		return strings.Repeat("ế", units%2) + strings.Repeat("𠮟📌", units/4) + strings.Repeat("ộ", units%4/2*2)
	}
	change := func(f func(*bot.Quiz)) bot.Reply {
		r := asked("m1")
		f(r.Quiz)
		return r
	}
	options := func(n int) func(*bot.Quiz) {
		return func(q *bot.Quiz) {
			q.Options, q.Right = nil, []int{0}
			for i := range n {
				q.Options = append(q.Options, fmt.Sprint("Phương án ", i))
			}
		}
	}
	for _, test := range []struct {
		name string
		with func(*bot.Quiz)
		// says is in the error; "" for what is sent.
		says string
	}{
		{"a question of 300", func(q *bot.Quiz) { q.Question = text(300) }, ""},
		{"a question of 301", func(q *bot.Quiz) { q.Question = text(301) }, "301"},
		{"a question of 300 within spaces", func(q *bot.Quiz) { q.Question = " " + text(300) + "\n" }, ""},
		{"no question", func(q *bot.Quiz) { q.Question = " \n" }, "question of a quiz is empty"},
		{"an option of 100", func(q *bot.Quiz) { q.Options[1] = text(100) }, ""},
		{"an option of 101", func(q *bot.Quiz) { q.Options[1] = text(101) }, "101"},
		{"an empty option", func(q *bot.Quiz) { q.Options[1] = "" }, "option of a quiz is empty"},
		{"an explanation of 200", func(q *bot.Quiz) { q.Explanation = text(200) }, ""},
		{"an explanation of 201", func(q *bot.Quiz) { q.Explanation = text(201) }, "201"},
		{"an explanation of three rows", func(q *bot.Quiz) { q.Explanation = "a\nb\nc" }, ""},
		{"an explanation of four rows", func(q *bot.Quiz) { q.Explanation = "a\nb\nc\nd" }, "3 line feeds"},
		{"no explanation", func(q *bot.Quiz) { q.Explanation = "" }, ""},
		{"1 option", options(1), ""},
		{"12 options", options(12), ""},
		{"13 options", options(13), "13"},
		{"no option", options(0), "0 options"},
		{"none right", func(q *bot.Quiz) { q.Right = nil }, "no right option"},
		{"all right", func(q *bot.Quiz) { q.Right = []int{0, 1, 2} }, ""},
		{"two right where one may be chosen", func(q *bot.Quiz) { q.Several = false }, "2 right"},
		{"one right where several may be chosen", func(q *bot.Quiz) { q.Right = []int{1} }, ""},
		{"a right option that there is not", func(q *bot.Quiz) { q.Right = []int{3} }, "[3]"},
		{"a right option before the first", func(q *bot.Quiz) { q.Right = []int{-1} }, "[-1]"},
		{"a right option twice", func(q *bot.Quiz) { q.Right = []int{1, 1} }, "[1 1]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := change(test.with)
			_, err := Compose("m", 1001, queue.Broadcast, r)
			if test.says != "" {
				if err == nil || !strings.Contains(err.Error(), test.says) {
					t.Errorf("got %v, want an error with %q", err, test.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			method, params, err := render(1001, r)
			if err == nil {
				err = c.call(t.Context(), method, params, nil)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func TestComposeRefusesWhatCouldNotBeKept(t *testing.T) {
	kept := func(kind bot.ReplyKind, k bot.Keep) bot.Reply {
		r := asked("")
		r.Kind, r.Keep, r.Message, r.Text, r.File = kind, &k, 5, []bot.Span{{Text: "a"}}, &bot.Attachment{Handle: "a"}
		return r
	}
	for name, r := range map[string]bot.Reply{
		"an edit":              kept(bot.Edit, bot.Keep{ID: "a"}),
		"the end of a quiz":    kept(bot.StopQuiz, bot.Keep{ID: "a"}),
		"no id":                kept(bot.Send, bot.Keep{}),
		"an id too long":       kept(bot.Send, bot.Keep{ID: strings.Repeat("a", 201)}),
		"an id with a quote":   kept(bot.Send, bot.Keep{ID: `a"`}),
		"an id over two rows":  kept(bot.Send, bot.Keep{ID: "a\nb"}),
		"the id of a poll":     kept(bot.SendQuiz, bot.Keep{ID: "poll:1"}),
		"a body that is none":  kept(bot.SendFile, bot.Keep{ID: "a", Body: json.RawMessage(`{`)}),
		"a quiz of nothing":    {Kind: bot.SendQuiz},
		"the end of no quiz":   {Kind: bot.StopQuiz},
		"a handle and content": {Kind: bot.SendFile, File: &bot.Attachment{Name: "a.csv", Handle: "a", Content: []byte("a")}},
	} {
		if _, err := Compose("m", 9, queue.Broadcast, r); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := Compose("m", 9, queue.Broadcast, kept(bot.Send, bot.Keep{ID: strings.Repeat("a", 200)})); err != nil {
		t.Error(err)
	}
}
