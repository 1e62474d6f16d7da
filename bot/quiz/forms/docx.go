package forms

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"camnang/bot/sheet"
)

// ParseDocx reads a Word file: its paragraphs as ParseText reads lines, with the numbers and letters that Word itself puts
// before them. Where no answer is written, the option is right whose letters look unlike the others': bold, highlighted,
// coloured or underlined. A table whose heading is that of Template is read as ParseTable does; the paragraphs in the
// cells of another one are read one after the other. Deleted and hidden text is left out; pictures, formulas and boxes are named.
func ParseDocx(content []byte) (Read, error) {
	if len(content) > sizeLimit {
		return Read{}, failed("file-too-large", nil)
	}
	if bytes.HasPrefix(content, oleBegins) {
		if bytes.Contains(content, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")) {
			return Read{}, failed("docx-protected", nil)
		}
		return Read{}, failed("docx-old", nil)
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return Read{}, failed("file-damaged", err)
	}
	parts := map[string][]byte{}
	left := int64(sizeLimit)
	for _, f := range z.File {
		m := wordPart.FindStringSubmatch(f.Name)
		if m == nil || parts[m[1]] != nil {
			continue
		}
		part, err := unzip(f, &left)
		if err != nil {
			return Read{}, err
		}
		parts[m[1]] = part
	}
	if parts["document"] == nil {
		return Read{}, failed("file-unknown", nil)
	}
	d := &docxReader{styles: readStyles(parts["styles"])}
	d.numbering = readNumbering(parts["numbering"])
	if err := d.read(parts["document"]); err != nil {
		return Read{}, failed("file-damaged", err)
	}
	t := &textReader{reader: d.reader}
	t.read(d.lines)
	// Questions of tables were taken before those of the text around them.
	slices.SortStableFunc(t.Items, func(a, b Item) int { return cmp.Compare(a.Line, b.Line) })
	return t.whole()
}

// wordPart are the parts that are read; Word on the web numbers them.
var wordPart = regexp.MustCompile(`^word/(document|styles|numbering)\d*\.xml$`)

func unzip(f *zip.File, left *int64) (content []byte, err error) {
	in, err := f.Open()
	if err != nil {
		return nil, failed("file-damaged", err)
	}
	defer func() {
		if closed := in.Close(); closed != nil && err == nil {
			content, err = nil, failed("file-damaged", closed)
		}
	}()
	content, err = io.ReadAll(io.LimitReader(in, *left+1))
	if err != nil {
		return nil, failed("file-damaged", err)
	}
	if *left -= int64(len(content)); *left < 0 {
		return nil, failed("file-too-large", nil)
	}
	return content, nil
}

// docxReader makes lines of a Word file.
type docxReader struct {
	reader
	styles    map[string]wordStyle
	numbering *numbering
	lines     []line
	paragraph int
	// table is the outermost one that is being read, nil outside; depth counts those around a place.
	table *wordTable
	depth int
}

// wordTable is a table while it is read: the texts of its cells by rows, and the lines of all cells. A table within a cell
// is text of the cell.
type wordTable struct {
	numbers []int
	cells   [][]*strings.Builder
	lines   []line
}

// put adds lines to the text, or to the table that is being read.
func (d *docxReader) put(lines ...line) {
	t := d.table
	if t == nil {
		d.lines = append(d.lines, lines...)
		return
	}
	t.lines = append(t.lines, lines...)
	if n := len(t.cells); n > 0 && len(t.cells[n-1]) > 0 {
		cell := t.cells[n-1][len(t.cells[n-1])-1]
		for _, l := range lines {
			cell.WriteString(l.text + "\n")
		}
	}
}

// open reads the begin of a table, a row or a cell.
func (d *docxReader) open(name string) {
	switch t := d.table; {
	case name == "tbl":
		if d.depth++; d.depth == 1 {
			d.table = &wordTable{}
		}
	case t == nil || d.depth > 1:
	case name == "tr":
		t.numbers, t.cells = append(t.numbers, d.paragraph+1), append(t.cells, nil)
	case name == "tc" && len(t.cells) > 0:
		last := len(t.cells) - 1
		t.cells[last] = append(t.cells[last], &strings.Builder{})
	}
}

// read goes through the text. Elements are known by their local names: two namespaces are in use.
func (d *docxReader) read(part []byte) error {
	x := xml.NewDecoder(bytes.NewReader(part))
	for depth := 0; ; {
		token, err := x.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth++; depth > 1000 {
				return errors.New("elements within elements without end")
			}
			switch token.Name.Local {
			case "p":
				if err := d.readParagraph(x); err != nil {
					return err
				}
				depth--
			case "tbl", "tr", "tc":
				d.open(token.Name.Local)
			case "del", "moveFrom", "Fallback", "sectPr", "tblPr", "trPr", "tcPr":
				if err := x.Skip(); err != nil {
					return err
				}
				depth--
			}
		case xml.EndElement:
			depth--
			if token.Name.Local == "tbl" {
				d.endTable()
			}
		}
	}
}

// endTable reads a table that is whole.
func (d *docxReader) endTable() {
	if d.depth--; d.depth > 0 || d.table == nil {
		return
	}
	t := d.table
	d.table = nil
	rows := make([]sheet.Row, len(t.cells))
	for i, cells := range t.cells {
		rows[i].Number = t.numbers[i]
		for _, c := range cells {
			rows[i].Cells = append(rows[i].Cells, c.String())
		}
	}
	if d.rows(rows) {
		return
	}
	if pairs := keyTable(rows); len(pairs) > 0 {
		d.put(pairs...)
		return
	}
	d.put(t.lines...)
}

var (
	onlyNumber  = regexp.MustCompile(`^(?:[Cc][âa]u\s*)?(\d{1,4})\.?$`)
	onlyLetters = regexp.MustCompile(`^[A-L](?:\s*,?\s*[A-L])*$`)
)

// keyTable reads a table of answers: numbers in a row or a column, letters under or beside them. It gives lines as a list
// of answers has them, none when the table is another one.
func keyTable(rows []sheet.Row) []line {
	var out []line
	pairs := 0
	add := func(number int, n, letters string) {
		out = append(out, line{number: number, text: n + ". " + strings.NewReplacer(",", "", " ", "").Replace(letters)})
		pairs++
	}
	cell := func(r sheet.Row, i int) string { return oneLine(r.Cell(i)) }
	for i, row := range rows {
		for j := range row.Cells {
			m := onlyNumber.FindStringSubmatch(cell(row, j))
			switch {
			case m == nil:
			case i+1 < len(rows) && onlyLetters.MatchString(cell(rows[i+1], j)):
				add(row.Number, m[1], cell(rows[i+1], j))
			case onlyLetters.MatchString(cell(row, j+1)):
				add(row.Number, m[1], cell(row, j+1))
			}
		}
	}
	if pairs < 2 {
		return nil
	}
	return append([]line{{number: out[0].number, text: "Bảng đáp án"}}, out...)
}

// run are the properties of letters, of which those that are nil are not said.
type run struct {
	bold, underlined, highlighted, coloured, hidden *bool
}

func (r run) over(below run) run {
	for _, p := range []struct{ to, from **bool }{
		{&r.bold, &below.bold},
		{&r.underlined, &below.underlined},
		{&r.highlighted, &below.highlighted},
		{&r.coloured, &below.coloured},
		{&r.hidden, &below.hidden},
	} {
		if *p.to == nil {
			*p.to = *p.from
		}
	}
	return r
}

func (r run) look() look {
	var out look
	for _, p := range []struct {
		on *bool
		l  look
	}{{r.bold, bold}, {r.underlined, underlined}, {r.highlighted, highlighted}, {r.coloured, coloured}} {
		if p.on != nil && *p.on {
			out |= p.l
		}
	}
	return out
}

// property reads one element of the properties of letters.
func (r *run) property(e xml.StartElement) {
	value := attribute(e, "val")
	on := value != "0" && value != "false" && value != "none" && value != "off"
	switch e.Name.Local {
	case "b":
		r.bold = &on
	case "u":
		r.underlined = &on
	case "highlight":
		r.highlighted = &on
	case "shd":
		fill := strings.ToLower(attribute(e, "fill"))
		filled := fill != "" && fill != "auto" && fill != "ffffff"
		r.highlighted = &filled
	case "color":
		c := strings.ToLower(value) != "auto" && !dark(value)
		r.coloured = &c
	case "vanish":
		r.hidden = &on
	}
}

// dark reports whether a colour is that of ordinary text: black, or nearly.
func dark(hex string) bool {
	n, err := strconv.ParseUint(hex, 16, 32)
	return err != nil || n>>16 < 0x30 && n>>8&0xff < 0x30 && n&0xff < 0x30
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// wordStyle is what a style says, with what it is based on.
type wordStyle struct {
	run
	list *listPlace
}

// listPlace is the list and the level that a paragraph is in; the list "0" is none.
type listPlace struct {
	list  string
	level int
}

func (p *listPlace) key() string { return fmt.Sprintf("%s/%d", p.list, p.level) }
