package quiz

import (
	"errors"
	"slices"
	"testing"
	"time"

	"camnang/bot/officer"
)

func TestWhatMessagesLeftBehindIsCutAMonthAfterTheEnd(t *testing.T) {
	closed := func(p *Push) { p.State, p.Closes = Closed, noon }
	for _, row := range []struct {
		rule   string
		change func(*Push)
		after  time.Duration
		want   bool
	}{
		{"a month after it closed", closed, CarriedFor, true},
		{"not a moment before", closed, CarriedFor - 1, false},
		{"not of one that is open", func(p *Push) { p.State, p.Closes = Open, noon }, 2 * CarriedFor, false},
		{"not of one that went to nobody", func(p *Push) { closed(p); p.Enrolled = nil }, CarriedFor, false},
		{"not when all is cut", func(p *Push) { closed(p); p.Forgotten = 3 }, CarriedFor, false},
		{"while some is left", func(p *Push) { closed(p); p.Forgotten = 2 }, CarriedFor, true},
		{"a month after it was recalled", func(p *Push) { p.State, p.Closes = Recalled, noon }, CarriedFor, true},
		{"without a noted end, a month after it opened", func(p *Push) { p.State, p.Opens, p.Closes = Recalled, noon, time.Time{} }, CarriedFor, true},
	} {
		p := pushOf(Practice, asking("v1", 4, 1))
		p.Enrolled = []officer.ID{"o1", "o2", "o3"}
		row.change(p)
		if got := p.Forgets(noon.Add(row.after)); got != row.want {
			t.Errorf("%s: %v", row.rule, got)
		}
	}
}

func TestACutGoesOnWhereItStopped(t *testing.T) {
	p := pushOf(Practice, asking("v1", 4, 1))
	p.State, p.Closes, p.Enrolled = Closed, noon, []officer.ID{"o1", "o2", "o3"}
	first := p.Forgot(2, []officer.ID{"o3"})
	second := first.Forgot(2, nil)
	if p.Forgotten != 0 || first.Forgotten != 2 || second.Forgotten != 3 || !slices.Equal(second.Missed, []officer.ID{"o3"}) {
		t.Errorf("%d, then %d, then %d; not reached were %v", p.Forgotten, first.Forgotten, second.Forgotten, second.Missed)
	}
	if _, err := first.Extended(noon.Add(4*CarriedFor), noon.Add(2*CarriedFor)); !errors.Is(err, ErrPushState) {
		t.Errorf("extended when its messages are not known any more: %v", err)
	}
}

func TestARecalledPushEndsWhenItWasOpen(t *testing.T) {
	for state, want := range map[PushState]time.Time{Planned: noon.Add(time.Hour), Open: noon} {
		p := pushOf(Practice, asking("v1", 4, 1))
		p.State, p.Closes = state, noon.Add(time.Hour)
		if next, err := p.Recall(noon); err != nil || !next.Closes.Equal(want) {
			t.Errorf("%s: %v, %v", state, next, err)
		}
	}
}
