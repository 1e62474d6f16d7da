package chart

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/go-analyze/charts"

	"camnang/corpus/calendar"
)

// MonthPicture is a month with what is due in it.
type MonthPicture struct {
	// Title says what is shown ("Việc và thời hạn của đồng chí"); "" for nothing but the month.
	Title       string
	Year, Month int
	// Today is ringed, and what is due before it and not done is late. Zero: there is no today.
	Today calendar.Day
	// Off reports whether a day is off; nil: none is.
	Off func(calendar.Day) bool
	// Items are what is due, in any order; those of other months are left out.
	Items []Item
}

// Item is one thing that is due on a day.
type Item struct {
	Day   calendar.Day
	Title string
	Done  bool
	// Doubt is true when the day must be confirmed before anybody relies on it.
	Doubt bool
}

func (i Item) state(today calendar.Day) state { return stateOf(i.Day, today, i.Done, i.Doubt) }

// The grid of a month.
const (
	cellWidth  = inner / 7
	cellHeight = 124
	nameHeight = 52
	cellPad    = 18
	badge      = 27 // its radius
	thin       = 2
	thick      = 8
	titleLines = 3
	stripe     = 10
	listIndent = stripe + 16
	listGap    = 16
)

var dayNames = [...]string{"T2", "T3", "T4", "T5", "T6", "T7", "CN"}

// Month draws a month as PNG: a grid from Monday to Sunday with days off shaded and on each day how many things are due,
// in the colour of the one that needs most attention; under it the things by day, each with how it stands. Titles are
// given three lines, fewer when otherwise not all things had room, and are shortened after that. Where there is no room
// for all even so, first what is done is left out and then what is due last, and it is said how many are. The error
// says that there is no such month.
func Month(m MonthPicture) ([]byte, error) {
	first, ok := calendar.Date(m.Year, m.Month, 1)
	if !ok {
		return nil, errors.New("draw a month: there is no such month")
	}
	m.Items = slices.DeleteFunc(slices.Clone(m.Items), func(i Item) bool {
		return i.Day.IsZero() || i.Day.Year() != m.Year || i.Day.Month() != m.Month
	})
	slices.SortStableFunc(m.Items, func(a, b Item) int { return cmp.Compare(a.Day.DayOfMonth(), b.Day.DayOfMonth()) })

	measure := newMeasure()
	heading := measure.headingOf(fmt.Sprintf("Tháng %d/%d", m.Month, m.Year), m.Title)
	monday := first.Add(-((int(first.Weekday()) + 6) % 7))
	weeks := (between(monday, first.AddMonths(1)) + 6) / 7
	gridTop := margin + heading[0].height() + heading[1].height() + listGap
	listTop := gridTop + nameHeight + weeks*cellHeight + listGap
	l := measure.listOf(m, tallest-margin-listTop)

	b := newBoard(listTop + l.height + margin)
	b.write(margin, b.write(margin, margin, heading[0]), heading[1])
	b.grid(m, monday, weeks, gridTop)
	b.list(l, listTop)
	return b.bytes()
}

// grid draws so many weeks from a Monday on.
func (b *board) grid(m MonthPicture, monday calendar.Day, weeks, y int) {
	for i, name := range dayNames {
		b.centre(margin+i*cellWidth+cellWidth/2, y, name, face{small, true, faint})
	}
	y += nameHeight
	at := func(n int) (x, top int) { return margin + n%7*cellWidth, y + n/7*cellHeight }
	for n := range 7 * weeks {
		if day := monday.Add(n); day.Month() == m.Month {
			x, top := at(n)
			b.cell(m, day, x, top)
		}
	}
	for i := range weeks + 1 {
		b.fill(margin, y+i*cellHeight, 7*cellWidth+thin, thin, rule)
	}
	for i := range 8 {
		b.fill(margin+i*cellWidth, y, thin, weeks*cellHeight, rule)
	}
	if m.Today.Year() == m.Year && m.Today.Month() == m.Month {
		x, top := at(between(monday, m.Today))
		b.ring(x, top, cellWidth+thin, cellHeight+thin)
	}
}

// ring draws the border of a rectangle, inside it.
func (b *board) ring(x, y, w, h int) {
	b.fill(x, y, w, thick, ink)
	b.fill(x, y+h-thick, w, thick, ink)
	b.fill(x, y, thick, h, ink)
	b.fill(x+w-thick, y, thick, h, ink)
}

// cell draws one day.
func (b *board) cell(m MonthPicture, day calendar.Day, x, y int) {
	f := face{body + 4, false, ink}
	if m.Off != nil && m.Off(day) {
		b.fill(x, y, cellWidth, cellHeight, shade)
		f.colour = faint
	}
	b.write(x+cellPad, y+cellPad/2, block{[]string{strconv.Itoa(day.DayOfMonth())}, f})
	due, worst := 0, done
	for _, i := range m.Items {
		if i.Day == day {
			due++
			worst = worse(worst, i.state(m.Today))
		}
	}
	if due == 0 {
		return
	}
	right, middle := x+cellWidth-cellPad-badge, y+cellHeight-cellPad-badge
	b.dot(right, middle, badge, states[worst].colour)
	f = face{body, true, paper}
	b.centre(right, middle-f.height()/2, strconv.Itoa(min(due, 99)), f)
}

// worse is which of two states needs more attention.
func worse(a, b state) state {
	order := []state{done, open, unsure, late}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}

// list is what stands under the grid.
type list struct {
	items  []listed
	foot   block
	height int
}

// listed is one thing: how it stands and its title.
type listed struct {
	when, title block
	colour      charts.Color
	done        bool
}

func (l listed) height() int { return l.when.height() + l.title.height() + listGap }

// listOf is the list of a month in a room of that height.
func (b *board) listOf(m MonthPicture, room int) list {
	foot := face{body, false, faint}
	if len(m.Items) == 0 {
		k := b.wrap("Không có việc nào đến hạn trong tháng này.", foot, inner, 1)
		return list{foot: k, height: k.height()}
	}
	var l list
	for most := linesFor(len(m.Items), room); most > 0; most-- {
		l = list{}
		for _, i := range m.Items {
			s := i.state(m.Today)
			l.items = append(l.items, listed{
				when: block{
					[]string{fmt.Sprintf("%s, %s – %s", dayNames[(int(i.Day.Weekday())+6)%7], dayLabel(i.Day), inWords(s, i.Doubt))},
					face{small, true, states[s].colour},
				},
				title:  b.wrap(i.Title, face{body, false, ink}, inner-listIndent, most),
				colour: states[s].colour, done: i.Done,
			})
			l.height += l.items[len(l.items)-1].height()
		}
		if l.height <= room {
			return l
		}
	}
	for _, ended := range []bool{true, false} {
		for i := len(l.items) - 1; i >= 0 && l.height+foot.height() > room; i-- {
			if l.items[i].done == ended {
				l.height -= l.items[i].height()
				l.items = slices.Delete(l.items, i, i+1)
			}
		}
	}
	l.foot = b.wrap(fmt.Sprintf("Và %d việc khác trong tháng.", len(m.Items)-len(l.items)), foot, inner, 1)
	l.height += l.foot.height()
	return l
}

// list draws the list from y on.
func (b *board) list(l list, y int) {
	for _, i := range l.items {
		b.fill(margin, y, stripe, i.height()-listGap, i.colour)
		b.write(margin+listIndent, b.write(margin+listIndent, y, i.when), i.title)
		y += i.height()
	}
	b.write(margin, y, l.foot)
}
