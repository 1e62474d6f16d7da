package chart

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/corpus/calendar"
)

const (
	longTitle = "KH-0127: Thông báo kết luận giám sát chuyên đề việc thực hiện chức trách, nhiệm vụ được giao " +
		"của Ban Thường vụ Đảng ủy phường Hoàn Kiếm nhiệm kỳ 2025–2030 và trách nhiệm người đứng đầu cấp ủy, chính quyền"
	shortTitle = "KH-0003: Nộp báo cáo quý IV"
)

var day = calendar.MustDay

func weekend(d calendar.Day) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

func november(items ...Item) MonthPicture {
	return MonthPicture{Year: 2026, Month: 11, Today: day("2026-11-23"), Off: weekend, Items: items}
}

// cellOf is the upper left corner of a day of November 2026, whose first is a Sunday, in a picture with no title.
func cellOf(d string) (x, y int) {
	n := between(day("2026-10-26"), day(d))
	top := margin + newMeasure().headingOf("Tháng 11/2026", "")[0].height() + listGap + nameHeight
	return margin + n%7*cellWidth, top + n/7*cellHeight
}

func TestAMonthHasItsDays(t *testing.T) {
	content, err := Month(november())
	p := decode(t, content, err)
	if !p.framed() {
		t.Error("something is drawn in the margin")
	}
	for d, off := range map[string]bool{"2026-11-01": true, "2026-11-06": false, "2026-11-07": true, "2026-11-30": false} {
		x, y := cellOf(d)
		if p.has(x+cellWidth/2, y+cellHeight/2, shade) != off {
			t.Errorf("%s is shaded: %v", d, !off)
		}
		number := ink
		if off {
			number = faint
		}
		if p.count(x+thick, y+thick, cellWidth-2*thick, cellHeight-2*thick, number) < 20 {
			t.Errorf("%s has no number", d)
		}
	}
	for d, today := range map[string]bool{"2026-11-23": true, "2026-11-25": false, "2026-11-16": false} {
		x, y := cellOf(d)
		if p.has(x+cellWidth/2, y+thick/2, ink) != today {
			t.Errorf("%s is ringed: %v", d, !today)
		}
	}
	if x, y := cellOf("2026-10-28"); p.count(x+thin, y+thin, cellWidth-thin, cellHeight-thin, paper) != (cellWidth-thin)*(cellHeight-thin) {
		t.Error("a day of another month has something")
	}
}

func TestAMonthHasItsWeeks(t *testing.T) {
	heights := map[int]int{}
	for _, row := range []struct{ year, month, weeks int }{{2027, 2, 4}, {2026, 12, 5}, {2026, 11, 6}} {
		content, err := Month(MonthPicture{Year: row.year, Month: row.month})
		heights[row.weeks] = decode(t, content, err).height()
	}
	if heights[5]-heights[4] != cellHeight || heights[6]-heights[5] != cellHeight {
		t.Errorf("heights by weeks: %v", heights)
	}
	for _, month := range []int{0, 13} {
		if content, err := Month(MonthPicture{Year: 2026, Month: month}); err == nil {
			t.Errorf("month %d is %d bytes", month, len(content))
		}
	}
}

func TestADayShowsWhatNeedsMostAttention(t *testing.T) {
	past, today, ahead := day("2026-11-20"), day("2026-11-23"), day("2026-11-27")
	rows := []struct {
		rule  string
		items []Item
		want  state
	}{
		{"what is ahead is open", []Item{{Day: ahead}}, open},
		{"what is due today is open", []Item{{Day: today}}, open},
		{"what is past is late", []Item{{Day: past}}, late},
		{"what is done is not late", []Item{{Day: past, Done: true}}, done},
		{"one open outweighs what is done", []Item{{Day: ahead, Done: true}, {Day: ahead}}, open},
		{"a doubt outweighs what is open", []Item{{Day: ahead, Doubt: true}, {Day: ahead}}, unsure},
		{"what is late outweighs a doubt", []Item{{Day: past, Done: true}, {Day: past, Doubt: true}, {Day: past}}, late},
		{"what is past and in doubt is late", []Item{{Day: past, Doubt: true}}, late},
		{"a doubt ends when it is done", []Item{{Day: past, Doubt: true, Done: true}}, done},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			for i := range row.items {
				row.items[i].Title = shortTitle
			}
			b := newBoard(cellHeight)
			b.cell(november(row.items...), row.items[0].Day, 0, 0)
			content, err := b.bytes()
			p := decode(t, content, err)
			for s, of := range states {
				// A badge less its figure is a good part of its square.
				if found := p.count(0, 0, cellWidth, cellHeight, of.colour) > badge*badge; found != (state(s) == row.want) {
					t.Errorf("%s: %v", of.word, found)
				}
			}
		})
	}
}

func TestTheListOfAMonth(t *testing.T) {
	many := func(n int, title string, isDone func(int) bool) (items []Item) {
		for i := range n {
			items = append(items, Item{Day: day("2026-11-01").Add(i % 30), Title: title, Done: isDone(i)})
		}
		return items
	}
	none, even := func(int) bool { return false }, func(i int) bool { return i%2 == 0 }
	rows := []struct {
		rule  string
		items []Item
		shown int
		foot  string
		lines int
	}{
		{"an empty month says so", nil, 0, "Không có việc nào", 0},
		{"a few have their whole title", many(3, longTitle, none), 3, "", 3},
		{"more have less of it", many(9, longTitle, none), 9, "", 2},
		{"very many are left out", many(90, longTitle, none), 14, "Và 76 việc khác", 1},
		{"what is done first", many(24, shortTitle, even), 14, "Và 10 việc khác", 1},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			room := 14*(face{size: small}.height()+face{size: body}.height()+listGap) + face{size: body}.height()
			l := newMeasure().listOf(november(row.items...), room)
			foot := strings.Join(l.foot.lines, "")
			if len(l.items) != row.shown || !strings.HasPrefix(foot, row.foot) || row.foot == "" && foot != "" || l.height > room {
				t.Errorf("%d shown, %q, %d of %d high", len(l.items), foot, l.height, room)
			}
			for _, i := range l.items {
				if len(i.title.lines) > row.lines {
					t.Errorf("%d lines", len(i.title.lines))
				}
			}
			if open := slices.ContainsFunc(l.items, func(i listed) bool { return !i.done }); row.shown > 0 && !open {
				t.Error("what is open was left out before what is done")
			}
		})
	}
	content, err := Month(november(many(90, longTitle, none)...))
	if p := decode(t, content, err); !p.framed() {
		t.Error("something is drawn in the margin")
	}
}

func TestAMonthIsTheSameWhateverTheOrderAndTheOtherMonths(t *testing.T) {
	items := []Item{
		{Day: day("2026-11-27"), Title: longTitle},
		{Day: day("2026-11-02"), Title: shortTitle, Done: true},
		{Day: day("2026-10-31"), Title: shortTitle},
		{Day: day("2025-11-27"), Title: shortTitle},
		{Title: shortTitle},
	}
	given := fmt.Sprint(items)
	one, err := Month(november(items...))
	if err != nil {
		t.Fatal(err)
	}
	other, err := Month(november(items[1], items[0]))
	if err != nil || !bytes.Equal(one, other) {
		t.Errorf("the pictures differ: %v", err)
	}
	if fmt.Sprint(items) != given {
		t.Error("the caller's items were changed")
	}
}
