// Package slip prints slips of paper by which officers join: a name, a QR code to scan, a code to type. It
// decides how a sheet looks; who gets a slip, and what the code is, it leaves to its caller.
package slip

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
)

// The fonts are those of font/README.md.
var (
	//go:embed font/NotoSans-Regular.ttf
	regularFont []byte
	//go:embed font/NotoSans-Bold.ttf
	boldFont []byte
	//go:embed font/NotoSansMono-Bold.ttf
	monoFont []byte
)

// Slip is what one officer needs to join.
type Slip struct {
	// Name and Unit are printed as they are, shortened only when they do not fit in the smallest letters; letters
	// that the fonts lack become question marks.
	Name, Unit string
	// Link is the deep link, https://t.me/BOT?start=…; it is in the QR code.
	Link string
	// Code is printed to be typed.
	Code string
	// Until is when the code ends, in the zone of those who read it.
	Until time.Time
}

// A page is A4 upright: columns by rows of slips between margins that any printer keeps. Lengths are in mm.
const (
	pageWidth, pageHeight     = 210.0, 297.0
	columns, rows             = 2, 4
	sideMargin                = 8.0
	topMargin, bottomMargin   = 12.0, 10.0
	slipWidth                 = (pageWidth - 2*sideMargin) / columns
	slipHeight                = (pageHeight - topMargin - bottomMargin) / rows
	padding                   = 3.5
	textWidth                 = slipWidth - 2*padding
	columnGap                 = 2.0
	headSize, footSize        = 10.0, 8.0
	millimetres               = 25.4 / 72 // of a point
	baseline                  = 0.78      // of the height of a line, from its top
	nameLeading, bodyLeading  = 1.2, 1.25 // of the size of the letters
	grey, black               = 150, 0
	cutWidth, cutDash, cutGap = 0.15, 1.2, 1.2
)

// sizes of letters, in points, largest first: the first at which a text fits is used.
var (
	nameSizes = []float64{14, 13, 12, 11, 10, 9}
	unitSizes = []float64{9.5, 8.5, 7.5}
	codeSizes = []float64{22, 20, 18, 16, 14, 12, 10, 8, 6}
	howSizes  = []float64{8.5, 8, 7.5, 7, 6.5, 6}
)

// howTo is given the bot, the code and when that ends.
const howTo = "Mở Telegram, quét mã này hoặc gửi cho @%s dòng: /start\u00a0%s. " +
	"Mã dùng một lần, hết hạn lúc %s. Không chuyển cho người khác."

// made stands in the file as the day it was made, so that equal slips make equal pages.
var made = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// Sheet returns a PDF with the slips in their order, eight to a page, the title on each. Equal arguments give equal
// pages. The error names the slip by its place, never by what is on it: no slips, one without a name or a code,
// one whose link is not that of a bot or is too long for a QR code.
func Sheet(title string, slips []Slip) ([]byte, error) {
	if len(slips) == 0 {
		return nil, errors.New("print slips: there are none")
	}
	s := newSheet(title)
	pages := (len(slips) + columns*rows - 1) / (columns * rows)
	for i, one := range slips {
		place := i % (columns * rows)
		if place == 0 {
			s.page(title, i/(columns*rows)+1, pages, min(columns*rows, len(slips)-i))
		}
		x := sideMargin + float64(place%columns)*slipWidth
		y := topMargin + float64(place/columns)*slipHeight
		if err := s.slip(x, y, one); err != nil {
			return nil, fmt.Errorf("print slip %d: %w", i+1, err)
		}
	}
	var out bytes.Buffer
	if err := s.pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("print slips: %w", err)
	}
	return out.Bytes(), nil
}

// sheet is a PDF in the making.
type sheet struct{ pdf *fpdf.Fpdf }

func newSheet(title string) *sheet {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(made)
	pdf.SetModificationDate(made)
	pdf.SetTitle(clean(title), true)
	pdf.SetLang("vi")
	pdf.AddUTF8FontFromBytes("sans", "", regularFont)
	pdf.AddUTF8FontFromBytes("sans", "B", boldFont)
	pdf.AddUTF8FontFromBytes("mono", "B", monoFont)
	return &sheet{pdf}
}

// page begins a page for so many slips, with its title, its number and the lines to cut along.
func (s *sheet) page(title string, number, of, slips int) {
	s.pdf.AddPage()
	s.pdf.SetTextColor(black, black, black)
	head := s.fit("sans", "B", clean(title), pageWidth-2*sideMargin, 1, []float64{headSize})
	s.lines(sideMargin, topMargin-2-headSize*millimetres*nameLeading, head, nameLeading)
	foot := s.fit("sans", "", fmt.Sprintf("Trang %d/%d", number, of), pageWidth, 1, []float64{footSize})
	s.lines(pageWidth-sideMargin-s.pdf.GetStringWidth(foot.lines[0]), pageHeight-bottomMargin+2, foot, nameLeading)

	s.pdf.SetDrawColor(grey, grey, grey)
	s.pdf.SetLineWidth(cutWidth)
	s.pdf.SetDashPattern([]float64{cutDash, cutGap}, 0)
	used := (slips + columns - 1) / columns
	for row := range used + 1 {
		y := topMargin + float64(row)*slipHeight
		s.pdf.Line(sideMargin, y, pageWidth-sideMargin, y)
	}
	for column := range columns + 1 {
		x := sideMargin + float64(column)*slipWidth
		s.pdf.Line(x, topMargin, x, topMargin+float64(used)*slipHeight)
	}
	s.pdf.SetDashPattern(nil, 0)
}

// slip draws one slip with its upper left corner at x, y: the name and the unit over the whole width, below them
// the QR code on the left and on the right the code and how to use it.
func (s *sheet) slip(x, y float64, one Slip) error {
	name, unit, code := clean(one.Name), clean(one.Unit), clean(one.Code)
	if name == "" || code == "" || one.Until.IsZero() {
		return errors.New("the name, the code or its end is missing")
	}
	bot, err := botOf(one.Link)
	if err != nil {
		return err
	}
	m, err := encode(one.Link)
	if err != nil {
		return err
	}
	top := y + padding
	top = s.lines(x+padding, top, s.fit("sans", "B", name, textWidth, 2, nameSizes), nameLeading)
	s.lines(x+padding, top, s.fit("sans", "", unit, textWidth, 2, unitSizes), nameLeading)

	// The quiet zone reaches into the padding: that is white as well.
	side := m.width()
	below := y + slipHeight - side
	s.draw(m, x, below)
	left := x + max(side, padding) + columnGap
	width := x + slipWidth - padding - left
	top = below + m.quiet()
	top = s.lines(left, top, s.fit("mono", "B", code, width, 1, codeSizes), nameLeading) + 1
	how := fmt.Sprintf(howTo, bot, code, one.Until.Format("15:04 ngày 02/01/2006"))
	room := int((y + slipHeight - padding - top) / (howSizes[0] * millimetres * bodyLeading))
	s.lines(left, top, s.fit("sans", "", how, width, room, howSizes), bodyLeading)
	return s.pdf.Error()
}

// botOf returns the name of the bot that a deep link opens.
func botOf(link string) (string, error) {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" || u.Host != "t.me" || !u.Query().Has("start") {
		return "", errors.New("its link is not of the form https://t.me/BOT?start=…")
	}
	bot := strings.TrimPrefix(u.Path, "/")
	if bot == "" || strings.ContainsFunc(bot, func(r rune) bool {
		return r != '_' && (r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r))
	}) {
		return "", errors.New("its link does not name a bot")
	}
	return bot, nil
}
