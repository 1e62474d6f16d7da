package chart

import (
	"math"
	"strings"
	"testing"

	"github.com/go-analyze/charts"
)

func share(v float64) Share { return Share{v, true} }

// whole is how long the bar of the whole is.
func whole() int { return inner - figureGap - newMeasure().length("100%", figureFace) }

func TestABarIsAsLongAsItsShare(t *testing.T) {
	rows := []struct {
		rule  string
		share Share
		part  float64
		says  string
	}{
		{"nothing", share(0), 0, "0%"},
		{"two fifths", share(0.4), 0.4, "40%"},
		{"the nearest per cent", share(0.415), 0.415, "42%"},
		{"all", share(1), 1, "100%"},
		{"a little more than all", share(1 + 1e-9), 1, "100%"},
		{"less than nothing", share(-0.1), 0, "0%"},
		{"not known", Share{0.4, false}, 0, ""},
		{"no number", share(math.NaN()), 0, ""},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			if got := row.share.says(); got != row.says {
				t.Errorf("says %q, want %q", got, row.says)
			}
			content, err := Bars(BarsPicture{Rows: []Bar{{Label: shortTitle, Value: row.share}}})
			p := decode(t, content, err)
			// The lowest line of the bar is under the letters that stand on one of a share that is not known.
			y := p.height() - margin - shareGap - 1
			if got, want := p.count(0, y, width, 1, accent), int(math.Round(row.part*float64(whole()))); got != want {
				t.Errorf("the bar is %d long, want %d", got, want)
			}
			if got := p.count(0, y, width, 1, accent) + p.count(0, y, width, 1, shade); got != whole() {
				t.Errorf("bar and ground are %d long, want %d", got, whole())
			}
			top := p.height() - margin - shareGap - shareHeight
			if figure := p.count(margin+whole()+1, top, width-margin-whole()-1, shareHeight, ink) > 0; figure != (row.says != "") {
				t.Errorf("there is a figure: %v", figure)
			}
			if said := p.count(margin, top, whole(), shareHeight, faint) > 0; said != (row.says == "") {
				t.Errorf("it is said that there is none: %v", said)
			}
			if !p.framed() {
				t.Error("something is drawn in the margin")
			}
		})
	}
}

func TestARowOfTwoTestsHasTwoBars(t *testing.T) {
	row := Bar{Label: shortTitle, Value: share(0.25), Second: share(0.75)}
	content, err := Bars(BarsPicture{First: "Đầu lớp", Second: "Cuối lớp", Rows: []Bar{row}})
	p := decode(t, content, err)
	lower := p.height() - margin - shareGap - 1
	for y, want := range map[int]struct {
		colour charts.Color
		part   float64
	}{lower - shareHeight - shareGap: {now, 0.25}, lower: {accent, 0.75}} {
		if got := p.count(0, y, width, 1, want.colour); got != int(math.Round(want.part*float64(whole()))) {
			t.Errorf("the bar of %v is %d long", want.part, got)
		}
	}
	legend := margin + rowGap
	if p.count(0, legend, width, face{size: small}.height(), now) < swatch*swatch || p.count(0, legend, width, face{size: small}.height(), accent) < swatch*swatch {
		t.Error("the legend has not both colours")
	}
	content, err = Bars(BarsPicture{First: "Đầu lớp", Rows: []Bar{row}})
	if p := decode(t, content, err); p.count(0, 0, width, p.height(), now) != 0 {
		t.Error("without a second test there is its bar or its name")
	}
}

func TestLabelsAndNotesDoNotMeet(t *testing.T) {
	notes := []string{"", "18/24", "148/180 câu", "nhiều hơn một phần ba bề ngang của cả hình, không ai đọc hết"}
	m := newMeasure()
	for _, note := range notes {
		rows, _ := m.ranked(BarsPicture{Rows: []Bar{{Label: longTitle, Note: note}, {Label: shortTitle}}}, tallest)
		widest := 0
		for _, line := range rows[0].note.lines {
			widest = max(widest, m.length(line, rows[0].note.face)+figureGap)
		}
		if note != "" && widest == 0 || len(rows[0].note.lines) > noteLines {
			t.Errorf("%q became %q", note, rows[0].note.lines)
		}
		for _, line := range rows[0].label.lines {
			if got := m.length(line, rows[0].label.face) + widest; got > inner {
				t.Errorf("%q beside %q is %d wide", line, note, got)
			}
		}
	}
}

func TestManyBarsKeepTheFirst(t *testing.T) {
	of := func(n int) (rows []Bar) {
		for i := range n {
			rows = append(rows, Bar{Label: longTitle, Value: share(float64(i) / float64(n)), Second: share(1), Note: "18/24"})
		}
		return rows
	}
	rows := []struct {
		rule          string
		of, shown     int
		second, foot  string
		most, atLeast int
	}{
		{"a few have whole labels", 4, 4, "b", "", 3, 3},
		{"a dozen has room, with two bars too", 12, 12, "b", "", 1, 1},
		{"more lose the last", 30, 11, "b", "Và 19 dòng khác.", 1, 1},
		{"with one bar each more have room", 30, 16, "", "Và 14 dòng khác.", 1, 1},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			pic := BarsPicture{Title: longTitle, Under: longTitle, First: "a", Second: row.second, Rows: of(row.of)}
			heading := newMeasure().headingOf(pic.Title, pic.Under)
			got, foot := newMeasure().ranked(pic, tallest-2*margin-heading[0].height()-heading[1].height()-rowGap-face{size: small}.height()-shareGap)
			if len(got) != row.shown || strings.Join(foot.lines, "") != row.foot {
				t.Errorf("%d shown, %q", len(got), foot.lines)
			}
			for i, r := range got {
				if r.shares[0] != pic.Rows[i].Value {
					t.Errorf("row %d is %v", i+1, r.shares[0])
				}
				if n := len(r.label.lines); n > row.most || n < row.atLeast {
					t.Errorf("a label of %d lines", n)
				}
			}
		})
	}
	content, err := Bars(BarsPicture{Title: longTitle, Under: longTitle, First: "a", Second: "b", Rows: of(30)})
	if p := decode(t, content, err); !p.framed() {
		t.Error("something is drawn in the margin")
	}
	if content, err := Bars(BarsPicture{Title: shortTitle}); err == nil {
		t.Errorf("no rows are %d bytes", len(content))
	}
}
