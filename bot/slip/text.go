package slip

import (
	"strings"
	"unicode"
)

// drawable are the letters of the fonts: those of Vietnamese and its neighbours, marks that stand alone, and the
// signs of ordinary writing.
var drawable = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x0020, 0x007E, 1},
		{0x00A0, 0x00A0, 1},
		{0x00AB, 0x00AB, 1},
		{0x00B0, 0x00B0, 1},
		{0x00B7, 0x00B7, 1},
		{0x00BB, 0x00BB, 1},
		{0x00C0, 0x00D6, 1},
		{0x00D8, 0x00F6, 1},
		{0x00F8, 0x0103, 1},
		{0x0110, 0x0111, 1},
		{0x0128, 0x0129, 1},
		{0x0168, 0x0169, 1},
		{0x01A0, 0x01A1, 1},
		{0x01AF, 0x01B0, 1},
		{0x0300, 0x0303, 1},
		{0x0306, 0x0306, 1},
		{0x0309, 0x0309, 1},
		{0x031B, 0x031B, 1},
		{0x0323, 0x0323, 1},
		{0x1EA0, 0x1EF9, 1},
		{0x2010, 0x2015, 1},
		{0x2018, 0x201A, 1},
		{0x201C, 0x201E, 1},
		{0x2020, 0x2020, 1},
		{0x2022, 0x2022, 1},
		{0x2026, 0x2026, 1},
		{0x2032, 0x2033, 1},
		{0x20AB, 0x20AB, 1},
		{0x2116, 0x2116, 1},
	},
	LatinOffset: 8,
}

// clean returns the text on one line, with question marks for what the fonts cannot draw; the library fails on
// some of that.
func clean(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return r != '\u00a0' && (unicode.IsSpace(r) || unicode.IsControl(r))
	}), " ")
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(drawable, r):
			return r
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return '?'
	}, text)
}

// block is a text broken into lines, all of one size of letters.
type block struct {
	family, style string
	size          float64
	lines         []string
}

// fit breaks a text into at most so many lines of that width, in the first of the sizes at which it fits. When it
// fits at none, it is cut off with an ellipsis at the last.
func (s *sheet) fit(family, style, text string, width float64, lines int, sizes []float64) block {
	b := block{family: family, style: style}
	for _, b.size = range sizes {
		s.pdf.SetFont(family, style, b.size)
		// Smaller letters have room for more lines.
		room := int(float64(lines) * sizes[0] / b.size)
		if b.lines = s.wrap(text, width); len(b.lines) <= room {
			return b
		}
		if b.size == sizes[len(sizes)-1] {
			b.lines = b.lines[:room]
			b.lines[room-1] = s.shorten(b.lines[room-1], width)
		}
	}
	return b
}

// wrap breaks a text between words, and words that are longer than a line between letters.
func (s *sheet) wrap(text string, width float64) []string {
	var lines []string
	line := ""
	for word := range strings.SplitSeq(text, " ") {
		if line != "" && s.pdf.GetStringWidth(line+" "+word) <= width {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = word
		for s.pdf.GetStringWidth(line) > width {
			n := s.fitting(line, width)
			lines = append(lines, line[:n])
			line = line[n:]
		}
	}
	return append(lines, line)
}

// fitting is how many bytes of a text have room, at least one letter.
func (s *sheet) fitting(text string, width float64) int {
	end := len(text)
	for i := range text {
		if i > 0 && s.pdf.GetStringWidth(text[:i]) > width {
			break
		}
		end = i
	}
	if end == 0 {
		end = len(string([]rune(text)[:1]))
	}
	return end
}

// shorten makes room for the ellipsis at the end of a line.
func (s *sheet) shorten(line string, width float64) string {
	letters := []rune(line)
	for len(letters) > 0 && s.pdf.GetStringWidth(string(letters)+"…") > width {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimRight(string(letters), " ") + "…"
}

// lines draws a block with its upper left corner at x, y and returns where it ends. leading is the height of a line
// in the size of the letters.
func (s *sheet) lines(x, y float64, b block, leading float64) float64 {
	s.pdf.SetFont(b.family, b.style, b.size)
	height := b.size * millimetres * leading
	for _, line := range b.lines {
		s.pdf.Text(x, y+height*baseline, line)
		y += height
	}
	return y
}
