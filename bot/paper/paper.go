// Package paper makes papers to sign: A4 documents (docx) in the layout of the Party's administrative papers. It decides
// how a paper looks; what stands in it, and that nothing stands in it that may not, it leaves to its caller.
package paper

import (
	"errors"
	"fmt"
	"strings"

	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// Document is one paper. Texts are printed as they are given, composed (NFC), without what cannot be printed; a line
// end in one breaks the line.
type Document struct {
	// Above is the organ above the one that issues the paper, "" for none; Unit is the one that issues it. Both are
	// printed in capitals, on the left of the head.
	Above, Unit string
	// Number is the number and sign, "Số 12-BC/UBKT"; "" leaves the line out.
	Number string
	// Place and Day stand under the name of the Party. A zero Day leaves room to write one.
	Place string
	Day   calendar.Day
	// Title is the kind of the paper ("Báo cáo"), printed in capitals; Subtitle is what it is about, "" for none.
	Title, Subtitle string
	Blocks          []Block
	// Copies are those who receive the paper (Nơi nhận); none leaves that part out.
	Copies []string
	// Signers are in what capacity somebody signs, from left to right, one line or several: "T/M ỦY BAN KIỂM TRA\nCHỦ
	// NHIỆM". What follows an empty line is the name, printed under the room for the signature.
	Signers []string
}

// Block is a Paragraph, a Table, Results or Attendance.
type Block interface{ in(*body) error }

// Look is how a paragraph looks.
type Look string

// The looks. Body is the zero value. An Item is one of a list, a Note an italic remark in smaller letters.
const (
	Body    Look = ""
	Heading Look = "heading"
	Item    Look = "item"
	Note    Look = "note"
)

// Paragraph is a text.
type Paragraph struct {
	Text string
	Look Look
}

// Table is rows under a heading that is repeated on each page. A row is not parted between pages.
type Table struct {
	// Caption stands over the table; "" for none.
	Caption string
	Head    []string
	// Rows have a cell for each of the heading; missing ones are empty. A column whose cells are all empty or
	// numbers, days and "18/24" among them, is centred.
	Rows [][]string
	// Widths are those of the columns in proportion to each other, in mm when they make up TextWidth; none: by what is
	// in the columns.
	Widths []float64
	// Total is true when the last row is a sum, which is printed in bold.
	Total bool
}

// A page is A4 upright. The margins in mm are the least that Decree 30/2020/NĐ-CP gives for administrative papers; the
// page number stands 10 mm from the upper edge. TextWidth is what lies between the margins.
const (
	pageWidth, pageHeight   = 210.0, 297.0
	topMargin, bottomMargin = 20.0, 20.0
	leftMargin, rightMargin = 30.0, 15.0
	numberMargin            = 10.0
	TextWidth               = pageWidth - leftMargin - rightMargin
)

// The head has the organ on the left and the Party on the right. partyWidth is how wide the name of the Party is in
// bold letters of 15 pt of Times New Roman, by the widths of that font: the line under it is as long as the name.
const (
	headLeft, headRight = 75.0, 90.0
	partyWidth          = 73.0
)

const party = "ĐẢNG CỘNG SẢN VIỆT NAM"

// Docx returns the paper as a file for a word processor. Equal documents make equal files. The error names what is
// missing or does not fit by its place, never by what is in it: no unit, no title, a table without columns, a row with
// more cells than the heading, widths that are not one a column.
func Docx(d Document) ([]byte, error) {
	if clean(d.Unit) == "" || clean(d.Title) == "" {
		return nil, errors.New("make a paper: its unit or its title is missing")
	}
	b := &body{}
	b.head(d)
	b.title(d)
	for i, block := range d.Blocks {
		if err := block.in(b); err != nil {
			return nil, fmt.Errorf("make a paper: block %d: %w", i+1, err)
		}
	}
	b.foot(d)
	return pack(d, b.String())
}

// head writes the organ on the left, the Party with place and day on the right.
func (b *body) head(d Document) {
	left := &body{}
	if clean(d.Above) != "" {
		left.paragraph("Above", strings.ToUpper(clean(d.Above)))
	}
	left.paragraph("Organ", strings.ToUpper(clean(d.Unit)))
	left.paragraph("Star", "*")
	if clean(d.Number) != "" {
		left.paragraph("Number", d.Number)
	}
	right := &body{}
	right.paragraph("Party", party)
	right.paragraph("Rule", "")
	right.paragraph("PlaceDay", placeDay(d.Place, d.Day))
	b.columns([]float64{headLeft, headRight}, left.String(), right.String())
}

// placeDay is the line of place and day: days under 10 and the first two months have a leading zero, as papers have.
func placeDay(place string, d calendar.Day) string {
	day := "ngày      tháng      năm        "
	if !d.IsZero() {
		month := fmt.Sprint(d.Month())
		if d.Month() < 3 {
			month = "0" + month
		}
		day = fmt.Sprintf("ngày %02d tháng %s năm %d", d.DayOfMonth(), month, d.Year())
	}
	if place = clean(place); place != "" {
		return place + ", " + day
	}
	return "N" + strings.TrimPrefix(day, "n")
}

func (b *body) title(d Document) {
	b.paragraph("Title", strings.ToUpper(clean(d.Title)))
	if clean(d.Subtitle) != "" {
		b.paragraph("Subtitle", d.Subtitle)
	}
	b.paragraph("Dashes", "-----")
}

var lookStyles = map[Look]string{Body: "BodyText", Heading: "Heading1", Item: "Item", Note: "Note"}

func (p Paragraph) in(b *body) error {
	style, ok := lookStyles[p.Look]
	if !ok {
		return fmt.Errorf("no look %q", p.Look)
	}
	text := clean(p.Text)
	if p.Look == Item {
		text = "- " + text
	}
	b.paragraph(style, text)
	return nil
}

// foot writes those who receive the paper on the left and those who sign on their right; one who signs alone stands in
// the right half.
func (b *body) foot(d Document) {
	if len(d.Copies) == 0 && len(d.Signers) == 0 {
		return
	}
	left := &body{}
	if len(d.Copies) > 0 {
		left.paragraph("CopiesHead", "Nơi nhận:")
		for i, c := range d.Copies {
			end := ","
			if i == len(d.Copies)-1 {
				end = "."
			}
			left.paragraph("Copy", "- "+strings.TrimRight(clean(c), ",.;")+end)
		}
	}
	var cells []string
	var widths []float64
	share := TextWidth
	if len(d.Copies) > 0 || len(d.Signers) == 1 {
		share = TextWidth / 2
		if left.Len() == 0 {
			left.paragraph("Copy", "")
		}
		cells, widths = append(cells, left.String()), append(widths, share)
	}
	for _, s := range d.Signers {
		capacity, name, _ := strings.Cut(s, "\n\n")
		cell := &body{}
		cell.paragraph("Signer", strings.ToUpper(clean(capacity)))
		cell.paragraph("SignerName", name)
		cells, widths = append(cells, cell.String()), append(widths, share/float64(len(d.Signers)))
	}
	b.paragraph("Gap", "")
	b.columns(widths, cells...)
}

// clean is a text that a paper can hold: composed, without control characters other than line ends and tabs, and
// without blanks around it.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0xfffe || r == 0xffff:
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return strings.TrimSpace(viet.NFC(text))
}
