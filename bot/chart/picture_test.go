package chart

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"testing"

	"github.com/go-analyze/charts"
)

// picture is a picture that was drawn, read back.
type picture struct{ *image.RGBA }

func decode(t *testing.T, content []byte, err error) picture {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	i, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if b := i.Bounds(); b.Dx() != width || b.Dy() > tallest {
		t.Fatalf("the picture is %d by %d", b.Dx(), b.Dy())
	}
	p := picture{image.NewRGBA(i.Bounds())}
	draw.Draw(p.RGBA, p.Rect, i, image.Point{}, draw.Src)
	return p
}

func (p picture) height() int { return p.Bounds().Dy() }

// has reports whether a dot has the colour.
func (p picture) has(x, y int, c charts.Color) bool {
	return p.RGBAAt(x, y) == color.RGBA{c.R, c.G, c.B, 255}
}

// count is how many dots of a rectangle have the colour.
func (p picture) count(x, y, w, h int, c charts.Color) (n int) {
	for dy := range h {
		for dx := range w {
			if p.has(x+dx, y+dy, c) {
				n++
			}
		}
	}
	return n
}

// framed reports whether nothing reaches into the margin.
func (p picture) framed() bool {
	h, inside := p.height(), margin-around
	return p.count(0, 0, width, inside, paper) == width*inside && p.count(0, h-inside, width, inside, paper) == width*inside &&
		p.count(0, 0, inside, h, paper) == h*inside && p.count(width-inside, 0, inside, h, paper) == h*inside
}
