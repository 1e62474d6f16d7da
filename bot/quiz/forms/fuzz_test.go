package forms

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"camnang/bot/quiz"
)

// sound holds what every parser promises: an *Error with a sentence, or items that the bank can hold and that are written
// and read again as they are, and problems with a place and a sentence.
func sound(t *testing.T, read Read, err error) {
	t.Helper()
	if err != nil {
		var why *Error
		if !errors.As(err, &why) || why.Key == "" || why.Text == "" {
			t.Fatalf("an error of another kind: %v", err)
		}
		return
	}
	if len(read.Items) == 0 && len(read.Problems) == 0 {
		t.Fatal("nothing was read and nothing said")
	}
	for _, p := range read.Problems {
		if p.Key == "" || p.Text == "" || p.Line < 1 {
			t.Fatalf("a problem that says nothing: %+v", p)
		}
	}
	var questions []quiz.Question
	for _, i := range read.Items {
		q := i.Question
		right := 0
		for _, o := range q.Options {
			if o.Text == "" || o.Text != clean(o.Text) || o.Why != clean(o.Why) {
				t.Fatalf("an option that is not clean: %+v", o)
			}
			if o.Right {
				right++
			}
		}
		if i.Line < 1 || q.Stem == "" || q.Stem != clean(q.Stem) || len(q.Options) > optionLimit || right == 0 || q.Explanation != clean(q.Explanation) {
			t.Fatalf("a question that is not whole: %+v", i)
		}
		questions = append(questions, asStored(i))
	}
	if len(questions) == 0 {
		return
	}
	content, err := Write(Text, questions)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseText(content)
	if err != nil {
		t.Fatal(err)
	}
	for i := range again.Items {
		again.Items[i].Line = read.Items[min(i, len(read.Items)-1)].Line
	}
	if diff := cmp.Diff(read.Items, again.Items, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("what was read is written otherwise:\n%s", diff)
	}
}

func FuzzParse(f *testing.F) {
	content, err := os.ReadFile("texts.txt")
	if err != nil {
		f.Fatal(err)
	}
	f.Add("a.txt", content)
	for _, form := range writable {
		written, err := Write(form, []quiz.Question{someFixed})
		if err != nil {
			f.Fatal(err)
		}
		f.Add("a"+form.Extension(), written)
	}
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		read, _, err := Parse(name, content)
		sound(t, read, err)
	})
}

var someFixed = quiz.Question{
	Stem: "Ai kiểm tra?\n1. một", Explanation: "Vì vậy.", Topic: "tocao", Difficulty: 2,
	Options: []quiz.Option{{Text: "Chi bộ", Right: true, Why: "phải"}, {Text: "Cấp ủy", Right: true}, {Text: "*Không"}},
	Cites:   []quiz.Cite{{Cited: "Điều 6; khoản 1"}, {Cited: "Điều 7"}},
}

func FuzzText(f *testing.F) {
	f.Add("Câu 1. x\nA. y\tB. z\n\n*C. w\nĐáp án: C\nGiải thích: a\n1. b\nNhận xét A: c\nMức độ: Khó")
	f.Add("x\na) y\n*b) z\n\nw\nA. y B. z\nĐáp án: B\nBảng đáp án\n1.A 2-B")
	f.Add("1. x\n1. y\nA. z\n2. w\nA. y\n*B. z\n\nPhần II\n" + `\A. a\*`)
	f.Fuzz(func(t *testing.T, content string) {
		read, err := ParseText([]byte(content))
		sound(t, read, err)
	})
}

func FuzzGIFT(f *testing.F) {
	f.Add("// [tag:Mức độ: Khó]\n::a::[html]b<br>{=x#y ~%50%z ####c}\n\n$CATEGORY: a//b/c\n\nd{T#e#f}")
	f.Add(`a\{b{~%33.3%\=x#\n~\\y}c.` + "\n\n{#1}\n\n{=a->b}\n\n{}")
	f.Fuzz(func(t *testing.T, content string) {
		read, err := ParseGIFT([]byte(content))
		sound(t, read, err)
	})
}

func FuzzAiken(f *testing.F) {
	f.Add("a\nA. b\nB) c\nANSWER: B\n\nANSWER: C\nd\nC. e")
	f.Fuzz(func(t *testing.T, content string) {
		read, err := ParseAiken([]byte(content))
		sound(t, read, err)
	})
}

func FuzzMoodle(f *testing.F) {
	f.Add(string(writeMoodle([]quiz.Question{someFixed})))
	f.Add(`<quiz><question type="truefalse"><questiontext format="html"><text><![CDATA[<p>a<img src="x">]]></text><file>AA</file></questiontext>` +
		`<answer fraction="100"><text>true</text><feedback><text>b</text></feedback></answer></question><question type="x"/></quiz>`)
	f.Fuzz(func(t *testing.T, content string) {
		read, err := ParseMoodle([]byte(content))
		sound(t, read, err)
	})
}

// FuzzDocx is about the parts of a Word file; FuzzParse breaks the file itself.
func FuzzDocx(f *testing.F) {
	f.Add(p("Câu 1. một")+p("A. x")+p("[b]B. y"), someLists, someStyles)
	f.Add(item("1", "0", "x")+`<w:tbl>`+row(p("1"), p("A"))+row(p("2"), p("B"))+`</w:tbl>`, someLists, someStyles)
	f.Add(`<w:tbl>`+row(p("Câu hỏi"), p("A"), p("Đáp án"))+row(p("x"), p("y"), p("A"))+`</w:tbl><w:p><w:r><w:br/><w:tab/><w:drawing/></w:r></w:p>`, someLists, someStyles)
	f.Fuzz(func(t *testing.T, body, lists, styles string) {
		read, err := ParseDocx(wordFile(t, body, lists, styles))
		sound(t, read, err)
	})
}

// FuzzTable is about the cells of a table; what a workbook may be is the business of package sheet.
func FuzzTable(f *testing.F) {
	f.Add([]byte("Câu hỏi;A;B;Đáp án;Mức độ;Nhận xét A\nx;*y;z;;Khó;w\nx;y;z;B;;"))
	f.Fuzz(func(t *testing.T, content []byte) {
		read, err := ParseTable("a.csv", content)
		sound(t, read, err)
	})
}

// A Word file whose parts unpack to more than a file may have is refused before they are read.
func TestZipBomb(t *testing.T) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	for range sizeLimit/(1<<20) + 2 {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, _, err = Parse(filepath.Base("a.docx"), out.Bytes())
	if got := told(Read{}, err); got != "error 0 file-too-large\n" {
		t.Error(got)
	}
}

// What is made to be slow is not: time goes with the size of a file.
func TestHostileFiles(t *testing.T) {
	const size = 1 << 18
	many := func(piece string) string { return strings.Repeat(piece, size/len(piece)) }
	for rule, content := range map[string][]byte{
		"gaps":          []byte("Câu 1. x\nA. " + many("  x")),
		"options":       []byte("Câu 1. x\n" + many("A. x\nB. ")),
		"numbers":       []byte(many("1. x\n")),
		"labels":        []byte("Câu 1. x\n" + many("Đáp án\n\n")),
		"stars":         []byte("Câu 1. x\nA. " + many("*")),
		"GIFT answers":  []byte("a{" + many("~x") + "}"),
		"GIFT braces":   []byte("::a::" + many("{}")),
		"tags":          []byte("a{=x ~" + many("<b \"") + "}"),
		"scripts":       []byte("a{=x ~" + many("<script>") + "}"),
		"comments":      []byte("a{=x ~" + many("<!--") + "}"),
		"pictures":      []byte("a{~x ~" + many("<img>") + "}"),
		"elements":      []byte("<quiz><question>" + many("<a>")),
		"runs":          wordFile(t, "<w:p>"+many("<w:r><w:t>a</w:t></w:r>")+"</w:p>"),
		"paragraphs":    wordFile(t, "<w:tbl><w:tr><w:tc>"+many("<w:p><w:r><w:t>a</w:t></w:r></w:p>")+"</w:tc></w:tr></w:tbl>"),
		"tables":        wordFile(t, many("<w:tbl><w:tr><w:tc>")),
		"nested tables": wordFile(t, strings.Repeat("<w:tbl><w:tr><w:tc>", 300)+many("<w:p/>")+strings.Repeat("</w:tc></w:tr></w:tbl>", 300)),
		"rows":          []byte("Câu hỏi;A\n" + many("x;y\n")),
	} {
		t.Run(rule, func(t *testing.T) {
			start := time.Now()
			read, form, err := Parse("", content)
			t.Logf("%v as %s, %d problems, %v", time.Since(start).Round(time.Millisecond), form, len(read.Problems), err)
		})
	}
}
