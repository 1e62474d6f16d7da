package forms

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"camnang/bot/quiz"
)

// wordFile makes a Word file of the content of its body and, where given, its numbering and its styles.
func wordFile(t testing.TB, body string, parts ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	add := func(name, content string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(xmlDeclaration + content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	add("word/document.xml", `<w:document `+wordNamespace+`><w:body>`+body+`<w:sectPr/></w:body></w:document>`)
	if len(parts) > 0 {
		add("word/numbering.xml", `<w:numbering `+wordNamespace+`>`+parts[0]+`</w:numbering>`)
	}
	if len(parts) > 1 {
		add("word/styles.xml", `<w:styles `+wordNamespace+`>`+parts[1]+`</w:styles>`)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// p is a paragraph of runs; a run may begin with its properties in brackets: "[b]bold".
func p(runs ...string) string {
	var b strings.Builder
	b.WriteString(`<w:p>`)
	for _, r := range runs {
		properties := ""
		if rest, ok := strings.CutPrefix(r, "["); ok {
			names, text, _ := strings.Cut(rest, "]")
			r = text
			properties = `<w:rPr>` + map[string]string{
				"b": `<w:b/>`, "u": `<w:u w:val="single"/>`, "red": `<w:color w:val="FF0000"/>`, "black": `<w:color w:val="000000"/>`,
				"yellow": `<w:highlight w:val="yellow"/>`, "hidden": `<w:vanish/>`, "not": `<w:b w:val="0"/>`, "strong": `<w:rStyle w:val="Strong"/>`,
			}[names] + `</w:rPr>`
		}
		b.WriteString(`<w:r>` + properties + `<w:t xml:space="preserve">` + xmlText(r) + `</w:t></w:r>`)
	}
	return b.String() + `</w:p>`
}

func item(list, level, text string) string {
	return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + list + `"/></w:numPr></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
}

func row(cells ...string) string {
	return `<w:tr><w:tc>` + strings.Join(cells, `</w:tc><w:tc>`) + `</w:tc></w:tr>`
}

const someLists = `<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Câu %1."/></w:lvl>` +
	`<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>` +
	`<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>` +
	`<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>` +
	`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>` +
	`<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>` +
	`<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num>`

const someStyles = `<w:style w:type="character" w:styleId="Strong"><w:rPr><w:b/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Dam"><w:basedOn w:val="Goc"/></w:style><w:style w:type="paragraph" w:styleId="Goc"><w:rPr><w:b/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Lua"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>`

func TestDocx(t *testing.T) {
	styled := func(style, text string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	for _, c := range []struct{ rule, body, want string }{
		{
			"the option in bold is right, in one run or several",
			p("[b]Câu 1. ", "một") + p("A. x") + p("[b]B. ", "[b]y", "[b] y") + p("[b]C. ", "z ", "[b]z"),
			lines("1 một", "- x", "+ y y", "- z z"),
		},
		{
			"the letter alone, when no words differ",
			p("Câu 1. một") + p("A. x") + p("[u]B", ". y") + p("Câu 2. hai") + p("[b]A.", " x") + p("[b]B.", " y") + p("[b]C.", "[red] z"),
			lines("1 một", "- x", "+ y", "4 hai", "- x", "- y", "+ z"),
		},
		{
			"highlighted, coloured, by a style of letters or of paragraphs",
			p("Câu 1. một") + p("A. x") + p("B. ", "[yellow]y") + p("Câu 2. hai") + p("[red]A. x") + p("[black]B. y") +
				p("Câu 3. ba") + p("A. x") + p("B. ", "[strong]y") + p("Câu 4. bốn") + p("A. x") + styled("Dam", "B. y"),
			lines("1 một", "- x", "+ y", "4 hai", "+ x", "- y", "7 ba", "- x", "+ y", "10 bốn", "- x", "+ y"),
		},
		{
			"two looks for two options are unclear",
			p("Câu 1. một") + p("A. ", "[red]x") + p("B. ", "[b]y") + p("C. z"),
			"! 1 look-unclear\n",
		},
		{
			"all in bold says nothing; a written answer goes before looks and says so",
			p("Câu 1. một") + p("[b]A. x") + p("[b]B. y") + p("Câu 2. hai") + p("A. ", "[b]x") + p("B. y") + p("Đáp án: B"),
			lines("4 hai", "- x", "+ y", "! 1 no-answer", "? 7 answer-look"),
		},
		{
			"numbers and letters that Word puts before the paragraphs",
			item("1", "0", "một") + item("1", "1", "x") + item("1", "1", "y") + p("Đáp án: B") + item("1", "0", "hai") + item("1", "1", "x") + item("1", "1", "y") + p("Đáp án: A"),
			lines("1 một", "- x", "+ y", "5 hai", "+ x", "- y"),
		},
		{
			"a list that begins anew; one by style; dots are no letters",
			p("Câu 1. một") + item("4", "0", "ý") + item("2", "0", "x") + styled("Lua", "y") + p("Đáp án: B") +
				p("Câu 2. hai") + item("3", "0", "x") + item("3", "0", "y") + p("Đáp án: A"),
			lines("1 một / ý", "- x", "+ y", "6 hai", "+ x", "- y"),
		},
		{
			"options in the cells of a table",
			p("Câu 1. một") + `<w:tbl>` + row(p("A. x"), p("B. y")) + row(p("C. z"), p("D. w")) + `</w:tbl>` + p("Đáp án: D"),
			lines("1 một", "- x", "- y", "- z", "+ w"),
		},
		{
			"a table with headings is read by rows, and the text around it too",
			p("Câu 1. một") + p("A. x") + `<w:tbl>` + row(p("TT"), p("Câu hỏi"), p("A"), p("B"), p("Đáp án")) +
				row(p("1"), p("bảng"), p("x"), p("y"), p("B")) + row(p("2"), p("thiếu"), p("x"), p("y"), p("")) + `</w:tbl>` + p("Câu 2. hai") + p("A. x"),
			lines("1 một", "+ x", "8 bảng", "- x", "+ y", "18 hai", "+ x", "! 13 no-answer"),
		},
		{
			"a table of answers",
			p("1. một") + p("A. x") + p("B. y") + p("2. hai") + p("A. x") + p("B. y") + `<w:tbl>` + row(p("Câu"), p("1"), p("2")) +
				row(p("Đáp án"), p("B"), p("A")) + `</w:tbl>`,
			lines("1 một", "- x", "+ y", "4 hai", "+ x", "- y"),
		},
		{
			"lines within a paragraph, deleted and hidden text",
			`<w:p><w:r><w:t>Câu 1. một</w:t><w:br/><w:t>A. x</w:t><w:br/><w:t>*B. y</w:t></w:r>` +
				`<w:del><w:r><w:delText>C. z</w:delText></w:r></w:del><w:ins><w:r><w:t> thêm</w:t></w:r></w:ins></w:p>` + p("[hidden]C. w"),
			lines("1 một", "- x", "+ y thêm"),
		},
		{
			"pictures, boxes and formulas are named",
			`<w:p><w:r><w:t>Câu 1. một</w:t></w:r><w:r><w:drawing><w:x/></w:drawing></w:r></w:p>` + p("A. x") +
				`<w:p><w:r><w:t>Giải thích: vì</w:t></w:r><w:r><w:pict><w:txbxContent><w:p/></w:txbxContent></w:pict></w:r></w:p>`,
			lines("1 một", "+ x", "= vì", "? 1 dropped"),
		},
	} {
		t.Run(c.rule, func(t *testing.T) {
			read, form, err := Parse("de.docx", wordFile(t, c.body, someLists, someStyles))
			if diff := cmp.Diff(c.want, told(read, err)); diff != "" || form != Docx {
				t.Errorf("%s (-want +got):\n%s", form, diff)
			}
		})
	}
}

func TestNumerals(t *testing.T) {
	for _, c := range []struct {
		format string
		n      int
		want   string
	}{
		{"decimal", 12, "12"},
		{"upperLetter", 3, "C"},
		{"lowerLetter", 28, "bb"},
		{"upperRoman", 14, "XIV"},
		{"lowerRoman", 1999, "mcmxcix"},
		{"upperLetter", 0, "0"},
		{"upperRoman", 5000, "5000"},
	} {
		if got := numeral(c.format, c.n); got != c.want {
			t.Errorf("%s %d: %s, want %s", c.format, c.n, got, c.want)
		}
	}
}

// Equal questions make equal files; what is written is a page that a word processor opens.
func TestDocxWritten(t *testing.T) {
	questions := []quiz.Question{{Stem: "Ai?\nA. không", Options: []quiz.Option{{Text: "x"}, {Text: "y", Right: true}}, Difficulty: 1}}
	one, err := Write(Docx, questions)
	if err != nil {
		t.Fatal(err)
	}
	two, err := Write(Docx, questions)
	if err != nil || !bytes.Equal(one, two) {
		t.Errorf("two files of the same questions differ: %v", err)
	}
	z, err := zip.NewReader(bytes.NewReader(one), int64(len(one)))
	if err != nil {
		t.Fatal(err)
	}
	if z.File[0].Name != "[Content_Types].xml" {
		t.Errorf("the first part is %s", z.File[0].Name)
	}
	text := string(writeText(questions))
	if want := lines("Câu 1. Ai?", `\A. không`, "A. x", "B. y", "Đáp án: B", "Mức độ: Dễ"); text != want {
		t.Errorf("got:\n%swant:\n%s", text, want)
	}
}
