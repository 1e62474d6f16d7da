package chart

import (
	"errors"
	"fmt"
	"slices"

	"github.com/go-analyze/charts"

	"camnang/corpus/calendar"
)

// TimelinePicture is the steps of a plan over time.
type TimelinePicture struct {
	// Title names the plan ("KH-0127"), Under says what it is; "" for nothing.
	Title, Under string
	// Today is a line; what is due before it and not done is late. Zero: there is no today.
	Today calendar.Day
	// Rows are drawn in their order.
	Rows []Row
}

// Row is one step.
type Row struct {
	// Group is what the step belongs to ("Chuẩn bị"): a heading where it differs from the one above, "" for none.
	Group, Title string
	// Start is when the work or the time begins, Due the last day in time, Done when it was done; zero for what is not
	// known, or not done.
	Start, Due, Done calendar.Day
	// Doubt is true when the day must be confirmed before anybody relies on it.
	Doubt bool
}

func (r Row) state(today calendar.Day) state { return stateOf(r.Due, today, !r.Done.IsZero(), r.Doubt) }

// says is what stands under the title.
func (r Row) says(today calendar.Day) string {
	due := "Chưa có hạn"
	if !r.Due.IsZero() {
		due = "Hạn " + r.Due.Vietnamese()
	}
	switch s := r.state(today); {
	case s == done && r.overran():
		return due + " – đã xong " + r.Done.Vietnamese() + ", sau hạn"
	case s == done:
		return due + " – đã xong " + r.Done.Vietnamese()
	case r.Due.IsZero():
		return due
	default:
		return due + " – " + inWords(s, r.Doubt)
	}
}

// overran reports whether it was done after its due day.
func (r Row) overran() bool { return !r.Due.IsZero() && !r.Done.IsZero() && r.Done.After(r.Due) }

// The rows of a timeline.
const (
	barHeight = 22
	barSpace  = 46
	rowGap    = 18
	markHalf  = 17 // of the mark of a due day
)

// Timeline draws the steps as PNG, one below the other: the title, when it is due and how it stands, and a bar from its
// start to its due day on an axis that all share, with a line for today. Titles are given three lines, fewer when
// otherwise not all steps had room, and are shortened after that. Where there is no room for all even so, first what
// is done is left out and then the last steps, and it is said how many are. The error says that there are no steps.
func Timeline(t TimelinePicture) ([]byte, error) {
	if len(t.Rows) == 0 {
		return nil, errors.New("draw a timeline: there are no steps")
	}
	measure := newMeasure()
	heading := measure.headingOf(t.Title, t.Under)
	axisTop := margin + heading[0].height() + heading[1].height() + rowGap
	a := axisOf(t)
	top := axisTop + a.height()
	rows, foot := measure.stack(t, tallest-margin-top)

	bottom := top + heightOf(rows)
	b := newBoard(bottom + foot.height() + margin)
	b.write(margin, b.write(margin, margin, heading[0]), heading[1])
	// What lies under the rows comes first.
	b.axis(a, axisTop, bottom, t.Today)
	y, above := top, ""
	for _, r := range rows {
		b.row(t.Today, a, r, above, y)
		y += r.height(above)
		above = r.Group
	}
	b.write(margin, y, foot)
	return b.bytes()
}

// stacked is a row with its texts broken into lines.
type stacked struct {
	Row
	group, title, says block
	bar                bool
}

// height is that of the row under one of the group above.
func (r stacked) height(above string) int {
	h := r.title.height() + r.says.height() + rowGap
	if r.bar {
		h += barSpace
	}
	if r.headed(above) {
		h += r.group.height() + rowGap
	}
	return h
}

// headed reports whether the row begins a group.
func (r stacked) headed(above string) bool { return r.Group != "" && r.Group != above }

func heightOf(rows []stacked) (h int) {
	above := ""
	for _, r := range rows {
		h += r.height(above)
		above = r.Group
	}
	return h
}

// stack chooses the rows for a room of that height, and what is said of those that have none.
func (b *board) stack(t TimelinePicture, room int) (rows []stacked, foot block) {
	for most := linesFor(len(t.Rows), room); most > 0; most-- {
		rows = nil
		for _, r := range t.Rows {
			rows = append(rows, stacked{
				Row:   r,
				group: b.wrap(r.Group, face{small, true, faint}, inner, 1),
				title: b.wrap(r.Title, face{body, false, ink}, inner, most),
				says:  b.wrap(r.says(t.Today), face{small, true, states[r.state(t.Today)].colour}, inner, 1),
				bar:   r.hasBar(),
			})
		}
		if heightOf(rows) <= room {
			return rows, foot
		}
	}
	f := face{body, false, faint}
	for _, ended := range []bool{true, false} {
		for i := len(rows) - 1; i >= 0 && heightOf(rows)+f.height() > room; i-- {
			if rows[i].Done.IsZero() != ended {
				rows = slices.Delete(rows, i, i+1)
			}
		}
	}
	return rows, b.wrap(fmt.Sprintf("Và %d bước khác.", len(t.Rows)-len(rows)), f, inner, 1)
}

// row draws one step from y on.
func (b *board) row(today calendar.Day, a axis, r stacked, above string, y int) {
	if r.headed(above) {
		y = b.over(margin, y, r.group)
		b.fill(margin, y+rowGap/4, inner, thin, rule)
		y += rowGap
	}
	y = b.over(margin, b.over(margin, y, r.title), r.says)
	if r.bar {
		b.bar(today, a, r.Row, y+(barSpace-barHeight)/2)
	}
}

// hasBar reports whether there is a day to be drawn.
func (r Row) hasBar() bool { return !r.Due.IsZero() || !r.Start.IsZero() && !r.Done.IsZero() }

// bar draws the time of a step: pale up to its due day, in the colour of its state as far as it is done or late, and a
// mark on the due day.
func (b *board) bar(today calendar.Day, a axis, r Row, y int) {
	over := func(from, to calendar.Day, c charts.Color) {
		if !from.IsZero() && !to.IsZero() && from.Before(to) {
			b.fill(a.at(from), y, a.at(to)-a.at(from), barHeight, c)
		}
	}
	s := r.state(today)
	over(r.Start, r.Due, planned)
	switch {
	case s == done && r.overran():
		over(r.Start, r.Due, states[done].colour)
		over(r.Due, r.Done, states[late].colour)
	case s == done:
		over(r.Start, r.Done, states[done].colour)
	case s == late:
		over(r.Due, today, states[late].colour)
	}
	if !r.Due.IsZero() {
		b.p.FilledDiamond(a.at(r.Due), y+barHeight/2, 2*markHalf, 2*markHalf, states[s].colour, paper, thin)
	}
}
