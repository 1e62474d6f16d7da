package chart

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"camnang/corpus/viet"
)

// SpreadPicture is how the marks of a class lie.
type SpreadPicture struct {
	// Title says what is shown ("Phổ điểm"), Under of whom and when; "" for nothing.
	Title, Under string
	// Marks are out of 10, in hundredths: 0 to 1000, in any order. Whoever reads a column of one may know whose mark it
	// is: that they are not too few is their caller's business.
	Marks []int
}

// The columns of a spread.
const (
	fullMark     = 10
	columnWidth  = (inner - margin) / fullMark // the first and the last mark are half under their column
	columnGap    = 4                           // on both sides of a column
	columnsRoom  = 620
	tickGap      = 10
	meanDash     = 14
	halo         = 3 // of white beside the line of the mean
	columnsStart = margin + (inner-fullMark*columnWidth)/2
)

// Spread draws as PNG how many marks lie in each column from one whole mark to the next: the number stands on each
// column that has any, and a broken line is their mean. A mark that is whole lies in the column on its right, the full
// one in the last. The error says that there are no marks, or that one is not from 0 to 10.
func Spread(p SpreadPicture) ([]byte, error) {
	columns, mean, err := columnsOf(p.Marks)
	if err != nil {
		return nil, fmt.Errorf("draw a spread: %w", err)
	}
	measure := newMeasure()
	heading := measure.headingOf(p.Title, p.Under)
	sum := measure.wrap(fmt.Sprintf("%d bài, điểm trung bình %s", len(p.Marks), viet.TwoDecimals(mean)), face{body, true, ink}, inner, 1)
	note := measure.wrap("Số trên cột là số bài. Mỗi cột gồm các điểm từ số bên trái đến dưới số bên phải; cột cuối gồm cả điểm 10. "+
		"Vạch đứt là điểm trung bình.", face{small, false, faint}, inner, titleLines)
	top := margin + heading[0].height() + heading[1].height() + sum.height() + rowGap
	base := top + figureFace.height() + columnsRoom
	under := base + tickGap + markFace.height() + rowGap

	b := newBoard(under + note.height() + margin)
	b.write(margin, b.write(margin, b.write(margin, margin, heading[0]), heading[1]), sum)
	b.columns(columns, mean, top, base)
	b.marks(base)
	b.write(margin, under, note)
	return b.bytes()
}

// columns draws the columns up from base, the line of the mean over them from top, and the numbers over both.
func (b *board) columns(columns [fullMark]int, mean, top, base int) {
	at := func(i int) (x, height int) {
		x = columnsStart + i*columnWidth
		if columns[i] == 0 {
			return x, 0
		}
		return x, max(columnsRoom*columns[i]/slices.Max(columns[:]), thick)
	}
	for i := range columns {
		x, h := at(i)
		b.fill(x+columnGap, base-h, columnWidth-2*columnGap, h, accent)
	}
	line := columnsStart + mean*columnWidth/100
	b.fill(line-nowWidth/2-halo, top, nowWidth+2*halo, base-top, paper)
	for y := top; y < base; y += 2 * meanDash {
		b.fill(line-nowWidth/2, y, nowWidth, min(meanDash, base-y), ink)
	}
	for i, n := range columns {
		if n > 0 {
			x, h := at(i)
			k := block{[]string{strconv.Itoa(n)}, figureFace}
			b.over(x+(columnWidth-b.length(k.lines[0], k.face))/2, base-h-k.height(), k)
		}
	}
}

// marks draws the line under the columns and what its ticks are.
func (b *board) marks(base int) {
	b.fill(columnsStart, base, fullMark*columnWidth, thin, ink)
	for mark := range fullMark + 1 {
		x := columnsStart + mark*columnWidth
		b.fill(x-thin/2, base, thin, tickGap, ink)
		b.centre(x, base+tickGap, strconv.Itoa(mark), markFace)
	}
}

// columnsOf is how many marks lie in each column, and their mean by the nearest hundredth.
func columnsOf(marks []int) (columns [fullMark]int, mean int, err error) {
	if len(marks) == 0 {
		return columns, 0, errors.New("there are no marks")
	}
	sum := 0
	for i, m := range marks {
		if m < 0 || m > 100*fullMark {
			return columns, 0, fmt.Errorf("mark %d is not from 0 to %d", i+1, fullMark)
		}
		columns[min(m/100, fullMark-1)]++
		sum += m
	}
	return columns, (2*sum + len(marks)) / (2 * len(marks)), nil
}
