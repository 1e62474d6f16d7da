package forms

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"camnang/bot/quiz"
	"camnang/bot/sheet"
)

// told is what was read, a line for each part: "3 Stem", "+ right option", "- other (why)", "= explanation", "§ citation",
// "# topic", "% difficulty", then the problems: "! 4 key" for a question left out, "? 4 key" for a remark.
func told(read Read, err error) string {
	var b strings.Builder
	var why *Error
	if errors.As(err, &why) {
		return fmt.Sprintf("error %d %s\n", why.Line, why.Key)
	}
	for _, i := range read.Items {
		q := i.Question
		fmt.Fprintf(&b, "%d %s\n", i.Line, strings.ReplaceAll(q.Stem, "\n", " / "))
		for _, o := range q.Options {
			sign, said := "-", ""
			if o.Right {
				sign = "+"
			}
			if o.Why != "" {
				said = " (" + strings.ReplaceAll(o.Why, "\n", " / ") + ")"
			}
			fmt.Fprintf(&b, "%s %s%s\n", sign, strings.ReplaceAll(o.Text, "\n", " / "), said)
		}
		if q.Explanation != "" {
			fmt.Fprintf(&b, "= %s\n", strings.ReplaceAll(q.Explanation, "\n", " / "))
		}
		for _, c := range i.Cites {
			fmt.Fprintf(&b, "§ %s\n", c)
		}
		if q.Topic != "" {
			fmt.Fprintf(&b, "# %s\n", q.Topic)
		}
		if q.Difficulty != 0 {
			fmt.Fprintf(&b, "%% %d\n", q.Difficulty)
		}
	}
	for _, p := range read.Problems {
		sign := "?"
		if p.Fatal {
			sign = "!"
		}
		fmt.Fprintf(&b, "%s %d %s\n", sign, p.Line, p.Key)
	}
	return b.String()
}

func lines(l ...string) string { return strings.Join(l, "\n") + "\n" }

// reading is a case of a table: what is read of a content, or in which form.
type reading struct{ rule, content, want string }

func check(t *testing.T, form Form, cases []reading) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			read, found, err := Parse("", []byte(c.content))
			if found != form {
				t.Errorf("taken for %q", found)
			}
			if diff := cmp.Diff(c.want, told(read, err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Files of others: Moodle's own examples, beside the repository and not in it. Where they are not, what they show is
// held by the tables of the forms.
func TestFilesOfOthers(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "..", "shared", "bench", "quiz")
	for name, want := range map[string]string{
		"aiken-questions.aiken.txt":                   "aiken: 2 taken, 0 left out, 0 remarks",
		"gift-examples.txt":                           "gift: 23 taken, 20 left out, 3 remarks",
		"gift-questions.gift.txt":                     "gift: 5 taken, 4 left out, 0 remarks",
		"xml-multianswer.xml":                         "moodle: 0 taken, 1 left out, 0 remarks",
		"xml-multichoice.xml":                         "moodle: 1 taken, 0 left out, 1 remarks",
		"xml-sample_questions_with_old_image_tag.xml": "moodle: 1 taken, 1 left out, 1 remarks",
		"xml-truefalse.xml":                           "moodle: 2 taken, 0 left out, 2 remarks",
	} {
		content, err := os.ReadFile(filepath.Join(folder, name))
		if errors.Is(err, os.ErrNotExist) {
			t.Logf("%s is not there", name)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		read, form, err := Parse(name, content)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		fatal, last := 0, 0
		for _, p := range read.Problems {
			if p.Fatal {
				fatal++
			}
			if p.Line < 1 || p.Text == "" || p.Of == "" {
				t.Errorf("%s: a problem without its place or reason: %+v", name, p)
			}
		}
		for _, i := range read.Items {
			if i.Line <= last {
				t.Errorf("%s: an item at line %d after %d", name, i.Line, last)
			}
			last = i.Line
		}
		got := fmt.Sprintf("%s: %d taken, %d left out, %d remarks", form, len(read.Items), fatal, len(read.Problems)-fatal)
		if got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestWrongFiles(t *testing.T) {
	for _, c := range []struct{ rule, name, content, want string }{
		{"an empty text has no questions", "a.txt", " \n\n", "error 0 file-empty\n"},
		{"a text in an old code is said so", "a.txt", "C\xe2u 1.", "error 0 file-encoding\n"},
		{"what is no text is said so", "a.txt", "a\x00b", "error 0 file-unknown\n"},
		{"a text in UTF-16 is read", "a.txt", "\xff\xfeC\x00\xe2\x00u\x00 \x001\x00.\x00", "! 1 no-stem\n"},
		{"a Word file of the old format is said so", "a.doc", string(oleBegins) + "x", "error 0 docx-old\n"},
		{
			"a Word file with a password is said so", "a.docx",
			string(oleBegins) + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00", "error 0 docx-protected\n",
		},
		{"a table of the old format is said so", "a.xls", string(oleBegins) + "x", "error 0 table-old-format\n"},
		{"a broken zip is said so", "a.docx", "PK\x03\x04word/document.xml", "error 0 file-damaged\n"},
		{"a broken table is said so", "a.xlsx", "PK\x03\x04xl", "error 0 file-damaged\n"},
		{"XML that breaks off is named with its line", "a.xml", "<quiz>\n<question type=\"multichoice\">\n</quiz>", "error 3 xml-damaged\n"},
		{"XML of something else is said so", "a.xml", "<?xml version=\"1.0\"?><feed/>", "error 0 moodle-root\n"},
		{"a table without the columns is said so", "a.csv", "Họ tên;Đơn vị\nAn;Chi bộ 1\n", "error 0 table-no-heading\n"},
		{"a text without a question is named", "a.txt", "Kính gửi đồng chí\n", "! 1 no-question\n"},
		{"a file that is too large is said so", "a.txt", strings.Repeat("x", sizeLimit+1), "error 0 file-too-large\n"},
		{"a file with too many questions is said so", "a.txt", strings.Repeat("Câu 1. x\nA. y\n", questionLimit+1), "error 0 file-too-many\n"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			read, _, err := Parse(c.name, []byte(c.content))
			if got := told(read, err); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			var why *Error
			if errors.As(err, &why) && why.Text == "" {
				t.Error("an error without a sentence")
			}
		})
	}
}

// Every key that the code names has its text, every text is used, and no sentence has what cannot be filled in.
func TestTexts(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"([a-z]+(?:-[a-z0-9]+)*)"`).FindAllStringSubmatch(string(code), -1) {
			named[m[1]] = true
		}
	}
	for key := range texts {
		if !named[key] && !strings.HasPrefix(key, "kind-") && !strings.HasPrefix(key, "table-") {
			t.Errorf("the text %q is not used", key)
		}
	}
	for key := range named {
		if strings.Count(key, "-") > 0 && texts[key] == "" && !regexp.MustCompile(`^(table-|kind-)$`).MatchString(key) {
			t.Errorf("no text %q", key)
		}
	}
	for _, reason := range []sheet.Reason{
		sheet.NotTable, sheet.OldFormat, sheet.Protected, sheet.Encoding, sheet.TooManyRows, sheet.TooManyColumns, sheet.TooLarge,
	} {
		if texts["table-"+string(reason)] == "" {
			t.Errorf("no text for a table that is %q", reason)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	good := quiz.Question{Stem: "x", Options: []quiz.Option{{Text: "y", Right: true}}}
	many := quiz.Question{Stem: "x", Options: make([]quiz.Option, 13)}
	long := quiz.Question{Stem: strings.Repeat("ă", cellLimit+1), Options: good.Options}
	for _, c := range []struct {
		rule string
		form Form
		q    quiz.Question
		want string
	}{
		{"a question without a stem", GIFT, quiz.Question{Options: good.Options}, "question 2: it has no stem"},
		{"a question without options", Moodle, quiz.Question{Stem: "x"}, "question 2: it has 0 options"},
		{"a question with thirteen", Table, many, "question 2: it has 13 options"},
		{"an empty option", Docx, quiz.Question{Stem: "x", Options: []quiz.Option{{Text: " "}}}, "question 2: option A is empty"},
		{"a text too long for a cell", Table, long, "question 2 as a row"},
		{"a form that is only read", Aiken, good, `"aiken" cannot be written`},
	} {
		if _, err := Write(c.form, []quiz.Question{good, c.q}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.rule, err)
		}
	}
	if content, err := Write(Docx, []quiz.Question{long}); err != nil || len(content) == 0 {
		t.Errorf("a long text in a Word file: %v", err)
	}
}

func TestTemplate(t *testing.T) {
	content, err := Template()
	if err != nil {
		t.Fatal(err)
	}
	read, form, err := Parse("mau.xlsx", content)
	want := lines("2 Câu hỏi mẫu, xóa hàng này: Một năm có bao nhiêu quý?", "- Hai quý", "- Ba quý", "+ Bốn quý",
		"= Một năm có 12 tháng, mỗi quý có 3 tháng.", "% 1",
		"3 Câu hỏi mẫu, xóa hàng này: Những tháng nào thuộc quý I?", "+ Tháng 1", "+ Tháng 2", "- Tháng 4", "- Tháng 5",
		"= Quý I gồm tháng 1, tháng 2 và tháng 3. Câu có nhiều phương án đúng thì ghi đủ các chữ cái, cách nhau bằng dấu phẩy.", "% 2")
	if diff := cmp.Diff(want, told(read, err)); diff != "" || form != Table {
		t.Errorf("%s (-want +got):\n%s", form, diff)
	}
}
