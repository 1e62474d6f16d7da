package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"camnang/corpus/calendar"
)

func sample() Document {
	return Document{
		Above: "Đảng ủy phường Hoàn Kiếm", Unit: "Ủy ban Kiểm tra", Number: "Số        -BC/UBKT", Place: "Hà Nội",
		Day: calendar.MustDay("2026-02-05"), Title: "Báo cáo", Subtitle: "kết quả thực hiện kế hoạch kiểm tra, giám sát\nquý I/2026",
		Blocks: []Block{
			Paragraph{Text: "1. Kết quả chung", Look: Heading},
			Paragraph{Text: "Có 12 việc phải thực hiện."},
			Paragraph{Text: "Chưa hoàn thành: 2 việc quá hạn.", Look: Item},
			Table{
				Caption: "Theo đơn vị", Head: []string{"Đơn vị", "Tổng số việc"},
				Rows: [][]string{{"Chi bộ <A> & B", "5"}, {"Chi bộ C"}, {"Tổng số", "12"}}, Total: true,
			},
			Paragraph{Text: "Số liệu do Trợ lý tổng hợp.", Look: Note},
		},
		Copies: []string{"Thường trực Đảng ủy;", "Lưu Văn phòng"}, Signers: []string{"T/M Ủy ban Kiểm tra\nChủ nhiệm\n\nNguyễn Văn A"},
	}
}

func mustDocx(t *testing.T, d Document) []byte {
	t.Helper()
	file, err := Docx(d)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// parts reads the file, each of its parts as XML too.
func parts(t *testing.T, file []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if z.File[0].Name != "[Content_Types].xml" {
		t.Errorf("the first part is %s", z.File[0].Name)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(bytes.NewReader(content)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
		out[f.Name] = string(content)
	}
	return out
}

// paragraph is one as a word processor reads it.
type paragraph struct {
	Style struct {
		Val string `xml:"val,attr"`
	} `xml:"pPr>pStyle"`
	Runs []struct {
		Text  []string   `xml:"t"`
		Break []struct{} `xml:"br"`
	} `xml:"r"`
}

func (p paragraph) text() string {
	var b strings.Builder
	for _, r := range p.Runs {
		b.WriteString(strings.Repeat("\n", len(r.Break)) + strings.Join(r.Text, ""))
	}
	return b.String()
}

// read returns the paragraphs of a paper in order as "Style: text", those in tables too.
func read(t *testing.T, file []byte) []string {
	t.Helper()
	var out []string
	d := xml.NewDecoder(strings.NewReader(parts(t, file)["word/document.xml"]))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "p" {
			var p paragraph
			if err := d.DecodeElement(&p, &start); err != nil {
				t.Fatal(err)
			}
			out = append(out, p.Style.Val+": "+p.text())
		}
	}
}

func TestAPaperReadsAsItWasMade(t *testing.T) {
	want := []string{
		"Above: ĐẢNG ỦY PHƯỜNG HOÀN KIẾM", "Organ: ỦY BAN KIỂM TRA", "Star: *", "Number: Số        -BC/UBKT",
		"Party: ĐẢNG CỘNG SẢN VIỆT NAM", "Rule: ", "PlaceDay: Hà Nội, ngày 05 tháng 02 năm 2026",
		"Title: BÁO CÁO", "Subtitle: kết quả thực hiện kế hoạch kiểm tra, giám sát\nquý I/2026", "Dashes: -----",
		"Heading1: 1. Kết quả chung", "BodyText: Có 12 việc phải thực hiện.", "Item: - Chưa hoàn thành: 2 việc quá hạn.",
		"Caption: Theo đơn vị", "TableHead: Đơn vị", "TableHead: Tổng số việc",
		"TableText: Chi bộ <A> & B", "TableNumber: 5", "TableText: Chi bộ C", "TableNumber: ", "TableTextTotal: Tổng số", "TableNumberTotal: 12",
		"Gap: ", "Note: Số liệu do Trợ lý tổng hợp.", "Gap: ",
		"CopiesHead: Nơi nhận:", "Copy: - Thường trực Đảng ủy,", "Copy: - Lưu Văn phòng.",
		"Signer: T/M ỦY BAN KIỂM TRA\nCHỦ NHIỆM", "SignerName: Nguyễn Văn A", "Gap: ",
	}
	if got := read(t, mustDocx(t, sample())); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestEqualDocumentsMakeEqualFiles(t *testing.T) {
	if !bytes.Equal(mustDocx(t, sample()), mustDocx(t, sample())) {
		t.Error("the same paper differs")
	}
}

// TestThePartsHoldTogether: what a word processor refuses to open is a part or a style that is spoken of and not there.
func TestThePartsHoldTogether(t *testing.T) {
	all := parts(t, mustDocx(t, sample()))
	for _, found := range regexp.MustCompile(`PartName="/([^"]+)"`).FindAllStringSubmatch(all["[Content_Types].xml"], -1) {
		if all[found[1]] == "" {
			t.Errorf("no part %s", found[1])
		}
	}
	for folder, links := range map[string]string{"": all["_rels/.rels"], "word/": all["word/_rels/document.xml.rels"]} {
		targets := regexp.MustCompile(`Target="([^"]+)"`).FindAllStringSubmatch(links, -1)
		if len(targets) == 0 {
			t.Errorf("no links in %q", folder)
		}
		for _, found := range targets {
			if all[folder+found[1]] == "" {
				t.Errorf("no part %s%s", folder, found[1])
			}
		}
	}
	used := regexp.MustCompile(`pStyle w:val="([^"]+)"`).FindAllStringSubmatch(all["word/document.xml"]+all["word/header1.xml"], -1)
	for _, found := range used {
		if strings.Count(all["word/styles.xml"], `w:styleId="`+found[1]+`"`) != 1 {
			t.Errorf("not one style %s", found[1])
		}
	}
}

// TestElementsStandInTheOrderOfTheSchema: Word calls a file damaged whose paragraph properties are out of order.
func TestElementsStandInTheOrderOfTheSchema(t *testing.T) {
	order := map[string][]string{
		"pPr":     {"pStyle", "keepNext", "pBdr", "spacing", "ind", "jc", "outlineLvl"},
		"rPr":     {"rFonts", "b", "bCs", "i", "iCs", "sz", "szCs", "u", "lang"},
		"tblPr":   {"tblW", "tblInd", "tblBorders", "tblLayout", "tblCellMar"},
		"tbl":     {"tblPr", "tblGrid", "tr"},
		"trPr":    {"cantSplit", "tblHeader"},
		"tr":      {"trPr", "tc"},
		"tcPr":    {"tcW", "vAlign"},
		"tc":      {"tcPr", "p"},
		"p":       {"pPr", "r"},
		"sectPr":  {"headerReference", "pgSz", "pgMar", "titlePg"},
		"style":   {"name", "basedOn", "uiPriority", "semiHidden", "unhideWhenUsed", "qFormat", "pPr", "rPr", "tblPr"},
		"styles":  {"docDefaults", "style"},
		"compat":  {"compatSetting"},
		"pBdr":    {"bottom"},
		"tblGrid": {"gridCol"},
	}
	for name, content := range parts(t, mustDocx(t, sample())) {
		type open struct {
			name string
			at   int
		}
		var stack []open
		for d := xml.NewDecoder(strings.NewReader(content)); ; {
			token, err := d.Token()
			if err != nil {
				break
			}
			switch x := token.(type) {
			case xml.StartElement:
				if len(stack) > 0 {
					parent := &stack[len(stack)-1]
					if allowed, ok := order[parent.name]; ok {
						at := slices.Index(allowed, x.Name.Local)
						if at < parent.at {
							t.Fatalf("%s: %s in %s is out of order", name, x.Name.Local, parent.name)
						}
						parent.at = at
					}
				}
				stack = append(stack, open{x.Name.Local, 0})
			case xml.EndElement:
				stack = stack[:len(stack)-1]
			}
		}
	}
}

func TestThePageIsA4WithItsMargins(t *testing.T) {
	all := parts(t, mustDocx(t, sample()))
	// Twips are 1/1440 inch: 210 mm are 11906, 20 mm 1134, 30 mm 1701, 15 mm 850, 10 mm 567.
	for _, want := range []string{
		`<w:pgSz w:w="11906" w:h="16838"/>`,
		`<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/>`,
		`<w:titlePg/>`, `<w:tblHeader/>`, `<w:insideV w:val="single"`,
	} {
		if !strings.Contains(all["word/document.xml"], want) {
			t.Errorf("no %s", want)
		}
	}
	if !strings.Contains(all["word/header1.xml"], " PAGE ") || !strings.Contains(all["word/styles.xml"], `w:ascii="Times New Roman"`) {
		t.Error("no page number or another font")
	}
}

// widthsOf returns the widths of the columns of each table of a file.
func widthsOf(t *testing.T, file []byte) [][]float64 {
	t.Helper()
	var out [][]float64
	document := parts(t, file)["word/document.xml"]
	for _, grid := range regexp.MustCompile(`<w:tblGrid>(.*?)</w:tblGrid>`).FindAllStringSubmatch(document, -1) {
		var widths []float64
		for _, w := range regexp.MustCompile(`w:w="(\d+)"`).FindAllStringSubmatch(grid[1], -1) {
			n, err := strconv.Atoi(w[1])
			if err != nil {
				t.Fatal(err)
			}
			widths = append(widths, float64(n)/1440*25.4)
		}
		out = append(out, widths)
	}
	return out
}

func TestATableIsAsWideAsTheText(t *testing.T) {
	long := strings.Repeat("Thông báo kết luận ", 20)
	for name, table := range map[string]Table{
		"set":            {Head: []string{"a", "b"}, Widths: []float64{1, 3}},
		"by content":     {Head: []string{"Mã", "Việc"}, Rows: [][]string{{"KH-0127", long}}},
		"empty":          {Head: []string{"", ""}, Rows: [][]string{nil, {}}},
		"a word no line": {Head: []string{"a", "b"}, Rows: [][]string{{strings.Repeat("W", 500), strings.Repeat("W", 500)}}},
		"many columns":   {Head: strings.Split(strings.Repeat("Kiểm tra ", 20), " ")},
		"one column":     {Head: []string{"Mã"}},
	} {
		file := mustDocx(t, Document{Unit: "A", Title: "B", Blocks: []Block{table}})
		all := widthsOf(t, file)
		widths := all[len(all)-1]
		sum := 0.0
		for _, w := range widths {
			if sum += w; w < 1 {
				t.Errorf("%s: a column of %.1f mm", name, w)
			}
		}
		if len(widths) != len(table.Head) || math.Abs(sum-165) > 0.5 {
			t.Errorf("%s: %d columns of together %.1f mm, want 165", name, len(widths), sum)
		}
		if name == "set" && math.Abs(widths[1]-3*widths[0]) > 0.1 {
			t.Errorf("set as 1 to 3: %v", widths)
		}
		// Of "KH-0127" two are capitals: 5×2.3 + 2×3.3 mm.
		if name == "by content" && (widths[0] < 18.1 || widths[1] < 2*widths[0]) {
			t.Errorf("by content: %v", widths)
		}
	}
}

func TestWhatIsLeftOutLeavesNoTrace(t *testing.T) {
	got := read(t, mustDocx(t, Document{Unit: "Chi bộ 1", Title: "Kế hoạch"}))
	want := []string{
		"Organ: CHI BỘ 1", "Star: *", "Party: ĐẢNG CỘNG SẢN VIỆT NAM", "Rule: ",
		"PlaceDay: Ngày      tháng      năm        ", "Title: KẾ HOẠCH", "Dashes: -----", "Gap: ",
	}
	// Blanks at the end of a line are not printed.
	want[4] = strings.TrimRight(want[4], " ")
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestSignersStandBesideEachOther(t *testing.T) {
	for name, row := range map[string]struct {
		copies, signers []string
		want            []float64
	}{
		"one alone stands on the right":     {nil, []string{"A"}, []float64{82.5, 82.5}},
		"two share the width":               {nil, []string{"A", "B"}, []float64{82.5, 82.5}},
		"two beside those who receive it":   {[]string{"C"}, []string{"A", "B"}, []float64{82.5, 41.25, 41.25}},
		"those who receive it, nobody else": {[]string{"C"}, nil, []float64{82.5}},
	} {
		all := widthsOf(t, mustDocx(t, Document{Unit: "U", Title: "T", Copies: row.copies, Signers: row.signers}))
		if got := all[len(all)-1]; !slices.EqualFunc(got, row.want, func(a, b float64) bool { return math.Abs(a-b) < 0.1 }) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAPaperThatCannotBeMadeIsRefused(t *testing.T) {
	secret := "Nguyễn Văn A"
	for name, change := range map[string]func(*Document){
		"no unit":            func(d *Document) { d.Unit = " \n" },
		"no title":           func(d *Document) { d.Title = "\x01" },
		"no columns":         func(d *Document) { d.Blocks = []Block{Table{Rows: [][]string{{secret}}}} },
		"more cells":         func(d *Document) { d.Blocks = []Block{Table{Head: []string{"a"}, Rows: [][]string{{"b", secret}}}} },
		"a width missing":    func(d *Document) { d.Blocks = []Block{Table{Head: []string{"a", secret}, Widths: []float64{1}}} },
		"a width below zero": func(d *Document) { d.Blocks = []Block{Table{Head: []string{"a"}, Widths: []float64{-1}}} },
		"no number":          func(d *Document) { d.Blocks = []Block{Table{Head: []string{"a"}, Widths: []float64{math.NaN()}}} },
		"no such look":       func(d *Document) { d.Blocks = []Block{Paragraph{Text: secret, Look: "bold"}} },
	} {
		d := sample()
		change(&d)
		if _, err := Docx(d); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzDocx: whatever the texts, the file is one that can be read.
func FuzzDocx(f *testing.F) {
	f.Add("Báo cáo", "a\x00b\uFFFE]]>&<w:p/>", "e\u0302\u0301 \xff\n\n\t\u2028")
	f.Add("", "", "\U0010FFFF\u200b")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		d := Document{
			Above: c, Unit: "U" + a, Number: b, Place: a, Title: "T" + b, Subtitle: c, Copies: []string{a}, Signers: []string{b, c},
			Blocks: []Block{Paragraph{Text: a}, Table{Caption: b, Head: []string{a, b}, Rows: [][]string{{c, a}}}},
		}
		got := read(t, mustDocx(t, d))
		if !slices.Contains(got, "BodyText: "+strings.ReplaceAll(clean(a), "\t", "")) {
			t.Errorf("%q is not there: %q", a, got)
		}
	})
}
