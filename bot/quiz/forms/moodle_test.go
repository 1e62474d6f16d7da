package forms

import (
	"testing"
)

func TestGIFT(t *testing.T) {
	check(t, GIFT, []reading{
		{
			"one right answer, with and without feedback",
			"// chú thích\n::Tên: câu 1::Ai kiểm tra?{~Chi bộ#còn thiếu =Cả hai ~Không ai####Theo quy định.\nCăn cứ: Điều 6; Điều 7}",
			lines("2 Ai kiểm tra?", "- Chi bộ (còn thiếu)", "+ Cả hai", "- Không ai", "= Theo quy định.", "§ Điều 6", "§ Điều 7", "? 2 order-kept"),
		},
		{
			"several, by weights; uneven ones are named",
			"a{\n~%50%x\n~%50%y\n~%-100%z\n}\n\nb{\n~%70%x\n~%30%y\n~z\n}\n\nc{=x ~%50%y ~z}\n\nd{=x =y ~z}\n\ne{~%50%x ~z}",
			lines("1 a", "+ x", "+ y", "- z", "7 b", "+ x", "+ y", "- z", "13 c", "+ x", "- y", "- z", "15 d", "+ x", "+ y", "- z", "17 e", "+ x", "- z",
				"? 7 weights-part", "? 13 weights-part", "? 15 weights-full", "? 17 weights-part"),
		},
		{
			"true or false, with what is said to wrong and right",
			"a{T}\n\nb{FALSE#sai rồi#đúng rồi####vì}\n\nc { true # x }",
			lines("1 a", "+ Đúng", "- Sai", "3 b", "- Đúng (sai rồi)", "+ Sai (đúng rồi)", "= vì", "5 c", "+ Đúng", "- Sai (x)"),
		},
		{
			"escapes are text",
			`\{a\} \= b\: c \# d\n\~ \\ \x{=\=1#\#\~ ~\{2\}}`,
			lines(`1 {a} = b: c # d / ~ \ \x`, "+ =1 (#~)", "- {2}"),
		},
		{
			"a gap where the sentence goes on; the mark at the end of one does not",
			"Chi bộ {=kiểm tra ~xem} đảng viên.\n\nAi?{=x ~y}.\n\nAi {=x ~y}.",
			lines("1 Chi bộ _____ đảng viên.", "+ kiểm tra", "- xem", "3 Ai?", "+ x", "- y", "5 Ai _____.", "+ x", "- y"),
		},
		{
			"formats: plain text keeps its signs, HTML is read and what it loses is named",
			"[plain]<b>a</b> &amp;{=x ~y}\n\n[html]<p>b &lt; c</p><img src=x>{=x ~[plain]<i>}\n\nd < e <b>f</b>{=x ~y}",
			lines("1 <b>a</b> &amp;", "+ x", "- y", "3 b < c", "+ x", "- <i>", "5 d < e f", "+ x", "- y", "? 3 dropped"),
		},
		{
			"a category is the topic until the next one; Moodle's own are none",
			"$CATEGORY: $course$/top/Giải quyết tố cáo\n\na{=x ~y}\n\n$CATEGORY: Mục a//b\nb{=x ~y}\n\n$CATEGORY: $course$/Default for lớp\n\nc{=x ~y}",
			lines("3 a", "+ x", "- y", "# tocao", "6 b", "+ x", "- y", "# Mục a/b", "10 c", "+ x", "- y"),
		},
		{
			"a tag may say the difficulty; others are named",
			"// [tag:Mức độ: Khó] [tag:x]\na{=x ~y}\n\n// [tag:Mức độ\\: lạ]\nb{=x ~y}",
			lines("2 a", "+ x", "- y", "% 3", "5 b", "+ x", "- y", "? 2 dropped", "? 4 level-unknown"),
		},
		{
			"what a card cannot carry is named with its line",
			"a{}\n\nb{#1..2}\n\nc{=x -> y =z -> w}\n\nd{=x =y}\n\nchỉ là lời dẫn\n\nf{####vì}",
			lines("! 1 kind-essay", "! 3 kind-numerical", "! 5 kind-matching", "! 7 kind-shortanswer", "! 9 kind-description", "! 11 kind-essay"),
		},
		{
			"braces that are not closed, an empty line within, words before the first sign",
			"a{=x\n\n~y}\n\nb{x =y ~z}\n\nc}{=x",
			lines("! 1 gift-braces", "! 3 gift-braces", "! 5 gift-before", "! 7 gift-braces"),
		},
		{"no right one", "a{~x ~y}\n\nb{~%-50%x ~y}", "! 1 no-answer\n! 3 no-answer\n"},
	})
}

func TestAiken(t *testing.T) {
	check(t, Aiken, []reading{
		{
			"letters with a full stop or a bracket, text as it is",
			"Ai kiểm tra <b>?\r\nA. Chi bộ\r\nB. Cấp ủy\r\nANSWER: B\r\n\r\nAi?\r\nA) x\r\nB) y\r\nANSWER: A",
			lines("1 Ai kiểm tra <b>?", "- Chi bộ", "+ Cấp ủy", "6 Ai?", "+ x", "- y"),
		},
		{
			"what is wrong is named where it is",
			"Một\nA. x\nC. y\nANSWER: A\n\nHai\nA. x\nB. y\n\nBa\nA. x\nANSWER: D\n\nBốn\nA. x\nB. y\nANSWER: A, B\n\nANSWER: A\n\nNăm\nA. x\nANSWER: A",
			lines("21 Năm", "+ x", "! 3 option-missing", "! 6 aiken-no-answer", "! 12 answer-beyond", "! 17 aiken-answer", "! 19 aiken-answer-alone"),
		},
		{
			"a question without an answer before another one",
			"Một\nA. x\nHai\nA. x\nANSWER: A",
			lines("3 Hai", "+ x", "! 1 aiken-no-answer"),
		},
	})
}

func TestMoodle(t *testing.T) {
	question := func(kind, content string) string {
		return "\n<question type=\"" + kind + "\">" + content + "</question>"
	}
	choice := `<questiontext format="html"><text><![CDATA[<p>Ai &lt;x&gt;</p><p>đó?</p>]]></text></questiontext>`
	answer := func(fraction, text string) string {
		return `<answer fraction="` + fraction + `"><text>` + text + `</text></answer>`
	}
	check(t, Moodle, []reading{
		{
			"one right answer; several; fractions that differ are named",
			`<quiz>` + question("multichoice", choice+`<single>true</single>`+answer("0", "x")+answer("100", "y")) +
				question("multichoice", choice+`<single>false</single>`+answer("50", "x")+answer("50.0", "y")+answer("-100", "z")) +
				question("multichoice", choice+`<single>false</single>`+answer("70", "x")+answer("30", "y")+answer("0", "z")) +
				question("multichoice", choice+`<single>1</single>`+answer("100", "x")+answer("50", "y")) + `</quiz>`,
			lines("2 Ai <x> / đó?", "- x", "+ y", "3 Ai <x> / đó?", "+ x", "+ y", "- z", "4 Ai <x> / đó?", "+ x", "+ y", "- z", "5 Ai <x> / đó?", "+ x", "- y",
				"? 4 weights-part", "? 5 weights-part"),
		},
		{
			"true or false in Vietnamese",
			`<quiz>` + question("truefalse", choice+answer("100", "true")+answer("0", "false")) + `</quiz>`,
			lines("2 Ai <x> / đó?", "+ Đúng", "- Sai"),
		},
		{
			"categories, tags, feedback, hints",
			`<?xml version="1.0" encoding="UTF-8"?><quiz>` + question("category", `<category><text>$course$/top/Thi hành kỷ luật trong Đảng</text></category>`) +
				question("multichoice", choice+`<generalfeedback><text>vì&#10;Căn cứ: Điều 6</text></generalfeedback><correctfeedback><text>Your answer is correct.</text></correctfeedback>`+
					`<incorrectfeedback><text>thử lại</text></incorrectfeedback><hint><text>gợi</text></hint><tags><tag><text>Mức độ: Dễ</text></tag></tags>`+
					answer("100", "x")+`<answer fraction="0"><text>y</text><feedback><text>chưa</text></feedback></answer>`) + `</quiz>`,
			lines("3 Ai <x> / đó?", "+ x", "- y (chưa)", "= vì", "§ Điều 6", "# kyluat", "% 1", "? 3 dropped"),
		},
		{
			"pictures are named; without them an option or a stem may be empty",
			`<quiz>` + question("multichoice", choice+answer("100", `&lt;img src="@@PLUGINFILE@@/a.png"/&gt; x`)+answer("0", "y")) +
				question("multichoice", choice+answer("100", `&lt;img src="a.png"&gt;`)+answer("0", "y")) +
				question("multichoice", `<questiontext format="html"><text><![CDATA[<img src="a.png">]]></text><file name="a.png" encoding="base64">AAAA</file></questiontext>`+answer("100", "x")) + `</quiz>`,
			lines("2 Ai <x> / đó?", "+ x", "- y", "? 2 dropped", "! 3 option-picture", "! 4 stem-picture"),
		},
		{
			"other types are named, known and unknown ones",
			`<quiz>` + question("essay", choice) + question("cloze", choice) + question("matching", choice) + question("shortanswer", choice+answer("100", "x")) +
				question("numerical", choice) + question("description", choice) + question("mới", choice) + `</quiz>`,
			lines("! 2 kind-essay", "! 3 kind-cloze", "! 4 kind-matching", "! 5 kind-shortanswer", "! 6 kind-numerical", "! 7 kind-description", "! 8 kind-other"),
		},
		{
			"a fraction that is no number; nothing right; no options",
			`<quiz>` + question("multichoice", choice+answer("x", "x")) + question("multichoice", choice+answer("0", "x")+answer("0", "y")) + question("multichoice", choice) + `</quiz>`,
			lines("! 2 moodle-fraction", "! 3 no-answer", "! 4 no-options"),
		},
	})
}

func TestHTML(t *testing.T) {
	for _, c := range []struct {
		rule, html string
		strict     bool
		want       string
		dropped    string
	}{
		{"blocks and breaks end lines, other line ends are blanks", "<p>a\nb</p><div>c<br/>d</div>", true, "a b\nc\nd", ""},
		{"where not all is HTML, line ends count", "a\nb", false, "a\nb", ""},
		{"signs that are no tags stay", "a < b, c<d> and 1<2>0 <x>", true, "a < b, c<d> and 1<2>0 <x>", ""},
		{"entities", "&lt;b&gt; &amp;amp; &nbsp;&Agrave;", true, "<b> &amp; À", ""},
		{"a tag may have > in quotes", `<span title="a>b">c</span>`, true, "c", ""},
		{"a tag without an end is text", "a <b c", true, "a <b c", ""},
		{"scripts, styles and comments are not shown", "a<script>if (1<2) x()</script><style>p{}</style><!-- <img> -->b", true, "ab", "đoạn mã"},
		{"what is lost is named once with its number", `<img><IMG/><a href="x">y</a><table><tr><td>1</td><td>2</td></tr></table>m<sup>2</sup>`, true, "y\n1 2\nm2", "hình ảnh (2), địa chỉ liên kết, khung bảng, chữ số mũ hoặc chỉ số dưới"},
		{"a link to a file of the question is a file", `<a href="@@PLUGINFILE@@/a.mp3">y</a>`, true, "y", "tệp kèm theo"},
	} {
		text, dropped := htmlText(c.html, c.strict)
		if clean(text) != c.want || counted(dropped) != c.dropped {
			t.Errorf("%s: %q and %q", c.rule, clean(text), counted(dropped))
		}
	}
}
