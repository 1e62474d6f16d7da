package quiz

import (
	"fmt"
	"strings"
	"testing"
)

// The limits to the letter, in Vietnamese and with letters that take two units.
func TestWhatAPollCarries(t *testing.T) {
	text := func(units int) string { return strings.Repeat("ữ", units-2) + "🙂" }
	plain := func() *Question {
		q := asking("v1", 4, 0)
		return &q
	}
	rows := []struct {
		rule   string
		change func(q *Question)
		want   string
	}{
		{"nothing is too long", func(*Question) {}, "[]"},
		{"a stem of 300", func(q *Question) { q.Stem = text(300) }, "[]"},
		{"a stem of 301", func(q *Question) { q.Stem = text(301) }, "[{stem 0 301 300}]"},
		{"an option of 100", func(q *Question) { q.Options[3].Text = text(100) }, "[]"},
		{"an option of 101", func(q *Question) { q.Options[3].Text = text(101) }, "[{option 3 101 100}]"},
		{"an explanation of 200", func(q *Question) { q.Explanation = text(200) }, "[]"},
		{"an explanation of 201", func(q *Question) { q.Explanation = text(201) }, "[{explanation 0 201 200}]"},
		{"two line feeds", func(q *Question) { q.Explanation = "a\nb\nc" }, "[]"},
		{"three line feeds", func(q *Question) { q.Explanation = "a\nb\nc\nd" }, "[{lines 0 3 2}]"},
		{"12 options", func(q *Question) { *q = asking("v1", 12, 11) }, "[]"},
		{"13 options", func(q *Question) { *q = asking("v1", 13, 11) }, "[{options 0 13 12}]"},
		{"several at once", func(q *Question) { q.Stem, q.Options[0].Text = text(400), text(150) }, "[{stem 0 400 300} {option 0 150 100}]"},
	}
	for _, row := range rows {
		q := plain()
		row.change(q)
		if got := fmt.Sprint(q.Excesses()); got != row.want {
			t.Errorf("%s: %s, want %s", row.rule, got, row.want)
		}
	}
	// "ữ" written as three code points is three units: what is counted is what is sent.
	if got := Units("u\u031b\u0303"); got != 3 {
		t.Errorf("%d units", got)
	}
}
