package paper

import (
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode"
)

// body is the content of a part of a paper in the making, in the language of word processors (ECMA-376, part 1,
// chapter 17), whose schema fixes the order of the elements.
type body struct{ strings.Builder }

// twips are the lengths of that language, 1/20 pt.
func twips(mm float64) int { return int(math.Round(mm / 25.4 * 1440)) }

func (b *body) add(format string, args ...any) { fmt.Fprintf(b, format, args...) }

// paragraph writes a text in a style of styles.go.
func (b *body) paragraph(style, text string) {
	b.add(`<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>`, style)
	for i, line := range strings.Split(clean(text), "\n") {
		if line == "" && i == 0 {
			continue
		}
		b.WriteString(`<w:r>`)
		if i > 0 {
			b.WriteString(`<w:br/>`)
		}
		for j, piece := range strings.Split(line, "\t") {
			if j > 0 {
				b.WriteString(`<w:tab/>`)
			}
			b.add(`<w:t xml:space="preserve">%s</w:t>`, escaped(piece))
		}
		b.WriteString(`</w:r>`)
	}
	b.WriteString(`</w:p>`)
}

// escaped is a text without line ends as XML.
func escaped(text string) string {
	var out strings.Builder
	// A Builder takes every write.
	_ = xml.EscapeText(&out, []byte(text))
	return out.String()
}

// columns writes cells beside each other without lines between them, each made of paragraphs.
func (b *body) columns(widths []float64, cells ...string) {
	b.table(widths, "", 0)
	b.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	for i, c := range cells {
		b.cell(widths[i], "top", c)
	}
	b.WriteString(`</w:tr></w:tbl>`)
}

// table begins a table; its columns are as wide as they are set, whatever is in them. padding is on the left and the
// right of each cell, in mm.
func (b *body) table(widths []float64, borders string, padding float64) {
	total := 0
	for _, w := range widths {
		total += twips(w)
	}
	b.add(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/>%s<w:tblLayout w:type="fixed"/>`, total, borders)
	b.add(`<w:tblCellMar><w:left w:w="%[1]d" w:type="dxa"/><w:right w:w="%[1]d" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`,
		twips(padding))
	for _, w := range widths {
		b.add(`<w:gridCol w:w="%d"/>`, twips(w))
	}
	b.WriteString(`</w:tblGrid>`)
}

func (b *body) cell(width float64, place, content string) {
	b.add(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="%s"/></w:tcPr>%s</w:tc>`, twips(width), place, content)
}

// cellPadding is what is left free on both sides of a cell of a table with lines, in mm.
const cellPadding = 1.5

// lines are thin ones around every cell.
const lines = `<w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="auto"/>` +
	`<w:left w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/>` +
	`<w:right w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="auto"/>` +
	`<w:insideV w:val="single" w:sz="4" w:space="0" w:color="auto"/></w:tblBorders>`

func (t Table) in(b *body) error {
	if len(t.Head) == 0 {
		return errors.New("a table without columns")
	}
	if len(t.Widths) != 0 && len(t.Widths) != len(t.Head) {
		return fmt.Errorf("%d widths for %d columns", len(t.Widths), len(t.Head))
	}
	for i, row := range t.Rows {
		if len(row) > len(t.Head) {
			return fmt.Errorf("row %d has %d cells for %d columns", i+1, len(row), len(t.Head))
		}
	}
	for i, w := range t.Widths {
		if !(w > 0) || math.IsInf(w, 0) {
			return fmt.Errorf("width %d is not above zero", i+1)
		}
	}
	if clean(t.Caption) != "" {
		b.paragraph("Caption", t.Caption)
	}
	widths := t.widths()
	b.table(widths, lines, cellPadding)
	b.WriteString(`<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	for i, h := range t.Head {
		b.cellOf(widths[i], "center", "TableHead", h)
	}
	b.WriteString(`</w:tr>`)
	styles := make([]string, len(t.Head))
	for i := range t.Head {
		styles[i] = "TableText"
		if t.numbers(i) {
			styles[i] = "TableNumber"
		}
	}
	for i, row := range t.Rows {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for j := range t.Head {
			text, style := "", styles[j]
			if j < len(row) {
				text = row[j]
			}
			if t.Total && i == len(t.Rows)-1 {
				style += "Total"
			}
			b.cellOf(widths[j], "top", style, text)
		}
		b.WriteString(`</w:tr>`)
	}
	// Two tables without a paragraph between them would be one.
	b.WriteString(`</w:tbl>`)
	b.paragraph("Gap", "")
	return nil
}

func (b *body) cellOf(width float64, place, style, text string) {
	content := &body{}
	content.paragraph(style, text)
	b.cell(width, place, content.String())
}

// numbers reports whether a column holds numbers, or nothing.
func (t Table) numbers(column int) bool {
	found := false
	for _, row := range t.Rows {
		if column >= len(row) {
			continue
		}
		text := clean(row[column])
		if strings.Trim(text, "0123456789.,/%-–") != "" {
			return false
		}
		found = found || text != ""
	}
	return found
}

// How wide a column is that is set by its content: a letter of 13 pt of Times New Roman is some 2.3 mm wide, a capital
// 3.3 mm. No column is narrower than its longest word unless that is longer than wordMost, in mm; above textMost a text
// does not make it wider.
const (
	letterWidth, capitalWidth = 2.3, 3.3
	wordMost, textMost        = 70.0, 140.0
)

// wide is some more than how wide a text on one line is, in mm.
func wide(text string) float64 {
	width := 0.0
	for _, r := range text {
		if unicode.IsUpper(r) {
			width += capitalWidth
		} else {
			width += letterWidth
		}
	}
	return width
}

// widths are those of the columns in mm, together TextWidth.
func (t Table) widths() []float64 {
	widths := t.Widths
	if len(widths) == 0 {
		return t.fitted()
	}
	total := 0.0
	for _, w := range widths {
		total += w
	}
	out := make([]float64, len(widths))
	for i, w := range widths {
		out[i] = w / total * TextWidth
	}
	return out
}

// fitted gives each column room for its longest word, and shares what is left by how long the texts under the heading
// are.
func (t Table) fitted() []float64 {
	least, extra := make([]float64, len(t.Head)), make([]float64, len(t.Head))
	for _, row := range append([][]string{t.Head}, t.Rows...) {
		for i, c := range row {
			for word := range strings.FieldsSeq(c) {
				least[i] = max(least[i], min(wide(word), wordMost))
			}
		}
	}
	for _, row := range t.Rows {
		for i, c := range row {
			extra[i] = max(extra[i], min(wide(c), textMost)-least[i])
		}
	}
	sumLeast, sumExtra := 0.0, 0.0
	for i := range least {
		least[i] += 2*cellPadding + letterWidth
		sumLeast += least[i]
		sumExtra += extra[i]
	}
	for i := range least {
		switch {
		case sumLeast >= TextWidth || sumExtra == 0:
			least[i] *= TextWidth / sumLeast
		default:
			least[i] += extra[i] / sumExtra * (TextWidth - sumLeast)
		}
	}
	return least
}
