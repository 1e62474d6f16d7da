// Package chart draws pictures for the screen of a telephone: a month with what is due on its days, the steps of a plan
// over time, shares beside each other, and how marks lie. It decides how they look; what is in them, and that no name of
// a person is, it leaves to its caller.
package chart

import (
	"fmt"
	"math"
	"strings"
	"unicode"

	"github.com/go-analyze/charts"
	"github.com/go-analyze/charts/chartdraw/drawing"

	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// Lengths are in pixels. A picture is as wide as an upright telephone screen has dots, and at most twice as high: a
// chat shrinks what is higher until it fits the screen, and then nobody can read it.
const (
	width     = 1080
	tallest   = 2 * width
	margin    = 36
	inner     = width - 2*margin
	head      = 46.0 // sizes of letters; the smallest is 2 mm high on a screen 70 mm wide
	body      = 32.0
	small     = 28.0
	lineSpace = 1.28 // the height of a line, of the size of its letters
	around    = 6
	baseline  = 0.96 // of the size of the letters, from the top of a line
)

// The colours: dark enough on white, and told apart by those who do not see red and green alike, since every state
// is also said in words.
var (
	ink     = charts.ColorFromHex("#1B1F24")
	faint   = charts.ColorFromHex("#5A636E")
	rule    = charts.ColorFromHex("#C9CFD6")
	paper   = charts.ColorFromHex("#FFFFFF")
	shade   = charts.ColorFromHex("#E9ECEF")
	accent  = charts.ColorFromHex("#1F5FA8")
	planned = charts.ColorFromHex("#A9C6E8")
	now     = charts.ColorFromHex("#8A929B")
)

// state is how something stands on a day.
type state int

const (
	open state = iota
	done
	late
	unsure
)

// states say each in words and in a colour.
var states = [...]struct {
	word   string
	colour charts.Color
}{
	open:   {"chưa xong", accent},
	done:   {"đã xong", charts.ColorFromHex("#2B7A4B")},
	late:   {"quá hạn", charts.ColorFromHex("#B3261E")},
	unsure: {"cần xác nhận lại hạn", charts.ColorFromHex("#9A5B00")},
}

// stateOf is how something stands that is due on a day; with no day or no today nothing is late.
func stateOf(due, today calendar.Day, isDone, doubt bool) state {
	switch {
	case isDone:
		return done
	case !due.IsZero() && !today.IsZero() && due.Before(today):
		return late
	case doubt:
		return unsure
	}
	return open
}

// inWords says a state; what is late by a day that is in doubt is both.
func inWords(s state, doubt bool) string {
	if s == late && doubt {
		return states[late].word + ", " + states[unsure].word
	}
	return states[s].word
}

// board is a picture in the making.
type board struct{ p *charts.Painter }

func newBoard(height int) *board {
	b := &board{charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: width, Height: height})}
	b.fill(0, 0, width, height, paper)
	return b
}

// newMeasure is a board on which texts are measured and nothing is drawn.
func newMeasure() *board {
	return &board{charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: 1, Height: 1})}
}

// bytes are the picture as PNG.
func (b *board) bytes() ([]byte, error) {
	content, err := b.p.Bytes()
	if err != nil {
		return nil, fmt.Errorf("encode the picture: %w", err)
	}
	return content, nil
}

// fill paints a rectangle.
func (b *board) fill(x, y, w, h int, c charts.Color) { b.p.FilledRect(x, y, x+w, y+h, c, c, 0) }

// dot paints a circle around x, y.
func (b *board) dot(x, y int, radius float64, c charts.Color) { b.p.Circle(radius, x, y, c, c, 0) }

// face is how letters look.
type face struct {
	size   float64
	bold   bool
	colour charts.Color
}

func (f face) style() charts.FontStyle {
	family := charts.FontFamilyNotoSans
	if f.bold {
		family = charts.FontFamilyNotoSansBold
	}
	return charts.FontStyle{
		// The library counts letters in points, and dots to the inch.
		FontSize: f.size * 72 / drawing.DefaultDPI, FontColor: f.colour, Font: charts.GetFont(family),
	}
}

// height is that of a line.
func (f face) height() int { return int(math.Round(f.size * lineSpace)) }

// length is how wide a text is.
func (b *board) length(text string, f face) int { return b.p.MeasureText(text, 0, f.style()).Width() }

// block is text broken into lines.
type block struct {
	lines []string
	face  face
}

func (k block) height() int { return len(k.lines) * k.face.height() }

// write draws a block with its upper left corner at x, y and returns where it ends.
func (b *board) write(x, y int, k block) int {
	for _, line := range k.lines {
		b.p.Text(line, x, y+int(k.face.size*baseline), 0, k.face.style())
		y += k.face.height()
	}
	return y
}

// over is write on white, where lines of the picture would run through the letters.
func (b *board) over(x, y int, k block) int {
	for i, line := range k.lines {
		b.fill(x-around, y+i*k.face.height(), b.length(line, k.face)+2*around, k.face.height(), paper)
	}
	return b.write(x, y, k)
}

// centre draws a line around x.
func (b *board) centre(x, y int, line string, f face) {
	b.write(x-b.length(line, f)/2, y, block{[]string{line}, f})
}

// wrap breaks a text into at most so many lines of that width, between words, and words that are longer than a line
// between letters. What does not fit is cut off with an ellipsis.
func (b *board) wrap(text string, f face, width, most int) block {
	lines, line := []string(nil), ""
	words := strings.Fields(clean(text, f))
	for i := 0; i < len(words); i++ {
		longer := strings.TrimSpace(line + " " + words[i])
		if b.length(longer, f) <= width {
			line = longer
			continue
		}
		if line == "" {
			n := b.fitting(words[i], f, width)
			line, words[i] = words[i][:n], words[i][n:]
		}
		if len(lines) == most-1 {
			return block{append(lines, b.shorten(strings.TrimSpace(line+" "+words[i]), f, width)), f}
		}
		lines, line = append(lines, line), ""
		i--
	}
	if line != "" {
		lines = append(lines, line)
	}
	return block{lines, f}
}

// linesFor is how many lines of a title are tried first for so many things in a room of that height: one when not all
// have room however short their titles are, so that measuring hundreds of titles takes no longer than it must.
func linesFor(things, room int) int {
	if things*(face{size: small}.height()+face{size: body}.height()) > room {
		return 1
	}
	return titleLines
}

// fitting is how many bytes of a text have room, at least one letter.
func (b *board) fitting(text string, f face, width int) int {
	end := 0
	for i, r := range text {
		next := i + len(string(r))
		if end > 0 && b.length(text[:next], f) > width {
			break
		}
		end = next
	}
	return end
}

// shorten cuts a text off where it and an ellipsis have room.
func (b *board) shorten(text string, f face, width int) string {
	n := b.fitting(text, f, width-b.length("…", f))
	return strings.TrimRight(text[:n], " ,;:.–-") + "…"
}

// clean is a text as the font can draw it: marks joined with their letters, a question mark for what it lacks.
func clean(text string, f face) string {
	font := f.style().Font
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		case font.Index(r) == 0:
			return '?'
		}
		return r
	}, viet.NFC(text))
}

// headingOf is the head of a picture: what it shows, in bold, and under it whose it is.
func (b *board) headingOf(title, under string) [2]block {
	return [2]block{
		b.wrap(title, face{head, true, ink}, inner, 2),
		b.wrap(under, face{body, false, faint}, inner, 2),
	}
}
