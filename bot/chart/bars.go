package chart

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-analyze/charts"
)

// BarsPicture is shares below each other: right answers by topic, how hard questions are, a first and a second test.
type BarsPicture struct {
	// Title says what is shown ("Tỷ lệ trả lời đúng theo chuyên đề"), Under of whom and when; "" for nothing.
	Title, Under string
	// First and Second name the upper and the lower bar of each row ("Đầu lớp", "Cuối lớp"). With no Second a row has one
	// bar, and First is not shown.
	First, Second string
	// Rows are drawn in their order.
	Rows []Bar
}

// Bar is one row.
type Bar struct {
	Label string
	// Value is the upper bar, or the only one; Second the lower one.
	Value, Second Share
	// Note stands beside the label ("18/24 câu"); "" for none.
	Note string
}

// Share is a part of a whole, from 0 to 1, or that it is not known or must not be shown. What lies outside counts as the
// nearer end, since sums of fractions miss it by a little; what is no number is not known.
type Share struct {
	Value float64
	Known bool
}

func (s Share) known() bool { return s.Known && !math.IsNaN(s.Value) }

func (s Share) part() float64 { return min(max(s.Value, 0), 1) }

// says is the share in whole per cent, by the nearest.
func (s Share) says() string {
	if !s.known() {
		return ""
	}
	return fmt.Sprintf("%.0f%%", math.Round(100*s.part()))
}

// unknownShare stands on the ground of a share that is not known.
const unknownShare = "Không có số liệu"

// The rows of shares.
const (
	shareHeight = 34
	shareGap    = 6  // between the bars of a row
	figureGap   = 16 // between a bar and its figure, and between a label and its note
	shareRowGap = 28
	swatch      = 28 // of the legend
	legendGap   = 48
	noteWidth   = inner / 3
	noteLines   = 2
)

// Bars draws shares as PNG, one row below the other: the label with its note, and under it the bars, each on a ground
// as long as the whole, with its figure at the end. Labels are given three lines, fewer when otherwise not all rows had
// room, and are shortened after that. A dozen rows of two bars have room if their notes are of one line; where there is
// none the last are left out, and it is said how many are. The error says that there are no rows.
func Bars(p BarsPicture) ([]byte, error) {
	if len(p.Rows) == 0 {
		return nil, errors.New("draw bars: there are no rows")
	}
	measure := newMeasure()
	heading := measure.headingOf(p.Title, p.Under)
	top := margin + heading[0].height() + heading[1].height()
	legendTop, keys := top+rowGap, measure.legendOf(p)
	if len(keys) > 0 {
		top = legendTop + markFace.height()
	}
	rows, foot := measure.ranked(p, tallest-margin-shareGap-top)

	footTop := top + heightOfRanked(rows) + shareGap
	b := newBoard(footTop + foot.height() + margin)
	b.write(margin, b.write(margin, margin, heading[0]), heading[1])
	b.legend(keys, legendTop)
	y, whole := top, inner-figureGap-measure.length("100%", figureFace)
	for _, r := range rows {
		b.ranks(r, whole, y+shareRowGap)
		y += r.height()
	}
	b.write(margin, footTop, foot)
	return b.bytes()
}

// figureFace is that of the figures beside bars and on columns, markFace that of names and marks of scales.
var (
	figureFace = face{small, true, ink}
	markFace   = face{small, false, ink}
)

// shareColours are those of the bars of a row, from above, where it has two.
var shareColours = [...]charts.Color{now, accent}

// legendOf are the names of two bars; none are needed for one.
func (b *board) legendOf(p BarsPicture) []block {
	if p.Second == "" {
		return nil
	}
	room := (inner-legendGap)/2 - swatch - figureGap
	return []block{b.wrap(p.First, markFace, room, 1), b.wrap(p.Second, markFace, room, 1)}
}

// legend draws the names beside each other, each behind its colour.
func (b *board) legend(keys []block, y int) {
	x := margin
	for i, k := range keys {
		b.fill(x, y+(k.face.height()-swatch)/2, swatch, swatch, shareColours[i])
		b.write(x+swatch+figureGap, y, k)
		if len(k.lines) > 0 {
			x += b.length(k.lines[0], k.face)
		}
		x += swatch + figureGap + legendGap
	}
}

// ranked is a row with its texts broken into lines.
type ranked struct {
	label, note block
	shares      []Share
}

// height is that of the row with the gap above it.
func (r ranked) height() int {
	return shareRowGap + max(r.label.height(), r.note.height()) + len(r.shares)*(shareGap+shareHeight)
}

func heightOfRanked(rows []ranked) (h int) {
	for _, r := range rows {
		h += r.height()
	}
	return h
}

// ranked chooses the rows for a room of that height, and what is said of those that have none.
func (b *board) ranked(p BarsPicture, room int) (rows []ranked, foot block) {
	notes := 0
	of := func(r Bar) block { return b.wrap(r.Note, face{small, false, faint}, noteWidth, noteLines) }
	for _, r := range p.Rows {
		note := of(r)
		for _, line := range note.lines {
			notes = max(notes, figureGap+b.length(line, note.face))
		}
	}
	for most := linesFor(len(p.Rows), room); most > 0; most-- {
		rows = nil
		for _, r := range p.Rows {
			row := ranked{b.wrap(r.Label, face{body, false, ink}, inner-notes, most), of(r), []Share{r.Value}}
			if p.Second != "" {
				row.shares = append(row.shares, r.Second)
			}
			rows = append(rows, row)
		}
		if heightOfRanked(rows) <= room {
			return rows, foot
		}
	}
	f := face{body, false, faint}
	for len(rows) > 0 && heightOfRanked(rows)+f.height() > room {
		rows = rows[:len(rows)-1]
	}
	return rows, b.wrap(fmt.Sprintf("Và %d dòng khác.", len(p.Rows)-len(rows)), f, inner, 1)
}

// ranks draws one row from y on; whole is how long a bar of the whole is.
func (b *board) ranks(r ranked, whole, y int) {
	b.write(margin, y, r.label)
	// The letters of both stand on one line.
	drop := int(r.label.face.size*baseline) - int(r.note.face.size*baseline)
	for i, line := range r.note.lines {
		b.write(margin+inner-b.length(line, r.note.face), y+drop+i*r.note.face.height(), block{[]string{line}, r.note.face})
	}
	y += max(r.label.height(), r.note.height())
	colours := shareColours[len(shareColours)-len(r.shares):]
	for i, s := range r.shares {
		y += shareGap
		b.fill(margin, y, whole, shareHeight, shade)
		lower := y + (shareHeight-figureFace.height())/2
		if s.known() {
			b.fill(margin, y, int(math.Round(float64(whole)*s.part())), shareHeight, colours[i])
			b.write(margin+whole+figureGap, lower, block{[]string{s.says()}, figureFace})
		} else {
			b.write(margin+figureGap, lower, block{[]string{unknownShare}, face{small, false, faint}})
		}
		y += shareHeight
	}
}
