package forms

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"camnang/bot/quiz"
)

// pieces are what texts are made of: words, and whatever one of the forms takes for a mark.
var pieces = []string{
	"chi bộ", "Đảng viên", "kiểm tra", "giám sát", "ủy ban", "“dấu hiệu”", "hoà", "a", "B", "1", "2026", "21-QĐ/TW", "Điều 6,", "khoản 1", ".",
	",", ";", ":", "(", ")", "?", "*", "**", `\`, `\\`, `\n`, `\;`, `\*`, "~", "=", "#", "####", "{", "}", "{}", "->", "%50%", "::", "//",
	"[html]", "[plain]", "[tag:x]", "$CATEGORY:", "<b>", "</b>", "<br>", "<img src=x>", "<", ">", "&", "&amp;", "&#65;", "]]>", "<![CDATA[", "\"", "'",
	"A.", "B.", "*B.", "A)", "b)", "(C)", "C:", "Câu 1.", "Câu 2:", "Câu hỏi 3", "Câu 4 nêu", "1.", "2)", "Đáp án: B", "Đáp án", "Đáp án B",
	"Giải thích:", "Căn cứ:", "Căn cứ: Điều 1", `\Căn cứ: x`, "Chủ đề:", "Mức độ: Khó", "Nhận xét A:", "ANSWER: A", "1.A 2.B 3.C", "1A", "2B", "- ", "• x",
	"Phần II.", "Bảng đáp án", "=1+1", "_x000D_", "…", "🙂", "\u0309", "\u0338", "ﬀ", "e\u0302\u0301", "\u00a0", "\u200b", "TRUE", "F",
}

func someText(t *rapid.T, name string, least int) string {
	words := rapid.SliceOfN(rapid.OneOf(
		rapid.SampledFrom(pieces),
		rapid.SampledFrom([]string{" ", " ", "\n", "\t", "  "}),
		rapid.StringN(1, 4, -1),
	), least, 12).Draw(t, name)
	text := strings.Join(words, rapid.SampledFrom([]string{" ", ""}).Draw(t, name+" between"))
	if least > 0 && clean(text) == "" {
		text = "x"
	}
	return text
}

// someQuestion is one of the bank, with texts that are hard to write.
func someQuestion(t *rapid.T) quiz.Question {
	q := quiz.Question{
		Stem: someText(t, "stem", 1), Explanation: someText(t, "explanation", 0),
		Topic:      rapid.SampledFrom([]string{"", "cosso", "kyluat", "tocao", "dauhieu", "Chuyên đề: của đơn vị", "a/b", "/a", "a//b/", "x;y=z{}", "A. b"}).Draw(t, "topic"),
		Difficulty: rapid.IntRange(0, 3).Draw(t, "difficulty"),
	}
	n := rapid.IntRange(1, optionLimit).Draw(t, "options")
	seen := map[string]bool{}
	for i := range n {
		o := quiz.Option{Text: someText(t, "option", 1), Right: rapid.Bool().Draw(t, "right")}
		for seen[fold(clean(o.Text))] {
			o.Text += fmt.Sprintf(" số %d", i)
		}
		seen[fold(clean(o.Text))] = true
		if rapid.IntRange(0, 3).Draw(t, "said") == 0 {
			o.Why = someText(t, "why", 0)
		}
		q.Options = append(q.Options, o)
	}
	if !slices.ContainsFunc(q.Options, func(o quiz.Option) bool { return o.Right }) {
		q.Options[0].Right = true
	}
	for range rapid.IntRange(0, 3).Draw(t, "cites") {
		q.Cites = append(q.Cites, quiz.Cite{Cited: someText(t, "cite", 1)})
	}
	return q
}

// written is what a form has of a question: its texts as Item says they are.
func written(q quiz.Question) Item {
	i := Item{Question: quiz.Question{
		Version: 1, State: quiz.Draft, Stem: clean(q.Stem), Explanation: clean(q.Explanation), Topic: topicID(q.Topic), Difficulty: q.Difficulty,
	}}
	for _, o := range q.Options {
		i.Question.Options = append(i.Question.Options, quiz.Option{Text: clean(o.Text), Right: o.Right, Why: clean(o.Why)})
	}
	for _, c := range q.Cites {
		if cited := oneLine(c.Cited); cited != "" {
			i.Cites = append(i.Cites, cited)
		}
	}
	return i
}

// asStored is an item as the bank would have it, to be written again.
func asStored(i Item) quiz.Question {
	q := i.Question
	for _, c := range i.Cites {
		q.Cites = append(q.Cites, quiz.Cite{Cited: c})
	}
	return q
}

var writable = []Form{Table, Docx, GIFT, Moodle, Text}

// What is written in any form is read back the same, and so through all forms in any order; the form is recognised.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		questions := rapid.SliceOfN(rapid.Custom(someQuestion), 1, 4).Draw(t, "questions")
		var want []Item
		for _, q := range questions {
			want = append(want, written(q))
		}
		for _, form := range rapid.Permutation(writable).Draw(t, "forms") {
			content, err := Write(form, questions)
			if err != nil {
				t.Fatalf("%s: %v", form, err)
			}
			read, found, err := Parse("", content)
			if err != nil || found != form {
				t.Fatalf("%s: read as %q: %v", form, found, err)
			}
			for _, p := range read.Problems {
				if p.Key == "order-kept" {
					continue
				}
				t.Errorf("%s: %s at %d: %s (%s)", form, p.Key, p.Line, p.Text, p.Of)
			}
			for i := range read.Items {
				if i > 0 && read.Items[i].Line <= read.Items[i-1].Line {
					t.Errorf("%s: item %d at line %d after %d", form, i, read.Items[i].Line, read.Items[i-1].Line)
				}
				read.Items[i].Line = 0
			}
			if diff := cmp.Diff(want, read.Items); diff != "" {
				t.Fatalf("%s (-written +read):\n%s", form, diff)
			}
			questions = questions[:0]
			for _, i := range read.Items {
				questions = append(questions, asStored(i))
			}
		}
	})
}
