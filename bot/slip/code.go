package slip

import (
	"errors"
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

const (
	// codeSide is the side of a QR code in mm without its quiet zone: a telephone reads it at arm's length.
	codeSide = 32.0
	// quietModules is the white border that the standard asks for.
	quietModules = 4
	// mostModules is the side of the largest code whose modules are no smaller than half a millimetre, so that
	// any office printer draws them.
	mostModules = 61
)

// matrix is a QR code: side by side modules, row by row, true for black.
type matrix struct {
	side  int
	black []bool
}

// encode makes the QR code of a text, at error correction level M: a seventh of it may be soiled.
func encode(text string) (matrix, error) {
	c, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		// The library's error may repeat the text, and that is a secret.
		return matrix{}, errors.New("its link is too long for a QR code")
	}
	side := c.Bounds().Dx()
	if side > mostModules {
		return matrix{}, errors.New("its link is too long for a QR code of this size")
	}
	m := matrix{side: side, black: make([]bool, 0, side*side)}
	for y := range side {
		for x := range side {
			r, _, _, _ := color.GrayModel.Convert(c.At(x, y)).RGBA()
			m.black = append(m.black, r == 0)
		}
	}
	return m, nil
}

func (m matrix) module() float64 { return codeSide / float64(m.side) }

// quiet is the width of the quiet zone, width that of the whole, in mm.
func (m matrix) quiet() float64 { return quietModules * m.module() }
func (m matrix) width() float64 { return codeSide + 2*m.quiet() }

// path is the code in the words of a PDF, a unit being a module and y going down: rectangles that do not overlap, each
// a run of black modules of a row as far down as the rows below have the same run. Filled as one path they have no
// seams.
func (m matrix) path() string {
	var out strings.Builder
	done := make([]bool, len(m.black))
	for y := range m.side {
		for x := 0; x < m.side; x++ {
			width := m.run(done, x, y)
			if width == 0 {
				continue
			}
			height := 1
			for y+height < m.side && m.run(done, x, y+height) == width && !m.at(x-1, y+height) {
				height++
			}
			for row := y; row < y+height; row++ {
				for column := x; column < x+width; column++ {
					done[row*m.side+column] = true
				}
			}
			fmt.Fprintf(&out, "%d %d %d %d re\n", x, y, width, height)
			x += width - 1
		}
	}
	return out.String() + "f"
}

// at reports whether a module is black; those beside the code are white.
func (m matrix) at(x, y int) bool {
	return x >= 0 && x < m.side && y >= 0 && y < m.side && m.black[y*m.side+x]
}

// run is how many black modules that are not done stand side by side from x on.
func (m matrix) run(done []bool, x, y int) int {
	n := 0
	for m.at(x+n, y) && !done[y*m.side+x+n] {
		n++
	}
	return n
}

// draw draws a code whose quiet zone has its upper left corner at x, y.
func (s *sheet) draw(m matrix, x, y float64) {
	left, top, unit := (x+m.quiet())/millimetres, (pageHeight-y-m.quiet())/millimetres, m.module()/millimetres
	s.pdf.RawWriteStr(fmt.Sprintf("q 0 g %.4f 0 0 %.4f %.4f %.4f cm\n%s\nQ\n", unit, -unit, left, top, m.path()))
}
