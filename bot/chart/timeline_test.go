package chart

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-analyze/charts"
)

func TestABarShowsHowAStepStands(t *testing.T) {
	start, due, today := day("2026-11-02"), day("2026-11-16"), day("2026-11-23")
	lateColour, doneColour := states[late].colour, states[done].colour
	rows := []struct {
		rule string
		row  Row
		says string
		mark charts.Color
		// before and after are the colours halfway from the start to the due day, and from that to today.
		before, after charts.Color
	}{
		{
			"late from its due day to today",
			Row{Start: start, Due: due},
			"Hạn 16/11/2026 – quá hạn", lateColour, planned, lateColour,
		},
		{
			"late and in doubt says both",
			Row{Start: start, Due: due, Doubt: true},
			"Hạn 16/11/2026 – quá hạn, cần xác nhận lại hạn", lateColour, planned, lateColour,
		},
		{
			"done in time",
			Row{Start: start, Due: due, Done: due},
			"Hạn 16/11/2026 – đã xong 16/11/2026", doneColour, doneColour, paper,
		},
		{
			"done after its due day",
			Row{Start: start, Due: due, Done: today},
			"Hạn 16/11/2026 – đã xong 23/11/2026, sau hạn", doneColour, doneColour, lateColour,
		},
		{
			"a due day alone is a mark",
			Row{Due: due, Done: due},
			"Hạn 16/11/2026 – đã xong 16/11/2026", doneColour, paper, paper,
		},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			row.row.Title = shortTitle
			pic := TimelinePicture{Today: today, Rows: []Row{row.row, {Title: shortTitle, Start: start, Due: day("2026-11-30")}}}
			if got := row.row.says(today); got != row.says {
				t.Errorf("says %q, want %q", got, row.says)
			}
			content, err := Timeline(pic)
			p := decode(t, content, err)
			a := axisOf(pic)
			y := margin + rowGap + a.height() + face{size: body}.height() + face{size: small}.height() + barSpace/2
			if !p.has(a.at(due), y, row.mark) {
				t.Errorf("the mark is %v", p.At(a.at(due), y))
			}
			for d, want := range map[string]charts.Color{"2026-11-08": row.before, "2026-11-20": row.after} {
				if x := a.at(day(d)); !p.has(x, y, want) {
					t.Errorf("on %s the bar is %v, want %v", d, p.At(x, y), want)
				}
			}
			if !p.has(a.at(today)+1, p.height()-margin-rowGap, now) {
				t.Error("today has no line")
			}
			if !p.framed() {
				t.Error("something is drawn in the margin")
			}
		})
	}
}

func TestAStepAheadAndOneWithoutADay(t *testing.T) {
	today := day("2026-11-23")
	for want, r := range map[string]Row{
		"Hạn 30/11/2026 – chưa xong":            {Due: day("2026-11-30")},
		"Hạn 23/11/2026 – chưa xong":            {Due: today},
		"Hạn 30/11/2026 – cần xác nhận lại hạn": {Due: day("2026-11-30"), Doubt: true},
		"Chưa có hạn":                           {Start: day("2026-11-02")},
		"Chưa có hạn – đã xong 20/11/2026":      {Done: day("2026-11-20")},
	} {
		if got := r.says(today); got != want {
			t.Errorf("says %q, want %q", got, want)
		}
	}
	bare, err := Timeline(TimelinePicture{Title: "KH-0001", Today: today, Rows: []Row{{Title: shortTitle}}})
	if p := decode(t, bare, err); p.count(0, 0, width, p.height(), now) != 0 || !p.framed() {
		t.Error("there is an axis although no step has a day")
	}
	if content, err := Timeline(TimelinePicture{Title: "KH-0001"}); err == nil {
		t.Errorf("no steps are %d bytes", len(content))
	}
}

func TestALongPlanKeepsWhatIsToBeDone(t *testing.T) {
	plan := func(n, ended int, title string) (rows []Row) {
		for i := range n {
			r := Row{Group: fmt.Sprint("Giai đoạn ", i/8+1), Title: title, Start: day("2026-01-05").Add(i), Due: day("2026-02-05").Add(9 * i)}
			if i < ended {
				r.Done = r.Due
			}
			rows = append(rows, r)
		}
		return rows
	}
	rows := []struct {
		rule        string
		steps       []Row
		shown, open int
		lines       int
		foot        string
	}{
		{"a short one has whole titles", plan(6, 2, longTitle), 6, 4, 3, ""},
		{"a longer one has shorter titles", plan(12, 2, longTitle), 12, 10, 1, ""},
		{"of many what is done is left out first", plan(25, 15, longTitle), 11, 10, 1, "Và 14 bước khác."},
		{"then the last", plan(40, 5, longTitle), 11, 11, 1, "Và 29 bước khác."},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			pic := TimelinePicture{Title: longTitle, Under: longTitle, Today: day("2026-04-01"), Rows: row.steps}
			got, foot := newMeasure().stack(pic, 1850)
			open := 0
			for _, r := range got {
				if r.Done.IsZero() {
					open++
				}
				if len(r.title.lines) > row.lines {
					t.Errorf("%d lines", len(r.title.lines))
				}
			}
			if len(got) != row.shown || open != row.open || strings.Join(foot.lines, "") != row.foot {
				t.Errorf("%d steps shown, %d open, %q", len(got), open, foot.lines)
			}
		})
	}
	content, err := Timeline(TimelinePicture{Title: longTitle, Under: longTitle, Today: day("2026-04-01"), Rows: plan(40, 5, longTitle)})
	if p := decode(t, content, err); !p.framed() {
		t.Error("something is drawn in the margin")
	}
}

func TestTheAxis(t *testing.T) {
	rows := []struct {
		rule, from, to, today string
		done                  bool
		first, last           string
		now                   bool
	}{
		{"a day is given a week", "2026-11-23", "2026-11-23", "2026-11-23", false, "23/11", "30/11", true},
		{"some weeks by Mondays", "2026-11-02", "2026-12-10", "2026-11-23", false, "2/11", "7/12", true},
		{"some months by halves", "2026-10-01", "2026-12-20", "2026-11-23", false, "1/10", "15/12", true},
		{"half a year by months", "2026-01-05", "2026-06-30", "2026-02-01", false, "2/2026", "6/2026", true},
		{"a year by quarters", "2026-01-01", "2026-12-31", "2026-02-01", false, "1/2026", "10/2026", true},
		{"some years by years", "2026-01-05", "2030-06-30", "2026-02-01", false, "2027", "2030", true},
		{"decades by decades", "2001-01-05", "2030-06-30", "2026-02-01", false, "2010", "2030", true},
		{"an open plan reaches to today", "2026-01-05", "2026-02-05", "2026-11-23", false, "4/2026", "10/2026", true},
		{"an old one does not", "2026-01-05", "2026-02-05", "2026-11-23", true, "5/1", "2/2", false},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			r := Row{Start: day(row.from), Due: day(row.to)}
			if row.done {
				r.Done = r.Due
			}
			a := axisOf(TimelinePicture{Today: day(row.today), Rows: []Row{r, {Title: "không có ngày", Done: r.Done}}})
			days, labels := a.ticks()
			if len(labels) == 0 || len(labels) > mostTicks || a.has(day(row.today)) != row.now {
				t.Fatalf("ticks %v, today %v", labels, a.has(day(row.today)))
			}
			if labels[0] != row.first || labels[len(labels)-1] != row.last {
				t.Errorf("ticks %v, want %s to %s", labels, row.first, row.last)
			}
			for _, d := range append(days, r.Start, r.Due) {
				if x := a.at(d); x < margin+markHalf || x > width-margin-markHalf {
					t.Errorf("%s is at %d", d, x)
				}
			}
		})
	}
	if a := axisOf(TimelinePicture{Today: day("2026-11-23"), Rows: []Row{{}}}); a != (axis{}) || a.height() != 0 {
		t.Errorf("no days make the axis %v", a)
	}
}

func BenchmarkPictures(b *testing.B) {
	steps := make([]Row, 12)
	items := make([]Item, 60)
	for i := range steps {
		steps[i] = Row{Title: longTitle, Start: day("2026-01-05").Add(i), Due: day("2026-02-05").Add(9 * i)}
	}
	for i := range items {
		items[i] = Item{Day: day("2026-11-01").Add(i % 30), Title: longTitle}
	}
	b.Run("month", func(b *testing.B) {
		for b.Loop() {
			if _, err := Month(november(items...)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("timeline", func(b *testing.B) {
		for b.Loop() {
			if _, err := Timeline(TimelinePicture{Title: "KH-0127", Today: day("2026-04-01"), Rows: steps}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
