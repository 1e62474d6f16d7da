package quiz

import (
	"testing"
	"time"
)

func TestWhichQuestionAHeldPollAsked(t *testing.T) {
	day := func(n int) time.Time { return noon.AddDate(0, 0, n) }
	for _, row := range []struct {
		rule string
		of   []Candidate
		want int
	}{
		{"there is none", nil, -1},
		{"the only one, whatever is noted of it", []Candidate{{Given: day(1), Other: true}}, 0},
		{"the one given earlier", []Candidate{{Given: day(2), Waits: true}, {Given: day(1), Waits: true}}, 1},
		{"one that waits for an answer", []Candidate{{Given: day(1)}, {Given: day(2), Waits: true}}, 1},
		{"one of which no message is noted", []Candidate{{Given: day(1), Other: true, Waits: true}, {Given: day(2), Waits: true}}, 1},
		{"even one that is over", []Candidate{{Given: day(2), Other: true, Waits: true}, {Given: day(1)}}, 1},
		{"of two that were noted, the one given earlier", []Candidate{{Given: day(2), Other: true, Waits: true}, {Given: day(1), Other: true, Waits: true}}, 1},
	} {
		if got := Likely(row.of); got != row.want {
			t.Errorf("%s: the one at place %d, want %d", row.rule, got, row.want)
		}
	}
}
