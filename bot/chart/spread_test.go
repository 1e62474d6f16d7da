package chart

import (
	"slices"
	"testing"
)

func TestMarksAreCounted(t *testing.T) {
	rows := []struct {
		rule    string
		marks   []int
		columns [fullMark]int
		mean    int
		refused bool
	}{
		{"a whole mark lies on its right", []int{0, 99, 100, 799, 800}, [fullMark]int{2, 1, 0, 0, 0, 0, 0, 1, 1}, 360, false},
		{"the full mark lies in the last column", []int{900, 999, 1000}, [fullMark]int{9: 3}, 966, false},
		{"the mean is the nearest hundredth", []int{667, 666}, [fullMark]int{6: 2}, 667, false},
		{"no marks", nil, [fullMark]int{}, 0, true},
		{"below nothing", []int{-1}, [fullMark]int{}, 0, true},
		{"above the full mark", []int{500, 1001}, [fullMark]int{}, 0, true},
	}
	for _, row := range rows {
		columns, mean, err := columnsOf(row.marks)
		if row.refused {
			if content, drawn := Spread(SpreadPicture{Marks: row.marks}); err == nil || drawn == nil {
				t.Errorf("%s: %d bytes", row.rule, len(content))
			}
			continue
		}
		if err != nil || columns != row.columns || mean != row.mean {
			t.Errorf("%s: %v, mean %d, %v", row.rule, columns, mean, err)
		}
	}
}

func TestAColumnIsAsHighAsItsNumber(t *testing.T) {
	// The mean is 5, where no column stands.
	marks := slices.Concat(slices.Repeat([]int{50}, 400), slices.Repeat([]int{950}, 400), slices.Repeat([]int{250, 750}, 100), []int{350, 650})
	content, err := Spread(SpreadPicture{Title: longTitle, Under: longTitle, Marks: marks})
	p := decode(t, content, err)
	for i, want := range []int{columnsRoom, 0, columnsRoom / 4, thick, 0, 0, thick, columnsRoom / 4, 0, columnsRoom} {
		if got := p.count(columnsStart+i*columnWidth+columnGap+1, 0, 1, p.height(), accent); got != want {
			t.Errorf("column %d is %d high, want %d", i, got, want)
		}
		left := columnsStart + i*columnWidth
		if got := p.count(left, 0, columnWidth, p.height(), accent); got != want*(columnWidth-2*columnGap) {
			t.Errorf("column %d has %d dots", i, got)
		}
	}
	line := columnsStart + 5*columnWidth
	if p.count(line, 0, 1, p.height(), ink) < columnsRoom/3 {
		t.Error("the mean has no line")
	}
	if !p.framed() {
		t.Error("something is drawn in the margin")
	}
}

func TestTheLineOfTheMeanLeavesNumbersReadable(t *testing.T) {
	content, err := Spread(SpreadPicture{Marks: slices.Repeat([]int{550}, 88)})
	p := decode(t, content, err)
	m := newMeasure()
	// Beside the digits of the only column, within the white behind them, the line is not seen.
	x := columnsStart + 5*columnWidth + columnWidth/2
	half := m.length("88", figureFace)/2 + around
	top := margin + face{body, true, ink}.height() + rowGap
	for _, y := range []int{top + 1, top + figureFace.height() - 2} {
		if p.count(x-half, y, 2*half, 1, ink) != 0 {
			t.Errorf("in row %d the line runs through the number", y)
		}
	}
	if p.count(x-half, top, 2*half, figureFace.height(), ink) == 0 {
		t.Error("there is no number")
	}
	if !p.framed() {
		t.Error("something is drawn in the margin")
	}
}
